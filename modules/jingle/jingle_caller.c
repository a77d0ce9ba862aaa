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
 * \brief jingle :: the JID by which a SIP caller is shown to the XMPP user
 *
 * Runs in the SIP worker while the call is made, and in the owner before the
 * first stanza, when the user's contacts are known. Sets fields of the call
 * that do not change afterwards; keeps nothing else.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/parser/parse_uri.h"
#include "../xmpp_link/link_log.h"

#include "jingle_caller.h"
#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_identity.h"
#include "jingle_log.h"
#include "jingle_table.h"

enum
{
	ANONYMOUS_LEN = 12, /* 60 random bits */
	APART_LEN = 6,
};


static int ends_with(const str *s, const char *end)
{
	const int len = (int)strlen(end);

	return s->len >= len
		   && strncasecmp(s->s + s->len - len, end, (size_t)len) == 0;
}


/* RFC 3323 section 4.1: sip:anonymous@anonymous.invalid */
static int is_invalid(const str *uri)
{
	struct sip_uri u;

	return parse_uri(uri->s, uri->len, &u) < 0 || ends_with(&u.host, ".invalid")
		   || u.user.len == 0;
}


/* RFC 3323 */
static int wants_privacy(const sip_msg_t *m)
{
	const struct hdr_field *at = NULL;
	str value;

	while(jingle_dialog_header_next(m, "Privacy", &at, &value) == 0)
		if(jingle_identity_hides(&value))
			return 1;
	return 0;
}


/* with our resource */
static int local_set(jingle_call_t *c, const str *bare)
{
	char buf[LINK_JID_MAX + 64];
	str jid;

	if(link_jid_full(bare, jingle_gateway.resource(), buf, sizeof(buf), &jid)
			< 0)
		return -1;
	return jingle_call_set(c, &c->local, &jid);
}


void jingle_caller_apart(jingle_call_t *c)
{
	char digits[APART_LEN + 1], buf[LINK_JID_MAX + 64];
	str jid;

	if(!JINGLE_CFG(second_call)
			|| jingle_table_pair(&c->bare, &c->local, c) == NULL)
		return;
	jingle_link.random_text(digits, APART_LEN);
	jid.s = buf;
	jid.len = snprintf(buf, sizeof(buf), "%.*s-%s", STR_FMT(&c->local), digits);
	if(jid.len < (int)sizeof(buf))
		jingle_call_set(c, &c->local, &jid);
}


int jingle_caller_is_apart(const jingle_call_t *c)
{
	const str *resource = jingle_gateway.resource();
	int end = c->local.len - APART_LEN - 1, at = end - resource->len;

	return c->dir == JINGLE_SIP_TO_XMPP && at > 0 && c->local.s[end] == '-'
		   && c->local.s[at - 1] == '/'
		   && memcmp(c->local.s + at, resource->s, (size_t)resource->len) == 0;
}


static int local_private(jingle_call_t *c, const xmpp_gateway_addr_conf_t *conf)
{
	char digits[ANONYMOUS_LEN + 1], buf[LINK_JID_MAX];
	str jid;

	jingle_link.random_text(digits, ANONYMOUS_LEN);
	jid.s = buf;
	jid.len = snprintf(buf, sizeof(buf), "anonymous-%s@%.*s", digits,
			STR_FMT(&conf->gateway));
	return jid.len < (int)sizeof(buf) ? local_set(c, &jid) : -1;
}


/* the component that speaks for this caller's domain */
static const xmpp_gateway_addr_conf_t *home_of(const str *uri)
{
	struct sip_uri u;

	if(parse_uri(uri->s, uri->len, &u) < 0)
		memset(&u, 0, sizeof(u));
	return jingle_gateway.home(&u.host);
}


/* a user of ours: the script has asked for a password */
static int is_home(const str *uri)
{
	const xmpp_gateway_addr_conf_t *conf = home_of(uri);
	struct sip_uri u;

	return parse_uri(uri->s, uri->len, &u) == 0
		   && link_folded_equal(&u.host, conf->sip_domain.len > 0
												 ? &conf->sip_domain
												 : &conf->gateway);
}


static int same_uri(const str *a, const str *b)
{
	struct sip_uri x, y;

	return parse_uri(a->s, a->len, &x) == 0 && parse_uri(b->s, b->len, &y) == 0
		   && STR_EQ(x.user, y.user)
		   && (x.host.len == 0 ? y.host.len == 0
							   : link_folded_equal(&x.host, &y.host));
}


int jingle_caller_same(const jingle_call_t *a, const jingle_call_t *b)
{
	if(a->proven != b->proven)
		return 0;
	return a->proven
				   ? same_uri(&a->caller, &b->caller)
				   : ip_addr_cmp(&a->dialog.rcv.src_ip, &b->dialog.rcv.src_ip);
}


/* who calls by another name than that of From: its entry in the headers that say
 * so. 1, 0 there is none */
static int entry_find(const sip_msg_t *m, const char *header, const str *uri,
		jingle_identity_t *id)
{
	const struct hdr_field *at = NULL;
	str rest;

	while(jingle_dialog_header_next(m, header, &at, &rest) == 0)
		while(jingle_identity_next(&rest, id))
			if(same_uri(&id->uri, uri))
				return 1;
	return 0;
}


static int name_set(jingle_call_t *c, const str *display)
{
	char text[XMPP_GATEWAY_ADDR_NAME_MAX], buf[XMPP_GATEWAY_ADDR_QUOTED_MAX];
	str name, quoted;

	/* one line, and no more than a name has */
	if(jingle_gateway.addr_name_unquote(display, text, sizeof(text), &name) < 0
			|| jingle_gateway.addr_name_quote(&name, buf, sizeof(buf), &quoted)
					   < 0)
		return 0;
	return jingle_sip_dialog_set(&c->dialog, &c->dialog.rem_name, &quoted);
}


/* Of a caller whom the script names by P-Asserted-Identity or Remote-Party-ID,
 * the display name is there, too; and Remote-Party-ID may hide both. */
static int asserted_take(jingle_call_t *c, const sip_msg_t *m)
{
	jingle_identity_t id;

	if(is_invalid(&c->dialog.rem_uri)) /* "Anonymous" */
		jingle_sip_dialog_set(&c->dialog, &c->dialog.rem_name, &(str)STR_NULL);
	if(entry_find(m, "P-Asserted-Identity", &c->caller, &id))
		return name_set(c, &id.display);
	if(!entry_find(m, "Remote-Party-ID", &c->caller, &id))
		return 0;
	c->privacy = jingle_identity_param_hides(&id.params);
	return name_set(c, &id.display);
}


int jingle_caller_diverted(const sip_msg_t *m, char *buf, int cap, str *uri)
{
	const struct hdr_field *at = NULL;
	jingle_identity_diverted_t found;
	str value;

	memset(&found, 0, sizeof(found));
	while(jingle_dialog_header_next(m, "Privacy", &at, &value) == 0)
		if(jingle_identity_hides_history(&value))
			return -1;
	at = NULL;
	while(jingle_dialog_header_next(m, "Diversion", &at, &value) == 0)
		jingle_identity_diversion(&found, &value);
	at = NULL;
	while(jingle_dialog_header_next(m, "History-Info", &at, &value) == 0)
		jingle_identity_history(&found, &value);
	return found.uri.s != NULL ? jingle_identity_uri(&found.uri, buf, cap, uri)
							   : -1;
}


static int diverted_set(jingle_call_t *c, const sip_msg_t *m)
{
	char buf[JINGLE_IDENTITY_URI_MAX];
	str uri;

	if(jingle_caller_diverted(m, buf, sizeof(buf), &uri) < 0)
		return 0;
	return jingle_call_set(c, &c->diverted, &uri);
}


/* --- what the script says of a caller, before there is a call ---------------------- */

static struct note
{
	unsigned message;
	int len;
	char text[JINGLE_IDENTITY_VERSTAT_MAX];
} note; /* of the message that this process has in its script */


int jingle_caller_note(const sip_msg_t *msg, const str *verstat)
{
	if(verstat->len > 0 && !jingle_identity_is_verstat(verstat))
		return -1;
	note.message = msg->id;
	note.len = verstat->len;
	if(note.len > 0)
		memcpy(note.text, verstat->s, (size_t)note.len);
	return 0;
}


int jingle_caller_noted(const sip_msg_t *msg, str *verstat)
{
	verstat->s = note.text;
	verstat->len = note.len;
	return note.len > 0 && note.message == msg->id ? 0 : -1;
}


int jingle_caller_note_take(jingle_call_t *c, const sip_msg_t *msg)
{
	str verstat;

	if(jingle_caller_noted(msg, &verstat) < 0)
		return 0;
	return jingle_call_set(c, &c->verstat, &verstat);
}


int jingle_caller_name_set(jingle_call_t *c, const str *name)
{
	char buf[XMPP_GATEWAY_ADDR_QUOTED_MAX];
	str quoted = STR_NULL;

	if(c->dir != JINGLE_SIP_TO_XMPP)
		return -1;
	jingle_gateway.addr_name_quote(name, buf, sizeof(buf), &quoted);
	return jingle_sip_dialog_set(&c->dialog, &c->dialog.rem_name, &quoted);
}


static int caller_write(const jingle_call_t *c,
		const xmpp_gateway_addr_conf_t *conf, const str *used, char *buf,
		int cap, str *jid)
{
	return jingle_gateway.addr_write(conf, &c->caller, used,
			c->asserted ? XMPP_GATEWAY_ADDR_ASSERTED : 0, buf, cap, jid);
}


int jingle_caller_set(jingle_call_t *c, const sip_msg_t *m, const str *uri)
{
	const xmpp_gateway_addr_conf_t *conf;
	char buf[LINK_JID_MAX];
	int rc;
	str jid;

	c->asserted = uri->len > 0;
	c->proven = c->asserted || is_home(&c->dialog.rem_uri);
	if(jingle_call_set(c, &c->caller, uri->len > 0 ? uri : &c->dialog.rem_uri)
			< 0)
		return 503;
	conf = home_of(&c->caller);
	if(jingle_call_set(c, &c->component, &conf->gateway) < 0
			|| diverted_set(c, m) < 0
			|| (c->asserted && asserted_take(c, m) < 0))
		return 503;
	c->privacy |= wants_privacy(m) || is_invalid(&c->caller);
	if(c->privacy)
		return local_private(c, conf) < 0 ? 503 : 0;
	rc = caller_write(c, conf, NULL, buf, sizeof(buf), &jid);
	if(rc == XMPP_GATEWAY_ADDR_NOBODY) {
		c->privacy = 1;
		return local_private(c, conf) < 0 ? 503 : 0;
	}
	if(rc < 0) {
		LINK_LOG(LM_WARN, "call %s: caller %s cannot be written as a JID\n",
				c->gr, jingle_log_text(&c->caller));
		return 400;
	}
	return local_set(c, &jid) < 0 ? 503 : 0;
}


/* the contact that this caller is */
static int contact_try(const str *contact, void *arg)
{
	const xmpp_gateway_addr_conf_t *conf;
	char buf[LINK_JID_MAX];
	link_jid_t parts;
	jingle_call_t *c = arg;
	str jid;

	if(link_jid_split(contact, &parts) < 0)
		return 0;
	conf = jingle_gateway.component(&parts.domain);
	if(conf == NULL
			|| caller_write(c, conf, contact, buf, sizeof(buf), &jid) < 0
			|| !link_jid_bare_equal(&jid, contact)
			|| jingle_call_set(c, &c->component, &conf->gateway) < 0)
		return 0;
	local_set(c, &jid);
	return 1;
}


void jingle_caller_prefer(jingle_call_t *c)
{
	if(c->privacy || jingle_gateway.is_subscribed(&c->bare, &c->local))
		return;
	jingle_gateway.contacts(&c->bare, contact_try, c);
}


int jingle_caller_name(const jingle_call_t *c, char *buf, int cap, str *name)
{
	if(c->privacy)
		return -1;
	return jingle_gateway.addr_name_unquote(
			&c->dialog.rem_name, buf, cap, name);
}
