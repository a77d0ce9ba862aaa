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
 * \brief jingle :: what other modules do about calls
 *
 * The tables are filled in before Kamailio forks and never change; each
 * process has a copy. What a call has been told of stands in the call.
 */

#include <string.h>

#include "../../core/dprint.h"

#include "jingle_conf.h"
#include "jingle_hooks.h"
#include "jingle_log.h"
#include "../jingle_sdp/jingle_map_core.h"

typedef struct listener
{
	jingle_call_event_f f;
	void *param;
} listener_t;

static listener_t listeners[JINGLE_API_LISTENERS];
static int listener_count;

static jingle_identity_f identity;
static void *identity_param;

static jingle_challenge_f challenge;
static jingle_credentials_f credentials;
static void *challenge_param;


int jingle_hooks_on_call(jingle_call_event_f f, void *param)
{
	if(listener_count == JINGLE_API_LISTENERS) {
		LM_ERR("bind_jingle: %d modules hear of calls already\n",
				JINGLE_API_LISTENERS);
		return -1;
	}
	listeners[listener_count].f = f;
	listeners[listener_count++].param = param;
	return 0;
}


int jingle_hooks_on_identity(jingle_identity_f f, void *param)
{
	if(identity != NULL) {
		LM_ERR("bind_jingle: another module says who calls\n");
		return -1;
	}
	identity = f;
	identity_param = param;
	return 0;
}


int jingle_hooks_on_challenge(
		jingle_challenge_f f, jingle_credentials_f has, void *param)
{
	if(challenge != NULL) {
		LM_ERR("bind_jingle: another module answers challenges\n");
		return -1;
	}
	challenge = f;
	credentials = has;
	challenge_param = param;
	return 0;
}


static str text_of(const char *s, int len)
{
	str t;

	t.s = (char *)s;
	t.len = len;
	return t;
}


void jingle_hooks_view(jingle_call_t *c, jingle_call_view_t *view)
{
	static char name[XMPP_GATEWAY_ADDR_NAME_MAX];
	const jingle_leg_t *leg = jingle_call_leg(c);
	int age = (int)(time(NULL) - c->since);

	memset(view, 0, sizeof(*view));
	view->gr = text_of(c->gr, JINGLE_GR_LEN);
	view->from_xmpp = c->dir == JINGLE_XMPP_TO_SIP;
	view->state = jingle_state_name(c->state);
	view->user = c->bare;
	view->contact = c->local;
	if(leg != NULL) {
		view->client = leg->peer;
		view->sid = leg->sid;
	}
	view->sip_uri = c->dialog.rem_uri;
	view->callid = c->dialog.callid;
	view->local_tag = text_of(c->dialog.loc_tag, JINGLE_TAG_LEN);
	view->remote_tag = c->dialog.rem_tag;
	view->since = c->since;
	view->talked = c->active_since ? age - c->active_since + 1 : 0;
	view->code = c->code;
	view->reason = jingle_sdp.reason_name(c->reason);
	view->ended_by = c->ended_by;
	view->elsewhere = c->elsewhere;
	view->is_private = c->privacy;
	if(c->dir == JINGLE_SIP_TO_XMPP && !c->privacy && c->dialog.rem_name.len > 0
			&& jingle_gateway.addr_name_unquote(
					   &c->dialog.rem_name, name, sizeof(name), &view->name)
					   < 0)
		view->name.len = 0;
}


static void event_tell(jingle_call_t *c, jingle_call_event_t event)
{
	jingle_call_view_t view;
	int i;

	if(c->told & (1u << event))
		return;
	c->told |= 1u << event;
	jingle_hooks_view(c, &view);
	for(i = 0; i < listener_count; i++)
		listeners[i].f(&view, event, listeners[i].param);
}


void jingle_hooks_tell(jingle_call_t *c)
{
	if(c->state != JINGLE_ENDED
			&& (c->active_since || c->dir == JINGLE_SIP_TO_XMPP))
		jingle_hooks_credentials(c);
	if(listener_count == 0)
		return;
	if(c->state != JINGLE_ENDED)
		event_tell(c, JINGLE_CALL_NEW);
	else if(c->told == 0)
		return;
	if(c->rang)
		event_tell(c, JINGLE_CALL_RINGING);
	if(c->active_since)
		event_tell(c, JINGLE_CALL_ANSWERED);
	/* the XMPP user has no part in what two phones say */
	if(c->state == JINGLE_ENDED || c->state == JINGLE_BRIDGED)
		event_tell(c, JINGLE_CALL_ENDED);
}


/* no line of a module's may become two */
static int is_one_line(const str *s)
{
	return s->len <= 0
		   || (memchr(s->s, '\r', (size_t)s->len) == NULL
				   && memchr(s->s, '\n', (size_t)s->len) == NULL);
}


/* each ends with CRLF, none is empty */
static int are_lines(const str *s)
{
	int i;

	if(s->len > 0
			&& (s->len < 3 || s->s[0] == '\r' || s->s[0] == '\n'
					|| s->s[s->len - 1] != '\n'))
		return 0;
	for(i = 0; i < s->len; i++)
		if(s->s[i] == '\n'
				&& (s->s[i - 1] != '\r'
						|| (i + 1 < s->len && s->s[i + 1] == '\r')))
			return 0;
	return 1;
}


static int identity_take(jingle_call_t *c, const jingle_identity_t *id)
{
	if(!is_one_line(&id->uri) || !is_one_line(&id->name)
			|| !are_lines(&id->headers)) {
		LM_ERR("call %s: the identity of user %.*s is no URI, display name and "
			   "header lines\n",
				c->gr, STR_FMT(&c->bare));
		return -1;
	}
	if((id->uri.len > 0 && jingle_call_set(c, &c->dialog.loc_uri, &id->uri) < 0)
			|| (id->name.len > 0
					&& jingle_call_set(c, &c->dialog.loc_name, &id->name) < 0)
			|| (id->headers.len > 0
					&& jingle_call_set(c, &c->own_headers, &id->headers) < 0))
		return -1;
	return 0;
}


int jingle_hooks_identity(jingle_call_t *c, const str *uri)
{
	jingle_identity_t id;
	jingle_call_view_t view;
	int rc;

	if(identity == NULL)
		return 0;
	memset(&id, 0, sizeof(id));
	jingle_hooks_view(c, &view);
	rc = identity(&view, uri, &id, identity_param);
	if(rc < 0)
		LM_INFO("call %s: XMPP user %.*s has no account to call %s with\n",
				c->gr, STR_FMT(&c->bare), jingle_log_text(uri));
	return rc <= 0 ? rc : identity_take(c, &id);
}


int jingle_hooks_challenges(void)
{
	return challenge != NULL;
}


int jingle_hooks_credentials(jingle_call_t *c)
{
	jingle_call_view_t view;

	if(credentials == NULL)
		return 0;
	if(c->credentials == 0) {
		jingle_hooks_view(c, &view);
		c->credentials = credentials(&view, challenge_param) > 0 ? 1 : -1;
		c->changed |= c->credentials > 0;
	}
	return c->credentials > 0;
}


int jingle_hooks_challenge(
		jingle_call_t *c, const jingle_challenge_t *asked, str *headers)
{
	jingle_call_view_t view;

	if(challenge == NULL)
		return 0;
	if(asked->nth > JINGLE_API_CHALLENGES) {
		LM_WARN("call %s: challenged %d times, the last with %d; Call-ID "
				"%.*s\n",
				c->gr, asked->nth, asked->code, STR_FMT(&c->dialog.callid));
		return 0;
	}
	headers->s = NULL;
	headers->len = 0;
	jingle_hooks_view(c, &view);
	if(challenge(&view, asked, headers, challenge_param) <= 0)
		return 0;
	if(headers->len > 0 && are_lines(headers))
		return 1;
	LM_ERR("call %s: the answer to a challenge is no header line\n", c->gr);
	return 0;
}
