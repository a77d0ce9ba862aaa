/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: is a SIP user in a call, by what its server says of its
 * dialogs, document by document (RFC 4235). PURE
 */

#include <string.h>

#include "presence_lamp.h"


static uint32_t id_hash(const str *id)
{
	uint32_t hash = 2166136261u;
	int i;

	for(i = 0; i < id->len; i++)
		hash = (hash ^ (unsigned char)id->s[i]) * 16777619u;
	return hash;
}


/* What is over stays so: Kamailio's presence keeps entries of both states of one
 * call in one document, in any order. */
static void entry_set(
		presence_lamp_t *lamp, uint32_t id, presence_dialog_state_t state)
{
	int i;

	for(i = 0; i < lamp->count; i++)
		if(lamp->dialog[i].id == id) {
			if(lamp->dialog[i].state != PRESENCE_DIALOG_TERMINATED)
				lamp->dialog[i].state = state;
			return;
		}
	if(lamp->count == PRESENCE_DIALOGS)
		return;
	lamp->dialog[lamp->count].id = id;
	lamp->dialog[lamp->count++].state = state;
}


void xmpp_presence_lamp_read(
		const presence_dialogs_t *document, presence_lamp_t *out)
{
	int i;

	memset(out, 0, sizeof(*out));
	out->is_known = 1;
	out->version = document->version;
	out->is_partial = document->is_partial != 0;
	for(i = 0; i < document->count; i++)
		entry_set(out, id_hash(&document->dialog[i].id),
				document->dialog[i].state);
}


/* those that are over need no place: an id is not used again */
static void ended_drop(presence_lamp_t *lamp)
{
	int i, n = 0;

	for(i = 0; i < lamp->count; i++)
		if(lamp->dialog[i].state != PRESENCE_DIALOG_TERMINATED)
			lamp->dialog[n++] = lamp->dialog[i];
	lamp->count = (unsigned char)n;
}


int xmpp_presence_lamp_take(presence_lamp_t *lamp, const presence_lamp_t *next)
{
	int i, has_gap = next->is_partial
					 && (!lamp->is_known || next->version != lamp->version + 1);

	if(!next->is_partial) {
		*lamp = *next;
		ended_drop(lamp);
		return 0;
	}
	for(i = 0; i < next->count; i++)
		entry_set(lamp, next->dialog[i].id, next->dialog[i].state);
	ended_drop(lamp);
	lamp->is_known = 1;
	lamp->version = next->version;
	return has_gap;
}


int xmpp_presence_lamp_busy(const presence_lamp_t *lamp, int early)
{
	int i;

	for(i = 0; i < lamp->count; i++)
		if(lamp->dialog[i].state == PRESENCE_DIALOG_CONFIRMED
				|| (early && lamp->dialog[i].state == PRESENCE_DIALOG_EARLY))
			return 1;
	return 0;
}
