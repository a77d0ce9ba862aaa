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
 * \brief jingle :: numbers of reliable provisional responses (RFC 3262)
 *
 * PURE. RSeq of a response, RAck of the PRACK that acknowledges it, and which
 * responses of the phones that our INVITE rings are to be acknowledged: each
 * once, and in order.
 */

#ifndef JINGLE_RSEQ_H
#define JINGLE_RSEQ_H

#include <stdint.h>

#include "../../core/str.h"

enum
{
	JINGLE_RSEQ_DIALOGS = 8, /* early dialogs of one INVITE */
};

/* What phones have sent to an INVITE of ours so far. */
typedef struct jingle_rseq
{
	struct
	{
		uint64_t tag;  /* digest of the early dialog's */
		unsigned last; /* the last number that was acknowledged */
	} dialog[JINGLE_RSEQ_DIALOGS];
	int dialogs;
} jingle_rseq_t;

/* "988789"; 1 to 2^32-1. 0, -1 */
int jingle_rseq_read(const str *value, unsigned *rseq);

/* "776656 1 INVITE": number of the response, CSeq of its request. 0, -1
 * malformed, or not of an INVITE */
int jingle_rack_read(const str *value, unsigned *rseq, unsigned *cseq);

/**
 * RFC 3262 section 4: is a response to be acknowledged? It is noted.
 *
 * @param tag To tag
 * @return 1; 0 it has come again, or one before it is missing, or there are too
 *         many early dialogs
 */
int jingle_rseq_take(jingle_rseq_t *r, const str *tag, unsigned rseq);

#endif
