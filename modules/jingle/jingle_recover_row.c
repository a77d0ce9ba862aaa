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
 * \brief jingle :: a call as a row of a table
 */

#include <stdio.h>
#include <string.h>

#include "../xmpp_link/link_jid.h"
#include "jingle_ids.h"
#include "jingle_recover_row.h"

enum
{
	SID_MAX = 256,
	PROGRAM_MAX = 32,
	NUMBER_MAX = 0x7fffffff,
	LINE_MAX = 4096,	 /* bytes of a text that goes into SIP headers */
	CSEQ_HIGH = 1 << 30, /* above all that a call can have sent */
};

/* the digit behind a leg's state */
enum
{
	LEG_JMI = 1,
	LEG_JOINED = 2,
};

#define AT(field) offsetof(jingle_recover_row_t, field)

/* clang-format off */
const jingle_recover_row_column_t jingle_recover_row_columns[JINGLE_RECOVER_ROW_COLUMNS] = {
	/* name, kind, where, least, most */
	{"gr", JINGLE_RECOVER_ROW_BASE32, AT(gr), JINGLE_RECOVER_ROW_KEY, JINGLE_RECOVER_ROW_KEY},
	{"tag", JINGLE_RECOVER_ROW_BASE32, AT(tag), JINGLE_RECOVER_ROW_KEY, JINGLE_RECOVER_ROW_KEY},
	{"direction", JINGLE_RECOVER_ROW_NUMBER, AT(direction), 0, JINGLE_DIRS - 1},
	{"since", JINGLE_RECOVER_ROW_NUMBER, AT(since), 1, 1LL << 40},
	{"anonymous", JINGLE_RECOVER_ROW_NUMBER, AT(anonymous), 0, 1},
	{"component", JINGLE_RECOVER_ROW_BARE, AT(component), 1, 1023},
	{"local", JINGLE_RECOVER_ROW_JID, AT(local), 1, LINK_JID_MAX},
	{"bare", JINGLE_RECOVER_ROW_BARE, AT(bare), 1, LINK_JID_MAX},
	{"target", JINGLE_RECOVER_ROW_LINE, AT(target), 1, LINE_MAX},
	{"caller", JINGLE_RECOVER_ROW_LINE, AT(caller), 0, LINE_MAX},
	{"callid", JINGLE_RECOVER_ROW_ID, AT(callid), 1, JINGLE_IDS_CALLID_MAX},
	{"loc_uri", JINGLE_RECOVER_ROW_WORD, AT(loc_uri), 1, LINE_MAX},
	{"loc_name", JINGLE_RECOVER_ROW_LINE, AT(loc_name), 0, LINE_MAX},
	{"rem_uri", JINGLE_RECOVER_ROW_WORD, AT(rem_uri), 1, LINE_MAX},
	{"rem_name", JINGLE_RECOVER_ROW_LINE, AT(rem_name), 0, LINE_MAX},
	{"media_id", JINGLE_RECOVER_ROW_ID, AT(media_id), 0, JINGLE_IDS_MEDIA_MAX},
	{"media", JINGLE_RECOVER_ROW_NUMBER, AT(media), 0, 255},
	{"state", JINGLE_RECOVER_ROW_WORD, AT(state), 1, 16},
	{"active_since", JINGLE_RECOVER_ROW_NUMBER, AT(active_since), 0, NUMBER_MAX},
	{"updated", JINGLE_RECOVER_ROW_NUMBER, AT(updated), 1, 1LL << 40},
	{"legs", JINGLE_RECOVER_ROW_BLOB, AT(legs), 0, JINGLE_RECOVER_ROW_LEGS_MAX},
	{"leg", JINGLE_RECOVER_ROW_NUMBER, AT(leg), -1, JINGLE_RECOVER_ROW_LEGS - 1},
	{"context", JINGLE_RECOVER_ROW_BLOB, AT(context), 0, JINGLE_CTX_MAX},
	{"rem_tag", JINGLE_RECOVER_ROW_WORD, AT(rem_tag), 0, 1024},
	{"rem_target", JINGLE_RECOVER_ROW_WORD, AT(rem_target), 0, LINE_MAX},
	{"routes", JINGLE_RECOVER_ROW_LINE, AT(routes), 0, LINE_MAX},
	{"cseq", JINGLE_RECOVER_ROW_NUMBER, AT(cseq), 0, NUMBER_MAX},
	{"rem_cseq", JINGLE_RECOVER_ROW_NUMBER, AT(rem_cseq), 0, NUMBER_MAX},
	{"code", JINGLE_RECOVER_ROW_NUMBER, AT(code), 0, 699},
	{"media_on", JINGLE_RECOVER_ROW_NUMBER, AT(media_on), 0, 3},
	{"reoffer", JINGLE_RECOVER_ROW_NUMBER, AT(reoffer), 0, 1},
	{"rtp_avp", JINGLE_RECOVER_ROW_NUMBER, AT(rtp_avp), 0, 1},
	{"received", JINGLE_RECOVER_ROW_LINE, AT(received), 0, 128},
	{"request", JINGLE_RECOVER_ROW_LINES, AT(request), 0, JINGLE_RECOVER_ROW_REQUEST_MAX},
};
/* clang-format on */


/* "p 1 22:sid 30:peer 4:dino " for each */
int jingle_recover_row_legs_write(
		const jingle_recover_row_leg_t *legs, int count, char *buf, int cap)
{
	int i, n = 0;

	for(i = 0; i < count && n < cap; i++)
		n += snprintf(buf + n, (size_t)(cap - n),
				"%c %d %d:%.*s %d:%.*s %d:%.*s ", legs[i].state,
				(legs[i].jmi ? LEG_JMI : 0) | (legs[i].joined ? LEG_JOINED : 0),
				legs[i].sid.len, STR_FMT(&legs[i].sid), legs[i].peer.len,
				STR_FMT(&legs[i].peer), legs[i].program.len,
				STR_FMT(&legs[i].program));
	return n;
}


typedef struct reader
{
	const char *p;
	const char *end;
} reader_t;


static int reader_take(reader_t *r, char c)
{
	if(r->p == r->end || *r->p != c)
		return -1;
	r->p++;
	return 0;
}


/* "22:text " */
static int take_text(reader_t *r, str *out, int max)
{
	int n = 0, digits = 0;

	while(r->p < r->end && *r->p >= '0' && *r->p <= '9' && digits++ < 5)
		n = n * 10 + (*r->p++ - '0');
	if(n < 1 || n > max || reader_take(r, ':') < 0 || r->end - r->p <= n)
		return -1;
	out->s = (char *)r->p;
	out->len = n;
	r->p += n;
	return reader_take(r, ' ');
}


static int take_leg(reader_t *r, jingle_recover_row_leg_t *leg)
{
	int flags;

	if(r->end - r->p < 4 || strchr("piao", *r->p) == NULL || *r->p == '\0')
		return -1;
	leg->state = *r->p++;
	if(reader_take(r, ' ') < 0)
		return -1;
	flags = *r->p++ - '0';
	if(flags < 0 || flags > (LEG_JMI | LEG_JOINED))
		return -1;
	leg->jmi = (flags & LEG_JMI) != 0;
	leg->joined = (flags & LEG_JOINED) != 0;
	if(reader_take(r, ' ') < 0 || take_text(r, &leg->sid, SID_MAX) < 0
			|| take_text(r, &leg->peer, LINK_JID_MAX) < 0)
		return -1;
	return take_text(r, &leg->program, PROGRAM_MAX);
}


static int jid_ok(const str *s, jingle_recover_row_kind_t kind)
{
	link_jid_t parts;

	return link_jid_split(s, &parts) == 0
		   && (kind == JINGLE_RECOVER_ROW_JID || parts.resource.s == NULL);
}


static int legs_read(
		const jingle_recover_row_t *row, jingle_recover_row_read_t *out)
{
	reader_t r = {row->legs.s, row->legs.s + row->legs.len};

	for(out->count = 0; r.p < r.end; out->count++)
		if(out->count == JINGLE_RECOVER_ROW_LEGS
				|| take_leg(&r, &out->legs[out->count]) < 0
				|| !jid_ok(&out->legs[out->count].peer, JINGLE_RECOVER_ROW_JID)
				|| !link_jid_bare_equal(
						&out->legs[out->count].peer, &row->bare))
			return -1;
	return row->leg < out->count ? 0 : -1;
}


static int chars_ok(const str *s, jingle_recover_row_kind_t kind)
{
	int i;

	for(i = 0; i < s->len; i++) {
		unsigned char c = (unsigned char)s->s[i];

		if(c < ' ' || c == 127)
			return 0;
		if(kind == JINGLE_RECOVER_ROW_WORD
				&& (c == ' ' || c == '<' || c == '>'))
			return 0;
		if(kind == JINGLE_RECOVER_ROW_BASE32
				&& !((c >= 'a' && c <= 'z') || (c >= '2' && c <= '7')))
			return 0;
	}
	return 1;
}


static int lines_ok(const str *s)
{
	const char *p = s->s ? s->s : "", *end = p + (s->s ? s->len : 0), *eol;
	str line;

	for(; p < end; p = eol + 2) {
		eol = memchr(p, '\r', (size_t)(end - p));
		if(eol == NULL || end - eol < 2 || eol[1] != '\n')
			return 0;
		line.s = (char *)p;
		line.len = (int)(eol - p);
		if(line.len == 0 || !chars_ok(&line, JINGLE_RECOVER_ROW_LINE))
			return 0;
	}
	return 1;
}


static int text_ok(const str *s, const jingle_recover_row_column_t *c)
{
	if(s->len < c->min || s->len > c->max || (s->len > 0 && s->s == NULL))
		return 0;
	switch(c->kind) {
		case JINGLE_RECOVER_ROW_BLOB:
			return 1;
		case JINGLE_RECOVER_ROW_LINES:
			return lines_ok(s);
		case JINGLE_RECOVER_ROW_ID:
			return s->len == 0 || jingle_ids_callid(s);
		case JINGLE_RECOVER_ROW_JID:
		case JINGLE_RECOVER_ROW_BARE:
			return chars_ok(s, c->kind) && jid_ok(s, c->kind);
		default:
			return chars_ok(s, c->kind);
	}
}


static int column_ok(
		const jingle_recover_row_t *row, const jingle_recover_row_column_t *c)
{
	const void *value = (const char *)row + c->at;

	if(c->kind == JINGLE_RECOVER_ROW_NUMBER)
		return *(const long long *)value >= c->min
			   && *(const long long *)value <= c->max;
	return text_ok(value, c);
}


/* it can continue, or be ended */
static int state_ok(jingle_dir_t dir, jingle_state_t state)
{
	return state == JINGLE_ACTIVE
		   || (state == JINGLE_ACCEPTED && dir == JINGLE_SIP_TO_XMPP)
		   || jingle_fsm_find(dir, state, JINGLE_EV_LOST) != NULL;
}


static int state_read(const jingle_recover_row_t *row, jingle_state_t *out)
{
	const char *name;
	int i;

	for(i = 0; i < JINGLE_STATES; i++) {
		name = jingle_state_name((jingle_state_t)i);
		if(row->state.len == (int)strlen(name)
				&& memcmp(row->state.s, name, strlen(name)) == 0) {
			*out = (jingle_state_t)i;
			return state_ok((jingle_dir_t)row->direction, *out) ? 0 : -1;
		}
	}
	return -1;
}


/* a call that continues needs these */
static const char *active_check(const jingle_recover_row_t *row,
		jingle_recover_ctx_f unpack, const jingle_recover_row_read_t *out)
{
	jingle_ctx_t ctx;

	if(row->leg < 0 || out->legs[row->leg].state != 'a')
		return "leg";
	if(row->rem_target.len == 0)
		return "rem_target";
	return unpack(&ctx, &row->context) < 0 ? "context" : NULL;
}


const char *jingle_recover_row_check(const jingle_recover_row_t *row,
		jingle_recover_ctx_f unpack, jingle_recover_row_read_t *out)
{
	int i;

	for(i = 0; i < JINGLE_RECOVER_ROW_COLUMNS; i++)
		if(!column_ok(row, &jingle_recover_row_columns[i]))
			return jingle_recover_row_columns[i].name;
	if(state_read(row, &out->state) < 0)
		return "state";
	if(legs_read(row, out) < 0)
		return "legs";
	if(out->state == JINGLE_ACTIVE || out->state == JINGLE_ACCEPTED)
		return active_check(row, unpack, out);
	return NULL;
}


/* --- a row that cannot continue ---------------------------------------------- */

static int state_answered(const jingle_recover_row_t *row, jingle_state_t state)
{
	return state == JINGLE_ACTIVE || state == JINGLE_MIGRATING
		   || state == JINGLE_BRIDGED || state == JINGLE_AWAITED
		   || state == JINGLE_LEAVING
		   || (state == JINGLE_ACCEPTED
				   && row->direction == JINGLE_SIP_TO_XMPP);
}


static void text_clear(str *s)
{
	static char nothing[] = "";

	s->s = nothing;
	s->len = 0;
}


static void column_clear(
		jingle_recover_row_t *row, const jingle_recover_row_column_t *c)
{
	void *value = (char *)row + c->at;

	if(c->kind == JINGLE_RECOVER_ROW_NUMBER)
		*(long long *)value = c->min;
	else
		text_clear(value);
}


/* return whether the party's tag can be believed: it may be empty */
static int columns_clear(jingle_recover_row_t *row)
{
	int i, tag = 1;

	for(i = 0; i < JINGLE_RECOVER_ROW_COLUMNS; i++) {
		const jingle_recover_row_column_t *c = &jingle_recover_row_columns[i];

		if(column_ok(row, c))
			continue;
		column_clear(row, c);
		if(c->at == AT(cseq))
			row->cseq = CSEQ_HIGH;
		else if(c->at == AT(media_on))
			row->media_on = 1;
		else if(c->at == AT(rem_tag))
			tag = 0;
	}
	return tag;
}


/* the device that has accepted, or -1 */
static int leg_accepted(const jingle_recover_row_read_t *out)
{
	int i;

	for(i = 0; i < out->count; i++)
		if(out->legs[i].state == 'a')
			return i;
	return -1;
}


static jingle_state_t state_guess(
		const jingle_recover_row_t *row, const jingle_recover_row_read_t *out)
{
	if(leg_accepted(out) >= 0 || row->active_since > 0)
		return JINGLE_ACTIVE;
	return row->direction == JINGLE_SIP_TO_XMPP ? JINGLE_OFFERED
												: JINGLE_INVITED;
}


/* an answered call ends by BYE, another by what was kept of its INVITE */
static int phone_can_hear(const jingle_recover_row_t *row, jingle_state_t state)
{
	if(!state_answered(row, state))
		return row->request.len > 0;
	return row->tag.len > 0 && row->callid.len > 0 && row->loc_uri.len > 0
		   && row->rem_uri.len > 0 && row->rem_target.len > 0;
}


int jingle_recover_row_salvage(
		jingle_recover_row_t *row, jingle_recover_row_read_t *out)
{
	int tag = columns_clear(row), told = 0;

	legs_read(row, out); /* up to the first that cannot be believed */
	if(row->leg >= out->count)
		row->leg = -1;
	if(state_read(row, &out->state) < 0)
		out->state = state_guess(row, out);
	if(row->leg < 0)
		row->leg = leg_accepted(out);
	if(phone_can_hear(row, out->state)
			&& (tag || !state_answered(row, out->state)))
		told |= JINGLE_RECOVER_ROW_PHONE;
	else
		text_clear(&row->rem_target);
	if(out->count > 0 && row->component.len > 0 && row->local.len > 0)
		told |= JINGLE_RECOVER_ROW_CLIENT;
	if((told & JINGLE_RECOVER_ROW_CLIENT) == 0) {
		row->leg = -1;
		out->count = 0;
	}
	return told;
}
