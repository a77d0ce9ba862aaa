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
 * \brief jingle :: carries out what the table of jingle_fsm.c says
 *
 * All of it OWNER: it runs in the worker that owns the call.
 */

#ifndef JINGLE_ENGINE_H
#define JINGLE_ENGINE_H

#include "jingle_call.h"
#include "jingle_evroute.h"
#include "jingle_map.h"
#include "jingle_translation.h"

/* What an event brings with it; what does not apply is zero. */
typedef struct jingle_input
{
	jingle_ev_t ev;
	int code; /* SIP status */
	str text; /* SIP message */
	int mime; /* jingle_mime_t of its body */
	const struct receive_info *rcv;
	unsigned hash, label;		/* a suspended request in the dialog */
	jingle_leg_t *leg;			/* whose stanza it was */
	const str *from;			/* full JID of its sender */
	jingle_session_t *session;	/* a Jingle stanza, read */
	jingle_translation_t *work; /* the translation it was read with */
	jingle_reason_t reason;		/* of an end, as the other side gave it */
	str reason_text;
} jingle_input_t;

typedef int (*jingle_action_f)(jingle_call_t *c, const jingle_input_t *in);

/**
 * Let something happen to a call. The caller holds a reference; the call may
 * be over afterwards.
 *
 * @return 1 it was acted on, 0 it has no meaning in the call's state
 */
int jingle_engine_run(jingle_call_t *c, const jingle_input_t *in);

/* The same for an event that came by jingle_event.c. */
void jingle_engine_event(jingle_call_t *c, const jingle_event_t *e);

/* The same for events of our own: time-out, dead party, hang-up. */
void jingle_engine_end(jingle_call_t *c, jingle_ev_t ev, int code,
		jingle_reason_t reason, const char *text);

/* The operator's rtpengine forgets the call. */
void jingle_media_end(jingle_call_t *c);

/* actions; they return 0, or -1: the call is over, both sides have been told */

/* jingle_actions_to_xmpp.c: calls from SIP */
int jingle_do_offer(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_ring_sip(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_initiate(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_answer_sip(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_refuse_sip(jingle_call_t *c, const jingle_input_t *in);
/* It was taken and cannot be: both sides are told. -1 */
int jingle_answer_failed(jingle_call_t *c, int code, jingle_reason_t reason);

/* jingle_recover_branches.c: what a restart must take back */
int jingle_do_sent(jingle_call_t *c, const jingle_input_t *in);

/* jingle_tiebreak.c: both call each other */
int jingle_do_join(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_join_answer(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_migrate(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_migrated(jingle_call_t *c, const jingle_input_t *in);

/* jingle_actions_to_sip.c: calls from XMPP */
int jingle_do_proceed(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_invite(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_ring_xmpp(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_accept_xmpp(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_cancel_sip(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_cancel_and_end(jingle_call_t *c, const jingle_input_t *in);
/* The client's offer through the operator's rtpengine; *body is a view into
 * *buf in pkg memory, which is the caller's to free, also after -1 */
int jingle_invite_convert(jingle_call_t *c, const str *uri, const str *sdp,
		str *body, char **buf);
/* Say what an SDP answer means; a client that refuses a session-accept is not
 * in the call. 0, -1 */
int jingle_accept_say(
		jingle_leg_t *leg, jingle_translation_t *w, jingle_stanzas_t *out);

/* jingle_actions_end.c: the end, either way */
int jingle_do_end_xmpp(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_leave(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_bye(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_bye_and_end(jingle_call_t *c, const jingle_input_t *in);
/* Tell every XMPP device that is still in the call, each once. */
void jingle_end_legs(jingle_call_t *c, jingle_reason_t reason, const str *text);
/* The same for all but one, which answered. */
void jingle_end_others(jingle_call_t *c, const jingle_leg_t *winner);

/* jingle_sip_in_dialog.c: requests in the dialog */
int jingle_do_request(jingle_call_t *c, const jingle_input_t *in);

/* jingle_sip_modify.c: while the call is up */
/* A re-INVITE or UPDATE with an offer; it is answered. */
void jingle_sip_modify_reoffer(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_info(jingle_call_t *c, const jingle_input_t *in);
/* A 2xx to a re-INVITE has come, perhaps again; whatever the call's state. */
void jingle_sip_modify_ack(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_reanswer(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_refail(jingle_call_t *c, const jingle_input_t *in);
/* The call is up: send what the XMPP user changed while it was not. */
void jingle_sip_modify_due(jingle_call_t *c);
/* re-INVITE with an offer as the phone is to see it. 0, -1 */
int jingle_sip_modify_invite(jingle_call_t *c, const str *body);
/* The re-INVITE that had to wait; force: also when it says nothing new. */
void jingle_sip_modify_again(jingle_call_t *c, int force);
/* Run a media route; *body is a view into *buf. */
int jingle_sip_modify_media(jingle_call_t *c, jingle_route_t route,
		const str *text, str *body, char **buf);

/* jingle_supervise.c: supervision */
int jingle_do_watch(jingle_call_t *c, const jingle_input_t *in);
/* Ask at once whether the XMPP user is still in the call. */
void jingle_supervise_now(jingle_call_t *c);
/* Ask the operator's route whether the media are still there; when they are
 * not, the call ends. The caller holds a reference. 0 they are, -1 it ended */
int jingle_supervise_media(jingle_call_t *c);
/* The same, and the phone too. */
int jingle_supervise_phone(jingle_call_t *c);
/* The phone did not answer, but this code came instead. 1: it is asked once
 * more, soon; 0 it is gone */
int jingle_supervise_again(jingle_call_t *c, int code);

#endif
