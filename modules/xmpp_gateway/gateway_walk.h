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
 * \brief xmpp_gateway :: one pass over a stanza. PURE
 *
 * No DOCTYPE, no entities but XML's own, no network, elements at most
 * XMPP_GATEWAY_DEPTH deep. Strings go to the buffer that the caller gives.
 */

#ifndef GATEWAY_WALK_H
#define GATEWAY_WALK_H

#include <libxml/xmlreader.h>

#include "../../core/str.h"

enum
{
	XMPP_GATEWAY_DEPTH = 16
};

/* Where strings go. */
typedef struct gateway_text
{
	char *s;
	int len;
	int cap;
} gateway_text_t;

/* Depth 0 is the stanza itself. The functions return 0, -1 to stop. */
typedef struct gateway_walk
{
	gateway_text_t text;
	void *out;
	int (*element)(struct gateway_walk *w, xmlTextReaderPtr r, int depth);
	int (*content)(struct gateway_walk *w, const str *value);
	int in_value;  /* set by element(): its text is wanted, in content() */
	str value;	   /* that text, as far as it has come */
	int in_hidden; /* within FORM_TYPE: 1 of type hidden, -1 of another */
	int first;	   /* the payload has been seen; within a form */
} gateway_walk_t;

/* return 0, -1: not well formed, too deep, no room in buf, or stopped */
int xmpp_gateway_walk(gateway_walk_t *w, const str *xml, char *buf, int cap);

/* Is it an element of this name, in any namespace or in ns? */
int xmpp_gateway_walk_is(xmlTextReaderPtr r, const char *name, const char *ns);

/* A missing attribute gives the empty string. return 0, -1 no room */
int xmpp_gateway_walk_attribute(gateway_walk_t *w, xmlTextReaderPtr r,
		const char *name, const char *ns, str *to);

#endif
