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
 * \brief jingle :: session timers (RFC 4028), the headers and the decisions
 */

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "jingle_session_expires.h"

enum
{
	AGAIN_MIN = 500, /* ms; T1: less would be no new chance */
};


/* --- what a message says --------------------------------------------------------- */

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}


static str trim(str s)
{
	while(s.len > 0 && is_blank(*s.s)) {
		s.s++;
		s.len--;
	}
	while(s.len > 0 && is_blank(s.s[s.len - 1]))
		s.len--;
	return s;
}


static int word_is(const str *s, const char *word)
{
	return s->len == (int)strlen(word)
		   && strncasecmp(s->s, word, strlen(word)) == 0;
}


/* what stands before a separator, cut off with it; 0 there is no more */
static int part_next(str *rest, char separator, str *part)
{
	const char *stop;

	if(rest->len <= 0)
		return 0;
	stop = memchr(rest->s, separator, (size_t)rest->len);
	part->s = rest->s;
	part->len = stop != NULL ? (int)(stop - rest->s) : rest->len;
	rest->len -= stop != NULL ? part->len + 1 : part->len;
	rest->s += stop != NULL ? part->len + 1 : part->len;
	*part = trim(*part);
	return 1;
}


/* delta-seconds; 0: none, or malformed */
static int seconds_read(const str *s)
{
	long n = 0;
	int i;

	for(i = 0; i < s->len; i++) {
		if(s->s[i] < '0' || s->s[i] > '9')
			return 0;
		n = n * 10 + (s->s[i] - '0');
		if(n > JINGLE_SE_MAX)
			n = JINGLE_SE_MAX;
	}
	return (int)n;
}


/* "refresher=uac" */
static jingle_refresher_t refresher_read(const str *param)
{
	str rest = *param, name, value;

	if(!part_next(&rest, '=', &name) || !word_is(&name, "refresher"))
		return JINGLE_REFRESHER_NONE;
	value = trim(rest);
	if(word_is(&value, "uac"))
		return JINGLE_REFRESHER_UAC;
	return word_is(&value, "uas") ? JINGLE_REFRESHER_UAS
								  : JINGLE_REFRESHER_NONE;
}


/* "1800;refresher=uas"; the first of several counts */
static void interval_read(jingle_se_said_t *said, const str *value)
{
	str rest = *value, part;

	if(said->interval > 0 || !part_next(&rest, ';', &part))
		return;
	said->interval = seconds_read(&part);
	if(said->interval == 0)
		return;
	while(said->refresher == JINGLE_REFRESHER_NONE
			&& part_next(&rest, ';', &part))
		said->refresher = refresher_read(&part);
}


int jingle_se_next_tag(str *rest, str *tag)
{
	while(part_next(rest, ',', tag))
		if(tag->len > 0)
			return 1;
	return 0;
}


int jingle_se_has_tag(const str *list, const char *tag)
{
	str rest = *list, part;

	while(jingle_se_next_tag(&rest, &part))
		if(word_is(&part, tag))
			return 1;
	return 0;
}


void jingle_se_read(jingle_se_said_t *said, const str *name, const str *value)
{
	str rest = *value, part;
	int min;

	if(word_is(name, "Session-Expires") || word_is(name, "x")) {
		interval_read(said, value);
	} else if(word_is(name, "Min-SE")) {
		min = part_next(&rest, ';', &part) ? seconds_read(&part) : 0;
		if(min > said->min)
			said->min = min;
	} else if(word_is(name, "Supported") || word_is(name, "k")
			  || word_is(name, "Require")) {
		said->supported |= jingle_se_has_tag(value, "timer");
	}
}


/* --- what follows from it ------------------------------------------------------- */

static int larger(int a, int b)
{
	return a > b ? a : b;
}


/* what we ask for ourselves: nothing below the operator's own least */
static int wish_interval(const jingle_se_wish_t *wish)
{
	return larger(wish->interval, wish->min);
}


/* below it an interval is none of a proxy's or phone's that knows the standard */
static int floor_of(const jingle_se_wish_t *wish)
{
	return wish->min < JINGLE_SE_MIN ? wish->min : JINGLE_SE_MIN;
}


/* section 9: ours, but not below what the request asks for at least */
static int interval_answer(const jingle_se_said_t *said,
		const jingle_se_wish_t *wish, const jingle_se_terms_t *now)
{
	int least = said->min > 0 ? said->min : JINGLE_SE_MIN;
	int wished = larger(wish_interval(wish), least);

	if(said->interval >= floor_of(wish))
		return said->interval < wished ? said->interval : wished;
	return larger(
			now->interval > 0 ? now->interval : wish_interval(wish), said->min);
}


/* table 2 of section 9 */
static int ours_answer(
		const jingle_se_said_t *said, const jingle_se_terms_t *now)
{
	if(!said->supported || said->refresher == JINGLE_REFRESHER_UAS)
		return 1;
	if(said->refresher == JINGLE_REFRESHER_UAC)
		return 0;
	return now->interval > 0 && now->ours;
}


int jingle_se_answer(const jingle_se_said_t *said, const jingle_se_wish_t *wish,
		int begins, jingle_se_terms_t *now)
{
	int asked = said->interval >= floor_of(wish);
	jingle_se_terms_t next = *now;

	if(wish->interval <= 0) {
		now->interval = 0;
		return 0;
	}
	if(said->supported && said->interval > 0 && said->interval < wish->min)
		return 422;
	next.min = larger(now->min, said->min);
	/* one that only knows of timers is offered one at the start */
	if(asked || now->interval > 0 || (begins && said->supported)) {
		next.interval = interval_answer(said, wish, now);
		next.ours = ours_answer(said, now);
	}
	*now = next;
	return 0;
}


void jingle_se_agree(const jingle_se_said_t *said, const jingle_se_wish_t *wish,
		jingle_se_terms_t *now)
{
	if(wish->interval <= 0 || (said->interval <= 0 && !now->ours))
		now->interval = 0;
	if(wish->interval <= 0 || said->interval <= 0)
		return;
	now->interval = larger(said->interval, floor_of(wish));
	now->ours = said->refresher != JINGLE_REFRESHER_UAS;
}


int jingle_se_raise(const jingle_se_said_t *said, const jingle_se_wish_t *wish,
		jingle_se_terms_t *now)
{
	int asked = larger(now->min, wish->min);

	if(wish->interval <= 0 || said->min <= asked)
		return 0;
	now->min = said->min;
	now->interval = larger(
			now->interval > 0 ? now->interval : wish_interval(wish), now->min);
	return 1;
}


/* --- our headers ------------------------------------------------------------------ */

int jingle_se_request_write(const jingle_se_terms_t *now,
		const jingle_se_wish_t *wish, int begins, char *buf, int cap)
{
	int interval = now->interval, n;

	if(wish->interval <= 0)
		return 0;
	if(begins && interval <= 0)
		interval = wish_interval(wish);
	n = snprintf(buf, (size_t)cap, "Supported: timer\r\n");
	if(interval <= 0 || n >= cap)
		return n;
	return n
		   + snprintf(buf + n, (size_t)(cap - n),
				   "Session-Expires: %d%s\r\nMin-SE: %d\r\n", interval,
				   begins	   ? ""
				   : now->ours ? ";refresher=uac"
							   : ";refresher=uas",
				   larger(now->min, wish->min));
}


int jingle_se_answer_write(const jingle_se_terms_t *now,
		const jingle_se_wish_t *wish, char *buf, int cap)
{
	int n;

	if(wish->interval <= 0)
		return 0;
	n = snprintf(buf, (size_t)cap, "Supported: timer\r\n");
	if(now->interval <= 0 || n >= cap)
		return n;
	return n
		   + snprintf(buf + n, (size_t)(cap - n),
				   "%sSession-Expires: %d;refresher=%s\r\n",
				   now->ours ? "" : "Require: timer\r\n", now->interval,
				   now->ours ? "uas" : "uac");
}


/* --- what is kept of it ------------------------------------------------------------ */

int jingle_se_keys_write(const jingle_se_stored_t *stored, char *buf, int cap)
{
	const jingle_se_terms_t *t = &stored->terms;

	if(t->interval <= 0)
		return 0;
	return snprintf(buf, (size_t)cap,
			"timer_interval=%d timer_ours=%d timer_min=%d timer_update=%d "
			"timer_bye=%lld ",
			t->interval, t->ours != 0, t->min, stored->update != 0,
			stored->bye);
}


/* "name=123 ", cut off; -1 it is another one */
static long long key_read(str *rest, const char *name, long long most)
{
	int len = (int)strlen(name), i;
	long long n = 0;

	if(rest->len <= len || memcmp(rest->s, name, (size_t)len) != 0)
		return -1;
	for(i = len; i < rest->len && rest->s[i] >= '0' && rest->s[i] <= '9'; i++)
		if((n = n * 10 + (rest->s[i] - '0')) > most)
			return -1;
	if(i == len || i == rest->len || rest->s[i] != ' ')
		return -1;
	rest->s += i + 1;
	rest->len -= i + 1;
	return n;
}


int jingle_se_keys_read(const str *text, jingle_se_stored_t *stored)
{
	long long interval, ours, min, update, bye;
	str rest = *text;

	memset(stored, 0, sizeof(*stored));
	interval = key_read(&rest, "timer_interval=", JINGLE_SE_MAX);
	ours = key_read(&rest, "timer_ours=", 1);
	min = key_read(&rest, "timer_min=", JINGLE_SE_MAX);
	update = key_read(&rest, "timer_update=", 1);
	bye = key_read(&rest, "timer_bye=", 1LL << 40);
	if(interval <= 0 || ours < 0 || min < 0 || update < 0 || bye < 0)
		return 0;
	stored->terms.interval = (int)interval;
	stored->terms.ours = (int)ours;
	stored->terms.min = (int)min;
	stored->update = (int)update;
	stored->bye = bye;
	return text->len - rest.len;
}


/* --- when ------------------------------------------------------------------------- */

int jingle_se_refresh_ms(const jingle_se_terms_t *now)
{
	return now->interval * 500;
}


int jingle_se_bye_ms(const jingle_se_terms_t *now)
{
	int ms = now->interval * 1000, margin = ms / 3;

	if(margin > JINGLE_SE_MARGIN * 1000)
		margin = JINGLE_SE_MARGIN * 1000;
	return ms - margin;
}


int jingle_se_again_ms(int left)
{
	return left / 2 > AGAIN_MIN ? left / 2 : AGAIN_MIN;
}
