/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each row of the table of states is carried out: a call is brought into its
 * state by what parties do, the event happens as it would, and what the action
 * means for the phone or the client is seen to leave. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

#define LOWER "0" /* below any sid of ours: that session wins a tie-break */

static char sid[64]; /* of the session with romeo */


/* --- into a state --------------------------------------------------------------- */

static void sid_keep(const char *s)
{
	snprintf(sid, sizeof(sid), "%s", s);
}

/* a device that knows no JMI has a session of its own while it rings */
static void rings_directly(void)
{
	const char *text;

	fake_gateway_clear();
	fake_device(ROMEO,
			XMPP_GATEWAY_JINGLE | XMPP_GATEWAY_AUDIO | XMPP_GATEWAY_ICE_UDP,
			"");
	phone_invites();
	fake_run();
	expect_stanza("<propose");
	text = fake_stanza();
	assert_has(text, "session-initiate", "to='" ROMEO "'");
	sid_keep(word_of(strstr(text, "<jingle"), " sid='", "'"));
}

static int is_direct(jingle_ev_t on)
{
	return on == JINGLE_EV_ACCEPT || on == JINGLE_EV_TERMINATE
		   || on == JINGLE_EV_INFO;
}

static void joins(void)
{
	phone_calls();
	client_proposes(LOWER);
	expect_stanza("<retract");
	expect_stanza("<proceed", "id='" LOWER "'");
	sid_keep(LOWER);
}

static void migrates(void)
{
	client_proposes("sid2");
	while(fake_stanza()[0] != '\0')
		;
	sid_keep("sid2");
}

static void reach_from_sip(jingle_state_t in, jingle_ev_t on)
{
	if(in == JINGLE_NEW)
		phone_invites();
	else if(in == JINGLE_OFFERED && is_direct(on))
		rings_directly();
	else if(in == JINGLE_OFFERED)
		sid_keep(phone_calls());
	else if(in == JINGLE_JOINING)
		joins();
	else if(in == JINGLE_PICKED)
		sid_keep(phone_calls_picked());
	else if(in == JINGLE_ACTIVE || in == JINGLE_MIGRATING)
		sid_keep(phone_calls_up());
	else
		sid_keep(phone_calls_accepted());
	if(in == JINGLE_LEAVING)
		client_sends("session-terminate", sid, "");
	if(in == JINGLE_MIGRATING)
		migrates();
}

static void reach_from_xmpp(jingle_state_t in)
{
	sid_keep("sid1");
	if(in == JINGLE_PROCEEDED)
		client_calls_proceeded();
	else if(in == JINGLE_CALLING)
		client_calls_phone_first();
	else if(in == JINGLE_AWAITED || in == JINGLE_LEAVING)
		client_calls_awaited();
	else if(in == JINGLE_ACTIVE || in == JINGLE_MIGRATING)
		client_calls_up();
	else if(in != JINGLE_NEW)
		client_calls();
	if(in == JINGLE_LEAVING) {
		phone_sends("BYE", 2, "", NULL);
		fake_run();
		expect_stanza("<finish", "id='sid1'");
	}
	if(in == JINGLE_CANCELLING)
		client_sends("session-terminate", sid, "");
	if(in == JINGLE_MIGRATING)
		migrates();
}


/* --- an event -------------------------------------------------------------------- */

static void request_waits(jingle_call_t *c)
{
	unsigned hash, label;
	sip_msg_t *m = fake_request("INFO sip:gr SIP/2.0\r\n"
								"Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKi\r\n"
								"From: <sip:1001@sip.example>;tag=a\r\n"
								"To: <sip:romeo@xmpp.example>;tag=b\r\n"
								"Call-ID: c\r\nCSeq: 2 INFO\r\n\r\n");
	str text = {m->buf, (int)m->len};

	assert_int_equal(jingle_tm.t_newtran(m), 1);
	assert_int_equal(jingle_tm.t_suspend(m, &hash, &label), 0);
	assert_int_equal(
			jingle_event_send_request(c, &text, &m->rcv, hash, label), 0);
}

/* what the process that a SIP message came to tells the owner */
static void sip_tells(jingle_call_t *c, jingle_ev_t on)
{
	static str bye = str_init("BYE sip:x SIP/2.0\r\n\r\n");
	str none = STR_NULL;
	struct receive_info rcv;

	memset(&rcv, 0, sizeof(rcv));
	assert_int_equal(jingle_event_send(c, on,
							 on == JINGLE_EV_REANSWER ? 200
							 : on == JINGLE_EV_REFAIL ? 488
							 : on == JINGLE_EV_BYE	  ? 0
													  : 480,
							 on == JINGLE_EV_BYE ? &bye : &none, &rcv, 1),
			0);
}

static int is_retracted(jingle_state_t in)
{
	return in == JINGLE_INVITED || in == JINGLE_PROCEEDED
		   || in == JINGLE_CALLING || in == JINGLE_AWAITED;
}

static void client_acts(jingle_state_t in, jingle_ev_t on)
{
	switch(on) {
		case JINGLE_EV_PROPOSE:
			if(in == JINGLE_OFFERED)
				sid_keep(LOWER);
			if(in == JINGLE_ACTIVE)
				sid_keep("sid2");
			client_proposes(sid);
			break;
		case JINGLE_EV_PHONE_FIRST:
			jingle_conf.proceed_when = JINGLE_PROCEED_ANSWERED;
			client_proposes(sid);
			break;
		case JINGLE_EV_PROCEED:
			client_says("proceed", sid);
			break;
		case JINGLE_EV_RINGING:
			client_says("ringing", sid);
			break;
		case JINGLE_EV_REJECT:
			client_says(is_retracted(in) ? "retract" : "reject", sid);
			break;
		case JINGLE_EV_INITIATE:
			if(in == JINGLE_OFFERED)
				sid_keep(LOWER);
			client_sends("session-initiate", sid, CONTENT);
			break;
		case JINGLE_EV_ACCEPT:
			client_sends("session-accept", sid, CONTENT);
			break;
		case JINGLE_EV_TERMINATE:
			client_sends(
					"session-terminate", sid, "<reason><success/></reason>");
			break;
		default:
			client_sends("session-info", sid,
					"<active xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>");
	}
}

static void happen(jingle_call_t *c, jingle_state_t in, jingle_ev_t on)
{
	switch(on) {
		case JINGLE_EV_INVITE:
			break;
		case JINGLE_EV_CANCEL:
			if(in == JINGLE_NEW) /* before the owner has heard of the call */
				jingle_engine_end(c, on, 487, JINGLE_REASON_NONE, NULL);
			else
				fake_cancel("call1", "");
			break;
		case JINGLE_EV_ACK:
			if(the_call()->dir == JINGLE_SIP_TO_XMPP)
				fake_ack("call1");
			else /* of a re-INVITE */
				jingle_event_send(the_call(), JINGLE_EV_ACK, 0, NULL, NULL, 1);
			break;
		case JINGLE_EV_NO_ACK:
			fake_tm_clean();
			break;
		case JINGLE_EV_PROGRESS:
			assert_true(fake_answer("INVITE", 180, CONTACT, NULL));
			break;
		case JINGLE_EV_ANSWER:
			assert_true(fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv")));
			break;
		case JINGLE_EV_FAIL:
			assert_true(fake_answer("INVITE", 486, "", NULL));
			break;
		case JINGLE_EV_REQUEST:
			request_waits(c);
			break;
		case JINGLE_EV_TIMEOUT:
			fake_pass(61000);
			break;
		case JINGLE_EV_SENT:
		case JINGLE_EV_BYE:
		case JINGLE_EV_REANSWER:
		case JINGLE_EV_REFAIL:
		case JINGLE_EV_DEAD:
		case JINGLE_EV_HANGUP:
			sip_tells(c, on);
			break;
		case JINGLE_EV_LOST: /* as jingle_recover_resume.c says it */
			jingle_engine_end(c, on, 480, JINGLE_REASON_GENERAL_ERROR, "lost");
			break;
		default:
			client_acts(in, on);
	}
	fake_run();
}


/* --- what is seen of an action ------------------------------------------------------ */

/* did something leave that has this? What left before does not count */
static int left(fake_queue_t *q, const char *part)
{
	const char *text;
	int found = 0;

	while((text = fake_take(q))[0] != '\0')
		found |= strstr(text, part) != NULL;
	return found;
}

static const struct seen
{
	jingle_do_t action;
	const char *sip, *stanza; /* NULL: nothing in particular */
} seen[] = {
		{JINGLE_DO_OFFER, NULL, "<propose"},
		{JINGLE_DO_INITIATE, NULL, "session-initiate"},
		{JINGLE_DO_ANSWER_SIP, "SIP/2.0 200 OK", "result"},
		{JINGLE_DO_MIGRATE, NULL, "<proceed"},
		{JINGLE_DO_MIGRATED, "INVITE sip:", "result"},
		{JINGLE_DO_JOIN, NULL, "<proceed"},
		{JINGLE_DO_JOIN_ANSWER, "SIP/2.0 200 OK", "result"},
		{JINGLE_DO_REFUSE_SIP, "SIP/2.0 4", NULL},
		{JINGLE_DO_PROCEED, NULL, "<proceed"},
		{JINGLE_DO_INVITE, "INVITE sip:1001@sip.example", "result"},
		{JINGLE_DO_RING_XMPP, NULL, "<ringing"},
		{JINGLE_DO_ACCEPT_XMPP, NULL, "session-accept"},
		{JINGLE_DO_JMI_RINGING, NULL, "<ringing"},
		{JINGLE_DO_AWAIT, NULL, "<proceed"},
		{JINGLE_DO_SESSION_COMES, NULL, "result"},
		{JINGLE_DO_GONE, NULL, "<finish"},
		{JINGLE_DO_TURN_AWAY, NULL, "session-terminate"},
		{JINGLE_DO_BYE, "BYE sip:", NULL},
		{JINGLE_DO_BYE_AND_END, "BYE sip:", "<reason"},
		{JINGLE_DO_CANCEL_AND_END, NULL, "<reason"},
		{JINGLE_DO_REQUEST, "SIP/2.0 ", NULL},
		{JINGLE_DO_END_XMPP, NULL, "<reason"},
};

static void check_seen(const jingle_transition_t *t)
{
	size_t i;

	for(i = 0; i < sizeof(seen) / sizeof(seen[0]); i++) {
		if(seen[i].action != t->action)
			continue;
		if(seen[i].sip != NULL && !left(fake_sip_queue, seen[i].sip))
			fake_fail(seen[i].sip, "what was sent by SIP");
		if(seen[i].stanza != NULL && !left(fake_stanza_queue, seen[i].stanza))
			fake_fail(seen[i].stanza, "what was sent by XMPP");
	}
}


/* --- the rows ------------------------------------------------------------------------ */

static void row_run(const jingle_transition_t *t)
{
	jingle_call_t *c;

	if(t->dir == JINGLE_SIP_TO_XMPP)
		reach_from_sip(t->in, t->on);
	else
		reach_from_xmpp(t->in);
	c = the_call();
	if(t->dir == JINGLE_XMPP_TO_SIP && t->in == JINGLE_NEW) {
		happen(NULL, t->in, t->on);
		assert_state(t->to);
		check_seen(t);
		return;
	}
	assert_state(t->in);
	jingle_table_ref(c);
	happen(c, t->in, t->on);
	if(c->state != t->to)
		fake_fail(jingle_state_name(t->to), jingle_state_name(c->state));
	check_seen(t);
	jingle_table_put(c);
}

/* two calls take part: test_jingle_transfer.c, test_jingle_replaces.c,
 * test_jingle_bridge.c */
static int is_of_transfer(const jingle_transition_t *t)
{
	return t->in == JINGLE_REFERRED || t->to == JINGLE_REFERRED
		   || t->in == JINGLE_REPLACED || t->to == JINGLE_REPLACED
		   || t->in == JINGLE_BRIDGED || t->to == JINGLE_BRIDGED
		   || t->on == JINGLE_EV_REPLACES;
}

static void rows_run(jingle_dir_t dir, void **state)
{
	const jingle_transition_t *t;
	int i, n;

	t = jingle_fsm_table(&n);
	for(i = 0; i < n; i++) {
		if(t[i].dir != dir || is_of_transfer(&t[i]))
			continue;
		printf("# %s, %s\n", jingle_state_name(t[i].in),
				jingle_ev_name(t[i].on));
		row_run(&t[i]);
		assert_int_equal(jingle_after(state), 0);
		assert_int_equal(jingle_before(state), 0);
	}
}

static void test_rows_of_calls_from_sip(void **state)
{
	rows_run(JINGLE_SIP_TO_XMPP, state);
}

static void test_rows_of_calls_from_xmpp(void **state)
{
	rows_run(JINGLE_XMPP_TO_SIP, state);
}

/* what is not in the table leaves a call as it is, in each state */
static void test_other_events(void **state)
{
	jingle_call_t *c;
	int ev;

	(void)state;
	client_calls();
	c = the_call();
	for(ev = 0; ev < JINGLE_EVENTS; ev++) {
		if(jingle_fsm_find(c->dir, JINGLE_INVITED, (jingle_ev_t)ev) != NULL)
			continue;
		jingle_engine_end(c, (jingle_ev_t)ev, 0, JINGLE_REASON_NONE, NULL);
		assert_int_equal(c->state, JINGLE_INVITED);
	}
	expect_no_sip();
	expect_no_stanza();
}


/* --- refusals of the link, memory that runs out ------------------------------------------ */

typedef void (*story_f)(void);

static void story_from_sip(void)
{
	const char *text;

	if(phone_invites_with("call1", TYPE_SDP, SDP("sendrecv")) != 0)
		return;
	fake_run();
	text = fake_find(fake_stanza_queue, "<message", "<propose");
	if(text == NULL)
		return;
	sid_keep(word_of(strstr(text, "<propose"), " id='", "'"));
	client_says("proceed", sid);
	client_sends("session-accept", sid, CONTENT);
	if(jingle_table_count() > 0) {
		fake_ack("call1");
		fake_run();
	}
	if(the_call() != NULL && the_call()->state == JINGLE_ACTIVE) {
		phone_sends("INFO", 2, "", NULL);
		fake_run();
		phone_sends("BYE", 3, "", NULL);
		fake_run();
	}
}

static void story_from_xmpp(void)
{
	client_proposes("sid1");
	client_sends("session-initiate", "sid1", CONTENT);
	fake_answer("INVITE", 180, CONTACT, NULL);
	fake_run();
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	client_sends("session-info", "sid1",
			"<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>");
	fake_answer("INVITE", 200, ANSWERED, SDP("recvonly"));
	fake_run();
	client_sends("session-terminate", "sid1", "");
}

/* the phone comes first, and is asked again */
static void story_phone_first(void)
{
	jingle_conf.proceed_when = JINGLE_PROCEED_ANSWERED;
	client_proposes("sid1");
	fake_answer("INVITE", 180, CONTACT, NULL);
	fake_run();
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	client_sends("session-initiate", "sid1", CONTENT);
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	client_sends("session-terminate", "sid1", "");
}

/* Each allocation fails once: nothing is lost for good, and a caller never
 * waits for ever. (After each, jingle_after() has ended what is left.) */
static void memory_fails(void **state, story_f story)
{
	int i, asked;

	story();
	asked = fake_memory_asked();
	assert_true(asked > 20);
	jingle_after(state);
	for(i = 1; i <= asked; i++) {
		jingle_before(state);
		fake_memory_fail(i);
		story();
		fake_memory_fail(0);
		fake_pass(200000);
		if(fake_find(fake_stanza_queue, "<message", "<propose") != NULL
				&& fake_find(fake_sip_queue, "SIP/2.0 ", "") == NULL
				&& story == story_from_sip)
			fake_fail("a reply to the caller", "");
		jingle_after(state);
	}
	jingle_before(state);
}

static void test_memory_fails_from_sip(void **state)
{
	fake_memory_fail(0);
	memory_fails(state, story_from_sip);
}

static void test_memory_fails_from_xmpp(void **state)
{
	fake_memory_fail(0);
	memory_fails(state, story_from_xmpp);
}

static void test_memory_fails_phone_first(void **state)
{
	fake_memory_fail(0);
	memory_fails(state, story_phone_first);
}

/* each timer fails once, each send, and each queue */
static void test_link_refuses(void **state)
{
	static const story_f stories[] = {
			story_from_sip, story_from_xmpp, story_phone_first};
	int i, kind;

	for(i = 0; i < 3; i++)
		for(kind = 1; kind < 20; kind++) {
			fake_link.timers_full = kind;
			fake_link.full = kind == 18;
			fake_link.post_full = kind == 19;
			stories[i]();
			jingle_after(state);
			jingle_before(state);
		}
}

/* what tm refuses */
static void test_tm_refuses(void **state)
{
	int *faults = (int *)&fake_tm_faults;
	size_t i, n = sizeof(fake_tm_faults) / sizeof(int);

	for(i = 0; i < n; i++) {
		faults[i] = 1;
		story_from_sip();
		jingle_after(state);
		jingle_before(state);
		faults[i] = 1;
		story_from_xmpp();
		jingle_after(state);
		jingle_before(state);
		faults[i] = 1;
		story_phone_first();
		jingle_after(state);
		jingle_before(state);
	}
}


/* --- CANCELLING ends in any case ----------------------------------------------------- */

/* event_route[tm:local-request] drops our INVITE: no callback ever comes, and
 * no reference to the call may be kept for it */
static void test_invite_dropped_by_the_script(void **state)
{
	(void)state;
	client_calls_proceeded();
	fake_tm_faults.drop = 1;
	client_sends("session-initiate", "sid1", CONTENT);
	assert_state(JINGLE_ENDED);
	expect_stanza("type='result'");
	expect_stanza("session-terminate", "<general-error/>");
	assert_log("dropped by event_route[tm:local-request]");
}

/* RFC 3261 section 9.1: who does not answer a CANCEL in 64*T1 has lost it */
static void test_cancel_is_never_answered(void **state)
{
	(void)state;
	client_calls();
	fake_answer("INVITE", 180, CONTACT, NULL);
	fake_run();
	client_sends("session-terminate", "sid1", "");
	expect_sip("CANCEL sip:1001@sip.example");
	assert_state(JINGLE_CANCELLING);
	fake_pass(31999);
	assert_state(JINGLE_CANCELLING);
	fake_pass(1);
	assert_state(JINGLE_ENDED);
}

/* a second CANCEL when the phone says 18x at last (section 9.1) */
static void test_cancel_waits_for_a_provisional_reply(void **state)
{
	(void)state;
	client_calls();
	client_sends("session-terminate", "sid1", "<reason><cancel/></reason>");
	expect_no_sip();
	fake_answer("INVITE", 100, "", NULL);
	fake_run();
	expect_sip("CANCEL sip:1001@sip.example", "Reason: SIP;cause=487");
	fake_answer("INVITE", 487, "", NULL);
	fake_run();
	assert_state(JINGLE_ENDED);
}

/* the phone takes the call while our CANCEL is under way */
static void test_answer_crosses_cancel(void **state)
{
	(void)state;
	client_calls();
	fake_answer("INVITE", 180, CONTACT, NULL);
	fake_run();
	client_sends("session-terminate", "sid1", "");
	expect_sip("CANCEL");
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	expect_sip("BYE sip:1001@192.0.2.9:5062");
	assert_state(JINGLE_ENDED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_rows_of_calls_from_sip),
			jingle_test(test_rows_of_calls_from_xmpp),
			jingle_test(test_other_events),
			jingle_test(test_memory_fails_from_sip),
			jingle_test(test_memory_fails_from_xmpp),
			jingle_test(test_memory_fails_phone_first),
			jingle_test(test_link_refuses),
			jingle_test(test_tm_refuses),
			jingle_test(test_invite_dropped_by_the_script),
			jingle_test(test_cancel_is_never_answered),
			jingle_test(test_cancel_waits_for_a_provisional_reply),
			jingle_test(test_answer_crosses_cancel),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
