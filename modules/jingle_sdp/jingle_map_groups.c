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
 * \brief jingle :: groups of m= lines, by mid in the context, by name in Jingle
 *
 * PURE.
 */

#include "jingle_map_groups.h"
#include "jingle_map_section.h"

static jingle_slot_t *slot_by_name(const jingle_ctx_t *ctx, const str *name)
{
	int i;

	for(i = 0; i < ctx->slots; i++)
		if(jingle_str_eq(&ctx->slot[i].name, name))
			return (jingle_slot_t *)&ctx->slot[i];
	return NULL;
}

int jingle_groups_pack(jingle_map_t *t, const jingle_ctx_t *ctx,
		const jingle_list_t *groups, str *out)
{
	const jingle_group_t *g;
	const jingle_param_t *p;
	const jingle_slot_t *s;
	jingle_text_t b;

	jingle_str_clear(out);
	if(groups->count == 0)
		return 0;
	jingle_text_init(&b, t->arena, 128);
	for(g = groups->first; g != NULL; g = g->next) {
		jingle_text_put(&b, g->semantics.s, (size_t)g->semantics.len);
		for(p = g->names.first; p != NULL; p = p->next) {
			s = slot_by_name(ctx, &p->name);
			if(s == NULL || s->mid.s == NULL)
				continue;
			jingle_text_put(&b, JINGLE_LIT(" "));
			jingle_text_put(&b, s->mid.s, (size_t)s->mid.len);
		}
		jingle_text_put(&b, JINGLE_LIT("\n"));
	}
	if(b.failed)
		return jingle_map_memory(t);
	out->s = b.s;
	out->len = (int)b.len;
	return 0;
}

static const str *name_by_mid(const jingle_ctx_t *ctx, const str *mid)
{
	int i;

	for(i = 0; i < ctx->slots; i++)
		if(ctx->slot[i].mid.s && jingle_str_eq(&ctx->slot[i].mid, mid))
			return &ctx->slot[i].name;
	return NULL;
}

static str cut_word(const char **p, const char *end)
{
	str word;

	while(*p < end && **p == ' ')
		(*p)++;
	word.s = (char *)*p;
	while(*p < end && **p != ' ' && **p != '\n')
		(*p)++;
	word.len = (int)(*p - word.s);
	return word;
}

int jingle_groups_unpack(jingle_map_t *t, const jingle_ctx_t *ctx,
		const str *text, jingle_list_t *groups)
{
	const char *p = text->s, *end;
	jingle_group_t *g;
	jingle_param_t *n;
	const str *name;
	str word;

	if(text->len == 0)
		return 0;
	end = text->s + text->len;
	while(p < end) {
		g = jingle_map_new(t, sizeof(*g));
		if(g == NULL)
			return -1;
		g->semantics = cut_word(&p, end);
		for(word = cut_word(&p, end); word.len; word = cut_word(&p, end)) {
			name = name_by_mid(ctx, &word);
			if(name == NULL)
				continue;
			n = jingle_map_new(t, sizeof(*n));
			if(n == NULL)
				return -1;
			n->name = *name;
			jingle_list_add(&g->names, n);
		}
		while(p < end && *p == '\n')
			p++;
		if(g->names.count > 0) /* mids of others: RFC 5888 section 9.1 */
			jingle_list_add(groups, g);
	}
	return 0;
}

static jingle_group_t *bundle_find(const jingle_list_t *groups)
{
	jingle_group_t *g;

	for(g = groups->first; g != NULL; g = g->next)
		if(jingle_str_is(&g->semantics, JINGLE_LIT("BUNDLE")))
			return g;
	return NULL;
}

static int names_content(const jingle_group_t *g, const str *name)
{
	const jingle_param_t *n;

	for(n = g->names.first; n != NULL; n = n->next)
		if(jingle_str_eq(&n->name, name))
			return 1;
	return 0;
}

/* RFC 9143 section 7.3.3: only what the offer bundles */
static int may_bundle(jingle_map_t *t, const jingle_ctx_t *ctx, int offer,
		const jingle_content_t *c)
{
	const jingle_group_t *g;
	jingle_list_t groups;

	if(!c->rtcp_mux || c->transport.ufrag.s == NULL)
		return 0;
	if(offer)
		return 1;
	memset(&groups, 0, sizeof(groups));
	if(jingle_groups_unpack(t, ctx, &ctx->groups, &groups) < 0)
		return -1;
	g = bundle_find(&groups);
	return g != NULL && names_content(g, &c->name);
}

static int name_add(jingle_map_t *t, jingle_list_t *names, const str *name)
{
	jingle_param_t *n = jingle_map_new(t, sizeof(*n));

	if(n == NULL)
		return -1;
	n->name = *name;
	jingle_list_add(names, n);
	return 0;
}

int jingle_groups_bundle(jingle_map_t *t, const jingle_ctx_t *ctx, int offer,
		jingle_session_t *s)
{
	const jingle_content_t *c = s->contents.first;
	jingle_group_t *g;
	int may;

	while(c != NULL && c->rejected)
		c = c->next;
	if(c == NULL || bundle_find(&s->groups) != NULL)
		return 0;
	may = may_bundle(t, ctx, offer, c);
	if(may <= 0)
		return may;
	g = jingle_map_new(t, sizeof(*g));
	if(g == NULL || name_add(t, &g->names, &c->name) < 0)
		return -1;
	jingle_str_set(&g->semantics, "BUNDLE");
	jingle_list_add(&s->groups, g);
	return 0;
}

static int is_refused(const jingle_session_t *s, const str *name)
{
	const jingle_content_t *c = s->contents.first;

	while(c != NULL && !jingle_str_eq(&c->name, name))
		c = c->next;
	return c != NULL && c->rejected;
}

/* Does the offer begin its bundle with a content that is refused, and has the
 * transport of the one that is not? */
static int refused_leads(jingle_map_t *t, const jingle_ctx_t *ctx,
		const jingle_session_t *s, const jingle_group_t *offered,
		const jingle_group_t *g)
{
	const jingle_param_t *tag = offered->names.first, *own = g->names.first;
	const jingle_slot_t *tagged, *slot;
	const jingle_content_t *first, *live;

	tagged = tag != NULL ? slot_by_name(ctx, &tag->name) : NULL;
	slot = own != NULL ? slot_by_name(ctx, &own->name) : NULL;
	if(tagged == NULL || slot == NULL || !is_refused(s, &tag->name))
		return 0;
	first = jingle_slot_content(t, tagged);
	live = jingle_slot_content(t, slot);
	return first != NULL && live != NULL && first->transport.ufrag.s != NULL
		   && live->transport.ufrag.s != NULL
		   && jingle_str_eq(&first->transport.ufrag, &live->transport.ufrag);
}

int jingle_groups_join(
		jingle_map_t *t, const jingle_ctx_t *ctx, jingle_session_t *s)
{
	jingle_group_t *g = bundle_find(&s->groups);
	const jingle_group_t *offered;
	const jingle_param_t *n;
	jingle_list_t groups, names;
	int leads;

	if(g == NULL)
		return 0;
	memset(&groups, 0, sizeof(groups));
	memset(&names, 0, sizeof(names));
	if(jingle_groups_unpack(t, ctx, &ctx->groups, &groups) < 0)
		return -1;
	offered = bundle_find(&groups);
	if(offered == NULL)
		return 0;
	leads = refused_leads(t, ctx, s, offered, g);
	if(!leads)
		names = g->names;
	for(n = offered->names.first; n != NULL; n = n->next)
		if((names_content(g, &n->name) ? leads : is_refused(s, &n->name))
				&& name_add(t, &names, &n->name) < 0)
			return -1;
	g->names = names;
	return 0;
}
