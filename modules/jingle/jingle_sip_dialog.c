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
 * \brief jingle :: a SIP dialog
 *
 * Runs in the owner of the dialog, but for the check of requests' order, which
 * any process may make with the lock held. The dialog is the caller's and
 * begins with a request or a 2xx; its strings are in shared memory and end by
 * jingle_sip_dialog_free(). Keeps nothing else.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/parser/contact/parse_contact.h"
#include "../../core/parser/parse_from.h"
#include "../../core/parser/parse_rr.h"
#include "../../core/parser/parse_to.h"
#include "../../core/parser/parse_uri.h"

#include "jingle_conf.h"
#include "jingle_method.h"
#include "jingle_route.h"
#include "jingle_shm.h"
#include "jingle_sip_dialog.h"


static void dialog_lock(jingle_sip_dialog_t *d)
{
	if(d->lock != NULL)
		lock_get(d->lock);
}


static void dialog_unlock(jingle_sip_dialog_t *d)
{
	if(d->lock != NULL)
		lock_release(d->lock);
}


int jingle_sip_dialog_set(jingle_sip_dialog_t *d, str *field, const str *value)
{
	int rc = jingle_shm_replace(d->lock, field, value);

	d->changed |= rc > 0;
	return rc < 0 ? -1 : 0;
}


void jingle_sip_dialog_free(jingle_sip_dialog_t *d)
{
	str *fields[] = {&d->callid, &d->loc_uri, &d->loc_name, &d->rem_uri,
			&d->rem_name, &d->rem_tag, &d->rem_target, &d->routes};
	unsigned i;

	for(i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		jingle_shm_clear(NULL, fields[i]);
}


/* --- what a message says of it ------------------------------------------------ */

static int route_add(const char *s, int len, char *buf, int cap, int n)
{
	if(n + len + 1 >= cap)
		return -1;
	return n
		   + snprintf(
				   buf + n, (size_t)(cap - n), "%s%.*s", n ? "," : "", len, s);
}


/* the routes of one line, the last one first */
static int routes_reverse(const str *line, char *buf, int cap, int n)
{
	rr_t *parsed = NULL, *rr, *all[JINGLE_SIP_ROUTE_LINES];
	int count = 0;

	if(parse_rr_body(line->s, line->len, &parsed) < 0)
		return -1;
	for(rr = parsed; rr != NULL && n >= 0; rr = rr->next) {
		if(count == JINGLE_SIP_ROUTE_LINES)
			n = -1;
		else
			all[count++] = rr;
	}
	while(count-- > 0 && n >= 0)
		n = route_add(
				all[count]->nameaddr.name.s, all[count]->len, buf, cap, n);
	free_rr(&parsed);
	return n;
}


/* the bodies of all Record-Route lines, "a,b": in order for the server of a
 * request, reversed for its client */
static int routes_write(sip_msg_t *m, int reverse, char *buf, int cap)
{
	str lines[JINGLE_SIP_ROUTE_LINES];
	struct hdr_field *h;
	int count = 0, n = 0, i;

	for(h = m->headers; h != NULL; h = h->next)
		if(h->type == HDR_RECORDROUTE_T) {
			if(count == JINGLE_SIP_ROUTE_LINES)
				return -1;
			lines[count++] = h->body;
		}
	for(i = 0; i < count && n >= 0; i++)
		n = reverse ? routes_reverse(&lines[count - 1 - i], buf, cap, n)
					: route_add(lines[i].s, lines[i].len, buf, cap, n);
	return n;
}


static int routes_take(jingle_sip_dialog_t *d, sip_msg_t *m, int reverse)
{
	char buf[JINGLE_SIP_ROUTES_MAX], home[JINGLE_SIP_ROUTES_MAX];
	str routes;

	routes.s = buf;
	routes.len = routes_write(m, reverse, buf, sizeof(buf));
	if(routes.len < 0
			|| jingle_route_home(&routes, home, sizeof(home), &routes) < 0)
		return JINGLE_SIP_ROUTES;
	return jingle_sip_dialog_set(d, &d->routes, &routes) < 0
				   ? JINGLE_SIP_NO_MEMORY
				   : 0;
}


static int target_take(jingle_sip_dialog_t *d, sip_msg_t *m)
{
	contact_t *first;

	if(m->contact == NULL || parse_contact(m->contact) < 0)
		return JINGLE_SIP_NO_TARGET;
	first = ((contact_body_t *)m->contact->parsed)->contacts;
	if(first == NULL)
		return JINGLE_SIP_NO_TARGET;
	return jingle_sip_dialog_set(d, &d->rem_target, &first->uri) < 0
				   ? JINGLE_SIP_NO_MEMORY
				   : 0;
}


int jingle_sip_dialog_uas(jingle_sip_dialog_t *d, sip_msg_t *m)
{
	struct to_body *from, *to;
	int rc;

	if(m->callid == NULL || m->cseq == NULL || parse_from_header(m) < 0
			|| parse_to_header(m) < 0 || get_from(m)->tag_value.len <= 0)
		return JINGLE_SIP_HEADERS;
	from = get_from(m);
	to = get_to(m);
	if(jingle_method_cseq(&m->cseq->body, &d->rem_cseq) < 0)
		return JINGLE_SIP_CSEQ;
	rc = target_take(d, m);
	if(rc != 0)
		return rc;
	if(jingle_sip_dialog_set(d, &d->callid, &m->callid->body) < 0
			|| jingle_sip_dialog_set(d, &d->rem_uri, &from->uri) < 0
			|| jingle_sip_dialog_set(d, &d->rem_tag, &from->tag_value) < 0
			|| jingle_sip_dialog_set(d, &d->rem_name, &from->display) < 0
			|| jingle_sip_dialog_set(d, &d->loc_uri, &to->uri) < 0)
		return JINGLE_SIP_NO_MEMORY;
	return routes_take(d, m, 0);
}


int jingle_sip_dialog_uac(jingle_sip_dialog_t *d, sip_msg_t *m)
{
	int rc = 0;

	if(parse_to_header(m) < 0)
		rc = JINGLE_SIP_HEADERS;
	else if(jingle_sip_dialog_set(d, &d->rem_tag, &get_to(m)->tag_value) < 0)
		rc = JINGLE_SIP_NO_MEMORY;
	rc |= target_take(d, m);
	return rc | routes_take(d, m, 1);
}


int jingle_sip_dialog_refresh(jingle_sip_dialog_t *d, sip_msg_t *m)
{
	return m->contact == NULL || target_take(d, m) == 0 ? 0 : -1;
}


/* --- whose a request is -------------------------------------------------------- */

static int is_loc_tag(const jingle_sip_dialog_t *d, const str *tag)
{
	return tag->len == (int)strlen(d->loc_tag)
		   && memcmp(tag->s, d->loc_tag, (size_t)tag->len) == 0;
}


int jingle_sip_dialog_match(jingle_sip_dialog_t *d, sip_msg_t *m)
{
	int yes;

	if(m->callid == NULL || parse_from_header(m) < 0 || parse_to_header(m) < 0)
		return 0;
	dialog_lock(d);
	yes = is_loc_tag(d, &get_to(m)->tag_value)
		  && STR_EQ(m->callid->body, d->callid)
		  && (d->rem_tag.len == 0
				  || STR_EQ(get_from(m)->tag_value, d->rem_tag));
	dialog_unlock(d);
	return yes;
}


int jingle_sip_dialog_order(jingle_sip_dialog_t *d, sip_msg_t *m)
{
	unsigned cseq;
	int old = 0;

	if(m->cseq == NULL || jingle_method_cseq(&m->cseq->body, &cseq) < 0)
		return 400;
	dialog_lock(d);
	if(d->rem_tag.len > 0) {
		old = cseq < d->rem_cseq;
		if(!old)
			d->rem_cseq = cseq;
	}
	dialog_unlock(d);
	return old ? 500 : 0;
}


/* the next part of a list with ';', without blanks around it */
static str part_next(const char **p, const char *end)
{
	const char *stop = memchr(*p, ';', (size_t)(end - *p)), *next;
	str part;

	next = stop != NULL ? stop + 1 : end;
	if(stop == NULL)
		stop = end;
	while(*p < stop && strchr(" \t\r\n", **p) != NULL)
		(*p)++;
	while(stop > *p && strchr(" \t\r\n", stop[-1]) != NULL)
		stop--;
	part.s = (char *)*p;
	part.len = (int)(stop - *p);
	*p = next;
	return part;
}


/* "to-tag=7743": *value receives what stands behind name and '='; 1, 0 another
 * parameter, -1 a second one, or one without a value */
static int part_value(const str *part, const char *name, str *value)
{
	int len = (int)strlen(name);

	if(part->len < len || strncasecmp(part->s, name, (size_t)len) != 0
			|| (part->len > len && part->s[len] != '='))
		return 0;
	if(value->s != NULL || part->len <= len + 1)
		return -1;
	value->s = part->s + len + 1;
	value->len = part->len - len - 1;
	return 1;
}


int jingle_sip_replaces_read(const str *value, jingle_sip_replaces_t *r)
{
	const char *p = value->s, *end = p + value->len;
	str part;

	memset(r, 0, sizeof(*r));
	r->callid = part_next(&p, end);
	while(p < end) {
		part = part_next(&p, end);
		if(part_value(&part, "to-tag", &r->to_tag) < 0
				|| part_value(&part, "from-tag", &r->from_tag) < 0)
			return -1;
		if(part.len == 10 && strncasecmp(part.s, "early-only", 10) == 0)
			r->early_only = 1;
	}
	return r->callid.len > 0 && r->to_tag.len > 0 && r->from_tag.len > 0 ? 0
																		 : -1;
}


int jingle_sip_dialog_replaced(
		jingle_sip_dialog_t *d, const jingle_sip_replaces_t *r)
{
	int yes;

	dialog_lock(d);
	yes = STR_EQ(r->callid, d->callid) && is_loc_tag(d, &r->to_tag)
		  && (d->rem_tag.len == 0 || STR_EQ(r->from_tag, d->rem_tag));
	dialog_unlock(d);
	return yes;
}


/* --- requests of ours ----------------------------------------------------------- */

int jingle_sip_dialog_contact(
		const jingle_sip_dialog_t *d, const char *gr, char *buf, int cap)
{
	struct sip_uri uri;
	str host = jingle_conf.sock->sock_str, own = d->loc_uri;
	char *colon = memchr(host.s, ':', (size_t)host.len);

	if(colon != NULL) { /* "udp:host:port" */
		host.len -= (int)(colon + 1 - host.s);
		host.s = colon + 1;
	}
	if(own.len > 0 && parse_uri(own.s, own.len, &uri) == 0 && uri.user.len > 0)
		return snprintf(buf, (size_t)cap, "Contact: <sip:%.*s@%.*s;gr=%s>\r\n",
				STR_FMT(&uri.user), STR_FMT(&host), gr);
	return snprintf(buf, (size_t)cap, "Contact: <sip:%.*s;gr=%s>\r\n",
			STR_FMT(&host), gr);
}


int jingle_sip_dialog_head(const jingle_sip_dialog_t *d, const char *method,
		int ours, const char *branch, char *buf, int cap)
{
	const str *from = ours ? &d->loc_uri : &d->rem_uri;
	const str *to = ours ? &d->rem_uri : &d->loc_uri;
	str tags[2];

	tags[ours ? 0 : 1].s = (char *)d->loc_tag;
	tags[ours ? 0 : 1].len = (int)strlen(d->loc_tag);
	tags[ours ? 1 : 0] = d->rem_tag;
	return snprintf(buf, (size_t)cap,
			"%s %.*s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK%s\r\n"
			"From: <%.*s>;tag=%.*s\r\nTo: <%.*s>%s%.*s\r\n"
			"Call-ID: %.*s\r\nCSeq: %u %s\r\n",
			method, STR_FMT(to), branch, STR_FMT(from), STR_FMT(&tags[0]),
			STR_FMT(to), tags[1].len > 0 ? ";tag=" : "", STR_FMT(&tags[1]),
			STR_FMT(&d->callid), d->loc_cseq + 1, method);
}


int jingle_sip_dlg_build(const jingle_sip_dialog_t *d, dlg_t *dlg)
{
	memset(dlg, 0, sizeof(*dlg));
	dlg->id.call_id = d->callid;
	dlg->id.loc_tag.s = (char *)d->loc_tag;
	dlg->id.loc_tag.len = (int)strlen(d->loc_tag);
	dlg->id.rem_tag = d->rem_tag;
	dlg->loc_uri = d->loc_uri;
	dlg->rem_uri = d->rem_uri;
	dlg->rem_target = d->rem_target;
	dlg->loc_seq.value = d->loc_cseq;
	dlg->loc_seq.is_set = 1;
	dlg->state = DLG_CONFIRMED;
	dlg->send_sock = jingle_conf.sock;
	return d->routes.len > 0
						   && parse_rr_body(d->routes.s, d->routes.len,
									  &dlg->route_set)
									  != 0
				   ? -1
				   : 0;
}


void jingle_sip_dlg_done(dlg_t *dlg)
{
	if(dlg->route_set != NULL)
		free_rr(&dlg->route_set);
}


int jingle_sip_transaction(uac_req_t *req, unsigned *hash, unsigned *label)
{
	int rc;

	/* what event_route[tm:local-request] drops is no error for tm: it makes no
	 * transaction then, and its callbacks never run */
	*hash = *label = ~0u;
	rc = jingle_tm.t_uac_with_ids(req, hash, label);
	if(rc < 0)
		return JINGLE_SIP_NOT_SENT;
	return *hash != ~0u ? 0 : JINGLE_SIP_DROPPED;
}


static int request_send(const jingle_sip_dialog_t *d, const char *method,
		unsigned cseq, const str *hdrs, const str *body, transaction_cb cb,
		void *param)
{
	str m, h = STR_NULL, b = STR_NULL;
	unsigned hash, label;
	uac_req_t req;
	dlg_t dlg;
	int rc;

	if(jingle_sip_dlg_build(d, &dlg) < 0)
		return JINGLE_SIP_NO_ROUTE;
	dlg.loc_seq.value = cseq;
	m.s = (char *)method;
	m.len = (int)strlen(method);
	if(hdrs != NULL)
		h = *hdrs;
	if(body != NULL)
		b = *body;
	set_uac_req(&req, &m, &h, &b, &dlg,
			cb != NULL ? TMCB_LOCAL_COMPLETED | TMCB_DESTROY : 0, cb, param);
	if(strcmp(method, "INVITE") == 0)
		req.cb_flags |= TMCB_DONT_ACK;
	rc = jingle_sip_transaction(&req, &hash, &label);
	jingle_sip_dlg_done(&dlg);
	return rc;
}


int jingle_sip_dialog_send(jingle_sip_dialog_t *d, const char *method,
		const str *hdrs, const str *body, transaction_cb cb, void *param)
{
	d->loc_cseq++;
	return request_send(d, method, d->loc_cseq, hdrs, body, cb, param);
}


int jingle_sip_dialog_ack(
		jingle_sip_dialog_t *d, unsigned cseq, const str *hdrs)
{
	return request_send(d, "ACK", cseq, hdrs, NULL, NULL, NULL);
}
