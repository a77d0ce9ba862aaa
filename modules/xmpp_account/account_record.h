/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: an account as one line of a directory. PURE
 *
 * Kamailio's RPCs take texts and numbers alone: so an account is one text, as an
 * HTML form is sent (application/x-www-form-urlencoded), which every language
 * can write: jid=romeo%40xmpp.example&sip_address=alice%40sip.example&…
 */

#ifndef ACCOUNT_RECORD_H
#define ACCOUNT_RECORD_H

#include "account_check.h"
#include "account_ha1.h"

enum
{
	/* the fields, their names, and an HA1 in its parts */
	ACCOUNT_RECORD_MAX = ACCOUNT_FIELDS_MAX + 512,
};

typedef struct account_record
{
	account_fields_t fields; /* not checked yet; views into what follows */
	char text[ACCOUNT_RECORD_MAX];
	char ha1[ACCOUNT_HA1_MAX];
} account_record_t;

/* return NULL, or what is wrong, in words for the operator; static. *field is
 * its name, static, or empty when it is the text itself. There are secrets in a
 * record, whatever is returned */
const char *xmpp_account_record_read(
		const str *text, account_record_t *out, const char **field);

#endif
