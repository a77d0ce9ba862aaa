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
 * \brief jingle :: a translation within a call
 *
 * Runs in the owner, for one event: an arena, limits and a context, all freed
 * at its end. The context is what the translation knows of both sides between
 * events; it is packed into the call (jingle_ctx.h), and stored with it.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_log.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "../jingle_sdp/jingle_sdp_intake.h"
#include "../jingle_sdp/jingle_sdp_outlet.h"
#include "jingle_stats.h"
#include "jingle_evroute.h"
#include "jingle_table.h"
#include "jingle_translation.h"


void jingle_translation_init(jingle_translation_t *w)
{
	jingle_sdp.arena_init(&w->arena, NULL, NULL, NULL, 0);
	jingle_sdp.map_init(&w->map, &w->arena, &JINGLE_CFG(limits));
	w->map.surplus = 1;
	w->map.relayed = jingle_evroute_has(JINGLE_ROUTE_OFFER);
	w->map.hold_by_info = 1;
}


int jingle_translation_load(jingle_translation_t *w, jingle_call_t *c)
{
	str blob = c->map;

	if(blob.len <= 0)
		return -1;
	/* what is made of it must outlive jingle_translation_save() */
	blob.s = jingle_sdp.arena_text(&w->arena, (size_t)blob.len);
	if(blob.s == NULL)
		return -1;
	memcpy(blob.s, c->map.s, (size_t)blob.len);
	if(jingle_sdp.ctx_unpack(&w->ctx, &blob) == 0)
		return 0;
	LM_ERR("call %s: its translation context is unreadable\n", c->gr);
	return -1;
}


void jingle_translation_new(jingle_translation_t *w, jingle_party_t peer_role)
{
	char digits[13];
	uint64_t id = 0;
	int i;

	jingle_link.random_text(digits, 12);
	for(i = 0; i < 12; i++) /* 60 bits */
		id = id << 5 | (uint64_t)(digits[i] & 31);
	jingle_sdp.ctx_init(&w->ctx, peer_role, id);
}


/* what of a call a restart must know, and has no column of its own */
static int call_note(jingle_translation_t *w, jingle_call_t *c)
{
	str user;

	w->ctx.sip_side = c->sip_side;
	w->ctx.sip_sides = c->sip_sides;
	w->ctx.referring = c->referring;
	memset(&w->ctx.bridge, 0, sizeof(w->ctx.bridge));
	w->ctx.bridged = 0;
	if(c->state == JINGLE_BRIDGED && c->bridge != NULL) {
		w->ctx.bridge.s = c->bridge->gr;
		w->ctx.bridge.len = JINGLE_GR_LEN;
		w->ctx.bridged = c->bridged;
	}
	if(c->phone_user.len <= 0)
		return 0;
	jingle_table_lock(c); /* the script has it from any process */
	user = c->phone_user;
	w->ctx.phone_user.s = jingle_sdp.arena_text(&w->arena, (size_t)user.len);
	if(w->ctx.phone_user.s != NULL)
		memcpy(w->ctx.phone_user.s, user.s, (size_t)user.len);
	w->ctx.phone_user.len = user.len;
	jingle_table_unlock(c);
	return w->ctx.phone_user.s != NULL ? 0 : -1;
}


int jingle_translation_save(jingle_translation_t *w, jingle_call_t *c)
{
	str blob;

	if(call_note(w, c) < 0
			|| jingle_sdp.ctx_pack(&w->ctx, &w->arena, &blob) < 0) {
		LM_ERR("call %s: cannot pack its translation context\n", c->gr);
		return -1;
	}
	return jingle_call_set(c, &c->map, &blob);
}


int jingle_translation_waits(const jingle_translation_t *w)
{
	return w->ctx.state == JINGLE_CTX_PEER_OFFERED;
}


void jingle_translation_done(jingle_translation_t *w)
{
	jingle_sdp.arena_free(&w->arena);
}


static int sdp_intake(jingle_translation_t *w, jingle_call_t *c,
		const jingle_ctx_t *ctx, const str *text, const char *what, str *clean)
{
	jingle_map_t t; /* its warnings are not those of the translation */
	str body;

	jingle_sdp.map_init(&t, &w->arena, &JINGLE_CFG(limits));
	t.relayed = jingle_evroute_has(JINGLE_ROUTE_OFFER);
	if(jingle_dialog_body(text, &body) < 0)
		return -1;
	if(jingle_sdp.sdp_intake_message(&t, ctx, text, &body, clean) == 0)
		return 0;
	w->map.error = t.error;
	jingle_translation_failed(w, c, what);
	return -1;
}


int jingle_translation_intake(jingle_translation_t *w, jingle_call_t *c,
		const str *text, const char *what, str *clean)
{
	return sdp_intake(w, c, NULL, text, what, clean);
}


int jingle_translation_intake_again(
		jingle_translation_t *w, jingle_call_t *c, const str *text, str *clean)
{
	return sdp_intake(w, c, &w->ctx, text, "SDP of a re-INVITE", clean);
}


int jingle_translation_intake_numbers(jingle_translation_t *w, const str *text,
		const str *offered, str *clean)
{
	jingle_map_t t;
	str body;

	jingle_sdp.map_init(&t, &w->arena, &JINGLE_CFG(limits));
	t.relayed = jingle_evroute_has(JINGLE_ROUTE_OFFER);
	return t.relayed && jingle_dialog_body(text, &body) == 0
				   ? jingle_sdp.sdp_intake_numbers(
						   &t, &w->ctx, text, &body, offered, clean)
				   : 0;
}


void jingle_translation_outlet(
		jingle_translation_t *w, str *body, const str *offer)
{
	jingle_map_t t; /* its warnings are not those of the translation */
	str sdp, in = *body;

	jingle_sdp.map_init(&t, &w->arena, &JINGLE_CFG(limits));
	if(offer == NULL)
		jingle_sdp.sdp_outlet(&t, &in, NULL, body);
	else if(jingle_dialog_body(offer, &sdp) == 0)
		jingle_sdp.sdp_outlet(&t, &in, &sdp, body);
}


const char *jingle_translation_warning(const jingle_translation_t *w, char *buf)
{
	static const char end[] = "\"\r\n";
	const int room = JINGLE_WARNING_MAX - (int)sizeof(end) - 1;
	const char *s = w->map.error.text;
	int n = snprintf(buf, JINGLE_WARNING_MAX, "Warning: 399 kamailio \"");

	for(; *s && n < room; s++) {
		if(*s == '"' || *s == '\\')
			buf[n++] = '\\';
		buf[n++] = *s;
	}
	memcpy(buf + n, end, sizeof(end));
	return buf;
}


void jingle_translation_failed(
		jingle_translation_t *w, jingle_call_t *c, const char *what)
{
	jingle_stats_add(JINGLE_STAT_TRANSLATION_ERRORS);
	LINK_LOG(LM_WARN, "call %s with XMPP user %.*s: %s: %s\n", c->gr,
			STR_FMT(&c->bare), what, w->map.error.text);
}
