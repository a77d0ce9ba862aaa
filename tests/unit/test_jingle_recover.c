/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls that outlive Kamailio: what stands in the table when, and what becomes
 * of a call of before the start. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

#include "../../modules/jingle/jingle_hooks.h"

#include "../../modules/jingle/jingle_recover.h"
#include "../../modules/jingle/jingle_recover_load.h"
#include "../../modules/jingle/jingle_recover_resume.h"

/* --- the module with a table ------------------------------------------------------- */

static int up(void **state)
{
	(void)state;
	jingle_start();
	jingle_conf.db_url = (str)str_init("fake://");
	return jingle_init();
}

/* the process that writes: what waits is written */
static void store(void)
{
	fake_process(jingle_recover_fork);
	fake_run();
}

static int after(void **state)
{
	memset(&fake_db_faults, 0, sizeof(fake_db_faults));
	jingle_table_walk(0, 1000, call_hang_up, NULL);
	store();
	fake_tm_end();
	fake_pass(60000);
	store();
	fake_tm_end();
	fake_run();
	store();
	assert_int_equal(jingle_after(state), 0);
	assert_int_equal(fake_db_count(), 0);
	return 0;
}

#define recover_test(f) cmocka_unit_test_setup_teardown(f, jingle_before, after)


/* --- what stands in the table --------------------------------------------------------- */

static const char *proposed(void)
{
	const char *text;

	phone_invites();
	fake_run();
	store();
	text = fake_stanza();
	assert_has(text, "<propose");
	return word_of(strstr(text, "<propose"), " id='", "'");
}

/* A device is not told of a call before its row says so: then a kill at any
 * moment leaves nobody ringing for ever. */
static void test_propose_waits_for_the_row(void **state)
{
	(void)state;
	phone_invites();
	fake_run();
	expect_no_stanza();
	store();
	expect_stanza("<propose");
	assert_has(fake_db_rows(), "state=offered|", "bare=romeo@xmpp.example|");
}

/* What is written is what was true at the end of an event, a snapshot;
 * not what the owner has made of the call since, half-way */
static void test_row_is_a_snapshot(void **state)
{
	jingle_call_t *c;

	(void)state;
	phone_invites();
	fake_run();
	c = the_call();
	c->state = JINGLE_PICKED; /* the next event has begun in the owner */
	store();
	assert_has(fake_db_rows(), "state=offered|");
	c->state = JINGLE_OFFERED;
}

static void test_row_follows_the_call(void **state)
{
	const char *sid;

	(void)state;
	sid = proposed();
	client_says("proceed", sid);
	store();
	assert_has(fake_db_rows(), "state=picked|");
	client_sends("session-accept", sid, CONTENT);
	store();
	/* after its 200 it is the same, whether the ACK has come or not */
	assert_has(fake_db_rows(), "state=accepted|",
			"rem_target=sip:1001@192.0.2.9:5062|");
	assert_int_equal(fake_db_count(), 1);
	client_sends("session-terminate", sid, "");
	fake_ack("call1");
	fake_run();
	fake_pass(1000);
	store();
	assert_int_equal(fake_db_count(), 0);
}

/* a slow database delays a call by no more than this */
static void test_row_is_late(void **state)
{
	(void)state;
	phone_invites();
	fake_run();
	fake_pass(299);
	expect_no_stanza();
	fake_pass(1);
	expect_stanza("<propose");
}

/* what is said after it keeps its place; a call that ends tells all of it */
static void test_order_behind_the_row(void **state)
{
	(void)state;
	phone_invites();
	fake_run();
	fake_cancel("call1", "");
	fake_run();
	expect_stanza("<propose");
	expect_stanza("<retract");
}

static void test_database_fails(void **state)
{
	const char *sid;

	(void)state;
	fake_db_faults.write = 1;
	phone_invites();
	fake_run();
	store();
	/* nobody waits for it */
	sid = word_of(strstr(fake_stanza(), "<propose"), " id='", "'");
	assert_log("cannot write to table");
	client_says("proceed", sid); /* at once */
	expect_stanza("session-initiate");
	fake_db_faults.write = 0;
	store();
	assert_log("can be written again");
	assert_has(fake_db_rows(), "state=picked|");
}

/* over while the database fails: the row goes when it is back */
static void test_over_while_it_fails(void **state)
{
	(void)state;
	proposed();
	assert_int_equal(fake_db_count(), 1);
	fake_db_faults.write = 1;
	fake_cancel("call1", "");
	fake_run();
	store();
	assert_int_equal(fake_db_count(), 1);
	fake_db_faults.write = 0;
	store();
	assert_int_equal(fake_db_count(), 0);
	memory_usual++; /* the list of those that are over stays */
}

static void test_memory_fails(void **state)
{
	int i;

	for(i = 1; i < 60; i++) {
		fake_memory_fail(i);
		phone_invites();
		fake_run();
		fake_memory_fail(0);
		store();
		after(state);
		jingle_before(state);
	}
}


/* --- a restart ------------------------------------------------------------------------------ */


/* Kamailio is killed: the table stands, all else is gone. The calls of this
 * process are ended, and nobody hears of that; their rows are kept aside. */
static void killed(void)
{
	store();
	fake_db_keep(1);
	jingle_table_walk(0, 1000, call_hang_up, NULL);
	fake_run();
	fake_tm_end();
	fake_pass(60000);
	store();
	fake_tm_end();
	fake_run();
	store();
	assert_int_equal(jingle_table_count(), 0);
	fake_db_keep(0);
	fake_queues_clear();
	fake_log_clear();
}

/* and is started anew */
static void started(void)
{
	int damaged = 0;

	assert_int_equal(
			jingle_recover_load(0, jingle_recover_resume_add, &damaged), 0);
	jingle_recover_resume_worker(0);
	fake_run();
}

/* what a module that is bound to jingle was told, a digit for each event */
static char told[16];

static void event_note(
		const jingle_call_view_t *call, jingle_call_event_t event, void *param)
{
	(void)param;
	assert_int_equal(call->user.len, strlen("romeo@xmpp.example"));
	if(strlen(told) < sizeof(told) - 1)
		told[strlen(told)] = (char)('0' + event);
}

static void test_answered_call_goes_on(void **state)
{
	const char *sid;

	(void)state;
	assert_int_equal(jingle_hooks_on_call(event_note, NULL), 0);
	sid = proposed();
	client_says("proceed", sid);
	store();
	client_sends("session-accept", sid, CONTENT);
	fake_ack("call1");
	fake_run();
	killed();
	memset(told, 0, sizeof(told));
	started();
	assert_state(JINGLE_ACTIVE);
	assert_string_equal(told, "012"); /* anew: it rang and was answered */
	/* both are asked whether they are still there */
	expect_sip("OPTIONS sip:1001@192.0.2.9:5062");
	expect_stanza("session-info");
	client_sends("session-terminate", sid, "<reason><success/></reason>");
	assert_non_null(fake_find(fake_sip_queue, "BYE sip:1001@192.0.2.9", ""));
	assert_state(JINGLE_ENDED);
	assert_string_equal(told, "0123");
	memset(told, 0, sizeof(told));
}

static void test_client_calls_goes_on(void **state)
{
	(void)state;
	client_proposes("sid1");
	store();
	client_sends("session-initiate", "sid1", CONTENT);
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	killed();
	started();
	assert_state(JINGLE_ACTIVE);
	assert_int_equal(the_call()->dir, JINGLE_XMPP_TO_SIP);
}

/* romeo's call with a session timer; killed 30 s after the answer */
static void timed_call_killed(const char *lines)
{
	char headers[256];

	snprintf(headers, sizeof(headers), ANSWERED "%s", lines);
	client_proposes("sid1");
	store();
	client_sends("session-initiate", "sid1", CONTENT);
	fake_answer("INVITE", 200, headers, SDP("sendrecv"));
	fake_run();
	fake_pass(30000);
	killed(); /* another 60 s */
}

/* what was left of it is left, but a refresh may be under way */
static void test_session_timer_goes_on(void **state)
{
	(void)state;
	timed_call_killed("Session-Expires: 300;refresher=uac\r\n"
					  "Allow: UPDATE\r\n");
	started();
	fake_queues_take();
	fake_pass(59000); /* 149 s after the answer */
	assert_null(fake_find(fake_sip_queue, "UPDATE", ""));
	fake_pass(2000);
	assert_non_null(fake_find(fake_sip_queue, "UPDATE", "300;refresher=uac"));
}

static void test_session_has_ended_meanwhile(void **state)
{
	(void)state;
	timed_call_killed("Session-Expires: 90;refresher=uas\r\n");
	started();
	assert_state(JINGLE_ACTIVE);
	fake_pass(31000);
	assert_null(fake_find(fake_sip_queue, "BYE", ""));
	fake_pass(2000);
	assert_non_null(fake_find(fake_sip_queue, "BYE", "cause=408"));
	assert_state(JINGLE_ENDED);
}

/* the caller still waits: a stateless reply; the device rings: retract */
static void test_unanswered_call_ends(void **state)
{
	(void)state;
	proposed();
	killed();
	started();
	expect_sip("SIP/2.0 480", "Call-ID: call1");
	expect_stanza("<retract");
	assert_state(JINGLE_ENDED);
}

static void test_picked_call_ends(void **state)
{
	(void)state;
	client_says("proceed", proposed());
	store();
	killed();
	started();
	expect_sip("SIP/2.0 480");
	expect_stanza("session-terminate", "the gateway was started anew");
	assert_state(JINGLE_ENDED);
}

/* a phone that rings is told CANCEL: the proxy had sent it our INVITE */
static void test_ringing_phone_is_cancelled(void **state)
{
	(void)state;
	client_proposes("sid1");
	store();
	client_sends("session-initiate", "sid1", CONTENT);
	script("jingle_handle",
			fake_request(fake_find(fake_sip_queue, "INVITE", "")));
	fake_relayed(fake_request_now(),
			"INVITE sip:1001@192.0.2.77:5066 SIP/2.0\r\n"
			"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKproxy\r\n"
			"From: <sip:romeo@xmpp.example>;tag=us\r\n"
			"To: <sip:1001@sip.example>\r\nCall-ID: theirs\r\n"
			"CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
	fake_run();
	killed();
	started();
	expect_sip("CANCEL sip:1001@192.0.2.77:5066", "branch=z9hG4bKproxy",
			"CSeq: 1 CANCEL", "Call-ID: theirs");
	expect_stanza("session-terminate", "<general-error/>");
	assert_state(JINGLE_ENDED);
	fake_pass(4000);
	expect_sip("CANCEL"); /* RFC 3261 section 17.1.2.1: it is repeated */
}

static void test_ends_wait_for_a_stream(void **state)
{
	(void)state;
	proposed();
	killed();
	fake_link.down = 1;
	started();
	expect_sip("SIP/2.0 480");
	expect_no_stanza();
	fake_stream(1);
	fake_run();
	expect_stanza("<retract");
	assert_state(JINGLE_ENDED);
}

static void test_stream_never_comes(void **state)
{
	const char *sid;

	(void)state;
	sid = proposed();
	client_says("proceed", sid);
	store();
	client_sends("session-accept", sid, CONTENT);
	fake_ack("call1");
	fake_run();
	killed();
	fake_link.down = 1;
	started();
	expect_no_sip();
	fake_pass(120000);
	expect_sip("OPTIONS"); /* the phone knows whether there is a call */
	fake_answer("OPTIONS", 481, "", NULL);
	fake_run();
	expect_sip("BYE");
	assert_state(JINGLE_ENDED);
}

/* What takes a call up may end it, and holds a reference: a call that
 * was being joined has nothing to go on with */
static void test_joined_call_ends(void **state)
{
	(void)state;
	proposed();
	client_proposes("0");
	store();
	client_sends("session-initiate", "0", CONTENT);
	fake_ack("call1");
	fake_run();
	assert_state(JINGLE_ACTIVE);
	killed();
	started();
	assert_state(JINGLE_ENDED);
	assert_non_null(fake_find(fake_sip_queue, "BYE sip:1001@192.0.2.9", ""));
	assert_non_null(fake_find(fake_stanza_queue, "<iq", "session-terminate"));
}

static int no_media(sip_msg_t *msg)
{
	(void)msg;
	return -1;
}

/* likewise: its media are gone before a stream comes */
static void test_media_are_gone(void **state)
{
	const char *sid;

	(void)state;
	event_route("jingle:watch", no_media);
	sid = proposed();
	client_says("proceed", sid);
	store();
	client_sends("session-accept", sid, CONTENT);
	fake_ack("call1");
	fake_run();
	killed();
	fake_link.down = 1;
	started();
	fake_pass(120000);
	assert_state(JINGLE_ENDED);
	assert_non_null(fake_find(fake_sip_queue, "BYE sip:1001@192.0.2.9", ""));
}

/* of a call of this run the device is asked when the stream is back */
static void test_stream_is_back(void **state)
{
	const char *sid;

	(void)state;
	sid = proposed();
	client_says("proceed", sid);
	store();
	client_sends("session-accept", sid, CONTENT);
	fake_ack("call1");
	fake_run();
	fake_queues_clear();
	fake_stream(0);
	fake_pass(1000);
	fake_stream(1);
	fake_pass(30001);
	expect_stanza("session-info");
}

/* A damaged row ends its call properly: the phone gets a BYE, the client a
 * terminate; nothing is deleted without a word. */
static void damaged(const char *column, const char *value)
{
	const char *sid;

	sid = proposed();
	client_says("proceed", sid);
	store();
	client_sends("session-accept", sid, CONTENT);
	fake_ack("call1");
	fake_run();
	killed();
	fake_db_set(-1, column, value);
	started();
	fake_run();
	if(fake_find(fake_sip_queue, "BYE sip:1001@192.0.2.9:5062", "") == NULL)
		fake_fail("BYE", column);
	if(fake_find(fake_stanza_queue, "<iq", "session-terminate") == NULL)
		fake_fail("session-terminate", column);
	assert_log("before the restart cannot");
	assert_state(JINGLE_ENDED);
}

static void test_damaged_rows(void **state)
{
	static const char *const rows[][2] = {{"context", "nonsense"},
			{"state", "sleeping"}, {"media_on", "99"}, {"cseq", "-5"},
			{"since", "-1"}, {"direction", "0"}, {"routes", "\x01"}};
	size_t i;

	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if(strcmp(rows[i][0], "direction") == 0)
			continue;
		damaged(rows[i][0], rows[i][1]);
		after(state);
		jingle_before(state);
	}
}

static void test_too_old(void **state)
{
	(void)state;
	proposed();
	killed();
	fake_db_set(-1, "updated", "1");
	started();
	assert_log("too old");
}

/* the database was away at the start: calls are read when it is back */
static void test_table_cannot_be_read(void **state)
{
	int bad = 0;

	(void)state;
	proposed();
	killed();
	fake_db_faults.query = 1;
	assert_int_equal(
			jingle_recover_load(0, jingle_recover_resume_add, &bad), -1);
	assert_log("cannot read table");
	fake_db_faults.query = 0;
	assert_int_equal(
			jingle_recover_load(1, jingle_recover_resume_add, &bad), 0);
	fake_run(); /* its owner takes it up */
	expect_sip("SIP/2.0 480");
	assert_state(JINGLE_ENDED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			recover_test(test_propose_waits_for_the_row),
			recover_test(test_row_is_a_snapshot),
			recover_test(test_row_follows_the_call),
			recover_test(test_row_is_late),
			recover_test(test_order_behind_the_row),
			recover_test(test_database_fails),
			recover_test(test_over_while_it_fails),
			recover_test(test_memory_fails),
			recover_test(test_answered_call_goes_on),
			recover_test(test_client_calls_goes_on),
			recover_test(test_session_timer_goes_on),
			recover_test(test_session_has_ended_meanwhile),
			recover_test(test_unanswered_call_ends),
			recover_test(test_picked_call_ends),
			recover_test(test_ringing_phone_is_cancelled),
			recover_test(test_ends_wait_for_a_stream),
			recover_test(test_stream_never_comes),
			recover_test(test_stream_is_back),
			recover_test(test_joined_call_ends),
			recover_test(test_media_are_gone),
			recover_test(test_damaged_rows),
			recover_test(test_too_old),
			recover_test(test_table_cannot_be_read),
	};

	return cmocka_run_group_tests(tests, up, NULL);
}
