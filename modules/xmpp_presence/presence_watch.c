/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: one subscription of ours: what it is in, what is done
 * next. PURE
 */

#include <string.h>
#include <strings.h>

#include "presence_watch.h"

enum
{
	WATCH_SHORT = 20000,	  /* ms; a shorter one is refreshed at its half */
	WATCH_LEAST = 1000,		  /* ms until a new dialog, at least */
	WATCH_ONCE = 60000,		  /* ms between two tries at once */
	WATCH_PROBATION = 300000, /* ms */
	WATCH_DAY = 86400000,	  /* ms that a refused one rests */
	WATCH_DAY_PART = 7200000, /* ms that by chance are more or less */
	WATCH_WAIT_MAX = 86400,	  /* s; what a server can make us wait, or keep */
	WATCH_REPEATS = 2,		  /* for 423 in one try */
};

typedef enum verdict
{
	VERDICT_RETRY = 0, /* back-off, or Retry-After */
	VERDICT_ONCE,	   /* at once, in a new dialog */
	VERDICT_PROBATION, /* Retry-After, or five minutes */
	VERDICT_OFF,	   /* not for a day */
	VERDICT_UNKNOWN,   /* the same, and there is no such SIP user */
} verdict_t;

/* What ends the dialog of a refresh ends (RFC 6665 section 4.1.2.2) is is_final;
 * with others the subscription lives until it expires. */
static const struct
{
	int code;
	verdict_t verdict;
	int is_final;
} answers[] = {
		{401, VERDICT_OFF, 0},
		{403, VERDICT_OFF, 0},
		{404, VERDICT_UNKNOWN, 1},
		{405, VERDICT_OFF, 1},
		{407, VERDICT_OFF, 0},
		{410, VERDICT_UNKNOWN, 1},
		{416, VERDICT_RETRY, 1},
		{480, VERDICT_RETRY, 1},
		{481, VERDICT_ONCE, 1},
		{482, VERDICT_RETRY, 1},
		{483, VERDICT_RETRY, 1},
		{484, VERDICT_RETRY, 1},
		{485, VERDICT_RETRY, 1},
		{489, VERDICT_OFF, 1},
		{501, VERDICT_OFF, 1},
		{603, VERDICT_OFF, 0},
		{604, VERDICT_UNKNOWN, 1},
};

/* RFC 6665 section 4.1.3 */
static const struct
{
	const char *reason;
	verdict_t verdict;
} reasons[] = {
		{"deactivated", VERDICT_ONCE},
		{"timeout", VERDICT_ONCE},
		{"probation", VERDICT_PROBATION},
		{"giveup", VERDICT_PROBATION},
		{"rejected", VERDICT_OFF},
		{"noresource", VERDICT_OFF},
		{"invariant", VERDICT_OFF},
};

typedef struct step
{
	presence_watch_t *w;
	const presence_watch_input_t *in;
	const presence_watch_conf_t *conf;
	uint64_t now;
	int chance;
} step_t;


/* --- what a try becomes ---------------------------------------------------------- */

static presence_watch_action_t flight(
		const step_t *s, presence_watch_action_t action)
{
	s->w->in_flight = 1;
	s->w->is_leave = action == PRESENCE_WATCH_DO_LEAVE;
	s->w->is_told = 0;
	s->w->due = 0;
	return action;
}


static presence_watch_action_t try_begin(const step_t *s)
{
	s->w->state = PRESENCE_WATCH_TRYING;
	s->w->repeats = 0;
	s->w->is_dialog = 0;
	s->w->is_unknown = 0;
	s->w->expires = 0;
	return flight(s, PRESENCE_WATCH_DO_SUBSCRIBE);
}


static presence_watch_action_t leave_begin(const step_t *s)
{
	s->w->state = PRESENCE_WATCH_LEAVING;
	return flight(s, PRESENCE_WATCH_DO_LEAVE);
}


static presence_watch_action_t rest(
		const step_t *s, presence_watch_state_t state, uint64_t wait)
{
	s->w->state = state;
	s->w->in_flight = 0;
	s->w->is_leave = 0;
	s->w->is_dialog = 0;
	s->w->due = wait > 0 ? s->now + wait : 0;
	return PRESENCE_WATCH_DO_NOTHING;
}


/* up to a part more or less, by chance: those that failed together spread */
static uint64_t spread(const step_t *s, uint64_t wait, uint64_t part)
{
	return wait - part + part * 2 * (uint64_t)s->chance / 1000;
}


static uint64_t retry_after(const step_t *s)
{
	uint64_t wait =
			s->in && s->in->retry_after > 0 ? (uint64_t)s->in->retry_after : 0;

	return (wait < WATCH_WAIT_MAX ? wait : WATCH_WAIT_MAX) * 1000;
}


/* ms between two requests at least: whoever is asked may want more of them */
static uint64_t no_sooner(const step_t *s, uint64_t wait)
{
	uint64_t least = (uint64_t)s->conf->refresh_min * 1000;

	return wait > least ? wait : least;
}


/* ms until the next try: what the server says, or twice as long after each
 * failure, a fifth more or less */
static uint64_t back_off(const step_t *s)
{
	uint64_t wait = (uint64_t)s->conf->retry_min * 1000, told = retry_after(s);
	uint64_t most = (uint64_t)s->conf->retry_max * 1000;
	int i;

	if(told > 0)
		return no_sooner(s, told + told * (uint64_t)s->chance / 5000);
	for(i = 1; i < s->w->failures && wait < most; i++)
		wait *= 2;
	if(wait > most)
		wait = most;
	return no_sooner(s, spread(s, wait, wait / 5));
}


static void failure_count(const step_t *s)
{
	s->w->outcome = PRESENCE_WATCH_FAILED;
	if(s->w->failures < 100)
		s->w->failures++;
}


static presence_watch_action_t fail(const step_t *s)
{
	failure_count(s);
	s->w->forget = 1;
	return rest(s, PRESENCE_WATCH_FAILED, back_off(s));
}


/* In a second, but once a minute: a server that ends each one as it begins gets
 * no more than that. What was known is the best there is meanwhile. */
static presence_watch_action_t fail_shortly(const step_t *s)
{
	presence_watch_t *w = s->w;
	uint64_t wait = WATCH_LEAST;

	if(w->again > 0 && s->now - w->again < WATCH_ONCE)
		wait = WATCH_ONCE;
	w->again = s->now + wait;
	return rest(s, PRESENCE_WATCH_FAILED, wait);
}


static presence_watch_action_t verdict_follow(
		const step_t *s, verdict_t verdict)
{
	uint64_t told = retry_after(s);

	switch(verdict) {
		case VERDICT_ONCE:
			return fail_shortly(s);
		case VERDICT_PROBATION:
			failure_count(s);
			s->w->forget = 1;
			return rest(s, PRESENCE_WATCH_FAILED,
					told > 0 ? no_sooner(s, told) : WATCH_PROBATION);
		case VERDICT_OFF:
		case VERDICT_UNKNOWN:
			s->w->outcome = PRESENCE_WATCH_OFF;
			s->w->forget = 1;
			s->w->is_unknown = verdict == VERDICT_UNKNOWN;
			return rest(s, PRESENCE_WATCH_OFF,
					spread(s, WATCH_DAY, WATCH_DAY_PART));
		default:
			return fail(s);
	}
}


/* --- answers -------------------------------------------------------------------- */

/* between 75 and 90 per cent of its time: those that came at once spread */
static uint64_t refresh_after(const step_t *s, uint64_t whole)
{
	if(whole < WATCH_SHORT)
		return no_sooner(s, whole / 2);
	return no_sooner(s,
			whole * 75 / 100 + whole * 15 / 100 * (uint64_t)s->chance / 1000);
}


/* no server may give more than was asked for (RFC 6665 section 4.2.1.1) */
static void granted(const step_t *s, int expires)
{
	int asked = xmpp_presence_watch_expires(s->w, s->conf);
	uint64_t whole;

	if(expires < 0 || expires > asked)
		expires = asked;
	whole = (uint64_t)expires * 1000;
	s->w->expires = s->now + whole;
	if(!s->w->in_flight)
		s->w->due = s->now + refresh_after(s, whole);
}


/* ms of the subscription; one that is over already is refreshed at once */
static uint64_t left_of(const step_t *s)
{
	return s->w->expires > s->now ? s->w->expires - s->now : 0;
}


static presence_watch_action_t accepted(const step_t *s)
{
	presence_watch_t *w = s->w;

	if(s->in->expires == 0)
		return fail(s);
	w->in_flight = 0;
	/* a NOTIFY that was faster has said it already, and counts more */
	if(w->is_told)
		w->due = s->now + refresh_after(s, left_of(s));
	else
		granted(s, s->in->expires);
	w->is_dialog = 1;
	if(!w->is_wanted)
		return leave_begin(s);
	if(w->state == PRESENCE_WATCH_TRYING) {
		w->state = PRESENCE_WATCH_WAITING;
		w->due = s->now + (uint64_t)s->conf->notify_wait * 1000;
	}
	return PRESENCE_WATCH_DO_NOTHING;
}


static presence_watch_action_t too_brief(const step_t *s)
{
	presence_watch_t *w = s->w;

	if(w->repeats >= WATCH_REPEATS || s->in->min_expires > WATCH_WAIT_MAX
			|| s->in->min_expires <= xmpp_presence_watch_expires(w, s->conf))
		return fail(s);
	w->repeats++;
	w->asked = s->in->min_expires;
	return flight(s, w->is_dialog ? PRESENCE_WATCH_DO_REFRESH
								  : PRESENCE_WATCH_DO_SUBSCRIBE);
}


/* A refresh has failed, and the subscription has not: again, while it lasts. */
static presence_watch_action_t refresh_fail(const step_t *s)
{
	presence_watch_t *w = s->w;

	failure_count(s);
	w->in_flight = 0;
	w->due = s->now + back_off(s);
	if(w->due > w->expires)
		w->due = w->expires;
	return PRESENCE_WATCH_DO_NOTHING;
}


static presence_watch_action_t refused(const step_t *s, int code)
{
	presence_watch_t *w = s->w;
	verdict_t verdict = VERDICT_RETRY;
	int is_final = 0;
	size_t i;

	for(i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		if(answers[i].code == code) {
			verdict = answers[i].verdict;
			is_final = answers[i].is_final;
		}
	if(w->is_dialog && !is_final && s->now < w->expires && w->is_wanted)
		return refresh_fail(s);
	if(!w->is_wanted)
		return rest(s, PRESENCE_WATCH_IDLE, 0);
	/* the server forgot it: a new one now; again so: it is in trouble */
	if(code == 481 && w->is_dialog && w->lost++ == 0)
		return try_begin(s);
	if(verdict == VERDICT_ONCE)
		verdict = VERDICT_RETRY;
	return verdict_follow(s, verdict);
}


/* whatever it says, we have left; one NOTIFY may come */
static presence_watch_action_t left(const step_t *s, int code)
{
	if(s->w->is_wanted)
		return try_begin(s);
	if(code < 200 || code >= 300 || !s->w->is_dialog)
		return rest(s, PRESENCE_WATCH_IDLE, 0);
	s->w->in_flight = 0;
	s->w->due = s->now + (uint64_t)s->conf->notify_wait * 1000;
	return PRESENCE_WATCH_DO_NOTHING;
}


static presence_watch_action_t answered(const step_t *s, int code)
{
	if(!s->w->in_flight)
		return PRESENCE_WATCH_DO_NOTHING;
	s->w->code = code;
	if(s->w->is_leave)
		return left(s, code);
	if(code >= 200 && code < 300)
		return accepted(s);
	if(code == 423)
		return too_brief(s);
	return refused(s, code);
}


/* --- NOTIFY ---------------------------------------------------------------------- */

static presence_watch_action_t ended(const step_t *s)
{
	presence_watch_t *w = s->w;
	verdict_t verdict = VERDICT_RETRY;
	size_t i;

	/* the answer to our Expires 0 may be on its way */
	if(w->state == PRESENCE_WATCH_LEAVING && w->in_flight) {
		w->is_dialog = 0;
		return PRESENCE_WATCH_DO_NOTHING;
	}
	if(!w->is_wanted)
		return rest(s, PRESENCE_WATCH_IDLE, 0);
	for(i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if(strlen(reasons[i].reason) == (size_t)s->in->reason.len
				&& strncasecmp(reasons[i].reason, s->in->reason.s,
						   (size_t)s->in->reason.len)
						   == 0)
			verdict = reasons[i].verdict;
	return verdict_follow(s, verdict);
}


static presence_watch_action_t notified(const step_t *s)
{
	presence_watch_t *w = s->w;

	switch(w->state) {
		case PRESENCE_WATCH_TRYING:
		case PRESENCE_WATCH_WAITING:
		case PRESENCE_WATCH_PENDING:
		case PRESENCE_WATCH_ACTIVE:
		case PRESENCE_WATCH_LEAVING:
			break;
		default:
			return PRESENCE_WATCH_DO_NOTHING;
	}
	if(s->in->substate == PRESENCE_SUB_TERMINATED)
		return ended(s);
	if(w->state == PRESENCE_WATCH_LEAVING)
		return PRESENCE_WATCH_DO_NOTHING;
	w->is_dialog = 1;
	w->lost = 0;
	w->failures = 0;
	w->is_told = 1;
	if(s->in->expires >= 0 || w->expires == 0)
		granted(s, s->in->expires);
	else if(w->state == PRESENCE_WATCH_WAITING)
		w->due = s->now + refresh_after(s, left_of(s));
	w->state = s->in->substate == PRESENCE_SUB_ACTIVE ? PRESENCE_WATCH_ACTIVE
													  : PRESENCE_WATCH_PENDING;
	return PRESENCE_WATCH_DO_NOTHING;
}


/* --- time and wishes --------------------------------------------------------------- */

static presence_watch_action_t want(const step_t *s)
{
	presence_watch_t *w = s->w;

	w->is_wanted = 1;
	if(w->state == PRESENCE_WATCH_IDLE
			|| (w->state == PRESENCE_WATCH_LEAVING && !w->in_flight))
		return try_begin(s);
	return PRESENCE_WATCH_DO_NOTHING;
}


/* What is on its way is waited for: its answer finds the wish. One that was
 * refused stays so: who comes back soon does not ask again. */
static presence_watch_action_t unwant(const step_t *s)
{
	presence_watch_t *w = s->w;

	w->is_wanted = 0;
	if(!w->in_flight
			&& (w->state == PRESENCE_WATCH_WAITING
					|| w->state == PRESENCE_WATCH_PENDING
					|| w->state == PRESENCE_WATCH_ACTIVE))
		return leave_begin(s);
	return PRESENCE_WATCH_DO_NOTHING;
}


static presence_watch_action_t due_reached(const step_t *s)
{
	presence_watch_t *w = s->w;

	if(w->in_flight || w->due == 0 || s->now < w->due)
		return PRESENCE_WATCH_DO_NOTHING;
	w->due = 0;
	if(w->state == PRESENCE_WATCH_LEAVING || !w->is_wanted)
		return rest(s, PRESENCE_WATCH_IDLE, 0);
	if(w->state == PRESENCE_WATCH_WAITING)
		return fail(s);
	if((w->state == PRESENCE_WATCH_ACTIVE || w->state == PRESENCE_WATCH_PENDING)
			&& s->now < w->expires) {
		w->repeats = 0;
		return flight(s, PRESENCE_WATCH_DO_REFRESH);
	}
	return try_begin(s);
}


presence_watch_action_t xmpp_presence_watch_step(presence_watch_t *w,
		presence_watch_event_t event, const presence_watch_input_t *in,
		const presence_watch_conf_t *conf, uint64_t now, int chance)
{
	step_t s = {w, in, conf, now, chance};

	w->outcome = PRESENCE_WATCH_IDLE;
	w->forget = 0;
	switch(event) {
		case PRESENCE_WATCH_EV_WANT:
			return want(&s);
		case PRESENCE_WATCH_EV_UNWANT:
			return unwant(&s);
		case PRESENCE_WATCH_EV_DUE:
			return due_reached(&s);
		case PRESENCE_WATCH_EV_ANSWER:
			return answered(&s, in->code);
		case PRESENCE_WATCH_EV_SILENT:
			return answered(&s, 408);
		case PRESENCE_WATCH_EV_NOTIFY:
			return notified(&s);
		default:
			return PRESENCE_WATCH_DO_NOTHING;
	}
}


int xmpp_presence_watch_expires(
		const presence_watch_t *w, const presence_watch_conf_t *conf)
{
	if(w->is_leave)
		return 0;
	return w->asked > conf->expires ? w->asked : conf->expires;
}


const char *xmpp_presence_watch_name(presence_watch_state_t state)
{
	static const char *const names[PRESENCE_WATCH_STATES] = {"idle", "trying",
			"waiting", "pending", "active", "failed", "off", "leaving"};

	return state < PRESENCE_WATCH_STATES ? names[state] : "";
}
