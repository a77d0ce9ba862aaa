/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: registrations, as their owner carries them out
 *
 * One timer of each account is the time of its next try, or, while a request is
 * on its way, the end of our patience: answers come through a sender, tm and
 * the worker's queue, and none of those may keep an account for ever.
 */

#include <stdio.h>
#include <stddef.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/rand/fastrand.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "account_authorize.h"
#include "account_config.h"
#include "account_mwi.h"
#include "account_pace.h"
#include "account_ping.h"
#include "account_policy.h"
#include "account_register.h"
#include "account_secret.h"
#include "account_sender.h"
#include "account_service.h"
#include "account_stats.h"
#include "account_tell.h"
#include "account_view.h"

enum
{
	REGISTER_PATIENCE = 90000, /* ms for an answer, of tm's failures too */
	REGISTER_AGAIN = 1000,	   /* ms when the senders have too much to do */
	REGISTER_URI_MAX = 600,
	REGISTER_HEADERS_MAX = ACCOUNT_REALMS_MAX * ACCOUNT_AUTHORIZATION_MAX,
};

static void timer_run(xmpp_link_timer_t *t);

static void (*store)(const account_t *a);


static account_reg_conf_t reg_conf(void)
{
	account_reg_conf_t c;

	c.expires = ACCOUNT_CFG(expires);
	c.expires_min = ACCOUNT_CFG(expires_min);
	c.retry_min = ACCOUNT_CFG(retry_min);
	c.retry_max = ACCOUNT_CFG(retry_max);
	return c;
}


static int chance(void)
{
	return (int)fastrand_max(999);
}


/* --- sending ------------------------------------------------------------------------- */

static void patience_set(account_t *a, int ms)
{
	xmpp_account_link.timer_set(&a->timer, ms);
}


static void request_send(account_t *a, const str *headers)
{
	account_reg_conf_t conf = reg_conf();
	char uri[REGISTER_URI_MAX], hop[REGISTER_URI_MAX];
	account_outgoing_t out = {.account = a,
			.kind = ACCOUNT_REGISTER,
			.callid = a->callid,
			.headers = *headers};
	account_fields_t to = a->fields;

	out.uri = xmpp_account_registrar(a, uri, sizeof(uri));
	out.expires = xmpp_account_reg_expires(&a->reg, &conf);
	if(a->target.len > 0)
		to.proxy = a->target;
	xmpp_account_hop(&to, hop, sizeof(hop), &out.hop);
	out.cseq = ++a->cseq;
	out.serial = ++a->serial;
	xmpp_account_stat(ACCOUNT_STAT_REQUESTS);
	patience_set(a, xmpp_account_sender_put(&out) == 0 ? REGISTER_PATIENCE
													   : REGISTER_AGAIN);
}


/* With all that was asked. return 0, -1 */
static int authorized_send(account_t *a)
{
	char uri[REGISTER_URI_MAX], lines[REGISTER_HEADERS_MAX];
	account_request_t request = {.method = str_init("REGISTER"),
			.uri = xmpp_account_registrar(a, uri, sizeof(uri))};
	str headers = {lines, 0};

	headers.len = xmpp_account_nonces_write(a, &request, lines, sizeof(lines));
	if(headers.len < 0)
		return -1;
	request_send(a, &headers);
	return 0;
}


/* Its turn has come: with what the registrar asked last, so that it need not ask
 * again (RFC 7616 section 3.3) */
static void send_plain(account_t *a)
{
	static const str none = STR_NULL;

	xmpp_account_nonces_begin(a);
	if(authorized_send(a) < 0)
		request_send(a, &none);
}


static void give_up(account_t *a, account_state_t state, const char *reason)
{
	account_reg_conf_t conf = reg_conf();

	snprintf(a->reason, sizeof(a->reason), "%s", reason);
	xmpp_account_reg_give_up(
			&a->reg, state, &conf, xmpp_account_link.now(), chance());
}


/* The same once more, with an answer to each challenge of this try. */
static void authenticate(account_t *a, const str *reply)
{
	account_challenge_t c[ACCOUNT_REALMS_MAX];
	int i, count = xmpp_account_challenges_for(
				   reply, xmpp_account_can_meet, a, c);

	if(count == 0) {
		give_up(a, ACCOUNT_REFUSED,
				xmpp_account_sealed_ha1(&a->secret)
						? "the registrar asks for another realm or algorithm "
						  "than the HA1 is of"
						: "the registrar asks for a kind of password that is "
						  "not known");
		return;
	}
	for(i = 0; i < count; i++)
		if(xmpp_account_nonce_add(&a->nonces, &c[i]) < 0) {
			give_up(a, ACCOUNT_FAILED, "no memory");
			return;
		}
	xmpp_account_text_set(a, &a->realm, &c[0].realm);
	xmpp_account_pace_spend();
	if(authorized_send(a) < 0)
		give_up(a, ACCOUNT_REFUSED, "the password cannot be used");
}


/* host[:port] of a SIP URI */
static str uri_host(const str *uri)
{
	const char *colon = memchr(uri->s, ':', (size_t)uri->len);
	char *at = memchr(uri->s, '@', (size_t)uri->len);
	str host = {at ? at + 1 : (char *)colon + 1, 0};
	int n = (int)(uri->s + uri->len - host.s);

	while(host.len < n && strchr(";?>", host.s[host.len]) == NULL)
		host.len++;
	return host;
}


/* It is sent when its turn comes, however long that is. No answer to what was
 * sent before is meant for it. */
static void turn_ask(account_t *a)
{
	a->serial++;
	xmpp_account_link.timer_stop(&a->timer);
	xmpp_account_pace_ask(a);
}


static void redirect(account_t *a, const str *target)
{
	str host = uri_host(target);

	if(!xmpp_account_hostport_valid(&host)
			|| !xmpp_account_policy_host(&host)) {
		give_up(a, ACCOUNT_FAILED,
				"the registrar names another one, which is not allowed here");
		return;
	}
	if(xmpp_account_text_set(a, &a->target, &host) < 0) {
		give_up(a, ACCOUNT_FAILED, "no memory");
		return;
	}
	turn_ask(a);
}


/* --- steps ----------------------------------------------------------------------------- */

static void target_forget(account_t *a)
{
	static const str none = STR_NULL;

	xmpp_account_text_set(a, &a->target, &none);
}


static void act(account_t *a, account_action_t action,
		const account_answer_t *answer, const account_incoming_t *in)
{
	switch(action) {
		case ACCOUNT_DO_REGISTER:
		case ACCOUNT_DO_LEAVE:
			turn_ask(a);
			break;
		case ACCOUNT_DO_AUTHENTICATE:
			authenticate(a, &in->text);
			break;
		case ACCOUNT_DO_REDIRECT:
			redirect(a, &answer->target);
			break;
		default:
			break;
	}
}


static void due_set(account_t *a)
{
	uint64_t now = xmpp_account_link.now();

	if(a->reg.in_flight)
		return;
	if(a->reg.due == 0)
		xmpp_account_link.timer_stop(&a->timer);
	else
		xmpp_account_link.timer_set(
				&a->timer, a->reg.due > now ? (int)(a->reg.due - now) : 0);
}


static void account_end(account_t *a)
{
	xmpp_account_link.timer_stop(&a->timer);
	xmpp_account_mwi_end(a);
	xmpp_account_ping_end(a);
	xmpp_account_pace_forget(a);
	xmpp_account_tell_removed(a);
	xmpp_account_free(a);
}


/* What a restart does not change: whether it is tried, and called by. return 1
 * when that has changed */
static int accepted_set(account_t *a)
{
	int old = a->is_accepted;

	if(a->reg.state == ACCOUNT_REGISTERED)
		a->is_accepted = 1;
	else if(a->reg.state == ACCOUNT_REFUSED)
		a->is_accepted = 0;
	return a->is_accepted != old;
}


static void step(account_t *a, account_event_t event,
		const account_answer_t *answer, const account_incoming_t *in)
{
	account_state_t was = a->reg.state;
	account_reg_conf_t conf = reg_conf();
	account_action_t action;

	a->timer.run = timer_run;
	action = xmpp_account_reg_step(
			&a->reg, event, answer, &conf, xmpp_account_link.now(), chance());

	act(a, action, answer, in);
	due_set(a);
	if(a->reg.outcome == ACCOUNT_FAILED || a->reg.outcome == ACCOUNT_REFUSED)
		target_forget(a);
	if((a->reg.state == ACCOUNT_REGISTERED) != (was == ACCOUNT_REGISTERED))
		xmpp_account_registered_add(
				a->worker, was == ACCOUNT_REGISTERED ? -1 : 1);
	xmpp_account_mwi_follow(a);
	xmpp_account_ping_follow(a);
	if(a->user == NULL) {
		if(!a->reg.in_flight)
			account_end(a);
		return;
	}
	if(accepted_set(a)
			|| (a->reg.state == ACCOUNT_REFUSED) != (was == ACCOUNT_REFUSED))
		store(a);
	xmpp_account_tell(a, was);
}


static void timer_run(xmpp_link_timer_t *t)
{
	account_t *a =
			(account_t *)(void *)((char *)t - offsetof(account_t, timer));

	if(a->reg.in_flight) {
		a->serial++; /* what comes now comes too late */
		snprintf(a->reason, sizeof(a->reason), "no answer");
		step(a, ACCOUNT_EV_SILENT, NULL, NULL);
		return;
	}
	if(a->user && !a->fields.keep_reachable && xmpp_account_link.is_up(NULL))
		a->reg.is_wanted = xmpp_account_is_present(&a->fields.owner) != 0;
	step(a, ACCOUNT_EV_DUE, NULL, NULL);
}


static void reason_note(account_t *a, const account_answer_t *answer)
{
	xmpp_account_lock(a->worker);
	snprintf(a->reason, sizeof(a->reason), "%.*s", STR_FMT(&answer->reason));
	xmpp_account_unlock(a->worker);
}


/* what a call is compared with: where this answer came from */
static void source_note(account_t *a, const account_incoming_t *in)
{
	xmpp_account_text_set(a, &a->contact, &in->contact);
	xmpp_account_lock(a->worker);
	a->source = in->source;
	xmpp_account_unlock(a->worker);
}


static void answered(account_t *a, const account_incoming_t *in)
{
	account_reg_conf_t conf = reg_conf();
	account_answer_t answer;
	str token = {a->token, ACCOUNT_TOKEN_LEN};

	xmpp_account_answer_read(&in->text, &token,
			xmpp_account_reg_expires(&a->reg, &conf), &answer);
	if(answer.code < 200) {
		snprintf(a->reason, sizeof(a->reason), "the answer is no SIP");
		step(a, ACCOUNT_EV_SILENT, NULL, NULL);
		return;
	}
	reason_note(a, &answer);
	answer.is_new = xmpp_account_asks_anew(a, &in->text);
	if(answer.code < 300 && answer.expires <= 0 && !a->reg.is_leave)
		snprintf(
				a->reason, sizeof(a->reason), "the registrar does not keep it");
	else if(answer.code < 300 && !a->reg.is_leave
			&& answer.expires < conf.expires_min)
		snprintf(a->reason, sizeof(a->reason),
				"the registrar keeps it for %d s only", answer.expires);
	else if(answer.code < 300 && !a->reg.is_leave) {
		source_note(a, in);
		xmpp_account_service_note(a, in);
	}
	step(a, ACCOUNT_EV_ANSWER, &answer, in);
}


static void on_incoming(const account_incoming_t *in)
{
	account_t *a =
			xmpp_account_find_token(xmpp_account_link.self(), &in->token);

	if(a == NULL || a->serial != in->serial || !a->reg.in_flight)
		return;
	if(in->text.len > 0) {
		answered(a, in);
		return;
	}
	snprintf(a->reason, sizeof(a->reason), "%s", in->reason);
	step(a, ACCOUNT_EV_SILENT, NULL, NULL);
}


/* --- what others ask for ------------------------------------------------------------------ */

static int device_count(const xmpp_gateway_device_t *device, void *arg)
{
	(void)device;
	(void)arg;
	return 1;
}


int xmpp_account_is_present(const str *owner)
{
	return xmpp_account_gateway.devices(owner, device_count, NULL) > 0;
}


static int is_wanted(const account_t *a)
{
	return a->fields.keep_reachable
		   || xmpp_account_is_present(&a->fields.owner);
}


void xmpp_account_register_presence(account_t *a)
{
	step(a, is_wanted(a) ? ACCOUNT_EV_WANT : ACCOUNT_EV_UNWANT, NULL, NULL);
}


void xmpp_account_register_change(account_t *a)
{
	a->reason[0] = '\0';
	target_forget(a);
	xmpp_account_nonces_drop(&a->nonces, NULL);
	xmpp_account_pace_forget(a);
	xmpp_account_mwi_changed(a);
	a->reg.is_wanted = is_wanted(a) != 0;
	step(a, ACCOUNT_EV_CHANGE, NULL, NULL);
}


void xmpp_account_register_remove(account_t *a)
{
	xmpp_account_hide(a);
	step(a, ACCOUNT_EV_UNWANT, NULL, NULL);
}


/* --- the worker -------------------------------------------------------------------------- */

/* its registrar does not answer what it should: what is registered stays so
 * until it expires, or until this try says otherwise */
static void register_again(account_t *a)
{
	if(a->reg.in_flight)
		return;
	a->reg.due = xmpp_account_link.now();
	step(a, ACCOUNT_EV_DUE, NULL, NULL);
}


/* What was allowed when it was made may not be any more. */
static int is_allowed(account_t *a)
{
	account_reg_conf_t conf = reg_conf();
	account_result_t result;

	if(xmpp_account_policy(&a->fields, &result) == 0)
		return 1;
	snprintf(a->reason, sizeof(a->reason), "%s", result.reason);
	xmpp_account_reg_give_up(
			&a->reg, ACCOUNT_REFUSED, &conf, xmpp_account_link.now(), chance());
	xmpp_account_tell(a, ACCOUNT_OFFLINE);
	return 0;
}


void xmpp_account_register_start(account_t *a)
{
	if(a->reg.state == ACCOUNT_OFFLINE && !is_allowed(a))
		return;
	if(a->reg.state == ACCOUNT_OFFLINE && is_wanted(a))
		step(a, ACCOUNT_EV_WANT, NULL, NULL);
}


static int account_start(account_t *a, void *arg)
{
	(void)arg;
	xmpp_account_register_start(a);
	return 0;
}


static int on_worker(int worker)
{
	xmpp_account_pace_init(send_plain);
	xmpp_account_each(worker, account_start, NULL);
	return 0;
}


static int on_presence(const xmpp_link_stanza_t *s, void *arg)
{
	account_user_t *user =
			xmpp_account_user_find(xmpp_account_link.self(), &s->from);
	account_t *a;

	(void)arg;
	if(user == NULL)
		return XMPP_LINK_PASS;
	for(a = user->accounts; a; a = a->next)
		if(!a->fields.keep_reachable)
			xmpp_account_register_presence(a);
	return XMPP_LINK_PASS;
}


int xmpp_account_register_init(void (*f)(const account_t *a))
{
	store = f;
	xmpp_account_sender_hear(ACCOUNT_REGISTER, on_incoming);
	xmpp_account_ping_init(register_again);
	if(xmpp_account_link.on_worker(on_worker) < 0
			|| xmpp_account_link.on_stanza(
					   XMPP_LINK_PRESENCE, NULL, on_presence, NULL)
					   < 0) {
		LM_ERR("xmpp_link takes no more handlers\n");
		return -1;
	}
	return 0;
}
