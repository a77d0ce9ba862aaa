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
 * \brief xmpp_link :: the parameters
 */

#ifndef LINK_CONFIG_H
#define LINK_CONFIG_H

#include "../../core/cfg/cfg.h"
#include "../../core/sr_module.h"
#include "../../core/str.h"

/* Numbers, read by cfg_get(): Kamailio's configuration framework has them. In
 * the order of its table, link_config.c */
struct cfg_group_xmpp_link
{
	/* as set at the start */
	int workers;	   /* processes */
	int socket_mode;   /* permission bits of the sockets */
	int peers;		   /* connections a worker takes */
	int window;		   /* stanzas unanswered */
	int window_bytes;  /* bytes of XML unanswered */
	int stanza_max_in; /* bytes of XML */
	int stanza_max_out;
	int task_queue; /* tasks waiting, for each worker */

	/* an operator turns them while Kamailio runs */
	int hold_bytes;	  /* bytes of XML waiting, for each worker */
	int hold_seconds; /* without any stream */
	int iq_timeout;	  /* seconds */
	int iq_timeout_remote;
	int iqs;		   /* open iqs of ours, for each worker */
	int ping_interval; /* seconds */
	int slow_run;	   /* ms: a handler that runs longer is logged; 0: none */
};

extern struct cfg_group_xmpp_link
		xmpp_link_numbers; /* as modparam() sets them */
extern void *xmpp_link_cfg;

#define LINK_CFG(name) cfg_get(xmpp_link, xmpp_link_cfg, name)

typedef struct link_config
{
	str socket;		   /* path without ".<worker>" */
	str user;		   /* owner of the sockets; empty: Kamailio's user */
	str group;		   /* group of the sockets; empty: Kamailio's group */
	str peer_users;	   /* further users who may connect */
	str local_domains; /* XMPP domains with iq_timeout */
	str event_callback;
} link_config_t;

extern link_config_t xmpp_link_config;

/*! \brief The module's table; each value is checked at the line that sets it */
extern param_export_t xmpp_link_params[];
/*! \brief The numbers among them, for kamcmd cfg.get, cfg.set, cfg.help */
extern cfg_def_t xmpp_link_cfg_def[];

/*! \brief See local_domains in api.h */
int xmpp_link_local_domains(const str *domains);

#endif
