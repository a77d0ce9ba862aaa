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
 * \brief jingle :: DTMF keys that a phone sends by INFO
 *
 * Runs in the owner, for each INFO in the dialog: the body is read
 * (jingle_dtmf.h), and event_route[jingle:dtmf] has rtpengine play the key to
 * the client. Keeps nothing but what jingle_phone.c knows of the phone.
 */

#include "../../core/dprint.h"
#include "../../core/mem/mem.h"

#include "jingle_conf.h"
#include "jingle_dtmf.h"
#include "jingle_keys.h"
#include "../jingle_sdp/jingle_mime.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_script.h"
#include "jingle_evroute.h"


static int client_takes(jingle_call_t *c)
{
	jingle_translation_t w;
	int yes;

	jingle_translation_init(&w);
	yes = jingle_translation_load(&w, c) == 0 && jingle_sdp.sdp_presses(&w.ctx);
	jingle_translation_done(&w);
	return yes;
}


int jingle_keys_are_events(jingle_call_t *c)
{
	return c->voice.events && client_takes(c);
}


const char *jingle_keys_who(jingle_call_t *c)
{
	if(client_takes(c))
		return c->voice.events ? "both" : "client";
	return c->voice.events ? "phone" : "none";
}


int jingle_keys_transcoded(jingle_call_t *c)
{
	jingle_translation_t w;
	int yes;

	jingle_translation_init(&w);
	yes = jingle_translation_load(&w, c) == 0
		  && !jingle_sdp.sdp_speaks(&w.ctx, c->voice.codec);
	jingle_translation_done(&w);
	return yes;
}


/* 0 there is one, -1 it cannot be read, 1 of another type */
static int key_read(const str *text, jingle_dtmf_t *key)
{
	str body;

	if(jingle_sdp.mime_body(text, "application", "dtmf-relay", &body))
		return jingle_dtmf_relay(&body, key);
	if(jingle_sdp.mime_body(text, "application", "dtmf", &body))
		return jingle_dtmf_digit(&body, key);
	return 1;
}


static int route_run(
		jingle_call_t *c, const jingle_input_t *in, const jingle_dtmf_t *key)
{
	jingle_script_t script;
	char *buf = NULL;
	str body;
	int rc;

	jingle_script_begin(&script, c, NULL);
	script.key = key;
	rc = jingle_script_run(
			JINGLE_ROUTE_DTMF, &in->text, in->rcv, NULL, &body, &buf);
	jingle_script_end(&script);
	if(buf != NULL)
		pkg_free(buf);
	if(script.rejected)
		return jingle_sdp.reason_code(script.reason, JINGLE_CFG(decline_code));
	return rc < 0 ? 500 : 200;
}


static int key_refused(jingle_call_t *c, const char *why, const char **hdrs)
{
	LM_INFO("call %s: a DTMF key from the phone is refused: %s\n", c->gr, why);
	*hdrs = "Warning: 399 kamailio \"no way to pass this key on\"\r\n";
	return 488;
}


int jingle_keys_take(
		jingle_call_t *c, const jingle_input_t *in, const char **hdrs)
{
	jingle_dtmf_t key;
	int rc = key_read(&in->text, &key);

	*hdrs = NULL;
	if(rc > 0)
		return 0;
	if(rc < 0) {
		LM_INFO("call %s: the phone's INFO has no readable DTMF key\n", c->gr);
		return 400;
	}
	if(key.key == JINGLE_DTMF_FLASH)
		return key_refused(c, "clients have no hook", hdrs);
	if(!client_takes(c))
		return key_refused(c, "the client takes no telephone-event", hdrs);
	if(!jingle_evroute_has(JINGLE_ROUTE_DTMF))
		return key_refused(c, "there is no event_route[jingle:dtmf]", hdrs);
	return route_run(c, in, &key);
}
