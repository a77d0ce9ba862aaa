/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_link :: what other modules bind to
 *
 * Workers: xmpp_link forks `workers` processes. All that one remote bare JID
 * sends or gets goes through one of them, its owner. Functions marked OWNER
 * may be called only in a worker; the others anywhere after mod_init.
 * Handlers, tasks and timers run in a worker and must not block.
 */

#ifndef XMPP_LINK_API_H
#define XMPP_LINK_API_H

#include <stdint.h>

#include "../../core/str.h"
#include "../../core/sr_module.h"

#include "link_timer.h" /* xmpp_link_timer_t */

typedef enum xmpp_link_kind
{
	XMPP_LINK_IQ = 0,
	XMPP_LINK_MESSAGE,
	XMPP_LINK_PRESENCE,
	XMPP_LINK_KINDS
} xmpp_link_kind_t;

/* An inbound stanza; everything is borrowed for the time of the handler.
 * Values are unescaped; an absent attribute has s == NULL and len == 0. */
typedef struct xmpp_link_stanza
{
	xmpp_link_kind_t kind;
	str component; /* domain of the component stream it came by */
	str type;	   /* as on the wire; absent for plain messages, presence */
	str from;	   /* full or bare JID, never absent */
	str to;		   /* full or bare JID, never absent */
	str id;
	str payloads; /* one line for each child element: "name namespace\n" */
	str xml;	  /* the whole stanza, without a namespace of its own */
	int age;	  /* ms since the sidecar had it, 0 when it did not say */
} xmpp_link_stanza_t;

/* Result of a stanza handler. */
enum
{
	XMPP_LINK_PASS = 0,	   /* not mine: the next handler may take it */
	XMPP_LINK_HANDLED = 1, /* mine; an iq get/set has been answered */
};

typedef int (*xmpp_link_stanza_f)(const xmpp_link_stanza_t *s, void *arg);

/* The end of an iq of ours: s is the result or error stanza, or NULL when
 * no answer came in time or the stanza could not be delivered. */
typedef void (*xmpp_link_iq_f)(const xmpp_link_stanza_t *s, void *arg);

/* Work for a worker. Intrusive: it lies inside an object of the caller's in
 * shared memory and is queued at most once at a time. */
typedef struct xmpp_link_task
{
	struct xmpp_link_task *next;
	void (*run)(struct xmpp_link_task *t); /* in the worker; may free t */
} xmpp_link_task_t;

/* Something with a descriptor in the loop of a worker; lies first in its owner. */
typedef struct xmpp_link_source
{
	void (*ready)(struct xmpp_link_source *s, uint32_t events); /* EPOLLIN … */
} xmpp_link_source_t;

/* A component stream came up (first) or went away (last) for this worker. */
typedef void (*xmpp_link_stream_f)(const str *component, int up);
typedef int (*xmpp_link_worker_f)(int worker);

/* An event route of a module; the names are given, the rest is found. */
typedef struct xmpp_link_route
{
	str name;
	const str *callback; /* KEMI function called in its place; or empty */
	int index; /* in the table of event routes, -1: none of that name */
} xmpp_link_route_t;

struct sip_msg;

typedef struct xmpp_link_api
{
	/* number of workers; known after mod_init of xmpp_link */
	int (*workers)(void);
	/* index of this process as a worker, or -1 */
	int (*self)(void);
	/* index of the worker that owns a JID (its bare part is what counts) */
	int (*owner)(const str *jid);

	/* mod_init only. Handlers for a payload namespace (direct child of the
	 * stanza) run before those with ns == NULL (any stanza of the kind);
	 * results and errors of iqs of ours never reach them. An iq get/set that
	 * no handler takes is answered service-unavailable by the link. return 0,
	 * -1 when the table is full */
	int (*on_stanza)(xmpp_link_kind_t kind, const char *ns,
			xmpp_link_stanza_f f, void *arg);
	/* mod_init only. Is a stanza this node's? Asked of each one first, before
	 * handlers see it and before an answer finds its iq: those of iqs of another
	 * node, too. XMPP_LINK_HANDLED: it was another node's and has been handed
	 * over; the link does no more with it. Without such a module every stanza is
	 * ours. arg is NULL. return 0, -1 (logged) there is one already */
	int (*on_node)(xmpp_link_stanza_f f);
	int (*on_stream)(xmpp_link_stream_f f);
	/* runs in each worker after its fork; -1 ends Kamailio's start */
	int (*on_worker)(xmpp_link_worker_f f);
	/* mod_init only. A component that should have a stream ten seconds after
	 * the start: the log says when not. The name is borrowed for ever.
	 * return 0, -1 too many */
	int (*expect)(const str *component);
	/* mod_init only. The XMPP domains that the operator serves: their users
	 * answer within iq_timeout. Borrowed for ever; an empty list says nothing.
	 * return 0, -1 (logged) the parameter local_domains says otherwise */
	int (*local_domains)(const str *domains);

	/* OWNER. Is a stream of this component up? NULL: of any component */
	int (*is_up)(const str *component);
	/* OWNER. Is a stream of this component up, or was one until a moment ago,
	 * as while a sidecar, or Kamailio, is started anew? What is sent waits hold_seconds */
	int (*is_awaited)(const str *component);
	/* bytes of the longest stanza that is sent */
	int (*stanza_max)(void);
	/* OWNER. Send one stanza built with xml_build.h for a remote JID. Without a stream it
	 * is held up to hold_bytes and hold_seconds; then lost(arg) is called
	 * (NULL: it is logged and counted only). return 0 sent or held, -1 not
	 * (full, too long, not well formed: the link logs why; lost is not called) */
	int (*send)(const str *component, const str *to, const str *xml,
			void (*lost)(void *arg), void *arg);
	/* OWNER. Send an iq get/set; its id attribute is the `id` given here and must be
	 * unique (new_id). f is called exactly once unless -1 is returned or
	 * iq_forget() comes first; timeout in ms, 0 = the link's iq_timeout.
	 * return 0, -1 as send() */
	int (*iq)(const str *component, const str *from, const str *to,
			const str *id, const str *xml, int timeout, xmpp_link_iq_f f,
			void *arg);
	/* OWNER. Forget all iqs of ours with this arg; f will not be called */
	void (*iq_forget)(void *arg);
	/* OWNER. Answer an iq get/set: empty result, or an error. `type` is
	 * cancel, modify, auth or wait; app_ns/app_condition and text may be
	 * NULL. return as send() */
	int (*result)(const xmpp_link_stanza_t *s);
	int (*error)(const xmpp_link_stanza_t *s, const char *type,
			const char *condition, const char *app_ns,
			const char *app_condition, const char *text);
	/* OWNER, in a handler. What becomes of this stanza is known later: until
	 * ended() the sidecar keeps who has sent it, and tells them remote-server-timeout
	 * when this Kamailio is gone. return a ticket; 0: it is not kept, as what
	 * another node has handed over */
	uint64_t (*keep)(void);
	/* OWNER. It has its end, and the sender was told; nothing for 0 */
	void (*ended)(uint64_t ticket);
	/* write an unpredictable id of 16 characters [a-z2-7] and a NUL */
	void (*new_id)(char id[17]);
	/* Any process. Write len such characters, five random bits each, and a NUL:
	 * for ids, secrets and tokens */
	void (*random_text)(char *out, int len);

	/* Give work to a worker, from any process. reserved: accepted even when the
	 * queue is full. return 0, -1 full (the caller keeps t) */
	int (*post)(int worker, xmpp_link_task_t *t, int reserved);
	/* OWNER. (Re)start a timer, in ms from now; stop a timer (set or not) */
	int (*timer_set)(xmpp_link_timer_t *t, int ms);
	void (*timer_stop)(xmpp_link_timer_t *t);
	/* monotonic milliseconds */
	uint64_t (*now)(void);
	/* OWNER. Wait for events at a descriptor, or change them. Its close() ends
	 * that; ready() may be called once more in the same turn of the loop, so s is
	 * freed by a timer. return 0, -1 (logged) */
	int (*watch)(int fd, uint32_t events, xmpp_link_source_t *s);
	int (*rewatch)(int fd, uint32_t events, xmpp_link_source_t *s);

	/* mod_init only. Look the routes of a module up. callback: its parameter
	 * event_callback, borrowed for ever. return 0, -1 (logged) */
	int (*routes_find)(
			xmpp_link_route_t *routes, int count, const str *callback);
	/* Run a route on a message, as a route of this type (EVENT_ROUTE and so on);
	 * one that is not there changes nothing. return 0, -1: it ended with drop */
	int (*route_run)(
			const xmpp_link_route_t *route, struct sip_msg *msg, int type);
	/* The same on a message that says nothing; for routes that are about
	 * something else. return 0, -1 (logged) there is no message */
	int (*route_run_new)(const xmpp_link_route_t *route);
} xmpp_link_api_t;

/* Would something run? After routes_find() */
static inline int xmpp_link_route_is_set(const xmpp_link_route_t *route)
{
	return route->index >= 0 || route->callback->len > 0;
}

typedef int (*bind_xmpp_link_f)(xmpp_link_api_t *api);

/*!
 * \brief Load the API of the link module
 * \return 0, or -1 when the module is not loaded (it must stand before)
 */
static inline int xmpp_link_load_api(xmpp_link_api_t *api)
{
	bind_xmpp_link_f bind;

	/* by way of void: the compiler would warn of the differing arguments */
	bind = (bind_xmpp_link_f)(void (*)(void))find_export(
			"bind_xmpp_link", 0, 0);
	if(bind == NULL)
		return -1;
	return bind(api);
}

#endif
