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
 * \brief xmpp_link :: a worker process from its start to its end
 *
 * Functions of other modules are added in mod_init and run at its start. Each
 * cycle of its loop ends with what the peers have to send. It runs until
 * Kamailio ends the process.
 */

#include "../../core/dprint.h"

#include "link_connection.h"
#include "link_expect.h"
#include "link_process.h"
#include "link_socket.h"
#include "link_stream.h"
#include "link_worker.h"

enum
{
	PROCESS_INITS = 16
};

static xmpp_link_worker_f process_inits[PROCESS_INITS];
static int process_inits_count = 0;


int xmpp_link_process_add(xmpp_link_worker_f f)
{
	if(process_inits_count == PROCESS_INITS) {
		LM_ERR("no more than %d modules can use on_worker\n", PROCESS_INITS);
		return -1;
	}
	process_inits[process_inits_count++] = f;
	return 0;
}


int xmpp_link_process_start(int index)
{
	int i;

	if(xmpp_link_worker_begin(index) != 0 || xmpp_link_stream_init() != 0
			|| xmpp_link_connections_init(xmpp_link_sockets_keep(index)) != 0)
		return -1;
	for(i = 0; i < process_inits_count; i++)
		if(process_inits[i](index) != 0)
			return -1;
	if(index == 0)
		xmpp_link_expect_start();
	return 0;
}


int xmpp_link_process_turn(void)
{
	if(xmpp_link_worker_turn() != 0)
		return -1;
	xmpp_link_connections_end_cycle();
	return 0;
}


int xmpp_link_process_run(int index)
{
	if(xmpp_link_process_start(index) != 0)
		return -1;
	while(xmpp_link_process_turn() == 0)
		;
	return -1;
}
