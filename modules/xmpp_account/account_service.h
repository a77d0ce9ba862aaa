/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: the way that a registrar wants calls out to take
 * (Service-Route, RFC 3608)
 */

#ifndef ACCOUNT_SERVICE_H
#define ACCOUNT_SERVICE_H

#include "account_sender.h"

/* OWNER. A 2xx to REGISTER has come: keep its route set, or none */
void xmpp_account_service_note(account_t *a, const account_incoming_t *in);

/* The URI of the first route of a set, "<sip:a;lr>,<sip:b;lr>" */
str xmpp_account_service_first(const str *routes);

#endif
