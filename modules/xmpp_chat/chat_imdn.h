/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: message/imdn+xml (RFC 5438). PURE
 */

#ifndef CHAT_IMDN_H
#define CHAT_IMDN_H

#include "chat_out.h"

typedef enum chat_imdn_kind
{
	CHAT_IMDN_OTHER =
			0, /* processed, forbidden ...: says nothing of its fate */
	CHAT_IMDN_DELIVERED,
	CHAT_IMDN_DISPLAYED,
	CHAT_IMDN_FAILED,
} chat_imdn_kind_t;

/* Views; what is not there is empty. */
typedef struct chat_imdn
{
	chat_imdn_kind_t kind;
	str message_id; /* of the message that it is about */
	str date;		/* its DateTime */
	str recipient;	/* <recipient-uri/> */
	str original_recipient;
	int reason_code; /* of Linphone's <imdn:reason/>, 0: none */
	str reason;
} chat_imdn_t;

/* Strings of the result lie in buf. return 0, -1: not well formed, none, without
 * a message-id, no room */
int xmpp_chat_imdn_read(const str *body, char *buf, int cap, chat_imdn_t *imdn);

/* kind: delivered, displayed or failed. return 0, -1 no room */
int xmpp_chat_imdn_write(const chat_imdn_t *imdn, chat_out_t *out);

#endif
