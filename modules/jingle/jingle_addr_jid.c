/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JIDs: their parts, comparison, escapes. PURE. */

#include "jingle_addr_text.h"

static int is_local(const str *s)
{
	int i;

	if(s->len < 1 || s->len > JINGLE_ADDR_PART_MAX || !is_clean(s->s, s->len))
		return 0;
	for(i = 0; i < s->len; i++) {
		if(!is_local_char(s->s[i]))
			return 0;
	}
	return 1;
}


static int is_domain(const str *s)
{
	int i;

	if(s->len < 1 || s->len > JINGLE_ADDR_PART_MAX || !is_clean(s->s, s->len))
		return 0;
	for(i = 0; i < s->len; i++) {
		if((s->s[i] & 0x80) == 0 && !is_alnum(s->s[i])
				&& strchr(".-_[]:", s->s[i]) == NULL)
			return 0;
	}
	return s->s[0] != '.';
}


int jingle_addr_split(const str *jid, jingle_addr_jid_t *parts)
{
	jingle_addr_jid_t p;
	const char *slash, *at;

	memset(&p, 0, sizeof(p));
	if(jid == NULL || jid->s == NULL || jid->len <= 0)
		return JINGLE_ADDR_INVALID;
	p.bare = *jid;
	slash = memchr(jid->s, '/', (size_t)jid->len);
	if(slash) {
		p.bare.len = (int)(slash - jid->s);
		p.resource.s = (char *)slash + 1;
		p.resource.len = jid->len - p.bare.len - 1;
		if(p.resource.len < 1 || p.resource.len > JINGLE_ADDR_PART_MAX
				|| !is_clean(p.resource.s, p.resource.len))
			return JINGLE_ADDR_INVALID;
	}
	p.domain = p.bare;
	at = memchr(p.bare.s, '@', (size_t)p.bare.len);
	if(at) {
		p.local.s = p.bare.s;
		p.local.len = (int)(at - p.bare.s);
		p.domain.s = (char *)at + 1;
		p.domain.len = p.bare.len - p.local.len - 1;
		if(!is_local(&p.local))
			return JINGLE_ADDR_INVALID;
	}
	if(!is_domain(&p.domain))
		return JINGLE_ADDR_INVALID;
	*parts = p;
	return 0;
}


int jingle_addr_bare_eq(const str *a, const str *b)
{
	jingle_addr_jid_t x, y;

	if(jingle_addr_split(a, &x) < 0 || jingle_addr_split(b, &y) < 0)
		return 0;
	return eq_folded(x.bare.s, x.bare.len, y.bare.s, y.bare.len);
}


int jingle_addr_eq(const str *a, const str *b)
{
	jingle_addr_jid_t x, y;

	if(jingle_addr_split(a, &x) < 0 || jingle_addr_split(b, &y) < 0)
		return 0;
	return eq_folded(x.bare.s, x.bare.len, y.bare.s, y.bare.len)
		   && x.resource.len == y.resource.len
		   && (x.resource.len == 0
				   || memcmp(x.resource.s, y.resource.s, (size_t)x.resource.len)
							  == 0);
}


int jingle_addr_fold(const str *jid, char *buf, int cap, str *out)
{
	jingle_addr_jid_t p;
	int i;

	if(jingle_addr_split(jid, &p) < 0)
		return JINGLE_ADDR_INVALID;
	if(p.bare.s[p.bare.len - 1] == '.')
		p.bare.len--;
	if(p.bare.len > cap)
		return JINGLE_ADDR_NO_ROOM;
	for(i = 0; i < p.bare.len; i++) {
		char c = p.bare.s[i];

		buf[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
	}
	out->s = buf;
	out->len = p.bare.len;
	return 0;
}


int jingle_addr_domain_eq(const str *a, const str *b)
{
	return a->len > 0 && eq_folded(a->s, a->len, b->s, b->len);
}


/* --- escaping: XEP-0106 -------------------------------------------------- */

static const char jid_escaped[] = " \"&'/:<>@\\";

/* The character that \hh at s means, 0 when it is no escape. */
char jingle_addr_jid_escape_at(const char *s, int len)
{
	char c;

	if(len < 3 || s[0] != '\\' || hex_value(s[1]) < 0 || hex_value(s[2]) < 0)
		return 0;
	c = (char)(hex_value(s[1]) << 4 | hex_value(s[2]));
	return c != 0 && strchr(jid_escaped, c) ? c : 0;
}


int jingle_addr_jid_unescape(const char *s, int len, char *to)
{
	int i, n = 0;
	char c;

	for(i = 0; i < len; i++) {
		c = jingle_addr_jid_escape_at(s + i, len - i);
		if(c)
			i += 2;
		else
			c = s[i];
		to[n++] = c;
	}
	return n;
}


void jingle_addr_jid_escape(out_t *o, char c)
{
	out_char(o, '\\');
	out_char(o, "0123456789abcdef"[(c >> 4) & 15]);
	out_char(o, "0123456789abcdef"[c & 15]);
}


/* A backslash is escaped only where it would read as an escape. */
void jingle_addr_jid_local(out_t *o, const char *s, int len)
{
	int i;

	for(i = 0; i < len; i++) {
		if(s[i] == '\\' ? jingle_addr_jid_escape_at(s + i, len - i) != 0
						: s[i] != 0 && strchr(jid_escaped, s[i]) != NULL)
			jingle_addr_jid_escape(o, s[i]);
		else
			out_char(o, s[i]);
	}
}
