/* links: modules/jingle_sdp/jingle_map_core.c modules/jingle_sdp/jingle_arena.c */
/* links: modules/jingle_sdp/jingle_text.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a string is made of: each byte at each place of strings of each length,
 * in memory that ends where the string ends. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/jingle_sdp/jingle_map_core.h"

enum
{
	LENGTHS = 36
};

/* RFC 8866 section 9: byte-string, but this side takes UTF-8 only; a byte of
 * it alone is none */
static int of_text(int c)
{
	return (c >= 0x20 && c < 0x7F) || c == '\t';
}

static int of_word(int c)
{
	return c > 0x20 && c < 0x7F;
}

/* token-char of RFC 8866 section 9 */
static int of_token(int c)
{
	return c == 0x21 || (c >= 0x23 && c <= 0x27) || c == 0x2A || c == 0x2B
		   || c == 0x2D || c == 0x2E || (c >= 0x30 && c <= 0x39)
		   || (c >= 0x41 && c <= 0x5A) || (c >= 0x5E && c <= 0x7E);
}

/* Char of XML 1.0 below U+0080, without the C0 controls it allows by name */
static int of_no_controls(int c)
{
	return (c >= 0x20 && c != 0x7F) || c == '\t' || c == '\n' || c == '\r';
}

static int has_no_controls(const str *s)
{
	return jingle_has_no_controls(s->s, s->len);
}

static void each_byte(int (*is)(const str *), int (*of)(int))
{
	int len, at, c;
	str s;

	for(len = 1; len < LENGTHS; len++) {
		s.s = malloc((size_t)len); /* ASan watches its end */
		s.len = len;
		for(at = 0; at < len; at++)
			for(c = 0; c < 256; c++) {
				memset(s.s, 'a', (size_t)len);
				s.s[at] = (char)c;
				if(!is(&s) != !of(c))
					fail_msg("byte %d at %d of %d", c, at, len);
			}
		free(s.s);
	}
}

static void test_bytes(void **state)
{
	(void)state;
	each_byte(jingle_is_text, of_text);
	each_byte(jingle_is_word, of_word);
	each_byte(jingle_is_token, of_token);
	each_byte(has_no_controls, of_no_controls);
}

static void test_empty(void **state)
{
	str s = {NULL, 0};

	(void)state;
	assert_true(jingle_is_text(&s));
	assert_false(jingle_is_word(&s));
	assert_false(jingle_is_token(&s));
	assert_false(jingle_is_fingerprint(&s));
	assert_true(jingle_has_no_controls("", 0));
}

/* RFC 3629 section 4, and what XML 1.0 section 2.2 takes out */
static void test_utf8(void **state)
{
	static const struct
	{
		const char *text;
		int good;
	} cases[] = {{"\xC2\x80", 1}, {"\xDF\xBF", 1}, {"\xE0\xA0\x80", 1},
			{"\xED\x9F\xBF", 1}, {"\xEE\x80\x80", 1}, {"\xEF\xBF\xBD", 1},
			{"\xF0\x90\x80\x80", 1}, {"\xF4\x8F\xBF\xBD", 1}, {"\x80", 0},
			{"\xC0\x80", 0}, {"\xC1\xBF", 0}, {"\xC2", 0}, {"\xC2\x20", 0},
			{"\xE0\x9F\xBF", 0}, {"\xE2\x82", 0}, {"\xED\xA0\x80", 0},
			{"\xED\xBF\xBF", 0}, {"\xEF\xBF\xBE", 0}, {"\xEF\xBF\xBF", 0},
			{"\xF0\x8F\xBF\xBF", 0}, {"\xF4\x90\x80\x80", 0}, {"\xF5", 0},
			{"\xFF", 0}};
	char text[32];
	size_t i;
	int pad;
	str s;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for(pad = 0; pad < 18; pad++) {
			memset(text, 'a', sizeof(text));
			strcpy(text + pad, cases[i].text);
			s.s = text;
			s.len = (int)strlen(text);
			assert_int_equal(jingle_is_text(&s), cases[i].good);
			assert_int_equal(jingle_is_word(&s), cases[i].good);
			assert_false(jingle_is_token(&s));
		}
}

/* RFC 8122 section 5: 2UHEX *(":" 2UHEX); lower case is read as well */
static void test_fingerprints(void **state)
{
	static const char *const good[] = {"AA", "0f", "AA:BB", "00:11:Fe:dc"};
	static const char *const bad[] = {"A", "AA:", "AA:B", "AA:BB:", ":AA",
			"AAA", "AABB", "AG", "GA", "AA BB", "AA;BB", "AA::BB", "\xC3\xA4"};
	size_t i;
	str s;

	(void)state;
	for(i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		jingle_str_set(&s, good[i]);
		assert_true(jingle_is_fingerprint(&s));
	}
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		jingle_str_set(&s, bad[i]);
		assert_false(jingle_is_fingerprint(&s));
	}
}

static void test_numbers(void **state)
{
	static const struct
	{
		const char *text;
		unsigned max;
		long value; /* -1: none */
	} cases[] = {{"0", 0, 0}, {"1", 0, -1}, {"007", 7, 7}, {"127", 127, 127},
			{"128", 127, -1}, {"4294967295", 0xFFFFFFFFu, 4294967295},
			{"4294967296", 0xFFFFFFFFu, -1},
			{"18446744073709551616", 0xFFFFFFFFu, -1},
			{"18446744073709551617", 0xFFFFFFFFu, -1},
			{"99999999999999999999999999", 0xFFFFFFFFu, -1}, {"", 9, -1},
			{"-1", 0xFFFFFFFFu, -1}, {"+1", 9, -1}, {" 1", 9, -1},
			{"1 ", 9, -1}, {"0x1", 9, -1}, {"1e1", 99, -1}, {"/", 99, -1},
			{":", 99, -1}, {"\xD9\xA1", 0xFFFFFFFFu, -1}};
	unsigned n;
	size_t i;
	str s;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		jingle_str_set(&s, cases[i].text);
		n = 42;
		if(jingle_number(&s, cases[i].max, &n) < 0) {
			assert_int_equal(cases[i].value, -1);
			assert_int_equal(n, 42);
		} else
			assert_int_equal(n, cases[i].value);
	}
	s.s = NULL;
	assert_int_equal(jingle_number(&s, 9, &n), -1);
}

static void test_written_numbers(void **state)
{
	static const struct
	{
		unsigned long long n;
		const char *text;
	} cases[] = {{0, "0"}, {9, "9"}, {10, "10"}, {99, "99"}, {100, "100"},
			{101, "101"}, {65535, "65535"}, {4294967295u, "4294967295"},
			{4294967296u, "4294967296"},
			{18446744073709551615ull, "18446744073709551615"}};
	jingle_arena_t arena;
	jingle_text_t b;
	size_t i;

	(void)state;
	jingle_arena_init(&arena, NULL, NULL, NULL, 0);
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		jingle_text_init(&b, &arena, 4); /* it grows, too */
		jingle_text_number(&b, cases[i].n);
		assert_int_equal(b.len, strlen(cases[i].text));
		assert_memory_equal(b.s, cases[i].text, b.len);
	}
	jingle_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_bytes),
			cmocka_unit_test(test_empty), cmocka_unit_test(test_utf8),
			cmocka_unit_test(test_fingerprints), cmocka_unit_test(test_numbers),
			cmocka_unit_test(test_written_numbers)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
