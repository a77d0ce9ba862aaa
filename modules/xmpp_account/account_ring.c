/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what a user is told of calls to an account: which line
 * rings, and that a call was missed
 *
 * The script finds the account of an INVITE, its owner has the call a moment
 * later: the Call-ID leads from one to the other. From then on the owner keeps
 * the call, in plain memory, until it is answered or over. By a chat of the
 * gateway's: no client shows anything else of a call that says which line it is.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "account_config.h"
#include "account_ring.h"
#include "account_stats.h"
#include "account_tell.h"

enum
{
	RING_SLOTS = 256,
	RING_GR_MAX = 64,
	RING_MINUTE = 60000, /* ms */
	RING_TEXTS = 20,	 /* of an account within a minute */
	RING_WORDS_MAX = 4096 + ACCOUNT_AOR_MAX + ACCOUNT_LINE_MAX,
};

/* A call that rings. */
typedef struct ringing
{
	struct ringing *next;
	char token[ACCOUNT_TOKEN_LEN];
	int gr_len;
	char gr[RING_GR_MAX];
} ringing_t;

static ringing_t *ringing[RING_SLOTS];


/* --- whose call it is ---------------------------------------------------------------- */

/* not 0: that is an empty place */
static uint32_t callid_hash(const str *callid)
{
	uint32_t hash = link_hash(LINK_HASH_START, callid);

	return hash ? hash : 1;
}


void xmpp_account_ring_note(account_t *a, const str *callid)
{
	a->rang.calls[a->rang.count++ % ACCOUNT_RANG] = callid_hash(callid);
}


/* taken once: a call that is forked to two lines of a user has one Call-ID */
static int note_take(account_t *a, uint32_t hash)
{
	int i, found = 0;

	xmpp_account_lock(a->worker);
	for(i = 0; i < ACCOUNT_RANG && !found; i++)
		if(a->rang.calls[i] == hash) {
			a->rang.calls[i] = 0;
			found = 1;
		}
	xmpp_account_unlock(a->worker);
	return found;
}


static account_t *account_of(const jingle_call_view_t *call)
{
	account_user_t *u =
			xmpp_account_user_find(xmpp_account_link.self(), &call->user);
	uint32_t hash = callid_hash(&call->callid);
	account_t *a = u ? u->accounts : NULL;

	while(a && !note_take(a, hash))
		a = a->next;
	return a;
}


static ringing_t **slot_of(const str *gr)
{
	return &ringing[link_hash(LINK_HASH_START, gr) % RING_SLOTS];
}


static void ringing_put(const account_t *a, const str *gr)
{
	ringing_t **slot = slot_of(gr);
	ringing_t *r = gr->len <= RING_GR_MAX ? calloc(1, sizeof(ringing_t)) : NULL;

	if(r == NULL) {
		LM_ERR("no memory for a call to account %.*s of XMPP user %.*s: when "
			   "it is missed, nobody says so\n",
				STR_FMT(&a->fields.line), STR_FMT(&a->fields.owner));
		return;
	}
	memcpy(r->token, a->token, ACCOUNT_TOKEN_LEN);
	memcpy(r->gr, gr->s, (size_t)gr->len);
	r->gr_len = gr->len;
	r->next = *slot;
	*slot = r;
}


/* It rings no more. return 1, its account; 0: it did not, or the account is gone */
static int ringing_take(const str *gr, account_t **a)
{
	ringing_t **p = slot_of(gr), *r;
	str token;

	while(*p
			&& !((*p)->gr_len == gr->len
					&& memcmp((*p)->gr, gr->s, (size_t)gr->len) == 0))
		p = &(*p)->next;
	if((r = *p) == NULL)
		return 0;
	*p = r->next;
	token.s = r->token;
	token.len = ACCOUNT_TOKEN_LEN;
	*a = xmpp_account_find_token(xmpp_account_link.self(), &token);
	free(r);
	return *a && (*a)->user;
}


/* --- texts --------------------------------------------------------------------------- */

/* who calls all the time is not to fill a chat */
static int may_text(account_t *a)
{
	uint32_t minute = (uint32_t)(xmpp_account_link.now() / RING_MINUTE) + 1;

	if(a->rang.minute != minute) {
		a->rang.minute = minute;
		a->rang.texts = 0;
	}
	if(a->rang.texts++ < RING_TEXTS)
		return 1;
	if(a->rang.texts == RING_TEXTS + 1)
		LINK_LOG(LM_NOTICE,
				"calls to account %.*s of XMPP user %.*s are worth more than "
				"%d texts a minute: the user is not told of each\n",
				STR_FMT(&a->fields.line), STR_FMT(&a->fields.owner),
				RING_TEXTS);
	return 0;
}


/* "Bob (bob%pbx.example@gw.example)": what can be called back */
static int caller_write(const jingle_call_view_t *call, char *buf, int cap)
{
	str jid = link_jid_bare(&call->contact);

	if(call->is_private)
		return snprintf(buf, (size_t)cap, "an anonymous caller");
	if(call->name.len > 0)
		return snprintf(buf, (size_t)cap, "%.*s (%.*s)", STR_FMT(&call->name),
				STR_FMT(&jid));
	return snprintf(buf, (size_t)cap, "%.*s", STR_FMT(&jid));
}


/* Who has one account knows which it is. */
static int line_write(const account_t *a, char *buf, int cap)
{
	return a->user->count < 2
				   ? 0
				   : snprintf(buf, (size_t)cap, " on line %.*s (%.*s)",
						   STR_FMT(&a->fields.line), STR_FMT(&a->fields.aor));
}


static void text_send(account_t *a, const jingle_call_view_t *call,
		const char *what, const char *when)
{
	static char words[RING_WORDS_MAX];
	int n = snprintf(words, sizeof(words), "%s ", what);

	n += caller_write(call, words + n, (int)sizeof(words) - n);
	if(n < (int)sizeof(words))
		n += snprintf(words + n, sizeof(words) - (size_t)n, "%s", when);
	if(n < (int)sizeof(words))
		line_write(a, words + n, (int)sizeof(words) - n);
	xmpp_account_tell_text(a, words);
}


static void line_tell(account_t *a, const jingle_call_view_t *call)
{
	if(ACCOUNT_CFG(line_texts) && a->user->count > 1 && may_text(a))
		text_send(a, call, "Call from", "");
}


/* The user has said no, or has the call: there is nothing to be told. */
static int is_missed(const jingle_call_view_t *call)
{
	if(call->elsewhere)
		return 0;
	return strcmp(call->ended_by ? call->ended_by : "", "client") != 0
		   || strcmp(call->reason ? call->reason : "", "decline") != 0;
}


static void missed_tell(account_t *a, const jingle_call_view_t *call)
{
	char when[32] = "";
	time_t since = call->since;
	struct tm t;

	if(!is_missed(call))
		return;
	xmpp_account_stat(ACCOUNT_STAT_CALLS_MISSED);
	if(!ACCOUNT_CFG(missed_texts) || !may_text(a))
		return;
	if(localtime_r(&since, &t))
		snprintf(when, sizeof(when), " at %02d:%02d", t.tm_hour, t.tm_min);
	text_send(a, call, "Missed call from", when);
}


void xmpp_account_ring_event(
		const jingle_call_view_t *call, jingle_call_event_t event, void *param)
{
	account_t *a;

	(void)param;
	if(call->from_xmpp)
		return;
	switch(event) {
		case JINGLE_CALL_NEW:
			if((a = account_of(call)) == NULL)
				return;
			ringing_put(a, &call->gr);
			line_tell(a, call);
			break;
		case JINGLE_CALL_ANSWERED:
			ringing_take(&call->gr, &a);
			break;
		case JINGLE_CALL_ENDED:
			if(ringing_take(&call->gr, &a))
				missed_tell(a, call);
			break;
		default:
			break;
	}
}
