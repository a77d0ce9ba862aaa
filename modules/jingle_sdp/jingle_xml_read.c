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
 * permission to link the code of this program with the OpenSSL library.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief jingle :: the reader of a jingle element
 *
 * PURE.
 */

/* What <jingle/> may hold: the tables, and one start function for each
 * element. Children of <transport/> are in jingle_xml_transport.c, those of
 * <description/> in jingle_xml_description.c. */

#include "jingle_xml_elements.h"

static void *session_of(jingle_xml_t *x)
{
	return x->user;
}

static void *start_iq(jingle_xml_t *x, void *parent)
{
	jingle_session_t *s = parent;

	if(jingle_xml_attr(x, "from", &s->iq_from) < 0
			|| jingle_xml_attr(x, "to", &s->iq_to) < 0
			|| jingle_xml_attr(x, "id", &s->iq_id) < 0
			|| jingle_xml_attr(x, "type", &s->iq_type) < 0)
		return NULL;
	return s;
}

static void *start_jingle(jingle_xml_t *x, void *parent)
{
	jingle_session_t *s = parent;
	str action;

	if(s->action != JINGLE_ACTION_NONE) {
		jingle_map_bad(x->t, "two <jingle/> in one stanza (RFC 6120 §8.2.3)");
		return NULL;
	}
	if(jingle_xml_need(x, "action", "XEP-0166 §7.1", &s->action_name) < 0
			|| jingle_xml_need(x, "sid", "XEP-0166 §7.1", &s->sid) < 0
			|| jingle_xml_attr(x, "initiator", &s->initiator) < 0
			|| jingle_xml_attr(x, "responder", &s->responder) < 0)
		return NULL;
	action = s->action_name;
	s->action = jingle_action_find(&action);
	return s;
}

static void *start_content(jingle_xml_t *x, void *parent)
{
	jingle_session_t *s = parent;
	jingle_content_t *c;
	int senders;
	str v;

	if(s->contents.count >= x->t->limits.contents) {
		jingle_map_limit(x->t, "contents", x->t->limits.contents);
		return NULL;
	}
	c = jingle_map_new(x->t, sizeof(*c));
	if(c == NULL || jingle_xml_need(x, "name", "XEP-0166 §7.3", &c->name) < 0)
		return NULL;
	x->content = c;
	c->creator = JINGLE_INITIATOR;
	if(jingle_xml_view(x, "creator", &v)) {
		if(jingle_str_is(&v, JINGLE_LIT("responder")))
			c->creator = JINGLE_RESPONDER;
		else if(!jingle_str_is(&v, JINGLE_LIT("initiator"))) {
			jingle_xml_bad(x, "creator is neither initiator nor responder "
							  "(XEP-0166 §7.3)");
			return NULL;
		}
	} else
		c->creator = JINGLE_PARTY_NONE;
	c->senders = JINGLE_SENDERS_ABSENT;
	if(jingle_xml_said(x, "senders", &v)) {
		senders = jingle_senders_find(&v);
		if(senders < 0) {
			jingle_xml_bad(x,
					"senders '%.*s' is none of both, initiator, "
					"none, responder (XEP-0166 §7.3)",
					v.len > 64 ? 64 : v.len, v.s);
			return NULL;
		}
		c->senders = (jingle_senders_t)senders;
	}
	if(jingle_xml_attr(x, "disposition", &c->disposition) < 0)
		return NULL;
	jingle_list_add(&s->contents, c);
	return c;
}

/* Two contents with one name and creator cannot be told apart. */
static int content_is_duplicate(jingle_session_t *s, const jingle_content_t *c)
{
	const jingle_content_t *o;

	for(o = s->contents.first; o != NULL; o = o->next)
		if(o != c && jingle_str_eq(&o->name, &c->name)
				&& o->creator == c->creator)
			return 1;
	return 0;
}

static int end_content(jingle_xml_t *x, void *object, str *text)
{
	jingle_content_t *c = object;

	(void)text;
	if(content_is_duplicate(session_of(x), c))
		return jingle_xml_bad(
				x, "second content with this name and creator (XEP-0166 §7.3)");
	if(c->transport.sctp_port && c->description != JINGLE_DESCRIPTION_RTP) {
		c->description = JINGLE_DESCRIPTION_DATA;
		jingle_str_set(&c->media, "application");
	}
	if(c->description == JINGLE_DESCRIPTION_RTP
			&& jingle_content_tidy(x->t, c) < 0)
		return -1;
	x->content = NULL;
	return 0;
}

static void *start_group(jingle_xml_t *x, void *parent)
{
	jingle_session_t *s = parent;
	jingle_group_t *g;

	if(s->groups.count >= x->t->limits.contents) {
		jingle_map_limit(x->t, "groups", x->t->limits.contents);
		return NULL;
	}
	g = jingle_map_new(x->t, sizeof(*g));
	if(g == NULL
			|| jingle_xml_word(x, "semantics", "XEP-0338 §2", &g->semantics)
					   < 0)
		return NULL;
	jingle_list_add(&s->groups, g);
	return g;
}

static void *start_group_content(jingle_xml_t *x, void *parent)
{
	jingle_group_t *g = parent;
	jingle_param_t *p;

	if(g->names.count >= x->t->limits.contents) {
		jingle_map_limit(x->t, "contents in a group", x->t->limits.contents);
		return NULL;
	}
	p = jingle_map_new(x->t, sizeof(*p));
	if(p == NULL || jingle_xml_need(x, "name", "XEP-0338 §2", &p->name) < 0)
		return NULL;
	jingle_list_add(&g->names, p);
	return p;
}

/* Reasons are matched by local name: Tropo sends <reason xmlns=''> */
static void *start_reason(jingle_xml_t *x, void *parent)
{
	(void)x;
	return parent;
}

static void *start_condition(jingle_xml_t *x, void *parent)
{
	jingle_session_t *s = parent;
	str name;

	name.s = (char *)x->name;
	name.len = (int)strlen(x->name);
	if(s->reason != JINGLE_REASON_NONE) {
		/* what follows the condition is application-specific */
		if(s->reason_app.s == NULL) {
			if(jingle_xml_name(x, &s->reason_app) < 0)
				return NULL;
			if(x->uri
					&& jingle_arena_copy(x->t->arena, x->uri, strlen(x->uri),
							   &s->reason_app_ns)
							   < 0)
				jingle_map_memory(x->t);
		}
		return NULL;
	}
	s->reason = jingle_reason_find(&name);
	if(s->reason == JINGLE_REASON_UNKNOWN
			&& jingle_xml_name(x, &s->reason_name) < 0)
		return NULL;
	return s;
}

static void *start_same(jingle_xml_t *x, void *parent)
{
	(void)x;
	return parent;
}

static int end_reason_text(jingle_xml_t *x, void *object, str *text)
{
	jingle_session_t *s = object;
	int i;

	if(jingle_arena_copy(
			   x->t->arena, text->s, (size_t)text->len, &s->reason_text)
			< 0)
		return jingle_map_memory(x->t);
	/* it becomes part of a SIP header: one line */
	for(i = 0; i < text->len; i++)
		if((unsigned char)s->reason_text.s[i] < 0x20
				|| s->reason_text.s[i] == 0x7F)
			s->reason_text.s[i] = ' ';
	return 0;
}

static int end_alternative_sid(jingle_xml_t *x, void *object, str *text)
{
	jingle_session_t *s = object;

	if(jingle_arena_copy(
			   x->t->arena, text->s, (size_t)text->len, &s->alternative_sid)
			< 0)
		return jingle_map_memory(x->t);
	return 0;
}

/* session-info ---------------------------------------------------------- */

static int info_set(jingle_xml_t *x, jingle_session_t *s, jingle_info_t info)
{
	if(s->info != JINGLE_INFO_NONE && s->info != JINGLE_INFO_UNKNOWN)
		return 0;
	s->info = info;
	if(jingle_xml_name(x, &s->info_name) < 0)
		return -1;
	if(x->uri
			&& jingle_arena_copy(
					   x->t->arena, x->uri, strlen(x->uri), &s->info_ns)
					   < 0)
		return jingle_map_memory(x->t);
	return 0;
}

static void *start_info(jingle_xml_t *x, void *parent)
{
	static const char *const names[JINGLE_INFOS] = {
			"", "", "ringing", "active", "hold", "unhold", "mute", "unmute"};
	jingle_session_t *s = parent;
	int i, info = JINGLE_INFO_UNKNOWN;
	str v;

	for(i = JINGLE_INFO_RINGING; i <= JINGLE_INFO_UNMUTE; i++)
		if(strcmp(x->name, names[i]) == 0)
			info = i;
	if(info_set(x, s, (jingle_info_t)info) < 0
			|| jingle_xml_attr(x, "name", &s->info_content) < 0)
		return NULL;
	if(jingle_xml_view(x, "creator", &v))
		s->info_creator = jingle_str_is(&v, JINGLE_LIT("responder"))
								  ? JINGLE_RESPONDER
								  : JINGLE_INITIATOR;
	return s;
}

/* A code that means no key is for the caller to refuse: the code is empty then */
static void *start_dtmf(jingle_xml_t *x, void *parent)
{
	jingle_session_t *s = parent;

	s->dtmf_duration = 100; /* the default */
	if(info_set(x, s, JINGLE_INFO_DTMF) < 0
			|| jingle_xml_need(x, "code", "XEP-0181 §2", &s->dtmf_code) < 0
			|| jingle_xml_number(x, "duration", "XEP-0181 §2", 0, 60000,
					   &s->dtmf_duration)
					   < 0)
		return NULL;
	if(s->dtmf_code.len != 1
			|| memchr("0123456789#*ABCDabcd", s->dtmf_code.s[0], 20) == NULL)
		s->dtmf_code.len = 0;
	return s;
}

static void *start_transfer(jingle_xml_t *x, void *parent)
{
	jingle_session_t *s = parent;

	if(info_set(x, s, JINGLE_INFO_TRANSFER) < 0
			|| jingle_xml_attr(x, "to", &s->transfer_to) < 0
			|| jingle_xml_attr(x, "sid", &s->transfer_sid) < 0)
		return NULL;
	return s;
}

static void *start_unknown_info(jingle_xml_t *x, void *parent)
{
	jingle_session_t *s = parent;

	if(s->action == JINGLE_SESSION_INFO
			&& info_set(x, s, JINGLE_INFO_UNKNOWN) < 0)
		return NULL;
	return NULL; /* skipped */
}

/* tables ---------------------------------------------------------------- */

/* clang-format off */
static const jingle_xml_rule_t group_children[] = {
	{"content", JINGLE_NS_GROUPING, start_group_content, NULL, NULL},
	{0}
};

static const jingle_xml_rule_t alternative_children[] = {
	{"sid", JINGLE_NS_ANY, start_same, end_alternative_sid, NULL},
	{0}
};

const jingle_xml_rule_t jingle_xml_reason_children[] = {
	{"text", JINGLE_NS_ANY, start_same, end_reason_text, NULL},
	{NULL, JINGLE_NS_ANY, start_condition, NULL, alternative_children},
	{0}
};

static const jingle_xml_rule_t content_children[] = {
	{"description", JINGLE_NS_RTP, jingle_xml_description, NULL,
		jingle_xml_description_children},
	{"description", JINGLE_NS_ANY, jingle_xml_description_other, NULL, NULL},
	{"transport", JINGLE_NS_ANY, jingle_xml_transport, NULL,
		jingle_xml_transport_children},
	{"category", JINGLE_NS_CATEGORY, jingle_xml_category, NULL, NULL},
	{0}
};

static const jingle_xml_rule_t jingle_children[] = {
	{"content", JINGLE_NS_JINGLE, start_content, end_content,
		content_children},
	{"group", JINGLE_NS_GROUPING, start_group, NULL, group_children},
	{"reason", JINGLE_NS_ANY, start_reason, NULL,
		jingle_xml_reason_children},
	{NULL, JINGLE_NS_RTP_INFO, start_info, NULL, NULL},
	{"dtmf", JINGLE_NS_DTMF, start_dtmf, NULL, NULL},
	{"transfer", JINGLE_NS_TRANSFER, start_transfer, NULL, NULL},
	{NULL, JINGLE_NS_ANY, start_unknown_info, NULL, NULL},
	{0}
};

static const jingle_xml_rule_t iq_children[] = {
	{"jingle", JINGLE_NS_JINGLE, start_jingle, NULL, jingle_children},
	{0}
};

static const jingle_xml_rule_t root_rules[] = {
	{"iq", JINGLE_NS_ANY, start_iq, NULL, iq_children},
	{"jingle", JINGLE_NS_JINGLE, start_jingle, NULL, jingle_children},
	{0}
};
/* clang-format on */

/* A hang-up is always taken: what it says beside that may be too long, or
 * wrong, for this gateway. Candidates are too: a program ends its call when
 * they are answered by an error, and without these it has others. */
static int is_taken_anyway(jingle_map_t *t, jingle_session_t *s)
{
	if(s->sid.len <= 0 || t->error.fault == JINGLE_FAULT_MEMORY)
		return 0;
	if(s->action == JINGLE_SESSION_TERMINATE)
		return 1;
	if(s->action != JINGLE_TRANSPORT_INFO || !t->surplus || t->strict)
		return 0;
	memset(&s->contents, 0, sizeof(s->contents));
	jingle_map_warn(t, NULL, "transport-info", "cannot be read, left out");
	return 1;
}

int jingle_xml_read(jingle_map_t *t, const str *xml, jingle_session_t **out)
{
	jingle_session_t *s;

	*out = NULL;
	/* the hint of jingle_xml_parse() must come before the first object */
	if(t->arena->blocks == NULL && xml->len > 0
			&& t->arena->first < (size_t)xml->len * 3
			&& xml->len <= t->limits.bytes)
		t->arena->first = (size_t)xml->len * 3;
	s = jingle_map_new(t, sizeof(*s));
	if(s == NULL)
		return -1;
	*out = s;
	if(jingle_xml_parse(t, xml, root_rules, s) < 0) {
		if(!is_taken_anyway(t, s))
			return -1;
		jingle_map_forgive(t);
	}
	if(s->action == JINGLE_ACTION_NONE)
		return jingle_map_fail(t, JINGLE_FAULT_NOT_JINGLE,
				JINGLE_REASON_GENERAL_ERROR, 400,
				"no <jingle xmlns='%s'/> in the stanza",
				jingle_ns_uri(JINGLE_NS_JINGLE));
	return 0;
}
