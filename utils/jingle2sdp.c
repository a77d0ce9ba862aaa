/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shows what the gateway makes of Jingle: SDP on standard output. */

#include <stdio.h>
#include <stdlib.h>

#include "tool_common.h"
#include "tool_plain.h"
#include "tool_scan.h"

typedef struct counts
{
	int stanzas;
	int skipped; /* without Jingle */
	int cut;
	int translated;
	int refused;
} counts_t;

static int translate(const tool_t *tool, jingle_map_t *t, jingle_session_t *s,
		const char **counterpart, str *body)
{
	static jingle_ctx_t ctx;
	jingle_sdp_t out;
	int ret;

	*counterpart = tool_sip_counterpart(s);
	if(tool->locals_count == 0)
		return tool_stanza_to_sdp(tool, t, s, body);
	ret = tool_context(
			tool, t, &ctx, tool->role ? tool->role : JINGLE_INITIATOR);
	if(ret < 0)
		return -2;
	if(jingle_to_sdp(t, &ctx, s, &out) < 0)
		return -1;
	*body = out.body;
	if(out.none_left)
		*counterpart = "BYE: no content is left";
	else if(out.kind == JINGLE_BODY_NONE
			&& ctx.pending == JINGLE_PENDING_PEER_ANSWER)
		*counterpart = "nothing yet: comes with the answer";
	return out.kind == JINGLE_BODY_NONE;
}

static void print_comment(const jingle_session_t *s, const char *counterpart)
{
	const char *reason = jingle_reason_name(s->reason);

	printf("# %.*s", s->action_name.len, s->action_name.s);
	if(s->info_name.s && s->info != JINGLE_INFO_NONE)
		printf(" %.*s", s->info_name.len, s->info_name.s);
	if(*reason)
		printf(" (%s)", reason);
	printf(": %s\n", counterpart);
}

static void one(const tool_t *tool, const str *xml, counts_t *n)
{
	jingle_arena_t arena;
	jingle_map_t t;
	jingle_session_t *s;
	const char *counterpart;
	str body = STR_NULL;
	int ret;

	tool_start(tool, &t, &arena);
	n->stanzas++;
	if(jingle_xml_read(&t, xml, &s) < 0) {
		if(t.error.fault == JINGLE_FAULT_NOT_JINGLE)
			n->skipped++;
		else {
			n->refused++;
			tool_error(tool, "%s", t.error.text);
		}
		jingle_arena_free(&arena);
		return;
	}
	if(tool->action != JINGLE_ACTION_NONE)
		s->action = tool->action;
	if(tool->sid.s)
		s->sid = tool->sid;
	ret = translate(tool, &t, s, &counterpart, &body);
	tool_notes(&t);
	if(ret == 0)
		fwrite(body.s, 1, (size_t)body.len, stdout);
	else if(ret == 1)
		print_comment(s, counterpart);
	else if(ret == -1)
		tool_error(tool, "%s", t.error.text);
	if(ret >= 0)
		n->translated++;
	else
		n->refused++;
	jingle_arena_free(&arena);
}

static int finish(const tool_t *tool, const counts_t *n)
{
	if(n->skipped)
		tool_note("%d of %d stanzas without Jingle skipped", n->skipped,
				n->stanzas);
	if(n->cut)
		tool_note("%d stanzas cut off, skipped", n->cut);
	if(tool->verbose)
		tool_note("%d translated, %d refused", n->translated, n->refused);
	if(n->translated == 0 && n->refused == 0) {
		tool_error(tool, "no Jingle found in the input");
		return TOOL_REFUSED;
	}
	if(fflush(stdout) != 0) {
		tool_error(tool, "cannot write to standard output");
		return TOOL_REFUSED;
	}
	return n->refused ? TOOL_REFUSED : TOOL_DONE;
}

int main(int argc, char **argv)
{
	tool_t tool = {.name = "jingle2sdp",
			.about = "Translates Jingle stanzas (XEP-0166) into SDP."};
	counts_t n = {0};
	str text, stanza;
	int from = 0, ret;

	ret = tool_options(&tool, argc, argv);
	if(ret >= 0)
		return ret;
	if(tool_read(&tool, tool.input, &text) < 0)
		return TOOL_REFUSED;
	while((ret = tool_next_stanza(&text, &from, &stanza)) != 0) {
		if(ret > 0)
			one(&tool, &stanza, &n);
		else
			n.cut++;
	}
	ret = finish(&tool, &n);
	free(text.s);
	return ret;
}
