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
 * \brief jingle :: the operator's event routes for media
 *
 * Runs in the owner, and blocks as long as the route does: gives a SIP message
 * to the route, in which rtpengine rewrites the body, and returns that body.
 * Whether the media relay holds media of the call is kept in the call;
 * event_route[jingle:end] gives them back, later if the relay does not answer
 * now.
 */

#include <stddef.h>
#include <string.h>

#include "../../core/config.h"
#include "../../core/dprint.h"
#include "../../core/mem/mem.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_media_route.h"
#include "jingle_relay.h"
#include "jingle_script.h"
#include "jingle_table.h"
#include "jingle_uac.h"

enum
{
	END_TRIES = 30, /* rtpengine's own time-out is 60 s by default */
};

static char text_buf[BUF_SIZE]; /* tags may be as long as a message */


int jingle_media_route_run(jingle_call_t *c, jingle_route_t route,
		const str *text, str *body, char **buf)
{
	jingle_script_t script;
	int rc;

	jingle_script_begin(&script, c, NULL);
	rc = jingle_script_run(route, text, &c->dialog.rcv, NULL, body, buf);
	jingle_script_end(&script);
	return rc < 0 || script.rejected ? -1 : 0;
}


int jingle_media_route_invite(
		jingle_call_t *c, const str *uri, const str *sdp, str *body, char **buf)
{
	jingle_script_t script;
	str text;
	int rc;

	*buf = NULL;
	text.s = text_buf;
	text.len = jingle_uac_invite_text(c, uri, sdp, text_buf, sizeof(text_buf));
	if(text.len >= (int)sizeof(text_buf))
		return -1;
	jingle_script_begin(&script, c, NULL);
	rc = jingle_script_run(
			JINGLE_ROUTE_INVITE, &text, &c->dialog.rcv, NULL, body, buf);
	jingle_script_end(&script);
	if(!c->media_on)
		c->media_by = JINGLE_SIDE_XMPP;
	c->media_on = 1;
	return rc < 0 || script.rejected || body->len <= 0 ? -1 : 0;
}


int jingle_media_route_reinvite(
		jingle_call_t *c, const str *sdp, str *body, char **buf)
{
	str text;

	*buf = NULL;
	text.s = text_buf;
	text.len = jingle_dialog_text(
			c, "INVITE", 1, "application/sdp", sdp, text_buf, sizeof(text_buf));
	if(text.len >= (int)sizeof(text_buf)
			|| jingle_media_route_run(c, JINGLE_ROUTE_INVITE, &text, body, buf)
					   < 0
			|| body->len <= 0)
		return -1;
	return 0;
}


int jingle_media_route_repeat(jingle_call_t *c, const str *sdp)
{
	char *buf = NULL;
	str text, body;
	int rc = c->phone.len > 0 ? jingle_media_route_reinvite(c, sdp, &body, &buf)
							  : -1;

	if(buf != NULL)
		pkg_free(buf);
	buf = NULL;
	text.s = text_buf;
	if(rc == 0) {
		text.len = jingle_dialog_answer_text(
				c, &c->phone, text_buf, sizeof(text_buf));
		rc = text.len < (int)sizeof(text_buf) ? jingle_media_route_run(
					 c, JINGLE_ROUTE_REPLY, &text, &body, &buf)
											  : -1;
	}
	if(buf != NULL)
		pkg_free(buf);
	return rc;
}


static void media_end_due(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t - offsetof(jingle_call_t, media_timer));

	jingle_media_route_end(c);
	jingle_table_put(c);
}


/* the relay does not answer: both parties have their end without it. 0: it
 * will time out by itself without media */
static int media_end_later(jingle_call_t *c)
{
	if(c->media_tries++ >= END_TRIES)
		return 0;
	c->media_timer.run = media_end_due;
	jingle_table_ref(c);
	if(jingle_link.timer_set(&c->media_timer, JINGLE_RELAY_PAUSE + 10) == 0)
		return 1;
	jingle_table_put(c);
	return 0;
}


void jingle_media_route_end(jingle_call_t *c)
{
	str s, body;
	jingle_script_t script;
	char *buf;

	if(!c->media_on || !jingle_evroute_has(JINGLE_ROUTE_END))
		return;
	if(c->state == JINGLE_ENDED && jingle_relay_is_silent()
			&& media_end_later(c))
		return;
	c->media_on = 0;
	s.s = text_buf;
	/* with a tag in From, for rtpengine's module reads it whatever it is told */
	s.len = jingle_dialog_text(c, "BYE",
			jingle_call_peer_offered(c) || c->dialog.rem_tag.len <= 0, NULL,
			NULL, text_buf, sizeof(text_buf));
	if(s.len >= (int)sizeof(text_buf)) {
		LM_WARN("call %s: addresses too long for event_route[jingle:end], the "
				"media relay is not told of its end\n",
				c->gr);
		return;
	}
	jingle_script_begin(&script, c, NULL);
	jingle_script_run(JINGLE_ROUTE_END, &s, &c->dialog.rcv, NULL, &body, &buf);
	jingle_script_end(&script);
	if(buf != NULL)
		pkg_free(buf);
}
