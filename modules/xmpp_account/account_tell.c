/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: who hears what became of an account
 *
 * Those who wait are a short list of each worker, in malloc memory: as many as
 * there may be attempts.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_log.h"

#include "account_config.h"
#include "account_event.h"
#include "account_stats.h"
#include "account_tell.h"
#include "account_view.h"

enum
{
	TELL_WAITING_MAX = 4096
};

typedef struct waiting
{
	struct waiting *next;
	char token[ACCOUNT_TOKEN_LEN];
	account_done_f f;
	void *arg;
} waiting_t;

static waiting_t *waiting = NULL;
static int waiting_count = 0;

static account_change_f listeners[ACCOUNT_LISTENERS];
static int listener_count = 0;
static account_text_f user_text = NULL;


int xmpp_account_on_change(account_change_f f)
{
	if(listener_count == ACCOUNT_LISTENERS) {
		LM_ERR("no more than %d can use on_change\n", ACCOUNT_LISTENERS);
		return -1;
	}
	listeners[listener_count++] = f;
	return 0;
}


void xmpp_account_on_text(account_text_f f)
{
	user_text = f;
}


int xmpp_account_await(const account_t *a, account_done_f f, void *arg)
{
	waiting_t *w;

	if(waiting_count == TELL_WAITING_MAX || (w = malloc(sizeof(*w))) == NULL)
		return -1;
	memcpy(w->token, a->token, ACCOUNT_TOKEN_LEN);
	w->f = f;
	w->arg = arg;
	w->next = waiting;
	waiting = w;
	waiting_count++;
	return 0;
}


static waiting_t *waiting_take(waiting_t **p)
{
	waiting_t *w = *p;

	*p = w->next;
	waiting_count--;
	return w;
}


/* taken out before they are called: they may wait again */
static void waiting_tell(const account_t *a, const account_view_t *view)
{
	waiting_t **p = &waiting, *told = NULL, *w;

	while(*p)
		if(memcmp((*p)->token, a->token, ACCOUNT_TOKEN_LEN) == 0) {
			w = waiting_take(p);
			w->next = told;
			told = w;
		} else {
			p = &(*p)->next;
		}
	while((w = told) != NULL) {
		told = w->next;
		w->f(view, w->arg);
		free(w);
	}
}


static void listeners_tell(const account_view_t *view, account_state_t was)
{
	int i;

	for(i = 0; i < listener_count; i++)
		listeners[i](view, was);
}


/* a registrar that is away is one line for each account, not for each try */
static void log_write(
		const account_t *a, const account_view_t *view, account_state_t was)
{
	char status[ACCOUNT_STATUS_MAX];

	xmpp_account_status(view, status, sizeof(status));
	if(view->state == ACCOUNT_REFUSED
			|| (view->state == ACCOUNT_FAILED && a->reg.failures == 1))
		LINK_LOG(LM_NOTICE, "account %.*s of XMPP user %.*s: %s\n",
				STR_FMT(&view->fields.line), STR_FMT(&view->fields.owner),
				status);
	else if(view->state != was)
		LM_INFO("account %.*s of XMPP user %.*s: %s\n",
				STR_FMT(&view->fields.line), STR_FMT(&view->fields.owner),
				status);
}


static void outcome_tell(account_t *a)
{
	account_view_t view;

	if(a->reg.outcome == ACCOUNT_REFUSED)
		xmpp_account_stat(ACCOUNT_STAT_REFUSED);
	else if(a->reg.outcome == ACCOUNT_FAILED)
		xmpp_account_stat(ACCOUNT_STAT_FAILED);
	if(waiting == NULL)
		return;
	xmpp_account_view(a, &view);
	view.state = a->reg.outcome;
	waiting_tell(a, &view);
}


void xmpp_account_tell(account_t *a, account_state_t was)
{
	account_state_t outcome = a->reg.outcome;
	account_view_t view;

	if(outcome != ACCOUNT_OFFLINE)
		outcome_tell(a);
	if(was == a->reg.state && outcome == ACCOUNT_OFFLINE)
		return;
	xmpp_account_view(a, &view);
	log_write(a, &view, was);
	if(was == a->reg.state)
		return;
	if(view.state == ACCOUNT_REGISTERED)
		xmpp_account_stat(ACCOUNT_STAT_REGISTERED);
	listeners_tell(&view, was);
	xmpp_account_event_run(&view, was);
}


void xmpp_account_tell_removed(account_t *a)
{
	waiting_tell(a, NULL);
}


void xmpp_account_tell_new(const account_t *a)
{
	account_view_t view;

	xmpp_account_view(a, &view);
	listeners_tell(&view, ACCOUNT_STATES);
}


void xmpp_account_tell_hidden(const account_t *a)
{
	account_view_t view;
	account_state_t was = a->reg.state;

	xmpp_account_view(a, &view);
	view.state = ACCOUNT_STATES;
	listeners_tell(&view, was);
	xmpp_account_event_run(&view, was);
}


void xmpp_account_tell_voice(const account_t *a, int is_new)
{
	char words[ACCOUNT_SUMMARY_TEXT + ACCOUNT_AOR_MAX + 8];
	account_view_t view;
	int n;

	xmpp_account_view(a, &view);
	listeners_tell(&view, view.state);
	if(!is_new || user_text == NULL)
		return;
	n = xmpp_account_summary_text(&view.voice, words, ACCOUNT_SUMMARY_TEXT);
	if(a->user->count > 1)
		snprintf(words + n, sizeof(words) - (size_t)n, " (%.*s)",
				STR_FMT(&view.fields.aor));
	xmpp_account_stat(ACCOUNT_STAT_VOICE_TEXTS);
	user_text(&view, words);
}


void xmpp_account_tell_text(const account_t *a, const char *words)
{
	account_view_t view;

	if(user_text == NULL)
		return;
	xmpp_account_view(a, &view);
	user_text(&view, words);
}


int xmpp_account_tell_init(void)
{
	return xmpp_account_event_init();
}
