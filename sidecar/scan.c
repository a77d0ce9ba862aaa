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
	names_free(&s->root);
	names_free(&s->head);
}


/* the stream must end */
static scan_result_t scan_bad(
		scan_t *s, const char *condition, const char *wrong)
{
	s->condition = condition;
	s->wrong = wrong;
	return SCAN_BAD;
}


static scan_result_t not_well_formed(scan_t *s)
{
	return scan_bad(s, "not-well-formed", "the server sent what is no XML");
}


static scan_result_t stream_restricted(scan_t *s)
{
	return scan_bad(s, "restricted-xml",
			"the server sent a comment, an instruction or a declaration");
}


/* the stanza is invalid, the stream stays */
static void stanza_spoil(scan_t *s, link_check_t verdict, const char *wrong)
{
	if(s->verdict == LINK_CHECK_GOOD) {
		s->verdict = verdict;
		s->wrong = wrong;
	}
}


/* --- what a start tag says --- */

/* rc of tag_unescape() and the like */
static void spoil_unless(scan_t *s, int rc)
{
	if(rc == -ENOMEM)
		stanza_spoil(s, LINK_CHECK_MUCH, "out of memory");
	else if(rc != 0)
		stanza_spoil(s, LINK_CHECK_BAD, "a reference to no character");
}


static void value_keep(scan_t *s, scan_value_t *v, const str *value)
{
	if(v->set)
		stanza_spoil(s, LINK_CHECK_BAD, "an attribute is given twice");
	v->at = s->values.len;
	v->set = 1;
	spoil_unless(s, tag_unescape(&s->values, value));
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


static names_t *head_names(scan_t *s)
{
	return s->depth == 0 ? &s->root : &s->head;
}


static void head_clear(scan_t *s)
{
	memset(&s->type, 0, sizeof(s->type));
	s->from = s->to = s->id = s->name = s->own_ns = s->type;
	s->values.len = s->payloads.len = 0;
	s->flags = 0;
	s->too_long = 0;
	s->dropped = 0;
	s->verdict = LINK_CHECK_GOOD;
	s->wrong = NULL;
	names_clear(head_names(s));
}


static str head_namespace(const scan_t *s, str *name)
{
	str uri = {name->s, 0}, prefix = names_cut(name);

	if(!names_find(&s->head, &prefix, &uri))
		names_find(&s->root, &prefix, &uri);
	return uri;
}


static stanza_kind_t head_kind(const scan_t *s, str name)
{
	int prefixed = memchr(name.s, ':', (size_t)name.len) != NULL;
	str ns = head_namespace(s, &name);

	if(prefixed || (ns.len > 0 && !stanza_str_is(&ns, STANZA_NS_COMPONENT)))
		return STANZA_OTHER;
	return stanza_kind(name.s, (size_t)name.len);
}


static void head_attribute(scan_t *s, const str *name, const str *value)
{
	str prefix;

	if(stanza_str_is(name, "from"))
		value_keep(s, &s->from, value);
	else if(stanza_str_is(name, "to"))
		value_keep(s, &s->to, value);
	else if(stanza_str_is(name, "id"))
		value_keep(s, &s->id, value);
	else if(stanza_str_is(name, "type"))
		value_keep(s, &s->type, value);
	else if(names_is_declaration(name, &prefix))
		spoil_unless(s, names_add(head_names(s), &prefix, value));
}


/* the start tag of a stanza, or of the stream; -1: it is not well formed */
static int head_take(scan_t *s, const char *data, size_t end)
{
	const char *p = data + s->tag + 1, *stop = data + end;
	const char *before;
	str element, name, value;
	int bad;

	head_clear(s);
	p = tag_name(p, stop, &element);
	value_keep(s, &s->name, &element);
	for(;;) {
		before = p;
		p = tag_attribute(p, stop, &name, &value, &bad);
		if(p == NULL)
			break;
		head_attribute(s, &name, &value);
		if(stanza_str_is(&name, "xmlns")) {
			s->own_ns.set = 1;
			s->own_ns.at = (size_t)(before - data);
			s->own_ns.len = (size_t)(p - before);
		}
	}
	s->kind = head_kind(s, element);
	return bad ? -1 : 0;
}


/* value of xmlns, or of xmlns:prefix, in one start tag; 0 when it has none */
static int tag_namespace(
		const char *tag, const char *end, const str *prefix, str *ns)
{
	const char *p;
	str name, value, declared;
	int bad;

	p = tag_name(tag + 1, end, &name);
	while((p = tag_attribute(p, end, &name, &value, &bad)) != NULL) {
		if(!names_is_declaration(&name, &declared)
				|| declared.len != prefix->len
				|| memcmp(declared.s, prefix->s, (size_t)prefix->len) != 0)
			continue;
		*ns = value;
		return 1;
	}
	return 0;
}


/* append the namespace of a direct child; nothing: it has none, or an
 * undeclared one */
static void payload_namespace(
		scan_t *s, const char *data, size_t end, const str *prefix)
{
	str ns = {prefix->s, 0};

	if(tag_namespace(data + s->tag, data + end, prefix, &ns)) {
		if(ns.len <= NAMES_URI_MAX)
			spoil_unless(s, tag_unescape(&s->payloads, &ns));
		return;
	}
	if(prefix->len == 0)
		ns = (str)str_init(STANZA_NS_COMPONENT);
	else
		names_find(&s->head, prefix, &ns);
	spoil_unless(s, buf_add(&s->payloads, ns.s, (size_t)ns.len));
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
	str name, prefix, ns;
	int rc;

	tag_name(data + s->tag + 1, data + end, &name);
	prefix = names_cut(&name);
	rc = buf_add(&s->payloads, name.s, (size_t)name.len);
	rc |= buf_add(&s->payloads, " ", 1);
	ns_from = s->payloads.len;
	payload_namespace(s, data, end, &prefix);
	payload_ns_clean(s, ns_from);
	rc |= buf_add(&s->payloads, "\n", 1);
	if(rc != 0) {
		stanza_spoil(s, LINK_CHECK_MUCH, "out of memory");
		s->payloads.len = from;
		return;
	}
	ns.s = s->payloads.data + ns_from;
	ns.len = (int)(s->payloads.len - ns_from - 1);
	s->flags |= stanza_child_flags(&name, &ns);
	if(s->payloads.len > SCAN_PAYLOADS_MAX)
		s->payloads.len = from;
}


/* --- tags --- */

/* the stanza without a namespace of its own: what is before the xmlns is moved
 * over it */
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


static void out_init(const scan_t *s, stanza_t *out)
{
	str name = value_view(s, &s->name);

	memset(out, 0, sizeof(*out));
	out->kind = s->kind;
	out->flags = s->flags;
	out->type = value_view(s, &s->type);
	out->from = value_view(s, &s->from);
	out->to = value_view(s, &s->to);
	out->id = value_view(s, &s->id);
	out->ns = head_namespace(s, &name);
}


/* its XML, if it is one that may cross the link */
static void stanza_take(scan_t *s, char *data, stanza_t *out)
{
	const char *wrong;
	link_check_t verdict;

	stanza_view(s, data, &out->xml);
	verdict = xmpp_link_check(&out->xml, &wrong);
	if(verdict != LINK_CHECK_GOOD)
		stanza_spoil(s, verdict, wrong);
	if(s->verdict != LINK_CHECK_GOOD) {
		out->flags |=
				s->verdict == LINK_CHECK_BAD ? STANZA_BAD : STANZA_TOO_MUCH;
		out->wrong = s->wrong;
		out->xml.len = 0;
		return;
	}
	out->payloads.s = s->payloads.data;
	out->payloads.len = (int)s->payloads.len;
}


static scan_result_t stanza_done(scan_t *s, char *data, stanza_t *out)
{
	out_init(s, out);
	if(!s->too_long && s->at - s->start > s->max)
		s->too_long = 1;
	if(s->too_long)
		out->flags |= STANZA_TOO_LONG;
	else
		stanza_take(s, data, out);
	s->start = s->tag = s->at;
	s->too_long = 0;
	s->dropped = 0;
	return SCAN_STANZA;
}


static scan_result_t root_done(scan_t *s, stanza_t *out)
{
	out_init(s, out);
	out->kind = STANZA_OTHER;
	s->start = s->tag = s->at;
	return SCAN_ROOT;
}


/* RFC 6120 section 4.3.3: a stream begins again where it was agreed, never
 * here; what follows would be looked for within it */
static int is_stream_header(const scan_t *s)
{
	str name = value_view(s, &s->name), ns;

	ns = head_namespace(s, &name);
	return stanza_str_is(&name, "stream")
		   && stanza_str_is(&ns, STANZA_NS_STREAMS);
}


/* at depth 0 or 1; of a tag that was too long its beginning was looked at */
static scan_result_t head_done(
		scan_t *s, char *data, size_t end, int empty, stanza_t *out)
{
	if(!s->too_long && head_take(s, data, end) != 0)
		return not_well_formed(s);
	if(s->depth == 1 && is_stream_header(s))
		return scan_bad(s, "unsupported-stanza-type",
				"the server began a second stream within the first");
	if(empty)
		return s->depth == 1 ? stanza_done(s, data, out) : SCAN_END;
	return s->depth++ == 0 ? root_done(s, out) : SCAN_MORE;
}


/* s->at is behind the '>' */
static scan_result_t start_tag_done(scan_t *s, char *data, stanza_t *out)
{
	int empty = s->last == '/';
	size_t end = s->at - 1;

	if(s->depth <= 1)
		return head_done(s, data, end, empty, out);
	if(s->depth == 2 && !s->too_long)
		payload_take(s, data, end);
	s->depth += empty ? 0 : 1;
	return SCAN_MORE;
}


static scan_result_t end_tag_done(scan_t *s, char *data, stanza_t *out)
{
	if(s->depth == 0)
		return not_well_formed(s);
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
		s->start = s->at; /* nothing but white space is here */
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
	else if(c == '!' || c == '?')
		return stream_restricted(s);
	else if(c == '<' || c == '>')
		return not_well_formed(s);
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
			return not_well_formed(s);
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


/* up to '>', which is in no value there */
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
		return stream_restricted(s);
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


static scan_result_t scan_step(scan_t *s, char *data, size_t len, stanza_t *out)
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
	return not_well_formed(s);
}


/* More than a stanza may have: its bytes are not kept. Who sent it is known as
 * far as the beginning of its start tag tells. */
static scan_result_t too_long(scan_t *s, const char *data)
{
	if(s->depth == 0)
		return not_well_formed(s);
	if(!s->too_long && s->depth == 1)
		head_take(s, data, s->at);
	if(s->kind == STANZA_OTHER || s->dropped > s->max * SCAN_ENDLESS)
		return scan_bad(s, "policy-violation",
				"the server sent an element that does not end");
	s->too_long = 1;
	return SCAN_MORE;
}


scan_result_t scan_next(scan_t *s, char *data, size_t len, stanza_t *out)
{
	scan_result_t rc = SCAN_MORE;

	while(rc == SCAN_MORE && s->at < len)
		rc = scan_step(s, data, len, out);
	if(rc == SCAN_MORE && (s->too_long || s->at - s->start > s->max))
		rc = too_long(s, data);
	return rc;
}


str scan_name(const scan_t *s)
{
	return value_view(s, &s->name);
}


str scan_default_namespace(const scan_t *s)
{
	str none = {NULL, 0}, uri = {NULL, 0};

	names_find(&s->root, &none, &uri);
	return uri;
}


size_t scan_drop(scan_t *s)
{
	size_t n = s->too_long ? s->at : s->start;

	if(s->too_long)
		s->dropped += n;
	s->at -= n;
	s->start = s->start > n ? s->start - n : 0;
	s->tag = s->tag > n ? s->tag - n : 0;
	s->own_ns.at = s->own_ns.at > n ? s->own_ns.at - n : 0;
	return n;
}
