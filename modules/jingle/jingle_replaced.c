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
 * \brief jingle :: the call that an INVITE is to take over (RFC 3891)
 *
 * Runs in any process. Our tag, 130 random bits, says which call it is, so all are
 * looked through: the INVITE need not come to its Contact, and few have such a
 * header. Keeps the number of the message that the script has asked about.
 */

#include <limits.h>
#include <string.h>

#include "../../core/parser/parse_to.h"

#include "jingle_dialog.h"
#include "jingle_replaced.h"
#include "jingle_table.h"

static unsigned asked_of; /* id of the message */
static int asked;


typedef struct search
{
	const str *tag;
	jingle_call_t *found;
} search_t;


/* its slot is locked; the tag is fixed */
static void call_look(jingle_call_t *c, void *arg)
{
	search_t *s = arg;

	if(s->found == NULL
			&& memcmp(s->tag->s, c->dialog.loc_tag, JINGLE_TAG_LEN) == 0) {
		jingle_table_ref(c);
		s->found = c;
	}
}


/* the only one; 0, 400, 1 there is none */
static int header_read(const sip_msg_t *m, jingle_sip_replaces_t *r)
{
	const struct hdr_field *at = NULL;
	str value, more;

	if(jingle_dialog_header_next(m, "Replaces", &at, &value) < 0)
		return 1;
	if(jingle_dialog_header_next(m, "Replaces", &at, &more) == 0
			|| jingle_sip_replaces_read(&value, r) < 0)
		return 400;
	return 0;
}


int jingle_replaced_find(
		const sip_msg_t *m, jingle_call_t **out, int *early_only)
{
	jingle_sip_replaces_t r;
	search_t s = {&r.to_tag, NULL};
	int code = header_read(m, &r);

	*out = NULL;
	*early_only = 0;
	if(code != 0)
		return code == 1 ? 0 : code;
	*early_only = r.early_only;
	if(r.to_tag.len == JINGLE_TAG_LEN)
		jingle_table_walk(0, INT_MAX, call_look, &s);
	if(s.found != NULL && !jingle_sip_dialog_replaced(&s.found->dialog, &r)) {
		jingle_table_put(s.found);
		s.found = NULL;
	}
	*out = s.found;
	return s.found != NULL ? 0 : 481;
}


int jingle_replaced_is(sip_msg_t *msg)
{
	jingle_call_t *c;
	int early_only;

	if(msg->first_line.type != SIP_REQUEST || msg->REQ_METHOD != METHOD_INVITE
			|| parse_headers(msg, HDR_EOH_F, 0) < 0 || parse_to_header(msg) < 0
			|| get_to(msg)->tag_value.len > 0
			|| jingle_replaced_find(msg, &c, &early_only) != 0 || c == NULL)
		return 0;
	jingle_table_put(c);
	return 1;
}


int jingle_replaced_ask(sip_msg_t *msg)
{
	asked = jingle_replaced_is(msg);
	asked_of = msg->id;
	return asked ? 1 : -1;
}


int jingle_replaced_is_asked(const sip_msg_t *msg)
{
	return asked && asked_of == msg->id;
}


int jingle_replaced_names(jingle_call_t *to, jingle_call_t *from)
{
	if(jingle_call_set(to, &to->bare, &from->bare) < 0
			|| jingle_call_set(to, &to->component, &from->component) < 0
			|| jingle_call_set(to, &to->local, &from->local) < 0
			|| jingle_call_set(to, &to->media_id, &from->media_id) < 0)
		return -1;
	to->owner = from->owner;
	to->media = from->media;
	to->part = 1;
	return 0;
}
