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
 * \brief xmpp_gateway :: one pass over a stanza. PURE
 */

#include <string.h>

#include "gateway_walk.h"

static int text_copy(gateway_text_t *t, const char *s, str *to)
{
	int n = (int)strlen(s);

	if(n > t->cap - t->len)
		return -1;
	memcpy(t->s + t->len, s, (size_t)n);
	to->s = t->s + t->len;
	to->len = n;
	t->len += n;
	return 0;
}


int xmpp_gateway_walk_is(xmlTextReaderPtr r, const char *name, const char *ns)
{
	const xmlChar *local = xmlTextReaderConstLocalName(r);
	const xmlChar *uri = xmlTextReaderConstNamespaceUri(r);

	if(local == NULL || strcmp((const char *)local, name) != 0)
		return 0;
	return ns == NULL || (uri && strcmp((const char *)uri, ns) == 0);
}


int xmpp_gateway_walk_attribute(gateway_walk_t *w, xmlTextReaderPtr r,
		const char *name, const char *ns, str *to)
{
	xmlChar *value;
	int rc = 0;

	to->s = "";
	to->len = 0;
	value = ns ? xmlTextReaderGetAttributeNs(
					r, (const xmlChar *)name, (const xmlChar *)ns)
			   : xmlTextReaderGetAttribute(r, (const xmlChar *)name);
	if(value) {
		rc = text_copy(&w->text, (const char *)value, to);
		xmlFree(value);
	}
	return rc;
}


/* The text of the element that is open, as far as it has come; or that it has
 * none */
static int walk_content(gateway_walk_t *w)
{
	str value = w->value;

	if(!w->in_value)
		return 0;
	if(value.s == NULL)
		value.s = w->text.s + w->text.len;
	w->in_value = 0;
	w->value.s = NULL;
	w->value.len = 0;
	return w->content(w, &value);
}


/* Text may come in several pieces: CDATA beside characters */
static int walk_text(gateway_walk_t *w, xmlTextReaderPtr r)
{
	const xmlChar *value = xmlTextReaderConstValue(r);
	str piece;

	if(!w->in_value || value == NULL)
		return 0;
	if(text_copy(&w->text, (const char *)value, &piece) < 0)
		return -1;
	if(w->value.s == NULL)
		w->value = piece;
	else
		w->value.len += piece.len;
	return 0;
}


static int walk_element(gateway_walk_t *w, xmlTextReaderPtr r, int depth)
{
	if(walk_content(w) < 0 || w->element(w, r, depth) < 0)
		return -1;
	return xmlTextReaderIsEmptyElement(r) ? walk_content(w) : 0;
}


static int walk_step(gateway_walk_t *w, xmlTextReaderPtr r)
{
	int depth = xmlTextReaderDepth(r);

	if(depth > XMPP_GATEWAY_DEPTH)
		return -1;
	switch(xmlTextReaderNodeType(r)) {
		case XML_READER_TYPE_DOCUMENT_TYPE:
		case XML_READER_TYPE_ENTITY_REFERENCE:
			return -1;
		case XML_READER_TYPE_ELEMENT:
			return walk_element(w, r, depth);
		case XML_READER_TYPE_END_ELEMENT:
			return walk_content(w);
		case XML_READER_TYPE_TEXT:
		case XML_READER_TYPE_CDATA:
		case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
			return walk_text(w, r);
		default:
			return 0;
	}
}


int xmpp_gateway_walk(gateway_walk_t *w, const str *xml, char *buf, int cap)
{
	xmlTextReaderPtr r;
	int rc;

	w->text.s = buf;
	w->text.cap = cap;
	if(xml->s == NULL || xml->len <= 0)
		return -1;
	r = xmlReaderForMemory(xml->s, xml->len, NULL, "UTF-8",
			XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING
					| XML_PARSE_COMPACT);
	if(r == NULL)
		return -1;
	while((rc = xmlTextReaderRead(r)) == 1) {
		rc = walk_step(w, r);
		if(rc < 0)
			break;
	}
	xmlFreeTextReader(r);
	return rc < 0 ? -1 : 0;
}
