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
 *
 * The content of a disco#info result (XEP-0030, XEP-0128) and its hash
 * (XEP-0115). All strings are borrowed.
 */

#ifndef GATEWAY_INFO_H
#define GATEWAY_INFO_H

#include "../../core/str.h"
#include "gateway_sha1.h"

enum
{
	XMPP_GATEWAY_IDENTITIES_MAX = 32,
	XMPP_GATEWAY_FEATURES_MAX = 512,
	XMPP_GATEWAY_FORMS_MAX = 16,
	XMPP_GATEWAY_FIELDS_MAX = 128, /* of all forms */
	XMPP_GATEWAY_VALUES_MAX = 512, /* of all fields */
};

typedef struct xmpp_gateway_identity
{
	str category;
	str type;
	str lang; /* empty: none */
	str name; /* empty: none */
} xmpp_gateway_identity_t;

typedef struct xmpp_gateway_field
{
	str var;
	int first; /* of values */
	int count;
} xmpp_gateway_field_t;

typedef struct xmpp_gateway_form
{
	str type;  /* FORM_TYPE, empty: a form that does not count */
	int first; /* of fields */
	int count;
} xmpp_gateway_form_t;

typedef struct xmpp_gateway_info
{
	xmpp_gateway_identity_t identity[XMPP_GATEWAY_IDENTITIES_MAX];
	str feature[XMPP_GATEWAY_FEATURES_MAX];
	xmpp_gateway_form_t form[XMPP_GATEWAY_FORMS_MAX];
	xmpp_gateway_field_t field[XMPP_GATEWAY_FIELDS_MAX];
	str value[XMPP_GATEWAY_VALUES_MAX];
	int identities;
	int features;
	int forms;
	int fields;
	int values;
} xmpp_gateway_info_t;

/* Add one; return 0, -1 when there is no room. A field goes into the form added
 * last, a value into the field added last. */
int xmpp_gateway_info_identity(
		xmpp_gateway_info_t *info, const xmpp_gateway_identity_t *identity);
int xmpp_gateway_info_feature(xmpp_gateway_info_t *info, const str *feature);
int xmpp_gateway_info_form(xmpp_gateway_info_t *info, const str *type);
int xmpp_gateway_info_field(xmpp_gateway_info_t *info, const str *var);
int xmpp_gateway_info_value(xmpp_gateway_info_t *info, const str *value);

/**
 * Verification string (XEP-0115 section 5.1) with SHA-1.
 *
 * @param info its parts are sorted
 * @param ver  28 characters and a NUL
 * @return 0, -1: ill-formed, something is there twice (section 5.4)
 */
int xmpp_gateway_info_ver(
		xmpp_gateway_info_t *info, char ver[XMPP_GATEWAY_SHA1_BASE64 + 1]);

/* 1 when the feature is there, else 0 */
int xmpp_gateway_info_has(const xmpp_gateway_info_t *info, const char *feature);

#endif
