/* links: modules/xmpp_account/account_certificate.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose a certificate is (RFC 5922 section 7): certificates that openssl makes,
 * each with other names; and what is none. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_account/account_certificate.h"

static char pem[32768];

/* a certificate with these names, as openssl writes them */
static void made(const char *names)
{
	char command[1024];
	FILE *f;
	size_t n;

	snprintf(command, sizeof(command),
			"openssl req -x509 -newkey ec -pkeyopt "
			"ec_paramgen_curve:prime256v1 "
			"-nodes -keyout /dev/null -subj /CN=pbx.example %s%s 2>/dev/null",
			names[0] ? "-addext subjectAltName=" : "", names);
	f = popen(command, "r");
	assert_non_null(f);
	n = fread(pem, 1, sizeof(pem) - 1, f);
	pem[n] = '\0';
	assert_int_equal(pclose(f), 0);
	assert_non_null(strstr(pem, "END CERTIFICATE"));
}

/* with exactly as much memory as it has */
static int is_for_of(const char *text, size_t len, const char *host)
{
	static unsigned char buf[ACCOUNT_CERTIFICATE_MAX];
	char *copy = malloc(len ? len : 1);
	str s = {copy, (int)len},
		hosts[2] = {{NULL, 0}, {(char *)host, (int)strlen(host)}};
	int rc;

	memcpy(copy, text, len);
	rc = xmpp_account_certificate_is_for(&s, hosts, 2, buf);
	free(copy);
	return rc;
}

static int is_for(const char *host)
{
	return is_for_of(pem, strlen(pem), host);
}

static void test_names(void **state)
{
	(void)state;
	made("DNS:www.example,DNS:Pbx.Example,URI:sip:voice.example,"
		 "IP:192.0.2.9,IP:2001:db8::9");
	assert_true(is_for("pbx.example"));
	assert_true(is_for("WWW.example"));
	assert_true(is_for("voice.example"));
	assert_true(is_for("192.0.2.9"));
	assert_true(is_for("2001:db8:0::9"));
	assert_false(is_for("192.0.2.8"));
	assert_false(is_for("2001:db8::8"));
	assert_false(is_for("example"));
	assert_false(is_for("pbx.example.org"));
	assert_false(is_for("a.pbx.example"));
	assert_false(is_for("bx.example"));
	assert_false(is_for(""));
}

/* one label, the first, and not of a whole top-level domain */
static void test_star(void **state)
{
	(void)state;
	made("DNS:*.pbx.example,DNS:*.example,DNS:*");
	assert_true(is_for("a.pbx.example"));
	assert_false(is_for("pbx.example"));
	assert_false(is_for("a.b.pbx.example"));
	assert_false(is_for(".pbx.example"));
	assert_false(is_for("a"));
}

/* a user's URI is no host's; a name without subjectAltName is none (RFC 9525) */
static void test_not_names(void **state)
{
	(void)state;
	made("URI:sip:alice@pbx.example,URI:https://pbx.example,"
		 "email:pbx.example@pbx.example");
	assert_false(is_for("pbx.example"));
	made("");
	assert_false(is_for("pbx.example"));
}

/* of a text that is cut anywhere, or changed, at most nothing is read */
static void test_damaged(void **state)
{
	size_t i, n;
	char was;

	(void)state;
	made("DNS:pbx.example");
	n = strlen(pem);
	for(i = 0; i < n; i++)
		is_for_of(pem, i, "pbx.example");
	assert_false(is_for_of(pem, n / 4, "pbx.example"));
	for(i = 0; i < n; i++) {
		was = pem[i];
		pem[i] = was == 'A' ? '/' : 'A';
		is_for("pbx.example");
		pem[i] = was;
	}
	assert_true(is_for("pbx.example"));
	assert_false(is_for_of("", 0, "pbx.example"));
	memset(pem, 'A', sizeof(pem) - 1);
	memcpy(pem, "-----BEGIN CERTIFICATE-----", 27);
	assert_false(is_for("pbx.example"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_names),
			cmocka_unit_test(test_star),
			cmocka_unit_test(test_not_names),
			cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
