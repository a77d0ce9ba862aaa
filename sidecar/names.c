/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The namespaces that one start tag declares. */

#include "names.h"
#include "stanza.h"
#include "tag.h"


void names_clear(names_t *names)
{
	names->count = 0;
	names->text.len = 0;
}


void names_free(names_t *names)
{
	buf_free(&names->text);
	names->count = 0;
}


int names_add(names_t *names, const str *prefix, const str *uri)
{
	buf_t *text = &names->text;
	int i = names->count, rc;

	if(i == LINK_CHECK_ATTRIBUTES)
		return 0;
	names->name[i].prefix = text->len;
	names->name[i].prefix_len = (size_t)prefix->len;
	rc = buf_add(text, prefix->s, (size_t)prefix->len);
	if(rc != 0)
		return rc;
	names->name[i].uri = text->len;
	if(uri->len <= NAMES_URI_MAX)
		rc = tag_unescape(text, uri);
	names->name[i].uri_len = text->len - names->name[i].uri;
	names->count++;
	return rc;
}


int names_find(const names_t *names, const str *prefix, str *uri)
{
	size_t n = (size_t)prefix->len;
	const char *text = names->text.data;
	int i;

	for(i = 0; i < names->count; i++) {
		if(names->name[i].prefix_len != n)
			continue;
		if(n > 0 && memcmp(text + names->name[i].prefix, prefix->s, n) != 0)
			continue;
		uri->len = (int)names->name[i].uri_len;
		uri->s = uri->len > 0 ? names->text.data + names->name[i].uri : NULL;
		return 1;
	}
	return 0;
}


str names_cut(str *name)
{
	str prefix = {name->s, 0};
	char *colon = memchr(name->s, ':', (size_t)name->len);

	if(colon == NULL)
		return prefix;
	prefix.len = (int)(colon - name->s);
	name->len -= prefix.len + 1;
	name->s = colon + 1;
	return prefix;
}


int names_is_declaration(const str *attribute, str *prefix)
{
	static const char xmlns[] = "xmlns:";
	int n = (int)sizeof(xmlns) - 1;

	prefix->s = attribute->s;
	prefix->len = 0;
	if(stanza_str_is(attribute, "xmlns"))
		return 1;
	if(attribute->len <= n || memcmp(attribute->s, xmlns, (size_t)n) != 0)
		return 0;
	prefix->s += n;
	prefix->len = attribute->len - n;
	return 1;
}
