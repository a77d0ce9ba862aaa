/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: the dialog that a SUBSCRIBE begins, as text
 */

#ifndef PRESENCE_DIALOG_H
#define PRESENCE_DIALOG_H

#include "../../core/parser/msg_parser.h"

#include "presence_presentity.h"

enum
{
	PRESENCE_DIALOG_ROUTES = 2048, /* bytes of a route set */
	PRESENCE_DIALOG_LINES = 32,	   /* of Record-Route */
};

/* Where its texts lie. */
typedef struct presence_dialog_text
{
	char *built; /* pkg: the request with all that the script changed */
	char target[1024];
	char routes[PRESENCE_DIALOG_ROUTES];
} presence_dialog_text_t;

/**
 * The texts of the dialog (RFC 3261 section 12.1.1) but for the event. Headers
 * are parsed.
 *
 * @param texts views of msg and t
 * @return 0, or the status to refuse it with: 400, 500. In any case
 *         xmpp_presence_dialog_done()
 */
int xmpp_presence_dialog_read(
		sip_msg_t *msg, presence_dialog_text_t *t, str *texts);
void xmpp_presence_dialog_done(presence_dialog_text_t *t);

/* Number of CSeq. return 0, -1: none, or 2^31 and more */
int xmpp_presence_dialog_cseq(const sip_msg_t *msg, unsigned *cseq);

#endif
