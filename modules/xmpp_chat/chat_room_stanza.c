/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: stanzas of group chats
 */

#include <stddef.h>

#include "chat_room_stanza.h"
#include "chat_xml.h"

#define MUC "http://jabber.org/protocol/muc"
#define MUC_USER MUC "#user"
#define ERRORS "urn:ietf:params:xml:ns:xmpp-stanzas"

/* what is open at depth 1 */
enum
{
	IN_OTHER = 0,
	IN_USER,
	IN_ERROR,
};

/* section 15.6 */
static const struct
{
	const char *code;
	size_t flag;
} statuses[] = {
		{"110", offsetof(chat_occupant_t, is_self)},
		{"201", offsetof(chat_occupant_t, is_created)},
		{"301", offsetof(chat_occupant_t, is_banned)},
		{"307", offsetof(chat_occupant_t, is_kicked)},
		{"321", offsetof(chat_occupant_t, is_kicked)},
		{"322", offsetof(chat_occupant_t, is_kicked)},
		{"332", offsetof(chat_occupant_t, is_shut_down)},
};


/* --- read ------------------------------------------------------------------------ */

static int is_text(const str *s, const char *z)
{
	return s->len == (int)strlen(z) && memcmp(s->s, z, (size_t)s->len) == 0;
}


static int presence_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_occupant_t *o = x->out;
	str type;

	if(!xmpp_chat_xml_is(r, "presence", NULL)
			|| xmpp_chat_xml_attribute(x, r, "type", &type) < 0)
		return -1;
	o->is_error = is_text(&type, "error");
	o->is_unavailable = is_text(&type, "unavailable");
	return 0;
}


static int status_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	str code;
	size_t i;

	if(xmpp_chat_xml_attribute(x, r, "code", &code) < 0)
		return -1;
	for(i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if(is_text(&code, statuses[i].code))
			*(int *)((char *)x->out + statuses[i].flag) = 1;
	return 0;
}


static int in_user(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_occupant_t *o = x->out;

	if(xmpp_chat_xml_is(r, "status", MUC_USER))
		return status_read(x, r);
	if(xmpp_chat_xml_is(r, "destroy", MUC_USER))
		o->is_destroyed = 1;
	if(xmpp_chat_xml_is(r, "item", MUC_USER))
		return xmpp_chat_xml_attribute(x, r, "nick", &o->nick);
	return 0;
}


static int child_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_occupant_t *o = x->out;

	switch(x->state[1]) {
		case IN_USER:
			return in_user(x, r);
		case IN_ERROR:
			if(o->condition.len > 0 || !xmpp_chat_xml_in(r, ERRORS))
				return 0;
			return xmpp_chat_xml_keep(x,
					(const char *)xmlTextReaderConstLocalName(r),
					&o->condition);
		default:
			return 0;
	}
}


static int element_read(chat_xml_t *x, xmlTextReaderPtr r, int depth)
{
	chat_occupant_t *o = x->out;

	if(depth == 0)
		return presence_read(x, r);
	if(depth == 1 && xmpp_chat_xml_is(r, "x", MUC_USER))
		x->state[1] = IN_USER;
	else if(depth == 1 && xmpp_chat_xml_is(r, "error", NULL))
		x->state[1] = IN_ERROR;
	else if(depth == 2)
		return child_read(x, r);
	else if(depth == 3 && x->state[1] == IN_USER && o->reason.len == 0
			&& xmpp_chat_xml_is(r, "reason", MUC_USER))
		x->value = &o->reason;
	return 0;
}


int xmpp_chat_occupant_read(
		const str *xml, char *buf, int cap, chat_occupant_t *occupant)
{
	chat_xml_t x = {.out = occupant, .element = element_read};

	memset(occupant, 0, sizeof(*occupant));
	return xmpp_chat_xml_walk(&x, xml, buf, cap);
}


/* --- written ------------------------------------------------------------------------ */

static void begin(xml_build_t *b, const char *name, const chat_ends_t *ends)
{
	xml_build_open(b, name);
	xml_build_attr(b, "from", &ends->from);
	xml_build_attr(b, "to", &ends->to);
	xml_build_attr(b, "id", &ends->id);
}


void xmpp_chat_write_join(xml_build_t *b, const chat_ends_t *ends)
{
	begin(b, "presence", ends);
	xml_build_open(b, "x");
	xml_build_attr_z(b, "xmlns", MUC);
	xml_build_open(b, "history");
	xml_build_attr_z(b, "maxstanzas", "0");
	xml_build_close(b);
	xml_build_close(b);
	xml_build_close(b);
}


void xmpp_chat_write_leave(xml_build_t *b, const chat_ends_t *ends)
{
	begin(b, "presence", ends);
	xml_build_attr_z(b, "type", "unavailable");
	xml_build_close(b);
}


static void text_write(xml_build_t *b, const chat_ends_t *ends,
		const char *type, const str *text)
{
	begin(b, "message", ends);
	xml_build_attr_z(b, "type", type);
	xml_build_open(b, "body");
	xml_build_text(b, text);
	xml_build_close(b);
}


void xmpp_chat_write_to_room(
		xml_build_t *b, const chat_ends_t *ends, const str *text)
{
	text_write(b, ends, "groupchat", text);
	xml_build_close(b);
}


void xmpp_chat_write_to_occupant(
		xml_build_t *b, const chat_ends_t *ends, const str *text)
{
	text_write(b, ends, "chat", text);
	xml_build_open(b, "x");
	xml_build_attr_z(b, "xmlns", MUC_USER);
	xml_build_close(b);
	xml_build_close(b);
}


void xmpp_chat_write_sign(xml_build_t *b, const chat_ends_t *ends)
{
	begin(b, "message", ends);
	xml_build_attr_z(b, "type", "groupchat");
	xml_build_open(b, "active");
	xml_build_attr_z(b, "xmlns", "http://jabber.org/protocol/chatstates");
	xml_build_close(b);
	xml_build_open(b, "no-store");
	xml_build_attr_z(b, "xmlns", "urn:xmpp:hints");
	xml_build_close(b);
	xml_build_close(b);
}


void xmpp_chat_write_ping(xml_build_t *b, const chat_ends_t *ends)
{
	begin(b, "iq", ends);
	xml_build_attr_z(b, "type", "get");
	xml_build_open(b, "ping");
	xml_build_attr_z(b, "xmlns", "urn:xmpp:ping");
	xml_build_close(b);
	xml_build_close(b);
}
