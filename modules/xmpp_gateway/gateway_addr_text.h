/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the gateway_addr_*.c files share; no other file includes it. PURE. */

#ifndef GATEWAY_ADDR_TEXT_H
#define GATEWAY_ADDR_TEXT_H

#include <string.h>

#include "gateway_addr.h"

/* Bounded output; once something did not fit, nothing is valid. */
typedef struct out
{
	char *s;
	int len;
	int cap;
	int full;
} out_t;

/* A SIP address taken apart and decoded. Room for what any URI within the
 * limit can hold: decoding never makes text longer. */
typedef struct sip_addr
{
	char user[XMPP_GATEWAY_ADDR_URI_MAX + 1];
	int user_len;
	int number_len; /* of user, before a semicolon that was not escaped */
	char domain[XMPP_GATEWAY_ADDR_URI_MAX + 1]; /* host or host:port */
	int domain_len;
	char gr[XMPP_GATEWAY_ADDR_URI_MAX + 1];
	int gr_len;
	int phone; /* user=phone, or tel: the user part is a telephone number */
	int tel;
} sip_addr_t;

static inline void out_init(out_t *o, char *s, int cap)
{
	o->s = s;
	o->len = 0;
	o->cap = cap;
	o->full = 0;
}


static inline void out_char(out_t *o, char c)
{
	if(o->len >= o->cap) {
		o->full = 1;
		return;
	}
	o->s[o->len++] = c;
}


static inline void out_bytes(out_t *o, const char *s, int len)
{
	int i;

	for(i = 0; i < len; i++)
		out_char(o, s[i]);
}


static inline void out_z(out_t *o, const char *s)
{
	out_bytes(o, s, (int)strlen(s));
}


static inline int out_end(const out_t *o, int max, str *result)
{
	if(o->full || o->len > max)
		return XMPP_GATEWAY_ADDR_NO_ROOM;
	result->s = o->s;
	result->len = o->len;
	return 0;
}


static inline int is_digit(char c)
{
	return c >= '0' && c <= '9';
}


static inline int is_alnum(char c)
{
	return is_digit(c) || (link_fold(c) >= 'a' && link_fold(c) <= 'z');
}


static inline int hex_value(char c)
{
	if(is_digit(c))
		return c - '0';
	c = link_fold(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}


static inline int eq_folded(const char *a, int a_len, const char *b, int b_len)
{
	int i;

	if(a_len != b_len)
		return 0;
	for(i = 0; i < a_len; i++) {
		if(link_fold(a[i]) != link_fold(b[i]))
			return 0;
	}
	return 1;
}


static inline void fold(char *s, int len)
{
	int i;

	for(i = 0; i < len; i++)
		s[i] = link_fold(s[i]);
}


/* XEP-0106. The character that the escape at s means, 0 when there is none;
 * unescape writes at most len bytes and returns their number. */
char xmpp_gateway_addr_jid_escape_at(const char *s, int len);
int xmpp_gateway_addr_jid_unescape(const char *s, int len, char *to);
void xmpp_gateway_addr_jid_escape(out_t *o, char c);
void xmpp_gateway_addr_jid_local(out_t *o, const char *s, int len);

/* A JID's domain as SIP has it (A-labels); return its length, -1: it cannot be
 * said so, or no room. And a SIP host as XMPP has it (U-labels) */
int xmpp_gateway_addr_domain_ascii(const str *domain, char *to, int cap);
void xmpp_gateway_addr_domain_unicode(out_t *o, const char *s, int len);

/* host, host:port, [IPv6], [IPv6]:port in ASCII (RFC 3261 hostport)? */
int xmpp_gateway_addr_is_host(const char *s, int len);
/* 0, or one of the errors */
int xmpp_gateway_addr_uri_parse(const str *uri, sip_addr_t *a);
int xmpp_gateway_addr_uri_build(const char *scheme, const sip_addr_t *a,
		int flags, char *buf, int cap, str *uri);

#endif
