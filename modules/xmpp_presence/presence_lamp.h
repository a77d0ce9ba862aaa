/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: is a SIP user in a call, by what its server says of its
 * dialogs, document by document (RFC 4235). PURE
 */

#ifndef PRESENCE_LAMP_H
#define PRESENCE_LAMP_H

#include <stdint.h>

#include "presence_dialog_info.h"

/* All that is known of the user's dialogs. No pointers. */
typedef struct presence_lamp
{
	unsigned version; /* of the last document */
	unsigned char is_known;
	unsigned char is_partial; /* that one */
	unsigned char count;
	struct
	{
		uint32_t id; /* hash of it */
		presence_dialog_state_t state;
	} dialog[PRESENCE_DIALOGS];
} presence_lamp_t;

/* A document, as a lamp of its own */
void xmpp_presence_lamp_read(
		const presence_dialogs_t *document, presence_lamp_t *out);

/* Take one over: a full one replaces all. return 1: one before it has not come
 * (section 4.3): a full one must be asked for; 0 */
int xmpp_presence_lamp_take(presence_lamp_t *lamp, const presence_lamp_t *next);

/* In a call: answered, or also while it rings if early is set? 1, 0 */
int xmpp_presence_lamp_busy(const presence_lamp_t *lamp, int early);

#endif
