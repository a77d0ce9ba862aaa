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

/*!
 * \file
 * \brief xmpp_gateway :: SHA-1 and base64, as XEP-0115 wants them. PURE
 */

#include <string.h>

#include "gateway_sha1.h"

static uint32_t sha1_rotate(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}


static void sha1_schedule(uint32_t w[80], const unsigned char *p)
{
	int i;

	for(i = 0; i < 16; i++, p += 4)
		w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8
			   | p[3];
	for(; i < 80; i++)
		w[i] = sha1_rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
}


/* f and K of round i (FIPS 180-4 sections 4.1.1 and 4.2.1) */
static uint32_t sha1_mix(int i, uint32_t b, uint32_t c, uint32_t d)
{
	if(i < 20)
		return ((b & c) | (~b & d)) + 0x5a827999u;
	if(i < 40)
		return (b ^ c ^ d) + 0x6ed9eba1u;
	if(i < 60)
		return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdcu;
	return (b ^ c ^ d) + 0xca62c1d6u;
}


static void sha1_compress(uint32_t h[5], const unsigned char *block)
{
	uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], t;
	int i;

	sha1_schedule(w, block);
	for(i = 0; i < 80; i++) {
		t = sha1_rotate(a, 5) + sha1_mix(i, b, c, d) + e + w[i];
		e = d;
		d = c;
		c = sha1_rotate(b, 30);
		b = a;
		a = t;
	}
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}


void xmpp_gateway_sha1_init(xmpp_gateway_sha1_t *c)
{
	static const uint32_t start[5] = {
			0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};

	memcpy(c->h, start, sizeof(start));
	c->bytes = 0;
}


void xmpp_gateway_sha1_add(xmpp_gateway_sha1_t *c, const void *data, size_t n)
{
	const unsigned char *p = data;
	size_t at, part;

	while(n > 0) {
		at = (size_t)(c->bytes % 64);
		part = n < 64 - at ? n : 64 - at;
		memcpy(c->block + at, p, part);
		c->bytes += part;
		p += part;
		n -= part;
		if(at + part == 64)
			sha1_compress(c->h, c->block);
	}
}


void xmpp_gateway_sha1_end(
		xmpp_gateway_sha1_t *c, unsigned char digest[XMPP_GATEWAY_SHA1])
{
	static const unsigned char padding[64] = {0x80};
	uint64_t bits = c->bytes * 8;
	unsigned char length[8];
	int i;

	for(i = 0; i < 8; i++)
		length[i] = (unsigned char)(bits >> (56 - 8 * i));
	xmpp_gateway_sha1_add(c, padding, 1 + (size_t)((119 - c->bytes % 64) % 64));
	xmpp_gateway_sha1_add(c, length, sizeof(length));
	for(i = 0; i < XMPP_GATEWAY_SHA1; i++)
		digest[i] = (unsigned char)(c->h[i / 4] >> (24 - 8 * (i % 4)));
}


void xmpp_gateway_sha1_base64(const unsigned char digest[XMPP_GATEWAY_SHA1],
		char text[XMPP_GATEWAY_SHA1_BASE64 + 1])
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
								   "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t three;
	int i, n = 0;

	for(i = 0; i < XMPP_GATEWAY_SHA1; i += 3) {
		three = (uint32_t)digest[i] << 16 | (uint32_t)digest[i + 1] << 8;
		if(i + 2 < XMPP_GATEWAY_SHA1)
			three |= digest[i + 2];
		text[n++] = alphabet[three >> 18 & 63];
		text[n++] = alphabet[three >> 12 & 63];
		text[n++] = alphabet[three >> 6 & 63];
		text[n++] = alphabet[three & 63];
	}
	text[n - 1] = '='; /* 20 bytes leave two in the last group */
	text[n] = '\0';
}
