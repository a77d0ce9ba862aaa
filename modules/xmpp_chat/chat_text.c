/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: text of messages: characters, lines, sizes. PURE
 */

#include <stdio.h>
#include <strings.h>

#include "../xmpp_link/xml_build.h"
#include "chat_text.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */
#define ELLIPSIS "\xe2\x80\xa6"

static const struct
{
	const char *name;
	chat_charset_t charset;
} charsets[] = {
		{"utf-8", CHAT_CHARSET_UTF8},
		{"utf8", CHAT_CHARSET_UTF8},
		{"us-ascii", CHAT_CHARSET_UTF8},
		{"ascii", CHAT_CHARSET_UTF8},
		{"iso-8859-1", CHAT_CHARSET_LATIN1},
		{"iso8859-1", CHAT_CHARSET_LATIN1},
		{"iso_8859-1", CHAT_CHARSET_LATIN1},
		{"latin1", CHAT_CHARSET_LATIN1},
		{"windows-1252", CHAT_CHARSET_LATIN1},
		{"cp1252", CHAT_CHARSET_LATIN1},
};

/* windows-1252, 0x80 to 0x9f: who says iso-8859-1 means these, not control
 * characters (Encoding standard, section 4.2). 0: none */
static const unsigned short windows[32] = {0x20ac, 0, 0x201a, 0x0192, 0x201e,
		0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
		0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
		0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178};

/* --- characters --------------------------------------------------------------- */

chat_charset_t xmpp_chat_charset(const str *name)
{
	size_t i;

	if(name->len <= 0)
		return CHAT_CHARSET_UTF8;
	for(i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++)
		if(name->len == (int)strlen(charsets[i].name)
				&& strncasecmp(name->s, charsets[i].name, (size_t)name->len)
						   == 0)
			return charsets[i].charset;
	return CHAT_CHARSET_UNKNOWN;
}


/* bytes of the character at p, 0: it is no UTF-8 */
static int utf8_length(const char *p, int left)
{
	const unsigned char *u = (const unsigned char *)p;

	if(u[0] < 0x80)
		return 1;
	if(xml_build_char(p, (size_t)left) > 0)
		return (int)xml_build_char(p, (size_t)left);
	/* U+FFFE, U+FFFF: characters, though XML has none of them */
	return left >= 3 && u[0] == 0xef && u[1] == 0xbf && u[2] >= 0xbe
						   && u[2] <= 0xbf
				   ? 3
				   : 0;
}


int xmpp_chat_is_utf8(const str *text)
{
	int i, n;

	for(i = 0; i < text->len; i += n) {
		n = utf8_length(text->s + i, text->len - i);
		if(n == 0)
			return 0;
	}
	return 1;
}


static void put_latin1(chat_out_t *out, unsigned char c)
{
	unsigned u = c >= 0x80 && c < 0xa0 ? windows[c - 0x80] : c;
	char b[3];

	if(u == 0) {
		xmpp_chat_put_z(out, REPLACEMENT);
		return;
	}
	if(u < 0x800) {
		b[0] = (char)(0xc0 | (u >> 6));
		b[1] = (char)(0x80 | (u & 0x3f));
		xmpp_chat_put(out, b, 2);
		return;
	}
	b[0] = (char)(0xe0 | (u >> 12));
	b[1] = (char)(0x80 | ((u >> 6) & 0x3f));
	b[2] = (char)(0x80 | (u & 0x3f));
	xmpp_chat_put(out, b, 3);
}


/* return bytes taken, 0: not of that charset */
static int put_character(
		chat_out_t *out, const char *p, int left, chat_charset_t charset)
{
	int n;

	if(*p == '\r') {
		xmpp_chat_put(out, "\n", 1);
		return left > 1 && p[1] == '\n' ? 2 : 1;
	}
	if(charset == CHAT_CHARSET_LATIN1 && (unsigned char)*p >= 0x80) {
		put_latin1(out, (unsigned char)*p);
		return 1;
	}
	n = utf8_length(p, left);
	if(n > 0 && xml_build_char(p, (size_t)left) > 0)
		xmpp_chat_put(out, p, n);
	else if(n > 0)
		xmpp_chat_put_z(out, REPLACEMENT);
	return n;
}


int xmpp_chat_to_xmpp(const str *text, chat_charset_t charset, chat_out_t *out)
{
	int i, n;

	if(charset == CHAT_CHARSET_UNKNOWN)
		return -1;
	for(i = 0; i < text->len && !out->failed; i += n) {
		n = put_character(out, text->s + i, text->len - i, charset);
		if(n == 0)
			return -1;
	}
	return out->failed ? -1 : 0;
}


int xmpp_chat_to_sip(const str *text, chat_out_t *out)
{
	int i;

	for(i = 0; i < text->len; i++) {
		if(text->s[i] == '\n' && (i == 0 || text->s[i - 1] != '\r'))
			xmpp_chat_put(out, "\r", 1);
		xmpp_chat_put(out, text->s + i, 1);
	}
	return out->failed ? -1 : 0;
}


int xmpp_chat_characters(const str *text)
{
	int i, n, count = 0;

	for(i = 0; i < text->len; i += n ? n : 1, count++)
		n = utf8_length(text->s + i, text->len - i);
	return count;
}


int xmpp_chat_offset(const str *text, int character)
{
	int i, n;

	for(i = 0; i < text->len && character > 0; i += n ? n : 1, character--)
		n = utf8_length(text->s + i, text->len - i);
	return i;
}


static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}


str xmpp_chat_trim(str text)
{
	while(text.len > 0 && is_blank(text.s[0])) {
		text.s++;
		text.len--;
	}
	while(text.len > 0 && is_blank(text.s[text.len - 1]))
		text.len--;
	return text;
}


static int is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}


int xmpp_chat_excerpt(const str *text, int characters, chat_out_t *out)
{
	str rest = xmpp_chat_trim(*text);
	int i, n;

	for(i = 0; i < rest.len && characters > 0; characters--) {
		if(is_control(rest.s[i])) {
			/* a line end, with the blanks around it, is one blank */
			while(i < rest.len
					&& (is_control(rest.s[i]) || is_blank(rest.s[i])))
				i++;
			xmpp_chat_put(out, " ", 1);
			continue;
		}
		n = utf8_length(rest.s + i, rest.len - i);
		xmpp_chat_put(out, rest.s + i, n ? n : 1);
		i += n ? n : 1;
	}
	if(i < rest.len)
		xmpp_chat_put_z(out, ELLIPSIS);
	return out->failed ? -1 : 0;
}


/* --- sizes ---------------------------------------------------------------------- */

int xmpp_chat_cut(const str *text, int max)
{
	int i, end = max;

	if(text->len <= max)
		return text->len;
	if(max <= 0)
		return 0;
	while(end > 0 && (text->s[end] & 0xc0) == 0x80)
		end--;
	if(end == 0)
		end = max; /* no UTF-8 */
	for(i = end; i > max / 2; i--)
		if(is_blank(text->s[i]))
			break;
	if(i <= max / 2)
		return end;
	/* a line end stays whole */
	if(text->s[i] == '\n' && i > 1 && text->s[i - 1] == '\r')
		i--;
	return i;
}


/* the blank, or the line end, that the text is split at is in no part */
static int behind_blank(const str *text, int at)
{
	if(at + 1 < text->len && text->s[at] == '\r' && text->s[at + 1] == '\n')
		return at + 2;
	return at < text->len && is_blank(text->s[at]) ? at + 1 : at;
}


int xmpp_chat_split(const str *text, int max, chat_parts_t *parts)
{
	str rest = *text;
	int n;

	parts->count = 0;
	if(text->len <= max) {
		parts->part[parts->count++] = *text;
		return 1;
	}
	max -= (int)strlen("(10/10) ");
	if(max < 8)
		return -1;
	while(rest.len > 0) {
		if(parts->count == CHAT_PARTS_MAX)
			return -1;
		parts->part[parts->count].s = rest.s;
		parts->part[parts->count].len = xmpp_chat_cut(&rest, max);
		n = behind_blank(&rest, parts->part[parts->count++].len);
		rest.s += n;
		rest.len -= n;
	}
	return parts->count;
}


int xmpp_chat_part(const chat_parts_t *parts, int i, chat_out_t *out)
{
	char head[CHAT_PART_HEAD];

	if(parts->count > 1) {
		snprintf(head, sizeof(head), "(%d/%d) ", i + 1, parts->count);
		xmpp_chat_put_z(out, head);
	}
	xmpp_chat_put_str(out, &parts->part[i]);
	return out->failed ? -1 : 0;
}
