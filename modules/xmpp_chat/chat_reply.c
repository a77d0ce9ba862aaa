/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: answers to requests that wait
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../modules/tm/tm_load.h"

#include "chat_conf.h"
#include "chat_reply.h"

static struct tm_binds tm;
static void (*session_f)(const chat_transaction_t *transaction, int code);


int xmpp_chat_reply_init(void)
{
	if(tm_load_api(&tm) == 0)
		return 0;
	LM_ERR("the module tm must be loaded before this one\n");
	return -1;
}


void xmpp_chat_reply_on_session(
		void (*f)(const chat_transaction_t *transaction, int code))
{
	session_f = f;
}


int xmpp_chat_reply_with(const chat_transaction_t *transaction, int code,
		const char *phrase, const char *tag, const str *headers,
		const str *body)
{
	struct cell *t = NULL, *saved = tm.t_gett();
	int branch = tm.t_gett_branch(), rc = -1;
	str reason, b = *body, h = *headers, to_tag;

	reason.s = (char *)phrase;
	reason.len = (int)strlen(phrase);
	to_tag.s = (char *)tag;
	to_tag.len = CHAT_TAG_LEN;
	if(tm.t_lookup_ident(&t, transaction->hash, transaction->label) >= 0)
		rc = tm.t_reply_with_body(t, (unsigned)code, &reason, &b, &h, &to_tag);
	tm.t_sett(saved, branch);
	LM_DBG("%d %s: %d\n", code, phrase, rc);
	return rc < 0 ? -1 : 0;
}


int xmpp_chat_reply(const chat_transaction_t *transaction, int code,
		const char *phrase, const char *tag)
{
	str body = STR_NULL, headers = STR_NULL;
	char buf[64];

	if(transaction->is_session) {
		session_f(transaction, code);
		return 0;
	}
	if(code == 503) {
		headers.s = buf;
		headers.len = snprintf(
				buf, sizeof(buf), "Retry-After: %d\r\n", CHAT_CFG(retry_after));
	}
	return xmpp_chat_reply_with(
			transaction, code, phrase, tag, &headers, &body);
}
