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
 * \brief jingle :: what other modules do about calls
 *
 * The callbacks that other modules have registered (api.h), and where a call
 * runs into them. Without any of them each costs a look at a pointer.
 */

#ifndef JINGLE_HOOKS_H
#define JINGLE_HOOKS_H

#include "api.h"
#include "jingle_call.h"

/* mod_init of the other module; see api.h */
int jingle_hooks_on_call(jingle_call_event_f f, void *param);
int jingle_hooks_on_identity(jingle_identity_f f, void *param);
int jingle_hooks_on_challenge(
		jingle_challenge_f f, jingle_credentials_f has, void *param);

/* With the call's slot locked, or in its owner. */
void jingle_hooks_view(jingle_call_t *c, jingle_call_view_t *view);

/* OWNER. Tell what has happened to a call up to now, and was not told yet. */
void jingle_hooks_tell(jingle_call_t *c);

/* OWNER. Under whose name does the XMPP user call uri? 0, -1: not at all. */
int jingle_hooks_identity(jingle_call_t *c, const str *uri);

/* Is our INVITE kept, to be sent again when it is challenged? */
int jingle_hooks_challenges(void);

/* OWNER. Are requests within this call kept, too? Asked when the call begins, and
 * is up; the answer is in the call. */
int jingle_hooks_credentials(jingle_call_t *c);

/**
 * OWNER. Answer the challenge in a reply to a request of ours.
 *
 * @param headers what is to go into the next one
 * @return 1, or 0: it is refused
 */
int jingle_hooks_challenge(
		jingle_call_t *c, const jingle_challenge_t *asked, str *headers);

#endif
