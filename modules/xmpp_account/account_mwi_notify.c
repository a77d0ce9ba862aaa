/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: a NOTIFY of an account's voice mail, in the script
 *
 * Our Call-ID and tag are random, and known to the notifier alone: who has them
 * in a request to the account's Contact speaks for the mailbox. Without a tag of
 * ours it must come from where REGISTER was answered, as a call does.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/forward.h"
#include "../../core/ip_addr.h"
#include "../../core/mem/shm_mem.h"
#include "../../core/parser/hf.h"
#include "../../core/parser/parse_from.h"
#include "../../core/parser/parse_to.h"
#include "../../core/parser/parse_uri.h"
#include "../../modules/sl/sl.h"

#include "account_config.h"
#include "account_mwi.h"
#include "account_mwi_notify.h"
#include "account_table.h"
#include "account_text.h"

enum
{
	NOTIFY_MAX = 16384, /* bytes of one */
};

typedef enum match
{
	MATCH_NONE = 0, /* no account of ours */
	MATCH_DIALOG,
	MATCH_REGISTRAR, /* nobody asked for it, and it is of the registrar */
	MATCH_UNKNOWN,	 /* an account, and no subscription of it */
} match_t;

typedef struct notice
{
	xmpp_link_task_t task; /* first: the worker hands it to us */
	char token[ACCOUNT_TOKEN_LEN + 1];
	int in_dialog;
	str msg;
} notice_t;

static sl_api_t sl;


/* --- to the owner ------------------------------------------------------------------ */

static void notice_run(xmpp_link_task_t *t)
{
	notice_t *n = (notice_t *)t;
	str token = {n->token, ACCOUNT_TOKEN_LEN};
	account_t *a = xmpp_account_find_token(xmpp_account_link.self(), &token);

	if(a)
		xmpp_account_mwi_notify(a, &n->msg, n->in_dialog);
	shm_free(n);
}


static int notice_post(
		int worker, const str *token, const sip_msg_t *msg, int in_dialog)
{
	notice_t *n;

	if(msg->len > NOTIFY_MAX)
		return -1;
	n = shm_malloc(sizeof(*n) + (size_t)msg->len);
	if(n == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(n, 0, sizeof(*n));
	n->task.run = notice_run;
	memcpy(n->token, token->s, ACCOUNT_TOKEN_LEN);
	n->in_dialog = in_dialog;
	n->msg.s = (char *)(n + 1);
	n->msg.len = (int)msg->len;
	memcpy(n->msg.s, msg->buf, (size_t)msg->len);
	if(xmpp_account_link.post(worker, &n->task, 0) == 0)
		return 0;
	shm_free(n);
	return -1;
}


/* --- whose it is -------------------------------------------------------------------- */

static int text_is(const char *ours, int len, const str *theirs)
{
	return theirs->len == len && memcmp(ours, theirs->s, (size_t)len) == 0;
}


/* with the lock; a second dialog by a fork is none (RFC 3842 section 3.9) */
static match_t account_match(const account_t *a, const sip_msg_t *msg)
{
	const account_mwi_t *m = a->mwi;
	const str *tag = &get_to(msg)->tag_value, *from = &get_from(msg)->tag_value;

	if(m == NULL)
		return MATCH_UNKNOWN;
	if(tag->len > 0)
		return text_is(m->callid, ACCOUNT_TOKEN_LEN, &msg->callid->body)
							   && text_is(m->tag, ACCOUNT_MWI_TAG_LEN, tag)
							   && (m->remote_tag.len == 0
									   || text_is(m->remote_tag.s,
											   m->remote_tag.len, from))
					   ? MATCH_DIALOG
					   : MATCH_UNKNOWN;
	return a->source.len > 0 && ip_addr_cmp(&a->source, &msg->rcv.src_ip)
				   ? MATCH_REGISTRAR
				   : MATCH_UNKNOWN;
}


static match_t worker_match(int worker, const str *token, const sip_msg_t *msg)
{
	match_t match = MATCH_NONE;
	account_t *a;

	xmpp_account_lock(worker);
	a = xmpp_account_find_token(worker, token);
	if(a)
		match = account_match(a, msg);
	xmpp_account_unlock(worker);
	return match;
}


static int is_summary(sip_msg_t *msg)
{
	int at = 0;
	str word;

	if(msg->event == NULL)
		return 0;
	word = xmpp_account_token(&msg->event->body, &at);
	return xmpp_account_word_is(&word, "message-summary");
}


/* Is it for this Kamailio by a name that was an account's? */
static int was_ours(sip_msg_t *msg)
{
	const str *user = &msg->parsed_uri.user;
	int i;

	for(i = 0; i < user->len; i++)
		if((user->s[i] < 'a' || user->s[i] > 'z')
				&& (user->s[i] < '2' || user->s[i] > '7'))
			return 0;
	return check_self(&msg->parsed_uri.host, msg->parsed_uri.port_no, 0) == 1;
}


static int answer(sip_msg_t *msg, int code, const char *phrase)
{
	str text;

	text.s = (char *)phrase;
	text.len = (int)strlen(phrase);
	if(sl.freply(msg, code, &text) < 0)
		LM_ERR("NOTIFY of an account's voice mail cannot be answered\n");
	return 1;
}


int xmpp_account_script_notify(sip_msg_t *msg)
{
	match_t match = MATCH_NONE;
	const str *token;
	int worker;

	if(msg->first_line.u.request.method_value != METHOD_NOTIFY
			|| parse_headers(msg, HDR_EOH_F, 0) < 0 || msg->callid == NULL
			|| parse_from_header(msg) < 0 || parse_to_header(msg) < 0
			|| parse_sip_msg_uri(msg) < 0 || !is_summary(msg))
		return -1;
	token = &msg->parsed_uri.user;
	if(token->len != ACCOUNT_TOKEN_LEN)
		return -1;
	for(worker = 0; worker < xmpp_account_link.workers(); worker++) {
		match = worker_match(worker, token, msg);
		if(match != MATCH_NONE)
			break;
	}
	if(match == MATCH_NONE && !was_ours(msg))
		return -1;
	if(match == MATCH_NONE || match == MATCH_UNKNOWN)
		return answer(msg, 481, "Subscription Does Not Exist");
	if(notice_post(worker, token, msg, match == MATCH_DIALOG) < 0)
		return answer(msg, 503, "Service Unavailable");
	return answer(msg, 200, "OK");
}


int xmpp_account_mwi_notify_init(void)
{
	if(sl_load_api(&sl) == 0)
		return 0;
	LM_ERR("the module sl must be loaded\n");
	return -1;
}
