/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kamailio's core as a test wants it: memory that runs out at the n-th
 * allocation and is counted, locks that notice who forgets them, log lines that
 * can be looked up, time that passes when it is told to.
 *
 * What links this file is compiled with Kamailio's own headers; see Makefile. */

#ifndef BARE_CORE_H
#define BARE_CORE_H

#include <stdint.h>

/* --- memory: shm, pkg, and the C library's of the objects linked ------------- */

/* Let the n-th allocation from now on fail, and only that; 0: none */
void bare_memory_fail(int n);
/* Did it come to that since bare_memory_fail()? */
int bare_memory_failed(void);
/* How many blocks are allocated and not freed */
long bare_memory_blocks(void);
/* Call f with the first, the second ... allocation failing, until it asks for
 * no more than can be had. return how many allocations there are */
int bare_memory_each(void (*f)(void *arg), void *arg);

/* --- locks --------------------------------------------------------------------- */

/* How many are held now. To take one twice, or to give back one that is free,
 * ends the program */
int bare_locks_held(void);

/* --- the log -------------------------------------------------------------------- */

/* How many lines with this text have been written since bare_log_clear() */
int bare_logged(const char *text);
/* The same, at this level (L_ERR ...) or a graver one */
int bare_logged_at(int level, const char *text);
void bare_log_clear(void);

/* --- time ------------------------------------------------------------------------ */

/* ms of CLOCK_MONOTONIC; time() moves with it. It stands still by itself */
uint64_t bare_now(void);
void bare_time(uint64_t ms);
/* What epoll_wait() was asked to wait the last time: it never does */
int bare_epoll_timeout(void);
/* How many events it gave the last time */
int bare_epoll_events(void);
/* Let the next epoll_wait() fail with this errno */
void bare_epoll_fail(int error);

/* --- processes -------------------------------------------------------------------- */

/* What fork_process() returns: the child's pid in the parent (default), 0 in
 * the child, -1 no process */
void bare_fork_returns(int pid);
int bare_forks(void);
/* The function given to fork_basic_utimer(), called here; -1 there is none */
int bare_utimer_run(void);

/* --- for a test's teardown --------------------------------------------------------- */

/* Everything as at the start but the blocks that are allocated, which the
 * return value tells; a lock held or LM_BUG since the last time fails the test */
long bare_core_reset(void);
/* A test that means to provoke LM_BUG says so: return how many, then none */
int bare_bugs_expected(void);

#endif
