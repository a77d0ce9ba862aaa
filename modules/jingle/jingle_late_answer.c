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
 * \brief jingle :: the answer that comes in an ACK
 *
 * Runs in the owner. late_cseq in the call says which ACK has an answer to come;
 * it is read in the process that an ACK comes to, so that no other one is
 * copied. What the client hears of it is what differs from before; an ACK without
 * an answer, or with one that has no stream, ends the call (RFC 3261 section
 * 13.3.1.4).
 */

#include <string.h>

#include "../../core/config.h"
#include "../../core/dprint.h"
#include "../../core/parser/parse_cseq.h"
#include "../xmpp_link/link_log.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_event.h"
#include "jingle_music.h"
#include "jingle_late_answer.h"
#include "../jingle_sdp/jingle_mime.h"
#include "jingle_phone.h"
#include "jingle_picture.h"
#include "jingle_reanswer.h"
#include "jingle_sip_modify.h"
#include "jingle_sip_offer.h"
#include "jingle_translation.h"

static char text_buf[BUF_SIZE]; /* the answer as a 200, for an event route */


/* is it this one, and not that of an INVITE before? */
static int is_answer(jingle_call_t *c, const jingle_input_t *in)
{
	int wanted = atomic_get(&c->late_cseq);
	unsigned cseq;

	if(wanted == 0)
		return 0;
	/* one without memory for its text is the one that was waited for, too; one
	 * whose text was of no use when it came is not */
	if(in->msg == NULL)
		return in->code == JINGLE_LATE_ACK;
	return in->msg->cseq == NULL
		   || str2int(&get_cseq(in->msg)->number, &cseq) < 0
		   || (int)(1 + cseq) == wanted;
}


/* 0 the client has what is new, or why the call cannot be */
static jingle_reason_t answer_take(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_reason_t reason = JINGLE_REASON_GENERAL_ERROR;
	jingle_translation_t w;
	str body, text;

	if(in->mime != JINGLE_MIME_SDP || jingle_dialog_body(&in->text, &body) < 0)
		return JINGLE_REASON_INCOMPATIBLE_PARAMETERS;
	text.s = text_buf;
	text.len = jingle_dialog_answer_text(c, &body, text_buf, sizeof(text_buf));
	if(text.len >= (int)sizeof(text_buf))
		return JINGLE_REASON_INCOMPATIBLE_PARAMETERS;
	jingle_phone_learn(c, in);
	c->rtp_avp = !jingle_sdp.sdp_has_keys(&body);
	jingle_translation_init(&w);
	if(jingle_translation_load(&w, c) == 0)
		reason = jingle_reanswer_tell(c, &text, &w);
	jingle_translation_done(&w);
	return reason;
}


/* 0, -1 the call has ended */
static int late_answer(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_neg_output_t out;
	jingle_reason_t reason;

	if(!is_answer(c, in))
		return 0;
	atomic_set(&c->late_cseq, 0);
	reason = answer_take(c, in);
	jingle_sip_offer_event(c,
			reason == JINGLE_REASON_NONE ? JINGLE_NEG_EV_ACK
										 : JINGLE_NEG_EV_REFUSED,
			0, &out);
	if(reason != JINGLE_REASON_NONE) {
		LINK_LOG(LM_INFO,
				"call %s: the phone's ACK has no answer that can be used, "
				"Call-ID %.*s\n",
				c->gr, STR_FMT(&c->dialog.callid));
		jingle_engine_end(c, JINGLE_EV_HANGUP, 488, reason,
				"the phone has not answered the offer");
		return -1;
	}
	jingle_link.timer_stop(&c->negotiate_timer);
	jingle_sip_offer_carry_out(c, &out);
	return 0;
}


int jingle_do_ack(jingle_call_t *c, const jingle_input_t *in)
{
	return late_answer(c, in) < 0 ? 0 : jingle_do_watch(c, in);
}


int jingle_do_late_answer(jingle_call_t *c, const jingle_input_t *in)
{
	if(late_answer(c, in) < 0)
		return 0;
	jingle_picture_due(c);
	jingle_music_changed(c);
	return 0;
}
