/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the stanzas in an XMPP stream. */

#include "scan.h"
#include "tag.h"

enum scan_state
{
	IN_TEXT = 0,
	IN_OPEN,	/* behind '<' */
	IN_START,	/* in a start tag */
	IN_QUOTE,	/* in an attribute's value */
	IN_END,		/* in an end tag */
	IN_DECLARE, /* in <?xml … ?>, only before the stream's start tag */
	IN_MARKUP,	/* behind "<!": only CDATA is allowed */
	IN_CDATA
};

static const char cdata_open[] = "[CDATA[";
static const char cdata_close[] = "]]>";


void scan_init(scan_t *s, size_t max)
{
	memset(s, 0, sizeof(*s));
	s->max = max;
}


void scan_free(scan_t *s)
{
	buf_free(&s->values);
	buf_free(&s->payloads);
}


/* --- what a start tag says --- */

static void value_keep(scan_t *s, scan_value_t *v, const str *value)
{
	v->at = s->values.len;
	v->set = 1;
	if(tag_unescape(&s->values, value) != 0)
		s->failed = 1;
	v->len = s->values.len - v->at;
}


static str value_view(const scan_t *s, const scan_value_t *v)
{
	static char empty[1];
	str view = STR_NULL;

	if(v->set) {
		view.s = v->len ? s->values.data + v->at : empty;
		view.len = (int)v->len;
	}
	return view;
}


static void head_clear(scan_t *s)
{
	memset(&s->type, 0, sizeof(s->type));
	s->from = s->to = s->id = s->name = s->own_ns = s->type;
	s->values.len = s->payloads.len = 0;
	s->flags = 0;
	s->too_long = 0;
}


/* with its prefix, as it stands */
static int name_is(const str *name, const char *z)
{
	return stanza_str_is(name, z);
}


/* the start tag of a stanza, or of the stream */
static void head_take(scan_t *s, const char *data, size_t end)
{
	const char *p = data + s->tag + 1, *stop = data + end;
	const char *before;
	str name, value;
	int bad;

	head_clear(s);
	p = tag_name(p, stop, &name);
	s->kind = stanza_kind(name.s, (size_t)name.len);
	value_keep(s, &s->name, &name);
	for(;;) {
		before = p;
		p = tag_attribute(p, stop, &name, &value, &bad);
		if(p == NULL)
			break;
		if(name_is(&name, "from"))
			value_keep(s, &s->from, &value);
		else if(name_is(&name, "to"))
			value_keep(s, &s->to, &value);
		else if(name_is(&name, "id"))
			value_keep(s, &s->id, &value);
		else if(name_is(&name, "type"))
			value_keep(s, &s->type, &value);
		else if(name_is(&name, "xmlns")) {
			s->own_ns.set = 1;
			s->own_ns.at = (size_t)(before - data);
			s->own_ns.len = (size_t)(p - before);
		}
	}
	s->failed |= bad;
	s->head = end;
}


/* value of xmlns, or of xmlns:prefix, in one start tag; 0 when it has none */
static int tag_namespace(
		const char *tag, const char *end, const str *prefix, str *ns)
{
	const char *p;
	str name, value;
	int bad, found;

	p = tag_name(tag + 1, end, &name);
	while((p = tag_attribute(p, end, &name, &value, &bad)) != NULL) {
		if(prefix->len == 0)
			found = name_is(&name, "xmlns");
		else
			found = name.len == prefix->len + 6
					&& memcmp(name.s, "xmlns:", 6) == 0
					&& memcmp(name.s + 6, prefix->s, (size_t)prefix->len) == 0;
		if(found) {
			*ns = value;
			return 1;
		}
	}
	return 0;
}


static void payload_namespace(
		const scan_t *s, const char *data, size_t end, str *name, str *ns)
{
	str prefix = {name->s, 0};
	char *colon = memchr(name->s, ':', (size_t)name->len);

	if(colon != NULL) {
		prefix.len = (int)(colon - name->s);
		name->len -= prefix.len + 1;
		name->s = colon + 1;
	}
	if(tag_namespace(data + s->tag, data + end, &prefix, ns))
		return;
	if(colon == NULL) {
		ns->s = STANZA_NS_COMPONENT;
		ns->len = (int)strlen(STANZA_NS_COMPONENT);
		return;
	}
	if(tag_namespace(data + s->start, data + s->head, &prefix, ns))
		return;
	ns->s = name->s; /* not declared: empty */
	ns->len = 0;
}


/* a namespace with a space or a line's end in it would break the list */
static void payload_ns_clean(scan_t *s, size_t from)
{
	size_t i;

	for(i = from; i < s->payloads.len; i++)
		if((unsigned char)s->payloads.data[i] <= ' ')
			s->payloads.len = from;
}


/* the start tag of a direct child of a stanza */
static void payload_take(scan_t *s, const char *data, size_t end)
{
	size_t from = s->payloads.len, ns_from;
	str name, ns;
	int rc;

	tag_name(data + s->tag + 1, data + end, &name);
	payload_namespace(s, data, end, &name, &ns);
	rc = buf_add(&s->payloads, name.s, (size_t)name.len);
	rc |= buf_add(&s->payloads, " ", 1);
	ns_from = s->payloads.len;
	rc |= tag_unescape(&s->payloads, &ns);
	payload_ns_clean(s, ns_from);
	rc |= buf_add(&s->payloads, "\n", 1);
	if(rc != 0) {
		s->failed = 1;
		return;
	}
	ns.s = s->payloads.data + ns_from;
	ns.len = (int)(s->payloads.len - ns_from - 1);
	s->flags |= stanza_child_flags(&name, &ns);
	if(s->payloads.len > SCAN_PAYLOADS_MAX)
		s->payloads.len = from;
}


/* --- tags --- */

/* the stanza without a namespace of its own: what stands before the xmlns is
 * moved over it */
static void stanza_view(scan_t *s, char *data, str *xml)
{
	size_t start = s->start;

	if(s->own_ns.set) {
		memmove(data + start + s->own_ns.len, data + start,
				s->own_ns.at - start);
		start += s->own_ns.len;
	}
	xml->s = data + start;
	xml->len = (int)(s->at - start);
}


static scan_result_t stanza_done(scan_t *s, char *data, stanza_t *out)
{
	memset(out, 0, sizeof(*out));
	out->kind = s->kind;
	out->flags = s->flags;
	out->type = value_view(s, &s->type);
	out->from = value_view(s, &s->from);
	out->to = value_view(s, &s->to);
	out->id = value_view(s, &s->id);
	if(!s->too_long && s->at - s->start > s->max)
		s->too_long = 1;
	if(s->too_long) {
		out->flags |= STANZA_TOO_LONG;
	} else {
		stanza_view(s, data, &out->xml);
		out->payloads.s = s->payloads.data;
		out->payloads.len = (int)s->payloads.len;
	}
	s->start = s->tag = s->at;
	s->too_long = 0;
	return SCAN_STANZA;
}


static scan_result_t root_done(scan_t *s, stanza_t *out)
{
	memset(out, 0, sizeof(*out));
	out->kind = STANZA_OTHER;
	out->id = value_view(s, &s->id);
	s->start = s->tag = s->at;
	return SCAN_ROOT;
}


/* s->at is behind the '>' */
static scan_result_t start_tag_done(scan_t *s, char *data, stanza_t *out)
{
	int empty = s->last == '/';
	size_t end = s->at - 1;

	if(s->too_long && s->depth == 1) {
		head_clear(s); /* nothing is known of it */
		s->kind = STANZA_OTHER;
		s->too_long = 1;
	} else if(s->depth <= 1)
		head_take(s, data, end);
	else if(s->depth == 2 && !s->too_long)
		payload_take(s, data, end);
	if(s->failed)
		return SCAN_BAD;
	if(s->depth == 0 && !empty) {
		s->depth = 1;
		return root_done(s, out);
	}
	if(!empty)
		s->depth++;
	else if(s->depth == 1)
		return stanza_done(s, data, out);
	else if(s->depth == 0)
		return SCAN_END;
	return SCAN_MORE;
}


static scan_result_t end_tag_done(scan_t *s, char *data, stanza_t *out)
{
	if(s->depth == 0)
		return SCAN_BAD;
	s->depth--;
	if(s->depth == 0)
		return SCAN_END;
	return s->depth == 1 ? stanza_done(s, data, out) : SCAN_MORE;
}


/* --- bytes --- */

static scan_result_t text_byte(scan_t *s, const char *data, size_t len)
{
	const char *lt = memchr(data + s->at, '<', len - s->at);

	s->at = lt ? (size_t)(lt - data) : len;
	if(s->depth <= 1)
		s->start = s->at; /* nothing but white space stands here */
	s->tag = s->at;
	if(lt != NULL) {
		s->at++;
		s->state = IN_OPEN;
	}
	return SCAN_MORE;
}


static scan_result_t open_byte(scan_t *s, char c)
{
	s->at++;
	s->last = c;
	s->match = 0;
	if(c == '/')
		s->state = IN_END;
	else if(c == '!' && s->depth > 1)
		s->state = IN_MARKUP;
	else if(c == '?' && s->depth == 0)
		s->state = IN_DECLARE;
	else if(c == '!' || c == '?' || c == '<' || c == '>')
		return SCAN_BAD;
	else
		s->state = IN_START;
	return SCAN_MORE;
}


static scan_result_t start_bytes(
		scan_t *s, char *data, size_t len, stanza_t *out)
{
	char c;

	while(s->at < len) {
		c = data[s->at++];
		if(c == '\'' || c == '"') {
			s->quote = c;
			s->state = IN_QUOTE;
			return SCAN_MORE;
		}
		if(c == '>') {
			s->state = IN_TEXT;
			return start_tag_done(s, data, out);
		}
		if(c == '<')
			return SCAN_BAD;
		s->last = c;
	}
	return SCAN_MORE;
}


static void quote_bytes(scan_t *s, const char *data, size_t len)
{
	const char *quote = memchr(data + s->at, s->quote, len - s->at);

	s->at = quote ? (size_t)(quote - data) + 1 : len;
	s->last = s->quote;
	if(quote != NULL)
		s->state = IN_START;
}


/* up to '>', which stands in no value there */
static int skip_to_gt(scan_t *s, const char *data, size_t len)
{
	const char *gt = memchr(data + s->at, '>', len - s->at);

	s->at = gt ? (size_t)(gt - data) + 1 : len;
	if(gt != NULL)
		s->state = IN_TEXT;
	return gt != NULL;
}


static scan_result_t markup_byte(scan_t *s, char c)
{
	s->at++;
	if(c != cdata_open[s->match++])
		return SCAN_BAD;
	if(cdata_open[s->match] == '\0') {
		s->match = 0;
		s->state = IN_CDATA;
	}
	return SCAN_MORE;
}


static void cdata_byte(scan_t *s, char c)
{
	s->at++;
	if(c == cdata_close[s->match])
		s->match++;
	else if(c != ']' || s->match != 2) /* of "]]]>" the last two count */
		s->match = c == ']';
	if(cdata_close[s->match] == '\0')
		s->state = IN_TEXT;
}


static scan_result_t step(scan_t *s, char *data, size_t len, stanza_t *out)
{
	switch((enum scan_state)s->state) {
		case IN_TEXT:
			return text_byte(s, data, len);
		case IN_OPEN:
			return open_byte(s, data[s->at]);
		case IN_START:
			return start_bytes(s, data, len, out);
		case IN_QUOTE:
			quote_bytes(s, data, len);
			return SCAN_MORE;
		case IN_END:
			return skip_to_gt(s, data, len) ? end_tag_done(s, data, out)
											: SCAN_MORE;
		case IN_DECLARE:
			skip_to_gt(s, data, len);
			return SCAN_MORE;
		case IN_MARKUP:
			return markup_byte(s, data[s->at]);
		case IN_CDATA:
			cdata_byte(s, data[s->at]);
			return SCAN_MORE;
	}
	return SCAN_BAD;
}


scan_result_t scan_next(scan_t *s, char *data, size_t len, stanza_t *out)
{
	scan_result_t rc = SCAN_MORE;

	while(rc == SCAN_MORE && s->at < len)
		rc = step(s, data, len, out);
	if(rc == SCAN_MORE && s->at - s->start > s->max) {
		if(s->depth == 0)
			return SCAN_BAD;
		s->too_long = 1;
	}
	return rc;
}


str scan_name(const scan_t *s)
{
	return value_view(s, &s->name);
}


size_t scan_drop(scan_t *s)
{
	size_t n = s->too_long ? s->at : s->start;

	s->at -= n;
	s->start = s->start > n ? s->start - n : 0;
	s->tag = s->tag > n ? s->tag - n : 0;
	s->head = s->head > n ? s->head - n : 0;
	s->own_ns.at = s->own_ns.at > n ? s->own_ns.at - n : 0;
	return n;
}
