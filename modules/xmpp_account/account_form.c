/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what a user is asked of a SIP account. PURE
 */

#include <string.h>

#include "account_form.h"

const account_question_info_t xmpp_account_questions[ACCOUNT_QUESTIONS] = {
		[ACCOUNT_ASK_AOR] = {"username", "username", "SIP address",
				"such as alice@example.org", ACCOUNT_KIND_TEXT,
				ACCOUNT_AOR_MAX},
		[ACCOUNT_ASK_PASSWORD] = {"password", "password", "Password",
				"leave it blank to keep the one from before",
				ACCOUNT_KIND_SECRET, ACCOUNT_PASSWORD_MAX},
		[ACCOUNT_ASK_AUTH] = {"auth-name", NULL, "Name for signing in",
				"only if your provider gave you another one than what stands "
				"before the @",
				ACCOUNT_KIND_TEXT, ACCOUNT_AUTH_MAX},
		[ACCOUNT_ASK_PROXY] = {"outbound-proxy", NULL, "Outbound proxy",
				"only if your provider gave you one, such as "
				"proxy.example.org:5060",
				ACCOUNT_KIND_TEXT, ACCOUNT_PROXY_MAX},
		[ACCOUNT_ASK_TRANSPORT] = {"transport", NULL, "Transport",
				"UDP, if your provider said nothing about it",
				ACCOUNT_KIND_CHOICE, 8},
		[ACCOUNT_ASK_DISPLAY] = {"name", "name", "Your name",
				"shown to those whom you call", ACCOUNT_KIND_TEXT,
				ACCOUNT_DISPLAY_MAX},
		[ACCOUNT_ASK_REACHABLE] = {"keep-reachable", NULL,
				"Keep me reachable while offline",
				"without it, your number rings only while one of your devices "
				"is online; the gateway then needs to see your presence, so "
				"accept its request to do so",
				ACCOUNT_KIND_FLAG, 8},
};

const char *const xmpp_account_transport_labels[ACCOUNT_TRANSPORTS] = {
		"UDP", "TCP", "TLS (encrypted)"};

static int name_is(const str *s, const char *z)
{
	return z && s->len == (int)strlen(z)
		   && memcmp(s->s, z, (size_t)s->len) == 0;
}


static int form_put(account_form_t *f, int question, const str *value)
{
	str *to = &f->value[question];

	if(to->s != NULL)
		return -1;
	*to = *value;
	if(to->s == NULL)
		to->s = "";
	return 0;
}


int xmpp_account_form_answer(
		account_form_t *f, const str *name, const str *value)
{
	int i;

	for(i = 0; i < ACCOUNT_QUESTIONS; i++)
		if(name_is(name, xmpp_account_questions[i].name))
			return form_put(f, i, value);
	return 1;
}


int xmpp_account_form_answer_element(
		account_form_t *f, const str *name, const str *value)
{
	int i;

	for(i = 0; i < ACCOUNT_QUESTIONS; i++)
		if(name_is(name, xmpp_account_questions[i].element))
			return form_put(f, i, value);
	return 1;
}


static str view(const char *z)
{
	str s;

	s.s = (char *)z;
	s.len = (int)strlen(z);
	return s;
}


/* the scheme is not shown: nobody types it */
static str aor_shown(const str *aor)
{
	str s = *aor;

	if(s.len > 4 && memcmp(s.s, "sip:", 4) == 0) {
		s.s += 4;
		s.len -= 4;
	}
	return s;
}


/* the name for signing in is shown where it is another one than the address
 * would give */
static str auth_shown(const account_fields_t *today)
{
	str user = xmpp_account_aor_user(&today->aor);

	if(user.len == today->auth_name.len
			&& memcmp(user.s, today->auth_name.s, (size_t)user.len) == 0)
		return view("");
	return today->auth_name;
}


void xmpp_account_form_today(const account_fields_t *today, account_form_t *f)
{
	int i;

	memset(f, 0, sizeof(*f));
	f->value[ACCOUNT_ASK_AOR] = aor_shown(&today->aor);
	f->value[ACCOUNT_ASK_AUTH] = auth_shown(today);
	f->value[ACCOUNT_ASK_PROXY] = today->proxy;
	f->value[ACCOUNT_ASK_TRANSPORT] =
			view(xmpp_account_transport_name(today->transport));
	f->value[ACCOUNT_ASK_DISPLAY] = today->display;
	f->value[ACCOUNT_ASK_REACHABLE] = view(today->keep_reachable ? "1" : "0");
	for(i = 0; i < ACCOUNT_QUESTIONS; i++)
		if(f->value[i].s == NULL)
			f->value[i] = view("");
}


/* --- answers become fields -------------------------------------------------- */

/* XEP-0004 section 3.3, boolean; "on" is what browsers send */
static int flag_read(const str *s, int *flag)
{
	if(name_is(s, "1") || name_is(s, "true") || name_is(s, "on"))
		*flag = 1;
	else if(name_is(s, "0") || name_is(s, "false"))
		*flag = 0;
	else
		return -1;
	return 0;
}


static void answer_take(str *to, const str *answer)
{
	if(answer->s != NULL)
		*to = *answer;
}


/* Another address takes its own name for signing in, unless one is said. */
static void take_address(const account_form_t *f, account_fields_t *out)
{
	const str *aor = &f->value[ACCOUNT_ASK_AOR];
	str was = aor_shown(&out->aor);

	if(aor->s != NULL && out->aor.s != NULL
			&& (was.len != aor->len
					|| memcmp(was.s, aor->s, (size_t)was.len) != 0))
		out->auth_name = view("");
	answer_take(&out->aor, aor);
	answer_take(&out->auth_name, &f->value[ACCOUNT_ASK_AUTH]);
}


const char *xmpp_account_form_fields(const account_form_t *f,
		const account_fields_t *today, account_fields_t *out)
{
	const str *transport = &f->value[ACCOUNT_ASK_TRANSPORT];
	const str *reachable = &f->value[ACCOUNT_ASK_REACHABLE];

	memset(out, 0, sizeof(*out));
	out->keep_reachable = 1;
	if(today)
		*out = *today;
	out->password.s = "";
	out->password.len = 0;
	take_address(f, out);
	answer_take(&out->password, &f->value[ACCOUNT_ASK_PASSWORD]);
	answer_take(&out->proxy, &f->value[ACCOUNT_ASK_PROXY]);
	answer_take(&out->display, &f->value[ACCOUNT_ASK_DISPLAY]);
	if(transport->len > 0
			&& xmpp_account_transport_read(transport, &out->transport) < 0)
		return "the transport is UDP, TCP or TLS";
	if(reachable->s != NULL && flag_read(reachable, &out->keep_reachable) < 0)
		return "to keep you reachable is yes or no";
	return NULL;
}


/* --- XEP-0004, XEP-0077 ----------------------------------------------------- */

static void element_text(xml_build_t *b, const char *name, const char *text)
{
	if(text == NULL)
		return;
	xml_build_open(b, name);
	xml_build_text_z(b, text);
	xml_build_close(b);
}


static void write_options(xml_build_t *b)
{
	int i;

	for(i = 0; i < ACCOUNT_TRANSPORTS; i++) {
		xml_build_open(b, "option");
		xml_build_attr_z(b, "label", xmpp_account_transport_labels[i]);
		element_text(b, "value",
				xmpp_account_transport_name((account_transport_t)i));
		xml_build_close(b);
	}
}


static const char *const kind_types[] = {
		[ACCOUNT_KIND_TEXT] = "text-single",
		[ACCOUNT_KIND_SECRET] = "text-private",
		[ACCOUNT_KIND_CHOICE] = "list-single",
		[ACCOUNT_KIND_FLAG] = "boolean",
};

static void write_field(xml_build_t *b, int question, const account_form_t *f,
		const account_form_text_t *text)
{
	const account_question_info_t *q = &xmpp_account_questions[question];
	const str *value = &f->value[question];
	int required = question == ACCOUNT_ASK_AOR
				   || (question == ACCOUNT_ASK_PASSWORD && text->is_new);

	xml_build_open(b, "field");
	xml_build_attr_z(b, "type", kind_types[q->kind]);
	xml_build_attr_z(b, "var", q->name);
	xml_build_attr_z(b, "label", q->label);
	element_text(b, "desc",
			question == ACCOUNT_ASK_PASSWORD && text->is_new ? NULL : q->hint);
	if(required) {
		xml_build_open(b, "required");
		xml_build_close(b);
	}
	if(q->kind != ACCOUNT_KIND_SECRET && value->len > 0) {
		xml_build_open(b, "value");
		xml_build_text(b, value);
		xml_build_close(b);
	}
	if(q->kind == ACCOUNT_KIND_CHOICE)
		write_options(b);
	xml_build_close(b);
}


/* a field that is not asked */
static void write_said(
		xml_build_t *b, const char *type, const char *var, const char *value)
{
	if(value == NULL)
		return;
	xml_build_open(b, "field");
	xml_build_attr_z(b, "type", type);
	xml_build_attr_z(b, "var", var);
	element_text(b, "value", value);
	xml_build_close(b);
}


void xmpp_account_form_write(xml_build_t *b, const account_form_t *f,
		const account_form_text_t *text)
{
	int i;

	xml_build_open(b, "x");
	xml_build_attr_z(b, "xmlns", "jabber:x:data");
	xml_build_attr_z(b, "type", "form");
	element_text(b, "title", text->title);
	element_text(b, "instructions", text->instructions);
	write_said(b, "hidden", "FORM_TYPE", text->form_type);
	write_said(b, "fixed", NULL, text->status);
	for(i = 0; i < ACCOUNT_QUESTIONS; i++)
		write_field(b, i, f, text);
	xml_build_close(b);
}


void xmpp_account_form_write_elements(xml_build_t *b, const account_form_t *f)
{
	int i;

	for(i = 0; i < ACCOUNT_QUESTIONS; i++) {
		if(xmpp_account_questions[i].element == NULL)
			continue;
		xml_build_open(b, xmpp_account_questions[i].element);
		if(xmpp_account_questions[i].kind != ACCOUNT_KIND_SECRET
				&& f->value[i].len > 0)
			xml_build_text(b, &f->value[i]);
		xml_build_close(b);
	}
}
