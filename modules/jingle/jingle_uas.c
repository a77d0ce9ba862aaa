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
 * \brief jingle :: the user agent as a server: calls from SIP
 *
 * jingle_call() runs in a SIP worker: it checks the INVITE, makes the call,
 * suspends the transaction and posts the event. The owner answers by hash and
 * label, once with a final reply. A CANCEL or the end of the transaction comes
 * by tm's callbacks; the transaction holds a reference to the call.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/forward.h"
#include "../../core/mem/mem.h"
#include "../../core/mem/shm.h"
#include "../../core/parser/parse_from.h"
#include "../../core/parser/parse_to.h"
#include "../../core/route.h"
#include "../../core/xavp.h"
#include "../xmpp_link/link_log.h"

#include "jingle_build.h"
#include "jingle_caller.h"
#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_ids.h"
#include "jingle_log.h"
#include "jingle_method.h"
#include "jingle_phone_user.h"
#include "jingle_replaced.h"
#include "../jingle_sdp/jingle_mime.h"
#include "jingle_event.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_stats.h"
#include "jingle_evroute.h"
#include "jingle_stand_in.h"
#include "jingle_table.h"
#include "jingle_session_timer.h"
#include "jingle_uas.h"
#include "jingle_uas_check.h"
#include "jingle_uas_lock.h"
#include "jingle_script_check.h"
#include "jingle_sip_own_invite.h"
#include "jingle_script.h"

enum
{
	FR_MARGIN = 10000, /* ms that tm waits longer than our ring timer */
	HEADERS_MAX = 8192,
	SUSPEND_ANSWERED = -3, /* of t_suspend(): there is a final reply */
};


/* its text is of use only where it may have an answer */
static void ack_send(jingle_call_t *c, const sip_msg_t *ack)
{
	str text = STR_NULL;
	int late = atomic_get(&c->late_cseq) != 0;

	if(ack != NULL && late) {
		text.s = ack->buf;
		text.len = (int)ack->len;
	}
	jingle_event_send(
			c, JINGLE_EV_ACK, late ? JINGLE_LATE_ACK : 0, &text, NULL, 1);
}


/* tm tells what becomes of the INVITE; runs in any process */
static void invite_cb(struct cell *t, int type, struct tmcb_params *ps)
{
	jingle_call_t *c = *ps->param;

	if(type & TMCB_E2ECANCEL_IN) {
		str text = STR_NULL;

		jingle_uas_cancelled(c, t);
		if(ps->req != NULL) {
			text.s = ps->req->buf;
			text.len = (int)ps->req->len;
		}
		jingle_event_send(c, JINGLE_EV_CANCEL, 487, &text, NULL, 1);
	}
	if((type & TMCB_ACK_NEG_IN) && t->uas.status < 300)
		ack_send(c, ps->req);
	if(type & TMCB_DESTROY) {
		jingle_event_send(c, JINGLE_EV_NO_ACK, 0, NULL, NULL, 1);
		jingle_table_put(c);
	}
}


/* the INVITE as a user agent behind the proxy would see it: with all that the
 * script changed, and with its Record-Route */
static char *invite_text(sip_msg_t *msg, str *text)
{
	dest_info_t dst;
	unsigned len = 0;
	char *s;

	init_dest_info(&dst);
	dst.proto = msg->rcv.proto;
	dst.send_sock = msg->rcv.bind_address;
	dst.to = msg->rcv.src_su;
	s = jingle_build_request(msg, &len, &dst, BUILD_NO_LOCAL_VIA);
	text->s = s;
	text->len = (int)len;
	return s;
}


/* its names go into SIP headers and a database, and the script may put them
 * anywhere: 1 they are what they must be */
static int names_ok(const jingle_call_t *c, sip_msg_t *msg)
{
	if(jingle_ids_callid(&msg->callid->body)
			&& jingle_ids_tag(&get_from(msg)->tag_value))
		return 1;
	LINK_LOG(LM_WARN,
			"call %s: Call-ID or From tag is malformed, an INVITE from %s "
			"refused\n",
			c->gr, ip_addr2a(&msg->rcv.src_ip));
	return 0;
}


/* fill in what the INVITE says of its dialog; 0, or the status of a refusal */
static int call_from_invite(
		jingle_call_t *c, sip_msg_t *msg, const str *text, sip_msg_t *m)
{
	int received, code;

	if(msg->callid == NULL || parse_from_header(msg) < 0 || !names_ok(c, msg))
		return 400;
	c->dialog.rcv = msg->rcv;
	received = jingle_dialog_count_rr(msg);
	if(jingle_call_set(c, &c->invite, text) < 0)
		return 503;
	code = jingle_dialog_from_request(c, m);
	/* lines that record_route() of this very pass added: not in tm's copy */
	c->own_rr = jingle_dialog_count_lines(&c->record_route) - received;
	return code;
}


/* whom it is for; 0, or the status of a refusal */
static int call_addresses(jingle_call_t *c, const str *ruri)
{
	char buf[LINK_JID_MAX];
	link_jid_t parts;
	str peer;

	if(jingle_gateway.addr_to_jid(
			   ruri, XMPP_GATEWAY_ADDR_GR, buf, sizeof(buf), &peer)
					< 0
			|| link_jid_split(&peer, &parts) < 0) {
		LINK_LOG(LM_WARN, "call %s: %s is no XMPP user's address\n", c->gr,
				jingle_log_text(ruri));
		return 404;
	}
	if(jingle_call_set(c, &c->bare, &parts.bare) < 0
			|| jingle_call_set(c, &c->target, &peer) < 0)
		return 503;
	return 0;
}


/* likewise, of a call whose phone it takes the place of */
static int replaced_addresses(jingle_call_t *c, jingle_call_t *replaced)
{
	return jingle_replaced_names(c, replaced) < 0
						   || jingle_call_set(c, &c->target, &replaced->bare)
									  < 0
				   ? 503
				   : 0;
}


/* the transaction waits for the owner from here on; 0, or a status */
static int invite_suspend(sip_msg_t *msg, jingle_call_t *c)
{
	int fr = JINGLE_CFG(ring_time) * 1000 + FR_MARGIN;
	int rc;

	jingle_table_ref(c); /* tm's, until TMCB_DESTROY */
	if(jingle_tm.register_tmcb(msg, 0,
			   TMCB_E2ECANCEL_IN | TMCB_ACK_NEG_IN | TMCB_DESTROY, invite_cb, c,
			   0)
			<= 0) {
		jingle_table_put(c);
		return 503;
	}
	if(jingle_tm.set_fr(msg, fr, fr) < 0)
		return 503;
	rc = jingle_tm.t_suspend(msg, &c->hash, &c->label);
	c->suspended = rc == 0;
	if(rc > 0 || rc == SUSPEND_ANSWERED) {
		LM_INFO("call %s: the phone has cancelled its INVITE already\n", c->gr);
		return 487;
	}
	return rc == 0 ? 0 : 503;
}


/* NULL: *code is the status of the refusal */
static jingle_call_t *call_new(sip_msg_t *msg, const str *text,
		const jingle_call_params_t *params, int *code)
{
	jingle_call_t *c;
	sip_msg_t m;
	int full, parsed;

	*code = 503;
	c = jingle_table_new(JINGLE_SIP_TO_XMPP, 0, &full);
	if(c == NULL) {
		if(full)
			LINK_LOG(LM_WARN, "max_calls (%d) reached, a call to %s refused\n",
					JINGLE_CFG(max_calls), jingle_log_text(&params->uri));
		return NULL;
	}
	if(params->gr.len > 0)
		jingle_table_name(c, &params->gr);
	parsed = jingle_dialog_parse(text, &m) == 0;
	if((*code = call_from_invite(c, msg, text, parsed ? &m : NULL)) == 0
			&& (*code = jingle_caller_set(c, &m, &params->caller)) == 0
			&& (*code = jingle_caller_note_take(c, msg) < 0 ? 503 : 0) == 0
			&& (*code = params->replaced != NULL
								? replaced_addresses(c, params->replaced)
								: call_addresses(c, &params->uri))
					   == 0
			&& (*code = jingle_phone_user_take(c, msg)) == 0
			&& (*code = jingle_stand_in_take(c)) == 0 && params->route.len > 0
			&& jingle_call_set(c, &c->failure_route, &params->route) < 0)
		*code = 503;
	if(parsed)
		free_sip_msg(&m);
	if(*code != 0) {
		jingle_table_put(c);
		return NULL;
	}
	c->owner = jingle_link.owner(&c->bare);
	return c;
}


int jingle_uas_transaction(sip_msg_t *msg)
{
	struct cell *t = jingle_tm.t_gett();

	if(t != NULL && t != T_UNDEFINED)
		return 1;
	return jingle_tm.t_newtran(msg);
}


void jingle_uas_set_avp(const char *gr)
{
	str list = str_init(JINGLE_UAS_XAVP), name = str_init(JINGLE_UAS_XAVP_GR);
	sr_xval_t value;

	memset(&value, 0, sizeof(value));
	value.type = SR_XTYPE_STR;
	value.v.s.s = (char *)gr;
	value.v.s.len = JINGLE_GR_LEN;
	if(xavp_add_xavp_value(&list, &name, &value, NULL) == NULL)
		LM_ERR("call %s: cannot set $xavp(%s=>%s)\n", gr, list.s, name.s);
}


/* the transaction is there, and the INVITE may be: 0, or the status to refuse it
 * with */
static int invite_take(sip_msg_t *msg, const jingle_call_params_t *params)
{
	jingle_call_t *c = NULL;
	str text = STR_NULL;
	int code = 503;
	char *built = invite_text(msg, &text);

	if(built != NULL && (code = jingle_uas_body(msg, &text)) == 0)
		c = call_new(msg, &text, params, &code);
	if(built != NULL)
		pkg_free(built);
	jingle_stats_add(JINGLE_STAT_FROM_SIP);
	if(c == NULL) {
		jingle_stats_add(JINGLE_STAT_REFUSED);
		return code;
	}
	jingle_script_check_call();
	jingle_table_add(c);
	if(params->gr.len <= 0)
		jingle_uas_set_avp(c->gr);
	code = invite_suspend(msg, c);
	if(code == 0
			&& jingle_event_send(c,
					   params->replaced != NULL ? JINGLE_EV_REPLACES
												: JINGLE_EV_INVITE,
					   0, NULL, NULL, 0)
					   < 0)
		code = 503;
	if(code != 0) {
		c->state = JINGLE_ENDED;
		jingle_stats_add(
				code == 487 ? JINGLE_STAT_CANCELLED : JINGLE_STAT_FAILED);
		jingle_table_remove(c);
	}
	jingle_table_put(c);
	return code;
}


int jingle_uas_call(sip_msg_t *msg, const jingle_call_params_t *given)
{
	jingle_call_params_t params = *given;
	int code;

	if(msg->first_line.type != SIP_REQUEST || msg->REQ_METHOD != METHOD_INVITE
			|| parse_headers(msg, HDR_EOH_F, 0) < 0) {
		LM_ERR("jingle_call: not an INVITE\n");
		return -1;
	}
	if(jingle_uas_transaction(msg) <= 0)
		return 0; /* a retransmission, or tm has answered */
	code = jingle_uas_replaced(msg, &params.replaced);
	if(jingle_own_invite_loops(msg, &params.uri,
			   params.replaced != NULL ? &params.replaced->bare : NULL)) {
		LINK_LOG(LM_WARN,
				"a call of an XMPP user came back as one to XMPP user %s\n",
				jingle_log_text(&params.uri));
		code = 482;
	}
	if(code == 0 && !jingle_uas_demands(msg) && !jingle_uas_too_short(msg))
		code = invite_take(msg, &params);
	if(code != 0)
		jingle_uas_refuse(msg, code);
	if(params.replaced != NULL)
		jingle_table_put(params.replaced);
	return 0;
}


/* tm copies the Record-Route lines that came with the INVITE in front of ours;
 * when there are both, ours must come first: we write all, tm none */
static void hide_record_route(struct cell *t, int hide)
{
	struct hdr_field *h;

	for(h = t->uas.request->headers; h != NULL; h = h->next) {
		if(hide && h->type == HDR_RECORDROUTE_T)
			h->type = HDR_OTHER_T;
		else if(!hide && h->type == HDR_OTHER_T && h->name.len == 12
				&& strncasecmp(h->name.s, "Record-Route", 12) == 0)
			h->type = HDR_RECORDROUTE_T;
	}
}


/* routes: Record-Route lines of a response that makes a dialog */
static int headers_write(jingle_call_t *c, const str *routes, int code,
		const str *body, const char *more, char *buf, int cap)
{
	int n = 0;

	if(code > 100 && code < 300) {
		n = snprintf(buf, cap, "%.*s", STR_FMT(routes));
		if(n < cap)
			n += jingle_dialog_contact(c, buf + n, cap - n);
	}
	if(n < cap && code >= 200 && code < 300)
		n += snprintf(buf + n, cap - n, "Supported: replaces\r\n");
	if(n < cap && jingle_method_allow_is_due(code))
		n += snprintf(buf + n, cap - n, "Allow: %s\r\n", jingle_method_allow());
	if(n < cap && body != NULL && body->len > 0)
		n += snprintf(buf + n, cap - n, "Content-Type: application/sdp\r\n");
	if(n < cap && more != NULL)
		n += snprintf(buf + n, cap - n, "%s", more);
	return n < cap ? n : -1;
}


/* a 2xx to an INVITE or UPDATE refreshes the session: its lines, behind the
 * others */
static void session_write(jingle_call_t *c, struct cell *t, int code, str *hdrs)
{
	sip_msg_t *request = t->uas.request;
	int n;

	if(code < 200 || code >= 300
			|| (request->REQ_METHOD & (METHOD_INVITE | METHOD_UPDATE)) == 0)
		return;
	n = jingle_session_timer_answer(
			c, request, hdrs->s + hdrs->len, HEADERS_MAX - hdrs->len);
	if(hdrs->len + n < HEADERS_MAX)
		hdrs->len += n;
}


/* hdrs has room for HEADERS_MAX */
static int transaction_reply(jingle_call_t *c, unsigned hash, unsigned label,
		int code, const char *phrase, const str *body, str *hdrs, int hide)
{
	struct cell *t = NULL, *saved = jingle_tm.t_gett();
	int branch = jingle_tm.t_gett_branch(), rc = -1;
	str reason, b = body != NULL ? *body : (str)STR_NULL, tag;

	reason.s = (char *)phrase;
	reason.len = (int)strlen(phrase);
	tag.s = c->dialog.loc_tag;
	tag.len = JINGLE_TAG_LEN;
	if(jingle_uas_lock(c, hash, label) < 0)
		return -1;
	if(jingle_tm.t_lookup_ident(&t, hash, label) >= 0) {
		session_write(c, t, code, hdrs);
		if(hide)
			hide_record_route(t, 1);
		rc = jingle_tm.t_reply_with_body(t, code, &reason, &b, hdrs, &tag);
		if(hide)
			hide_record_route(t, 0);
	}
	jingle_uas_unlock(c);
	jingle_tm.t_sett(saved, branch);
	return rc < 0 ? -1 : 0;
}


int jingle_uas_reply(jingle_call_t *c, int code, const char *phrase,
		const str *body, const char *more)
{
	static char buf[HEADERS_MAX];
	str hdrs;
	int rc;

	if(c->final || !c->suspended)
		return -1;
	hdrs.len = headers_write(
			c, &c->record_route, code, body, more, buf, sizeof(buf));
	if(hdrs.len < 0) {
		LM_ERR("call %s: the headers of our %d exceed %d bytes\n", c->gr, code,
				HEADERS_MAX);
		return -1;
	}
	hdrs.s = buf;
	if(code >= 200)
		c->final = code;
	rc = transaction_reply(
			c, c->hash, c->label, code, phrase, body, &hdrs, c->own_rr > 0);
	LM_DBG("call %s: %d %s to the caller: %d\n", c->gr, code, phrase, rc);
	return rc;
}


int jingle_uas_answer_text(jingle_call_t *c, const str *sdp, str *text)
{
	struct cell *t = NULL, *saved = jingle_tm.t_gett();
	int branch = jingle_tm.t_gett_branch(), n, cap;
	sip_msg_t *q;
	char *buf;

	if(jingle_tm.t_lookup_ident(&t, c->hash, c->label) < 0) {
		jingle_tm.t_sett(saved, branch);
		return -1;
	}
	q = t->uas.request;
	cap = sdp->len + HEADERS_MAX;
	buf = pkg_malloc(cap);
	n = -1;
	if(buf == NULL) {
		PKG_MEM_ERROR;
	} else {
		n = snprintf(buf, cap,
				"SIP/2.0 200 OK\r\nVia: %.*s\r\nFrom: %.*s\r\n"
				"To: %.*s;tag=%s\r\nCall-ID: %.*s\r\nCSeq: %.*s\r\n",
				STR_FMT(&q->h_via1->body), STR_FMT(&q->from->body),
				STR_FMT(&q->to->body), c->dialog.loc_tag,
				STR_FMT(&q->callid->body), STR_FMT(&q->cseq->body));
		if(n < cap)
			n += jingle_dialog_contact(c, buf + n, cap - n);
		if(n < cap)
			n += snprintf(buf + n, cap - n,
					"Content-Type: application/sdp\r\n"
					"Content-Length: %d\r\n\r\n%.*s",
					sdp->len, STR_FMT(sdp));
	}
	jingle_tm.unref_cell(t);
	jingle_tm.t_sett(saved, branch);
	text->s = buf;
	text->len = n;
	if(n < 0 || n >= cap) {
		if(buf != NULL)
			pkg_free(buf);
		return -1;
	}
	return 0;
}


int jingle_uas_answer_route(
		jingle_call_t *c, const str *sdp, str *body, char **buf)
{
	struct cell *t = NULL, *saved;
	int branch, rc;
	str text;

	*buf = NULL;
	if(jingle_uas_answer_text(c, sdp, &text) < 0)
		return -1;
	saved = jingle_tm.t_gett();
	branch = jingle_tm.t_gett_branch();
	rc = jingle_tm.t_lookup_ident(&t, c->hash, c->label);
	if(rc >= 0) {
		jingle_tm.t_sett(saved, branch);
		rc = jingle_script_run(
				JINGLE_ROUTE_ANSWER, &text, &c->dialog.rcv, t, body, buf);
		jingle_tm.unref_cell(t);
	}
	jingle_tm.t_sett(saved, branch);
	pkg_free(text.s);
	return rc < 0 ? -1 : 0;
}


/* what the script sends from now on waits as long as any request does */
static int timers_reset(jingle_call_t *c)
{
	struct cell *t = NULL;
	cmd_function reset = find_export("t_reset_fr", 0, 0);

	if(jingle_tm.t_lookup_ident(&t, c->hash, c->label) < 0)
		return -1;
	if(reset != NULL)
		reset(NULL, NULL, NULL);
	jingle_tm.unref_cell(t);
	return 0;
}


int jingle_uas_continue(jingle_call_t *c)
{
	struct cell *saved = jingle_tm.t_gett();
	int branch = jingle_tm.t_gett_branch(), index, rc;

	if(c->failure_route.len <= 0 || !c->suspended || c->final)
		return -1;
	index = route_lookup(&main_rt, c->failure_route.s);
	if(index < 0 || main_rt.rlist[index] == NULL) {
		LM_ERR("call %s: there is no route[%.*s]\n", c->gr,
				STR_FMT(&c->failure_route));
		return -1;
	}
	c->final = 1; /* not ours to answer any more */
	rc = timers_reset(c);
	if(rc == 0)
		rc = jingle_tm.t_continue(c->hash, c->label, main_rt.rlist[index]);
	jingle_tm.t_sett(saved, branch);
	return rc < 0 ? -1 : 0;
}


int jingle_uas_reply_request(jingle_call_t *c, unsigned hash, unsigned label,
		int code, const char *phrase, const str *body, const char *more)
{
	static char buf[HEADERS_MAX];
	static const str none = STR_NULL;
	str hdrs;

	hdrs.s = buf;
	hdrs.len = headers_write(c, &none, code, body, more, buf, sizeof(buf));
	if(hdrs.len < 0)
		return -1;
	return transaction_reply(c, hash, label, code, phrase, body, &hdrs, 0);
}
