/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what all doors do
 */

#include <stdlib.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"

#include "account_config.h"
#include "account_door.h"

/* A user who waits for the answer of a registrar: in plain memory of the owner,
 * freed when it comes; at most as many as there are tries on their way. */
typedef struct waiting
{
	str component;
	str user;
	char text[];
} waiting_t;


int xmpp_account_door_is_for(const xmpp_link_stanza_t *s)
{
	int count;

	xmpp_account_gateway.components(&count);
	return (count == 0 || xmpp_account_gateway.component(&s->component) != NULL)
		   && !link_jid_is_user(&s->to) && link_jid_is_user(&s->from);
}


int xmpp_account_door_send(
		const str *component, const str *user, const char *words)
{
	str text;

	text.s = (char *)words;
	text.len = (int)strlen(words);
	return xmpp_account_gateway.send_chat(component, component, user, &text);
}


typedef struct reading
{
	const account_form_t *form;
	account_update_t *update;
	const char *wrong;
} reading_t;

/* what is kept of the view is copied: it is void when the account changes. Its
 * own fields pass the check. */
static int update_read(const account_view_t *view, void *arg)
{
	account_fault_t fault;
	account_fields_t today;
	reading_t *r = arg;

	if(xmpp_account_check(&view->fields, &today, r->update->buf,
			   sizeof(r->update->buf), &fault)
			< 0)
		r->wrong = fault.reason;
	else
		r->wrong =
				xmpp_account_form_fields(r->form, &today, &r->update->fields);
	return 1;
}


const char *xmpp_account_door_update(const str *owner, const str *line,
		const account_form_t *form, account_update_t *update)
{
	reading_t r = {form, update, NULL};

	update->is_new = xmpp_account_get(owner, line, update_read, &r) == 0;
	if(update->is_new)
		r.wrong = xmpp_account_form_fields(form, NULL, &update->fields);
	update->fields.owner = *owner;
	return r.wrong;
}


void xmpp_account_door_watch(const str *component, const str *user)
{
	xmpp_account_gateway.subscribe(component, component, user);
}


static waiting_t *waiting_new(const str *component, const str *user)
{
	size_t n = (size_t)component->len + (size_t)user->len;
	waiting_t *w = malloc(sizeof(*w) + n);

	if(w == NULL)
		return NULL;
	memcpy(w->text, component->s, (size_t)component->len);
	w->component.s = w->text;
	w->component.len = component->len;
	memcpy(w->text + component->len, user->s, (size_t)user->len);
	w->user.s = w->text + component->len;
	w->user.len = user->len;
	return w;
}


/* the first answer of the registrar */
static void on_done(const account_view_t *view, void *arg)
{
	char words[ACCOUNT_STATUS_MAX + 1];
	waiting_t *w = arg;

	if(view) {
		xmpp_account_status(view, words, sizeof(words));
		xmpp_account_door_send(&w->component, &w->user, words);
	}
	free(w);
}


int xmpp_account_door_set(const str *component, const account_fields_t *fields,
		account_result_t *result)
{
	waiting_t *w = waiting_new(component, &fields->owner);

	if(w == NULL) {
		LM_ERR("no memory for a user who waits\n");
		memset(result, 0, sizeof(*result));
		result->code = ACCOUNT_ERROR;
		result->reason = "the gateway has no memory left";
		return -1;
	}
	if(xmpp_account_set(fields, on_done, w, result) == 0) {
		xmpp_account_door_watch(component, &fields->owner);
		return 0;
	}
	free(w);
	return -1;
}


/* type and condition of each result (RFC 6120 section 8.3.3) */
static const struct
{
	const char *type;
	const char *condition;
} errors[ACCOUNT_CODES] = {
		[ACCOUNT_OK] = {.type = "cancel", .condition = "undefined-condition"},
		[ACCOUNT_BAD] = {.type = "modify", .condition = "not-acceptable"},
		[ACCOUNT_FORBIDDEN] = {.type = "auth", .condition = "forbidden"},
		[ACCOUNT_FULL] = {.type = "wait", .condition = "resource-constraint"},
		[ACCOUNT_BUSY] = {.type = "wait", .condition = "policy-violation"},
		[ACCOUNT_UNKNOWN] = {.type = "cancel", .condition = "item-not-found"},
		[ACCOUNT_NO_KEY] = {.type = "cancel",
				.condition = "service-unavailable"},
		[ACCOUNT_ERROR] = {.type = "wait",
				.condition = "internal-server-error"},
};

void xmpp_account_door_refuse(
		const xmpp_link_stanza_t *s, const account_result_t *result)
{
	xmpp_account_link.error(s, errors[result->code].type,
			errors[result->code].condition, NULL, NULL, result->reason);
}
