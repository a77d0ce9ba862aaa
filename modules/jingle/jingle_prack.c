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
 * \brief jingle :: provisional responses to our INVITE are acknowledged
 *
 * Runs in the owner. The PRACK goes in the early dialog of the phone that sent the
 * response, which is made for it and forgotten; kept in the call is which numbers
 * have had theirs (rseq, from the first one on), and the CSeq.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm.h"
#include "../../core/parser/parse_cseq.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_log.h"
#include "jingle_prack.h"
#include "jingle_rseq.h"
#include "jingle_shm.h"
#include "jingle_session_expires.h"

enum
{
	HEADER_MAX = 64,
};


/* 0 it is one, with this number */
static int rseq_of(const sip_msg_t *m, unsigned *rseq)
{
	const struct hdr_field *at = NULL;
	str value;

	if(m == NULL || jingle_dialog_header(m, "RSeq", &value) < 0
			|| jingle_rseq_read(&value, rseq) < 0)
		return -1;
	while(jingle_dialog_header_next(m, "Require", &at, &value) == 0)
		if(jingle_se_has_tag(&value, "100rel"))
			return 0;
	return -1;
}


/* NULL: no memory (logged) */
static jingle_rseq_t *rseq_kept(jingle_call_t *c)
{
	if(c->rseq == NULL)
		c->rseq = shm_malloc(sizeof(*c->rseq));
	else
		return c->rseq;
	if(c->rseq == NULL)
		SHM_MEM_ERROR;
	else
		memset(c->rseq, 0, sizeof(*c->rseq));
	return c->rseq;
}


static void prack_send(jingle_call_t *c, sip_msg_t *m, unsigned rseq)
{
	char buf[HEADER_MAX];
	jingle_sip_dialog_t d;
	str hdrs;

	memset(&d, 0, sizeof(d));
	memcpy(d.loc_tag, c->dialog.loc_tag, sizeof(d.loc_tag));
	d.callid = c->dialog.callid;
	d.loc_uri = c->dialog.loc_uri;
	d.rem_uri = c->dialog.rem_uri;
	d.loc_cseq = c->dialog.loc_cseq;
	jingle_sip_dialog_uac(&d, m);
	hdrs.s = buf;
	hdrs.len = snprintf(buf, sizeof(buf), "RAck: %u %.*s INVITE\r\n", rseq,
			STR_FMT(&get_cseq(m)->number));
	if(d.rem_target.len > 0 && hdrs.len < (int)sizeof(buf)) {
		jingle_dialog_not_sent(c, "PRACK", &d.rem_target,
				jingle_sip_dialog_send(&d, "PRACK", &hdrs, NULL, NULL, NULL));
		c->dialog.loc_cseq = d.loc_cseq;
	} else {
		LM_WARN("call %s: the phone's 18x has no Contact to send a PRACK to, "
				"Call-ID %.*s\n",
				c->gr, STR_FMT(&c->dialog.callid));
	}
	jingle_shm_clear(NULL, &d.rem_tag);
	jingle_shm_clear(NULL, &d.rem_target);
	jingle_shm_clear(NULL, &d.routes);
}


int jingle_prack_take(jingle_call_t *c, sip_msg_t *m)
{
	jingle_rseq_t *seen;
	unsigned rseq;
	str tag;

	if(rseq_of(m, &rseq) < 0 || m->cseq == NULL
			|| jingle_dialog_to_tag(m, &tag) < 0)
		return 1;
	seen = rseq_kept(c);
	if(seen == NULL) /* the phone sends it again */
		return 0;
	if(!jingle_rseq_take(seen, &tag, rseq)) {
		LM_DBG("call %s: a reliable 18x with RSeq %u has come before, or one "
			   "before it is missing\n",
				c->gr, rseq);
		return 0;
	}
	prack_send(c, m, rseq);
	return 1;
}
