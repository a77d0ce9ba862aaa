/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a message stanza, or as the body of a MESSAGE: a line with its
 * Content-Type, one with its Content-Encoding, the body. What is read of it can be
 * written to the other side, and read again there. */

#include "../../modules/xmpp_chat/chat_accept.h"
#include "../../modules/xmpp_chat/chat_body.h"
#include "../../modules/xmpp_chat/chat_render.h"
#include "../../modules/xmpp_chat/chat_time.h"
#include "../../modules/xmpp_chat/chat_url.h"
#include "../../modules/xmpp_chat/chat_write.h"
#include "fuzz.h"

#include <libxml/parser.h>

enum
{
	PART = 100, /* bytes of the parts of a text */
};

static char room[1024 * 1024];

/* What leaves for XMPP is well formed, and a stanza that we could read. */
static void check_xml(xml_build_t *b)
{
	static char strings[1024 * 1024];
	chat_stanza_t again;
	str xml;

	FUZZ_CHECK(xml_build_end(b, &xml) == 0);
	FUZZ_CHECK(
			xmpp_chat_stanza_read(&xml, strings, sizeof(strings), &again) == 0);
}

/* The parts of a text are not too long, and cut through no character. */
static void check_parts(const str *text)
{
	static char buf[2 * CHAT_TEXT_MAX];
	chat_parts_t parts;
	chat_out_t out;
	int i;

	if(xmpp_chat_split(text, PART, &parts) < 0)
		return;
	for(i = 0; i < parts.count; i++) {
		xmpp_chat_out_init(&out, buf, sizeof(buf));
		FUZZ_CHECK(xmpp_chat_part(&parts, i, &out) == 0);
		FUZZ_CHECK(out.len <= PART);
		FUZZ_CHECK(xmpp_chat_is_utf8(&parts.part[i]));
	}
}

static void check_text(const chat_body_t *body)
{
	chat_message_t m = {.text = body->text, .subject = body->subject};
	static char buf[2 * CHAT_TEXT_MAX + 1];
	chat_out_t out;
	xml_build_t b;

	FUZZ_CHECK(body->text.len > 0 && body->text.len <= CHAT_TEXT_MAX);
	FUZZ_CHECK(xmpp_chat_is_utf8(&body->text));
	m.language = body->language;
	xml_build_init(&b, room, sizeof(room));
	xmpp_chat_write_message(&b, &m);
	check_xml(&b);
	check_parts(&body->text);
	xmpp_chat_out_init(&out, buf, sizeof(buf));
	FUZZ_CHECK(xmpp_chat_to_sip(&body->text, &out) == 0);
}

/* Written anew it says the same. */
static void check_cpim(const chat_cpim_t *cpim)
{
	chat_cpim_t ours = {.from = cpim->from, .to = cpim->to}, again;
	chat_out_t out;
	int64_t t;
	str text;

	xmpp_chat_time_iso(&cpim->date, &t);
	ours.message_id = cpim->message_id;
	ours.wants = cpim->wants;
	ours.body = cpim->body;
	xmpp_chat_out_init(&out, room, sizeof(room));
	if(xmpp_chat_cpim_write(&ours, &out) < 0)
		return; /* a control character in a value */
	FUZZ_CHECK(xmpp_chat_out_end(&out, 0, &text) == 0);
	FUZZ_CHECK(xmpp_chat_cpim_read(&text, &again) == 0);
	FUZZ_CHECK(again.message_id.len == ours.message_id.len);
	FUZZ_CHECK(again.wants == (ours.message_id.len > 0 ? ours.wants : 0));
	FUZZ_CHECK(again.body.len == ours.body.len);
}

static void check_imdn(const chat_imdn_t *imdn)
{
	static char strings[256 * 1024];
	chat_imdn_t again;
	chat_out_t out;
	str text;

	FUZZ_CHECK(imdn->message_id.len > 0);
	xmpp_chat_out_init(&out, room, sizeof(room));
	FUZZ_CHECK(xmpp_chat_imdn_write(imdn, &out) == 0);
	FUZZ_CHECK(xmpp_chat_out_end(&out, 0, &text) == 0);
	FUZZ_CHECK(
			xmpp_chat_imdn_read(&text, strings, sizeof(strings), &again) == 0);
	FUZZ_CHECK(again.kind == imdn->kind);
	FUZZ_CHECK(again.message_id.len == imdn->message_id.len);
}

/* What a client is told to open is an address of https, in a stanza that says so. */
static void check_file(const chat_body_t *body)
{
	chat_message_t m = {.text = body->text, .url = body->text};
	static char strings[256 * 1024];
	chat_stanza_t again;
	xml_build_t b;
	str xml;

	FUZZ_CHECK(xmpp_chat_url_is(&body->text));
	xml_build_init(&b, room, sizeof(room));
	xmpp_chat_write_message(&b, &m);
	FUZZ_CHECK(xml_build_end(&b, &xml) == 0);
	FUZZ_CHECK(
			xmpp_chat_stanza_read(&xml, strings, sizeof(strings), &again) == 0);
	FUZZ_CHECK(again.url.len == body->text.len);
	FUZZ_CHECK(memcmp(again.url.s, body->text.s, (size_t)again.url.len) == 0);
}

/* the line that the rest begins with, taken off */
static str line_of(str *rest)
{
	char *end = rest->len > 0 ? memchr(rest->s, '\n', (size_t)rest->len) : NULL;
	str line = *rest;

	line.len = end ? (int)(end - rest->s) : rest->len;
	rest->s += line.len + (end != NULL);
	rest->len -= line.len + (end != NULL);
	return line;
}

static void check_body(str rest)
{
	static char buf[CHAT_BODY_ROOM];
	chat_body_in_t in = {.type = line_of(&rest)};
	chat_body_t body;

	xmpp_chat_accept_read(rest.s, rest.len);
	in.encoding = line_of(&rest);
	in.subject = in.encoding;
	in.language = in.type;
	in.body = rest;
	xmpp_chat_body_read(&in, buf, sizeof(buf), &body);
	if(body.kind == CHAT_BODY_TEXT)
		check_text(&body);
	if(body.kind == CHAT_BODY_IMDN)
		check_imdn(&body.imdn);
	if(body.kind == CHAT_BODY_FILE)
		check_file(&body);
	if(body.kind == CHAT_BODY_REFUSED)
		FUZZ_CHECK(
				body.status >= 400 && body.reason != NULL
				&& (body.status != 415 || body.accept || body.accept_encoding));
	if(body.has_cpim)
		check_cpim(&body.cpim);
}

static void check_stanza(const str *xml)
{
	static char strings[CHAT_STANZA_ROOM];
	chat_render_t how = {.name = str_init("Romeo"),
			.retraction = str_init("[deleted a message]")};
	chat_ends_t ends;
	chat_error_t error;
	chat_stanza_t s;
	chat_out_t out;
	xml_build_t b;
	str text;

	if(xmpp_chat_stanza_read(xml, strings, xml->len, &s) < 0)
		return;
	how.reacted_text = s.body;
	xmpp_chat_out_init(&out, room, sizeof(room));
	FUZZ_CHECK(xmpp_chat_render(&s, &how, &out) >= 0);
	FUZZ_CHECK(xmpp_chat_out_end(&out, 0, &text) == 0);
	FUZZ_CHECK(xmpp_chat_is_utf8(&text));
	check_parts(&text);
	FUZZ_CHECK(xmpp_chat_status_of_error(&s.error_condition, 0).code >= 400);
	ends.from = s.to;
	ends.to = s.from;
	ends.id = s.id;
	error = xmpp_chat_error_of_sip(480);
	xml_build_init(&b, room, sizeof(room));
	xmpp_chat_write_error(&b, &ends, &error, &s.body);
	check_xml(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str in = {(char *)data, (int)size};

	if(size > 0 && data[0] == '<')
		check_stanza(&in);
	else
		check_body(in);
	return 0;
}
