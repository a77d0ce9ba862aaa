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
 * \brief jingle :: the m= section of a slot, as the peer said it last
 *
 * PURE.
 */

#include "jingle_map_section.h"

enum
{
	IDS = 128
};

typedef struct agree
{
	jingle_text_t b;
	unsigned char offered[IDS];
	unsigned char agreed[IDS];
} agree_t;

/* Number of the payload type at p, -1: none; *p is moved behind it. */
static int read_id(const char **p, const char *end)
{
	int id = 0;

	if(*p == end || **p < '0' || **p > '9')
		return -1;
	for(; *p < end && **p >= '0' && **p <= '9'; (*p)++)
		if((id = id * 10 + (**p - '0')) >= IDS)
			return -1;
	return id;
}

/* Behind "m=audio 9 RTP/AVP", NULL when the line is another. */
static const char *formats_of(const char *p, const char *end)
{
	int words;

	for(words = 0; words < 3; words++) {
		p = memchr(p, ' ', (size_t)(end - p));
		if(p == NULL)
			return NULL;
		p++;
	}
	return p;
}

/* 1: each of the answer's numbers is in the m= line */
static int read_formats(
		agree_t *a, const char *p, const char *end, const jingle_list_t *answer)
{
	const jingle_payload_t *y;
	int id;

	while(p < end && *p != '\r' && *p != '\n') {
		id = read_id(&p, end);
		if(id < 0)
			return 0;
		a->offered[id] = 1;
		while(p < end && *p == ' ')
			p++;
	}
	for(y = answer->first; y != NULL; y = y->next)
		if(y->id < 0 || y->id >= IDS || !a->offered[y->id])
			return 0;
	return answer->count > 0;
}

static void write_formats(agree_t *a, const jingle_list_t *answer)
{
	const jingle_payload_t *y;
	const char *space = "";

	for(y = answer->first; y != NULL; y = y->next) {
		if(a->agreed[y->id])
			continue;
		a->agreed[y->id] = 1;
		jingle_text_put(&a->b, space, strlen(space));
		jingle_text_number(&a->b, (unsigned)y->id);
		space = " ";
	}
	jingle_text_put(&a->b, JINGLE_LIT("\r\n"));
}

/* Does the line describe a payload type that was not agreed? */
static int is_superfluous(const agree_t *a, const char *p, const char *end)
{
	static const struct
	{
		const char *start;
		int length;
	} kinds[] = {{"a=rtpmap:", 9}, {"a=fmtp:", 7}, {"a=rtcp-fb:", 10}};
	size_t i;
	int id;

	for(i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if(end - p <= kinds[i].length
				|| memcmp(p, kinds[i].start, (size_t)kinds[i].length) != 0)
			continue;
		p += kinds[i].length;
		id = read_id(&p, end);
		return id >= 0 && !a->agreed[id];
	}
	return 0;
}

int jingle_section_agree(
		jingle_map_t *t, str *section, const jingle_content_t *answer)
{
	const char *p = section->s, *end = p + section->len, *line, *formats;
	agree_t a;

	memset(&a, 0, sizeof(a));
	line = memchr(p, '\n', (size_t)(end - p));
	formats = line ? formats_of(p, line) : NULL;
	if(formats == NULL || !read_formats(&a, formats, line, &answer->payloads))
		return 0;
	jingle_text_init(&a.b, t->arena, (size_t)section->len + 8);
	jingle_text_put(&a.b, p, (size_t)(formats - p));
	write_formats(&a, &answer->payloads);
	for(p = line + 1; p < end; p = line) {
		line = memchr(p, '\n', (size_t)(end - p));
		line = line ? line + 1 : end;
		if(!is_superfluous(&a, p, line))
			jingle_text_put(&a.b, p, (size_t)(line - p));
	}
	if(a.b.failed)
		return jingle_map_memory(t);
	section->s = a.b.s;
	section->len = (int)a.b.len;
	return 1;
}

jingle_content_t *jingle_slot_content(jingle_map_t *t, const jingle_slot_t *s)
{
	jingle_transport_kind_t kind = t->transport;
	jingle_session_t *kept;
	jingle_content_t *c;
	jingle_text_t b;
	str sdp;
	int ret;

	jingle_text_init(&b, t->arena, (size_t)s->peer.len + 8);
	jingle_text_put(&b, JINGLE_LIT("v=0\r\n"));
	jingle_text_put(&b, s->peer.s, (size_t)s->peer.len);
	if(b.failed) {
		jingle_map_memory(t);
		return NULL;
	}
	sdp.s = b.s;
	sdp.len = (int)b.len;
	t->transport = (jingle_transport_kind_t)s->kind;
	ret = jingle_sdp_read(t, &sdp, 0, &kept);
	t->transport = kind;
	if(ret < 0)
		return NULL;
	c = kept->contents.first;
	if(c != NULL && s->kind != JINGLE_TRANSPORT_RAW_UDP
			&& c->transport.candidates.count) {
		/* candidates may have come since: choose the default again */
		jingle_str_clear(&c->transport.addr);
		c->transport.rtcp_port = 0;
	}
	return c;
}
