/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: SDP of MSRP sessions: offer and answer (RFC 4975 section 8). PURE
 */

#ifndef CHAT_MSRP_SDP_H
#define CHAT_MSRP_SDP_H

#include "chat_out.h"

enum
{
	CHAT_MSRP_STREAMS = 16, /* of an offer */
};

/* What a phone takes, of a=accept-types and a=accept-wrapped-types. */
enum
{
	CHAT_MSRP_TAKES_PLAIN = 1,
	CHAT_MSRP_TAKES_CPIM = 2,
	CHAT_MSRP_TAKES_COMPOSING = 4,
	CHAT_MSRP_WRAPS_PLAIN = 8, /* within message/cpim */
	CHAT_MSRP_WRAPS_COMPOSING = 16,
	CHAT_MSRP_WRAPS_IMDN = 32,
};

/* Who connects (RFC 4145 section 4, RFC 6135) */
typedef enum chat_msrp_setup
{
	CHAT_MSRP_ACTIVE = 0, /* the one who says so; also: nothing is said */
	CHAT_MSRP_PASSIVE,
	CHAT_MSRP_ACTPASS,
	CHAT_MSRP_HOLDCONN,
} chat_msrp_setup_t;

/* Views into the SDP. */
typedef struct chat_msrp_offer
{
	int message;   /* which stream it is, from 0; -1: none that we could take */
	int has_media; /* voice or picture is offered, too */
	int count;
	str streams[CHAT_MSRP_STREAMS]; /* "audio 4000 RTP/AVP 0": m-lines */
	int is_secure;					/* TCP/TLS/MSRP */
	str path;
	unsigned takes; /* CHAT_MSRP_TAKES_..., CHAT_MSRP_WRAPS_... */
	int max_size;	/* bytes of a text; 0: it does not say */
	chat_msrp_setup_t setup;
	int is_deaf; /* a=sendonly, inactive: it takes no text */
} chat_msrp_offer_t;

/* return 0, -1: no SDP */
int xmpp_chat_msrp_offer_read(const str *sdp, chat_msrp_offer_t *offer);

/* What we answer. */
typedef struct chat_msrp_answer
{
	str address; /* IPv4 or IPv6, without brackets */
	int port;
	str path;
	unsigned id; /* of the SDP: o= */
	int is_active;
	int max_size;
	str fingerprint; /* of our certificate, or empty */
} chat_msrp_answer_t;

/* The stream is taken, all others are refused. return 0, -1 no room */
int xmpp_chat_msrp_answer_write(const chat_msrp_offer_t *offer,
		const chat_msrp_answer_t *answer, chat_out_t *out);

#endif
