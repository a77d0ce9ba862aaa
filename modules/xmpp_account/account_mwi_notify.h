/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: a NOTIFY of an account's voice mail, in the script
 */

#ifndef ACCOUNT_MWI_NOTIFY_H
#define ACCOUNT_MWI_NOTIFY_H

#include "../../core/parser/msg_parser.h"

/* mod_init. return 0, -1 (logged) */
int xmpp_account_mwi_notify_init(void);

/* request_route: return 1 it was one, and is answered; -1: the script goes on */
int xmpp_account_script_notify(sip_msg_t *msg);

#endif
