/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: what XMPP users are told of their contacts
 *
 * The contact stays available: calls need its full JID. Probes are answered by
 * xmpp_gateway, which asks us each time what to say. A change is told at once,
 * and a further one when the interval is over, as things are then; what is as
 * it was told is not told again.
 */

#include <stddef.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"

#include "presence_config.h"
#include "presence_stats.h"
#include "presence_watch_calls.h"
#include "presence_watch_tell.h"

enum
{
	TELL_URGENT = 1000, /* ms that a call waits at most */
};

static const char on_the_phone[] = "On the phone";


/* by a call that is known here, or by the lamp of the contact's server */
static int is_busy(const presence_pair_t *p)
{
	return !p->is_hidden
		   && (p->is_busy || xmpp_presence_is_in_call(&p->contact));
}


const char *xmpp_presence_show_of(const presence_pair_t *p)
{
	return is_busy(p) ? xmpp_presence_show_name(PRESENCE_SHOW_DND)
					  : xmpp_presence_show_name(p->now.show);
}


const char *xmpp_presence_status_of(const presence_pair_t *p)
{
	if(is_busy(p))
		return on_the_phone;
	return p->now.status.len > 0 ? p->now.status.s : NULL;
}


/* 0: nothing is said */
static uint32_t words_hash(const presence_pair_t *p)
{
	const char *show = xmpp_presence_show_of(p);
	const char *status = xmpp_presence_status_of(p);
	uint32_t hash = LINK_HASH_START;
	str s;

	if(show == NULL && status == NULL)
		return 0;
	s.s = (char *)(show ? show : "-");
	s.len = (int)strlen(s.s);
	hash = link_hash(hash, &s);
	s.s = (char *)(status ? status : "");
	s.len = (int)strlen(s.s);
	hash = link_hash(hash, &s);
	return link_hash(hash, &p->now.since) | 1;
}


static void words_send(presence_pair_t *p)
{
	str component = link_jid_domain(&p->contact);

	/* what the link does not take is told by the walk over all contacts when
	 * the stream is up again */
	xmpp_presence_gateway.present(&component, &p->contact, &p->user->bare);
	p->told = words_hash(p);
	p->told_busy = is_busy(p) != 0;
	p->told_at = xmpp_presence_link.now();
	xmpp_presence_stat(PRESENCE_STAT_SHOWN);
}


static void later_run(xmpp_link_timer_t *t)
{
	presence_pair_t *p =
			(presence_pair_t *)(void *)((char *)t
										- offsetof(presence_pair_t, later));

	if(words_hash(p) != p->told)
		words_send(p);
}


static uint64_t interval_of(const presence_pair_t *p)
{
	uint64_t ms = (uint64_t)PRESENCE_CFG(interval);

	if(ms > TELL_URGENT && p->told_busy != (is_busy(p) != 0))
		ms = TELL_URGENT;
	return ms;
}


void xmpp_presence_tell(presence_pair_t *p)
{
	uint64_t now = xmpp_presence_link.now();
	uint64_t next = p->told_at > 0 ? p->told_at + interval_of(p) : 0;

	if(words_hash(p) == p->told) {
		xmpp_presence_link.timer_stop(&p->later);
		return;
	}
	if(next <= now) {
		xmpp_presence_link.timer_stop(&p->later);
		words_send(p);
		return;
	}
	xmpp_presence_stat(PRESENCE_STAT_MERGED);
	p->later.run = later_run;
	xmpp_presence_link.timer_set(&p->later, (int)(next - now));
}


/* Asked whenever our presence is written; pairs that are not there have no SIP
 * presence, and may be in a call. Who has not subscribed, and is shown the contact
 * to be able to call it, learns no more than that it is there. */
static void on_own(const str *ours, const str *user, xmpp_gateway_own_t *own)
{
	presence_pair_t *p;

	if(!link_jid_is_user(ours)
			|| !xmpp_presence_gateway.is_subscribed(user, ours))
		return;
	p = xmpp_presence_pair_find(xmpp_presence_link.self(), user, ours);
	if(p) {
		own->show = xmpp_presence_show_of(p);
		own->status = xmpp_presence_status_of(p);
		if(p->now.since.len > 0 && !is_busy(p))
			own->since = p->now.since.s;
	} else if(xmpp_presence_is_in_call(ours)) {
		own->show = xmpp_presence_show_name(PRESENCE_SHOW_DND);
		own->status = on_the_phone;
	}
}


int xmpp_presence_tell_init(void)
{
	return xmpp_presence_gateway.on_own(on_own);
}
