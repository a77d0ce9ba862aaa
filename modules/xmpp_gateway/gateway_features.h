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
 * \brief xmpp_gateway :: names of features, ours and those we look for. PURE
 */

#ifndef GATEWAY_FEATURES_H
#define GATEWAY_FEATURES_H

#include "gateway_bits.h"
#include "gateway_info.h"

typedef struct xmpp_gateway_feature
{
	const char *name;
	unsigned bit; /* XMPP_GATEWAY_JINGLE and so on */
} xmpp_gateway_feature_t;

/* What we want to know of others; ends with a NULL name */
extern const xmpp_gateway_feature_t xmpp_gateway_peer_features[];

/* What we say of ourselves. */
typedef struct xmpp_gateway_self
{
	const char *name; /* of the identities */
	const str *types; /* of the component's identities in category gateway */
	int types_len;
	const str *extra; /* features of contacts that the operator adds */
	int extra_len;
	const char *const *own; /* features of components that other modules add */
	int own_len;
	int commands; /* where there are some: XMPP_GATEWAY_AT_COMPONENT ... */
	int video;	  /* may contacts be called with video? */
} xmpp_gateway_self_t;

/* Describe a contact, or the component itself; return 0, -1: no room */
int xmpp_gateway_info_contact(
		xmpp_gateway_info_t *info, const xmpp_gateway_self_t *self);
int xmpp_gateway_info_component(
		xmpp_gateway_info_t *info, const xmpp_gateway_self_t *self);

#endif
