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

#include "../../core/dprint.h"
#include "../xmpp_link/link_param.h"

#include "account_check.h"
#include "account_config.h"

account_config_t xmpp_account_config = {
		.table = str_init("xmpp_account"),
};

struct cfg_group_xmpp_account xmpp_account_numbers = {
		.store_interval = 200,
		.hash_size = 12,
		.web_links = 500,
		.max_store = 20000,
		.max_accounts = 5,
		.attempts = 10,
		.rate = 100,
		.expires = 600,
		.expires_min = 15,
		.voicemail_expires = 3600,
		.voicemail_refresh_min = 30,
		.voicemail_interval = 5000,
		.line_texts = 1,
		.missed_texts = 1,
		.retry_min = 30,
		.retry_max = 1800,
		.pings_lost = 3,
		.tls_names = 1,
		.check_source = 1,
		.web_time = 600,
		.chat_rate = 20,
};

void *xmpp_account_cfg = &xmpp_account_numbers;

#define LINK_PARAM_GROUP cfg_group_xmpp_account
#define LINK_PARAM_DEFAULTS xmpp_account_numbers

xmpp_link_api_t xmpp_account_link;
xmpp_gateway_api_t xmpp_account_gateway;

/* A list of domains, "*" for any */
static int domains_check(const char *name, const str *value)
{
	return link_param_domains(name, value);
}


static int contact_check(const char *name, const str *value)
{
	account_fault_t fault;
	account_fields_t in = {.owner = str_init("a@b"), .aor = str_init("a@b")};
	account_fields_t out;
	char buf[ACCOUNT_FIELDS_MAX];

	in.proxy = *value;
	if(xmpp_account_check(&in, &out, buf, sizeof(buf), &fault) == 0
			&& out.proxy.len == value->len)
		return 0;
	LM_ERR("parameter %s: must be a host, or host:port\n", name);
	return -1;
}


/* http://host/path/ or https://: the secret of a link is written behind it */
static int web_url_check(const char *name, const str *value)
{
	const char *host = strstr(value->s, "://");
	int i, good = value->len == 0
				  || (host && value->s[value->len - 1] == '/'
						  && strchr(host + 3, '/') > host + 3
						  && (strncmp(value->s, "http://", 7) == 0
								  || strncmp(value->s, "https://", 8) == 0));

	for(i = 0; i < value->len; i++)
		if((unsigned char)value->s[i] <= ' '
				|| strchr("<>\"'&?#", value->s[i]) != NULL)
			good = 0;
	if(good && value->len <= 255)
		return 0;
	LM_ERR("parameter %s: must be as https://gw.example.org/account/, with a "
		   "slash at its end\n",
			name);
	return -1;
}


/* clang-format off */
#define STRINGS(X) \
	X(db_url, xmpp_account_config.db_url, link_param_url) \
	X(table, xmpp_account_config.table, link_param_table) \
	X(key_file, xmpp_account_config.key_file, NULL) \
	X(sip_domains, xmpp_account_config.sip_domains, domains_check) \
	X(xmpp_domains, xmpp_account_config.xmpp_domains, domains_check) \
	X(contact, xmpp_account_config.contact, contact_check) \
	X(web_url, xmpp_account_config.web_url, web_url_check) \
	X(event_callback, xmpp_account_config.event_callback, NULL)

#define START_NUMBERS(X) \
	X(store_interval, store_interval, 10, 60000, \
		"milliseconds between two writes to the database") \
	X(hash_size, hash_size, 2, 20, \
		"slots of the table, as an exponent of 2") \
	X(web_links, web_links, 1, 10000, \
		"links to the web form at a time")

/* an operator turns them while Kamailio runs */
#define NUMBERS(X) \
	X(max_store, max_store, 1, 10000000, \
		"changes that wait for the database") \
	X(max_total, max_total, 0, 10000000, \
		"accounts of all JIDs; 0: as many as there is memory") \
	X(max_accounts, max_accounts, 1, 100, \
		"accounts of one JID") \
	X(attempts, attempts, 1, 1000, \
		"changes and forced tries of one JID in a minute") \
	X(rate, rate, 1, 100000, \
		"REGISTER requests per second") \
	X(expires, expires, 60, 86400, \
		"seconds that a registrar is asked for") \
	X(expires_min, expires_min, 1, 3600, \
		"seconds for which a registrar must keep an account at least") \
	X(voicemail_expires, voicemail_expires, 0, 86400, \
		"seconds for which voice mail is subscribed; 0: not at all") \
	X(line_texts, line_texts, 0, 1, \
		"whether a chat tells which of several accounts is called") \
	X(missed_texts, missed_texts, 0, 1, \
		"whether a chat tells of missed calls") \
	X(retry_min, retry_min, 1, 3600, \
		"seconds until the first try after a failure") \
	X(retry_max, retry_max, 1, 86400, \
		"seconds between two tries at most") \
	X(tls_names, tls_names, 0, 1, \
		"whether a registrar's certificate must have its name") \
	X(ping_interval, ping_interval, 0, 3600, \
		"seconds between two OPTIONS to a registrar; 0: none") \
	X(pings_lost, pings_lost, 1, 100, \
		"unanswered OPTIONS after which an account is registered anew") \
	X(check_source, check_source, 0, 1, \
		"whether a call must come from where the registrar answered") \
	X(authorize_incoming, authorize_incoming, 0, 1, \
		"whether the password is given within calls that came in, too") \
	X(web_time, web_time, 1, 86400, \
		"seconds that a link to the web form lives") \
	X(chat_rate, chat_rate, 1, 1000, \
		"messages of one JID to the gateway in a minute") \
	X(voicemail_refresh_min, voicemail_refresh_min, 1, 3600, \
		"seconds between two requests for voice mail at least") \
	X(voicemail_interval, voicemail_interval, 0, 60000, \
		"milliseconds between two changes of voice mail that are told")

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

param_export_t xmpp_account_params[] = {
	STRINGS(LINK_PARAM_STR_ROW)
	START_NUMBERS(LINK_PARAM_INT_ROW)
	NUMBERS(LINK_PARAM_INT_ROW)
	{0, 0, 0}
};

cfg_def_t xmpp_account_cfg_def[] = {
	START_NUMBERS(LINK_PARAM_CFG_START_ROW)
	NUMBERS(LINK_PARAM_CFG_ROW)
	{0, 0, 0, 0, 0, 0, 0}
};
/* clang-format on */
