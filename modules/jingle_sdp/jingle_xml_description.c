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
 * \brief jingle :: the reader of descriptions
 *
 * PURE.
 */

#include "jingle_xml_elements.h"

enum
{
	CLOCK_MAX = 1000000000,
	PTIME_MAX = 65535,
	HDREXT_MAX = 255,			  /* RFC 8285 section 4.3 */
	HDREXT_ALTERNATIVE = 4096,	  /* first and last id for choices in an */
	HDREXT_ALTERNATIVE_MAX = 4351 /* offer (RFC 8285 section 7) */
};

void *jingle_xml_description(jingle_xml_t *x, void *parent)
{
	jingle_content_t *c = parent;

	if(c->description != JINGLE_DESCRIPTION_NONE) {
		jingle_xml_bad(x, "second <description/> (XEP-0166 §7.3)");
		return NULL;
	}
	c->description = JINGLE_DESCRIPTION_RTP;
	if(jingle_xml_word(x, "media", "XEP-0167 §6", &c->media) < 0
			|| jingle_xml_number(
					   x, "ssrc", "XEP-0167 §4", 0, 0xFFFFFFFFu, &c->ssrc)
					   < 0)
		return NULL;
	if(!jingle_is_token(&c->media)) {
		jingle_xml_bad(x, "media '%.*s' is not a token (RFC 8866 §5.14)",
				c->media.len > 64 ? 64 : c->media.len, c->media.s);
		return NULL;
	}
	return c;
}

void *jingle_xml_description_other(jingle_xml_t *x, void *parent)
{
	jingle_content_t *c = parent;

	if(c->description == JINGLE_DESCRIPTION_NONE)
		c->description = JINGLE_DESCRIPTION_UNKNOWN;
	jingle_map_warn(x->t, &c->name, "description",
			"application without a counterpart (XEP-0167 §6)");
	return NULL; /* skipped */
}

void *jingle_xml_category(jingle_xml_t *x, void *parent)
{
	jingle_content_t *c = parent;
	jingle_category_t *k;

	if(c->categories.count >= x->t->limits.params) {
		jingle_map_limit(x->t, "categories", x->t->limits.params);
		return NULL;
	}
	k = jingle_map_new(x->t, sizeof(*k));
	if(k == NULL || jingle_xml_word(x, "name", "XEP-0507 §3", &k->name) < 0)
		return NULL;
	if(!jingle_is_token(&k->name)) {
		jingle_map_warn(
				x->t, &c->name, "category", "not a token (RFC 4796 §4)");
		return NULL;
	}
	jingle_list_add(&c->categories, k);
	return k;
}

static void *start_rtcp_mux(jingle_xml_t *x, void *parent)
{
	(void)x;
	((jingle_content_t *)parent)->rtcp_mux = 1;
	return parent;
}

static void *start_rtcp_rsize(jingle_xml_t *x, void *parent)
{
	(void)x;
	((jingle_content_t *)parent)->rtcp_rsize = 1;
	return parent;
}

static void *start_allow_mixed(jingle_xml_t *x, void *parent)
{
	(void)x;
	((jingle_content_t *)parent)->allow_mixed = 1;
	return parent;
}

static void *start_payload(jingle_xml_t *x, void *parent)
{
	jingle_content_t *c = parent;
	jingle_payload_t *p;
	unsigned id = 0;
	int said;

	if(c->payloads.count >= x->t->limits.payloads) {
		jingle_map_limit(
				x->t, "payload types in a content", x->t->limits.payloads);
		return NULL;
	}
	p = jingle_map_new(x->t, sizeof(*p));
	if(p == NULL)
		return NULL;
	said = jingle_xml_number(x, "id", "XEP-0167 §4", 0, 127, &id);
	if(said == 0)
		jingle_xml_bad(x, "payload-type has no id (XEP-0167 §4)");
	if(said <= 0 || jingle_xml_attr(x, "name", &p->name) < 0
			|| jingle_xml_number(x, "clockrate", "XEP-0167 §4", 0, CLOCK_MAX,
					   &p->clockrate)
					   < 0
			|| jingle_xml_number(
					   x, "channels", "XEP-0167 §4", 0, 255, &p->channels)
					   < 0
			|| jingle_xml_number(
					   x, "ptime", "XEP-0167 §4", 0, PTIME_MAX, &p->ptime)
					   < 0
			|| jingle_xml_number(
					   x, "maxptime", "XEP-0167 §4", 0, PTIME_MAX, &p->maxptime)
					   < 0)
		return NULL;
	p->id = (int)id;
	jingle_list_add(&c->payloads, p);
	return p;
}

static void *param_add(jingle_xml_t *x, jingle_list_t *list)
{
	jingle_param_t *p;

	if(list->count >= x->t->limits.params) {
		jingle_map_limit(x->t, "parameters", x->t->limits.params);
		return NULL;
	}
	p = jingle_map_new(x->t, sizeof(*p));
	if(p == NULL || jingle_xml_attr(x, "name", &p->name) < 0
			|| jingle_xml_attr(x, "value", &p->value) < 0)
		return NULL;
	if(p->name.len == 0 && p->value.len == 0)
		return NULL; /* says nothing */
	jingle_list_add(list, p);
	return p;
}

static void *start_payload_param(jingle_xml_t *x, void *parent)
{
	return param_add(x, &((jingle_payload_t *)parent)->params);
}

static void *start_feedback_param(jingle_xml_t *x, void *parent)
{
	return param_add(x, &((jingle_feedback_t *)parent)->params);
}

static void *start_hdrext_param(jingle_xml_t *x, void *parent)
{
	return param_add(x, &((jingle_hdrext_t *)parent)->params);
}

static void *start_source_param(jingle_xml_t *x, void *parent)
{
	return param_add(x, &((jingle_source_t *)parent)->params);
}

static jingle_feedback_t *feedback_add(jingle_xml_t *x, jingle_list_t *list)
{
	jingle_feedback_t *f;

	if(list->count >= x->t->limits.feedback) {
		jingle_map_limit(x->t, "rtcp-fb", x->t->limits.feedback);
		return NULL;
	}
	f = jingle_map_new(x->t, sizeof(*f));
	if(f == NULL)
		return NULL;
	if(strcmp(x->name, "rtcp-fb-trr-int") == 0) {
		unsigned ms = 0;
		str v;

		jingle_str_set(&f->type, "trr-int");
		if(!jingle_xml_said(x, "value", &v)) {
			jingle_str_set(&f->subtype, "0"); /* the default, 0293 §3 */
		} else if(jingle_xml_number(
						  x, "value", "XEP-0293 §3", 0, 0xFFFFFFFFu, &ms)
						  < 0
				  || jingle_xml_attr(x, "value", &f->subtype) < 0)
			return NULL;
	} else {
		if(jingle_xml_word(x, "type", "XEP-0293 §3", &f->type) < 0
				|| jingle_xml_attr(x, "subtype", &f->subtype) < 0)
			return NULL;
		if(f->subtype.s && f->subtype.len == 0)
			f->subtype.s = NULL;
	}
	jingle_list_add(list, f);
	return f;
}

static void *start_payload_feedback(jingle_xml_t *x, void *parent)
{
	return feedback_add(x, &((jingle_payload_t *)parent)->feedback);
}

static void *start_content_feedback(jingle_xml_t *x, void *parent)
{
	return feedback_add(x, &((jingle_content_t *)parent)->feedback);
}

static void *start_hdrext(jingle_xml_t *x, void *parent)
{
	jingle_content_t *c = parent;
	jingle_hdrext_t *h;
	int senders;
	str v;

	if(c->hdrexts.count >= x->t->limits.hdrexts) {
		jingle_map_limit(x->t, "header extensions", x->t->limits.hdrexts);
		return NULL;
	}
	h = jingle_map_new(x->t, sizeof(*h));
	if(h == NULL
			|| jingle_xml_number(x, "id", "XEP-0294 §3", 1, 65535, &h->id) < 0
			|| jingle_xml_word(x, "uri", "XEP-0294 §3", &h->uri) < 0)
		return NULL;
	h->senders = JINGLE_SENDERS_BOTH;
	if(jingle_xml_said(x, "senders", &v)) {
		senders = jingle_senders_find(&v);
		if(senders < 0) {
			jingle_xml_bad(x, "rtp-hdrext senders '%.*s' (XEP-0294 §3)",
					v.len > 64 ? 64 : v.len, v.s);
			return NULL;
		}
		h->senders = (jingle_senders_t)senders;
	}
	if(h->id == 0 || (h->id > HDREXT_MAX && h->id < HDREXT_ALTERNATIVE)
			|| h->id > HDREXT_ALTERNATIVE_MAX) {
		jingle_map_warn(x->t, &c->name, "rtp-hdrext",
				"id is not in 1..255, 4096..4351 (RFC 8285 §5)");
		return NULL;
	}
	jingle_list_add(&c->hdrexts, h);
	return h;
}

static jingle_source_t *source_add(jingle_xml_t *x, jingle_list_t *list)
{
	jingle_source_t *s;
	str v;

	if(list->count >= x->t->limits.sources) {
		jingle_map_limit(x->t, "sources", x->t->limits.sources);
		return NULL;
	}
	if(!jingle_xml_view(x, "ssrc", &v)) {
		jingle_map_warn(x->t, x->content ? &x->content->name : NULL, "source",
				"has no ssrc (XEP-0339 §2.1)");
		return NULL;
	}
	s = jingle_map_new(x->t, sizeof(*s));
	if(s == NULL
			|| jingle_xml_number(
					   x, "ssrc", "XEP-0339 §2.1", 0, 0xFFFFFFFFu, &s->ssrc)
					   < 0)
		return NULL;
	jingle_list_add(list, s);
	return s;
}

static void *start_source(jingle_xml_t *x, void *parent)
{
	return source_add(x, &((jingle_content_t *)parent)->sources);
}

static void *start_group_source(jingle_xml_t *x, void *parent)
{
	return source_add(x, &((jingle_ssrc_group_t *)parent)->sources);
}

static void *start_ssrc_group(jingle_xml_t *x, void *parent)
{
	jingle_content_t *c = parent;
	jingle_ssrc_group_t *g;

	if(c->ssrc_groups.count >= x->t->limits.sources) {
		jingle_map_limit(x->t, "ssrc groups", x->t->limits.sources);
		return NULL;
	}
	g = jingle_map_new(x->t, sizeof(*g));
	if(g == NULL
			|| jingle_xml_word(x, "semantics", "XEP-0339 §2.2", &g->semantics)
					   < 0)
		return NULL;
	jingle_list_add(&c->ssrc_groups, g);
	return g;
}

/* stanza.js: <stream xmlns='...msid:0' id= track=/> */
static void *start_stream(jingle_xml_t *x, void *parent)
{
	jingle_content_t *c = parent;
	str id, track;
	char *p;

	if(jingle_xml_word(x, "id", "RFC 8830 §2", &id) < 0
			|| jingle_xml_attr(x, "track", &track) < 0)
		return NULL;
	if(track.s == NULL || !jingle_is_word(&track)) {
		c->msid = id;
		return c;
	}
	p = jingle_arena_text(x->t->arena, (size_t)(id.len + track.len + 1));
	if(p == NULL) {
		jingle_map_memory(x->t);
		return NULL;
	}
	memcpy(p, id.s, (size_t)id.len);
	p[id.len] = ' ';
	memcpy(p + id.len + 1, track.s, (size_t)track.len);
	c->msid.s = p;
	c->msid.len = id.len + track.len + 1;
	return c;
}

static void *start_bandwidth(jingle_xml_t *x, void *parent)
{
	jingle_content_t *c = parent;
	jingle_bandwidth_t *b;

	if(c->bandwidths.count >= x->t->limits.params) {
		jingle_map_limit(x->t, "bandwidths", x->t->limits.params);
		return NULL;
	}
	b = jingle_map_new(x->t, sizeof(*b));
	if(b == NULL || jingle_xml_word(x, "type", "XEP-0167 §6", &b->type) < 0)
		return NULL;
	jingle_list_add(&c->bandwidths, b);
	return b;
}

static int end_bandwidth(jingle_xml_t *x, void *object, str *text)
{
	jingle_bandwidth_t *b = object;
	unsigned n;

	if(!jingle_is_token(&b->type) || jingle_number(text, 0xFFFFFFFFu, &n) < 0)
		return jingle_xml_bad(x, "bandwidth is not a number (RFC 8866 §5.8)");
	if(jingle_arena_copy(x->t->arena, text->s, (size_t)text->len, &b->value)
			< 0)
		return jingle_map_memory(x->t);
	return 0;
}

static void *start_encryption(jingle_xml_t *x, void *parent)
{
	jingle_content_t *c = parent;

	c->encryption_required = jingle_xml_boolean(x, "required");
	return c;
}

static void *start_crypto(jingle_xml_t *x, void *parent)
{
	jingle_content_t *c = parent;
	jingle_crypto_t *k;

	if(c->cryptos.count >= x->t->limits.params) {
		jingle_map_limit(x->t, "cryptos", x->t->limits.params);
		return NULL;
	}
	k = jingle_map_new(x->t, sizeof(*k));
	if(k == NULL || jingle_xml_word(x, "tag", "XEP-0167 §7", &k->tag) < 0
			|| jingle_xml_word(x, "crypto-suite", "XEP-0167 §7", &k->suite) < 0
			|| jingle_xml_word(x, "key-params", "XEP-0167 §7", &k->key_params)
					   < 0
			|| jingle_xml_attr(x, "session-params", &k->session_params) < 0)
		return NULL;
	jingle_list_add(&c->cryptos, k);
	return k;
}

static void *start_zrtp(jingle_xml_t *x, void *parent)
{
	jingle_content_t *c = parent;
	jingle_zrtp_t *z;

	if(c->zrtp.count >= x->t->limits.params) {
		jingle_map_limit(x->t, "zrtp-hash", x->t->limits.params);
		return NULL;
	}
	z = jingle_map_new(x->t, sizeof(*z));
	if(z == NULL
			|| jingle_xml_word(x, "version", "XEP-0262 §1", &z->version) < 0)
		return NULL;
	jingle_list_add(&c->zrtp, z);
	return z;
}

static int end_zrtp(jingle_xml_t *x, void *object, str *text)
{
	jingle_zrtp_t *z = object;

	if(!jingle_is_word(text))
		return jingle_xml_bad(x, "zrtp-hash is not one word (XEP-0262 §1)");
	if(jingle_arena_copy(x->t->arena, text->s, (size_t)text->len, &z->hash) < 0)
		return jingle_map_memory(x->t);
	return 0;
}

/* clang-format off */
static const jingle_xml_rule_t feedback_children[] = {
	{"parameter", JINGLE_NS_ANY, start_feedback_param, NULL, NULL},
	{0}
};

static const jingle_xml_rule_t payload_children[] = {
	{"parameter", JINGLE_NS_RTP, start_payload_param, NULL, NULL},
	{"rtcp-fb", JINGLE_NS_FEEDBACK, start_payload_feedback, NULL,
		feedback_children},
	{"rtcp-fb-trr-int", JINGLE_NS_FEEDBACK, start_payload_feedback, NULL,
		NULL},
	{0}
};

static const jingle_xml_rule_t hdrext_children[] = {
	{"parameter", JINGLE_NS_ANY, start_hdrext_param, NULL, NULL},
	{0}
};

static const jingle_xml_rule_t source_children[] = {
	{"parameter", JINGLE_NS_SSMA, start_source_param, NULL, NULL},
	{0}
};

static const jingle_xml_rule_t ssrc_group_children[] = {
	{"source", JINGLE_NS_SSMA, start_group_source, NULL, NULL},
	{0}
};

static const jingle_xml_rule_t encryption_children[] = {
	{"crypto", JINGLE_NS_RTP, start_crypto, NULL, NULL},
	{"zrtp-hash", JINGLE_NS_ZRTP, start_zrtp, end_zrtp, NULL},
	{0}
};

const jingle_xml_rule_t jingle_xml_description_children[] = {
	{"payload-type", JINGLE_NS_RTP, start_payload, NULL, payload_children},
	{"rtcp-mux", JINGLE_NS_ANY, start_rtcp_mux, NULL, NULL},
	{"rtp-hdrext", JINGLE_NS_HDREXT, start_hdrext, NULL, hdrext_children},
	{"source", JINGLE_NS_SSMA, start_source, NULL, source_children},
	{"ssrc-group", JINGLE_NS_SSMA, start_ssrc_group, NULL,
		ssrc_group_children},
	{"encryption", JINGLE_NS_RTP, start_encryption, NULL,
		encryption_children},
	{"rtcp-fb", JINGLE_NS_FEEDBACK, start_content_feedback, NULL,
		feedback_children},
	{"rtcp-fb-trr-int", JINGLE_NS_FEEDBACK, start_content_feedback, NULL,
		NULL},
	{"bandwidth", JINGLE_NS_RTP, start_bandwidth, end_bandwidth, NULL},
	{"extmap-allow-mixed", JINGLE_NS_HDREXT, start_allow_mixed, NULL, NULL},
	{"rtcp-reduced-size", JINGLE_NS_ANY, start_rtcp_rsize, NULL, NULL},
	{"stream", JINGLE_NS_MSID, start_stream, NULL, NULL},
	{"category", JINGLE_NS_CATEGORY, jingle_xml_category, NULL, NULL},
	{0}
};
/* clang-format on */
