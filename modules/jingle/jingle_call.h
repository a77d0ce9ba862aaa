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
 * \brief jingle :: a call in shared memory
 *
 * A call belongs to the worker that owns its XMPP user: only that worker
 * writes to it. What other processes may read without a lock is under "fixed";
 * strings under "changing" are read by others (RPC, jingle_from_ua()) with the
 * call's slot locked, and replaced by the owner with the slot locked.
 */

#ifndef JINGLE_CALL_H
#define JINGLE_CALL_H

#include <time.h>

#include "../../core/atomic_ops.h"
#include "../../core/ip_addr.h"
#include "../../core/str.h"
#include "../xmpp_link/api.h"

#include "jingle_fsm.h"
#include "jingle_ids.h"
#include "../jingle_sdp/jingle_media.h"
#include "jingle_negotiate.h"
#include "jingle_session_expires.h"
#include "jingle_sip_dialog.h"

enum
{
	JINGLE_GR_LEN = 26,	 /* 130 random bits in base32 */
	JINGLE_LEGS_MAX = 8, /* XMPP devices that ring at the same time */
	JINGLE_EVENTS_KEPT = 2,
};

struct jingle_call;
struct jingle_outbox_item;
struct jingle_rseq;
struct jingle_transfer;

typedef enum jingle_leg_state
{
	JINGLE_LEG_FREE = 0,
	JINGLE_LEG_PROPOSED,  /* JMI: our propose, or our proceed, is out */
	JINGLE_LEG_INITIATED, /* session-initiate sent or taken */
	JINGLE_LEG_ACCEPTED,
	JINGLE_LEG_OVER /* nothing more is sent to it */
} jingle_leg_state_t;

/* One XMPP device's share in a call. Owner only, but for the strings. */
typedef struct jingle_leg
{
	struct jingle_call *call;
	struct jingle_leg *next; /* chain of the owner's session table */
	jingle_leg_state_t state;
	int jmi;			/* initiated by a JMI message: ends with finish */
	int peer_initiated; /* the session is of the user's making, not of ours */
	int unanswered;		/* its propose has had neither proceed nor reject */
	int responded;		/* the device has said something in the session */
	int kind;			/* jingle_peer_t: the device's program */
	int pinged;			/* has it answered a session-info? -1 it does not */
	str peer;			/* bare JID while proposed, then full; changing */
	str sid;			/* fixed once the leg is in use */
} jingle_leg_t;

/* RFC 4028, of jingle_session_timer.c. Owner only. */
typedef struct jingle_session_timer
{
	jingle_se_said_t asked; /* by the phone's INVITE, until it is answered */
	jingle_se_terms_t terms;
	uint64_t bye;			 /* unless it is refreshed; ms, the link's clock */
	xmpp_link_timer_t timer; /* to our refresh, or to the BYE */
	int raises;				 /* 422 since the last 2xx */
	int out;				 /* an UPDATE has no answer yet */
	int reinvite; /* a re-INVITE is to say what the phone knows already */
} jingle_session_timer_t;

/* Something that happened to a call, on its way to the owner. */
typedef struct jingle_event
{
	xmpp_link_task_t task;	  /* must be first */
	struct jingle_call *call; /* a reference of its own */
	jingle_ev_t ev;
	int code;			  /* SIP status, or 0 */
	unsigned hash, label; /* of a suspended request in the dialog */
	int kept;			  /* lies in the call: do not free */
	int in_use;			  /* a kept one that is under way */
	str text;			  /* SIP message, in the same block, or empty */
	int mime; /* jingle_mime_t: what body text has, SDP alone by now */
	struct receive_info rcv; /* where text came from */
} jingle_event_t;

/* Our 180 to a caller that requires it reliable (RFC 3262). Owner only. */
typedef struct jingle_reliable
{
	struct jingle_call *call;
	xmpp_link_timer_t timer;
	unsigned rseq; /* of the 180 */
	unsigned cseq; /* of the INVITE */
	int pause;	   /* ms until it is sent again, */
	int sent_for;  /* ms from the first time until then */
	int is_out;	   /* it has been sent */
	int has_prack; /* and acknowledged */
} jingle_reliable_t;

typedef struct jingle_call
{
	/* fixed */
	struct jingle_call *next; /* chain of the slot; under its lock */
	unsigned slot;
	char gr[JINGLE_GR_LEN + 1];		/* names the call in our Contact */
	char token[JINGLE_TAG_LEN + 1]; /* proves an INVITE to be ours */
	jingle_dir_t dir;
	int owner; /* worker */
	time_t since;
	str component; /* domain of the component stream */
	str local;	   /* our full JID in this call */
	str bare;	   /* bare JID of the XMPP user */
	str target;	   /* the JID that was called: bare, or full */
	str caller;	   /* SIP to XMPP: who calls, as the script asserts it */
	int asserted;  /* the script says so, not only the From */
	int proven;	   /* and a party other than the caller says so */
	int foreign;   /* counted by jingle_foreign_limits.c */
	int privacy;   /* the caller asks for privacy (RFC 3323) */
	str diverted;  /* SIP to XMPP: for whom it was before, a URI, or empty */
	str verstat;   /* what the script says of the caller's identity; changing */

	/* state: written by the owner, read by all */
	/* a word each; no order with other fields is relied upon */
	volatile jingle_state_t state;
	volatile int active_since; /* 1 + seconds after since; 0 = never */
	atomic_t refs;
	atomic_t answered; /* our INVITE has a 2xx; by the process it came to */
	atomic_t asked;	   /* the script took our INVITE for ours */

	/* changing: XMPP */
	int leg; /* the leg that has the call, or -1 */
	jingle_leg_t legs[JINGLE_LEGS_MAX];
	str map; /* packed translation context */
	/* SDP for the device that picks up, or for the phone that a session of
	 * the user's is joined to; until then */
	str offer;
	int jmi_devices; /* devices there that know JMI, or may */
	unsigned media;	 /* jingle_jmi media flags */

	/* changing: SIP dialog; its rem_cseq with the slot locked */
	jingle_sip_dialog_t dialog;
	str media_id;  /* of its media at rtpengine; no other party knows it */
	int sip_side;  /* the phone's name there: 0 is s1, 1 is s2, ... */
	int sip_sides; /* the highest that was used for these media */
	int part;	   /* its media are one side alone of another call's */
	int half; /* the relay has an offer, a stand-in's, and no answer to it */
	/* the user of ours whose phone it is, "1001@sip.example", as the script has
	 * found out; set once, by any process */
	str phone_user;
	str referred_by; /* URI of the user of ours who referred the call here */
	unsigned hash, label;		  /* transaction of the INVITE */
	unsigned bye_hash, bye_label; /* of a BYE that is to be answered */
	/* of jingle_uas_lock.c: an INVITE of the phone's that was cancelled */
	gen_lock_t reply_lock;
	int cancelled;
	unsigned cancelled_hash, cancelled_label;
	str invite;		   /* INVITE as our user agent sees it; until answered */
	str record_route;  /* lines for our replies, in order; until answered */
	str request;	   /* its head, for an answer after a restart, likewise; or
						* CANCELs for phones that are called, jingle_recover_branches.c */
	str agent;		   /* the phone's User-Agent or Server, or empty */
	str failure_route; /* the script's route for an unanswered call, or empty */
	int offerless; /* that INVITE has an offer of ours, the phone made none */
	atomic_t late_cseq; /* 1 + CSeq of the INVITE whose ACK is to answer our
						 * offer, 0 = none; read by any process */
	struct jingle_reliable *reliable; /* of jingle_reliable.c, or NULL */
	struct jingle_rseq *rseq;		  /* of jingle_prack.c, or NULL */
	int music; /* of jingle_music.c: the phone is held and hears it, -1 who knows */
	str early_tag; /* To tag of the 18x that the client has as an answer */
	int own_rr;	   /* the request in tm lacks lines of record_route */
	int rang;	   /* 180 is out */
	str phone;	   /* its SDP of now, empty after a restart */
	int rtp_avp;   /* the caller's phone has offered RTP without keys */
	/* of jingle_hooks.c, while another module answers challenges */
	str own_uri, own_sdp; /* Request-URI and body of our INVITE */
	str own_headers;	  /* lines of another module's in it */
	int challenges;		  /* that came */
	/* has that module a password for requests in the call? 0 it was not asked,
	 * -1 it has none */
	int credentials;
	str authorization; /* lines of the INVITE with this CSeq, for its ACK */
	unsigned authorization_cseq;
	int final;	   /* a final reply is out or in: no CANCEL, no second one */
	int suspended; /* the INVITE transaction waits for us */
	int expires;   /* seconds that the INVITE is good for, -1: our ring_time */

	/* of jingle_transfer.c */
	struct jingle_transfer *transfer; /* one that is under way */
	unsigned referring;				  /* CSeq of its REFER, 0: none */
	int referrals;					  /* REFERs that came */

	/* of jingle_bridge.c */
	struct jingle_call *bridge; /* the other phone's call, or NULL */
	int bridged;	  /* its phone's side of the media of both, or 0 */
	str bridge_media; /* their name, until it is joined; changing */

	/* why it ended */
	int code; /* SIP status */
	jingle_reason_t reason;
	str text;			  /* changing */
	const char *ended_by; /* of jingle_engine.c; NULL: it has not ended */
	unsigned told;		  /* events that other modules were told */
	int refused;		  /* a limit or the script did not let it be */
	int elsewhere;		  /* another phone has taken it */

	/* owner only */
	/* what the call waits for; one of them runs (jingle_engine_wait()). A
	 * 200 without an ACK is tm's to end. */
	xmpp_link_timer_t initiate_timer; /* proceed is out: session-initiate */
	xmpp_link_timer_t ring_timer;	  /* it rings: that the callee answers */
	xmpp_link_timer_t cancel_timer;	  /* CANCEL is out: a final response */
	xmpp_link_timer_t ping_timer;	  /* it is up: to ask both parties again */
	xmpp_link_timer_t resume_timer;	  /* a restart or a new stream: its turn */
	/* beside that */
	xmpp_link_timer_t devices_timer; /* 180 without ringing, late devices */
	xmpp_link_timer_t bye_timer;	 /* the 200 to a BYE of this server's own;
									  * has a reference of its own */
	uint64_t offered;				 /* ms, the link's clock */
	int ping_out;					 /* no answer to a Jingle ping yet */
	int pings_lost;
	int phone_answers; /* to OPTIONS by other than failures of the way */
	int phone_fails;   /* such failures in a row */
	/* the phone says so; written by any process */
	atomic_t takes_info, takes_update;
	atomic_t takes_refer; /* likewise; -1: it does not, 0: not said */
	jingle_session_timer_t session_timer;
	jingle_voice_t voice; /* of its last SDP */
	atomic_t no_pictures; /* it has refused to be asked for one; likewise */
	xmpp_link_timer_t picture_timer;
	int pictures; /* asked for since its video went on last */
	struct jingle_referral *referral; /* the user transfers it; likewise */
	xmpp_link_timer_t refer_timer;
	int refer_asked;			/* a REFER of ours has no answer yet */
	struct jingle_press *press; /* keys for the phone that wait, in private
								 * memory; NULL: none do */
	xmpp_link_timer_t press_timer;
	int presses;				   /* rtpengine can make such keys */
	int no_key_info;			   /* the phone has refused one by INFO */
	int media_on;				   /* rtpengine may know the call */
	jingle_side_t media_by;		   /* who made the first offer to it */
	xmpp_link_timer_t media_timer; /* it is told of the end later */
	int media_tries;
	xmpp_link_timer_t media_check_timer; /* until the media are looked at */
	int packets_known, packets_x, packets_sip; /* that had arrived by then */
	jingle_negotiate_t negotiate;			   /* whose turn it is to offer */
	xmpp_link_timer_t negotiate_timer;		   /* until it is: glare, an ACK */
	str adding; /* the phone's re-INVITE that waits for what the client decides */
	unsigned adding_hash, adding_label; /* its transaction */
	xmpp_link_timer_t add_timer;		/* that it decides */
	int restart_due; /* the client's new ICE credentials have no answer yet */
	int in_event; /* an action of the table runs: nothing is saved before its end */
	int changed; /* what a restart must know differs from the last save */
	jingle_state_t saved; /* state of the last save */
	unsigned saved_cseq;
	int restored;	 /* made before the last start, its owner has not seen it */
	int must_end;	 /* restored only to tell its end */
	int awaits_save; /* the next save is one that the owner waits for */
	struct jingle_outbox_item
			*outbox; /* of jingle_outbox.c, in private memory */
	xmpp_link_timer_t outbox_timer;

	/* of jingle_recover.c, under its lock */
	struct jingle_call *store_next;
	struct jingle_recover_packed
			*store_row_due; /* the last save, not written */
	int store_queued;
	int store_row;		   /* 1 it has a row, -1 it may have one */
	int store_over;		   /* its row must go */
	unsigned store_seq;	   /* of the last save */
	unsigned store_wanted; /* save that the owner waits for, 0 = none */
	int store_told;		   /* store_task is on its way to the owner */
	xmpp_link_task_t store_task;

	jingle_event_t kept[JINGLE_EVENTS_KEPT]; /* when memory runs out */
} jingle_call_t;

/* replace a string of a call by a copy in shared memory, its slot locked;
 * return 0, or -1 without memory (the old value stays) */
int jingle_call_set(jingle_call_t *c, str *field, const str *value);
void jingle_call_clear(jingle_call_t *c, str *field);

/* the leg that has the call, or NULL */
static inline jingle_leg_t *jingle_call_leg(jingle_call_t *c)
{
	return c->leg < 0 ? NULL : &c->legs[c->leg];
}

/* Did the XMPP user's side make the first offer? rtpengine knows the call by
 * the tag of who did. */
static inline int jingle_call_peer_offered(jingle_call_t *c)
{
	jingle_leg_t *leg = jingle_call_leg(c);

	return leg != NULL ? leg->peer_initiated : c->dir == JINGLE_XMPP_TO_SIP;
}

/* Has the phone answered an offer that stands in for the client's, and heard of
 * no other yet? */
static inline int jingle_call_is_stood_in(const jingle_call_t *c)
{
	return c->dir == JINGLE_XMPP_TO_SIP && c->offer.len > 0
		   && c->invite.len > 0;
}

#endif
