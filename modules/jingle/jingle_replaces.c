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
 * \brief jingle :: a phone takes the place of another one (Replaces, RFC 3891)
 *
 * Runs in the owner of both calls, as an action of the new one's. Its offer is
 * read as a re-INVITE of the old phone's would be, with the old call's context, so
 * that the client's transport stays what it is; it may have fewer streams than
 * there are, which it refuses by that. A call that still rings has no answer of
 * the phone's yet: the new phone's INVITE is joined to the client's session as
 * where both call at once (jingle_tiebreak.h). Keeps nothing.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/config.h"
#include "../../core/dprint.h"
#include "../../core/mem/mem.h"

#include "jingle_actions_to_xmpp.h"
#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_evroute.h"
#include "jingle_late_offer.h"
#include "jingle_log.h"
#include "jingle_media_back.h"
#include "jingle_media_route.h"
#include "jingle_music.h"
#include "jingle_phone.h"
#include "jingle_press.h"
#include "jingle_recover.h"
#include "jingle_replaced.h"
#include "jingle_replaces.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_script.h"
#include "jingle_session_timer.h"
#include "jingle_sip_modify.h"
#include "jingle_sip_offer.h"
#include "jingle_table.h"
#include "jingle_takeover.h"
#include "jingle_tiebreak.h"
#include "jingle_transfer.h"
#include "jingle_transfer_media.h"
#include "jingle_uas.h"

enum
{
	STREAM_MAX = 64, /* bytes of an m= line that is added */
};

static char text_buf[BUF_SIZE]; /* a SIP message for an event route */
static char sdp_buf[BUF_SIZE];	/* an offer with streams added */

typedef struct replace
{
	jingle_call_t *from;
	jingle_translation_t w;
	jingle_stanzas_t out; /* for the client */
	int lines;			  /* m= lines of the phone's offer */
	str body;			  /* of our 200 */
	char *buf;			  /* what it lies in, or NULL */
} replace_t;


/* RFC 3891 section 3: 0, or the status to refuse it with */
static int state_check(jingle_call_t *from, int early_only)
{
	switch(from->state) {
		case JINGLE_ACTIVE:
			if(early_only)
				return 486;
			/* nor are its sides named by us in a call of before an update */
			return jingle_transfer_can(from)
								   && !jingle_ids_is_old(&from->media_id,
										   &from->dialog.callid)
						   ? 0
						   : 491;
		case JINGLE_ACCEPTED:
		case JINGLE_MIGRATING:
			return early_only ? 486 : 491;
		case JINGLE_INVITED: /* it rings, and we have called */
			return from->early_tag.len > 0 ? 491 : 0;
		case JINGLE_REFERRED:
		case JINGLE_CALLING: /* for a client that has no session yet */
		case JINGLE_AWAITED:
			return 491;
		case JINGLE_CANCELLING:
		case JINGLE_LEAVING:
		case JINGLE_REPLACED:
		case JINGLE_BRIDGED: /* no XMPP user is in it */
		case JINGLE_ENDED:
			return 603;
		default: /* it is the phone that calls */
			return 481;
	}
}


/* --- its streams ---------------------------------------------------------------- */

/* the next m= line from p on: what kind it is; NULL there is none */
static const char *stream_next(const char *p, const char *end, str *kind)
{
	const char *stop;

	while(p != NULL && p + 2 < end && (p[0] != 'm' || p[1] != '=')) {
		p = memchr(p, '\n', (size_t)(end - p));
		p = p != NULL ? p + 1 : NULL;
	}
	if(p == NULL || p + 2 >= end)
		return NULL;
	kind->s = (char *)p + 2;
	stop = memchr(kind->s, ' ', (size_t)(end - kind->s));
	kind->len = stop != NULL ? (int)(stop - kind->s) : 0;
	return p;
}


/* RFC 3264 section 8: an offer in a dialog has the streams there are, in their
 * order. 0 *out has those that the phone's lacks, without a port; -1 */
static int streams_align(
		replace_t *r, const jingle_ctx_t *ctx, const str *sdp, str *out)
{
	const char *p = sdp->s, *end = sdp->s + sdp->len;
	int n = sdp->len;
	str kind;

	for(r->lines = 0; (p = stream_next(p, end, &kind)) != NULL; p += 2)
		if(r->lines < ctx->slots && !STR_EQ(kind, ctx->slot[r->lines].media))
			return -1;
		else
			r->lines++;
	if(r->lines == 0 || n + JINGLE_CTX_SLOTS * STREAM_MAX >= BUF_SIZE)
		return -1;
	memcpy(sdp_buf, sdp->s, (size_t)n);
	for(int i = r->lines; i < ctx->slots; i++)
		n += snprintf(sdp_buf + n, STREAM_MAX, "m=%.*s 0 RTP/AVP 0\r\n",
				ctx->slot[i].media.len > 16 ? 16 : ctx->slot[i].media.len,
				ctx->slot[i].media.s);
	out->s = sdp_buf;
	out->len = n;
	return 0;
}


/* and the answer has those that were offered */
static void streams_cut(const replace_t *r, str *sdp)
{
	const char *p = sdp->s, *end = sdp->s + sdp->len;
	str kind;
	int i;

	for(i = 0; (p = stream_next(p, end, &kind)) != NULL; p += 2)
		if(i++ == r->lines) {
			sdp->len = (int)(p - sdp->s);
			return;
		}
}


/* --- the answer ------------------------------------------------------------------- */

/* the phone's offer as it would be one in the dialog: rtpengine's routes know
 * then that the client's transport is to stay. 0, or a status */
static int offer_text(jingle_call_t *c, replace_t *r, str *text)
{
	str sdp, all, in;

	if(jingle_dialog_body(&c->invite, &sdp) < 0
			|| streams_align(r, &r->w.ctx, &sdp, &all) < 0)
		return 488;
	in.s = text_buf;
	in.len = jingle_dialog_text(c, "INVITE", 0, "application/sdp", &all,
			text_buf, sizeof(text_buf));
	if(in.len >= (int)sizeof(text_buf)
			|| jingle_translation_intake_again(&r->w, c, &in, text) < 0)
		return 488;
	return jingle_dialog_body(text, &sdp) == 0
						   && jingle_sdp.sdp_keeps_stream(&r->w.ctx, &sdp)
				   ? 0
				   : 488;
}


/* rtpengine's words for it, and what the client hears. 0, or a status */
static int offer_read(jingle_call_t *c, replace_t *r, const str *text)
{
	char *buf = NULL;
	str body;
	int rc = -1;

	if(jingle_media_route_run(c, JINGLE_ROUTE_OFFER, text, &body, &buf) == 0
			&& jingle_sdp.arena_copy(
					   &r->w.arena, body.s, (size_t)body.len, &body)
					   == 0) {
		rc = jingle_sdp.from_sdp(
				&r->w.map, &r->w.ctx, &body, JINGLE_BODY_OFFER, &r->out);
		if(rc < 0)
			jingle_translation_failed(&r->w, c, "SDP of an INVITE (Replaces)");
	}
	if(buf != NULL)
		pkg_free(buf);
	return rc < 0 ? 488 : 0;
}


static int answer_write(jingle_call_t *c, replace_t *r)
{
	jingle_script_t script;
	jingle_sdp_t answer;
	str offer;
	int rc;

	if((r->out.wait ? jingle_sdp.sdp_refuse(&r->w.map, &r->w.ctx, &answer)
					: jingle_sdp.sdp_current(
							&r->w.map, &r->w.ctx, JINGLE_BODY_ANSWER, &answer))
			< 0) {
		jingle_translation_failed(&r->w, c, "answer to an INVITE (Replaces)");
		return 488;
	}
	jingle_script_begin(&script, c, NULL);
	rc = jingle_uas_answer_route(c, &answer.body, &r->body, &r->buf);
	jingle_script_end(&script);
	if(rc < 0 || script.rejected || r->body.len <= 0)
		return 500;
	streams_cut(r, &r->body);
	if(jingle_dialog_body(&c->invite, &offer) < 0
			|| !jingle_sdp.sdp_fits(&offer, &r->body))
		return 488;
	jingle_translation_outlet(&r->w, &r->body, &c->invite);
	return jingle_translation_save(&r->w, c) < 0 ? 500 : 0;
}


/* an answer, or an offer where the phone made none. 0, or a status: the media are
 * the old phone's again */
static int body_write(jingle_call_t *c, replace_t *r)
{
	str text;
	int code;

	r->w.map.peer = (jingle_peer_t)jingle_call_leg(r->from)->kind;
	r->w.map.at_once = 1; /* nobody can be asked before the 200 */
	/* what the routes know of the client is the old call's */
	if(jingle_translation_save(&r->w, c) < 0)
		return 500;
	c->media_on = r->from->media_on;
	if(c->offerless) {
		memset(&r->out, 0, sizeof(r->out));
		code = jingle_late_offer_write(c, &r->w, &r->body, &r->buf) < 0 ? 500
																		: 0;
	} else {
		code = offer_text(c, r, &text);
		if(code != 0)
			return code;
		code = offer_read(c, r, &text);
		if(code == 0)
			code = answer_write(c, r);
	}
	if(code != 0)
		jingle_media_back(r->from);
	return code;
}


/* --- the session moves ------------------------------------------------------------ */

/* whose turn it is at the phone is the new dialog's */
static void session_move(jingle_call_t *c, jingle_call_t *from)
{
	jingle_negotiate_t now = c->negotiate;

	jingle_press_leave(from);
	jingle_takeover(c, from);
	now.initiator = c->negotiate.initiator;
	now.half[JINGLE_NEG_XMPP] = c->negotiate.half[JINGLE_NEG_XMPP];
	c->negotiate = now;
	LM_INFO("call %s: phone %s takes the place of %s (Replaces), call %s\n",
			c->gr, jingle_log_text(&c->dialog.rem_uri),
			jingle_log_text(&from->dialog.rem_uri), from->gr);
}


/* RFC 3891 section 3: the replaced dialog is shut down */
static void old_ends(jingle_call_t *from)
{
	jingle_input_t in;

	memset(&in, 0, sizeof(in));
	in.ev = from->state == JINGLE_ACTIVE ? JINGLE_EV_MOVED : JINGLE_EV_HANGUP;
	in.reason = JINGLE_REASON_SUCCESS;
	from->ended_by = "phone";
	jingle_engine_run(from, &in);
	if(from->state == JINGLE_REPLACED)
		jingle_engine_end(
				from, JINGLE_EV_TIMEOUT, 0, JINGLE_REASON_SUCCESS, "replaced");
}


static void call_answered(jingle_call_t *c)
{
	str sdp;

	c->code = 200;
	c->rtp_avp = c->offerless || jingle_dialog_body(&c->invite, &sdp) < 0
				 || !jingle_sdp.sdp_has_keys(&sdp);
	if(!c->offerless)
		jingle_dialog_refreshed(c, &c->invite);
	jingle_call_clear(c, &c->invite);
	jingle_call_clear(c, &c->request);
}


/* 0, or a status: nothing has happened */
static int active_take(jingle_call_t *c, jingle_call_t *from)
{
	replace_t r;
	int code = 500;

	memset(&r, 0, sizeof(r));
	r.from = from;
	jingle_translation_init(&r.w);
	if(jingle_translation_load(&r.w, from) == 0)
		code = body_write(c, &r);
	if(code == 0) {
		session_move(c, from);
		if(jingle_uas_reply(c, 200, "OK", &r.body, NULL) < 0)
			LM_INFO("call %s: the phone has cancelled its INVITE\n", c->gr);
		call_answered(c);
		old_ends(from);
		jingle_sip_modify_tell(jingle_call_leg(c), &r.w, &r.out);
		jingle_music_changed(c);
	}
	if(r.buf != NULL)
		pkg_free(r.buf);
	jingle_translation_done(&r.w);
	return code;
}


/* the client's offer, for the re-INVITE behind the ACK; 0, or a status */
static int early_offer(
		jingle_call_t *c, jingle_call_t *from, jingle_translation_t *w)
{
	jingle_sdp_t sdp;
	char *buf = NULL;
	str body;
	int code = 500;

	if(jingle_translation_load(w, from) == 0
			&& jingle_sdp.sdp_current(&w->map, &w->ctx, JINGLE_BODY_OFFER, &sdp)
					   == 0
			&& jingle_media_route_invite(
					   c, &c->dialog.rem_uri, &sdp.body, &body, &buf)
					   == 0
			&& jingle_call_set(c, &c->offer, &body) == 0
			&& jingle_translation_save(w, c) == 0)
		code = 0;
	if(buf != NULL)
		pkg_free(buf);
	return code;
}


/* it rings, and another phone picks it up. 0, or a status */
static int early_take(jingle_call_t *c, jingle_call_t *from)
{
	jingle_translation_t w;
	int code = 488;
	str pause;

	jingle_translation_init(&w);
	jingle_translation_new(&w, JINGLE_INITIATOR);
	if(!c->offerless && jingle_tiebreak_pause(c, &w, &pause) == 0)
		code = early_offer(c, from, &w);
	if(code == 0) {
		session_move(c, from);
		jingle_call_leg(c)->state = JINGLE_LEG_ACCEPTED;
		if(jingle_uas_reply(c, 200, "OK", &pause, NULL) < 0)
			LM_INFO("call %s: the phone has cancelled its INVITE\n", c->gr);
		call_answered(c);
		old_ends(from);
		c->negotiate.initiator = 0;
		jingle_sip_offer_wish(c, JINGLE_WISH_SESSION);
	}
	jingle_translation_done(&w);
	return code;
}


int jingle_do_take_over(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_call_t *from;
	int early_only, code = jingle_replaced_find(in->msg, &from, &early_only);

	if(code == 0)
		code = from == NULL ? 481 : state_check(from, early_only);
	if(code == 0) {
		jingle_phone_in_script(c, in);
		jingle_session_timer_asked(c, in->msg);
		jingle_takeover_side(c, from);
		code = from->state == JINGLE_INVITED ? early_take(c, from)
											 : active_take(c, from);
	}
	if(from != NULL)
		jingle_table_put(from);
	if(code == 0)
		return 0;
	LM_INFO("call %s: INVITE with Replaces of %s is refused (%d)\n", c->gr,
			jingle_log_text(&c->dialog.rem_uri), code);
	c->code = code;
	c->reason = jingle_sdp.reason_of_code(code, 0);
	c->refused = 1;
	jingle_uas_reply(c, code, jingle_sdp.reason_phrase(code), NULL, NULL);
	return -1;
}
