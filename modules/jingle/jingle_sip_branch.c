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
 * \brief jingle :: a branch of the proxy's that comes back to us
 *
 * jingle_branch() adds, in a SIP worker, a Request-URI of our own socket with
 * a code made with a random key of this start, in shared memory. When the
 * relayed INVITE comes back, jingle_handle() checks the code and makes the
 * call, as jingle_call() would. No state but the key.
 */

#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../../core/crypto/sha256.h"
#include "../../core/dprint.h"
#include "../../core/dset.h"
#include "../../core/mem/shm.h"
#include "../../core/parser/parse_from.h"

#include "jingle_conf.h"
#include "jingle_sip_branch.h"
#include "jingle_table.h"
#include "jingle_uac.h"
#include "jingle_uas.h"

#define PARAM ";jingle="

enum
{
	KEY_LEN = 52,  /* 260 random bits */
	CODE_LEN = 32, /* hex digits */
	PARAM_LEN = sizeof(PARAM) - 1,
	VALUE_LEN = JINGLE_GR_LEN + CODE_LEN,
};

static char *key;


int jingle_sip_branch_init(void)
{
	key = shm_malloc(KEY_LEN + 1);
	if(key == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	jingle_link.random_text(key, KEY_LEN);
	return 0;
}


void jingle_sip_branch_destroy(void)
{
	if(key != NULL)
		shm_free(key);
	key = NULL;
}


/* each part with its length: no two sets of parts read the same */
static void hash_part(SHA256_CTX *ctx, const char *s, int len)
{
	uint8_t size[4] = {(uint8_t)(len >> 24), (uint8_t)(len >> 16),
			(uint8_t)(len >> 8), (uint8_t)len};

	sr_SHA256_Update(ctx, size, sizeof(size));
	sr_SHA256_Update(ctx, (const uint8_t *)s, (size_t)len);
}


/* the key at both ends: what follows cannot be added to */
static int code_make(
		sip_msg_t *msg, const str *uri, const char *gr, char code[CODE_LEN])
{
	static const char digits[] = "0123456789abcdef";
	sha2_byte sum[SHA256_DIGEST_LENGTH];
	SHA256_CTX ctx;
	str tag;
	int i;

	if(msg->callid == NULL || parse_from_header(msg) < 0)
		return -1;
	tag = get_from(msg)->tag_value;
	sr_SHA256_Init(&ctx);
	hash_part(&ctx, key, KEY_LEN);
	hash_part(&ctx, msg->callid->body.s, msg->callid->body.len);
	hash_part(&ctx, tag.s, tag.len);
	hash_part(&ctx, uri->s, uri->len);
	hash_part(&ctx, gr, JINGLE_GR_LEN);
	hash_part(&ctx, key, KEY_LEN);
	sr_SHA256_Final(sum, &ctx);
	for(i = 0; i < CODE_LEN; i++)
		code[i] = digits[sum[i / 2] >> (i % 2 ? 0 : 4) & 15];
	return 0;
}


/* the same time whatever the difference is */
static int code_same(const char *a, const char *b)
{
	unsigned diff = 0;
	int i;

	for(i = 0; i < CODE_LEN; i++)
		diff |= (unsigned char)a[i] ^ (unsigned char)b[i];
	return diff == 0;
}


int jingle_sip_branch_is(sip_msg_t *msg, str *uri, str *gr)
{
	const str *ruri = GET_RURI(msg);
	char code[CODE_LEN];
	const char *at;

	if(ruri->len <= PARAM_LEN + VALUE_LEN)
		return 0;
	at = ruri->s + ruri->len - VALUE_LEN - PARAM_LEN;
	if(memcmp(at, PARAM, PARAM_LEN) != 0)
		return 0;
	uri->s = ruri->s;
	uri->len = (int)(at - ruri->s);
	gr->s = (char *)at + PARAM_LEN;
	gr->len = JINGLE_GR_LEN;
	return code_make(msg, uri, gr->s, code) == 0
		   && code_same(code, gr->s + JINGLE_GR_LEN);
}


/* "sip:romeo@xmpp.example;jingle=GR CODE", without the space */
static int uri_write(sip_msg_t *msg, const str *user, const char *gr, char *buf,
		int cap, str *uri)
{
	char code[CODE_LEN], jid_buf[LINK_JID_MAX];
	str jid;

	if(jingle_gateway.addr_to_jid(user, 0, jid_buf, sizeof(jid_buf), &jid) < 0
			|| memchr(user->s, '?', (size_t)user->len) != NULL) {
		LM_ERR("jingle_branch: %.*s names no XMPP user\n", STR_FMT(user));
		return -1;
	}
	if(code_make(msg, user, gr, code) < 0)
		return -1;
	uri->s = buf;
	uri->len = snprintf(
			buf, cap, "%.*s" PARAM "%s%.*s", STR_FMT(user), gr, CODE_LEN, code);
	return uri->len < cap ? 0 : -1;
}


static int branch_instead(sip_msg_t *msg, str *uri, str *hop)
{
	if(rewrite_uri(msg, uri) < 0 || set_dst_uri(msg, hop) < 0)
		return -1;
	set_force_socket(msg, jingle_conf.sock);
	return 1;
}


int jingle_sip_branch_make(sip_msg_t *msg, const str *user)
{
	char buf[XMPP_GATEWAY_ADDR_URI_MAX], hop_buf[JINGLE_UAC_HOP_MAX];
	char gr[JINGLE_GR_LEN + 1];
	str uri, hop;

	if(msg->first_line.type != SIP_REQUEST || msg->REQ_METHOD != METHOD_INVITE
			|| parse_headers(msg, HDR_EOH_F, 0) < 0) {
		LM_ERR("jingle_branch: not an INVITE\n");
		return -1;
	}
	jingle_link.random_text(gr, JINGLE_GR_LEN);
	if(uri_write(msg, user->len > 0 ? user : GET_RURI(msg), gr, buf,
			   sizeof(buf),
			   &uri) < 0
			|| jingle_uac_hop(hop_buf, sizeof(hop_buf), &hop) < 0)
		return -1;
	jingle_uas_set_avp(gr);
	if(user->len <= 0)
		return branch_instead(msg, &uri, &hop);
	return append_branch(msg, &uri, &hop, NULL, Q_UNSPECIFIED, 0,
				   jingle_conf.sock, NULL, 0, NULL,
				   NULL) > 0
				   ? 1
				   : -1;
}
