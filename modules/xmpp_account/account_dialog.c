/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what a message says of the dialog it belongs to. PURE
 */

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "../xmpp_link/link_jid.h"

#include "account_dialog.h"
#include "account_text.h"

typedef struct routes
{
	str route[ACCOUNT_DIALOG_ROUTE_LINES];
	int count;
} routes_t;


static int is_sip(const str *uri)
{
	return uri->len > 5 && uri->len <= ACCOUNT_DIALOG_URI_MAX
		   && (strncasecmp(uri->s, "sip:", 4) == 0
				   || strncasecmp(uri->s, "sips:", 5) == 0)
		   && link_text_is_clean(uri->s, uri->len);
}


static str tag_read(const str *value)
{
	str uri, params, tag = STR_NULL;
	int at = 0;

	if(xmpp_account_name_addr(value, &uri, &params) < 0
			|| xmpp_account_param(&params, "tag", &tag) == 0)
		return tag;
	uri = xmpp_account_token(&tag, &at); /* what else is in it is no tag */
	if(uri.len != tag.len || tag.len > ACCOUNT_DIALOG_TAG_MAX)
		tag.len = 0;
	return tag;
}


static str contact_read(const str *value)
{
	str item, uri = STR_NULL, params;
	int at = 0;

	if(!xmpp_account_item_next(value, &at, &item)
			|| xmpp_account_name_addr(&item, &uri, &params) < 0
			|| !is_sip(&uri))
		uri.len = 0;
	return uri;
}


/* return 0, -1: more than there may be, or none that can be used */
static int routes_read(routes_t *r, const str *value)
{
	str item, uri, params;
	int at = 0;

	while(xmpp_account_item_next(value, &at, &item)) {
		if(r->count == ACCOUNT_DIALOG_ROUTE_LINES
				|| memchr(item.s, '<', (size_t)item.len) == NULL
				|| xmpp_account_name_addr(&item, &uri, &params) < 0
				|| !is_sip(&uri))
			return -1;
		r->route[r->count++] = uri;
	}
	return 0;
}


/* return 0, -1: no room */
static int routes_write(const routes_t *r, int reverse, account_dialog_t *out)
{
	const str *uri;
	int i;

	out->routes.s = out->buf;
	for(i = 0; i < r->count; i++) {
		uri = &r->route[reverse ? r->count - 1 - i : i];
		if(out->routes.len + uri->len + 3 > (int)sizeof(out->buf))
			return -1;
		if(i > 0)
			out->buf[out->routes.len++] = ',';
		out->buf[out->routes.len++] = '<';
		memcpy(out->buf + out->routes.len, uri->s, (size_t)uri->len);
		out->routes.len += uri->len;
		out->buf[out->routes.len++] = '>';
	}
	return 0;
}


int xmpp_account_dialog_read(
		const str *msg, int is_request, account_dialog_t *out)
{
	routes_t routes = {.count = 0};
	account_header_t h;
	int at = 0, n;

	memset(out, 0, offsetof(account_dialog_t, buf));
	while(xmpp_account_header_next(msg, &at, &h)) {
		if(xmpp_account_header_is(&h, "Contact", 'm') && out->target.len == 0)
			out->target = contact_read(&h.value);
		else if(xmpp_account_header_is(
						&h, is_request ? "From" : "To", is_request ? 'f' : 't'))
			out->tag = tag_read(&h.value);
		else if(xmpp_account_header_is(&h, "Record-Route", 0)
				&& routes_read(&routes, &h.value) < 0)
			return -1;
		else if(xmpp_account_header_is(&h, "CSeq", 0)) {
			n = xmpp_account_number(&h.value, INT32_MAX);
			out->cseq = n > 0 ? (unsigned)n : 0;
		}
	}
	if(out->tag.len == 0 || out->target.len == 0)
		return -1;
	return routes_write(&routes, !is_request, out);
}


/* ";lr", and nothing that would end what is written around it */
static int is_loose(const str *uri)
{
	str params = {memchr(uri->s, ';', (size_t)uri->len), 0}, value;
	int i;

	if(params.s == NULL)
		return 0;
	params.len = (int)(uri->s + uri->len - params.s);
	for(i = 0; i < uri->len; i++)
		if(strchr(" \t\"<>,", uri->s[i]) != NULL)
			return 0;
	return xmpp_account_param(&params, "lr", &value);
}


int xmpp_account_service_read(const str *msg, account_dialog_t *out)
{
	routes_t routes = {.count = 0};
	account_header_t h;
	int at = 0, i;

	memset(out, 0, offsetof(account_dialog_t, buf));
	while(xmpp_account_header_next(msg, &at, &h))
		if(xmpp_account_header_is(&h, "Service-Route", 0)
				&& routes_read(&routes, &h.value) < 0)
			return -1;
	for(i = 0; i < routes.count; i++)
		if(!is_loose(&routes.route[i]))
			return -1;
	return routes_write(&routes, 0, out);
}
