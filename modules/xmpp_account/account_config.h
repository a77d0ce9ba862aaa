/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: parameters, and the modules that this one binds to
 */

#ifndef ACCOUNT_CONFIG_H
#define ACCOUNT_CONFIG_H

#include "../../core/cfg/cfg.h"
#include "../../core/sr_module.h"
#include "../xmpp_gateway/api.h"
#include "../xmpp_link/api.h"

/* Numbers, read by cfg_get(): Kamailio's configuration framework has them. In
 * the order of account_config.c. */
struct cfg_group_xmpp_account
{
	/* as set at the start */
	int store_interval; /* ms between two writes */
	int hash_size;		/* exponent of 2, slots of each worker */
	int web_links;		/* links to the web form at a time */

	/* an operator turns them while Kamailio runs */
	int max_store;		   /* changes that wait for the database */
	int max_total;		   /* accounts of all; 0: any number */
	int max_accounts;	   /* lines of one JID */
	int attempts;		   /* changes and forced tries of one JID in a minute */
	int rate;			   /* REGISTER requests per second, of all workers */
	int expires;		   /* s that are asked of a registrar */
	int expires_min;	   /* s that it must give at least */
	int voicemail_expires; /* s of a subscription; 0: none */
	int line_texts;		   /* which line rings is told: 1, 0 */
	int missed_texts;	   /* that a call was missed is told: 1, 0 */
	int retry_min;		   /* s until the first try after a failure */
	int retry_max;		   /* s between two tries at most */
	int tls_names;		   /* a registrar's certificate must be its own */
	int ping_interval;	   /* s between two OPTIONS; 0: none */
	int pings_lost;		   /* in a row: it is registered anew */
	int check_source;	   /* a call comes from where the registrar answered */
	int authorize_incoming; /* the password also in calls that came in */
	int web_time;			/* s that such a link lives */
	int chat_rate;			/* messages of one JID in a minute */

	int voicemail_refresh_min; /* s between two requests at least */
	int voicemail_interval;	   /* ms between two changes that are told */
};

extern struct cfg_group_xmpp_account
		xmpp_account_numbers; /* as modparam() sets them */
extern void *xmpp_account_cfg;

#define ACCOUNT_CFG(name) cfg_get(xmpp_account, xmpp_account_cfg, name)

typedef struct account_config
{
	str db_url;
	str table;
	str key_file;	  /* empty: passwords cannot be kept */
	str sip_domains;  /* where accounts may be; empty: those of the gateway */
	str xmpp_domains; /* whose users may have them; empty: local_domains */
	str contact; /* host[:port] of our Contacts; empty: that of the socket */
	str web_url; /* links to the web form, without their secret; empty: none */
	str event_callback;
} account_config_t;

/*! \brief The module's table; each value is checked at the line that sets it */
extern param_export_t xmpp_account_params[];
/*! \brief The numbers among them, for kamcmd cfg.get, cfg.set, cfg.help */
extern cfg_def_t xmpp_account_cfg_def[];

extern account_config_t xmpp_account_config;
extern xmpp_link_api_t xmpp_account_link;
extern xmpp_gateway_api_t xmpp_account_gateway;

#endif
