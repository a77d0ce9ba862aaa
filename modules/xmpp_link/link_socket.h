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
 * \brief xmpp_link :: the unix sockets on which workers listen
 */

#ifndef LINK_SOCKET_H
#define LINK_SOCKET_H

#include <sys/types.h>

/*!
 * \brief Open the sockets of all workers, in mod_init
 *
 * A file left behind by a Kamailio that is no more is replaced; one on which a
 * process still listens is left alone, and the start fails.
 * \return 0, -1
 */
int xmpp_link_sockets_open(int workers);

/*! \brief The listening socket of a worker; the others are closed */
int xmpp_link_sockets_keep(int worker);

/*! \brief Close them in a process that is no worker */
void xmpp_link_sockets_close(void);

/*! \brief Remove the files, at shutdown */
void xmpp_link_sockets_remove(void);

/*!
 * \brief May the process at the other end of a connection use the link?
 *
 * Root, Kamailio's own user, members of the sockets' group, peer_users.
 * \param pid, uid set to what the kernel knows of it, -1 if nothing
 * \return 1 yes, 0 no
 */
int xmpp_link_socket_trusts(int fd, pid_t *pid, uid_t *uid);

#endif
