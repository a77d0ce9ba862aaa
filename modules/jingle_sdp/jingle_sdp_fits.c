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
 * \brief jingle :: does an answer fit its offer?
 *
 * PURE. A media relay that cannot transcode what a phone offers still answers,
 * with codecs that the phone has not offered, or port 0.
 */

#include "jingle_sdp_reader.h"

enum
{
	CODECS_MAX = 64, /* of one m= line that are looked at */
};

typedef struct codec
{
	str name; /* empty: not known */
	unsigned clockrate;
} codec_t;

typedef struct section
{
	int is_live; /* it has a port */
	str media;
	str formats;
	str lines; /* behind the m= line */
} section_t;


static str line_next(str *rest)
{
	str line = jingle_sdp_cut(rest, '\n');

	if(line.len > 0 && line.s[line.len - 1] == '\r')
		line.len--;
	return line;
}


/* the next m= line with what is behind it; 0 there is none */
static int section_next(str *rest, section_t *s)
{
	str line, port;

	do {
		if(rest->len <= 0)
			return 0;
		line = line_next(rest);
	} while(line.len < 2 || memcmp(line.s, "m=", 2) != 0);
	line.s += 2;
	line.len -= 2;
	s->media = jingle_sdp_word(&line);
	port = jingle_sdp_word(&line);
	s->is_live = port.len > 0 && !jingle_str_is(&port, JINGLE_LIT("0"));
	jingle_sdp_word(&line);
	s->formats = line;
	s->lines = *rest;
	return 1;
}


/* "a=rtpmap:96 opus/48000/2" of this format */
static int rtpmap_read(str line, const str *format, codec_t *out)
{
	str id, clock;

	if(line.len < 9 || memcmp(line.s, "a=rtpmap:", 9) != 0)
		return 0;
	line.s += 9;
	line.len -= 9;
	id = jingle_sdp_word(&line);
	if(!jingle_str_eq(&id, format))
		return 0;
	line = jingle_sdp_word(&line);
	out->name = jingle_sdp_cut(&line, '/');
	clock = jingle_sdp_cut(&line, '/');
	jingle_number(&clock, 0xFFFFFFFFu, &out->clockrate);
	return 1;
}


static void codec_read(const section_t *s, const str *format, codec_t *out)
{
	str rest = s->lines, line;
	const jingle_static_t *known;
	unsigned id;

	memset(out, 0, sizeof(*out));
	while(rest.len > 0) {
		line = line_next(&rest);
		if((line.len > 1 && memcmp(line.s, "m=", 2) == 0)
				|| rtpmap_read(line, format, out))
			break;
	}
	known = out->name.len == 0
							&& jingle_number(
									   format, JINGLE_PAYLOAD_IDS - 1, &id)
									   == 0
					? jingle_static_find((int)id)
					: NULL;
	if(known != NULL) {
		jingle_str_set(&out->name, known->name);
		out->clockrate = known->clockrate;
	}
}


/* can it be heard by itself? */
static int is_codec(const codec_t *c)
{
	return c->name.len > 0
		   && !jingle_str_like(&c->name, JINGLE_LIT("telephone-event"))
		   && !jingle_str_like(&c->name, JINGLE_LIT("CN"))
		   && !jingle_str_like(&c->name, JINGLE_LIT("red"))
		   && !jingle_str_like(&c->name, JINGLE_LIT("ulpfec"))
		   && !jingle_str_like(&c->name, JINGLE_LIT("rtx"));
}


static int codecs_read(const section_t *s, codec_t out[CODECS_MAX])
{
	str formats = s->formats, format;
	int n = 0, seen;

	for(seen = 0; seen < CODECS_MAX; seen++) {
		format = jingle_sdp_word(&formats);
		if(format.len == 0)
			break;
		codec_read(s, &format, &out[n]);
		n += is_codec(&out[n]);
	}
	return n;
}


static int section_fits(const section_t *offer, const section_t *answer)
{
	codec_t offered[CODECS_MAX], answered[CODECS_MAX];
	int n, m, i, j;

	if(!offer->is_live || !answer->is_live
			|| !jingle_str_eq(&offer->media, &answer->media))
		return 0;
	/* data channels have no codecs */
	if(jingle_str_is(&offer->media, JINGLE_LIT("application")))
		return 1;
	n = codecs_read(offer, offered);
	m = codecs_read(answer, answered);
	for(i = 0; i < n; i++)
		for(j = 0; j < m; j++)
			if(jingle_str_caseeq(&offered[i].name, &answered[j].name)
					&& (offered[i].clockrate == answered[j].clockrate
							|| offered[i].clockrate == 0))
				return 1;
	return 0;
}


int jingle_sdp_fits(const str *offer, const str *answer)
{
	str a = *offer, b = *answer;
	section_t offered, answered;

	while(section_next(&a, &offered) && section_next(&b, &answered))
		if(section_fits(&offered, &answered))
			return 1;
	return 0;
}
