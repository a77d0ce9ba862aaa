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
 * \brief jingle_sdp :: what other modules bind to
 *
 * Each function is the one of the same name with jingle_ before it; its
 * contract stands in the header that is named. None keeps state, logs or
 * waits: what it needs is handed in, memory comes from the arena of its
 * translation. So they can be called from any process.
 */

#ifndef JINGLE_SDP_API_H
#define JINGLE_SDP_API_H

#include "../../core/sr_module.h"

#include "jingle_arena.h"
#include "jingle_ctx.h"
#include "jingle_jmi.h"
#include "jingle_map.h"
#include "jingle_map_core.h"
#include "jingle_map_stand_in.h"
#include "jingle_map_warnings.h"
#include "jingle_mime.h"
#include "jingle_reason.h"
#include "jingle_sdp_intake.h"
#include "jingle_sdp_outlet.h"
#include "jingle_early_offer.h"

typedef struct jingle_sdp_api
{
	/* limits that a translation has by default: jingle_map_warnings.h */
	const jingle_limits_t *limits_default;

	/* memory of a translation: jingle_arena.h */
	int (*arena_copy)(jingle_arena_t *a, const char *s, size_t len, str *out);
	void (*arena_free)(jingle_arena_t *a);
	void (*arena_init)(jingle_arena_t *a, jingle_alloc_f alloc,
			jingle_release_f release, void *arg, size_t first);
	char *(*arena_text)(jingle_arena_t *a, size_t size);

	/* one translation: jingle_map.h */
	const char *(*action_name)(jingle_action_t action);
	int (*from_refusal)(jingle_map_t *t, jingle_ctx_t *ctx,
			jingle_reason_t reason, jingle_stanzas_t *out);
	int (*from_sdp)(jingle_map_t *t, jingle_ctx_t *ctx, const str *sdp,
			jingle_body_t kind, jingle_stanzas_t *out);
	void (*map_init)(jingle_map_t *t, jingle_arena_t *arena,
			const jingle_limits_t *limits);
	int (*to_sdp)(jingle_map_t *t, jingle_ctx_t *ctx, const jingle_session_t *s,
			jingle_sdp_t *out);

	/* programs of XMPP peers, and what they need: jingle_map.h, jingle_map_core.h */
	jingle_peer_t (*peer_by_caps)(const str *node);
	int (*peer_find)(const str *name);
	const char *(*peer_name)(jingle_peer_t peer);
	const jingle_quirks_t *(*quirks)(jingle_peer_t peer);

	/* Jingle and JMI as XML: jingle_map.h, jingle_jmi.h */
	int (*jmi_read)(jingle_map_t *t, const str *xml, jingle_jmi_t *out);
	int (*jmi_write)(struct xml_build *b, const jingle_jmi_t *j);
	int (*xml_read)(jingle_map_t *t, const str *xml, jingle_session_t **out);
	int (*xml_write)(
			jingle_map_t *t, struct xml_build *b, const jingle_session_t *s);

	/* an offer in the place of a client's: jingle_early_offer.h */
	int (*early_offer)(jingle_map_t *t, int audio, int video, const str *addr,
			jingle_session_t **out);
	int (*early_offer_holds)(jingle_map_t *t, const str *sent, const str *now,
			const str *answer);
	void (*early_offer_replace)(
			jingle_ctx_t *ctx, const jingle_ctx_t *stand_in);

	/* what both sides have agreed on, between translations: jingle_ctx.h */
	void (*ctx_init)(
			jingle_ctx_t *ctx, jingle_party_t peer_role, uint64_t sdp_id);
	int (*ctx_pack)(const jingle_ctx_t *ctx, jingle_arena_t *arena, str *out);
	int (*ctx_unpack)(jingle_ctx_t *ctx, const str *blob);

	/* SDP: jingle_map.h, jingle_map_stand_in.h; from and to a media relay: jingle_sdp_intake.h,
	 * jingle_sdp_outlet.h */
	int (*sdp_current)(jingle_map_t *t, jingle_ctx_t *ctx, jingle_body_t kind,
			jingle_sdp_t *out);
	int (*sdp_first_codec)(jingle_map_t *t, jingle_ctx_t *ctx);
	int (*sdp_fits)(const str *offer, const str *answer);
	int (*sdp_has_keys)(const str *sdp);
	int (*sdp_intake_message)(jingle_map_t *t, const jingle_ctx_t *ctx,
			const str *message, const str *body, str *out);
	int (*sdp_intake_numbers)(jingle_map_t *t, const jingle_ctx_t *ctx,
			const str *message, const str *body, const str *offered, str *out);
	int (*sdp_keeps_stream)(const jingle_ctx_t *ctx, const str *sdp);
	int (*sdp_outlet)(
			jingle_map_t *t, const str *sdp, const str *offer, str *out);
	int (*sdp_pause)(jingle_map_t *t, const str *offer, uint64_t id, str *out);
	void (*sdp_postponed)(jingle_ctx_t *ctx);
	int (*sdp_presses)(const jingle_ctx_t *ctx);
	int (*sdp_refuse)(jingle_map_t *t, jingle_ctx_t *ctx, jingle_sdp_t *out);
	int (*sdp_refuses_all)(const str *sdp);
	int (*sdp_sees)(const jingle_ctx_t *ctx);
	int (*sdp_speaks)(const jingle_ctx_t *ctx, const char *codec);
	int (*sdp_stand_in)(
			jingle_map_t *t, const char *address, uint64_t id, str *out);
	int (*sdp_voice)(jingle_map_t *t, const str *sdp, jingle_voice_t *out);
	int (*sdp_waits)(const jingle_ctx_t *ctx);
	int (*sdp_wake_ice)(jingle_map_t *t, const str *sdp, str *out);
	jingle_media_way_t (*sdp_way)(jingle_map_t *t, const jingle_ctx_t *ctx);
	int (*sdp_withdraw)(jingle_map_t *t, jingle_ctx_t *ctx, jingle_sdp_t *out);

	/* bodies of SIP messages: jingle_mime.h */
	int (*mime_body)(
			const str *text, const char *type, const char *subtype, str *body);
	int (*mime_is)(const str *text, const char *type, const char *subtype);
	jingle_mime_t (*mime_sdp)(const str *text, str *sdp);
	jingle_mime_t (*mime_type_fix)(str *text);

	/* why a call ends, on both sides: jingle_reason.h, jingle_map.h */
	int (*reason_code)(jingle_reason_t reason, int decline);
	jingle_reason_t (*reason_find)(const str *name);
	jingle_reason_t (*reason_for_cancel)(jingle_reason_t reason);
	int (*reason_header)(jingle_reason_t reason, const str *text, char *buf,
			int cap, str *value);
	int (*reason_jmi_code)(jingle_reason_t reason, int age, int decline);
	const char *(*reason_name)(jingle_reason_t reason);
	void (*reason_of_bye)(const str *header, jingle_reason_text_t *said);
	void (*reason_of_cancel)(const str *header, jingle_reason_text_t *said);
	jingle_reason_t (*reason_of_code)(int code, int all_refused);
	int (*reason_of_error)(const str *condition, int flags);
	void (*reason_of_reply)(int code, const str *phrase, int warning,
			jingle_reason_text_t *said);
	const char *(*reason_phrase)(int code);
	const jingle_reason_sip_t *(*reason_sip)(jingle_reason_t reason);
	const char *(*reason_warning)(int warning);
} jingle_sdp_api_t;

/* Fill in the table; 0 */
int jingle_sdp_bind(jingle_sdp_api_t *api);

typedef int (*bind_jingle_sdp_f)(jingle_sdp_api_t *api);

/*!
 * \brief Load the API of the module
 * \return 0, or -1 when the module is not loaded (it must stand before)
 */
static inline int jingle_sdp_load_api(jingle_sdp_api_t *api)
{
	bind_jingle_sdp_f bind;

	/* by way of void: the compiler would warn of the differing arguments */
	bind = (bind_jingle_sdp_f)(void (*)(void))find_export(
			"bind_jingle_sdp", 0, 0);
	if(bind == NULL)
		return -1;
	return bind(api);
}

#endif
