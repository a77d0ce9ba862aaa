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
 * \brief xmpp_link :: functions for the script
 *
 * xmpp_link_send() runs in any process: the stanza is copied and posted as a
 * task to the worker that owns its recipient. The reply functions run in
 * event_route[xmpp-link:stanza], in the worker, once for each stanza.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"

#include "link_api.h"
#include "link_config.h"
#include "link_event.h"
#include "link_head.h"
#include "link_in.h"
#include "link_random.h"
#include "link_log.h"
#include "link_out.h"
#include "link_script.h"
#include "link_task.h"
#include "link_worker.h"
#include "link_xml.h"
#include "xml_build.h"

enum
{
	SCRIPT_JID_MAX = 3071 /* bytes, RFC 7622 */
};

/* a stanza on its way to the worker that owns its recipient */
typedef struct script_send
{
	xmpp_link_task_t task;
	str component, to, xml; /* in the same allocation */
} script_send_t;

/* RFC 6120 8.3.3 */
/* clang-format off */
static const char *const script_conditions[] = {
	"bad-request", "conflict", "feature-not-implemented", "forbidden", "gone",
	"internal-server-error", "item-not-found", "jid-malformed",
	"not-acceptable", "not-allowed", "not-authorized", "policy-violation",
	"recipient-unavailable", "redirect", "registration-required",
	"remote-server-not-found", "remote-server-timeout", "resource-constraint",
	"service-unavailable", "subscription-required", "undefined-condition",
	"unexpected-request", NULL};
static const char *const script_types[] = {
	"auth", "cancel", "continue", "modify", "wait", NULL};
/* clang-format on */


static void script_send_run(xmpp_link_task_t *t)
{
	script_send_t *s = (script_send_t *)t;

	xmpp_link_out_send(&s->component, &s->to, &s->xml, NULL, NULL, NULL);
	shm_free(s);
}


static void script_copy(str *to, const str *s, char **at)
{
	to->s = *at;
	to->len = s->len;
	memcpy(*at, s->s, (size_t)s->len);
	*at += s->len;
}


static int script_post(
		int owner, const str *component, const str *to, const str *xml)
{
	size_t bytes = (size_t)component->len + (size_t)to->len + (size_t)xml->len;
	script_send_t *s = shm_malloc(sizeof(*s) + bytes);
	char *at;

	if(s == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(s, 0, sizeof(*s));
	at = (char *)(s + 1);
	script_copy(&s->component, component, &at);
	script_copy(&s->to, to, &at);
	script_copy(&s->xml, xml, &at);
	s->task.run = script_send_run;
	if(xmpp_link_task_post(owner, &s->task, 0) == 0)
		return 0;
	shm_free(s);
	return -1;
}


/* An id is added when there is none: stanzas without one cannot be told apart
 * when they go again. Returns malloc'ed text, or NULL: not needed, or failed */
/* malloc(): a stanza may be larger than what the script has left of -M */
static char *script_add_id(const str *xml, str *with)
{
	link_head_t head;
	char id[17], *text;
	size_t before;

	if(xmpp_link_head_read(xml, &head) != NULL || head.id.s != NULL)
		return NULL;
	text = malloc((size_t)xml->len + sizeof(" id=''") + sizeof(id));
	if(text == NULL)
		return NULL;
	xmpp_link_new_id(id);
	before = 1 + (size_t)head.name.len;
	memcpy(text, xml->s, before);
	with->s = text;
	with->len = (int)before
				+ sprintf(text + before, " id='%s'%.*s", id,
						(int)((size_t)xml->len - before), xml->s + before);
	return text;
}


static int script_send(const str *component, const str *xml)
{
	char jid[SCRIPT_JID_MAX + 1];
	const char *wrong = xmpp_link_xml_check(xml, jid, sizeof(jid));
	str to, with = *xml;
	char *text;
	int owner, rc;

	if(wrong) {
		LINK_LOG(LM_ERR, "xmpp_link_send: the stanza cannot be sent: %s\n",
				wrong);
		return -1;
	}
	to.s = jid;
	to.len = (int)strlen(jid);
	owner = xmpp_link_owner(&to);
	text = script_add_id(xml, &with);
	if(owner == xmpp_link_worker_self())
		rc = xmpp_link_out_send(component, &to, &with, NULL, NULL, NULL);
	else
		rc = script_post(owner, component, &to, &with);
	free(text);
	return rc;
}


int xmpp_link_ki_send(sip_msg_t *msg, str *component, str *xml)
{
	(void)msg;
	return script_send(component, xml) == 0 ? 1 : -1;
}


static const char *script_word(const char *const *words, const str *s)
{
	for(; *words; words++)
		if((size_t)s->len == strlen(*words)
				&& memcmp(s->s, *words, (size_t)s->len) == 0)
			return *words;
	return NULL;
}


/* the stanza to be answered now, or NULL (logged) */
static const xmpp_link_stanza_t *script_stanza(const char *function)
{
	const xmpp_link_stanza_t *s = xmpp_link_event_stanza();

	if(s == NULL)
		LM_ERR("%s: only in event_route[xmpp-link:stanza]\n", function);
	else if(xmpp_link_event_answer() != 0) {
		LM_ERR("%s: the stanza has been answered\n", function);
		s = NULL;
	}
	return s;
}


int xmpp_link_ki_reply_error_text(
		sip_msg_t *msg, str *type, str *condition, str *text)
{
	const char *t = script_word(script_types, type);
	const char *c = script_word(script_conditions, condition);
	const xmpp_link_stanza_t *s;
	char *words = NULL;
	int rc;

	(void)msg;
	if(t == NULL || c == NULL) {
		LM_ERR("xmpp_link_reply_error: RFC 6120 has no type %.*s or no "
			   "condition %.*s\n",
				STR_FMT(type), STR_FMT(condition));
		return -1;
	}
	s = script_stanza("xmpp_link_reply_error");
	if(s == NULL)
		return -1;
	if(text && text->len > 0)
		words = strndup(text->s, (size_t)text->len);
	rc = xmpp_link_answer_error(s, t, c, NULL, NULL, words);
	free(words);
	return rc == 0 ? 1 : -1;
}


int xmpp_link_ki_reply_error(sip_msg_t *msg, str *type, str *condition)
{
	return xmpp_link_ki_reply_error_text(msg, type, condition, NULL);
}


int xmpp_link_ki_reply_result(sip_msg_t *msg)
{
	const xmpp_link_stanza_t *s = script_stanza("xmpp_link_reply_result");

	(void)msg;
	return s && xmpp_link_answer_result(s) == 0 ? 1 : -1;
}


/* the payload is read in its place: inside the stanza it will be in */
int xmpp_link_ki_reply_result_xml(sip_msg_t *msg, str *xml)
{
	const xmpp_link_stanza_t *s = xmpp_link_event_stanza();
	size_t cap = (size_t)LINK_CFG(stanza_max_out) + 1;
	char *buf, jid[SCRIPT_JID_MAX + 1];
	const char *wrong = "it is too long, or there is no memory";
	str stanza;
	int rc = -1;

	(void)msg;
	if(s == NULL || xml->len <= 0)
		return xmpp_link_ki_reply_result(msg);
	buf = malloc(cap); /* likewise */
	if(buf && xmpp_link_answer_write(s, xml, buf, cap, &stanza) == 0)
		wrong = xmpp_link_xml_check(&stanza, jid, sizeof(jid));
	if(wrong)
		LM_ERR("xmpp_link_reply_result: it cannot be sent: %s\n", wrong);
	else if(script_stanza("xmpp_link_reply_result"))
		rc = xmpp_link_out_send(
				&s->component, &s->from, &stanza, NULL, NULL, NULL);
	free(buf);
	return rc == 0 ? 1 : -1;
}
