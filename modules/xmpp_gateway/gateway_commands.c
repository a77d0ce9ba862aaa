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
 * \brief xmpp_gateway :: commands that users carry out (XEP-0050)
 *
 * A handler of the link, registered in mod_init, runs in the owner of the
 * sender. The table of commands is written while Kamailio starts; sessions are
 * the worker's alone.
 */

#include <stdlib.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "gateway_commands.h"
#include "gateway_config.h"
#include "gateway_domains.h"
#include "gateway_form.h"
#include "gateway_read.h"

enum
{
	COMMANDS_MAX = 16,
	SESSIONS_OF_USER = 4,
	SESSION_ID = 16,
	IQ_ID_MAX = 1023,
};

/* One that has begun and is not over. */
typedef struct session
{
	struct session *next;
	xmpp_link_timer_t timer;
	const xmpp_gateway_command_t *command;
	int stage;
	char id[SESSION_ID + 1];
	char data[XMPP_GATEWAY_COMMAND_DATA];
	char *iq;	   /* id of the iq that waits for command_reply(); or NULL */
	str component; /* these lie behind the structure */
	str user;
	str contact;
} session_t;

static const xmpp_gateway_command_t *commands[COMMANDS_MAX];
static int command_count = 0;

static session_t *sessions = NULL; /* the newest first */
static int session_count = 0;

static char text[XMPP_GATEWAY_TEXT_MAX];
static char out[XMPP_GATEWAY_STANZA_MAX];


int xmpp_gateway_on_command(const xmpp_gateway_command_t *command)
{
	if(command_count == COMMANDS_MAX) {
		LM_ERR("no more than %d commands are possible\n", COMMANDS_MAX);
		return -1;
	}
	if(xmpp_gateway_config_commands(command->where) < 0)
		return -1;
	commands[command_count++] = command;
	return 0;
}


static int is_here(
		const xmpp_gateway_command_t *command, const xmpp_link_stanza_t *s)
{
	return command->where
		   & (link_jid_is_user(&s->to) ? XMPP_GATEWAY_AT_CONTACT
									   : XMPP_GATEWAY_AT_COMPONENT);
}


static int is_offered(
		const xmpp_gateway_command_t *command, const xmpp_link_stanza_t *s)
{
	return command->offered == NULL || command->offered(s, command->arg);
}


static const xmpp_gateway_command_t *command_find(
		const xmpp_link_stanza_t *s, const str *node)
{
	int i;

	for(i = 0; i < command_count; i++)
		if((size_t)node->len == strlen(commands[i]->node)
				&& memcmp(node->s, commands[i]->node, (size_t)node->len) == 0)
			return is_here(commands[i], s) ? commands[i] : NULL;
	return NULL;
}


/* --- sessions ----------------------------------------------------------------- */

static void session_end(session_t *session)
{
	session_t **at = &sessions;

	while(*at && *at != session)
		at = &(*at)->next;
	if(*at) {
		*at = session->next;
		session_count--;
	}
	xmpp_gateway_link.timer_stop(&session->timer);
	free(session->iq);
	free(session);
}


static xmpp_gateway_ends_t session_ends(const session_t *session)
{
	xmpp_gateway_ends_t ends = {
			.from = session->contact, .to = session->user, .id = STR_NULL};

	if(session->iq) {
		ends.id.s = session->iq;
		ends.id.len = (int)strlen(session->iq);
	}
	return ends;
}


/* as an answer to the iq that waits */
static void session_error(
		const session_t *session, const char *type, const char *condition)
{
	xmpp_gateway_ends_t ends = session_ends(session);
	xmpp_link_stanza_t s;

	memset(&s, 0, sizeof(s));
	s.kind = XMPP_LINK_IQ;
	s.component = session->component;
	s.type.s = "set";
	s.type.len = 3;
	s.from = ends.to;
	s.to = ends.from;
	s.id = ends.id;
	xmpp_gateway_link.error(&s, type, condition, NULL, NULL, NULL);
}


static void session_expired(xmpp_link_timer_t *t)
{
	session_t *session = (session_t *)((char *)t - offsetof(session_t, timer));

	if(session->iq)
		session_error(session, "wait", "remote-server-timeout");
	session_end(session);
}


static char *str_put(char *at, const str *from, str *to)
{
	to->s = memcpy(at, from->s, (size_t)from->len);
	to->len = from->len;
	return at + from->len;
}


/* The user's oldest goes, from whatever device, so that whoever closes forms without a word can open
 * more */
static void sessions_bound(const str *user)
{
	session_t *session, *oldest = NULL;
	int n = 0;

	for(session = sessions; session; session = session->next)
		if(session->iq == NULL && link_jid_bare_equal(&session->user, user)) {
			oldest = session;
			n++;
		}
	if(n >= SESSIONS_OF_USER)
		session_end(oldest);
}


static session_t *session_new(
		const xmpp_link_stanza_t *s, const xmpp_gateway_command_t *command)
{
	session_t *session;
	char *at;

	sessions_bound(&s->from);
	if(session_count >= GATEWAY_CFG(max_commands)) {
		LINK_LOG(LM_WARN,
				"command %s of %.*s is refused: there are %d already "
				"(max_commands)\n",
				command->node, STR_FMT(&s->from), session_count);
		return NULL;
	}
	session = calloc(1, sizeof(*session) + (size_t)s->component.len
								+ (size_t)s->from.len + (size_t)s->to.len);
	if(session == NULL) {
		LM_ERR("no memory for a command of %.*s\n", STR_FMT(&s->from));
		return NULL;
	}
	at = str_put((char *)(session + 1), &s->component, &session->component);
	at = str_put(at, &s->from, &session->user);
	str_put(at, &s->to, &session->contact);
	session->command = command;
	xmpp_gateway_link.new_id(session->id);
	session->timer.run = session_expired;
	session->next = sessions;
	sessions = session;
	session_count++;
	return session;
}


static session_t *session_find(const str *user, const str *id)
{
	session_t *session;

	if(id->len != SESSION_ID)
		return NULL;
	for(session = sessions; session; session = session->next)
		if(memcmp(session->id, id->s, SESSION_ID) == 0
				&& link_jid_equal(&session->user, user))
			return session;
	return NULL;
}


/* --- answers ------------------------------------------------------------------ */

static int command_error(const xmpp_link_stanza_t *s, const char *type,
		const char *condition, const char *own)
{
	xmpp_gateway_link.error(s, type, condition,
			own ? XMPP_GATEWAY_NS_COMMANDS : NULL, own, NULL);
	return XMPP_LINK_HANDLED;
}


static int answer_send(const session_t *session,
		const xmpp_gateway_ends_t *ends, const xmpp_gateway_reply_t *reply)
{
	str node = {(char *)session->command->node,
			(int)strlen(session->command->node)};
	str id = {(char *)session->id, SESSION_ID};
	str xml;

	if(xmpp_gateway_write_step(ends, &node, &id, reply, out, sizeof(out), &xml)
			< 0)
		return -1;
	return xmpp_gateway_link.send(
			&session->component, &session->user, &xml, NULL, NULL);
}


/* What a handler says, to the iq of these ends; the session ends, or lives on */
static void reply_send(session_t *session, const xmpp_gateway_ends_t *ends,
		const xmpp_gateway_reply_t *reply)
{
	int sent = answer_send(session, ends, reply);

	session->stage = reply->stage;
	if(sent == 0 && reply->status == XMPP_GATEWAY_ASK
			&& xmpp_gateway_link.timer_set(
					   &session->timer, GATEWAY_CFG(command_time) * 1000)
					   == 0) {
		free(session->iq);
		session->iq = NULL;
		return;
	}
	if(sent < 0)
		LM_ERR("the answer to command %s of %.*s cannot be written\n",
				session->command->node, STR_FMT(&session->user));
	session_end(session);
}


/* The answer comes later: which iq is it for? */
static int session_wait(session_t *session, const xmpp_link_stanza_t *s)
{
	if(s->id.len > IQ_ID_MAX)
		return -1;
	session->iq = strndup(s->id.s, (size_t)s->id.len);
	if(session->iq == NULL)
		return -1;
	return xmpp_gateway_link.timer_set(
			&session->timer, GATEWAY_CFG(command_time) * 1000);
}


int xmpp_gateway_command_reply(
		const str *user, const str *id, const xmpp_gateway_reply_t *reply)
{
	session_t *session = session_find(user, id);
	xmpp_gateway_ends_t ends;

	if(session == NULL || session->iq == NULL)
		return -1;
	ends = session_ends(session);
	reply_send(session, &ends, reply);
	return 0;
}


/* --- steps -------------------------------------------------------------------- */

static int step_run(const xmpp_link_stanza_t *s, session_t *session,
		const xmpp_gateway_request_t *q)
{
	xmpp_gateway_ends_t ends = {.from = s->to, .to = s->from, .id = s->id};
	xmpp_gateway_step_t step = {.stanza = s,
			.arg = session->command->arg,
			.session = {session->id, SESSION_ID},
			.stage = session->stage,
			.form = q->submitted ? &q->form : NULL,
			.data = session->data};
	xmpp_gateway_reply_t reply;

	memset(&reply, 0, sizeof(reply));
	session->command->run(&step, &reply);
	if(reply.status != XMPP_GATEWAY_LATER) {
		reply_send(session, &ends, &reply);
		return XMPP_LINK_HANDLED;
	}
	if(session_wait(session, s) == 0)
		return XMPP_LINK_HANDLED;
	session_end(session);
	return command_error(s, "wait", "resource-constraint", NULL);
}


static int step_first(const xmpp_link_stanza_t *s,
		const xmpp_gateway_command_t *command, const xmpp_gateway_request_t *q)
{
	session_t *session;

	if(q->action == XMPP_GATEWAY_CANCEL || q->action == XMPP_GATEWAY_PREV)
		return command_error(s, "modify", "bad-request", "bad-action");
	session = session_new(s, command);
	if(session == NULL)
		return command_error(s, "wait", "resource-constraint", NULL);
	return step_run(s, session, q);
}


static int step_next(const xmpp_link_stanza_t *s,
		const xmpp_gateway_command_t *command, const xmpp_gateway_request_t *q)
{
	session_t *session = session_find(&s->from, &q->session);
	xmpp_gateway_ends_t ends = {.from = s->to, .to = s->from, .id = s->id};

	if(session == NULL || session->command != command
			|| !link_jid_equal(&session->contact, &s->to))
		return command_error(s, "modify", "bad-request", "bad-sessionid");
	if(session->iq) /* its answer has not come yet */
		return command_error(s, "wait", "unexpected-request", NULL);
	if(q->action == XMPP_GATEWAY_PREV)
		return command_error(s, "modify", "bad-request", "bad-action");
	if(q->action == XMPP_GATEWAY_CANCEL) {
		answer_send(session, &ends, NULL);
		session_end(session);
		return XMPP_LINK_HANDLED;
	}
	return step_run(s, session, q);
}


static int command_run(const xmpp_link_stanza_t *s)
{
	static xmpp_gateway_request_t q; /* too large for a stack's liking */
	const xmpp_gateway_command_t *command;

	if(!xmpp_gateway_is_ours(&s->component) || s->type.len != 3
			|| memcmp(s->type.s, "set", 3) != 0)
		return XMPP_LINK_PASS;
	if(xmpp_gateway_read_request(&s->xml, text, sizeof(text), &q) < 0)
		return command_error(s, "modify", "bad-request", "bad-payload");
	command = command_find(s, &q.node);
	if(command == NULL)
		return command_error(s, "cancel", "item-not-found", NULL);
	if(!is_offered(command, s))
		return command_error(s, "auth", "forbidden", NULL);
	if(q.action == XMPP_GATEWAY_MALFORMED)
		return command_error(s, "modify", "bad-request", "malformed-action");
	return q.session.len > 0 ? step_next(s, command, &q)
							 : step_first(s, command, &q);
}


static int on_command(const xmpp_link_stanza_t *s, void *arg)
{
	int rc = command_run(s);

	(void)arg;
	if(rc == XMPP_LINK_HANDLED) /* a form may have had a password in it */
		memset(text, 0, sizeof(text));
	return rc;
}


/* --- service discovery -------------------------------------------------------- */

static int node_is_list(const str *node)
{
	return node->len == (int)sizeof(XMPP_GATEWAY_NS_COMMANDS) - 1
		   && memcmp(node->s, XMPP_GATEWAY_NS_COMMANDS, (size_t)node->len) == 0;
}


static void discovered(const xmpp_link_stanza_t *s, int written, const str *xml)
{
	if(written == 0)
		xmpp_gateway_link.send(&s->component, &s->from, xml, NULL, NULL);
	else
		xmpp_gateway_link.error(
				s, "modify", "not-acceptable", NULL, NULL, NULL);
}


int xmpp_gateway_commands_items(const xmpp_link_stanza_t *s, const str *node)
{
	xmpp_gateway_ends_t ends = {.from = s->to, .to = s->from, .id = s->id};
	const char *nodes[COMMANDS_MAX], *names[COMMANDS_MAX];
	int i, rc, n = 0;
	str xml = STR_NULL;

	if(!node_is_list(node))
		return 0;
	for(i = 0; i < command_count; i++)
		if(is_here(commands[i], s) && is_offered(commands[i], s)) {
			nodes[n] = commands[i]->node;
			names[n++] = commands[i]->name;
		}
	rc = xmpp_gateway_write_commands(
			&ends, nodes, names, n, out, sizeof(out), &xml);
	discovered(s, rc, &xml);
	return 1;
}


int xmpp_gateway_commands_info(const xmpp_link_stanza_t *s, const str *node)
{
	xmpp_gateway_ends_t ends = {.from = s->to, .to = s->from, .id = s->id};
	const xmpp_gateway_command_t *command = command_find(s, node);
	str xml = STR_NULL;
	int rc;

	if(command == NULL && !node_is_list(node))
		return 0;
	if(command && !is_offered(command, s)) {
		command_error(s, "auth", "forbidden", NULL);
		return 1;
	}
	rc = xmpp_gateway_write_command_info(&ends, node,
			command ? command->name : NULL, out, sizeof(out), &xml);
	discovered(s, rc, &xml);
	return 1;
}


int xmpp_gateway_commands_init(void)
{
	if(xmpp_gateway_link.on_stanza(
			   XMPP_LINK_IQ, XMPP_GATEWAY_NS_COMMANDS, on_command, NULL)
			== 0)
		return 0;
	LM_ERR("xmpp_link takes no more handlers\n");
	return -1;
}
