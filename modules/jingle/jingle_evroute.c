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
 * \brief jingle :: event routes on messages of our own making
 *
 * The routes are looked up once, in mod_init. In the owner,
 * jingle_evroute_run() parses a text as a SIP message, runs the route on it
 * with the AVPs of the call's transaction in place of those of the worker, and
 * returns the body as the route has changed it. It blocks as long as the route
 * does; the message and all changes are freed at its end.
 */

#define _GNU_SOURCE
#include <string.h>

#include "../../core/action.h"
#include "../../core/config.h"
#include "../../core/dprint.h"
#include "../../core/globals.h"
#include "../../core/dset.h"
#include "../../core/mem/mem.h"
#include "../../core/receive.h"
#include "../../core/route.h"
#include "../../core/usr_avp.h"
#include "../../core/xavp.h"

#include "jingle_build.h"
#include "jingle_conf.h"
#include "jingle_evroute.h"

static xmpp_link_route_t routes[JINGLE_ROUTES] = {
		[JINGLE_ROUTE_PROPOSE] = {.name = str_init("jingle:propose")},
		[JINGLE_ROUTE_SESSION_INITIATE] = {.name = str_init(
												   "jingle:session-initiate")},
		[JINGLE_ROUTE_INVITE] = {.name = str_init("jingle:invite")},
		[JINGLE_ROUTE_REPLY] = {.name = str_init("jingle:reply")},
		[JINGLE_ROUTE_OFFER] = {.name = str_init("jingle:offer")},
		[JINGLE_ROUTE_ANSWER] = {.name = str_init("jingle:answer")},
		[JINGLE_ROUTE_CANDIDATES] = {.name = str_init("jingle:candidates")},
		[JINGLE_ROUTE_REFER] = {.name = str_init("jingle:refer")},
		[JINGLE_ROUTE_DTMF] = {.name = str_init("jingle:dtmf")},
		[JINGLE_ROUTE_TRANSFER] = {.name = str_init("jingle:transfer")},
		[JINGLE_ROUTE_PRESS] = {.name = str_init("jingle:press")},
		[JINGLE_ROUTE_HOLD] = {.name = str_init("jingle:hold")},
		[JINGLE_ROUTE_WATCH] = {.name = str_init("jingle:watch")},
		[JINGLE_ROUTE_MEDIA] = {.name = str_init("jingle:media")},
		[JINGLE_ROUTE_END] = {.name = str_init("jingle:end")},
};

static jingle_route_t now = JINGLE_ROUTES;
static char text_buf[BUF_SIZE + 8]; /* the message that a route runs on */


int jingle_evroute_init(void)
{
	return jingle_link.routes_find(
			routes, JINGLE_ROUTES, &jingle_conf.event_callback);
}


int jingle_evroute_has(jingle_route_t route)
{
	return xmpp_link_route_is_set(&routes[route]);
}


jingle_route_t jingle_evroute_now(void)
{
	return now;
}


/* the AVPs of a transaction, made those of the process and back */
typedef struct avps
{
	avp_list_t *avp[6];
	sr_xavp_t **xavp, **xavu, **xavi;
} avps_t;

static const int avp_kinds[6] = {AVP_TRACK_FROM | AVP_CLASS_URI,
		AVP_TRACK_TO | AVP_CLASS_URI, AVP_TRACK_FROM | AVP_CLASS_USER,
		AVP_TRACK_TO | AVP_CLASS_USER, AVP_TRACK_FROM | AVP_CLASS_DOMAIN,
		AVP_TRACK_TO | AVP_CLASS_DOMAIN};


static void avps_use(struct cell *t, avps_t *saved)
{
	avp_list_t *lists[6];
	int i;

	lists[0] = &t->uri_avps_from;
	lists[1] = &t->uri_avps_to;
	lists[2] = &t->user_avps_from;
	lists[3] = &t->user_avps_to;
	lists[4] = &t->domain_avps_from;
	lists[5] = &t->domain_avps_to;
	for(i = 0; i < 6; i++)
		saved->avp[i] = set_avp_list(avp_kinds[i], lists[i]);
	saved->xavp = xavp_set_list(&t->xavps_list);
	saved->xavu = xavu_set_list(&t->xavus_list);
	saved->xavi = xavi_set_list(&t->xavis_list);
}


static void avps_restore(const avps_t *saved)
{
	int i;

	for(i = 0; i < 6; i++)
		set_avp_list(avp_kinds[i], saved->avp[i]);
	xavp_set_list(saved->xavp);
	xavu_set_list(saved->xavu);
	xavi_set_list(saved->xavi);
}


static int msg_parse(
		sip_msg_t *m, const str *text, const struct receive_info *rcv)
{
	if(text->len <= 0 || text->len >= BUF_SIZE)
		return -1;
	memset(m, 0, sizeof(*m));
	memcpy(text_buf, text->s, (size_t)text->len);
	text_buf[text->len] = '\0';
	m->buf = text_buf;
	m->len = (unsigned)text->len;
	m->rcv = *rcv;
	m->id = inc_msg_no();
	m->pid = my_pid();
	m->set_global_address = default_global_address;
	m->set_global_port = default_global_port;
	if(parse_msg(m->buf, m->len, m) != 0
			|| parse_headers(
					   m, HDR_FROM_F | HDR_TO_F | HDR_CALLID_F | HDR_CSEQ_F, 0)
					   < 0) {
		LM_ERR("cannot parse the message of %d bytes made for an event route\n",
				text->len);
		free_sip_msg(m);
		memset(m, 0, sizeof(*m)); /* the caller frees it once more */
		return -1;
	}
	return 0;
}


/* the operator's own reply route of the transaction: rtpengine may have been
 * engaged in request_route too, and what it was told there must be answered */
static int reply_route_run(
		sip_msg_t *m, struct cell *t, const struct receive_info *rcv)
{
	struct run_act_ctx ctx;
	str text;
	unsigned len = 0;
	char *changed;
	int saved, rc;

	changed = jingle_build_reply(m, &len);
	if(changed == NULL)
		return -1;
	free_sip_msg(m);
	memset(m, 0, sizeof(*m));
	text.s = changed;
	text.len = (int)len;
	rc = msg_parse(m, &text, rcv);
	pkg_free(changed);
	if(rc < 0)
		return -1;
	saved = get_route_type();
	set_route_type(TM_ONREPLY_ROUTE);
	init_run_actions_ctx(&ctx);
	run_top_route(onreply_rt.rlist[t->on_reply], m, &ctx);
	set_route_type(saved);
	return 0;
}


static char *msg_rebuild(sip_msg_t *m, unsigned *len)
{
	dest_info_t dst;

	if(m->first_line.type == SIP_REPLY)
		return jingle_build_reply(m, len);
	init_dest_info(&dst);
	dst.proto = m->rcv.proto;
	return jingle_build_request(m, len, &dst,
			BUILD_NO_PATH | BUILD_NO_LOCAL_VIA | BUILD_NO_VIA1_UPDATE);
}


static void body_of(char *s, unsigned len, str *body)
{
	char *end = memmem(s, len, "\r\n\r\n", 4);

	body->s = end ? end + 4 : s + len;
	body->len = (int)(s + len - body->s);
}


int jingle_evroute_body(sip_msg_t *msg, str *body, char **buf)
{
	unsigned len = 0;

	body->s = NULL;
	body->len = 0;
	*buf = msg_rebuild(msg, &len);
	if(*buf == NULL)
		return -1;
	body_of(*buf, len, body);
	return 0;
}


int jingle_evroute_run(jingle_route_t route, const str *text,
		const struct receive_info *rcv, struct cell *t, str *body, char **buf)
{
	sip_msg_t m;
	avps_t saved = {{NULL}, NULL, NULL, NULL};
	jingle_route_t outer = now;
	int rc;

	*buf = NULL;
	body->s = NULL;
	body->len = 0;
	if(msg_parse(&m, text, rcv) < 0)
		return -1;
	if(t != NULL)
		avps_use(t, &saved);
	now = route;
	rc = jingle_link.route_run(&routes[route], &m,
			m.first_line.type == SIP_REPLY ? TM_ONREPLY_ROUTE : REQUEST_ROUTE);
	now = outer;
	if(rc == 0 && t != NULL && route == JINGLE_ROUTE_ANSWER && t->on_reply)
		rc = reply_route_run(&m, t, rcv);
	if(t != NULL)
		avps_restore(&saved);
	if(rc == 0)
		rc = jingle_evroute_body(&m, body, buf);
	free_sip_msg(&m);
	clear_branches();
	if(t == NULL)
		ksr_msg_env_reset();
	return rc;
}
