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
 * \brief xmpp_link :: users and groups of the system, by name or number
 */

#ifndef LINK_USERS_H
#define LINK_USERS_H

#include <sys/types.h>

#include "../../core/str.h"

/*! \brief Are there such a user, group, users? 0, -1 (logged) */
int xmpp_link_user_check(const char *name, const str *value);
int xmpp_link_group_check(const char *name, const str *value);
/*! \brief The users are remembered, see xmpp_link_is_peer_user() */
int xmpp_link_users_check(const char *name, const str *value);

/*! \brief Find a user, a group; 0, -1 there is none */
int xmpp_link_user_id(const char *name, uid_t *id);
int xmpp_link_group_id(const char *name, gid_t *id);

/*! \brief Is it one of parameter peer_users? */
int xmpp_link_is_peer_user(uid_t id);

#endif
