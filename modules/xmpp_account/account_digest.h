/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: digest authentication of a client. PURE
 *
 * RFC 7616 and 2617 as RFC 3261 section 22 and RFC 8760 use them: MD5 and
 * SHA-256, each with -sess, qop auth and auth-int. Of several challenges for one
 * realm the strongest is answered, of equal ones the first. The hash functions
 * are handed in.
 */

#ifndef ACCOUNT_DIGEST_H
#define ACCOUNT_DIGEST_H

#include "../../core/str.h"

enum
{
	ACCOUNT_CHALLENGES_MAX =
			8,				/* of one answer; further ones are not looked at */
	ACCOUNT_REALMS_MAX = 3, /* that one request is authorized for */
	ACCOUNT_HEX_MAX = 65,	/* of a hash, with a NUL */
	ACCOUNT_REALM_MAX = 256,
	ACCOUNT_NONCE_MAX = 1024,
	ACCOUNT_OPAQUE_MAX = 512,
	/* bytes of one Authorization line */
	ACCOUNT_AUTHORIZATION_MAX = 4096,
};

/* The stronger the higher. */
typedef enum account_algorithm
{
	ACCOUNT_ALGORITHM_NONE = 0, /* the challenge names none: MD5 */
	ACCOUNT_MD5,
	ACCOUNT_MD5_SESS,
	ACCOUNT_SHA256,
	ACCOUNT_SHA256_SESS,
	ACCOUNT_ALGORITHMS
} account_algorithm_t;

typedef enum account_qop
{
	ACCOUNT_QOP_NONE = 0, /* RFC 2069 */
	ACCOUNT_QOP_AUTH,
	ACCOUNT_QOP_AUTH_INT,
} account_qop_t;

/* What a registrar or proxy asks; views into its answer, escapes as they are. */
typedef struct account_challenge
{
	int is_proxy; /* Proxy-Authenticate: answered by Proxy-Authorization */
	str realm;
	str nonce;
	str opaque;
	account_algorithm_t algorithm;
	account_qop_t qop;
	int is_stale; /* the nonce was too old, not the password wrong */
} account_challenge_t;

typedef void (*account_hash_f)(const str *parts, int count, char *hex);

/* Hashes of the parts one after another, as lower case hexadecimal digits with
 * a NUL. */
typedef struct account_hashes
{
	account_hash_f md5;
	account_hash_f sha256;
} account_hashes_t;

typedef struct account_credentials
{
	str user;
	str password;
	str ha1; /* in its place: of this user, realm and algorithm; or empty */
} account_credentials_t;

/* Can this challenge be met? 1 or 0 */
typedef int (*account_challenge_f)(const account_challenge_t *c, void *arg);

typedef struct account_request
{
	str method;
	str uri;
	str body;
} account_request_t;

/**
 * The challenges of an answer that can be met, one for each realm and kind.
 *
 * @param reply a whole SIP message
 * @return their number; 0: none
 */
int xmpp_account_challenges(
		const str *reply, account_challenge_t out[ACCOUNT_REALMS_MAX]);
/* likewise, but f (NULL: all) says which of them can be met */
int xmpp_account_challenges_for(const str *reply, account_challenge_f f,
		void *arg, account_challenge_t out[ACCOUNT_REALMS_MAX]);

/**
 * The header line that meets a challenge, with its CRLF.
 *
 * @param nc     1 for the first request with this nonce, and so on
 * @param cnonce unpredictable text without quotes
 * @return its length, -1: no room
 */
int xmpp_account_authorize(const account_challenge_t *c,
		const account_credentials_t *who, const account_request_t *request,
		unsigned nc, const str *cnonce, const account_hashes_t *hashes,
		char *buf, int cap);

#endif
