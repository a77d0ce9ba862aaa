/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: parameters, and the modules that this one binds to
 */

#ifndef CHAT_CONF_H
#define CHAT_CONF_H

#include "../../core/cfg/cfg.h"
#include "../../core/ip_addr.h"
#include "../../core/sr_module.h"
#include "../xmpp_gateway/api.h"
#include "../xmpp_link/api.h"

/* Numbers, read by cfg_get(): Kamailio's configuration framework has them. In
 * the order of chat_conf.c. */
struct cfg_group_xmpp_chat
{
	/* an operator turns them while Kamailio runs */
	int message_max;	/* bytes of a whole MESSAGE by UDP */
	int text_max;		/* bytes of a text, either way */
	int queue_max;		/* texts that wait for one before them */
	int max_open;		/* texts on their way, of each worker and direction */
	int rate;			/* texts of one sender in a minute */
	int ids_max;		/* messages remembered, of each worker */
	int ids_time;		/* s */
	int local_wait;		/* ms from the answer to the ping to the 202 */
	int foreign_wait;	/* ms that other servers have for an error */
	int ping_timeout;	/* ms for the answer to the ping */
	int answer_timeout; /* ms that a SIP answer is waited for */
	int duplicates;		/* ms that a MESSAGE is known when it comes again */
	int retry_after;	/* s, in 503 */
	int msrp_sessions;	/* of each worker */
	int msrp_idle;		/* s without a text that end a session */
	int msrp_timeout;	/* ms for a connection, for an answer */
	int receipt_on_200; /* a 200 is a receipt */
	int cpim;			/* CPIM to phones that take it */
	int typing;			/* each side is told that the other one types */
	int typing_refresh; /* s after which a phone is told so again */
	int room_timeout;	/* ms that a room has for its answer */
	int room_members;	/* SIP users in rooms, of each worker */
	int room_rate;		/* lines of a room to one phone in a minute */
};

extern struct cfg_group_xmpp_chat
		xmpp_chat_numbers; /* as modparam() sets them */
extern void *xmpp_chat_cfg;

#define CHAT_CFG(name) cfg_get(xmpp_chat, xmpp_chat_cfg, name)

/* What becomes of a text that is longer than message_max allows. */
typedef enum chat_large
{
	CHAT_LARGE_REFUSE = 0,
	CHAT_LARGE_TCP, /* the script chooses a transport that can */
	CHAT_LARGE_SPLIT
} chat_large_t;

typedef struct chat_conf
{
	str socket;		   /* of our MESSAGE requests; empty: chosen at the start */
	str msrp_listen;   /* address and port; empty: no sessions */
	str msrp_address;  /* as phones are told it; empty: that of msrp_listen */
	str message_large; /* refuse, tcp, split */
	str event_callback;
	str room_domains; /* where group chats are */
	str retraction;	  /* text in the place of one; empty: nothing */
	struct socket_info *sock;
} chat_conf_t;

/*! \brief The module's table; each value is checked at the line that sets it */
extern param_export_t xmpp_chat_params[];
/*! \brief The numbers among them, for kamcmd cfg.get, cfg.set, cfg.help */
extern cfg_def_t xmpp_chat_cfg_def[];

extern chat_conf_t xmpp_chat_conf;
extern xmpp_link_api_t xmpp_chat_link;
extern xmpp_gateway_api_t xmpp_chat_gateway;

chat_large_t xmpp_chat_large(void);
/* Each process: find the socket. return 0, -1 (logged) */
int xmpp_chat_socket(void);

#endif
