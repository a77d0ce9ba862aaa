/* links: modules/xmpp_link/link_check.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What may cross the link: characters of XML 1.0 section 2.2 in the UTF-8 of
 * RFC 3629, references of section 4.1 and 4.6, CDATA of 2.7; and its limits. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_link/link_check.h"

static char text[512 * 1024];
static size_t len;

static void put(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	len += (size_t)vsnprintf(text + len, sizeof(text) - len, format, args);
	va_end(args);
}

/* from memory that ends where it ends */
static link_check_t look(const char *xml, const char **wrong)
{
	link_check_t verdict;
	str s;

	s.len = (int)strlen(xml);
	s.s = malloc((size_t)s.len + (s.len == 0));
	memcpy(s.s, xml, (size_t)s.len);
	verdict = xmpp_link_check(&s, wrong);
	free(s.s);
	return verdict;
}

static void test_good(void **state)
{
	static const char *const good[] = {"<iq/>", "<iq a='1' b=\"'\"/>",
			"<iq ></iq >", "<iq\n\ta = 'x' />", "<a><b/>t<c>u</c></a>",
			"<a>\t\r\n \xC3\xA4\xE2\x82\xAC\xF0\x9F\x93\x9E</a>",
			"<a>\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBD\xF4\x8F\xBF\xBF</a>",
			"<a>&amp;&lt;&gt;&quot;&apos;</a>", "<a b='&amp;>'/>",
			"<a>&#65;&#x41;&#x10FFFF;&#x10ffff;&#9;&#xA;&#13;</a>",
			"<a>&#0000000000000000000000065;</a>", "<a><![CDATA[<&]]]]></a>",
			"<a><![CDATA[]]></a>", "<p:a xmlns:p='u' p:b='1'/>",
			"<\xC3\xA4 \xC3\xA4='1'/>"};
	const char *wrong;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if(look(good[i], &wrong) != LINK_CHECK_GOOD)
			fail_msg("%s: %s", good[i], wrong);
		assert_null(wrong);
	}
}

static void test_bad(void **state)
{
	static const char *const bad[] = {"", "x", "<", "<a", "<a>", "<a/", "<a /",
			"<a/x>", "</a>", "<a></a></a>", "<a></a", "<a></", "< a/>",
			"<a b/>", "<a b=/>", "<a b=c/>", "<a b='/>", "<a b=\"'/>",
			"<a b='1'c='2'/>", "<a ='1'/>", "<a b='<'/>", "<a \"b\"/>",
			"<!DOCTYPE a>", "<a><!-- --></a>", "<a><?p?></a>", "<a><![CDATA[",
			"<a><![CDATA[x]]</a>", "<a><![cdata[x]]></a>", "<a><!</a>",
			"<a>&</a>", "<a>&;</a>", "<a>&amp</a>", "<a>& amp;</a>",
			"<a>&nope;</a>", "<a>&AMP;</a>", "<a>&#;</a>", "<a>&#x;</a>",
			"<a>&#x</a>", "<a>&#65</a>", "<a>&#6 5;</a>", "<a>&#-1;</a>",
			"<a>&#+1;</a>", "<a>&#0;</a>", "<a>&#8;</a>", "<a>&#x1F;</a>",
			"<a>&#xD800;</a>", "<a>&#xDFFF;</a>", "<a>&#xFFFE;</a>",
			"<a>&#xFFFF;</a>", "<a>&#x110000;</a>", "<a>&#1114112;</a>",
			"<a>&#99999999999999999999999;</a>", "<a>&#x100000000000041;</a>",
			"<a b='&nope;'/>", "<a b='&'/>", "<a>\x01</a>", "<a>\x0B</a>",
			"<a>\x80</a>", "<a>\xBF</a>", "<a>\xC0\x80</a>", "<a>\xC1\xBF</a>",
			"<a>\xC3</a>", "<a>\xC3\x28</a>", "<a>\xE0\x80\xAF</a>",
			"<a>\xE2\x82</a>", "<a>\xED\xA0\x80</a>", "<a>\xED\xBF\xBF</a>",
			"<a>\xEF\xBF\xBE</a>", "<a>\xEF\xBF\xBF</a>",
			"<a>\xF0\x80\x80\x80</a>", "<a>\xF4\x90\x80\x80</a>",
			"<a>\xF5\x80\x80\x80</a>", "<a>\xF8\x88\x80\x80\x80</a>",
			"<a>\xFE</a>", "<a>\xFF</a>", "<a b='\xFF'/>", "<\xFF/>",
			"<a \xFF='1'/>", "<a></\xFF>", "<a><![CDATA[\xFF]]></a>"};
	const char *wrong;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if(look(bad[i], &wrong) != LINK_CHECK_BAD)
			fail_msg("taken: %s", bad[i]);
		assert_non_null(wrong);
	}
}

/* one that has n of something, and one that has one more */
static void limit(void (*make)(int n), int n)
{
	const char *wrong;

	len = 0;
	make(n);
	assert_int_equal(look(text, &wrong), LINK_CHECK_GOOD);
	len = 0;
	make(n + 1);
	assert_int_equal(look(text, &wrong), LINK_CHECK_MUCH);
	assert_non_null(wrong);
}

static void attributes(int n)
{
	put("<a><b");
	while(n-- > 0)
		put(" a%d=''", n);
	put("/></a>");
}

static void elements(int n)
{
	put("<a>");
	while(--n > 0)
		put("<b/>");
	put("</a>");
}

static void deep(int n)
{
	int i;

	for(i = 0; i < n; i++)
		put("<a>");
	for(i = 0; i < n; i++)
		put("</a>");
}

static void deep_and_empty(int n)
{
	int i;

	for(i = 1; i < n; i++)
		put("<a>");
	put("<b/>");
	for(i = 1; i < n; i++)
		put("</a>");
}

static void prefixes(int n)
{
	put("<a>");
	while(n-- > 0)
		put("<b xmlns='u' xmlns:p='v'/>");
	put("</a>");
}

static void test_limits(void **state)
{
	(void)state;
	limit(attributes, LINK_CHECK_ATTRIBUTES);
	limit(elements, LINK_CHECK_ELEMENTS);
	limit(deep, LINK_CHECK_DEPTH);
	limit(deep_and_empty, LINK_CHECK_DEPTH);
	limit(prefixes, LINK_CHECK_PREFIXES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_good),
			cmocka_unit_test(test_bad),
			cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
