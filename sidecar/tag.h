/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of one start tag of well-formed XML. PURE. */

#ifndef TAG_H
#define TAG_H

#include "buf.h"
#include "stanza.h"

/**
 * The name of an element.
 *
 * @param p   behind the '<'
 * @param end where the tag ends at the latest
 * @return where the attributes begin
 */
const char *tag_name(const char *p, const char *end, str *name);

/**
 * The next attribute.
 *
 * @param p     where the one before ended, or what tag_name() returned
 * @param value between the quotes, escapes not resolved
 * @return where it ends; NULL when there is none, with *bad set when that is
 *         not because the tag ends
 */
const char *tag_attribute(
		const char *p, const char *end, str *name, str *value, int *bad);

/* Append a value with its escapes resolved. 0, -ENOMEM or -EINVAL. */
int tag_unescape(buf_t *out, const str *value);

#endif
