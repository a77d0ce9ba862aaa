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
 * \brief jingle :: session timers (RFC 4028), the headers and the decisions
 *
 * PURE. What Session-Expires, Min-SE and Supported of a message say, which terms
 * a user agent answers to them as a server, and takes from an answer as a
 * client. Who may send any number is not trusted: a session is refreshed at most
 * as often as the operator's own shortest interval asks for.
 */

#ifndef JINGLE_SESSION_EXPIRES_H
#define JINGLE_SESSION_EXPIRES_H

#include "../../core/str.h"

enum
{
	JINGLE_SE_MIN = 90,		 /* s; RFC 4028 section 5: where none is said */
	JINGLE_SE_MAX = 2000000, /* s; longer ones count as this */
	JINGLE_SE_MARGIN = 32,	 /* s; section 10 */
	JINGLE_SE_LINES_MAX = 160,
	JINGLE_SE_RAISES = 3, /* 422 in a row that are followed */
};

typedef enum jingle_refresher
{
	JINGLE_REFRESHER_NONE = 0, /* it is not said */
	JINGLE_REFRESHER_UAC,
	JINGLE_REFRESHER_UAS,
} jingle_refresher_t;

/* What a message says; 0 where it says nothing. */
typedef struct jingle_se_said
{
	int supported; /* its sender knows session timers */
	int interval;  /* Session-Expires, s */
	jingle_refresher_t refresher;
	int min; /* Min-SE, s */
} jingle_se_said_t;

/* What a call goes by. */
typedef struct jingle_se_terms
{
	int interval; /* s; 0: it has no session timer */
	int ours;	  /* we refresh, else the phone does */
	int min;	  /* largest Min-SE heard of, s */
} jingle_se_terms_t;

/* The operator's. */
typedef struct jingle_se_wish
{
	int interval; /* s; 0: no session timers */
	int min;
} jingle_se_wish_t;

/**
 * Add what a header says to what the message says.
 *
 * @param name  as written; those of no session timer are passed over
 * @param value of which nothing is believed: what is malformed is not said
 */
void jingle_se_read(jingle_se_said_t *said, const str *name, const str *value);

/* The next one of a list of option tags (Supported, Require), cut off it; 0: there
 * is no more */
int jingle_se_next_tag(str *rest, str *tag);
/* Does a list of option tags have one? */
int jingle_se_has_tag(const str *list, const char *tag);

/**
 * The terms that a request of the phone's is answered with (section 9).
 *
 * @param now terms that the call goes by; changed to the new ones
 * @param begins the request makes the dialog
 * @return 0, or 422 with the Min-SE of wish: now stays as it is
 */
int jingle_se_answer(const jingle_se_said_t *said, const jingle_se_wish_t *wish,
		int begins, jingle_se_terms_t *now);

/* The terms after a 2xx to a request of ours (section 7.2). One that says nothing
 * of it leaves what we refresh as it is: a proxy may count on it. */
void jingle_se_agree(const jingle_se_said_t *said, const jingle_se_wish_t *wish,
		jingle_se_terms_t *now);

/* A 422 to a request of ours (section 7.3). 1: the request is to be sent once
 * more, with these terms; 0: that would be no better */
int jingle_se_raise(const jingle_se_said_t *said, const jingle_se_wish_t *wish,
		jingle_se_terms_t *now);

/**
 * Header lines of a request of ours (sections 7.1, 7.4), each with CRLF.
 *
 * @param begins it makes the dialog: the other side may choose who refreshes
 * @return length, 0 without session timers; >= cap: did not fit
 */
int jingle_se_request_write(const jingle_se_terms_t *now,
		const jingle_se_wish_t *wish, int begins, char *buf, int cap);

/* Header lines of our 2xx to a request of the phone's. Likewise. */
int jingle_se_answer_write(const jingle_se_terms_t *now,
		const jingle_se_wish_t *wish, char *buf, int cap);

/* Keys before those of a translation's context, whose readers pass over what they
 * do not know: "timer_interval=90 timer_ours=1 ". Both are empty without terms. */
typedef struct jingle_se_stored
{
	jingle_se_terms_t terms;
	int update;	   /* the phone takes UPDATE */
	long long bye; /* when it is due, s since 1970 */
} jingle_se_stored_t;

/* Return the length, 0: there are no terms; >= cap: did not fit */
int jingle_se_keys_write(const jingle_se_stored_t *stored, char *buf, int cap);
/* The length of those that a text begins with, 0: it begins with none, or with
 * what cannot be believed; all of it is to be cut off. */
int jingle_se_keys_read(const str *text, jingle_se_stored_t *stored);

/* ms from the last refresh to ours, and to the BYE when none has come */
int jingle_se_refresh_ms(const jingle_se_terms_t *now);
int jingle_se_bye_ms(const jingle_se_terms_t *now);
/* ms to the next try, when there are this many left until the BYE */
int jingle_se_again_ms(int left);

#endif
