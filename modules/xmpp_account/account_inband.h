/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: the form of XEP-0077, for clients that have it
 *
 * jabber:iq:register at the gateway's own JID: elements of XEP-0077 and a data
 * form. It shows and sets the account by which calls go out; <remove/> takes
 * all of the user's accounts away.
 */

#ifndef ACCOUNT_INBAND_H
#define ACCOUNT_INBAND_H

/* mod_init: handler of the link. return 0, -1 (logged) */
int xmpp_account_inband_init(void);

#endif
