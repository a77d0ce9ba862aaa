/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A look at the start tag of a stanza that Kamailio sends. */

#define _GNU_SOURCE /* memmem */

#include <errno.h>

#include "head.h"


static int is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}


static const char *skip_space(const char *p, const char *end)
{
	while(p < end && is_space(*p))
		p++;
	return p;
}


/* one attribute at p; where it ends, or NULL */
static const char *attribute(
		const char *p, const char *end, str *name, str *value)
{
	const char *stop;
	char quote;

	name->s = (char *)p;
	while(p < end && *p != '=' && *p != '>' && !is_space(*p))
		p++;
	name->len = (int)(p - name->s);
	p = skip_space(p, end);
	if(name->len == 0 || p == end || *p != '=')
		return NULL;
	p = skip_space(p + 1, end);
	if(p == end || (*p != '\'' && *p != '"'))
		return NULL;
	quote = *p++;
	stop = memchr(p, quote, (size_t)(end - p));
	if(stop == NULL)
		return NULL;
	value->s = (char *)p;
	value->len = (int)(stop - p);
	return stop + 1;
}


int head_read(const str *xml, head_t *head)
{
	const char *p = xml->s, *end = xml->s + xml->len, *name;
	str key, value;

	memset(head, 0, sizeof(*head));
	if(xml->len < 4 || *p != '<' || end[-1] != '>')
		return -EINVAL;
	name = ++p;
	while(p < end && !is_space(*p) && *p != '>' && *p != '/')
		p++;
	head->kind = stanza_kind(name, (size_t)(p - name));
	if(head->kind == STANZA_OTHER)
		return -EINVAL;
	for(;;) {
		p = skip_space(p, end);
		if(p == end || *p == '>' || *p == '/')
			break;
		p = attribute(p, end, &key, &value);
		if(p == NULL)
			return -EINVAL;
		if(stanza_str_is(&key, "from"))
			head->from = value;
		else if(stanza_str_is(&key, "to"))
			head->to = value;
	}
	return p < end && head->from.len > 0 && head->to.len > 0 ? 0 : -EINVAL;
}


int head_is_repeatable(const str *xml, const head_t *head)
{
	if(head->kind == STANZA_MESSAGE)
		return memmem(xml->s, (size_t)xml->len, STANZA_NS_JMI,
					   strlen(STANZA_NS_JMI))
			   != NULL;
	return head->kind == STANZA_IQ;
}
