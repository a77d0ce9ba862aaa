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
 * permission to link the code of this program with the OpenSSL library.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief jingle :: the parts of the writer of a jingle element
 */

#ifndef JINGLE_XML_WRITER_H
#define JINGLE_XML_WRITER_H

#include "../xmpp_link/xml_build.h"
#include "jingle_xml_parse.h"

/* what is left off, one step after the other */
typedef enum jingle_squeeze
{
	JINGLE_SQUEEZE_NOTHING = 0,
	JINGLE_SQUEEZE_CANDIDATES,
	JINGLE_SQUEEZE_SOURCES,
	JINGLE_SQUEEZE_HDREXTS,
	JINGLE_SQUEEZE_ALL
} jingle_squeeze_t;

typedef struct jingle_xml_writer
{
	jingle_map_t *t;
	xml_build_t *b;
	const jingle_quirks_t *quirks;
	const jingle_session_t *s;
	jingle_squeeze_t squeeze;
} jingle_xml_writer_t;

/** Open an element with a namespace of its own. */
static inline void jingle_xml_open(
		jingle_xml_writer_t *w, const char *name, jingle_ns_t ns)
{
	xml_build_open(w->b, name);
	xml_build_attr_z(w->b, "xmlns", jingle_ns_uri(ns));
}

/** Write <name/>. */
static inline void jingle_xml_empty(jingle_xml_writer_t *w, const char *name)
{
	xml_build_open(w->b, name);
	xml_build_close(w->b);
}

/** Write <description/> with all in it. */
void jingle_xml_write_description(
		jingle_xml_writer_t *w, const jingle_content_t *c);

#endif
