/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: addresses of sockets, as text and as the system has them
 */

#ifndef CHAT_CONN_ADDRESS_H
#define CHAT_CONN_ADDRESS_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "../../core/str.h"

typedef struct chat_address
{
	union
	{
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
		struct sockaddr_storage room;
	};
	socklen_t len;
	str host; /* split(): a view */
} chat_address_t;

/* An IP address, without brackets. return 0, -1: none */
int xmpp_chat_address_read(const str *host, int port, chat_address_t *a);
/* "192.0.2.1:2855", "[2001:db8::1]:2855". return 0, -1 */
int xmpp_chat_address_split(const str *text, chat_address_t *a);
int xmpp_chat_address_is_any(const chat_address_t *a);
int xmpp_chat_address_port(const chat_address_t *a);
void xmpp_chat_address_port_set(chat_address_t *a, int port);
/* buf: INET6_ADDRSTRLEN bytes */
void xmpp_chat_address_write(const chat_address_t *a, char *buf, int cap);

#endif
