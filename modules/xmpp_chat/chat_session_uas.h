/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: INVITEs of MSRP sessions, and what follows them
 *
 * In the SIP process: what the request says goes to the worker that owns the XMPP
 * user, as chat_session_sip.h has it.
 */

#ifndef CHAT_SESSION_UAS_H
#define CHAT_SESSION_UAS_H

#include "../../core/parser/msg_parser.h"

/* mod_init. return 0, -1 (logged) */
int xmpp_chat_session_uas_init(void);

/* xmpp_chat_is_session(): an INVITE that offers a text session, and neither voice
 * nor picture? 1, -1 */
int xmpp_chat_session_is(sip_msg_t *msg);
/* xmpp_chat_session(): take it, from as for xmpp_chat_message(). return 0: it is
 * answered, or will be; -1 no INVITE (logged) */
int xmpp_chat_session_take(sip_msg_t *msg, const str *from);
/* xmpp_chat_session_in_dialog(): is it a later request of a session? 1: it is, and
 * is answered, or will be; -1 not */
int xmpp_chat_session_in_dialog(sip_msg_t *msg);

#endif
