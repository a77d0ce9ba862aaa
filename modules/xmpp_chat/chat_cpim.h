/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: message/cpim (RFC 3862, 5438). PURE
 *
 * Written in the form that Linphone takes: addresses without a name, an empty
 * line before the headers of what is inside, as RFC 3862 section 2 has it, not as
 * RFC 5438 section 7.1.1.3 prints it. Both are read.
 */

#ifndef CHAT_CPIM_H
#define CHAT_CPIM_H

#include "chat_out.h"

enum
{
	CHAT_CPIM_ROUTES = 4, /* IMDN-Record-Route headers that are kept */

	/* of Disposition-Notification */
	CHAT_WANT_DELIVERED = 1, /* positive-delivery */
	CHAT_WANT_FAILED = 2,	 /* negative-delivery */
	CHAT_WANT_DISPLAYED = 4, /* display */
};

/* Views; what is not there is empty. Addresses are URIs without brackets. */
typedef struct chat_cpim
{
	str from, to;
	str from_name, to_name; /* read only */
	str subject;
	str date;		 /* DateTime as it came */
	str message_id;	 /* imdn.Message-ID */
	str original_to; /* imdn.Original-To */
	unsigned wants;	 /* CHAT_WANT_... */
	str routes
			[CHAT_CPIM_ROUTES]; /* read: IMDN-Record-Route; written: IMDN-Route */
	int route_count;
	str type;			 /* Content-Type of what is inside; empty: text/plain */
	str language;		 /* Content-Language */
	str encoding;		 /* Content-Encoding, Content-Transfer-Encoding */
	int is_notification; /* Content-Disposition: notification */
	str body;
} chat_cpim_t;

/**
 * Read one. Prefixes are found by their namespace (RFC 5438 section 6.1).
 *
 * @param body borrowed: the result points into it
 * @return 0, -1 it is none, a header came twice, or a required extension
 *         (RFC 3862 section 4.4: Require) is not known
 */
int xmpp_chat_cpim_read(const str *body, chat_cpim_t *cpim);

/* return 0, -1: no room, or a value that would end a header's line */
int xmpp_chat_cpim_write(const chat_cpim_t *cpim, chat_out_t *out);

#endif
