/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: NOTIFY requests of our subscriptions
 *
 * Answered where they come in (RFC 6665 section 4.1.3), and handed to the owner
 * of the pair as what they say.
 */

#ifndef PRESENCE_WATCH_NOTIFY_H
#define PRESENCE_WATCH_NOTIFY_H

#include "../../core/parser/msg_parser.h"

#include "presence_state.h"
#include "presence_watch_table.h"

/* What came, in the owner. */
typedef struct presence_notified
{
	str token;
	str callid;
	str target; /* empty: it has no Contact */
	str routes; /* route set that it makes; of the dialog's first alone */
	int is_first;
	struct ip_addr source; /* it came from */
	presence_watch_input_t input;
	presence_package_t package;
	int has_state; /* a document came with it */
	presence_state_t state;
	presence_lamp_t lamp; /* of the package dialog */
} presence_notified_t;

/* mod_init. return 0, -1 (logged) */
int xmpp_presence_notify_init(void (*f)(const presence_notified_t *n));

/* Script: 1 it was a NOTIFY to us and has been answered, -1 it was none */
int xmpp_presence_script_notify(sip_msg_t *msg);

#endif
