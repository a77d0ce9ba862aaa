/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the stanzas in an XMPP stream: where each begins and ends, its
 * addresses, its payloads. PURE.
 *
 * One pass over the bytes, in time and memory linear in them whatever they
 * are; no tree is built and nothing is written again: the stanza is passed on
 * as it came. A stanza that link_check.h does not like is shown without its
 * XML; what makes the stream unreadable ends it: tags that do not balance,
 * comments, processing instructions and DTDs (RFC 6120 section 11.1), a second
 * stream header, an element without an end. */

#ifndef SCAN_H
#define SCAN_H

#include "../modules/xmpp_link/link_check.h"
#include "names.h"
#include "stanza.h"

enum
{
	SCAN_PAYLOADS_MAX = 8 * 1024, /* bytes; further ones are not listed */
	SCAN_ENDLESS = 64 /* stanzas of the longest kind in one element */
};

typedef enum scan_result
{
	SCAN_BAD = -1,	 /* not XML as XMPP allows it; the stream must end */
	SCAN_MORE = 0,	 /* all was looked at */
	SCAN_ROOT = 1,	 /* the stream's start tag: out->id is the stream's id,
					  * out->ns its namespace */
	SCAN_STANZA = 2, /* a stanza, or STANZA_OTHER: another element */
	SCAN_END = 3	 /* the end of the stream */
} scan_result_t;

typedef struct scan_value
{
	int set;
	size_t at;
	size_t len;
} scan_value_t;

typedef struct scan
{
	size_t max; /* bytes a stanza may have */
	/* private */
	int state;
	char quote;
	char last; /* byte before the one at hand, within a tag */
	unsigned match;
	unsigned depth;
	int too_long;	/* the stanza's bytes are dropped as they come */
	size_t dropped; /* of them, bytes so far */
	link_check_t verdict;
	const char *wrong;	   /* with it; and after SCAN_BAD, for people */
	const char *condition; /* after SCAN_BAD: of RFC 6120 section 4.9.3 */
	size_t at;			   /* next byte to look at */
	size_t tag;			   /* where the tag at hand begins */
	size_t start;		   /* where the element at depth 1 begins */
	stanza_kind_t kind;
	unsigned flags;
	scan_value_t type, from, to, id, name;
	scan_value_t own_ns; /* xmlns of the stanza itself, in the buffer */
	names_t root, head;
	buf_t values;
	buf_t payloads;
} scan_t;

void scan_init(scan_t *s, size_t max);
void scan_free(scan_t *s);

/**
 * Continue with the next bytes.
 *
 * @param data what was received and not dropped; may be written to
 * @param out  for SCAN_ROOT and SCAN_STANZA: views into data and s, valid until
 *             the next call
 */
scan_result_t scan_next(scan_t *s, char *data, size_t len, stanza_t *out);

/* Name of the element just found, as it is written, for STANZA_OTHER. */
str scan_name(const scan_t *s);

/* The namespace of stanzas on this stream; empty: the root declares none. */
str scan_default_namespace(const scan_t *s);

/* After SCAN_MORE: how many bytes the caller must drop from the front now. */
size_t scan_drop(scan_t *s);

#endif
