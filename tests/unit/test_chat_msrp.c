/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frames, addresses, chunks and SDP of MSRP (RFC 4975): its examples, cut at each
 * byte, and what is none. */
/* links: modules/xmpp_chat/chat_msrp.c modules/xmpp_chat/chat_msrp_write.c */
/* links: modules/xmpp_chat/chat_msrp_join.c modules/xmpp_chat/chat_msrp_sdp.c */

#include "chat_test.h"

#include "../../modules/xmpp_chat/chat_msrp.h"
#include "../../modules/xmpp_chat/chat_msrp_join.h"
#include "../../modules/xmpp_chat/chat_msrp_sdp.h"

#define ALICE "msrp://alicepc.example.com:7777/iau39soe2843z;tcp"
#define BOB "msrp://bob.example.com:8888/9di4eae923wzd;tcp"
#define PATHS "To-Path: " BOB "\r\nFrom-Path: " ALICE "\r\n"

/* section 11.1, step 4 */
#define HI                                                   \
	"MSRP d93kswow SEND\r\n" PATHS                           \
	"Message-ID: 12339sdqwer\r\nByte-Range: 1-16/16\r\n"     \
	"Content-Type: text/plain\r\n\r\nHi, I'm Alice!\r\n\r\n" \
	"-------d93kswow$\r\n"
/* section 11.6 */
#define REPORT                                                         \
	"MSRP dkei38sd REPORT\r\nTo-Path: " ALICE "\r\nFrom-Path: " BOB    \
	"\r\nMessage-ID: 12339sdqwer\r\nByte-Range: 1-106/106\r\nStatus: " \
	"000 200 OK\r\n-------dkei38sd$\r\n"

static char buf[16 * 1024];

static int read_text(const char *text, chat_msrp_frame_t *f)
{
	str s = guarded(text);

	return xmpp_chat_msrp_read(&s, f);
}

/* --- frames ------------------------------------------------------------------------ */

static void test_send(void **state)
{
	chat_msrp_frame_t f;

	(void)state;
	assert_int_equal(read_text(HI, &f), 0);
	assert_int_equal(f.kind, CHAT_MSRP_SEND);
	is(&f.tid, "d93kswow");
	is(&f.to_path, BOB);
	is(&f.from_path, ALICE);
	is(&f.message_id, "12339sdqwer");
	is(&f.type, "text/plain");
	assert_int_equal(f.start, 1);
	assert_int_equal(f.end, 16);
	assert_int_equal(f.total, 16);
	assert_int_equal(f.success, 0);
	assert_int_equal(f.failure, CHAT_MSRP_FAILURE_YES);
	is(&f.body, "Hi, I'm Alice!\r\n");
	assert_int_equal(f.flag, '$');
}

static void test_report(void **state)
{
	chat_msrp_frame_t f;

	(void)state;
	assert_int_equal(read_text(REPORT, &f), 0);
	assert_int_equal(f.kind, CHAT_MSRP_REPORT);
	assert_int_equal(f.status, 200);
	assert_int_equal(f.has_body, 0);
	assert_int_equal(f.end, 106);
}

static void test_response(void **state)
{
	chat_msrp_frame_t f;

	(void)state;
	assert_int_equal(read_text("MSRP d93kswow 200 OK\r\nTo-Path: " ALICE
							   "\r\nFrom-Path: " BOB "\r\n-------d93kswow$\r\n",
							 &f),
			0);
	assert_int_equal(f.kind, CHAT_MSRP_RESPONSE);
	assert_int_equal(f.status, 200);
	assert_int_equal(
			read_text("MSRP d93k 481\r\n" PATHS "-------d93k$\r\n", &f), 0);
	assert_int_equal(f.status, 481);
}

/* what is asked for, section 11.5; and a body that is empty is one */
static void test_reports_wanted(void **state)
{
	chat_msrp_frame_t f;

	(void)state;
	assert_int_equal(
			read_text("MSRP d93kswow SEND\r\n" PATHS
					  "Message-ID: 12339sdqwer\r\nByte-Range: 1-*/*\r\n"
					  "Success-Report: yes\r\nFailure-Report: no\r\n"
					  "Content-Type: text/plain\r\n\r\n\r\n"
					  "-------d93kswow+\r\n",
					&f),
			0);
	assert_int_equal(f.success, 1);
	assert_int_equal(f.failure, CHAT_MSRP_FAILURE_NO);
	assert_int_equal(f.end, CHAT_MSRP_UNKNOWN);
	assert_int_equal(f.total, CHAT_MSRP_UNKNOWN);
	assert_int_equal(f.has_body, 1);
	assert_int_equal(f.body.len, 0);
	assert_int_equal(f.flag, '+');
	assert_int_equal(read_text("MSRP abcd SEND\r\n" PATHS
							   "Failure-Report: partial\r\n-------abcd#\r\n",
							 &f),
			0);
	assert_int_equal(f.failure, CHAT_MSRP_FAILURE_PARTIAL);
	assert_int_equal(f.flag, '#');
	assert_int_equal(f.has_body, 0);
}

/* It is found when its last byte is there, whatever came before, and ends there */
static void cut_everywhere(const char *text)
{
	int len = (int)strlen(text), i, from = 0;

	for(i = 0; i < len; i++) {
		str part = guarded_bytes(text, (size_t)i);
		int once = 0;

		assert_int_equal(xmpp_chat_msrp_scan(part.s, i, &from), 0);
		assert_int_equal(xmpp_chat_msrp_scan(part.s, i, &once), 0);
		pages_free(NULL);
	}
	assert_int_equal(xmpp_chat_msrp_scan(text, len, &from), len);
}

static void test_cut(void **state)
{
	static const char body[] =
			"MSRP abcd SEND\r\n" PATHS
			"Message-ID: 1234\r\nContent-Type: text/plain\r\n\r\n"
			"\r\n-------abce$\r\n\r\n-------abcd\r\n-------abcd*\r\n\r\r\n"
			"\r\n-------abcd$x\r\n-------abcd#\r\n";
	chat_msrp_frame_t f;
	int from = 0;

	(void)state;
	cut_everywhere(HI);
	cut_everywhere(REPORT);
	cut_everywhere(body);
	assert_int_equal(read_text(body, &f), 0);
	assert_int_equal(f.flag, '#');
	assert_int_equal(f.body.len, (int)strlen("\r\n-------abce$\r\n\r\n"
											 "-------abcd\r\n-------abcd*\r\n"
											 "\r\r\n\r\n-------abcd$x"));
	/* the next one is not looked at */
	assert_int_equal(
			xmpp_chat_msrp_scan(HI REPORT, (int)strlen(HI REPORT), &from),
			(int)strlen(HI));
}

/* its head alone, when it is too long for a buffer */
static void test_head(void **state)
{
	chat_msrp_frame_t f;

	(void)state;
	assert_int_equal(read_text("MSRP abcd SEND\r\n" PATHS
							   "Message-ID: 1234\r\nByte-Range: 1-*/99999\r\n"
							   "Content-Type: text/plain\r\n\r\nxxx",
							 &f),
			0);
	assert_int_equal(f.flag, '\0');
	assert_int_equal(f.total, 99999);
	is(&f.body, "xxx");
}

static void test_no_frame(void **state)
{
	static const char *const cases[] = {
			"GET / HTTP/1.1\r\n\r\n",
			"MSRP\r\n",
			"MSRQ ",
			"\r\n",
			"MSRP abc SEND\r\n",
			"MSRP -abc SEND\r\n",
			"MSRP ab_cd SEND\r\n",
			"MSRP abcdefghijklmnopqrstuvwxyz0123456 SEND\r\n",
			"MSRP abcdefghijklmnopqrstuvwxyz0123456",
	};
	chat_msrp_frame_t f;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		str s = guarded(cases[i]);
		int from = 0;

		assert_int_equal(xmpp_chat_msrp_scan(s.s, s.len, &from), -1);
	}
	/* nobody could be answered */
	assert_int_equal(
			read_text("MSRP abcd SEND\r\nTo-Path: " BOB "\r\n-------abcd$\r\n",
					&f),
			-1);
	assert_int_equal(
			read_text("MSRP abcd 2OO OK\r\n" PATHS "-------abcd$\r\n", &f), -1);
	assert_int_equal(read_text("MSRP abcd SEND\r\nTo-Path: a\x01\r\n"
							   "From-Path: b\r\n-------abcd$\r\n",
							 &f),
			-1);
}

/* 400: it can be answered, and no more */
static void test_bad_headers(void **state)
{
	static const char *const cases[] = {"Byte-Range: 0-1/1", "Byte-Range: x",
			"Byte-Range: 1-2", "Byte-Range: 1-9/5", "Byte-Range: -1-2/3",
			"Byte-Range: 1-9999999999/9999999999", "Message-ID: abc",
			"Message-ID: a b c d", "Failure-Report: maybe", "no colon"};
	char text[1024];
	chat_msrp_frame_t f;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text),
				"MSRP abcd SEND\r\n" PATHS "%s\r\n-------abcd$\r\n", cases[i]);
		assert_int_equal(read_text(text, &f), 400);
	}
}

/* --- written -------------------------------------------------------------------------- */

static void test_written(void **state)
{
	chat_msrp_send_t s = {.tid = view("d93kswow"),
			.to_path = view(BOB),
			.from_path = view(ALICE),
			.message_id = view("12339sdqwer"),
			.start = 1,
			.end = 16,
			.total = 16,
			.type = view("text/plain"),
			.body = view("Hi, I'm Alice!\r\n"),
			.flag = '$'};
	chat_msrp_frame_t f;
	chat_out_t out;

	(void)state;
	xmpp_chat_out_init(&out, buf, sizeof(buf));
	assert_int_equal(xmpp_chat_msrp_write_send(&s, &out), 0);
	out_is(&out, HI);
	s.tid = view("dkei38sd");
	s.to_path = view(ALICE);
	s.from_path = view(BOB);
	s.end = s.total = 106;
	s.status = 200;
	xmpp_chat_out_init(&out, buf, sizeof(buf));
	assert_int_equal(xmpp_chat_msrp_write_report(&s, &out), 0);
	out_is(&out, REPORT);
	assert_int_equal(read_text(HI, &f), 0);
	xmpp_chat_out_init(&out, buf, sizeof(buf));
	s.from_path = view(BOB);
	assert_int_equal(
			xmpp_chat_msrp_write_response(&f, 200, &s.from_path, &out), 0);
	out_is(&out, "MSRP d93kswow 200 OK\r\nTo-Path: " ALICE "\r\nFrom-Path: " BOB
				 "\r\n-------d93kswow$\r\n");
	xmpp_chat_out_init(&out, buf, 100);
	assert_int_equal(xmpp_chat_msrp_write_send(&s, &out), -1);
}

/* section 7.2: to the one before us alone; of other methods the whole way */
static void test_response_path(void **state)
{
	str ours = view(BOB);
	chat_msrp_frame_t f;
	chat_out_t out;

	(void)state;
	assert_int_equal(read_text("MSRP abcd SEND\r\nTo-Path: " BOB
							   "\r\nFrom-Path: msrp://r;tcp " ALICE
							   "\r\n-------abcd$\r\n",
							 &f),
			0);
	xmpp_chat_out_init(&out, buf, sizeof(buf));
	assert_int_equal(xmpp_chat_msrp_write_response(&f, 413, &ours, &out), 0);
	out_is(&out, "MSRP abcd 413 Stop Sending\r\nTo-Path: msrp://r;tcp\r\n"
				 "From-Path: " BOB "\r\n-------abcd$\r\n");
	f.kind = CHAT_MSRP_OTHER;
	xmpp_chat_out_init(&out, buf, sizeof(buf));
	assert_int_equal(xmpp_chat_msrp_write_response(&f, 501, &ours, &out), 0);
	out_is(&out, "MSRP abcd 501 Unknown Method\r\nTo-Path: msrp://r;tcp " ALICE
				 "\r\nFrom-Path: " BOB "\r\n-------abcd$\r\n");
}

/* --- addresses (section 6) --------------------------------------------------------------- */

static void test_uris(void **state)
{
	static const struct
	{
		const char *text, *host, *session;
		int port, is_secure;
	} cases[] = {
			{ALICE, "alicepc.example.com", "iau39soe2843z", 7777, 0},
			{"MSRPS://u@h.example/a/b+=;TCP;x=y", "h.example", "a/b+=", 2855,
					1},
			{"msrp://[2001:db8::1]:99/s;tcp", "2001:db8::1", "s", 99, 0},
			{"msrp://[2001:db8::1];tcp", "2001:db8::1", "", 2855, 0},
			{"msrp://192.0.2.1;tcp", "192.0.2.1", "", 2855, 0},
	};
	static const char *const wrong[] = {"", "msrp://", "msrp://h/s",
			"msrp://h/s;udp", "http://h/s;tcp", "msrp://:1/s;tcp",
			"msrp://h:0/s;tcp", "msrp://h:65536/s;tcp", "msrp://h:x/s;tcp",
			"msrp://[::1]x/s;tcp", "msrps://;tcp"};
	chat_msrp_uri_t uri;
	size_t i;
	str s;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		s = guarded(cases[i].text);
		assert_int_equal(xmpp_chat_msrp_uri_read(&s, &uri), 0);
		is(&uri.host, cases[i].host);
		is(&uri.session, cases[i].session);
		assert_int_equal(uri.port, cases[i].port);
		assert_int_equal(uri.is_secure, cases[i].is_secure);
	}
	for(i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		s = guarded(wrong[i]);
		assert_int_equal(xmpp_chat_msrp_uri_read(&s, &uri), -1);
	}
}

static void test_paths(void **state)
{
	str path = guarded("msrp://a;tcp msrp://b;tcp msrp://c;tcp"), one;

	(void)state;
	one = xmpp_chat_msrp_first(&path);
	is(&one, "msrp://a;tcp");
	one = xmpp_chat_msrp_last(&path);
	is(&one, "msrp://c;tcp");
	path.len = 12;
	one = xmpp_chat_msrp_last(&path);
	is(&one, "msrp://a;tcp");
}

static void test_status(void **state)
{
	(void)state;
	assert_int_equal(xmpp_chat_msrp_status_of_sip(403), 403);
	assert_int_equal(xmpp_chat_msrp_status_of_sip(404), 403);
	assert_int_equal(xmpp_chat_msrp_status_of_sip(413), 413);
	assert_int_equal(xmpp_chat_msrp_status_of_sip(480), 408);
	assert_int_equal(xmpp_chat_msrp_status_of_sip(504), 408);
}

/* --- chunks (section 7.3.1) ----------------------------------------------------------------- */

static int add(chat_msrp_join_t *j, int start, const char *text, int is_last)
{
	str chunk = guarded(text);

	return xmpp_chat_msrp_join_add(j, start, &chunk, is_last);
}

static void joined(const chat_msrp_join_t *j, const char *want)
{
	str s = {j->buf, j->total};

	is(&s, want);
}

static void test_join_in_order(void **state)
{
	chat_msrp_join_t j;

	(void)state;
	xmpp_chat_msrp_join_init(&j, buf, 100);
	assert_int_equal(add(&j, 1, "abcd", 0), 0);
	assert_int_equal(add(&j, 5, "EFGH", 0), 0);
	assert_int_equal(add(&j, 9, "ijkl", 1), 1);
	joined(&j, "abcdEFGHijkl");
	xmpp_chat_msrp_join_init(&j, buf, 100);
	assert_int_equal(add(&j, 1, "", 1), 1);
	assert_int_equal(j.total, 0);
	/* the last one may be empty */
	xmpp_chat_msrp_join_init(&j, buf, 100);
	assert_int_equal(add(&j, 1, "ab", 0), 0);
	assert_int_equal(add(&j, 3, "", 1), 1);
	joined(&j, "ab");
}

static void test_join_any_order(void **state)
{
	chat_msrp_join_t j;

	(void)state;
	xmpp_chat_msrp_join_init(&j, buf, 100);
	assert_int_equal(add(&j, 9, "ijkl", 1), 0);
	assert_int_equal(add(&j, 5, "EFGH", 0), 0);
	assert_int_equal(add(&j, 5, "EF", 0), 0);
	assert_int_equal(add(&j, 1, "abcdX", 0), 1);
	joined(&j, "abcdXFGHijkl"); /* what came last counts */
	xmpp_chat_msrp_join_init(&j, buf, 100);
	assert_int_equal(add(&j, 1, "a", 0), 0);
	assert_int_equal(add(&j, 3, "c", 0), 0);
	assert_int_equal(add(&j, 5, "e", 1), 0);
	assert_int_equal(add(&j, 4, "d", 0), 0);
	assert_int_equal(add(&j, 2, "b", 0), 1);
	joined(&j, "abcde");
}

static void test_join_bounds(void **state)
{
	chat_msrp_join_t j;
	int i;

	(void)state;
	xmpp_chat_msrp_join_init(&j, buf, 8);
	assert_int_equal(add(&j, 1, "123456789", 1), 413);
	assert_int_equal(add(&j, 8, "89", 0), 413);
	assert_int_equal(add(&j, 10, "", 0), 413);
	assert_int_equal(add(&j, 999999999, "x", 0), 413);
	assert_int_equal(add(&j, 8, "8", 0), 0);
	/* the last one ends before another */
	assert_int_equal(add(&j, 1, "12", 1), 413);
	xmpp_chat_msrp_join_init(&j, buf, 8);
	assert_int_equal(add(&j, 3, "3", 1), 0);
	assert_int_equal(add(&j, 3, "34", 0), 413);
	assert_int_equal(add(&j, 2, "2", 1), 413);
	xmpp_chat_msrp_join_init(&j, buf, 100);
	for(i = 0; i < CHAT_MSRP_GAPS; i++)
		assert_int_equal(add(&j, 2 + 2 * i, "x", 0), 0);
	assert_int_equal(add(&j, 2 + 2 * i, "x", 0), 413);
}

/* every order of five chunks, one of which overlaps the next */
static void test_join_orders(void **state)
{
	static const struct
	{
		int start;
		const char *text;
	} chunks[] = {{1, "ab"}, {3, "cd"}, {5, "ef"}, {7, "gh"}, {8, "hi"}};
	int order[5], n, i, j, rc, k;
	chat_msrp_join_t join;

	(void)state;
	for(n = 0; n < 120; n++) {
		for(i = 0; i < 5; i++)
			order[i] = i;
		for(i = 4, k = n; i > 0; i--) {
			int other = k % (i + 1), kept = order[i];

			k /= i + 1;
			order[i] = order[other];
			order[other] = kept;
		}
		xmpp_chat_msrp_join_init(&join, buf, 9);
		for(j = 0, rc = 0; j < 5; j++) {
			assert_int_equal(rc, 0);
			rc = add(&join, chunks[order[j]].start, chunks[order[j]].text,
					order[j] == 4);
			/* all is there before "gh" when that comes last: it has no more */
			if(rc == 1)
				break;
		}
		pages_free(NULL);
		assert_int_equal(rc, 1);
		joined(&join, "abcdefghi");
	}
}

/* --- SDP (section 8, RFC 6135) ----------------------------------------------------------------- */

#define OFFER                                                             \
	"v=0\r\no=alice 2890844557 2890844559 IN IP4 alicepc.example.com\r\n" \
	"s= -\r\nc=IN IP4 alicepc.example.com\r\nt=0 0\r\n"                   \
	"m=message 7777 TCP/MSRP *\r\n"

static int offer(const char *more, chat_msrp_offer_t *o)
{
	char text[2048];
	str s;

	snprintf(text, sizeof(text), OFFER "%s", more);
	s = guarded(text);
	return xmpp_chat_msrp_offer_read(&s, o);
}

static void test_offer(void **state)
{
	chat_msrp_offer_t o;

	(void)state;
	assert_int_equal(
			offer("a=accept-types:text/plain\r\na=path:" ALICE "\r\n", &o), 0);
	assert_int_equal(o.message, 0);
	assert_int_equal(o.has_media, 0);
	assert_int_equal(o.is_secure, 0);
	assert_int_equal(o.takes, CHAT_MSRP_TAKES_PLAIN);
	assert_int_equal(o.setup, CHAT_MSRP_ACTIVE);
	assert_int_equal(o.max_size, 0);
	is(&o.path, ALICE);
	assert_int_equal(
			offer("a=accept-types:message/cpim application/im-iscomposing+xml\n"
				  "a=accept-wrapped-types: text/plain message/imdn+xml *\n"
				  "a=max-size:1000\na=setup:actpass\na=sendonly\na=path:" ALICE
				  " " BOB "\n",
					&o),
			0);
	assert_int_equal(o.takes, CHAT_MSRP_TAKES_CPIM | CHAT_MSRP_TAKES_COMPOSING
									  | CHAT_MSRP_WRAPS_PLAIN
									  | CHAT_MSRP_WRAPS_COMPOSING
									  | CHAT_MSRP_WRAPS_IMDN);
	assert_int_equal(o.max_size, 1000);
	assert_int_equal(o.setup, CHAT_MSRP_ACTPASS);
	assert_int_equal(o.is_deaf, 1);
	is(&o.path, ALICE " " BOB);
	/* "*" is all that can be */
	assert_int_equal(offer("a=accept-types:*\r\na=path:" ALICE "\r\n", &o), 0);
	assert_int_equal(o.takes, CHAT_MSRP_TAKES_PLAIN | CHAT_MSRP_TAKES_CPIM
									  | CHAT_MSRP_TAKES_COMPOSING);
}

static void test_offer_none(void **state)
{
	static const char *const none[] = {"v=0\r\nm=audio 4000 RTP/AVP 0\r\n",
			"v=0\r\nm=message 0 TCP/MSRP *\r\na=path:" ALICE "\r\n",
			"v=0\r\nm=message 7777 TCP/MSRP *\r\n",
			"v=0\r\nm=message 7777 udp/MSRP *\r\na=path:" ALICE "\r\n",
			"v=0\r\na=path:" ALICE "\r\nm=message 7 TCP/MSRP *\r\n",
			"v=0\r\nm=message 7 TCP/MSRP *\r\na=path:a\001b\r\n", "v=0\r\n",
			"v=0"};
	chat_msrp_offer_t o;
	size_t i;
	str s;

	(void)state;
	for(i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		s = guarded(none[i]);
		assert_int_equal(xmpp_chat_msrp_offer_read(&s, &o), 0);
		assert_int_equal(o.message, -1);
	}
	s = guarded("hello");
	assert_int_equal(xmpp_chat_msrp_offer_read(&s, &o), -1);
	s = guarded("");
	assert_int_equal(xmpp_chat_msrp_offer_read(&s, &o), -1);
}

static void test_offer_too_many(void **state)
{
	char text[2048] = "v=0\r\n";
	chat_msrp_offer_t o;
	int i;
	str s;

	(void)state;
	for(i = 0; i <= CHAT_MSRP_STREAMS; i++)
		strcat(text, "m=text 9 x y\r\n");
	s = guarded(text);
	assert_int_equal(xmpp_chat_msrp_offer_read(&s, &o), -1);
}

static void test_answer(void **state)
{
	chat_msrp_answer_t a = {.address = view("192.0.2.1"),
			.port = 2856,
			.path = view("msrp://192.0.2.1:2856/x;tcp"),
			.id = 7,
			.max_size = 32768};
	str s = guarded("v=0\r\nm=application 9 TCP/BFCP *\r\n"
					"m=message 7777 TCP/MSRP *\r\na=path:" ALICE
					"\r\nm=text 4 RTP/AVP 98\r\n");
	chat_msrp_offer_t o;
	chat_out_t out;

	(void)state;
	assert_int_equal(xmpp_chat_msrp_offer_read(&s, &o), 0);
	xmpp_chat_out_init(&out, buf, sizeof(buf));
	assert_int_equal(xmpp_chat_msrp_answer_write(&o, &a, &out), 0);
	out_is(&out,
			"v=0\r\no=- 7 7 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
			"t=0 0\r\nm=application 0 TCP/BFCP *\r\n"
			"m=message 2856 TCP/MSRP *\r\n"
			"a=accept-types:message/cpim text/plain text/html "
			"application/im-iscomposing+xml message/imdn+xml multipart/mixed "
			"multipart/alternative\r\n"
			"a=accept-wrapped-types:text/plain text/html "
			"application/im-iscomposing+xml message/imdn+xml\r\n"
			"a=path:msrp://192.0.2.1:2856/x;tcp\r\na=setup:passive\r\n"
			"a=max-size:32768\r\nm=text 0 RTP/AVP 98\r\n");
	xmpp_chat_out_init(&out, buf, 300);
	assert_int_equal(xmpp_chat_msrp_answer_write(&o, &a, &out), -1);
}

#define msrp_test(f) cmocka_unit_test_teardown(f, pages_free)

/* RFC 4975 section 10; what it has no words for has some */
static void test_phrases(void **state)
{
	static const int codes[] = {
			200, 400, 403, 408, 413, 415, 423, 481, 501, 506};
	const char *other = xmpp_chat_msrp_phrase(299);
	size_t i;

	(void)state;
	assert_string_equal(xmpp_chat_msrp_phrase(200), "OK");
	assert_true(strlen(other) > 0);
	for(i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		assert_string_not_equal(xmpp_chat_msrp_phrase(codes[i]), other);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
			msrp_test(test_send),
			msrp_test(test_report),
			msrp_test(test_response),
			msrp_test(test_reports_wanted),
			msrp_test(test_cut),
			msrp_test(test_head),
			msrp_test(test_no_frame),
			msrp_test(test_bad_headers),
			msrp_test(test_written),
			msrp_test(test_response_path),
			msrp_test(test_uris),
			msrp_test(test_paths),
			msrp_test(test_status),
			msrp_test(test_join_in_order),
			msrp_test(test_join_any_order),
			msrp_test(test_join_bounds),
			msrp_test(test_join_orders),
			msrp_test(test_offer),
			msrp_test(test_offer_none),
			msrp_test(test_offer_too_many),
			msrp_test(test_answer),
			msrp_test(test_phrases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
