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
 * \brief jingle :: checks that the script has the lines that calls need
 *
 * Flags in shared memory, set by any process and never cleared: which of the
 * script functions stand in kamailio.cfg (fixups) and which have run. Checked
 * when all is loaded, when calls begin and end, and by a timer of two seconds;
 * what is missing is logged once.
 */

#include <string.h>
#include <time.h>

#include "../../core/atomic_ops.h"
#include "../../core/dprint.h"
#include "../../core/hashes.h"
#include "../../core/kemi.h"
#include "../../core/mem/shm.h"
#include "../../core/route.h"
#include "../../core/timer.h"

#include "jingle_script_check.h"

#define HANDLE_LINE \
	"jingle_handle(); in request_route, ahead of all that looks at dialogs"
#define AUTH_LINE "route(JINGLE_AUTH); in place of route(AUTH);"

enum
{
	CHECK_INTERVAL = 2, /* s */
};

/* written by any process, from 0 to something else and no more */
typedef struct checked
{
	atomic_t handled; /* jingle_handle() has run */
	atomic_t within;  /* and had a request within a call */
	atomic_t asked;	  /* and jingle_from_ua() of the INVITE that came */
	atomic_t logged;  /* what is missing */
	atomic_t came;	  /* there was a first INVITE for one of our users: */
	unsigned invite;  /* its Call-ID */
	time_t when;
} script_check_t;

static script_check_t *checked;
static int handle_is_called, from_ua_is_called;


/* the first INVITE of a phone came, and jingle_from_ua() was not called */
static void asked_check(unsigned int ticks, void *param)
{
	(void)ticks;
	(void)param;
	if(atomic_get(&checked->asked) || atomic_get(&checked->logged)
			|| !mb_atomic_get(&checked->came)
			|| time(NULL) - checked->when < CHECK_INTERVAL)
		return;
	atomic_set(&checked->logged, 1);
	LM_ERR("a call to an XMPP user was refused by kamailio.cfg before "
		   "jingle_from_ua() was called; write " AUTH_LINE "\n");
}


int jingle_script_check_init(void)
{
	checked = shm_malloc(sizeof(*checked));
	if(checked == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(checked, 0, sizeof(*checked));
	return register_timer(asked_check, NULL, CHECK_INTERVAL) < 0 ? -1 : 0;
}


void jingle_script_check_destroy(void)
{
	if(checked != NULL)
		shm_free(checked);
	checked = NULL;
}


int jingle_script_check_handle_fixup(void **param, int number)
{
	(void)param;
	(void)number;
	handle_is_called = 1;
	return 0;
}


int jingle_script_check_ask_fixup(void **param, int number)
{
	(void)param;
	(void)number;
	from_ua_is_called = 1;
	return 0;
}


void jingle_script_check_audit(void)
{
	/* a script in another language shows nothing of itself */
	if(sr_kemi_eng_get() != NULL
			|| route_lookup(&event_rt, "jingle:session-initiate") < 0)
		return;
	if(!handle_is_called)
		LM_ERR("kamailio.cfg does not call jingle_handle(), so calls cannot "
			   "end; write " HANDLE_LINE "\n");
	if(!from_ua_is_called)
		LM_ERR("kamailio.cfg does not call jingle_from_ua(), so calls of XMPP "
			   "users are not recognised; write " AUTH_LINE "\n");
}


static unsigned callid_hash(sip_msg_t *msg)
{
	if(msg->callid == NULL)
		return 0;
	return get_hash1_raw(msg->callid->body.s, msg->callid->body.len);
}


void jingle_script_check_handled(void)
{
	if(!atomic_get(&checked->handled))
		atomic_set(&checked->handled, 1);
}


void jingle_script_check_came(sip_msg_t *msg)
{
	if(mb_atomic_get(&checked->came))
		return;
	checked->invite = callid_hash(msg);
	checked->when = time(NULL);
	mb_atomic_set(&checked->came, 1);
}


void jingle_script_check_within(void)
{
	if(!atomic_get(&checked->within))
		atomic_set(&checked->within, 1);
}


void jingle_script_check_asked(sip_msg_t *msg)
{
	if(mb_atomic_get(&checked->came) && !atomic_get(&checked->asked)
			&& callid_hash(msg) == checked->invite)
		atomic_set(&checked->asked, 1);
}


void jingle_script_check_call(void)
{
	if(atomic_get(&checked->handled) || atomic_get(&checked->logged))
		return;
	atomic_set(&checked->logged, 1);
	LM_ERR("a call begins, but jingle_handle() has not run: the call cannot "
		   "end; write " HANDLE_LINE "\n");
}


void jingle_script_check_lost(const jingle_call_t *c)
{
	if(atomic_get(&checked->within) || atomic_get(&checked->logged))
		return;
	atomic_set(&checked->logged, 1);
	LM_ERR("call %s: the phone does not answer, and jingle_handle() has never "
		   "seen an in-dialog request; write " HANDLE_LINE "\n",
			c->gr);
}


void jingle_script_check_refused(jingle_call_t *c, int code)
{
	if(atomic_get(&c->asked) || atomic_get(&checked->logged)
			|| (code != 401 && code != 403 && code != 407))
		return;
	atomic_set(&checked->logged, 1);
	LM_ERR("call %s: our INVITE was refused with %d by kamailio.cfg, where "
		   "jingle_from_ua() was not called; write " AUTH_LINE "\n",
			c->gr, code);
}
