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
 * \brief jingle :: requests in the dialog, as the owner answers them
 *
 * jingle_sip_request.c has checked in the SIP worker that a request is of the
 * dialog and in order, and suspended its transaction. Here, in the owner, it
 * is answered: bodies are read and handed on, to jingle_sip_modify.c,
 * jingle_keys.c, jingle_refer.c, and how a method is answered in which state of the call is in
 * jingle_method.c.
 */

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/parser/parse_from.h"

#include "jingle_bridge_request.h"
#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_keys.h"
#include "jingle_late_offer.h"
#include "jingle_log.h"
#include "jingle_method.h"
#include "jingle_refer.h"
#include "jingle_refer_out.h"
#include "../jingle_sdp/jingle_mime.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_session_timer.h"
#include "jingle_reliable.h"
#include "jingle_table.h"
#include "jingle_uas.h"
#include "jingle_sip_add.h"
#include "jingle_sip_in_dialog.h"
#include "jingle_sip_modify.h"
#include "jingle_input.h"

enum
{
	HEADER_MAX = 128,
	RETRY_MAX = 10,	 /* s; RFC 3261 section 14.2 */
	BYE_DELAY = 200, /* ms until a BYE of this server's own is answered */
};


static void reply(jingle_call_t *c, const jingle_input_t *in, int code,
		const char *header)
{
	if(jingle_uas_reply_request(c, in->hash, in->label, code,
			   code == 200 ? "OK" : jingle_sdp.reason_phrase(code), NULL,
			   header)
			< 0)
		LM_DBG("call %s: the phone's request has no open transaction, no "
			   "response is sent\n",
				c->gr);
}


static void reply_later(jingle_call_t *c, const jingle_input_t *in, int code)
{
	char digit[2], header[HEADER_MAX];

	jingle_link.random_text(digit, 1);
	snprintf(header, sizeof(header), "Retry-After: %d\r\n",
			1 + digit[0] % RETRY_MAX);
	reply(c, in, code, header);
}


/* RFC 3261 section 8.2.3 */
static void reply_type(
		jingle_call_t *c, const jingle_input_t *in, jingle_method_t m)
{
	char header[HEADER_MAX];

	snprintf(header, sizeof(header), "Accept: %s\r\n", jingle_method_accept(m));
	LM_INFO("call %s: the phone's %s has a body of an unsupported type\n",
			c->gr, jingle_method_name(m));
	reply(c, in, 415, header);
}


static void bye_answer(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t - offsetof(jingle_call_t, bye_timer));

	jingle_uas_reply_request(
			c, c->bye_hash, c->bye_label, 200, "OK", NULL, NULL);
	jingle_table_put(c);
}


/* a BYE of this server's own; why it is not answered at once says
 * jingle_sip_request.c */
static void bye_take(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_input_t bye = *in;

	bye.ev = JINGLE_EV_BYE;
	if(!jingle_engine_run(c, &bye)) { /* there is nothing to end */
		reply(c, in, 481, NULL);
		return;
	}
	c->bye_hash = in->hash;
	c->bye_label = in->label;
	c->bye_timer.run = bye_answer;
	jingle_table_ref(c);
	if(jingle_link.timer_set(&c->bye_timer, BYE_DELAY) < 0)
		bye_answer(&c->bye_timer);
}


static void invite_take(jingle_call_t *c, const jingle_input_t *in)
{
	if(c->state == JINGLE_MIGRATING)
		reply(c, in, 491, NULL); /* it goes to another device meanwhile */
	else if(in->mime == JINGLE_MIME_SDP)
		jingle_sip_modify_reoffer(c, in);
	else
		jingle_late_offer_again(c, in);
}


/* without an offer: a session timer, or a new party at the other end. It is a
 * target refresh all the same (RFC 3311 section 5.2). */
static void update_take(jingle_call_t *c, const jingle_input_t *in)
{
	if(in->mime == JINGLE_MIME_SDP) {
		invite_take(c, in);
		return;
	}
	if(jingle_method_phase(c->state) != JINGLE_PHASE_CALLING)
		jingle_dialog_refresh(c, in->msg);
	reply(c, in, 200, NULL);
}


/* RFC 6086 section 4.2.2 */
static void reply_package(
		jingle_call_t *c, const jingle_input_t *in, const str *package)
{
	LM_INFO("call %s: the phone's INFO is of package %s, which is not "
			"supported\n",
			c->gr, jingle_log_text(package));
	reply(c, in, 469, "Recv-Info: \r\n");
}


/* RFC 5168: a key frame is wanted; rtpengine asks for it by RTCP as well */
static void info_take(jingle_call_t *c, const jingle_input_t *in)
{
	const char *hdrs;
	str package;
	int code;

	if(jingle_dialog_header(in->msg, "Info-Package", &package) == 0)
		reply_package(c, in, &package);
	else if(c->state == JINGLE_BRIDGED)
		jingle_bridge_info(c, in);
	else if((code = jingle_keys_take(c, in, &hdrs)) != 0)
		reply(c, in, code, hdrs);
	else if(in->mime == JINGLE_MIME_NONE
			|| jingle_sdp.mime_is(
					&in->text, "application", "media_control+xml"))
		reply(c, in, 200, NULL);
	else
		reply_type(c, in, JINGLE_INFO);
}


/* RFC 6665 sections 4.1.3 and 8.3.2: of a subscription that is not, or of what
 * nobody here subscribes to; a 481 to that might end the call */
static void notify_take(jingle_call_t *c, const jingle_input_t *in)
{
	str event;

	if(jingle_dialog_header(in->msg, "Event", &event) < 0
			&& jingle_dialog_header(in->msg, "o", &event) < 0)
		reply(c, in, 400, NULL);
	else if(event.len >= 5 && strncasecmp(event.s, "refer", 5) == 0
			&& (event.len == 5 || strchr("; \t", event.s[5]) != NULL))
		reply(c, in, jingle_refer_out_notified(c, in), NULL);
	else
		reply(c, in, 489, "Allow-Events: refer\r\n");
}


static void prack_take(jingle_call_t *c, const jingle_input_t *in)
{
	reply(c, in, jingle_reliable_prack(c, in), NULL);
}


/* of a re-INVITE; tm has answered it itself */
static void cancel_take(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_sip_add_cancel(c, in);
}


/* the others are answered where they come in; BYE when it is of another's */
static void (*const takes[JINGLE_HANDLERS])(
		jingle_call_t *, const jingle_input_t *) = {
		[JINGLE_TAKE_BYE] = bye_take,
		[JINGLE_TAKE_INVITE] = invite_take,
		[JINGLE_TAKE_UPDATE] = update_take,
		[JINGLE_TAKE_INFO] = info_take,
		[JINGLE_TAKE_CANCEL] = cancel_take,
		[JINGLE_TAKE_REFER] = jingle_refer_take,
		[JINGLE_TAKE_NOTIFY] = notify_take,
		[JINGLE_TAKE_PRACK] = prack_take,
};


/* Has it a body that it cannot have (RFC 3261 sections 8.2.3, 18.3)? 1: it is
 * refused. The types of INFO are many; those that take no body ignore it. */
static int body_refuse(
		jingle_call_t *c, const jingle_input_t *in, jingle_method_t m)
{
	if(jingle_method_accept(m)[0] == '\0')
		return 0;
	if(in->mime == JINGLE_MIME_BROKEN)
		reply(c, in, 400, NULL);
	else if(in->mime == JINGLE_MIME_ENCODED)
		reply(c, in, 415, "Accept-Encoding: identity\r\n");
	else if(in->mime == JINGLE_MIME_OTHER && m != JINGLE_INFO)
		reply_type(c, in, m);
	else
		return 0;
	return 1;
}


/* RFC 3311 section 5.1: the phone has answered in a 18x, and the client has that
 * answer (early_accept); of the phones that ring, it is this one */
static int is_early_offer(jingle_call_t *c, const jingle_input_t *in)
{
	return c->state == JINGLE_INVITED && in->method == JINGLE_UPDATE
		   && in->mime == JINGLE_MIME_SDP && c->early_tag.len > 0
		   && in->msg != NULL && parse_from_header(in->msg) >= 0
		   && STR_EQ(get_from(in->msg)->tag_value, c->early_tag);
}


int jingle_do_request(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_method_t m = in->method;
	int offer = in->mime == JINGLE_MIME_SDP, code, retry;
	char min_se[HEADER_MAX];

	if(body_refuse(c, in, m))
		return 0;
	if(is_early_offer(c, in)) {
		jingle_sip_modify_reoffer(c, in);
		return 0;
	}
	code = jingle_method_rule(m, jingle_method_phase(c->state), offer, &retry);
	if(code == JINGLE_METHOD_TAKE && (m == JINGLE_INVITE || m == JINGLE_UPDATE)
			&& jingle_session_timer_refuses(in->msg, min_se, sizeof(min_se)))
		reply(c, in, 422, min_se);
	else if(retry)
		reply_later(c, in, code);
	else if(code != JINGLE_METHOD_TAKE)
		reply(c, in, code, NULL);
	else
		takes[jingle_method_handler(m)](c, in);
	return 0;
}
