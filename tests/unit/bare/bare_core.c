/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/epoll.h>

#include "../../core/cfg/cfg_struct.h"
#include "../../core/dprint.h"
#include "../../core/globals.h"
#include "../../core/mem/pkg.h"
#include "../../core/mem/shm.h"
#include "../../core/pt.h"
#include "../../core/rand/cryptorand.h"
#include "../../core/timer_proc.h"

#include "bare_core.h"

enum
{
	LOG_LINES = 4096, /* of a test; the oldest are forgotten */
	LOG_LINE = 400,	  /* bytes that are kept of one */
	TIME_START = 1000000,
	DATE_START = 1700000000
};

typedef struct log_line
{
	int level;
	char text[LOG_LINE];
} log_line_t;

static long blocks = 0;
static int fail_at = 0, failed = 0;
static int locks_held = 0;
static log_line_t lines[LOG_LINES];
static unsigned long line_count = 0;
static int bugs = 0;
static uint64_t now_ms = TIME_START;
static int epoll_timeout = 0, epoll_events = 0, epoll_error = 0;
static int fork_returns = 1000, forks = 0;
static timer_function *utimer = NULL;
static void *utimer_arg = NULL;

/* ends the program: the test cannot go on */
static void broken(const char *what)
{
	fprintf(stderr, "bare core: %s\n", what);
	abort();
}

/* --- memory -------------------------------------------------------------------- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void __real_free(void *p);
char *__real_strdup(const char *s);
char *__real_strndup(const char *s, size_t n);

/* does this allocation fail? */
static int runs_out(void)
{
	if(fail_at == 0 || --fail_at > 0)
		return 0;
	failed = 1;
	return 1;
}

static void *counted(void *p)
{
	if(p)
		blocks++;
	return p;
}

void *__wrap_malloc(size_t size)
{
	return runs_out() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t n, size_t size)
{
	return runs_out() ? NULL : counted(__real_calloc(n, size));
}

void *__wrap_realloc(void *p, size_t size)
{
	if(runs_out())
		return NULL;
	return p ? __real_realloc(p, size) : counted(__real_malloc(size));
}

char *__wrap_strdup(const char *s)
{
	return runs_out() ? NULL : counted(__real_strdup(s));
}

char *__wrap_strndup(const char *s, size_t n)
{
	return runs_out() ? NULL : counted(__real_strndup(s, n));
}

void __wrap_free(void *p)
{
	if(p)
		blocks--;
	__real_free(p);
}

/* shm and pkg: what was allocated is not zero, as in life */
static void *core_malloc(void *block, size_t size, const char *file,
		const char *func, unsigned line, const char *module)
{
	void *p = __wrap_malloc(size);

	if(p)
		memset(p, 0xa5, size);
	return p;
}

static void *core_mallocxz(void *block, size_t size, const char *file,
		const char *func, unsigned line, const char *module)
{
	return __wrap_calloc(1, size);
}

static void *core_realloc(void *block, void *p, size_t size, const char *file,
		const char *func, unsigned line, const char *module)
{
	return __wrap_realloc(p, size);
}

static void *core_reallocxf(void *block, void *p, size_t size, const char *file,
		const char *func, unsigned line, const char *module)
{
	void *q = __wrap_realloc(p, size);

	if(q == NULL)
		__wrap_free(p);
	return q;
}

static void core_free(void *block, void *p, const char *file, const char *func,
		unsigned line, const char *module)
{
	if(p == NULL)
		broken("shm_free or pkg_free of NULL");
	__wrap_free(p);
}

sr_pkg_api_t _pkg_root = {
		.xmalloc = core_malloc,
		.xmallocxz = core_mallocxz,
		.xrealloc = core_realloc,
		.xreallocxf = core_reallocxf,
		.xfree = core_free,
};
sr_shm_api_t _shm_root = {
		.xmalloc = core_malloc,
		.xmallocxz = core_mallocxz,
		.xmalloc_unsafe = core_malloc,
		.xrealloc = core_realloc,
		.xreallocxf = core_reallocxf,
		.xfree = core_free,
		.xfree_unsafe = core_free,
};

void bare_memory_fail(int n)
{
	fail_at = n;
	failed = 0;
}

int bare_memory_failed(void)
{
	return failed;
}

long bare_memory_blocks(void)
{
	return blocks;
}

int bare_memory_each(void (*f)(void *arg), void *arg)
{
	int n;

	for(n = 1;; n++) {
		bare_memory_fail(n);
		f(arg);
		if(!bare_memory_failed())
			break;
	}
	bare_memory_fail(0);
	return n - 1;
}

/* --- locks ----------------------------------------------------------------------- */

int __real_pthread_mutex_trylock(pthread_mutex_t *m);
int __real_pthread_mutex_unlock(pthread_mutex_t *m);

/* there is one thread: a lock that is held is held by the same */
int __wrap_pthread_mutex_lock(pthread_mutex_t *m)
{
	if(__real_pthread_mutex_trylock(m) != 0)
		broken("a lock is taken that is held already");
	locks_held++;
	return 0;
}

int __wrap_pthread_mutex_trylock(pthread_mutex_t *m)
{
	int rc = __real_pthread_mutex_trylock(m);

	locks_held += rc == 0;
	return rc;
}

int __wrap_pthread_mutex_unlock(pthread_mutex_t *m)
{
	if(__real_pthread_mutex_trylock(m) == 0)
		broken("a lock is given back that nobody holds");
	locks_held--;
	return __real_pthread_mutex_unlock(m);
}

int bare_locks_held(void)
{
	return locks_held;
}

/* --- the log ---------------------------------------------------------------------- */

static void log_write(ksr_logdata_t *data, const char *format, ...)
{
	log_line_t *l = &lines[line_count++ % LOG_LINES];
	va_list args;

	l->level = data->v_level;
	va_start(args, format);
	vsnprintf(l->text, sizeof(l->text), format, args);
	va_end(args);
	bugs += data->v_level == L_BUG;
	if(getenv("BARE_LOG"))
		fprintf(stderr, "%s: %s", data->v_lname, l->text);
}

ksr_slog_f _ksr_slog_func = log_write;
km_log_f _km_log_func = NULL;
int log_stderr = 0;
int log_color = 0;
str *log_prefix_val = NULL;
volatile int dprint_crit = 0;
int process_no = 0;
struct log_level_info log_level_info[] = {
		{"ALERT", 0},
		{"BUG", 0},
		{"CRITICAL", 0},
		{"CRITICAL", 0},
		{"ERROR", 0},
		{"WARNING", 0},
		{"NOTICE", 0},
		{"INFO", 0},
		{"DEBUG", 0},
};

int my_pid(void)
{
	return 1;
}

/* all of it: what is not written could not be formatted wrong */
int get_debug_level(char *module, int len)
{
	return L_DBG;
}

int get_debug_facility(char *module, int len)
{
	return 0;
}

void dprint_color(int level)
{
}

void dprint_color_reset(void)
{
}

int bare_logged_at(int level, const char *text)
{
	unsigned long i = line_count > LOG_LINES ? line_count - LOG_LINES : 0;
	int n = 0;

	for(; i < line_count; i++)
		n += lines[i % LOG_LINES].level <= level
			 && strstr(lines[i % LOG_LINES].text, text) != NULL;
	return n;
}

int bare_logged(const char *text)
{
	return bare_logged_at(L_DBG, text);
}

void bare_log_clear(void)
{
	line_count = 0;
}

int bare_bugs_expected(void)
{
	int n = bugs;

	bugs = 0;
	return n;
}

/* --- time --------------------------------------------------------------------------- */

int __wrap_clock_gettime(clockid_t clock, struct timespec *ts)
{
	ts->tv_sec = (time_t)(now_ms / 1000);
	ts->tv_nsec = (long)(now_ms % 1000) * 1000000;
	if(clock == CLOCK_REALTIME)
		ts->tv_sec += DATE_START;
	return 0;
}

time_t __wrap_time(time_t *t)
{
	time_t now = DATE_START + (time_t)(now_ms / 1000);

	if(t)
		*t = now;
	return now;
}

uint64_t bare_now(void)
{
	return now_ms;
}

void bare_time(uint64_t ms)
{
	now_ms += ms;
}

int __real_epoll_wait(int fd, struct epoll_event *events, int max, int timeout);

int __wrap_epoll_wait(int fd, struct epoll_event *events, int max, int timeout)
{
	epoll_timeout = timeout;
	if(epoll_error == 0)
		return epoll_events = __real_epoll_wait(fd, events, max, 0);
	errno = epoll_error;
	epoll_error = 0;
	return -1;
}

int bare_epoll_timeout(void)
{
	return epoll_timeout;
}

int bare_epoll_events(void)
{
	return epoll_events;
}

void bare_epoll_fail(int error)
{
	epoll_error = error;
}

/* --- processes, configuration --------------------------------------------------------- */

int uid = 0;
int gid = 0;
cfg_group_t *cfg_group = NULL;
static cfg_block_t *no_block = NULL;
cfg_block_t **cfg_global = &no_block;
cfg_block_t *cfg_local = NULL;
int cfg_block_size = 0;
gen_lock_t *cfg_global_lock = NULL;
static cfg_child_cb_t *no_callback = NULL;
cfg_child_cb_t **cfg_child_cb_first = &no_callback;
cfg_child_cb_t **cfg_child_cb_last = &no_callback;
cfg_child_cb_t *cfg_child_cb = NULL;
int cfg_ginst_count = 0;

void cfg_move_handle(
		cfg_group_t *group, cfg_group_inst_t *from, cfg_group_inst_t *to)
{
}

int cfg_child_init(void)
{
	return 0;
}

void cfg_register_child(int n)
{
}

int register_procs(int n)
{
	return 0;
}

int register_basic_timers(int n)
{
	return 0;
}

int fork_process(int child, char *description, int socket)
{
	forks++;
	return fork_returns;
}

int fork_basic_utimer(int child, char *description, int socket,
		timer_function *f, void *arg, int interval)
{
	forks++;
	utimer = f;
	utimer_arg = arg;
	return fork_returns;
}

int bare_utimer_run(void)
{
	if(utimer == NULL)
		return -1;
	utimer(0, utimer_arg);
	return 0;
}

void bare_fork_returns(int pid)
{
	fork_returns = pid;
}

int bare_forks(void)
{
	return forks;
}

/* the same numbers at each run */
unsigned cryptorand(void)
{
	static unsigned seed = 1;

	return seed = seed * 1664525u + 1013904223u;
}

long bare_core_reset(void)
{
	if(locks_held != 0)
		broken("a lock is still held");
	if(bugs > 0)
		broken("LM_BUG was logged: BARE_LOG=1 shows the log");
	bare_memory_fail(0);
	bare_log_clear();
	fork_returns = 1000;
	forks = 0;
	epoll_error = 0;
	utimer = NULL;
	return blocks;
}
