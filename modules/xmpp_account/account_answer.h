/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what an answer to REGISTER says. PURE
 */

#ifndef ACCOUNT_ANSWER_H
#define ACCOUNT_ANSWER_H

#include "../../core/str.h"

typedef struct account_answer
{
	int code;
	str reason;		 /* its phrase; a view, clean text or empty */
	int expires;	 /* s, of our Contact; -1: it is not there, 0 likewise */
	int min_expires; /* s of a 423; 0: it says none */
	int retry_after; /* s; -1: it says none */
	str target;		 /* 3xx: the first SIP URI among its Contacts; or empty */
	int is_new;		 /* 401, 407: a realm that this try has not met; set by
						its caller */
	int is_stale;	 /* 401, 407: a nonce of ours was too old */
} account_answer_t;

/**
 * @param reply the whole message
 * @param token user part of our Contact; NULL: it answers a SUBSCRIBE, and says
 *              by Expires alone how long that counts
 * @param asked s that we had asked for: what counts when the answer does not
 *              say how long
 */
void xmpp_account_answer_read(
		const str *reply, const str *token, int asked, account_answer_t *out);

#endif
