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
 * \brief jingle :: XML events to objects, driven by tables of elements
 *
 * PURE.
 */

#include <stdarg.h>
#include <stdio.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "jingle_xml_parse.h"

/* clang-format off */
static const struct
{
	const char *uri;
	size_t len;
} namespaces[JINGLE_NAMESPACES] = {
	[JINGLE_NS_OTHER] = {JINGLE_LIT("")},
	[JINGLE_NS_JINGLE] = {JINGLE_LIT("urn:xmpp:jingle:1")},
	[JINGLE_NS_RTP] = {JINGLE_LIT("urn:xmpp:jingle:apps:rtp:1")},
	[JINGLE_NS_RTP_INFO] = {JINGLE_LIT("urn:xmpp:jingle:apps:rtp:info:1")},
	[JINGLE_NS_ICE_UDP] = {JINGLE_LIT("urn:xmpp:jingle:transports:ice-udp:1")},
	[JINGLE_NS_RAW_UDP] = {JINGLE_LIT("urn:xmpp:jingle:transports:raw-udp:1")},
	[JINGLE_NS_ICE] = {JINGLE_LIT("urn:xmpp:jingle:transports:ice:0")},
	[JINGLE_NS_ICE_OPTION] =
		{JINGLE_LIT("http://gultsch.de/xmpp/drafts/jingle/transports/ice-udp/option")},
	[JINGLE_NS_DTLS] = {JINGLE_LIT("urn:xmpp:jingle:apps:dtls:0")},
	[JINGLE_NS_FEEDBACK] = {JINGLE_LIT("urn:xmpp:jingle:apps:rtp:rtcp-fb:0")},
	[JINGLE_NS_HDREXT] = {JINGLE_LIT("urn:xmpp:jingle:apps:rtp:rtp-hdrext:0")},
	[JINGLE_NS_SSMA] = {JINGLE_LIT("urn:xmpp:jingle:apps:rtp:ssma:0")},
	[JINGLE_NS_MSID] = {JINGLE_LIT("urn:xmpp:jingle:apps:rtp:msid:0")},
	[JINGLE_NS_GROUPING] = {JINGLE_LIT("urn:xmpp:jingle:apps:grouping:0")},
	[JINGLE_NS_ZRTP] = {JINGLE_LIT("urn:xmpp:jingle:apps:rtp:zrtp:1")},
	[JINGLE_NS_SCTP] = {JINGLE_LIT("urn:xmpp:jingle:transports:dtls-sctp:1")},
	[JINGLE_NS_CHANNEL] =
		{JINGLE_LIT("urn:xmpp:jingle:transports:webrtc-datachannel:0")},
	[JINGLE_NS_CATEGORY] = {JINGLE_LIT("urn:xmpp:jingle:apps:category:0")},
	[JINGLE_NS_DTMF] = {JINGLE_LIT("urn:xmpp:jingle:dtmf:0")},
	[JINGLE_NS_TRANSFER] = {JINGLE_LIT("urn:xmpp:jingle:transfer:0")},
	[JINGLE_NS_JMI] = {JINGLE_LIT("urn:xmpp:jingle-message:0")},
	[JINGLE_NS_DELAY] = {JINGLE_LIT("urn:xmpp:delay")},
	[JINGLE_NS_CARBONS] = {JINGLE_LIT("urn:xmpp:carbons:2")},
	[JINGLE_NS_NICK] = {JINGLE_LIT("http://jabber.org/protocol/nick")},
	[JINGLE_NS_FORWARD] = {JINGLE_LIT("urn:xmpp:forward:0")},
	[JINGLE_NS_STANZAS] = {JINGLE_LIT("urn:ietf:params:xml:ns:xmpp-stanzas")},
};
/* clang-format on */

const char *jingle_ns_uri(jingle_ns_t ns)
{
	return namespaces[ns].uri;
}

static void xml_stop(jingle_xml_t *x)
{
	x->failed = 1;
	xmlStopParser(x->parser);
}

static jingle_ns_t xml_ns(jingle_xml_t *x, const void *uri)
{
	jingle_ns_t ns = JINGLE_NS_OTHER;
	size_t len;
	int i;

	if(uri == NULL)
		return JINGLE_NS_OTHER;
	for(i = 0; i < x->uris; i++)
		if(x->uri_seen[i] == uri)
			return x->ns_seen[i];
	len = strlen(uri);
	for(i = 1; i < JINGLE_NAMESPACES; i++)
		if(len == namespaces[i].len && memcmp(uri, namespaces[i].uri, len) == 0)
			ns = (jingle_ns_t)i;
	if(x->uris < (int)(sizeof(x->uri_seen) / sizeof(x->uri_seen[0]))) {
		x->uri_seen[x->uris] = uri;
		x->ns_seen[x->uris++] = ns;
	}
	return ns;
}

static const jingle_xml_rule_t *xml_rule(
		const jingle_xml_t *x, const jingle_xml_rule_t *r)
{
	for(; r != NULL && r->start != NULL; r++)
		if((r->ns == JINGLE_NS_ANY || r->ns == (int)x->ns)
				&& (r->name == NULL
						|| (r->name[0] == x->name[0]
								&& strcmp(r->name, x->name) == 0)))
			return r;
	return NULL;
}

/* Mostly it is the rule of the element before it. */
static const jingle_xml_rule_t *xml_rule_again(jingle_xml_t *x)
{
	const jingle_xml_rule_t *among =
			x->depth ? x->frame[x->depth - 1].rule->children : x->root;
	jingle_xml_frame_t *f = &x->frame[x->depth];

	if(x->depth < x->deepest && f->name == x->name && f->uri == x->uri
			&& f->among == among) {
		x->ns = f->ns;
		return f->rule;
	}
	x->ns = xml_ns(x, x->uri);
	return xml_rule(x, among);
}

/* The same attributes in the same order, without a prefix? */
static int shape_is(const jingle_xml_shape_t *s, const jingle_xml_t *x)
{
	const void *const *a = x->attributes;
	uintptr_t other = 0;
	int i;

	if(s->count != x->attributes_count)
		return 0;
	for(i = 0; i < s->count; i++, a += 5)
		other |= ((uintptr_t)a[0] ^ (uintptr_t)s->names[i]) | (uintptr_t)a[1];
	return other == 0;
}

/* Is the element's shape that of the last one of this rule? */
static void xml_shape(jingle_xml_t *x, const jingle_xml_rule_t *rule)
{
	jingle_xml_shape_t *s =
			&x->shape[((uintptr_t)rule / sizeof(*rule)
							  + (unsigned)x->attributes_count * 3)
					  % JINGLE_XML_SHAPES];
	int i, n = x->attributes_count;

	x->now = s;
	x->looks = 0;
	if(s->rule == rule && shape_is(s, x))
		return;
	s->rule = rule;
	s->known = 0;
	s->count = n <= JINGLE_XML_SHAPE ? n : -1;
	for(i = 0; i < s->count; i++) {
		s->names[i] = x->attributes[i * 5];
		if(x->attributes[i * 5 + 1] != NULL)
			s->count = -1;
	}
}

JINGLE_COLD static void xml_note_unknown(jingle_xml_t *x)
{
	str name;

	/* only what lies inside of something known is a loss */
	if(x->depth == 0 || x->t->warnings.total >= JINGLE_MAP_WARNINGS_MAX)
		return;
	if(jingle_arena_copy(x->t->arena, x->name, strlen(x->name) + 1, &name) < 0)
		return;
	jingle_map_warn(x->t, x->content ? &x->content->name : NULL, name.s,
			x->ns == JINGLE_NS_OTHER ? "element of an unknown namespace"
									 : "element without a counterpart");
}

static int xml_count(jingle_xml_t *x)
{
	const jingle_limits_t *l = &x->t->limits;

	if(++x->elements > l->elements)
		return jingle_map_limit(x->t, "elements", l->elements);
	if(++x->levels > l->depth)
		return jingle_map_limit(x->t, "elements inside each other", l->depth);
	return 0;
}

static void xml_push(
		jingle_xml_t *x, const jingle_xml_rule_t *rule, void *object)
{
	jingle_xml_frame_t *f = &x->frame[x->depth];

	f->rule = rule;
	f->object = object;
	f->among = x->depth ? f[-1].rule->children : x->root;
	f->name = x->name;
	f->uri = x->uri;
	f->ns = x->ns;
	if(++x->depth > x->deepest)
		x->deepest = x->depth;
}

static void xml_start(void *ctx, const xmlChar *name, const xmlChar *prefix,
		const xmlChar *uri, int namespaces_count, const xmlChar **ns_list,
		int attributes_count, int defaulted, const xmlChar **attributes)
{
	jingle_xml_t *x = ctx;
	const jingle_xml_rule_t *rule;
	void *object;

	(void)prefix;
	(void)namespaces_count;
	(void)ns_list;
	(void)defaulted;
	if(x->failed)
		return;
	if(xml_count(x) < 0) {
		xml_stop(x);
		return;
	}
	if(x->skip) {
		x->skip++;
		return;
	}
	x->name = (const char *)name;
	x->uri = (const char *)uri;
	x->attributes = (const void **)attributes;
	x->attributes_count = attributes_count;
	x->text_wanted = 0;
	rule = xml_rule_again(x);
	if(rule == NULL || x->depth == JINGLE_XML_DEPTH) {
		xml_note_unknown(x);
		x->skip = 1;
		return;
	}
	xml_shape(x, rule);
	object = rule->start(x, x->depth ? x->frame[x->depth - 1].object : x->user);
	if(object == NULL) {
		if(x->t->error.fault != JINGLE_FAULT_NONE)
			xml_stop(x);
		x->skip = 1;
		return;
	}
	xml_push(x, rule, object);
	x->text.len = 0;
	x->text_wanted = rule->end != NULL;
}

static void xml_end(void *ctx, const xmlChar *name, const xmlChar *prefix,
		const xmlChar *uri)
{
	jingle_xml_t *x = ctx;
	jingle_xml_frame_t *f;
	str text;

	(void)name;
	(void)prefix;
	(void)uri;
	if(x->failed)
		return;
	x->levels--;
	if(x->skip) {
		x->skip--;
		return;
	}
	f = &x->frame[--x->depth];
	x->text_wanted = 0;
	if(f->rule->end == NULL)
		return;
	text.s = x->text.s;
	text.len = (int)x->text.len;
	x->text.len = 0;
	if(text.len)
		jingle_str_trim(&text);
	if(f->rule->end(x, f->object, &text) < 0)
		xml_stop(x);
}

static void xml_characters(void *ctx, const xmlChar *s, int len)
{
	jingle_xml_t *x = ctx;

	if(x->failed || x->skip || !x->text_wanted || len <= 0)
		return;
	if(x->text.len + (size_t)len > (size_t)x->t->limits.attribute) {
		jingle_map_limit(x->t, "bytes in an element", x->t->limits.attribute);
		xml_stop(x);
		return;
	}
	jingle_text_put(&x->text, (const char *)s, (size_t)len);
	if(x->text.failed) {
		jingle_map_memory(x->t);
		xml_stop(x);
	}
}

static void xml_doctype(void *ctx, const xmlChar *name, const xmlChar *id,
		const xmlChar *system)
{
	jingle_xml_t *x = ctx;

	(void)name;
	(void)id;
	(void)system;
	jingle_map_fail(x->t, JINGLE_FAULT_SYNTAX, JINGLE_REASON_GENERAL_ERROR, 400,
			"DOCTYPE is not allowed in XMPP (RFC 6120 §11.1)");
	xml_stop(x);
}

static void xml_failed(jingle_xml_t *x, xmlParserCtxtPtr p)
{
	int code = p->errNo;

	if(x->t->error.fault != JINGLE_FAULT_NONE)
		return;
	if(code == XML_ERR_NO_MEMORY) {
		jingle_map_memory(x->t);
		return;
	}
	jingle_map_fail(x->t, JINGLE_FAULT_SYNTAX, JINGLE_REASON_GENERAL_ERROR, 400,
			"XML is not well formed: line %d, libxml2 error %d%s (XML 1.0 "
			"section 2.1)",
			p->input ? p->input->line : 0, code,
			code == XML_ERR_UNDECLARED_ENTITY ? ", undeclared entity" : "");
}

/* No control character can come out of it, not by a reference either. What
 * libxml2 hands on is valid UTF-8. */
static int is_clean(const str *xml)
{
	return jingle_has_no_controls(xml->s, xml->len)
		   && memchr(xml->s, '#', (size_t)xml->len) == NULL;
}

static int xml_run(jingle_xml_t *x, const str *xml)
{
	xmlSAXHandler sax;
	xmlParserCtxtPtr p;
	int ret = 0;

	memset(&sax, 0, sizeof(sax));
	sax.initialized = XML_SAX2_MAGIC;
	sax.startElementNs = xml_start;
	sax.endElementNs = xml_end;
	sax.characters = xml_characters;
	sax.ignorableWhitespace = xml_characters;
	sax.internalSubset = xml_doctype;
	/* cheaper than the parser of a whole buffer */
	p = xmlCreatePushParserCtxt(&sax, x, NULL, 0, NULL);
	if(p == NULL)
		return jingle_map_memory(x->t);
	x->parser = p;
	/* without NOENT libxml2 hands "&amp;" on as "&#38;"; there is no DTD that
	 * could declare others */
	xmlCtxtUseOptions(p, XML_PARSE_NOENT | XML_PARSE_NONET);
	xmlParseChunk(p, xml->s, xml->len, 1);
	/* out of memory libxml2 may call what it did not read well formed */
	if(p->wellFormed && !x->failed && (x->elements == 0 || x->levels != 0)) {
		x->failed = 1;
		jingle_map_memory(x->t);
	}
	if(x->failed || !p->wellFormed) {
		xml_failed(x, p);
		xmlResetLastError();
		ret = -1;
	}
	if(p->myDoc)
		xmlFreeDoc(p->myDoc);
	p->myDoc = NULL;
	xmlFreeParserCtxt(p);
	return ret;
}

static void xml_silent(void *ctx, const char *format, ...)
{
	(void)ctx;
	(void)format;
}

/* When memory runs out libxml2 tells standard error, unless an error handler
 * is set; other modules get their handler back. */
static int xml_run_silent(jingle_xml_t *x, const str *xml)
{
	xmlGenericErrorFunc said = xmlGenericError;
	void *said_ctx = xmlGenericErrorContext;
	int ret;

	xmlSetGenericErrorFunc(NULL, xml_silent);
	ret = xml_run(x, xml);
	xmlSetGenericErrorFunc(said_ctx, said);
	return ret;
}

int jingle_xml_parse(jingle_map_t *t, const str *xml,
		const jingle_xml_rule_t *root, void *user)
{
	jingle_xml_t x;
	int i;

	if(xml->s == NULL || xml->len <= 0)
		return jingle_map_fail(t, JINGLE_FAULT_NOT_JINGLE,
				JINGLE_REASON_GENERAL_ERROR, 400, "empty stanza");
	if(xml->len > t->limits.bytes)
		return jingle_map_limit(t, "bytes in a stanza", t->limits.bytes);
	x.clean = is_clean(xml);
	if(!x.clean && memchr(xml->s, '\0', (size_t)xml->len) != NULL)
		return jingle_map_fail(t, JINGLE_FAULT_SYNTAX,
				JINGLE_REASON_GENERAL_ERROR, 400,
				"NUL character (XML 1.0 §2.2)");
	/* a model takes up to three times the stanza: one block, mostly */
	if(t->arena->blocks == NULL && t->arena->first < (size_t)xml->len * 3)
		t->arena->first = (size_t)xml->len * 3;
	memset(&x, 0, offsetof(jingle_xml_t, frame));
	x.depth = x.deepest = x.levels = x.skip = x.elements = x.failed = 0;
	x.text_wanted = x.uris = x.looks = 0;
	for(i = 0; i < JINGLE_XML_SHAPES; i++)
		x.shape[i].rule = NULL;
	x.t = t;
	x.root = root;
	x.user = user;
	x.content = NULL;
	jingle_text_init(&x.text, t->arena, 256);
	if(x.text.failed)
		return jingle_map_memory(t);
	return xml_run_silent(&x, xml);
}

int jingle_xml_bad(jingle_xml_t *x, const char *format, ...)
{
	char text[JINGLE_ERROR_TEXT];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if(x->content == NULL)
		return jingle_map_bad(x->t, "%s", text);
	return jingle_map_bad(x->t, "content '%.*s': %s",
			x->content->name.len > 64 ? 64 : x->content->name.len,
			x->content->name.s, text);
}

/* Place of an attribute among libxml2's, -1 when there is none. */
static int view_search(const jingle_xml_t *x, const char *name)
{
	const char *other;
	int i;

	for(i = 0; i < x->attributes_count * 5; i += 5) {
		other = x->attributes[i];
		/* no name is empty: the second character is at most the NUL */
		if(other[0] == name[0] && other[1] == name[1]
				&& x->attributes[i + 1] == NULL && strcmp(other, name) == 0)
			return i;
	}
	return -1;
}

/* Not known from an element of the same shape: search, and remember. */
JINGLE_COLD static int view_learn(jingle_xml_t *x, const char *name, int k)
{
	jingle_xml_shape_t *shape = x->now;
	int at = view_search(x, name);

	if(k == shape->known && k < JINGLE_XML_LOOKS && shape->count >= 0) {
		shape->asked[k].name = name;
		shape->asked[k].at = at;
		shape->known++;
	}
	return at;
}

/* absent: s NULL */
static inline str attribute_view(jingle_xml_t *x, const char *name)
{
	const jingle_xml_shape_t *shape = x->now;
	int k = x->looks++;
	int i = k < shape->known && shape->asked[k].name == name
					? shape->asked[k].at
					: view_learn(x, name, k);
	str v = {NULL, 0};

	if(i >= 0) {
		v.s = (char *)x->attributes[i + 3];
		v.len = (int)((const char *)x->attributes[i + 4] - v.s);
	}
	return v;
}

int jingle_xml_view(jingle_xml_t *x, const char *name, str *out)
{
	*out = attribute_view(x, name);
	return out->s != NULL;
}

int jingle_xml_said(jingle_xml_t *x, const char *name, str *out)
{
	*out = attribute_view(x, name);
	return out->len > 0;
}

JINGLE_COLD static int attr_refuse(jingle_xml_t *x, const char *name, str v)
{
	if(v.len > x->t->limits.attribute)
		return jingle_map_limit(
				x->t, "bytes in an attribute", x->t->limits.attribute);
	return jingle_xml_bad(
			x, "%s/@%s has a control character (RFC 8866 §9)", x->name, name);
}

static int is_text(str v)
{
	return jingle_is_text(&v);
}

int jingle_xml_attr(jingle_xml_t *x, const char *name, str *out)
{
	str v = attribute_view(x, name);

	if(v.s == NULL) {
		*out = v;
		return 0;
	}
	if(v.len > x->t->limits.attribute || (!x->clean && !is_text(v)))
		return attr_refuse(x, name, v);
	if(jingle_arena_copy(x->t->arena, v.s, (size_t)v.len, out) < 0)
		return jingle_map_memory(x->t);
	return 0;
}

int jingle_xml_need(
		jingle_xml_t *x, const char *name, const char *spec, str *out)
{
	if(jingle_xml_attr(x, name, out) < 0)
		return -1;
	if(out->s == NULL)
		return jingle_xml_bad(
				x, "%s has no attribute '%s' (%s)", x->name, name, spec);
	return 0;
}

int jingle_xml_word(
		jingle_xml_t *x, const char *name, const char *spec, str *out)
{
	if(jingle_xml_need(x, name, spec, out) < 0)
		return -1;
	if(!jingle_is_word(out)) /* unsaid: it may be a key */
		return jingle_xml_bad(x, "%s %s is empty or has white space (%s)",
				x->name, name, spec);
	return 0;
}

JINGLE_COLD static int number_trimmed(jingle_xml_t *x, const char *name,
		const char *spec, unsigned min, unsigned max, unsigned *out, str v)
{
	unsigned n;

	jingle_str_trim(&v);
	if(v.len == 0 && !x->t->strict) /* JavaScript's undefined */
		return 0;
	if(jingle_number(&v, max, &n) < 0 || n < min)
		return jingle_xml_bad(x, "%s %s '%.*s' is not in %u..%u (%s)", x->name,
				name, v.len > 64 ? 64 : v.len, v.s, min, max, spec);
	*out = n;
	return 1;
}

int jingle_xml_number(jingle_xml_t *x, const char *name, const char *spec,
		unsigned min, unsigned max, unsigned *out)
{
	str v = attribute_view(x, name);
	unsigned n;

	if(v.s == NULL)
		return 0;
	if(jingle_digits(v.s, v.len, max, &n) < 0 || n < min)
		return number_trimmed(x, name, spec, min, max, out, v);
	*out = n;
	return 1;
}
