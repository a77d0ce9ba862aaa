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
 * \brief jingle :: the body of a SIP message
 */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "jingle_mime.h"

enum
{
	DEPTH = 4,		   /* multipart in multipart */
	BOUNDARY_MAX = 70, /* RFC 2046 section 5.1.1 */
	BODY_MAX = 1 << 20,
};

/* what the header lines of a message, or of a part, say of its body */
typedef struct head
{
	str type, disposition, encoding, transfer, length;
	int doubled; /* one of them came twice */
} head_t;

/* what a multipart body has for us */
typedef struct parts
{
	str sdp;
	int missed; /* a part that must be understood is not */
	int broken;
} parts_t;


/* --- header lines ------------------------------------------------------------- */

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}


static void str_trim(str *s)
{
	while(s->len > 0 && is_blank(s->s[0])) {
		s->s++;
		s->len--;
	}
	while(s->len > 0 && is_blank(s->s[s->len - 1]))
		s->len--;
}


static int str_equals(const str *s, const char *word)
{
	return s->len == (int)strlen(word)
		   && strncasecmp(s->s, word, (size_t)s->len) == 0;
}


/* behind the line that begins at p, folded lines included */
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


static void field_set(head_t *h, str *field, const str *value)
{
	if(field->s != NULL)
		h->doubled = 1;
	*field = *value;
}


static void field_take(head_t *h, const str *name, const str *value)
{
	if(str_equals(name, "Content-Type") || str_equals(name, "c"))
		field_set(h, &h->type, value);
	else if(str_equals(name, "Content-Length") || str_equals(name, "l"))
		field_set(h, &h->length, value);
	else if(str_equals(name, "Content-Encoding") || str_equals(name, "e"))
		field_set(h, &h->encoding, value);
	else if(str_equals(name, "Content-Disposition"))
		field_set(h, &h->disposition, value);
	else if(str_equals(name, "Content-Transfer-Encoding"))
		field_set(h, &h->transfer, value);
}


/* all lines up to the empty one; return what follows it, NULL: there is none */
static const char *head_read(const char *p, const char *end, head_t *h)
{
	const char *next, *colon;
	str name, value;

	memset(h, 0, sizeof(*h));
	for(; p < end; p = next) {
		if(*p == '\n')
			return p + 1;
		if(*p == '\r' && end - p > 1 && p[1] == '\n')
			return p + 2;
		next = line_end(p, end);
		colon = memchr(p, ':', (size_t)(next - p));
		if(colon == NULL)
			continue;
		name.s = (char *)p;
		name.len = (int)(colon - p);
		value.s = (char *)colon + 1;
		value.len = (int)(next - value.s);
		str_trim(&name);
		str_trim(&value);
		field_take(h, &name, &value);
	}
	return NULL;
}


/* --- values ------------------------------------------------------------------- */

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
	str_trim(out);
	return p < end ? p + 1 : end;
}


/* a parameter of a value, without its quotes; 0, -1 there is none */
static int value_param(const str *value, const char *name, str *out)
{
	const char *p, *end, *eq;
	str part, key;

	if(value->len <= 0)
		return -1;
	end = value->s + value->len;
	for(p = value_piece(value->s, end, &part); p < end;) {
		p = value_piece(p, end, &part);
		eq = memchr(part.s, '=', (size_t)part.len);
		if(eq == NULL)
			continue;
		key.s = part.s;
		key.len = (int)(eq - part.s);
		str_trim(&key);
		if(!str_equals(&key, name))
			continue;
		out->s = (char *)eq + 1;
		out->len = (int)(part.s + part.len - out->s);
		str_trim(out);
		if(out->len >= 2 && out->s[0] == '"' && out->s[out->len - 1] == '"') {
			out->s++;
			out->len -= 2;
		}
		return 0;
	}
	return -1;
}


/* "application/sdp;charset=x"; subtype NULL: any */
static int type_is(const str *value, const char *type, const char *subtype)
{
	const char *slash;
	str all, a, b;

	if(value->len <= 0)
		return 0;
	value_piece(value->s, value->s + value->len, &all);
	slash = memchr(all.s, '/', (size_t)all.len);
	if(slash == NULL)
		return 0;
	a.s = all.s;
	a.len = (int)(slash - all.s);
	b.s = (char *)slash + 1;
	b.len = (int)(all.s + all.len - b.s);
	str_trim(&a);
	str_trim(&b);
	return str_equals(&a, type) && (subtype == NULL || str_equals(&b, subtype));
}


static int is_sdp(const head_t *h)
{
	return type_is(&h->type, "application", "sdp");
}


static int handling_is(const head_t *h, const char *word)
{
	str handling;

	return value_param(&h->disposition, "handling", &handling) == 0
		   && str_equals(&handling, word);
}


/* RFC 5621 section 6: another disposition is another use of the SDP */
static int is_session(const head_t *h)
{
	str word;

	if(h->disposition.len <= 0)
		return 1;
	value_piece(h->disposition.s, h->disposition.s + h->disposition.len, &word);
	return str_equals(&word, "session");
}


/* unencoded, or to be decoded first? */
static int is_unencoded(const head_t *h)
{
	return (h->encoding.len <= 0 || str_equals(&h->encoding, "identity"))
		   && (h->transfer.len <= 0 || str_equals(&h->transfer, "binary")
				   || str_equals(&h->transfer, "8bit")
				   || str_equals(&h->transfer, "7bit"));
}


/* RFC 2046 section 5.1.1; what would have to be unescaped is none */
static int boundary_of(const head_t *h, str *out)
{
	if(value_param(&h->type, "boundary", out) < 0 || out->len <= 0
			|| out->len > BOUNDARY_MAX
			|| memchr(out->s, '\\', (size_t)out->len) != NULL
			|| memchr(out->s, '"', (size_t)out->len) != NULL
			|| memchr(out->s, '\n', (size_t)out->len) != NULL)
		return -1;
	return 0;
}


/* --- multipart bodies --------------------------------------------------------- */

typedef struct walk
{
	const char *begin, *end;
	const char *next; /* behind the last delimiter line */
	str boundary;
	int closed; /* that was the closing one */
} walk_t;


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
static int delimiter_next(walk_t *w, str *part)
{
	const char *p = w->next, *q, *after;

	for(; (q = memmem(p, (size_t)(w->end - p), w->boundary.s,
				   (size_t)w->boundary.len))
			!= NULL;
			p = q + 1) {
		if(q - w->begin < 2 || q[-1] != '-' || q[-2] != '-'
				|| (q - 2 != w->begin && q[-3] != '\n'))
			continue;
		after = delimiter_end(q + w->boundary.len, w->end, &w->closed);
		if(after == NULL || q - 2 < w->next)
			continue;
		part->s = (char *)w->next;
		part->len = (int)(q - 2 - w->next);
		w->next = after;
		return 0;
	}
	return -1;
}


/* the line end before a delimiter is the delimiter's; SDP has one of its own */
static void sdp_set(str *sdp, const char *body, const char *end)
{
	sdp->s = (char *)body;
	sdp->len = (int)(end - body);
	if(sdp->len >= 4 && memcmp(end - 4, "\r\n\r\n", 4) == 0)
		sdp->len -= 2;
}


static void parts_read(
		const head_t *outer, const str *body, int depth, parts_t *out);


static void part_read(const str *part, int choice, int depth, parts_t *out)
{
	const char *body;
	str inner;
	head_t h;

	body = head_read(part->s, part->s + part->len, &h);
	if(body == NULL || h.doubled) {
		out->broken = 1;
		return;
	}
	inner.s = (char *)body;
	inner.len = (int)(part->s + part->len - body);
	if(is_sdp(&h) && is_session(&h) && is_unencoded(&h)) {
		/* RFC 2046 section 5.1.4: the last that we know is the best */
		if(out->sdp.s == NULL || choice)
			sdp_set(&out->sdp, body, part->s + part->len);
	} else if(type_is(&h.type, "multipart", NULL) && is_unencoded(&h)) {
		parts_read(&h, &inner, depth + 1, out);
	} else if(!choice && handling_is(&h, "required")) {
		out->missed = 1;
	}
}


static void parts_read(
		const head_t *outer, const str *body, int depth, parts_t *out)
{
	int choice = type_is(&outer->type, "multipart", "alternative");
	walk_t w = {body->s, body->s + body->len, body->s, {NULL, 0}, 0};
	str part;

	if(depth >= DEPTH || boundary_of(outer, &w.boundary) < 0
			|| delimiter_next(&w, &part) < 0) { /* what is before: preamble */
		out->broken = 1;
		return;
	}
	while(!w.closed && !out->broken) {
		if(delimiter_next(&w, &part) < 0) { /* no closing delimiter came */
			part.s = (char *)w.next;
			part.len = (int)(w.end - w.next);
			w.closed = 1;
		}
		part_read(&part, choice, depth, out);
	}
}


/* --- the message -------------------------------------------------------------- */

/* its body, as long as Content-Length says. 0, -1 */
static int body_read(const str *text, head_t *h, str *body)
{
	const char *end, *p;
	long n = 0;
	int i;

	if(text->len <= 0)
		return -1;
	end = text->s + text->len;
	p = memchr(text->s, '\n', (size_t)text->len);
	p = p != NULL ? head_read(p + 1, end, h) : NULL;
	if(p == NULL || h->doubled)
		return -1;
	body->s = (char *)p;
	body->len = (int)(end - p);
	if(h->length.s == NULL)
		return 0;
	for(i = 0; i < h->length.len && n < BODY_MAX; i++) {
		if(h->length.s[i] < '0' || h->length.s[i] > '9')
			return -1;
		n = n * 10 + (h->length.s[i] - '0');
	}
	/* RFC 3261 section 18.3 */
	if(i == 0 || n > body->len)
		return -1;
	body->len = (int)n;
	return 0;
}


static jingle_mime_t parts_kind(const head_t *h, const str *body, str *sdp)
{
	parts_t parts;

	memset(&parts, 0, sizeof(parts));
	parts_read(h, body, 0, &parts);
	if(parts.broken)
		return JINGLE_MIME_BROKEN;
	if(parts.missed)
		return JINGLE_MIME_OTHER;
	if(parts.sdp.len > 0) {
		*sdp = parts.sdp;
		return JINGLE_MIME_SDP;
	}
	return handling_is(h, "optional") ? JINGLE_MIME_NONE : JINGLE_MIME_OTHER;
}


static jingle_mime_t body_kind(const str *text, head_t *h, str *body, str *sdp)
{
	sdp->s = NULL;
	sdp->len = 0;
	if(body_read(text, h, body) < 0)
		return JINGLE_MIME_BROKEN;
	if(body->len == 0)
		return JINGLE_MIME_NONE;
	if(!is_unencoded(h))
		return handling_is(h, "optional") ? JINGLE_MIME_NONE
										  : JINGLE_MIME_ENCODED;
	if(type_is(&h->type, "multipart", NULL))
		return parts_kind(h, body, sdp);
	/* a phone that does not say what it sends means this */
	if((is_sdp(h) && is_session(h)) || h->type.len <= 0) {
		*sdp = *body;
		return JINGLE_MIME_SDP;
	}
	return handling_is(h, "optional") ? JINGLE_MIME_NONE : JINGLE_MIME_OTHER;
}


jingle_mime_t jingle_mime_sdp(const str *text, str *sdp)
{
	head_t h;
	str body;

	return body_kind(text, &h, &body, sdp);
}


int jingle_mime_body(
		const str *text, const char *type, const char *subtype, str *body)
{
	head_t h;

	return body_read(text, &h, body) == 0 && body->len > 0 && is_unencoded(&h)
		   && type_is(&h.type, type, subtype);
}


int jingle_mime_is(const str *text, const char *type, const char *subtype)
{
	str body;

	return jingle_mime_body(text, type, subtype, &body);
}


/* a shorter value in the place of one */
static void value_write(const str *place, const char *value)
{
	memset(place->s, ' ', (size_t)place->len);
	memcpy(place->s, value, strlen(value));
}


jingle_mime_t jingle_mime_type_fix(str *text)
{
	static const char type[] = "application/sdp";
	jingle_mime_t kind;
	head_t h;
	str body, sdp;
	char digits[16];

	kind = body_kind(text, &h, &body, &sdp);
	if(kind == JINGLE_MIME_BROKEN)
		return kind;
	if(kind == JINGLE_MIME_SDP && sdp.s != body.s) {
		/* it had room for "multipart/x;boundary=y" */
		value_write(&h.type, type);
		memmove(body.s, sdp.s, (size_t)sdp.len);
		body.len = sdp.len;
		snprintf(digits, sizeof(digits), "%d", body.len);
		if(h.length.len > 0)
			value_write(&h.length, digits);
	}
	text->len = (int)(body.s + body.len - text->s);
	return kind;
}
