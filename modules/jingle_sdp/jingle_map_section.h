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
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */

/*!
 * \file
 * \brief jingle :: the m= section of a slot, as the peer said it last
 *
 * PURE.
 */

#ifndef JINGLE_MAP_SECTION_H
#define JINGLE_MAP_SECTION_H

#include "jingle_map_core.h"

/** What the peer said last of a slot that has its section. NULL: t->error */
jingle_content_t *jingle_slot_content(jingle_map_t *t, const jingle_slot_t *s);

/**
 * Leave in an m= section only the payload types that an answer names, in its
 * order.
 *
 * @return 1 done, 0 the answer has numbers that the section has not, -1 with
 *         t->error
 */
int jingle_section_agree(
		jingle_map_t *t, str *section, const jingle_content_t *answer);

#endif
