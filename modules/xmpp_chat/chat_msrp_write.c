/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: frames of MSRP (RFC 4975), written. PURE
 */

#include <stdio.h>

#include "chat_msrp.h"


/* --- written --------------------------------------------------------------------------- */

static void line_put(chat_out_t *out, const char *name, const str *value)
{
	xmpp_chat_put_z(out, name);
	xmpp_chat_put_str(out, value);
	xmpp_chat_put_z(out, "\r\n");
}


static void start_put(chat_out_t *out, const str *tid, const char *rest,
		const str *to, const str *from)
{
	xmpp_chat_put_z(out, "MSRP ");
	xmpp_chat_put_str(out, tid);
	xmpp_chat_put_z(out, rest);
	xmpp_chat_put_z(out, "\r\n");
	line_put(out, "To-Path: ", to);
	line_put(out, "From-Path: ", from);
}


static int end_put(chat_out_t *out, const str *tid, char flag)
{
	xmpp_chat_put_z(out, "-------");
	xmpp_chat_put_str(out, tid);
	xmpp_chat_put(out, &flag, 1);
	xmpp_chat_put_z(out, "\r\n");
	return out->failed ? -1 : 0;
}


static void range_put(chat_out_t *out, const chat_msrp_send_t *s)
{
	char line[64];

	snprintf(line, sizeof(line), "Byte-Range: %d-%d/%d\r\n", s->start, s->end,
			s->total);
	xmpp_chat_put_z(out, line);
}


int xmpp_chat_msrp_write_send(const chat_msrp_send_t *s, chat_out_t *out)
{
	start_put(out, &s->tid, " SEND", &s->to_path, &s->from_path);
	line_put(out, "Message-ID: ", &s->message_id);
	if(s->success)
		xmpp_chat_put_z(out, "Success-Report: yes\r\n");
	range_put(out, s);
	if(s->type.len > 0) {
		line_put(out, "Content-Type: ", &s->type);
		xmpp_chat_put_z(out, "\r\n");
		xmpp_chat_put_str(out, &s->body);
		xmpp_chat_put_z(out, "\r\n");
	}
	return end_put(out, &s->tid, s->flag);
}


int xmpp_chat_msrp_write_report(const chat_msrp_send_t *s, chat_out_t *out)
{
	char line[64];

	start_put(out, &s->tid, " REPORT", &s->to_path, &s->from_path);
	line_put(out, "Message-ID: ", &s->message_id);
	range_put(out, s);
	snprintf(line, sizeof(line), "Status: 000 %03d %s\r\n", s->status,
			xmpp_chat_msrp_phrase(s->status));
	xmpp_chat_put_z(out, line);
	return end_put(out, &s->tid, '$');
}


int xmpp_chat_msrp_write_response(const chat_msrp_frame_t *request, int status,
		const str *ours, chat_out_t *out)
{
	char rest[64];
	str to = request->kind == CHAT_MSRP_SEND
					 ? xmpp_chat_msrp_first(&request->from_path)
					 : request->from_path;

	snprintf(rest, sizeof(rest), " %03d %s", status,
			xmpp_chat_msrp_phrase(status));
	start_put(out, &request->tid, rest, &to, ours);
	return end_put(out, &request->tid, '$');
}


/* --- status codes (section 10) ------------------------------------------------------------ */

const char *xmpp_chat_msrp_phrase(int status)
{
	switch(status) {
		case 200:
			return "OK";
		case 400:
			return "Bad Request";
		case 403:
			return "Forbidden";
		case 408:
			return "Request Timeout";
		case 413:
			return "Stop Sending";
		case 415:
			return "Unsupported Media Type";
		case 423:
			return "Parameter Out of Bounds";
		case 481:
			return "No Such Session";
		case 501:
			return "Unknown Method";
		case 506:
			return "Session In Use";
		default:
			return "Failed";
	}
}


int xmpp_chat_msrp_status_of_sip(int code)
{
	switch(code) {
		case 400:
		case 413:
		case 415:
			return code;
		case 408:
		case 480:
		case 500:
		case 503:
		case 504:
			return 408;
		default:
			return 403;
	}
}
