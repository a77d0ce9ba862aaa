/* links: modules/jingle/jingle_negotiate.c */
/* links: modules/jingle/jingle_negotiate_queue.c */
/* links: modules/jingle/jingle_negotiate_rows.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The offer/answer machine between two user agents that want things at random:
 * a phone (RFC 3261, RFC 3264) and a client (XEP-0166), each with a mind of its
 * own, and messages that take their time. Between them a gateway that does
 * what the machine decides. At the end, in bounded time,
 *
 *   - both have the same media, or both know that the call is over,
 *   - each request has had one answer,
 *   - nothing waits,
 *   - the o= version has risen when the body changed, and only then,
 *   - no INVITE was sent into an open INVITE transaction.
 *
 * SEED=n ROUNDS=1 plays one talk alone, and says what is said in it. */

#include "negotiate_agents.h"

#include "../../modules/jingle/jingle_negotiate.h"
#include "../../modules/jingle_sdp/jingle_sdp_version.h"

static struct
{
	jingle_negotiate_t n;
	int on[CONTENTS], hold, ice; /* what the client has by now */
	int phone_hold;
	unsigned adding[CONTENTS], replacing; /* of the client's */
	int new_ice;
	body_t phone;			   /* what the phone has of ours */
	body_t sent, answer, last; /* the offer that is out, its answer */
	unsigned out, unacked, in;
	kind_t out_kind, in_kind;
	body_t offered;				  /* by the phone */
	message_t arriving;			  /* what the machine is told of */
	int asking;					  /* content the client is asked about */
	unsigned taken_for[CONTENTS]; /* request of the phone's */
	unsigned ask_id, timer[JINGLE_NEG_SIDES];
	uint64_t version, digest;
	int over, any_sent;
} gateway;

static uint64_t number; /* of the talk */
static int trace;

/* gateway ------------------------------------------------------------------- */

static void gateway_event(jingle_neg_side_t side, jingle_neg_ev_t ev,
		unsigned id, jingle_wish_kind_t kind, int content);

static void event(jingle_neg_side_t side, jingle_neg_ev_t ev, unsigned id)
{
	gateway_event(side, ev, id, JINGLE_WISH_CURRENT, JINGLE_NEG_ANY);
}

static void wish(jingle_neg_side_t side, jingle_wish_kind_t kind, int content,
		unsigned request)
{
	gateway_event(side, JINGLE_NEG_EV_WISH, request, kind, content);
}

/* what is true now, for the phone */
static void compose(body_t *b)
{
	int c;

	memset(b, 0, sizeof(*b));
	for(c = 0; c < CONTENTS; c++)
		b->on[c] = gateway.on[c] || gateway.adding[c];
	b->hold = gateway.hold;
	b->replace = gateway.replacing != 0;
	b->ice = b->replace ? gateway.new_ice : gateway.ice;
}

/* RFC 3264 section 8, by a look of our own at what went out last */
static void versioned(const body_t *b)
{
	uint64_t digest = 1, before = gateway.version;
	int c, changed = memcmp(b, &gateway.last, sizeof(*b)) != 0;

	for(c = 0; c < CONTENTS; c++)
		digest = digest * 3 + (unsigned)b->on[c];
	digest = (digest * 3 + (unsigned)b->hold) * 1000 + (unsigned)b->ice;
	digest = digest * 3 + (unsigned)b->replace;
	jingle_sdp_version(&gateway.version, &gateway.digest, digest);
	assert_int_equal(
			gateway.version - before, changed || !gateway.any_sent ? 1 : 0);
	gateway.last = *b;
	gateway.any_sent = 1;
}

/* RFC 3261 section 14.1: not before their ACK */
static void invite_may_go(void)
{
	assert_int_equal(gateway.unacked, 0);
	assert_int_equal(gateway.out, 0);
}

static void lost_later(unsigned id)
{
	send_at(GATEWAY, GATEWAY, GIVE_UP, id, 0, TRANSACTION_MS);
}

static void offer_sip(const jingle_decision_t *d)
{
	const jingle_neg_half_t *h = &gateway.n.half[JINGLE_NEG_SIP];
	body_t b;

	compose(&b);
	if(h->turn == JINGLE_TURN_ASKED) {
		invite_may_go();
		gateway.out_kind = BARE;
		gateway.out = request_new(GATEWAY, BARE);
		send(GATEWAY, PHONE, BARE, gateway.out, 0);
		lost_later(gateway.out);
		return;
	}
	gateway.sent = b;
	if(any(30) == 0) {
		event(JINGLE_NEG_SIP, JINGLE_NEG_EV_UNSENT, 0);
		return;
	}
	if(memcmp(&b, &gateway.phone, sizeof(b)) == 0) {
		gateway.answer = b;
		gateway.answer.hold = gateway.phone_hold;
		event(JINGLE_NEG_SIP, JINGLE_NEG_EV_NEEDLESS, 0);
		return;
	}
	if(!d->update)
		invite_may_go();
	versioned(&b);
	gateway.out_kind = d->update ? UPDATE : INVITE;
	gateway.out = request_new(GATEWAY, gateway.out_kind);
	send_body(GATEWAY, PHONE, gateway.out_kind, gateway.out, &b);
	lost_later(gateway.out);
}

static void offer_xmpp(const jingle_decision_t *d)
{
	static const kind_t kinds[JINGLE_WISHES] = {[JINGLE_WISH_HOLD] = HOLD,
			[JINGLE_WISH_ADD] = ADD,
			[JINGLE_WISH_REMOVE] = REMOVE};
	unsigned id = 0;

	if(d->wish.kind == JINGLE_WISH_ADD) {
		id = gateway.ask_id = request_new(GATEWAY, ADD);
		gateway.asking = d->wish.content;
	}
	send(GATEWAY, CLIENT, kinds[d->wish.kind], id,
			d->wish.kind == JINGLE_WISH_HOLD ? gateway.phone_hold
											 : d->wish.content);
}

/* the phone's hold, when an offer or answer of its has counted */
static void phone_hold(int hold)
{
	if(gateway.phone_hold == hold)
		return;
	gateway.phone_hold = hold;
	wish(JINGLE_NEG_XMPP, JINGLE_WISH_HOLD, JINGLE_NEG_ANY, 0);
}

/* the answer to the phone's offer: of what it offers what the client has */
static void answer_body(body_t *b)
{
	int c;

	memset(b, 0, sizeof(*b));
	for(c = 0; c < CONTENTS; c++)
		b->on[c] = gateway.offered.on[c] && gateway.on[c];
	b->hold = gateway.hold;
	b->ice = gateway.ice;
	versioned(b);
	gateway.phone = *b;
}

/* what the phone took away, and its hold, go to the client */
static void offer_counts(void)
{
	int c;

	for(c = 0; c < CONTENTS; c++)
		if(!gateway.offered.on[c] && gateway.on[c]) {
			gateway.on[c] = 0;
			wish(JINGLE_NEG_XMPP, JINGLE_WISH_REMOVE, c, 0);
		}
	phone_hold(gateway.offered.hold);
}

static void reply_ok(unsigned id)
{
	body_t b;

	if(gateway.in_kind == BARE) {
		compose(&b);
		gateway.sent = b;
		versioned(&b);
	} else
		answer_body(&b);
	send_body(GATEWAY, PHONE, gateway.in_kind == OK ? ACK : OK, id, &b);
	if(gateway.in_kind == INVITE || gateway.in_kind == BARE) {
		gateway.unacked = id;
		lost_later(id);
	}
}

static void take(unsigned id)
{
	int c, adds = 0;

	gateway.in_kind = gateway.arriving.kind;
	gateway.offered = gateway.arriving.body;
	if(gateway.in_kind == BARE) {
		reply_ok(id);
		event(JINGLE_NEG_SIP, JINGLE_NEG_EV_REPLIED, id);
		return;
	}
	for(c = 0; c < CONTENTS; c++)
		if(gateway.offered.on[c] && !gateway.phone.on[c]) {
			adds++;
			if(gateway.adding[c] && gateway.in_kind == INVITE) {
				send(GATEWAY, PHONE, FAIL, id, 491);
				event(JINGLE_NEG_SIP, JINGLE_NEG_EV_DECLINED, id);
				return;
			}
		}
	if(gateway.in_kind == INVITE && any(20) == 0) {
		send(GATEWAY, PHONE, FAIL, id, 488);
		event(JINGLE_NEG_SIP, JINGLE_NEG_EV_DECLINED, id);
		return;
	}
	if(adds > 0 && gateway.in_kind == INVITE) {
		for(c = 0; c < CONTENTS; c++)
			if(gateway.offered.on[c] && !gateway.phone.on[c])
				wish(JINGLE_NEG_XMPP, JINGLE_WISH_ADD, c, id);
		return;
	}
	reply_ok(id); /* RFC 3311 section 5.2: an UPDATE does not wait */
	offer_counts();
	event(JINGLE_NEG_SIP, JINGLE_NEG_EV_REPLIED, id);
}

static void answer_sip(const jingle_decision_t *d)
{
	static const int codes[] = {[JINGLE_NEG_PENDING] = 491,
			[JINGLE_NEG_RETRY] = 500,
			[JINGLE_NEG_CANCELLED] = 487,
			[JINGLE_NEG_GONE] = 481};

	if(d->verdict != JINGLE_NEG_ACCEPT && d->verdict != JINGLE_NEG_REJECT) {
		send(GATEWAY, PHONE, FAIL, d->request, codes[d->verdict]);
		return;
	}
	reply_ok(d->request);
	offer_counts();
}

/* the client's request is taken: what it says is true from now on */
static void client_counts(const message_t *m)
{
	switch(m->kind) {
		case HOLD:
			gateway.hold = m->value;
			break;
		case ADD:
			gateway.adding[m->value] = m->id;
			break;
		case REMOVE:
			gateway.on[m->value] = 0;
			gateway.adding[m->value] = 0;
			break;
		case RESTART:
			gateway.ice = m->value;
			break;
		default:
			gateway.replacing = m->id;
			gateway.new_ice = m->value;
	}
}

static void answer_xmpp(const jingle_decision_t *d)
{
	static const kind_t kinds[] = {[JINGLE_NEG_OK] = RESULT,
			[JINGLE_NEG_ACCEPT] = ACCEPT,
			[JINGLE_NEG_REJECT] = REJECT,
			[JINGLE_NEG_TIE_BREAK] = TIE_BREAK,
			[JINGLE_NEG_ORDER] = ERROR,
			[JINGLE_NEG_GONE] = ERROR};
	kind_t kind = kinds[d->verdict];
	int c;

	if(kind == RESULT)
		client_counts(&gateway.arriving);
	for(c = 0; c < CONTENTS; c++)
		if(kind != RESULT && gateway.adding[c] == d->request) {
			gateway.adding[c] = 0;
			gateway.on[c] = kind == ACCEPT && gateway.answer.on[c];
			kind = gateway.on[c] ? ACCEPT : kind == ACCEPT ? REJECT : kind;
		}
	if(kind != RESULT && gateway.replacing == d->request) {
		gateway.replacing = 0;
		if(kind == ACCEPT)
			gateway.ice = gateway.new_ice;
	}
	send(GATEWAY, CLIENT, kind, d->request, 0);
}

/* the phone has taken what was sent */
static void agree_sip(void)
{
	memcpy(gateway.phone.on, gateway.answer.on, sizeof(gateway.phone.on));
	gateway.phone.hold = gateway.sent.hold;
	gateway.phone.ice = gateway.sent.ice;
	phone_hold(gateway.answer.hold);
}

static void agree_xmpp(void)
{
	gateway.on[gateway.asking] = 1;
	gateway.taken_for[gateway.asking] = gateway.n.half[JINGLE_NEG_SIP].request;
}

static int hold_waits(void)
{
	const jingle_neg_half_t *h = &gateway.n.half[JINGLE_NEG_SIP];
	int i;

	for(i = 0; i < h->wishes; i++)
		if(h->wish[i].kind == JINGLE_WISH_HOLD)
			return 1;
	return 0;
}

static void undo_sip(void)
{
	body_t b;

	if(gateway.hold != gateway.phone.hold && !hold_waits()) {
		gateway.hold = gateway.phone.hold;
		send(GATEWAY, CLIENT, CONTRARY, 0, gateway.hold);
	}
	/* what the client has done without asking cannot be undone */
	compose(&b);
	if(memcmp(&b, &gateway.phone, sizeof(b)) != 0)
		wish(JINGLE_NEG_SIP, JINGLE_WISH_CURRENT, JINGLE_NEG_ANY, 0);
}

/* of a request of the phone's that does not count after all: what the client
 * has taken already is taken away again */
static void undo_xmpp(unsigned request)
{
	int c;

	for(c = 0; c < CONTENTS; c++)
		if(request != 0 && gateway.taken_for[c] == request) {
			gateway.on[c] = 0;
			wish(JINGLE_NEG_XMPP, JINGLE_WISH_REMOVE, c, 0);
		}
}

static void timer(const jingle_decision_t *d)
{
	gateway.timer[d->side]++;
	if(d->what == JINGLE_NEG_DO_TIMER)
		send_at(GATEWAY, GATEWAY, TIMER, gateway.timer[d->side], (int)d->side,
				d->ms);
}

static void end(void)
{
	if(gateway.over)
		return;
	gateway.over = 1;
	send(GATEWAY, PHONE, BYE, 0, 0);
	send(GATEWAY, CLIENT, TERMINATE, 0, 0);
}

static void carry_out(const jingle_decision_t *d)
{
	int sip = d->side == JINGLE_NEG_SIP;

	switch(d->what) {
		case JINGLE_NEG_DO_OFFER:
			(sip ? offer_sip : offer_xmpp)(d);
			break;
		case JINGLE_NEG_DO_ANSWER:
			(sip ? answer_sip : answer_xmpp)(d);
			break;
		case JINGLE_NEG_DO_TAKE:
			take(d->request);
			break;
		case JINGLE_NEG_DO_AGREE:
			if(sip)
				agree_sip();
			else
				agree_xmpp();
			break;
		case JINGLE_NEG_DO_UNDO:
			if(sip)
				undo_sip();
			else
				undo_xmpp(d->request);
			break;
		case JINGLE_NEG_DO_WITHDRAW:
			send(GATEWAY, CLIENT, REMOVE, 0, gateway.asking);
			break;
		case JINGLE_NEG_DO_TIMER:
		case JINGLE_NEG_DO_STOP:
			timer(d);
			break;
		case JINGLE_NEG_DO_END:
			end();
			break;
	}
}

/* events that come up while decisions are carried out come after them */
static jingle_neg_input_t inputs[64];
static int inputs_in, inputs_out;

static void gateway_event(jingle_neg_side_t side, jingle_neg_ev_t ev,
		unsigned id, jingle_wish_kind_t kind, int content)
{
	jingle_neg_input_t *in = &inputs[inputs_in++ % 64];

	memset(in, 0, sizeof(*in));
	in->side = side;
	in->ev = ev;
	in->request = id;
	in->wish.kind = kind;
	in->wish.content = content;
	in->wish.request = id;
	in->random = any(100000);
	in->ms = (int)any(10000);
}

static void gateway_run(void)
{
	jingle_neg_output_t out;
	int i;

	while(inputs_out < inputs_in) {
		assert_true(inputs_in - inputs_out < 64);
		jingle_negotiate(&gateway.n, &inputs[inputs_out++ % 64], &out);
		for(i = 0; i < out.count; i++)
			carry_out(&out.list[i]);
	}
}

/* a reply to what is out; 2xx come again, and are acknowledged again */
static void gateway_reply(const message_t *m)
{
	int is_out = m->id == gateway.out, bare = gateway.out_kind == BARE;

	if(m->kind == OK && (!is_out || !bare) && requests[m->id].kind != UPDATE)
		send(GATEWAY, PHONE, ACK, m->id, 0);
	if(!is_out)
		return;
	answered(m->id);
	gateway.out = 0;
	gateway.answer = m->body;
	if(m->kind == OK && bare)
		event(JINGLE_NEG_SIP, JINGLE_NEG_EV_OFFERED, m->id);
	else if(m->kind == OK)
		event(JINGLE_NEG_SIP,
				gateway.out_kind == UPDATE ? JINGLE_NEG_EV_ANSWER
										   : JINGLE_NEG_EV_FINAL,
				0);
	else
		event(JINGLE_NEG_SIP,
				m->value == 491	  ? JINGLE_NEG_EV_GLARE
				: m->value == 500 ? JINGLE_NEG_EV_LATER
				: m->value == 481 ? JINGLE_NEG_EV_LOST
								  : JINGLE_NEG_EV_REFUSED,
				0);
}

static void gateway_sip(const message_t *m)
{
	switch(m->kind) {
		case INVITE:
			event(JINGLE_NEG_SIP, JINGLE_NEG_EV_INVITE, m->id);
			break;
		case BARE:
			event(JINGLE_NEG_SIP, JINGLE_NEG_EV_BARE, m->id);
			break;
		case UPDATE:
			event(JINGLE_NEG_SIP, JINGLE_NEG_EV_UPDATE, m->id);
			break;
		case ACK:
			if(m->id != gateway.unacked)
				break;
			gateway.unacked = 0;
			gateway.answer = m->body;
			event(JINGLE_NEG_SIP, JINGLE_NEG_EV_ACK, 0);
			break;
		case CANCEL:
			if(gateway.n.half[JINGLE_NEG_SIP].request == m->id)
				event(JINGLE_NEG_SIP, JINGLE_NEG_EV_CANCEL, 0);
			break;
		case BYE:
			event(JINGLE_NEG_SIP, JINGLE_NEG_EV_END, 0);
			end();
			break;
		default:
			gateway_reply(m);
	}
}

static void gateway_xmpp(const message_t *m)
{
	static const jingle_wish_kind_t kinds[] = {[HOLD] = JINGLE_WISH_HOLD,
			[ADD] = JINGLE_WISH_ADD,
			[REMOVE] = JINGLE_WISH_REMOVE,
			[RESTART] = JINGLE_WISH_RESTART,
			[REPLACE] = JINGLE_WISH_REPLACE};

	switch(m->kind) {
		case ACCEPT:
		case REJECT:
		case TIE_BREAK:
			if(m->id == gateway.ask_id)
				event(JINGLE_NEG_XMPP,
						m->kind == ACCEPT	? JINGLE_NEG_EV_ANSWER
						: m->kind == REJECT ? JINGLE_NEG_EV_REFUSED
											: JINGLE_NEG_EV_GLARE,
						0);
			break;
		case TERMINATE:
			event(JINGLE_NEG_XMPP, JINGLE_NEG_EV_END, 0);
			end();
			break;
		default:
			gateway_event(JINGLE_NEG_XMPP, JINGLE_NEG_EV_REQUEST, m->id,
					kinds[m->kind],
					m->kind == ADD || m->kind == REMOVE ? m->value
														: JINGLE_NEG_ANY);
	}
}

static void gateway_hears(const message_t *m)
{
	gateway.arriving = *m;
	if(m->from == PHONE)
		gateway_sip(m);
	else if(m->from == CLIENT)
		gateway_xmpp(m);
	else if(m->kind == WANT)
		wish(JINGLE_NEG_SIP, JINGLE_WISH_INVITE, JINGLE_NEG_ANY, 0);
	else if(m->kind == TIMER && gateway.timer[m->value] == m->id)
		event((jingle_neg_side_t)m->value, JINGLE_NEG_EV_TIMER, 0);
	else if(m->kind == GIVE_UP
			&& (m->id == gateway.out || m->id == gateway.unacked))
		event(JINGLE_NEG_SIP, JINGLE_NEG_EV_LOST, 0);
	gateway_run();
}

/* talk ------------------------------------------------------------------------ */

static void deliver(const message_t *m)
{
	static const char *const names[] = {"phone", "gateway", "client"};

	if((phone.dead && (m->to == PHONE || m->from == PHONE))
			|| (client.dead && (m->to == CLIENT || m->from == CLIENT)))
		return;
	if(trace)
		print_message("%7ld %-7s > %-7s %s %u, %d; on %d%d%d hold %d ice %d, "
					  "turns %s %s\n",
				now, names[m->from], names[m->to], kind_names[m->kind], m->id,
				m->value, m->body.on[0], m->body.on[1], m->body.on[2],
				m->body.hold, m->body.ice,
				jingle_turn_name(gateway.n.half[JINGLE_NEG_SIP].turn),
				jingle_turn_name(gateway.n.half[JINGLE_NEG_XMPP].turn));
	if(m->from == m->to && m->kind == BYE) { /* hangs up, or is gone */
		if(m->value) {
			phone.dead |= m->to == PHONE;
			client.dead |= m->to == CLIENT;
			return;
		}
		phone.over |= m->to == PHONE;
		client.over |= m->to == CLIENT;
		send(m->to, GATEWAY, m->to == PHONE ? BYE : TERMINATE, 0, 0);
		return;
	}
	if(m->to == PHONE)
		phone_hears(m);
	else if(m->to == CLIENT)
		client_hears(m);
	else
		gateway_hears(m);
}

static void begin(void)
{
	unsigned i, count;

	memset(&phone, 0, sizeof(phone));
	memset(&client, 0, sizeof(client));
	memset(&gateway, 0, sizeof(gateway));
	memset(last, 0, sizeof(last));
	queued = inputs_in = inputs_out = 0;
	request_count = 0;
	now = 0;
	client.initiator = (int)any(2);
	phone.owner = (int)any(2);
	jingle_negotiate_init(&gateway.n, !phone.owner, !client.initiator);
	gateway.n.updates = (int)any(2);
	phone_forget();
	phone.has.on[0] = client.has.on[0] = gateway.on[0] = 1;
	gateway.phone.on[0] = 1;
	count = 1 + any(14);
	for(i = 0; i < count; i++) {
		who_t who = any(12) == 0 ? GATEWAY : any(2) ? PHONE : CLIENT;
		/* at once, and again: what crosses is what is hard */
		send_at(who, who, WANT, 0, 0,
				any(4) == 0 ? any(TALK_MS) : 1000 * (1 + any(3)) + any(200));
	}
	if(any(4) == 0) {
		who_t who = any(2) ? PHONE : CLIENT;
		send_at(who, who, BYE, 0, any(3) == 0, any(TALK_MS));
	}
}

static void run(void)
{
	message_t m;
	int i, first;

	while(queued > 0) {
		for(first = 0, i = 1; i < queued; i++)
			if(queue[i].at < queue[first].at
					|| (queue[i].at == queue[first].at
							&& queue[i].order < queue[first].order))
				first = i;
		m = queue[first];
		queue[first] = queue[--queued];
		now = m.at;
		assert_true(now < END_MS);
		deliver(&m);
	}
}

static void check_requests(void)
{
	unsigned id;

	for(id = 1; id <= request_count; id++) {
		const request_t *r = &requests[id];
		if(r->from == GATEWAY && r->kind == ADD)
			continue; /* the client's word is checked by what is on */
		if(r->from == GATEWAY && (gateway.over || phone.dead))
			continue;
		if(r->from == PHONE ? phone.dead : r->from == CLIENT && client.dead)
			continue;
		assert_int_equal(r->answers, 1);
		if((r->kind == ADD || r->kind == REPLACE) && !gateway.over)
			assert_true(r->outcomes == 1 || r->void_);
	}
}

static void check_idle(void)
{
	int side;

	assert_int_equal(gateway.n.invite, JINGLE_NEG_INVITE_NONE);
	for(side = 0; side < JINGLE_NEG_SIDES; side++) {
		const jingle_neg_half_t *h = &gateway.n.half[side];
		assert_int_equal(
				h->turn, gateway.over ? JINGLE_TURN_OVER : JINGLE_TURN_FREE);
		assert_int_equal(h->wishes, 0);
		assert_int_equal(h->request, 0);
	}
}

static void check_media(void)
{
	int c;

	for(c = 0; c < CONTENTS; c++) {
		assert_int_equal(phone.has.on[c], gateway.on[c]);
		assert_int_equal(client.has.on[c], gateway.on[c]);
	}
	assert_int_equal(phone.has.hold, client.peer_hold);
	assert_int_equal(client.has.hold, phone.peer_hold);
	assert_int_equal(phone.has.ice, client.has.ice);
}

static void test_talks(void **state)
{
	const char *s = getenv("SEED"), *r = getenv("ROUNDS");
	uint64_t first = s ? strtoull(s, NULL, 10) : 1;
	uint64_t rounds = r				   ? strtoull(r, NULL, 10)
					  : getenv("LONG") ? 100000
									   : 1000;

	(void)state;
	trace = s != NULL && rounds == 1;
	for(number = first; number < first + rounds; number++) {
		seed = number * 0x9e3779b97f4a7c15u | 1;
		any(2);
		begin();
		run();
		check_requests();
		check_idle();
		if(gateway.over)
			assert_true(
					(phone.over || phone.dead) && (client.over || client.dead));
		else if(!phone.dead && !client.dead)
			check_media();
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_talks),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	if(failed)
		fprintf(stderr, "SEED=%llu ROUNDS=1 repeats it\n",
				(unsigned long long)number);
	return failed;
}
