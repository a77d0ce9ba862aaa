/* links: modules/xmpp_account/account_register.c modules/xmpp_account/account_reg.c modules/xmpp_account/account_answer.c modules/xmpp_account/account_digest.c modules/xmpp_account/account_text.c */
/* links: modules/xmpp_account/account_pace.c modules/xmpp_account/account_table.c modules/xmpp_account/account_tell.c modules/xmpp_account/account_view.c modules/xmpp_account/account_check.c modules/xmpp_account/account_authorize.c modules/xmpp_account/account_admit.c modules/xmpp_account/account_ha1.c modules/xmpp_account/account_nonce.c */
/* links: modules/xmpp_account/account_policy.c modules/xmpp_account/account_api.c modules/xmpp_link/link_timer.c tests/unit/bare/bare_core.c */
/* links: modules/xmpp_account/account_mwi.c modules/xmpp_account/account_service.c modules/xmpp_account/account_ping.c modules/xmpp_account/account_sub.c modules/xmpp_account/account_summary.c modules/xmpp_account/account_dialog.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Voice mail of accounts in their owner: subscribed while they are registered,
 * in one dialog; new messages are told, equal ones are not; nothing stays when
 * an account goes. Expected: RFC 3842, RFC 6665. */

#include "account_owner.h"

static char said[256];
static int said_count, changes;

static void on_text(const account_view_t *v, const char *words)
{
	(void)v;
	snprintf(said, sizeof(said), "%s", words);
	said_count++;
}

static void on_change(const account_view_t *v, account_state_t was)
{
	changes += v->state == was;
}

static int begin_voice(void **state)
{
	begin(state);
	xmpp_account_numbers.voicemail_expires = 3600;
	xmpp_account_numbers.voicemail_interval = 0;
	xmpp_account_numbers.voicemail_refresh_min = 1;
	xmpp_account_mwi_init();
	xmpp_account_on_text(on_text);
	said[0] = '\0';
	said_count = changes = 0;
	return 0;
}

static account_t *it(void)
{
	str owner = view(ROMEO);
	account_t *a = xmpp_account_find(0, &owner, NULL);

	assert_non_null(a);
	return a;
}

/* registered; its SUBSCRIBE has left */
static void subscribing(void)
{
	made();
	is_accepted();
	assert_int_equal(sent_count, 1);
	pass(3000);
	assert_int_equal(sent_count, 2);
	assert_int_equal(last()->kind, ACCOUNT_SUBSCRIBE);
}

#define OK_HEADERS                                        \
	"To: <sip:alice@sip.example>;tag=theirs\r\nContact: " \
	"<sip:mwi@192.0.2.9>\r\n"                             \
	"Record-Route: <sip:p1;lr>,<sip:p2;lr>\r\n"

static void subscribed(void)
{
	subscribing();
	answer(200, OK_HEADERS "Expires: 600\r\n");
}

static int cseq;

static void notified(const char *state, const char *body)
{
	char text[1024];
	str msg = {text, 0};

	msg.len = snprintf(text, sizeof(text),
			"NOTIFY sip:x SIP/2.0\r\nFrom: "
			"<sip:alice@sip.example>;tag=theirs\r\n"
			"Contact: <sip:mwi@192.0.2.9>\r\nCSeq: %d NOTIFY\r\n"
			"Record-Route: <sip:p2;lr>,<sip:p1;lr>\r\n"
			"Subscription-State: %s\r\n\r\n%s",
			++cseq, state, body);
	xmpp_account_mwi_notify(it(), &msg, 1);
}

static void messages(int new_messages)
{
	char body[128];

	snprintf(body, sizeof(body),
			"Messages-Waiting: %s\r\nVoice-Message: %d/1\r\n",
			new_messages ? "yes" : "no", new_messages);
	notified("active;expires=600", body);
}

/* SUBSCRIBE requests so far */
static int of_voice(void)
{
	int i, n = 0;

	for(i = 0; i < sent_count; i++)
		n += sent[i].kind == ACCOUNT_SUBSCRIBE;
	return n;
}

static void test_in_dialog(void **state)
{
	(void)state;
	xmpp_account_config.sip_domains = view("sip.example, p2");
	subscribing();
	assert_string_equal(last()->uri, "sip:alice@sip.example");
	assert_string_equal(last()->hop, "sip:sip.example;transport=udp");
	assert_string_equal(last()->remote_tag, "");
	assert_int_equal(last()->expires, 3600);
	answer(401, "WWW-Authenticate: Digest realm=\"sip.example\", nonce=\"n\", "
				"qop=\"auth\"\r\n");
	assert_int_equal(sent_count, 3);
	assert_non_null(strstr(last()->headers, "Authorization: Digest"));
	assert_string_equal(last()->callid, sent[1].callid);
	assert_string_equal(last()->tag, sent[1].tag);
	assert_int_equal(last()->cseq, 2);
	answer(200, OK_HEADERS "Expires: 100\r\n");
	messages(0);
	assert_int_equal(it()->mwi->sub.state, ACCOUNT_SUB_ACTIVE);
	pass(449000); /* 75 % of what the NOTIFY said */
	assert_int_equal(of_voice(), 2);
	pass(2000);
	assert_int_equal(of_voice(), 3);
	while(last()->kind != ACCOUNT_SUBSCRIBE)
		sent_count--;
	assert_string_equal(last()->uri, "sip:mwi@192.0.2.9");
	assert_string_equal(last()->hop, "");
	assert_string_equal(last()->routes, "<sip:p2;lr>,<sip:p1;lr>");
	assert_string_equal(last()->remote_tag, "theirs");
	assert_string_equal(last()->callid, sent[1].callid);
	assert_int_equal(last()->cseq, 3);
}

/* RFC 3608: by the route that the registrar has named, to its first hop */
static void test_by_service_route(void **state)
{
	char text[256];

	(void)state;
	made();
	snprintf(text, sizeof(text),
			"Contact: <sip:%s@gw>;expires=600\r\n"
			"Service-Route: <sip:edge.sip.example;lr>\r\n",
			last()->token);
	answer(200, text);
	pass(3000);
	assert_int_equal(last()->kind, ACCOUNT_SUBSCRIBE);
	assert_string_equal(last()->hop, "");
	assert_string_equal(last()->routes, "<sip:edge.sip.example;lr>");
}

#define GOES(contact, route)                              \
	"To: <sip:alice@sip.example>;tag=theirs\r\nContact: " \
	"<" contact ">\r\n" route

/* Where the notifier says that a refresh goes: to the hosts of sip_domains, and to
 * who answers us; else it goes on to the registrar. */
static void test_goes_nowhere_else(void **state)
{
	static const struct
	{
		const char *headers;
		int is_followed;
	} rows[] = {
			{GOES("sip:mwi@a.sip.example:5070", ""), 1},
			{GOES("sip:mwi@203.0.113.7:5080", ""), 1},
			{GOES("sip:x@127.0.0.1:8080", ""), 0},
			{GOES("sip:203.0.113.7@[::1]", ""), 0},
			{GOES("sip:sip.example;x@10.0.0.1;y=@sip.example", ""), 0},
			{GOES("sip:mwi@evilsip.example", ""), 0},
			{GOES("sip:mwi@sip.example",
					 "Record-Route: <sip:169.254.169.254;lr>\r\n"),
					0},
			{GOES("sip:mwi@10.1.1.1", "Record-Route: <sip:sip.example;lr>\r\n"),
					1},
	};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		sent_count = 0;
		cseq = 0;
		xmpp_account_config.sip_domains = view("sip.example");
		subscribing();
		it()->source.af = AF_INET;
		it()->source.len = 4;
		memcpy(it()->source.u.addr, "\313\0\161\7", 4);
		answer(200, rows[i].headers);
		xmpp_account_mwi_follow(it());
		it()->reg.state = ACCOUNT_LEAVING;
		xmpp_account_mwi_follow(it());
		assert_int_equal(last()->expires, 0);
		assert_string_equal(last()->hop,
				rows[i].is_followed ? "" : "sip:sip.example;transport=udp");
		assert_string_equal(last()->remote_tag, "theirs");
		end(state);
		begin_voice(state);
	}
}

/* who asks for another realm's password is none of ours */
static void test_foreign_realm(void **state)
{
	(void)state;
	subscribing();
	answer(401, ASKS);
	assert_int_equal(sent_count, 2);
	assert_int_equal(it()->mwi->sub.state, ACCOUNT_SUB_REFUSED);
}

static void test_told(void **state)
{
	char status[ACCOUNT_STATUS_MAX];
	account_view_t v;

	(void)state;
	subscribed();
	messages(0);
	assert_int_equal(said_count, 0);
	stored = 0;
	messages(2);
	assert_string_equal(said, "2 new voice messages");
	messages(2);
	assert_int_equal(said_count, 1);
	assert_int_equal(stored, 1);
	messages(1);
	assert_int_equal(said_count, 1);
	assert_int_equal(changes, 2); /* the status */
	messages(3);
	assert_string_equal(said, "3 new voice messages");
	state_of("main");
	v = seen;
	xmpp_account_status(&v, status, sizeof(status));
	assert_string_equal(
			status, "sip:alice@sip.example: registered, 3 new voice messages");
	/* one that comes twice, or late */
	cseq -= 2;
	messages(9);
	messages(9);
	assert_int_equal(said_count, 2);
	/* a new dialog that says the same */
	cseq += 10;
	notified("terminated;reason=deactivated", "");
	pass(1000);
	assert_string_equal(last()->remote_tag, "");
	assert_string_not_equal(last()->callid, sent[1].callid);
	cseq = 0;
	answer(200, OK_HEADERS);
	messages(3);
	assert_int_equal(said_count, 2);
	messages(4);
	assert_int_equal(said_count, 3);
}

/* a mailbox that goes up and down does not fill the chat */
static void test_flood(void **state)
{
	int i;

	(void)state;
	subscribed();
	for(i = 0; i < 200; i++)
		messages(i % 2 * 5);
	assert_int_equal(said_count, 10);
	assert_int_equal(bare_logged("is not told of each"), 1);
	pass(60000);
	messages(7);
	assert_int_equal(said_count, 11);
}

/* of changes that follow one another the last one is told */
static void test_paced(void **state)
{
	int i;

	(void)state;
	xmpp_account_numbers.voicemail_interval = 5000;
	subscribed();
	for(i = 0; i < 100; i++)
		messages(i + 1);
	assert_string_equal(said, "1 new voice message");
	assert_int_equal(changes, 1);
	pass(4999);
	assert_int_equal(changes, 1);
	pass(1);
	assert_string_equal(said, "100 new voice messages");
	assert_int_equal(said_count, 2);
	assert_int_equal(changes, 2);
	/* up, and as it was: nothing is told */
	messages(101);
	messages(100);
	pass(10000);
	assert_int_equal(changes, 2);
	messages(101);
	assert_int_equal(changes, 3);
}

/* several accounts: which one it is */
static void test_several(void **state)
{
	account_fields_t f = usual();

	(void)state;
	subscribed();
	f.line = view("work");
	f.aor = view("sip:work@sip.example");
	assert_int_equal(set(&f), 0);
	messages(1);
	assert_string_equal(said, "1 new voice message (sip:alice@sip.example)");
}

static void test_off(void **state)
{
	(void)state;
	xmpp_account_numbers.voicemail_expires = 0;
	made();
	is_accepted();
	pass(60000);
	assert_int_equal(sent_count, 1);
	assert_null(it()->mwi);
}

/* signed out with the last device: the subscription ends, too; and comes back */
static void test_follows(void **state)
{
	account_fields_t f = usual();
	xmpp_link_stanza_t s = {.from = view(ROMEO)};
	int before;

	(void)state;
	f.keep_reachable = 0;
	devices = 1;
	assert_int_equal(set(&f), 0);
	is_accepted();
	pass(3000);
	answer(200, OK_HEADERS "Expires: 600\r\n");
	messages(2);
	before = sent_count;
	devices = 0;
	on_presence(&s, NULL);
	assert_int_equal(sent_count, before + 2);
	assert_int_equal(sent[before].kind + sent[before + 1].kind,
			ACCOUNT_SUBSCRIBE + ACCOUNT_REGISTER);
	assert_int_equal(sent[before].expires + sent[before + 1].expires, 0);
	answer_to(&sent[before], 200, OK_HEADERS);
	answer_to(&sent[before + 1], 200, OK_HEADERS);
	assert_int_equal(it()->mwi->sub.state, ACCOUNT_SUB_OFF);
	notified("terminated;reason=timeout", "");
	devices = 1;
	on_presence(&s, NULL);
	is_accepted();
	pass(3000);
	assert_int_equal(last()->kind, ACCOUNT_SUBSCRIBE);
	assert_int_equal(said_count, 1);
}

/* nobody answers, nobody notifies */
static void test_silence(void **state)
{
	(void)state;
	subscribing();
	pass(90000);
	assert_int_equal(it()->mwi->sub.state, ACCOUNT_SUB_WAITING);
	pass(40000);
	assert_int_equal(last()->kind, ACCOUNT_SUBSCRIBE);
	answer(200, "To: <sip:alice@sip.example>\r\n"); /* no dialog by that */
	assert_int_equal(it()->mwi->sub.state, ACCOUNT_SUB_WAITING);
	answer(200, OK_HEADERS); /* too late */
	assert_int_equal(it()->mwi->sub.state, ACCOUNT_SUB_WAITING);
}

/* another password: what was refused is asked again */
static void test_changed(void **state)
{
	account_fields_t f = usual();

	(void)state;
	subscribing();
	answer(489, "");
	assert_int_equal(it()->mwi->sub.state, ACCOUNT_SUB_REFUSED);
	pass(3600000);
	assert_int_equal(of_voice(), 1);
	assert_int_equal(set(&f), 0);
	is_accepted();
	pass(3000);
	assert_int_equal(of_voice(), 2);
}

static void one_removed(int i)
{
	str owner = view(ROMEO);

	if(i % 4 == 0)
		subscribing();
	else
		subscribed();
	if(i % 4 > 1)
		messages(1);
	if(i % 4 > 2)
		notified("terminated", "");
	xmpp_account_remove(&owner, NULL);
	for(; sent_count > 0; sent_count--)
		if(last()->kind == ACCOUNT_REGISTER)
			break;
	is_accepted();
	pass(400000);
	sent_count = 0;
	told[0] = '\0';
}

static void test_removed(void **state)
{
	long before = bare_memory_blocks();
	int i;

	(void)state;
	for(i = 0; i < 16; i++)
		one_removed(i);
	assert_int_equal(bare_memory_blocks(), before);
}

static void all_of_it(void *arg)
{
	str owner = view(ROMEO);
	account_fields_t f = usual();

	(void)arg;
	sent_count = cseq = 0;
	if(set(&f) == 0) {
		is_accepted();
		pass(3000);
		if(last()->kind == ACCOUNT_SUBSCRIBE)
			answer(200, OK_HEADERS "Expires: 600\r\n");
		if(it()->mwi)
			messages(1);
		xmpp_account_remove(&owner, NULL);
		for(; last()->kind != ACCOUNT_REGISTER; sent_count--)
			;
		is_accepted();
		pass(400000);
	}
	told[0] = '\0';
}

static void test_no_memory(void **state)
{
	(void)state;
	assert_true(bare_memory_each(all_of_it, NULL) > 4);
}

#undef TEST
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin_voice, end)

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(test_in_dialog),
			TEST(test_goes_nowhere_else), TEST(test_paced),
			TEST(test_foreign_realm), TEST(test_told), TEST(test_flood),
			TEST(test_several), TEST(test_off), TEST(test_follows),
			TEST(test_silence), TEST(test_changed), TEST(test_removed),
			TEST(test_no_memory), TEST(test_by_service_route)};

	xmpp_account_on_change(on_change);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
