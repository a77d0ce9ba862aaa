/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Display names and telephone numbers. PURE. */

#include "gateway_addr_text.h"

int xmpp_gateway_addr_number(
		const str *typed, int min, char *buf, int cap, str *number)
{
	int i, digits = 0;
	out_t o;

	out_init(&o, buf, cap);
	for(i = 0; i < typed->len; i++) {
		if(is_digit(typed->s[i])) {
			digits++;
			out_char(&o, typed->s[i]);
		} else if(typed->s[i] == '+' && o.len == 0) {
			out_char(&o, '+');
		} else if(typed->s[i] == 0 || strchr(" .-/()", typed->s[i]) == NULL) {
			return 0;
		}
	}
	if(digits < min || digits < 1 || digits > XMPP_GATEWAY_ADDR_NUMBER_MAX)
		return 0;
	return out_end(&o, XMPP_GATEWAY_ADDR_NUMBER_MAX + 1, number) == 0;
}


/* One line, no control characters, trimmed, at most `max` bytes, always whole
 * characters. return its length, -1 when it is not UTF-8 */
static int name_clean(const char *s, int len, char *to, int max)
{
	int i, n = 0;
	size_t c;

	for(i = 0; i < len; i += (int)c) {
		c = xml_build_char(s + i, (size_t)(len - i));
		if(c == 0 && (unsigned char)s[i] >= 0x80)
			return -1;
		if(c == 0)
			c = 1; /* an ASCII control character */
		if(n + (int)c > max)
			break;
		if(c == 1 && ((unsigned char)s[i] <= 0x20 || s[i] == 0x7f)) {
			if(n > 0 && to[n - 1] != ' ')
				to[n++] = ' ';
			continue;
		}
		memcpy(to + n, s + i, c);
		n += (int)c;
	}
	return n > 0 && to[n - 1] == ' ' ? n - 1 : n;
}


int xmpp_gateway_addr_name_quote(
		const str *name, char *buf, int cap, str *quoted)
{
	char text[XMPP_GATEWAY_ADDR_NAME_MAX];
	int i, n;
	out_t o;

	n = name->s ? name_clean(name->s, name->len, text, sizeof(text)) : 0;
	if(n <= 0)
		return -1;
	out_init(&o, buf, cap);
	out_char(&o, '"');
	for(i = 0; i < n; i++) {
		if(text[i] == '"' || text[i] == '\\')
			out_char(&o, '\\');
		out_char(&o, text[i]);
	}
	out_char(&o, '"');
	return out_end(&o, XMPP_GATEWAY_ADDR_QUOTED_MAX, quoted) < 0 ? -1 : 0;
}


int xmpp_gateway_addr_name_unquote(
		const str *display, char *buf, int cap, str *name)
{
	char text[2 * XMPP_GATEWAY_ADDR_QUOTED_MAX];
	const char *s = display->s, *end = s + display->len;
	int n = 0, quoted;

	if(s == NULL || display->len <= 0)
		return -1;
	while(s < end && (*s == ' ' || *s == '\t'))
		s++;
	quoted = s < end && *s == '"';
	if(quoted)
		s++;
	for(; s < end && n < (int)sizeof(text) && !(quoted && *s == '"'); s++) {
		if(quoted && *s == '\\' && s + 1 < end)
			s++;
		text[n++] = *s;
	}
	if(s < end && n == (int)sizeof(text)) {
		/* cut between characters: a start byte is never last */
		while(n > 0 && ((unsigned char)text[n - 1] & 0xC0) == 0x80)
			n--;
		if(n > 0 && ((unsigned char)text[n - 1] & 0x80))
			n--;
	}
	n = name_clean(text, n, buf,
			cap < XMPP_GATEWAY_ADDR_NAME_MAX ? cap
											 : XMPP_GATEWAY_ADDR_NAME_MAX);
	if(n <= 0)
		return -1;
	name->s = buf;
	name->len = n;
	return 0;
}
