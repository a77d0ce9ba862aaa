/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: how a watched XMPP user is, as a document
 */

#ifndef PRESENCE_DOCUMENT_H
#define PRESENCE_DOCUMENT_H

#include "presence_dialog_info.h"
#include "presence_pidf_write.h"
#include "presence_presentity.h"

enum
{
	PRESENCE_DOCUMENT_MAX = 4096
};

/**
 * OWNER. That of the subscription's package.
 *
 * @param hash of what it says, whatever its version is
 * @return length; 0: nothing is known, or it does not fit
 */
int xmpp_presence_document(
		const presence_sub_t *s, char *buf, int cap, uint32_t *hash);

#endif
