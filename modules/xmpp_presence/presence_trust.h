/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: which SIP hosts subscriptions of ours go to
 */

#ifndef PRESENCE_TRUST_H
#define PRESENCE_TRUST_H

#include "../../core/ip_addr.h"
#include "../../core/str.h"

/* Are users of this SIP domain asked for their presence? 1, 0 */
int xmpp_presence_watches(const str *domain);

typedef enum presence_trust
{
	PRESENCE_TRUST_NONE = 0,
	PRESENCE_TRUST_ROUTES, /* and not the target: there are none but our own */
	PRESENCE_TRUST_BOTH,
} presence_trust_t;

/**
 * May requests in a dialog go where the other party says: is the first hop that is
 * not this Kamailio of a domain that we ask, or the address that said so?
 *
 * @param routes "<uri>,<uri>", or empty
 * @param source address that said it; len 0: Kamailio's own
 */
presence_trust_t xmpp_presence_trusts(
		const str *target, const str *routes, const struct ip_addr *source);

#endif
