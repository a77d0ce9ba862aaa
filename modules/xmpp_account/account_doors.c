/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: all doors by which users reach their accounts
 */

#include "account_chat.h"
#include "account_command.h"
#include "account_contact.h"
#include "account_doors.h"
#include "account_inband.h"
#include "account_web.h"

int xmpp_account_doors_init(void)
{
	if(xmpp_account_web_init() < 0 || xmpp_account_contact_init() < 0
			|| xmpp_account_inband_init() < 0 || xmpp_account_chat_init() < 0)
		return -1;
	return xmpp_account_command_init();
}


void xmpp_account_doors_destroy(void)
{
	xmpp_account_web_destroy();
}
