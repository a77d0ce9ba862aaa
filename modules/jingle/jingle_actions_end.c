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
 * \brief jingle :: actions that end a call
 *
 * Runs in the owner: session-terminate, reject, retract and finish to each
 * client that takes part, BYE to the phone, each once, with the reason of the
 * other side translated (jingle_reason.h).
 */

#include <stdlib.h>
#include <string.h>

#include "../../core/dprint.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_outbox.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_xmpp_out.h"
#include "jingle_stats.h"
#include "jingle_uac.h"
#include "jingle_script_check.h"
#include "jingle_actions_end.h"
#include "jingle_actions_to_sip.h"
#include "jingle_input.h"
#include "jingle_legs.h"
#include "jingle_transfer.h"


/* what the SIP side said, in Jingle's words */
static void sip_said(const jingle_input_t *in, jingle_reason_text_t *said)
{
	str value = STR_NULL, phrase;
	int warning = 0;

	switch(in->ev) {
		case JINGLE_EV_CANCEL:
			jingle_dialog_header(in->msg, "Reason", &value);
			jingle_sdp.reason_of_cancel(&value, said);
			return;
		case JINGLE_EV_BYE:
			jingle_dialog_header(in->msg, "Reason", &value);
			jingle_sdp.reason_of_bye(&value, said);
			return;
		case JINGLE_EV_FAIL:
			jingle_dialog_phrase(&in->text, &phrase);
			if(phrase.len <= 0) {
				phrase.s = (char *)jingle_sdp.reason_phrase(in->code);
				phrase.len = (int)strlen(phrase.s);
			}
			if(jingle_dialog_header(in->msg, "Warning", &value) == 0)
				warning = (int)strtoul(value.s, NULL, 10);
			jingle_sdp.reason_of_reply(in->code, &phrase, warning, said);
			return;
		default:
			said->reason = in->reason;
			said->text_len = in->reason_text.len;
			if(said->text_len > JINGLE_REASON_TEXT_MAX)
				said->text_len = JINGLE_REASON_TEXT_MAX;
			if(said->text_len > 0)
				memcpy(said->text, in->reason_text.s, said->text_len);
	}
}


int jingle_do_end_xmpp(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_reason_text_t said;
	str text;

	jingle_transfer_leave(c, in);
	memset(&said, 0, sizeof(said));
	sip_said(in, &said);
	c->reason = said.reason;
	c->elsewhere = said.elsewhere;
	if(in->ev == JINGLE_EV_FAIL)
		jingle_script_check_refused(c, in->code);
	if(in->code)
		c->code = in->code;
	text.s = said.text;
	text.len = said.text_len;
	jingle_legs_end(c, said.reason, text.len > 0 ? &text : NULL);
	return 0;
}


/* A session-initiate is on its way, most likely: some programs send it whatever
 * a finish says. It is refused when it comes. */
int jingle_do_gone(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_leg_t *leg = jingle_call_leg(c);
	jingle_reason_text_t said;
	str text;

	memset(&said, 0, sizeof(said));
	sip_said(in, &said);
	c->reason = said.reason;
	text.s = said.text;
	text.len = said.text_len;
	if(in->ev != JINGLE_EV_BYE)
		jingle_uac_bye(c, c->reason, &text);
	if(leg->state != JINGLE_LEG_PROPOSED) { /* it has come, unreadable */
		jingle_legs_end(c, c->reason, text.len > 0 ? &text : NULL);
		return -1;
	}
	jingle_xmpp_out_jmi(leg, JINGLE_JMI_FINISH, NULL, c->reason,
			text.len > 0 ? &text : NULL);
	return jingle_initiate_await(c);
}


int jingle_do_turn_away(jingle_call_t *c, const jingle_input_t *in)
{
	in->leg->state = JINGLE_LEG_OVER;
	jingle_xmpp_out_terminate(
			in->leg, c->reason, c->text.len > 0 ? &c->text : NULL);
	return 0;
}


/* no BYE before the ACK */
int jingle_do_leave(jingle_call_t *c, const jingle_input_t *in)
{
	c->reason = in->reason;
	return 0;
}


int jingle_do_bye(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_transfer_leave(c, in);
	if(c->reason == JINGLE_REASON_NONE)
		c->reason = in->reason;
	if(in->ev == JINGLE_EV_ANSWER /* our CANCEL came too late */
			&& jingle_dialog_from_reply(c, in->msg) < 0) {
		jingle_uac_refuse(c, in->msg, c->reason);
		return 0;
	}
	jingle_uac_bye(c, c->reason,
			in->reason_text.len > 0 ? &in->reason_text : &c->text);
	return 0;
}


int jingle_do_bye_and_end(jingle_call_t *c, const jingle_input_t *in)
{
	if(in->ev == JINGLE_EV_DEAD)
		jingle_stats_add(JINGLE_STAT_DEAD);
	/* the phone said so, or tm of it: not the XMPP user, not rtpengine */
	if((in->ev == JINGLE_EV_DEAD && in->code != 0)
			|| in->ev == JINGLE_EV_NO_ACK)
		jingle_script_check_lost(c);
	c->reason = in->reason != JINGLE_REASON_NONE ? in->reason
												 : JINGLE_REASON_TIMEOUT;
	jingle_do_bye(c, in);
	jingle_legs_end(
			c, c->reason, in->reason_text.len > 0 ? &in->reason_text : NULL);
	return 0;
}
