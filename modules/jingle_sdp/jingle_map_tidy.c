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
 * \brief jingle :: what real programs send, read as they mean it
 *
 * PURE.
 */

#include "jingle_map_core.h"

enum
{
	PTIME_MAX = 10000, /* ms */
	PAYLOAD_ID_MAX = 127,
	STATIC_ID_MAX = 95, /* RFC 3551 section 6 */
};

jingle_content_t *jingle_content_find(
		const jingle_session_t *s, const str *name, jingle_party_t creator)
{
	jingle_content_t *c;

	for(c = s->contents.first; c != NULL; c = c->next)
		if(jingle_str_eq(&c->name, name)
				&& (creator == JINGLE_PARTY_NONE || c->creator == creator))
			return c;
	return NULL;
}

/* Lift ptime and maxptime out of the parameters (aTalk writes them there). */
static void payload_lift_ptime(jingle_payload_t *p)
{
	jingle_param_t *q = p->params.first, *next;

	memset(&p->params, 0, sizeof(p->params));
	for(; q != NULL; q = next) {
		next = q->next;
		q->next = NULL;
		if(q->name.s && q->value.s
				&& jingle_str_is(&q->name, JINGLE_LIT("ptime"))
				&& jingle_number(&q->value, PTIME_MAX, &p->ptime) == 0)
			continue;
		if(q->name.s && q->value.s
				&& jingle_str_is(&q->name, JINGLE_LIT("maxptime"))
				&& jingle_number(&q->value, PTIME_MAX, &p->maxptime) == 0)
			continue;
		jingle_list_add(&p->params, q);
	}
}

static void payload_add_events(jingle_map_t *t, jingle_payload_t *p)
{
	jingle_param_t *q;

	/* RFC 4733 section 2.5.1.1: without parameters it means 0-15 */
	q = jingle_arena_get(t->arena, sizeof(*q));
	if(q == NULL)
		return;
	jingle_str_set(&q->name, "events");
	jingle_str_set(&q->value, "0-15");
	jingle_list_add(&p->params, q);
}

static int payload_tidy_static(jingle_map_t *t, const jingle_content_t *c,
		jingle_payload_t *p, const jingle_static_t *st)
{
	if(p->name.s == NULL || p->name.len == 0)
		jingle_str_set(&p->name, st->name);
	else if(!jingle_str_like(&p->name, st->name, strlen(st->name)))
		return 0;
	if(p->clockrate != st->clockrate) {
		if(p->clockrate)
			jingle_map_warn(t, &c->name, "clockrate",
					"clock rate of a static payload type corrected "
					"(RFC 3551 §6)");
		p->clockrate = st->clockrate;
	}
	if(p->channels == 0)
		p->channels = st->channels;
	return 1;
}

static int payload_tidy(
		jingle_map_t *t, const jingle_content_t *c, jingle_payload_t *p)
{
	const jingle_static_t *st = jingle_static_find(p->id);

	if(st == NULL || !payload_tidy_static(t, c, p, st)) {
		if(p->name.s == NULL || p->name.len == 0)
			return jingle_map_bad(t,
					"content '%.*s': payload-type %d has no name "
					"(XEP-0167 §4)",
					c->name.len, c->name.s, p->id);
		if(!jingle_is_token(&p->name))
			return jingle_map_bad(t,
					"content '%.*s': name of payload-type %d is not a token "
					"(RFC 8866 §6.6)",
					c->name.len, c->name.s, p->id);
	}
	if(jingle_payload_is(p, "opus")) {
		/* RFC 7587 section 7: always so, whatever is sent */
		p->clockrate = 48000;
		p->channels = 2;
	}
	if(p->clockrate == 0)
		p->clockrate =
				jingle_str_is(&c->media, JINGLE_LIT("video")) ? 90000 : 8000;
	if(p->params.count)
		payload_lift_ptime(p);
	if(p->params.count == 0 && jingle_payload_is(p, "telephone-event"))
		payload_add_events(t, p);
	return 0;
}

/* Which of two payloads with the same id is meant: of a static type the one
 * that bears its name, else the first. */
static int payload_is_better(
		const jingle_payload_t *newer, const jingle_payload_t *older)
{
	const jingle_static_t *st = jingle_static_find(newer->id);

	return st && jingle_payload_is(newer, st->name)
		   && !jingle_payload_is(older, st->name);
}

/* RFC 8830 section 2: an identifier, and a second one behind one blank. With
 * anything else libwebrtc refuses all of an SDP. */
static int msid_tidy(str *msid)
{
	str id, track;
	char *blank;

	jingle_str_trim(msid);
	id = track = *msid;
	blank = memchr(id.s, ' ', (size_t)id.len);
	if(blank == NULL)
		return jingle_is_token(&id);
	id.len = (int)(blank - id.s);
	track.s += id.len + 1;
	track.len -= id.len + 1;
	return jingle_is_token(&id) && jingle_is_token(&track);
}

/* RFC 5576 section 4.1: an attribute that has a value has one */
static int source_param_tidy(jingle_param_t *q)
{
	if(q->value.s == NULL)
		return 1;
	if(jingle_str_is(&q->name, JINGLE_LIT("msid")))
		return msid_tidy(&q->value);
	jingle_str_trim(&q->value);
	return q->value.len > 0;
}

static void sources_tidy(jingle_map_t *t, jingle_content_t *c)
{
	jingle_source_t *o;
	jingle_param_t *q, *next;

	if(c->msid.s != NULL && !msid_tidy(&c->msid)) {
		jingle_str_clear(&c->msid);
		jingle_map_warn(t, &c->name, "msid", "not one or two tokens");
	}
	for(o = c->sources.first; o != NULL; o = o->next) {
		q = o->params.first;
		memset(&o->params, 0, sizeof(o->params));
		for(; q != NULL; q = next) {
			next = q->next;
			q->next = NULL;
			if(source_param_tidy(q))
				jingle_list_add(&o->params, q);
			else
				jingle_map_warn(t, &c->name, "source",
						"a value that an attribute cannot have (RFC 5576 "
						"§4.1, 8830 §2)");
		}
	}
}

int jingle_content_tidy(jingle_map_t *t, jingle_content_t *c)
{
	jingle_payload_t *seen[PAYLOAD_ID_MAX + 1] = {NULL};
	jingle_payload_t *p = c->payloads.first, *next, *old;

	memset(&c->payloads, 0, sizeof(c->payloads));
	for(; p != NULL; p = next) {
		next = p->next;
		p->next = NULL;
		old = seen[p->id & PAYLOAD_ID_MAX];
		if(old == NULL) {
			seen[p->id & PAYLOAD_ID_MAX] = p;
			jingle_list_add(&c->payloads, p);
			continue;
		}
		jingle_map_warn(t, &c->name, "payload-type",
				"repeated id, the first is kept (XEP-0167 §4)");
		if(payload_is_better(p, old)) {
			p->next = old->next;
			*old = *p;
			old->next = p->next;
		}
	}
	for(p = c->payloads.first; p != NULL; p = p->next)
		if(payload_tidy(t, c, p) < 0)
			return -1;
	sources_tidy(t, c);
	return 0;
}
