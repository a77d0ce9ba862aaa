/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who calls, as an XMPP user sees it: names of trunks, privacy, diverted calls,
 * what the script says of it. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

#include <time.h>

#include "../../modules/jingle/jingle_caller.h"
#include "../../modules/jingle/jingle_dialog.h"
#include "../../modules/jingle/jingle_identity.h"
#include "../../modules/jingle/jingle_pv.h"
#include "../../modules/jingle/jingle_uas.h"

#define NUMBER "sip:+4930@carrier.example"
#define PAI "P-Asserted-Identity: "

/* $jingle(key) as text, of the message at hand */
static const char *pv(sip_msg_t *msg, const char *key)
{
	static char buf[512];
	str name = {(char *)key, (int)strlen(key)};
	sr_kemi_xval_t *v = jingle_pv_kemi(msg, &name);

	if(v->vtype != SR_KEMIP_STR)
		return "";
	snprintf(buf, sizeof(buf), "%.*s", STR_FMT(&v->v.s));
	return buf;
}

static int pv_set(sip_msg_t *msg, const char *key, const char *value)
{
	str name = {(char *)key, (int)strlen(key)};
	str v = {(char *)value, (int)strlen(value)};

	return jingle_pv_kemi_set(msg, &name, &v);
}

static sip_msg_t *invite(const char *callid, const char *from, const char *more)
{
	char text[4096];

	snprintf(text, sizeof(text),
			"INVITE sip:romeo@xmpp.example SIP/2.0\r\n"
			"Via: SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bK%s\r\n"
			"From: %s;tag=caller\r\nTo: <sip:romeo@xmpp.example>\r\n"
			"Call-ID: %s\r\nCSeq: 1 INVITE\r\n" CONTACT TYPE_SDP
			"%sContent-Length: %zu\r\n\r\n%s",
			callid, from, callid, more, strlen(SDP("sendrecv")),
			SDP("sendrecv"));
	return fake_request(text);
}

/* jingle_call("", caller); the propose */
static const char *calls_as(sip_msg_t *msg, const char *caller)
{
	jingle_call_params_t params;

	memset(&params, 0, sizeof(params));
	params.uri = *GET_RURI(msg);
	params.caller.s = (char *)caller;
	params.caller.len = (int)strlen(caller);
	assert_int_equal(jingle_uas_call(msg, &params), 0);
	fake_run();
	return fake_stanza();
}

static const char *number_calls(const char *from, const char *more)
{
	static int n;
	char callid[16];

	snprintf(callid, sizeof(callid), "call%d", ++n);
	return calls_as(invite(callid, from, more), NUMBER);
}

static void is_named(const char *propose, const char *nick)
{
	char element[512];

	snprintf(element, sizeof(element),
			"<nick xmlns='http://jabber.org/protocol/nick'>%s</nick>", nick);
	if(nick == NULL) {
		if(strstr(propose, "<nick") != NULL)
			fake_fail("no name", propose);
		return;
	}
	assert_has(propose, "<propose", element);
}

static void ended(void **state)
{
	jingle_after(state);
	jingle_before(state);
}

#define FROM "\"From\" <sip:from@carrier.example>"

/* of the entry whose URI it is: several headers, several entries */
static void test_name_of_who_is_asserted(void **state)
{
	is_named(number_calls(FROM, PAI "\"Anna <&> \\\"B\\\"\" <" NUMBER ">\r\n"),
			"Anna &lt;&amp;&gt; \"B\"");
	ended(state);
	is_named(number_calls(FROM, PAI "\"No\" <tel:+4931>\r\n" PAI
									"No <sip:x@y>, Anna <" NUMBER ">\r\n"),
			"Anna");
	ended(state);
	is_named(number_calls(FROM, PAI "<" NUMBER ">\r\n"), "From");
	ended(state);
	is_named(number_calls(FROM, ""), "From");
	ended(state);
	/* RFC 3325 section 9.2: a From that hides is no name */
	is_named(number_calls("\"Anonymous\" <sip:a@anonymous.invalid>",
					 PAI "<" NUMBER ">\r\n"),
			NULL);
	ended(state);
	/* neither a header nor a stanza of it */
	is_named(
			number_calls(FROM, PAI "\"A\r\n </nick><evil/>\" <" NUMBER ">\r\n"),
			"A &lt;/nick&gt;&lt;evil/&gt;");
	ended(state);
	is_named(number_calls(FROM, PAI "\"\xff\xfe\" <" NUMBER ">\r\n"), "From");
}

static int is_hidden(const char *propose)
{
	return strstr(propose, "from='anonymous-") != NULL
		   && strstr(propose, "<nick") == NULL
		   && strstr(propose, "+4930") == NULL;
}

static void test_privacy(void **state)
{
	static const char *const hidden[] = {"Privacy: id\r\n",
			"Privacy: none\r\nPrivacy: user\r\n", "Privacy: header\r\n",
			"Remote-Party-ID: X <" NUMBER ">;privacy=full\r\n",
			"Remote-Party-ID: X <" NUMBER ">;screen=yes;privacy=\"uri\"\r\n"};
	static const char *const shown[] = {"Privacy: none\r\n",
			"Privacy: history\r\n", "Privacy: session;critical\r\n",
			"Remote-Party-ID: From <" NUMBER ">;privacy=off\r\n"};
	unsigned i;

	for(i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		assert_true(is_hidden(number_calls(FROM, hidden[i])));
		ended(state);
	}
	for(i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		is_named(number_calls(FROM, shown[i]), "From");
		ended(state);
	}
}

/* Remote-Party-ID is believed where the script says so, and PAI before it */
static void test_remote_party(void **state)
{
	is_named(number_calls(FROM, "Remote-Party-ID: Anna <" NUMBER ">\r\n"),
			"Anna");
	ended(state);
	is_named(number_calls(FROM, "Remote-Party-ID: No <" NUMBER ">;privacy=full"
								"\r\n" PAI "Anna <" NUMBER ">\r\n"),
			"Anna");
	ended(state);
	phone_invites_with("call1",
			TYPE_SDP "Remote-Party-ID: No <" NUMBER ">;privacy=full\r\n",
			SDP("sendrecv"));
	fake_run();
	is_named(fake_stanza(), "Juliet");
}


/* --- what the script does -------------------------------------------------------------- */

static char seen[256];

static int name_route(sip_msg_t *msg)
{
	char name[256], diverted[128];

	snprintf(diverted, sizeof(diverted), "%s", pv(msg, "diverted"));
	snprintf(seen, sizeof(seen), "%s %s", diverted, pv(msg, "verstat"));
	if(diverted[0] == '\0')
		return 0;
	snprintf(name, sizeof(name), "%s (for %s)", pv(msg, "name"), diverted);
	assert_int_equal(pv_set(msg, "name", name), 1);
	assert_int_equal(pv_set(msg, "verstat", "two words"), -1);
	assert_int_equal(pv_set(msg, "callid", "x"), -1);
	return 0;
}

static void test_diverted(void **state)
{
	(void)state;
	event_route("jingle:offer", name_route);
	is_named(number_calls(FROM, "Diversion: <sip:1001@b;x=y>;reason=busy\r\n"),
			"From (for sip:1001@b)");
	ended(state);
	event_route("jingle:offer", name_route);
	is_named(number_calls(FROM, "Diversion: <sip:1001@b>;privacy=full\r\n"),
			"From");
	ended(state);
	event_route("jingle:offer", name_route);
	is_named(number_calls(
					 FROM, "Privacy: history\r\nDiversion: <sip:1001@b>\r\n"),
			"From");
	ended(state);
	/* who hides stays hidden, whatever the script makes of the name */
	event_route("jingle:offer", name_route);
	assert_true(is_hidden(
			number_calls(FROM, "Privacy: id\r\nDiversion: <sip:1001@b>\r\n")));
}

static void test_verstat(void **state)
{
	sip_msg_t *msg;

	(void)state;
	event_route("jingle:offer", name_route);
	msg = invite("v1", FROM, "Diversion: <sip:1001@b>\r\n");
	assert_string_equal(pv(msg, "diverted"), "sip:1001@b");
	assert_string_equal(pv(msg, "verstat"), "");
	assert_int_equal(pv_set(msg, "verstat", "A\r\nB"), -1);
	assert_int_equal(pv_set(msg, "name", "x"), -1); /* there is no call */
	assert_int_equal(pv_set(msg, "verstat", "TN-Validation-Passed-A"), 1);
	assert_string_equal(pv(msg, "verstat"), "TN-Validation-Passed-A");
	calls_as(msg, NUMBER);
	assert_string_equal(seen, "sip:1001@b TN-Validation-Passed-A");
	ended(state);
	event_route("jingle:offer", name_route);
	/* it is of this request alone */
	msg = invite("v2", FROM, "");
	assert_string_equal(pv(msg, "verstat"), "");
	calls_as(msg, NUMBER);
	assert_string_equal(seen, " ");
}


/* a message full of headers of one name is walked through once for it */
static void test_many_headers(void **state)
{
	enum
	{
		SIZE = 60000
	};
	char *text = malloc(SIZE), buf[JINGLE_IDENTITY_URI_MAX];
	clock_t begin, took;
	str all, uri;
	sip_msg_t m;
	int i;

	(void)state;
	assert_non_null(text);
	all.s = text;
	all.len = snprintf(text, SIZE, "INVITE sip:a@b SIP/2.0\r\n");
	while(all.len + 32 < SIZE)
		all.len += snprintf(
				text + all.len, SIZE - (size_t)all.len, "Privacy:none\r\n");
	all.len += snprintf(text + all.len, SIZE - (size_t)all.len, "\r\n");
	assert_int_equal(jingle_dialog_parse(&all, &m), 0);
	begin = clock();
	for(i = 0; i < 5; i++)
		assert_int_equal(
				jingle_caller_diverted(&m, buf, sizeof(buf), &uri), -1);
	took = clock() - begin;
	free_sip_msg(&m);
	free(text);
	assert_true(took / (CLOCKS_PER_SEC / 10) < 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_name_of_who_is_asserted),
			jingle_test(test_privacy),
			jingle_test(test_remote_party),
			jingle_test(test_diverted),
			jingle_test(test_many_headers),
			jingle_test(test_verstat),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
