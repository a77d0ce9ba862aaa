/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: who is in a call: documents of the event package
 * dialog (RFC 4235). PURE
 *
 * Ours name no party but the one that is watched: neither Call-ID and tags, with
 * which a call can be taken over, nor who the other one is (sections 6.3, 7).
 */

#ifndef PRESENCE_DIALOG_INFO_H
#define PRESENCE_DIALOG_INFO_H

#include "presence_xml.h"

enum
{
	PRESENCE_DIALOGS = 16,		 /* of one document; more are left out */
	PRESENCE_DIALOGS_OURS = 4,	 /* that we write: it fits in a UDP packet */
	PRESENCE_DIALOG_ID_MAX = 80, /* bytes that are looked at */
	PRESENCE_DIALOG_TEXT = PRESENCE_XML_BYTES,
	PRESENCE_DIALOG_MAX = 900,
};

#define PRESENCE_DIALOG_TYPE "application/dialog-info+xml"

/* Section 3.7.1. proceeding is early here: there is no difference to us */
typedef enum presence_dialog_state
{
	PRESENCE_DIALOG_UNKNOWN = 0,
	PRESENCE_DIALOG_TRYING,
	PRESENCE_DIALOG_EARLY,
	PRESENCE_DIALOG_CONFIRMED,
	PRESENCE_DIALOG_TERMINATED,
} presence_dialog_state_t;

typedef struct presence_dialog
{
	str id;
	presence_dialog_state_t state;
	int is_caller; /* direction initiator: the watched party has called */
} presence_dialog_t;

typedef struct presence_dialogs
{
	unsigned version;
	int is_partial; /* what is not in it is as it was */
	int count;
	presence_dialog_t dialog[PRESENCE_DIALOGS];
} presence_dialogs_t;

/**
 * @param buf of PRESENCE_DIALOG_TEXT bytes, the ids are views of it
 * @return 0, -1: no such document, or one beyond the limits
 */
int xmpp_presence_dialogs_read(
		const str *document, char *buf, int cap, presence_dialogs_t *out);

/* Is somebody in a call: is there an id with a confirmed entry, or with an early
 * one if early is set, and none that is terminated? Servers keep entries of
 * both states of one call. 1, 0 */
int xmpp_presence_dialogs_busy(const presence_dialogs_t *d, int early);

/**
 * A full document; of the dialogs, the last PRESENCE_DIALOGS_OURS are written.
 *
 * @param uri of whom it is, as the watcher has subscribed to it
 * @return length, -1: no room, or an id or uri that XML cannot hold
 */
int xmpp_presence_dialogs_write(
		const str *uri, const presence_dialogs_t *d, char *buf, int cap);

#endif
