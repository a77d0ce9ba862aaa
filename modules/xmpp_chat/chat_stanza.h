/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what a message stanza holds. PURE
 *
 * Read once from the XML that the link hands over; no DOCTYPE, no entities but
 * XML's own, elements at most CHAT_STANZA_DEPTH deep. What is known of each
 * extension is kept, whether it makes sense with the others or not.
 */

#ifndef CHAT_STANZA_H
#define CHAT_STANZA_H

#include "../../core/str.h"
#include "chat_cpim.h"

enum
{
	CHAT_STANZA_DEPTH = 16,
	CHAT_STANZA_ROOM = 256 * 1024, /* bytes of all strings of a stanza */
	CHAT_REACTIONS_MAX = 32,
	CHAT_FALLBACKS_MAX = 4,
};

/* Extensions without a value of their own. */
enum
{
	CHAT_HAS_BODY = 1 << 0,
	CHAT_HAS_REQUEST = 1 << 1,	  /* XEP-0184: wants a receipt */
	CHAT_HAS_MARKABLE = 1 << 2,	  /* XEP-0333 */
	CHAT_HAS_NO_STORE = 1 << 3,	  /* XEP-0334: no-store, no-permanent-store */
	CHAT_HAS_PRIVATE = 1 << 4,	  /* XEP-0280; or no-copy */
	CHAT_HAS_CARBON = 1 << 5,	  /* XEP-0280: a copy of another message */
	CHAT_HAS_ARCHIVED = 1 << 6,	  /* XEP-0313: out of an archive */
	CHAT_HAS_PEP = 1 << 7,		  /* an event of XEP-0060 */
	CHAT_HAS_MUC = 1 << 8,		  /* XEP-0045, XEP-0249 */
	CHAT_HAS_DELAY = 1 << 9,	  /* XEP-0203, 0091 */
	CHAT_HAS_SPOILER = 1 << 10,	  /* XEP-0382 */
	CHAT_HAS_RETRACT = 1 << 11,	  /* XEP-0424 */
	CHAT_HAS_REACTIONS = 1 << 12, /* XEP-0444: also of none, which takes them
									 back */
	CHAT_HAS_JINGLE = 1 << 13,	  /* XEP-0353, and any other of Jingle's */
	CHAT_HAS_ERROR = 1 << 14,
};

typedef enum chat_type
{
	CHAT_TYPE_NORMAL = 0, /* also none, and unknown ones (RFC 6121 5.2.2) */
	CHAT_TYPE_CHAT,
	CHAT_TYPE_GROUPCHAT,
	CHAT_TYPE_HEADLINE,
	CHAT_TYPE_ERROR,
} chat_type_t;

typedef enum chat_state
{
	CHAT_STATE_NONE = 0, /* XEP-0085 */
	CHAT_STATE_ACTIVE,
	CHAT_STATE_COMPOSING,
	CHAT_STATE_PAUSED,
	CHAT_STATE_INACTIVE,
	CHAT_STATE_GONE,
} chat_state_t;

typedef enum chat_marker
{
	CHAT_MARKER_NONE = 0,
	CHAT_MARKER_RECEIVED,  /* of old versions of XEP-0333 */
	CHAT_MARKER_DISPLAYED, /* and acknowledged of old versions */
} chat_marker_t;

typedef enum chat_encrypted
{
	CHAT_ENCRYPTED_NO = 0,
	CHAT_ENCRYPTED_KEYS, /* OMEMO without a payload: no text */
	CHAT_ENCRYPTED_YES,	 /* OMEMO, OTR, OpenPGP, aesgcm:, XEP-0380 */
} chat_encrypted_t;

/* A part of the body that others have in another form (XEP-0428), in
 * characters; end < 0: all of it */
typedef struct chat_fallback
{
	str of; /* namespace of that form */
	int start, end;
} chat_fallback_t;

/* Strings are unescaped; what is not there is empty. */
typedef struct chat_stanza
{
	str id, from, to;
	chat_type_t type;
	unsigned has; /* CHAT_HAS_... */
	str body, subject, thread;
	str language; /* xml:lang of the body itself: servers stamp the stanza's */
	str received; /* XEP-0184: id of the message that arrived */
	chat_marker_t marker;
	str marked; /* id of the message that the marker is about */
	chat_state_t state;
	chat_encrypted_t encrypted;
	str encryption; /* name or namespace, for a log line */
	str replaces;	/* XEP-0308: id */
	str replied;	/* XEP-0461: id of the message that is answered */
	str replied_to; /* and the JID that sent it */
	chat_fallback_t fallback[CHAT_FALLBACKS_MAX];
	int fallback_count;
	str reacted; /* XEP-0444: id */
	str reaction[CHAT_REACTIONS_MAX];
	int reaction_count;
	str retracted; /* XEP-0424: id */
	str spoiler;   /* its hint */
	str url;	   /* XEP-0066; or the first of XEP-0447 */
	str origin_id; /* XEP-0359 */
	str delay_stamp, delay_from;
	str error_type, error_condition, error_text;
} chat_stanza_t;

/**
 * Read a message stanza.
 *
 * @param buf where strings go; as many bytes as the XML has are always enough
 * @return 0, -1: not well formed, too deep, or no room in buf
 */
int xmpp_chat_stanza_read(
		const str *xml, char *buf, int cap, chat_stanza_t *stanza);

/* Is there something in it that an XMPP user means to be read? */
int xmpp_chat_stanza_is_text(const chat_stanza_t *stanza);

/* What of CHAT_WANT_... it asks for */
unsigned xmpp_chat_stanza_wants(const chat_stanza_t *stanza);

#endif
