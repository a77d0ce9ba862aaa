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
 * \brief xmpp_gateway :: what is counted
 */

#ifndef GATEWAY_STATS_H
#define GATEWAY_STATS_H

typedef enum gateway_count
{
	GATEWAY_SUBSCRIBED = 0,	  /* subscriptions accepted */
	GATEWAY_UNSUBSCRIBED,	  /* ended by the user */
	GATEWAY_REFUSED,		  /* subscriptions and presence refused */
	GATEWAY_PROBES,			  /* probes answered */
	GATEWAY_ANNOUNCED,		  /* presence sent */
	GATEWAY_QUERIES,		  /* disco#info answered */
	GATEWAY_ASKED,			  /* disco#info asked */
	GATEWAY_ASKED_FAILED,	  /* no answer, or an error */
	GATEWAY_CAPS_WRONG,		  /* capabilities that do not match their hash */
	GATEWAY_MESSAGES_REFUSED, /* messages with a body, answered by an error */
	GATEWAY_MESSAGES_DROPPED, /* chat states, receipts, errors */
	GATEWAY_STORE_ERRORS,	  /* writes that the database refused */
	GATEWAY_STORE_LOST,		  /* changes that found the queue full */
	GATEWAY_COUNTS
} gateway_count_t;

/* mod_init. return 0, -1 (logged) */
int xmpp_gateway_stats_init(void);
void xmpp_gateway_count(gateway_count_t what);
unsigned long xmpp_gateway_counted(gateway_count_t what);
const char *xmpp_gateway_count_name(gateway_count_t what);

#endif
