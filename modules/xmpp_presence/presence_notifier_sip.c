/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: SUBSCRIBE of SIP users to XMPP users
 *
 * In a SIP worker: the answer is given here, by what the table has, and the owner
 * of the XMPP user does the rest. Nothing is kept here but how many a source has
 * sent in this second.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/data_lump_rpl.h"
#include "../../core/dprint.h"
#include "../../core/locking.h"
#include "../../core/mem/shm.h"
#include "../../core/parser/parse_event.h"
#include "../../core/parser/parse_from.h"
#include "../../core/parser/parse_to.h"
#include "../../core/parser/parse_uri.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "presence_config.h"
#include "presence_dialog.h"
#include "presence_notifier_sip.h"
#include "presence_notify.h"
#include "presence_order.h"
#include "presence_roster.h"
#include "presence_stats.h"

enum
{
	SOURCES = 4096,
	DEFAULT_EXPIRES = 3600, /* RFC 3856 section 6.4 */
	RETRY_MIN = 10,			/* s of Retry-After, and as many at random */
	HEADERS_MAX = 1024,
};

typedef struct sources
{
	gen_lock_t lock;
	struct
	{
		uint64_t second;
		int count;
	} slot[SOURCES];
} sources_t;

/* What a SUBSCRIBE wants, and where its texts lie. */
typedef struct wish
{
	presence_order_t order;
	int is_in_dialog;
	str tag;
	char event[PRESENCE_EVENT_MAX];
	char user[LINK_JID_MAX];
	char contact[LINK_JID_MAX];
	presence_dialog_text_t text;
} wish_t;

static sources_t *sources;


int xmpp_presence_notifier_sip_init(void)
{
	sources = shm_malloc(sizeof(*sources));
	if(sources == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(sources, 0, sizeof(*sources));
	lock_init(&sources->lock);
	return 0;
}


void xmpp_presence_notifier_sip_destroy(void)
{
	if(sources)
		shm_free(sources);
	sources = NULL;
}


/* --- answers ------------------------------------------------------------------------ */

static void header_add(sip_msg_t *msg, const char *line)
{
	if(add_lump_rpl(msg, (char *)line, (int)strlen(line), LUMP_RPL_HDR) == NULL)
		LM_ERR("cannot add a header to the answer of a SUBSCRIBE\n");
}


static void number_add(sip_msg_t *msg, const char *name, int number)
{
	char line[64];

	snprintf(line, sizeof(line), "%s: %d\r\n", name, number);
	header_add(msg, line);
}


static int refuse(sip_msg_t *msg, int code, const char *phrase)
{
	xmpp_presence_stat(PRESENCE_STAT_SUBSCRIPTIONS_REFUSED);
	if(xmpp_presence_tm.t_reply(msg, (unsigned)code, (char *)phrase) < 0)
		LM_ERR("cannot answer a SUBSCRIBE with %d\n", code);
	return code;
}


/* 503 with a time that is not that of all the others */
static int refuse_for_now(sip_msg_t *msg)
{
	char random[2];

	xmpp_presence_link.random_text(random, 1);
	number_add(msg, "Retry-After", RETRY_MIN + (unsigned char)random[0] % 10);
	return refuse(msg, 503, "Service Unavailable");
}


/* with our tag; t_reply_with_body() gives the reference back */
static int accept_it(sip_msg_t *msg, const wish_t *w)
{
	char buf[HEADERS_MAX];
	str headers = {buf, 0}, reason = str_init("OK"), body = STR_NULL, tag;
	struct cell *t = xmpp_presence_tm.t_gett(), *found = NULL;
	int branch = xmpp_presence_tm.t_gett_branch(), rc;
	unsigned hash, label;

	headers.len = xmpp_presence_contact_write(
			&w->order.text[PRESENCE_SUB_LOC_URI], buf, sizeof(buf));
	if(headers.len < 0 || headers.len >= (int)sizeof(buf) - 32 || t == NULL
			|| t == T_UNDEFINED)
		return -1;
	headers.len +=
			snprintf(buf + headers.len, sizeof(buf) - (size_t)headers.len,
					"Expires: %d\r\n", w->order.expires);
	hash = t->hash_index;
	label = t->label;
	if(xmpp_presence_tm.t_lookup_ident(&found, hash, label) < 0)
		return -1;
	tag.s = (char *)w->order.tag;
	tag.len = PRESENCE_SUB_TAG_LEN;
	rc = xmpp_presence_tm.t_reply_with_body(
			found, 200, &reason, &body, &headers, &tag);
	xmpp_presence_tm.t_sett(t, branch);
	return rc < 0 ? -1 : 0;
}


/* --- what it wants --------------------------------------------------------------------- */

/* Value of a header that Kamailio has no field for */
static int header_find(const sip_msg_t *msg, const char *name,
		const struct hdr_field **at, str *value)
{
	size_t len = strlen(name);
	const struct hdr_field *h;

	for(h = *at ? (*at)->next : msg->headers; h; h = h->next)
		if((size_t)h->name.len == len
				&& strncasecmp(h->name.s, name, len) == 0) {
			*at = h;
			*value = h->body;
			return 1;
		}
	return 0;
}


/* 0, or the status it was refused with; likewise below */
static int event_look(sip_msg_t *msg, wish_t *w)
{
	presence_package_t package = PRESENCE_PACKAGE_OTHER;
	str *event = &w->order.text[PRESENCE_SUB_EVENT];

	if(msg->event)
		package = xmpp_presence_event_read(&msg->event->body, w->event, event);
	w->order.package = package;
	if(package != PRESENCE_PACKAGE_OTHER)
		return 0;
	header_add(msg, "Allow-Events: " PRESENCE_ALLOW_EVENTS "\r\n");
	return refuse(msg, 489, "Bad Event");
}


static int accept_look(sip_msg_t *msg, const wish_t *w)
{
	const char *type =
			xmpp_presence_package_type((presence_package_t)w->order.package);
	const struct hdr_field *at = NULL;
	char line[64];
	int seen = 0;
	str value;

	while(header_find(msg, "Accept", &at, &value)) {
		seen = 1;
		if(xmpp_presence_accepts(&value, type))
			return 0;
	}
	if(!seen)
		return 0;
	snprintf(line, sizeof(line), "Accept: %s\r\n", type);
	header_add(msg, line);
	return refuse(msg, 406, "Not Acceptable");
}


static int expires_look(sip_msg_t *msg, wish_t *w)
{
	int seconds = DEFAULT_EXPIRES;

	if(msg->expires)
		seconds = xmpp_presence_expires_read(&msg->expires->body);
	if(seconds < 0)
		return refuse(msg, 400, "Bad Expires");
	if(seconds > 0 && seconds < PRESENCE_CFG(min_expires)) {
		number_add(msg, "Min-Expires", PRESENCE_CFG(min_expires));
		return refuse(msg, 423, "Interval Too Brief");
	}
	if(seconds > PRESENCE_CFG(max_expires))
		seconds = PRESENCE_CFG(max_expires);
	w->order.expires = seconds;
	return 0;
}


/* the XMPP user, by the address that the phone wrote */
static int user_read(const str *uri, wish_t *w)
{
	char buf[LINK_JID_MAX];
	str jid;

	if(xmpp_presence_gateway.addr_to_jid(uri, 0, buf, sizeof(buf), &jid) != 0
			|| !link_jid_is_user(&jid))
		return -1;
	return link_jid_fold(&jid, w->user, sizeof(w->user), &w->order.user);
}


/* and who watches, as a contact of ours */
static int contact_read(sip_msg_t *msg, wish_t *w)
{
	const str *from = &get_from(msg)->uri;
	const xmpp_gateway_addr_conf_t *home;
	char buf[LINK_JID_MAX];
	struct sip_uri uri;
	str jid;

	if(parse_uri(from->s, from->len, &uri) < 0 || uri.user.len == 0)
		return -1;
	home = xmpp_presence_gateway.home(&uri.host);
	if(home == NULL
			|| xmpp_presence_gateway.addr_write(
					   home, from, NULL, 0, buf, sizeof(buf), &jid)
					   != 0)
		return -1;
	return link_jid_fold(
			&jid, w->contact, sizeof(w->contact), &w->order.contact);
}


static int addresses_look(sip_msg_t *msg, wish_t *w)
{
	const str *uri = w->is_in_dialog ? &get_to(msg)->uri : GET_RURI(msg);

	if(user_read(uri, w) < 0)
		return refuse(msg, w->is_in_dialog ? 481 : 404, "Not Found");
	if(contact_read(msg, w) < 0)
		return refuse(msg, 403, "Forbidden");
	return 0;
}


/* --- whether it may ------------------------------------------------------------------- */

static int source_look(sip_msg_t *msg)
{
	str ip = {(char *)msg->rcv.src_ip.u.addr, (int)msg->rcv.src_ip.len};
	unsigned n = link_hash(LINK_HASH_START, &ip) % SOURCES;
	uint64_t now = xmpp_presence_link.now() / 1000;
	int count;

	lock_get(&sources->lock);
	if(sources->slot[n].second != now) {
		sources->slot[n].second = now;
		sources->slot[n].count = 0;
	}
	count = ++sources->slot[n].count;
	lock_release(&sources->lock);
	if(count <= PRESENCE_CFG(subscribe_rate))
		return 0;
	LINK_LOG(LM_NOTICE,
			"more than %d SUBSCRIBE in a second from %s refused (parameter "
			"subscribe_rate)\n",
			PRESENCE_CFG(subscribe_rate), ip_addr2a(&msg->rcv.src_ip));
	return refuse_for_now(msg);
}


static int is_known_pair(const wish_t *w)
{
	int worker = xmpp_presence_link.owner(&w->order.user), is_known;
	const presence_presentity_t *p;

	xmpp_presence_presentity_lock(worker);
	p = xmpp_presence_presentity_find(worker, &w->order.user);
	is_known = p != NULL && xmpp_presence_grant_find(p, &w->order.contact);
	xmpp_presence_presentity_unlock(worker);
	return is_known;
}


/* also those that have ended, or were polls: each user was asked */
static int count_look(sip_msg_t *msg, const wish_t *w)
{
	int most = PRESENCE_CFG(max_subscriptions);

	if((w->order.expires == 0
			   || xmpp_presence_subs_of(&w->order.contact) < most)
			&& (xmpp_presence_grants_of(&w->order.contact) < most
					|| is_known_pair(w)))
		return 0;
	LINK_LOG(LM_NOTICE,
			"contact %.*s has %d subscriptions to XMPP users (parameter "
			"max_subscriptions), another one was refused\n",
			STR_FMT(&w->order.contact), PRESENCE_CFG(max_subscriptions));
	return refuse_for_now(msg);
}


/* did the XMPP user refuse this contact, or is there none? */
static int grant_look(sip_msg_t *msg, const wish_t *w)
{
	int worker = xmpp_presence_link.owner(&w->order.user), code = 0;
	const presence_presentity_t *p;
	const presence_grant_t *g;

	xmpp_presence_presentity_lock(worker);
	p = xmpp_presence_presentity_find(worker, &w->order.user);
	g = p ? xmpp_presence_grant_find(p, &w->order.contact) : NULL;
	if(g)
		code = xmpp_presence_roster_refused(g);
	xmpp_presence_presentity_unlock(worker);
	if(code == 0)
		return 0;
	return refuse(msg, code, code == 403 ? "Forbidden" : "Not Found");
}


/* with the lock: 0, or a status */
static int sub_match(presence_sub_t *s, sip_msg_t *msg, const wish_t *w)
{
	if(!STR_EQ(s->text[PRESENCE_SUB_CALLID], msg->callid->body)
			|| !STR_EQ(s->text[PRESENCE_SUB_REM_TAG], get_from(msg)->tag_value)
			|| s->package != w->order.package)
		return 481;
	if(w->order.cseq <= s->rem_cseq)
		return 500; /* RFC 3261 section 12.2.2 */
	s->rem_cseq = w->order.cseq;
	return 0;
}


static int dialog_look(sip_msg_t *msg, const wish_t *w)
{
	int worker = xmpp_presence_link.owner(&w->order.user), code = 481;
	presence_presentity_t *p;
	presence_sub_t *s;

	xmpp_presence_presentity_lock(worker);
	p = xmpp_presence_presentity_find(worker, &w->order.user);
	s = p ? xmpp_presence_sub_find(p, &w->tag) : NULL;
	if(s)
		code = sub_match(s, msg, w);
	xmpp_presence_presentity_unlock(worker);
	if(code == 0)
		return 0;
	return refuse(msg, code,
			code == 481 ? "Subscription Does Not Exist"
						: "Server Internal Error");
}


/* --- all of it --------------------------------------------------------------------------- */

static int wish_look(sip_msg_t *msg, wish_t *w)
{
	int code;

	if((code = source_look(msg)) != 0 || (code = event_look(msg, w)) != 0
			|| (code = accept_look(msg, w)) != 0
			|| (code = expires_look(msg, w)) != 0)
		return code;
	code = xmpp_presence_dialog_read(msg, &w->text, w->order.text);
	if(code == 0 && xmpp_presence_dialog_cseq(msg, &w->order.cseq) < 0)
		code = 400;
	if(code != 0)
		return refuse(msg, code, code == 400 ? "Bad Request" : "Server Error");
	w->tag = get_to(msg)->tag_value;
	w->is_in_dialog = w->tag.len > 0;
	if((code = addresses_look(msg, w)) != 0)
		return code;
	if(w->is_in_dialog)
		return dialog_look(msg, w);
	if((code = grant_look(msg, w)) != 0)
		return code;
	return count_look(msg, w);
}


/* first the answer, then what the owner does with it: the NOTIFY comes behind */
static void wish_grant(sip_msg_t *msg, wish_t *w)
{
	w->order.kind =
			w->is_in_dialog ? PRESENCE_ORDER_REFRESH : PRESENCE_ORDER_NEW;
	if(w->is_in_dialog)
		memcpy(w->order.tag, w->tag.s, PRESENCE_SUB_TAG_LEN);
	else
		xmpp_presence_link.random_text(w->order.tag, PRESENCE_SUB_TAG_LEN);
	if(accept_it(msg, w) < 0) {
		refuse(msg, 500, "Server Internal Error");
		return;
	}
	xmpp_presence_stat(PRESENCE_STAT_SUBSCRIPTIONS);
	if(xmpp_presence_order_post(&w->order) < 0)
		LM_ERR("a SUBSCRIBE to XMPP user %.*s is lost\n",
				STR_FMT(&w->order.user));
}


int xmpp_presence_script_subscribe(sip_msg_t *msg)
{
	static wish_t w;
	struct cell *t;

	if(msg->first_line.type != SIP_REQUEST
			|| msg->REQ_METHOD != METHOD_SUBSCRIBE
			|| parse_headers(msg, HDR_EOH_F, 0) < 0
			|| parse_from_header(msg) < 0 || parse_to_header(msg) < 0) {
		LM_ERR("xmpp_presence_subscribe: not a SUBSCRIBE\n");
		return -1;
	}
	t = xmpp_presence_tm.t_gett();
	if((t == NULL || t == T_UNDEFINED) && xmpp_presence_tm.t_newtran(msg) <= 0)
		return 0; /* a retransmission, or tm has answered */
	memset(&w.order, 0, sizeof(w.order));
	w.text.built = NULL;
	if(wish_look(msg, &w) == 0)
		wish_grant(msg, &w);
	xmpp_presence_dialog_done(&w.text);
	return 0;
}
