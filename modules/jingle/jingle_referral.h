/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kamailio is free software; you can redistribute it and/or modify
 * it under the terms of the GNU General Public License as published by
 * the Free Software Foundation; either version 2 of the License, or
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */

/*!
 * \file
 * \brief jingle :: what the XMPP user is told of a transfer that was asked for
 *
 * OWNER. One at a time in a call, whoever makes it, the phone by a REFER or the
 * gateway for a phone that takes none.
 */

#ifndef JINGLE_REFERRAL_H
#define JINGLE_REFERRAL_H

#include "jingle_call.h"

enum
{
	JINGLE_REFER_TARGET_MAX = 512, /* bytes of what a user types */
};

typedef struct jingle_refer_ask
{
	str target;	 /* number, JID, SIP URI; empty: another call of the user's */
	str sid;	 /* which one; empty: the only one */
	str user;	 /* who is told the outcome by a message; empty: nobody */
	str session; /* of the user's command that waits for it instead; or empty */
} jingle_refer_ask_t;

/**
 * It is under way.
 *
 * @param name of the target, as the user is told it
 * @param uri  likewise as it is called; NULL: it is another call of the user's
 * @return 0, -1 without memory
 */
int jingle_referral_new(jingle_call_t *c, const jingle_refer_ask_t *ask,
		const str *name, const str *uri);

/* It has failed, and the user is told why: the call goes on. */
void jingle_referral_failed(jingle_call_t *c, const char *why);

/* It has been made: the user's session is over, and the user is told so. */
void jingle_referral_done(jingle_call_t *c);

/* Whom the gateway would call; empty: nobody */
str jingle_referral_uri(const jingle_call_t *c);

/* As if it had not been asked for. */
void jingle_referral_forget(jingle_call_t *c);

#endif
