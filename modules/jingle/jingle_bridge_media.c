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
 * \brief jingle :: the media of two phones that are joined
 *
 * Runs in the owner, as a part of jingle_bridge.c. No XMPP user hears of these
 * offers, so they are not translated: the relay makes of one phone's words what
 * the other one is told. Of the translation's context the origin alone is used, for
 * a dialog has one (RFC 3264 section 8). Keeps nothing.
 */

#define _GNU_SOURCE /* memmem() */
#include <stdio.h>
#include <string.h>

#include "../../core/config.h"
#include "../../core/dprint.h"
#include "../../core/mem/mem.h"

#include "jingle_bridge_media.h"
#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_media_route.h"
#include "jingle_table.h"
#include "jingle_uac.h"

enum
{
	ORIGIN_MAX = 64, /* bytes of what an origin has before its address */
	/* a media relay may have counted on by itself */
	VERSIONS = 16,
};

static char body_buf[BUF_SIZE]; /* an SDP for a phone */


/* --- whose media ------------------------------------------------------------------ */

static void names_swap(jingle_call_t *c)
{
	str name;

	jingle_table_lock(c);
	name = c->media_id;
	c->media_id = c->bridge_media;
	c->bridge_media = name;
	jingle_table_unlock(c);
}


void jingle_bridge_media_begin(jingle_call_t *c)
{
	if(c->bridge_media.len <= 0)
		return;
	names_swap(c);
	c->bridged = JINGLE_BRIDGED_FROM;
}


void jingle_bridge_media_end(jingle_call_t *c)
{
	if(c->bridge_media.len <= 0)
		return;
	names_swap(c);
	c->bridged = 0;
}


/* --- texts ------------------------------------------------------------------------ */

static const char *line_end(const char *p, const char *end)
{
	const char *nl = memchr(p, '\n', (size_t)(end - p));

	return nl != NULL ? nl + 1 : end;
}


/* is it this line, whatever ends it? */
static int line_is(const char *p, const char *stop, const char *line)
{
	size_t n = (size_t)(stop - p);

	while(n > 0 && (p[n - 1] == '\n' || p[n - 1] == '\r'))
		n--;
	return n == strlen(line) && memcmp(p, line, n) == 0;
}


static int is_hold(const char *p, const char *stop)
{
	return line_is(p, stop, "a=sendonly") || line_is(p, stop, "a=recvonly")
		   || line_is(p, stop, "a=inactive");
}


int jingle_bridge_media_resumed(const str *sdp, char *buf)
{
	const char *p = sdp->s, *end = p + sdp->len, *stop;
	int n = 0;

	for(; p < end; p = stop) {
		stop = line_end(p, end);
		if(is_hold(p, stop))
			continue;
		memcpy(buf + n, p, (size_t)(stop - p));
		n += (int)(stop - p);
	}
	return n;
}


/* what of the next line that matters from *p on says where media go to: a
 * connection, a kind and its port, a direction but the usual one */
static int where_next(const char **p, const char *end, str *out)
{
	const char *stop, *space;

	for(; *p < end; *p = stop) {
		stop = line_end(*p, end);
		out->s = (char *)*p;
		out->len = (int)(stop - *p);
		while(out->len > 0 && strchr("\r\n", out->s[out->len - 1]) != NULL)
			out->len--;
		if(stop - *p < 2 || (*p)[1] != '=')
			continue;
		if((*p)[0] == 'm') { /* m=audio 30000 */
			space = memchr(*p, ' ', (size_t)out->len);
			space = space != NULL ? memchr(space + 1, ' ',
							(size_t)(out->s + out->len - space - 1))
								  : NULL;
			if(space != NULL)
				out->len = (int)(space - out->s);
		}
		if((*p)[0] == 'm' || (*p)[0] == 'c' || is_hold(*p, stop)) {
			*p = stop;
			return 1;
		}
	}
	return 0;
}


int jingle_bridge_media_differs(const jingle_call_t *c, const str *sdp)
{
	const char *p = c->offer.s, *q = sdp->s;
	const char *p_end = p + c->offer.len, *q_end = q + sdp->len;
	str a, b;
	int more;

	do {
		more = where_next(&p, p_end, &a);
		if(where_next(&q, q_end, &b) != more || (more && !STR_EQ(a, b)))
			return 1;
	} while(more);
	return 0;
}


/* The origin is that of our part in this dialog, whoever's words they are; in
 * body_buf, which body does not lie in. 0, -1 it has none, or is too long */
static int origin_set(jingle_translation_t *w, str *body)
{
	const char *o = body->s, *end = o + body->len, *in;
	int spaces = 0;

	while(end - o > 2 && memcmp(o, "o=", 2) != 0)
		o = line_end(o, end);
	for(in = o; in < end && *in != '\n' && spaces < 3; in++)
		spaces += *in == ' ';
	if(spaces < 3 || body->len + ORIGIN_MAX >= (int)sizeof(body_buf))
		return -1;
	body->len = snprintf(body_buf, sizeof(body_buf), "%.*so=- %llu %llu %.*s",
			(int)(o - body->s), body->s, (unsigned long long)w->ctx.sdp_id,
			(unsigned long long)++w->ctx.sdp_version, (int)(end - in), in);
	body->s = body_buf;
	return 0;
}


/* --- offers ------------------------------------------------------------------------- */

/* as our part in the dialog says it; in body_buf. 0, -1 */
static int body_finish(jingle_call_t *c, jingle_translation_t *w, str *body)
{
	if(body->len <= 0 || origin_set(w, body) < 0
			|| jingle_translation_save(w, c) < 0)
		return -1;
	return jingle_call_set(c, &c->offer, body);
}


/* in the place of the phone that is transferred, as it would offer anew: what it
 * has said, unless it would have to say other keys, or has held the call in the
 * old way (RFC 2543) */
static int first_offer(jingle_call_t *from, jingle_translation_t *w, str *sdp)
{
	const str *phone = &from->phone;

	if(phone->len <= 0 || phone->len >= (int)sizeof(body_buf)
			|| jingle_sdp.sdp_has_keys(phone)
			|| memmem(phone->s, (size_t)phone->len, " 0.0.0.0", 8) != NULL)
		return jingle_sdp.sdp_stand_in(&w->map,
				ip_addr2a(&from->dialog.rcv.src_ip), w->ctx.sdp_id, sdp);
	sdp->s = body_buf;
	sdp->len = jingle_bridge_media_resumed(phone, body_buf);
	return 0;
}


int jingle_bridge_media_invite(jingle_call_t *to, jingle_call_t *from)
{
	jingle_translation_t w;
	char *buf = NULL;
	str sdp, body;
	int rc = -1;

	jingle_translation_init(&w);
	jingle_translation_new(&w, JINGLE_INITIATOR);
	if(first_offer(from, &w, &sdp) == 0
			&& jingle_media_route_invite(
					   to, &to->dialog.rem_uri, &sdp, &body, &buf)
					   == 0) {
		jingle_translation_outlet(&w, &body, NULL);
		if(body_finish(to, &w, &body) == 0)
			rc = jingle_uac_invite(to, &to->dialog.rem_uri, &to->offer);
	} else {
		LM_WARN("call %s: event_route[jingle:invite] did not convert the offer "
				"of a transfer\n",
				to->gr);
	}
	if(buf != NULL)
		pkg_free(buf);
	jingle_translation_done(&w);
	return rc;
}


int jingle_bridge_media_offer(jingle_call_t *c, const str *sdp)
{
	int joined = c->state == JINGLE_BRIDGED, rc = -1;
	jingle_translation_t w;
	char *buf = NULL;
	str body;

	jingle_translation_init(&w);
	jingle_bridge_media_begin(c);
	if(jingle_translation_load(&w, c) == 0
			&& jingle_media_route_reinvite(c, sdp, &body, &buf) == 0) {
		jingle_translation_outlet(&w, &body, NULL);
		if(!joined)
			w.ctx.sdp_version += VERSIONS;
		rc = body_finish(c, &w, &body);
	}
	jingle_bridge_media_end(c);
	if(buf != NULL)
		pkg_free(buf);
	jingle_translation_done(&w);
	return rc;
}


/* --- answers ------------------------------------------------------------------------ */

static int answer_route(jingle_call_t *c, jingle_translation_t *w,
		const str *text, const str *offer, str *body)
{
	jingle_call_t *other = c->bridge;
	jingle_translation_t theirs;
	char *buf = NULL;
	int rc;
	str sdp, clean;

	if(jingle_dialog_body(text, &sdp) < 0 || jingle_sdp.sdp_refuses_all(&sdp)
			|| jingle_translation_intake(w, c, text, "SDP answer", &clean) < 0)
		return -1;
	jingle_bridge_media_begin(c);
	rc = jingle_media_route_run(c, JINGLE_ROUTE_REPLY, &clean, body, &buf);
	jingle_bridge_media_end(c);
	if(rc < 0 || body->len <= 0) {
		rc = -1;
		goto out;
	}
	jingle_dialog_refreshed(c, &clean);
	jingle_translation_outlet(w, body, offer);
	jingle_translation_init(&theirs);
	rc = jingle_translation_load(&theirs, other) == 0
						 && origin_set(&theirs, body) == 0
				 ? jingle_translation_save(&theirs, other)
				 : -1;
	jingle_translation_done(&theirs);
out:
	if(buf != NULL)
		pkg_free(buf);
	return rc;
}


int jingle_bridge_media_answer(
		jingle_call_t *c, const str *text, const str *offer, str *body)
{
	jingle_translation_t w;
	int rc;

	jingle_translation_init(&w);
	rc = answer_route(c, &w, text, offer, body);
	jingle_translation_done(&w);
	return rc;
}


void jingle_bridge_media_back(jingle_call_t *c)
{
	if(c->phone.len > 0)
		jingle_media_route_repeat(c->bridge, &c->phone);
}
