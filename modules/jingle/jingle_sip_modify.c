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
 * \brief jingle :: changes while a call is up: hold, new addresses, new
 * candidates
 *
 * Runs in the owner. The phone's re-INVITE and UPDATE are translated to Jingle
 * actions, the client's actions to a re-INVITE; one change at a time, what
 * comes meanwhile waits in the translation's context. Which side has to answer
 * is in the context (pending), and a timer ends what is never answered.
 */

#define _GNU_SOURCE /* memmem() */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../core/config.h"
#include "../../core/dprint.h"
#include "../../core/mem/mem.h"

#include "jingle_bridge_request.h"
#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_music.h"
#include "jingle_phone.h"
#include "jingle_media_back.h"
#include "jingle_media_check.h"
#include "jingle_picture.h"
#include "jingle_event.h"
#include "jingle_method.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_xmpp_out.h"
#include "jingle_script.h"
#include "jingle_stats.h"
#include "jingle_evroute.h"
#include "jingle_table.h"
#include "jingle_uac.h"
#include "jingle_uas.h"
#include "jingle_sip_add.h"
#include "jingle_sip_answer.h"
#include "jingle_sip_modify.h"
#include "jingle_sip_offer.h"
#include "jingle_supervise.h"
#include "jingle_media_route.h"

enum
{
	UFRAG_LINE_MAX = 300, /* RFC 8839 section 5.4: 256 characters */
};

static char text_buf[BUF_SIZE]; /* a SIP message for an event route */


/* RFC 3261 section 20.43 */
static const char *warning_write(char *buf, int code)
{
	snprintf(buf, JINGLE_WARNING_MAX, "Warning: %d kamailio \"%s\"\r\n", code,
			jingle_sdp.reason_warning(code));
	return buf;
}


/* The relay has their offer, and no answer that the phone could take: it is told
 * once more what was true before. */
static const char *reoffer_undo(jingle_call_t *c, char *warning)
{
	LM_INFO("call %s: the phone's offer is refused: it has no codec that the "
			"client or the media relay has\n",
			c->gr);
	jingle_media_back(c);
	return warning_write(warning, 305);
}


/* May the phone make an offer now, and can it be read? Asked before rtpengine,
 * which would turn the media round at once; w gets the call's context, text the
 * message as it may be shown to rtpengine. 0, or the status to refuse it with,
 * with a warning when the offer is at fault. */
static int reoffer_check(jingle_call_t *c, const jingle_input_t *in,
		jingle_translation_t *w, str *text, char *warning, const char **hdrs)
{
	jingle_leg_t *leg = jingle_call_leg(c);
	str body;

	if(leg == NULL || jingle_translation_load(w, c) < 0)
		return 500;
	w->map.peer = (jingle_peer_t)leg->kind;
	/* what was out when Kamailio was started anew is taken back first */
	if(w->ctx.pending != JINGLE_PENDING_NONE || jingle_translation_waits(w))
		return 491;
	if(jingle_translation_intake_again(w, c, &in->text, text) < 0) {
		*hdrs = jingle_translation_warning(w, warning);
		return w->map.error.sip_code;
	}
	if(jingle_dialog_body(text, &body) == 0
			&& !jingle_sdp.sdp_keeps_stream(&w->ctx, &body)) {
		LM_INFO("call %s: the phone's offer is refused: it leaves no stream\n",
				c->gr);
		*hdrs = warning_write(warning, 304);
		return 488;
	}
	return 0;
}


void jingle_sip_modify_tell(
		jingle_leg_t *leg, jingle_translation_t *w, const jingle_stanzas_t *out)
{
	jingle_session_t *s;

	for(s = out->list.first; s != NULL; s = s->next)
		if(s->action != JINGLE_CONTENT_ADD
				&& jingle_xmpp_out_session(leg, w, s, NULL) < 0)
			return;
}


/* The offer is read: it is answered, or the client is asked about what it adds.
 * 0 it has its answer, 1 it waits, or a status to refuse it with */
static int reoffer_answer(jingle_call_t *c, const jingle_input_t *in,
		jingle_translation_t *w, jingle_stanzas_t *out, const str *text,
		char *warning, const char **hdrs)
{
	jingle_sdp_t answer;
	int rc;

	if(out->wait && jingle_sip_add_ask(c, in, w, out) == 0)
		return 1;
	if((out->wait ? jingle_sdp.sdp_refuse(&w->map, &w->ctx, &answer)
				  : jingle_sdp.sdp_current(
						  &w->map, &w->ctx, JINGLE_BODY_ANSWER, &answer))
			< 0) {
		jingle_translation_failed(w, c, "answer to a re-INVITE");
		return 488;
	}
	rc = jingle_sip_answer(c, in, w, &answer.body);
	if(rc == JINGLE_SIP_ANSWER_UNFIT)
		*hdrs = reoffer_undo(c, warning);
	else if(rc < 0)
		jingle_supervise_media(c); /* was it their offer, or the relay? */
	if(rc < 0)
		return 488;
	jingle_translation_save(w, c);
	jingle_dialog_refreshed(c, text);
	jingle_sip_modify_tell(jingle_call_leg(c), w, out);
	if(!out->same) { /* no session timer */
		jingle_picture_due(c);
		jingle_music_changed(c);
	}
	return 0;
}


/* a re-INVITE or UPDATE with an offer: hold, resume, new address, refresh, new
 * streams; 0 it is answered, 1 it waits, -1 refused */
static int reoffer_take(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_stanzas_t out;
	jingle_translation_t w;
	char warning[JINGLE_WARNING_MAX], *buf = NULL;
	const char *hdrs = NULL;
	str text, body;
	int code, media = 1;

	jingle_translation_init(&w);
	code = reoffer_check(c, in, &w, &text, warning, &hdrs);
	if(code != 0)
		goto out;
	jingle_phone_learn(c, in);
	/* RFC 3311 section 5.2: nobody can be asked */
	w.map.at_once = in->method == JINGLE_UPDATE;
	if(jingle_media_route_run(c, JINGLE_ROUTE_OFFER, &text, &body, &buf) < 0) {
		media = 0;
		code = 488;
	} else if(jingle_sdp.from_sdp(
					  &w.map, &w.ctx, &body, JINGLE_BODY_OFFER, &out)
			  < 0) {
		jingle_translation_failed(&w, c, "SDP of a re-INVITE");
		hdrs = jingle_translation_warning(&w, warning);
		code = 488;
	} else
		code = reoffer_answer(c, in, &w, &out, &text, warning, &hdrs);
out:
	if(code > 1)
		jingle_sip_answer_code(c, in, code, NULL, hdrs);
	if(buf != NULL)
		pkg_free(buf);
	jingle_translation_done(&w);
	if(!media) /* was it their offer, or is there no client to take it? */
		jingle_supervise_media(c);
	return code > 1 ? -1 : code;
}


/* candidates for rtpengine; without a route for them it finds the addresses by
 * the client's own checks. Our tag is that of the XMPP side's media, in calls
 * of both directions. */
static void candidates_send(jingle_call_t *c, const str *fragment)
{
	str text, body;
	char *buf = NULL;

	if(!jingle_evroute_has(JINGLE_ROUTE_CANDIDATES))
		return;
	text.s = text_buf;
	text.len =
			jingle_dialog_text(c, "INFO", 1, "application/trickle-ice-sdpfrag",
					fragment, text_buf, sizeof(text_buf));
	if(text.len < (int)sizeof(text_buf))
		jingle_media_route_run(c, JINGLE_ROUTE_CANDIDATES, &text, &body, &buf);
	if(buf != NULL)
		pkg_free(buf);
}


/* what we cannot do, or not now, is refused in Jingle's own way */
static void client_refuse(jingle_call_t *c, const jingle_input_t *in,
		jingle_action_t action, jingle_reason_t reason)
{
	jingle_session_t s;

	memset(&s, 0, sizeof(s));
	s.contents = in->session->contents;
	s.action = action;
	s.reason = reason;
	LM_INFO("call %s: %s of client %.*s is refused\n", c->gr,
			jingle_sdp.action_name(in->session->action),
			STR_FMT(&in->leg->peer));
	jingle_xmpp_out_session(in->leg, in->translation, &s, NULL);
}


/* before the session is accepted its offer is the first one */
static int must_wait(const jingle_call_t *c, const jingle_translation_t *w)
{
	return w->ctx.state == JINGLE_CTX_ACTIVE
		   && (!jingle_negotiate_is_free(&c->negotiate, JINGLE_NEG_SIP)
				   /* of before a restart, not rolled back yet */
				   || w->ctx.pending == JINGLE_PENDING_SIP_ANSWER);
}


/* what the stanza changes goes into the context, its offer comes later */
static int info_later(
		jingle_call_t *c, const jingle_input_t *in, jingle_sdp_t *sdp)
{
	jingle_translation_t *w = in->translation;
	jingle_ctx_pending_t pending = w->ctx.pending;
	uint64_t version = w->ctx.sdp_version, digest = w->ctx.sdp_digest;
	int rc;

	w->ctx.pending = JINGLE_PENDING_PEER_ANSWER;
	rc = jingle_sdp.to_sdp(&w->map, &w->ctx, in->session, sdp);
	w->ctx.pending = pending;
	if(rc == 0 && sdp->kind == JINGLE_BODY_ANSWER) { /* no party gets it */
		w->ctx.sdp_version = version;
		w->ctx.sdp_digest = digest;
		sdp->due = 1;
	}
	return rc;
}


/* What the phone must hear of. A content, or a new transport, can be refused;
 * all else of one kind is one wish, for an offer says all that is true. */
static jingle_wish_kind_t wish_of(
		const jingle_session_t *js, const jingle_sdp_t *sdp)
{
	if(js->action == JINGLE_TRANSPORT_REPLACE)
		return JINGLE_WISH_REPLACE;
	if(js->action == JINGLE_CONTENT_ADD)
		return JINGLE_WISH_ADD;
	if(js->action == JINGLE_TRANSPORT_INFO)
		return sdp->restart ? JINGLE_WISH_RESTART : JINGLE_WISH_CURRENT;
	return js->action == JINGLE_CONTENT_REMOVE ? JINGLE_WISH_REMOVE
											   : JINGLE_WISH_HOLD;
}


/* It is our turn. -1: as if it had not been said, the old context stays */
static int change_now(jingle_call_t *c, jingle_translation_t *w,
		jingle_wish_kind_t kind, const jingle_sdp_t *sdp)
{
	jingle_neg_output_t out;

	jingle_sip_offer_begin(c, kind, &out);
	if(jingle_sip_offer_send(c, w, &sdp->body) == 0) {
		jingle_translation_save(w, c);
		return 0;
	}
	jingle_sip_offer_event(c, JINGLE_NEG_EV_UNSENT, 0, &out);
	jingle_sip_offer_carry_out(c, &out);
	return -1;
}


/* a change that the stanza makes now, or soon; return -1 it is not made */
static int phone_change(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_translation_t *w = in->translation;
	jingle_sdp_t sdp;
	int later, rc;

	later = must_wait(c, w);
	rc = later ? info_later(c, in, &sdp)
			   : jingle_sdp.to_sdp(&w->map, &w->ctx, in->session, &sdp);
	if(rc < 0) {
		jingle_translation_failed(
				w, c, jingle_sdp.action_name(in->session->action));
		return -1;
	}
	if(sdp.none_left) {
		c->ended_by = "client";
		jingle_engine_end(c, JINGLE_EV_HANGUP, 0, JINGLE_REASON_SUCCESS, NULL);
		return 0;
	}
	if(in->session->action == JINGLE_TRANSPORT_INFO && sdp.restart)
		c->restart_due = 1;
	if(sdp.kind == JINGLE_BODY_OFFER && !later)
		return change_now(c, w, wish_of(in->session, &sdp), &sdp);
	if(jingle_translation_save(w, c) == 0 && sdp.kind == JINGLE_BODY_FRAGMENT)
		candidates_send(c, &sdp.body);
	if(sdp.due) /* candidates alone are not: rtpengine finds them */
		jingle_sip_offer_wish(c, wish_of(in->session, &sdp));
	return 0;
}


/* does a BUNDLE group name a content, and others? */
static int is_grouped(const jingle_session_t *js, const jingle_content_t *k)
{
	const jingle_group_t *g;
	const jingle_param_t *p;

	for(g = js->groups.first; g != NULL; g = g->next)
		for(p = g->names.first; p != NULL && g->names.count > 1; p = p->next)
			if(g->semantics.len == 6 && STR_EQ(p->name, k->name)
					&& memcmp(g->semantics.s, "BUNDLE", 6) == 0)
				return 1;
	return 0;
}


/* the client's ICE of a stream that there is (RFC 9143 section 7.2.3) */
static int has_ufrag(const jingle_ctx_t *ctx, const str *ufrag)
{
	char line[UFRAG_LINE_MAX];
	int i, n = snprintf(
				   line, sizeof(line), "a=ice-ufrag:%.*s\r\n", STR_FMT(ufrag));

	if(n >= (int)sizeof(line))
		return 0;
	for(i = 0; i < ctx->slots; i++)
		if(ctx->slot[i].state == JINGLE_SLOT_ACTIVE
				&& memmem(ctx->slot[i].peer.s, (size_t)ctx->slot[i].peer.len,
						   line, (size_t)n)
						   != NULL)
			return 1;
	return 0;
}


/* Is a content without a transport of its own, to be bundled with another one?
 * The media relay has one for each. */
static int is_bundle_only(const jingle_ctx_t *ctx, const jingle_session_t *js)
{
	const jingle_transport_t *t;
	const jingle_content_t *k;

	for(k = js->contents.first; k != NULL; k = k->next) {
		t = &k->transport;
		if(t->kind == JINGLE_TRANSPORT_RAW_UDP)
			continue;
		if(t->ufrag.s == NULL ? t->candidates.count == 0
							  : is_grouped(js, k) && has_ufrag(ctx, &t->ufrag))
			return 1;
	}
	return 0;
}


/* the answer of a client's that offers what can be refused */
static void change_refuse(jingle_call_t *c, const jingle_input_t *in)
{
	if(in->session->action == JINGLE_CONTENT_ADD)
		client_refuse(
				c, in, JINGLE_CONTENT_REJECT, JINGLE_REASON_FAILED_APPLICATION);
	else if(in->session->action == JINGLE_TRANSPORT_REPLACE)
		client_refuse(
				c, in, JINGLE_TRANSPORT_REJECT, JINGLE_REASON_FAILED_TRANSPORT);
}


int jingle_do_info(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_action_t action = in->session->action;

	if(jingle_translation_load(in->translation, c) < 0)
		return 0; /* nothing was said yet that could change */
	if(jingle_sip_add_is_decided(c, in->session)) {
		jingle_sip_add_decide(c, in);
		return 0;
	}
	if((action == JINGLE_TRANSPORT_REPLACE && must_wait(c, in->translation))
			|| (action == JINGLE_CONTENT_ADD
					&& is_bundle_only(&in->translation->ctx, in->session))) {
		change_refuse(c, in);
		return 0;
	}
	if(phone_change(c, in) < 0) {
		change_refuse(c, in);
		jingle_supervise_media(c);
	}
	return 0;
}


/* RFC 3261 section 14.2, RFC 3311 section 5.2; 1 it is not their turn */
static int reoffer_meets(jingle_call_t *c, const jingle_input_t *in)
{
	static const char retry_after[] = "Retry-After: 2\r\n";
	jingle_neg_output_t out;

	jingle_sip_offer_event(c,
			in->method == JINGLE_UPDATE ? JINGLE_NEG_EV_UPDATE
										: JINGLE_NEG_EV_INVITE,
			1, &out);
	if(out.count == 1 && out.list[0].what == JINGLE_NEG_DO_ANSWER) {
		if(out.list[0].verdict == JINGLE_NEG_RETRY)
			jingle_sip_answer_code(c, in, 500, NULL, retry_after);
		else
			jingle_sip_answer_code(c, in, 491, NULL, NULL);
		return 1;
	}
	jingle_sip_offer_carry_out(c, &out);
	return 0;
}


void jingle_sip_modify_reoffer(jingle_call_t *c, const jingle_input_t *in)
{
	int rc;

	if(reoffer_meets(c, in))
		return;
	rc = c->state == JINGLE_BRIDGED ? jingle_bridge_reoffer(c, in)
									: reoffer_take(c, in);
	if(rc <= 0)
		jingle_sip_offer_theirs(c, rc == 0);
}


int jingle_do_watch(jingle_call_t *c, const jingle_input_t *in)
{
	(void)in;
	jingle_supervise_start(c);
	jingle_media_check_start(c);
	jingle_picture_due(c);
	jingle_sip_offer_due(c);
	return 0;
}
