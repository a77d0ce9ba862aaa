/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: texts of the XMPP user in an MSRP session
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_log.h"

#include "chat_composing.h"
#include "chat_conf.h"
#include "chat_cpim.h"
#include "chat_error.h"
#include "chat_say.h"
#include "chat_session_out.h"
#include "chat_stats.h"
#include "chat_time.h"

enum
{
	LINES_MAX = 2 * CHAT_TEXT_MAX, /* "\n" becomes "\r\n" */
	BODY_MAX = LINES_MAX + 4096,   /* and CPIM around it */
	FRAMES_MAX = 2 * BODY_MAX + 65536,
	TEXTS_MAX = 64, /* of one session, with those whose report may come still */
	WORDS_MAX = 128,
	TID_MAX = CHAT_TAG_LEN + 4, /* with the number of its chunk */
	TYPING_PAUSE = 1000,		/* ms between two that say so */
	GONE = 480,
};

/* A text on its way. */
typedef struct chat_session_text
{
	struct chat_session_text *next;
	chat_outgoing_t o;		   /* its strings lie behind it */
	str text;				   /* as XMPP has it, for a MESSAGE */
	char id[CHAT_TAG_LEN + 1]; /* Message-ID, and the beginning of each id */
	int chunks;				   /* written; 0: it waits */
	int answered;			   /* of them */
	uint64_t at;			   /* when they were written */
} text_t;

static char lines[LINES_MAX], body_buf[BODY_MAX], frames[FRAMES_MAX];
static void (*message_f)(const chat_outgoing_t *values, const str *text);


void xmpp_chat_session_out_init(
		void (*f)(const chat_outgoing_t *values, const str *text))
{
	message_f = f;
}


/* --- frames -------------------------------------------------------------------------- */

/* one body in its chunks, to `frames`. return their number, -1 */
static int chunks_write(const chat_session_t *s, const char *id,
		const str *type, const str *body, int success, chat_out_t *out)
{
	char tid[TID_MAX + 1];
	chat_msrp_send_t m;
	int n = 0, at = 0;

	memset(&m, 0, sizeof(m));
	m.to_path = (str){s->path, (int)strlen(s->path)};
	m.from_path = xmpp_chat_session_uri(s);
	m.message_id = (str){(char *)id, (int)strlen(id)};
	m.success = success;
	m.type = *type;
	m.total = body->len;
	do {
		m.tid = (str){tid, snprintf(tid, sizeof(tid), "%s%d", id, n++)};
		m.body.s = body->s + at;
		m.body.len = body->len - at < CHAT_MSRP_CHUNK ? body->len - at
													  : CHAT_MSRP_CHUNK;
		m.start = at + 1;
		at += m.body.len;
		m.end = at;
		m.flag = at < body->len ? '+' : '$';
		if(xmpp_chat_msrp_write_send(&m, out) < 0)
			return -1;
	} while(at < body->len);
	return n;
}


/* return number of chunks; -1: the connection takes nothing */
static int body_write(const chat_session_t *s, const char *id, const str *type,
		const str *body, int success)
{
	chat_out_t out;
	int n;

	xmpp_chat_out_init(&out, frames, sizeof(frames));
	n = chunks_write(s, id, type, body, success, &out);
	if(n < 0 || xmpp_chat_conn_write(s->conn, out.s, out.len) < 0)
		return -1;
	return n;
}


int xmpp_chat_session_out_hello(chat_session_t *s)
{
	char id[CHAT_TAG_LEN + 1];
	str none = str_init("");

	xmpp_chat_link.random_text(id, CHAT_TAG_LEN);
	return body_write(s, id, &none, &none, 0) < 0 ? -1 : 0;
}


/* message/cpim around it. return 0, -1 */
static int body_wrap(const chat_session_t *s, const str *type, str *body)
{
	char date[CHAT_TIME_SIZE];
	chat_cpim_t cpim;
	chat_out_t out;

	memset(&cpim, 0, sizeof(cpim));
	xmpp_chat_time_write_iso((int64_t)time(NULL), date);
	cpim.from = s->dialog.loc_uri;
	cpim.to = s->dialog.rem_uri;
	cpim.date.s = date;
	cpim.date.len = (int)strlen(date);
	cpim.type = *type;
	cpim.body = *body;
	xmpp_chat_out_init(&out, body_buf, sizeof(body_buf));
	return xmpp_chat_cpim_write(&cpim, &out) < 0
				   ? -1
				   : xmpp_chat_out_end(&out, 0, body);
}


/* as the phone takes it: bare, or in CPIM. return 0, -1 not at all */
static int body_make(const chat_session_t *s, unsigned bare, unsigned wrapped,
		str *type, str *body)
{
	static str cpim = str_init("message/cpim");

	if(s->takes & bare)
		return 0;
	if(!(s->takes & CHAT_MSRP_TAKES_CPIM) || !(s->takes & wrapped)
			|| body_wrap(s, type, body) < 0)
		return -1;
	*type = cpim;
	return 0;
}


/* --- a text ---------------------------------------------------------------------------- */

static text_t *text_new(const chat_outgoing_t *v, const str *text)
{
	size_t size = (size_t)(xmpp_chat_party_size(&v->party) + v->language.len
						   + v->subject.len + v->date.len + text->len);
	text_t *t = malloc(sizeof(*t) + size);
	char *at = (char *)(t + 1);

	if(t == NULL)
		return NULL;
	memset(t, 0, sizeof(*t));
	t->o = *v;
	xmpp_chat_party_copy(&at, &t->o.party, &v->party);
	xmpp_chat_copy(&at, &t->o.language, &v->language);
	xmpp_chat_copy(&at, &t->o.subject, &v->subject);
	xmpp_chat_copy(&at, &t->o.date, &v->date);
	xmpp_chat_copy(&at, &t->text, text);
	xmpp_chat_link.random_text(t->id, CHAT_TAG_LEN);
	return t;
}


static void text_remove(chat_session_t *s, text_t *t)
{
	text_t **at = &s->texts;

	while(*at != t)
		at = &(*at)->next;
	*at = t->next;
	s->text_count--;
	free(t);
}


static int is_answered(const text_t *t)
{
	return t->chunks > 0 && t->answered >= t->chunks;
}


/* the oldest of those whose report may come still makes room. return 0, -1: all
 * are on their way */
static int texts_limit(chat_session_t *s)
{
	text_t *t = s->texts;

	if(s->text_count < TEXTS_MAX)
		return 0;
	while(t != NULL && !is_answered(t))
		t = t->next;
	if(t == NULL)
		return -1;
	text_remove(s, t);
	return 0;
}


static int waiting_count(const chat_session_t *s)
{
	const text_t *t;
	int n = 0;

	for(t = s->texts; t != NULL; t = t->next)
		n += !is_answered(t);
	return n;
}


/* it goes, or waits for the connection */
static void text_send(const chat_session_t *s, text_t *t)
{
	str type = str_init("text/plain;charset=UTF-8"), body;
	chat_out_t out;
	int n;

	xmpp_chat_out_init(&out, lines, sizeof(lines));
	if(xmpp_chat_to_sip(&t->text, &out) < 0
			|| xmpp_chat_out_end(&out, 0, &body) < 0
			|| body_make(s, CHAT_MSRP_TAKES_PLAIN, CHAT_MSRP_WRAPS_PLAIN, &type,
					   &body)
					   < 0)
		return;
	n = body_write(
			s, t->id, &type, &body, (t->o.wants & CHAT_WANT_DELIVERED) != 0);
	if(n < 0)
		return;
	t->chunks = n;
	t->at = xmpp_chat_link.now();
}


void xmpp_chat_session_out_begin(chat_session_t *s)
{
	text_t *t;

	for(t = s->texts; t != NULL; t = t->next)
		if(t->chunks == 0 && xmpp_chat_conn_has_room(s->conn))
			text_send(s, t);
}


static int takes_texts(const chat_session_t *s, const str *text)
{
	unsigned wrapped = CHAT_MSRP_TAKES_CPIM | CHAT_MSRP_WRAPS_PLAIN;

	if(s->is_deaf || (s->max_size > 0 && text->len > s->max_size))
		return 0;
	return (s->takes & CHAT_MSRP_TAKES_PLAIN)
		   || (s->takes & wrapped) == wrapped;
}


/* its user is told: nobody else need deal with it */
static int text_refused(const chat_party_t *party, const char *why)
{
	static const chat_error_t too_many = {"resource-constraint", "wait"};

	LM_INFO("a text of %.*s to %.*s is refused: %s\n", STR_FMT(&party->user),
			STR_FMT(&party->ours), why);
	xmpp_chat_stat(CHAT_STAT_LOCAL);
	xmpp_chat_say_error(party, &too_many, why);
	return 1;
}


int xmpp_chat_session_text(const chat_outgoing_t *values, const str *text)
{
	chat_session_t *s = xmpp_chat_session_find_pair(
			&values->party.user, &values->party.ours);
	text_t *t, **end;

	if(s == NULL || !takes_texts(s, text) || text->len > CHAT_CFG(text_max))
		return 0;
	if(waiting_count(s) > CHAT_CFG(queue_max) || texts_limit(s) < 0)
		return text_refused(&values->party,
				"Too many texts wait for this contact: try it again in a "
				"minute.");
	t = text_new(values, text);
	if(t == NULL) {
		LINK_LOG(LM_ERR, "no memory for a text in an MSRP session\n");
		return text_refused(&values->party, "The gateway could not send it.");
	}
	for(end = &s->texts; *end != NULL; end = &(*end)->next)
		;
	*end = t;
	s->text_count++;
	s->used = xmpp_chat_link.now();
	s->is_typing = 0;
	t->at = s->used;
	if(s->conn != NULL)
		xmpp_chat_session_out_begin(s);
	xmpp_chat_session_timer(s);
	return 1;
}


/* --- its end -------------------------------------------------------------------------------- */

static void text_failed(chat_session_t *s, text_t *t, int code)
{
	chat_error_t error = xmpp_chat_error_of_sip(code);
	char words[WORDS_MAX];

	LM_INFO("a text of %.*s in the MSRP session with %.*s failed: %d\n",
			STR_FMT(&t->o.party.user), STR_FMT(&s->from), code);
	xmpp_chat_stat(CHAT_STAT_REFUSED);
	if(code == GONE)
		snprintf(words, sizeof(words),
				"The phone has gone: it may not have it.");
	else
		snprintf(words, sizeof(words), "%d %s", code,
				xmpp_chat_msrp_phrase(code));
	xmpp_chat_say_error(&t->o.party, &error, words);
	text_remove(s, t);
}


/* the phone has all of it, and says so or will */
static void text_arrived(chat_session_t *s, text_t *t)
{
	xmpp_chat_stat(CHAT_STAT_DELIVERED);
	if(!(t->o.wants & CHAT_WANT_DELIVERED))
		text_remove(s, t);
}


static text_t *text_find(const chat_session_t *s, const str *id)
{
	text_t *t = s->texts;

	while(t != NULL
			&& (id->len < CHAT_TAG_LEN
					|| memcmp(t->id, id->s, CHAT_TAG_LEN) != 0))
		t = t->next;
	return t;
}


/* what a status says of one chunk (section 10): without a session there is no
 * use in any other text either */
static void status_take(chat_session_t *s, text_t *t, int status)
{
	if(status == 481 || status == 506) {
		LM_INFO("the phone of %.*s does not know its MSRP session any more: "
				"%d\n",
				STR_FMT(&s->from), status);
		xmpp_chat_session_out_end(s, 1);
		xmpp_chat_session_end(s, 1);
	} else
		text_failed(s, t, status == 423 ? 413 : status);
}


void xmpp_chat_session_out_answered(chat_conn_t *c, const chat_msrp_frame_t *f)
{
	chat_session_t *s = xmpp_chat_session_first();
	text_t *t = NULL;

	while(s != NULL && (s->conn != c || (t = text_find(s, &f->tid)) == NULL))
		s = s->next;
	if(t == NULL || is_answered(t) || f->tid.len == CHAT_TAG_LEN)
		return;
	if(f->status != 200) {
		status_take(s, t, f->status);
		return;
	}
	t->answered++;
	if(is_answered(t))
		text_arrived(s, t);
}


void xmpp_chat_session_out_reported(
		chat_session_t *s, const chat_msrp_frame_t *f)
{
	text_t *t = text_find(s, &f->message_id);

	if(t == NULL || t->chunks == 0 || f->status == 0)
		return;
	if(f->status != 200) {
		status_take(s, t, f->status);
		return;
	}
	/* a part of it is not all of it */
	if(f->total != CHAT_MSRP_UNKNOWN && f->end != CHAT_MSRP_UNKNOWN
			&& f->end < f->total)
		return;
	if(t->o.wants & CHAT_WANT_DELIVERED)
		xmpp_chat_say_received(&t->o.party);
	t->o.wants &= ~(unsigned)CHAT_WANT_DELIVERED;
	if(is_answered(t))
		text_remove(s, t);
}


uint64_t xmpp_chat_session_out_due(const chat_session_t *s)
{
	const text_t *t;

	for(t = s->texts; t != NULL; t = t->next)
		if(!is_answered(t))
			return t->at + (uint64_t)CHAT_CFG(msrp_timeout);
	return 0;
}


void xmpp_chat_session_out_end(chat_session_t *s, int never_there)
{
	text_t *t;

	while((t = s->texts) != NULL) {
		if(is_answered(t)) {
			text_remove(s, t);
		} else if(t->chunks == 0 || never_there) {
			s->texts = t->next;
			s->text_count--;
			message_f(&t->o, &t->text);
			free(t);
		} else
			text_failed(s, t, GONE);
	}
}


/* --- what is no text ------------------------------------------------------------------------- */

/* return 1, 0: it does not go */
static int small_send(const chat_session_t *s, const str *type, const str *body)
{
	char id[CHAT_TAG_LEN + 1];

	if(s->conn == NULL || !xmpp_chat_conn_has_room(s->conn))
		return 0;
	xmpp_chat_link.random_text(id, CHAT_TAG_LEN);
	return body_write(s, id, type, body, 0) > 0;
}


int xmpp_chat_session_notify(
		const chat_party_t *party, const str *type, const str *body)
{
	chat_session_t *s = xmpp_chat_session_find_pair(&party->user, &party->ours);

	if(s == NULL || s->is_deaf || !(s->takes & CHAT_MSRP_TAKES_CPIM)
			|| !(s->takes & CHAT_MSRP_WRAPS_IMDN))
		return 0;
	return small_send(s, type, body);
}


static void typing_send(chat_session_t *s, int active)
{
	str type = str_init("application/im-iscomposing+xml"), body;
	chat_composing_t composing = {.active = active};
	chat_out_t out;

	if(active)
		composing.refresh = CHAT_COMPOSING_REFRESH;
	xmpp_chat_out_init(&out, lines, sizeof(lines));
	if(xmpp_chat_composing_write(&composing, &out) == 0
			&& xmpp_chat_out_end(&out, 0, &body) == 0
			&& body_make(s, CHAT_MSRP_TAKES_COMPOSING,
					   CHAT_MSRP_WRAPS_COMPOSING, &type, &body)
					   == 0)
		small_send(s, &type, &body);
}


/* as often as a hand can, no more */
static int may_say(chat_session_t *s, int active)
{
	uint64_t now = xmpp_chat_link.now();

	if(s->is_deaf || s->is_typing == active
			|| (active && now < s->typed + TYPING_PAUSE))
		return 0;
	s->typed = now;
	s->is_typing = active;
	return 1;
}


int xmpp_chat_session_state(
		const str *user, const str *contact, chat_state_t state)
{
	chat_session_t *s = xmpp_chat_session_find_pair(user, contact);

	if(s == NULL)
		return 0;
	if(state == CHAT_STATE_GONE)
		xmpp_chat_session_end(s, 1);
	else if(state != CHAT_STATE_NONE
			&& may_say(s, state == CHAT_STATE_COMPOSING))
		typing_send(s, s->is_typing);
	return 1;
}
