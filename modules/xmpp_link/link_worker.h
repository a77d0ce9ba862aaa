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
 * \brief xmpp_link :: the loop of a worker process: descriptors, tasks, timers
 */

#ifndef LINK_WORKER_H
#define LINK_WORKER_H

#include <stdint.h>

#include "api.h"

typedef xmpp_link_source_t link_source_t;

/*! \brief Index of this process as a worker, or -1 */
int xmpp_link_worker_self(void);

/*! \brief Make this process a worker, before all else here; 0, -1 */
int xmpp_link_worker_begin(int index);

/*! \brief One turn of the loop: what came, tasks, timers; 0, -1 */
int xmpp_link_worker_turn(void);

/*! \brief See watch, rewatch in api.h */
int xmpp_link_watch(int fd, uint32_t events, link_source_t *s);
int xmpp_link_rewatch(int fd, uint32_t events, link_source_t *s);

/*! \brief See timer_set, timer_stop, now in api.h */
int xmpp_link_timer_set(xmpp_link_timer_t *t, int ms);
void xmpp_link_timer_stop(xmpp_link_timer_t *t);
uint64_t xmpp_link_now(void);

#endif
