/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: where MSRP connections come from
 *
 * Each worker listens at a port of its own, so that a session is where its XMPP
 * user is: the address that a phone is told says which.
 */

#ifndef CHAT_LISTEN_H
#define CHAT_LISTEN_H

#include "chat_conn.h"

/* mod_init: the workers listen from their start. return 0, -1 (logged) */
int xmpp_chat_listen_init(void);
/* Any process: is there a place to listen at? */
int xmpp_chat_listen_is_on(void);
/* OWNER. Address and port of this worker, as phones are told them */
const str *xmpp_chat_listen_address(void);
int xmpp_chat_listen_port(void);
/* OWNER. Begin to connect. return NULL: no IP address, or no more of them
 * (logged) */
chat_conn_t *xmpp_chat_listen_connect(const str *host, int port);

#endif
