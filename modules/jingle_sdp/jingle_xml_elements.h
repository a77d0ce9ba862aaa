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
 * \brief jingle :: the parts of the reader of <jingle/>
 */

#ifndef JINGLE_XML_ELEMENTS_H
#define JINGLE_XML_ELEMENTS_H

#include "jingle_xml_parse.h"

/* children of <content/>; the parent is a jingle_content_t */
void *jingle_xml_description(jingle_xml_t *x, void *parent);
void *jingle_xml_description_other(jingle_xml_t *x, void *parent);
void *jingle_xml_category(jingle_xml_t *x, void *parent);
void *jingle_xml_transport(jingle_xml_t *x, void *parent);

extern const jingle_xml_rule_t jingle_xml_description_children[];
extern const jingle_xml_rule_t jingle_xml_transport_children[];

/* children of a <reason/>; the parent is a jingle_session_t */
extern const jingle_xml_rule_t jingle_xml_reason_children[];

#endif
