/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: how somebody is, in words. PURE
 */

#include <string.h>

#include "presence_state.h"

static const char *const names[] = {
		[PRESENCE_SHOW_CHAT] = "chat",
		[PRESENCE_SHOW_AWAY] = "away",
		[PRESENCE_SHOW_XA] = "xa",
		[PRESENCE_SHOW_DND] = "dnd",
};


const char *xmpp_presence_show_name(presence_show_t show)
{
	return names[show];
}


presence_show_t xmpp_presence_show_read(const str *word)
{
	int i;

	for(i = PRESENCE_SHOW_CHAT; i <= PRESENCE_SHOW_DND; i++)
		if((size_t)word->len == strlen(names[i])
				&& memcmp(word->s, names[i], (size_t)word->len) == 0)
			return (presence_show_t)i;
	return PRESENCE_SHOW_NONE;
}
