/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: one subscription of ours: what it is in, what is done
 * next. PURE
 *
 * Time and chance are handed in. The caller sends what a step says, sets one
 * timer to `due`, and gives back what came: an answer, silence, a NOTIFY, the
 * timer, or whether somebody wants to know. What a status or a reason means is
 * in tables (RFC 6665 sections 4.1.2, 4.1.3).
 */

#ifndef PRESENCE_WATCH_H
#define PRESENCE_WATCH_H

#include <stdint.h>

#include "../../core/str.h"

typedef enum presence_watch_state
{
	PRESENCE_WATCH_IDLE = 0, /* nobody wants to know */
	PRESENCE_WATCH_TRYING,	 /* SUBSCRIBE is on its way, without a dialog */
	PRESENCE_WATCH_WAITING,	 /* accepted; its NOTIFY has not come */
	PRESENCE_WATCH_PENDING,	 /* the SIP user has not decided */
	PRESENCE_WATCH_ACTIVE,
	PRESENCE_WATCH_FAILED,	/* the next try is at due */
	PRESENCE_WATCH_OFF,		/* refused: the next try is in a day */
	PRESENCE_WATCH_LEAVING, /* Expires 0 is on its way, or its NOTIFY */
	PRESENCE_WATCH_STATES
} presence_watch_state_t;

typedef enum presence_watch_event
{
	PRESENCE_WATCH_EV_WANT = 0,
	PRESENCE_WATCH_EV_UNWANT,
	PRESENCE_WATCH_EV_DUE,	  /* the time has come */
	PRESENCE_WATCH_EV_ANSWER, /* final, to the last SUBSCRIBE */
	PRESENCE_WATCH_EV_SILENT, /* none came, or it could not be sent */
	PRESENCE_WATCH_EV_NOTIFY,
} presence_watch_event_t;

typedef enum presence_watch_action
{
	PRESENCE_WATCH_DO_NOTHING = 0,
	PRESENCE_WATCH_DO_SUBSCRIBE, /* in a new dialog: what came before is void */
	PRESENCE_WATCH_DO_REFRESH,	 /* in the dialog */
	PRESENCE_WATCH_DO_LEAVE,	 /* in the dialog, Expires 0 */
} presence_watch_action_t;

/* Of a NOTIFY, by its Subscription-State. */
typedef enum presence_substate
{
	PRESENCE_SUB_ACTIVE = 0,
	PRESENCE_SUB_PENDING,
	PRESENCE_SUB_TERMINATED,
} presence_substate_t;

/* What came; -1: it does not say. */
typedef struct presence_watch_input
{
	int code;					  /* ANSWER */
	int expires;				  /* s */
	int min_expires;			  /* s; ANSWER */
	int retry_after;			  /* s */
	presence_substate_t substate; /* NOTIFY */
	str reason;					  /* NOTIFY, terminated */
} presence_watch_input_t;

/* What an operator sets. */
typedef struct presence_watch_conf
{
	int expires;	 /* s that are asked for */
	int retry_min;	 /* s */
	int retry_max;	 /* s */
	int notify_wait; /* s */
	int refresh_min; /* s between two requests at least, but for 423 and 481 */
} presence_watch_conf_t;

typedef struct presence_watch
{
	presence_watch_state_t state;
	unsigned char is_wanted;
	unsigned char in_flight;  /* a SUBSCRIBE has no answer yet */
	unsigned char is_dialog;  /* the next one may go into it */
	unsigned char is_leave;	  /* that one has Expires 0 */
	unsigned char is_told;	  /* a NOTIFY has come since it was sent */
	unsigned char repeats;	  /* 423 of this try */
	unsigned char failures;	  /* tries in a row */
	unsigned char lost;		  /* dialogs in a row that the server forgot */
	unsigned char is_unknown; /* there is no such SIP user */
	unsigned char forget;	  /* of this step: what was known holds no more */
	presence_watch_state_t outcome; /* of this step: FAILED or OFF, else IDLE */
	int asked;		  /* s, raised by 423; 0: what the operator sets */
	int code;		  /* last final answer; 408 silence */
	uint64_t expires; /* when the subscription ends, ms */
	uint64_t again;	  /* when it was tried at once last, ms */
	uint64_t due;	  /* when EV_DUE is wanted, ms; 0: never */
} presence_watch_t;

/**
 * One step.
 *
 * @param in     ANSWER and NOTIFY only
 * @param now    ms, monotonic
 * @param chance 0 to 999
 */
presence_watch_action_t xmpp_presence_watch_step(presence_watch_t *w,
		presence_watch_event_t event, const presence_watch_input_t *in,
		const presence_watch_conf_t *conf, uint64_t now, int chance);

/* s that the next SUBSCRIBE asks for */
int xmpp_presence_watch_expires(
		const presence_watch_t *w, const presence_watch_conf_t *conf);

/* A word for the log and for RPC */
const char *xmpp_presence_watch_name(presence_watch_state_t state);

#endif
