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
/* links: modules/jingle_sdp/jingle_map_section.c */
/* links: modules/jingle_sdp/jingle_text.c */
/* links: modules/jingle_sdp/jingle_sdp_reader.c */
/* links: modules/jingle_sdp/jingle_map_out.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a call in progress tells its client, so that each program takes it. */

#include "../../modules/jingle_sdp/jingle_map_core.h"
#include "jingle_test.h"

#define HEAD_OF(n)                                                \
	"v=0\r\no=alice 2890844526 " n " IN IP4 192.0.2.1\r\ns=-\r\n" \
	"c=IN IP4 192.0.2.1\r\nt=0 0\r\n" SDP_ICE
#define OTHER_ICE "a=ice-ufrag:zzzz\r\na=ice-pwd:y9cml/YzichV2+XlhiMu8g\r\n"
#define AUDIO "m=audio 5004 RTP/AVP 0\r\na=mid:voice\r\n"
#define VIDEO "m=video 5006 RTP/AVP 31\r\na=mid:cam\r\n"
#define H261 "<payload-type id='31' name='H261' clockrate='90000'/>"
#define CAND(n, ip) "a=candidate:" n " 1 udp " n " " ip " 7 typ host\r\n"
#define ACTION(action, inside) JINGLE_OPEN(action) inside JINGLE_CLOSE
#define BOTH                                             \
	CONTENT("voice", DESCRIPTION("audio", PCMU) ICE("")) \
	CONTENT("cam", DESCRIPTION("video", H261) ICE(""))

/* all but those that take a content-modify, and one that is not known */
static const jingle_peer_t silent[] = {JINGLE_PEER_MONAL, JINGLE_PEER_MOVIM,
		JINGLE_PEER_PSI, JINGLE_PEER_QXMPP, JINGLE_PEER_SISKIN,
		JINGLE_PEER_STANZA, JINGLE_PEER_UNKNOWN};
static const jingle_peer_t all[] = {JINGLE_PEER_GENERIC,
		JINGLE_PEER_CONVERSATIONS, JINGLE_PEER_DINO, JINGLE_PEER_GAJIM,
		JINGLE_PEER_LIBPURPLE, JINGLE_PEER_MONAL, JINGLE_PEER_MOVIM,
		JINGLE_PEER_PSI, JINGLE_PEER_QXMPP, JINGLE_PEER_SISKIN,
		JINGLE_PEER_STANZA, JINGLE_PEER_UNKNOWN};
enum
{
	SILENT = sizeof(silent) / sizeof(silent[0]),
	ALL = sizeof(all) / sizeof(all[0])
};

/* The peer called with both, SIP answers. */
static void peer_called(jingle_peer_t peer, const char *answer)
{
	tr_start(JINGLE_INITIATOR);
	map.peer = peer;
	map.hold_by_info = 1;
	say(ACTION("session-initiate", BOTH));
	ctx_cycle();
	assert_part(hear(answer, JINGLE_BODY_ANSWER), "session-accept");
	ctx_cycle();
}

/* SIP called with this, the peer has accepted both. */
static const char *sip_called(jingle_peer_t peer, const char *offer)
{
	static char initiate[8192];

	tr_start(JINGLE_RESPONDER);
	map.peer = peer;
	map.hold_by_info = 1;
	snprintf(initiate, sizeof(initiate), "%s", hear(offer, JINGLE_BODY_OFFER));
	ctx_cycle();
	say(ACTION("session-accept", BOTH));
	assert_int_equal(ctx.state, JINGLE_CTX_ACTIVE);
	ctx_cycle();
	return initiate;
}

static int count_of(const char *text, const char *part)
{
	const char *p;
	int n = 0;

	for(p = text; (p = strstr(p, part)) != NULL; p++)
		n++;
	return n;
}

/* transport ----------------------------------------------------------------- */

/* each line of the text is a transport-info with one content, and candidates */
static void each_has(const char *text, int candidates)
{
	char line[4096];
	const char *p, *end;

	for(p = text; (end = strchr(p, '\n')) != NULL; p = end + 1) {
		snprintf(line, sizeof(line), "%.*s", (int)(end - p), p);
		assert_part(line, "action='transport-info'");
		assert_int_equal(count_of(line, "<content "), 1);
		assert_int_equal(count_of(line, "<candidate "), candidates);
		assert_part(line, "ufrag='");
		assert_part(line, "pwd='");
	}
}

/* two candidates for each of two contents: four transport-infos */
static void test_candidates(void **state)
{
	const char *xml;

	(void)state;
	peer_called(JINGLE_PEER_GENERIC, HEAD_OF("1") AUDIO VIDEO);
	xml = hear(HEAD_OF("2") AUDIO CAND("1", "192.0.2.7") CAND("2", "192.0.2.8")
					   VIDEO CAND("1", "192.0.2.7") CAND("2", "192.0.2.9"),
			JINGLE_BODY_OFFER);
	assert_int_equal(stanzas.list.count, 4);
	each_has(xml, 1);
	assert_int_equal(count_of(xml, "name='cam'"), 2);
	assert_int_equal(count_of(xml, "ip='192.0.2.7'"), 2);
	assert_int_equal(count_of(xml, "ip='192.0.2.9'"), 1);
	/* the same again says nothing */
	assert_string_equal(hear(HEAD_OF("3") AUDIO CAND("1", "192.0.2.7") CAND("2",
									 "192.0.2.8") VIDEO CAND("1", "192.0.2.7")
										CAND("2", "192.0.2.9"),
								JINGLE_BODY_OFFER),
			"");
}

/* a fragment of SIP's likewise; without candidates it is told, too */
static void test_fragment(void **state)
{
	const char *xml;

	(void)state;
	peer_called(JINGLE_PEER_GENERIC, HEAD_OF("1") AUDIO VIDEO);
	xml = hear(SDP_ICE AUDIO CAND("1", "192.0.2.7") CAND("2", "192.0.2.8")
					   VIDEO CAND("1", "192.0.2.9"),
			JINGLE_BODY_FRAGMENT);
	assert_int_equal(stanzas.list.count, 3);
	each_has(xml, 1);
	xml = hear(SDP_ICE AUDIO VIDEO, JINGLE_BODY_FRAGMENT);
	assert_int_equal(stanzas.list.count, 2);
	each_has(xml, 0);
}

/* New credentials of a content come first, without candidates: with them
 * Conversations takes them for the answer to a restart of its own. */
static void test_restart(void **state)
{
	const char *xml, *line;

	(void)state;
	peer_called(JINGLE_PEER_GENERIC, HEAD_OF("1") AUDIO VIDEO);
	xml = hear("v=0\r\no=alice 2890844526 2 IN IP4 192.0.2.1\r\ns=-\r\n"
			   "c=IN IP4 192.0.2.1\r\nt=0 0\r\n" OTHER_ICE AUDIO CAND(
					   "1", "192.0.2.7") CAND("2", "192.0.2.8")
					   VIDEO CAND("1", "192.0.2.7"),
			JINGLE_BODY_OFFER);
	assert_int_equal(stanzas.list.count, 5);
	assert_int_equal(count_of(xml, "ufrag='zzzz'"), 5);
	assert_int_equal(count_of(xml, "generation='1'"), 3);
	line = strchr(xml, '\n');
	assert_true(strstr(xml, "<candidate ") > line);
	assert_int_equal(count_of(xml, "ip='192.0.2.7'"), 2);
	line = strstr(xml, "name='cam'");
	assert_true(strchr(line, '\n') < strstr(line, "<candidate "));
}

/* The answer to a restart of the peer's: its credentials have candidates. */
static void test_restarted(void **state)
{
	const char *xml;

	(void)state;
	peer_called(JINGLE_PEER_GENERIC, HEAD_OF("1") AUDIO VIDEO);
	say(ACTION("transport-info",
			CONTENT("voice", ICE_NAMED("newV", "newPasswordOf22Charact", ""))));
	assert_int_equal(sdp_out.kind, JINGLE_BODY_OFFER);
	xml = hear("v=0\r\no=alice 2890844526 2 IN IP4 192.0.2.1\r\ns=-\r\n"
			   "c=IN IP4 192.0.2.1\r\nt=0 0\r\n" AUDIO OTHER_ICE CAND(
					   "1", "192.0.2.7") CAND("2", "192.0.2.8") VIDEO SDP_ICE,
			JINGLE_BODY_ANSWER);
	assert_int_equal(stanzas.list.count, 2);
	each_has(xml, 1);
	assert_int_equal(count_of(xml, "ufrag='zzzz'"), 2);
}

#define KEY(value, setup) \
	"a=fingerprint:sha-1 " value "\r\na=setup:" setup "\r\n"

/* new keys are told once, with the first candidate or alone */
static void test_keys(void **state)
{
	const char *xml;

	(void)state;
	peer_called(
			JINGLE_PEER_GENERIC, HEAD_OF("1") KEY("AA", "active") AUDIO VIDEO);
	xml = hear(HEAD_OF("2") KEY("BB", "actpass") AUDIO CAND("1", "192.0.2.7")
					   CAND("2", "192.0.2.8") VIDEO,
			JINGLE_BODY_OFFER);
	assert_int_equal(stanzas.list.count, 3);
	assert_int_equal(count_of(xml, ">BB</fingerprint>"), 2);
	assert_part(strstr(xml, "name='cam'"), ">BB</fingerprint>");
}

/* answers to a transport-replace have one content each, too */
static void test_replaced(void **state)
{
	const char *xml;

	(void)state;
	peer_called(JINGLE_PEER_GENERIC, HEAD_OF("1") AUDIO VIDEO);
	say(ACTION("transport-replace",
			CONTENT("voice", ICE_NAMED("newV", "newPasswordOf22Charact", ""))
					CONTENT("cam",
							ICE_NAMED("newC", "newPasswordOf22Charact", ""))));
	xml = hear(HEAD_OF("2") AUDIO CAND("1", "192.0.2.7") CAND("2", "192.0.2.8")
					   VIDEO CAND("1", "192.0.2.7"),
			JINGLE_BODY_ANSWER);
	assert_int_equal(count_of(xml, "action='transport-accept'"), 2);
	assert_int_equal(count_of(xml, "<content "), 2);
	assert_int_equal(count_of(xml, "<candidate "), 3);
}

/* direction ----------------------------------------------------------------- */

/* One stream pauses, in an offer and in an answer: nobody is told by
 * content-modify, and the SDP says it all the same. */
static void test_pauses_one(void **state)
{
	static const char *const pauses[] = {"sendonly", "recvonly", "inactive"};
	char sdp[512];
	int i, k;

	(void)state;
	for(i = 0; i < ALL; i++)
		for(k = 0; k < 3; k++) {
			peer_called(all[i], HEAD_OF("1") AUDIO VIDEO);
			snprintf(sdp, sizeof(sdp), HEAD_OF("2") AUDIO VIDEO "a=%s\r\n",
					pauses[k]);
			assert_string_equal(hear(sdp, JINGLE_BODY_OFFER), "");
			ctx_cycle();
			assert_string_equal(
					hear(HEAD_OF("3") AUDIO VIDEO, JINGLE_BODY_OFFER), "");
			ctx_cycle();
			say(ACTION("session-info",
					"<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>"));
			assert_int_equal(ctx.pending, JINGLE_PENDING_SIP_ANSWER);
			snprintf(sdp, sizeof(sdp),
					HEAD_OF("4") AUDIO "a=recvonly\r\n" VIDEO "a=%s\r\n",
					k == 0 ? "inactive" : pauses[k]);
			assert_string_equal(hear(sdp, JINGLE_BODY_ANSWER), "");
		}
}

/* all streams at once: hold and unhold, and nothing else */
static void test_pauses_all(void **state)
{
	int i;

	(void)state;
	for(i = 0; i < ALL; i++) {
		sip_called(all[i], HEAD_OF("1") AUDIO VIDEO);
		assert_part(hear(HEAD_OF("2") "a=inactive\r\n" AUDIO VIDEO,
							JINGLE_BODY_OFFER),
				"<hold ");
		assert_int_equal(stanzas.list.count, 1);
		ctx_cycle();
		assert_part(
				hear(HEAD_OF("3") AUDIO VIDEO, JINGLE_BODY_OFFER), "<unhold ");
		assert_int_equal(stanzas.list.count, 1);
	}
}

/* SIP answers what the peer resumes by keeping it on hold: it is a hold */
static void test_held_by_answer(void **state)
{
	(void)state;
	peer_called(JINGLE_PEER_GENERIC, HEAD_OF("1") AUDIO VIDEO);
	say(ACTION("content-modify", "<content creator='initiator' name='voice' "
								 "senders='initiator'/>"));
	assert_part(
			hear(HEAD_OF("2") "a=inactive\r\n" AUDIO VIDEO, JINGLE_BODY_ANSWER),
			"<hold ");
	assert_int_equal(stanzas.list.count, 1);
}

/* A phone that holds when the call begins: no content is denied to anybody,
 * for who takes no content-modify would never hear that it has resumed. Dino
 * and Monal refuse senders='none' in any case. */
static void test_begins_held(void **state)
{
	static const char *const held[] = {"sendonly", "recvonly", "inactive"};
	char sdp[512];
	int i, k;

	(void)state;
	for(i = 0; i < ALL; i++)
		for(k = 0; k < 3; k++) {
			snprintf(sdp, sizeof(sdp), HEAD_OF("1") AUDIO "a=%s\r\n", held[k]);
			tr_start(JINGLE_RESPONDER);
			map.peer = all[i];
			map.hold_by_info = 1;
			assert_part(hear(sdp, JINGLE_BODY_OFFER), "senders='both'");
			tr_start(JINGLE_INITIATOR);
			map.peer = all[i];
			map.hold_by_info = 1;
			say(OFFER(PCMU, ICE("")));
			assert_part(hear(sdp, JINGLE_BODY_ANSWER), "senders='both'");
			ctx_cycle();
			assert_no(hear(HEAD_OF("2") AUDIO, JINGLE_BODY_OFFER),
					"content-modify");
		}
}

#define NO_CAMERA HEAD_OF("1") AUDIO VIDEO "a=recvonly\r\n"

/* A phone without camera: that no picture comes is of use to who can be told
 * later that one does. */
static void test_camera(void **state)
{
	const char *xml;
	int i;

	(void)state;
	for(i = 0; i < SILENT; i++) {
		xml = strstr(sip_called(silent[i], NO_CAMERA), "name='cam'");
		assert_memory_equal(xml, "name='cam' senders='both'", 25);
		assert_string_equal(
				hear(HEAD_OF("2") AUDIO VIDEO, JINGLE_BODY_OFFER), "");
	}
	for(i = 0; i < 3; i++) {
		xml = strstr(sip_called(all[i], NO_CAMERA), "name='cam'");
		assert_memory_equal(xml, "name='cam' senders='responder'", 30);
		assert_part(hear(HEAD_OF("2") AUDIO VIDEO, JINGLE_BODY_OFFER),
				"action='content-modify' sid='sid'><content "
				"creator='initiator' name='cam' senders='both'/>");
		assert_int_equal(stanzas.list.count, 1);
	}
}

/* What a phone refuses of the peer's content-modify, which it knows, then; but
 * that it sends no more is its own. */
static const char *refused(jingle_peer_t peer, const char *senders)
{
	char xml[512];

	peer_called(peer, HEAD_OF("1") AUDIO VIDEO);
	snprintf(xml, sizeof(xml),
			ACTION("content-modify", "<content creator='initiator' "
									 "name='voice' senders='%s'/>"),
			senders);
	say(xml);
	ctx_cycle();
	tr_next();
	assert_int_equal(jingle_from_refusal(&map, &ctx,
							 JINGLE_REASON_INCOMPATIBLE_PARAMETERS, &stanzas),
			0);
	return write_all(&stanzas.list);
}

static void test_refused(void **state)
{
	int i;

	(void)state;
	for(i = 0; i < ALL; i++) {
		assert_part(refused(all[i], "initiator"), "senders='both'");
		assert_part(refused(all[i], "none"), "senders='both'");
		assert_string_equal(refused(all[i], "responder"), "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_candidates),
			cmocka_unit_test(test_fragment),
			cmocka_unit_test(test_restart),
			cmocka_unit_test(test_restarted),
			cmocka_unit_test(test_keys),
			cmocka_unit_test(test_replaced),
			cmocka_unit_test(test_pauses_one),
			cmocka_unit_test(test_pauses_all),
			cmocka_unit_test(test_held_by_answer),
			cmocka_unit_test(test_begins_held),
			cmocka_unit_test(test_camera),
			cmocka_unit_test(test_refused),
	};
	int rc = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return rc;
}
