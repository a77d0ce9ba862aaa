/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: a presence document of a phone or a server. PURE
 *
 * What belongs to a tuple is collected while it is open, and counts when it
 * ends and its basic is open.
 */

#include <string.h>

#include "presence_pidf_read.h"

#define NS_PIDF "urn:ietf:params:xml:ns:pidf"
#define NS_PERSON "urn:ietf:params:xml:ns:pidf:data-model"
#define NS_RPID "urn:ietf:params:xml:ns:pidf:rpid"
#define NS_JABBER "jabber:client"

/* Which text is wanted. */
typedef enum wanted
{
	WANT_NOTHING = 0,
	WANT_BASIC,
	WANT_SHOW,
	WANT_NOTE,
	WANT_IDLE,
} wanted_t;

/* Of which part something is; the first is the document itself. */
typedef enum part
{
	PART_DOCUMENT = 0,
	PART_TUPLE,
	PART_PERSON,
	PART_OTHER,
} part_t;

/* What one part says. */
typedef struct said
{
	presence_basic_t basic;
	presence_show_t show;	  /* of RFC 8048 */
	presence_show_t activity; /* the worst one */
	int on_the_phone;
	int idle;
	str note;
	str lang;
	str since;
} said_t;

typedef struct pidf
{
	presence_xml_t xml;
	part_t part;
	int in_activities;
	wanted_t wanted;
	int wanted_depth; /* of the element whose text is wanted */
	str text;
	str lang;
	str since;
	said_t now; /* the part that is open */
	said_t document, person, tuples;
	int opened, closed, silent; /* tuples, by their basic */
	int persons;
} pidf_t;

/* clang-format off */
static const struct
{
	const char *name;
	presence_show_t show;
} activities[] = {
	{"on-the-phone", PRESENCE_SHOW_DND},
	{"busy", PRESENCE_SHOW_DND},
	{"meeting", PRESENCE_SHOW_DND},
	{"performance", PRESENCE_SHOW_DND},
	{"presentation", PRESENCE_SHOW_DND},
	{"worship", PRESENCE_SHOW_DND},
	{"away", PRESENCE_SHOW_AWAY},
	{"appointment", PRESENCE_SHOW_AWAY},
	{"breakfast", PRESENCE_SHOW_AWAY},
	{"lunch", PRESENCE_SHOW_AWAY},
	{"dinner", PRESENCE_SHOW_AWAY},
	{"meal", PRESENCE_SHOW_AWAY},
	{"in-transit", PRESENCE_SHOW_AWAY},
	{"steering", PRESENCE_SHOW_AWAY},
	{"shopping", PRESENCE_SHOW_AWAY},
	{"holiday", PRESENCE_SHOW_XA},
	{"vacation", PRESENCE_SHOW_XA},
	{"travel", PRESENCE_SHOW_XA},
	{"sleeping", PRESENCE_SHOW_XA},
	{"permanent-absence", PRESENCE_SHOW_XA},
};
/* clang-format on */


/* --- elements --------------------------------------------------------------------- */

static void want(pidf_t *p, wanted_t what)
{
	p->wanted = what;
	p->wanted_depth = p->xml.depth;
	p->text.len = 0;
	if(what == WANT_NOTE)
		p->lang = xmpp_presence_xml_attribute(&p->xml, "xml:lang");
	if(what == WANT_IDLE)
		p->since = xmpp_presence_xml_attribute(&p->xml, "last-input");
}


static void activity_note(pidf_t *p)
{
	const char *name = xmpp_presence_xml_name(&p->xml, NS_RPID);
	size_t i;

	for(i = 0; name && i < sizeof(activities) / sizeof(activities[0]); i++) {
		if(strcmp(name, activities[i].name) != 0)
			continue;
		if(activities[i].show > p->now.activity)
			p->now.activity = activities[i].show;
		p->now.on_the_phone |= i == 0;
	}
}


static void part_begin(pidf_t *p)
{
	memset(&p->now, 0, sizeof(p->now));
	if(xmpp_presence_xml_is(&p->xml, "tuple", NS_PIDF))
		p->part = PART_TUPLE;
	else if(xmpp_presence_xml_is(&p->xml, "person", NS_PERSON))
		p->part = PART_PERSON;
	else if(xmpp_presence_xml_is(&p->xml, "note", NS_PIDF))
		want(p, WANT_NOTE); /* of the document */
	else
		p->part = PART_OTHER;
}


/* status, activities, notes: a child of a tuple or of the person */
static void child_begin(pidf_t *p)
{
	presence_xml_t *x = &p->xml;

	p->in_activities = xmpp_presence_xml_is(x, "activities", NS_RPID);
	if(xmpp_presence_xml_is(x, "user-input", NS_RPID))
		want(p, WANT_IDLE);
	else if(p->part == PART_TUPLE ? xmpp_presence_xml_is(x, "note", NS_PIDF)
								  : xmpp_presence_xml_is(x, "note", NS_PERSON))
		want(p, WANT_NOTE);
}


static void grandchild_begin(pidf_t *p)
{
	presence_xml_t *x = &p->xml;

	if(p->in_activities)
		activity_note(p);
	else if(p->part == PART_TUPLE && xmpp_presence_xml_is(x, "basic", NS_PIDF))
		want(p, WANT_BASIC);
	else if(p->part == PART_TUPLE && xmpp_presence_xml_is(x, "show", NS_JABBER))
		want(p, WANT_SHOW);
}


static int element_begin(pidf_t *p)
{
	if(p->xml.depth == 0)
		return xmpp_presence_xml_is(&p->xml, "presence", NS_PIDF) ? 0 : -1;
	if(p->xml.depth == 1)
		part_begin(p);
	else if(p->part == PART_OTHER || p->part == PART_DOCUMENT)
		return 0;
	else if(p->xml.depth == 2)
		child_begin(p);
	else if(p->xml.depth == 3)
		grandchild_begin(p);
	return 0;
}


/* --- what they say ------------------------------------------------------------------ */

static void note_take(pidf_t *p, said_t *to, const str *text)
{
	if(to->note.len > 0 || text->len == 0)
		return;
	to->note = *text;
	to->lang = p->lang;
}


static void text_take(pidf_t *p)
{
	str text = xmpp_presence_xml_trim(&p->text);
	said_t *now = &p->now;

	if(p->wanted == WANT_BASIC && xmpp_presence_xml_same(&text, "open"))
		now->basic = PRESENCE_OPEN;
	else if(p->wanted == WANT_BASIC && xmpp_presence_xml_same(&text, "closed"))
		now->basic = PRESENCE_CLOSED;
	else if(p->wanted == WANT_SHOW)
		now->show = xmpp_presence_show_read(&text);
	else if(p->wanted == WANT_NOTE)
		note_take(p, p->xml.depth == 1 ? &p->document : now, &text);
	else if(p->wanted == WANT_IDLE && xmpp_presence_xml_same(&text, "idle")) {
		now->idle = 1;
		now->since = p->since;
	}
	p->wanted = WANT_NOTHING;
	p->text.s = NULL;
	p->text.len = 0;
}


/* The first note and show count, the worst activity. */
static void said_merge(said_t *to, const said_t *from)
{
	if(to->note.len == 0) {
		to->note = from->note;
		to->lang = from->lang;
	}
	if(to->show == PRESENCE_SHOW_NONE)
		to->show = from->show;
	if(from->activity > to->activity)
		to->activity = from->activity;
	to->on_the_phone |= from->on_the_phone;
	if(from->idle && !to->idle) {
		to->idle = 1;
		to->since = from->since;
	}
}


static void part_end(pidf_t *p)
{
	if(p->part == PART_PERSON) {
		p->persons++;
		said_merge(&p->person, &p->now);
	}
	if(p->part == PART_TUPLE) {
		p->opened += p->now.basic == PRESENCE_OPEN;
		p->closed += p->now.basic == PRESENCE_CLOSED;
		p->silent += p->now.basic == PRESENCE_UNKNOWN;
		if(p->now.basic == PRESENCE_OPEN)
			said_merge(&p->tuples, &p->now);
	}
	p->part = PART_DOCUMENT;
}


static void element_end(pidf_t *p)
{
	if(p->wanted != WANT_NOTHING && p->xml.depth == p->wanted_depth)
		text_take(p);
	if(p->xml.depth == 2)
		p->in_activities = 0;
	if(p->xml.depth == 1)
		part_end(p);
}


/* text of an element inside of one whose text is wanted is none of it */
static int text_piece(pidf_t *p)
{
	if(p->wanted == WANT_NOTHING
			|| xmlTextReaderDepth(p->xml.reader) != p->wanted_depth + 1)
		return 0;
	return xmpp_presence_xml_text(&p->xml, &p->text);
}


static int pieces_read(pidf_t *p)
{
	presence_xml_piece_t piece;

	while((piece = xmpp_presence_xml_next(&p->xml)) != PRESENCE_XML_END) {
		if(piece == PRESENCE_XML_WRONG)
			return -1;
		if(piece == PRESENCE_XML_OPEN && element_begin(p) < 0)
			return -1;
		if(piece == PRESENCE_XML_TEXT && text_piece(p) < 0)
			return -1;
		if(piece == PRESENCE_XML_CLOSE)
			element_end(p);
	}
	return 0;
}


/* --- the state ------------------------------------------------------------------------ */

static presence_basic_t basic_of(const pidf_t *p)
{
	if(p->opened > 0)
		return PRESENCE_OPEN;
	if(p->silent > 0)
		return PRESENCE_UNKNOWN;
	if(p->closed > 0)
		return PRESENCE_CLOSED;
	return p->persons > 0 ? PRESENCE_OPEN : PRESENCE_UNKNOWN;
}


static presence_show_t show_of(const said_t *all)
{
	if(all->show != PRESENCE_SHOW_NONE)
		return all->show;
	if(all->activity != PRESENCE_SHOW_NONE)
		return all->activity;
	return all->idle ? PRESENCE_SHOW_AWAY : PRESENCE_SHOW_NONE;
}


static void state_make(const pidf_t *p, presence_state_t *state)
{
	said_t all = p->person;

	said_merge(&all, &p->tuples);
	said_merge(&all, &p->document);
	state->basic = basic_of(p);
	state->show = show_of(&all);
	state->on_the_phone = all.on_the_phone;
	state->note = xmpp_presence_xml_shorten(all.note, PRESENCE_NOTE_CHARS);
	if(state->note.len > 0 && all.lang.len <= PRESENCE_LANG_MAX)
		state->lang = all.lang;
	if(all.since.len <= PRESENCE_SINCE_MAX)
		state->since = all.since;
}


int xmpp_presence_pidf_read(
		const str *document, char *buf, int cap, presence_state_t *state)
{
	pidf_t p;
	int rc;

	memset(&p, 0, sizeof(p));
	memset(state, 0, sizeof(*state));
	if(xmpp_presence_xml_open(&p.xml, document, buf, cap) < 0)
		return -1;
	rc = pieces_read(&p);
	xmpp_presence_xml_close(&p.xml);
	if(rc == 0)
		state_make(&p, state);
	return rc;
}
