/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: a MESSAGE of ours, known by the code that it carries
 */

#include <stdio.h>
#include <string.h>

#include "../../core/data_lump.h"
#include "../../core/dprint.h"
#include "../../core/crypto/md5utils.h"
#include "../../core/parser/parse_from.h"
#include "../../core/ut.h"
#include "../xmpp_link/link_log.h"
#include "../xmpp_link/link_own.h"

#include "chat_branches.h"
#include "chat_conf.h"
#include "chat_event.h"
#include "chat_own.h"

#define OWN_HEADER "P-XMPP-Chat"

enum
{
	OWN_SECRET_LEN = 32,
	OWN_VALUES_MAX = 32,
};

static char secret[OWN_SECRET_LEN + 1];


void xmpp_chat_own_init(void)
{
	xmpp_chat_link.random_text(secret, OWN_SECRET_LEN);
}


/* the secret at both ends: nothing can be written behind what it covers */
static void code_write(const str *callid, const str *values, char *hex)
{
	str parts[4] = {{secret, OWN_SECRET_LEN}, *callid, *values,
			{secret, OWN_SECRET_LEN}};

	MD5StringArray(hex, parts, 4);
}


int xmpp_chat_own_write(
		const str *callid, chat_sender_t sender, int waiting, char *buf)
{
	char hex[MD5_LEN + 1], text[OWN_VALUES_MAX];
	str values = {text, 0};

	values.len = snprintf(text, sizeof(text), "%d %d", (int)sender, waiting);
	code_write(callid, &values, hex);
	return snprintf(buf, CHAT_OWN_HEADER_MAX, OWN_HEADER ": %.*s %.*s\r\n",
			MD5_LEN, hex, STR_FMT(&values));
}


/* the first from here on */
static struct hdr_field *header_find(struct hdr_field *h)
{
	const int len = sizeof(OWN_HEADER) - 1;

	for(; h != NULL; h = h->next)
		if(h->name.len == len && strncasecmp(h->name.s, OWN_HEADER, len) == 0)
			return h;
	return NULL;
}


static void headers_remove(sip_msg_t *msg, struct hdr_field *first)
{
	struct hdr_field *h;

	for(h = first; h != NULL; h = header_find(h->next))
		if(del_lump(msg, (int)(h->name.s - msg->buf), h->len, 0) == NULL)
			LM_ERR("cannot remove the header %s\n", OWN_HEADER);
}


/* "CODE SENDER WAITING" */
static int header_read(
		const str *body, const str *callid, chat_sender_t *sender, int *waiting)
{
	char hex[MD5_LEN + 1];
	str values = *body, number;

	if(body->len < MD5_LEN + 4 || body->s[MD5_LEN] != ' ')
		return -1;
	values.s += MD5_LEN + 1;
	values.len -= MD5_LEN + 1;
	code_write(callid, &values, hex);
	if(memcmp(hex, body->s, MD5_LEN) != 0 || values.s[1] != ' ')
		return -1;
	*sender = (chat_sender_t)(values.s[0] - '0');
	number.s = values.s + 2;
	number.len = values.len - 2;
	return str2sint(&number, waiting) < 0 ? -1 : 0;
}


static int is_own_socket(const sip_msg_t *msg)
{
	return link_is_own_socket(xmpp_chat_conf.sock, &msg->rcv);
}


int xmpp_chat_own_check(sip_msg_t *msg)
{
	chat_sender_t sender;
	int waiting;
	char buf[LINK_JID_MAX];
	struct hdr_field *h;
	str user;

	if(msg->first_line.type != SIP_REQUEST || msg->REQ_METHOD != METHOD_MESSAGE)
		return -1;
	if(xmpp_chat_event_is_noted(msg))
		return 1;
	if(parse_headers(msg, HDR_EOH_F, 0) < 0 || msg->callid == NULL
			|| parse_from_header(msg) < 0)
		return -1;
	h = header_find(msg->headers);
	if(h == NULL)
		return -1;
	headers_remove(msg, h);
	if(!is_own_socket(msg)
			|| header_read(&h->body, &msg->callid->body, &sender, &waiting) < 0
			|| xmpp_chat_gateway.addr_to_jid(
					   &get_from(msg)->uri, 0, buf, sizeof(buf), &user)
					   < 0) {
		LINK_LOG(LM_WARN,
				"MESSAGE with the header %s that the gateway did not send, "
				"from %s\n",
				OWN_HEADER, ip_addr2a(&msg->rcv.src_ip));
		return -1;
	}
	xmpp_chat_event_note(msg, &user, sender, waiting);
	xmpp_chat_branches_watch(msg, &user);
	return 1;
}
