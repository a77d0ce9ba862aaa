/* links: modules/jingle_sdp/jingle_reason.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expected values: RFC 7247 tables 2 and 3, RFC 6120 section 8.3.3, RFC 3326
 * section 2, RFC 3398 section 7.2.4.1, XEP-0166 section 7.4, XEP-0353. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "../../modules/jingle_sdp/jingle_reason.h"

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static void is(const char *got, int len, const char *want)
{
	if(len != (int)strlen(want) || memcmp(got, want, (size_t)len) != 0)
		fail_msg("got %.*s, want %s", len, got, want);
}

/* Unlike the tables of the subject these are in the order of the RFC. */
static void test_xmpp_to_sip(void **state)
{
	static const struct
	{
		const char *condition;
		int full, bare;
	} rows[] = {{"bad-request", 400, 400}, {"conflict", 400, 400},
			{"feature-not-implemented", 405, 501}, {"forbidden", 403, 603},
			{"gone", 410, 410}, {"internal-server-error", 500, 500},
			{"item-not-found", 404, 604}, {"jid-malformed", 400, 400},
			{"not-acceptable", 406, 606}, {"not-allowed", 403, 403},
			{"not-authorized", 401, 401}, {"policy-violation", 403, 403},
			{"recipient-unavailable", 480, 600}, {"redirect", 302, 302},
			{"registration-required", 407, 407},
			{"remote-server-not-found", 404, 404},
			{"remote-server-timeout", 408, 408},
			{"resource-constraint", 500, 500},
			{"subscription-required", 400, 400},
			{"undefined-condition", 400, 400},
			{"unexpected-request", 491, 491}};
	size_t i;
	str c;

	(void)state;
	for(i = 0; i < ROWS(rows); i++) {
		c = view(rows[i].condition);
		assert_int_equal(jingle_reason_of_error(&c, 0), rows[i].bare);
		assert_int_equal(jingle_reason_of_error(&c, JINGLE_REASON_FULL_JID),
				rows[i].full);
	}
	c = view("gone");
	assert_int_equal(jingle_reason_of_error(&c, JINGLE_REASON_ADDRESS), 301);
	/* note 5: not 503, ever */
	c = view("service-unavailable");
	assert_int_equal(jingle_reason_of_error(&c, 0), 480);
	c = view("gon");
	assert_int_equal(jingle_reason_of_error(&c, 0), 400);
}

static void test_sip_to_xmpp(void **state)
{
	static const struct
	{
		int code;
		const char *condition, *type;
	} rows[] = {{300, "redirect", "modify"}, {301, "gone", "cancel"},
			{302, "redirect", "modify"}, {305, "redirect", "modify"},
			{399, "redirect", "modify"}, {380, "not-acceptable", "modify"},
			{400, "bad-request", "modify"}, {401, "not-authorized", "auth"},
			{402, "bad-request", "modify"}, {403, "forbidden", "auth"},
			{404, "item-not-found", "cancel"},
			{405, "feature-not-implemented", "cancel"},
			{406, "not-acceptable", "modify"},
			{407, "registration-required", "auth"},
			{408, "remote-server-timeout", "wait"}, {410, "gone", "cancel"},
			{413, "policy-violation", "modify"},
			{414, "policy-violation", "modify"},
			{415, "not-acceptable", "modify"},
			{416, "not-acceptable", "modify"},
			{420, "feature-not-implemented", "cancel"},
			{421, "not-acceptable", "modify"},
			{423, "resource-constraint", "wait"},
			{430, "recipient-unavailable", "wait"},
			{439, "feature-not-implemented", "cancel"},
			{440, "policy-violation", "modify"},
			{480, "recipient-unavailable", "wait"},
			{481, "item-not-found", "cancel"},
			{482, "not-acceptable", "modify"},
			{483, "not-acceptable", "modify"},
			{484, "item-not-found", "cancel"},
			{485, "item-not-found", "cancel"},
			{486, "recipient-unavailable", "wait"},
			{487, "recipient-unavailable", "wait"},
			{488, "not-acceptable", "modify"},
			{489, "policy-violation", "modify"},
			{491, "unexpected-request", "wait"}, {493, "bad-request", "modify"},
			{499, "bad-request", "modify"},
			{500, "internal-server-error", "cancel"},
			{501, "feature-not-implemented", "cancel"},
			{502, "remote-server-not-found", "cancel"},
			{503, "internal-server-error", "cancel"},
			{504, "remote-server-timeout", "wait"},
			{505, "not-acceptable", "modify"},
			{513, "policy-violation", "modify"},
			{599, "internal-server-error", "cancel"},
			{600, "recipient-unavailable", "wait"},
			{603, "recipient-unavailable", "wait"},
			{604, "item-not-found", "cancel"},
			{606, "not-acceptable", "modify"},
			{699, "recipient-unavailable", "wait"},
			{0, "internal-server-error", "cancel"},
			{99999, "internal-server-error", "cancel"}};
	const jingle_reason_error_t *e;
	size_t i;

	(void)state;
	for(i = 0; i < ROWS(rows); i++) {
		e = jingle_reason_error(rows[i].code);
		assert_string_equal(e->condition, rows[i].condition);
		assert_string_equal(e->type, rows[i].type);
	}
}

static void test_jingle_to_sip(void **state)
{
	static const struct
	{
		jingle_reason_t reason;
		int code, cause, q850;
	} rows[] = {{JINGLE_REASON_SUCCESS, 480, 200, 16},
			{JINGLE_REASON_NONE, 480, 200, 16},
			{JINGLE_REASON_BUSY, 486, 486, 17},
			{JINGLE_REASON_DECLINE, 603, 603, 21},
			{JINGLE_REASON_CANCEL, 487, 487, 16},
			{JINGLE_REASON_TIMEOUT, 480, 408, 19},
			{JINGLE_REASON_EXPIRED, 480, 408, 19},
			{JINGLE_REASON_GONE, 480, 480, 20},
			{JINGLE_REASON_CONNECTIVITY_ERROR, 480, 503, 41},
			{JINGLE_REASON_FAILED_TRANSPORT, 480, 503, 41},
			{JINGLE_REASON_UNSUPPORTED_TRANSPORTS, 488, 488, 65},
			{JINGLE_REASON_UNSUPPORTED_APPLICATIONS, 488, 488, 65},
			{JINGLE_REASON_INCOMPATIBLE_PARAMETERS, 488, 488, 65},
			{JINGLE_REASON_FAILED_APPLICATION, 488, 488, 65},
			{JINGLE_REASON_MEDIA_ERROR, 488, 488, 65},
			{JINGLE_REASON_SECURITY_ERROR, 488, 403, 21},
			{JINGLE_REASON_GENERAL_ERROR, 500, 500, 111},
			{JINGLE_REASON_UNKNOWN, 500, 500, 111},
			{JINGLE_REASON_ALTERNATIVE_SESSION, 486, 486, 17}};
	const jingle_reason_sip_t *r;
	size_t i;

	(void)state;
	assert_int_equal(ROWS(rows), JINGLE_REASONS);
	for(i = 0; i < ROWS(rows); i++) {
		r = jingle_reason_sip(rows[i].reason);
		assert_int_equal(r->reason, rows[i].reason);
		assert_int_equal(r->code, rows[i].code);
		assert_int_equal(r->cause, rows[i].cause);
		assert_int_equal(r->q850, rows[i].q850);
		assert_int_equal(r->warning != 0, rows[i].code == 488);
		assert_true(r->warning == 0 || jingle_reason_warning(r->warning));
	}
	assert_int_equal(jingle_reason_code(JINGLE_REASON_DECLINE, 486), 486);
	assert_int_equal(jingle_reason_code(JINGLE_REASON_BUSY, 603), 486);
	assert_int_equal(jingle_reason_sip((jingle_reason_t)99)->reason,
			JINGLE_REASON_UNKNOWN);
}

static void test_jmi_reject(void **state)
{
	(void)state;
	assert_int_equal(jingle_reason_jmi_code(JINGLE_REASON_BUSY, 0, 0), 486);
	assert_int_equal(jingle_reason_jmi_code(JINGLE_REASON_NONE, 3000, 0), 486);
	assert_int_equal(jingle_reason_jmi_code(JINGLE_REASON_NONE, 26000, 0), 480);
	assert_int_equal(
			jingle_reason_jmi_code(JINGLE_REASON_NONE, 26000, 603), 480);
	assert_int_equal(
			jingle_reason_jmi_code(JINGLE_REASON_NONE, 3000, 603), 603);
	assert_int_equal(
			jingle_reason_jmi_code(JINGLE_REASON_BUSY, 3000, 603), 486);
	assert_int_equal(jingle_reason_jmi_code(JINGLE_REASON_BUSY, 26000, 0), 486);
	assert_int_equal(
			jingle_reason_jmi_code(JINGLE_REASON_DECLINE, 3000, 0), 603);
	assert_int_equal(
			jingle_reason_jmi_code(JINGLE_REASON_DECLINE, 3000, 486), 486);
}

static void test_sip_to_jingle(void **state)
{
	static const struct
	{
		int code;
		jingle_reason_t reason;
	} rows[] = {{486, JINGLE_REASON_BUSY}, {600, JINGLE_REASON_BUSY},
			{603, JINGLE_REASON_DECLINE}, {607, JINGLE_REASON_DECLINE},
			{608, JINGLE_REASON_DECLINE}, {403, JINGLE_REASON_DECLINE},
			{410, JINGLE_REASON_GONE}, {404, JINGLE_REASON_GONE},
			{484, JINGLE_REASON_GONE}, {604, JINGLE_REASON_GONE},
			{485, JINGLE_REASON_GONE}, {408, JINGLE_REASON_TIMEOUT},
			{480, JINGLE_REASON_TIMEOUT}, {504, JINGLE_REASON_TIMEOUT},
			{487, JINGLE_REASON_CANCEL},
			{415, JINGLE_REASON_INCOMPATIBLE_PARAMETERS},
			{488, JINGLE_REASON_INCOMPATIBLE_PARAMETERS},
			{606, JINGLE_REASON_INCOMPATIBLE_PARAMETERS},
			{401, JINGLE_REASON_SECURITY_ERROR},
			{407, JINGLE_REASON_SECURITY_ERROR},
			{502, JINGLE_REASON_CONNECTIVITY_ERROR},
			{503, JINGLE_REASON_CONNECTIVITY_ERROR},
			{500, JINGLE_REASON_GENERAL_ERROR},
			{580, JINGLE_REASON_GENERAL_ERROR},
			{699, JINGLE_REASON_GENERAL_ERROR}, {481, JINGLE_REASON_GONE}};
	size_t i;

	(void)state;
	for(i = 0; i < ROWS(rows); i++)
		assert_int_equal(
				jingle_reason_of_code(rows[i].code, 0), rows[i].reason);
	assert_int_equal(jingle_reason_of_code(488, 1),
			JINGLE_REASON_UNSUPPORTED_APPLICATIONS);
	assert_int_equal(jingle_reason_of_code(486, 1), JINGLE_REASON_BUSY);
}

static void said_is(const jingle_reason_text_t *said, jingle_reason_t reason,
		const char *text)
{
	assert_int_equal(said->reason, reason);
	is(said->text, said->text_len, text);
}

static void test_replies(void **state)
{
	jingle_reason_text_t said;
	str phrase = view("Besetzt\r\nhier");

	(void)state;
	jingle_reason_of_reply(486, NULL, 0, &said);
	said_is(&said, JINGLE_REASON_BUSY, "486 Busy Here");
	jingle_reason_of_reply(486, &phrase, 0, &said);
	said_is(&said, JINGLE_REASON_BUSY, "486 Besetzt  hier");
	phrase = view("Zur\xFC\x63k");
	jingle_reason_of_reply(480, &phrase, 0, &said);
	said_is(&said, JINGLE_REASON_TIMEOUT, "480 Temporarily Unavailable");
	jingle_reason_of_reply(499, NULL, 0, &said);
	said_is(&said, JINGLE_REASON_GENERAL_ERROR, "499 Request Failure");
	/* RFC 3261 section 20.43, XEP-0166 section 7.4, XEP-0167 section 5 */
	jingle_reason_of_reply(488, NULL, 305, &said);
	said_is(&said, JINGLE_REASON_FAILED_APPLICATION, "488 Not Acceptable Here");
	jingle_reason_of_reply(488, NULL, 304, &said);
	assert_int_equal(said.reason, JINGLE_REASON_UNSUPPORTED_APPLICATIONS);
	jingle_reason_of_reply(488, NULL, 399, &said);
	assert_int_equal(said.reason, JINGLE_REASON_INCOMPATIBLE_PARAMETERS);
	jingle_reason_of_reply(486, NULL, 305, &said);
	assert_int_equal(said.reason, JINGLE_REASON_BUSY);
}

static void bye(const char *header, jingle_reason_t reason, const char *text)
{
	jingle_reason_text_t said;
	str h = view(header);

	jingle_reason_of_bye(&h, &said);
	said_is(&said, reason, text);
}

/* RFC 3326 section 2 has the first three headers */
static void test_bye(void **state)
{
	jingle_reason_text_t said;

	(void)state;
	bye("SIP ;cause=200 ;text=\"Call completed elsewhere\"",
			JINGLE_REASON_SUCCESS, "Call completed elsewhere");
	bye("Q.850 ;cause=16 ;text=\"Terminated\"", JINGLE_REASON_SUCCESS,
			"Terminated");
	bye("SIP ;cause=600 ;text=\"Busy Everywhere\"", JINGLE_REASON_BUSY,
			"Busy Everywhere");
	bye("q.850;cause=17, sip;text=x;cause=503",
			JINGLE_REASON_CONNECTIVITY_ERROR, "x");
	bye("Q.850;cause=31", JINGLE_REASON_SUCCESS, "");
	bye("Q.850;cause=102", JINGLE_REASON_TIMEOUT, "");
	bye("Q.850;cause=65", JINGLE_REASON_INCOMPATIBLE_PARAMETERS, "");
	bye("preemption;cause=1;text=\"UA Preemption\"", JINGLE_REASON_SUCCESS, "");
	bye("SIP;cause=486;text=\"a\\\"b\\\\c;cause=200\"", JINGLE_REASON_BUSY,
			"a\"b\\c;cause=200");
	bye("SIP;cause=486;text=\"never closed", JINGLE_REASON_BUSY,
			"\"never closed");
	bye("SIP;cause=99999999999", JINGLE_REASON_SUCCESS, "");
	bye("", JINGLE_REASON_SUCCESS, "");
	bye(";;==,,\"", JINGLE_REASON_SUCCESS, "");
	jingle_reason_of_bye(NULL, &said);
	said_is(&said, JINGLE_REASON_SUCCESS, "");
}

static void test_cancel(void **state)
{
	jingle_reason_text_t said;
	str h = view("SIP;cause=200;text=\"Call completed elsewhere\"");

	(void)state;
	jingle_reason_of_cancel(&h, &said);
	said_is(&said, JINGLE_REASON_CANCEL, "Call completed elsewhere");
	assert_true(said.elsewhere);
	jingle_reason_of_cancel(NULL, &said);
	said_is(&said, JINGLE_REASON_CANCEL, "");
	assert_false(said.elsewhere);
	assert_int_equal(
			jingle_reason_for_cancel(JINGLE_REASON_NONE), JINGLE_REASON_CANCEL);
	assert_int_equal(jingle_reason_for_cancel(JINGLE_REASON_SUCCESS),
			JINGLE_REASON_CANCEL);
	assert_int_equal(jingle_reason_for_cancel(JINGLE_REASON_TIMEOUT),
			JINGLE_REASON_TIMEOUT);
}

static void test_header(void **state)
{
	char buf[JINGLE_REASON_HEADER_MAX], big[1024], *exact;
	jingle_reason_text_t said;
	str text, value;
	int n, r;

	(void)state;
	assert_int_equal(jingle_reason_header(JINGLE_REASON_BUSY, NULL, buf,
							 sizeof(buf), &value),
			0);
	is(value.s, value.len, "SIP;cause=486;text=\"Busy Here\", Q.850;cause=17");
	text = view("a\"b\\c\r\nX: y");
	assert_int_equal(jingle_reason_header(JINGLE_REASON_DECLINE, &text, buf,
							 sizeof(buf), &value),
			0);
	is(value.s, value.len,
			"SIP;cause=603;text=\"a\\\"b\\\\c  X: y\", Q.850;cause=21");
	/* and it reads back */
	jingle_reason_of_bye(&value, &said);
	said_is(&said, JINGLE_REASON_DECLINE, "a\"b\\c  X: y");
	memset(big, '"', sizeof(big));
	text.s = big;
	text.len = sizeof(big);
	assert_int_equal(jingle_reason_header(JINGLE_REASON_UNKNOWN, &text, buf,
							 sizeof(buf), &value),
			0);
	text = view("x");
	for(n = 0; n < 50; n++) {
		exact = malloc((size_t)n + 1);
		r = jingle_reason_header(JINGLE_REASON_BUSY, &text, exact, n, &value);
		/* SIP;cause=486;text="x", Q.850;cause=17 and snprintf's NUL */
		assert_int_equal(r, n < 39 ? -1 : 0);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_xmpp_to_sip),
			cmocka_unit_test(test_sip_to_xmpp),
			cmocka_unit_test(test_jingle_to_sip),
			cmocka_unit_test(test_jmi_reject),
			cmocka_unit_test(test_sip_to_jingle),
			cmocka_unit_test(test_replies),
			cmocka_unit_test(test_bye),
			cmocka_unit_test(test_cancel),
			cmocka_unit_test(test_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
