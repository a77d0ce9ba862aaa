/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SIP URIs taken apart and put together. PURE. */

#include "gateway_addr_text.h"


int xmpp_gateway_addr_is_host(const char *s, int len)
{
	int i = 0, from;

	if(len > 0 && s[0] == '[') {
		for(i = 1;
				i < len && (hex_value(s[i]) >= 0 || s[i] == ':' || s[i] == '.');
				i++)
			;
		if(i < 3 || i == len || s[i] != ']')
			return 0;
		i++;
	} else {
		for(; i < len
				&& (is_alnum(s[i]) || s[i] == '.' || s[i] == '-'
						|| s[i] == '_');
				i++)
			;
		if(i == 0 || s[0] == '.' || s[0] == '-')
			return 0;
	}
	if(i == len)
		return 1;
	if(s[i] != ':' || len - i > 6)
		return 0;
	for(from = ++i; i < len && is_digit(s[i]); i++)
		;
	return i == len && i > from;
}


/* --- escaping: RFC 3261 -------------------------------------------------- */

static int is_user_char(char c)
{
	return is_alnum(c) || (c != 0 && strchr("-_.!~*'()&=+$,;?/", c) != NULL);
}


static int is_param_char(char c)
{
	return is_alnum(c) || (c != 0 && strchr("-_.!~*'()[]/:&+$", c) != NULL);
}


static void out_percent(out_t *o, const char *s, int len, int (*keep)(char))
{
	int i;

	for(i = 0; i < len; i++) {
		if(keep(s[i])) {
			out_char(o, s[i]);
			continue;
		}
		out_char(o, '%');
		out_char(o, "0123456789ABCDEF"[((unsigned char)s[i]) >> 4]);
		out_char(o, "0123456789ABCDEF"[s[i] & 15]);
	}
}


/* "%" without two hex digits stands for itself (XEP-0106 example 17). */
static int percent_decode(const char *s, int len, char *to)
{
	int i, n = 0;

	for(i = 0; i < len; i++) {
		if(s[i] == '%' && i + 2 < len && hex_value(s[i + 1]) >= 0
				&& hex_value(s[i + 2]) >= 0) {
			to[n++] = (char)(hex_value(s[i + 1]) << 4 | hex_value(s[i + 2]));
			i += 2;
		} else {
			to[n++] = s[i];
		}
	}
	return n;
}


/* --- SIP URIs ------------------------------------------------------------ */

static int uri_scheme(const str *uri, const char *scheme)
{
	int n = (int)strlen(scheme);

	return uri->len > n && uri->s[n] == ':' && eq_folded(uri->s, n, scheme, n)
				   ? n + 1
				   : 0;
}


static const char *find_any(const char *s, const char *end, const char *set)
{
	while(s < end && (*s == 0 || strchr(set, *s) == NULL))
		s++;
	return s;
}


/* The value of a parameter, of those from s on; NULL: it is not there */
static const char *param_find(
		const char *s, const char *end, const char *name, int *len)
{
	const int n = (int)strlen(name);
	const char *to;

	for(; s < end && *s == ';'; s = to) {
		to = find_any(++s, end, ";");
		if(to - s > n && s[n] == '=' && eq_folded(s, n, name, n)) {
			*len = (int)(to - s) - n - 1;
			return s + n + 1;
		}
	}
	return NULL;
}


/* A gr without a value is a temporary GRUU and has no resource (RFC 7247
 * section 6.3). */
static void uri_params(const char *s, const char *end, sip_addr_t *a)
{
	const char *value;
	int len;

	end = find_any(s, end, "?");
	value = param_find(s, end, "gr", &len);
	if(value != NULL)
		a->gr_len = percent_decode(value, len, a->gr);
	value = param_find(s, end, "user", &len);
	a->phone = value != NULL && eq_folded(value, len, "phone", 5);
}


static int uri_user(const char *s, const char *end, sip_addr_t *a)
{
	const char *colon;

	colon = find_any(s, end, ":"); /* a password follows: not for XMPP */
	a->number_len =
			percent_decode(s, (int)(find_any(s, colon, ";") - s), a->user);
	a->user_len = percent_decode(s, (int)(colon - s), a->user);
	return a->user_len > 0 && link_text_is_clean(a->user, a->user_len)
				   ? 0
				   : XMPP_GATEWAY_ADDR_INVALID;
}


static int uri_host(const char *s, const char *end, sip_addr_t *a)
{
	const char *to = find_any(s, end, ";?");

	if(!xmpp_gateway_addr_is_host(s, (int)(to - s)))
		return XMPP_GATEWAY_ADDR_INVALID;
	a->domain_len = (int)(to - s);
	memcpy(a->domain, s, (size_t)a->domain_len);
	fold(a->domain, a->domain_len);
	uri_params(to, end, a);
	return link_text_is_clean(a->gr, a->gr_len) ? 0 : XMPP_GATEWAY_ADDR_INVALID;
}


/* A number that is global (RFC 3966 section 5.1.4) has no domain; a local one
 * means nothing outside its context (section 5.1.5), of which a domain's name
 * can be said in a JID, a prefix cannot. */
static int uri_tel(const char *s, const char *end, sip_addr_t *a)
{
	const char *to = find_any(s, end, ";?"), *context;
	int len;

	a->phone = a->tel = 1;
	if(uri_user(s, to, a) < 0)
		return XMPP_GATEWAY_ADDR_INVALID;
	if(*s == '+')
		return 0;
	context = param_find(to, find_any(to, end, "?"), "phone-context", &len);
	if(context == NULL || *context == '+'
			|| !xmpp_gateway_addr_is_host(context, len))
		return XMPP_GATEWAY_ADDR_NOBODY;
	memcpy(a->domain, context, (size_t)len);
	a->domain_len = len;
	fold(a->domain, len);
	return 0;
}


int xmpp_gateway_addr_uri_parse(const str *uri, sip_addr_t *a)
{
	const char *s, *end, *at;
	int n;

	a->user_len = a->domain_len = a->gr_len = a->phone = a->tel = 0;
	if(uri == NULL || uri->s == NULL || uri->len <= 0)
		return XMPP_GATEWAY_ADDR_INVALID;
	if(uri->len > XMPP_GATEWAY_ADDR_URI_MAX)
		return XMPP_GATEWAY_ADDR_NO_ROOM;
	end = uri->s + uri->len;
	if((n = uri_scheme(uri, "tel")) > 0)
		return uri_tel(uri->s + n, end, a);
	if((n = uri_scheme(uri, "sip")) == 0 && (n = uri_scheme(uri, "sips")) == 0)
		return XMPP_GATEWAY_ADDR_INVALID;
	s = uri->s + n;
	at = memchr(s, '@', (size_t)(end - s));
	if(at == NULL)
		return uri_host(s, end, a);
	if(uri_user(s, at, a) < 0)
		return XMPP_GATEWAY_ADDR_INVALID;
	return uri_host(at + 1, end, a);
}


int xmpp_gateway_addr_uri_build(const char *scheme, const sip_addr_t *a,
		int flags, char *buf, int cap, str *uri)
{
	out_t o;

	out_init(&o, buf, cap);
	out_z(&o, scheme ? scheme : "sip");
	out_char(&o, ':');
	if(a->user_len > 0) {
		out_percent(&o, a->user, a->user_len, is_user_char);
		out_char(&o, '@');
	}
	out_bytes(&o, a->domain, a->domain_len);
	if((flags & XMPP_GATEWAY_ADDR_GR) && a->gr_len > 0) {
		out_z(&o, ";gr=");
		out_percent(&o, a->gr, a->gr_len, is_param_char);
	}
	return out_end(&o, XMPP_GATEWAY_ADDR_URI_MAX, uri);
}
