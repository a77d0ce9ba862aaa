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
 * \brief xmpp_gateway :: reads what it needs of a stanza. PURE
 */

#include <stdlib.h>
#include <string.h>

#include "gateway_features.h"
#include "gateway_read.h"
#include "gateway_walk.h"

/* --- presence ------------------------------------------------------------- */

static int presence_element(gateway_walk_t *w, xmlTextReaderPtr r, int depth)
{
	xmpp_gateway_presence_t *p = w->out;

	w->in_value = depth == 1 && xmpp_gateway_walk_is(r, "priority", NULL);
	if(depth != 1
			|| !xmpp_gateway_walk_is(r, "c", "http://jabber.org/protocol/caps"))
		return 0;
	if(xmpp_gateway_walk_attribute(w, r, "hash", NULL, &p->hash) < 0
			|| xmpp_gateway_walk_attribute(w, r, "node", NULL, &p->node) < 0)
		return -1;
	return xmpp_gateway_walk_attribute(w, r, "ver", NULL, &p->ver);
}


static int presence_content(gateway_walk_t *w, const str *value)
{
	xmpp_gateway_presence_t *p = w->out;
	char digits[8];
	int n = value->len < 7 ? value->len : 7;

	memcpy(digits, value->s, (size_t)n);
	digits[n] = '\0';
	n = (int)strtol(digits, NULL, 10);
	p->priority = n < -128 ? -128 : n > 127 ? 127 : n; /* RFC 6121 4.7.2.3 */
	return 0;
}


int xmpp_gateway_read_presence(
		const str *xml, char *buf, int cap, xmpp_gateway_presence_t *presence)
{
	gateway_walk_t w;

	memset(presence, 0, sizeof(*presence));
	memset(&w, 0, sizeof(w));
	w.out = presence;
	w.element = presence_element;
	w.content = presence_content;
	return xmpp_gateway_walk(&w, xml, buf, cap);
}


/* --- queries --------------------------------------------------------------- */

static int query_element(gateway_walk_t *w, xmlTextReaderPtr r, int depth)
{
	xmpp_gateway_query_t *q = w->out;

	w->in_value = depth == 2 && q->prompt.len == 0
				  && xmpp_gateway_walk_is(r, "prompt", NULL);
	if(depth != 1 || w->first)
		return 0;
	w->first = 1;
	return xmpp_gateway_walk_attribute(w, r, "node", NULL, &q->node);
}


static int query_content(gateway_walk_t *w, const str *value)
{
	((xmpp_gateway_query_t *)w->out)->prompt = *value;
	return 0;
}


int xmpp_gateway_read_query(
		const str *xml, char *buf, int cap, xmpp_gateway_query_t *query)
{
	gateway_walk_t w;

	memset(query, 0, sizeof(*query));
	memset(&w, 0, sizeof(w));
	w.out = query;
	w.element = query_element;
	w.content = query_content;
	return xmpp_gateway_walk(&w, xml, buf, cap);
}


/* --- messages --------------------------------------------------------------- */

static int chat_element(gateway_walk_t *w, xmlTextReaderPtr r, int depth)
{
	xmpp_gateway_chat_t *c = w->out;

	/* one body for each language: the first */
	w->in_value =
			depth == 1 && !w->first && xmpp_gateway_walk_is(r, "body", NULL);
	w->first |= w->in_value;
	if(depth != 1)
		return 0;
	if(xmpp_gateway_walk_is(r, "delay", "urn:xmpp:delay")
			|| xmpp_gateway_walk_is(r, "x", "jabber:x:delay"))
		c->delayed = 1;
	if(xmpp_gateway_walk_is(r, "encrypted", NULL)
			|| xmpp_gateway_walk_is(r, "encryption", NULL)
			|| xmpp_gateway_walk_is(r, "openpgp", NULL)
			|| xmpp_gateway_walk_is(r, "x", "jabber:x:encrypted"))
		c->encrypted = 1;
	return 0;
}


static int chat_content(gateway_walk_t *w, const str *value)
{
	((xmpp_gateway_chat_t *)w->out)->body = *value;
	return 0;
}


int xmpp_gateway_read_chat(
		const str *xml, char *buf, int cap, xmpp_gateway_chat_t *chat)
{
	gateway_walk_t w;

	memset(chat, 0, sizeof(*chat));
	memset(&w, 0, sizeof(w));
	w.out = chat;
	w.element = chat_element;
	w.content = chat_content;
	return xmpp_gateway_walk(&w, xml, buf, cap);
}


/* --- disco#info results ---------------------------------------------------- */

static int info_identity(gateway_walk_t *w, xmlTextReaderPtr r)
{
	xmpp_gateway_identity_t i;

	if(xmpp_gateway_walk_attribute(w, r, "category", NULL, &i.category) < 0
			|| xmpp_gateway_walk_attribute(w, r, "type", NULL, &i.type) < 0
			|| xmpp_gateway_walk_attribute(w, r, "name", NULL, &i.name) < 0
			|| xmpp_gateway_walk_attribute(w, r, "lang",
					   "http://www.w3.org/XML/1998/namespace", &i.lang)
					   < 0)
		return -1;
	return xmpp_gateway_info_identity(w->out, &i);
}


static int info_feature(gateway_walk_t *w, xmlTextReaderPtr r)
{
	str var;

	return xmpp_gateway_walk_attribute(w, r, "var", NULL, &var) < 0
				   ? -1
				   : xmpp_gateway_info_feature(w->out, &var);
}


/* A form without a FORM_TYPE of type hidden does not count (section 5.4). */
static int info_field(gateway_walk_t *w, xmlTextReaderPtr r)
{
	str var, type;

	w->in_hidden = 0;
	if(xmpp_gateway_walk_attribute(w, r, "var", NULL, &var) < 0
			|| xmpp_gateway_walk_attribute(w, r, "type", NULL, &type) < 0)
		return -1;
	if(var.len == 9 && memcmp(var.s, "FORM_TYPE", 9) == 0) {
		w->in_hidden =
				type.len == 6 && memcmp(type.s, "hidden", 6) == 0 ? 1 : -1;
		return 0;
	}
	return xmpp_gateway_info_field(w->out, &var);
}


static int info_element(gateway_walk_t *w, xmlTextReaderPtr r, int depth)
{
	static const str none = {"", 0};

	w->in_value = 0;
	if(depth == 2 && xmpp_gateway_walk_is(r, "identity", NULL))
		return info_identity(w, r);
	if(depth == 2 && xmpp_gateway_walk_is(r, "feature", NULL))
		return info_feature(w, r);
	if(depth == 2) {
		w->first = xmpp_gateway_walk_is(r, "x", "jabber:x:data");
		return w->first ? xmpp_gateway_info_form(w->out, &none) : 0;
	}
	if(depth == 3 && w->first && xmpp_gateway_walk_is(r, "field", NULL))
		return info_field(w, r);
	w->in_value =
			depth == 4 && w->first && xmpp_gateway_walk_is(r, "value", NULL);
	return 0;
}


static int info_content(gateway_walk_t *w, const str *value)
{
	xmpp_gateway_info_t *info = w->out;
	str *type = &info->form[info->forms - 1].type;

	if(w->in_hidden == 0)
		return xmpp_gateway_info_value(info, value);
	if(w->in_hidden < 0)
		return 0;
	if(type->len > 0
			&& (type->len != value->len
					|| memcmp(type->s, value->s, (size_t)value->len) != 0))
		return -1; /* two values in FORM_TYPE: ill-formed */
	*type = *value;
	return 0;
}


int xmpp_gateway_read_info(
		const str *xml, char *buf, int cap, xmpp_gateway_info_t *info)
{
	gateway_walk_t w;

	memset(info, 0, sizeof(*info));
	memset(&w, 0, sizeof(w));
	w.out = info;
	w.element = info_element;
	w.content = info_content;
	return xmpp_gateway_walk(&w, xml, buf, cap);
}


unsigned xmpp_gateway_read_features(const xmpp_gateway_info_t *info)
{
	unsigned bits = 0;
	int i;

	for(i = 0; xmpp_gateway_peer_features[i].name; i++)
		if(xmpp_gateway_info_has(info, xmpp_gateway_peer_features[i].name))
			bits |= xmpp_gateway_peer_features[i].bit;
	return bits;
}


int xmpp_gateway_has_payload(
		const str *payloads, const char *name, const char *ns)
{
	const char *s = payloads->s ? payloads->s : "";
	const char *end = s + (payloads->s ? payloads->len : 0), *line, *space;
	size_t n = strlen(name);

	for(; s < end; s = line + 1) {
		line = memchr(s, '\n', (size_t)(end - s));
		if(line == NULL)
			line = end;
		space = memchr(s, ' ', (size_t)(line - s));
		if(space == NULL)
			space = line;
		if((size_t)(space - s) != n || memcmp(s, name, n) != 0)
			continue;
		if(ns == NULL
				|| (space < line && (size_t)(line - space - 1) == strlen(ns)
						&& memcmp(space + 1, ns, strlen(ns)) == 0))
			return 1;
	}
	return 0;
}
