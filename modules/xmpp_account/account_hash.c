/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: MD5 and SHA-256 of Kamailio's core
 */

#include <stdint.h>

#include "../../core/crypto/md5.h"
#include "../../core/crypto/sha256.h"

#include "account_hash.h"

enum
{
	MD5_BYTES = 16
};

static void hex_write(const unsigned char *bytes, int count, char *hex)
{
	static const char digits[] = "0123456789abcdef";
	int i;

	for(i = 0; i < count; i++) {
		hex[2 * i] = digits[bytes[i] >> 4];
		hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	hex[2 * count] = '\0';
}


static void hash_md5(const str *parts, int count, char *hex)
{
	unsigned char bytes[MD5_BYTES];
	MD5_CTX ctx;
	int i;

	MD5Init(&ctx);
	for(i = 0; i < count; i++)
		if(parts[i].len > 0)
			U_MD5Update(&ctx, (const unsigned char *)parts[i].s,
					(size_t)parts[i].len);
	U_MD5Final(bytes, &ctx);
	hex_write(bytes, MD5_BYTES, hex);
}


static void hash_sha256(const str *parts, int count, char *hex)
{
	sha2_byte bytes[SHA256_DIGEST_LENGTH];
	SHA256_CTX ctx;
	int i;

	sr_SHA256_Init(&ctx);
	for(i = 0; i < count; i++)
		if(parts[i].len > 0)
			sr_SHA256_Update(
					&ctx, (const sha2_byte *)parts[i].s, (size_t)parts[i].len);
	sr_SHA256_Final(bytes, &ctx);
	hex_write(bytes, SHA256_DIGEST_LENGTH, hex);
}


const account_hashes_t xmpp_account_hashes = {hash_md5, hash_sha256};
