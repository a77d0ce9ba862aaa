/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A look at the start tag of a stanza that Kamailio sends. PURE. */

#ifndef HEAD_H
#define HEAD_H

#include "stanza.h"

typedef struct head
{
	stanza_kind_t kind;
	str from; /* as written: escapes are not resolved */
	str to;
} head_t;

/**
 * Read the start tag.
 *
 * @param xml borrowed; head points into it
 * @return 0, or -EINVAL: it is no iq, message or presence, it has no from or
 *         no to (servers end the whole stream for that), or it does not end
 *         where an element ends
 */
int head_read(const str *xml, head_t *head);

/* May the stanza be sent again after a lost stream? Receivers ignore an iq or
 * a Jingle message they have seen; people would see a message twice. */
int head_is_repeatable(const str *xml, const head_t *head);

#endif
