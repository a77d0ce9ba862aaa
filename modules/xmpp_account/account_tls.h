/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: is it the registrar that answers by TLS?
 *
 * Kamailio's module tls looks at who has signed a server's certificate, and not
 * at its names.
 */

#ifndef ACCOUNT_TLS_H
#define ACCOUNT_TLS_H

#include "../../core/parser/msg_parser.h"

/* mod_init. return 0, -1 (logged) */
int xmpp_account_tls_init(void);

/* In the process that has an answer: did it come by TLS of another host than an
 * account's domain, or its next hop's? aor, hop: URIs */
int xmpp_account_tls_is_foreign(
		sip_msg_t *reply, const str *aor, const str *hop);

#endif
