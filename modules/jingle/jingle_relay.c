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
 * \brief jingle :: a media relay that does not answer is left alone
 *
 * A route that asks rtpengine waits for it, and with it all calls of its
 * worker. One that was slow to fail is the last for a while, in all workers:
 * what needs media fails at once then, ends go out, and their media are told
 * of later. After that one more asks. A relay that is gone refuses quickly:
 * that is not silence, and it is used as soon as it is back.
 */

#include "../../core/dprint.h"
#include "../../core/mem/shm.h"

#include "jingle_conf.h"
#include "jingle_relay.h"

enum
{
	SLOW = 300, /* ms a route takes to fail without the relay */
};

static struct relay
{
	volatile uint64_t until; /* ms, the link's clock; 0: it answers */
} *relay = NULL;


int jingle_relay_init(void)
{
	relay = shm_malloc(sizeof(*relay));
	if(relay == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	relay->until = 0;
	return 0;
}


void jingle_relay_destroy(void)
{
	if(relay != NULL)
		shm_free(relay);
	relay = NULL;
}


int jingle_relay_is_silent(void)
{
	return relay->until != 0 && jingle_link.now() < relay->until;
}


uint64_t jingle_relay_ask(void)
{
	uint64_t now = jingle_link.now();

	if(relay->until == 0)
		return now;
	if(now < relay->until)
		return 0;
	relay->until = now + JINGLE_RELAY_PAUSE; /* the others wait for this one */
	return now;
}


void jingle_relay_asked(uint64_t began, int failed)
{
	uint64_t now = jingle_link.now();

	if(failed && now - began >= SLOW) {
		if(relay->until == 0)
			LM_WARN("the media relay does not answer: new calls fail at once, "
					"it is asked again every %d s (event routes of "
					"jingle.cfg)\n",
					JINGLE_RELAY_PAUSE / 1000);
		relay->until = now + JINGLE_RELAY_PAUSE;
	} else if(relay->until != 0) {
		LM_NOTICE("the media relay answers again\n");
		relay->until = 0;
	}
}
