/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: SDP of MSRP sessions: offer and answer (RFC 4975 section 8). PURE
 */

#include <stdio.h>
#include <strings.h>

#include "chat_msrp.h"
#include "chat_msrp_sdp.h"

enum
{
	SIZE_DIGITS = 9,
};


/* --- read ---------------------------------------------------------------------------- */

static int is_word(const str *s, const char *word)
{
	return (size_t)s->len == strlen(word)
		   && strncasecmp(s->s, word, (size_t)s->len) == 0;
}


/* up to one of two characters, which is passed over, and more of them, too */
static str word_take(str *rest, char end, char other)
{
	str word = *rest;

	for(word.len = 0; word.len < rest->len; word.len++)
		if(word.s[word.len] == end || word.s[word.len] == other)
			break;
	rest->s += word.len;
	rest->len -= word.len;
	while(rest->len > 0 && (rest->s[0] == end || rest->s[0] == other)) {
		rest->s++;
		rest->len--;
	}
	return word;
}


static str blank_take(str *rest)
{
	return word_take(rest, ' ', '\t');
}


/* a number of bytes; one that is too large is none */
static int size_read(const str *s)
{
	int i, n = 0;

	if(s->len > SIZE_DIGITS)
		return 0;
	for(i = 0; i < s->len && s->s[i] >= '0' && s->s[i] <= '9'; i++)
		n = n * 10 + (s->s[i] - '0');
	return n;
}


/* without parameters */
static int is_type(str word, const char *type)
{
	str name = word_take(&word, ';', ';');

	return is_word(&name, type) || is_word(&name, "*");
}


static unsigned types_read(str rest, unsigned text, unsigned composing,
		unsigned imdn, unsigned cpim)
{
	unsigned takes = 0;
	str word;

	while(rest.len > 0) {
		word = blank_take(&rest);
		if(is_type(word, "text/plain") || is_type(word, "text/*"))
			takes |= text;
		if(is_type(word, "application/im-iscomposing+xml"))
			takes |= composing;
		if(is_type(word, "message/imdn+xml"))
			takes |= imdn;
		if(is_type(word, "message/cpim"))
			takes |= cpim;
	}
	return takes;
}


static chat_msrp_setup_t setup_read(const str *value)
{
	if(is_word(value, "passive"))
		return CHAT_MSRP_PASSIVE;
	if(is_word(value, "actpass"))
		return CHAT_MSRP_ACTPASS;
	if(is_word(value, "holdconn"))
		return CHAT_MSRP_HOLDCONN;
	return CHAT_MSRP_ACTIVE;
}


/* a=name:value of the stream */
static void attribute_read(str rest, chat_msrp_offer_t *o)
{
	str name = word_take(&rest, ':', ':'), all = rest;

	while(all.len > 0 && (all.s[0] == ' ' || all.s[0] == '\t')) {
		all.s++;
		all.len--;
	}
	if(is_word(&name, "path"))
		o->path = all;
	else if(is_word(&name, "accept-types"))
		o->takes |= types_read(all, CHAT_MSRP_TAKES_PLAIN,
				CHAT_MSRP_TAKES_COMPOSING, 0, CHAT_MSRP_TAKES_CPIM);
	else if(is_word(&name, "accept-wrapped-types"))
		o->takes |= types_read(all, CHAT_MSRP_WRAPS_PLAIN,
				CHAT_MSRP_WRAPS_COMPOSING, CHAT_MSRP_WRAPS_IMDN, 0);
	else if(is_word(&name, "max-size"))
		o->max_size = size_read(&all);
	else if(is_word(&name, "setup"))
		o->setup = setup_read(&all);
	else if(is_word(&name, "sendonly") || is_word(&name, "inactive"))
		o->is_deaf = 1;
}


/* "message 7654 TCP/MSRP *" */
static void stream_read(const str *line, chat_msrp_offer_t *o)
{
	str rest = *line, kind = blank_take(&rest), port = blank_take(&rest),
		proto = blank_take(&rest);
	int is_off = is_word(&port, "0");

	if(!is_off && (is_word(&kind, "audio") || is_word(&kind, "video")))
		o->has_media = 1;
	if(!is_off && o->message < 0 && is_word(&kind, "message")
			&& (is_word(&proto, "TCP/MSRP")
					|| is_word(&proto, "TCP/TLS/MSRP"))) {
		o->message = o->count;
		o->is_secure = is_word(&proto, "TCP/TLS/MSRP");
	}
	o->streams[o->count++] = *line;
}


/* return 0, -1: more than we take */
static int line_read(const str *line, chat_msrp_offer_t *o)
{
	str value;

	if(line->len < 2 || line->s[1] != '=')
		return 0;
	value.s = line->s + 2;
	value.len = line->len - 2;
	if(line->s[0] == 'm') {
		if(o->count == CHAT_MSRP_STREAMS)
			return -1;
		stream_read(&value, o);
	} else if(line->s[0] == 'a' && o->message >= 0
			  && o->message == o->count - 1)
		attribute_read(value, o);
	return 0;
}


int xmpp_chat_msrp_offer_read(const str *sdp, chat_msrp_offer_t *offer)
{
	str rest = *sdp, line;

	memset(offer, 0, sizeof(*offer));
	offer->message = -1;
	if(rest.len < 3 || memcmp(rest.s, "v=0", 3) != 0)
		return -1;
	while(rest.len > 0) {
		line = word_take(&rest, '\r', '\n');
		if(line_read(&line, offer) < 0)
			return -1;
	}
	/* without a path nobody can be reached (section 8.2) */
	if(offer->message >= 0 && !xmpp_chat_msrp_is_path(&offer->path))
		offer->message = -1;
	return 0;
}


/* --- written ---------------------------------------------------------------------------- */

static void line_put(chat_out_t *out, const char *name, const str *value)
{
	xmpp_chat_put_z(out, name);
	xmpp_chat_put_str(out, value);
	xmpp_chat_put_z(out, "\r\n");
}


/* "audio 0 RTP/AVP 0" */
static void refused_put(chat_out_t *out, const str *stream)
{
	str rest = *stream, kind = blank_take(&rest);

	blank_take(&rest);
	xmpp_chat_put_z(out, "m=");
	xmpp_chat_put_str(out, &kind);
	line_put(out, " 0 ", &rest);
}


static void message_put(chat_out_t *out, const chat_msrp_offer_t *offer,
		const chat_msrp_answer_t *a)
{
	char line[128];

	snprintf(line, sizeof(line), "m=message %d %s *\r\n", a->port,
			offer->is_secure ? "TCP/TLS/MSRP" : "TCP/MSRP");
	xmpp_chat_put_z(out, line);
	xmpp_chat_put_z(out, "a=accept-types:message/cpim text/plain text/html "
						 "application/im-iscomposing+xml message/imdn+xml "
						 "multipart/mixed multipart/alternative\r\n"
						 "a=accept-wrapped-types:text/plain text/html "
						 "application/im-iscomposing+xml message/imdn+xml\r\n");
	line_put(out, "a=path:", &a->path);
	snprintf(line, sizeof(line), "a=setup:%s\r\na=max-size:%d\r\n",
			a->is_active ? "active" : "passive", a->max_size);
	xmpp_chat_put_z(out, line);
	if(a->fingerprint.len > 0)
		line_put(out, "a=fingerprint:", &a->fingerprint);
}


int xmpp_chat_msrp_answer_write(const chat_msrp_offer_t *offer,
		const chat_msrp_answer_t *answer, chat_out_t *out)
{
	const char *net =
			memchr(answer->address.s, ':', (size_t)answer->address.len) != NULL
					? "IP6 "
					: "IP4 ";
	char line[64];
	int i;

	snprintf(
			line, sizeof(line), "v=0\r\no=- %u %u IN ", answer->id, answer->id);
	xmpp_chat_put_z(out, line);
	line_put(out, net, &answer->address);
	xmpp_chat_put_z(out, "s=-\r\nc=IN ");
	line_put(out, net, &answer->address);
	xmpp_chat_put_z(out, "t=0 0\r\n");
	for(i = 0; i < offer->count; i++)
		if(i == offer->message)
			message_put(out, offer, answer);
		else
			refused_put(out, &offer->streams[i]);
	return out->failed ? -1 : 0;
}
