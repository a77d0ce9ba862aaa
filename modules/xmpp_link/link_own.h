/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_link :: did a request come from this socket of Kamailio's? Header
 * only
 *
 * Requests of ours go from a socket to itself. What else is secret in them, the
 * phone that gets them knows.
 */

#ifndef LINK_OWN_H
#define LINK_OWN_H

#include "../../core/ip_addr.h"
#include "../../core/socket_info.h"

/*! \brief 1, 0; a socket of all addresses sends to itself by loopback */
static inline int link_is_own_socket(
		const struct socket_info *own, const struct receive_info *from)
{
	struct ip_addr *source = (struct ip_addr *)&from->src_ip;

	if(own == NULL || from->src_port != own->port_no)
		return 0;
	if(own->flags & SI_IS_ANY)
		return ip_addr_loopback(source) != 0;
	return ip_addr_cmp(source, (struct ip_addr *)&own->address) != 0;
}

#endif
