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
 * \brief xmpp_gateway :: names of features, ours and those we look for. PURE
 */

#include <string.h>

#include "gateway_features.h"
#include "gateway_talk.h"

const xmpp_gateway_feature_t xmpp_gateway_peer_features[] = {
		{"urn:xmpp:jingle:1", XMPP_GATEWAY_JINGLE},
		{"urn:xmpp:jingle:apps:rtp:1", XMPP_GATEWAY_RTP},
		{"urn:xmpp:jingle:apps:rtp:audio", XMPP_GATEWAY_AUDIO},
		{"urn:xmpp:jingle:apps:rtp:video", XMPP_GATEWAY_VIDEO},
		{"urn:xmpp:jingle:transports:ice-udp:1", XMPP_GATEWAY_ICE_UDP},
		{"urn:xmpp:jingle:transports:raw-udp:1", XMPP_GATEWAY_RAW_UDP},
		{"urn:xmpp:jingle:apps:dtls:0", XMPP_GATEWAY_DTLS},
		{"urn:xmpp:jingle-message:0", XMPP_GATEWAY_MESSAGE},
		{NULL, 0},
};

/* of everything that we answer for */
static const char *const common[] = {"http://jabber.org/protocol/caps",
		"http://jabber.org/protocol/disco#info",
		"http://jabber.org/protocol/disco#items", "jabber:iq:version",
		"urn:xmpp:ping", "urn:xmpp:time"};

/* What clients ask for before they show a call button. raw-udp is not among
 * them: Dino would call with it and send no media. */
static const char *const calls[] = {"urn:ietf:rfc:5576", "urn:ietf:rfc:5888",
		"urn:xmpp:jingle-message:0", "urn:xmpp:jingle:1",
		"urn:xmpp:jingle:apps:dtls:0", "urn:xmpp:jingle:apps:grouping:0",
		"urn:xmpp:jingle:apps:rtp:1", "urn:xmpp:jingle:apps:rtp:audio",
		"urn:xmpp:jingle:apps:rtp:rtcp-fb:0",
		"urn:xmpp:jingle:apps:rtp:rtp-hdrext:0",
		"urn:xmpp:jingle:apps:rtp:ssma:0", "urn:xmpp:jingle:dtmf:0",
		"urn:xmpp:jingle:transfer:0", "urn:xmpp:jingle:transports:ice-udp:1"};

static const char *const component[] = {"jabber:iq:gateway", "jid\\20escaping"};

static int feature_add(xmpp_gateway_info_t *info, const char *feature)
{
	str s;

	s.s = (char *)feature;
	s.len = (int)strlen(feature);
	return xmpp_gateway_info_feature(info, &s);
}


static int add_all(
		xmpp_gateway_info_t *info, const char *const *features, size_t n)
{
	size_t i;

	for(i = 0; i < n; i++)
		if(feature_add(info, features[i]) < 0)
			return -1;
	return 0;
}


static int add_commands(
		xmpp_gateway_info_t *info, const xmpp_gateway_self_t *self, int where)
{
	return self->commands & where
				   ? feature_add(info, "http://jabber.org/protocol/commands")
				   : 0;
}


static int add_identity(xmpp_gateway_info_t *info, const char *category,
		const str *type, const char *name)
{
	xmpp_gateway_identity_t i;

	i.category.s = (char *)category;
	i.category.len = (int)strlen(category);
	i.type = *type;
	i.lang.s = "";
	i.lang.len = 0;
	i.name.s = (char *)name;
	i.name.len = (int)strlen(name);
	return xmpp_gateway_info_identity(info, &i);
}


static int feature_has(const xmpp_gateway_info_t *info, const str *feature)
{
	int i;

	for(i = 0; i < info->features; i++)
		if(info->feature[i].len == feature->len
				&& memcmp(info->feature[i].s, feature->s, (size_t)feature->len)
						   == 0)
			return 1;
	return 0;
}


int xmpp_gateway_info_contact(
		xmpp_gateway_info_t *info, const xmpp_gateway_self_t *self)
{
	static const str phone = {"phone", 5};
	int i;

	memset(info, 0, sizeof(*info));
	if(add_identity(info, "client", &phone, self->name) < 0
			|| add_all(info, common, sizeof(common) / sizeof(common[0])) < 0
			|| add_all(info, calls, sizeof(calls) / sizeof(calls[0])) < 0)
		return -1;
	if(self->video && feature_add(info, "urn:xmpp:jingle:apps:rtp:video") < 0)
		return -1;
	if(add_commands(info, self, XMPP_GATEWAY_AT_CONTACT) < 0)
		return -1;
	for(i = 0; i < self->extra_len; i++)
		if(!feature_has(info, &self->extra[i])
				&& xmpp_gateway_info_feature(info, &self->extra[i]) < 0)
			return -1;
	return 0;
}


int xmpp_gateway_info_component(
		xmpp_gateway_info_t *info, const xmpp_gateway_self_t *self)
{
	int i;

	memset(info, 0, sizeof(*info));
	for(i = 0; i < self->types_len; i++)
		if(add_identity(info, "gateway", &self->types[i], self->name) < 0)
			return -1;
	if(add_all(info, common, sizeof(common) / sizeof(common[0])) < 0
			|| add_commands(info, self, XMPP_GATEWAY_AT_COMPONENT) < 0)
		return -1;
	if(add_all(info, self->own, (size_t)self->own_len) < 0)
		return -1;
	return add_all(info, component, sizeof(component) / sizeof(component[0]));
}
