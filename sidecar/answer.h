/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sidecar's own answers to stanzas that Kamailio cannot answer. PURE. */

#ifndef ANSWER_H
#define ANSWER_H

#include "stanza.h"

typedef enum answer_why
{
	ANSWER_TIMEOUT = 0, /* Kamailio is away: remote-server-timeout, wait */
	ANSWER_FULL,		/* too much is waiting: resource-constraint, wait */
	ANSWER_TOO_LONG,	/* over a limit of a stanza: policy-violation, modify */
	ANSWER_BAD,			/* no XML in UTF-8: bad-request, modify */
	ANSWER_REFUSED		/* Kamailio's fault: internal-server-error, cancel */
} answer_why_t;

/**
 * Does XMPP want an answer to this stanza (RFC 6120 section 8.3, RFC 6121
 * section 8.1)? Yes for an iq get or set and for a message that a person or a
 * call waits for; never for an error, a result or presence.
 */
int answer_is_due(const stanza_t *s);

/**
 * Write the error that answers a stanza.
 *
 * @param out the stanza, a view into buf, on success
 * @return 0, or -EMSGSIZE: no room, or the addresses are no XML
 */
int answer_write(
		const stanza_t *s, answer_why_t why, char *buf, size_t cap, str *out);

#endif
