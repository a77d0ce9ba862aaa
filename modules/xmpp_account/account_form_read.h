/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: reads a form that a user sent in a stanza. PURE
 *
 * Input is the XML of one iq: jabber:iq:register with the elements of XEP-0077,
 * or with a data form in it, which takes precedence (XEP-0077 section 4). No
 * DOCTYPE, no entities but XML's own; elements at most
 * ACCOUNT_FORM_DEPTH deep. Strings of the result lie in the caller's buffer.
 */

#ifndef ACCOUNT_FORM_READ_H
#define ACCOUNT_FORM_READ_H

#include "account_form.h"

enum
{
	ACCOUNT_FORM_DEPTH = 8,
	ACCOUNT_FORM_TEXT_MAX = 8 * 1024, /* bytes of all strings of one form */
};

typedef struct account_form_read
{
	int remove;		/* <remove/> */
	int has_form;	/* <x type='submit'/> or 'cancel' */
	int cancel;		/* its type is cancel */
	int answers;	/* that were understood */
	int elements;	/* children of the query, whatever they are */
	int wrong_type; /* FORM_TYPE is not jabber:iq:register */
	account_form_t form;
} account_form_read_t;

/* return 0, -1: not well formed, too deep, too long, or a field twice or with
 * two values */
int xmpp_account_form_read(
		const str *xml, char *buf, int cap, account_form_read_t *out);

#endif
