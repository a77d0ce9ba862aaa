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
 * \brief jingle :: what a phone says to the one that it is joined with
 *
 * Runs in the owner of both calls. An offer goes to the other phone at once, if
 * that may be offered something now, and waits for its answer, which
 * jingle_bridge.c gives it. Its text is where that of a stream that a phone adds
 * is kept (jingle_sip_add.h): who hangs up leaves it no request without an answer.
 */

#define _GNU_SOURCE /* memmem() */
#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"

#include "jingle_bridge_media.h"
#include "jingle_bridge_request.h"
#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_phone.h"
#include "jingle_sip_answer.h"
#include "jingle_sip_offer.h"

enum
{
	HEADERS_MAX = 1500,
	INFO_MAX = 1000, /* bytes of a body */
};


/* 0 the other phone has it, or the status to refuse it with */
static int reoffer_pass(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_call_t *other = c->bridge;
	jingle_translation_t w;
	int code = 491;
	str text, sdp;

	if(other == NULL || other->state != JINGLE_BRIDGED || c->adding.len > 0
			|| !jingle_negotiate_is_free(&other->negotiate, JINGLE_NEG_SIP)
			|| jingle_negotiate_waits(&other->negotiate, JINGLE_NEG_SIP))
		return code;
	jingle_translation_init(&w);
	code = 488;
	if(jingle_translation_intake(&w, c, &in->text, "SDP of a re-INVITE", &text)
					== 0
			&& jingle_dialog_body(&text, &sdp) == 0
			&& jingle_bridge_media_offer(other, &sdp) == 0)
		code = jingle_call_set(c, &c->adding, &text) == 0 ? 0 : 500;
	jingle_translation_done(&w);
	return code;
}


int jingle_bridge_reoffer(jingle_call_t *c, const jingle_input_t *in)
{
	int code = reoffer_pass(c, in);

	if(code != 0) {
		jingle_sip_answer_code(c, in, code, NULL, NULL);
		return -1;
	}
	jingle_dialog_refresh(c, in->msg);
	jingle_phone_learn(c, in);
	c->adding_hash = in->hash;
	c->adding_label = in->label;
	jingle_sip_offer_wish(c->bridge, JINGLE_WISH_SESSION);
	return 1;
}


/* what is behind the headers of a message */
static str body_of(const str *text)
{
	const char *end = memmem(text->s, (size_t)text->len, "\r\n\r\n", 4);
	str body = STR_NULL;

	if(end != NULL) {
		body.s = (char *)end + 4;
		body.len = text->len - (int)(body.s - text->s);
	}
	return body;
}


static int info_pass(jingle_call_t *c, const jingle_input_t *in)
{
	str body = body_of(&in->text), type, hdrs;
	char buf[HEADERS_MAX];

	if(body.len <= 0)
		return 200;
	if(body.len > INFO_MAX)
		return 413;
	if(c->bridge == NULL || !atomic_get(&c->bridge->takes_info)
			|| jingle_dialog_header(in->msg, "Content-Type", &type) < 0
			|| memchr(type.s, '\n', (size_t)type.len) != NULL)
		return 415;
	hdrs.s = buf;
	hdrs.len = jingle_dialog_contact(c->bridge, buf, sizeof(buf));
	if(hdrs.len < (int)sizeof(buf))
		hdrs.len += snprintf(buf + hdrs.len, sizeof(buf) - (size_t)hdrs.len,
				"Content-Type: %.*s\r\n", STR_FMT(&type));
	if(hdrs.len >= (int)sizeof(buf)
			|| jingle_dialog_send(c->bridge, "INFO", &hdrs, &body, NULL) < 0)
		return 500;
	return 200;
}


void jingle_bridge_info(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_sip_answer_code(c, in, info_pass(c, in), NULL, NULL);
}
