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
 * permission to link the code of this program with the OpenSSL library.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA  02110-1301  USA
 */

/*!
 * \file
 * \brief jingle_sdp :: the table that other modules bind to
 */

#include "api.h"

/* bodies and reasons of SIP messages */
static void bind_messages(jingle_sdp_api_t *api)
{
	api->mime_body = jingle_mime_body;
	api->mime_is = jingle_mime_is;
	api->mime_sdp = jingle_mime_sdp;
	api->mime_type_fix = jingle_mime_type_fix;
	api->reason_code = jingle_reason_code;
	api->reason_find = jingle_reason_find;
	api->reason_for_cancel = jingle_reason_for_cancel;
	api->reason_header = jingle_reason_header;
	api->reason_jmi_code = jingle_reason_jmi_code;
	api->reason_name = jingle_reason_name;
	api->reason_of_bye = jingle_reason_of_bye;
	api->reason_of_cancel = jingle_reason_of_cancel;
	api->reason_of_code = jingle_reason_of_code;
	api->reason_of_error = jingle_reason_of_error;
	api->reason_of_reply = jingle_reason_of_reply;
	api->reason_phrase = jingle_reason_phrase;
	api->reason_sip = jingle_reason_sip;
	api->reason_warning = jingle_reason_warning;
}

int jingle_sdp_bind(jingle_sdp_api_t *api)
{
	api->limits_default = &jingle_limits_default;
	api->arena_copy = jingle_arena_copy;
	api->arena_free = jingle_arena_free;
	api->arena_init = jingle_arena_init;
	api->arena_text = jingle_arena_text;
	api->action_name = jingle_action_name;
	api->from_refusal = jingle_from_refusal;
	api->from_sdp = jingle_from_sdp;
	api->map_init = jingle_map_init;
	api->to_sdp = jingle_to_sdp;
	api->peer_by_caps = jingle_peer_by_caps;
	api->peer_find = jingle_peer_find;
	api->peer_name = jingle_peer_name;
	api->quirks = jingle_quirks;
	api->jmi_read = jingle_jmi_read;
	api->jmi_write = jingle_jmi_write;
	api->xml_read = jingle_xml_read;
	api->xml_write = jingle_xml_write;
	api->ctx_init = jingle_ctx_init;
	api->ctx_pack = jingle_ctx_pack;
	api->ctx_unpack = jingle_ctx_unpack;
	api->sdp_current = jingle_sdp_current;
	api->sdp_first_codec = jingle_sdp_first_codec;
	api->sdp_fits = jingle_sdp_fits;
	api->sdp_has_keys = jingle_sdp_has_keys;
	api->sdp_intake_message = jingle_sdp_intake_message;
	api->sdp_intake_numbers = jingle_sdp_intake_numbers;
	api->sdp_keeps_stream = jingle_sdp_keeps_stream;
	api->sdp_outlet = jingle_sdp_outlet;
	api->sdp_pause = jingle_sdp_pause;
	api->sdp_postponed = jingle_sdp_postponed;
	api->sdp_presses = jingle_sdp_presses;
	api->sdp_refuse = jingle_sdp_refuse;
	api->sdp_refuses_all = jingle_sdp_refuses_all;
	api->sdp_sees = jingle_sdp_sees;
	api->sdp_speaks = jingle_sdp_speaks;
	api->sdp_stand_in = jingle_sdp_stand_in;
	api->sdp_voice = jingle_sdp_voice;
	api->sdp_waits = jingle_sdp_waits;
	api->sdp_wake_ice = jingle_sdp_wake_ice;
	api->sdp_way = jingle_sdp_way;
	api->sdp_withdraw = jingle_sdp_withdraw;
	api->early_offer = jingle_early_offer;
	api->early_offer_holds = jingle_early_offer_holds;
	api->early_offer_replace = jingle_early_offer_replace;
	bind_messages(api);
	return 0;
}
