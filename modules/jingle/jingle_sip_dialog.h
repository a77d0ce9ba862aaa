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
 * \brief jingle :: a SIP dialog
 */

#ifndef JINGLE_SIP_DIALOG_H
#define JINGLE_SIP_DIALOG_H

#include "../../core/ip_addr.h"
#include "../../core/str.h"

enum
{
	JINGLE_TAG_LEN = 26, /* 130 random bits in base32 */
};

/* What makes a dialog (RFC 3261 section 12), and what its requests need. */
typedef struct jingle_sip_dialog
{
	char loc_tag[JINGLE_TAG_LEN + 1]; /* ours; fixed */
	str callid;
	str loc_uri, loc_name;
	str rem_uri, rem_name, rem_tag, rem_target;
	str routes;				 /* route set as we send it, "<uri>,<uri>" */
	unsigned loc_cseq;		 /* the last one we sent */
	unsigned rem_cseq;		 /* of their last request */
	struct receive_info rcv; /* where the INVITE or the 200 came from */
} jingle_sip_dialog_t;

#endif
