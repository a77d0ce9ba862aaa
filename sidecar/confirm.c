/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Confirmation by pings that come back. */

#include <errno.h>
#include <stdlib.h>

#include "confirm.h"

#define CONFIRM_PREFIX "jingle-sidecar-"


void confirm_init(confirm_t *c, const char *component, uint32_t tag)
{
	memset(c, 0, sizeof(*c));
	c->component = component;
	c->tag = tag;
	c->address = tag;
}


void confirm_reset(confirm_t *c)
{
	c->proven = 0;
	c->answered = c->serial;
	c->sent_at = 0;
	c->unanswered_since = 0;
}


int confirm_ping(confirm_t *c, uint64_t mark, uint64_t now, uint32_t random,
		char *buf, size_t cap, str *out)
{
	char id[64], from[512];
	xml_build_t b;

	if(c->unanswered_since != 0
			&& now - c->unanswered_since >= CONFIRM_PATIENCE) {
		c->address = random;
		c->proven = 0;
	}
	if(c->unanswered_since == 0)
		c->unanswered_since = now;
	c->sent_at = now;
	c->serial++;
	c->mark[c->serial % CONFIRM_OPEN_MAX] = mark;
	snprintf(id, sizeof(id), CONFIRM_PREFIX "%08x-%u", c->tag, c->serial);
	snprintf(from, sizeof(from), CONFIRM_PREFIX "%08x@%s", c->address,
			c->component);
	xml_build_init(&b, buf, cap);
	xml_build_open(&b, "iq");
	xml_build_attr_z(&b, "type", "get");
	xml_build_attr_z(&b, "from", from);
	xml_build_attr_z(&b, "to", c->component);
	xml_build_attr_z(&b, "id", id);
	xml_build_open(&b, "ping");
	xml_build_attr_z(&b, "xmlns", "urn:xmpp:ping");
	xml_build_close(&b);
	xml_build_close(&b);
	return xml_build_end(&b, out) == 0 ? 0 : -EMSGSIZE;
}


uint64_t confirm_wait(const confirm_t *c, uint64_t now)
{
	uint64_t next = c->sent_at + CONFIRM_INTERVAL;

	/* a ping at once would confirm one stanza, a second later it is many */
	return c->sent_at == 0 || next <= now ? CONFIRM_INTERVAL : next - now;
}


static int starts_with(const str *s, const char *z)
{
	size_t n = strlen(z);

	return (size_t)s->len > n && memcmp(s->s, z, n) == 0;
}


/* only components may send from the component's own addresses */
static int from_component(const str *from, const char *component)
{
	size_t n = strlen(component);
	const char *at = from->s ? memchr(from->s, '@', (size_t)from->len) : NULL;

	return at != NULL && (size_t)(from->s + from->len - at - 1) == n
		   && memcmp(at + 1, component, n) == 0;
}


int confirm_is_ping(const char *component, const stanza_t *s)
{
	return s->kind == STANZA_IQ && starts_with(&s->id, CONFIRM_PREFIX)
		   && starts_with(&s->from, CONFIRM_PREFIX)
		   && from_component(&s->from, component);
}


int confirm_came_back(confirm_t *c, const stanza_t *s, uint64_t *mark)
{
	char id[64];
	char *end;
	unsigned long tag, serial;

	snprintf(id, sizeof(id), "%.*s", STANZA_STR(s->id));
	tag = strtoul(id + strlen(CONFIRM_PREFIX), &end, 16);
	if(tag != c->tag || *end != '-')
		return 0;
	serial = strtoul(end + 1, NULL, 10);
	if(serial <= c->answered || serial > c->serial
			|| c->serial - serial >= CONFIRM_OPEN_MAX)
		return 0;
	c->proven = 1;
	c->answered = (uint32_t)serial;
	if(c->answered == c->serial)
		c->unanswered_since = 0;
	*mark = c->mark[serial % CONFIRM_OPEN_MAX];
	return 1;
}
