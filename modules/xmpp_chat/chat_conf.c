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

#include "../../core/dprint.h"
#include "../../core/socket_info.h"
#include "../xmpp_link/link_param.h"

#include "chat_conf.h"

enum
{
	RETRACTION_MAX = 200, /* bytes */
};

chat_conf_t xmpp_chat_conf = {
		.message_large = str_init("refuse"),
		.retraction = str_init("[deleted a message]"),
};

struct cfg_group_xmpp_chat xmpp_chat_numbers = {
		.message_max = 1300,
		.text_max = 32768,
		.queue_max = 8,
		.max_open = 5000,
		.rate = 60,
		.ids_max = 20000,
		.ids_time = 604800,
		.local_wait = 100,
		.foreign_wait = 2000,
		.ping_timeout = 10000,
		.answer_timeout = 40000,
		.duplicates = 32000,
		.retry_after = 15,
		.msrp_sessions = 1000,
		.msrp_idle = 600,
		.msrp_timeout = 30000,
		.receipt_on_200 = 1,
		.cpim = 1,
		.typing = 1,
		.typing_refresh = 60,
		.room_timeout = 10000,
		.room_members = 1000,
		.room_rate = 30,
};

void *xmpp_chat_cfg = &xmpp_chat_numbers;

#define LINK_PARAM_GROUP cfg_group_xmpp_chat
#define LINK_PARAM_DEFAULTS xmpp_chat_numbers

xmpp_link_api_t xmpp_chat_link;
xmpp_gateway_api_t xmpp_chat_gateway;

static const char *const large_words[] = {"refuse", "tcp", "split"};


static int large_find(const str *word)
{
	int i;

	for(i = CHAT_LARGE_REFUSE; i <= CHAT_LARGE_SPLIT; i++)
		if((size_t)word->len == strlen(large_words[i])
				&& memcmp(word->s, large_words[i], (size_t)word->len) == 0)
			return i;
	return -1;
}


static int large_check(const char *name, const str *value)
{
	if(large_find(value) >= 0)
		return 0;
	LM_ERR("parameter %s: %.*s is not refuse, tcp or split\n", name,
			STR_FMT(value));
	return -1;
}


static int retraction_check(const char *name, const str *value)
{
	if(value->len <= RETRACTION_MAX && link_text_is_clean(value->s, value->len))
		return 0;
	LM_ERR("parameter %s: not a line of at most %d bytes\n", name,
			RETRACTION_MAX);
	return -1;
}


/* does it look like a UDP socket? Whether it is one is seen later */
static int socket_check(const char *name, const str *value)
{
	if(value->len == 0
			|| (value->len > 4 && strncasecmp(value->s, "udp:", 4) == 0))
		return 0;
	LM_ERR("parameter %s: %.*s is not as udp:192.0.2.1:5060\n", name,
			STR_FMT(value));
	return -1;
}


/* clang-format off */
#define STRINGS(X) \
	X(socket, xmpp_chat_conf.socket, socket_check) \
	X(msrp_listen, xmpp_chat_conf.msrp_listen, NULL) \
	X(msrp_address, xmpp_chat_conf.msrp_address, NULL) \
	X(message_large, xmpp_chat_conf.message_large, large_check) \
	X(event_callback, xmpp_chat_conf.event_callback, NULL) \
	X(room_domains, xmpp_chat_conf.room_domains, link_param_domains) \
	X(retraction, xmpp_chat_conf.retraction, retraction_check)

/* an operator turns them while Kamailio runs */
#define NUMBERS(X) \
	X(message_max, message_max, 600, 60000, \
		"bytes of a MESSAGE that goes by UDP") \
	X(text_max, text_max, 100, 32768, \
		"bytes of a text") \
	X(queue_max, queue_max, 1, 100, \
		"texts of one sender that wait for one to the same address") \
	X(max_open, max_open, 1, 1000000, \
		"texts on their way, of each worker and direction") \
	X(rate, rate, 1, 100000, \
		"texts of one sender in a minute") \
	X(ids_max, ids_max, 1, 10000000, \
		"messages that each worker remembers") \
	X(ids_time, ids_time, 60, 2592000, \
		"seconds that they are remembered") \
	X(local_wait, local_wait, 0, 20000, \
		"milliseconds that a server has to return a text behind its ping") \
	X(foreign_wait, foreign_wait, 100, 20000, \
		"milliseconds that other servers have to return a text") \
	X(ping_timeout, ping_timeout, 500, 25000, \
		"milliseconds for the answer to the ping behind a text") \
	X(answer_timeout, answer_timeout, 1000, 300000, \
		"milliseconds that an answer of SIP is waited for") \
	X(duplicates, duplicates, 1000, 300000, \
		"milliseconds that a MESSAGE is known when it comes again") \
	X(retry_after, retry_after, 1, 3600, \
		"seconds in the Retry-After of a 503") \
	X(msrp_sessions, msrp_sessions, 1, 100000, \
		"MSRP sessions, of each worker") \
	X(msrp_idle, msrp_idle, 10, 86400, \
		"seconds without a text that end an MSRP session") \
	X(msrp_timeout, msrp_timeout, 1000, 120000, \
		"milliseconds that an MSRP connection, or an answer, is waited for") \
	X(receipt_on_200, receipt_on_200, 0, 1, \
		"whether a 200 of SIP is a receipt") \
	X(cpim, cpim, 0, 1, \
		"whether phones that take CPIM get it") \
	X(typing, typing, 0, 1, \
		"whether each side is told that the other one types") \
	X(typing_refresh, typing_refresh, 2, 600, \
		"seconds after which a phone is told so again") \
	X(room_timeout, room_timeout, 1000, 60000, \
		"milliseconds that a room has to let a SIP user in, or to show a text") \
	X(room_members, room_members, 1, 1000000, \
		"SIP users in rooms, of each worker") \
	X(room_rate, room_rate, 10, 10000, \
		"lines of a room that one phone is sent in a minute")

STRINGS(LINK_PARAM_STR)
NUMBERS(LINK_PARAM_INT)

enum
{
	NUMBERS(LINK_PARAM_PLACE)
};
NUMBERS(LINK_PARAM_IN_ORDER)

param_export_t xmpp_chat_params[] = {
	STRINGS(LINK_PARAM_STR_ROW)
	NUMBERS(LINK_PARAM_INT_ROW)
	{0, 0, 0}
};

cfg_def_t xmpp_chat_cfg_def[] = {
	NUMBERS(LINK_PARAM_CFG_ROW)
	{0, 0, 0, 0, 0, 0, 0}
};
/* clang-format on */


chat_large_t xmpp_chat_large(void)
{
	return (chat_large_t)large_find(&xmpp_chat_conf.message_large);
}


/* what comes from a loopback address cannot be relayed to a phone */
static struct socket_info *socket_choose(void)
{
	struct socket_info *si;

	for(si = udp_listen; si != NULL; si = si->next)
		if((si->flags & SI_IS_LO) == 0)
			return si;
	return udp_listen;
}


int xmpp_chat_socket(void)
{
	str *wanted = &xmpp_chat_conf.socket;

	if(xmpp_chat_conf.sock != NULL)
		return 0;
	xmpp_chat_conf.sock =
			wanted->len > 0 ? lookup_local_socket(wanted) : socket_choose();
	if(xmpp_chat_conf.sock != NULL && xmpp_chat_conf.sock->proto == PROTO_UDP)
		return 0;
	LM_ERR("Kamailio listens on no UDP socket%s%.*s, from which texts of XMPP "
		   "users are sent: add listen=udp:ADDRESS:PORT, or change the "
		   "parameter socket\n",
			wanted->len > 0 ? " " : "", STR_FMT(wanted));
	xmpp_chat_conf.sock = NULL;
	return -1;
}
