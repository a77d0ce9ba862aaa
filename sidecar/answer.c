/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sidecar's own answers. */

#include <errno.h>

#include "answer.h"

static const struct
{
	const char *type;
	const char *condition;
} errors[] = {
		{"wait", "remote-server-timeout"},
		{"wait", "resource-constraint"},
		{"modify", "policy-violation"},
		{"modify", "bad-request"},
		{"cancel", "internal-server-error"},
};


int answer_is_due(const stanza_t *s)
{
	int is_chat;

	if(s->from.len == 0 || s->to.len == 0)
		return 0;
	if(s->kind == STANZA_IQ)
		return s->id.len > 0
			   && (stanza_str_is(&s->type, "get")
					   || stanza_str_is(&s->type, "set"));
	if(s->kind != STANZA_MESSAGE)
		return 0;
	is_chat = s->type.len == 0 || stanza_str_is(&s->type, "normal")
			  || stanza_str_is(&s->type, "chat");
	return is_chat && (s->flags & (STANZA_HAS_BODY | STANZA_IS_PROPOSE));
}


int answer_write(
		const stanza_t *s, answer_why_t why, char *buf, size_t cap, str *out)
{
	xml_build_t b;

	xml_build_init(&b, buf, cap);
	xml_build_open(&b, stanza_kind_name(s->kind));
	xml_build_attr_z(&b, "type", "error");
	xml_build_attr(&b, "from", &s->to);
	xml_build_attr(&b, "to", &s->from);
	xml_build_attr(&b, "id", &s->id);
	xml_build_open(&b, "error");
	xml_build_attr_z(&b, "type", errors[why].type);
	xml_build_open(&b, errors[why].condition);
	xml_build_attr_z(&b, "xmlns", "urn:ietf:params:xml:ns:xmpp-stanzas");
	xml_build_close(&b);
	xml_build_close(&b);
	xml_build_close(&b);
	return xml_build_end(&b, out) == 0 ? 0 : -EMSGSIZE;
}
