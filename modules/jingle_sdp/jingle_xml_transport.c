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
 * \brief jingle :: the reader of transports
 *
 * PURE.
 */

#include "jingle_xml_elements.h"

enum
{
	COMPONENT_MAX = 256,  /* RFC 8839 section 5.1 */
	GENERATION_MAX = 255, /* XEP-0176 schema: unsignedByte */
	PORT_MAX = 65535,
	PRIORITY_MAX = 0x7FFFFFFF /* RFC 8445 section 5.1.2 */
};

void *jingle_xml_transport(jingle_xml_t *x, void *parent)
{
	jingle_content_t *c = parent;
	jingle_transport_t *tp = &c->transport;

	if(tp->kind != JINGLE_TRANSPORT_NONE) {
		jingle_xml_bad(x, "second <transport/> (XEP-0166 §7.3)");
		return NULL;
	}
	switch(x->ns) {
		case JINGLE_NS_ICE_UDP:
			tp->kind = JINGLE_TRANSPORT_ICE_UDP;
			break;
		case JINGLE_NS_RAW_UDP:
			tp->kind = JINGLE_TRANSPORT_RAW_UDP;
			break;
		case JINGLE_NS_ICE:
			tp->kind = JINGLE_TRANSPORT_ICE;
			tp->ice2 = jingle_xml_boolean(x, "ice2");
			break;
		default:
			tp->kind = JINGLE_TRANSPORT_UNKNOWN;
			jingle_map_warn(x->t, &c->name, "transport",
					"transport without a counterpart (XEP-0166 §5)");
			if(x->uri
					&& jingle_arena_copy(
							   x->t->arena, x->uri, strlen(x->uri), &tp->ns)
							   < 0)
				jingle_map_memory(x->t);
			return NULL;
	}
	if(tp->kind == JINGLE_TRANSPORT_RAW_UDP)
		return c; /* an example of XEP-0269 has both */
	if(jingle_xml_attr(x, "ufrag", &tp->ufrag) < 0
			|| jingle_xml_attr(x, "pwd", &tp->pwd) < 0)
		return NULL;
	if(tp->ufrag.len == 0)
		jingle_str_clear(&tp->ufrag);
	if(tp->pwd.len == 0)
		jingle_str_clear(&tp->pwd);
	if((tp->ufrag.s && !jingle_is_word(&tp->ufrag))
			|| (tp->pwd.s && !jingle_is_word(&tp->pwd))) {
		jingle_xml_bad(x, "ufrag or pwd has white space (RFC 8839 "
						  "§5.4)");
		return NULL;
	}
	return c;
}

static unsigned priority_of(const jingle_candidate_t *c)
{
	/* RFC 8445 section 5.1.2.2 */
	unsigned preference = 126;

	if(jingle_str_is(&c->type, JINGLE_LIT("relay")))
		preference = 0;
	else if(jingle_str_is(&c->type, JINGLE_LIT("srflx")))
		preference = 100;
	else if(jingle_str_is(&c->type, JINGLE_LIT("prflx")))
		preference = 110;
	return (preference << 24) + (65535u << 8) + (256 - c->component);
}

/* The type as a literal; what is no type is taken for a host. */
static void read_type(jingle_xml_t *x, jingle_candidate_t *c)
{
	static const str types[] = {{(char *)"host", 4}, {(char *)"srflx", 5},
			{(char *)"prflx", 5}, {(char *)"relay", 5}};
	size_t i;
	str v;

	c->type = types[0];
	if(!jingle_xml_view(x, "type", &v))
		return;
	for(i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if(jingle_str_eq(&v, &types[i]))
			c->type = types[i];
}

static int read_protocol(jingle_xml_t *x, jingle_candidate_t *c)
{
	str v;

	jingle_str_set(&c->protocol, "udp");
	if(!jingle_xml_said(x, "protocol", &v) || jingle_str_eq(&v, &c->protocol))
		return 0;
	return jingle_xml_attr(x, "protocol", &c->protocol);
}

static int candidate_numbers(jingle_xml_t *x, jingle_candidate_t *c)
{
	unsigned generation = 0;
	int port, said;

	if(jingle_xml_number(
			   x, "component", "XEP-0176 §5.3", 1, COMPONENT_MAX, &c->component)
					< 0
			|| jingle_xml_number(x, "priority", "XEP-0176 §5.3", 0, 0xFFFFFFFFu,
					   &c->priority)
					   < 0
			|| jingle_xml_number(x, "rel-port", "XEP-0176 §5.3", 0, PORT_MAX,
					   &c->rel_port)
					   < 0)
		return -1;
	port = jingle_xml_number(x, "port", "XEP-0176 §5.3", 0, PORT_MAX, &c->port);
	said = jingle_xml_number(
			x, "generation", "XEP-0176 §5.3", 0, GENERATION_MAX, &generation);
	if(port < 0 || said < 0)
		return -1;
	if(port == 0)
		return jingle_xml_bad(x, "candidate has no port (XEP-0176 §5.3)");
	c->generation = said ? (int)generation : -1;
	return 0;
}

/* What an absent attribute means; schemas require most, clients forget. */
static void candidate_default(jingle_xml_t *x, jingle_candidate_t *c)
{
	if(c->component == 0)
		c->component = 1;
	read_type(x, c);
	if(x->content->transport.kind == JINGLE_TRANSPORT_RAW_UDP)
		return;
	if(c->foundation.s == NULL)
		jingle_str_set(&c->foundation, "1");
	if(c->priority == 0 || c->priority > PRIORITY_MAX)
		c->priority = priority_of(c);
}

static int candidate_read(jingle_xml_t *x, jingle_candidate_t *c)
{
	if(candidate_numbers(x, c) < 0
			|| jingle_xml_word(x, "ip", "XEP-0176 §5.3", &c->ip) < 0
			|| jingle_xml_attr(x, "foundation", &c->foundation) < 0
			|| read_protocol(x, c) < 0
			|| jingle_xml_attr(x, "tcptype", &c->tcptype) < 0
			|| jingle_xml_attr(x, "rel-addr", &c->rel_addr) < 0
			|| jingle_xml_attr(x, "id", &c->id) < 0)
		return -1;
	if(c->foundation.len == 0)
		jingle_str_clear(&c->foundation);
	if(c->tcptype.len == 0)
		jingle_str_clear(&c->tcptype);
	candidate_default(x, c);
	if(c->foundation.s && !jingle_is_word(&c->foundation))
		return jingle_xml_bad(
				x, "candidate foundation has white space (RFC 8839 §5.1)");
	if(c->tcptype.s && !jingle_is_token(&c->tcptype))
		return jingle_xml_bad(
				x, "candidate tcptype is not a token (RFC 6544 §4.5)");
	if(c->rel_addr.s && jingle_addr_kind(&c->rel_addr) == JINGLE_ADDR_BAD)
		jingle_str_clear(&c->rel_addr);
	return 0;
}

/* One bad candidate is no reason to lose the call: it is left out. */
static void *left_out(jingle_xml_t *x, const char *what)
{
	if(x->t->error.fault == JINGLE_FAULT_BAD && !x->t->strict) {
		memset(&x->t->error, 0, sizeof(x->t->error));
		jingle_map_warn(x->t, &x->content->name, what,
				"malformed, left out (XEP-0176 §5.3)");
	}
	return NULL;
}

static void *start_candidate(jingle_xml_t *x, void *parent)
{
	jingle_content_t *content = parent;
	jingle_transport_t *tp = &content->transport;
	jingle_candidate_t *c;
	const char *why;

	if(tp->candidates.count >= x->t->limits.candidates) {
		if(x->t->surplus)
			jingle_map_warn(x->t, &content->name, "candidate",
					"more than max_candidates, left off");
		else
			jingle_map_limit(
					x->t, "candidates in a content", x->t->limits.candidates);
		return NULL;
	}
	c = jingle_map_new(x->t, sizeof(*c));
	if(c == NULL)
		return NULL;
	if(candidate_read(x, c) < 0)
		return left_out(x, "candidate");
	if(!jingle_candidate_usable(c, tp->kind, &why)) {
		jingle_map_warn(x->t, &content->name, "candidate", why);
		return NULL;
	}
	if(x->t->surplus && jingle_candidate_known(tp, c))
		return NULL;
	jingle_list_add(&tp->candidates, c);
	return c;
}

static int remote_read(jingle_xml_t *x, jingle_candidate_t *c)
{
	if(jingle_xml_number(
			   x, "component", "XEP-0176 §5.7", 1, COMPONENT_MAX, &c->component)
					< 0
			|| jingle_xml_number(
					   x, "port", "XEP-0176 §5.7", 1, PORT_MAX, &c->port)
					   < 0
			|| jingle_xml_word(x, "ip", "XEP-0176 §5.7", &c->ip) < 0)
		return -1;
	return 0;
}

static void *start_remote_candidate(jingle_xml_t *x, void *parent)
{
	jingle_content_t *content = parent;
	jingle_transport_t *tp = &content->transport;
	jingle_candidate_t *c;

	if(tp->remote.count >= x->t->limits.candidates) {
		jingle_map_limit(
				x->t, "candidates in a content", x->t->limits.candidates);
		return NULL;
	}
	c = jingle_map_new(x->t, sizeof(*c));
	if(c == NULL || remote_read(x, c) < 0)
		return left_out(x, "remote-candidate");
	if(!jingle_is_ip(&c->ip) || c->component == 0 || c->port == 0) {
		jingle_map_warn(x->t, &content->name, "remote-candidate",
				"malformed, left out (XEP-0176 §5.7)");
		return NULL;
	}
	jingle_list_add(&tp->remote, c);
	return c;
}

static void *start_complete(jingle_xml_t *x, void *parent)
{
	(void)x;
	((jingle_content_t *)parent)->transport.complete = 1;
	return parent;
}

static void *start_option(jingle_xml_t *x, void *parent)
{
	jingle_content_t *c = parent;

	if(strcmp(x->name, "trickle") == 0)
		c->transport.trickle = 1;
	else if(strcmp(x->name, "renomination") == 0)
		c->transport.renomination = 1;
	return c;
}

static void *start_mux(jingle_xml_t *x, void *parent)
{
	(void)x;
	((jingle_content_t *)parent)->rtcp_mux = 1;
	return parent;
}

static void *start_fingerprint(jingle_xml_t *x, void *parent)
{
	jingle_content_t *c = parent;
	jingle_fingerprint_t *f;
	str v;

	if(c->transport.fingerprints.count >= x->t->limits.params) {
		jingle_map_limit(x->t, "fingerprints", x->t->limits.params);
		return NULL;
	}
	f = jingle_map_new(x->t, sizeof(*f));
	if(f == NULL || jingle_xml_word(x, "hash", "XEP-0320 §1", &f->hash) < 0)
		return NULL;
	if(!jingle_is_token(&f->hash)) {
		jingle_xml_bad(x, "fingerprint hash is not a token (RFC 8122 §5)");
		return NULL;
	}
	if(jingle_str_lower(x->t, &f->hash) < 0)
		return NULL;
	if(jingle_xml_said(x, "setup", &v)) {
		f->setup = jingle_setup_find(&v);
		if(f->setup == JINGLE_SETUP_NONE || f->setup == JINGLE_SETUP_HOLDCONN) {
			f->setup = JINGLE_SETUP_NONE;
			jingle_map_warn(x->t, &c->name, "fingerprint/@setup",
					"none of active, actpass, passive (XEP-0320 §1)");
		}
	}
	jingle_list_add(&c->transport.fingerprints, f);
	return f;
}

static int end_fingerprint(jingle_xml_t *x, void *object, str *text)
{
	jingle_fingerprint_t *f = object;

	if(!jingle_is_fingerprint(text))
		return jingle_xml_bad(x,
				"fingerprint '%.*s' is not hex pairs with colons (RFC 8122 "
				"§5)",
				text->len > 64 ? 64 : text->len, text->s);
	if(jingle_arena_copy(x->t->arena, text->s, (size_t)text->len, &f->value)
			< 0)
		return jingle_map_memory(x->t);
	return 0;
}

static void *start_sctpmap(jingle_xml_t *x, void *parent)
{
	jingle_content_t *c = parent;
	jingle_transport_t *tp = &c->transport;

	/* the table of XEP-0343 calls it port, its examples number */
	if(jingle_xml_number(
			   x, "port", "XEP-0343 §4.2", 1, PORT_MAX, &tp->sctp_port)
					< 0
			|| jingle_xml_number(x, "number", "XEP-0343 §4.2", 1, PORT_MAX,
					   &tp->sctp_port)
					   < 0
			|| jingle_xml_number(x, "streams", "XEP-0343 §4.2", 0, PORT_MAX,
					   &tp->sctp_streams)
					   < 0
			|| jingle_xml_attr(x, "protocol", &tp->sctp_protocol) < 0)
		return NULL;
	if(tp->sctp_protocol.s && !jingle_is_token(&tp->sctp_protocol))
		jingle_str_clear(&tp->sctp_protocol);
	return c;
}

static int channel_param(jingle_xml_t *x, jingle_channel_t *ch,
		const char *attribute, const char *name)
{
	jingle_param_t *p;
	str v;

	if(!jingle_xml_view(x, attribute, &v) || v.len == 0)
		return 0;
	p = jingle_map_new(x->t, sizeof(*p));
	if(p == NULL || jingle_xml_attr(x, attribute, &p->value) < 0)
		return -1;
	jingle_str_set(&p->name, name);
	jingle_list_add(&ch->params, p);
	return 0;
}

static void *start_channel(jingle_xml_t *x, void *parent)
{
	jingle_content_t *c = parent;
	jingle_channel_t *ch;

	if(c->transport.channels.count >= x->t->limits.params) {
		jingle_map_limit(x->t, "channels", x->t->limits.params);
		return NULL;
	}
	ch = jingle_map_new(x->t, sizeof(*ch));
	if(ch == NULL
			|| jingle_xml_number(x, "id", "XEP-0343 §4.2", 0, PORT_MAX, &ch->id)
					   < 0
			|| channel_param(x, ch, "protocol", "subprotocol") < 0
			|| channel_param(x, ch, "label", "label") < 0
			|| channel_param(x, ch, "ordered", "ordered") < 0
			|| channel_param(x, ch, "maxRetransmits", "max-retr") < 0
			|| channel_param(x, ch, "maxPacketLifeTime", "max-time") < 0)
		return NULL;
	ch->negotiated = jingle_xml_boolean(x, "negotiated");
	jingle_list_add(&c->transport.channels, ch);
	return ch;
}

/* clang-format off */
const jingle_xml_rule_t jingle_xml_transport_children[] = {
	{"candidate", JINGLE_NS_ICE_UDP, start_candidate, NULL, NULL},
	{"candidate", JINGLE_NS_RAW_UDP, start_candidate, NULL, NULL},
	{"candidate", JINGLE_NS_ICE, start_candidate, NULL, NULL},
	{"fingerprint", JINGLE_NS_DTLS, start_fingerprint, end_fingerprint, NULL},
	{"remote-candidate", JINGLE_NS_ICE_UDP, start_remote_candidate, NULL,
		NULL},
	{"remote-candidate", JINGLE_NS_ICE, start_remote_candidate, NULL, NULL},
	{"gathering-complete", JINGLE_NS_ANY, start_complete, NULL, NULL},
	{"trickle", JINGLE_NS_ICE_OPTION, start_option, NULL, NULL},
	{"renomination", JINGLE_NS_ICE_OPTION, start_option, NULL, NULL},
	{"rtcp-mux", JINGLE_NS_ANY, start_mux, NULL, NULL},
	{"sctpmap", JINGLE_NS_SCTP, start_sctpmap, NULL, NULL},
	{"channel", JINGLE_NS_CHANNEL, start_channel, NULL, NULL},
	{0}
};
/* clang-format on */
