/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "tool_scan.h"

static int is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
		   || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'
		   || c == ':';
}

/* Does a stanza begin at p, which is a '<'? */
static int is_stanza(const char *p, const char *end)
{
	static const char *const names[] = {"iq", "message", "presence", "jingle"};
	const char *name = p + 1, *stop, *colon;
	size_t i;

	for(stop = name; stop < end && is_name_char(*stop); stop++)
		;
	colon = memchr(name, ':', (size_t)(stop - name));
	if(colon != NULL)
		name = colon + 1;
	for(i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if((size_t)(stop - name) == strlen(names[i])
				&& memcmp(name, names[i], (size_t)(stop - name)) == 0)
			return 1;
	return 0;
}

/* Behind the literal, or NULL. */
static const char *find(const char *p, const char *end, const char *lit)
{
	size_t n = strlen(lit);

	for(; (size_t)(end - p) >= n; p++)
		if(memcmp(p, lit, n) == 0)
			return p + n;
	return NULL;
}

/* Behind the tag that begins at p; *depth is changed by it. NULL: cut off */
static const char *skip_tag(const char *p, const char *end, int *depth)
{
	char quote = 0;
	int closing;

	if(end - p >= 4 && memcmp(p, "<!--", 4) == 0)
		return find(p + 4, end, "-->");
	if(end - p >= 9 && memcmp(p, "<![CDATA[", 9) == 0)
		return find(p + 9, end, "]]>");
	if(end - p >= 2 && p[1] == '?')
		return find(p + 2, end, "?>");
	closing = end - p >= 2 && p[1] == '/';
	for(p++; p < end; p++) {
		if(quote) {
			if(*p == quote)
				quote = 0;
		} else if(*p == '\'' || *p == '"')
			quote = *p;
		else if(*p == '>')
			break;
	}
	if(p == end)
		return NULL;
	if(closing)
		(*depth)--;
	else if(p[-1] != '/')
		(*depth)++;
	return p + 1;
}

static const char *stanza_end(const char *p, const char *end)
{
	int depth = 0;

	do {
		p = skip_tag(p, end, &depth);
		if(p == NULL || depth == 0)
			return p;
		p = memchr(p, '<', (size_t)(end - p));
	} while(p != NULL && depth > 0);
	return NULL;
}

int tool_next_stanza(const str *text, int *from, str *stanza)
{
	const char *p = text->s + *from, *end = text->s + text->len, *stop;

	while(p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL) {
		if(!is_stanza(p, end)) {
			p++;
			continue;
		}
		stop = stanza_end(p, end);
		*from = (int)((stop ? stop : p + 1) - text->s);
		if(stop == NULL)
			return -1;
		stanza->s = (char *)p;
		stanza->len = (int)(stop - p);
		return 1;
	}
	*from = text->len;
	return 0;
}

/* SIP ----------------------------------------------------------------------- */

static str next_line(str *rest)
{
	str line = *rest;
	char *p = memchr(rest->s, '\n', (size_t)rest->len);
	int used = p ? (int)(p - rest->s) + 1 : rest->len;

	line.len = p ? used - 1 : used;
	if(line.len && line.s[line.len - 1] == '\r')
		line.len--;
	rest->s += used;
	rest->len -= used;
	return line;
}

static int has_prefix(const str *s, const char *lit)
{
	size_t n = strlen(lit);

	return (size_t)s->len >= n && strncasecmp(s->s, lit, n) == 0;
}

/* Value of a header if the line is that header, long or short form. */
static int header(const str *line, const char *name, char compact, str *value)
{
	size_t n = strlen(name);

	if(has_prefix(line, name) && (size_t)line->len > n) {
		value->s = line->s + n;
		value->len = line->len - (int)n;
	} else if(line->len > 1 && (line->s[0] | 0x20) == compact) {
		value->s = line->s + 1;
		value->len = line->len - 1;
	} else
		return 0;
	jingle_str_trim(value);
	if(value->len == 0 || value->s[0] != ':')
		return 0;
	value->s++;
	value->len--;
	jingle_str_trim(value);
	return 1;
}

static tool_body_t body_kind(const str *type, int answer)
{
	if(has_prefix(type, "application/trickle-ice-sdpfrag"))
		return TOOL_FRAGMENT;
	if(has_prefix(type, "application/sdp"))
		return answer ? TOOL_ANSWER : TOOL_SDP;
	return TOOL_NOTHING;
}

/* The SDP part of a multipart body. */
static tool_body_t multipart(str body, int answer, str *out)
{
	tool_body_t kind;
	const char *stop;
	str line, value, boundary = {NULL, 0};

	while(body.len > 0) {
		line = next_line(&body);
		if(has_prefix(&line, "--") && boundary.s == NULL)
			boundary = line;
		if(!header(&line, "Content-Type", 'c', &value))
			continue;
		kind = body_kind(&value, answer);
		if(kind == TOOL_NOTHING || boundary.s == NULL)
			continue;
		while(body.len > 0 && line.len > 0)
			line = next_line(&body);
		*out = body;
		for(stop = body.s; stop + boundary.len <= body.s + body.len; stop++)
			if(memcmp(stop, boundary.s, (size_t)boundary.len) == 0) {
				out->len = (int)(stop - body.s);
				break;
			}
		return kind;
	}
	return TOOL_NOTHING;
}

static tool_body_t sip_body(str message, str *out)
{
	str line = next_line(&message), value, type = {NULL, 0};
	int answer = has_prefix(&line, "SIP/2.0 ") || has_prefix(&line, "ACK ");
	unsigned length;
	int limit = -1;

	while(message.len > 0) {
		line = next_line(&message);
		if(line.len == 0)
			break;
		if(header(&line, "Content-Type", 'c', &value))
			type = value;
		else if(header(&line, "Content-Length", 'l', &value)
				&& jingle_number(&value, 0x7FFFFFFF, &length) == 0)
			limit = (int)length;
	}
	if(limit >= 0 && limit < message.len)
		message.len = limit;
	if(has_prefix(&type, "multipart/"))
		return multipart(message, answer, out);
	*out = message;
	if(message.len == 0)
		return TOOL_NOTHING;
	/* RFC 3261 section 7.4.1: without a type it is not known; SDP is */
	if(type.s == NULL && has_prefix(&message, "v=0"))
		return answer ? TOOL_ANSWER : TOOL_SDP;
	return body_kind(&type, answer);
}

static int is_sip(str text)
{
	str line = next_line(&text);

	if(has_prefix(&line, "SIP/2.0 "))
		return 1;
	return line.len > 9
		   && strncasecmp(line.s + line.len - 8, " SIP/2.0", 8) == 0;
}

tool_body_t tool_find_sdp(const str *text, str *body)
{
	str t = *text;

	if(t.len >= 3 && memcmp(t.s, "\xEF\xBB\xBF", 3) == 0) {
		t.s += 3;
		t.len -= 3;
	}
	while(t.len && (*t.s == '\n' || *t.s == '\r' || *t.s == ' ')) {
		t.s++;
		t.len--;
	}
	*body = t;
	if(has_prefix(&t, "v=0"))
		return TOOL_SDP;
	if(has_prefix(&t, "a=") || has_prefix(&t, "m="))
		return TOOL_FRAGMENT;
	if(t.len && is_sip(t))
		return sip_body(t, body);
	return TOOL_NOTHING;
}
