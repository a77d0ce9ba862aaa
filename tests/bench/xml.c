/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Byte loops over XML, see xml.h. */

#include <string.h>

#include "xml.h"

/* The '>' that ends the tag at p, NULL when it is not there yet. */
static const char *tag_end(const char *p, const char *end)
{
	char quote = 0;

	for(; p < end; p++) {
		if(quote) {
			if(*p == quote)
				quote = 0;
		} else if(*p == '\'' || *p == '"') {
			quote = *p;
		} else if(*p == '>') {
			return p;
		}
	}
	return NULL;
}

long xml_stanza_end(const char *buf, size_t len, xml_scan_t *scan)
{
	const char *end = buf + len, *p, *close;

	while((p = memchr(buf + scan->pos, '<', len - scan->pos)) != NULL) {
		close = tag_end(p, end);
		if(close == NULL) {
			scan->pos = (size_t)(p - buf);
			return 0;
		}
		if(p[1] == '/')
			scan->depth--;
		else if(close[-1] != '/' && p[1] != '?')
			scan->depth++;
		scan->pos = (size_t)(close + 1 - buf);
		if(scan->depth < 0)
			return -1;
		if(scan->depth == 0 && p[1] != '?')
			return (long)scan->pos;
	}
	scan->pos = len;
	return 0;
}

view_t xml_tag(view_t v)
{
	view_t none = {NULL, 0}, tag;
	const char *end = v.s + v.len, *p, *close;

	p = v.s ? memchr(v.s, '<', v.len) : NULL;
	close = p ? tag_end(p, end) : NULL;
	if(close == NULL)
		return none;
	tag.s = p;
	tag.len = (size_t)(close + 1 - p);
	return tag;
}

view_t xml_find(view_t v, const char *name)
{
	view_t none = {NULL, 0}, rest;
	const char *end = v.s + v.len, *p = v.s;
	size_t n = strlen(name);

	while(p && (p = memchr(p, '<', (size_t)(end - p))) != NULL) {
		p++;
		if((size_t)(end - p) > n && memcmp(p, name, n) == 0
				&& strchr(" />\t\n", p[n]) != NULL) {
			rest.s = p - 1;
			rest.len = (size_t)(end - rest.s);
			return xml_tag(rest);
		}
	}
	return none;
}

view_t xml_attr(view_t tag, const char *name)
{
	view_t none = {NULL, 0}, value;
	const char *end = tag.s + tag.len, *p = tag.s, *close;
	size_t n = strlen(name);

	while(p && p < end) {
		const char *equals = memchr(p, '=', (size_t)(end - p));

		if(equals == NULL || equals + 1 >= end)
			return none;
		close = memchr(equals + 2, equals[1], (size_t)(end - equals - 2));
		if(close == NULL)
			return none;
		if((size_t)(equals - p) > n && memcmp(equals - n, name, n) == 0
				&& equals[-(long)n - 1] == ' ') {
			value.s = equals + 2;
			value.len = (size_t)(close - value.s);
			return value;
		}
		p = close + 1;
	}
	return none;
}

int view_is(view_t v, const char *text)
{
	return v.s && v.len == strlen(text) && memcmp(v.s, text, v.len) == 0;
}

int view_has(view_t v, const char *text)
{
	return v.s && memmem(v.s, v.len, text, strlen(text)) != NULL;
}
