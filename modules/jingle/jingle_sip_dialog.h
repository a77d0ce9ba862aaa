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
 * \brief jingle :: a SIP dialog
 *
 * What RFC 3261 section 12 calls a dialog, as plain strings, so that it can be
 * stored and taken up again; a dlg_t for tm is built for each request. It knows
 * no call, saves nothing and logs nothing: SUBSCRIBE and REFER make dialogs of
 * the same kind.
 *
 * One process, its owner, writes to it. Others may read its strings, and take
 * requests in order, with its lock held, which the owner takes to replace one.
 */

#ifndef JINGLE_SIP_DIALOG_H
#define JINGLE_SIP_DIALOG_H

#include "../../core/ip_addr.h"
#include "../../core/locking.h"
#include "../../core/parser/msg_parser.h"
#include "../../core/str.h"
#include "../../modules/tm/tm_load.h"

enum
{
	JINGLE_TAG_LEN = 26, /* 130 random bits in base32 */
};

typedef struct jingle_sip_dialog
{
	char loc_tag[JINGLE_TAG_LEN + 1]; /* ours; fixed */
	str callid;
	str loc_uri, loc_name;
	str rem_uri, rem_name, rem_tag, rem_target;
	str routes;				 /* route set as we send it, "<uri>,<uri>" */
	unsigned loc_cseq;		 /* the last one we sent */
	unsigned rem_cseq;		 /* of their last request; with the lock held */
	struct receive_info rcv; /* where the request or the 2xx came from */
	gen_lock_t *lock;		 /* NULL: it has no other readers */
	int changed;			 /* a string has; set back where it is stored */
} jingle_sip_dialog_t;

/* What a message lacks that should make a dialog; several at a time. */
typedef enum jingle_sip_fault
{
	JINGLE_SIP_NO_MEMORY = 1,
	JINGLE_SIP_HEADERS = 2,	  /* Call-ID, CSeq, From with a tag, To */
	JINGLE_SIP_CSEQ = 4,	  /* 2^31 or more (section 8.1.1.5) */
	JINGLE_SIP_NO_TARGET = 8, /* no Contact */
	JINGLE_SIP_ROUTES = 16,	  /* Record-Route malformed, or too long */
} jingle_sip_fault_t;

enum
{
	JINGLE_SIP_ROUTES_MAX = 4096, /* bytes of a route set */
	JINGLE_SIP_ROUTE_LINES = 32,
};

/* OWNER. Replace one of its strings by a copy in shared memory. 0, -1 without
 * memory (the old value stays) */
int jingle_sip_dialog_set(jingle_sip_dialog_t *d, str *field, const str *value);
/* Free its strings; there must be no other reader any more. */
void jingle_sip_dialog_free(jingle_sip_dialog_t *d);

/**
 * OWNER. The dialog that a request makes when we answer it (section 12.1.1); our
 * tag is there already.
 *
 * @param m parsed, all headers
 * @return 0, or jingle_sip_fault_t
 */
int jingle_sip_dialog_uas(jingle_sip_dialog_t *d, sip_msg_t *m);

/**
 * OWNER. The dialog that a 2xx to a request of ours makes (section 12.1.2). What
 * it has is taken, so that a BYE can be sent where there is a target.
 *
 * @return 0, or all of jingle_sip_fault_t that apply
 */
int jingle_sip_dialog_uac(jingle_sip_dialog_t *d, sip_msg_t *m);

/* Does a request belong to it (section 12.2.2)? The tag of a party that has not
 * answered yet is not known, and any will do. 1, 0 */
int jingle_sip_dialog_match(jingle_sip_dialog_t *d, sip_msg_t *m);

/* Is a request the next one, or a later one (section 12.2.2)? It is noted. Before
 * the other party's tag is known, each that may answer has an order of its own.
 * 0, or the status to refuse it with: 400, 500 */
int jingle_sip_dialog_order(jingle_sip_dialog_t *d, sip_msg_t *m);

/* OWNER. Remote target from a target refresh request, or a 2xx to one of ours
 * (section 12.2); none in it: as it was. 0, -1 */
int jingle_sip_dialog_refresh(jingle_sip_dialog_t *d, sip_msg_t *m);

/* A header Replaces (RFC 3891), views into its value. */
typedef struct jingle_sip_replaces
{
	str callid, to_tag, from_tag;
	int early_only;
} jingle_sip_replaces_t;

/* 0, -1 malformed: 400 (RFC 3891 section 3) */
int jingle_sip_replaces_read(const str *value, jingle_sip_replaces_t *r);
/* Is it this dialog that is to be replaced (RFC 3891 section 3)? The tag of a party
 * that has not answered yet is not known, and any will do. 1, 0; early-only is the
 * caller's to look at */
int jingle_sip_dialog_replaced(
		jingle_sip_dialog_t *d, const jingle_sip_replaces_t *r);

/**
 * Write a Contact of ours: the user of our URI at the user agent's socket.
 *
 * @param gr value of its parameter gr
 * @return length; >= cap: did not fit
 */
int jingle_sip_dialog_contact(
		const jingle_sip_dialog_t *d, const char *gr, char *buf, int cap);

/**
 * Write the head of a request in the dialog, as an event route sees it: the
 * request line, Via, From, To, Call-ID, CSeq (section 12.2.1.1).
 *
 * @param ours 1: as if we sent it, 0: as if the other side did
 * @param branch end of the Via's branch
 * @return length; >= cap: did not fit
 */
int jingle_sip_dialog_head(const jingle_sip_dialog_t *d, const char *method,
		int ours, const char *branch, char *buf, int cap);

/* A dlg_t on the caller's stack, with views of the dialog; jingle_sip_dlg_done()
 * frees what it holds. 0, -1 the route set cannot be parsed */
int jingle_sip_dlg_build(const jingle_sip_dialog_t *d, dlg_t *dlg);
void jingle_sip_dlg_done(dlg_t *dlg);

/**
 * OWNER. Send a request in the dialog.
 *
 * @param hdrs header lines or NULL
 * @param cb   told of the final reply and of the transaction's end, with param;
 *             NULL: nothing is
 * @return 0; < 0: nothing was sent, and no callback will run:
 *         JINGLE_SIP_NOT_SENT, JINGLE_SIP_DROPPED by the operator's
 *         event_route[tm:local-request], JINGLE_SIP_NO_ROUTE: the route set
 *         cannot be parsed
 */
int jingle_sip_dialog_send(jingle_sip_dialog_t *d, const char *method,
		const str *hdrs, const str *body, transaction_cb cb, void *param);

/* OWNER. The ACK for a 2xx to the INVITE with this CSeq, which tm does not send:
 * its own would have the branch of the INVITE, and through a proxy, too. A phone
 * may take it for that of another transaction (section 8.1.1.7). As
 * jingle_sip_dialog_send() */
int jingle_sip_dialog_ack(
		jingle_sip_dialog_t *d, unsigned cseq, const str *hdrs);

enum
{
	JINGLE_SIP_NOT_SENT = -1,
	JINGLE_SIP_DROPPED = -2,
	JINGLE_SIP_NO_ROUTE = -3,
};

/* Hand a request to tm; *hash and *label name its transaction. Likewise. */
int jingle_sip_transaction(uac_req_t *req, unsigned *hash, unsigned *label);

#endif
