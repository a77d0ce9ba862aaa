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

#include <stdio.h>

#include "../../core/config.h"
#include "../../core/mem/mem.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_evroute.h"
#include "jingle_media_back.h"
#include "jingle_media_route.h"
#include "jingle_sip_offer.h"
#include "jingle_translation.h"

static char text_buf[BUF_SIZE]; /* a SIP message for an event route */


/* as if it had answered our offer by what it said last */
static int reply_write(jingle_call_t *c, char *buf, int cap)
{
	const jingle_sip_dialog_t *d = &c->dialog;

	return snprintf(buf, (size_t)cap,
			"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK%s\r\n"
			"From: <%.*s>;tag=%s\r\nTo: <%.*s>;tag=%.*s\r\n"
			"Call-ID: %.*s\r\nCSeq: %u INVITE\r\n"
			"Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%.*s",
			c->gr, STR_FMT(&d->loc_uri), d->loc_tag, STR_FMT(&d->rem_uri),
			STR_FMT(&d->rem_tag), STR_FMT(&d->callid), d->loc_cseq,
			c->phone.len, STR_FMT(&c->phone));
}


static int route_run(jingle_call_t *c, jingle_route_t route, int len)
{
	char *buf = NULL;
	str text, body;
	int rc;

	text.s = text_buf;
	text.len = len;
	if(len <= 0 || len >= (int)sizeof(text_buf))
		return -1;
	rc = jingle_media_route_run(c, route, &text, &body, &buf);
	if(buf != NULL)
		pkg_free(buf);
	return rc;
}


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
	if(c->phone.len > 0 && jingle_translation_load(&w, c) == 0
			&& jingle_sdp.sdp_current(&w.map, &w.ctx, JINGLE_BODY_OFFER, &sdp)
					   == 0
			&& route_run(c, JINGLE_ROUTE_INVITE,
					   jingle_dialog_text(c, "INVITE", 1, "application/sdp",
							   &sdp.body, text_buf, sizeof(text_buf)))
					   == 0)
		silent = route_run(c, JINGLE_ROUTE_REPLY,
						 reply_write(c, text_buf, sizeof(text_buf)))
				 == 0;
	jingle_translation_done(&w);
	context_back(c, !silent);
	if(!silent)
		jingle_sip_offer_wish(c, JINGLE_WISH_CURRENT);
}
