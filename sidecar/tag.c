/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of one start tag. */

#include "../modules/xmpp_link/link_check.h"
#include "tag.h"

static int is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}


static const char *skip_space(const char *p, const char *end)
{
	while(p < end && is_space(*p))
		p++;
	return p;
}


const char *tag_name(const char *p, const char *end, str *name)
{
	name->s = (char *)p;
	while(p < end && !is_space(*p) && *p != '>' && *p != '/')
		p++;
	name->len = (int)(p - name->s);
	return p;
}


const char *tag_attribute(
		const char *p, const char *end, str *name, str *value, int *bad)
{
	const char *stop;

	*bad = 0;
	p = skip_space(p, end);
	if(p == end || *p == '>' || *p == '/')
		return NULL;
	*bad = 1;
	name->s = (char *)p;
	while(p < end && *p != '=' && *p != '>' && !is_space(*p))
		p++;
	name->len = (int)(p - name->s);
	p = skip_space(p, end);
	if(name->len == 0 || p == end || *p != '=')
		return NULL;
	p = skip_space(p + 1, end);
	if(p == end || (*p != '\'' && *p != '"'))
		return NULL;
	stop = memchr(p + 1, *p, (size_t)(end - p - 1));
	if(stop == NULL)
		return NULL;
	value->s = (char *)p + 1;
	value->len = (int)(stop - p - 1);
	*bad = 0;
	return stop + 1;
}


static int add_utf8(buf_t *out, unsigned long c)
{
	char b[4];

	if(c < 0x80) {
		b[0] = (char)c;
		return buf_add(out, b, 1);
	}
	if(c < 0x800) {
		b[0] = (char)(0xC0 | c >> 6);
		b[1] = (char)(0x80 | (c & 0x3F));
		return buf_add(out, b, 2);
	}
	if(c < 0x10000) {
		b[0] = (char)(0xE0 | c >> 12);
		b[1] = (char)(0x80 | (c >> 6 & 0x3F));
		b[2] = (char)(0x80 | (c & 0x3F));
		return buf_add(out, b, 3);
	}
	b[0] = (char)(0xF0 | c >> 18);
	b[1] = (char)(0x80 | (c >> 12 & 0x3F));
	b[2] = (char)(0x80 | (c >> 6 & 0x3F));
	b[3] = (char)(0x80 | (c & 0x3F));
	return buf_add(out, b, 4);
}


int tag_unescape(buf_t *out, const str *value)
{
	const char *p = value->s, *end = value->s + value->len, *stop;
	unsigned long code;
	size_t n;
	int rc;

	while(p < end) {
		stop = memchr(p, '&', (size_t)(end - p));
		n = (size_t)((stop ? stop : end) - p);
		if((rc = buf_add(out, p, n)) != 0 || stop == NULL)
			return rc;
		p = stop + 1;
		n = xmpp_link_reference(p, (size_t)(end - p), &code);
		if(n == 0)
			return -EINVAL;
		if((rc = add_utf8(out, code)) != 0)
			return rc;
		p += n;
	}
	return 0;
}
