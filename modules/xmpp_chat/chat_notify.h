/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: notifications to phones (RFC 5438) of what XMPP says
 */

#ifndef CHAT_NOTIFY_H
#define CHAT_NOTIFY_H

#include "chat_ids.h"
#include "chat_imdn.h"

/* OWNER of the XMPP user: tell the phone what became of a text of its own, when
 * it has asked for that and was not told yet. */
void xmpp_chat_notify(chat_id_t *id, chat_imdn_kind_t kind);
/* mod_init: who hears it of a text of an MSRP session, asked for or not */
void xmpp_chat_notify_on_session(
		void (*f)(unsigned session, unsigned number, chat_imdn_kind_t kind));

#endif
