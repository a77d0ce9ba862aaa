/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: which sender a request goes to
 *
 * A name server that does not answer holds a sender up for many seconds. Hosts
 * that were found at once when they were looked for last have senders of their
 * own; all others are looked for by those that may be held up. One whose name
 * server did not answer is not looked for again for a while, each time longer.
 * Any process; what it takes to be of one host by chance is sent a little later.
 */

#ifndef ACCOUNT_LANE_H
#define ACCOUNT_LANE_H

#include <stdint.h>

#include "../../core/str.h"

enum
{
	ACCOUNT_LANES_FOUND = 2, /* senders of hosts that are found at once */
	ACCOUNT_LANES_OTHER = 4,
	ACCOUNT_LANE_SALT = 16,
	ACCOUNT_LANES = ACCOUNT_LANES_FOUND + ACCOUNT_LANES_OTHER,
};

/* mod_init; secret: ACCOUNT_LANE_SALT random characters. return 0, -1 (logged) */
int xmpp_account_lane_init(const char *secret);
void xmpp_account_lane_destroy(void);

/* The host of a SIP URI, with its port, as a number that is not 0 */
uint32_t xmpp_account_lane_host(const str *uri);
/* Which sender, from 0 on */
int xmpp_account_lane(uint32_t host);
/* Shall it not be looked for now? now: ms */
int xmpp_account_lane_is_dead(uint32_t host, uint64_t now);
/* It was looked for, which took so many ms. return s for which it will not be
 * looked for again; 0 */
int xmpp_account_lane_done(uint32_t host, int is_found, int ms, uint64_t now);

#endif
