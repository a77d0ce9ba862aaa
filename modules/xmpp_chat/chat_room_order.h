/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: orders that a phone writes to a room
 *
 * OWNER of the room.
 */

#ifndef CHAT_ROOM_ORDER_H
#define CHAT_ROOM_ORDER_H

#include "chat_room_member.h"

/* id: of the phone's text. return 0: its answer comes when the room has said how
 * it ends; else the answer. The member may be gone then */
int xmpp_chat_room_order(chat_member_t *m, const str *id, chat_order_t order,
		const str *argument);
/* What the room returns of a text to one alone, in words for the phone */
void xmpp_chat_room_private_failed(
		chat_member_t *m, const str *nick, const str *condition);

#endif
