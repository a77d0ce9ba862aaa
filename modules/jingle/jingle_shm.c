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
 * \brief jingle :: strings in shared memory that one process replaces
 *
 * Runs in the owner of the string, which may read it without the lock. The
 * copy is made first, the lock held only to swap it in, and the old one freed
 * afterwards. Keeps nothing.
 */

#include <string.h>

#include "../../core/mem/shm.h"

#include "jingle_shm.h"


static void string_swap(gen_lock_t *lock, str *field, char *s, int len)
{
	char *old = field->s;

	if(lock != NULL)
		lock_get(lock);
	field->s = s;
	field->len = len;
	if(lock != NULL)
		lock_release(lock);
	if(old != NULL)
		shm_free(old);
}


int jingle_shm_replace(gen_lock_t *lock, str *field, const str *value)
{
	char *s;

	if(value->len < 0)
		return -1;
	if(field->s != NULL && STR_EQ(*field, *value))
		return 0;
	s = shm_malloc((size_t)value->len + 1);
	if(s == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	if(value->len > 0)
		memcpy(s, value->s, (size_t)value->len);
	s[value->len] = '\0';
	string_swap(lock, field, s, value->len);
	return 1;
}


int jingle_shm_clear(gen_lock_t *lock, str *field)
{
	if(field->s == NULL)
		return 0;
	string_swap(lock, field, NULL, 0);
	return 1;
}
