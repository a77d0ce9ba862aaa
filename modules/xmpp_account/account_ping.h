/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: OPTIONS to a registrar, so that a NAT on the way stays
 * open, and that a way that is broken is found
 *
 * While an account is registered. Owner only.
 */

#ifndef ACCOUNT_PING_H
#define ACCOUNT_PING_H

#include "account_table.h"

/* mod_init. again is called when pings are lost: register the account now */
void xmpp_account_ping_init(void (*again)(account_t *a));

/* The registration has made a step: begin, or end */
void xmpp_account_ping_follow(account_t *a);
/* It will be freed */
void xmpp_account_ping_end(account_t *a);

#endif
