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
 * \brief jingle :: the SIP dialog of a call
 *
 * A dialog is kept as plain strings in the call, so that it can be stored and
 * taken up again; a dlg_t for tm is built for each request.
 */

#ifndef JINGLE_DIALOG_H
#define JINGLE_DIALOG_H

#include "../../core/parser/msg_parser.h"
#include "../../modules/tm/tm_load.h"

#include "jingle_call.h"
#include "jingle_sent.h"

/* A message as it came, all headers parsed; free with free_sip_msg(). 0, -1
 * What follows takes such a message, once parsed; NULL is one that cannot be. */
int jingle_dialog_parse(const str *text, sip_msg_t *m);

/* Record-Route header lines of a message. */
int jingle_dialog_count_rr(sip_msg_t *msg);
/* Lines of a text that ends each with CRLF. */
int jingle_dialog_count_lines(const str *text);

/**
 * Take the dialog from the INVITE that a caller sent (we are the server).
 * Call-ID, URIs, names, tag, target, route set, Record-Route lines.
 *
 * @return 0, or the status to refuse it with: 400 malformed, 503 out of memory
 *         (logged)
 */
int jingle_dialog_from_request(jingle_call_t *c, sip_msg_t *m);

/* Take tag, target and route set from a 2xx to our INVITE. 0, -1 not all of
 * them: such a call must end */
int jingle_dialog_from_reply(jingle_call_t *c, sip_msg_t *m);

/* Remote target from a re-INVITE or UPDATE of the other side. 0, -1 */
int jingle_dialog_refresh(jingle_call_t *c, sip_msg_t *m);

/* Value of the first header of this name; a view into its text. 0, -1 */
int jingle_dialog_header(const sip_msg_t *m, const char *name, str *value);
/* The same for each of that name in turn, at is NULL before the first one. A
 * message may be full of them: it is walked through once. */
int jingle_dialog_header_next(const sip_msg_t *m, const char *name,
		const struct hdr_field **at, str *value);
/* Reason phrase of a reply; a view into text, maybe empty. */
void jingle_dialog_phrase(const str *text, str *phrase);
/**
 * Our 200 to a request as text, for an event route.
 *
 * @return length; >= cap: did not fit; -1 the request cannot be read
 */
int jingle_dialog_reply_text(const jingle_call_t *c, const sip_msg_t *request,
		const str *sdp, char *buf, int cap);

/* An answer to an offer of ours in the dialog as a 200 of the phone's, likewise. */
int jingle_dialog_answer_text(
		const jingle_call_t *c, const str *sdp, char *buf, int cap);

/* To-tag and session description of a SIP message; views into text. 0, -1 */
int jingle_dialog_to_tag(sip_msg_t *m, str *tag);
int jingle_dialog_body(const str *text, str *body);
/* Keep what a message of the phone's says of its media, for what it need not be
 * asked about. */
void jingle_dialog_refreshed(jingle_call_t *c, const str *text);

/* Write our Contact header line; return its length (>= cap: did not fit). */
int jingle_dialog_contact(const jingle_call_t *c, char *buf, int cap);

/**
 * A request in the dialog as text, for an event route.
 *
 * @param ours 1: as if we sent it, 0: as if the other side did
 * @param type Content-Type, or NULL: no body
 * @return length; >= cap: did not fit
 */
int jingle_dialog_text(const jingle_call_t *c, const char *method, int ours,
		const char *type, const str *body, char *buf, int cap);
/* Take the To tag away. The module rtpengine of Kamailio 6 tells the relay of it,
 * which knows our names alone, and from version 12 on heeds it */
void jingle_dialog_to_tag_cut(str *text);

/* Log that a request was not sent, with what jingle_sip_transaction() returned;
 * rc 0: nothing. */
void jingle_dialog_not_sent(
		const jingle_call_t *c, const char *method, const str *to, int rc);

/**
 * OWNER. Send a request in the dialog.
 *
 * @param hdrs header lines or NULL
 * @param cb told of the final reply, param is c with a reference of its own
 *             that the callback gives back at TMCB_DESTROY; NULL: not wanted
 * @return 0, -1 logged
 */
int jingle_dialog_send(jingle_call_t *c, const char *method, const str *hdrs,
		const str *body, transaction_cb cb);

/* OWNER. The same once more, challenged, with lines that answer that. */
int jingle_dialog_send_authorized(
		jingle_call_t *c, const jingle_sent_t *s, const str *authorization);
/* OWNER. Those lines are in the INVITE that was sent last: its ACK needs them
 * (RFC 3261 section 22.1). */
void jingle_dialog_authorization(jingle_call_t *c, const str *lines);

/* OWNER. The ACK for a 2xx to the INVITE or re-INVITE with this CSeq. */
void jingle_dialog_ack(jingle_call_t *c, unsigned cseq);

#endif
