/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The event loop: timers, descriptors, signals, names. loop.c is the only file
 * that knows libuv. One thread; callbacks run from loop_run() only. */

#ifndef LOOP_H
#define LOOP_H

#include <stdint.h>

typedef struct loop loop_t;
typedef struct loop_timer loop_timer_t;
typedef struct loop_watch loop_watch_t;
typedef struct loop_lookup loop_lookup_t;

enum
{
	LOOP_READ = 1,
	LOOP_WRITE = 2
};

enum
{
	LOOP_ADDRESS_MAX = 46 /* bytes of a numeric address with its NUL */
};

loop_t *loop_new(void);

/* Run until loop_stop(); what is still open then is closed by loop_free(). */
void loop_run(loop_t *loop);
void loop_stop(loop_t *loop);
void loop_free(loop_t *loop);

/* Monotonic milliseconds, as of the current wake-up. */
uint64_t loop_now(loop_t *loop);

/* 32 random bits. */
uint32_t loop_random(void);

/* Call f after the callbacks of each wake-up, before the loop sleeps again:
 * what they queued is written in one piece there. At most one f. */
void loop_before_sleep(loop_t *loop, void (*f)(void *arg), void *arg);

/* A one-shot timer, owned by the caller; NULL when out of memory. Setting it
 * again replaces the earlier time. Freeing NULL is allowed. One that is late,
 * since the process stood still, runs after the sockets were looked at. */
loop_timer_t *loop_timer_new(loop_t *loop, void (*f)(void *arg), void *arg);
void loop_timer_set(loop_timer_t *t, uint64_t ms);
void loop_timer_stop(loop_timer_t *t);
int loop_timer_is_set(const loop_timer_t *t);
void loop_timer_free(loop_timer_t *t);

/* Watch a descriptor, which stays the caller's. events: LOOP_READ, LOOP_WRITE,
 * both or 0. An error of the descriptor is reported as readable. */
loop_watch_t *loop_watch_new(
		loop_t *loop, int fd, void (*f)(void *arg, int events), void *arg);
void loop_watch_set(loop_watch_t *w, int events);
void loop_watch_free(loop_watch_t *w);

/**
 * Look up the addresses of a host.
 *
 * @param f called once with up to n numeric addresses, or with n = 0 and the
 *          reason
 * @return NULL when it cannot be started; loop_lookup_cancel() ends it early,
 *         f is not called then
 */
typedef void (*loop_lookup_f)(void *arg,
		const char (*address)[LOOP_ADDRESS_MAX], int n, const char *reason);
loop_lookup_t *loop_lookup_new(
		loop_t *loop, const char *host, loop_lookup_f f, void *arg);
void loop_lookup_cancel(loop_lookup_t *l);

/* Call f for a signal, until loop_free(). 0 or negative errno. */
int loop_signal(
		loop_t *loop, int signo, void (*f)(void *arg, int signo), void *arg);

#endif
