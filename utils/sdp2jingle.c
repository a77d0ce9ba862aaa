/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shows what the gateway makes of SDP: Jingle on standard output. */

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "../modules/xmpp_link/xml_build.h"
#include "tool_common.h"
#include "tool_plain.h"
#include "tool_scan.h"

enum
{
	STANZA_MAX = 1024 * 1024 /* bytes; the gateway itself stays below 32 KiB */
};

/* A session id as unlikely to be known as a UUID. */
static void make_sid(char sid[33])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char bytes[16];
	int i;

	if(getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		memset(bytes, 0, sizeof(bytes));
	for(i = 0; i < 16; i++) {
		sid[2 * i] = digits[bytes[i] >> 4];
		sid[2 * i + 1] = digits[bytes[i] & 15];
	}
	sid[32] = '\0';
}

static int translate(const tool_t *tool, jingle_map_t *t, const str *sdp,
		tool_body_t found, jingle_stanzas_t *out)
{
	static jingle_ctx_t ctx;
	jingle_action_t action = tool->action;
	jingle_body_t kind = JINGLE_BODY_OFFER;

	if(tool->locals_count == 0) {
		if(action == JINGLE_ACTION_NONE
				&& (found == TOOL_ANSWER || tool->role == JINGLE_RESPONDER))
			action = JINGLE_SESSION_ACCEPT;
		if(found == TOOL_FRAGMENT)
			action = JINGLE_TRANSPORT_INFO;
		if(action == JINGLE_SESSION_ACCEPT || found == TOOL_FRAGMENT)
			jingle_map_warn(t, NULL, jingle_action_name(action),
					"context is missing, see --local: names are unchanged");
		return tool_sdp_to_stanza(
				tool, t, sdp, found == TOOL_FRAGMENT, action, out);
	}
	if(tool_context(tool, t, &ctx, JINGLE_INITIATOR) < 0)
		return -2;
	if(found == TOOL_FRAGMENT)
		kind = JINGLE_BODY_FRAGMENT;
	else if(ctx.state == JINGLE_CTX_PEER_OFFERED
			|| ctx.pending == JINGLE_PENDING_SIP_ANSWER)
		kind = JINGLE_BODY_ANSWER;
	return jingle_from_sdp(t, &ctx, sdp, kind, out);
}

static int print_stanza(const tool_t *tool, jingle_map_t *t,
		jingle_session_t *s, const char *sid, char *buffer)
{
	xml_build_t b;
	str xml;

	if(tool->sid.s)
		s->sid = tool->sid;
	else
		jingle_str_set(&s->sid, sid);
	s->initiator = tool->initiator;
	s->responder = tool->responder;
	xml_build_init(&b, buffer, STANZA_MAX);
	if(jingle_xml_write(t, &b, s) < 0 || xml_build_end(&b, &xml) < 0)
		return -1;
	fwrite(xml.s, 1, (size_t)xml.len, stdout);
	fputc('\n', stdout);
	return 0;
}

static int print_all(
		const tool_t *tool, jingle_map_t *t, const jingle_stanzas_t *out)
{
	char *buffer = malloc(STANZA_MAX);
	char sid[33];
	jingle_session_t *s;
	int ret = 0;

	if(buffer == NULL)
		return jingle_map_memory(t);
	make_sid(sid);
	for(s = out->list.first; s != NULL && ret == 0; s = s->next)
		ret = print_stanza(tool, t, s, sid, buffer);
	if(out->list.count == 0)
		printf("<!-- nothing for Jingle: the same as before -->\n");
	free(buffer);
	return ret;
}

static int run(const tool_t *tool, const str *text)
{
	jingle_arena_t arena;
	jingle_map_t t;
	jingle_stanzas_t out;
	tool_body_t found;
	str sdp;
	int ret;

	found = tool_find_sdp(text, &sdp);
	if(found == TOOL_NOTHING) {
		tool_error(tool, "no SDP found in the input");
		return TOOL_REFUSED;
	}
	tool_start(tool, &t, &arena);
	if(tool->verbose)
		tool_note("found %s of %d bytes",
				found == TOOL_FRAGMENT ? "a fragment"
				: found == TOOL_ANSWER ? "an answer"
									   : "SDP",
				sdp.len);
	ret = translate(tool, &t, &sdp, found, &out);
	if(ret == 0)
		ret = print_all(tool, &t, &out);
	tool_notes(&t);
	if(ret == -1)
		tool_error(tool, "%s", t.error.text);
	if(ret == 0 && fflush(stdout) != 0) {
		tool_error(tool, "cannot write to standard output");
		ret = -1;
	}
	jingle_arena_free(&arena);
	return ret == 0 ? TOOL_DONE : TOOL_REFUSED;
}

int main(int argc, char **argv)
{
	tool_t tool = {.name = "sdp2jingle",
			.about = "Translates SDP (RFC 8866) into Jingle stanzas."};
	str text;
	int ret;

	ret = tool_options(&tool, argc, argv);
	if(ret >= 0)
		return ret;
	if(tool_read(&tool, tool.input, &text) < 0)
		return TOOL_REFUSED;
	ret = run(&tool, &text);
	free(text.s);
	return ret;
}
