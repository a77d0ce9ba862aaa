/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: devices of XMPP users who are watched, as each contact
 * was told of them
 *
 * What a device tells all contacts is there once, and each contact has a bit of
 * it: a change makes a second one, which lives beside the first until the last
 * contact was told.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm.h"

#include "presence_devices.h"


static int text_equal(const str *a, const str *b)
{
	return a->len == b->len
		   && (a->len == 0 || memcmp(a->s, b->s, (size_t)a->len) == 0);
}


/* one block: the device, its texts */
static presence_device_t *device_new(
		const str *resource, const presence_said_t *said)
{
	size_t size = sizeof(presence_device_t) + (size_t)resource->len
				  + (size_t)said->note.len + (size_t)said->lang.len
				  + (size_t)said->since.len;
	presence_device_t *d = shm_malloc(size);
	str *to[4];
	const str *from[4] = {resource, &said->note, &said->lang, &said->since};
	char *at = (char *)(d + 1);
	int i;

	if(d == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	memset(d, 0, sizeof(*d));
	d->said = *said;
	to[0] = &d->resource;
	to[1] = &d->said.note;
	to[2] = &d->said.lang;
	to[3] = &d->said.since;
	for(i = 0; i < 4; i++) {
		to[i]->s = at;
		to[i]->len = from[i]->len;
		if(from[i]->len > 0)
			memcpy(at, from[i]->s, (size_t)from[i]->len);
		at += from[i]->len;
	}
	return d;
}


static int said_equal(const presence_said_t *a, const presence_said_t *b)
{
	return a->priority == b->priority && a->show == b->show
		   && text_equal(&a->note, &b->note) && text_equal(&a->lang, &b->lang)
		   && text_equal(&a->since, &b->since);
}


static presence_device_t *device_find(presence_presentity_t *p,
		const str *resource, const presence_said_t *said)
{
	presence_device_t *d;

	for(d = p->devices; d; d = d->next)
		if(text_equal(&d->resource, resource) && said_equal(&d->said, said))
			return d;
	return NULL;
}


/* NULL: there are too many, or there is no memory (logged) */
static presence_device_t *device_make(presence_presentity_t *p,
		const str *resource, const presence_said_t *said)
{
	presence_device_t *d = device_find(p, resource, said);

	if(d != NULL || p->bits == UINT64_MAX)
		return d;
	d = device_new(resource, said);
	if(d == NULL)
		return NULL;
	d->bit = ~p->bits & (p->bits + 1); /* the lowest that is free */
	p->bits |= d->bit;
	d->next = p->devices;
	p->devices = d;
	return d;
}


static uint64_t bits_of(const presence_presentity_t *p, const str *resource)
{
	const presence_device_t *d;
	uint64_t bits = 0;

	for(d = p->devices; d; d = d->next)
		if(resource->len == 0 || text_equal(&d->resource, resource))
			bits |= d->bit;
	return bits;
}


/* those of which no contact knows any more */
static void devices_tidy(presence_presentity_t *p)
{
	presence_device_t **at = &p->devices, *d;
	const presence_grant_t *g;
	uint64_t used = 0;

	for(g = p->grants; g; g = g->next)
		used |= g->told;
	while((d = *at) != NULL)
		if(d->bit & used) {
			at = &d->next;
		} else {
			*at = d->next;
			p->bits &= ~d->bit;
			shm_free(d);
		}
}


int xmpp_presence_device_set(presence_presentity_t *p, presence_grant_t *g,
		const str *resource, const presence_said_t *said)
{
	uint64_t was = g->told, old = g->told & bits_of(p, resource);
	presence_device_t *d = NULL;

	if(said != NULL && resource->len == 0)
		return 0;
	g->told &= ~old;
	g->stale &= ~old;
	if(said != NULL)
		d = device_make(p, resource, said);
	if(d != NULL)
		g->told |= d->bit;
	if(g->told == was)
		return 0;
	devices_tidy(p);
	return 1;
}


void xmpp_presence_devices_stale(presence_grant_t *g)
{
	g->stale = g->told;
}


void xmpp_presence_devices_drop_stale(
		presence_presentity_t *p, presence_grant_t *g)
{
	if(g->stale == 0)
		return;
	g->told &= ~g->stale;
	g->stale = 0;
	devices_tidy(p);
}
