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
 * \brief jingle :: the session timer of a call (RFC 4028)
 *
 * State is in the call: the terms, when the session ends, and a timer that runs
 * for the next refresh of ours, or for the BYE. A call without terms has none
 * of it.
 */

#include <stdio.h>
#include <string.h>

#include "jingle_conf.h"
#include "jingle_session_timer.h"

enum
{
	RESUME_GRACE = 32000, /* ms; 64*T1: a refresh may be on its way */
};

static void (*timer_due)(xmpp_link_timer_t *t);


void jingle_session_timer_init(void (*due)(xmpp_link_timer_t *t))
{
	timer_due = due;
}


static jingle_se_wish_t wish_now(void)
{
	jingle_se_wish_t wish = {JINGLE_CFG(session_expires), JINGLE_CFG(min_se)};

	return wish;
}


int jingle_session_timer_is(void)
{
	return JINGLE_CFG(session_expires) > 0;
}


static void said_by(const sip_msg_t *m, jingle_se_said_t *said)
{
	const struct hdr_field *h;

	memset(said, 0, sizeof(*said));
	for(h = m != NULL ? m->headers : NULL; h != NULL; h = h->next)
		jingle_se_read(said, &h->name, &h->body);
}


/* --- when ------------------------------------------------------------------------- */

int jingle_session_timer_bye_in(const jingle_call_t *c)
{
	return (int)(int64_t)(c->session_timer.bye - jingle_link.now());
}


void jingle_session_timer_in(jingle_call_t *c, int ms)
{
	int left = jingle_session_timer_bye_in(c);

	jingle_link.timer_stop(&c->session_timer.timer);
	c->session_timer.timer.run = timer_due;
	if(ms > left)
		ms = left;
	jingle_link.timer_set(&c->session_timer.timer, ms > 0 ? ms : 0);
}


/* from now on; or there is none any more */
static void refreshed(jingle_call_t *c)
{
	jingle_session_timer_t *s = &c->session_timer;

	if(s->terms.interval <= 0) {
		c->changed |= s->bye != 0;
		jingle_link.timer_stop(&s->timer);
		s->bye = 0;
		return;
	}
	s->bye = jingle_link.now() + (uint64_t)jingle_se_bye_ms(&s->terms);
	s->raises = 0;
	s->reinvite = 0;
	c->changed = 1;
	jingle_session_timer_in(c, s->terms.ours ? jingle_se_refresh_ms(&s->terms)
											 : jingle_se_bye_ms(&s->terms));
}


int jingle_session_timer_left(const jingle_call_t *c)
{
	int ms = c->session_timer.bye != 0 ? jingle_session_timer_bye_in(c) : 0;

	return ms > 0 ? ms / 1000 : 0;
}


void jingle_session_timer_restore(
		jingle_call_t *c, const jingle_se_terms_t *terms, long long left)
{
	long long most = jingle_se_bye_ms(terms) / 1000;

	if(left < 0)
		left = 0;
	if(left > most) /* the clock was set */
		left = most;
	c->session_timer.terms = *terms;
	c->session_timer.bye = jingle_link.now() + (uint64_t)left * 1000;
}


/* A refresh of the phone's that came meanwhile is repeated for a while. */
void jingle_session_timer_resume(jingle_call_t *c)
{
	const jingle_se_terms_t *terms = &c->session_timer.terms;
	int grace = terms->interval * 500, ms = jingle_session_timer_bye_in(c);

	if(terms->interval <= 0)
		return;
	if(grace > RESUME_GRACE)
		grace = RESUME_GRACE;
	if(ms < grace) {
		c->session_timer.bye += (uint64_t)(grace - ms);
		ms = grace;
	}
	if(terms->ours)
		ms -= jingle_se_bye_ms(terms) - jingle_se_refresh_ms(terms);
	jingle_session_timer_in(c, ms);
}


int jingle_session_timer_watches(const jingle_call_t *c)
{
	const jingle_se_terms_t *terms = &c->session_timer.terms;

	return terms->interval > 0
		   && (terms->ours ? jingle_se_refresh_ms(terms)
						   : jingle_se_bye_ms(terms))
					  <= JINGLE_CFG(ping_interval) * 1000;
}


/* --- the phone's requests --------------------------------------------------------- */

int jingle_session_timer_refuses(const sip_msg_t *m, char *line, int cap)
{
	jingle_se_wish_t wish = wish_now();
	jingle_se_terms_t none = {0, 0, 0};
	jingle_se_said_t said;

	said_by(m, &said);
	if(jingle_se_answer(&said, &wish, 1, &none) != 422)
		return 0;
	snprintf(line, (size_t)cap, "Min-SE: %d\r\n", wish.min);
	return 1;
}


void jingle_session_timer_asked(jingle_call_t *c, const sip_msg_t *m)
{
	said_by(m, &c->session_timer.asked);
}


int jingle_session_timer_answer(
		jingle_call_t *c, const sip_msg_t *request, char *buf, int cap)
{
	jingle_se_wish_t wish = wish_now();
	jingle_se_said_t said;
	int begins = c->active_since == 0;

	if(begins)
		said = c->session_timer.asked;
	else
		said_by(request, &said);
	/* 422 is said before; the parameter may have changed since */
	jingle_se_answer(&said, &wish, begins, &c->session_timer.terms);
	refreshed(c);
	return jingle_se_answer_write(&c->session_timer.terms, &wish, buf, cap);
}


/* --- ours ------------------------------------------------------------------------- */

int jingle_session_timer_request(
		const jingle_call_t *c, int begins, char *buf, int cap)
{
	jingle_se_wish_t wish = wish_now();

	return jingle_se_request_write(
			&c->session_timer.terms, &wish, begins, buf, cap);
}


void jingle_session_timer_agreed(jingle_call_t *c, const sip_msg_t *m)
{
	jingle_se_wish_t wish = wish_now();
	jingle_se_said_t said;

	said_by(m, &said);
	jingle_se_agree(&said, &wish, &c->session_timer.terms);
	refreshed(c);
}


int jingle_session_timer_raised(jingle_call_t *c, int code, const sip_msg_t *m)
{
	jingle_se_wish_t wish = wish_now();
	jingle_se_said_t said;

	if(code != 422 || c->session_timer.raises >= JINGLE_SE_RAISES)
		return 0;
	said_by(m, &said);
	if(!jingle_se_raise(&said, &wish, &c->session_timer.terms))
		return 0;
	c->session_timer.raises++;
	return 1;
}
