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
 * \brief jingle :: an offer in place of one that a phone has not made
 *
 * Runs in the process that the INVITE came to. Keeps nothing, but that the INVITE
 * in the call is not as it came (offerless).
 */

#include "../../core/dprint.h"
#include "../xmpp_link/link_log.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_stand_in.h"
#include "jingle_translation.h"


int jingle_stand_in_take(jingle_call_t *c)
{
	jingle_translation_t w;
	str body, text;
	int rc = -1;

	if(jingle_dialog_body(&c->invite, &body) == 0)
		return 0;
	jingle_translation_init(&w);
	jingle_translation_new(&w, JINGLE_RESPONDER);
	/* where it would be: no address at all would be a hold */
	if(jingle_sdp.sdp_stand_in(
			   &w.map, ip_addr2a(&c->dialog.rcv.src_ip), w.ctx.sdp_id, &body)
					== 0
			&& jingle_sdp.sdp_intake_message(
					   &w.map, NULL, &c->invite, &body, &text)
					   == 0)
		rc = jingle_call_set(c, &c->invite, &text);
	jingle_translation_done(&w);
	if(rc < 0) {
		LINK_LOG(LM_ERR, "call %s: no memory for an offer of ours\n", c->gr);
		return 503;
	}
	c->offerless = 1;
	return 0;
}
