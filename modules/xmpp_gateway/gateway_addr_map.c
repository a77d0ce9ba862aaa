/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses: JID <-> SIP URI. PURE. */

#include "gateway_addr_text.h"

/* --- JIDs of ours -------------------------------------------------------- */

static int number_of(const xmpp_gateway_addr_conf_t *conf, const sip_addr_t *a,
		char buf[XMPP_GATEWAY_ADDR_NUMBER_MAX + 1], str *number)
{
	str user;

	if(conf->number_min < 0)
		return 0;
	user.s = (char *)a->user;
	user.len = a->user_len;
	return xmpp_gateway_addr_number(&user,
			conf->number_min ? conf->number_min : XMPP_GATEWAY_ADDR_NUMBER_MIN,
			buf, XMPP_GATEWAY_ADDR_NUMBER_MAX + 1, number);
}


static const str *default_domain(const xmpp_gateway_addr_conf_t *conf)
{
	return conf->sip_domain.len > 0 ? &conf->sip_domain : &conf->gateway;
}


static int set_default_domain(
		const xmpp_gateway_addr_conf_t *conf, sip_addr_t *a)
{
	const str *d = default_domain(conf);

	if(d->len > XMPP_GATEWAY_ADDR_URI_MAX)
		return XMPP_GATEWAY_ADDR_NO_ROOM;
	memcpy(a->domain, d->s, (size_t)d->len);
	a->domain_len = d->len;
	fold(a->domain, a->domain_len);
	return 0;
}


static int is_default_domain(
		const xmpp_gateway_addr_conf_t *conf, const sip_addr_t *a)
{
	const str *d = default_domain(conf);

	return eq_folded(a->domain, a->domain_len, d->s, d->len);
}


static int is_trunk(const xmpp_gateway_addr_conf_t *conf, const sip_addr_t *a)
{
	int i;

	for(i = 0; i < conf->own_len; i++) {
		if(eq_folded(
				   a->domain, a->domain_len, conf->own[i].s, conf->own[i].len))
			return 1;
	}
	return 0;
}


/* What a JID without a domain means: a number of the default domain, however
 * it was typed, or a user of it */
static int typed_address(const xmpp_gateway_addr_conf_t *conf, sip_addr_t *a)
{
	char digits[XMPP_GATEWAY_ADDR_NUMBER_MAX + 1];
	str number;

	if(number_of(conf, a, digits, &number)) {
		memcpy(a->user, number.s, (size_t)number.len);
		a->user_len = number.len;
	}
	return set_default_domain(conf, a);
}


/* Last occurrence of c in s, or -1. */
static int find_last(const char *s, int len, char c)
{
	while(--len >= 0 && s[len] != c)
		;
	return len;
}


/* The sender of a number sends its parameters with it, ";npdi;rn=..." (RFC
 * 4694), ";phone-context=..." (RFC 3966): how to reach it, not who it is. In
 * other user parts a semicolon is a character as any other. */
static void cut_parameters(sip_addr_t *a, int asserted, int trunk)
{
	char digits[XMPP_GATEWAY_ADDR_NUMBER_MAX + 1];
	str user = {a->user, a->number_len}, number;

	if(user.len == 0 || user.len == a->user_len)
		return;
	if(a->phone
			|| (asserted && (trunk || a->user[0] == '+')
					&& xmpp_gateway_addr_number(
							&user, 1, digits, sizeof(digits), &number)))
		a->user_len = user.len;
}


/* The address that a JID is made of. A user of the default domain is the one
 * that the registrar knows by these very characters: 10-01 is not 1001.
 * Without its domain is written only what a trusted party vouches for and what
 * is the same everywhere: a global number. */
static int caller_address(
		const xmpp_gateway_addr_conf_t *conf, int flags, sip_addr_t *a)
{
	const int asserted = flags & XMPP_GATEWAY_ADDR_ASSERTED;
	const int home = is_default_domain(conf, a), trunk = is_trunk(conf, a);
	char digits[XMPP_GATEWAY_ADDR_NUMBER_MAX + 1];
	str number;
	int global;

	if(conf->fold_users)
		fold(a->user, a->user_len);
	if(home && a->tel)
		return XMPP_GATEWAY_ADDR_NOBODY;
	if(home && !asserted)
		return 0;
	cut_parameters(a, asserted, trunk);
	if(home && !a->phone)
		return 0;
	global = a->user[0] == '+' && number_of(conf, a, digits, &number);
	if(asserted && global && (home || trunk || a->domain_len == 0))
		return typed_address(conf, a);
	return a->domain_len == 0 ? XMPP_GATEWAY_ADDR_NOBODY : 0;
}


/* user@domain, user%domain or user as the unescaped local part has it */
static int local_parse(
		const xmpp_gateway_addr_conf_t *conf, const str *local, sip_addr_t *a)
{
	char text[LINK_JID_PART_MAX];
	int len, at;

	len = xmpp_gateway_addr_jid_unescape(local->s, local->len, text);
	at = find_last(text, len, '@');
	if(at < 0)
		at = find_last(text, len, '%');
	a->user_len = at < 0 ? len : at;
	memcpy(a->user, text, (size_t)a->user_len);
	if(at >= 0) {
		a->domain_len = len - at - 1;
		memcpy(a->domain, text + at + 1, (size_t)a->domain_len);
		fold(a->domain, a->domain_len);
		if(!xmpp_gateway_addr_is_host(a->domain, a->domain_len))
			return XMPP_GATEWAY_ADDR_INVALID;
	}
	if(a->user_len == 0 || !link_text_is_clean(a->user, a->user_len))
		return XMPP_GATEWAY_ADDR_INVALID;
	if(conf->fold_users)
		fold(a->user, a->user_len);
	return at < 0 ? typed_address(conf, a) : 0;
}


static int jid_parse(
		const xmpp_gateway_addr_conf_t *conf, const str *jid, sip_addr_t *a)
{
	link_jid_t p;

	a->user_len = a->domain_len = a->gr_len = a->phone = a->tel = 0;
	if(link_jid_split(jid, &p) < 0)
		return XMPP_GATEWAY_ADDR_INVALID;
	if(!link_folded_equal(&p.domain, &conf->gateway))
		return XMPP_GATEWAY_ADDR_FOREIGN;
	if(p.local.len == 0)
		return XMPP_GATEWAY_ADDR_NO_USER;
	a->gr_len = p.resource.len;
	if(a->gr_len > 0)
		memcpy(a->gr, p.resource.s, (size_t)a->gr_len);
	return local_parse(conf, &p.local, a);
}


int xmpp_gateway_addr_read(const xmpp_gateway_addr_conf_t *conf, const str *jid,
		int flags, char *buf, int cap, str *uri)
{
	sip_addr_t a;
	int r;

	r = jid_parse(conf, jid, &a);
	if(r < 0)
		return r;
	if(!xmpp_gateway_addr_is_host(a.domain, a.domain_len))
		return XMPP_GATEWAY_ADDR_INVALID; /* a component's domain need not be ASCII */
	return xmpp_gateway_addr_uri_build(conf->scheme, &a, flags, buf, cap, uri);
}


static int same_address(const sip_addr_t *a, const sip_addr_t *b)
{
	return a->user_len == b->user_len && a->domain_len == b->domain_len
		   && memcmp(a->user, b->user, (size_t)a->user_len) == 0
		   && memcmp(a->domain, b->domain, (size_t)a->domain_len) == 0;
}


static int reads_as(const xmpp_gateway_addr_conf_t *conf, const str *jid,
		const sip_addr_t *a)
{
	sip_addr_t b;

	return jid_parse(conf, jid, &b) == 0 && same_address(a, &b);
}


/* separator: 0 for user@gw, '%' or '@' for the forms with a domain */
static int write_form(const xmpp_gateway_addr_conf_t *conf, const sip_addr_t *a,
		char separator, char *buf, int cap, str *jid)
{
	out_t o;

	out_init(&o, buf, cap);
	xmpp_gateway_addr_jid_local(&o, a->user, a->user_len);
	if(separator == '%')
		out_char(&o, '%');
	else if(separator == '@')
		xmpp_gateway_addr_jid_escape(&o, '@');
	if(separator)
		xmpp_gateway_addr_jid_local(&o, a->domain, a->domain_len);
	out_char(&o, '@');
	out_bytes(&o, conf->gateway.s, conf->gateway.len);
	if(out_end(&o, LINK_JID_MAX, jid) < 0)
		return XMPP_GATEWAY_ADDR_NO_ROOM;
	return reads_as(conf, jid, a) ? 0 : XMPP_GATEWAY_ADDR_INVALID;
}


static int write_bare(const xmpp_gateway_addr_conf_t *conf, const sip_addr_t *a,
		const str *used, char *buf, int cap, str *jid)
{
	/* \20 may be neither first nor last in a local part (XEP-0106 3.2) */
	if(a->user[0] == ' ' || a->user[a->user_len - 1] == ' ')
		return XMPP_GATEWAY_ADDR_INVALID;
	if(used && used->len > 0 && used->len <= cap && reads_as(conf, used, a)
			&& memchr(used->s, '/', (size_t)used->len) == NULL) {
		memcpy(buf, used->s, (size_t)used->len);
		jid->s = buf;
		jid->len = used->len;
		return 0;
	}
	if(write_form(conf, a, 0, buf, cap, jid) == 0
			|| write_form(conf, a, '%', buf, cap, jid) == 0)
		return 0;
	return write_form(conf, a, '@', buf, cap, jid);
}


static int add_resource(
		const sip_addr_t *a, int flags, char *buf, int cap, str *jid)
{
	out_t o;

	if(!(flags & XMPP_GATEWAY_ADDR_GR) || a->gr_len == 0)
		return 0;
	if(a->gr_len > LINK_JID_PART_MAX)
		return XMPP_GATEWAY_ADDR_NO_ROOM;
	out_init(&o, buf, cap);
	o.len = jid->len;
	out_char(&o, '/');
	out_bytes(&o, a->gr, a->gr_len);
	return out_end(&o, LINK_JID_MAX, jid);
}


int xmpp_gateway_addr_write(const xmpp_gateway_addr_conf_t *conf,
		const str *uri, const str *used, int flags, char *buf, int cap,
		str *jid)
{
	sip_addr_t a;
	int r;

	r = xmpp_gateway_addr_uri_parse(uri, &a);
	if(r < 0)
		return r;
	if(a.user_len == 0)
		return XMPP_GATEWAY_ADDR_NO_USER;
	r = caller_address(conf, flags, &a);
	if(r == 0)
		r = write_bare(conf, &a, used, buf, cap, jid);
	return r < 0 ? r : add_resource(&a, flags, buf, cap, jid);
}


/* --- XMPP users ---------------------------------------------------------- */

/* What a local part may not hold is escaped; a backslash is left as it is, so
 * that the JID's own escapes come back (RFC 7247 section 6.4 step 5). */
static void out_user_as_local(out_t *o, const sip_addr_t *a)
{
	int i;

	for(i = 0; i < a->user_len; i++) {
		if(link_jid_local_char(a->user[i]))
			out_char(o, link_fold(a->user[i]));
		else
			xmpp_gateway_addr_jid_escape(o, a->user[i]);
	}
}


int xmpp_gateway_addr_to_jid(
		const str *uri, int flags, char *buf, int cap, str *jid)
{
	link_jid_t p;
	sip_addr_t a;
	out_t o;
	int r;

	r = xmpp_gateway_addr_uri_parse(uri, &a);
	if(r < 0)
		return r;
	if(a.domain_len == 0)
		return XMPP_GATEWAY_ADDR_INVALID; /* tel: names no XMPP user */
	out_init(&o, buf, cap);
	if(a.user_len > 0) {
		out_user_as_local(&o, &a);
		out_char(&o, '@');
	}
	/* the port belongs to the SIP address only */
	r = find_last(a.domain, a.domain_len, ':');
	if(r > find_last(a.domain, a.domain_len, ']'))
		a.domain_len = r;
	xmpp_gateway_addr_domain_unicode(&o, a.domain, a.domain_len);
	r = out_end(&o, LINK_JID_MAX, jid);
	if(r == 0)
		r = add_resource(&a, flags, buf, cap, jid);
	if(r == 0 && link_jid_split(jid, &p) < 0)
		r = XMPP_GATEWAY_ADDR_INVALID;
	return r;
}


/* \26, \27 and \2f become the characters that SIP allows; the other escapes
 * stay, so that the JID comes back (RFC 7247 section 6.5 step 3). */
static void local_as_user(const str *local, sip_addr_t *a)
{
	int i;
	char c;

	a->user_len = 0;
	for(i = 0; i < local->len; i++) {
		c = xmpp_gateway_addr_jid_escape_at(local->s + i, local->len - i);
		if(c == '&' || c == '\'' || c == '/')
			i += 2;
		else
			c = local->s[i];
		a->user[a->user_len++] = c;
	}
}


int xmpp_gateway_addr_to_uri(const char *scheme, const str *jid, int flags,
		char *buf, int cap, str *uri)
{
	link_jid_t p;
	sip_addr_t a;

	if(link_jid_split(jid, &p) < 0)
		return XMPP_GATEWAY_ADDR_INVALID;
	local_as_user(&p.local, &a);
	a.domain_len = xmpp_gateway_addr_domain_ascii(
			&p.domain, a.domain, XMPP_GATEWAY_ADDR_URI_MAX);
	if(a.domain_len < 0 || !xmpp_gateway_addr_is_host(a.domain, a.domain_len))
		return XMPP_GATEWAY_ADDR_INVALID;
	fold(a.domain, a.domain_len);
	a.gr_len = p.resource.len;
	if(a.gr_len > 0)
		memcpy(a.gr, p.resource.s, (size_t)p.resource.len);
	return xmpp_gateway_addr_uri_build(scheme, &a, flags, buf, cap, uri);
}
