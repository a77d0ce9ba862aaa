/* SPDX-License-Identifier: GPL-2.0-or-later */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

/* A dialog without a call: what RFC 3261 section 12 and RFC 3891 say of one. */

#include "jingle_fake.h"

#include "../../modules/jingle/jingle_sip_dialog.h"

#define TAG "abcdefghijklmnopqrstuvwxyz"
#define VIA "Via: SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bK1\r\n"
#define FROM "From: \"Juliet C.\" <sip:1001@sip.example>;tag=1928301774\r\n"
#define TO "To: <sip:a%20b@gw.example>\r\n"
#define IDS "Call-ID: a84b4c76e66710\r\n"
#define TARGET "Contact: <sip:1001@192.0.2.9:5062;ob>\r\n"
#define RR(name) "Record-Route: <sip:" name ".example;lr>\r\n"
#define INVITED(lines) \
	"INVITE sip:a%20b@gw.example SIP/2.0\r\n" VIA FROM TO IDS lines "\r\n"
#define ANSWER_OK(lines)                                                   \
	"SIP/2.0 200 OK\r\n" VIA "From: <sip:a@gw.example>;tag=" TAG "\r\n"    \
	"To: <sip:1001@sip.example>;tag=77\r\n" IDS "CSeq: 7 INVITE\r\n" lines \
	"\r\n"
#define IN_DIALOG(from, to, id, cseq)                                     \
	"INFO sip:a@gw.example SIP/2.0\r\n" VIA                               \
	"From: <sip:1001@sip.example>;tag=" from "\r\n"                       \
	"To: <sip:a@gw.example>;tag=" to "\r\nCall-ID: " id "\r\nCSeq: " cseq \
	" INFO\r\n\r\n"

typedef int (*with_message_f)(jingle_sip_dialog_t *d, sip_msg_t *m);


static int run(with_message_f f, jingle_sip_dialog_t *d, const char *text)
{
	sip_msg_t m;
	int rc;

	memset(&m, 0, sizeof(m));
	m.buf = (char *)text;
	m.len = (unsigned)strlen(text);
	assert_int_equal(parse_msg(m.buf, m.len, &m), 0);
	assert_int_equal(parse_headers(&m, HDR_EOH_F, 0), 0);
	rc = f(d, &m);
	free_sip_msg(&m);
	return rc;
}

static void dialog_new(jingle_sip_dialog_t *d)
{
	memset(d, 0, sizeof(*d));
	memcpy(d->loc_tag, TAG, JINGLE_TAG_LEN);
}

static void dialog_of_invite(jingle_sip_dialog_t *d)
{
	dialog_new(d);
	assert_int_equal(run(jingle_sip_dialog_uas, d,
							 INVITED("CSeq: 314159 INVITE\r\n" TARGET)),
			0);
}

static void assert_str(str got, const char *text)
{
	assert_int_equal(got.len, strlen(text));
	assert_memory_equal(got.s, text, strlen(text));
}


/* RFC 3261 section 12.1.1 */
static void test_uas(void **state)
{
	jingle_sip_dialog_t d;

	(void)state;
	dialog_of_invite(&d);
	assert_str(d.callid, "a84b4c76e66710");
	assert_str(d.rem_uri, "sip:1001@sip.example");
	assert_str(d.rem_tag, "1928301774");
	assert_str(d.rem_name, "\"Juliet C.\"");
	assert_str(d.loc_uri, "sip:a%20b@gw.example");
	assert_str(d.rem_target, "sip:1001@192.0.2.9:5062;ob");
	assert_int_equal(d.routes.len, 0);
	assert_int_equal(d.rem_cseq, 314159);
	assert_int_equal(d.changed, 1);
	jingle_sip_dialog_free(&d);
}

/* "in order" for the server of a request (section 12.1.1), "in reverse order" for
 * its client (section 12.1.2), whether in one line or in several */
static void test_routes(void **state)
{
	static const char three[] = INVITED("CSeq: 1 INVITE\r\n" TARGET RR(
			"p1") "Record-Route: <sip:p2.example;lr>, <sip:p3.example>\r\n");
	jingle_sip_dialog_t d;

	(void)state;
	dialog_new(&d);
	assert_int_equal(run(jingle_sip_dialog_uas, &d, three), 0);
	assert_str(d.routes, "<sip:p1.example;lr>,<sip:p2.example;lr>, "
						 "<sip:p3.example>");
	jingle_sip_dialog_free(&d);
	dialog_new(&d);
	assert_int_equal(run(jingle_sip_dialog_uac, &d,
							 ANSWER_OK(TARGET RR(
									 "p1") "Record-Route: <sip:p2.example;lr>, "
										   "<sip:p3.example>\r\n")),
			0);
	assert_str(d.routes,
			"<sip:p3.example>,<sip:p2.example;lr>,<sip:p1.example;lr>");
	assert_str(d.rem_tag, "77");
	jingle_sip_dialog_free(&d);
}

static void test_routes_too_many(void **state)
{
	jingle_sip_dialog_t d;
	char text[8192];
	int n = snprintf(text, sizeof(text), "%s",
			"INVITE sip:a@gw.example SIP/2.0\r\n" VIA FROM TO IDS
			"CSeq: 1 INVITE\r\n" TARGET);
	int i;

	(void)state;
	for(i = 0; i <= JINGLE_SIP_ROUTE_LINES; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, RR("p"));
	snprintf(text + n, sizeof(text) - (size_t)n, "\r\n");
	dialog_new(&d);
	assert_int_equal(run(jingle_sip_dialog_uas, &d, text), JINGLE_SIP_ROUTES);
	jingle_sip_dialog_free(&d);
}

/* section 8.1.1: what each request must have; a Contact makes the target */
static void test_faults(void **state)
{
	static const struct
	{
		const char *text;
		int fault;
	} bad[] = {
			{INVITED("CSeq: 1 INVITE\r\n"), JINGLE_SIP_NO_TARGET},
			{INVITED(TARGET), JINGLE_SIP_HEADERS},
			{INVITED("CSeq: 2147483648 INVITE\r\n" TARGET), JINGLE_SIP_CSEQ},
			{"INVITE sip:a@b SIP/2.0\r\n" VIA "From: <sip:c@d>\r\n" TO IDS
			 "CSeq: 1 INVITE\r\n" TARGET "\r\n",
					JINGLE_SIP_HEADERS},
	};
	jingle_sip_dialog_t d;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		dialog_new(&d);
		assert_int_equal(
				run(jingle_sip_dialog_uas, &d, bad[i].text), bad[i].fault);
		jingle_sip_dialog_free(&d);
	}
	dialog_new(&d);
	assert_int_equal(run(jingle_sip_dialog_uas, &d,
							 INVITED("CSeq: 2147483647 INVITE\r\n" TARGET)),
			0);
	jingle_sip_dialog_free(&d);
}

/* a 2xx without a Contact: its tag is taken all the same */
static void test_uac_without_contact(void **state)
{
	jingle_sip_dialog_t d;

	(void)state;
	dialog_new(&d);
	assert_int_equal(run(jingle_sip_dialog_uac, &d, ANSWER_OK("")),
			JINGLE_SIP_NO_TARGET);
	assert_str(d.rem_tag, "77");
	jingle_sip_dialog_free(&d);
}

/* section 12.2.2: Call-ID and both tags */
static void test_match(void **state)
{
	jingle_sip_dialog_t d;
	str none = str_init("");

	(void)state;
	dialog_of_invite(&d);
#define MATCH(from, to, id) \
	run(jingle_sip_dialog_match, &d, IN_DIALOG(from, to, id, "1"))
	assert_int_equal(MATCH("1928301774", TAG, "a84b4c76e66710"), 1);
	assert_int_equal(MATCH("1928301775", TAG, "a84b4c76e66710"), 0);
	assert_int_equal(MATCH("1928301774", "x", "a84b4c76e66710"), 0);
	assert_int_equal(MATCH("1928301774", TAG "x", "a84b4c76e66710"), 0);
	assert_int_equal(MATCH("1928301774", TAG, "A84b4c76e66710"), 0);
	assert_int_equal(jingle_sip_dialog_set(&d, &d.rem_tag, &none), 0);
	assert_int_equal(MATCH("another", TAG, "a84b4c76e66710"), 1);
#undef MATCH
	jingle_sip_dialog_free(&d);
}

/* sections 12.2.2 and 8.1.1.5: lower is refused with 500, gaps are none */
static void test_order(void **state)
{
	jingle_sip_dialog_t d;
	str none = str_init("");

	(void)state;
	dialog_of_invite(&d);
#define ORDER(cseq) \
	run(jingle_sip_dialog_order, &d, IN_DIALOG("1", TAG, "a", cseq))
	assert_int_equal(ORDER("314158"), 500);
	assert_int_equal(ORDER("314160"), 0);
	assert_int_equal(ORDER("400000"), 0);
	assert_int_equal(ORDER("399999"), 500);
	assert_int_equal(ORDER("2147483648"), 400);
	assert_int_equal(d.rem_cseq, 400000);
	assert_int_equal(jingle_sip_dialog_set(&d, &d.rem_tag, &none), 0);
	assert_int_equal(ORDER("1"), 0);
	assert_int_equal(d.rem_cseq, 400000);
#undef ORDER
	jingle_sip_dialog_free(&d);
}

/* section 12.2.2: "if that request is a target refresh request"; without a
 * Contact it stays where it was */
static void test_refresh(void **state)
{
	jingle_sip_dialog_t d;

	(void)state;
	dialog_of_invite(&d);
	assert_int_equal(run(jingle_sip_dialog_refresh, &d,
							 INVITED("CSeq: 2 INVITE\r\n"
									 "Contact: <sip:1001@192.0.2.77>\r\n")),
			0);
	assert_str(d.rem_target, "sip:1001@192.0.2.77");
	assert_int_equal(
			run(jingle_sip_dialog_refresh, &d, INVITED("CSeq: 3 INVITE\r\n")),
			0);
	assert_str(d.rem_target, "sip:1001@192.0.2.77");
	jingle_sip_dialog_free(&d);
}

static int replaces(const char *text, jingle_sip_replaces_t *r)
{
	str value = {(char *)text, (int)strlen(text)};

	return jingle_sip_replaces_read(&value, r);
}

/* RFC 3891 sections 6.1 (its examples) and 3 */
static void test_replaces_read(void **state)
{
	static const char *const bad[] = {"", "98732@sip.example.com",
			"98732@sip.example.com;to-tag=a", "x;from-tag=a",
			"x;to-tag=a;from-tag=b;to-tag=c", "x;to-tag=;from-tag=b",
			"x;to-tag;from-tag=b", ";to-tag=a;from-tag=b"};
	jingle_sip_replaces_t r;
	size_t i;

	(void)state;
	assert_int_equal(
			replaces("98732@sip.example.com\r\n ;from-tag=r33th4x0r\r\n"
					 " ;to-tag=ff87ff",
					&r),
			0);
	assert_str(r.callid, "98732@sip.example.com");
	assert_str(r.from_tag, "r33th4x0r");
	assert_str(r.to_tag, "ff87ff");
	assert_int_equal(r.early_only, 0);
	assert_int_equal(replaces("12adf2f34456gs5;to-tag=12345;from-tag=54321;x=y"
							  ";early-only",
							 &r),
			0);
	assert_int_equal(r.early_only, 1);
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(replaces(bad[i], &r), -1);
}

/* RFC 3891 section 3: the to-tag is compared to the local, the from-tag to the
 * remote one, and any will do
 * where there is none yet */
static void test_replaced(void **state)
{
	jingle_sip_replaces_t r;
	jingle_sip_dialog_t d;
	str none = str_init("");

	(void)state;
	dialog_of_invite(&d);
#define REPLACED(text)                        \
	(assert_int_equal(replaces(text, &r), 0), \
			jingle_sip_dialog_replaced(&d, &r))
	assert_int_equal(
			REPLACED("a84b4c76e66710;to-tag=" TAG ";from-tag=1928301774"), 1);
	assert_int_equal(
			REPLACED("a84b4c76e66710;from-tag=" TAG ";to-tag=1928301774"), 0);
	assert_int_equal(REPLACED("b;to-tag=" TAG ";from-tag=1928301774"), 0);
	assert_int_equal(REPLACED("a84b4c76e66710;to-tag=" TAG ";from-tag=0"), 0);
	assert_int_equal(jingle_sip_dialog_set(&d, &d.rem_tag, &none), 0);
	assert_int_equal(REPLACED("a84b4c76e66710;to-tag=" TAG ";from-tag=0"), 1);
	assert_int_equal(REPLACED("a84b4c76e66710;to-tag=" TAG ";from-tag=x"), 1);
	assert_int_equal(REPLACED("a84b4c76e66710;to-tag=x;from-tag=x"), 0);
	assert_int_equal(REPLACED("b;to-tag=" TAG ";from-tag=x"), 0);
#undef REPLACED
	jingle_sip_dialog_free(&d);
}

/* section 12.2.1.1: each request but ACK has the next CSeq, ACK that of the
 * INVITE (section 13.2.2.4) */
static void test_requests(void **state)
{
	jingle_sip_dialog_t d;

	(void)state;
	dialog_of_invite(&d);
	d.loc_cseq = 7;
	assert_int_equal(jingle_sip_dialog_ack(&d, 5, NULL), 0);
	expect_sip("ACK sip:1001@192.0.2.9:5062;ob", "CSeq: 5 ACK");
	assert_int_equal(d.loc_cseq, 7);
	assert_int_equal(
			jingle_sip_dialog_send(&d, "BYE", NULL, NULL, NULL, NULL), 0);
	expect_sip("BYE sip:1001@192.0.2.9:5062;ob", "CSeq: 8 BYE",
			"Call-ID: a84b4c76e66710", "tag=" TAG, "tag=1928301774");
	assert_int_equal(d.loc_cseq, 8);
	fake_tm_faults.drop = 1;
	assert_int_equal(jingle_sip_dialog_send(&d, "INFO", NULL, NULL, NULL, NULL),
			JINGLE_SIP_DROPPED);
	fake_tm_faults.drop = 0;
	fake_tm_faults.send = 1;
	assert_int_equal(jingle_sip_dialog_send(&d, "INFO", NULL, NULL, NULL, NULL),
			JINGLE_SIP_NOT_SENT);
	fake_tm_faults.send = 0;
	fake_tm_end();
	jingle_sip_dialog_free(&d);
}

/* the user of our URI stays escaped as it was (section 25.1) */
static void test_contact(void **state)
{
	jingle_sip_dialog_t d;
	char buf[256];
	int n;

	(void)state;
	dialog_of_invite(&d);
	n = jingle_sip_dialog_contact(&d, "gr1", buf, sizeof(buf));
	assert_in_range(n, 1, sizeof(buf) - 1);
	assert_non_null(strstr(buf, "Contact: <sip:a%20b@"));
	assert_non_null(strstr(buf, ";gr=gr1>\r\n"));
	assert_true(jingle_sip_dialog_contact(&d, "gr1", buf, 10) >= 10);
	jingle_sip_dialog_free(&d);
}

/* whichever allocation fails: a fault is said, nothing is lost, and a string that
 * could not be replaced is as it was */
static void test_memory(void **state)
{
	static const char text[] = INVITED("CSeq: 1 INVITE\r\n" TARGET RR("p1"));
	str other = str_init("another");
	jingle_sip_dialog_t d;
	sip_msg_t m;
	int i, faults = 1;

	(void)state;
	for(i = 1; faults != 0; i++) {
		dialog_new(&d);
		memset(&m, 0, sizeof(m));
		m.buf = (char *)text;
		m.len = sizeof(text) - 1;
		assert_int_equal(parse_msg(m.buf, m.len, &m), 0);
		assert_int_equal(parse_headers(&m, HDR_EOH_F, 0), 0);
		fake_memory_fail(i);
		faults = jingle_sip_dialog_uas(&d, &m);
		fake_memory_fail(0);
		free_sip_msg(&m);
		jingle_sip_dialog_free(&d);
		assert_in_range(i, 1, 100);
	}
	assert_true(i > 6);
	dialog_of_invite(&d);
	fake_memory_fail(1);
	assert_int_equal(jingle_sip_dialog_set(&d, &d.rem_tag, &other), -1);
	fake_memory_fail(0);
	assert_str(d.rem_tag, "1928301774");
	jingle_sip_dialog_free(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_uas),
			jingle_test(test_routes),
			jingle_test(test_routes_too_many),
			jingle_test(test_faults),
			jingle_test(test_uac_without_contact),
			jingle_test(test_match),
			jingle_test(test_order),
			jingle_test(test_refresh),
			jingle_test(test_replaces_read),
			jingle_test(test_replaced),
			jingle_test(test_requests),
			jingle_test(test_contact),
			jingle_test(test_memory),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
