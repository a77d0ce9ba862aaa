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
 * \brief jingle :: a phone refers its call to another party
 *
 * Runs in the owner, for a REFER in the dialog (RFC 3515): reads whom the call
 * is to go to. Keeps nothing.
 */

#include "../../core/dprint.h"
#include "../xmpp_link/link_log.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_log.h"
#include "jingle_refer.h"
#include "jingle_refer_to.h"
#include "jingle_uas.h"


static void reply(jingle_call_t *c, const jingle_input_t *in, int code)
{
	if(jingle_uas_reply_request(c, in->hash, in->label, code,
			   jingle_sdp.reason_phrase(code), NULL, NULL)
			< 0)
		LM_DBG("call %s: the phone's REFER has no open transaction, no "
			   "response is sent\n",
				c->gr);
}


/* the only one; r is its short form. 0, or the status to refuse it with */
static int refer_read(
		const jingle_input_t *in, jingle_refer_to_t *to, char *buf, int cap)
{
	static const str domain = str_init("invalid");
	str value, more;

	if(jingle_dialog_header(in->msg, "Refer-To", &value) < 0
			&& jingle_dialog_header(in->msg, "r", &value) < 0)
		return 400;
	if(jingle_dialog_header_nth(in->msg, "Refer-To", 1, &more) == 0
			|| jingle_dialog_header_nth(in->msg, "r", 1, &more) == 0)
		return 400;
	return jingle_refer_to_read(&value, &domain, to, buf, cap);
}


void jingle_refer_take(jingle_call_t *c, const jingle_input_t *in)
{
	char buf[2 * JINGLE_REFER_TO_MAX];
	jingle_refer_to_t to;
	int code = refer_read(in, &to, buf, sizeof(buf));

	if(code == 0)
		code = 603;
	LINK_LOG(LM_INFO, "call %s: the phone's REFER is refused (%d)\n", c->gr,
			code);
	reply(c, in, code);
}
