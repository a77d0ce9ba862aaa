/* links: modules/xmpp_account/account_register.c modules/xmpp_account/account_reg.c modules/xmpp_account/account_answer.c modules/xmpp_account/account_digest.c modules/xmpp_account/account_text.c */
/* links: modules/xmpp_account/account_pace.c modules/xmpp_account/account_table.c modules/xmpp_account/account_tell.c modules/xmpp_account/account_view.c modules/xmpp_account/account_check.c modules/xmpp_account/account_authorize.c modules/xmpp_account/account_admit.c modules/xmpp_account/account_ha1.c modules/xmpp_account/account_nonce.c */
/* links: modules/xmpp_account/account_policy.c modules/xmpp_account/account_api.c modules/xmpp_link/link_timer.c tests/unit/bare/bare_core.c */
/* links: modules/xmpp_account/account_mwi.c modules/xmpp_account/account_service.c modules/xmpp_account/account_ping.c modules/xmpp_account/account_sub.c modules/xmpp_account/account_summary.c modules/xmpp_account/account_dialog.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Accounts in their owner: made, registered, changed, removed; their devices come
 * and go; many at once are paced; nothing waits for ever. What is sent is noted,
 * answers are the test's, and so is the time. */

#include "account_owner.h"

static void test_registered(void **state)
{
	made();
	assert_int_equal(sent_count, 1);
	assert_string_equal(last()->uri, "sip:sip.example");
	assert_string_equal(last()->hop, "sip:sip.example;transport=udp");
	assert_string_equal(last()->headers, "");
	assert_int_equal(last()->expires, 600);
	assert_int_equal(state_of("main"), ACCOUNT_TRYING);
	answer(401, ASKS);
	assert_int_equal(sent_count, 2);
	assert_non_null(strstr(last()->headers, "nc=00000001"));
	assert_int_equal(last()->cseq, 2);
	assert_string_equal(told, "");
	is_accepted();
	assert_string_equal(told, "registered ");
	assert_int_equal(state_of("main"), ACCOUNT_REGISTERED);
	assert_int_equal(seen.fields.password.len, 0);
	assert_int_equal(seen.has_password, 1);
	assert_int_equal(seen.fields.is_default, 1);
	/* in time, with what was asked last */
	pass(449000);
	assert_int_equal(sent_count, 2);
	pass(2000);
	assert_int_equal(sent_count, 3);
	assert_non_null(strstr(last()->headers, "nc=00000002"));
	is_accepted();
	assert_string_equal(told, "registered ");
	/* as it was made, and that it was accepted */
	assert_int_equal(stored, 2);
}

static void test_refused_fields(void **state)
{
	account_fields_t f = usual();
	str owner = view(ROMEO), line = view("other");
	int i;

	f.owner = view("romeo@else.example");
	assert_int_equal(set(&f), -1);
	assert_int_equal(result.code, ACCOUNT_FORBIDDEN);
	f = usual();
	f.aor = view("sip:alice@else.example");
	assert_int_equal(set(&f), -1);
	assert_int_equal(result.code, ACCOUNT_FORBIDDEN);
	assert_int_equal(result.field, ACCOUNT_AOR);
	f = usual();
	f.proxy = view("127.0.0.1:25");
	assert_int_equal(set(&f), -1);
	assert_int_equal(result.field, ACCOUNT_PROXY);
	f = usual();
	f.password = view("");
	assert_int_equal(set(&f), -1);
	assert_int_equal(result.code, ACCOUNT_BAD);
	assert_int_equal(result.field, ACCOUNT_PASSWORD);
	has_key = 0;
	assert_int_equal(set(&f), -1);
	assert_int_equal(result.code, ACCOUNT_NO_KEY);
	has_key = 1;
	assert_int_equal(xmpp_account_force(&owner, &line, &result), -1);
	assert_int_equal(result.code, ACCOUNT_UNKNOWN);
	assert_int_equal(sent_count, 0);
	/* attempts: five within a minute, the operator's do not count */
	for(i = 0; i < 20 && set(&f) < 0 && result.code == ACCOUNT_BAD; i++)
		;
	assert_int_equal(result.code, ACCOUNT_BUSY);
	f = usual();
	assert_int_equal(xmpp_account_set_as(&f, 1, NULL, NULL, &result), 0);
	pass(60000);
	assert_int_equal(set(&f), 0);
}

static void test_too_many(void **state)
{
	static const char *const lines[] = {"a", "b", "c", "d"};
	account_fields_t f = usual();
	int i;

	for(i = 0; i < 3; i++) {
		f.line = view(lines[i]);
		f.is_default = i == 1;
		assert_int_equal(set(&f), 0);
	}
	f.line = view(lines[3]);
	assert_int_equal(set(&f), -1);
	assert_int_equal(result.code, ACCOUNT_FULL);
	assert_int_equal(all(), 3);
	assert_int_equal(seen_count, 3);
	state_of("b");
	assert_int_equal(seen.fields.is_default, 1);
	state_of("a");
	assert_int_equal(seen.fields.is_default, 0);
	/* one that is there may change */
	f.line = view("c");
	assert_int_equal(set(&f), 0);
	assert_int_equal(all(), 3);
}

/* so many of all users; those that are there may change */
static void test_total(void **state)
{
	account_fields_t f = usual();

	xmpp_account_numbers.max_total = 2;
	made();
	f.owner = view("juliet@xmpp.example");
	assert_int_equal(set(&f), 0);
	f.owner = view("tybalt@xmpp.example");
	assert_int_equal(set(&f), -1);
	assert_int_equal(result.code, ACCOUNT_FULL);
	assert_int_equal(bare_logged("(parameter max_total)"), 1);
	made();
	xmpp_account_numbers.max_total = 3;
	assert_int_equal(set(&f), 0);
}

/* who does not say the password again does not learn it by a server of its own */
static void test_blank_password(void **state)
{
	account_fields_t f = usual();

	made();
	is_accepted();
	f.password = view("");
	f.display = view("Romeo");
	assert_int_equal(set(&f), 0);
	f.proxy = view("pbx.sip.example");
	assert_int_equal(set(&f), -1);
	assert_int_equal(result.code, ACCOUNT_BAD);
	assert_int_equal(result.field, ACCOUNT_PASSWORD);
	f.proxy = view("");
	f.aor = view("sip:alice@evil.sip.example");
	assert_int_equal(set(&f), -1);
	f.password = view("secret");
	assert_int_equal(set(&f), 0);
}

/* a registrar that keeps it too briefly keeps it not at all */
static void test_least_expires(void **state)
{
	char text[128];

	xmpp_account_numbers.expires_min = 15;
	made();
	snprintf(text, sizeof(text), "Contact: <sip:%s@gw>;expires=14\r\n",
			last()->token);
	answer(200, text);
	assert_int_equal(state_of("main"), ACCOUNT_FAILED);
	assert_string_equal(seen.reason.s, "the registrar keeps it for 14 s only");
	pass(30000);
	assert_int_equal(sent_count, 2);
	snprintf(text, sizeof(text), "Contact: <sip:%s@gw>;expires=15\r\n",
			last()->token);
	answer(200, text);
	assert_int_equal(state_of("main"), ACCOUNT_REGISTERED);
}

/* a proxy before the registrar asks first: the second answer has both, and so has
 * the next REGISTER; one realm after the other is not met for ever */
static void test_two_realms(void **state)
{
	char text[128];
	int i;

	made();
	answer(407, "Proxy-Authenticate: Digest realm=\"p\", nonce=\"n\", "
				"qop=\"auth\"\r\n");
	assert_int_equal(sent_count, 2);
	answer(401, ASKS);
	assert_int_equal(sent_count, 3);
	assert_non_null(strstr(last()->headers, "Proxy-Authorization: Digest"));
	assert_non_null(strstr(last()->headers, "\nAuthorization: Digest"));
	assert_non_null(strstr(last()->headers, "nc=00000002"));
	is_accepted();
	assert_int_equal(state_of("main"), ACCOUNT_REGISTERED);
	pass(450000);
	assert_int_equal(sent_count, 4);
	assert_non_null(strstr(last()->headers, "nc=00000003"));
	assert_non_null(strstr(last()->headers, "nc=00000002"));
	answer(407, "Proxy-Authenticate: Digest realm=\"p\", nonce=\"m\", "
				"qop=\"auth\"\r\n");
	answer(401, ASKS);
	assert_int_equal(sent_count, 6);
	answer(401, ASKS); /* that was wrong */
	assert_int_equal(state_of("main"), ACCOUNT_REFUSED);
	made();
	for(i = 0; i < 10; i++) {
		snprintf(text, sizeof(text),
				"WWW-Authenticate: Digest realm=\"r%d\", nonce=\"n\"\r\n", i);
		answer(401, text);
	}
	assert_int_equal(state_of("main"), ACCOUNT_REFUSED);
	assert_int_equal(sent_count, 6 + 1 + 4);
}

/* removed: nobody sees it any more, it leaves its provider, then it is gone */
static void test_removed(void **state)
{
	str owner = view(ROMEO), line = view("main");
	long before = bare_memory_blocks();
	account_fields_t f = usual();

	made();
	is_accepted();
	assert_int_equal(xmpp_account_remove(&owner, &line), 1);
	assert_int_equal(state_of("main"), ACCOUNT_STATES);
	assert_int_equal(all(), 0);
	assert_int_equal(unstored, 1);
	assert_int_equal(sent_count, 2);
	assert_int_equal(last()->expires, 0);
	answer(401, ASKS);
	assert_int_equal(last()->expires, 0);
	assert_non_null(strstr(last()->headers, "Authorization"));
	is_accepted();
	assert_int_equal(bare_memory_blocks(), before);
	assert_int_equal(xmpp_account_remove(&owner, &line), 0);
	/* while its answer is waited for: whoever waits is told, and it leaves */
	told[0] = '\0';
	made();
	assert_int_equal(xmpp_account_remove(&owner, NULL), 1);
	assert_int_equal(bare_memory_blocks() > before, 1);
	is_accepted();
	assert_int_equal(last()->expires, 0);
	is_accepted();
	assert_string_equal(told, "removed ");
	assert_int_equal(bare_memory_blocks(), before);
	/* one that nobody answers: not for ever */
	assert_int_equal(set(&f), 0);
	xmpp_account_remove(&owner, NULL);
	pass(200000);
	assert_int_equal(bare_memory_blocks(), before);
}

/* another address: the old one leaves where it was, and has another Contact */
static void test_moved(void **state)
{
	account_fields_t f = usual();
	sent_t old;

	made();
	is_accepted();
	old = *last();
	f.aor = view("sip:bob@sip.example");
	assert_int_equal(set(&f), 0);
	assert_int_equal(sent_count, 3);
	assert_string_equal(sent[1].token, old.token);
	assert_int_equal(sent[1].expires, 0);
	assert_int_equal(strcmp(sent[2].token, old.token) == 0, 0);
	accept_to(&sent[1]);
	accept_to(&sent[2]);
	assert_int_equal(all(), 1);
	assert_int_equal(seen.state, ACCOUNT_REGISTERED);
	assert_int_equal(seen.fields.aor.len, 19);
	/* another password only: the same Contact */
	f.password = view("other");
	assert_int_equal(set(&f), 0);
	assert_string_equal(last()->token, sent[2].token);
	assert_int_equal(all(), 1);
}

static void presence(int n)
{
	xmpp_link_stanza_t s;

	memset(&s, 0, sizeof(s));
	s.from = view(ROMEO "/phone");
	devices = n;
	assert_int_equal(on_presence(&s, NULL), XMPP_LINK_PASS);
}

static void test_follows_presence(void **state)
{
	account_fields_t f = usual();

	f.keep_reachable = 0;
	assert_int_equal(set(&f), 0);
	/* tried at once, though nobody is there; and signed out again */
	is_accepted();
	assert_string_equal(told, "registered ");
	assert_int_equal(last()->expires, 0);
	is_accepted();
	assert_int_equal(state_of("main"), ACCOUNT_OFFLINE);
	presence(1);
	assert_int_equal(last()->expires, 600);
	assert_int_equal(last()->at, bare_now());
	is_accepted();
	presence(2);
	presence(1);
	assert_int_equal(state_of("main"), ACCOUNT_REGISTERED);
	assert_int_equal(sent_count, 3);
	presence(0);
	assert_int_equal(last()->expires, 0);
	is_accepted();
	/* gone while the stream was down, and nothing said so */
	presence(1);
	is_accepted();
	stream_is_up = 0;
	devices = 0;
	pass(451000);
	assert_int_equal(last()->expires, 600);
	is_accepted();
	stream_is_up = 1;
	pass(451000);
	assert_int_equal(last()->expires, 0);
	is_accepted();
	assert_int_equal(state_of("main"), ACCOUNT_OFFLINE);
}

/* answers that come late, of nobody, of no SIP; senders that are full */
static void test_odd_answers(void **state)
{
	sent_t first;
	account_incoming_t in;

	made();
	first = *last();
	pass(89000);
	assert_int_equal(state_of("main"), ACCOUNT_TRYING);
	pass(2000);
	assert_int_equal(state_of("main"), ACCOUNT_FAILED);
	assert_string_equal(told, "failed ");
	accept_to(&first);
	assert_int_equal(state_of("main"), ACCOUNT_FAILED);
	pass(30000);
	assert_int_equal(state_of("main"), ACCOUNT_TRYING);
	accept_to(&first);
	assert_int_equal(state_of("main"), ACCOUNT_TRYING);
	memset(&in, 0, sizeof(in));
	in.token = view(last()->token);
	in.serial = last()->serial;
	in.reason = "its domain cannot be found";
	tell[ACCOUNT_REGISTER](&in);
	assert_int_equal(state_of("main"), ACCOUNT_FAILED);
	assert_memory_equal(seen.reason.s, "its domain", 10);
	in.token = view("zzzzzzzzzzzzzzzzzzzzzzzzzz");
	tell[ACCOUNT_REGISTER](&in);
	in.token.len = 0;
	tell[ACCOUNT_REGISTER](&in);
	refuse_sending = 1;
	pass(61000);
	assert_int_equal(state_of("main"), ACCOUNT_FAILED);
	refuse_sending = 0;
	pass(121000);
	assert_int_equal(state_of("main"), ACCOUNT_TRYING);
	is_accepted();
	assert_int_equal(state_of("main"), ACCOUNT_REGISTERED);
}

/* 3xx: only where users may have accounts */
static void test_redirected(void **state)
{
	made();
	answer(302, "Contact: <sip:alice@127.0.0.1:25;x=y>\r\n");
	assert_int_equal(sent_count, 1);
	assert_int_equal(state_of("main"), ACCOUNT_FAILED);
	assert_non_null(strstr(seen.reason.s, "not allowed"));
	pass(30000);
	answer(302, "Contact: <sip:b.sip.example:5070>\r\n");
	assert_string_equal(last()->uri, "sip:b.sip.example:5070");
	assert_string_equal(last()->hop, "sip:b.sip.example:5070;transport=udp");
	is_accepted();
	assert_int_equal(state_of("main"), ACCOUNT_REGISTERED);
	/* what is no host does not get into a request */
	made();
	answer(302, "Contact: <sip:x SIP/2.0;.sip.example>\r\n");
	assert_int_equal(state_of("main"), ACCOUNT_FAILED);
}

/* who waits is told once, and not after it said that it does not */
static void test_waiting(void **state)
{
	account_fields_t f = usual();
	str owner = view(ROMEO), line = view("main");

	assert_int_equal(xmpp_account_set(&f, done, "a:", &result), 0);
	answer(503, "");
	assert_string_equal(told, "a:failed ");
	/* both are told, once; the operator's wish waits for nothing */
	assert_int_equal(xmpp_account_set(&f, done, "b:", &result), 0);
	assert_int_equal(xmpp_account_set(&f, done, "c:", &result), 0);
	assert_int_equal(xmpp_account_force(&owner, &line, &result), 0);
	answer(403, "");
	assert_string_equal(told, "a:failed b:refused c:refused ");
	pass(10000000);
	assert_int_equal(state_of("main"), ACCOUNT_REFUSED);
	assert_int_equal(sent_count, 4);
}

/* many at once: in each second no more than the parameter, answers to challenges
 * included; each gets its turn */
static void test_paced(void **state)
{
	enum
	{
		USERS = 1000
	};
	account_fields_t f = usual();
	char owner[32];
	int i, from = 0, answered = 0, registered, accounts;
	uint64_t begin_at = bare_now();

	for(i = 0; i < USERS; i++) {
		snprintf(owner, sizeof(owner), "u%d@xmpp.example", i);
		f.owner = view(owner);
		assert_int_equal(xmpp_account_set_as(&f, 1, NULL, NULL, &result), 0);
	}
	for(i = 0; i < 3000 && answered < 2 * USERS; i++) {
		for(; answered < sent_count; answered++)
			if(sent[answered].headers[0])
				accept_to(&sent[answered]);
			else
				answer_to(&sent[answered], 401, ASKS);
		pass(10);
	}
	xmpp_account_count(&accounts, &registered);
	assert_int_equal(registered, USERS);
	assert_int_equal(sent_count, 2 * USERS);
	for(i = 0; i < sent_count; i++) {
		while(sent[i].at - sent[from].at >= 1000)
			from++;
		assert_true(i - from < 100);
	}
	/* 2000 requests at nine tenths of 100 a second */
	assert_in_range(bare_now() - begin_at, 20000, 24000);
}

static void make_and_remove(void *arg)
{
	account_fields_t f = usual();
	str owner = view(ROMEO);

	if(xmpp_account_set_as(&f, 1, done, "", &result) == 0) {
		answer(401, ASKS);
		is_accepted();
		assert_int_equal(all(), 1);
	} else {
		assert_int_equal(result.code, ACCOUNT_ERROR);
	}
	xmpp_account_remove(&owner, NULL);
	pass(400000);
	assert_int_equal(all(), 0);
	told[0] = '\0';
	sent_count = 0;
}

/* any allocation fails: it is said, nothing is lost, nothing stays behind */
static void test_memory(void **state)
{
	long before = bare_memory_blocks();

	assert_true(bare_memory_each(make_and_remove, NULL) > 3);
	assert_int_equal(bare_memory_blocks(), before);
}

/* a time that no timer can hold is no reason to wake up again and again */
static void test_long_binding(void **state)
{
	char text[128];
	sent_t *s;
	int i;

	chance = 999;
	made();
	for(i = 0; i < 3; i++) {
		s = last();
		snprintf(text, sizeof(text),
				"Contact: <sip:%s@gw>;expires=4294967295\r\n", s->token);
		answer_to(s, 200, text);
		assert_int_equal(state_of("main"), ACCOUNT_REGISTERED);
		pass(600000);
		assert_int_equal(sent_count, i + 2); /* as was asked for */
	}
}

static int set_at(const char *aor, const char *proxy)
{
	account_fields_t f = usual();

	f.aor = view(aor);
	f.proxy = view(proxy);
	pass(60000); /* as many as one wants */
	return set(&f) == 0 ? 0 : (int)result.code;
}

/* from our names nobody may call whom we do not know */
static void test_own_names(void **state)
{
	xmpp_account_config.sip_domains = view("*, pbx.example");
	assert_int_equal(set_at("1001@sip.example", ""), 0);
	assert_int_equal(set_at("1001@sip.example", "a.sip.example:5062"), 0);
	assert_int_equal(set_at("1001@sip.example", "sbc.pbx.example"), 0);
	assert_int_equal(set_at("1001@sip.example", "192.0.2.1:5060"), 0);
	assert_int_equal(set_at("1001@other.example", "evil.example"), 0);
	assert_int_equal(
			set_at("1001@sip.example", "192.0.2.1:5070"), ACCOUNT_FORBIDDEN);
	assert_int_equal(
			set_at("1001@sip.example", "evil.example"), ACCOUNT_FORBIDDEN);
	assert_int_equal(result.field, ACCOUNT_PROXY);
	assert_int_equal(set_at("1001@SIP.example:5099", "evil.example:5060"),
			ACCOUNT_FORBIDDEN);
	assert_int_equal(
			set_at("1001@gw.example", "evil.example"), ACCOUNT_FORBIDDEN);
	assert_int_equal(
			set_at("juliet@xmpp.example", "evil.example"), ACCOUNT_FORBIDDEN);
}

/* what the operator does not allow any more is neither tried nor called by */
static void test_policy_later(void **state)
{
	account_fields_t f = usual();
	str owner = view(ROMEO), secret = view("xsecret");
	account_t *a;

	f.keep_reachable = 1;
	a = xmpp_account_make(0, &f, &secret, NULL);
	xmpp_account_config.sip_domains = view("pbx.example");
	xmpp_account_register_start(a);
	assert_int_equal(sent_count, 0);
	assert_int_equal(state_of("main"), ACCOUNT_REFUSED);
	assert_non_null(strstr(seen.reason.s, "not allowed"));
	assert_int_equal(xmpp_account_force(&owner, NULL, &result), -1);
	assert_int_equal(result.code, ACCOUNT_FORBIDDEN);
	assert_int_equal(sent_count, 0);
	assert_int_equal(xmpp_account_is_accepted(a), 0);
	xmpp_account_remove(&owner, NULL);
}

/* a call that is asked for a password belongs to the account it went by: no
 * provider learns of another one's */
static void test_account_of_call(void **state)
{
	str owner = view(ROMEO), secret = view("xsecret");
	str by_second = view("call-1"), other = view("call-2");
	account_fields_t f = usual();
	account_t *first, *second;

	first = xmpp_account_make(0, &f, &secret, NULL);
	f.line = view("second");
	second = xmpp_account_make(0, &f, &secret, NULL);
	assert_non_null(second);
	xmpp_account_routed(0, &owner, &f.line, &by_second);
	assert_ptr_equal(xmpp_account_of_call(0, &owner, &by_second), second);
	assert_ptr_equal(xmpp_account_of_call(0, &owner, &other), first);
	xmpp_account_remove(&owner, NULL);
}

/* its name is one to call by once its registrar says so, and no longer than
 * that; a call has gone out by it, or has not */
static void test_accepted(void **state)
{
	str owner = view(ROMEO), one = view("call-1"), two = view("call-2");
	account_fields_t f = usual();
	account_t *a;
	int i;

	made();
	a = xmpp_account_find(0, &owner, NULL);
	assert_int_equal(xmpp_account_is_accepted(a), 0);
	answer(503, "");
	assert_int_equal(xmpp_account_is_accepted(a), 0);
	pass(30000);
	answer(401, ASKS);
	is_accepted();
	assert_int_equal(xmpp_account_is_accepted(a), 1);
	assert_int_equal(xmpp_account_was_routed(0, &owner, &one), 0);
	xmpp_account_routed(0, &owner, &a->fields.line, &one);
	assert_int_equal(xmpp_account_was_routed(0, &owner, &one), 1);
	assert_int_equal(xmpp_account_was_routed(0, &owner, &two), 0);
	for(i = 0; i < ACCOUNT_ROUTED; i++)
		xmpp_account_routed(0, &owner, &a->fields.line, &two);
	assert_int_equal(xmpp_account_was_routed(0, &owner, &one), 0);
	f.transport = ACCOUNT_TCP; /* anybody may be there */
	assert_int_equal(set(&f), 0);
	a = xmpp_account_find(0, &owner, NULL);
	assert_int_equal(xmpp_account_is_accepted(a), 0);
	answer(403, "");
	assert_int_equal(xmpp_account_is_accepted(a), 0);
}

/* an answer to what was asked before is none to a change that waits its turn */
static void test_changed_in_flight(void **state)
{
	account_fields_t f = usual();

	xmpp_account_numbers.rate = 1;
	pass(1000);
	made();
	f.password = view("right");
	assert_int_equal(set(&f), 0);
	assert_int_equal(sent_count, 1);
	answer(403, "");
	assert_string_equal(told, "");
	assert_int_equal(state_of("main"), ACCOUNT_TRYING);
	pass(1200);
	assert_int_equal(sent_count, 2);
	is_accepted();
	assert_string_equal(told, "registered registered ");
	assert_int_equal(state_of("main"), ACCOUNT_REGISTERED);
}

/* nor does the time of the one before end it */
static void test_long_queue(void **state)
{
	account_fields_t f = usual();
	int i;

	xmpp_account_numbers.rate = 1;
	pass(1000);
	made();
	f.owner = view("juliet@xmpp.example");
	for(i = 0; i < 100; i++) { /* each of them waits a second */
		char line[16];

		snprintf(line, sizeof(line), "l%d", i);
		f.line = view(line);
		xmpp_account_numbers.max_accounts = 200;
		assert_int_equal(xmpp_account_set_as(&f, 1, NULL, NULL, &result), 0);
	}
	answer_to(&sent[0], 423, "Min-Expires: 900\r\n");
	for(i = 0; i < 120 && strcmp(last()->token, sent[0].token) != 0; i++)
		pass(1000);
	for(; i < 120 && sent_count < 101; i++)
		pass(1000);
	assert_string_equal(told, "");
	assert_int_equal(state_of("main"), ACCOUNT_TRYING);
}

/* set and removed at each point of a registration: nothing stays */
static void one_of_many(int i)
{
	account_fields_t f = usual();
	str owner = view(ROMEO);

	assert_int_equal(xmpp_account_set_as(&f, 1, done, "", &result), 0);
	if(i % 5 > 0)
		answer(401, ASKS);
	if(i % 5 > 1)
		is_accepted();
	if(i % 5 > 2) {
		f.proxy = view("other.sip.example");
		assert_int_equal(xmpp_account_set_as(&f, 1, done, "", &result), 0);
	}
	if(i % 5 > 3)
		answer(302, "Contact: <sip:third.sip.example>\r\n");
	xmpp_account_remove(&owner, NULL);
	if(i % 2 && last()->expires == 0) /* else nobody answers any more */
		answer(200, "");
	pass(400000);
	sent_count = 0;
	told[0] = '\0';
}

static void test_ten_thousand(void **state)
{
	int i, accounts, registered;
	long before;

	one_of_many(0);
	before = bare_memory_blocks();
	for(i = 0; i < 10000; i++)
		one_of_many(i);
	assert_int_equal(bare_memory_blocks(), before);
	xmpp_account_count(&accounts, &registered);
	assert_int_equal(accounts, 0);
	assert_int_equal(registered, 0);
}

/* what else could be in a row would be in headers */
static void test_odd_token(void **state)
{
	account_fields_t f = usual();
	str owner = view(ROMEO), secret = view("xsecret");
	str good = view("abcdefghijklmnopqrstuvwxyz");
	const char *odd[] = {"abc>\r\nEvil: 1\r\n\r\nabcdefghi",
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxy@"};
	account_t *a = xmpp_account_make(0, &f, &secret, &good);
	size_t i;

	assert_memory_equal(a->token, good.s, ACCOUNT_TOKEN_LEN);
	f.line = view("other"); /* the same once more is no name */
	a = xmpp_account_make(0, &f, &secret, &good);
	assert_memory_not_equal(a->token, good.s, ACCOUNT_TOKEN_LEN);
	for(i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		str token = view(odd[i]);

		assert_int_equal(token.len, ACCOUNT_TOKEN_LEN);
		f.line = view(odd[i]);
		a = xmpp_account_make(0, &f, &secret, &token);
		assert_memory_not_equal(a->token, token.s, ACCOUNT_TOKEN_LEN);
	}
	assert_int_equal(xmpp_account_remove(&owner, NULL), 5);
}

/* RFC 3608: the registrar says by which way calls go out. Without an outbound
 * proxy that way begins at a host where accounts may be, or at the registrar */
static void answer_by(const char *route)
{
	account_incoming_t in;
	char text[1024];

	memset(&in, 0, sizeof(in));
	in.token = view(last()->token);
	in.serial = last()->serial;
	in.code = 200;
	in.text.s = text;
	in.text.len = snprintf(text, sizeof(text),
			"SIP/2.0 200 OK\r\nContact: <sip:%s@gw>;expires=600\r\n%s\r\n",
			last()->token, route);
	in.source.af = AF_INET;
	in.source.len = 4;
	memcpy(in.source.u.addr, "\xc0\x00\x02\x09", 4); /* 192.0.2.9 */
	tell[ACCOUNT_REGISTER](&in);
}

static const char *routes_of(void)
{
	static char text[512];
	str owner = view(ROMEO);
	account_t *a = xmpp_account_find(0, &owner, NULL);

	snprintf(text, sizeof(text), "%.*s", a->routes.len,
			a->routes.s ? a->routes.s : "");
	return text;
}

static void test_service_route(void **state)
{
	static const struct
	{
		const char *route, *kept;
	} rows[] = {
			{"Service-Route: <sip:edge.sip.example;lr>,<sip:b;lr>\r\n",
					"<sip:edge.sip.example;lr>,<sip:b;lr>"},
			{"Service-Route: <sip:192.0.2.9:5080;lr>\r\n",
					"<sip:192.0.2.9:5080;lr>"},
			{"Service-Route: <sip:192.0.2.8;lr>\r\n", ""},
			{"Service-Route: <sip:evil.example;lr>\r\n", ""},
			{"Service-Route: <sip:x@evil.example:99;lr>\r\n", ""},
			{"Service-Route: <sip:192.0.2.1;lr>\r\n", ""}, /* ourselves */
			{"Service-Route: <sip:edge.sip.example>\r\n", ""},
			{"", ""},
	};
	size_t i;

	(void)state;
	made();
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		answer_by(rows[0].route);
		assert_string_equal(routes_of(), rows[0].kept);
		pass(450000); /* refreshed */
		answer_by(rows[i].route);
		assert_string_equal(routes_of(), rows[i].kept);
		pass(450000);
	}
}

/* the proxy is asked first, whatever comes behind it */
static void test_service_route_behind_proxy(void **state)
{
	account_fields_t f = usual();

	(void)state;
	f.proxy = view("proxy.sip.example");
	assert_int_equal(set(&f), 0);
	answer_by("Service-Route: <sip:10.0.0.1;lr>\r\n");
	assert_string_equal(routes_of(), "<sip:10.0.0.1;lr>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(test_registered),
			TEST(test_refused_fields), TEST(test_too_many), TEST(test_total),
			TEST(test_two_realms), TEST(test_blank_password),
			TEST(test_least_expires), TEST(test_removed), TEST(test_moved),
			TEST(test_follows_presence), TEST(test_odd_answers),
			TEST(test_redirected), TEST(test_waiting), TEST(test_paced),
			TEST(test_memory), TEST(test_long_binding), TEST(test_own_names),
			TEST(test_policy_later), TEST(test_accepted),
			TEST(test_account_of_call), TEST(test_changed_in_flight),
			TEST(test_long_queue), TEST(test_ten_thousand),
			TEST(test_odd_token), TEST(test_service_route),
			TEST(test_service_route_behind_proxy)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
