/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: application/im-iscomposing+xml (RFC 3994). PURE
 */

#ifndef CHAT_COMPOSING_H
#define CHAT_COMPOSING_H

#include "chat_out.h"

enum
{
	CHAT_COMPOSING_REFRESH = 120,	   /* seconds, section 3.3 */
	CHAT_COMPOSING_REFRESH_MIN = 60,   /* section 3.2 */
	CHAT_COMPOSING_REFRESH_MAX = 3600, /* more is taken as this */
};

typedef struct chat_composing
{
	int active;	 /* otherwise idle; any other state is idle (section 3.3) */
	int refresh; /* seconds, 0: none said; writing: none is written */
} chat_composing_t;

/* return 0, -1: not well formed, or none */
int xmpp_chat_composing_read(const str *body, chat_composing_t *composing);

/* return 0, -1 no room */
int xmpp_chat_composing_write(
		const chat_composing_t *composing, chat_out_t *out);

#endif
