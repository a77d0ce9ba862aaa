/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: message stanzas of ours. PURE
 */

#include "chat_write.h"

/* <name xmlns='ns'/>, with this text if there is any */
static void element_put(
		xml_build_t *b, const char *name, const char *ns, const str *text)
{
	xml_build_open(b, name);
	xml_build_attr_z(b, "xmlns", ns);
	if(text && text->len > 0)
		xml_build_text(b, text);
	xml_build_close(b);
}


static void reference_put(
		xml_build_t *b, const char *name, const char *ns, const str *id)
{
	xml_build_open(b, name);
	xml_build_attr_z(b, "xmlns", ns);
	xml_build_attr(b, "id", id);
	xml_build_close(b);
}


static void attribute_put(xml_build_t *b, const char *name, const str *value)
{
	if(value->len > 0)
		xml_build_attr(b, name, value);
}


static void message_open(
		xml_build_t *b, const chat_ends_t *ends, const char *type)
{
	xml_build_open(b, "message");
	xml_build_attr_z(b, "type", type);
	attribute_put(b, "from", &ends->from);
	attribute_put(b, "to", &ends->to);
	attribute_put(b, "id", &ends->id);
}


static void body_put(xml_build_t *b, const chat_message_t *m)
{
	if(m->subject.len > 0) {
		xml_build_open(b, "subject");
		xml_build_text(b, &m->subject);
		xml_build_close(b);
	}
	xml_build_open(b, "body");
	attribute_put(b, "xml:lang", &m->language);
	xml_build_text(b, &m->text);
	xml_build_close(b);
}


static void delay_put(xml_build_t *b, const chat_message_t *m)
{
	if(m->delay_stamp.len <= 0)
		return;
	xml_build_open(b, "delay");
	xml_build_attr_z(b, "xmlns", "urn:xmpp:delay");
	attribute_put(b, "from", &m->delay_from);
	xml_build_attr(b, "stamp", &m->delay_stamp);
	xml_build_close(b);
}


static void url_put(xml_build_t *b, const str *url)
{
	if(url->len <= 0)
		return;
	xml_build_open(b, "x");
	xml_build_attr_z(b, "xmlns", "jabber:x:oob");
	xml_build_open(b, "url");
	xml_build_text(b, url);
	xml_build_close(b);
	xml_build_close(b);
}


void xmpp_chat_write_message(xml_build_t *b, const chat_message_t *message)
{
	chat_ends_t ends = {message->from, message->to, message->id};

	message_open(b, &ends, "chat");
	body_put(b, message);
	url_put(b, &message->url);
	delay_put(b, message);
	element_put(b, "active", "http://jabber.org/protocol/chatstates", NULL);
	reference_put(b, "origin-id", "urn:xmpp:sid:0", &message->id);
	if(message->wants & CHAT_WANT_DELIVERED)
		element_put(b, "request", "urn:xmpp:receipts", NULL);
	if(message->wants & CHAT_WANT_DISPLAYED)
		element_put(b, "markable", "urn:xmpp:chat-markers:0", NULL);
	if(!message->is_styled)
		element_put(b, "unstyled", "urn:xmpp:styling:0", NULL);
	xml_build_close(b);
}


void xmpp_chat_write_received(
		xml_build_t *b, const chat_ends_t *ends, const str *id)
{
	message_open(b, ends, "chat");
	reference_put(b, "received", "urn:xmpp:receipts", id);
	element_put(b, "store", "urn:xmpp:hints", NULL);
	xml_build_close(b);
}


void xmpp_chat_write_displayed(xml_build_t *b, const chat_ends_t *ends,
		const str *id, int with_received)
{
	message_open(b, ends, "chat");
	if(with_received)
		reference_put(b, "received", "urn:xmpp:receipts", id);
	reference_put(b, "displayed", "urn:xmpp:chat-markers:0", id);
	element_put(b, "store", "urn:xmpp:hints", NULL);
	xml_build_close(b);
}


void xmpp_chat_write_state(
		xml_build_t *b, const chat_ends_t *ends, chat_state_t state)
{
	static const char *const names[] = {
			"active", "active", "composing", "paused", "inactive", "gone"};

	message_open(b, ends, "chat");
	element_put(b, names[state], "http://jabber.org/protocol/chatstates", NULL);
	element_put(b, "no-store", "urn:xmpp:hints", NULL);
	xml_build_close(b);
}


void xmpp_chat_write_error(xml_build_t *b, const chat_ends_t *ends,
		const chat_error_t *error, const str *text)
{
	static const char ns[] = "urn:ietf:params:xml:ns:xmpp-stanzas";

	message_open(b, ends, "error");
	xml_build_open(b, "error");
	xml_build_attr_z(b, "type", error->type);
	element_put(b, error->condition, ns, NULL);
	if(text && text->len > 0)
		element_put(b, "text", ns, text);
	xml_build_close(b);
	xml_build_close(b);
}
