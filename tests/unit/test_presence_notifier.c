/* links: modules/xmpp_presence/presence_notifier.c modules/xmpp_presence/presence_roster.c modules/xmpp_presence/presence_presentity.c modules/xmpp_presence/presence_devices.c modules/xmpp_presence/presence_document.c */
/* links: modules/xmpp_presence/presence_order.c modules/xmpp_presence/presence_user_calls.c modules/xmpp_presence/presence_request.c modules/xmpp_presence/presence_said.c */
/* links: modules/xmpp_presence/presence_xml.c modules/xmpp_presence/presence_state.c modules/xmpp_presence/presence_pidf_write.c modules/xmpp_presence/presence_dialog_info.c */
/* links: modules/xmpp_link/link_timer.c tests/unit/bare/bare_core.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SIP users watch an XMPP user, in the owner: what each NOTIFY says and when it
 * leaves, who is asked, what silence means. Time is the test's, and so are the
 * stanzas; NOTIFYs are noted. RFC 6665, 3856, 4235, 6121. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../core/dprint.h"
#include "../../modules/jingle/api.h"
#include "../../modules/xmpp_link/link_timer.h"
#include "../../modules/xmpp_presence/presence_config.h"
#include "../../modules/xmpp_presence/presence_notifier.h"
#include "../../modules/xmpp_presence/presence_notify.h"
#include "../../modules/xmpp_presence/presence_roster.h"
#include "../../modules/xmpp_presence/presence_stats.h"
#include "../../modules/xmpp_presence/presence_store.h"

#include "bare/bare_core.h"

#define ROMEO "romeo@xmpp.example"
#define CONTACT "1001@gw.example"
#define OTHER "1002@gw.example"

presence_config_t xmpp_presence_config;
struct cfg_group_xmpp_presence xmpp_presence_numbers;
void *xmpp_presence_cfg = &xmpp_presence_numbers;
xmpp_link_api_t xmpp_presence_link;
xmpp_gateway_api_t xmpp_presence_gateway;

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

/* --- the link: one worker, its timers ---------------------------------------------- */

enum
{
	TIMERS = 256
};

static xmpp_link_timer_t *slots[TIMERS + 1];
static link_heap_t heap;
static xmpp_link_stanza_f on_presence;
static xmpp_link_stream_f on_stream;
static int stream_is_up;

static int link_self(void)
{
	return 0;
}

static int link_owner(const str *jid)
{
	return 0;
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

static int link_post(int worker, xmpp_link_task_t *t, int reserved)
{
	assert_int_equal(reserved, 1);
	t->run(t);
	return 0;
}

static void link_random(char *out, int len)
{
	memset(out, 'r', (size_t)len);
	out[len] = '\0';
}

static int link_on_stanza(
		xmpp_link_kind_t kind, const char *ns, xmpp_link_stanza_f f, void *arg)
{
	on_presence = f;
	return 0;
}

static int link_on_stream(xmpp_link_stream_f f)
{
	on_stream = f;
	return 0;
}

static int link_is_up(const str *component)
{
	return stream_is_up;
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

/* --- the gateway: what it was told to send; who has let whom ---------------------------- */

static int asked, probed, known_asked;
static char granted[4][64];
static int grants;

static int gateway_ask(
		const str *component, const str *contact, const str *user)
{
	asked++;
	return 1;
}

static int gateway_was_asked(const str *user, const str *contact)
{
	known_asked++;
	return 0;
}

static int gateway_is_granted(const str *user, const str *contact)
{
	int i;

	for(i = 0; i < grants; i++)
		if((size_t)contact->len == strlen(granted[i])
				&& memcmp(contact->s, granted[i], (size_t)contact->len) == 0)
			return 1;
	return 0;
}

static int gateway_probe(
		const str *component, const str *contact, const str *user)
{
	probed++;
	return 1;
}

static int gateway_caps(const str *jid, unsigned *features)
{
	return -1;
}

static const xmpp_gateway_addr_conf_t *gateway_component(const str *domain)
{
	static const xmpp_gateway_addr_conf_t conf;

	return &conf;
}

/* --- the module jingle --------------------------------------------------------------------- */

static jingle_call_event_f on_call;

static int jingle_on_call(jingle_call_event_f f, void *param)
{
	on_call = f;
	return 0;
}

static int bind_jingle(jingle_api_t *api)
{
	memset(api, 0, sizeof(*api));
	api->on_call = jingle_on_call;
	return 0;
}

cmd_function find_export(char *name, int param_no, int flags)
{
	assert_string_equal(name, "bind_jingle");
	return (cmd_function)(void (*)(void))bind_jingle;
}

static void call(const char *gr, jingle_call_event_t event, int from_xmpp)
{
	jingle_call_view_t v = {
			.gr = view(gr), .user = view(ROMEO), .from_xmpp = from_xmpp};

	on_call(&v, event, NULL);
	pass(0);
}

/* --- NOTIFYs, rows, counters -------------------------------------------------------------- */

static int notifies, rows_put, rows_removed, rows_refused;
static char last_state[128], last_body[4096], last_tag[32];
static int refuse_notify;

int xmpp_presence_notify(presence_sub_t *s, const char *state, const str *body)
{
	if(refuse_notify)
		return -1;
	notifies++;
	s->loc_cseq++;
	snprintf(last_state, sizeof(last_state), "%s", state);
	snprintf(last_body, sizeof(last_body), "%.*s", body->len, body->s);
	memcpy(last_tag, s->tag, sizeof(s->tag));
	return 0;
}

void xmpp_presence_store_put(const presence_sub_t *s)
{
	rows_put++;
}

void xmpp_presence_store_remove(const presence_sub_t *s)
{
	rows_removed++;
}

void xmpp_presence_store_refused(const presence_sub_t *s)
{
	rows_refused++;
}

void xmpp_presence_stat(presence_stat_t what)
{
}

/* --- what comes ------------------------------------------------------------------------------ */

static presence_order_t order(presence_order_kind_t kind, char tag, int expires)
{
	presence_order_t o = {.kind = kind, .expires = expires, .cseq = 1};
	static const char *const texts[PRESENCE_SUB_TEXTS] = {"callid", "remtag",
			"sip:romeo@xmpp.example", "sip:1001@sip.example",
			"sip:1001@192.0.2.1", "", "presence"};
	int i;

	memset(o.tag, tag, PRESENCE_SUB_TAG_LEN);
	o.user = view(ROMEO);
	o.contact = view(CONTACT);
	for(i = 0; i < PRESENCE_SUB_TEXTS; i++)
		o.text[i] = view(texts[i]);
	return o;
}

static void subscribes(char tag, int expires)
{
	presence_order_t o = order(PRESENCE_ORDER_NEW, tag, expires);

	assert_int_equal(xmpp_presence_order_post(&o), 0);
	pass(0);
}

/* 1002 watches, too */
static void other_subscribes(char tag, int expires)
{
	presence_order_t o = order(PRESENCE_ORDER_NEW, tag, expires);

	o.contact = view(OTHER);
	assert_int_equal(xmpp_presence_order_post(&o), 0);
	pass(0);
}

static void refreshes(char tag, int expires)
{
	presence_order_t o = order(PRESENCE_ORDER_REFRESH, tag, expires);

	assert_int_equal(xmpp_presence_order_post(&o), 0);
	pass(0);
}

static void answered(char tag, int code)
{
	presence_order_t o = order(PRESENCE_ORDER_ANSWER, tag, 0);

	o.code = code;
	assert_int_equal(xmpp_presence_order_post(&o), 0);
	pass(0);
}

static void stanza_to(
		const char *to, const char *type, const char *from, const char *inside)
{
	xmpp_link_stanza_t s = {.kind = XMPP_LINK_PRESENCE,
			.type = view(type),
			.from = view(from),
			.to = view(to),
			.component = view("gw.example")};
	char xml[512];

	snprintf(xml, sizeof(xml), "<presence>%s</presence>", inside);
	s.xml = view(xml);
	on_presence(&s, NULL);
	pass(0);
}

static void stanza(const char *type, const char *from, const char *inside)
{
	stanza_to(CONTACT, type, from, inside);
}

static void grants_to(const char *contact)
{
	snprintf(granted[grants++], sizeof(granted[0]), "%s", contact);
	stanza_to(contact, "subscribed", ROMEO, "");
}

/* a NOTIFY came since the last time, and says so; it is answered */
static void notified(char tag, const char *state, const char *part)
{
	if(notifies == 0)
		fail_msg("no NOTIFY, %s is expected", state);
	notifies = 0;
	assert_int_equal(last_tag[0], tag);
	if(strncmp(last_state, state, strlen(state)) != 0)
		fail_msg("%s instead of %s", last_state, state);
	if(part ? strstr(last_body, part) == NULL : last_body[0] != '\0')
		fail_msg("%s has not %s", last_body, part ? part : "(nothing)");
	answered(tag, 200);
}

/* romeo has one device, and 1001 sees it */
static void is_watched(void)
{
	subscribes('a', 600);
	notified('a', "pending", NULL);
	grants_to(CONTACT);
	stanza("", ROMEO "/x", "");
	pass(300);
	notified('a', "active", "open");
	pass(6000);
	assert_int_equal(notifies, 0);
}

/* --- the scene --------------------------------------------------------------------------------- */

static int begin(void **state)
{
	heap.slots = slots;
	heap.count = 0;
	heap.cap = TIMERS;
	xmpp_presence_numbers = (struct cfg_group_xmpp_presence){.hash_size = 2,
			.notify_interval = 5000,
			.probe_time = 5000,
			.probe_rate = 200,
			.ask_again = 86400,
			.away_time = 300};
	xmpp_presence_link.self = link_self;
	xmpp_presence_link.owner = link_owner;
	xmpp_presence_link.timer_set = link_timer;
	xmpp_presence_link.timer_stop = link_stop;
	xmpp_presence_link.post = link_post;
	xmpp_presence_link.now = bare_now;
	xmpp_presence_link.random_text = link_random;
	xmpp_presence_link.on_stanza = link_on_stanza;
	xmpp_presence_link.on_stream = link_on_stream;
	xmpp_presence_link.is_up = link_is_up;
	xmpp_presence_gateway.ask = gateway_ask;
	xmpp_presence_gateway.was_asked = gateway_was_asked;
	xmpp_presence_gateway.is_granted = gateway_is_granted;
	xmpp_presence_gateway.probe = gateway_probe;
	xmpp_presence_gateway.peer_caps = gateway_caps;
	xmpp_presence_gateway.component = gateway_component;
	asked = probed = known_asked = grants = notifies = refuse_notify = 0;
	rows_put = rows_removed = rows_refused = 0;
	stream_is_up = 1;
	return xmpp_presence_presentity_init(1, 2) || xmpp_presence_notifier_init()
		   || xmpp_presence_roster_init();
}

static int end(void **state)
{
	/* timers of calls that have ended */
	pass(20000);
	xmpp_presence_presentity_destroy();
	assert_int_equal(bare_locks_held(), 0);
	return bare_core_reset() != 0;
}

/* --- who may see it --------------------------------------------------------------------------- */

static void pending_until_the_user_has_answered(void **state)
{
	subscribes('a', 600);
	notified('a', "pending;expires=600", NULL);
	assert_int_equal(asked, 1);
	/* Prosody says so to our subscribe, and means nothing */
	stanza("unavailable", ROMEO, "");
	pass(10000);
	assert_int_equal(notifies, 0);
	refreshes('a', 600);
	notified('a', "pending", NULL);
	subscribes('b', 600);
	notified('b', "pending", NULL);
	assert_int_equal(asked, 1);
	refreshes('b', 0);
	notified('b', "terminated;reason=timeout", NULL);
	/* subscribed, that the gateway does not know of, is none */
	stanza("subscribed", ROMEO, "");
	pass(10000);
	assert_int_equal(notifies, 0);
	grants_to(CONTACT);
	assert_int_equal(notifies, 0);
	stanza("", ROMEO "/x", "<show>away</show><status>lunch</status>");
	stanza("", ROMEO "/y", "");
	pass(299);
	assert_int_equal(notifies, 0);
	pass(1);
	assert_int_equal(notifies, 1);
	notified('a', "active;expires=5", "<basic>open</basic></status>");
	assert_true(rows_put >= 3);
	assert_int_equal(rows_removed, 1);
}

static void asked_once_a_day(void **state)
{
	subscribes('a', 600);
	notified('a', "pending", NULL);
	pass(600 * 1000);
	notified('a', "terminated;reason=timeout", NULL);
	pass(86390ull * 1000 - 600 * 1000);
	subscribes('b', 600);
	notified('b', "pending", NULL);
	assert_int_equal(asked, 1);
	pass(11 * 1000);
	refreshes('b', 600);
	notified('b', "pending", NULL);
	assert_int_equal(asked, 2);
}

static void refused_and_told(void **state)
{
	presence_grant_t *g;
	str user = view(ROMEO), contact = view(CONTACT);

	is_watched();
	grants = 0;
	stanza("unsubscribed", ROMEO, "");
	notified('a', "terminated;reason=rejected", NULL);
	assert_int_equal(rows_refused, 1);
	g = xmpp_presence_grant_find(
			xmpp_presence_presentity_find(0, &user), &contact);
	assert_int_equal(xmpp_presence_roster_refused(g), 403);
	/* a request that was on its way */
	subscribes('b', 600);
	notified('b', "terminated;reason=rejected", NULL);
	pass(86400ull * 1000 - 1);
	assert_int_equal(xmpp_presence_roster_refused(g), 403);
	pass(1);
	subscribes('c', 600);
	notified('c', "pending", NULL);
	assert_int_equal(asked, 2);
}

static int refused_as(const char *contact)
{
	str user = view(ROMEO), ours = view(contact);

	return xmpp_presence_roster_refused(xmpp_presence_grant_find(
			xmpp_presence_presentity_find(0, &user), &ours));
}

/* by the operator: as if the user had said so, and the user may say otherwise */
static void refused_by_the_operator(void **state)
{
	str user = view(ROMEO), contact = view(CONTACT), other = view(OTHER);

	is_watched();
	xmpp_presence_roster_refuse(&user, &other);
	pass(0);
	assert_int_equal(notifies, 0);
	xmpp_presence_roster_refuse(&user, &contact);
	notified('a', "terminated;reason=rejected", NULL);
	assert_int_equal(rows_refused, 1);
	assert_int_equal(refused_as(CONTACT), 403);
	stanza("subscribed", ROMEO, "");
	assert_int_equal(refused_as(CONTACT), 0);
	subscribes('b', 600);
	notified('b', "active", NULL);
}

/* --- what is told, and when ------------------------------------------------------------------- */

static void only_changes_are_told(void **state)
{
	is_watched();
	stanza("", ROMEO "/x", "");
	stanza("", ROMEO "/x", "<priority>5</priority>");
	stanza("", ROMEO "/y", "<show>dnd</show>");
	pass(10000);
	assert_int_equal(notifies, 0);
	stanza("", ROMEO "/x", "<show>xa</show><status>a &lt; b</status>");
	notified('a', "active", "<dm:note>a &lt; b</dm:note>");
	refreshes('a', 600);
	notified('a', "active", "a &lt; b");
	/* of whom we do not know: nothing */
	stanza("", "juliet@xmpp.example/x", "<show>xa</show>");
	stanza_to(OTHER, "unavailable", ROMEO, "");
	pass(10000);
	assert_int_equal(notifies, 0);
}

static void the_first_at_once_the_last_always(void **state)
{
	is_watched();
	stanza("", ROMEO "/x", "<show>away</show>");
	notified('a', "active", "rpid:away");
	stanza("", ROMEO "/x", "<show>dnd</show>");
	stanza("", ROMEO "/x", "");
	stanza("", ROMEO "/x", "<show>dnd</show><status>last</status>");
	pass(4999);
	assert_int_equal(notifies, 0);
	pass(1);
	assert_int_equal(notifies, 1);
	notified('a', "active", "last");
	/* back to what was told: no word of it */
	stanza("", ROMEO "/x", "");
	stanza("", ROMEO "/x", "<show>dnd</show><status>last</status>");
	pass(10000);
	assert_int_equal(notifies, 0);
	/* the user comes back: within a second */
	stanza("unavailable", ROMEO "/x", "");
	notified('a', "active", "closed");
	stanza("", ROMEO "/x", "");
	pass(1000);
	notified('a', "active", "open");
}

static void one_notify_at_a_time(void **state)
{
	is_watched();
	stanza("", ROMEO "/x", "<show>away</show>");
	assert_int_equal(notifies, 1);
	stanza("", ROMEO "/x", "<show>dnd</show>");
	pass(20000); /* no answer yet */
	assert_int_equal(notifies, 1);
	notified('a', "active", "rpid:away");
	notified('a', "active", "rpid:busy");
	/* one that could not be sent is not waited for */
	refuse_notify = 1;
	stanza("", ROMEO "/x", "");
	pass(6000);
	refuse_notify = 0;
	stanza("", ROMEO "/x", "<status>new</status>");
	pass(6000);
	notified('a', "active", "new");
}

static void answers_that_end_it(void **state)
{
	static const int codes[] = {
			404, 405, 408, 410, 416, 480, 481, 485, 489, 501, 604};
	size_t i;

	is_watched();
	for(i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		subscribes('b', 600);
		assert_int_equal(xmpp_presence_subs_count(), 2);
		notifies = 0;
		answered('b', codes[i]);
		assert_int_equal(xmpp_presence_subs_count(), 1);
	}
	answered('a', 500);
	answered('a', 401);
	answered('b', 404); /* of one that is gone */
	assert_int_equal(xmpp_presence_subs_count(), 1);
}

static void ends_when_it_is_not_refreshed(void **state)
{
	is_watched();
	refreshes('a', 60);
	notified('a', "active;expires=60", "open");
	pass(59999);
	assert_int_equal(notifies, 0);
	pass(1);
	notified('a', "terminated;reason=timeout", "open");
	assert_int_equal(xmpp_presence_subs_count(), 0);
	refreshes('a', 60);
	assert_int_equal(notifies, 0);
}

static void polls(void **state)
{
	subscribes('p', 0);
	notified('p', "terminated;reason=timeout", NULL);
	assert_int_equal(asked, 0);
	assert_int_equal(rows_put, 0);
	is_watched();
	probed = 0;
	subscribes('p', 0);
	notified('p', "terminated;reason=timeout", "open");
	assert_int_equal(probed, 0);
	assert_int_equal(xmpp_presence_subs_count(), 1);
}

static void a_poll_waits_for_the_probe(void **state)
{
	snprintf(granted[grants++], sizeof(granted[0]), CONTACT);
	subscribes('p', 0);
	assert_int_equal(probed, 1);
	assert_int_equal(notifies, 0);
	stanza("", ROMEO "/x", "<show>dnd</show>");
	pass(300);
	notified('p', "terminated;reason=timeout", "rpid:busy");
}

/* ejabberd is silent of users who are offline */
static void silence_is_offline(void **state)
{
	snprintf(granted[grants++], sizeof(granted[0]), CONTACT);
	subscribes('a', 600);
	notified('a', "active", NULL);
	assert_int_equal(probed, 1);
	pass(4999);
	assert_int_equal(notifies, 0);
	pass(1);
	notified('a', "active", "closed");
}

/* --- calls ----------------------------------------------------------------------------------- */

static void on_the_phone(void **state)
{
	is_watched();
	call("one", JINGLE_CALL_NEW, 0);
	call("one", JINGLE_CALL_RINGING, 0);
	pass(1000);
	assert_int_equal(notifies, 0);
	call("one", JINGLE_CALL_ANSWERED, 0);
	notified('a', "active", "rpid:on-the-phone");
	call("one", JINGLE_CALL_ENDED, 0);
	pass(1000);
	notified('a', "active", "open");
	assert_null(strstr(last_body, "on-the-phone"));
	/* who calls is on the phone before it is answered */
	call("two", JINGLE_CALL_NEW, 1);
	pass(1000);
	notified('a', "active", "rpid:on-the-phone");
	call("two", JINGLE_CALL_ENDED, 1);
	pass(1000);
	notified('a', "active", "open");
}

static void a_lamp_follows_the_call(void **state)
{
	presence_order_t o = order(PRESENCE_ORDER_NEW, 'd', 600);

	o.package = PRESENCE_PACKAGE_DIALOG;
	o.text[PRESENCE_SUB_EVENT] = view("dialog");
	is_watched();
	call("secret-name", JINGLE_CALL_NEW, 0);
	call("secret-name", JINGLE_CALL_RINGING, 0);
	assert_int_equal(xmpp_presence_order_post(&o), 0);
	pass(0);
	assert_int_equal(last_tag[0], 'd');
	notified('d', "active", "<state>early</state>");
	assert_non_null(strstr(last_body, "version='0'"));
	assert_null(strstr(last_body, "secret-name"));
	call("secret-name", JINGLE_CALL_ANSWERED, 0);
	pass(1000);
	notified('d', "active", "<state>confirmed</state>");
	assert_non_null(strstr(last_body, "version='1'"));
	call("secret-name", JINGLE_CALL_ENDED, 0);
	pass(1000);
	notified('d', "active", "<state>terminated</state>");
	pass(60000);
	assert_int_equal(notifies, 0);
}

/* --- each contact knows what it was told ------------------------------------------------------- */

/* 1001 and 1002 watch, and both see one device */
static void two_watch(void)
{
	is_watched();
	other_subscribes('b', 600);
	notified('b', "pending", NULL);
	grants_to(OTHER);
	stanza_to(OTHER, "", ROMEO "/x", "");
	pass(300);
	notified('b', "active", "open");
	pass(6000);
	assert_int_equal(notifies, 0);
}

/* XEP-0191 section 3.1: the server says unavailable to who is blocked */
static void one_that_is_blocked_sees_nothing_of_what_others_are_told(
		void **state)
{
	two_watch();
	stanza("unavailable", ROMEO "/x", "");
	notified('a', "active", "closed");
	pass(10000);
	assert_int_equal(notifies, 0);
	stanza_to(OTHER, "", ROMEO "/x", "<show>away</show>");
	notified('b', "active", "rpid:away");
	pass(10000);
	assert_int_equal(notifies, 0);
	refreshes('a', 600);
	notified('a', "active", "closed");
	/* no call either */
	call("one", JINGLE_CALL_NEW, 1);
	pass(1000);
	notified('b', "active", "rpid:on-the-phone");
	assert_int_equal(notifies, 0);
	call("one", JINGLE_CALL_ENDED, 1);
	pass(1000);
	notified('b', "active", "rpid:away");
	/* what others have of the user does not go by it */
	stanza("", ROMEO "/x", "<show>away</show>");
	notified('a', "active", "rpid:away");
	stanza("unavailable", ROMEO, "");
	pass(10000);
	notified('a', "active", "closed");
	assert_int_equal(notifies, 0);
}

/* RFC 6121 section 4.6: directed presence */
static void what_one_is_told_alone_no_other_is(void **state)
{
	two_watch();
	stanza("", ROMEO "/x", "<show>dnd</show><status>secret</status>");
	notified('a', "active", "secret");
	pass(10000);
	assert_int_equal(notifies, 0);
	subscribes('c', 600);
	notified('c', "active", "secret");
	other_subscribes('d', 600);
	notified('d', "active", "open");
	assert_null(strstr(last_body, "secret"));
	stanza("", ROMEO "/y", "");
	pass(10000);
	assert_int_equal(last_tag[0] == 'b' || last_tag[0] == 'd', 0);
}

/* one who is refused takes nothing from the other, whoever comes first */
static void one_that_is_refused_changes_nothing_for_others(void **state)
{
	two_watch();
	snprintf(granted[0], sizeof(granted[0]), OTHER);
	grants = 1;
	stanza("unsubscribed", ROMEO, "");
	notified('a', "terminated;reason=rejected", NULL);
	stanza("unavailable", ROMEO "/x", "");
	pass(10000);
	assert_int_equal(notifies, 0);
	refreshes('b', 600);
	notified('b', "active", "open");
	/* let again, the contact starts with nothing */
	snprintf(granted[1], sizeof(granted[1]), CONTACT);
	grants = 2;
	subscribes('c', 600);
	notified('c', "active", NULL);
	pass(5000);
	notified('c', "active", "closed");
}

/* a contact is probed by itself: another one's answer is not its own */
static void each_contact_is_probed(void **state)
{
	str component = view("gw.example");

	two_watch();
	stream_is_up = 0;
	on_stream(&component, 0);
	stream_is_up = 1;
	probed = 0;
	on_stream(&component, 1);
	pass(20);
	assert_int_equal(probed, 2);
	stanza_to(OTHER, "", ROMEO "/x", "");
	pass(5000);
	notified('a', "active", "closed");
	assert_int_equal(notifies, 0);
}

/* each says something else to each: what is remembered has a bound */
static void devices_have_a_bound(void **state)
{
	char from[64];
	int i;

	two_watch();
	for(i = 0; i < 2 * PRESENCE_DEVICES_MAX; i++) {
		snprintf(from, sizeof(from), ROMEO "/%d", i);
		stanza("", from, "");
	}
	pass(10000);
	answered('a', 200);
	notifies = 0;
	for(i = 0; i < 2 * PRESENCE_DEVICES_MAX; i++) {
		snprintf(from, sizeof(from), ROMEO "/%d", i);
		stanza("unavailable", from, "");
	}
	stanza("unavailable", ROMEO "/x", "");
	pass(10000);
	notified('a', "active", "closed");
	stanza_to(OTHER, "", ROMEO "/x", "<show>xa</show>");
	notified('b', "active", "rpid:away");
}

/* --- questions that are not delivered ------------------------------------------------------------ */

#define ERROR(type, condition)           \
	"<error type='" type "'><" condition \
	" xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"

static void a_user_who_is_not_there_is_no_resource(void **state)
{
	subscribes('a', 600);
	notified('a', "pending", NULL);
	stanza("error", ROMEO, ERROR("cancel", "item-not-found"));
	notified('a', "terminated;reason=noresource", NULL);
	assert_int_equal(refused_as(CONTACT), 404);
	/* a request that was on its way */
	subscribes('b', 600);
	notified('b', "terminated;reason=noresource", NULL);
	pass(86400ull * 1000);
	subscribes('c', 600);
	notified('c', "pending", NULL);
	assert_int_equal(asked, 2);
	stanza("error", ROMEO, ERROR("auth", "forbidden"));
	notified('c', "terminated;reason=rejected", NULL);
	assert_int_equal(refused_as(CONTACT), 403);
}

static void a_question_that_failed_is_asked_again_later(void **state)
{
	subscribes('a', 600);
	notified('a', "pending", NULL);
	stanza("error", ROMEO, ERROR("wait", "remote-server-timeout"));
	notified('a', "terminated;reason=probation;retry-after=300", NULL);
	assert_int_equal(refused_as(CONTACT), 0);
	pass(299 * 1000);
	subscribes('b', 600);
	notified('b', "pending", NULL);
	assert_int_equal(asked, 1);
	pass(1000);
	subscribes('c', 600);
	notified('c', "pending", NULL);
	assert_int_equal(asked, 2);
	/* what answers something else takes nothing from who may see it */
	grants_to(CONTACT);
	stanza("", ROMEO "/x", "");
	pass(300);
	answered('b', 200);
	answered('c', 200);
	notifies = 0;
	stanza("error", ROMEO, ERROR("cancel", "item-not-found"));
	pass(10000);
	assert_int_equal(notifies, 0);
}

/* --- streams, restarts ------------------------------------------------------------------------ */

static void the_stream_goes_and_comes(void **state)
{
	str component = view("gw.example");

	is_watched();
	stream_is_up = 0;
	on_stream(&component, 0);
	pass(299999);
	assert_int_equal(notifies, 0);
	pass(1);
	notified('a', "active", "closed");
	assert_non_null(strstr(last_body, "cannot be reached"));
	refreshes('a', 600);
	notified('a', "active", "cannot be reached");
	stream_is_up = 1;
	probed = 0;
	on_stream(&component, 1);
	pass(5019);
	assert_int_equal(notifies, 0);
	pass(1);
	assert_int_equal(probed, 1);
	/* nobody has said anything */
	notified('a', "active", "closed");
	assert_null(strstr(last_body, "cannot be reached"));
	/* a short time is no time */
	stanza("", ROMEO "/x", "");
	pass(1000);
	notified('a', "active", "open");
	stream_is_up = 0;
	on_stream(&component, 0);
	pass(1000);
	stream_is_up = 1;
	on_stream(&component, 1);
	pass(20);
	stanza("", ROMEO "/x", "");
	pass(400000);
	answered('a', 200);
	assert_int_equal(notifies, 0);
}

/* read from the database: a row that was active, and one that was pending */
static void resumed(void **state)
{
	str user = view(ROMEO), tag = view("aaaaaaaaaaaaaaaaaaaaaaaaaa");
	str contact = view(CONTACT), other = view(OTHER), component;
	presence_order_t o = order(PRESENCE_ORDER_NEW, 'a', 600);
	presence_presentity_t *p = xmpp_presence_presentity_make(0, &user);
	presence_grant_t *g = xmpp_presence_grant_make(p, &contact);
	presence_sub_t *s = xmpp_presence_sub_make(p, g, &tag, o.text);

	s->is_active = 1;
	s->until = bare_now() + 600000;
	xmpp_presence_notifier_resume(s);
	g = xmpp_presence_grant_make(p, &other);
	g->state = PRESENCE_GRANT_ASKED;
	g->since = bare_now();
	component = view("gw.example");
	on_stream(&component, 1);
	pass(100);
	/* the gateway has lost its row: the server gives the answer again */
	assert_int_equal(asked, 1);
	assert_int_equal(known_asked, 1);
	assert_int_equal(notifies, 0);
	grants_to(CONTACT);
	stanza("", ROMEO "/x", "");
	pass(300);
	notified('a', "active", "open");
}

/* nothing is held, whichever allocation fails */
static void without_memory(void **state)
{
	presence_order_t o = order(PRESENCE_ORDER_NEW, 'a', 600);
	int i;

	for(i = 1; i < 12; i++) {
		bare_memory_fail(i);
		xmpp_presence_order_post(&o);
		pass(0);
		stanza("", ROMEO "/x", "<status>words</status>");
		call("one", JINGLE_CALL_NEW, 0);
		bare_memory_fail(0);
		call("one", JINGLE_CALL_ENDED, 0);
		pass(1000);
		assert_int_equal(bare_locks_held(), 0);
		refreshes('a', 0);
		pass(20000);
		assert_int_equal(xmpp_presence_subs_count(), 0);
	}
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
			T(pending_until_the_user_has_answered),
			T(asked_once_a_day),
			T(refused_and_told),
			T(refused_by_the_operator),
			T(only_changes_are_told),
			T(the_first_at_once_the_last_always),
			T(one_notify_at_a_time),
			T(answers_that_end_it),
			T(ends_when_it_is_not_refreshed),
			T(polls),
			T(a_poll_waits_for_the_probe),
			T(silence_is_offline),
			T(on_the_phone),
			T(a_lamp_follows_the_call),
			T(one_that_is_blocked_sees_nothing_of_what_others_are_told),
			T(what_one_is_told_alone_no_other_is),
			T(one_that_is_refused_changes_nothing_for_others),
			T(each_contact_is_probed),
			T(devices_have_a_bound),
			T(a_user_who_is_not_there_is_no_resource),
			T(a_question_that_failed_is_asked_again_later),
			T(the_stream_goes_and_comes),
			T(resumed),
			T(without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
