/* links: modules/jingle_sdp/jingle_mime.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bodies of SIP messages: RFC 3261 sections 8.2.3, 18.3, 20.11 to 20.15,
 * RFC 5621, RFC 2046 section 5.1. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "../../modules/jingle_sdp/jingle_mime.h"

#define SDP "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n"
#define MIXED "Content-Type: multipart/mixed;boundary=b\r\n"
#define PART "--b\r\nContent-Type: application/sdp\r\n\r\n" SDP "\r\n"
#define OTHER_PART(more) \
	"--b\r\nContent-Type: application/isup\r\n" more "\r\n\x01\x00z\r\n"
#define END "--b--\r\n"

/* a message at the end of its block, so that reading beyond it is seen */
static str message(const char *headers, const char *body, int len)
{
	char head[4096];
	str text;
	int n = snprintf(head, sizeof(head),
			"INVITE sip:romeo@xmpp.example SIP/2.0\r\nCall-ID: a:b\r\n%s"
			"Content-Length: %d\r\n\r\n",
			headers, len);

	text.len = n + len;
	text.s = malloc((size_t)text.len);
	assert_non_null(text.s);
	memcpy(text.s, head, (size_t)n);
	memcpy(text.s + n, body, (size_t)len);
	return text;
}

static char settled[4096]; /* what is behind the head afterwards */
static char settled_head[4096];

static jingle_mime_t kind_of(const char *headers, const char *body, int len)
{
	str text = message(headers, body, len), sdp;
	jingle_mime_t kind = jingle_mime_sdp(&text, &sdp), again;
	char *blank;

	assert_true((kind == JINGLE_MIME_SDP) == (sdp.len > 0));
	again = jingle_mime_type_fix(&text);
	assert_int_equal(again, kind);
	settled[0] = settled_head[0] = '\0';
	if(kind == JINGLE_MIME_SDP) {
		/* it is found again, and alone */
		assert_int_equal(jingle_mime_sdp(&text, &sdp), JINGLE_MIME_SDP);
		assert_ptr_equal(sdp.s + sdp.len, text.s + text.len);
		memcpy(settled, sdp.s, (size_t)sdp.len);
		settled[sdp.len] = '\0';
		memcpy(settled_head, text.s, (size_t)(sdp.s - text.s));
		settled_head[sdp.s - text.s] = '\0';
		blank = strstr(settled_head, "\r\n\r\n");
		assert_non_null(blank);
		assert_ptr_equal(blank + 4, settled_head + (sdp.s - text.s));
	}
	free(text.s);
	return kind;
}

#define KIND(headers, body) kind_of(headers, body, (int)sizeof(body) - 1)
#define FINDS(headers, body)                                    \
	do {                                                        \
		assert_int_equal(KIND(headers, body), JINGLE_MIME_SDP); \
		assert_string_equal(settled, SDP);                      \
	} while(0)
#define IS(kind, headers, body) \
	assert_int_equal(KIND(headers, body), JINGLE_MIME_##kind)

static void test_alone(void **state)
{
	(void)state;
	FINDS("Content-Type: application/sdp\r\n", SDP);
	FINDS("c: application/sdp\r\n", SDP);
	FINDS("CONTENT-TYPE :\tApplication/SDP ; charset=utf-8\r\n", SDP);
	FINDS("Content-Type: application / sdp\r\n", SDP);
	FINDS("Content-Type:\r\n application/sdp\r\n", SDP);
	FINDS("Content-Type: application/sdp\r\nContent-Disposition: session\r\n",
			SDP);
	FINDS("Content-Type: application/sdp\r\n"
		  "Content-Disposition: session;handling=required\r\n",
			SDP);
	FINDS("", SDP);
	FINDS("Content-Type: application/sdp\r\nContent-Encoding: identity\r\n",
			SDP);
	IS(NONE, "Content-Type: application/sdp\r\n", "");
	IS(NONE, "", "");
}

static void test_other_types(void **state)
{
	(void)state;
	IS(OTHER, "Content-Type: application/rs-metadata+xml\r\n", SDP);
	IS(OTHER, "Content-Type: text/plain\r\n", SDP);
	IS(OTHER, "Content-Type: application/sdpx\r\n", SDP);
	IS(OTHER, "Content-Type: application\r\n", SDP);
	IS(OTHER, "Content-Type: text/plain;x=\"; application/sdp\"\r\n", SDP);
	/* RFC 3261 section 20.11 */
	IS(NONE,
			"Content-Type: text/plain\r\n"
			"Content-Disposition: render;handling=optional\r\n",
			"hello");
	IS(OTHER,
			"Content-Type: text/plain\r\n"
			"Content-Disposition: render;handling=required\r\n",
			"hello");
	/* RFC 3959: not of the session */
	IS(OTHER,
			"Content-Type: application/sdp\r\n"
			"Content-Disposition: early-session\r\n",
			SDP);
	IS(NONE,
			"Content-Type: application/sdp\r\n"
			"Content-Disposition: early-session ; handling = OPTIONAL\r\n",
			SDP);
	IS(ENCODED, "Content-Type: application/sdp\r\nContent-Encoding: gzip\r\n",
			SDP);
	IS(ENCODED, "Content-Type: application/sdp\r\ne: gzip\r\n", SDP);
}

static void test_mixed(void **state)
{
	(void)state;
	FINDS(MIXED, PART END);
	assert_non_null(strstr(settled_head, "Content-Type: application/sdp  "));
	FINDS(MIXED, OTHER_PART("") PART END);
	FINDS(MIXED, PART OTHER_PART("") END);
	FINDS(MIXED, "preamble\r\n" PART OTHER_PART("") END "epilogue" SDP);
	FINDS(MIXED, PART); /* no closing delimiter */
	FINDS("Content-Type: multipart/mixed; boundary=\"b\"; x=y\r\n", PART END);
	FINDS("c: MULTIPART/mixed ;\r\n\tBOUNDARY = b\r\n", PART END);
	FINDS("Content-Type: multipart/related; type=\"a;boundary=x\"; "
		  "boundary=b\r\n",
			PART END);
	/* two: the first; of alternatives the last */
	FINDS(MIXED,
			PART "--b\r\nContent-Type: application/sdp\r\n\r\nv=1\r\n" END);
	FINDS("Content-Type: multipart/alternative;boundary=b\r\n",
			"--b\r\nContent-Type: application/sdp\r\n\r\nv=1\r\n" PART END);
	/* the delimiter's own line end is not the SDP's, if that has one */
	FINDS(MIXED, "--b\r\nContent-Type: application/sdp\r\n\r\n" SDP "--b--");
	/* a line that only begins as the delimiter does */
	assert_int_equal(KIND(MIXED, "--b\r\nContent-Type: application/sdp\r\n\r\n"
								 "v=0\r\n--bb\r\nx--b\r\n\r\n--b--"),
			JINGLE_MIME_SDP);
	assert_string_equal(settled, "v=0\r\n--bb\r\nx--b\r\n");
	IS(OTHER, MIXED, OTHER_PART("") END);
	IS(NONE, MIXED "Content-Disposition: render;handling=optional\r\n",
			OTHER_PART("") END);
}

/* RFC 5621 section 4.2 and RFC 3261 section 20.11 */
static void test_required_part(void **state)
{
	(void)state;
	FINDS(MIXED,
			PART OTHER_PART(
					"Content-Disposition: signal; handling=optional\r\n") END);
	IS(OTHER, MIXED,
			PART OTHER_PART(
					"Content-Disposition: signal; handling=required\r\n") END);
	IS(OTHER, MIXED,
			OTHER_PART("Content-Disposition: signal;HANDLING=\"required\"\r\n")
					PART END);
	/* one of several ways to say it */
	FINDS("Content-Type: multipart/alternative;boundary=b\r\n",
			OTHER_PART("Content-Disposition: signal; handling=required\r\n")
					PART END);
	/* an early session beside it */
	FINDS(MIXED, "--b\r\nContent-Type: application/sdp\r\nContent-Disposition: "
				 "early-session;handling=optional\r\n\r\nv=1\r\n" PART END);
	IS(OTHER, MIXED,
			"--b\r\nContent-Type: application/sdp\r\n"
			"Content-Transfer-Encoding: base64\r\n\r\ndj0w\r\n" END);
	FINDS(MIXED, "--b\r\nContent-Type: application/sdp\r\n"
				 "Content-Transfer-Encoding: binary\r\n\r\n" SDP "\r\n" END);
}

#define NESTED(n, inner) \
	"--b" n "\r\nContent-Type: multipart/mixed;boundary=b" inner "\r\n\r\n"

static void test_nested(void **state)
{
	(void)state;
	FINDS("Content-Type: multipart/mixed;boundary=b1\r\n",
			NESTED("1", "2") NESTED("2", "") PART END "--b2--\r\n--b1--\r\n");
	/* the second of two */
	FINDS("Content-Type: multipart/mixed;boundary=b1\r\n",
			NESTED("1", "") OTHER_PART("") END NESTED("1", "") PART END
			"--b1--\r\n");
	IS(BROKEN, "Content-Type: multipart/mixed;boundary=b1\r\n",
			NESTED("1", "2") NESTED("2", "3") NESTED("3", "4") NESTED("4", "")
					PART END "--b4--\r\n--b3--\r\n--b2--\r\n--b1--\r\n");
}

static void test_boundaries(void **state)
{
	(void)state;
	IS(BROKEN, "Content-Type: multipart/mixed\r\n", PART END);
	IS(BROKEN, "Content-Type: multipart/mixed;boundary=\r\n", PART END);
	IS(BROKEN, "Content-Type: multipart/mixed;boundary=\"\"\r\n", PART END);
	IS(BROKEN, "Content-Type: multipart/mixed;boundary=\"b\r\n", PART END);
	IS(BROKEN, "Content-Type: multipart/mixed;boundary=\"\\b\"\r\n", PART END);
	IS(BROKEN, "Content-Type: multipart/mixed;boundary=c\r\n", PART END);
	IS(BROKEN, "Content-Type: multipart/mixed;boundary=c\r\n", SDP);
	IS(BROKEN, MIXED, "--b\r\n--b\r\n" END);
	IS(BROKEN, MIXED, "--b\r\nContent-Type: application/sdp\r\nno end");
	IS(BROKEN,
			"Content-Type: multipart/mixed;boundary="
			"012345678901234567890123456789012345678901234567890123456789012345"
			"6"
			"7890\r\n",
			PART END);
	IS(BROKEN, MIXED "Content-Type: application/sdp\r\n", PART END);
	FINDS("Content-Type: multipart/mixed;boundary=\"-\"\r\n",
			"---\r\nContent-Type: application/sdp\r\n\r\n" SDP "\r\n-----\r\n");
	FINDS("Content-Type: multipart/mixed;boundary=\"a b'()+_,-./:=?c\"\r\n",
			"--a b'()+_,-./:=?c \t\r\nContent-Type: application/sdp\r\n\r\n" SDP
			"\r\n--a b'()+_,-./:=?c--\r\n");
}

static jingle_mime_t raw(const char *s, const char *expected)
{
	char buf[1024];
	jingle_mime_t kind;
	str text, sdp;

	text.len = (int)strlen(s);
	memcpy(buf, s, (size_t)text.len);
	text.s = buf;
	kind = jingle_mime_type_fix(&text);
	if(expected != NULL) {
		assert_int_equal(jingle_mime_sdp(&text, &sdp), JINGLE_MIME_SDP);
		assert_int_equal(sdp.len, strlen(expected));
		assert_memory_equal(sdp.s, expected, sdp.len);
		assert_ptr_equal(sdp.s + sdp.len, text.s + text.len);
	}
	return kind;
}

/* RFC 3261 section 18.3 */
static void test_length(void **state)
{
	(void)state;
	assert_int_equal(
			raw("BYE x SIP/2.0\r\nl: 5\r\n\r\nv=0\r\nv=1\r\n", "v=0\r\n"),
			JINGLE_MIME_SDP);
	assert_int_equal(raw("BYE x SIP/2.0\r\nl: 5\r\n\r\nv=0\r", NULL),
			JINGLE_MIME_BROKEN);
	assert_int_equal(
			raw("BYE x SIP/2.0\r\n\r\nv=0\r\n", "v=0\r\n"), JINGLE_MIME_SDP);
	assert_int_equal(raw("BYE x SIP/2.0\r\nl: 0\r\n\r\nv=0\r\n", NULL),
			JINGLE_MIME_NONE);
	assert_int_equal(raw("BYE x SIP/2.0\r\nl: -5\r\n\r\nv=0\r\n", NULL),
			JINGLE_MIME_BROKEN);
	assert_int_equal(raw("BYE x SIP/2.0\r\nl: \r\n\r\nv=0\r\n", NULL),
			JINGLE_MIME_BROKEN);
	assert_int_equal(
			raw("BYE x SIP/2.0\r\nl: 99999999999999999999\r\n\r\nv=0", NULL),
			JINGLE_MIME_BROKEN);
	assert_int_equal(raw("BYE x SIP/2.0\r\nl: 5\r\nContent-Length: 3\r\n\r\nv=0"
						 "\r\n",
							 NULL),
			JINGLE_MIME_BROKEN);
	assert_int_equal(
			raw("BYE x SIP/2.0\r\nl: 5\r\n", NULL), JINGLE_MIME_BROKEN);
	assert_int_equal(raw("BYE", NULL), JINGLE_MIME_BROKEN);
	assert_int_equal(raw("", NULL), JINGLE_MIME_BROKEN);
}

static void test_is(void **state)
{
	str text = message(
			"Content-Type: application/media_control+xml\r\n", "<x/>", 4);

	(void)state;
	assert_true(jingle_mime_is(&text, "application", "media_control+xml"));
	assert_false(jingle_mime_is(&text, "application", "sdp"));
	free(text.s);
	text = message("Content-Type: application/sdp\r\n", "", 0);
	assert_false(jingle_mime_is(&text, "application", "sdp"));
	free(text.s);
}

/* damaged in each way: nothing is read or written beyond the message, and what
 * is found lies in it */
static void test_damaged(void **state)
{
	static const char body[] = "p\r\n" OTHER_PART("x: y\r\n")
			NESTED("", "2") "--b2\r\nContent-Type: application/sdp\r\n\r\n" SDP
							"\r\n--b2--\r\n" PART END;
	static const char bytes[] = "-b\r\n;:\"=\\ \0/2";
	const int len = (int)sizeof(body) - 1;
	unsigned seed = 1;
	int round, i, n;
	str text, sdp, copy;

	(void)state;
	for(round = 0; round < 20000; round++) {
		text = message(MIXED, body, len);
		n = rand_r(&seed) % 6;
		for(i = 0; i < n; i++)
			text.s[(unsigned)rand_r(&seed) % (unsigned)text.len] =
					bytes[(unsigned)rand_r(&seed) % (sizeof(bytes) - 1)];
		if(round % 3 == 0) { /* cut; again at the end of its block */
			copy.len = rand_r(&seed) % text.len + 1;
			copy.s = malloc((size_t)copy.len);
			assert_non_null(copy.s);
			memcpy(copy.s, text.s, (size_t)copy.len);
			free(text.s);
			text = copy;
		}
		n = text.len;
		if(jingle_mime_sdp(&text, &sdp) == JINGLE_MIME_SDP)
			assert_true(sdp.s >= text.s && sdp.len > 0
						&& sdp.s + sdp.len <= text.s + text.len);
		jingle_mime_type_fix(&text);
		assert_true(text.len >= 0 && text.len <= n);
		free(text.s);
	}
}

/* a large one costs no more than its size */
static void test_large(void **state)
{
	enum
	{
		SIZE = 250 * 1024
	};
	static const char *const fill[] = {"--b\r\n\r\n", "--b", "\r\n--b", "-",
			"--b\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n", "\r\n "};
	char *body = malloc(SIZE);
	clock_t begin = clock();
	size_t i, n, len;

	(void)state;
	assert_non_null(body);
	for(i = 0; i < sizeof(fill) / sizeof(fill[0]); i++) {
		len = strlen(fill[i]);
		for(n = 0; n < SIZE; n++)
			body[n] = fill[i][n % len];
		str text = message(MIXED, body, SIZE), sdp;

		jingle_mime_sdp(&text, &sdp);
		free(text.s);
	}
	free(body);
	assert_true((clock() - begin) / CLOCKS_PER_SEC < 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_alone),
			cmocka_unit_test(test_other_types),
			cmocka_unit_test(test_mixed),
			cmocka_unit_test(test_required_part),
			cmocka_unit_test(test_nested),
			cmocka_unit_test(test_boundaries),
			cmocka_unit_test(test_length),
			cmocka_unit_test(test_is),
			cmocka_unit_test(test_damaged),
			cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
