/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: what a SUBSCRIBE wants, and answers to a NOTIFY. PURE
 */

#ifndef PRESENCE_REQUEST_H
#define PRESENCE_REQUEST_H

#include "../../core/str.h"

typedef enum presence_package
{
	PRESENCE_PACKAGE_OTHER = -1,
	PRESENCE_PACKAGE_PRESENCE = 0, /* RFC 3856 */
	PRESENCE_PACKAGE_DIALOG,	   /* RFC 4235 */
	PRESENCE_PACKAGES,
} presence_package_t;

enum
{
	PRESENCE_EVENT_ID_MAX = 64,
	PRESENCE_EVENT_MAX = 16 + PRESENCE_EVENT_ID_MAX,
};

#define PRESENCE_ALLOW_EVENTS "presence, dialog"

const char *xmpp_presence_package_name(presence_package_t package);
/* Content-Type of its documents */
const char *xmpp_presence_package_type(presence_package_t package);

/**
 * Value of an Event header (RFC 6665 section 8.2.1).
 *
 * @param event its value as our NOTIFY says it: the package, and the id if there
 *              is one; buf has PRESENCE_EVENT_MAX bytes
 * @return the package; PRESENCE_PACKAGE_OTHER also when it is malformed
 */
presence_package_t xmpp_presence_event_read(
		const str *value, char *buf, str *event);

/* Does the value of an Accept header have this type, or one with a star that
 * stands for it? 1, 0 */
int xmpp_presence_accepts(const str *value, const char *type);

/* Seconds of an Expires header. return -1: it is no number */
int xmpp_presence_expires_read(const str *value);

/* Does this answer to a NOTIFY end the subscription (RFC 6665 section 4.2.2, RFC
 * 5057)? 408 is none at all. 1, 0 */
int xmpp_presence_answer_ends(int code);

#endif
