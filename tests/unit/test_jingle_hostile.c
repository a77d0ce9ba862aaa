/* links: modules/jingle_sdp/jingle_arena.c modules/jingle_sdp/jingle_ctx.c */
/* links: modules/jingle_sdp/jingle_map_core.c modules/jingle_sdp/jingle_map_names.c */
/* links: modules/jingle_sdp/jingle_map_tidy.c modules/jingle_sdp/jingle_map_addr.c */
/* links: modules/jingle_sdp/jingle_map_fmtp.c modules/jingle_sdp/jingle_map_slots.c */
/* links: modules/jingle_sdp/jingle_map_to_sdp.c modules/jingle_sdp/jingle_map_modify.c */
/* links: modules/jingle_sdp/jingle_map_queue.c */
/* links: modules/jingle_sdp/jingle_map_from_sdp.c */
/* links: modules/jingle_sdp/jingle_map_difference.c */
/* links: modules/jingle_sdp/jingle_xml_parse.c modules/jingle_sdp/jingle_xml_read.c */
/* links: modules/jingle_sdp/jingle_xml_description.c */
/* links: modules/jingle_sdp/jingle_xml_transport.c */
/* links: modules/jingle_sdp/jingle_xml_write.c modules/jingle_sdp/jingle_sdp_read.c */
/* links: modules/jingle_sdp/jingle_sdp_attributes.c */
/* links: modules/jingle_sdp/jingle_sdp_codecs.c */
/* links: modules/jingle_sdp/jingle_map_groups.c modules/jingle_sdp/jingle_map_prepare.c */
/* links: modules/jingle_sdp/jingle_map_refuse.c */
/* links: modules/jingle_sdp/jingle_map_reserve.c */
/* links: modules/jingle_sdp/jingle_xml_write_description.c */
/* links: modules/jingle_sdp/jingle_sdp_transport.c */
/* links: modules/jingle_sdp/jingle_sdp_bundle.c */
/* links: modules/jingle_sdp/jingle_sdp_write.c modules/jingle_sdp/jingle_sdp_lines.c */
/* links: modules/jingle_sdp/jingle_sdp_tls_id.c */
/* links: modules/jingle_sdp/jingle_sdp_bundle.c */
/* links: modules/jingle_sdp/jingle_map_section.c */
/* links: modules/jingle_sdp/jingle_text.c */
/* links: modules/jingle_sdp/jingle_sdp_reader.c */
/* links: modules/jingle_sdp/jingle_map_out.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Attacks, and the refusal expected of each. Inputs end at a guard page. */

#include "jingle_test.h"

enum
{
	BIG = 250 * 1024, /* below the limit of a stanza */
	TOO_BIG = 300 * 1024
};

static char *big;

static const char *refused(const char *xml)
{
	const char *text = offer_of(xml);

	if(text[0] != '!')
		fail_msg("not refused: %.200s\n%s", xml, text);
	assert_true(map.error.fault != JINGLE_FAULT_NONE);
	assert_true(strlen(map.error.text) > 8);
	return text;
}

/* XML as such ------------------------------------------------------------------ */

static void test_doctype(void **state)
{
	(void)state;
	assert_part(refused("<!DOCTYPE iq><iq/>"), "DOCTYPE");
	assert_int_equal(map.error.fault, JINGLE_FAULT_SYNTAX);
	assert_part(refused("<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b "
						"'&a;&a;&a;&a;'>]><iq>&b;</iq>"),
			"DOCTYPE");
	assert_part(refused("<!DOCTYPE x SYSTEM 'file:///etc/passwd'><iq/>"),
			"DOCTYPE");
	assert_part(refused("<?xml version='1.0'?><!DOCTYPE x [<!ENTITY % p SYSTEM "
						"'http://127.0.0.1:1/'>%p;]><iq/>"),
			"DOCTYPE");
}

static void test_entities(void **state)
{
	(void)state;
	assert_part(refused(OFFER("&unknown;" PCMU, ICE(""))), "not well formed");
	assert_part(refused(OFFER("<payload-type id='0' name='&x;'/>", ICE(""))),
			"not well formed");
	/* the five are allowed, in values too */
	assert_line(offer_of(OFFER("<payload-type id='96' name='a&amp;b' "
							   "clockrate='8000'/>",
						ICE(""))),
			"a=rtpmap:96 a&b/8000");
}

static void test_not_well_formed(void **state)
{
	static const char *const bad[] = {"<", "<iq", "<iq>", "</iq>", "<iq></x>",
			"<iq/><iq/>", "text", "<iq a='1' a='2'/>", "<iq a=1/>", "<iq a/>",
			("<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' "
			 "action='session-initiate' sid='1'/>"),
			"<iq>\001</iq>", "<iq>&#1;</iq>", "<iq a='&#0;'/>", "<iq>\xC3</iq>",
			"<iq>\xFF\xFE</iq>", "<iq a='\xED\xA0\x80'/>",
			"<iq>\xF8\x88\x80\x80\x80</iq>", "<iq>\xC0\xAF</iq>",
			"\xFF\xFE<\0i\0q\0", "<iq>]]></iq>", "<iq a='<'/>",
			"<iq>\xEF\xBF\xBF</iq>"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		refused(bad[i]);
		if(map.error.fault == JINGLE_FAULT_BAD)
			fail_msg("%s: %s", bad[i], map.error.text);
	}
}

static void test_nul(void **state)
{
	str in;

	(void)state;
	tr_start(JINGLE_INITIATOR);
	in = guarded("<iq>\0</iq>", 10);
	assert_int_equal(jingle_xml_read(&map, &in, &session), -1);
	assert_part(map.error.text, "NUL");
	in = guarded("", 0);
	assert_int_equal(jingle_xml_read(&map, &in, &session), -1);
	in.s = NULL;
	in.len = -1;
	assert_int_equal(jingle_xml_read(&map, &in, &session), -1);
}

static void test_cdata(void **state)
{
	(void)state;
	/* text like any other; what is not a fingerprint is refused as such */
	assert_part(offer_of(OFFER(PCMU, ICE("<fingerprint "
										 "xmlns='urn:xmpp:jingle:apps:dtls:0' "
										 "hash='sha-1'><![CDATA[AA:BB]]>"
										 "</fingerprint>"))),
			"a=fingerprint:sha-1 AA:BB\r\n");
	assert_part(refused(OFFER(PCMU, ICE("<fingerprint "
										"xmlns='urn:xmpp:jingle:apps:dtls:0' "
										"hash='sha-1'><![CDATA[</fingerprint>"
										"]]></fingerprint>"))),
			"fingerprint '</fingerprint>'");
}

/* size ------------------------------------------------------------------------- */

static void test_too_long(void **state)
{
	(void)state;
	memset(big, ' ', TOO_BIG);
	memcpy(big, "<iq>", 4);
	memcpy(big + TOO_BIG - 6, "</iq>", 6);
	assert_part(refused(big), "more than 262144 bytes");
	assert_int_equal(map.error.fault, JINGLE_FAULT_LIMIT);
}

static void test_depth(void **state)
{
	char *p = big;
	int i;

	(void)state;
	p += sprintf(p, "<iq>");
	for(i = 0; i < 20000; i++)
		p += sprintf(p, "<a>");
	for(i = 0; i < 20000; i++)
		p += sprintf(p, "</a>");
	sprintf(p, "</iq>");
	assert_part(refused(big), "elements inside each other");
	assert_int_equal(map.error.fault, JINGLE_FAULT_LIMIT);
}

/* n times something in a description or a transport */
static const char *many(int in_transport, const char *what, int n)
{
	char *p = big;
	int i;

	p += sprintf(p, "%s",
			JINGLE_OPEN("session-initiate") "<content creator='initiator' "
											"name='voice'><description "
											"xmlns='" NS_RTP
											"' media='audio'>");
	for(i = 0; !in_transport && i < n; i++)
		p += sprintf(p, "%s", what);
	p += sprintf(p, "%s",
			"<payload-type id='0'/></description><transport "
			"xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='a' pwd='b'>");
	for(i = 0; in_transport && i < n; i++)
		p += sprintf(p, "%s", what);
	sprintf(p, "%s", "</transport></content>" JINGLE_CLOSE);
	return big;
}

static void test_many(void **state)
{
	static const char candidate[] =
			"<candidate ip='1.1.1.1' port='1' component='1'/>";

	(void)state;
	/* a million of them do not fit into a stanza; thousands do */
	assert_part(refused(many(1, candidate, 4000)), "more than 128 candidates");
	offer_of(many(1, candidate, 128));
	assert_true(out_text[0] == 'v');
	assert_part(refused(many(0, "<payload-type id='1'/>", 200)),
			"more than 128 payload types");
	assert_part(refused(many(0,
						"<source xmlns='urn:xmpp:jingle:apps:rtp:"
						"ssma:0' ssrc='1'/>",
						300)),
			"more than 256 sources");
	assert_part(refused(many(0,
						"<rtp-hdrext xmlns='urn:xmpp:jingle:apps:rtp:"
						"rtp-hdrext:0' id='1' uri='u'/>",
						100)),
			"more than 64 header extensions");
	assert_part(refused(many(0,
						"<rtcp-fb xmlns='urn:xmpp:jingle:apps:rtp:"
						"rtcp-fb:0' type='x'/>",
						100)),
			"more than 64 rtcp-fb");
	assert_part(refused(many(0, "<x/>", 20000)), "more than 8192 elements");
	assert_int_equal(map.warnings.list.count, JINGLE_MAP_WARNINGS_MAX);
	assert_true(map.warnings.total >= JINGLE_MAP_WARNINGS_MAX);
}

static void test_many_contents(void **state)
{
	char *p = big;
	int i;

	(void)state;
	p += sprintf(p, "%s", JINGLE_OPEN("session-initiate"));
	for(i = 0; i < 100; i++)
		p += sprintf(p, "<content creator='initiator' name='%d'/>", i);
	sprintf(p, "%s", JINGLE_CLOSE);
	assert_part(refused(big), "more than 16 contents");
}

static void test_long_values(void **state)
{
	char *p = big;

	(void)state;
	p += sprintf(p, "%s",
			"<jingle xmlns='urn:xmpp:jingle:1' "
			"action='session-initiate' sid='");
	memset(p, 'x', 200000);
	strcpy(p + 200000, "'/>");
	assert_part(refused(big), "bytes in an attribute");
	p = big;
	p += sprintf(p, "%s",
			JINGLE_OPEN("session-initiate") "<reason><decline/>"
											"<text>");
	memset(p, 'x', 200000);
	strcpy(p + 200000, "</text></reason>" JINGLE_CLOSE);
	assert_part(refused(big), "bytes in an element");
}

/* XEP-0166 section 6.7: who gets a session-terminate considers the session
 * ended, whatever else stands in it */
static void test_terminate_is_always_taken(void **state)
{
	static const char *const insides[] = {"<decline/><text>%s</text>",
			"<decline/><condition xmlns='urn:x' value='%s'/>",
			"<decline/><strange xmlns='urn:x'>%s</strange>"};
	jingle_session_t *s;
	char *text = malloc(200001);
	size_t i;
	str in;

	(void)state;
	memset(text, 'x', 200000);
	text[200000] = '\0';
	for(i = 0; i < sizeof(insides) / sizeof(insides[0]); i++) {
		char *p =
				big
				+ sprintf(big, "%s<reason>", JINGLE_OPEN("session-terminate"));

		p += sprintf(p, insides[i], text);
		strcpy(p, "</reason>" JINGLE_CLOSE);
		tr_start(JINGLE_INITIATOR);
		in = guarded(big, strlen(big));
		assert_int_equal(jingle_xml_read(&map, &in, &s), 0);
		assert_int_equal(s->action, JINGLE_SESSION_TERMINATE);
		assert_int_equal(s->reason, JINGLE_REASON_DECLINE);
		assert_int_equal(map.error.fault, JINGLE_FAULT_NONE);
	}
	free(text);
	/* but not one that belongs to no session */
	assert_part(refused("<iq type='set'><jingle xmlns='urn:xmpp:jingle:1' "
						"action='session-terminate'><reason></jingle></iq>"),
			"has no attribute 'sid'");
}

/* what a refusal says ends in logs: a key is not in it */
static void test_keys_are_not_said(void **state)
{
	static const char *const attributes[] = {
			"key-params='inline:s3cret s3cret'",
			"key-params='inline:s3cret' session-params='s3cret&#10;'",
			"key-params=' s3cret\ts3cret'"};
	char xml[2048];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		snprintf(xml, sizeof(xml),
				OFFER(PCMU "<encryption><crypto tag='1' crypto-suite='x' %s/>"
						   "</encryption>",
						ICE("")),
				attributes[i]);
		assert_no(refused(xml), "s3cret");
	}
	assert_no(offer_of(JINGLE_OPEN(
					  "session-info") "<dtmf xmlns='urn:xmpp:jingle:dtmf:0' "
									  "code='1234'/>" JINGLE_CLOSE),
			"1234");
}

/* content ---------------------------------------------------------------------- */

/* CR, LF and other control characters in any attribute never reach a line */
static void test_control_characters(void **state)
{
	static const char *const places[] = {
			"<payload-type id='0'/><payload-type id='96' name='x%sa=evil:1' "
			"clockrate='8000'/>",
			PCMU "<source xmlns='urn:xmpp:jingle:apps:rtp:ssma:0' ssrc='1'>"
				 "<parameter name='cname' value='x%sa=evil:1'/></source>",
			PCMU "<source xmlns='urn:xmpp:jingle:apps:rtp:ssma:0' ssrc='1'>"
				 "<parameter name='x%sa=evil:1'/></source>",
			"<payload-type id='96' name='x' clockrate='1'><parameter name='x"
			"%sa=evil:1' value='1'/></payload-type>",
			"<payload-type id='96' name='x' clockrate='1'><parameter name='x' "
			"value='1%sa=evil:1'/></payload-type>",
			PCMU "<rtcp-fb xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0' "
				 "type='x%sa=evil:1'/>",
			PCMU "<rtcp-fb xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0' "
				 "type='x' subtype='x%sa=evil:1'/>",
			PCMU "<rtp-hdrext xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0' "
				 "id='1' uri='x%sa=evil:1'/>",
			PCMU "<encryption><crypto tag='1' crypto-suite='x' "
				 "key-params='x%sa=evil:1'/></encryption>",
			PCMU "<encryption><crypto tag='1' crypto-suite='x' "
				 "key-params='x' session-params='x%sa=evil:1'/></encryption>",
			PCMU "<encryption><zrtp-hash version='1%sa=evil:1' "
				 "xmlns='urn:xmpp:jingle:apps:rtp:zrtp:1'>a</zrtp-hash>"
				 "</encryption>",
			PCMU "<encryption><zrtp-hash version='1' "
				 "xmlns='urn:xmpp:jingle:apps:rtp:zrtp:1'>a%sa=evil:1"
				 "</zrtp-hash></encryption>",
			PCMU "<bandwidth type='x%sa=evil:1'>1</bandwidth>",
			PCMU "<bandwidth type='AS'>1%sa=evil:1</bandwidth>",
	};
	static const char *const transports[] = {
			"<candidate ip='1.1.1.1%sa=evil:1' port='1' component='1'/>",
			"<candidate ip='1.1.1.1' port='1' component='1' "
			"foundation='1%sa=evil:1'/>",
			"<candidate ip='1.1.1.1' port='1' component='1' "
			"protocol='udp%sa=evil:1'/>",
			"<candidate ip='1.1.1.1' port='1' component='1' "
			"type='host%sa=evil:1'/>",
			"<candidate ip='1.1.1.1' port='1' component='1' "
			"rel-addr='1.1.1.1%sa=evil:1'/>",
			"<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' "
			"hash='x%sa=evil:1'>AA</fingerprint>",
			"<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' "
			"hash='x'>AA%sa=evil:1</fingerprint>",
			"<remote-candidate ip='1.1.1.1%sa=evil:1' port='1' "
			"component='1'/>",
			"<sctpmap xmlns='urn:xmpp:jingle:transports:dtls-sctp:1' "
			"number='1' protocol='x%sa=evil:1'/>",
			"<channel xmlns='urn:xmpp:jingle:transports:webrtc-datachannel:0' "
			"id='1' protocol='x%sa=evil:1'/>",
	};
	static const char *const controls[] = {"&#13;&#10;", "&#10;", "&#13;",
			"&#9;&#10;", "&#xA;", "&#xD;", "&#127;&#10;"};
	char inner[1024], xml[4096];
	size_t i, j;

	(void)state;
	for(j = 0; j < sizeof(controls) / sizeof(controls[0]); j++) {
		for(i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
			snprintf(inner, sizeof(inner), places[i], controls[j]);
			snprintf(xml, sizeof(xml), OFFER("%s", ICE("")), inner);
			assert_no(offer_of(xml), "\na=evil");
			assert_no(out_text, "\ra=evil");
		}
		for(i = 0; i < sizeof(transports) / sizeof(transports[0]); i++) {
			snprintf(inner, sizeof(inner), transports[i], controls[j]);
			snprintf(xml, sizeof(xml), OFFER(PCMU, ICE("%s")), inner);
			assert_no(offer_of(xml), "\na=evil");
			assert_no(out_text, "\ra=evil");
		}
	}
}

/* names, media, ufrag: the same, and no further words in a line either */
static void test_words(void **state)
{
	static const char *const xmls[] = {
			JINGLE_OPEN(
					"session-initiate") "<content creator='initiator' "
										"name='a%sb'>" DESCRIPTION(
												"audio", PCMU)
												ICE("") "</"
														"content>" JINGLE_CLOSE,
			JINGLE_OPEN("session-initiate") CONTENT(
					"v", DESCRIPTION("au%sdio", PCMU) ICE("")) JINGLE_CLOSE,
			JINGLE_OPEN("session-initiate") CONTENT(
					"v", DESCRIPTION("audio", PCMU) ICE_NAMED("a%sb", "c", ""))
					JINGLE_CLOSE,
			JINGLE_OPEN("session-initiate") CONTENT(
					"v", DESCRIPTION("audio", PCMU) ICE_NAMED("a", "c%sb", ""))
					JINGLE_CLOSE,
			JINGLE_OPEN("session-initiate") CONTENT("v",
					DESCRIPTION("audio", PCMU)
							ICE("")) "<group "
									 "xmlns='urn:xmpp:jingle:apps:grouping:0' "
									 "semantics='a%sb'><content "
									 "name='v'/></group>" JINGLE_CLOSE};
	static const char *const between[] = {" ", "&#10;", "&#13;&#10;m=evil"};
	char xml[4096];
	size_t i, j;

	(void)state;
	for(i = 0; i < sizeof(xmls) / sizeof(xmls[0]); i++)
		for(j = 0; j < sizeof(between) / sizeof(between[0]); j++) {
			snprintf(xml, sizeof(xml), xmls[i], between[j]);
			offer_of(xml);
			assert_no(out_text, "\nm=evil");
			assert_no(out_text, "\nb");
			if(i > 0)
				assert_int_equal(out_text[0], '!');
		}
}

static void test_numbers(void **state)
{
	static const char *const bad[] = {"-1", "128", "4294967296",
			"18446744073709551616", "99999999999999999999999999", "0x10", "1e1",
			"1.5", "\xD9\xA1", "\xEF\xBC\x91", "+1", "", "abc", "1 2"};
	char xml[2048];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(xml, sizeof(xml),
				OFFER("<payload-type id='%s' name='x'/>", ICE("")), bad[i]);
		assert_part(refused(xml),
				bad[i][0] ? "is not in 0..127" : "payload-type has no id");
		snprintf(xml, sizeof(xml),
				OFFER(PCMU, ICE("<candidate component='1' ip='192.0.2.99' "
								"port='%s' priority='1' foundation='1'/>")),
				strcmp(bad[i], "128") == 0 ? "65536" : bad[i]);
		/* one bad candidate is left out, and said so */
		assert_no(offer_of(xml), "192.0.2.99");
		assert_true(has_note("candidate"));
		tr_start(JINGLE_INITIATOR);
		map.strict = 1;
		assert_part(say(xml), "!content 'voice': candidate port");
	}
	assert_part(
			refused(OFFER("<payload-type id='0' clockrate='-8000'/>", ICE(""))),
			"clockrate '-8000' is not in");
	assert_part(refused(OFFER(PCMU "<source "
								   "xmlns='urn:xmpp:jingle:apps:rtp:ssma:0' "
								   "ssrc='4294967296'/>",
						ICE(""))),
			"ssrc");
}

/* the same element twice, where one is allowed */
static void test_twice(void **state)
{
	(void)state;
	assert_part(refused(JINGLE_OPEN("session-initiate") CONTENT(
						"v", DESCRIPTION("audio", PCMU) ICE("")) CONTENT("v",
						DESCRIPTION("audio", PCMU) ICE("")) JINGLE_CLOSE),
			"!content 'v': second content with this name");
	assert_part(refused(JINGLE_OPEN("session-initiate") CONTENT("v",
						DESCRIPTION("audio", PCMU) DESCRIPTION("audio", PCMU)
								ICE("")) JINGLE_CLOSE),
			"second <description/>");
	assert_part(refused(OFFER(PCMU, ICE("") ICE(""))), "second <transport/>");
	assert_part(refused("<iq><jingle xmlns='urn:xmpp:jingle:1' action='x' "
						"sid='1'/><jingle xmlns='urn:xmpp:jingle:1' action='y' "
						"sid='2'/></iq>"),
			"two <jingle/>");
}

static void test_missing(void **state)
{
	static const struct
	{
		const char *xml;
		const char *why;
	} bad[] = {{"<jingle xmlns='urn:xmpp:jingle:1' sid='1'/>", "'action'"},
			{"<jingle xmlns='urn:xmpp:jingle:1' action='x'/>", "'sid'"},
			{JINGLE_OPEN("session-initiate") JINGLE_CLOSE, "no content"},
			{JINGLE_OPEN("session-initiate") "<content/>" JINGLE_CLOSE,
					"'name'"},
			{JINGLE_OPEN("session-initiate") CONTENT("v", "") JINGLE_CLOSE,
					"no <description/>"},
			{JINGLE_OPEN("session-initiate") CONTENT(
					 "v", DESCRIPTION("audio", PCMU)) JINGLE_CLOSE,
					"no <transport/>"},
			{OFFER("", ICE("")), "no payload-type"},
			{OFFER("<payload-type name='x'/>", ICE("")), "has no id"},
			{OFFER(PCMU, ICE_NAMED("", "x", "")), "neither ufrag and pwd"},
			{JINGLE_OPEN("session-initiate") CONTENT("v",
					 "<description xmlns='" NS_RTP "'/>" ICE("")) JINGLE_CLOSE,
					"'media'"},
			{JINGLE_OPEN("session-initiate") "<content name='v' "
											 "creator='me'/>" JINGLE_CLOSE,
					"creator"},
			{JINGLE_OPEN("session-initiate") "<content name='v' "
											 "senders='me'/>" JINGLE_CLOSE,
					"senders 'me'"}};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_part(refused(bad[i].xml), bad[i].why);
}

static void test_namespaces(void **state)
{
	(void)state;
	assert_part(refused("<iq><jingle xmlns='urn:xmpp:jingle:0' action='x' "
						"sid='1'/></iq>"),
			"no <jingle ");
	assert_int_equal(map.error.fault, JINGLE_FAULT_NOT_JINGLE);
	assert_part(refused("<jingle action='x' sid='1'/>"), "no <jingle ");
	/* an element of another namespace is not the one we know */
	assert_part(refused(OFFER("<payload-type xmlns='urn:x' id='0'/>", ICE(""))),
			"no payload-type");
	assert_no(offer_of(OFFER(PCMU, ICE("<fingerprint xmlns='urn:x' "
									   "hash='sha-1'>AA</fingerprint>"))),
			"fingerprint");
	/* prefixes are as good as default namespaces */
	assert_part(offer_of("<j:jingle xmlns:j='urn:xmpp:jingle:1' "
						 "action='session-initiate' sid='1'><j:content "
						 "name='v' creator='initiator'><r:description "
						 "xmlns:r='" NS_RTP "' media='audio'><r:payload-type "
						 "id='0'/></r:description><i:transport "
						 "xmlns:i='urn:xmpp:jingle:transports:ice-udp:1' "
						 "ufrag='a' pwd='b'/></j:content></j:jingle>"),
			"a=rtpmap:0 PCMU/8000");
	/* attributes of another namespace are not ours */
	assert_part(offer_of(OFFER("<payload-type xmlns:x='urn:x' x:id='5' "
							   "id='0'/>",
						ICE(""))),
			"a=rtpmap:0 PCMU");
	/* unknown elements everywhere are skipped with all in them */
	assert_part(offer_of(OFFER("<x xmlns='urn:x'><payload-type xmlns='" NS_RTP
							   "' id='8'/></x>" PCMU,
						ICE("<y/>"))),
			"m=audio 9 RTP/AVP 0\r\n");
}

/* SDP ---------------------------------------------------------------------------- */

static const char *sdp_refused(const char *sdp)
{
	const char *text = initiate_of(sdp);

	if(text[0] != '!')
		fail_msg("not refused: %.200s", sdp);
	return text;
}

static void test_bad_sdp(void **state)
{
	static const char *const bad[] = {"", "v", "v=", "v=0", "v=0\r\n", "hello",
			"m=audio 1 RTP/AVP 0\r\n", SDP_HEAD, SDP_HEAD "m=audio\r\n",
			SDP_HEAD "m=audio 5004\r\n", SDP_HEAD "m=audio 5004 RTP/AVP\r\n",
			SDP_HEAD "m=audio 65536 RTP/AVP 0\r\n",
			SDP_HEAD "m=audio -1 RTP/AVP 0\r\n",
			SDP_HEAD "m=au dio 5004 RTP/AVP 0\r\n",
			SDP_HEAD "m=audio 5004 RTP/AVP 256\r\n",
			"v=0\r\nc=IN IP4 1.2.3\r\nm=audio 5004 RTP/AVP 0\r\n",
			"v=0\r\nc=IN IP4 1.2.3.256\r\nm=audio 5004 RTP/AVP 0\r\n",
			"v=0\r\nc=IN IP6 :::1\r\nm=audio 5004 RTP/AVP 0\r\n",
			"v=0\r\nc=FOO IP4 1.2.3.4\r\nm=audio 5004 RTP/AVP 0\r\n",
			"v=0\r\nc=IN\r\nm=audio 5004 RTP/AVP 0\r\n",
			"v=0\r\nm=audio 5004 RTP/AVP 0\r\n"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		sdp_refused(bad[i]);
}

static void test_sdp_limits(void **state)
{
	char *p = big;
	int i;

	(void)state;
	p += sprintf(p, "%s", SDP_HEAD);
	for(i = 0; i < 100; i++)
		p += sprintf(p, "m=audio 5004 RTP/AVP 0\r\n");
	assert_part(sdp_refused(big), "more than 16 m= lines");
	p = big + sprintf(big, "%s", SDP_HEAD "m=audio 9 RTP/AVP 0\r\n");
	for(i = 0; i < 20000; i++)
		p += sprintf(p, "a=x\r\n");
	assert_part(sdp_refused(big), "more than 8192 lines");
	p = big + sprintf(big, "%s", SDP_HEAD "m=audio 9 RTP/AVP 0\r\na=");
	memset(p, 'x', 5000);
	p[5000] = '\0';
	assert_part(sdp_refused(big), "bytes in a line");
	p = big + sprintf(big, "%s", SDP_HEAD "m=audio 9 RTP/AVP 0\r\n");
	for(i = 0; i < 300; i++)
		p += sprintf(p, "a=ssrc:%d cname:x\r\n", i);
	assert_part(sdp_refused(big), "more than 256 sources");
	memset(big, 'v', TOO_BIG);
	big[TOO_BIG] = '\0';
	assert_part(sdp_refused(big), "bytes in an SDP body");
}

/* characters of XML in any field of SDP arrive escaped */
static void test_xml_in_sdp(void **state)
{
	static const char evil[] = "x'/><evil a=\"&";
	static const char *const lines[] = {"a=fmtp:96 %s", "a=fmtp:96 a=%s",
			"a=ssrc:1 cname:%s", "a=msid:%s t", "a=extmap:1 urn:%s",
			"a=rtcp-fb:96 %s", "a=crypto:1 x inline:%s", "a=zrtp-hash:1 %s",
			"a=ice-ufrag:%s", "a=group:%s"};
	char line[256], sdp[1024];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		snprintf(line, sizeof(line), lines[i], evil);
		snprintf(sdp, sizeof(sdp),
				SDP_HEAD "m=audio 5004 RTP/AVP 96\r\na=rtpmap:96 x/8000\r\n"
						 "a=ssrc:2 cname:x\r\na=ice-pwd:abc\r\n%s\r\n",
				line);
		assert_no(initiate_of(sdp), "<evil");
		assert_true(out_text[0] == '<');
	}
	assert_part(
			initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 96\r\n"
								 "a=rtpmap:96 x/8000\r\na=fmtp:96 a=<&>\r\n"),
			"value='&lt;&amp;&gt;'");
}

/* bytes that XML cannot carry: the line goes, the others stay */
static void test_bytes_in_sdp(void **state)
{
	static const char *const bytes[] = {"\x01", "\x0B", "\x7F", "\xFF",
			"\xC3\x28", "\xED\xA0\x80", "\xEF\xBF\xBF"};
	char sdp[1024];
	size_t i;
	str in;

	(void)state;
	for(i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++) {
		snprintf(sdp, sizeof(sdp),
				SDP_HEAD "m=audio 5004 RTP/AVP 0\r\na=ssrc:1 cname:a%sb\r\n"
						 "a=ptime:20\r\n",
				bytes[i]);
		assert_part(initiate_of(sdp), "ptime='20'");
		assert_no(out_text, "cname");
		assert_true(has_note("line"));
	}
	tr_start(JINGLE_RESPONDER);
	in = guarded("v=0\r\n\0", 6);
	assert_int_equal(
			jingle_from_sdp(&map, &ctx, &in, JINGLE_BODY_OFFER, &stanzas), -1);
	assert_part(map.error.text, "NUL");
	assert_part(initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0\r\n"
									 "a=ssrc:1 cname:\xC3\xA4\r\n"),
			"value='\xC3\xA4'");
}

/* lines end with CRLF or LF (RFC 8866 section 5), the last may have none */
static void test_line_ends(void **state)
{
	(void)state;
	assert_part(initiate_of("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\n"
							"c=IN IP4 192.0.2.1\nt=0 0\n"
							"m=audio 5004 RTP/AVP 0\na=ptime:20"),
			"ptime='20'");
}

/* malformed lines that are not the m= or c= line are left out */
static void test_odd_lines(void **state)
{
	static const char *const lines[] = {"a=rtpmap", "a=rtpmap:", "a=rtpmap:0",
			"a=rtpmap:0 x", "a=rtpmap:999 x/1", "a=fmtp:5 x", "a=fmtp",
			"a=rtcp-fb:0", "a=rtcp-fb:9 x", "a=ptime:x", "a=maxptime:-1",
			"a=extmap:0 urn:x", "a=extmap:x", "a=ssrc:x cname:y", "a=ssrc",
			"a=ssrc-group:FID x", "a=candidate:", "a=candidate:1 1 udp",
			"a=candidate:1 1 udp 1 1.1.1.1 99999 typ host",
			"a=candidate:1 999 udp 1 1.1.1.1 9 typ host",
			"a=candidate:1 1 udp 1 1.1.1.1 9 type host",
			"a=remote-candidates:1 x 5", "a=rtcp:x", "a=sctp-port:x",
			"a=sctpmap:x", "a=dcmap:x", "a=mid:a b", "a=zrtp-hash:1",
			"a=setup:sideways", "b=AS", "b=AS:x", "b=:5", "a=", "a", "=", "x",
			"a=group:", "a=msid:", "a=content:", "a=ice-options:"};
	char sdp[1024];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		snprintf(sdp, sizeof(sdp),
				SDP_HEAD SDP_ICE "m=audio 5004 RTP/AVP 0\r\n%s\r\n"
								 "a=rtcp-mux\r\n",
				lines[i]);
		if(initiate_of(sdp)[0] != '<')
			fail_msg("%s: %s", lines[i], out_text);
		assert_part(out_text, "<rtcp-mux/>");
	}
}

/* the blob of a context is not trusted either */
static void test_bad_context(void **state)
{
	str blob, part;
	char *copy;
	int i, len;

	(void)state;
	offer_of(OFFER(PCMU, ICE("")));
	assert_int_equal(jingle_ctx_pack(&ctx, &arena, &blob), 0);
	len = blob.len;
	copy = malloc((size_t)len + 1);
	memcpy(copy, blob.s, (size_t)len);
	for(i = 0; i < len; i++) { /* cut off anywhere */
		part.s = malloc((size_t)i + 1);
		memcpy(part.s, copy, (size_t)i);
		part.len = i;
		assert_int_equal(jingle_ctx_unpack(&ctx, &part), -1);
		assert_int_equal(ctx.slots, 0);
		free(part.s);
	}
	part.s = copy;
	part.len = len;
	for(i = 0; i < len; i++) { /* one byte changed: never beyond the blob */
		char was = copy[i];
		copy[i] = '9';
		jingle_ctx_unpack(&ctx, &part);
		assert_true(ctx.slots <= JINGLE_CTX_SLOTS);
		copy[i] = was;
	}
	copy[len] = 'x';
	part.len = len + 1;
	assert_int_equal(jingle_ctx_unpack(&ctx, &part), -1);
	part.s = NULL;
	assert_int_equal(jingle_ctx_unpack(&ctx, &part), -1);
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_doctype),
			cmocka_unit_test(test_entities),
			cmocka_unit_test(test_not_well_formed), cmocka_unit_test(test_nul),
			cmocka_unit_test(test_cdata), cmocka_unit_test(test_too_long),
			cmocka_unit_test(test_depth), cmocka_unit_test(test_many),
			cmocka_unit_test(test_many_contents),
			cmocka_unit_test(test_long_values),
			cmocka_unit_test(test_terminate_is_always_taken),
			cmocka_unit_test(test_keys_are_not_said),
			cmocka_unit_test(test_control_characters),
			cmocka_unit_test(test_words), cmocka_unit_test(test_numbers),
			cmocka_unit_test(test_twice), cmocka_unit_test(test_missing),
			cmocka_unit_test(test_namespaces), cmocka_unit_test(test_bad_sdp),
			cmocka_unit_test(test_sdp_limits),
			cmocka_unit_test(test_xml_in_sdp),
			cmocka_unit_test(test_bytes_in_sdp),
			cmocka_unit_test(test_line_ends), cmocka_unit_test(test_odd_lines),
			cmocka_unit_test(test_bad_context)};
	int failed;

	big = malloc(1024 * 1024);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(big);
	tr_done();
	return failed;
}
