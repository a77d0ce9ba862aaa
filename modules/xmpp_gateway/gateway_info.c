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
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_gateway :: what an entity is and can do. PURE
 */

#include <stdlib.h>
#include <string.h>

#include "gateway_info.h"

int xmpp_gateway_info_identity(
		xmpp_gateway_info_t *info, const xmpp_gateway_identity_t *identity)
{
	if(info->identities == XMPP_GATEWAY_IDENTITIES_MAX)
		return -1;
	info->identity[info->identities++] = *identity;
	return 0;
}


int xmpp_gateway_info_feature(xmpp_gateway_info_t *info, const str *feature)
{
	if(info->features == XMPP_GATEWAY_FEATURES_MAX)
		return -1;
	info->feature[info->features++] = *feature;
	return 0;
}


int xmpp_gateway_info_form(xmpp_gateway_info_t *info, const str *type)
{
	xmpp_gateway_form_t *form;

	if(info->forms == XMPP_GATEWAY_FORMS_MAX)
		return -1;
	form = &info->form[info->forms++];
	form->type = *type;
	form->first = info->fields;
	form->count = 0;
	return 0;
}


int xmpp_gateway_info_field(xmpp_gateway_info_t *info, const str *var)
{
	xmpp_gateway_field_t *field;

	if(info->forms == 0 || info->fields == XMPP_GATEWAY_FIELDS_MAX)
		return -1;
	field = &info->field[info->fields++];
	field->var = *var;
	field->first = info->values;
	field->count = 0;
	info->form[info->forms - 1].count++;
	return 0;
}


int xmpp_gateway_info_value(xmpp_gateway_info_t *info, const str *value)
{
	if(info->fields == 0 || info->values == XMPP_GATEWAY_VALUES_MAX)
		return -1;
	info->value[info->values++] = *value;
	info->field[info->fields - 1].count++;
	return 0;
}


/* --- order: i;octet ------------------------------------------------------- */

static int feature_compare(const str *a, const str *b)
{
	int n = a->len < b->len ? a->len : b->len;
	int r = n > 0 ? memcmp(a->s, b->s, (size_t)n) : 0;

	return r ? r : a->len - b->len;
}


static int compare_strings(const void *a, const void *b)
{
	return feature_compare(a, b);
}


static int compare_identities(const void *a, const void *b)
{
	const xmpp_gateway_identity_t *x = a, *y = b;
	int r = feature_compare(&x->category, &y->category);

	if(r == 0)
		r = feature_compare(&x->type, &y->type);
	if(r == 0)
		r = feature_compare(&x->lang, &y->lang);
	return r ? r : feature_compare(&x->name, &y->name);
}


static int compare_fields(const void *a, const void *b)
{
	return feature_compare(&((const xmpp_gateway_field_t *)a)->var,
			&((const xmpp_gateway_field_t *)b)->var);
}


static int compare_forms(const void *a, const void *b)
{
	return feature_compare(&((const xmpp_gateway_form_t *)a)->type,
			&((const xmpp_gateway_form_t *)b)->type);
}


static void sort_form(xmpp_gateway_info_t *info, xmpp_gateway_form_t *form)
{
	xmpp_gateway_field_t *field;
	int i;

	for(i = 0; i < form->count; i++) {
		field = &info->field[form->first + i];
		qsort(info->value + field->first, (size_t)field->count, sizeof(str),
				compare_strings);
	}
	qsort(info->field + form->first, (size_t)form->count,
			sizeof(info->field[0]), compare_fields);
}


static void sort_all(xmpp_gateway_info_t *info)
{
	int i;

	for(i = 0; i < info->forms; i++)
		sort_form(info, &info->form[i]);
	qsort(info->form, (size_t)info->forms, sizeof(info->form[0]),
			compare_forms);
	qsort(info->identity, (size_t)info->identities, sizeof(info->identity[0]),
			compare_identities);
	qsort(info->feature, (size_t)info->features, sizeof(str), compare_strings);
}


/* After sorting equals are neighbours. */
static int is_ill_formed(const xmpp_gateway_info_t *info)
{
	int i;

	for(i = 1; i < info->identities; i++)
		if(compare_identities(&info->identity[i - 1], &info->identity[i]) == 0)
			return 1;
	for(i = 1; i < info->features; i++)
		if(feature_compare(&info->feature[i - 1], &info->feature[i]) == 0)
			return 1;
	for(i = 1; i < info->forms; i++)
		if(info->form[i].type.len > 0
				&& compare_forms(&info->form[i - 1], &info->form[i]) == 0)
			return 1;
	return 0;
}


/* --- the string S ---------------------------------------------------------- */

/* A "<" inside a factor would end it; it counts as "&lt;" (section 5.1, note) */
static void hash_add(xmpp_gateway_sha1_t *c, const str *s, char end)
{
	int i, from = 0;

	for(i = 0; i < s->len; i++) {
		if(s->s[i] != '<')
			continue;
		xmpp_gateway_sha1_add(c, s->s + from, (size_t)(i - from));
		xmpp_gateway_sha1_add(c, "&lt;", 4);
		from = i + 1;
	}
	if(s->len > from)
		xmpp_gateway_sha1_add(c, s->s + from, (size_t)(s->len - from));
	xmpp_gateway_sha1_add(c, &end, 1);
}


static void add_form(xmpp_gateway_sha1_t *c, const xmpp_gateway_info_t *info,
		const xmpp_gateway_form_t *form)
{
	const xmpp_gateway_field_t *field;
	int i, j;

	if(form->type.len == 0)
		return;
	hash_add(c, &form->type, '<');
	for(i = 0; i < form->count; i++) {
		field = &info->field[form->first + i];
		hash_add(c, &field->var, '<');
		for(j = 0; j < field->count; j++)
			hash_add(c, &info->value[field->first + j], '<');
	}
}


int xmpp_gateway_info_ver(
		xmpp_gateway_info_t *info, char ver[XMPP_GATEWAY_SHA1_BASE64 + 1])
{
	unsigned char digest[XMPP_GATEWAY_SHA1];
	xmpp_gateway_sha1_t c;
	int i;

	sort_all(info);
	if(is_ill_formed(info))
		return -1;
	xmpp_gateway_sha1_init(&c);
	for(i = 0; i < info->identities; i++) {
		hash_add(&c, &info->identity[i].category, '/');
		hash_add(&c, &info->identity[i].type, '/');
		hash_add(&c, &info->identity[i].lang, '/');
		hash_add(&c, &info->identity[i].name, '<');
	}
	for(i = 0; i < info->features; i++)
		hash_add(&c, &info->feature[i], '<');
	for(i = 0; i < info->forms; i++)
		add_form(&c, info, &info->form[i]);
	xmpp_gateway_sha1_end(&c, digest);
	xmpp_gateway_sha1_base64(digest, ver);
	return 0;
}


int xmpp_gateway_info_has(const xmpp_gateway_info_t *info, const char *feature)
{
	int i, n = (int)strlen(feature);

	for(i = 0; i < info->features; i++)
		if(info->feature[i].len == n
				&& memcmp(info->feature[i].s, feature, (size_t)n) == 0)
			return 1;
	return 0;
}
