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
 * \brief jingle :: XML events to objects, driven by tables of elements
 *
 * PURE but for libxml2. One parse of one stanza: each element is looked up
 * among those its parent may have; what is not there is skipped with all
 * below it and noted. No DTD, no entities but the five, no network.
 */

#ifndef JINGLE_XML_PARSE_H
#define JINGLE_XML_PARSE_H

#include "jingle_map_core.h"

enum
{
	JINGLE_XML_DEPTH = 32, /* elements known to a table, one in another */
	JINGLE_XML_SHAPES = 8, /* rules whose last element is remembered */
	JINGLE_XML_SHAPE = 12, /* attributes of such an element */
	JINGLE_XML_LOOKS = 16, /* looks for attributes in it */
};

/* Namespaces; the order of the table of jingle_xml_parse.c */
typedef enum jingle_ns
{
	JINGLE_NS_OTHER = 0,
	JINGLE_NS_JINGLE,
	JINGLE_NS_RTP,
	JINGLE_NS_RTP_INFO,
	JINGLE_NS_ICE_UDP,
	JINGLE_NS_RAW_UDP,
	JINGLE_NS_ICE,
	JINGLE_NS_ICE_OPTION,
	JINGLE_NS_DTLS,
	JINGLE_NS_FEEDBACK,
	JINGLE_NS_HDREXT,
	JINGLE_NS_SSMA,
	JINGLE_NS_MSID,
	JINGLE_NS_GROUPING,
	JINGLE_NS_ZRTP,
	JINGLE_NS_SCTP,
	JINGLE_NS_CHANNEL,
	JINGLE_NS_CATEGORY,
	JINGLE_NS_DTMF,
	JINGLE_NS_TRANSFER,
	JINGLE_NS_JMI,
	JINGLE_NS_DELAY,
	JINGLE_NS_CARBONS,
	JINGLE_NS_FORWARD,
	JINGLE_NS_NICK,
	JINGLE_NS_STANZAS, /* conditions of stanza errors */
	JINGLE_NAMESPACES,
	JINGLE_NS_ANY = -1
} jingle_ns_t;

typedef struct jingle_xml jingle_xml_t;

/* An element that its parent may have. Tables end with name == NULL and
 * start == NULL; an entry with name == NULL and a start takes any name. */
typedef struct jingle_xml_rule
{
	const char *name;
	int ns; /* jingle_ns_t */
	/* return the object of the element, or NULL: refused when the error is
	 * set, else skipped */
	void *(*start)(jingle_xml_t *x, void *parent);
	/* text is what the element held, trimmed; NULL: no text is kept */
	int (*end)(jingle_xml_t *x, void *object, str *text);
	const struct jingle_xml_rule *children;
} jingle_xml_rule_t;

typedef struct jingle_xml_frame
{
	const jingle_xml_rule_t *rule;
	void *object;
	/* how the rule was found; stays behind for the next element here */
	const jingle_xml_rule_t *among;
	const char *name; /* libxml2's interned pointers */
	const char *uri;
	jingle_ns_t ns;
} jingle_xml_frame_t;

/* What was looked up in the last element of a rule. Elements of a list mostly
 * have the same attributes in the same order, and a start function always
 * looks for the same ones: then no name needs to be compared again. */
typedef struct jingle_xml_shape
{
	const jingle_xml_rule_t *rule;
	int count;							 /* of attributes, -1: too many */
	int known;							 /* of looks */
	const void *names[JINGLE_XML_SHAPE]; /* libxml2's interned pointers */
	struct
	{
		const char *name; /* the literal asked for */
		int at;			  /* its place, -1: absent */
	} asked[JINGLE_XML_LOOKS];
} jingle_xml_shape_t;

struct jingle_xml
{
	jingle_map_t *t;
	void *parser; /* libxml2's context */
	/* of the element that starts */
	const char *name;
	const char *uri;
	jingle_ns_t ns;
	const void **attributes; /* libxml2's five pointers each */
	int attributes_count;
	/* where we are */
	const jingle_xml_rule_t *root;
	jingle_xml_frame_t frame[JINGLE_XML_DEPTH];
	int depth;	 /* of frames */
	int deepest; /* frames that were ever used */
	int levels;	 /* of elements, skipped ones too */
	int skip;	 /* levels below a skipped element */
	int elements;
	int failed;
	int clean; /* no value can hold a control character */
	jingle_text_t text;
	int text_wanted;
	/* namespaces seen, by libxml2's interned pointer */
	const void *uri_seen[16];
	jingle_ns_t ns_seen[16];
	int uris;
	jingle_xml_shape_t shape[JINGLE_XML_SHAPES];
	jingle_xml_shape_t *now; /* of the element that starts */
	int looks;				 /* so far, into it */
	/* of the caller */
	void *user;
	jingle_content_t *content; /* for messages and notes */
};

/**
 * Parse a stanza.
 *
 * @param root rules of the outermost element
 * @return 0, -1 with t->error
 */
int jingle_xml_parse(jingle_map_t *t, const str *xml,
		const jingle_xml_rule_t *root, void *user);

/** The namespace's name. */
const char *jingle_ns_uri(jingle_ns_t ns);

/** As jingle_xml_view(), and an empty attribute is none. */
int jingle_xml_said(jingle_xml_t *x, const char *name, str *out);

/** Attribute as it was written, valid in the start function only. return 1,
 * 0 */
int jingle_xml_view(jingle_xml_t *x, const char *name, str *out);
/** Attribute copied; absent: out->s NULL. A control character or bad UTF-8 is
 * refused. return 0, -1 */
int jingle_xml_attr(jingle_xml_t *x, const char *name, str *out);
/** The same, required: refused when absent, with the standard's section. */
int jingle_xml_need(
		jingle_xml_t *x, const char *name, const char *spec, str *out);
/** The same for a word without white space. */
int jingle_xml_word(
		jingle_xml_t *x, const char *name, const char *spec, str *out);
/** Number; refused when not in min..max.
 * return 1, 0 absent: out unchanged, -1 */
int jingle_xml_number(jingle_xml_t *x, const char *name, const char *spec,
		unsigned min, unsigned max, unsigned *out);
/** xs:boolean, absent: 0. */
static inline int jingle_xml_boolean(jingle_xml_t *x, const char *name)
{
	str v;

	return jingle_xml_view(x, name, &v)
		   && (jingle_str_is(&v, JINGLE_LIT("1"))
				   || jingle_str_is(&v, JINGLE_LIT("true")));
}

/** Name of the element that starts, in the arena. */
static inline int jingle_xml_name(jingle_xml_t *x, str *out)
{
	if(jingle_arena_copy(x->t->arena, x->name, strlen(x->name), out) < 0)
		return jingle_map_memory(x->t);
	return 0;
}

/** Refuse with "content 'x': " before the text when inside of a content. */
JINGLE_COLD int jingle_xml_bad(jingle_xml_t *x, const char *format, ...)
		__attribute__((format(printf, 2, 3)));

#endif
