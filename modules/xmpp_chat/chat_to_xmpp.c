/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: texts of SIP users to XMPP, each with one answer
 */

#include <stdlib.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/crypto/md5utils.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "chat_conf.h"
#include "chat_contact.h"
#include "chat_error.h"
#include "chat_event.h"
#include "chat_ids.h"
#include "chat_limits.h"
#include "chat_notify.h"
#include "chat_phone.h"
#include "chat_reply.h"
#include "chat_room.h"
#include "chat_stats.h"
#include "chat_text.h"
#include "chat_to_xmpp.h"
#include "chat_typing.h"
#include "chat_typing_out.h"
#include "chat_write.h"

enum
{
	BUCKETS = 1024,
	TRANSACTIONS = 4,				/* of one text: it came by several ways */
	REMEMBERED = 4,					/* times max_open */
	STANZA_MAX = 6 * CHAT_TEXT_MAX, /* all of it "&amp;", and some */
	PING_MAX = 2 * LINK_JID_MAX + 256,
};

/* A text that was handed over, until its answer is forgotten. */
typedef struct handed
{
	xmpp_link_timer_t timer;		   /* first: the link hands it to us */
	struct handed *next_key, *next_id; /* of the same bucket */
	chat_transaction_t transaction[TRANSACTIONS];
	int transactions;
	int code;		   /* of the answer; 0: it is open */
	int is_dealt_with; /* by the server, which has answered the ping behind it */
	const char *phrase;
	str key;
	chat_party_t party;
	char id[MD5_LEN + 1]; /* of the stanza */
	char tag[CHAT_TAG_LEN + 1];
} handed_t;

static handed_t *by_key[BUCKETS], *by_id[BUCKETS];
static int count, open_count;

static char stanza[STANZA_MAX];


/* --- the table -------------------------------------------------------------------- */

static handed_t **bucket_of(handed_t **table, const str *name)
{
	return &table[link_hash(LINK_HASH_START, name) % BUCKETS];
}


static str id_of(const handed_t *h)
{
	str id = {(char *)h->id, MD5_LEN};

	return id;
}


static handed_t *find_key(const str *key)
{
	handed_t *h = *bucket_of(by_key, key);

	while(h != NULL && !STR_EQ(h->key, *key))
		h = h->next_key;
	return h;
}


static handed_t *find_id(const str *id)
{
	handed_t *h = *bucket_of(by_id, id);

	while(h != NULL
			&& (id->len != MD5_LEN || memcmp(h->id, id->s, MD5_LEN) != 0))
		h = h->next_id;
	return h;
}


/* the same for the same request (XEP-0359 says what ids are for) */
static void id_make(handed_t *h, const chat_incoming_t *in)
{
	str parts[2];

	parts[0] = in->key;
	parts[1] = in->text;
	MD5StringArray(h->id, parts, 2);
	h->id[MD5_LEN] = '\0';
}


/* its party has no id in the copy: that is the stanza's */
static handed_t *handed_new(const chat_incoming_t *in)
{
	chat_party_t party = {STR_NULL, STR_NULL, in->user, STR_NULL};
	handed_t *h, **bucket;
	char *at;
	str id;

	h = malloc(sizeof(*h) + (size_t)(in->key.len + in->user.len));
	if(h == NULL) {
		LINK_LOG(LM_ERR, "no memory for a text to %.*s\n", STR_FMT(&in->user));
		return NULL;
	}
	memset(h, 0, sizeof(*h));
	at = (char *)(h + 1);
	xmpp_chat_copy(&at, &h->key, &in->key);
	xmpp_chat_party_copy(&at, &h->party, &party);
	id_make(h, in);
	xmpp_chat_link.random_text(h->tag, CHAT_TAG_LEN);
	h->transaction[h->transactions++] = in->transaction;
	bucket = bucket_of(by_key, &h->key);
	h->next_key = *bucket;
	*bucket = h;
	id = id_of(h);
	bucket = bucket_of(by_id, &id);
	h->next_id = *bucket;
	*bucket = h;
	count++;
	open_count++;
	xmpp_chat_stat_add(CHAT_STAT_OPEN_TO_XMPP, 1);
	return h;
}


/* its answer need not be known any more */
static void forget(xmpp_link_timer_t *t)
{
	handed_t *h = (handed_t *)t, **at;
	str id = id_of(h);

	for(at = bucket_of(by_key, &h->key); *at != h; at = &(*at)->next_key)
		;
	*at = h->next_key;
	for(at = bucket_of(by_id, &id); *at != h; at = &(*at)->next_id)
		;
	*at = h->next_id;
	count--;
	free(h);
}


/* --- its answer --------------------------------------------------------------------- */

static void answer(handed_t *h, int code, const char *phrase)
{
	int i;

	h->code = code;
	h->phrase = phrase;
	open_count--;
	xmpp_chat_stat_add(CHAT_STAT_OPEN_TO_XMPP, -1);
	xmpp_chat_link.iq_forget(h);
	xmpp_chat_link.timer_stop(&h->timer);
	xmpp_chat_stat(code < 300 ? CHAT_STAT_HANDED_OVER : CHAT_STAT_RETURNED);
	if(code >= 300)
		LINK_LOG(LM_INFO, "a text to XMPP user %.*s failed: %d %s\n",
				STR_FMT(&h->party.user), code, phrase);
	for(i = 0; i < h->transactions; i++)
		xmpp_chat_reply(&h->transaction[i], code, phrase, h->tag);
	h->timer.run = forget;
	if(xmpp_chat_link.timer_set(&h->timer, CHAT_CFG(duplicates)) < 0)
		forget(&h->timer);
}


/* the server had its time to return it */
static void on_wait(xmpp_link_timer_t *t)
{
	answer((handed_t *)t, 202, "Accepted");
}


/* An answer of any kind shows that the server has dealt with what came before
 * it (RFC 6120 section 10.1); but each device of the user's may be a process of
 * its own there, which returns the text a moment later. */
static void on_pong(const xmpp_link_stanza_t *s, void *arg)
{
	handed_t *h = arg;

	if(h->code != 0)
		return;
	h->is_dealt_with = s != NULL;
	if(s == NULL)
		answer(h, 504, "Server Time-out");
	else if(CHAT_CFG(local_wait) == 0
			|| xmpp_chat_link.timer_set(&h->timer, CHAT_CFG(local_wait)) < 0)
		answer(h, 202, "Accepted");
}


/* what was on its way may be lost, or not: it is not sent again */
static void on_stream(const str *component, int up)
{
	handed_t *h, *next;
	int i;

	for(i = 0; i < BUCKETS && !up; i++)
		for(h = by_key[i]; h != NULL; h = next) {
			next = h->next_key;
			if(h->code == 0 && h->party.component.len > 0
					&& link_folded_equal(&h->party.component, component)) {
				if(h->is_dealt_with)
					answer(h, 202, "Accepted");
				else
					answer(h, 504, "Server Time-out");
			}
		}
}


int xmpp_chat_to_xmpp_init(void)
{
	return xmpp_chat_link.on_stream(on_stream);
}


/* --- handed over ------------------------------------------------------------------- */

static int message_send(const handed_t *h, const chat_incoming_t *in,
		const chat_contact_t *contact, const str *text)
{
	chat_message_t m;
	xml_build_t b;
	str xml;

	memset(&m, 0, sizeof(m));
	m.from = contact->jid;
	m.to = in->user;
	m.id = id_of(h);
	m.text = *text;
	m.subject = in->subject;
	m.language = in->language;
	m.url = in->url;
	m.delay_stamp = in->delay;
	m.delay_from = contact->component;
	m.wants = in->wants;
	xml_build_init(&b, stanza, sizeof(stanza));
	xmpp_chat_write_message(&b, &m);
	if(xml_build_end(&b, &xml) < 0)
		return -1;
	return xmpp_chat_link.send(
			&contact->component, &in->user, &xml, NULL, NULL);
}


/* to the bare JID: the answer comes to this worker */
static int ping_send(handed_t *h, const chat_contact_t *contact)
{
	str user = link_jid_bare(&h->party.user), id, xml;
	char name[17], buf[PING_MAX];
	xml_build_t b;

	xmpp_chat_link.new_id(name);
	id.s = name;
	id.len = 16;
	xml_build_init(&b, buf, sizeof(buf));
	xml_build_open(&b, "iq");
	xml_build_attr_z(&b, "type", "get");
	xml_build_attr(&b, "id", &id);
	xml_build_attr(&b, "from", &contact->jid);
	xml_build_attr(&b, "to", &user);
	xml_build_open(&b, "ping");
	xml_build_attr_z(&b, "xmlns", "urn:xmpp:ping");
	xml_build_close(&b);
	xml_build_close(&b);
	if(xml_build_end(&b, &xml) < 0)
		return -1;
	return xmpp_chat_link.iq(&contact->component, &contact->jid, &user, &id,
			&xml, CHAT_CFG(ping_timeout), on_pong, h);
}


/* errors and receipts that come later must find whom they are for */
static void id_put(const handed_t *h, const chat_incoming_t *in,
		const chat_contact_t *contact)
{
	str key = id_of(h);
	chat_id_t id;

	memset(&id, 0, sizeof(id));
	id.party.component = contact->component;
	id.party.ours = contact->jid;
	id.party.user = in->user;
	id.message_id = in->message_id;
	id.date = in->date;
	id.sip_uri = in->from;
	id.wants = in->wants;
	if(in->transaction.is_session) {
		id.session = in->transaction.hash;
		id.number = in->transaction.label;
	}
	xmpp_chat_ids_put(CHAT_TO_XMPP, &key, &id);
}


/* the script may change it, drop it or answer it; 0 it goes on */
static int route_asked(handed_t *h, const chat_incoming_t *in, str *text)
{
	chat_event_t event;

	memset(&event, 0, sizeof(event));
	event.user = link_jid_bare(&in->user);
	event.from = in->from;
	event.to = in->user;
	event.text = in->text;
	event.is_local = xmpp_chat_gateway.is_local_user(&in->user);
	if(xmpp_chat_event_run(&event) < 0) {
		xmpp_chat_stat(CHAT_STAT_DROPPED);
		answer(h, 202, "Accepted");
		return -1;
	}
	*text = event.text;
	if(event.code == 0)
		return 0;
	answer(h, event.code, "Refused");
	return -1;
}


static void on_silence(xmpp_link_timer_t *t)
{
	answer((handed_t *)t, 504, "Server Time-out");
}


void xmpp_chat_to_xmpp_answer(const str *id, int code, const char *phrase)
{
	handed_t *h = find_id(id);

	if(h != NULL && h->code == 0)
		answer(h, code, phrase);
}


int xmpp_chat_to_xmpp_waits(const str *id)
{
	handed_t *h = find_id(id);

	return h != NULL && h->code == 0;
}


/* the room shows it to all, the sender too: that is its answer. It may first
 * have to let the sender in */
static void room_hand_over(handed_t *h, const chat_incoming_t *in,
		const chat_contact_t *contact, const str *text)
{
	chat_party_t party;
	int code;

	party.component = contact->component;
	party.ours = contact->jid;
	party.user = link_jid_bare(&in->user);
	party.id = id_of(h);
	h->timer.run = on_silence;
	if(xmpp_chat_link.timer_set(&h->timer, 2 * CHAT_CFG(room_timeout)) < 0) {
		answer(h, 500, "Server Internal Error");
		return;
	}
	code = xmpp_chat_room_say(&party, &in->from, text);
	if(code != 0 && h->code == 0)
		answer(h, code, xmpp_chat_room_phrase(code));
}


static void hand_over(handed_t *h, const chat_incoming_t *in,
		const chat_contact_t *contact, const str *text)
{
	int is_local = xmpp_chat_gateway.is_local_user(&in->user);

	/* the domain of a component is as long as the module's configuration */
	h->party.component = contact->component;
	if(!xmpp_chat_link.is_up(&contact->component)) {
		answer(h, 503, "Service Unavailable");
		return;
	}
	if(xmpp_chat_room_is(&in->user)) {
		room_hand_over(h, in, contact, text);
		return;
	}
	id_put(h, in, contact);
	xmpp_chat_phone_takes(&contact->jid, in->takes);
	xmpp_chat_typing_over(&in->user, &contact->jid);
	xmpp_chat_typing_out_talks(&in->user, &contact->jid);
	if(message_send(h, in, contact, text) < 0) {
		answer(h, 500, "Server Internal Error");
		return;
	}
	h->timer.run = on_wait;
	if(is_local ? ping_send(h, contact) < 0
				: xmpp_chat_link.timer_set(&h->timer, CHAT_CFG(foreign_wait))
							< 0)
		answer(h, 504, "Server Time-out");
}


/* --- from the beginning --------------------------------------------------------------- */

/* it came before; the first one's answer is this one's as well */
static void again(handed_t *h, const chat_incoming_t *in)
{
	xmpp_chat_stat(CHAT_STAT_DUPLICATES);
	if(h->code == 0 && h->transactions < TRANSACTIONS)
		h->transaction[h->transactions++] = in->transaction;
	else if(h->code == 0)
		xmpp_chat_reply(&in->transaction, 482, "Merged Request", h->tag);
	else
		xmpp_chat_reply(&in->transaction, h->code, h->phrase, h->tag);
}


/* no more than that; a text that is refused so is not remembered */
static int is_too_many(const chat_incoming_t *in)
{
	int max = CHAT_CFG(max_open);

	if(open_count < max && count < REMEMBERED * max)
		return !xmpp_chat_limits_pass(&in->from);
	LINK_LOG(LM_NOTICE,
			"%d texts are on their way to XMPP (parameter max_open): one of "
			"%.*s is refused\n",
			open_count, STR_FMT(&in->from));
	return 1;
}


void xmpp_chat_to_xmpp_begin(const chat_incoming_t *in)
{
	handed_t *h = find_key(&in->key);
	char tag[CHAT_TAG_LEN + 1];
	chat_contact_t contact;
	str text;
	int code;

	if(h != NULL) {
		again(h, in);
		return;
	}
	h = is_too_many(in) ? NULL : handed_new(in);
	if(h == NULL) {
		xmpp_chat_link.random_text(tag, CHAT_TAG_LEN);
		xmpp_chat_stat(CHAT_STAT_RETURNED);
		xmpp_chat_reply(&in->transaction, 503, "Service Unavailable", tag);
		return;
	}
	code = xmpp_chat_contact(in, &contact);
	if(code != 0)
		answer(h, code, code == 433 ? "Anonymity Disallowed" : "Forbidden");
	else if(route_asked(h, in, &text) == 0)
		hand_over(h, in, &contact, &text);
}


/* --- what XMPP says of it --------------------------------------------------------------- */

/* The one that was remembered for this user; NULL: none */
static chat_id_t *known(const str *from, const str *id)
{
	chat_id_t *k = xmpp_chat_ids_find(CHAT_TO_XMPP, id);

	return k != NULL && link_jid_bare_equal(&k->party.user, from) ? k : NULL;
}


void xmpp_chat_to_xmpp_returned(
		const str *from, const str *id, const str *condition, const str *type)
{
	chat_id_t *k = known(from, id);
	handed_t *h = find_id(id);
	chat_status_t status;

	if(k == NULL)
		return;
	if(h != NULL && h->code == 0) {
		k->is_back = 1;
		status = xmpp_chat_status_of_error(condition, 0);
		answer(h, status.code, status.reason);
		return;
	}
	if((h != NULL && h->code >= 300)
			|| !xmpp_chat_error_counts(
					type, (int)(xmpp_chat_link.now() - k->at), k->delivered))
		return;
	if(k->is_back)
		return;
	k->is_back = 1;
	xmpp_chat_stat(CHAT_STAT_LATE);
	xmpp_chat_notify(k, CHAT_IMDN_FAILED);
	LINK_LOG(LM_INFO,
			"a text to XMPP user %.*s came back after its 202: %.*s\n",
			STR_FMT(&k->party.user), STR_FMT(condition));
}


void xmpp_chat_to_xmpp_received(const str *from, const str *id)
{
	chat_id_t *k = known(from, id);
	handed_t *h = find_id(id);

	if(k == NULL)
		return;
	k->delivered = 1;
	if(h != NULL && h->code == 0)
		answer(h, 200, "OK");
	xmpp_chat_notify(k, CHAT_IMDN_DELIVERED);
}


static void displayed(chat_id_t *k)
{
	if(k->is_back) /* nobody has seen that one */
		return;
	k->delivered = 1;
	k->displayed = 1;
	xmpp_chat_notify(k, CHAT_IMDN_DELIVERED);
	xmpp_chat_notify(k, CHAT_IMDN_DISPLAYED);
}


/* and those before it (XEP-0333 section 4.2) */
void xmpp_chat_to_xmpp_displayed(const str *from, const str *id)
{
	chat_id_t *k = known(from, id);

	xmpp_chat_to_xmpp_received(from, id);
	if(k != NULL && !k->displayed)
		xmpp_chat_ids_until(CHAT_TO_XMPP, k, displayed);
}
