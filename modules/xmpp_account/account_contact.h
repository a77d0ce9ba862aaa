/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: the gateway as a contact of its users
 *
 * Its presence says how a user's accounts are. Who takes it out of the roster,
 * or unsubscribes, has no account any more (XEP-0100 section 4.3); whose last
 * account goes is not watched any more.
 */

#ifndef ACCOUNT_CONTACT_H
#define ACCOUNT_CONTACT_H

/* mod_init: presence, service discovery, changes. return 0, -1 (logged) */
int xmpp_account_contact_init(void);

#endif
