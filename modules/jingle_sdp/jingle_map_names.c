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
 * permission to link the code of this program with the OpenSSL library.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief jingle :: names and tables of the standards
 *
 * PURE.
 */

#include "jingle_map_core.h"

/* All tables are in the order of their enum. */

static const char *const actions[JINGLE_ACTIONS] = {"", "", "session-initiate",
		"session-accept", "session-info", "session-terminate", "content-add",
		"content-accept", "content-modify", "content-reject", "content-remove",
		"description-info", "security-info", "transport-info",
		"transport-accept", "transport-reject", "transport-replace",
		"source-add", "source-remove"};

static const char *const reasons[JINGLE_REASONS] = {"", "",
		"alternative-session", "busy", "cancel", "connectivity-error",
		"decline", "expired", "failed-application", "failed-transport",
		"general-error", "gone", "incompatible-parameters", "media-error",
		"security-error", "success", "timeout", "unsupported-applications",
		"unsupported-transports"};

static const char *const setups[JINGLE_SETUPS] = {
		"", "active", "passive", "actpass", "holdconn"};

static const char *const senders[] = {"none", "initiator", "responder", "both"};

/* clang-format off */
static const jingle_static_t statics[] = {
	[0] = {"PCMU", 8000, 1, 0},
	[3] = {"GSM", 8000, 1, 0},
	[4] = {"G723", 8000, 1, 0},
	[5] = {"DVI4", 8000, 1, 0},
	[6] = {"DVI4", 16000, 1, 0},
	[7] = {"LPC", 8000, 1, 0},
	[8] = {"PCMA", 8000, 1, 0},
	[9] = {"G722", 8000, 1, 0}, /* RFC 3551 section 4.5.2: not 16000 */
	[10] = {"L16", 44100, 2, 0},
	[11] = {"L16", 44100, 1, 0},
	[12] = {"QCELP", 8000, 1, 0},
	[13] = {"CN", 8000, 1, 0},
	[14] = {"MPA", 90000, 1, 0},
	[15] = {"G728", 8000, 1, 0},
	[16] = {"DVI4", 11025, 1, 0},
	[17] = {"DVI4", 22050, 1, 0},
	[18] = {"G729", 8000, 1, 0},
	[25] = {"CelB", 90000, 1, 1},
	[26] = {"JPEG", 90000, 1, 1},
	[28] = {"nv", 90000, 1, 1},
	[31] = {"H261", 90000, 1, 1},
	[32] = {"MPV", 90000, 1, 1},
	[33] = {"MP2T", 90000, 1, 1},
	[34] = {"H263", 90000, 1, 1},
};

static const jingle_quirks_t quirks[JINGLE_PEERS] = {
	[JINGLE_PEER_GENERIC] = {.name = "generic"},
	[JINGLE_PEER_CONVERSATIONS] = {.name = "conversations",
		.caps = "conversations", .trickle_option = 1, .keeps_contents = 1, .no_add = 1},
	[JINGLE_PEER_DINO] = {.name = "dino", .caps = "dino", .keeps_contents = 1,
		.mutes = 1, .no_keys = 1, .refusal = JINGLE_REFUSAL_OMIT},
	[JINGLE_PEER_GAJIM] = {.name = "gajim", .caps = "gajim",
		.refusal = JINGLE_REFUSAL_REMOVE},
	[JINGLE_PEER_LIBPURPLE] = {.name = "libpurple", .caps = "pidgin",
		.refusal = JINGLE_REFUSAL_REMOVE, .no_add = 1},
	[JINGLE_PEER_MONAL] = {.name = "monal", .caps = "monal",
		.trickle_option = 1, .keeps_contents = 1, .no_modify = 1,
		.proceed_late = 1, .no_add = 1},
	[JINGLE_PEER_MOVIM] = {.name = "movim", .caps = "movim",
		.keeps_contents = 1, .one_transport = 1, .no_modify = 1,
		.ends_by_jid = 1, .reversed = 1, .no_add = 1},
	[JINGLE_PEER_PSI] = {.name = "psi", .caps = "psi-",
		.no_modify = 1, .refusal = JINGLE_REFUSAL_OMIT, .no_add = 1},
	[JINGLE_PEER_QXMPP] = {.name = "qxmpp", .caps = "qxmpp", .opus_upper = 1,
		.keeps_contents = 1, .no_modify = 1},
	[JINGLE_PEER_SISKIN] = {.name = "siskin", .caps = "tigase",
		.keeps_contents = 1, .no_modify = 1, .no_add = 1},
	[JINGLE_PEER_STANZA] = {.name = "stanza", .caps = "stanza",
		.rtcp_rsize = 1, .bare_param = 1, .msid_stream = 1, .gathering = 1,
		.no_modify = 1, .no_add = 1},
	[JINGLE_PEER_UNKNOWN] = {.name = "unknown", .keeps_contents = 1,
		.no_modify = 1, .no_add = 1},
};
/* clang-format on */

static int name_find(const char *const *names, int n, const str *name)
{
	int i;

	for(i = 0; i < n; i++)
		if(*names[i] && jingle_str_is(name, names[i], strlen(names[i])))
			return i;
	return -1;
}

const char *jingle_reason_name(jingle_reason_t reason)
{
	return (unsigned)reason < JINGLE_REASONS ? reasons[reason] : "";
}

jingle_reason_t jingle_reason_find(const str *name)
{
	int i = name_find(reasons, JINGLE_REASONS, name);

	return i < 0 ? JINGLE_REASON_UNKNOWN : (jingle_reason_t)i;
}

const char *jingle_action_name(jingle_action_t action)
{
	return (unsigned)action < JINGLE_ACTIONS ? actions[action] : "";
}

jingle_action_t jingle_action_find(const str *name)
{
	int i = name_find(actions, JINGLE_ACTIONS, name);

	return i < 0 ? JINGLE_ACTION_UNKNOWN : (jingle_action_t)i;
}

const char *jingle_setup_name(jingle_setup_t setup)
{
	return (unsigned)setup < JINGLE_SETUPS ? setups[setup] : "";
}

jingle_setup_t jingle_setup_find(const str *name)
{
	int i = name_find(setups, JINGLE_SETUPS, name);

	return i < 0 ? JINGLE_SETUP_NONE : (jingle_setup_t)i;
}

const char *jingle_senders_name(int s)
{
	return senders[s & JINGLE_SENDERS_BOTH];
}

int jingle_senders_find(const str *name)
{
	return name_find(senders, 4, name);
}

const char *jingle_party_name(jingle_party_t p)
{
	return p == JINGLE_RESPONDER ? "responder" : "initiator";
}

const jingle_quirks_t *jingle_quirks(jingle_peer_t peer)
{
	return &quirks[(unsigned)peer < JINGLE_PEERS ? peer : JINGLE_PEER_GENERIC];
}

const char *jingle_peer_name(jingle_peer_t peer)
{
	return jingle_quirks(peer)->name;
}

int jingle_peer_find(const str *name)
{
	int i;

	for(i = 0; i < JINGLE_PEERS; i++)
		if(jingle_str_like(name, quirks[i].name, strlen(quirks[i].name)))
			return i;
	return -1;
}

jingle_peer_t jingle_peer_by_caps(const str *node)
{
	int i, at;

	for(i = 0; i < JINGLE_PEERS; i++) {
		int n = quirks[i].caps ? (int)strlen(quirks[i].caps) : 0;
		for(at = 0; n && at + n <= node->len; at++)
			if(strncasecmp(node->s + at, quirks[i].caps, (size_t)n) == 0)
				return (jingle_peer_t)i;
	}
	return JINGLE_PEER_GENERIC;
}

const jingle_static_t *jingle_static_find(int id)
{
	if(id < 0 || id >= (int)(sizeof(statics) / sizeof(statics[0])))
		return NULL;
	return statics[id].name ? &statics[id] : NULL;
}
