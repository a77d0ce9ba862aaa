/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what a message stanza holds. PURE
 */

#include <stddef.h>
#include <stdlib.h>

#include "chat_stanza.h"
#include "chat_xml.h"

#define OMEMO_OLD "eu.siacs.conversations.axolotl"
#define OMEMO_2 "urn:xmpp:omemo:2"
#define STATES "http://jabber.org/protocol/chatstates"
#define MARKERS "urn:xmpp:chat-markers:0"
#define RECEIPTS "urn:xmpp:receipts"
#define HINTS "urn:xmpp:hints"
#define CARBONS "urn:xmpp:carbons:2"
#define OOB "jabber:x:oob"
#define FILES "urn:xmpp:sfs:0"
#define ERRORS "urn:ietf:params:xml:ns:xmpp-stanzas"

/* what is open at depth 1, for the elements within it */
enum
{
	IN_OTHER = 0,
	IN_OMEMO,
	IN_FALLBACK,
	IN_REACTIONS,
	IN_OOB,
	IN_FILES,
	IN_ERROR,
};

#define AT(field) offsetof(chat_stanza_t, field)

enum
{
	NOWHERE = -1,
};

/* Children of a stanza of which a bit, one attribute or the text is kept, and
 * what is open then. The first of several counts. */
static const struct
{
	const char *name, *ns;
	unsigned has;
	int state;
	int text_at;
	const char *attribute;
	int attribute_at;
} children[] = {
		{"request", RECEIPTS, CHAT_HAS_REQUEST, 0, NOWHERE, NULL, 0},
		{"received", RECEIPTS, 0, 0, NOWHERE, "id", AT(received)},
		{"markable", MARKERS, CHAT_HAS_MARKABLE, 0, NOWHERE, NULL, 0},
		{"no-store", HINTS, CHAT_HAS_NO_STORE, 0, NOWHERE, NULL, 0},
		{"no-permanent-store", HINTS, CHAT_HAS_NO_STORE, 0, NOWHERE, NULL, 0},
		{"no-copy", HINTS, CHAT_HAS_PRIVATE, 0, NOWHERE, NULL, 0},
		{"private", CARBONS, CHAT_HAS_PRIVATE, 0, NOWHERE, NULL, 0},
		{"sent", CARBONS, CHAT_HAS_CARBON, 0, NOWHERE, NULL, 0},
		{"received", CARBONS, CHAT_HAS_CARBON, 0, NOWHERE, NULL, 0},
		{"result", "urn:xmpp:mam:2", CHAT_HAS_ARCHIVED, 0, NOWHERE, NULL, 0},
		{"event", "http://jabber.org/protocol/pubsub#event", CHAT_HAS_PEP, 0,
				NOWHERE, NULL, 0},
		{"x", "http://jabber.org/protocol/muc#user", CHAT_HAS_MUC, 0, NOWHERE,
				NULL, 0},
		{"x", "jabber:x:conference", CHAT_HAS_MUC, 0, NOWHERE, NULL, 0},
		{"x", "jabber:x:delay", CHAT_HAS_DELAY, 0, NOWHERE, NULL, 0},
		{"replace", "urn:xmpp:message-correct:0", 0, 0, NOWHERE, "id",
				AT(replaces)},
		{"retract", "urn:xmpp:message-retract:1", CHAT_HAS_RETRACT, 0, NOWHERE,
				"id", AT(retracted)},
		{"reactions", "urn:xmpp:reactions:0", CHAT_HAS_REACTIONS, IN_REACTIONS,
				NOWHERE, "id", AT(reacted)},
		{"spoiler", "urn:xmpp:spoiler:0", CHAT_HAS_SPOILER, 0, AT(spoiler),
				NULL, 0},
		{"origin-id", "urn:xmpp:sid:0", 0, 0, NOWHERE, "id", AT(origin_id)},
		{"x", OOB, 0, IN_OOB, NOWHERE, NULL, 0},
		{"file-sharing", FILES, 0, IN_FILES, NOWHERE, NULL, 0},
		{"error", NULL, CHAT_HAS_ERROR, IN_ERROR, NOWHERE, "type",
				AT(error_type)},
		{"subject", NULL, 0, 0, AT(subject), NULL, 0},
		{"thread", NULL, 0, 0, AT(thread), NULL, 0},
};

static const struct
{
	const char *name;
	chat_state_t state;
} states[] = {
		{"active", CHAT_STATE_ACTIVE},
		{"composing", CHAT_STATE_COMPOSING},
		{"paused", CHAT_STATE_PAUSED},
		{"inactive", CHAT_STATE_INACTIVE},
		{"gone", CHAT_STATE_GONE},
};

/* XEP-0333, and what its versions before 0.5 had as well */
static const struct
{
	const char *name;
	chat_marker_t marker;
} markers[] = {
		{"displayed", CHAT_MARKER_DISPLAYED},
		{"acknowledged", CHAT_MARKER_DISPLAYED},
		{"received", CHAT_MARKER_RECEIVED},
};

static const struct
{
	const char *name, *ns;
} encrypted[] = {
		{"x", "jabber:x:encrypted"},
		{"openpgp", "urn:xmpp:openpgp:0"},
};

static int view_is(const str *s, const char *z)
{
	return s->len == (int)strlen(z) && memcmp(s->s, z, (size_t)s->len) == 0;
}


static int begins_with(const str *s, const char *z)
{
	int n = (int)strlen(z);

	return s->len >= n && memcmp(s->s, z, (size_t)n) == 0;
}


/* a number of characters, -1: none that is meant */
static int number(chat_xml_t *x, xmlTextReaderPtr r, const char *name)
{
	char *value = (char *)xmlTextReaderGetAttribute(r, BAD_CAST name);
	long n = -1;

	(void)x;
	if(value && *value >= '0' && *value <= '9' && strlen(value) <= 7)
		n = strtol(value, NULL, 10);
	xmlFree(value);
	return (int)n;
}


/* --- children with a form of their own ------------------------------------------- */

/* the one without a language, else the first */
static int body_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_stanza_t *s = x->out;
	str language;

	if(xmpp_chat_xml_attribute(x, r, "xml:lang", &language) < 0)
		return -1;
	if((s->has & CHAT_HAS_BODY) && (s->language.len == 0 || language.len > 0))
		return 0;
	s->has |= CHAT_HAS_BODY;
	s->language = language;
	s->body.s = NULL;
	s->body.len = 0;
	x->value = &s->body;
	return 0;
}


static int fallback_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_stanza_t *s = x->out;
	chat_fallback_t *f = &s->fallback[s->fallback_count];

	if(s->fallback_count == CHAT_FALLBACKS_MAX)
		return 0;
	x->state[1] = IN_FALLBACK;
	s->fallback_count++;
	f->start = 0;
	f->end = -1;
	return xmpp_chat_xml_attribute(x, r, "for", &f->of);
}


/* <body start='0' end='38'/>; of a subject alone: nothing of the body */
static int fallback_range(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_stanza_t *s = x->out;
	chat_fallback_t *f = &s->fallback[s->fallback_count - 1];

	if(xmpp_chat_xml_is(r, "body", "urn:xmpp:fallback:0")) {
		f->start = number(x, r, "start");
		f->end = number(x, r, "end");
		if(f->start < 0) {
			f->start = 0;
			f->end = -1;
		}
	} else if(f->start == 0 && f->end < 0)
		f->end = 0;
	return 0;
}


static int delay_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_stanza_t *s = x->out;

	if(s->has & CHAT_HAS_DELAY)
		return 0;
	s->has |= CHAT_HAS_DELAY;
	if(xmpp_chat_xml_attribute(x, r, "stamp", &s->delay_stamp) < 0)
		return -1;
	return xmpp_chat_xml_attribute(x, r, "from", &s->delay_from);
}


static int reply_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_stanza_t *s = x->out;

	if(s->replied.len > 0)
		return 0;
	if(xmpp_chat_xml_attribute(x, r, "id", &s->replied) < 0)
		return -1;
	return xmpp_chat_xml_attribute(x, r, "to", &s->replied_to);
}


/* XEP-0380: what others name; whether there is a text, OMEMO's element says */
static int encryption_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_stanza_t *s = x->out;

	if(s->encrypted == CHAT_ENCRYPTED_NO)
		s->encrypted = CHAT_ENCRYPTED_YES;
	return s->encryption.len > 0
				   ? 0
				   : xmpp_chat_xml_attribute(x, r, "namespace", &s->encryption);
}


static int omemo_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_stanza_t *s = x->out;

	(void)r;
	x->state[1] = IN_OMEMO;
	s->encrypted = CHAT_ENCRYPTED_KEYS;
	if(s->encryption.len > 0)
		return 0;
	return xmpp_chat_xml_keep(x, "OMEMO", &s->encryption);
}


static int marker_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_stanza_t *s = x->out;
	size_t i;

	for(i = 0; i < sizeof(markers) / sizeof(markers[0]); i++)
		if(xmpp_chat_xml_is(r, markers[i].name, MARKERS)
				&& markers[i].marker > s->marker) {
			s->marker = markers[i].marker;
			return xmpp_chat_xml_attribute(x, r, "id", &s->marked);
		}
	return 0;
}


static void state_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_stanza_t *s = x->out;
	size_t i;

	for(i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if(xmpp_chat_xml_is(r, states[i].name, STATES)
				&& s->state == CHAT_STATE_NONE)
			s->state = states[i].state;
}


static void encrypted_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_stanza_t *s = x->out;
	size_t i;

	for(i = 0; i < sizeof(encrypted) / sizeof(encrypted[0]); i++)
		if(xmpp_chat_xml_is(r, encrypted[i].name, encrypted[i].ns))
			s->encrypted = CHAT_ENCRYPTED_YES;
}


/* --- by depth --------------------------------------------------------------------- */

static const struct
{
	const char *name, *ns;
	int (*read)(chat_xml_t *x, xmlTextReaderPtr r);
} forms[] = {
		{"body", NULL, body_read},
		{"fallback", "urn:xmpp:fallback:0", fallback_read},
		{"delay", "urn:xmpp:delay", delay_read},
		{"reply", "urn:xmpp:reply:0", reply_read},
		{"encryption", "urn:xmpp:eme:0", encryption_read},
		{"encrypted", OMEMO_OLD, omemo_read},
		{"encrypted", OMEMO_2, omemo_read},
};

/* one of the table `children` */
static int plain_read(chat_xml_t *x, xmlTextReaderPtr r, size_t i)
{
	chat_stanza_t *s = x->out;
	str *to;

	s->has |= children[i].has;
	x->state[1] = children[i].state;
	if(children[i].text_at != NOWHERE) {
		to = (str *)((char *)s + children[i].text_at);
		x->value = to->len == 0 ? to : NULL;
	}
	if(children[i].attribute == NULL)
		return 0;
	to = (str *)((char *)s + children[i].attribute_at);
	return to->len > 0
				   ? 0
				   : xmpp_chat_xml_attribute(x, r, children[i].attribute, to);
}


static int child_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_stanza_t *s = x->out;
	const char *ns = (const char *)xmlTextReaderConstNamespaceUri(r);
	size_t i;

	for(i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if(xmpp_chat_xml_is(r, forms[i].name, forms[i].ns))
			return forms[i].read(x, r);
	for(i = 0; i < sizeof(children) / sizeof(children[0]); i++)
		if(xmpp_chat_xml_is(r, children[i].name, children[i].ns))
			return plain_read(x, r, i);
	if(ns && strncmp(ns, "urn:xmpp:jingle", 15) == 0)
		s->has |= CHAT_HAS_JINGLE;
	state_read(x, r);
	encrypted_read(x, r);
	return marker_read(x, r);
}


static int error_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_stanza_t *s = x->out;

	if(!xmpp_chat_xml_in(r, ERRORS))
		return 0;
	if(xmpp_chat_xml_is(r, "text", ERRORS)) {
		x->value = s->error_text.len == 0 ? &s->error_text : NULL;
		return 0;
	}
	return s->error_condition.len > 0
				   ? 0
				   : xmpp_chat_xml_keep(x,
						   (const char *)xmlTextReaderConstLocalName(r),
						   &s->error_condition);
}


static int grandchild_read(chat_xml_t *x, xmlTextReaderPtr r)
{
	chat_stanza_t *s = x->out;

	switch(x->state[1]) {
		case IN_OMEMO:
			if(strcmp((const char *)xmlTextReaderConstLocalName(r), "payload")
					== 0)
				s->encrypted = CHAT_ENCRYPTED_YES;
			return 0;
		case IN_FALLBACK:
			return fallback_range(x, r);
		case IN_REACTIONS:
			if(s->reaction_count < CHAT_REACTIONS_MAX
					&& xmpp_chat_xml_is(r, "reaction", "urn:xmpp:reactions:0"))
				x->value = &s->reaction[s->reaction_count++];
			return 0;
		case IN_OOB:
			if(s->url.len == 0 && xmpp_chat_xml_is(r, "url", OOB))
				x->value = &s->url;
			return 0;
		case IN_ERROR:
			return error_read(x, r);
		default:
			return 0;
	}
}


/* the stanza's own attributes */
static int stanza_attributes(chat_xml_t *x, xmlTextReaderPtr r)
{
	static const char *const types[] = {
			"normal", "chat", "groupchat", "headline", "error"};
	chat_stanza_t *s = x->out;
	str type;
	int i;

	if(!xmpp_chat_xml_is(r, "message", NULL)
			|| xmpp_chat_xml_attribute(x, r, "id", &s->id) < 0
			|| xmpp_chat_xml_attribute(x, r, "from", &s->from) < 0
			|| xmpp_chat_xml_attribute(x, r, "to", &s->to) < 0
			|| xmpp_chat_xml_attribute(x, r, "type", &type) < 0)
		return -1;
	for(i = CHAT_TYPE_CHAT; i <= CHAT_TYPE_ERROR; i++)
		if(view_is(&type, types[i]))
			s->type = (chat_type_t)i;
	return 0;
}


static int stanza_element(chat_xml_t *x, xmlTextReaderPtr r, int depth)
{
	chat_stanza_t *s = x->out;

	if(depth == 0)
		return stanza_attributes(x, r);
	if(depth == 1)
		return child_read(x, r);
	if(depth == 2)
		return grandchild_read(x, r);
	if(depth == 3 && x->state[1] == IN_FILES && s->url.len == 0
			&& xmpp_chat_xml_is(
					r, "url-data", "http://jabber.org/protocol/url-data"))
		return xmpp_chat_xml_attribute(x, r, "target", &s->url);
	return 0;
}


int xmpp_chat_stanza_read(
		const str *xml, char *buf, int cap, chat_stanza_t *stanza)
{
	chat_xml_t x = {.out = stanza, .element = stanza_element};

	memset(stanza, 0, sizeof(*stanza));
	if(xmpp_chat_xml_walk(&x, xml, buf, cap) < 0)
		return -1;
	/* OTR, and files of OMEMO (XEP-0454), say it in the text */
	if(begins_with(&stanza->body, "?OTR")
			|| begins_with(&stanza->body, "aesgcm://")
			|| begins_with(&stanza->url, "aesgcm://"))
		stanza->encrypted = CHAT_ENCRYPTED_YES;
	return 0;
}


int xmpp_chat_stanza_is_text(const chat_stanza_t *stanza)
{
	if(stanza->type == CHAT_TYPE_ERROR || stanza->type == CHAT_TYPE_HEADLINE
			|| stanza->type == CHAT_TYPE_GROUPCHAT
			|| (stanza->has
					& (CHAT_HAS_CARBON | CHAT_HAS_ARCHIVED | CHAT_HAS_PEP
							| CHAT_HAS_MUC | CHAT_HAS_JINGLE)))
		return 0;
	return stanza->body.len > 0 || stanza->url.len > 0
		   || stanza->encrypted == CHAT_ENCRYPTED_YES
		   || (stanza->has & (CHAT_HAS_RETRACT | CHAT_HAS_REACTIONS));
}


unsigned xmpp_chat_stanza_wants(const chat_stanza_t *stanza)
{
	return (stanza->has & CHAT_HAS_REQUEST
						   ? CHAT_WANT_DELIVERED | CHAT_WANT_FAILED
						   : 0)
		   | (stanza->has & CHAT_HAS_MARKABLE ? CHAT_WANT_DISPLAYED : 0);
}
