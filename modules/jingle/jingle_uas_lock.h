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
 * t_reply_with_body() hangs our header lines, which are private memory of this
 * process, into the request that all processes share, until the reply is
 * built. A CANCEL makes tm build its 487 from the same request, in the process
 * that the CANCEL comes to: it would read the other's memory. So who answers
 * holds the call's lock, and what is cancelled is answered by tm alone.
 */

#ifndef _JINGLE_UAS_LOCK_H_
#define _JINGLE_UAS_LOCK_H_

#include "../../modules/tm/h_table.h"

#include "jingle_call.h"

/*!
 * \brief before an answer to the phone's request; runs in the owner
 * \return 0: the lock is held, jingle_uas_unlock() is due; -1: tm has answered,
 * or is about to
 */
int jingle_uas_lock(jingle_call_t *c, unsigned hash, unsigned label);

void jingle_uas_unlock(jingle_call_t *c);

/*!
 * \brief the phone's INVITE is cancelled: from TMCB_E2ECANCEL_IN, before tm
 * answers it; runs in any process, waits while an answer is being built
 */
void jingle_uas_cancelled(jingle_call_t *c, const struct cell *invite);

#endif
