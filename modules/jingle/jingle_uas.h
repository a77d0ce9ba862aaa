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
 * \brief jingle :: the user agent as a server: calls from SIP
 *
 * jingle_call() suspends the INVITE's transaction; the owner answers it.
 */

#ifndef JINGLE_UAS_H
#define JINGLE_UAS_H

#include "../../core/parser/msg_parser.h"

#include "jingle_call.h"

/* $xavp(jingle=>gr) of the INVITE's transaction names the call */
#define JINGLE_UAS_XAVP "jingle"
#define JINGLE_UAS_XAVP_GR "gr"

/* What the script wants of a call; all but uri may be empty. */
typedef struct jingle_call_params
{
	str uri;				 /* SIP URI of the XMPP user */
	str gr;					 /* name of the call, given to it before */
	str route;				 /* the script's route when it is unanswered */
	str caller;				 /* SIP URI of the caller; else the From */
	jingle_call_t *replaced; /* whose phone it takes the place of, or NULL */
} jingle_call_params_t;

/**
 * Take an initial INVITE for an XMPP user; the script's jingle_call().
 *
 * @return 0 taken (the script must end), -1 not an INVITE for an XMPP user,
 *         nothing was sent
 */
int jingle_uas_call(sip_msg_t *msg, const jingle_call_params_t *params);

/* A transaction for a request: the one that the script has made, or a new one.
 * 1, 0 or less: it is a retransmission, or tm has answered */
int jingle_uas_transaction(sip_msg_t *msg);

/* Let $jingle() find the call wherever this transaction is at hand. */
void jingle_uas_set_avp(const char *gr);

/**
 * OWNER. Answer the INVITE of a call.
 *
 * A final reply is given once; after that -1 is returned and nothing sent.
 *
 * @param body SDP or NULL
 * @param hdrs further header lines, each with CRLF, or NULL
 * @return 0, -1
 */
int jingle_uas_reply(jingle_call_t *c, int code, const char *phrase,
		const str *body, const char *hdrs);

/* OWNER. Our 200 as the event route for it sees it; *text in pkg memory, free
 * with pkg_free(). 0, -1 */
int jingle_uas_answer_text(jingle_call_t *c, const str *sdp, str *text);

/* OWNER. Run the event route for our 200 on it with the transaction's AVPs;
 * *body is a view into *buf (pkg). 0, -1 */
int jingle_uas_answer_route(
		jingle_call_t *c, const str *sdp, str *body, char **buf);

/* OWNER. Continue the suspended INVITE in the operator's failure route. 0, -1:
 * there is none, or the transaction is gone */
int jingle_uas_continue(jingle_call_t *c);

/* OWNER. Answer a suspended request in the dialog. */
int jingle_uas_reply_request(jingle_call_t *c, unsigned hash, unsigned label,
		int code, const char *phrase, const str *body, const char *hdrs);

#endif
