/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: an account as a row of the database
 */

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"
#include "../xmpp_link/link_log.h"

#include "account_config.h"
#include "account_row.h"

enum
{
	FLAG_KEEP = 1, /* in the column flags */
	FLAG_DEFAULT = 2,
	FLAG_VOICE = 4,		  /* there are new voice messages */
	FLAG_VOICE_SHIFT = 8, /* so many, from this bit on */
	ROW_ACCEPTED = -1,	  /* in the column refused */
};

static str col_user = str_init("username");
static str col_line = str_init("line");
static str col_uri = str_init("sip_uri");
static str col_auth = str_init("auth_name");
static str col_secret = str_init("secret");
static str col_proxy = str_init("proxy");
static str col_transport = str_init("transport");
static str col_display = str_init("display_name");
static str col_flags = str_init("flags");
static str col_token = str_init("token");
static str col_refused = str_init("refused");
static str col_updated = str_init("updated");

/* the first two name a row */
static const db_key_t columns[ACCOUNT_ROW_COLUMNS] = {&col_user, &col_line,
		&col_uri, &col_auth, &col_secret, &col_proxy, &col_transport,
		&col_display, &col_flags, &col_token, &col_refused, &col_updated};


void xmpp_account_row_copy(
		const account_row_t *row, account_row_t *out, char *at)
{
	*out = *row;
	xmpp_account_fields_put(&at, &out->fields, &row->fields);
	xmpp_account_text_put(&at, &out->secret, &row->secret);
	xmpp_account_text_put(&at, &out->token, &row->token);
}


int xmpp_account_row_size(const account_row_t *row)
{
	return xmpp_account_fields_size(&row->fields) + row->secret.len
		   + row->token.len;
}


account_row_t *xmpp_account_row_make(const account_t *a, int is_removed)
{
	account_row_t row = {.is_removed = is_removed, .fields = a->fields};
	account_row_t *r;

	row.secret = a->secret;
	row.token.s = (char *)a->token;
	row.token.len = ACCOUNT_TOKEN_LEN;
	if(a->mwi)
		row.voice = a->mwi->summary;
	row.refused = a->reg.state == ACCOUNT_REFUSED ? a->reg.code
				  : a->is_accepted				  ? ROW_ACCEPTED
												  : 0;
	r = shm_malloc(sizeof(*r) + (size_t)xmpp_account_row_size(&row));
	if(r == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	xmpp_account_row_copy(&row, r, (char *)(r + 1));
	return r;
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


static int flags_of(const account_row_t *row)
{
	const account_fields_t *f = &row->fields;

	return (f->keep_reachable ? FLAG_KEEP : 0)
		   | (f->is_default ? FLAG_DEFAULT : 0)
		   | (row->voice.is_waiting ? FLAG_VOICE : 0)
		   | row->voice.new_messages << FLAG_VOICE_SHIFT;
}


/* a restart does not make what was told new */
static account_summary_t voice_of(int flags)
{
	account_summary_t voice = {.new_messages = flags >> FLAG_VOICE_SHIFT};

	if(voice.new_messages < 0 || voice.new_messages > ACCOUNT_MESSAGES_MAX)
		voice.new_messages = 0;
	voice.is_waiting = (flags & FLAG_VOICE) != 0;
	voice.is_counted = voice.new_messages > 0;
	voice.is_known = voice.is_waiting || voice.is_counted;
	return voice;
}


static void values_set(const account_row_t *row, db_val_t *v)
{
	const account_fields_t *f = &row->fields;
	str transport;

	transport.s = (char *)xmpp_account_transport_name(f->transport);
	transport.len = (int)strlen(transport.s);
	value_str(&v[0], &f->owner);
	value_str(&v[1], &f->line);
	value_str(&v[2], &f->aor);
	value_str(&v[3], &f->auth_name);
	value_str(&v[4], &row->secret);
	value_str(&v[5], &f->proxy);
	value_str(&v[6], &transport);
	value_str(&v[7], &f->display);
	value_int(&v[8], flags_of(row));
	value_str(&v[9], &row->token);
	value_int(&v[10], row->refused);
	value_int(&v[11], (int)time(NULL));
}


/* Remove and insert: all databases of Kamailio can do that. */
int xmpp_account_row_write(
		const db_func_t *db, const db1_con_t *con, const account_row_t *row)
{
	db_val_t values[ACCOUNT_ROW_COLUMNS];

	values_set(row, values);
	if(db->delete(con, (db_key_t *)columns, 0, values, 2) < 0)
		return -1;
	return row->is_removed ? 0
						   : db->insert(con, (db_key_t *)columns, values,
								   ACCOUNT_ROW_COLUMNS);
}


/* --- reading --------------------------------------------------------------------------- */

int xmpp_account_row_select(
		const str *table, unsigned long long id, int count, char *buf, int cap)
{
	int i, n = snprintf(buf, (size_t)cap, "select id");

	for(i = 0; i < ACCOUNT_ROW_COLUMNS - 1 && n < cap; i++)
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


/* A row is somebody's text as much as a form is: what could not be set by one is
 * not loaded. */
static int row_check(const account_row_t *row)
{
	char buf[ACCOUNT_FIELDS_MAX];
	account_fields_t out;
	account_fault_t fault;

	if(xmpp_account_check(&row->fields, &out, buf, sizeof(buf), &fault) == 0
			&& row->secret.len < ACCOUNT_SECRET_MAX)
		return 1;
	LINK_LOG(LM_ERR,
			"table %.*s: the account %.*s of %.*s is not used: field %s\n",
			STR_FMT(&xmpp_account_config.table), STR_FMT(&row->fields.line),
			STR_FMT(&row->fields.owner), xmpp_account_field_name(fault.field));
	return 0;
}


int xmpp_account_row_read(
		const db_val_t *values, account_row_t *row, unsigned long long *id)
{
	const db_val_t *v = values + 1;
	str transport = value_text(&v[6]);
	int flags = value_number(&v[8]);

	*id = VAL_TYPE(values) == DB1_BIGINT
				  ? (unsigned long long)VAL_BIGINT(values)
				  : (unsigned long long)VAL_INT(values);
	memset(row, 0, sizeof(*row));
	row->fields.owner = value_text(&v[0]);
	row->fields.line = value_text(&v[1]);
	row->fields.aor = value_text(&v[2]);
	row->fields.auth_name = value_text(&v[3]);
	row->secret = value_text(&v[4]);
	row->fields.proxy = value_text(&v[5]);
	row->fields.display = value_text(&v[7]);
	row->fields.keep_reachable = (flags & FLAG_KEEP) != 0;
	row->fields.is_default = (flags & FLAG_DEFAULT) != 0;
	row->voice = voice_of(flags);
	row->token = value_text(&v[9]);
	row->refused = value_number(&v[10]);
	if(xmpp_account_transport_read(&transport, &row->fields.transport) < 0)
		row->fields.transport = ACCOUNT_TRANSPORTS;
	return row_check(row);
}


account_t *xmpp_account_row_load(int worker, const account_row_t *row)
{
	account_t *a;

	if(xmpp_account_find(worker, &row->fields.owner, &row->fields.line))
		return NULL;
	a = xmpp_account_make(worker, &row->fields, &row->secret, &row->token);
	if(a)
		a->is_accepted = row->refused == ROW_ACCEPTED;
	if(a && row->voice.is_known && ACCOUNT_CFG(voicemail_expires) > 0
			&& xmpp_account_mwi_make(a) == 0)
		a->mwi->summary = a->mwi->told = row->voice;
	if(a && row->refused > 0) {
		a->reg.state = ACCOUNT_REFUSED;
		a->reg.code = row->refused;
	}
	return a;
}
