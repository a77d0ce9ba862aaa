/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: answers of SIP as errors of XMPP, and back. PURE
 */

#include <string.h>

#include "chat_error.h"

enum
{
	ERROR_SETTLED = 5000, /* ms after which most errors are no proof */
};

/* RFC 7247 section 7.1, types of RFC 6120 section 8.3.3, but for: 600, 480 and
 * the like, which Dino would ignore with another type than wait; 603, which is
 * refused by RFC 3428 section 7 */
static const struct
{
	int status;
	chat_error_t error;
} of_sip[] = {
		{301, {"gone", "cancel"}},
		{380, {"not-acceptable", "modify"}},
		{400, {"bad-request", "modify"}},
		{401, {"not-authorized", "auth"}},
		{402, {"forbidden", "auth"}},
		{403, {"forbidden", "auth"}},
		{404, {"item-not-found", "cancel"}},
		{405, {"feature-not-implemented", "cancel"}},
		{406, {"not-acceptable", "modify"}},
		{407, {"not-authorized", "auth"}},
		{408, {"remote-server-timeout", "wait"}},
		{410, {"gone", "cancel"}},
		{413, {"policy-violation", "modify"}},
		{414, {"policy-violation", "modify"}},
		{415, {"not-acceptable", "modify"}},
		{416, {"not-acceptable", "modify"}},
		{420, {"bad-request", "modify"}},
		{421, {"bad-request", "modify"}},
		{423, {"resource-constraint", "wait"}},
		{430, {"recipient-unavailable", "wait"}},
		{433, {"forbidden", "auth"}},
		{439, {"feature-not-implemented", "cancel"}},
		{440, {"policy-violation", "modify"}},
		{477, {"remote-server-not-found", "wait"}},
		{478, {"remote-server-not-found", "wait"}},
		{480, {"recipient-unavailable", "wait"}},
		{481, {"item-not-found", "cancel"}},
		{482, {"not-acceptable", "modify"}},
		{483, {"recipient-unavailable", "wait"}},
		{484, {"item-not-found", "cancel"}},
		{485, {"item-not-found", "cancel"}},
		{486, {"recipient-unavailable", "wait"}},
		{487, {"recipient-unavailable", "wait"}},
		{488, {"not-acceptable", "modify"}},
		{489, {"policy-violation", "modify"}},
		{491, {"unexpected-request", "wait"}},
		{501, {"feature-not-implemented", "cancel"}},
		{502, {"remote-server-not-found", "wait"}},
		{504, {"remote-server-timeout", "wait"}},
		{505, {"not-acceptable", "modify"}},
		{513, {"policy-violation", "modify"}},
		{603, {"forbidden", "auth"}},
		{604, {"item-not-found", "cancel"}},
		{606, {"not-acceptable", "modify"}},
		{607, {"forbidden", "auth"}},
		{608, {"forbidden", "auth"}},
};

/* 3xx to 6xx */
static const chat_error_t of_class[] = {
		{.condition = "redirect", .type = "modify"},
		{.condition = "bad-request", .type = "modify"},
		{.condition = "internal-server-error", .type = "wait"},
		{.condition = "recipient-unavailable", .type = "wait"},
};

/* RFC 7247 section 7.2, but: 401, 407 and 302 would need a header that there is
 * none for; 408 and 503 are the transaction's own (RFC 4320 section 4.2, RFC
 * 3261 section 21.5.4); what servers say of users who are away is
 * service-unavailable */
static const struct
{
	const char *condition;
	chat_status_t status;
} of_error[] = {
		{"bad-request", {400, "Bad Request"}},
		{"conflict", {400, "Conflict"}},
		{"feature-not-implemented", {501, "Not Implemented"}},
		{"forbidden", {403, "Forbidden"}},
		{"gone", {410, "Gone"}},
		{"internal-server-error", {500, "Server Internal Error"}},
		{"item-not-found", {404, "Not Found"}},
		{"jid-malformed", {400, "JID Malformed"}},
		{"not-acceptable", {403, "Not Acceptable"}},
		{"not-allowed", {403, "Not Allowed"}},
		{"not-authorized", {403, "Not Authorized"}},
		{"policy-violation", {403, "Policy Violation"}},
		{"recipient-unavailable", {480, "Temporarily Unavailable"}},
		{"redirect", {480, "Redirected"}},
		{"registration-required", {403, "Registration Required"}},
		{"remote-server-not-found", {404, "Remote Server Not Found"}},
		{"remote-server-timeout", {504, "Server Time-out"}},
		{"resource-constraint", {500, "Resource Constraint"}},
		{"service-unavailable", {480, "Temporarily Unavailable"}},
		{"subscription-required", {400, "Subscription Required"}},
		{"unexpected-request", {400, "Unexpected Request"}},
};

static int view_is(const str *s, const char *z)
{
	size_t n = strlen(z);

	return s->len == (int)n && memcmp(s->s, z, n) == 0;
}


chat_error_t xmpp_chat_error_of_sip(int status)
{
	size_t i;

	for(i = 0; i < sizeof(of_sip) / sizeof(of_sip[0]); i++)
		if(of_sip[i].status == status)
			return of_sip[i].error;
	if(status < 300 || status > 699)
		return of_class[2];
	return of_class[status / 100 - 3];
}


chat_status_t xmpp_chat_status_of_error(const str *condition, int is_policy)
{
	static const chat_status_t policy = {488, "Not Acceptable Here"};
	static const chat_status_t other = {400, "Undefined Condition"};
	size_t i;

	if(is_policy && view_is(condition, "not-acceptable"))
		return policy;
	for(i = 0; i < sizeof(of_error) / sizeof(of_error[0]); i++)
		if(view_is(condition, of_error[i].condition))
			return of_error[i].status;
	return other;
}


int xmpp_chat_error_counts(const str *type, int late, int has_receipt)
{
	if(has_receipt)
		return 0;
	return late <= ERROR_SETTLED || view_is(type, "cancel");
}
