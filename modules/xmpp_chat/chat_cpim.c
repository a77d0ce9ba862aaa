/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: message/cpim (RFC 3862, 5438). PURE
 */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdio.h>

#include "chat_cpim.h"
#include "chat_mime.h"

#define IMDN_NS "urn:ietf:params:imdn"

enum
{
	PREFIXES = 4, /* that may stand for IMDN_NS */
};

typedef struct cpim
{
	chat_cpim_t *out;
	str prefix[PREFIXES];
	int prefixes;
	int is_broken;
} cpim_t;

static const struct
{
	const char *word;
	unsigned bit;
} dispositions[] = {
		{"positive-delivery", CHAT_WANT_DELIVERED},
		{"negative-delivery", CHAT_WANT_FAILED},
		{"display", CHAT_WANT_DISPLAYED},
};

/* --- read -------------------------------------------------------------------------- */

/* "Alice <sip:alice@example.org>" */
static void address_read(const str *value, str *name, str *uri)
{
	char *open =
			value->len > 0 ? memrchr(value->s, '<', (size_t)value->len) : NULL;
	char *close =
			value->len > 0 ? memrchr(value->s, '>', (size_t)value->len) : NULL;

	if(name)
		name->len = 0;
	*uri = *value;
	if(open == NULL || close == NULL || close < open)
		return;
	if(name) {
		name->s = value->s;
		name->len = (int)(open - value->s);
		while(name->len > 0 && name->s[name->len - 1] == ' ')
			name->len--;
		if(name->len >= 2 && name->s[0] == '"'
				&& name->s[name->len - 1] == '"') {
			name->s++;
			name->len -= 2;
		}
	}
	uri->s = open + 1;
	uri->len = (int)(close - open - 1);
}


/* "NS: imdn <urn:ietf:params:imdn>" */
static void namespace_take(cpim_t *c, const str *value)
{
	str name = STR_NULL, uri;

	address_read(value, &name, &uri);
	if(uri.len == (int)strlen(IMDN_NS)
			&& memcmp(uri.s, IMDN_NS, (size_t)uri.len) == 0
			&& c->prefixes < PREFIXES)
		c->prefix[c->prefixes++] = name;
}


static unsigned wants_read(const str *value)
{
	const char *p = value->s, *end = value->s + value->len, *comma;
	unsigned wants = 0;
	size_t i;
	str word;

	for(; p < end; p = comma + 1) {
		comma = memchr(p, ',', (size_t)(end - p));
		if(comma == NULL)
			comma = end;
		word.s = (char *)p;
		word.len = (int)(comma - p);
		while(word.len > 0 && *word.s == ' ')
			word.s++, word.len--;
		while(word.len > 0 && word.s[word.len - 1] == ' ')
			word.len--;
		for(i = 0; i < sizeof(dispositions) / sizeof(dispositions[0]); i++)
			if(xmpp_chat_mime_equals(&word, dispositions[i].word))
				wants |= dispositions[i].bit;
	}
	return wants;
}


static void once(cpim_t *c, str *field, const str *value)
{
	if(field->s != NULL)
		c->is_broken = 1;
	*field = *value;
}


/* a header of RFC 5438, its prefix cut off */
static void imdn_take(cpim_t *c, const str *name, const str *value)
{
	chat_cpim_t *out = c->out;

	if(xmpp_chat_mime_equals(name, "Message-ID"))
		once(c, &out->message_id, value);
	else if(xmpp_chat_mime_equals(name, "Disposition-Notification"))
		out->wants |= wants_read(value);
	else if(xmpp_chat_mime_equals(name, "Original-To"))
		address_read(value, NULL, &out->original_to);
	else if(xmpp_chat_mime_equals(name, "IMDN-Record-Route")
			&& out->route_count < CHAT_CPIM_ROUTES)
		address_read(value, NULL, &out->routes[out->route_count++]);
}


/* "imdn.Message-ID": is the prefix one of RFC 5438's? *name loses it */
static int is_imdn(const cpim_t *c, str *name)
{
	char *dot = name->len > 0 ? memchr(name->s, '.', (size_t)name->len) : NULL;
	int n = dot ? (int)(dot - name->s) : 0, i;

	for(i = 0; i < c->prefixes; i++)
		if(c->prefix[i].len == n
				&& (n == 0
						|| memcmp(c->prefix[i].s, name->s, (size_t)n) == 0)) {
			if(dot) {
				name->s += n + 1;
				name->len -= n + 1;
			}
			return 1;
		}
	return 0;
}


/* RFC 3862 section 4.4: all headers that are named must be known */
static void require_check(cpim_t *c, const str *value)
{
	static const char *const known[] = {"From", "To", "cc", "DateTime",
			"Subject", "NS", "Require", "Message-ID",
			"Disposition-Notification", "Original-To", "IMDN-Record-Route"};
	str rest = *value, word;
	char *comma;
	size_t i;

	while(rest.len > 0) {
		comma = memchr(rest.s, ',', (size_t)rest.len);
		word.s = rest.s;
		word.len = comma ? (int)(comma - rest.s) : rest.len;
		rest.s += word.len + (comma != NULL);
		rest.len -= word.len + (comma != NULL);
		while(word.len > 0 && *word.s == ' ')
			word.s++, word.len--;
		is_imdn(c, &word);
		for(i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			if(xmpp_chat_mime_equals(&word, known[i]))
				break;
		c->is_broken |= i == sizeof(known) / sizeof(known[0]);
	}
}


/* "Subject:;lang=fr ...": the one without a language, else the first */
static void subject_take(chat_cpim_t *out, const str *value)
{
	char *space;
	str text = *value;

	if(value->len > 0 && value->s[0] == ';') {
		space = memchr(value->s, ' ', (size_t)value->len);
		if(out->subject.len > 0 || space == NULL)
			return;
		text.s = space + 1;
		text.len = (int)(value->s + value->len - text.s);
	}
	out->subject = text;
}


static void cpim_take(cpim_t *c, const chat_line_t *l)
{
	chat_cpim_t *out = c->out;
	str name = l->name;

	if(xmpp_chat_mime_equals(&name, "From")) {
		once(c, &out->from, &l->value);
		address_read(&l->value, &out->from_name, &out->from);
	} else if(xmpp_chat_mime_equals(&name, "To")) {
		if(out->to.s == NULL)
			address_read(&l->value, &out->to_name, &out->to);
	} else if(xmpp_chat_mime_equals(&name, "DateTime"))
		once(c, &out->date, &l->value);
	else if(xmpp_chat_mime_equals(&name, "Subject"))
		subject_take(out, &l->value);
	else if(xmpp_chat_mime_equals(&name, "NS"))
		namespace_take(c, &l->value);
	else if(xmpp_chat_mime_equals(&name, "Require"))
		require_check(c, &l->value);
	else if(is_imdn(c, &name))
		imdn_take(c, &name, &l->value);
}


static void head_take(cpim_t *c, const chat_head_t *head)
{
	chat_cpim_t *out = c->out;

	c->is_broken |= head->is_doubled;
	out->type = head->type;
	out->language = head->language;
	out->encoding = head->encoding.len > 0 ? head->encoding : head->transfer;
	out->is_notification =
			xmpp_chat_mime_equals(&head->disposition, "notification");
}


/* CPIM's own headers; return what follows the empty line, NULL there is none */
static const char *headers_read(cpim_t *c, const char *p, const char *end)
{
	chat_line_t line;
	int is_last;

	while(p < end) {
		is_last = xmpp_chat_mime_is_empty(p, end);
		p = xmpp_chat_mime_line(p, end, &line);
		if(is_last)
			return p;
		cpim_take(c, &line);
	}
	return NULL;
}


int xmpp_chat_cpim_read(const str *body, chat_cpim_t *cpim)
{
	cpim_t c = {.out = cpim};
	const char *p, *end, *inner;
	chat_head_t head;

	memset(cpim, 0, sizeof(*cpim));
	if(body->len <= 0)
		return -1;
	end = body->s + body->len;
	inner = headers_read(&c, body->s, end);
	if(inner == NULL)
		return -1;
	/* as RFC 5438 prints it, the headers of what is inside are among them */
	p = xmpp_chat_mime_head(body->s, inner, &head);
	if(head.type.s == NULL)
		p = xmpp_chat_mime_head(inner, end, &head);
	head_take(&c, &head);
	cpim->body.s = (char *)p;
	cpim->body.len = (int)(end - p);
	return c.is_broken ? -1 : 0;
}


/* --- written ------------------------------------------------------------------------ */

static void line_put(chat_out_t *out, const char *name, const char *open,
		const str *value, const char *close)
{
	int i;

	for(i = 0; i < value->len; i++)
		if((unsigned char)value->s[i] < ' ' || value->s[i] == 0x7f)
			out->failed = 1;
	xmpp_chat_put_z(out, name);
	xmpp_chat_put_z(out, ": ");
	xmpp_chat_put_z(out, open);
	xmpp_chat_put_str(out, value);
	xmpp_chat_put_z(out, close);
	xmpp_chat_put_z(out, "\r\n");
}


static void wants_put(chat_out_t *out, unsigned wants)
{
	const char *gap = ": ";
	size_t i;

	xmpp_chat_put_z(out, "imdn.Disposition-Notification");
	for(i = 0; i < sizeof(dispositions) / sizeof(dispositions[0]); i++)
		if(wants & dispositions[i].bit) {
			xmpp_chat_put_z(out, gap);
			xmpp_chat_put_z(out, dispositions[i].word);
			gap = ", ";
		}
	xmpp_chat_put_z(out, "\r\n");
}


static void imdn_put(const chat_cpim_t *cpim, chat_out_t *out)
{
	static const str ns = str_init("imdn <" IMDN_NS ">");
	int i;

	line_put(out, "NS", "", &ns, "");
	line_put(out, "imdn.Message-ID", "", &cpim->message_id, "");
	if(cpim->wants)
		wants_put(out, cpim->wants);
	if(cpim->original_to.len > 0)
		line_put(out, "imdn.Original-To", "<", &cpim->original_to, ">");
	for(i = 0; i < cpim->route_count; i++)
		line_put(out, "imdn.IMDN-Route", "<", &cpim->routes[i], ">");
}


/* RFC 3862 section 2.3.1: what would end the line, and the backslash itself */
static void subject_put(chat_out_t *out, const str *subject)
{
	int i;

	xmpp_chat_put_z(out, "Subject: ");
	for(i = 0; i < subject->len; i++)
		if(subject->s[i] == '\n' || subject->s[i] == '\r')
			xmpp_chat_put_z(out, " ");
		else if(subject->s[i] == '\\')
			xmpp_chat_put_z(out, "\\\\");
		else
			xmpp_chat_put(out, subject->s + i, 1);
	xmpp_chat_put_z(out, "\r\n");
}


int xmpp_chat_cpim_write(const chat_cpim_t *cpim, chat_out_t *out)
{
	static const str text = str_init("text/plain; charset=UTF-8");
	static const str notification = str_init("notification");
	char digits[16];
	str length = {digits, 0};

	line_put(out, "From", "<", &cpim->from, ">");
	line_put(out, "To", "<", &cpim->to, ">");
	if(cpim->date.len > 0)
		line_put(out, "DateTime", "", &cpim->date, "");
	if(cpim->subject.len > 0)
		subject_put(out, &cpim->subject);
	if(cpim->message_id.len > 0)
		imdn_put(cpim, out);
	xmpp_chat_put_z(out, "\r\n");
	line_put(out, "Content-Type", "", cpim->type.len > 0 ? &cpim->type : &text,
			"");
	if(cpim->language.len > 0)
		line_put(out, "Content-Language", "", &cpim->language, "");
	if(cpim->is_notification)
		line_put(out, "Content-Disposition", "", &notification, "");
	length.len = snprintf(digits, sizeof(digits), "%d", cpim->body.len);
	line_put(out, "Content-Length", "", &length, "");
	xmpp_chat_put_z(out, "\r\n");
	xmpp_chat_put_str(out, &cpim->body);
	return out->failed ? -1 : 0;
}
