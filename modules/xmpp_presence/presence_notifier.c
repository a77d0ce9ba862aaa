/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: subscriptions of SIP users to XMPP users
 *
 * Each has one timer: for the next NOTIFY, or for the end. One NOTIFY at a time is
 * on its way, so that they cannot overtake each other.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"

#include "presence_config.h"
#include "presence_document.h"
#include "presence_notifier.h"
#include "presence_notify.h"
#include "presence_roster.h"
#include "presence_stats.h"
#include "presence_store.h"
#include "presence_user_calls.h"

enum
{
	URGENT_MS = 1000, /* between two NOTIFYs that say what cannot wait */
	STATE_MAX = 80
};


static uint64_t now_ms(void)
{
	return xmpp_presence_link.now();
}


/* --- when ---------------------------------------------------------------------------- */

static void sub_plan(presence_sub_t *s)
{
	uint64_t now = now_ms(), at = s->until;

	if(s->due != 0 && !s->is_sending && s->due < at)
		at = s->due;
	xmpp_presence_link.timer_set(&s->timer, at > now ? (int)(at - now) : 0);
}


/* The first one at once, the next one after the interval (RFC 3856 section
 * 6.10), calls after a second (RFC 4235 section 3.10) */
static void sub_due(presence_sub_t *s, int ms, int is_urgent)
{
	uint64_t interval = (uint64_t)PRESENCE_CFG(notify_interval);
	uint64_t at = now_ms() + (uint64_t)ms;

	if(is_urgent || s->package == PRESENCE_PACKAGE_DIALOG)
		interval = interval < URGENT_MS ? interval : URGENT_MS;
	if(s->sent != 0 && !s->is_forced && s->sent + interval > at)
		at = s->sent + interval;
	if(s->due == 0 || at < s->due)
		s->due = at;
	else
		xmpp_presence_stat(PRESENCE_STAT_NOTIFIES_MERGED);
	sub_plan(s);
}


/* --- what ------------------------------------------------------------------------------ */

/* return 0: the same was said already, -1 it was not sent */
static int sub_say(presence_sub_t *s, const char *state, int has_document)
{
	char buf[PRESENCE_DOCUMENT_MAX];
	str body = {buf, 0};
	uint32_t hash = 0;

	/* after a restart the user's answer may be another one */
	if(has_document && s->grant->state == PRESENCE_GRANT_YES)
		body.len = xmpp_presence_document(s, buf, sizeof(buf), &hash);
	if(!s->is_forced && hash == s->document)
		return 0;
	s->is_forced = 0;
	if(xmpp_presence_notify(s, state, &body) < 0)
		return -1;
	s->is_sending = 1;
	s->document = hash;
	if(body.len > 0) {
		s->version++;
		s->sent = now_ms();
	}
	return 1;
}


static void sub_forget(presence_sub_t *s)
{
	presence_presentity_t *p = s->of;

	xmpp_presence_link.timer_stop(&s->timer);
	if(s->grant->state == PRESENCE_GRANT_NO)
		xmpp_presence_store_refused(s);
	else
		xmpp_presence_store_remove(s);
	xmpp_presence_sub_free(s);
	xmpp_presence_roster_unwatched(p);
}


/* The last NOTIFY, whose answer is of no use */
static void sub_end(presence_sub_t *s, const char *reason, int has_document)
{
	char state[STATE_MAX];

	snprintf(state, sizeof(state), "terminated;reason=%s", reason);
	s->is_forced = 1;
	sub_say(s, state, has_document && s->is_active);
	sub_forget(s);
}


static void sub_notify(presence_sub_t *s)
{
	char state[STATE_MAX];
	uint64_t now = now_ms();

	snprintf(state, sizeof(state), "%s;expires=%d",
			s->is_active ? "active" : "pending",
			s->until > now ? (int)((s->until - now) / 1000) : 0);
	sub_say(s, state, s->is_active);
}


static void sub_run(xmpp_link_timer_t *t)
{
	presence_sub_t *s =
			(presence_sub_t *)((char *)t - offsetof(presence_sub_t, timer));
	uint64_t now = now_ms();

	if(now >= s->until) {
		LM_DBG("subscription of %.*s to XMPP user %.*s has expired\n",
				STR_FMT(&s->grant->contact), STR_FMT(&s->of->bare));
		sub_end(s, "timeout", 1);
		return;
	}
	if(s->due != 0 && now >= s->due && !s->is_sending) {
		s->due = 0;
		sub_notify(s);
	}
	sub_plan(s);
}


/* --- SUBSCRIBE ------------------------------------------------------------------------- */

static presence_sub_t *sub_new(
		const presence_order_t *o, presence_presentity_t *p)
{
	presence_grant_t *g = xmpp_presence_grant_make(p, &o->contact);
	str tag = {(char *)o->tag, PRESENCE_SUB_TAG_LEN};
	presence_sub_t *s = g ? xmpp_presence_sub_make(p, g, &tag, o->text) : NULL;

	if(s == NULL)
		return NULL;
	s->timer.run = sub_run;
	s->package = (signed char)o->package;
	s->rem_cseq = o->cseq;
	s->is_forced = 1;
	return s;
}


/* the state, and that is all (RFC 6665 section 4.4.3) */
static void poll(presence_sub_t *s)
{
	if(s->grant->state != PRESENCE_GRANT_YES) {
		sub_end(s, "timeout", 0);
		return;
	}
	s->is_active = 1;
	s->is_poll = 1;
	if(s->grant->is_known) {
		sub_end(s, "timeout", 1);
		return;
	}
	s->until = now_ms() + (uint64_t)PRESENCE_CFG(probe_time);
	sub_plan(s);
}


static void on_new(const presence_order_t *o)
{
	int worker = xmpp_presence_link.self();
	presence_presentity_t *p = xmpp_presence_presentity_make(worker, &o->user);
	presence_sub_t *s = p ? sub_new(o, p) : NULL;

	if(s == NULL) {
		if(p)
			xmpp_presence_roster_unwatched(p);
		return; /* the phone will not hear of it, and tries again */
	}
	xmpp_presence_roster_watched(p, s->grant, o->expires > 0);
	if(o->expires == 0) {
		poll(s);
		return;
	}
	s->until = now_ms() + (uint64_t)o->expires * 1000;
	if(xmpp_presence_roster_refused(s->grant) != 0) {
		sub_end(s,
				s->grant->state == PRESENCE_GRANT_NO ? "rejected"
													 : "noresource",
				0);
		return;
	}
	s->is_active = s->grant->state == PRESENCE_GRANT_YES;
	xmpp_presence_store_put(s);
	sub_due(s, 0, 1);
}


static void on_refresh(presence_sub_t *s, const presence_order_t *o)
{
	if(o->expires == 0) {
		sub_end(s, "timeout", 1);
		return;
	}
	xmpp_presence_sub_texts(s, o->text);
	s->until = now_ms() + (uint64_t)o->expires * 1000;
	s->is_forced = 1;
	xmpp_presence_roster_watched(s->of, s->grant, 1);
	s->is_active = s->grant->state == PRESENCE_GRANT_YES;
	xmpp_presence_store_put(s);
	sub_due(s, 0, 1);
}


/* what is due meanwhile leaves when its turn comes */
static void on_answer(presence_sub_t *s, int code)
{
	s->is_sending = 0;
	if(!xmpp_presence_answer_ends(code)) {
		sub_plan(s);
		return;
	}
	xmpp_presence_stat(PRESENCE_STAT_SUBSCRIPTIONS_LOST);
	LM_INFO("subscription of %.*s to XMPP user %.*s has ended: NOTIFY was "
			"answered %d%s\n",
			STR_FMT(&s->grant->contact), STR_FMT(&s->of->bare), code,
			code == 408 ? ", or not at all" : "");
	sub_forget(s);
}


static void on_order(const presence_order_t *o)
{
	presence_presentity_t *p;
	str tag = {(char *)o->tag, PRESENCE_SUB_TAG_LEN};
	presence_sub_t *s;

	if(o->kind == PRESENCE_ORDER_NEW) {
		on_new(o);
		return;
	}
	p = xmpp_presence_presentity_find(xmpp_presence_link.self(), &o->user);
	s = p ? xmpp_presence_sub_find(p, &tag) : NULL;
	if(s && o->kind == PRESENCE_ORDER_REFRESH)
		on_refresh(s, o);
	else if(s)
		on_answer(s, o->code);
}


/* --- what has happened to the user ----------------------------------------------------- */

void xmpp_presence_notifier_grant(
		presence_presentity_t *p, const presence_grant_t *g, int ms)
{
	presence_sub_t *s;

	for(s = p->subs; s; s = s->next)
		if(s->grant == g && !s->is_active) {
			s->is_active = 1;
			s->is_forced = 1;
			xmpp_presence_store_put(s);
			s->due = 0;
			sub_due(s, ms, 1);
		}
}


void xmpp_presence_notifier_end(
		presence_presentity_t *p, const presence_grant_t *g, const char *reason)
{
	presence_sub_t *s, *next;

	for(s = p->subs; s; s = next) {
		next = s->next;
		if(s->grant == g)
			sub_end(s, reason, 0);
	}
}


void xmpp_presence_notifier_changed(
		presence_presentity_t *p, const presence_grant_t *g, int is_urgent)
{
	presence_sub_t *s;

	for(s = p->subs; s; s = s->next)
		if((g == NULL || s->grant == g) && s->is_active && !s->is_poll)
			sub_due(s, 0, is_urgent);
}


void xmpp_presence_notifier_known(
		presence_presentity_t *p, const presence_grant_t *g)
{
	presence_sub_t *s, *next;

	for(s = p->subs; s; s = next) {
		next = s->next;
		if(s->grant == g && s->is_poll)
			sub_end(s, "timeout", 1);
	}
}


void xmpp_presence_notifier_resume(presence_sub_t *s)
{
	s->timer.run = sub_run;
	sub_plan(s);
}


static void on_calls(const str *user)
{
	presence_presentity_t *p =
			xmpp_presence_presentity_find(xmpp_presence_link.self(), user);

	if(p)
		xmpp_presence_notifier_changed(p, NULL, 1);
}


int xmpp_presence_notifier_init(void)
{
	xmpp_presence_order_init(on_order);
	return xmpp_presence_user_calls_init(on_calls);
}
