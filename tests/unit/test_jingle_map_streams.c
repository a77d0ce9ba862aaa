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
/* m= lines that come and go in a session (RFC 3264 section 8): contents that wait
 * to be offered, offers that never counted, streams that are asleep. */

#include "jingle_test.h"

#define ACTION(action, inside) JINGLE_OPEN(action) inside JINGLE_CLOSE
#define AUDIO "m=audio 4000 RTP/AVP 0\r\n"
#define VIDEO "m=video 4002 RTP/AVP 31\r\n"
#define NO_VIDEO "m=video 0 RTP/AVP 31\r\n"
#define H261 "<payload-type id='31' name='H261' clockrate='90000'/>"
#define CAM(name) CONTENT(name, DESCRIPTION("video", H261) ICE(""))
#define HOLD \
	ACTION("session-info", "<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>")
#define BODY(version, more)                                             \
	"v=0\r\no=alice 2890844526 " version " IN IP4 192.0.2.1\r\ns=-\r\n" \
	"c=IN IP4 192.0.2.1\r\nt=0 0\r\n" SDP_ICE AUDIO more

/* the peer called, with voice; its program is generic */
static void is_up(void)
{
	tr_start(JINGLE_INITIATOR);
	say(OFFER(PCMU, ICE("")));
	hear(BODY("1", ""), JINGLE_BODY_ANSWER);
	assert_int_equal(ctx.state, JINGLE_CTX_ACTIVE);
}

static const char *offered(void)
{
	ctx_cycle();
	tr_next();
	assert_int_equal(
			jingle_sdp_current(&map, &ctx, JINGLE_BODY_OFFER, &sdp_out), 0);
	return tr_text(&sdp_out.body);
}

static const char *answered(void)
{
	ctx_cycle();
	tr_next();
	assert_int_equal(
			jingle_sdp_current(&map, &ctx, JINGLE_BODY_ANSWER, &sdp_out), 0);
	return tr_text(&sdp_out.body);
}

/* RFC 3264 section 4: it waits in the context, with what is said of it */
static void test_queue(void **state)
{
	const char *sdp;

	(void)state;
	is_up();
	assert_line(say(HOLD), "a=sendonly");
	assert_string_equal(say(ACTION("content-add", CAM("cam"))), "");
	assert_true(sdp_out.due);
	ctx_cycle();
	assert_int_equal(ctx.queued, 1);
	assert_int_equal(ctx.slots, 1);
	/* the answer is of one m= line */
	hear(BODY("2", "a=recvonly\r\n"), JINGLE_BODY_ANSWER);
	assert_int_equal(stanzas.list.count, 0);
	sdp = offered();
	assert_part(sdp, "m=video 9 ");
	assert_part(strstr(sdp, "m=video"), "a=mid:cam");
	assert_int_equal(ctx.queued, 0);
	assert_part(hear(BODY("3", VIDEO), JINGLE_BODY_ANSWER),
			"action='content-accept' sid='sid'><content creator='initiator' "
			"name='cam'");
}

/* What has no m= line left does not wait for one: no later offer could be made,
 * and who has added it would never hear of it. */
static void test_no_line_left(void **state)
{
	static char names[JINGLE_CTX_SLOTS][8];
	int i;

	(void)state;
	is_up();
	for(i = 1; i < JINGLE_CTX_SLOTS - 1; i++) {
		ctx.slot[i] = ctx.slot[0];
		ctx.slot[i].name.s = names[i];
		ctx.slot[i].name.len = snprintf(names[i], sizeof(names[i]), "v%d", i);
	}
	ctx.slots = JINGLE_CTX_SLOTS - 1;
	say(HOLD);
	assert_string_equal(say(ACTION("content-add", CAM("cam"))), "");
	ctx_cycle();
	assert_part(
			say(ACTION("content-add", CAM("cam2"))), "!more than 32 m= lines");
	/* one whose stream has ended can be used again */
	ctx.slot[7].state = JINGLE_SLOT_FREE;
	assert_string_equal(say(ACTION("content-add", CAM("cam3"))), "");
	assert_part(
			say(ACTION("content-add", CAM("cam4"))), "!more than 32 m= lines");
	/* SIP takes one meanwhile: all else can be offered still */
	ctx.pending = JINGLE_PENDING_NONE;
	ctx.slot[7].state = JINGLE_SLOT_ACTIVE;
	assert_int_equal(line_count(offered(), "a=mid:cam"), 1);
	assert_int_equal(ctx.queued, 1);
	ctx.slot[7].state = JINGLE_SLOT_FREE;
	assert_int_equal(line_count(offered(), "a=mid:cam3"), 1);
	assert_int_equal(ctx.queued, 0);
}

/* It was postponed, or refused: the next offer of SIP's has no m= line of it. */
static void test_never_counted(void **state)
{
	int refused;

	(void)state;
	for(refused = 0; refused < 2; refused++) {
		is_up();
		assert_part(say(ACTION("content-add", CAM("cam"))), "m=video 9 ");
		ctx_cycle();
		tr_next();
		if(refused)
			assert_int_equal(
					jingle_from_refusal(&map, &ctx,
							JINGLE_REASON_FAILED_APPLICATION, &stanzas),
					0);
		else
			jingle_sdp_postponed(&ctx);
		assert_int_equal(ctx.slots, 1);
		assert_int_equal(ctx.queued, !refused);
		assert_string_equal(hear(BODY("2", ""), JINGLE_BODY_OFFER), "");
		assert_no(answered(), "m=video");
		if(refused)
			assert_no(offered(), "m=video");
		else
			assert_part(offered(), "m=video 9 ");
	}
}

/* the room of the queue, and a removal of what waits */
static void test_full(void **state)
{
	(void)state;
	is_up();
	assert_line(say(HOLD), "a=sendonly");
	assert_string_equal(say(ACTION("content-add", CAM("cam1"))), "");
	assert_string_equal(say(ACTION("content-add", CAM("cam2"))), "");
	assert_string_equal(say(ACTION("content-add", CAM("cam3"))), "");
	assert_string_equal(say(ACTION("content-add", CAM("cam4"))), "");
	assert_int_equal(ctx.queued, JINGLE_CTX_QUEUED / 2);
	ctx_cycle();
	say(ACTION("content-add", CAM("cam5"))); /* one too many */
	assert_int_equal(ctx.queued, JINGLE_CTX_QUEUED / 2);
	say(ACTION("content-remove", "<content creator='initiator' name='cam2'/>"));
	assert_int_equal(ctx.queued, JINGLE_CTX_QUEUED / 2 - 1);
	/* those that are left are offered in the order in which they came */
	hear(BODY("2", "a=recvonly\r\n"), JINGLE_BODY_ANSWER);
	assert_part(offered(), "a=mid:cam1");
	assert_int_equal(ctx.queued, 0);
	assert_int_equal(ctx.slots, 1 + JINGLE_CTX_QUEUED / 2 - 1);
	jingle_sdp_postponed(&ctx);
	assert_int_equal(ctx.queued, JINGLE_CTX_QUEUED / 2 - 1);
	assert_int_equal(ctx.slots, 1);
}

/* SIP takes its re-INVITE back */
static void test_withdrawn(void **state)
{
	(void)state;
	is_up();
	hear(BODY("2", VIDEO), JINGLE_BODY_OFFER);
	assert_true(stanzas.wait);
	ctx_cycle();
	tr_next();
	assert_int_equal(jingle_sdp_withdraw(&map, &ctx, &sdp_out), 0);
	assert_part(write_all(&sdp_out.withdrawn),
			"action='content-remove' sid='sid'><content creator='responder' "
			"name='");
	assert_int_equal(ctx.slots, 1);
	assert_int_equal(ctx.pending, JINGLE_PENDING_NONE);
	assert_string_equal(hear(BODY("3", ""), JINGLE_BODY_OFFER), "");
}

/* nobody is asked: an UPDATE, or a program that takes no content-add */
static void test_not_asked(void **state)
{
	(void)state;
	is_up();
	map.at_once = 1;
	assert_string_equal(hear(BODY("2", VIDEO), JINGLE_BODY_OFFER), "");
	assert_false(stanzas.wait);
	assert_part(answered(), "m=video 0 ");
	is_up();
	map.peer = JINGLE_PEER_CONVERSATIONS;
	assert_string_equal(hear(BODY("2", VIDEO), JINGLE_BODY_OFFER), "");
	assert_part(answered(), "m=video 0 ");
}

static void sees(jingle_peer_t peer)
{
	is_up();
	say(ACTION("content-add", CAM("cam")));
	hear(BODY("2", VIDEO), JINGLE_BODY_ANSWER);
	ctx_cycle();
	map.peer = peer;
}

/* XEP-0167 section 8.3; nothing to programs that do not know it */
static void test_asleep(void **state)
{
	static const struct
	{
		jingle_peer_t peer;
		int relayed;
		const char *gone, *back;
	} programs[] = {
			{JINGLE_PEER_DINO, 0, "<mute ", "<unmute "},
			{JINGLE_PEER_CONVERSATIONS, 0, "", ""},
			{JINGLE_PEER_QXMPP, 0, "", ""},
			{JINGLE_PEER_GENERIC, 1, "<mute ", "<unmute "},
			{JINGLE_PEER_GAJIM, 1, "<mute ", "<unmute "},
	};
	const char *xml;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		sees(programs[i].peer);
		map.relayed = programs[i].relayed;
		xml = hear(BODY("3", NO_VIDEO), JINGLE_BODY_OFFER);
		assert_part(xml, programs[i].gone);
		assert_no(xml, "content-remove");
		assert_part(answered(), "m=video 0 ");
		map.relayed = programs[i].relayed;
		xml = hear(BODY("4", VIDEO), JINGLE_BODY_OFFER);
		assert_false(stanzas.wait);
		assert_part(xml, programs[i].back);
		assert_part(answered(), "m=video 9 ");
	}
	map.relayed = 0;
}

/* the peer removes it: nobody is asked again where a relay could not answer ICE;
 * its own next content is offered there */
static void test_worn(void **state)
{
	(void)state;
	sees(JINGLE_PEER_GENERIC);
	assert_part(say(ACTION("content-remove",
						"<content creator='initiator' name='cam'/>")),
			"m=video 0 ");
	hear(BODY("3", NO_VIDEO), JINGLE_BODY_ANSWER);
	ctx_cycle();
	map.relayed = 1;
	assert_string_equal(hear(BODY("4", VIDEO), JINGLE_BODY_OFFER), "");
	map.relayed = 0;
	assert_part(answered(), "m=video 0 ");
	assert_part(say(ACTION("content-add", CAM("cam2"))), "m=video 9 ");
	assert_int_equal(ctx.slots, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_queue),
			cmocka_unit_test(test_no_line_left),
			cmocka_unit_test(test_never_counted),
			cmocka_unit_test(test_full),
			cmocka_unit_test(test_withdrawn),
			cmocka_unit_test(test_not_asked),
			cmocka_unit_test(test_asleep),
			cmocka_unit_test(test_worn),
	};
	int rc = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return rc;
}
