/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: an XML document of a phone, piece by piece. PURE
 */

#include <string.h>
#include <strings.h>

#include "presence_xml.h"


int xmpp_presence_xml_open(
		presence_xml_t *x, const str *document, char *buf, int cap)
{
	memset(x, 0, sizeof(*x));
	x->buf = buf;
	x->cap = cap;
	if(document->s == NULL || document->len <= 0
			|| document->len > PRESENCE_XML_BYTES)
		return -1;
	x->reader = xmlReaderForMemory(document->s, document->len, NULL, NULL,
			XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING
					| XML_PARSE_COMPACT);
	return x->reader ? 0 : -1;
}


void xmpp_presence_xml_close(presence_xml_t *x)
{
	if(x->reader)
		xmlFreeTextReader(x->reader);
	x->reader = NULL;
}


static presence_xml_piece_t element_opens(presence_xml_t *x)
{
	x->depth = xmlTextReaderDepth(x->reader);
	if(x->depth >= PRESENCE_XML_DEPTH)
		return PRESENCE_XML_WRONG;
	x->is_empty = xmlTextReaderIsEmptyElement(x->reader) == 1;
	return PRESENCE_XML_OPEN;
}


presence_xml_piece_t xmpp_presence_xml_next(presence_xml_t *x)
{
	int rc;

	if(x->is_empty) {
		x->is_empty = 0;
		return PRESENCE_XML_CLOSE;
	}
	while((rc = xmlTextReaderRead(x->reader)) == 1)
		switch(xmlTextReaderNodeType(x->reader)) {
			case XML_READER_TYPE_DOCUMENT_TYPE:
			case XML_READER_TYPE_ENTITY_REFERENCE:
				return PRESENCE_XML_WRONG;
			case XML_READER_TYPE_ELEMENT:
				return element_opens(x);
			case XML_READER_TYPE_END_ELEMENT:
				x->depth = xmlTextReaderDepth(x->reader);
				return PRESENCE_XML_CLOSE;
			case XML_READER_TYPE_TEXT:
			case XML_READER_TYPE_CDATA:
				return PRESENCE_XML_TEXT;
			default:
				break;
		}
	return rc == 0 ? PRESENCE_XML_END : PRESENCE_XML_WRONG;
}


const char *xmpp_presence_xml_name(presence_xml_t *x, const char *ns)
{
	const xmlChar *uri = xmlTextReaderConstNamespaceUri(x->reader);

	if(uri == NULL || strcmp((const char *)uri, ns) != 0)
		return NULL;
	return (const char *)xmlTextReaderConstLocalName(x->reader);
}


int xmpp_presence_xml_is(presence_xml_t *x, const char *name, const char *ns)
{
	const char *found = xmpp_presence_xml_name(x, ns);

	return found != NULL && strcmp(found, name) == 0;
}


static int text_add(presence_xml_t *x, const char *s, str *to)
{
	size_t n = strlen(s);

	if(n > (size_t)(x->cap - x->len))
		return -1;
	if(to->s == NULL || to->len == 0)
		to->s = x->buf + x->len;
	memcpy(x->buf + x->len, s, n);
	x->len += (int)n;
	to->len += (int)n;
	return 0;
}


str xmpp_presence_xml_attribute(presence_xml_t *x, const char *name)
{
	str value = {(char *)"", 0};
	xmlChar *found =
			xmlTextReaderGetAttribute(x->reader, (const xmlChar *)name);

	if(found) {
		text_add(x, (const char *)found, &value);
		xmlFree(found);
	}
	return value;
}


int xmpp_presence_xml_text(presence_xml_t *x, str *to)
{
	const xmlChar *value = xmlTextReaderConstValue(x->reader);

	return value ? text_add(x, (const char *)value, to) : 0;
}


static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}


str xmpp_presence_xml_trim(const str *text)
{
	str t = *text;

	while(t.len > 0 && is_blank(t.s[0])) {
		t.s++;
		t.len--;
	}
	while(t.len > 0 && is_blank(t.s[t.len - 1]))
		t.len--;
	return t;
}


str xmpp_presence_xml_shorten(str text, int chars)
{
	int i, n = 0;

	for(i = 0; i < text.len; i++) {
		if(((unsigned char)text.s[i] & 0xC0) != 0x80 && n++ == chars)
			break;
		if((unsigned char)text.s[i] < ' ')
			text.s[i] = ' ';
	}
	text.len = i;
	return xmpp_presence_xml_trim(&text);
}


int xmpp_presence_xml_same(const str *a, const char *b)
{
	return (size_t)a->len == strlen(b)
		   && strncasecmp(a->s, b, (size_t)a->len) == 0;
}
