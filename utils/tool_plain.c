/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>

#include "../modules/jingle_sdp/jingle_map_slots.h"
#include "tool_plain.h"
#include "tool_scan.h"

/* context ---------------------------------------------------------------- */

static int feed_sdp(jingle_map_t *t, jingle_ctx_t *ctx, const str *sdp)
{
	jingle_stanzas_t out;
	int answer = ctx->state == JINGLE_CTX_PEER_OFFERED
				 || ctx->pending == JINGLE_PENDING_SIP_ANSWER;

	if(ctx->state == JINGLE_CTX_NEW)
		ctx->peer_role = JINGLE_RESPONDER;
	return jingle_from_sdp(
			t, ctx, sdp, answer ? JINGLE_BODY_ANSWER : JINGLE_BODY_OFFER, &out);
}

static int feed_stanza(jingle_map_t *t, jingle_ctx_t *ctx, const str *xml)
{
	jingle_session_t *s;
	jingle_sdp_t out;

	if(jingle_xml_read(t, xml, &s) < 0) {
		if(t->error.fault != JINGLE_FAULT_NOT_JINGLE)
			return -1;
		memset(&t->error, 0, sizeof(t->error));
		return 0;
	}
	if(ctx->state == JINGLE_CTX_NEW)
		ctx->peer_role = JINGLE_INITIATOR;
	return jingle_to_sdp(t, ctx, s, &out);
}

static int feed(
		jingle_map_t *t, jingle_ctx_t *ctx, const str *text, const char **why)
{
	str part;
	int from = 0, found = 0, ret;

	*why = t->error.text;
	if(tool_find_sdp(text, &part) != TOOL_NOTHING)
		return feed_sdp(t, ctx, &part);
	while((ret = tool_next_stanza(text, &from, &part)) != 0) {
		if(ret < 0)
			continue;
		found = 1;
		if(feed_stanza(t, ctx, &part) < 0)
			return -1;
	}
	*why = "neither SDP nor Jingle";
	return found ? 0 : -1;
}

int tool_context(const tool_t *tool, jingle_map_t *t, jingle_ctx_t *ctx,
		jingle_party_t peer_role)
{
	const char *why = "out of memory";
	str text, kept;
	int i, ret;

	jingle_ctx_init(ctx, peer_role, tool_sdp_id(&tool->sid));
	for(i = 0; i < tool->locals_count; i++) {
		if(tool_read(tool, tool->locals[i], &text) < 0)
			return -1;
		/* the context points into what it was made of */
		ret = jingle_arena_copy(t->arena, text.s, (size_t)text.len, &kept);
		free(text.s);
		if(ret == 0)
			ret = feed(t, ctx, &kept, &why);
		if(ret < 0) {
			tool_error(tool, "--local %s: %s", tool->locals[i], why);
			return -1;
		}
	}
	return 0;
}

/* Jingle to SDP ------------------------------------------------------------- */

const char *tool_sip_counterpart(const jingle_session_t *s)
{
	static const char *const infos[JINGLE_INFOS] = {
			"no counterpart (a ping; session timer refresh)",
			"no counterpart (answered unsupported-info)", "180 Ringing",
			"re-INVITE, all streams sendrecv",
			"re-INVITE, all streams sendonly",
			"re-INVITE, all streams sendrecv", "no counterpart (acknowledged)",
			"no counterpart (acknowledged)",
			"INFO application/dtmf-relay, or RFC 4733 in RTP", "REFER"};

	switch(s->action) {
		case JINGLE_SESSION_INFO:
			return infos[s->info];
		case JINGLE_SESSION_TERMINATE:
			return "CANCEL or a final response before the answer, BYE after it";
		case JINGLE_CONTENT_MODIFY:
			return "re-INVITE with a new direction";
		case JINGLE_CONTENT_REMOVE:
			return "re-INVITE with port 0";
		case JINGLE_CONTENT_REJECT:
			return "port 0 in the answer, or 488";
		case JINGLE_TRANSPORT_REJECT:
			return "no counterpart";
		case JINGLE_TRANSPORT_ACCEPT:
		case JINGLE_TRANSPORT_REPLACE:
			return "re-INVITE, if ports of the SIP side change";
		case JINGLE_DESCRIPTION_INFO:
			return "no counterpart (advisory)";
		case JINGLE_SECURITY_INFO:
			return "re-INVITE with the new fingerprint";
		case JINGLE_TRANSPORT_INFO:
			return "no candidates: nothing";
		default:
			return "no counterpart (answered feature-not-implemented)";
	}
}

static void name_lines(jingle_map_t *t, jingle_session_t *s)
{
	jingle_content_t *c, *o;
	jingle_text_t b;
	int index = 0;

	for(c = s->contents.first; c != NULL; c = c->next, index++) {
		for(o = s->contents.first; o != c; o = o->next)
			if(o->mid.s && jingle_str_eq(&o->mid, &c->name))
				break;
		if(o == c && jingle_is_mid(&c->name)) {
			c->mid = c->name;
			continue;
		}
		jingle_text_init(&b, t->arena, 8);
		jingle_text_number(&b, (unsigned)index);
		c->mid.s = b.s;
		c->mid.len = (int)b.len;
	}
}

static void make_raw(jingle_content_t *c)
{
	c->transport.kind = JINGLE_TRANSPORT_RAW_UDP;
	jingle_str_clear(&c->transport.ufrag);
	jingle_str_clear(&c->transport.pwd);
}

/* Contents without a counterpart are left out, if others have one. */
static int check_contents(
		const tool_t *tool, jingle_map_t *t, jingle_session_t *s)
{
	jingle_content_t *c = s->contents.first, *next;

	memset(&s->contents, 0, sizeof(s->contents));
	for(; c != NULL; c = next) {
		next = c->next;
		c->next = NULL;
		if(jingle_content_check(t, c) < 0) {
			if(t->error.fault != JINGLE_FAULT_UNSUPPORTED || tool->strict)
				return -1;
			jingle_map_warn(t, &c->name, "content",
					"left out: application or transport without a counterpart");
			continue;
		}
		if(tool->transport == JINGLE_TRANSPORT_RAW_UDP)
			make_raw(c);
		jingle_list_add(&s->contents, c);
	}
	if(s->contents.count == 0) {
		if(t->error.fault == JINGLE_FAULT_NONE)
			jingle_map_bad(t, "%s has no content (XEP-0166 §7.2)",
					jingle_action_name(s->action));
		return -1;
	}
	memset(&t->error, 0, sizeof(t->error));
	return 0;
}

static int write_session(
		const tool_t *tool, jingle_map_t *t, jingle_session_t *s, str *body)
{
	jingle_sdp_style_t style;

	if(check_contents(tool, t, s) < 0)
		return -1;
	name_lines(t, s);
	memset(&style, 0, sizeof(style));
	style.offer = s->action == JINGLE_SESSION_INITIATE
				  || s->action == JINGLE_CONTENT_ADD;
	style.role = tool->role	   ? tool->role
				 : style.offer ? JINGLE_INITIATOR
							   : JINGLE_RESPONDER;
	style.id = tool_sdp_id(&s->sid);
	style.version = 1;
	return jingle_sdp_write(t, s, &style, body);
}

static int write_fragment(jingle_map_t *t, jingle_session_t *s, str *body)
{
	jingle_sdp_style_t style;
	jingle_content_t *c;
	int useful = 0;

	for(c = s->contents.first; c != NULL; c = c->next) {
		jingle_str_set(&c->media, "audio");
		if(jingle_str_like(&c->name, JINGLE_LIT("video")))
			jingle_str_set(&c->media, "video");
		if(c->transport.kind != JINGLE_TRANSPORT_RAW_UDP
				&& (c->transport.ufrag.s || c->transport.candidates.count
						|| c->transport.complete))
			useful = 1;
	}
	if(!useful)
		return 1;
	name_lines(t, s);
	memset(&style, 0, sizeof(style));
	style.fragment = 1;
	style.offer = 1;
	return jingle_sdp_write(t, s, &style, body);
}

int tool_stanza_to_sdp(
		const tool_t *tool, jingle_map_t *t, jingle_session_t *s, str *body)
{
	switch(s->action) {
		case JINGLE_SESSION_INITIATE:
			return write_session(tool, t, s, body);
		case JINGLE_SESSION_ACCEPT:
		case JINGLE_CONTENT_ADD:
		case JINGLE_CONTENT_ACCEPT:
			jingle_map_warn(t, NULL, jingle_action_name(s->action),
					"context is missing, see --local: m= lines are unchanged");
			return write_session(tool, t, s, body);
		case JINGLE_TRANSPORT_INFO:
		case JINGLE_TRANSPORT_REPLACE:
		case JINGLE_TRANSPORT_ACCEPT:
			jingle_map_warn(t, NULL, jingle_action_name(s->action),
					"context is missing, see --local: media and mid are a "
					"guess");
			return write_fragment(t, s, body);
		default:
			return 1;
	}
}

/* SDP to Jingle ------------------------------------------------------------- */

/* A context that expects this answer: its own m= lines, offered by us. */
static int expect_answer(jingle_map_t *t, jingle_ctx_t *ctx, const str *sdp)
{
	jingle_map_warnings_t warnings = t->warnings;
	jingle_session_t *s;
	jingle_content_t *c;
	jingle_slot_t *slot;

	if(jingle_sdp_read(t, sdp, 0, &s) < 0)
		return -1;
	t->warnings = warnings; /* they come again when it is translated */
	for(c = s->contents.first; c != NULL; c = c->next) {
		slot = jingle_slot_new(t, ctx, NULL);
		if(slot == NULL)
			return -1;
		slot->state = JINGLE_SLOT_OFFERED;
		slot->name = c->name;
		slot->mid = c->mid;
		slot->media = c->media;
		slot->creator = JINGLE_INITIATOR;
		slot->kind = t->transport != JINGLE_TRANSPORT_NONE
							 ? (int)t->transport
							 : (int)c->transport.kind;
		if(slot->kind == JINGLE_TRANSPORT_ICE_UDP
				&& c->transport.ufrag.s == NULL)
			slot->kind = JINGLE_TRANSPORT_RAW_UDP;
	}
	ctx->state = JINGLE_CTX_PEER_OFFERED;
	return 0;
}

static int is_answer(jingle_action_t action)
{
	return action == JINGLE_SESSION_ACCEPT || action == JINGLE_CONTENT_ACCEPT
		   || action == JINGLE_TRANSPORT_ACCEPT;
}

/* Leave in each content what the action carries. */
static void strip(jingle_session_t *s, jingle_action_t action)
{
	jingle_content_t *c;
	int transport = 1, description = 1, senders = 1;

	switch(action) {
		case JINGLE_TRANSPORT_INFO:
		case JINGLE_TRANSPORT_REPLACE:
		case JINGLE_TRANSPORT_ACCEPT:
		case JINGLE_TRANSPORT_REJECT:
		case JINGLE_SECURITY_INFO:
			description = senders = 0;
			break;
		case JINGLE_DESCRIPTION_INFO:
			transport = senders = 0;
			break;
		case JINGLE_CONTENT_MODIFY:
			transport = description = 0;
			break;
		case JINGLE_CONTENT_REMOVE:
		case JINGLE_CONTENT_REJECT:
			transport = description = senders = 0;
			break;
		default:
			break;
	}
	s->action = action;
	for(c = s->contents.first; c != NULL; c = c->next) {
		if(!transport)
			c->transport.kind = JINGLE_TRANSPORT_NONE;
		if(!description) {
			c->description = JINGLE_DESCRIPTION_NONE;
			memset(&c->categories, 0, sizeof(c->categories));
		}
		if(!senders)
			c->senders = JINGLE_SENDERS_ABSENT;
	}
	if(action != JINGLE_SESSION_INITIATE && action != JINGLE_SESSION_ACCEPT
			&& action != JINGLE_CONTENT_ADD && action != JINGLE_CONTENT_ACCEPT)
		memset(&s->groups, 0, sizeof(s->groups));
}

int tool_sdp_to_stanza(const tool_t *tool, jingle_map_t *t, const str *sdp,
		int fragment, jingle_action_t action, jingle_stanzas_t *out)
{
	jingle_body_t kind = fragment			 ? JINGLE_BODY_FRAGMENT
						 : is_answer(action) ? JINGLE_BODY_ANSWER
											 : JINGLE_BODY_OFFER;
	jingle_party_t own = tool->role					  ? tool->role
						 : kind == JINGLE_BODY_ANSWER ? JINGLE_RESPONDER
													  : JINGLE_INITIATOR;
	jingle_session_t *s;
	jingle_ctx_t *ctx = jingle_map_new(t, sizeof(*ctx));

	if(ctx == NULL)
		return -1;
	/* jingle_from_sdp() takes a first offer for the initiator's */
	jingle_ctx_init(ctx,
			kind == JINGLE_BODY_OFFER ? JINGLE_RESPONDER : jingle_other(own),
			0);
	if(kind == JINGLE_BODY_ANSWER && expect_answer(t, ctx, sdp) < 0)
		return -1;
	if(jingle_from_sdp(t, ctx, sdp, kind, out) < 0)
		return -1;
	s = out->list.last;
	if(action != JINGLE_ACTION_NONE && s != NULL && !out->terminate)
		strip(s, action);
	return 0;
}
