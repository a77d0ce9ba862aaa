/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Just enough XML for the load generator: splits a stream into stanzas and
 * looks up attributes. It trusts its input; values stay as they are on the
 * wire (escaped). */

#ifndef BENCH_XML_H
#define BENCH_XML_H

#include <stddef.h>

/* A piece of somebody else's buffer. s == NULL: absent. */
typedef struct view
{
	const char *s;
	size_t len;
} view_t;

/* Where a scan for the end of a stanza stands; zero to begin a stanza. */
typedef struct xml_scan
{
	size_t pos;
	int depth;
} xml_scan_t;

/**
 * Find the end of the element that starts at buf (blanks before it belong to
 * it). Call again with more bytes and the same scan when it is not complete.
 *
 * @return its length, 0 when it is not complete, -1 for the end of the stream
 */
long xml_stanza_end(const char *buf, size_t len, xml_scan_t *scan);

/* First tag in a view: "<name …>". Empty when there is none. */
view_t xml_tag(view_t v);

/* First tag of that name after the start of v; absent when there is none. */
view_t xml_find(view_t v, const char *name);

/* Value of an attribute of a tag; absent when it has none. */
view_t xml_attr(view_t tag, const char *name);

/* Is the view this text? Is this text somewhere in it? */
int view_is(view_t v, const char *text);
int view_has(view_t v, const char *text);

#endif
