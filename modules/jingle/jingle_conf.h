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
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */

/*!
 * \file
 * \brief jingle :: parameters, and the modules that we use
 */

#ifndef JINGLE_CONF_H
#define JINGLE_CONF_H

#include "../../core/cfg/cfg.h"
#include "../../core/socket_info.h"
#include "../../modules/sl/sl.h"
#include "../../modules/tm/tm_load.h"
#include "../jingle_sdp/api.h"
#include "../xmpp_gateway/api.h"
#include "../xmpp_link/api.h"


/* Numbers, read by cfg_get(): Kamailio's configuration framework has them. In
 * the order of its table, jingle_param.c */
struct cfg_group_jingle
{
	/* as set at the start */
	int hash_size;
	int store_age;	  /* s after which a call is too old to continue */
	int decline_code; /* SIP status of a call declined: 486 or 603 */

	/* an operator turns them while Kamailio runs */
	int max_calls;
	int max_calls_per_user;
	int max_calls_per_caller; /* of one SIP caller to one XMPP user */
	int max_calls_foreign;	  /* made by users of other domains, together */
	int max_calls_per_domain; /* and of each of those */
	int ring_time;			  /* s until an unanswered call is given up */
	int ring_grace;			  /* ms until 180 without a ringing */
	int early_accept;		  /* a phone's 18x with SDP is an answer to XMPP */
	int transfer_time;		  /* s until an unanswered transfer is given up */
	int max_transfers;		  /* REFERs of one call that are looked at */
	int proceed_time;		  /* s from our proceed to the session-initiate */
	int propose_age;		  /* s after which a propose is too late */
	int ping_interval;	 /* s between pings of an answered call, 0 = none */
	int ping_phones;	 /* ask the SIP side too */
	int media_check;	 /* s until the media are looked at, 0 = never */
	int session_expires; /* s until a session must be refreshed, 0 = none */
	int min_se;			 /* s; a phone may ask for no shorter one */
	int picture_update; /* ms until a phone is asked for a key frame, 0 never */
	int request_time;	/* ms for the answer to a request in the dialog */
	int chat_digits;	/* keys may be typed in the chat of a call */
	int add_time;		/* s for the client to decide about a new stream */
	int second_call;	/* a caller may call a user with whom a call is up */
	int store_interval; /* ms between two writes, at least */
	jingle_limits_t limits;
};

extern struct cfg_group_jingle jingle_numbers; /* as modparam() sets them */
extern void *jingle_cfg;

#define JINGLE_CFG(name) cfg_get(jingle, jingle_cfg, name)

/* When does an XMPP user's propose get its proceed? */
typedef enum jingle_proceed
{
	JINGLE_PROCEED_BY_CLIENT = 0, /* as its program needs it */
	JINGLE_PROCEED_AT_ONCE,
	JINGLE_PROCEED_ANSWERED, /* by the phone */
} jingle_proceed_t;

typedef struct jingle_conf
{
	/* as set by the operator */
	str socket; /* where our user agent lives; empty: chosen */
	str event_callback;
	str db_url; /* database of calls; empty: none */
	str table;
	str proceed;

	/* derived at start */
	struct socket_info *sock;
	jingle_proceed_t proceed_when;
} jingle_conf_t;

extern jingle_conf_t jingle_conf;
extern tm_api_t jingle_tm;
extern tm_xapi_t jingle_tmx;
extern sl_api_t jingle_sl; /* all NULL when the module is not loaded */
extern xmpp_link_api_t jingle_link;
extern jingle_sdp_api_t jingle_sdp;
extern xmpp_gateway_api_t jingle_gateway;

/* Check and derive; mod_init, once the other modules' functions are known. 0, -1
 * (logged, naming the parameter). */
int jingle_conf_init(void);
/* Find the socket of our user agent; once sockets are open. 0, -1. */
int jingle_conf_socket(void);
/* Say in the log what will work, but hardly is meant; once, with all sockets
 * and aliases known. */
void jingle_conf_audit(void);
#endif
