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

#ifndef GATEWAY_SHA1_H
#define GATEWAY_SHA1_H

#include <stddef.h>
#include <stdint.h>

enum
{
	XMPP_GATEWAY_SHA1 = 20,		   /* bytes of a digest */
	XMPP_GATEWAY_SHA1_BASE64 = 28, /* characters of it in base64 */
};

typedef struct xmpp_gateway_sha1
{
	uint32_t h[5];
	uint64_t bytes;
	unsigned char block[64];
} xmpp_gateway_sha1_t;

/* FIPS 180-4; data may come in pieces of any size */
void xmpp_gateway_sha1_init(xmpp_gateway_sha1_t *c);
void xmpp_gateway_sha1_add(xmpp_gateway_sha1_t *c, const void *data, size_t n);
void xmpp_gateway_sha1_end(
		xmpp_gateway_sha1_t *c, unsigned char digest[XMPP_GATEWAY_SHA1]);

/* Digest in base64 (RFC 4648 section 4) with a NUL */
void xmpp_gateway_sha1_base64(const unsigned char digest[XMPP_GATEWAY_SHA1],
		char text[XMPP_GATEWAY_SHA1_BASE64 + 1]);

#endif
