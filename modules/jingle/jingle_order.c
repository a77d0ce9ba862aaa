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
 * \brief jingle :: what an operator has done in a call that is up
 *
 * Runs in the owner, for an event that an RPC command has posted: as if the
 * XMPP user's client had said it. Keeps nothing.
 */

#include <string.h>

#include "../../core/dprint.h"

#include "jingle_dtmf.h"
#include "jingle_event.h"
#include "jingle_order.h"
#include "jingle_press.h"
#include "jingle_refer_out.h"
#include "jingle_sip_modify.h"


static void order_hold(jingle_call_t *c, jingle_info_t info)
{
	jingle_leg_t *leg = jingle_call_leg(c);
	jingle_translation_t w;
	jingle_session_t js;
	jingle_input_t in;

	if(leg == NULL)
		return;
	memset(&js, 0, sizeof(js));
	js.action = JINGLE_SESSION_INFO;
	js.info = info;
	js.sid = leg->sid;
	memset(&in, 0, sizeof(in));
	in.ev = JINGLE_EV_INFO;
	in.leg = leg;
	in.from = &leg->peer;
	in.session = &js;
	in.translation = &w;
	jingle_translation_init(&w);
	jingle_do_info(c, &in);
	jingle_translation_done(&w);
}


static void order_transfer(jingle_call_t *c, const str *target)
{
	jingle_refer_ask_t ask;
	const char *why;

	memset(&ask, 0, sizeof(ask));
	ask.target = *target;
	why = jingle_refer_out(c, &ask);
	if(why != NULL)
		LM_INFO("call %s: jingle.transfer is refused: %s\n", c->gr, why);
}


int jingle_do_order(jingle_call_t *c, const jingle_input_t *in)
{
	switch(in->code) {
		case JINGLE_ORDER_KEYS:
			if(jingle_press(c, &in->text, JINGLE_DTMF_TYPED, NULL) < 0)
				LM_INFO("call %s: keys of jingle.dtmf are refused: too many "
						"wait\n",
						c->gr);
			break;
		case JINGLE_ORDER_HOLD:
			order_hold(c, JINGLE_INFO_HOLD);
			break;
		case JINGLE_ORDER_RESUME:
			order_hold(c, JINGLE_INFO_UNHOLD);
			break;
		case JINGLE_ORDER_TRANSFER:
			order_transfer(c, &in->text);
			break;
		default:
			break;
	}
	return 0;
}
