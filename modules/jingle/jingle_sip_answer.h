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
 * \brief jingle :: our answer to an offer of the phone's in the call
 *
 * OWNER.
 */

#ifndef JINGLE_SIP_ANSWER_H
#define JINGLE_SIP_ANSWER_H

#include "jingle_input.h"

enum
{
	JINGLE_SIP_ANSWER_NONE = -1,
	JINGLE_SIP_ANSWER_UNFIT = -2,
};

/* A final response to a request in the dialog; body, hdrs: may be NULL. */
void jingle_sip_answer_code(jingle_call_t *c, const jingle_input_t *in,
		int code, const str *body, const char *hdrs);
/**
 * 200 with an answer, by way of the operator's rtpengine.
 *
 * @param in  the request, parsed
 * @param sdp the answer as the translation has made it
 * @return 0; < 0 nothing was sent: JINGLE_SIP_ANSWER_NONE there is none,
 *         JINGLE_SIP_ANSWER_UNFIT the relay has no codec of the offer's
 */
int jingle_sip_answer(jingle_call_t *c, const jingle_input_t *in,
		jingle_translation_t *w, const str *sdp);

#endif
