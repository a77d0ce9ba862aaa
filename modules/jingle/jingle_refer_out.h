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
 * \brief jingle :: the XMPP user transfers the phone to another party
 *
 * OWNER. Asked for by a stanza (XEP-0251), a message, a command (XEP-0050) or an
 * operator: the phone gets a REFER (RFC 3515), and makes the call by itself; for a phone that
 * takes none the gateway makes it.
 */

#ifndef JINGLE_REFER_OUT_H
#define JINGLE_REFER_OUT_H

#include "jingle_input.h"
#include "jingle_referral.h"

/**
 * Transfer the phone of a call.
 *
 * @return NULL: it is asked to; else why not, a sentence for the user
 */
const char *jingle_refer_out(jingle_call_t *c, const jingle_refer_ask_t *ask);

/* JINGLE_EV_REFERRED: the phone's final response to our REFER. */
int jingle_do_referred(jingle_call_t *c, const jingle_input_t *in);

/* A NOTIFY of the phone's, of the package refer; the status to answer it with */
int jingle_refer_out_notified(jingle_call_t *c, const jingle_input_t *in);

#endif
