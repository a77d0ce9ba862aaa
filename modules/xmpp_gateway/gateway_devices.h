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
 * \brief xmpp_gateway :: what the devices of users can do
 *
 * For the owner of the user. Capabilities are asked for once per hash
 * (XEP-0115), of one device; what does not match its hash holds for the device
 * that said it and for no other.
 */

#ifndef GATEWAY_DEVICES_H
#define GATEWAY_DEVICES_H

#include "../xmpp_link/api.h"

#include "api.h"
#include "gateway_users.h"

/* Available and unavailable presence of a user, with or without a resource */
void xmpp_gateway_device_seen(const xmpp_link_stanza_t *s);
void xmpp_gateway_device_gone(const xmpp_link_stanza_t *s);

/* As the module API has them */
int xmpp_gateway_peer_caps(const str *jid, unsigned *features);
int xmpp_gateway_devices(const str *user, xmpp_gateway_device_f f, void *arg);

/* 1 and *features when they are known, else 0 */
int xmpp_gateway_device_features(const gateway_device_t *d, unsigned *features);

#endif
