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
 * \brief xmpp_link :: a buffer of bytes that grows. Its owner frees s
 */

#ifndef LINK_BUFFER_H
#define LINK_BUFFER_H

#include <stddef.h>

typedef struct link_buffer
{
	char *s;
	size_t len, cap;
} link_buffer_t;

/*!
 * \brief Make room for n more bytes
 * \return 0, -1 no memory
 */
int xmpp_link_buffer_room(link_buffer_t *b, size_t n);

/*! \brief Forget the first n bytes; an empty large buffer is given back */
void xmpp_link_buffer_drop(link_buffer_t *b, size_t n);

#endif
