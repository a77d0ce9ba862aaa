/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: answers of SIP as errors of XMPP, and back. PURE
 */

#ifndef CHAT_ERROR_H
#define CHAT_ERROR_H

#include "../../core/str.h"

typedef struct chat_error
{
	const char *condition; /* of RFC 6120 section 8.3.3 */
	const char *type;	   /* auth, cancel, modify or wait */
} chat_error_t;

/* What XMPP says for a final answer from 300 up */
chat_error_t xmpp_chat_error_of_sip(int status);

typedef struct chat_status
{
	int code;
	const char *reason;
} chat_status_t;

/**
 * What SIP says for an error stanza, in place of a 202.
 *
 * @param is_policy a not-acceptable is one of ours: 488, not 403
 */
chat_status_t xmpp_chat_status_of_error(const str *condition, int is_policy);

/* Does an error count that comes after the 202? (Others are no proof: servers
 * send them for sessions that hibernate though the text is stored.)
 *
 * @param late ms since the message was sent
 */
int xmpp_chat_error_counts(const str *type, int late, int has_receipt);

#endif
