/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: a NOTIFY of ours on its way
 *
 * Sent in the owner; its answer comes in whichever process tm runs, and finds
 * the subscription by its tag, if there is one still.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm.h"
#include "../../core/parser/parse_rr.h"
#include "../../core/parser/parse_uri.h"
#include "../xmpp_link/link_log.h"

#include "presence_config.h"
#include "presence_notify.h"
#include "presence_order.h"
#include "presence_socket.h"
#include "presence_stats.h"

enum
{
	HEADERS_MAX = 1024
};

/* Whose answer it is; shm memory, tm has it until the transaction ends. */
typedef struct sent
{
	char tag[PRESENCE_SUB_TAG_LEN + 1];
	str user;
} sent_t;


int xmpp_presence_contact_write(const str *loc_uri, char *buf, int cap)
{
	struct sip_uri uri;
	str host;

	if(xmpp_presence_socket() < 0)
		return -1;
	/* "udp:host:port" */
	host.s = xmpp_presence_config.sock->sock_str.s + 4;
	host.len = xmpp_presence_config.sock->sock_str.len - 4;
	if(parse_uri(loc_uri->s, loc_uri->len, &uri) < 0 || uri.user.len == 0)
		return snprintf(
				buf, (size_t)cap, "Contact: <sip:%.*s>\r\n", STR_FMT(&host));
	return snprintf(buf, (size_t)cap, "Contact: <sip:%.*s@%.*s>\r\n",
			STR_FMT(&uri.user), STR_FMT(&host));
}


static void notify_cb(struct cell *t, int type, struct tmcb_params *ps)
{
	sent_t *sent = *ps->param;
	presence_order_t order;

	(void)t;
	if(type & TMCB_DESTROY) {
		shm_free(sent);
		return;
	}
	if(ps->code < 200)
		return;
	memset(&order, 0, sizeof(order));
	order.kind = PRESENCE_ORDER_ANSWER;
	order.code = ps->code;
	order.user = sent->user;
	memcpy(order.tag, sent->tag, sizeof(order.tag));
	xmpp_presence_order_post(&order);
}


static sent_t *sent_new(const presence_sub_t *s)
{
	const str *user = &s->of->bare;
	sent_t *sent = shm_malloc(sizeof(*sent) + (size_t)user->len);

	if(sent == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	memcpy(sent->tag, s->tag, sizeof(sent->tag));
	sent->user.s = (char *)(sent + 1);
	sent->user.len = user->len;
	memcpy(sent->user.s, user->s, (size_t)user->len);
	return sent;
}


/* 0, -1 the route set cannot be parsed */
static int dlg_make(presence_sub_t *s, dlg_t *dlg)
{
	const str *routes = &s->text[PRESENCE_SUB_ROUTES];

	memset(dlg, 0, sizeof(*dlg));
	dlg->id.call_id = s->text[PRESENCE_SUB_CALLID];
	dlg->id.loc_tag.s = s->tag;
	dlg->id.loc_tag.len = PRESENCE_SUB_TAG_LEN;
	dlg->id.rem_tag = s->text[PRESENCE_SUB_REM_TAG];
	dlg->loc_uri = s->text[PRESENCE_SUB_LOC_URI];
	dlg->rem_uri = s->text[PRESENCE_SUB_REM_URI];
	dlg->rem_target = s->text[PRESENCE_SUB_TARGET];
	dlg->loc_seq.value = ++s->loc_cseq;
	dlg->loc_seq.is_set = 1;
	dlg->state = DLG_CONFIRMED;
	dlg->send_sock = xmpp_presence_config.sock;
	if(routes->len > 0
			&& parse_rr_body(routes->s, routes->len, &dlg->route_set) != 0)
		return -1;
	return 0;
}


static int headers_write(const presence_sub_t *s, const char *state,
		int has_body, char *buf, int cap)
{
	int n = xmpp_presence_contact_write(
			&s->text[PRESENCE_SUB_LOC_URI], buf, cap);

	if(n >= 0 && n < cap)
		n += snprintf(buf + n, (size_t)(cap - n),
				"Event: %.*s\r\nSubscription-State: %s\r\n",
				STR_FMT(&s->text[PRESENCE_SUB_EVENT]), state);
	if(n >= 0 && n < cap && has_body)
		n += snprintf(buf + n, (size_t)(cap - n), "Content-Type: %s\r\n",
				xmpp_presence_package_type((presence_package_t)s->package));
	return n < cap ? n : -1;
}


/* what event_route[tm:local-request] drops makes no transaction, and is no error
 * for tm: its callbacks never run */
static int request_send(dlg_t *dlg, str *headers, const str *body, sent_t *sent)
{
	str method = str_init("NOTIFY"), b = *body;
	unsigned hash = ~0u, label = ~0u;
	uac_req_t req;

	set_uac_req(&req, &method, headers, &b, dlg,
			TMCB_LOCAL_COMPLETED | TMCB_DESTROY, notify_cb, sent);
	if(xmpp_presence_tm.t_uac_with_ids(&req, &hash, &label) < 0)
		return -1;
	return hash == ~0u ? -1 : 0;
}


int xmpp_presence_notify(presence_sub_t *s, const char *state, const str *body)
{
	char buf[HEADERS_MAX];
	str headers = {buf, 0};
	sent_t *sent = NULL;
	dlg_t dlg;
	int rc;

	headers.len = headers_write(s, state, body->len > 0, buf, sizeof(buf));
	rc = dlg_make(s, &dlg);
	if(rc == 0 && headers.len > 0)
		sent = sent_new(s);
	rc = sent ? request_send(&dlg, &headers, body, sent) : -1;
	if(dlg.route_set)
		free_rr(&dlg.route_set);
	if(rc == 0) {
		xmpp_presence_stat(PRESENCE_STAT_NOTIFIES_SENT);
		return 0;
	}
	if(sent)
		shm_free(sent);
	LINK_LOG(LM_WARN,
			"NOTIFY about XMPP user %.*s to %.*s was not sent, Call-ID %.*s\n",
			STR_FMT(&s->of->bare), STR_FMT(&s->text[PRESENCE_SUB_TARGET]),
			STR_FMT(&s->text[PRESENCE_SUB_CALLID]));
	return -1;
}
