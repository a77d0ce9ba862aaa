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
 * \brief xmpp_link :: running event routes, for all our modules
 */

#ifndef LINK_ROUTE_H
#define LINK_ROUTE_H

#include "api.h"

/*! \brief See routes_find, route_run and route_run_new in api.h */
int xmpp_link_routes_find(
		xmpp_link_route_t *routes, int count, const str *callback);
int xmpp_link_route_run(
		const xmpp_link_route_t *route, struct sip_msg *msg, int type);
int xmpp_link_route_run_new(const xmpp_link_route_t *route);

#endif
