/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what a SIP user reads of an XMPP message. PURE
 */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <string.h>

#include "chat_render.h"
#include "chat_url.h"

#define FOR_REPLY "urn:xmpp:reply:0"
#define FOR_REACTIONS "urn:xmpp:reactions:0"

static int view_is(const str *s, const char *z)
{
	return s->len == (int)strlen(z) && memcmp(s->s, z, (size_t)s->len) == 0;
}


static int views_equal(const str *a, const str *b)
{
	return a->len == b->len
		   && (a->len == 0 || memcmp(a->s, b->s, (size_t)a->len) == 0);
}


/* --- what is in the body for others ------------------------------------------------ */

/* as bytes of the body, *end not before *begin */
static void range_of(
		const chat_stanza_t *s, const chat_fallback_t *f, int *begin, int *end)
{
	*begin = xmpp_chat_offset(&s->body, f->start);
	*end = f->end < 0 ? s->body.len : xmpp_chat_offset(&s->body, f->end);
	if(*end < *begin)
		*end = *begin;
}


/* of another namespace the body is all that we understand */
static const chat_fallback_t *fallback_of(
		const chat_stanza_t *s, const char *ns)
{
	int i;

	for(i = 0; i < s->fallback_count; i++)
		if(view_is(&s->fallback[i].of, ns))
			return &s->fallback[i];
	return NULL;
}


static str without_range(const chat_stanza_t *s, str own, const char *ns)
{
	const chat_fallback_t *f = fallback_of(s, ns);
	int begin, end;

	if(f == NULL)
		return own;
	range_of(s, f, &begin, &end);
	if(begin == 0 && end > 0) {
		own.s = s->body.s + end;
		own.len = s->body.len - end;
	} else if(end == s->body.len)
		own.len = begin;
	return own;
}


str xmpp_chat_render_own(const chat_stanza_t *stanza)
{
	str own = stanza->body;

	if(stanza->body.len <= 0)
		return own;
	if(stanza->replied.len > 0)
		own = without_range(stanza, own, FOR_REPLY);
	if(stanza->has & CHAT_HAS_REACTIONS)
		own = without_range(stanza, own, FOR_REACTIONS);
	return xmpp_chat_trim(own);
}


/* --- parts of the text --------------------------------------------------------------- */

/* "> Anna wrote:\n> We should bake a cake\n" as "> Anna wrote: We should ..." */
static void quote_put(const chat_stanza_t *s, chat_out_t *out)
{
	const chat_fallback_t *f = fallback_of(s, FOR_REPLY);
	char line[CHAT_EXCERPT * 16];
	chat_out_t quote;
	int i, begin, end, at_start = 1;
	str text;

	if(f == NULL)
		return;
	xmpp_chat_out_init(&quote, line, sizeof(line));
	range_of(s, f, &begin, &end);
	for(i = begin; i < end && quote.len < quote.cap; i++) {
		char c = s->body.s[i];

		/* the mark of a line that is quoted */
		if(c != '>' || !at_start)
			xmpp_chat_put(&quote, &c, 1);
		at_start = c == '\n' || (at_start && c == ' ');
	}
	text.s = quote.s;
	text.len = quote.len;
	if(xmpp_chat_trim(text).len == 0)
		return;
	xmpp_chat_put_z(out, "> ");
	xmpp_chat_excerpt(&text, 2 * CHAT_EXCERPT, out);
	xmpp_chat_put_z(out, "\n");
}


/* XEP-0245: "/me waves" */
static void own_put(const str *own, const str *name, chat_out_t *out)
{
	if(own->len > 4 && memcmp(own->s, "/me ", 4) == 0 && name->len > 0) {
		xmpp_chat_put_z(out, "* ");
		xmpp_chat_put_str(out, name);
		xmpp_chat_put(out, own->s + 3, own->len - 3);
		return;
	}
	xmpp_chat_put_str(out, own);
}


static void spoiler_put(const chat_stanza_t *s, chat_out_t *out)
{
	str hint = xmpp_chat_trim(s->spoiler);

	xmpp_chat_put_z(out, "[Spoiler");
	if(hint.len > 0) {
		xmpp_chat_put_z(out, ": ");
		xmpp_chat_excerpt(&hint, 2 * CHAT_EXCERPT, out);
	}
	xmpp_chat_put_z(out, "] ");
}


static void url_put(const chat_stanza_t *s, const str *own, chat_out_t *out)
{
	if(!xmpp_chat_url_is(&s->url)
			|| (own->len >= s->url.len
					&& memmem(own->s, (size_t)own->len, s->url.s,
							(size_t)s->url.len)))
		return;
	if(own->len > 0)
		xmpp_chat_put_z(out, "\n");
	xmpp_chat_put_str(out, &s->url);
}


static void text_put(const chat_stanza_t *s, const str *own,
		const chat_render_t *how, chat_out_t *out)
{
	if(s->replied.len > 0 && !how->without_quotes)
		quote_put(s, out);
	if(s->replaces.len > 0)
		xmpp_chat_put_z(out, how->is_late ? "Correction: " : "* ");
	if(s->has & CHAT_HAS_SPOILER)
		spoiler_put(s, out);
	own_put(own, &how->name, out);
	url_put(s, own, out);
}


/* --- reactions ----------------------------------------------------------------------- */

static int was_before(const chat_render_t *how, const str *reaction)
{
	int i;

	for(i = 0; i < how->reactions_before_count; i++)
		if(views_equal(&how->reactions_before[i], reaction))
			return 1;
	return 0;
}


/* "reacted X to: beginning of the message"; what was taken back is not said.
 * return 1 written, 0 there is no new one */
static int reactions_put(
		const chat_stanza_t *s, const chat_render_t *how, chat_out_t *out)
{
	int i, count = 0;

	for(i = 0; i < s->reaction_count; i++) {
		str reaction = xmpp_chat_trim(s->reaction[i]);

		if(reaction.len == 0 || was_before(how, &reaction))
			continue;
		xmpp_chat_put_z(out, count++ ? " " : "reacted ");
		xmpp_chat_excerpt(&reaction, CHAT_EXCERPT, out);
	}
	if(count > 0 && how->reacted_text.len > 0) {
		xmpp_chat_put_z(out, " to: ");
		xmpp_chat_excerpt(&how->reacted_text, CHAT_EXCERPT, out);
	}
	return count > 0;
}


int xmpp_chat_render(
		const chat_stanza_t *stanza, const chat_render_t *how, chat_out_t *out)
{
	str own = xmpp_chat_render_own(stanza);
	int written = 1;

	if(stanza->has & CHAT_HAS_RETRACT) {
		xmpp_chat_put_str(out, &how->retraction);
		written = how->retraction.len > 0;
	} else if((stanza->has & CHAT_HAS_REACTIONS) && own.len == 0)
		written = reactions_put(stanza, how, out);
	else if(own.len > 0 || xmpp_chat_url_is(&stanza->url))
		text_put(stanza, &own, how, out);
	else
		written = 0;
	return out->failed ? -1 : written;
}
