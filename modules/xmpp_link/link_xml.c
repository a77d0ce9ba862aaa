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

#include <string.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "link_xml.h"


/* Is a name of an element one of a stanza? */
static int xml_is_stanza(const xmlNode *n)
{
	return xmlStrEqual(n->name, BAD_CAST "iq")
		   || xmlStrEqual(n->name, BAD_CAST "message")
		   || xmlStrEqual(n->name, BAD_CAST "presence");
}


/* comments, processing instructions and the like may not be on a stream */
static const char *xml_walk(const xmlNode *top)
{
	const xmlNode *n = top;
	int depth = 1;

	for(;;) {
		if(n->type != XML_ELEMENT_NODE && n->type != XML_TEXT_NODE
				&& n->type != XML_CDATA_SECTION_NODE)
			return "it has a comment, an instruction or an entity";
		if(n->type == XML_ELEMENT_NODE && n->children) {
			if(++depth > LINK_XML_DEPTH)
				return "its elements are nested too deeply";
			n = n->children;
			continue;
		}
		while(n != top && n->next == NULL) {
			n = n->parent;
			depth--;
		}
		if(n == top)
			return NULL;
		n = n->next;
	}
}


static const char *xml_to(xmlNode *root, char *to, size_t size)
{
	xmlChar *value = xmlGetNoNsProp(root, BAD_CAST "to");
	size_t len = value ? strlen((char *)value) : 0;

	if(len > 0 && len < size)
		memcpy(to, value, len + 1);
	xmlFree(value);
	if(len == 0)
		return "it has no to";
	return len < size ? NULL : "its to is too long";
}


static const char *xml_doc_check(xmlDoc *doc, char *to, size_t size)
{
	xmlNode *root = xmlDocGetRootElement(doc);
	const char *wrong;

	if(doc->intSubset)
		return "it has a DOCTYPE";
	if(root == NULL || doc->children != root || root->next)
		return "there is text before or after it";
	if(!xml_is_stanza(root))
		return "it is no iq, message or presence";
	if(root->ns || root->nsDef)
		return "it has a namespace of its own";
	wrong = xml_walk(root);
	return wrong ? wrong : xml_to(root, to, size);
}


const char *xmpp_link_xml_check(const str *xml, char *to, size_t size)
{
	xmlParserCtxt *ctxt;
	xmlDoc *doc;
	const char *wrong;

	/* an XML declaration is legal for libxml2, on a stream it is not */
	if(xml->len < 2 || xml->s[0] != '<' || xml->s[1] == '?')
		return "it does not start with an element";
	ctxt = xmlNewParserCtxt();
	if(ctxt == NULL)
		return "no memory";
	doc = xmlCtxtReadMemory(ctxt, xml->s, xml->len, NULL, "UTF-8",
			XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if(doc == NULL || !ctxt->nsWellFormed)
		wrong = "it is not well formed";
	else
		wrong = xml_doc_check(doc, to, size);
	xmlFreeDoc(doc);
	xmlFreeParserCtxt(ctxt);
	return wrong;
}
