/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pages of the web form: nothing that a user wrote gets out of its place.
 * They are read again as XML and as HTML by libxml2. */
/* links: modules/xmpp_account/account_page.c modules/xmpp_account/account_form.c modules/xmpp_account/account_check.c */
/* libs: libxml-2.0 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>

#include "../../modules/xmpp_account/account_page.h"

#define EVIL "\"'><script>alert(1)</script><b a='&amp;"

static char buf[ACCOUNT_PAGE_MAX];

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

/* true of it as XML and as HTML */
static void says(const str *html, const char *xpath)
{
	int as_html;

	for(as_html = 0; as_html < 2; as_html++) {
		int quiet = HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING;
		xmlDocPtr doc = as_html ? htmlReadMemory(
								html->s, html->len, NULL, "UTF-8", quiet)
								: xmlReadMemory(html->s, html->len, NULL,
										"UTF-8", XML_PARSE_NONET);
		xmlXPathContextPtr ctx;
		xmlXPathObjectPtr r;

		assert_non_null(doc);
		ctx = xmlXPathNewContext(doc);
		r = xmlXPathEvalExpression(BAD_CAST xpath, ctx);
		assert_non_null(r);
		if(!xmlXPathCastToBoolean(r))
			fail_msg("%s is not true of %.*s", xpath, html->len, html->s);
		xmlXPathFreeObject(r);
		xmlXPathFreeContext(ctx);
		xmlFreeDoc(doc);
	}
}

static account_page_t page_of(const char *everywhere)
{
	account_page_t p = {.nonce = "n0nce", .is_new = 1};
	int i;

	p.owner = view(everywhere);
	p.status = view(everywhere);
	p.proof = view("pr00f");
	p.wrong = everywhere;
	for(i = 0; i < ACCOUNT_QUESTIONS; i++)
		p.form.value[i] = view(everywhere);
	return p;
}

static void test_form(void **state)
{
	account_page_t p = page_of("x");
	str html;

	(void)state;
	p.form.value[ACCOUNT_ASK_TRANSPORT] = view("tcp");
	p.form.value[ACCOUNT_ASK_REACHABLE] = view("1");
	assert_int_equal(xmpp_account_page_form(&p, buf, sizeof(buf), &html), 0);
	says(&html, "/html[@lang]/head/meta[@name='viewport' and "
				"contains(@content, 'width=device-width')]");
	says(&html, "//form[@method='post' and not(@action) and not(@enctype)]");
	says(&html, "//form/input[@type='hidden' and @name='proof' and "
				"@value='pr00f']");
	says(&html, "//option[@value='tcp' and @selected]");
	says(&html, "count(//option[@selected]) = 1");
	says(&html, "//input[@type='checkbox' and @checked and @value='1']");
	says(&html, "//input[@type='password' and @required and not(@value)]");
	says(&html, "count(//label[@for]) = 7");
	says(&html, "count(//input[not(@type='hidden')] | //select) = 7");
	says(&html, "//style[@nonce='n0nce']");
	says(&html, "not(//script) and not(//@src) and not(//@href)");
	says(&html, "not(//@*[starts-with(name(), 'on')]) and not(//@style)");
}

static void test_nothing_escapes(void **state)
{
	account_page_t p = page_of(EVIL);
	str html;

	(void)state;
	assert_int_equal(xmpp_account_page_form(&p, buf, sizeof(buf), &html), 0);
	says(&html, "not(//script)");
	says(&html, "count(//b) = 1 and not(//b/@a)"); /* the page's own */
	assert_null(memmem(html.s, (size_t)html.len, "<script", 7));
	/* and it is all there */
	says(&html, "contains(string(//input[@name='username']/@value), "
				"'<script>alert(1)</script><b a=')");
	says(&html, "contains(string(//p[@class='wrong']), '<script>')");
	says(&html, "contains(string(//p[@class='status']), '&amp;')");
	/* a password is not sent back */
	says(&html, "not(//input[@name='password']/@value)");
}

static void test_known_password(void **state)
{
	account_page_t p = page_of("x");
	str html;

	(void)state;
	p.is_new = 0;
	p.wrong = NULL;
	p.status = view("");
	assert_int_equal(xmpp_account_page_form(&p, buf, sizeof(buf), &html), 0);
	says(&html, "//input[@type='password' and not(@required)]");
	says(&html, "contains(string(//label[@for='password']), 'blank')");
	says(&html, "not(//p[@class='wrong']) and not(//p[@class='status'])");
}

/* what no page can hold is not sent; nor is half a page */
static void test_refused(void **state)
{
	account_page_t p = page_of("a\x01");
	str html;
	int n;

	(void)state;
	assert_int_equal(xmpp_account_page_form(&p, buf, sizeof(buf), &html), -1);
	p = page_of("\xc0\x80");
	assert_int_equal(xmpp_account_page_form(&p, buf, sizeof(buf), &html), -1);
	p = page_of("x");
	for(n = 0; n < 2000; n += 7)
		assert_int_equal(xmpp_account_page_form(&p, buf, n, &html), -1);
}

/* the longest values that a form may have fit */
static void test_longest(void **state)
{
	static char longest[ACCOUNT_AOR_MAX + 1];
	account_page_t p;
	str html;
	int i;

	(void)state;
	memset(longest, '&', sizeof(longest) - 1);
	p = page_of(longest);
	for(i = 0; i < ACCOUNT_QUESTIONS; i++)
		p.form.value[i].len = xmpp_account_questions[i].max;
	assert_int_equal(xmpp_account_page_form(&p, buf, sizeof(buf), &html), 0);
}

static void test_text(void **state)
{
	const char *paragraphs[] = {"one <b>", "two", NULL};
	str html;

	(void)state;
	assert_int_equal(xmpp_account_page_text("n", "Saved & done", paragraphs,
							 buf, sizeof(buf), &html),
			0);
	says(&html, "//h1 = 'Saved & done' and //title = 'Saved & done'");
	says(&html, "count(//p) = 2 and //p = 'one <b>'");
}

static void has(const str *headers, const char *line)
{
	if(memmem(headers->s, (size_t)headers->len, line, strlen(line)) == NULL)
		fail_msg("%s is not in %.*s", line, headers->len, headers->s);
}

static void test_headers(void **state)
{
	str h;

	(void)state;
	assert_int_equal(
			xmpp_account_page_headers("abc", NULL, 0, 1, buf, sizeof(buf), &h),
			0);
	has(&h, "Cache-Control: no-store\r\n");
	has(&h, "Referrer-Policy: no-referrer\r\n");
	has(&h, "default-src 'none'; style-src 'nonce-abc'; form-action 'self'; "
			"frame-ancestors 'none'; base-uri 'none'\r\n");
	has(&h, "X-Content-Type-Options: nosniff\r\n");
	assert_null(memmem(h.s, (size_t)h.len, "Cookie", 6));
	assert_int_equal(xmpp_account_page_headers(
							 "abc", "a=b", 60, 1, buf, sizeof(buf), &h),
			0);
	has(&h, "Set-Cookie: a=b; Max-Age=60; HttpOnly; SameSite=Lax; Secure\r\n");
	assert_int_equal(xmpp_account_page_headers(
							 "abc", "a=b", 60, 0, buf, sizeof(buf), &h),
			0);
	has(&h, "SameSite=Lax\r\n");
	assert_int_equal(
			xmpp_account_page_headers("abc", "a=b", 60, 0, buf, 300, &h), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_form),
			cmocka_unit_test(test_nothing_escapes),
			cmocka_unit_test(test_known_password),
			cmocka_unit_test(test_refused),
			cmocka_unit_test(test_longest),
			cmocka_unit_test(test_text),
			cmocka_unit_test(test_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
