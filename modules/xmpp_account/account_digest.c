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
 */

#include <stdio.h>
#include <string.h>

#include "account_digest.h"
#include "account_text.h"

/* which challenges are wanted, and those that were found */
typedef struct finding
{
	account_challenge_f f; /* NULL: all */
	void *arg;
	account_challenge_t *out;
	int count;
} finding_t;

/* as a challenge while it is read */
typedef struct reading
{
	account_challenge_t c;
	int is_digest;
	int is_odd; /* what we do not know: it cannot be met */
	int has_qop;
} reading_t;

/* clang-format off */
static const char *const algorithm_names[ACCOUNT_ALGORITHMS] = {
	"", "MD5", "MD5-sess", "SHA-256", "SHA-256-sess"
};
/* clang-format on */


/* --- reading ---------------------------------------------------------------------- */

static void algorithm_read(reading_t *r, const str *value)
{
	int i;

	for(i = ACCOUNT_MD5; i < ACCOUNT_ALGORITHMS; i++)
		if(xmpp_account_word_is(value, algorithm_names[i])) {
			r->c.algorithm = (account_algorithm_t)i;
			return;
		}
	r->is_odd = 1;
}


/* auth rather than auth-int, wherever it stands */
static void qop_read(reading_t *r, const str *value)
{
	int at = 0;
	str item;

	r->has_qop = 1;
	while(xmpp_account_item_next(value, &at, &item)) {
		if(xmpp_account_word_is(&item, "auth"))
			r->c.qop = ACCOUNT_QOP_AUTH;
		else if(xmpp_account_word_is(&item, "auth-int")
				&& r->c.qop == ACCOUNT_QOP_NONE)
			r->c.qop = ACCOUNT_QOP_AUTH_INT;
	}
}


/* the first of a name counts */
static void text_read(reading_t *r, str *field, const str *value, int max)
{
	if(value->len > max)
		r->is_odd = 1;
	else if(field->s == NULL)
		*field = *value;
}


static void param_read(reading_t *r, const str *name, const str *value)
{
	if(xmpp_account_word_is(name, "realm"))
		text_read(r, &r->c.realm, value, ACCOUNT_REALM_MAX);
	else if(xmpp_account_word_is(name, "nonce"))
		text_read(r, &r->c.nonce, value, ACCOUNT_NONCE_MAX);
	else if(xmpp_account_word_is(name, "opaque"))
		text_read(r, &r->c.opaque, value, ACCOUNT_OPAQUE_MAX);
	else if(xmpp_account_word_is(name, "algorithm"))
		algorithm_read(r, value);
	else if(xmpp_account_word_is(name, "qop"))
		qop_read(r, value);
	else if(xmpp_account_word_is(name, "stale"))
		r->c.is_stale = xmpp_account_word_is(value, "true");
}


static int is_wanted(const finding_t *found, const reading_t *r)
{
	return r->is_digest && !r->is_odd && r->c.realm.s && r->c.nonce.len > 0
		   && (!r->has_qop || r->c.qop != ACCOUNT_QOP_NONE)
		   && (found->f == NULL || found->f(&r->c, found->arg));
}


/* Put a challenge that was read whole into the list: the stronger of one realm
 * stays */
static void challenge_add(finding_t *found, const reading_t *r)
{
	account_challenge_t *c;
	int i;

	if(!is_wanted(found, r))
		return;
	for(i = 0; i < found->count; i++) {
		c = &found->out[i];
		if(c->is_proxy != r->c.is_proxy || c->realm.len != r->c.realm.len
				|| memcmp(c->realm.s, r->c.realm.s, (size_t)c->realm.len) != 0)
			continue;
		if((r->c.algorithm > c->algorithm && r->c.algorithm > ACCOUNT_MD5)
				|| (c->is_stale < r->c.is_stale
						&& r->c.algorithm == c->algorithm))
			*c = r->c;
		return;
	}
	if(found->count < ACCOUNT_REALMS_MAX)
		found->out[found->count++] = r->c;
}


/* A value behind the "=" of a parameter. 0, -1: malformed */
static int value_read(const str *header, int *at, str *value)
{
	xmpp_account_skip_blanks(header, at);
	if(*at < header->len && header->s[*at] == '"')
		return xmpp_account_quoted(header, at, value);
	*value = xmpp_account_token(header, at);
	return value->len > 0 ? 0 : -1;
}


/* One header: challenges, each a scheme with parameters, all of them separated
 * by commas (RFC 7235 section 4.1). What cannot be read ends it. */
static void header_read(const str *header, int is_proxy, finding_t *found)
{
	reading_t r = {.is_odd = 1};
	int at = 0, challenges = 0;
	str name, value;

	for(;;) {
		while(at < header->len && header->s[at] == ',') {
			at++;
			xmpp_account_skip_blanks(header, &at);
		}
		name = xmpp_account_token(header, &at);
		xmpp_account_skip_blanks(header, &at);
		if(name.len == 0)
			break;
		if(at < header->len && header->s[at] == '=') {
			at++;
			if(value_read(header, &at, &value) < 0)
				return;
			param_read(&r, &name, &value);
			xmpp_account_skip_blanks(header, &at);
			continue;
		}
		challenge_add(found, &r);
		if(++challenges > ACCOUNT_CHALLENGES_MAX)
			return;
		memset(&r, 0, sizeof(r));
		r.c.is_proxy = is_proxy;
		r.is_digest = xmpp_account_word_is(&name, "Digest");
	}
	if(at >= header->len)
		challenge_add(found, &r);
}


int xmpp_account_challenges_for(const str *reply, account_challenge_f f,
		void *arg, account_challenge_t out[ACCOUNT_REALMS_MAX])
{
	finding_t found = {f, arg, out, 0};
	int at = 0, headers = 0, is_proxy;
	account_header_t h;

	while(xmpp_account_header_next(reply, &at, &h)) {
		is_proxy = xmpp_account_header_is(&h, "Proxy-Authenticate", 0);
		if(!is_proxy && !xmpp_account_header_is(&h, "WWW-Authenticate", 0))
			continue;
		if(++headers > ACCOUNT_CHALLENGES_MAX)
			break;
		header_read(&h.value, is_proxy, &found);
	}
	return found.count;
}


int xmpp_account_challenges(
		const str *reply, account_challenge_t out[ACCOUNT_REALMS_MAX])
{
	return xmpp_account_challenges_for(reply, NULL, NULL, out);
}


/* --- answering ---------------------------------------------------------------------- */

/* a text whose characters need no escape in a quoted-string, and the others */
static int quoted_write(char *buf, int cap, const char *name, const str *s)
{
	int i, n = snprintf(buf, (size_t)cap, "%s=\"", name);

	for(i = 0; i < s->len && n + 3 < cap; i++) {
		if(s->s[i] == '"' || s->s[i] == '\\')
			buf[n++] = '\\';
		buf[n++] = s->s[i];
	}
	if(n + 2 >= cap)
		return cap;
	buf[n++] = '"';
	buf[n] = '\0';
	return n;
}


static str hex_view(char *hex)
{
	str s = {hex, (int)strlen(hex)};

	return s;
}


static str colon(void)
{
	static char text[] = ":";
	str s = {text, 1};

	return s;
}


/* H(a:b:c …) */
static void hash_joined(
		account_hash_f f, const str *parts, int count, char *hex)
{
	str all[13];
	int i, n = 0;

	for(i = 0; i < count; i++) {
		if(i > 0)
			all[n++] = colon();
		all[n++] = parts[i];
	}
	f(all, n, hex);
}


static int is_session(account_algorithm_t a)
{
	return a == ACCOUNT_MD5_SESS || a == ACCOUNT_SHA256_SESS;
}


/* RFC 7616 section 3.4.2 */
static void hash_a1(account_hash_f f, const account_challenge_t *c,
		const account_credentials_t *who, const str *cnonce, char *hex)
{
	char base[ACCOUNT_HEX_MAX];
	str parts[3] = {who->user, c->realm, who->password};

	if(who->ha1.len > 0 && who->ha1.len < ACCOUNT_HEX_MAX)
		snprintf(hex, ACCOUNT_HEX_MAX, "%.*s", STR_FMT(&who->ha1));
	else
		hash_joined(f, parts, 3, hex);
	if(!is_session(c->algorithm))
		return;
	memcpy(base, hex, ACCOUNT_HEX_MAX);
	parts[0] = hex_view(base);
	parts[1] = c->nonce;
	parts[2] = *cnonce;
	hash_joined(f, parts, 3, hex);
}


/* RFC 7616 section 3.4.3 */
static void hash_a2(account_hash_f f, account_qop_t qop,
		const account_request_t *request, char *hex)
{
	char body[ACCOUNT_HEX_MAX];
	str parts[3] = {request->method, request->uri, STR_NULL};

	if(qop == ACCOUNT_QOP_AUTH_INT) {
		f(&request->body, 1, body);
		parts[2] = hex_view(body);
	}
	hash_joined(f, parts, qop == ACCOUNT_QOP_AUTH_INT ? 3 : 2, hex);
}


static const char *qop_name(account_qop_t qop)
{
	return qop == ACCOUNT_QOP_AUTH_INT ? "auth-int" : "auth";
}


/* RFC 7616 section 3.4.1 */
static void response(account_hash_f f, const account_challenge_t *c,
		const account_credentials_t *who, const account_request_t *request,
		const char *nc, const str *cnonce, char *hex)
{
	char a1[ACCOUNT_HEX_MAX], a2[ACCOUNT_HEX_MAX];
	str parts[6];
	int n = 0;

	hash_a1(f, c, who, cnonce, a1);
	hash_a2(f, c->qop, request, a2);
	parts[n++] = hex_view(a1);
	parts[n++] = c->nonce;
	if(c->qop != ACCOUNT_QOP_NONE) {
		parts[n++] = hex_view((char *)nc);
		parts[n++] = *cnonce;
		parts[n++] = hex_view((char *)qop_name(c->qop));
	}
	parts[n++] = hex_view(a2);
	hash_joined(f, parts, n, hex);
}


/* what follows the response */
static int rest_write(char *buf, int cap, const account_challenge_t *c,
		const char *nc, const str *cnonce)
{
	int n = 0;

	if(c->algorithm != ACCOUNT_ALGORITHM_NONE)
		n += snprintf(buf, (size_t)cap, ", algorithm=%s",
				algorithm_names[c->algorithm]);
	if(n < cap && c->opaque.s)
		n += snprintf(buf + n, (size_t)(cap - n), ", opaque=\"%.*s\"",
				STR_FMT(&c->opaque));
	if(n < cap && c->qop != ACCOUNT_QOP_NONE)
		n += snprintf(buf + n, (size_t)(cap - n), ", qop=%s, nc=%s",
				qop_name(c->qop), nc);
	if(n < cap && (c->qop != ACCOUNT_QOP_NONE || is_session(c->algorithm)))
		n += snprintf(buf + n, (size_t)(cap - n), ", cnonce=\"%.*s\"",
				STR_FMT(cnonce));
	if(n < cap)
		n += snprintf(buf + n, (size_t)(cap - n), "\r\n");
	return n;
}


int xmpp_account_authorize(const account_challenge_t *c,
		const account_credentials_t *who, const account_request_t *request,
		unsigned nc, const str *cnonce, const account_hashes_t *hashes,
		char *buf, int cap)
{
	account_hash_f f =
			c->algorithm >= ACCOUNT_SHA256 ? hashes->sha256 : hashes->md5;
	char hex[ACCOUNT_HEX_MAX], count[9];
	int n;

	snprintf(count, sizeof(count), "%08x", nc);
	response(f, c, who, request, count, cnonce, hex);
	n = snprintf(buf, (size_t)cap, "%sAuthorization: Digest ",
			c->is_proxy ? "Proxy-" : "");
	if(n < cap)
		n += quoted_write(buf + n, cap - n, "username", &who->user);
	if(n < cap)
		n += snprintf(buf + n, (size_t)(cap - n),
				", realm=\"%.*s\", nonce=\"%.*s\", uri=\"%.*s\", "
				"response=\"%s\"",
				STR_FMT(&c->realm), STR_FMT(&c->nonce), STR_FMT(&request->uri),
				hex);
	if(n < cap)
		n += rest_write(buf + n, cap - n, c, count, cnonce);
	return n < cap ? n : -1;
}
