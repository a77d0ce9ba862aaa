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
 * \brief jingle :: malformed 2xx to our INVITEs are repaired
 *
 * A callback of tm, in the process that receives the response and before the
 * core routes by it: a Record-Route or Contact that the core cannot use is
 * replaced by that of the INVITE as it was sent. Also gives a branch the SDP
 * that a media relay has made for it. Keeps nothing.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/data_lump.h"
#include "../../core/dprint.h"
#include "../../core/mem/mem.h"
#include "../../core/parser/contact/parse_contact.h"
#include "../../core/parser/parse_cseq.h"
#include "../../core/parser/parse_rr.h"
#include "../../core/parser/parse_uri.h"
#include "../xmpp_link/link_log.h"

#include "jingle_conf.h"
#include "jingle_reply_repair.h"
#include "jingle_translation.h"


static int contact_usable(sip_msg_t *m)
{
	contact_body_t *body;
	struct sip_uri uri;

	if(m->contact == NULL || parse_contact(m->contact) < 0)
		return 0;
	body = m->contact->parsed;
	return body != NULL && !body->star && body->contacts != NULL
		   && parse_uri(body->contacts->uri.s, body->contacts->uri.len, &uri)
					  == 0
		   && uri.host.len > 0;
}


static int routes_usable(sip_msg_t *m)
{
	struct hdr_field *h;
	rr_t *parsed;
	int rc;

	for(h = m->headers; h != NULL; h = h->next) {
		if(h->type != HDR_RECORDROUTE_T)
			continue;
		parsed = NULL;
		rc = parse_rr_body(h->body.s, h->body.len, &parsed);
		if(parsed != NULL)
			free_rr(&parsed);
		if(rc < 0)
			return 0;
	}
	return 1;
}


static void lines_remove(sip_msg_t *m, hdr_types_t type)
{
	struct hdr_field *h;

	for(h = m->headers; h != NULL; h = h->next)
		if(h->type == type
				&& del_lump(m, (int)(h->name.s - m->buf), h->len, 0) == NULL)
			LM_ERR("cannot remove a header of a phone's response\n");
}


static void line_add(sip_msg_t *m, const char *name, const str *value)
{
	int cap = (int)strlen(name) + value->len + 8, n;
	struct lump *at = anchor_lump(m, (int)(m->unparsed - m->buf), 0, 0);
	char *line = pkg_malloc((size_t)cap);

	if(line == NULL || at == NULL) {
		PKG_MEM_ERROR;
		if(line != NULL)
			pkg_free(line);
		return;
	}
	n = snprintf(line, (size_t)cap, "%s: %.*s\r\n", name, STR_FMT(value));
	if(insert_new_lump_before(at, line, n, 0) == NULL)
		pkg_free(line);
}


/* the INVITE as it was sent; 0, and the caller frees it, or -1. (Some versions
 * of tm do not keep the URI of a branch beside it.) */
static int sent_parse(struct ua_client *branch, sip_msg_t *q)
{
	memset(q, 0, sizeof(*q));
	q->buf = branch->request.buffer;
	q->len = (unsigned)branch->request.buffer_len;
	if(q->buf != NULL && parse_msg(q->buf, q->len, q) == 0
			&& parse_headers(q, HDR_EOH_F, 0) == 0)
		return 0;
	free_sip_msg(q);
	return -1;
}


/* the route set is that of the INVITE */
static void routes_copy(sip_msg_t *m, const sip_msg_t *sent)
{
	struct hdr_field *h;

	for(h = sent->headers; h != NULL; h = h->next)
		if(h->type == HDR_RECORDROUTE_T)
			line_add(m, "Record-Route", &h->body);
}


/* the remote target is the URI that was called */
static void contact_copy(sip_msg_t *m, const str *uri)
{
	char buf[MAX_URI_SIZE + 2];
	str value;

	value.s = buf;
	value.len = snprintf(buf, sizeof(buf), "<%.*s>", STR_FMT(uri));
	if(value.len >= (int)sizeof(buf))
		return;
	lines_remove(m, HDR_CONTACT_T);
	line_add(m, "Contact", &value);
}


static void reply_repair(struct ua_client *branch, sip_msg_t *m)
{
	int routes = routes_usable(m), contact = contact_usable(m);
	const str *uri;
	sip_msg_t sent;

	if((routes && contact) || sent_parse(branch, &sent) < 0)
		return;
	uri = &sent.first_line.u.request.uri;
	if(!routes) {
		LINK_LOG(LM_WARN,
				"2xx of phone %.*s with a Record-Route that cannot be parsed\n",
				STR_FMT(uri));
		lines_remove(m, HDR_RECORDROUTE_T);
		routes_copy(m, &sent);
	}
	if(!contact) {
		LINK_LOG(LM_WARN, "2xx of phone %.*s without a usable Contact\n",
				STR_FMT(uri));
		contact_copy(m, uri);
	}
	free_sip_msg(&sent);
}


static int is_reliable(const sip_msg_t *m)
{
	const struct hdr_field *h;

	for(h = m->headers; h != NULL; h = h->next)
		if(h->name.len == 4 && strncasecmp(h->name.s, "RSeq", 4) == 0)
			return 1;
	return 0;
}


/* A PRACK needs to know where the phone is; Linphone does not say so in its 180,
 * though RFC 3262 section 3 lets a 18x make a dialog by RFC 3261's rules. */
static void target_repair(struct ua_client *branch, sip_msg_t *m)
{
	sip_msg_t sent;

	if(!is_reliable(m) || contact_usable(m) || sent_parse(branch, &sent) < 0)
		return;
	contact_copy(m, &sent.first_line.u.request.uri);
	free_sip_msg(&sent);
}


/* the proxy has a reply, in any process */
static void branch_replied(struct cell *t, int type, struct tmcb_params *ps)
{
	int branch = jingle_tm.t_gett_branch();
	sip_msg_t *m = ps->rpl;

	(void)type;
	if(m == NULL || m == FAKED_REPLY || ps->code <= 100 || ps->code >= 300
			|| branch < 0 || branch >= t->nr_of_outgoings
			|| parse_headers(m, HDR_EOH_F, 0) < 0 || m->cseq == NULL
			|| get_cseq(m)->method_id != METHOD_INVITE)
		return;
	if(ps->code >= 200)
		reply_repair(&t->uac[branch], m);
	else
		target_repair(&t->uac[branch], m);
}


void jingle_reply_repair_follow(sip_msg_t *msg)
{
	/* there is no transaction yet: tm keeps it for the one to come */
	if(jingle_tm.register_tmcb(
			   msg, 0, TMCB_RESPONSE_IN, branch_replied, NULL, NULL)
			<= 0)
		LM_DBG("cannot register for responses, malformed ones are not "
			   "repaired\n");
}


/* a body that a module has put in place of the received one; tm has such
 * changes for each branch apart */
static struct lump *new_body(sip_msg_t *m)
{
	struct lump *l, *a, *found = NULL;

	for(l = m->body_lumps; l != NULL; l = l->next)
		for(a = l->after; l->op == LUMP_DEL && a != NULL; a = a->after)
			if(a->op == LUMP_ADD && a->len > 2
					&& memcmp(a->u.value, "v=", 2) == 0)
				found = a;
	return found;
}


int jingle_reply_repair_sdp(sip_msg_t *msg)
{
	struct lump *l = new_body(msg);
	jingle_translation_t w;
	char *copy;
	str body;

	if(l == NULL)
		return -1;
	body.s = l->u.value;
	body.len = l->len;
	jingle_translation_init(&w);
	jingle_translation_outlet(&w, &body, NULL);
	if(body.s != l->u.value) {
		copy = pkg_malloc((size_t)body.len);
		if(copy == NULL) {
			PKG_MEM_ERROR;
			jingle_translation_done(&w);
			return -1;
		}
		memcpy(copy, body.s, (size_t)body.len);
		pkg_free(l->u.value);
		l->u.value = copy;
		l->len = body.len;
	}
	jingle_translation_done(&w);
	return 1;
}
