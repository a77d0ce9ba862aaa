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
 *
 * Set by the core while kamailio.cfg is read, each checked at once. Texts do not
 * change after the start; numbers are in Kamailio's configuration framework
 * then, and every process reads its own copy (LINK_CFG).
 */

#include "../../core/dprint.h"

#include "link_config.h"
#include "link_list.h"
#include "link_param.h"
#include "link_proto.h"
#include "link_users.h"

link_config_t xmpp_link_config = {
		.socket = str_init("/run/kamailio/xmpp_link"),
};

struct cfg_group_xmpp_link xmpp_link_numbers = {
		.workers = 4,
		.socket_mode = 0660,
		.peers = 16,
		.window = LINK_WINDOW,
		.window_bytes = LINK_WINDOW_BYTES,
		.stanza_max_in = LINK_STANZA_MAX_IN,
		.stanza_max_out = LINK_STANZA_MAX_OUT,
		.task_queue = 8192,
		.hold_bytes = 4 * 1024 * 1024,
		.hold_seconds = 15,
		.iq_timeout = 20,
		.iq_timeout_remote = 60,
		.iqs = 16384,
		.ping_interval = 15,
		.slow_run = 100,
};

void *xmpp_link_cfg = &xmpp_link_numbers;

#define LINK_PARAM_GROUP cfg_group_xmpp_link
#define LINK_PARAM_DEFAULTS xmpp_link_numbers

enum
{
	CONFIG_PATH_MAX = 100 /* sun_path holds 108 bytes: path, ".63", NUL */
};


static int path_check(const char *name, const str *value)
{
	if(value->len >= 1 && value->len <= CONFIG_PATH_MAX)
		return 0;
	LM_ERR("parameter %s has %d characters, must have 1 to %d\n", name,
			value->len, CONFIG_PATH_MAX);
	return -1;
}


/* clang-format off */
#define STRINGS(X) \
	X(socket, xmpp_link_config.socket, path_check) \
	X(user, xmpp_link_config.user, xmpp_link_user_check) \
	X(group, xmpp_link_config.group, xmpp_link_group_check) \
	X(peer_users, xmpp_link_config.peer_users, xmpp_link_users_check) \
	X(local_domains, xmpp_link_config.local_domains, link_param_domains) \
	X(event_callback, xmpp_link_config.event_callback, NULL)

#define START_NUMBERS(X) \
	X(workers, workers, 1, LINK_WORKERS_MAX, \
		"worker processes") \
	X(socket_mode, socket_mode, 0600, 0777, \
		"permission bits of the sockets") \
	X(peers, peers, 1, 64, \
		"sidecars connected to a worker") \
	X(window, window, 1, 65536, \
		"stanzas unanswered on a connection") \
	X(window_bytes, window_bytes, 65536, 268435456, \
		"bytes of XML unanswered on a connection") \
	X(stanza_max_in, stanza_max_in, 1024, 16777216, \
		"bytes of a stanza from the sidecar") \
	X(stanza_max_out, stanza_max_out, 1024, 16777216, \
		"bytes of a stanza to the sidecar") \
	X(task_queue, task_queue, 16, 16777216, \
		"tasks that wait for a worker")

/* an operator turns them while Kamailio runs */
#define NUMBERS(X) \
	X(hold_bytes, hold_bytes, 0, 1073741824, \
		"bytes of XML that wait in each worker") \
	X(hold_seconds, hold_seconds, 0, 3600, \
		"seconds that a stanza waits for a stream") \
	X(iq_timeout, iq_timeout, 1, 3600, \
		"seconds that an iq to a local domain waits for its answer") \
	X(iq_timeout_remote, iq_timeout_remote, 1, 3600, \
		"seconds that an iq to another domain waits for its answer") \
	X(iqs, iqs, 16, 16777216, \
		"iqs of ours that are open in each worker") \
	X(ping_interval, ping_interval, 1, 3600, \
		"seconds after which a silent sidecar is asked") \
	X(slow_run, slow_run, 0, 60000, \
		"milliseconds after which a handler is logged as slow")

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

param_export_t xmpp_link_params[] = {
	STRINGS(LINK_PARAM_STR_ROW)
	START_NUMBERS(LINK_PARAM_INT_ROW)
	NUMBERS(LINK_PARAM_INT_ROW)
	{0, 0, 0}
};

cfg_def_t xmpp_link_cfg_def[] = {
	START_NUMBERS(LINK_PARAM_CFG_START_ROW)
	NUMBERS(LINK_PARAM_CFG_ROW)
	{0, 0, 0, 0, 0, 0, 0}
};
/* clang-format on */


int xmpp_link_local_domains(const str *domains)
{
	str *own = &xmpp_link_config.local_domains;

	if(domains->len > 0 && own->len > 0 && !link_list_same(own, domains)) {
		LM_ERR("modparam(\"xmpp_link\", \"local_domains\", \"%.*s\") and "
			   "modparam(\"xmpp_gateway\", \"local_domains\", \"%.*s\") "
			   "differ: "
			   "take the line of xmpp_link out, that of xmpp_gateway counts\n",
				STR_FMT(own), STR_FMT(domains));
		return -1;
	}
	if(own->len > 0)
		LM_WARN("modparam(\"xmpp_link\", \"local_domains\", \"%.*s\") is not "
				"needed beside xmpp_gateway: take the line out\n",
				STR_FMT(own));
	if(domains->len > 0)
		*own = *domains;
	return 0;
}
