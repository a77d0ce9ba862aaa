/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: the dialog that a SUBSCRIBE begins, as text
 *
 * Contact and Record-Route are those of the request as the script would send it
 * on: with the alias of a phone behind NAT, with this proxy's own line. Keeps
 * nothing.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/mem.h"
#include "../../core/msg_translator.h"
#include "../../core/parser/contact/parse_contact.h"
#include "../../core/parser/parse_cseq.h"
#include "../../core/parser/parse_from.h"
#include "../../core/parser/parse_to.h"
#include "../xmpp_link/link_jid.h"

#include "presence_dialog.h"

/* Kamailio 6.1 makes a change once only, unless it is told that this is a look */
#if VERSIONVAL >= 6001000 && defined(BUILD_DRYRUN)
#define BUILD(msg, len, dst)    \
	build_req_buf_from_sip_req( \
			msg, len, dst, BUILD_NO_LOCAL_VIA | BUILD_DRYRUN, NULL)
#elif VERSIONVAL >= 6001000
#error "Kamailio 6.1.0 to 6.1.3 cannot build a message twice: use 6.1.4 or later"
#else
#define BUILD(msg, len, dst) \
	build_req_buf_from_sip_req(msg, len, dst, BUILD_NO_LOCAL_VIA)
#endif


static char *request_build(sip_msg_t *msg, unsigned *len)
{
	dest_info_t dst;

	init_dest_info(&dst);
	dst.proto = msg->rcv.proto;
	dst.send_sock = msg->rcv.bind_address;
	dst.to = msg->rcv.src_su;
	return BUILD(msg, len, &dst);
}


/* 0, -1 no Contact, or it is too long */
static int target_read(sip_msg_t *m, presence_dialog_text_t *t, str *to)
{
	const contact_t *first;

	if(m->contact == NULL || parse_contact(m->contact) < 0)
		return -1;
	first = ((contact_body_t *)m->contact->parsed)->contacts;
	/* it becomes a Request-URI of ours: no fold, no blank */
	if(first == NULL || first->uri.len > (int)sizeof(t->target)
			|| !link_text_is_clean(first->uri.s, first->uri.len)
			|| memchr(first->uri.s, ' ', (size_t)first->uri.len) != NULL)
		return -1;
	memcpy(t->target, first->uri.s, (size_t)first->uri.len);
	to->s = t->target;
	to->len = first->uri.len;
	return 0;
}


static int routes_read(const sip_msg_t *m, presence_dialog_text_t *t, str *to)
{
	const struct hdr_field *h;
	int n = 0, lines = 0;

	for(h = m->headers; h != NULL; h = h->next) {
		if(h->type != HDR_RECORDROUTE_T)
			continue;
		if(++lines > PRESENCE_DIALOG_LINES
				|| n + h->body.len + 2 > (int)sizeof(t->routes))
			return -1;
		n += snprintf(t->routes + n, sizeof(t->routes) - (size_t)n, "%s%.*s",
				n > 0 ? "," : "", STR_FMT(&h->body));
	}
	to->s = t->routes;
	to->len = n;
	return 0;
}


static int changed_read(sip_msg_t *m, presence_dialog_text_t *t, str *texts)
{
	if(parse_msg(m->buf, m->len, m) != 0 || parse_headers(m, HDR_EOH_F, 0) < 0)
		return -1;
	return target_read(m, t, &texts[PRESENCE_SUB_TARGET]) < 0
						   || routes_read(m, t, &texts[PRESENCE_SUB_ROUTES]) < 0
				   ? -1
				   : 0;
}


int xmpp_presence_dialog_read(
		sip_msg_t *msg, presence_dialog_text_t *t, str *texts)
{
	unsigned len = 0;
	sip_msg_t m;
	int rc;

	t->built = NULL;
	if(msg->callid == NULL || parse_from_header(msg) < 0
			|| parse_to_header(msg) < 0 || get_from(msg)->tag_value.len <= 0)
		return 400;
	texts[PRESENCE_SUB_CALLID] = msg->callid->body;
	texts[PRESENCE_SUB_REM_TAG] = get_from(msg)->tag_value;
	texts[PRESENCE_SUB_LOC_URI] = get_to(msg)->uri;
	texts[PRESENCE_SUB_REM_URI] = get_from(msg)->uri;
	t->built = request_build(msg, &len);
	if(t->built == NULL)
		return 500;
	memset(&m, 0, sizeof(m));
	m.buf = t->built;
	m.len = len;
	rc = changed_read(&m, t, texts);
	free_sip_msg(&m);
	return rc < 0 ? 400 : 0;
}


void xmpp_presence_dialog_done(presence_dialog_text_t *t)
{
	if(t->built)
		pkg_free(t->built);
	t->built = NULL;
}


int xmpp_presence_dialog_cseq(const sip_msg_t *msg, unsigned *cseq)
{
	if(msg->cseq == NULL || msg->cseq->parsed == NULL)
		return -1;
	return str2int(&get_cseq(msg)->number, cseq) < 0 || *cseq > 0x7fffffffu ? -1
																			: 0;
}
