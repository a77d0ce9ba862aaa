/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: SIP users in calls of this Kamailio that do not pass the
 * gateway, by its module dialog. GLUE
 *
 * Its C interface, and no PUBLISH: two documents of one call within milliseconds
 * would race for one etag. In any process, with the dialog's lock perhaps.
 */

#include <stdio.h>

#include "../../core/dprint.h"
#include "../../core/parser/parse_uri.h"
#include "../../modules/dialog/dlg_load.h"
#include "../../modules/dialog/dlg_hash.h"
#include "../xmpp_link/link_jid.h"

#include "presence_config.h"
#include "presence_trust.h"
#include "presence_watch_calls.h"
#include "presence_watch_dialogs.h"

enum
{
	NAME_MAX_LEN = 64,
	ENDS = DLGCB_TERMINATED | DLGCB_EXPIRED | DLGCB_FAILED | DLGCB_DESTROY,
};

static struct dlg_binds dialogs;


/* the contact of a SIP user whom XMPP users may watch. return 0, -1 */
static int contact_of(const str *uri, char *buf, str *contact)
{
	const xmpp_gateway_addr_conf_t *home;
	char jid_buf[LINK_JID_MAX];
	sip_uri_t parsed;
	str jid;

	if(uri->len <= 0 || parse_uri(uri->s, uri->len, &parsed) < 0
			|| parsed.user.len == 0 || !xmpp_presence_watches(&parsed.host))
		return -1;
	home = xmpp_presence_gateway.home(&parsed.host);
	if(home == NULL
			|| xmpp_presence_gateway.addr_write(
					   home, uri, NULL, 0, jid_buf, sizeof(jid_buf), &jid)
					   != 0)
		return -1;
	return link_jid_fold(&jid, buf, LINK_JID_MAX, contact);
}


/* a name of the dialog that no call of the gateway has */
static str name_of(const struct dlg_cell *dlg, char *buf)
{
	str name = {buf, 0};

	name.len = snprintf(
			buf, NAME_MAX_LEN, "dialog:%u:%u", dlg->h_entry, dlg->h_id);
	return name;
}


/* The caller, and the callee: who was called by the Request-URI, if that is one
 * of ours, else by To. */
static void parties_set(const struct dlg_cell *dlg, presence_call_f f)
{
	char name_buf[NAME_MAX_LEN], buf[LINK_JID_MAX];
	str name = name_of(dlg, name_buf), contact;

	if(contact_of(&dlg->from_uri, buf, &contact) == 0)
		f(&name, &contact);
	if(contact_of(&dlg->req_uri, buf, &contact) == 0
			|| contact_of(&dlg->to_uri, buf, &contact) == 0)
		f(&name, &contact);
}


static void on_answered(
		struct dlg_cell *dlg, int type, struct dlg_cb_params *params)
{
	(void)type;
	(void)params;
	parties_set(dlg, xmpp_presence_call_begins);
}


/* once for each call, whichever of them comes */
static void on_ended(
		struct dlg_cell *dlg, int type, struct dlg_cb_params *params)
{
	(void)type;
	(void)params;
	parties_set(dlg, xmpp_presence_call_ends);
}


static void on_created(
		struct dlg_cell *dlg, int type, struct dlg_cb_params *params)
{
	(void)type;
	(void)params;
	if(dialogs.register_dlgcb(dlg, DLGCB_CONFIRMED_NA, on_answered, NULL, NULL)
					!= 0
			|| dialogs.register_dlgcb(dlg, ENDS, on_ended, NULL, NULL) != 0)
		LM_ERR("no memory: who is in the call %.*s is not shown on the phone\n",
				STR_FMT(&dlg->callid));
}


/* of the database, after a restart */
static void on_loaded(
		struct dlg_cell *dlg, int type, struct dlg_cb_params *params)
{
	on_created(dlg, type, params);
	if(dlg->state == DLG_STATE_CONFIRMED
			|| dlg->state == DLG_STATE_CONFIRMED_NA)
		parties_set(dlg, xmpp_presence_call_was);
}


int xmpp_presence_dialogs_init(void)
{
	if(!PRESENCE_CFG(busy_from_dialog))
		return 0;
	if(load_dlg_api(&dialogs) < 0) {
		LM_ERR("parameter busy_from_dialog: the module dialog must be "
			   "loaded\n");
		return -1;
	}
	if(dialogs.register_dlgcb(NULL, DLGCB_CREATED, on_created, NULL, NULL) == 0
			&& dialogs.register_dlgcb(NULL, DLGCB_LOADED, on_loaded, NULL, NULL)
					   == 0)
		return 0;
	LM_ERR("the module dialog takes no callbacks\n");
	return -1;
}
