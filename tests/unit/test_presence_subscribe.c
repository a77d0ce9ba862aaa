/* links: modules/xmpp_presence/presence_subscribe.c modules/xmpp_presence/presence_watch.c modules/xmpp_presence/presence_watch_users.c modules/xmpp_presence/presence_watch_tell.c modules/xmpp_presence/presence_trust.c modules/xmpp_presence/presence_watch_lamp.c modules/xmpp_presence/presence_lamp.c modules/xmpp_presence/presence_request.c */
/* links: modules/xmpp_presence/presence_watch_pace.c modules/xmpp_presence/presence_watch_table.c modules/xmpp_presence/presence_state.c modules/xmpp_link/link_timer.c tests/unit/bare/bare_core.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* XMPP users watch SIP users, in their owner: pairs begin and end with what is
 * subscribed and who is there, requests are paced, changes told once and not too
 * often. What is sent is noted, answers are the test's, and so is the time. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../core/dprint.h"
#include "../../core/parser/parse_to.h"
#include "../../core/parser/parse_rr.h"
#include "../../core/parser/parse_uri.h"
#include "../../core/rand/fastrand.h"
#include "../../modules/xmpp_link/link_jid.h"
#include "../../modules/xmpp_presence/presence_config.h"
#include "../../modules/xmpp_presence/presence_event.h"
#include "../../modules/xmpp_presence/presence_stats.h"
#include "../../modules/xmpp_presence/presence_subscribe.h"
#include "../../modules/xmpp_presence/presence_watch_calls.h"
#include "../../modules/xmpp_presence/presence_watch_notify.h"
#include "../../modules/xmpp_presence/presence_watch_sip.h"
#include "../../modules/xmpp_presence/presence_watch_tell.h"
#include "../../modules/xmpp_presence/presence_watch_users.h"

#include "bare/bare_core.h"

#define ROMEO "romeo@xmpp.example"
#define ALICE "alice@gw.example"

presence_config_t xmpp_presence_config;
struct cfg_group_xmpp_presence xmpp_presence_numbers;
void *xmpp_presence_cfg = &xmpp_presence_numbers;
xmpp_link_api_t xmpp_presence_link;
xmpp_gateway_api_t xmpp_presence_gateway;
tm_api_t xmpp_presence_tm;

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

/* --- the link: one worker, its timers ---------------------------------------------- */

enum
{
	TIMERS = 8192
};

static xmpp_link_timer_t *slots[TIMERS + 1];
static link_heap_t heap;
static xmpp_link_stanza_f on_presence;
static xmpp_link_stream_f on_stream;

static int link_zero(void)
{
	return 0;
}

static int link_one(void)
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

	memset(out, 'a', (size_t)len);
	n++;
	out[0] = (char)('a' + n % 26);
	out[1] = (char)('a' + n / 26 % 26);
	out[2] = (char)('a' + n / 676 % 26);
	out[len] = '\0';
}

static int link_on_stanza(
		xmpp_link_kind_t kind, const char *ns, xmpp_link_stanza_f f, void *arg)
{
	(void)ns;
	(void)arg;
	assert_int_equal(kind, XMPP_LINK_PRESENCE);
	on_presence = f;
	return 0;
}

static int link_on_stream(xmpp_link_stream_f f)
{
	on_stream = f;
	return 0;
}

/* --- the gateway ------------------------------------------------------------------- */

static const xmpp_gateway_addr_conf_t gateway = {
		.gateway = str_init("gw.example"),
		.sip_domain = str_init("sip.example")};
static int devices, subscribed, presented;
static const char *contact_list[4];
static xmpp_gateway_own_f on_own;
static char shown[256];

static const xmpp_gateway_addr_conf_t *gw_components(int *count)
{
	*count = 1;
	return &gateway;
}

static const xmpp_gateway_addr_conf_t *gw_component(const str *domain)
{
	return STR_EQ(*domain, gateway.gateway) ? &gateway : NULL;
}

/* alice@gw is sip:alice@sip.example, bob%other@gw is sip:bob@other */
static int gw_read(const xmpp_gateway_addr_conf_t *conf, const str *jid,
		int flags, char *buf, int cap, str *uri)
{
	char *percent = memchr(jid->s, '%', (size_t)jid->len);
	char *at = memchr(jid->s, '@', (size_t)jid->len);

	(void)conf;
	(void)flags;
	uri->s = buf;
	if(percent)
		uri->len = snprintf(buf, (size_t)cap, "sip:%.*s@%.*s",
				(int)(percent - jid->s), jid->s, (int)(at - percent - 1),
				percent + 1);
	else
		uri->len = snprintf(buf, (size_t)cap, "sip:%.*s@sip.example",
				(int)(at - jid->s), jid->s);
	return 0;
}

static int gw_uri(const char *scheme, const str *jid, int flags, char *buf,
		int cap, str *uri)
{
	(void)flags;
	uri->s = buf;
	uri->len = snprintf(buf, (size_t)cap, "%s:%.*s", scheme, jid->len, jid->s);
	return 0;
}

static int gw_devices(const str *user, xmpp_gateway_device_f f, void *arg)
{
	(void)user;
	(void)f;
	(void)arg;
	return devices;
}

static int gw_contacts(const str *user, xmpp_gateway_contact_f f, void *arg)
{
	int i;
	str jid;

	(void)user;
	for(i = 0; subscribed && i < 4 && contact_list[i]; i++) {
		jid = view(contact_list[i]);
		if(f(&jid, arg) != 0)
			break;
	}
	return i;
}

static int gw_subscribed(const str *user, const str *contact)
{
	(void)user;
	(void)contact;
	return subscribed;
}

static int gw_on_own(xmpp_gateway_own_f f)
{
	on_own = f;
	return 0;
}

/* what a user is shown of this contact, "show:status" */
static const char *own_of(const char *user, const char *contact)
{
	static char text[256];
	xmpp_gateway_own_t own = {NULL, NULL, NULL};
	str ours = view(contact), theirs = view(user);

	on_own(&ours, &theirs, &own);
	snprintf(text, sizeof(text), "%s:%s%s%s", own.show ? own.show : "",
			own.status ? own.status : "", own.since ? "," : "",
			own.since ? own.since : "");
	return text;
}

static int gw_present(const str *component, const str *contact, const str *user)
{
	char ours[128], theirs[128];

	assert_true(STR_EQ(*component, gateway.gateway));
	snprintf(ours, sizeof(ours), "%.*s", contact->len, contact->s);
	snprintf(theirs, sizeof(theirs), "%.*s", user->len, user->s);
	snprintf(shown, sizeof(shown), "%s", own_of(theirs, ours));
	presented++;
	return 1;
}

/* --- SIP, and calls ------------------------------------------------------------------ */

typedef struct sent
{
	char token[PRESENCE_TOKEN_LEN + 1];
	char callid[PRESENCE_TOKEN_LEN + 1];
	char uri[128];
	char routes[128];
	unsigned serial;
	int expires;
	uint64_t at;
} sent_t;

static sent_t sent[4096];
static int sent_count, refuse_sending, in_call;
static void (*on_answer)(const presence_answer_t *answer);
static void (*on_notify)(const presence_notified_t *n);
static int answer_expires, answer_after;
static const char *answer_tag, *answer_target, *answer_routes;

int xmpp_presence_sip_send(presence_pair_t *p, int expires)
{
	sent_t *s = &sent[sent_count];

	p->dialog.loc_cseq++;
	if(refuse_sending)
		return -1;
	sent_count++;
	memcpy(s->token, p->token, sizeof(s->token));
	memcpy(s->callid, p->dialog.callid, sizeof(s->callid));
	snprintf(s->uri, sizeof(s->uri), "%.*s", STR_FMT(&p->uri));
	if(p->dialog.target.len > 0)
		snprintf(s->uri, sizeof(s->uri), "%.*s", STR_FMT(&p->dialog.target));
	snprintf(s->routes, sizeof(s->routes), "%.*s", STR_FMT(&p->dialog.routes));
	s->serial = p->serial;
	s->expires = expires;
	s->at = bare_now();
	return 0;
}

int xmpp_presence_sip_init(void (*f)(const presence_answer_t *answer))
{
	on_answer = f;
	return 0;
}

int xmpp_presence_notify_init(void (*f)(const presence_notified_t *n))
{
	on_notify = f;
	return 0;
}

unsigned int fastrand_max(unsigned int max)
{
	return max / 2;
}

/* "sip:user@host" */
int parse_uri(char *buf, int len, struct sip_uri *uri)
{
	char *at = memchr(buf, '@', (size_t)len);
	char *end = memchr(buf, ';', (size_t)len);

	memset(uri, 0, sizeof(*uri));
	uri->host.s = at ? at + 1 : buf + 4;
	uri->host.len = (int)((end ? end : buf + len) - uri->host.s);
	return 0;
}

/* proxies of this Kamailio's */
int check_self(str *host, unsigned short port, unsigned short proto)
{
	str p = view("p.example"), other = view("other.example");

	return STR_EQ(*host, p) || STR_EQ(*host, other) ? 1 : -1;
}

static rr_t route[4];

/* "<uri>,<uri>" */
int parse_rr_body(char *buf, int len, rr_t **head)
{
	char *s = buf, *e;
	int n = 0;

	memset(route, 0, sizeof(route));
	while(n < 4 && s < buf + len && (e = memchr(s, '>', (size_t)len)) != NULL) {
		route[n].nameaddr.uri.s = s + 1;
		route[n].nameaddr.uri.len = (int)(e - s) - 1;
		if(n > 0)
			route[n - 1].next = &route[n];
		n++;
		s = e + 2;
	}
	*head = route;
	return n > 0 ? 0 : -1;
}

void free_rr(rr_t **r)
{
	*r = NULL;
}

static struct to_body to_body;
static struct hdr_field to_field;

int parse_to_header(struct sip_msg *const m)
{
	memset(&to_body, 0, sizeof(to_body));
	to_body.tag_value = view(answer_tag);
	to_field.parsed = &to_body;
	m->to = &to_field;
	return 0;
}

void free_sip_msg(struct sip_msg *const m)
{
	(void)m;
}

int xmpp_presence_msg_parse(const str *text, sip_msg_t *m)
{
	memset(m, 0, sizeof(*m));
	return text->len > 0 ? 0 : -1;
}

int xmpp_presence_msg_number(const sip_msg_t *m, const char *name)
{
	(void)m;
	if(strcmp(name, "Expires") == 0)
		return answer_expires;
	return strcmp(name, "Retry-After") == 0 ? answer_after : -1;
}

int xmpp_presence_msg_target(sip_msg_t *m, str *uri)
{
	(void)m;
	*uri = view(answer_target);
	return 0;
}

int xmpp_presence_msg_routes(sip_msg_t *m, int reverse, char *buf, int cap)
{
	(void)m;
	assert_int_equal(reverse, 1);
	return snprintf(buf, (size_t)cap, "%s", answer_routes);
}

static int is_allowed = 1;

int xmpp_presence_event_allows(const presence_event_t *event)
{
	assert_int_equal(event->uri.s[0], 's');
	return is_allowed;
}

int xmpp_presence_is_in_call(const str *contact)
{
	(void)contact;
	return in_call;
}

void xmpp_presence_stat(presence_stat_t what)
{
	(void)what;
}

/* --- what the world does ----------------------------------------------------------------- */

static void stanza(const char *from, const char *to, const char *type)
{
	xmpp_link_stanza_t s;

	memset(&s, 0, sizeof(s));
	s.component = gateway.gateway;
	s.from = view(from);
	s.to = view(to);
	s.type = view(type);
	assert_int_equal(on_presence(&s, NULL), XMPP_LINK_PASS);
	pass(0);
}

static sent_t *last(void)
{
	assert_true(sent_count > 0);
	return &sent[sent_count - 1];
}

static void answer_to(const sent_t *s, int code)
{
	presence_answer_t a;

	memset(&a, 0, sizeof(a));
	a.token = view(s->token);
	a.serial = s->serial;
	a.code = code;
	a.text = view("SIP/2.0");
	on_answer(&a);
	pass(0);
}

static const char *idle_since = "";
static const char *notify_target = "sip:alice@192.0.2.9", *notify_routes = "";

static void notify_to(const sent_t *s, presence_substate_t sub,
		presence_basic_t basic, presence_show_t show, const char *note)
{
	presence_notified_t n;

	memset(&n, 0, sizeof(n));
	n.token = view(s->token);
	n.callid = view(s->callid);
	n.target = view(notify_target);
	n.routes = view(notify_routes);
	n.source.af = AF_INET;
	n.source.len = 4;
	memcpy(n.source.u.addr, "\300\0\2\11", 4); /* 192.0.2.9 */
	n.input.expires = n.input.retry_after = n.input.min_expires = -1;
	n.input.substate = sub;
	n.has_state = 1;
	n.state.basic = basic;
	n.state.show = show;
	n.state.note = view(note);
	n.state.since = view(idle_since);
	on_notify(&n);
	pass(0);
}

static void says(presence_show_t show, const char *note)
{
	notify_to(&sent[0], PRESENCE_SUB_ACTIVE, PRESENCE_OPEN, show, note);
}

static int pair_states[PRESENCE_WATCH_STATES];

static int pairs(void)
{
	return xmpp_presence_pairs_count(pair_states);
}

/* romeo has subscribed to alice, and is there */
static void watching(void)
{
	devices = subscribed = 1;
	contact_list[0] = ALICE;
	stanza(ROMEO, ALICE, "subscribe");
	assert_int_equal(sent_count, 1);
}

static void active(void)
{
	watching();
	answer_to(last(), 200);
	says(PRESENCE_SHOW_NONE, "");
	assert_int_equal(presented, 0); /* as it was */
}

/* --- tests ------------------------------------------------------------------------------ */

static int setup(void **state)
{
	(void)state;
	memset(&heap, 0, sizeof(heap));
	xmpp_link_heap_grow(&heap, slots, TIMERS);
	xmpp_presence_numbers.hash_size = 4;
	xmpp_presence_numbers.expires = 3600;
	xmpp_presence_numbers.linger = 86400;
	xmpp_presence_numbers.pace = 200;
	xmpp_presence_numbers.retry_min = 30;
	xmpp_presence_numbers.retry_max = 3600;
	xmpp_presence_numbers.notify_wait = 32;
	xmpp_presence_numbers.refresh_min = 1;
	xmpp_presence_numbers.watch_dialogs = 0;
	xmpp_presence_numbers.interval = 2000;
	xmpp_presence_link.self = link_zero;
	xmpp_presence_link.workers = link_one;
	xmpp_presence_link.now = bare_now;
	xmpp_presence_link.timer_set = link_timer;
	xmpp_presence_link.timer_stop = link_stop;
	xmpp_presence_link.random_text = link_random;
	xmpp_presence_link.on_stanza = link_on_stanza;
	xmpp_presence_link.on_stream = link_on_stream;
	xmpp_presence_gateway.components = gw_components;
	xmpp_presence_gateway.component = gw_component;
	xmpp_presence_gateway.addr_read = gw_read;
	xmpp_presence_gateway.addr_to_uri = gw_uri;
	xmpp_presence_gateway.devices = gw_devices;
	xmpp_presence_gateway.contacts = gw_contacts;
	xmpp_presence_gateway.is_subscribed = gw_subscribed;
	xmpp_presence_gateway.present = gw_present;
	xmpp_presence_gateway.on_own = gw_on_own;
	memset(&xmpp_presence_config, 0, sizeof(xmpp_presence_config));
	memset(contact_list, 0, sizeof(contact_list));
	devices = subscribed = presented = sent_count = in_call = 0;
	refuse_sending = 0;
	answer_expires = 3600;
	answer_after = -1;
	answer_tag = "theirs";
	answer_target = "sip:server@192.0.2.1";
	answer_routes = "";
	bare_time(1000000);
	assert_int_equal(xmpp_presence_table_init(1, 4), 0);
	assert_int_equal(xmpp_presence_tell_init(), 0);
	assert_int_equal(xmpp_presence_subscribe_init(), 0);
	assert_int_equal(xmpp_presence_users_init(), 0);
	xmpp_presence_subscribe_start();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	xmpp_presence_table_destroy();
	assert_int_equal(bare_core_reset(), 0);
	return 0;
}

static void watched_from_subscription_to_its_end(void **state)
{
	(void)state;
	watching();
	assert_string_equal(last()->uri, "sip:alice@sip.example");
	assert_int_equal(last()->expires, 3600);
	assert_string_equal(own_of(ROMEO, ALICE), ":");
	answer_routes = "<sip:p.example;lr>";
	answer_to(last(), 200);
	says(PRESENCE_SHOW_AWAY, "lunch");
	assert_int_equal(presented, 1);
	assert_string_equal(shown, "away:lunch");
	pass(2975000); /* after 82 per cent of its time */
	assert_int_equal(sent_count, 2);
	assert_string_equal(last()->callid, sent[0].callid);
	assert_string_equal(last()->uri, "sip:alice@192.0.2.9");
	assert_string_equal(last()->routes, "<sip:p.example;lr>");
	answer_routes = "<sip:other.example;lr>";
	answer_to(last(), 200);
	subscribed = 0;
	stanza(ROMEO, ALICE, "unsubscribe");
	assert_int_equal(last()->expires, 0);
	assert_string_equal(last()->routes, "<sip:p.example;lr>");
	answer_to(last(), 200);
	assert_int_equal(pairs(), 1); /* its NOTIFY is awaited */
	notify_to(last(), PRESENCE_SUB_TERMINATED, PRESENCE_CLOSED, 0, "");
	assert_int_equal(pairs(), 0);
	assert_null(xmpp_presence_watcher_find(0, &(str){ROMEO, 18}));
}

/* Where the next request goes: Contact and Record-Route are the other party's */
static void goes_to_no_other_host(void **state)
{
	static const struct
	{
		const char *target, *routes, *goes, *by;
	} rows[] = {
			{"sip:alice@192.0.2.9", "", "sip:alice@192.0.2.9", ""},
			{"sip:alice@sip.example", "", "sip:alice@sip.example", ""},
			{"sip:x@127.0.0.1", "", "sip:alice@sip.example", ""},
			{"sip:x@10.0.0.1;transport=tcp", "", "sip:alice@sip.example", ""},
			{"sip:x@192.0.2.9", "<sip:p.example;lr>", "sip:x@192.0.2.9",
					"<sip:p.example;lr>"},
			{"sip:x@10.0.0.1", "<sip:p.example;lr>", "sip:alice@sip.example",
					"<sip:p.example;lr>"},
			{"sip:x@192.0.2.9", "<sip:p.example;lr>,<sip:10.0.0.1;lr>",
					"sip:alice@sip.example", ""},
			/* what is behind a proxy that is trusted is its own matter */
			{"sip:x@10.0.0.1", "<sip:p.example;lr>,<sip:192.0.2.9;lr>",
					"sip:x@10.0.0.1", "<sip:p.example;lr>,<sip:192.0.2.9;lr>"},
	};
	size_t i;

	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		watching();
		answer_target = "sip:x@10.9.9.9"; /* as empty: it is not trusted */
		answer_to(last(), 200);
		notify_target = rows[i].target;
		notify_routes = rows[i].routes;
		says(PRESENCE_SHOW_AWAY, "");
		pass(3240000);
		assert_string_equal(last()->uri, rows[i].goes);
		assert_string_equal(last()->routes, rows[i].by);
		teardown(state);
		setup(state);
	}
	notify_target = "sip:alice@192.0.2.9";
	notify_routes = "";
}

/* --- what a contact's server says of its calls (RFC 4235) ------------------------------- */

static void dialogs_say(const sent_t *s, unsigned version, int is_partial,
		presence_dialog_state_t call)
{
	presence_notified_t n;
	presence_dialogs_t d = {.version = version,
			.is_partial = is_partial,
			.count = call != PRESENCE_DIALOG_UNKNOWN};

	memset(&n, 0, sizeof(n));
	n.token = view(s->token);
	n.callid = view(s->callid);
	n.package = PRESENCE_PACKAGE_DIALOG;
	n.input.expires = n.input.retry_after = n.input.min_expires = -1;
	n.has_state = 1;
	d.dialog[0].id = view("a");
	d.dialog[0].state = call;
	xmpp_presence_lamp_read(&d, &n.lamp);
	on_notify(&n);
	pass(2000);
}

/* romeo watches alice, and her calls: sent[0] presence, sent[1] dialogs */
static void lamp_is_watched(void)
{
	watching();
	xmpp_presence_numbers.watch_dialogs = 1;
	stanza(ROMEO "/phone", ALICE, "");
	pass(0);
	assert_int_equal(sent_count, 2);
	assert_int_equal(pairs(), 2);
	answer_to(&sent[0], 200);
	answer_to(&sent[1], 200);
	says(PRESENCE_SHOW_AWAY, "");
}

static void a_server_says_that_the_contact_is_in_a_call(void **state)
{
	(void)state;
	xmpp_presence_numbers.expires = answer_expires = 86400;
	lamp_is_watched();
	dialogs_say(&sent[1], 1, 0, PRESENCE_DIALOG_EARLY);
	assert_string_equal(own_of(ROMEO, ALICE), "away:");
	dialogs_say(&sent[1], 2, 1, PRESENCE_DIALOG_CONFIRMED);
	assert_string_equal(shown, "dnd:On the phone");
	says(PRESENCE_SHOW_XA, "later");
	assert_string_equal(own_of(ROMEO, ALICE), "dnd:On the phone");
	dialogs_say(&sent[1], 3, 1, PRESENCE_DIALOG_TERMINATED);
	assert_string_equal(shown, "xa:later");
	/* of one whose end is lost nothing is said for hours */
	dialogs_say(&sent[1], 4, 1, PRESENCE_DIALOG_CONFIRMED);
	assert_string_equal(own_of(ROMEO, ALICE), "dnd:On the phone");
	pass(4 * 3600 * 1000);
	assert_string_equal(own_of(ROMEO, ALICE), "xa:later");
	xmpp_presence_numbers.watch_dialogs = 2;
	dialogs_say(&sent[1], 5, 0, PRESENCE_DIALOG_EARLY);
	assert_string_equal(own_of(ROMEO, ALICE), "dnd:On the phone");
}

static void a_lost_document_is_asked_for(void **state)
{
	int before;

	(void)state;
	lamp_is_watched();
	dialogs_say(&sent[1], 1, 0, PRESENCE_DIALOG_CONFIRMED);
	xmpp_presence_numbers.refresh_min = 30;
	before = sent_count;
	dialogs_say(&sent[1], 4, 1, PRESENCE_DIALOG_UNKNOWN);
	pass(27000);
	assert_int_equal(sent_count, before);
	pass(1000);
	assert_int_equal(sent_count, before + 1);
	assert_string_equal(last()->callid, sent[1].callid);
	answer_to(last(), 200);
	dialogs_say(&sent[1], 5, 0, PRESENCE_DIALOG_UNKNOWN);
	pass(600000);
	assert_int_equal(sent_count, before + 1);
}

static void a_server_without_it_is_asked_once(void **state)
{
	(void)state;
	lamp_is_watched();
	dialogs_say(&sent[1], 1, 0, PRESENCE_DIALOG_CONFIRMED);
	pass(2980000);
	assert_int_equal(sent_count, 4);
	answer_to(&sent[2], 489);
	answer_to(&sent[3], 489);
	pass(2000);
	assert_string_equal(own_of(ROMEO, ALICE), ":");
	pass(3600000);
	assert_int_equal(sent_count, 4);
	/* both end with the subscription */
	subscribed = 0;
	stanza(ROMEO, ALICE, "unsubscribe");
	assert_int_equal(pairs(), 0);
}

/* a phone that says something else all the time */
static void a_flood_is_paced_and_its_last_word_told(void **state)
{
	int i;

	(void)state;
	active();
	for(i = 0; i < 1000; i++)
		says(i % 2 ? PRESENCE_SHOW_DND : PRESENCE_SHOW_AWAY, "");
	assert_int_equal(presented, 1);
	says(PRESENCE_SHOW_XA, "last");
	pass(2000);
	assert_int_equal(presented, 2);
	assert_string_equal(shown, "xa:last");
	pass(60000);
	assert_int_equal(presented, 2);
}

static void changes_are_told_once_and_not_too_often(void **state)
{
	(void)state;
	active();
	says(PRESENCE_SHOW_AWAY, "");
	says(PRESENCE_SHOW_AWAY, "");
	assert_int_equal(presented, 1);
	says(PRESENCE_SHOW_DND, "");
	says(PRESENCE_SHOW_XA, "");
	assert_int_equal(presented, 1);
	pass(1999);
	assert_int_equal(presented, 1);
	pass(1);
	assert_int_equal(presented, 2);
	assert_string_equal(shown, "xa:");
	/* there and back within the time: nothing to tell */
	says(PRESENCE_SHOW_DND, "");
	says(PRESENCE_SHOW_XA, "");
	pass(10000);
	assert_int_equal(presented, 2);
	/* a probe is answered by what is so now */
	says(PRESENCE_SHOW_NONE, "");
	says(PRESENCE_SHOW_AWAY, "");
	assert_string_equal(own_of(ROMEO, ALICE), "away:");
	/* the contact stays available */
	pass(2000);
	notify_to(&sent[0], PRESENCE_SUB_ACTIVE, PRESENCE_CLOSED, 0, "");
	pass(2000);
	assert_string_equal(shown, "xa:Not available");
	notify_to(&sent[0], PRESENCE_SUB_ACTIVE, PRESENCE_UNKNOWN, 0, "");
	pass(2000);
	assert_string_equal(shown, ":");
}

static void idle_since_is_told_when_it_is_a_time(void **state)
{
	static const char *const good[] = {
			"2026-12-01T10:00:00Z", "2026-12-01T10:00:00.125+01:00"};
	static const char *const bad[] = {"2026-12-01T10:00:00", "2026-12-01",
			"yesterday", "2026-12-01T10:00:00Z'><x/>"};
	char text[64];
	size_t i;

	(void)state;
	active();
	for(i = 0; i < 2; i++) {
		idle_since = good[i];
		says(PRESENCE_SHOW_AWAY, "");
		snprintf(text, sizeof(text), "away:,%s", good[i]);
		assert_string_equal(own_of(ROMEO, ALICE), text);
	}
	pass(2000);
	assert_int_equal(presented, 2);
	in_call = 1;
	assert_string_equal(own_of(ROMEO, ALICE), "dnd:On the phone");
	in_call = 0;
	for(i = 0; i < 4; i++) {
		idle_since = bad[i];
		says(PRESENCE_SHOW_AWAY, "");
		assert_string_equal(own_of(ROMEO, ALICE), "away:");
	}
	idle_since = "";
}

static void a_call_counts_more_than_sip(void **state)
{
	str contact = view(ALICE);

	(void)state;
	active();
	says(PRESENCE_SHOW_AWAY, "");
	in_call = 1;
	xmpp_presence_users_call(&contact);
	assert_int_equal(presented, 1);
	pass(1000); /* a call waits no longer */
	assert_string_equal(shown, "dnd:On the phone");
	says(PRESENCE_SHOW_XA, "later");
	assert_string_equal(own_of(ROMEO, ALICE), "dnd:On the phone");
	in_call = 0;
	xmpp_presence_users_call(&contact);
	pass(2000);
	assert_string_equal(shown, "xa:later");
	/* who is not watched, too; the component is not */
	in_call = 1;
	assert_string_equal(
			own_of("juliet@xmpp.example", ALICE), "dnd:On the phone");
	assert_string_equal(own_of(ROMEO, "gw.example"), ":");
	/* nor who has not subscribed, and is shown the contact for a call */
	subscribed = 0;
	assert_string_equal(own_of("juliet@xmpp.example", ALICE), ":");
	assert_string_equal(own_of(ROMEO, ALICE), ":");
}

/* the event route keeps a SIP user's presence, and calls, from an XMPP user */
static void whom_the_route_hides_is_not_asked(void **state)
{
	(void)state;
	devices = subscribed = 1;
	is_allowed = 0;
	contact_list[0] = ALICE;
	stanza(ROMEO "/phone", ALICE, "");
	pass(1000);
	is_allowed = 1;
	assert_int_equal(sent_count, 0);
	in_call = 1;
	assert_string_equal(own_of(ROMEO, ALICE), ":");
	subscribed = 0;
	stanza(ROMEO, ALICE, "unsubscribe");
	pairs();
}

static void others_domains_are_not_asked(void **state)
{
	(void)state;
	devices = subscribed = 1;
	contact_list[0] = "bob%other.example@gw.example";
	contact_list[1] = "gw.example";
	stanza(ROMEO "/phone", contact_list[0], "");
	assert_int_equal(sent_count, 0);
	assert_int_equal(pairs(), 1);
	subscribed = 0;
	stanza(ROMEO, contact_list[0], "unsubscribe");
	assert_int_equal(pairs(), 0);
	subscribed = 1;
	xmpp_presence_config.watch_domains = view("pbx.example, OTHER.example");
	stanza(ROMEO "/phone", contact_list[0], "");
	assert_int_equal(sent_count, 1);
	contact_list[1] = ALICE;
	stanza(ROMEO, ALICE, "subscribe");
	assert_int_equal(sent_count, 1);
	xmpp_presence_config.watch_domains = view("*");
	contact_list[2] = "carol@gw.example";
	stanza(ROMEO, contact_list[2], "subscribe");
	assert_int_equal(sent_count, 2);
}

static void rests_while_nobody_is_there(void **state)
{
	(void)state;
	active();
	devices = 0;
	stanza(ROMEO "/phone", ALICE, "unavailable");
	pass(3000000);
	answer_to(last(), 200); /* refreshed once; it is within the day */
	devices = 1;
	stanza(ROMEO "/phone", ALICE, "");
	assert_int_equal(sent_count, 2);
	devices = 0;
	stanza(ROMEO "/phone", ALICE, "unavailable");
	while(last()->expires > 0) {
		pass(60000);
		if(last()->at == bare_now() || last()->expires == 0)
			continue;
		answer_to(last(), 200);
	}
	answer_to(last(), 200);
	pass(40000);
	assert_int_equal(pairs(), 0);
	/* the next initial presence, to whatever contact */
	devices = 1;
	stanza(ROMEO "/phone", "carol@gw.example", "");
	assert_int_equal(pairs(), 1);
	assert_int_equal(last()->expires, 3600);
	/* gone while the stream was down: nothing says so */
	devices = 0;
	on_stream(&gateway.gateway, 1);
	answer_to(last(), 403);
	pass(86400000 + 7200000 + 1000);
	assert_int_equal(pairs(), 0);
}

static void ended_by_others_is_left_when_it_is_due(void **state)
{
	(void)state;
	active();
	subscribed = 0; /* by an RPC of the gateway's */
	pass(2975000);
	assert_int_equal(last()->expires, 0);
	answer_to(last(), 481);
	assert_int_equal(pairs(), 0);
	/* and what has failed at once */
	sent_count = 0;
	watching();
	answer_to(last(), 503);
	subscribed = 0;
	stanza(ROMEO, ALICE, "unsubscribe");
	assert_int_equal(pairs(), 0);
}

static void odd_answers_change_nothing(void **state)
{
	sent_t first, wrong;

	(void)state;
	watching();
	first = *last();
	wrong = first;
	memcpy(wrong.callid, "zzzz", 4);
	notify_to(
			&wrong, PRESENCE_SUB_ACTIVE, PRESENCE_OPEN, PRESENCE_SHOW_DND, "");
	memcpy(wrong.token, "zzzz", 4);
	answer_to(&wrong, 200);
	notify_to(
			&wrong, PRESENCE_SUB_ACTIVE, PRESENCE_OPEN, PRESENCE_SHOW_DND, "");
	assert_int_equal(presented, 0);
	pairs();
	assert_int_equal(pair_states[PRESENCE_WATCH_TRYING], 1);
	pass(45000); /* nobody answers */
	pairs();
	assert_int_equal(pair_states[PRESENCE_WATCH_FAILED], 1);
	answer_to(&first, 200); /* late */
	pairs();
	assert_int_equal(pair_states[PRESENCE_WATCH_FAILED], 1);
	refuse_sending = 1;
	pass(37000);
	refuse_sending = 0;
	assert_int_equal(sent_count, 1);
	pass(80000);
	assert_int_equal(sent_count, 2);
	assert_string_not_equal(last()->callid, first.callid);
}

/* many at once: in each second no more than the parameter; each gets its turn */
static void paced(void **state)
{
	enum
	{
		USERS = 600
	};
	char user[32];
	int i, from = 0;

	(void)state;
	devices = subscribed = 1;
	contact_list[0] = ALICE;
	for(i = 0; i < USERS; i++) {
		snprintf(user, sizeof(user), "u%d@xmpp.example/a", i);
		stanza(user, ALICE, "");
	}
	pass(USERS * 1000 / 180 + 100); /* nine tenths are credited */
	assert_int_equal(sent_count, USERS);
	for(i = 0; i < sent_count; i++) {
		while(sent[from].at + 1000 <= sent[i].at)
			from++;
		assert_in_range(i - from + 1, 1, 200);
	}
	for(i = 0; i < USERS; i++)
		answer_to(&sent[i], 404);
	pairs();
	assert_int_equal(pair_states[PRESENCE_WATCH_OFF], USERS);
	assert_string_equal(own_of("u5@xmpp.example", ALICE), ":unknown number");
}

static void begin_once(void *arg)
{
	(void)arg;
	sent_count = 0;
	devices = subscribed = 1;
	contact_list[0] = ALICE;
	stanza(ROMEO, ALICE, "subscribe");
	if(sent_count > 0) {
		answer_to(last(), 200);
		says(PRESENCE_SHOW_AWAY, "lunch");
	}
	subscribed = 0;
	stanza(ROMEO, ALICE, "unsubscribe");
	if(sent_count > 1)
		answer_to(last(), 481);
	assert_int_equal(pairs(), 0);
	pass(3000);
}

static void without_memory(void **state)
{
	(void)state;
	assert_true(bare_memory_each(begin_once, NULL) > 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
			T(watched_from_subscription_to_its_end),
			T(goes_to_no_other_host),
			T(a_flood_is_paced_and_its_last_word_told),
			T(a_server_says_that_the_contact_is_in_a_call),
			T(a_lost_document_is_asked_for),
			T(a_server_without_it_is_asked_once),
			T(changes_are_told_once_and_not_too_often),
			T(idle_since_is_told_when_it_is_a_time),
			T(a_call_counts_more_than_sip),
			T(whom_the_route_hides_is_not_asked),
			T(others_domains_are_not_asked),
			T(rests_while_nobody_is_there),
			T(ended_by_others_is_left_when_it_is_due),
			T(odd_answers_change_nothing),
			T(paced),
			T(without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
