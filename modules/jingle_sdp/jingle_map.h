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
 * \brief jingle :: translation between Jingle and SDP
 *
 * PURE. Two sides: the *peer*, who speaks Jingle, and *SIP*, who speaks SDP.
 *
 *   stanza --read--> session --to_sdp--> SDP          (peer -> SIP)
 *   SDP --from_sdp--> sessions --write--> <jingle/>   (SIP -> peer)
 *
 * One jingle_map_t is one translation: arena, limits, warnings, error. All that
 * it yields lives in the arena. Functions return 0, or -1 with t->error set;
 * the context is then undefined and the calling function keeps the old blob.
 *
 *   jingle_arena_init(&arena, alloc, release, NULL, 0);
 *   jingle_map_init(&t, &arena, NULL);
 *   jingle_ctx_unpack(&ctx, &blob);       or jingle_ctx_init()
 *   if(jingle_xml_read(&t, &xml, &s) == 0
 *			&& jingle_to_sdp(&t, &ctx, s, &out) == 0)
 *		... out.body; jingle_ctx_pack(&ctx, &arena, &blob) ...
 *   jingle_arena_free(&arena);
 */

#ifndef JINGLE_MAP_H
#define JINGLE_MAP_H

#include "jingle_arena.h"
#include "jingle_ctx.h"
#include "jingle_media.h"
#include "jingle_map_warnings.h"

struct xml_build;

/* Kinds of peers whose programs need something other than the standard */
typedef enum jingle_peer
{
	JINGLE_PEER_GENERIC = 0,
	JINGLE_PEER_CONVERSATIONS,
	JINGLE_PEER_DINO,
	JINGLE_PEER_GAJIM,
	JINGLE_PEER_LIBPURPLE,
	JINGLE_PEER_MONAL,
	JINGLE_PEER_MOVIM,
	JINGLE_PEER_PSI,
	JINGLE_PEER_QXMPP,
	JINGLE_PEER_SISKIN,
	JINGLE_PEER_STANZA,
	JINGLE_PEER_UNKNOWN, /* its presence is not shown to us */
	JINGLE_PEERS
} jingle_peer_t;

typedef struct jingle_map
{
	jingle_arena_t *arena;
	jingle_limits_t limits;
	jingle_map_warnings_t warnings;
	jingle_error_t error;
	jingle_peer_t peer; /* for what is written to it */
	int strict;			/* 1: refuse what is otherwise read as it was meant */
	/* candidates beyond the limit, and those that come twice: 1 are left off,
	 * 0 count, and are refused */
	int surplus;
	/* 1: what SIP pauses becomes <hold/> or is not said, 0: content-modify */
	int hold_by_info;
	/* 1: what SIP adds is refused, for the peer cannot be asked now */
	int at_once;
	/* media go through a relay that has a port for each stream */
	int relayed;
	/* transport of a session-initiate made of an SDP without ICE:
	 * JINGLE_TRANSPORT_NONE = raw-udp, as XEP-0177 has it */
	jingle_transport_kind_t transport;
} jingle_map_t;

/** Start a translation; limits NULL = jingle_limits_default. */
void jingle_map_init(
		jingle_map_t *t, jingle_arena_t *arena, const jingle_limits_t *limits);

/* names ----------------------------------------------------------------- */

/** Element name of a reason, "" for NONE and UNKNOWN. */
const char *jingle_reason_name(jingle_reason_t reason);
/** JINGLE_REASON_UNKNOWN when the name is not in XEP-0166. */
jingle_reason_t jingle_reason_find(const str *name);
/** Attribute value of an action, "" for NONE and UNKNOWN. */
const char *jingle_action_name(jingle_action_t action);
jingle_action_t jingle_action_find(const str *name);
/** Name as --peer takes it. */
const char *jingle_peer_name(jingle_peer_t peer);
/** -1 when there is no such name. */
int jingle_peer_find(const str *name);
/** Guess by the node of XEP-0115 caps; GENERIC when unknown. */
jingle_peer_t jingle_peer_by_caps(const str *node);

/* Jingle to SDP --------------------------------------------------------- */

/**
 * Read an <iq/> with a <jingle/>, or a <jingle/> alone.
 *
 * A stanza without Jingle: error.fault JINGLE_FAULT_NOT_JINGLE. An unknown
 * action or session-info is no error: JINGLE_ACTION_UNKNOWN, _INFO_UNKNOWN.
 *
 * @param xml borrowed; the session does not point into it
 * @param out also on failure: as far as it was read, or NULL
 */
int jingle_xml_read(jingle_map_t *t, const str *xml, jingle_session_t **out);

typedef enum jingle_body
{
	JINGLE_BODY_NONE = 0, /* nothing for SIP; the context may have changed */
	JINGLE_BODY_OFFER,	  /* application/sdp: INVITE, re-INVITE, UPDATE */
	JINGLE_BODY_ANSWER,	  /* application/sdp: 200, ACK */
	JINGLE_BODY_FRAGMENT, /* application/trickle-ice-sdpfrag (RFC 8840) */
} jingle_body_t;

typedef struct jingle_sdp
{
	jingle_body_t kind;
	str body;		 /* CRLF lines */
	int same;		 /* equal to the last body: same o= version */
	int restart;	 /* new ICE credentials of the peer */
	int due;		 /* SIP must hear of it by an offer, but not now */
	int all_refused; /* the peer refused all that SIP's re-INVITE added */
	int none_left;	 /* content-remove took the last content: BYE, terminate */
	jingle_list_t withdrawn; /* jingle_session_t: to be sent to the peer */
} jingle_sdp_t;

/**
 * What a stanza of the peer means for SIP.
 *
 * session-initiate -> offer; session-accept -> answer to SIP's offer;
 * content-add, -modify, -remove, transport-replace, transport-info with new
 * credentials, session-info hold, unhold and active -> full new offer;
 * content-accept, -reject -> answer to SIP's re-INVITE, once all contents that
 * it added are decided (content-accept of nothing of ours: NONE);
 * transport-info with candidates -> fragment; the rest -> NONE.
 * While SIP's re-INVITE waits, what would be an offer is kept in the context
 * and comes with the answer (NONE).
 */
int jingle_to_sdp(jingle_map_t *t, jingle_ctx_t *ctx, const jingle_session_t *s,
		jingle_sdp_t *out);

/**
 * The peer's current session: the offer for a re-INVITE without SDP, or the
 * answer to a re-INVITE that does not change it. What is not accepted yet may be
 * offered again, to another phone.
 *
 * @param kind JINGLE_BODY_OFFER or JINGLE_BODY_ANSWER
 */
int jingle_sdp_current(jingle_map_t *t, jingle_ctx_t *ctx, jingle_body_t kind,
		jingle_sdp_t *out);

/**
 * The peer did not decide about a content-add in time: the answer that refuses
 * what waits; out->withdrawn holds the content-remove that tells the peer.
 */
int jingle_sdp_refuse(jingle_map_t *t, jingle_ctx_t *ctx, jingle_sdp_t *out);

/**
 * SIP has taken its re-INVITE back, or nobody waits for its answer any more: what
 * it added is not in the session; out->withdrawn as above, and no body.
 */
int jingle_sdp_withdraw(jingle_map_t *t, jingle_ctx_t *ctx, jingle_sdp_t *out);

/* SDP to Jingle --------------------------------------------------------- */

typedef struct jingle_stanzas
{
	jingle_list_t list;		/* jingle_session_t, in the order of sending; sid,
						 * initiator, responder are to be filled in */
	jingle_list_t rejected; /* jingle_param_t: names of contents at port 0 */
	int wait;	   /* the SIP answer must wait for the peer's (content-add) */
	int same;	   /* nothing changed (session timer refresh) */
	int hold;	   /* 1 SIP holds now, -1 it does no longer, 0 no change */
	int surplus;   /* SIP accepted a stream that the peer cannot have: it is
					* to be told */
	int terminate; /* the list ends in a session-terminate */
} jingle_stanzas_t;

/**
 * What a body of SIP's means for the peer.
 *
 * OFFER: new session -> session-initiate; else the difference to what SIP said
 * last: content-add (wait set), content-remove, content-modify or hold,
 * transport-info, description-info for codecs whose parameters are others;
 * empty and same set when there is none.
 * ANSWER: to the peer's session-initiate -> session-accept of all contents,
 * those that SIP rejected too, as the peer's program takes them (jingle_peer_t),
 * or session-terminate when all are rejected; to a content-add -> content-accept or
 * content-reject; else the difference as above.
 * FRAGMENT: transport-info.
 */
int jingle_from_sdp(jingle_map_t *t, jingle_ctx_t *ctx, const str *sdp,
		jingle_body_t kind, jingle_stanzas_t *out);

/**
 * SIP refused the pending re-INVITE (488, 6xx): what the peer had added is
 * taken out again, with a content-reject for it, its transport-replace gets a
 * transport-reject, its content-modify a contrary one; what was before counts
 * again, and the session continues.
 */
int jingle_from_refusal(jingle_map_t *t, jingle_ctx_t *ctx,
		jingle_reason_t reason, jingle_stanzas_t *out);

/**
 * SIP may not be offered anything now (491): what the peer has added waits again,
 * and comes with the next offer.
 */
void jingle_sdp_postponed(jingle_ctx_t *ctx);

/**
 * Write <jingle/> into a stanza that the caller opened.
 *
 * When there is not room enough in b, surplus candidates, then sources, then
 * header extensions are left off, each with a note; text is never cut.
 *
 * @return 0, -1 no room, or a string that XML cannot carry
 */
int jingle_xml_write(
		jingle_map_t *t, struct xml_build *b, const jingle_session_t *s);

/* the codecs, for tools and tests -------------------------------------------- */

/** Read an SDP body, or a sdpfrag when `fragment` is set. */
int jingle_sdp_read(
		jingle_map_t *t, const str *sdp, int fragment, jingle_session_t **out);

/* How jingle_sdp_write() writes */
typedef struct jingle_sdp_style
{
	jingle_party_t role; /* whose description it is: senders -> direction */
	int offer;			 /* 1 offer, 0 answer */
	int fragment;
	uint64_t id;
	uint64_t version;
} jingle_sdp_style_t;

/**
 * An answer to a plain RTP offer that holds all its streams until an offer of
 * our own follows; version 0 of the o= line with this id.
 *
 * @return 0, -1: not SDP, or a stream with keys or data of its own
 */
int jingle_sdp_pause(jingle_map_t *t, const str *offer, uint64_t id, str *out);

/**
 * An answer of ICE without candidates gets one that leads nowhere: rtpengine
 * begins its checks with an answer that has some. Without it, a client whose
 * only check came before the answer would wait for the nomination for ever
 * (RFC 8445 sections 7.3.1.4 and 8.1).
 *
 * @return 0, -1 no memory
 */
int jingle_sdp_wake_ice(jingle_map_t *t, const str *sdp, str *out);

/**
 * Has an SDP body nothing but refused streams, of port 0 (RFC 3264 section
 * 6)? There is nothing to ask a media relay for then.
 *
 * @return 1; 0 also when it has no streams, or is no SDP
 */
int jingle_sdp_refuses_all(const str *sdp);

/* Has an SDP body a stream of SRTP, by its profile (RFC 3711, RFC 5124, RFC
 * 5764)? */
int jingle_sdp_has_keys(const str *sdp);

/**
 * Does SIP's new offer leave a stream alive that the session has? What it adds
 * does not count: a call does not change into another one.
 */
int jingle_sdp_keeps_stream(const jingle_ctx_t *ctx, const str *sdp);

/**
 * Is there a stream in both bodies with a codec that both name, by its name and
 * clock rate (RFC 3264 section 6.1)? What is no codec of its own does not count:
 * telephone-event, comfort noise, redundancy.
 */
int jingle_sdp_fits(const str *offer, const str *answer);

/* Does the peer get pictures from SIP: an active video content that SIP sends,
 * and the peer wants to have? */
int jingle_sdp_sees(const jingle_ctx_t *ctx);

/* Does the peer hold SIP, which would hear music meanwhile: it has a voice that it
 * wants to hear, and does not hold, too? */
int jingle_sdp_waits(const jingle_ctx_t *ctx);

/* What the first audio stream of an SDP is made of. 0, -1 t->error, or none */
int jingle_sdp_voice(jingle_map_t *t, const str *sdp, jingle_voice_t *out);

/* How the peer's media go: those of its first active content */
jingle_media_way_t jingle_sdp_way(jingle_map_t *t, const jingle_ctx_t *ctx);

/* Does the peer take telephone-event, in an audio content that is offered or
 * active? */
int jingle_sdp_presses(const jingle_ctx_t *ctx);

/* Does it speak this codec? What is not known is one that most phones have. */
int jingle_sdp_speaks(const jingle_ctx_t *ctx, const char *codec);

/** Write a session as an SDP body with CRLF lines. */
int jingle_sdp_write(jingle_map_t *t, const jingle_session_t *s,
		const jingle_sdp_style_t *style, str *out);

#endif
