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
 * \brief jingle :: the user of ours whose phone it is
 *
 * Runs in the SIP worker. What the script says before there is a call is kept
 * until the next message; of an INVITE of ours it goes into the call, once, under
 * the call's lock.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/locking.h"

#include "jingle_ids.h"
#include "jingle_log.h"
#include "jingle_phone_user.h"
#include "jingle_shm.h"
#include "jingle_sip_own_invite.h"
#include "jingle_table.h"

static char buf[JINGLE_IDS_USER_MAX];
static str said;		 /* in buf */
static unsigned said_of; /* id of the message */


/* a phone that is called once more, by another branch, changes nothing */
static void call_set(jingle_call_t *c, const str *user)
{
	if(c->phone_user.len <= 0
			&& jingle_shm_replace(c->dialog.lock, &c->phone_user, user) < 0)
		LM_ERR("call %s: no memory for the user of its phone\n", c->gr);
}


int jingle_phone_user(sip_msg_t *msg, const str *user)
{
	jingle_call_t *c;

	if(!jingle_ids_user(user)) {
		LM_ERR("jingle_phone_user: %s is no user@domain\n",
				jingle_log_text(user));
		return -1;
	}
	c = jingle_own_invite(msg);
	if(c != NULL) {
		call_set(c, user);
		jingle_table_put(c);
		return 1;
	}
	memcpy(buf, user->s, (size_t)user->len);
	said.s = buf;
	said.len = user->len;
	said_of = msg->id;
	return 1;
}


int jingle_phone_user_take(jingle_call_t *c, const sip_msg_t *msg)
{
	if(said.len <= 0 || said_of != msg->id)
		return 0;
	return jingle_call_set(c, &c->phone_user, &said) < 0 ? 503 : 0;
}
