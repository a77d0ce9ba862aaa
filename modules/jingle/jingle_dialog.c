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
 *
 * Keeps Call-ID, tags, CSeq, remote target and route set as strings, so that
 * they can be stored and restored; the owner changes them, under the call's
 * slot lock, and other processes read them. For each request a dlg_t is built
 * for tm on the stack and freed afterwards. A dialog begins with the phone's
 * INVITE or with the 2xx to ours, and ends with the call.
 */

#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/mem.h"
#include "../../core/parser/contact/parse_contact.h"
#include "../../core/parser/parse_from.h"
#include "../../core/parser/parse_rr.h"
#include "../../core/parser/parse_to.h"
#include "../../core/parser/parse_uri.h"
#include "../xmpp_link/link_log.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_hooks.h"
#include "jingle_log.h"
#include "../jingle_sdp/jingle_mime.h"
#include "jingle_table.h"

enum
{
	ROUTES_MAX = 4096, /* bytes of the lines that a reply repeats */
	PHONE_MAX = 8192,  /* bytes of its SDP that are kept */
};


int jingle_dialog_parse(const str *text, sip_msg_t *m)
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


/* what is wrong with the headers of an INVITE or a 2xx, in the log */
static void routes_bad(const jingle_call_t *c)
{
	LM_WARN("call %s: the phone's Record-Route is malformed, or has more than "
			"%d lines or %d bytes\n",
			c->gr, JINGLE_SIP_ROUTE_LINES, JINGLE_SIP_ROUTES_MAX);
}


/* the status to refuse an INVITE with */
static int invite_bad(jingle_call_t *c, sip_msg_t *m, int faults)
{
	if(faults & JINGLE_SIP_HEADERS) {
		LINK_LOG(LM_WARN,
				"INVITE without Call-ID, CSeq, From, From tag or To\n");
		return 400;
	}
	if(faults & JINGLE_SIP_CSEQ) {
		LINK_LOG(LM_WARN, "INVITE of caller %s with a CSeq of 2^31 or more\n",
				jingle_log_text(&get_from(m)->uri));
		return 400;
	}
	if(faults & JINGLE_SIP_NO_TARGET) {
		LINK_LOG(LM_WARN, "INVITE of caller %s without a Contact\n",
				jingle_log_text(&get_from(m)->uri));
		return 400;
	}
	if(faults & JINGLE_SIP_ROUTES)
		routes_bad(c);
	return 503;
}


int jingle_dialog_from_request(jingle_call_t *c, sip_msg_t *m)
{
	int faults;

	if(m == NULL)
		return 400;
	faults = jingle_sip_dialog_uas(&c->dialog, m);
	if(faults != 0)
		return invite_bad(c, m, faults);
	return record_route_take(c, m) < 0 || request_take(c, m) < 0 ? 503 : 0;
}


/* jingle_reply_repair.c has put right what it could; what it has is enough for a
 * BYE if there is a target */
int jingle_dialog_from_reply(jingle_call_t *c, sip_msg_t *m)
{
	int faults;

	if(m == NULL)
		return -1;
	faults = jingle_sip_dialog_uac(&c->dialog, m);
	if(faults & JINGLE_SIP_HEADERS)
		LM_WARN("call %s: the phone's 2xx has no To\n", c->gr);
	if(faults & JINGLE_SIP_NO_TARGET)
		LM_WARN("call %s: the phone's 2xx has no Contact\n", c->gr);
	if(faults & JINGLE_SIP_ROUTES)
		routes_bad(c);
	return faults == 0 ? 0 : -1;
}


int jingle_dialog_refresh(jingle_call_t *c, sip_msg_t *m)
{
	return m != NULL ? jingle_sip_dialog_refresh(&c->dialog, m) : -1;
}


int jingle_dialog_to_tag(sip_msg_t *m, str *tag)
{
	if(m == NULL || parse_to_header(m) < 0 || get_to(m)->tag_value.len <= 0)
		return -1;
	*tag = get_to(m)->tag_value;
	return 0;
}


int jingle_dialog_header(const sip_msg_t *m, const char *name, str *value)
{
	const struct hdr_field *at = NULL;

	return jingle_dialog_header_next(m, name, &at, value);
}


int jingle_dialog_header_next(const sip_msg_t *m, const char *name,
		const struct hdr_field **at, str *value)
{
	size_t len = strlen(name);
	const struct hdr_field *h = m != NULL ? m->headers : NULL;

	for(h = *at != NULL ? (*at)->next : h; h != NULL; h = h->next)
		if((size_t)h->name.len == len
				&& strncasecmp(h->name.s, name, len) == 0) {
			*at = h;
			*value = h->body;
			return 0;
		}
	return -1;
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


int jingle_dialog_reply_text(const jingle_call_t *c, const sip_msg_t *request,
		const str *sdp, char *buf, int cap)
{
	const sip_msg_t *m = request;
	int n;

	if(m == NULL || m->h_via1 == NULL || m->from == NULL || m->to == NULL
			|| m->callid == NULL || m->cseq == NULL)
		return -1;
	n = snprintf(buf, cap,
			"SIP/2.0 200 OK\r\nVia: %.*s\r\nFrom: %.*s\r\nTo: %.*s\r\n"
			"Call-ID: %.*s\r\nCSeq: %.*s\r\n",
			STR_FMT(&m->h_via1->body), STR_FMT(&m->from->body),
			STR_FMT(&m->to->body), STR_FMT(&m->callid->body),
			STR_FMT(&m->cseq->body));
	if(n < cap)
		n += jingle_dialog_contact(c, buf + n, cap - n);
	if(n < cap)
		n += snprintf(buf + n, cap - n,
				"Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n"
				"%.*s",
				sdp->len, STR_FMT(sdp));
	return n;
}


int jingle_dialog_answer_text(
		const jingle_call_t *c, const str *sdp, char *buf, int cap)
{
	static const str status = str_init("SIP/2.0 200 OK");
	int n = jingle_dialog_text(
			c, "INVITE", 1, "application/sdp", sdp, buf, cap);
	const char *end;
	int line;

	if(n >= cap)
		return n;
	/* the request line is longer: it has a URI between method and version */
	end = memchr(buf, '\r', (size_t)n);
	line = (int)(end - buf) - status.len;
	memmove(buf + status.len, end, (size_t)(n - line - status.len));
	memcpy(buf, status.s, (size_t)status.len);
	return n - line;
}


int jingle_dialog_body(const str *text, str *body)
{
	return jingle_sdp.mime_sdp(text, body) == JINGLE_MIME_SDP ? 0 : -1;
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
	return jingle_sip_dialog_contact(&c->dialog, c->gr, buf, cap);
}


int jingle_dialog_text(const jingle_call_t *c, const char *method, int ours,
		const char *type, const str *body, char *buf, int cap)
{
	int n = jingle_sip_dialog_head(&c->dialog, method, ours, c->gr, buf, cap);

	if(n < cap && type != NULL)
		n += snprintf(buf + n, cap - n, "Content-Type: %s\r\n", type);
	if(n < cap)
		n += snprintf(buf + n, cap - n, "Content-Length: %d\r\n\r\n%.*s",
				type != NULL ? body->len : 0, type != NULL ? body->len : 0,
				type != NULL ? body->s : "");
	return n;
}


void jingle_dialog_to_tag_cut(str *text)
{
	char *end = text->s + text->len;
	char *to = strstr(text->s, "\r\nTo: "), *tag, *eol;

	tag = to != NULL ? strstr(to, ";tag=") : NULL;
	eol = to != NULL ? strstr(to + 2, "\r\n") : NULL;
	if(tag == NULL || eol == NULL || tag > eol)
		return;
	memmove(tag, eol, (size_t)(end - eol) + 1);
	text->len -= (int)(eol - tag);
}


void jingle_dialog_not_sent(
		const jingle_call_t *c, const char *method, const str *to, int rc)
{
	if(rc == JINGLE_SIP_DROPPED)
		LM_WARN("call %s: our %s to the phone was dropped by "
				"event_route[tm:local-request], Call-ID %.*s\n",
				c->gr, method, STR_FMT(&c->dialog.callid));
	else if(rc == JINGLE_SIP_NO_ROUTE)
		LM_ERR("call %s: the route set of its dialog cannot be parsed\n",
				c->gr);
	else if(rc < 0)
		LM_ERR("call %s: cannot send %s to phone %.*s (%d), Call-ID %.*s\n",
				c->gr, method, STR_FMT(to), rc, STR_FMT(&c->dialog.callid));
}


/* s: what is kept of it, until tm has ended its transaction; NULL: nothing is */
static int request_send(jingle_call_t *c, const char *method, const str *hdrs,
		const str *body, transaction_cb cb, jingle_sent_t *s)
{
	int waited = cb != NULL || s != NULL, rc;

	if(waited)
		jingle_table_ref(c);
	rc = jingle_sip_dialog_send(&c->dialog, method, hdrs, body,
			s != NULL ? jingle_sent_cb : cb, s != NULL ? (void *)s : (void *)c);
	jingle_dialog_not_sent(c, method, &c->dialog.rem_target, rc);
	if(rc < 0 && waited)
		jingle_table_put(c);
	if(rc < 0 && s != NULL)
		jingle_sent_put(s);
	return rc < 0 ? -1 : 0;
}


/* It may be answered before tm has returned: its CSeq is set before it goes. */
static jingle_sent_t *sent_keep(jingle_call_t *c, const char *method,
		const str *hdrs, const str *body, transaction_cb cb, int nth)
{
	jingle_sent_t *s = jingle_sent_new(c, method, hdrs, body, cb, nth);

	if(s != NULL)
		s->cseq = c->dialog.loc_cseq + 1;
	return s;
}


int jingle_dialog_send(jingle_call_t *c, const char *method, const str *hdrs,
		const str *body, transaction_cb cb)
{
	jingle_sent_t *s = NULL;

	if(jingle_hooks_credentials(c))
		s = sent_keep(c, method, hdrs, body, cb, 0);
	return request_send(c, method, hdrs, body, cb, s);
}


int jingle_dialog_send_authorized(
		jingle_call_t *c, const jingle_sent_t *s, const str *authorization)
{
	str hdrs;
	int rc;

	hdrs.len = s->hdrs.len + authorization->len;
	hdrs.s = pkg_malloc((size_t)hdrs.len + 1);
	if(hdrs.s == NULL) {
		PKG_MEM_ERROR;
		return -1;
	}
	memcpy(hdrs.s, s->hdrs.s, (size_t)s->hdrs.len);
	memcpy(hdrs.s + s->hdrs.len, authorization->s, (size_t)authorization->len);
	rc = request_send(c, s->method, &hdrs, &s->body, s->cb,
			sent_keep(c, s->method, &s->hdrs, &s->body, s->cb, s->nth + 1));
	pkg_free(hdrs.s);
	return rc;
}


void jingle_dialog_authorization(jingle_call_t *c, const str *lines)
{
	if(jingle_call_set(c, &c->authorization, lines) == 0)
		c->authorization_cseq = c->dialog.loc_cseq;
}


void jingle_dialog_ack(jingle_call_t *c, unsigned cseq)
{
	if(c->dialog.rem_target.len > 0)
		jingle_dialog_not_sent(c, "ACK", &c->dialog.rem_target,
				jingle_sip_dialog_ack(&c->dialog, cseq,
						cseq == c->authorization_cseq ? &c->authorization
													  : NULL));
}
