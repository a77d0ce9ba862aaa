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
 * permission to link the code of this program with the OpenSSL library.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief jingle :: message initiation (XEP-0353)
 *
 * PURE. Reads and writes the messages around a session that devices ring by.
 */

#ifndef JINGLE_JMI_H
#define JINGLE_JMI_H

#include "jingle_map.h"

#define JINGLE_JMI_NS "urn:xmpp:jingle-message:0"

typedef enum jingle_jmi_kind
{
	JINGLE_JMI_UNKNOWN =
			0, /* an element of the namespace that we do not know */
	JINGLE_JMI_PROPOSE,
	JINGLE_JMI_RINGING,
	JINGLE_JMI_PROCEED,
	JINGLE_JMI_ACCEPT, /* legacy, still sent */
	JINGLE_JMI_REJECT,
	JINGLE_JMI_RETRACT,
	JINGLE_JMI_FINISH,
	JINGLE_JMI_KINDS
} jingle_jmi_kind_t;

enum
{
	JINGLE_JMI_AUDIO = 1,
	JINGLE_JMI_VIDEO = 2,
	JINGLE_JMI_OTHER = 4, /* a description that is neither */
};

typedef struct jingle_jmi
{
	jingle_jmi_kind_t kind;
	str id;		 /* of the session to be */
	int media;	 /* propose: set of JINGLE_JMI_AUDIO ... */
	int delayed; /* the message has a <delay/> (XEP-0203): it was stored */
	int carbon;	 /* it came as a carbon copy (XEP-0280) */
	int error;	 /* type='error': a message of ours came back */
	int tie_break;
	str migrated_to; /* finish: id of the session that replaces this one */
	jingle_reason_t reason;
	str reason_name;
	str reason_text;
	str error_condition; /* of an error: element name, service-unavailable */
	str from;			 /* of the message */
	str to;
	str message_id;
	str nick; /* propose: the sender's nickname (XEP-0172) */
} jingle_jmi_t;

/* "audio", "video" (with or without audio), or "other". */
static inline const char *jingle_jmi_media_name(int media)
{
	if(media & JINGLE_JMI_VIDEO)
		return "video";
	return media == JINGLE_JMI_OTHER ? "other" : "audio";
}

/**
 * Read a <message/>.
 *
 * @param out filled on success; strings are in the arena
 * @return 0, or -1: JINGLE_FAULT_NOT_JINGLE when nothing of JMI is in it
 */
int jingle_jmi_read(jingle_map_t *t, const str *xml, jingle_jmi_t *out);

/**
 * Write a whole <message type='chat'/> with a <store/> hint (XEP-0334).
 *
 * Of j: kind, id, media, tie_break, migrated_to, reason, reason_text, from, to,
 * message_id, nick; from, to, id and message_id must be there.
 *
 * @return 0, -1 something missing, no room, or a string XML cannot carry
 */
int jingle_jmi_write(struct xml_build *b, const jingle_jmi_t *j);

#endif
