/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as the document of a NOTIFY. What was read of one can be written, and
 * is then read as the same. */

#include "../../modules/xmpp_presence/presence_dialog_info.h"
#include "../../modules/xmpp_presence/presence_lamp.h"
#include "../../modules/xmpp_presence/presence_pidf_read.h"
#include "../../modules/xmpp_presence/presence_pidf_write.h"
#include "../../modules/xmpp_presence/presence_request.h"
#include "../../modules/xmpp_presence/presence_said.h"
#include "fuzz.h"

static const str uri = str_init("sip:romeo%40xmpp.example@gw.example");
static char text[PRESENCE_XML_BYTES], again[PRESENCE_XML_BYTES];

static int same(const str *a, const str *b)
{
	return a->len == b->len
		   && (a->len == 0 || memcmp(a->s, b->s, (size_t)a->len) == 0);
}

static void check_pidf(const str *document)
{
	char buf[2 * PRESENCE_PIDF_MAX];
	presence_state_t state, back;
	str ours = {buf, 0};

	if(xmpp_presence_pidf_read(document, text, sizeof(text), &state) < 0)
		return;
	FUZZ_CHECK(state.note.len <= PRESENCE_NOTE_MAX);
	FUZZ_CHECK(!state.on_the_phone || state.show != PRESENCE_SHOW_NONE);
	ours.len = xmpp_presence_pidf_write(&uri, &state, buf, sizeof(buf));
	FUZZ_CHECK((ours.len < 0) == (state.basic == PRESENCE_UNKNOWN));
	if(ours.len < 0)
		return;
	FUZZ_CHECK(ours.len <= PRESENCE_PIDF_MAX);
	FUZZ_CHECK(
			xmpp_presence_pidf_read(&ours, again, sizeof(again), &back) == 0);
	FUZZ_CHECK(back.basic == state.basic);
	FUZZ_CHECK(back.on_the_phone == state.on_the_phone);
	FUZZ_CHECK(same(&back.since, &state.since));
	FUZZ_CHECK(back.note.len <= state.note.len);
}

/* the same bytes as a stanza, and as the headers of a SUBSCRIBE */
static void check_others(const str *document)
{
	char event_buf[PRESENCE_EVENT_MAX];
	presence_said_t said;
	str event;
	int i;

	if(xmpp_presence_said_read(document, text, sizeof(text), &said) == 0) {
		FUZZ_CHECK(said.note.len <= PRESENCE_NOTE_MAX);
		FUZZ_CHECK(said.priority >= -128 && said.priority <= 127);
	}
	FUZZ_CHECK(xmpp_presence_error_read(document, text, sizeof(text))
			   <= PRESENCE_ERROR_REFUSED);
	xmpp_presence_accepts(document, "application/pidf+xml");
	FUZZ_CHECK(xmpp_presence_expires_read(document) >= -1);
	if(xmpp_presence_event_read(document, event_buf, &event)
			== PRESENCE_PACKAGE_OTHER)
		return;
	for(i = 0; i < event.len; i++)
		FUZZ_CHECK(event.s[i] > ' ' && event.s[i] < 0x7f);
}

static void check_dialogs(const str *document)
{
	static presence_lamp_t lamp;
	presence_lamp_t next;
	presence_dialogs_t d, back;
	char buf[16 * 1024];
	str ours = {buf, 0};

	if(xmpp_presence_dialogs_read(document, text, sizeof(text), &d) < 0)
		return;
	FUZZ_CHECK(d.count <= PRESENCE_DIALOGS);
	xmpp_presence_lamp_read(&d, &next);
	FUZZ_CHECK(xmpp_presence_lamp_busy(&next, 0)
			   == xmpp_presence_dialogs_busy(&d, 0));
	xmpp_presence_lamp_take(&lamp, &next);
	FUZZ_CHECK(lamp.count <= PRESENCE_DIALOGS);
	if(!d.is_partial)
		FUZZ_CHECK(xmpp_presence_lamp_busy(&lamp, 1)
				   == xmpp_presence_lamp_busy(&next, 1));
	FUZZ_CHECK(xmpp_presence_dialogs_busy(&d, 0)
			   <= xmpp_presence_dialogs_busy(&d, 1));
	ours.len = xmpp_presence_dialogs_write(&uri, &d, buf, sizeof(buf));
	if(ours.len < 0)
		return; /* an id was cut within a character */
	FUZZ_CHECK(xmpp_presence_dialogs_read(&ours, again, sizeof(again), &back)
			   == 0);
	FUZZ_CHECK(back.version == d.version && back.count <= d.count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str document = {(char *)data, (int)size};

	check_pidf(&document);
	check_dialogs(&document);
	check_others(&document);
	return 0;
}
