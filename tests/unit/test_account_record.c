/* links: modules/xmpp_account/account_record.c modules/xmpp_account/account_ha1.c modules/xmpp_account/account_urlencoded.c modules/xmpp_account/account_check.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An account as one line of a directory; an HA1 in place of a password. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_account/account_record.h"

/* RFC 2617 section 3.5, RFC 7616 section 3.9.1 */
#define MD5 "939e7578ed9e3c518a452acee763bce9"
#define SHA256 \
	"7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232"
#define WHO "jid=a%40b&sip_address=a%40b"

static account_record_t record;
static const char *field;

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static int is(const str *s, const char *z)
{
	return (size_t)s->len == strlen(z) && memcmp(s->s, z, (size_t)s->len) == 0;
}

/* in memory that ends where the sanitizer looks */
static const char *take(const char *text)
{
	static char *copy;
	size_t n = strlen(text);
	str s;

	free(copy);
	copy = malloc(n ? n : 1);
	assert_non_null(copy);
	memcpy(copy, text, n);
	s.s = copy;
	s.len = (int)n;
	return xmpp_account_record_read(&s, &record, &field);
}

static void refused(const char *text, const char *name, const char *reason)
{
	const char *fault = take(text);

	if(fault == NULL || strstr(fault, reason) == NULL)
		fail_msg("%s: %s", text, fault ? fault : "taken");
	assert_string_equal(field, name);
}

static void test_all_fields(void **state)
{
	const account_fields_t *f = &record.fields;

	(void)state;
	assert_null(
			take("jid=romeo%40xmpp.example&line=my+work&sip_address=sip%3Aa%40b"
				 "&auth_name=a%26b%3D&password=%C3%A4+%2B%25&proxy=p%3A5070&"
				 "transport=TLS&display_name=R.&keep_reachable=0&default=1"));
	assert_true(is(&f->owner, "romeo@xmpp.example"));
	assert_true(is(&f->line, "my work"));
	assert_true(is(&f->aor, "sip:a@b"));
	assert_true(is(&f->auth_name, "a&b="));
	assert_true(is(&f->password, "\xc3\xa4 +%"));
	assert_true(is(&f->proxy, "p:5070"));
	assert_int_equal(f->transport, ACCOUNT_TLS);
	assert_true(is(&f->display, "R."));
	assert_int_equal(f->keep_reachable, 0);
	assert_int_equal(f->is_default, 1);
	assert_int_equal(f->is_ha1, 0);
}

/* what was in the record before is not in this one */
static void test_defaults(void **state)
{
	const account_fields_t *f = &record.fields;

	(void)state;
	assert_null(take(WHO "&realm=r&ha1_md5=" MD5));
	assert_null(take(WHO));
	assert_int_equal(f->password.len, 0);
	assert_int_equal(f->is_ha1, 0);
	assert_int_equal(f->keep_reachable, 1);
	assert_int_equal(f->is_default, 0);
	assert_int_equal(f->transport, ACCOUNT_UDP);
	assert_null(take("")); /* the check of the fields refuses it */
	assert_int_equal(f->owner.len, 0);
}

static void test_ha1(void **state)
{
	const account_fields_t *f = &record.fields;
	account_challenge_t c = {.realm = view("r:1"), .algorithm = ACCOUNT_SHA256};
	account_ha1_t ha1;
	str hash;

	(void)state;
	assert_null(take(WHO "&realm=r%3A1&ha1_md5=" MD5 "&ha1_sha256=" SHA256));
	assert_int_equal(f->is_ha1, 1);
	assert_true(is(&f->password, MD5 ":" SHA256 ":r:1"));
	assert_int_equal(xmpp_account_ha1_read(&f->password, &ha1), 0);
	hash = xmpp_account_ha1_for(&ha1, &c);
	assert_true(is(&hash, SHA256));
	c.algorithm = ACCOUNT_SHA256_SESS;
	hash = xmpp_account_ha1_for(&ha1, &c);
	assert_true(is(&hash, SHA256));
	for(c.algorithm = ACCOUNT_ALGORITHM_NONE; c.algorithm < ACCOUNT_SHA256;
			c.algorithm++) {
		hash = xmpp_account_ha1_for(&ha1, &c);
		assert_true(is(&hash, MD5));
	}
	c.realm = view("r:2");
	assert_int_equal(xmpp_account_ha1_for(&ha1, &c).len, 0);
	c.realm = view("r:");
	assert_int_equal(xmpp_account_ha1_for(&ha1, &c).len, 0);
	/* one hash alone, in capitals */
	assert_null(take(WHO "&realm=r&ha1_md5=939E7578ED9E3C518A452ACEE763BCE9"));
	assert_true(is(&f->password, MD5 "::r"));
	assert_int_equal(xmpp_account_ha1_read(&f->password, &ha1), 0);
	c.realm = view("r");
	c.algorithm = ACCOUNT_SHA256;
	assert_int_equal(xmpp_account_ha1_for(&ha1, &c).len, 0);
}

static void test_refused(void **state)
{
	char text[9000], realm[200];

	(void)state;
	refused(WHO "&evil=1", "", "not known");
	refused(WHO "&=1", "", "not known");
	refused(WHO "&jid=c%40d", "jid", "twice");
	refused(WHO "&password=%0", "", "malformed");
	refused(WHO "&password=%00", "", "malformed");
	refused(WHO "&transport=sctp", "transport", "udp");
	refused(WHO "&default=2", "default", "0 or 1");
	refused(WHO "&keep_reachable=00", "keep_reachable", "0 or 1");
	refused(WHO "&ha1_md5=" MD5, "realm", "missing");
	refused(WHO "&realm=r", "ha1_md5", "missing");
	refused(WHO "&realm=r&ha1_md5=" MD5 "0", "ha1_md5", "32");
	refused(WHO "&realm=r&ha1_sha256=" MD5, "ha1_sha256", "64");
	refused(WHO "&realm=r&ha1_md5=939e7578ed9e3c518a452acee763bceg", "ha1_md5",
			"32");
	refused(WHO "&realm=r%22&ha1_md5=" MD5, "ha1_md5", "quote");
	refused(WHO "&realm=r%0D&ha1_md5=" MD5, "ha1_md5", "cannot be");
	refused(WHO "&realm=r&password=x&ha1_md5=" MD5, "password", "the other");
	memset(realm, 'r', sizeof(realm));
	realm[ACCOUNT_HA1_REALM_MAX + 1] = '\0';
	snprintf(text, sizeof(text), "%s&ha1_md5=%s&realm=%s", WHO, MD5, realm);
	refused(text, "realm", "too long");
	text[strlen(text) - 1] = '\0';
	assert_null(take(text));
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	memcpy(text, "line=", 5);
	refused(text, "", "too long");
}

/* a text that somebody made of ours is none */
static void test_odd_ha1(void **state)
{
	static const char *const odd[] = {"", ":", "::", "::r", MD5, MD5 ":",
			MD5 "::", ":" MD5 ":r", MD5 "0::r", "x:" SHA256 ":r"};
	account_ha1_t ha1;
	unsigned i;
	str s;

	(void)state;
	for(i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		s = view(odd[i]);
		assert_int_equal(xmpp_account_ha1_read(&s, &ha1), -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_all_fields),
			cmocka_unit_test(test_defaults),
			cmocka_unit_test(test_ha1),
			cmocka_unit_test(test_refused),
			cmocka_unit_test(test_odd_ha1),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
