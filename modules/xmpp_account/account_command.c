/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: commands for several accounts (XEP-0050)
 *
 * Handlers of xmpp_gateway, in the owner of the user. A session remembers the
 * name of its line; whose lines they are says the sender's address alone. What
 * a reply shows lies in static buffers: it is sent before the next handler runs.
 */

#include <stdlib.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"

#include "account_command.h"
#include "account_config.h"
#include "account_door.h"

enum
{
	COMMAND_LINES = 32, /* that a list shows */
	COMMAND_TEXT = 64 * 1024,

	/* stages of a session */
	STAGE_FIRST = 0,
	STAGE_LINE, /* a line was chosen */
	STAGE_FORM, /* an account was filled in */
};

static xmpp_gateway_shown_t fields[ACCOUNT_QUESTIONS + COMMAND_LINES + 2];
static xmpp_gateway_option_t options[COMMAND_LINES];
static char text[COMMAND_TEXT];
static int text_len;

static str view(const char *z)
{
	str s;

	s.s = (char *)z;
	s.len = (int)strlen(z);
	return s;
}


/* s in the static buffer, since the account may change before it is sent */
static str text_keep(const str *s)
{
	str kept = {text + text_len, s->len};

	if(s->len > COMMAND_TEXT - text_len)
		kept.len = 0;
	memcpy(kept.s, s->s, (size_t)kept.len);
	text_len += kept.len;
	return kept;
}


static void finish(
		xmpp_gateway_reply_t *reply, const char *type, const char *note)
{
	reply->status = XMPP_GATEWAY_DONE;
	reply->note_type = type;
	reply->note = note;
}


/* --- list -------------------------------------------------------------------------- */

/* a line as fixed text: "main (for calls out): sip:...: registered" */
static int show_line(const account_view_t *v, void *arg)
{
	xmpp_gateway_reply_t *reply = arg;
	char status[ACCOUNT_STATUS_MAX + 1];
	str line, s;

	if(reply->field_count == COMMAND_LINES)
		return 1;
	line = text_keep(&v->fields.line);
	s = view(v->fields.is_default ? " (for calls out): " : ": ");
	line.len += text_keep(&s).len;
	s.s = status;
	s.len = xmpp_account_status(v, status, sizeof(status));
	line.len += text_keep(&s).len;
	memset(&fields[reply->field_count], 0, sizeof(fields[0]));
	fields[reply->field_count].type = "fixed";
	fields[reply->field_count++].value = line;
	return 0;
}


static void on_list(xmpp_gateway_step_t *step, xmpp_gateway_reply_t *reply)
{
	str owner = link_jid_bare(&step->stanza->from);

	text_len = 0;
	reply->title = "Your SIP accounts";
	reply->fields = fields;
	xmpp_account_list(&owner, show_line, reply);
	if(reply->field_count == 0)
		finish(reply, NULL, "You have no SIP account here.");
}


/* --- choosing a line ----------------------------------------------------------------- */

static int option_add(const account_view_t *v, void *arg)
{
	int *count = arg;

	options[*count].value = text_keep(&v->fields.line);
	options[*count].label = text_keep(&v->fields.aor);
	return ++*count == COMMAND_LINES;
}


static void ask_line(xmpp_gateway_step_t *step, xmpp_gateway_reply_t *reply)
{
	str owner = link_jid_bare(&step->stanza->from);
	int count = 0;

	text_len = 0;
	xmpp_account_list(&owner, option_add, &count);
	if(count == 0) {
		finish(reply, "error", "You have no SIP account here.");
		return;
	}
	memset(fields, 0, sizeof(fields[0]));
	fields[0].var = "line";
	fields[0].type = "list-single";
	fields[0].label = "Account";
	fields[0].value = options[0].value;
	fields[0].required = 1;
	fields[0].options = options;
	fields[0].option_count = count;
	reply->status = XMPP_GATEWAY_ASK;
	reply->stage = STAGE_LINE;
	reply->title = "Which account?";
	reply->fields = fields;
	reply->field_count = 1;
}


static str line_chosen(const xmpp_gateway_step_t *step)
{
	return step->form ? xmpp_account_gateway.filled_get(step->form, "line")
					  : view("");
}


/* --- the form ---------------------------------------------------------------------------- */

static const char *const kind_types[] = {
		[ACCOUNT_KIND_TEXT] = "text-single",
		[ACCOUNT_KIND_SECRET] = "text-private",
		[ACCOUNT_KIND_CHOICE] = "list-single",
		[ACCOUNT_KIND_FLAG] = "boolean",
};

static void shown_question(int question, const account_form_t *form, int is_new)
{
	const account_question_info_t *q = &xmpp_account_questions[question];
	xmpp_gateway_shown_t *f = &fields[question];
	int i;

	memset(f, 0, sizeof(*f));
	f->var = q->name;
	f->type = kind_types[q->kind];
	f->label = q->label;
	f->required = question == ACCOUNT_ASK_AOR
				  || (question == ACCOUNT_ASK_PASSWORD && is_new);
	if(q->kind != ACCOUNT_KIND_SECRET && form->value[question].len > 0)
		f->value = text_keep(&form->value[question]);
	if(q->kind != ACCOUNT_KIND_CHOICE)
		return;
	for(i = 0; i < ACCOUNT_TRANSPORTS; i++) {
		options[i].label = view(xmpp_account_transport_labels[i]);
		options[i].value =
				view(xmpp_account_transport_name((account_transport_t)i));
	}
	f->options = options;
	f->option_count = ACCOUNT_TRANSPORTS;
}


static void ask_form(xmpp_gateway_reply_t *reply, const account_form_t *form,
		int is_new, const char *title)
{
	int i;

	text_len = 0;
	for(i = 0; i < ACCOUNT_QUESTIONS; i++)
		shown_question(i, form, is_new);
	reply->status = XMPP_GATEWAY_ASK;
	reply->stage = STAGE_FORM;
	reply->title = title;
	reply->instructions =
			is_new ? "The gateway signs in with it: your number then rings on "
					 "your XMPP devices."
				   : "Leave the password blank to keep the one from before.";
	reply->fields = fields;
	reply->field_count = ACCOUNT_QUESTIONS;
}


static void form_read(const xmpp_gateway_filled_t *filled, account_form_t *form)
{
	int i;

	memset(form, 0, sizeof(*form));
	for(i = 0; filled && i < filled->count; i++)
		xmpp_account_form_answer(
				form, &filled->field[i].var, &filled->field[i].value);
}


/* --- what the registrar says -------------------------------------------------------------- */

/* A session that waits for it: in plain memory of the owner, freed when it
 * comes; at most as many as there are sessions. */
typedef struct waiting
{
	str user;
	str session;
	char text[];
} waiting_t;

static waiting_t *waiting_new(const xmpp_gateway_step_t *step)
{
	const str *user = &step->stanza->from, *session = &step->session;
	waiting_t *w =
			malloc(sizeof(*w) + (size_t)user->len + (size_t)session->len);

	if(w == NULL)
		return NULL;
	memcpy(w->text, user->s, (size_t)user->len);
	memcpy(w->text + user->len, session->s, (size_t)session->len);
	w->user.s = w->text;
	w->user.len = user->len;
	w->session.s = w->text + user->len;
	w->session.len = session->len;
	return w;
}


static void on_done(const account_view_t *v, void *arg)
{
	char status[ACCOUNT_STATUS_MAX + 1];
	xmpp_gateway_reply_t reply;
	waiting_t *w = arg;

	memset(&reply, 0, sizeof(reply));
	if(v == NULL) {
		finish(&reply, "error", "This account was removed meanwhile.");
	} else {
		xmpp_account_status(v, status, sizeof(status));
		finish(&reply, v->state == ACCOUNT_REGISTERED ? NULL : "warn", status);
	}
	xmpp_account_gateway.command_reply(&w->user, &w->session, &reply);
	free(w);
}


static void account_save(xmpp_gateway_step_t *step, xmpp_gateway_reply_t *reply,
		const account_fields_t *account)
{
	waiting_t *w = waiting_new(step);
	account_result_t result = {.reason = "the gateway has no memory left"};

	if(w && xmpp_account_set(account, on_done, w, &result) == 0) {
		reply->status = XMPP_GATEWAY_LATER;
		xmpp_account_door_watch(&step->stanza->component, &account->owner);
		return;
	}
	free(w);
	finish(reply, "error", result.reason);
}


/* --- add, change ----------------------------------------------------------------------------- */

static int line_exists(const account_view_t *v, void *arg)
{
	(void)v;
	(void)arg;
	return 1;
}


/* a name that no line of the user has: "main", "line 2" ... */
static str line_new(const str *owner)
{
	static char name[24];
	str line = view("main");
	int n = 1;

	while(n < 1000 && xmpp_account_get(owner, &line, line_exists, NULL)) {
		snprintf(name, sizeof(name), "line %d", ++n);
		line = view(name);
	}
	return line;
}


static void on_add(xmpp_gateway_step_t *step, xmpp_gateway_reply_t *reply)
{
	str owner = link_jid_bare(&step->stanza->from);
	account_fields_t account;
	account_form_t form;
	const char *wrong;

	memset(&form, 0, sizeof(form));
	if(step->stage == STAGE_FIRST) {
		form.value[ACCOUNT_ASK_REACHABLE] = view("1");
		ask_form(reply, &form, 1, "Add a SIP account");
		return;
	}
	form_read(step->form, &form);
	wrong = xmpp_account_form_fields(&form, NULL, &account);
	if(wrong) {
		finish(reply, "error", wrong);
		return;
	}
	account.owner = owner;
	account.line = line_new(&owner);
	account_save(step, reply, &account);
}


static int form_of_line(const account_view_t *v, void *arg)
{
	account_form_t form;

	xmpp_account_form_today(&v->fields, &form);
	ask_form(arg, &form, 0, "Change a SIP account");
	return 1;
}


static int line_count(const account_view_t *v, void *arg)
{
	(void)v;
	(void)arg;
	return 0;
}


/* the line is remembered: the form does not say it */
static void edit_line(xmpp_gateway_step_t *step, xmpp_gateway_reply_t *reply,
		const str *owner, const str *line)
{
	if(line->len > ACCOUNT_LINE_MAX
			|| !xmpp_account_get(
					owner, line->len > 0 ? line : NULL, form_of_line, reply)) {
		finish(reply, "error", "You have no such SIP account here.");
		return;
	}
	memcpy(step->data, line->s, (size_t)line->len);
	step->data[line->len] = '\0';
}


static void edit_save(xmpp_gateway_step_t *step, xmpp_gateway_reply_t *reply,
		const str *owner)
{
	static account_update_t update;
	str line = view(step->data);
	account_form_t form;
	const char *wrong;

	form_read(step->form, &form);
	wrong = xmpp_account_door_update(
			owner, line.len > 0 ? &line : NULL, &form, &update);
	if(wrong == NULL && update.is_new)
		wrong = "You have no such SIP account here.";
	if(wrong)
		finish(reply, "error", wrong);
	else
		account_save(step, reply, &update.fields);
}


static void on_edit(xmpp_gateway_step_t *step, xmpp_gateway_reply_t *reply)
{
	str owner = link_jid_bare(&step->stanza->from);
	str line = view("");

	if(step->stage == STAGE_FIRST) {
		if(xmpp_account_list(&owner, line_count, NULL) <= 1) {
			edit_line(step, reply, &owner, &line);
		} else {
			ask_line(step, reply);
			reply->more = 1;
		}
	} else if(step->stage == STAGE_LINE) {
		line = line_chosen(step);
		edit_line(step, reply, &owner, &line);
	} else {
		edit_save(step, reply, &owner);
	}
}


/* --- remove, default ---------------------------------------------------------------------------- */

static void on_remove(xmpp_gateway_step_t *step, xmpp_gateway_reply_t *reply)
{
	str owner = link_jid_bare(&step->stanza->from);
	str line = line_chosen(step);

	if(step->stage == STAGE_FIRST)
		ask_line(step, reply);
	else if(line.len > 0 && xmpp_account_remove(&owner, &line) > 0)
		finish(reply, NULL, "Signed out and forgotten.");
	else
		finish(reply, "error", "You have no such SIP account here.");
}


static void on_default(xmpp_gateway_step_t *step, xmpp_gateway_reply_t *reply)
{
	str owner = link_jid_bare(&step->stanza->from);
	str line = line_chosen(step);
	static account_update_t update;
	account_form_t nothing;
	const char *wrong;

	if(step->stage == STAGE_FIRST) {
		ask_line(step, reply);
		return;
	}
	memset(&nothing, 0, sizeof(nothing));
	wrong = xmpp_account_door_update(&owner, &line, &nothing, &update);
	if(wrong == NULL && update.is_new)
		wrong = "You have no such SIP account here.";
	if(wrong) {
		finish(reply, "error", wrong);
		return;
	}
	update.fields.is_default = 1;
	account_save(step, reply, &update.fields);
}


static int is_offered(const xmpp_link_stanza_t *s, void *arg)
{
	str owner = link_jid_bare(&s->from);
	account_result_t result;

	(void)arg;
	return xmpp_account_door_is_for(s)
		   && xmpp_account_allowed(&owner, &result) == 0;
}


static const xmpp_gateway_command_t commands[] = {
		{"sip-account-list", "My SIP accounts", XMPP_GATEWAY_AT_COMPONENT,
				is_offered, on_list, NULL},
		{"sip-account-add", "Add a SIP account", XMPP_GATEWAY_AT_COMPONENT,
				is_offered, on_add, NULL},
		{"sip-account-edit", "Change a SIP account", XMPP_GATEWAY_AT_COMPONENT,
				is_offered, on_edit, NULL},
		{"sip-account-remove", "Remove a SIP account",
				XMPP_GATEWAY_AT_COMPONENT, is_offered, on_remove, NULL},
		{"sip-account-default", "Choose the account for calls out",
				XMPP_GATEWAY_AT_COMPONENT, is_offered, on_default, NULL},
};

int xmpp_account_command_init(void)
{
	size_t i;

	for(i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if(xmpp_account_gateway.on_command(&commands[i]) < 0)
			return -1;
	return 0;
}
