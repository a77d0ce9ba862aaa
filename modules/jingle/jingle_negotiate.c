/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kamailio is free software; you can redistribute it and/or modify
 * it under the terms of the GNU General Public License as published by
 * the Free Software Foundation; either version 2 of the License, or
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief jingle :: the offer/answer machine between the two sides of a call
 *
 * PURE.
 */

#include <string.h>

#include "jingle_negotiate.h"

#define SIP JINGLE_NEG_SIP
#define XMPP JINGLE_NEG_XMPP


/* decisions ---------------------------------------------------------------- */

static jingle_decision_t *decide(
		jingle_neg_output_t *out, jingle_neg_do_t what, jingle_neg_side_t side)
{
	jingle_decision_t *d;

	if(out->count < JINGLE_NEG_DECISIONS) /* there is room for all of them */
		out->count++;
	d = &out->list[out->count - 1];
	memset(d, 0, sizeof(*d));
	d->what = what;
	d->side = side;
	return d;
}


static void answer(jingle_neg_output_t *out, jingle_neg_side_t side,
		unsigned request, jingle_neg_verdict_t verdict)
{
	jingle_decision_t *d = decide(out, JINGLE_NEG_DO_ANSWER, side);

	d->request = request;
	d->verdict = verdict;
}


static void timer_set(jingle_neg_output_t *out, jingle_neg_side_t side, int ms)
{
	decide(out, JINGLE_NEG_DO_TIMER, side)->ms = ms;
}


/* next ------------------------------------------------------------------------- */

static void next_to_sip(jingle_negotiate_t *n, jingle_neg_output_t *out)
{
	jingle_neg_half_t *h = &n->half[SIP];
	int bare;

	if(h->turn != JINGLE_TURN_FREE || h->wishes == 0)
		return;
	bare = h->wish[0].kind == JINGLE_WISH_INVITE;
	if(n->invite != JINGLE_NEG_INVITE_NONE && (bare || !n->updates))
		return;
	h->out = jingle_neg_wishes_batch(h, SIP);
	h->turn = bare ? JINGLE_TURN_ASKED : JINGLE_TURN_OURS;
	h->is_invite = n->invite == JINGLE_NEG_INVITE_NONE;
	if(h->is_invite)
		n->invite = JINGLE_NEG_INVITE_OURS;
	decide(out, JINGLE_NEG_DO_OFFER, SIP)->update = !h->is_invite;
}


static void next_to_xmpp(jingle_negotiate_t *n, jingle_neg_output_t *out)
{
	jingle_neg_half_t *h = &n->half[XMPP];

	while(h->turn == JINGLE_TURN_FREE && h->wishes > 0) {
		decide(out, JINGLE_NEG_DO_OFFER, XMPP)->wish = h->wish[0];
		if(!jingle_neg_is_decided(h->wish[0].kind)) {
			jingle_neg_wish_drop(h, 0);
			continue;
		}
		h->out = 1;
		h->turn = JINGLE_TURN_OURS;
		if(h->wish[0].kind != JINGLE_WISH_SESSION)
			timer_set(out, XMPP, JINGLE_NEG_ADD_TIME);
	}
}


/* outcomes ----------------------------------------------------------------------- */

/* their request of SIP's has its answer */
static void sip_answered(
		jingle_negotiate_t *n, jingle_neg_output_t *out, jingle_neg_verdict_t v)
{
	jingle_neg_half_t *h = &n->half[SIP];
	int taken = v == JINGLE_NEG_ACCEPT || v == JINGLE_NEG_REJECT;

	answer(out, SIP, h->request, v);
	if(!taken && h->is_invite)
		n->invite = JINGLE_NEG_INVITE_NONE;
	if(!taken && h->asked == 2) /* it has said yes to a part */
		decide(out, JINGLE_NEG_DO_UNDO, XMPP)->request = h->request;
	h->turn = JINGLE_TURN_FREE;
	h->request = 0;
	h->asked = 0;
}


/* the peer has decided about one content; SIP's request may wait for others */
static void xmpp_decided(jingle_negotiate_t *n, jingle_neg_output_t *out,
		unsigned request, int yes)
{
	jingle_neg_half_t *h = &n->half[XMPP], *sip = &n->half[SIP];
	int i;

	if(!sip->asked || sip->request != request
			|| sip->turn != JINGLE_TURN_THEIRS)
		return;
	if(yes)
		sip->asked = 2;
	for(i = 0; i < h->wishes; i++)
		if(h->wish[i].request == request)
			return;
	sip_answered(
			n, out, sip->asked == 2 ? JINGLE_NEG_ACCEPT : JINGLE_NEG_REJECT);
}


/* one wish of the offer that was out has its outcome */
static void wish_done(jingle_negotiate_t *n, jingle_neg_side_t side, int at,
		int yes, jingle_neg_output_t *out)
{
	jingle_neg_half_t *h = &n->half[side];
	jingle_wish_t w = h->wish[at];

	if(side == SIP && w.kind == JINGLE_WISH_SESSION
			&& n->half[XMPP].turn == JINGLE_TURN_THEIRS)
		n->half[XMPP].turn = JINGLE_TURN_FREE; /* it has its answer */
	jingle_neg_wish_drop(h, at);
	h->out--;
	if(w.request == 0)
		return;
	if(side == XMPP)
		xmpp_decided(n, out, w.request, yes);
	else
		answer(out, XMPP, w.request,
				yes ? JINGLE_NEG_ACCEPT : JINGLE_NEG_REJECT);
}


static void offer_taken(
		jingle_negotiate_t *n, jingle_neg_side_t side, jingle_neg_output_t *out)
{
	jingle_neg_half_t *h = &n->half[side];

	decide(out, JINGLE_NEG_DO_AGREE, side);
	h->glares = 0;
	while(h->out > 0)
		wish_done(n, side, 0, 1, out);
}


/* What the other side had to decide about is over. What came with it was not
 * meant, most likely, and is offered again without. */
static void offer_refused(
		jingle_negotiate_t *n, jingle_neg_side_t side, jingle_neg_output_t *out)
{
	jingle_neg_half_t *h = &n->half[side];
	int i, decided = 0;

	decide(out, JINGLE_NEG_DO_UNDO, side);
	h->glares = 0;
	for(i = h->out - 1; i >= 0; i--) {
		if(!jingle_neg_is_decided(h->wish[i].kind))
			continue;
		wish_done(n, side, i, 0, out);
		decided = 1;
	}
	if(decided)
		jingle_neg_wishes_back(h);
	while(h->out > 0)
		wish_done(n, side, 0, 0, out);
}


/* theirs counts: what SIP asked for is to come another time */
static void xmpp_yield(jingle_negotiate_t *n, jingle_neg_output_t *out)
{
	jingle_neg_half_t *h = &n->half[XMPP];
	unsigned request = h->wish[0].request;
	int i;

	decide(out, JINGLE_NEG_DO_UNDO, XMPP);
	jingle_neg_wish_drop(h, 0);
	h->out = 0;
	for(i = h->wishes - 1; i >= 0; i--)
		if(request != 0 && h->wish[i].request == request)
			jingle_neg_wish_drop(h, i);
	if(n->half[SIP].asked && n->half[SIP].request == request)
		sip_answered(n, out, JINGLE_NEG_PENDING);
}


/* they have cancelled the request that the peer is asked about */
static void sip_cancelled(jingle_negotiate_t *n, jingle_neg_output_t *out)
{
	jingle_neg_half_t *h = &n->half[XMPP];
	unsigned request = n->half[SIP].request;
	int i;

	for(i = h->wishes - 1; i >= h->out; i--)
		if(h->wish[i].request == request)
			jingle_neg_wish_drop(h, i);
	if(h->out > 0 && h->wish[0].request == request) {
		decide(out, JINGLE_NEG_DO_STOP, XMPP);
		decide(out, JINGLE_NEG_DO_WITHDRAW, XMPP);
		jingle_neg_wish_drop(h, 0);
		h->out = 0;
		h->turn = JINGLE_TURN_FREE;
	}
	sip_answered(n, out, JINGLE_NEG_CANCELLED);
}


/* RFC 3261 section 14.1: the owner of the Call-ID waits longer */
static int glare_ms(const jingle_negotiate_t *n, unsigned random)
{
	return n->owner ? 2100 + 10 * (int)(random % 191)
					: 10 * (int)(random % 201);
}


static void again(jingle_negotiate_t *n, const jingle_neg_input_t *in,
		jingle_neg_output_t *out)
{
	jingle_neg_half_t *h = &n->half[SIP];
	int ms;

	if(++h->glares >= JINGLE_NEG_GLARES) {
		h->turn = JINGLE_TURN_FREE;
		offer_refused(n, SIP, out);
		return;
	}
	ms = in->ev == JINGLE_NEG_EV_GLARE	   ? glare_ms(n, in->random)
		 : in->ms < JINGLE_NEG_RETRY_AFTER ? in->ms
										   : JINGLE_NEG_RETRY_AFTER;
	jingle_neg_wishes_back(h);
	if(h->wishes == 0) { /* it was taken back meanwhile */
		h->turn = JINGLE_TURN_FREE;
		return;
	}
	timer_set(out, SIP, ms + 1);
}


static void end(jingle_negotiate_t *n, const jingle_neg_input_t *in,
		jingle_neg_output_t *out)
{
	jingle_neg_half_t *h;
	int side;

	if(in->ev != JINGLE_NEG_EV_END)
		decide(out, JINGLE_NEG_DO_END, in->side);
	h = &n->half[SIP];
	if(h->request != 0) /* RFC 3261 section 15.1.2 */
		answer(out, SIP, h->request, JINGLE_NEG_CANCELLED);
	for(side = SIP; side <= XMPP; side++) {
		h = &n->half[side];
		decide(out, JINGLE_NEG_DO_STOP, (jingle_neg_side_t)side);
		memset(h, 0, sizeof(*h));
		h->turn = JINGLE_TURN_OVER;
	}
	n->invite = JINGLE_NEG_INVITE_NONE;
}


/* events ------------------------------------------------------------------------- */

/* RFC 3261 section 14.2: an INVITE that meets another one; 1 it did */
static int invite_meets(jingle_negotiate_t *n, const jingle_neg_input_t *in,
		jingle_neg_output_t *out)
{
	if(in->side != SIP || n->invite == JINGLE_NEG_INVITE_NONE
			|| (in->ev != JINGLE_NEG_EV_INVITE && in->ev != JINGLE_NEG_EV_BARE))
		return 0;
	/* an ACK that was lost, or is late, comes with the next request */
	if(n->invite == JINGLE_NEG_INVITE_THEIRS
			&& n->half[SIP].turn == JINGLE_TURN_FREE) {
		n->invite = JINGLE_NEG_INVITE_NONE;
		return 0;
	}
	answer(out, SIP, in->request,
			n->invite == JINGLE_NEG_INVITE_THEIRS
							&& (n->half[SIP].turn == JINGLE_TURN_THEIRS
									|| n->half[SIP].turn == JINGLE_TURN_BARE)
					? JINGLE_NEG_RETRY
					: JINGLE_NEG_PENDING);
	return 1;
}


static void answer_take(jingle_negotiate_t *n, const jingle_neg_input_t *in,
		jingle_neg_output_t *out)
{
	jingle_neg_half_t *h = &n->half[SIP];

	if(in->ev == JINGLE_NEG_EV_OFFERED) { /* in the reply, so in the ACK */
		n->invite = JINGLE_NEG_INVITE_NONE;
		jingle_neg_wish_drop(h, 0);
		h->out = 0;
		h->glares = 0;
	}
	h->is_invite =
			in->ev == JINGLE_NEG_EV_INVITE || in->ev == JINGLE_NEG_EV_BARE;
	if(h->is_invite)
		n->invite = JINGLE_NEG_INVITE_THEIRS;
	h->request = in->request;
	h->asked = 0;
	decide(out, JINGLE_NEG_DO_TAKE, SIP)->request = in->request;
}


static void queue(jingle_negotiate_t *n, const jingle_neg_input_t *in,
		jingle_neg_output_t *out)
{
	jingle_neg_half_t *sip = &n->half[SIP];
	int asks = in->side == XMPP && sip->turn == JINGLE_TURN_THEIRS
			   && in->wish.request != 0 && in->wish.request == sip->request;

	if(asks && !sip->asked)
		sip->asked = 1;
	if(jingle_neg_wish_put(&n->half[in->side], &in->wish) == 0)
		return;
	if(asks)
		xmpp_decided(n, out, in->wish.request, 0);
	else
		decide(out, JINGLE_NEG_DO_UNDO, in->side);
}


static void pass(jingle_negotiate_t *n, const jingle_neg_input_t *in,
		jingle_neg_output_t *out)
{
	jingle_wish_t w = in->wish;

	answer(out, XMPP, in->request, JINGLE_NEG_OK);
	w.request = jingle_neg_is_decided(w.kind) ? in->request : 0;
	if(jingle_neg_wish_put(&n->half[SIP], &w) < 0 && w.request != 0)
		answer(out, XMPP, w.request, JINGLE_NEG_REJECT);
}


/* an INVITE of ours is over with the event, whatever becomes of its offer */
static void invite_close(jingle_negotiate_t *n, const jingle_neg_input_t *in)
{
	const jingle_neg_half_t *h = &n->half[SIP];

	if(in->side != SIP || n->invite != JINGLE_NEG_INVITE_OURS)
		return;
	switch(in->ev) {
		case JINGLE_NEG_EV_FINAL:
			break;
		case JINGLE_NEG_EV_REFUSED:
		case JINGLE_NEG_EV_GLARE:
		case JINGLE_NEG_EV_LATER:
		case JINGLE_NEG_EV_UNSENT:
		case JINGLE_NEG_EV_NEEDLESS:
			if((h->turn == JINGLE_TURN_OURS || h->turn == JINGLE_TURN_ASKED)
					&& !h->is_invite)
				return; /* that was an UPDATE */
			break;
		default:
			return;
	}
	n->invite = JINGLE_NEG_INVITE_NONE;
}


/* what becomes of ours, or of theirs that waits */
static void outcome(jingle_negotiate_t *n, const jingle_neg_input_t *in,
		jingle_neg_action_t action, jingle_neg_output_t *out)
{
	jingle_neg_half_t *h = &n->half[in->side];

	switch(action) {
		case JINGLE_NEG_A_AGREE:
		case JINGLE_NEG_A_UNDO:
			if(in->side == XMPP)
				decide(out, JINGLE_NEG_DO_STOP, XMPP);
			if(in->ev == JINGLE_NEG_EV_ACK)
				n->invite = JINGLE_NEG_INVITE_NONE;
			if(action == JINGLE_NEG_A_AGREE)
				offer_taken(n, in->side, out);
			else
				offer_refused(n, in->side, out);
			break;
		case JINGLE_NEG_A_YIELD:
			decide(out, JINGLE_NEG_DO_STOP, XMPP);
			xmpp_yield(n, out);
			break;
		case JINGLE_NEG_A_EXPIRE:
			decide(out, JINGLE_NEG_DO_WITHDRAW, XMPP);
			offer_refused(n, XMPP, out);
			break;
		case JINGLE_NEG_A_LATE: /* the offer says all that waits */
			h->out = h->wishes;
			h->request = 0;
			break;
		case JINGLE_NEG_A_REPLIED:
		case JINGLE_NEG_A_DECLINED:
			if(h->is_invite && action == JINGLE_NEG_A_DECLINED)
				n->invite = JINGLE_NEG_INVITE_NONE;
			h->request = 0;
			h->asked = 0;
			break;
		case JINGLE_NEG_A_CANCEL:
			sip_cancelled(n, out);
			break;
		case JINGLE_NEG_A_ACKED:
			if(n->invite == JINGLE_NEG_INVITE_THEIRS)
				n->invite = JINGLE_NEG_INVITE_NONE;
			break;
		default:
			break;
	}
}


static void act(jingle_negotiate_t *n, const jingle_neg_input_t *in,
		jingle_neg_action_t action, jingle_turn_t was, jingle_neg_output_t *out)
{
	switch(action) {
		case JINGLE_NEG_A_QUEUE:
			queue(n, in, out);
			break;
		case JINGLE_NEG_A_TAKE:
			if(was == JINGLE_TURN_GLARE)
				decide(out, JINGLE_NEG_DO_STOP, SIP);
			answer_take(n, in, out);
			break;
		case JINGLE_NEG_A_PASS:
			pass(n, in, out);
			break;
		case JINGLE_NEG_A_PENDING:
			answer(out, SIP, in->request, JINGLE_NEG_PENDING);
			break;
		case JINGLE_NEG_A_RETRY:
			answer(out, SIP, in->request, JINGLE_NEG_RETRY);
			break;
		case JINGLE_NEG_A_GONE:
			answer(out, in->side, in->request, JINGLE_NEG_GONE);
			break;
		case JINGLE_NEG_A_TIE:
			answer(out, XMPP, in->request, JINGLE_NEG_TIE_BREAK);
			break;
		case JINGLE_NEG_A_ORDER:
			answer(out, XMPP, in->request, JINGLE_NEG_ORDER);
			break;
		case JINGLE_NEG_A_AGAIN:
			again(n, in, out);
			break;
		case JINGLE_NEG_A_END:
			end(n, in, out);
			break;
		default:
			outcome(n, in, action, out);
			break;
	}
}


/* XEP-0166 section 7.2.16: of two requests of one kind that cross, that of the
 * session's initiator counts. Ours may be due only: it goes out before the
 * other's could be decided. */
int jingle_negotiate_clashes(
		const jingle_negotiate_t *n, const jingle_wish_t *wish)
{
	const jingle_neg_half_t *h = &n->half[XMPP];
	int i;

	if(!n->initiator || h->turn != JINGLE_TURN_OURS)
		return 0;
	for(i = 0; i < h->wishes; i++)
		if(h->wish[i].kind == wish->kind && h->wish[i].content == wish->content)
			return 1;
	return 0;
}


static int is_clash(const jingle_negotiate_t *n, const jingle_neg_input_t *in)
{
	return in->side == XMPP && in->ev == JINGLE_NEG_EV_REQUEST
		   && jingle_negotiate_clashes(n, &in->wish);
}


/* an answer that comes again, to an offer before this one */
static int is_stale(const jingle_negotiate_t *n, const jingle_neg_input_t *in)
{
	return (in->ev == JINGLE_NEG_EV_ANSWER || in->ev == JINGLE_NEG_EV_FINAL)
		   && in->request != 0 && in->request != n->half[in->side].sent;
}


void jingle_negotiate(jingle_negotiate_t *n, const jingle_neg_input_t *in,
		jingle_neg_output_t *out)
{
	jingle_neg_half_t *h = &n->half[in->side];
	const jingle_neg_row_t *row;
	jingle_turn_t was = h->turn;

	out->count = 0;
	if(is_stale(n, in) || invite_meets(n, in, out))
		return;
	row = jingle_negotiate_row(
			in->side, was, is_clash(n, in) ? JINGLE_NEG_EV_CLASH : in->ev);
	if(row == NULL)
		return;
	invite_close(n, in);
	h->turn = row->to;
	act(n, in, (jingle_neg_action_t)row->action, was, out);
	next_to_sip(n, out);
	next_to_xmpp(n, out);
}


void jingle_negotiate_init(jingle_negotiate_t *n, int owner, int initiator)
{
	memset(n, 0, sizeof(*n));
	n->owner = owner;
	n->initiator = initiator;
}
