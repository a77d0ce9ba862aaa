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
 * \brief jingle :: calls from phones that leave the offer to us
 *
 * Runs in the owner. While our offer is out, late_cseq in the call says which ACK
 * is to answer it (jingle_late_answer.c).
 */

#include <string.h>

#include "../../core/config.h"
#include "../../core/dprint.h"
#include "../../core/mem/mem.h"
#include "../../core/parser/parse_cseq.h"
#include "../xmpp_link/link_log.h"

#include "jingle_bridge_media.h"
#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_late_offer.h"
#include "jingle_media_route.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_sip_offer.h"
#include "jingle_table.h"
#include "jingle_uas.h"

/* the ACK of the INVITE with this CSeq is its answer */
static void answer_await(jingle_call_t *c, sip_msg_t *invite)
{
	unsigned cseq = 0;

	str2int(&get_cseq(invite)->number, &cseq);
	atomic_set(&c->late_cseq, (int)(1 + cseq));
}


int jingle_late_offer_write(
		jingle_call_t *c, jingle_translation_t *w, str *body, char **buf)
{
	jingle_neg_output_t out;
	jingle_sdp_t sdp;
	sip_msg_t invite;

	*buf = NULL;
	if(jingle_sdp.sdp_first_codec(&w->map, &w->ctx) < 0
			|| jingle_sdp.sdp_current(&w->map, &w->ctx, JINGLE_BODY_OFFER, &sdp)
					   < 0) {
		jingle_translation_failed(w, c, "offer to a phone that made none");
		return -1;
	}
	if(jingle_media_route_invite(c, &c->dialog.rem_uri, &sdp.body, body, buf)
			< 0) {
		LM_WARN("call %s: event_route[jingle:invite] did not convert our offer "
				"to a phone that made none\n",
				c->gr);
		return -1;
	}
	if(jingle_translation_save(w, c) < 0
			|| jingle_dialog_parse(&c->invite, &invite) < 0)
		return -1;
	answer_await(c, &invite);
	free_sip_msg(&invite);
	jingle_translation_outlet(w, body, NULL);
	jingle_sip_offer_event(c, JINGLE_NEG_EV_BARE, 1, &out);
	jingle_sip_offer_event(c, JINGLE_NEG_EV_REPLIED, 0, &out);
	return 0;
}


/* 0, -1: the phone has taken it back */
static int reply(
		jingle_call_t *c, const jingle_input_t *in, int code, const str *body)
{
	int rc = jingle_uas_reply_request(c, in->hash, in->label, code,
			code == 200 ? "OK" : jingle_sdp.reason_phrase(code), body, NULL);

	if(rc < 0)
		LM_DBG("call %s: the phone's request has no open transaction, no "
			   "response is sent\n",
				c->gr);
	return rc;
}


/* likewise where another phone speaks */
static int bridged_offer(jingle_call_t *c, str *body)
{
	if(c->bridge == NULL || jingle_bridge_media_offer(c, &c->bridge->phone) < 0)
		return 500;
	*body = c->offer;
	return 200;
}


/* 200, or the status to refuse it with */
static int current_offer(jingle_call_t *c, const jingle_input_t *in,
		jingle_translation_t *w, str *body, char **buf)
{
	jingle_sdp_t sdp;

	if(in->msg == NULL || jingle_translation_load(w, c) < 0)
		return 500;
	if(c->state == JINGLE_BRIDGED)
		return bridged_offer(c, body);
	if(jingle_call_leg(c) == NULL)
		return 500;
	/* what was out when Kamailio was started anew is taken back first */
	if(w->ctx.pending != JINGLE_PENDING_NONE || jingle_translation_waits(w))
		return 491;
	if(jingle_sdp.sdp_current(&w->map, &w->ctx, JINGLE_BODY_OFFER, &sdp) < 0) {
		jingle_translation_failed(w, c, "offer in answer to a re-INVITE");
		return 500;
	}
	if(jingle_media_route_reinvite(c, &sdp.body, body, buf) < 0)
		return 500;
	jingle_translation_outlet(w, body, NULL);
	return jingle_translation_save(w, c) < 0 ? 500 : 200;
}


/* nobody has it, nobody answers it */
static void offer_undo(jingle_call_t *c, jingle_translation_t *w)
{
	atomic_set(&c->late_cseq, 0);
	jingle_sdp.sdp_postponed(&w->ctx);
	jingle_translation_save(w, c);
}


void jingle_late_offer_again(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_neg_output_t out;
	jingle_translation_t w;
	char *buf = NULL;
	str body;
	int code;

	jingle_sip_offer_event(c, JINGLE_NEG_EV_BARE, 1, &out);
	if(out.count == 1 && out.list[0].what == JINGLE_NEG_DO_ANSWER) {
		reply(c, in, 491, NULL); /* RFC 3261 section 14.2 */
		return;
	}
	jingle_sip_offer_carry_out(c, &out);
	jingle_translation_init(&w);
	code = current_offer(c, in, &w, &body, &buf);
	if(code == 200) {
		jingle_dialog_refresh(c, in->msg);
		answer_await(c, in->msg);
	}
	if(reply(c, in, code, code == 200 ? &body : NULL) < 0 && code == 200) {
		offer_undo(c, &w);
		code = 487;
	}
	jingle_sip_offer_late(c, code == 200);
	if(buf != NULL)
		pkg_free(buf);
	jingle_translation_done(&w);
}
