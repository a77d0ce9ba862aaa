/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: MESSAGE requests of ours
 *
 * OWNER of the XMPP user: sends one through tm, to our own socket; its final
 * answer comes back to the same worker as a task, with the Call-ID. An answer
 * that is lost is silence: who waits for it waits for a limited time.
 */

#ifndef CHAT_UAC_H
#define CHAT_UAC_H

#include "../../core/str.h"

enum
{
	CHAT_CALLID_LEN = 24,
	CHAT_REASON_MAX = 64, /* bytes of a reason phrase that are kept */
	/* of a MESSAGE, beside its URIs, its own headers and its body: Via, Call-ID,
	 * CSeq, Max-Forwards, User-Agent, Content-Length, names of the others, our
	 * own header while it is there */
	CHAT_UAC_FIXED = 330,
	/* Via, Record-Route and the like of proxies on its way */
	CHAT_UAC_ON_THE_WAY = 150,
};

typedef struct chat_request
{
	str callid;
	str from_uri;
	str uri;	  /* Request-URI and To */
	str type;	  /* Content-Type */
	str language; /* Content-Language; or empty, as these: */
	str subject;  /* one line, no control characters */
	str date;
	str body;
	int is_local; /* of local_domains */
	int is_room;  /* a line of a room */
	int waiting;  /* texts behind it */
} chat_request_t;

/* The final answer; reason is valid until it returns. takes: CHAT_TAKES_... that
 * it names in Accept */
typedef void (*chat_answer_f)(
		const str *callid, int code, const str *reason, unsigned takes);

/* mod_init. return 0, -1 (logged) */
int xmpp_chat_uac_init(chat_answer_f f);
/* OWNER. return 0, -1 it was not sent (logged); f is not called then */
int xmpp_chat_uac_send(const chat_request_t *request);

#endif
