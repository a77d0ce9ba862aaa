/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: time stamps of SIP, CPIM and XMPP. PURE
 */

#ifndef CHAT_TIME_H
#define CHAT_TIME_H

#include <stdint.h>

#include "../../core/str.h"

enum
{
	CHAT_TIME_SIZE = 40, /* of any of them, and a NUL */
};

/* Seconds since 1970 of a Date header (RFC 3261 section 20.17), of RFC 3339 as
 * XEP-0082 and CPIM have it. return 0, -1 it is none */
int xmpp_chat_time_sip(const str *text, int64_t *t);
int xmpp_chat_time_iso(const str *text, int64_t *t);

/* "Sat, 13 Nov 2010 23:29:00 GMT"; "2010-11-13T23:29:00Z". From year 1970 to 9999;
 * others give the empty string */
void xmpp_chat_time_write_sip(int64_t t, char out[CHAT_TIME_SIZE]);
void xmpp_chat_time_write_iso(int64_t t, char out[CHAT_TIME_SIZE]);

#endif
