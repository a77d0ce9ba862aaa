/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: reads application/x-www-form-urlencoded. PURE
 *
 * As browsers send it (URL standard, section 5.1), and stricter: what no browser
 * writes is refused, not repaired.
 */

#ifndef ACCOUNT_URLENCODED_H
#define ACCOUNT_URLENCODED_H

#include "../../core/str.h"

enum
{
	ACCOUNT_URLENCODED_PAIRS = 32, /* of one body */
};

/* return 0, anything else ends it */
typedef int (*account_urlencoded_f)(
		const str *name, const str *value, void *arg);

/**
 * Show all pairs of a body to f, in order.
 *
 * @param buf names and values lie there; as many bytes as the body are enough
 * @return 0, -1: a "%" without two hexadecimal digits, a NUL, too many pairs,
 *         no room; or what ended it
 */
int xmpp_account_urlencoded_read(
		const str *body, char *buf, int cap, account_urlencoded_f f, void *arg);

#endif
