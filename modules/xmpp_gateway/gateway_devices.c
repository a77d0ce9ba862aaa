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
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_gateway :: what the devices of users can do
 *
 * Runs in the worker that owns the user: presence of a device brings its
 * capabilities' key, known keys are taken from gateway_caps.c, unknown ones
 * asked by disco#info, and the answer is compared with the hash. Devices are
 * kept in the user's entry until they are unavailable.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/mem.h"
#include "../xmpp_link/link_jid.h"

#include "gateway_caps.h"
#include "gateway_config.h"
#include "gateway_devices.h"
#include "gateway_read.h"
#include "gateway_stats.h"
#include "gateway_write.h"

enum
{
	JID_MAX = 3 * 1023 + 2, /* RFC 7622 */
	KEY_MAX = 512,			/* bytes of "hash ver"; longer ones are ignored */
};

/* A question that is out; pkg memory, freed with its answer. */
typedef struct question
{
	str jid; /* full JID that was asked */
	str key; /* of its capabilities, empty: it has shown none */
} question_t;

static char text[XMPP_GATEWAY_TEXT_MAX];
static xmpp_gateway_info_t info;

/* The owner is the worker in which we run. */
static int worker(void)
{
	return xmpp_gateway_link.self();
}


static int is_sha1(const str *key)
{
	return key->len > 6 && memcmp(key->s, "sha-1 ", 6) == 0;
}


static gateway_device_t *device_find(const str *jid)
{
	gateway_user_t *user = xmpp_gateway_user_find(worker(), jid);
	str resource = link_jid_resource(jid);

	return user ? xmpp_gateway_device_find(user, &resource) : NULL;
}


/* --- the answer ------------------------------------------------------------------- */

static void question_answered(const question_t *q, const xmpp_link_stanza_t *s)
{
	char ver[XMPP_GATEWAY_SHA1_BASE64 + 1];
	gateway_device_t *d = device_find(&q->jid);
	unsigned features;
	int verified;

	if(xmpp_gateway_read_info(&s->xml, text, sizeof(text), &info) < 0) {
		xmpp_gateway_count(GATEWAY_ASKED_FAILED);
		LM_DBG("capabilities of client %.*s cannot be read\n",
				STR_FMT(&q->jid));
		xmpp_gateway_caps_put(&q->key, 0, 0);
		return;
	}
	features = xmpp_gateway_read_features(&info);
	verified = is_sha1(&q->key) && xmpp_gateway_info_ver(&info, ver) == 0
			   && q->key.len - 6 == XMPP_GATEWAY_SHA1_BASE64
			   && memcmp(q->key.s + 6, ver, XMPP_GATEWAY_SHA1_BASE64) == 0;
	xmpp_gateway_caps_put(&q->key, verified, features);
	if(is_sha1(&q->key) && !verified) {
		xmpp_gateway_count(GATEWAY_CAPS_WRONG);
		LM_DBG("capabilities of client %.*s do not match their hash %.*s\n",
				STR_FMT(&q->jid), STR_FMT(&q->key));
	}
	if(d && d->caps.len == q->key.len
			&& (q->key.len == 0
					|| memcmp(d->caps.s, q->key.s, (size_t)q->key.len) == 0)) {
		d->known = 1;
		d->features = features;
	}
}


static void question_end(const xmpp_link_stanza_t *s, void *arg)
{
	question_t *q = arg;

	if(s && s->type.len == 6 && memcmp(s->type.s, "result", 6) == 0) {
		question_answered(q, s);
	} else {
		xmpp_gateway_count(GATEWAY_ASKED_FAILED);
		xmpp_gateway_caps_put(&q->key, 0, 0);
	}
	pkg_free(q);
}


/* --- the question ----------------------------------------------------------------- */

static question_t *question_make(const str *jid, const str *key)
{
	question_t *q =
			pkg_malloc(sizeof(*q) + (size_t)jid->len + (size_t)key->len);

	if(q == NULL) {
		PKG_MEM_ERROR;
		return NULL;
	}
	q->jid.s = (char *)(q + 1);
	q->jid.len = jid->len;
	memcpy(q->jid.s, jid->s, (size_t)jid->len);
	q->key.s = q->jid.s + jid->len;
	q->key.len = key->len;
	if(key->len > 0)
		memcpy(q->key.s, key->s, (size_t)key->len);
	return q;
}


/* "node#ver" of the capabilities, empty without any */
static str query_node(const gateway_device_t *d, char *buf, int cap)
{
	str node = STR_NULL;
	const char *ver = d->caps.len > 0
							  ? memchr(d->caps.s, ' ', (size_t)d->caps.len)
							  : NULL;
	int n = ver ? d->caps.len - (int)(ver + 1 - d->caps.s) : 0;

	if(n <= 0 || d->node.len + 1 + n > cap)
		return node;
	memcpy(buf, d->node.s, (size_t)d->node.len);
	buf[d->node.len] = '#';
	memcpy(buf + d->node.len + 1, ver + 1, (size_t)n);
	node.s = buf;
	node.len = d->node.len + 1 + n;
	return node;
}


static int send_question(const str *component, const str *from, const str *to,
		const gateway_device_t *d)
{
	char id[17], node_buf[2 * KEY_MAX], xml_buf[8192];
	xmpp_gateway_ends_t ends = {.from = *from, .to = *to};
	str node = query_node(d, node_buf, sizeof(node_buf)), xml;
	question_t *q;

	xmpp_gateway_link.new_id(id);
	ends.id.s = id;
	ends.id.len = 16;
	if(xmpp_gateway_write_ask(&ends, &node, xml_buf, sizeof(xml_buf), &xml) < 0)
		return -1;
	q = question_make(to, &d->caps);
	if(q == NULL)
		return -1;
	xmpp_gateway_count(GATEWAY_ASKED);
	if(xmpp_gateway_link.iq(component, from, to, &ends.id, &xml,
			   GATEWAY_CFG(query_time) * 1000, question_end, q)
			== 0)
		return 0;
	pkg_free(q);
	return -1;
}


/* Was it asked itself, and may it still answer? */
static int is_asked(const gateway_device_t *d, uint64_t now)
{
	return d->asked
		   && now < d->asked + (uint64_t)GATEWAY_CFG(query_time) * 1000;
}


static void device_ask(const str *to, gateway_device_t *d, uint64_t now)
{
	str bare = link_jid_bare(&d->asker), component = link_jid_domain(&bare);

	d->asked = now ? now : 1;
	if(send_question(&component, &d->asker, to, d) < 0)
		xmpp_gateway_caps_put(&d->caps, 0, 0);
}


/* Ask unless the answer is there, or another client of this version is asked:
 * most answer, and what they say is verified (XEP-0115 section 6.2). */
static void ask_once(const str *to, gateway_device_t *d)
{
	uint64_t now = xmpp_gateway_link.now();
	unsigned features;

	if(d->known || is_asked(d, now)
			|| xmpp_gateway_caps_find(&d->caps, &features))
		return;
	if(is_sha1(&d->caps)
			&& !xmpp_gateway_caps_claim(
					&d->caps, now, GATEWAY_CFG(query_time) * 1000))
		return;
	device_ask(to, d, now);
}


/* It is needed now, and what all of its version can do is not known: the
 * client that was asked does not answer, or the answer was dropped from the
 * cache. No client can keep it unknown by showing its version. */
static void ask_itself(const str *to, gateway_device_t *d)
{
	uint64_t now = xmpp_gateway_link.now();

	if(d->asker.len > 0 && !is_asked(d, now))
		device_ask(to, d, now);
}


/* --- presence ----------------------------------------------------------------------- */

static str caps_key(const xmpp_gateway_presence_t *p, char buf[KEY_MAX])
{
	str key = {buf, 0};

	if(p->hash.len <= 0 || p->ver.len <= 0
			|| p->hash.len + 1 + p->ver.len > KEY_MAX || p->node.len > KEY_MAX)
		return key;
	memcpy(buf, p->hash.s, (size_t)p->hash.len);
	buf[p->hash.len] = ' ';
	memcpy(buf + p->hash.len + 1, p->ver.s, (size_t)p->ver.len);
	key.len = p->hash.len + 1 + p->ver.len;
	return key;
}


void xmpp_gateway_device_seen(const xmpp_link_stanza_t *s)
{
	char key_buf[KEY_MAX], from_buf[JID_MAX];
	str resource = link_jid_resource(&s->from), key, node, from;
	xmpp_gateway_presence_t p;
	gateway_user_t *user;
	gateway_device_t *d;

	if(resource.len == 0
			|| xmpp_gateway_read_presence(&s->xml, text, sizeof(text), &p) < 0)
		return;
	user = xmpp_gateway_user_make(worker(), &s->from);
	if(user == NULL)
		return;
	d = xmpp_gateway_device_make(worker(), user, &resource);
	key = caps_key(&p, key_buf);
	node = p.node;
	if(key.len == 0)
		node.len = 0;
	if(d == NULL || xmpp_gateway_device_caps(worker(), d, &key, &node) < 0) {
		xmpp_gateway_user_tidy(worker(), user);
		return;
	}
	d->priority = p.priority;
	if(link_jid_full(&s->to, &xmpp_gateway_config.resource, from_buf,
			   sizeof(from_buf), &from)
					== 0
			&& xmpp_gateway_device_asker(worker(), d, &from) == 0)
		ask_once(&s->from, d);
}


void xmpp_gateway_device_gone(const xmpp_link_stanza_t *s)
{
	gateway_user_t *user = xmpp_gateway_user_find(worker(), &s->from);
	str resource = link_jid_resource(&s->from);
	gateway_device_t *d;

	if(user == NULL)
		return;
	if(resource.len == 0) {
		while(user->devices)
			xmpp_gateway_device_remove(worker(), user, user->devices);
	} else {
		d = xmpp_gateway_device_find(user, &resource);
		if(d)
			xmpp_gateway_device_remove(worker(), user, d);
	}
	xmpp_gateway_user_tidy(worker(), user);
}


/* --- for other modules ---------------------------------------------------------------- */

int xmpp_gateway_device_features(const gateway_device_t *d, unsigned *features)
{
	if(!d->known)
		return xmpp_gateway_caps_find(&d->caps, features);
	*features = d->features;
	return 1;
}


int xmpp_gateway_peer_caps(const str *jid, unsigned *features)
{
	gateway_device_t *d = device_find(jid);

	return d ? xmpp_gateway_device_features(d, features) : -1;
}


int xmpp_gateway_devices(const str *user, xmpp_gateway_device_f f, void *arg)
{
	gateway_user_t *u = xmpp_gateway_user_find(worker(), user);
	gateway_device_t *d, *next;
	xmpp_gateway_device_t seen;
	char jid[JID_MAX];
	int n = 0;

	for(d = u ? u->devices : NULL; d; d = next) {
		next = d->next;
		memset(&seen, 0, sizeof(seen));
		seen.jid.s = jid;
		seen.jid.len = u->bare.len + 1 + d->resource.len;
		if(seen.jid.len > (int)sizeof(jid))
			continue;
		memcpy(jid, u->bare.s, (size_t)u->bare.len);
		jid[u->bare.len] = '/';
		memcpy(jid + u->bare.len + 1, d->resource.s, (size_t)d->resource.len);
		seen.known = xmpp_gateway_device_features(d, &seen.features);
		if(!seen.known)
			ask_itself(&seen.jid, d);
		seen.priority = d->priority;
		seen.node = d->node;
		n++;
		if(f(&seen, arg) != 0)
			break;
	}
	return n;
}
