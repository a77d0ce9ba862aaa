/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: how many texts a sender may send in a minute
 */

#include <stdint.h>

#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "chat_conf.h"
#include "chat_limits.h"

enum
{
	LIMITS_COUNTERS = 4096,
	MINUTE = 60000, /* ms */
};

typedef struct counter
{
	uint32_t minute;
	unsigned texts;
} counter_t;

static counter_t counters[LIMITS_COUNTERS];


int xmpp_chat_limits_pass(const str *sender)
{
	uint32_t minute = (uint32_t)(xmpp_chat_link.now() / MINUTE) + 1;
	counter_t *c =
			&counters[link_hash(LINK_HASH_START, sender) % LIMITS_COUNTERS];

	if(c->minute != minute) {
		c->minute = minute;
		c->texts = 0;
	}
	if(++c->texts <= (unsigned)CHAT_CFG(rate))
		return 1;
	LINK_LOG(LM_NOTICE,
			"%.*s sends more than %d texts in a minute (parameter rate): "
			"refused\n",
			STR_FMT(sender), CHAT_CFG(rate));
	return 0;
}
