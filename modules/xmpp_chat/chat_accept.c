/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what a SIP message says that its sender takes. PURE
 */

#include <string.h>

#include "chat_accept.h"
#include "chat_mime.h"

/* "text/plain, message/cpim;q=0.5" */
static unsigned list_read(const str *value)
{
	const char *p = value->s, *end = value->s + value->len, *comma;
	unsigned takes = 0;
	str item;

	for(; p < end; p = comma + 1) {
		comma = memchr(p, ',', (size_t)(end - p));
		if(comma == NULL)
			comma = end;
		item.s = (char *)p;
		item.len = (int)(comma - p);
		if(xmpp_chat_mime_is(&item, "message", "cpim"))
			takes |= CHAT_TAKES_CPIM;
		else if(xmpp_chat_mime_is(&item, "application", "im-iscomposing+xml"))
			takes |= CHAT_TAKES_COMPOSING;
	}
	return takes;
}


unsigned xmpp_chat_accept_read(const char *buf, int len)
{
	const char *p = buf, *end = buf + len;
	unsigned takes = 0;
	chat_line_t line;

	while(p < end && !xmpp_chat_mime_is_empty(p, end)) {
		p = xmpp_chat_mime_line(p, end, &line);
		if(xmpp_chat_mime_equals(&line.name, "Accept"))
			takes |= list_read(&line.value);
	}
	return takes;
}
