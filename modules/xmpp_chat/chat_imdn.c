/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: message/imdn+xml (RFC 5438). PURE
 */

#include <stdlib.h>

#include "../xmpp_link/xml_build.h"
#include "chat_imdn.h"
#include "chat_xml.h"

#define IMDN_NS "urn:ietf:params:xml:ns:imdn"

/* of an element at depth 1 */
enum
{
	IN_OTHER = 0,
	IN_DELIVERY,
	IN_DISPLAY,
};

static int reason_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_imdn_t *imdn = x->out;
	char *code = (char *)xmlTextReaderGetAttribute(r, BAD_CAST "code");
	long n = code ? strtol(code, NULL, 10) : 0;

	xmlFree(code);
	imdn->reason_code = n >= 300 && n <= 699 ? (int)n : 0;
	imdn->reason.len = 0;
	x->value = &imdn->reason;
	return 0;
}


/* below <delivery-notification><status/>, or <display-notification> */
static void status_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_imdn_t *imdn = x->out;

	if(x->state[1] == IN_DELIVERY && xmpp_chat_xml_is(r, "delivered", IMDN_NS))
		imdn->kind = CHAT_IMDN_DELIVERED;
	if(x->state[1] == IN_DELIVERY && xmpp_chat_xml_is(r, "failed", IMDN_NS))
		imdn->kind = CHAT_IMDN_FAILED;
	if(x->state[1] == IN_DISPLAY && xmpp_chat_xml_is(r, "displayed", IMDN_NS))
		imdn->kind = CHAT_IMDN_DISPLAYED;
}


static void child_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_imdn_t *imdn = x->out;

	if(xmpp_chat_xml_is(r, "message-id", IMDN_NS))
		x->value = &imdn->message_id;
	else if(xmpp_chat_xml_is(r, "datetime", IMDN_NS))
		x->value = &imdn->date;
	else if(xmpp_chat_xml_is(r, "recipient-uri", IMDN_NS))
		x->value = &imdn->recipient;
	else if(xmpp_chat_xml_is(r, "original-recipient-uri", IMDN_NS))
		x->value = &imdn->original_recipient;
	else if(xmpp_chat_xml_is(r, "delivery-notification", IMDN_NS))
		x->state[1] = IN_DELIVERY;
	else if(xmpp_chat_xml_is(r, "display-notification", IMDN_NS))
		x->state[1] = IN_DISPLAY;
	if(x->value && x->value->len > 0)
		x->value = NULL; /* it came before */
}


static int imdn_element(chat_xml_t *x, xmlTextReaderPtr r, int depth)
{
	if(depth == 0)
		return xmpp_chat_xml_is(r, "imdn", IMDN_NS) ? 0 : -1;
	if(!xmpp_chat_xml_in(r, IMDN_NS)) {
		const char *name = (const char *)xmlTextReaderConstLocalName(r);

		return name && strcmp(name, "reason") == 0 ? reason_read(x, r) : 0;
	}
	if(depth == 1)
		child_read(x, r);
	if(depth == 3)
		status_read(x, r);
	return 0;
}


int xmpp_chat_imdn_read(const str *body, char *buf, int cap, chat_imdn_t *imdn)
{
	chat_xml_t x = {.out = imdn, .element = imdn_element};

	memset(imdn, 0, sizeof(*imdn));
	if(xmpp_chat_xml_walk(&x, body, buf, cap) < 0 || imdn->message_id.len == 0)
		return -1;
	return 0;
}


static void element_put(xml_build_t *b, const char *name, const str *text)
{
	if(text->len <= 0)
		return;
	xml_build_open(b, name);
	xml_build_text(b, text);
	xml_build_close(b);
}


int xmpp_chat_imdn_write(const chat_imdn_t *imdn, chat_out_t *out)
{
	static const char *const status[] = {
			"error", "delivered", "displayed", "failed"};
	xml_build_t b;
	str xml;

	xmpp_chat_put_z(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n");
	if(out->failed)
		return -1;
	xml_build_init(&b, out->s + out->len, (size_t)(out->cap - out->len));
	xml_build_open(&b, "imdn");
	xml_build_attr_z(&b, "xmlns", IMDN_NS);
	element_put(&b, "message-id", &imdn->message_id);
	element_put(&b, "datetime", &imdn->date);
	element_put(&b, "recipient-uri", &imdn->recipient);
	element_put(&b, "original-recipient-uri", &imdn->original_recipient);
	xml_build_open(&b, imdn->kind == CHAT_IMDN_DISPLAYED
							   ? "display-notification"
							   : "delivery-notification");
	xml_build_open(&b, "status");
	xml_build_open(&b, status[imdn->kind]);
	while(b.depth > 0 && !b.failed)
		xml_build_close(&b);
	if(xml_build_end(&b, &xml) < 0)
		return -1;
	out->len += xml.len;
	return 0;
}
