/* links: modules/xmpp_gateway/gateway_write.c modules/xmpp_gateway/gateway_info.c */
/* links: modules/xmpp_gateway/gateway_sha1.c modules/xmpp_gateway/gateway_features.c */
/* links: modules/xmpp_gateway/gateway_read.c modules/xmpp_gateway/gateway_walk.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stanzas are read again with libxml2's DOM, which the subject does not
 * use; what they must say: RFC 6121, XEP-0030, 0092, 0100, 0106, 0115, 0202. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "../../modules/xmpp_gateway/gateway_features.h"
#include "../../modules/xmpp_gateway/gateway_read.h"
#include "../../modules/xmpp_gateway/gateway_write.h"

static char buf[XMPP_GATEWAY_STANZA_MAX];
static xmpp_gateway_info_t info;

static const xmpp_gateway_ends_t ends = {
		.from = str_init("1001@gw.xmpp.test/gateway"),
		.to = str_init("o\\27malley@xmpp.test/d&o'g"),
		.id = str_init("disco"),
};
static const str sip = str_init("sip");
static const xmpp_gateway_self_t self = {
		.name = "SIP", .types = &sip, .types_len = 1, .video = 1};

/* The XPath expression must be true of the stanza. */
static void says(const str *xml, const char *xpath)
{
	xmlDocPtr doc = xmlReadMemory(xml->s, xml->len, NULL, "UTF-8", 0);
	xmlXPathContextPtr ctx;
	xmlXPathObjectPtr r;

	assert_non_null(doc);
	ctx = xmlXPathNewContext(doc);
	xmlXPathRegisterNs(
			ctx, BAD_CAST "caps", BAD_CAST "http://jabber.org/protocol/caps");
	xmlXPathRegisterNs(ctx, BAD_CAST "info",
			BAD_CAST "http://jabber.org/protocol/disco#info");
	xmlXPathRegisterNs(ctx, BAD_CAST "items",
			BAD_CAST "http://jabber.org/protocol/disco#items");
	xmlXPathRegisterNs(ctx, BAD_CAST "vcu", BAD_CAST "vcard-temp:x:update");
	xmlXPathRegisterNs(ctx, BAD_CAST "version", BAD_CAST "jabber:iq:version");
	xmlXPathRegisterNs(ctx, BAD_CAST "time", BAD_CAST "urn:xmpp:time");
	xmlXPathRegisterNs(ctx, BAD_CAST "gw", BAD_CAST "jabber:iq:gateway");
	r = xmlXPathEvalExpression(BAD_CAST xpath, ctx);
	assert_non_null(r);
	if(!xmlXPathCastToBoolean(r))
		fail_msg("%s is not true of %.*s", xpath, xml->len, xml->s);
	xmlXPathFreeObject(r);
	xmlXPathFreeContext(ctx);
	xmlFreeDoc(doc);
}

static void from_to_id(const str *xml)
{
	says(xml, "/*[@from='1001@gw.xmpp.test/gateway' and @id='disco']");
	says(xml, "/*[@to=\"o\\27malley@xmpp.test/d&o'g\"]");
}

static void test_presence(void **state)
{
	const xmpp_gateway_own_t own = {"away", "a<b", "2026-12-01T10:00:00Z"};
	str xml;

	(void)state;
	assert_int_equal(xmpp_gateway_write_presence(&ends, NULL, "http://x/",
							 "0123=", buf, sizeof(buf), &xml),
			0);
	from_to_id(&xml);
	says(&xml, "/presence[not(@type)]/caps:c[@hash='sha-1' and "
			   "@node='http://x/' and @ver='0123=']");
	says(&xml, "/presence/vcu:x/vcu:photo[not(node())]");
	assert_int_equal(xmpp_gateway_write_presence(&ends, "subscribed", NULL,
							 NULL, buf, sizeof(buf), &xml),
			0);
	from_to_id(&xml);
	says(&xml, "/presence[@type='subscribed' and not(node())]");
	assert_int_equal(xmpp_gateway_write_available(&ends, "http://x/",
							 "0123=", &own, buf, sizeof(buf), &xml),
			0);
	says(&xml, "/presence[not(@type) and *[local-name()='show']='away' and "
			   "*[local-name()='status']='a<b']");
	says(&xml, "/presence/*[local-name()='idle' and "
			   "namespace-uri()='urn:xmpp:idle:1' and "
			   "@since='2026-12-01T10:00:00Z']");
}

static void test_info(void **state)
{
	str xml, node = str_init("http://x/#a'b");
	char ver[29], again[29];

	(void)state;
	assert_int_equal(xmpp_gateway_info_contact(&info, &self), 0);
	assert_int_equal(xmpp_gateway_info_ver(&info, ver), 0);
	assert_int_equal(xmpp_gateway_write_info(
							 &ends, &info, &node, buf, sizeof(buf), &xml),
			0);
	from_to_id(&xml);
	says(&xml, "/iq[@type='result']/info:query[@node=\"http://x/#a'b\"]");
	says(&xml, "//info:identity[@category='client' and @type='phone']");
	/* what the call buttons of Dino, Gajim, Pidgin, Conversations ask for */
	says(&xml, "//info:feature[@var='urn:xmpp:jingle:1']");
	says(&xml, "//info:feature[@var='urn:xmpp:jingle:apps:rtp:1']");
	says(&xml, "//info:feature[@var='urn:xmpp:jingle:apps:rtp:audio']");
	says(&xml, "//info:feature[@var='urn:xmpp:jingle:apps:rtp:video']");
	says(&xml, "//info:feature[@var='urn:xmpp:jingle:transports:ice-udp:1']");
	says(&xml, "//info:feature[@var='urn:xmpp:jingle:apps:dtls:0']");
	says(&xml, "//info:feature[@var='urn:xmpp:jingle-message:0']");
	says(&xml, "not(//info:feature[@var='urn:ietf:rfc:3264'])");
	/* what we say hashes to what our presence claims */
	assert_int_equal(
			xmpp_gateway_read_info(&xml, (char[4096]){0}, 4096, &info), 0);
	assert_int_equal(xmpp_gateway_info_ver(&info, again), 0);
	assert_string_equal(ver, again);
}

static void test_component(void **state)
{
	str xml, none = STR_NULL;

	(void)state;
	assert_int_equal(xmpp_gateway_info_component(&info, &self), 0);
	assert_int_equal(xmpp_gateway_write_info(
							 &ends, &info, &none, buf, sizeof(buf), &xml),
			0);
	says(&xml, "/iq/info:query[not(@node)]");
	says(&xml, "//info:identity[@category='gateway' and @type='sip']");
	says(&xml, "//info:feature[@var='jid\\20escaping']");
	assert_int_equal(
			xmpp_gateway_write_items(&ends, &none, buf, sizeof(buf), &xml), 0);
	says(&xml, "/iq[@type='result']/items:query[not(node())]");
}

static void test_extra_features(void **state)
{
	str extra[2] = {str_init("urn:x"), str_init("urn:xmpp:ping")};
	xmpp_gateway_self_t s = self;

	(void)state;
	s.extra = extra;
	s.extra_len = 2;
	s.video = 0;
	assert_int_equal(xmpp_gateway_info_contact(&info, &s), 0);
	assert_true(xmpp_gateway_info_has(&info, "urn:x"));
	assert_false(
			xmpp_gateway_info_has(&info, "urn:xmpp:jingle:apps:rtp:video"));
	assert_int_equal(xmpp_gateway_info_ver(&info, (char[29]){0}), 0);
}

static void test_answers(void **state)
{
	str xml, jid = str_init("a\\40b@gw");

	(void)state;
	assert_int_equal(xmpp_gateway_write_version(
							 &ends, "a<b", "1.0", buf, sizeof(buf), &xml),
			0);
	says(&xml, "/iq[@type='result']/version:query[version:name='a<b' and "
			   "version:version='1.0']");
	assert_int_equal(xmpp_gateway_write_time(&ends, "2006-12-19T17:58:35Z", buf,
							 sizeof(buf), &xml),
			0);
	says(&xml, "/iq/time:time[time:tzo='+00:00' and "
			   "time:utc='2006-12-19T17:58:35Z']");
	assert_int_equal(
			xmpp_gateway_write_prompt(&ends, "d", "p", buf, sizeof(buf), &xml),
			0);
	says(&xml, "/iq/gw:query[gw:desc='d' and gw:prompt='p']");
	assert_int_equal(
			xmpp_gateway_write_jid(&ends, &jid, buf, sizeof(buf), &xml), 0);
	says(&xml, "/iq/gw:query/gw:jid='a\\40b@gw'");
	assert_int_equal(
			xmpp_gateway_write_ask(&ends, &jid, buf, sizeof(buf), &xml), 0);
	says(&xml, "/iq[@type='get']/info:query[@node='a\\40b@gw']");
}

static void typed(const char *in, const char *want)
{
	str s = {(char *)in, (int)strlen(in)}, gw = str_init("gw.test"), jid;
	int r = xmpp_gateway_write_address(&s, &gw, buf, sizeof(buf), &jid);

	if(want == NULL) {
		assert_int_equal(r, -1);
		return;
	}
	assert_int_equal(r, 0);
	assert_int_equal(jid.len, (int)strlen(want));
	assert_memory_equal(jid.s, want, strlen(want));
}

/* XEP-0106 sections 4.2 and 5.1 */
static void test_typed_addresses(void **state)
{
	(void)state;
	typed("juliet@sip.example", "juliet\\40sip.example@gw.test");
	typed(" sip:juliet@sip.example\n", "juliet\\40sip.example@gw.test");
	typed("+49 30 1234", "+49\\2030\\201234@gw.test");
	typed("call me \"ishmael\"", "call\\20me\\20\\22ishmael\\22@gw.test");
	typed("c:\\5commas", "c\\3a\\5c5commas@gw.test");
	typed("c:\\net", "c\\3a\\net@gw.test");
	typed("\\3and\\2is\\5cool@example.com",
			"\\5c3and\\2is\\5c5cool\\40example.com@gw.test");
	typed("", NULL);
	typed(" \t", NULL);
	typed("a\rb", NULL);
}

static void test_no_room(void **state)
{
	str xml;
	char *exact;
	int n, r;

	(void)state;
	r = xmpp_gateway_write_presence(
			&ends, NULL, "n", "v", buf, sizeof(buf), &xml);
	assert_int_equal(r, 0);
	for(n = 0; n <= xml.len; n++) {
		str out;

		exact = malloc((size_t)n + 1);
		r = xmpp_gateway_write_presence(&ends, NULL, "n", "v", exact, n, &out);
		assert_int_equal(r, n < xml.len ? -1 : 0);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_presence),
			cmocka_unit_test(test_info),
			cmocka_unit_test(test_component),
			cmocka_unit_test(test_extra_features),
			cmocka_unit_test(test_answers),
			cmocka_unit_test(test_typed_addresses),
			cmocka_unit_test(test_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
