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
 * \brief jingle :: an INVITE is answered by us or cancelled by tm, never both
 * at once
 *
 * GLUE. A dialog has one INVITE of the phone's at a time (RFC 3261 section
 * 14.2), so the call remembers the last one that was cancelled.
 */

#include "jingle_uas_lock.h"


int jingle_uas_lock(jingle_call_t *c, unsigned hash, unsigned label)
{
	lock_get(&c->reply_lock);
	if(!c->cancelled || c->cancelled_hash != hash
			|| c->cancelled_label != label)
		return 0;
	lock_release(&c->reply_lock);
	return -1;
}


void jingle_uas_unlock(jingle_call_t *c)
{
	lock_release(&c->reply_lock);
}


void jingle_uas_cancelled(jingle_call_t *c, const struct cell *invite)
{
	lock_get(&c->reply_lock);
	c->cancelled = 1;
	c->cancelled_hash = invite->hash_index;
	c->cancelled_label = invite->label;
	lock_release(&c->reply_lock);
}
