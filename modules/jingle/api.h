/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kamailio is free software; you can redistribute it and/or modify
 * it under the terms of the GNU General Public License as published by
 * the Free Software Foundation; either version 2 of the License, or
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */

/*!
 * \file
 * \brief jingle :: what other modules bind to
 *
 * Callbacks are registered in the other module's mod_init, which runs after
 * jingle's, and stay. They run in the worker that owns the call (xmpp_link's
 * api.h): they must not block, and a call's events come one after another.
 * find() and hangup() may be called from any process.
 */

#ifndef JINGLE_API_H
#define JINGLE_API_H

#include <time.h>

#include "../../core/sr_module.h"
#include "../../core/str.h"

/* Each is told once, in this order; those that did not happen are left out. A
 * call that is refused before any party was told of it is not told at all.
 * After a restart of Kamailio an answered call is told anew. */
typedef enum jingle_call_event
{
	JINGLE_CALL_NEW = 0,  /* its other party is about to be told */
	JINGLE_CALL_RINGING,  /* the callee's phone or client rings */
	JINGLE_CALL_ANSWERED, /* both are in the call */
	JINGLE_CALL_ENDED,	  /* both have been told the end */
	JINGLE_CALL_EVENTS
} jingle_call_event_t;

/* A call as it is now; borrowed for the time of the callback. What is not
 * known is empty. */
typedef struct jingle_call_view
{
	str gr;				/* its name: $jingle(gr), the RPCs' parameter */
	int from_xmpp;		/* 1 an XMPP user calls, 0 a phone */
	const char *state;	/* as jingle.list shows it */
	str user;			/* bare JID of the XMPP user */
	str client;			/* full JID of the client that has the call */
	str contact;		/* the full JID of ours in this call */
	str sid;			/* of the Jingle session */
	str sip_uri;		/* of the other party: From or To of the phone */
	str callid;			/* of the SIP dialog */
	str local_tag;		/* ours in it */
	str remote_tag;		/* the phone's */
	time_t since;		/* when it began */
	int talked;			/* seconds since it was answered */
	int code;			/* ENDED: SIP status, or 0 */
	const char *reason; /* ENDED: Jingle's name of it (XEP-0166 section 7.4) */
	const char *ended_by; /* ENDED: the word of $jingle(ended_by) */
	int elsewhere;		  /* ENDED: another phone has taken it (RFC 3326) */
	int is_private;		  /* the caller does not want to be known */
	str name;			  /* display name of a phone that calls, as XMPP text */
} jingle_call_view_t;

typedef void (*jingle_call_event_f)(
		const jingle_call_view_t *call, jingle_call_event_t event, void *param);

/* Under whose name an XMPP user calls; valid until the callback's next run. */
typedef struct jingle_identity
{
	str uri;	 /* URI of our From; empty: as the gateway makes it */
	str name;	 /* its display name, quoted where RFC 3261 wants it */
	str headers; /* further header lines of the INVITE, each with CRLF */
} jingle_identity_t;

/**
 * Whose account calls? Before event_route[jingle:session-initiate].
 *
 * @param uri where the call goes
 * @param out zeroed
 * @return 1 out is filled in, 0 it is not this module's user, -1 the user may
 *         not call: the client is told decline
 */
typedef int (*jingle_identity_f)(const jingle_call_view_t *call, const str *uri,
		jingle_identity_t *out, void *param);

/* A 401 or 407 to a request of ours (RFC 3261 section 22). */
typedef struct jingle_challenge
{
	int code;
	str reply;	/* the whole reply, with its challenges */
	str method; /* what was challenged */
	str uri;	/* its Request-URI */
	str body;
	int nth;	   /* of this request: 1 for the first */
	int in_dialog; /* 0 our INVITE, 1 a later request: jingle_credentials_f has
					* said yes to its call */
} jingle_challenge_t;

/**
 * Answer it.
 *
 * @param headers the Authorization or Proxy-Authorization lines, each with
 *                CRLF; valid until the callback's next run
 * @return 1 the request is sent again with them, 0 it fails with this reply
 */
typedef int (*jingle_challenge_f)(const jingle_call_view_t *call,
		const jingle_challenge_t *challenge, str *headers, void *param);

/**
 * Are challenges within this call to be answered, too: to re-INVITE, UPDATE, BYE,
 * INFO, REFER and so on? Such a call keeps each request until its transaction has
 * ended. Asked once, when a phone calls, or has answered the client; what was said
 * stays over a restart.
 *
 * @return 1 or 0
 */
typedef int (*jingle_credentials_f)(
		const jingle_call_view_t *call, void *param);

typedef void (*jingle_view_f)(const jingle_call_view_t *call, void *arg);

typedef enum jingle_find_by
{
	JINGLE_FIND_GR = 0, /* at once */
	JINGLE_FIND_CALLID, /* these two look at each call that there is */
	JINGLE_FIND_SID
} jingle_find_by_t;

enum
{
	JINGLE_API_LISTENERS = 8,  /* modules that hear of calls */
	JINGLE_API_CHALLENGES = 3, /* of one request; a further one refuses it */
};

typedef struct jingle_api
{
	/* Hear of calls. 0, -1: there are JINGLE_API_LISTENERS already (logged) */
	int (*on_call)(jingle_call_event_f f, void *param);
	/* Say who calls; one module only. 0, -1: another does (logged) */
	int (*on_identity)(jingle_identity_f f, void *param);
	/* Answer challenges; likewise. has: in which calls also those of requests
	 * in the dialog, NULL: in none */
	int (*on_challenge)(
			jingle_challenge_f f, jingle_credentials_f has, void *param);
	/* Show a call to f. The call is locked: f must not block, nor call any of
	 * these functions. Return the number found */
	int (*find)(
			jingle_find_by_t by, const str *key, jingle_view_f f, void *arg);
	/* End a call on both sides, as jingle.hangup does. 0, -1: there is none
	 * of this gr, or its owner's queue is full */
	int (*hangup)(const str *gr);
} jingle_api_t;

typedef int (*bind_jingle_f)(jingle_api_t *api);

/*!
 * \brief Load the API of the jingle module
 * \return 0, or -1 when the module is not loaded (it must stand before)
 */
static inline int jingle_load_api(jingle_api_t *api)
{
	bind_jingle_f bind;

	/* by way of void: the compiler would warn of the differing arguments */
	bind = (bind_jingle_f)(void (*)(void))find_export("bind_jingle", 0, 0);
	if(bind == NULL)
		return -1;
	return bind(api);
}

#endif
