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
 * \brief xmpp_link :: log lines that one cause may repeat without end
 *
 * A full queue refuses thousands of times a second; writing each to the log
 * would block the worker for longer than the work itself.
 */

#ifndef LINK_LOG_H
#define LINK_LOG_H

#include <time.h>

#include "../../core/dprint.h"

#include "link_rate.h"

/*! \brief May a line be written? silent: how many were left out before it */
static inline int link_log_pass(link_rate_t *r, unsigned *silent)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return link_rate_pass(r, (long)ts.tv_sec, silent);
}

/*! \brief LINK_LOG(LM_ERR, "...\n", ...): few lines of it, see link_rate.h */
#define LINK_LOG(level, ...)                                           \
	do {                                                               \
		static link_rate_t log_;                                       \
		unsigned silent_;                                              \
		if(link_log_pass(&log_, &silent_)) {                           \
			if(silent_ > 0)                                            \
				level("%u more of the next kind left out\n", silent_); \
			level(__VA_ARGS__);                                        \
		}                                                              \
	} while(0)

#endif
