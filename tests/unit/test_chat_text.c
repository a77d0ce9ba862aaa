/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Characters, lines and sizes of texts; HTML as text; compressed bodies. */
/* links: modules/xmpp_chat/chat_text.c modules/xmpp_chat/chat_html.c modules/xmpp_chat/chat_inflate.c */
/* libs: zlib */

#include "chat_test.h"

#include <zlib.h>

#include "../../modules/xmpp_chat/chat_html.h"
#include "../../modules/xmpp_chat/chat_inflate.h"
#include "../../modules/xmpp_chat/chat_text.h"

static char buf[64 * 1024];
static chat_out_t out;

static int to_xmpp(const char *text, chat_charset_t charset)
{
	str s = guarded(text);

	xmpp_chat_out_init(&out, buf, sizeof(buf));
	return xmpp_chat_to_xmpp(&s, charset, &out);
}

/* --- characters ------------------------------------------------------------------- */

static void test_charsets(void **state)
{
	static const struct
	{
		const char *name;
		chat_charset_t charset;
	} cases[] = {
			{"", CHAT_CHARSET_UTF8},
			{"UTF-8", CHAT_CHARSET_UTF8},
			{"us-ascii", CHAT_CHARSET_UTF8},
			{"ISO-8859-1", CHAT_CHARSET_LATIN1},
			{"Latin1", CHAT_CHARSET_LATIN1},
			{"windows-1252", CHAT_CHARSET_LATIN1},
			{"utf-16", CHAT_CHARSET_UNKNOWN},
			{"iso-8859-15", CHAT_CHARSET_UNKNOWN},
			{"utf-8x", CHAT_CHARSET_UNKNOWN},
	};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		str name = guarded(cases[i].name);

		assert_int_equal(xmpp_chat_charset(&name), cases[i].charset);
	}
	assert_int_equal(to_xmpp("a", CHAT_CHARSET_UNKNOWN), -1);
}

/* RFC 3629 section 4: overlong, surrogates, above U+10FFFF, cut off */
static void test_utf8(void **state)
{
	static const char *const good[] = {"", "a", "\xc3\xa4", "\xe2\x82\xac",
			"\xf0\x9f\x98\x80", "\xef\xbf\xbe", "\xf4\x8f\xbf\xbd"};
	static const char *const bad[] = {"\x80", "\xc0\xaf", "\xc3", "\xe2\x82",
			"\xed\xa0\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xff",
			"a\xe4", "\xf0\x9f\x98"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		str s = guarded(good[i]);

		assert_true(xmpp_chat_is_utf8(&s));
		assert_int_equal(to_xmpp(good[i], CHAT_CHARSET_UTF8), 0);
	}
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		str s = guarded(bad[i]);

		assert_false(xmpp_chat_is_utf8(&s));
		assert_int_equal(to_xmpp(bad[i], CHAT_CHARSET_UTF8), -1);
	}
}

/* XML 1.0 section 2.2: what a stanza cannot hold becomes U+FFFD */
static void test_forbidden_characters(void **state)
{
	str nul = guarded_bytes("a\0b", 3);

	(void)state;
	assert_int_equal(
			to_xmpp("a\x01\x1f\tb\x7f\xef\xbf\xbf", CHAT_CHARSET_UTF8), 0);
	out_is(&out, "a\xef\xbf\xbd\xef\xbf\xbd\tb\x7f\xef\xbf\xbd");
	xmpp_chat_out_init(&out, buf, sizeof(buf));
	assert_int_equal(xmpp_chat_to_xmpp(&nul, CHAT_CHARSET_UTF8, &out), 0);
	out_is(&out, "a\xef\xbf\xbd"
				 "b");
}

static void test_latin1(void **state)
{
	(void)state;
	assert_int_equal(to_xmpp("Gr\xfc\xdf"
							 "e \x80 \x81",
							 CHAT_CHARSET_LATIN1),
			0);
	out_is(&out, "Gr\xc3\xbc\xc3\x9f"
				 "e \xe2\x82\xac \xef\xbf\xbd");
}

static void test_line_ends(void **state)
{
	str s = guarded("a\nb\r\nc\n\n");

	(void)state;
	assert_int_equal(to_xmpp("a\r\nb\rc\nd\r", CHAT_CHARSET_UTF8), 0);
	out_is(&out, "a\nb\nc\nd\n");
	xmpp_chat_out_init(&out, buf, sizeof(buf));
	assert_int_equal(xmpp_chat_to_sip(&s, &out), 0);
	out_is(&out, "a\r\nb\r\nc\r\n\r\n");
}

static void test_no_room(void **state)
{
	str s = guarded("a\xe4\r\n");
	int cap;

	(void)state;
	for(cap = 0; cap < 4; cap++) {
		xmpp_chat_out_init(&out, buf, cap);
		assert_int_equal(xmpp_chat_to_xmpp(&s, CHAT_CHARSET_LATIN1, &out), -1);
		assert_true(out.len <= cap);
	}
	xmpp_chat_out_init(&out, buf, 4);
	assert_int_equal(xmpp_chat_to_xmpp(&s, CHAT_CHARSET_LATIN1, &out), 0);
}

/* XEP-0426: characters are code points */
static void test_counting(void **state)
{
	str s = guarded("a\xc3\xa4\xf0\x9f\x98\x80z");

	(void)state;
	assert_int_equal(xmpp_chat_characters(&s), 4);
	assert_int_equal(xmpp_chat_offset(&s, 0), 0);
	assert_int_equal(xmpp_chat_offset(&s, 2), 3);
	assert_int_equal(xmpp_chat_offset(&s, 3), 7);
	assert_int_equal(xmpp_chat_offset(&s, 9), s.len);
}

static void excerpt_is(const char *text, int characters, const char *want)
{
	str s = guarded(text);

	xmpp_chat_out_init(&out, buf, sizeof(buf));
	assert_int_equal(xmpp_chat_excerpt(&s, characters, &out), 0);
	out_is(&out, want);
}

static void test_excerpt(void **state)
{
	(void)state;
	excerpt_is(" Hello,\r\n\n  world\x01! ", 40, "Hello, world !");
	excerpt_is("\xc3\xa4\xc3\xb6\xc3\xbc", 2, "\xc3\xa4\xc3\xb6\xe2\x80\xa6");
	excerpt_is("abc", 3, "abc");
	excerpt_is("\x7f\x7f\x7f\x7f", 2, " ");
	excerpt_is(" \n ", 40, "");
}

/* --- sizes ------------------------------------------------------------------------- */

static void test_cut(void **state)
{
	static const struct
	{
		const char *text;
		int max, at;
	} cases[] = {
			{"hello", 5, 5},
			{"hello world", 8, 5},
			{"hello world", 5, 5},
			{"h elloworldandmore", 8, 8}, /* too early a blank */
			{"\xc3\xa4\xc3\xa4\xc3\xa4", 3, 2},
			{"a\xf0\x9f\x98\x80", 4, 1},
			{"hello\r\nworld", 6, 5},
			{"\x80\x80\x80\x80", 2, 2}, /* no UTF-8: something is cut off */
			{"abc", 0, 0},
	};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		str s = guarded(cases[i].text);

		assert_int_equal(xmpp_chat_cut(&s, cases[i].max), cases[i].at);
	}
}

static void part_is(const chat_parts_t *parts, int i, const char *want)
{
	xmpp_chat_out_init(&out, buf, sizeof(buf));
	assert_int_equal(xmpp_chat_part(parts, i, &out), 0);
	out_is(&out, want);
}

static void test_split(void **state)
{
	str s = guarded("one two three four five six seven");
	chat_parts_t parts;

	(void)state;
	assert_int_equal(xmpp_chat_split(&s, s.len, &parts), 1);
	part_is(&parts, 0, "one two three four five six seven");
	assert_int_equal(xmpp_chat_split(&s, 24, &parts), 3);
	part_is(&parts, 0, "(1/3) one two three");
	part_is(&parts, 1, "(2/3) four five six");
	part_is(&parts, 2, "(3/3) seven");
	assert_int_equal(xmpp_chat_split(&s, 8, &parts), -1);
}

/* nothing is lost but the blank that it is split at, and no part is too long */
static void test_split_keeps_all(void **state)
{
	char text[6000], joined[6000];
	str s;
	chat_parts_t parts;
	int i, n = 0, max;

	(void)state;
	while(n < (int)sizeof(text) - 40)
		n += snprintf(text + n, 40, "w\xc3\xb6rt%d%s", n, n % 7 ? " " : "\r\n");
	s = guarded(text);
	for(max = 700; max < 1300; max += 13) {
		int count = xmpp_chat_split(&s, max, &parts), len = 0;

		assert_in_range(count, 2, CHAT_PARTS_MAX);
		for(i = 0; i < count; i++) {
			xmpp_chat_out_init(&out, buf, sizeof(buf));
			assert_int_equal(xmpp_chat_part(&parts, i, &out), 0);
			assert_true(out.len <= max);
			assert_true(xmpp_chat_is_utf8(&parts.part[i]));
			/* what was between them in the text is a blank or a line end */
			if(i > 0) {
				const char *gap = parts.part[i - 1].s + parts.part[i - 1].len;

				while(gap < parts.part[i].s)
					joined[len++] = *gap++;
			}
			memcpy(joined + len, parts.part[i].s, (size_t)parts.part[i].len);
			len += parts.part[i].len;
		}
		joined[len] = '\0';
		assert_memory_equal(joined, text, (size_t)len);
		assert_true(s.len - len <= 2);
	}
	assert_int_equal(xmpp_chat_split(&s, 500, &parts), -1);
}

/* --- HTML -------------------------------------------------------------------------- */

static void html_is(const char *html, const char *want)
{
	str s = guarded(html);

	xmpp_chat_out_init(&out, buf, sizeof(buf));
	assert_int_equal(xmpp_chat_html(&s, &out), 0);
	out_is(&out, want);
}

static void test_html(void **state)
{
	(void)state;
	html_is("<html><head><title>x</title><style>p{}</style></head><body>"
			"<p>Hello,\r\n  <b>world</b>!</p><p>Second</p></body></html>",
			"Hello, world!\nSecond");
	html_is("a<br>b<br/>c", "a\nb\nc");
	html_is("<ul><li>one</li><li>two</li></ul>", "- one\n- two");
	html_is("<pre>a  b\n c</pre>", "a  b\n c");
	html_is("a<!-- no <b> --> b<script>alert('<p>')</script>", "a b");
	html_is("1 < 2 && 3 > 2", "1 < 2 && 3 > 2");
}

static void test_html_entities(void **state)
{
	(void)state;
	html_is("&lt;b&gt; &amp;amp; &#228;&#xE4;&auml;&euro; &nbsp;x",
			"<b> &amp; \xc3\xa4\xc3\xa4\xc3\xa4\xe2\x82\xac  x");
	/* unknown, unfinished, and characters that XML has not */
	html_is("&what; &# &#x; &#0; &#xd800; &#1114112; &amp",
			"&what; &# &#x; &#0; &#xd800; &#1114112; &amp");
}

static void test_html_links(void **state)
{
	(void)state;
	html_is("see <a href=\"https://example.org/?a=1&amp;b=2\">here</a>.",
			"see here <https://example.org/?a=1&b=2>.");
	html_is("<a href='https://example.org/'>https://example.org/</a>",
			"https://example.org/");
	html_is("<a class=x href=https://example.org/>x</a>",
			"x <https://example.org/>");
	html_is("<a href='javascript:alert(1)'>x</a>", "x");
	html_is("<a href='https://example.org/'>never closed",
			"never closed <https://example.org/>");
}

static void test_html_broken(void **state)
{
	static const char *const broken[] = {"<", "<a", "<a href",
			"<a href=", "<a href='x", "<!--", "<!-- -", "</", "<script",
			"<script>x", "<script>x</script", "&", "&#", "<a href=\"", "</a>",
			"<p/", "<a <b>"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		str s = guarded(broken[i]);

		xmpp_chat_out_init(&out, buf, sizeof(buf));
		assert_int_equal(xmpp_chat_html(&s, &out), 0);
	}
}

/* --- Content-Encoding: deflate ------------------------------------------------------- */

static str deflated(const char *text, size_t len, int bits)
{
	static unsigned char packed[256 * 1024];
	z_stream z;

	memset(&z, 0, sizeof(z));
	assert_int_equal(
			deflateInit2(&z, 9, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (unsigned char *)text;
	z.avail_in = (unsigned)len;
	z.next_out = packed;
	z.avail_out = sizeof(packed);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return guarded_bytes((char *)packed, z.total_out);
}

static void test_inflate(void **state)
{
	str in = deflated("Hello World", 11, 15), text;

	(void)state;
	assert_int_equal(xmpp_chat_inflate(&in, buf, sizeof(buf), &text), 0);
	is(&text, "Hello World");
	in = deflated("Hello World", 11, -15);
	assert_int_equal(xmpp_chat_inflate(&in, buf, sizeof(buf), &text), 0);
	is(&text, "Hello World");
	assert_int_equal(xmpp_chat_inflate(&in, buf, 11, &text), 0);
}

static void test_inflate_bomb(void **state)
{
	static char zeros[4 * 1024 * 1024];
	str in = deflated(zeros, sizeof(zeros), 15), text;

	(void)state;
	assert_true(in.len < 8 * 1024);
	assert_int_equal(xmpp_chat_inflate(&in, buf, sizeof(buf), &text),
			CHAT_INFLATE_TOO_LONG);
	in = deflated("Hello World", 11, 15);
	assert_int_equal(
			xmpp_chat_inflate(&in, buf, 10, &text), CHAT_INFLATE_TOO_LONG);
}

static void test_inflate_broken(void **state)
{
	str in = deflated("Hello World, hello world", 24, 15), text;
	int n;

	(void)state;
	for(n = 0; n < in.len; n++) {
		str cut = guarded_bytes(in.s, (size_t)n);

		assert_int_equal(xmpp_chat_inflate(&cut, buf, sizeof(buf), &text),
				CHAT_INFLATE_BROKEN);
	}
	in = guarded("not compressed at all");
	assert_int_equal(xmpp_chat_inflate(&in, buf, sizeof(buf), &text),
			CHAT_INFLATE_BROKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_teardown(test_charsets, pages_free),
			cmocka_unit_test_teardown(test_utf8, pages_free),
			cmocka_unit_test_teardown(test_forbidden_characters, pages_free),
			cmocka_unit_test_teardown(test_latin1, pages_free),
			cmocka_unit_test_teardown(test_line_ends, pages_free),
			cmocka_unit_test_teardown(test_no_room, pages_free),
			cmocka_unit_test_teardown(test_counting, pages_free),
			cmocka_unit_test_teardown(test_excerpt, pages_free),
			cmocka_unit_test_teardown(test_cut, pages_free),
			cmocka_unit_test_teardown(test_split, pages_free),
			cmocka_unit_test_teardown(test_split_keeps_all, pages_free),
			cmocka_unit_test_teardown(test_html, pages_free),
			cmocka_unit_test_teardown(test_html_entities, pages_free),
			cmocka_unit_test_teardown(test_html_links, pages_free),
			cmocka_unit_test_teardown(test_html_broken, pages_free),
			cmocka_unit_test_teardown(test_inflate, pages_free),
			cmocka_unit_test_teardown(test_inflate_bomb, pages_free),
			cmocka_unit_test_teardown(test_inflate_broken, pages_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
