/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: SUBSCRIBE of SIP users to XMPP users
 */

#ifndef PRESENCE_NOTIFIER_SIP_H
#define PRESENCE_NOTIFIER_SIP_H

#include "../../core/parser/msg_parser.h"

/* mod_init. return 0, -1 (logged) */
int xmpp_presence_notifier_sip_init(void);
void xmpp_presence_notifier_sip_destroy(void);

/* Answer a SUBSCRIBE, whatever it is. The script has looked at who sends it. As a
 * script function: 0: it was answered, the script ends; -1 no SUBSCRIBE */
int xmpp_presence_script_subscribe(sip_msg_t *msg);

#endif
