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

#include "chat_conf.h"
#include "chat_time.h"
#include "chat_wrap.h"

int xmpp_chat_wrap_fits(
		const chat_outgoing_t *o, const str *from_uri, const str *uri, int room)
{
	return o->parts.count == 1
		   && (xmpp_chat_large() == CHAT_LARGE_TCP
				   || o->body.len + CHAT_WRAP_SIZE + from_uri->len + uri->len
							  <= room);
}


int xmpp_chat_wrap(const chat_outgoing_t *o, const str *callid, chat_out_t *out)
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
