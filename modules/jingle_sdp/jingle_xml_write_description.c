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
 * \brief jingle :: the writer of descriptions
 *
 * PURE.
 */

#include "jingle_xml_writer.h"

static void write_params(jingle_xml_writer_t *w, const jingle_list_t *list)
{
	const jingle_param_t *p;

	for(p = list->first; p != NULL; p = p->next) {
		xml_build_open(w->b, "parameter");
		xml_build_attr(w->b, "name", &p->name);
		xml_build_attr(w->b, "value", &p->value);
		xml_build_close(w->b);
	}
}

static void write_feedback(jingle_xml_writer_t *w, const jingle_list_t *list)
{
	const jingle_feedback_t *f;

	for(f = list->first; f != NULL; f = f->next) {
		if(jingle_str_is(&f->type, JINGLE_LIT("trr-int"))) {
			jingle_xml_open(w, "rtcp-fb-trr-int", JINGLE_NS_FEEDBACK);
			xml_build_attr(w->b, "value", &f->subtype);
			xml_build_close(w->b);
			continue;
		}
		jingle_xml_open(w, "rtcp-fb", JINGLE_NS_FEEDBACK);
		xml_build_attr(w->b, "type", &f->type);
		xml_build_attr(w->b, "subtype", &f->subtype);
		write_params(w, &f->params);
		xml_build_close(w->b);
	}
}

/* stanza.js puts the name of a parameter without value into a=fmtp */
static void write_bare_params(jingle_xml_writer_t *w, const jingle_payload_t *p)
{
	const jingle_param_t *q;
	jingle_text_t text;
	str v;

	for(q = p->params.first; q != NULL; q = q->next) {
		if(q->name.len && !jingle_payload_is(p, "red")
				&& !jingle_payload_is(p, "telephone-event"))
			continue;
		jingle_text_init(&text, w->t->arena, 0);
		jingle_fmtp_write(&text, p);
		if(text.failed || text.bad)
			continue;
		v.s = text.s;
		v.len = (int)text.len;
		xml_build_open(w->b, "parameter");
		xml_build_attr(w->b, "name", &v);
		xml_build_close(w->b);
		return;
	}
	write_params(w, &p->params);
}

static void write_payload(jingle_xml_writer_t *w, const jingle_payload_t *p)
{
	xml_build_open(w->b, "payload-type");
	xml_build_attr_u(w->b, "id", (unsigned)p->id);
	if(w->quirks->opus_upper && jingle_payload_is(p, "opus"))
		xml_build_attr_z(w->b, "name", "OPUS");
	else
		xml_build_attr(w->b, "name", &p->name);
	xml_build_attr_u(w->b, "clockrate", p->clockrate);
	if(p->channels > 1)
		xml_build_attr_u(w->b, "channels", p->channels);
	if(p->ptime)
		xml_build_attr_u(w->b, "ptime", p->ptime);
	if(p->maxptime)
		xml_build_attr_u(w->b, "maxptime", p->maxptime);
	if(w->quirks->bare_param)
		write_bare_params(w, p);
	else
		write_params(w, &p->params);
	write_feedback(w, &p->feedback);
	xml_build_close(w->b);
}

static void write_encryption(jingle_xml_writer_t *w, const jingle_content_t *c)
{
	const jingle_crypto_t *k;
	const jingle_zrtp_t *z;

	if(c->cryptos.count == 0 && c->zrtp.count == 0)
		return;
	xml_build_open(w->b, "encryption");
	if(c->encryption_required)
		xml_build_attr_z(w->b, "required", "1");
	for(k = c->cryptos.first; k != NULL; k = k->next) {
		xml_build_open(w->b, "crypto");
		xml_build_attr(w->b, "tag", &k->tag);
		xml_build_attr(w->b, "crypto-suite", &k->suite);
		xml_build_attr(w->b, "key-params", &k->key_params);
		xml_build_attr(w->b, "session-params", &k->session_params);
		xml_build_close(w->b);
	}
	for(z = c->zrtp.first; z != NULL; z = z->next) {
		jingle_xml_open(w, "zrtp-hash", JINGLE_NS_ZRTP);
		xml_build_attr(w->b, "version", &z->version);
		xml_build_text(w->b, &z->hash);
		xml_build_close(w->b);
	}
	xml_build_close(w->b);
}

/* The schema allows one: AS, else TIAS, else the first. */
static void write_bandwidth(jingle_xml_writer_t *w, const jingle_content_t *c)
{
	const jingle_bandwidth_t *b, *best = c->bandwidths.first;

	for(b = c->bandwidths.first; b != NULL; b = b->next) {
		if(jingle_str_is(&b->type, JINGLE_LIT("AS")))
			best = b;
		else if(jingle_str_is(&b->type, JINGLE_LIT("TIAS"))
				&& !jingle_str_is(&best->type, JINGLE_LIT("AS")))
			best = b;
	}
	if(c->bandwidths.count > 1)
		jingle_map_warn(w->t, &c->name, "bandwidth",
				"one has a place in Jingle (XEP-0167 §6)");
	if(best == NULL)
		return;
	xml_build_open(w->b, "bandwidth");
	xml_build_attr(w->b, "type", &best->type);
	xml_build_text(w->b, &best->value);
	xml_build_close(w->b);
}

static void write_hdrexts(jingle_xml_writer_t *w, const jingle_content_t *c)
{
	const jingle_hdrext_t *h;

	for(h = c->hdrexts.first; h != NULL; h = h->next) {
		jingle_xml_open(w, "rtp-hdrext", JINGLE_NS_HDREXT);
		xml_build_attr_u(w->b, "id", h->id);
		xml_build_attr(w->b, "uri", &h->uri);
		if(h->senders != JINGLE_SENDERS_BOTH)
			xml_build_attr_z(w->b, "senders", jingle_senders_name(h->senders));
		write_params(w, &h->params);
		xml_build_close(w->b);
	}
	if(c->allow_mixed) {
		jingle_xml_open(w, "extmap-allow-mixed", JINGLE_NS_HDREXT);
		xml_build_close(w->b);
	}
}

static int source_has_msid(const jingle_source_t *o)
{
	const jingle_param_t *p;

	for(p = o->params.first; p != NULL; p = p->next)
		if(jingle_str_is(&p->name, JINGLE_LIT("msid")))
			return 1;
	return 0;
}

/* RFC 5576 section 4.1 lets an attribute have no value; Conversations ends the
 * call at one, and no attribute that is known does without. */
static void write_source_params(jingle_xml_writer_t *w,
		const jingle_content_t *c, const jingle_source_t *o)
{
	const jingle_param_t *p;

	for(p = o->params.first; p != NULL; p = p->next) {
		if(p->value.len <= 0) {
			jingle_map_warn(w->t, &c->name, "ssrc", "without value, left out");
			continue;
		}
		xml_build_open(w->b, "parameter");
		xml_build_attr(w->b, "name", &p->name);
		xml_build_attr(w->b, "value", &p->value);
		xml_build_close(w->b);
	}
}

static void write_sources(jingle_xml_writer_t *w, const jingle_content_t *c)
{
	const jingle_source_t *o;
	const jingle_ssrc_group_t *g;

	for(o = c->sources.first; o != NULL; o = o->next) {
		jingle_xml_open(w, "source", JINGLE_NS_SSMA);
		xml_build_attr_u(w->b, "ssrc", o->ssrc);
		write_source_params(w, c, o);
		if(c->msid.s && !source_has_msid(o)) {
			xml_build_open(w->b, "parameter");
			xml_build_attr_z(w->b, "name", "msid");
			xml_build_attr(w->b, "value", &c->msid);
			xml_build_close(w->b);
		}
		xml_build_close(w->b);
	}
	for(g = c->ssrc_groups.first; g != NULL; g = g->next) {
		jingle_xml_open(w, "ssrc-group", JINGLE_NS_SSMA);
		xml_build_attr(w->b, "semantics", &g->semantics);
		for(o = g->sources.first; o != NULL; o = o->next) {
			xml_build_open(w->b, "source");
			xml_build_attr_u(w->b, "ssrc", o->ssrc);
			xml_build_close(w->b);
		}
		xml_build_close(w->b);
	}
}

static void write_msid(jingle_xml_writer_t *w, const jingle_content_t *c)
{
	char *space;
	str id, track;

	if(c->msid.s == NULL)
		return;
	if(!w->quirks->msid_stream) {
		if(c->sources.count == 0)
			jingle_map_warn(w->t, &c->name, "msid",
					"no source to put it on (XEP-0339 §2.1)");
		return;
	}
	id = track = c->msid;
	space = memchr(id.s, ' ', (size_t)id.len);
	id.len = space ? (int)(space - id.s) : id.len;
	track.s += id.len + (space ? 1 : 0);
	track.len -= id.len + (space ? 1 : 0);
	jingle_xml_open(w, "stream", JINGLE_NS_MSID);
	xml_build_attr(w->b, "id", &id);
	if(track.len)
		xml_build_attr(w->b, "track", &track);
	xml_build_close(w->b);
}

void jingle_xml_write_description(
		jingle_xml_writer_t *w, const jingle_content_t *c)
{
	const jingle_payload_t *p;

	if(c->description == JINGLE_DESCRIPTION_DATA) {
		/* XEP-0343 names none: as stanza.js has it */
		xml_build_open(w->b, "description");
		xml_build_attr_z(w->b, "xmlns", "http://talky.io/ns/datachannel");
		xml_build_close(w->b);
		return;
	}
	jingle_xml_open(w, "description", JINGLE_NS_RTP);
	xml_build_attr(w->b, "media", &c->media);
	if(c->ssrc)
		xml_build_attr_u(w->b, "ssrc", c->ssrc);
	for(p = c->payloads.first; p != NULL; p = p->next)
		write_payload(w, p);
	write_encryption(w, c);
	write_bandwidth(w, c);
	if(c->rtcp_mux)
		jingle_xml_empty(w, "rtcp-mux");
	if(c->rtcp_rsize && w->quirks->rtcp_rsize)
		jingle_xml_empty(w, "rtcp-reduced-size");
	else if(c->rtcp_rsize)
		jingle_map_warn(w->t, &c->name, "rtcp-rsize", "no XEP has it");
	write_feedback(w, &c->feedback);
	if(w->squeeze < JINGLE_SQUEEZE_HDREXTS)
		write_hdrexts(w, c);
	if(w->squeeze < JINGLE_SQUEEZE_SOURCES) {
		write_sources(w, c);
		write_msid(w, c);
	}
	xml_build_close(w->b);
}
