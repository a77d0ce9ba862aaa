/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: one subscription: what it is in, what is done next. PURE
 */

#include <string.h>

#include "account_sub.h"
#include "account_text.h"

enum
{
	SUB_START = 3000, /* ms after it is wanted, at most */
	SUB_TIMER_N =
			32000, /* ms for the first NOTIFY (RFC 6665 section 4.1.2.4) */
	SUB_RETRY_MIN = 30000,
	SUB_RETRY_MAX = 3600000,
	SUB_RENEW = 1000, /* ms until it begins anew, not more than once in */
	SUB_RENEW_WINDOW = 60000,
	SUB_LATER = 300000,		  /* ms, when a notifier gives no time */
	SUB_REFUSED = 79200000,	  /* ms, 22 h; */
	SUB_REFUSED_MORE = 14400, /* and as many ms for each thousandth: 4 h */
	SUB_SECONDS_MAX = 86400,
	SUB_STALE = 4,	 /* nonces that are too old, in one request */
	SUB_REPEATS = 2, /* 423 of one request */
};

typedef struct step
{
	account_sub_t *s;
	const account_answer_t *answer;
	int conf; /* s */
	uint64_t now;
	int chance;
} step_t;

/* clang-format off */
static const char *const names[ACCOUNT_SUB_STATES] = {
	"off", "waiting", "trying", "active", "refused", "leaving"
};
/* clang-format on */


const char *xmpp_account_sub_name(account_sub_state_t state)
{
	return (unsigned)state < ACCOUNT_SUB_STATES ? names[state] : names[0];
}


static account_sub_action_t flight(const step_t *p, account_sub_action_t action)
{
	p->s->in_flight = 1;
	p->s->due = 0;
	return action;
}


static account_sub_action_t request(
		const step_t *p, account_sub_action_t action)
{
	p->s->answered = p->s->repeats = 0;
	return flight(p, action);
}


static account_sub_action_t begin(const step_t *p)
{
	p->s->has_dialog = p->s->is_notified = p->s->is_leave = 0;
	p->s->state = ACCOUNT_SUB_TRYING;
	return request(p, ACCOUNT_SUB_DO_SUBSCRIBE);
}


static account_sub_action_t leave(const step_t *p)
{
	p->s->is_leave = 1;
	p->s->state = ACCOUNT_SUB_LEAVING;
	return request(p, ACCOUNT_SUB_DO_REFRESH);
}


/* no dialog any more; again after ms, if it is wanted */
static account_sub_action_t wait(
		const step_t *p, account_sub_state_t state, uint64_t ms)
{
	p->s->has_dialog = p->s->in_flight = p->s->is_leave = 0;
	p->s->state = p->s->is_wanted ? state : ACCOUNT_SUB_OFF;
	p->s->due = p->s->is_wanted ? p->now + ms : 0;
	return ACCOUNT_SUB_DO_NOTHING;
}


static account_sub_action_t refuse(const step_t *p)
{
	p->s->asked = 0;
	return wait(p, ACCOUNT_SUB_REFUSED,
			SUB_REFUSED + (uint64_t)p->chance * SUB_REFUSED_MORE);
}


/* ms between two requests at least, whatever a notifier wants */
static uint64_t no_sooner(const step_t *p, uint64_t ms)
{
	uint64_t least = (uint64_t)p->s->least * 1000;

	if(least < SUB_RENEW)
		least = SUB_RENEW;
	return ms > least ? ms : least;
}


static uint64_t seconds(int s, int chance)
{
	uint64_t ms = (uint64_t)(s < SUB_SECONDS_MAX ? s : SUB_SECONDS_MAX) * 1000;

	/* those that were told the same shall not come at once */
	return ms + ms * (uint64_t)chance / 4000;
}


/* twice as long after each failure, a fifth more or less; or as is said */
static uint64_t back_off(const step_t *p, int retry_after)
{
	uint64_t ms = SUB_RETRY_MIN;
	int i;

	if(retry_after >= 0)
		return no_sooner(p, seconds(retry_after, p->chance) + SUB_RENEW);
	for(i = 1; i < p->s->failures && ms < SUB_RETRY_MAX; i++)
		ms *= 2;
	if(ms > SUB_RETRY_MAX)
		ms = SUB_RETRY_MAX;
	return ms * 8 / 10 + ms * 4 / 10 * (uint64_t)p->chance / 1000;
}


static account_sub_action_t fail(const step_t *p, int keeps_dialog)
{
	account_sub_t *s = p->s;
	int after = p->answer ? p->answer->retry_after : -1;
	uint64_t ms;

	if(s->failures < 100)
		s->failures++;
	ms = back_off(p, after);
	if(!keeps_dialog || !s->has_dialog || p->now >= s->expires)
		return wait(p, ACCOUNT_SUB_WAITING, ms);
	/* what was subscribed is so until it expires */
	s->in_flight = 0;
	s->due = p->now + ms < s->expires ? p->now + ms : s->expires;
	return ACCOUNT_SUB_DO_NOTHING;
}


/* at random between 75 and 90 % of its time */
static void refresh_set(const step_t *p)
{
	uint64_t whole = p->s->expires > p->now ? p->s->expires - p->now : 0;

	p->s->due = p->now
				+ no_sooner(p, whole * 75 / 100
									   + whole * 15 / 100 * (uint64_t)p->chance
												 / 1000);
}


static void expires_set(const step_t *p, int s)
{
	int asked = xmpp_account_sub_expires(p->s, p->conf);

	/* a notifier may shorten it, and not more (RFC 6665 section 4.2.1.1) */
	if(s < 0 || s > asked)
		s = asked;
	p->s->expires = p->now + (uint64_t)s * 1000;
}


static account_sub_action_t accepted(const step_t *p)
{
	account_sub_t *s = p->s;

	s->in_flight = s->gone = 0;
	s->has_dialog = 1;
	s->state = ACCOUNT_SUB_ACTIVE;
	expires_set(p, p->answer->expires);
	if(!s->is_wanted)
		return leave(p);
	if(s->is_notified)
		refresh_set(p);
	else
		s->due = p->now + SUB_TIMER_N;
	return ACCOUNT_SUB_DO_NOTHING;
}


static account_sub_action_t challenged(const step_t *p)
{
	account_sub_t *s = p->s;

	if(s->answered >= (p->answer->is_stale ? SUB_STALE : 1))
		return s->is_leave ? wait(p, ACCOUNT_SUB_WAITING, SUB_RENEW)
						   : refuse(p);
	s->answered++;
	return flight(p, ACCOUNT_SUB_DO_AUTHENTICATE);
}


static account_sub_action_t too_brief(const step_t *p)
{
	account_sub_t *s = p->s;

	if(s->repeats >= SUB_REPEATS
			|| p->answer->min_expires <= xmpp_account_sub_expires(s, p->conf)
			|| p->answer->min_expires > SUB_SECONDS_MAX)
		return fail(p, 1);
	s->repeats++;
	s->answered = 0;
	s->asked = p->answer->min_expires;
	return flight(p,
			s->has_dialog ? ACCOUNT_SUB_DO_REFRESH : ACCOUNT_SUB_DO_SUBSCRIBE);
}


/* answers that will be the same tomorrow */
static int is_refusal(int code)
{
	static const int codes[] = {403, 404, 405, 410, 489, 501, 603, 604};
	size_t i;

	for(i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if(code == codes[i])
			return 1;
	return 0;
}


/* that end the dialog they come in (RFC 6665 section 4.1.2.2) */
static int ends_dialog(int code)
{
	return code == 416 || (code >= 480 && code <= 485);
}


static account_sub_action_t answered(const step_t *p)
{
	int code = p->answer->code;

	if(code >= 200 && code < 300)
		return accepted(p);
	if(code == 401 || code == 407)
		return challenged(p);
	if(code == 423)
		return too_brief(p);
	if(is_refusal(code))
		return refuse(p);
	/* it has lost its memory, or restarted: at once, and no more than once */
	if(code == 481 && p->s->has_dialog && p->s->gone++ == 0)
		return begin(p);
	return fail(p, !ends_dialog(code));
}


/* whatever it says, we have left */
static account_sub_action_t left(const step_t *p)
{
	if(p->answer && (p->answer->code == 401 || p->answer->code == 407))
		return challenged(p);
	return wait(p, ACCOUNT_SUB_WAITING, SUB_RENEW);
}


static account_sub_action_t want(const step_t *p)
{
	p->s->is_wanted = 1;
	if(p->s->state == ACCOUNT_SUB_OFF && !p->s->in_flight)
		return wait(
				p, ACCOUNT_SUB_WAITING, (uint64_t)p->chance * SUB_START / 1000);
	return ACCOUNT_SUB_DO_NOTHING;
}


/* what is on its way is waited for: its answer finds the wish */
static account_sub_action_t unwant(const step_t *p)
{
	p->s->is_wanted = 0;
	if(p->s->in_flight)
		return ACCOUNT_SUB_DO_NOTHING;
	if(p->s->has_dialog)
		return leave(p);
	/* a refusal counts until it is over, whoever comes and goes */
	if(p->s->state != ACCOUNT_SUB_REFUSED)
		wait(p, ACCOUNT_SUB_OFF, 0);
	return ACCOUNT_SUB_DO_NOTHING;
}


static account_sub_action_t due_reached(const step_t *p)
{
	account_sub_t *s = p->s;

	if(s->in_flight || s->due == 0 || p->now < s->due)
		return ACCOUNT_SUB_DO_NOTHING;
	if(!s->is_wanted)
		return wait(p, ACCOUNT_SUB_OFF, 0);
	if(!s->has_dialog)
		return begin(p);
	if(!s->is_notified)
		return fail(p, 0);
	return p->now >= s->expires ? begin(p) : request(p, ACCOUNT_SUB_DO_REFRESH);
}


account_sub_action_t xmpp_account_sub_step(account_sub_t *s,
		account_sub_event_t event, const account_answer_t *answer, int expires,
		uint64_t now, int chance)
{
	step_t p = {s, answer, expires, now, chance};

	switch(event) {
		case ACCOUNT_SUB_WANT:
			return want(&p);
		case ACCOUNT_SUB_UNWANT:
			return unwant(&p);
		case ACCOUNT_SUB_DROP:
			s->is_wanted = 0;
			return wait(&p, ACCOUNT_SUB_OFF, 0);
		case ACCOUNT_SUB_DUE:
			return due_reached(&p);
		case ACCOUNT_SUB_ANSWER:
			if(!s->in_flight)
				return ACCOUNT_SUB_DO_NOTHING;
			s->code = answer->code;
			return s->is_leave ? left(&p) : answered(&p);
		case ACCOUNT_SUB_SILENT:
			if(!s->in_flight)
				return ACCOUNT_SUB_DO_NOTHING;
			s->code = 408;
			return s->is_leave ? left(&p) : fail(&p, 1);
		default:
			return ACCOUNT_SUB_DO_NOTHING;
	}
}


/* Nothing that is on its way counts any more. */
static account_sub_action_t terminated(
		const step_t *p, const account_notify_t *n)
{
	account_sub_t *s = p->s;

	switch(n->reason) {
		case ACCOUNT_SUB_NEVER:
			return refuse(p);
		case ACCOUNT_SUB_LATER:
			return wait(p, ACCOUNT_SUB_WAITING,
					n->retry_after >= 0
							? no_sooner(p, seconds(n->retry_after, p->chance))
							: SUB_LATER);
		case ACCOUNT_SUB_AGAIN:
			if(s->renewed == 0 || p->now - s->renewed >= SUB_RENEW_WINDOW) {
				s->renewed = p->now;
				return wait(p, ACCOUNT_SUB_WAITING, SUB_RENEW);
			}
			break;
		default:
			break;
	}
	if(s->failures < 100)
		s->failures++;
	return wait(p, ACCOUNT_SUB_WAITING, back_off(p, n->retry_after));
}


account_sub_action_t xmpp_account_sub_notify(account_sub_t *s,
		const account_notify_t *notify, int expires, uint64_t now, int chance)
{
	step_t p = {s, NULL, expires, now, chance};

	if(s->state != ACCOUNT_SUB_TRYING && !s->has_dialog)
		return ACCOUNT_SUB_DO_NOTHING;
	if(notify->is_terminated)
		return terminated(&p, notify);
	s->is_notified = 1;
	s->failures = 0;
	if(s->is_leave)
		return ACCOUNT_SUB_DO_NOTHING;
	s->has_dialog = 1;
	expires_set(&p, notify->expires);
	if(!s->in_flight)
		refresh_set(&p);
	return ACCOUNT_SUB_DO_NOTHING;
}


int xmpp_account_sub_expires(const account_sub_t *s, int expires)
{
	if(s->is_leave)
		return 0;
	return s->asked > expires ? s->asked : expires;
}


void xmpp_account_sub_give_up(account_sub_t *s, uint64_t now, int chance)
{
	step_t p = {s, NULL, 0, now, chance};

	refuse(&p);
}


/* --- a NOTIFY -------------------------------------------------------------------- */

static account_sub_reason_t reason_read(const str *params)
{
	static const struct
	{
		const char *word;
		account_sub_reason_t means;
	} reasons[] = {{"deactivated", ACCOUNT_SUB_AGAIN},
			{"timeout", ACCOUNT_SUB_AGAIN}, {"probation", ACCOUNT_SUB_LATER},
			{"giveup", ACCOUNT_SUB_LATER}, {"rejected", ACCOUNT_SUB_NEVER},
			{"noresource", ACCOUNT_SUB_NEVER},
			{"invariant", ACCOUNT_SUB_NEVER}};
	size_t i;
	str word;

	if(xmpp_account_param(params, "reason", &word) > 0)
		for(i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
			if(xmpp_account_word_is(&word, reasons[i].word))
				return reasons[i].means;
	return ACCOUNT_SUB_NO_REASON;
}


static int param_seconds(const str *params, const char *name)
{
	str value;

	return xmpp_account_param(params, name, &value) > 0
				   ? xmpp_account_number(&value, SUB_SECONDS_MAX)
				   : -1;
}


int xmpp_account_sub_read(const str *msg, account_notify_t *out)
{
	account_header_t h;
	int at = 0, from = 0;
	str word;

	memset(out, 0, sizeof(*out));
	while(xmpp_account_header_next(msg, &at, &h)) {
		if(!xmpp_account_header_is(&h, "Subscription-State", 0))
			continue;
		word = xmpp_account_token(&h.value, &from);
		out->is_terminated = xmpp_account_word_is(&word, "terminated") != 0;
		out->expires = param_seconds(&h.value, "expires");
		out->retry_after = param_seconds(&h.value, "retry-after");
		out->reason = reason_read(&h.value);
		return word.len > 0 ? 0 : -1;
	}
	return -1;
}
