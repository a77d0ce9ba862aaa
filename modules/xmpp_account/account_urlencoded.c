/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: reads application/x-www-form-urlencoded. PURE
 */

#include <string.h>

#include "account_urlencoded.h"

static int hex_value(char c)
{
	if(c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}


/* one byte of what is encoded, at s->s[*i], which then is the last one read;
 * -1: none */
static int byte_decode(const str *s, int *i)
{
	int high, low;

	if(s->s[*i] == '+')
		return ' ';
	if(s->s[*i] != '%')
		return s->s[*i] ? (unsigned char)s->s[*i] : -1;
	if(s->len - *i < 3)
		return -1;
	high = hex_value(s->s[*i + 1]);
	low = hex_value(s->s[*i + 2]);
	*i += 2;
	return high < 0 || low < 0 || high + low == 0 ? -1 : high * 16 + low;
}


static int decode(const str *s, char *buf, int cap, int *used, str *out)
{
	int i, c;

	out->s = buf + *used;
	out->len = 0;
	for(i = 0; i < s->len; i++) {
		c = byte_decode(s, &i);
		if(c < 0 || *used == cap)
			return -1;
		buf[(*used)++] = (char)c;
		out->len++;
	}
	return 0;
}


int xmpp_account_urlencoded_read(
		const str *body, char *buf, int cap, account_urlencoded_f f, void *arg)
{
	const char *at = body->len > 0 ? body->s : "";
	const char *end = at + (body->len > 0 ? body->len : 0);
	const char *amp, *equals;
	int used = 0, pairs = 0, rc;
	str raw, name, value;

	for(; at < end; at = amp + 1) {
		amp = memchr(at, '&', (size_t)(end - at));
		if(amp == NULL)
			amp = end;
		if(amp == at)
			continue;
		if(++pairs > ACCOUNT_URLENCODED_PAIRS)
			return -1;
		equals = memchr(at, '=', (size_t)(amp - at));
		raw.s = (char *)at;
		raw.len = (int)((equals ? equals : amp) - at);
		if(decode(&raw, buf, cap, &used, &name) < 0)
			return -1;
		raw.s = (char *)(equals ? equals + 1 : amp);
		raw.len = (int)(amp - raw.s);
		if(decode(&raw, buf, cap, &used, &value) < 0)
			return -1;
		rc = f(&name, &value, arg);
		if(rc != 0)
			return rc;
	}
	return 0;
}
