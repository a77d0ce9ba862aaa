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
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

#include <string.h>

#include "link_binrpc.h"

enum
{
	BINRPC_FIRST_BYTE = 0xA1, /* magic 0xA, version 1 */
	BINRPC_T_INT = 0,
	BINRPC_T_STR = 1,
	BINRPC_LONG = 8,	  /* size field: the size itself follows */
	BINRPC_SHORT_MAX = 7, /* bytes of a value whose size needs no field */
	BINRPC_NUMBER_MAX = 4 /* bytes */
};


static uint32_t number_read(const char *p, size_t n)
{
	uint32_t v = 0;

	while(n-- > 0)
		v = (v << 8) | (unsigned char)*p++;
	return v;
}


/* bytes without leading zeroes; 0 for 0 */
static size_t number_size(uint32_t v)
{
	size_t n = 0;

	for(; v != 0; v >>= 8)
		n++;
	return n;
}


static void number_write(char *p, uint32_t v, size_t n)
{
	for(; n > 0; n--, v >>= 8)
		p[n - 1] = (char)(unsigned char)v;
}


static int frame_type_known(int type)
{
	return type == LINK_BINRPC_REQUEST || type == LINK_BINRPC_REPLY
		   || type == LINK_BINRPC_FAULT;
}


long xmpp_link_frame_read(
		const char *buf, size_t len, size_t max, link_frame_t *f)
{
	size_t header, len_size, cookie_size, body;
	unsigned flags;

	memset(f, 0, sizeof(*f));
	if(len > 0 && (unsigned char)buf[0] != BINRPC_FIRST_BYTE)
		return LINK_BINRPC_INVALID;
	if(len < 2)
		return LINK_BINRPC_INCOMPLETE;
	flags = (unsigned char)buf[1];
	if(!frame_type_known((int)(flags >> 4)))
		return LINK_BINRPC_INVALID;
	len_size = ((flags >> 2) & 3) + 1;
	cookie_size = (flags & 3) + 1;
	header = 2 + len_size + cookie_size;
	if(len < header)
		return LINK_BINRPC_INCOMPLETE;
	body = number_read(buf + 2, len_size);
	if(max < header || body > max - header)
		return LINK_BINRPC_INVALID;
	f->size = header + body;
	if(len < f->size)
		return LINK_BINRPC_INCOMPLETE;
	f->type = (int)(flags >> 4);
	f->cookie = number_read(buf + 2 + len_size, cookie_size);
	f->at = buf + header;
	f->end = buf + f->size;
	return (long)f->size;
}


/* sets value to the bytes of the next record; 0, -1 none or of another type */
static int frame_record(
		link_frame_t *f, int type, const char **value, size_t *size)
{
	const char *p = f->at;
	size_t n;

	if(p >= f->end || ((unsigned char)*p & 0xF) != type)
		return -1;
	n = (unsigned char)*p++ >> 4;
	if(n & BINRPC_LONG) {
		size_t field = n & BINRPC_SHORT_MAX;
		/* no field at all would mark the end of an array or a struct */
		if(field == 0 || field > BINRPC_NUMBER_MAX
				|| field > (size_t)(f->end - p))
			return -1;
		n = number_read(p, field);
		p += field;
	}
	if(n > (size_t)(f->end - p))
		return -1;
	*value = p;
	*size = n;
	f->at = p + n;
	return 0;
}


int xmpp_link_frame_int(link_frame_t *f, int32_t *value)
{
	link_frame_t before = *f;
	const char *p;
	size_t n;

	if(frame_record(f, BINRPC_T_INT, &p, &n) != 0)
		return -1;
	if(n > BINRPC_NUMBER_MAX) {
		*f = before;
		return -1;
	}
	*value = (int32_t)number_read(p, n);
	return 0;
}


int xmpp_link_frame_str(link_frame_t *f, str *value)
{
	link_frame_t before = *f;
	const char *p;
	size_t n;

	if(frame_record(f, BINRPC_T_STR, &p, &n) != 0)
		return -1;
	if(n == 0 || memchr(p, '\0', n) != p + n - 1) {
		*f = before;
		return -1;
	}
	value->s = (char *)p;
	value->len = (int)(n - 1);
	return 0;
}


size_t xmpp_link_writer_room(unsigned records, size_t bytes)
{
	return LINK_BINRPC_HEADER_MAX + bytes
		   + (size_t)records * LINK_BINRPC_RECORD_MAX;
}


void xmpp_link_writer_begin(link_writer_t *w, char *buf, size_t cap)
{
	w->buf = buf;
	w->cap = cap;
	w->len = LINK_BINRPC_HEADER_MAX; /* written last, when its size is known */
	w->failed = cap < LINK_BINRPC_HEADER_MAX;
}


/* room for n more bytes, or NULL */
static char *writer_take(link_writer_t *w, size_t n)
{
	char *p;

	if(w->failed || n > w->cap - w->len) {
		w->failed = 1;
		return NULL;
	}
	p = w->buf + w->len;
	w->len += n;
	return p;
}


void xmpp_link_writer_int(link_writer_t *w, int32_t value)
{
	size_t n = number_size((uint32_t)value);
	char *p = writer_take(w, 1 + n);

	if(p == NULL)
		return;
	*p++ = (char)(n << 4 | BINRPC_T_INT);
	number_write(p, (uint32_t)value, n);
}


static void writer_bytes(link_writer_t *w, const char *s, size_t len)
{
	size_t size = len + 1; /* a str carries a NUL */
	size_t field = size > BINRPC_SHORT_MAX ? number_size((uint32_t)size) : 0;
	char *p = size > INT32_MAX ? NULL : writer_take(w, 1 + field + size);

	if(p == NULL) {
		w->failed = 1;
		return;
	}
	*p++ = (char)(unsigned char)((field ? BINRPC_LONG | field : size) << 4
								 | BINRPC_T_STR);
	number_write(p, (uint32_t)size, field);
	p += field;
	if(len > 0)
		memcpy(p, s, len);
	p[len] = '\0';
}


void xmpp_link_writer_str(link_writer_t *w, const str *value)
{
	size_t len = value->s && value->len > 0 ? (size_t)value->len : 0;

	writer_bytes(w, value->s, len);
}


void xmpp_link_writer_z(link_writer_t *w, const char *value)
{
	writer_bytes(w, value, value ? strlen(value) : 0);
}


int xmpp_link_writer_end(link_writer_t *w, int type, uint32_t cookie, str *out)
{
	size_t body, len_size, cookie_size;
	char *p;

	if(w->failed)
		return -1;
	body = w->len - LINK_BINRPC_HEADER_MAX;
	if(body > INT32_MAX - LINK_BINRPC_HEADER_MAX)
		return -1;
	len_size = body ? number_size((uint32_t)body) : 1;
	cookie_size = cookie ? number_size(cookie) : 1;
	p = w->buf + LINK_BINRPC_HEADER_MAX - 2 - len_size - cookie_size;
	out->s = p;
	out->len = (int)(2 + len_size + cookie_size + body);
	p[0] = (char)(unsigned char)BINRPC_FIRST_BYTE;
	p[1] = (char)(type << 4 | (int)(len_size - 1) << 2
				  | (int)(cookie_size - 1));
	number_write(p + 2, (uint32_t)body, len_size);
	number_write(p + 2 + len_size, cookie, cookie_size);
	return 0;
}
