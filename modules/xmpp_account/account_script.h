/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what kamailio.cfg asks
 *
 * Any process: the tables are read with their locks. 1 is true, below 0 false.
 */

#ifndef ACCOUNT_SCRIPT_H
#define ACCOUNT_SCRIPT_H

#include "../../core/parser/msg_parser.h"

/* Is this request to the Contact of an account, from its registrar? Then its
 * Request-URI is the XMPP user's. -1 to none, -2 not from the registrar */
int xmpp_account_script_lookup(sip_msg_t *msg);
/* Do calls of this JID go out by an account elsewhere? */
int xmpp_account_script_calls(sip_msg_t *msg, str *jid);
/* This INVITE of that JID: send it where its account is. -1: it is of no account
 * elsewhere */
int xmpp_account_script_route(sip_msg_t *msg, str *jid);

#endif
