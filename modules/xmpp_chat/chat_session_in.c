/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what a phone sends in an MSRP session
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_log.h"

#include "chat_body.h"
#include "chat_conf.h"
#include "chat_notified.h"
#include "chat_session_in.h"
#include "chat_session_out.h"
#include "chat_stats.h"
#include "chat_to_xmpp.h"
#include "chat_typing.h"

enum
{
	RECEIVED_MAX = 64, /* texts of a session that may be reported still */
	JOIN_TIME = 30000, /* ms between chunks */
	HEAD_ROOM = 4096,  /* of CPIM, beside its text */
	FRAME_MAX = 16384, /* bytes of a report or response */
	KEY_ROOM = 96,
};

/* A text of the phone's, while something may be told of it. */
typedef struct chat_session_received
{
	struct chat_session_received *next;
	unsigned number;
	char id[CHAT_MSRP_ID_MAX + 1];
	int total; /* bytes */
	int success;
	chat_msrp_failure_t failure;
} received_t;

static char frame[FRAME_MAX];
static char room[CHAT_BODY_ROOM];


/* --- answers --------------------------------------------------------------------- */

static void respond(
		chat_conn_t *c, const str *ours, const chat_msrp_frame_t *f, int status)
{
	chat_out_t out;

	if(f->failure == CHAT_MSRP_FAILURE_NO
			|| (f->failure == CHAT_MSRP_FAILURE_PARTIAL && status == 200))
		return;
	if(status != 200)
		LM_INFO("a frame of an MSRP session of %s is refused: %d %s\n",
				xmpp_chat_conn_peer(c), status, xmpp_chat_msrp_phrase(status));
	xmpp_chat_out_init(&out, frame, sizeof(frame));
	if(xmpp_chat_msrp_write_response(f, status, ours, &out) == 0)
		xmpp_chat_conn_write(c, out.s, out.len);
}


static void report(const chat_session_t *s, const received_t *h, int status)
{
	char tid[CHAT_TAG_LEN + 1];
	chat_msrp_send_t r;
	chat_out_t out;

	if(s->conn == NULL)
		return;
	memset(&r, 0, sizeof(r));
	xmpp_chat_link.random_text(tid, CHAT_TAG_LEN);
	r.tid = (str){tid, CHAT_TAG_LEN};
	r.to_path = (str){s->path, (int)strlen(s->path)};
	r.from_path = xmpp_chat_session_uri(s);
	r.message_id = (str){(char *)h->id, (int)strlen(h->id)};
	r.start = 1;
	r.end = r.total = h->total;
	r.status = status;
	xmpp_chat_out_init(&out, frame, sizeof(frame));
	if(xmpp_chat_msrp_write_report(&r, &out) == 0)
		xmpp_chat_conn_write(s->conn, out.s, out.len);
}


/* --- what is known of a text --------------------------------------------------------- */

static received_t **received_find(chat_session_t *s, unsigned number)
{
	received_t **at = &s->received;

	while(*at != NULL && (*at)->number != number)
		at = &(*at)->next;
	return at;
}


static void received_forget(received_t **at)
{
	received_t *h = *at;

	*at = h->next;
	free(h);
}


/* the oldest make room: nobody was told anything of them until now */
static void received_limit(chat_session_t *s)
{
	received_t **at = &s->received;
	int n = 0;

	while(*at != NULL && ++n < RECEIVED_MAX)
		at = &(*at)->next;
	while(*at != NULL)
		received_forget(at);
}


static received_t *received_new(
		chat_session_t *s, const chat_msrp_frame_t *f, int total)
{
	received_t *h = malloc(sizeof(*h));

	if(h == NULL)
		return NULL;
	received_limit(s);
	memset(h, 0, sizeof(*h));
	h->number = ++s->text_number;
	snprintf(h->id, sizeof(h->id), "%.*s", STR_FMT(&f->message_id));
	h->total = total;
	h->success = f->success;
	h->failure = f->failure;
	h->next = s->received;
	s->received = h;
	return h;
}


void xmpp_chat_session_text_ended(const chat_transaction_t *t, int code)
{
	chat_session_t *s = xmpp_chat_session_find_number(t->hash);
	received_t **at = s != NULL ? received_find(s, t->label) : NULL;

	if(at == NULL || *at == NULL || code < 300)
		return;
	if((*at)->failure != CHAT_MSRP_FAILURE_NO)
		report(s, *at, xmpp_chat_msrp_status_of_sip(code));
	received_forget(at);
}


void xmpp_chat_session_text_told(
		unsigned session, unsigned number, chat_imdn_kind_t kind)
{
	chat_session_t *s = xmpp_chat_session_find_number(session);
	received_t **at = s != NULL ? received_find(s, number) : NULL;

	if(at == NULL || *at == NULL)
		return;
	if(kind == CHAT_IMDN_DELIVERED && (*at)->success) {
		report(s, *at, 200);
		received_forget(at);
	} else if(kind == CHAT_IMDN_FAILED
			  && (*at)->failure != CHAT_MSRP_FAILURE_NO) {
		report(s, *at, 408);
		received_forget(at);
	}
}


void xmpp_chat_session_in_end(chat_session_t *s)
{
	while(s->received != NULL)
		received_forget(&s->received);
}


/* --- a whole text --------------------------------------------------------------------- */

static void text_begin(chat_session_t *s, const chat_msrp_frame_t *f,
		chat_incoming_t *in, int total)
{
	received_t *h = received_new(s, f, total);
	char key[KEY_ROOM];

	if(h == NULL) {
		LINK_LOG(LM_ERR, "no memory for a text of an MSRP session\n");
		return;
	}
	in->transaction.is_session = 1;
	in->transaction.hash = s->number;
	in->transaction.label = h->number;
	in->key.s = key;
	in->key.len = snprintf(key, sizeof(key), "%s\n%s", s->id, h->id);
	if(f->success)
		in->wants |= CHAT_WANT_DELIVERED;
	xmpp_chat_stat(CHAT_STAT_FROM_SIP);
	xmpp_chat_to_xmpp_begin(in);
}


/* the chunk that made it whole is answered first: reports come behind that.
 * return its status */
static int body_take(chat_session_t *s, chat_conn_t *c,
		const chat_msrp_frame_t *f, const str *whole)
{
	str ours = xmpp_chat_session_uri(s);
	chat_body_in_t raw;
	chat_incoming_t in;
	chat_body_t body;

	memset(&raw, 0, sizeof(raw));
	memset(&in, 0, sizeof(in));
	raw.type = f->type;
	raw.body = *whole;
	xmpp_chat_body_read(&raw, room, sizeof(room), &body);
	if(body.kind == CHAT_BODY_REFUSED)
		return body.status;
	xmpp_chat_incoming_content(&body, &in);
	if(in.text.len > CHAT_CFG(text_max))
		return 413;
	respond(c, &ours, f, 200);
	in.user = s->user;
	in.from = s->from;
	in.is_asserted = s->is_asserted;
	in.takes = 0; /* of MESSAGE that says nothing */
	if(body.kind == CHAT_BODY_IMDN)
		xmpp_chat_notified(&in);
	else if(body.kind == CHAT_BODY_COMPOSING)
		xmpp_chat_typing(&in);
	else if(body.kind != CHAT_BODY_EMPTY)
		text_begin(s, f, &in, whole->len);
	return 0;
}


/* --- chunks ------------------------------------------------------------------------------ */

static void join_drop(chat_session_join_t *j)
{
	free(j->join.buf);
	memset(j, 0, sizeof(*j));
}


/* that of this message; NULL: there is none */
static chat_session_join_t *join_find(chat_session_t *s, const str *id)
{
	int i;

	for(i = 0; i < CHAT_SESSION_JOINS; i++)
		if(id->len > 0 && (size_t)id->len == strlen(s->joins[i].id)
				&& memcmp(id->s, s->joins[i].id, (size_t)id->len) == 0)
			return &s->joins[i];
	return NULL;
}


static chat_session_join_t *join_free(chat_session_t *s)
{
	uint64_t now = xmpp_chat_link.now();
	int i;

	for(i = 0; i < CHAT_SESSION_JOINS; i++) {
		if(s->joins[i].id[0] != '\0' && now - s->joins[i].at > JOIN_TIME)
			join_drop(&s->joins[i]);
		if(s->joins[i].id[0] == '\0')
			return &s->joins[i];
	}
	return NULL;
}


static chat_session_join_t *join_new(
		chat_session_t *s, const chat_msrp_frame_t *f)
{
	chat_session_join_t *j = join_free(s);
	int cap = CHAT_CFG(text_max) + HEAD_ROOM;
	char *buf = j != NULL ? malloc((size_t)cap) : NULL;

	if(buf == NULL)
		return NULL;
	snprintf(j->id, sizeof(j->id), "%.*s", STR_FMT(&f->message_id));
	xmpp_chat_msrp_join_init(&j->join, buf, cap);
	return j;
}


static int is_too_long(const chat_msrp_frame_t *f)
{
	int max = CHAT_CFG(text_max) + HEAD_ROOM;

	return f->flag == '\0' || f->total > max || f->start > max;
}


/* a chunk of several. return the status of its answer; 0: it is answered */
static int chunk_take(
		chat_session_t *s, chat_conn_t *c, const chat_msrp_frame_t *f)
{
	chat_session_join_t *j = join_find(s, &f->message_id);
	str whole;
	int rc;

	if(j == NULL)
		j = join_new(s, f);
	if(j == NULL)
		return 413;
	j->at = xmpp_chat_link.now();
	rc = xmpp_chat_msrp_join_add(&j->join, f->start, &f->body, f->flag == '$');
	if(rc == 0)
		return 200;
	if(rc == 1) {
		whole.s = j->join.buf;
		whole.len = j->join.total;
		rc = body_take(s, c, f, &whole);
	}
	join_drop(j);
	return rc;
}


/* return the status of its answer; 0: it is answered */
static int send_take(
		chat_session_t *s, chat_conn_t *c, int code, const chat_msrp_frame_t *f)
{
	chat_session_join_t *j = join_find(s, &f->message_id);

	if(code != 0)
		return code;
	if(f->message_id.len == 0)
		return f->has_body ? 400 : 200;
	if(is_too_long(f)) {
		if(j != NULL)
			join_drop(j);
		return 413;
	}
	if(f->flag == '#') {
		if(j != NULL)
			join_drop(j);
		return 200;
	}
	s->used = xmpp_chat_link.now();
	/* without a body it says that its sender is there */
	if(!f->has_body && j == NULL)
		return 200;
	if(f->start == 1 && f->flag == '$' && j == NULL)
		return body_take(s, c, f, &f->body);
	return chunk_take(s, c, f);
}


/* --- whose it is ----------------------------------------------------------------------------- */

/* The phone that we have told the session's name may come from anywhere, and
 * something between may have changed its address: its own name must be right */
static int is_of_phone(const chat_session_t *s, const chat_msrp_frame_t *f)
{
	str path = {s->path, (int)strlen(s->path)};
	str known = xmpp_chat_msrp_last(&path),
		said = xmpp_chat_msrp_last(&f->from_path);
	chat_msrp_uri_t a, b;

	return xmpp_chat_msrp_uri_read(&known, &a) == 0
		   && xmpp_chat_msrp_uri_read(&said, &b) == 0
		   && a.session.len == b.session.len
		   && (a.session.len == 0
				   || memcmp(a.session.s, b.session.s, (size_t)a.session.len)
							  == 0);
}


/* the session of a request; NULL and *status: it is refused */
static chat_session_t *session_of(
		chat_conn_t *c, const chat_msrp_frame_t *f, int *status)
{
	chat_msrp_uri_t uri;
	chat_session_t *s;

	*status = 481;
	if(xmpp_chat_msrp_uri_read(&f->to_path, &uri) < 0)
		return NULL;
	s = xmpp_chat_session_find_id(&uri.session);
	if(s == NULL || !is_of_phone(s, f))
		return NULL;
	if(s->conn == NULL) {
		s->conn = c;
		xmpp_chat_conn_use(c, 1);
		LM_DBG("MSRP session %u is connected with %s\n", s->number,
				xmpp_chat_conn_peer(c));
		xmpp_chat_session_out_begin(s);
	}
	if(s->conn == c)
		return s;
	*status = 506;
	return NULL;
}


void xmpp_chat_session_request(
		chat_conn_t *c, int code, const chat_msrp_frame_t *f)
{
	str ours = xmpp_chat_msrp_first(&f->to_path);
	int status;
	chat_session_t *s = session_of(c, f, &status);

	if(f->kind == CHAT_MSRP_REPORT) {
		if(s != NULL && code == 0)
			xmpp_chat_session_out_reported(s, f);
		return;
	}
	if(s != NULL)
		status = f->kind == CHAT_MSRP_SEND ? send_take(s, c, code, f) : 501;
	if(status != 0)
		respond(c, &ours, f, status);
}
