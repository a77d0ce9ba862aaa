/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: MESSAGE requests of ours
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"
#include "../../modules/tm/tm_load.h"
#include "../xmpp_link/link_log.h"

#include "chat_accept.h"
#include "chat_conf.h"
#include "chat_own.h"
#include "chat_uac.h"

enum
{
	UAC_HEADERS_MAX = 4096,
	UAC_HOP_MAX = 128,
	UAC_TAG_LEN = 16,
};

/* tm's, until it ends the transaction */
typedef struct sent
{
	int worker;
	char callid[CHAT_CALLID_LEN];
} sent_t;

typedef struct answer
{
	xmpp_link_task_t task; /* first: the worker hands it to us */
	int code;
	unsigned takes;
	int reason_len;
	char callid[CHAT_CALLID_LEN];
	char reason[CHAT_REASON_MAX];
} answer_t;

static struct tm_binds tm;
static chat_answer_f handler;


int xmpp_chat_uac_init(chat_answer_f f)
{
	handler = f;
	if(tm_load_api(&tm) == 0)
		return 0;
	LM_ERR("the module tm must be loaded before this one\n");
	return -1;
}


static void answer_run(xmpp_link_task_t *t)
{
	answer_t *a = (answer_t *)t;
	str callid = {a->callid, CHAT_CALLID_LEN}, reason = {a->reason, 0};

	reason.len = a->reason_len;
	handler(&callid, a->code, &reason, a->takes);
	shm_free(a);
}


static void answer_post(
		const sent_t *s, int code, const str *reason, unsigned takes)
{
	answer_t *a = shm_malloc(sizeof(*a));

	if(a == NULL) {
		SHM_MEM_ERROR;
		return;
	}
	memset(a, 0, sizeof(*a));
	a->task.run = answer_run;
	a->code = code;
	a->takes = takes;
	memcpy(a->callid, s->callid, CHAT_CALLID_LEN);
	a->reason_len =
			reason->len < CHAT_REASON_MAX ? reason->len : CHAT_REASON_MAX;
	if(a->reason_len > 0)
		memcpy(a->reason, reason->s, (size_t)a->reason_len);
	if(xmpp_chat_link.post(s->worker, &a->task, 1) < 0)
		shm_free(a);
}


/* of our MESSAGE; in any process, maybe with tm's locks held */
static void message_cb(struct cell *t, int type, struct tmcb_params *ps)
{
	sent_t *s = *ps->param;
	str reason = STR_NULL;
	unsigned takes = 0;

	(void)t;
	if(type & TMCB_DESTROY) {
		shm_free(s);
		return;
	}
	if(ps->code < 200)
		return;
	if(ps->rpl != NULL && ps->rpl != FAKED_REPLY) {
		reason = ps->rpl->first_line.u.reply.reason;
		takes = xmpp_chat_accept_read(ps->rpl->buf, (int)ps->rpl->len);
	}
	answer_post(s, ps->code, &reason, takes);
}


static int hop_write(char *buf, int cap, str *out)
{
	const str *host = &xmpp_chat_conf.sock->sock_str;
	const char *colon = memchr(host->s, ':', (size_t)host->len);
	int skip = colon != NULL ? (int)(colon + 1 - host->s) : 0;

	out->len = snprintf(buf, (size_t)cap, "sip:%.*s;transport=udp",
			host->len - skip, host->s + skip);
	out->s = buf;
	return out->len < cap ? 0 : -1;
}


static int line_write(
		const char *name, const str *value, char *buf, int cap, int n)
{
	if(value->len <= 0 || n >= cap)
		return n;
	return n
		   + snprintf(buf + n, (size_t)(cap - n), "%s: %.*s\r\n", name,
				   STR_FMT(value));
}


/* return length; >= cap: they do not fit */
static int headers_write(const chat_request_t *r, char *buf, int cap)
{
	chat_sender_t sender = r->is_room	 ? CHAT_SENDER_ROOM
						   : r->is_local ? CHAT_SENDER_LOCAL
										 : CHAT_SENDER_FOREIGN;
	int n = xmpp_chat_own_write(&r->callid, sender, r->waiting, buf);

	n = line_write("Content-Type", &r->type, buf, cap, n);
	n = line_write("Content-Language", &r->language, buf, cap, n);
	n = line_write("Subject", &r->subject, buf, cap, n);
	return line_write("Date", &r->date, buf, cap, n);
}


static void dialog_write(const chat_request_t *r, char *tag, dlg_t *dlg)
{
	memset(dlg, 0, sizeof(*dlg));
	xmpp_chat_link.random_text(tag, UAC_TAG_LEN);
	dlg->id.call_id = r->callid;
	dlg->id.loc_tag.s = tag;
	dlg->id.loc_tag.len = UAC_TAG_LEN;
	dlg->loc_uri = r->from_uri;
	dlg->rem_uri = r->uri;
	dlg->rem_target = r->uri;
	dlg->loc_seq.value = 1;
	dlg->loc_seq.is_set = 1;
	dlg->state = DLG_NEW;
	dlg->send_sock = xmpp_chat_conf.sock;
}


static sent_t *sent_new(const str *callid)
{
	sent_t *s = shm_malloc(sizeof(*s));

	if(s == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	s->worker = xmpp_chat_link.self();
	memcpy(s->callid, callid->s, CHAT_CALLID_LEN);
	return s;
}


/* return 0, -1: not sent, and its callbacks never run */
static int transaction_begin(const chat_request_t *r, sent_t *s)
{
	static char headers[UAC_HEADERS_MAX];
	char tag[UAC_TAG_LEN + 1], hop[UAC_HOP_MAX];
	str method = str_init("MESSAGE"), hdrs = {headers, 0}, body = r->body;
	/* dropped by event_route[tm:local-request] is no error for tm */
	unsigned hash = ~0u, label = ~0u;
	uac_req_t req;
	dlg_t dlg;

	hdrs.len = headers_write(r, headers, sizeof(headers));
	dialog_write(r, tag, &dlg);
	if(hdrs.len >= (int)sizeof(headers)
			|| hop_write(hop, sizeof(hop), &dlg.dst_uri) < 0
			|| tm.calculate_hooks(&dlg) < 0)
		return -1;
	set_uac_req(&req, &method, &hdrs, &body, &dlg,
			TMCB_LOCAL_COMPLETED | TMCB_DESTROY, message_cb, s);
	if(tm.t_uac_with_ids(&req, &hash, &label) < 0)
		return -1;
	return hash == ~0u ? -1 : 0;
}


int xmpp_chat_uac_send(const chat_request_t *request)
{
	sent_t *s = sent_new(&request->callid);

	if(s != NULL && transaction_begin(request, s) == 0)
		return 0;
	LINK_LOG(LM_WARN, "a text of %.*s cannot be sent to %.*s\n",
			STR_FMT(&request->from_uri), STR_FMT(&request->uri));
	if(s != NULL)
		shm_free(s);
	return -1;
}
