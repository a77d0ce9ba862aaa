/* links: modules/jingle_sdp/jingle_arena.c modules/jingle_sdp/jingle_ctx.c */
/* links: modules/jingle_sdp/jingle_map_core.c modules/jingle_sdp/jingle_map_names.c */
/* links: modules/jingle_sdp/jingle_map_tidy.c modules/jingle_sdp/jingle_map_addr.c */
/* links: modules/jingle_sdp/jingle_map_fmtp.c modules/jingle_sdp/jingle_map_slots.c */
/* links: modules/jingle_sdp/jingle_map_to_sdp.c modules/jingle_sdp/jingle_map_modify.c modules/jingle_sdp/jingle_map_queue.c */
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
/* links: modules/jingle_sdp/jingle_map_out.c */
/* links: modules/jingle_sdp/jingle_sdp_write.c modules/jingle_sdp/jingle_sdp_lines.c */
/* links: modules/jingle_sdp/jingle_sdp_tls_id.c modules/jingle_sdp/jingle_sdp_bundle.c */
/* links: modules/jingle_sdp/jingle_map_section.c */
/* links: sidecar/scan.c sidecar/tag.c sidecar/names.c modules/xmpp_link/link_check.c */
/* links: modules/xmpp_link/link_head.c modules/xmpp_link/link_xml.c */
/* links: modules/xmpp_gateway/gateway_read.c modules/xmpp_gateway/gateway_walk.c modules/xmpp_gateway/gateway_info.c */
/* links: modules/xmpp_gateway/gateway_sha1.c */
/* links: modules/xmpp_gateway/gateway_features.c */
/* links: modules/jingle_sdp/jingle_text.c modules/jingle_sdp/jingle_sdp_reader.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stanzas of odd shapes, on their way from the stream to each reader of the
 * modules: twice as much takes twice the time, not four times. */

#include <limits.h>
#include <time.h>

#include "jingle_test.h"

#include "../../modules/xmpp_gateway/gateway_read.h"
#include "../../modules/xmpp_link/link_head.h"
#include "../../modules/xmpp_link/link_xml.h"
#include "../../sidecar/scan.h"

enum
{
	LIMIT = 256 * 1024, /* bytes of a stanza */
	HALF = 120 * 1024,
	RUNS = 4,		  /* the fastest counts */
	TRIES = 30,		  /* on a busy machine */
	RATIO = 3,		  /* linear is 2, a square 4 */
	SLACK = 4000,	  /* us: clocks and caches */
	DEAR = 150 * 1000 /* us of CPU, under sanitizers: no stanza is worth more */
};

static char text[LIMIT + 64];
static size_t len;

static void put(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	len += (size_t)vsnprintf(text + len, sizeof(text) - len, format, args);
	va_end(args);
	assert_true(len < sizeof(text));
}

/* so many bytes of one pattern; %d in it counts */
static void fill(size_t until, const char *pattern)
{
	int i;

	for(i = 0; len < until; i++)
		put(pattern, i);
}

static void repeat(size_t until, char c)
{
	memset(text + len, c, until - len);
	len = until;
	text[len] = '\0';
}

/* --- shapes: a message of about n bytes --- */

static void attributes_of_head(size_t n)
{
	put("<message from='a' to='b'");
	fill(n, " a%d=''");
	put("/>");
}

static void attributes_of_child(size_t n)
{
	put("<message from='a' to='b'><x");
	fill(n, " a%d=''");
	put("/></message>");
}

static void attributes_of_grandchild(size_t n)
{
	put("<message from='a' to='b'><x><y");
	fill(n, " a%d=''");
	put("/></x></message>");
}

static void attributes_everywhere(size_t n)
{
	int i;

	put("<message from='a' to='b'>");
	while(len < n) {
		put("<x");
		for(i = 0; i < 60; i++)
			put(" a%d=''", i);
		put("/>");
	}
	put("</message>");
}

static void prefixes_of_head(size_t n)
{
	put("<message from='a' to='b'");
	fill(n / 2, " xmlns:p%d='u'");
	put(">");
	fill(n, "<p0:a/>");
	put("</message>");
}

static void prefixes_of_child(size_t n)
{
	put("<message from='a' to='b'><x");
	fill(n / 2, " xmlns:p%d='u'");
	put(">");
	fill(n, "<p0:a/>");
	put("</x></message>");
}

static void prefixes_in_each_other(size_t n)
{
	int i;

	put("<message from='a' to='b'>");
	for(i = 0; i < 50; i++)
		put("<a xmlns='u%d' xmlns:p%d='u'>", i, i);
	fill(n, "<p0:a/>");
	while(i-- > 0)
		put("</a>");
	put("</message>");
}

static void prefixes_everywhere(size_t n)
{
	put("<message from='a' to='b'>");
	fill(n, "<p:a xmlns:p='u%d'/>");
	put("</message>");
}

static void unknown_prefixes(size_t n)
{
	put("<message from='a' to='b' x='");
	repeat(n / 2, 'x');
	put("'>");
	fill(n, "<q:a/>");
	put("</message>");
}

static void namespaces_everywhere(size_t n)
{
	put("<message from='a' to='b'>");
	fill(n, "<a xmlns='u%d'/>");
	put("</message>");
}

static void long_namespace(size_t n)
{
	put("<message from='a' to='b' xmlns:p='");
	repeat(n / 2, 'x');
	put("'>");
	fill(n, "<p:a/>");
	put("</message>");
}

static void long_prefix(size_t n)
{
	int i;

	put("<message from='a' to='b' xmlns:");
	repeat(n / 4, 'x');
	put("='u'>");
	for(i = 0; i < 2; i++) {
		put("<");
		repeat(n / 4 * (2 + (size_t)i), 'x');
		put(":a/>");
	}
	put("</message>");
}

static void wide(size_t n)
{
	put("<message from='a' to='b'>");
	fill(n, "<a/>");
	put("</message>");
}

static void wide_within(size_t n)
{
	put("<message from='a' to='b'><body>");
	fill(n, "<a/>");
	put("</body></message>");
}

static void wide_names(size_t n)
{
	put("<message from='a' to='b'>");
	fill(n, "<a%x/>");
	put("</message>");
}

static void deep(size_t n)
{
	size_t at;

	put("<message from='a' to='b'>");
	fill(n * 3 / 7, "<a>");
	at = (len - strlen("<message from='a' to='b'>")) / 3;
	while(at-- > 0)
		put("</a>");
	put("</message>");
}

static void up_and_down(size_t n)
{
	put("<message from='a' to='b'>");
	fill(n, "<a><b><c><d/></c></b></a>");
	put("</message>");
}

static void long_name(size_t n)
{
	put("<message from='a' to='b'><");
	repeat(n, 'x');
	put("/></message>");
}

static void long_attribute_name(size_t n)
{
	put("<message from='a' to='b'><x ");
	repeat(n, 'x');
	put("=''/></message>");
}

static void long_value(size_t n)
{
	put("<message from='a' to='b'><x y='");
	repeat(n, 'x');
	put("'/></message>");
}

static void entities_in_value(size_t n)
{
	put("<message from='a' to='b'><x y='");
	fill(n, "&amp;");
	put("'/></message>");
}

static void entities_in_text(size_t n)
{
	put("<message from='a' to='b'><priority>");
	fill(n, "&amp;&#9;");
	put("</priority></message>");
}

static void entities_in_id(size_t n)
{
	put("<message from='a' to='b' id='");
	fill(n, "&amp;");
	put("'/>");
}

static void long_reference(size_t n)
{
	put("<message from='a' to='b'><body>&#");
	repeat(n, '0');
	put("65;</body></message>");
}

static void open_references(size_t n)
{
	put("<message from='a' to='b'><body>");
	repeat(n, '&');
	put("</body></message>");
}

static void cdata(size_t n)
{
	put("<message from='a' to='b'><priority>");
	fill(n, "<![CDATA[x]]>");
	put("</priority></message>");
}

static void long_cdata(size_t n)
{
	put("<message from='a' to='b'><body><![CDATA[");
	repeat(n, ']');
	put("]]></body></message>");
}

static void blanks_in_tags(size_t n)
{
	put("<message from='a' to='b'><a");
	repeat(n / 3, ' ');
	put("b");
	repeat(n / 2, ' ');
	put("=");
	repeat(n / 3 * 2, ' ');
	put("''></a");
	repeat(n, ' ');
	put("></message>");
}

static void text_and_elements(size_t n)
{
	put("<message from='a' to='b'>");
	fill(n, "<priority>x</priority>y");
	put("</message>");
}

static void disco(size_t n)
{
	put("<iq type='result' id='1' from='a' to='b'><query "
		"xmlns='http://jabber.org/protocol/disco#info'>");
	fill(n, "<feature var='f%d'/>");
	put("</query></iq>");
}

static void disco_form(size_t n)
{
	put("<iq type='result' id='1' from='a' to='b'><query "
		"xmlns='http://jabber.org/protocol/disco#info'>"
		"<x xmlns='jabber:x:data'><field var='v'>");
	fill(n, "<value>%d</value>");
	put("</field></x></query></iq>");
}

static void candidates(size_t n)
{
	put("<iq type='set' id='1' from='a' to='b'><jingle "
		"xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='s'>"
		"<content creator='initiator' name='0'><description "
		"xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>"
		"<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1'>");
	fill(n, "<candidate id='%d' ip='1.2.3.4' port='1' component='1'/>");
	put("</transport></content></jingle></iq>");
}

static void payload_types(size_t n)
{
	put("<iq type='set' id='1' from='a' to='b'><jingle "
		"xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='s'>"
		"<content creator='initiator' name='0'><description "
		"xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'>");
	fill(n, "<payload-type id='%d' name='x'/>");
	put("</description></content></jingle></iq>");
}

static void contents(size_t n)
{
	put("<iq type='set' id='1' from='a' to='b'><jingle "
		"xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='s'>");
	fill(n, "<content creator='initiator' name='%d'/>");
	put("</jingle></iq>");
}

static void sources(size_t n)
{
	put("<iq type='set' id='1' from='a' to='b'><jingle "
		"xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='s'>"
		"<content creator='initiator' name='0'><description "
		"xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'>");
	fill(n, "<source xmlns='urn:xmpp:jingle:apps:rtp:ssma:0' ssrc='%d'/>");
	put("</description></content></jingle></iq>");
}

/* --- the way of a stanza --- */

static void readers(const str *xml)
{
	static char room[16 * 1024];
	static xmpp_gateway_info_t info;
	xmpp_gateway_presence_t presence;
	xmpp_gateway_query_t query;
	jingle_session_t *read;
	link_head_t head;

	xmpp_link_head_read(xml, &head);
	xmpp_link_xml_check(xml, room, sizeof(room));
	xmpp_gateway_read_presence(xml, room, sizeof(room), &presence);
	xmpp_gateway_read_query(xml, room, sizeof(room), &query);
	xmpp_gateway_read_info(xml, room, sizeof(room), &info);
	tr_start(JINGLE_INITIATOR);
	jingle_xml_read(&map, xml, &read);
}

/* in two halves, as a socket gives them; what crosses goes to all readers */
static void travel(char *data)
{
	static const char root[] = "<stream:stream id='1'>";
	buf_t in = {0};
	stanza_t st;
	scan_t s;

	scan_init(&s, LIMIT);
	assert_int_equal(buf_add(&in, root, sizeof(root) - 1), 0);
	assert_int_equal(buf_add(&in, data, len), 0);
	assert_int_equal(scan_next(&s, in.data, in.len, &st), SCAN_ROOT);
	assert_int_equal(
			scan_next(&s, in.data, sizeof(root) + len / 2, &st), SCAN_MORE);
	if(scan_next(&s, in.data, in.len, &st) == SCAN_STANZA && st.xml.len > 0)
		readers(&st.xml);
	scan_free(&s);
	buf_free(&in);
}

static long cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static long cost(void (*shape)(size_t n), size_t n)
{
	long best = 0, begin, took;
	int i;

	len = 0;
	shape(n);
	for(i = 0; i < RUNS; i++) {
		begin = cpu();
		travel(text);
		took = cpu() - begin;
		if(i == 0 || took < best)
			best = took;
	}
	return best;
}

static const struct
{
	const char *name;
	void (*make)(size_t n);
} shapes[] = {
#define SHAPE(f) \
	{            \
#f, f    \
	}
		SHAPE(attributes_of_head),
		SHAPE(attributes_of_child),
		SHAPE(attributes_of_grandchild),
		SHAPE(attributes_everywhere),
		SHAPE(prefixes_of_head),
		SHAPE(prefixes_of_child),
		SHAPE(prefixes_in_each_other),
		SHAPE(prefixes_everywhere),
		SHAPE(unknown_prefixes),
		SHAPE(namespaces_everywhere),
		SHAPE(long_namespace),
		SHAPE(long_prefix),
		SHAPE(wide),
		SHAPE(wide_within),
		SHAPE(wide_names),
		SHAPE(deep),
		SHAPE(up_and_down),
		SHAPE(long_name),
		SHAPE(long_attribute_name),
		SHAPE(long_value),
		SHAPE(entities_in_value),
		SHAPE(entities_in_text),
		SHAPE(entities_in_id),
		SHAPE(long_reference),
		SHAPE(open_references),
		SHAPE(cdata),
		SHAPE(long_cdata),
		SHAPE(blanks_in_tags),
		SHAPE(text_and_elements),
		SHAPE(disco),
		SHAPE(disco_form),
		SHAPE(candidates),
		SHAPE(payload_types),
		SHAPE(contents),
		SHAPE(sources),
};

static long least(long a, long b)
{
	return a < b ? a : b;
}

/* What is not linear costs too much each time; on a busy machine, whose caches
 * others fill, any shape may cost too much once. */
static int is_linear(size_t i)
{
	long once = LONG_MAX, twice = LONG_MAX;
	int n;

	for(n = 0; n < TRIES; n++) {
		once = least(once, cost(shapes[i].make, HALF));
		twice = least(twice, cost(shapes[i].make, 2 * HALF));
		if(twice <= RATIO * once + SLACK)
			return 1;
	}
	print_message(
			"%s: %ld us, twice as long: %ld us\n", shapes[i].name, once, twice);
	return 0;
}

static void test_shapes(void **state)
{
	size_t i;
	int bad = 0;

	(void)state;
	for(i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		bad += !is_linear(i);
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_shapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
