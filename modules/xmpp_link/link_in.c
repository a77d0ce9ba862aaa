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
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_link :: inbound stanzas and their handlers
 *
 * The table of handlers is filled in mod_init and read by all workers. A
 * stanza comes from link_talk_in.c, in the worker that owns its remote JID:
 * answers to our iqs end in link_iq.c, the rest is offered to the handlers in
 * order until one takes it, and an iq that none takes is answered.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"

#include "link_in.h"
#include "link_iq.h"
#include "link_log.h"
#include "link_out.h"
#include "link_stats.h"
#include "xml_build.h"

enum
{
	IN_HANDLERS = 64,
	IN_ANSWER_MAX = 16 * 1024 /* bytes; a JID has 3071 at most */
};

typedef struct in_handler
{
	xmpp_link_kind_t kind;
	const char *ns; /* NULL: any */
	xmpp_link_stanza_f f;
	void *arg;
} in_handler_t;

static const char *const in_names[XMPP_LINK_KINDS] = {
		"iq", "message", "presence"};
static in_handler_t in_handlers[IN_HANDLERS];
static int in_handlers_count = 0;
static xmpp_link_stanza_f in_last = NULL;
static xmpp_link_stanza_f in_node = NULL;


int xmpp_link_in_on_stanza(
		xmpp_link_kind_t kind, const char *ns, xmpp_link_stanza_f f, void *arg)
{
	in_handler_t *h;

	if(in_handlers_count == IN_HANDLERS) {
		LM_ERR("no more than %d stanza handlers are possible\n", IN_HANDLERS);
		return -1;
	}
	h = &in_handlers[in_handlers_count++];
	h->kind = kind;
	h->ns = ns;
	h->f = f;
	h->arg = arg;
	return 0;
}


int xmpp_link_in_node(xmpp_link_stanza_f f)
{
	if(in_node != NULL) {
		LM_ERR("no more than one module can say which node a stanza is for\n");
		return -1;
	}
	in_node = f;
	return 0;
}


void xmpp_link_in_last(xmpp_link_stanza_f f)
{
	in_last = f;
}


static int in_type_is(const xmpp_link_stanza_t *s, const char *type)
{
	return (size_t)s->type.len == strlen(type)
		   && memcmp(s->type.s, type, (size_t)s->type.len) == 0;
}


static int in_is_request(const xmpp_link_stanza_t *s)
{
	return s->kind == XMPP_LINK_IQ
		   && (in_type_is(s, "get") || in_type_is(s, "set"));
}


static int in_is_answer(const xmpp_link_stanza_t *s)
{
	return in_type_is(s, "error")
		   || (s->kind == XMPP_LINK_IQ && in_type_is(s, "result"));
}


/* start tag of an answer: back to the sender, with the same id */
static void answer_open(
		xml_build_t *b, const xmpp_link_stanza_t *s, const char *type)
{
	xml_build_open(b, in_names[s->kind]);
	xml_build_attr_z(b, "type", type);
	xml_build_attr(b, "from", &s->to);
	xml_build_attr(b, "to", &s->from);
	xml_build_attr(b, "id", &s->id);
}


static int answer_send(const xmpp_link_stanza_t *s, xml_build_t *b)
{
	str xml;

	if(xml_build_end(b, &xml) != 0) {
		LINK_LOG(LM_WARN,
				"no answer to %.*s can be written: too long, or not XML\n",
				STR_FMT(&s->from));
		return -1;
	}
	return xmpp_link_out_send(&s->component, &s->from, &xml, NULL, NULL, NULL);
}


int xmpp_link_answer_result(const xmpp_link_stanza_t *s)
{
	char buf[IN_ANSWER_MAX];
	xml_build_t b;

	if(!in_is_request(s))
		return -1;
	xml_build_init(&b, buf, sizeof(buf));
	answer_open(&b, s, "result");
	xml_build_close(&b);
	return answer_send(s, &b);
}


int xmpp_link_answer_write(const xmpp_link_stanza_t *s, const str *payload,
		char *buf, size_t cap, str *xml)
{
	xml_build_t b;

	if(!in_is_request(s))
		return -1;
	xml_build_init(&b, buf, cap);
	answer_open(&b, s, "result");
	xml_build_end_tag(&b);
	xml_build_bytes(&b, payload->s, (size_t)payload->len);
	xml_build_close(&b);
	return xml_build_end(&b, xml);
}


int xmpp_link_answer_error(const xmpp_link_stanza_t *s, const char *type,
		const char *condition, const char *app_ns, const char *app_condition,
		const char *text)
{
	static const char ns[] = "urn:ietf:params:xml:ns:xmpp-stanzas";
	char buf[IN_ANSWER_MAX];
	xml_build_t b;

	if(in_is_answer(s))
		return -1; /* or two servers would answer each other for ever */
	xml_build_init(&b, buf, sizeof(buf));
	answer_open(&b, s, "error");
	xml_build_open(&b, "error");
	xml_build_attr_z(&b, "type", type);
	xml_build_open(&b, condition);
	xml_build_attr_z(&b, "xmlns", ns);
	xml_build_close(&b);
	if(text) {
		xml_build_open(&b, "text");
		xml_build_attr_z(&b, "xmlns", ns);
		xml_build_text_z(&b, text);
		xml_build_close(&b);
	}
	if(app_condition) {
		xml_build_open(&b, app_condition);
		xml_build_attr_z(&b, "xmlns", app_ns);
		xml_build_close(&b);
	}
	xml_build_close(&b);
	xml_build_close(&b);
	return answer_send(s, &b);
}


/* one line of payloads, "name namespace"; 0 when there is none left */
static int in_payload_next(const char **at, const char *end, str *ns)
{
	const char *line = *at, *eol, *space;

	if(line >= end)
		return 0;
	eol = memchr(line, '\n', (size_t)(end - line));
	if(eol == NULL)
		eol = end;
	space = memchr(line, ' ', (size_t)(eol - line));
	ns->s = (char *)(space ? space + 1 : eol);
	ns->len = (int)(eol - ns->s);
	*at = eol + 1;
	return 1;
}


static int in_has_payload(const xmpp_link_stanza_t *s, const char *ns)
{
	const char *at = s->payloads.s, *end = at + s->payloads.len;
	size_t len = strlen(ns);
	str found;

	while(in_payload_next(&at, end, &found))
		if((size_t)found.len == len && memcmp(found.s, ns, len) == 0)
			return 1;
	return 0;
}


static int in_payload_count(const xmpp_link_stanza_t *s)
{
	const char *at = s->payloads.s, *end = at + s->payloads.len;
	str found;
	int n = 0;

	while(in_payload_next(&at, end, &found))
		n++;
	return n;
}


static int in_ask(const xmpp_link_stanza_t *s, int by_ns)
{
	const in_handler_t *h;
	int i;

	for(i = 0; i < in_handlers_count; i++) {
		h = &in_handlers[i];
		if(h->kind != s->kind || (h->ns != NULL) != by_ns
				|| (h->ns && !in_has_payload(s, h->ns)))
			continue;
		if(h->f(s, h->arg) == XMPP_LINK_HANDLED)
			return XMPP_LINK_HANDLED;
	}
	return XMPP_LINK_PASS;
}


/* RFC 6120 8.2.3: type, id and exactly one payload in a request */
static int in_iq_allowed(const xmpp_link_stanza_t *s)
{
	return in_is_request(s) && s->id.len > 0 && in_payload_count(s) == 1;
}


static void in_iq_answer(const xmpp_link_stanza_t *s)
{
	if(xmpp_link_iq_answer(s))
		return;
	LM_DBG("%.*s answered an iq that is not open\n", STR_FMT(&s->from));
	link_stats_add(LINK_IQS_UNMATCHED, 1);
}


static void in_nobody(const xmpp_link_stanza_t *s)
{
	link_stats_add(LINK_STANZAS_UNHANDLED, 1);
	LM_DBG("no handler takes the %s of %.*s\n", in_names[s->kind],
			STR_FMT(&s->from));
	if(in_is_request(s))
		xmpp_link_answer_error(
				s, "cancel", "service-unavailable", NULL, NULL, NULL);
}


void xmpp_link_in_stanza(const xmpp_link_stanza_t *s)
{
	uint64_t begin = xmpp_link_run_begin();
	int handled;

	if(in_node != NULL && in_node(s, NULL) == XMPP_LINK_HANDLED)
		return;
	if(s->kind == XMPP_LINK_IQ && in_is_answer(s)) {
		in_iq_answer(s);
		return;
	}
	if(s->kind == XMPP_LINK_IQ && !in_iq_allowed(s)) {
		xmpp_link_answer_error(s, "modify", "bad-request", NULL, NULL, NULL);
		return;
	}
	handled = in_ask(s, 1);
	if(handled == XMPP_LINK_PASS)
		handled = in_ask(s, 0);
	xmpp_link_run_end(LINK_RUN_STANZA, begin, in_names[s->kind]);
	if(handled == XMPP_LINK_PASS && in_last)
		handled = in_last(s, NULL);
	if(handled == XMPP_LINK_PASS)
		in_nobody(s);
}
