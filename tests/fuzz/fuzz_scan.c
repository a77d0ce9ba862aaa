/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stream scanner: the same stanzas whether the bytes come at once or one by
 * one. */

#include <assert.h>
#include <stdint.h>
#include <stdio.h>

#include "../../sidecar/scan.h"

enum
{
	FUZZ_LIMIT = 512,
	FUZZ_FOUND = 256
};

typedef struct found
{
	int n;
	char text[FUZZ_FOUND][1600];
} found_t;

static void found_add(found_t *f, scan_result_t rc, const stanza_t *st)
{
	const char *wrong;

	/* what crosses the link is such that the other side takes it */
	if(st->xml.len > 0 && st->kind != STANZA_OTHER)
		assert(xmpp_link_check(&st->xml, &wrong) == LINK_CHECK_GOOD);
	if(f->n == FUZZ_FOUND)
		return;
	snprintf(f->text[f->n++], sizeof(f->text[0]),
			"%d %d %u|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s", rc, (int)st->kind,
			st->flags, STANZA_STR(st->type), STANZA_STR(st->from),
			STANZA_STR(st->to), STANZA_STR(st->id),
			st->payloads.len > 700 ? 700 : st->payloads.len,
			st->payloads.s ? st->payloads.s : "", STANZA_STR(st->xml));
}

static void feed(const uint8_t *text, size_t len, size_t piece, found_t *f)
{
	scan_result_t rc;
	stanza_t st;
	buf_t in = {0};
	scan_t s;
	size_t n;

	f->n = 0;
	scan_init(&s, FUZZ_LIMIT);
	while(len > 0) {
		n = len < piece ? len : piece;
		assert(buf_add(&in, (const char *)text, n) == 0);
		text += n;
		len -= n;
		do {
			memset(&st, 0, sizeof(st));
			rc = scan_next(&s, in.data, in.len, &st);
			if(rc == SCAN_STANZA || rc == SCAN_ROOT)
				found_add(f, rc, &st);
		} while(rc == SCAN_STANZA || rc == SCAN_ROOT);
		if(rc != SCAN_MORE)
			break;
		n = scan_drop(&s);
		assert(n <= in.len);
		buf_drop(&in, n);
		assert(in.len <= FUZZ_LIMIT + piece);
	}
	scan_free(&s);
	buf_free(&in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static found_t whole, bytes;
	static const char head[] = "<stream:stream id='1' "
							   "xmlns:stream='http://etherx.jabber.org/"
							   "streams' xmlns='jabber:component:accept'>";
	uint8_t *text;
	int i, n;

	if(size > 8192 || memchr(data, 0, size))
		return 0;
	text = malloc(sizeof(head) + size);
	memcpy(text, head, sizeof(head) - 1);
	memcpy(text + sizeof(head) - 1, data, size);
	feed(text, sizeof(head) - 1 + size, 1000000, &whole);
	feed(text, sizeof(head) - 1 + size, 1, &bytes);
	n = whole.n < bytes.n ? whole.n : bytes.n;
	if(size < FUZZ_LIMIT) {
		assert(whole.n == bytes.n);
		for(i = 0; i < n; i++)
			assert(strcmp(whole.text[i], bytes.text[i]) == 0);
	}
	free(text);
	return 0;
}
