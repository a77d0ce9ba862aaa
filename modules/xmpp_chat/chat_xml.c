/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: one pass over an XML document
 */

#include "chat_xml.h"

int xmpp_chat_xml_keep(chat_xml_t *x, const char *s, str *to)
{
	int from = x->text.len;

	xmpp_chat_put_z(&x->text, s);
	return xmpp_chat_out_end(&x->text, from, to);
}


int xmpp_chat_xml_in(xmlTextReaderPtr r, const char *ns)
{
	const char *uri = (const char *)xmlTextReaderConstNamespaceUri(r);

	if(ns == NULL)
		return uri == NULL || strcmp(uri, "jabber:client") == 0;
	return uri != NULL && strcmp(uri, ns) == 0;
}


int xmpp_chat_xml_is(xmlTextReaderPtr r, const char *name, const char *ns)
{
	const xmlChar *local = xmlTextReaderConstLocalName(r);

	return local && strcmp((const char *)local, name) == 0
		   && xmpp_chat_xml_in(r, ns);
}


int xmpp_chat_xml_attribute(
		chat_xml_t *x, xmlTextReaderPtr r, const char *name, str *to)
{
	xmlChar *value = xmlTextReaderGetAttribute(r, (const xmlChar *)name);
	int rc;

	rc = xmpp_chat_xml_keep(x, value ? (const char *)value : "", to);
	if(value)
		xmlFree(value);
	return rc;
}


/* Text may come in several pieces: CDATA beside characters. They follow each
 * other in the buffer, for nothing else is read between them. */
static int walk_text(chat_xml_t *x, xmlTextReaderPtr r)
{
	const xmlChar *text = xmlTextReaderConstValue(r);
	str piece;

	if(x->value == NULL || text == NULL)
		return 0;
	if(xmpp_chat_xml_keep(x, (const char *)text, &piece) < 0)
		return -1;
	if(x->value->len == 0)
		*x->value = piece;
	else
		x->value->len += piece.len;
	return 0;
}


static int walk_element(chat_xml_t *x, xmlTextReaderPtr r, int depth)
{
	int rc;

	x->value = NULL;
	x->state[depth] = 0;
	rc = x->element(x, r, depth);
	if(xmlTextReaderIsEmptyElement(r))
		x->value = NULL; /* no end of it will come */
	return rc;
}


static int walk_step(chat_xml_t *x, xmlTextReaderPtr r)
{
	int depth = xmlTextReaderDepth(r);

	if(depth > CHAT_XML_DEPTH)
		return -1;
	switch(xmlTextReaderNodeType(r)) {
		case XML_READER_TYPE_DOCUMENT_TYPE:
		case XML_READER_TYPE_ENTITY_REFERENCE:
			return -1;
		case XML_READER_TYPE_ELEMENT:
			return walk_element(x, r, depth);
		case XML_READER_TYPE_END_ELEMENT:
			x->value = NULL;
			return 0;
		case XML_READER_TYPE_TEXT:
		case XML_READER_TYPE_CDATA:
		case XML_READER_TYPE_WHITESPACE:
		case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
			return walk_text(x, r);
		default:
			return 0;
	}
}


int xmpp_chat_xml_walk(chat_xml_t *x, const str *xml, char *buf, int cap)
{
	xmlTextReaderPtr r;
	int rc;

	xmpp_chat_out_init(&x->text, buf, cap);
	x->value = NULL;
	if(xml->s == NULL || xml->len <= 0)
		return -1;
	r = xmlReaderForMemory(xml->s, xml->len, NULL, "UTF-8",
			XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING
					| XML_PARSE_COMPACT);
	if(r == NULL)
		return -1;
	while((rc = xmlTextReaderRead(r)) == 1) {
		rc = walk_step(x, r);
		if(rc < 0)
			break;
	}
	xmlFreeTextReader(r);
	return rc < 0 ? -1 : 0;
}
