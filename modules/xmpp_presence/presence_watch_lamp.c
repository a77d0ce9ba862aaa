/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: whether contacts are in calls, as their servers say
 *
 * A server may lose the end of a call (kamailio#3192): what is not said again for
 * some hours is over.
 */

#include <stddef.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"

#include "presence_config.h"
#include "presence_watch_lamp.h"
#include "presence_watch_tell.h"

enum
{
	LAMP_AGE = 4 * 3600 * 1000, /* ms without a word of a call */
	LAMP_EARLY = 2,				/* of the parameter watch_dialogs */
};


/* tell the pair that has the contact's presence */
static void busy_set(presence_pair_t *lamp, int is_busy)
{
	presence_pair_t *p = xmpp_presence_pair_find(
			lamp->worker, &lamp->user->bare, &lamp->contact);

	if(p == NULL || p->is_busy == is_busy)
		return;
	p->is_busy = (unsigned char)is_busy;
	xmpp_presence_tell(p);
}


static void age_run(xmpp_link_timer_t *t)
{
	presence_pair_t *p =
			(presence_pair_t *)(void *)((char *)t
										- offsetof(presence_pair_t, later));

	LM_INFO("presence of %.*s for XMPP user %.*s: its call is over, nothing "
			"was said of it for hours\n",
			STR_FMT(&p->uri), STR_FMT(&p->user->bare));
	xmpp_presence_lamp_forget(p);
}


int xmpp_presence_lamp_said(presence_pair_t *p, const presence_lamp_t *document)
{
	int has_gap, is_busy;

	if(p->lamp == NULL) {
		p->lamp = shm_malloc(sizeof(*p->lamp));
		if(p->lamp == NULL) {
			SHM_MEM_ERROR;
			return 0;
		}
		memset(p->lamp, 0, sizeof(*p->lamp));
	}
	has_gap = xmpp_presence_lamp_take(p->lamp, document);
	is_busy = xmpp_presence_lamp_busy(
			p->lamp, PRESENCE_CFG(watch_dialogs) == LAMP_EARLY);
	p->later.run = age_run;
	if(is_busy)
		xmpp_presence_link.timer_set(&p->later, LAMP_AGE);
	else
		xmpp_presence_link.timer_stop(&p->later);
	busy_set(p, is_busy);
	return has_gap;
}


void xmpp_presence_lamp_forget(presence_pair_t *p)
{
	if(p->lamp)
		memset(p->lamp, 0, sizeof(*p->lamp));
	xmpp_presence_link.timer_stop(&p->later);
	busy_set(p, 0);
}
