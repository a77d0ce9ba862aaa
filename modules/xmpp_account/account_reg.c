/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: one registration: what it is in, what is done next. PURE
 */

#include "account_reg.h"

enum
{
	REG_SHORT = 20000, /* ms; a shorter binding is refreshed at its half */
	REG_LEAST = 500,   /* ms until the next try, at least */
};

typedef struct step
{
	account_reg_t *r;
	const account_answer_t *answer;
	const account_reg_conf_t *conf;
	uint64_t now;
	int chance;
} step_t;


static void state_set(const step_t *s, account_state_t state)
{
	if(s->r->state != state)
		s->r->since = s->now;
	s->r->state = state;
}


static account_action_t flight(const step_t *s, account_action_t action)
{
	s->r->in_flight = 1;
	s->r->is_leave = action == ACCOUNT_DO_LEAVE;
	s->r->due = 0;
	return action;
}


/* A new try: its first REGISTER. */
static account_action_t try_begin(const step_t *s)
{
	s->r->answered = 0;
	s->r->repeats = 0;
	if(s->r->state != ACCOUNT_REGISTERED)
		state_set(s, ACCOUNT_TRYING);
	return flight(s, ACCOUNT_DO_REGISTER);
}


static account_action_t leave_begin(const step_t *s)
{
	s->r->answered = 0;
	s->r->repeats = 0;
	state_set(s, ACCOUNT_LEAVING);
	return flight(s, ACCOUNT_DO_LEAVE);
}


static account_action_t rest(const step_t *s, account_state_t state)
{
	state_set(s, state);
	s->r->in_flight = 0;
	s->r->due = 0;
	if(state == ACCOUNT_REFUSED)
		s->r->outcome = state;
	return ACCOUNT_DO_NOTHING;
}


/* ms until the next try: twice as long after each failure, up to a quarter less
 * by chance; or what the registrar says, up to a quarter more: those that it
 * has told the same shall not come at once */
static uint64_t back_off(const step_t *s)
{
	uint64_t wait = (uint64_t)s->conf->retry_min * 1000;
	uint64_t most = (uint64_t)s->conf->retry_max * 1000;
	int i;

	if(s->answer && s->answer->retry_after >= 0) {
		wait = (uint64_t)s->answer->retry_after * 1000;
		if(wait > ACCOUNT_REG_WAIT_MAX * 1000ull)
			wait = ACCOUNT_REG_WAIT_MAX * 1000ull;
		return wait + wait * (uint64_t)s->chance / 4000 + REG_LEAST;
	}
	for(i = 1; i < s->r->failures && wait < most; i++)
		wait *= 2;
	if(wait > most)
		wait = most;
	wait -= wait * (uint64_t)s->chance / 4000;
	return wait > REG_LEAST ? wait : REG_LEAST;
}


/* This try has failed. What was registered is so until it expires. */
static account_action_t fail(const step_t *s)
{
	account_reg_t *r = s->r;

	r->in_flight = 0;
	r->outcome = ACCOUNT_FAILED;
	if(!r->is_wanted)
		return rest(s, ACCOUNT_OFFLINE);
	if(r->failures < 100)
		r->failures++;
	r->due = s->now + back_off(s);
	if(r->state == ACCOUNT_REGISTERED && s->now < r->expires) {
		if(r->due > r->expires)
			r->due = r->expires;
		return ACCOUNT_DO_NOTHING;
	}
	state_set(s, ACCOUNT_FAILED);
	return ACCOUNT_DO_NOTHING;
}


/* between three and nine tenths of its time: those that came at once spread */
static uint64_t refresh_after(const step_t *s, uint64_t whole)
{

	if(whole < REG_SHORT)
		return whole / 2 > REG_LEAST ? whole / 2 : REG_LEAST;
	return whole * 75 / 100 + whole * 15 / 100 * (uint64_t)s->chance / 1000;
}


static account_action_t accepted(const step_t *s)
{
	account_reg_t *r = s->r;
	int asked = xmpp_account_reg_expires(r, s->conf);
	uint64_t whole;

	/* to refresh it all the time is no registration */
	if(s->answer->expires <= 0 || s->answer->expires < s->conf->expires_min)
		return fail(s);
	/* no registrar has reason to give more (RFC 3261 section 10.3) */
	whole = (uint64_t)(s->answer->expires < asked ? s->answer->expires : asked)
			* 1000;
	r->in_flight = 0;
	r->failures = 0;
	r->outcome = ACCOUNT_REGISTERED;
	r->expires = s->now + whole;
	r->due = s->now + refresh_after(s, whole);
	state_set(s, ACCOUNT_REGISTERED);
	return r->is_wanted ? ACCOUNT_DO_NOTHING : leave_begin(s);
}


/* The first challenge is the registrar's custom; one that comes after it was
 * met says that the password is wrong, unless its nonce was too old, or it is of
 * another realm. */
static account_action_t challenged(const step_t *s)
{
	account_reg_t *r = s->r;
	int most = s->answer->is_stale || s->answer->is_new ? ACCOUNT_REG_STALE : 1;

	if(r->answered >= most)
		return rest(s, r->is_leave ? ACCOUNT_OFFLINE : ACCOUNT_REFUSED);
	r->answered++;
	r->in_flight = 1;
	return ACCOUNT_DO_AUTHENTICATE;
}


static account_action_t too_brief(const step_t *s)
{
	account_reg_t *r = s->r;

	if(r->repeats >= ACCOUNT_REG_REPEATS
			|| s->answer->min_expires <= xmpp_account_reg_expires(r, s->conf)
			|| s->answer->min_expires > ACCOUNT_REG_WAIT_MAX)
		return fail(s);
	r->repeats++;
	r->answered = 0;
	r->asked = s->answer->min_expires;
	return flight(s, ACCOUNT_DO_REGISTER);
}


static account_action_t redirected(const step_t *s)
{
	account_reg_t *r = s->r;

	if(r->repeats >= ACCOUNT_REG_REPEATS || s->answer->target.len == 0)
		return fail(s);
	r->repeats++;
	r->answered = 0;
	return flight(s, ACCOUNT_DO_REDIRECT);
}


/* answers that will be the same until the user changes the account */
static int is_final(int code)
{
	switch(code) {
		case 403:
		case 404:
		case 410:
		case 416:
		case 604:
			return 1;
		default:
			return 0;
	}
}


static account_action_t registering(const step_t *s)
{
	int code = s->answer->code;

	if(code >= 200 && code < 300)
		return accepted(s);
	if(code == 401 || code == 407)
		return challenged(s);
	if(code == 423)
		return too_brief(s);
	if(code >= 300 && code < 400)
		return redirected(s);
	if(is_final(code))
		return rest(s, ACCOUNT_REFUSED);
	return fail(s);
}


/* whatever it says, we have left */
static account_action_t leaving(const step_t *s)
{
	if(s->answer && (s->answer->code == 401 || s->answer->code == 407)
			&& challenged(s) == ACCOUNT_DO_AUTHENTICATE)
		return ACCOUNT_DO_AUTHENTICATE;
	if(s->r->is_wanted)
		return try_begin(s);
	return rest(s, ACCOUNT_OFFLINE);
}


static account_action_t want(const step_t *s)
{
	s->r->is_wanted = 1;
	return s->r->state == ACCOUNT_OFFLINE ? try_begin(s) : ACCOUNT_DO_NOTHING;
}


/* what is on its way is waited for: its answer finds the wish */
static account_action_t unwant(const step_t *s)
{
	account_reg_t *r = s->r;

	r->is_wanted = 0;
	if(r->state == ACCOUNT_REGISTERED && !r->in_flight)
		return leave_begin(s);
	if(r->state == ACCOUNT_FAILED)
		return rest(s, ACCOUNT_OFFLINE);
	return ACCOUNT_DO_NOTHING;
}


/* A try of its own: answers to what was on its way are not this one's. */
static account_action_t change(const step_t *s)
{
	account_reg_t *r = s->r;

	r->failures = 0;
	r->asked = 0;
	r->answered = 0;
	r->repeats = 0;
	state_set(s, ACCOUNT_TRYING);
	return flight(s, ACCOUNT_DO_REGISTER);
}


static account_action_t due_reached(const step_t *s)
{
	account_reg_t *r = s->r;

	if(r->in_flight || r->due == 0 || s->now < r->due)
		return ACCOUNT_DO_NOTHING;
	if(r->state == ACCOUNT_REGISTERED && s->now >= r->expires)
		state_set(s, ACCOUNT_FAILED);
	if(!r->is_wanted)
		return r->state == ACCOUNT_REGISTERED ? leave_begin(s)
											  : rest(s, ACCOUNT_OFFLINE);
	if(r->state == ACCOUNT_REGISTERED || r->state == ACCOUNT_FAILED)
		return try_begin(s);
	r->due = 0;
	return ACCOUNT_DO_NOTHING;
}


account_action_t xmpp_account_reg_step(account_reg_t *r, account_event_t event,
		const account_answer_t *answer, const account_reg_conf_t *conf,
		uint64_t now, int chance)
{
	step_t s = {r, answer, conf, now, chance};

	r->outcome = ACCOUNT_OFFLINE;
	switch(event) {
		case ACCOUNT_EV_WANT:
			return want(&s);
		case ACCOUNT_EV_UNWANT:
			return unwant(&s);
		case ACCOUNT_EV_CHANGE:
			return change(&s);
		case ACCOUNT_EV_DUE:
			return due_reached(&s);
		case ACCOUNT_EV_ANSWER:
			if(!r->in_flight)
				return ACCOUNT_DO_NOTHING;
			r->code = answer->code;
			return r->is_leave ? leaving(&s) : registering(&s);
		case ACCOUNT_EV_SILENT:
			if(!r->in_flight)
				return ACCOUNT_DO_NOTHING;
			r->code = 408;
			return r->is_leave ? leaving(&s) : fail(&s);
		default:
			return ACCOUNT_DO_NOTHING;
	}
}


int xmpp_account_reg_expires(
		const account_reg_t *r, const account_reg_conf_t *conf)
{
	if(r->is_leave)
		return 0;
	return r->asked > conf->expires ? r->asked : conf->expires;
}


void xmpp_account_reg_give_up(account_reg_t *r, account_state_t state,
		const account_reg_conf_t *conf, uint64_t now, int chance)
{
	step_t s = {r, NULL, conf, now, chance};

	r->outcome = ACCOUNT_OFFLINE;
	if(r->is_leave)
		rest(&s, ACCOUNT_OFFLINE);
	else if(state == ACCOUNT_REFUSED)
		rest(&s, ACCOUNT_REFUSED);
	else
		fail(&s);
}
