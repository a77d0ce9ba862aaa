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

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "chat_conn_address.h"


int xmpp_chat_address_read(const str *host, int port, chat_address_t *a)
{
	char text[INET6_ADDRSTRLEN];

	if(host->len <= 0 || host->len >= (int)sizeof(text))
		return -1;
	memcpy(text, host->s, (size_t)host->len);
	text[host->len] = '\0';
	memset(a, 0, sizeof(*a));
	a->host = *host;
	if(inet_pton(AF_INET, text, &a->four.sin_addr) == 1) {
		a->four.sin_family = AF_INET;
		a->len = sizeof(a->four);
	} else if(inet_pton(AF_INET6, text, &a->six.sin6_addr) == 1) {
		a->six.sin6_family = AF_INET6;
		a->len = sizeof(a->six);
	} else
		return -1;
	xmpp_chat_address_port_set(a, port);
	return 0;
}


int xmpp_chat_address_split(const str *text, chat_address_t *a)
{
	str host = *text;
	int i, port = 0, colon = text->len - 1;

	while(colon > 0 && host.s[colon] != ':')
		colon--;
	if(colon <= 0 || text->len - colon > 6)
		return -1;
	for(i = colon + 1; i < text->len; i++) {
		if(host.s[i] < '0' || host.s[i] > '9')
			return -1;
		port = port * 10 + (host.s[i] - '0');
	}
	host.len = colon;
	if(host.s[0] == '[' && host.s[colon - 1] == ']') {
		host.s++;
		host.len -= 2;
	}
	return port < 1 || port > 65535 ? -1
									: xmpp_chat_address_read(&host, port, a);
}


int xmpp_chat_address_is_any(const chat_address_t *a)
{
	if(a->any.sa_family == AF_INET)
		return a->four.sin_addr.s_addr == htonl(INADDR_ANY);
	return IN6_IS_ADDR_UNSPECIFIED(&a->six.sin6_addr);
}


int xmpp_chat_address_port(const chat_address_t *a)
{
	return ntohs(
			a->any.sa_family == AF_INET ? a->four.sin_port : a->six.sin6_port);
}


void xmpp_chat_address_port_set(chat_address_t *a, int port)
{
	if(a->any.sa_family == AF_INET)
		a->four.sin_port = htons((uint16_t)port);
	else
		a->six.sin6_port = htons((uint16_t)port);
}


void xmpp_chat_address_write(const chat_address_t *a, char *buf, int cap)
{
	const void *from = a->any.sa_family == AF_INET
							   ? (const void *)&a->four.sin_addr
							   : (const void *)&a->six.sin6_addr;

	if(inet_ntop(a->any.sa_family, from, buf, (socklen_t)cap) == NULL)
		buf[0] = '\0';
}
