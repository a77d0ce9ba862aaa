/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: values of header fields of RFC 6665. PURE
 */

#ifndef PRESENCE_HEADER_H
#define PRESENCE_HEADER_H

#include "../../core/str.h"

/* A token and the parameters behind it that we know; views. */
typedef struct presence_header
{
	str token;
	str reason;		 /* empty: none */
	int expires;	 /* s, -1: none, or no number */
	int retry_after; /* s, likewise */
} presence_header_t;

/* Event, Subscription-State, Content-Type. return 0, -1 there is no token */
int xmpp_presence_header_read(const str *value, presence_header_t *out);
/* The number at the begin of Expires, Min-Expires, Retry-After; -1: none */
int xmpp_presence_header_number(const str *value);
/* The token is this word, whatever the case. 1, 0 */
int xmpp_presence_header_is(const presence_header_t *h, const char *word);

#endif
