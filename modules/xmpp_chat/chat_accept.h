/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what a SIP message says that its sender takes. PURE
 */

#ifndef CHAT_ACCEPT_H
#define CHAT_ACCEPT_H

enum
{
	/* bits */
	CHAT_TAKES_CPIM = 1,	  /* message/cpim */
	CHAT_TAKES_COMPOSING = 2, /* application/im-iscomposing+xml */
};

/**
 * The headers Accept of a request or an answer.
 *
 * @param buf the whole message; what follows the empty line is not looked at
 * @return CHAT_TAKES_... that are named; wildcards name none
 */
unsigned xmpp_chat_accept_read(const char *buf, int len);

#endif
