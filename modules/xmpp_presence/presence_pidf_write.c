/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: a presence document of ours. PURE
 */

#include "../xmpp_link/xml_build.h"

#include "presence_pidf_write.h"

/* RFC 4480 section 3.2 */
static const char *activity_of(const presence_state_t *s)
{
	if(s->on_the_phone)
		return "rpid:on-the-phone";
	switch(s->show) {
		case PRESENCE_SHOW_AWAY:
		case PRESENCE_SHOW_XA:
			return "rpid:away";
		case PRESENCE_SHOW_DND:
			return "rpid:busy";
		default:
			return NULL;
	}
}


static void write_note(
		xml_build_t *b, const char *name, const presence_state_t *s, int bytes)
{
	str note = {s->note.s, bytes};

	if(bytes <= 0)
		return;
	xml_build_open(b, name);
	if(s->lang.len > 0)
		xml_build_attr(b, "xml:lang", &s->lang);
	xml_build_text(b, &note);
	xml_build_close(b);
}


static void write_show(xml_build_t *b, const presence_state_t *s)
{
	const char *show = xmpp_presence_show_name(
			s->on_the_phone ? PRESENCE_SHOW_DND : s->show);

	if(show == NULL || s->basic != PRESENCE_OPEN)
		return;
	xml_build_open(b, "show");
	xml_build_attr_z(b, "xmlns", "jabber:client");
	xml_build_text_z(b, show);
	xml_build_close(b);
}


static void write_tuple(
		xml_build_t *b, const str *uri, const presence_state_t *s, int bytes)
{
	xml_build_open(b, "tuple");
	xml_build_attr_z(b, "id", "ID-xmpp");
	xml_build_open(b, "status");
	xml_build_open(b, "basic");
	xml_build_text_z(b, s->basic == PRESENCE_OPEN ? "open" : "closed");
	xml_build_close(b);
	write_show(b, s);
	xml_build_close(b);
	xml_build_open(b, "contact");
	xml_build_text(b, uri);
	xml_build_close(b);
	write_note(b, "note", s, bytes);
	xml_build_close(b);
}


static void write_activity(xml_build_t *b, const char *activity)
{
	if(activity == NULL)
		return;
	xml_build_open(b, "rpid:activities");
	xml_build_open(b, activity);
	xml_build_close(b);
	xml_build_close(b);
}


static void write_idle(xml_build_t *b, const presence_state_t *s)
{
	if(s->since.len == 0)
		return;
	xml_build_open(b, "rpid:user-input");
	xml_build_attr(b, "last-input", &s->since);
	xml_build_text_z(b, "idle");
	xml_build_close(b);
}


/* in the order of the schema: RPID, then notes */
static void write_person(xml_build_t *b, const presence_state_t *s, int bytes)
{
	const char *activity = activity_of(s);

	if(activity == NULL && bytes <= 0 && s->since.len == 0)
		return;
	xml_build_open(b, "dm:person");
	xml_build_attr_z(b, "id", "ID-person");
	write_activity(b, activity);
	write_idle(b, s);
	write_note(b, "dm:note", s, bytes);
	xml_build_close(b);
}


/* tuple and person: bytes of their notes */
static int write_all(const str *uri, const presence_state_t *s, int tuple,
		int person, char *buf, int cap)
{
	static const char head[] = "<?xml version='1.0' encoding='UTF-8'?>\n";
	xml_build_t b;
	str out;

	xml_build_init(&b, buf, (size_t)cap);
	xml_build_bytes(&b, head, sizeof(head) - 1);
	xml_build_open(&b, "presence");
	xml_build_attr_z(&b, "xmlns", "urn:ietf:params:xml:ns:pidf");
	xml_build_attr_z(&b, "xmlns:dm", "urn:ietf:params:xml:ns:pidf:data-model");
	xml_build_attr_z(&b, "xmlns:rpid", "urn:ietf:params:xml:ns:pidf:rpid");
	xml_build_attr(&b, "entity", uri);
	write_tuple(&b, uri, s, tuple);
	write_person(&b, s, person);
	xml_build_close(&b);
	return xml_build_end(&b, &out) < 0 ? -1 : out.len;
}


/* bytes of the note's first characters */
static int note_bytes(const str *note, int chars)
{
	int i, n = 0;

	for(i = 0; i < note->len; i++)
		if(((unsigned char)note->s[i] & 0xC0) != 0x80 && n++ == chars)
			break;
	return i;
}


int xmpp_presence_pidf_write(
		const str *uri, const presence_state_t *state, char *buf, int cap)
{
	int chars = PRESENCE_NOTE_CHARS, bytes, n;
	int limit = PRESENCE_PIDF_MAX;

	if(state->basic == PRESENCE_UNKNOWN)
		return -1;
	if(uri->len > PRESENCE_PIDF_URI_MAX)
		limit += 2 * (uri->len - PRESENCE_PIDF_URI_MAX);
	bytes = note_bytes(&state->note, chars);
	n = write_all(uri, state, bytes, bytes, buf, cap);
	/* phones show that of the person, or of the tuple when there is none */
	while((n < 0 || n > limit) && chars > 0) {
		bytes = note_bytes(&state->note, chars);
		n = write_all(uri, state, 0, bytes, buf, cap);
		chars /= 2;
	}
	return n < 0 || n <= limit ? n : write_all(uri, state, 0, 0, buf, cap);
}
