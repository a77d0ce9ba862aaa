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
 * \brief jingle :: keys that the XMPP user presses without a keypad
 *
 * Runs in the owner. Keys wait in plain memory of the worker, while there are
 * any, and a timer of the call takes one after the other. The media relay makes
 * events or tones of them once it decodes what the client sends; it is made to
 * when the first key comes, by an offer and an answer as both are already, of
 * which no party hears. What the client is sent stays as it was. Replies to INFO
 * come in any process and are posted to the owner.
 */

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../core/config.h"
#include "../../core/dprint.h"
#include "../../core/mem/mem.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_dtmf.h"
#include "jingle_event.h"
#include "jingle_evroute.h"
#include "jingle_keys.h"
#include "jingle_media_route.h"
#include "jingle_press.h"
#include "jingle_recover.h"
#include "jingle_relay.h"
#include "jingle_script.h"
#include "jingle_table.h"

enum
{
	WAITING_MAX = 64,
	PAUSE = 100, /* ms between two keys */
	/* What follows a key that rtpengine makes leaves late by the key's length;
	 * it makes up 10 ms with each packet of 20. The packets of a key that begins
	 * meanwhile leave in the wrong order, and the phone loses it or hears it
	 * twice. So a key's length and twice that until the next one. */
	RELAY_LENGTHS = 3,
	READY = 200, /* ms until the client's next packet went through the decoder */
	AGAIN = 200, /* ms until the relay is asked once more */
	TRIES = 15,
	TELL_MAX = 3 * 1024,
};

typedef enum way
{
	WAY_NONE = 0, /* not chosen yet */
	WAY_RELAY,
	WAY_INFO,
} way_t;

/* Keys that wait, the first one first. */
typedef struct jingle_press
{
	way_t way;
	int relay_failed;
	int tries;
	int asked; /* an INFO is out */
	int count;
	jingle_dtmf_t keys[WAITING_MAX];
	char tell[TELL_MAX]; /* who is told of a failure; or empty */
} jingle_press_t;

static char text_buf[BUF_SIZE]; /* a SIP message for an event route */

static void press_due(xmpp_link_timer_t *t);


/* and has not refused one with a key */
static int takes_info(jingle_call_t *c)
{
	return atomic_get(&c->takes_info) && !c->no_key_info;
}


static void press_in(jingle_call_t *c, int ms)
{
	c->press_timer.run = press_due;
	jingle_link.timer_set(&c->press_timer, ms);
}


static void press_end(jingle_call_t *c)
{
	jingle_link.timer_stop(&c->press_timer);
	free(c->press);
	c->press = NULL;
}


/* none of the ways is left */
static void press_fail(jingle_call_t *c, const char *why)
{
	char words[200];
	str tell, text;

	LM_INFO("call %s: %d DTMF keys of the XMPP user do not get to the phone: "
			"%s\n",
			c->gr, c->press->count, why);
	tell.s = c->press->tell;
	tell.len = (int)strlen(tell.s);
	text.s = words;
	text.len = snprintf(words, sizeof(words),
			"Keys that do not get to the other party: %d. Why: %s.",
			c->press->count, why);
	if(tell.len > 0)
		jingle_gateway.send_chat(&c->component, &c->local, &tell, &text);
	press_end(c);
}


/* the first one is through */
static void press_next(jingle_call_t *c, int ms)
{
	jingle_press_t *p = c->press;

	p->tries = 0;
	p->count--;
	memmove(p->keys, p->keys + 1, (size_t)p->count * sizeof(p->keys[0]));
	/* the end, too, waits: a key pressed now must not run into this one */
	press_in(c, ms + PAUSE);
}


/* --- by the media relay ------------------------------------------------------- */

/* May the relay be told of an offer now, one that no party hears of? */
static int relay_is_free(jingle_call_t *c, const jingle_translation_t *w)
{
	return jingle_negotiate_is_free(&c->negotiate, JINGLE_NEG_SIP)
		   && w->ctx.pending == JINGLE_PENDING_NONE
		   && !jingle_translation_waits(w);
}


/* 1 the relay can make keys from now on, 0 not yet, -1 it cannot */
static int relay_prepare(jingle_call_t *c)
{
	jingle_translation_t w;
	jingle_sdp_t sdp;
	int rc = -1;

	jingle_translation_init(&w);
	if(c->phone.len <= 0 || jingle_translation_load(&w, c) < 0)
		goto out;
	rc = 0;
	if(!relay_is_free(c, &w))
		goto out;
	rc = -1;
	if(jingle_sdp.sdp_current(&w.map, &w.ctx, JINGLE_BODY_OFFER, &sdp) < 0)
		goto out;
	c->presses = 1;
	if(jingle_media_route_repeat(c, &sdp.body) == 0) {
		rc = 1;
		c->changed = 1;
		jingle_recover_save(c);
	} else {
		c->presses = 0;
	}
out:
	jingle_translation_done(&w);
	return rc;
}


/* 0, -1 not played, -2 nobody knows */
static int relay_play(jingle_call_t *c, const jingle_dtmf_t *key)
{
	jingle_script_t script;
	char *buf = NULL;
	str text, body;
	int rc;

	text.s = text_buf;
	text.len = jingle_dialog_text(
			c, "INFO", 1, NULL, NULL, text_buf, sizeof(text_buf));
	if(text.len >= (int)sizeof(text_buf))
		return -1;
	jingle_script_begin(&script, c, NULL);
	script.key = key;
	rc = jingle_script_run(
			JINGLE_ROUTE_PRESS, &text, &c->dialog.rcv, NULL, &body, &buf);
	jingle_script_end(&script);
	if(buf != NULL)
		pkg_free(buf);
	if(rc == 0 && !script.rejected)
		return 0;
	return jingle_relay_is_silent() ? -2 : -1;
}


/* whatever comes after it, the phone will not hear of keys by the relay */
static void relay_failed(jingle_call_t *c, const char *why)
{
	jingle_press_t *p = c->press;

	p->relay_failed = 1;
	p->tries = 0;
	if(takes_info(c)) {
		p->way = WAY_INFO;
		press_in(c, 0);
	} else {
		press_fail(c, why);
	}
}


static void relay_step(jingle_call_t *c)
{
	jingle_press_t *p = c->press;
	int rc;

	if(!c->presses) {
		rc = relay_prepare(c);
		if(rc < 0)
			relay_failed(c, "the media relay cannot make them");
		else if(rc > 0)
			press_in(c, READY);
		else if(++p->tries < TRIES)
			press_in(c, AGAIN);
		else
			relay_failed(c, "the call is being changed");
		return;
	}
	rc = relay_play(c, &p->keys[0]);
	if(rc == 0)
		press_next(c, p->keys[0].duration * RELAY_LENGTHS);
	else if(rc == -2) /* not once more: it may have been heard */
		press_fail(c, "the media relay does not answer");
	else if(++p->tries < TRIES)
		press_in(c, AGAIN);
	else
		relay_failed(c, "the media relay did not make them");
}


/* --- by INFO -------------------------------------------------------------------- */

/* runs in any process */
static void info_answered(struct cell *t, int type, struct tmcb_params *ps)
{
	jingle_call_t *c = *ps->param;

	(void)t;
	if(type & TMCB_DESTROY) {
		jingle_table_put(c);
		return;
	}
	/* one at a time: it finds room */
	jingle_event_send(c, JINGLE_EV_PRESSED, ps->code, NULL, NULL, 1);
}


static void info_step(jingle_call_t *c)
{
	char buf[1200], key[JINGLE_DTMF_BODY_MAX];
	str hdrs, body;

	hdrs.s = buf;
	hdrs.len = jingle_dialog_contact(c, buf, sizeof(buf));
	if(hdrs.len < (int)sizeof(buf))
		hdrs.len += snprintf(buf + hdrs.len, sizeof(buf) - hdrs.len,
				"Content-Type: application/dtmf-relay\r\n");
	jingle_dtmf_write(&c->press->keys[0], key, &body);
	if(hdrs.len >= (int)sizeof(buf)
			|| jingle_dialog_send(c, "INFO", &hdrs, &body, info_answered) < 0) {
		press_fail(c, "no INFO can be sent");
		return;
	}
	c->press->asked = 1;
	jingle_recover_save(c);
}


int jingle_do_pressed(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_press_t *p = c->press;

	if(p == NULL || !p->asked)
		return 0;
	p->asked = 0;
	if(in->code < 300) {
		press_next(c, p->keys[0].duration);
		return 0;
	}
	c->no_key_info = 1;
	if(in->code == 408 || in->code == 481) {
		press_fail(c, "the phone does not answer");
	} else if(p->relay_failed || !jingle_evroute_has(JINGLE_ROUTE_PRESS)) {
		press_fail(c, "the phone refuses them");
	} else {
		p->way = WAY_RELAY;
		press_in(c, 0);
	}
	return 0;
}


/* --- both ------------------------------------------------------------------------- */

/* Where both have telephone-event the phone hears keys there. Else it is told by
 * INFO, if it takes that, rather than by tones, which a codec may spoil. */
static way_t way_choose(jingle_call_t *c)
{
	int info = takes_info(c);

	if(!jingle_evroute_has(JINGLE_ROUTE_PRESS))
		return info ? WAY_INFO : WAY_NONE;
	/* after a restart what the phone has is not known, but what was done is */
	return !info || c->presses || jingle_keys_are_events(c) ? WAY_RELAY
															: WAY_INFO;
}


static void press_due(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t - offsetof(jingle_call_t, press_timer));
	jingle_press_t *p = c->press;

	if(p == NULL || p->asked)
		return;
	if(p->count == 0) {
		press_end(c);
		return;
	}
	if(c->state != JINGLE_ACTIVE) {
		press_fail(c, "the call is being changed");
		return;
	}
	if(p->way == WAY_NONE)
		p->way = way_choose(c);
	jingle_table_ref(c);
	if(p->way == WAY_RELAY)
		relay_step(c);
	else if(p->way == WAY_INFO)
		info_step(c);
	else
		press_fail(c, "there is no way to pass them on");
	jingle_table_put(c);
}


static jingle_press_t *press_new(jingle_call_t *c)
{
	c->press = calloc(1, sizeof(*c->press));
	if(c->press == NULL)
		LM_ERR("call %s: no memory for DTMF keys\n", c->gr);
	return c->press;
}


int jingle_press(
		jingle_call_t *c, const str *keys, int duration, const str *tell)
{
	jingle_press_t *p = c->press;
	int i, begun = p != NULL;

	if(c->state != JINGLE_ACTIVE)
		return -2;
	if((begun ? p->count : 0) + keys->len > WAITING_MAX)
		return -1;
	if(!begun)
		p = press_new(c);
	if(p == NULL)
		return -1;
	for(i = 0; i < keys->len; i++) {
		p->keys[p->count].key = keys->s[i];
		p->keys[p->count++].duration = jingle_dtmf_duration(duration);
	}
	if(tell != NULL && tell->len < TELL_MAX) {
		memcpy(p->tell, tell->s, (size_t)tell->len);
		p->tell[tell->len] = '\0';
	}
	if(!begun)
		press_in(c, 0);
	return 0;
}


void jingle_press_leave(jingle_call_t *c)
{
	if(c->press != NULL && c->press->count > 0)
		press_fail(c, "another phone has the call now");
}
