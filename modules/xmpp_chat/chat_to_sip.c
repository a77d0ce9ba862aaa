/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: texts of XMPP users to SIP, each with one end
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "chat_conf.h"
#include "chat_event.h"
#include "chat_ids.h"
#include "chat_limits.h"
#include "chat_phone.h"
#include "chat_queue.h"
#include "chat_render.h"
#include "chat_say.h"
#include "chat_session_out.h"
#include "chat_stats.h"
#include "chat_time.h"
#include "chat_to_sip.h"
#include "chat_wrap.h"

enum
{
	TEXT_ROOM = 2 * CHAT_TEXT_MAX, /* "\n" becomes "\r\n" */
	SUBJECT_CHARACTERS = 60,
	PART_MAX = 700, /* bytes of a part of a text that is split */
	FAILURE_MAX = 128,
	NO_ANSWER = 408,
	NOTIFICATIONS = 64, /* that wait for one address, beside texts */
};

/* A text on its way through this file. */
typedef struct sending
{
	chat_outgoing_t o; /* what goes into the queue */
	str from;		   /* bare JID */
	str from_uri, uri;
	str text; /* with "\n" */
	char from_buf[XMPP_GATEWAY_ADDR_URI_MAX];
	char uri_buf[XMPP_GATEWAY_ADDR_URI_MAX];
	char subject_buf[4 * SUBJECT_CHARACTERS + 8];
	char date_buf[CHAT_TIME_SIZE];
} sending_t;

static char rendered[CHAT_TEXT_MAX];
static char lines[TEXT_ROOM];


/* --- refused at once ----------------------------------------------------------- */

static const chat_error_t no_encryption = {"not-acceptable", "modify"};
static const chat_error_t no_group = {"not-acceptable", "modify"};
static const chat_error_t not_there = {"item-not-found", "cancel"};
static const chat_error_t bad_file = {"not-acceptable", "modify"};
static const chat_error_t too_many = {"resource-constraint", "wait"};
static const chat_error_t too_long = {"policy-violation", "modify"};
static const chat_error_t broken = {"internal-server-error", "wait"};


/* return -1, for who has nothing else to say */
static int refuse(
		const chat_party_t *party, const chat_error_t *error, const char *text)
{
	LINK_LOG(LM_INFO, "a text of %.*s to %.*s is refused: %s\n",
			STR_FMT(&party->user), STR_FMT(&party->ours), text);
	xmpp_chat_stat(CHAT_STAT_LOCAL);
	xmpp_chat_say_error(party, error, text);
	return -1;
}


static int is_allowed(const chat_party_t *party, const chat_stanza_t *stanza)
{
	str bare = link_jid_bare(&party->user);

	if(stanza->encrypted == CHAT_ENCRYPTED_YES)
		return refuse(party, &no_encryption,
				"Texts to SIP cannot be encrypted: switch encryption off for "
				"this contact.");
	if(stanza->type == CHAT_TYPE_GROUPCHAT)
		return refuse(party, &no_group, "This contact is not a group chat.");
	if(!xmpp_chat_limits_pass(&bare))
		return refuse(party, &too_many,
				"You have sent too many texts: try it again in a minute.");
	if(xmpp_chat_queue_count() >= CHAT_CFG(max_open)) {
		LINK_LOG(LM_NOTICE,
				"%d texts are on their way to SIP (parameter max_open): one of "
				"%.*s is refused\n",
				xmpp_chat_queue_count(), STR_FMT(&bare));
		return refuse(party, &too_many,
				"The gateway is busy: try it again in a minute.");
	}
	return 0;
}


/* --- what goes out -------------------------------------------------------------- */

static int addresses_find(sending_t *s, const chat_party_t *party)
{
	const xmpp_gateway_addr_conf_t *conf =
			xmpp_chat_gateway.component(&party->component);

	s->from = link_jid_bare(&party->user);
	if(conf == NULL
			|| xmpp_chat_gateway.addr_read(conf, &party->ours, 0, s->uri_buf,
					   sizeof(s->uri_buf), &s->uri)
					   < 0
			|| xmpp_chat_gateway.addr_to_uri("sip", &s->from, 0, s->from_buf,
					   sizeof(s->from_buf), &s->from_uri)
					   < 0)
		return refuse(party, &not_there, "This contact has no SIP address.");
	return 0;
}


/* 1: there is something to send */
static int text_make(sending_t *s, const chat_stanza_t *stanza)
{
	chat_render_t how;
	chat_out_t out;
	int rc;

	memset(&how, 0, sizeof(how));
	how.name = s->from;
	how.retraction = xmpp_chat_conf.retraction;
	if(memchr(s->from.s, '@', (size_t)s->from.len) != NULL)
		how.name.len = (int)((char *)memchr(s->from.s, '@', (size_t)s->from.len)
							 - s->from.s);
	xmpp_chat_out_init(&out, rendered, sizeof(rendered));
	rc = xmpp_chat_render(stanza, &how, &out);
	return rc == 1 && xmpp_chat_out_end(&out, 0, &s->text) < 0 ? -1 : rc;
}


static void headers_make(sending_t *s, const chat_stanza_t *stanza)
{
	chat_out_t out;
	int64_t t;

	if(link_text_is_clean(stanza->language.s, stanza->language.len))
		s->o.language = stanza->language;
	if(stanza->subject.len > 0) {
		xmpp_chat_out_init(&out, s->subject_buf, sizeof(s->subject_buf));
		if(xmpp_chat_excerpt(&stanza->subject, SUBJECT_CHARACTERS, &out) == 0)
			xmpp_chat_out_end(&out, 0, &s->o.subject);
	}
	if((stanza->has & CHAT_HAS_DELAY)
			&& xmpp_chat_time_iso(&stanza->delay_stamp, &t) == 0) {
		xmpp_chat_time_write_sip(t, s->date_buf);
		s->o.date.s = s->date_buf;
		s->o.date.len = (int)strlen(s->date_buf);
	}
}


/* may the script have its say; 0 it goes on */
static int route_asked(sending_t *s, const chat_party_t *party)
{
	chat_event_t event;
	char words[FAILURE_MAX];
	chat_error_t error;

	memset(&event, 0, sizeof(event));
	event.to_sip = 1;
	event.user = s->from;
	event.from = party->user;
	event.to = s->uri;
	event.text = s->text;
	event.is_local = s->o.is_local;
	event.receipt = CHAT_CFG(receipt_on_200);
	event.cpim = CHAT_CFG(cpim) && s->o.wants != 0
				 && (xmpp_chat_phone_known(&party->ours) & CHAT_TAKES_CPIM);
	if(xmpp_chat_event_run(&event) < 0) {
		xmpp_chat_stat(CHAT_STAT_DROPPED);
		return -1;
	}
	s->text = event.text;
	s->o.receipt = event.receipt;
	s->o.is_cpim = event.cpim;
	if(event.code == 0)
		return 0;
	error = xmpp_chat_error_of_sip(event.code);
	snprintf(words, sizeof(words), "Refused by the gateway (%d).", event.code);
	return refuse(party, &error, words);
}


/* bytes that a MESSAGE has for its body */
static int room_for(const sending_t *s)
{
	return CHAT_CFG(message_max) - CHAT_UAC_FIXED - CHAT_UAC_ON_THE_WAY
		   - 2 * s->uri.len - s->from_uri.len - s->o.language.len
		   - s->o.subject.len - s->o.date.len;
}


static int is_too_long(const sending_t *s, const chat_party_t *party, int room)
{
	char words[FAILURE_MAX];
	int all = xmpp_chat_characters(&s->text), more = 0;

	if(s->text.len > 0 && room < s->text.len)
		more = all - all * (room > 0 ? room : 0) / s->text.len;
	snprintf(words, sizeof(words),
			"This text is too long for SIP: %d of its %d characters too many.",
			more > 0 ? more : 1, all);
	return refuse(party, &too_long, words);
}


/* the body, and in how many parts it goes */
static int body_make(sending_t *s, const chat_party_t *party)
{
	int room = room_for(s), part = room < PART_MAX ? room : PART_MAX;
	chat_out_t out;

	xmpp_chat_out_init(&out, lines, sizeof(lines));
	if(s->text.len > CHAT_CFG(text_max) || xmpp_chat_to_sip(&s->text, &out) < 0
			|| xmpp_chat_out_end(&out, 0, &s->o.body) < 0)
		return is_too_long(s, party, CHAT_CFG(text_max));
	s->o.parts.count = 1;
	s->o.parts.part[0] = s->o.body;
	if(s->o.is_cpim)
		s->o.is_cpim = xmpp_chat_wrap_fits(&s->o, &s->from_uri, &s->uri, room);
	if(s->o.body.len <= room || xmpp_chat_large() == CHAT_LARGE_TCP)
		return 0;
	if(xmpp_chat_large() == CHAT_LARGE_REFUSE || part <= CHAT_PART_HEAD)
		return is_too_long(s, party, room);
	if(xmpp_chat_split(&s->o.body, part, &s->o.parts) < 0)
		return is_too_long(s, party, CHAT_PARTS_MAX * part);
	return 0;
}


/* --- lines of rooms --------------------------------------------------------------- */

static chat_line_ended_f ended_f;


void xmpp_chat_to_sip_on_line(chat_line_ended_f f)
{
	ended_f = f;
}


static void line_ended(const chat_party_t *party, int code)
{
	if(ended_f != NULL)
		ended_f(party, code);
}


/* --- on its way ------------------------------------------------------------------- */

static void finish(chat_outgoing_t *o, int code, const str *reason);


static void on_timer(xmpp_link_timer_t *t)
{
	static const str none = STR_NULL;

	finish((chat_outgoing_t *)t, NO_ANSWER, &none);
}


/* an IMDN may be faster than the answer: it must find whom it is for */
static void id_put(const chat_outgoing_t *o, const str *callid)
{
	chat_id_t id;

	memset(&id, 0, sizeof(id));
	id.party = o->party;
	id.sip_uri = o->pair->uri;
	id.wants = o->wants;
	xmpp_chat_ids_put(CHAT_TO_SIP, callid, &id);
}


/* return 0, -1: nothing will come of it */
static int part_send(chat_outgoing_t *o)
{
	static str text_plain = str_init("text/plain;charset=UTF-8");
	chat_request_t r;

	memset(&r, 0, sizeof(r));
	xmpp_chat_link.random_text(o->callid, CHAT_CALLID_LEN);
	r.callid.s = o->callid;
	r.callid.len = CHAT_CALLID_LEN;
	r.from_uri = o->pair->from_uri;
	r.uri = o->pair->uri;
	r.type = o->type.len > 0 ? o->type : text_plain;
	r.language = o->language;
	r.subject = o->subject;
	r.date = o->date;
	r.is_local = o->is_local;
	r.is_room = o->is_room;
	r.waiting = o->pair->count - 1;
	if(xmpp_chat_wrap_body(o, &r) < 0)
		return -1;
	if(!o->is_silent && o->parts.count == 1)
		id_put(o, &r.callid);
	o->timer.run = on_timer;
	if(xmpp_chat_link.timer_set(&o->timer, CHAT_CFG(answer_timeout)) < 0)
		return -1;
	if(xmpp_chat_uac_send(&r) == 0)
		return 0;
	xmpp_chat_link.timer_stop(&o->timer);
	return -1;
}


/* the MESSAGE that could not be sent is answered here: its pair goes on */
static void begin(chat_outgoing_t *o)
{
	while(o != NULL && part_send(o) < 0) {
		if(!o->is_silent) {
			xmpp_chat_stat(CHAT_STAT_REFUSED);
			xmpp_chat_say_error(
					&o->party, &broken, "The gateway could not send it.");
		}
		line_ended(&o->party, 500);
		o = xmpp_chat_queue_remove(o);
	}
}


/* --- its end ----------------------------------------------------------------------- */

/* what the user was told already, by an IMDN */
static unsigned *told_of(const chat_outgoing_t *o)
{
	static unsigned none;
	str callid = {(char *)o->callid, CHAT_CALLID_LEN};
	chat_id_t *id = xmpp_chat_ids_find(CHAT_TO_SIP, &callid);

	none = 0;
	return id != NULL ? &id->told : &none;
}


static void succeeded(const chat_outgoing_t *o)
{
	unsigned *told = told_of(o);

	xmpp_chat_stat(o->all_200 ? CHAT_STAT_DELIVERED : CHAT_STAT_ACCEPTED);
	if(!o->all_200 || !o->receipt || !(o->wants & CHAT_WANT_DELIVERED)
			|| (*told & CHAT_WANT_DELIVERED))
		return;
	*told |= CHAT_WANT_DELIVERED;
	xmpp_chat_say_received(&o->party);
}


static void failed(const chat_outgoing_t *o, int code, const str *reason)
{
	chat_error_t error = xmpp_chat_error_of_sip(code);
	unsigned *told = told_of(o);
	char words[FAILURE_MAX];
	int n = 0;

	xmpp_chat_stat(CHAT_STAT_REFUSED);
	LINK_LOG(LM_INFO, "a text of %.*s to %.*s failed: %d\n",
			STR_FMT(&o->party.user), STR_FMT(&o->pair->uri), code);
	if(*told & CHAT_WANT_FAILED)
		return;
	*told |= CHAT_WANT_FAILED;
	if(o->parts.count > 1)
		n = snprintf(words, sizeof(words), "Part %d of %d: ", o->part + 1,
				o->parts.count);
	if(reason->len > 0 && link_text_is_clean(reason->s, reason->len))
		snprintf(words + n, sizeof(words) - (size_t)n, "%d %.*s", code,
				STR_FMT(reason));
	else if(code == NO_ANSWER)
		snprintf(words + n, sizeof(words) - (size_t)n, "No answer.");
	else
		snprintf(words + n, sizeof(words) - (size_t)n, "%d", code);
	xmpp_chat_say_error(&o->party, &error, words);
}


static void finish(chat_outgoing_t *o, int code, const str *reason)
{
	xmpp_chat_link.timer_stop(&o->timer);
	if(o->is_typing)
		xmpp_chat_wrap_is_refused(o, code);
	if(!o->is_silent) {
		if(code < 300)
			succeeded(o);
		else
			failed(o, code, reason);
	}
	line_ended(&o->party, code);
	begin(xmpp_chat_queue_remove(o));
}


/* once more, as text/plain. What a phone says of the first is about nothing.
 * return 0, -1: that is not why it was refused, or it cannot be sent */
static int cpim_refused(chat_outgoing_t *o, int code)
{
	if(!o->is_cpim || !xmpp_chat_wrap_is_refused(o, code))
		return -1;
	*told_of(o) |= CHAT_WANT_FAILED;
	o->is_cpim = 0;
	xmpp_chat_link.timer_stop(&o->timer);
	return part_send(o);
}


void xmpp_chat_to_sip_answer(
		const str *callid, int code, const str *reason, unsigned takes)
{
	chat_outgoing_t *o = xmpp_chat_queue_of_callid(callid);
	static const str none = STR_NULL;

	if(o == NULL) {
		LM_DBG("%d for a text that has ended already\n", code);
		return;
	}
	xmpp_chat_phone_takes(&o->party.ours, takes);
	if(cpim_refused(o, code) == 0)
		return;
	if(code < 300)
		o->all_200 = o->all_200 && code == 200;
	if(code >= 300 || o->part + 1 == o->parts.count) {
		finish(o, code, reason);
		return;
	}
	xmpp_chat_link.timer_stop(&o->timer);
	o->part++;
	if(part_send(o) < 0)
		finish(o, 500, &none);
}


/* --- from the beginning --------------------------------------------------------------- */

int xmpp_chat_to_sip_put(const chat_outgoing_t *values, const str *from,
		const str *from_uri, const str *uri)
{
	chat_outgoing_t *o = xmpp_chat_queue_add(values, from, from_uri, uri);

	if(o == NULL)
		return -1;
	if(o->pair->first == o)
		begin(o);
	return 0;
}


static void queue_put(sending_t *s, const chat_party_t *party)
{
	chat_pair_t *pair = xmpp_chat_queue_find(&s->from, &s->uri);

	if(pair != NULL && pair->count - pair->silent > CHAT_CFG(queue_max)) {
		refuse(party, &too_many,
				"Too many texts wait for this contact: try it again in a "
				"minute.");
		return;
	}
	s->o.ticket = xmpp_chat_link.keep();
	if(xmpp_chat_to_sip_put(&s->o, &s->from, &s->from_uri, &s->uri) < 0) {
		xmpp_chat_link.ended(s->o.ticket);
		refuse(party, &broken, "The gateway could not send it.");
	}
}


void xmpp_chat_to_sip_begin(
		const chat_party_t *party, const chat_stanza_t *stanza)
{
	static sending_t s;
	int rc;

	memset(&s.o, 0, sizeof(s.o));
	xmpp_chat_stat(CHAT_STAT_FROM_XMPP);
	if(is_allowed(party, stanza) < 0 || addresses_find(&s, party) < 0)
		return;
	rc = text_make(&s, stanza);
	if(rc == 0 && stanza->url.len > 0)
		refuse(party, &bad_file,
				"The address of this file does not begin with https, or is "
				"none.");
	if(rc == 0)
		return;
	if(rc < 0) {
		refuse(party, &too_long, "This text is too long for SIP.");
		return;
	}
	s.o.party = *party;
	s.o.wants = xmpp_chat_stanza_wants(stanza);
	s.o.is_local = xmpp_chat_gateway.is_local_user(&party->user);
	s.o.all_200 = 1;
	headers_make(&s, stanza);
	if(route_asked(&s, party) == 0 && !xmpp_chat_session_text(&s.o, &s.text)
			&& body_make(&s, party) == 0)
		queue_put(&s, party);
}


void xmpp_chat_to_sip_again(const chat_outgoing_t *values, const str *text)
{
	static sending_t s;

	s.o = *values;
	s.text = *text;
	if(addresses_find(&s, &values->party) == 0
			&& body_make(&s, &values->party) == 0)
		queue_put(&s, &values->party);
}


void xmpp_chat_to_sip_notify(const chat_party_t *party, const str *uri,
		const str *type, const str *body)
{
	static sending_t s;
	chat_pair_t *pair;
	chat_outgoing_t *o;

	if(xmpp_chat_session_notify(party, type, body))
		return;
	memset(&s.o, 0, sizeof(s.o));
	s.from = link_jid_bare(&party->user);
	pair = xmpp_chat_queue_find(&s.from, uri);
	if((pair != NULL && pair->silent >= NOTIFICATIONS)
			|| xmpp_chat_queue_count() >= CHAT_CFG(max_open)
			|| xmpp_chat_gateway.addr_to_uri("sip", &s.from, 0, s.from_buf,
					   sizeof(s.from_buf), &s.from_uri)
					   < 0) {
		LINK_LOG(LM_INFO, "a notification of %.*s to %.*s is left out\n",
				STR_FMT(&s.from), STR_FMT(uri));
		return;
	}
	s.o.party = *party;
	s.o.type = *type;
	s.o.body = *body;
	s.o.is_local = xmpp_chat_gateway.is_local_user(&party->user);
	s.o.is_silent = 1;
	s.o.parts.count = 1;
	s.o.parts.part[0] = *body;
	o = xmpp_chat_queue_add(&s.o, &s.from, &s.from_uri, uri);
	if(o != NULL && o->pair->first == o)
		begin(o);
}


int xmpp_chat_to_sip_line(const chat_party_t *party, const str *body)
{
	static str type = str_init("text/plain;charset=UTF-8");
	const xmpp_gateway_addr_conf_t *conf =
			xmpp_chat_gateway.component(&party->component);
	static sending_t s;
	chat_outgoing_t *o;

	memset(&s.o, 0, sizeof(s.o));
	s.from = link_jid_bare(&party->user);
	if(conf == NULL || xmpp_chat_queue_count() >= CHAT_CFG(max_open)
			|| xmpp_chat_gateway.addr_read(conf, &party->ours, 0, s.uri_buf,
					   sizeof(s.uri_buf), &s.uri)
					   < 0
			|| xmpp_chat_gateway.addr_to_uri("sip", &s.from, 0, s.from_buf,
					   sizeof(s.from_buf), &s.from_uri)
					   < 0)
		return -1;
	s.o.party = *party;
	s.o.type = type;
	s.o.body = *body;
	s.o.is_room = 1;
	s.o.is_silent = 1;
	s.o.parts.count = 1;
	s.o.parts.part[0] = *body;
	o = xmpp_chat_queue_add(&s.o, &s.from, &s.from_uri, &s.uri);
	if(o == NULL)
		return -1;
	if(o->pair->first == o)
		begin(o);
	return 0;
}
