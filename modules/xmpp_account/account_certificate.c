/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: whose a certificate is (RFC 5922 section 7). PURE
 */

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "account_certificate.h"

/* X.690 section 8; of GeneralName those of RFC 5280 section 4.2.1.6 */
enum
{
	TAG_SEQUENCE = 0x30,
	TAG_OCTETS = 0x04,
	TAG_OID = 0x06,
	TAG_EXTENSIONS = 0xa3, /* [3] of TBSCertificate */
	TAG_DNS = 0x82,
	TAG_URI = 0x86,
	TAG_IP = 0x87,
};

typedef struct der
{
	const unsigned char *at;
	const unsigned char *end;
} der_t;


/* --- PEM -------------------------------------------------------------------------------- */

static int digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
								 "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *p = c ? strchr(digits, c) : NULL;

	return p ? (int)(p - digits) : -1;
}


/* behind the line BEGIN; NULL: there is none */
static const char *pem_begin(const str *pem)
{
	static const char line[] = "-----BEGIN CERTIFICATE-----";
	int i, n = (int)sizeof(line) - 1;

	for(i = 0; i + n <= pem->len; i++)
		if(memcmp(pem->s + i, line, (size_t)n) == 0)
			return pem->s + i + n;
	return NULL;
}


/* return the bytes between the lines BEGIN and END, 0: none, or too many */
static int pem_read(const str *pem, unsigned char *buf)
{
	const char *p = pem_begin(pem), *end;
	unsigned bits = 0;
	int n = 0, have = 0, d;

	if(p == NULL)
		return 0;
	for(end = pem->s + pem->len; p < end && *p != '-'; p++) {
		if((d = digit(*p)) < 0)
			continue;
		bits = (bits << 6 | (unsigned)d) & 0xffffff;
		have += 6;
		if(have < 8)
			continue;
		have -= 8;
		if(n == ACCOUNT_CERTIFICATE_MAX)
			return 0;
		buf[n++] = (unsigned char)(bits >> have);
	}
	return n;
}


/* --- DER -------------------------------------------------------------------------------- */

/* The next element of a sequence. return its tag, -1: there is none */
static int der_next(der_t *in, der_t *value)
{
	size_t len, i, count;
	int tag;

	if(in->end - in->at < 2)
		return -1;
	tag = *in->at++;
	len = *in->at++;
	if(len >= 0x80) {
		count = len & 0x7f;
		if(count == 0 || count > 3 || (size_t)(in->end - in->at) < count)
			return -1;
		for(len = 0, i = 0; i < count; i++)
			len = len << 8 | *in->at++;
	}
	if((size_t)(in->end - in->at) < len)
		return -1;
	value->at = in->at;
	value->end = in->at + len;
	in->at += len;
	return tag;
}


/* the first one with this tag; 0, -1: there is none */
static int der_find(der_t *in, int tag, der_t *value)
{
	int found;

	while((found = der_next(in, value)) >= 0)
		if(found == tag)
			return 0;
	return -1;
}


/* The names in an extension, if it is subjectAltName: 2.5.29.17. 0, -1 */
static int names_find(der_t extension, der_t *names)
{
	static const unsigned char oid[] = {0x55, 0x1d, 0x11};
	der_t value;

	if(der_next(&extension, &value) != TAG_OID
			|| value.end - value.at != (int)sizeof(oid)
			|| memcmp(value.at, oid, sizeof(oid)) != 0)
		return -1;
	return der_find(&extension, TAG_OCTETS, &value) < 0
						   || der_next(&value, names) != TAG_SEQUENCE
				   ? -1
				   : 0;
}


/* Certificate, TBSCertificate, its extensions (RFC 5280 section 4.1). 0, -1 */
static int names_of(der_t certificate, der_t *names)
{
	der_t value, extension;

	if(der_next(&certificate, &value) != TAG_SEQUENCE
			|| der_next(&value, &certificate) != TAG_SEQUENCE
			|| der_find(&certificate, TAG_EXTENSIONS, &value) < 0
			|| der_next(&value, &certificate) != TAG_SEQUENCE)
		return -1;
	while(der_next(&certificate, &extension) == TAG_SEQUENCE)
		if(names_find(extension, names) == 0)
			return 0;
	return -1;
}


/* --- names ------------------------------------------------------------------------------ */

static int is_text(const der_t *name, const char *s, int len)
{
	return name->end - name->at == len && len > 0
		   && strncasecmp((const char *)name->at, s, (size_t)len) == 0;
}


/* A star is one label, the first (RFC 6125 section 6.4.3): RFC 5922 has none, and
 * providers have them */
static int is_dns(const der_t *name, const str *host)
{
	const char *dot = memchr(host->s, '.', (size_t)host->len);
	der_t rest = *name;

	if(is_text(name, host->s, host->len))
		return 1;
	if(dot == NULL || dot == host->s || name->end - name->at < 3
			|| name->at[0] != '*' || name->at[1] != '.')
		return 0;
	rest.at++;
	return memchr(rest.at + 1, '.', (size_t)(rest.end - rest.at - 1)) != NULL
		   && is_text(&rest, dot, (int)(host->s + host->len - dot));
}


static int is_uri(const der_t *name, const str *host)
{
	der_t rest = *name;

	if(rest.end - rest.at < 5
			|| strncasecmp((const char *)rest.at, "sip:", 4) != 0)
		return 0;
	rest.at += 4;
	return is_text(&rest, host->s, host->len);
}


static int is_ip(const der_t *name, const str *host)
{
	unsigned char ip[sizeof(struct in6_addr)];
	char text[INET6_ADDRSTRLEN];
	int len = (int)(name->end - name->at);

	if(host->len >= (int)sizeof(text) || (len != 4 && len != 16))
		return 0;
	memcpy(text, host->s, (size_t)host->len);
	text[host->len] = '\0';
	return inet_pton(len == 4 ? AF_INET : AF_INET6, text, ip) == 1
		   && memcmp(ip, name->at, (size_t)len) == 0;
}


static int is_for(int tag, const der_t *name, const str *host)
{
	if(host->len <= 0)
		return 0;
	return (tag == TAG_DNS && is_dns(name, host))
		   || (tag == TAG_URI && is_uri(name, host))
		   || (tag == TAG_IP && is_ip(name, host));
}


int xmpp_account_certificate_is_for(
		const str *pem, const str *hosts, int count, unsigned char *buf)
{
	der_t certificate = {buf, buf + pem_read(pem, buf)}, names, name;
	int tag, i;

	if(names_of(certificate, &names) < 0)
		return 0;
	while((tag = der_next(&names, &name)) >= 0)
		for(i = 0; i < count; i++)
			if(is_for(tag, &name, &hosts[i]))
				return 1;
	return 0;
}
