/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: MSRP sessions in SIP: their INVITE, what follows it, their BYE
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"
#include "../../core/parser/parse_rr.h"
#include "../../modules/tm/tm_load.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "chat_conf.h"
#include "chat_contact.h"
#include "chat_limits.h"
#include "chat_listen.h"
#include "chat_reply.h"
#include "chat_room.h"
#include "chat_session_in.h"
#include "chat_session_out.h"
#include "chat_session_sip.h"
#include "chat_session_tag.h"

enum
{
	SDP_MAX = 4096,
	HEADERS_MAX = 512,
	ACK_TIME = 32000, /* ms: 64 x T1 */
	SECOND = 1000,
};

static struct tm_binds tm;


/* --- its answers ------------------------------------------------------------------- */

static void refuse(
		const chat_session_request_t *r, int code, const char *phrase)
{
	char tag[CHAT_TAG_LEN + 1];

	if(r->loc_tag.len == 0) {
		LM_INFO("an MSRP session of %.*s with XMPP user %.*s is refused: %d "
				"%s\n",
				STR_FMT(&r->from), STR_FMT(&r->user), code, phrase);
		xmpp_chat_link.random_text(tag, CHAT_TAG_LEN);
	} else
		snprintf(tag, sizeof(tag), "%.*s", STR_FMT(&r->loc_tag));
	xmpp_chat_reply(&r->transaction, code, phrase, tag);
}


/* return 0, -1: too long */
static int sdp_make(const chat_session_t *s, const chat_msrp_offer_t *offer,
		char *buf, int cap, str *sdp)
{
	chat_msrp_answer_t a;
	chat_out_t out;

	memset(&a, 0, sizeof(a));
	a.address = *xmpp_chat_listen_address();
	a.port = xmpp_chat_listen_port();
	a.path = xmpp_chat_session_uri(s);
	a.id = s->number;
	a.is_active = offer->setup == CHAT_MSRP_PASSIVE;
	a.max_size = CHAT_CFG(text_max);
	xmpp_chat_out_init(&out, buf, cap);
	return xmpp_chat_msrp_answer_write(offer, &a, &out) < 0
				   ? -1
				   : xmpp_chat_out_end(&out, 0, sdp);
}


/* a 200 to an INVITE. return 0, -1: it did not go */
static int accept_invite(const chat_session_t *s,
		const chat_session_request_t *r, const chat_msrp_offer_t *offer)
{
	char sdp_buf[SDP_MAX], hdr_buf[HEADERS_MAX];
	str sdp, headers = {hdr_buf, 0};

	headers.len = snprintf(hdr_buf, sizeof(hdr_buf),
			"Contact: <sip:" CHAT_SESSION_USER "%s@%.*s>\r\n"
			"Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE\r\n"
			"Content-Type: application/sdp\r\n",
			s->tag, STR_FMT(&s->dialog.contact));
	if(headers.len >= (int)sizeof(hdr_buf)
			|| sdp_make(s, offer, sdp_buf, sizeof(sdp_buf), &sdp) < 0)
		return -1;
	return xmpp_chat_reply_with(
			&r->transaction, 200, "OK", s->tag, &headers, &sdp);
}


/* --- its end -------------------------------------------------------------------------- */

static void bye_send(chat_session_t *s)
{
	str method = str_init("BYE"), none = str_init("");
	unsigned hash, label;
	uac_req_t req;
	dlg_t dlg;

	memset(&dlg, 0, sizeof(dlg));
	dlg.id.call_id = s->dialog.callid;
	dlg.id.loc_tag = (str){s->tag, CHAT_TAG_LEN};
	dlg.id.rem_tag = s->dialog.rem_tag;
	dlg.loc_uri = s->dialog.loc_uri;
	dlg.rem_uri = s->dialog.rem_uri;
	dlg.rem_target = s->dialog.target;
	dlg.loc_seq.value = ++s->loc_cseq;
	dlg.loc_seq.is_set = 1;
	dlg.state = DLG_CONFIRMED;
	dlg.send_sock = s->dialog.sock;
	if(s->dialog.routes.len == 0)
		dlg.dst_uri = s->dialog.source;
	if(s->dialog.routes.len > 0
			&& parse_rr_body(
					   s->dialog.routes.s, s->dialog.routes.len, &dlg.route_set)
					   != 0) {
		LM_INFO("no BYE for the MSRP session with %.*s: its route cannot be "
				"read\n",
				STR_FMT(&s->from));
		return;
	}
	set_uac_req(&req, &method, &none, &none, &dlg, 0, NULL, NULL);
	if(tm.calculate_hooks(&dlg) < 0
			|| tm.t_uac_with_ids(&req, &hash, &label) < 0)
		LM_INFO("no BYE for the MSRP session with %.*s can be sent\n",
				STR_FMT(&s->from));
	if(dlg.route_set != NULL)
		free_rr(&dlg.route_set);
}


static void on_ack_time(xmpp_link_timer_t *t)
{
	chat_session_t *s = (chat_session_t *)t;

	bye_send(s);
	xmpp_chat_session_free(s);
}


static void session_end(chat_session_t *s, int with_bye)
{
	chat_conn_t *conn = s->conn;

	if(s->is_over)
		return;
	LM_DBG("MSRP session %u of %.*s is over\n", s->number, STR_FMT(&s->from));
	s->is_over = 1;
	s->conn = NULL;
	xmpp_chat_session_in_end(s);
	xmpp_chat_session_out_end(s, 0);
	if(conn != NULL)
		xmpp_chat_conn_use(conn, -1);
	if(with_bye && !s->is_acked) {
		/* RFC 3261 section 15: not before the ACK */
		s->timer.run = on_ack_time;
		if(xmpp_chat_link.timer_set(&s->timer, ACK_TIME) == 0)
			return;
	}
	if(with_bye)
		bye_send(s);
	xmpp_chat_session_free(s);
}


/* --- its time ----------------------------------------------------------------------------- */

static void on_timer(xmpp_link_timer_t *t)
{
	chat_session_t *s = (chat_session_t *)t;
	uint64_t now = xmpp_chat_link.now(), late = xmpp_chat_session_out_due(s);
	const char *why = NULL;

	if(s->conn == NULL && now >= s->began + (uint64_t)CHAT_CFG(msrp_timeout))
		why = "it has not connected";
	else if(s->conn != NULL && late > 0 && now >= late)
		why = "it does not answer";
	else if(now >= s->used + (uint64_t)CHAT_CFG(msrp_idle) * SECOND)
		why = "idle";
	if(why == NULL) {
		xmpp_chat_session_timer(s);
		return;
	}
	LM_INFO("the MSRP session of %.*s with XMPP user %.*s ends: %s\n",
			STR_FMT(&s->from), STR_FMT(&s->party.user), why);
	xmpp_chat_session_end(s, 1);
}


/* --- an INVITE -------------------------------------------------------------------------------- */

/* 0, or the status of its refusal */
static int offer_take(const chat_session_request_t *r, chat_msrp_offer_t *offer)
{
	if(xmpp_chat_msrp_offer_read(&r->sdp, offer) < 0)
		return 400;
	if(offer->message < 0 || offer->is_secure
			|| offer->setup == CHAT_MSRP_HOLDCONN)
		return 488;
	return 0;
}


/* The phone waits for us to connect. Only to where its INVITE came from: else
 * anybody could have us knock at any door. return 0, 488 */
static int session_connect(chat_session_t *s, const chat_session_request_t *r)
{
	str path = {s->path, (int)strlen(s->path)};
	str first = xmpp_chat_msrp_first(&path);
	chat_address_t to, from;
	chat_msrp_uri_t uri;

	if(xmpp_chat_msrp_uri_read(&first, &uri) < 0
			|| xmpp_chat_address_read(&uri.host, uri.port, &to) < 0
			|| xmpp_chat_address_read(&r->source_ip, uri.port, &from) < 0
			|| to.len != from.len
			|| memcmp(&to.room, &from.room, (size_t)to.len) != 0)
		return 488;
	s->conn = xmpp_chat_listen_connect(&uri.host, uri.port);
	if(s->conn == NULL)
		return 488;
	xmpp_chat_conn_use(s->conn, 1);
	return xmpp_chat_session_out_hello(s) < 0 ? 488 : 0;
}


/* who writes to whom; 0, or the status of a refusal */
static int party_take(const chat_session_request_t *r, chat_contact_t *contact)
{
	chat_incoming_t in;
	int code;

	memset(&in, 0, sizeof(in));
	in.user = r->user;
	in.from = r->from;
	in.is_asserted = r->is_asserted;
	code = xmpp_chat_contact(&in, contact);
	if(code != 0)
		return code;
	/* rooms are for MESSAGE */
	if(xmpp_chat_room_is(&r->user))
		return 488;
	if(!xmpp_chat_link.is_up(&contact->component))
		return 503;
	return xmpp_chat_limits_pass(&r->from) ? 0 : 503;
}


static const char *phrase_of(int code)
{
	switch(code) {
		case 400:
			return "Bad Request";
		case 403:
			return "Forbidden";
		case 433:
			return "Anonymity Disallowed";
		case 488:
			return "Not Acceptable Here";
		case 503:
			return "Service Unavailable";
		default:
			return "Server Internal Error";
	}
}


static chat_session_t *session_begin(const chat_session_request_t *r,
		const chat_contact_t *contact, const chat_msrp_offer_t *offer)
{
	chat_session_values_t v;
	chat_session_t *old;

	memset(&v, 0, sizeof(v));
	v.party.component = contact->component;
	v.party.ours = contact->jid;
	v.party.user = link_jid_bare(&r->user);
	v.user = r->user;
	v.from = r->from;
	v.is_asserted = r->is_asserted;
	v.dialog = r->dialog;
	v.offer = offer;
	old = xmpp_chat_session_find_pair(&v.party.user, &v.party.ours);
	if(old != NULL)
		xmpp_chat_session_end(old, 1);
	return xmpp_chat_session_new(&v);
}


static void invite_run(const chat_session_request_t *r)
{
	chat_msrp_offer_t offer;
	chat_contact_t contact;
	chat_session_t *s;
	int code = offer_take(r, &offer);

	if(code == 0)
		code = party_take(r, &contact);
	if(code != 0) {
		refuse(r, code, phrase_of(code));
		return;
	}
	s = session_begin(r, &contact, &offer);
	if(s == NULL) {
		refuse(r, 503, phrase_of(503));
		return;
	}
	s->timer.run = on_timer;
	if(offer.setup == CHAT_MSRP_PASSIVE)
		code = session_connect(s, r);
	if(code == 0 && accept_invite(s, r, &offer) < 0)
		code = 500;
	if(code == 0) {
		xmpp_chat_session_timer(s);
		return;
	}
	refuse(r, code, phrase_of(code));
	xmpp_chat_session_end(s, 0);
}


/* --- in the dialog ------------------------------------------------------------------------------ */

static int is_same(const str *a, const str *b)
{
	return a->len == b->len && memcmp(a->s, b->s, (size_t)a->len) == 0;
}


/* the phone refreshes the session, or moves it: the way that there is stays, as
 * long as it says nothing else */
static void reinvite_run(chat_session_t *s, const chat_session_request_t *r)
{
	chat_msrp_offer_t offer;
	int code = offer_take(r, &offer);

	if(code == 0 && xmpp_chat_session_offer(s, &offer) < 0)
		code = 500;
	if(code == 0 && accept_invite(s, r, &offer) < 0)
		code = 500;
	if(code != 0)
		refuse(r, code, phrase_of(code));
}


static void in_dialog_run(chat_session_t *s, const chat_session_request_t *r)
{
	if(r->method == CHAT_SESSION_ACK) {
		s->is_acked = 1;
		if(s->is_over)
			on_ack_time(&s->timer);
		return;
	}
	if(r->dialog.rem_cseq <= s->dialog.rem_cseq) {
		refuse(r, 500, phrase_of(500));
		return;
	}
	s->dialog.rem_cseq = r->dialog.rem_cseq;
	if(!s->is_over
			&& (r->method == CHAT_SESSION_INVITE
					|| (r->method == CHAT_SESSION_OTHER && r->sdp.len > 0))) {
		reinvite_run(s, r);
		return;
	}
	xmpp_chat_reply(&r->transaction, 200, "OK", s->tag);
	if(r->method != CHAT_SESSION_BYE)
		return;
	if(s->is_over)
		xmpp_chat_session_free(s);
	else
		xmpp_chat_session_end(s, 0);
}


static void request_run(xmpp_link_task_t *t)
{
	chat_session_request_t *r = (chat_session_request_t *)t;
	chat_session_t *s;

	if(r->loc_tag.len == 0) {
		invite_run(r);
	} else {
		s = xmpp_chat_session_find_tag(&r->loc_tag);
		if(s != NULL && is_same(&s->dialog.callid, &r->dialog.callid)
				&& is_same(&s->dialog.rem_tag, &r->dialog.rem_tag))
			in_dialog_run(s, r);
		else if(r->method != CHAT_SESSION_ACK)
			refuse(r, 481, "Call/Transaction Does Not Exist");
	}
	shm_free(r);
}


/* --- handed to the worker ------------------------------------------------------------------------- */

enum
{
	STRINGS = 13
};


static void strings_of(chat_session_request_t *r, str *all[STRINGS])
{
	all[0] = &r->dialog.callid;
	all[1] = &r->dialog.rem_tag;
	all[2] = &r->dialog.loc_uri;
	all[3] = &r->dialog.rem_uri;
	all[4] = &r->dialog.target;
	all[5] = &r->dialog.routes;
	all[6] = &r->dialog.source;
	all[7] = &r->dialog.contact;
	all[8] = &r->loc_tag;
	all[9] = &r->user;
	all[10] = &r->from;
	all[11] = &r->source_ip;
	all[12] = &r->sdp;
}


chat_session_request_t *xmpp_chat_session_request_new(
		const chat_session_request_t *values)
{
	chat_session_request_t v = *values, *r;
	str *was[STRINGS], *to[STRINGS];
	size_t size = sizeof(*r);
	char *at;
	int i;

	strings_of(&v, was);
	for(i = 0; i < STRINGS; i++)
		size += (size_t)(was[i]->len > 0 ? was[i]->len : 0);
	r = shm_malloc(size);
	if(r == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	*r = v;
	at = (char *)(r + 1);
	strings_of(r, to);
	for(i = 0; i < STRINGS; i++)
		xmpp_chat_copy(&at, to[i], was[i]);
	r->task.run = request_run;
	return r;
}


/* --- connections ------------------------------------------------------------------------------------- */

static void on_frame(chat_conn_t *c, int code, const chat_msrp_frame_t *f)
{
	if(f->kind == CHAT_MSRP_RESPONSE)
		xmpp_chat_session_out_answered(c, f);
	else
		xmpp_chat_session_request(c, code, f);
}


static void on_writable(chat_conn_t *c)
{
	chat_session_t *s;

	for(s = xmpp_chat_session_first(); s != NULL; s = s->next)
		if(s->conn == c)
			xmpp_chat_session_out_begin(s);
}


/* each end may change the table: from its beginning again */
static void on_closed(chat_conn_t *c)
{
	chat_session_t *s = xmpp_chat_session_first();

	while(s != NULL) {
		if(s->conn != c) {
			s = s->next;
			continue;
		}
		LM_INFO("the MSRP session of %.*s with XMPP user %.*s ends: its "
				"connection is gone\n",
				STR_FMT(&s->from), STR_FMT(&s->party.user));
		s->conn = NULL;
		xmpp_chat_session_end(s, 1);
		s = xmpp_chat_session_first();
	}
}


int xmpp_chat_session_sip_init(void)
{
	static const chat_conn_events_t events = {on_frame, on_writable, on_closed};

	xmpp_chat_session_on_end(session_end);
	xmpp_chat_conn_on(&events);
	xmpp_chat_reply_on_session(xmpp_chat_session_text_ended);
	xmpp_chat_notify_on_session(xmpp_chat_session_text_told);
	if(tm_load_api(&tm) == 0)
		return xmpp_chat_listen_init();
	LM_ERR("the module tm must be loaded before this one\n");
	return -1;
}
