/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: the pages of the web form. PURE
 *
 * HTML that is well-formed XML, too: the builder of xmpp_link escapes all that
 * is not ours, and a page that it cannot write is not sent. No script, nothing
 * loaded from anywhere; a style sheet in the page, which the nonce lets pass
 * the Content-Security-Policy.
 */

#ifndef ACCOUNT_PAGE_H
#define ACCOUNT_PAGE_H

#include "account_form.h"

enum
{
	ACCOUNT_PAGE_MAX = 16 * 1024,
	ACCOUNT_PAGE_HEADERS_MAX = 1024,
};

typedef struct account_page
{
	str owner;		   /* bare JID of whom it is for */
	str status;		   /* how the account is today, or empty */
	str proof;		   /* a hidden field: this form was shown by us; or empty */
	const char *nonce; /* of the style sheet */
	const char *wrong; /* what was wrong with what was sent, or NULL */
	int is_new;		   /* 1: the password is required */
	account_form_t form;
} account_page_t;

/* The form. return 0, -1: it cannot be written */
int xmpp_account_page_form(
		const account_page_t *page, char *buf, int cap, str *html);

/* A page that only says something. return as above */
int xmpp_account_page_text(const char *nonce, const char *title,
		const char *const *paragraphs, char *buf, int cap, str *html);

/**
 * The header lines of every page, each with its CRLF.
 *
 * @param cookie  "name=value", or NULL: none is set
 * @param seconds that the cookie lives
 * @param secure  it is sent over TLS only
 * @return 0, -1: no room
 */
int xmpp_account_page_headers(const char *nonce, const char *cookie,
		int seconds, int secure, char *buf, int cap, str *headers);

#endif
