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
 * \brief jingle :: an SDP of the SIP side, before routes and media relay see
 * it
 *
 * PURE.
 */

#include "jingle_sdp_reader.h"
#include "jingle_sdp_intake.h"
#include "jingle_map_reserve.h"
#include "jingle_map_slots.h"

enum
{
	ORIGIN_WORDS = 6 /* RFC 8866 section 5.2 */
};

typedef struct intake
{
	jingle_text_t b;
	const jingle_session_t *s;
	const jingle_content_t *c; /* of the m= line that we are behind, or NULL */
	const jingle_candidate_t *candidate; /* the next one that was taken */
	int relayed;						 /* by one that bundles nothing */
	int refused;						 /* c is */
	int no_address;						 /* the session has no c= */
	int live, unaddressed;				 /* streams */
} intake_t;

/* Some programs do not see flags with a blank behind them; "s= " is a name. */
static void put_line(intake_t *in, const str *line)
{
	int len = line->len;

	while(len > 2 && line->s[0] != 's'
			&& (line->s[len - 1] == ' ' || line->s[len - 1] == '\t'))
		len--;
	jingle_text_put(&in->b, line->s, (size_t)len);
	jingle_text_put(&in->b, JINGLE_LIT("\r\n"));
}

/* Without an address no media can be sent (RFC 8866 section 5.7); a relay that
 * has a port for each stream cannot serve two by one. Text as it is typed (RFC
 * 4103) no XMPP client has, and some refuse all that it stands beside. */
static int is_refused(const intake_t *in, const jingle_content_t *c)
{
	return c->rejected || c->transport.addr.s == NULL
		   || jingle_str_is(&c->media, JINGLE_LIT("text"))
		   || (in->relayed && c->bundled);
}

/* RTP/AVP, UDP/TLS/RTP/SAVPF: formats are numbers */
static int is_rtp(const str *proto)
{
	int i;

	for(i = 0; i + 4 <= proto->len; i++)
		if(memcmp(proto->s + i, "RTP/", 4) == 0)
			return 1;
	return 0;
}

static void put_refused(intake_t *in)
{
	const jingle_content_t *c = in->c;

	jingle_text_put(&in->b, JINGLE_LIT("m="));
	jingle_text_put(&in->b, c->media.s, (size_t)c->media.len);
	jingle_text_put(&in->b, JINGLE_LIT(" 0 "));
	jingle_text_put(&in->b, c->proto.s, (size_t)c->proto.len);
	if(is_rtp(&c->proto) || c->formats.len == 0)
		jingle_text_put(&in->b, JINGLE_LIT(" 0\r\n"));
	else {
		jingle_text_put(&in->b, JINGLE_LIT(" "));
		put_line(in, &c->formats);
	}
	if(in->no_address)
		jingle_text_put(&in->b, JINGLE_LIT("c=IN IP4 0.0.0.0\r\n"));
	if(c->mid.s == NULL)
		return;
	jingle_text_put(&in->b, JINGLE_LIT("a=mid:"));
	put_line(in, &c->mid);
}

/* "m=audio 5004/2 RTP/AVP", with the formats that were taken */
static void put_media(intake_t *in, const str *line)
{
	str head = *line, formats = in->c->formats, word;
	unsigned id;

	if(in->c->description != JINGLE_DESCRIPTION_RTP) {
		head.len = (int)(in->c->formats.s + in->c->formats.len - head.s);
		put_line(in, &head);
		return;
	}
	head.len = (int)(in->c->proto.s + in->c->proto.len - head.s);
	jingle_text_put(&in->b, head.s, (size_t)head.len);
	for(word = jingle_sdp_word(&formats); word.len > 0;
			word = jingle_sdp_word(&formats)) {
		if(jingle_number(&word, JINGLE_PAYLOAD_IDS - 1, &id) < 0)
			continue;
		jingle_text_put(&in->b, JINGLE_LIT(" "));
		jingle_text_number(&in->b, id);
	}
	jingle_text_put(&in->b, JINGLE_LIT("\r\n"));
}

static int is_candidate(const str *line)
{
	return line->len > 12 && memcmp(line->s, "a=candidate:", 12) == 0;
}

/* The reader took candidates in the order of their lines. */
static int candidate_is_taken(intake_t *in, const str *line)
{
	const jingle_candidate_t *d = in->candidate;

	if(d == NULL || d->foundation.s < line->s
			|| d->foundation.s >= line->s + line->len)
		return 0;
	in->candidate = d->next;
	return 1;
}

static int origin_is_whole(str line)
{
	int words = 0;

	line.s += 2;
	line.len -= 2;
	while(jingle_sdp_word(&line).len > 0)
		words++;
	return words >= ORIGIN_WORDS;
}

static void take_line(intake_t *in, const str *line)
{
	if(line->len < 2 || line->s[1] != '=' || !jingle_is_text(line))
		return;
	if(line->s[0] == 'm') {
		in->c = in->c == NULL ? in->s->contents.first : in->c->next;
		in->refused = is_refused(in, in->c);
		in->candidate = in->c->transport.candidates.first;
		in->live += !in->refused;
		in->unaddressed += !in->c->rejected && in->c->transport.addr.s == NULL;
		if(in->refused)
			put_refused(in);
		else
			put_media(in, line);
		return;
	}
	if(in->c != NULL && in->refused)
		return;
	if(is_candidate(line) && !candidate_is_taken(in, line))
		return;
	if(line->s[0] == 'o' && !origin_is_whole(*line))
		return;
	put_line(in, line);
}

static int session_has_address(const str *sdp)
{
	str rest = *sdp, line;

	while(rest.len > 0) {
		line = jingle_sdp_cut(&rest, '\n');
		if(line.len > 1 && line.s[0] == 'm')
			return 0;
		if(line.len > 1 && line.s[0] == 'c')
			return 1;
	}
	return 0;
}

int jingle_sdp_intake(jingle_map_t *t, const str *sdp, str *out)
{
	jingle_session_t *s;
	str rest = *sdp, line;
	intake_t in;

	t->surplus = 1;
	if(jingle_sdp_read(t, sdp, 0, &s) < 0)
		return -1;
	memset(&in, 0, sizeof(in));
	in.s = s;
	in.relayed = t->relayed;
	in.no_address = !session_has_address(sdp);
	jingle_text_init(&in.b, t->arena, (size_t)sdp->len + 256);
	while(rest.len > 0) {
		line = jingle_sdp_cut(&rest, '\n');
		if(line.len > 0 && line.s[line.len - 1] == '\r')
			line.len--;
		take_line(&in, &line);
	}
	if(in.b.failed)
		return jingle_map_memory(t);
	if(!in.live && in.unaddressed)
		return jingle_map_bad(t, "no stream has a c= line (RFC 8866 §5.7)");
	out->s = in.b.s;
	out->len = (int)in.b.len;
	if(jingle_str_eq(out, sdp))
		*out = *sdp;
	return 0;
}

/* One header with its folded lines (RFC 3261 section 7.3.1). */
static str cut_header(str *rest)
{
	str all = *rest, line = jingle_sdp_cut(rest, '\n');

	while(line.len > 1 && rest->len > 0
			&& (rest->s[0] == ' ' || rest->s[0] == '\t'))
		line = jingle_sdp_cut(rest, '\n');
	all.len -= rest->len;
	return all;
}

/* Is it about the body, that is another one now? */
static int is_of_body(const str *header)
{
	static const char *const names[] = {
			"Content-Length", "Content-Type", "l", "c"};
	str rest = *header, name = jingle_sdp_cut(&rest, ':');
	size_t i;

	jingle_str_trim(&name);
	for(i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if(jingle_str_like(&name, names[i], strlen(names[i])))
			return 1;
	return 0;
}

/* rtpengine's module wants it of every message, RFC 3261 section 18.3 by UDP of
 * none */
static int says_length(str rest)
{
	str header, name;

	for(header = cut_header(&rest); header.len > 2;
			header = cut_header(&rest)) {
		name = jingle_sdp_cut(&header, ':');
		jingle_str_trim(&name);
		if(jingle_str_like(&name, JINGLE_LIT("Content-Length"))
				|| jingle_str_like(&name, JINGLE_LIT("l")))
			return 1;
	}
	return 0;
}

/* the message with this body alone */
static int message_with(
		jingle_map_t *t, const str *message, const str *sdp, str *out)
{
	str rest = *message, header;
	jingle_text_t b;

	jingle_text_init(&b, t->arena, (size_t)message->len + 256);
	for(header = cut_header(&rest); header.len > 2; header = cut_header(&rest))
		if(!is_of_body(&header))
			jingle_text_put(&b, header.s, (size_t)header.len);
	jingle_text_put(&b,
			JINGLE_LIT("Content-Type: application/sdp\r\nContent-Length: "));
	jingle_text_number(&b, (unsigned)sdp->len);
	jingle_text_put(&b, JINGLE_LIT("\r\n\r\n"));
	jingle_text_put(&b, sdp->s, (size_t)sdp->len);
	if(b.failed)
		return jingle_map_memory(t);
	out->s = b.s;
	out->len = (int)b.len;
	return 0;
}

int jingle_sdp_intake_message(jingle_map_t *t, const jingle_ctx_t *ctx,
		const str *message, const str *body, str *out)
{
	str sdp;

	if(jingle_sdp_intake(t, body, &sdp) < 0
			|| (ctx != NULL
					&& jingle_sdp_reserve(t, ctx, &sdp, NULL, &sdp) < 0))
		return -1;
	*out = *message;
	if(sdp.s == body->s && body->s + body->len == message->s + message->len
			&& says_length(*message))
		return 0;
	return message_with(t, message, &sdp, out);
}

int jingle_sdp_intake_numbers(jingle_map_t *t, const jingle_ctx_t *ctx,
		const str *message, const str *body, const str *offered, str *out)
{
	str sdp, reserved;

	if(jingle_sdp_intake(t, body, &sdp) < 0
			|| jingle_sdp_reserve(t, ctx, &sdp, offered, &reserved) < 0)
		return -1;
	if(reserved.s == sdp.s)
		return 0;
	return message_with(t, message, &reserved, out) < 0 ? -1 : 1;
}
