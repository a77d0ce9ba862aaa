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
 * \brief jingle :: text of a message with all changes that the script made
 *
 * The message stays as it is: it can be built, or relayed, once more. Kamailio
 * 6.1 applies a change once only, unless it is told that this is no more than
 * a look; the versions before apply it every time.
 */

#ifndef JINGLE_BUILD_H
#define JINGLE_BUILD_H

#include "../../core/msg_translator.h"

#if VERSIONVAL < 6001000
#define JINGLE_BUILD_AGAIN 0
#elif defined(BUILD_DRYRUN)
#define JINGLE_BUILD_AGAIN BUILD_DRYRUN
#else
#error "Kamailio 6.1.0 to 6.1.3 cannot build a message twice: use 6.1.4 or later"
#endif


/* pkg memory, or NULL; mode: BUILD_NO_LOCAL_VIA and others of the core */
static inline char *jingle_build_request(
		sip_msg_t *msg, unsigned *len, dest_info_t *dst, unsigned mode)
{
#if VERSIONVAL < 6001000
	return build_req_buf_from_sip_req(msg, len, dst, mode | JINGLE_BUILD_AGAIN);
#else
	return build_req_buf_from_sip_req(
			msg, len, dst, mode | JINGLE_BUILD_AGAIN, NULL);
#endif
}


/* pkg memory, or NULL */
static inline char *jingle_build_reply(sip_msg_t *msg, unsigned *len)
{
	return generate_res_buf_from_sip_res(
			msg, len, BUILD_NO_VIA1_UPDATE | JINGLE_BUILD_AGAIN);
}

#endif
