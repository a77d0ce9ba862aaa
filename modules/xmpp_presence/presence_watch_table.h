/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: who watches whom
 *
 * Each worker of the link has a table of the users that it owns, and of whom
 * they watch; it finds those also by their token and by the contact. Only the
 * owner changes its table, with the lock taken; other processes read with the
 * lock, and may take a dialog's first NOTIFY.
 */

#ifndef PRESENCE_WATCH_TABLE_H
#define PRESENCE_WATCH_TABLE_H

#include <stdint.h>

#include "../../core/str.h"
#include "../xmpp_link/api.h"

#include "presence_lamp.h"
#include "presence_request.h"
#include "presence_state.h"
#include "presence_watch.h"

enum
{
	PRESENCE_TOKEN_LEN = 26, /* 130 random bits */
	PRESENCE_TAG_LEN = 16,
};

struct presence_watcher;

/* What a NOTIFY has said, as it is told. */
typedef struct presence_shown
{
	presence_show_t show;
	str status; /* shm, NUL-terminated; or empty */
	str since;	/* likewise; idle since then */
} presence_shown_t;

/* A dialog of ours (RFC 3261 section 12), as strings in shared memory. */
typedef struct presence_dialog_of
{
	char callid[PRESENCE_TOKEN_LEN + 1];
	char loc_tag[PRESENCE_TAG_LEN + 1];
	unsigned loc_cseq;
	unsigned rem_cseq; /* of their last NOTIFY; with the lock */
	str rem_tag;	   /* empty: no answer, and no NOTIFY */
	str target;
	str routes; /* as we send them: "<uri>,<uri>" */
} presence_dialog_of_t;

/* One pair; for the event package dialog there is one more of the same names. */
typedef struct presence_pair
{
	struct presence_pair *next;		  /* of the user */
	struct presence_pair *by_token;	  /* in its slot */
	struct presence_pair *by_contact; /* in its slot */
	struct presence_pair *queued;	  /* waits for the pace */
	struct presence_watcher *user;
	xmpp_link_timer_t timer; /* due, or an answer that does not come */
	xmpp_link_timer_t later; /* the next stanza may leave */
	uint32_t hash;			 /* of the token */
	uint32_t contact_hash;
	int worker;
	char token[PRESENCE_TOKEN_LEN + 1]; /* in the user part of our Contact */
	unsigned serial; /* of the last request; answers to others are old */
	unsigned char is_queued;
	unsigned char is_removed; /* unsubscribed: it ends when its dialog has */
	unsigned char is_gone;	  /* no device of the user: likewise */
	unsigned char is_asked;	  /* the SIP side is asked at all */
	unsigned char is_hidden;  /* the event route lets nothing be shown of it */
	signed char package;	  /* presence_package_t */
	unsigned char action;	  /* presence_watch_action_t that waits its turn */
	str contact;			  /* of ours, bare */
	str uri;				  /* its SIP URI */
	str from;				  /* the user's */
	presence_watch_t watch;
	presence_dialog_of_t dialog;
	presence_shown_t now;	 /* of SIP */
	presence_lamp_t *lamp;	 /* shm, of the package dialog alone */
	unsigned char is_lost;	 /* a document of the lamp has not come */
	unsigned char is_busy;	 /* in a call, as the other one's lamp says */
	uint32_t told;			 /* hash of what the user was told; 0: nothing */
	unsigned char told_busy; /* that it is on the phone */
	uint64_t told_at;		 /* ms; 0: not yet */
} presence_pair_t;

typedef struct presence_watcher
{
	struct presence_watcher *next;
	uint32_t hash;
	int worker;
	presence_pair_t *pairs;
	xmpp_link_timer_t linger; /* all devices have gone */
	str bare;
} presence_watcher_t;

/* mod_init; slots is an exponent of 2. return 0, -1 (logged) */
int xmpp_presence_table_init(int workers, int slots);
void xmpp_presence_table_destroy(void);

/* --- the owner --------------------------------------------------------------- */

presence_watcher_t *xmpp_presence_watcher_find(int worker, const str *user);
presence_pair_t *xmpp_presence_pair_find(
		int worker, const str *user, const str *contact);
/* The one of the package dialog */
presence_pair_t *xmpp_presence_lamp_find(
		int worker, const str *user, const str *contact);
/* return NULL (logged): no memory */
presence_pair_t *xmpp_presence_pair_make(int worker, const str *user,
		const str *contact, const str *uri, const str *from);
/* Its timers are stopped, it is not queued */
void xmpp_presence_pair_free(presence_pair_t *p);

/* A new dialog: names of its own, nothing of the one before */
void xmpp_presence_dialog_new(presence_pair_t *p);
/* Set a text of it, with the lock. return 0, -1 (logged) */
int xmpp_presence_text_set(presence_pair_t *p, str *field, const str *value);

typedef int (*presence_pair_f)(presence_pair_t *p, void *arg);

/* Each pair of the worker with this contact; f frees none */
void xmpp_presence_pairs_of(
		int worker, const str *contact, presence_pair_f f, void *arg);
/* Each user of the worker; f frees none */
void xmpp_presence_watchers_each(
		int worker, void (*f)(presence_watcher_t *user));

/* --- any process --------------------------------------------------------------- */

void xmpp_presence_lock(int worker);
void xmpp_presence_unlock(int worker);

/* With the lock */
presence_pair_t *xmpp_presence_token_find(int worker, const str *token);

int xmpp_presence_slots(void);
/* The users of a slot, under its lock: f must not block. return what ended the
 * walk (not 0), or 0 */
int xmpp_presence_walk(int worker, int slot,
		int (*f)(const presence_watcher_t *user, void *arg), void *arg);
/* Pairs there are; of them in each state of presence_watch_state_t */
int xmpp_presence_pairs_count(int states[PRESENCE_WATCH_STATES]);

#endif
