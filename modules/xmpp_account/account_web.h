/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: the web form, through Kamailio's xhttp
 *
 * A function for event_route[xhttp:request]: shows the form of a link, takes it
 * once, hands it to the worker that owns the link's JID. Runs in the processes
 * of TCP.
 */

#ifndef ACCOUNT_WEB_H
#define ACCOUNT_WEB_H

#include "../../core/parser/msg_parser.h"

/* mod_init: xhttp, when web_url is set. return 0, -1 (logged) */
int xmpp_account_web_init(void);
void xmpp_account_web_destroy(void);

/* Script function: 1 answered, -1 not an address of ours: the script goes on */
int xmpp_account_ki_web(sip_msg_t *msg);

#endif
