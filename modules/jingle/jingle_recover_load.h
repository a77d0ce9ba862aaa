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
 * \brief jingle :: calls from before the restart, read from the table
 *
 * A call that can continue does; of another, damaged, of another release or
 * too old, phone and client are told the end as far as its row still names
 * them.
 */

#ifndef JINGLE_RECOVER_LOAD_H
#define JINGLE_RECOVER_LOAD_H

#include "jingle_call.h"

/**
 * Read the table, once it is open.
 *
 * @param late this is the store's process, and the workers run
 * @param found is told of each call that is to be taken up, late or not
 * @param damaged rows that are are added to it
 * @return 0, -1 the database fails (logged)
 */
int jingle_recover_load(
		int late, void (*found)(jingle_call_t *c, int late), int *damaged);

#endif
