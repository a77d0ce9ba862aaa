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
 * \brief jingle :: an answer of ICE whose candidates come later
 *
 * PURE.
 */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "jingle_map.h"
#include "jingle_map_core.h"

/* the discard port of this machine, with the lowest priority */
static const char line[] = "a=candidate:0 1 UDP 1 127.0.0.1 9 typ host\r\n";


static int section_has(const str *section, const char *what)
{
	return memmem(section->s, (size_t)section->len, what, strlen(what)) != NULL;
}

/* up to the next m= line */
static str cut_section(str *rest)
{
	str section = *rest;
	char *next = NULL;

	if(rest->len > 2)
		next = memmem(rest->s + 2, (size_t)rest->len - 2, "\r\nm=", 4);
	if(next != NULL)
		section.len = (int)(next + 2 - rest->s);
	rest->s += section.len;
	rest->len -= section.len;
	return section;
}

int jingle_sdp_wake_ice(jingle_map_t *t, const str *sdp, str *out)
{
	jingle_text_t b;
	str rest = *sdp, section;

	jingle_text_init(&b, t->arena, (size_t)sdp->len + 8 * sizeof(line));
	while(rest.len > 0) {
		section = cut_section(&rest);
		jingle_text_put(&b, section.s, (size_t)section.len);
		if(section_has(&section, "\r\na=ice-ufrag:")
				&& !section_has(&section, "\r\na=candidate:"))
			jingle_text_put(&b, line, sizeof(line) - 1);
	}
	if(b.failed)
		return jingle_map_memory(t);
	out->s = b.s;
	out->len = (int)b.len;
	return 0;
}
