/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: a SIP message as lines, a header value as words. PURE
 *
 * For answers of registrars, which are hostile until shown otherwise: nothing
 * is changed, nothing allocated, all is a view into the message.
 */

#ifndef ACCOUNT_TEXT_H
#define ACCOUNT_TEXT_H

#include "../../core/str.h"

typedef struct account_header
{
	str name;
	str value; /* without blanks around it; a folded one with its line breaks */
} account_header_t;

/**
 * The next header of a message.
 *
 * @param at 0 for the first one, behind the first line
 * @return 1, 0: there is none any more
 */
int xmpp_account_header_next(const str *msg, int *at, account_header_t *out);

/* Is it called so? Letters of any case; compact: its short form, or 0 */
int xmpp_account_header_is(
		const account_header_t *h, const char *name, char compact);

int xmpp_account_word_is(const str *s, const char *word);
/* without blanks and line breaks around it */
str xmpp_account_trim(str s);
/* A number of at most max; digits behind which nothing but blanks, a comment or
 * parameters stand. -1: none */
int xmpp_account_number(const str *s, int max);

/* The next token at *at (RFC 3261 section 25.1), moved behind it; empty: none */
str xmpp_account_token(const str *s, int *at);
/* What is between the quotes of the quoted-string at *at, escapes as they are.
 * 0, -1: it does not end, or has control characters */
int xmpp_account_quoted(const str *s, int *at, str *out);
void xmpp_account_skip_blanks(const str *s, int *at);

/**
 * The next of a list whose items are separated by commas, which may be within
 * quotes and angle brackets (RFC 3261 section 7.3.1).
 *
 * @param at 0 for the first one
 * @return 1, 0: there is none any more
 */
int xmpp_account_item_next(const str *value, int *at, str *item);

/* The URI of a name-addr or addr-spec, and the parameters of the header behind
 * it, from their first semicolon on. 0, -1: it has no end */
int xmpp_account_name_addr(const str *item, str *uri, str *params);
/* A parameter among ";a=1;b". value: without quotes; empty when it has none.
 * return 1, 0: it is not there */
int xmpp_account_param(const str *params, const char *name, str *value);

#endif
