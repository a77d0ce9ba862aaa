/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A look at the start tag of a stanza that Kamailio sends. */

#include <errno.h>

#include "head.h"
#include "tag.h"


int head_read(const str *xml, head_t *head)
{
	const char *p = xml->s, *end = xml->s + xml->len;
	str name, value;
	int bad;

	memset(head, 0, sizeof(*head));
	if(xml->len < 4 || *p != '<' || end[-1] != '>')
		return -EINVAL;
	p = tag_name(p + 1, end, &name);
	head->kind = stanza_kind(name.s, (size_t)name.len);
	if(head->kind == STANZA_OTHER)
		return -EINVAL;
	while((p = tag_attribute(p, end, &name, &value, &bad)) != NULL) {
		if(stanza_str_is(&name, "from"))
			head->from = value;
		else if(stanza_str_is(&name, "to"))
			head->to = value;
	}
	return !bad && head->from.len > 0 && head->to.len > 0 ? 0 : -EINVAL;
}


int head_is_repeatable(const str *xml, const head_t *head)
{
	if(head->kind == STANZA_MESSAGE)
		return memmem(xml->s, (size_t)xml->len, STANZA_NS_JMI,
					   strlen(STANZA_NS_JMI))
			   != NULL;
	return head->kind == STANZA_IQ;
}
