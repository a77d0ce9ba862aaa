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
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief jingle :: what both sides must remember between stanzas of a session
 *
 * PURE. The context is a plain blob outside (shared memory, database) and a
 * jingle_ctx_t during a translation. Translations change the jingle_ctx_t
 * only: a caller that wants to undo one simply keeps the old blob.
 */

#ifndef JINGLE_CTX_H
#define JINGLE_CTX_H

#include <stdint.h>

#include "jingle_arena.h"
#include "jingle_media.h"

enum
{
	JINGLE_CTX_VERSION = 3,
	JINGLE_CTX_SLOTS = 32,		 /* m= lines of one session, free ones too */
	JINGLE_CTX_QUEUED = 8,		 /* contents of the peer's in no offer yet */
	JINGLE_CTX_MAX = 256 * 1024, /* bytes of a blob */
	JINGLE_CTX_SIDES = 9999,	 /* phones that a call may have had */
	JINGLE_CTX_BRIDGED = 2,		 /* sides of the media of two phones */
};

typedef enum jingle_ctx_state
{
	JINGLE_CTX_NEW = 0,		 /* nothing translated yet */
	JINGLE_CTX_PEER_OFFERED, /* session-initiate of the peer is out as offer */
	JINGLE_CTX_SIP_OFFERED,	 /* SIP's offer is out as session-initiate */
	JINGLE_CTX_ACTIVE		 /* offer and answer are exchanged */
} jingle_ctx_state_t;

/* Which side waits for an answer within an active session */
typedef enum jingle_ctx_pending
{
	JINGLE_PENDING_NONE = 0,
	JINGLE_PENDING_SIP_ANSWER,	/* a re-INVITE made from the peer's stanza */
	JINGLE_PENDING_PEER_ANSWER, /* a content-add made from a re-INVITE */
} jingle_ctx_pending_t;

typedef enum jingle_slot_state
{
	JINGLE_SLOT_FREE = 0, /* rejected or removed: port 0, may be used again */
	JINGLE_SLOT_OFFERED,  /* waits for the other side */
	JINGLE_SLOT_REFUSED,  /* refused, but the answer that says so is not out */
	JINGLE_SLOT_ACTIVE
} jingle_slot_state_t;

/* One m= line for the life of the session */
typedef struct jingle_slot
{
	jingle_slot_state_t state;
	jingle_party_t creator;
	int by_sip; /* the SIP side added it */
	/* its m= line is in no body that was agreed on: without it the next one
	 * has fewer lines */
	int appended;
	/* with FREE: SIP has taken its stream away, and the peer still has its
	 * content; it is awake when SIP gives it back */
	int asleep;
	/* ICE of a content that the peer has removed has run on it */
	int worn;
	int data; /* a data channel */
	int bundle_only;
	int kind;			 /* jingle_transport_kind_t on the peer's side */
	int crypto_required; /* the peer wants SDES and nothing less */
	int replacing;		 /* a transport-replace of the peer's is in the offer */
	int replaced_kind;	 /* and what it replaces, should SIP refuse: kind, */
	str replaced;		 /* and m= section */
	str name;			 /* Jingle content name */
	str mid;			 /* SDP mid, s == NULL: none */
	str media;
	str proto;	 /* of the SIP side's last m= line, or of ours */
	str formats; /* of it */
	/* sets of jingle_senders_t */
	int peer_mask; /* what the peer wants */
	int responded; /* what SIP has agreed to of it */
	int sip_mask;  /* what the SIP side wants */
	int senders;   /* what was last said to or by the peer */
	str peer;	   /* the peer's m= section as last written, from m= on */
	/* of the SIP side's last m= section */
	str sip_codecs; /* of its codecs, see jingle_out_codecs() */
	uint64_t sip_transport;
	uint64_t sip_keys; /* its fingerprints */
	str sip_ufrag;
	unsigned sip_generation;
	/* 1 ... of the content in the peer's session-initiate, where m= lines have
	 * another order; 0 the same */
	int place;
	int sip_setup;	/* jingle_setup_t */
	int peer_setup; /* the peer's, when it answered */
} jingle_slot_t;

typedef struct jingle_ctx
{
	jingle_ctx_state_t state;
	jingle_ctx_pending_t pending;
	jingle_party_t peer_role; /* the XMPP user's: initiator, responder */
	int peer_hold;			  /* the peer said <hold/> */
	int sip_hold;			  /* we said <hold/> for the SIP side */
	uint64_t sdp_id;		  /* o= of the SDP we write */
	uint64_t sdp_version;
	uint64_t sdp_digest; /* of the last body, without o= */
	str sip_origin;		 /* o= of the last SDP we read */
	str sip_groups;		 /* its a=group values, "SEM mid mid\n" each */
	str groups;			 /* of the peer, the same with our mids */
	/* of the call, which keeps them here for a restart */
	int sip_side, sip_sides; /* the phone's name at the media relay */
	str phone_user;			 /* whose phone it is */
	uint64_t referring;		 /* CSeq of a REFER that is carried out */
	str bridge;	 /* the call of the phone that its own is joined with */
	int bridged; /* and the side of its own of their media */
	jingle_slot_t slot[JINGLE_CTX_SLOTS];
	int slots;
	/* what the peer has added while it was not its turn to offer */
	jingle_slot_t queue[JINGLE_CTX_QUEUED];
	int queued;
	str packed_queue; /* of the queue, while a context is unpacked */
} jingle_ctx_t;

/**
 * A fresh context.
 *
 * @param peer_role the XMPP user's role in the Jingle session
 * @param sdp_id    unpredictable, below 2^62; session id of the o= line
 */
void jingle_ctx_init(
		jingle_ctx_t *ctx, jingle_party_t peer_role, uint64_t sdp_id);

/**
 * Pack a context for storage; printable text, no NUL.
 *
 * @param out view into the arena
 * @return 0, -1 out of memory
 */
int jingle_ctx_pack(const jingle_ctx_t *ctx, jingle_arena_t *arena, str *out);

/**
 * Unpack and check a blob; the context points into it.
 *
 * @return 0, -1 not a context, or not of a version that we read (ctx is then
 *         fresh and empty)
 */
int jingle_ctx_unpack(jingle_ctx_t *ctx, const str *blob);

#endif
