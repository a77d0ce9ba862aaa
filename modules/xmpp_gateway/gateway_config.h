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
 * \brief xmpp_gateway :: parameters, and what follows from them
 */

#ifndef GATEWAY_CONFIG_H
#define GATEWAY_CONFIG_H

#include "../../core/cfg/cfg.h"
#include "../../core/sr_module.h"
#include "../xmpp_link/api.h"

#include "gateway_info.h"

enum
{
	GATEWAY_COMPONENTS_MAX = 8,
	GATEWAY_DOMAINS_MAX = 32,
	GATEWAY_NOT_WRITTEN = -1, /* a number of which no line says anything yet */
	GATEWAY_TYPES_MAX = 4,
	GATEWAY_EXTRA_MAX = 32,
	GATEWAY_OWN_MAX = 8,
};

/* Numbers, read by cfg_get(): Kamailio's configuration framework has them. In
 * the order of its table, gateway_config.c */
struct cfg_group_xmpp_gateway
{
	/* as set at the start */
	int video;
	int store_interval; /* ms between two writes */
	int hash_size;		/* exponent of 2, slots of each worker */
	int max_caps;		/* verified capabilities kept */
	int fold_users;		/* SIP users do not differ by case */

	/* an operator turns them while Kamailio runs */
	int bounce_messages;
	int max_store;	   /* changes that wait for the database */
	int max_users;	   /* users known at a time */
	int max_contacts;  /* contacts of one user */
	int max_devices;   /* available devices of one user */
	int announce_rate; /* stanzas per second and worker after a start */
	int query_time;	   /* s for the answer to a disco#info query */
	int ask_time;	   /* s in which a user answers our subscribe */
	int max_commands;  /* that are under way, for each worker */
	int command_time;  /* s for the next step of a command */
};

extern struct cfg_group_xmpp_gateway
		xmpp_gateway_numbers; /* as modparam() sets them */
extern void *xmpp_gateway_cfg;

#define GATEWAY_CFG(name) cfg_get(xmpp_gateway, xmpp_gateway_cfg, name)

typedef struct gateway_config
{
	/* as set by the operator */
	str component;	   /* domains of our contacts; empty: all components */
	str resource;	   /* of our contacts' full JIDs */
	str name;		   /* of the identities in service discovery */
	str caps_node;	   /* URI of XEP-0115 */
	str types;		   /* of the component in category gateway */
	str features;	   /* of contacts, added to our own */
	str sip_domain;	   /* of user@component: one for all, or for each */
	str local_domains; /* XMPP domains that the operator serves */
	str trunk_domains; /* SIP domains whose numbers are number@component */
	str prompt;		   /* how to type an address (XEP-0100) */
	str db_url;
	str table;
	str event_callback;

	/* derived at start */
	str type[GATEWAY_TYPES_MAX];
	int type_count;
	str extra[GATEWAY_EXTRA_MAX];
	int extra_count;
	const char *own[GATEWAY_OWN_MAX]; /* of the components, of other modules */
	int own_count;
	int commands; /* where some are offered: XMPP_GATEWAY_AT_COMPONENT ... */
	xmpp_gateway_info_t contact_info;
	xmpp_gateway_info_t component_info;
	char contact_ver[XMPP_GATEWAY_SHA1_BASE64 + 1];
	char component_ver[XMPP_GATEWAY_SHA1_BASE64 + 1];
} gateway_config_t;

/*! \brief The module's table; each value is checked at the line that sets it */
extern param_export_t xmpp_gateway_params[];
/*! \brief The numbers among them, for kamcmd cfg.get, cfg.set, cfg.help */
extern cfg_def_t xmpp_gateway_cfg_def[];

extern gateway_config_t xmpp_gateway_config;
extern xmpp_link_api_t xmpp_gateway_link;

/* Check and derive; mod_init. return 0, -1 (logged, naming the parameter) */
int xmpp_gateway_config_init(void);
/* There are commands at these places: it is among what we can do. While Kamailio
 * starts. return as above */
int xmpp_gateway_config_commands(int where);
/* The same of a feature of the components; borrowed for ever */
int xmpp_gateway_config_feature(const char *feature);
int xmpp_gateway_config_contact_feature(const char *feature);

#endif
