/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of the translation share: a text in, a text out. Inputs end
 * at a page that may not be read. */

#ifndef JINGLE_TEST_H
#define JINGLE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../modules/jingle_sdp/jingle_map.h"
#include "../../modules/xmpp_link/xml_build.h"

enum
{
	TEST_OUT_MAX = 256 * 1024,
	TEST_PAGES = 256 /* inputs of one test: a context points into them */
};

static jingle_arena_t arena;
static jingle_map_t map;
static jingle_ctx_t ctx;
static jingle_sdp_t sdp_out;
static jingle_stanzas_t stanzas;
static jingle_session_t *session;
static char out_text[TEST_OUT_MAX];
static struct
{
	void *at;
	size_t size;
} pages[TEST_PAGES];
static int pages_count;

/* A copy of the text whose last byte is the last of its page. */
static inline str guarded(const char *text, size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t size = (len / page + 1) * page;
	char *p;
	str s;

	assert_true(pages_count < TEST_PAGES);
	p = mmap(NULL, size + page, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(p != MAP_FAILED);
	assert_int_equal(mprotect(p + size, page, PROT_NONE), 0);
	pages[pages_count].at = p;
	pages[pages_count++].size = size + page;
	s.s = p + size - len;
	s.len = (int)len;
	memcpy(s.s, text, len);
	return s;
}

static inline void tr_done(void)
{
	jingle_arena_free(&arena);
	while(pages_count > 0) {
		pages_count--;
		munmap(pages[pages_count].at, pages[pages_count].size);
	}
}

/* A fresh translation; the context stays. */
static inline void tr_next(void)
{
	jingle_peer_t peer = map.peer;
	int strict = map.strict, hold = map.hold_by_info, surplus = map.surplus;
	int relayed = map.relayed, at_once = map.at_once;
	jingle_transport_kind_t transport = map.transport;

	jingle_map_init(&map, &arena, NULL);
	map.peer = peer;
	map.strict = strict;
	map.hold_by_info = hold;
	map.surplus = surplus;
	map.relayed = relayed;
	map.at_once = at_once;
	map.transport = transport;
}

/* All anew: the peer is the initiator or the responder of the session. */
static inline void tr_start(jingle_party_t peer_role)
{
	tr_done();
	jingle_arena_init(&arena, NULL, NULL, NULL, 0);
	memset(&map, 0, sizeof(map));
	tr_next();
	jingle_ctx_init(&ctx, peer_role, 42);
}

/* Save and load the context, as a caller between two stanzas does. */
static inline void ctx_cycle(void)
{
	static char kept[JINGLE_CTX_MAX];
	jingle_ctx_t before = ctx;
	str blob, again;

	assert_int_equal(jingle_ctx_pack(&ctx, &arena, &blob), 0);
	memcpy(kept, blob.s, (size_t)blob.len);
	again.s = kept;
	again.len = blob.len;
	/* what the context points to goes away with the arena */
	again = guarded(kept, (size_t)blob.len);
	assert_int_equal(jingle_ctx_unpack(&ctx, &again), 0);
	assert_int_equal(ctx.slots, before.slots);
	assert_int_equal(ctx.sdp_version, before.sdp_version);
	assert_int_equal(jingle_ctx_pack(&ctx, &arena, &blob), 0);
	assert_int_equal(blob.len, again.len);
	assert_memory_equal(blob.s, again.s, (size_t)blob.len);
}

static inline const char *tr_text(const str *s)
{
	assert_true(s->len < TEST_OUT_MAX);
	memcpy(out_text, s->s, (size_t)s->len);
	out_text[s->len] = '\0';
	return out_text;
}

/* A stanza of the peer; returns the SDP made of it, "" when there is none, "!"
 * and the message when it is refused. */
static inline const char *say(const char *xml)
{
	str in = guarded(xml, strlen(xml));

	tr_next();
	memset(&sdp_out, 0, sizeof(sdp_out));
	if(jingle_xml_read(&map, &in, &session) < 0
			|| jingle_to_sdp(&map, &ctx, session, &sdp_out) < 0) {
		snprintf(out_text, sizeof(out_text), "!%s", map.error.text);
		return out_text;
	}
	if(sdp_out.kind == JINGLE_BODY_NONE)
		return "";
	return tr_text(&sdp_out.body);
}

/* All stanzas of a list as XML. */
static inline const char *write_all(const jingle_list_t *list)
{
	jingle_session_t *s;
	xml_build_t b;
	size_t len = 0;
	str xml;

	out_text[0] = '\0';
	for(s = list->first; s != NULL; s = s->next) {
		if(s->sid.s == NULL) {
			s->sid.s = (char *)"sid";
			s->sid.len = 3;
		}
		xml_build_init(&b, out_text + len, sizeof(out_text) - len - 2);
		if(jingle_xml_write(&map, &b, s) < 0 || xml_build_end(&b, &xml) < 0) {
			snprintf(out_text, sizeof(out_text), "!%s", map.error.text);
			return out_text;
		}
		len += (size_t)xml.len;
		out_text[len++] = '\n';
		out_text[len] = '\0';
	}
	return out_text;
}

/* An SDP of SIP's; returns the stanzas made of it, one on a line, or "!..." */
static inline const char *hear(const char *sdp, jingle_body_t kind)
{
	str in = guarded(sdp, strlen(sdp));

	tr_next();
	if(jingle_from_sdp(&map, &ctx, &in, kind, &stanzas) < 0) {
		snprintf(out_text, sizeof(out_text), "!%s", map.error.text);
		return out_text;
	}
	return write_all(&stanzas.list);
}

/* First stanza or first offer, with nothing before it. */
static inline const char *offer_of(const char *xml)
{
	tr_start(JINGLE_INITIATOR);
	return say(xml);
}

static inline const char *initiate_of(const char *sdp)
{
	tr_start(JINGLE_RESPONDER);
	return hear(sdp, JINGLE_BODY_OFFER);
}

/* How often a whole line stands in SDP. */
static inline int line_count(const char *sdp, const char *line)
{
	size_t n = strlen(line);
	const char *p = sdp;
	int count = 0;

	while(p != NULL && *p) {
		if(strncmp(p, line, n) == 0 && p[n] == '\r' && p[n + 1] == '\n')
			count++;
		p = strchr(p, '\n');
		if(p != NULL)
			p++;
	}
	return count;
}

static inline int has_note(const char *what)
{
	const jingle_map_warning_t *n;

	for(n = map.warnings.list.first; n != NULL; n = n->next)
		if(strcmp(n->what, what) == 0)
			return 1;
	return 0;
}

#define assert_line(sdp, line)                                      \
	do {                                                            \
		const char *sdp_ = (sdp);                                   \
		if(line_count(sdp_, line) != 1)                             \
			fail_msg("not once the line '%s' in:\n%s", line, sdp_); \
	} while(0)
#define assert_no(text, part)                               \
	do {                                                    \
		const char *text_ = (text);                         \
		if(strstr(text_, part) != NULL)                     \
			fail_msg("unwanted '%s' in:\n%s", part, text_); \
	} while(0)
#define assert_part(text, part)                       \
	do {                                              \
		const char *text_ = (text);                   \
		if(strstr(text_, part) == NULL)               \
			fail_msg("no '%s' in:\n%s", part, text_); \
	} while(0)

/* stanzas and bodies with one audio content */
#define NS_RTP "urn:xmpp:jingle:apps:rtp:1"
#define JINGLE_OPEN(action)                                \
	"<iq type='set' from='a@x/r' to='b@y' id='1'><jingle " \
	"xmlns='urn:xmpp:jingle:1' action='" action "' sid='s1'>"
#define JINGLE_CLOSE "</jingle></iq>"
#define DESCRIPTION(media, inside)                                   \
	"<description xmlns='" NS_RTP "' media='" media "'>" inside "</" \
	"description>"
#define ICE_NAMED(ufrag, pwd, inside)                                       \
	"<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='" ufrag \
	"' pwd='" pwd "'>" inside "</transport>"
#define ICE(inside) ICE_NAMED("8hhy", "asd88fgpdd777uzjYhagZg", inside)
#define RAW(inside)                                                   \
	"<transport xmlns='urn:xmpp:jingle:transports:raw-udp:1'>" inside \
	"</transport>"
#define CONTENT(name, inside) \
	"<content creator='initiator' name='" name "'>" inside "</content>"
#define PCMU "<payload-type id='0' name='PCMU' clockrate='8000'/>"
#define OFFER(description, transport) \
	JINGLE_OPEN("session-initiate")   \
	CONTENT("voice", DESCRIPTION("audio", description) transport) JINGLE_CLOSE

#define SDP_HEAD                                              \
	"v=0\r\no=alice 2890844526 1 IN IP4 192.0.2.1\r\ns=-\r\n" \
	"c=IN IP4 192.0.2.1\r\nt=0 0\r\n"
#define SDP_ICE "a=ice-ufrag:F7gI\r\na=ice-pwd:x9cml/YzichV2+XlhiMu8g\r\n"

#endif
