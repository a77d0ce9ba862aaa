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
 */

#include <string.h>

#include "chat_file.h"
#include "chat_url.h"
#include "chat_xml.h"

#define FILES_NS "urn:gsma:params:xml:ns:rcs:rcs:fthttp"

static int info_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	str type;

	if(xmpp_chat_xml_attribute(x, r, "type", &type) < 0)
		return -1;
	x->state[1] = type.len == 4 && memcmp(type.s, "file", 4) == 0;
	return 0;
}


static int file_element(chat_xml_t *x, xmlTextReaderPtr r, int depth)
{
	chat_file_t *file = x->out;

	if(depth == 0)
		return xmpp_chat_xml_is(r, "file", FILES_NS) ? 0 : -1;
	if(depth == 1 && xmpp_chat_xml_is(r, "file-info", FILES_NS))
		return info_read(x, r);
	if(depth != 2 || !x->state[1])
		return 0;
	if(xmpp_chat_xml_is(r, "file-name", FILES_NS) && file->name.len == 0)
		x->value = &file->name;
	else if(xmpp_chat_xml_is(r, "content-type", FILES_NS)
			&& file->type.len == 0)
		x->value = &file->type;
	else if(xmpp_chat_xml_is(r, "data", FILES_NS) && file->url.len == 0)
		return xmpp_chat_xml_attribute(x, r, "url", &file->url);
	return 0;
}


int xmpp_chat_file_read(const str *body, char *buf, int cap, chat_file_t *file)
{
	chat_xml_t x = {.out = file, .element = file_element};

	memset(file, 0, sizeof(*file));
	if(xmpp_chat_xml_walk(&x, body, buf, cap) < 0)
		return -1;
	return xmpp_chat_url_is(&file->url) ? 0 : -1;
}
