/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: which contacts are in a call through this gateway
 */

#ifndef PRESENCE_WATCH_CALLS_H
#define PRESENCE_WATCH_CALLS_H

#include "../../core/str.h"

/* mod_init. f hears in each worker that a contact (bare JID) may have changed.
 * Without the module jingle there are none of the gateway's. return 0, -1 (logged) */
int xmpp_presence_calls_init(void (*f)(const str *contact));
void xmpp_presence_calls_destroy(void);

/* Any process. A call of this name is answered, or has ended; each as often as it
 * is said. was: it was answered before a restart, and nobody is told yet */
typedef void (*presence_call_f)(const str *gr, const str *contact);
void xmpp_presence_call_begins(const str *gr, const str *contact);
void xmpp_presence_call_was(const str *gr, const str *contact);
void xmpp_presence_call_ends(const str *gr, const str *contact);

/* Any process. Is this contact in an answered call? 1, 0 */
int xmpp_presence_is_in_call(const str *contact);

#endif
