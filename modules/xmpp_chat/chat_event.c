/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: event_route[xmpp-chat:message], and what a script sees
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/fmsg.h"
#include "../../core/receive.h"
#include "../../core/route.h"

#include "chat_conf.h"
#include "chat_event.h"
#include "chat_text.h"

enum
{
	NOTE_USER_MAX = LINK_JID_MAX,
};

static xmpp_link_route_t route = {.name = str_init("xmpp-chat:message")};

static chat_event_t *running = NULL;
static char changed[CHAT_TEXT_MAX]; /* the text, as the route wants it */

static struct
{
	chat_event_t event;
	unsigned id; /* of the message, and of the process that read it: each
				  * counts its own */
	int pid;
	int is_set;
	char user[NOTE_USER_MAX];
} note;


int xmpp_chat_event_init(void)
{
	return xmpp_chat_link.routes_find(
			&route, 1, &xmpp_chat_conf.event_callback);
}


int xmpp_chat_event_run(chat_event_t *event)
{
	sip_msg_t msg;
	int rc;

	if(!xmpp_link_route_is_set(&route))
		return 0;
	if(faked_msg_get_new(&msg) < 0) {
		LM_ERR("no message for %.*s\n", STR_FMT(&route.name));
		return -1;
	}
	running = event;
	rc = xmpp_chat_link.route_run(&route, &msg, EVENT_ROUTE);
	running = NULL;
	free_sip_msg(&msg);
	ksr_msg_env_reset();
	return rc;
}


void xmpp_chat_event_note(const sip_msg_t *msg, const str *user,
		chat_sender_t sender, int waiting)
{
	memset(&note.event, 0, sizeof(note.event));
	note.id = msg->id;
	note.pid = msg->pid;
	note.is_set = 1;
	note.event.to_sip = 1;
	note.event.is_local = sender == CHAT_SENDER_LOCAL;
	note.event.is_room = sender == CHAT_SENDER_ROOM;
	note.event.waiting = waiting;
	note.event.user.s = note.user;
	if(user->len > NOTE_USER_MAX)
		return;
	memcpy(note.user, user->s, (size_t)user->len);
	note.event.user.len = user->len;
	note.event.from = note.event.user;
}


int xmpp_chat_event_is_noted(const sip_msg_t *msg)
{
	return note.is_set && note.id == msg->id && note.pid == msg->pid;
}


const chat_event_t *xmpp_chat_event_of(const sip_msg_t *msg)
{
	if(running != NULL)
		return running;
	return msg != NULL && xmpp_chat_event_is_noted(msg) ? &note.event : NULL;
}


int xmpp_chat_event_set_text(const str *text)
{
	chat_out_t out;

	if(running == NULL)
		return -1;
	/* what XML cannot hold is taken out, lines end as XMPP has them */
	xmpp_chat_out_init(&out, changed, sizeof(changed));
	if(xmpp_chat_to_xmpp(text, CHAT_CHARSET_UTF8, &out) < 0)
		return -1;
	return xmpp_chat_out_end(&out, 0, &running->text);
}


int xmpp_chat_event_set_code(int code)
{
	if(running == NULL || code < 400 || code > 699)
		return -1;
	running->code = code;
	return 0;
}


int xmpp_chat_event_set_receipt(int receipt)
{
	if(running == NULL || receipt < 0 || receipt > 1)
		return -1;
	running->receipt = receipt;
	return 0;
}


int xmpp_chat_event_set_cpim(int cpim)
{
	if(running == NULL || !running->to_sip || cpim < 0 || cpim > 1)
		return -1;
	running->cpim = cpim;
	return 0;
}
