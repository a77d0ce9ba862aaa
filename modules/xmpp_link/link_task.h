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
 * \brief xmpp_link :: work handed to a worker by any process
 */

#ifndef LINK_TASK_H
#define LINK_TASK_H

#include "api.h"

/*!
 * \brief Make one list for each worker, in mod_init
 * \param bound tasks that a list takes, reserved ones not counted
 * \return 0, -1
 */
int xmpp_link_tasks_init(int workers, int bound);
void xmpp_link_tasks_destroy(void);

/*! \brief Readable when the list of this worker is not empty */
int xmpp_link_tasks_fd(int worker);

/*! \brief See post in api.h */
int xmpp_link_task_post(int worker, xmpp_link_task_t *t, int reserved);

/*!
 * \brief Take the oldest tasks, up to max
 * \param left set to whether some are left
 * \return them, linked by next, or NULL
 */
xmpp_link_task_t *xmpp_link_tasks_take(int worker, int max, int *left);

/*! \brief Tasks waiting, and refused since the start */
void xmpp_link_tasks_count(
		int worker, unsigned *waiting, unsigned long *refused);

#endif
