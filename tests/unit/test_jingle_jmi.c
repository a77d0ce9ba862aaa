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
/* libs: libxml-2.0 */
/* links: modules/jingle_sdp/jingle_jmi.c */
/* links: modules/jingle_sdp/jingle_text.c */
/* links: modules/jingle_sdp/jingle_sdp_reader.c */
/* links: modules/jingle_sdp/jingle_map_out.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Message initiation, XEP-0353: read as clients write it, written as the
 * specification has it. */

#include "../../modules/jingle_sdp/jingle_jmi.h"
#include "jingle_test.h"

static jingle_jmi_t jmi;

static int read_jmi(const char *xml)
{
	str in;

	tr_start(JINGLE_INITIATOR);
	in = guarded(xml, strlen(xml));
	return jingle_jmi_read(&map, &in, &jmi);
}

#define MESSAGE(inside)                               \
	"<message from='romeo@montague.example/orchard' " \
	"to='juliet@capulet.example' type='chat' id='m1'>" inside "</message>"
#define JMI(kind, inside)                                              \
	MESSAGE("<" kind                                                   \
			" xmlns='urn:xmpp:jingle-message:0' id='ca3cf894'>" inside \
			"</" kind ">")
#define MEDIA(m) \
	"<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='" m "'/>"

static int is(const str *s, const char *z)
{
	return s->s != NULL && s->len == (int)strlen(z)
		   && memcmp(s->s, z, strlen(z)) == 0;
}

static void test_kinds(void **state)
{
	static const struct
	{
		const char *xml;
		int kind;
	} kinds[] = {{JMI("propose", ""), JINGLE_JMI_PROPOSE},
			{JMI("ringing", ""), JINGLE_JMI_RINGING},
			{JMI("proceed", ""), JINGLE_JMI_PROCEED},
			{JMI("accept", ""), JINGLE_JMI_ACCEPT},
			{JMI("reject", ""), JINGLE_JMI_REJECT},
			{JMI("retract", ""), JINGLE_JMI_RETRACT},
			{JMI("finish", ""), JINGLE_JMI_FINISH},
			{JMI("dance", ""), JINGLE_JMI_UNKNOWN}};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		assert_int_equal(read_jmi(kinds[i].xml), 0);
		assert_int_equal(jmi.kind, kinds[i].kind);
		assert_true(is(&jmi.id, "ca3cf894"));
		assert_true(is(&jmi.from, "romeo@montague.example/orchard"));
		assert_true(is(&jmi.to, "juliet@capulet.example"));
		assert_true(is(&jmi.message_id, "m1"));
		assert_false(jmi.delayed);
		assert_false(jmi.error);
		assert_int_equal(jmi.reason, JINGLE_REASON_NONE);
	}
}

static void test_media(void **state)
{
	(void)state;
	assert_int_equal(
			read_jmi(JMI("propose", MEDIA("audio") MEDIA("video"))), 0);
	assert_int_equal(jmi.media, JINGLE_JMI_AUDIO | JINGLE_JMI_VIDEO);
	assert_int_equal(read_jmi(JMI("propose", MEDIA("audio"))), 0);
	assert_int_equal(jmi.media, JINGLE_JMI_AUDIO);
	assert_int_equal(
			read_jmi(JMI("propose", "<description xmlns='urn:xmpp:jingle:apps:"
									"file-transfer:5'/>")),
			0);
	assert_int_equal(jmi.media, JINGLE_JMI_OTHER);
	assert_int_equal(read_jmi(JMI("propose", MEDIA("text"))), 0);
	assert_int_equal(jmi.media, JINGLE_JMI_OTHER);
}

static void test_reasons(void **state)
{
	(void)state;
	assert_int_equal(
			read_jmi(JMI("reject", "<reason xmlns='urn:xmpp:jingle:1'><busy/>"
								   "<text>Busy</text></reason><tie-break/>")),
			0);
	assert_int_equal(jmi.reason, JINGLE_REASON_BUSY);
	assert_true(is(&jmi.reason_text, "Busy"));
	assert_true(jmi.tie_break);
	assert_int_equal(read_jmi(JMI("finish", "<reason xmlns='urn:xmpp:jingle:1'>"
											"<expired/></reason><migrated "
											"to='989a46a6'/>")),
			0);
	assert_int_equal(jmi.reason, JINGLE_REASON_EXPIRED);
	assert_true(is(&jmi.migrated_to, "989a46a6"));
	assert_int_equal(read_jmi(JMI("retract", "<reason><fancy/></reason>")), 0);
	assert_int_equal(jmi.reason, JINGLE_REASON_UNKNOWN);
	assert_true(is(&jmi.reason_name, "fancy"));
}

/* An end is taken, however long what is said with it; nothing else is. */
static void test_end_is_always_taken(void **state)
{
	static const char *const kinds[] = {
			"reject", "retract", "finish", "propose", "proceed"};
	static char xml[40000], text[30000];
	size_t i;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	for(i = 0; i < 5; i++) {
		snprintf(xml, sizeof(xml),
				MESSAGE("<%s xmlns='urn:xmpp:jingle-message:0' id='ca3cf894'>"
						"<reason xmlns='urn:xmpp:jingle:1'><busy/>"
						"<text>%s</text></reason></%s>"),
				kinds[i], text, kinds[i]);
		assert_int_equal(read_jmi(xml), i < 3 ? 0 : -1);
		if(i >= 3)
			continue;
		assert_int_equal(jmi.reason, JINGLE_REASON_BUSY);
		assert_true(is(&jmi.id, "ca3cf894"));
	}
}

/* Dino's proceed has a device of OMEMO; hints, bodies and the like stand
 * around the element */
static void test_around(void **state)
{
	(void)state;
	assert_int_equal(
			read_jmi(MESSAGE("<body>You have a call</body><proceed "
							 "id='f0d5b1cb' xmlns='urn:xmpp:jingle-message:0'>"
							 "<device id='609779642' xmlns='http://gultsch.de/"
							 "xmpp/drafts/omemo/dlts-srtp-verification'/>"
							 "</proceed><store xmlns='urn:xmpp:hints'/>")),
			0);
	assert_int_equal(jmi.kind, JINGLE_JMI_PROCEED);
	assert_true(is(&jmi.id, "f0d5b1cb"));
}

/* stored messages, carbons, messages of ours that came back */
static void test_old_and_copied(void **state)
{
	(void)state;
	assert_int_equal(
			read_jmi(MESSAGE("<propose id='1' "
							 "xmlns='urn:xmpp:jingle-message:0'/><delay "
							 "xmlns='urn:xmpp:delay' "
							 "stamp='2026-01-01T00:00:00Z'/>")),
			0);
	assert_true(jmi.delayed);
	assert_int_equal(
			read_jmi(MESSAGE("<sent xmlns='urn:xmpp:carbons:2'><forwarded "
							 "xmlns='urn:xmpp:forward:0'><message from='a@b/c' "
							 "to='d@e' xmlns='jabber:client'><accept id='1' "
							 "xmlns='urn:xmpp:jingle-message:0'/></message>"
							 "</forwarded></sent>")),
			0);
	assert_true(jmi.carbon);
	assert_int_equal(jmi.kind, JINGLE_JMI_ACCEPT);
	assert_true(is(&jmi.from, "a@b/c"));
	assert_int_equal(
			read_jmi("<message from='a@b' to='c@d' type='error'><propose "
					 "id='1' xmlns='urn:xmpp:jingle-message:0'/><error "
					 "type='cancel'><service-unavailable "
					 "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text "
					 "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>no</text>"
					 "</error></message>"),
			0);
	assert_true(jmi.error);
	assert_true(is(&jmi.error_condition, "service-unavailable"));
}

static void test_refused(void **state)
{
	static const char *const bad[] = {"", "<message/>", "<iq/>",
			MESSAGE("<body>hi</body>"),
			MESSAGE("<propose id='1' xmlns='urn:x'/>"),
			MESSAGE("<propose xmlns='urn:xmpp:jingle-message:0'/>"),
			JMI("propose", "") "<message/>", "<message",
			"<!DOCTYPE m><message/>"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(read_jmi(bad[i]), -1);
		assert_true(map.error.fault != JINGLE_FAULT_NONE);
		assert_true(map.error.text[0]);
	}
	read_jmi(MESSAGE("<body>hi</body>"));
	assert_int_equal(map.error.fault, JINGLE_FAULT_NOT_JINGLE);
}

static const char *write_jmi(void)
{
	static char buf[4096];
	xml_build_t b;
	str out;

	xml_build_init(&b, buf, sizeof(buf) - 1);
	if(jingle_jmi_write(&b, &jmi) < 0 || xml_build_end(&b, &out) < 0)
		return NULL;
	buf[out.len] = '\0';
	return buf;
}

static void set(str *s, const char *z)
{
	s->s = (char *)z;
	s->len = (int)strlen(z);
}

static void prepare(int kind)
{
	memset(&jmi, 0, sizeof(jmi));
	jmi.kind = (jingle_jmi_kind_t)kind;
	set(&jmi.from, "a@gw/x");
	set(&jmi.to, "b@y");
	set(&jmi.id, "s1");
	set(&jmi.message_id, "m1");
}

/* XEP-0353: type chat, own id, a store hint */
static void test_write(void **state)
{
	(void)state;
	prepare(JINGLE_JMI_PROPOSE);
	jmi.media = JINGLE_JMI_AUDIO | JINGLE_JMI_VIDEO;
	assert_string_equal(write_jmi(),
			"<message from='a@gw/x' to='b@y' id='m1' type='chat'><propose "
			"xmlns='urn:xmpp:jingle-message:0' id='s1'>" MEDIA("audio")
					MEDIA("video") "</propose><store "
								   "xmlns='urn:xmpp:hints'/></message>");
	/* the caller's name (XEP-0172) */
	set(&jmi.nick, "Romeo & Co");
	assert_part(write_jmi(), "</propose><nick "
							 "xmlns='http://jabber.org/protocol/nick'>Romeo "
							 "&amp; Co</nick>");
	assert_int_equal(read_jmi(write_jmi()), 0);
	assert_true(is(&jmi.nick, "Romeo & Co"));
	prepare(JINGLE_JMI_FINISH);
	jmi.reason = JINGLE_REASON_EXPIRED;
	set(&jmi.migrated_to, "s2");
	assert_part(write_jmi(), "<reason xmlns='urn:xmpp:jingle:1'><expired/>"
							 "</reason><migrated to='s2'/></finish>");
	prepare(JINGLE_JMI_REJECT);
	jmi.reason = JINGLE_REASON_BUSY;
	set(&jmi.reason_text, "<busy & so>");
	jmi.tie_break = 1;
	assert_part(write_jmi(), "<busy/><text>&lt;busy &amp; so&gt;</text>"
							 "</reason><tie-break/></reject>");
	/* what was written is read as it was meant */
	assert_int_equal(read_jmi(write_jmi()), 0);
	assert_int_equal(jmi.reason, JINGLE_REASON_BUSY);
	assert_true(jmi.tie_break);
	assert_true(is(&jmi.reason_text, "<busy & so>"));
}

static void test_write_refused(void **state)
{
	(void)state;
	prepare(JINGLE_JMI_UNKNOWN);
	assert_null(write_jmi());
	prepare(JINGLE_JMI_KINDS);
	assert_null(write_jmi());
	prepare(JINGLE_JMI_PROCEED);
	jmi.id.s = NULL;
	assert_null(write_jmi());
	prepare(JINGLE_JMI_PROCEED);
	jmi.from.s = NULL;
	assert_null(write_jmi());
	prepare(JINGLE_JMI_PROCEED);
	set(&jmi.to, "a\001b");
	assert_null(write_jmi());
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_kinds),
			cmocka_unit_test(test_media), cmocka_unit_test(test_reasons),
			cmocka_unit_test(test_end_is_always_taken),
			cmocka_unit_test(test_around),
			cmocka_unit_test(test_old_and_copied),
			cmocka_unit_test(test_refused), cmocka_unit_test(test_write),
			cmocka_unit_test(test_write_refused)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return failed;
}
