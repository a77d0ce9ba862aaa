/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A call as a row: what was written is read, what nobody wrote is refused. */
/* links: modules/jingle/jingle_recover_row.c modules/jingle/jingle_fsm.c */
/* links: modules/jingle_sdp/jingle_ctx.c modules/jingle_sdp/jingle_arena.c */
/* links: modules/jingle/jingle_ids.c modules/jingle_sdp/jingle_map_core.c */
/* links: modules/jingle_sdp/jingle_text.c */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/jingle_sdp/jingle_ctx.h"
#include "../../modules/jingle/jingle_recover_row.h"

static jingle_recover_row_t row;
static jingle_recover_row_read_t out;
static jingle_arena_t arena;
static char legs_text[4096];

static str text(const char *s)
{
	str t;

	t.s = (char *)s;
	t.len = (int)strlen(s);
	return t;
}

static void legs_set(const jingle_recover_row_leg_t *legs, int count)
{
	row.legs.s = legs_text;
	row.legs.len = jingle_recover_row_legs_write(
			legs, count, legs_text, sizeof(legs_text));
	assert_true(row.legs.len < (int)sizeof(legs_text));
}

/* an answered call of a phone to an XMPP user */
static int answered(void **state)
{
	jingle_recover_row_leg_t leg = {'a', 1, 0, text("s1"),
			text("romeo@xmpp.example/the orchard"), text("dino")};
	jingle_ctx_t ctx;

	(void)state;
	memset(&row, 0, sizeof(row));
	jingle_arena_init(&arena, NULL, NULL, NULL, 0);
	jingle_ctx_init(&ctx, JINGLE_RESPONDER, 4711);
	assert_int_equal(jingle_ctx_pack(&ctx, &arena, &row.context), 0);
	row.gr = text("abcdefghijklmnopqrstuvwxyz");
	row.tag = text("234567abcdefghijklmnopqrst");
	row.direction = JINGLE_SIP_TO_XMPP;
	row.since = 1800000000;
	row.updated = 1800000005;
	row.active_since = 4;
	row.component = text("gw.example");
	row.local = text("1001@gw.example/gateway");
	row.bare = text("romeo@xmpp.example");
	row.target = text("romeo@xmpp.example");
	row.caller = text("sip:1001@sip.example");
	row.callid = text("843817637684230@998sdasdh09");
	row.media_id = text("JX-abcdefghijklmnopqrstuvwxyz");
	row.loc_uri = text("sip:romeo@xmpp.example");
	row.rem_uri = text("sip:1001@sip.example");
	row.rem_name = text("\"Juliet C.\"");
	row.state = text("active");
	row.leg = 0;
	row.rem_tag = text("1928301774");
	row.rem_target = text("sip:1001@192.0.2.4:5062;ob");
	row.routes = text("<sip:192.0.2.1;lr;ftag=1928301774>");
	row.cseq = 1;
	row.code = 200;
	row.media = 1;
	row.media_on = 1;
	row.received = text("udp:192.0.2.4:5062 udp:192.0.2.1:5060");
	legs_set(&leg, 1);
	return 0;
}

static int over(void **state)
{
	(void)state;
	jingle_arena_free(&arena);
	return 0;
}

static void believed(void)
{
	assert_null(jingle_recover_row_check(&row, jingle_ctx_unpack, &out));
}

static void refused(const char *column)
{
	const char *bad = jingle_recover_row_check(&row, jingle_ctx_unpack, &out);

	assert_non_null(bad);
	assert_string_equal(bad, column);
}

static void test_answered(void **state)
{
	(void)state;
	believed();
	assert_int_equal(out.state, JINGLE_ACTIVE);
	assert_int_equal(out.count, 1);
	assert_int_equal(out.legs[0].state, 'a');
	assert_int_equal(out.legs[0].jmi, 1);
	assert_int_equal(out.legs[0].sid.len, 2);
	assert_memory_equal(out.legs[0].peer.s, "romeo@xmpp.example/the orchard",
			out.legs[0].peer.len);
}

/* session ids are the other side's: they may look like anything */
static void test_legs_with_odd_ids(void **state)
{
	jingle_recover_row_leg_t legs[JINGLE_RECOVER_ROW_LEGS];
	int i;

	(void)state;
	for(i = 0; i < JINGLE_RECOVER_ROW_LEGS; i++) {
		legs[i].state = "piao"[i % 4];
		legs[i].jmi = i % 2;
		legs[i].joined = i / 2 % 2;
		legs[i].program = text("a 1");
		legs[i].sid = text(i == 3 ? "a 1 2:x 3:y \n" : "0 3:p 1");
		legs[i].peer = text(
				i == 0 ? "romeo@xmpp.example" : "ROMEO@xmpp.example/7: a 1 ");
	}
	legs_set(legs, JINGLE_RECOVER_ROW_LEGS);
	row.leg = 2;
	believed();
	assert_int_equal(out.count, JINGLE_RECOVER_ROW_LEGS);
	for(i = 0; i < out.count; i++) {
		assert_int_equal(out.legs[i].state, legs[i].state);
		assert_int_equal(out.legs[i].jmi, legs[i].jmi);
		assert_int_equal(out.legs[i].joined, legs[i].joined);
		assert_int_equal(out.legs[i].sid.len, legs[i].sid.len);
		assert_memory_equal(out.legs[i].sid.s, legs[i].sid.s, legs[i].sid.len);
		assert_int_equal(out.legs[i].peer.len, legs[i].peer.len);
		assert_int_equal(out.legs[i].program.len, 3);
	}
}

static void test_legs_malformed(void **state)
{
	static const char *const bad[] = {
			"x 1 2:s1 20:romeo@xmpp.example/a 4:dino ", "a", "a 1", "a 1 ",
			"a 1 2", "a 1 2:", "a 1 2:s1", "a 1 2:s1 ",
			"a 4 2:s1 18:romeo@xmpp.example 4:dino ",
			"a / 2:s1 18:romeo@xmpp.example 4:dino ",
			"a 1 0: 18:romeo@xmpp.example 4:dino ",
			"a 1 :s1 18:romeo@xmpp.example 4:dino ",
			"a 1 -2:s1 18:romeo@xmpp.example 4:dino ",
			"a 1 2:s1 18:romeo@xmpp.example", /* cut */
			"a 1 2:s1 19:romeo@xmpp.example 4:dino ",
			"a 1 2:s1 17:romeo@xmpp.example 4:dino ",
			"a 1 2:s1 99999999999999999999:romeo@xmpp.example 4:dino ",
			"a 1 2:s1 19:juliet@xmpp.example 4:dino ", /* another user */
			"a 1 2:s1 18:romeo@xmpp.example 4:dino b",
			"a 1 2:s1 18:romeo@xmpp.example ",
			"a 1 2:s1 18:romeo@xmpp.example 4:dino",
			"a 1 2:s1 18:romeo@xmpp.example 0: ",
			("a 1 2:s1 18:romeo@xmpp.example "
			 "33:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ")};
	char *end;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		/* ends where it ends: the address sanitizer sees every step beyond */
		row.legs.len = (int)strlen(bad[i]);
		end = malloc((size_t)row.legs.len);
		assert_non_null(end);
		memcpy(end, bad[i], (size_t)row.legs.len);
		row.legs.s = end;
		refused("legs");
		free(end);
	}
}

static void test_too_many_legs(void **state)
{
	jingle_recover_row_leg_t legs[JINGLE_RECOVER_ROW_LEGS + 1];
	int i;

	(void)state;
	for(i = 0; i <= JINGLE_RECOVER_ROW_LEGS; i++) {
		legs[i].state = 'a';
		legs[i].jmi = 0;
		legs[i].sid = text("s");
		legs[i].peer = text("romeo@xmpp.example/a");
		legs[i].program = text("generic");
	}
	legs_set(legs, JINGLE_RECOVER_ROW_LEGS + 1);
	refused("legs");
}

static void test_leg_that_is_not(void **state)
{
	(void)state;
	row.leg = 1;
	refused("legs");
	row.leg = 8;
	refused("leg");
	row.leg = -1; /* who would be in the call? */
	refused("leg");
	row.leg = -2;
	refused("leg");
}

/* nothing of a row may end a SIP header line and begin another */
static void test_no_header_is_smuggled(void **state)
{
	int i;

	(void)state;
	for(i = 0; i < JINGLE_RECOVER_ROW_COLUMNS; i++) {
		const jingle_recover_row_column_t *c = &jingle_recover_row_columns[i];
		str *s = (str *)((char *)&row + c->at), was;

		if(c->kind == JINGLE_RECOVER_ROW_NUMBER
				|| c->kind == JINGLE_RECOVER_ROW_BLOB)
			continue;
		was = *s;
		*s = text("a\r\nVia: x");
		refused(c->name);
		*s = text("");
		if(c->min > 0)
			refused(c->name);
		*s = was;
		believed();
	}
}

static void test_request(void **state)
{
	static const char *const bad[] = {"Via: x", "Via: x\r", "Via: x\r\n\r\n",
			"\r\nVia: x\r\n", "Via: x\nTo: y\r\n", "Via: x\r\nTo: y\r"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		row.request = text(bad[i]);
		refused("request");
	}
	row.request = text("Via: SIP/2.0/UDP a\r\nTo: <sip:b@c>\r\n");
	believed();
}

static void test_numbers_bounded(void **state)
{
	int i;

	(void)state;
	for(i = 0; i < JINGLE_RECOVER_ROW_COLUMNS; i++) {
		const jingle_recover_row_column_t *c = &jingle_recover_row_columns[i];
		long long *n = (long long *)((char *)&row + c->at), was;

		if(c->kind != JINGLE_RECOVER_ROW_NUMBER)
			continue;
		was = *n;
		*n = c->max + 1;
		refused(c->name);
		*n = c->min - 1;
		refused(c->name);
		*n = was;
		believed();
	}
}

static void test_texts_bounded(void **state)
{
	static char large[JINGLE_CTX_MAX + 2];
	int i;

	(void)state;
	memset(large, 'a', sizeof(large) - 1);
	for(i = 0; i < JINGLE_RECOVER_ROW_COLUMNS; i++) {
		const jingle_recover_row_column_t *c = &jingle_recover_row_columns[i];
		str *s = (str *)((char *)&row + c->at), was;

		if(c->kind == JINGLE_RECOVER_ROW_NUMBER)
			continue;
		was = *s;
		s->s = large;
		s->len = (int)c->max + 1;
		refused(c->name);
		s->s = NULL;
		s->len = 26;
		refused(c->name);
		*s = was;
	}
}

static void test_secrets_are_base32(void **state)
{
	(void)state;
	row.gr = text("abcdefghijklmnopqrstuvwxy;");
	refused("gr");
	row.gr = text("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	refused("gr");
	row.gr = text("abcdefghijklmnopqrstuvwxy");
	refused("gr");
}

static void test_jids(void **state)
{
	(void)state;
	row.bare = text("romeo@xmpp.example/orchard");
	refused("bare");
	row.bare = text("@xmpp.example");
	refused("bare");
	row.bare = text("juliet@xmpp.example"); /* not whom the session is with */
	refused("legs");
}

static void test_words(void **state)
{
	(void)state;
	row.rem_target = text("sip:1001@192.0.2.4>;x=<y");
	refused("rem_target");
	row.rem_target = text("");
	refused("rem_target");
}

static void test_states(void **state)
{
	static const char *const bad[] = {
			"new", "ended", "proceeded", "invited", "Active", "", "activex"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		row.state = text(bad[i]);
		refused("state");
	}
	row.state = text("accepted");
	believed();
	assert_int_equal(out.state, JINGLE_ACCEPTED);
	row.direction = JINGLE_XMPP_TO_SIP;
	refused("state");
}

static void test_context_of_an_answered_call(void **state)
{
	(void)state;
	row.context = text("J4 what ever");
	refused("context");
	row.context = text("");
	refused("context");
}

/* a call that rings has less to say */
static void test_ringing(void **state)
{
	jingle_recover_row_leg_t leg = {
			'p', 1, 0, text("s1"), text("romeo@xmpp.example"), text("generic")};

	(void)state;
	legs_set(&leg, 1);
	row.state = text("offered");
	row.leg = -1;
	row.context = text("");
	believed();
	assert_int_equal(out.state, JINGLE_OFFERED);
	legs_set(&leg, 0);
	believed();
	assert_int_equal(out.count, 0);
}

static void afresh(void **state)
{
	over(state);
	answered(state);
}

static int salvaged(void)
{
	assert_non_null(jingle_recover_row_check(&row, jingle_ctx_unpack, &out));
	return jingle_recover_row_salvage(&row, &out);
}

/* what a call needs to go on is more than what it needs to end: Call-ID, tags,
 * URIs and target of a BYE (RFC 3261 section 12.2.1.1); sid and JIDs of a
 * session-terminate */
static void test_enough_to_end_it(void **state)
{
	static const char *const not_needed[] = {"context", "state", "leg", "since",
			"updated", "anonymous", "direction", "media", "cseq", "loc_name",
			"rem_name", "caller", "media_id", "received", "request", "code",
			"active_since", "media_on", "reoffer", "gr"};
	size_t k;
	int i;

	for(k = 0; k < sizeof(not_needed) / sizeof(not_needed[0]); k++) {
		afresh(state);
		for(i = 0;
				strcmp(jingle_recover_row_columns[i].name, not_needed[k]) != 0;
				i++)
			assert_true(i < JINGLE_RECOVER_ROW_COLUMNS);
		if(jingle_recover_row_columns[i].kind == JINGLE_RECOVER_ROW_NUMBER)
			*(long long *)((char *)&row + jingle_recover_row_columns[i].at) =
					-7;
		else
			*(str *)((char *)&row + jingle_recover_row_columns[i].at) =
					text("\r\nVia: x");
		assert_int_equal(salvaged(),
				JINGLE_RECOVER_ROW_PHONE | JINGLE_RECOVER_ROW_CLIENT);
		assert_int_equal(out.state, JINGLE_ACTIVE);
		assert_int_equal(out.count, 1);
		assert_int_equal(row.leg, 0);
		assert_true(row.cseq >= 1 && row.cseq < 1LL << 31);
	}
	afresh(state);
}

static void test_phone_cannot_be_told(void **state)
{
	str *fields[] = {&row.tag, &row.callid, &row.loc_uri, &row.rem_uri,
			&row.rem_tag, &row.rem_target};
	size_t k;

	for(k = 0; k < sizeof(fields) / sizeof(fields[0]); k++) {
		afresh(state);
		*fields[k] = text("a\r\nVia: x");
		assert_int_equal(salvaged(), JINGLE_RECOVER_ROW_CLIENT);
		assert_int_equal(row.rem_target.len, 0); /* no BYE */
	}
	afresh(state);
}

static void test_client_cannot_be_told(void **state)
{
	str *fields[] = {&row.component, &row.local, &row.bare, &row.legs};
	size_t k;

	for(k = 0; k < sizeof(fields) / sizeof(fields[0]); k++) {
		afresh(state);
		*fields[k] = text("@");
		assert_int_equal(salvaged(), JINGLE_RECOVER_ROW_PHONE);
		assert_int_equal(out.count, 0);
		assert_int_equal(row.leg, -1);
	}
	afresh(state);
	row.legs = text("@");
	row.rem_target = text("");
	assert_int_equal(salvaged(), 0);
}

/* the first device stands, what is behind it is damaged */
static void test_legs_damaged_at_their_end(void **state)
{
	(void)state;
	row.legs.len = snprintf(legs_text, sizeof(legs_text), "%s",
			"a 1 2:s1 20:romeo@xmpp.example/a 4:dino i 9");
	row.leg = 1;
	assert_int_equal(
			salvaged(), JINGLE_RECOVER_ROW_PHONE | JINGLE_RECOVER_ROW_CLIENT);
	assert_int_equal(out.count, 1);
	assert_int_equal(row.leg, 0);
}

/* its state is known, the INVITE of the caller too */
static void test_ringing_is_ended(void **state)
{
	jingle_recover_row_leg_t leg = {
			'p', 1, 0, text("s1"), text("romeo@xmpp.example"), text("generic")};

	(void)state;
	legs_set(&leg, 1);
	row.state = text("offered");
	row.active_since = 0;
	row.leg = -1;
	row.media = -1;
	assert_int_equal(salvaged(), JINGLE_RECOVER_ROW_CLIENT);
	assert_int_equal(out.state, JINGLE_OFFERED);
	row.media = -1;
	row.request = text("Via: SIP/2.0/UDP a\r\n");
	assert_int_equal(
			salvaged(), JINGLE_RECOVER_ROW_PHONE | JINGLE_RECOVER_ROW_CLIENT);
	row.state = text("?");
	assert_int_equal(
			salvaged(), JINGLE_RECOVER_ROW_PHONE | JINGLE_RECOVER_ROW_CLIENT);
	assert_int_equal(out.state, JINGLE_OFFERED);
}

/* chance texts: nothing but refusal, and no step beyond their end */
static void test_garbage(void **state)
{
	unsigned seed = 1;
	int round, i;
	char *end;

	(void)state;
	for(round = 0; round < 20000; round++) {
		int len = (int)((seed = seed * 1103515245u + 12345u) >> 16 & 63);
		char *s = malloc((size_t)len + 1);

		assert_non_null(s);
		for(i = 0; i < len; i++)
			s[i] = "a1p 02:s9"[(seed = seed * 1103515245u + 12345u) >> 16 & 7];
		row.legs.s = realloc(s, (size_t)(len > 0 ? len : 1));
		row.legs.len = len;
		jingle_recover_row_check(&row, jingle_ctx_unpack, &out);
		end = row.legs.s;
		jingle_recover_row_salvage(&row, &out);
		free(end);
	}
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, answered, over)
	const struct CMUnitTest tests[] = {
			TEST(test_answered),
			TEST(test_legs_with_odd_ids),
			TEST(test_legs_malformed),
			TEST(test_too_many_legs),
			TEST(test_leg_that_is_not),
			TEST(test_no_header_is_smuggled),
			TEST(test_request),
			TEST(test_numbers_bounded),
			TEST(test_texts_bounded),
			TEST(test_secrets_are_base32),
			TEST(test_jids),
			TEST(test_words),
			TEST(test_states),
			TEST(test_context_of_an_answered_call),
			TEST(test_ringing),
			TEST(test_enough_to_end_it),
			TEST(test_phone_cannot_be_told),
			TEST(test_client_cannot_be_told),
			TEST(test_legs_damaged_at_their_end),
			TEST(test_ringing_is_ended),
			TEST(test_garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
