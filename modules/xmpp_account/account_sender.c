/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: requests of accounts leave by processes of their own
 *
 * A request is a block of shared memory whose pointer goes through a pipe. Which
 * sender has it is chosen by its next hop (account_lane.h).
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../core/cfg/cfg_struct.h"
#include "../../core/dprint.h"
#include "../../core/forward.h"
#include "../../core/mem/shm_mem.h"
#include "../../core/parser/parse_rr.h"
#include "../../core/parser/parse_uri.h"
#include "../../core/pt.h"
#include "../../core/resolve.h"
#include "../../core/sr_module.h"
#include "../../modules/tm/tm_load.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "account_config.h"
#include "account_lane.h"
#include "account_sender.h"
#include "account_service.h"
#include "account_tls.h"

enum
{
	SENDER_URI_MAX = 1024,
	SENDER_HEADERS_MAX = 16384,
	SENDER_REPLY_MAX = 16384, /* bytes of an answer that are looked at */
};

typedef struct sending
{
	int worker;
	account_kind_t kind;
	unsigned serial;
	unsigned cseq;
	int expires;
	uint32_t host; /* of its next hop */
	int is_tls;	   /* so it was sent; set before tm has it */
	account_transport_t transport;
	char token[ACCOUNT_TOKEN_LEN + 1];
	char callid[ACCOUNT_TOKEN_LEN + 1];
	char tag[ACCOUNT_TAG_LEN + 1];
	str aor;
	str remote_tag;
	str routes;
	str uri;
	str hop;
	str headers;
	str contact; /* set by the sender: room for a URI is behind the others */
} sending_t;

typedef struct coming
{
	xmpp_link_task_t task; /* first: the worker hands it to us */
	account_kind_t kind;
	account_incoming_t in;
	char token[ACCOUNT_TOKEN_LEN + 1];
} coming_t;

static tm_api_t tm;
static account_incoming_f handlers[ACCOUNT_KINDS];
static int pipes[ACCOUNT_LANES][2];


/* --- back to the owner --------------------------------------------------------------- */

static void coming_run(xmpp_link_task_t *t)
{
	coming_t *c = (coming_t *)t;

	if(handlers[c->kind])
		handlers[c->kind](&c->in);
	shm_free(c);
}


static void shm_text(char **at, str *field, const str *value)
{
	if(value->len > 0)
		memcpy(*at, value->s, (size_t)value->len);
	field->s = *at;
	field->len = value->len;
	*at += value->len;
}


/* An answer that is lost is silence: the owner waits for a limited time. */
static void coming_post(const sending_t *s, int code, const str *text,
		const struct receive_info *rcv, const char *reason)
{
	coming_t *c = shm_malloc(sizeof(*c) + (size_t)(text->len + s->contact.len));
	char *at = (char *)(c + 1);

	if(c == NULL) {
		SHM_MEM_ERROR;
		return;
	}
	memset(c, 0, sizeof(*c));
	c->task.run = coming_run;
	c->kind = s->kind;
	memcpy(c->token, s->token, sizeof(c->token));
	c->in.token.s = c->token;
	c->in.token.len = ACCOUNT_TOKEN_LEN;
	c->in.serial = s->serial;
	c->in.code = code;
	c->in.reason = reason;
	if(rcv)
		c->in.source = rcv->src_ip;
	shm_text(&at, &c->in.text, text);
	shm_text(&at, &c->in.contact, &s->contact);
	if(xmpp_account_link.post(s->worker, &c->task, 1) < 0)
		shm_free(c);
}


static void coming_none(const sending_t *s, const char *reason)
{
	static const str none = STR_NULL;

	coming_post(s, 0, &none, NULL, reason);
}


/* in any process, maybe with tm's locks held */
/* where a request goes first */
static const str *first_hop(
		const str *hop, const str *routes, const str *uri, str *first)
{
	*first = xmpp_account_service_first(routes);
	return hop->len > 0 ? hop : first->len > 0 ? first : uri;
}


static void answer_cb(struct cell *t, int type, struct tmcb_params *ps)
{
	sending_t *s = *ps->param;
	str text = STR_NULL, first;

	(void)t;
	if(type & TMCB_DESTROY) {
		shm_free(s);
		return;
	}
	if(ps->code < 200)
		return;
	if(ps->rpl == NULL || ps->rpl == FAKED_REPLY) {
		coming_none(s, s->transport == ACCOUNT_TLS
							   ? "no answer by TLS: is its certificate valid, "
								 "and signed by whom we trust?"
							   : "no answer");
		return;
	}
	if(s->is_tls
			&& xmpp_account_tls_is_foreign(ps->rpl, &s->aor,
					first_hop(&s->hop, &s->routes, &s->uri, &first))) {
		coming_none(s, "the certificate of the server is of another host");
		return;
	}
	text.s = ps->rpl->buf;
	text.len = (int)ps->rpl->len;
	if(text.len > SENDER_REPLY_MAX)
		text.len = SENDER_REPLY_MAX;
	coming_post(s, ps->code, &text, &ps->rpl->rcv, NULL);
}


/* --- the sender ------------------------------------------------------------------------- */

/* return 0, -1: it cannot be found */
static int host_find(const sending_t *s, const sip_uri_t *uri, char *proto,
		union sockaddr_union *to)
{
	uint64_t now = xmpp_account_link.now(), then = now;
	str host = uri->host;
	int rc, left;

	if(xmpp_account_lane_is_dead(s->host, now))
		return -1;
	rc = sip_hostport2su(to, &host, uri->port_no, proto);
	now = xmpp_account_link.now();
	left = xmpp_account_lane_done(s->host, rc == 0, (int)(now - then), now);
	if(left > 0)
		LINK_LOG(LM_NOTICE,
				"no name server says where %.*s is: it is not looked for "
				"within the next %d s\n",
				STR_FMT(&host), left);
	return rc == 0 ? 0 : -1;
}


/* The socket by which a request to this URI leaves; NULL: there is none. */
static struct socket_info *socket_find(
		const sending_t *s, const str *uri, const char **reason)
{
	union sockaddr_union to;
	struct socket_info *sock;
	sip_uri_t parsed;
	char proto;

	*reason = "its domain cannot be found";
	if(parse_uri(uri->s, uri->len, &parsed) < 0)
		return NULL;
	proto = (char)(parsed.type == SIPS_URI_T ? PROTO_TLS : parsed.proto);
	if(host_find(s, &parsed, &proto, &to) < 0)
		return NULL;
	sock = get_send_socket2(NULL, &to, proto, NULL);
	if(sock == NULL)
		*reason = "the gateway has no socket for this transport";
	return sock;
}


/* sip:TOKEN@host:port, into the room behind the texts of s */
static int contact_write(sending_t *s, const struct socket_info *sock)
{
	const str *host = &xmpp_account_config.contact;
	const char *transport = s->transport == ACCOUNT_UDP	  ? ""
							: s->transport == ACCOUNT_TCP ? ";transport=tcp"
														  : ";transport=tls";
	const str *name = sock->useinfo.name.len > 0 ? &sock->useinfo.name
												 : &sock->address_str;
	int port =
			sock->useinfo.port_no > 0 ? sock->useinfo.port_no : sock->port_no;
	int is_ipv6 = memchr(name->s, ':', (size_t)name->len) != NULL
				  && name->s[0] != '[';

	if(host->len > 0)
		s->contact.len = snprintf(s->contact.s, SENDER_URI_MAX, "sip:%s@%.*s%s",
				s->token, STR_FMT(host), transport);
	else
		s->contact.len = snprintf(s->contact.s, SENDER_URI_MAX,
				"sip:%s@%s%.*s%s:%d%s", s->token, is_ipv6 ? "[" : "",
				STR_FMT(name), is_ipv6 ? "]" : "", port, transport);
	if(s->contact.len < SENDER_URI_MAX)
		return 0;
	s->contact.len = 0;
	return -1;
}


static const str methods[ACCOUNT_KINDS] = {
		[ACCOUNT_REGISTER] = str_init("REGISTER"),
		[ACCOUNT_SUBSCRIBE] = str_init("SUBSCRIBE"),
		[ACCOUNT_OPTIONS] = str_init("OPTIONS"),
};


static int headers_write(const sending_t *s, char *buf, int cap)
{
	if(s->kind == ACCOUNT_SUBSCRIBE)
		return snprintf(buf, (size_t)cap,
				"Contact: <%.*s>\r\nEvent: message-summary\r\n"
				"Accept: application/simple-message-summary\r\n"
				"Expires: %d\r\n%.*s",
				STR_FMT(&s->contact), s->expires, STR_FMT(&s->headers));
	if(s->kind == ACCOUNT_OPTIONS)
		return snprintf(buf, (size_t)cap,
				"Contact: <%.*s>\r\nAccept: application/sdp\r\n",
				STR_FMT(&s->contact));
	return snprintf(buf, (size_t)cap,
			"Contact: <%.*s>;expires=%d\r\nExpires: %d\r\n"
			"Supported: path\r\n%.*s",
			STR_FMT(&s->contact), s->expires, s->expires, STR_FMT(&s->headers));
}


/* return 0, -1: its route set cannot be read */
static int dialog_write(sending_t *s, dlg_t *dlg)
{
	memset(dlg, 0, sizeof(*dlg));
	dlg->id.call_id.s = s->callid;
	dlg->id.call_id.len = ACCOUNT_TOKEN_LEN;
	dlg->id.loc_tag.s = s->tag;
	dlg->id.loc_tag.len = ACCOUNT_TAG_LEN;
	dlg->id.rem_tag = s->remote_tag;
	dlg->loc_uri = s->aor;
	dlg->rem_uri = s->aor;
	dlg->rem_target = s->uri;
	if(s->hop.len > 0)
		dlg->dst_uri = s->hop;
	dlg->loc_seq.value = s->cseq;
	dlg->loc_seq.is_set = 1;
	dlg->state = s->remote_tag.len > 0 ? DLG_CONFIRMED : DLG_NEW;
	if(s->routes.len > 0
			&& parse_rr_body(s->routes.s, s->routes.len, &dlg->route_set) < 0)
		return -1;
	if(tm.calculate_hooks(dlg) < 0)
		return -1;
	/* an outbound proxy is in front of the route set, too */
	if(s->hop.len > 0)
		dlg->hooks.next_hop = &dlg->dst_uri;
	return 0;
}


/* s is tm's when it was sent. return 0, -1 */
static int transaction_begin(sending_t *s, dlg_t *dlg)
{
	static char headers[SENDER_HEADERS_MAX];
	str method = methods[s->kind], body = STR_NULL, hdrs = {headers, 0};
	unsigned hash = ~0u, label = ~0u;
	uac_req_t req;

	hdrs.len = headers_write(s, headers, sizeof(headers));
	if(hdrs.len >= (int)sizeof(headers))
		return -1;
	set_uac_req(&req, &method, &hdrs, &body, dlg,
			TMCB_LOCAL_COMPLETED | TMCB_DESTROY, answer_cb, s);
	if(tm.t_uac_with_ids(&req, &hash, &label) < 0)
		return -1;
	/* dropped by event_route[tm:local-request]: its callbacks never run */
	return hash == ~0u ? -1 : 0;
}


static void sending_run(sending_t *s)
{
	const char *reason = "the request could not be sent";
	int sent = 0;
	dlg_t dlg;

	if(dialog_write(s, &dlg) == 0
			&& (dlg.send_sock = socket_find(s, dlg.hooks.next_hop, &reason))
					   != NULL) {
		reason = "the request could not be sent";
		s->is_tls = dlg.send_sock->proto == PROTO_TLS;
		sent = contact_write(s, dlg.send_sock) == 0
			   && transaction_begin(s, &dlg) == 0;
	}
	if(dlg.route_set)
		free_rr(&dlg.route_set);
	if(sent)
		return;
	coming_none(s, reason);
	shm_free(s);
}


static void process_run(int fd)
{
	sending_t *s;
	ssize_t n;

	for(;;) {
		n = read(fd, &s, sizeof(s));
		if(n < 0 && errno == EINTR)
			continue;
		if(n != (ssize_t)sizeof(s))
			return;
		cfg_update();
		sending_run(s);
	}
}


void xmpp_account_sender_hear(account_kind_t kind, account_incoming_f f)
{
	handlers[kind] = f;
}


int xmpp_account_sender_init(void)
{
	char salt[ACCOUNT_LANE_SALT + 1];
	int i;

	if(tm_load_api(&tm) < 0) {
		LM_ERR("the module tm must be loaded\n");
		return -1;
	}
	xmpp_account_link.random_text(salt, ACCOUNT_LANE_SALT);
	if(xmpp_account_lane_init(salt) < 0 || xmpp_account_tls_init() < 0)
		return -1;
	for(i = 0; i < ACCOUNT_LANES; i++)
		if(pipe(pipes[i]) < 0 || fcntl(pipes[i][1], F_SETFL, O_NONBLOCK) < 0) {
			LM_ERR("cannot make a pipe: %s\n", strerror(errno));
			return -1;
		}
	register_procs(ACCOUNT_LANES);
	cfg_register_child(ACCOUNT_LANES);
	return 0;
}


int xmpp_account_sender_fork(void)
{
	int i, pid;

	for(i = 0; i < ACCOUNT_LANES; i++) {
		pid = fork_process(PROC_RPC, "xmpp_account sender", 1);
		if(pid < 0)
			return -1;
		if(pid > 0)
			continue;
		if(cfg_child_init() < 0)
			return -1;
		process_run(pipes[i][0]);
		return -1;
	}
	return 0;
}


/* --- the owner --------------------------------------------------------------------------- */

static sending_t *sending_make(const account_outgoing_t *out)
{
	const account_t *a = out->account;
	size_t size = (size_t)(a->fields.aor.len + out->remote_tag.len
						   + out->routes.len + out->uri.len + out->hop.len
						   + out->headers.len + SENDER_URI_MAX);
	sending_t *s = shm_malloc(sizeof(*s) + size);
	char *at = (char *)(s + 1);

	if(s == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	memset(s, 0, sizeof(*s));
	s->worker = a->worker;
	s->kind = out->kind;
	s->serial = out->serial;
	s->cseq = out->cseq;
	s->expires = out->expires;
	s->transport = a->fields.transport;
	memcpy(s->token, a->token, sizeof(s->token));
	memcpy(s->callid, out->callid, ACCOUNT_TOKEN_LEN);
	if(out->tag)
		memcpy(s->tag, out->tag, ACCOUNT_TAG_LEN);
	else
		xmpp_account_link.random_text(s->tag, ACCOUNT_TAG_LEN);
	shm_text(&at, &s->aor, &a->fields.aor);
	shm_text(&at, &s->remote_tag, &out->remote_tag);
	shm_text(&at, &s->routes, &out->routes);
	shm_text(&at, &s->uri, &out->uri);
	shm_text(&at, &s->hop, &out->hop);
	shm_text(&at, &s->headers, &out->headers);
	s->contact.s = at;
	return s;
}


static uint32_t next_host(const account_outgoing_t *out)
{
	str first;

	return xmpp_account_lane_host(
			first_hop(&out->hop, &out->routes, &out->uri, &first));
}


int xmpp_account_sender_put(const account_outgoing_t *out)
{
	str host = xmpp_account_aor_host(&out->account->fields.aor);
	sending_t *s = sending_make(out);

	if(s == NULL)
		return -1;
	s->host = next_host(out);
	if(write(pipes[xmpp_account_lane(s->host)][1], &s, sizeof(s))
			== (ssize_t)sizeof(s))
		return 0;
	shm_free(s);
	LINK_LOG(LM_WARN,
			"requests to %.*s wait for its DNS: the account of XMPP user "
			"%.*s is tried later\n",
			STR_FMT(&host), STR_FMT(&out->account->fields.owner));
	return -1;
}
