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
 * \brief jingle :: what rtpengine says it has received of a call
 */

#ifndef JINGLE_MEDIA_REPORT_H
#define JINGLE_MEDIA_REPORT_H

#include "jingle_ids.h"

/* Of one party */
typedef struct jingle_media_received
{
	int expected; /* the agreed direction lets it send */
	int packets;  /* RTP and RTCP of all its media */
	int port;	  /* of rtpengine's, where its first medium should arrive */
} jingle_media_received_t;

typedef struct jingle_media_report
{
	jingle_media_received_t of[JINGLE_SIDE_SIP + 1];
} jingle_media_report_t;

/**
 * Read the reply of rtpengine to a query.
 *
 * @param json by rtpengine_query_v("j", ...)
 * @return 0, -1 not such a reply
 */
int jingle_media_report_read(const str *json, jingle_media_report_t *out);

#endif
