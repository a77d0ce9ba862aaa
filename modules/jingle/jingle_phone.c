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
 * \brief jingle :: what a phone supports, as its messages show
 *
 * Fields of the call: whether the phone takes INFO and UPDATE, which codec comes
 * first, telephone-event, its program. Learnt from each INVITE, answer and OPTIONS
 * reply of the phone, kept as long as the call, and not stored: after a
 * restart the phone's next message tells again.
 */

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_method.h"
#include "jingle_phone.h"

enum
{
	AGENT_MAX = 256, /* bytes of a User-Agent */
};


void jingle_phone_allows(jingle_call_t *c, const sip_msg_t *m)
{
	const struct hdr_field *at = NULL;
	int info = 0, update = 0, refer = 0;
	str allow;

	while(jingle_dialog_header_next(m, "Allow", &at, &allow) == 0) {
		info |= jingle_method_allowed(&allow, JINGLE_INFO);
		update |= jingle_method_allowed(&allow, JINGLE_UPDATE);
		refer |= jingle_method_allowed(&allow, JINGLE_REFER);
	}
	if(at == NULL)
		return;
	atomic_set(&c->takes_info, info);
	atomic_set(&c->takes_update, update);
	atomic_set(&c->takes_refer, refer ? 1 : -1);
}


static void agent_learn(jingle_call_t *c, const sip_msg_t *m)
{
	str agent;

	if((jingle_dialog_header(m, "User-Agent", &agent) == 0
			   || jingle_dialog_header(m, "Server", &agent) == 0)
			&& agent.len <= AGENT_MAX)
		jingle_call_set(c, &c->agent, &agent);
}


void jingle_phone_in_script(jingle_call_t *c, const jingle_input_t *in)
{
	agent_learn(c, in->msg);
	jingle_phone_learn(c, in);
}


void jingle_phone_learn(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_voice_t voice;
	jingle_translation_t w;
	str sdp;

	jingle_phone_allows(c, in->msg);
	if(jingle_dialog_body(&in->text, &sdp) < 0)
		return;
	jingle_translation_init(&w);
	if(jingle_sdp.sdp_voice(&w.map, &sdp, &voice) == 0)
		c->voice = voice;
	jingle_translation_done(&w);
}


static const char *way_name(jingle_media_way_t way)
{
	static const char *const names[] = {
			"", "rtp", "sdes", "dtls", "ice", "ice-dtls"};

	return names[way];
}


const char *jingle_phone_media(const jingle_call_t *c)
{
	if(c->voice.way == JINGLE_WAY_NONE && c->rtp_avp)
		return way_name(JINGLE_WAY_RTP); /* of before a restart */
	return way_name(c->voice.way);
}


const char *jingle_phone_client_media(jingle_call_t *c)
{
	jingle_media_way_t way = JINGLE_WAY_NONE;
	jingle_translation_t w;

	jingle_translation_init(&w);
	if(jingle_translation_load(&w, c) == 0)
		way = jingle_sdp.sdp_way(&w.map, &w.ctx);
	jingle_translation_done(&w);
	return way_name(way);
}
