/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stanza from the XMPP server, as it goes from stream.c through component.c
 * and relay.c to link.c. PURE. */

#ifndef STANZA_H
#define STANZA_H

#include "../modules/xmpp_link/xml_build.h"

#define STANZA_NS_COMPONENT "jabber:component:accept"
#define STANZA_NS_STREAMS "http://etherx.jabber.org/streams"
#define STANZA_NS_JMI "urn:xmpp:jingle-message:0"
#define STANZA_NS_RECEIPTS "urn:xmpp:receipts"
#define STANZA_NS_MARKERS "urn:xmpp:chat-markers:0"

/* for "%.*s" */
#define STANZA_STR(v) (v).len, (v).s ? (v).s : ""

typedef enum stanza_kind
{
	STANZA_IQ = 0,
	STANZA_MESSAGE,
	STANZA_PRESENCE,
	STANZA_OTHER /* never leaves stream.c */
} stanza_kind_t;

enum
{
	STANZA_HAS_BODY = 1,   /* a message for people */
	STANZA_IS_PROPOSE = 2, /* a call that rings: soon too late */
	STANZA_TOO_LONG = 4,   /* xml is empty, payloads may be cut */
	STANZA_BAD = 8,		   /* no XML in UTF-8: xml is empty */
	STANZA_TOO_MUCH = 16   /* over a limit of link_check.h: xml is empty */
};

/* All is borrowed for the time of the call it is handed to. Values are
 * unescaped; an absent attribute is s == NULL, len == 0. */
typedef struct stanza
{
	stanza_kind_t kind;
	unsigned flags;
	str type;
	str from;
	str to;
	str id;
	str payloads;	   /* "name namespace\n" for each direct child */
	str xml;		   /* the top element has no namespace of its own */
	str ns;			   /* of STANZA_OTHER and the stream itself */
	const char *wrong; /* with STANZA_BAD, STANZA_TOO_MUCH: for a log line */
} stanza_t;

/* Kind by element name, STANZA_OTHER when it is none. */
static inline stanza_kind_t stanza_kind(const char *name, size_t len)
{
	if(len == 2 && memcmp(name, "iq", 2) == 0)
		return STANZA_IQ;
	if(len == 7 && memcmp(name, "message", 7) == 0)
		return STANZA_MESSAGE;
	if(len == 8 && memcmp(name, "presence", 8) == 0)
		return STANZA_PRESENCE;
	return STANZA_OTHER;
}

static inline const char *stanza_kind_name(stanza_kind_t kind)
{
	static const char *const names[] = {"iq", "message", "presence", ""};

	return names[kind];
}

static inline int stanza_str_is(const str *s, const char *z)
{
	size_t n = strlen(z);

	return (size_t)s->len == n && (n == 0 || memcmp(s->s, z, n) == 0);
}

/* Flags that a direct child gives its stanza. */
static inline unsigned stanza_child_flags(const str *name, const str *ns)
{
	if(stanza_str_is(name, "body") && stanza_str_is(ns, STANZA_NS_COMPONENT))
		return STANZA_HAS_BODY;
	if(stanza_str_is(name, "propose") && stanza_str_is(ns, STANZA_NS_JMI))
		return STANZA_IS_PROPOSE;
	return 0;
}

#endif
