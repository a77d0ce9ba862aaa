/* links: modules/xmpp_presence/presence_request.c modules/xmpp_presence/presence_said.c */
/* links: modules/xmpp_presence/presence_xml.c modules/xmpp_presence/presence_state.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a SUBSCRIBE says (RFC 6665, 3261), and what an XMPP device says of itself
 * (RFC 6121, XEP-0319). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_presence/presence_request.h"
#include "../../modules/xmpp_presence/presence_said.h"

static char buf[8192];
static presence_said_t said;

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static void is(const str *got, const char *want)
{
	assert_int_equal(got->len, strlen(want));
	assert_memory_equal(got->s, want, got->len);
}


static void events(void **arg)
{
	static const struct
	{
		const char *value, *event;
		presence_package_t package;
	} row[] = {
			{"presence", "presence", PRESENCE_PACKAGE_PRESENCE},
			{" Presence ; id=a7 ", "presence;id=a7", PRESENCE_PACKAGE_PRESENCE},
			{"dialog;call-id=\"x\";ID=7;more", "dialog;id=7",
					PRESENCE_PACKAGE_DIALOG},
			{"presence.winfo", NULL, PRESENCE_PACKAGE_OTHER},
			{"message-summary", NULL, PRESENCE_PACKAGE_OTHER},
			{"", NULL, PRESENCE_PACKAGE_OTHER},
			{"presence;id=a b", NULL, PRESENCE_PACKAGE_OTHER},
			{"presence;id=", NULL, PRESENCE_PACKAGE_OTHER},
			{"presence;id=a\r\nX: y", NULL, PRESENCE_PACKAGE_OTHER},
	};
	char text[PRESENCE_EVENT_MAX], longest[128] = "presence;id=";
	str value, event;
	size_t i;

	(void)arg;
	for(i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		value = view(row[i].value);
		assert_int_equal(
				xmpp_presence_event_read(&value, text, &event), row[i].package);
		if(row[i].event)
			is(&event, row[i].event);
	}
	memset(longest + 12, 'x', PRESENCE_EVENT_ID_MAX);
	value = view(longest);
	assert_int_equal(xmpp_presence_event_read(&value, text, &event),
			PRESENCE_PACKAGE_PRESENCE);
	is(&event, longest);
	longest[12 + PRESENCE_EVENT_ID_MAX] = 'x';
	value = view(longest);
	assert_int_equal(xmpp_presence_event_read(&value, text, &event),
			PRESENCE_PACKAGE_OTHER);
}


static void accepts(void **arg)
{
	static const struct
	{
		const char *value;
		int pidf;
	} row[] = {{"application/pidf+xml", 1},
			{"application/cpim-pidf+xml, application/PIDF+xml;q=0.5", 1},
			{"application/*", 1}, {"*/*;q=1", 1}, {"text/*", 0},
			{"application/xpidf+xml", 0}, {"", 0},
			{"multipart/related,application/rlmi+xml", 0}};
	str value;
	size_t i;

	(void)arg;
	for(i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		value = view(row[i].value);
		assert_int_equal(
				xmpp_presence_accepts(&value,
						xmpp_presence_package_type(PRESENCE_PACKAGE_PRESENCE)),
				row[i].pidf);
	}
}


static void expires(void **arg)
{
	static const struct
	{
		const char *value;
		int seconds;
	} row[] = {{"0", 0}, {" 3600 ", 3600}, {"60;x=y", 60}, {"-1", -1}, {"", -1},
			{"1h", -1}, {"99999999999999999999", 0x7fffffff}};
	str value;
	size_t i;

	(void)arg;
	for(i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		value = view(row[i].value);
		assert_int_equal(xmpp_presence_expires_read(&value), row[i].seconds);
	}
}


static void reads(const char *z)
{
	str xml = view(z);

	if(xmpp_presence_said_read(&xml, buf, sizeof(buf), &said) < 0)
		fail_msg("cannot be read: %s", z);
}


static void stanzas(void **arg)
{
	str wrong = view("<presence><show>away</presence>");

	(void)arg;
	reads("<presence from='a@b/c' to='d@e'/>");
	assert_int_equal(said.show, PRESENCE_SHOW_NONE);
	assert_int_equal(said.priority, 0);
	is(&said.note, "");
	reads("<presence><show>xa</show><status xml:lang='de'>fort &amp; weg"
		  "</status><status>gone</status><priority> -7</priority>"
		  "<idle xmlns='urn:xmpp:idle:1' since='2026-12-01T10:00:00Z'/>"
		  "</presence>");
	assert_int_equal(said.show, PRESENCE_SHOW_XA);
	assert_int_equal(said.priority, -7);
	is(&said.note, "fort & weg");
	is(&said.lang, "de");
	is(&said.since, "2026-12-01T10:00:00Z");
	reads("<presence xmlns='jabber:client'><show>dnd</show></presence>");
	assert_int_equal(said.show, PRESENCE_SHOW_DND);
	/* not at the top, of others, of no such kind */
	reads("<presence><x xmlns='y'><show>dnd</show></x>"
		  "<show xmlns='y'>dnd</show><priority>999</priority></presence>");
	assert_int_equal(said.show, PRESENCE_SHOW_NONE);
	assert_int_equal(said.priority, 127);
	reads("<presence><show>busy</show></presence>");
	assert_int_equal(said.show, PRESENCE_SHOW_NONE);
	assert_int_equal(
			xmpp_presence_said_read(&wrong, buf, sizeof(buf), &said), -1);
}


static void who_speaks(void **arg)
{
	static const presence_said_t none = {.priority = 0},
								 dnd5 = {.priority = 5,
										 .show = PRESENCE_SHOW_DND},
								 chat1 = {.priority = 1,
										 .show = PRESENCE_SHOW_CHAT},
								 away = {.show = PRESENCE_SHOW_AWAY};

	(void)arg;
	assert_true(xmpp_presence_said_better(&none, &dnd5));
	assert_false(xmpp_presence_said_better(&dnd5, &none));
	assert_true(xmpp_presence_said_better(&chat1, &none));
	assert_true(xmpp_presence_said_better(&away, &dnd5));
	assert_false(xmpp_presence_said_better(&none, &none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(events),
			cmocka_unit_test(accepts),
			cmocka_unit_test(expires),
			cmocka_unit_test(stanzas),
			cmocka_unit_test(who_speaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
