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
 *
 */

/*!
 * \file
 * \brief jingle :: what has changed since SIP spoke last
 *
 * PURE.
 */

#include "jingle_map_out.h"

static jingle_session_t *stanza_of(
		jingle_out_t *o, jingle_session_t **kept, jingle_action_t action)
{
	if(*kept == NULL)
		*kept = jingle_out_stanza(o, action);
	return *kept;
}

/* direction ----------------------------------------------------------------- */

/* SIP holds when it wants nothing to be sent to it on any stream. */
static int is_held(const jingle_ctx_t *ctx)
{
	int i, live = 0;

	for(i = 0; i < ctx->slots; i++) {
		const jingle_slot_t *s = &ctx->slot[i];
		if(s->state != JINGLE_SLOT_ACTIVE)
			continue;
		live++;
		if(s->sip_mask & (int)ctx->peer_role)
			return 0;
	}
	return live > 0;
}

static int send_hold(jingle_out_t *o)
{
	jingle_session_t *s = jingle_out_stanza(o, JINGLE_SESSION_INFO);

	if(s == NULL)
		return -1;
	s->info = o->ctx->sip_hold ? JINGLE_INFO_HOLD : JINGLE_INFO_UNHOLD;
	return 0;
}

/* What SIP pauses is not taken from the contents by content-modify: most
 * programs do not know it, and some end the call when they are to send no more.
 * It is only said, where the peer takes it, that SIP begins to send. */
static int senders_now(const jingle_out_t *o, const jingle_slot_t *slot)
{
	int senders = slot->peer_mask & slot->sip_mask;

	if(!o->t->hold_by_info)
		return senders;
	if(jingle_quirks(o->t->peer)->no_modify)
		return slot->senders;
	return senders | slot->senders;
}

static int send_directions(jingle_out_t *o)
{
	jingle_session_t *s = NULL;
	jingle_content_t *c;
	int i, senders, hold = is_held(o->ctx);

	if(hold != o->ctx->sip_hold) {
		o->ctx->sip_hold = hold;
		o->out->hold = hold ? 1 : -1;
		if(o->t->hold_by_info && send_hold(o) < 0)
			return -1;
	}
	for(i = 0; i < o->ctx->slots; i++) {
		jingle_slot_t *slot = &o->ctx->slot[i];
		if(slot->state != JINGLE_SLOT_ACTIVE)
			continue;
		senders = senders_now(o, slot);
		if(senders == slot->senders)
			continue;
		slot->senders = senders;
		if(stanza_of(o, &s, JINGLE_CONTENT_MODIFY) == NULL)
			return -1;
		c = jingle_out_content(o, s, slot);
		if(c == NULL)
			return -1;
		c->senders = (jingle_senders_t)senders;
	}
	return 0;
}

/* transport ----------------------------------------------------------------- */

/* One more transport-info of a slot, with its credentials alone. */
static jingle_content_t *info_of(
		jingle_out_t *o, jingle_slot_t *slot, const jingle_content_t *c)
{
	jingle_session_t *s = jingle_out_stanza(o, JINGLE_TRANSPORT_INFO);
	jingle_content_t *to = s ? jingle_out_content(o, s, slot) : NULL;

	if(to == NULL)
		return NULL;
	to->transport.kind = c->transport.kind;
	to->transport.ufrag = c->transport.ufrag;
	to->transport.pwd = c->transport.pwd;
	return to;
}

int jingle_out_info(jingle_out_t *o, jingle_slot_t *slot,
		const jingle_content_t *c, int restart)
{
	const jingle_candidate_t *d;
	jingle_content_t *to = NULL;
	jingle_candidate_t *copy;

	if(restart || c->transport.candidates.count == 0) {
		to = info_of(o, slot, c);
		if(to == NULL)
			return -1;
		to->transport.fingerprints = c->transport.fingerprints;
	}
	for(d = c->transport.candidates.first; d != NULL; d = d->next) {
		int first = to == NULL;

		to = info_of(o, slot, c);
		copy = to ? jingle_map_new(o->t, sizeof(*copy)) : NULL;
		if(copy == NULL)
			return -1;
		*copy = *d;
		copy->next = NULL;
		jingle_list_add(&to->transport.candidates, copy);
		if(first)
			to->transport.fingerprints = c->transport.fingerprints;
	}
	to->transport.remote = c->transport.remote;
	to->transport.complete = c->transport.complete;
	return 0;
}

/* Raw UDP is told whole (XEP-0177 section 4.2), an answer to a
 * transport-replace as well. */
static int send_content(jingle_out_t *o, jingle_slot_t *slot,
		const jingle_content_t *c, jingle_action_t action)
{
	jingle_session_t *s = jingle_out_stanza(o, action);
	jingle_content_t *to = s ? jingle_out_content(o, s, slot) : NULL;

	if(to == NULL)
		return -1;
	to->transport = c->transport;
	return 0;
}

/* Keys that are the peer's already are not said again; new ones with the role
 * that was agreed, never actpass in the middle of a session (dino#1072). */
static void send_keys(const jingle_slot_t *slot, jingle_content_t *c)
{
	jingle_fingerprint_t *f;
	jingle_setup_t role = JINGLE_SETUP_NONE;

	if(jingle_out_keys(c) == slot->sip_keys && !slot->replacing) {
		memset(&c->transport.fingerprints, 0,
				sizeof(c->transport.fingerprints));
		return;
	}
	if(slot->sip_setup == JINGLE_SETUP_ACTIVE
			|| slot->peer_setup == JINGLE_SETUP_PASSIVE)
		role = JINGLE_SETUP_ACTIVE;
	else if(slot->sip_setup == JINGLE_SETUP_PASSIVE
			|| slot->peer_setup == JINGLE_SETUP_ACTIVE)
		role = JINGLE_SETUP_PASSIVE;
	for(f = c->transport.fingerprints.first; f != NULL && role; f = f->next)
		f->setup = role;
}

static int send_transport(
		jingle_out_t *o, jingle_slot_t *slot, jingle_content_t *c)
{
	int restart = c->transport.ufrag.s
				  && !jingle_str_eq(&c->transport.ufrag, &slot->sip_ufrag);
	jingle_list_t keys;
	int rc;

	if(slot->sip_transport == jingle_out_transport(c) && !slot->replacing)
		return 0;
	if(c->zero_address)
		return 0;
	/* a refresh: candidates that a relay writes otherwise now are no news */
	if(o->same_version && c->transport.ufrag.s && !restart && !slot->replacing
			&& jingle_out_keys(c) == slot->sip_keys)
		return 0;
	if(restart) /* XEP-0176 section 5.9 */
		slot->sip_generation = (slot->sip_generation + 1) & 255;
	if(jingle_out_prepare(o, slot, c) < 0)
		return -1;
	keys = c->transport.fingerprints;
	send_keys(slot, c);
	if(slot->replacing) {
		slot->replacing = 0;
		jingle_str_clear(&slot->replaced);
		rc = send_content(o, slot, c, JINGLE_TRANSPORT_ACCEPT);
	} else if(slot->kind == JINGLE_TRANSPORT_RAW_UDP)
		rc = send_content(o, slot, c, JINGLE_TRANSPORT_INFO);
	else
		rc = jingle_out_info(o, slot, c, restart && o->offer);
	c->transport.fingerprints = keys; /* to be remembered */
	return rc;
}

/* streams ----------------------------------------------------------------- */

static int send_muted(
		jingle_out_t *o, const jingle_slot_t *slot, jingle_info_t info)
{
	jingle_session_t *s = jingle_out_stanza(o, JINGLE_SESSION_INFO);

	if(s == NULL)
		return -1;
	s->info = info;
	s->info_content = slot->name;
	s->info_creator = slot->creator;
	return 0;
}

/* XEP-0167 section 8.3: "this stream is not sent" */
static int says_mute(const jingle_out_t *o)
{
	const jingle_quirks_t *quirks = jingle_quirks(o->t->peer);

	return quirks->mutes || !quirks->keeps_contents;
}

/* Does the peer keep a content whose stream SIP takes away? A media relay answers
 * ICE of another content on this m= line no more: it takes new credentials in
 * offers alone, and begins anew itself. Once removed it would be lost for good. */
static int stays(const jingle_out_t *o, const jingle_slot_t *slot)
{
	const jingle_quirks_t *quirks = jingle_quirks(o->t->peer);

	return quirks->mutes || quirks->keeps_contents
		   || (o->t->relayed && slot->kind != JINGLE_TRANSPORT_RAW_UDP);
}

/* Contents that are removed from the session. Some programs know
 * content-remove only as the end of a content-add that waits: they keep the
 * content, which is asleep. */
static int send_removed(
		jingle_out_t *o, jingle_slot_t *slot, jingle_session_t **s)
{
	jingle_param_t *p = jingle_map_new(o->t, sizeof(*p));

	if(p == NULL)
		return -1;
	p->name = slot->name;
	jingle_list_add(&o->out->rejected, p);
	slot->state = JINGLE_SLOT_FREE;
	slot->asleep = stays(o, slot);
	if(slot->asleep && says_mute(o))
		return send_muted(o, slot, JINGLE_INFO_MUTE);
	if(slot->asleep)
		return 0;
	jingle_str_clear(&slot->peer);
	if(stanza_of(o, s, JINGLE_CONTENT_REMOVE) == NULL)
		return -1;
	return jingle_out_content(o, *s, slot) ? 0 : -1;
}

/* Nobody is asked about a stream that the peer's program cannot have. */
static int is_askable(
		const jingle_out_t *o, const jingle_content_t *c, int worn)
{
	return !jingle_out_refused(c) && !o->t->at_once
		   && !jingle_quirks(o->t->peer)->no_add && !(worn && o->t->relayed);
}

static int add_stream(jingle_out_t *o, int i, jingle_content_t *c, int appended)
{
	jingle_slot_t *slot = &o->ctx->slot[i];
	int worn = !appended && slot->worn;
	jingle_session_t *s;

	memset(slot, 0, sizeof(*slot));
	slot->appended = appended;
	slot->worn = worn;
	slot->mid = c->mid;
	slot->media = c->media;
	slot->proto = c->proto;
	slot->formats = c->formats;
	slot->by_sip = 1;
	slot->creator = jingle_sip_role(o->ctx);
	slot->peer_mask = JINGLE_SENDERS_BOTH;
	slot->data = c->description == JINGLE_DESCRIPTION_DATA;
	if(jingle_out_name(o, slot, c) < 0)
		return -1;
	if(!is_askable(o, c, worn))
		return 0; /* stays free: port 0 in the answer */
	c->name = slot->name;
	if(jingle_out_prepare(o, slot, c) < 0)
		return -1;
	slot->state = JINGLE_SLOT_OFFERED;
	slot->kind = c->transport.kind;
	jingle_out_remember(o, slot, c);
	jingle_out_agree(o, slot, c);
	s = jingle_out_stanza(o, JINGLE_CONTENT_ADD); /* one for each */
	if(s == NULL)
		return -1;
	c->creator = slot->creator;
	c->next = NULL;
	jingle_list_add(&s->contents, c);
	o->out->wait = 1;
	o->ctx->pending = JINGLE_PENDING_PEER_ANSWER;
	return 0;
}

/* does one of the words start so? Each ends with a blank. */
static int has_word(const str *words, const char *start, size_t len)
{
	const char *p = words->s;
	size_t left = (size_t)words->len;

	while(left >= len && memcmp(p, start, len) != 0) {
		const char *blank = memchr(p, ' ', left);
		if(blank == NULL)
			return 0;
		left -= (size_t)(blank + 1 - p);
		p = blank + 1;
	}
	return left >= len;
}

/* The codecs that SIP has named before and means otherwise now. */
static int modified_codecs(jingle_out_t *o, const jingle_content_t *c,
		const str *before, const str *now, jingle_list_t *out)
{
	const char *word = now->s, *end = word + now->len, *colon, *blank;
	const jingle_payload_t *p;
	jingle_payload_t *copy;

	for(p = c->payloads.first; p != NULL; p = p->next, word = blank + 1) {
		colon = memchr(word, ':', (size_t)(end - word));
		blank = memchr(word, ' ', (size_t)(end - word));
		if(has_word(before, word, (size_t)(blank + 1 - word))
				|| !has_word(before, word, (size_t)(colon + 1 - word)))
			continue;
		copy = jingle_map_new(o->t, sizeof(*copy));
		if(copy == NULL)
			return -1;
		*copy = *p;
		copy->next = NULL;
		jingle_list_add(out, copy);
	}
	return 0;
}

/* XEP-0167 section 9: only the codecs that are modified. That there are more
 * or fewer of them no action says. */
static int send_codecs(jingle_out_t *o, jingle_slot_t *slot,
		const jingle_content_t *c, jingle_session_t **s)
{
	jingle_content_t *to;
	jingle_list_t modified;
	str now;

	jingle_out_codecs(o, c, &now);
	if(now.s == NULL || jingle_str_eq(&now, &slot->sip_codecs))
		return 0;
	memset(&modified, 0, sizeof(modified));
	if(modified_codecs(o, c, &slot->sip_codecs, &now, &modified) < 0)
		return -1;
	if(modified.count == 0) {
		jingle_map_warn(o->t, &slot->name, "payload-type",
				"more or fewer codecs in a session: no action for it "
				"(XEP-0167 §9)");
		return 0;
	}
	if(stanza_of(o, s, JINGLE_DESCRIPTION_INFO) == NULL)
		return -1;
	to = jingle_out_content(o, *s, slot);
	if(to == NULL)
		return -1;
	to->description = JINGLE_DESCRIPTION_RTP;
	to->media = c->media;
	to->payloads = modified;
	return 0;
}

static int change_stream(jingle_out_t *o, jingle_slot_t *slot,
		jingle_content_t *c, jingle_session_t **info)
{
	c->name = slot->name;
	if(send_transport(o, slot, c) < 0)
		return -1;
	if(o->offer && send_codecs(o, slot, c, info) < 0)
		return -1;
	jingle_out_remember(o, slot, c);
	if(o->offer) { /* what the answer must repeat */
		slot->proto = c->proto;
		slot->formats = c->formats;
	}
	return 0;
}

/* "m=video 9 ..." */
static int is_section_of(const str *section, const str *media)
{
	return section->len > media->len + 2
		   && memcmp(section->s + 2, media->s, (size_t)media->len) == 0
		   && section->s[2 + media->len] == ' ';
}

/* SIP gives back what it had taken away: the peer has it still */
static int wake_stream(jingle_out_t *o, jingle_slot_t *slot,
		jingle_content_t *c, jingle_session_t **info)
{
	if(!is_section_of(&slot->peer, &c->media))
		return 0; /* another one, for which there is no place */
	slot->state = JINGLE_SLOT_ACTIVE;
	slot->asleep = 0;
	if(says_mute(o) && send_muted(o, slot, JINGLE_INFO_UNMUTE) < 0)
		return -1;
	return change_stream(o, slot, c, info);
}

/* An answer repeats the mid of the offer, and the rest of the m= line when it
 * is refused. */
static void follow_line(jingle_slot_t *slot, const jingle_content_t *c)
{
	slot->mid = c->mid;
	if(slot->state == JINGLE_SLOT_ACTIVE && !jingle_out_refused(c))
		return;
	slot->media = c->media;
	slot->proto = c->proto;
	slot->formats = c->formats;
}

int jingle_out_difference(jingle_out_t *o)
{
	jingle_session_t *removed = NULL, *info = NULL;
	int i;

	if(o->contents < o->ctx->slots)
		return jingle_map_bad(o->t,
				"offer has %d m= lines, the session %d (RFC 3264 §8)",
				o->contents, o->ctx->slots);
	for(i = 0; i < o->contents; i++) {
		jingle_slot_t *slot = &o->ctx->slot[i];
		jingle_content_t *c = o->content[i];
		int ret = 0;

		if(i < o->ctx->slots)
			follow_line(slot, c);
		if(i >= o->ctx->slots) {
			o->ctx->slots = i + 1;
			ret = add_stream(o, i, c, 1);
		} else if(slot->state == JINGLE_SLOT_ACTIVE && jingle_out_refused(c))
			ret = send_removed(o, slot, &removed);
		else if(slot->state == JINGLE_SLOT_ACTIVE)
			ret = change_stream(o, slot, c, &info);
		else if(!jingle_out_refused(c) && !slot->asleep)
			ret = add_stream(o, i, c, slot->appended);
		else if(!jingle_out_refused(c))
			ret = wake_stream(o, slot, c, &info);
		if(ret < 0)
			return -1;
	}
	if(send_directions(o) < 0)
		return -1;
	o->out->same = o->out->list.count == 0 && o->out->hold == 0;
	return 0;
}

static int decide_added(jingle_out_t *o, jingle_slot_t *slot,
		jingle_content_t *c, jingle_session_t **accepted,
		jingle_session_t **refused)
{
	jingle_param_t *p;

	if(jingle_out_refused(c)) {
		p = jingle_map_new(o->t, sizeof(*p));
		if(p == NULL || stanza_of(o, refused, JINGLE_CONTENT_REJECT) == NULL)
			return -1;
		p->name = slot->name;
		jingle_list_add(&o->out->rejected, p);
		(*refused)->reason = JINGLE_REASON_FAILED_APPLICATION;
		slot->state = JINGLE_SLOT_FREE;
		jingle_str_clear(&slot->peer);
		return jingle_out_rejection(o, *refused, slot);
	}
	c->name = slot->name;
	c->creator = slot->creator;
	if(jingle_out_prepare(o, slot, c) < 0
			|| jingle_slot_agree(o->t, o->ctx, slot, c) < 0
			|| stanza_of(o, accepted, JINGLE_CONTENT_ACCEPT) == NULL)
		return -1;
	jingle_out_remember(o, slot, c);
	slot->state = JINGLE_SLOT_ACTIVE;
	jingle_out_agree(o, slot, c);
	c->next = NULL;
	jingle_list_add(&(*accepted)->contents, c);
	return 0;
}

int jingle_out_decide(jingle_out_t *o)
{
	jingle_session_t *accepted = NULL, *refused = NULL, *removed = NULL;
	int i, ret = 0;

	for(i = 0; i < o->ctx->slots && ret == 0; i++) {
		jingle_slot_t *slot = &o->ctx->slot[i];
		jingle_content_t *c = i < o->contents ? o->content[i] : NULL;

		if(slot->state == JINGLE_SLOT_OFFERED && !slot->by_sip)
			ret = decide_added(o, slot, c, &accepted, &refused);
		else if(slot->state == JINGLE_SLOT_ACTIVE && jingle_out_refused(c))
			ret = send_removed(o, slot, &removed);
		else if(slot->state == JINGLE_SLOT_ACTIVE)
			ret = change_stream(o, slot, c, NULL);
	}
	jingle_slots_responded(o->ctx);
	jingle_slots_agreed(o->ctx);
	if(ret < 0 || send_directions(o) < 0)
		return -1;
	o->ctx->pending = JINGLE_PENDING_NONE;
	o->out->same = o->out->list.count == 0 && o->out->hold == 0;
	return 0;
}
