/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: parameters, and the modules that this one binds to
 */

#ifndef PRESENCE_CONFIG_H
#define PRESENCE_CONFIG_H

#include "../../core/cfg/cfg.h"
#include "../../core/socket_info.h"
#include "../../core/sr_module.h"
#include "../../modules/tm/tm_load.h"
#include "../xmpp_gateway/api.h"
#include "../xmpp_link/api.h"

/* Numbers, read by cfg_get(): Kamailio's configuration framework has them. In
 * the order of presence_config.c. */
struct cfg_group_xmpp_presence
{
	/* as set at the start */
	int hash_size;		  /* exponent of 2, slots of each worker */
	int busy_from_dialog; /* calls of the module dialog are shown */
	int store_interval;	  /* ms between two writes */

	/* an operator turns them while Kamailio runs */
	int expires;	   /* s that a subscription is asked for */
	int linger;		   /* s without a device until we unsubscribe */
	int pace;		   /* SUBSCRIBE requests per second, of all workers */
	int retry_min;	   /* s until the first try after a failure */
	int retry_max;	   /* s between two tries at most */
	int notify_wait;   /* s that the NOTIFY of a 2xx may take */
	int refresh_min;   /* s between two requests of a subscription at least */
	int interval;	   /* ms between two stanzas to a user about a contact */
	int busy_in_call;  /* contacts in a call are shown on the phone */
	int watch_dialogs; /* 1: Event: dialog, too; 2: ringing is a call */

	/* of SIP users who watch XMPP users */
	int max_store;		   /* changes that wait for the database */
	int min_expires;	   /* s of a subscription at least */
	int max_expires;	   /* s of a subscription at most */
	int max_subscriptions; /* of one SIP user */
	int subscribe_rate;	   /* SUBSCRIBE of one source in a second */
	int notify_interval;   /* ms between two NOTIFYs about changes */
	int probe_time;		   /* ms in which a probe is answered */
	int probe_rate;		   /* probes per second, of a worker */
	int ask_again;		   /* s until a user is asked again */
	int away_time;		   /* s without a stream until all are gone */
};

extern struct cfg_group_xmpp_presence
		xmpp_presence_numbers; /* as modparam() sets them */
extern void *xmpp_presence_cfg;

#define PRESENCE_CFG(name) cfg_get(xmpp_presence, xmpp_presence_cfg, name)

typedef struct presence_config
{
	str watch_domains; /* whose users are asked; empty: those of the gateway */
	str socket;		   /* by which requests leave; empty: chosen */
	struct socket_info *sock;
	str db_url; /* empty: subscriptions end with Kamailio */
	str table;
	str event_callback; /* function of the KEMI script */
} presence_config_t;

/*! \brief The module's table; each value is checked at the line that sets it */
extern param_export_t xmpp_presence_params[];
/*! \brief The numbers among them, for kamcmd cfg.get, cfg.set, cfg.help */
extern cfg_def_t xmpp_presence_cfg_def[];

extern presence_config_t xmpp_presence_config;
extern xmpp_link_api_t xmpp_presence_link;
extern xmpp_gateway_api_t xmpp_presence_gateway;
extern tm_api_t xmpp_presence_tm;

#endif
