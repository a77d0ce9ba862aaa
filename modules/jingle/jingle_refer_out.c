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
 * \brief jingle :: the XMPP user transfers the phone to another party
 *
 * Runs in the owner. event_route[jingle:transfer] says whether the user may; a
 * REFER in the dialog asks the phone, whose answer comes in any process and is
 * posted to the owner, and whose NOTIFYs say how it goes. Then the user's session
 * ends at once, and a BYE follows if the phone sends none. For a phone that takes
 * no REFER the gateway makes the call (jingle_bridge.h).
 */

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../core/config.h"
#include "../../core/dprint.h"
#include "../../core/forward.h"
#include "../../core/mem/mem.h"
#include "../../core/parser/parse_uri.h"

#include "jingle_bridge.h"
#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_event.h"
#include "jingle_evroute.h"
#include "jingle_legs.h"
#include "jingle_log.h"
#include "../jingle_sdp/jingle_mime.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_recover.h"
#include "jingle_refer_notify.h"
#include "jingle_refer_out.h"
#include "jingle_refer_to.h"
#include "jingle_script.h"
#include "jingle_table.h"
#include "jingle_uac.h"

enum
{
	NOTIFY_TIME = 180000, /* ms for the outcome; phones ring for two minutes */
	REPLACES_MAX = JINGLE_REFER_ESCAPED_MAX * 2048 + 64,
	HEADERS_MAX = REPLACES_MAX + 4096,
};

static char text_buf[BUF_SIZE];		  /* a SIP message for an event route */
static char headers_buf[HEADERS_MAX]; /* of a REFER */


/* --- how it went ------------------------------------------------------------------- */

static void parted_due(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t - offsetof(jingle_call_t, ping_timer));

	jingle_table_ref(c);
	jingle_engine_end(c, JINGLE_EV_HANGUP, 0, JINGLE_REASON_SUCCESS, NULL);
	jingle_table_put(c);
}


/* the XMPP user has no part in it any more; the phone ends its own */
static void phone_transferred(jingle_call_t *c)
{
	jingle_referral_done(c);
	if(jingle_engine_wait(c, &c->ping_timer, parted_due, JINGLE_BYE_WAIT) < 0)
		jingle_engine_end(c, JINGLE_EV_HANGUP, 0, JINGLE_REASON_SUCCESS, NULL);
}


static void referral_due(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t - offsetof(jingle_call_t, refer_timer));

	if(c->referral != NULL)
		jingle_referral_failed(
				c, "the other party's phone does not say how it went");
}


/* it knows no REFER, or not that one, or is not to be told where to call */
static int does_not_refer(int code)
{
	return code == 405 || code == 420 || code == 501 || code == 403
		   || code == 603;
}


int jingle_do_referred(jingle_call_t *c, const jingle_input_t *in)
{
	c->refer_asked = 0;
	if(c->referral == NULL || in->code < 300)
		return 0;
	if(does_not_refer(in->code) && c->state == JINGLE_ACTIVE
			&& jingle_referral_uri(c).len > 0)
		jingle_bridge(c);
	else
		jingle_referral_failed(c, jingle_refer_why(in->code));
	return 0;
}


/* RFC 3515 section 2.4.5. A phone may tell before its 202 is here; and of one
 * that Kamailio knew before its restart. */
int jingle_refer_out_notified(jingle_call_t *c, const jingle_input_t *in)
{
	str body, state;
	int code, last;

	if(c->referral == NULL || jingle_bridge_is(c))
		return 481;
	if(!jingle_sdp.mime_body(&in->text, "message", "sipfrag", &body))
		return 400;
	code = jingle_refer_frag_code(&body);
	last = jingle_dialog_header(in->msg, "Subscription-State", &state) == 0
		   && jingle_refer_is_last(&state);
	if(code >= 200 && code < 300)
		phone_transferred(c);
	else if(code >= 300)
		jingle_referral_failed(c, jingle_refer_why(code));
	else if(last)
		jingle_referral_failed(
				c, "the other party's phone does not say how it went");
	return 200;
}


/* --- whom to ----------------------------------------------------------------------- */

static int is_uri(const str *s)
{
	return s->len > 4
		   && (strncasecmp(s->s, "sip:", 4) == 0
				   || strncasecmp(s->s, "tel:", 4) == 0);
}


/* a number, a name or a JID as a SIP URI */
static int jid_uri(jingle_call_t *c, const str *typed, str *uri)
{
	static char buf[XMPP_GATEWAY_ADDR_URI_MAX];
	const xmpp_gateway_addr_conf_t *conf;
	char jid_buf[JINGLE_REFER_TARGET_MAX + LINK_JID_PART_MAX + 2];
	link_jid_t parts;
	str jid = *typed;

	if(memchr(typed->s, '@', (size_t)typed->len) == NULL) {
		jid.s = jid_buf;
		jid.len = snprintf(jid_buf, sizeof(jid_buf), "%.*s@%.*s",
				STR_FMT(typed), STR_FMT(&c->component));
	}
	if(jid.len >= (int)sizeof(jid_buf) || link_jid_split(&jid, &parts) < 0)
		return -1;
	conf = jingle_gateway.component(&parts.domain);
	if(conf != NULL)
		return jingle_gateway.addr_read(conf, &jid, 0, buf, sizeof(buf), uri);
	return jingle_gateway.addr_to_uri("sip", &jid, 0, buf, sizeof(buf), uri);
}


/* what a user typed as a SIP URI, as it may stand in a header */
static int target_uri(jingle_call_t *c, const str *typed, str *uri)
{
	static char buf[2 * JINGLE_REFER_TO_MAX];
	const xmpp_gateway_addr_conf_t *conf =
			jingle_gateway.component(&c->component);
	char value_buf[JINGLE_REFER_TO_MAX];
	jingle_refer_to_t to;
	str domain, value;

	*uri = *typed;
	if(!is_uri(typed) && jid_uri(c, typed, uri) != 0)
		return -1;
	domain = conf != NULL && conf->sip_domain.len > 0 ? conf->sip_domain
													  : c->component;
	value.s = value_buf;
	value.len = snprintf(value_buf, sizeof(value_buf), "<%.*s>", STR_FMT(uri));
	if(value.len >= (int)sizeof(value_buf)
			|| jingle_refer_to_read(&value, &domain, &to, buf, sizeof(buf)) != 0
			|| to.replaces.len > 0)
		return -1;
	*uri = to.uri;
	return 0;
}


typedef struct others
{
	const jingle_call_t *but;
	const str *sid;
	jingle_call_t *found;
	int count;
} others_t;

static void other_check(jingle_leg_t *leg, void *arg)
{
	others_t *o = arg;
	jingle_call_t *c = leg->call;

	if(c == o->but || c->state != JINGLE_ACTIVE || jingle_call_leg(c) != leg
			|| leg->state != JINGLE_LEG_ACCEPTED
			|| (o->sid->len > 0 && !STR_EQ(leg->sid, *o->sid)))
		return;
	o->found = c;
	o->count++;
}


/* the call that the phone's is to be put in the place of */
static jingle_call_t *other_find(
		jingle_call_t *c, const str *sid, const char **why)
{
	others_t o = {c, sid, NULL, 0};

	jingle_table_legs_of(&c->bare, other_check, &o);
	*why = o.count == 0	 ? "You have no other call to connect it with."
		   : o.count > 1 ? "You have several other calls. Write to whom."
						 : NULL;
	return o.count == 1 ? o.found : NULL;
}


/* May this user? The route sees the INVITE that the phone will make */
static int route_allows(jingle_call_t *c, const str *uri)
{
	static const str empty = STR_NULL;
	jingle_script_t script;
	char *buf = NULL;
	str text, body;
	int rc;

	if(!jingle_evroute_has(JINGLE_ROUTE_TRANSFER))
		return 0;
	text.s = text_buf;
	text.len =
			jingle_uac_invite_text(c, uri, &empty, text_buf, sizeof(text_buf));
	if(text.len >= (int)sizeof(text_buf))
		return 0;
	jingle_script_begin(&script, c, NULL);
	rc = jingle_evroute_run(
			JINGLE_ROUTE_TRANSFER, &text, &c->dialog.rcv, NULL, &body, &buf);
	jingle_script_end(&script);
	if(buf != NULL)
		pkg_free(buf);
	return rc == 0 && !script.rejected;
}


/* Where the phone of another call is to be called at: what it says in its
 * Contact. Is that an address of ours it is as if the user had typed it. */
static int contact_allows(jingle_call_t *c, const jingle_call_t *other)
{
	const str *contact = &other->dialog.rem_target;
	struct sip_uri uri;

	if(parse_uri(contact->s, contact->len, &uri) < 0)
		return 0;
	return check_self(&uri.host, uri.port_no, 0) != 1
		   || route_allows(c, contact);
}


/* why it is not transferred there, or NULL */
static const char *target_refused(
		jingle_call_t *c, const str *uri, const jingle_call_t *other)
{
	const str *target = other != NULL ? &other->dialog.rem_target : uri;

	if(other != NULL && jingle_refer_to_contact(target) < 0)
		return "The other party's phone cannot be called by its address.";
	if(route_allows(c, uri) && (other == NULL || contact_allows(c, other)))
		return NULL;
	LM_INFO("call %s: XMPP user %.*s may not transfer it to %s, at %s\n", c->gr,
			STR_FMT(&c->bare), jingle_log_text(uri), jingle_log_text(target));
	return "You may not transfer a call there.";
}


/* --- the REFER --------------------------------------------------------------------- */

/* runs in any process */
static void refer_answered(struct cell *t, int type, struct tmcb_params *ps)
{
	jingle_call_t *c = *ps->param;

	(void)t;
	if(type & TMCB_DESTROY) {
		jingle_table_put(c);
		return;
	}
	jingle_event_send(c, JINGLE_EV_REFERRED, ps->code, NULL, NULL, 1);
}


/* other: the call to take the place in, or NULL */
static int refer_send(
		jingle_call_t *c, const str *uri, const jingle_call_t *other)
{
	static char replaces[REPLACES_MAX];
	str hdrs, tag;
	int n = 0;

	replaces[0] = '\0';
	if(other != NULL) {
		tag.s = (char *)other->dialog.loc_tag;
		tag.len = (int)strlen(tag.s);
		replaces[0] = '?';
		n = jingle_refer_replaces(&other->dialog.callid, &other->dialog.rem_tag,
				&tag, replaces + 1, sizeof(replaces) - 1);
		if(n >= (int)sizeof(replaces) - 1)
			return -1;
	}
	hdrs.s = headers_buf;
	hdrs.len = jingle_dialog_contact(c, headers_buf, sizeof(headers_buf));
	if(hdrs.len < (int)sizeof(headers_buf))
		hdrs.len += snprintf(headers_buf + hdrs.len,
				sizeof(headers_buf) - (size_t)hdrs.len,
				"Refer-To: <%.*s%s>\r\nReferred-By: <%.*s>\r\n", STR_FMT(uri),
				replaces, STR_FMT(&c->dialog.loc_uri));
	if(hdrs.len >= (int)sizeof(headers_buf))
		return -1;
	return jingle_dialog_send(c, "REFER", &hdrs, NULL, refer_answered);
}


static const char *refer_refused(jingle_call_t *c)
{
	if(c->state != JINGLE_ACTIVE || jingle_call_leg(c) == NULL
			|| jingle_call_leg(c)->state != JINGLE_LEG_ACCEPTED)
		return "This call is not answered, or is being changed.";
	if(c->referral != NULL || c->transfer != NULL || c->refer_asked
			|| jingle_bridge_is(c))
		return "A transfer of this call is under way already.";
	return NULL;
}


/* a SIP address may have bytes that XML cannot hold */
static str party_name(const str *uri)
{
	static const str unnamed = str_init("the other party");

	return uri->len > JINGLE_REFER_TARGET_MAX
						   || !link_text_is_clean(uri->s, uri->len)
				   ? unnamed
				   : *uri;
}


/* whom to: *uri, and *other where it is a call of the user's. NULL, or why not */
static const char *target_find(jingle_call_t *c, const jingle_refer_ask_t *ask,
		str *uri, str *name, jingle_call_t **other)
{
	const char *why;

	*other = NULL;
	if(ask->target.len > 0 && ask->sid.len == 0) {
		if(ask->target.len > JINGLE_REFER_TARGET_MAX
				|| !link_text_is_clean(ask->target.s, ask->target.len)
				|| target_uri(c, &ask->target, uri) < 0)
			return "That is no number, and no address.";
		*name = ask->target;
		return NULL;
	}
	*other = other_find(c, &ask->sid, &why);
	if(*other == NULL)
		return why;
	*uri = (*other)->dialog.rem_uri;
	*name = party_name(uri);
	return NULL;
}


/* the phone is asked to do it. 0, -1 */
static int phone_ask(jingle_call_t *c, const str *uri, jingle_call_t *other)
{
	c->refer_timer.run = referral_due;
	if(refer_send(c, other != NULL ? &other->dialog.rem_target : uri, other) < 0
			|| jingle_link.timer_set(&c->refer_timer, NOTIFY_TIME) < 0)
		return -1;
	c->refer_asked = 1;
	jingle_recover_save(c);
	return 0;
}


const char *jingle_refer_out(jingle_call_t *c, const jingle_refer_ask_t *ask)
{
	int takes_refer = atomic_get(&c->takes_refer) >= 0;
	const char *why = refer_refused(c);
	jingle_call_t *other;
	str uri, name;

	if(why == NULL)
		why = target_find(c, ask, &uri, &name, &other);
	if(why == NULL && other != NULL && !takes_refer)
		why = "The other party's phone cannot connect calls: it takes no "
			  "REFER.";
	if(why == NULL)
		why = target_refused(c, &uri, other);
	if(why != NULL)
		return why;
	if(jingle_referral_new(c, ask, &name, other == NULL ? &uri : NULL) < 0)
		return "Out of memory.";
	if(!takes_refer) {
		jingle_bridge(c);
	} else if(phone_ask(c, &uri, other) < 0) {
		jingle_referral_forget(c);
		return "The other party's phone cannot be asked.";
	}
	return NULL;
}
