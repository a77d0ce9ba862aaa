/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: SIP users in calls of this Kamailio that do not pass the
 * gateway, by its module dialog. GLUE
 */

#ifndef PRESENCE_WATCH_DIALOGS_H
#define PRESENCE_WATCH_DIALOGS_H

/* mod_init, behind xmpp_presence_calls_init(). return 0, -1 (logged) */
int xmpp_presence_dialogs_init(void);

#endif
