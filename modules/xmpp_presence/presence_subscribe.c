/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: subscriptions, as their owner carries them out
 *
 * One timer of each pair is the time of its next step, or, while a request is
 * on its way, the end of our patience: answers come through tm and the worker's
 * queue, and neither may keep a subscription for ever. What waits for its turn
 * has no timer.
 */

#include <stddef.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/parser/parse_to.h"
#include "../../core/rand/fastrand.h"
#include "../xmpp_link/link_log.h"

#include "presence_config.h"
#include "presence_stats.h"
#include "presence_subscribe.h"
#include "presence_trust.h"
#include "presence_watch_lamp.h"
#include "presence_watch_notify.h"
#include "presence_watch_pace.h"
#include "presence_watch_sip.h"
#include "presence_watch_tell.h"

enum
{
	SUBSCRIBE_TIMEOUT = 45000, /* ms for an answer, of tm's failures too */
	SUBSCRIBE_AGAIN = 1000,	   /* ms when it could not be sent */
};

static const str none = STR_NULL;

static void timer_run(xmpp_link_timer_t *t);


static presence_watch_conf_t watch_conf(void)
{
	presence_watch_conf_t c;

	c.expires = PRESENCE_CFG(expires);
	c.retry_min = PRESENCE_CFG(retry_min);
	c.retry_max = PRESENCE_CFG(retry_max);
	c.notify_wait = PRESENCE_CFG(notify_wait);
	c.refresh_min = PRESENCE_CFG(refresh_min);
	return c;
}


/* --- what was said ---------------------------------------------------------------------- */

static void shown_set(presence_pair_t *p, presence_show_t show,
		const str *status, const str *since)
{
	if(xmpp_presence_text_set(p, &p->now.status, status) < 0
			|| xmpp_presence_text_set(p, &p->now.since, since) < 0)
		return;
	p->now.show = show;
	xmpp_presence_tell(p);
}


static void shown_clear(presence_pair_t *p)
{
	static const str unknown = str_init("unknown number");

	if(p->package == PRESENCE_PACKAGE_DIALOG) {
		xmpp_presence_lamp_forget(p);
		return;
	}

	shown_set(p, PRESENCE_SHOW_NONE, p->watch.is_unknown ? &unknown : &none,
			&none);
}


/* 2026-12-01T10:00:00Z, with parts of a second or another zone */
static int is_date_time(const str *s)
{
	static const char form[] = "0000-00-00T00:00:00";
	int i, n = (int)sizeof(form) - 1;

	for(i = 0; i < n && i < s->len; i++)
		if(form[i] == '0' ? s->s[i] < '0' || s->s[i] > '9' : s->s[i] != form[i])
			return 0;
	for(i = n; i < s->len; i++)
		if(strchr("0123456789.:+-Z", s->s[i]) == NULL)
			return 0;
	return s->len > n;
}


/* The contact can be called whatever SIP says: one that is closed is xa. */
static void shown_read(presence_pair_t *p, const presence_state_t *s)
{
	static const str closed = str_init("Not available");
	static const str phone = str_init("On the phone");
	const str *note = &s->note;
	presence_show_t show = s->show;

	if(s->basic == PRESENCE_CLOSED && !s->on_the_phone) {
		show = PRESENCE_SHOW_XA;
		if(note->len == 0)
			note = &closed;
	} else if(s->on_the_phone) {
		show = PRESENCE_SHOW_DND;
		if(note->len == 0)
			note = &phone;
	}
	shown_set(p, show, note, is_date_time(&s->since) ? &s->since : &none);
}


/* --- steps -------------------------------------------------------------------------------- */

static void outcome_log(const presence_pair_t *p)
{
	if(p->watch.outcome == PRESENCE_WATCH_FAILED) {
		xmpp_presence_stat(PRESENCE_STAT_FAILED);
		LM_INFO("presence of %.*s for XMPP user %.*s: failed (%d), tried "
				"again\n",
				STR_FMT(&p->uri), STR_FMT(&p->user->bare), p->watch.code);
	} else if(p->watch.outcome == PRESENCE_WATCH_OFF) {
		xmpp_presence_stat(PRESENCE_STAT_REFUSED);
		LM_INFO("presence of %.*s for XMPP user %.*s: refused (%d), not asked "
				"for a day\n",
				STR_FMT(&p->uri), STR_FMT(&p->user->bare), p->watch.code);
	}
}


static void due_set(presence_pair_t *p)
{
	uint64_t now = xmpp_presence_link.now();

	if(p->watch.in_flight)
		return;
	if(p->watch.due == 0)
		xmpp_presence_link.timer_stop(&p->timer);
	else
		xmpp_presence_link.timer_set(
				&p->timer, p->watch.due > now ? (int)(p->watch.due - now) : 0);
}


/* Its turn comes, however long that is. No answer to what was sent before is
 * meant for it, and no NOTIFY of the dialog before. */
static void turn_wait(presence_pair_t *p, presence_watch_action_t action)
{
	if(action == PRESENCE_WATCH_DO_SUBSCRIBE)
		xmpp_presence_dialog_new(p);
	p->action = (unsigned char)action;
	p->serial++;
	xmpp_presence_link.timer_stop(&p->timer);
	xmpp_presence_pace_add(p);
}


static int is_over(const presence_pair_t *p)
{
	switch(p->watch.state) {
		case PRESENCE_WATCH_IDLE:
		case PRESENCE_WATCH_FAILED:
			return p->is_removed || p->is_gone;
		case PRESENCE_WATCH_OFF: /* who comes back soon does not ask again */
			return p->is_removed;
		default:
			return 0;
	}
}


static void pair_end(presence_pair_t *p)
{
	if(p->package == PRESENCE_PACKAGE_DIALOG)
		xmpp_presence_lamp_forget(p);
	xmpp_presence_link.timer_stop(&p->timer);
	xmpp_presence_link.timer_stop(&p->later);
	xmpp_presence_pace_remove(p);
	xmpp_presence_pair_free(p);
}


/* The pair may have ended when this returns. */
static void step(presence_pair_t *p, presence_watch_event_t event,
		const presence_watch_input_t *in)
{
	presence_watch_conf_t conf = watch_conf();
	presence_watch_action_t action;

	p->timer.run = timer_run;
	action = xmpp_presence_watch_step(&p->watch, event, in, &conf,
			xmpp_presence_link.now(), (int)fastrand_max(999));
	if(p->watch.forget)
		shown_clear(p);
	outcome_log(p);
	if(action != PRESENCE_WATCH_DO_NOTHING)
		turn_wait(p, action);
	due_set(p);
	if(is_over(p))
		pair_end(p);
}


/* Its turn has come. */
static void turn_take(presence_pair_t *p)
{
	presence_watch_conf_t conf = watch_conf();
	int expires = xmpp_presence_watch_expires(&p->watch, &conf);
	int sent = xmpp_presence_sip_send(p, expires) == 0;

	xmpp_presence_link.timer_set(
			&p->timer, sent ? SUBSCRIBE_TIMEOUT : SUBSCRIBE_AGAIN);
}


static void timer_run(xmpp_link_timer_t *t)
{
	presence_pair_t *p =
			(presence_pair_t *)(void *)((char *)t
										- offsetof(presence_pair_t, timer));
	presence_watch_input_t in = {.expires = -1, .retry_after = -1};

	if(p->watch.in_flight) {
		p->serial++; /* what comes now comes too late */
		step(p, PRESENCE_WATCH_EV_SILENT, &in);
		return;
	}
	/* another way of ending it, such as an RPC, is not told */
	if(!xmpp_presence_gateway.is_subscribed(&p->user->bare, &p->contact)) {
		xmpp_presence_subscribe_remove(p);
		return;
	}
	step(p, PRESENCE_WATCH_EV_DUE, NULL);
}


/* --- answers ---------------------------------------------------------------------------- */

static presence_pair_t *token_find(const str *token)
{
	return xmpp_presence_token_find(xmpp_presence_link.self(), token);
}


/* with the lock; return 1 it is the pair's dialog */
static int tag_take(presence_pair_t *p, const str *tag)
{
	str *rem_tag = &p->dialog.rem_tag;

	if(tag->len > 0 && rem_tag->len == 0)
		return xmpp_presence_text_set(p, rem_tag, tag) == 0;
	return STR_EQ(*tag, *rem_tag);
}


/* Where the next request goes, as the other party says; what is not trusted goes
 * to the SIP user's address, as the first one went. */
static void route_take(presence_pair_t *p, const str *target, const str *routes,
		const struct ip_addr *source)
{
	const str *all = routes->len > 0 ? routes : &p->dialog.routes;
	presence_trust_t trust;

	if(target->len == 0)
		return;
	trust = xmpp_presence_trusts(target, all, source);
	if(routes->len > 0 && trust != PRESENCE_TRUST_NONE)
		xmpp_presence_text_set(p, &p->dialog.routes, routes);
	if(trust == PRESENCE_TRUST_BOTH)
		xmpp_presence_text_set(p, &p->dialog.target, target);
	else
		LM_DBG("presence of %.*s for XMPP user %.*s is not asked at %.*s, a "
			   "host of no domain that is watched\n",
				STR_FMT(&p->uri), STR_FMT(&p->user->bare), STR_FMT(target));
}


/* What a 2xx makes of the dialog (RFC 3261 section 12.1.2). The route set of a
 * NOTIFY counts more, if it has one: a proxy that sees it as one in a dialog does
 * not record itself. */
static void dialog_take(presence_pair_t *p, sip_msg_t *m)
{
	char buf[PRESENCE_ROUTES_MAX];
	static const struct ip_addr own; /* it came by way of ourselves */
	presence_dialog_of_t *d = &p->dialog;
	int is_initial = d->loc_cseq == 1;
	str target, routes = {buf, 0};

	if(parse_to_header(m) < 0 || !tag_take(p, &get_to(m)->tag_value)
			|| xmpp_presence_msg_target(m, &target) < 0)
		return;
	if(is_initial && d->routes.len == 0)
		routes.len = xmpp_presence_msg_routes(m, 1, buf, sizeof(buf));
	if(routes.len >= 0)
		route_take(p, &target, &routes, &own);
}


static void on_answer(const presence_answer_t *a)
{
	presence_watch_input_t in = {
			a->code, -1, -1, -1, PRESENCE_SUB_ACTIVE, none};
	presence_pair_t *p = token_find(&a->token);
	sip_msg_t m;

	if(p == NULL || p->serial != a->serial || !p->watch.in_flight)
		return;
	if(a->code == 0 || xmpp_presence_msg_parse(&a->text, &m) < 0) {
		in.code = 408;
		step(p, PRESENCE_WATCH_EV_SILENT, &in);
		return;
	}
	in.expires = xmpp_presence_msg_number(&m, "Expires");
	in.min_expires = xmpp_presence_msg_number(&m, "Min-Expires");
	in.retry_after = xmpp_presence_msg_number(&m, "Retry-After");
	if(a->code < 300)
		dialog_take(p, &m);
	step(p, PRESENCE_WATCH_EV_ANSWER, &in);
	free_sip_msg(&m);
}


/* An empty NOTIFY, or a document without basic, does not (RFC 3863 section
 * 4.1.4) */
static int says_something(const presence_notified_t *n)
{
	return n->has_state
		   && (n->state.basic != PRESENCE_UNKNOWN || n->state.on_the_phone
				   || n->state.show != PRESENCE_SHOW_NONE);
}


static void dialogs_take(presence_pair_t *p, const presence_notified_t *n)
{
	if(n->input.substate == PRESENCE_SUB_PENDING || !n->has_state
			|| !p->watch.is_wanted)
		return;
	if(!n->lamp.is_partial)
		p->is_lost = 0;
	if(xmpp_presence_lamp_said(p, &n->lamp))
		p->is_lost = 1;
}


/* A document that was lost is asked for (RFC 4235 section 4.3), no sooner than a
 * refresh may be */
static void lost_ask(presence_pair_t *p)
{
	uint64_t soon = xmpp_presence_link.now()
					+ (uint64_t)PRESENCE_CFG(refresh_min) * 1000;

	if(!p->is_lost || p->watch.in_flight || p->watch.due <= soon)
		return;
	p->watch.due = soon;
	due_set(p);
}


/* RFC 6665 section 4.4.1: the route set and the target are the NOTIFY's. */
static void on_notify(const presence_notified_t *n)
{
	presence_pair_t *p = token_find(&n->token);

	if(p == NULL || n->callid.len != PRESENCE_TOKEN_LEN
			|| memcmp(p->dialog.callid, n->callid.s, PRESENCE_TOKEN_LEN) != 0)
		return;
	route_take(p, &n->target, &n->routes, &n->source);
	if(p->package == PRESENCE_PACKAGE_DIALOG)
		dialogs_take(p, n);
	/* what a server says as it ends it may be how things are */
	else if(n->input.substate != PRESENCE_SUB_PENDING && p->watch.is_wanted
			&& says_something(n))
		shown_read(p, &n->state);
	else if(n->input.substate == PRESENCE_SUB_ACTIVE)
		shown_clear(p);
	step(p, PRESENCE_WATCH_EV_NOTIFY, &n->input);
	p = token_find(&n->token);
	if(p)
		lost_ask(p);
}


/* --- what others ask for --------------------------------------------------------------------- */

void xmpp_presence_subscribe_want(presence_pair_t *p)
{
	p->is_gone = p->is_removed = 0;
	if(p->is_asked && !p->watch.is_wanted)
		step(p, PRESENCE_WATCH_EV_WANT, NULL);
}


void xmpp_presence_subscribe_unwant(presence_pair_t *p)
{
	p->is_gone = 1;
	step(p, PRESENCE_WATCH_EV_UNWANT, NULL);
}


void xmpp_presence_subscribe_remove(presence_pair_t *p)
{
	p->is_removed = 1;
	step(p, PRESENCE_WATCH_EV_UNWANT, NULL);
}


void xmpp_presence_subscribe_force(presence_pair_t *p)
{
	if(!p->is_asked || p->watch.in_flight)
		return;
	p->watch.failures = 0;
	if(p->watch.due > 0)
		p->watch.due = xmpp_presence_link.now();
	step(p, PRESENCE_WATCH_EV_DUE, NULL);
}


/* --- the worker --------------------------------------------------------------------------- */

void xmpp_presence_subscribe_start(void)
{
	xmpp_presence_pace_init(turn_take);
}


int xmpp_presence_subscribe_init(void)
{
	xmpp_presence_sip_init(on_answer);
	return xmpp_presence_notify_init(on_notify);
}
