/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two user agents for test_jingle_negotiate_talk.c, a phone (RFC 3261, RFC 3264)
 * and a client (XEP-0166), that want things at random, and the messages under
 * way. They know nothing of the machine that is tested. */

#ifndef NEGOTIATE_AGENTS_H
#define NEGOTIATE_AGENTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum
{
	CONTENTS = 3,				/* the first, the voice, is always there */
	QUEUE = 256,				/* messages under way */
	REQUESTS = 400,				/* of one talk */
	TALK_MS = 60 * 1000,		/* wishes come up so long */
	END_MS = 20 * 60 * 1000,	/* and are settled by then */
	TRANSACTION_MS = 32 * 1000, /* RFC 3261 section 17.1.1.2: 64*T1 */
};

/* what an SDP says, as far as it matters here */
typedef struct body
{
	int on[CONTENTS];
	int hold;
	int ice;	 /* number of the client's transport */
	int replace; /* the phone may refuse that one */
} body_t;

typedef enum who
{
	PHONE = 0,
	GATEWAY,
	CLIENT
} who_t;

typedef enum kind
{
	INVITE = 0,
	BARE, /* an INVITE without offer */
	UPDATE,
	OK,
	FAIL,
	ACK,
	CANCEL,
	BYE,
	/* Jingle */
	HOLD,
	ADD,
	REMOVE,
	RESTART,
	REPLACE,
	RESULT,
	TIE_BREAK,
	ERROR,
	ACCEPT,
	REJECT,
	CONTRARY, /* a content-modify that undoes a hold */
	TERMINATE,
	/* of themselves */
	WANT,
	DECIDE,
	TIMER,
	GIVE_UP,
} kind_t;

static const char *const kind_names[] = {"INVITE", "INVITE-", "UPDATE", "200",
		"fail", "ACK", "CANCEL", "BYE", "hold", "add", "remove", "restart",
		"replace", "result", "tie-break", "error", "accept", "reject",
		"contrary", "terminate", "(want)", "(decide)", "(timer)", "(give up)"};

typedef struct message
{
	long at;
	unsigned order;
	who_t from, to;
	kind_t kind;
	unsigned id; /* of the request, that it is or answers */
	int value;	 /* content, hold, transport, status, side of a timer */
	int has_body;
	body_t body;
} message_t;

typedef struct request
{
	who_t from;
	kind_t kind;
	int answers;
	int outcomes; /* of ADD, REPLACE */
	int void_;	  /* taken back by the one who made it */
} request_t;

static uint64_t seed;
static message_t queue[QUEUE];
static int queued;
static unsigned order;
static long now, last[3][3];
static request_t requests[REQUESTS];
static unsigned request_count;

static struct
{
	body_t has; /* hold: its own */
	int peer_hold;
	unsigned out, in, unacked;
	kind_t out_kind;
	body_t said, heard;
	int waits; /* for a glare, or Retry-After */
	int want_hold, want_on[CONTENTS], want_bare;
	int owner; /* of the Call-ID */
	int dead, over;
} phone;

static struct
{
	body_t has;
	int peer_hold;
	unsigned adds[CONTENTS], replaces, holds; /* requests without outcome */
	int replacing;
	unsigned asked[CONTENTS]; /* the gateway's, that it thinks about */
	int initiator, ices;
	int dead, over;
} client;

static unsigned any(unsigned n)
{
	seed ^= seed << 13; /* xorshift64 */
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 11) % n);
}

/* world -------------------------------------------------------------------- */

static unsigned request_new(who_t from, kind_t kind)
{
	request_t *r = &requests[++request_count];

	assert_true(request_count < REQUESTS);
	memset(r, 0, sizeof(*r));
	r->from = from;
	r->kind = kind;
	return request_count;
}

static void post(const message_t *m, long at)
{
	assert_true(queued < QUEUE);
	queue[queued] = *m;
	queue[queued].at = at;
	queue[queued++].order = order++;
}

/* in order, as TCP and a dialog's CSeq have it */
static message_t *send_at(
		who_t from, who_t to, kind_t kind, unsigned id, int value, long delay)
{
	message_t m;
	long at = now + delay;

	memset(&m, 0, sizeof(m));
	m.from = from;
	m.to = to;
	m.kind = kind;
	m.id = id;
	m.value = value;
	if(from != to) {
		if(at < last[from][to])
			at = last[from][to];
		last[from][to] = at;
	}
	post(&m, at);
	return &queue[queued - 1];
}

static message_t *send(
		who_t from, who_t to, kind_t kind, unsigned id, int value)
{
	return send_at(from, to, kind, id, value, 1 + any(300));
}

static void send_body(
		who_t from, who_t to, kind_t kind, unsigned id, const body_t *body)
{
	message_t *m = send(from, to, kind, id, 0);

	m->has_body = 1;
	m->body = *body;
}

/* an answer to a request, of which there must be one */
static void answered(unsigned id)
{
	requests[id].answers++;
	assert_int_equal(requests[id].answers, 1);
}

/* phone --------------------------------------------------------------------- */

static int phone_wants(body_t *offer)
{
	int c, some = 0;

	*offer = phone.has;
	for(c = 1; c < CONTENTS; c++)
		if(phone.want_on[c] >= 0 && phone.want_on[c] != offer->on[c]) {
			offer->on[c] = phone.want_on[c];
			some |= 2;
		}
	if(phone.want_hold >= 0 && phone.want_hold != offer->hold) {
		offer->hold = phone.want_hold;
		some |= 1;
	}
	return some;
}

static void phone_forget(void)
{
	int c;

	phone.want_hold = -1;
	phone.want_bare = 0;
	for(c = 0; c < CONTENTS; c++)
		phone.want_on[c] = -1;
}

static void phone_try(void)
{
	body_t offer;
	int some = phone_wants(&offer);

	if(phone.over || phone.out || phone.in || phone.unacked || phone.waits
			|| (!some && !phone.want_bare))
		return;
	phone.said = offer;
	phone.out_kind = phone.want_bare			? BARE
					 : some == 1 && any(3) == 0 ? UPDATE
												: INVITE;
	phone.out = request_new(PHONE, phone.out_kind);
	if(phone.out_kind == BARE)
		send(PHONE, GATEWAY, BARE, phone.out, 0);
	else
		send_body(PHONE, GATEWAY, phone.out_kind, phone.out, &phone.said);
	if(phone.out_kind == INVITE && any(5) == 0)
		send_at(PHONE, PHONE, GIVE_UP, phone.out, 0, any(20000));
}

static void phone_want(void)
{
	int c = 1 + (int)any(CONTENTS - 1);

	if(any(8) == 0)
		phone.want_bare = 1;
	else if(any(2))
		phone.want_hold = !phone.has.hold;
	else
		phone.want_on[c] = !phone.has.on[c];
}

static void phone_takes(const body_t *b)
{
	memcpy(phone.has.on, b->on, sizeof(phone.has.on));
	phone.has.ice = b->ice;
	phone.peer_hold = b->hold;
}

static int phone_adds(const body_t *b)
{
	int c;

	for(c = 0; c < CONTENTS; c++)
		if(b->on[c] && !phone.has.on[c])
			return 1;
	return 0;
}

/* of what is new it may leave some off */
static void phone_answer(const body_t *offer, body_t *out)
{
	int c;

	*out = *offer;
	for(c = 0; c < CONTENTS; c++)
		if(offer->on[c] && !phone.has.on[c] && any(4) == 0)
			out->on[c] = 0;
	phone_takes(out);
	out->hold = phone.has.hold;
}

static void phone_ok(const message_t *m)
{
	body_t answer;

	if(m->id != phone.out)
		return;
	answered(m->id);
	phone.out = 0;
	if(phone.out_kind == BARE) {
		phone_answer(&m->body, &answer);
		send_body(PHONE, GATEWAY, ACK, m->id, &answer);
		phone.want_bare = 0;
		return;
	}
	phone_takes(&m->body);
	phone.has.hold = phone.said.hold;
	if(phone.out_kind == INVITE)
		send(PHONE, GATEWAY, ACK, m->id, 0);
	phone_forget(); /* who wants more says so again */
}

static void phone_fail(const message_t *m)
{
	if(m->id != phone.out)
		return;
	answered(m->id);
	phone.out = 0;
	if(m->value == 491 || m->value == 500) {
		phone.waits = 1;
		send_at(PHONE, PHONE, TIMER, 0, 0,
				m->value == 500 ? (long)any(10000)
				: phone.owner	? 2100 + (long)any(190) * 10
								: (long)any(200) * 10);
	} else
		phone_forget();
}

static void phone_asked(const message_t *m)
{
	assert_int_equal(phone.in, 0); /* RFC 3261 section 14.1 */
	assert_int_equal(phone.unacked, 0);
	if(phone.out || phone.over) {
		send(PHONE, GATEWAY, FAIL, m->id, phone.over ? 481 : 491);
		return;
	}
	phone.in = m->id;
	phone.heard = m->body;
	phone.heard.replace |= m->kind == BARE ? 2 : 0;
	send_at(PHONE, PHONE, DECIDE, m->id, m->kind, any(2) ? 0 : any(3000));
}

static int phone_refuses(const body_t *b)
{
	if(phone_adds(b) || b->replace)
		return any(3) == 0;
	return b->hold != phone.peer_hold && b->ice == phone.has.ice
		   && memcmp(b->on, phone.has.on, sizeof(b->on)) == 0 && any(8) == 0;
}

static void phone_decide(const message_t *m)
{
	body_t answer;

	if(m->id != phone.in)
		return;
	phone.in = 0;
	if(any(20) == 0) {
		send(PHONE, GATEWAY, FAIL, m->id, 500);
		return;
	}
	if(m->value == BARE) {
		answer = phone.has;
	} else if(phone_refuses(&phone.heard)) {
		send(PHONE, GATEWAY, FAIL, m->id, 488);
		return;
	} else
		phone_answer(&phone.heard, &answer);
	send_body(PHONE, GATEWAY, OK, m->id, &answer);
	if(m->value == UPDATE)
		return;
	phone.unacked = m->id;
	if(any(6) == 0)
		send_body(PHONE, GATEWAY, OK, m->id, &answer);
}

static void phone_hears(const message_t *m)
{
	switch(m->kind) {
		case INVITE:
		case BARE:
		case UPDATE:
			phone_asked(m);
			break;
		case OK:
			phone_ok(m);
			break;
		case FAIL:
			phone_fail(m);
			break;
		case ACK:
			if(m->has_body && phone.unacked == m->id)
				phone_takes(&m->body);
			if(phone.unacked == m->id)
				phone.unacked = 0;
			break;
		case BYE:
			phone.over = 1;
			phone.in = 0;
			break;
		case WANT:
			phone_want();
			break;
		case DECIDE:
			phone_decide(m);
			break;
		case TIMER:
			phone.waits = 0;
			break;
		case GIVE_UP:
			if(m->id == phone.out)
				send(PHONE, GATEWAY, CANCEL, m->id, 0);
			break;
		default:
			fail_msg("phone: %s", kind_names[m->kind]);
	}
	phone_try();
}

/* client -------------------------------------------------------------------- */

static void client_hold(void)
{
	client.has.hold = !client.has.hold;
	client.holds = request_new(CLIENT, HOLD);
	send(CLIENT, GATEWAY, HOLD, client.holds, client.has.hold);
}

static void client_content(int c)
{
	if(client.has.on[c] || client.adds[c]) {
		if(client.adds[c])
			requests[client.adds[c]].void_ = 1;
		client.adds[c] = 0;
		client.has.on[c] = 0;
		send(CLIENT, GATEWAY, REMOVE, request_new(CLIENT, REMOVE), c);
	} else if(!client.asked[c]) {
		client.adds[c] = request_new(CLIENT, ADD);
		send(CLIENT, GATEWAY, ADD, client.adds[c], c);
	}
}

static void client_transport(void)
{
	if(client.replaces)
		return;
	if(any(2)) {
		client.has.ice = ++client.ices;
		send(CLIENT, GATEWAY, RESTART, request_new(CLIENT, RESTART),
				client.has.ice);
		return;
	}
	client.replacing = ++client.ices;
	client.replaces = request_new(CLIENT, REPLACE);
	send(CLIENT, GATEWAY, REPLACE, client.replaces, client.replacing);
}

static void client_want(void)
{
	switch(any(4)) {
		case 0:
			client_transport();
			break;
		case 1:
			client_hold();
			break;
		default:
			client_content(1 + (int)any(CONTENTS - 1));
	}
}

/* -accept, -reject, tie-break: what became of a request */
static void client_outcome(const message_t *m)
{
	request_t *r = &requests[m->id];
	int c;

	r->outcomes++;
	assert_true(r->void_ || r->outcomes == 1);
	if(client.replaces == m->id) {
		client.replaces = 0;
		if(m->kind == ACCEPT)
			client.has.ice = client.replacing;
	}
	for(c = 0; c < CONTENTS; c++)
		if(client.adds[c] == m->id) {
			client.adds[c] = 0;
			client.has.on[c] |= m->kind == ACCEPT;
		}
}

/* XEP-0166 section 7.2.16 */
static void client_asked(const message_t *m)
{
	int c = m->value;

	if(client.adds[c] && client.initiator) {
		send(CLIENT, GATEWAY, TIE_BREAK, m->id, c);
		return;
	}
	client.asked[c] = m->id;
	send_at(CLIENT, CLIENT, DECIDE, m->id, c, any(20000));
}

static void client_decide(const message_t *m)
{
	if(client.asked[m->value] != m->id)
		return;
	client.asked[m->value] = 0;
	client.has.on[m->value] = any(3) != 0;
	send(CLIENT, GATEWAY, client.has.on[m->value] ? ACCEPT : REJECT, m->id,
			m->value);
}

static void client_result(const message_t *m)
{
	answered(m->id);
	if(client.holds == m->id)
		client.holds = 0;
	if(m->kind != RESULT)
		client_outcome(m);
}

static void client_hears(const message_t *m)
{
	switch(m->kind) {
		case RESULT:
		case TIE_BREAK:
		case ERROR:
			client_result(m);
			break;
		case ACCEPT:
		case REJECT:
			client_outcome(m);
			break;
		case ADD:
			client_asked(m);
			break;
		case REMOVE:
			client.has.on[m->value] = 0;
			client.asked[m->value] = 0;
			break;
		case HOLD:
			client.peer_hold = m->value;
			break;
		case CONTRARY:
			if(!client.holds) /* else its own is the later one */
				client.has.hold = m->value;
			break;
		case TERMINATE:
			client.over = 1;
			break;
		case WANT:
			if(!client.over)
				client_want();
			break;
		case DECIDE:
			if(!client.over)
				client_decide(m);
			break;
		default:
			fail_msg("client: %s", kind_names[m->kind]);
	}
}

#endif
