/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: calls of XMPP users through this gateway
 *
 * Of all users, watched or not, since a watcher may come in a call. Each is known
 * to the worker that owns the user, and to no other process.
 */

#ifndef PRESENCE_USER_CALLS_H
#define PRESENCE_USER_CALLS_H

#include "presence_dialog_info.h"

/* f hears that a user's calls have changed */
typedef void (*presence_user_calls_f)(const str *user);

/* mod_init. return 0, also without the module jingle; -1 (logged) */
int xmpp_presence_user_calls_init(presence_user_calls_f f);

/* OWNER. The calls of a user (folded), those that have just ended among them;
 * ids are views. Version and is_partial are left alone */
void xmpp_presence_user_calls_of(const str *user, presence_dialogs_t *out);
/* Is the user in one: it was answered, or the user calls. 1, 0 */
int xmpp_presence_user_calls_busy(const str *user);

#endif
