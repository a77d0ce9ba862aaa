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
 * \brief xmpp_link :: how many log lines one place may write. PURE
 *
 * Ten in a second, so that a full queue does not block its worker, and a
 * hundred in a minute, so that who provokes them all day does not fill a disk.
 */

#ifndef LINK_RATE_H
#define LINK_RATE_H

enum
{
	LINK_RATE_SECOND = 10, /* lines */
	LINK_RATE_MINUTE = 100
};

/* All zero is one that has written nothing. */
typedef struct link_rate
{
	long second, minute; /* of the clock, when they began */
	unsigned in_second, in_minute;
	unsigned silent; /* left out since the last line */
} link_rate_t;

/*!
 * \brief May a line be written?
 * \param now seconds of a clock that never goes back
 * \param silent how many were left out before it
 */
static inline int link_rate_pass(link_rate_t *r, long now, unsigned *silent)
{
	if(now != r->second) {
		r->second = now;
		r->in_second = 0;
	}
	if(now - r->minute >= 60) {
		r->minute = now;
		r->in_minute = 0;
	}
	if(r->in_second >= LINK_RATE_SECOND || r->in_minute >= LINK_RATE_MINUTE) {
		r->silent++;
		return 0;
	}
	r->in_second++;
	r->in_minute++;
	*silent = r->silent;
	r->silent = 0;
	return 1;
}

#endif
