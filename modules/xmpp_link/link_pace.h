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
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_link :: how many a second may be sent
 *
 * Header only. Thousandths of one are credited by time. Nine tenths of the rate
 * are, and at most those of a twentieth of a second are saved: no second has more
 * than the rate, and what comes together leaves evenly.
 */

#ifndef LINK_PACE_H
#define LINK_PACE_H

#include <stdint.h>

enum
{
	LINK_PACE_ONE = 1000,
	LINK_PACE_LONG = 10000, /* ms after which all debts are paid */
};

typedef struct link_pace
{
	uint64_t at; /* when it was credited last */
	int64_t credit;
	int64_t rate; /* thousandths a second, of this worker */
} link_pace_t;

static inline int64_t link_pace_most(const link_pace_t *p)
{
	int64_t part = p->rate / 20;

	return part > LINK_PACE_ONE ? part : LINK_PACE_ONE;
}

/* Of all workers together so many a second; now in ms */
static inline void link_pace_earn(
		link_pace_t *p, int per_second, int workers, uint64_t now)
{
	uint64_t ms = now - p->at;
	int64_t add;

	p->rate = (int64_t)per_second * LINK_PACE_ONE / (workers > 0 ? workers : 1);
	add = p->rate * 9 / 10
		  * (int64_t)(ms < LINK_PACE_LONG ? ms : LINK_PACE_LONG) / 1000;
	if(add == 0)
		return; /* a part of a thousandth is not lost */
	p->at = now;
	p->credit += add;
	if(p->credit > link_pace_most(p))
		p->credit = link_pace_most(p);
}

static inline void link_pace_start(
		link_pace_t *p, int per_second, int workers, uint64_t now)
{
	p->at = now;
	p->credit = 0;
	link_pace_earn(p, per_second, workers, now);
	p->credit = link_pace_most(p);
}

/* May one go now? 1: it is counted, 0 */
static inline int link_pace_take(link_pace_t *p)
{
	if(p->credit < LINK_PACE_ONE)
		return 0;
	p->credit -= LINK_PACE_ONE;
	return 1;
}

/* One goes whatever there is; a second's worth may be owed */
static inline void link_pace_owe(link_pace_t *p)
{
	p->credit -= LINK_PACE_ONE;
	if(p->credit < -p->rate)
		p->credit = -p->rate;
}

#endif
