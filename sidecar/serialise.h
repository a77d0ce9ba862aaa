/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a stanza that was parsed elsewhere back into XML, in one pass into
 * one buffer, and lists its payloads on the way. PURE.
 *
 * The top element gets no xmlns: it is in jabber:component:accept, which the
 * reader knows. A child in that namespace gets none either, unless an element
 * between them has another; every other child gets its xmlns where it differs
 * from its parent's. Prefixes are not kept, namespaces are. */

#ifndef SERIALISE_H
#define SERIALISE_H

#include "stanza.h"

enum
{
	SERIALISE_DEPTH = 64,			   /* elements inside each other */
	SERIALISE_PAYLOADS_MAX = 8 * 1024, /* bytes of the list */
};

typedef struct serialise
{
	char *buf; /* borrowed */
	size_t len;
	size_t cap;
	int failed; /* no room or too deep: all further calls do nothing */
	int in_tag;
	unsigned depth;
	unsigned flags; /* STANZA_HAS_BODY, STANZA_IS_PROPOSE as seen */
	struct
	{
		const char *name; /* borrowed until the element is closed */
		const char *ns;
	} open[SERIALISE_DEPTH];
	size_t payloads_len;
	char payloads[SERIALISE_PAYLOADS_MAX];
} serialise_t;

/* buf is borrowed until the last use of the result; cap is the limit of the
 * XML in bytes. */
void serialise_begin(serialise_t *w, char *buf, size_t cap);

/* name and ns (NULL: none) are borrowed until the element is closed. */
void serialise_open(serialise_t *w, const char *name, const char *ns);
/* Attribute of the element just opened; name is written as it is. */
void serialise_attr(serialise_t *w, const char *name, const char *value);
void serialise_text(serialise_t *w, const char *text);
void serialise_close(serialise_t *w);

/**
 * @param xml,payloads views into the buffers on success
 * @return 0, or -EMSGSIZE: over the limit of bytes or of depth
 */
int serialise_end(serialise_t *w, str *xml, str *payloads);

#endif
