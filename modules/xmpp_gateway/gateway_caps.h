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
 * \brief xmpp_gateway :: verified capabilities of clients
 *
 * One cache for all workers, bounded: the entry that was used longest ago goes
 * first. A key is "hash ver" of XEP-0115; a worker that has verified it may
 * use it for all clients that show the same.
 */

#ifndef GATEWAY_CAPS_H
#define GATEWAY_CAPS_H

#include <stdint.h>

#include "../../core/str.h"

/* mod_init. return 0, -1 (logged) */
int xmpp_gateway_caps_init(int max);
void xmpp_gateway_caps_destroy(void);

/* 1 and *features when the key is verified, else 0 */
int xmpp_gateway_caps_find(const str *key, unsigned *features);
/* May the caller ask for the features of this key? 1 to one caller at a time,
 * to the next after caps_put(), or `wait` milliseconds later */
int xmpp_gateway_caps_claim(const str *key, uint64_t now, int wait);
/* The answer: features when it could be verified, else nothing is kept */
void xmpp_gateway_caps_put(const str *key, int verified, unsigned features);
int xmpp_gateway_caps_count(void);

#endif
