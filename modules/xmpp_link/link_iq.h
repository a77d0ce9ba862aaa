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
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_link :: iqs of ours that wait for their end
 */

#ifndef LINK_IQ_H
#define LINK_IQ_H

#include "api.h"

/*! \brief See iq and iq_forget in api.h */
int xmpp_link_iq_send(const str *component, const str *from, const str *to,
		const str *id, const str *xml, int timeout, xmpp_link_iq_f f,
		void *arg);
void xmpp_link_iq_forget(void *arg);

/*!
 * \brief Hand a result or error to the iq that it ends
 *
 * An answer counts when id, sender and recipient match: no other entity can
 * end an iq by guessing its id.
 * \return 1, 0 there is none
 */
int xmpp_link_iq_answer(const xmpp_link_stanza_t *s);

#endif
