/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: the fields of an account, and what may be in them. PURE
 */

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "../xmpp_link/link_jid.h"

#include "account_check.h"

/* --- writing into the buffer of the result --------------------------------------- */

typedef struct room
{
	char *at;
	char *end;
} room_t;

/* s into the buffer; the result is a view of it. return 0, -1: no room */
static int room_put(room_t *r, const str *s, str *out)
{
	if(s->len > r->end - r->at)
		return -1;
	if(s->len > 0)
		memcpy(r->at, s->s, (size_t)s->len);
	out->s = r->at;
	out->len = s->len;
	r->at += s->len;
	return 0;
}


static void text_lower(str *s)
{
	int i;

	for(i = 0; i < s->len; i++)
		s->s[i] = link_fold(s->s[i]);
}


static str text_trim(const str *s)
{
	str t = *s;

	if(t.s == NULL)
		t.len = 0;
	while(t.len > 0 && (t.s[0] == ' ' || t.s[0] == '\t')) {
		t.s++;
		t.len--;
	}
	while(t.len > 0 && (t.s[t.len - 1] == ' ' || t.s[t.len - 1] == '\t'))
		t.len--;
	return t;
}


/* --- hosts -------------------------------------------------------------------------- */

static int host_is_name(const str *host)
{
	int i, label = 0;

	if(host->len <= 0 || host->len > ACCOUNT_HOST_MAX)
		return 0;
	for(i = 0; i < host->len; i++) {
		unsigned char c = (unsigned char)host->s[i];

		if(c == '.') {
			if(label == 0 || host->s[i - 1] == '-')
				return 0;
			label = 0;
			continue;
		}
		if(c >= 0x80 || (!isalnum(c) && (c != '-' || label == 0)))
			return 0;
		if(++label > 63)
			return 0;
	}
	return label > 0 && host->s[host->len - 1] != '-';
}


/* [2001:db8::1] */
static int host_is_ipv6(const str *host)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;
	int n = host->len - 2;

	if(n <= 0 || n >= (int)sizeof(text) || host->s[0] != '['
			|| host->s[host->len - 1] != ']')
		return 0;
	memcpy(text, host->s + 1, (size_t)n);
	text[n] = '\0';
	return strlen(text) == (size_t)n
		   && inet_pton(AF_INET6, text, &address) == 1;
}


static int port_valid(const str *port)
{
	int i, n = 0;

	if(port->len < 1 || port->len > 5)
		return 0;
	for(i = 0; i < port->len; i++) {
		if(port->s[i] < '0' || port->s[i] > '9')
			return 0;
		n = n * 10 + (port->s[i] - '0');
	}
	return n > 0 && n < 65536;
}


/* host or host:port (RFC 3261 section 25.1, hostport) */
int xmpp_account_hostport_valid(const str *s)
{
	str host = *s, port = STR_NULL;
	int i;

	for(i = s->len - 1; i > 0 && s->s[i] != ':' && s->s[i] != ']'; i--)
		;
	if(i > 0 && s->s[i] == ':') {
		host.len = i;
		port.s = s->s + i + 1;
		port.len = s->len - i - 1;
		if(!port_valid(&port))
			return 0;
	}
	return host_is_name(&host) || host_is_ipv6(&host);
}


/* --- the SIP address ------------------------------------------------------------------ */

static int hex_value(char c)
{
	if(c >= '0' && c <= '9')
		return c - '0';
	c = link_fold(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}


/* An escaped character; escaped control characters are nobody's name. */
static int user_escape_valid(const str *user, int at)
{
	int high, low;

	if(at + 2 >= user->len)
		return 0;
	high = hex_value(user->s[at + 1]);
	low = hex_value(user->s[at + 2]);
	return high >= 2 && low >= 0 && (high != 7 || low != 15);
}


/* user of RFC 3261 section 25.1 */
static int user_valid(const str *user)
{
	int i;

	if(user->len < 1 || user->len > ACCOUNT_USER_MAX)
		return 0;
	for(i = 0; i < user->len; i++) {
		unsigned char c = (unsigned char)user->s[i];

		if(c == '%') {
			if(!user_escape_valid(user, i))
				return 0;
			i += 2;
			continue;
		}
		if(c >= 0x80 || c == 0
				|| (!isalnum(c) && strchr("-_.!~*'()&=+$,;?/", c) == NULL))
			return 0;
	}
	return 1;
}


static int scheme_length(const str *s)
{
	if(s->len > 4 && strncasecmp(s->s, "sip:", 4) == 0)
		return 4;
	if(s->len > 5 && strncasecmp(s->s, "sips:", 5) == 0)
		return 5;
	return 0;
}


str xmpp_account_aor_user(const str *aor)
{
	int n = scheme_length(aor);
	char *at = memchr(aor->s, '@', (size_t)aor->len);
	str user = {aor->s + n, at ? (int)(at - aor->s) - n : 0};

	return user;
}


str xmpp_account_aor_host(const str *aor)
{
	char *at = memchr(aor->s, '@', (size_t)aor->len);
	str host = {at ? at + 1 : NULL, 0};

	if(at)
		host.len = aor->len - (int)(at + 1 - aor->s);
	return host;
}


static const char *aor_fault(const str *typed)
{
	str user, host;

	if(typed->len == 0)
		return "the SIP address is missing";
	if(typed->len > ACCOUNT_AOR_MAX - 4)
		return "the SIP address is too long";
	if(memchr(typed->s, '@', (size_t)typed->len) == NULL)
		return "the SIP address has no @: it is like alice@example.org";
	user = xmpp_account_aor_user(typed);
	host = xmpp_account_aor_host(typed);
	if(!user_valid(&user))
		return "the part of the SIP address before the @ cannot be";
	if(!xmpp_account_hostport_valid(&host))
		return "the part of the SIP address behind the @ is no domain";
	return NULL;
}


static int aor_put(room_t *r, const str *typed, str *out)
{
	static const str sip = str_init("sip:");
	str scheme = {typed->s, scheme_length(typed)}, user, host, part;

	user = xmpp_account_aor_user(typed);
	host = xmpp_account_aor_host(typed);
	if(room_put(r, scheme.len > 0 ? &scheme : &sip, out) < 0)
		return -1;
	text_lower(out);
	user.len++; /* and the @ */
	if(room_put(r, &user, &part) < 0 || room_put(r, &host, &part) < 0)
		return -1;
	text_lower(&part);
	out->len += user.len + host.len;
	return 0;
}


/* --- the others ------------------------------------------------------------------------- */

static const char *owner_fault(const str *owner)
{
	link_jid_t jid;

	if(owner->len > ACCOUNT_OWNER_MAX || link_jid_split(owner, &jid) < 0
			|| jid.local.len == 0)
		return "this is no JID of a user";
	return NULL;
}


static const char *text_fault(
		const str *s, int max, const char *long_, const char *odd)
{
	if(s->len > max)
		return long_;
	return link_text_is_clean(s->s, s->len) ? NULL : odd;
}


/* sip:host:port is what people paste */
static str proxy_strip(const str *typed)
{
	str proxy = text_trim(typed);
	int n = scheme_length(&proxy);

	if(n > 0) {
		proxy.s += n;
		proxy.len -= n;
	}
	if(proxy.len > 3 && strncasecmp(proxy.s + proxy.len - 3, ";lr", 3) == 0)
		proxy.len -= 3;
	return proxy;
}


static const char *proxy_fault(const str *proxy)
{
	if(proxy->len == 0)
		return NULL;
	if(proxy->len > ACCOUNT_PROXY_MAX || !xmpp_account_hostport_valid(proxy))
		return "the outbound proxy is no host: it is like sip.example.org or "
			   "sip.example.org:5060";
	return NULL;
}


static const char *field_fault(const account_fields_t *f, account_field_t field)
{
	switch(field) {
		case ACCOUNT_OWNER:
			return owner_fault(&f->owner);
		case ACCOUNT_LINE:
			return text_fault(&f->line, ACCOUNT_LINE_MAX,
					"the name of the line is too long",
					"the name of the line has characters that cannot be shown");
		case ACCOUNT_AOR:
			return aor_fault(&f->aor);
		case ACCOUNT_AUTH:
			return text_fault(&f->auth_name, ACCOUNT_AUTH_MAX,
					"the authentication name is too long",
					"the authentication name has characters that cannot be");
		case ACCOUNT_PASSWORD:
			return text_fault(&f->password,
					f->is_ha1 ? ACCOUNT_CREDENTIAL_MAX : ACCOUNT_PASSWORD_MAX,
					"the password is too long",
					"the password has characters that cannot be");
		case ACCOUNT_PROXY:
			return proxy_fault(&f->proxy);
		case ACCOUNT_TRANSPORT:
			return (unsigned)f->transport < ACCOUNT_TRANSPORTS
						   ? NULL
						   : "the transport is UDP, TCP or TLS";
		case ACCOUNT_DISPLAY:
			return text_fault(&f->display, ACCOUNT_DISPLAY_MAX,
					"the display name is too long",
					"the display name has characters that cannot be shown");
		default:
			return NULL;
	}
}


static int fields_put(room_t *r, const account_fields_t *f, account_fields_t *o)
{
	str owner = link_jid_bare(&f->owner), user;

	*o = *f;
	if(room_put(r, &owner, &o->owner) < 0 || room_put(r, &f->line, &o->line) < 0
			|| aor_put(r, &f->aor, &o->aor) < 0)
		return -1;
	text_lower(&o->owner);
	user = f->auth_name;
	if(user.len == 0)
		user = xmpp_account_aor_user(&o->aor);
	if(room_put(r, &user, &o->auth_name) < 0
			|| room_put(r, &f->password, &o->password) < 0
			|| room_put(r, &f->proxy, &o->proxy) < 0
			|| room_put(r, &f->display, &o->display) < 0)
		return -1;
	text_lower(&o->proxy);
	o->keep_reachable = !!f->keep_reachable;
	o->is_default = !!f->is_default;
	return 0;
}


int xmpp_account_check(const account_fields_t *in, account_fields_t *out,
		char *buf, int cap, account_fault_t *fault)
{
	static const str line = str_init("main");
	account_fields_t f = *in;
	room_t room = {buf, buf + cap};
	int i;

	f.owner = text_trim(&in->owner);
	f.line = text_trim(&in->line);
	if(f.line.len == 0)
		f.line = line;
	f.aor = text_trim(&in->aor);
	f.auth_name = text_trim(&in->auth_name);
	f.proxy = proxy_strip(&in->proxy);
	f.display = text_trim(&in->display);
	if(f.password.s == NULL)
		f.password.len = 0;
	for(i = 0; i < ACCOUNT_FIELDS; i++) {
		fault->field = (account_field_t)i;
		fault->reason = field_fault(&f, fault->field);
		if(fault->reason)
			return -1;
	}
	if(fields_put(&room, &f, out) == 0)
		return 0;
	fault->field = ACCOUNT_AOR;
	fault->reason = "this is too long";
	return -1;
}


/* --- copies ------------------------------------------------------------------------------ */

int xmpp_account_fields_size(const account_fields_t *f)
{
	return f->owner.len + f->line.len + f->aor.len + f->auth_name.len
		   + f->password.len + f->proxy.len + f->display.len;
}


void xmpp_account_text_put(char **at, str *out, const str *text)
{
	int len = text->len;

	if(len > 0)
		memcpy(*at, text->s, (size_t)len);
	out->s = *at;
	out->len = len;
	*at += len;
}


void xmpp_account_fields_put(
		char **at, account_fields_t *out, const account_fields_t *f)
{
	*out = *f;
	xmpp_account_text_put(at, &out->owner, &f->owner);
	xmpp_account_text_put(at, &out->line, &f->line);
	xmpp_account_text_put(at, &out->aor, &f->aor);
	xmpp_account_text_put(at, &out->auth_name, &f->auth_name);
	xmpp_account_text_put(at, &out->password, &f->password);
	xmpp_account_text_put(at, &out->proxy, &f->proxy);
	xmpp_account_text_put(at, &out->display, &f->display);
}


/* --- names ------------------------------------------------------------------------------- */

/* clang-format off */
static const char *const field_names[ACCOUNT_FIELDS] = {
	"jid", "line", "sip_address", "auth_name", "password", "proxy",
	"transport", "display_name"
};
static const char *const transport_names[ACCOUNT_TRANSPORTS] = {
	"udp", "tcp", "tls"
};
/* clang-format on */


const char *xmpp_account_field_name(account_field_t field)
{
	return (unsigned)field < ACCOUNT_FIELDS ? field_names[field] : "";
}


const char *xmpp_account_transport_name(account_transport_t transport)
{
	return (unsigned)transport < ACCOUNT_TRANSPORTS ? transport_names[transport]
													: "";
}


int xmpp_account_transport_read(const str *name, account_transport_t *out)
{
	int i;

	for(i = 0; i < ACCOUNT_TRANSPORTS; i++)
		if((size_t)name->len == strlen(transport_names[i])
				&& strncasecmp(name->s, transport_names[i], (size_t)name->len)
						   == 0) {
			*out = (account_transport_t)i;
			return 0;
		}
	return -1;
}


static int text_same(const str *a, const str *b)
{
	return a->len == b->len
		   && (a->len == 0 || memcmp(a->s, b->s, (size_t)a->len) == 0);
}


int xmpp_account_is_moved(const account_fields_t *a, const account_fields_t *b)
{
	str host = xmpp_account_aor_host(&a->aor);
	str other = xmpp_account_aor_host(&b->aor);

	return !text_same(&host, &other) || !text_same(&a->proxy, &b->proxy);
}
