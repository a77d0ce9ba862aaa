/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: who is in a call: documents of the event package
 * dialog (RFC 4235). PURE
 */

#include <string.h>

#include "../xmpp_link/xml_build.h"

#include "presence_dialog_info.h"

#define NS "urn:ietf:params:xml:ns:dialog-info"

static const struct
{
	const char *name;
	presence_dialog_state_t state;
} states[] = {
		{"trying", PRESENCE_DIALOG_TRYING},
		{"early", PRESENCE_DIALOG_EARLY},
		{"confirmed", PRESENCE_DIALOG_CONFIRMED},
		{"terminated", PRESENCE_DIALOG_TERMINATED},
		{"proceeding", PRESENCE_DIALOG_EARLY},
};

typedef struct reader
{
	presence_xml_t xml;
	presence_dialogs_t *out;
	presence_dialog_t *dialog; /* that is open; NULL: none that is kept */
	int in_state;
	str text;
} reader_t;


/* --- reading ------------------------------------------------------------------------ */

/* 0 for what is no number: section 4.3 lets the first one be any */
static unsigned number_read(const str *text)
{
	unsigned n = 0;
	int i;

	for(i = 0; i < text->len && i < 9; i++) {
		if(text->s[i] < '0' || text->s[i] > '9')
			return 0;
		n = n * 10 + (unsigned)(text->s[i] - '0');
	}
	return n;
}


static int root_begin(reader_t *r)
{
	str version, state;

	if(!xmpp_presence_xml_is(&r->xml, "dialog-info", NS))
		return -1;
	version = xmpp_presence_xml_attribute(&r->xml, "version");
	state = xmpp_presence_xml_attribute(&r->xml, "state");
	r->out->version = number_read(&version);
	r->out->is_partial = xmpp_presence_xml_same(&state, "partial");
	return 0;
}


static void dialog_begin(reader_t *r)
{
	str direction;

	r->dialog = NULL;
	if(!xmpp_presence_xml_is(&r->xml, "dialog", NS)
			|| r->out->count == PRESENCE_DIALOGS)
		return;
	r->dialog = &r->out->dialog[r->out->count++];
	memset(r->dialog, 0, sizeof(*r->dialog));
	r->dialog->id = xmpp_presence_xml_attribute(&r->xml, "id");
	if(r->dialog->id.len > PRESENCE_DIALOG_ID_MAX)
		r->dialog->id.len = PRESENCE_DIALOG_ID_MAX;
	direction = xmpp_presence_xml_attribute(&r->xml, "direction");
	r->dialog->is_caller = xmpp_presence_xml_same(&direction, "initiator");
}


static int element_begin(reader_t *r)
{
	if(r->xml.depth == 0)
		return root_begin(r);
	if(r->xml.depth == 1)
		dialog_begin(r);
	if(r->xml.depth == 2 && r->dialog != NULL)
		r->in_state = xmpp_presence_xml_is(&r->xml, "state", NS);
	return 0;
}


/* without regard to case: Kamailio's presence writes Trying */
static void element_end(reader_t *r)
{
	str text = xmpp_presence_xml_trim(&r->text);
	size_t i;

	if(r->xml.depth == 1)
		r->dialog = NULL;
	if(r->xml.depth != 2 || !r->in_state || r->dialog == NULL)
		return;
	for(i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if(xmpp_presence_xml_same(&text, states[i].name))
			r->dialog->state = states[i].state;
	r->in_state = 0;
	r->text.s = NULL;
	r->text.len = 0;
}


static int pieces_read(reader_t *r)
{
	presence_xml_piece_t piece;

	while((piece = xmpp_presence_xml_next(&r->xml)) != PRESENCE_XML_END) {
		if(piece == PRESENCE_XML_WRONG)
			return -1;
		if(piece == PRESENCE_XML_OPEN && element_begin(r) < 0)
			return -1;
		if(piece == PRESENCE_XML_TEXT && r->in_state
				&& xmpp_presence_xml_text(&r->xml, &r->text) < 0)
			return -1;
		if(piece == PRESENCE_XML_CLOSE)
			element_end(r);
	}
	return 0;
}


int xmpp_presence_dialogs_read(
		const str *document, char *buf, int cap, presence_dialogs_t *out)
{
	reader_t r;
	int rc;

	memset(&r, 0, sizeof(r));
	memset(out, 0, sizeof(*out));
	r.out = out;
	if(xmpp_presence_xml_open(&r.xml, document, buf, cap) < 0)
		return -1;
	rc = pieces_read(&r);
	xmpp_presence_xml_close(&r.xml);
	return rc;
}


static int is_over(const presence_dialogs_t *d, const str *id)
{
	const presence_dialog_t *at;
	int i;

	for(i = 0; i < d->count; i++) {
		at = &d->dialog[i];
		if(at->state == PRESENCE_DIALOG_TERMINATED && at->id.len == id->len
				&& memcmp(at->id.s, id->s, (size_t)id->len) == 0)
			return 1;
	}
	return 0;
}


int xmpp_presence_dialogs_busy(const presence_dialogs_t *d, int early)
{
	const presence_dialog_t *at;
	int i;

	for(i = 0; i < d->count; i++) {
		at = &d->dialog[i];
		if((at->state == PRESENCE_DIALOG_CONFIRMED
				   || (early && at->state == PRESENCE_DIALOG_EARLY))
				&& !is_over(d, &at->id))
			return 1;
	}
	return 0;
}


/* --- writing ------------------------------------------------------------------------ */

static const char *state_name(presence_dialog_state_t state)
{
	size_t i;

	for(i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if(states[i].state == state)
			return states[i].name;
	return "trying";
}


static void write_dialog(
		xml_build_t *b, const str *uri, const presence_dialog_t *d)
{
	xml_build_open(b, "dialog");
	xml_build_attr(b, "id", &d->id);
	xml_build_attr_z(b, "direction", d->is_caller ? "initiator" : "recipient");
	xml_build_open(b, "state");
	xml_build_text_z(b, state_name(d->state));
	xml_build_close(b);
	xml_build_open(b, "local");
	xml_build_open(b, "identity");
	xml_build_text(b, uri);
	xml_build_close(b);
	xml_build_close(b);
	xml_build_close(b);
}


int xmpp_presence_dialogs_write(
		const str *uri, const presence_dialogs_t *d, char *buf, int cap)
{
	static const char head[] = "<?xml version='1.0' encoding='UTF-8'?>\n";
	int i = d->count > PRESENCE_DIALOGS_OURS ? d->count - PRESENCE_DIALOGS_OURS
											 : 0;
	xml_build_t b;
	str out;

	xml_build_init(&b, buf, (size_t)cap);
	xml_build_bytes(&b, head, sizeof(head) - 1);
	xml_build_open(&b, "dialog-info");
	xml_build_attr_z(&b, "xmlns", NS);
	xml_build_attr_u(&b, "version", d->version);
	xml_build_attr_z(&b, "state", "full");
	xml_build_attr(&b, "entity", uri);
	for(; i < d->count; i++)
		write_dialog(&b, uri, &d->dialog[i]);
	xml_build_close(&b);
	return xml_build_end(&b, &out) < 0 ? -1 : out.len;
}
