/* links: modules/jingle/jingle_negotiate.c */
/* links: modules/jingle/jingle_negotiate_queue.c */
/* links: modules/jingle/jingle_negotiate_rows.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The offer/answer machine, case by case: what comes in, and all that must
 * follow. test_jingle_negotiate_talk.c plays both sides at random. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../modules/jingle/jingle_negotiate.h"
#include "../../modules/jingle_sdp/jingle_sdp_version.h"

enum
{
	TEXT_MAX = 2048
};

/* One event, and the decisions that must follow: none is "". */
typedef struct step
{
	jingle_neg_side_t side;
	jingle_neg_ev_t ev;
	unsigned request;
	jingle_wish_t wish;
	const char *expected;
} step_t;

#define SIP(ev, request, expected)                                       \
	{                                                                    \
		JINGLE_NEG_SIP, JINGLE_NEG_EV_##ev, request, {0, 0, 0}, expected \
	}
#define XMPP(ev, request, kind, content, expected)               \
	{                                                            \
		JINGLE_NEG_XMPP, JINGLE_NEG_EV_##ev, request,            \
				{JINGLE_WISH_##kind, content, request}, expected \
	}
#define WISH(side, kind, content, request, expected)             \
	{                                                            \
		JINGLE_NEG_##side, JINGLE_NEG_EV_WISH, 0,                \
				{JINGLE_WISH_##kind, content, request}, expected \
	}
#define ANY JINGLE_NEG_ANY
#define ALL(steps) steps, sizeof(steps) / sizeof(steps[0])

static jingle_negotiate_t machine;
static int retry_after; /* ms, of the next LATER */
static unsigned chance; /* of the next GLARE */

static const char *decision_text(const jingle_decision_t *d)
{
	static const char *const verdicts[] = {"ok", "accept", "reject", "491",
			"500", "487", "gone", "tie-break", "out-of-order"};
	static char text[80];
	const char *side = d->side == JINGLE_NEG_SIP ? "sip" : "xmpp";

	switch(d->what) {
		case JINGLE_NEG_DO_OFFER:
			snprintf(text, sizeof(text), "offer %s%s", side,
					d->update ? " UPDATE" : "");
			break;
		case JINGLE_NEG_DO_ANSWER:
			snprintf(text, sizeof(text), "%s %u %s", side, d->request,
					verdicts[d->verdict]);
			break;
		case JINGLE_NEG_DO_TIMER:
			snprintf(text, sizeof(text), "timer %s %d", side, d->ms);
			break;
		default: {
			static const char *const names[] = {[JINGLE_NEG_DO_TAKE] = "take",
					[JINGLE_NEG_DO_AGREE] = "agree",
					[JINGLE_NEG_DO_UNDO] = "undo",
					[JINGLE_NEG_DO_WITHDRAW] = "withdraw",
					[JINGLE_NEG_DO_STOP] = "stop",
					[JINGLE_NEG_DO_END] = "end"};
			snprintf(text, sizeof(text), "%s %s", names[d->what], side);
		}
	}
	return text;
}

static const char *step_run(const step_t *s)
{
	static char text[TEXT_MAX];
	jingle_neg_input_t in;
	jingle_neg_output_t out;
	size_t len = 0;
	int i;

	memset(&in, 0, sizeof(in));
	in.side = s->side;
	in.ev = s->ev;
	in.request = s->request;
	in.wish = s->wish;
	in.random = chance;
	in.ms = retry_after;
	jingle_negotiate(&machine, &in, &out);
	text[0] = '\0';
	for(i = 0; i < out.count && len < sizeof(text) - 100; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s",
				i > 0 ? ", " : "", decision_text(&out.list[i]));
	return text;
}

static void steps_run(const step_t *steps, size_t count)
{
	size_t i;

	for(i = 0; i < count; i++)
		assert_string_equal(step_run(&steps[i]), steps[i].expected);
}

/* a call of the XMPP user's: the Call-ID is ours, the session is not */
static int outbound(void **state)
{
	(void)state;
	jingle_negotiate_init(&machine, 1, 0);
	retry_after = 0;
	chance = 0;
	return 0;
}

/* a phone's: the Call-ID is not ours, the session is */
static int inbound(void **state)
{
	(void)state;
	jingle_negotiate_init(&machine, 0, 1);
	retry_after = 0;
	chance = 0;
	return 0;
}

/* XEP-0166 section 6: a result at once; RFC 3264 section 8: a new offer */
static void test_hold(void **state)
{
	static const step_t steps[] = {
			XMPP(REQUEST, 1, HOLD, ANY, "xmpp 1 ok, offer sip"),
			SIP(FINAL, 0, "agree sip"),
			XMPP(REQUEST, 2, HOLD, ANY, "xmpp 2 ok, offer sip"),
			/* a 2xx that comes again says nothing new */
			SIP(FINAL, 0, "agree sip"),
			SIP(FINAL, 0, ""),
	};

	(void)state;
	steps_run(ALL(steps));
}

/* RFC 3261 section 14.1: one INVITE at a time; of hold and resume that come
 * meanwhile the last counts, and one offer says it */
static void test_wishes_merge(void **state)
{
	static const step_t steps[] = {
			XMPP(REQUEST, 1, HOLD, ANY, "xmpp 1 ok, offer sip"),
			XMPP(REQUEST, 2, HOLD, ANY, "xmpp 2 ok"),
			XMPP(REQUEST, 3, HOLD, ANY, "xmpp 3 ok"),
			XMPP(REQUEST, 4, RESTART, ANY, "xmpp 4 ok"),
			XMPP(REQUEST, 5, RESTART, ANY, "xmpp 5 ok"),
			SIP(FINAL, 0, "agree sip, offer sip"),
			SIP(FINAL, 0, "agree sip"),
	};

	(void)state;
	steps_run(ALL(steps));
	assert_int_equal(machine.half[JINGLE_NEG_SIP].wishes, 0);
}

/* what was taken back before SIP heard of it SIP need not hear of */
static void test_added_and_removed(void **state)
{
	static const step_t steps[] = {
			XMPP(REQUEST, 1, HOLD, ANY, "xmpp 1 ok, offer sip"),
			XMPP(REQUEST, 2, ADD, 1, "xmpp 2 ok"),
			XMPP(REQUEST, 3, REMOVE, 1, "xmpp 3 ok"),
			SIP(FINAL, 0, "agree sip"),
			/* this one is known to SIP */
			XMPP(REQUEST, 4, ADD, 1, "xmpp 4 ok, offer sip"),
			SIP(FINAL, 0, "agree sip, xmpp 4 accept"),
			XMPP(REQUEST, 5, REMOVE, 1, "xmpp 5 ok, offer sip"),
			SIP(FINAL, 0, "agree sip"),
			/* and so is this one, whatever came and went meanwhile */
			XMPP(REQUEST, 6, HOLD, ANY, "xmpp 6 ok, offer sip"),
			XMPP(REQUEST, 7, REMOVE, 2, "xmpp 7 ok"),
			XMPP(REQUEST, 8, ADD, 2, "xmpp 8 ok"),
			XMPP(REQUEST, 9, REMOVE, 2, "xmpp 9 ok"),
			SIP(FINAL, 0, "agree sip, offer sip"),
			SIP(FINAL, 0, "agree sip"),
	};

	(void)state;
	steps_run(ALL(steps));
}

/* RFC 3261 section 14.1: a refused re-INVITE changes nothing; XEP-0166 section
 * 7.2.2: content-reject. What came with it is offered alone. */
static void test_refused(void **state)
{
	static const step_t steps[] = {
			XMPP(REQUEST, 1, ADD, 1, "xmpp 1 ok, offer sip"),
			XMPP(REQUEST, 2, ADD, 2, "xmpp 2 ok"),
			XMPP(REQUEST, 3, HOLD, ANY, "xmpp 3 ok"),
			SIP(REFUSED, 0, "undo sip, xmpp 1 reject, offer sip"),
			SIP(REFUSED, 0, "undo sip, xmpp 2 reject, offer sip"),
			SIP(REFUSED, 0, "undo sip"),
			SIP(REFUSED, 0, ""),
	};

	(void)state;
	steps_run(ALL(steps));
	assert_int_equal(machine.half[JINGLE_NEG_SIP].wishes, 0);
}

/* RFC 3261 section 14.1: 2.1 to 4 s for the owner of the Call-ID */
static void test_glare_of_owner(void **state)
{
	static const step_t glare = SIP(GLARE, 0, "timer sip 2101"),
						last = SIP(GLARE, 0, "timer sip 4001");
	static const step_t steps[] = {
			SIP(TIMER, 0, "offer sip"),
	};

	static const step_t hold =
			XMPP(REQUEST, 1, HOLD, ANY, "xmpp 1 ok, offer sip");

	(void)state;
	steps_run(&hold, 1);
	chance = 191 * 7;
	steps_run(&glare, 1);
	steps_run(ALL(steps));
	chance = 190;
	steps_run(&last, 1);
	steps_run(ALL(steps));
}

/* and 0 to 2 s for the other */
static void test_glare_of_other(void **state)
{
	static const step_t hold =
			XMPP(REQUEST, 1, HOLD, ANY, "xmpp 1 ok, offer sip");
	static const step_t first = SIP(GLARE, 0, "timer sip 1"),
						last = SIP(GLARE, 0, "timer sip 2001"),
						timer = SIP(TIMER, 0, "offer sip");

	(void)state;
	steps_run(&hold, 1);
	chance = 201;
	steps_run(&first, 1);
	steps_run(&timer, 1);
	chance = 200;
	steps_run(&last, 1);
}

/* theirs goes first then, ours follows its ACK and its timer is not needed */
static void test_glare_and_theirs(void **state)
{
	static const step_t steps[] = {
			XMPP(REQUEST, 1, HOLD, ANY, "xmpp 1 ok, offer sip"),
			SIP(INVITE, 7, "sip 7 491"),
			SIP(GLARE, 0, "timer sip 2101"),
			SIP(INVITE, 8, "stop sip, take sip"),
			SIP(REPLIED, 0, ""),
			SIP(ACK, 0, "offer sip"),
			SIP(TIMER, 0, ""),
			SIP(FINAL, 0, "agree sip"),
	};

	(void)state;
	steps_run(ALL(steps));
}

/* a phone that says 491 for ever has refused */
static void test_glares_limit(void **state)
{
	static const step_t begin =
			XMPP(REQUEST, 1, REPLACE, ANY, "xmpp 1 ok, offer sip");
	static const step_t round[] = {
			SIP(GLARE, 0, "timer sip 2101"),
			SIP(TIMER, 0, "offer sip"),
	};
	static const step_t last = SIP(GLARE, 0, "undo sip, xmpp 1 reject");
	int i;

	(void)state;
	steps_run(&begin, 1);
	for(i = 1; i < JINGLE_NEG_GLARES; i++)
		steps_run(ALL(round));
	steps_run(&last, 1);
}

/* RFC 3261 section 21.5.1: 500 with Retry-After is no refusal */
static void test_retry_after(void **state)
{
	static const step_t begin =
			XMPP(REQUEST, 1, HOLD, ANY, "xmpp 1 ok, offer sip");
	static const step_t soon = SIP(LATER, 0, "timer sip 7001"),
						late = SIP(LATER, 0, "timer sip 32001"),
						timer = SIP(TIMER, 0, "offer sip");

	(void)state;
	steps_run(&begin, 1);
	retry_after = 7000;
	steps_run(&soon, 1);
	steps_run(&timer, 1);
	retry_after = 3600 * 1000;
	steps_run(&late, 1);
}

/* RFC 3261 section 14.2: 491 while ours is out, 500 while theirs is not
 * answered; RFC 3311 section 5.2 says the same of UPDATE */
static void test_theirs_too_early(void **state)
{
	static const step_t steps[] = {
			XMPP(REQUEST, 1, HOLD, ANY, "xmpp 1 ok, offer sip"),
			SIP(INVITE, 7, "sip 7 491"),
			SIP(BARE, 8, "sip 8 491"),
			SIP(UPDATE, 9, "sip 9 491"),
			SIP(FINAL, 0, "agree sip"),
			SIP(INVITE, 10, "take sip"),
			SIP(INVITE, 11, "sip 11 500"),
			SIP(BARE, 12, "sip 12 500"),
			SIP(UPDATE, 13, "sip 13 500"),
			SIP(REPLIED, 0, ""),
			SIP(ACK, 0, ""),
			SIP(INVITE, 14, "take sip"),
			SIP(DECLINED, 0, ""),
			/* a refused INVITE has no ACK that a dialog sees */
			XMPP(REQUEST, 2, HOLD, ANY, "xmpp 2 ok, offer sip"),
	};

	(void)state;
	steps_run(ALL(steps));
}

/* an ACK that is lost comes with the next INVITE at the latest */
static void test_ack_lost(void **state)
{
	static const step_t steps[] = {
			SIP(INVITE, 7, "take sip"),
			SIP(REPLIED, 0, ""),
			XMPP(REQUEST, 1, HOLD, ANY, "xmpp 1 ok"),
			SIP(INVITE, 8, "take sip"),
			SIP(REPLIED, 0, ""),
			SIP(ACK, 0, "offer sip"),
	};

	(void)state;
	steps_run(ALL(steps));
}

/* SIP adds a content: the peer is asked, the INVITE waits (XEP-0166 section
 * 7.2.1), its answer says what came of it (RFC 3264 section 6) */
static void test_peer_asked(void **state)
{
	static const step_t steps[] = {
			SIP(INVITE, 7, "take sip"),
			WISH(XMPP, ADD, 1, 7, "offer xmpp, timer xmpp 15000"),
			SIP(INVITE, 8, "sip 8 500"),
			XMPP(REQUEST, 1, HOLD, ANY, "xmpp 1 ok"),
			XMPP(ANSWER, 0, CURRENT, 0, "stop xmpp, agree xmpp, sip 7 accept"),
			SIP(ACK, 0, "offer sip"),
			SIP(FINAL, 0, "agree sip"),
			/* two of them: the one is taken, the other is not */
			SIP(INVITE, 9, "take sip"),
			WISH(XMPP, ADD, 1, 9, "offer xmpp, timer xmpp 15000"),
			WISH(XMPP, ADD, 2, 9, ""),
			XMPP(ANSWER, 0, CURRENT, 0,
					"stop xmpp, agree xmpp, offer xmpp, timer xmpp 15000"),
			XMPP(REFUSED, 0, CURRENT, 0, "stop xmpp, undo xmpp, sip 9 accept"),
			SIP(ACK, 0, ""),
			/* both are refused */
			SIP(UPDATE, 10, "take sip"),
			WISH(XMPP, ADD, 3, 10, "offer xmpp, timer xmpp 15000"),
			XMPP(REFUSED, 0, CURRENT, 0, "stop xmpp, undo xmpp, sip 10 reject"),
	};

	(void)state;
	steps_run(ALL(steps));
}

static void test_peer_silent(void **state)
{
	static const step_t steps[] = {
			SIP(INVITE, 7, "take sip"),
			WISH(XMPP, ADD, 1, 7, "offer xmpp, timer xmpp 15000"),
			XMPP(TIMER, 0, CURRENT, 0,
					"withdraw xmpp, undo xmpp, sip 7 reject"),
			/* too late */
			XMPP(ANSWER, 0, CURRENT, 0, ""),
			SIP(ACK, 0, ""),
			/* RFC 3261 section 9.2 */
			SIP(INVITE, 8, "take sip"),
			WISH(XMPP, ADD, 1, 8, "offer xmpp, timer xmpp 15000"),
			WISH(XMPP, ADD, 2, 8, ""),
			SIP(CANCEL, 0, "stop xmpp, withdraw xmpp, sip 8 487"),
			XMPP(REFUSED, 0, CURRENT, 0, ""),
			/* the peer has taken a part by then: it is told that it is void */
			SIP(INVITE, 9, "take sip"),
			WISH(XMPP, ADD, 1, 9, "offer xmpp, timer xmpp 15000"),
			WISH(XMPP, ADD, 2, 9, ""),
			XMPP(ANSWER, 0, CURRENT, 0,
					"stop xmpp, agree xmpp, offer xmpp, timer xmpp 15000"),
			SIP(CANCEL, 0, "stop xmpp, withdraw xmpp, sip 9 487, undo xmpp"),
	};

	(void)state;
	steps_run(ALL(steps));
	assert_int_equal(machine.half[JINGLE_NEG_XMPP].wishes, 0);
	assert_int_equal(machine.invite, JINGLE_NEG_INVITE_NONE);
}

/* what the peer is not asked about, it is told, and the phone need not wait */
static void test_peer_told(void **state)
{
	static const step_t steps[] = {
			SIP(INVITE, 7, "take sip"),
			WISH(XMPP, HOLD, ANY, 0, "offer xmpp"),
			WISH(XMPP, REMOVE, 1, 0, "offer xmpp"),
			SIP(REPLIED, 0, ""),
	};

	(void)state;
	steps_run(ALL(steps));
}

/* XEP-0166 section 7.2.16: the session's initiator wins; here it is us */
static void test_tie_break_ours(void **state)
{
	static const step_t steps[] = {
			SIP(INVITE, 7, "take sip"),
			WISH(XMPP, ADD, 1, 7, "offer xmpp, timer xmpp 15000"),
			XMPP(REQUEST, 1, ADD, 1, "xmpp 1 tie-break"),
			/* of another content: no conflict */
			XMPP(REQUEST, 2, ADD, 2, "xmpp 2 ok"),
			XMPP(ANSWER, 0, CURRENT, 0, "stop xmpp, agree xmpp, sip 7 accept"),
			SIP(ACK, 0, "offer sip"),
	};

	(void)state;
	steps_run(ALL(steps));
}

/* here it is the peer: the phone has to wait (RFC 3261 section 14.2) */
static void test_tie_break_theirs(void **state)
{
	static const step_t steps[] = {
			SIP(INVITE, 7, "take sip"),
			WISH(XMPP, ADD, 1, 7, "offer xmpp, timer xmpp 15000"),
			XMPP(REQUEST, 1, ADD, 1, "xmpp 1 ok"),
			XMPP(GLARE, 0, CURRENT, 0,
					"stop xmpp, undo xmpp, sip 7 491, offer sip"),
			SIP(FINAL, 0, "agree sip, xmpp 1 accept"),
	};

	(void)state;
	steps_run(ALL(steps));
}

/* XEP-0166 section 6: what needs a session that is not accepted yet */
static void test_out_of_order(void **state)
{
	static const step_t steps[] = {
			XMPP(INITIATE, 1, SESSION, ANY, "xmpp 1 ok, offer sip"),
			XMPP(REQUEST, 2, ADD, 1, "xmpp 2 out-of-order"),
			XMPP(INITIATE, 3, SESSION, ANY, "xmpp 3 out-of-order"),
			SIP(FINAL, 0, "agree sip, xmpp 1 accept"),
			XMPP(REQUEST, 4, ADD, 1, "xmpp 4 ok, offer sip"),
	};

	(void)state;
	steps_run(ALL(steps));
}

/* a session that takes the call over goes alone, and makes void what waited */
static void test_session(void **state)
{
	static const step_t steps[] = {
			XMPP(REQUEST, 1, HOLD, ANY, "xmpp 1 ok, offer sip"),
			XMPP(REQUEST, 2, RESTART, ANY, "xmpp 2 ok"),
			WISH(SIP, SESSION, ANY, 0, ""),
			WISH(SIP, HOLD, ANY, 0, ""),
			SIP(FINAL, 0, "agree sip, offer sip"),
	};

	(void)state;
	steps_run(ALL(steps));
	assert_int_equal(machine.half[JINGLE_NEG_SIP].out, 1);
	assert_int_equal(machine.half[JINGLE_NEG_SIP].wishes, 2);
	assert_true(jingle_negotiate_is_out(
			&machine, JINGLE_NEG_SIP, JINGLE_WISH_SESSION));
	assert_false(jingle_negotiate_is_out(
			&machine, JINGLE_NEG_SIP, JINGLE_WISH_RESTART));
	assert_true(jingle_negotiate_waits(&machine, JINGLE_NEG_SIP));
	assert_int_equal(
			machine.half[JINGLE_NEG_SIP].wish[1].kind, JINGLE_WISH_HOLD);
}

/* RFC 3261 section 14.2: an INVITE without offer has it in the 2xx, and the
 * answer in the ACK */
static void test_late_offer_in(void **state)
{
	static const step_t steps[] = {
			SIP(BARE, 7, "take sip"),
			XMPP(REQUEST, 1, HOLD, ANY, "xmpp 1 ok"),
			SIP(REPLIED, 0, ""),
			SIP(UPDATE, 8, "sip 8 491"),
			SIP(INVITE, 9, "sip 9 491"),
			SIP(ACK, 0, "agree sip"),
			/* without the answer the call cannot go on */
			SIP(BARE, 10, "take sip"),
			SIP(REPLIED, 0, ""),
			SIP(REFUSED, 0, "end sip, stop sip, stop xmpp"),
	};

	(void)state;
	steps_run(ALL(steps));
}

/* our INVITE without offer: the offer is in the 2xx, its answer in our ACK */
static void test_late_offer_out(void **state)
{
	static const step_t steps[] = {
			WISH(SIP, INVITE, ANY, 0, "offer sip"), WISH(SIP, HOLD, ANY, 0, ""),
			SIP(OFFERED, 7, "take sip"), SIP(REPLIED, 0, "offer sip"),
			SIP(FINAL, 0, "agree sip"), WISH(SIP, INVITE, ANY, 0, "offer sip"),
			SIP(GLARE, 0, "timer sip 2101"), SIP(TIMER, 0, "offer sip"),
			SIP(FINAL, 0, "undo sip"), /* and it has none */
	};

	(void)state;
	steps_run(ALL(steps));
}

/* RFC 3262 section 5: an answer in a reliable 18x; RFC 3311 section 5.1: only
 * UPDATE may offer until the INVITE has its final reply */
static void test_early_dialog(void **state)
{
	static const step_t steps[] = {
			XMPP(INITIATE, 1, SESSION, ANY, "xmpp 1 ok, offer sip"),
			SIP(ANSWER, 0, "agree sip, xmpp 1 accept"),
			SIP(UPDATE, 7, "take sip"),
			SIP(REPLIED, 0, ""),
			SIP(INVITE, 8, "sip 8 491"),
			XMPP(REQUEST, 2, HOLD, ANY, "xmpp 2 ok"),
			SIP(FINAL, 0, "offer sip"),
			SIP(FINAL, 0, "agree sip"),
	};
	static const step_t updates[] = {
			XMPP(INITIATE, 1, SESSION, ANY, "xmpp 1 ok, offer sip"),
			SIP(ANSWER, 0, "agree sip, xmpp 1 accept"),
			XMPP(REQUEST, 2, HOLD, ANY, "xmpp 2 ok, offer sip UPDATE"),
			SIP(UPDATE, 7, "sip 7 491"),
			SIP(REFUSED, 0, "undo sip"),
			SIP(INVITE, 8, "sip 8 491"),
			SIP(FINAL, 0, ""),
			SIP(INVITE, 9, "take sip"),
			SIP(REPLIED, 0, ""),
			/* our UPDATE goes before their ACK, theirs must wait for it */
			XMPP(REQUEST, 3, HOLD, ANY, "xmpp 3 ok, offer sip UPDATE"),
			SIP(INVITE, 10, "sip 10 491"),
			SIP(ACK, 0, ""),
			SIP(INVITE, 11, "sip 11 491"),
			SIP(ANSWER, 0, "agree sip"),
			SIP(INVITE, 12, "take sip"),
	};

	steps_run(ALL(steps));
	outbound(state);
	machine.updates = 1;
	steps_run(ALL(updates));
}

/* RFC 3262 section 5, the other way round: our offer in a reliable 18x to an
 * INVITE without one, the answer in the PRACK */
static void test_early_late_offer(void **state)
{
	static const step_t steps[] = {
			SIP(BARE, 7, "take sip"),
			SIP(REPLIED, 0, ""),
			SIP(ANSWER, 0, "agree sip"),
			XMPP(REQUEST, 1, HOLD, ANY, "xmpp 1 ok"),
			SIP(ACK, 0, "offer sip"),
	};

	(void)state;
	steps_run(ALL(steps));
}

/* RFC 3261 section 12.2.1.2: 408 and 481 end the dialog; section 15.1.2: what
 * waits in it has 487 */
static void test_loss(void **state)
{
	static const step_t steps[] = {
			XMPP(REQUEST, 1, HOLD, ANY, "xmpp 1 ok, offer sip"),
			SIP(LOST, 0, "end sip, stop sip, stop xmpp"),
			SIP(INVITE, 7, "sip 7 gone"),
			SIP(UPDATE, 8, "sip 8 gone"),
			XMPP(REQUEST, 2, HOLD, ANY, "xmpp 2 gone"),
			XMPP(INITIATE, 3, SESSION, ANY, "xmpp 3 gone"),
			SIP(FINAL, 0, ""),
			SIP(TIMER, 0, ""),
	};
	static const step_t peer[] = {
			SIP(INVITE, 7, "take sip"),
			WISH(XMPP, ADD, 1, 7, "offer xmpp, timer xmpp 15000"),
			XMPP(LOST, 0, CURRENT, 0,
					"end xmpp, sip 7 487, stop sip, stop xmpp"),
	};
	static const step_t ended[] = {
			SIP(INVITE, 7, "take sip"),
			SIP(END, 0, "sip 7 487, stop sip, stop xmpp"),
			SIP(REPLIED, 0, ""),
	};

	(void)state;
	steps_run(ALL(steps));
	outbound(state);
	steps_run(ALL(peer));
	outbound(state);
	steps_run(ALL(ended));
}

/* an offer that says nothing new does not go out */
static void test_needless(void **state)
{
	static const step_t steps[] = {
			WISH(SIP, CURRENT, ANY, 0, "offer sip"),
			WISH(SIP, CURRENT, ANY, 0, ""),
			SIP(NEEDLESS, 0, "agree sip, offer sip"),
			SIP(NEEDLESS, 0, "agree sip"),
			/* what needs to be said is not void with what came later and is */
			WISH(SIP, CURRENT, ANY, 0, "offer sip"),
			SIP(GLARE, 0, "timer sip 2101"),
			XMPP(REQUEST, 8, ADD, 1, "xmpp 8 ok"),
			XMPP(REQUEST, 9, REMOVE, 1, "xmpp 9 ok"),
			SIP(TIMER, 0, "offer sip"),
			SIP(FINAL, 0, "agree sip"),
			/* and one that could not be sent is as if it were refused */
			XMPP(REQUEST, 1, REPLACE, ANY, "xmpp 1 ok, offer sip"),
			SIP(UNSENT, 0, "undo sip, xmpp 1 reject"),
			SIP(INVITE, 7, "take sip"),
	};

	(void)state;
	steps_run(ALL(steps));
}

/* RFC 3261 section 13.2.2.4: a 2xx comes again until the ACK is there */
static void test_answer_again(void **state)
{
	static const step_t begin =
			XMPP(REQUEST, 1, HOLD, ANY, "xmpp 1 ok, offer sip");
	static const step_t old = SIP(FINAL, 102, ""),
						right = SIP(FINAL, 103, "agree sip");

	(void)state;
	steps_run(&begin, 1);
	jingle_negotiate_sent(&machine, JINGLE_NEG_SIP, 103);
	steps_run(&old, 1);
	steps_run(&right, 1);
	steps_run(&old, 1);
}

/* what waited before a restart is offered once the call is up again */
static void test_recall(void **state)
{
	static const step_t up = SIP(ACK, 0, "offer sip"),
						done = SIP(FINAL, 0, "agree sip");

	(void)state;
	assert_true(jingle_negotiate_is_free(&machine, JINGLE_NEG_SIP));
	jingle_negotiate_recall(&machine);
	assert_true(jingle_negotiate_waits(&machine, JINGLE_NEG_SIP));
	steps_run(&up, 1);
	assert_false(jingle_negotiate_waits(&machine, JINGLE_NEG_SIP));
	assert_false(jingle_negotiate_is_free(&machine, JINGLE_NEG_SIP));
	steps_run(&done, 1);
}

/* more than the queue holds is refused, and what is in it stays */
static void test_queue_full(void **state)
{
	step_t add = XMPP(REQUEST, 1, ADD, 1, "xmpp 1 ok, offer sip");
	char expected[40];
	unsigned i;

	(void)state;
	steps_run(&add, 1);
	for(i = 2; i <= JINGLE_NEG_WISHES; i++) {
		add.request = i;
		add.wish.content = (int)i;
		snprintf(expected, sizeof(expected), "xmpp %u ok", i);
		add.expected = expected;
		steps_run(&add, 1);
	}
	add.request = add.wish.request = 99;
	add.wish.content = 99;
	add.expected = "xmpp 99 ok, xmpp 99 reject";
	steps_run(&add, 1);
	assert_int_equal(machine.half[JINGLE_NEG_SIP].wishes, JINGLE_NEG_WISHES);
}

/* RFC 3264 section 8: by one if the body is another one, else not at all */
static void test_version(void **state)
{
	uint64_t version = 0, digest = 0;

	(void)state;
	assert_int_equal(jingle_sdp_version(&version, &digest, 5), 1);
	assert_int_equal(version, 1);
	assert_int_equal(jingle_sdp_version(&version, &digest, 5), 0);
	assert_int_equal(version, 1);
	assert_int_equal(jingle_sdp_version(&version, &digest, 6), 1);
	assert_int_equal(jingle_sdp_version(&version, &digest, 5), 1);
	assert_int_equal(version, 3);
}

/* Each row is found by its turn and event alone; a call that is over stays so;
 * a request is never without an answer. */
static void test_table(void **state)
{
	static const jingle_neg_ev_t requests[] = {
			JINGLE_NEG_EV_INVITE, JINGLE_NEG_EV_BARE, JINGLE_NEG_EV_UPDATE};
	const jingle_neg_row_t *rows;
	int count, i, turn;
	size_t r;

	(void)state;
	rows = jingle_negotiate_table(&count);
	for(i = 0; i < count; i++) {
		assert_ptr_equal(
				jingle_negotiate_row(rows[i].side, rows[i].in, rows[i].on),
				&rows[i]);
		assert_true(rows[i].in != JINGLE_TURN_OVER
					|| rows[i].to == JINGLE_TURN_OVER);
	}
	for(turn = 0; turn < JINGLE_TURNS; turn++)
		for(r = 0; r < sizeof(requests) / sizeof(requests[0]); r++)
			assert_non_null(jingle_negotiate_row(
					JINGLE_NEG_SIP, (jingle_turn_t)turn, requests[r]));
	assert_string_equal(jingle_turn_name(JINGLE_TURN_GLARE), "glare");
	assert_string_equal(jingle_turn_name(JINGLE_TURNS), "?");
	assert_string_equal(jingle_neg_ev_name(JINGLE_NEG_EV_CLASH), "clash");
	assert_string_equal(jingle_neg_ev_name(JINGLE_NEG_EVENTS), "?");
}

#define OUTBOUND(test) cmocka_unit_test_setup(test, outbound)
#define INBOUND(test) cmocka_unit_test_setup(test, inbound)

int main(void)
{
	static const struct CMUnitTest tests[] = {
			OUTBOUND(test_hold),
			OUTBOUND(test_wishes_merge),
			OUTBOUND(test_added_and_removed),
			OUTBOUND(test_refused),
			OUTBOUND(test_glare_of_owner),
			INBOUND(test_glare_of_other),
			OUTBOUND(test_glare_and_theirs),
			OUTBOUND(test_glares_limit),
			OUTBOUND(test_retry_after),
			OUTBOUND(test_theirs_too_early),
			OUTBOUND(test_ack_lost),
			INBOUND(test_peer_asked),
			OUTBOUND(test_peer_silent),
			OUTBOUND(test_peer_told),
			INBOUND(test_tie_break_ours),
			OUTBOUND(test_tie_break_theirs),
			OUTBOUND(test_out_of_order),
			OUTBOUND(test_session),
			OUTBOUND(test_late_offer_in),
			OUTBOUND(test_late_offer_out),
			OUTBOUND(test_early_dialog),
			OUTBOUND(test_early_late_offer),
			OUTBOUND(test_loss),
			OUTBOUND(test_needless),
			OUTBOUND(test_answer_again),
			OUTBOUND(test_recall),
			OUTBOUND(test_queue_full),
			OUTBOUND(test_version),
			OUTBOUND(test_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
