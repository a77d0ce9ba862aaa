/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: reads a form that a user sent in a stanza. PURE
 */

#include <string.h>

#include <libxml/xmlreader.h>

#include "account_form_read.h"

/* depths of the elements of an iq */
enum
{
	DEPTH_QUERY = 1,
	DEPTH_ELEMENT, /* of XEP-0077, or the form */
	DEPTH_FIELD,
	DEPTH_VALUE,
};

typedef struct walk
{
	account_form_read_t *out;
	char *buf;
	int len;
	int cap;
	account_form_t by_element; /* answers by elements of XEP-0077 */
	int element_answers;
	str name;	  /* of what is open: an element, or a field's var */
	str value;	  /* its text so far; s == NULL: none wanted */
	int in_form;  /* within <x/> */
	int in_field; /* within a field with a name */
	int values;	  /* of the open field */
} walk_t;

static int text_add(walk_t *w, const char *s, str *to)
{
	int n = (int)strlen(s);

	if(n > w->cap - w->len)
		return -1;
	memcpy(w->buf + w->len, s, (size_t)n);
	if(to->s == NULL)
		to->s = w->buf + w->len;
	to->len += n;
	w->len += n;
	return 0;
}


static int element_is(xmlTextReaderPtr r, const char *name, const char *ns)
{
	const xmlChar *local = xmlTextReaderConstLocalName(r);
	const xmlChar *uri = xmlTextReaderConstNamespaceUri(r);

	return local && uri && strcmp((const char *)local, name) == 0
		   && strcmp((const char *)uri, ns) == 0;
}


/* return 0, -1; an absent attribute is the empty string */
static int attribute(walk_t *w, xmlTextReaderPtr r, const char *name, str *to)
{
	xmlChar *value = xmlTextReaderGetAttribute(r, (const xmlChar *)name);
	int rc;

	to->s = NULL;
	to->len = 0;
	rc = text_add(w, value ? (const char *)value : "", to);
	if(value)
		xmlFree(value);
	return rc;
}


static int view_is(const str *s, const char *z)
{
	return s->len == (int)strlen(z) && memcmp(s->s, z, (size_t)s->len) == 0;
}


/* text from here on is the value of what is open */
static int value_begin(walk_t *w)
{
	w->value.s = NULL;
	w->value.len = 0;
	return text_add(w, "", &w->value);
}


static int value_end(walk_t *w, int is_element)
{
	account_form_read_t *out = w->out;
	int rc;

	if(w->value.s == NULL)
		return 0;
	if(is_element) {
		rc = xmpp_account_form_answer_element(
				&w->by_element, &w->name, &w->value);
		w->element_answers += rc == 0;
	} else if(view_is(&w->name, "FORM_TYPE")) {
		out->wrong_type = !view_is(&w->value, "jabber:iq:register");
		rc = 0;
	} else {
		rc = xmpp_account_form_answer(&out->form, &w->name, &w->value);
		out->answers += rc == 0;
	}
	w->value.s = NULL;
	return rc < 0 ? -1 : 0;
}


static int form_begin(walk_t *w, xmlTextReaderPtr r)
{
	str type;

	if(w->out->has_form || attribute(w, r, "type", &type) < 0)
		return -1;
	w->out->has_form = 1;
	w->out->cancel = view_is(&type, "cancel");
	if(!w->out->cancel && !view_is(&type, "submit"))
		return -1;
	w->in_form = !xmlTextReaderIsEmptyElement(r);
	return 0;
}


static int element_of_query(walk_t *w, xmlTextReaderPtr r)
{
	const char *local = (const char *)xmlTextReaderConstLocalName(r);

	w->out->elements++;
	if(element_is(r, "x", "jabber:x:data"))
		return form_begin(w, r);
	if(!element_is(r, local, "jabber:iq:register"))
		return 0;
	if(strcmp(local, "remove") == 0)
		w->out->remove = 1;
	w->name.s = NULL;
	w->name.len = 0;
	return text_add(w, local, &w->name) < 0 ? -1 : value_begin(w);
}


static int element_field(walk_t *w, xmlTextReaderPtr r)
{
	w->values = 0;
	w->in_field = element_is(r, "field", "jabber:x:data")
				  && !xmlTextReaderIsEmptyElement(r);
	return w->in_field ? attribute(w, r, "var", &w->name) : 0;
}


static int element_begin(walk_t *w, xmlTextReaderPtr r, int depth)
{
	if(depth == DEPTH_ELEMENT)
		return element_of_query(w, r);
	if(depth == DEPTH_FIELD && w->in_form)
		return element_field(w, r);
	if(depth == DEPTH_VALUE && w->in_field
			&& element_is(r, "value", "jabber:x:data"))
		return ++w->values > 1 ? -1 : value_begin(w);
	if(depth > DEPTH_ELEMENT && !w->in_form)
		w->value.s = NULL; /* an element within one of XEP-0077 */
	return 0;
}


static int element_end(walk_t *w, int depth)
{
	if(depth == DEPTH_ELEMENT && w->in_form) {
		w->in_form = 0;
		return 0;
	}
	if(depth == DEPTH_FIELD)
		w->in_field = 0;
	if(depth == DEPTH_ELEMENT)
		return value_end(w, 1);
	return depth == DEPTH_VALUE && w->in_field ? value_end(w, 0) : 0;
}


static int walk_step(walk_t *w, xmlTextReaderPtr r)
{
	int depth = xmlTextReaderDepth(r);
	const xmlChar *text;

	if(depth > ACCOUNT_FORM_DEPTH)
		return -1;
	switch(xmlTextReaderNodeType(r)) {
		case XML_READER_TYPE_DOCUMENT_TYPE:
		case XML_READER_TYPE_ENTITY_REFERENCE:
			return -1;
		case XML_READER_TYPE_ELEMENT:
			if(element_begin(w, r, depth) < 0)
				return -1;
			return xmlTextReaderIsEmptyElement(r) ? element_end(w, depth) : 0;
		case XML_READER_TYPE_END_ELEMENT:
			return element_end(w, depth);
		case XML_READER_TYPE_TEXT:
		case XML_READER_TYPE_CDATA:
		case XML_READER_TYPE_WHITESPACE:
		case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
			text = xmlTextReaderConstValue(r);
			return w->value.s && text
						   ? text_add(w, (const char *)text, &w->value)
						   : 0;
		default:
			return 0;
	}
}


int xmpp_account_form_read(
		const str *xml, char *buf, int cap, account_form_read_t *out)
{
	xmlTextReaderPtr r;
	walk_t w;
	int rc;

	memset(out, 0, sizeof(*out));
	memset(&w, 0, sizeof(w));
	w.out = out;
	w.buf = buf;
	w.cap = cap;
	if(xml->s == NULL || xml->len <= 0)
		return -1;
	r = xmlReaderForMemory(xml->s, xml->len, NULL, "UTF-8",
			XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING
					| XML_PARSE_COMPACT);
	if(r == NULL)
		return -1;
	while((rc = xmlTextReaderRead(r)) == 1)
		if((rc = walk_step(&w, r)) < 0)
			break;
	xmlFreeTextReader(r);
	if(rc < 0)
		return -1;
	if(!out->has_form) {
		out->form = w.by_element;
		out->answers = w.element_answers;
	}
	return 0;
}
