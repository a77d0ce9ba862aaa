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
 * \brief jingle :: what an event route knows of its call
 */

#ifndef JINGLE_SCRIPT_H
#define JINGLE_SCRIPT_H

#include "../../core/parser/msg_parser.h"

#include "jingle_call.h"
#include "jingle_evroute.h"
#include "jingle_input.h"

enum
{
	JINGLE_SCRIPT_URI_MAX = 1024,
	JINGLE_SCRIPT_TEXT_MAX = 256
};

typedef struct jingle_script
{
	struct jingle_script *outer;
	jingle_call_t *call;
	const jingle_input_t *in;	   /* the stanza, or NULL */
	const struct jingle_dtmf *key; /* of the phone's, or NULL */
	str sdp;		/* by jingle_to_sdp(); in the translation's arena */
	int translated; /* by sdp_to_jingle(): */
	jingle_stanzas_t stanzas; /* likewise */
	int rejected;
	jingle_reason_t reason;
	char text[JINGLE_SCRIPT_TEXT_MAX]; /* for the user */
	int text_len;
	int invited;
	char uri[JINGLE_SCRIPT_URI_MAX];
	int uri_len;
} jingle_script_t;

/* Around the run of an event route. */
void jingle_script_begin(
		jingle_script_t *s, jingle_call_t *c, const jingle_input_t *in);
void jingle_script_end(jingle_script_t *s);
/* The one that runs now, or NULL. */
jingle_script_t *jingle_script_now(void);

/* Run it, as jingle_evroute_run() does; one for the media relay only while that
 * answers: else the route has rejected. */
int jingle_script_run(jingle_route_t route, const str *text,
		const struct receive_info *rcv, struct cell *t, str *body, char **buf);

/* The stanza at hand as SDP, into s->sdp. 0, -1 (logged) */
int jingle_script_translate(
		jingle_script_t *s, jingle_call_t *c, const jingle_input_t *in);

/* script functions; they return 1 true, -1 false */

/* jingle_reject([reason[, text]]): no call. A longer text is cut off. */
int jingle_script_reject(sip_msg_t *msg, const str *reason, const str *text);
/* jingle_invite([uri]): the call goes to this SIP URI. */
int jingle_script_invite(sip_msg_t *msg, const str *uri);
/* jingle_to_sdp([xml]): the stanza at hand, or a text, as SDP. */
int jingle_script_to_sdp(sip_msg_t *msg, const str *xml);
/* sdp_to_jingle([sdp]): the body of the message at hand with all changes, or
 * a text, as Jingle. */
int jingle_script_from_sdp(sip_msg_t *msg, const str *sdp);
/* What the last of these two gave, and what was lost; s == NULL: nothing. */
const str *jingle_script_result_sdp(void);
const str *jingle_script_result_jingle(void);
const str *jingle_script_result_warnings(void);
const str *jingle_script_result_error(void);

#endif
