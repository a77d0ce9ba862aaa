/* links: modules/jingle/jingle_dtmf.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys in the bodies of INFO. No standard has them: what Cisco's and Asterisk's
 * documents show, and the events of RFC 4733 section 3.2. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../modules/jingle/jingle_dtmf.h"

typedef int (*read_f)(const str *body, jingle_dtmf_t *out);

static int duration;

/* the key of a body that ends at the end of its block; 0 none */
static char key_in(read_f read, const char *text, size_t len)
{
	str body = {malloc(len + !len), (int)len};
	jingle_dtmf_t key;
	int rc;

	assert_non_null(body.s);
	memcpy(body.s, text, len);
	rc = read(&body, &key);
	free(body.s);
	duration = key.duration;
	return rc == 0 ? key.key : 0;
}

static char relay(const char *text)
{
	return key_in(jingle_dtmf_relay, text, strlen(text));
}

static char plain(const char *text)
{
	return key_in(jingle_dtmf_digit, text, strlen(text));
}

static void is_key(const char *text, char key, int ms)
{
	assert_int_equal(relay(text), key);
	assert_int_equal(duration, ms);
}

static void test_relay(void **state)
{
	(void)state;
	is_key("Signal=5\r\nDuration=160\r\n", '5', 160);
	is_key("Signal= 1\nDuration= 160", '1', 160);
	is_key("Signal=*\r\nDuration=250\r\n\r\n", '*', 250);
	is_key("Duration=300\r\nSignal=#\r\n", '#', 300);
	is_key("SIGNAL=d\r\nduration=2000", 'D', 2000);
	is_key("Signal=0\r\nVolume=10\r\nDuration=200\r\n", '0', 200);
	is_key("Signal=10\r\nDuration=200\r\n", '*', 200);
	is_key("Signal=11\r\nDuration=200\r\n", '#', 200);
	is_key("Signal=15\r\nDuration=200\r\n", 'D', 200);
	is_key("Signal=16\r\nDuration=200\r\n", JINGLE_DTMF_FLASH, 200);
}

static void test_lengths(void **state)
{
	(void)state;
	is_key("Signal=5", '5', JINGLE_DTMF_DEFAULT);
	is_key("Signal=5\r\nDuration=0\r\n", '5', JINGLE_DTMF_DEFAULT);
	is_key("Signal=5\r\nDuration=1\r\n", '5', JINGLE_DTMF_MIN);
	is_key("Signal=5\r\nDuration=999999\r\n", '5', JINGLE_DTMF_MAX);
}

static void test_broken(void **state)
{
	static const char *const texts[] = {"", "\r\n", "5", "Signal=", "Signal",
			"Signal=\r\nDuration=1\r\n", "Duration=100\r\n", "Signal=55\r\n",
			"Signal=05\r\n", "Signal=17\r\n", "Signal=x\r\n",
			"Signal=5\r\nSignal=5\r\n", "Signal=5\r\nDuration=\r\n",
			"Signal=5\r\nDuration=-1\r\n", "Signal=5\r\nDuration=1.5\r\n",
			"Signal=5\r\nDuration=1000000\r\n", "Signal=5\r\nnonsense\r\n",
			"Signal=5\r\nDuration=1\r\nDuration=2\r\n", "Signal=\xd9\xa5"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(relay(texts[i]), 0);
	assert_int_equal(key_in(jingle_dtmf_relay, "Signal=\0\r\n", 10), 0);
	assert_int_equal(key_in(jingle_dtmf_digit, "\0", 1), 0);
}

static void test_plain(void **state)
{
	static const char keys[] = "0123456789*#ABCD";
	char text[2] = {0, 0};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(keys) - 1; i++) {
		text[0] = keys[i];
		assert_int_equal(plain(text), keys[i]);
		assert_int_equal(duration, JINGLE_DTMF_DEFAULT);
	}
	assert_int_equal(plain("5\r\n"), '5');
	assert_int_equal(plain(" a "), 'A');
	assert_int_equal(plain(""), 0);
	assert_int_equal(plain("12"), 0);
	assert_int_equal(plain("e"), 0);
	assert_int_equal(plain("Signal=5"), 0);
}

static void test_typed(void **state)
{
	static const char *const no[] = {"", " ", "1 2", "a", "+1",
			"123456789012345678901234567890123", "1\n2", "1.", "\xd9\xa5", "E"};
	str text, keys;
	size_t i;

	(void)state;
	text.s = " 0123456789*#ABCD\r\n";
	text.len = (int)strlen(text.s);
	assert_int_equal(jingle_dtmf_typed(&text, &keys), 1);
	assert_int_equal(keys.len, 16);
	assert_memory_equal(keys.s, "0123456789*#ABCD", 16);
	for(i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
		text.s = (char *)no[i];
		text.len = (int)strlen(no[i]);
		assert_int_equal(jingle_dtmf_typed(&text, &keys), 0);
	}
	text.s = "1\0";
	text.len = 2;
	assert_int_equal(jingle_dtmf_typed(&text, &keys), 0);
	text.s = NULL;
	text.len = 0;
	assert_int_equal(jingle_dtmf_typed(&text, &keys), 0);
}

static void test_written_as_it_is_read(void **state)
{
	char buf[JINGLE_DTMF_BODY_MAX];
	jingle_dtmf_t key = {'#', 5000};
	str body;

	(void)state;
	jingle_dtmf_write(&key, buf, &body);
	assert_int_equal(body.len, (int)strlen("Signal=#\r\nDuration=5000\r\n"));
	assert_memory_equal(body.s, "Signal=#\r\nDuration=5000\r\n", body.len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_relay),
			cmocka_unit_test(test_lengths),
			cmocka_unit_test(test_broken),
			cmocka_unit_test(test_plain),
			cmocka_unit_test(test_typed),
			cmocka_unit_test(test_written_as_it_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
