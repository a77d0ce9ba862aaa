/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: Content-Encoding: deflate. PURE
 */

#ifndef CHAT_INFLATE_H
#define CHAT_INFLATE_H

#include "../../core/str.h"

enum
{
	CHAT_INFLATE_BROKEN = -1,
	CHAT_INFLATE_TOO_LONG = -2, /* it does not fit into the buffer */
};

/* zlib (RFC 1950), or bare deflate (RFC 1951), which some send as well.
 * return 0, or what is wrong with it */
int xmpp_chat_inflate(const str *in, char *buf, int cap, str *out);

#endif
