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
 * \brief jingle :: the SIP dialog of a call
 */

#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/parser/contact/parse_contact.h"
#include "../../core/parser/parse_from.h"
#include "../../core/parser/parse_rr.h"
#include "../../core/parser/parse_to.h"
#include "../../core/parser/parse_uri.h"
#include "../xmpp_link/link_log.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_log.h"
#include "jingle_method.h"
#include "jingle_mime.h"
#include "jingle_route.h"
#include "jingle_table.h"

enum
{
	ROUTES_MAX = 4096, /* bytes of a route set */
	ROUTE_LINES_MAX = 32,
	PHONE_MAX = 8192, /* bytes of its SDP that are kept */
};


static int text_parse(const str *text, sip_msg_t *m)
{
	memset(m, 0, sizeof(*m));
	m->buf = text->s;
	m->len = (unsigned)text->len;
	if(parse_msg(m->buf, m->len, m) == 0 && parse_headers(m, HDR_EOH_F, 0) == 0)
		return 0;
	free_sip_msg(m);
	return -1;
}


int jingle_dialog_count_rr(sip_msg_t *msg)
{
	struct hdr_field *h;
	int n = 0;

	for(h = msg->headers; h != NULL; h = h->next)
		if(h->type == HDR_RECORDROUTE_T)
			n++;
	return n;
}


int jingle_dialog_count_lines(const str *text)
{
	int i, n = 0;

	for(i = 0; i < text->len; i++)
		n += text->s[i] == '\n';
	return n;
}


/* the bodies of all Record-Route lines, "a,b"; reversed for a client */
static int routes_write(sip_msg_t *m, int reverse, char *buf, int cap)
{
	str lines[ROUTE_LINES_MAX];
	struct hdr_field *h;
	rr_t *parsed = NULL, *rr, *all[ROUTE_LINES_MAX];
	int count = 0, routes = 0, n = 0, i;

	for(h = m->headers; h != NULL; h = h->next)
		if(h->type == HDR_RECORDROUTE_T) {
			if(count == ROUTE_LINES_MAX)
				return -1;
			lines[count++] = h->body;
		}
	for(i = 0; i < count && !reverse; i++) {
		if(n + lines[i].len + 1 >= cap)
			return -1;
		n += snprintf(
				buf + n, cap - n, "%s%.*s", n ? "," : "", STR_FMT(&lines[i]));
	}
	for(i = count - 1; i >= 0 && reverse; i--) {
		if(parse_rr_body(lines[i].s, lines[i].len, &parsed) < 0)
			return -1;
		for(routes = 0, rr = parsed; rr != NULL && routes < ROUTE_LINES_MAX;
				rr = rr->next)
			all[routes++] = rr;
		while(routes-- > 0) {
			rr = all[routes];
			if(n + rr->len + 1 >= cap) {
				free_rr(&parsed);
				return -1;
			}
			n += snprintf(buf + n, cap - n, "%s%.*s", n ? "," : "", rr->len,
					rr->nameaddr.name.s);
		}
		free_rr(&parsed);
	}
	return n;
}


static int routes_take(jingle_call_t *c, sip_msg_t *m, int reverse)
{
	char buf[ROUTES_MAX], home[ROUTES_MAX];
	str routes;

	routes.s = buf;
	routes.len = routes_write(m, reverse, buf, sizeof(buf));
	if(routes.len < 0
			|| jingle_route_home(&routes, home, sizeof(home), &routes) < 0) {
		LM_WARN("call %s: the phone's Record-Route is malformed, or has more "
				"than %d lines or %d bytes\n",
				c->gr, ROUTE_LINES_MAX, ROUTES_MAX);
		return -1;
	}
	return jingle_call_set(c, &c->dialog.routes, &routes);
}


static int record_route_take(jingle_call_t *c, sip_msg_t *m)
{
	char buf[ROUTES_MAX];
	struct hdr_field *h;
	str lines;
	int n = 0;

	for(h = m->headers; h != NULL; h = h->next)
		if(h->type == HDR_RECORDROUTE_T) {
			if(n + h->body.len + 20 >= (int)sizeof(buf))
				return -1;
			n += snprintf(buf + n, sizeof(buf) - n, "Record-Route: %.*s\r\n",
					STR_FMT(&h->body));
		}
	lines.s = buf;
	lines.len = n;
	return jingle_call_set(c, &c->record_route, &lines);
}


/* what a reply repeats of the request, in case that tm forgets it */
static int request_take(jingle_call_t *c, sip_msg_t *m)
{
	char buf[ROUTES_MAX];
	struct hdr_field *h;
	str lines;
	int n = 0;

	if(jingle_conf.db_url.len <= 0) /* no restart to outlive */
		return 0;
	for(h = m->headers; h != NULL && n < (int)sizeof(buf); h = h->next)
		if(h->type == HDR_VIA_T || h->type == HDR_VIA2_T)
			n += snprintf(buf + n, sizeof(buf) - n, "Via: %.*s\r\n",
					STR_FMT(&h->body));
	if(n < (int)sizeof(buf))
		n += snprintf(buf + n, sizeof(buf) - n,
				"From: %.*s\r\nTo: %.*s\r\nCall-ID: %.*s\r\n"
				"CSeq: %.*s\r\n",
				STR_FMT(&m->from->body), STR_FMT(&m->to->body),
				STR_FMT(&m->callid->body), STR_FMT(&m->cseq->body));
	if(n >= (int)sizeof(buf))
		return 0; /* this caller will not hear it */
	lines.s = buf;
	lines.len = n;
	return jingle_call_set(c, &c->request, &lines);
}


static int target_take(jingle_call_t *c, sip_msg_t *m)
{
	contact_t *first;

	if(m->contact == NULL || parse_contact(m->contact) < 0)
		return -1;
	first = ((contact_body_t *)m->contact->parsed)->contacts;
	if(first == NULL)
		return -1;
	return jingle_call_set(c, &c->dialog.rem_target, &first->uri);
}


int jingle_dialog_from_request(jingle_call_t *c, const str *text)
{
	struct to_body *from, *to;
	sip_msg_t m;
	int rc = 400;

	if(text_parse(text, &m) < 0)
		return 400;
	if(m.callid == NULL || m.cseq == NULL || parse_from_header(&m) < 0
			|| parse_to_header(&m) < 0 || get_from(&m)->tag_value.len <= 0) {
		LINK_LOG(LM_WARN,
				"INVITE without Call-ID, CSeq, From, From tag or To\n");
		goto out;
	}
	from = get_from(&m);
	to = get_to(&m);
	if(jingle_method_cseq(&m.cseq->body, &c->dialog.rem_cseq) < 0) {
		LINK_LOG(LM_WARN, "INVITE of caller %s with a CSeq of 2^31 or more\n",
				jingle_log_text(&from->uri));
		goto out;
	}
	if(target_take(c, &m) < 0) {
		LINK_LOG(LM_WARN, "INVITE of caller %s without a Contact\n",
				jingle_log_text(&from->uri));
		goto out;
	}
	rc = 503;
	if(jingle_call_set(c, &c->dialog.callid, &m.callid->body) < 0
			|| jingle_call_set(c, &c->dialog.rem_uri, &from->uri) < 0
			|| jingle_call_set(c, &c->dialog.rem_tag, &from->tag_value) < 0
			|| jingle_call_set(c, &c->dialog.loc_uri, &to->uri) < 0
			|| jingle_call_set(c, &c->dialog.rem_name, &from->display) < 0
			|| routes_take(c, &m, 0) < 0 || record_route_take(c, &m) < 0
			|| request_take(c, &m) < 0)
		goto out;
	rc = 0;
out:
	free_sip_msg(&m);
	return rc;
}


/* jingle_reply_repair.c has put right what it could; what it has is enough for a BYE
 * if there is a target */
int jingle_dialog_from_reply(jingle_call_t *c, const str *text)
{
	sip_msg_t m;
	int rc = 0;

	if(text_parse(text, &m) < 0)
		return -1;
	if(parse_to_header(&m) < 0
			|| jingle_call_set(c, &c->dialog.rem_tag, &get_to(&m)->tag_value)
					   < 0) {
		LM_WARN("call %s: the phone's 2xx has no To\n", c->gr);
		rc = -1;
	}
	if(target_take(c, &m) < 0) {
		LM_WARN("call %s: the phone's 2xx has no Contact\n", c->gr);
		rc = -1;
	}
	if(routes_take(c, &m, 1) < 0)
		rc = -1;
	free_sip_msg(&m);
	return rc;
}


int jingle_dialog_refresh(jingle_call_t *c, const str *text)
{
	sip_msg_t m;
	int rc = 0;

	if(text_parse(text, &m) < 0)
		return -1;
	if(m.contact != NULL)
		rc = target_take(c, &m);
	free_sip_msg(&m);
	return rc;
}


int jingle_dialog_to_tag(const str *text, str *tag)
{
	sip_msg_t m;
	int rc = -1;

	if(text_parse(text, &m) < 0)
		return -1;
	if(parse_to_header(&m) == 0 && get_to(&m)->tag_value.len > 0) {
		*tag = get_to(&m)->tag_value;
		rc = 0;
	}
	free_sip_msg(&m);
	return rc;
}


int jingle_dialog_header(const str *text, const char *name, str *value)
{
	return jingle_dialog_header_nth(text, name, 0, value);
}


int jingle_dialog_header_nth(
		const str *text, const char *name, int n, str *value)
{
	struct hdr_field *h;
	sip_msg_t m;
	size_t len = strlen(name);
	int rc = -1;

	if(text->len <= 0 || text_parse(text, &m) < 0)
		return -1;
	for(h = m.headers; h != NULL && rc < 0; h = h->next)
		if((size_t)h->name.len == len && strncasecmp(h->name.s, name, len) == 0
				&& n-- == 0) {
			*value = h->body;
			rc = 0;
		}
	free_sip_msg(&m);
	return rc;
}


/* "SIP/2.0 486 Busy Here" */
void jingle_dialog_phrase(const str *text, str *phrase)
{
	const char *end = text->len > 0 ? memchr(text->s, '\r', text->len) : NULL;

	phrase->s = NULL;
	phrase->len = 0;
	if(end != NULL && end - text->s > 12) {
		phrase->s = text->s + 12;
		phrase->len = (int)(end - phrase->s);
	}
}


int jingle_dialog_reply_text(const jingle_call_t *c, const str *request,
		const str *sdp, char *buf, int cap)
{
	sip_msg_t m;
	int n = -1;

	if(text_parse(request, &m) < 0)
		return -1;
	if(m.h_via1 != NULL && m.from != NULL && m.to != NULL && m.callid != NULL
			&& m.cseq != NULL)
		n = snprintf(buf, cap,
				"SIP/2.0 200 OK\r\nVia: %.*s\r\nFrom: %.*s\r\nTo: %.*s\r\n"
				"Call-ID: %.*s\r\nCSeq: %.*s\r\n",
				STR_FMT(&m.h_via1->body), STR_FMT(&m.from->body),
				STR_FMT(&m.to->body), STR_FMT(&m.callid->body),
				STR_FMT(&m.cseq->body));
	free_sip_msg(&m);
	if(n >= 0 && n < cap)
		n += jingle_dialog_contact(c, buf + n, cap - n);
	if(n >= 0 && n < cap)
		n += snprintf(buf + n, cap - n,
				"Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n"
				"%.*s",
				sdp->len, STR_FMT(sdp));
	return n;
}


int jingle_dialog_body(const str *text, str *body)
{
	return jingle_mime_sdp(text, body) == JINGLE_MIME_SDP ? 0 : -1;
}


void jingle_dialog_refreshed(jingle_call_t *c, const str *text)
{
	str body;

	if(jingle_dialog_body(text, &body) < 0 || body.len > PHONE_MAX
			|| jingle_call_set(c, &c->phone, &body) < 0)
		jingle_call_clear(c, &c->phone);
}


int jingle_dialog_contact(const jingle_call_t *c, char *buf, int cap)
{
	struct sip_uri uri;
	str host = jingle_conf.sock->sock_str, own = c->dialog.loc_uri;
	char *colon = memchr(host.s, ':', (size_t)host.len);

	if(colon != NULL) { /* "udp:host:port" */
		host.len -= (int)(colon + 1 - host.s);
		host.s = colon + 1;
	}
	if(own.len > 0 && parse_uri(own.s, own.len, &uri) == 0 && uri.user.len > 0)
		return snprintf(buf, cap, "Contact: <sip:%.*s@%.*s;gr=%s>\r\n",
				STR_FMT(&uri.user), STR_FMT(&host), c->gr);
	return snprintf(
			buf, cap, "Contact: <sip:%.*s;gr=%s>\r\n", STR_FMT(&host), c->gr);
}


int jingle_dialog_text(const jingle_call_t *c, const char *method, int ours,
		const char *type, const str *body, char *buf, int cap)
{
	const str *from = ours ? &c->dialog.loc_uri : &c->dialog.rem_uri;
	const str *to = ours ? &c->dialog.rem_uri : &c->dialog.loc_uri;
	str tags[2];
	int n;

	tags[ours ? 0 : 1].s = (char *)c->dialog.loc_tag;
	tags[ours ? 0 : 1].len = JINGLE_TAG_LEN;
	tags[ours ? 1 : 0] = c->dialog.rem_tag;
	n = snprintf(buf, cap,
			"%s %.*s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK%s\r\n"
			"From: <%.*s>;tag=%.*s\r\nTo: <%.*s>%s%.*s\r\n"
			"Call-ID: %.*s\r\nCSeq: %u %s\r\n",
			method, STR_FMT(to), c->gr, STR_FMT(from), STR_FMT(&tags[0]),
			STR_FMT(to), tags[1].len > 0 ? ";tag=" : "", STR_FMT(&tags[1]),
			STR_FMT(&c->dialog.callid), c->dialog.loc_cseq + 1, method);
	if(n < cap && type != NULL)
		n += snprintf(buf + n, cap - n, "Content-Type: %s\r\n", type);
	if(n < cap)
		n += snprintf(buf + n, cap - n, "Content-Length: %d\r\n\r\n%.*s",
				type != NULL ? body->len : 0, type != NULL ? body->len : 0,
				type != NULL ? body->s : "");
	return n;
}


int jingle_dialog_build(jingle_call_t *c, dlg_t *dlg)
{
	memset(dlg, 0, sizeof(*dlg));
	dlg->id.call_id = c->dialog.callid;
	dlg->id.loc_tag.s = c->dialog.loc_tag;
	dlg->id.loc_tag.len = JINGLE_TAG_LEN;
	dlg->id.rem_tag = c->dialog.rem_tag;
	dlg->loc_uri = c->dialog.loc_uri;
	dlg->rem_uri = c->dialog.rem_uri;
	dlg->rem_target = c->dialog.rem_target;
	dlg->loc_seq.value = c->dialog.loc_cseq;
	dlg->loc_seq.is_set = 1;
	dlg->state = DLG_CONFIRMED;
	dlg->send_sock = jingle_conf.sock;
	if(c->dialog.routes.len > 0
			&& parse_rr_body(c->dialog.routes.s, c->dialog.routes.len,
					   &dlg->route_set)
					   != 0) {
		LM_ERR("call %s: the route set of its dialog cannot be parsed\n",
				c->gr);
		return -1;
	}
	return 0;
}


void jingle_dialog_done(dlg_t *dlg)
{
	if(dlg->route_set != NULL)
		free_rr(&dlg->route_set);
}


int jingle_dialog_transaction(
		jingle_call_t *c, uac_req_t *req, unsigned *hash, unsigned *label)
{
	int rc;

	/* what event_route[tm:local-request] drops is no error for tm: it makes no
	 * transaction then, and its callbacks never run */
	*hash = *label = ~0u;
	rc = jingle_tm.t_uac_with_ids(req, hash, label);
	if(rc >= 0 && *hash != ~0u)
		return 0;
	if(rc < 0)
		LM_ERR("call %s: cannot send %.*s to phone %.*s (%d), Call-ID %.*s\n",
				c->gr, STR_FMT(req->method), STR_FMT(&req->dialog->rem_target),
				rc, STR_FMT(&c->dialog.callid));
	else
		LM_WARN("call %s: our %.*s to the phone was dropped by "
				"event_route[tm:local-request], Call-ID %.*s\n",
				c->gr, STR_FMT(req->method), STR_FMT(&c->dialog.callid));
	return -1;
}


int jingle_dialog_send(jingle_call_t *c, const char *method, const str *hdrs,
		const str *body, transaction_cb cb)
{
	uac_req_t req;
	str m, h = STR_NULL, b = STR_NULL;
	unsigned hash, label;
	dlg_t dlg;
	int rc;

	if(jingle_dialog_build(c, &dlg) < 0)
		return -1;
	if(strcmp(method, "ACK") != 0)
		dlg.loc_seq.value++;
	m.s = (char *)method;
	m.len = (int)strlen(method);
	if(hdrs != NULL)
		h = *hdrs;
	if(body != NULL)
		b = *body;
	if(cb != NULL)
		jingle_table_ref(c);
	set_uac_req(&req, &m, &h, &b, &dlg,
			cb != NULL ? TMCB_LOCAL_COMPLETED | TMCB_DESTROY : 0, cb, c);
	if(strcmp(method, "INVITE") == 0)
		req.cb_flags |= TMCB_DONT_ACK;
	rc = jingle_dialog_transaction(c, &req, &hash, &label);
	c->dialog.loc_cseq = dlg.loc_seq.value;
	jingle_dialog_done(&dlg);
	if(rc < 0 && cb != NULL)
		jingle_table_put(c);
	return rc;
}


void jingle_dialog_ack(jingle_call_t *c, unsigned cseq)
{
	str method = str_init("ACK"), none = STR_NULL;
	unsigned hash, label;
	uac_req_t req;
	dlg_t dlg;

	if(c->dialog.rem_target.len <= 0 || jingle_dialog_build(c, &dlg) < 0)
		return;
	dlg.loc_seq.value = cseq;
	set_uac_req(&req, &method, &none, &none, &dlg, 0, NULL, NULL);
	jingle_dialog_transaction(c, &req, &hash, &label);
	jingle_dialog_done(&dlg);
}
