/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: MESSAGE requests to XMPP users
 */

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../../core/data_lump_rpl.h"
#include "../../core/dprint.h"
#include "../../core/parser/parse_content.h"
#include "../../core/parser/parse_cseq.h"
#include "../../core/parser/parse_from.h"
#include "../../core/parser/parse_uri.h"
#include "../../core/ut.h"
#include "../../modules/tm/tm_load.h"
#include "../xmpp_link/link_log.h"

#include "chat_accept.h"
#include "chat_body.h"
#include "chat_conf.h"
#include "chat_event.h"
#include "chat_notified.h"
#include "chat_stats.h"
#include "chat_time.h"
#include "chat_to_xmpp.h"
#include "chat_typing.h"
#include "chat_uas.h"

enum
{
	HEADER_MAX = 512,
	KEY_MAX = 1024 + LINK_JID_MAX,
	OLD = 60,		   /* s: a text that is older says when it was written */
	FR_MARGIN = 15000, /* ms that tm waits longer than we do */
};

static struct tm_binds tm;
static char room[CHAT_BODY_ROOM];


int xmpp_chat_uas_init(void)
{
	if(tm_load_api(&tm) == 0)
		return 0;
	LM_ERR("the module tm must be loaded before this one\n");
	return -1;
}


/* --- answers at once ------------------------------------------------------------- */

static int answer(sip_msg_t *msg, int code, const char *phrase)
{
	if(code == 503) {
		char line[64];
		int n = snprintf(line, sizeof(line), "Retry-After: %d\r\n",
				CHAT_CFG(retry_after));

		add_lump_rpl(msg, line, n, LUMP_RPL_HDR);
	}
	xmpp_chat_stat(code < 300 ? CHAT_STAT_HANDED_OVER : CHAT_STAT_RETURNED);
	if(code >= 300)
		LINK_LOG(LM_INFO, "a MESSAGE from %s is refused: %d %s\n",
				ip_addr2a(&msg->rcv.src_ip), code, phrase);
	if(tm.t_reply(msg, (unsigned)code, (char *)phrase) < 0)
		LINK_LOG(LM_INFO, "a MESSAGE cannot be answered with %d\n", code);
	return 0;
}


static void header_add(sip_msg_t *msg, const char *name, const char *value)
{
	char line[HEADER_MAX];
	int n;

	if(value == NULL)
		return;
	n = snprintf(line, sizeof(line), "%s: %s\r\n", name, value);
	if(n >= (int)sizeof(line)
			|| add_lump_rpl(msg, line, n, LUMP_RPL_HDR) == NULL)
		LM_ERR("cannot add the header %s\n", name);
}


/* --- what the request says ------------------------------------------------------- */

/* the first header of that name, or of its short form; empty: there is none */
static str header_get(sip_msg_t *msg, const char *name, char compact)
{
	struct hdr_field *h;
	str none = STR_NULL;

	for(h = msg->headers; h != NULL; h = h->next)
		if(((size_t)h->name.len == strlen(name)
				   && strncasecmp(h->name.s, name, strlen(name)) == 0)
				|| (compact != 0 && h->name.len == 1
						&& (h->name.s[0] | 0x20) == compact))
			return h->body;
	return none;
}


static void body_take(sip_msg_t *msg, chat_body_t *body)
{
	chat_body_in_t in;

	memset(&in, 0, sizeof(in));
	in.type = header_get(msg, "Content-Type", 'c');
	in.encoding = header_get(msg, "Content-Encoding", 'e');
	in.language = header_get(msg, "Content-Language", 0);
	in.subject = header_get(msg, "Subject", 's');
	in.body.s = get_body(msg);
	if(in.body.s != NULL)
		in.body.len = (int)(msg->buf + msg->len - in.body.s);
	xmpp_chat_body_read(&in, room, sizeof(room), body);
}


/* a stamp when it is old. return 0, -1: it has expired (RFC 3428 section 7) */
static int age_take(sip_msg_t *msg, chat_incoming_t *in, char *stamp)
{
	str date = header_get(msg, "Date", 0);
	str expires = header_get(msg, "Expires", 0);
	int64_t written, now = (int64_t)time(NULL);
	unsigned seconds;

	if(date.len == 0 || xmpp_chat_time_sip(&date, &written) < 0
			|| written + OLD > now)
		return 0;
	if(expires.len > 0 && str2int(&expires, &seconds) == 0
			&& written + (int64_t)seconds < now)
		return -1;
	xmpp_chat_time_write_iso(written, stamp);
	in->delay.s = stamp;
	in->delay.len = (int)strlen(stamp);
	return 0;
}


int xmpp_chat_uas_ends(
		sip_msg_t *msg, const str *from, char *buf, chat_incoming_t *in)
{
	static const char nobody[] = "anonymous.invalid";
	str *ruri = GET_RURI(msg);
	sip_uri_t uri;

	in->is_asserted = from->len > 0;
	in->from = in->is_asserted ? *from : get_from(msg)->uri;
	if(parse_uri(in->from.s, in->from.len, &uri) < 0)
		return 400;
	if(uri.host.len == (int)sizeof(nobody) - 1
			&& strncasecmp(uri.host.s, nobody, sizeof(nobody) - 1) == 0)
		return 433;
	if(xmpp_chat_gateway.addr_to_jid(
			   ruri, XMPP_GATEWAY_ADDR_GR, buf, LINK_JID_MAX, &in->user)
					< 0
			|| !link_jid_is_user(&in->user))
		return 404;
	return 0;
}


/* what a request that is sent again has in common with the first */
static int key_make(sip_msg_t *msg, const str *user, char *buf, str *key)
{
	/* a proxy may have forked it to several users */
	str bare = link_jid_bare(user);

	key->s = buf;
	key->len = snprintf(buf, KEY_MAX, "%.*s\n%.*s\n%.*s\n%.*s",
			STR_FMT(&msg->callid->body), STR_FMT(&get_from(msg)->tag_value),
			STR_FMT(&get_cseq(msg)->number), STR_FMT(&bare));
	return key->len < KEY_MAX ? 0 : -1;
}


/* --- handed to the worker ----------------------------------------------------------- */

static void incoming_run(xmpp_link_task_t *t)
{
	chat_incoming_t *in = (chat_incoming_t *)t;

	if(in->is_imdn)
		xmpp_chat_notified(in);
	else if(in->is_composing)
		xmpp_chat_typing(in);
	else
		xmpp_chat_to_xmpp_begin(in);
	xmpp_chat_incoming_free(in);
}


static int suspend(sip_msg_t *msg, chat_transaction_t *transaction)
{
	int fr = CHAT_CFG(ping_timeout) + CHAT_CFG(foreign_wait)
			 + 2 * CHAT_CFG(room_timeout) + FR_MARGIN;

	if(tm.set_fr(msg, (unsigned)fr, (unsigned)fr) < 0)
		return -1;
	return tm.t_suspend(msg, &transaction->hash, &transaction->label) == 0 ? 0
																		   : -1;
}


static int hand_over(sip_msg_t *msg, const chat_incoming_t *values)
{
	chat_incoming_t *in = xmpp_chat_incoming_new(values);
	int worker = xmpp_chat_link.owner(&values->user);
	int waits = !values->is_imdn && !values->is_composing;

	if(in == NULL)
		return answer(msg, 503, "Service Unavailable");
	in->task.run = incoming_run;
	if(waits && suspend(msg, &in->transaction) < 0) {
		xmpp_chat_incoming_free(in);
		return answer(msg, 503, "Service Unavailable");
	}
	if(xmpp_chat_link.post(worker, &in->task, 0) < 0) {
		xmpp_chat_incoming_free(in);
		return answer(msg, 503, "Service Unavailable");
	}
	return waits ? 0 : answer(msg, 200, "OK");
}


/* --- the function -------------------------------------------------------------------- */

const char *xmpp_chat_uas_phrase(int code)
{
	switch(code) {
		case 400:
			return "Bad Request";
		case 433:
			return "Anonymity Disallowed";
		default:
			return "Not Found";
	}
}


static int content_answer(
		sip_msg_t *msg, const chat_body_t *body, chat_incoming_t *in)
{
	switch(body->kind) {
		case CHAT_BODY_REFUSED:
			header_add(msg, "Accept", body->accept);
			header_add(msg, "Accept-Encoding", body->accept_encoding);
			return answer(msg, body->status, body->reason);
		case CHAT_BODY_EMPTY:
			return answer(msg, 200, "OK");
		default:
			break;
	}
	in->takes = xmpp_chat_accept_read(msg->buf, (int)msg->len);
	xmpp_chat_incoming_content(body, in);
	if(in->text.len > CHAT_CFG(text_max))
		return answer(msg, 413, "Request Entity Too Large");
	return hand_over(msg, in);
}


static int message_take(sip_msg_t *msg, const str *from)
{
	char jid[LINK_JID_MAX], key[KEY_MAX], stamp[CHAT_TIME_SIZE];
	str unsupported = header_get(msg, "Require", 0);
	chat_incoming_t in;
	chat_body_t body;
	int code;

	memset(&in, 0, sizeof(in));
	if(unsupported.len > 0) {
		char line[HEADER_MAX];

		snprintf(line, sizeof(line), "%.*s", STR_FMT(&unsupported));
		header_add(msg, "Unsupported", line);
		return answer(msg, 420, "Bad Extension");
	}
	if(xmpp_chat_event_is_noted(msg))
		return answer(msg, 482, "Loop Detected");
	code = xmpp_chat_uas_ends(msg, from, jid, &in);
	if(code != 0)
		return answer(msg, code, xmpp_chat_uas_phrase(code));
	if(key_make(msg, &in.user, key, &in.key) < 0)
		return answer(msg, 400, "Bad Request");
	if(age_take(msg, &in, stamp) < 0)
		return answer(msg, 480, "Expired");
	body_take(msg, &body);
	return content_answer(msg, &body, &in);
}


int xmpp_chat_uas_message(sip_msg_t *msg, const str *from)
{
	struct cell *t;

	if(msg->first_line.type != SIP_REQUEST || msg->REQ_METHOD != METHOD_MESSAGE
			|| parse_headers(msg, HDR_EOH_F, 0) < 0
			|| parse_from_header(msg) < 0 || msg->callid == NULL
			|| msg->cseq == NULL) {
		LM_ERR("xmpp_chat_message: not a MESSAGE\n");
		return -1;
	}
	t = tm.t_gett();
	if((t == NULL || t == T_UNDEFINED) && tm.t_newtran(msg) <= 0)
		return 0; /* a retransmission, or tm has answered */
	xmpp_chat_stat(CHAT_STAT_FROM_SIP);
	return message_take(msg, from);
}
