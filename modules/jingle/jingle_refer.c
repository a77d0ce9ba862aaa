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
 * \brief jingle :: a phone refers its call to another party
 *
 * Runs in the owner, for a REFER in the dialog (RFC 3515): reads whom the call is
 * to go to, asks event_route[jingle:refer] whether it may, answers, and has
 * jingle_transfer.c do it. Keeps nothing but how many have come in the call.
 */

#include <string.h>

#include "../../core/config.h"
#include "../../core/dprint.h"
#include "../../core/mem/mem.h"
#include "../../core/parser/parse_cseq.h"
#include "../xmpp_link/link_log.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_evroute.h"
#include "jingle_log.h"
#include "jingle_method.h"
#include "jingle_refer.h"
#include "jingle_refer_to.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_script.h"
#include "jingle_table.h"
#include "jingle_transfer.h"
#include "jingle_uac.h"
#include "jingle_uas.h"

static char text_buf[BUF_SIZE]; /* a SIP message for an event route */


static void reply(
		jingle_call_t *c, const jingle_input_t *in, int code, const char *hdrs)
{
	if(jingle_uas_reply_request(c, in->hash, in->label, code,
			   jingle_sdp.reason_phrase(code), NULL, hdrs)
			< 0)
		LM_DBG("call %s: the phone's REFER has no open transaction, no "
			   "response is sent\n",
				c->gr);
}


/* of a header and its short form: how many; the first one's value */
static int header_count(
		const sip_msg_t *m, const char *name, const char *brief, str *value)
{
	const struct hdr_field *at = NULL, *at_brief = NULL;
	int n = 0, k = 0;
	str more;

	while(jingle_dialog_header_next(m, name, &at, &more) == 0)
		if(n++ == 0)
			*value = more;
	while(jingle_dialog_header_next(m, brief, &at_brief, &more) == 0)
		if(k++ == 0 && n == 0)
			*value = more;
	return n + k;
}


/* where numbers (tel:) are called: at the caller's, or the callee's, domain of
 * this gateway */
static str number_domain(const jingle_call_t *c)
{
	const xmpp_gateway_addr_conf_t *conf =
			jingle_gateway.component(&c->component);

	if(conf == NULL)
		return c->component;
	return conf->sip_domain.len > 0 ? conf->sip_domain : conf->gateway;
}


/* 0, or the status to refuse it with: 400 (RFC 3515 section 2.4.2), 603 */
static int refer_read(jingle_call_t *c, const jingle_input_t *in,
		jingle_refer_to_t *to, char *buf, int cap)
{
	jingle_sip_replaces_t replaces;
	str value, domain = number_domain(c);
	int code;

	if(header_count(in->msg, "Refer-To", "r", &value) != 1)
		return 400;
	code = jingle_refer_to_read(&value, &domain, to, buf, cap);
	if(code == 0 && to->replaces.len > 0
			&& jingle_sip_replaces_read(&to->replaces, &replaces) < 0)
		code = 400;
	return code;
}


/* RFC 4488 section 4 */
static int wants_no_notify(const jingle_input_t *in)
{
	str value;

	return jingle_dialog_header(in->msg, "Refer-Sub", &value) == 0
		   && value.len >= 5 && strncasecmp(value.s, "false", 5) == 0
		   && (value.len == 5 || strchr(" \t;\r", value.s[5]) != NULL);
}


/* May it? The route sees the INVITE that would go out. 0, or the status */
static int route_decide(jingle_call_t *to, const jingle_input_t *in)
{
	static const str empty = STR_NULL;
	jingle_script_t script;
	char *buf = NULL;
	str text, body;
	int rc;

	if(!jingle_evroute_has(JINGLE_ROUTE_REFER))
		return 603;
	text.s = text_buf;
	text.len = jingle_uac_invite_text(
			to, &to->dialog.rem_uri, &empty, text_buf, sizeof(text_buf));
	if(text.len >= (int)sizeof(text_buf))
		return 603;
	jingle_script_begin(&script, to, in);
	rc = jingle_script_run(
			JINGLE_ROUTE_REFER, &text, &to->dialog.rcv, NULL, &body, &buf);
	jingle_script_end(&script);
	if(buf != NULL)
		pkg_free(buf);
	if(script.rejected)
		return jingle_sdp.reason_code(script.reason, 603);
	return rc < 0 ? 603 : 0;
}


/* the call that it would be, if it may. NULL: *code says why not */
static jingle_call_t *refer_check(
		jingle_call_t *c, const jingle_input_t *in, int *code)
{
	char buf[2 * JINGLE_REFER_TO_MAX];
	jingle_refer_to_t to;
	jingle_call_t *new;

	*code = refer_read(c, in, &to, buf, sizeof(buf));
	if(*code != 0)
		return NULL;
	*code = 491;
	if(!jingle_transfer_can(c))
		return NULL;
	*code = 603;
	if(jingle_ids_is_old(&c->media_id, &c->dialog.callid))
		return NULL; /* its sides have no names of ours */
	if(++c->referrals > JINGLE_CFG(max_transfers)) {
		LINK_LOG(LM_WARN,
				"call %s: max_transfers (%d) reached, REFER of phone %.*s "
				"refused, Call-ID %.*s\n",
				c->gr, JINGLE_CFG(max_transfers), STR_FMT(&c->dialog.rem_uri),
				STR_FMT(&c->dialog.callid));
		return NULL;
	}
	*code = 503;
	new = jingle_transfer_new(c, &to);
	if(new == NULL)
		return NULL;
	*code = route_decide(new, in);
	if(*code == 0)
		return new;
	jingle_table_put(new);
	return NULL;
}


void jingle_refer_take(jingle_call_t *c, const jingle_input_t *in)
{
	int code, silent = wants_no_notify(in);
	jingle_call_t *new = refer_check(c, in, &code);
	unsigned cseq = 0;

	if(new == NULL) {
		LM_INFO("call %s: REFER of phone %.*s is refused (%d)\n", c->gr,
				STR_FMT(&c->dialog.rem_uri), code);
		reply(c, in, code, NULL);
		return;
	}
	jingle_method_cseq(&in->msg->cseq->body, &cseq);
	if(silent)
		reply(c, in, 200, "Refer-Sub: false\r\n");
	else
		reply(c, in, 202, NULL);
	jingle_transfer_begin(c, new, cseq, silent);
	jingle_table_put(new);
}
