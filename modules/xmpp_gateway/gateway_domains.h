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
 * \brief xmpp_gateway :: who we are: components, their SIP domains, and the
 * XMPP domains of the operator
 */

#ifndef GATEWAY_DOMAINS_H
#define GATEWAY_DOMAINS_H

#include "../../core/str.h"

#include "gateway_addr.h"

/* From the parameters; mod_init. return 0, -1 (logged, naming the parameter) */
int xmpp_gateway_domains_init(void);
/* Are the stanzas of this component stream for us? */
int xmpp_gateway_is_ours(const str *component);
/* See api.h */
const xmpp_gateway_addr_conf_t *xmpp_gateway_components(int *count);
const xmpp_gateway_addr_conf_t *xmpp_gateway_component(const str *domain);
const xmpp_gateway_addr_conf_t *xmpp_gateway_home(const str *sip_domain);
int xmpp_gateway_is_domain(const str *domain);
int xmpp_gateway_is_local(const str *jid);

#endif
