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
 * \brief jingle :: what is sent to keep a session up (RFC 4028 section 10)
 *
 * Runs in the owner, by the call's session timer. The phone is sent an UPDATE
 * without a body if it takes it, else a re-INVITE with the offer that it has. A
 * phone that does not know the dialog any more ends the call, one that only
 * refuses is asked again. Replies to UPDATE come in any process and are posted
 * to the owner.
 */

#include <stddef.h>
#include <stdio.h>

#include "../../core/dprint.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_event.h"
#include "jingle_recover.h"
#include "jingle_session_refresh.h"
#include "jingle_session_timer.h"
#include "jingle_sip_offer.h"
#include "jingle_table.h"

enum
{
	HEADERS_MAX = 1200,
};


static void update_cb(struct cell *t, int type, struct tmcb_params *ps)
{
	jingle_call_t *c = *ps->param;
	str text = STR_NULL;

	(void)t;
	if(type & TMCB_DESTROY) {
		jingle_table_put(c);
		return;
	}
	if(ps->rpl != NULL && ps->rpl != FAKED_REPLY) {
		text.s = ps->rpl->buf;
		text.len = (int)ps->rpl->len;
	}
	jingle_event_send(c, JINGLE_EV_REFRESHED, ps->code, &text, NULL, 1);
}


static int update_send(jingle_call_t *c)
{
	char buf[HEADERS_MAX];
	str hdrs = {buf, jingle_dialog_contact(c, buf, sizeof(buf))};

	if(hdrs.len < (int)sizeof(buf))
		hdrs.len += jingle_session_timer_request(
				c, 0, buf + hdrs.len, (int)sizeof(buf) - hdrs.len);
	if(hdrs.len >= (int)sizeof(buf)
			|| jingle_dialog_send(c, "UPDATE", &hdrs, NULL, update_cb) < 0)
		return -1;
	c->session_timer.out = 1;
	return 0;
}


/* it goes out now, or waits for its turn */
static int reinvite_send(jingle_call_t *c)
{
	c->session_timer.reinvite = 1;
	jingle_sip_offer_wish(c, JINGLE_WISH_CURRENT);
	return jingle_negotiate_is_free(&c->negotiate, JINGLE_NEG_SIP) ? -1 : 0;
}


static void refresh_again(jingle_call_t *c)
{
	jingle_session_timer_in(
			c, jingle_se_again_ms(jingle_session_timer_bye_in(c)));
}


static void refresh(jingle_call_t *c)
{
	int rc = atomic_get(&c->takes_update) ? update_send(c) : reinvite_send(c);

	if(rc < 0)
		refresh_again(c); /* what did not go out may another time */
	else
		jingle_session_timer_in(c, jingle_session_timer_bye_in(c));
	jingle_recover_save(c);
}


static void session_over(jingle_call_t *c)
{
	LM_INFO("call %s: the session of %d s was not refreshed by %s\n", c->gr,
			c->session_timer.terms.interval,
			c->session_timer.terms.ours ? "us" : "the phone");
	jingle_engine_end(c, JINGLE_EV_DEAD, 408, JINGLE_REASON_TIMEOUT,
			"the session was not refreshed");
}


static void timer_due(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t
							  - offsetof(jingle_call_t, session_timer.timer));

	jingle_table_ref(c);
	if(jingle_session_timer_bye_in(c) <= 0)
		session_over(c);
	else if(c->session_timer.terms.ours && !c->session_timer.out)
		refresh(c);
	jingle_table_put(c);
}


void jingle_session_refresh_init(void)
{
	jingle_session_timer_init(timer_due);
}


/* it knows the method no more, or does not want it so: RFC 3261 section 8.2.1 */
static int is_no_update(int code)
{
	return code == 405 || code == 420 || code == 488 || code == 501;
}


int jingle_do_refreshed(jingle_call_t *c, const jingle_input_t *in)
{
	c->session_timer.out = 0;
	if(in->code < 300) {
		jingle_dialog_refresh(c, in->msg);
		jingle_session_timer_agreed(c, in->msg);
		return 0;
	}
	if(in->code == 408 || in->code == 481) {
		jingle_engine_end(
				c, JINGLE_EV_DEAD, in->code, JINGLE_REASON_GONE, NULL);
		return 0;
	}
	LM_INFO("call %s: the phone refuses to refresh the session (%d)\n", c->gr,
			in->code);
	if(is_no_update(in->code))
		atomic_set(&c->takes_update, 0);
	if(is_no_update(in->code)
			|| jingle_session_timer_raised(c, in->code, in->msg))
		refresh(c);
	else
		refresh_again(c);
	return 0;
}


void jingle_session_refresh_refused(jingle_call_t *c)
{
	if(c->session_timer.reinvite && c->session_timer.terms.interval > 0)
		refresh_again(c);
}
