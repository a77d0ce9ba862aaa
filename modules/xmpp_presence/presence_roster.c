/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: what XMPP says of users who are watched
 *
 * Each contact is told by itself, and sees what it was told. A user's timer:
 * until when the probes of its contacts may be answered, and when a user whom
 * nobody watches any more is forgotten. ejabberd answers no probe of a user who
 * is offline; silence says it.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"

#include "presence_config.h"
#include "presence_devices.h"
#include "presence_notifier.h"
#include "presence_roster.h"
#include "presence_stats.h"

enum
{
	LONELY_MS = 3600 * 1000,   /* a user is remembered for polls */
	FOLLOWS_MS = 300,		   /* presence of the other devices */
	WALK_TICK = 20,			   /* ms */
	PROBATION_MS = 300 * 1000, /* until who could not be asked is asked again */
};

/* of this process, which is a worker: users are probed after a stream came up;
 * and until when it may be down without a word of it */
static struct
{
	xmpp_link_timer_t timer;
	int slot;
	int credit; /* probes that may leave now */
} walk;
static xmpp_link_timer_t down;


static int type_is(const xmpp_link_stanza_t *s, const char *type)
{
	return (size_t)s->type.len == strlen(type)
		   && memcmp(s->type.s, type, (size_t)s->type.len) == 0;
}


/* --- a user's timer --------------------------------------------------------------- */

static void presentity_run(xmpp_link_timer_t *t);


static void timer_at(presence_presentity_t *p, uint64_t at)
{
	uint64_t now = xmpp_presence_link.now();

	p->timer.run = presentity_run;
	xmpp_presence_link.timer_set(&p->timer, at > now ? (int)(at - now) : 0);
}


static void presentity_plan(presence_presentity_t *p)
{
	const presence_grant_t *g;
	uint64_t at = p->lonely;

	for(g = p->grants; g; g = g->next)
		if(g->silence != 0 && (at == 0 || g->silence < at))
			at = g->silence;
	if(at == 0)
		xmpp_presence_link.timer_stop(&p->timer);
	else
		timer_at(p, at);
}


/* what the contact has been told until now is all there is */
static void silence_ends(presence_presentity_t *p, presence_grant_t *g)
{
	g->silence = 0;
	g->is_known = 1;
	g->is_away = 0;
	xmpp_presence_devices_drop_stale(p, g);
	xmpp_presence_notifier_known(p, g);
	xmpp_presence_notifier_changed(p, g, 1);
}


static void presentity_run(xmpp_link_timer_t *t)
{
	presence_presentity_t *p =
			(presence_presentity_t *)((char *)t
									  - offsetof(presence_presentity_t, timer));
	uint64_t now = xmpp_presence_link.now();
	presence_grant_t *g;

	for(g = p->grants; g; g = g->next)
		if(g->silence != 0 && now >= g->silence)
			silence_ends(p, g);
	if(p->lonely != 0 && now >= p->lonely && p->subs == NULL) {
		xmpp_presence_link.timer_stop(&p->timer);
		xmpp_presence_presentity_free(p);
		return;
	}
	presentity_plan(p);
}


static void silence_begins(
		presence_presentity_t *p, presence_grant_t *g, int ms)
{
	g->silence = xmpp_presence_link.now() + (uint64_t)ms;
	presentity_plan(p);
}


/* --- questions ------------------------------------------------------------------------ */

static void probe(presence_presentity_t *p, presence_grant_t *g)
{
	str component = link_jid_domain(&g->contact);

	if(!xmpp_presence_link.is_up(&component))
		return; /* when it comes up, all are probed */
	xmpp_presence_gateway.probe(&component, &g->contact, &p->bare);
	silence_begins(p, g, PRESENCE_CFG(probe_time));
}


static void ask_user(presence_presentity_t *p, presence_grant_t *g)
{
	uint64_t now = xmpp_presence_link.now();
	str component = link_jid_domain(&g->contact);

	if(g->state != PRESENCE_GRANT_NONE
			&& now < g->since + (uint64_t)PRESENCE_CFG(ask_again) * 1000)
		return;
	g->state = PRESENCE_GRANT_ASKED;
	g->since = now;
	xmpp_presence_gateway.ask(&component, &g->contact, &p->bare);
	xmpp_presence_stat(PRESENCE_STAT_ASKED);
}


/* a contact that is told nothing any more: what it was told would grow old */
static void contact_forgets(presence_presentity_t *p, presence_grant_t *g)
{
	static const str all = {"", 0};

	xmpp_presence_device_set(p, g, &all, NULL);
	g->is_known = 0;
	g->silence = 0;
}


void xmpp_presence_roster_watched(
		presence_presentity_t *p, presence_grant_t *g, int asks)
{
	p->timer.run = presentity_run;
	p->lonely = 0;
	if(xmpp_presence_gateway.is_granted(&p->bare, &g->contact)) {
		g->state = PRESENCE_GRANT_YES;
	} else if(g->state == PRESENCE_GRANT_YES) {
		g->state = PRESENCE_GRANT_NONE; /* taken back */
		contact_forgets(p, g);
	}
	if(g->state != PRESENCE_GRANT_YES && asks)
		ask_user(p, g);
	else if(g->state == PRESENCE_GRANT_YES && !g->is_known && g->silence == 0)
		probe(p, g);
}


static int is_refused(const presence_grant_t *g)
{
	return g->state == PRESENCE_GRANT_NO || g->state == PRESENCE_GRANT_NOBODY;
}


/* remembered: whether it was asked or refused; how it is, for polls */
void xmpp_presence_roster_unwatched(presence_presentity_t *p)
{
	const presence_grant_t *g;
	uint64_t at = xmpp_presence_link.now() + LONELY_MS, until;

	if(p->subs != NULL)
		return;
	for(g = p->grants; g; g = g->next) {
		until = g->since + (uint64_t)PRESENCE_CFG(ask_again) * 1000;
		if((g->state == PRESENCE_GRANT_ASKED || is_refused(g)) && until > at)
			at = until;
	}
	p->lonely = at;
	p->timer.run = presentity_run;
	presentity_plan(p);
}


int xmpp_presence_roster_refused(const presence_grant_t *g)
{
	if(!is_refused(g)
			|| xmpp_presence_link.now()
					   >= g->since + (uint64_t)PRESENCE_CFG(ask_again) * 1000)
		return 0;
	return g->state == PRESENCE_GRANT_NO ? 403 : 404;
}


/* --- answers ------------------------------------------------------------------------- */

static void on_subscribed(presence_presentity_t *p, presence_grant_t *g)
{
	if(g->state == PRESENCE_GRANT_YES
			|| !xmpp_presence_gateway.is_granted(&p->bare, &g->contact))
		return;
	LM_INFO("XMPP user %.*s lets contact %.*s see the user's presence\n",
			STR_FMT(&p->bare), STR_FMT(&g->contact));
	g->state = PRESENCE_GRANT_YES;
	/* Prosody says it unasked, ejabberd when it is probed */
	if(!g->is_known && g->silence == 0)
		probe(p, g);
	xmpp_presence_notifier_grant(
			p, g, g->is_known ? 0 : PRESENCE_CFG(probe_time));
}


static void on_unsubscribed(presence_presentity_t *p, presence_grant_t *g)
{
	LM_INFO("XMPP user %.*s does not let contact %.*s see the user's "
			"presence\n",
			STR_FMT(&p->bare), STR_FMT(&g->contact));
	g->state = PRESENCE_GRANT_NO;
	g->since = xmpp_presence_link.now();
	contact_forgets(p, g);
	xmpp_presence_notifier_end(p, g, "rejected");
}


void xmpp_presence_roster_refuse(const str *user, const str *contact)
{
	presence_presentity_t *p =
			xmpp_presence_presentity_find(xmpp_presence_link.self(), user);
	presence_grant_t *g = p ? xmpp_presence_grant_find(p, contact) : NULL;

	if(g == NULL)
		return;
	on_unsubscribed(p, g);
}


/* is there more to come? the first device is one of several */
static void presence_note(presence_presentity_t *p, presence_grant_t *g,
		int is_changed, int is_urgent)
{
	if(!g->is_known || g->silence != 0) {
		if(g->silence == 0
				|| g->silence > xmpp_presence_link.now() + FOLLOWS_MS)
			silence_begins(p, g, FOLLOWS_MS);
		return;
	}
	if(is_changed)
		xmpp_presence_notifier_changed(p, g, is_urgent);
}


static void on_available(presence_presentity_t *p, presence_grant_t *g,
		const xmpp_link_stanza_t *s)
{
	static char buf[PRESENCE_XML_BYTES];
	str resource = link_jid_resource(&s->from);
	int is_first = g->told == 0;
	presence_said_t said;

	if(xmpp_presence_said_read(&s->xml, buf, sizeof(buf), &said) == 0)
		presence_note(p, g, xmpp_presence_device_set(p, g, &resource, &said),
				is_first);
}


static void on_unavailable(presence_presentity_t *p, presence_grant_t *g,
		const xmpp_link_stanza_t *s)
{
	str resource = link_jid_resource(&s->from);

	presence_note(p, g, xmpp_presence_device_set(p, g, &resource, NULL), 0);
}


/* The question was not delivered (RFC 6121 section 3.1.3). What may pass is asked
 * again after a while */
static void on_error(presence_presentity_t *p, presence_grant_t *g,
		const xmpp_link_stanza_t *s)
{
	static char buf[PRESENCE_XML_BYTES];
	uint64_t now = xmpp_presence_link.now();
	presence_error_t error =
			xmpp_presence_error_read(&s->xml, buf, sizeof(buf));

	LM_INFO("XMPP user %.*s could not be asked whether contact %.*s may see "
			"the user's presence: %s\n",
			STR_FMT(&p->bare), STR_FMT(&g->contact),
			error == PRESENCE_ERROR_NOBODY	  ? "there is no such user"
			: error == PRESENCE_ERROR_REFUSED ? "refused"
											  : "later");
	g->since = now;
	if(error == PRESENCE_ERROR_PASSES) {
		/* wraps, as its sum with ask_again does */
		g->since -= (uint64_t)PRESENCE_CFG(ask_again) * 1000 - PROBATION_MS;
		xmpp_presence_notifier_end(p, g, "probation;retry-after=300");
		return;
	}
	g->state = error == PRESENCE_ERROR_NOBODY ? PRESENCE_GRANT_NOBODY
											  : PRESENCE_GRANT_NO;
	xmpp_presence_notifier_end(
			p, g, error == PRESENCE_ERROR_NOBODY ? "noresource" : "rejected");
}


static void on_user(presence_presentity_t *p, presence_grant_t *g,
		const xmpp_link_stanza_t *s)
{
	if(type_is(s, "subscribed"))
		on_subscribed(p, g);
	else if(type_is(s, "unsubscribed"))
		on_unsubscribed(p, g);
	else if(type_is(s, "error") && g->state == PRESENCE_GRANT_ASKED)
		on_error(p, g, s);
	else if(g->state != PRESENCE_GRANT_YES)
		return; /* Prosody says unavailable to whom it has not asked yet */
	else if(s->type.len == 0)
		on_available(p, g, s);
	else if(type_is(s, "unavailable"))
		on_unavailable(p, g, s);
}


/* behind the gateway's own handler: it knows already */
static int on_presence(const xmpp_link_stanza_t *s, void *arg)
{
	char user_buf[LINK_JID_MAX], contact_buf[LINK_JID_MAX];
	presence_presentity_t *p;
	presence_grant_t *g;
	str user, contact;

	(void)arg;
	/* also while nobody watches: what is remembered must not grow old */
	if(link_jid_fold(&s->from, user_buf, sizeof(user_buf), &user) < 0
			|| link_jid_fold(&s->to, contact_buf, sizeof(contact_buf), &contact)
					   < 0)
		return XMPP_LINK_PASS;
	p = xmpp_presence_presentity_find(xmpp_presence_link.self(), &user);
	g = p ? xmpp_presence_grant_find(p, &contact) : NULL;
	if(g)
		on_user(p, g, s);
	return XMPP_LINK_PASS;
}


/* --- the stream ----------------------------------------------------------------------- */

static int is_watching(
		const presence_presentity_t *p, const presence_grant_t *g)
{
	const presence_sub_t *s;

	for(s = p->subs; s; s = s->next)
		if(s->grant == g)
			return 1;
	return 0;
}


/* After a restart. A server that has the user's answer gives it again, and asks
 * nobody */
static void grant_again(presence_presentity_t *p, presence_grant_t *g)
{
	if(g->state == PRESENCE_GRANT_ASKED)
		xmpp_presence_gateway.was_asked(&p->bare, &g->contact);
	if(g->state != PRESENCE_GRANT_NONE)
		return;
	if(xmpp_presence_gateway.is_granted(&p->bare, &g->contact))
		g->state = PRESENCE_GRANT_YES;
	else if(is_watching(p, g))
		ask_user(p, g);
}


/* A device that is gone meanwhile does not answer. Each contact is probed: what
 * one is told is not what another one may know */
static int walk_user(const presence_presentity_t *seen, void *arg)
{
	presence_presentity_t *p = (presence_presentity_t *)seen;
	presence_grant_t *g;

	(void)arg;
	for(g = p->grants; g; g = g->next) {
		walk.credit--;
		xmpp_presence_devices_stale(g);
		grant_again(p, g);
		if(g->state == PRESENCE_GRANT_YES)
			probe(p, g);
	}
	return 0;
}


static void walk_run(xmpp_link_timer_t *t)
{
	int worker = xmpp_presence_link.self();

	walk.credit += PRESENCE_CFG(probe_rate) * WALK_TICK / 1000 + 1;
	while(walk.credit > 0 && walk.slot < xmpp_presence_presentity_slots())
		xmpp_presence_presentity_slot(worker, walk.slot++, walk_user, NULL);
	if(walk.slot < xmpp_presence_presentity_slots())
		xmpp_presence_link.timer_set(t, WALK_TICK);
}


static void away_begins(presence_presentity_t *p)
{
	presence_grant_t *g;

	for(g = p->grants; g; g = g->next)
		g->is_away = 1;
	xmpp_presence_notifier_changed(p, NULL, 0);
}


static void down_run(xmpp_link_timer_t *t)
{
	(void)t;
	xmpp_presence_presentities_each(xmpp_presence_link.self(), away_begins);
}


static void on_stream(const str *component, int up)
{
	if(xmpp_presence_gateway.component(component) == NULL)
		return;
	if(!up && !xmpp_presence_link.is_up(NULL)) {
		down.run = down_run;
		xmpp_presence_link.timer_set(&down, PRESENCE_CFG(away_time) * 1000);
	}
	if(!up)
		return;
	xmpp_presence_link.timer_stop(&down);
	walk.slot = 0;
	walk.credit = 0;
	walk.timer.run = walk_run;
	xmpp_presence_link.timer_set(&walk.timer, WALK_TICK);
}


int xmpp_presence_roster_init(void)
{
	if(xmpp_presence_link.on_stanza(XMPP_LINK_PRESENCE, NULL, on_presence, NULL)
					< 0
			|| xmpp_presence_link.on_stream(on_stream) < 0) {
		LM_ERR("xmpp_link takes no more handlers\n");
		return -1;
	}
	return 0;
}
