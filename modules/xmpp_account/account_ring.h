/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what a user is told of calls to an account: which line
 * rings, and that a call was missed
 */

#ifndef ACCOUNT_RING_H
#define ACCOUNT_RING_H

#include "../jingle/api.h"

#include "account_table.h"

/* With the account's lock, in the process that has the INVITE: this call comes
 * by the account */
void xmpp_account_ring_note(account_t *a, const str *callid);

/* OWNER. What has happened to a call: jingle's on_call */
void xmpp_account_ring_event(
		const jingle_call_view_t *call, jingle_call_event_t event, void *param);

#endif
