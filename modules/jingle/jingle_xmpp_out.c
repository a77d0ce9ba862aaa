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
 * \brief jingle :: stanzas to XMPP
 *
 * Runs in the owner: writes JMI messages and Jingle iqs into a static buffer
 * of this process and gives them to jingle_outbox.c. Answers to iqs come back
 * to the leg.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_proto.h"
#include "../xmpp_link/xml_build.h"

#include "jingle_caller.h"
#include "jingle_conf.h"
#include "jingle_outbox.h"
#include "jingle_xmpp_out.h"
#include "jingle_stats.h"
#include "jingle_table.h"

static char buf[LINK_STANZA_MAX_OUT]; /* the stanza being built */


/* what the operator lets us send: a long offer leaves candidates out rather
 * than be refused by the link */
static void stanza_begin(xml_build_t *b)
{
	size_t max = (size_t)jingle_link.stanza_max();

	xml_build_init(b, buf, max < sizeof(buf) ? max : sizeof(buf));
}


static void stanza_lost(void *arg)
{
	(void)arg;
	jingle_stats_add(JINGLE_STAT_STANZA_ERRORS);
}


static int jmi_write(const jingle_jmi_t *j, str *xml)
{
	xml_build_t b;

	stanza_begin(&b);
	if(jingle_sdp.jmi_write(&b, j) == 0 && xml_build_end(&b, xml) == 0)
		return 0;
	LM_ERR("cannot write a JMI message to client %.*s\n", STR_FMT(&j->to));
	return -1;
}


static void jmi_fill(jingle_leg_t *leg, jingle_jmi_kind_t kind, jingle_jmi_t *j)
{
	memset(j, 0, sizeof(*j));
	j->kind = kind;
	j->id = leg->sid;
	j->from = leg->call->local;
	j->to = leg->peer;
	j->media = (int)leg->call->media;
}


static int jmi_say(jingle_leg_t *leg, jingle_jmi_t *j)
{
	char id[17];
	str xml;

	jingle_link.new_id(id);
	j->message_id.s = id;
	j->message_id.len = 16;
	if(jmi_write(j, &xml) < 0)
		return -1;
	return jingle_outbox_send(leg->call, &j->to, &xml, stanza_lost, NULL,
			j->kind == JINGLE_JMI_PROCEED);
}


int jingle_xmpp_out_propose(
		jingle_leg_t *leg, void (*unsent)(void *arg), void *arg)
{
	char name[XMPP_GATEWAY_ADDR_NAME_MAX];
	jingle_jmi_t j;
	str xml;

	jmi_fill(leg, JINGLE_JMI_PROPOSE, &j);
	j.message_id = leg->sid; /* a bounce names it by this */
	jingle_caller_name(leg->call, name, sizeof(name), &j.nick);
	if(jmi_write(&j, &xml) < 0)
		return -1;
	return jingle_outbox_send(leg->call, &j.to, &xml, unsent, arg, 1);
}


int jingle_xmpp_out_jmi(jingle_leg_t *leg, jingle_jmi_kind_t kind,
		const str *to, jingle_reason_t reason, const str *text)
{
	jingle_jmi_t j;

	jmi_fill(leg, kind, &j);
	if(to != NULL)
		j.to = *to;
	j.reason = reason;
	if(text != NULL)
		j.reason_text = *text;
	return jmi_say(leg, &j);
}


int jingle_xmpp_out_migrated(jingle_leg_t *leg, const str *sid)
{
	static const str text = str_init("Session migrated");
	jingle_jmi_t j;

	jmi_fill(leg, JINGLE_JMI_FINISH, &j);
	j.reason = JINGLE_REASON_EXPIRED;
	j.reason_text = text;
	j.migrated_to = *sid;
	return jmi_say(leg, &j);
}


int jingle_xmpp_out_jmi_to(const str *component, const str *from, const str *to,
		const str *id, jingle_jmi_kind_t kind, jingle_reason_t reason,
		int tie_break)
{
	static const str tie_text = str_init("Tie-Break");
	jingle_jmi_t j;
	char message_id[17];
	str xml;

	memset(&j, 0, sizeof(j));
	j.kind = kind;
	j.id = *id;
	j.from = *from;
	j.to = *to;
	j.reason = reason;
	j.tie_break = tie_break;
	if(tie_break)
		j.reason_text = tie_text;
	jingle_link.new_id(message_id);
	j.message_id.s = message_id;
	j.message_id.len = 16;
	if(jmi_write(&j, &xml) < 0)
		return -1;
	return jingle_link.send(component, to, &xml, stanza_lost, NULL);
}


/* no call waits for this one */
static void answer_ignored(const xmpp_link_stanza_t *s, void *arg)
{
	(void)arg;
	if(s != NULL && s->type.len == 5 && memcmp(s->type.s, "error", 5) == 0)
		LM_DBG("client %.*s answered our iq with an error\n",
				STR_FMT(&s->from));
}


static void iq_open(xml_build_t *b, const char *type, const str *from,
		const str *to, const str *id)
{
	xml_build_open(b, "iq");
	xml_build_attr_z(b, "type", type);
	xml_build_attr(b, "from", from);
	xml_build_attr(b, "to", to);
	xml_build_attr(b, "id", id);
}


/* timeout in ms, 0 = the link's */
static int session_send(jingle_leg_t *leg, jingle_translation_t *w,
		jingle_session_t *s, int timeout, xmpp_link_iq_f answered)
{
	jingle_call_t *c = leg->call;
	xml_build_t b;
	str xml, id_str;
	char id[17];

	w->map.peer = (jingle_peer_t)leg->kind;
	s->sid = leg->sid;
	s->initiator = leg->peer_initiated ? leg->peer : c->local;
	s->responder = leg->peer_initiated ? c->local : leg->peer;
	jingle_link.new_id(id);
	id_str.s = id;
	id_str.len = 16;
	stanza_begin(&b);
	iq_open(&b, "set", &c->local, &leg->peer, &id_str);
	if(jingle_sdp.xml_write(&w->map, &b, s) < 0) {
		LM_ERR("call %s: cannot write %s to client %.*s\n", c->gr,
				jingle_sdp.action_name(s->action), STR_FMT(&leg->peer));
		return -1;
	}
	xml_build_close(&b);
	if(xml_build_end(&b, &xml) < 0) {
		LM_ERR("call %s: %s to client %.*s exceeds %d bytes or is not possible "
			   "in XML\n",
				c->gr, jingle_sdp.action_name(s->action), STR_FMT(&leg->peer),
				jingle_link.stanza_max());
		return -1;
	}
	return jingle_outbox_iq(leg, &id_str, &xml, timeout,
			answered != NULL ? answered : answer_ignored,
			answered != NULL ? leg : NULL,
			s->action == JINGLE_SESSION_INITIATE);
}


int jingle_xmpp_out_session(jingle_leg_t *leg, jingle_translation_t *w,
		jingle_session_t *s, xmpp_link_iq_f answered)
{
	return session_send(leg, w, s, 0, answered);
}


int jingle_xmpp_out_all(
		jingle_leg_t *leg, jingle_translation_t *w, jingle_stanzas_t *stanzas)
{
	jingle_session_t *s;

	for(s = stanzas->list.first; s != NULL; s = s->next)
		if(jingle_xmpp_out_session(leg, w, s, NULL) < 0)
			return -1;
	return 0;
}


static int session_send_bare(
		jingle_leg_t *leg, jingle_session_t *s, xmpp_link_iq_f answered)
{
	jingle_translation_t w;
	int rc;

	jingle_translation_init(&w);
	rc = jingle_xmpp_out_session(leg, &w, s, answered);
	jingle_translation_done(&w);
	return rc;
}


int jingle_xmpp_out_info(jingle_leg_t *leg, jingle_info_t info)
{
	jingle_session_t s;

	memset(&s, 0, sizeof(s));
	s.action = JINGLE_SESSION_INFO;
	s.info = info;
	return session_send_bare(leg, &s, NULL);
}


int jingle_xmpp_out_ping(
		jingle_leg_t *leg, int timeout, xmpp_link_iq_f answered)
{
	jingle_session_t s;
	jingle_translation_t w;
	int rc;

	memset(&s, 0, sizeof(s));
	s.action = JINGLE_SESSION_INFO;
	jingle_translation_init(&w);
	rc = session_send(leg, &w, &s, timeout, answered);
	jingle_translation_done(&w);
	return rc;
}


int jingle_xmpp_out_xmpp_ping(
		jingle_leg_t *leg, int timeout, xmpp_link_iq_f answered)
{
	jingle_call_t *c = leg->call;
	xml_build_t b;
	str xml, id_str;
	char id[17];

	jingle_link.new_id(id);
	id_str.s = id;
	id_str.len = 16;
	stanza_begin(&b);
	iq_open(&b, "get", &c->local, &leg->peer, &id_str);
	xml_build_open(&b, "ping");
	xml_build_attr_z(&b, "xmlns", "urn:xmpp:ping");
	xml_build_close(&b);
	xml_build_close(&b);
	if(xml_build_end(&b, &xml) < 0) {
		LM_ERR("call %s: cannot write a ping to client %.*s\n", c->gr,
				STR_FMT(&leg->peer));
		return -1;
	}
	return jingle_outbox_iq(leg, &id_str, &xml, timeout, answered, leg, 0);
}


int jingle_xmpp_out_terminate(
		jingle_leg_t *leg, jingle_reason_t reason, const str *text)
{
	jingle_session_t s;

	memset(&s, 0, sizeof(s));
	s.action = JINGLE_SESSION_TERMINATE;
	s.reason = reason;
	if(text != NULL)
		s.reason_text = *text;
	return session_send_bare(leg, &s, NULL);
}


int jingle_xmpp_out_terminate_to(const xmpp_link_stanza_t *initiate,
		const str *sid, jingle_reason_t reason, const char *text)
{
	jingle_session_t s;
	jingle_translation_t w;
	xml_build_t b;
	str xml, id_str;
	char id[17];
	int rc;

	memset(&s, 0, sizeof(s));
	s.action = JINGLE_SESSION_TERMINATE;
	s.sid = *sid;
	s.initiator = initiate->from;
	s.responder = initiate->to;
	s.reason = reason;
	s.reason_text.s = (char *)text;
	s.reason_text.len = (int)strlen(text);
	jingle_link.new_id(id);
	id_str.s = id;
	id_str.len = 16;
	jingle_translation_init(&w);
	stanza_begin(&b);
	iq_open(&b, "set", &initiate->to, &initiate->from, &id_str);
	rc = jingle_sdp.xml_write(&w.map, &b, &s);
	xml_build_close(&b);
	jingle_translation_done(&w);
	if(rc < 0 || xml_build_end(&b, &xml) < 0)
		return -1;
	return jingle_link.iq(&initiate->component, &initiate->to, &initiate->from,
			&id_str, &xml, 0, answer_ignored, NULL);
}
