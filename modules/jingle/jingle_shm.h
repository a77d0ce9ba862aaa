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
 */

#ifndef JINGLE_SHM_H
#define JINGLE_SHM_H

#include "../../core/locking.h"
#include "../../core/str.h"

/**
 * Replace a string by a copy in shared memory.
 *
 * @param lock held while it is replaced; NULL: it has no other readers
 * @return 1, 0 it was so, -1 without memory (the old value stays)
 */
int jingle_shm_replace(gen_lock_t *lock, str *field, const str *value);
/* 1, 0 there was none */
int jingle_shm_clear(gen_lock_t *lock, str *field);

#endif
