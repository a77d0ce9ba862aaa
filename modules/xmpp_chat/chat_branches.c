/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what each phone of a SIP user answers to CPIM
 */

#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"
#include "../../modules/tm/tm_load.h"

#include "chat_branches.h"
#include "chat_conf.h"
#include "chat_ids.h"
#include "chat_mime.h"
#include "chat_phone.h"

enum
{
	CALLID_MAX = 64, /* bytes; ours are shorter */
};

/* tm's, until it ends the transaction */
typedef struct relayed
{
	int worker;
	int callid_len;
	char callid[CALLID_MAX];
} relayed_t;

typedef struct refusal
{
	xmpp_link_task_t task; /* first: the worker hands it to us */
	int callid_len;
	char callid[CALLID_MAX];
} refusal_t;

static struct tm_binds tm;


int xmpp_chat_branches_init(void)
{
	if(tm_load_api(&tm) == 0)
		return 0;
	LM_ERR("the module tm must be loaded before this one\n");
	return -1;
}


static void refusal_run(xmpp_link_task_t *t)
{
	refusal_t *r = (refusal_t *)t;
	str callid = {r->callid, r->callid_len};
	chat_id_t *id = xmpp_chat_ids_find(CHAT_TO_SIP, &callid);

	if(id != NULL)
		xmpp_chat_phone_refuses(&id->party.ours, CHAT_TAKES_CPIM);
	shm_free(r);
}


/* in any process, maybe with tm's locks held */
static void on_reply(struct cell *t, int type, struct tmcb_params *ps)
{
	const relayed_t *relayed = *ps->param;
	refusal_t *r;

	(void)t;
	(void)type;
	if(ps->code != 415 && ps->code != 406 && ps->code != 488)
		return;
	r = shm_malloc(sizeof(*r));
	if(r == NULL) {
		SHM_MEM_ERROR;
		return;
	}
	memset(r, 0, sizeof(*r));
	r->task.run = refusal_run;
	r->callid_len = relayed->callid_len;
	memcpy(r->callid, relayed->callid, CALLID_MAX);
	if(xmpp_chat_link.post(relayed->worker, &r->task, 0) < 0)
		shm_free(r);
}


static void relayed_free(void *param)
{
	shm_free(param);
}


void xmpp_chat_branches_watch(sip_msg_t *msg, const str *user)
{
	const str *callid = &msg->callid->body;
	relayed_t *r;

	if(msg->content_type == NULL || callid->len > CALLID_MAX
			|| !xmpp_chat_mime_is(&msg->content_type->body, "message", "cpim"))
		return;
	r = shm_malloc(sizeof(*r));
	if(r == NULL) {
		SHM_MEM_ERROR;
		return;
	}
	memset(r, 0, sizeof(*r));
	r->worker = xmpp_chat_link.owner(user);
	r->callid_len = callid->len;
	memcpy(r->callid, callid->s, (size_t)callid->len);
	/* there is no transaction yet: tm keeps it for the one to come */
	if(tm.register_tmcb(msg, 0, TMCB_RESPONSE_IN, on_reply, r, relayed_free)
			<= 0)
		shm_free(r);
}
