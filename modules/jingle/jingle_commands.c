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
 * \brief jingle :: commands for who is in a call (XEP-0050)
 *
 * Handlers of the gateway's, registered in mod_init, run in the owner of the
 * user: "transfer" asks which call and whom to, and is answered when the phone
 * has told how it went. Keeps nothing.
 */

#include <string.h>

#include "jingle_commands.h"
#include "jingle_conf.h"
#include "jingle_refer_out.h"
#include "jingle_table.h"

enum
{
	CALLS_MAX = 8, /* that are shown */
};

/* The user's calls that are up; of one contact alone, when it is asked. */
typedef struct calls
{
	const xmpp_link_stanza_t *asked;
	jingle_call_t *call[CALLS_MAX];
	int count;
} calls_t;


static void call_take(jingle_leg_t *leg, void *arg)
{
	jingle_call_t *c = leg->call;
	calls_t *calls = arg;

	if(c->state != JINGLE_ACTIVE || leg->state != JINGLE_LEG_ACCEPTED
			|| jingle_call_leg(c) != leg || calls->count == CALLS_MAX)
		return;
	if(link_jid_is_user(&calls->asked->to)
			&& !link_jid_bare_equal(&c->local, &calls->asked->to))
		return;
	calls->call[calls->count++] = c;
}


static void calls_find(const xmpp_link_stanza_t *s, calls_t *calls)
{
	memset(calls, 0, sizeof(*calls));
	calls->asked = s;
	jingle_table_legs_of(&s->from, call_take, calls);
}


/* in a call, also one with another contact: so clients list it */
static int transfer_offered(const xmpp_link_stanza_t *s, void *arg)
{
	calls_t calls;

	(void)arg;
	calls_find(s, &calls);
	return calls.count > 0;
}


static str call_gr(const jingle_call_t *c)
{
	str gr;

	gr.s = (char *)c->gr;
	gr.len = JINGLE_GR_LEN;
	return gr;
}


/* which call, if there are several, and whom to */
static void transfer_ask(const calls_t *calls, xmpp_gateway_reply_t *reply)
{
	static xmpp_gateway_option_t options[CALLS_MAX];
	static xmpp_gateway_shown_t fields[2];
	int i;

	for(i = 0; i < calls->count; i++) {
		options[i].label = link_jid_bare(&calls->call[i]->local);
		options[i].value = call_gr(calls->call[i]);
	}
	memset(fields, 0, sizeof(fields));
	fields[0].var = "target";
	fields[0].type = "text-single";
	fields[0].label = "Number or address; nothing: connect both calls";
	fields[1].var = "call";
	fields[1].type = "list-single";
	fields[1].label = "Call";
	fields[1].value = options[0].value;
	fields[1].options = options;
	fields[1].option_count = calls->count;
	reply->status = XMPP_GATEWAY_ASK;
	reply->stage = 1;
	reply->title = "Transfer the call";
	reply->instructions = "The other party is connected with whom you name.";
	reply->fields = fields;
	reply->field_count = calls->count > 1 ? 2 : 1;
}


static jingle_call_t *call_chosen(const calls_t *calls, const str *gr)
{
	str own;
	int i;

	if(gr->len == 0)
		return calls->count == 1 ? calls->call[0] : NULL;
	for(i = 0; i < calls->count; i++) {
		own = call_gr(calls->call[i]);
		if(STR_EQ(own, *gr))
			return calls->call[i];
	}
	return NULL;
}


static void transfer_run(xmpp_gateway_step_t *step, xmpp_gateway_reply_t *reply)
{
	jingle_refer_ask_t ask;
	jingle_call_t *c;
	calls_t calls;
	str gr;

	calls_find(step->stanza, &calls);
	if(step->form == NULL && step->stage == 0 && calls.count > 0) {
		transfer_ask(&calls, reply);
		return;
	}
	gr = jingle_gateway.filled_get(step->form, "call");
	c = call_chosen(&calls, &gr);
	memset(&ask, 0, sizeof(ask));
	ask.target = jingle_gateway.filled_get(step->form, "target");
	ask.user = step->stanza->from;
	ask.session = step->session;
	reply->note = c == NULL ? "That call is over." : jingle_refer_out(c, &ask);
	if(reply->note == NULL)
		reply->status = XMPP_GATEWAY_LATER;
	else
		reply->note_type = "error";
}


static const xmpp_gateway_command_t transfer = {.node = "transfer",
		.name = "Transfer the call",
		.where = XMPP_GATEWAY_AT_CONTACT | XMPP_GATEWAY_AT_COMPONENT,
		.offered = transfer_offered,
		.run = transfer_run};


int jingle_commands_init(void)
{
	return jingle_gateway.on_command(&transfer);
}
