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
 * \brief xmpp_gateway :: commands and their forms as XML. PURE
 */

#include <string.h>

#include "../xmpp_link/xml_build.h"
#include "gateway_form.h"
#include "gateway_walk.h"

#define NS_DATA "jabber:x:data"

static int str_is(const str *s, const char *text)
{
	return s->len == (int)strlen(text)
		   && memcmp(s->s, text, (size_t)s->len) == 0;
}


static const str *filled_find(
		const xmpp_gateway_filled_t *form, const char *var)
{
	int i;

	for(i = 0; form && i < form->count; i++)
		if(str_is(&form->field[i].var, var))
			return &form->field[i].value;
	return NULL;
}


str xmpp_gateway_filled_get(const xmpp_gateway_filled_t *form, const char *var)
{
	static const str none = {"", 0};
	const str *value = filled_find(form, var);

	return value ? *value : none;
}


/* --- reading ----------------------------------------------------------------- */

static xmpp_gateway_action_t action_read(const str *name)
{
	static const char *const names[] = {
			"execute", "next", "complete", "prev", "cancel"};
	size_t i;

	if(name->len == 0)
		return XMPP_GATEWAY_EXECUTE;
	for(i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if(str_is(name, names[i]))
			return (xmpp_gateway_action_t)i;
	return XMPP_GATEWAY_MALFORMED;
}


static int command_read(
		gateway_walk_t *w, xmlTextReaderPtr r, xmpp_gateway_request_t *q)
{
	str action;

	if(w->first
			|| !xmpp_gateway_walk_is(r, "command", XMPP_GATEWAY_NS_COMMANDS))
		return 0;
	w->first = 1;
	if(xmpp_gateway_walk_attribute(w, r, "node", NULL, &q->node) < 0
			|| xmpp_gateway_walk_attribute(w, r, "sessionid", NULL, &q->session)
					   < 0
			|| xmpp_gateway_walk_attribute(w, r, "action", NULL, &action) < 0)
		return -1;
	q->action = action_read(&action);
	return 0;
}


/* in_hidden: within the form that counts, the first of type submit */
static int form_read(
		gateway_walk_t *w, xmlTextReaderPtr r, xmpp_gateway_request_t *q)
{
	str type;

	w->in_hidden = 0;
	if(q->submitted || !xmpp_gateway_walk_is(r, "x", NS_DATA))
		return 0;
	if(xmpp_gateway_walk_attribute(w, r, "type", NULL, &type) < 0)
		return -1;
	w->in_hidden = q->submitted = str_is(&type, "submit");
	return 0;
}


static int field_read(
		gateway_walk_t *w, xmlTextReaderPtr r, xmpp_gateway_filled_t *form)
{
	if(form->count == XMPP_GATEWAY_FORM_FIELDS)
		return -1;
	return xmpp_gateway_walk_attribute(
			w, r, "var", NULL, &form->field[form->count++].var);
}


static int request_element(gateway_walk_t *w, xmlTextReaderPtr r, int depth)
{
	xmpp_gateway_request_t *q = w->out;

	if(depth == 1)
		return command_read(w, r, q);
	if(depth == 2)
		return form_read(w, r, q);
	if(depth == 3 && w->in_hidden && xmpp_gateway_walk_is(r, "field", NULL))
		return field_read(w, r, &q->form);
	w->in_value = depth == 4 && w->in_hidden && q->form.count > 0
				  && xmpp_gateway_walk_is(r, "value", NULL);
	return 0;
}


/* Nothing else is copied between the values of a field, so they lie behind each
 * other in the buffer; one byte is made room for in between */
static int request_content(gateway_walk_t *w, const str *value)
{
	xmpp_gateway_filled_t *form = &((xmpp_gateway_request_t *)w->out)->form;
	str *to = &form->field[form->count - 1].value;

	if(to->s == NULL) {
		*to = *value;
		return 0;
	}
	if(w->text.len == w->text.cap)
		return -1;
	memmove(to->s + to->len + 1, value->s, (size_t)value->len);
	to->s[to->len] = '\n';
	to->len += 1 + value->len;
	w->text.len++;
	return 0;
}


int xmpp_gateway_read_request(
		const str *xml, char *buf, int cap, xmpp_gateway_request_t *request)
{
	gateway_walk_t w;

	memset(request, 0, sizeof(*request));
	memset(&w, 0, sizeof(w));
	w.out = request;
	w.element = request_element;
	w.content = request_content;
	if(xmpp_gateway_walk(&w, xml, buf, cap) < 0)
		return -1;
	return w.first ? 0 : -1;
}


/* --- writing ----------------------------------------------------------------- */

static void iq_open(xml_build_t *b, const xmpp_gateway_ends_t *ends,
		const char *payload, const char *ns, char *buf, int cap)
{
	xml_build_init(b, buf, (size_t)cap);
	xml_build_open(b, "iq");
	xml_build_attr(b, "from", &ends->from);
	xml_build_attr(b, "to", &ends->to);
	xml_build_attr(b, "id", &ends->id);
	xml_build_attr_z(b, "type", "result");
	xml_build_open(b, payload);
	xml_build_attr_z(b, "xmlns", ns);
}


static int close_all(xml_build_t *b, str *xml)
{
	while(b->depth > 0 && !b->failed)
		xml_build_close(b);
	return xml_build_end(b, xml);
}


static void element_write(xml_build_t *b, const char *name, const str *text)
{
	xml_build_open(b, name);
	xml_build_text(b, text);
	xml_build_close(b);
}


static void element_write_z(xml_build_t *b, const char *name, const char *text)
{
	if(text == NULL)
		return;
	xml_build_open(b, name);
	xml_build_text_z(b, text);
	xml_build_close(b);
}


static int type_is_multi(const char *type)
{
	size_t n = strlen(type);

	return n > 6 && strcmp(type + n - 6, "-multi") == 0;
}


static void values_write(xml_build_t *b, const xmpp_gateway_shown_t *f)
{
	str rest = f->value, line;
	char *eol;

	if(f->value.s == NULL)
		return;
	while(type_is_multi(f->type)
			&& (eol = memchr(rest.s, '\n', (size_t)rest.len)) != NULL) {
		line.s = rest.s;
		line.len = (int)(eol - rest.s);
		element_write(b, "value", &line);
		rest.len -= line.len + 1;
		rest.s = eol + 1;
	}
	element_write(b, "value", &rest);
}


static void option_write(xml_build_t *b, const xmpp_gateway_option_t *o)
{
	xml_build_open(b, "option");
	xml_build_attr(b, "label", &o->label);
	element_write(b, "value", &o->value);
	xml_build_close(b);
}


static void field_write(xml_build_t *b, const xmpp_gateway_shown_t *f)
{
	int i;

	xml_build_open(b, "field");
	xml_build_attr_z(b, "var", f->var);
	xml_build_attr_z(b, "type", f->type);
	xml_build_attr_z(b, "label", f->label);
	if(f->required) {
		xml_build_open(b, "required");
		xml_build_close(b);
	}
	values_write(b, f);
	for(i = 0; i < f->option_count; i++)
		option_write(b, &f->options[i]);
	xml_build_close(b);
}


static void form_write(xml_build_t *b, const xmpp_gateway_reply_t *reply)
{
	int i;

	if(reply->field_count == 0)
		return;
	xml_build_open(b, "x");
	xml_build_attr_z(b, "xmlns", NS_DATA);
	xml_build_attr_z(
			b, "type", reply->status == XMPP_GATEWAY_ASK ? "form" : "result");
	element_write_z(b, "title", reply->title);
	element_write_z(b, "instructions", reply->instructions);
	for(i = 0; i < reply->field_count; i++)
		field_write(b, &reply->fields[i]);
	xml_build_close(b);
}


static void actions_write(xml_build_t *b, const char *action)
{
	xml_build_open(b, "actions");
	xml_build_attr_z(b, "execute", action);
	xml_build_open(b, action);
	xml_build_close(b);
	xml_build_close(b);
}


static void note_write(xml_build_t *b, const xmpp_gateway_reply_t *reply)
{
	if(reply->note == NULL)
		return;
	xml_build_open(b, "note");
	xml_build_attr_z(b, "type", reply->note_type ? reply->note_type : "info");
	xml_build_text_z(b, reply->note);
	xml_build_close(b);
}


int xmpp_gateway_write_step(const xmpp_gateway_ends_t *ends, const str *node,
		const str *session, const xmpp_gateway_reply_t *reply, char *buf,
		int cap, str *xml)
{
	int asks = reply && reply->status == XMPP_GATEWAY_ASK;
	xml_build_t b;

	iq_open(&b, ends, "command", XMPP_GATEWAY_NS_COMMANDS, buf, cap);
	xml_build_attr(&b, "node", node);
	if(session->len > 0)
		xml_build_attr(&b, "sessionid", session);
	xml_build_attr_z(&b, "status",
			reply == NULL ? "canceled"
			: asks		  ? "executing"
						  : "completed");
	if(asks)
		actions_write(&b, reply->more ? "next" : "complete");
	if(reply) {
		form_write(&b, reply);
		note_write(&b, reply);
	}
	return close_all(&b, xml);
}


int xmpp_gateway_write_commands(const xmpp_gateway_ends_t *ends,
		const char *const *nodes, const char *const *names, int count,
		char *buf, int cap, str *xml)
{
	xml_build_t b;
	int i;

	iq_open(&b, ends, "query", "http://jabber.org/protocol/disco#items", buf,
			cap);
	xml_build_attr_z(&b, "node", XMPP_GATEWAY_NS_COMMANDS);
	for(i = 0; i < count; i++) {
		xml_build_open(&b, "item");
		xml_build_attr(&b, "jid", &ends->from);
		xml_build_attr_z(&b, "node", nodes[i]);
		xml_build_attr_z(&b, "name", names[i]);
		xml_build_close(&b);
	}
	return close_all(&b, xml);
}


static void feature_write(xml_build_t *b, const char *feature)
{
	xml_build_open(b, "feature");
	xml_build_attr_z(b, "var", feature);
	xml_build_close(b);
}


int xmpp_gateway_write_command_info(const xmpp_gateway_ends_t *ends,
		const str *node, const char *name, char *buf, int cap, str *xml)
{
	xml_build_t b;

	iq_open(&b, ends, "query", "http://jabber.org/protocol/disco#info", buf,
			cap);
	xml_build_attr(&b, "node", node);
	xml_build_open(&b, "identity");
	xml_build_attr_z(&b, "category", "automation");
	xml_build_attr_z(&b, "type", name ? "command-node" : "command-list");
	xml_build_attr_z(&b, "name", name);
	xml_build_close(&b);
	feature_write(&b, XMPP_GATEWAY_NS_COMMANDS);
	feature_write(&b, NS_DATA);
	return close_all(&b, xml);
}


int xmpp_gateway_write_chat(const xmpp_gateway_ends_t *ends, const str *body,
		char *buf, int cap, str *xml)
{
	xml_build_t b;

	xml_build_init(&b, buf, (size_t)cap);
	xml_build_open(&b, "message");
	xml_build_attr(&b, "from", &ends->from);
	xml_build_attr(&b, "to", &ends->to);
	if(ends->id.len > 0)
		xml_build_attr(&b, "id", &ends->id);
	xml_build_attr_z(&b, "type", "chat");
	element_write(&b, "body", body);
	return close_all(&b, xml);
}
