/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: how somebody is, whatever it was told in. PURE,
 * types only
 */

#ifndef PRESENCE_STATE_H
#define PRESENCE_STATE_H

#include "../../core/str.h"

/* <basic/> of RFC 3863; of XMPP: is a device available? */
typedef enum presence_basic
{
	PRESENCE_UNKNOWN = 0, /* nothing was said of it */
	PRESENCE_OPEN,
	PRESENCE_CLOSED,
} presence_basic_t;

/* <show/> of RFC 6121, from the most to the least willing to talk */
typedef enum presence_show
{
	PRESENCE_SHOW_NONE = 0,
	PRESENCE_SHOW_CHAT,
	PRESENCE_SHOW_AWAY,
	PRESENCE_SHOW_XA,
	PRESENCE_SHOW_DND,
} presence_show_t;

enum
{
	PRESENCE_NOTE_CHARS = 128,
	PRESENCE_NOTE_MAX = 4 * PRESENCE_NOTE_CHARS,
	PRESENCE_LANG_MAX = 35,	 /* RFC 5646 section 4.4.1 */
	PRESENCE_SINCE_MAX = 40, /* xs:dateTime with a zone */
};

/* Strings are views; what was not said is empty. */
typedef struct presence_state
{
	presence_basic_t basic;
	presence_show_t show;
	int on_the_phone; /* whatever show is; a reader sets show to dnd as well */
	str note;		  /* one line, in words */
	str lang;		  /* of the note (xml:lang) */
	str since;		  /* idle since then (xs:dateTime) */
} presence_state_t;

/* The word of RFC 6121; NULL: none is said. */
const char *xmpp_presence_show_name(presence_show_t show);
/* PRESENCE_SHOW_NONE for words that RFC 6121 does not have */
presence_show_t xmpp_presence_show_read(const str *word);

#endif
