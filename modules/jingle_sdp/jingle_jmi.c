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
 * \brief jingle :: message initiation, read and written
 *
 * PURE.
 */

#include "../xmpp_link/xml_build.h"
#include "jingle_jmi.h"
#include "jingle_xml_elements.h"

static const char *const kinds[JINGLE_JMI_KINDS] = {"", "propose", "ringing",
		"proceed", "accept", "reject", "retract", "finish"};

/* What the tables below fill: the reason is read into a session, as in
 * <jingle/>. */
typedef struct jmi_reader
{
	jingle_jmi_t *j;
	jingle_session_t reason;
	int found;
} jmi_reader_t;

static void *start_message(jingle_xml_t *x, void *parent)
{
	jmi_reader_t *r = parent;
	str v;

	if(jingle_xml_attr(x, "from", &r->j->from) < 0
			|| jingle_xml_attr(x, "to", &r->j->to) < 0
			|| jingle_xml_attr(x, "id", &r->j->message_id) < 0)
		return NULL;
	r->j->error = jingle_xml_view(x, "type", &v)
				  && jingle_str_is(&v, JINGLE_LIT("error"));
	return r;
}

static void *start_jmi(jingle_xml_t *x, void *parent)
{
	jmi_reader_t *r = parent;
	int i;

	if(r->found)
		return NULL; /* one is enough */
	r->found = 1;
	for(i = JINGLE_JMI_PROPOSE; i < JINGLE_JMI_KINDS; i++)
		if(strcmp(x->name, kinds[i]) == 0)
			r->j->kind = (jingle_jmi_kind_t)i;
	if(jingle_xml_need(x, "id", "XEP-0353 §3", &r->j->id) < 0)
		return NULL;
	return r;
}

static void *start_description(jingle_xml_t *x, void *parent)
{
	jmi_reader_t *r = parent;
	str v;

	if(x->ns == JINGLE_NS_RTP && jingle_xml_view(x, "media", &v)) {
		if(jingle_str_is(&v, JINGLE_LIT("audio")))
			r->j->media |= JINGLE_JMI_AUDIO;
		else if(jingle_str_is(&v, JINGLE_LIT("video")))
			r->j->media |= JINGLE_JMI_VIDEO;
		else
			r->j->media |= JINGLE_JMI_OTHER;
	} else
		r->j->media |= JINGLE_JMI_OTHER;
	return r;
}

static void *start_reason(jingle_xml_t *x, void *parent)
{
	(void)x;
	return &((jmi_reader_t *)parent)->reason;
}

static void *start_tie_break(jingle_xml_t *x, void *parent)
{
	(void)x;
	((jmi_reader_t *)parent)->j->tie_break = 1;
	return parent;
}

static void *start_migrated(jingle_xml_t *x, void *parent)
{
	jmi_reader_t *r = parent;

	if(jingle_xml_attr(x, "to", &r->j->migrated_to) < 0)
		return NULL;
	return r;
}

static void *start_delay(jingle_xml_t *x, void *parent)
{
	(void)x;
	((jmi_reader_t *)parent)->j->delayed = 1;
	return parent;
}

static int end_nick(jingle_xml_t *x, void *object, str *text)
{
	jmi_reader_t *r = object;

	if(jingle_arena_copy(x->t->arena, text->s, (size_t)text->len, &r->j->nick)
			< 0)
		return jingle_map_memory(x->t);
	return 0;
}

static void *start_carbon(jingle_xml_t *x, void *parent)
{
	(void)x;
	((jmi_reader_t *)parent)->j->carbon = 1;
	return parent;
}

static void *start_same(jingle_xml_t *x, void *parent)
{
	(void)x;
	return parent;
}

static void *start_condition(jingle_xml_t *x, void *parent)
{
	jmi_reader_t *r = parent;

	if(r->j->error_condition.s == NULL && strcmp(x->name, "text") != 0
			&& jingle_xml_name(x, &r->j->error_condition) < 0)
		return NULL;
	return r;
}

/* clang-format off */
static const jingle_xml_rule_t jmi_children[] = {
	{"description", JINGLE_NS_ANY, start_description, NULL, NULL},
	{"reason", JINGLE_NS_ANY, start_reason, NULL, jingle_xml_reason_children},
	{"tie-break", JINGLE_NS_ANY, start_tie_break, NULL, NULL},
	{"migrated", JINGLE_NS_ANY, start_migrated, NULL, NULL},
	{0}
};

static const jingle_xml_rule_t error_children[] = {
	{NULL, JINGLE_NS_STANZAS, start_condition, NULL, NULL},
	{0}
};

static const jingle_xml_rule_t inner_children[] = {
	{NULL, JINGLE_NS_JMI, start_jmi, NULL, jmi_children},
	{"delay", JINGLE_NS_DELAY, start_delay, NULL, NULL},
	{0}
};

static const jingle_xml_rule_t inner_message[] = {
	{"message", JINGLE_NS_ANY, start_message, NULL, inner_children},
	{"delay", JINGLE_NS_DELAY, start_delay, NULL, NULL},
	{0}
};

static const jingle_xml_rule_t forwarded[] = {
	{"forwarded", JINGLE_NS_FORWARD, start_same, NULL, inner_message},
	{0}
};

static const jingle_xml_rule_t message_children[] = {
	{NULL, JINGLE_NS_JMI, start_jmi, NULL, jmi_children},
	{"delay", JINGLE_NS_DELAY, start_delay, NULL, NULL},
	{"error", JINGLE_NS_ANY, start_same, NULL, error_children},
	{"nick", JINGLE_NS_NICK, start_same, end_nick, NULL},
	{"sent", JINGLE_NS_CARBONS, start_carbon, NULL, forwarded},
	{"received", JINGLE_NS_CARBONS, start_carbon, NULL, forwarded},
	{0}
};

static const jingle_xml_rule_t root_rules[] = {
	{"message", JINGLE_NS_ANY, start_message, NULL, message_children},
	{0}
};
/* clang-format on */

int jingle_jmi_read(jingle_map_t *t, const str *xml, jingle_jmi_t *out)
{
	jmi_reader_t r;
	jingle_jmi_t j;

	memset(&r, 0, sizeof(r));
	memset(&j, 0, sizeof(j));
	r.j = &j;
	if(jingle_xml_parse(t, xml, root_rules, &r) < 0) {
		if(!r.found || j.id.len <= 0
				|| (j.kind != JINGLE_JMI_REJECT && j.kind != JINGLE_JMI_RETRACT
						&& j.kind != JINGLE_JMI_FINISH))
			return -1;
		jingle_map_forgive(t); /* an end is always taken */
	}
	if(!r.found)
		return jingle_map_fail(t, JINGLE_FAULT_NOT_JINGLE,
				JINGLE_REASON_GENERAL_ERROR, 400,
				"no element of " JINGLE_JMI_NS " in the message");
	j.reason = r.reason.reason;
	j.reason_name = r.reason.reason_name;
	j.reason_text = r.reason.reason_text;
	*out = j;
	return 0;
}

/* write ------------------------------------------------------------------ */

static void write_media(xml_build_t *b, int media)
{
	static const char *const names[] = {"audio", "video"};
	int i;

	for(i = 0; i < 2; i++) {
		if(!(media & (1 << i)))
			continue;
		xml_build_open(b, "description");
		xml_build_attr_z(b, "xmlns", jingle_ns_uri(JINGLE_NS_RTP));
		xml_build_attr_z(b, "media", names[i]);
		xml_build_close(b);
	}
}

static void write_reason(xml_build_t *b, const jingle_jmi_t *j)
{
	if(j->reason <= JINGLE_REASON_UNKNOWN)
		return;
	xml_build_open(b, "reason");
	xml_build_attr_z(b, "xmlns", jingle_ns_uri(JINGLE_NS_JINGLE));
	xml_build_open(b, jingle_reason_name(j->reason));
	xml_build_close(b);
	if(j->reason_text.s && j->reason_text.len) {
		xml_build_open(b, "text");
		xml_build_text(b, &j->reason_text);
		xml_build_close(b);
	}
	xml_build_close(b);
}

int jingle_jmi_write(struct xml_build *b, const jingle_jmi_t *j)
{
	if(j->kind <= JINGLE_JMI_UNKNOWN || j->kind >= JINGLE_JMI_KINDS
			|| j->from.s == NULL || j->to.s == NULL || j->id.s == NULL
			|| j->message_id.s == NULL)
		return -1;
	xml_build_open(b, "message");
	xml_build_attr(b, "from", &j->from);
	xml_build_attr(b, "to", &j->to);
	xml_build_attr(b, "id", &j->message_id);
	xml_build_attr_z(b, "type", "chat");
	xml_build_open(b, kinds[j->kind]);
	xml_build_attr_z(b, "xmlns", JINGLE_JMI_NS);
	xml_build_attr(b, "id", &j->id);
	if(j->kind == JINGLE_JMI_PROPOSE)
		write_media(b, j->media);
	write_reason(b, j);
	if(j->tie_break) {
		xml_build_open(b, "tie-break");
		xml_build_close(b);
	}
	if(j->migrated_to.s) {
		xml_build_open(b, "migrated");
		xml_build_attr(b, "to", &j->migrated_to);
		xml_build_close(b);
	}
	xml_build_close(b);
	if(j->kind == JINGLE_JMI_PROPOSE && j->nick.len > 0) {
		xml_build_open(b, "nick");
		xml_build_attr_z(b, "xmlns", jingle_ns_uri(JINGLE_NS_NICK));
		xml_build_text(b, &j->nick);
		xml_build_close(b);
	}
	xml_build_open(b, "store");
	xml_build_attr_z(b, "xmlns", "urn:xmpp:hints");
	xml_build_close(b);
	xml_build_close(b);
	return b->failed ? -1 : 0;
}
