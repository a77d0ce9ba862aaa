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
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */

/*!
 * \file
 * \brief jingle :: what rtpengine says it has received of a call
 *
 * Any process. rtpengine_query_v() of Kamailio's rtpengine module writes the
 * reply to a query as JSON: tags, each with its medias, each with its streams.
 * The sides have the names of jingle_ids.c: x is the XMPP client's, all others
 * are phones'.
 */

#include <limits.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/mem.h"
#include "../../core/utils/srjson.h"

#include "jingle_media_report.h"


static srjson_t *member(srjson_doc_t *doc, srjson_t *of, const char *name)
{
	if(of == NULL || of->type != srjson_Object)
		return NULL;
	return srjson_GetObjectItem(doc, of, name);
}


static int number(srjson_doc_t *doc, srjson_t *of, const char *name)
{
	srjson_t *n = member(doc, of, name);

	if(n == NULL || n->type != srjson_Number || !(n->valuedouble > 0))
		return 0;
	return n->valuedouble < INT_MAX ? (int)n->valuedouble : INT_MAX;
}


static int has_text(srjson_t *list, const char *text)
{
	srjson_t *s;

	if(list == NULL || list->type != srjson_Array)
		return 0;
	for(s = list->child; s != NULL; s = s->next)
		if(s->type == srjson_String && strcmp(s->valuestring, text) == 0)
			return 1;
	return 0;
}


static int sum(int a, int b)
{
	return a > INT_MAX - b ? INT_MAX : a + b;
}


static void medium_read(
		srjson_doc_t *doc, srjson_t *medium, jingle_media_received_t *out)
{
	srjson_t *streams = member(doc, medium, "streams"), *s;

	if(has_text(member(doc, medium, "flags"), "recv"))
		out->expected = 1;
	if(streams == NULL || streams->type != srjson_Array)
		return;
	for(s = streams->child; s != NULL; s = s->next) {
		out->packets = sum(
				out->packets, number(doc, member(doc, s, "stats"), "packets"));
		if(out->port == 0)
			out->port = number(doc, s, "local port");
	}
}


int jingle_media_report_read(const str *json, jingle_media_report_t *out)
{
	srjson_doc_t doc;
	srjson_t *tags, *tag, *medias, *medium;
	jingle_media_received_t *received;
	char *text;

	memset(out, 0, sizeof(*out));
	text = pkg_malloc((size_t)json->len + 1);
	if(text == NULL) {
		PKG_MEM_ERROR;
		return -1;
	}
	memcpy(text, json->s, (size_t)json->len);
	text[json->len] = '\0';
	srjson_InitDoc(&doc, NULL);
	doc.root = srjson_Parse(&doc, text);
	pkg_free(text);
	tags = member(&doc, doc.root, "tags");
	if(tags == NULL || tags->type != srjson_Object) {
		srjson_DestroyDoc(&doc);
		return -1;
	}
	for(tag = tags->child; tag != NULL; tag = tag->next) {
		received = &out->of[strcmp(tag->string, "x") == 0 ? JINGLE_SIDE_XMPP
														  : JINGLE_SIDE_SIP];
		medias = member(&doc, tag, "medias");
		if(medias == NULL || medias->type != srjson_Array)
			continue;
		for(medium = medias->child; medium != NULL; medium = medium->next)
			medium_read(&doc, medium, received);
	}
	srjson_DestroyDoc(&doc);
	return 0;
}
