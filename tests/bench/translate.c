/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a translation costs, beside libxml2's bare parse of the same stanza:
 * SAX push parser, context created and freed for each, empty handlers. Both are
 * measured in turns within one run; the best of all turns counts. */

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../../modules/jingle_sdp/jingle_map_core.h"
#include "../../modules/xmpp_link/xml_build.h"

enum
{
	TURNS = 400,
	TURN_US = 500,			/* at least so much CPU time in a turn */
	STANZA_MAX = 64 * 1024, /* bytes that are written */
	GROW_MAX = 200 * 1024, /* bytes of the longest stanza of the growing ones */
	GROW_STEPS = 6
};

typedef struct sample
{
	const char *name;
	const char *file;
	const char *offer; /* SIP's, when the stanza answers one */
	str xml;
	str sdp;			/* what the stanza becomes, to be translated back */
	jingle_ctx_t ctx;	/* before the stanza */
	jingle_ctx_t heard; /* before the SDP */
	jingle_body_t kind; /* of that SDP */
} sample_t;

/* allocations -------------------------------------------------------------- */

static long allocations, xml_allocations;
static size_t allocated;

static void *count_malloc(size_t size, void *arg)
{
	(void)arg;
	allocations++;
	allocated += size;
	return malloc(size);
}

static void count_free(void *p, void *arg)
{
	(void)arg;
	free(p);
}

static void *xml_count_malloc(size_t size)
{
	xml_allocations++;
	return malloc(size);
}

static void *xml_count_realloc(void *p, size_t size)
{
	xml_allocations++;
	return realloc(p, size);
}

static char *xml_count_strdup(const char *s)
{
	xml_allocations++;
	return strdup(s);
}

/* the three that are measured ------------------------------------------------ */

static jingle_ctx_t ctx;
static char written[STANZA_MAX];
static size_t written_len;

static void on_start(void *c, const xmlChar *name, const xmlChar *prefix,
		const xmlChar *uri, int n, const xmlChar **namespaces, int attributes,
		int defaulted, const xmlChar **list)
{
	(void)c, (void)name, (void)prefix, (void)uri, (void)n, (void)namespaces;
	(void)attributes, (void)defaulted, (void)list;
}

static void on_end(
		void *c, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	(void)c, (void)name, (void)prefix, (void)uri;
}

static void on_text(void *c, const xmlChar *text, int len)
{
	(void)c, (void)text, (void)len;
}

static int parse_only(const sample_t *s)
{
	xmlSAXHandler sax;
	xmlParserCtxtPtr p;
	int ret;

	memset(&sax, 0, sizeof(sax));
	sax.initialized = XML_SAX2_MAGIC;
	sax.startElementNs = on_start;
	sax.endElementNs = on_end;
	sax.characters = on_text;
	p = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
	if(p == NULL)
		return -1;
	xmlParseChunk(p, s->xml.s, s->xml.len, 1);
	ret = p->wellFormed ? 0 : -1;
	xmlFreeParserCtxt(p);
	return ret;
}

static void take_ctx(const jingle_ctx_t *from)
{
	memcpy(&ctx, from, offsetof(jingle_ctx_t, slot[from->slots]));
	ctx.slots = from->slots;
}

static int to_sdp(const sample_t *s)
{
	jingle_arena_t arena;
	jingle_map_t t;
	jingle_session_t *session;
	jingle_sdp_t out;
	int ret;

	take_ctx(&s->ctx);
	jingle_arena_init(&arena, count_malloc, count_free, NULL, 0);
	jingle_map_init(&t, &arena, NULL);
	ret = jingle_xml_read(&t, &s->xml, &session);
	if(ret == 0)
		ret = jingle_to_sdp(&t, &ctx, session, &out);
	if(ret < 0)
		fprintf(stderr, "%s: %s\n", s->name, t.error.text);
	else {
		written_len = (size_t)out.body.len;
		memcpy(written, out.body.s, written_len);
	}
	jingle_arena_free(&arena);
	return ret;
}

static int to_jingle(const sample_t *s)
{
	jingle_arena_t arena;
	jingle_map_t t;
	jingle_stanzas_t out;
	jingle_session_t *session;
	xml_build_t b;
	str xml = {NULL, 0};
	int ret;

	take_ctx(&s->heard);
	jingle_arena_init(&arena, count_malloc, count_free, NULL, 0);
	jingle_map_init(&t, &arena, NULL);
	ret = jingle_from_sdp(&t, &ctx, &s->sdp, s->kind, &out);
	for(session = out.list.first; ret == 0 && session;
			session = session->next) {
		jingle_str_set(&session->sid, "b7a4151a-0d3b-43d5-b25e-1c6548628a3f");
		xml_build_init(&b, written, sizeof(written));
		ret = jingle_xml_write(&t, &b, session);
		if(ret == 0)
			ret = xml_build_end(&b, &xml);
		written_len = (size_t)xml.len;
	}
	if(ret < 0)
		fprintf(stderr, "%s: %s\n", s->name, t.error.text);
	jingle_arena_free(&arena);
	return ret;
}

/* time ---------------------------------------------------------------------- */

static double cpu_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static double turn(int (*f)(const sample_t *), const sample_t *s, int n)
{
	double start = cpu_us();
	int i;

	for(i = 0; i < n; i++)
		if(f(s) < 0)
			exit(1);
	return (cpu_us() - start) / n;
}

static void best_of(int (*const f[])(const sample_t *), int count,
		const sample_t *s, double *best)
{
	int n[4], i, k;
	double us;

	for(k = 0; k < count; k++) {
		turn(f[k], s, 20);
		n[k] = (int)(TURN_US / turn(f[k], s, 20)) + 1;
		best[k] = 1e9;
	}
	for(i = 0; i < TURNS; i++)
		for(k = 0; k < count; k++) {
			us = turn(f[k], s, n[k]);
			if(us < best[k])
				best[k] = us;
		}
}

/* samples -------------------------------------------------------------------- */

static void read_sample(sample_t *s)
{
	str *out = &s->xml;
	char path[512];
	FILE *f;
	long len;

	snprintf(path, sizeof(path), TOP "/tests/vectors/captures/%s", s->file);
	f = fopen(path, "rb");
	if(f == NULL || fseek(f, 0, SEEK_END) != 0 || (len = ftell(f)) < 0) {
		perror(path);
		exit(1);
	}
	rewind(f);
	out->s = malloc((size_t)len + 1);
	out->len = (int)len;
	if(out->s == NULL || fread(out->s, 1, (size_t)len, f) != (size_t)len) {
		perror(path);
		exit(1);
	}
	fclose(f);
}

static void keep(str *s, const char *text, size_t len)
{
	s->s = malloc(len + 1);
	if(s->s == NULL)
		exit(1);
	memcpy(s->s, text, len);
	s->len = (int)len;
}

/* The context that SIP's offer leaves behind. */
static void hear_offer(sample_t *s)
{
	static jingle_arena_t arena; /* lives as long as the context */
	jingle_map_t t;
	jingle_stanzas_t out;
	str sdp;

	jingle_str_set(&sdp, s->offer);
	jingle_arena_init(&arena, NULL, NULL, NULL, 0);
	jingle_map_init(&t, &arena, NULL);
	jingle_ctx_init(&s->ctx, JINGLE_RESPONDER, 42);
	if(jingle_from_sdp(&t, &s->ctx, &sdp, JINGLE_BODY_OFFER, &out) < 0) {
		fprintf(stderr, "%s: %s\n", s->name, t.error.text);
		exit(1);
	}
}

/* The context that the peer's offer leaves: what SIP answers to. */
static void say_offer(sample_t *s, const sample_t *offer)
{
	static jingle_arena_t arena;
	jingle_map_t t;
	jingle_session_t *session;
	jingle_sdp_t out;

	jingle_arena_init(&arena, NULL, NULL, NULL, 0);
	jingle_map_init(&t, &arena, NULL);
	jingle_ctx_init(&s->heard, JINGLE_INITIATOR, 42);
	if(jingle_xml_read(&t, &offer->xml, &session) < 0
			|| jingle_to_sdp(&t, &s->heard, session, &out) < 0) {
		fprintf(stderr, "%s: %s\n", offer->name, t.error.text);
		exit(1);
	}
}

static void prepare(sample_t *s, const sample_t *offer)
{
	if(s->offer) {
		hear_offer(s);
		say_offer(s, offer);
		s->kind = JINGLE_BODY_ANSWER;
	} else {
		jingle_ctx_init(&s->ctx, JINGLE_INITIATOR, 42);
		jingle_ctx_init(&s->heard, JINGLE_RESPONDER, 42);
		s->kind = JINGLE_BODY_OFFER;
	}
	if(to_sdp(s) < 0)
		exit(1);
	keep(&s->sdp, written, written_len);
	if(to_jingle(s) < 0)
		exit(1);
}

static int report(const sample_t *s)
{
	int (*const all[])(const sample_t *) = {parse_only, to_sdp, to_jingle};
	double us[3];
	long own[2], xml[2];

	allocations = xml_allocations = 0;
	to_sdp(s);
	own[0] = allocations;
	xml[0] = xml_allocations;
	allocations = xml_allocations = 0;
	to_jingle(s);
	own[1] = allocations;
	xml[1] = xml_allocations;
	best_of(all, 3, s, us);
	printf("| %-22s | %5d | %5d | %7.1f | %7.1f | %5.2f | %7.1f | %5.2f | %ld "
		   "+ %ld | %ld + %ld |\n",
			s->name, s->xml.len, s->sdp.len, us[0], us[1], us[1] / us[0], us[2],
			us[2] / us[0], own[0], xml[0], own[1], xml[1]);
	return us[1] / us[0] <= 1.6 && us[2] / us[0] <= 1.0 && own[0] <= 4
		   && own[1] <= 4;
}

/* growing -------------------------------------------------------------------- */

/* The offer with more and more of everything that may be repeated. */
static void grow(sample_t *s, int contents, int each)
{
	static char text[GROW_MAX * 2];
	int n = 0, i, k;

	n += sprintf(text + n,
			"<iq type='set' from='a@x/r' to='b@y' id='1'><jingle "
			"xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='s'>");
	for(k = 0; k < contents; k++) {
		n += sprintf(text + n,
				"<content creator='initiator' name='c%d'><description "
				"xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'>",
				k);
		for(i = 0; i < each; i++)
			n += sprintf(text + n,
					"<payload-type id='%d' name='speex' clockrate='16000'>"
					"<parameter name='vbr' value='on'/></payload-type>",
					i % 32 + 96);
		n += sprintf(text + n,
				"</description><transport xmlns='urn:xmpp:jingle:transports:"
				"ice-udp:1' ufrag='8hhy' pwd='asd88fgpdd777uzjYhagZg'>");
		for(i = 0; i < each; i++)
			n += sprintf(text + n,
					"<candidate component='1' foundation='%d' generation='0' "
					"id='e%d' ip='10.0.%d.%d' network='1' port='8998' "
					"priority='%d' protocol='udp' type='host'/>",
					i, i, k, i, 2130706431 - i);
		n += sprintf(text + n, "</transport></content>");
	}
	n += sprintf(text + n, "</jingle></iq>");
	keep(&s->xml, text, (size_t)n);
}

static int growing(void)
{
	int (*const both[])(const sample_t *) = {parse_only, to_sdp, to_jingle};
	double us[3], first[2] = {0, 0}, kb, memory;
	static sample_t s;
	int i, ok = 1;

	printf("\n| bytes of the stanza | parse us/KB | to SDP us/KB | to Jingle "
		   "us/KB | memory, bytes/byte |\n|---|---|---|---|---|\n");
	for(i = 0; i < GROW_STEPS; i++) {
		s.name = "growing";
		/* the last steps grow by contents: 32 payload types are all there are */
		grow(&s, i < 3 ? 1 : 1 << (i - 2), i < 3 ? 8 << i : 32);
		prepare(&s, NULL);
		allocated = 0;
		to_sdp(&s);
		memory = (double)allocated / s.xml.len;
		kb = (double)s.xml.len / 1024;
		best_of(both, 3, &s, us);
		printf("| %6d | %5.2f | %5.2f | %5.2f | %4.1f |\n", s.xml.len,
				us[0] / kb, us[1] / kb, us[2] / kb, memory);
		if(i == 1) { /* the first is all constant cost */
			first[0] = us[1] / kb;
			first[1] = us[2] / kb;
		} else if(i > 1
				  && (us[1] / kb > 1.5 * first[0]
						  || us[2] / kb > 1.5 * first[1]))
			ok = 0;
	}
	return ok;
}

int main(void)
{
	/* SIP's offer that the small answer answers */
	static const char offer[] =
			"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n"
			"m=audio 40000 UDP/TLS/RTP/SAVPF 111 0\r\nc=IN IP4 192.0.2.1\r\n"
			"a=rtpmap:111 opus/48000/2\r\na=mid:audio\r\na=rtcp-mux\r\n"
			"a=ice-ufrag:F7gI\r\na=ice-pwd:x9cml/YzichV2+XlhiMu8g\r\n"
			"a=setup:actpass\r\na=fingerprint:sha-256 "
			"4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:3E:5D:"
			"49:6B:19:E5:7C:AB:4A:AD:B9:B1\r\n"
			"a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host\r\n";
	static sample_t samples[] = {
			{.name = "audio offer, libpurple",
					.file = "libpurple-219-jingle-session-initiate-audio.xml"},
			{.name = "audio+video offer, Dino",
					.file = "dino-256-jingle-session-initiate-audio+video.xml"},
			{.name = "answer, Dino",
					.file = "dino-222-jingle-session-accept-audio.xml",
					.offer = offer}};
	/* the offer that SIP's answer answers, in the other direction */
	static sample_t answered = {.name = "audio offer, stanza.js",
			.file = "stanza-203-jingle-session-initiate-audio.xml"};
	size_t i;
	int ok = 1;

	xmlMemSetup(free, xml_count_malloc, xml_count_realloc, xml_count_strdup);
	xmlInitParser();
	printf("| stanza | bytes | SDP | parse us | to SDP us | ratio | to Jingle "
		   "us "
		   "| ratio | allocations to SDP, ours + libxml2's | to Jingle |\n"
		   "|---|---|---|---|---|---|---|---|---|---|\n");
	read_sample(&answered);
	for(i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		read_sample(&samples[i]);
		prepare(&samples[i], &answered);
		ok &= report(&samples[i]);
	}
	ok &= growing();
	printf("\ngoals (to SDP at most 1.6, to Jingle at most 1.0, at most 4 "
		   "allocations of ours, linear): %s\n",
			ok ? "met" : "MISSED");
	return ok ? 0 : 1;
}
