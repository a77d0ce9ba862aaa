/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: addresses of files. PURE, header only
 *
 * Others open them: https alone (XEP-0363 section 6), as RFC 3986 writes a URI.
 */

#ifndef CHAT_URL_H
#define CHAT_URL_H

#include <string.h>
#include <strings.h>

#include "../../core/str.h"

enum
{
	CHAT_URL_MAX = 2048, /* bytes */
};

static inline int xmpp_chat_url_is(const str *url)
{
	static const char scheme[] = "https://";
	const int n = sizeof(scheme) - 1;
	int i;

	if(url->len <= n || url->len > CHAT_URL_MAX
			|| strncasecmp(url->s, scheme, (size_t)n) != 0
			|| strchr("/?#:@.", url->s[n]) != NULL)
		return 0;
	for(i = n; i < url->len; i++)
		if(url->s[i] <= ' ' || url->s[i] >= 0x7f
				|| strchr("<>\"\\^`{|}", url->s[i]) != NULL)
			return 0;
	return 1;
}

#endif
