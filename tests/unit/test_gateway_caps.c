/* links: modules/xmpp_gateway/gateway_sha1.c modules/xmpp_gateway/gateway_info.c */
/* links: modules/xmpp_gateway/gateway_read.c modules/xmpp_gateway/gateway_walk.c modules/xmpp_gateway/gateway_features.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expected values: FIPS 180-4 examples, XEP-0115 sections 1.2 and 5, and what
 * real clients computed of themselves (tests/vectors/disco). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "../../modules/xmpp_gateway/gateway_features.h"
#include "../../modules/xmpp_gateway/gateway_read.h"

static char text[XMPP_GATEWAY_TEXT_MAX];
static xmpp_gateway_info_t info;

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static void digest(const char *data, size_t n, const char *hex)
{
	unsigned char d[XMPP_GATEWAY_SHA1];
	char got[2 * XMPP_GATEWAY_SHA1 + 1];
	xmpp_gateway_sha1_t c;
	size_t i;

	xmpp_gateway_sha1_init(&c);
	for(i = 0; i < n; i++) /* in the smallest pieces */
		xmpp_gateway_sha1_add(&c, data + i, 1);
	xmpp_gateway_sha1_end(&c, d);
	for(i = 0; i < XMPP_GATEWAY_SHA1; i++)
		sprintf(got + 2 * i, "%02x", d[i]);
	assert_string_equal(got, hex);
}

static void test_sha1(void **state)
{
	char *million = malloc(1000000);

	(void)state;
	digest("", 0, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	digest("abc", 3, "a9993e364706816aba3e25717850c26c9cd0d89d");
	digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
			"84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	memset(million, 'a', 1000000);
	digest(million, 1000000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
	free(million);
}

/* one stanza; the copy ends where the stanza ends, so that ASan sees a read
 * past it */
static int read_info(const char *xml)
{
	size_t n = strlen(xml);
	char *exact = malloc(n + 1);
	str s;
	int r;

	memcpy(exact, xml, n);
	s.s = exact;
	s.len = (int)n;
	r = xmpp_gateway_read_info(&s, text, sizeof(text), &info);
	free(exact);
	return r;
}

static void hashes_to(const char *xml, const char *want)
{
	char ver[XMPP_GATEWAY_SHA1_BASE64 + 1];

	assert_int_equal(read_info(xml), 0);
	assert_int_equal(xmpp_gateway_info_ver(&info, ver), 0);
	assert_string_equal(ver, want);
}

/* XEP-0115 section 1.2 */
static void test_simple(void **state)
{
	(void)state;
	hashes_to("<iq from='romeo@montague.lit/orchard' id='disco1' "
			  "to='juliet@capulet.lit/chamber' type='result'>"
			  "<query xmlns='http://jabber.org/protocol/disco#info' "
			  "node='http://code.google.com/p/exodus#"
			  "QgayPKawpkPSDYmwT/WM94uAlu0='>"
			  "<identity category='client' name='Exodus 0.9.1' type='pc'/>"
			  "<feature var='http://jabber.org/protocol/muc'/>"
			  "<feature var='http://jabber.org/protocol/disco#info'/>"
			  "<feature var='http://jabber.org/protocol/disco#items'/>"
			  "<feature var='http://jabber.org/protocol/caps'/>"
			  "</query></iq>",
			"QgayPKawpkPSDYmwT/WM94uAlu0=");
}

static const char complex_head[] =
		"<iq from='benvolio@capulet.lit/230193' id='disco1' "
		"to='juliet@capulet.lit/chamber' type='result'>\n"
		"  <query xmlns='http://jabber.org/protocol/disco#info' "
		"node='http://psi-im.org#q07IKJEyjvHSyhy//CH0CxmKi8w='>\n"
		"    <identity xml:lang='en' category='client' name='Psi 0.11' "
		"type='pc'/>\n"
		"    <identity xml:lang='el' category='client' name='\xCE\xA8 0.11' "
		"type='pc'/>\n"
		"    <feature var='http://jabber.org/protocol/caps'/>\n"
		"    <feature var='http://jabber.org/protocol/disco#info'/>\n"
		"    <feature var='http://jabber.org/protocol/disco#items'/>\n"
		"    <feature var='http://jabber.org/protocol/muc'/>\n";

/* XEP-0115 section 5.3, fields and values in another order than sorted */
static const char complex_form[] =
		"    <x xmlns='jabber:x:data' type='result'>\n"
		"      <field var='FORM_TYPE' type='hidden'>\n"
		"        <value>urn:xmpp:dataforms:softwareinfo</value>\n"
		"      </field>\n"
		"      <field var='software_version'><value>0.11</value></field>\n"
		"      <field var='ip_version' type='text-multi'>\n"
		"        <value>ipv6</value>\n"
		"        <value>ipv4</value>\n"
		"      </field>\n"
		"      <field var='os'><value>Mac</value></field>\n"
		"      <field var='os_version'><value>10.5.1</value></field>\n"
		"      <field var='software'><value>Psi</value></field>\n"
		"    </x>\n";

static const char tail[] = "  </query>\n</iq>\n";

static char whole[16384];

static const char *join(const char *a, const char *b, const char *c)
{
	snprintf(whole, sizeof(whole), "%s%s%s%s", complex_head, a, b, c);
	return whole;
}

static void test_complex(void **state)
{
	(void)state;
	hashes_to(join(complex_form, "", tail), "q07IKJEyjvHSyhy//CH0CxmKi8w=");
	/* forms without a hidden FORM_TYPE do not count (section 5.4) */
	hashes_to(join(complex_form,
					  "<x xmlns='jabber:x:data' type='result'>"
					  "<field var='a'><value>b</value></field></x>"
					  "<x xmlns='jabber:x:data'><field var='FORM_TYPE'>"
					  "<value>urn:x</value></field><field var='a'/></x>",
					  tail),
			"q07IKJEyjvHSyhy//CH0CxmKi8w=");
	/* nor do elements that are no form */
	hashes_to(join(complex_form, "<set xmlns='urn:x'><field var='a'/></set>",
					  tail),
			"q07IKJEyjvHSyhy//CH0CxmKi8w=");
}

static void ill_formed(const char *extra)
{
	char ver[XMPP_GATEWAY_SHA1_BASE64 + 1];

	assert_true(read_info(join(complex_form, extra, tail)) < 0
				|| xmpp_gateway_info_ver(&info, ver) < 0);
}

static void test_ill_formed(void **state)
{
	(void)state;
	ill_formed("<feature var='http://jabber.org/protocol/muc'/>");
	ill_formed("<identity xml:lang='en' category='client' name='Psi 0.11' "
			   "type='pc'/>");
	ill_formed(complex_form);
	ill_formed("<x xmlns='jabber:x:data'><field var='FORM_TYPE' "
			   "type='hidden'><value>a</value><value>b</value></field></x>");
}

/* The attack of the note in section 5.1: a name that looks like features */
static void test_poison(void **state)
{
	char honest[29], poisoned[29];

	(void)state;
	assert_int_equal(
			read_info("<iq><query>"
					  "<identity category='client' type='pc' name='A'/>"
					  "<feature var='b'/></query></iq>"),
			0);
	assert_int_equal(xmpp_gateway_info_ver(&info, honest), 0);
	assert_int_equal(read_info("<iq><query><identity category='client' "
							   "type='pc' name='A&lt;b'/></query></iq>"),
			0);
	assert_int_equal(xmpp_gateway_info_ver(&info, poisoned), 0);
	assert_string_not_equal(honest, poisoned);
}

static void test_empty_values(void **state)
{
	char a[29], b[29];

	(void)state;
	assert_int_equal(read_info(join("<x xmlns='jabber:x:data'><field "
									"var='FORM_TYPE' type='hidden'><value>u"
									"</value></field><field var='v'><value/>"
									"</field></x>",
							 "", tail)),
			0);
	assert_int_equal(info.values, 1);
	assert_int_equal(xmpp_gateway_info_ver(&info, a), 0);
	assert_int_equal(read_info(join("<x xmlns='jabber:x:data'><field "
									"var='FORM_TYPE' type='hidden'><value>u"
									"</value></field><field var='v'><value>"
									"</value></field></x>",
							 "", tail)),
			0);
	assert_int_equal(info.values, 1);
	assert_int_equal(xmpp_gateway_info_ver(&info, b), 0);
	assert_string_equal(a, b);
}

static void client(const char *file, unsigned features)
{
	static char xml[65536];
	char path[512], ver[XMPP_GATEWAY_SHA1_BASE64 + 1], *node;
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), TOP "/tests/vectors/disco/%s", file);
	f = fopen(path, "r");
	assert_non_null(f);
	n = fread(xml, 1, sizeof(xml) - 1, f);
	fclose(f);
	xml[n] = '\0';
	assert_int_equal(read_info(xml), 0);
	assert_int_equal(xmpp_gateway_info_ver(&info, ver), 0);
	node = strstr(xml, "node='");
	assert_non_null(node);
	node = strchr(node, '#');
	assert_non_null(node);
	assert_memory_equal(node + 1, ver, 28);
	assert_int_equal(xmpp_gateway_read_features(&info), features);
}

/* features: as CLIENT's own disco#info lists them, read by eye */
static void test_real_clients(void **state)
{
	const unsigned av = XMPP_GATEWAY_JINGLE | XMPP_GATEWAY_RTP
						| XMPP_GATEWAY_AUDIO | XMPP_GATEWAY_VIDEO
						| XMPP_GATEWAY_ICE_UDP;

	(void)state;
	client("stanza-12.22.xml", av | XMPP_GATEWAY_DTLS);
	client("dino-0.4.2.xml", av | XMPP_GATEWAY_RAW_UDP | XMPP_GATEWAY_DTLS
									 | XMPP_GATEWAY_MESSAGE);
	client("libpurple-2.14.xml", av | XMPP_GATEWAY_RAW_UDP);
	client("qxmpp-1.4.xml", av);
}

static void test_refused(void **state)
{
	static char deep[4096];
	char *p = deep;
	int i;

	(void)state;
	assert_int_equal(read_info(""), -1);
	assert_int_equal(read_info("<iq><query>"), -1);
	assert_int_equal(read_info("<iq><query></iq>"), -1);
	assert_int_equal(read_info("<iq/><iq/>"), -1);
	assert_int_equal(
			read_info("<!DOCTYPE iq [<!ENTITY a 'b'>]><iq><query/></iq>"), -1);
	assert_int_equal(
			read_info("<iq><query><feature var='&a;'/></query></iq>"), -1);
	assert_int_equal(read_info("<iq><query a='\xFF'/></iq>"), -1);
	for(i = 0; i < 40; i++)
		p += sprintf(p, "<a>");
	for(i = 0; i < 40; i++)
		p += sprintf(p, "</a>");
	assert_int_equal(read_info(deep), -1);
}

static void test_limits(void **state)
{
	static char big[65536];
	char *p = big;
	char small[8];
	str s;
	int i;

	(void)state;
	p += sprintf(p, "<iq><query>");
	for(i = 0; i < XMPP_GATEWAY_FEATURES_MAX; i++)
		p += sprintf(p, "<feature var='f%d'/>", i);
	sprintf(p, "</query></iq>");
	assert_int_equal(read_info(big), 0);
	sprintf(p, "<feature var='more'/></query></iq>");
	assert_int_equal(read_info(big), -1);
	s = view("<iq><query><feature var='12345678'/></query></iq>");
	assert_int_equal(
			xmpp_gateway_read_info(&s, small, sizeof(small), &info), 0);
	s = view("<iq><query><feature var='123456789'/></query></iq>");
	assert_int_equal(
			xmpp_gateway_read_info(&s, small, sizeof(small), &info), -1);
}

static void test_presence(void **state)
{
	xmpp_gateway_presence_t p;
	/* as Dino's, by way of Prosody */
	str s = view("<presence id='7e5e6b00' to='1001@gw.xmpp.test' "
				 "from='alice@xmpp.test/dino' xml:lang='en'>"
				 "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' "
				 "ver='6ggwrxA97IN314qDlU0ic5OWBEc=' node='https://dino.im'/>"
				 "<priority>-5</priority></presence>");

	(void)state;
	assert_int_equal(xmpp_gateway_read_presence(&s, text, sizeof(text), &p), 0);
	assert_memory_equal(p.hash.s, "sha-1", 5);
	assert_int_equal(p.node.len, 15);
	assert_memory_equal(p.ver.s, "6ggwrxA97IN314qDlU0ic5OWBEc=", 28);
	assert_int_equal(p.priority, -5);
	s = view("<presence><priority>999999999</priority><priority/></presence>");
	assert_int_equal(xmpp_gateway_read_presence(&s, text, sizeof(text), &p), 0);
	assert_int_equal(p.ver.len, 0);
	s = view("<presence from='a'/>");
	assert_int_equal(xmpp_gateway_read_presence(&s, text, sizeof(text), &p), 0);
	assert_int_equal(p.priority, 0);
}

static void test_query(void **state)
{
	xmpp_gateway_query_t q;
	str s = view("<iq id='disco' to='1001@gw' type='get' from='a@b'><query "
				 "node='http://example.org/x#S/AND=&amp;' "
				 "xmlns='http://jabber.org/protocol/disco#info'/></iq>");

	(void)state;
	assert_int_equal(xmpp_gateway_read_query(&s, text, sizeof(text), &q), 0);
	assert_int_equal(q.node.len, 28);
	assert_memory_equal(q.node.s, "http://example.org/x#S/AND=&", 28);
	s = view("<iq><query xmlns='jabber:iq:gateway'><prompt>Foo Bar</prompt>"
			 "</query></iq>");
	assert_int_equal(xmpp_gateway_read_query(&s, text, sizeof(text), &q), 0);
	assert_int_equal(q.prompt.len, 7);
	assert_memory_equal(q.prompt.s, "Foo Bar", 7);
}

static void test_payloads(void **state)
{
	str s = view("body jabber:client\nactive http://x\nrequest urn:r\n");
	str none = STR_NULL;

	(void)state;
	assert_true(xmpp_gateway_has_payload(&s, "body", NULL));
	assert_true(xmpp_gateway_has_payload(&s, "body", "jabber:client"));
	assert_false(xmpp_gateway_has_payload(&s, "bod", NULL));
	assert_false(xmpp_gateway_has_payload(&s, "active", "http://xy"));
	assert_true(xmpp_gateway_has_payload(&s, "request", "urn:r"));
	assert_false(xmpp_gateway_has_payload(&none, "body", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_sha1),
			cmocka_unit_test(test_simple),
			cmocka_unit_test(test_complex),
			cmocka_unit_test(test_ill_formed),
			cmocka_unit_test(test_poison),
			cmocka_unit_test(test_empty_values),
			cmocka_unit_test(test_real_clients),
			cmocka_unit_test(test_refused),
			cmocka_unit_test(test_limits),
			cmocka_unit_test(test_presence),
			cmocka_unit_test(test_query),
			cmocka_unit_test(test_payloads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
