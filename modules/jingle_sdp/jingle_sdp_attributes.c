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
 * \brief jingle :: the reader of SDP: attributes
 *
 * PURE.
 */

#include "jingle_sdp_reader.h"

typedef jingle_sdp_reader_t reader_t;

/* structure ------------------------------------------------------------- */

static int read_mid(reader_t *r, str v)
{
	jingle_str_trim(&v);
	if(!jingle_is_token(&v))
		return jingle_sdp_leave_out(r, "mid", "not a token (RFC 5888 §4)");
	r->c->mid = v;
	r->c->name = v;
	return 0;
}

static int read_group(reader_t *r, str v)
{
	jingle_group_t *g;
	jingle_param_t *p;
	str word;

	if(r->s->groups.count >= r->t->limits.contents)
		return jingle_map_limit(r->t, "a=group", r->t->limits.contents);
	g = jingle_map_new(r->t, sizeof(*g));
	if(g == NULL)
		return -1;
	g->semantics = jingle_sdp_word(&v);
	for(word = jingle_sdp_word(&v); word.len; word = jingle_sdp_word(&v)) {
		if(g->names.count >= r->t->limits.contents)
			return jingle_map_limit(
					r->t, "contents in a group", r->t->limits.contents);
		p = jingle_map_new(r->t, sizeof(*p));
		if(p == NULL)
			return -1;
		p->name = word;
		jingle_list_add(&g->names, p);
	}
	if(g->semantics.len && r->c == &r->session)
		jingle_list_add(&r->s->groups, g);
	return 0;
}

static int attribute_direction(reader_t *r, jingle_senders_t senders)
{
	r->c->senders = senders;
	r->c->direction_said = 1;
	return 0;
}

/* senders as if the initiator had written the SDP; who reads turns them
 * round if it was the responder */
static int read_sendrecv(reader_t *r, str v)
{
	(void)v;
	return attribute_direction(r, JINGLE_SENDERS_BOTH);
}

static int read_sendonly(reader_t *r, str v)
{
	(void)v;
	return attribute_direction(r, JINGLE_SENDERS_INITIATOR);
}

static int read_recvonly(reader_t *r, str v)
{
	(void)v;
	return attribute_direction(r, JINGLE_SENDERS_RESPONDER);
}

static int read_inactive(reader_t *r, str v)
{
	(void)v;
	return attribute_direction(r, JINGLE_SENDERS_NONE);
}

static int read_bundle_only(reader_t *r, str v)
{
	(void)v;
	r->c->bundle_only = 1;
	return 0;
}

static int read_content(reader_t *r, str v)
{
	jingle_category_t *k;
	str piece;

	while(v.len) {
		piece = jingle_sdp_cut(&v, ',');
		jingle_str_trim(&piece);
		if(!jingle_is_token(&piece))
			continue;
		if(r->c->categories.count >= r->t->limits.params)
			return jingle_map_limit(r->t, "a=content", r->t->limits.params);
		k = jingle_map_new(r->t, sizeof(*k));
		if(k == NULL)
			return -1;
		k->name = piece;
		jingle_list_add(&r->c->categories, k);
	}
	return 0;
}

static int attribute_ignore(reader_t *r, str v)
{
	(void)r;
	(void)v;
	return 0;
}

/* clang-format off */
static const jingle_sdp_rule_t structure_rules[] = {
	{JINGLE_LIT("sendrecv"), read_sendrecv},
	{JINGLE_LIT("sendonly"), read_sendonly},
	{JINGLE_LIT("recvonly"), read_recvonly},
	{JINGLE_LIT("inactive"), read_inactive},
	{JINGLE_LIT("mid"), read_mid},
	{JINGLE_LIT("msid-semantic"), attribute_ignore},
	{JINGLE_LIT("group"), read_group},
	{JINGLE_LIT("bundle-only"), read_bundle_only},
	{JINGLE_LIT("content"), read_content},
	{0}
};
/* clang-format on */

static void note_unknown(reader_t *r, const str *name)
{
	char *copy;

	if(r->t->warnings.total >= JINGLE_MAP_WARNINGS_MAX)
		return;
	copy = jingle_arena_text(r->t->arena, (size_t)name->len + 1);
	if(copy == NULL)
		return;
	memcpy(copy, name->s, (size_t)name->len);
	copy[name->len] = '\0';
	jingle_map_warn(r->t, &r->c->name, copy, "attribute without a counterpart");
}

/* NULL when the table has no such attribute. */
static const jingle_sdp_rule_t *find_rule(
		const jingle_sdp_rule_t *rule, const str *name)
{
	for(; rule->name != NULL; rule++)
		if(jingle_str_is(name, rule->name, rule->length))
			return rule;
	return NULL;
}

int jingle_sdp_attribute(jingle_sdp_reader_t *r, str line)
{
	str name = jingle_sdp_cut(&line, ':');
	const jingle_sdp_rule_t *rule;

	jingle_str_trim(&name);
	rule = find_rule(jingle_sdp_codec_rules, &name);
	if(rule == NULL)
		rule = find_rule(jingle_sdp_transport_rules, &name);
	if(rule == NULL)
		rule = find_rule(structure_rules, &name);
	if(rule != NULL)
		return rule->read(r, line);
	note_unknown(r, &name);
	return 0;
}
