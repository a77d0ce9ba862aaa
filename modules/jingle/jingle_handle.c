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
 * \brief jingle :: requests that are ours, in the script
 */

#include <string.h>

#include "../../core/data_lump.h"
#include "../../core/dprint.h"
#include "../../core/forward.h"
#include "../../core/parser/parse_from.h"
#include "../../core/parser/parse_param.h"
#include "../../core/parser/parse_to.h"
#include "../../core/parser/parse_uri.h"
#include "../xmpp_link/link_log.h"

#include "jingle_conf.h"
#include "jingle_handle.h"
#include "jingle_loop.h"
#include "jingle_post.h"
#include "jingle_recall.h"
#include "jingle_table.h"
#include "jingle_uac.h"
#include "jingle_uas.h"


static int same(const str *a, const char *b, int len)
{
	return a->len == len && memcmp(a->s, b, (size_t)len) == 0;
}


/* value of the gr parameter of a SIP URI */
static int uri_gr(const str *text, str *gr)
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


/* whoever sent it, the secret goes no further */
static void token_remove(sip_msg_t *msg)
{
	struct hdr_field *h = token_header(msg->headers);

	for(; h != NULL; h = token_header(h->next))
		if(del_lump(msg, h->name.s - msg->buf, h->len, 0) == NULL)
			LM_ERR("cannot take off the header %s\n", JINGLE_TOKEN_HEADER);
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


/* Where our INVITEs and branches come from. It proves nothing; but the secret
 * of a live call, should it ever get out, is worth nothing elsewhere. */
static int from_own_socket(const sip_msg_t *msg)
{
	struct socket_info *own = jingle_conf.sock;

	return own != NULL && msg->rcv.src_port == own->port_no
		   && ((own->flags & SI_IS_ANY)
				   || ip_addr_cmp(
						   (ip_addr_t *)&msg->rcv.src_ip, &own->address));
}


jingle_call_t *jingle_handle_ua(sip_msg_t *msg)
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
	if(h == NULL || uri.len <= 0 || uri_gr(&uri, &gr) < 0)
		return NULL;
	c = jingle_table_find(&gr);
	if(c == NULL)
		return NULL;
	if(c->dir == JINGLE_XMPP_TO_SIP && from_own_socket(msg)
			&& same(&h->body, c->token, JINGLE_TAG_LEN)
			&& same(&get_from(msg)->tag_value, c->tag, JINGLE_TAG_LEN))
		return c;
	LINK_LOG(LM_WARN,
			"INVITE with a %s for call %s that is not ours, from %s\n",
			JINGLE_TOKEN_HEADER, c->gr, ip_addr2a(&msg->rcv.src_ip));
	jingle_table_put(c);
	return NULL;
}


/* is this the other end of the call's dialog? */
static int in_dialog(sip_msg_t *msg, jingle_call_t *c)
{
	int yes;

	if(parse_from_header(msg) < 0 || parse_to_header(msg) < 0)
		return 0;
	jingle_table_lock(c);
	yes = same(&get_to(msg)->tag_value, c->tag, JINGLE_TAG_LEN)
		  && (c->rem_tag.len == 0
				  || same(&get_from(msg)->tag_value, c->rem_tag.s,
						  c->rem_tag.len));
	jingle_table_unlock(c);
	return yes;
}


static void reply(sip_msg_t *msg, int code, char *phrase)
{
	if(jingle_tm.t_reply(msg, code, phrase) < 0)
		LM_DBG("cannot answer with %d\n", code);
}


/* the owner decides; it answers within request_time */
static void request_suspend(sip_msg_t *msg, jingle_call_t *c)
{
	unsigned hash, label;
	str text;
	int fr = jingle_conf.request_time;

	text.s = msg->buf;
	text.len = (int)msg->len;
	if(jingle_tm.set_fr(msg, fr, fr) < 0
			|| jingle_tm.t_suspend(msg, &hash, &label) != 0
			|| jingle_post_request(c, &text, &msg->rcv, hash, label) < 0)
		reply(msg, 500, "Server Busy");
}


/* did this very server make it, as the module dialog does? */
static int made_here(sip_msg_t *msg)
{
	const struct via_body *via = msg->via1;

	return via != NULL && via->next == NULL && msg->h_via2 == NULL
		   && check_self((str *)&via->host, via->port ? via->port : SIP_PORT,
					  PROTO_NONE)
					  == 1;
}


/* The module dialog says BYE to both ends of a call that an operator, or its
 * own timeout, ends; but not to the second one when the first has answered by
 * then, as we do within microseconds. The owner gives it time. */
static void bye_take(sip_msg_t *msg, jingle_call_t *c)
{
	str text;

	if(made_here(msg)) {
		request_suspend(msg, c);
		return;
	}
	text.s = msg->buf;
	text.len = (int)msg->len;
	reply(msg, 200, "OK");
	jingle_post(c, JINGLE_EV_BYE, 0, &text, NULL, 1);
}


static void request_take(sip_msg_t *msg, jingle_call_t *c)
{
	switch(msg->REQ_METHOD) {
		case METHOD_BYE:
			bye_take(msg, c);
			break;
		case METHOD_OPTIONS:
			reply(msg, 200, "OK");
			break;
		case METHOD_INVITE:
		case METHOD_UPDATE:
		case METHOD_INFO:
		case METHOD_REFER:
		case METHOD_NOTIFY:
			request_suspend(msg, c);
			break;
		case METHOD_PRACK: /* none of our provisional replies is reliable */
			reply(msg, 481, "Call/Transaction Does Not Exist");
			break;
		default:
			reply(msg, 405, "Method Not Allowed");
	}
}


/* ACK and CANCEL belong to a transaction that tm has; 1 it is one of them */
static int transaction_take(sip_msg_t *msg)
{
	if(msg->REQ_METHOD == METHOD_ACK) {
		jingle_tmx.t_check_trans(msg);
		return 1;
	}
	if(msg->REQ_METHOD != METHOD_CANCEL)
		return 0;
	if(jingle_tmx.t_check_trans(msg) > 0)
		jingle_tm.t_relay(msg, NULL, NULL);
	return 1;
}


/* a branch of jingle_branch() */
static int branch_take(sip_msg_t *msg)
{
	jingle_uas_wish_t wish;

	memset(&wish, 0, sizeof(wish));
	if(!jingle_loop_is(msg, &wish.uri, &wish.gr) || !from_own_socket(msg))
		return -1;
	if(!transaction_take(msg) && jingle_uas_call(msg, &wish) < 0)
		return -1;
	return 0;
}


static void dialog_take(sip_msg_t *msg, jingle_call_t *c)
{
	if(transaction_take(msg))
		return;
	if(jingle_tm.t_newtran(msg) <= 0)
		return; /* a retransmission */
	if(c == NULL || !in_dialog(msg, c))
		reply(msg, 481, "Call/Transaction Does Not Exist");
	else if(msg->REQ_METHOD == METHOD_BYE || !jingle_uas_demands(msg))
		request_take(msg, c);
}


int jingle_handle_request(sip_msg_t *msg)
{
	jingle_call_t *c;
	str gr;

	if(msg->first_line.type != SIP_REQUEST
			|| parse_headers(msg, HDR_EOH_F, 0) < 0)
		return 1;
	jingle_recall_watch(msg);
	token_remove(msg);
	if(branch_take(msg) == 0)
		return 0;
	if(msg->route != NULL || uri_gr(GET_RURI(msg), &gr) < 0)
		return 1;
	c = jingle_table_find(&gr);
	/* in a dialog of ours that is over, or with a user agent elsewhere */
	if(c == NULL
			&& (gr.len != JINGLE_GR_LEN || parse_to_header(msg) < 0
					|| get_to(msg)->tag_value.len == 0))
		return 1;
	dialog_take(msg, c);
	if(c != NULL)
		jingle_table_put(c);
	return 0;
}
