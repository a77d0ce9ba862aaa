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
 * \brief jingle :: the methods of requests in a dialog
 */

#include <string.h>

#include "jingle_method.h"

enum
{
	TAKE = JINGLE_METHOD_TAKE,
	LATER = -500, /* with Retry-After */
	NONE = 481,
};

typedef struct method
{
	const char *name;
	jingle_handler_t handler;
	const char *accept; /* types of bodies that it may have */
	int with_offer[JINGLE_PHASES];
	int without[JINGLE_PHASES];
} method_t;

/* clang-format off */
#define TAKEN_BY(name) JINGLE_TAKE_##name
#define SDP "application/sdp, multipart/mixed"
#define INFO_TYPES \
	"application/dtmf, application/dtmf-relay, application/media_control+xml"
/* in the order of jingle_phase_t: none, called, calling, answered, up */
#define ALWAYS {NONE, TAKE, TAKE, TAKE, TAKE}
/* RFC 3261 section 15: the callee sends no BYE before it has answered */
#define ENDS {NONE, TAKE, 481, TAKE, TAKE}
/* RFC 3261 section 14.2, RFC 3311 section 5.2: 500 while the phone's offer has
 * no answer, 491 while ours has none. After our 200 it owes the ACK first. */
#define OFFERS {NONE, LATER, 491, LATER, TAKE}
/* RFC 3262 sections 3 and 5: for a provisional response of ours; an offer in it
 * would come before the answer to the first one */
#define ACKNOWLEDGES {NONE, TAKE, 481, TAKE, TAKE}
#define TOO_EARLY {NONE, LATER, 481, LATER, 481}
/* a call that is not up can be referred to no other party */
#define REFERS {NONE, 491, 491, 491, TAKE}

static const method_t methods[JINGLE_METHODS] = {
	/* method, handler, Accept, when with an offer, when without */
	[JINGLE_INVITE] = {"INVITE", TAKEN_BY(INVITE), SDP, OFFERS, OFFERS},
	[JINGLE_ACK] = {"ACK", TAKEN_BY(ACK), "", ALWAYS, ALWAYS},
	[JINGLE_CANCEL] = {"CANCEL", TAKEN_BY(CANCEL), "", ALWAYS, ALWAYS},
	[JINGLE_BYE] = {"BYE", TAKEN_BY(BYE), "", ENDS, ENDS},
	[JINGLE_OPTIONS] = {"OPTIONS", TAKEN_BY(OPTIONS), "", ALWAYS, ALWAYS},
	[JINGLE_UPDATE] = {"UPDATE", TAKEN_BY(UPDATE), SDP, OFFERS, ALWAYS},
	[JINGLE_INFO] = {"INFO", TAKEN_BY(INFO), INFO_TYPES, ALWAYS, ALWAYS},
	[JINGLE_REFER] = {"REFER", TAKEN_BY(REFER), "", REFERS, REFERS},
	[JINGLE_NOTIFY] = {"NOTIFY", TAKEN_BY(NOTIFY), "", ALWAYS, ALWAYS},
	[JINGLE_PRACK] = {"PRACK", TAKEN_BY(PRACK), SDP, TOO_EARLY, ACKNOWLEDGES},
};
/* clang-format on */


jingle_method_t jingle_method_of(const str *name)
{
	int m;

	for(m = 0; m < JINGLE_METHODS; m++)
		if(name->len == (int)strlen(methods[m].name)
				&& memcmp(name->s, methods[m].name, (size_t)name->len) == 0)
			break;
	return (jingle_method_t)m;
}


const char *jingle_method_name(jingle_method_t m)
{
	return m < JINGLE_METHODS ? methods[m].name : "request";
}


jingle_handler_t jingle_method_handler(jingle_method_t m)
{
	return m < JINGLE_METHODS ? methods[m].handler : JINGLE_TAKE_NONE;
}


int jingle_method_is_owners(jingle_method_t m)
{
	return jingle_method_handler(m) >= JINGLE_TAKE_INVITE;
}


const char *jingle_method_allow(void)
{
	static char list[128];
	size_t n = 0, len;
	int m;

	if(list[0] != '\0')
		return list;
	for(m = 0; m < JINGLE_METHODS; m++) {
		if(methods[m].handler == JINGLE_TAKE_NONE)
			continue;
		len = strlen(methods[m].name);
		memcpy(list + n, methods[m].name, len);
		memcpy(list + n + len, ", ", 2);
		n += len + 2;
	}
	list[n - 2] = '\0';
	return list;
}


int jingle_method_allow_is_due(int code)
{
	return (code > 100 && code < 300) || code == 405 || code == 415;
}


const char *jingle_method_accept(jingle_method_t m)
{
	return m < JINGLE_METHODS ? methods[m].accept : "";
}


int jingle_method_allowed(const str *allow, jingle_method_t m)
{
	const char *p = allow->s, *end = p + allow->len;
	str name;

	while(p < end) {
		while(p < end && strchr(", \t\r\n", *p) != NULL)
			p++;
		name.s = (char *)p;
		while(p < end && strchr(", \t\r\n", *p) == NULL)
			p++;
		name.len = (int)(p - name.s);
		if(name.len > 0 && jingle_method_of(&name) == m)
			return 1;
	}
	return 0;
}


jingle_phase_t jingle_method_phase(jingle_state_t state)
{
	switch(state) {
		case JINGLE_OFFERED:
		case JINGLE_PICKED:
		case JINGLE_JOINING:
			return JINGLE_PHASE_CALLED;
		case JINGLE_CALLING:
		case JINGLE_INVITED:
		case JINGLE_CANCELLING:
		case JINGLE_REFERRED:
			return JINGLE_PHASE_CALLING;
		case JINGLE_ACCEPTED:
		case JINGLE_AWAITED: /* an offer would meet the client's */
		case JINGLE_LEAVING:
		case JINGLE_REPLACED: /* nothing is offered any more */
			return JINGLE_PHASE_ANSWERED;
		case JINGLE_ACTIVE:
		case JINGLE_MIGRATING:
		case JINGLE_BRIDGED:
			return JINGLE_PHASE_UP;
		default:
			return JINGLE_PHASE_NONE;
	}
}


int jingle_method_rule(
		jingle_method_t m, jingle_phase_t phase, int offer, int *retry)
{
	int code;

	*retry = 0;
	if(m >= JINGLE_METHODS)
		return phase == JINGLE_PHASE_NONE ? NONE : 405;
	code = (offer ? methods[m].with_offer : methods[m].without)[phase];
	*retry = code < 0;
	return code < 0 ? -code : code;
}


int jingle_method_cseq(const str *value, unsigned *cseq)
{
	unsigned long n = 0;
	int i;

	for(i = 0; i < value->len && value->s[i] >= '0' && value->s[i] <= '9';
			i++) {
		n = n * 10 + (unsigned long)(value->s[i] - '0');
		if(n >= JINGLE_CSEQ_END)
			return -1;
	}
	if(i == 0)
		return -1;
	*cseq = (unsigned)n;
	return 0;
}
