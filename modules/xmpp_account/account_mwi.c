/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: voice mail of accounts (RFC 3842)
 */

#include <stdio.h>
#include <stddef.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/rand/fastrand.h"
#include "../xmpp_link/link_log.h"

#include "account_authorize.h"
#include "account_config.h"
#include "account_dialog.h"
#include "account_mwi.h"
#include "account_policy.h"
#include "account_sender.h"
#include "account_stats.h"
#include "account_store.h"
#include "account_tell.h"
#include "account_text.h"

enum
{
	MWI_PATIENCE = 90000, /* ms for an answer, of tm's failures too */
	MWI_AGAIN = 1000,	  /* ms when the senders have too much to do */
	MWI_URI_MAX = 600,
	MWI_MINUTE = 60000, /* ms */
	MWI_TEXTS = 10,		/* of an account within a minute */
	MWI_HEADERS_MAX = ACCOUNT_REALMS_MAX * ACCOUNT_AUTHORIZATION_MAX,
};

static const str none = STR_NULL;


static int chance(void)
{
	return (int)fastrand_max(999);
}


/* --- sending ------------------------------------------------------------------------- */

/* Its SIP address, or where the dialog says */
static const str *request_uri(const account_mwi_t *m)
{
	return m->sub.has_dialog && m->target.len > 0 ? &m->target
												  : &m->account->fields.aor;
}


/* The first of the route set, or the target: where it would go is the notifier's
 * choice. What may not be followed goes to the registrar, which may know it. */
static int may_follow(const account_mwi_t *m)
{
	str hop = m->routes.len > 0 ? m->routes : m->target;
	const char *end;

	if(m->routes.len > 0) {
		/* "<uri>,<uri>" */
		end = memchr(hop.s, '>', (size_t)hop.len);
		hop.s++;
		hop.len = end ? (int)(end - hop.s) : 0;
	}
	if(xmpp_account_policy_uri(&hop, &m->account->source))
		return 1;
	LINK_LOG(LM_NOTICE,
			"voice mail of account %.*s of XMPP user %.*s wants to be asked at "
			"%.*s, which parameter sip_domains does not have: the registrar is "
			"asked\n",
			STR_FMT(&m->account->fields.line),
			STR_FMT(&m->account->fields.owner), STR_FMT(&hop));
	return 0;
}


static void request_send(account_mwi_t *m, const str *headers)
{
	account_t *a = m->account;
	char hop[MWI_URI_MAX];
	account_outgoing_t out = {.account = a,
			.kind = ACCOUNT_SUBSCRIBE,
			.callid = m->callid,
			.tag = m->tag,
			.headers = *headers,
			.uri = *request_uri(m)};

	out.expires =
			xmpp_account_sub_expires(&m->sub, ACCOUNT_CFG(voicemail_expires));
	if(m->sub.has_dialog) {
		out.remote_tag = m->remote_tag;
		out.routes = m->routes;
	} else {
		out.routes = a->routes;
	}
	/* within a dialog a proxy that wants to see it is in the route set; without
	 * one the registrar's own route is the way (RFC 3608) */
	if(out.remote_tag.len > 0 ? !may_follow(m)
							  : a->fields.proxy.len > 0 || out.routes.len == 0)
		xmpp_account_hop(&a->fields, hop, sizeof(hop), &out.hop);
	out.cseq = ++m->cseq;
	out.serial = ++m->serial;
	xmpp_account_stat(ACCOUNT_STAT_SUBSCRIPTIONS);
	xmpp_account_link.timer_set(&m->timer,
			xmpp_account_sender_put(&out) == 0 ? MWI_PATIENCE : MWI_AGAIN);
}


static void dialog_new(account_mwi_t *m)
{
	account_t *a = m->account;

	xmpp_account_text_set(a, &m->remote_tag, &none);
	xmpp_account_text_set(a, &m->target, &none);
	xmpp_account_text_set(a, &m->routes, &none);
	xmpp_account_lock(a->worker);
	xmpp_account_link.random_text(m->callid, ACCOUNT_TOKEN_LEN);
	xmpp_account_link.random_text(m->tag, ACCOUNT_MWI_TAG_LEN);
	xmpp_account_unlock(a->worker);
	m->cseq = m->remote_cseq = 0;
}


/* Who asks for another realm's password is not the registrar. */
static void authenticate(account_mwi_t *m, const str *reply)
{
	account_challenge_t c[ACCOUNT_REALMS_MAX];
	account_request_t request = {
			.method = str_init("SUBSCRIBE"), .uri = *request_uri(m)};
	char lines[MWI_HEADERS_MAX];
	str headers = {lines, 0};
	int i, n = 0,
		   count = xmpp_account_challenges_for(
				   reply, xmpp_account_can_meet, m->account, c);

	for(i = 0; i < count && n >= 0; i++) {
		n = xmpp_account_is_realm(m->account, &c[i].realm)
					? xmpp_account_authorize_as(m->account, &c[i], &request, 1,
							lines + headers.len,
							(int)sizeof(lines) - headers.len)
					: -1;
		headers.len += n > 0 ? n : 0;
	}
	if(count == 0 || n < 0)
		xmpp_account_sub_give_up(&m->sub, xmpp_account_link.now(), chance());
	else
		request_send(m, &headers);
}


/* --- steps ----------------------------------------------------------------------------- */

static void state_log(const account_mwi_t *m, account_sub_state_t was)
{
	const account_fields_t *f = &m->account->fields;

	if(m->sub.state != was)
		LM_INFO("voice mail of account %.*s of XMPP user %.*s: %s, last answer "
				"%d\n",
				STR_FMT(&f->line), STR_FMT(&f->owner),
				xmpp_account_sub_name(m->sub.state), m->sub.code);
}


static void act(account_mwi_t *m, account_sub_action_t action, const str *reply)
{
	switch(action) {
		case ACCOUNT_SUB_DO_SUBSCRIBE:
			dialog_new(m);
			request_send(m, &none);
			break;
		case ACCOUNT_SUB_DO_REFRESH:
			request_send(m, &none);
			break;
		case ACCOUNT_SUB_DO_AUTHENTICATE:
			authenticate(m, reply);
			break;
		default:
			break;
	}
}


static void due_set(account_mwi_t *m)
{
	uint64_t now = xmpp_account_link.now();

	if(m->sub.in_flight)
		return;
	if(m->sub.due == 0)
		xmpp_account_link.timer_stop(&m->timer);
	else
		xmpp_account_link.timer_set(
				&m->timer, m->sub.due > now ? (int)(m->sub.due - now) : 0);
}


static void step(account_mwi_t *m, account_sub_event_t event,
		const account_answer_t *answer, const str *reply)
{
	account_sub_state_t was = m->sub.state;
	account_sub_action_t action;

	m->sub.least = ACCOUNT_CFG(voicemail_refresh_min);
	action = xmpp_account_sub_step(&m->sub, event, answer,
			ACCOUNT_CFG(voicemail_expires), xmpp_account_link.now(), chance());

	act(m, action, reply);
	due_set(m);
	state_log(m, was);
}


static void timer_run(xmpp_link_timer_t *t)
{
	account_mwi_t *m =
			(account_mwi_t *)(void *)((char *)t
									  - offsetof(account_mwi_t, timer));

	if(m->sub.in_flight) {
		m->serial++; /* what comes now comes too late */
		step(m, ACCOUNT_SUB_SILENT, NULL, NULL);
	} else {
		step(m, ACCOUNT_SUB_DUE, NULL, NULL);
	}
}


/* return 0, -1: there is no memory for it, or it is none */
static int dialog_take(account_mwi_t *m, const str *msg, int is_request)
{
	account_t *a = m->account;
	account_dialog_t d;

	if(xmpp_account_dialog_read(msg, is_request, &d) < 0)
		return m->target.len > 0 && m->remote_tag.len > 0 ? 0 : -1;
	/* the route set is that of what came first (RFC 3261 section 12.1) */
	if(m->remote_tag.len == 0
			&& xmpp_account_text_set(a, &m->routes, &d.routes) < 0)
		return -1;
	return xmpp_account_text_set(a, &m->target, &d.target) < 0
						   || xmpp_account_text_set(a, &m->remote_tag, &d.tag)
									  < 0
				   ? -1
				   : 0;
}


static void on_answer(const account_incoming_t *in)
{
	account_t *a =
			xmpp_account_find_token(xmpp_account_link.self(), &in->token);
	account_mwi_t *m = a ? a->mwi : NULL;
	account_answer_t answer;

	if(m == NULL || m->serial != in->serial || !m->sub.in_flight)
		return;
	if(in->text.len > 0)
		xmpp_account_answer_read(&in->text, NULL, 0, &answer);
	if(in->text.len == 0 || answer.code < 200
			|| (answer.code < 300 && !m->sub.is_leave
					&& dialog_take(m, &in->text, 0) < 0))
		step(m, ACCOUNT_SUB_SILENT, NULL, NULL);
	else
		step(m, ACCOUNT_SUB_ANSWER, &answer, &in->text);
}


/* --- what the mailbox says ------------------------------------------------------------ */

/* a mailbox that says something else each second is not to fill a chat */
static int may_text(account_mwi_t *m)
{
	uint64_t minute = xmpp_account_link.now() / MWI_MINUTE + 1;

	if(m->minute != minute) {
		m->minute = minute;
		m->texts = 0;
	}
	if(m->texts++ < MWI_TEXTS)
		return 1;
	if(m->texts == MWI_TEXTS + 1)
		LINK_LOG(LM_NOTICE,
				"the mailbox of account %.*s of XMPP user %.*s changes more "
				"than %d times a minute: the user is not told of each\n",
				STR_FMT(&m->account->fields.line),
				STR_FMT(&m->account->fields.owner), MWI_TEXTS);
	return 0;
}


static str body_of(const str *msg)
{
	str body = {msg->s + msg->len, 0};
	int i;

	for(i = 0; i + 4 <= msg->len; i++)
		if(memcmp(msg->s + i, "\r\n\r\n", 4) == 0) {
			body.s = msg->s + i + 4;
			body.len = msg->len - i - 4;
			break;
		}
	return body;
}


static void summary_tell(account_mwi_t *m)
{
	const account_summary_t *was = &m->told, *is = &m->summary;
	int rises = xmpp_account_summary_rises(was, is);
	int is_equal = was->is_waiting == is->is_waiting
				   && was->new_messages == is->new_messages;

	m->told = *is;
	if(is_equal)
		return;
	m->told_at = xmpp_account_link.now();
	xmpp_account_store_put(m->account);
	xmpp_account_tell_voice(m->account, rises && may_text(m));
}


static void later_run(xmpp_link_timer_t *t)
{
	summary_tell((account_mwi_t *)(void *)((char *)t
										   - offsetof(account_mwi_t, later)));
}


/* The first change is told at once, of those that follow the last one when the
 * interval is over. */
static void summary_take(account_mwi_t *m, const str *msg)
{
	uint64_t now = xmpp_account_link.now();
	uint64_t next = m->told_at + (uint64_t)ACCOUNT_CFG(voicemail_interval);
	account_summary_t is;
	str body = body_of(msg);

	if(xmpp_account_summary_read(&body, &is) < 0)
		return;
	xmpp_account_lock(m->account->worker);
	m->summary = is;
	xmpp_account_unlock(m->account->worker);
	if(m->later.slot == 0 && m->told_at > 0 && now < next) {
		m->later.run = later_run;
		xmpp_account_link.timer_set(&m->later, (int)(next - now));
	} else if(m->later.slot == 0) {
		summary_tell(m);
	}
}


/* in order; a repeated one has the number of the last */
static int is_old(account_mwi_t *m, const str *msg)
{
	account_dialog_t d;

	if(xmpp_account_dialog_read(msg, 1, &d) < 0 || d.cseq <= m->remote_cseq)
		return 1;
	m->remote_cseq = d.cseq;
	return 0;
}


void xmpp_account_mwi_notify(account_t *a, const str *msg, int in_dialog)
{
	account_mwi_t *m = a->mwi;
	account_sub_state_t was;
	account_notify_t notify;

	if(a->user == NULL || m == NULL || (in_dialog && is_old(m, msg)))
		return;
	if(in_dialog && xmpp_account_sub_read(msg, &notify) == 0) {
		was = m->sub.state;
		if(!notify.is_terminated)
			dialog_take(m, msg, 1);
		xmpp_account_sub_notify(&m->sub, &notify,
				ACCOUNT_CFG(voicemail_expires), xmpp_account_link.now(),
				chance());
		due_set(m);
		state_log(m, was);
	}
	summary_take(m, msg);
}


/* --- the registration ------------------------------------------------------------------ */

void xmpp_account_mwi_follow(account_t *a)
{
	account_state_t state = a->reg.state;
	int is_wanted = a->user && state == ACCOUNT_REGISTERED
					&& ACCOUNT_CFG(voicemail_expires) > 0;

	if(is_wanted && a->mwi == NULL && xmpp_account_mwi_make(a) < 0)
		return;
	if(a->mwi == NULL)
		return;
	a->mwi->timer.run = timer_run;
	if(is_wanted && !a->mwi->sub.is_wanted)
		step(a->mwi, ACCOUNT_SUB_WANT, NULL, NULL);
	else if(!a->mwi->sub.is_wanted)
		return;
	else if(state == ACCOUNT_LEAVING
			|| (state == ACCOUNT_REGISTERED && !is_wanted))
		step(a->mwi, ACCOUNT_SUB_UNWANT, NULL, NULL);
	else if(state == ACCOUNT_OFFLINE || state == ACCOUNT_REFUSED)
		step(a->mwi, ACCOUNT_SUB_DROP, NULL, NULL);
}


void xmpp_account_mwi_changed(account_t *a)
{
	if(a->mwi && a->mwi->sub.state == ACCOUNT_SUB_REFUSED)
		step(a->mwi, ACCOUNT_SUB_DROP, NULL, NULL);
}


void xmpp_account_mwi_end(account_t *a)
{
	if(a->mwi == NULL)
		return;
	xmpp_account_link.timer_stop(&a->mwi->timer);
	xmpp_account_link.timer_stop(&a->mwi->later);
}


void xmpp_account_mwi_init(void)
{
	xmpp_account_sender_hear(ACCOUNT_SUBSCRIBE, on_answer);
}
