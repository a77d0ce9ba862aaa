/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: the form of XEP-0077, for clients that have it
 *
 * A handler of the link, in the owner of the sender. Whose account it is says
 * the sender's address, which the XMPP server has verified, and nothing in the
 * form. Each iq is answered at once; what the registrar says follows in a chat.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"

#include "account_config.h"
#include "account_form_read.h"
#include "account_inband.h"
#include "account_door.h"
#include "account_secret.h"

enum
{
	REGISTER_XML_MAX = 16 * 1024
};

static char text[ACCOUNT_FORM_TEXT_MAX];
static char out[REGISTER_XML_MAX];

static int type_is(const xmpp_link_stanza_t *s, const char *type)
{
	return (size_t)s->type.len == strlen(type)
		   && memcmp(s->type.s, type, (size_t)s->type.len) == 0;
}


/* --- get ------------------------------------------------------------------------ */

static const char instructions[] =
		"Enter your SIP account. The gateway signs in with it: your number "
		"then rings on your XMPP devices, and you call out by it.";

typedef struct answer
{
	const xmpp_link_stanza_t *s;
	int written; /* 0, -1 it cannot be */
	str xml;
} answer_t;

static void write_query(xml_build_t *b, const account_view_t *view)
{
	char status[ACCOUNT_STATUS_MAX + 1];
	account_form_text_t form = {.title = "SIP account",
			.instructions = instructions,
			.form_type = "jabber:iq:register",
			.is_new = view == NULL};
	account_form_t today;

	memset(&today, 0, sizeof(today));
	if(view) {
		xmpp_account_form_today(&view->fields, &today);
		xmpp_account_status(view, status, sizeof(status));
		form.status = status;
	} else {
		today.value[ACCOUNT_ASK_REACHABLE].s = "1";
		today.value[ACCOUNT_ASK_REACHABLE].len = 1;
	}
	xml_build_open(b, "query");
	xml_build_attr_z(b, "xmlns", "jabber:iq:register");
	if(view) {
		xml_build_open(b, "registered");
		xml_build_close(b);
	}
	xml_build_open(b, "instructions");
	xml_build_text_z(b, instructions);
	xml_build_close(b);
	xmpp_account_form_write_elements(b, &today);
	xmpp_account_form_write(b, &today, &form);
	xml_build_close(b);
}


/* view is NULL when the user has none */
static int write_answer(const account_view_t *view, void *arg)
{
	answer_t *a = arg;
	xml_build_t b;

	xml_build_init(&b, out, sizeof(out));
	xml_build_open(&b, "iq");
	xml_build_attr_z(&b, "type", "result");
	xml_build_attr(&b, "from", &a->s->to);
	xml_build_attr(&b, "to", &a->s->from);
	xml_build_attr(&b, "id", &a->s->id);
	write_query(&b, view);
	xml_build_close(&b);
	a->written = xml_build_end(&b, &a->xml);
	return 1;
}


static void on_get(const xmpp_link_stanza_t *s, const str *owner)
{
	account_result_t result;
	answer_t a = {.s = s, .written = -1};

	if(xmpp_account_allowed(owner, &result) < 0) {
		xmpp_account_door_refuse(s, &result);
		return;
	}
	if(xmpp_account_get(owner, NULL, write_answer, &a) == 0)
		write_answer(NULL, &a);
	if(a.written < 0)
		xmpp_account_link.error(
				s, "wait", "internal-server-error", NULL, NULL, NULL);
	else
		xmpp_account_link.send(&s->component, &s->from, &a.xml, NULL, NULL);
}


/* --- set ------------------------------------------------------------------------ */

static void on_remove(const xmpp_link_stanza_t *s, const str *owner)
{
	if(xmpp_account_remove(owner, NULL) == 0)
		xmpp_account_link.error(s, "auth", "registration-required", NULL, NULL,
				"You have no SIP account here.");
	else
		xmpp_account_link.result(s);
}


static void on_form(const xmpp_link_stanza_t *s, const str *owner,
		const account_form_t *form)
{
	static account_update_t update;
	account_result_t result = {.code = ACCOUNT_BAD};

	result.reason = xmpp_account_door_update(owner, NULL, form, &update);
	if(result.reason
			|| xmpp_account_door_set(&s->component, &update.fields, &result)
					   < 0)
		xmpp_account_door_refuse(s, &result);
	else
		xmpp_account_link.result(s);
	xmpp_account_wipe(&update, sizeof(update));
}


static void form_take(const xmpp_link_stanza_t *s, const str *owner)
{
	account_form_read_t read;
	account_result_t result;

	if(xmpp_account_form_read(&s->xml, text, sizeof(text), &read) < 0
			|| (read.remove && read.elements > 1) || read.elements == 0
			|| read.wrong_type) {
		xmpp_account_link.error(s, "modify", "bad-request", NULL, NULL,
				"This form cannot be read.");
		return;
	}
	if(read.remove) {
		on_remove(s, owner);
		return;
	}
	if(xmpp_account_allowed(owner, &result) < 0) {
		xmpp_account_door_refuse(s, &result);
		return;
	}
	if(read.cancel)
		xmpp_account_link.result(s);
	else
		on_form(s, owner, &read.form);
}


static void on_set(const xmpp_link_stanza_t *s, const str *owner)
{
	form_take(s, owner);
	xmpp_account_wipe(text, sizeof(text)); /* there was a password in it */
}


static int on_register(const xmpp_link_stanza_t *s, void *arg)
{
	str owner = link_jid_bare(&s->from);

	(void)arg;
	if(!xmpp_account_door_is_for(s))
		return XMPP_LINK_PASS;
	if(type_is(s, "get"))
		on_get(s, &owner);
	else
		on_set(s, &owner);
	return XMPP_LINK_HANDLED;
}


int xmpp_account_inband_init(void)
{
	if(xmpp_account_link.on_stanza(
			   XMPP_LINK_IQ, "jabber:iq:register", on_register, NULL)
			== 0)
		return 0;
	LM_ERR("xmpp_link takes no more handlers\n");
	return -1;
}
