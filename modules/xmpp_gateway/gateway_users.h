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
 * \brief xmpp_gateway :: XMPP users, their contacts of ours, their devices
 *
 * Each worker of the link has a table of the users that it owns. Only the owner
 * changes it and may keep pointers into it while it does not; others walk it
 * slot by slot under its lock. Objects are in shared memory.
 */

#ifndef GATEWAY_USERS_H
#define GATEWAY_USERS_H

#include <stdint.h>

#include "../../core/str.h"

/* Which side is subscribed to the other. */
enum
{
	GATEWAY_SUB_USER = 1, /* user to contact: the user gets its presence */
	GATEWAY_SUB_US = 2,	  /* contact to user: we get the user's presence */
	GATEWAY_SUB_NO = 4,	  /* the user refused that and is not asked again */
	GATEWAY_SUB_ALL = 7,
};

typedef struct gateway_contact
{
	struct gateway_contact *next;
	str jid;			 /* of ours, bare, as the user writes it */
	unsigned subscribed; /* GATEWAY_SUB_*; 0: only asked so far */
	uint64_t asked;		 /* ms, when our own subscribe left; 0: none is out */
} gateway_contact_t;

typedef struct gateway_device
{
	struct gateway_device *next;
	str resource;
	str caps;  /* "hash ver" of its presence, or empty */
	str node;  /* node of its capabilities */
	str asker; /* our full JID to which it showed itself, or empty */
	int priority;
	uint32_t shown;	   /* contacts that answered its presence, as hash bits */
	int known;		   /* features is of its own answer, not of the cache */
	unsigned features; /* XMPP_GATEWAY_JINGLE and so on */
	uint64_t asked;	   /* when it was asked itself, 0: not yet */
} gateway_device_t;

typedef struct gateway_user
{
	struct gateway_user *next;
	uint32_t hash;
	str bare;
	gateway_contact_t *contacts;
	gateway_device_t *devices;
} gateway_user_t;

typedef struct gateway_counts
{
	int users;
	int contacts;
	int devices;
} gateway_counts_t;

/* mod_init; slots is an exponent of 2. return 0, -1 (logged) */
int xmpp_gateway_users_init(int workers, int slots);
void xmpp_gateway_users_destroy(void);

/* --- the owner; at start also the process that loads the database ---------- */

/* NULL: not there. JIDs may be full, only their bare part counts */
gateway_user_t *xmpp_gateway_user_find(int worker, const str *jid);
/* Find or make; NULL: too many, or no memory (logged) */
gateway_user_t *xmpp_gateway_user_make(int worker, const str *jid);
/* Forget a user who has neither contacts nor devices; the pointer is void then */
void xmpp_gateway_user_tidy(int worker, gateway_user_t *user);

gateway_contact_t *xmpp_gateway_contact_find(
		const gateway_user_t *user, const str *contact);
gateway_contact_t *xmpp_gateway_contact_make(
		int worker, gateway_user_t *user, const str *contact);
void xmpp_gateway_contact_remove(
		int worker, gateway_user_t *user, gateway_contact_t *contact);

gateway_device_t *xmpp_gateway_device_find(
		const gateway_user_t *user, const str *resource);
gateway_device_t *xmpp_gateway_device_make(
		int worker, gateway_user_t *user, const str *resource);
/* Note capabilities; 1 when they differ from those before, 0 not, -1 no memory */
int xmpp_gateway_device_caps(
		int worker, gateway_device_t *device, const str *caps, const str *node);
/* Keep the JID of ours that may ask it. 0, -1 no memory (logged) */
int xmpp_gateway_device_asker(
		int worker, gateway_device_t *device, const str *asker);
void xmpp_gateway_device_remove(
		int worker, gateway_user_t *user, gateway_device_t *device);
/* Forget all devices of all users */
void xmpp_gateway_devices_clear(int worker);

typedef int (*gateway_user_f)(const gateway_user_t *user, void *arg);

/* Walk one slot; f changes nothing. return what ended it (not 0), or 0 */
int xmpp_gateway_users_each(int worker, int slot, gateway_user_f f, void *arg);

/* --- any process ------------------------------------------------------------ */

int xmpp_gateway_slots(void);
/* The same under the lock: f must not block */
int xmpp_gateway_users_walk(int worker, int slot, gateway_user_f f, void *arg);
void xmpp_gateway_users_count(gateway_counts_t *counts);

#endif
