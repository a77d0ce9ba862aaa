/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: one pass over an XML document. PURE
 *
 * No DOCTYPE, no entities but XML's own, no network, elements at most
 * CHAT_XML_DEPTH deep. Strings go to the buffer that the caller gives.
 */

#ifndef CHAT_XML_H
#define CHAT_XML_H

#include <libxml/xmlreader.h>

#include "chat_out.h"

enum
{
	CHAT_XML_DEPTH = 16,
};

/* Depth 0 is the document's element. */
typedef struct chat_xml
{
	chat_out_t text; /* where strings go */
	void *out;		 /* of the caller's */
	/* An element begins. return 0, -1 to stop. It may set value: the text of
	 * this element, up to its first child, goes there. */
	int (*element)(struct chat_xml *x, xmlTextReaderPtr r, int depth);
	str *value;
	int state[CHAT_XML_DEPTH + 1]; /* of the caller's: what is open, for each
									  depth; cleared where an element begins */
} chat_xml_t;

/* x: text is set here, out and element by the caller. return 0, -1: not well
 * formed, too deep, no room in buf, or stopped */
int xmpp_chat_xml_walk(chat_xml_t *x, const str *xml, char *buf, int cap);

/* Is it an element of this name and namespace? NULL: of none, as the stanza's own
 * elements have, or of jabber:client */
int xmpp_chat_xml_is(xmlTextReaderPtr r, const char *name, const char *ns);
int xmpp_chat_xml_in(xmlTextReaderPtr r, const char *ns);

/* A missing attribute gives the empty string. return 0, -1 no room */
int xmpp_chat_xml_attribute(
		chat_xml_t *x, xmlTextReaderPtr r, const char *name, str *to);

/* return 0, -1 no room */
int xmpp_chat_xml_keep(chat_xml_t *x, const char *s, str *to);

#endif
