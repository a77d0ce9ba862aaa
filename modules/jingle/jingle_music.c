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
 * \brief jingle :: a phone that the XMPP user holds hears music
 *
 * Runs in the owner. Whether something is played is in the call; it is not
 * stored: after a restart the next answer in the call has the route run once in
 * any case. Without the route nothing is looked at.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/mem.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_evroute.h"
#include "jingle_music.h"
#include "jingle_script.h"
#include "jingle_translation.h"

enum
{
	TEXT_MAX = 8192,
	UNKNOWN = -1,
};


static int phone_waits(jingle_call_t *c)
{
	jingle_translation_t w;
	int yes;

	jingle_translation_init(&w);
	yes = jingle_translation_load(&w, c) == 0 && jingle_sdp.sdp_waits(&w.ctx);
	jingle_translation_done(&w);
	return yes;
}


static void route_run(jingle_call_t *c)
{
	char buf[TEXT_MAX], *changed = NULL;
	jingle_script_t script;
	str text, body;

	text.s = buf;
	text.len =
			jingle_dialog_text(c, "OPTIONS", 0, NULL, NULL, buf, sizeof(buf));
	if(text.len >= (int)sizeof(buf)) {
		LM_INFO("call %s: a request for event_route[jingle:hold] does not fit "
				"into %d bytes\n",
				c->gr, (int)sizeof(buf));
		return;
	}
	jingle_dialog_to_tag_cut(&text);
	jingle_script_begin(&script, c, NULL);
	if(jingle_script_run(
			   JINGLE_ROUTE_HOLD, &text, &c->dialog.rcv, NULL, &body, &changed)
					< 0
			|| script.rejected)
		LM_INFO("call %s: event_route[jingle:hold] has failed, the phone hears "
				"%s\n",
				c->gr, c->music ? "nothing while it is held" : "what it heard");
	jingle_script_end(&script);
	if(changed != NULL)
		pkg_free(changed);
}


void jingle_music_changed(jingle_call_t *c)
{
	int waits;

	if(!c->media_on || c->state != JINGLE_ACTIVE
			|| !jingle_evroute_has(JINGLE_ROUTE_HOLD))
		return;
	waits = phone_waits(c);
	if(waits == c->music)
		return;
	c->music = waits;
	route_run(c);
}


void jingle_music_recall(jingle_call_t *c)
{
	c->music = UNKNOWN;
}
