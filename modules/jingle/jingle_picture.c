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
 * \brief jingle :: the phone is asked for a key frame
 *
 * Runs in the owner. A timer of the call begins when the phone's video starts
 * or is resumed, and sends an INFO with picture_fast_update (RFC 5168), once
 * more later. A phone that refuses it is not asked again in this call; the
 * timer stops with the call.
 */

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_picture.h"
#include "jingle_event.h"
#include "jingle_table.h"
#include "jingle_translation.h"
#include "jingle_recover.h"

enum
{
	TIMES = 2, /* asked for one picture */
	LATER = 4, /* times as long until the last */
};

static const char *const wanted =
		"<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n"
		"<media_control><vc_primitive><to_encoder><picture_fast_update/>"
		"</to_encoder></vc_primitive></media_control>\r\n";


/* runs in any process; a phone that refuses is not asked again */
static void key_frame_asked(struct cell *t, int type, struct tmcb_params *ps)
{
	jingle_call_t *c = *ps->param;

	(void)t;
	if(type & TMCB_DESTROY) {
		jingle_table_put(c);
		return;
	}
	if(ps->code >= 300)
		atomic_set(&c->no_pictures, 1);
	if(ps->code == 481) /* RFC 3261 section 12.2.1.2 */
		jingle_event_send(c, JINGLE_EV_DEAD, ps->code, NULL, NULL, 1);
}


static void key_frame_ask(jingle_call_t *c)
{
	char buf[1200];
	str hdrs, body;

	hdrs.s = buf;
	hdrs.len = jingle_dialog_contact(c, buf, sizeof(buf));
	if(hdrs.len < (int)sizeof(buf))
		hdrs.len += snprintf(buf + hdrs.len, sizeof(buf) - hdrs.len,
				"Content-Type: application/media_control+xml\r\n");
	if(hdrs.len >= (int)sizeof(buf))
		return;
	body.s = (char *)wanted;
	body.len = (int)strlen(wanted);
	LM_DBG("call %s: the phone is asked for a key frame\n", c->gr);
	jingle_dialog_send(c, "INFO", &hdrs, &body, key_frame_asked);
	jingle_recover_save(c);
}


/* is the client shown anything by the phone? */
static int is_seen(jingle_call_t *c)
{
	jingle_translation_t w;
	int yes;

	jingle_translation_init(&w);
	yes = jingle_translation_load(&w, c) == 0 && jingle_sdp.sdp_sees(&w.ctx);
	jingle_translation_done(&w);
	return yes;
}


static void key_frame_due(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t
							  - offsetof(jingle_call_t, picture_timer));

	if(c->state != JINGLE_ACTIVE || !atomic_get(&c->takes_info)
			|| atomic_get(&c->no_pictures) || !is_seen(c))
		return;
	key_frame_ask(c);
	if(++c->pictures < TIMES)
		jingle_link.timer_set(
				&c->picture_timer, JINGLE_CFG(picture_update) * LATER);
}


void jingle_picture_due(jingle_call_t *c)
{
	if(JINGLE_CFG(picture_update) == 0)
		return;
	c->pictures = 0;
	jingle_link.timer_stop(&c->picture_timer);
	c->picture_timer.run = key_frame_due;
	jingle_link.timer_set(&c->picture_timer, JINGLE_CFG(picture_update));
}
