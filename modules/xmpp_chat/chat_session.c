/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: MSRP sessions of phones with an XMPP user: the table
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "chat_conf.h"
#include "chat_listen.h"
#include "chat_session.h"
#include "chat_session_tag.h"
#include "chat_stats.h"

static chat_session_t *sessions;
static int count;
static unsigned numbers;
static void (*end_f)(chat_session_t *s, int with_bye);


void xmpp_chat_session_on_end(void (*f)(chat_session_t *s, int with_bye))
{
	end_f = f;
}


void xmpp_chat_session_end(chat_session_t *s, int with_bye)
{
	end_f(s, with_bye);
}


/* --- begin and end ---------------------------------------------------------------- */

enum
{
	STRINGS = 10
};


static void strings_of(
		chat_session_dialog_t *d, str *user, str *from, str *all[STRINGS])
{
	all[0] = user;
	all[1] = from;
	all[2] = &d->callid;
	all[3] = &d->rem_tag;
	all[4] = &d->loc_uri;
	all[5] = &d->rem_uri;
	all[6] = &d->target;
	all[7] = &d->routes;
	all[8] = &d->source;
	all[9] = &d->contact;
}


static chat_session_t *session_copy(const chat_session_values_t *values)
{
	chat_session_values_t v = *values;
	str *was[STRINGS], *to[STRINGS];
	size_t size = (size_t)xmpp_chat_party_size(&v.party);
	chat_session_t *s;
	char *at;
	int i;

	strings_of(&v.dialog, &v.user, &v.from, was);
	for(i = 0; i < STRINGS; i++)
		size += (size_t)was[i]->len;
	s = malloc(sizeof(*s) + size);
	if(s == NULL)
		return NULL;
	memset(s, 0, sizeof(*s));
	s->dialog = v.dialog;
	s->is_asserted = v.is_asserted;
	at = (char *)(s + 1);
	xmpp_chat_party_copy(&at, &s->party, &v.party);
	strings_of(&s->dialog, &s->user, &s->from, to);
	for(i = 0; i < STRINGS; i++)
		xmpp_chat_copy(&at, to[i], was[i]);
	return s;
}


/* as the phone finds it: this worker's address, as long as chat_listen.c lets it
 * be */
static void uri_write(chat_session_t *s)
{
	const str *host = xmpp_chat_listen_address();
	int is_six = memchr(host->s, ':', (size_t)host->len) != NULL;

	snprintf(s->uri, sizeof(s->uri), "%s://%s%.*s%s:%d/%s;tcp",
			s->is_secure ? "msrps" : "msrp", is_six ? "[" : "", STR_FMT(host),
			is_six ? "]" : "", xmpp_chat_listen_port(), s->id);
}


int xmpp_chat_session_offer(chat_session_t *s, const chat_msrp_offer_t *offer)
{
	char *path = malloc((size_t)offer->path.len + 1);

	if(path == NULL)
		return -1;
	memcpy(path, offer->path.s, (size_t)offer->path.len);
	path[offer->path.len] = '\0';
	free(s->path);
	s->path = path;
	s->takes = offer->takes;
	s->max_size = offer->max_size;
	s->is_deaf = offer->is_deaf;
	return 0;
}


chat_session_t *xmpp_chat_session_new(const chat_session_values_t *values)
{
	chat_session_t *s = NULL;

	if(count >= CHAT_CFG(msrp_sessions)) {
		LINK_LOG(LM_NOTICE,
				"%d MSRP sessions (parameter msrp_sessions): one of %.*s is "
				"refused\n",
				count, STR_FMT(&values->from));
		return NULL;
	}
	s = session_copy(values);
	if(s != NULL)
		s->is_secure = values->offer->is_secure;
	if(s == NULL || xmpp_chat_session_offer(s, values->offer) < 0) {
		LINK_LOG(LM_ERR, "no memory for an MSRP session\n");
		free(s);
		return NULL;
	}
	xmpp_chat_link.random_text(s->id, CHAT_SESSION_ID_LEN);
	xmpp_chat_session_tag_write(xmpp_chat_link.self(), s->tag);
	uri_write(s);
	s->number = ++numbers ? numbers : ++numbers;
	s->used = s->began = xmpp_chat_link.now();
	s->next = sessions;
	sessions = s;
	count++;
	xmpp_chat_stat(CHAT_STAT_SESSIONS);
	xmpp_chat_stat_add(CHAT_STAT_OPEN_SESSIONS, 1);
	return s;
}


void xmpp_chat_session_free(chat_session_t *s)
{
	chat_session_t **at = &sessions;
	int i;

	while(*at != s)
		at = &(*at)->next;
	*at = s->next;
	count--;
	xmpp_chat_stat_add(CHAT_STAT_OPEN_SESSIONS, -1);
	xmpp_chat_link.timer_stop(&s->timer);
	for(i = 0; i < CHAT_SESSION_JOINS; i++)
		free(s->joins[i].join.buf);
	free(s->path);
	free(s);
}


void xmpp_chat_session_timer(chat_session_t *s)
{
	int64_t now = (int64_t)xmpp_chat_link.now();
	int64_t ms = (int64_t)s->used + (int64_t)CHAT_CFG(msrp_idle) * 1000 - now;

	if((s->conn == NULL || s->text_count > 0) && ms > CHAT_CFG(msrp_timeout))
		ms = CHAT_CFG(msrp_timeout);
	if(xmpp_chat_link.timer_set(&s->timer, ms > 0 ? (int)ms : 0) < 0)
		LM_ERR("no memory for the timer of an MSRP session\n");
}


/* --- found -------------------------------------------------------------------------- */

static int is_text(const char *z, const str *s)
{
	return (size_t)s->len == strlen(z) && memcmp(z, s->s, (size_t)s->len) == 0;
}


chat_session_t *xmpp_chat_session_find_id(const str *id)
{
	chat_session_t *s = sessions;

	while(s != NULL && (s->is_over || !is_text(s->id, id)))
		s = s->next;
	return s;
}


chat_session_t *xmpp_chat_session_find_tag(const str *tag)
{
	chat_session_t *s = sessions;

	while(s != NULL && !is_text(s->tag, tag))
		s = s->next;
	return s;
}


chat_session_t *xmpp_chat_session_find_number(unsigned number)
{
	chat_session_t *s = sessions;

	while(s != NULL && (s->is_over || s->number != number))
		s = s->next;
	return s;
}


chat_session_t *xmpp_chat_session_find_pair(const str *user, const str *contact)
{
	chat_session_t *s = sessions;

	while(s != NULL
			&& (s->is_over || !link_jid_bare_equal(&s->party.user, user)
					|| !link_jid_bare_equal(&s->party.ours, contact)))
		s = s->next;
	return s;
}


chat_session_t *xmpp_chat_session_first(void)
{
	return sessions;
}


str xmpp_chat_session_uri(const chat_session_t *s)
{
	str uri = {(char *)s->uri, (int)strlen(s->uri)};

	return uri;
}
