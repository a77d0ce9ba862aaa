/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: event routes, and the account that a script sees
 *
 * $xmpp_account(key) is of the account of an event while its route runs; in
 * request_route of the one that a function of ours found for this message.
 */

#ifndef ACCOUNT_EVENT_H
#define ACCOUNT_EVENT_H

#include "../../core/parser/msg_parser.h"

#include "account.h"

/* mod_init. return 0, -1 (logged) */
int xmpp_account_event_init(void);
/* Its state has changed: run the route for it, if there is one */
void xmpp_account_event_run(const account_view_t *view, account_state_t was);

/* A copy for this message; view NULL: there is none for it */
void xmpp_account_current_set(const sip_msg_t *msg, const account_view_t *view);
/* NULL: a script sees no account now */
const account_view_t *xmpp_account_current(const sip_msg_t *msg);

#endif
