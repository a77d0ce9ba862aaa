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
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */

/*!
 * \file
 * \brief jingle :: the call and results of the event route that runs
 *
 * A stack in each process: jingle_script_begin() and _end() enclose the run of
 * an event route and say which call, stanza and decision the script functions
 * and $jingle() work on. The text results of jingle_to_sdp() and
 * sdp_to_jingle() are in static buffers until the next one.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/mem.h"
#include "../xmpp_link/xml_build.h"

#include "jingle_conf.h"
#include "jingle_script.h"
#include "jingle_evroute.h"
#include "jingle_relay.h"

enum
{
	RESULT_MAX = 64 * 1024,
};

static jingle_script_t *now;

/* results of the translation functions, until the next one */
static char sdp_buf[RESULT_MAX], jingle_buf[RESULT_MAX], warnings_buf[4096];
static char error_buf[JINGLE_ERROR_TEXT];
static str sdp_result, jingle_result, warnings_result, error_result;


void jingle_script_begin(
		jingle_script_t *s, jingle_call_t *c, const jingle_input_t *in)
{
	memset(s, 0, sizeof(*s));
	s->outer = now;
	s->call = c;
	s->in = in;
	now = s;
}


void jingle_script_end(jingle_script_t *s)
{
	now = s->outer;
}


jingle_script_t *jingle_script_now(void)
{
	return now;
}


/* as if the route had said so */
static int relay_silent(void)
{
	if(now != NULL) {
		now->rejected = 1;
		now->reason = JINGLE_REASON_GENERAL_ERROR;
	}
	return -1;
}


/* only asks who may: the media relay has no part in it */
static int is_policy(jingle_route_t route)
{
	return route == JINGLE_ROUTE_PROPOSE
		   || route == JINGLE_ROUTE_SESSION_INITIATE
		   || route == JINGLE_ROUTE_REFER || route == JINGLE_ROUTE_TRANSFER;
}


int jingle_script_run(jingle_route_t route, const str *text,
		const struct receive_info *rcv, struct cell *t, str *body, char **buf)
{
	uint64_t began;
	int rc;

	if(is_policy(route))
		return jingle_evroute_run(route, text, rcv, t, body, buf);
	*buf = NULL;
	body->s = NULL;
	body->len = 0;
	began = jingle_relay_ask();
	if(began == 0)
		return relay_silent();
	rc = jingle_evroute_run(route, text, rcv, t, body, buf);
	/* the end of a call cannot be rejected: it is only slow */
	jingle_relay_asked(began, rc < 0 || route == JINGLE_ROUTE_END
									  || (now != NULL && now->rejected));
	return rc;
}


static void result_set(str *result, char *buf, int cap, const str *value)
{
	result->s = NULL;
	result->len = 0;
	if(value->len < 0 || value->len > cap)
		return;
	memcpy(buf, value->s, (size_t)value->len);
	result->s = buf;
	result->len = value->len;
}


static void results_clear(void)
{
	sdp_result.s = jingle_result.s = warnings_result.s = error_result.s = NULL;
	sdp_result.len = jingle_result.len = warnings_result.len =
			error_result.len = 0;
}


static void warnings_take(const jingle_map_t *t)
{
	const jingle_map_warning_t *n;
	int len = 0;

	for(n = t->warnings.list.first; n != NULL; n = n->next) {
		int left = (int)sizeof(warnings_buf) - len;
		int w = snprintf(warnings_buf + len, left, "%s%s%.*s: %s\n", n->what,
				n->where.len ? " of " : "", STR_FMT(&n->where), n->why);

		if(w >= left)
			break;
		len += w;
	}
	warnings_result.s = warnings_buf;
	warnings_result.len = len;
}


static void error_take(const jingle_map_t *t)
{
	str text;

	text.s = (char *)t->error.text;
	text.len = (int)strlen(text.s);
	result_set(&error_result, error_buf, sizeof(error_buf), &text);
}


const str *jingle_script_result_sdp(void)
{
	return &sdp_result;
}


const str *jingle_script_result_jingle(void)
{
	return &jingle_result;
}


const str *jingle_script_result_warnings(void)
{
	return &warnings_result;
}


const str *jingle_script_result_error(void)
{
	return &error_result;
}


/* whole characters, as much as there is room for */
static void text_set(jingle_script_t *s, const str *text)
{
	int len = text->len;

	if(len > JINGLE_SCRIPT_TEXT_MAX) {
		len = JINGLE_SCRIPT_TEXT_MAX;
		while(len > 0 && ((unsigned char)text->s[len] & 0xC0) == 0x80)
			len--;
	}
	if(len > 0)
		memcpy(s->text, text->s, (size_t)len);
	s->text_len = len;
}


int jingle_script_reject(sip_msg_t *msg, const str *reason, const str *text)
{
	(void)msg;
	if(now == NULL) {
		LM_ERR("jingle_reject: not in an event route of this module\n");
		return -1;
	}
	now->rejected = 1;
	now->reason = reason->len > 0 ? jingle_sdp.reason_find(reason)
								  : JINGLE_REASON_DECLINE;
	if(now->reason == JINGLE_REASON_UNKNOWN) {
		LM_ERR("jingle_reject: no such reason: %.*s\n", STR_FMT(reason));
		now->reason = JINGLE_REASON_DECLINE;
	}
	text_set(now, text);
	return 1;
}


int jingle_script_invite(sip_msg_t *msg, const str *uri)
{
	(void)msg;
	if(now == NULL || now->in == NULL || now->in->session == NULL
			|| now->in->session->action != JINGLE_SESSION_INITIATE) {
		LM_ERR("jingle_invite: not in event_route[jingle:session-initiate]\n");
		return -1;
	}
	if(uri->len >= JINGLE_SCRIPT_URI_MAX) {
		LM_ERR("jingle_invite: a URI of %d bytes is too long\n", uri->len);
		return -1;
	}
	now->invited = 1;
	if(uri->len > 0) /* else it has no address, either */
		memcpy(now->uri, uri->s, (size_t)uri->len);
	now->uri_len = uri->len;
	return 1;
}


int jingle_script_translate(
		jingle_script_t *s, jingle_call_t *c, const jingle_input_t *in)
{
	jingle_translation_t *w = in->translation;
	jingle_sdp_t sdp;

	if(jingle_sdp.to_sdp(&w->map, &w->ctx, in->session, &sdp) < 0) {
		jingle_translation_failed(
				w, c, jingle_sdp.action_name(in->session->action));
		return -1;
	}
	if(sdp.kind == JINGLE_BODY_NONE)
		return -1;
	s->sdp = sdp.body;
	return 0;
}


/* a text that belongs to no call */
static int translate_text(const str *xml)
{
	jingle_session_t *session;
	jingle_translation_t w;
	jingle_sdp_t sdp;
	int rc = -1;

	jingle_translation_init(&w);
	if(jingle_sdp.xml_read(&w.map, xml, &session) < 0) {
		error_take(&w.map);
		goto out;
	}
	jingle_translation_new(&w, session->action == JINGLE_SESSION_ACCEPT
									   ? JINGLE_RESPONDER
									   : JINGLE_INITIATOR);
	if(jingle_sdp.to_sdp(&w.map, &w.ctx, session, &sdp) < 0) {
		error_take(&w.map);
		goto out;
	}
	result_set(&sdp_result, sdp_buf, sizeof(sdp_buf), &sdp.body);
	warnings_take(&w.map);
	rc = sdp_result.len > 0 ? 1 : -1;
out:
	jingle_translation_done(&w);
	return rc;
}


int jingle_script_to_sdp(sip_msg_t *msg, const str *xml)
{
	(void)msg;
	results_clear();
	if(xml != NULL)
		return translate_text(xml);
	if(now == NULL || now->in == NULL || now->in->session == NULL) {
		LM_ERR("jingle_to_sdp: this event has no Jingle stanza; pass one as a "
			   "parameter\n");
		return -1;
	}
	if(now->sdp.s == NULL
			&& jingle_script_translate(now, now->call, now->in) < 0) {
		error_take(&now->in->translation->map);
		return -1;
	}
	result_set(&sdp_result, sdp_buf, sizeof(sdp_buf), &now->sdp);
	warnings_take(&now->in->translation->map);
	return 1;
}


static int write_stanzas(jingle_translation_t *w, jingle_stanzas_t *out)
{
	jingle_session_t *s;
	xml_build_t b;
	int used = 0;
	str xml;

	for(s = out->list.first; s != NULL; s = s->next) {
		xml_build_init(&b, jingle_buf + used, sizeof(jingle_buf) - used);
		if(s->sid.s == NULL) {
			s->sid.s = "sid";
			s->sid.len = 3;
		}
		if(jingle_sdp.xml_write(&w->map, &b, s) < 0
				|| xml_build_end(&b, &xml) < 0)
			return -1;
		used += xml.len;
	}
	jingle_result.s = jingle_buf;
	jingle_result.len = used;
	return used > 0 ? 1 : -1;
}


/* a body that belongs to no call, read as an offer */
static int from_text(const str *sdp)
{
	jingle_stanzas_t out;
	jingle_translation_t w;
	int rc = -1;

	jingle_translation_init(&w);
	jingle_translation_new(&w, JINGLE_RESPONDER);
	if(jingle_sdp.from_sdp(&w.map, &w.ctx, sdp, JINGLE_BODY_OFFER, &out) < 0)
		error_take(&w.map);
	else if((rc = write_stanzas(&w, &out)) > 0)
		warnings_take(&w.map);
	jingle_translation_done(&w);
	return rc;
}


int jingle_script_from_sdp(sip_msg_t *msg, const str *sdp)
{
	jingle_translation_t *w;
	char *buf = NULL;
	str body;
	int rc = -1;

	results_clear();
	if(sdp != NULL)
		return from_text(sdp);
	if(jingle_evroute_body(msg, &body, &buf) < 0 || body.len <= 0) {
		LM_ERR("sdp_to_jingle: the message has no body; pass one as a "
			   "parameter\n");
		goto out;
	}
	w = now != NULL && now->in != NULL && now->in->ev == JINGLE_EV_ANSWER
				? now->in->translation
				: NULL;
	if(w == NULL) {
		rc = from_text(&body);
		goto out;
	}
	/* the answer to a session-initiate: what is made here is what is sent */
	if(!jingle_sdp.arena_copy(&w->arena, body.s, (size_t)body.len, &body)
			&& jingle_sdp.from_sdp(&w->map, &w->ctx, &body, JINGLE_BODY_ANSWER,
					   &now->stanzas)
					   == 0) {
		now->translated = 1;
		warnings_take(&w->map);
		rc = write_stanzas(w, &now->stanzas);
	} else {
		jingle_translation_failed(w, now->call, "SDP answer");
		error_take(&w->map);
	}
out:
	if(buf != NULL)
		pkg_free(buf);
	return rc;
}
