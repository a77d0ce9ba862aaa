/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: a chat with the gateway, for clients without forms
 *
 * Called in the owner of the sender. How many messages somebody has sent within
 * the minute stands in a table of counters, by a hash of the bare JID: one that
 * shares a counter with another JID waits a little sooner.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"

#include "account_chat.h"
#include "account_config.h"
#include "account_link.h"
#include "account_door.h"
#include "account_words.h"

enum
{
	CHAT_COUNTERS = 4096,
	CHAT_WORDS_MAX = 4096, /* bytes of an answer */
	CHAT_LINE_MAX = ACCOUNT_LINE_MAX + ACCOUNT_STATUS_MAX + 32,
};

static const char help[] =
		"This is the gateway to SIP. Write\n"
		"status - your SIP accounts, and whether they are signed in\n"
		"register - a link to a form for your SIP account, to add or change "
		"it\n"
		"remove - sign out and forget your SIP account\n"
		"To call a number, call NUMBER@%.*s.";

static const char advice[] =
		"Please write no password in a chat: other devices and servers keep "
		"what is written here. I have not kept it. If it was a real one, "
		"delete the message, and change the password. Write register, and "
		"you get a link to a form.";

/* --- not too often -------------------------------------------------------------- */

typedef struct counter
{
	uint32_t minute;
	unsigned messages;
} counter_t;

static counter_t counters[CHAT_COUNTERS];

static int may_talk(const str *owner)
{
	counter_t *c = &counters[link_hash(LINK_HASH_START, owner) % CHAT_COUNTERS];
	uint32_t minute = (uint32_t)(xmpp_account_link.now() / 60000);

	if(c->minute != minute) {
		c->minute = minute;
		c->messages = 0;
	}
	return ++c->messages <= (unsigned)ACCOUNT_CFG(chat_rate);
}


/* --- answers -------------------------------------------------------------------- */

typedef struct words
{
	char text[CHAT_WORDS_MAX];
	int len;
} words_t;

static void words_add(words_t *w, const char *text, int n)
{
	if(n > (int)sizeof(w->text) - 1 - w->len)
		n = (int)sizeof(w->text) - 1 - w->len;
	memcpy(w->text + w->len, text, (size_t)n);
	w->len += n;
	w->text[w->len] = '\0';
}


static void words_add_z(words_t *w, const char *text)
{
	words_add(w, text, (int)strlen(text));
}


/* one line each: "main (for calls out): sip:...: registered" */
static int add_line(const account_view_t *view, void *arg)
{
	char status[ACCOUNT_STATUS_MAX + 1];
	words_t *w = arg;

	if(w->len > 0)
		words_add_z(w, "\n");
	if(w->len > CHAT_WORDS_MAX - CHAT_LINE_MAX) {
		words_add_z(w, "...");
		return 1;
	}
	words_add(w, view->fields.line.s, view->fields.line.len);
	words_add_z(w, view->fields.is_default ? " (for calls out): " : ": ");
	xmpp_account_status(view, status, sizeof(status));
	words_add_z(w, status);
	return 0;
}


static void on_status(const str *owner, words_t *w)
{
	if(xmpp_account_list(owner, add_line, w) == 0)
		words_add_z(w, "You have no SIP account here. Write register to add "
					   "one.");
}


/* --- register ---------------------------------------------------------------------- */

typedef struct linking
{
	account_link_t link;
	char *secret;
	int made;
} linking_t;

static int link_make(const account_view_t *view, void *arg)
{
	char status[ACCOUNT_STATUS_MAX + 1];
	linking_t *l = arg;

	if(view) {
		l->link.today = view->fields;
		l->link.status.s = status;
		l->link.status.len = xmpp_account_status(view, status, sizeof(status));
	}
	l->link.is_new = view == NULL;
	l->made =
			xmpp_account_link_make(&l->link, ACCOUNT_CFG(web_time), l->secret);
	return 1;
}


static void on_link(const xmpp_link_stanza_t *s, const str *owner, words_t *w)
{
	char secret[ACCOUNT_LINK_SECRET + 1], minutes[64];
	linking_t l = {.secret = secret, .made = -1};

	if(xmpp_account_config.web_url.len == 0) {
		words_add_z(w, "There is no web form here. Use a client that can "
					   "register with gateways, or ask who runs this server.");
		return;
	}
	memset(&l.link, 0, sizeof(l.link));
	l.link.today.owner = *owner;
	l.link.today.keep_reachable = 1;
	l.link.component = s->component;
	if(xmpp_account_get(owner, NULL, link_make, &l) == 0)
		link_make(NULL, &l);
	if(l.made < 0) {
		words_add_z(w, "There are too many links just now. Try it again in a "
					   "few minutes.");
		return;
	}
	words_add_z(w, "Your form, for you alone: ");
	words_add(
			w, xmpp_account_config.web_url.s, xmpp_account_config.web_url.len);
	words_add_z(w, secret);
	snprintf(minutes, sizeof(minutes), "\nIt works once, within %d min.",
			(ACCOUNT_CFG(web_time) + 59) / 60);
	words_add_z(w, minutes);
}


/* --- remove ------------------------------------------------------------------------ */

/* an account by the name of its line, or by its address */
typedef struct wanted
{
	str line; /* what was written; then the name of the line, in buf */
	int found;
	char buf[ACCOUNT_LINE_MAX];
} wanted_t;

static int line_matches(const account_view_t *view, void *arg)
{
	wanted_t *w = arg;
	str aor = view->fields.aor;

	if(!link_folded_equal(&view->fields.line, &w->line)) {
		if(aor.len != w->line.len && aor.len > 4) {
			aor.s += 4; /* "sip:" need not be written */
			aor.len -= 4;
		}
		if(!link_folded_equal(&aor, &w->line))
			return 0;
	}
	if(view->fields.line.len > (int)sizeof(w->buf))
		return 0;
	memcpy(w->buf, view->fields.line.s, (size_t)view->fields.line.len);
	w->line.s = w->buf;
	w->line.len = view->fields.line.len;
	w->found = 1;
	return 1;
}


static int count_line(const account_view_t *view, void *arg)
{
	(void)view;
	(void)arg;
	return 0;
}


static void on_remove(const str *owner, const str *line, words_t *w)
{
	int n = xmpp_account_list(owner, count_line, NULL);
	wanted_t wanted = {.line = *line};

	if(n > 1 && line->len == 0) {
		words_add_z(w, "Which one? Write remove and its name or address:\n");
		xmpp_account_list(owner, add_line, w);
		return;
	}
	if(line->len > 0) {
		xmpp_account_list(owner, line_matches, &wanted);
		n = wanted.found ? xmpp_account_remove(owner, &wanted.line) : 0;
	} else {
		n = xmpp_account_remove(owner, NULL);
	}
	words_add_z(w, n > 0 ? "Signed out and forgotten."
						 : "You have no such SIP account here.");
}


static void answer(const xmpp_link_stanza_t *s, const str *owner,
		const str *body, words_t *w)
{
	str line;

	switch(xmpp_account_words_read(body, &line)) {
		case ACCOUNT_WORD_STATUS:
			on_status(owner, w);
			break;
		case ACCOUNT_WORD_REGISTER:
			on_link(s, owner, w);
			break;
		case ACCOUNT_WORD_REMOVE:
			on_remove(owner, &line, w);
			break;
		case ACCOUNT_WORD_SECRET:
			words_add_z(w, advice);
			break;
		default:
			w->len = snprintf(
					w->text, sizeof(w->text), help, STR_FMT(&s->component));
			break;
	}
}


static int on_chat(
		const xmpp_link_stanza_t *s, const xmpp_gateway_chat_t *chat, void *arg)
{
	static const char unreadable[] =
			"This message came encrypted, and I cannot read it. Switch the "
			"encryption off in this chat, and write again.";
	str owner = link_jid_bare(&s->from);
	account_result_t result;
	static words_t w;

	(void)arg;
	if(chat->is_group || !xmpp_account_door_is_for(s))
		return XMPP_LINK_PASS;
	if(!may_talk(&owner)) {
		xmpp_account_link.error(s, "wait", "policy-violation", NULL, NULL,
				"Too many messages within a minute.");
		return XMPP_LINK_HANDLED;
	}
	if(xmpp_account_allowed(&owner, &result) < 0) {
		xmpp_account_door_refuse(s, &result);
		return XMPP_LINK_HANDLED;
	}
	w.len = 0;
	if(chat->encrypted)
		words_add_z(&w, unreadable);
	else
		answer(s, &owner, &chat->body, &w);
	xmpp_account_door_send(&s->component, &s->from, w.text);
	memset(&w, 0, sizeof(w)); /* there may be a link in it */
	return XMPP_LINK_HANDLED;
}


int xmpp_account_chat_init(void)
{
	return xmpp_account_gateway.on_chat(on_chat, NULL);
}
