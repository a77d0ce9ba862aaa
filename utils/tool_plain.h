/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Translation with little or no context, as a tool has it. */

#ifndef TOOL_PLAIN_H
#define TOOL_PLAIN_H

#include "tool_common.h"

/**
 * Feed what was said before (--local) into a context.
 *
 * @return 0, -1 (said why)
 */
int tool_context(const tool_t *tool, jingle_map_t *t, jingle_ctx_t *ctx,
		jingle_party_t peer_role);

/** A stanza to SDP without context. return 0 body, 1 no media in it, -1 */
int tool_stanza_to_sdp(
		const tool_t *tool, jingle_map_t *t, jingle_session_t *s, str *body);

/** What a stanza without media means in SIP. */
const char *tool_sip_counterpart(const jingle_session_t *s);

/** SDP to a stanza without context. return 0, -1 with t->error */
int tool_sdp_to_stanza(const tool_t *tool, jingle_map_t *t, const str *sdp,
		int fragment, jingle_action_t action, jingle_stanzas_t *out);

#endif
