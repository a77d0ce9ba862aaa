/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: an XMPP user's text, with what the user asks for, as CPIM
 */

#include <string.h>
#include <time.h>

#include "../../core/dprint.h"

#include "chat_conf.h"
#include "chat_cpim.h"
#include "chat_phone.h"
#include "chat_time.h"
#include "chat_wrap.h"

enum
{
	WRAP_SIZE = 320, /* bytes around a text, beside two addresses */
	ROOM = 2 * CHAT_TEXT_MAX + WRAP_SIZE + 2 * XMPP_GATEWAY_ADDR_URI_MAX,
};

static char room[ROOM];


int xmpp_chat_wrap_fits(
		const chat_outgoing_t *o, const str *from_uri, const str *uri, int max)
{
	return o->parts.count == 1
		   && (xmpp_chat_large() == CHAT_LARGE_TCP
				   || o->body.len + WRAP_SIZE + from_uri->len + uri->len
							  <= max);
}


static int wrap(const chat_outgoing_t *o, const str *callid, chat_out_t *out)
{
	char date[CHAT_TIME_SIZE];
	chat_cpim_t cpim;

	memset(&cpim, 0, sizeof(cpim));
	xmpp_chat_time_write_iso((int64_t)time(NULL), date);
	cpim.from = o->pair->from_uri;
	cpim.to = o->pair->uri;
	cpim.date.s = date;
	cpim.date.len = (int)strlen(date);
	cpim.message_id = *callid;
	cpim.wants = o->wants;
	cpim.language = o->language;
	cpim.body = o->body;
	return xmpp_chat_cpim_write(&cpim, out);
}


int xmpp_chat_wrap_body(const chat_outgoing_t *o, chat_request_t *r)
{
	static const str cpim = str_init("message/cpim");
	static const str none = STR_NULL;
	chat_out_t out;
	int rc;

	xmpp_chat_out_init(&out, room, sizeof(room));
	if(o->is_cpim) {
		r->type = cpim;
		r->language = none; /* it is inside */
		rc = wrap(o, &r->callid, &out);
	} else
		rc = xmpp_chat_part(&o->parts, o->part, &out);
	return rc < 0 ? -1 : xmpp_chat_out_end(&out, 0, &r->body);
}


int xmpp_chat_wrap_is_refused(const chat_outgoing_t *o, int code)
{
	static const int of_cpim[] = {415, 406, 488, 0};
	static const int of_typing[] = {415, 405, 406, 488, 501, 0};
	const int *c = o->is_cpim ? of_cpim : of_typing;

	while(*c != 0 && *c != code)
		c++;
	if(*c == 0)
		return 0;
	LM_INFO("a phone of %.*s refuses %s (%d)\n", STR_FMT(&o->party.ours),
			o->is_cpim ? "message/cpim: the text goes again as text/plain"
					   : "to be told that somebody types",
			code);
	xmpp_chat_phone_refuses(&o->party.ours,
			o->is_cpim ? CHAT_TAKES_CPIM : CHAT_TAKES_COMPOSING);
	return 1;
}
