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
 *
 * Set while kamailio.cfg is read, each checked at once; what depends on
 * several is derived in mod_init, the capabilities of our contacts and
 * component included. Not changed afterwards, so every process may read it.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_list.h"
#include "../xmpp_link/link_param.h"
#include "../xmpp_link/xml_build.h"

#include "gateway_config.h"
#include "gateway_features.h"

/* what an older configuration may say in another place: see gateway_adopt.c */
static str default_resource = str_init("gateway");
static int default_fold_users = 1;

gateway_config_t xmpp_gateway_config = {
		.name = str_init("SIP"),
		.caps_node = str_init("https://www.kamailio.org/xmpp_gateway"),
		.types = str_init("sip"),
		.prompt = str_init("Phone number, or SIP address (name@domain)"),
		.table = str_init("xmpp_contact"),
};

struct cfg_group_xmpp_gateway xmpp_gateway_numbers = {
		.video = 1,
		.store_interval = 200,
		.hash_size = 12,
		.max_caps = 2000,
		.fold_users = GATEWAY_NOT_WRITTEN,
		.bounce_messages = 1,
		.max_store = 20000,
		.max_users = 200000,
		.max_contacts = 500,
		.max_devices = 16,
		.announce_rate = 500,
		.query_time = 20,
		.ask_time = 604800,
		.max_commands = 1000,
		.command_time = 300,
};

void *xmpp_gateway_cfg = &xmpp_gateway_numbers;

#define LINK_PARAM_GROUP cfg_group_xmpp_gateway
#define LINK_PARAM_DEFAULTS xmpp_gateway_numbers

xmpp_link_api_t xmpp_gateway_link;

/* Words of a parameter; return how many, -1 (logged): too many. */
static int list_split(const char *name, const str *value, str *words, int max)
{
	int n = 0, at = 0;
	str word;

	while(link_list_next(value, &at, &word)) {
		if(n == max) {
			LM_ERR("parameter %s: more than %d values\n", name, max);
			return -1;
		}
		words[n++] = word;
	}
	return n;
}


/* Text that will stand in every stanza: not empty, and XML can hold it */
static int text_check(const char *name, const str *value)
{
	size_t n;
	int i;

	if(value->len <= 0 || value->len > 1023) {
		LM_ERR("parameter %s: must have 1 to 1023 bytes\n", name);
		return -1;
	}
	for(i = 0; i < value->len; i += (int)n) {
		n = xml_build_char(value->s + i, (size_t)(value->len - i));
		if(n == 0 || (unsigned char)value->s[i] < ' ') {
			LM_ERR("parameter %s: not text in UTF-8\n", name);
			return -1;
		}
	}
	return 0;
}


static int local_check(const char *name, const str *value)
{
	str words[GATEWAY_DOMAINS_MAX];

	if(link_param_domains(name, value) < 0)
		return -1;
	return list_split(name, value, words, GATEWAY_DOMAINS_MAX) < 0 ? -1 : 0;
}


static int sip_check(const char *name, const str *value)
{
	str words[GATEWAY_COMPONENTS_MAX];

	if(link_param_domains(name, value) < 0)
		return -1;
	return list_split(name, value, words, GATEWAY_COMPONENTS_MAX) < 0 ? -1 : 0;
}


static int word_equal(const str *a, const str *b)
{
	return STR_EQ(*a, *b);
}


/* words of which none is given twice; at least min */
static int words_check(const char *name, const str *value, int min, int max,
		int (*equal)(const str *a, const str *b))
{
	str words[GATEWAY_EXTRA_MAX];
	int i, j, n = list_split(name, value, words, max);

	for(i = 0; i < n; i++)
		for(j = 0; j < i; j++)
			if(equal(&words[i], &words[j])) {
				LM_ERR("parameter %s: %.*s is given twice\n", name,
						STR_FMT(&words[i]));
				return -1;
			}
	if(n >= 0 && n < min)
		LM_ERR("parameter %s: must name at least one\n", name);
	return n < min ? -1 : 0;
}


static int components_check(const char *name, const str *value)
{
	if(link_param_domains(name, value) < 0)
		return -1;
	return words_check(
			name, value, 0, GATEWAY_COMPONENTS_MAX, link_folded_equal);
}


static int types_check(const char *name, const str *value)
{
	return words_check(name, value, 1, GATEWAY_TYPES_MAX, word_equal);
}


static int features_check(const char *name, const str *value)
{
	return words_check(name, value, 0, GATEWAY_EXTRA_MAX, word_equal);
}


/* clang-format off */
#define STRINGS(X) \
	X(component, xmpp_gateway_config.component, components_check) \
	X(resource, xmpp_gateway_config.resource, text_check) \
	X(name, xmpp_gateway_config.name, text_check) \
	X(caps_node, xmpp_gateway_config.caps_node, text_check) \
	X(types, xmpp_gateway_config.types, types_check) \
	X(features, xmpp_gateway_config.features, features_check) \
	X(prompt, xmpp_gateway_config.prompt, text_check) \
	X(sip_domain, xmpp_gateway_config.sip_domain, sip_check) \
	X(local_domains, xmpp_gateway_config.local_domains, local_check) \
	X(trunk_domains, xmpp_gateway_config.trunk_domains, local_check) \
	X(db_url, xmpp_gateway_config.db_url, link_param_url) \
	X(table, xmpp_gateway_config.table, link_param_table) \
	X(event_callback, xmpp_gateway_config.event_callback, NULL)

#define START_NUMBERS(X) \
	X(video, video, 0, 1, \
		"whether contacts can be called with video") \
	X(store_interval, store_interval, 10, 60000, \
		"milliseconds between two writes to the database") \
	X(hash_size, hash_size, 2, 20, \
		"slots of the table, as an exponent of 2") \
	X(max_caps, max_caps, 1, 1000000, \
		"verified capabilities kept") \
	X(fold_users, fold_users, 0, 1, \
		"SIP users do not differ by case")

/* an operator turns them while Kamailio runs */
#define NUMBERS(X) \
	X(bounce_messages, bounce_messages, 0, 1, \
		"whether messages to contacts are answered by an error") \
	X(max_store, max_store, 1, 10000000, \
		"changes that wait for the database") \
	X(max_users, max_users, 1, 100000000, \
		"users known at a time") \
	X(max_contacts, max_contacts, 1, 100000, \
		"contacts of one user") \
	X(max_devices, max_devices, 1, 1000, \
		"available devices of one user") \
	X(announce_rate, announce_rate, 1, 100000, \
		"stanzas per second and worker after a start") \
	X(query_time, query_time, 1, 600, \
		"seconds for the answer to a disco#info query") \
	X(ask_time, ask_time, 1, 31536000, \
		"seconds that a question to a user is remembered without an answer") \
	X(max_commands, max_commands, 1, 100000, \
		"commands under way at a time, for each worker") \
	X(command_time, command_time, 1, 3600, \
		"seconds for the next step of a command")

STRINGS(LINK_PARAM_STR)
START_NUMBERS(LINK_PARAM_INT)
NUMBERS(LINK_PARAM_INT)

enum
{
	START_NUMBERS(LINK_PARAM_PLACE)
	NUMBERS(LINK_PARAM_PLACE)
};
START_NUMBERS(LINK_PARAM_IN_ORDER)
NUMBERS(LINK_PARAM_IN_ORDER)

param_export_t xmpp_gateway_params[] = {
	STRINGS(LINK_PARAM_STR_ROW)
	START_NUMBERS(LINK_PARAM_INT_ROW)
	NUMBERS(LINK_PARAM_INT_ROW)
	{0, 0, 0}
};

cfg_def_t xmpp_gateway_cfg_def[] = {
	START_NUMBERS(LINK_PARAM_CFG_START_ROW)
	NUMBERS(LINK_PARAM_CFG_ROW)
	{0, 0, 0, 0, 0, 0, 0}
};
/* clang-format on */


static int config_lists(gateway_config_t *c)
{
	c->type_count = list_split("types", &c->types, c->type, GATEWAY_TYPES_MAX);
	c->extra_count =
			list_split("features", &c->features, c->extra, GATEWAY_EXTRA_MAX);
	return c->type_count < 0 || c->extra_count < 0 ? -1 : 0;
}


static int config_describe(gateway_config_t *c)
{
	xmpp_gateway_self_t self = {.name = c->name.s,
			.types = c->type,
			.types_len = c->type_count,
			.extra = c->extra,
			.extra_len = c->extra_count,
			.own = c->own,
			.own_len = c->own_count,
			.commands = c->commands,
			.video = GATEWAY_CFG(video)};

	if(xmpp_gateway_info_contact(&c->contact_info, &self) < 0
			|| xmpp_gateway_info_component(&c->component_info, &self) < 0
			|| xmpp_gateway_info_ver(&c->contact_info, c->contact_ver) < 0
			|| xmpp_gateway_info_ver(&c->component_info, c->component_ver)
					   < 0) {
		LM_ERR("parameters types, features: a value is given twice\n");
		return -1;
	}
	return 0;
}


int xmpp_gateway_config_init(void)
{
	gateway_config_t *c = &xmpp_gateway_config;

	if(c->resource.s == NULL)
		c->resource = default_resource;
	if(xmpp_gateway_numbers.fold_users == GATEWAY_NOT_WRITTEN)
		xmpp_gateway_numbers.fold_users = default_fold_users;
	if(config_lists(c) < 0)
		return -1;
	return config_describe(c);
}


int xmpp_gateway_config_commands(int where)
{
	gateway_config_t *c = &xmpp_gateway_config;

	if((c->commands & where) == where)
		return 0;
	c->commands |= where;
	return config_describe(c);
}


int xmpp_gateway_config_feature(const char *feature)
{
	gateway_config_t *c = &xmpp_gateway_config;

	if(c->own_count == GATEWAY_OWN_MAX) {
		LM_ERR("no more than %d features of other modules are possible\n",
				GATEWAY_OWN_MAX);
		return -1;
	}
	c->own[c->own_count++] = feature;
	return config_describe(c);
}


int xmpp_gateway_config_contact_feature(const char *feature)
{
	gateway_config_t *c = &xmpp_gateway_config;

	if(c->extra_count == GATEWAY_EXTRA_MAX) {
		LM_ERR("no more than %d features of contacts are possible\n",
				GATEWAY_EXTRA_MAX);
		return -1;
	}
	c->extra[c->extra_count].s = (char *)feature;
	c->extra[c->extra_count++].len = (int)strlen(feature);
	return config_describe(c);
}
