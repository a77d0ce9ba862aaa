/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as what comes by an MSRP connection, or as the SDP of a session. A
 * frame is found at the same place however it is cut; what is written of it can be
 * read again; bytes of chunks end where their ranges say. */

#include "../../modules/xmpp_chat/chat_msrp.h"
#include "../../modules/xmpp_chat/chat_msrp_join.h"
#include "../../modules/xmpp_chat/chat_msrp_sdp.h"
#include "fuzz.h"

enum
{
	WHOLE_MAX = 64 * 1024,
	CHUNKS_MAX = 200,
};

static char room[256 * 1024];

static void check_within(const str *part, const str *all)
{
	FUZZ_CHECK(part->len >= 0);
	FUZZ_CHECK(
			part->len == 0
			|| (part->s >= all->s && part->s + part->len <= all->s + all->len));
}

static void check_response(const chat_msrp_frame_t *f)
{
	str ours = str_init("msrp://192.0.2.1:2855/ours;tcp"), text;
	chat_msrp_frame_t again;
	chat_out_t out;
	int from = 0;

	xmpp_chat_out_init(&out, room, sizeof(room));
	FUZZ_CHECK(xmpp_chat_msrp_write_response(f, 413, &ours, &out) == 0);
	FUZZ_CHECK(xmpp_chat_out_end(&out, 0, &text) == 0);
	FUZZ_CHECK(xmpp_chat_msrp_scan(text.s, text.len, &from) == text.len);
	FUZZ_CHECK(xmpp_chat_msrp_read(&text, &again) == 0);
	FUZZ_CHECK(again.kind == CHAT_MSRP_RESPONSE && again.status == 413);
	FUZZ_CHECK(again.tid.len == f->tid.len && again.flag == '$');
}

static void check_frame(const str *text, int is_whole)
{
	chat_msrp_frame_t f;
	chat_msrp_uri_t uri;
	str last;

	if(xmpp_chat_msrp_read(text, &f) < 0)
		return;
	FUZZ_CHECK(!is_whole || f.flag == '+' || f.flag == '$' || f.flag == '#');
	FUZZ_CHECK(f.start >= 0 && f.to_path.len > 0 && f.from_path.len > 0);
	check_within(&f.body, text);
	check_within(&f.type, text);
	check_within(&f.message_id, text);
	last = xmpp_chat_msrp_last(&f.from_path);
	check_within(&last, text);
	if(xmpp_chat_msrp_uri_read(&last, &uri) == 0) {
		FUZZ_CHECK(uri.host.len > 0 && uri.port > 0 && uri.port < 65536);
		check_within(&uri.session, text);
	}
	check_response(&f);
}

static void check_stream(const str *in)
{
	int from = 0, cut = 0, n, whole, i;
	str text = *in;

	whole = xmpp_chat_msrp_scan(in->s, in->len, &from);
	/* the same, when it comes in two pieces */
	if(in->len > 1) {
		n = xmpp_chat_msrp_scan(in->s, in->len / 2, &cut);
		FUZZ_CHECK(n <= 0 || n == whole);
		if(n == 0)
			FUZZ_CHECK(xmpp_chat_msrp_scan(in->s, in->len, &cut) == whole);
	}
	if(whole <= 0) {
		check_frame(in, 0);
		return;
	}
	FUZZ_CHECK(whole <= in->len);
	text.len = whole;
	check_frame(&text, 1);
	for(i = 0, from = 0; i < whole; i += 1 + i / 8)
		FUZZ_CHECK(xmpp_chat_msrp_scan(in->s, i, &from) <= 0);
}

/* three bytes for each chunk: where, how long, is it the last */
static void check_join(const str *in)
{
	static char buf[WHOLE_MAX], bytes[256];
	chat_msrp_join_t j;
	int i, rc = 0;
	str chunk;

	xmpp_chat_msrp_join_init(&j, buf, sizeof(buf));
	for(i = 0; i + 2 < in->len && i < 3 * CHUNKS_MAX && rc == 0; i += 3) {
		chunk.s = bytes;
		chunk.len = (unsigned char)in->s[i + 1];
		rc = xmpp_chat_msrp_join_add(&j, 1 + (unsigned char)in->s[i] * 16,
				&chunk, (in->s[i + 2] & 7) == 0);
		FUZZ_CHECK(rc == 0 || rc == 1 || rc == 413);
		FUZZ_CHECK(j.count <= CHAT_MSRP_GAPS);
	}
	if(rc == 1)
		FUZZ_CHECK(j.total >= 0 && j.total <= (int)sizeof(buf));
}

static void check_sdp(const str *in)
{
	chat_msrp_answer_t a = {.address = str_init("192.0.2.1"),
			.port = 2855,
			.path = str_init("msrp://192.0.2.1:2855/ours;tcp"),
			.id = 1,
			.max_size = 32768};
	chat_msrp_offer_t offer, again;
	chat_out_t out;
	str text;

	if(xmpp_chat_msrp_offer_read(in, &offer) < 0)
		return;
	FUZZ_CHECK(offer.count <= CHAT_MSRP_STREAMS);
	FUZZ_CHECK(offer.message < offer.count);
	check_within(&offer.path, in);
	xmpp_chat_out_init(&out, room, sizeof(room));
	FUZZ_CHECK(xmpp_chat_msrp_answer_write(&offer, &a, &out) == 0);
	FUZZ_CHECK(xmpp_chat_out_end(&out, 0, &text) == 0);
	FUZZ_CHECK(xmpp_chat_msrp_offer_read(&text, &again) == 0);
	FUZZ_CHECK(again.count == offer.count && !again.has_media);
	FUZZ_CHECK(again.message == offer.message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str in = {(char *)data, (int)size};

	if(size > 3 && memcmp(data, "v=0", 3) == 0)
		check_sdp(&in);
	else if(size > 0 && data[0] == 'M')
		check_stream(&in);
	else
		check_join(&in);
	return 0;
}
