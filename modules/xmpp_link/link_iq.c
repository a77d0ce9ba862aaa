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
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_link :: iqs of ours that wait for their end
 *
 * Two hash tables in each worker, by id and by the argument of the module that
 * asked. An iq ends once, by its answer, by its timer, or because its stanza
 * is lost; its function is called then, and it is freed.
 */

#include <stdlib.h>
#include <string.h>

#include "../../core/dprint.h"

#include "link_config.h"
#include "link_iq.h"
#include "link_jid.h"
#include "link_list.h"
#include "link_log.h"
#include "link_out.h"
#include "link_queue.h"
#include "link_stats.h"

enum
{
	IQ_BUCKETS = 8192 /* a power of two */
};

typedef struct link_iq
{
	struct link_iq *next_id, *next_arg; /* of the same bucket */
	xmpp_link_timer_t timer;
	link_item_t *item; /* the stanza, as long as it is kept */
	xmpp_link_iq_f f;
	void *arg;
	str id, from, to; /* in the same allocation */
} link_iq_t;

static link_iq_t *iq_by_id[IQ_BUCKETS];
static link_iq_t *iq_by_arg[IQ_BUCKETS];
static int iq_count = 0;


static link_iq_t **iq_id_bucket(const str *id)
{
	return &iq_by_id[link_hash(LINK_HASH_START, id) % IQ_BUCKETS];
}


static link_iq_t **iq_arg_bucket(const void *arg)
{
	return &iq_by_arg[((uintptr_t)arg >> 4) * 2654435761u % IQ_BUCKETS];
}


static void iq_link(link_iq_t *iq)
{
	link_iq_t **id = iq_id_bucket(&iq->id);
	link_iq_t **arg = iq_arg_bucket(iq->arg);

	iq->next_id = *id;
	*id = iq;
	iq->next_arg = *arg;
	*arg = iq;
	link_stats_set(LINK_IQS_OPEN, (unsigned long)++iq_count);
}


static void iq_unlink(link_iq_t *iq)
{
	link_iq_t **at;

	for(at = iq_id_bucket(&iq->id); *at != iq; at = &(*at)->next_id)
		;
	*at = iq->next_id;
	for(at = iq_arg_bucket(iq->arg); *at != iq; at = &(*at)->next_arg)
		;
	*at = iq->next_arg;
	xmpp_link_timer_stop(&iq->timer);
	link_stats_set(LINK_IQS_OPEN, (unsigned long)--iq_count);
}


static link_iq_t *iq_find(const str *id, const str *from, const str *to)
{
	link_iq_t *iq;

	for(iq = *iq_id_bucket(id); iq; iq = iq->next_id)
		if(iq->id.len == id->len
				&& memcmp(iq->id.s, id->s, (size_t)id->len) == 0
				&& link_jid_equal(&iq->from, from)
				&& link_jid_equal(&iq->to, to))
			return iq;
	return NULL;
}


/* call its function and free it; s NULL: no answer */
static void iq_end(link_iq_t *iq, const xmpp_link_stanza_t *s)
{
	uint64_t begin = xmpp_link_run_begin();

	iq_unlink(iq);
	if(iq->item)
		xmpp_link_item_free(iq->item);
	iq->f(s, iq->arg);
	free(iq);
	xmpp_link_run_end(LINK_RUN_IQ, begin, "the end of an iq");
}


static void iq_lost(void *iq)
{
	iq_end(iq, NULL);
}


/* the stanza goes its way, and is no iq of ours any more */
static void iq_item_leave(link_iq_t *iq)
{
	iq->item->lost = NULL;
	iq->item->keeper = NULL;
	iq->item = NULL;
}


/* sent, and not acknowledged: the answer of the sidecar must find it */
static int iq_underway(const link_iq_t *iq)
{
	return iq->item && iq->item->cookie && !iq->item->waits && !iq->item->taken;
}


/* What was not sent yet is not sent any more. What was sent may still be
 * underway in the sidecar: it stays in its list, but is not sent again. */
static void iq_over(xmpp_link_timer_t *t)
{
	link_iq_t *iq = (link_iq_t *)((char *)t - offsetof(link_iq_t, timer));

	LM_DBG("iq %.*s to %.*s: no answer in time\n", STR_FMT(&iq->id),
			STR_FMT(&iq->to));
	link_stats_add(LINK_IQ_TIMEOUTS, 1);
	if(iq_underway(iq)) {
		iq->item->stale = 1;
		iq_item_leave(iq);
	}
	iq_end(iq, NULL);
}


static int iq_timeout(const str *component, const str *to)
{
	str domain = link_jid_domain(to);

	if(link_domain_within(component, &domain)
			|| link_list_has(&xmpp_link_config.local_domains, &domain))
		return LINK_CFG(iq_timeout) * 1000;
	return LINK_CFG(iq_timeout_remote) * 1000;
}


static void iq_copy(str *to, const str *s, char **at)
{
	to->s = *at;
	to->len = s->len;
	memcpy(*at, s->s, (size_t)s->len);
	*at += s->len;
}


static link_iq_t *iq_new(const str *from, const str *to, const str *id)
{
	size_t bytes = (size_t)from->len + (size_t)to->len + (size_t)id->len;
	link_iq_t *iq;
	char *at;

	if(iq_count >= LINK_CFG(iqs)) {
		LINK_LOG(LM_ERR, "%d iqs are open, parameter iqs allows no more\n",
				iq_count);
		return NULL;
	}
	if(iq_find(id, from, to)) {
		LM_BUG("an iq with this id is open: %.*s\n", STR_FMT(id));
		return NULL;
	}
	/* malloc(): bounded by the parameter iqs, not by what -M gives */
	iq = calloc(1, sizeof(*iq) + bytes);
	if(iq == NULL) {
		LM_ERR("no memory for an iq\n");
		return NULL;
	}
	at = (char *)(iq + 1);
	iq_copy(&iq->id, id, &at);
	iq_copy(&iq->from, from, &at);
	iq_copy(&iq->to, to, &at);
	iq->timer.run = iq_over;
	return iq;
}


int xmpp_link_iq_send(const str *component, const str *from, const str *to,
		const str *id, const str *xml, int timeout, xmpp_link_iq_f f, void *arg)
{
	link_iq_t *iq = iq_new(from, to, id);

	if(iq == NULL) {
		link_stats_add(LINK_SENDS_REFUSED, 1);
		return -1;
	}
	iq->f = f;
	iq->arg = arg;
	iq_link(iq);
	if(timeout <= 0)
		timeout = iq_timeout(component, to);
	if(xmpp_link_timer_set(&iq->timer, timeout) != 0
			|| xmpp_link_out_send(component, to, xml, iq_lost, iq, &iq->item)
					   != 0) {
		iq_unlink(iq);
		free(iq);
		return -1;
	}
	link_stats_add(LINK_IQS, 1);
	return 0;
}


void xmpp_link_iq_forget(void *arg)
{
	link_iq_t *iq, *next;

	for(iq = *iq_arg_bucket(arg); iq; iq = next) {
		next = iq->next_arg;
		if(iq->arg != arg)
			continue;
		iq_unlink(iq);
		if(iq->item && iq->item->taken)
			xmpp_link_item_free(iq->item);
		else if(iq->item)
			iq_item_leave(iq); /* it is still sent */
		free(iq);
	}
}


int xmpp_link_iq_answer(const xmpp_link_stanza_t *s)
{
	link_iq_t *iq = s->id.len > 0 ? iq_find(&s->id, &s->to, &s->from) : NULL;

	if(iq == NULL)
		return 0;
	iq_end(iq, s);
	return 1;
}
