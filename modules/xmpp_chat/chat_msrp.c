/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: frames of MSRP (RFC 4975), read. PURE
 */

#include <strings.h>

#include "chat_msrp.h"

enum
{
	DASHES = 7,		   /* before the id in the end-line */
	START_MAX = 256,   /* bytes of the first line */
	NUMBER_DIGITS = 9, /* of a number that fits in an int */
	END_MAX = 2 + DASHES + CHAT_MSRP_ID_MAX + 3,
};

static const char magic[] = "MSRP ";


/* --- small ones ------------------------------------------------------------------ */

static int is_alphanum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
		   || (c >= '0' && c <= '9');
}


static int is_ident_char(char c)
{
	return is_alphanum(c) || c == '.' || c == '-' || c == '+' || c == '%'
		   || c == '=';
}


static int is_ident(const str *s)
{
	int i;

	if(s->len < CHAT_MSRP_ID_MIN || s->len > CHAT_MSRP_ID_MAX
			|| !is_alphanum(s->s[0]))
		return 0;
	for(i = 1; i < s->len; i++)
		if(!is_ident_char(s->s[i]))
			return 0;
	return 1;
}


static int is_word(const str *s, const char *word)
{
	return (size_t)s->len == strlen(word)
		   && strncasecmp(s->s, word, (size_t)s->len) == 0;
}


/* up to a character, which is passed over; all, where it is not */
static str word_take(str *rest, char end)
{
	const char *at =
			rest->len > 0 ? memchr(rest->s, end, (size_t)rest->len) : NULL;
	str word = *rest;

	word.len = at != NULL ? (int)(at - rest->s) : rest->len;
	rest->s += word.len + (at != NULL);
	rest->len -= word.len + (at != NULL);
	return word;
}


static int number_read(const str *s, int *n)
{
	int i;

	*n = 0;
	if(s->len < 1 || s->len > NUMBER_DIGITS)
		return -1;
	for(i = 0; i < s->len; i++) {
		if(s->s[i] < '0' || s->s[i] > '9')
			return -1;
		*n = *n * 10 + (s->s[i] - '0');
	}
	return 0;
}


static int status_read(const str *s, int *status)
{
	return s->len == 3 ? number_read(s, status) : -1;
}


/* --- where it ends ------------------------------------------------------------------ */

/* the id of the first line. return 0, 1 not all there, -1 no frame */
static int tid_find(const char *buf, int len, str *tid)
{
	const int begin = sizeof(magic) - 1;
	const char *end;

	if(memcmp(buf, magic, (size_t)(len < begin ? len : begin)) != 0)
		return -1;
	if(len <= begin)
		return 1;
	tid->s = (char *)buf + begin;
	end = memchr(tid->s, ' ', (size_t)(len - begin));
	if(end == NULL)
		return len - begin > CHAT_MSRP_ID_MAX ? -1 : 1;
	tid->len = (int)(end - tid->s);
	return is_ident(tid) ? 0 : -1;
}


/* the end-line behind `at`, with the line end before it: its length; 0: it is
 * none; -1: it is not all there */
static int end_read(const char *at, int left, const str *tid)
{
	const int fixed = 2 + DASHES + tid->len;
	char line[END_MAX];
	int n = left < fixed ? left : fixed;

	memcpy(line, "\r\n-------", 2 + DASHES);
	memcpy(line + 2 + DASHES, tid->s, (size_t)tid->len);
	if(memcmp(at, line, (size_t)n) != 0)
		return 0;
	if(left < fixed + 3)
		return left <= fixed || strchr("+$#", at[fixed]) != NULL ? -1 : 0;
	if((at[fixed] != '+' && at[fixed] != '$' && at[fixed] != '#')
			|| at[fixed + 1] != '\r' || at[fixed + 2] != '\n')
		return 0;
	return fixed + 3;
}


int xmpp_chat_msrp_end(
		const char *buf, int len, const str *tid, int *from, int *size)
{
	const char *at;

	*size = 0;
	while(*from < len) {
		at = memchr(buf + *from, '\r', (size_t)(len - *from));
		*from = at != NULL ? (int)(at - buf) : len;
		if(at == NULL)
			return -1;
		*size = end_read(at, len - *from, tid);
		if(*size > 0)
			return *from;
		if(*size < 0)
			return -1;
		(*from)++;
	}
	return -1;
}


int xmpp_chat_msrp_scan(const char *buf, int len, int *from)
{
	str tid = STR_NULL;
	int rc, at, size;

	if(len <= 0)
		return 0;
	rc = tid_find(buf, len, &tid);
	if(rc != 0)
		return rc < 0 ? -1 : 0;
	at = xmpp_chat_msrp_end(buf, len, &tid, from, &size);
	return at < 0 ? 0 : at + size;
}


/* --- what it says -------------------------------------------------------------------- */

/* "x-y/z", y and z may be "*". return 0, -1 */
static int range_read(const str *value, chat_msrp_frame_t *f)
{
	str rest = *value, start, end;

	start = word_take(&rest, '-');
	end = word_take(&rest, '/');
	f->end = f->total = CHAT_MSRP_UNKNOWN;
	if(number_read(&start, &f->start) < 0 || f->start < 1
			|| (!is_word(&end, "*") && number_read(&end, &f->end) < 0)
			|| (!is_word(&rest, "*") && number_read(&rest, &f->total) < 0))
		return -1;
	return f->total != CHAT_MSRP_UNKNOWN && f->end > f->total ? -1 : 0;
}


static int failure_read(const str *value, chat_msrp_failure_t *failure)
{
	if(is_word(value, "no"))
		*failure = CHAT_MSRP_FAILURE_NO;
	else if(is_word(value, "partial"))
		*failure = CHAT_MSRP_FAILURE_PARTIAL;
	else if(is_word(value, "yes"))
		*failure = CHAT_MSRP_FAILURE_YES;
	else
		return -1;
	return 0;
}


/* "000 200 OK"; other namespaces say nothing to us (section 7.1.2) */
static int report_status_read(const str *value, int *status)
{
	str rest = *value, space = word_take(&rest, ' '),
		code = word_take(&rest, ' ');
	int n;

	*status = 0;
	if(status_read(&space, &n) < 0)
		return -1;
	return n == 0 ? status_read(&code, status) : 0;
}


/* return 0, -1: it cannot be what it is */
static int header_read(const str *name, const str *value, chat_msrp_frame_t *f)
{
	if(is_word(name, "To-Path"))
		f->to_path = *value;
	else if(is_word(name, "From-Path"))
		f->from_path = *value;
	else if(is_word(name, "Message-ID")) {
		if(!is_ident(value))
			return -1;
		f->message_id = *value;
	} else if(is_word(name, "Byte-Range"))
		return range_read(value, f);
	else if(is_word(name, "Success-Report"))
		f->success = is_word(value, "yes");
	else if(is_word(name, "Failure-Report"))
		return failure_read(value, &f->failure);
	else if(is_word(name, "Status") && f->kind == CHAT_MSRP_REPORT)
		return report_status_read(value, &f->status);
	else if(is_word(name, "Content-Type"))
		f->type = *value;
	return 0;
}


/* a line without its end; -1: there is none. *rest begins behind it */
static int line_take(str *rest, str *line)
{
	const char *at =
			rest->len > 0 ? memchr(rest->s, '\n', (size_t)rest->len) : NULL;

	if(at == NULL || at == rest->s || at[-1] != '\r')
		return -1;
	line->s = rest->s;
	line->len = (int)(at - rest->s) - 1;
	rest->s += line->len + 2;
	rest->len -= line->len + 2;
	return 0;
}


/* "MSRP tid SEND", "MSRP tid 200 OK" */
static int start_read(const str *line, chat_msrp_frame_t *f)
{
	str rest = *line, word;

	if(line->len > START_MAX || tid_find(line->s, line->len, &f->tid) != 0)
		return -1;
	rest.s = f->tid.s + f->tid.len + 1;
	rest.len = line->len - (int)(rest.s - line->s);
	word = word_take(&rest, ' ');
	if(word.len > 0 && word.s[0] >= '0' && word.s[0] <= '9') {
		f->kind = CHAT_MSRP_RESPONSE;
		return status_read(&word, &f->status);
	}
	if(word.len == 0)
		return -1;
	f->kind = word.len == 4 && memcmp(word.s, "SEND", 4) == 0 ? CHAT_MSRP_SEND
			  : word.len == 6 && memcmp(word.s, "REPORT", 6) == 0
					  ? CHAT_MSRP_REPORT
					  : CHAT_MSRP_OTHER;
	return 0;
}


/* return 0, 400 as xmpp_chat_msrp_read() */
static int headers_read(str *rest, chat_msrp_frame_t *f)
{
	int code = 0;
	str line, name, value;

	while(line_take(rest, &line) == 0) {
		if(line.len == 0) {
			f->has_body = 1;
			return code;
		}
		value = line;
		name = word_take(&value, ':');
		if(name.len == line.len) {
			code = 400;
			continue;
		}
		while(value.len > 0 && (value.s[0] == ' ' || value.s[0] == '\t')) {
			value.s++;
			value.len--;
		}
		if(header_read(&name, &value, f) < 0)
			code = 400;
	}
	return code;
}


int xmpp_chat_msrp_read(const str *text, chat_msrp_frame_t *f)
{
	int from = 0, size, at, code;
	str rest = *text, line;

	memset(f, 0, sizeof(*f));
	f->start = 1;
	f->end = f->total = CHAT_MSRP_UNKNOWN;
	if(line_take(&rest, &line) < 0 || start_read(&line, f) < 0)
		return -1;
	/* the line end before the end-line may be that of the first line */
	from = (int)(rest.s - text->s) - 2;
	at = xmpp_chat_msrp_end(text->s, text->len, &f->tid, &from, &size);
	if(at >= 0) {
		f->flag = text->s[at + size - 3];
		rest.len = (int)(text->s + at - rest.s) + 2;
	}
	code = headers_read(&rest, f);
	if(f->has_body) {
		f->body = rest;
		/* a body ends before the line end; without one the head's last line
		 * has it */
		if(at >= 0)
			f->body.len = rest.len >= 2 ? rest.len - 2 : 0;
	}
	if(!xmpp_chat_msrp_is_path(&f->to_path)
			|| !xmpp_chat_msrp_is_path(&f->from_path))
		return -1;
	return code;
}


/* --- addresses ------------------------------------------------------------------------ */

/* "host", "host:port", "[::1]:port", maybe behind "user@" */
static int authority_read(str text, chat_msrp_uri_t *uri)
{
	const char *at =
			text.len > 0 ? memchr(text.s, '@', (size_t)text.len) : NULL;
	int is_bracketed;

	if(at != NULL) {
		text.len -= (int)(at - text.s) + 1;
		text.s += (int)(at - text.s) + 1;
	}
	uri->port = CHAT_MSRP_PORT;
	is_bracketed = text.len > 0 && text.s[0] == '[';
	if(is_bracketed) {
		text.s++;
		text.len--;
		uri->host = word_take(&text, ']');
		if(text.len > 0 && text.s[0] != ':')
			return -1;
		if(text.len > 0) {
			text.s++;
			text.len--;
		}
	} else
		uri->host = word_take(&text, ':');
	if(uri->host.len == 0)
		return -1;
	if(text.len > 0
			&& (number_read(&text, &uri->port) < 0 || uri->port < 1
					|| uri->port > 65535))
		return -1;
	return 0;
}


int xmpp_chat_msrp_uri_read(const str *text, chat_msrp_uri_t *uri)
{
	str rest = *text, authority, transport;

	memset(uri, 0, sizeof(*uri));
	if(rest.len > 8 && strncasecmp(rest.s, "msrps://", 8) == 0) {
		uri->is_secure = 1;
		rest.s++;
		rest.len--;
	} else if(rest.len <= 7 || strncasecmp(rest.s, "msrp://", 7) != 0)
		return -1;
	rest.s += 7;
	rest.len -= 7;
	authority = word_take(&rest, ';');
	transport = word_take(&rest, ';');
	if(!is_word(&transport, "tcp"))
		return -1;
	uri->session = authority;
	authority = word_take(&uri->session, '/');
	return authority_read(authority, uri);
}


str xmpp_chat_msrp_first(const str *path)
{
	str rest = *path;

	return word_take(&rest, ' ');
}


str xmpp_chat_msrp_last(const str *path)
{
	str rest = *path, last;

	do
		last = word_take(&rest, ' ');
	while(rest.len > 0);
	return last;
}


int xmpp_chat_msrp_is_path(const str *path)
{
	int i;

	for(i = 0; i < path->len; i++)
		if((unsigned char)path->s[i] < ' ' || path->s[i] == 0x7f)
			return 0;
	return path->len > 0 && path->s[0] != ' ';
}
