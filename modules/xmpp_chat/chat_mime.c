/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: header lines of bodies and of their parts. PURE
 */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <string.h>
#include <strings.h>

#include "chat_mime.h"

enum
{
	BOUNDARY_MAX = 70, /* RFC 2046 section 5.1.1 */
};

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}


static void view_trim(str *s)
{
	while(s->len > 0 && is_blank(s->s[0])) {
		s->s++;
		s->len--;
	}
	while(s->len > 0 && is_blank(s->s[s->len - 1]))
		s->len--;
}


int xmpp_chat_mime_equals(const str *s, const char *z)
{
	return s->len == (int)strlen(z)
		   && strncasecmp(s->s, z, (size_t)s->len) == 0;
}


/* --- lines ----------------------------------------------------------------------- */

int xmpp_chat_mime_is_empty(const char *p, const char *end)
{
	return p < end
		   && (*p == '\n' || (*p == '\r' && end - p > 1 && p[1] == '\n'));
}


static const char *line_end(const char *p, const char *end)
{
	do {
		p = memchr(p, '\n', (size_t)(end - p));
		if(p == NULL)
			return end;
		p++;
	} while(p < end && (*p == ' ' || *p == '\t'));
	return p;
}


const char *xmpp_chat_mime_line(
		const char *p, const char *end, chat_line_t *line)
{
	const char *next, *colon;

	memset(line, 0, sizeof(*line));
	if(p >= end)
		return NULL;
	next = xmpp_chat_mime_is_empty(p, end)
				   ? memchr(p, '\n', (size_t)(end - p)) + 1
				   : line_end(p, end);
	colon = memchr(p, ':', (size_t)(next - p));
	if(colon == NULL)
		return next;
	line->name.s = (char *)p;
	line->name.len = (int)(colon - p);
	line->value.s = (char *)colon + 1;
	line->value.len = (int)(next - colon - 1);
	view_trim(&line->name);
	view_trim(&line->value);
	return next;
}


static void field_set(chat_head_t *h, str *field, const str *value)
{
	if(field->s != NULL)
		h->is_doubled = 1;
	*field = *value;
}


static void field_take(chat_head_t *h, const chat_line_t *l)
{
	if(xmpp_chat_mime_equals(&l->name, "Content-Type"))
		field_set(h, &h->type, &l->value);
	else if(xmpp_chat_mime_equals(&l->name, "Content-Disposition"))
		field_set(h, &h->disposition, &l->value);
	else if(xmpp_chat_mime_equals(&l->name, "Content-Encoding"))
		field_set(h, &h->encoding, &l->value);
	else if(xmpp_chat_mime_equals(&l->name, "Content-Transfer-Encoding"))
		field_set(h, &h->transfer, &l->value);
	else if(xmpp_chat_mime_equals(&l->name, "Content-Language"))
		field_set(h, &h->language, &l->value);
}


const char *xmpp_chat_mime_head(
		const char *p, const char *end, chat_head_t *head)
{
	chat_line_t line;
	const char *next;
	int is_last;

	memset(head, 0, sizeof(*head));
	for(; p < end; p = next) {
		is_last = xmpp_chat_mime_is_empty(p, end);
		next = xmpp_chat_mime_line(p, end, &line);
		if(is_last)
			return next;
		field_take(head, &line);
	}
	return end;
}


/* --- values ---------------------------------------------------------------------- */

/* behind the quoted string that begins at p */
static const char *quoted_end(const char *p, const char *end)
{
	for(p++; p < end && *p != '"'; p++)
		if(*p == '\\' && end - p > 1)
			p++;
	return p < end ? p + 1 : end;
}


/* the next part of a value, up to ';' outside of quotes */
static const char *value_piece(const char *p, const char *end, str *out)
{
	out->s = (char *)p;
	while(p < end && *p != ';')
		p = *p == '"' ? quoted_end(p, end) : p + 1;
	out->len = (int)(p - out->s);
	view_trim(out);
	return p < end ? p + 1 : end;
}


/* "name=value", without quotes. return 0, -1 another name */
static int piece_param(const str *piece, const char *name, str *out)
{
	const char *eq =
			piece->len > 0 ? memchr(piece->s, '=', (size_t)piece->len) : NULL;
	str key = *piece;

	if(eq == NULL)
		return -1;
	key.len = (int)(eq - piece->s);
	view_trim(&key);
	if(!xmpp_chat_mime_equals(&key, name))
		return -1;
	out->s = (char *)eq + 1;
	out->len = (int)(piece->s + piece->len - out->s);
	view_trim(out);
	if(out->len >= 2 && out->s[0] == '"' && out->s[out->len - 1] == '"') {
		out->s++;
		out->len -= 2;
	}
	return 0;
}


int xmpp_chat_mime_param(const str *value, const char *name, str *out)
{
	const char *p, *end;
	str piece;

	if(value->len <= 0)
		return -1;
	end = value->s + value->len;
	for(p = value_piece(value->s, end, &piece); p < end;) {
		p = value_piece(p, end, &piece);
		if(piece_param(&piece, name, out) == 0)
			return 0;
	}
	return -1;
}


int xmpp_chat_mime_is(const str *value, const char *type, const char *subtype)
{
	const char *slash;
	str all, a, b;

	if(value->len <= 0)
		return 0;
	value_piece(value->s, value->s + value->len, &all);
	slash = all.len > 0 ? memchr(all.s, '/', (size_t)all.len) : NULL;
	if(slash == NULL)
		return 0;
	a.s = all.s;
	a.len = (int)(slash - all.s);
	b.s = (char *)slash + 1;
	b.len = (int)(all.s + all.len - b.s);
	view_trim(&a);
	view_trim(&b);
	return xmpp_chat_mime_equals(&a, type)
		   && (subtype == NULL || xmpp_chat_mime_equals(&b, subtype));
}


/* --- multipart bodies ------------------------------------------------------------- */

/* what would have to be unescaped is none */
static int boundary_of(const str *type, str *out)
{
	if(xmpp_chat_mime_param(type, "boundary", out) < 0 || out->len <= 0
			|| out->len > BOUNDARY_MAX
			|| memchr(out->s, '\\', (size_t)out->len) != NULL
			|| memchr(out->s, '"', (size_t)out->len) != NULL
			|| memchr(out->s, '\n', (size_t)out->len) != NULL)
		return -1;
	return 0;
}


/* does a delimiter end at p? its line's end, or NULL */
static const char *delimiter_end(const char *p, const char *end, int *closing)
{
	*closing = end - p >= 2 && p[0] == '-' && p[1] == '-';
	if(*closing)
		p += 2;
	while(p < end && (*p == ' ' || *p == '\t'))
		p++;
	if(p == end)
		return end;
	if(*p == '\r' && end - p > 1)
		p++;
	return *p == '\n' ? p + 1 : NULL;
}


/* go behind the next delimiter; what was before it is *part. 0, -1 none */
static int delimiter_next(chat_mime_t *m, str *part)
{
	const char *p = m->next, *q, *after;

	for(; (q = memmem(p, (size_t)(m->end - p), m->boundary.s,
				   (size_t)m->boundary.len))
			!= NULL;
			p = q + 1) {
		if(q - m->begin < 2 || q[-1] != '-' || q[-2] != '-'
				|| (q - 2 != m->begin && q[-3] != '\n'))
			continue;
		after = delimiter_end(q + m->boundary.len, m->end, &m->is_closed);
		if(after == NULL || q - 2 < m->next)
			continue;
		part->s = (char *)m->next;
		part->len = (int)(q - 2 - m->next);
		m->next = after;
		return 0;
	}
	return -1;
}


int xmpp_chat_mime_begin(chat_mime_t *m, const str *type, const str *body)
{
	str preamble;

	memset(m, 0, sizeof(*m));
	if(body->len <= 0 || boundary_of(type, &m->boundary) < 0)
		return -1;
	m->begin = m->next = body->s;
	m->end = body->s + body->len;
	return delimiter_next(m, &preamble);
}


int xmpp_chat_mime_next(chat_mime_t *m, str *part)
{
	if(m->is_closed)
		return -1;
	if(delimiter_next(m, part) < 0) { /* no closing delimiter came */
		part->s = (char *)m->next;
		part->len = (int)(m->end - m->next);
		m->is_closed = 1;
		return 0;
	}
	if(part->len > 0 && part->s[part->len - 1] == '\n')
		part->len--;
	if(part->len > 0 && part->s[part->len - 1] == '\r')
		part->len--;
	return 0;
}
