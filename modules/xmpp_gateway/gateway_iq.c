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
 * \brief xmpp_gateway :: iqs to our contacts and the component
 *
 * Handlers of the link, registered in mod_init, run in the owner of the
 * sender. Each iq is answered at once, from what the configuration says:
 * nothing is kept.
 */

#include <string.h>
#include <time.h>

#include "../../core/dprint.h"
#include "../../core/ver.h"
#include "../xmpp_link/link_jid.h"

#include "gateway_commands.h"
#include "gateway_config.h"
#include "gateway_domains.h"
#include "gateway_iq.h"
#include "gateway_read.h"
#include "gateway_stats.h"
#include "gateway_write.h"

static char text[XMPP_GATEWAY_TEXT_MAX];
static char out[XMPP_GATEWAY_STANZA_MAX];

static int type_is(const xmpp_link_stanza_t *s, const char *type)
{
	return (size_t)s->type.len == strlen(type)
		   && memcmp(s->type.s, type, (size_t)s->type.len) == 0;
}


static xmpp_gateway_ends_t answer_ends(const xmpp_link_stanza_t *s)
{
	xmpp_gateway_ends_t ends = {.from = s->to, .to = s->from, .id = s->id};

	return ends;
}


/* Every question gets one answer, also one that we cannot write. */
static int iq_answer(const xmpp_link_stanza_t *s, int written, const str *xml)
{
	if(written < 0)
		xmpp_gateway_link.error(
				s, "modify", "not-acceptable", NULL, NULL, NULL);
	else
		xmpp_gateway_link.send(&s->component, &s->from, xml, NULL, NULL);
	return XMPP_LINK_HANDLED;
}


static int not_found(const xmpp_link_stanza_t *s)
{
	xmpp_gateway_link.error(s, "cancel", "item-not-found", NULL, NULL, NULL);
	return XMPP_LINK_HANDLED;
}


/* --- service discovery -------------------------------------------------------------- */

/* "NODE#VER" of our capabilities. Servers and clients ask for what an older
 * version of ours has shown as well: any VER will do. */
static int is_our_node(const str *node)
{
	const str *ours = &xmpp_gateway_config.caps_node;

	return node->len > ours->len && node->s[ours->len] == '#'
		   && memcmp(node->s, ours->s, (size_t)ours->len) == 0;
}


static int on_info(const xmpp_link_stanza_t *s)
{
	xmpp_gateway_ends_t ends = answer_ends(s);
	xmpp_gateway_query_t q;
	str xml = STR_NULL;

	if(!type_is(s, "get"))
		return XMPP_LINK_PASS;
	if(xmpp_gateway_read_query(&s->xml, text, sizeof(text), &q) < 0)
		return iq_answer(s, -1, &xml);
	if(q.node.len > 0 && xmpp_gateway_commands_info(s, &q.node))
		return XMPP_LINK_HANDLED;
	if(q.node.len > 0 && !is_our_node(&q.node))
		return not_found(s);
	xmpp_gateway_count(GATEWAY_QUERIES);
	return iq_answer(s,
			xmpp_gateway_write_info(&ends,
					link_jid_is_user(&s->to)
							? &xmpp_gateway_config.contact_info
							: &xmpp_gateway_config.component_info,
					&q.node, out, sizeof(out), &xml),
			&xml);
}


static int on_items(const xmpp_link_stanza_t *s)
{
	xmpp_gateway_ends_t ends = answer_ends(s);
	xmpp_gateway_query_t q;
	str xml = STR_NULL;

	if(!type_is(s, "get"))
		return XMPP_LINK_PASS;
	if(xmpp_gateway_read_query(&s->xml, text, sizeof(text), &q) < 0)
		return iq_answer(s, -1, &xml);
	if(q.node.len > 0 && xmpp_gateway_commands_items(s, &q.node))
		return XMPP_LINK_HANDLED;
	return iq_answer(s,
			xmpp_gateway_write_items(&ends, &q.node, out, sizeof(out), &xml),
			&xml);
}


/* --- small questions ----------------------------------------------------------------- */

static int on_version(const xmpp_link_stanza_t *s)
{
	xmpp_gateway_ends_t ends = answer_ends(s);
	str xml = STR_NULL;

	if(!type_is(s, "get"))
		return XMPP_LINK_PASS;
	return iq_answer(s,
			xmpp_gateway_write_version(&ends, "Kamailio xmpp_gateway",
					ver_version, out, sizeof(out), &xml),
			&xml);
}


static int on_ping(const xmpp_link_stanza_t *s)
{
	if(!type_is(s, "get"))
		return XMPP_LINK_PASS;
	xmpp_gateway_link.result(s);
	return XMPP_LINK_HANDLED;
}


static int on_time(const xmpp_link_stanza_t *s)
{
	xmpp_gateway_ends_t ends = answer_ends(s);
	time_t now = time(NULL);
	char utc[32] = "";
	str xml = STR_NULL;
	struct tm tm;

	if(!type_is(s, "get"))
		return XMPP_LINK_PASS;
	if(gmtime_r(&now, &tm))
		strftime(utc, sizeof(utc), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return iq_answer(s,
			xmpp_gateway_write_time(&ends, utc, out, sizeof(out), &xml), &xml);
}


/* XEP-0100 section 6.3: what to type, and the JID for what was typed */
static int on_gateway(const xmpp_link_stanza_t *s)
{
	static char jid_buf[XMPP_GATEWAY_STANZA_MAX];
	xmpp_gateway_ends_t ends = answer_ends(s);
	xmpp_gateway_query_t q;
	str xml = STR_NULL, jid;

	if(link_jid_is_user(&s->to))
		return XMPP_LINK_PASS;
	if(type_is(s, "get"))
		return iq_answer(s,
				xmpp_gateway_write_prompt(&ends, xmpp_gateway_config.prompt.s,
						xmpp_gateway_config.prompt.s, out, sizeof(out), &xml),
				&xml);
	if(xmpp_gateway_read_query(&s->xml, text, sizeof(text), &q) < 0
			|| q.prompt.len <= 0
			|| xmpp_gateway_write_address(
					   &q.prompt, &s->to, jid_buf, 1023, &jid)
					   < 0)
		return iq_answer(s, -1, &xml);
	return iq_answer(s,
			xmpp_gateway_write_jid(&ends, &jid, out, sizeof(out), &xml), &xml);
}


/* vCards, avatars, device lists: asked for by every client, there are none. */
static int on_nothing_there(const xmpp_link_stanza_t *s)
{
	return type_is(s, "get") ? not_found(s) : XMPP_LINK_PASS;
}


typedef struct question
{
	const char *ns;
	int (*answer)(const xmpp_link_stanza_t *s);
} question_t;

static const question_t questions[] = {
		{"http://jabber.org/protocol/disco#info", on_info},
		{"http://jabber.org/protocol/disco#items", on_items},
		{"jabber:iq:version", on_version},
		{"urn:xmpp:ping", on_ping},
		{"urn:xmpp:time", on_time},
		{"jabber:iq:gateway", on_gateway},
		{"vcard-temp", on_nothing_there},
		{"urn:ietf:params:xml:ns:vcard-4.0", on_nothing_there},
		{"http://jabber.org/protocol/pubsub", on_nothing_there},
};


static int on_question(const xmpp_link_stanza_t *s, void *arg)
{
	const question_t *q = arg;

	return xmpp_gateway_is_ours(&s->component) ? q->answer(s) : XMPP_LINK_PASS;
}


int xmpp_gateway_iq_init(void)
{
	size_t i;

	for(i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
		if(xmpp_gateway_link.on_stanza(XMPP_LINK_IQ, questions[i].ns,
				   on_question, (void *)&questions[i])
				< 0) {
			LM_ERR("xmpp_link takes no more handlers\n");
			return -1;
		}
	return 0;
}
