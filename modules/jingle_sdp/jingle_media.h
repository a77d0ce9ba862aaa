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
 * \brief jingle :: the neutral session, between Jingle and SDP
 *
 * PURE, types only. Every object lies in the arena of its translation; strings
 * are views into it, into the input, or literals, and never NUL-terminated for
 * sure. A string that was absent has s == NULL.
 */

#ifndef JINGLE_MEDIA_H
#define JINGLE_MEDIA_H

#include "../../core/str.h"

/* Objects in a list start with `next`. */
typedef struct jingle_node
{
	struct jingle_node *next;
} jingle_node_t;

typedef struct jingle_list
{
	void *first;
	void *last;
	int count;
} jingle_list_t;

static inline void jingle_list_add(jingle_list_t *l, void *node)
{
	if(l->last)
		((jingle_node_t *)l->last)->next = node;
	else
		l->first = node;
	l->last = node;
	l->count++;
}

/* Order as in the table of jingle_map_names.c */
typedef enum jingle_action
{
	JINGLE_ACTION_NONE = 0, /* absent */
	JINGLE_ACTION_UNKNOWN,	/* see action_name */
	JINGLE_SESSION_INITIATE,
	JINGLE_SESSION_ACCEPT,
	JINGLE_SESSION_INFO,
	JINGLE_SESSION_TERMINATE,
	JINGLE_CONTENT_ADD,
	JINGLE_CONTENT_ACCEPT,
	JINGLE_CONTENT_MODIFY,
	JINGLE_CONTENT_REJECT,
	JINGLE_CONTENT_REMOVE,
	JINGLE_DESCRIPTION_INFO,
	JINGLE_SECURITY_INFO,
	JINGLE_TRANSPORT_INFO,
	JINGLE_TRANSPORT_ACCEPT,
	JINGLE_TRANSPORT_REJECT,
	JINGLE_TRANSPORT_REPLACE,
	JINGLE_SOURCE_ADD, /* practice: Jitsi */
	JINGLE_SOURCE_REMOVE,
	JINGLE_ACTIONS
} jingle_action_t;

/* Reasons of XEP-0166 section 7.4; the order of the table of jingle_map_names.c */
typedef enum jingle_reason
{
	JINGLE_REASON_NONE = 0, /* no <reason/>, or an empty one */
	JINGLE_REASON_UNKNOWN,	/* see reason_name */
	JINGLE_REASON_ALTERNATIVE_SESSION,
	JINGLE_REASON_BUSY,
	JINGLE_REASON_CANCEL,
	JINGLE_REASON_CONNECTIVITY_ERROR,
	JINGLE_REASON_DECLINE,
	JINGLE_REASON_EXPIRED,
	JINGLE_REASON_FAILED_APPLICATION,
	JINGLE_REASON_FAILED_TRANSPORT,
	JINGLE_REASON_GENERAL_ERROR,
	JINGLE_REASON_GONE,
	JINGLE_REASON_INCOMPATIBLE_PARAMETERS,
	JINGLE_REASON_MEDIA_ERROR,
	JINGLE_REASON_SECURITY_ERROR,
	JINGLE_REASON_SUCCESS,
	JINGLE_REASON_TIMEOUT,
	JINGLE_REASON_UNSUPPORTED_APPLICATIONS,
	JINGLE_REASON_UNSUPPORTED_TRANSPORTS,
	JINGLE_REASONS
} jingle_reason_t;

/* What a session-info carries */
typedef enum jingle_info
{
	JINGLE_INFO_NONE = 0, /* empty: a ping (XEP-0166 section 6.8) */
	JINGLE_INFO_UNKNOWN,  /* to be answered unsupported-info */
	JINGLE_INFO_RINGING,
	JINGLE_INFO_ACTIVE,
	JINGLE_INFO_HOLD,
	JINGLE_INFO_UNHOLD,
	JINGLE_INFO_MUTE,
	JINGLE_INFO_UNMUTE,
	JINGLE_INFO_DTMF,
	JINGLE_INFO_TRANSFER,
	JINGLE_INFOS
} jingle_info_t;

typedef enum jingle_party
{
	JINGLE_PARTY_NONE = 0, /* absent */
	JINGLE_INITIATOR = 1,
	JINGLE_RESPONDER = 2
} jingle_party_t;

/* Which party may send, not relative to a side: a set of jingle_party_t */
typedef enum jingle_senders
{
	JINGLE_SENDERS_NONE = 0,
	JINGLE_SENDERS_INITIATOR = JINGLE_INITIATOR,
	JINGLE_SENDERS_RESPONDER = JINGLE_RESPONDER,
	JINGLE_SENDERS_BOTH = JINGLE_INITIATOR | JINGLE_RESPONDER,
	JINGLE_SENDERS_ABSENT = 4 /* not said: both, or unchanged */
} jingle_senders_t;

typedef enum jingle_transport_kind
{
	JINGLE_TRANSPORT_NONE = 0, /* no <transport/> */
	JINGLE_TRANSPORT_ICE_UDP,
	JINGLE_TRANSPORT_RAW_UDP,
	JINGLE_TRANSPORT_ICE, /* ice:0, XEP-0371 */
	JINGLE_TRANSPORT_UNKNOWN
} jingle_transport_kind_t;

typedef enum jingle_setup
{
	JINGLE_SETUP_NONE = 0,
	JINGLE_SETUP_ACTIVE,
	JINGLE_SETUP_PASSIVE,
	JINGLE_SETUP_ACTPASS,
	JINGLE_SETUP_HOLDCONN,
	JINGLE_SETUPS
} jingle_setup_t;

/* name=value; without a value value.s is NULL, without a name name.s is */
typedef struct jingle_param
{
	struct jingle_param *next;
	str name;
	str value;
} jingle_param_t;

/* rtcp-fb; type "trr-int" has its value in subtype */
typedef struct jingle_feedback
{
	struct jingle_feedback *next;
	str type;
	str subtype;
	jingle_list_t params; /* jingle_param_t */
} jingle_feedback_t;

typedef struct jingle_payload
{
	struct jingle_payload *next;
	int id; /* 0..127 */
	str name;
	unsigned clockrate;	  /* Hz, 0 = not known */
	unsigned channels;	  /* 0 = not said */
	unsigned ptime;		  /* ms, 0 = not said */
	unsigned maxptime;	  /* ms, 0 = not said */
	jingle_list_t params; /* jingle_param_t */
	jingle_list_t feedback;
} jingle_payload_t;

/* How media go: plain RTP, with keys in the SDP, with DTLS, and with ICE */
typedef enum jingle_media_way
{
	JINGLE_WAY_NONE = 0, /* not known */
	JINGLE_WAY_RTP,
	JINGLE_WAY_SDES,
	JINGLE_WAY_DTLS,
	JINGLE_WAY_ICE,		/* RTP without keys */
	JINGLE_WAY_ICE_DTLS /* as browsers do */
} jingle_media_way_t;

/* What of a party's audio others must know */
typedef struct jingle_voice
{
	jingle_media_way_t way;
	int events;		/* it takes telephone-event */
	char codec[32]; /* its first codec besides, "PCMA/8000"; "" not known */
} jingle_voice_t;

typedef struct jingle_hdrext
{
	struct jingle_hdrext *next;
	unsigned id;
	jingle_senders_t senders;
	str uri;
	jingle_list_t params; /* jingle_param_t */
} jingle_hdrext_t;

typedef struct jingle_source
{
	struct jingle_source *next;
	unsigned ssrc;
	jingle_list_t params; /* jingle_param_t */
} jingle_source_t;

typedef struct jingle_ssrc_group
{
	struct jingle_ssrc_group *next;
	str semantics;
	jingle_list_t sources; /* jingle_source_t without params */
} jingle_ssrc_group_t;

typedef struct jingle_bandwidth
{
	struct jingle_bandwidth *next;
	str type;
	str value;
} jingle_bandwidth_t;

typedef struct jingle_crypto
{
	struct jingle_crypto *next;
	str tag;
	str suite;
	str key_params;
	str session_params;
} jingle_crypto_t;

typedef struct jingle_zrtp
{
	struct jingle_zrtp *next;
	str version;
	str hash;
} jingle_zrtp_t;

typedef struct jingle_category
{
	struct jingle_category *next;
	str name;
} jingle_category_t;

typedef struct jingle_candidate
{
	struct jingle_candidate *next;
	str foundation;
	unsigned component;
	str protocol;	   /* udp, tcp, ssltcp as it came */
	unsigned priority; /* 0 = not said (raw-udp) */
	str ip;
	unsigned port;
	str type;
	str rel_addr;
	unsigned rel_port;
	str tcptype;
	int generation; /* -1 = not said */
	str id;
	str network;
} jingle_candidate_t;

typedef struct jingle_fingerprint
{
	struct jingle_fingerprint *next;
	str hash;
	str value; /* trimmed */
	jingle_setup_t setup;
} jingle_fingerprint_t;

typedef struct jingle_channel
{
	struct jingle_channel *next;
	unsigned id;
	int negotiated;
	jingle_list_t params; /* jingle_param_t, named as in a=dcmap */
} jingle_channel_t;

typedef struct jingle_transport
{
	jingle_transport_kind_t kind;
	str ns; /* of an unknown transport */
	str ufrag;
	str pwd;
	int trickle; /* said by an ICE option */
	int renomination;
	int ice2;
	int ice_mismatch;
	int complete; /* end of candidates */
	jingle_list_t candidates;
	jingle_list_t remote; /* jingle_candidate_t: component, ip, port */
	jingle_list_t fingerprints;
	unsigned sctp_port; /* 0 = no data channel */
	unsigned sctp_streams;
	str sctp_protocol;
	jingle_list_t channels;
	/* the default address: c= and m= of SDP */
	str addr;
	int ipv6;
	unsigned port;
	str rtcp_addr;
	unsigned rtcp_port;
} jingle_transport_t;

typedef enum jingle_description_kind
{
	JINGLE_DESCRIPTION_NONE = 0, /* no <description/> */
	JINGLE_DESCRIPTION_RTP,
	JINGLE_DESCRIPTION_DATA,   /* SCTP data channel */
	JINGLE_DESCRIPTION_UNKNOWN /* none in SDP: MSRP, fax, file transfer ... */
} jingle_description_kind_t;

/* One <content/>, one m= section */
typedef struct jingle_content
{
	struct jingle_content *next;
	str name;
	jingle_party_t creator;
	jingle_senders_t senders;
	str disposition;
	str mid;	 /* of SDP; s == NULL: none */
	str proto;	 /* of SDP's m= line, s == NULL: chosen by the rules */
	str formats; /* of SDP's m= line, for a description without a counterpart */
	int rejected; /* port 0 and not bundle-only */
	int bundle_only;
	int bundled; /* its transport is that of the first stream of its bundle */
	int direction_said; /* SDP had a direction of its own */
	int zero_address;	/* c=0.0.0.0 without ICE: old hold */

	jingle_description_kind_t description;
	str media; /* audio, video, text, application ... */
	int rtcp_mux;
	int rtcp_rsize;
	unsigned ssrc; /* description/@ssrc, 0 = none */
	jingle_list_t payloads;
	jingle_list_t feedback; /* for all payloads */
	jingle_list_t hdrexts;
	int allow_mixed;
	jingle_list_t sources;
	jingle_list_t ssrc_groups;
	str msid; /* "stream track" when said apart from sources */
	jingle_list_t bandwidths;
	jingle_list_t categories;
	int encryption_required;
	jingle_list_t cryptos;
	jingle_list_t zrtp;

	jingle_transport_t transport;
} jingle_content_t;

typedef struct jingle_group
{
	struct jingle_group *next;
	str semantics;
	jingle_list_t names; /* jingle_param_t, name only */
} jingle_group_t;

typedef struct jingle_session
{
	struct jingle_session *next; /* in a list of stanzas to be sent */
	jingle_action_t action;
	str action_name;
	str sid;
	str initiator;
	str responder;

	jingle_reason_t reason;
	str reason_name; /* of an unknown reason */
	str reason_text; /* <text/> */
	str reason_app;	 /* name of an application-specific condition */
	str reason_app_ns;
	str alternative_sid; /* of alternative-session */

	jingle_info_t info;
	str info_name;
	str info_ns;
	/* mute, unmute */
	str info_content;
	jingle_party_t info_creator;
	/* dtmf: one digit 0-9 * # A-D, or empty: no key that exists; milliseconds */
	str dtmf_code;
	unsigned dtmf_duration;
	/* transfer */
	str transfer_to;
	str transfer_sid;

	jingle_list_t groups;
	jingle_list_t contents;
	/* the iq around it, as far as it was in the text */
	str iq_from;
	str iq_to;
	str iq_id;
	str iq_type;
	/* sip only */
	str origin; /* o= as read, for comparison */
	int ice_lite;
} jingle_session_t;

#endif
