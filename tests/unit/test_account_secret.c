/* links: modules/xmpp_account/account_secret.c tests/unit/bare/bare_core.c */
/* libs: libsodium */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Passwords, sealed: opened by the key that sealed them and for what they
 * belong to, by nothing else; key files that others could read are refused. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../core/dprint.h"
#include "../../modules/xmpp_account/account_secret.h"

#include "bare/bare_core.h"

#define KEY_A "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define KEY_B "ffeeddccbbaa99887766554433221100FFEEDDCCBBAA99887766554433221100"

static char path[64];

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static account_fields_t fields(void)
{
	account_fields_t f;

	memset(&f, 0, sizeof(f));
	f.owner = view("romeo@xmpp.example");
	f.line = view("main");
	f.aor = view("sip:alice@example.org");
	f.password = view("correct horse");
	return f;
}

static void write_file(const char *text, mode_t mode)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	assert_int_equal(chmod(path, mode), 0);
}

/* the key file with this text and mode */
static int init(const char *text, mode_t mode)
{
	str p = view(path);

	write_file(text, mode);
	return xmpp_account_secret_init(&p);
}

static void seal(const account_fields_t *f, char *buf, str *out)
{
	assert_int_equal(xmpp_account_seal(f, buf, ACCOUNT_SEALED_MAX, out), 0);
}

static int open_is(
		const account_fields_t *f, const str *sealed, const char *want)
{
	char buf[ACCOUNT_CREDENTIAL_MAX];
	str out;

	if(xmpp_account_open(f, sealed, buf, sizeof(buf), &out) < 0)
		return 0;
	assert_int_equal(out.len, strlen(want));
	assert_memory_equal(out.s, want, out.len);
	return 1;
}

static void test_opens(void **state)
{
	account_fields_t f = fields();
	char a[ACCOUNT_SEALED_MAX], b[ACCOUNT_SEALED_MAX];
	char all[ACCOUNT_CREDENTIAL_MAX];
	str one, two;

	(void)state;
	assert_int_equal(init(KEY_A "\n", 0600), 0);
	assert_true(xmpp_account_secret_ready());
	seal(&f, a, &one);
	seal(&f, b, &two);
	assert_true(open_is(&f, &one, "correct horse"));
	/* never the same twice, never the text itself */
	assert_memory_not_equal(a, b, one.len);
	assert_null(strstr(a, "correct"));
	/* the longest, and none */
	memset(all, 'x', sizeof(all));
	f.password.s = all;
	f.password.len = sizeof(all);
	seal(&f, a, &one);
	assert_true(one.len < ACCOUNT_SEALED_MAX);
	f.password.len++;
	assert_int_equal(xmpp_account_seal(&f, a, sizeof(a), &one), -1);
	f.password.len = 0;
	seal(&f, a, &one);
	assert_true(open_is(&f, &one, ""));
}

/* a password is no HA1, and none becomes one by its first letter */
static void test_kinds(void **state)
{
	account_fields_t f = fields();
	char a[ACCOUNT_SEALED_MAX], b[ACCOUNT_SEALED_MAX];
	str password, ha1;

	(void)state;
	assert_int_equal(init(KEY_A, 0600), 0);
	seal(&f, a, &password);
	f.is_ha1 = 1;
	seal(&f, b, &ha1);
	assert_int_equal(xmpp_account_sealed_ha1(&password), 0);
	assert_int_equal(xmpp_account_sealed_ha1(&ha1), 1);
	/* what it is, the sealed text says */
	f.is_ha1 = 0;
	assert_true(open_is(&f, &password, "correct horse"));
	assert_true(open_is(&f, &ha1, "correct horse"));
	ha1.s[0] = password.s[0];
	assert_false(open_is(&f, &ha1, ""));
	password.s[0] = 'h';
	assert_false(open_is(&f, &password, ""));
	password.s[0] = 'y';
	assert_false(open_is(&f, &password, ""));
	password.len = 0;
	assert_int_equal(xmpp_account_sealed_ha1(&password), 0);
}

/* it belongs to one user, line and address */
static void test_of_another(void **state)
{
	account_fields_t f = fields(), other;
	char a[ACCOUNT_SEALED_MAX];
	str sealed;

	(void)state;
	assert_int_equal(init(KEY_A, 0600), 0);
	seal(&f, a, &sealed);
	other = f;
	other.owner = view("juliet@xmpp.example");
	assert_false(open_is(&other, &sealed, ""));
	other = f;
	other.line = view("work");
	assert_false(open_is(&other, &sealed, ""));
	other = f;
	other.aor = view("sip:alice@evil.example");
	assert_false(open_is(&other, &sealed, ""));
	/* the border between two of them counts */
	other = f;
	other.owner = view("romeo@xmpp.examplem");
	other.line = view("ain");
	assert_false(open_is(&other, &sealed, ""));
	assert_true(open_is(&f, &sealed, "correct horse"));
}

/* each byte changed, each length: nothing opens, nothing is read behind it */
static void test_changed(void **state)
{
	account_fields_t f = fields();
	char a[ACCOUNT_SEALED_MAX], *copy;
	str sealed, part;
	int i;

	(void)state;
	assert_int_equal(init(KEY_A, 0600), 0);
	seal(&f, a, &sealed);
	for(i = 0; i < sealed.len; i++) {
		copy = malloc((size_t)i + 1);
		assert_non_null(copy);
		memcpy(copy, a, (size_t)i);
		part.s = copy;
		part.len = i;
		assert_false(open_is(&f, &part, ""));
		free(copy);
		a[i] = a[i] == 'A' ? 'B' : 'A';
		assert_false(open_is(&f, &sealed, ""));
		a[i] = a[i] == 'B' ? 'A' : 'B';
		seal(&f, a, &sealed);
	}
	part = view("x");
	assert_false(open_is(&f, &part, ""));
	part = view("xnot base64!");
	assert_false(open_is(&f, &part, ""));
}

/* a new first line seals, the old one still opens; without it nothing does */
static void test_keys(void **state)
{
	account_fields_t f = fields();
	char a[ACCOUNT_SEALED_MAX], b[ACCOUNT_SEALED_MAX];
	str old, new;

	(void)state;
	assert_int_equal(init(KEY_A "\n", 0600), 0);
	seal(&f, a, &old);
	assert_int_equal(init(KEY_B "\n" KEY_A "\n", 0400), 0);
	assert_true(open_is(&f, &old, "correct horse"));
	seal(&f, b, &new);
	assert_int_equal(init(KEY_B "\n", 0640), 0);
	assert_true(open_is(&f, &new, "correct horse"));
	assert_false(open_is(&f, &old, ""));
	xmpp_account_secret_destroy();
	assert_false(xmpp_account_secret_ready());
	assert_false(open_is(&f, &new, ""));
	assert_int_equal(xmpp_account_seal(&f, b, sizeof(b), &new), -1);
}

static void test_key_files(void **state)
{
	static const mode_t modes[] = {0644, 0604, 0660, 0602, 0610, 0601, 0777};
	str none = STR_NULL, gone = view("/nowhere/account.key"), folder;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		assert_int_equal(init(KEY_A, modes[i]), -1);
	assert_int_equal(init("", 0600), -1);
	assert_int_equal(init("secret\n", 0600), -1);
	assert_int_equal(init(KEY_A "0\n", 0600), -1);
	assert_int_equal(init("g" KEY_A, 0600), -1);
	assert_int_equal(init(KEY_A "\n\n" KEY_A "\nx\n", 0600), -1);
	assert_int_equal(
			init(KEY_A "\n" KEY_A "\n" KEY_A "\n" KEY_A "\n" KEY_A, 0600), -1);
	assert_int_equal(xmpp_account_secret_init(&gone), -1);
	folder = view("/tmp");
	assert_int_equal(xmpp_account_secret_init(&folder), -1);
	assert_int_equal(xmpp_account_secret_init(&none), 0);
	assert_false(xmpp_account_secret_ready());
}

static int begin(void **state)
{
	int fd;

	(void)state;
	strcpy(path, "/tmp/account-key-XXXXXX");
	fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static int end(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_opens),
			cmocka_unit_test(test_kinds), cmocka_unit_test(test_changed),
			cmocka_unit_test(test_of_another), cmocka_unit_test(test_changed),
			cmocka_unit_test(test_keys), cmocka_unit_test(test_key_files)};

	return cmocka_run_group_tests(tests, begin, end);
}
