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
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */
/*!
 * \file
 * \brief xmpp_gateway :: what users say to us by hand: messages, and commands
 * with their forms. PURE, types only
 *
 * Text of users is as they sent it, unescaped: any characters that XML can hold.
 */

#ifndef GATEWAY_TALK_H
#define GATEWAY_TALK_H

#include "../../core/str.h"

/* A message with a body to a contact of ours or to a component. */
typedef struct xmpp_gateway_chat
{
	str body;
	int delayed;   /* it has waited somewhere: a server says so (XEP-0203) */
	int encrypted; /* what counts is encrypted; the body is for others */
	int is_group;  /* said to all in a room (XEP-0045) */
} xmpp_gateway_chat_t;

/* --- commands (XEP-0050) and their forms (XEP-0004) ------------------------ */

enum
{
	XMPP_GATEWAY_FORM_FIELDS = 32, /* that a user's form may have, as ours */
	XMPP_GATEWAY_COMMAND_DATA = 256,

	/* where a command is offered */
	XMPP_GATEWAY_AT_COMPONENT = 1,
	XMPP_GATEWAY_AT_CONTACT = 2,
};

/* One of several values that a field may have. */
typedef struct xmpp_gateway_option
{
	str label;
	str value;
} xmpp_gateway_option_t;

/* A field that is shown. */
typedef struct xmpp_gateway_shown
{
	const char *var;  /* NULL: of a field of type fixed */
	const char *type; /* text-single, text-private, jid-single, list-single,
						 boolean, hidden, fixed ... */
	const char *label;
	str value; /* several lines of a type that ends in -multi: several values */
	int required;
	const xmpp_gateway_option_t *options; /* of a list */
	int option_count;
} xmpp_gateway_shown_t;

/* A form as a user has filled it in; nothing of it was checked. */
typedef struct xmpp_gateway_filled
{
	int count;
	struct
	{
		str var;
		str value; /* several are lines of one */
	} field[XMPP_GATEWAY_FORM_FIELDS];
} xmpp_gateway_filled_t;

/* Value of a field; empty: there is none, or it is empty. */
str xmpp_gateway_filled_get(const xmpp_gateway_filled_t *form, const char *var);

typedef enum xmpp_gateway_status
{
	XMPP_GATEWAY_DONE = 0, /* it has come to its end, well or not: see note */
	XMPP_GATEWAY_ASK,	   /* there is a form to be filled in */
	XMPP_GATEWAY_LATER,	   /* command_reply() will tell */
} xmpp_gateway_status_t;

/* What a step is answered; borrowed until the handler's caller has sent it. */
typedef struct xmpp_gateway_reply
{
	xmpp_gateway_status_t status;
	int stage;		  /* of the next step, when a form is asked for */
	int more;		  /* and it is not the last one: "next", not "complete" */
	const char *note; /* a sentence for the user, or NULL */
	const char *note_type; /* info (NULL), warn, error */
	const char *title;	   /* of the form, or NULL */
	const char *instructions;
	const xmpp_gateway_shown_t *fields; /* also results, when it is done */
	int field_count;
} xmpp_gateway_reply_t;

#endif
