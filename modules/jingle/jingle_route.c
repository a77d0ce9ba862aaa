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
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */


/*!
 * \file
 * \brief jingle :: a route set that begins with this proxy's own line
 *
 * Pure text work for jingle_dialog.c, in the owner: a first Route that names
 * one of Kamailio's addresses is rewritten to the socket of the user agent.
 * Keeps nothing.
 */

#include <stdio.h>

#include "../../core/forward.h"
#include "../../core/parser/parse_rr.h"
#include "../../core/parser/parse_uri.h"

#include "jingle_conf.h"
#include "jingle_route.h"


static int is_own(const str *uri, struct sip_uri *u)
{
	if(parse_uri(uri->s, uri->len, u) < 0 || u->lr.s == NULL
			|| u->transport.s == NULL || u->proto == PROTO_UDP)
		return 0;
	return check_self(&u->host, u->port_no ? u->port_no : SIP_PORT, 0) == 1;
}


/* "<sip:192.0.2.1:5060;lr;ftag=x>" of "<sip:192.0.2.1:8080;transport=ws;lr;
 * ftag=x>", and the rest as it is */
static int own_write(
		const struct sip_uri *u, const char *rest, int len, char *buf, int cap)
{
	const str *sock = &jingle_conf.sock->sock_str; /* "udp:192.0.2.1:5060" */
	int before = (int)(u->transport.s - u->params.s);
	int behind = u->params.len - before - u->transport.len;

	return snprintf(buf, cap, "<sip:%.*s;%.*s%.*s>%.*s", sock->len - 4,
			sock->s + 4, before, u->params.s, behind > 0 ? behind - 1 : 0,
			u->transport.s + u->transport.len + 1, len, rest);
}


int jingle_route_home(const str *routes, char *buf, int cap, str *out)
{
	rr_t *set = NULL;
	struct sip_uri u;
	const char *end;
	int own;

	*out = *routes;
	if(routes->len == 0 || parse_rr_body(routes->s, routes->len, &set) < 0)
		return 0;
	own = is_own(&set->nameaddr.uri, &u);
	end = set->nameaddr.uri.s + set->nameaddr.uri.len + 1; /* behind '>' */
	free_rr(&set);
	if(!own)
		return 0;
	out->s = buf;
	out->len =
			own_write(&u, end, (int)(routes->s + routes->len - end), buf, cap);
	return out->len < cap ? 0 : -1;
}
