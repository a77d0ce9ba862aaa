/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: application/vnd.gsma.rcs-ft-http+xml. PURE
 *
 * GSMA RCC.07 section 3.2.5: a file that was uploaded, as Linphone and flexisip
 * name it.
 */

#ifndef CHAT_FILE_H
#define CHAT_FILE_H

#include "../../core/str.h"

/* Views; what is not there is empty. */
typedef struct chat_file
{
	str url, name, type;
} chat_file_t;

/* The one of type "file", not its thumbnail. Strings lie in buf. return 0, -1: not
 * well formed, none, without a URL of https (chat_url.h), no room */
int xmpp_chat_file_read(const str *body, char *buf, int cap, chat_file_t *file);

#endif
