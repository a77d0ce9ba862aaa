/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: RPC
 */

#ifndef ACCOUNT_RPC_H
#define ACCOUNT_RPC_H

#include "../../core/rpc.h"

extern rpc_export_t xmpp_account_rpc[];

#endif
