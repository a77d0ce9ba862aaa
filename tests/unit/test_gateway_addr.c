/* links: modules/xmpp_gateway/gateway_addr_map.c modules/xmpp_gateway/gateway_addr_jid.c */
/* links: modules/xmpp_gateway/gateway_addr_name.c modules/xmpp_gateway/gateway_addr_idn.c */
/* links: modules/xmpp_gateway/gateway_addr_uri.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expected values: RFC 7247 section 6, XEP-0106 sections 4 and 5, RFC 3492
 * section 7.1; other A-labels by Python's codec idna. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "../../modules/xmpp_gateway/gateway_addr.h"

static const str own[] = {str_init("trunk.example"), str_init("192.0.2.1")};

static const xmpp_gateway_addr_conf_t conf = {
		.gateway = str_init("gw.xmpp.example"),
		.sip_domain = str_init("sip.example"),
		.own = own,
		.own_len = 2,
		.fold_users = 1,
};

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static void is(int r, const str *got, const char *want)
{
	assert_int_equal(r, 0);
	if(got->len != (int)strlen(want) || memcmp(got->s, want, got->len) != 0)
		fail_msg("got %.*s, want %s", got->len, got->s, want);
}

static void reads(const char *jid, const char *want)
{
	char buf[XMPP_GATEWAY_ADDR_URI_MAX];
	str in = view(jid), out = STR_NULL;

	is(xmpp_gateway_addr_read(&conf, &in, 0, buf, sizeof(buf), &out), &out,
			want);
}

static int read_error(const char *jid)
{
	char buf[XMPP_GATEWAY_ADDR_URI_MAX];
	str in = view(jid), out = STR_NULL;

	return xmpp_gateway_addr_read(&conf, &in, 0, buf, sizeof(buf), &out);
}

static void writes(const char *uri, const char *used, const char *want)
{
	char buf[LINK_JID_MAX];
	str in = view(uri), known = view(used ? used : ""), out = STR_NULL;

	is(xmpp_gateway_addr_write(
			   &conf, &in, used ? &known : NULL, 0, buf, sizeof(buf), &out),
			&out, want);
}

static void asserted(const char *uri, const char *want)
{
	char buf[LINK_JID_MAX];
	str in = view(uri), out = STR_NULL;

	is(xmpp_gateway_addr_write(&conf, &in, NULL, XMPP_GATEWAY_ADDR_ASSERTED,
			   buf, sizeof(buf), &out),
			&out, want);
}

static void nobody(const char *uri, int flags)
{
	char buf[LINK_JID_MAX];
	str in = view(uri), out = STR_NULL;

	if(xmpp_gateway_addr_write(&conf, &in, NULL, flags, buf, sizeof(buf), &out)
			!= XMPP_GATEWAY_ADDR_NOBODY)
		fail_msg("%s is %.*s", uri, out.len, out.s);
}

static void to_jid(const char *uri, const char *want)
{
	char buf[LINK_JID_MAX];
	str in = view(uri), out = STR_NULL;

	is(xmpp_gateway_addr_to_jid(
			   &in, XMPP_GATEWAY_ADDR_GR, buf, sizeof(buf), &out),
			&out, want);
}

static void to_uri(const char *jid, const char *want)
{
	char buf[XMPP_GATEWAY_ADDR_URI_MAX];
	str in = view(jid), out = STR_NULL;

	is(xmpp_gateway_addr_to_uri(
			   "sip", &in, XMPP_GATEWAY_ADDR_GR, buf, sizeof(buf), &out),
			&out, want);
}

static int to_jid_error(const char *uri)
{
	char buf[LINK_JID_MAX];
	str in = view(uri), out = STR_NULL;

	return xmpp_gateway_addr_to_jid(
			&in, XMPP_GATEWAY_ADDR_GR, buf, sizeof(buf), &out);
}

static void test_rfc7247_sip_to_xmpp(void **state)
{
	(void)state;
	to_jid("sip:f%C3%BC@sip.example", "f\xC3\xBC@sip.example");
	to_jid("sip:o'malley@sip.example", "o\\27malley@sip.example");
	to_jid("sip:foo@sip.example;gr=bar", "foo@sip.example/bar");
}

static void test_rfc7247_xmpp_to_sip(void **state)
{
	(void)state;
	to_uri("m\\26m@xmpp.example", "sip:m&m@xmpp.example");
	to_uri("tsch\xC3\xBCss@xmpp.example", "sip:tsch%C3%BCss@xmpp.example");
	to_uri("baz@xmpp.example/qux", "sip:baz@xmpp.example;gr=qux");
	/* table 1: what SIP does not allow and XMPP does */
	to_uri("a#%[\\]^`{|}b@xmpp.example",
			"sip:a%23%25%5B%5C%5D%5E%60%7B%7C%7Db@xmpp.example");
}

/* XEP-0106 examples 17 to 19: percent signs that are no escapes stay */
static void test_xep0106_sip(void **state)
{
	(void)state;
	to_jid("sip:here%27s_a_wild_%26_%2Fcr%zy%2F_address@example.com",
			"here\\27s_a_wild_\\26_\\2fcr%zy\\2f_address@example.com");
}

static void test_idn(void **state)
{
	static const char *const rows[][2] = {
			{"romeo@b\xC3\xBC"
			 "cher.example",
					"sip:romeo@xn--bcher-kva.example"},
			{"romeo@fa\xC3\x9F.example", "sip:romeo@xn--fa-hia.example"},
			{"romeo@"
			 "\xE4\xBB\x96\xE4\xBB\xAC\xE4\xB8\xBA\xE4\xBB\x80\xE4\xB9\x88\xE4"
			 "\xB8\x8D\xE8\xAF\xB4\xE4\xB8\xAD\xE6\x96\x87.example",
					"sip:romeo@xn--ihqwcrb4cv8a8dqg056pqjye.example"},
			{"romeo@"
			 "\xD9\x84\xD9\x8A\xD9\x87\xD9\x85\xD8\xA7\xD8\xA8\xD8\xAA\xD9\x83"
			 "\xD9\x84\xD9\x85\xD9\x88\xD8\xB4\xD8\xB9\xD8\xB1\xD8\xA8\xD9\x8A"
			 "\xD8\x9F.example",
					"sip:romeo@xn--egbpdaj6bu4bxfgehfvwxn.example"},
			{"romeo@\xD0\xBF\xD1\x80\xD0\xB0\xD0\xB2\xD0\xB4\xD0\xB0."
			 "\xD0\xBC\xD0\xBE\xD1\x81\xD0\xBA\xD0\xB2\xD0\xB0",
					"sip:romeo@xn--80aafi6cg.xn--80adxhks"},
			{"romeo@xmpp.\xC3\xBC.\xC3\xB6", "sip:romeo@xmpp.xn--tda.xn--nda"},
			{"romeo@m\xC3\xBCnchen-ost.example",
					"sip:romeo@xn--mnchen-ost-9db.example"},
			{"romeo@3\xE5\xB9\xB4"
			 "b\xE7\xB5\x84\xE9\x87\x91\xE5\x85\xAB\xE5\x85\x88\xE7\x94\x9F.jp",
					"sip:romeo@xn--3b-ww4c5e180e575a65lsy2b.jp"},
			{"romeo@\xF0\x9F\x98\x80.example", "sip:romeo@xn--e28h.example"},
	};
	char long_label[200];
	size_t i;
	str in;
	char buf[XMPP_GATEWAY_ADDR_URI_MAX];

	(void)state;
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		to_uri(rows[i][0], rows[i][1]);
		to_jid(rows[i][1], rows[i][0]);
	}
	/* no punycode: left as it is */
	to_jid("sip:a@xn--.example", "a@xn--.example");
	to_jid("sip:a@xn--999999999.example", "a@xn--999999999.example");
	to_jid("sip:a@xn--abc-.example", "a@xn--abc-.example");
	strcpy(long_label, "a@");
	for(i = 2; i < 140; i += 2)
		memcpy(long_label + i, "\xC3\xBC", 2);
	long_label[i] = '\0';
	in = view(long_label);
	assert_int_equal(
			xmpp_gateway_addr_to_uri("sip", &in, 0, buf, sizeof(buf), &in), -1);
}

static void test_sip_uri_parts(void **state)
{
	(void)state;
	to_jid("SIP:Romeo:secret@XMPP.example:5061;transport=tcp?Subject=x",
			"romeo@xmpp.example");
	to_jid("sips:romeo@xmpp.example;lr;GR=a%2Fb;x=y", "romeo@xmpp.example/a/b");
	to_jid("sip:romeo@xmpp.example;gr", "romeo@xmpp.example");
	to_jid("sip:xmpp.example", "xmpp.example");
	to_jid("sip:a%40b@xmpp.example", "a\\40b@xmpp.example");
	to_uri("romeo@xmpp.example/a b;c=\xC3\xBC",
			"sip:romeo@xmpp.example;gr=a%20b%3Bc%3D%C3%BC");
}

static void test_sip_uri_refused(void **state)
{
	(void)state;
	assert_int_equal(to_jid_error(""), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(
			to_jid_error("romeo@xmpp.example"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(to_jid_error("sip:"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(
			to_jid_error("sip:@xmpp.example"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(to_jid_error("sip:romeo@"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(to_jid_error("sip:romeo@x y"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(
			to_jid_error("sip:romeo@x'><a"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(to_jid_error("tel:+4930123"), XMPP_GATEWAY_ADDR_INVALID);
	/* CR, LF, NUL, bad UTF-8 behind percent signs */
	assert_int_equal(
			to_jid_error("sip:a%0D%0Ab@x.example"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(
			to_jid_error("sip:a%00@x.example"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(
			to_jid_error("sip:a%FF@x.example"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(
			to_jid_error("sip:a%C0%AF@x.example"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(
			to_jid_error("sip:a@x.example;gr=%0A"), XMPP_GATEWAY_ADDR_INVALID);
}

static void test_user_round_trip(void **state)
{
	static const char *const jids[] = {"m\\26m@xmpp.example",
			"a\\40b@xmpp.example", "space\\20cadet@example.com",
			"c\\3a\\5c5commas@example.com", "d\\27artagnan@example.com",
			"\\2plus\\2is\\4@example.com", "foob\\41r@example.com",
			"\\5c3and\\2is\\5c5cool@example.com",
			"tr\xC3\xA9ville\\40musketeers.lit@smtp.gascon.fr",
			"romeo@xmpp.example/\xE2\x98\x8E in the orchard; gr=1/2?"};
	char uri_buf[XMPP_GATEWAY_ADDR_URI_MAX], jid_buf[LINK_JID_MAX];
	str jid, uri, back;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(jids) / sizeof(jids[0]); i++) {
		jid = view(jids[i]);
		assert_int_equal(
				xmpp_gateway_addr_to_uri("sip", &jid, XMPP_GATEWAY_ADDR_GR,
						uri_buf, sizeof(uri_buf), &uri),
				0);
		is(xmpp_gateway_addr_to_jid(
				   &uri, XMPP_GATEWAY_ADDR_GR, jid_buf, sizeof(jid_buf), &back),
				&back, jids[i]);
	}
}

static void test_read_forms(void **state)
{
	(void)state;
	reads("juliet\\40sip.other@gw.xmpp.example", "sip:juliet@sip.other");
	reads("juliet%sip.other@gw.xmpp.example", "sip:juliet@sip.other");
	reads("juliet@gw.xmpp.example", "sip:juliet@sip.example");
	reads("+4930123456@gw.xmpp.example", "sip:+4930123456@sip.example");
	reads("1001@GW.xmpp.example/dino.7", "sip:1001@sip.example");
	reads("Juliet%SIP.Other@gw.xmpp.example", "sip:juliet@sip.other");
	reads("1001%[2001\\3adb8\\3a\\3a1]\\3a5070@gw.xmpp.example",
			"sip:1001@[2001:db8::1]:5070");
	/* XEP-0106 wins over the percent sign, and the last one counts */
	reads("a%b\\40sip.other@gw.xmpp.example", "sip:a%25b@sip.other");
	reads("a\\40b\\40sip.other@gw.xmpp.example", "sip:a%40b@sip.other");
	/* \5c40 is a backslash and 40, no at-sign */
	reads("a\\5c40b@gw.xmpp.example", "sip:a%5C40b@sip.example");
	reads("*31#@gw.xmpp.example", "sip:*31%23@sip.example");
}

/* XEP-0106 section 5.1, user parts, and what RFC 3261 makes of them */
static void test_read_xep0106(void **state)
{
	(void)state;
	reads("call\\20me\\20\\22ishmael\\22@gw.xmpp.example",
			"sip:call%20me%20%22ishmael%22@sip.example");
	reads("at\\26t\\20guy@gw.xmpp.example", "sip:at&t%20guy@sip.example");
	reads("d\\27artagnan@gw.xmpp.example", "sip:d'artagnan@sip.example");
	reads("\\2f.fanboy@gw.xmpp.example", "sip:/.fanboy@sip.example");
	reads("\\3cfoo\\3e@gw.xmpp.example", "sip:%3Cfoo%3E@sip.example");
	reads("c\\3a\\net@gw.xmpp.example", "sip:c%3A%5Cnet@sip.example");
	reads("c\\3a\\5c5commas@gw.xmpp.example", "sip:c%3A%5C5commas@sip.example");
	reads("foob\\41r@gw.xmpp.example", "sip:foob%5C41r@sip.example");
}

static void test_read_typed_number(void **state)
{
	(void)state;
	reads("+49\\20(0)30\\20123-456@gw.xmpp.example",
			"sip:+49030123456@sip.example");
	reads("030.123\\2f456@gw.xmpp.example", "sip:030123456@sip.example");
	/* not a number: kept as it is */
	reads("12@gw.xmpp.example", "sip:12@sip.example");
	reads("1-2@gw.xmpp.example", "sip:1-2@sip.example");
	reads("4-you@gw.xmpp.example", "sip:4-you@sip.example");
	/* other people's domains may mean something by it */
	reads("030-123%sip.other@gw.xmpp.example", "sip:030-123@sip.other");
}

static void test_read_refused(void **state)
{
	(void)state;
	assert_int_equal(read_error("gw.xmpp.example"), XMPP_GATEWAY_ADDR_NO_USER);
	assert_int_equal(
			read_error("gw.xmpp.example/x"), XMPP_GATEWAY_ADDR_NO_USER);
	assert_int_equal(read_error("a@xmpp.example"), XMPP_GATEWAY_ADDR_FOREIGN);
	assert_int_equal(read_error("@gw.xmpp.example"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(
			read_error("a@gw.xmpp.example/"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(
			read_error("%b@gw.xmpp.example"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(
			read_error("a%@gw.xmpp.example"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(
			read_error("50%of[f@gw.xmpp.example"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(read_error("a\r\nVia: x@gw.xmpp.example"),
			XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(
			read_error("a%x;lr@gw.xmpp.example"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(
			read_error("a%x\\3e,@gw.xmpp.example"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(
			read_error("a\xFF@gw.xmpp.example"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(
			read_error("a\x7F@gw.xmpp.example"), XMPP_GATEWAY_ADDR_INVALID);
	assert_int_equal(
			read_error("a\xC2\x85@gw.xmpp.example"), XMPP_GATEWAY_ADDR_INVALID);
}

static void test_write_shortest(void **state)
{
	(void)state;
	writes("sip:juliet@sip.example", NULL, "juliet@gw.xmpp.example");
	writes("sip:Juliet@SIP.example;transport=tcp", NULL,
			"juliet@gw.xmpp.example");
	writes("sip:+4930123456@sip.example", NULL, "+4930123456@gw.xmpp.example");
	writes("sip:juliet@trunk.example", NULL,
			"juliet%trunk.example@gw.xmpp.example");
	writes("sip:+4930123456@sip.other", NULL,
			"+4930123456%sip.other@gw.xmpp.example");
	writes("sip:12@sip.example", NULL, "12@gw.xmpp.example");
	writes("sip:o'malley@sip.other:5070", NULL,
			"o\\27malley%sip.other\\3a5070@gw.xmpp.example");
	/* "%" or "@" in the user would read as another address */
	writes("sip:a%25b@sip.example", NULL, "a%b%sip.example@gw.xmpp.example");
	writes("sip:a%40b@sip.example", NULL,
			"a\\40b\\40sip.example@gw.xmpp.example");
}

/* A user of our own domain is who the registrar knows by these characters:
 * RFC 3261 section 19.1.4 compares the user part byte by byte. */
static void test_own_users_are_not_numbers(void **state)
{
	static const char *const users[] = {"10-01", "10.01", "(1001)", "1001;x=1",
			"1001;phone-context=sip.example", "1001;npdi;rn=%2B49", "10%2F01"};
	static const char *const tails[] = {"", ";user=phone", ";transport=tcp"};
	char uri[128], buf[LINK_JID_MAX], back[XMPP_GATEWAY_ADDR_URI_MAX];
	str in, jid, out;
	size_t i, j;

	(void)state;
	for(i = 0; i < sizeof(users) / sizeof(users[0]); i++)
		for(j = 0; j < 3; j++) {
			sprintf(uri, "sip:%s@sip.example%s", users[i], tails[j]);
			in = view(uri);
			assert_int_equal(xmpp_gateway_addr_write(&conf, &in, NULL, 0, buf,
									 sizeof(buf), &jid),
					0);
			out = view("1001@gw.xmpp.example");
			assert_false(link_jid_bare_equal(&jid, &out));
			/* and who calls back reaches this user */
			assert_int_equal(xmpp_gateway_addr_read(
									 &conf, &jid, 0, back, sizeof(back), &out),
					0);
			assert_int_not_equal(out.len, strlen("sip:1001@sip.example"));
		}
	writes("sip:10-01@sip.example", NULL, "10-01%sip.example@gw.xmpp.example");
	writes("sip:+49-30-1@sip.example", NULL,
			"+49-30-1%sip.example@gw.xmpp.example");
	reads("10-01%sip.example@gw.xmpp.example", "sip:10-01@sip.example");
	reads("10-01\\40sip.example@gw.xmpp.example", "sip:10-01@sip.example");
	reads("10-01@gw.xmpp.example", "sip:1001@sip.example");
	/* RFC 3261 section 19.1.4: what is escaped without need is the same */
	writes("sip:%31001@sip.example", NULL, "1001@gw.xmpp.example");
	writes("sip:1001@sip.example:5070", NULL,
			"1001%sip.example\\3a5070@gw.xmpp.example");
	writes("sip:1001@sip.example.", NULL, "1001%sip.example.@gw.xmpp.example");
}

/* A From header says what it likes: a number stands for itself only when it is
 * global and asserted (RFC 3966 sections 5.1.4 and 5.1.5) */
static void test_numbers_of_others(void **state)
{
	static const char *const unsaid[] = {"tel:1001", "tel:+4930123456",
			"TEL:10-01", "tel:1001;phone-context=sip.example",
			"tel:1001;phone-context=+4930", "tel:1001;ext=5", "tel:%31001"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(unsaid) / sizeof(unsaid[0]); i++)
		nobody(unsaid[i], 0);
	/* nor does who is believed make an extension of ours of it */
	nobody("tel:1001", XMPP_GATEWAY_ADDR_ASSERTED);
	nobody("tel:1001;phone-context=SIP.example", XMPP_GATEWAY_ADDR_ASSERTED);
	nobody("tel:1001;phone-context=+4930", XMPP_GATEWAY_ADDR_ASSERTED);
	nobody("tel:+", XMPP_GATEWAY_ADDR_ASSERTED);
	asserted("tel:+49-30-123456", "+4930123456@gw.xmpp.example");
	asserted("Tel:+49(30)123.456", "+4930123456@gw.xmpp.example");
	asserted("tel:1001;phone-context=pbx.example",
			"1001%pbx.example@gw.xmpp.example");
	asserted("tel:1001;phone-context=trunk.example",
			"1001%trunk.example@gw.xmpp.example");
	/* trunks */
	asserted("sip:+4930123456@trunk.example", "+4930123456@gw.xmpp.example");
	asserted("sip:+49-30-123456@192.0.2.1", "+4930123456@gw.xmpp.example");
	asserted("sip:1001@trunk.example", "1001%trunk.example@gw.xmpp.example");
	asserted("sip:10-01@trunk.example;user=phone",
			"10-01%trunk.example@gw.xmpp.example");
	asserted(
			"sip:juliet@trunk.example", "juliet%trunk.example@gw.xmpp.example");
	writes("sip:+4930123456@trunk.example;user=phone", NULL,
			"+4930123456%trunk.example@gw.xmpp.example");
	writes("sip:1001@trunk.example", NULL,
			"1001%trunk.example@gw.xmpp.example");
	reads("+4930123456%trunk.example@gw.xmpp.example",
			"sip:+4930123456@trunk.example");
	/* others */
	asserted("sip:+4930123456@sip.other",
			"+4930123456%sip.other@gw.xmpp.example");
	asserted("sip:juliet@sip.example", "juliet@gw.xmpp.example");
	asserted("sip:10-01@sip.example", "10-01%sip.example@gw.xmpp.example");
	asserted("sip:+49-30-123456@sip.example;user=phone",
			"+4930123456@gw.xmpp.example");
}

/* RFC 3966 section 3, RFC 4694 section 5 */
static void test_number_parameters_are_cut(void **state)
{
	(void)state;
	asserted("sip:+4930123456;npdi;rn=+4940999@trunk.example;user=phone",
			"+4930123456@gw.xmpp.example");
	asserted("sip:+4930123456;npdi;rn=+4940999@trunk.example",
			"+4930123456@gw.xmpp.example");
	asserted("sip:+4930123456;npdi;rn=+4940999@sip.example;user=phone",
			"+4930123456@gw.xmpp.example");
	asserted("sip:+4930123456;npdi;rn=+4940999@sip.example",
			"+4930123456@gw.xmpp.example");
	asserted("sip:1001;x=1@sip.example", "1001;x=1@gw.xmpp.example");
	asserted("tel:+4930123456;npdi;rn=+4940999", "+4930123456@gw.xmpp.example");
	asserted("tel:+1-202-533-1234;rn=+1-202-544-0000;cic=+16789;npdi=yes",
			"+12025331234@gw.xmpp.example");
	asserted("sip:030123;phone-context=+49@trunk.example;user=phone",
			"030123%trunk.example@gw.xmpp.example");
	asserted("sip:030123;npdi@trunk.example",
			"030123%trunk.example@gw.xmpp.example");
	asserted("sip:+4930123456;npdi;rn=+4940999@sip.other",
			"+4930123456%sip.other@gw.xmpp.example");
	writes("sip:030123;npdi@sip.other;USER=Phone", NULL,
			"030123%sip.other@gw.xmpp.example");
	/* no numbers */
	writes("sip:juliet;x@sip.other", NULL,
			"juliet;x%sip.other@gw.xmpp.example");
	asserted("sip:juliet;x@trunk.example",
			"juliet;x%trunk.example@gw.xmpp.example");
	writes("sip:030123;x@sip.other", NULL,
			"030123;x%sip.other@gw.xmpp.example");
	writes("sip:+4930%3Bx@sip.other", NULL,
			"+4930;x%sip.other@gw.xmpp.example");
}

static void test_write_as_known(void **state)
{
	(void)state;
	writes("sip:juliet@sip.example", "juliet\\40sip.example@gw.xmpp.example",
			"juliet\\40sip.example@gw.xmpp.example");
	writes("sip:juliet@sip.example", "juliet%sip.example@gw.xmpp.example",
			"juliet%sip.example@gw.xmpp.example");
	/* known by another address: of no use */
	writes("sip:juliet@sip.example", "juliet%sip.other@gw.xmpp.example",
			"juliet@gw.xmpp.example");
	writes("sip:juliet@sip.example", "juliet@xmpp.example",
			"juliet@gw.xmpp.example");
	writes("sip:juliet@sip.example", "juliet@gw.xmpp.example/phone",
			"juliet@gw.xmpp.example");
}

static void test_component_is_sip_domain(void **state)
{
	static const xmpp_gateway_addr_conf_t same = {
			.gateway = str_init("sip.example")};
	char buf[LINK_JID_MAX];
	str in = view("Juliet@sip.example"), out = STR_NULL;

	(void)state;
	is(xmpp_gateway_addr_read(&same, &in, 0, buf, sizeof(buf), &out), &out,
			"sip:Juliet@sip.example");
	in = view("sip:Juliet@sip.example");
	is(xmpp_gateway_addr_write(&same, &in, NULL, 0, buf, sizeof(buf), &out),
			&out, "Juliet@sip.example");
}

static void test_gr(void **state)
{
	char buf[LINK_JID_MAX];
	str in = view("juliet@gw.xmpp.example/\xC3\xBC 1"), out = STR_NULL;

	(void)state;
	is(xmpp_gateway_addr_read(
			   &conf, &in, XMPP_GATEWAY_ADDR_GR, buf, sizeof(buf), &out),
			&out, "sip:juliet@sip.example;gr=%C3%BC%201");
	in = view("sip:juliet@sip.example;gr=%C3%BC%201");
	is(xmpp_gateway_addr_write(
			   &conf, &in, NULL, XMPP_GATEWAY_ADDR_GR, buf, sizeof(buf), &out),
			&out, "juliet@gw.xmpp.example/\xC3\xBC 1");
}

/* read(write(x)) = x for what alphabet and domains can be combined to */
static void test_read_write_property(void **state)
{
	static const char alphabet[] = "aZ09+-.%@\\ &'/\":;<>#*_~(5c402f\xC3\xBC";
	static const char *const domains[] = {
			"sip.example", "sip.other", "trunk.example", "[2001:db8::1]"};
	static const char hex[] = "0123456789ABCDEF";
	char uri[256], jid_buf[LINK_JID_MAX], buf[XMPP_GATEWAY_ADDR_URI_MAX];
	char buf2[XMPP_GATEWAY_ADDR_URI_MAX];
	xmpp_gateway_addr_conf_t c = conf;
	unsigned seed = 7247;
	int i, j, n, written = 0;
	str in, jid, once, twice;

	(void)state;
	c.own_len = 0; /* a number of another own domain changes its domain */
	c.fold_users = 0;
	c.number_min = -1; /* and a typed number its spelling */
	for(i = 0; i < 20000; i++) {
		n = sprintf(uri, "sip:");
		for(j = 0; j < 1 + (int)(seed >> 16) % 8; j++) {
			unsigned char u;

			seed = seed * 1103515245u + 12345u;
			u = (unsigned char)alphabet[(seed >> 16) % (sizeof(alphabet) - 3)];
			n += sprintf(uri + n, "%%%c%c", hex[u >> 4], hex[u & 15]);
		}
		seed = seed * 1103515245u + 12345u;
		sprintf(uri + n, "@%s", domains[(seed >> 16) % 4]);
		in = view(uri);
		if(xmpp_gateway_addr_write(
				   &c, &in, NULL, 0, jid_buf, sizeof(jid_buf), &jid)
				< 0)
			continue; /* a space in front or at the end */
		written++;
		/* the same address in one spelling: by way of the longest form */
		assert_int_equal(
				xmpp_gateway_addr_read(&c, &jid, 0, buf, sizeof(buf), &once),
				0);
		assert_int_equal(xmpp_gateway_addr_write(&c, &once, NULL, 0, jid_buf,
								 sizeof(jid_buf), &jid),
				0);
		assert_int_equal(
				xmpp_gateway_addr_read(&c, &jid, 0, buf2, sizeof(buf2), &twice),
				0);
		assert_int_equal(once.len, twice.len);
		assert_memory_equal(once.s, twice.s, (size_t)once.len);
		/* and it is the address that went in, byte by byte when decoded */
		for(j = 4, n = 4; uri[j] == '%'; j += 3) {
			if(once.s[n] == '%') {
				assert_memory_equal(uri + j, once.s + n, 3);
				n += 3;
			} else {
				assert_int_equal(
						strtol((char[]){uri[j + 1], uri[j + 2], 0}, NULL, 16),
						once.s[n]);
				n++;
			}
		}
		assert_int_equal((int)strlen(uri + j), once.len - n);
		assert_memory_equal(uri + j, once.s + n, strlen(uri + j));
	}
	assert_true(written > 10000);
}

static void test_limits(void **state)
{
	char long_jid[LINK_JID_MAX + 16], buf[LINK_JID_MAX];
	str in, out;
	char *exact;
	int n, r;

	(void)state;
	memset(long_jid, 'a', sizeof(long_jid));
	strcpy(long_jid + 1023, "@gw.xmpp.example");
	in = view(long_jid);
	assert_int_equal(
			xmpp_gateway_addr_read(&conf, &in, 0, buf, sizeof(buf), &out),
			XMPP_GATEWAY_ADDR_NO_ROOM); /* the URI would be too long */
	memset(long_jid, 'a', 1024);
	strcpy(long_jid + 1024, "@gw.xmpp.example");
	in = view(long_jid);
	assert_int_equal(
			xmpp_gateway_addr_read(&conf, &in, 0, buf, sizeof(buf), &out),
			XMPP_GATEWAY_ADDR_INVALID);
	in = view("sip:juliet@sip.example");
	assert_int_equal(
			xmpp_gateway_addr_write(&conf, &in, NULL, 0, buf, 10, &out),
			XMPP_GATEWAY_ADDR_NO_ROOM);
	/* every size between nothing and enough */
	in = view("a\\26b%sip.other@gw.xmpp.example/r");
	for(n = 0; n < 30; n++) {
		exact = malloc((size_t)n + 1);
		r = xmpp_gateway_addr_read(
				&conf, &in, XMPP_GATEWAY_ADDR_GR, exact, n, &out);
		/* sip:a&b@sip.other;gr=r */
		assert_int_equal(r, n < 22 ? XMPP_GATEWAY_ADDR_NO_ROOM : 0);
		free(exact);
	}
}

static void quotes(const char *name, const char *want)
{
	char buf[XMPP_GATEWAY_ADDR_QUOTED_MAX];
	str in = view(name), out = STR_NULL;

	is(xmpp_gateway_addr_name_quote(&in, buf, sizeof(buf), &out), &out, want);
}

static void unquotes(const char *display, const char *want)
{
	char buf[XMPP_GATEWAY_ADDR_NAME_MAX];
	str in = view(display), out = STR_NULL;

	is(xmpp_gateway_addr_name_unquote(&in, buf, sizeof(buf), &out), &out, want);
}

static void test_names(void **state)
{
	char buf[XMPP_GATEWAY_ADDR_QUOTED_MAX], big[2 * XMPP_GATEWAY_ADDR_NAME_MAX];
	str in, out;
	int i;

	(void)state;
	quotes("Juliet Capulet", "\"Juliet Capulet\"");
	quotes("a\"b\\c", "\"a\\\"b\\\\c\"");
	quotes(" x\r\nContact: <sip:evil@x>\t", "\"x Contact: <sip:evil@x>\"");
	unquotes("\"Juliet Capulet\"", "Juliet Capulet");
	unquotes("\"a\\\"b\\\\c\" ", "a\"b\\c");
	unquotes("Mr. Watson ", "Mr. Watson");
	unquotes("\"J\xC3\xBCrgen\"", "J\xC3\xBCrgen");
	in = view("\"\"");
	assert_int_equal(xmpp_gateway_addr_name_unquote(
							 &in, buf, XMPP_GATEWAY_ADDR_NAME_MAX, &out),
			-1);
	in = view("\"J\xFCrgen\"");
	assert_int_equal(xmpp_gateway_addr_name_unquote(
							 &in, buf, XMPP_GATEWAY_ADDR_NAME_MAX, &out),
			-1);
	in = view(" \t ");
	assert_int_equal(
			xmpp_gateway_addr_name_quote(&in, buf, sizeof(buf), &out), -1);
	for(i = 0; i + 2 <= (int)sizeof(big); i += 2)
		memcpy(big + i, "\xC3\xBC", 2);
	big[0] = 'x'; /* the limit now falls into a character */
	big[1] = 'x';
	big[2] = 'x';
	big[3] = ' ';
	big[4] = 'y';
	memmove(big + 5, big + 6, sizeof(big) - 6);
	in.s = big;
	in.len = (int)sizeof(big) - 1;
	assert_int_equal(
			xmpp_gateway_addr_name_quote(&in, buf, sizeof(buf), &out), 0);
	assert_int_equal(out.len, XMPP_GATEWAY_ADDR_NAME_MAX - 1 + 2);
	assert_int_equal(xmpp_gateway_addr_name_unquote(
							 &out, buf, XMPP_GATEWAY_ADDR_NAME_MAX, &in),
			0);
	assert_int_equal(in.len, XMPP_GATEWAY_ADDR_NAME_MAX - 1);
}

static void test_number(void **state)
{
	char buf[XMPP_GATEWAY_ADDR_NUMBER_MAX + 1];
	str in = view("+1 (555) 123.45-67"), out;

	(void)state;
	assert_true(xmpp_gateway_addr_number(&in, 3, buf, sizeof(buf), &out));
	is(0, &out, "+15551234567");
	in = view("1+2345");
	assert_false(xmpp_gateway_addr_number(&in, 3, buf, sizeof(buf), &out));
	in = view("++2345");
	assert_false(xmpp_gateway_addr_number(&in, 3, buf, sizeof(buf), &out));
	in = view("+");
	assert_false(xmpp_gateway_addr_number(&in, 0, buf, sizeof(buf), &out));
	in = view("123456789012345678901234567890123");
	assert_false(xmpp_gateway_addr_number(&in, 3, buf, sizeof(buf), &out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_rfc7247_sip_to_xmpp),
			cmocka_unit_test(test_rfc7247_xmpp_to_sip),
			cmocka_unit_test(test_xep0106_sip),
			cmocka_unit_test(test_idn),
			cmocka_unit_test(test_sip_uri_parts),
			cmocka_unit_test(test_sip_uri_refused),
			cmocka_unit_test(test_user_round_trip),
			cmocka_unit_test(test_read_forms),
			cmocka_unit_test(test_read_xep0106),
			cmocka_unit_test(test_read_typed_number),
			cmocka_unit_test(test_read_refused),
			cmocka_unit_test(test_write_shortest),
			cmocka_unit_test(test_own_users_are_not_numbers),
			cmocka_unit_test(test_numbers_of_others),
			cmocka_unit_test(test_number_parameters_are_cut),
			cmocka_unit_test(test_write_as_known),
			cmocka_unit_test(test_component_is_sip_domain),
			cmocka_unit_test(test_gr),
			cmocka_unit_test(test_read_write_property),
			cmocka_unit_test(test_limits),
			cmocka_unit_test(test_names),
			cmocka_unit_test(test_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
