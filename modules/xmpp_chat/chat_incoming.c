/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what a SIP process hands to the worker of an XMPP user
 */

#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"

#include "chat_accept.h"
#include "chat_incoming.h"
#include "chat_party.h"
#include "chat_time.h"

enum
{
	INCOMING_STRINGS = 11,
	MESSAGE_ID_MAX = 255,
};


static void strings_of(chat_incoming_t *in, str *all[INCOMING_STRINGS])
{
	all[0] = &in->user;
	all[1] = &in->from;
	all[2] = &in->key;
	all[3] = &in->text;
	all[4] = &in->subject;
	all[5] = &in->language;
	all[6] = &in->url;
	all[7] = &in->delay;
	all[8] = &in->message_id;
	all[9] = &in->date;
	all[10] = &in->imdn.reason;
}


chat_incoming_t *xmpp_chat_incoming_new(const chat_incoming_t *values)
{
	chat_incoming_t from = *values, *in;
	str *to[INCOMING_STRINGS], *was[INCOMING_STRINGS];
	size_t size = 0;
	char *at;
	int i;

	strings_of(&from, was);
	for(i = 0; i < INCOMING_STRINGS; i++)
		size += (size_t)(was[i]->len > 0 ? was[i]->len : 0);
	in = shm_malloc(sizeof(*in) + size);
	if(in == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	*in = from;
	at = (char *)(in + 1);
	strings_of(in, to);
	for(i = 0; i < INCOMING_STRINGS; i++)
		xmpp_chat_copy(&at, to[i], was[i]);
	return in;
}


void xmpp_chat_incoming_free(chat_incoming_t *in)
{
	shm_free(in);
}


void xmpp_chat_incoming_content(const chat_body_t *body, chat_incoming_t *in)
{
	in->text = body->text;
	in->subject = body->subject;
	in->language = body->language;
	if(body->kind == CHAT_BODY_FILE)
		in->url = body->text;
	if(body->has_cpim) {
		in->takes |= CHAT_TAKES_CPIM;
		in->message_id = body->cpim.message_id;
		in->date = body->cpim.date;
		in->wants = body->cpim.wants;
	}
	if(body->kind == CHAT_BODY_IMDN) {
		in->is_imdn = 1;
		in->imdn = body->imdn;
		in->message_id = body->imdn.message_id;
		in->date = body->imdn.date;
	}
	/* nobody need be told of what is called by so long a name */
	if(in->message_id.len > MESSAGE_ID_MAX || in->date.len > CHAT_TIME_SIZE) {
		in->message_id.len = in->date.len = 0;
		in->wants = 0;
	}
	if(body->kind == CHAT_BODY_COMPOSING) {
		in->is_composing = 1;
		in->takes |= CHAT_TAKES_COMPOSING;
		in->composing = body->composing;
	}
}
