/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: MD5 and SHA-256 of Kamailio's core
 */

#ifndef ACCOUNT_HASH_H
#define ACCOUNT_HASH_H

#include "account_digest.h"

extern const account_hashes_t xmpp_account_hashes;

#endif
