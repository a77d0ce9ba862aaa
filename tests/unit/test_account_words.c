/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a user writes to the gateway in a chat. */
/* links: modules/xmpp_account/account_words.c */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_account/account_words.h"

static str line;

static account_word_t reads(const char *z)
{
	static char copy[256];
	str s = {copy, (int)strlen(z)};

	memcpy(copy, z, (size_t)s.len);
	return xmpp_account_words_read(&s, &line);
}

static void test_words(void **state)
{
	static const struct
	{
		const char *text;
		account_word_t want;
	} rows[] = {
			{"help", ACCOUNT_WORD_HELP},
			{"", ACCOUNT_WORD_HELP},
			{"   ", ACCOUNT_WORD_HELP},
			{"?", ACCOUNT_WORD_HELP},
			{"hello there", ACCOUNT_WORD_HELP},
			{"status", ACCOUNT_WORD_STATUS},
			{" Status \n", ACCOUNT_WORD_STATUS},
			{"STATUS please", ACCOUNT_WORD_STATUS},
			{"register", ACCOUNT_WORD_REGISTER},
			{"/register", ACCOUNT_WORD_REGISTER},
			{"!Register\n", ACCOUNT_WORD_REGISTER},
			{"registers", ACCOUNT_WORD_HELP},
			{"remove", ACCOUNT_WORD_REMOVE},
			{"unregister", ACCOUNT_WORD_REMOVE},
			{"/", ACCOUNT_WORD_HELP},
	};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(reads(rows[i].text), rows[i].want);
		assert_int_equal(line.len, 0);
	}
}

static void test_line(void **state)
{
	(void)state;
	assert_int_equal(reads("remove alice@example.org"), ACCOUNT_WORD_REMOVE);
	assert_int_equal(line.len, 17);
	assert_memory_equal(line.s, "alice@example.org", 17);
	assert_int_equal(reads("remove  work  now"), ACCOUNT_WORD_REMOVE);
	assert_int_equal(line.len, 4);
}

/* what is, or may be, a password */
static void test_secrets(void **state)
{
	static const char *const texts[] = {"register alice@example.org hunter2",
			"register alice@example.org", "password hunter2",
			"my Password: hunter2", "login alice hunter2", "PASSWORT geheim",
			"pass=hunter2", "the secret is hunter2"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(reads(texts[i]), ACCOUNT_WORD_SECRET);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_words),
			cmocka_unit_test(test_line),
			cmocka_unit_test(test_secrets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
