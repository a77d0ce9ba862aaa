/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The owner of accounts, for tests: one worker of the link, a sender that notes
 * what it is given, a provider whose answers are the test's, and time. */

#ifndef ACCOUNT_OWNER_H
#define ACCOUNT_OWNER_H

/* no test needs all of it */
#pragma GCC diagnostic ignored "-Wunused-function"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../core/dprint.h"
#include "../../modules/xmpp_account/account.h"
#include "../../modules/xmpp_account/account_api.h"
#include "../../modules/xmpp_account/account_config.h"
#include "../../modules/xmpp_account/account_event.h"
#include "../../modules/xmpp_account/account_hash.h"
#include "../../modules/xmpp_account/account_mwi.h"
#include "../../modules/xmpp_account/account_register.h"
#include "../../modules/xmpp_account/account_secret.h"
#include "../../modules/xmpp_account/account_sender.h"
#include "../../modules/xmpp_account/account_stats.h"
#include "../../modules/xmpp_account/account_store.h"
#include "../../modules/xmpp_account/account_tell.h"
#include "../../modules/xmpp_link/link_timer.h"

#include "bare/bare_core.h"

#define ROMEO "romeo@xmpp.example"
#define ASKS \
	"WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n"

account_config_t xmpp_account_config;
struct cfg_group_xmpp_account xmpp_account_numbers;
void *xmpp_account_cfg = &xmpp_account_numbers;
xmpp_link_api_t xmpp_account_link;
xmpp_gateway_api_t xmpp_account_gateway;

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

/* --- the link: one worker, its timers ---------------------------------------------- */

enum
{
	TIMERS = 4096
};

static xmpp_link_timer_t *slots[TIMERS + 1];
static link_heap_t heap;
static xmpp_link_worker_f start_worker;
static xmpp_link_stanza_f on_presence;
static int stream_is_up;

static int link_self(void)
{
	return 0;
}

static int link_owner(const str *jid)
{
	(void)jid;
	return 0;
}

static int link_workers(void)
{
	return 1;
}

static int link_timer(xmpp_link_timer_t *t, int ms)
{
	assert_true(ms >= 0);
	return xmpp_link_heap_set(&heap, t, bare_now() + (uint64_t)ms);
}

static void link_stop(xmpp_link_timer_t *t)
{
	xmpp_link_heap_stop(&heap, t);
}

/* let time pass, and what is due happen in its order */
static void pass(uint64_t ms)
{
	uint64_t end = bare_now() + ms;
	xmpp_link_timer_t *t;

	while((t = xmpp_link_heap_first(&heap)) != NULL && t->due <= end) {
		if(t->due > bare_now())
			bare_time(t->due - bare_now());
		xmpp_link_heap_stop(&heap, t);
		t->run(t);
	}
	bare_time(end - bare_now());
}

static void link_random(char *out, int len)
{
	static unsigned n;
	int i;

	n++;
	for(i = 0; i < len; i++)
		out[i] = (char)('a' + (n >> (i * 4 % 28)) % 16);
	out[len] = '\0';
}

static int link_on_worker(xmpp_link_worker_f f)
{
	start_worker = f;
	return 0;
}

static int link_on_stanza(
		xmpp_link_kind_t kind, const char *ns, xmpp_link_stanza_f f, void *arg)
{
	assert_int_equal(kind, XMPP_LINK_PRESENCE);
	on_presence = f;
	return 0;
}

static int link_is_up(const str *component)
{
	return stream_is_up;
}

/* --- the gateway --------------------------------------------------------------------- */

static int devices;

static int gateway_devices(const str *user, xmpp_gateway_device_f f, void *arg)
{
	(void)user;
	return devices;
}

static int gateway_is_local(const str *jid)
{
	str domain = view("xmpp.example");

	return jid->len > domain.len
		   && memcmp(jid->s + jid->len - domain.len, domain.s, domain.len) == 0;
}

static const xmpp_gateway_addr_conf_t *gateway_components(int *count)
{
	static xmpp_gateway_addr_conf_t c;

	c.sip_domain = view("sip.example");
	c.gateway = view("gw.example");
	*count = 1;
	return &c;
}

/* --- the rest of the module ----------------------------------------------------------- */

typedef struct sent
{
	char token[ACCOUNT_TOKEN_LEN + 1];
	char uri[256], hop[256], headers[2048];
	char callid[ACCOUNT_TOKEN_LEN + 1], tag[ACCOUNT_TAG_LEN + 1];
	char remote_tag[64], routes[256];
	account_kind_t kind;
	unsigned serial, cseq;
	int expires;
	uint64_t at;
} sent_t;

static sent_t sent[20000];
static int sent_count, refuse_sending;
static account_incoming_f tell[ACCOUNT_KINDS];
static int stored, unstored, events, has_key = 1;

static void keep(char *to, size_t cap, const str *s)
{
	snprintf(to, cap, "%.*s", s->len, s->s ? s->s : "");
}

void xmpp_account_sender_hear(account_kind_t kind, account_incoming_f f)
{
	tell[kind] = f;
}

int xmpp_account_sender_put(const account_outgoing_t *out)
{
	sent_t *s = &sent[sent_count];

	if(refuse_sending)
		return -1;
	assert_true(sent_count++ < (int)(sizeof(sent) / sizeof(sent[0])) - 1);
	memcpy(s->token, out->account->token, sizeof(s->token));
	keep(s->uri, sizeof(s->uri), &out->uri);
	keep(s->hop, sizeof(s->hop), &out->hop);
	keep(s->headers, sizeof(s->headers), &out->headers);
	keep(s->remote_tag, sizeof(s->remote_tag), &out->remote_tag);
	keep(s->routes, sizeof(s->routes), &out->routes);
	snprintf(s->callid, sizeof(s->callid), "%s", out->callid);
	snprintf(s->tag, sizeof(s->tag), "%s", out->tag ? out->tag : "");
	s->kind = out->kind;
	s->serial = out->serial;
	s->cseq = out->cseq;
	s->expires = out->expires;
	s->at = bare_now();
	return 0;
}

int xmpp_account_secret_ready(void)
{
	return has_key;
}

int xmpp_account_seal(const account_fields_t *f, char *buf, int cap, str *out)
{
	out->s = buf;
	out->len = snprintf(buf, (size_t)cap, "%c%.*s", f->is_ha1 ? 'h' : 'x',
			STR_FMT(&f->password));
	return 0;
}

int xmpp_account_sealed_ha1(const str *sealed)
{
	return sealed->len > 0 && sealed->s[0] == 'h';
}

int xmpp_account_open(const account_fields_t *f, const str *sealed, char *buf,
		int cap, str *out)
{
	(void)f;
	out->s = buf;
	out->len = sealed->len - 1;
	memcpy(buf, sealed->s + 1, (size_t)out->len);
	return 0;
}

void xmpp_account_wipe(void *p, int len)
{
	memset(p, 0, (size_t)len);
}

static void hash(const str *parts, int count, char *hex)
{
	(void)count;
	snprintf(hex, ACCOUNT_HEX_MAX, "%d%.*s", count,
			parts[0].len < 20 ? parts[0].len : 20, parts[0].s);
}

const account_hashes_t xmpp_account_hashes = {hash, hash};

void xmpp_account_store_put(const account_t *a)
{
	(void)a;
	stored++;
}

void xmpp_account_store_remove(const account_t *a)
{
	(void)a;
	unstored++;
}

int xmpp_account_event_init(void)
{
	return 0;
}

void xmpp_account_event_run(const account_view_t *v, account_state_t was)
{
	(void)v;
	(void)was;
	events++;
}

void xmpp_account_stat(account_stat_t what)
{
	(void)what;
}

static unsigned chance;

unsigned int fastrand_max(unsigned int max)
{
	return chance < max ? chance : max;
}

/* this Kamailio is at 192.0.2.1:5060 */
int check_self(str *host, unsigned short port, unsigned short proto)
{
	(void)proto;
	return host->len == 9 && memcmp(host->s, "192.0.2.1", 9) == 0
		   && (port == 0 || port == 5060);
}

/* --- a provider -------------------------------------------------------------------------- */

/* the last request of all, or that number from the start */
static sent_t *last(void)
{
	assert_true(sent_count > 0);
	return &sent[sent_count - 1];
}

static void answer_to(const sent_t *s, int code, const char *headers)
{
	account_incoming_t in;
	char text[1024];

	memset(&in, 0, sizeof(in));
	in.token.s = (char *)s->token;
	in.token.len = ACCOUNT_TOKEN_LEN;
	in.serial = s->serial;
	in.code = code;
	in.text.s = text;
	in.text.len = snprintf(
			text, sizeof(text), "SIP/2.0 %d Phrase\r\n%s\r\n", code, headers);
	in.contact = view("sip:token@gw");
	tell[s->kind](&in);
}

static void answer(int code, const char *headers)
{
	answer_to(last(), code, headers);
}

static void accept_to(const sent_t *s)
{
	char text[128];

	snprintf(text, sizeof(text), "Contact: <sip:%s@gw>;expires=%d\r\n",
			s->token, s->expires);
	answer_to(s, 200, s->expires ? text : "");
}

static void is_accepted(void)
{
	accept_to(last());
}

/* --- what a door does ------------------------------------------------------------------- */

static char told[256]; /* states that done() was told */
static account_result_t result;

static void done(const account_view_t *v, void *arg)
{
	size_t n = strlen(told);

	snprintf(told + n, sizeof(told) - n, "%s%s ", (char *)arg,
			v ? xmpp_account_state_name(v->state) : "removed");
}

static account_fields_t usual(void)
{
	account_fields_t f;

	memset(&f, 0, sizeof(f));
	f.owner = view(ROMEO);
	f.line = view("main");
	f.aor = view("sip:alice@sip.example");
	f.password = view("secret");
	f.keep_reachable = 1;
	return f;
}

static int set(const account_fields_t *f)
{
	return xmpp_account_set(f, done, "", &result);
}

static void made(void)
{
	account_fields_t f = usual();

	assert_int_equal(set(&f), 0);
}

static account_view_t seen;
static int seen_count;

static int see(const account_view_t *v, void *arg)
{
	seen = *v;
	seen_count++;
	return 0;
}

static account_state_t state_of(const char *line)
{
	str owner = view(ROMEO), l = view(line);

	if(xmpp_account_get(&owner, &l, see, NULL) == 0)
		return ACCOUNT_STATES;
	return seen.state;
}

static int all(void)
{
	str owner = view(ROMEO);

	seen_count = 0;
	return xmpp_account_list(&owner, see, NULL);
}

/* --- each test ------------------------------------------------------------------------- */

static int begin(void **state)
{
	static const struct cfg_group_xmpp_account numbers = {.max_accounts = 3,
			.attempts = 5,
			.rate = 100,
			.expires = 600,
			.retry_min = 30,
			.retry_max = 1800};

	bare_core_reset();
	xmpp_account_numbers = numbers;
	memset(&xmpp_account_config, 0, sizeof(xmpp_account_config));
	memset(&heap, 0, sizeof(heap));
	xmpp_link_heap_grow(&heap, slots, TIMERS);
	xmpp_account_link.self = link_self;
	xmpp_account_link.owner = link_owner;
	xmpp_account_link.workers = link_workers;
	xmpp_account_link.now = bare_now;
	xmpp_account_link.timer_set = link_timer;
	xmpp_account_link.timer_stop = link_stop;
	xmpp_account_link.random_text = link_random;
	xmpp_account_link.on_worker = link_on_worker;
	xmpp_account_link.on_stanza = link_on_stanza;
	xmpp_account_link.is_up = link_is_up;
	xmpp_account_gateway.devices = gateway_devices;
	xmpp_account_gateway.is_local_user = gateway_is_local;
	xmpp_account_gateway.components = gateway_components;
	chance = 0;
	sent_count = refuse_sending = stored = unstored = events = devices = 0;
	stream_is_up = has_key = 1;
	told[0] = '\0';
	bare_time(600000); /* attempts of before are forgotten */
	assert_int_equal(xmpp_account_table_init(1, 4), 0);
	assert_int_equal(xmpp_account_register_init(xmpp_account_store_put), 0);
	assert_int_equal(start_worker(0), 0);
	return 0;
}

/* whoever waits for an account that goes is told so */
static int gone(account_t *a, void *arg)
{
	(void)arg;
	xmpp_account_tell_removed(a);
	return 0;
}

static int end(void **state)
{
	xmpp_account_each(0, gone, NULL);
	xmpp_account_table_destroy();
	assert_int_equal(bare_locks_held(), 0);
	assert_int_equal(bare_core_reset(), 0);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

#endif
