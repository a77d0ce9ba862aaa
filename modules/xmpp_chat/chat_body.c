/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what the body of a SIP MESSAGE holds. PURE
 */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <string.h>

#include "chat_body.h"
#include "chat_file.h"
#include "chat_html.h"
#include "chat_inflate.h"
#include "chat_mime.h"

enum
{
	CPIM_DEPTH = 2, /* message/cpim in message/cpim */
};

typedef struct reading
{
	chat_body_t *out;
	chat_out_t text; /* where text goes, and documents that need a buffer */
	int cpims;
} reading_t;

/* What is opened next: a whole body or a part. */
typedef struct part
{
	str type, encoding, body;
	int depth;
} part_t;

static void part_read(reading_t *r, const part_t *part);

/* --- what is refused ----------------------------------------------------------------- */

static void refuse(reading_t *r, int status, const char *reason)
{
	r->out->kind = CHAT_BODY_REFUSED;
	r->out->status = status;
	r->out->reason = reason;
}


static void refuse_type(reading_t *r)
{
	refuse(r, 415, "Unsupported Media Type");
	r->out->accept = CHAT_ACCEPT;
}


static void refuse_encoding(reading_t *r)
{
	refuse(r, 415, "Unsupported Content-Encoding");
	r->out->accept_encoding = CHAT_ACCEPT_ENCODING;
}


/* --- text ---------------------------------------------------------------------------- */

/* all of it in the room that there is left. return 0, -1 refused */
static int text_convert(reading_t *r, const part_t *part, str *text)
{
	chat_charset_t charset;
	int from = r->text.len;
	str name = STR_NULL;

	xmpp_chat_mime_param(&part->type, "charset", &name);
	charset = xmpp_chat_charset(&name);
	if(charset == CHAT_CHARSET_UNKNOWN) {
		refuse(r, 415, "Unsupported Charset");
		r->out->accept = CHAT_ACCEPT;
		return -1;
	}
	if(part->body.len > CHAT_TEXT_MAX) {
		refuse(r, 413, "Message Too Long");
		return -1;
	}
	if(xmpp_chat_to_xmpp(&part->body, charset, &r->text) < 0) {
		if(r->text.failed)
			refuse(r, 413, "Message Too Long");
		else
			refuse(r, 400, "Text Is Not In Its Charset");
		return -1;
	}
	return xmpp_chat_out_end(&r->text, from, text);
}


/* the charset first, then the tags */
static int html_convert(reading_t *r, const part_t *part, str *text)
{
	str html;
	int from;

	if(text_convert(r, part, &html) < 0)
		return -1;
	from = r->text.len;
	if(xmpp_chat_html(&html, &r->text) < 0) {
		refuse(r, 413, "Message Too Long");
		return -1;
	}
	return xmpp_chat_out_end(&r->text, from, text);
}


static void text_take(reading_t *r, const part_t *part, int is_html)
{
	str text;

	if((is_html ? html_convert(r, part, &text) : text_convert(r, part, &text))
			< 0)
		return;
	if(text.len > CHAT_TEXT_MAX) {
		refuse(r, 413, "Message Too Long");
		return;
	}
	r->out->text = text;
	r->out->kind =
			xmpp_chat_trim(text).len > 0 ? CHAT_BODY_TEXT : CHAT_BODY_EMPTY;
}


/* --- documents ------------------------------------------------------------------------ */

/* the rest of the buffer for the strings of a document */
static char *document_room(reading_t *r, int *cap)
{
	*cap = r->text.cap - r->text.len;
	return r->text.s + r->text.len;
}


static void imdn_take(reading_t *r, const part_t *part)
{
	int cap;
	char *buf = document_room(r, &cap);

	if(xmpp_chat_imdn_read(&part->body, buf, cap, &r->out->imdn) < 0)
		refuse(r, 400, "Broken message/imdn+xml");
	else
		r->out->kind = CHAT_BODY_IMDN;
	r->text.len = r->text.cap; /* a document is all that is in a message */
}


static void composing_take(reading_t *r, const part_t *part)
{
	if(xmpp_chat_composing_read(&part->body, &r->out->composing) < 0)
		refuse(r, 400, "Broken application/im-iscomposing+xml");
	else
		r->out->kind = CHAT_BODY_COMPOSING;
}


static void file_take(reading_t *r, const part_t *part)
{
	chat_file_t file;
	int cap;
	char *buf = document_room(r, &cap);

	if(xmpp_chat_file_read(&part->body, buf, cap, &file) < 0) {
		refuse(r, 400, "Broken Description Of A File");
		return;
	}
	r->text.len = r->text.cap;
	r->out->kind = CHAT_BODY_FILE;
	r->out->text = file.url;
	r->out->file_name = file.name;
	r->out->file_type = file.type;
}


/* --- what is in something --------------------------------------------------------------- */

static void cpim_take(reading_t *r, const part_t *part)
{
	chat_cpim_t cpim;
	part_t inner = {.depth = part->depth + 1};

	if(r->cpims++ == CPIM_DEPTH
			|| xmpp_chat_cpim_read(&part->body, &cpim) < 0) {
		refuse(r, 400, "Broken message/cpim");
		return;
	}
	if(!r->out->has_cpim) {
		r->out->has_cpim = 1;
		r->out->cpim = cpim;
	}
	inner.type = cpim.type;
	inner.encoding = cpim.encoding;
	inner.body = cpim.body;
	part_read(r, &inner);
}


/* what came before is kept in front of the text of this part */
static void texts_join(reading_t *r, const str *before)
{
	chat_body_t *out = r->out;
	int from = r->text.len;
	str text = out->text;

	xmpp_chat_put_str(&r->text, before);
	xmpp_chat_put_z(&r->text, "\n");
	xmpp_chat_put_str(&r->text, &text);
	if(xmpp_chat_out_end(&r->text, from, &out->text) < 0
			|| out->text.len > CHAT_TEXT_MAX)
		refuse(r, 413, "Message Too Long");
}


/* One part of several. A part that we cannot take is left out as long as there is
 * one that we can. */
static void piece_take(reading_t *r, const str *piece, int depth, int is_choice)
{
	chat_body_t *out = r->out;
	chat_body_t before = *out;
	part_t part = {.depth = depth};
	chat_head_t head;
	const char *body, *end = piece->s + piece->len;

	body = xmpp_chat_mime_head(piece->s, end, &head);
	part.type = head.type;
	part.encoding = head.encoding.len > 0 ? head.encoding : head.transfer;
	part.body.s = (char *)body;
	part.body.len = (int)(end - body);
	part_read(r, &part);
	if(before.kind == CHAT_BODY_REFUSED)
		return;
	if(out->kind == CHAT_BODY_REFUSED || out->kind == CHAT_BODY_EMPTY) {
		if(before.kind != CHAT_BODY_EMPTY)
			*out = before;
		return;
	}
	if(!is_choice && before.kind == CHAT_BODY_TEXT
			&& out->kind == CHAT_BODY_TEXT)
		texts_join(r, &before.text);
	else if(!is_choice && before.kind != CHAT_BODY_EMPTY)
		*out = before;
}


static void parts_take(reading_t *r, const part_t *part)
{
	int is_choice = xmpp_chat_mime_is(&part->type, "multipart", "alternative");
	chat_mime_t m;
	str piece;

	if(part->depth >= CHAT_MIME_DEPTH
			|| xmpp_chat_mime_begin(&m, &part->type, &part->body) < 0) {
		refuse(r, 400, "Broken multipart");
		return;
	}
	while(xmpp_chat_mime_next(&m, &piece) == 0 && !r->text.failed)
		piece_take(r, &piece, part->depth + 1, is_choice);
}


/* return 0, -1 refused */
static int part_decode(reading_t *r, part_t *part)
{
	const str *coding = &part->encoding;
	char *buf;
	int cap, rc;

	if(coding->len <= 0 || xmpp_chat_mime_equals(coding, "identity")
			|| xmpp_chat_mime_equals(coding, "binary")
			|| xmpp_chat_mime_equals(coding, "8bit")
			|| xmpp_chat_mime_equals(coding, "7bit"))
		return 0;
	if(!xmpp_chat_mime_equals(coding, "deflate")) {
		refuse_encoding(r);
		return -1;
	}
	buf = document_room(r, &cap);
	rc = xmpp_chat_inflate(&part->body, buf,
			cap < CHAT_INFLATE_MAX ? cap : CHAT_INFLATE_MAX, &part->body);
	if(rc == CHAT_INFLATE_TOO_LONG)
		refuse(r, 413, "Message Too Long");
	else if(rc < 0)
		refuse(r, 400, "Broken Content-Encoding");
	r->text.len += rc == 0 ? part->body.len : 0;
	return rc < 0 ? -1 : 0;
}


static const struct
{
	const char *type, *subtype;
	void (*take)(reading_t *r, const part_t *part);
} documents[] = {
		{"message", "cpim", cpim_take},
		{"message", "imdn+xml", imdn_take},
		{"application", "im-iscomposing+xml", composing_take},
		{"application", "vnd.gsma.rcs-ft-http+xml", file_take},
		{"multipart", "mixed", parts_take},
		{"multipart", "alternative", parts_take},
		{"multipart", "related", parts_take},
};

static void part_read(reading_t *r, const part_t *part)
{
	part_t decoded = *part;
	size_t i;

	r->out->kind = CHAT_BODY_EMPTY;
	if(part_decode(r, &decoded) < 0)
		return;
	for(i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		if(xmpp_chat_mime_is(
				   &decoded.type, documents[i].type, documents[i].subtype)) {
			if(decoded.body.len > 0)
				documents[i].take(r, &decoded);
			return;
		}
	if(decoded.type.len <= 0
			|| xmpp_chat_mime_is(&decoded.type, "text", "plain"))
		text_take(r, &decoded, 0);
	else if(xmpp_chat_mime_is(&decoded.type, "text", "html"))
		text_take(r, &decoded, 1);
	else
		refuse_type(r);
}


/* a header's text in one line, as XMPP has it; what is no UTF-8 is left out */
static void header_take(reading_t *r, const str *value, str *to)
{
	int from = r->text.len, i;

	to->s = NULL;
	to->len = 0;
	if(value->len <= 0 || r->text.failed)
		return;
	if(xmpp_chat_to_xmpp(value, CHAT_CHARSET_UTF8, &r->text) < 0) {
		r->text.failed = 0;
		r->text.len = from;
		return;
	}
	for(i = from; i < r->text.len; i++)
		if((unsigned char)r->text.s[i] < ' ')
			r->text.s[i] = ' ';
	xmpp_chat_out_end(&r->text, from, to);
	*to = xmpp_chat_trim(*to);
}


/* RFC 3862 section 2.3.1; in place, for it becomes no longer */
static void subject_unescape(str *subject)
{
	int i, n = 0;

	for(i = 0; i < subject->len; i++) {
		if(subject->s[i] == '\\' && i + 1 < subject->len) {
			i++;
			if(strchr("btnr", subject->s[i]) && subject->s[i] != '\0')
				subject->s[i] = ' ';
		}
		subject->s[n++] = subject->s[i];
	}
	subject->len = n;
}


void xmpp_chat_body_read(
		const chat_body_in_t *in, char *buf, int cap, chat_body_t *body)
{
	reading_t r = {.out = body};
	part_t part = {
			.type = in->type, .encoding = in->encoding, .body = in->body};
	str subject, language;

	memset(body, 0, sizeof(*body));
	xmpp_chat_out_init(&r.text, buf, cap);
	header_take(&r, &in->subject, &subject);
	header_take(&r, &in->language, &language);
	part_read(&r, &part);
	body->subject = subject;
	body->language = language;
	if(body->kind != CHAT_BODY_TEXT)
		return;
	if(body->has_cpim && body->cpim.subject.len > 0) {
		header_take(&r, &body->cpim.subject, &body->subject);
		subject_unescape(&body->subject);
	}
	if(body->has_cpim && body->cpim.language.len > 0)
		header_take(&r, &body->cpim.language, &body->language);
}
