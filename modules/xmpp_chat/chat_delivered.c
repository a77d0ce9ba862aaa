/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: a text that was kept for a phone has reached it
 */

#include <string.h>

#include "../../core/dprint.h"

#include "chat_conf.h"
#include "chat_delivered.h"
#include "chat_incoming.h"
#include "chat_notified.h"
#include "chat_uac.h"


static void delivered_run(xmpp_link_task_t *t)
{
	chat_incoming_t *in = (chat_incoming_t *)t;

	xmpp_chat_notified(in);
	xmpp_chat_incoming_free(in);
}


/* as if the phone had said it by an IMDN */
int xmpp_chat_delivered(
		sip_msg_t *msg, str *callid, str *from_uri, str *phone_uri)
{
	chat_incoming_t values, *in;
	char jid[LINK_JID_MAX];

	(void)msg;
	memset(&values, 0, sizeof(values));
	if(callid->len != CHAT_CALLID_LEN
			|| xmpp_chat_gateway.addr_to_jid(
					   from_uri, 0, jid, sizeof(jid), &values.user)
					   < 0) {
		LM_ERR("xmpp_chat_delivered: %.*s to %.*s is no text of the gateway\n",
				STR_FMT(callid), STR_FMT(phone_uri));
		return -1;
	}
	values.from = *phone_uri;
	values.is_imdn = 1;
	values.imdn.kind = CHAT_IMDN_DELIVERED;
	values.message_id = values.imdn.message_id = *callid;
	in = xmpp_chat_incoming_new(&values);
	if(in == NULL)
		return -1;
	in->task.run = delivered_run;
	if(xmpp_chat_link.post(xmpp_chat_link.owner(&values.user), &in->task, 0)
			== 0)
		return 1;
	xmpp_chat_incoming_free(in);
	return -1;
}
