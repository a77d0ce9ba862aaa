/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: what a device of an XMPP user says of itself. PURE
 */

#include <stdlib.h>
#include <string.h>

#include "presence_said.h"

typedef struct reader
{
	presence_xml_t xml;
	presence_said_t *out;
	str *wanted; /* where the text of the open element goes */
	str show, priority;
	int statuses;
} reader_t;


/* Stanzas come without a namespace of their own, or as clients write them. */
static int is_child(reader_t *r, const char *name)
{
	const xmlChar *ns = xmlTextReaderConstNamespaceUri(r->xml.reader);
	const xmlChar *local = xmlTextReaderConstLocalName(r->xml.reader);

	if(ns != NULL && strcmp((const char *)ns, "jabber:client") != 0
			&& strcmp((const char *)ns, "jabber:component:accept") != 0)
		return 0;
	return local != NULL && strcmp((const char *)local, name) == 0;
}


static void element_begin(reader_t *r)
{
	r->wanted = NULL;
	if(r->xml.depth != 1)
		return;
	if(is_child(r, "show") && r->show.len == 0)
		r->wanted = &r->show;
	else if(is_child(r, "priority") && r->priority.len == 0)
		r->wanted = &r->priority;
	else if(is_child(r, "status") && r->statuses++ == 0) {
		r->wanted = &r->out->note;
		r->out->lang = xmpp_presence_xml_attribute(&r->xml, "xml:lang");
	} else if(xmpp_presence_xml_is(&r->xml, "idle", "urn:xmpp:idle:1"))
		r->out->since = xmpp_presence_xml_attribute(&r->xml, "since");
}


static int pieces_read(reader_t *r)
{
	presence_xml_piece_t piece;

	while((piece = xmpp_presence_xml_next(&r->xml)) != PRESENCE_XML_END) {
		if(piece == PRESENCE_XML_WRONG)
			return -1;
		if(piece == PRESENCE_XML_OPEN)
			element_begin(r);
		if(piece == PRESENCE_XML_TEXT && r->wanted
				&& xmpp_presence_xml_text(&r->xml, r->wanted) < 0)
			return -1;
		if(piece == PRESENCE_XML_CLOSE)
			r->wanted = NULL;
	}
	return 0;
}


static int number_read(const str *text)
{
	char digits[8];
	int n = text->len < 7 ? text->len : 7;

	if(n > 0)
		memcpy(digits, text->s, (size_t)n);
	digits[n] = '\0';
	n = (int)strtol(digits, NULL, 10);
	return n < -128 ? -128 : n > 127 ? 127 : n; /* RFC 6121 4.7.2.3 */
}


int xmpp_presence_said_read(
		const str *xml, char *buf, int cap, presence_said_t *out)
{
	reader_t r;
	int rc = -1;

	memset(&r, 0, sizeof(r));
	memset(out, 0, sizeof(*out));
	r.out = out;
	if(xmpp_presence_xml_open(&r.xml, xml, buf, cap) == 0)
		rc = pieces_read(&r);
	xmpp_presence_xml_close(&r.xml);
	if(rc < 0)
		return -1;
	out->show = xmpp_presence_show_read(&r.show);
	out->priority = number_read(&r.priority);
	out->note = xmpp_presence_xml_shorten(out->note, PRESENCE_NOTE_CHARS);
	if(out->lang.len > PRESENCE_LANG_MAX || out->note.len == 0)
		out->lang.len = 0;
	if(out->since.len > PRESENCE_SINCE_MAX)
		out->since.len = 0;
	return 0;
}


/* the condition of an error that is open; what is in no row passes */
static void condition_read(presence_xml_t *xml, presence_error_t *error)
{
	static const struct
	{
		const char *condition;
		presence_error_t error;
	} rows[] = {
			{"gone", PRESENCE_ERROR_NOBODY},
			{"item-not-found", PRESENCE_ERROR_NOBODY},
			{"jid-malformed", PRESENCE_ERROR_NOBODY},
			{"service-unavailable", PRESENCE_ERROR_NOBODY},
			{"forbidden", PRESENCE_ERROR_REFUSED},
			{"not-acceptable", PRESENCE_ERROR_REFUSED},
			{"not-allowed", PRESENCE_ERROR_REFUSED},
			{"not-authorized", PRESENCE_ERROR_REFUSED},
			{"policy-violation", PRESENCE_ERROR_REFUSED},
			{"registration-required", PRESENCE_ERROR_REFUSED},
			{"subscription-required", PRESENCE_ERROR_REFUSED},
	};
	const char *name =
			xmpp_presence_xml_name(xml, "urn:ietf:params:xml:ns:xmpp-stanzas");
	size_t i;

	for(i = 0; name != NULL && i < sizeof(rows) / sizeof(rows[0]); i++)
		if(strcmp(name, rows[i].condition) == 0)
			*error = rows[i].error;
}


presence_error_t xmpp_presence_error_read(const str *xml, char *buf, int cap)
{
	presence_error_t error = PRESENCE_ERROR_PASSES;
	presence_xml_piece_t piece = PRESENCE_XML_WRONG;
	presence_xml_t x;

	if(xmpp_presence_xml_open(&x, xml, buf, cap) == 0)
		while((piece = xmpp_presence_xml_next(&x)) > PRESENCE_XML_END)
			if(piece == PRESENCE_XML_OPEN && x.depth == 2)
				condition_read(&x, &error);
	xmpp_presence_xml_close(&x);
	return piece == PRESENCE_XML_END ? error : PRESENCE_ERROR_PASSES;
}


int xmpp_presence_said_better(
		const presence_said_t *a, const presence_said_t *b)
{
	/* none is as good as chat */
	int x = a->show > PRESENCE_SHOW_CHAT ? (int)a->show : 0;
	int y = b->show > PRESENCE_SHOW_CHAT ? (int)b->show : 0;

	return x != y ? x < y : a->priority > b->priority;
}
