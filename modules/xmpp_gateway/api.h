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
 * \brief xmpp_gateway :: what other modules bind to
 *
 * Who we are and the addresses are for any process; the other functions are for
 * the owner of the user's JID (see xmpp_link's api.h): the worker through which
 * all goes that this user sends and gets.
 */

#ifndef XMPP_GATEWAY_API_H
#define XMPP_GATEWAY_API_H

#include "../../core/modparam.h"
#include "../../core/sr_module.h"
#include "../../core/str.h"

#include "gateway_addr.h"
#include "gateway_bits.h"
#include "gateway_commands.h"
#include "gateway_message.h"
#include "gateway_write.h"

/* An available resource of a user; borrowed for the time of the callback. */
typedef struct xmpp_gateway_device
{
	str jid;		   /* full JID */
	int known;		   /* 0: its capabilities have not come yet */
	unsigned features; /* XMPP_GATEWAY_JINGLE and so on */
	int priority;
	str node; /* of its capabilities (XEP-0115): which program it is; or empty */
} xmpp_gateway_device_t;

/* return 0 to continue, anything else ends the walk */
typedef int (*xmpp_gateway_device_f)(
		const xmpp_gateway_device_t *device, void *arg);
typedef int (*xmpp_gateway_contact_f)(const str *contact, void *arg);

/* OWNER of the user. What one of our JIDs (full, or a component) says of itself
 * to this user: own is empty at first, what is set lives until the next call */
typedef void (*xmpp_gateway_own_f)(
		const str *ours, const str *user, xmpp_gateway_own_t *own);

typedef struct xmpp_gateway_api
{
	/* resource of the full JID under which our contacts are available */
	const str *(*resource)(void);
	/* Our components and how addresses are written there; in the order of the
	 * parameter. count is set: 0 when all components are ours, -1 before our
	 * mod_init */
	const xmpp_gateway_addr_conf_t *(*components)(int *count);
	/* This component's; NULL: none of ours */
	const xmpp_gateway_addr_conf_t *(*component)(const str *domain);
	/* That of the component of a SIP user: the first one of the user's domain,
	 * or the first of all */
	const xmpp_gateway_addr_conf_t *(*home)(const str *sip_domain);
	/* Does the operator serve this XMPP domain, or the user with this JID? 1 or
	 * 0 */
	int (*is_local_domain)(const str *domain);
	int (*is_local_user)(const str *jid);
	/**
	 * Take over the value of a parameter that was the other module's before it
	 * became ours. For the function of such a parameter, while the
	 * configuration is read; our mod_init says in the log what to write instead.
	 *
	 * @param module borrowed for ever
	 * @return 0, -1 (logged) not a value of our parameter of that name
	 */
	int (*adopt)(
			const char *module, const char *name, modparam_t type, void *value);

	/**
	 * Show one of our contacts to a user who has not subscribed to it: directed
	 * available presence with capabilities. Nothing is sent when the user is a
	 * subscriber already, unless ours names another resource.
	 *
	 * @param component domain of the component stream
	 * @param ours      our full JID, or a bare one: resource() is added
	 * @param user      bare or full JID
	 * @return 1 sent, 0 not needed, -1 the link did not take it
	 */
	int (*announce)(const str *component, const str *ours, const str *user);
	/* Take back what announce() showed: directed unavailable presence, nothing
	 * for a subscriber and resource(). Only after the last call of that full
	 * JID: clients end their sessions with it. Result as above */
	int (*conceal)(const str *component, const str *ours, const str *user);

	/**
	 * What can this device do?
	 *
	 * @param jid      full JID
	 * @param features set when 1 is returned
	 * @return 1 known, 0 available but not known yet, -1 not available
	 */
	int (*peer_caps)(const str *jid, unsigned *features);
	/* Walk the available devices of a user; return their number */
	int (*devices)(const str *user, xmpp_gateway_device_f f, void *arg);

	/* Has this user subscribed to this contact of ours? 1 or 0 */
	int (*is_subscribed)(const str *user, const str *contact);
	/* Walk the contacts of ours that a user has subscribed to, as the user
	 * wrote them; return their number */
	int (*contacts)(const str *user, xmpp_gateway_contact_f f, void *arg);

	/* mod_init only. Say more in our presence than that we are available. Of
	 * several modules the first one that says something is heard. return 0, -1
	 * (logged) */
	int (*on_own)(xmpp_gateway_own_f f);
	/* That has changed: show this contact, or the component, to a subscriber
	 * again. return 1 sent, 0 no subscriber, -1 the link did not take it */
	int (*present)(const str *component, const str *contact, const str *user);
	/* Ask a user for the presence of the user's devices. return 1 sent, 0 it was
	 * asked for already, -1 not */
	int (*subscribe)(const str *component, const str *contact, const str *user);
	/* The same, whatever became of it before: a user who has not answered, or has
	 * refused, may be shown the question again. return 1 sent, -1 not */
	int (*ask)(const str *component, const str *contact, const str *user);
	/* It was asked before a restart: the answer may come still. 0, -1 (logged) */
	int (*was_asked)(const str *user, const str *contact);
	/* Has the user let this contact see the presence of the user's devices? 1 or
	 * 0. The answers come as presence stanzas: subscribed, unsubscribed */
	int (*is_granted)(const str *user, const str *contact);
	/* Let the user's server tell this contact the presence of all devices; if it
	 * is granted. return 1 sent, -1 not */
	int (*probe)(const str *component, const str *contact, const str *user);
	/* End what is subscribed between them, from our side. return 1, 0: nothing */
	int (*unsubscribe)(const str *user, const str *contact);
	/* mod_init only. A feature of the components, for service discovery;
	 * borrowed for ever. return 0, -1 (logged) */
	int (*add_feature)(const char *feature);
	/* mod_init only. The same of contacts */
	int (*add_contact_feature)(const char *feature);

	/* mod_init only. A command that users may carry out at our contacts or at
	 * a component (XEP-0050): gateway_commands.h. Borrowed for ever. return 0,
	 * -1 (logged) */
	int (*on_command)(const xmpp_gateway_command_t *command);
	/* The answer to a step that came to XMPP_GATEWAY_LATER; user is the full JID
	 * that asked. return 0, -1: nobody waits for it any more */
	int (*command_reply)(const str *user, const str *session,
			const xmpp_gateway_reply_t *reply);
	/* mod_init only. Hear the messages that have a body, to contacts of ours and
	 * to components, before they are refused; errors, headlines and those of
	 * group chats are not among them. return 0, -1 (logged) */
	int (*on_chat)(xmpp_gateway_chat_f f, void *arg);
	/* A chat message of a contact's, or the component's. return as the link's
	 * send() */
	int (*send_chat)(const str *component, const str *contact, const str *user,
			const str *words);
	/* Value of a field of a filled form, by its var; empty: there is none */
	str (*filled_get)(const xmpp_gateway_filled_t *form, const char *var);

	/* Addresses: see gateway_addr.h */
	int (*addr_read)(const xmpp_gateway_addr_conf_t *conf, const str *jid,
			int flags, char *buf, int cap, str *uri);
	int (*addr_write)(const xmpp_gateway_addr_conf_t *conf, const str *uri,
			const str *used, int flags, char *buf, int cap, str *jid);
	int (*addr_to_jid)(const str *uri, int flags, char *buf, int cap, str *jid);
	int (*addr_to_uri)(const char *scheme, const str *jid, int flags, char *buf,
			int cap, str *uri);
	int (*addr_name_quote)(const str *name, char *buf, int cap, str *quoted);
	int (*addr_name_unquote)(const str *display, char *buf, int cap, str *name);
} xmpp_gateway_api_t;

typedef int (*bind_xmpp_gateway_f)(xmpp_gateway_api_t *api);

/*!
 * \brief Load the API of the gateway module
 * \return 0, or -1 when the module is not loaded (it must stand before)
 */
static inline int xmpp_gateway_load_api(xmpp_gateway_api_t *api)
{
	bind_xmpp_gateway_f bind;

	/* by way of void: the compiler would warn of the differing arguments */
	bind = (bind_xmpp_gateway_f)(void (*)(void))find_export(
			"bind_xmpp_gateway", 0, 0);
	if(bind == NULL)
		return -1;
	return bind(api);
}

#endif
