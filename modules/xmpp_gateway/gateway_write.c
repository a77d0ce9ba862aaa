/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kamailio is free software; you can redistribute it and/or modify
 * it under the terms of the GNU General Public License as published by
 * the Free Software Foundation; either version 2 of the License, or
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_gateway :: builds our stanzas. PURE
 */

#include <string.h>

#include "../xmpp_link/xml_build.h"
#include "gateway_write.h"

#define NS_DISCO_INFO "http://jabber.org/protocol/disco#info"

static void open_stanza(xml_build_t *b, const char *name, const char *type,
		const xmpp_gateway_ends_t *ends, char *buf, int cap)
{
	xml_build_init(b, buf, (size_t)cap);
	xml_build_open(b, name);
	xml_build_attr(b, "from", &ends->from);
	xml_build_attr(b, "to", &ends->to);
	if(ends->id.len > 0)
		xml_build_attr(b, "id", &ends->id);
	xml_build_attr_z(b, "type", type);
}


static void open_query(xml_build_t *b, const char *type, const char *ns,
		const str *node, const xmpp_gateway_ends_t *ends, char *buf, int cap)
{
	open_stanza(b, "iq", type, ends, buf, cap);
	xml_build_open(b, "query");
	xml_build_attr_z(b, "xmlns", ns);
	if(node && node->len > 0)
		xml_build_attr(b, "node", node);
}


static void element_write(xml_build_t *b, const char *name, const char *text)
{
	xml_build_open(b, name);
	xml_build_text_z(b, text);
	xml_build_close(b);
}


static int close_all(xml_build_t *b, str *xml)
{
	while(b->depth > 0 && !b->failed)
		xml_build_close(b);
	return xml_build_end(b, xml);
}


int xmpp_gateway_write_presence(const xmpp_gateway_ends_t *ends,
		const char *type, const char *node, const char *ver, char *buf, int cap,
		str *xml)
{
	static const xmpp_gateway_own_t nothing;
	xml_build_t b;

	if(type == NULL)
		return xmpp_gateway_write_available(
				ends, node, ver, &nothing, buf, cap, xml);
	open_stanza(&b, "presence", type, ends, buf, cap);
	return close_all(&b, xml);
}


int xmpp_gateway_write_available(const xmpp_gateway_ends_t *ends,
		const char *node, const char *ver, const xmpp_gateway_own_t *own,
		char *buf, int cap, str *xml)
{
	xml_build_t b;

	open_stanza(&b, "presence", NULL, ends, buf, cap);
	if(own->show)
		element_write(&b, "show", own->show);
	if(own->status)
		element_write(&b, "status", own->status);
	if(own->since) {
		xml_build_open(&b, "idle");
		xml_build_attr_z(&b, "xmlns", "urn:xmpp:idle:1");
		xml_build_attr_z(&b, "since", own->since);
		xml_build_close(&b);
	}
	xml_build_open(&b, "c");
	xml_build_attr_z(&b, "xmlns", "http://jabber.org/protocol/caps");
	xml_build_attr_z(&b, "hash", "sha-1");
	xml_build_attr_z(&b, "node", node);
	xml_build_attr_z(&b, "ver", ver);
	xml_build_close(&b);
	xml_build_open(&b, "x");
	xml_build_attr_z(&b, "xmlns", "vcard-temp:x:update");
	xml_build_open(&b, "photo");
	return close_all(&b, xml);
}


int xmpp_gateway_write_ask(const xmpp_gateway_ends_t *ends,
		const str *query_node, char *buf, int cap, str *xml)
{
	xml_build_t b;

	open_query(&b, "get", NS_DISCO_INFO, query_node, ends, buf, cap);
	return close_all(&b, xml);
}


static void write_identity(xml_build_t *b, const xmpp_gateway_identity_t *i)
{
	xml_build_open(b, "identity");
	xml_build_attr(b, "category", &i->category);
	xml_build_attr(b, "type", &i->type);
	if(i->lang.len > 0)
		xml_build_attr(b, "xml:lang", &i->lang);
	if(i->name.len > 0)
		xml_build_attr(b, "name", &i->name);
	xml_build_close(b);
}


int xmpp_gateway_write_info(const xmpp_gateway_ends_t *ends,
		const xmpp_gateway_info_t *info, const str *query_node, char *buf,
		int cap, str *xml)
{
	xml_build_t b;
	int i;

	open_query(&b, "result", NS_DISCO_INFO, query_node, ends, buf, cap);
	for(i = 0; i < info->identities; i++)
		write_identity(&b, &info->identity[i]);
	for(i = 0; i < info->features; i++) {
		xml_build_open(&b, "feature");
		xml_build_attr(&b, "var", &info->feature[i]);
		xml_build_close(&b);
	}
	return close_all(&b, xml);
}


int xmpp_gateway_write_items(const xmpp_gateway_ends_t *ends,
		const str *query_node, char *buf, int cap, str *xml)
{
	xml_build_t b;

	open_query(&b, "result", "http://jabber.org/protocol/disco#items",
			query_node, ends, buf, cap);
	return close_all(&b, xml);
}


int xmpp_gateway_write_version(const xmpp_gateway_ends_t *ends,
		const char *name, const char *version, char *buf, int cap, str *xml)
{
	xml_build_t b;

	open_query(&b, "result", "jabber:iq:version", NULL, ends, buf, cap);
	element_write(&b, "name", name);
	element_write(&b, "version", version);
	return close_all(&b, xml);
}


int xmpp_gateway_write_time(const xmpp_gateway_ends_t *ends, const char *utc,
		char *buf, int cap, str *xml)
{
	xml_build_t b;

	open_stanza(&b, "iq", "result", ends, buf, cap);
	xml_build_open(&b, "time");
	xml_build_attr_z(&b, "xmlns", "urn:xmpp:time");
	element_write(&b, "tzo", "+00:00");
	element_write(&b, "utc", utc);
	return close_all(&b, xml);
}


int xmpp_gateway_write_prompt(const xmpp_gateway_ends_t *ends, const char *desc,
		const char *prompt, char *buf, int cap, str *xml)
{
	xml_build_t b;

	open_query(&b, "result", "jabber:iq:gateway", NULL, ends, buf, cap);
	element_write(&b, "desc", desc);
	element_write(&b, "prompt", prompt);
	return close_all(&b, xml);
}


/* The XEP's example has <jid/>, older clients read the JID from <prompt/>. */
int xmpp_gateway_write_jid(const xmpp_gateway_ends_t *ends, const str *jid,
		char *buf, int cap, str *xml)
{
	xml_build_t b;

	open_query(&b, "result", "jabber:iq:gateway", NULL, ends, buf, cap);
	xml_build_open(&b, "jid");
	xml_build_text(&b, jid);
	xml_build_close(&b);
	xml_build_open(&b, "prompt");
	xml_build_text(&b, jid);
	return close_all(&b, xml);
}


/* --- typed addresses -------------------------------------------------------- */

static const char disallowed[] = " \"&'/:<>@";

static str text_trimmed(const str *typed)
{
	str s = *typed;

	while(s.len > 0 && (unsigned char)s.s[0] <= ' ') {
		s.s++;
		s.len--;
	}
	while(s.len > 0 && (unsigned char)s.s[s.len - 1] <= ' ')
		s.len--;
	if(s.len > 4 && memcmp(s.s, "sip:", 4) == 0) {
		s.s += 4;
		s.len -= 4;
	}
	return s;
}


static int hex_digit(char c)
{
	return c >= '0' && c <= '9'	  ? c - '0'
		   : c >= 'a' && c <= 'f' ? c - 'a' + 10
		   : c >= 'A' && c <= 'F' ? c - 'A' + 10
								  : -1;
}


/* Would this backslash read as an escape (XEP-0106 section 4.2)? */
static int is_escape(const char *s, int len)
{
	int c;

	if(len < 3 || s[0] != '\\' || hex_digit(s[1]) < 0 || hex_digit(s[2]) < 0)
		return 0;
	c = hex_digit(s[1]) << 4 | hex_digit(s[2]);
	return c == '\\' || (c != 0 && strchr(disallowed, c) != NULL);
}


int xmpp_gateway_write_address(
		const str *typed, const str *component, char *buf, int cap, str *jid)
{
	static const char digits[] = "0123456789abcdef";
	str s = text_trimmed(typed);
	int i, n = 0;

	if(s.len == 0 || s.len > (cap - component->len - 1) / 3)
		return -1;
	for(i = 0; i < s.len; i++) {
		if((unsigned char)s.s[i] < ' ' || s.s[i] == 0x7f)
			return -1;
		if(strchr(disallowed, s.s[i]) || is_escape(s.s + i, s.len - i)) {
			buf[n++] = '\\';
			buf[n++] = digits[s.s[i] >> 4 & 15];
			buf[n++] = digits[s.s[i] & 15];
		} else {
			buf[n++] = s.s[i];
		}
	}
	buf[n++] = '@';
	memcpy(buf + n, component->s, (size_t)component->len);
	jid->s = buf;
	jid->len = n + component->len;
	return 0;
}
