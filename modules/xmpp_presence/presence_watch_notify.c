/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: NOTIFY requests of our subscriptions
 *
 * In any SIP process: the pair is found by the token in the Request-URI, its
 * dialog compared with the lock of its owner, which the first NOTIFY makes
 * (RFC 6665 section 4.4.1). The document is read here, the owner gets a few
 * words.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/data_lump_rpl.h"
#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"
#include "../../core/parser/parse_cseq.h"
#include "../../core/parser/parse_from.h"
#include "../../core/parser/parse_to.h"
#include "../../core/ut.h"
#include "../../modules/sl/sl.h"

#include "presence_config.h"
#include "presence_header.h"
#include "presence_pidf_read.h"
#include "presence_stats.h"
#include "presence_watch_notify.h"
#include "presence_watch_sip.h"

enum
{
	NOTIFY_TARGET_MAX = 1024,
	NOTIFY_TAG_MAX = 256,
};

typedef struct coming
{
	xmpp_link_task_t task; /* first: the worker hands it to us */
	presence_notified_t n;
} coming_t;

static sl_api_t sl;
static void (*handler)(const presence_notified_t *n);


/* --- answers --------------------------------------------------------------------------- */

static int refuse(
		sip_msg_t *msg, int code, const char *phrase, const char *header)
{
	str reason = {(char *)phrase, (int)strlen(phrase)};

	if(header
			&& add_lump_rpl(
					   msg, (char *)header, (int)strlen(header), LUMP_RPL_HDR)
					   == NULL)
		LM_ERR("no memory for a response\n");
	if(sl.freply(msg, code, &reason) < 0)
		LM_DBG("%d to a NOTIFY could not be sent\n", code);
	return 1;
}


static int stray(sip_msg_t *msg)
{
	xmpp_presence_stat(PRESENCE_STAT_STRAY);
	return refuse(msg, 481, "Subscription Does Not Exist", NULL);
}


static int bad_event(sip_msg_t *msg)
{
	xmpp_presence_stat(PRESENCE_STAT_STRAY);
	return refuse(msg, 489, "Bad Event",
			"Allow-Events: " PRESENCE_ALLOW_EVENTS "\r\n");
}


/* --- to the owner ------------------------------------------------------------------------ */

static void coming_run(xmpp_link_task_t *t)
{
	coming_t *c = (coming_t *)t;

	handler(&c->n);
	shm_free(c);
}


static void text_put(char **at, str *field, const str *value)
{
	if(value->len > 0)
		memcpy(*at, value->s, (size_t)value->len);
	field->s = *at;
	field->len = value->len;
	*at += value->len;
}


static int owner_post(int worker, const presence_notified_t *n)
{
	size_t size = (size_t)(n->token.len + n->callid.len + n->target.len
						   + n->routes.len + n->input.reason.len
						   + n->state.note.len + n->state.since.len);
	coming_t *c = shm_malloc(sizeof(*c) + size);
	char *at = (char *)(c + 1);
	static const str none = STR_NULL;

	if(c == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(c, 0, sizeof(*c));
	c->task.run = coming_run;
	c->n = *n;
	text_put(&at, &c->n.token, &n->token);
	text_put(&at, &c->n.callid, &n->callid);
	text_put(&at, &c->n.target, &n->target);
	text_put(&at, &c->n.routes, &n->routes);
	text_put(&at, &c->n.input.reason, &n->input.reason);
	text_put(&at, &c->n.state.note, &n->state.note);
	text_put(&at, &c->n.state.since, &n->state.since);
	c->n.state.lang = none;
	if(xmpp_presence_link.post(worker, &c->task, 0) == 0)
		return 0;
	shm_free(c);
	return -1;
}


/* --- what it says -------------------------------------------------------------------------- */

/* return 0, or the answer was given: 1 */
static int state_read(sip_msg_t *msg, presence_notified_t *n)
{
	str value = xmpp_presence_msg_header(msg, "Subscription-State");
	presence_header_t h;

	if(xmpp_presence_header_read(&value, &h) < 0)
		return refuse(msg, 400, "Missing Subscription-State", NULL);
	n->input.code = 0;
	n->input.expires = h.expires;
	n->input.min_expires = -1;
	n->input.retry_after = h.retry_after;
	n->input.reason = h.reason;
	if(xmpp_presence_header_is(&h, "terminated"))
		n->input.substate = PRESENCE_SUB_TERMINATED;
	else if(xmpp_presence_header_is(&h, "pending"))
		n->input.substate = PRESENCE_SUB_PENDING;
	else
		n->input.substate = PRESENCE_SUB_ACTIVE;
	return 0;
}


/* return 0, -1: it is none of its package, or beyond the limits */
static int document_read(const str *body, presence_notified_t *n)
{
	static char buf[PRESENCE_XML_BYTES];
	presence_dialogs_t dialogs;

	if(n->package == PRESENCE_PACKAGE_PRESENCE)
		return xmpp_presence_pidf_read(body, buf, sizeof(buf), &n->state);
	if(xmpp_presence_dialogs_read(body, buf, sizeof(buf), &dialogs) < 0)
		return -1;
	xmpp_presence_lamp_read(&dialogs, &n->lamp);
	return 0;
}


/* return 0, or the answer was given: 1 */
static int body_read(sip_msg_t *msg, presence_notified_t *n)
{
	str type = xmpp_presence_msg_header(msg, "Content-Type"), body;
	const char *ours = xmpp_presence_package_type(n->package);
	presence_header_t h;
	char accept[64];

	body.s = get_body(msg);
	body.len = body.s ? (int)(msg->buf + msg->len - body.s) : 0;
	if(body.len <= 0)
		return 0;
	snprintf(accept, sizeof(accept), "Accept: %s\r\n", ours);
	if(xmpp_presence_header_read(&type, &h) < 0
			|| !xmpp_presence_header_is(&h, ours))
		return refuse(msg, 415, "Unsupported Media Type", accept);
	if(document_read(&body, n) < 0)
		return refuse(msg, 400, "Malformed Document", NULL);
	n->has_state = 1;
	return 0;
}


/* --- whose it is ----------------------------------------------------------------------------- */

/* What a NOTIFY is to the dialog of its pair. */
typedef enum match
{
	MATCH_OTHER = 0, /* of none of ours: 481 */
	MATCH_EVENT,	 /* of another package: 489 */
	MATCH_NEXT,
	MATCH_AGAIN, /* the last one once more */
	MATCH_OLD,	 /* out of order: 500 (RFC 3261 section 12.2.2) */
	MATCH_NO_MEMORY,
} match_t;

/* With the lock. A second dialog, by a fork, is refused (RFC 3856 section 6.9) */
static match_t dialog_match(const presence_pair_t *p, sip_msg_t *msg,
		unsigned cseq, presence_package_t package)
{
	const presence_dialog_of_t *d = &p->dialog;
	const str *callid = &msg->callid->body;
	const str *ours = &get_to(msg)->tag_value;

	if(callid->len != PRESENCE_TOKEN_LEN || ours->len != PRESENCE_TAG_LEN
			|| memcmp(callid->s, d->callid, PRESENCE_TOKEN_LEN) != 0
			|| memcmp(ours->s, d->loc_tag, PRESENCE_TAG_LEN) != 0
			|| (d->rem_tag.len > 0
					&& !STR_EQ(get_from(msg)->tag_value, d->rem_tag)))
		return MATCH_OTHER;
	if(p->package != package)
		return MATCH_EVENT;
	if(d->rem_cseq == 0 || cseq > d->rem_cseq)
		return MATCH_NEXT;
	return cseq < d->rem_cseq ? MATCH_OLD : MATCH_AGAIN;
}


/* With the lock. The first NOTIFY, or the 2xx, makes the dialog */
static match_t dialog_take(presence_pair_t *p, sip_msg_t *msg, unsigned cseq,
		presence_notified_t *n)
{
	const str *theirs = &get_from(msg)->tag_value;
	presence_dialog_of_t *d = &p->dialog;
	match_t match = dialog_match(p, msg, cseq, n->package);

	if(match != MATCH_NEXT)
		return match;
	n->is_first = d->rem_cseq == 0;
	if(d->rem_tag.len == 0) {
		d->rem_tag.s = shm_malloc((size_t)theirs->len);
		if(d->rem_tag.s == NULL)
			return MATCH_NO_MEMORY;
		memcpy(d->rem_tag.s, theirs->s, (size_t)theirs->len);
		d->rem_tag.len = theirs->len;
	}
	d->rem_cseq = cseq;
	return MATCH_NEXT;
}


/* Whose it is; takes: from now on it has come. *worker owns the pair. */
static match_t pair_match(sip_msg_t *msg, unsigned cseq, presence_notified_t *n,
		int takes, int *worker)
{
	match_t match = MATCH_OTHER;
	int i, found = 0;
	presence_pair_t *p;

	for(i = 0; i < xmpp_presence_link.workers() && !found; i++) {
		xmpp_presence_lock(i);
		p = xmpp_presence_token_find(i, &n->token);
		if(p) {
			found = 1;
			*worker = i;
			match = takes ? dialog_take(p, msg, cseq, n)
						  : dialog_match(p, msg, cseq, n->package);
		}
		xmpp_presence_unlock(i);
	}
	return match;
}


static presence_package_t package_of(const sip_msg_t *msg)
{
	str value = xmpp_presence_msg_header(msg, "Event"), event;
	char buf[PRESENCE_EVENT_MAX];

	if(value.len == 0)
		value = xmpp_presence_msg_header(msg, "o");
	return xmpp_presence_event_read(&value, buf, &event);
}


/* return 0, or the answer was given: 1 */
static int unmatched(sip_msg_t *msg, match_t match)
{
	switch(match) {
		case MATCH_OTHER:
			return stray(msg);
		case MATCH_EVENT:
			return bad_event(msg);
		case MATCH_AGAIN:
			return refuse(msg, 200, "OK", NULL);
		case MATCH_OLD:
			return refuse(msg, 500, "Out Of Order", NULL);
		case MATCH_NO_MEMORY:
			return refuse(msg, 500, "Server Internal Error", NULL);
		default:
			return 0;
	}
}


/* return 0, or the answer was given: 1 */
static int dialog_read(sip_msg_t *msg, presence_notified_t *n)
{
	static char routes[PRESENCE_ROUTES_MAX];

	n->callid = msg->callid->body;
	if(xmpp_presence_msg_target(msg, &n->target) < 0
			|| n->target.len > NOTIFY_TARGET_MAX)
		n->target.len = 0;
	n->routes.s = routes;
	n->routes.len = n->is_first ? xmpp_presence_msg_routes(
							msg, 0, routes, sizeof(routes))
								: 0;
	if(n->routes.len < 0)
		return refuse(msg, 400, "Malformed Record-Route", NULL);
	n->source = msg->rcv.src_ip;
	return 0;
}


/* Whose it is comes first: what strangers send is not parsed. */
static int notify_take(sip_msg_t *msg, presence_notified_t *n)
{
	unsigned cseq;
	int worker = 0;

	if(get_cseq(msg) == NULL || str2int(&get_cseq(msg)->number, &cseq) < 0)
		return refuse(msg, 400, "Malformed CSeq", NULL);
	if(unmatched(msg, pair_match(msg, cseq, n, 0, &worker))
			|| state_read(msg, n) || body_read(msg, n)
			|| unmatched(msg, pair_match(msg, cseq, n, 1, &worker))
			|| dialog_read(msg, n))
		return 1;
	if(owner_post(worker, n) < 0)
		return refuse(msg, 503, "Service Unavailable", "Retry-After: 10\r\n");
	xmpp_presence_stat(PRESENCE_STAT_NOTIFIES);
	return refuse(msg, 200, "OK", NULL);
}


int xmpp_presence_script_notify(sip_msg_t *msg)
{
	presence_notified_t n;
	str token;

	if(msg->first_line.type != SIP_REQUEST
			|| msg->first_line.u.request.method_value != METHOD_NOTIFY
			|| xmpp_presence_msg_token(msg, &token) < 0)
		return -1;
	if(parse_headers(msg, HDR_EOH_F, 0) < 0 || parse_from_header(msg) < 0
			|| parse_to_header(msg) < 0 || msg->callid == NULL
			|| get_from(msg)->tag_value.len <= 0
			|| get_from(msg)->tag_value.len > NOTIFY_TAG_MAX)
		return refuse(msg, 400, "Malformed Request", NULL);
	memset(&n, 0, sizeof(n));
	n.token = token;
	n.package = package_of(msg);
	return n.package == PRESENCE_PACKAGE_OTHER ? bad_event(msg)
											   : notify_take(msg, &n);
}


int xmpp_presence_notify_init(void (*f)(const presence_notified_t *n))
{
	handler = f;
	if(sl_load_api(&sl) == 0)
		return 0;
	LM_ERR("the module sl must be loaded\n");
	return -1;
}
