/* links: modules/xmpp_presence/presence_dialog_info.c modules/xmpp_presence/presence_xml.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Documents of the event package dialog: those of RFC 4235, those of Kamailio's
 * presence server, hostile ones, and ours. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_presence/presence_dialog_info.h"

#define INFO(version, state)                                              \
	"<?xml version=\"1.0\"?>\n<dialog-info "                              \
	"xmlns=\"urn:ietf:params:xml:ns:dialog-info\"\n   version=\"" version \
	"\" state=\"" state "\"\n   entity=\"sip:alice@example.com\">\n"
#define DIALOG(id, state) \
	"<dialog id='" id "'><state>" state "</state></dialog>"
#define END "</dialog-info>"

static char text[PRESENCE_DIALOG_TEXT];
static presence_dialogs_t d;

static int read_z(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return xmpp_presence_dialogs_read(&s, text, sizeof(text), &d);
}

static void is(const str *got, const char *want)
{
	assert_int_equal(got->len, strlen(want));
	assert_memory_equal(got->s, want, got->len);
}


/* RFC 4235 section 6.1 and 6.2 */
static void standard(void **arg)
{
	(void)arg;
	assert_int_equal(read_z(INFO("0", "full") END), 0);
	assert_int_equal(d.version, 0);
	assert_int_equal(d.is_partial, 0);
	assert_int_equal(d.count, 0);
	assert_int_equal(
			read_z(INFO("3",
					"partial") "<dialog id=\"as7d900as8\" "
							   "call-id=\"a84b4c76e66710\"\n"
							   "local-tag=\"1928301774\" remote-tag=\"hh76a\"\n"
							   "direction=\"initiator\">\n"
							   "<state>confirmed</state>\n</dialog>" END),
			0);
	assert_int_equal(d.version, 3);
	assert_int_equal(d.is_partial, 1);
	assert_int_equal(d.count, 1);
	is(&d.dialog[0].id, "as7d900as8");
	assert_int_equal(d.dialog[0].is_caller, 1);
	assert_int_equal(d.dialog[0].state, PRESENCE_DIALOG_CONFIRMED);
	assert_int_equal(
			read_z(INFO("4",
					"partial") "<dialog id=\"as7d900as8\" "
							   "direction=\"initiator\">"
							   "<state event=\"cancelled\">terminated</state>"
							   "</dialog>" END),
			0);
	assert_int_equal(d.dialog[0].state, PRESENCE_DIALOG_TERMINATED);
	assert_int_equal(
			read_z(INFO("2",
					"partial") "<dialog id=\"as7d900as8\" "
							   "direction=\"initiator\">"
							   "<state>trying</state><local>"
							   "<identity display=\"Alice Smith\">"
							   "sip:alice@example.com</identity>"
							   "<target uri=\"sip:alice@pc33.example.com\"/>"
							   "</local><remote><identity>sip:bob@example.net"
							   "</identity></remote></dialog>" END),
			0);
	assert_int_equal(d.dialog[0].state, PRESENCE_DIALOG_TRYING);
}


static void busy(void **arg)
{
	static const struct
	{
		const char *document;
		int answered, early;
	} row[] = {
			{INFO("1", "full") END, 0, 0},
			{INFO("1", "full") DIALOG("a", "trying") END, 0, 0},
			{INFO("1", "full") DIALOG("a", "early") END, 0, 1},
			{INFO("1", "full") DIALOG("a", "proceeding") END, 0, 1},
			{INFO("1", "full") DIALOG("a", "confirmed") END, 1, 1},
			{INFO("1", "full") DIALOG("a", "terminated") END, 0, 0},
			/* Kamailio's presence keeps entries of a call that is over */
			{INFO("1", "full") DIALOG("a", "Trying") DIALOG("a", "early")
							DIALOG("a", "confirmed") DIALOG("a", "terminated")
									END,
					0, 0},
			{INFO("1", "full") DIALOG("a", "terminated")
							DIALOG("b", " Confirmed\n") END,
					1, 1},
			{INFO("1", "full") DIALOG("a", "no such state") END, 0, 0},
	};
	size_t i;

	(void)arg;
	for(i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_int_equal(read_z(row[i].document), 0);
		if(xmpp_presence_dialogs_busy(&d, 0) != row[i].answered
				|| xmpp_presence_dialogs_busy(&d, 1) != row[i].early)
			fail_msg("%s", row[i].document);
	}
}


static void hostile(void **arg)
{
	static char many[PRESENCE_XML_BYTES + 1];
	static const char *const documents[] = {"", "<dialog-info/>",
			INFO("0", "full"), INFO("0", "full") "<dialog>" END,
			"<!DOCTYPE a [<!ENTITY b 'c'>]>" INFO("0", "full") "&b;" END};
	size_t i;

	(void)arg;
	for(i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		assert_int_equal(read_z(documents[i]), -1);
	assert_int_equal(read_z(INFO("99999999999999999999", "?") END), 0);
	assert_int_equal(d.version, 999999999);
	assert_int_equal(read_z(INFO("-1", "") END), 0);
	assert_int_equal(d.version, 0);
	strcpy(many, "<dialog-info xmlns='urn:ietf:params:xml:ns:dialog-info'>");
	while(strlen(many) + 100 < PRESENCE_XML_BYTES)
		strcat(many, DIALOG("a", "early"));
	strcat(many, DIALOG("b", "confirmed") END);
	assert_int_equal(read_z(many), 0);
	assert_int_equal(d.count, PRESENCE_DIALOGS);
	assert_int_equal(xmpp_presence_dialogs_busy(&d, 0), 0);
}


/* the last ones, without anything that names a call */
static void ours(void **arg)
{
	static const str uri = str_init("sip:romeo%40xmpp.example@gw.example;x=&'");
	static presence_dialogs_t all;
	char id[PRESENCE_DIALOGS][16], buf[2048];
	str out = {buf, 0};
	int i;

	(void)arg;
	all.version = 7;
	out.len = xmpp_presence_dialogs_write(&uri, &all, buf, sizeof(buf));
	assert_int_equal(
			xmpp_presence_dialogs_read(&out, text, sizeof(text), &d), 0);
	assert_int_equal(d.version, 7);
	assert_int_equal(d.count, 0);
	for(i = 0; i < 6; i++) {
		snprintf(id[i], sizeof(id[i]), "call%d", i);
		all.dialog[i].id.s = id[i];
		all.dialog[i].id.len = 5;
		all.dialog[i].state =
				i < 5 ? PRESENCE_DIALOG_EARLY : PRESENCE_DIALOG_CONFIRMED;
		all.dialog[i].is_caller = i % 2;
	}
	all.count = 6;
	out.len = xmpp_presence_dialogs_write(&uri, &all, buf, sizeof(buf));
	assert_true(out.len > 0 && out.len < PRESENCE_DIALOG_MAX);
	assert_int_equal(
			xmpp_presence_dialogs_read(&out, text, sizeof(text), &d), 0);
	assert_int_equal(d.is_partial, 0);
	assert_int_equal(d.count, PRESENCE_DIALOGS_OURS);
	is(&d.dialog[0].id, "call2");
	is(&d.dialog[3].id, "call5");
	assert_int_equal(d.dialog[3].state, PRESENCE_DIALOG_CONFIRMED);
	assert_int_equal(d.dialog[3].is_caller, 1);
	assert_int_equal(d.dialog[2].is_caller, 0);
	buf[out.len] = '\0';
	assert_null(strstr(buf, "call-id"));
	assert_null(strstr(buf, "tag"));
	assert_null(strstr(buf, "remote"));
	assert_int_equal(xmpp_presence_dialogs_write(&uri, &all, buf, 300), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(standard),
			cmocka_unit_test(busy),
			cmocka_unit_test(hostile),
			cmocka_unit_test(ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
