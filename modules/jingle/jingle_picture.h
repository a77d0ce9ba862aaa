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
 * \brief jingle :: the phone is asked for a whole picture
 *
 * A decoder shows nothing before a key frame. The first one of a phone that
 * answers is gone before the client's DTLS is up, and the client's own request
 * for another (RTCP, RFC 4585) reaches no phone of the profile RTP/AVP: it is
 * asked by INFO (RFC 5168), if it says that it takes INFO.
 */

#ifndef JINGLE_PICTURE_H
#define JINGLE_PICTURE_H

#include "jingle_call.h"

/* OWNER. The phone's video has just begun, or gone on: ask for a key frame soon,
 * and once more later. */
void jingle_picture_due(jingle_call_t *c);

#endif
