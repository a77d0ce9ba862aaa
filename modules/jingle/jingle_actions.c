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
 * \brief jingle :: the actions of the state table, and events that reach a
 * call
 *
 * The top of the module's calls: the table of functions for jingle_fsm.h's
 * actions, handed to the engine in mod_init, and the function that turns an
 * event of jingle_event.c into the engine's input, in the worker that owns the
 * call. Keeps nothing, but for a BYE of this server's own, which a timer
 * answers.
 */

#include <string.h>

#include "jingle_actions.h"
#include "jingle_actions_end.h"
#include "jingle_actions_to_sip.h"
#include "jingle_actions_to_xmpp.h"
#include "jingle_bridge.h"
#include "jingle_challenge.h"
#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_event.h"
#include "jingle_late_answer.h"
#include "jingle_method.h"
#include "jingle_order.h"
#include "jingle_press.h"
#include "jingle_phone_first.h"
#include "jingle_reanswer.h"
#include "jingle_refer_out.h"
#include "jingle_replaces.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_recover_branches.h"
#include "jingle_session_refresh.h"
#include "jingle_sip_add.h"
#include "jingle_sip_in_dialog.h"
#include "jingle_sip_modify.h"
#include "jingle_supervise.h"
#include "jingle_tiebreak.h"
#include "jingle_transfer.h"
#include "jingle_uac.h"
#include "jingle_uas.h"

static const jingle_action_f actions[JINGLE_DOS] = {
		[JINGLE_DO_OFFER] = jingle_do_offer,
		[JINGLE_DO_RING_SIP] = jingle_do_ring_sip,
		[JINGLE_DO_INITIATE] = jingle_do_initiate,
		[JINGLE_DO_ANSWER_SIP] = jingle_do_answer_sip,
		[JINGLE_DO_MIGRATE] = jingle_do_migrate,
		[JINGLE_DO_MIGRATED] = jingle_do_migrated,
		[JINGLE_DO_JOIN] = jingle_do_join,
		[JINGLE_DO_JOIN_ANSWER] = jingle_do_join_answer,
		[JINGLE_DO_REFUSE_SIP] = jingle_do_refuse_sip,
		[JINGLE_DO_END_XMPP] = jingle_do_end_xmpp,
		[JINGLE_DO_PROCEED] = jingle_do_proceed,
		[JINGLE_DO_INVITE] = jingle_do_invite,
		[JINGLE_DO_SENT] = jingle_do_sent,
		[JINGLE_DO_RING_XMPP] = jingle_do_ring_xmpp,
		[JINGLE_DO_ACCEPT_XMPP] = jingle_do_accept_xmpp,
		[JINGLE_DO_PHONE_FIRST] = jingle_do_phone_first,
		[JINGLE_DO_JMI_RINGING] = jingle_do_jmi_ringing,
		[JINGLE_DO_AWAIT] = jingle_do_await,
		[JINGLE_DO_SESSION_COMES] = jingle_do_session_comes,
		[JINGLE_DO_GONE] = jingle_do_gone,
		[JINGLE_DO_TURN_AWAY] = jingle_do_turn_away,
		[JINGLE_DO_CANCEL_SIP] = jingle_do_cancel_sip,
		[JINGLE_DO_LEAVE] = jingle_do_leave,
		[JINGLE_DO_BYE] = jingle_do_bye,
		[JINGLE_DO_BYE_AND_END] = jingle_do_bye_and_end,
		[JINGLE_DO_CANCEL_AND_END] = jingle_do_cancel_and_end,
		[JINGLE_DO_REQUEST] = jingle_do_request,
		[JINGLE_DO_REANSWER] = jingle_do_reanswer,
		[JINGLE_DO_REFAIL] = jingle_do_refail,
		[JINGLE_DO_REFRESHED] = jingle_do_refreshed,
		[JINGLE_DO_REFERRED] = jingle_do_referred,
		[JINGLE_DO_PRESSED] = jingle_do_pressed,
		[JINGLE_DO_ORDER] = jingle_do_order,
		[JINGLE_DO_INFO] = jingle_do_info,
		[JINGLE_DO_ACK] = jingle_do_ack,
		[JINGLE_DO_LATE_ANSWER] = jingle_do_late_answer,
		[JINGLE_DO_TRANSFER] = jingle_do_transfer,
		[JINGLE_DO_TRANSFER_RINGS] = jingle_do_transfer_rings,
		[JINGLE_DO_TRANSFERRED] = jingle_do_transferred,
		[JINGLE_DO_TRANSFER_FAILED] = jingle_do_transfer_failed,
		[JINGLE_DO_TRANSFER_GIVEN_UP] = jingle_do_transfer_given_up,
		[JINGLE_DO_MOVED] = jingle_do_moved,
		[JINGLE_DO_TAKE_OVER] = jingle_do_take_over,
		[JINGLE_DO_BRIDGE] = jingle_do_bridge,
		[JINGLE_DO_BRIDGED] = jingle_do_bridged,
};


/* who ends the call, and why, where it is not the event's text that says so */
static void input_reason(jingle_call_t *c, jingle_input_t *in)
{
	if(in->ev == JINGLE_EV_HANGUP) {
		c->ended_by = "operator";
		in->reason = c->state == JINGLE_ACTIVE ? JINGLE_REASON_SUCCESS
											   : JINGLE_REASON_CANCEL;
		in->reason_text.s = "ended by the operator";
		in->reason_text.len = (int)strlen(in->reason_text.s);
	}
	if(in->ev == JINGLE_EV_DEAD) {
		in->reason =
				in->code == 481 ? JINGLE_REASON_GONE : JINGLE_REASON_TIMEOUT;
		in->reason_text.s = "the phone does not answer any more";
		in->reason_text.len = (int)strlen(in->reason_text.s);
	}
}


/* what an event says; m receives its text, parsed here and nowhere else */
static void input_read(jingle_call_t *c, const jingle_event_t *e,
		jingle_input_t *in, sip_msg_t *m)
{
	memset(in, 0, sizeof(*in));
	in->ev = e->ev;
	in->code = e->code;
	/* the INVITE is in the call before there is an owner to be told */
	in->text = e->ev == JINGLE_EV_INVITE || e->ev == JINGLE_EV_REPLACES
					   ? c->invite
					   : e->text;
	in->mime = e->mime;
	in->rcv = &e->rcv;
	in->hash = e->hash;
	in->label = e->label;
	in->method = JINGLE_METHODS;
	if(in->text.len > 0 && in->ev != JINGLE_EV_ORDER
			&& jingle_dialog_parse(&in->text, m) == 0)
		in->msg = m;
	if(in->msg != NULL && m->first_line.type == SIP_REQUEST)
		in->method = jingle_method_of(&m->first_line.u.request.method);
	input_reason(c, in);
}


/* it has no place in the state that the call is in */
static void event_left(jingle_call_t *c, const jingle_input_t *in)
{
	if(in->ev == JINGLE_EV_REQUEST)
		jingle_uas_reply_request(c, in->hash, in->label, 481,
				jingle_sdp.reason_phrase(481), NULL, NULL);
	else if(in->ev == JINGLE_EV_ANSWER)
		jingle_uac_refuse_fork(c, in->msg);
	else if(in->ev == JINGLE_EV_PROGRESS && c->state == JINGLE_ENDED)
		jingle_uac_cancel(c, NULL); /* hung up before anything came back */
}


static void event_take(jingle_call_t *c, const jingle_event_t *e)
{
	jingle_input_t in;
	sip_msg_t m;

	if(e->ev == JINGLE_EV_DEAD && jingle_supervise_again(c, e->code))
		return;
	if(e->ev == JINGLE_EV_FAIL && jingle_uac_authenticate(c, e->code, &e->text))
		return;
	input_read(c, e, &in, &m);
	if(in.ev == JINGLE_EV_REANSWER)
		jingle_sip_modify_ack(c, &in);
	if((in.ev != JINGLE_EV_FAIL || !jingle_uac_lengthen(c, in.code, in.msg))
			&& !jingle_engine_run(c, &in))
		event_left(c, &in);
	if(in.msg != NULL)
		free_sip_msg(&m);
}


void jingle_actions_init(void)
{
	jingle_engine_init(actions, jingle_sip_add_forget);
	jingle_session_refresh_init();
	jingle_challenge_init();
	jingle_event_init(event_take);
}
