/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: the socket by which our requests leave
 */

#ifndef PRESENCE_SOCKET_H
#define PRESENCE_SOCKET_H

/* Find it, for xmpp_presence_config.sock; in each process, once sockets are
 * open. return 0, -1 (logged) */
int xmpp_presence_socket(void);

#endif
