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
 * \brief jingle :: text of strangers in log lines
 *
 * PURE. A line break in a reason, a session id or a folded SIP header would
 * begin a line of its own in a log, and say there whatever its sender likes.
 */

#ifndef JINGLE_LOG_H
#define JINGLE_LOG_H

#include "../../core/str.h"

enum
{
	JINGLE_LOG_MAX = 256, /* bytes of a text; what is behind is cut off */
	JINGLE_LOG_TEXTS = 8, /* of one line */
};

/* The text with '?' for each control character (those of C1 and the line and
 * paragraph separators too), cut at a whole character; good until
 * JINGLE_LOG_TEXTS more have been made. */
const char *jingle_log_text(const str *s);

#endif
