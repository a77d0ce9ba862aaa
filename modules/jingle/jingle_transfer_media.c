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
 * \brief jingle :: the media of a call that is transferred
 *
 * Runs in the owner, as a part of a transfer. rtpengine knows each phone by a
 * name of its own, so an offer to another one leaves the client's transport as
 * it is (event_route[jingle:invite] and [jingle:reply], with the new call); it
 * stops what the client sends to the old phone at once, which jingle_media_back.c
 * brings back where the transfer fails. Keeps nothing.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/config.h"
#include "../../core/dprint.h"
#include "../../core/mem/mem.h"

#include "jingle_actions_to_sip.h"
#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_evroute.h"
#include "jingle_media_route.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_sip_offer.h"
#include "jingle_table.h"
#include "jingle_transfer_media.h"
#include "jingle_uac.h"

static int invite_send(
		jingle_call_t *to, jingle_translation_t *w, const str *sdp)
{
	char *buf = NULL;
	str body;
	int rc = -1;

	if(jingle_media_route_invite(to, &to->dialog.rem_uri, sdp, &body, &buf)
			== 0) {
		jingle_translation_outlet(w, &body, NULL);
		rc = jingle_uac_invite(to, &to->dialog.rem_uri, &body);
	} else {
		LM_WARN("call %s: event_route[jingle:invite] did not convert the offer "
				"of a transfer\n",
				to->gr);
	}
	if(buf != NULL)
		pkg_free(buf);
	return rc;
}


int jingle_transfer_offer(jingle_call_t *to, jingle_call_t *from)
{
	jingle_neg_output_t out;
	jingle_translation_t w;
	jingle_sdp_t sdp;
	int rc = -1;

	jingle_sip_offer_begin(from, JINGLE_WISH_CURRENT, &out);
	/* the client has two phones in the relay from now on: it ends with the
	 * client, not with one of them */
	from->media_by = JINGLE_SIDE_XMPP;
	jingle_translation_init(&w);
	/* The client is not told of this phone's choice, and sends on what it sends:
	 * the first codec that was agreed on. Were others offered too, rtpengine
	 * would take one of them for the client's */
	if(jingle_translation_load(&w, from) == 0
			&& jingle_sdp.sdp_first_codec(&w.map, &w.ctx) == 0
			&& jingle_sdp.sdp_current(&w.map, &w.ctx, JINGLE_BODY_OFFER, &sdp)
					   == 0
			&& invite_send(to, &w, &sdp.body) == 0)
		rc = jingle_translation_save(&w, from);
	jingle_translation_done(&w);
	return rc;
}


/* --- the answer --------------------------------------------------------------- */

jingle_reason_t jingle_transfer_answer_read(jingle_call_t *to,
		jingle_call_t *from, const jingle_input_t *in,
		jingle_transfer_answer_t *a)
{
	jingle_call_t *has = from != NULL ? from : to;
	jingle_translation_t *w = &a->w;
	str text = jingle_answer_of(to, in), body;
	char *buf = NULL;
	jingle_reason_t reason = JINGLE_REASON_FAILED_APPLICATION;

	memset(&a->out, 0, sizeof(a->out));
	jingle_translation_init(w);
	if(text.len <= 0 || has->state != JINGLE_ACTIVE
			|| jingle_call_leg(has) == NULL
			|| jingle_translation_load(w, has) < 0)
		return reason;
	w->map.peer = (jingle_peer_t)jingle_call_leg(has)->kind;
	if(jingle_dialog_body(&text, &body) == 0
			&& jingle_sdp.sdp_refuses_all(&body))
		return JINGLE_REASON_INCOMPATIBLE_PARAMETERS;
	if(jingle_translation_intake(w, to, &text, "SDP answer", &text) < 0
			|| jingle_media_route_run(
					   to, JINGLE_ROUTE_REPLY, &text, &body, &buf)
					   < 0
			|| body.len <= 0)
		goto out;
	if(jingle_sdp.arena_copy(&w->arena, body.s, (size_t)body.len, &body) != 0
			|| jingle_sdp.from_sdp(
					   &w->map, &w->ctx, &body, JINGLE_BODY_ANSWER, &a->out)
					   < 0)
		jingle_translation_failed(w, to, "answer to the INVITE of a transfer");
	else if(a->out.terminate)
		reason = JINGLE_REASON_INCOMPATIBLE_PARAMETERS;
	else {
		reason = JINGLE_REASON_NONE;
		jingle_dialog_refreshed(to, &text);
	}
out:
	if(buf != NULL)
		pkg_free(buf);
	return reason;
}


void jingle_transfer_answer_say(jingle_call_t *to, jingle_transfer_answer_t *a)
{
	jingle_neg_output_t out;

	if(jingle_translation_save(&a->w, to) == 0)
		jingle_accept_say(jingle_call_leg(to), &a->w, &a->out);
	jingle_sip_offer_event(to, JINGLE_NEG_EV_FINAL, 0, &out);
	jingle_sip_offer_carry_out(to, &out);
	if(a->out.surplus)
		jingle_sip_offer_wish(to, JINGLE_WISH_CURRENT);
}


void jingle_transfer_answer_done(jingle_transfer_answer_t *a)
{
	jingle_translation_done(&a->w);
}


void jingle_transfer_resume(jingle_call_t *c)
{
	jingle_neg_output_t out;

	jingle_sip_offer_event(c, JINGLE_NEG_EV_UNSENT, 0, &out);
	jingle_sip_offer_carry_out(c, &out);
}
