/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: what an operator sees of SIP users who watch
 */

#ifndef PRESENCE_NOTIFIER_RPC_H
#define PRESENCE_NOTIFIER_RPC_H

#include "../../core/rpc.h"

extern const char *xmpp_presence_subscriptions_doc[2];

void xmpp_presence_rpc_subscriptions(rpc_t *rpc, void *ctx);

#endif
