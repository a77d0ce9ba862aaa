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
 * \brief jingle :: an answer that puts all streams on hold
 *
 * PURE.
 */

#include "jingle_map.h"
#include "jingle_sdp_lines.h"

/* plain RTP: with keys or ICE an answer would have to have its own */
static int pause_content(jingle_content_t *c)
{
	if(c->rejected)
		return 0;
	if(c->description != JINGLE_DESCRIPTION_RTP
			|| !(jingle_str_is(&c->proto, JINGLE_LIT("RTP/AVP"))
					|| jingle_str_is(&c->proto, JINGLE_LIT("RTP/AVPF"))))
		return -1;
	/* the usual hold, which every phone can be resumed from */
	c->senders = c->senders & JINGLE_SENDERS_RESPONDER
						 ? JINGLE_SENDERS_RESPONDER
						 : JINGLE_SENDERS_NONE;
	c->rtcp_mux = 0;
	memset(&c->transport, 0, sizeof(c->transport));
	memset(&c->sources, 0, sizeof(c->sources));
	memset(&c->ssrc_groups, 0, sizeof(c->ssrc_groups));
	jingle_str_clear(&c->msid);
	return 0;
}

int jingle_sdp_pause(jingle_map_t *t, const str *offer, uint64_t id, str *out)
{
	jingle_sdp_style_t style;
	jingle_session_t *s;
	jingle_content_t *c;

	if(jingle_sdp_read(t, offer, 0, &s) < 0)
		return -1;
	for(c = s->contents.first; c != NULL; c = c->next)
		if(pause_content(c) < 0)
			return jingle_map_fail(t, JINGLE_FAULT_STATE,
					JINGLE_REASON_FAILED_APPLICATION, 488,
					"a stream of %.*s cannot be answered before its media are "
					"known",
					c->proto.len > 64 ? 64 : c->proto.len, c->proto.s);
	memset(&style, 0, sizeof(style));
	style.role = JINGLE_RESPONDER;
	style.id = id;
	return jingle_sdp_write(t, s, &style, out);
}
