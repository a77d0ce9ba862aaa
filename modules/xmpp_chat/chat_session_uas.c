/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: INVITEs of MSRP sessions, and what follows them
 */

#include <stdio.h>
#include <string.h>

#include "../../core/data_lump_rpl.h"
#include "../../core/dprint.h"
#include "../../core/parser/contact/parse_contact.h"
#include "../../core/parser/parse_content.h"
#include "../../core/parser/parse_cseq.h"
#include "../../core/parser/parse_from.h"
#include "../../core/parser/parse_to.h"
#include "../../core/parser/parse_uri.h"
#include "../../core/socket_info.h"
#include "../../core/ut.h"
#include "../../modules/tm/tm_load.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "chat_conf.h"
#include "chat_event.h"
#include "chat_listen.h"
#include "chat_session_sip.h"
#include "chat_session_tag.h"
#include "chat_session_uas.h"
#include "chat_uas.h"

enum
{
	ROUTES_MAX = 2048,
	ROUTE_LINES = 16,
	SOURCE_MAX = 96,
	HEADER_MAX = 512,
	DIALOG_ID_MAX = 255, /* bytes of a Call-ID, of a tag */
	FR_TIME = 15000,	 /* ms that tm waits for the worker */
};

/* What of the dialog has no place in the request. */
typedef struct dialog_text
{
	char routes[ROUTES_MAX];
	char source[SOURCE_MAX], source_ip[SOURCE_MAX], contact[SOURCE_MAX];
} dialog_text_t;

static struct tm_binds tm;
static tm_xapi_t tmx;


int xmpp_chat_session_uas_init(void)
{
	if(tm_load_api(&tm) == 0 && tm_load_xapi(&tmx) == 0)
		return 0;
	LM_ERR("the module tm must be loaded before this one\n");
	return -1;
}


/* --- answers at once ----------------------------------------------------------------- */

static void line_add(sip_msg_t *msg, const char *name, const str *value)
{
	char line[HEADER_MAX];
	int n = snprintf(line, sizeof(line), "%s: %.*s\r\n", name, STR_FMT(value));

	if(n >= (int)sizeof(line)
			|| add_lump_rpl(msg, line, n, LUMP_RPL_HDR) == NULL)
		LM_ERR("cannot add the header %s\n", name);
}


static int answer(sip_msg_t *msg, int code, const char *phrase)
{
	if(code >= 300)
		LM_INFO("an MSRP session from %s is refused: %d %s\n",
				ip_addr2a(&msg->rcv.src_ip), code, phrase);
	if(tm.t_reply(msg, (unsigned)code, (char *)phrase) < 0)
		LM_INFO("a request of an MSRP session cannot be answered with %d\n",
				code);
	return 0;
}


static int unavailable(sip_msg_t *msg)
{
	return answer(msg, 503, "Service Unavailable");
}


/* --- the offer ------------------------------------------------------------------------- */

/* the SDP of a request. return 0, 1: no body, -1: another type */
static int sdp_find(sip_msg_t *msg, str *sdp)
{
	static const char type[] = "application/sdp";
	const int len = sizeof(type) - 1;
	str *said;

	sdp->s = get_body(msg);
	sdp->len = sdp->s != NULL ? (int)(msg->buf + msg->len - sdp->s) : 0;
	if(sdp->len <= 0)
		return 1;
	said = msg->content_type != NULL ? &msg->content_type->body : NULL;
	return said != NULL && said->len >= len
						   && strncasecmp(said->s, type, (size_t)len) == 0
						   && (said->len == len || said->s[len] == ';'
								   || said->s[len] == ' ')
				   ? 0
				   : -1;
}


int xmpp_chat_session_is(sip_msg_t *msg)
{
	chat_msrp_offer_t offer;
	str sdp;

	if(msg->first_line.type != SIP_REQUEST || msg->REQ_METHOD != METHOD_INVITE
			|| parse_headers(msg, HDR_EOH_F, 0) < 0 || sdp_find(msg, &sdp) != 0
			|| xmpp_chat_msrp_offer_read(&sdp, &offer) < 0)
		return -1;
	return offer.message >= 0 && !offer.has_media ? 1 : -1;
}


/* --- the dialog --------------------------------------------------------------------------- */

/* return 0, -1: no Contact that could be a Request-URI */
static int target_read(sip_msg_t *msg, chat_session_dialog_t *d)
{
	const contact_t *first;

	if(msg->contact == NULL || parse_contact(msg->contact) < 0)
		return -1;
	first = ((contact_body_t *)msg->contact->parsed)->contacts;
	if(first == NULL || first->uri.len <= 0
			|| !link_text_is_clean(first->uri.s, first->uri.len)
			|| memchr(first->uri.s, ' ', (size_t)first->uri.len) != NULL)
		return -1;
	d->target = first->uri;
	return 0;
}


/* return 0, -1 too many */
static int routes_read(
		const sip_msg_t *msg, dialog_text_t *t, chat_session_dialog_t *d)
{
	const struct hdr_field *h;
	int n = 0, count = 0;

	for(h = msg->headers; h != NULL; h = h->next) {
		if(h->type != HDR_RECORDROUTE_T)
			continue;
		if(++count > ROUTE_LINES || n + h->body.len + 2 > (int)sizeof(t->routes)
				|| !link_text_is_clean(h->body.s, h->body.len))
			return -1;
		n += snprintf(t->routes + n, sizeof(t->routes) - (size_t)n, "%s%.*s",
				n > 0 ? "," : "", STR_FMT(&h->body));
	}
	d->routes.s = t->routes;
	d->routes.len = n;
	return 0;
}


/* where the request came from, and where it came to */
static int ways_write(
		const sip_msg_t *msg, dialog_text_t *t, chat_session_request_t *r)
{
	static char none[] = "udp";
	struct socket_info *si = msg->rcv.bind_address;
	const str *name =
			si->useinfo.name.len > 0 ? &si->useinfo.sock_str : &si->sock_str;
	const char *colon = memchr(name->s, ':', (size_t)name->len);
	char *proto = get_valid_proto_name(msg->rcv.proto);
	int skip = colon != NULL ? (int)(colon + 1 - name->s) : 0;
	int is_six = msg->rcv.src_ip.af == AF_INET6;
	chat_session_dialog_t *d = &r->dialog;

	if(proto == NULL)
		proto = none;
	r->source_ip.s = t->source_ip;
	r->source_ip.len = snprintf(t->source_ip, sizeof(t->source_ip), "%s",
			ip_addr2a((ip_addr_t *)&msg->rcv.src_ip));
	d->source.s = t->source;
	d->source.len = snprintf(t->source, sizeof(t->source),
			"sip:%s%s%s:%d;transport=%s", is_six ? "[" : "", t->source_ip,
			is_six ? "]" : "", msg->rcv.src_port, proto);
	d->contact.s = t->contact;
	d->contact.len = snprintf(t->contact, sizeof(t->contact),
			"%.*s;transport=%s", name->len - skip, name->s + skip, proto);
	d->sock = si;
	return d->source.len < SOURCE_MAX && d->contact.len < SOURCE_MAX ? 0 : -1;
}


/* return 0, -1 what every request has is not there, or cannot be kept */
static int names_read(sip_msg_t *msg, chat_session_dialog_t *d)
{
	unsigned cseq;

	if(msg->callid == NULL || msg->cseq == NULL || parse_from_header(msg) < 0
			|| parse_to_header(msg) < 0 || get_cseq(msg) == NULL
			|| str2int(&get_cseq(msg)->number, &cseq) < 0)
		return -1;
	d->callid = msg->callid->body;
	d->rem_tag = get_from(msg)->tag_value;
	d->rem_cseq = cseq;
	return d->callid.len <= DIALOG_ID_MAX && d->rem_tag.len > 0
						   && d->rem_tag.len <= DIALOG_ID_MAX
				   ? 0
				   : -1;
}


static int dialog_read(
		sip_msg_t *msg, dialog_text_t *t, chat_session_request_t *r)
{
	if(names_read(msg, &r->dialog) < 0 || target_read(msg, &r->dialog) < 0
			|| routes_read(msg, t, &r->dialog) < 0 || ways_write(msg, t, r) < 0)
		return -1;
	r->dialog.loc_uri = get_to(msg)->uri;
	r->dialog.rem_uri = get_from(msg)->uri;
	return 0;
}


/* --- handed to the worker -------------------------------------------------------------------- */

static int hand_over(
		sip_msg_t *msg, const chat_session_request_t *values, int worker)
{
	chat_session_request_t *r = xmpp_chat_session_request_new(values);
	int waits = values->method != CHAT_SESSION_ACK;

	if(r == NULL)
		return waits ? unavailable(msg) : 0;
	if(waits
			&& (tm.set_fr(msg, FR_TIME, FR_TIME) < 0
					|| tm.t_suspend(
							   msg, &r->transaction.hash, &r->transaction.label)
							   != 0)) {
		shm_free(r);
		return unavailable(msg);
	}
	if(xmpp_chat_link.post(worker, &r->task, !waits) < 0) {
		shm_free(r);
		return waits ? unavailable(msg) : 0;
	}
	return 0;
}


/* 1 there is a transaction; else it is a retransmission, or tm has answered */
static int transaction_begin(sip_msg_t *msg)
{
	struct cell *t = tm.t_gett();

	return (t != NULL && t != T_UNDEFINED) || tm.t_newtran(msg) > 0;
}


static int begin(sip_msg_t *msg, const str *from)
{
	static const str sdp_type = str_init("application/sdp");
	char jid[LINK_JID_MAX];
	dialog_text_t text;
	chat_session_request_t r;
	struct hdr_field *require = get_hdr(msg, HDR_REQUIRE_T);
	chat_incoming_t in;
	int code;

	memset(&r, 0, sizeof(r));
	memset(&in, 0, sizeof(in));
	if(require != NULL) {
		line_add(msg, "Unsupported", &require->body);
		return answer(msg, 420, "Bad Extension");
	}
	if(xmpp_chat_event_is_noted(msg))
		return answer(msg, 482, "Loop Detected");
	code = sdp_find(msg, &r.sdp);
	if(code < 0) {
		line_add(msg, "Accept", &sdp_type);
		return answer(msg, 415, "Unsupported Media Type");
	}
	if(code > 0 || !xmpp_chat_listen_is_on())
		return answer(msg, 488, "Not Acceptable Here");
	code = xmpp_chat_uas_ends(msg, from, jid, &in);
	if(code != 0)
		return answer(msg, code, xmpp_chat_uas_phrase(code));
	if(dialog_read(msg, &text, &r) < 0)
		return answer(msg, 400, "Bad Request");
	r.user = in.user;
	r.from = in.from;
	r.is_asserted = in.is_asserted;
	return hand_over(msg, &r, xmpp_chat_link.owner(&r.user));
}


int xmpp_chat_session_take(sip_msg_t *msg, const str *from)
{
	if(msg->first_line.type != SIP_REQUEST || msg->REQ_METHOD != METHOD_INVITE
			|| parse_headers(msg, HDR_EOH_F, 0) < 0
			|| parse_from_header(msg) < 0) {
		LM_ERR("xmpp_chat_session: not an INVITE\n");
		return -1;
	}
	return transaction_begin(msg) ? begin(msg, from) : 0;
}


/* --- later requests ----------------------------------------------------------------------------- */

/* our tag in To, which our Contact has, too; -1: it is none of ours */
static int worker_find(sip_msg_t *msg, str *tag)
{
	const int len = sizeof(CHAT_SESSION_USER) - 1;
	sip_uri_t uri;

	if(msg->first_line.type != SIP_REQUEST
			|| parse_headers(msg, HDR_EOH_F, 0) < 0 || parse_to_header(msg) < 0
			|| parse_uri(GET_RURI(msg)->s, GET_RURI(msg)->len, &uri) < 0)
		return -1;
	*tag = get_to(msg)->tag_value;
	if(uri.user.len != len + tag->len
			|| memcmp(uri.user.s, CHAT_SESSION_USER, (size_t)len) != 0
			|| memcmp(uri.user.s + len, tag->s, (size_t)tag->len) != 0)
		return -1;
	return xmpp_chat_session_tag_worker(tag);
}


/* -1: none that we know */
static int method_of(const sip_msg_t *msg)
{
	switch(msg->REQ_METHOD) {
		case METHOD_INVITE:
			return CHAT_SESSION_INVITE;
		case METHOD_ACK:
			return CHAT_SESSION_ACK;
		case METHOD_BYE:
			return CHAT_SESSION_BYE;
		case METHOD_OPTIONS:
		case METHOD_UPDATE:
			return CHAT_SESSION_OTHER;
		default:
			return -1;
	}
}


static void later(sip_msg_t *msg, const str *tag, int worker)
{
	static const str allow =
			str_init("INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE");
	int method = method_of(msg);
	chat_session_request_t r;

	memset(&r, 0, sizeof(r));
	if(method < 0) {
		line_add(msg, "Allow", &allow);
		answer(msg, 405, "Method Not Allowed");
	} else if(names_read(msg, &r.dialog) < 0) {
		answer(msg, 400, "Bad Request");
	} else {
		r.method = (chat_session_method_t)method;
		r.loc_tag = *tag;
		if(sdp_find(msg, &r.sdp) != 0)
			r.sdp.len = 0;
		hand_over(msg, &r, worker);
	}
}


int xmpp_chat_session_in_dialog(sip_msg_t *msg)
{
	str tag = STR_NULL;
	int worker;

	if(!xmpp_chat_listen_is_on())
		return -1;
	worker = worker_find(msg, &tag);
	if(worker < 0)
		return -1;
	if(msg->REQ_METHOD == METHOD_CANCEL)
		return -1;
	if(msg->REQ_METHOD == METHOD_ACK)
		tmx.t_check_trans(msg); /* it has our 200, which tm repeats no more */
	else if(!transaction_begin(msg))
		return 1;
	later(msg, &tag, worker);
	return 1;
}
