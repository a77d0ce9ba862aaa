/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: frames of MSRP (RFC 4975), read and written. PURE
 *
 * A frame ends with a line that its sender has chosen, so where one ends is known
 * only when all of it is there; what is too long for a buffer is found by its head.
 */

#ifndef CHAT_MSRP_H
#define CHAT_MSRP_H

#include "chat_out.h"

enum
{
	CHAT_MSRP_ID_MIN = 4, /* characters of an id (section 9: ident) */
	CHAT_MSRP_ID_MAX = 32,
	CHAT_MSRP_HEAD_MAX = 4096, /* bytes before the body */
	CHAT_MSRP_CHUNK = 2048,	   /* bytes of a body of ours (section 7.1.1) */
	CHAT_MSRP_PORT = 2855,
	CHAT_MSRP_UNKNOWN = -1, /* "*" in a Byte-Range */
	/* of a SEND or REPORT of ours, beside its paths, its type and its body */
	CHAT_MSRP_FIXED = 320,
};

typedef enum chat_msrp_kind
{
	CHAT_MSRP_SEND = 0,
	CHAT_MSRP_REPORT,
	CHAT_MSRP_OTHER, /* a method that we do not know: 501 */
	CHAT_MSRP_RESPONSE,
} chat_msrp_kind_t;

/* Of a SEND: when it is answered, and reported as failed (section 7.1.4) */
typedef enum chat_msrp_failure
{
	CHAT_MSRP_FAILURE_YES = 0,
	CHAT_MSRP_FAILURE_NO,
	CHAT_MSRP_FAILURE_PARTIAL, /* not answered with 200 */
} chat_msrp_failure_t;

/* Views into the buffer; what is not there is empty. */
typedef struct chat_msrp_frame
{
	chat_msrp_kind_t kind;
	str tid;
	int status; /* of a response, and of a REPORT; 0: none that we know */
	str to_path, from_path;
	str message_id;
	int start, end, total; /* Byte-Range, CHAT_MSRP_UNKNOWN; without: 1-x/x */
	int success;		   /* Success-Report: yes */
	chat_msrp_failure_t failure;
	str type;
	int has_body; /* an empty one is one, too */
	str body;
	char flag; /* '+', '$', '#'; '\0': its end is not there yet */
} chat_msrp_frame_t;

/**
 * Where does the frame end that the buffer begins with?
 *
 * @param from 0 at first, then what the call before has left there: nothing is
 *             looked at twice
 * @return its length; 0: it is not all there; -1: no frame begins so
 */
int xmpp_chat_msrp_scan(const char *buf, int len, int *from);

/* The end-line of a transaction, from *from on: where it begins, with the line end
 * before it, and its size. -1: it is not there; *from is where it may begin still */
int xmpp_chat_msrp_end(
		const char *buf, int len, const str *tid, int *from, int *size);

/**
 * Read one: all of it, or the beginning of one whose end is elsewhere, with its
 * whole head.
 *
 * @return 0; 400: it can be answered, and cannot be read; -1: not even that
 */
int xmpp_chat_msrp_read(const str *text, chat_msrp_frame_t *f);

/* A URI (section 6), views. */
typedef struct chat_msrp_uri
{
	int is_secure;
	str host; /* without brackets */
	int port;
	str session; /* or empty */
} chat_msrp_uri_t;

/* return 0, -1: not one for TCP */
int xmpp_chat_msrp_uri_read(const str *text, chat_msrp_uri_t *uri);
/* The first URI of a path, and the last; the same, where there is one alone */
str xmpp_chat_msrp_first(const str *path);
str xmpp_chat_msrp_last(const str *path);
/* Is it a path that can be written again? */
int xmpp_chat_msrp_is_path(const str *path);

/* What a frame of ours says. */
typedef struct chat_msrp_send
{
	str tid;
	str to_path, from_path;
	str message_id;
	int start, end, total;
	int status;	 /* REPORT */
	int success; /* SEND: Success-Report: yes */
	str type;	 /* SEND: empty: without a body */
	str body;
	char flag;
} chat_msrp_send_t;

/* Each writes one frame, whole. return 0, -1: no room */
int xmpp_chat_msrp_write_send(const chat_msrp_send_t *s, chat_out_t *out);
int xmpp_chat_msrp_write_report(const chat_msrp_send_t *s, chat_out_t *out);
/* The answer to a SEND, from its session's URI */
int xmpp_chat_msrp_write_response(const chat_msrp_frame_t *request, int status,
		const str *ours, chat_out_t *out);

/* "OK" and so on (section 10) */
const char *xmpp_chat_msrp_phrase(int status);
/* What a REPORT says of a text that SIP would have answered with that */
int xmpp_chat_msrp_status_of_sip(int code);

#endif
