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
 * \brief xmpp_gateway :: commands that users carry out (XEP-0050)
 *
 * Other modules register theirs while Kamailio starts. A session exists while a
 * form waits for its user, or an answer for us: in plain memory of the worker
 * that owns the user, for command_time at most, at most max_commands of them,
 * four for one user.
 */

#ifndef GATEWAY_COMMANDS_H
#define GATEWAY_COMMANDS_H

#include "../xmpp_link/api.h"
#include "gateway_talk.h"

/* A step of a command, for the time of its handler. */
typedef struct xmpp_gateway_step
{
	const xmpp_link_stanza_t *stanza; /* who asks, of whom */
	void *arg;
	str session; /* for command_reply() */
	int stage;	 /* 0 at first, then as the last reply said */
	const xmpp_gateway_filled_t *form; /* NULL: none was filled in */
	char *data; /* XMPP_GATEWAY_COMMAND_DATA bytes of the session's own; zero at
				   first */
} xmpp_gateway_step_t;

/* OWNER of the user. reply is all zero at first: done, and nothing to say */
typedef void (*xmpp_gateway_command_f)(
		xmpp_gateway_step_t *step, xmpp_gateway_reply_t *reply);

typedef struct xmpp_gateway_command
{
	const char *node;
	const char *name; /* that clients show */
	int where;		  /* XMPP_GATEWAY_AT_COMPONENT, _AT_CONTACT, or both */
	/* May this user have it here, now? 1 or 0: it is not listed, and forbidden.
	 * NULL: always */
	int (*offered)(const xmpp_link_stanza_t *s, void *arg);
	xmpp_gateway_command_f run;
	void *arg;
} xmpp_gateway_command_t;

/* mod_init of the module. return 0, -1 (logged) */
int xmpp_gateway_commands_init(void);
/* See api.h */
int xmpp_gateway_on_command(const xmpp_gateway_command_t *command);
int xmpp_gateway_command_reply(
		const str *user, const str *session, const xmpp_gateway_reply_t *reply);

/* disco of these nodes. return 1 answered, 0 no node of ours */
int xmpp_gateway_commands_items(const xmpp_link_stanza_t *s, const str *node);
int xmpp_gateway_commands_info(const xmpp_link_stanza_t *s, const str *node);

#endif
