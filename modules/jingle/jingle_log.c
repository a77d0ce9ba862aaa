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
 */

#include <string.h>

#include "jingle_log.h"

/* U+0080..U+009F, U+2028 and U+2029 in UTF-8: their bytes, or 0 */
static int is_separator(const unsigned char *p, int left)
{
	if(left >= 2 && p[0] == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f)
		return 2;
	if(left >= 3 && p[0] == 0xe2 && p[1] == 0x80
			&& (p[2] == 0xa8 || p[2] == 0xa9))
		return 3;
	return 0;
}


/* bytes of the character at p; 1 when it is none */
static int char_width(const unsigned char *p, int left)
{
	int i, n = *p < 0xc0 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;

	if(n > left)
		return 1;
	for(i = 1; i < n; i++)
		if((p[i] & 0xc0) != 0x80)
			return 1;
	return n;
}


const char *jingle_log_text(const str *s)
{
	static char texts[JINGLE_LOG_TEXTS][JINGLE_LOG_MAX + 1];
	static unsigned next = 0;
	char *to = texts[next++ % JINGLE_LOG_TEXTS], *out = to;
	int i, n;

	for(i = 0; i < s->len; i += n) {
		const unsigned char *p = (const unsigned char *)s->s + i;
		int gone = is_separator(p, s->len - i);

		n = gone > 0 ? gone : char_width(p, s->len - i);
		if(out + n > to + JINGLE_LOG_MAX)
			break;
		if(gone || *p < ' ' || *p == 127) {
			*out++ = '?';
			continue;
		}
		memcpy(out, p, (size_t)n);
		out += n;
	}
	*out = '\0';
	return to;
}
