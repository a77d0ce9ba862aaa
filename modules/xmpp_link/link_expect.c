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
 * \brief xmpp_link :: components that other modules wait for
 *
 * Names are added in mod_init. A timer of the first worker runs once, some
 * seconds after its start, and logs each of them that has no stream.
 */

#include "../../core/dprint.h"

#include "link_expect.h"
#include "link_jid.h"
#include "link_stats.h"
#include "link_stream.h"
#include "link_worker.h"

enum
{
	EXPECT_MS = 10000 /* until a stream should be up */
};

static str expected[LINK_COMPONENTS_MAX];
static int expected_count = 0;


int xmpp_link_expect(const str *component)
{
	int i;

	for(i = 0; i < expected_count; i++)
		if(link_folded_equal(&expected[i], component))
			return 0;
	if(expected_count == LINK_COMPONENTS_MAX) {
		LM_ERR("no more than %d components are possible\n",
				LINK_COMPONENTS_MAX);
		return -1;
	}
	expected[expected_count++] = *component;
	return 0;
}


static void expect_report(xmpp_link_timer_t *t)
{
	char up[LINK_UP_TEXT_MAX + 1];
	int i;

	(void)t;
	xmpp_link_stream_up_names(up, sizeof(up));
	for(i = 0; i < expected_count; i++)
		if(!xmpp_link_stream_is_up(&expected[i]))
			LM_WARN("component %.*s has no stream; up: %s (parameter component "
					"here, [component] in jingle-sidecar.conf)\n",
					STR_FMT(&expected[i]), up[0] ? up : "none");
}


void xmpp_link_expect_start(void)
{
	static xmpp_link_timer_t timer;

	timer.run = expect_report;
	if(expected_count > 0)
		xmpp_link_timer_set(&timer, EXPECT_MS);
}
