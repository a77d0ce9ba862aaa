/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: text/html as plain text. PURE
 */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdlib.h>
#include <strings.h>

#include "chat_html.h"

enum
{
	ENTITY_MAX = 10, /* characters between "&" and ";" */
	LINK_MAX = 2048, /* bytes of a link that is shown */
};

/* a new line begins in front of these and behind them */
static const char *const blocks[] = {"p", "div", "br", "li", "ul", "ol", "tr",
		"table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr",
		"body", "html", "dt", "dd", NULL};
/* what is in these nobody sees */
static const char *const hidden[] = {
		"script", "style", "head", "title", "template", NULL};

static const struct
{
	const char *name;
	unsigned u;
} entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'},
		{"apos", '\''}, {"nbsp", ' '}, {"auml", 0xe4}, {"ouml", 0xf6},
		{"uuml", 0xfc}, {"Auml", 0xc4}, {"Ouml", 0xd6}, {"Uuml", 0xdc},
		{"szlig", 0xdf}, {"eacute", 0xe9}, {"egrave", 0xe8}, {"agrave", 0xe0},
		{"ccedil", 0xe7}, {"euro", 0x20ac}, {"copy", 0xa9}, {"reg", 0xae},
		{"hellip", 0x2026}, {"ndash", 0x2013}, {"mdash", 0x2014},
		{"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201c},
		{"rdquo", 0x201d}, {"bull", 0x2022}, {"middot", 0xb7}};

typedef struct html
{
	const char *p, *end;
	chat_out_t *out;
	int begin;	   /* of what we wrote, in out */
	int wants_gap; /* blanks came: one is written before the next character */
	str link;	   /* of the open <a/> */
	int link_text; /* where its text began */
	int in_pre;
} html_t;

typedef struct tag
{
	str name;
	int closes;
	str href;
} tag_t;

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}


static int view_is(const str *s, const char *z)
{
	return s->len == (int)strlen(z)
		   && strncasecmp(s->s, z, (size_t)s->len) == 0;
}


static int is_one_of(const str *s, const char *const *list)
{
	for(; *list; list++)
		if(view_is(s, *list))
			return 1;
	return 0;
}


/* --- what is written ---------------------------------------------------------- */

static void text_put(html_t *h, const char *s, int n)
{
	int at_start = h->out->len == h->begin;

	if(h->wants_gap && !at_start && h->out->s[h->out->len - 1] != '\n')
		xmpp_chat_put(h->out, " ", 1);
	h->wants_gap = 0;
	xmpp_chat_put(h->out, s, n);
}


static void line_end(html_t *h)
{
	h->wants_gap = 0;
	if(h->out->len > h->begin && h->out->s[h->out->len - 1] != '\n')
		xmpp_chat_put(h->out, "\n", 1);
}


static void put_code_point(html_t *h, unsigned long u)
{
	char b[4];
	int n = u < 0x80 ? 1 : u < 0x800 ? 2 : u < 0x10000 ? 3 : 4, i;
	static const unsigned char mark[] = {0, 0, 0xc0, 0xe0, 0xf0};

	for(i = n - 1; i > 0; i--, u >>= 6)
		b[i] = (char)(0x80 | (u & 0x3f));
	b[0] = (char)(mark[n] | u);
	text_put(h, b, n);
}


/* --- entities ------------------------------------------------------------------- */

/* "#228", "#xe4", "auml". return 0, -1 unknown, or no character of XML */
static int entity_value(const char *s, int n, unsigned long *u)
{
	char name[ENTITY_MAX + 1], *rest;
	size_t i;

	memcpy(name, s, (size_t)n);
	name[n] = '\0';
	if(name[0] != '#') {
		for(i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
			if(strcmp(name, entities[i].name) == 0) {
				*u = entities[i].u;
				return 0;
			}
		return -1;
	}
	i = name[1] == 'x' || name[1] == 'X';
	*u = strtoul(name + 1 + i, &rest, i ? 16 : 10);
	if(*rest || rest == name + 1 + i || *u > 0x10ffff
			|| (*u >= 0xd800 && *u < 0xe000) || *u == 0xfffe || *u == 0xffff
			|| (*u < 0x20 && *u != '\n' && *u != '\t'))
		return -1;
	return 0;
}


static void entity_read(html_t *h)
{
	const char *p = h->p + 1;
	unsigned long u;
	int n = 0;

	while(n <= ENTITY_MAX && p + n < h->end && p[n] != ';')
		n++;
	if(n == 0 || n > ENTITY_MAX || p + n == h->end
			|| entity_value(p, n, &u) < 0) {
		text_put(h, "&", 1);
		h->p++;
		return;
	}
	h->p = p + n + 1;
	put_code_point(h, u);
}


/* --- tags ------------------------------------------------------------------------ */

/* the value of an attribute that begins at p. return what follows it */
static const char *value_read(const char *p, const char *end, str *value)
{
	char quote = *p == '"' || *p == '\'' ? *p : '\0';

	if(quote)
		p++;
	value->s = (char *)p;
	while(p < end && (quote ? *p != quote : !is_blank(*p) && *p != '>'))
		p++;
	value->len = (int)(p - value->s);
	return quote && p < end ? p + 1 : p;
}


/* the attribute that begins at p; that of a link is kept. return what follows */
static const char *attribute_read(const char *p, const char *end, tag_t *tag)
{
	str name = {(char *)p, 0}, value = STR_NULL;

	while(p < end && !is_blank(*p) && *p != '=' && *p != '>')
		p++;
	name.len = (int)(p - name.s);
	while(p < end && is_blank(*p))
		p++;
	if(p < end && *p == '=') {
		for(p++; p < end && is_blank(*p);)
			p++;
		if(p < end)
			p = value_read(p, end, &value);
	} else if(name.len == 0 && p < end && *p != '>')
		p++;
	if(tag->href.len == 0 && view_is(&name, "href"))
		tag->href = value;
	return p;
}


/* behind the ">" of the tag whose "<" is at p */
static const char *tag_read(const char *p, const char *end, tag_t *tag)
{
	memset(tag, 0, sizeof(*tag));
	p++;
	if(p < end && *p == '/') {
		tag->closes = 1;
		p++;
	}
	tag->name.s = (char *)p;
	while(p < end && !is_blank(*p) && *p != '>' && *p != '/')
		p++;
	tag->name.len = (int)(p - tag->name.s);
	while(p < end && *p != '>') {
		if(is_blank(*p) || *p == '/')
			p++;
		else
			p = attribute_read(p, end, tag);
	}
	return p < end ? p + 1 : end;
}


/* behind the closing tag of what is hidden */
static const char *hidden_end(const char *p, const char *end, const str *name)
{
	for(; p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL; p++)
		if(end - p > name->len + 2 && p[1] == '/'
				&& strncasecmp(p + 2, name->s, (size_t)name->len) == 0
				&& (p[2 + name->len] == '>' || is_blank(p[2 + name->len]))) {
			p = memchr(p, '>', (size_t)(end - p));
			return p ? p + 1 : end;
		}
	return end;
}


static int begins_with(const str *s, const char *z)
{
	int n = (int)strlen(z);

	return s->len >= n && strncasecmp(s->s, z, (size_t)n) == 0;
}


static int link_is_shown(const str *link)
{
	return link->len > 0 && link->len <= LINK_MAX
		   && (begins_with(link, "http://") || begins_with(link, "https://"));
}


/* a link's text has ended: what it leads to, when that is not the text */
static void link_end(html_t *h)
{
	int text = h->link_text, n = h->out->len - h->link_text, at;
	html_t link = {.p = h->link.s, .out = h->out, .begin = h->out->len};

	if(h->link.len == 0)
		return;
	link.end = h->link.s + h->link.len;
	h->link.len = 0;
	h->wants_gap |= n > 0;
	text_put(h, "<", 1);
	at = h->out->len;
	while(link.p < link.end && !h->out->failed) {
		if(*link.p == '&')
			entity_read(&link);
		else
			xmpp_chat_put(h->out, link.p++, 1);
	}
	if(!h->out->failed && n >= h->out->len - at
			&& memmem(h->out->s + text, (size_t)n, h->out->s + at,
					(size_t)(h->out->len - at)))
		h->out->len = text + n;
	else
		xmpp_chat_put(h->out, ">", 1);
}


static void tag_apply(html_t *h, const tag_t *tag)
{
	if(is_one_of(&tag->name, blocks))
		line_end(h);
	if(view_is(&tag->name, "pre"))
		h->in_pre = !tag->closes;
	if(view_is(&tag->name, "li") && !tag->closes)
		text_put(h, "- ", 2);
	if(view_is(&tag->name, "a")) {
		link_end(h);
		if(!tag->closes && link_is_shown(&tag->href))
			h->link = tag->href;
		h->link_text = h->out->len;
	}
	if(!tag->closes && is_one_of(&tag->name, hidden))
		h->p = hidden_end(h->p, h->end, &tag->name);
}


/* "<" begins a tag, a comment, or is text */
static void angle_read(html_t *h)
{
	const char *p = h->p, *close;
	tag_t tag;

	if(h->end - p >= 4 && memcmp(p, "<!--", 4) == 0) {
		close = memmem(p + 4, (size_t)(h->end - p - 4), "-->", 3);
		h->p = close ? close + 3 : h->end;
		return;
	}
	if(h->end - p < 2
			|| !strchr("/!?abcdefghijklmnopqrstuvwxyz"
					   "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
					p[1])
			|| p[1] == '\0') {
		text_put(h, "<", 1);
		h->p++;
		return;
	}
	h->p = tag_read(p, h->end, &tag);
	tag_apply(h, &tag);
}


int xmpp_chat_html(const str *html, chat_out_t *out)
{
	html_t h = {.p = html->s, .out = out, .begin = out->len};

	if(html->len <= 0)
		return 0;
	h.end = html->s + html->len;
	while(h.p < h.end && !out->failed) {
		if(*h.p == '<') {
			angle_read(&h);
		} else if(*h.p == '&') {
			entity_read(&h);
		} else if(is_blank(*h.p) && (!h.in_pre || *h.p == '\r')) {
			h.wants_gap = 1;
			h.p++;
		} else {
			text_put(&h, h.p, 1);
			h.p++;
		}
	}
	link_end(&h);
	while(out->len > h.begin && out->s[out->len - 1] == '\n')
		out->len--;
	return out->failed ? -1 : 0;
}
