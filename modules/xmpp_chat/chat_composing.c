/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: application/im-iscomposing+xml (RFC 3994). PURE
 */

#include <stdio.h>
#include <stdlib.h>

#include "chat_composing.h"
#include "chat_xml.h"

#define COMPOSING_NS "urn:ietf:params:xml:ns:im-iscomposing"

typedef struct composing
{
	str state, refresh;
} composing_t;

static int composing_element(chat_xml_t *x, xmlTextReaderPtr r, int depth)
{
	composing_t *c = x->out;

	if(depth == 0)
		return xmpp_chat_xml_is(r, "isComposing", COMPOSING_NS) ? 0 : -1;
	if(depth == 1 && c->state.len == 0
			&& xmpp_chat_xml_is(r, "state", COMPOSING_NS))
		x->value = &c->state;
	if(depth == 1 && c->refresh.len == 0
			&& xmpp_chat_xml_is(r, "refresh", COMPOSING_NS))
		x->value = &c->refresh;
	return 0;
}


static str trimmed(str s)
{
	while(s.len > 0 && (unsigned char)s.s[0] <= ' ')
		s.s++, s.len--;
	while(s.len > 0 && (unsigned char)s.s[s.len - 1] <= ' ')
		s.len--;
	return s;
}


/* a number of seconds that is meant, 0: none */
static int refresh_of(const str *text)
{
	char digits[8];
	str s = trimmed(*text);
	long n;

	if(s.len == 0)
		return 0;
	if(s.len >= (int)sizeof(digits))
		return CHAT_COMPOSING_REFRESH_MAX;
	memcpy(digits, s.s, (size_t)s.len);
	digits[s.len] = '\0';
	n = strtol(digits, NULL, 10);
	if(n <= 0)
		return 0;
	return n < CHAT_COMPOSING_REFRESH_MAX ? (int)n : CHAT_COMPOSING_REFRESH_MAX;
}


int xmpp_chat_composing_read(const str *body, chat_composing_t *composing)
{
	char buf[256];
	composing_t c;
	chat_xml_t x = {.out = &c, .element = composing_element};
	str state;

	memset(&c, 0, sizeof(c));
	memset(composing, 0, sizeof(*composing));
	if(xmpp_chat_xml_walk(&x, body, buf, sizeof(buf)) < 0)
		return -1;
	state = trimmed(c.state);
	if(state.len == 0)
		return -1;
	composing->active = state.len == 6 && memcmp(state.s, "active", 6) == 0;
	composing->refresh = refresh_of(&c.refresh);
	return 0;
}


int xmpp_chat_composing_write(
		const chat_composing_t *composing, chat_out_t *out)
{
	char refresh[48] = "";

	if(composing->refresh > 0)
		snprintf(refresh, sizeof(refresh), "<refresh>%d</refresh>",
				composing->refresh);
	xmpp_chat_put_z(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
						 "<isComposing xmlns=\"" COMPOSING_NS "\"><state>");
	xmpp_chat_put_z(out, composing->active ? "active" : "idle");
	xmpp_chat_put_z(out, "</state><contenttype>text/plain</contenttype>");
	xmpp_chat_put_z(out, refresh);
	xmpp_chat_put_z(out, "</isComposing>");
	return out->failed ? -1 : 0;
}
