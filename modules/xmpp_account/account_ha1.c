/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: HA1, the hash that stands for a password. PURE
 *
 * Its text is md5:sha256:realm; the realm, which may have colons, is the rest.
 */

#include <string.h>

#include "../xmpp_link/link_jid.h"

#include "account_ha1.h"

enum
{
	MD5_DIGITS = 32,
	SHA256_DIGITS = 64,
};

static int is_hex(const str *s, int len)
{
	int i;

	for(i = 0; i < s->len; i++) {
		char c = link_fold(s->s[i]);

		if((c < '0' || c > '9') && (c < 'a' || c > 'f'))
			return 0;
	}
	return s->len == 0 || s->len == len;
}


const char *xmpp_account_ha1_fault(const account_ha1_t *ha1)
{
	int i;

	if(!is_hex(&ha1->md5, MD5_DIGITS))
		return "an MD5 HA1 has 32 hexadecimal digits";
	if(!is_hex(&ha1->sha256, SHA256_DIGITS))
		return "a SHA-256 HA1 has 64 hexadecimal digits";
	if(ha1->md5.len == 0 && ha1->sha256.len == 0)
		return "the HA1 is missing";
	if(ha1->realm.len == 0)
		return "the realm of the HA1 is missing";
	if(ha1->realm.len > ACCOUNT_HA1_REALM_MAX)
		return "the realm is too long";
	for(i = 0; i < ha1->realm.len; i++)
		if(ha1->realm.s[i] == '"' || ha1->realm.s[i] == '\\')
			return "the realm has a quote or a backslash";
	return link_text_is_clean(ha1->realm.s, ha1->realm.len)
				   ? NULL
				   : "the realm has characters that cannot be";
}


int xmpp_account_ha1_write(const account_ha1_t *ha1, char *buf, int cap)
{
	const str *hashes[2] = {&ha1->md5, &ha1->sha256};
	int i, k, n = 0;

	if(ha1->md5.len + ha1->sha256.len + ha1->realm.len + 2 > cap)
		return -1;
	for(i = 0; i < 2; i++) {
		for(k = 0; k < hashes[i]->len; k++)
			buf[n++] = link_fold(hashes[i]->s[k]);
		buf[n++] = ':';
	}
	memcpy(buf + n, ha1->realm.s, (size_t)ha1->realm.len);
	return n + ha1->realm.len;
}


static int part_take(str *rest, str *out)
{
	char *colon =
			rest->len > 0 ? memchr(rest->s, ':', (size_t)rest->len) : NULL;

	if(colon == NULL)
		return -1;
	out->s = rest->s;
	out->len = (int)(colon - rest->s);
	rest->len -= out->len + 1;
	rest->s = colon + 1;
	return 0;
}


int xmpp_account_ha1_read(const str *text, account_ha1_t *out)
{
	out->realm = *text;
	if(part_take(&out->realm, &out->md5) < 0
			|| part_take(&out->realm, &out->sha256) < 0)
		return -1;
	return xmpp_account_ha1_fault(out) ? -1 : 0;
}


str xmpp_account_ha1_for(const account_ha1_t *ha1, const account_challenge_t *c)
{
	static const str none = STR_NULL;

	if(c->realm.len != ha1->realm.len
			|| memcmp(c->realm.s, ha1->realm.s, (size_t)c->realm.len) != 0)
		return none;
	return c->algorithm >= ACCOUNT_SHA256 ? ha1->sha256 : ha1->md5;
}
