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
/* Generated sessions. The generator writes each as SDP lines and, by code of
 * its own, as Jingle elements; both translations must give exactly the other
 * one's, and there and back again nothing may have changed.
 *
 * SEED=n runs another sequence, ROUNDS=n another number of sessions. */

#include "jingle_test.h"

#if !defined(__OPTIMIZE__)
#define ROUNDS 5000 /* counting lines of coverage */
#elif defined(__clang__)
#define ROUNDS 20000
#else
#define ROUNDS 100000
#endif

enum
{
	ITEMS_MAX = 400,
	ITEM_MAX = 400,
	TEXT_MAX = 32768
};

/* a set of lines, or of elements with sorted attributes */
typedef struct items
{
	char item[ITEMS_MAX][ITEM_MAX];
	int count;
} items_t;

static items_t lines, elements, found;
static char sdp_text[TEXT_MAX], xml_text[TEXT_MAX];
static size_t sdp_len, xml_len;
static uint64_t seed, number; /* number: SEED=number ROUNDS=1 repeats it */

static unsigned any(unsigned n)
{
	seed ^= seed << 13; /* xorshift64 */
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 11) % n);
}

static void put(items_t *to, const char *s, size_t n)
{
	assert_true(to->count < ITEMS_MAX && n < ITEM_MAX);
	memcpy(to->item[to->count], s, n);
	to->item[to->count++][n] = '\0';
}

static void line(const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(sdp_text + sdp_len, TEXT_MAX - sdp_len - 2, format, ap);
	va_end(ap);
	put(&lines, sdp_text + sdp_len, (size_t)n);
	sdp_len += (size_t)n;
	memcpy(sdp_text + sdp_len, "\r\n", 3);
	sdp_len += 2;
}

static void element(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	xml_len += (size_t)vsnprintf(
			xml_text + xml_len, TEXT_MAX - xml_len, format, ap);
	va_end(ap);
}

/* collect -------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void sort(items_t *set)
{
	qsort(set->item, (size_t)set->count, ITEM_MAX, compare);
}

static void collect_lines(items_t *to, const char *sdp)
{
	const char *p, *end;

	to->count = 0;
	for(p = sdp; *p; p = end + 2) {
		end = strstr(p, "\r\n");
		assert_non_null(end);
		/* what is ours: Jingle says neither */
		if(strncmp(p, "o=", 2) != 0 && strncmp(p, "a=tls-id:", 9) != 0)
			put(to, p, (size_t)(end - p));
	}
	sort(to);
}

/* One tag: its name and its attributes in order, and the text behind it. */
static const char *collect_tag(items_t *to, const char *p)
{
	char attribute[24][ITEM_MAX], item[ITEM_MAX] = "";
	int n = 0, i;
	const char *end;
	size_t len = strcspn(p, " />");

	snprintf(item, sizeof(item), "%.*s", (int)len, p);
	p += len;
	while(*p == ' ') {
		p++;
		end = strchr(strchr(p, '\'') + 1, '\'') + 1;
		if(strncmp(p, "id='c", 5) != 0 && n < 24)
			snprintf(attribute[n++], ITEM_MAX, " %.*s", (int)(end - p), p);
		p = end;
	}
	qsort(attribute, (size_t)n, ITEM_MAX, compare);
	for(i = 0; i < n; i++)
		strncat(item, attribute[i], sizeof(item) - strlen(item) - 1);
	p = strchr(p, '>') + 1;
	len = strcspn(p, "<\n");
	strncat(item, p, len < sizeof(item) - strlen(item) - 1 ? len : 0);
	put(to, item, strlen(item));
	return p + len;
}

static void collect_elements(items_t *to, const char *xml)
{
	const char *p = xml;

	to->count = 0;
	while((p = strchr(p, '<')) != NULL) {
		if(p[1] == '/')
			p++;
		else
			p = collect_tag(to, p + 1);
	}
	sort(to);
}

static void same(const items_t *want, const items_t *have, const char *what)
{
	int i;

	for(i = 0; i < want->count && i < have->count; i++)
		if(strcmp(want->item[i], have->item[i]) != 0)
			fail_msg("SEED=%llu ROUNDS=1, %s: expected %s, got %s\n%s\n%s",
					(unsigned long long)number, what, want->item[i],
					have->item[i], sdp_text, xml_text);
	if(want->count != have->count)
		fail_msg("SEED=%llu ROUNDS=1, %s: %d expected, %d got\n%s\n%s\n%s",
				(unsigned long long)number, what, want->count, have->count,
				sdp_text, xml_text, out_text);
}

/* generate ---------------------------------------------------------------------- */

#define FB "xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0'"
#define EXT "xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0'"
#define SSMA "xmlns='urn:xmpp:jingle:apps:rtp:ssma:0'"

static const struct codec
{
	const char *name;
	int clock, channels, id; /* 0: dynamic */
} audio_codecs[] = {{"opus", 48000, 2, 0}, {"speex", 16000, 1, 0},
		{"PCMU", 8000, 1, -1}, {"PCMA", 8000, 1, 8}, {"G722", 8000, 1, 9},
		{"L16", 44100, 2, 10}, {"AMR-WB", 16000, 1, 0}, {"G729", 8000, 1, 18}},
  video_codecs[] = {{"VP8", 90000, 1, 0}, {"H264", 90000, 1, 0},
		  {"H261", 90000, 1, 31}, {"rtx", 90000, 1, 0}};

static int feedback_used;

static void feedback(int id)
{
	static const char *const types[] = {"nack", "ccm", "transport-cc"};
	static const char *const subtypes[] = {"pli", "fir", "sli"};
	const char *type = types[any(3)],
			   *subtype = any(2) ? subtypes[any(3)] : NULL;
	char number[16] = "*";

	feedback_used = 1;
	if(id >= 0)
		snprintf(number, sizeof(number), "%d", id);
	if(any(5) == 0) {
		unsigned ms = any(10000);
		line("a=rtcp-fb:%s trr-int %u", number, ms);
		element("<rtcp-fb-trr-int " FB " value='%u'/>", ms);
		return;
	}
	line("a=rtcp-fb:%s %s%s%s", number, type, subtype ? " " : "",
			subtype ? subtype : "");
	if(subtype)
		element("<rtcp-fb " FB " type='%s' subtype='%s'/>", type, subtype);
	else
		element("<rtcp-fb " FB " type='%s'/>", type);
}

static void payload(const struct codec *codec, int id, unsigned ptime)
{
	unsigned i, params = any(3), fb = any(3);
	char fmtp[256] = "";

	line("a=rtpmap:%d %s/%d%s", id, codec->name, codec->clock,
			codec->channels == 2 ? "/2" : "");
	element("<payload-type id='%d' name='%s' clockrate='%d'", id, codec->name,
			codec->clock);
	if(codec->channels == 2)
		element(" channels='2'");
	if(ptime)
		element(" ptime='%u'", ptime);
	element(">");
	for(i = 0; i < params; i++) {
		unsigned value = any(1000);
		snprintf(fmtp + strlen(fmtp), sizeof(fmtp) - strlen(fmtp), "%sp%u=%u",
				i ? ";" : "", i, value);
		element("<parameter name='p%u' value='%u'/>", i, value);
	}
	if(params)
		line("a=fmtp:%d %s", id, fmtp);
	for(i = 0; i < fb; i++)
		feedback(id);
	element("</payload-type>");
}

static void payloads(int video, int *ids, int count)
{
	unsigned ptime = any(3) ? 0 : 10 * (1 + any(6));
	int i;

	for(i = 0; i < count; i++) {
		const struct codec *codec = video ? &video_codecs[(unsigned)i % 4]
										  : &audio_codecs[(unsigned)i % 8];
		payload(codec, ids[i], ptime);
	}
	if(ptime)
		line("a=ptime:%u", ptime);
}

static void extensions(int senders_of_sdp)
{
	static const char *const dirs[] = {"", "/sendonly", "/recvonly"};
	static const char *const names[] = {
			"", " senders='initiator'", " senders='responder'"};
	unsigned i, n = any(4);

	(void)senders_of_sdp;
	for(i = 1; i <= n; i++) {
		unsigned d = any(3);
		line("a=extmap:%u%s urn:ext:%u", i, dirs[d], i);
		element("<rtp-hdrext " EXT " id='%u' uri='urn:ext:%u'%s/>", i, i,
				names[d]);
	}
	if(any(4) == 0) {
		line("a=extmap-allow-mixed");
		element("<extmap-allow-mixed " EXT "/>");
	}
}

static void sources(void)
{
	unsigned i, n = any(3), first = 1 + any(1000000);

	for(i = 0; i < n; i++) {
		line("a=ssrc:%u cname:c%u", first + i, first);
		element("<source " SSMA " ssrc='%u'><parameter name='cname' "
				"value='c%u'/></source>",
				first + i, first);
	}
	if(n == 2) {
		line("a=ssrc-group:FID %u %u", first, first + 1);
		element("<ssrc-group " SSMA " semantics='FID'><source ssrc='%u'/>"
				"<source ssrc='%u'/></ssrc-group>",
				first, first + 1);
	}
}

static void keys(int *crypto)
{
	unsigned n = any(4) == 0 ? 1 : 0, zrtp = any(6) == 0;

	*crypto = n > 0;
	if(n + zrtp == 0)
		return;
	element("<encryption>");
	if(n) {
		unsigned k = any(1000000);
		line("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:K%u", k);
		element("<crypto tag='1' crypto-suite='AES_CM_128_HMAC_SHA1_80' "
				"key-params='inline:K%u'/>",
				k);
	}
	if(zrtp) {
		unsigned k = any(1000000);
		line("a=zrtp-hash:1.10 %u", k);
		element("<zrtp-hash xmlns='urn:xmpp:jingle:apps:rtp:zrtp:1' "
				"version='1.10'>%u</zrtp-hash>",
				k);
	}
	element("</encryption>");
}

/* the rank of a candidate as default: RFC 5245 section 4.1.4, IPv4 first */
static unsigned candidates(char *addr, size_t addr_max, unsigned *port)
{
	static const char *const types[] = {"host", "srflx", "relay"};
	unsigned i, n = any(5), best = 0;

	for(i = 0; i < n; i++) {
		unsigned type = any(3), v6 = any(4) == 0, p = 1024 + any(60000);
		unsigned rank = 1 + type + (v6 ? 0 : 10), gen = any(3);
		char ip[64], rel[64] = "", rel_xml[96] = "";

		snprintf(ip, sizeof(ip), v6 ? "2001:db8::%u" : "192.0.2.%u", i + 1);
		if(type) {
			snprintf(rel, sizeof(rel), " raddr 10.0.0.1 rport %u", p);
			snprintf(rel_xml, sizeof(rel_xml),
					" rel-addr='10.0.0.1' rel-port='%u'", p);
		}
		line("a=candidate:%u 1 udp %u %s %u typ %s%s generation %u", i + 1,
				1000 - i, ip, p, types[type], rel, gen);
		element("<candidate component='1' foundation='%u' generation='%u' "
				"id='c%u' ip='%s' network='0' port='%u' priority='%u' "
				"protocol='udp'%s type='%s'/>",
				i + 1, gen, i, ip, p, 1000 - i, rel_xml, types[type]);
		if(rank > best) {
			best = rank;
			*port = p;
			snprintf(addr, addr_max, "%s %s", v6 ? "IP6" : "IP4", ip);
		}
	}
	return best;
}

static void content(int index)
{
	static const char *const dirs[] = {
			"sendrecv", "sendonly", "recvonly", "inactive"};
	static const char *const senders[] = {
			"both", "initiator", "responder", "none"};
	int video = any(3) == 0, count = 1 + (int)any(video ? 4 : 6), i;
	int ids[8], crypto, dtls = any(2) == 0, mux = any(2) == 0;
	unsigned d = any(4), port = 9;
	char addr[96] = "IP4 127.0.0.1", formats[128] = "", *m_line;
	const char *media = video ? "video" : "audio";
	size_t m_at;

	for(i = 0; i < count; i++) {
		int id = video ? video_codecs[i].id : audio_codecs[i].id;
		ids[i] = id == -1 ? 0 : id ? id : 96 + i;
		snprintf(formats + strlen(formats), sizeof(formats) - strlen(formats),
				" %d", ids[i]);
	}
	/* the m= line is known only at the end: leave room for it */
	m_at = sdp_len;
	m_line = lines.item[lines.count];
	line("m=%-100s", "");
	line("c=IN                                                      ");
	element("<content creator='initiator' name='c%d' senders='%s'>"
			"<description xmlns='" NS_RTP "' media='%s'>",
			index, senders[d], media);
	line("a=mid:c%d", index);
	line("a=%s", dirs[d]);
	feedback_used = 0;
	payloads(video, ids, count);
	keys(&crypto);
	if(any(4) == 0) {
		unsigned kbit = any(5000);
		line("b=AS:%u", kbit);
		element("<bandwidth type='AS'>%u</bandwidth>", kbit);
	}
	if(mux) {
		line("a=rtcp-mux");
		element("<rtcp-mux/>");
	}
	if(any(4) == 0)
		feedback(-1);
	extensions((int)d);
	sources();
	element("</description><transport "
			"xmlns='urn:xmpp:jingle:transports:ice-udp:1' "
			"pwd='passwordOf22Characters' ufrag='uf%d'>",
			index);
	line("a=ice-options:trickle");
	line("a=ice-ufrag:uf%d", index);
	line("a=ice-pwd:passwordOf22Characters");
	if(dtls) {
		line("a=fingerprint:sha-256 AA:%02X", any(256));
		element("<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' "
				"hash='sha-256' setup='actpass'>%s</fingerprint>",
				lines.item[lines.count - 1] + strlen("a=fingerprint:sha-256 "));
		line("a=setup:actpass");
	}
	candidates(addr, sizeof(addr), &port);
	element("</transport>");
	if(any(5) == 0) {
		line("a=content:main");
		element("<category xmlns='urn:xmpp:jingle:apps:category:0' "
				"name='main'/>");
	}
	element("</content>");
	/* now the m= and c= lines, padded in the text, exact in the set */
	i = snprintf(m_line, ITEM_MAX, "m=%s %u %s%s%s", media, port,
			dtls	 ? "UDP/TLS/RTP/SAVP"
			: crypto ? "RTP/SAVP"
					 : "RTP/AVP",
			feedback_used ? "F" : "", formats);
	memset(sdp_text + m_at, ' ', 102);
	memcpy(sdp_text + m_at, m_line, (size_t)i);
	m_line += ITEM_MAX;
	i = snprintf(m_line, ITEM_MAX, "c=IN %s", addr);
	memcpy(sdp_text + m_at + 104, m_line, (size_t)i);
}

static int bundle;

static void generate(void)
{
	char group[128] = "";
	int i, n = 1 + (int)any(3);

	bundle = any(2) == 0;

	lines.count = 0;
	sdp_len = xml_len = 0;
	line("v=0");
	sdp_len += (size_t)sprintf(sdp_text + sdp_len, "o=- 1 1 IN IP4 x\r\n");
	line("s=-");
	line("t=0 0");
	element("<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' "
			"sid='sid'>");
	if(bundle) {
		for(i = 0; i < n; i++)
			snprintf(group + strlen(group), 16, " c%d", i);
		line("a=group:BUNDLE%s", group);
	}
	for(i = 0; i < n; i++)
		content(i);
	if(bundle) {
		element("<group xmlns='urn:xmpp:jingle:apps:grouping:0' "
				"semantics='BUNDLE'>");
		for(i = 0; i < n; i++)
			element("<content name='c%d'/>", i);
		element("</group>");
	}
	element("</jingle>");
	sort(&lines);
	collect_elements(&elements, xml_text);
}

/* a BUNDLE of the first content is said when none was; not here to be seen */
static void drop_added(items_t *from)
{
	static const char *const added[] = {"a=group:BUNDLE c0",
			"content name='c0'",
			"group semantics='BUNDLE' xmlns='urn:xmpp:jingle:apps:grouping:0'"};
	size_t k;
	int i;

	for(k = 0; !bundle && k < sizeof(added) / sizeof(added[0]); k++)
		for(i = 0; i < from->count; i++)
			if(strcmp(from->item[i], added[k]) == 0) {
				memmove(from->item[i], from->item[i + 1],
						(size_t)(--from->count - i) * ITEM_MAX);
				break;
			}
}

/* one session: SDP -> Jingle -> SDP, Jingle -> SDP -> Jingle */
static void check(void)
{
	static char kept[TEXT_MAX];
	const char *text;

	text = initiate_of(sdp_text);
	assert_int_equal(text[0], '<');
	assert_int_equal(map.warnings.total, 0);
	collect_elements(&found, text);
	drop_added(&found);
	same(&elements, &found, "SDP to Jingle");
	strcpy(kept, text);
	text = offer_of(kept);
	collect_lines(&found, text);
	drop_added(&found);
	same(&lines, &found, "SDP to Jingle to SDP");

	text = offer_of(xml_text);
	assert_int_equal(text[0], 'v');
	assert_int_equal(map.warnings.total, 0);
	collect_lines(&found, text);
	drop_added(&found);
	same(&lines, &found, "Jingle to SDP");
	strcpy(kept, text);
	text = initiate_of(kept);
	collect_elements(&found, text);
	drop_added(&found);
	same(&elements, &found, "Jingle to SDP to Jingle");
}

static void test_generated(void **state)
{
	long i, rounds = getenv("ROUNDS") ? atol(getenv("ROUNDS")) : ROUNDS;
	uint64_t first = getenv("SEED") ? strtoull(getenv("SEED"), NULL, 0) : 1;

	(void)state;
	for(i = 0; i < rounds; i++) {
		number = first + (uint64_t)i;
		seed = number * 0x9E3779B97F4A7C15ull;
		generate();
		check();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_generated)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return failed;
}
