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
 * \brief xmpp_gateway :: messages to our contacts
 *
 * A handler of the link, registered in mod_init, runs in the owner of the
 * sender, after those of other modules. Answers or drops each message at once;
 * keeps nothing.
 */

#include <string.h>

#include "../../core/dprint.h"

#include "gateway_config.h"
#include "gateway_domains.h"
#include "gateway_message.h"
#include "gateway_read.h"
#include "gateway_stats.h"

static int type_is(const xmpp_link_stanza_t *s, const char *type)
{
	return (size_t)s->type.len == strlen(type)
		   && memcmp(s->type.s, type, (size_t)s->type.len) == 0;
}


/* RFC 6121 section 8.5.2: a headline is never answered, an error never */
static int wants_answer(const xmpp_link_stanza_t *s)
{
	return !type_is(s, "error") && !type_is(s, "headline")
		   && xmpp_gateway_has_payload(&s->payloads, "body", NULL);
}


static int on_message(const xmpp_link_stanza_t *s, void *arg)
{
	(void)arg;
	if(!xmpp_gateway_is_ours(&s->component))
		return XMPP_LINK_PASS;
	if(!wants_answer(s)) {
		xmpp_gateway_count(GATEWAY_MESSAGES_DROPPED);
		return XMPP_LINK_PASS;
	}
	if(!GATEWAY_CFG(bounce_messages))
		return XMPP_LINK_PASS;
	xmpp_gateway_count(GATEWAY_MESSAGES_REFUSED);
	xmpp_gateway_link.error(s, "cancel", "service-unavailable", NULL, NULL,
			"This contact can be called, but takes no text messages.");
	return XMPP_LINK_HANDLED;
}


int xmpp_gateway_message_init(void)
{
	if(xmpp_gateway_link.on_stanza(XMPP_LINK_MESSAGE, NULL, on_message, NULL)
			== 0)
		return 0;
	LM_ERR("xmpp_link takes no more handlers\n");
	return -1;
}
