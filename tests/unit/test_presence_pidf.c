/* links: modules/xmpp_presence/presence_pidf_read.c modules/xmpp_presence/presence_xml.c */
/* links: modules/xmpp_presence/presence_pidf_write.c modules/xmpp_presence/presence_state.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Presence documents: those of RFC 3863, 4479 and 4480, those of phones, and
 * hostile ones; ours, read by libxml2's DOM and by our reader. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "../../modules/xmpp_presence/presence_pidf_read.h"
#include "../../modules/xmpp_presence/presence_pidf_write.h"

#define PIDF                                             \
	"<presence xmlns='urn:ietf:params:xml:ns:pidf' "     \
	"xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model' " \
	"xmlns:rpid='urn:ietf:params:xml:ns:pidf:rpid' "     \
	"entity='sip:1001@sip.example'>"
#define TUPLE(id, basic) \
	"<tuple id='" id "'><status><basic>" basic "</basic></status></tuple>"
#define PERSON(inside) "<dm:person id='p1'>" inside "</dm:person>"
#define DOING(what) PERSON("<rpid:activities>" what "</rpid:activities>")
#define END "</presence>"

static char text[PRESENCE_PIDF_TEXT];
static presence_state_t state;

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static int read_z(const char *z)
{
	str s = view(z);

	return xmpp_presence_pidf_read(&s, text, sizeof(text), &state);
}

static void is(const str *got, const char *want)
{
	assert_int_equal(got->len, strlen(want));
	assert_memory_equal(got->s, want, got->len);
}

static void reads(const char *z, presence_basic_t basic, presence_show_t show)
{
	if(read_z(z) != 0)
		fail_msg("cannot be read: %s", z);
	if(state.basic != basic || state.show != show)
		fail_msg("basic %d show %d of %s", state.basic, state.show, z);
}


/* --- the standards' own --------------------------------------------------------------- */

/* RFC 3863 section 4.3.1 and 4.3.2 */
static void standard_pidf(void **arg)
{
	(void)arg;
	reads("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		  "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\"\n"
		  " xmlns:im=\"urn:ietf:params:xml:ns:pidf:im\"\n"
		  " xmlns:myex=\"http://id.example.com/presence/\"\n"
		  " entity=\"pres:someone@example.com\">\n"
		  " <tuple id=\"bs35r9\"><status><basic>open</basic>\n"
		  "  <im:im>busy</im:im><myex:location>home</myex:location></status>\n"
		  "  <contact priority=\"0.8\">im:someone@mobilecarrier.net</contact>\n"
		  "  <note xml:lang=\"en\">Don't Disturb Please!</note>\n"
		  "  <note xml:lang=\"fr\">Ne derangez pas, s'il vous plait</note>\n"
		  "  <timestamp>2001-10-27T16:49:29Z</timestamp></tuple>\n"
		  " <tuple id=\"eg92n8\"><status><basic>open</basic></status>\n"
		  "  <contact priority=\"1.0\">mailto:someone@example.com</contact>\n"
		  " </tuple><note>I'll be in Tokyo next week</note></presence>",
			PRESENCE_OPEN, PRESENCE_SHOW_NONE);
	is(&state.note, "Don't Disturb Please!");
	is(&state.lang, "en");
	reads("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		  "<impp:presence xmlns:impp=\"urn:ietf:params:xml:ns:pidf\"\n"
		  " xmlns:myex=\"http://id.example.com/presence/\"\n"
		  " entity=\"pres:someone@example.com\"><impp:tuple id=\"ck38g9\">\n"
		  " <impp:status><impp:basic>open</impp:basic></impp:status>\n"
		  " <myex:mytupletag>Extended value in tuple</myex:mytupletag>\n"
		  " <impp:contact priority=\"0.65\">tel:+09012345678</impp:contact>\n"
		  " </impp:tuple><myex:mytag>My extended information</myex:mytag>\n"
		  "</impp:presence>",
			PRESENCE_OPEN, PRESENCE_SHOW_NONE);
	is(&state.note, "");
}


/* RFC 4480 section 4.3, shortened: an idle device is not the person */
static void standard_rpid(void **arg)
{
	(void)arg;
	reads("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" PIDF
		  "<tuple id='bs35r9'><status><basic>open</basic></status>"
		  "<rpid:service-class><rpid:electronic/></rpid:service-class>"
		  "<note xml:lang='en'>Don't Disturb Please!</note></tuple>"
		  "<note>I'll be in Tokyo next week</note>"
		  "<dm:device id='pc147'><rpid:user-input idle-threshold='600' "
		  "last-input='2004-10-21T13:20:00-05:00'>idle</rpid:user-input>"
		  "<dm:note>PC</dm:note></dm:device>"
		  "<dm:person id='p1'>"
		  "<rpid:activities from='2005-05-30T12:00:00+05:00' "
		  "until='2005-05-30T17:00:00+05:00'>"
		  "<rpid:note>Far away</rpid:note><rpid:away/></rpid:activities>"
		  "<rpid:mood><rpid:angry/><rpid:other>brooding</rpid:other></"
		  "rpid:mood>"
		  "<rpid:sphere>bowling league</rpid:sphere>"
		  "<dm:note>Scoring 120</dm:note></dm:person>" END,
			PRESENCE_OPEN, PRESENCE_SHOW_AWAY);
	is(&state.note, "Scoring 120");
	is(&state.since, "");
	assert_int_equal(state.on_the_phone, 0);
	/* RFC 4479 section 7 */
	reads(PIDF TUPLE("sg89ae", "open") DOING("<rpid:on-the-phone/>") END,
			PRESENCE_OPEN, PRESENCE_SHOW_DND);
	assert_int_equal(state.on_the_phone, 1);
}


/* --- the rows -------------------------------------------------------------------------- */

static void basics(void **arg)
{
	static const struct
	{
		const char *document;
		presence_basic_t basic;
	} row[] = {
			{PIDF TUPLE("a", "open") END, PRESENCE_OPEN},
			{PIDF TUPLE("a", " \n open ") END, PRESENCE_OPEN},
			{PIDF TUPLE("a", "closed") END, PRESENCE_CLOSED},
			{PIDF TUPLE("a", "closed") TUPLE("b", "open") END, PRESENCE_OPEN},
			{PIDF TUPLE("a", "closed") TUPLE("b", "closed") END,
					PRESENCE_CLOSED},
			{PIDF TUPLE("a", "closed") TUPLE("b", "") END, PRESENCE_UNKNOWN},
			{PIDF TUPLE("a", "?") END, PRESENCE_UNKNOWN}, /* baresip's first */
			{PIDF "<tuple id='a'><status/></tuple>" END, PRESENCE_UNKNOWN},
			{PIDF END, PRESENCE_UNKNOWN},
			{PIDF PERSON("") END, PRESENCE_OPEN},
			{PIDF TUPLE("a", "closed") PERSON("") END, PRESENCE_CLOSED},
			/* basic of another namespace is none */
			{PIDF "<tuple id='a'><status><basic xmlns='x'>closed</basic>"
				  "</status></tuple>" END,
					PRESENCE_UNKNOWN},
	};
	size_t i;

	(void)arg;
	for(i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		reads(row[i].document, row[i].basic, PRESENCE_SHOW_NONE);
}


static void activities(void **arg)
{
	static const char *const dnd[] = {"on-the-phone", "busy", "meeting",
			"performance", "presentation", "worship", NULL};
	static const char *const away[] = {"away", "appointment", "breakfast",
			"lunch", "dinner", "meal", "in-transit", "steering", "shopping",
			NULL};
	static const char *const xa[] = {"holiday", "vacation", "travel",
			"sleeping", "permanent-absence", NULL};
	static const char *const none[] = {"unknown", "other", "playing", "tv",
			"watching", "working", "looking-for-work", "spectator", NULL};
	static const struct
	{
		const char *const *names;
		presence_show_t show;
	} kind[] = {{dnd, PRESENCE_SHOW_DND}, {away, PRESENCE_SHOW_AWAY},
			{xa, PRESENCE_SHOW_XA}, {none, PRESENCE_SHOW_NONE}};
	char document[1024];
	int i, j;

	(void)arg;
	for(i = 0; i < 4; i++)
		for(j = 0; kind[i].names[j]; j++) {
			snprintf(document, sizeof(document),
					PIDF TUPLE("a", "open") DOING("<rpid:%s/>") END,
					kind[i].names[j]);
			reads(document, PRESENCE_OPEN, kind[i].show);
			assert_int_equal(state.on_the_phone, i == 0 && j == 0);
		}
}


static void the_worst_counts(void **arg)
{
	(void)arg;
	reads(PIDF TUPLE("a", "open")
					DOING("<rpid:away/><rpid:meeting/><rpid:vacation/>") END,
			PRESENCE_OPEN, PRESENCE_SHOW_DND);
	reads(PIDF TUPLE("a", "open") DOING("<rpid:vacation/><rpid:away/>") END,
			PRESENCE_OPEN, PRESENCE_SHOW_XA);
	/* beside activities, or of another namespace, they are nothing */
	reads(PIDF TUPLE("a", "open") PERSON("<rpid:busy/>")
					DOING("<busy xmlns='x'/>") END,
			PRESENCE_OPEN, PRESENCE_SHOW_NONE);
	/* <show/> wins */
	reads(PIDF "<tuple id='a'><status><basic>open</basic>"
			   "<show xmlns='jabber:client'>away</show></status></tuple>" DOING(
					   "<rpid:busy/>") END,
			PRESENCE_OPEN, PRESENCE_SHOW_AWAY);
	reads(PIDF "<tuple id='a'><status><basic>open</basic>"
			   "<show xmlns='jabber:client'>gone</show></status></tuple>" DOING(
					   "<rpid:busy/>") END,
			PRESENCE_OPEN, PRESENCE_SHOW_DND);
}


static void idle(void **arg)
{
	(void)arg;
	reads(PIDF TUPLE("a", "open") PERSON(
				  "<rpid:user-input last-input='2004-10-21T13:20:00-05:00'>"
				  "idle</rpid:user-input>") END,
			PRESENCE_OPEN, PRESENCE_SHOW_AWAY);
	is(&state.since, "2004-10-21T13:20:00-05:00");
	reads(PIDF TUPLE("a", "open")
					PERSON("<rpid:activities><rpid:busy/></rpid:activities>"
						   "<rpid:user-input>idle</rpid:user-input>") END,
			PRESENCE_OPEN, PRESENCE_SHOW_DND);
	reads(PIDF TUPLE("a", "open")
					PERSON("<rpid:user-input>active</rpid:user-input>") END,
			PRESENCE_OPEN, PRESENCE_SHOW_NONE);
	is(&state.since, "");
}


static void notes(void **arg)
{
	char document[2048], many[301];

	(void)arg;
	/* of the person, before that of a tuple; of closed ones none */
	reads(PIDF "<tuple id='a'><status><basic>closed</basic></status>"
			   "<note>mailbox</note></tuple><tuple id='b'><status>"
			   "<basic>open</basic></status><note>desk</note></tuple>" END,
			PRESENCE_OPEN, PRESENCE_SHOW_NONE);
	is(&state.note, "desk");
	reads(PIDF "<tuple id='b'><status><basic>open</basic></status>"
			   "<note>desk</note></tuple>" PERSON(
					   "<dm:note xml:lang='de'> ein\n<![CDATA[Wort]]> "
					   "</dm:note>") END,
			PRESENCE_OPEN, PRESENCE_SHOW_NONE);
	is(&state.note, "ein Wort");
	is(&state.lang, "de");
	reads(PIDF TUPLE("a", "open") "<note>Tokyo &amp; &lt;more&gt;</note>" END,
			PRESENCE_OPEN, PRESENCE_SHOW_NONE);
	is(&state.note, "Tokyo & <more>");
	/* 150 characters of two bytes: 128 of them */
	memset(many, 0, sizeof(many));
	while(strlen(many) < 300)
		strcat(many, "\xc3\xa4");
	snprintf(document, sizeof(document),
			PIDF TUPLE("a", "open") "<note>%s</note>" END, many);
	reads(document, PRESENCE_OPEN, PRESENCE_SHOW_NONE);
	assert_int_equal(state.note.len, 256);
	assert_memory_equal(state.note.s, many, 256);
}


/* --- hostile ----------------------------------------------------------------------------- */

static void refused(void **arg)
{
	static const char *const documents[] = {
			"",
			"hello",
			"<presence/>",
			"<presence xmlns='x'/>",
			PIDF "<tuple>",
			PIDF TUPLE("a", "open") END "<more/>",
			"<pidf-diff xmlns='urn:ietf:params:xml:ns:pidf-diff'/>",
			"<!DOCTYPE presence [<!ENTITY a 'aaaaaaaaaa'>"
			"<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>" PIDF
			"<note>&b;&b;</note>" END,
			"<!DOCTYPE presence SYSTEM 'file:///etc/passwd'>" PIDF END,
			PIDF "<note>&unknown;</note>" END,
			PIDF "<note>\x01</note>" END,
			PIDF "<note>\xff\xfe</note>" END,
			PIDF "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>"
				 "</a></a></a></a></a></a></a></a></a></a></a></a></a></a></a>"
				 "</a>" END,
	};
	size_t i;

	(void)arg;
	for(i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		if(read_z(documents[i]) != -1)
			fail_msg("was read: %s", documents[i]);
}


static char *large(int size, const char *piece)
{
	char *z = calloc(1, (size_t)size + 1), *at = z;
	size_t len = strlen(piece), end = strlen(TUPLE("z", "open") END);

	assert_non_null(z);
	at += sprintf(at, "%s", PIDF);
	while((size_t)(at - z) + len + end <= (size_t)size) {
		memcpy(at, piece, len);
		at += len;
	}
	memset(at, ' ', (size_t)size - end - (size_t)(at - z));
	memcpy(z + size - end, TUPLE("z", "open") END, end);
	return z;
}


static void of_64_kb(void **arg)
{
	static const char *const pieces[] = {"<note>words</note>",
			TUPLE("a", "closed"), DOING("<rpid:busy/>"), "<dm:person a='1'/>",
			"<a b='&lt;&gt;' c='d'/>", " "};
	size_t i;
	char *z;

	(void)arg;
	for(i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		z = large(PRESENCE_XML_BYTES, pieces[i]);
		assert_int_equal(read_z(z), 0);
		assert_int_equal(state.basic, PRESENCE_OPEN);
		free(z);
		z = large(PRESENCE_XML_BYTES + 1, pieces[i]);
		assert_int_equal(read_z(z), -1);
		free(z);
	}
}


static void without_room(void **arg)
{
	static const char document[] =
			PIDF "<tuple id='a'><status><basic>open</basic></status>"
				 "<note xml:lang='en'>desk</note></tuple>" END;
	str s = view(document);
	int cap;

	(void)arg;
	for(cap = 0; cap < 10; cap++)
		assert_int_equal(xmpp_presence_pidf_read(&s, text, cap, &state), -1);
	assert_int_equal(xmpp_presence_pidf_read(&s, text, 64, &state), 0);
}


/* --- ours -------------------------------------------------------------------------------- */

static const str uri = str_init("sip:romeo%40xmpp.example@gw.example;x=&'");
static char document[PRESENCE_PIDF_MAX + 512];
static str ours;

static void write_state(const presence_state_t *s)
{
	ours.s = document;
	ours.len = xmpp_presence_pidf_write(&uri, s, document, sizeof(document));
	assert_true(ours.len > 0);
	assert_true(ours.len <= PRESENCE_PIDF_MAX);
	assert_int_equal(
			xmpp_presence_pidf_read(&ours, text, sizeof(text), &state), 0);
}


static void says(const char *xpath)
{
	xmlDocPtr doc = xmlReadMemory(ours.s, ours.len, NULL, NULL, 0);
	xmlXPathContextPtr ctx;
	xmlXPathObjectPtr r;

	assert_non_null(doc);
	ctx = xmlXPathNewContext(doc);
	xmlXPathRegisterNs(
			ctx, BAD_CAST "p", BAD_CAST "urn:ietf:params:xml:ns:pidf");
	xmlXPathRegisterNs(ctx, BAD_CAST "dm",
			BAD_CAST "urn:ietf:params:xml:ns:pidf:data-model");
	xmlXPathRegisterNs(
			ctx, BAD_CAST "rpid", BAD_CAST "urn:ietf:params:xml:ns:pidf:rpid");
	xmlXPathRegisterNs(ctx, BAD_CAST "j", BAD_CAST "jabber:client");
	r = xmlXPathEvalExpression(BAD_CAST xpath, ctx);
	assert_non_null(r);
	if(!xmlXPathCastToBoolean(r))
		fail_msg("%s is not true of %.*s", xpath, ours.len, ours.s);
	xmlXPathFreeObject(r);
	xmlXPathFreeContext(ctx);
	xmlFreeDoc(doc);
}


static void ours_in_short(void **arg)
{
	presence_state_t s = {.basic = PRESENCE_OPEN};

	(void)arg;
	write_state(&s);
	assert_true(ours.len < 480);
	says("/p:presence/@entity = \"sip:romeo%40xmpp.example@gw.example;x=&'\"");
	says("count(/p:presence/p:tuple) = 1 and count(//dm:person) = 0");
	says("//p:contact = /p:presence/@entity and not(//p:contact/@priority)");
	says("//p:basic = 'open' and not(//j:show)");
	s.basic = PRESENCE_CLOSED;
	write_state(&s);
	says("//p:basic = 'closed'");
	s.basic = PRESENCE_UNKNOWN;
	assert_int_equal(
			xmpp_presence_pidf_write(&uri, &s, document, sizeof(document)), -1);
}


static void ours_with_a_person(void **arg)
{
	static const struct
	{
		presence_show_t show;
		int on_the_phone;
		const char *says;
	} row[] = {
			{PRESENCE_SHOW_CHAT, 0, "//j:show = 'chat' and not(//dm:person)"},
			{PRESENCE_SHOW_AWAY, 0, "//j:show = 'away' and //rpid:away"},
			{PRESENCE_SHOW_XA, 0, "//j:show = 'xa' and //rpid:away"},
			{PRESENCE_SHOW_DND, 0, "//j:show = 'dnd' and //rpid:busy"},
			{PRESENCE_SHOW_AWAY, 1,
					"//j:show = 'dnd' and "
					"//dm:person/rpid:activities/rpid:on-the-phone "
					"and count(//rpid:activities/*) = 1"},
	};
	presence_state_t s = {.basic = PRESENCE_OPEN};
	size_t i;

	(void)arg;
	for(i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		s.show = row[i].show;
		s.on_the_phone = row[i].on_the_phone;
		write_state(&s);
		says(row[i].says);
		assert_int_equal(state.on_the_phone, s.on_the_phone);
		assert_int_equal(
				state.show, s.on_the_phone ? PRESENCE_SHOW_DND : s.show);
	}
}


static void ours_with_a_note(void **arg)
{
	presence_state_t s = {.basic = PRESENCE_OPEN,
			.show = PRESENCE_SHOW_AWAY,
			.note = str_init("lunch & <more>"),
			.lang = str_init("en"),
			.since = str_init("2026-12-01T10:00:00Z")};
	static char many[4 * 200 + 1];

	(void)arg;
	write_state(&s);
	says("//p:tuple/p:note = 'lunch & <more>'");
	says("//dm:person/dm:note[@xml:lang='en'] = 'lunch & <more>'");
	says("//rpid:user-input[@last-input='2026-12-01T10:00:00Z'] = 'idle'");
	is(&state.note, "lunch & <more>");
	is(&state.since, "2026-12-01T10:00:00Z");
	/* a long one is cut where a character ends, and the document fits */
	while(strlen(many) < 800)
		strcat(many, "\xf0\x9f\x98\x80");
	s.note = view(many);
	write_state(&s);
	says("string-length(//dm:note) > 10 and string-length(//dm:note) <= 128");
	/* what escapes to most */
	memset(many, '&', 800);
	write_state(&s);
	says("//rpid:away");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(standard_pidf),
			cmocka_unit_test(standard_rpid),
			cmocka_unit_test(basics),
			cmocka_unit_test(activities),
			cmocka_unit_test(the_worst_counts),
			cmocka_unit_test(idle),
			cmocka_unit_test(notes),
			cmocka_unit_test(refused),
			cmocka_unit_test(of_64_kb),
			cmocka_unit_test(without_room),
			cmocka_unit_test(ours_in_short),
			cmocka_unit_test(ours_with_a_person),
			cmocka_unit_test(ours_with_a_note),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
