/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the builder writes is well formed, or it says that it is not. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_link/xml_build.h"

static char buffer[4096];
static xml_build_t b;

static void start(size_t cap)
{
	xml_build_init(&b, buffer, cap);
}

static const char *end(void)
{
	static char text[4097];
	str out;

	if(xml_build_end(&b, &out) < 0)
		return NULL;
	memcpy(text, out.s, (size_t)out.len);
	text[out.len] = '\0';
	return text;
}

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static void test_element(void **state)
{
	str text = view("a<b");

	(void)state;
	start(sizeof(buffer));
	xml_build_open(&b, "iq");
	xml_build_attr_z(&b, "type", "set");
	xml_build_attr_z(&b, "to", NULL); /* absent */
	xml_build_attr_u(&b, "n", 4294967295ul);
	xml_build_open(&b, "x");
	xml_build_close(&b);
	xml_build_open(&b, "y");
	xml_build_text(&b, &text);
	xml_build_close(&b);
	xml_build_close(&b);
	assert_string_equal(
			end(), "<iq type='set' n='4294967295'><x/><y>a&lt;b</y></iq>");
}

/* XML 1.0 section 3.1: unique attributes */
static void test_attribute_twice(void **state)
{
	char names[XML_BUILD_ATTRS + 1][16];
	int i;

	(void)state;
	start(sizeof(buffer));
	xml_build_open(&b, "x");
	xml_build_attr_z(&b, "label", "a");
	xml_build_attr_z(&b, "id", "1");
	xml_build_attr_z(&b, "label", "b");
	xml_build_close(&b);
	assert_null(end());
	/* each element has its own */
	start(sizeof(buffer));
	xml_build_open(&b, "x");
	xml_build_attr_z(&b, "id", "1");
	xml_build_open(&b, "y");
	xml_build_attr_z(&b, "id", "1");
	xml_build_close(&b);
	xml_build_close(&b);
	assert_string_equal(end(), "<x id='1'><y id='1'/></x>");
	/* more than can be told apart */
	start(sizeof(buffer));
	xml_build_open(&b, "x");
	for(i = 0; i <= XML_BUILD_ATTRS; i++) {
		snprintf(names[i], sizeof(names[i]), "a%d", i);
		xml_build_attr_z(&b, names[i], "");
		assert_int_equal(b.failed, i == XML_BUILD_ATTRS);
	}
}

static void test_escapes(void **state)
{
	str all = view("&<>'\"\t\n\r");

	(void)state;
	start(sizeof(buffer));
	xml_build_open(&b, "a");
	xml_build_attr(&b, "b", &all);
	xml_build_text(&b, &all);
	xml_build_close(&b);
	/* white space in a value would be read as blanks (XML 1.0 section
	 * 3.3.3), a CR as LF (section 2.11) */
	assert_string_equal(end(), "<a b='&amp;&lt;&gt;&apos;\"&#9;&#10;&#13;'>"
							   "&amp;&lt;&gt;'\"\t\n&#13;</a>");
}

/* XML 1.0 section 2.2, RFC 3629 */
static void test_characters(void **state)
{
	static const char *const good[] = {"\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80",
			"\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBD", "\xF0\x90\x80\x80",
			"\xF4\x8F\xBF\xBF", "\x7F", ""};
	static const char *const bad[] = {"\x01", "\x08", "\x0B", "\x1F", "\x80",
			"\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x20", "\xE0\x9F\xBF",
			"\xED\xA0\x80", "\xEF\xBF\xBE", "\xEF\xBF\xBF", "\xF0\x8F\xBF\xBF",
			"\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xE2\x82"};
	size_t i;
	str s;

	(void)state;
	for(i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		s = view(good[i]);
		start(sizeof(buffer));
		xml_build_open(&b, "a");
		xml_build_attr(&b, "b", &s);
		xml_build_text(&b, &s);
		xml_build_close(&b);
		assert_non_null(end());
	}
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		s = view(bad[i]);
		start(sizeof(buffer));
		xml_build_open(&b, "a");
		xml_build_attr(&b, "b", &s);
		xml_build_close(&b);
		assert_null(end());
		start(sizeof(buffer));
		xml_build_open(&b, "a");
		xml_build_text(&b, &s);
		xml_build_close(&b);
		assert_null(end());
	}
	s.s = (char *)"a\0b";
	s.len = 3;
	start(sizeof(buffer));
	xml_build_open(&b, "a");
	xml_build_text(&b, &s);
	xml_build_close(&b);
	assert_null(end());
}

/* any room too small fails, none writes beyond it */
static void test_room(void **state)
{
	static const char whole[] = "<a b='&amp;'><c>d</c></a>";
	str amp = view("&"), d = view("d");
	size_t cap;

	(void)state;
	for(cap = 0; cap <= sizeof(whole) + 2; cap++) {
		memset(buffer, '#', sizeof(buffer));
		start(cap);
		xml_build_open(&b, "a");
		xml_build_attr(&b, "b", &amp);
		xml_build_open(&b, "c");
		xml_build_text(&b, &d);
		xml_build_close(&b);
		xml_build_close(&b);
		assert_int_equal(buffer[cap], '#');
		if(cap < sizeof(whole) - 1)
			assert_null(end());
		else
			assert_string_equal(end(), whole);
	}
}

static void test_wrong_calls(void **state)
{
	str x = view("x");
	int i;

	(void)state;
	start(sizeof(buffer));
	assert_null(end()); /* nothing */
	start(sizeof(buffer));
	xml_build_close(&b);
	assert_null(end());
	start(sizeof(buffer));
	xml_build_open(&b, "a");
	assert_null(end()); /* open */
	start(sizeof(buffer));
	xml_build_text(&b, &x); /* outside */
	assert_null(end());
	start(sizeof(buffer));
	xml_build_open(&b, "a");
	xml_build_text(&b, &x);
	xml_build_attr(&b, "late", &x);
	xml_build_close(&b);
	assert_null(end());
	start(sizeof(buffer));
	for(i = 0; i <= XML_BUILD_DEPTH; i++)
		xml_build_open(&b, "a");
	for(i = 0; i <= XML_BUILD_DEPTH; i++)
		xml_build_close(&b);
	assert_null(end());
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_element),
			cmocka_unit_test(test_attribute_twice),
			cmocka_unit_test(test_escapes), cmocka_unit_test(test_characters),
			cmocka_unit_test(test_room), cmocka_unit_test(test_wrong_calls)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
