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
/* Whole sessions: offers, answers, changes, trickle, from both sides. The
 * context is packed and unpacked between the steps, as its keepers do. */

#include "jingle_test.h"

#define SDP_VERSION(n, rest)                                      \
	"v=0\r\no=alice 2890844526 " n " IN IP4 192.0.2.1\r\ns=-\r\n" \
	"c=IN IP4 192.0.2.1\r\nt=0 0\r\n" rest
#define AUDIO "m=audio 5004 RTP/AVP 0\r\n"
#define VIDEO "m=video 5006 RTP/AVP 31\r\n"
#define H261 "<payload-type id='31' name='H261' clockrate='90000'/>"
#define ACCEPT(contents) JINGLE_OPEN("session-accept") contents JINGLE_CLOSE
#define ACTION(action, inside) JINGLE_OPEN(action) inside JINGLE_CLOSE
#define VOICE "<content creator='initiator' name='voice'"

/* The peer called, SIP has answered. */
static void peer_called(void)
{
	offer_of(OFFER(PCMU, ICE("")));
	hear(SDP_VERSION("1", SDP_ICE AUDIO), JINGLE_BODY_ANSWER);
	assert_int_equal(ctx.state, JINGLE_CTX_ACTIVE);
	ctx_cycle();
}

/* SIP called, the peer has accepted. */
static void sip_called(void)
{
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO "a=mid:voice\r\n"));
	ctx_cycle();
	say(ACCEPT(CONTENT("voice", DESCRIPTION("audio", PCMU) ICE(""))));
	assert_int_equal(ctx.state, JINGLE_CTX_ACTIVE);
	ctx_cycle();
}

/* set-up -------------------------------------------------------------------- */

static void test_peer_calls(void **state)
{
	const char *xml;

	(void)state;
	assert_part(offer_of(OFFER(PCMU, ICE(""))), "m=audio");
	assert_int_equal(sdp_out.kind, JINGLE_BODY_OFFER);
	ctx_cycle();
	xml = hear(SDP_VERSION("1", SDP_ICE AUDIO), JINGLE_BODY_ANSWER);
	assert_int_equal(stanzas.list.count, 1);
	assert_part(xml, "action='session-accept'");
	assert_part(xml, "name='voice' senders='both'");
	/* a second answer, or an initiate again, does not fit */
	assert_part(say(OFFER(PCMU, ICE(""))), "!session-initiate: the session");
	assert_int_equal(map.error.fault, JINGLE_FAULT_STATE);
}

static void test_sip_calls(void **state)
{
	const char *sdp;

	(void)state;
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO));
	ctx_cycle();
	sdp = say(ACCEPT(CONTENT("audio", DESCRIPTION("audio", PCMU) ICE(""))));
	assert_int_equal(sdp_out.kind, JINGLE_BODY_ANSWER);
	assert_part(sdp, "m=audio 9 RTP/AVP 0\r\n");
	assert_no(sdp, "a=mid"); /* SIP offered none */
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO));
	assert_part(hear(SDP_VERSION("1", AUDIO), JINGLE_BODY_ANSWER),
			"!SDP answer does not fit");
	assert_int_equal(map.error.sip_code, 491);
}

/* names are matched leniently when there is one content only (XEP-0176's
 * examples change them), creators when the name is clear */
static void test_accept_by_another_name(void **state)
{
	(void)state;
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO));
	assert_part(
			say(ACCEPT(CONTENT("other", DESCRIPTION("audio", PCMU) ICE("")))),
			"m=audio 9 ");
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO));
	assert_part(
			say(ACCEPT("<content creator='responder' name='audio'>" DESCRIPTION(
					"audio", PCMU) ICE("") "</content>")),
			"m=audio 9 ");
}

static void test_accept_nothing(void **state)
{
	(void)state;
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO VIDEO));
	assert_part(
			say(ACCEPT(CONTENT("x", DESCRIPTION("audio", PCMU) ICE(""))
							CONTENT("y", DESCRIPTION("video", H261) ICE("")))),
			"!session-accept accepts none of the contents offered");
	/* stanza.js, to an offer without DTLS */
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO));
	assert_part(say(ACCEPT("<content creator='initiator' name='audio' "
						   "senders='none'>" DESCRIPTION("audio",
								   PCMU) "<transport "
										 "xmlns='urn:xmpp:jingle:transports:"
										 "ice-udp:1'/></content>")),
			"!content 'audio': transport has neither");
	assert_int_equal(map.error.sip_code, 488);
}

/* the direction of an answer mirrors the offer (RFC 3264 section 6.1) */
static void test_answer_mirrors(void **state)
{
	(void)state;
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO "a=sendonly\r\n"));
	assert_line(
			say(ACCEPT(CONTENT("audio", DESCRIPTION("audio", PCMU) ICE("")))),
			"a=recvonly");
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO "a=inactive\r\n"));
	assert_line(say(ACCEPT("<content creator='initiator' name='audio' "
						   "senders='both'>" DESCRIPTION("audio", PCMU)
								   ICE("") "</content>")),
			"a=inactive");
}

/* groups of an answer are those of the offer (RFC 9143 section 7.3) */
static void test_groups(void **state)
{
	static const char accept[] = ACCEPT(CONTENT("a",
			DESCRIPTION("audio", PCMU)
					ICE("")) "<group xmlns='urn:xmpp:jingle:apps:grouping:0' "
							 "semantics='BUNDLE'><content name='a'/></group>");

	(void)state;
	initiate_of(SDP_VERSION(
			"1", "a=group:BUNDLE a\r\n" SDP_ICE AUDIO "a=mid:a\r\n"));
	ctx_cycle();
	assert_line(say(accept), "a=group:BUNDLE a");
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO "a=mid:a\r\n"));
	assert_no(say(accept), "a=group");
	assert_true(has_note("group"));
	/* Dino answers without */
	initiate_of(SDP_VERSION(
			"1", "a=group:BUNDLE a\r\n" SDP_ICE AUDIO "a=mid:a\r\n"));
	assert_no(say(ACCEPT(CONTENT("a", DESCRIPTION("audio", PCMU) ICE("")))),
			"a=group");
}

/* trickle ------------------------------------------------------------------ */

#define CAND(ip, port)                                                \
	"<candidate component='1' foundation='1' ip='" ip "' port='" port \
	"' priority='2122260223' protocol='udp' type='host'/>"
#define INFO(transport) ACTION("transport-info", CONTENT("voice", transport))

/* RFC 8840 section 9: credentials, pseudo m= line, mid, all candidates */
static void test_trickle(void **state)
{
	const char *fragment;

	(void)state;
	offer_of(OFFER(PCMU, ICE("")));
	ctx_cycle();
	fragment = say(INFO(ICE(CAND("192.0.2.7", "5010"))));
	assert_int_equal(sdp_out.kind, JINGLE_BODY_FRAGMENT);
	assert_no(fragment, "v=0");
	assert_part(fragment, "m=audio ");
	assert_line(fragment, "a=mid:voice");
	assert_line(fragment, "a=ice-ufrag:8hhy");
	assert_line(fragment, "a=ice-pwd:asd88fgpdd777uzjYhagZg");
	assert_line(
			fragment, "a=candidate:1 1 udp 2122260223 192.0.2.7 5010 typ host");
	ctx_cycle();
	/* cumulative; the same candidate is not said twice (section 4.3) */
	fragment =
			say(INFO(ICE(CAND("192.0.2.7", "5010") CAND("192.0.2.8", "5012"))));
	assert_line(
			fragment, "a=candidate:1 1 udp 2122260223 192.0.2.7 5010 typ host");
	assert_line(
			fragment, "a=candidate:1 1 udp 2122260223 192.0.2.8 5012 typ host");
	fragment = say(INFO(ICE("<gathering-complete/>")));
	assert_line(fragment, "a=end-of-candidates");
	/* and the next whole offer has them */
	hear(SDP_VERSION("1", SDP_ICE AUDIO), JINGLE_BODY_ANSWER);
	tr_next();
	assert_int_equal(
			jingle_sdp_current(&map, &ctx, JINGLE_BODY_OFFER, &sdp_out), 0);
	assert_part(tr_text(&sdp_out.body), " 192.0.2.8 5012 typ host");
}

/* stanza.js: a ufrag, no password; before the accept */
static void test_trickle_before_accept(void **state)
{
	(void)state;
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO "a=mid:voice\r\n"));
	assert_string_equal(
			say(INFO("<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' "
					 "ufrag='8hhy'>" CAND("192.0.2.7", "5010") "</transport>")),
			"");
	assert_int_equal(sdp_out.kind, JINGLE_BODY_NONE);
	ctx_cycle();
	say(INFO("<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' "
			 "ufrag='8hhy'>" CAND("192.0.2.8", "5012") "</transport>"));
	ctx_cycle();
	assert_part(
			say(ACCEPT(CONTENT("voice", DESCRIPTION("audio", PCMU) ICE("")))),
			" 192.0.2.7 5010 typ host");
	assert_part(out_text, " 192.0.2.8 5012 typ host");
	/* those of other credentials are void */
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO "a=mid:voice\r\n"));
	say(INFO(ICE_NAMED(
			"xxxx", "asd88fgpdd777uzjYhagZg", CAND("192.0.2.7", "5010"))));
	assert_no(say(ACCEPT(CONTENT("voice", DESCRIPTION("audio", PCMU) ICE("")))),
			"192.0.2.7");
	assert_part(out_text, "m=audio 9 ");
}

/* new credentials are a restart: a full offer (XEP-0176 section 5.9) */
static void test_ice_restart(void **state)
{
	const char *sdp;

	(void)state;
	peer_called();
	sdp = say(INFO(ICE_NAMED(
			"newU", "newPasswordOf22Charact", CAND("192.0.2.7", "5010"))));
	assert_int_equal(sdp_out.kind, JINGLE_BODY_OFFER);
	assert_true(sdp_out.restart);
	assert_line(sdp, "a=ice-ufrag:newU");
	assert_no(sdp, "8hhy");
	assert_int_equal(ctx.pending, JINGLE_PENDING_SIP_ANSWER);
	/* SIP's restart: credentials and generation + 1 */
	sip_called();
	sdp = hear(SDP_VERSION("2", "a=ice-ufrag:zzzz\r\na=ice-pwd:"
								"x9cml/YzichV2+XlhiMu8g\r\n" AUDIO
								"a=mid:voice\r\na=candidate:1 1 udp 1 "
								"192.0.2.9 7 typ host\r\n"),
			JINGLE_BODY_OFFER);
	assert_part(sdp, "action='transport-info'");
	assert_part(sdp, "ufrag='zzzz'");
	assert_part(sdp, "generation='1'");
	assert_no(sdp, "<description");
}

/* a fingerprint may come in a transport-info (XEP-0320 example 3) */
static void test_late_fingerprint(void **state)
{
	(void)state;
	peer_called();
	assert_line(say(INFO(ICE("<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' "
							 "hash='sha-1' setup='actpass'>AA:BB"
							 "</fingerprint>"))),
			"a=fingerprint:sha-1 AA:BB");
	assert_int_equal(sdp_out.kind, JINGLE_BODY_OFFER);
	peer_called();
	assert_line(
			say(ACTION("security-info",
					CONTENT("voice", ICE("<fingerprint "
										 "xmlns='urn:xmpp:jingle:apps:dtls:0' "
										 "hash='sha-1'>AA:BB</fingerprint>")))),
			"a=fingerprint:sha-1 AA:BB");
}

#define FINGERPRINT(setup, value)                                    \
	"<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' hash='sha-1' " \
	"setup='" setup "'>" value "</fingerprint>"
#define SDP_DTLS(setup, value)                               \
	"a=fingerprint:sha-1 " value "\r\na=setup:" setup "\r\n" \
	"m=audio 9 UDP/TLS/RTP/SAVP 0\r\na=mid:voice\r\n"

/* the value of the first a=tls-id, or "" */
static const char *tls_id(const char *sdp)
{
	static char values[2][256];
	static int turn;
	const char *line = strstr(sdp, "\r\na=tls-id:");
	char *value = values[turn ^= 1];

	value[0] = '\0';
	if(line != NULL)
		sscanf(line, "\r\na=tls-id:%255[A-Za-z0-9+/_-]\r\n", value);
	return value;
}

/* RFC 8842 section 4: tls-id = 20*255(tls-id-char), a new one for each new
 * association, and none without DTLS */
static void test_tls_id(void **state)
{
	char first[256];

	(void)state;
	strcpy(first,
			tls_id(offer_of(OFFER(PCMU, ICE(FINGERPRINT("actpass", "AA"))))));
	assert_in_range(strlen(first), 20, 255);
	hear(SDP_VERSION("1", SDP_ICE SDP_DTLS("active", "BB")),
			JINGLE_BODY_ANSWER);
	/* a restart of ICE is none of DTLS (RFC 8445 section 9) */
	assert_string_equal(
			tls_id(say(INFO(ICE_NAMED("newU", "newPasswordOf22Charact",
					CAND("192.0.2.7", "5010"))))),
			first);
	/* other keys, another session */
	assert_string_not_equal(
			tls_id(say(INFO(ICE(FINGERPRINT("actpass", "CC"))))), first);
	assert_string_equal(tls_id(offer_of(OFFER(PCMU, ICE("")))), "");
}

/* who was the DTLS client stays it (RFC 8842 section 5.5); in the middle of a
 * session nobody hears actpass (dino#1072) */
static void test_dtls_roles(void **state)
{
	(void)state;
	offer_of(OFFER(PCMU, ICE(FINGERPRINT("actpass", "AA"))));
	hear(SDP_VERSION("1", SDP_ICE SDP_DTLS("active", "BB")),
			JINGLE_BODY_ANSWER);
	ctx_cycle();
	hear(SDP_VERSION("2", SDP_ICE SDP_DTLS("actpass", "BB") "a=sendonly\r\n"),
			JINGLE_BODY_OFFER);
	tr_next();
	assert_int_equal(
			jingle_sdp_current(&map, &ctx, JINGLE_BODY_ANSWER, &sdp_out), 0);
	assert_line(tr_text(&sdp_out.body), "a=setup:passive");
	/* the peer answered passive */
	initiate_of(SDP_VERSION("1", SDP_ICE SDP_DTLS("actpass", "BB")));
	assert_line(say(ACCEPT(CONTENT("voice",
						DESCRIPTION("audio", PCMU)
								ICE(FINGERPRINT("passive", "AA"))))),
			"a=setup:passive");
	ctx_cycle();
	tr_next(); /* our own offer in between is actpass again */
	assert_int_equal(
			jingle_sdp_current(&map, &ctx, JINGLE_BODY_OFFER, &sdp_out), 0);
	assert_line(tr_text(&sdp_out.body), "a=setup:actpass");
	ctx.pending = JINGLE_PENDING_NONE;
	/* new ICE credentials, the same keys: no fingerprint; new keys: the role */
	assert_no(hear(SDP_VERSION(
						   "2", "a=ice-ufrag:zzzz\r\na=ice-pwd:y\r\n" SDP_DTLS(
										"actpass", "BB")),
					  JINGLE_BODY_OFFER),
			"<fingerprint");
	assert_part(out_text, "ufrag='zzzz'");
	tr_next();
	assert_int_equal(
			jingle_sdp_current(&map, &ctx, JINGLE_BODY_ANSWER, &sdp_out), 0);
	assert_line(tr_text(&sdp_out.body), "a=setup:passive");
	assert_part(hear(SDP_VERSION("3",
							 "a=ice-ufrag:yyyy\r\na=ice-pwd:y\r\n" SDP_DTLS(
									 "actpass", "CC")),
						JINGLE_BODY_OFFER),
			"setup='active'>CC</fingerprint>");
}

static void test_sip_trickles(void **state)
{
	static const char fragment[] =
			SDP_ICE "m=audio 9 RTP/AVP 0\r\na=mid:voice\r\n"
					"a=candidate:1 1 udp 1 192.0.2.9 7 typ host\r\n"
					"a=end-of-candidates\r\n";
	const char *xml;

	(void)state;
	sip_called();
	xml = hear(fragment, JINGLE_BODY_FRAGMENT);
	assert_part(xml, "action='transport-info' sid='sid'><content "
					 "creator='initiator' name='voice'><transport ");
	assert_part(xml, "ip='192.0.2.9'");
	assert_no(xml, "gathering-complete"); /* ice:0 only */
	assert_part(hear("a=mid:nobody\r\n", JINGLE_BODY_FRAGMENT), "!fragment");
}

/* transport-replace -> re-INVITE -> transport-accept */
static void test_transport_replace(void **state)
{
	const char *sdp;

	(void)state;
	peer_called();
	sdp = say(ACTION("transport-replace",
			CONTENT("voice",
					RAW("<candidate component='1' generation='0' id='a' "
						"ip='192.0.2.77' port='5090'/>"))));
	assert_int_equal(sdp_out.kind, JINGLE_BODY_OFFER);
	assert_part(sdp, "m=audio 5090 ");
	assert_line(sdp, "c=IN IP4 192.0.2.77");
	assert_no(sdp, "ice-ufrag");
	ctx_cycle();
	sdp = hear(SDP_VERSION("2", AUDIO), JINGLE_BODY_ANSWER);
	assert_part(sdp, "action='transport-accept'");
	assert_part(sdp, "<transport xmlns='urn:xmpp:jingle:transports:raw-udp:1'>"
					 "<candidate ");
	assert_string_equal(say(ACTION("transport-accept", "")), "");
	assert_string_equal(say(ACTION("transport-reject", "")), "");
	/* refused by SIP (XEP-0166 section 7.2.14) */
	peer_called();
	say(ACTION("transport-replace",
			CONTENT("voice", ICE_NAMED("newU", "newPasswordOf22Charact", ""))));
	ctx_cycle();
	tr_next();
	assert_int_equal(jingle_from_refusal(&map, &ctx,
							 JINGLE_REASON_INCOMPATIBLE_PARAMETERS, &stanzas),
			0);
	sdp = write_all(&stanzas.list);
	assert_part(sdp, "action='transport-reject' sid='sid'><content "
					 "creator='initiator' name='voice'");
	assert_part(sdp, "<reason><failed-transport/>");
	assert_int_equal(ctx.pending, JINGLE_PENDING_NONE);
}

/* changes ------------------------------------------------------------------ */

static void test_peer_adds(void **state)
{
	const char *sdp;

	(void)state;
	peer_called();
	sdp = say(ACTION(
			"content-add", CONTENT("cam", DESCRIPTION("video", H261) ICE(""))));
	assert_int_equal(sdp_out.kind, JINGLE_BODY_OFFER);
	assert_part(sdp, "m=audio 9 "); /* the whole session */
	assert_part(sdp, "m=video 9 ");
	assert_part(sdp, "o=- 42 2 ");
	assert_int_equal(ctx.pending, JINGLE_PENDING_SIP_ANSWER);
	ctx_cycle();
	/* another change must wait (RFC 3261 section 14.1) */
	assert_part(say(ACTION("content-modify", VOICE " senders='none'/>")),
			"!content-modify: another change waits");
	assert_part(hear(SDP_VERSION("2", SDP_ICE AUDIO VIDEO), JINGLE_BODY_ANSWER),
			"action='content-accept' sid='sid'><content creator='initiator' "
			"name='cam'");
	assert_int_equal(stanzas.list.count, 1);
	assert_int_equal(ctx.pending, JINGLE_PENDING_NONE);
}

static void test_peer_adds_in_vain(void **state)
{
	(void)state;
	peer_called();
	say(ACTION(
			"content-add", CONTENT("cam", DESCRIPTION("video", H261) ICE(""))));
	ctx_cycle();
	assert_part(hear(SDP_VERSION("2", SDP_ICE AUDIO "m=video 0 RTP/AVP 31\r\n"),
						JINGLE_BODY_ANSWER),
			"action='content-reject' sid='sid'><content creator='initiator' "
			"name='cam' senders='both'><description "
			"xmlns='urn:xmpp:jingle:apps:rtp:1' media='video'/><transport "
			"xmlns='urn:xmpp:jingle:transports:ice-udp:1'/></content>"
			"<reason><failed-application/>");
	/* its slot is used again (RFC 3264 section 8.1) */
	assert_part(say(ACTION("content-add",
						CONTENT("txt", DESCRIPTION("text",
											   "<payload-type id='98' "
											   "name='t140' "
											   "clockrate='1000'/>") ICE("")))),
			"m=text 9 ");
	assert_no(out_text, "m=video");
	/* the whole re-INVITE is refused: the session goes on as it was */
	ctx_cycle();
	tr_next();
	assert_int_equal(jingle_from_refusal(&map, &ctx,
							 JINGLE_REASON_UNSUPPORTED_APPLICATIONS, &stanzas),
			0);
	assert_part(write_all(&stanzas.list),
			"action='content-reject' sid='sid'><content creator='initiator' "
			"name='txt' senders='both'><description ");
	assert_part(out_text, "<reason><unsupported-applications/>");
	assert_int_equal(ctx.pending, JINGLE_PENDING_NONE);
	assert_part(say(ACTION("content-modify", VOICE " senders='none'/>")),
			"a=inactive\r\na=rtpmap:0 ");
}

static void test_sip_adds(void **state)
{
	const char *xml, *sdp;

	(void)state;
	sip_called();
	xml = hear(SDP_VERSION("2",
					   SDP_ICE AUDIO "a=mid:voice\r\n" VIDEO "a=mid:cam\r\n"),
			JINGLE_BODY_OFFER);
	assert_true(stanzas.wait);
	assert_part(xml, "action='content-add' sid='sid'><content "
					 "creator='initiator' name='cam'");
	assert_no(xml, "name='voice'");
	ctx_cycle();
	/* Dino: content-modify first, then content-accept */
	assert_string_equal(
			say(ACTION("content-modify", "<content creator='initiator' "
										 "name='cam' senders='initiator'/>")),
			"");
	ctx_cycle();
	sdp = say(ACTION("content-accept",
			"<content creator='initiator' name='cam' "
			"senders='initiator'>" DESCRIPTION("video", H261)
					ICE("") "</content>"));
	assert_int_equal(sdp_out.kind, JINGLE_BODY_ANSWER);
	assert_part(sdp, "m=audio 9 ");
	assert_part(sdp, "m=video 9 ");
	assert_part(strstr(sdp, "m=video"), "a=recvonly");
	assert_int_equal(ctx.pending, JINGLE_PENDING_NONE);
}

static void test_sip_adds_in_vain(void **state)
{
	static const char offer[] = SDP_VERSION(
			"2", SDP_ICE AUDIO "a=mid:voice\r\n" VIDEO "a=mid:cam\r\n");

	(void)state;
	sip_called();
	hear(offer, JINGLE_BODY_OFFER);
	/* stanza.js names no content in its content-reject */
	assert_part(say(ACTION("content-reject",
						"<reason><failed-application/></reason>")),
			"m=video 0 RTP/AVP 31\r\n");
	assert_true(sdp_out.all_refused);
	assert_part(out_text, "m=audio 9 ");
	/* no answer in time */
	sip_called();
	hear(offer, JINGLE_BODY_OFFER);
	ctx_cycle();
	tr_next();
	assert_int_equal(jingle_sdp_refuse(&map, &ctx, &sdp_out), 0);
	assert_part(tr_text(&sdp_out.body), "m=video 0 ");
	assert_part(write_all(&sdp_out.withdrawn),
			"action='content-remove' sid='sid'><content creator='initiator' "
			"name='cam'/><reason><timeout/>");
	assert_int_equal(ctx.pending, JINGLE_PENDING_NONE);
}

static void test_removes(void **state)
{
	(void)state;
	sip_called();
	assert_string_equal(say(ACTION("content-remove", VOICE "/>")), "");
	assert_true(sdp_out.none_left);
	/* SIP takes one of two away */
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO VIDEO));
	say(ACCEPT(CONTENT("audio", DESCRIPTION("audio", PCMU) ICE(""))
					CONTENT("video", DESCRIPTION("video", H261) ICE(""))));
	ctx_cycle();
	assert_part(hear(SDP_VERSION("2", SDP_ICE AUDIO "m=video 0 RTP/AVP 31\r\n"),
						JINGLE_BODY_OFFER),
			"action='content-remove' sid='sid'><content creator='initiator' "
			"name='video'/>");
	tr_next();
	assert_int_equal(
			jingle_sdp_current(&map, &ctx, JINGLE_BODY_ANSWER, &sdp_out), 0);
	assert_part(tr_text(&sdp_out.body), "m=video 0 ");
	/* and an m= line cannot vanish (RFC 3264 section 8) */
	assert_part(hear(SDP_VERSION("3", SDP_ICE AUDIO), JINGLE_BODY_OFFER),
			"!offer has 1 m= lines, the session 2");
}

/* hold --------------------------------------------------------------------- */

/* the peer: <hold/> is sendonly for all streams (stox-media section 7) */
static void test_peer_holds(void **state)
{
	static const char hold[] = ACTION(
			"session-info", "<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>");
	static const char unhold[] = ACTION("session-info",
			"<unhold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>");

	(void)state;
	peer_called();
	assert_line(say(hold), "a=sendonly");
	ctx_cycle();
	assert_string_equal(hear(SDP_VERSION("2", SDP_ICE AUDIO "a=recvonly\r\n"),
								JINGLE_BODY_ANSWER),
			"");
	assert_true(stanzas.same);
	assert_string_equal(say(hold), ""); /* it holds already */
	assert_line(say(unhold), "a=sendrecv");
	hear(SDP_VERSION("3", SDP_ICE AUDIO), JINGLE_BODY_ANSWER);
	sip_called();
	assert_line(say(hold), "a=sendonly");
	hear(SDP_VERSION("2", SDP_ICE AUDIO "a=recvonly\r\n"), JINGLE_BODY_ANSWER);
	assert_line(say(ACTION("session-info",
						"<active xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>")),
			"a=sendrecv");
	/* mute is no hold (XEP-0167 section 8.3) */
	assert_string_equal(say(ACTION("session-info",
								"<mute xmlns='urn:xmpp:jingle:apps:rtp:info:1' "
								"creator='initiator' name='voice'/>")),
			"");
	assert_int_equal(session->info, JINGLE_INFO_MUTE);
	assert_memory_equal(session->info_content.s, "voice", 5);
	assert_int_equal(session->info_creator, JINGLE_INITIATOR);
}

static void test_peer_modifies(void **state)
{
	(void)state;
	peer_called();
	assert_line(say(ACTION("content-modify", VOICE " senders='initiator'/>")),
			"a=sendonly");
	hear(SDP_VERSION("2", SDP_ICE AUDIO "a=recvonly\r\n"), JINGLE_BODY_ANSWER);
	assert_int_equal(stanzas.list.count, 0);
	assert_line(say(ACTION("content-modify", VOICE " senders='both'/>")),
			"a=sendrecv");
	assert_part(say(ACTION("content-modify", VOICE "/>")),
			"!content 'voice': content-modify without senders");
}

/* SIP refused the re-INVITE: what the peer is told, and what is offered next */
static const char *refusal(void)
{
	ctx_cycle();
	tr_next();
	assert_int_equal(jingle_from_refusal(&map, &ctx,
							 JINGLE_REASON_INCOMPATIBLE_PARAMETERS, &stanzas),
			0);
	assert_int_equal(ctx.pending, JINGLE_PENDING_NONE);
	return write_all(&stanzas.list);
}

static const char *offer_again(void)
{
	ctx_cycle();
	tr_next();
	assert_int_equal(
			jingle_sdp_current(&map, &ctx, JINGLE_BODY_OFFER, &sdp_out), 0);
	ctx.pending = JINGLE_PENDING_NONE;
	return tr_text(&sdp_out.body);
}

/* a contrary content-modify (XEP-0166 section 7.2.3); the session is as it was
 * before the re-INVITE (RFC 3261 section 14.1) */
static void test_sip_refuses_direction(void **state)
{
	(void)state;
	peer_called();
	assert_line(say(ACTION("content-modify", VOICE " senders='none'/>")),
			"a=inactive");
	assert_part(refusal(), "action='content-modify' sid='sid'><content "
						   "creator='initiator' name='voice' "
						   "senders='both'/></jingle>");
	assert_int_equal(stanzas.list.count, 1);
	assert_line(offer_again(), "a=sendrecv");
	/* it may try again, and SIP hears of it again */
	assert_line(say(ACTION("content-modify", VOICE " senders='none'/>")),
			"a=inactive");
	hear(SDP_VERSION("2", SDP_ICE AUDIO "a=inactive\r\n"), JINGLE_BODY_ANSWER);
	ctx_cycle();
	/* what was agreed is what another refusal leads back to */
	say(ACTION("content-modify", VOICE " senders='initiator'/>"));
	assert_part(refusal(), "name='voice' senders='none'/>");
	/* nothing was asked, nothing is contrary */
	sip_called();
	say(ACTION("content-add",
			"<content creator='responder' name='cam'>" DESCRIPTION(
					"video", H261) ICE("") "</content>"));
	assert_no(refusal(), "content-modify");
}

/* the transport that was before is the peer's again */
static void test_sip_refuses_transport(void **state)
{
	(void)state;
	peer_called();
	say(ACTION("transport-replace",
			CONTENT("voice",
					RAW("<candidate component='1' generation='0' id='a' "
						"ip='192.0.2.77' port='5090'/>"))));
	assert_part(refusal(), "action='transport-reject'");
	assert_line(offer_again(), "a=ice-ufrag:8hhy");
	assert_no(out_text, "192.0.2.77");
	/* new credentials, kept without a word of SIP's between */
	say(ACTION("transport-replace",
			CONTENT("voice", ICE_NAMED("newU", "newPasswordOf22Charact", ""))));
	hear(SDP_VERSION("2", SDP_ICE AUDIO), JINGLE_BODY_ANSWER);
	assert_part(out_text, "action='transport-accept'");
	assert_line(offer_again(), "a=ice-ufrag:newU");
}

#define OPUS "m=audio 5004 RTP/AVP 111 0\r\na=rtpmap:111 opus/48000/2\r\n"

/* XEP-0167 section 9: the modified codecs only; there is no word for others */
static void test_sip_changes_codecs(void **state)
{
	static const char accept[] = ACCEPT(CONTENT("audio",
			DESCRIPTION("audio", "<payload-type id='111' name='opus'/>" PCMU)
					ICE("")));
	const char *xml;

	(void)state;
	initiate_of(SDP_VERSION("1", SDP_ICE OPUS "a=fmtp:111 useinbandfec=1\r\n"));
	ctx_cycle();
	say(accept);
	ctx_cycle();
	xml = hear(SDP_VERSION("2", SDP_ICE OPUS "a=fmtp:111 useinbandfec=0\r\n"),
			JINGLE_BODY_OFFER);
	assert_int_equal(stanzas.list.count, 1);
	assert_part(xml, "action='description-info' sid='sid'><content "
					 "creator='initiator' name='audio'><description "
					 "xmlns='" NS_RTP "' media='audio'><payload-type id='111' "
					 "name='opus' clockrate='48000' channels='2'><parameter "
					 "name='useinbandfec' value='0'/></payload-type>"
					 "</description></content></jingle>");
	ctx_cycle();
	/* the same again, in another order: nothing */
	assert_string_equal(
			hear(SDP_VERSION("3", SDP_ICE "m=audio 5004 RTP/AVP 0 111\r\n"
										  "a=rtpmap:111 opus/48000/2\r\n"
										  "a=fmtp:111 useinbandfec=0\r\n"),
					JINGLE_BODY_OFFER),
			"");
	ctx_cycle();
	/* one more, one less: noted */
	assert_string_equal(hear(SDP_VERSION("4", SDP_ICE "m=audio 5004 RTP/AVP 0 "
													  "8\r\n"),
								JINGLE_BODY_OFFER),
			"");
	assert_true(has_note("payload-type"));
	assert_true(stanzas.same);
	ctx_cycle();
	/* a packet time is a parameter of each codec */
	xml = hear(SDP_VERSION("5", SDP_ICE "m=audio 5004 RTP/AVP 0 8\r\n"
										"a=ptime:40\r\n"),
			JINGLE_BODY_OFFER);
	assert_part(xml, "<payload-type id='0' name='PCMU' clockrate='8000' "
					 "ptime='40'/><payload-type id='8' ");
	/* the m= line becomes another: there was no codec to be modified */
	initiate_of(SDP_VERSION("1",
			SDP_ICE "a=fingerprint:sha-1 AA\r\nm=application 9 "
					"UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:d\r\n"));
	say(ACCEPT(CONTENT(
			"d", ICE("<sctpmap "
					 "xmlns='urn:xmpp:jingle:transports:dtls-sctp:"
					 "1' number='5000'/>" FINGERPRINT("active", "BB")))));
	ctx_cycle();
	assert_string_equal(
			hear(SDP_VERSION("2", SDP_ICE "a=fingerprint:sha-1 AA\r\n" AUDIO
										  "a=mid:d\r\n"),
					JINGLE_BODY_OFFER),
			"");
	assert_true(has_note("payload-type"));
}

static void test_sip_holds(void **state)
{
	(void)state;
	sip_called(); /* SIP is the initiator */
	assert_part(hear(SDP_VERSION("2", SDP_ICE AUDIO "a=sendonly\r\n"),
						JINGLE_BODY_OFFER),
			"action='content-modify' sid='sid'><content creator='initiator' "
			"name='voice' senders='initiator'/>");
	assert_int_equal(stanzas.hold, 1);
	assert_false(stanzas.wait);
	ctx_cycle();
	tr_next();
	assert_int_equal(
			jingle_sdp_current(&map, &ctx, JINGLE_BODY_ANSWER, &sdp_out), 0);
	assert_line(tr_text(&sdp_out.body), "a=recvonly");
	/* the same o= again: nothing (RFC 3264 section 8) */
	assert_string_equal(hear(SDP_VERSION("2", SDP_ICE AUDIO "a=sendonly\r\n"),
								JINGLE_BODY_OFFER),
			"");
	assert_true(stanzas.same);
	/* the peer changes its mind meanwhile, as far as it can say */
	assert_string_equal(
			say(ACTION("content-modify", VOICE " senders='initiator'/>")), "");
	assert_part(hear(SDP_VERSION("3", SDP_ICE AUDIO), JINGLE_BODY_OFFER),
			"senders='both'");
	assert_int_equal(stanzas.hold, -1);
	/* a refresh with a higher version: nothing either */
	assert_string_equal(
			hear(SDP_VERSION("4", SDP_ICE AUDIO), JINGLE_BODY_OFFER), "");
	assert_true(stanzas.same);
}

static void test_sip_holds_by_info(void **state)
{
	(void)state;
	sip_called();
	map.hold_by_info = 1;
	assert_part(hear(SDP_VERSION("2", SDP_ICE AUDIO "a=sendonly\r\n"),
						JINGLE_BODY_OFFER),
			"action='session-info' sid='sid'><hold "
			"xmlns='urn:xmpp:jingle:apps:rtp:info:1'/></jingle>");
	assert_int_equal(stanzas.list.count, 1);
	assert_part(hear(SDP_VERSION("3", SDP_ICE AUDIO), JINGLE_BODY_OFFER),
			"<unhold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>");
	assert_int_equal(stanzas.list.count, 1);
}

/* both hold; each resumes what is his */
static void test_both_hold(void **state)
{
	(void)state;
	sip_called();
	hear(SDP_VERSION("2", SDP_ICE AUDIO "a=sendonly\r\n"), JINGLE_BODY_OFFER);
	/* the offer says what the peer wants itself (RFC 6337 section 5.3) */
	assert_line(say(ACTION("content-modify", VOICE " senders='none'/>")),
			"a=sendonly");
	hear(SDP_VERSION("3", SDP_ICE AUDIO "a=inactive\r\n"), JINGLE_BODY_ANSWER);
	ctx_cycle();
	/* SIP resumes; the peer holds still: it sends, and does not take */
	assert_part(hear(SDP_VERSION("4", SDP_ICE AUDIO "a=sendrecv\r\n"),
						JINGLE_BODY_OFFER),
			"senders='responder'");
}

/* rest --------------------------------------------------------------------- */

static void test_infos(void **state)
{
	static const struct
	{
		const char *inside;
		int info;
	} infos[] = {{"", JINGLE_INFO_NONE},
			{"<ringing xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>",
					JINGLE_INFO_RINGING},
			{"<mute xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>",
					JINGLE_INFO_MUTE},
			{"<unmute xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>",
					JINGLE_INFO_UNMUTE},
			{"<dtmf xmlns='urn:xmpp:jingle:dtmf:0' code='#' duration='120'/>",
					JINGLE_INFO_DTMF},
			{"<transfer xmlns='urn:xmpp:jingle:transfer:0' to='a@x' sid='q'/>",
					JINGLE_INFO_TRANSFER},
			{"<trick xmlns='urn:x'/>", JINGLE_INFO_UNKNOWN},
			{"<nonsense xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>",
					JINGLE_INFO_UNKNOWN}};
	char xml[512];
	size_t i;

	(void)state;
	peer_called();
	for(i = 0; i < sizeof(infos) / sizeof(infos[0]); i++) {
		snprintf(xml, sizeof(xml), ACTION("session-info", "%s"),
				infos[i].inside);
		assert_string_equal(say(xml), "");
		assert_int_equal(session->info, infos[i].info);
		if(infos[i].info == JINGLE_INFO_DTMF) {
			assert_int_equal(session->dtmf_code.s[0], '#');
			assert_int_equal(session->dtmf_duration, 120);
		}
		if(infos[i].info == JINGLE_INFO_TRANSFER) {
			assert_memory_equal(session->transfer_to.s, "a@x", 3);
			assert_memory_equal(session->transfer_sid.s, "q", 1);
		}
	}
	/* XEP-0181 section 2: a code that is no key; the usual length */
	assert_string_equal(
			say(ACTION("session-info",
					"<dtmf xmlns='urn:xmpp:jingle:dtmf:0' code='12'/>")),
			"");
	assert_int_equal(session->info, JINGLE_INFO_DTMF);
	assert_int_equal(session->dtmf_code.len, 0);
	assert_int_equal(session->dtmf_duration, 100);
}

static void test_terminate(void **state)
{
	(void)state;
	peer_called();
	assert_string_equal(say(ACTION("session-terminate",
								"<reason xmlns=''><decline/><text>Sorry,\n"
								"gone</text></reason>")),
			"");
	assert_int_equal(session->reason, JINGLE_REASON_DECLINE);
	assert_memory_equal(session->reason_text.s, "Sorry, gone", 11);
	say(ACTION("session-terminate",
			"<reason><alternative-session><sid>b84t</sid>"
			"</alternative-session></reason>"));
	assert_int_equal(session->reason, JINGLE_REASON_ALTERNATIVE_SESSION);
	assert_memory_equal(session->alternative_sid.s, "b84t", 4);
	say(ACTION("session-terminate", "<reason><strange/></reason>"));
	assert_int_equal(session->reason, JINGLE_REASON_UNKNOWN);
	assert_memory_equal(session->reason_name.s, "strange", 7);
	say(ACTION("session-terminate",
			"<reason><security-error/><crypto-required "
			"xmlns='urn:xmpp:jingle:apps:rtp:errors:1'/></reason>"));
	assert_int_equal(session->reason, JINGLE_REASON_SECURITY_ERROR);
	assert_memory_equal(session->reason_app.s, "crypto-required", 15);
	say(ACTION("session-terminate", "")); /* QXmpp */
	assert_int_equal(session->reason, JINGLE_REASON_NONE);
}

/* actions that are acknowledged and mean nothing to SIP; unknown ones */
static void test_other_actions(void **state)
{
	static const char *const actions[] = {
			"description-info", "source-add", "source-remove", "teleport"};
	char xml[512];
	size_t i;

	(void)state;
	peer_called();
	for(i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		snprintf(xml, sizeof(xml),
				"<jingle xmlns='urn:xmpp:jingle:1' action='%s' sid='s'>%s"
				"</jingle>",
				actions[i], VOICE "/>");
		assert_string_equal(say(xml), "");
	}
	assert_int_equal(session->action, JINGLE_ACTION_UNKNOWN);
	assert_memory_equal(session->action_name.s, "teleport", 8);
	/* content-add before the accept, accept that nobody waits for */
	offer_of(OFFER(PCMU, ICE("")));
	assert_part(say(ACTION("content-add",
						CONTENT("v", DESCRIPTION("video", H261) ICE("")))),
			"!content-add: the session is not accepted");
	assert_part(say(ACCEPT(CONTENT("v", DESCRIPTION("video", H261) ICE("")))),
			"!session-accept: nothing was offered");
}

/* what a kind of peer needs otherwise */
static void test_quirks(void **state)
{
	static const char sdp[] = SDP_VERSION("1",
			SDP_ICE "m=audio 9 RTP/AVP 111 63\r\na=rtpmap:111 opus/48000/2\r\n"
					"a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n"
					"a=msid:s t\r\n");
	str node = {(char *)"https://dino.im", 15};

	(void)state;
	assert_part(initiate_of(sdp), "name='opus'");
	tr_start(JINGLE_RESPONDER);
	map.peer = JINGLE_PEER_QXMPP;
	assert_part(hear(sdp, JINGLE_BODY_OFFER), "name='OPUS'");
	tr_start(JINGLE_RESPONDER);
	map.peer = JINGLE_PEER_STANZA;
	hear(sdp, JINGLE_BODY_OFFER);
	assert_part(out_text, "<parameter name='111/111'/>");
	assert_part(out_text, "<stream xmlns='urn:xmpp:jingle:apps:rtp:msid:0' "
						  "id='s' track='t'/>");
	assert_int_equal(jingle_peer_by_caps(&node), JINGLE_PEER_DINO);
	node.len = 3;
	assert_int_equal(jingle_peer_by_caps(&node), JINGLE_PEER_GENERIC);
	node.s = (char *)"QXmpp";
	node.len = 5;
	assert_int_equal(jingle_peer_find(&node), JINGLE_PEER_QXMPP);
	node.len = 4;
	assert_int_equal(jingle_peer_find(&node), -1);
}

/* too little room: candidates go first, then sources, then extensions */
static void test_squeeze(void **state)
{
	char sdp[16384], xml[4096];
	xml_build_t b;
	size_t len;
	str in;
	int i;

	(void)state;
	len = (size_t)snprintf(sdp, sizeof(sdp),
			SDP_VERSION("1", SDP_ICE AUDIO "a=extmap:1 urn:ext\r\n"
										   "a=ssrc:5 cname:x\r\n"));
	for(i = 0; i < 40; i++)
		len += (size_t)snprintf(sdp + len, sizeof(sdp) - len,
				"a=candidate:1 1 udp %d 192.0.2.9 %d typ host\r\n", 100 - i,
				1000 + i);
	tr_start(JINGLE_RESPONDER);
	in = guarded(sdp, len);
	assert_int_equal(
			jingle_from_sdp(&map, &ctx, &in, JINGLE_BODY_OFFER, &stanzas), 0);
	xml_build_init(&b, xml, sizeof(xml));
	session = stanzas.list.first;
	session->sid.s = (char *)"sid";
	session->sid.len = 3;
	assert_int_equal(jingle_xml_write(&map, &b, session), 0);
	assert_true(has_note("candidate"));
	xml[b.len] = '\0';
	assert_part(xml, "port='1000'");
	assert_no(xml, "port='1039'");
	assert_part(xml, "cname");
	xml_build_init(&b, xml, 1500);
	assert_int_equal(jingle_xml_write(&map, &b, session), 0);
	xml[b.len] = '\0';
	assert_no(xml, "cname");
	assert_part(xml, "name='PCMU'");
	xml_build_init(&b, xml, 200);
	assert_int_equal(jingle_xml_write(&map, &b, session), -1);
	assert_int_equal(map.error.fault, JINGLE_FAULT_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_peer_calls),
			cmocka_unit_test(test_sip_calls),
			cmocka_unit_test(test_accept_by_another_name),
			cmocka_unit_test(test_accept_nothing),
			cmocka_unit_test(test_answer_mirrors),
			cmocka_unit_test(test_groups), cmocka_unit_test(test_trickle),
			cmocka_unit_test(test_trickle_before_accept),
			cmocka_unit_test(test_ice_restart),
			cmocka_unit_test(test_late_fingerprint),
			cmocka_unit_test(test_tls_id), cmocka_unit_test(test_dtls_roles),
			cmocka_unit_test(test_sip_trickles),
			cmocka_unit_test(test_transport_replace),
			cmocka_unit_test(test_peer_adds),
			cmocka_unit_test(test_peer_adds_in_vain),
			cmocka_unit_test(test_sip_adds),
			cmocka_unit_test(test_sip_adds_in_vain),
			cmocka_unit_test(test_removes), cmocka_unit_test(test_peer_holds),
			cmocka_unit_test(test_peer_modifies),
			cmocka_unit_test(test_sip_refuses_direction),
			cmocka_unit_test(test_sip_refuses_transport),
			cmocka_unit_test(test_sip_changes_codecs),
			cmocka_unit_test(test_sip_holds),
			cmocka_unit_test(test_sip_holds_by_info),
			cmocka_unit_test(test_both_hold), cmocka_unit_test(test_infos),
			cmocka_unit_test(test_terminate),
			cmocka_unit_test(test_other_actions), cmocka_unit_test(test_quirks),
			cmocka_unit_test(test_squeeze)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return failed;
}
