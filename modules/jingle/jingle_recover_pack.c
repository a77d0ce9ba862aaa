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
 * \brief jingle :: a call out of its row, a row out of a call
 *
 * Called by the owner, which packs a snapshot of the call into one block of
 * shared memory that the store's process then owns, and at the start by the
 * process that reads the table. Keeps nothing.
 */

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm.h"
#include "../../core/resolve.h"
#include "../../core/socket_info.h"

#include "jingle_conf.h"
#include "jingle_ids.h"
#include "jingle_recover_pack.h"
#include "jingle_session_timer.h"
#include "jingle_table.h"
#include "../jingle_sdp/jingle_map.h"

enum
{
	RECEIVED_MAX = JINGLE_RECOVER_HOPS_MAX,
	USUAL = 3072,	/* bytes of a row beside what is long */
	CSEQ_STEP = 64, /* above all that was sent since the last write */
};

#define PAIR(in_row, in_call)                    \
	{                                            \
		offsetof(jingle_recover_row_t, in_row),  \
				offsetof(jingle_call_t, in_call) \
	}

/* strings that are the same in both */
static const struct pair
{
	size_t row, call;
} pairs[] = {
		PAIR(component, component),
		PAIR(local, local),
		PAIR(bare, bare),
		PAIR(target, target),
		PAIR(caller, caller),
		PAIR(callid, dialog.callid),
		PAIR(media_id, media_id),
		PAIR(loc_uri, dialog.loc_uri),
		PAIR(loc_name, dialog.loc_name),
		PAIR(rem_uri, dialog.rem_uri),
		PAIR(rem_name, dialog.rem_name),
		PAIR(rem_tag, dialog.rem_tag),
		PAIR(rem_target, dialog.rem_target),
		PAIR(routes, dialog.routes),
		PAIR(request, request),
};

enum
{
	PAIRS = sizeof(pairs) / sizeof(pairs[0])
};

/* what the context begins with, as jingle_ctx.h writes it */
#define CONTEXT "J3 "
/* the media relay makes keys for the phone */
#define PRESSES "presses=1 "
/* another module has a password for it */
#define CREDENTIALS "credentials=1 "

/* JINGLE_LEG_*, in their order */
static const char leg_letters[] = " piao";


static str *row_str(jingle_recover_row_t *row, int i)
{
	return (str *)((char *)row + pairs[i].row);
}


static str *call_str(jingle_call_t *c, int i)
{
	return (str *)((char *)c + pairs[i].call);
}


/* --- from a call ------------------------------------------------------------ */

/* "udp:192.0.2.1:5060" */
static int hop_write(
		const struct ip_addr *ip, int port, int proto, char *buf, int cap)
{
	int six = ip->af == AF_INET6;

	return snprintf(buf, cap, "%s:%s%s%s:%d",
			get_valid_proto_name((unsigned short)proto), six ? "[" : "",
			ip_addr2a((struct ip_addr *)ip), six ? "]" : "", port);
}


int jingle_recover_hops_write(
		const struct receive_info *rcv, char *buf, int cap)
{
	int n;

	if(rcv == NULL || rcv->src_ip.af == 0)
		return 0;
	n = hop_write(&rcv->src_ip, rcv->src_port, rcv->proto, buf, cap);
	if(n >= cap - 1)
		return 0;
	buf[n++] = ' ';
	n += hop_write(&rcv->dst_ip, rcv->dst_port, rcv->proto, buf + n, cap - n);
	return n < cap ? n : 0;
}


/* those that have been told something; *has: which of them has the call */
static int legs_collect(
		jingle_call_t *c, jingle_recover_row_leg_t *legs, long long *has)
{
	int i, n = 0;

	*has = -1;
	for(i = 0; i < JINGLE_LEGS_MAX; i++) {
		const jingle_leg_t *leg = &c->legs[i];

		if(leg->sid.s == NULL || leg->state == JINGLE_LEG_FREE
				|| (leg->state == JINGLE_LEG_OVER && i != c->leg))
			continue;
		if(i == c->leg)
			*has = n;
		legs[n].state = leg_letters[leg->state];
		legs[n].jmi = leg->jmi;
		legs[n].joined = leg->peer_initiated && c->dir == JINGLE_SIP_TO_XMPP;
		legs[n].sid = leg->sid;
		legs[n].peer = leg->peer;
		legs[n].program.s =
				(char *)jingle_sdp.peer_name((jingle_peer_t)leg->kind);
		legs[n].program.len = (int)strlen(legs[n].program.s);
		n++;
	}
	return n;
}


static void numbers_pack(jingle_call_t *c, jingle_recover_row_t *row)
{
	row->direction = c->dir;
	row->since = c->since;
	row->anonymous = c->privacy != 0;
	row->active_since = c->active_since;
	row->updated = time(NULL);
	row->media = c->media;
	row->cseq = c->dialog.loc_cseq;
	row->code = c->code;
	/* 1: of a version that did not note who made the offer */
	row->media_on = c->media_on && !c->part ? 1 + (long long)c->media_by : 0;
	row->reoffer = jingle_negotiate_waits(&c->negotiate, JINGLE_NEG_SIP);
	row->rem_cseq = c->dialog.rem_cseq;
	row->rtp_avp = c->rtp_avp != 0;
}


static int key_write(int is_set, const char *key, char *buf, int cap)
{
	const int len = (int)strlen(key);

	if(!is_set)
		return 0;
	if(len <= cap)
		memcpy(buf, key, (size_t)len);
	return len;
}


/* Those of the call stand before the translation's own keys: who does not know
 * them reads on. */
static int call_keys_write(jingle_call_t *c, char *buf, int cap)
{
	jingle_se_stored_t stored = {c->session_timer.terms,
			atomic_get(&c->takes_update),
			(long long)time(NULL) + jingle_session_timer_left(c)};
	int n = jingle_se_keys_write(&stored, buf, cap);

	n += key_write(c->presses, PRESSES, buf + n, cap - n);
	return n + key_write(c->credentials > 0, CREDENTIALS, buf + n, cap - n);
}


static int context_pack(
		jingle_call_t *c, jingle_recover_row_t *row, char *buf, int cap)
{
	int head = (int)sizeof(CONTEXT) - 1, n = 0;

	if(c->map.len > head && memcmp(c->map.s, CONTEXT, (size_t)head) == 0)
		n = call_keys_write(c, buf + head, cap - head);
	row->context.s = buf;
	row->context.len = c->map.len + n;
	if(row->context.len > cap || c->map.len <= 0)
		return row->context.len;
	memcpy(buf, c->map.s, (size_t)(n > 0 ? head : c->map.len));
	if(n > 0)
		memcpy(buf + head + n, c->map.s + head, (size_t)(c->map.len - head));
	return row->context.len;
}


/* room in buf: the strings' one after the other, never without an address */
static int strings_pack(
		jingle_call_t *c, jingle_recover_row_t *row, char *buf, int cap)
{
	jingle_recover_row_leg_t legs[JINGLE_LEGS_MAX];
	int i, n = 0, count;

	for(i = 0; i < PAIRS; i++) {
		const str *s = call_str(c, i);

		row_str(row, i)->s = buf + n;
		row_str(row, i)->len = s->len;
		if(s->len > 0 && n + s->len <= cap)
			memcpy(buf + n, s->s, (size_t)s->len);
		n += s->len;
	}
	n += context_pack(c, row, buf + n, n < cap ? cap - n : 0);
	count = legs_collect(c, legs, &row->leg);
	row->legs.s = buf + n;
	row->legs.len = jingle_recover_row_legs_write(
			legs, count, buf + n, n < cap ? cap - n : 0);
	return n + row->legs.len + 1;
}


/* return bytes needed; > cap: not filled in */
static int row_pack(
		jingle_call_t *c, jingle_recover_row_t *row, char *buf, int cap)
{
	row->gr.s = c->gr;
	row->gr.len = JINGLE_GR_LEN;
	row->tag.s = c->dialog.loc_tag;
	row->tag.len = JINGLE_TAG_LEN;
	row->received.s = buf;
	row->received.len =
			jingle_recover_hops_write(&c->dialog.rcv, buf, RECEIVED_MAX);
	row->state.s = (char *)jingle_state_name(c->state);
	row->state.len = (int)strlen(row->state.s);
	numbers_pack(c, row);
	return RECEIVED_MAX
		   + strings_pack(c, row, buf + RECEIVED_MAX, cap - RECEIVED_MAX);
}


jingle_recover_packed_t *jingle_recover_pack(jingle_call_t *c)
{
	int need = c->map.len + c->dialog.routes.len + c->request.len + USUAL, cap;
	jingle_recover_packed_t *r = NULL;

	do {
		cap = need;
		if(r != NULL)
			shm_free(r);
		r = shm_malloc(sizeof(*r) + (size_t)cap);
		if(r == NULL) {
			SHM_MEM_ERROR;
			return NULL;
		}
		need = row_pack(c, &r->row, r->text, cap);
	} while(need > cap);
	return r;
}


/* --- to a call -------------------------------------------------------------- */

/* the first of a text of hops, cut off it; 0, -1 */
static int hop_read(char **text, struct ip_addr *ip, int *port, int *proto)
{
	char *host, *end = strchr(*text, ' ');
	struct ip_addr *found;
	str name;

	if(end != NULL)
		*end = '\0';
	if(parse_phostport(*text, &host, &name.len, port, proto) < 0)
		return -1;
	name.s = host;
	found = str2ip(&name);
	if(found == NULL)
		found = str2ip6(&name);
	if(found == NULL)
		return -1;
	*ip = *found;
	*text = end != NULL ? end + 1 : *text + strlen(*text);
	return 0;
}


int jingle_recover_hops_read(const str *hops, struct receive_info *rcv)
{
	struct socket_info *si = jingle_conf.sock;
	char text[RECEIVED_MAX + 1], *p = text;
	int src_port, dst_port, proto, rc = 0;
	str host;

	memset(rcv, 0, sizeof(*rcv));
	if(hops->len > RECEIVED_MAX)
		return -1;
	memcpy(text, hops->s, (size_t)hops->len);
	text[hops->len] = '\0';
	if(hop_read(&p, &rcv->src_ip, &src_port, &proto) < 0
			|| hop_read(&p, &rcv->dst_ip, &dst_port, &proto) < 0) {
		rcv->src_ip = rcv->dst_ip = si->address;
		src_port = dst_port = si->port_no;
		proto = (unsigned char)si->proto;
		rc = -1;
	}
	host.s = ip_addr2a(&rcv->dst_ip);
	host.len = (int)strlen(host.s);
	rcv->bind_address = grep_sock_info(
			&host, (unsigned short)dst_port, (unsigned short)proto);
	if(rcv->bind_address == NULL)
		rcv->bind_address = si;
	rcv->src_port = (unsigned short)src_port;
	rcv->dst_port = (unsigned short)dst_port;
	rcv->proto = (char)proto;
	init_su(&rcv->src_su, &rcv->src_ip, rcv->src_port);
	return rc;
}


static int legs_unpack(jingle_call_t *c, const jingle_recover_row_read_t *read)
{
	int i, kind;

	for(i = 0; i < read->count; i++) {
		const jingle_recover_row_leg_t *l = &read->legs[i];
		jingle_leg_t *leg = &c->legs[i];

		if(jingle_call_set(c, &leg->sid, &l->sid) < 0
				|| jingle_call_set(c, &leg->peer, &l->peer) < 0)
			return -1;
		leg->jmi = l->jmi;
		leg->peer_initiated = l->joined || c->dir == JINGLE_XMPP_TO_SIP;
		leg->responded = l->state == 'a';
		leg->unanswered = read->state == JINGLE_CALLING;
		kind = jingle_sdp.peer_find(&l->program);
		leg->kind = kind < 0 ? JINGLE_PEER_GENERIC : kind;
		leg->state = (jingle_leg_state_t)(strchr(leg_letters, l->state)
										  - leg_letters);
	}
	return 0;
}


static int strings_unpack(jingle_call_t *c, const jingle_recover_row_t *row)
{
	int i;

	for(i = 0; i < PAIRS; i++) {
		const str *s = row_str((jingle_recover_row_t *)row, i);

		if(s->len > 0 && jingle_call_set(c, call_str(c, i), s) < 0)
			return -1;
	}
	return 0;
}


/* is it next, behind *n? then *n is behind it */
static int key_read(const str *keys, const char *key, int *n)
{
	const int len = (int)strlen(key);

	if(keys->len - *n < len || memcmp(keys->s + *n, key, (size_t)len) != 0)
		return 0;
	*n += len;
	return 1;
}


static int context_unpack(jingle_call_t *c, const jingle_recover_row_t *row)
{
	int head = (int)sizeof(CONTEXT) - 1, n, timer;
	jingle_se_stored_t stored;
	str keys = row->context;

	if(keys.len > 0 && jingle_call_set(c, &c->map, &keys) < 0)
		return -1;
	if(keys.len <= head || memcmp(keys.s, CONTEXT, (size_t)head) != 0)
		return 0;
	keys.s += head;
	keys.len -= head;
	timer = n = jingle_se_keys_read(&keys, &stored);
	c->presses = key_read(&keys, PRESSES, &n);
	c->credentials = key_read(&keys, CREDENTIALS, &n);
	if(n == 0)
		return 0;
	c->map.len -= n;
	memmove(c->map.s + head, c->map.s + head + n, (size_t)(c->map.len - head));
	if(timer == 0)
		return 0;
	atomic_set(&c->takes_update, stored.update);
	jingle_session_timer_restore(
			c, &stored.terms, stored.bye - (long long)time(NULL));
	return 0;
}


/* from a release without names for media: it keeps the name of that release */
static int media_name(jingle_call_t *c, const jingle_recover_row_t *row)
{
	char buf[JINGLE_IDS_MEDIA_MAX + 1];
	str name;

	if(row->media_id.len > 0
			|| jingle_ids_old(&row->callid, buf, sizeof(buf), &name) < 0)
		return 0;
	return jingle_call_set(c, &c->media_id, &name);
}


static void numbers_unpack(jingle_call_t *c, const jingle_recover_row_t *row)
{
	c->since = row->since > 1 ? (time_t)row->since : time(NULL);
	c->privacy = (int)row->anonymous;
	c->active_since = (int)row->active_since;
	c->media = (unsigned)row->media;
	c->media_on = row->media_on > 0;
	if(row->media_on > 1)
		c->media_by = (jingle_side_t)(row->media_on - 1);
	else
		c->media_by = c->dir == JINGLE_SIP_TO_XMPP ? JINGLE_SIDE_SIP
												   : JINGLE_SIDE_XMPP;
	c->negotiate.invite = JINGLE_NEG_INVITE_NONE;
	if(row->reoffer)
		jingle_negotiate_recall(&c->negotiate);
	c->dialog.rem_cseq = (unsigned)row->rem_cseq;
	c->rtp_avp = (int)row->rtp_avp;
	c->dialog.loc_cseq = (unsigned)row->cseq + CSEQ_STEP;
	c->code = c->final = (int)row->code;
	c->leg = (int)row->leg;
	c->rang = 1;
}


/* what has no column of its own. A session that was moved to a call of ours to a
 * phone is not of the user's making by that. 0, -1 */
static int side_unpack(jingle_call_t *c)
{
	jingle_ctx_t ctx;
	str blob = c->map;

	if(blob.len <= 0 || jingle_sdp.ctx_unpack(&ctx, &blob) < 0)
		return 0;
	c->sip_side = ctx.sip_side;
	c->sip_sides = ctx.sip_sides;
	c->referring = (unsigned)ctx.referring;
	if(c->leg >= 0 && c->dir == JINGLE_XMPP_TO_SIP
			&& ctx.peer_role == JINGLE_RESPONDER)
		c->legs[c->leg].peer_initiated = 0;
	if(!jingle_ids_user(&ctx.phone_user))
		return 0;
	return jingle_call_set(c, &c->phone_user, &ctx.phone_user);
}


jingle_call_t *jingle_recover_unpack(
		const jingle_recover_row_t *row, const jingle_recover_row_read_t *read)
{
	jingle_call_t *c;
	int full;

	c = jingle_table_new(
			(jingle_dir_t)row->direction, jingle_link.owner(&row->bare), &full);
	if(c == NULL) {
		if(full)
			LM_ERR("call %.*s from before the restart is lost: max_calls (%d) "
				   "reached\n",
					STR_FMT(&row->gr), JINGLE_CFG(max_calls));
		return NULL;
	}
	if(row->gr.len == JINGLE_GR_LEN)
		jingle_table_name(c, &row->gr);
	if(row->tag.len == JINGLE_TAG_LEN)
		memcpy(c->dialog.loc_tag, row->tag.s, JINGLE_TAG_LEN);
	if(legs_unpack(c, read) < 0 || strings_unpack(c, row) < 0
			|| context_unpack(c, row) < 0 || media_name(c, row) < 0) {
		jingle_table_put(c);
		return NULL;
	}
	numbers_unpack(c, row);
	if(side_unpack(c) < 0) {
		jingle_table_put(c);
		return NULL;
	}
	jingle_recover_hops_read(&row->received, &c->dialog.rcv);
	c->state = read->state == JINGLE_ACCEPTED ? JINGLE_ACTIVE : read->state;
	if(c->state == JINGLE_ACTIVE && c->active_since == 0)
		c->active_since = row->updated > c->since
								  ? (int)(row->updated - c->since) + 1
								  : 1;
	c->saved = c->state;
	c->saved_cseq = c->dialog.loc_cseq;
	c->changed = 0;
	c->restored = 1;
	c->store_row = row->gr.len == JINGLE_GR_LEN;
	return c;
}
