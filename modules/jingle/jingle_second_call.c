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
 * \brief jingle :: a call to another phone for the XMPP user of a call
 *
 * Runs in the owner. Keeps nothing.
 */

#include "../../core/dprint.h"

#include "jingle_actions_to_sip.h"
#include "jingle_conf.h"
#include "jingle_second_call.h"
#include "jingle_table.h"


static int callid_set(jingle_call_t *c)
{
	char text[JINGLE_GR_LEN + 1];
	str id;

	jingle_link.random_text(text, JINGLE_GR_LEN);
	id.s = text;
	id.len = JINGLE_GR_LEN;
	return jingle_call_set(c, &c->dialog.callid, &id);
}


jingle_call_t *jingle_second_call(jingle_call_t *c, const str *uri)
{
	char buf[XMPP_GATEWAY_ADDR_URI_MAX];
	jingle_call_t *new;
	int full;
	str from;

	new = jingle_table_new(JINGLE_XMPP_TO_SIP, c->owner, &full);
	if(new == NULL) {
		if(full)
			LM_WARN("call %s: max_calls (%d) reached, it is not transferred\n",
					c->gr, JINGLE_CFG(max_calls));
		return NULL;
	}
	new->dialog.loc_cseq = 1;
	jingle_receive_info_own(new);
	if(jingle_gateway.addr_to_uri("sip", &c->bare, 0, buf, sizeof(buf), &from)
					< 0
			|| jingle_call_set(new, &new->dialog.loc_uri, &from) < 0
			|| jingle_call_set(new, &new->dialog.rem_uri, uri) < 0
			|| jingle_call_set(new, &new->target, uri) < 0
			|| callid_set(new) < 0) {
		LM_ERR("call %s: no new call can be made for its transfer\n", c->gr);
		jingle_table_put(new);
		return NULL;
	}
	return new;
}
