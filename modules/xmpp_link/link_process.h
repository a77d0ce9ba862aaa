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
 * \brief xmpp_link :: a worker process from its start to its end
 */

#ifndef LINK_PROCESS_H
#define LINK_PROCESS_H

#include "api.h"

/*! \brief See on_worker in api.h */
int xmpp_link_process_add(xmpp_link_worker_f f);

/*!
 * \brief Be worker `index` until Kamailio ends this process
 * \return -1 when it cannot
 */
int xmpp_link_process_run(int index);

/*! \brief What it is made of: the start, and one turn; 0, -1 */
int xmpp_link_process_start(int index);
int xmpp_link_process_turn(void);

#endif
