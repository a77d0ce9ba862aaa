/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: a subscription of a SIP user as a row of the database
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "presence_config.h"
#include "presence_row.h"

enum
{
	CSEQ_STEP = 10000, /* more than NOTIFYs leave between two writes of a row */
	TEXTS_AT = 3,	   /* first of the columns of text[] */
	NUMBERS_AT = TEXTS_AT + PRESENCE_SUB_TEXTS,
};

static str col_tag = str_init("tag");
static str col_user = str_init("username");
static str col_contact = str_init("contact");
static str col_callid = str_init("callid");
static str col_rem_tag = str_init("remote_tag");
static str col_loc_uri = str_init("local_uri");
static str col_rem_uri = str_init("remote_uri");
static str col_target = str_init("target");
static str col_routes = str_init("routes");
static str col_event = str_init("event");
static str col_state = str_init("state");
static str col_loc_cseq = str_init("local_cseq");
static str col_rem_cseq = str_init("remote_cseq");
static str col_expires = str_init("expires");
static str col_since = str_init("since");

/* the first one names a row */
static const db_key_t columns[PRESENCE_ROW_COLUMNS] = {&col_tag, &col_user,
		&col_contact, &col_callid, &col_rem_tag, &col_loc_uri, &col_rem_uri,
		&col_target, &col_routes, &col_event, &col_state, &col_loc_cseq,
		&col_rem_cseq, &col_expires, &col_since};


static void text_put(char **at, str *to, const str *from)
{
	to->s = *at;
	to->len = from->len;
	if(from->len > 0)
		memcpy(*at, from->s, (size_t)from->len);
	*at += from->len;
}


void *xmpp_presence_row_copy(size_t size, const presence_row_t *row)
{
	size_t texts = (size_t)(row->tag.len + row->user.len + row->contact.len);
	presence_row_t *out;
	char *block, *at;
	int i;

	for(i = 0; i < PRESENCE_SUB_TEXTS; i++)
		texts += (size_t)row->text[i].len;
	block = shm_malloc(size + sizeof(*out) + texts);
	if(block == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	memset(block, 0, size);
	out = (presence_row_t *)(block + size);
	*out = *row;
	at = (char *)(out + 1);
	text_put(&at, &out->tag, &row->tag);
	text_put(&at, &out->user, &row->user);
	text_put(&at, &out->contact, &row->contact);
	for(i = 0; i < PRESENCE_SUB_TEXTS; i++)
		text_put(&at, &out->text[i], &row->text[i]);
	return block;
}


static time_t wall(uint64_t ms, uint64_t now)
{
	return time(NULL) + (time_t)(((int64_t)ms - (int64_t)now) / 1000);
}


presence_row_t *xmpp_presence_row_make(
		const presence_sub_t *s, int state, int is_removed, uint64_t now)
{
	presence_row_t row;

	memset(&row, 0, sizeof(row));
	row.is_removed = is_removed;
	row.state = state;
	row.loc_cseq = s->loc_cseq;
	row.rem_cseq = s->rem_cseq;
	row.expires = wall(s->until, now);
	row.since = wall(s->grant->since, now);
	row.tag.s = (char *)s->tag;
	row.tag.len = PRESENCE_SUB_TAG_LEN;
	row.user = s->of->bare;
	row.contact = s->grant->contact;
	memcpy(row.text, s->text, sizeof(row.text));
	return xmpp_presence_row_copy(0, &row);
}


/* --- writing --------------------------------------------------------------------------- */

static void value_str(db_val_t *v, const str *s)
{
	static char none[] = "";

	memset(v, 0, sizeof(*v));
	VAL_TYPE(v) = DB1_STR;
	VAL_STR(v) = *s;
	if(s->len <= 0) {
		VAL_STR(v).s = none;
		VAL_STR(v).len = 0;
	}
}


static void value_int(db_val_t *v, int n)
{
	memset(v, 0, sizeof(*v));
	VAL_TYPE(v) = DB1_INT;
	VAL_INT(v) = n;
}


/* Remove and insert: all databases of Kamailio can do that. */
int xmpp_presence_row_write(
		const db_func_t *db, const db1_con_t *con, const presence_row_t *row)
{
	db_val_t v[PRESENCE_ROW_COLUMNS];
	int i;

	value_str(&v[0], &row->tag);
	value_str(&v[1], &row->user);
	value_str(&v[2], &row->contact);
	for(i = 0; i < PRESENCE_SUB_TEXTS; i++)
		value_str(&v[TEXTS_AT + i], &row->text[i]);
	value_int(&v[NUMBERS_AT], row->state);
	value_int(&v[NUMBERS_AT + 1], (int)row->loc_cseq);
	value_int(&v[NUMBERS_AT + 2], (int)row->rem_cseq);
	value_int(&v[NUMBERS_AT + 3], (int)row->expires);
	value_int(&v[NUMBERS_AT + 4], (int)row->since);
	if(db->delete(con, (db_key_t *)columns, 0, v, 1) < 0)
		return -1;
	return row->is_removed ? 0
						   : db->insert(con, (db_key_t *)columns, v,
								   PRESENCE_ROW_COLUMNS);
}


/* --- reading --------------------------------------------------------------------------- */

int xmpp_presence_row_select(
		const str *table, unsigned long long id, int count, char *buf, int cap)
{
	int i, n = snprintf(buf, (size_t)cap, "select id");

	for(i = 0; i < PRESENCE_ROW_COLUMNS && n < cap; i++)
		n += snprintf(
				buf + n, (size_t)(cap - n), ", %.*s", STR_FMT(columns[i]));
	if(n < cap)
		n += snprintf(buf + n, (size_t)(cap - n),
				" from %.*s where id > %llu order by id limit %d",
				STR_FMT(table), id, count);
	return n < cap ? n : -1;
}


static str value_text(const db_val_t *v)
{
	str s = STR_NULL;

	if(VAL_NULL(v))
		return s;
	if(VAL_TYPE(v) == DB1_STR || VAL_TYPE(v) == DB1_BLOB)
		return VAL_STR(v);
	if(VAL_TYPE(v) == DB1_STRING && VAL_STRING(v)) {
		s.s = (char *)VAL_STRING(v);
		s.len = (int)strlen(s.s);
	}
	return s;
}


static int value_number(const db_val_t *v)
{
	if(VAL_NULL(v))
		return 0;
	return VAL_TYPE(v) == DB1_BIGINT ? (int)VAL_BIGINT(v) : VAL_INT(v);
}


/* one line each: they go into SIP headers */
static int is_line(const str *s)
{
	int i;

	for(i = 0; i < s->len; i++)
		if((unsigned char)s->s[i] < ' ' || s->s[i] == 0x7f)
			return 0;
	return 1;
}


/* A row is somebody's text as much as a request is. */
static int row_check(const presence_row_t *row)
{
	int i, good = row->tag.len == PRESENCE_SUB_TAG_LEN && row->user.len > 0
				  && row->contact.len > 0 && is_line(&row->user)
				  && is_line(&row->contact)
				  && row->text[PRESENCE_SUB_CALLID].len > 0
				  && row->text[PRESENCE_SUB_REM_TAG].len > 0
				  && row->text[PRESENCE_SUB_TARGET].len > 0;

	for(i = 0; i < PRESENCE_SUB_TEXTS; i++)
		good &= is_line(&row->text[i]);
	if(good)
		return 1;
	LINK_LOG(LM_ERR,
			"table %.*s: a subscription to XMPP user %.*s is not used: "
			"its row is malformed\n",
			STR_FMT(&xmpp_presence_config.table),
			row->user.len > 0 && is_line(&row->user) ? row->user.len : 0,
			row->user.s);
	return 0;
}


int xmpp_presence_row_read(
		const db_val_t *values, presence_row_t *row, unsigned long long *id)
{
	const db_val_t *v = values + 1;
	int i;

	*id = VAL_TYPE(values) == DB1_BIGINT
				  ? (unsigned long long)VAL_BIGINT(values)
				  : (unsigned long long)VAL_INT(values);
	memset(row, 0, sizeof(*row));
	row->tag = value_text(&v[0]);
	row->user = value_text(&v[1]);
	row->contact = value_text(&v[2]);
	for(i = 0; i < PRESENCE_SUB_TEXTS; i++)
		row->text[i] = value_text(&v[TEXTS_AT + i]);
	row->state = value_number(&v[NUMBERS_AT]);
	row->loc_cseq = (unsigned)value_number(&v[NUMBERS_AT + 1]);
	row->rem_cseq = (unsigned)value_number(&v[NUMBERS_AT + 2]);
	row->expires = value_number(&v[NUMBERS_AT + 3]);
	row->since = value_number(&v[NUMBERS_AT + 4]);
	return row_check(row);
}


static void grant_load(
		presence_grant_t *g, const presence_row_t *row, uint64_t now)
{
	static const presence_grant_state_t states[] = {
			[PRESENCE_ROW_PENDING] = PRESENCE_GRANT_ASKED,
			[PRESENCE_ROW_ACTIVE] = PRESENCE_GRANT_NONE, /* the gateway knows */
			[PRESENCE_ROW_REFUSED] = PRESENCE_GRANT_NO,
	};
	int64_t age = (int64_t)(time(NULL) - row->since) * 1000;

	if(row->state < 0 || row->state > PRESENCE_ROW_REFUSED)
		return;
	g->state = states[row->state];
	/* a clock that begins with the machine may not be as old */
	g->since = age < 0 || (uint64_t)age >= now ? now : now - (uint64_t)age;
}


/* the event was written by us, from what was read of a request */
static int package_of(const str *event)
{
	char buf[PRESENCE_EVENT_MAX];
	str again;

	return event->len > 0 ? xmpp_presence_event_read(event, buf, &again)
						  : PRESENCE_PACKAGE_OTHER;
}


presence_sub_t *xmpp_presence_row_load(
		int worker, const presence_row_t *row, uint64_t now)
{
	int package = package_of(&row->text[PRESENCE_SUB_EVENT]);
	time_t left = row->expires - time(NULL);
	presence_presentity_t *p;
	presence_grant_t *g;
	presence_sub_t *s;

	if(left <= 0 || package == PRESENCE_PACKAGE_OTHER)
		return NULL;
	p = xmpp_presence_presentity_make(worker, &row->user);
	g = p ? xmpp_presence_grant_make(p, &row->contact) : NULL;
	if(g == NULL || xmpp_presence_sub_find(p, &row->tag))
		return NULL;
	grant_load(g, row, now);
	if(row->state == PRESENCE_ROW_REFUSED)
		return NULL;
	s = xmpp_presence_sub_make(p, g, &row->tag, row->text);
	if(s == NULL)
		return NULL;
	s->package = (signed char)package;
	s->is_active = row->state == PRESENCE_ROW_ACTIVE;
	s->loc_cseq = row->loc_cseq + CSEQ_STEP;
	s->version = s->loc_cseq;
	s->rem_cseq = row->rem_cseq;
	s->until = now + (uint64_t)left * 1000;
	return s;
}
