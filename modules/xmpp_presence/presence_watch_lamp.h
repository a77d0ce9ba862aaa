/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: whether contacts are in calls, as their servers say.
 * Owner only
 */

#ifndef PRESENCE_WATCH_LAMP_H
#define PRESENCE_WATCH_LAMP_H

#include "presence_watch_table.h"

/* A document for a pair of the package dialog. return 1: a full one must be asked
 * for, 0 */
int xmpp_presence_lamp_said(
		presence_pair_t *p, const presence_lamp_t *document);
/* What was known holds no more */
void xmpp_presence_lamp_forget(presence_pair_t *p);

#endif
