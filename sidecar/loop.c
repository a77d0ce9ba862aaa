/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The event loop, on libuv. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <uv.h>

#include "loop.h"

enum
{
	LOOP_ADDRESSES = 8, /* of one host */
	LOOP_LATE = 100		/* ms: no timer waits that long in a busy loop */
};

struct loop
{
	uv_loop_t uv;
	uv_prepare_t prepare;
	void (*before_sleep)(void *arg);
	void *before_sleep_arg;
};

struct loop_timer
{
	uv_timer_t uv; /* first: a handle is freed as what contains it */
	void (*f)(void *arg);
	void *arg;
	uint64_t due; /* [ms] */
	int looked;	  /* it was late, and the sockets have been looked at */
};

struct loop_watch
{
	uv_poll_t uv;
	void (*f)(void *arg, int events);
	void *arg;
	int events; /* as set */
};

struct loop_lookup
{
	uv_getaddrinfo_t uv;
	loop_lookup_f f; /* NULL once cancelled */
	void *arg;
};

typedef struct loop_signal_handle
{
	uv_signal_t uv;
	void (*f)(void *arg, int signo);
	void *arg;
} loop_signal_handle_t;


static void handle_free(uv_handle_t *handle)
{
	free(handle);
}


loop_t *loop_new(void)
{
	loop_t *loop = calloc(1, sizeof(*loop));

	if(loop == NULL)
		return NULL;
	if(uv_loop_init(&loop->uv) != 0) {
		free(loop);
		return NULL;
	}
	uv_prepare_init(&loop->uv, &loop->prepare);
	loop->prepare.data = loop;
	return loop;
}


void loop_run(loop_t *loop)
{
	uv_run(&loop->uv, UV_RUN_DEFAULT);
}


void loop_stop(loop_t *loop)
{
	uv_stop(&loop->uv);
}


/* only signal handles are the loop's own; all others have been freed */
static void loop_close_rest(uv_handle_t *handle, void *arg)
{
	loop_t *loop = arg;

	if(uv_is_closing(handle))
		return;
	uv_close(handle,
			handle == (uv_handle_t *)&loop->prepare ? NULL : handle_free);
}


void loop_free(loop_t *loop)
{
	if(loop == NULL)
		return;
	uv_walk(&loop->uv, loop_close_rest, loop);
	uv_run(&loop->uv, UV_RUN_DEFAULT);
	uv_loop_close(&loop->uv);
	free(loop);
}


uint64_t loop_now(loop_t *loop)
{
	return uv_now(&loop->uv);
}


uint32_t loop_random(void)
{
	uint32_t value;

	if(getrandom(&value, sizeof(value), 0) != (ssize_t)sizeof(value))
		value = (uint32_t)uv_hrtime();
	return value;
}


static void loop_on_prepare(uv_prepare_t *handle)
{
	loop_t *loop = handle->data;

	loop->before_sleep(loop->before_sleep_arg);
}


void loop_before_sleep(loop_t *loop, void (*f)(void *arg), void *arg)
{
	loop->before_sleep = f;
	loop->before_sleep_arg = arg;
	uv_prepare_start(&loop->prepare, loop_on_prepare);
	uv_unref((uv_handle_t *)&loop->prepare);
}


loop_timer_t *loop_timer_new(loop_t *loop, void (*f)(void *arg), void *arg)
{
	loop_timer_t *t = calloc(1, sizeof(*t));

	if(t == NULL)
		return NULL;
	uv_timer_init(&loop->uv, &t->uv);
	t->f = f;
	t->arg = arg;
	return t;
}


/* A timer that is late woke up with the process, or the machine: what it waits
 * for may lie in a socket. libuv runs timers first, so it is put off by one
 * look at the sockets. */
static void loop_on_timer(uv_timer_t *handle)
{
	loop_timer_t *t = (loop_timer_t *)handle;

	if(!t->looked && uv_now(handle->loop) > t->due + LOOP_LATE) {
		t->looked = 1;
		uv_timer_start(&t->uv, loop_on_timer, 1, 0);
		return;
	}
	t->f(t->arg);
}


void loop_timer_set(loop_timer_t *t, uint64_t ms)
{
	t->due = uv_now(t->uv.loop) + ms;
	t->looked = 0;
	uv_timer_start(&t->uv, loop_on_timer, ms, 0);
}


void loop_timer_stop(loop_timer_t *t)
{
	uv_timer_stop(&t->uv);
}


int loop_timer_is_set(const loop_timer_t *t)
{
	return uv_is_active((const uv_handle_t *)&t->uv);
}


void loop_timer_free(loop_timer_t *t)
{
	if(t != NULL)
		uv_close((uv_handle_t *)&t->uv, handle_free);
}


loop_watch_t *loop_watch_new(
		loop_t *loop, int fd, void (*f)(void *arg, int events), void *arg)
{
	loop_watch_t *w = calloc(1, sizeof(*w));

	if(w == NULL)
		return NULL;
	if(uv_poll_init(&loop->uv, &w->uv, fd) != 0) {
		free(w);
		return NULL;
	}
	w->f = f;
	w->arg = arg;
	return w;
}


static void loop_on_poll(uv_poll_t *handle, int status, int events)
{
	loop_watch_t *w = (loop_watch_t *)handle;
	int got = 0;

	if(status < 0 || (events & UV_READABLE))
		got |= LOOP_READ;
	if(events & UV_WRITABLE)
		got |= LOOP_WRITE;
	if(got != 0)
		w->f(w->arg, got);
}


void loop_watch_set(loop_watch_t *w, int events)
{
	int uv_events = 0;

	if(w->events == events)
		return;
	w->events = events;
	if(events & LOOP_READ)
		uv_events |= UV_READABLE;
	if(events & LOOP_WRITE)
		uv_events |= UV_WRITABLE;
	if(uv_events == 0)
		uv_poll_stop(&w->uv);
	else
		uv_poll_start(&w->uv, uv_events, loop_on_poll);
}


void loop_watch_free(loop_watch_t *w)
{
	if(w == NULL)
		return;
	uv_poll_stop(&w->uv);
	uv_close((uv_handle_t *)&w->uv, handle_free);
}


static int lookup_collect(struct addrinfo *list, char (*out)[LOOP_ADDRESS_MAX])
{
	struct addrinfo *ai;
	int n = 0;

	for(ai = list; ai != NULL && n < LOOP_ADDRESSES; ai = ai->ai_next) {
		if(ai->ai_family == AF_INET
				&& uv_ip4_name((struct sockaddr_in *)ai->ai_addr, out[n],
						   LOOP_ADDRESS_MAX)
						   == 0)
			n++;
		else if(ai->ai_family == AF_INET6
				&& uv_ip6_name((struct sockaddr_in6 *)ai->ai_addr, out[n],
						   LOOP_ADDRESS_MAX)
						   == 0)
			n++;
	}
	return n;
}


static void loop_on_lookup(
		uv_getaddrinfo_t *request, int status, struct addrinfo *list)
{
	loop_lookup_t *l = (loop_lookup_t *)request;
	char address[LOOP_ADDRESSES][LOOP_ADDRESS_MAX];
	int n = status == 0 ? lookup_collect(list, address) : 0;

	if(l->f != NULL)
		l->f(l->arg, address, n,
				status != 0 ? uv_strerror(status) : "no address");
	uv_freeaddrinfo(list);
	free(l);
}


loop_lookup_t *loop_lookup_new(
		loop_t *loop, const char *host, loop_lookup_f f, void *arg)
{
	loop_lookup_t *l = calloc(1, sizeof(*l));
	struct addrinfo hints;

	if(l == NULL)
		return NULL;
	l->f = f;
	l->arg = arg;
	memset(&hints, 0, sizeof(hints));
	hints.ai_family = AF_UNSPEC;
	hints.ai_socktype = SOCK_STREAM;
	if(uv_getaddrinfo(&loop->uv, &l->uv, loop_on_lookup, host, NULL, &hints)
			!= 0) {
		free(l);
		return NULL;
	}
	return l;
}


void loop_lookup_cancel(loop_lookup_t *l)
{
	if(l == NULL)
		return;
	l->f = NULL; /* it may run in a thread already; then it ends unheard */
	uv_cancel((uv_req_t *)&l->uv);
}


static void loop_on_signal(uv_signal_t *handle, int signo)
{
	loop_signal_handle_t *s = (loop_signal_handle_t *)handle;

	s->f(s->arg, signo);
}


int loop_signal(
		loop_t *loop, int signo, void (*f)(void *arg, int signo), void *arg)
{
	loop_signal_handle_t *s = calloc(1, sizeof(*s));

	if(s == NULL)
		return -ENOMEM;
	uv_signal_init(&loop->uv, &s->uv);
	s->f = f;
	s->arg = arg;
	return uv_signal_start(&s->uv, loop_on_signal, signo);
}
