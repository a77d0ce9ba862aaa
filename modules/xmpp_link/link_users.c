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
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_link :: users and groups of the system
 *
 * Asked while kamailio.cfg is read and in mod_init. The users of parameter
 * peer_users are kept; workers, forked later, inherit them.
 */

#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/ut.h"

#include "link_users.h"

enum
{
	USERS_MAX = 16 /* of peer_users */
};

static uid_t peer_users[USERS_MAX];
static int peer_users_count = 0;


int xmpp_link_user_id(const char *name, uid_t *id)
{
	struct passwd *pw = getpwnam(name);
	unsigned int n;
	str s;

	s.s = (char *)name;
	s.len = (int)strlen(name);
	if(pw)
		*id = pw->pw_uid;
	else if(str2int(&s, &n) == 0)
		*id = n;
	else
		return -1;
	return 0;
}


int xmpp_link_group_id(const char *name, gid_t *id)
{
	struct group *gr = getgrnam(name);
	unsigned int n;
	str s;

	s.s = (char *)name;
	s.len = (int)strlen(name);
	if(gr)
		*id = gr->gr_gid;
	else if(str2int(&s, &n) == 0)
		*id = n;
	else
		return -1;
	return 0;
}


int xmpp_link_users_check(const char *name, const str *value)
{
	char *list, *word, *more = NULL;
	int n = 0, bad = 0;

	if(value->len <= 0)
		return 0;
	list = strndup(value->s, (size_t)value->len);
	if(list == NULL)
		return -1;
	for(word = strtok_r(list, ",; ", &more); word && !bad;
			word = strtok_r(NULL, ",; ", &more)) {
		if(n == USERS_MAX || xmpp_link_user_id(word, &peer_users[n]) != 0) {
			LM_ERR("parameter %s: no user %s, or more than %d\n", name, word,
					USERS_MAX);
			bad = 1;
		}
		n++;
	}
	free(list);
	peer_users_count = bad ? 0 : n;
	return bad ? -1 : 0;
}


int xmpp_link_user_check(const char *name, const str *value)
{
	uid_t id;

	if(value->len == 0 || xmpp_link_user_id(value->s, &id) == 0)
		return 0;
	LM_ERR("parameter %s: no user %.*s\n", name, STR_FMT(value));
	return -1;
}


int xmpp_link_group_check(const char *name, const str *value)
{
	gid_t id;

	if(value->len == 0 || xmpp_link_group_id(value->s, &id) == 0)
		return 0;
	LM_ERR("parameter %s: no group %.*s\n", name, STR_FMT(value));
	return -1;
}


int xmpp_link_is_peer_user(uid_t id)
{
	int i;

	for(i = 0; i < peer_users_count; i++)
		if(peer_users[i] == id)
			return 1;
	return 0;
}
