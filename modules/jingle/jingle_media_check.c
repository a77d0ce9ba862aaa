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
 * \brief jingle :: does anything arrive of both parties?
 *
 * OWNER. media_check seconds after the answer, once for a call. The route runs
 * on an OPTIONS whose Call-ID and From tag are the names of the media at
 * rtpengine: rtpengine_query_v() takes no flags, only those. Each check costs
 * a command to rtpengine; a worker whose last calls were all heard asks for
 * few.
 */

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/mem.h"

#include "jingle_conf.h"
#include "jingle_evroute.h"
#include "jingle_log.h"
#include "jingle_media_check.h"
#include "jingle_media_report.h"
#include "jingle_script.h"
#include "jingle_table.h"

enum
{
	FINE_FIRST = 10, /* calls in a row until few are asked for */
	FINE_LATER = 32, /* one of so many, then */
	TEXT_MAX = JINGLE_IDS_MEDIA_MAX + 256,
};

static unsigned fine; /* calls in a row whose media came, or went unasked */


static int text_write(const jingle_call_t *c, char *buf, int cap)
{
	return snprintf(buf, (size_t)cap,
			"OPTIONS sip:s1@media.invalid SIP/2.0\r\n"
			"Via: SIP/2.0/UDP media.invalid\r\n"
			"From: <sip:x@media.invalid>;tag=x\r\n"
			"To: <sip:s1@media.invalid>\r\n"
			"Call-ID: %.*s\r\n"
			"CSeq: 1 OPTIONS\r\n"
			"Content-Length: 0\r\n\r\n",
			STR_FMT(&c->media_id));
}


static void report_request(jingle_call_t *c)
{
	jingle_script_t script;
	char buf[TEXT_MAX], *changed = NULL;
	str text, body;

	text.s = buf;
	text.len = text_write(c, buf, sizeof(buf));
	if(text.len >= (int)sizeof(buf))
		return;
	jingle_script_begin(&script, c, NULL);
	jingle_script_run(
			JINGLE_ROUTE_MEDIA, &text, &c->dialog.rcv, NULL, &body, &changed);
	jingle_script_end(&script);
	if(changed != NULL)
		pkg_free(changed);
}


static void check_due(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t
							  - offsetof(jingle_call_t, media_check_timer));

	jingle_table_ref(c);
	if(c->state == JINGLE_ACTIVE && c->media_on)
		report_request(c);
	jingle_table_put(c);
}


void jingle_media_check_start(jingle_call_t *c)
{
	if(JINGLE_CFG(media_check) == 0 || !c->media_on
			|| !jingle_evroute_has(JINGLE_ROUTE_MEDIA))
		return;
	if(fine >= FINE_FIRST && fine++ % FINE_LATER != 0)
		return;
	c->media_check_timer.run = check_due;
	jingle_link.timer_set(
			&c->media_check_timer, JINGLE_CFG(media_check) * 1000);
}


/* nothing of a party that should send: 1 */
static int is_silent(const jingle_call_t *c,
		const jingle_media_received_t *received, const char *party,
		const str *who)
{
	if(!received->expected || received->packets > 0)
		return 0;
	LM_NOTICE("call %s: nothing has arrived of the media of %s %s, which "
			  "rtpengine awaits at UDP port %d; does a firewall let its ports "
			  "through (port-min to port-max of rtpengine.conf), and can the "
			  "%s reach its address? Call-ID %.*s\n",
			c->gr, party, jingle_log_text(who), received->port, party,
			STR_FMT(&c->dialog.callid));
	return 1;
}


int jingle_media_check_report(sip_msg_t *msg, const str *json)
{
	jingle_script_t *script = jingle_script_now();
	jingle_media_report_t report;
	jingle_call_t *c;
	jingle_leg_t *leg;
	int silent;

	(void)msg;
	if(script == NULL || jingle_evroute_now() != JINGLE_ROUTE_MEDIA) {
		LM_ERR("jingle_media_report() is for event_route[jingle:media]\n");
		return -1;
	}
	c = script->call;
	leg = jingle_call_leg(c);
	if(leg == NULL || jingle_media_report_read(json, &report) < 0) {
		LM_WARN("call %s: what rtpengine says of its media cannot be read: "
				"rtpengine_query_v(\"j\", ...) in event_route[jingle:media]\n",
				c->gr);
		return -1;
	}
	c->packets_x = report.of[JINGLE_SIDE_XMPP].packets;
	c->packets_sip = report.of[JINGLE_SIDE_SIP].packets;
	c->packets_known = 1;
	silent = is_silent(c, &report.of[JINGLE_SIDE_XMPP], "client", &leg->peer);
	silent |= is_silent(
			c, &report.of[JINGLE_SIDE_SIP], "phone", &c->dialog.rem_uri);
	fine = silent ? 0 : fine + 1;
	return 1;
}
