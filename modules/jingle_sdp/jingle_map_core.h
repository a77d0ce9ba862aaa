/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kamailio is free software; you can redistribute it and/or modify
 * it under the terms of the GNU General Public License as published by
 * the Free Software Foundation; either version 2 of the License, or
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief jingle :: what the files of the translation share
 *
 * PURE. Notes, errors, character classes, numbers.
 */

#ifndef JINGLE_MAP_CORE_H
#define JINGLE_MAP_CORE_H

#include <string.h>
#include <strings.h>

#include "jingle_map.h"
#include "jingle_text.h"

/** Set t->error; returns -1. Control characters in the text become '?'. */
JINGLE_COLD int jingle_map_fail(jingle_map_t *t, jingle_fault_t fault,
		jingle_reason_t reason, int sip_code, const char *format, ...)
		__attribute__((format(printf, 5, 6)));
/** The same for a broken rule: general reason, 488. */
JINGLE_COLD int jingle_map_bad(jingle_map_t *t, const char *format, ...)
		__attribute__((format(printf, 2, 3)));
/** The same for a limit. */
/* What was read so far is enough: there was no error. */
void jingle_map_forgive(jingle_map_t *t);
JINGLE_COLD int jingle_map_limit(jingle_map_t *t, const char *what, int limit);
JINGLE_COLD int jingle_map_memory(jingle_map_t *t);

/** Note a loss; `what` and `why` are literals, where may be NULL. */
JINGLE_COLD void jingle_map_warn(
		jingle_map_t *t, const str *where, const char *what, const char *why);

/** Zeroed object in the arena, or NULL with t->error set. */
void *jingle_map_new(jingle_map_t *t, size_t size);

static inline int jingle_str_is(const str *s, const char *lit, size_t n)
{
	return (size_t)s->len == n && memcmp(s->s, lit, n) == 0;
}

static inline int jingle_str_eq(const str *a, const str *b)
{
	return a->len == b->len
		   && (a->len == 0 || memcmp(a->s, b->s, (size_t)a->len) == 0);
}

static inline int jingle_str_like(const str *s, const char *lit, size_t n)
{
	return (size_t)s->len == n && strncasecmp(s->s, lit, n) == 0;
}

static inline int jingle_str_caseeq(const str *a, const str *b)
{
	return a->len == b->len
		   && (a->len == 0 || strncasecmp(a->s, b->s, (size_t)a->len) == 0);
}

static inline void jingle_str_set(str *s, const char *z)
{
	s->s = (char *)z;
	s->len = (int)strlen(z);
}

static inline void jingle_str_clear(str *s)
{
	s->s = NULL;
	s->len = 0;
}

void jingle_str_trim(str *s);

/** In lower case, a copy when it was not. return 0, -1 with t->error */
int jingle_str_lower(jingle_map_t *t, str *s);

/** RFC 8866 token: mid, attribute and parameter names. */
int jingle_is_token(const str *s);

enum
{
	JINGLE_MID_MAX = 16 /* bytes: a one-byte RTP header extension (RFC 8285) */
};

/** May a content name be the mid? WebRTC refuses what its header extension
 * cannot carry. */
static inline int jingle_is_mid(const str *s)
{
	return s->len <= JINGLE_MID_MAX && jingle_is_token(s);
}

/** Anything without white space and control characters, not empty. */
int jingle_is_word(const str *s);
/** Text that fits into an SDP line: valid UTF-8, no control characters but
 * the tab. */
int jingle_is_text(const str *s);

/** No control character but CR, LF and tab, no DEL. */
int jingle_has_no_controls(const char *s, int len);

/** RFC 8122 section 5: pairs of hexadecimal digits with colons between. */
int jingle_is_fingerprint(const str *s);

/** Decimal digits only. return 0, -1 not a number or greater than max */
int jingle_number(const str *s, unsigned max, unsigned *out);

/** The same, of characters. */
static inline int jingle_digits(
		const char *s, int len, unsigned max, unsigned *out)
{
	unsigned long long v = 0;
	int i;

	if(len <= 0)
		return -1;
	for(i = 0; i < len; i++) {
		unsigned digit = (unsigned)s[i] - '0';
		v = v * 10 + digit;
		if(digit > 9 || v > max)
			return -1;
	}
	*out = (unsigned)v;
	return 0;
}

typedef enum jingle_addr_kind
{
	JINGLE_ADDR_BAD = 0, /* neither of the below */
	JINGLE_ADDR_IP4,
	JINGLE_ADDR_IP6,
	JINGLE_ADDR_LINK_LOCAL, /* fe80::/10 */
	JINGLE_ADDR_MDNS,		/* .local */
	JINGLE_ADDR_NAME		/* a host name */
} jingle_addr_kind_t;

/** What an address is. */
jingle_addr_kind_t jingle_addr_kind(const str *s);

/** An IP address that means the same everywhere, not a name. */
int jingle_is_ip(const str *s);

/** A word; anything else sets bad. */
void jingle_text_word(jingle_text_t *b, const str *s);
/** Text of one line; anything else sets bad. */
void jingle_text_line(jingle_text_t *b, const str *s);

/** Only a token, or only digits (RFC 4568 section 9.1: a tag has up to nine);
 * of anything else the text becomes bad. */
void jingle_text_token(jingle_text_t *b, const str *s);
void jingle_text_digits(jingle_text_t *b, const str *s);

/** 64 bits to tell whether something changed; eight bytes at a time, so it is
 * the same on machines of one byte order only. */
static inline uint64_t jingle_hash(uint64_t h, const char *s, size_t n)
{
	const uint64_t prime = 1099511628211ull;
	uint64_t w;

	for(; n >= 8; n -= 8, s += 8) {
		memcpy(&w, s, 8);
		h = (h ^ w) * prime;
		h ^= h >> 29;
	}
	for(; n > 0; n--)
		h = (h ^ (unsigned char)*s++) * prime;
	return h ^ (h >> 32);
}

#define JINGLE_HASH_START 14695981039346656037ull

/* names and tables --------------------------------------------------------- */

typedef struct jingle_static
{
	const char *name;
	unsigned clockrate;
	unsigned channels;
	int video;
} jingle_static_t;

/** Static payload type of RFC 3551, NULL when there is none. */
const jingle_static_t *jingle_static_find(int id);

const char *jingle_setup_name(jingle_setup_t setup);
jingle_setup_t jingle_setup_find(const str *name);
const char *jingle_senders_name(int senders);
/** return a set, or -1 */
int jingle_senders_find(const str *name);
const char *jingle_party_name(jingle_party_t p);

/* How a peer hears that SIP refuses a content of its session-initiate */
typedef enum jingle_refusal
{
	JINGLE_REFUSAL_ACCEPT = 0, /* accepted, as if only we could send */
	JINGLE_REFUSAL_REMOVE,	   /* content-remove before the session-accept */
	JINGLE_REFUSAL_OMIT		   /* the session-accept does not have it */
} jingle_refusal_t;

/* what a kind of peer needs */
typedef struct jingle_quirks
{
	const char *name;
	const char *caps;	/* part of the caps node, NULL: never guessed */
	int opus_upper;		/* takes opus only as OPUS */
	int rtcp_rsize;		/* understands <rtcp-reduced-size/> */
	int bare_param;		/* writes fmtp without = as a name without value */
	int msid_stream;	/* understands <stream/> of msid:0 */
	int gathering;		/* sends and takes <gathering-complete/> */
	int trickle_option; /* wants <trickle/> of the ICE options */
	int keeps_contents; /* content-remove ends its call, or breaks it */
	int one_transport;	/* all its contents have one (max-bundle) */
	int mutes;			/* takes <mute/> of a content, no content-remove */
	int no_add;			/* takes no content-add of ours, or breaks at it */
	int no_modify;	 /* a content-modify says nothing to it, or ends the call */
	int ends_by_jid; /* a retract of any id ends its call with the sender */
	int no_keys;	 /* has no telephone-event */
	/* ends a call whose media are not up soon after a proceed */
	int proceed_late;
	int reversed; /* reads senders='initiator' as the speaker's sendonly */
	jingle_refusal_t refusal;
} jingle_quirks_t;

const jingle_quirks_t *jingle_quirks(jingle_peer_t peer);

/* one content ------------------------------------------------------------- */

jingle_content_t *jingle_content_find(
		const jingle_session_t *s, const str *name, jingle_party_t creator);
/** Compare the name without case; of a literal the length is known. */
static inline int jingle_payload_is(const jingle_payload_t *p, const char *name)
{
	return p->name.s != NULL && jingle_str_like(&p->name, name, strlen(name));
}

/**
 * Read what real programs send as they mean it: repeated payload ids, absent
 * names of static types, wrong clock rates, ptime among the parameters.
 *
 * @return 0, -1 the content cannot be used (t->error)
 */
int jingle_content_tidy(jingle_map_t *t, jingle_content_t *c);

/** The protocol of a content's m= line by its security and feedback. */
const char *jingle_proto_name(const jingle_content_t *c);

/** Is the candidate of use to a SIP-side relay? Else *why is a literal. A host
 * name is, for raw UDP: the media relay or phone resolves it. */
int jingle_candidate_usable(const jingle_candidate_t *c,
		jingle_transport_kind_t kind, const char **why);

/** Is it in the list already: the same address of the same base (RFC 8445
 * section 5.1.3)? */
int jingle_candidate_known(
		const jingle_transport_t *tp, const jingle_candidate_t *d);

/** The candidate for c= and m=: relay before srflx before host, IPv4 first. */
const jingle_candidate_t *jingle_candidate_default(
		const jingle_transport_t *tp, unsigned component);

/** Split the value of a=fmtp into parameters. */
int jingle_fmtp_read(jingle_map_t *t, jingle_payload_t *p, const str *value);
/** Join parameters into the value of a=fmtp. */
void jingle_fmtp_write(jingle_text_t *b, const jingle_payload_t *p);

#endif
