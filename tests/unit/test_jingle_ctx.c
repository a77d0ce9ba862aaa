/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The context of a session, as other versions of the module have written it. */
/* links: modules/jingle_sdp/jingle_ctx.c modules/jingle_sdp/jingle_arena.c */
/* links: modules/jingle_sdp/jingle_map_core.c modules/jingle_sdp/jingle_text.c */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/jingle_sdp/jingle_ctx.h"

/* written by a module of version 2: a phone has called, the client accepted */
#define PEER_2                  \
	"m=audio 9 RTP/AVP 0\r\n"   \
	"c=IN IP4 127.0.0.1\r\n"    \
	"a=sendrecv\r\n"            \
	"a=rtpmap:0 PCMU/8000\r\n"  \
	"a=ice-options:trickle\r\n" \
	"a=ice-ufrag:8hhy\r\n"      \
	"a=ice-pwd:asd88fgpdd777uzjYhagZg\r\n"
#define WRITTEN_2                                                             \
	"J2 3 0 2 0 0 42 1 3392079147066669335 "                                  \
	"35:alice 2890844526 1 IN IP4 192.0.2.1 - - 1 "                           \
	"3 1 1 0 0 1 0 0 0 - 5:audio - 5:audio 7:RTP/AVP 1:0 3 3 3 3 150:" PEER_2 \
	" 13:0:3448465492  10228053713128671434 14695981039346656037 4:F7gI "     \
	"0 0 0 "

static jingle_ctx_t ctx;

/* behind the blob stands nothing that may be read */
static int unpacked(const char *text)
{
	static char *copy = NULL;
	str blob;

	free(copy);
	blob.len = (int)strlen(text);
	blob.s = copy = malloc((size_t)blob.len + 1);
	memcpy(copy, text, (size_t)blob.len);
	return jingle_ctx_unpack(&ctx, &blob);
}

static void is(const str *s, const char *text)
{
	assert_non_null(s->s);
	assert_int_equal(s->len, strlen(text));
	assert_memory_equal(s->s, text, strlen(text));
}

static void check_written_2(void)
{
	const jingle_slot_t *s = &ctx.slot[0];

	assert_int_equal(ctx.state, JINGLE_CTX_ACTIVE);
	assert_int_equal(ctx.pending, JINGLE_PENDING_NONE);
	assert_int_equal(ctx.peer_role, JINGLE_RESPONDER);
	assert_int_equal(ctx.sdp_id, 42);
	assert_int_equal(ctx.sdp_version, 1);
	assert_int_equal(ctx.sdp_digest, 3392079147066669335ULL);
	is(&ctx.sip_origin, "alice 2890844526 1 IN IP4 192.0.2.1");
	assert_null(ctx.sip_groups.s);
	assert_null(ctx.groups.s);
	assert_int_equal(ctx.slots, 1);
	assert_int_equal(s->state, JINGLE_SLOT_ACTIVE);
	assert_int_equal(s->creator, JINGLE_INITIATOR);
	assert_int_equal(s->by_sip, 1);
	assert_int_equal(s->kind, JINGLE_TRANSPORT_ICE_UDP);
	is(&s->name, "audio");
	assert_null(s->mid.s);
	is(&s->proto, "RTP/AVP");
	is(&s->formats, "0");
	assert_int_equal(s->senders, JINGLE_SENDERS_BOTH);
	is(&s->peer, PEER_2);
	is(&s->sip_codecs, "0:3448465492 ");
	assert_int_equal(s->sip_transport, 10228053713128671434ULL);
	assert_int_equal(s->sip_keys, 14695981039346656037ULL);
	is(&s->sip_ufrag, "F7gI");
}

/* a call of before the upgrade goes on, and is written as of today */
static void test_version_2(void **state)
{
	jingle_arena_t arena;
	str blob;
	char *text;

	(void)state;
	assert_int_equal(unpacked(WRITTEN_2), 0);
	check_written_2();
	jingle_arena_init(&arena, NULL, NULL, NULL, 0);
	assert_int_equal(jingle_ctx_pack(&ctx, &arena, &blob), 0);
	assert_memory_equal(blob.s, "J3 state=3 ", 11);
	text = strndup(blob.s, (size_t)blob.len);
	assert_int_equal(unpacked(text), 0);
	check_written_2();
	free(text);
	jingle_arena_free(&arena);
}

/* each field at its place: no two neighbours have the same value */
static void test_version_2_places(void **state)
{
	const jingle_slot_t *s = &ctx.slot[1];

	(void)state;
	assert_int_equal(
			unpacked("J2 1 2 1 0 1 7 8 9 1:o 1:p 1:q 2 "
					 "0 0 0 0 0 0 0 0 0 - 1:n - 1:m - - 0 0 0 0 - - 0 0 - 0 0 "
					 "0 "
					 "2 1 0 1 0 3 1 0 2 1:a 1:b 1:c 1:d 1:e 1:f "
					 "0 1 2 3 1:g 1:h 10 11 1:i 12 3 2 "),
			0);
	assert_int_equal(ctx.state, JINGLE_CTX_PEER_OFFERED);
	assert_int_equal(ctx.pending, JINGLE_PENDING_PEER_ANSWER);
	assert_int_equal(ctx.peer_role, JINGLE_INITIATOR);
	assert_int_equal(ctx.peer_hold, 0);
	assert_int_equal(ctx.sip_hold, 1);
	assert_int_equal(ctx.sdp_id, 7);
	assert_int_equal(ctx.sdp_version, 8);
	assert_int_equal(ctx.sdp_digest, 9);
	is(&ctx.sip_origin, "o");
	is(&ctx.sip_groups, "p");
	is(&ctx.groups, "q");
	assert_int_equal(ctx.slots, 2);
	assert_int_equal(s->state, JINGLE_SLOT_REFUSED);
	assert_int_equal(s->creator, JINGLE_INITIATOR);
	assert_int_equal(s->by_sip, 0);
	assert_int_equal(s->data, 1);
	assert_int_equal(s->bundle_only, 0);
	assert_int_equal(s->kind, JINGLE_TRANSPORT_ICE);
	assert_int_equal(s->crypto_required, 1);
	assert_int_equal(s->replacing, 0);
	assert_int_equal(s->replaced_kind, JINGLE_TRANSPORT_RAW_UDP);
	is(&s->replaced, "a");
	is(&s->name, "b");
	is(&s->mid, "c");
	is(&s->media, "d");
	is(&s->proto, "e");
	is(&s->formats, "f");
	assert_int_equal(s->peer_mask, 0);
	assert_int_equal(s->responded, 1);
	assert_int_equal(s->sip_mask, 2);
	assert_int_equal(s->senders, 3);
	is(&s->peer, "g");
	is(&s->sip_codecs, "h");
	assert_int_equal(s->sip_transport, 10);
	assert_int_equal(s->sip_keys, 11);
	is(&s->sip_ufrag, "i");
	assert_int_equal(s->sip_generation, 12);
	assert_int_equal(s->sip_setup, 3);
	assert_int_equal(s->peer_setup, 2);
}

/* a later version has more to say: passed over; what is missing is zero */
static void test_later_version(void **state)
{
	(void)state;
	assert_int_equal(unpacked("J3 colour=3:r.d peer_role=2 weight=17 sdp_id=5 "
							  "slot name=1:a smell=7:slot a= media=5:audio "
							  "slot media=5:video sip_hold=1 name=1:b ."),
			0);
	assert_int_equal(ctx.peer_role, JINGLE_RESPONDER);
	assert_int_equal(ctx.sdp_id, 5);
	assert_int_equal(ctx.sip_hold, 0); /* of a slot it is not known */
	assert_int_equal(ctx.slots, 2);
	is(&ctx.slot[0].name, "a");
	is(&ctx.slot[0].media, "audio");
	assert_int_equal(ctx.slot[0].state, JINGLE_SLOT_FREE);
	is(&ctx.slot[1].name, "b");
}

/* the order of the keys says nothing */
static void test_any_order(void **state)
{
	(void)state;
	assert_int_equal(
			unpacked("J3 groups=1:q sdp_id=5 peer_role=1 state=3 ."), 0);
	assert_int_equal(ctx.state, JINGLE_CTX_ACTIVE);
	assert_int_equal(ctx.sdp_id, 5);
	is(&ctx.groups, "q");
}

static void test_refused(void **state)
{
	static const char *const bad[] = {"", "J", "J3", "J3 ", "J3 .",
			"J4 peer_role=1 .", "J1 1 2 1 0 1 7 8 9 - - - 0 ",
			"K3 peer_role=1 .", "J3 peer_role=1 ", "J3 peer_role=1 ..",
			"J3 peer_role=1 . ",
			/* beyond what the field can have, or of another kind */
			"J3 peer_role=3 .", "J3 peer_role=1 pending=3 .",
			"J3 peer_role=1:1 .", "J3 peer_role=1 groups=1 .",
			"J3 peer_role=1 sdp_id=18446744073709551616 .",
			"J3 peer_role=4294967297 .",
			/* no value, no key */
			"J3 peer_role=1 sdp_id= .", "J3 peer_role=1 sdp_id .",
			"J3 peer_role=1 sdp_id=- .", "J3 peer_role=1 x=y .",
			"J3 peer_role=1 a_key_that_is_longer_than_any_of_them=1 .",
			/* texts that do not end where they say */
			"J3 peer_role=1 groups=5:ab .", "J3 peer_role=1 groups=1:ab .",
			"J3 peer_role=1 x=99:ab .",
			"J3 peer_role=1 x=18446744073709551615:ab .",
			/* a slot without a name, or medium */
			"J3 peer_role=1 slot .", "J3 peer_role=1 slot name=1:a .",
			"J3 peer_role=1 slot media=1:a .",
			/* version 2: too short, too long, too many slots */
			"J2 3 0 2 0 0 42 1 3 - - - 1 ", "J2 3 0 2 0 0 42 1 3 - - - 0 0 ",
			"J2 3 0 2 0 0 42 1 3 - - - 33 ", "J2 3 0 2 0 0 42 1 3 - - - 0"};
	char many[1024] = "J3 peer_role=1 ";
	int i;

	(void)state;
	for(i = 0; i < (int)(sizeof(bad) / sizeof(bad[0])); i++) {
		if(unpacked(bad[i]) != -1)
			fail_msg("taken: %s", bad[i]);
		assert_int_equal(ctx.peer_role, JINGLE_PARTY_NONE);
		assert_int_equal(ctx.slots, 0);
	}
	for(i = 0; i < JINGLE_CTX_SLOTS; i++)
		strcat(many, "slot name=1:a media=1:b ");
	strcat(many, ".");
	assert_int_equal(unpacked(many), 0);
	assert_int_equal(ctx.slots, JINGLE_CTX_SLOTS);
	strcpy(many + strlen(many) - 1, "slot name=1:a media=1:b .");
	assert_int_equal(unpacked(many), -1);
}

/* cut off anywhere, a byte changed anywhere: never beyond the blob */
static void test_version_2_damaged(void **state)
{
	char text[] = WRITTEN_2, was;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(text) - 1; i++) {
		was = text[i];
		text[i] = '\0';
		assert_int_equal(unpacked(text), -1);
		text[i] = '9';
		unpacked(text);
		assert_true(ctx.slots <= JINGLE_CTX_SLOTS);
		text[i] = was;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_version_2),
			cmocka_unit_test(test_version_2_places),
			cmocka_unit_test(test_later_version),
			cmocka_unit_test(test_any_order), cmocka_unit_test(test_refused),
			cmocka_unit_test(test_version_2_damaged)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
