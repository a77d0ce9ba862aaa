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
 * \brief jingle :: media at the relay are as they were
 *
 * Runs in the owner, when the relay was told of an offer that came to nothing:
 * one to another phone, or one of the phone's that has no answer. One more offer
 * and answer, of what both have said last, take its place
 * (event_route[jingle:invite] and [jingle:reply]). No party hears of it. Keeps
 * nothing.
 */

#include "jingle_conf.h"
#include "jingle_media_back.h"
#include "jingle_media_route.h"
#include "jingle_sip_offer.h"
#include "jingle_translation.h"


/* our offer counts for nothing; ask: the next one goes out whatever it says */
static void context_back(jingle_call_t *c, int ask)
{
	jingle_translation_t w;

	jingle_translation_init(&w);
	if(jingle_translation_load(&w, c) == 0) {
		w.ctx.pending = JINGLE_PENDING_NONE;
		if(ask)
			w.ctx.sdp_digest = 0;
		jingle_translation_save(&w, c);
	}
	jingle_translation_done(&w);
}


void jingle_media_back(jingle_call_t *c)
{
	jingle_translation_t w;
	jingle_sdp_t sdp;
	int silent = 0;

	jingle_translation_init(&w); /* of which nothing is kept */
	if(jingle_translation_load(&w, c) == 0
			&& jingle_sdp.sdp_current(&w.map, &w.ctx, JINGLE_BODY_OFFER, &sdp)
					   == 0)
		silent = jingle_media_route_repeat(c, &sdp.body) == 0;
	jingle_translation_done(&w);
	context_back(c, !silent);
	if(!silent)
		jingle_sip_offer_wish(c, JINGLE_WISH_CURRENT);
}
