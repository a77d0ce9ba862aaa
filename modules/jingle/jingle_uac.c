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
 * \brief jingle :: the user agent as a client: calls to SIP
 *
 * Runs in the owner: sends our INVITE through tm to Kamailio's own socket,
 * CANCEL, and BYE for a call of either direction. Replies come in any process,
 * with tm's locks held, and are posted to the owner. The transaction holds a
 * reference to the call until tm ends it.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/parser/parse_cseq.h"
#include "../../core/parser/parse_to.h"
#include "../../core/ut.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_method.h"
#include "jingle_event.h"
#include "jingle_hooks.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_rseq.h"
#include "jingle_session_timer.h"
#include "jingle_shm.h"
#include "jingle_table.h"
#include "jingle_uac.h"

enum
{
	HEADERS_MAX = 4096,
	FROM_MAX = XMPP_GATEWAY_ADDR_QUOTED_MAX + XMPP_GATEWAY_ADDR_URI_MAX + 8,
	INVITE_MAX = 32000, /* bytes; tm cannot CANCEL a larger one */
};


/* tm reports the replies to its CANCEL likewise */
static int is_of_invite(sip_msg_t *reply)
{
	return reply != NULL && reply != FAKED_REPLY && reply->cseq != NULL
		   && get_cseq(reply)->method_id == METHOD_INVITE;
}


/* a reply to our INVITE; runs in any process, maybe with tm's locks held */
static void invite_cb(struct cell *t, int type, struct tmcb_params *ps)
{
	jingle_call_t *c = *ps->param;
	str text = STR_NULL;
	const struct receive_info *rcv = NULL;

	if(type & TMCB_DESTROY) {
		jingle_table_put(c);
		return;
	}
	if(ps->rpl != NULL && ps->rpl != FAKED_REPLY) {
		text.s = ps->rpl->buf;
		text.len = (int)ps->rpl->len;
		rcv = &ps->rpl->rcv;
	}
	/* provisional replies come on their way in, whatever tm's parameter
	 * pass_provisional_replies says */
	if(type & TMCB_LOCAL_RESPONSE_IN) {
		if(ps->code >= 200 && ps->code < 300 && is_of_invite(ps->rpl))
			atomic_set(&c->answered, 1); /* tm says ACK next */
		/* a CANCEL waits for any provisional reply (RFC 3261 section 9.1) */
		if(ps->code < 200
				&& (ps->code >= 180 || c->state == JINGLE_CANCELLING
						|| c->state == JINGLE_ENDED))
			jingle_event_send(c, JINGLE_EV_PROGRESS, ps->code, &text, rcv, 0);
		return;
	}
	if(ps->code >= 200)
		jingle_event_send(c, ps->code < 300 ? JINGLE_EV_ANSWER : JINGLE_EV_FAIL,
				ps->code, &text, rcv, 1);
}


int jingle_uac_hop(char *buf, int cap, str *out)
{
	const str *host = &jingle_conf.sock->sock_str;
	const char *colon = memchr(host->s, ':', (size_t)host->len);
	int skip = colon != NULL ? (int)(colon + 1 - host->s) : 0;

	out->len = snprintf(buf, cap, "sip:%.*s;transport=udp", host->len - skip,
			host->s + skip);
	out->s = buf;
	return out->len < cap ? 0 : -1;
}


/* authorization: lines that answer a challenge, or NULL */
static int headers_write(
		jingle_call_t *c, const str *authorization, char *buf, int cap)
{
	int n = jingle_dialog_contact(c, buf, cap);

	if(n < cap && c->own_headers.len > 0)
		n += snprintf(buf + n, cap - n, "%.*s", STR_FMT(&c->own_headers));
	if(n < cap && authorization != NULL)
		n += snprintf(buf + n, cap - n, "%.*s", STR_FMT(authorization));

	if(n < cap)
		n += jingle_session_timer_request(c, 1, buf + n, cap - n);
	if(n < cap)
		n += snprintf(buf + n, cap - n,
				"Content-Type: application/sdp\r\nSupported: 100rel, "
				"replaces\r\n"
				"Allow: %s\r\n%s: %s\r\n",
				jingle_method_allow(), JINGLE_TOKEN_HEADER, c->token);
	return n;
}


int jingle_uac_invite_text(
		jingle_call_t *c, const str *uri, const str *sdp, char *buf, int cap)
{
	const str *host = &jingle_conf.sock->sock_str;
	const char *colon = memchr(host->s, ':', (size_t)host->len);
	int skip = colon != NULL ? (int)(colon + 1 - host->s) : 0, n;

	n = snprintf(buf, cap,
			"INVITE %.*s SIP/2.0\r\nVia: SIP/2.0/UDP %.*s;branch=z9hG4bK%s\r\n"
			"From: %.*s%s<%.*s>;tag=%s\r\nTo: <%.*s>\r\nCall-ID: %.*s\r\n"
			"CSeq: %u INVITE\r\n",
			STR_FMT(uri), host->len - skip, host->s + skip, c->gr,
			STR_FMT(&c->dialog.loc_name), c->dialog.loc_name.len ? " " : "",
			STR_FMT(&c->dialog.loc_uri), c->dialog.loc_tag,
			STR_FMT(&c->dialog.rem_uri), STR_FMT(&c->dialog.callid),
			c->dialog.loc_cseq);
	if(n < cap)
		n += jingle_dialog_contact(c, buf + n, cap - n);
	if(n < cap && c->own_headers.len > 0)
		n += snprintf(buf + n, cap - n, "%.*s", STR_FMT(&c->own_headers));
	if(n < cap)
		n += snprintf(buf + n, cap - n,
				"Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n"
				"%.*s",
				sdp->len, STR_FMT(sdp));
	return n;
}


/* tm writes a From that ends with '>' unchanged; the names of its dialogs are
 * written by some versions only */
static void from_write(const jingle_call_t *c, char *buf, int cap, str *from)
{
	int n;

	if(c->dialog.loc_name.len <= 0)
		return;
	n = snprintf(buf, cap, "%.*s <%.*s>", STR_FMT(&c->dialog.loc_name),
			STR_FMT(&c->dialog.loc_uri));
	if(n >= cap)
		return;
	from->s = buf;
	from->len = n;
}


static int invite_send(jingle_call_t *c, const str *uri, const str *sdp,
		const str *authorization)
{
	char buf[HEADERS_MAX], hop[JINGLE_UAC_HOP_MAX], from[FROM_MAX];
	uac_req_t req;
	str method = str_init("INVITE"), hdrs, body = *sdp;
	dlg_t dlg;
	int rc;

	hdrs.s = buf;
	hdrs.len = headers_write(c, authorization, buf, sizeof(buf));
	if(hdrs.len >= (int)sizeof(buf) || hdrs.len + sdp->len > INVITE_MAX) {
		LM_WARN("call %s: our INVITE exceeds %d bytes\n", c->gr, INVITE_MAX);
		return -1;
	}
	jingle_sip_dlg_build(&c->dialog, &dlg); /* it has no route set yet */
	dlg.state = DLG_NEW;
	dlg.id.rem_tag.s = NULL;
	dlg.id.rem_tag.len = 0;
	dlg.rem_target = *uri;
	from_write(c, from, sizeof(from), &dlg.loc_uri);
	if(jingle_uac_hop(hop, sizeof(hop), &dlg.dst_uri) < 0
			|| jingle_tm.calculate_hooks(&dlg) < 0) {
		LM_ERR("call %s: cannot send our INVITE to %.*s\n", c->gr,
				STR_FMT(uri));
		return -1;
	}
	if(c->rseq != NULL) /* they are those of the INVITE before */
		c->rseq->dialogs = 0;
	jingle_table_ref(c); /* tm's, until TMCB_DESTROY */
	set_uac_req(&req, &method, &hdrs, &body, &dlg,
			TMCB_LOCAL_COMPLETED | TMCB_LOCAL_RESPONSE_IN | TMCB_DESTROY,
			invite_cb, c);
	rc = jingle_sip_transaction(&req, &c->hash, &c->label);
	jingle_dialog_not_sent(c, "INVITE", uri, rc);
	if(rc < 0)
		jingle_table_put(c);
	return rc < 0 ? -1 : 0;
}


/* keep what another INVITE would need: only while a module answers challenges */
static int invite_keep(jingle_call_t *c, const str *uri, const str *sdp)
{
	if(!jingle_hooks_challenges())
		return 0;
	if(jingle_call_set(c, &c->own_uri, uri) < 0)
		return -1;
	return jingle_call_set(c, &c->own_sdp, sdp);
}


int jingle_uac_invite(jingle_call_t *c, const str *uri, const str *sdp)
{
	if(invite_keep(c, uri, sdp) < 0)
		return -1;
	return invite_send(c, uri, sdp, NULL);
}


/* our INVITE has no final reply */
static int is_calling(const jingle_call_t *c)
{
	return c->state == JINGLE_INVITED || c->state == JINGLE_CALLING
		   || c->state == JINGLE_REFERRED;
}


int jingle_uac_authenticate(jingle_call_t *c, int code, const str *reply)
{
	jingle_challenge_t asked;
	str headers;

	if((code != 401 && code != 407) || !is_calling(c) || c->own_sdp.len <= 0)
		return 0;
	memset(&asked, 0, sizeof(asked));
	asked.code = code;
	asked.reply = *reply;
	jingle_str_set(&asked.method, "INVITE");
	asked.uri = c->own_uri;
	asked.body = c->own_sdp;
	asked.nth = ++c->challenges;
	if(!jingle_hooks_challenge(c, &asked, &headers))
		return 0;
	/* RFC 3261 section 22.2: as before, the CSeq one higher */
	c->dialog.loc_cseq++;
	jingle_call_clear(c, &c->request); /* whom a restart had to CANCEL */
	if(invite_send(c, &c->own_uri, &c->own_sdp, &headers) < 0)
		return 0;
	jingle_dialog_authorization(c, &headers);
	return 1;
}


/* RFC 4028 section 7.3. What was sent is in the transaction still. */
static int invite_repeat(jingle_call_t *c, struct cell *t)
{
	str text, uri, sdp;
	sip_msg_t m;
	int rc = -1;

	text.s = t->uac[0].request.buffer;
	text.len = (int)t->uac[0].request.buffer_len;
	if(text.s == NULL || jingle_dialog_parse(&text, &m) < 0)
		return -1;
	uri = m.first_line.u.request.uri;
	if(jingle_dialog_body(&text, &sdp) == 0) {
		c->dialog.loc_cseq++;
		jingle_call_clear(c, &c->request); /* whom a restart had to CANCEL */
		rc = invite_send(c, &uri, &sdp, NULL);
	}
	free_sip_msg(&m);
	return rc;
}


int jingle_uac_lengthen(jingle_call_t *c, int code, const sip_msg_t *reply)
{
	struct cell *t = NULL, *saved = jingle_tm.t_gett();
	int branch = jingle_tm.t_gett_branch(), rc = -1;

	if(!is_calling(c) || !jingle_session_timer_raised(c, code, reply))
		return 0;
	if(jingle_tm.t_lookup_ident(&t, c->hash, c->label) >= 0) {
		rc = invite_repeat(c, t);
		jingle_tm.unref_cell(t);
	}
	jingle_tm.t_sett(saved, branch);
	return rc == 0;
}


int jingle_uac_cancel(jingle_call_t *c, const char *reason)
{
	struct cell *t = NULL, *saved = jingle_tm.t_gett();
	int branch = jingle_tm.t_gett_branch(), n, rc = -1;
	struct cancel_info why;
	char buf[128];

	memset(&why, 0, sizeof(why));
	if(reason != NULL) {
		n = snprintf(buf, sizeof(buf), "Reason: %s\r\n", reason);
		if(n < (int)sizeof(buf)) {
			why.reason.cause = CANCEL_REAS_PACKED_HDRS;
			why.reason.u.packed_hdrs.s = buf;
			why.reason.u.packed_hdrs.len = n;
		}
	}
	if(jingle_tm.t_lookup_ident(&t, c->hash, c->label) >= 0) {
		jingle_tm.prepare_to_cancel(t, &why.cancel_bitmap, 0);
		jingle_tm.cancel_uacs(t, &why, 0);
		jingle_tm.unref_cell(t);
		rc = 0;
	}
	jingle_tm.t_sett(saved, branch);
	return rc;
}


int jingle_uac_bye(jingle_call_t *c, jingle_reason_t reason, const str *text)
{
	char value[JINGLE_REASON_HEADER_MAX], buf[JINGLE_REASON_HEADER_MAX + 16];
	str hdrs = STR_NULL, v;

	if(c->dialog.rem_target.len <= 0)
		return -1;
	if(jingle_sdp.reason_header(reason, text, value, sizeof(value), &v) == 0) {
		hdrs.s = buf;
		hdrs.len = snprintf(buf, sizeof(buf), "Reason: %.*s\r\n", STR_FMT(&v));
	}
	return jingle_dialog_send(c, "BYE", &hdrs, NULL, NULL);
}


void jingle_uac_refuse(jingle_call_t *c, sip_msg_t *m, jingle_reason_t reason)
{
	unsigned cseq = c->dialog.loc_cseq; /* the INVITE's, but after a PRACK */

	if(c->dialog.rem_target.len <= 0) {
		LM_WARN("call %s: a phone has answered, but its 200 has no address for "
				"a BYE\n",
				c->gr);
		return;
	}
	if(m != NULL && m->cseq != NULL)
		str2int(&get_cseq(m)->number, &cseq);
	jingle_dialog_ack(c, cseq);
	jingle_uac_bye(c, reason, NULL);
}


void jingle_uac_refuse_fork(jingle_call_t *c, sip_msg_t *m)
{
	static const str elsewhere = str_init(
			"Reason: SIP;cause=200;text=\"Call completed elsewhere\"\r\n");
	jingle_sip_dialog_t d;
	struct cseq_body *cseq;
	const str *tag;

	if(m == NULL || m->cseq == NULL || parse_to_header(m) < 0)
		return;
	tag = &get_to(m)->tag_value;
	if(tag->len <= 0 || STR_EQ(*tag, c->dialog.rem_tag))
		return; /* tm has repeated its ACK */
	LM_INFO("call %s: a second phone answered too late and is sent a BYE\n",
			c->gr);
	cseq = get_cseq(m);
	memset(&d, 0, sizeof(d));
	memcpy(d.loc_tag, c->dialog.loc_tag, sizeof(d.loc_tag));
	d.callid = c->dialog.callid;
	d.loc_uri = c->dialog.loc_uri;
	d.rem_uri = c->dialog.rem_uri;
	str2int(&cseq->number, &d.loc_cseq);
	jingle_sip_dialog_uac(&d, m);
	if(d.rem_target.len > 0) {
		jingle_sip_dialog_ack(&d, d.loc_cseq, NULL);
		if(d.loc_cseq < c->dialog.loc_cseq) /* a PRACK has gone there */
			d.loc_cseq = c->dialog.loc_cseq;
		jingle_sip_dialog_send(&d, "BYE", &elsewhere, NULL, NULL, NULL);
	} else {
		LM_WARN("call %s: the phone's 2xx has no Contact\n", c->gr);
	}
	jingle_shm_clear(NULL, &d.rem_tag);
	jingle_shm_clear(NULL, &d.rem_target);
	jingle_shm_clear(NULL, &d.routes);
}
