/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: an account as others see it
 */

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "account_config.h"
#include "account_view.h"

/* clang-format off */
static const char *const state_names[ACCOUNT_STATES] = {
	"offline", "trying", "registered", "failed", "refused", "leaving"
};
/* clang-format on */


const char *xmpp_account_state_name(account_state_t state)
{
	return (unsigned)state < ACCOUNT_STATES ? state_names[state] : "removed";
}


/* a time of the monotonic clock as one of the day; 0 stays */
static time_t wall(uint64_t ms, uint64_t now)
{
	if(ms == 0)
		return 0;
	return time(NULL) + (time_t)(((int64_t)ms - (int64_t)now) / 1000);
}


void xmpp_account_view(const account_t *a, account_view_t *view)
{
	uint64_t now = xmpp_account_link.now();
	const account_reg_t *r = &a->reg;

	memset(view, 0, sizeof(*view));
	view->fields = a->fields;
	view->has_password = a->secret.len > 0;
	view->state = r->state;
	view->since = wall(r->since, now);
	if(r->state == ACCOUNT_REGISTERED)
		view->expires = wall(r->expires, now);
	if(r->state == ACCOUNT_REGISTERED || r->state == ACCOUNT_FAILED)
		view->next_try = wall(r->due, now);
	view->code = r->code;
	view->reason.s = (char *)a->reason;
	view->reason.len = (int)strlen(a->reason);
	view->contact = a->contact;
	view->calls = a->calls;
	view->pings_lost = a->ping ? a->ping->lost : 0;
	if(a->mwi) {
		view->voice = a->mwi->summary;
		view->voice_state = a->mwi->sub.state;
	}
}


static int answer_write(const account_view_t *view, char *buf, int cap)
{
	if(view->code == 0 && view->reason.len == 0)
		return snprintf(buf, (size_t)cap, "not registered");
	if(view->code == 408 || view->code == 0)
		return snprintf(buf, (size_t)cap, "not registered: %.*s",
				STR_FMT(&view->reason));
	return snprintf(buf, (size_t)cap, "not registered: %d%s%.*s", view->code,
			view->reason.len > 0 ? " " : "", STR_FMT(&view->reason));
}


static int registered_write(const account_view_t *view, char *buf, int cap)
{
	char voice[ACCOUNT_SUMMARY_TEXT];
	int n = xmpp_account_summary_text(&view->voice, voice, sizeof(voice));

	return snprintf(
			buf, (size_t)cap, "registered%s%.*s", n > 0 ? ", " : "", n, voice);
}


static int refused_write(const account_view_t *view, char *buf, int cap)
{
	if(view->code == 401 || view->code == 407)
		return snprintf(buf, (size_t)cap,
				"not registered: %d%s%.*s: wrong password or authentication "
				"name",
				view->code, view->reason.len > 0 ? " " : "",
				STR_FMT(&view->reason));
	return answer_write(view, buf, cap);
}


static int failed_write(const account_view_t *view, char *buf, int cap)
{
	int n = answer_write(view, buf, cap);
	struct tm t;

	if(view->next_try == 0 || n >= cap
			|| localtime_r(&view->next_try, &t) == NULL)
		return n;
	return n
		   + (int)snprintf(buf + n, (size_t)(cap - n), ", next try %02d:%02d",
				   t.tm_hour, t.tm_min);
}


int xmpp_account_status(const account_view_t *view, char *buf, int cap)
{
	int n = snprintf(buf, (size_t)cap, "%.*s: ", STR_FMT(&view->fields.aor));

	if(n >= cap)
		return cap - 1;
	switch(view->state) {
		case ACCOUNT_REGISTERED:
			n += registered_write(view, buf + n, cap - n);
			break;
		case ACCOUNT_TRYING:
			n += snprintf(buf + n, (size_t)(cap - n), "being registered");
			break;
		case ACCOUNT_REFUSED:
			n += refused_write(view, buf + n, cap - n);
			break;
		case ACCOUNT_FAILED:
			n += failed_write(view, buf + n, cap - n);
			break;
		case ACCOUNT_STATES:
			n += snprintf(buf + n, (size_t)(cap - n), "removed");
			break;
		default:
			n += snprintf(buf + n, (size_t)(cap - n),
					"not registered while you are offline");
			break;
	}
	return n < cap ? n : cap - 1;
}
