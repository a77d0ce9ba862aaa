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
 * \brief jingle :: the parameters' names, and which values they take
 *
 * What a value is worth beside others', or once Kamailio's sockets are known,
 * is looked at when it starts: jingle_conf.c.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/resolve.h"
#include "../xmpp_link/link_param.h"

#include "jingle_conf.h"
#include "jingle_param.h"

#define LINK_PARAM_GROUP cfg_group_jingle
#define LINK_PARAM_DEFAULTS jingle_numbers

/* does it look like a UDP socket? Whether it is one is seen later */
static int socket_check(const char *name, const str *value)
{
	char *host;
	int len, port, proto;

	if(value->len == 0)
		return 0;
	if(parse_phostport(value->s, &host, &len, &port, &proto) < 0) {
		LM_ERR("parameter %s: %.*s is no address; write it as in listen, "
			   "udp:192.0.2.1:5060\n",
				name, STR_FMT(value));
		return -1;
	}
	if(proto != PROTO_UDP && proto != PROTO_NONE) {
		LM_ERR("parameter %s: %.*s is not a UDP socket\n", name,
				STR_FMT(value));
		return -1;
	}
	return 0;
}


static int proceed_check(const char *name, const str *value)
{
	static const char *const words[] = {"by_client", "at_once", "answered"};
	int i;

	for(i = 0; i < 3; i++)
		if(value->len == (int)strlen(words[i])
				&& memcmp(value->s, words[i], (size_t)value->len) == 0) {
			jingle_conf.proceed_when = (jingle_proceed_t)i;
			return 0;
		}
	LM_ERR("parameter %s: %.*s is none of by_client, at_once, answered\n", name,
			STR_FMT(value));
	return -1;
}


/* Who we are is said to xmpp_gateway; what an older configuration says here is
 * handed over. */
static int adopt(const char *name, modparam_t type, void *value)
{
	xmpp_gateway_api_t gateway;

	if(xmpp_gateway_load_api(&gateway) < 0) {
		LM_ERR("parameter %s is one of xmpp_gateway: write loadmodule "
			   "\"xmpp_gateway.so\" before that of jingle, and "
			   "modparam(\"xmpp_gateway\", \"%s\", ...) in the place of this "
			   "line\n",
				name, name);
		return -1;
	}
	return gateway.adopt("jingle", name, type, value);
}


#define ADOPT(name, kind)                               \
	static int set_##name(modparam_t type, void *value) \
	{                                                   \
		return adopt(#name, type, value);               \
	}
#define ADOPT_ROW(name, kind) \
	{#name, kind | PARAM_USE_FUNC, (void *)set_##name},


static int set_decline_code(modparam_t type, void *value)
{
	int code = (int)(long)value;

	(void)type;
	if(code != 486 && code != 603) {
		LM_ERR("parameter decline_code is %d, must be 486 or 603\n", code);
		return -1;
	}
	jingle_numbers.decline_code = code;
	return 0;
}


/* clang-format off */
#define STRINGS(X) \
	X(socket, jingle_conf.socket, socket_check) \
	X(event_callback, jingle_conf.event_callback, NULL) \
	X(db_url, jingle_conf.db_url, link_param_url) \
	X(table, jingle_conf.table, link_param_table) \
	X(proceed, jingle_conf.proceed, proceed_check)

#define START_NUMBERS(X) \
	X(hash_size, hash_size, 4, 20, \
		"slots of the table, as an exponent of 2") \
	X(store_age, store_age, 60, 31536000, \
		"seconds after which a call in the database is too old to continue")

/* in the table of parameters it has a function of its own */
#define DECLINE_CODE(X) \
	X(decline_code, decline_code, 486, 603, \
		"SIP status of a call that the user declines")

/* An operator turns them while Kamailio runs. Of max_stanza_bytes and on: below
 * the least no usual call gets through */
#define NUMBERS(X) \
	X(max_calls, max_calls, 1, 1000000, \
		"calls at a time") \
	X(max_calls_per_user, max_calls_per_user, 1, 1000000, \
		"calls of one XMPP user at a time") \
	X(max_calls_per_caller, max_calls_per_caller, 1, 1000000, \
		"calls of one SIP caller to one XMPP user at a time") \
	X(max_calls_foreign, max_calls_foreign, 0, 1000000, \
		"calls that users of foreign domains make at a time") \
	X(max_calls_per_domain, max_calls_per_domain, 0, 1000000, \
		"calls of the users of each foreign domain at a time") \
	X(ring_time, ring_time, 1, 170, \
		"seconds until an unanswered call is given up") \
	X(ring_grace, ring_grace, 0, 60000, \
		"milliseconds until a caller gets 180 without a ringing") \
	X(early_accept, early_accept, 0, 1, \
		"is a phone's SDP before its answer said to the client?") \
	X(transfer_time, transfer_time, 1, 170, \
		"seconds until an unanswered transfer is given up") \
	X(max_transfers, max_transfers, 0, 1000, \
		"REFERs of one call that are looked at") \
	X(proceed_time, proceed_time, 1, 300, \
		"seconds from our proceed to the session-initiate") \
	X(propose_age, propose_age, 1, 60, \
		"seconds after which a propose is too late") \
	X(ping_interval, ping_interval, 0, 86400, \
		"seconds between two checks of an answered call") \
	X(ping_phones, ping_phones, 0, 1, \
		"whether phones are checked, too") \
	X(media_check, media_check, 0, 3600, \
		"seconds after the answer until the media are looked at") \
	X(session_expires, session_expires, 0, 86400, \
		"seconds until a SIP session must be refreshed") \
	X(min_se, min_se, 1, 86400, \
		"seconds that a SIP session lasts at least") \
	X(picture_update, picture_update, 0, 10000, \
		"milliseconds until a phone is asked for a key frame") \
	X(request_time, request_time, 500, 30000, \
		"milliseconds for the answer to a request in a dialog") \
	X(chat_digits, chat_digits, 0, 1, \
		"whether keys may be typed in the chat of a call") \
	X(add_time, add_time, 1, 60, \
		"seconds that a client may think of a stream that the phone adds") \
	X(second_call, second_call, 0, 1, \
		"whether a caller may call a user twice at a time") \
	X(store_interval, store_interval, 0, 10000, \
		"milliseconds between two writes to the database") \
	X(max_stanza_bytes, limits.bytes, 4096, 16777216, \
		"bytes of a stanza or SDP") \
	X(max_depth, limits.depth, 8, 256, \
		"depth of elements in a stanza") \
	X(max_attribute, limits.attribute, 256, 65536, \
		"bytes of an attribute or a line") \
	X(max_elements, limits.elements, 64, 1000000, \
		"elements of a stanza") \
	X(max_contents, limits.contents, 1, 256, \
		"contents or m= lines") \
	X(max_payloads, limits.payloads, 1, 128, \
		"codecs of a content") \
	X(max_params, limits.params, 1, 1024, \
		"parameters of a codec") \
	X(max_feedback, limits.feedback, 0, 1024, \
		"feedback types of a content or codec") \
	X(max_hdrexts, limits.hdrexts, 0, 1024, \
		"header extensions of a content") \
	X(max_sources, limits.sources, 0, 65536, \
		"sources of a content") \
	X(max_candidates, limits.candidates, 1, 65536, \
		"ICE candidates of a content")

#define ADOPTED(X) \
	X(component, PARAM_STR) \
	X(resource, PARAM_STR) \
	X(sip_domain, PARAM_STR) \
	X(trunk_domains, PARAM_STR) \
	X(local_domains, PARAM_STR) \
	X(fold_users, PARAM_INT)

ADOPTED(ADOPT)
STRINGS(LINK_PARAM_STR)
START_NUMBERS(LINK_PARAM_INT)
NUMBERS(LINK_PARAM_INT)

enum
{
	START_NUMBERS(LINK_PARAM_PLACE)
	DECLINE_CODE(LINK_PARAM_PLACE)
	NUMBERS(LINK_PARAM_PLACE)
};
START_NUMBERS(LINK_PARAM_IN_ORDER)
DECLINE_CODE(LINK_PARAM_IN_ORDER)
NUMBERS(LINK_PARAM_IN_ORDER)

param_export_t jingle_params[] = {
	STRINGS(LINK_PARAM_STR_ROW)
	START_NUMBERS(LINK_PARAM_INT_ROW)
	NUMBERS(LINK_PARAM_INT_ROW)
	ADOPTED(ADOPT_ROW)
	{"decline_code", PARAM_INT | PARAM_USE_FUNC, (void *)set_decline_code},
	{0, 0, 0}
};

cfg_def_t jingle_cfg_def[] = {
	START_NUMBERS(LINK_PARAM_CFG_START_ROW)
	DECLINE_CODE(LINK_PARAM_CFG_START_ROW)
	NUMBERS(LINK_PARAM_CFG_ROW)
	{0, 0, 0, 0, 0, 0, 0}
};
/* clang-format on */
