/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: header lines of bodies and of their parts. PURE
 */

#ifndef CHAT_MIME_H
#define CHAT_MIME_H

#include "../../core/str.h"

enum
{
	CHAT_MIME_DEPTH = 4, /* multipart in multipart */
};

/* One header line, folded lines included */
typedef struct chat_line
{
	str name, value; /* trimmed */
} chat_line_t;

/* What header lines say of a body; what is not there is empty. */
typedef struct chat_head
{
	str type, disposition, encoding, transfer, language;
	int is_doubled; /* one of them came twice */
} chat_head_t;

/* A multipart body on its way. */
typedef struct chat_mime
{
	const char *begin, *end;
	const char *next; /* behind the last delimiter line */
	str boundary;
	int is_closed; /* that was the closing one */
} chat_mime_t;

/**
 * The line that begins at p.
 *
 * @return what follows it; line->name is empty: it is the empty line, or no
 *         header; NULL: p is the end
 */
const char *xmpp_chat_mime_line(
		const char *p, const char *end, chat_line_t *line);

/* Does this line end the headers? */
int xmpp_chat_mime_is_empty(const char *p, const char *end);

/* All lines up to the empty one. return what follows that; or the end */
const char *xmpp_chat_mime_head(
		const char *p, const char *end, chat_head_t *head);

/* Case ignored */
int xmpp_chat_mime_equals(const str *s, const char *z);

/* "text/plain;charset=x"; subtype NULL: any */
int xmpp_chat_mime_is(const str *value, const char *type, const char *subtype);

/* A parameter of a value, without its quotes. return 0, -1 there is none */
int xmpp_chat_mime_param(const str *value, const char *name, str *out);

/* return 0, -1: no boundary, or no delimiter of that */
int xmpp_chat_mime_begin(chat_mime_t *m, const str *type, const str *body);

/* The next part, without the line end before its delimiter. return 0, -1 none */
int xmpp_chat_mime_next(chat_mime_t *m, str *part);

#endif
