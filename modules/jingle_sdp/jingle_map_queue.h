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
 * permission to link the code of this program with the OpenSSL library.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief jingle :: contents that the peer adds while it is not its turn
 *
 * PURE. A content-add is acknowledged at once, but SIP takes one offer at a time
 * (RFC 3264 section 4): until the next one the content has no m= line. The
 * queue is a part of the context.
 */

#ifndef JINGLE_MAP_QUEUE_H
#define JINGLE_MAP_QUEUE_H

#include "jingle_map_core.h"

/** A place at its end, emptied. NULL: t->error, too many wait, or there is no
 * m= line left for it */
jingle_slot_t *jingle_queue_new(jingle_map_t *t, jingle_ctx_t *ctx);
/** One that waits, or NULL. */
jingle_slot_t *jingle_queue_find(jingle_ctx_t *ctx, const str *name);
void jingle_queue_remove(jingle_ctx_t *ctx, jingle_slot_t *slot);

/** All of them get their m= lines: the next body has them. One for which SIP has
 * left none waits on. 0, -1 t->error */
int jingle_queue_offer(jingle_map_t *t, jingle_ctx_t *ctx);

#endif
