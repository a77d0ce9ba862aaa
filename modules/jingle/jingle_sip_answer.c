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
 * \brief jingle :: our answer to an offer of the phone's in the call
 *
 * Runs in the owner, for a re-INVITE or UPDATE whose transaction is suspended,
 * at once or when the client has decided about what it adds.
 */

#include "../../core/config.h"
#include "../../core/dprint.h"
#include "../../core/mem/mem.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_media_route.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_sip_answer.h"
#include "jingle_uas.h"

static char text_buf[BUF_SIZE]; /* a SIP message for an event route */


void jingle_sip_answer_code(jingle_call_t *c, const jingle_input_t *in,
		int code, const str *body, const char *hdrs)
{
	if(jingle_uas_reply_request(c, in->hash, in->label, code,
			   jingle_sdp.reason_phrase(code), body, hdrs)
			< 0)
		LM_DBG("call %s: the phone's request has no open transaction, no "
			   "response is sent\n",
				c->gr);
}


static int answer_give(jingle_call_t *c, const jingle_input_t *in,
		jingle_translation_t *w, str *body)
{
	str offer;

	if(jingle_dialog_body(&in->text, &offer) < 0
			|| !jingle_sdp.sdp_fits(&offer, body))
		return JINGLE_SIP_ANSWER_UNFIT;
	jingle_dialog_refresh(c, in->msg);
	jingle_dialog_refreshed(c, &in->text);
	jingle_translation_outlet(w, body, &in->text);
	jingle_sip_answer_code(c, in, 200, body, NULL);
	return 0;
}


int jingle_sip_answer(jingle_call_t *c, const jingle_input_t *in,
		jingle_translation_t *w, const str *sdp)
{
	str text, body;
	char *buf = NULL;
	int rc = JINGLE_SIP_ANSWER_NONE;

	text.s = text_buf;
	text.len = jingle_dialog_reply_text(
			c, in->msg, sdp, text_buf, sizeof(text_buf));
	if(text.len > 0 && text.len < (int)sizeof(text_buf)
			&& jingle_media_route_run(
					   c, JINGLE_ROUTE_ANSWER, &text, &body, &buf)
					   == 0
			&& body.len > 0)
		rc = answer_give(c, in, w, &body);
	if(buf != NULL)
		pkg_free(buf);
	return rc;
}
