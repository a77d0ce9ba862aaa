/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: RPC commands
 */

#ifndef CHAT_RPC_H
#define CHAT_RPC_H

#include "../../core/rpc.h"

extern rpc_export_t xmpp_chat_rpc[];

#endif
