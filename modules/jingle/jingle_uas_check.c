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
 * \brief jingle :: what a request may not ask for
 *
 * Runs in the SIP worker, before there is a call, or in the dialog of one: the
 * request is refused, or nothing happens. Keeps nothing.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/data_lump_rpl.h"
#include "../../core/dprint.h"
#include "../xmpp_link/link_log.h"

#include "jingle_conf.h"
#include "jingle_method.h"
#include "jingle_replaced.h"
#include "../jingle_sdp/jingle_mime.h"
#include "jingle_session_timer.h"
#include "jingle_uas_check.h"

enum
{
	DEMANDS_MAX = 1024, /* bytes of Unsupported in a 420 */
	HEADER_MAX = 256,
};


void jingle_uas_refuse(sip_msg_t *msg, int code)
{
	char *phrase = (char *)jingle_sdp.reason_phrase(code);

	if(jingle_tm.t_reply(msg, code, phrase) >= 0)
		return;
	if(code == 487) /* tm was first */
		LM_DBG("a cancelled INVITE has its 487 already\n");
	else
		LM_ERR("cannot answer an INVITE with %d\n", code);
}


void jingle_uas_header(sip_msg_t *msg, const char *name, const char *value)
{
	char buf[HEADER_MAX];
	int n = snprintf(buf, sizeof(buf), "%s: %s\r\n", name, value);

	if(n >= (int)sizeof(buf) || add_lump_rpl(msg, buf, n, LUMP_RPL_HDR) == NULL)
		LM_ERR("cannot add the header %s\n", name);
}


int jingle_uas_body(sip_msg_t *msg, str *text)
{
	int code;

	switch(jingle_sdp.mime_type_fix(text)) {
		case JINGLE_MIME_OTHER:
			code = 415;
			jingle_uas_header(
					msg, "Accept", jingle_method_accept(JINGLE_INVITE));
			break;
		case JINGLE_MIME_ENCODED:
			code = 415;
			jingle_uas_header(msg, "Accept-Encoding", "identity");
			break;
		case JINGLE_MIME_BROKEN:
			code = 400;
			break;
		default:
			return 0;
	}
	if(jingle_method_allow_is_due(code))
		jingle_uas_header(msg, "Allow", jingle_method_allow());
	LINK_LOG(LM_WARN, "INVITE from %s with a body that cannot be read (%d)\n",
			ip_addr2a(&msg->rcv.src_ip), code);
	return code;
}


/* RFC 3261 section 19.2 */
static int is_known(const str *tag)
{
	return jingle_se_has_tag(tag, "100rel")
		   || jingle_se_has_tag(tag, "replaces")
		   || (jingle_session_timer_is() && jingle_se_has_tag(tag, "timer"));
}


/* the tags of a list that we do not know, in a header line each */
static int unknown_write(const str *list, char *buf, int cap)
{
	str rest = *list, tag;
	int n = 0;

	while(n < cap && jingle_se_next_tag(&rest, &tag))
		if(!is_known(&tag))
			n += snprintf(buf + n, (size_t)(cap - n), "Unsupported: %.*s\r\n",
					STR_FMT(&tag));
	return n;
}


int jingle_uas_demands(sip_msg_t *msg)
{
	char buf[DEMANDS_MAX];
	struct hdr_field *h;
	int n = 0;

	for(h = msg->headers; h != NULL; h = h->next)
		if(h->type == HDR_REQUIRE_T && n < (int)sizeof(buf))
			n += unknown_write(&h->body, buf + n, (int)sizeof(buf) - n);
	if(n == 0)
		return 0;
	if(n < (int)sizeof(buf) && add_lump_rpl(msg, buf, n, LUMP_RPL_HDR) == NULL)
		LM_ERR("cannot add the header Unsupported\n");
	jingle_uas_refuse(msg, 420);
	return 1;
}


/* a script that has not asked about it lets nobody into other people's calls */
int jingle_uas_replaced(sip_msg_t *msg, jingle_call_t **replaced)
{
	int early_only, code = jingle_replaced_find(msg, replaced, &early_only);

	if(*replaced == NULL || jingle_replaced_is_asked(msg))
		return code;
	LINK_LOG(LM_WARN,
			"call %s: an INVITE of %s would take its phone's place (Replaces), "
			"and the script has not asked jingle_replaces()\n",
			(*replaced)->gr, ip_addr2a(&msg->rcv.src_ip));
	return 603;
}


int jingle_uas_too_short(sip_msg_t *msg)
{
	char line[HEADER_MAX];

	if(!jingle_session_timer_refuses(msg, line, sizeof(line)))
		return 0;
	if(add_lump_rpl(msg, line, (int)strlen(line), LUMP_RPL_HDR) == NULL)
		LM_ERR("cannot add the header Min-SE\n");
	jingle_uas_refuse(msg, 422);
	return 1;
}
