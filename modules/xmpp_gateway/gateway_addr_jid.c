/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The local part of a JID: escapes of XEP-0106. PURE. */

#include "gateway_addr_text.h"

static const char jid_escaped[] = " \"&'/:<>@\\";

/* The character that \hh at s means, 0 when it is no escape. */
char xmpp_gateway_addr_jid_escape_at(const char *s, int len)
{
	char c;

	if(len < 3 || s[0] != '\\' || hex_value(s[1]) < 0 || hex_value(s[2]) < 0)
		return 0;
	c = (char)(hex_value(s[1]) << 4 | hex_value(s[2]));
	return c != 0 && strchr(jid_escaped, c) ? c : 0;
}


int xmpp_gateway_addr_jid_unescape(const char *s, int len, char *to)
{
	int i, n = 0;
	char c;

	for(i = 0; i < len; i++) {
		c = xmpp_gateway_addr_jid_escape_at(s + i, len - i);
		if(c)
			i += 2;
		else
			c = s[i];
		to[n++] = c;
	}
	return n;
}


void xmpp_gateway_addr_jid_escape(out_t *o, char c)
{
	out_char(o, '\\');
	out_char(o, "0123456789abcdef"[(c >> 4) & 15]);
	out_char(o, "0123456789abcdef"[c & 15]);
}


/* A backslash is escaped only where it would read as an escape. */
void xmpp_gateway_addr_jid_local(out_t *o, const char *s, int len)
{
	int i;

	for(i = 0; i < len; i++) {
		if(s[i] == '\\' ? xmpp_gateway_addr_jid_escape_at(s + i, len - i) != 0
						: s[i] != 0 && strchr(jid_escaped, s[i]) != NULL)
			xmpp_gateway_addr_jid_escape(o, s[i]);
		else
			out_char(o, s[i]);
	}
}
