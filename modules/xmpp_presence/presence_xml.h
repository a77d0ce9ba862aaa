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
 *
 * At most PRESENCE_XML_BYTES, elements at most PRESENCE_XML_DEPTH deep, no
 * DOCTYPE, no entities but XML's own, nothing is fetched.
 */

#ifndef PRESENCE_XML_H
#define PRESENCE_XML_H

#include <libxml/xmlreader.h>

#include "../../core/str.h"

enum
{
	PRESENCE_XML_BYTES = 64 * 1024,
	PRESENCE_XML_DEPTH = 16,
};

typedef enum presence_xml_piece
{
	PRESENCE_XML_WRONG = -1, /* not well formed, or beyond a limit */
	PRESENCE_XML_END = 0,	 /* of the document */
	PRESENCE_XML_OPEN,		 /* an element begins, at this depth */
	PRESENCE_XML_CLOSE,		 /* it ends; an empty one does so, too */
	PRESENCE_XML_TEXT,
} presence_xml_piece_t;

/* Strings go to the buffer that the caller gives. */
typedef struct presence_xml
{
	xmlTextReaderPtr reader;
	int depth;	  /* of the element that began or ended: 0 is the root */
	int is_empty; /* it ends next */
	char *buf;
	int len;
	int cap;
} presence_xml_t;

/* return 0, -1: too long, or no memory. To be closed in any case */
int xmpp_presence_xml_open(
		presence_xml_t *x, const str *document, char *buf, int cap);
void xmpp_presence_xml_close(presence_xml_t *x);

presence_xml_piece_t xmpp_presence_xml_next(presence_xml_t *x);

/* Is the element of this name, in this namespace? */
int xmpp_presence_xml_is(presence_xml_t *x, const char *name, const char *ns);
/* Name of the element, if it is in this namespace; NULL: it is not */
const char *xmpp_presence_xml_name(presence_xml_t *x, const char *ns);
/* Value of an attribute without namespace, or xml:lang; empty without one, or
 * without room */
str xmpp_presence_xml_attribute(presence_xml_t *x, const char *name);
/* Add the text of this piece to what there is already: all that was added to one
 * string comes one after the other. return 0, -1 no room */
int xmpp_presence_xml_text(presence_xml_t *x, str *to);

/* Without blanks around it */
str xmpp_presence_xml_trim(const str *text);
/* At most so many characters of a text of ours, in one line: control characters
 * are made blanks */
str xmpp_presence_xml_shorten(str text, int chars);
/* a is b but for the case of its letters */
int xmpp_presence_xml_same(const str *a, const char *b);

#endif
