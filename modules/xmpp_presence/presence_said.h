/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: what a device of an XMPP user says of itself. PURE
 */

#ifndef PRESENCE_SAID_H
#define PRESENCE_SAID_H

#include "presence_state.h"
#include "presence_xml.h"

/* RFC 6121 section 4.7.2, XEP-0319; strings are views. */
typedef struct presence_said
{
	int priority;
	presence_show_t show;
	str note; /* the first <status/>, at most PRESENCE_NOTE_CHARS */
	str lang;
	str since; /* <idle since=''/> */
} presence_said_t;

/**
 * @param xml a presence stanza as the link gives it
 * @param buf bytes for the strings, as many as xml has
 * @return 0, -1: not well formed, or beyond the limits of presence_xml.h
 */
int xmpp_presence_said_read(
		const str *xml, char *buf, int cap, presence_said_t *out);

/* What an error says of a question that it answers (RFC 6120 section 8.3.3) */
typedef enum presence_error
{
	PRESENCE_ERROR_PASSES = 0, /* it may be asked again later */
	PRESENCE_ERROR_NOBODY,	   /* there is no such user */
	PRESENCE_ERROR_REFUSED,
} presence_error_t;

/* As above; what cannot be read passes */
presence_error_t xmpp_presence_error_read(const str *xml, char *buf, int cap);

/* Of two devices, is a the one that speaks for its user? Who is more willing to
 * talk, then who has the higher priority. 1, 0: b is, or they are alike */
int xmpp_presence_said_better(
		const presence_said_t *a, const presence_said_t *b);

#endif
