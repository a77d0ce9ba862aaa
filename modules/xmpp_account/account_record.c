/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: an account as one line of a directory. PURE
 */

#include <string.h>

#include "account_record.h"
#include "account_urlencoded.h"

/* names beyond those of the fields of an account */
typedef enum record_name
{
	RECORD_KEEP = ACCOUNT_FIELDS,
	RECORD_DEFAULT,
	RECORD_REALM,
	RECORD_MD5,
	RECORD_SHA256,
	RECORD_NAMES
} record_name_t;

/* clang-format off */
static const char *const more_names[RECORD_NAMES - ACCOUNT_FIELDS] = {
	"keep_reachable", "default", "realm", "ha1_md5", "ha1_sha256"
};
/* clang-format on */

typedef struct reading
{
	str values[RECORD_NAMES]; /* s is NULL: it was not there */
	const char *fault;
	const char *field;
} reading_t;


static const char *name_of(int i)
{
	return i < ACCOUNT_FIELDS ? xmpp_account_field_name((account_field_t)i)
							  : more_names[i - ACCOUNT_FIELDS];
}


static int fail(reading_t *r, int field, const char *fault)
{
	r->field = field < RECORD_NAMES ? name_of(field) : "";
	r->fault = fault;
	return -1;
}


static int pair_take(const str *name, const str *value, void *arg)
{
	reading_t *r = arg;
	int i;

	for(i = 0; i < RECORD_NAMES; i++)
		if(strlen(name_of(i)) == (size_t)name->len
				&& memcmp(name->s, name_of(i), (size_t)name->len) == 0)
			break;
	if(i == RECORD_NAMES)
		return fail(r, i, "a field has a name that is not known");
	if(r->values[i].s)
		return fail(r, i, "it is there twice");
	r->values[i] = *value;
	return 0;
}


/* 1 or 0; one that is not there stays. return 0, -1 */
static int flag_read(reading_t *r, int field, int *out)
{
	const str *value = &r->values[field];

	if(value->len == 0)
		return 0;
	if(value->len != 1 || (value->s[0] != '0' && value->s[0] != '1'))
		return fail(r, field, "it is 0 or 1");
	*out = value->s[0] - '0';
	return 0;
}


/* An HA1 in place of the password. return 0, -1 */
static int ha1_take(reading_t *r, account_record_t *out)
{
	account_ha1_t ha1 = {r->values[RECORD_MD5], r->values[RECORD_SHA256],
			r->values[RECORD_REALM]};
	const char *fault;

	if(ha1.md5.len + ha1.sha256.len + ha1.realm.len == 0)
		return 0;
	if(out->fields.password.len > 0)
		return fail(r, ACCOUNT_PASSWORD,
				"there is an HA1, too: it is the one or the other");
	fault = xmpp_account_ha1_fault(&ha1);
	if(fault)
		return fail(r,
				ha1.realm.len == 0 || ha1.realm.len > ACCOUNT_HA1_REALM_MAX
						? RECORD_REALM
				: ha1.sha256.len > 0 ? RECORD_SHA256
									 : RECORD_MD5,
				fault);
	out->fields.password.s = out->ha1;
	out->fields.password.len =
			xmpp_account_ha1_write(&ha1, out->ha1, sizeof(out->ha1));
	out->fields.is_ha1 = 1;
	return 0;
}


static int fields_take(reading_t *r, account_record_t *out)
{
	account_fields_t *f = &out->fields;

	f->owner = r->values[ACCOUNT_OWNER];
	f->line = r->values[ACCOUNT_LINE];
	f->aor = r->values[ACCOUNT_AOR];
	f->auth_name = r->values[ACCOUNT_AUTH];
	f->password = r->values[ACCOUNT_PASSWORD];
	f->proxy = r->values[ACCOUNT_PROXY];
	f->display = r->values[ACCOUNT_DISPLAY];
	f->keep_reachable = 1;
	if(r->values[ACCOUNT_TRANSPORT].len > 0
			&& xmpp_account_transport_read(
					   &r->values[ACCOUNT_TRANSPORT], &f->transport)
					   < 0)
		return fail(r, ACCOUNT_TRANSPORT, "it is udp, tcp or tls");
	return flag_read(r, RECORD_KEEP, &f->keep_reachable) < 0
						   || flag_read(r, RECORD_DEFAULT, &f->is_default) < 0
				   ? -1
				   : ha1_take(r, out);
}


const char *xmpp_account_record_read(
		const str *text, account_record_t *out, const char **field)
{
	reading_t r;

	memset(&r, 0, sizeof(r));
	memset(&out->fields, 0, sizeof(out->fields));
	if(xmpp_account_urlencoded_read(text, out->text, sizeof(out->text),
			   pair_take,
			   &r) < 0
			&& r.fault == NULL)
		fail(&r, RECORD_NAMES, "it is malformed, or too long");
	if(r.fault == NULL)
		fields_take(&r, out);
	*field = r.field;
	return r.fault;
}
