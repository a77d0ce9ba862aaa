/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: SUBSCRIBE requests, and what SIP messages say
 *
 * Sent by tm in the owner of the pair; the answer comes in any process and goes
 * back to the owner, by names and not by pointers: the pair may have ended.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/ip_addr.h"
#include "../../core/mem/shm_mem.h"
#include "../../core/parser/contact/parse_contact.h"
#include "../../core/parser/parse_from.h"
#include "../../core/parser/parse_rr.h"
#include "../../core/parser/parse_uri.h"
#include "../xmpp_link/link_log.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_own.h"

#include "presence_config.h"
#include "presence_header.h"
#include "presence_stats.h"
#include "presence_watch_sip.h"

enum
{
	TARGET_MAX = 1024,
	SIP_HOP_MAX = 128,
	SIP_HEADERS_MAX = 512,
	SIP_ROUTE_LINES = 16,
	SIP_USER_LEN = sizeof(PRESENCE_WATCH_USER) - 1,
};

/* What the answer is for. */
typedef struct sent
{
	int worker;
	unsigned serial;
	char token[PRESENCE_TOKEN_LEN];
} sent_t;

typedef struct coming
{
	xmpp_link_task_t task; /* first: the worker hands it to us */
	presence_answer_t answer;
	char token[PRESENCE_TOKEN_LEN];
} coming_t;

static void (*handler)(const presence_answer_t *answer);


/* --- back to the owner -------------------------------------------------------------- */

static void coming_run(xmpp_link_task_t *t)
{
	coming_t *c = (coming_t *)t;

	handler(&c->answer);
	shm_free(c);
}


/* One that is lost is silence: the owner waits for a limited time. */
static void coming_post(const sent_t *s, int code, const str *text)
{
	coming_t *c = shm_malloc(sizeof(*c) + (size_t)text->len);

	if(c == NULL) {
		SHM_MEM_ERROR;
		return;
	}
	memset(c, 0, sizeof(*c));
	c->task.run = coming_run;
	memcpy(c->token, s->token, sizeof(c->token));
	c->answer.token.s = c->token;
	c->answer.token.len = PRESENCE_TOKEN_LEN;
	c->answer.serial = s->serial;
	c->answer.code = code;
	c->answer.text.s = (char *)(c + 1);
	c->answer.text.len = text->len;
	if(text->len > 0)
		memcpy(c->answer.text.s, text->s, (size_t)text->len);
	if(xmpp_presence_link.post(s->worker, &c->task, 1) < 0)
		shm_free(c);
}


/* of our SUBSCRIBE; in any process, maybe with tm's locks held */
static void subscribe_cb(struct cell *t, int type, struct tmcb_params *ps)
{
	sent_t *s = *ps->param;
	str text = STR_NULL;

	(void)t;
	if(type & TMCB_DESTROY) {
		shm_free(s);
		return;
	}
	if(ps->code < 200)
		return;
	if(ps->rpl == NULL || ps->rpl == FAKED_REPLY) {
		coming_post(s, 0, &text);
		return;
	}
	text.s = ps->rpl->buf;
	text.len = (int)ps->rpl->len;
	if(text.len > PRESENCE_REPLY_MAX)
		text.len = PRESENCE_REPLY_MAX;
	coming_post(s, ps->code, &text);
}


/* --- sending -------------------------------------------------------------------------- */

/* host:port of our socket */
static str own_hostport(void)
{
	str host = xmpp_presence_config.sock->sock_str; /* udp:host:port */
	char *colon = memchr(host.s, ':', (size_t)host.len);

	if(colon) {
		host.len -= (int)(colon + 1 - host.s);
		host.s = colon + 1;
	}
	return host;
}


static int headers_write(
		const presence_pair_t *p, int expires, char *buf, int cap)
{
	presence_package_t package = (presence_package_t)p->package;
	str host = own_hostport();

	return snprintf(buf, (size_t)cap,
			"Contact: <sip:%s%s@%.*s>\r\nEvent: %s\r\n"
			"Accept: %s\r\nExpires: %d\r\n",
			PRESENCE_WATCH_USER, p->token, STR_FMT(&host),
			xmpp_presence_package_name(package),
			xmpp_presence_package_type(package), expires);
}


/* return 0, -1: the route set cannot be parsed, or there is no room */
static int dialog_build(
		const presence_pair_t *p, char *hop, int cap, dlg_t *dlg)
{
	const presence_dialog_of_t *d = &p->dialog;
	str host = own_hostport();

	memset(dlg, 0, sizeof(*dlg));
	dlg->id.call_id.s = (char *)d->callid;
	dlg->id.call_id.len = PRESENCE_TOKEN_LEN;
	dlg->id.loc_tag.s = (char *)d->loc_tag;
	dlg->id.loc_tag.len = PRESENCE_TAG_LEN;
	dlg->id.rem_tag = d->rem_tag;
	dlg->loc_uri = p->from;
	dlg->rem_uri = p->uri;
	dlg->rem_target = d->target.len > 0 ? d->target : p->uri;
	dlg->loc_seq.value = d->loc_cseq;
	dlg->loc_seq.is_set = 1;
	dlg->state = d->rem_tag.len > 0 ? DLG_CONFIRMED : DLG_NEW;
	dlg->send_sock = xmpp_presence_config.sock;
	/* requests in the dialog, too: its target may be a name that only this
	 * Kamailio's location table knows (RFC 5627) */
	dlg->dst_uri.s = hop;
	dlg->dst_uri.len = snprintf(
			hop, (size_t)cap, "sip:%.*s;transport=udp", STR_FMT(&host));
	if(dlg->dst_uri.len >= cap)
		return -1;
	return d->routes.len == 0
						   || parse_rr_body(d->routes.s, d->routes.len,
									  &dlg->route_set)
									  == 0
				   ? 0
				   : -1;
}


static int transaction_begin(dlg_t *dlg, const str *headers, sent_t *s)
{
	str method = str_init("SUBSCRIBE"), body = STR_NULL, hdrs = *headers;
	unsigned hash = ~0u, label = ~0u;
	uac_req_t req;

	if(xmpp_presence_tm.calculate_hooks(dlg) < 0)
		return -1;
	set_uac_req(&req, &method, &hdrs, &body, dlg,
			TMCB_LOCAL_COMPLETED | TMCB_DESTROY, subscribe_cb, s);
	if(xmpp_presence_tm.t_uac_with_ids(&req, &hash, &label) < 0)
		return -1;
	/* dropped by event_route[tm:local-request]: its callbacks never run */
	return hash == ~0u ? -1 : 0;
}


static sent_t *sent_make(const presence_pair_t *p)
{
	sent_t *s = shm_malloc(sizeof(*s));

	if(s == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	s->worker = p->worker;
	s->serial = p->serial;
	memcpy(s->token, p->token, sizeof(s->token));
	return s;
}


int xmpp_presence_sip_send(presence_pair_t *p, int expires)
{
	char buf[SIP_HEADERS_MAX], hop[SIP_HOP_MAX];
	str headers = {buf, headers_write(p, expires, buf, sizeof(buf))};
	sent_t *s = sent_make(p);
	dlg_t dlg;
	int rc = -1;

	if(s == NULL)
		return -1;
	p->dialog.loc_cseq++;
	if(headers.len < (int)sizeof(buf)
			&& dialog_build(p, hop, sizeof(hop), &dlg) == 0) {
		rc = transaction_begin(&dlg, &headers, s);
		if(dlg.route_set)
			free_rr(&dlg.route_set);
	}
	if(rc == 0) {
		xmpp_presence_stat(PRESENCE_STAT_SUBSCRIBES);
		return 0;
	}
	shm_free(s);
	LINK_LOG(LM_ERR,
			"SUBSCRIBE of XMPP user %.*s to %.*s could not be sent: it is "
			"tried "
			"again\n",
			STR_FMT(&p->user->bare), STR_FMT(&p->uri));
	return -1;
}


int xmpp_presence_sip_init(void (*f)(const presence_answer_t *answer))
{
	handler = f;
	return 0;
}


/* --- reading -------------------------------------------------------------------------- */

int xmpp_presence_msg_parse(const str *text, sip_msg_t *m)
{
	memset(m, 0, sizeof(*m));
	m->buf = text->s;
	m->len = (unsigned)text->len;
	if(parse_msg(m->buf, m->len, m) == 0 && parse_headers(m, HDR_EOH_F, 0) == 0)
		return 0;
	free_sip_msg(m);
	return -1;
}


str xmpp_presence_msg_header(const sip_msg_t *m, const char *name)
{
	size_t len = strlen(name);
	struct hdr_field *h;
	str none = STR_NULL;

	for(h = m->headers; h; h = h->next)
		if((size_t)h->name.len == len && strncasecmp(h->name.s, name, len) == 0)
			return h->body;
	return none;
}


int xmpp_presence_msg_number(const sip_msg_t *m, const char *name)
{
	str value = xmpp_presence_msg_header(m, name);

	return xmpp_presence_header_number(&value);
}


int xmpp_presence_msg_target(sip_msg_t *m, str *uri)
{
	contact_t *first;

	if(m->contact == NULL || parse_contact(m->contact) < 0)
		return -1;
	first = ((contact_body_t *)m->contact->parsed)->contacts;
	/* it becomes a Request-URI of ours: no fold, no blank */
	if(first == NULL || first->uri.len > TARGET_MAX
			|| !link_text_is_clean(first->uri.s, first->uri.len)
			|| memchr(first->uri.s, ' ', (size_t)first->uri.len) != NULL)
		return -1;
	*uri = first->uri;
	return 0;
}


static int route_add(const char *s, int len, char *buf, int cap, int n)
{
	if(n + len + 1 >= cap)
		return -1;
	return n
		   + snprintf(
				   buf + n, (size_t)(cap - n), "%s%.*s", n ? "," : "", len, s);
}


/* the routes of one line, the last one first */
static int routes_reverse(const str *line, char *buf, int cap, int n)
{
	rr_t *parsed = NULL, *rr, *all[SIP_ROUTE_LINES];
	int count = 0;

	if(parse_rr_body(line->s, line->len, &parsed) < 0)
		return -1;
	for(rr = parsed; rr && n >= 0; rr = rr->next) {
		if(count == SIP_ROUTE_LINES)
			n = -1;
		else
			all[count++] = rr;
	}
	while(count-- > 0 && n >= 0)
		n = route_add(
				all[count]->nameaddr.name.s, all[count]->len, buf, cap, n);
	free_rr(&parsed);
	return n;
}


int xmpp_presence_msg_routes(sip_msg_t *m, int reverse, char *buf, int cap)
{
	str lines[SIP_ROUTE_LINES];
	struct hdr_field *h;
	int count = 0, n = 0, i;

	for(h = m->headers; h; h = h->next)
		if(h->type == HDR_RECORDROUTE_T) {
			if(count == SIP_ROUTE_LINES)
				return -1;
			lines[count++] = h->body;
		}
	for(i = 0; i < count && n >= 0; i++)
		n = reverse ? routes_reverse(&lines[count - 1 - i], buf, cap, n)
					: route_add(lines[i].s, lines[i].len, buf, cap, n);
	return n;
}


/* the token in the user part of a Contact of ours */
static int token_read(const str *user, str *token)
{
	if(user->len != SIP_USER_LEN + PRESENCE_TOKEN_LEN
			|| memcmp(user->s, PRESENCE_WATCH_USER, SIP_USER_LEN) != 0)
		return -1;
	token->s = user->s + SIP_USER_LEN;
	token->len = PRESENCE_TOKEN_LEN;
	return 0;
}


int xmpp_presence_msg_token(sip_msg_t *m, str *token)
{
	return parse_sip_msg_uri(m) < 0 ? -1
									: token_read(&m->parsed_uri.user, token);
}


/* --- our own requests --------------------------------------------------------------------- */

/* its Call-ID and our tag are those of the pair; with the lock */
static int is_of_pair(const presence_pair_t *p, sip_msg_t *msg)
{
	const presence_dialog_of_t *d = &p->dialog;
	const str *callid = &msg->callid->body;
	const str *tag = &get_from(msg)->tag_value;

	return callid->len == PRESENCE_TOKEN_LEN && tag->len == PRESENCE_TAG_LEN
		   && memcmp(callid->s, d->callid, PRESENCE_TOKEN_LEN) == 0
		   && memcmp(tag->s, d->loc_tag, PRESENCE_TAG_LEN) == 0;
}


int xmpp_presence_sip_is_own(sip_msg_t *msg)
{
	int worker, found = 0;
	presence_pair_t *p;
	sip_uri_t uri;
	str contact, token;

	if(msg->first_line.type != SIP_REQUEST
			|| !link_is_own_socket(xmpp_presence_config.sock, &msg->rcv)
			|| parse_headers(msg, HDR_EOH_F, 0) < 0
			|| parse_from_header(msg) < 0 || msg->callid == NULL
			|| xmpp_presence_msg_target(msg, &contact) < 0
			|| parse_uri(contact.s, contact.len, &uri) < 0
			|| token_read(&uri.user, &token) < 0)
		return 0;
	for(worker = 0; worker < xmpp_presence_link.workers() && !found; worker++) {
		xmpp_presence_lock(worker);
		p = xmpp_presence_token_find(worker, &token);
		found = p && is_of_pair(p, msg);
		xmpp_presence_unlock(worker);
	}
	return found;
}
