/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what a mailbox says (RFC 3842 section 5.2). PURE
 */

#ifndef ACCOUNT_SUMMARY_H
#define ACCOUNT_SUMMARY_H

#include "../../core/str.h"

enum
{
	ACCOUNT_MESSAGES_MAX = 99999, /* more are so many */
	ACCOUNT_SUMMARY_TEXT = 64,
};

typedef struct account_summary
{
	unsigned char is_known;
	unsigned char is_waiting; /* Messages-Waiting: yes */
	unsigned char is_counted; /* there was a Voice-Message line */
	int new_messages;
	int old_messages;
} account_summary_t;

/* A body of application/simple-message-summary. 0, -1: it is none */
int xmpp_account_summary_read(const str *body, account_summary_t *out);

/* Is there something in it that the one before had not: more new messages? */
int xmpp_account_summary_rises(
		const account_summary_t *was, const account_summary_t *is);

/* "2 new voice messages", or nothing when none are new. buf:
 * ACCOUNT_SUMMARY_TEXT bytes. return its length */
int xmpp_account_summary_text(const account_summary_t *s, char *buf, int cap);

#endif
