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
 * \brief jingle :: actions of calls from SIP to XMPP
 *
 * Runs in the owner, as actions of the state table: the phone's offer is
 * checked and translated, the devices ring, the device that answers gets the
 * session-initiate, and the suspended INVITE its 180 and 200. ring_timer ends
 * a call that is not answered; devices_timer looks for more devices and sends
 * 180 when no client says that it rings.
 */

#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/mem.h"
#include "../xmpp_link/link_log.h"

#include "jingle_caller.h"
#include "jingle_conf.h"
#include "jingle_devices.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_late_offer.h"
#include "jingle_log.h"
#include "jingle_phone.h"
#include "jingle_reliable.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_xmpp_out.h"
#include "jingle_script.h"
#include "jingle_session_timer.h"
#include "jingle_stats.h"
#include "jingle_evroute.h"
#include "jingle_table.h"
#include "jingle_uas.h"
#include "jingle_actions_to_xmpp.h"
#include "jingle_media_route.h"
#include "jingle_legs.h"

enum
{
	RING_CHECK = 500,		/* ms between two looks for devices */
	RING_CHECK_MAX = 10000, /* ms to wait for a client's capabilities */
};


/* a final reply, or the operator's route for unanswered calls */
static void invite_refuse(
		jingle_call_t *c, int code, const char *phrase, const char *hdrs)
{
	if(c->final)
		return;
	c->code = code;
	if(jingle_uas_continue(c) == 0)
		return;
	jingle_uas_reply(c, code, phrase, NULL, hdrs);
}


/* the call could not even be offered */
static int offer_failed(jingle_call_t *c, int code, const char *phrase)
{
	if(c->reason == JINGLE_REASON_NONE)
		c->reason = jingle_sdp.reason_of_code(code, 0);
	invite_refuse(c, code, phrase, NULL);
	return -1;
}


static void ring_late(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t - offsetof(jingle_call_t, ring_timer));

	jingle_table_ref(c);
	if(c->expires >= 0)
		jingle_engine_end(c, JINGLE_EV_TIMEOUT, 487, JINGLE_REASON_EXPIRED,
				"the INVITE has expired");
	else
		jingle_engine_end(
				c, JINGLE_EV_TIMEOUT, 480, JINGLE_REASON_TIMEOUT, NULL);
	jingle_table_put(c);
}


/* ms from now to the next look; 0: none is needed */
static int ring_check_next(const jingle_call_t *c, int waited, int unknown)
{
	int left = JINGLE_CFG(ring_grace) - waited;

	if(!c->rang)
		return left > 0 && left < RING_CHECK ? left : RING_CHECK;
	return unknown > 0 && waited < RING_CHECK_MAX ? RING_CHECK : 0;
}


/* Not every client says that it rings, nor is there when the call comes, nor
 * are its capabilities known. */
static void ring_check(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t
							  - offsetof(jingle_call_t, devices_timer));
	int waited = (int)(jingle_link.now() - c->offered), unknown = 0, next;
	jingle_input_t in;

	memset(&in, 0, sizeof(in));
	in.ev = JINGLE_EV_RINGING;
	jingle_table_ref(c);
	if(c->state == JINGLE_OFFERED)
		unknown = jingle_devices_ring_more(c);
	/* what has not left rings nowhere */
	if(!c->rang && waited >= JINGLE_CFG(ring_grace)
			&& jingle_link.is_up(&c->component))
		jingle_engine_run(c, &in);
	next = ring_check_next(c, waited, unknown);
	if(next > 0 && (c->state == JINGLE_OFFERED || c->state == JINGLE_PICKED))
		jingle_link.timer_set(&c->devices_timer, next);
	jingle_table_put(c);
}


/* what our propose says that the call is about; a port of 0 is no stream */
static unsigned offer_media(const str *sdp)
{
	static const char *const kinds[] = {"\nm=audio ", "\nm=video "};
	const char *p, *end = sdp->s + sdp->len;
	unsigned media = 0, i;

	for(i = 0; i < 2; i++)
		for(p = sdp->s; (p = memmem(p, (size_t)(end - p), kinds[i], 9)); p++)
			if(p + 10 < end && (p[9] != '0' || p[10] != ' '))
				media |= 1u << i;
	return media;
}


/* the offer as XMPP is to see it: after the operator's rtpengine */
static int offer_route(jingle_call_t *c, const str *text)
{
	jingle_script_t script;
	char *buf;
	str body;
	int rc;

	jingle_script_begin(&script, c, NULL);
	rc = jingle_script_run(
			JINGLE_ROUTE_OFFER, text, &c->dialog.rcv, NULL, &body, &buf);
	jingle_script_end(&script);
	if(!c->media_on)
		c->media_by = JINGLE_SIDE_SIP;
	c->media_on = 1;
	if(rc == 0 && !script.rejected)
		rc = body.len > 0 ? jingle_call_set(c, &c->offer, &body) : -1;
	else
		rc = -1;
	if(buf != NULL)
		pkg_free(buf);
	if(rc == 0)
		c->media = offer_media(&c->offer);
	else if(script.rejected)
		c->reason = script.reason;
	return rc;
}


static int offer_bad(jingle_call_t *c, const jingle_translation_t *w)
{
	char warning[JINGLE_WARNING_MAX];
	int code = w->map.error.sip_code;

	c->reason = w->map.error.reason;
	invite_refuse(c, code, jingle_sdp.reason_phrase(code),
			jingle_translation_warning(w, warning));
	return -1;
}


static int offer_convert(jingle_call_t *c, const str *text)
{
	char hdr[128];
	int code, warning;

	if(offer_route(c, text) == 0)
		return 0;
	LM_WARN("call %s: event_route[jingle:offer] did not convert the phone's "
			"offer\n",
			c->gr);
	code = c->reason != JINGLE_REASON_NONE
				   ? jingle_sdp.reason_code(c->reason, JINGLE_CFG(decline_code))
				   : 488;
	warning = code == 488 ? jingle_sdp.reason_sip(c->reason)->warning : 0;
	if(warning != 0)
		snprintf(hdr, sizeof(hdr), "Warning: %d kamailio \"%s\"\r\n", warning,
				jingle_sdp.reason_warning(warning));
	if(c->reason == JINGLE_REASON_NONE)
		c->reason = JINGLE_REASON_FAILED_APPLICATION;
	invite_refuse(
			c, code, jingle_sdp.reason_phrase(code), warning != 0 ? hdr : NULL);
	return -1;
}


/* Can the offer be translated to Jingle at all? Asked before a route sees it,
 * and before a client rings. If not, the INVITE is answered. */
static int offer_take(jingle_call_t *c)
{
	jingle_stanzas_t out;
	jingle_translation_t w;
	str text;
	int rc = -1;

	jingle_translation_init(&w);
	jingle_translation_new(&w, JINGLE_RESPONDER);
	if(jingle_translation_intake(&w, c, &c->invite, "SDP offer", &text) < 0)
		offer_bad(c, &w);
	else if(offer_convert(c, &text) == 0) {
		rc = jingle_sdp.from_sdp(
				&w.map, &w.ctx, &c->offer, JINGLE_BODY_OFFER, &out);
		if(rc < 0) {
			jingle_translation_failed(&w, c, "SDP offer");
			offer_bad(c, &w);
		}
	}
	jingle_translation_done(&w);
	return rc;
}


static int is_of_caller(const jingle_call_t *c, const void *arg)
{
	return jingle_caller_same(c, arg);
}


/* One caller shall not make a user unreachable for the others. */
static int too_many(const jingle_call_t *c)
{
	if(jingle_table_calls_to(&c->bare, NULL, NULL)
			>= JINGLE_CFG(max_calls_per_user)) {
		LINK_LOG(LM_WARN,
				"call %s: max_calls_per_user (%d) reached, caller %s may not "
				"call XMPP user %.*s, Call-ID %.*s\n",
				c->gr, JINGLE_CFG(max_calls_per_user),
				jingle_log_text(&c->dialog.rem_uri), STR_FMT(&c->bare),
				STR_FMT(&c->dialog.callid));
		return 1;
	}
	if(jingle_table_calls_to(&c->bare, is_of_caller, c)
			>= JINGLE_CFG(max_calls_per_caller)) {
		LINK_LOG(LM_WARN,
				"call %s: max_calls_per_caller (%d) reached, caller %s may not "
				"call XMPP user %.*s, Call-ID %.*s\n",
				c->gr, JINGLE_CFG(max_calls_per_caller),
				jingle_log_text(&c->dialog.rem_uri), STR_FMT(&c->bare),
				STR_FMT(&c->dialog.callid));
		return 1;
	}
	return 0;
}


/* how long it may ring; RFC 3261 section 13.3.1: no longer than the caller's
 * Expires, which ends with 487 */
static int ring_ms(jingle_call_t *c, const jingle_input_t *in)
{
	str value;
	unsigned n;

	c->expires = -1;
	if(jingle_dialog_header(in->msg, "Expires", &value) == 0
			&& str2int(&value, &n) == 0 && n < (unsigned)JINGLE_CFG(ring_time))
		c->expires = (int)n;
	if(c->expires < 0)
		return JINGLE_CFG(ring_time) * 1000;
	return c->expires > 0 ? c->expires * 1000 : 1;
}


int jingle_do_offer(jingle_call_t *c, const jingle_input_t *in)
{
	str sdp;

	jingle_phone_in_script(c, in);
	jingle_session_timer_asked(c, in->msg);
	jingle_caller_prefer(c);
	LM_INFO("call %s: caller %s calls XMPP user %.*s\n", c->gr,
			jingle_log_text(&c->dialog.rem_uri), STR_FMT(&c->target));
	/* a trunk has other ways; but a sidecar that is started anew is back before
	 * another way has been tried */
	if(!jingle_link.is_awaited(&c->component)) {
		LINK_LOG(LM_WARN, "call %s: no stream of component %.*s is up\n", c->gr,
				STR_FMT(&c->component));
		c->reason = JINGLE_REASON_CONNECTIVITY_ERROR;
		return offer_failed(c, 503, "Service Unavailable");
	}
	if(too_many(c)) {
		c->refused = 1;
		return offer_failed(c, 486, "Busy Here");
	}
	/* clients take it as the first call's migration (XEP-0353 section 4.2) */
	if(!JINGLE_CFG(second_call)
			&& jingle_table_pair(&c->bare, &c->local, c) != NULL) {
		LM_INFO("call %s: phone %.*s and XMPP user %.*s have a call already "
				"(parameter second_call)\n",
				c->gr, STR_FMT(&c->local), STR_FMT(&c->bare));
		c->refused = 1;
		return offer_failed(c, 486, "Busy Here");
	}
	jingle_caller_apart(c);
	if(jingle_dialog_body(&c->invite, &sdp) < 0
			|| jingle_sdp.sdp_refuses_all(&sdp))
		return offer_failed(c, 488, "Offer Without Streams");
	if(offer_take(c) < 0)
		return -1;
	if(jingle_reliable_begin(c, in) < 0)
		return offer_failed(c, 503, "Service Unavailable");
	if(jingle_devices_ring(c) < 0)
		return offer_failed(
				c, c->code ? c->code : 480, "Temporarily Unavailable");
	c->offered = jingle_link.now();
	if(jingle_engine_wait(c, &c->ring_timer, ring_late, ring_ms(c, in)) < 0)
		return offer_failed(c, 500, "Server Internal Error");
	c->devices_timer.run = ring_check;
	jingle_link.timer_set(&c->devices_timer, ring_check_next(c, 0, 0));
	return 0;
}


int jingle_do_ring_sip(jingle_call_t *c, const jingle_input_t *in)
{
	(void)in;
	if(c->rang)
		return 0;
	c->rang = 1;
	if(c->reliable != NULL)
		jingle_reliable_ring(c);
	else
		jingle_uas_reply(c, 180, "Ringing", NULL, NULL);
	return 0;
}


/* a device took the propose: the session is for it alone */
int jingle_do_initiate(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_leg_t *leg = in->leg;
	int moved;

	jingle_table_unindex(leg);
	moved = jingle_call_set(c, &leg->peer, in->from);
	jingle_table_index(leg);
	c->leg = (int)(leg - c->legs);
	jingle_legs_end_others(c, leg);
	leg->kind = (int)jingle_devices_peer(&leg->peer);
	if(moved == 0 && jingle_legs_initiate(c, leg) == 0)
		return 0;
	jingle_legs_end(c, JINGLE_REASON_GENERAL_ERROR, NULL);
	invite_refuse(c, c->code ? c->code : 500,
			jingle_sdp.reason_phrase(c->code ? c->code : 500), NULL);
	return -1;
}


int jingle_answer_failed(jingle_call_t *c, int code, jingle_reason_t reason)
{
	c->reason = reason;
	jingle_legs_end(c, reason, NULL);
	invite_refuse(c, code, jingle_sdp.reason_phrase(code), NULL);
	return -1;
}


/* A client may answer with numbers of its own (RFC 3264 section 6.1: it should
 * not): rtpengine sees the phone's offer once more with those, for it drops what
 * an answer numbers otherwise than the offer did. What the client was offered
 * stays as it is. */
static void answer_numbers(jingle_call_t *c, jingle_translation_t *w)
{
	str text, body;
	char *buf = NULL;
	int rc = jingle_translation_intake_numbers(w, &c->invite, &c->offer, &text);

	if(rc == 0)
		return;
	if(rc < 0
			|| jingle_media_route_run(c, JINGLE_ROUTE_OFFER, &text, &body, &buf)
					   < 0)
		LM_WARN("call %s: event_route[jingle:offer] did not convert the "
				"payload types of the client's answer\n",
				c->gr);
	if(buf != NULL)
		pkg_free(buf);
}


/* the client's answer as the phone is to see it, or what it has taken as an offer
 * to a phone that made none; buf as of jingle_uas_answer_route(), also after -1 */
static int answer_write(jingle_call_t *c, jingle_translation_t *w,
		const str *sdp, str *body, char **buf)
{
	jingle_script_t script;
	int rc;

	jingle_script_begin(&script, c, NULL);
	rc = jingle_uas_answer_route(c, sdp, body, buf);
	jingle_script_end(&script);
	if(rc < 0 || script.rejected || body->len <= 0) {
		LM_WARN("call %s: event_route[jingle:answer] did not convert the "
				"client's answer\n",
				c->gr);
		return -1;
	}
	if(!c->offerless) {
		jingle_translation_outlet(w, body, &c->invite);
		return 0;
	}
	pkg_free(*buf);
	return jingle_late_offer_write(c, w, body, buf);
}


int jingle_do_answer_sip(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_sdp_t sdp;
	str body;
	char *buf;
	int rc;

	c->leg = (int)(in->leg - c->legs);
	in->leg->state = JINGLE_LEG_ACCEPTED;
	jingle_legs_end_others(c, in->leg);
	jingle_link.timer_stop(&c->ring_timer);
	jingle_link.timer_stop(&c->devices_timer);
	if(jingle_translation_load(in->translation, c) < 0
			|| jingle_sdp.to_sdp(&in->translation->map, &in->translation->ctx,
					   in->session, &sdp)
					   < 0) {
		jingle_translation_failed(in->translation, c, "session-accept");
		return jingle_answer_failed(
				c, 488, JINGLE_REASON_INCOMPATIBLE_PARAMETERS);
	}
	if(sdp.kind != JINGLE_BODY_ANSWER || sdp.all_refused
			|| jingle_translation_save(in->translation, c) < 0
			|| jingle_sdp.sdp_wake_ice(
					   &in->translation->map, &sdp.body, &sdp.body)
					   < 0)
		return jingle_answer_failed(
				c, 488, JINGLE_REASON_INCOMPATIBLE_PARAMETERS);
	answer_numbers(c, in->translation);
	if(answer_write(c, in->translation, &sdp.body, &body, &buf) < 0) {
		if(buf != NULL)
			pkg_free(buf);
		return jingle_answer_failed(c, 500, JINGLE_REASON_FAILED_APPLICATION);
	}
	rc = jingle_uas_reply(c, 200, "OK", &body, NULL);
	pkg_free(buf);
	if(rc < 0) {
		LM_INFO("call %s: the phone's INVITE has no transaction any more, no "
				"200 is sent\n",
				c->gr);
		jingle_legs_end(c, JINGLE_REASON_CANCEL, NULL);
		return -1;
	}
	c->code = 200;
	c->rtp_avp = jingle_dialog_body(&c->invite, &body) == 0
				 && !jingle_sdp.sdp_has_keys(&body);
	jingle_dialog_refreshed(c, &c->invite);
	jingle_call_clear(c, &c->invite);
	jingle_call_clear(c, &c->offer);
	jingle_call_clear(c, &c->request);
	return 0;
}


/* a client that ends the session and does not say why (QXmpp): its user does
 * not want the call */
static int refusal_code(const jingle_input_t *in)
{
	if(in->ev == JINGLE_EV_BYE)
		return 487;
	if(in->ev == JINGLE_EV_TERMINATE && in->leg != NULL
			&& in->reason == JINGLE_REASON_NONE)
		return jingle_sdp.reason_jmi_code(
				in->reason, 0, JINGLE_CFG(decline_code));
	return jingle_sdp.reason_code(in->reason, JINGLE_CFG(decline_code));
}


int jingle_do_refuse_sip(jingle_call_t *c, const jingle_input_t *in)
{
	char hdr[JINGLE_REASON_HEADER_MAX + 128], value[JINGLE_REASON_HEADER_MAX];
	int code = in->code, warning = jingle_sdp.reason_sip(in->reason)->warning;
	int n = 0;
	str v;

	c->reason = in->reason;
	if(code == 0)
		code = refusal_code(in);
	if(c->reason == JINGLE_REASON_NONE)
		c->reason = jingle_sdp.reason_of_code(code, 0);
	jingle_legs_end(c,
			in->ev == JINGLE_EV_BYE ? JINGLE_REASON_CANCEL : in->reason, NULL);
	hdr[0] = '\0';
	if(in->reason != JINGLE_REASON_NONE
			&& jingle_sdp.reason_header(
					   in->reason, &in->reason_text, value, sizeof(value), &v)
					   == 0)
		n = snprintf(hdr, sizeof(hdr), "Reason: %.*s\r\n", STR_FMT(&v));
	if(warning != 0 && code == jingle_sdp.reason_sip(in->reason)->code)
		snprintf(hdr + n, sizeof(hdr) - n, "Warning: %d kamailio \"%s\"\r\n",
				warning, jingle_sdp.reason_warning(warning));
	invite_refuse(c, code, jingle_sdp.reason_phrase(code), hdr[0] ? hdr : NULL);
	return 0;
}
