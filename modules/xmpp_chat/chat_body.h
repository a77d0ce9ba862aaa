/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what the body of a SIP MESSAGE holds. PURE
 *
 * All of it down to what a user sees: Content-Encoding undone, message/cpim and
 * multipart opened, charset converted, HTML stripped.
 */

#ifndef CHAT_BODY_H
#define CHAT_BODY_H

#include "chat_composing.h"
#include "chat_cpim.h"
#include "chat_imdn.h"
#include "chat_text.h"

enum
{
	CHAT_INFLATE_MAX = 64 * 1024, /* bytes that a compressed body may become */
	/* for xmpp_chat_body_read(): inflated, and text of it in UTF-8 */
	CHAT_BODY_ROOM = CHAT_INFLATE_MAX + 4 * CHAT_TEXT_MAX,
};

/* for Accept and Accept-Encoding of a 415, and of OPTIONS */
#define CHAT_ACCEPT                                                          \
	"text/plain, text/html, message/cpim, message/imdn+xml, "                \
	"application/im-iscomposing+xml, application/vnd.gsma.rcs-ft-http+xml, " \
	"multipart/mixed, multipart/alternative, multipart/related"
#define CHAT_ACCEPT_ENCODING "deflate, identity"

typedef enum chat_body_kind
{
	CHAT_BODY_EMPTY = 0, /* 200, nothing is sent */
	CHAT_BODY_TEXT,
	CHAT_BODY_FILE, /* text is its URL */
	CHAT_BODY_IMDN,
	CHAT_BODY_COMPOSING,
	CHAT_BODY_REFUSED, /* status, reason */
} chat_body_kind_t;

/* Headers of the MESSAGE, as they are; what is not there is empty. */
typedef struct chat_body_in
{
	str type;	  /* Content-Type; empty: text/plain */
	str encoding; /* Content-Encoding */
	str language; /* Content-Language */
	str subject;
	str body;
} chat_body_in_t;

/* Views into the request and into the caller's buffer. */
typedef struct chat_body
{
	chat_body_kind_t kind;
	str text;			   /* as XMPP has it */
	str subject, language; /* as XMPP has them: the one in CPIM comes first */
	str file_name, file_type;
	int has_cpim; /* its sender takes CPIM (and cpim says what it asks for) */
	chat_cpim_t cpim;
	chat_imdn_t imdn;
	chat_composing_t composing;
	int status; /* 400, 413, 415 */
	const char *reason;
	const char *accept;			 /* 415: value of this header, or NULL */
	const char *accept_encoding; /* likewise */
} chat_body_t;

/* buf: CHAT_BODY_ROOM bytes */
void xmpp_chat_body_read(
		const chat_body_in_t *in, char *buf, int cap, chat_body_t *body);

#endif
