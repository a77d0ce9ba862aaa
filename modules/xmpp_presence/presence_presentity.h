/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: XMPP users whom SIP users watch, and who does
 *
 * Each worker of the link has a table of the users that it owns. Only the owner
 * changes it, under its lock, and may read it without; a SIP worker looks
 * with the lock. Objects are in shared memory.
 */

#ifndef PRESENCE_PRESENTITY_H
#define PRESENCE_PRESENTITY_H

#include <stdint.h>

#include "../../core/str.h"
#include "../xmpp_link/api.h"

#include "presence_request.h"
#include "presence_said.h"

enum
{
	PRESENCE_SUB_TAG_LEN = 26, /* 130 random bits in base32 */
	PRESENCE_DEVICES_MAX =
			64, /* of one user: bits of what a contact was told */
};

/* The texts of a SIP dialog (RFC 3261 section 12), and what it is about */
typedef enum presence_sub_text
{
	PRESENCE_SUB_CALLID = 0,
	PRESENCE_SUB_REM_TAG,
	PRESENCE_SUB_LOC_URI, /* of the XMPP user, as the phone writes it */
	PRESENCE_SUB_REM_URI,
	PRESENCE_SUB_TARGET,
	PRESENCE_SUB_ROUTES, /* as we send them, "<uri>,<uri>" */
	PRESENCE_SUB_EVENT,	 /* as our NOTIFY says it */
	PRESENCE_SUB_TEXTS
} presence_sub_text_t;

/* May this contact of ours see the user's presence? */
typedef enum presence_grant_state
{
	PRESENCE_GRANT_NONE = 0,
	PRESENCE_GRANT_ASKED,
	PRESENCE_GRANT_YES,
	PRESENCE_GRANT_NO,
	PRESENCE_GRANT_NOBODY, /* there is no such user */
} presence_grant_state_t;

struct presence_presentity;

/* A SIP user, as a contact of ours, and the XMPP user. The server tells each
 * contact by itself: one may be blocked (XEP-0191), or told something else
 * (directed presence), and knows no more than that. */
typedef struct presence_grant
{
	struct presence_grant *next;
	presence_grant_state_t state;
	unsigned char is_known; /* told is all there is */
	unsigned char
			is_away; /* the stream was down for long, and no probe since */
	uint64_t told;	 /* devices that this contact was told of: their bits */
	uint64_t stale;	 /* of them, not heard of since the stream came back */
	uint64_t
			silence; /* ms, until when a probe may be answered; 0: none is out */
	uint64_t since;	 /* ms, when it was asked or refused */
	str contact;	 /* bare JID of ours */
} presence_grant_t;

/* What a phone has subscribed to: a dialog. */
typedef struct presence_sub
{
	struct presence_sub *next;
	struct presence_presentity *of;
	presence_grant_t *grant;
	xmpp_link_timer_t timer;
	char tag[PRESENCE_SUB_TAG_LEN + 1]; /* ours */
	signed char package;				/* presence_package_t */
	unsigned char is_active; /* our NOTIFY has said so, or says it next */
	unsigned char is_poll;	 /* ends when the state is known */
	unsigned char is_sending;
	unsigned char is_forced; /* it leaves even if nothing has changed */
	unsigned loc_cseq;
	unsigned rem_cseq; /* with the lock */
	unsigned version;  /* of its documents, RFC 4235 section 4.1 */
	uint32_t document; /* hash of the last one; 0: none yet */
	uint64_t until;	   /* ms, when it expires */
	uint64_t sent;	   /* ms, when the last document left; 0: none yet */
	uint64_t due;	   /* ms, when the next NOTIFY may leave; 0: none is due */
	str text[PRESENCE_SUB_TEXTS];
	char *block; /* where they lie */
} presence_sub_t;

/* A device of the user: what it says of itself. One that says something else to
 * some contacts is there once for each of that. */
typedef struct presence_device
{
	struct presence_device *next;
	uint64_t bit; /* in what contacts were told */
	presence_said_t said;
	str resource;
} presence_device_t;

typedef struct presence_presentity
{
	struct presence_presentity *next;
	xmpp_link_timer_t timer;
	uint32_t hash;
	int worker;
	uint64_t lonely; /* ms, when it is forgotten without subscriptions; 0 */
	presence_sub_t *subs;
	presence_grant_t *grants;
	presence_device_t *devices;
	uint64_t bits; /* that devices have */
	str bare;
} presence_presentity_t;

/* mod_init; slots is an exponent of 2. return 0, -1 (logged) */
int xmpp_presence_presentity_init(int workers, int slots);
void xmpp_presence_presentity_destroy(void);

/* --- any process, with the lock; the owner without ----------------------------- */

void xmpp_presence_presentity_lock(int worker);
void xmpp_presence_presentity_unlock(int worker);

/* JIDs are folded, and bare */
presence_presentity_t *xmpp_presence_presentity_find(
		int worker, const str *user);
presence_grant_t *xmpp_presence_grant_find(
		const presence_presentity_t *p, const str *contact);
presence_sub_t *xmpp_presence_sub_find(
		const presence_presentity_t *p, const str *tag);

/* --- the owner ------------------------------------------------------------------- */

/* NULL (logged): no memory */
presence_presentity_t *xmpp_presence_presentity_make(
		int worker, const str *user);
presence_grant_t *xmpp_presence_grant_make(
		presence_presentity_t *p, const str *contact);
/* The texts are copied */
presence_sub_t *xmpp_presence_sub_make(presence_presentity_t *p,
		presence_grant_t *grant, const str *tag, const str *texts);
/* Take the target and routes of a refresh. return 0, -1 no memory: as before */
int xmpp_presence_sub_texts(presence_sub_t *s, const str *texts);
/* Its timer is stopped */
void xmpp_presence_sub_free(presence_sub_t *s);
/* Timers are stopped, there are no subscriptions any more */
void xmpp_presence_presentity_free(presence_presentity_t *p);

/* Each of the worker; f may free it */
void xmpp_presence_presentities_each(
		int worker, void (*f)(presence_presentity_t *p));

/* The same of one slot; f frees none. return what ended the walk (not 0), or 0 */
int xmpp_presence_presentity_slot(int worker, int slot,
		int (*f)(const presence_presentity_t *p, void *arg), void *arg);

/* --- any process ------------------------------------------------------------------- */

/* Subscriptions there are; and those of one contact (of several, when their
 * hashes are alike) */
int xmpp_presence_subs_count(void);
int xmpp_presence_subs_of(const str *contact);
/* XMPP users whose answers to this contact are remembered, or awaited */
int xmpp_presence_grants_of(const str *contact);

int xmpp_presence_presentity_slots(void);
/* The users of a slot, under the lock: f must not block. return what ended the
 * walk (not 0), or 0 */
int xmpp_presence_presentity_walk(int worker, int slot,
		int (*f)(const presence_presentity_t *p, void *arg), void *arg);

#endif
