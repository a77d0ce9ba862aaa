/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: the RPC by which a directory is pushed
 */

#ifndef ACCOUNT_IMPORT_H
#define ACCOUNT_IMPORT_H

#include "../../core/rpc.h"

/* Any process. xmpp_account.import: many accounts, each answered */
void xmpp_account_import(rpc_t *rpc, void *ctx);

#endif
