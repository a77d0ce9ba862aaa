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
 * \brief jingle :: requests for a call of ours, in the script
 *
 * Runs in the SIP worker, as jingle_handle(): finds the call by the gr of the
 * Request-URI, checks Call-ID, both tags and CSeq, answers what needs no
 * owner, and suspends the transaction of the rest and posts it to the owner.
 * An INVITE of our own user agent is recognised by its secret, which is
 * removed.
 */

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/forward.h"
#include "../../core/parser/parse_from.h"
#include "../../core/parser/parse_to.h"
#include "../../core/parser/parse_uri.h"
#include "../xmpp_link/link_log.h"

#include "jingle_conf.h"
#include "jingle_sip_request.h"
#include "jingle_sip_branch.h"
#include "jingle_reply_repair.h"
#include "jingle_method.h"
#include "jingle_event.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_recover_branches.h"
#include "jingle_replaced.h"
#include "jingle_session_timer.h"
#include "jingle_table.h"
#include "jingle_uas.h"
#include "jingle_uas_check.h"
#include "jingle_uas_lock.h"
#include "jingle_script_check.h"
#include "jingle_sip_own_invite.h"


static int str_same(const str *a, const char *b, int len)
{
	return a->len == len && memcmp(a->s, b, (size_t)len) == 0;
}


/* RFC 3261 sections 8.1.1.5 and 12.2.2: a request that was overtaken, or that
 * is replayed, is not acted on; 0, or the status to refuse it with */
static int order_check(sip_msg_t *msg, jingle_call_t *c)
{
	int code = jingle_sip_dialog_order(&c->dialog, msg);

	if(code == 400)
		LINK_LOG(LM_WARN, "call %s: %.*s with a CSeq of 2^31 or more from %s\n",
				c->gr, STR_FMT(&msg->first_line.u.request.method),
				ip_addr2a(&msg->rcv.src_ip));
	return code;
}


static void reply(sip_msg_t *msg, int code)
{
	if(jingle_tm.t_reply(msg, code,
			   code == 200 ? "OK" : (char *)jingle_sdp.reason_phrase(code))
			< 0)
		LM_DBG("cannot answer a phone's request with %d\n", code);
}


/* runs in the process that the ACK comes to */
static void ack_cb(struct cell *t, int type, struct tmcb_params *ps)
{
	jingle_call_t *c = *ps->param;
	str text;

	if((type & TMCB_ACK_NEG_IN) && t->uas.status < 300 && ps->req != NULL) {
		text.s = ps->req->buf;
		text.len = (int)ps->req->len;
		jingle_event_send(c, JINGLE_EV_ACK, JINGLE_LATE_ACK, &text, NULL, 1);
	}
	if(type & TMCB_DESTROY)
		jingle_table_put(c);
}


/* The ACK of a re-INVITE that leaves the offer to us has the answer; without it
 * the owner gives up in time. */
static void ack_watch(sip_msg_t *msg, jingle_call_t *c)
{
	const char *body = get_body(msg);

	if(msg->REQ_METHOD != METHOD_INVITE
			|| (body != NULL && body < msg->buf + msg->len))
		return;
	jingle_table_ref(c);
	if(jingle_tm.register_tmcb(
			   msg, 0, TMCB_ACK_NEG_IN | TMCB_DESTROY, ack_cb, c, 0)
			<= 0)
		jingle_table_put(c);
}


/* The phone takes its re-INVITE back. The CANCEL says of which transaction, so
 * that the owner knows whether it still waits; runs in any process. */
static void cancel_cb(struct cell *t, int type, struct tmcb_params *ps)
{
	jingle_call_t *c = *ps->param;
	str text;

	if((type & TMCB_E2ECANCEL_IN) && ps->req != NULL) {
		jingle_uas_cancelled(c, t);
		text.s = ps->req->buf;
		text.len = (int)ps->req->len;
		jingle_event_send_request(
				c, &text, &ps->req->rcv, t->hash_index, t->label);
	}
	if(type & TMCB_DESTROY)
		jingle_table_put(c);
}


/* it may wait until the client has decided about a stream that it adds */
static void cancel_watch(sip_msg_t *msg, jingle_call_t *c)
{
	if(msg->REQ_METHOD != METHOD_INVITE)
		return;
	jingle_table_ref(c);
	if(jingle_tm.register_tmcb(
			   msg, 0, TMCB_E2ECANCEL_IN | TMCB_DESTROY, cancel_cb, c, NULL)
			<= 0)
		jingle_table_put(c);
}


/* ms */
static int request_timeout(const sip_msg_t *msg)
{
	int ms = JINGLE_CFG(request_time);

	return msg->REQ_METHOD != METHOD_INVITE ? ms
											: ms + JINGLE_CFG(add_time) * 1000;
}


/* the owner decides; it answers within request_time, or when the client has
 * decided about a new stream */
static void request_suspend(sip_msg_t *msg, jingle_call_t *c)
{
	unsigned hash, label;
	str text;
	int fr = request_timeout(msg);

	text.s = msg->buf;
	text.len = (int)msg->len;
	ack_watch(msg, c);
	cancel_watch(msg, c);
	if(jingle_tm.set_fr(msg, fr, fr) < 0
			|| jingle_tm.t_suspend(msg, &hash, &label) != 0
			|| jingle_event_send_request(c, &text, &msg->rcv, hash, label) < 0)
		reply(msg, 500);
}


/* did this very server make it, as the module dialog does? */
static int made_here(sip_msg_t *msg)
{
	const struct via_body *via = msg->via1;

	return via != NULL && via->next == NULL && msg->h_via2 == NULL
		   && check_self((str *)&via->host, via->port ? via->port : SIP_PORT,
					  PROTO_NONE)
					  == 1;
}


/* The module dialog says BYE to both ends of a call that an operator, or its
 * own timeout, ends; but not to the second one when the first has answered by
 * then, as we do within microseconds. The owner gives it time. */
static void bye_take(sip_msg_t *msg, jingle_call_t *c)
{
	str text;

	if(made_here(msg)) {
		request_suspend(msg, c);
		return;
	}
	text.s = msg->buf;
	text.len = (int)msg->len;
	reply(msg, 200);
	jingle_event_send(c, JINGLE_EV_BYE, 0, &text, NULL, 1);
}


/* RFC 3261 section 11.2 */
static void options_take(sip_msg_t *msg, jingle_call_t *c)
{
	(void)c;
	jingle_uas_header(msg, "Allow", jingle_method_allow());
	jingle_uas_header(msg, "Supported",
			jingle_session_timer_is() ? "timer, replaces" : "replaces");
	jingle_uas_header(msg, "Accept", jingle_method_accept(JINGLE_INVITE));
	jingle_uas_header(msg, "Accept-Encoding", "identity");
	jingle_uas_header(msg, "Accept-Language", "en");
	reply(msg, 200);
}


/* in the process that a request came to; ACK and CANCEL never get here */
static void (*const takes[JINGLE_HANDLERS])(sip_msg_t *, jingle_call_t *) = {
		[JINGLE_TAKE_BYE] = bye_take,
		[JINGLE_TAKE_OPTIONS] = options_take,
};


static jingle_method_t method_of(const sip_msg_t *msg)
{
	return jingle_method_of(&msg->first_line.u.request.method);
}


static jingle_handler_t handler_of(const sip_msg_t *msg)
{
	return jingle_method_handler(method_of(msg));
}


/* A phone that has our ACK may hang up before the owner has heard of its 200:
 * the owner will hear of both in this order. */
static jingle_phase_t phase(jingle_call_t *c)
{
	jingle_phase_t p = jingle_method_phase(c->state);

	return p == JINGLE_PHASE_CALLING && atomic_get(&c->answered)
				   ? JINGLE_PHASE_UP
				   : p;
}


static void request_take(sip_msg_t *msg, jingle_call_t *c)
{
	jingle_method_t m = method_of(msg);
	int retry, code = jingle_method_rule(m, phase(c), 0, &retry);

	if(jingle_method_is_owners(m)) {
		request_suspend(msg, c); /* it depends on the body */
	} else if(code == JINGLE_METHOD_TAKE) {
		takes[jingle_method_handler(m)](msg, c);
	} else {
		if(jingle_method_allow_is_due(code))
			jingle_uas_header(msg, "Allow", jingle_method_allow());
		reply(msg, code);
	}
}


/* The sender is not authenticated: one answer, and nothing is kept. 1: it
 * cannot be answered so, the script may. */
static int unknown_take(sip_msg_t *msg)
{
	static str phrase = str_init("Call/Transaction Does Not Exist");

	if(handler_of(msg) == JINGLE_TAKE_ACK)
		return 0;
	if(jingle_sl.sreply == NULL)
		return 1;
	jingle_sl.sreply(msg, 481, &phrase);
	return 0;
}


/* ACK and CANCEL belong to a transaction that tm has; 1 it is one of them */
static int transaction_take(sip_msg_t *msg)
{
	jingle_handler_t handler = handler_of(msg);

	if(handler == JINGLE_TAKE_ACK) {
		jingle_tmx.t_check_trans(msg);
		return 1;
	}
	if(handler != JINGLE_TAKE_CANCEL)
		return 0;
	if(jingle_tmx.t_check_trans(msg) > 0)
		jingle_tm.t_relay(msg, NULL, NULL);
	else
		unknown_take(msg); /* RFC 3261 section 9.2 */
	return 1;
}


/* a branch of jingle_branch() */
static int branch_take(sip_msg_t *msg)
{
	jingle_call_params_t params;

	memset(&params, 0, sizeof(params));
	if(!jingle_sip_branch_is(msg, &params.uri, &params.gr)
			|| !jingle_own_invite_socket(msg))
		return -1;
	if(!transaction_take(msg) && jingle_uas_call(msg, &params) < 0)
		return -1;
	return 0;
}


/* 0 done, 1 not ours */
static int dialog_take(sip_msg_t *msg, jingle_call_t *c)
{
	int code;

	jingle_script_check_within();
	if(transaction_take(msg))
		return 0;
	if(c == NULL || !jingle_sip_dialog_match(&c->dialog, msg))
		return unknown_take(msg);
	if(jingle_uas_transaction(msg) <= 0)
		return 0; /* a retransmission */
	code = order_check(msg, c);
	if(code != 0)
		reply(msg, code);
	else if(handler_of(msg) == JINGLE_TAKE_BYE || !jingle_uas_demands(msg))
		request_take(msg, c);
	return 0;
}


static int is_base32(const str *s, int len)
{
	int i;

	for(i = 0; i < s->len; i++)
		if(!((s->s[i] >= 'a' && s->s[i] <= 'z')
				   || (s->s[i] >= '2' && s->s[i] <= '7')))
			return 0;
	return s->len == len;
}


/* Does it go to a Contact of ours, of a call that is over? Its gr and the tag
 * look as ours do, and its host is that of our user agent. */
static int was_ours(sip_msg_t *msg, const str *gr)
{
	str own = jingle_conf.sock->sock_str;
	const char *colon = memchr(own.s, ':', (size_t)own.len);
	struct sip_uri uri;
	char buf[INET6_ADDRSTRLEN + 16];
	str *ruri = GET_RURI(msg), host;

	if(!is_base32(gr, JINGLE_GR_LEN) || parse_to_header(msg) < 0
			|| !is_base32(&get_to(msg)->tag_value, JINGLE_TAG_LEN)
			|| parse_uri(ruri->s, ruri->len, &uri) < 0 || colon == NULL)
		return 0;
	host.s = buf;
	host.len = snprintf(buf, sizeof(buf), "%.*s:%d", STR_FMT(&uri.host),
			uri.port_no ? uri.port_no : SIP_PORT);
	own.len -= (int)(colon + 1 - own.s);
	return host.len < (int)sizeof(buf) && str_same(&host, colon + 1, own.len);
}


/* an INVITE of our own on its way through the proxy */
static void own_invite_watch(sip_msg_t *msg)
{
	jingle_call_t *c;

	if(msg->REQ_METHOD != METHOD_INVITE || (c = jingle_own_invite(msg)) == NULL)
		return;
	jingle_reply_repair_follow(msg);
	jingle_recover_branches_follow(msg, c);
	jingle_table_put(c);
}


/* an INVITE for a user of local_domains, of whom the script is to ask */
static int to_user(sip_msg_t *msg)
{
	return msg->REQ_METHOD == METHOD_INVITE && parse_to_header(msg) >= 0
		   && get_to(msg)->tag_value.len == 0 && parse_sip_msg_uri(msg) >= 0
		   && jingle_gateway.is_local_domain(&msg->parsed_uri.host);
}


int jingle_sip_request(sip_msg_t *msg)
{
	jingle_call_t *c;
	int rc = 1;
	str gr;

	if(msg->first_line.type != SIP_REQUEST
			|| parse_headers(msg, HDR_EOH_F, 0) < 0)
		return 1;
	jingle_script_check_handled();
	own_invite_watch(msg);
	jingle_own_invite_clean(msg);
	if(branch_take(msg) == 0)
		return 0; /* who calls was asked before the branch was made */
	if(to_user(msg))
		jingle_script_check_came(msg);
	if(msg->route != NULL || jingle_own_invite_gr(GET_RURI(msg), &gr) < 0)
		return 1;
	c = jingle_table_find(&gr);
	/* a phone that takes another one's place has no dialog yet: who it is is the
	 * script's to ask */
	if((c != NULL || was_ours(msg, &gr)) && !jingle_replaced_is(msg))
		rc = dialog_take(msg, c);
	if(c != NULL)
		jingle_table_put(c);
	return rc;
}
