/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Digest authentication: the examples of the standards, challenges of all
 * kinds, hostile ones. The hashes are OpenSSL's. */
/* links: modules/xmpp_account/account_digest.c modules/xmpp_account/account_text.c */
/* libs: libcrypto */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <openssl/evp.h>

#include "../../modules/xmpp_account/account_digest.h"

static account_challenge_t found[ACCOUNT_REALMS_MAX];

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static void hash(const EVP_MD *md, const str *parts, int count, char *hex)
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned i, len;

	EVP_DigestInit_ex(ctx, md, NULL);
	for(i = 0; i < (unsigned)count; i++)
		if(parts[i].len > 0)
			EVP_DigestUpdate(ctx, parts[i].s, (size_t)parts[i].len);
	EVP_DigestFinal_ex(ctx, bytes, &len);
	EVP_MD_CTX_free(ctx);
	for(i = 0; i < len; i++)
		sprintf(hex + 2 * i, "%02x", bytes[i]);
}

static void md5(const str *parts, int count, char *hex)
{
	hash(EVP_md5(), parts, count, hex);
}

static void sha256(const str *parts, int count, char *hex)
{
	hash(EVP_sha256(), parts, count, hex);
}

static const account_hashes_t hashes = {md5, sha256};

/* The challenges of an answer with these headers. The text ends where the
 * sanitizer looks, and lives until the next one. */
static int read_headers(const char *headers)
{
	static char *text = NULL;
	char whole[20000];
	str reply;
	int n;

	n = snprintf(whole, sizeof(whole),
			"SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/UDP a\r\n%s\r\n"
			"Content-Length: 0\r\n\r\nWWW-Authenticate: Digest realm=\"body\", "
			"nonce=\"n\"",
			headers);
	free(text);
	text = malloc((size_t)n);
	assert_non_null(text);
	memcpy(text, whole, (size_t)n);
	reply.s = text;
	reply.len = n;
	return xmpp_account_challenges(&reply, found);
}

static const char *answer(const char *user, const char *password,
		const char *method, const char *uri, const char *cnonce, unsigned nc)
{
	static char buf[ACCOUNT_AUTHORIZATION_MAX];
	account_credentials_t who = {view(user), view(password), STR_NULL};
	account_request_t request = {view(method), view(uri), STR_NULL};
	str c = view(cnonce);
	int n = xmpp_account_authorize(
			&found[0], &who, &request, nc, &c, &hashes, buf, sizeof(buf));

	assert_true(n > 0);
	assert_int_equal(n, strlen(buf));
	assert_memory_equal(buf + n - 2, "\r\n", 2);
	return buf;
}

static void has(const char *text, const char *part)
{
	if(strstr(text, part) == NULL)
		fail_msg("%s is not in %s", part, text);
}

/* RFC 2617 section 3.5 */
static void test_rfc2617(void **state)
{
	const char *line;

	(void)state;
	assert_int_equal(read_headers("WWW-Authenticate: Digest\r\n"
								  " realm=\"testrealm@host.com\",\r\n"
								  " qop=\"auth,auth-int\",\r\n"
								  " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093"
								  "\",\r\n"
								  " opaque=\"5ccc069c403ebaf9f0171e9517f40e41"
								  "\""),
			1);
	line = answer("Mufasa", "Circle Of Life", "GET", "/dir/index.html",
			"0a4f113b", 1);
	has(line, "Authorization: Digest username=\"Mufasa\", "
			  "realm=\"testrealm@host.com\", ");
	has(line, "response=\"6629fae49393a05397450978507c4ef1\"");
	has(line, "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\", qop=auth, "
			  "nc=00000001, cnonce=\"0a4f113b\"");
	assert_null(strstr(line, "algorithm"));
}

/* RFC 7616 section 3.9.1: both algorithms are offered, SHA-256 is taken
 * wherever it stands */
static void test_rfc7616(void **state)
{
#define CHALLENGE_7616(algorithm)                              \
	"WWW-Authenticate: Digest realm=\"http-auth@example.org\"" \
	", qop=\"auth, auth-int\", algorithm=" algorithm           \
	", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\"" \
	", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
	static const char *const both[] = {
			CHALLENGE_7616("SHA-256") "\r\n" CHALLENGE_7616("MD5"),
			CHALLENGE_7616("MD5") "\r\n" CHALLENGE_7616("SHA-256")};
	const char *cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
	const char *line;
	int i;

	(void)state;
	for(i = 0; i < 2; i++) {
		assert_int_equal(read_headers(both[i]), 1);
		line = answer("Mufasa", "Circle of Life", "GET", "/dir/index.html",
				cnonce, 1);
		has(line, "algorithm=SHA-256,");
		has(line, "response=\"753927fa0e85d155564e2e272a28d1802ca10daf449"
				  "6794697cf8db5856cb6c1\"");
	}
	assert_int_equal(read_headers(CHALLENGE_7616("MD5")), 1);
	line = answer(
			"Mufasa", "Circle of Life", "GET", "/dir/index.html", cnonce, 1);
	has(line, "response=\"8ca523f5e9506fed4657c9700eebdbec\"");
}

/* RFC 2069 as amended by its errata: no qop, no nc, no cnonce */
static void test_without_qop(void **state)
{
	const char *line;
	char want[33];
	str a1 = view("bob:biloxi.com:zanzibar"), a2 = view("REGISTER:sip:biloxi"
														".com");
	char h1[33], h2[33];
	str parts[5];

	(void)state;
	assert_int_equal(read_headers("Proxy-Authenticate: Digest "
								  "realm=\"biloxi.com\", nonce=\"dcd98b\""),
			1);
	assert_int_equal(found[0].is_proxy, 1);
	line = answer("bob", "zanzibar", "REGISTER", "sip:biloxi.com", "x", 1);
	md5(&a1, 1, h1);
	md5(&a2, 1, h2);
	parts[0] = view(h1);
	parts[1] = view(":");
	parts[2] = view("dcd98b");
	parts[3] = view(":");
	parts[4] = view(h2);
	md5(parts, 5, want);
	has(line, want);
	has(line, "Proxy-Authorization: Digest ");
	assert_null(strstr(line, "cnonce"));
	assert_null(strstr(line, "nc="));
}

/* RFC 7616 section 3.4.2: A1 of -sess is of the nonces; auth-int has the body */
static void test_session_and_body(void **state)
{
	const char *line;
	char base[65], h1[65], body[65], h2[65], want[65];
	str text = view("u:r:p"), none = STR_NULL, p[11];

	(void)state;
	assert_int_equal(
			read_headers("WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", "
						 "algorithm=SHA-256-sess, qop=\"auth-int\""),
			1);
	line = answer("u", "p", "INVITE", "sip:x", "c", 10);
	sha256(&text, 1, base);
	p[0] = view(base);
	p[1] = view(":n:c");
	sha256(p, 2, h1);
	sha256(&none, 1, body);
	p[0] = view("INVITE:sip:x:");
	p[1] = view(body);
	sha256(p, 2, h2);
	p[0] = view(h1);
	p[1] = view(":n:0000000a:c:auth-int:");
	p[2] = view(h2);
	sha256(p, 3, want);
	has(line, want);
	has(line, "nc=0000000a");
}

/* several realms, each by its own line; several in one header; other schemes */
static void test_several(void **state)
{
	(void)state;
	assert_int_equal(
			read_headers("WWW-Authenticate: Basic realm=\"b\"\r\n"
						 "www-authenticate: Negotiate, Digest realm=\"one\", "
						 "nonce=\"1\", Digest realm=\"two\",nonce=\"2\" , "
						 "Basic realm=\"c\"\r\n"
						 "Proxy-Authenticate: Digest realm=\"one\", "
						 "nonce=\"3\", stale=TRUE"),
			3);
	assert_memory_equal(found[0].nonce.s, "1", 1);
	assert_memory_equal(found[1].nonce.s, "2", 1);
	assert_memory_equal(found[2].nonce.s, "3", 1);
	assert_int_equal(found[0].is_stale, 0);
	assert_int_equal(found[2].is_stale, 1);
	assert_int_equal(found[2].is_proxy, 1);
}

/* what a name has in it is escaped, and not what is hashed */
static void test_escaped(void **state)
{
	const char *line;
	char want[33], h1[33], h2[33];
	str text = view("a\"b\\c:r:p"), p[3];

	(void)state;
	assert_int_equal(
			read_headers("WWW-Authenticate: Digest realm=\"r\", nonce=\"n\""),
			1);
	line = answer("a\"b\\c", "p", "REGISTER", "sip:x", "c", 1);
	has(line, "username=\"a\\\"b\\\\c\"");
	md5(&text, 1, h1);
	text = view("REGISTER:sip:x");
	md5(&text, 1, h2);
	p[0] = view(h1);
	p[1] = view(":n:");
	p[2] = view(h2);
	md5(p, 3, want);
	has(line, want);
	/* an escape in a realm stays as it is, in the line and in the hash */
	assert_int_equal(read_headers("WWW-Authenticate: Digest realm=\"a\\\"b\", "
								  "nonce=\"n\""),
			1);
	has(answer("u", "p", "REGISTER", "sip:x", "c", 1), "realm=\"a\\\"b\"");
}

/* that cannot be met, or are none */
#define OTHER_ALGORITHM \
	"WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=SHA-512-256"

static void test_hostile(void **state)
{
	static const char *const bad[] = {"WWW-Authenticate: ",
			"WWW-Authenticate: Digest", "WWW-Authenticate: Digest ,,,,",
			"WWW-Authenticate: Digest realm=\"r\"",
			"WWW-Authenticate: Digest nonce=\"n\"",
			"WWW-Authenticate: Digest realm=\"r\", nonce=\"\"",
			"WWW-Authenticate: Digest realm=\"r\", nonce=\"n",
			"WWW-Authenticate: Digest realm=\"r\", nonce=\"n\\",
			"WWW-Authenticate: Digest realm=\"r\", nonce=\"a\r\n b\"",
			"WWW-Authenticate: Digest realm=\"r\x01\", nonce=\"n\"",
			"WWW-Authenticate: Digest realm=\"r\x7f\", nonce=\"n\"",
			OTHER_ALGORITHM,
			"WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"x\"",
			"WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"\"",
			"WWW-Authenticate: Digest realm=\"r\", nonce=\"n\" <x>",
			"WWW-Authenticate: Digest realm==\"r\", nonce=\"n\"",
			"WWW-Authenticate: realm=\"r\", nonce=\"n\"",
			"Www-Authenticat: Digest realm=\"r\", nonce=\"n\"",
			"WWW-Authenticate Digest realm=\"r\", nonce=\"n\""};
	char text[9000], *p;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if(read_headers(bad[i]) != 0)
			fail_msg("%s was taken", bad[i]);
	/* a nonce longer than is kept */
	p = text + sprintf(text, "WWW-Authenticate: Digest realm=\"r\", nonce=\"");
	memset(p, 'n', ACCOUNT_NONCE_MAX + 1);
	strcpy(p + ACCOUNT_NONCE_MAX, "\"");
	assert_int_equal(read_headers(text), 1);
	strcpy(p + ACCOUNT_NONCE_MAX, "n\"");
	assert_int_equal(read_headers(text), 0);
	/* more realms, and more headers, than are looked at */
	for(p = text, i = 0; i < 60; i++)
		p += sprintf(p, "%sWWW-Authenticate: Digest realm=\"%zu\", nonce=\"n\"",
				i ? "\r\n" : "", i);
	assert_int_equal(read_headers(text), ACCOUNT_REALMS_MAX);
	p = text + sprintf(text, "WWW-Authenticate: ");
	for(i = 0; i < 100; i++)
		p += sprintf(p, "Digest realm=\"%zu\", nonce=\"n\", ", i % 5);
	assert_int_equal(read_headers(text), ACCOUNT_REALMS_MAX);
}

/* each prefix of a message is read without a step behind its end */
static void test_prefixes(void **state)
{
	static const char whole[] =
			"SIP/2.0 401 Unauthorized\r\nv: a\r\n"
			"WWW-Authenticate: Basic realm=\"x\",\r\n\tDigest realm=\"a\\\"b\" "
			", nonce=\"n\" , opaque=\"\", qop=\"auth\", x=y\r\n\r\n";
	str reply;
	size_t n;

	(void)state;
	for(n = 0; n < sizeof(whole); n++) {
		reply.s = malloc(n + 1);
		assert_non_null(reply.s);
		reply.s = realloc(reply.s, n ? n : 1);
		memcpy(reply.s, whole, n);
		reply.len = (int)n;
		xmpp_account_challenges(&reply, found);
		free(reply.s);
	}
}

/* The HA1 of the examples in place of the password: the same response (RFC 2617
 * section 3.5, RFC 7616 section 3.9.1) */
static void test_by_ha1(void **state)
{
	static const struct
	{
		const char *challenge;
		account_credentials_t who;
		const char *cnonce;
		const char *want;
	} cases[] = {
			{"realm=\"testrealm@host.com\", qop=\"auth\", "
			 "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"",
					{str_init("Mufasa"), STR_NULL,
							str_init("939e7578ed9e3c518a452acee763bce9")},
					"0a4f113b", "6629fae49393a05397450978507c4ef1"},
			{"realm=\"http-auth@example.org\", qop=\"auth\", "
			 "algorithm=SHA-256, "
			 "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\"",
					{str_init("Mufasa"), STR_NULL,
							str_init("7987c64c30e25f1b74be53f966b49b90f2808aa92"
									 "faf9a00262392d7b4794232")},
					"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
					"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db585"
					"6"
					"cb6c1"},
	};
	account_request_t request = {
			view("GET"), view("/dir/index.html"), STR_NULL};
	char buf[ACCOUNT_AUTHORIZATION_MAX], header[512];
	unsigned i;
	str c;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(header, sizeof(header), "WWW-Authenticate: Digest %s\r\n",
				cases[i].challenge);
		assert_int_equal(read_headers(header), 1);
		c = view(cases[i].cnonce);
		assert_true(xmpp_account_authorize(&found[0], &cases[i].who, &request,
							1, &c, &hashes, buf, sizeof(buf))
					> 0);
		has(buf, cases[i].want);
	}
}

static int no_sha256(const account_challenge_t *c, void *arg)
{
	(*(int *)arg)++;
	return c->algorithm < ACCOUNT_SHA256;
}

/* of two algorithms of a realm the one that can be met, though the weaker */
static void test_usable(void **state)
{
	char text[] = "SIP/2.0 401 Unauthorized\r\n"
				  "WWW-Authenticate: Digest realm=\"r\", nonce=\"a\", "
				  "algorithm=SHA-256\r\n"
				  "WWW-Authenticate: Digest realm=\"r\", nonce=\"b\"\r\n"
				  "WWW-Authenticate: Digest realm=\"s\", nonce=\"c\", "
				  "algorithm=SHA-256\r\n\r\n";
	str reply = view(text);
	int asked = 0;

	(void)state;
	assert_int_equal(
			xmpp_account_challenges_for(&reply, no_sha256, &asked, found), 1);
	assert_int_equal(asked, 3);
	assert_int_equal(found[0].algorithm, ACCOUNT_ALGORITHM_NONE);
	assert_int_equal(xmpp_account_challenges(&reply, found), 2);
	assert_int_equal(found[0].algorithm, ACCOUNT_SHA256);
}

/* no room is said, at each size of the buffer */
static void test_room(void **state)
{
	char buf[ACCOUNT_AUTHORIZATION_MAX], *room;
	account_credentials_t who = {view("u\"s\"er"), view("p"), STR_NULL};
	account_request_t request = {view("REGISTER"), view("sip:x"), STR_NULL};
	str c = view("cnonce");
	int n, cap;

	(void)state;
	assert_int_equal(read_headers("WWW-Authenticate: Digest realm=\"r\", "
								  "nonce=\"n\", opaque=\"o\", qop=\"auth\", "
								  "algorithm=MD5-sess"),
			1);
	n = xmpp_account_authorize(
			&found[0], &who, &request, 1, &c, &hashes, buf, sizeof(buf));
	assert_true(n > 0);
	for(cap = 1; cap <= n; cap++) {
		room = malloc((size_t)cap);
		assert_non_null(room);
		assert_int_equal(xmpp_account_authorize(&found[0], &who, &request, 1,
								 &c, &hashes, room, cap),
				-1);
		free(room);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rfc2617),
			cmocka_unit_test(test_rfc7616), cmocka_unit_test(test_without_qop),
			cmocka_unit_test(test_session_and_body),
			cmocka_unit_test(test_several), cmocka_unit_test(test_escaped),
			cmocka_unit_test(test_hostile), cmocka_unit_test(test_prefixes),
			cmocka_unit_test(test_by_ha1), cmocka_unit_test(test_usable),
			cmocka_unit_test(test_room)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
