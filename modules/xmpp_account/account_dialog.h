/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what a message says of the dialog it belongs to. PURE
 *
 * RFC 3261 section 12.1: the other party's tag, its target, and the route set,
 * for requests of ours. Views into the message, but for the routes.
 */

#ifndef ACCOUNT_DIALOG_H
#define ACCOUNT_DIALOG_H

#include "../../core/str.h"

enum
{
	ACCOUNT_DIALOG_TAG_MAX = 256,
	ACCOUNT_DIALOG_URI_MAX = 512,
	ACCOUNT_DIALOG_ROUTES_MAX = 2048,
	ACCOUNT_DIALOG_ROUTE_LINES = 32, /* entries of all Record-Route lines */
};

typedef struct account_dialog
{
	str tag;
	str target;
	str routes; /* "<sip:a;lr>,<sip:b;lr>", in buf */
	unsigned cseq;
	char buf[ACCOUNT_DIALOG_ROUTES_MAX];
} account_dialog_t;

/**
 * @param is_request a request to us: the other party is in From, and its
 *                   Record-Route in order; else a response to our request
 * @return 0, -1: there is no dialog by this message
 */
int xmpp_account_dialog_read(
		const str *msg, int is_request, account_dialog_t *out);

/* The Service-Route of a 2xx to REGISTER (RFC 3608), in routes; each must be a
 * loose route. return 0, none is one; -1: it cannot be used */
int xmpp_account_service_read(const str *msg, account_dialog_t *out);

#endif
