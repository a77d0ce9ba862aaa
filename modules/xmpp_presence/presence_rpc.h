/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: RPC
 */

#ifndef PRESENCE_RPC_H
#define PRESENCE_RPC_H

#include "../../core/rpc.h"

/*! \brief The module's table */
extern rpc_export_t xmpp_presence_rpc[];

#endif
