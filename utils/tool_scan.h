/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds stanzas in a log, and SDP in a SIP message. */

#ifndef TOOL_SCAN_H
#define TOOL_SCAN_H

#include "../modules/jingle_sdp/jingle_map_core.h"

/**
 * The next stanza (iq, message, presence) or <jingle/> in a text.
 *
 * @param from where to look on; moved behind what was found
 * @return 1 found, 0 no more, -1 one begins but is cut off
 */
int tool_next_stanza(const str *text, int *from, str *stanza);

typedef enum tool_body
{
	TOOL_NOTHING = 0,
	TOOL_SDP,
	TOOL_ANSWER,  /* SDP of a SIP response, or of an ACK */
	TOOL_FRAGMENT /* application/trickle-ice-sdpfrag */
} tool_body_t;

/**
 * The SDP in a text: a SIP message with a body, an SDP body, a fragment.
 *
 * @param body a view into the text
 */
tool_body_t tool_find_sdp(const str *text, str *body);

#endif
