/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: SUBSCRIBE requests, and what SIP messages say
 *
 * Requests go from Kamailio's socket to that same socket: they enter
 * request_route like any phone's. What is read are views of the message.
 */

#ifndef PRESENCE_WATCH_SIP_H
#define PRESENCE_WATCH_SIP_H

#include "../../core/parser/msg_parser.h"

#include "presence_watch_table.h"

#define PRESENCE_WATCH_USER \
	"presence-" /* our Contact's user: this and a token */

enum
{
	PRESENCE_ROUTES_MAX = 2048, /* bytes of a route set */
	PRESENCE_REPLY_MAX = 8192,	/* bytes of an answer that are looked at */
};

/* An answer, or that there is none, in the owner. */
typedef struct presence_answer
{
	str token;
	unsigned serial;
	int code; /* 0: silence */
	str text; /* the whole answer */
} presence_answer_t;

/* mod_init. return 0, -1 (logged) */
int xmpp_presence_sip_init(void (*f)(const presence_answer_t *answer));

/* OWNER. Send it in the dialog, or begin one. return 0, -1 (logged): f is not
 * called */
int xmpp_presence_sip_send(presence_pair_t *p, int expires);

/* Is a request a SUBSCRIBE of ours, on its way through request_route? 1, 0 */
int xmpp_presence_sip_is_own(sip_msg_t *msg);

/* Parse a text; free_sip_msg() if 0 is returned, -1 it is no SIP */
int xmpp_presence_msg_parse(const str *text, sip_msg_t *m);
/* Number in a header field of this name; -1: none */
int xmpp_presence_msg_number(const sip_msg_t *m, const char *name);
/* Value of a header field; empty: none */
str xmpp_presence_msg_header(const sip_msg_t *m, const char *name);
/* URI of the first Contact. return 0, -1 */
int xmpp_presence_msg_target(sip_msg_t *m, str *uri);
/* The route set that it makes, for the party that sent (reverse: the request of)
 * this message. return its length, -1: malformed, or no room */
int xmpp_presence_msg_routes(sip_msg_t *m, int reverse, char *buf, int cap);
/* Token of the pair whose Contact is the Request-URI. return 0, -1: not of ours */
int xmpp_presence_msg_token(sip_msg_t *m, str *token);

#endif
