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
 * \brief jingle :: keys as text
 *
 * PURE. No standard describes those of INFO; what phones send is a type for a key
 * alone,
 *   application/dtmf         5
 * and one for a key with its length in milliseconds,
 *   application/dtmf-relay   Signal=5
 *                            Duration=160
 */

#ifndef JINGLE_DTMF_H
#define JINGLE_DTMF_H

#include "../../core/str.h"

enum
{
	JINGLE_DTMF_MIN = 100, /* ms; what is shorter is made as long */
	JINGLE_DTMF_MAX = 5000,
	JINGLE_DTMF_DEFAULT = 250,
	JINGLE_DTMF_FLASH = '!', /* the hook, event 16 of RFC 4733's registry */
	JINGLE_DTMF_TYPED = 200, /* ms of a key that was typed as text */
	JINGLE_DTMF_TYPED_MAX = 32,
	JINGLE_DTMF_BODY_MAX = 48, /* bytes of a body that we write */
};

typedef struct jingle_dtmf
{
	char key;	  /* 0-9 * # A-D, or JINGLE_DTMF_FLASH */
	int duration; /* ms */
} jingle_dtmf_t;

/* Body of application/dtmf; 0, -1 it is none */
int jingle_dtmf_digit(const str *body, jingle_dtmf_t *out);
/* Body of application/dtmf-relay; likewise */
int jingle_dtmf_relay(const str *body, jingle_dtmf_t *out);

/* Is a text nothing but keys, 1 to JINGLE_DTMF_TYPED_MAX of them? Blanks around
 * them do not count. Views into the text; 1, 0 */
int jingle_dtmf_typed(const str *text, str *keys);
/* A length in milliseconds as relays and phones take it */
int jingle_dtmf_duration(int ms);
/* Write a body of application/dtmf-relay; a view into buf, which has
 * JINGLE_DTMF_BODY_MAX bytes */
void jingle_dtmf_write(const jingle_dtmf_t *key, char *buf, str *body);

#endif
