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
 * \brief jingle :: an offer that stands in for a client's
 *
 * PURE.
 */

#include "jingle_map_core.h"
#include "jingle_early_offer.h"

enum
{
	DISCARD = 9, /* RFC 863 */
};

typedef struct codec
{
	int id;
	const char *name;
	unsigned clockrate, channels;
	const char *params[6]; /* name, value, ... */
} codec_t;

/* With the numbers of libwebrtc, of which most clients are made, and of Dino */
static const codec_t voices[] = {
		{111, "opus", 48000, 2, {"minptime", "10", "useinbandfec", "1"}},
		{9, "G722", 8000, 1, {NULL}},
		{0, "PCMU", 8000, 1, {NULL}},
		{8, "PCMA", 8000, 1, {NULL}},
};
static const codec_t keys = {126, "telephone-event", 8000, 1, {NULL}};
static const codec_t pictures[] = {
		{96, "VP8", 90000, 0, {NULL}},
		{102, "H264", 90000, 0,
				{"level-asymmetry-allowed", "1", "packetization-mode", "1",
						"profile-level-id", "42e01f"}},
};

static int codec_add(jingle_map_t *t, jingle_content_t *c, const codec_t *codec)
{
	jingle_payload_t *p = jingle_map_new(t, sizeof(*p));
	jingle_param_t *param;
	int i;

	if(p == NULL)
		return -1;
	p->id = codec->id;
	jingle_str_set(&p->name, codec->name);
	p->clockrate = codec->clockrate;
	p->channels = codec->channels;
	for(i = 0; i < 6 && codec->params[i] != NULL; i += 2) {
		param = jingle_map_new(t, sizeof(*param));
		if(param == NULL)
			return -1;
		jingle_str_set(&param->name, codec->params[i]);
		jingle_str_set(&param->value, codec->params[i + 1]);
		jingle_list_add(&p->params, param);
	}
	jingle_list_add(&c->payloads, p);
	return 0;
}

static int codecs_add(
		jingle_map_t *t, jingle_content_t *c, const codec_t *list, int n)
{
	int i;

	for(i = 0; i < n; i++)
		if(codec_add(t, c, &list[i]) < 0)
			return -1;
	return 0;
}

static jingle_content_t *content_add(jingle_map_t *t, jingle_session_t *s,
		const char *media, const str *addr)
{
	jingle_content_t *c = jingle_map_new(t, sizeof(*c));
	jingle_candidate_t *d = jingle_map_new(t, sizeof(*d));

	if(c == NULL || d == NULL)
		return NULL;
	jingle_str_set(&c->name, media);
	c->media = c->name;
	c->creator = JINGLE_INITIATOR;
	c->senders = JINGLE_SENDERS_BOTH;
	c->description = JINGLE_DESCRIPTION_RTP;
	c->transport.kind = JINGLE_TRANSPORT_RAW_UDP;
	d->component = 1;
	d->generation = -1;
	jingle_str_set(&d->protocol, "udp");
	jingle_str_set(&d->type, "host");
	d->ip = *addr;
	d->port = DISCARD;
	jingle_list_add(&c->transport.candidates, d);
	jingle_list_add(&s->contents, c);
	return c;
}

int jingle_early_offer(jingle_map_t *t, int audio, int video, const str *addr,
		jingle_session_t **out)
{
	jingle_session_t *s = jingle_map_new(t, sizeof(*s));
	jingle_content_t *c;

	if(s == NULL)
		return -1;
	s->action = JINGLE_SESSION_INITIATE;
	if(audio || !video) {
		c = content_add(t, s, "audio", addr);
		if(c == NULL
				|| codecs_add(t, c, voices, sizeof(voices) / sizeof(voices[0]))
						   < 0
				|| (!jingle_quirks(t->peer)->no_keys
						&& codec_add(t, c, &keys) < 0))
			return -1;
	}
	if(video) {
		c = content_add(t, s, "video", addr);
		if(c == NULL
				|| codecs_add(t, c, pictures,
						   sizeof(pictures) / sizeof(pictures[0]))
						   < 0)
			return -1;
	}
	*out = s;
	return 0;
}

void jingle_early_offer_replace(jingle_ctx_t *ctx, const jingle_ctx_t *stand_in)
{
	int i;

	ctx->sdp_id = stand_in->sdp_id;
	ctx->sdp_version = stand_in->sdp_version;
	ctx->sdp_digest = stand_in->sdp_digest;
	ctx->slots = stand_in->slots;
	for(i = 0; i < ctx->slots; i++) {
		jingle_slot_t *slot = &ctx->slot[i];

		memset(slot, 0, sizeof(*slot));
		slot->name = stand_in->slot[i].name; /* a slot has one */
		slot->mid = stand_in->slot[i].mid;
		slot->media = stand_in->slot[i].media;
		slot->proto = stand_in->slot[i].proto;
		slot->formats = stand_in->slot[i].formats;
	}
}

/* does an answer hold ------------------------------------------------------- */

/* two strings that may both be absent */
static int text_same(const str *a, const str *b)
{
	return a->len == b->len
		   && (a->len <= 0 || memcmp(a->s, b->s, (size_t)a->len) == 0);
}

static int keys_same(const jingle_content_t *a, const jingle_content_t *b)
{
	const jingle_fingerprint_t *f = a->transport.fingerprints.first,
							   *g = b->transport.fingerprints.first;
	const jingle_crypto_t *k = a->cryptos.first, *l = b->cryptos.first;

	for(; f != NULL && g != NULL; f = f->next, g = g->next)
		if(!text_same(&f->value, &g->value) || f->setup != g->setup)
			return 0;
	for(; k != NULL && l != NULL; k = k->next, l = l->next)
		if(!text_same(&k->tag, &l->tag) || !text_same(&k->suite, &l->suite)
				|| !text_same(&k->key_params, &l->key_params))
			return 0;
	return f == NULL && g == NULL && k == NULL && l == NULL;
}

/* as the phone was told of it */
static int stream_same(const jingle_content_t *a, const jingle_content_t *b)
{
	const jingle_transport_t *x = &a->transport, *y = &b->transport;

	return text_same(&a->media, &b->media) && text_same(&a->proto, &b->proto)
		   && a->rejected == b->rejected && a->senders == b->senders
		   && a->rtcp_mux == b->rtcp_mux && text_same(&x->addr, &y->addr)
		   && x->port == y->port && text_same(&x->rtcp_addr, &y->rtcp_addr)
		   && x->rtcp_port == y->rtcp_port && text_same(&x->ufrag, &y->ufrag)
		   && text_same(&x->pwd, &y->pwd) && keys_same(a, b);
}

static const jingle_payload_t *payload_of(const jingle_content_t *c, int id)
{
	const jingle_payload_t *p;

	for(p = c->payloads.first; p != NULL; p = p->next)
		if(p->id == id)
			return p;
	return NULL;
}

static int params_same(const jingle_payload_t *a, const jingle_payload_t *b)
{
	const jingle_param_t *p = a->params.first, *q = b->params.first;

	for(; p != NULL && q != NULL; p = p->next, q = q->next)
		if(!text_same(&p->name, &q->name) || !text_same(&p->value, &q->value))
			return 0;
	return p == NULL && q == NULL;
}

/* What the phone has taken of one offer, is it in the other? The parameters of a
 * voice say what is liked; those of pictures, what can be decoded. */
static int payloads_had(const jingle_content_t *sent,
		const jingle_content_t *now, const jingle_content_t *answer)
{
	const int pictures_too = jingle_str_is(&now->media, JINGLE_LIT("video"));
	const jingle_payload_t *p, *a, *b;

	for(p = answer->payloads.first; p != NULL; p = p->next) {
		a = payload_of(sent, p->id);
		b = payload_of(now, p->id);
		if(a == NULL || b == NULL || a->clockrate != b->clockrate
				|| !jingle_str_caseeq(&a->name, &b->name)
				|| (pictures_too && !params_same(a, b)))
			return 0;
	}
	return answer->payloads.count > 0;
}

int jingle_early_offer_holds(
		jingle_map_t *t, const str *sent, const str *now, const str *answer)
{
	const jingle_content_t *a, *b, *p;
	jingle_session_t *s, *n, *r;
	int live = 0;

	if(jingle_sdp_read(t, sent, 0, &s) < 0 || jingle_sdp_read(t, now, 0, &n) < 0
			|| jingle_sdp_read(t, answer, 0, &r) < 0)
		return 0;
	a = s->contents.first;
	b = n->contents.first;
	p = r->contents.first;
	for(; a != NULL && b != NULL && p != NULL;
			a = a->next, b = b->next, p = p->next) {
		if(!text_same(&a->media, &b->media))
			return 0;
		if(p->rejected)
			continue;
		if(!stream_same(a, b) || !payloads_had(a, b, p))
			return 0;
		live++;
	}
	return live > 0 && a == NULL && b == NULL && p == NULL;
}
