/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The namespaces that one start tag declares (Namespaces in XML 1.0). PURE. */

#ifndef NAMES_H
#define NAMES_H

#include "../modules/xmpp_link/link_check.h"
#include "buf.h"

enum
{
	NAMES_URI_MAX = 1024 /* bytes; a longer one is kept as the empty one */
};

/* All zero is an empty one; it owns its text. */
typedef struct names
{
	int count;
	struct
	{
		size_t prefix, prefix_len; /* in text; no prefix: length 0 */
		size_t uri, uri_len;
	} name[LINK_CHECK_ATTRIBUTES];
	buf_t text;
} names_t;

/* Forget all. */
void names_clear(names_t *names);
void names_free(names_t *names);

/**
 * Keep a declaration; those over LINK_CHECK_ATTRIBUTES are not kept, as their
 * stanza is refused.
 *
 * @param uri as written between the quotes
 * @return 0, -ENOMEM, or -EINVAL: the value is not well formed
 */
int names_add(names_t *names, const str *prefix, const str *uri);

/* Find the namespace of a prefix; 0 when it is not declared. uri is a view. */
int names_find(const names_t *names, const str *prefix, str *uri);

/* Cut a name behind its prefix, which is returned; empty: it has none. */
str names_cut(str *name);

/* Does this attribute declare a namespace, and for which prefix? */
int names_is_declaration(const str *attribute, str *prefix);

#endif
