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
 * \brief jingle :: an INVITE of ours, known by the secret it carries
 *
 * Runs in the SIP worker, for each INVITE of the script: the gr of its Contact
 * names the call, the header with the call's secret proves it, and the header
 * is removed. The secret is the call's own and ends with it; nothing else is
 * kept.
 */

#include <string.h>

#include "../../core/data_lump.h"
#include "../../core/dprint.h"
#include "../../core/parser/parse_from.h"
#include "../../core/parser/parse_param.h"
#include "../../core/parser/parse_uri.h"
#include "../xmpp_link/link_log.h"
#include "../xmpp_link/link_own.h"

#include "jingle_conf.h"
#include "jingle_sip_own_invite.h"
#include "jingle_table.h"
#include "jingle_uac.h"


static int str_same(const str *a, const char *b, int len)
{
	return a->len == len && memcmp(a->s, b, (size_t)len) == 0;
}


int jingle_own_invite_gr(const str *text, str *gr)
{
	struct sip_uri uri;
	param_hooks_t hooks;
	param_t *list = NULL, *p;
	str params;
	int found = -1;

	if(parse_uri(text->s, text->len, &uri) < 0 || uri.params.len <= 0)
		return -1;
	params = uri.params;
	if(parse_params(&params, CLASS_ANY, &hooks, &list) < 0)
		return -1;
	for(p = list; p != NULL && found < 0; p = p->next)
		if(p->name.len == 2 && strncasecmp(p->name.s, "gr", 2) == 0) {
			*gr = p->body;
			found = 0;
		}
	free_params(list);
	return found;
}


/* the first from here on */
static struct hdr_field *token_header(struct hdr_field *h)
{
	const int len = sizeof(JINGLE_TOKEN_HEADER) - 1;

	for(; h != NULL; h = h->next)
		if(h->name.len == len
				&& strncasecmp(h->name.s, JINGLE_TOKEN_HEADER, len) == 0)
			return h;
	return NULL;
}


void jingle_own_invite_clean(sip_msg_t *msg)
{
	struct hdr_field *h = token_header(msg->headers);

	for(; h != NULL; h = token_header(h->next))
		if(del_lump(msg, h->name.s - msg->buf, h->len, 0) == NULL)
			LM_ERR("cannot remove the header %s\n", JINGLE_TOKEN_HEADER);
}


static str contact_uri(sip_msg_t *msg)
{
	str uri = STR_NULL;
	char *s, *e;

	if(msg->contact == NULL)
		return uri;
	s = memchr(msg->contact->body.s, '<', (size_t)msg->contact->body.len);
	if(s == NULL)
		return uri;
	s++;
	e = memchr(s, '>',
			(size_t)(msg->contact->body.s + msg->contact->body.len - s));
	if(e != NULL) {
		uri.s = s;
		uri.len = (int)(e - s);
	}
	return uri;
}


int jingle_own_invite_socket(const sip_msg_t *msg)
{
	return link_is_own_socket(jingle_conf.sock, &msg->rcv);
}


jingle_call_t *jingle_own_invite(sip_msg_t *msg)
{
	struct hdr_field *h;
	jingle_call_t *c;
	str gr, uri;

	if(msg->first_line.type != SIP_REQUEST
			|| parse_headers(msg, HDR_EOH_F, 0) < 0
			|| parse_from_header(msg) < 0)
		return NULL;
	h = token_header(msg->headers);
	uri = contact_uri(msg);
	if(h == NULL || uri.len <= 0 || jingle_own_invite_gr(&uri, &gr) < 0)
		return NULL;
	c = jingle_table_find(&gr);
	if(c == NULL)
		return NULL;
	if(c->dir == JINGLE_XMPP_TO_SIP && jingle_own_invite_socket(msg)
			&& str_same(&h->body, c->token, JINGLE_TAG_LEN)
			&& str_same(&get_from(msg)->tag_value, c->dialog.loc_tag,
					JINGLE_TAG_LEN))
		return c;
	LINK_LOG(LM_WARN,
			"INVITE with the %s of call %s that the gateway did not send, from "
			"%s\n",
			JINGLE_TOKEN_HEADER, c->gr, ip_addr2a(&msg->rcv.src_ip));
	jingle_table_put(c);
	return NULL;
}


int jingle_own_invite_loops(sip_msg_t *msg, const str *uri, const str *replaced)
{
	jingle_call_t *c = jingle_own_invite(msg);
	char buf[LINK_JID_MAX];
	int loops;
	str jid;

	if(c == NULL)
		return 0;
	if(replaced != NULL)
		loops = link_jid_bare_equal(replaced, &c->bare);
	else
		loops = jingle_gateway.addr_to_jid(
						uri, XMPP_GATEWAY_ADDR_GR, buf, sizeof(buf), &jid)
						== 0
				&& link_jid_bare_equal(&jid, &c->bare);
	loops |= c->referred_by.len <= 0 && !c->bridged;
	jingle_table_put(c);
	return loops;
}
