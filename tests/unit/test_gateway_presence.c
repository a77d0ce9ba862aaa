/* links: modules/xmpp_link/link_api.c modules/xmpp_link/link_binrpc.c modules/xmpp_link/link_buffer.c modules/xmpp_link/link_check.c modules/xmpp_link/link_config.c modules/xmpp_link/link_connection.c modules/xmpp_link/link_expect.c modules/xmpp_link/link_head.c modules/xmpp_link/link_in.c modules/xmpp_link/link_iq.c modules/xmpp_link/link_keep.c modules/xmpp_link/link_out.c modules/xmpp_link/link_peer.c modules/xmpp_link/link_process.c modules/xmpp_link/link_queue.c modules/xmpp_link/link_random.c modules/xmpp_link/link_route.c modules/xmpp_link/link_socket.c modules/xmpp_link/link_users.c modules/xmpp_link/link_stats.c modules/xmpp_link/link_stream.c modules/xmpp_link/link_talk_in.c modules/xmpp_link/link_talk_out.c modules/xmpp_link/link_task.c modules/xmpp_link/link_timer.c modules/xmpp_link/link_worker.c */
/* links: modules/xmpp_gateway/gateway_ask.c modules/xmpp_gateway/gateway_caps.c modules/xmpp_gateway/gateway_commands.c modules/xmpp_gateway/gateway_form.c modules/xmpp_gateway/gateway_config.c modules/xmpp_gateway/gateway_devices.c modules/xmpp_gateway/gateway_domains.c modules/xmpp_gateway/gateway_event.c modules/xmpp_gateway/gateway_features.c modules/xmpp_gateway/gateway_info.c modules/xmpp_gateway/gateway_iq.c modules/xmpp_gateway/gateway_message.c modules/xmpp_gateway/gateway_presence.c modules/xmpp_gateway/gateway_read.c modules/xmpp_gateway/gateway_walk.c modules/xmpp_gateway/gateway_sha1.c modules/xmpp_gateway/gateway_users.c modules/xmpp_gateway/gateway_write.c */
/* links: tests/unit/bare/bare_core.c tests/unit/bare/bare_route.c tests/unit/bare/link_world.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Our contacts as XMPP users see them, over a real link: subscriptions (RFC 6121
 * from the contact's side), presence, capabilities (XEP-0115), what is asked
 * and answered; and each limit. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../core/dprint.h"
#include "../../modules/xmpp_gateway/gateway_ask.h"
#include "../../modules/xmpp_gateway/gateway_caps.h"
#include "../../modules/xmpp_gateway/gateway_domains.h"
#include "../../modules/xmpp_gateway/gateway_config.h"
#include "../../modules/xmpp_gateway/gateway_devices.h"
#include "../../modules/xmpp_gateway/gateway_event.h"
#include "../../modules/xmpp_gateway/gateway_iq.h"
#include "../../modules/xmpp_gateway/gateway_message.h"
#include "../../modules/xmpp_gateway/gateway_presence.h"
#include "../../modules/xmpp_gateway/gateway_stats.h"
#include "../../modules/xmpp_gateway/gateway_store.h"
#include "../../modules/xmpp_gateway/gateway_users.h"

#include "bare/bare_core.h"
#include "bare/bare_route.h"
#include "bare/link_world.h"

#define USER "juliet@home.example"
#define JULIET USER "/balcony"
#define EVE "eve@far.example/x"
#define CONTACT "+49@sip.example"
#define FULL CONTACT "/gateway"
#define STREAM "sip.example"

const char ver_version[] = "test";

/* --- in the place of gateway_stats.c and gateway_store.c ----------------------------- */

static unsigned long counts[GATEWAY_COUNTS];
static char stored[512]; /* "user contact subscribed;" */

void xmpp_gateway_count(gateway_count_t what)
{
	counts[what]++;
}

void xmpp_gateway_store_put(
		const str *user, const str *contact, unsigned subscribed)
{
	size_t n = strlen(stored);

	snprintf(stored + n, sizeof(stored) - n, "%.*s %.*s %u;", user->len,
			user->s, contact->len, contact->s, subscribed);
}

/* --- the scene -------------------------------------------------------------------------- */

static sidecar_t *s;
static int (*policy)(sip_msg_t *msg); /* xmpp_gateway_ki_accept ..., or none */
static int policy_local;			  /* what it was told of the user */
static struct cfg_group_xmpp_gateway usual;

static void on_policy(sip_msg_t *msg)
{
	policy_local = xmpp_gateway_event_is_local();
	assert_non_null(xmpp_gateway_event_stanza());
	if(policy)
		assert_int_equal(policy(msg), 1);
}

static int start(void **state)
{
	xmpp_link_numbers.workers = 1;
	xmpp_gateway_numbers = usual;
	memset(counts, 0, sizeof(counts));
	stored[0] = '\0';
	policy = NULL;
	s = sidecar_up("a", STREAM);
	return 0;
}

/* the tables empty, as at the start */
static int tables_new(void)
{
	xmpp_gateway_users_destroy();
	xmpp_gateway_caps_destroy();
	return xmpp_gateway_users_init(1, 2) || xmpp_gateway_caps_init(10);
}

static int end(void **state)
{
	int i;

	for(i = 0; i < 8; i++)
		world_time(1000); /* the walk over the subscribers ends */
	assert_int_equal(bare_messages(), 0);
	return tables_new() || world_settle(NULL);
}

static void on_own(const str *ours, const str *user, xmpp_gateway_own_t *own);

static int group_start(void **state)
{
	if(world_start(state) != 0)
		return -1;
	xmpp_gateway_link = world_link;
	xmpp_gateway_config.component = *s_(STREAM);
	xmpp_gateway_config.local_domains = *s_("home.example");
	bare_route("xmpp-gateway:subscribe", on_policy);
	usual = xmpp_gateway_numbers;
	if(tables_new() != 0)
		return -1;
	world_settle(NULL); /* they are there from now on */
	return xmpp_gateway_config_init() || xmpp_gateway_domains_init()
		   || xmpp_gateway_event_init() || xmpp_gateway_iq_init()
		   || xmpp_gateway_message_init() || xmpp_gateway_on_own(on_own)
		   || xmpp_gateway_config_feature("jabber:iq:register")
		   || xmpp_gateway_presence_init(xmpp_gateway_event_policy);
}

static int group_end(void **state)
{
	xmpp_gateway_users_destroy();
	xmpp_gateway_caps_destroy();
	return world_end(state);
}

/* all that we say next, without the "stanza sip.example"; one after the other */
static const char *says(void)
{
	const char *heard;

	do {
		heard = sidecar_hears(s);
		if(strncmp(heard, "stanza ", 7) == 0 || strcmp(heard, "ping") == 0)
			sidecar_reply(s, sidecar_cookie(s));
	} while(strncmp(heard, "reply", 5) == 0 || strcmp(heard, "ping") == 0);
	return *heard ? heard + strlen("stanza " STREAM " ") : "";
}

/* it is presence of this type ("" available), from, to */
static void check_presence(const char *type, const char *from, const char *to)
{
	const char *said = says();
	char part[600];

	snprintf(part, sizeof(part), "type='%s'", type);
	if(strncmp(said, "<presence ", 10) != 0
			|| (type[0] ? strstr(said, part) == NULL
						: strstr(said, "type=") != NULL))
		fail_msg("%s instead of presence '%s'", said, type);
	snprintf(part, sizeof(part), " from='%s'", from);
	if(strstr(said, part) == NULL)
		fail_msg("%s has no%s", said, part);
	snprintf(part, sizeof(part), " to='%s'", to);
	if(strstr(said, part) == NULL)
		fail_msg("%s has no%s", said, part);
}

static void check_silence(void)
{
	assert_string_equal(says(), "");
}

static void comes(const char *kind, const char *type, const char *from,
		const char *to, const char *payloads, const char *inside)
{
	char xml[4096];

	snprintf(xml, sizeof(xml), "<%s from='%s' to='%s' id='q1' %s%s%s>%s</%s>",
			kind, from, to, type[0] ? "type='" : "", type, type[0] ? "'" : "",
			inside, kind);
	sidecar_ask(s, "sssssssss", "stanza", STREAM, kind, type, from, to, "q1",
			payloads, xml);
}

static void presence(const char *type, const char *from, const char *to)
{
	comes("presence", type, from, to, "", "");
}

/* capabilities of XEP-0115 example 1 and 2 (Exodus 0.9.1) */
#define EXODUS_VER "QgayPKawpkPSDYmwT/WM94uAlu0="
#define EXODUS                                                 \
	"<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' " \
	"node='http://code.google.com/p/exodus' ver='" EXODUS_VER "'/>"
#define EXODUS_INFO                                               \
	"<query xmlns='http://jabber.org/protocol/disco#info'>"       \
	"<identity category='client' name='Exodus 0.9.1' type='pc'/>" \
	"<feature var='http://jabber.org/protocol/caps'/>"            \
	"<feature var='http://jabber.org/protocol/disco#info'/>"      \
	"<feature var='http://jabber.org/protocol/disco#items'/>"     \
	"<feature var='http://jabber.org/protocol/muc'/></query>"

static void available(const char *from, const char *inside)
{
	comes("presence", "", from, CONTACT, "", inside);
}

/* our question; its id is kept */
static char question[32];

static void check_asks(const char *to, const char *node)
{
	const char *said = says(), *id;
	char part[600];

	snprintf(part, sizeof(part), " to='%s'", to);
	assert_memory_equal(said, "<iq ", 4);
	assert_non_null(strstr(said, part));
	assert_non_null(strstr(said, "http://jabber.org/protocol/disco#info"));
	snprintf(part, sizeof(part), "node='%s'", node);
	if(node[0])
		assert_non_null(strstr(said, part));
	id = strstr(said, " id='") + 5;
	snprintf(question, sizeof(question), "%.16s", id);
}

static void answers(const char *from, const char *type, const char *inside)
{
	char xml[4096];

	snprintf(xml, sizeof(xml),
			"<iq from='%s' to='%s' id='%s' type='%s'>%s</iq>", from, FULL,
			question, type, inside);
	sidecar_ask(s, "sssssssss", "stanza", STREAM, "iq", type, from, FULL,
			question, "", xml);
	world_turn();
}

static int devices_seen, last_known;
static unsigned last_features;
static char last_jid[128];

static int on_device(const xmpp_gateway_device_t *d, void *arg)
{
	devices_seen++;
	last_known = d->known;
	last_features = d->features;
	snprintf(last_jid, sizeof(last_jid), "%.*s", d->jid.len, d->jid.s);
	return 0;
}

static int devices(const char *user)
{
	int n;

	devices_seen = 0;
	n = xmpp_gateway_devices(s_(user), on_device, NULL);
	assert_int_equal(n, devices_seen);
	return n;
}

/* Juliet has the contact, and its presence; we have hers */
static void subscribe(void)
{
	presence("subscribe", USER, CONTACT);
	check_presence("subscribed", CONTACT, USER);
	check_presence("", FULL, USER);
	check_presence("subscribe", CONTACT, USER);
	check_silence();
}

/* --- subscriptions ------------------------------------------------------------------------- */

static void a_local_user_subscribes_sees_the_contact_and_is_asked_back_once(
		void **state)
{
	subscribe();
	assert_string_equal(stored, USER " " CONTACT " 1;");
	assert_int_equal(xmpp_gateway_is_subscribed(s_(JULIET), s_(FULL)), 1);
	presence("subscribed", USER, CONTACT);
	check_silence();
	assert_string_equal(stored, USER " " CONTACT " 1;" USER " " CONTACT " 3;");
	presence("subscribe", USER, CONTACT); /* her server repeats it */
	check_presence("subscribed", CONTACT, USER);
	check_presence("", FULL, USER);
	check_silence();
}

static void a_user_of_a_domain_that_is_not_local_is_refused(void **state)
{
	presence("subscribe", "eve@far.example", CONTACT);
	check_presence("unsubscribed", CONTACT, "eve@far.example");
	check_silence();
	assert_string_equal(stored, "");
	assert_int_equal(policy_local, 0);
	assert_int_equal(counts[GATEWAY_REFUSED], 1);
}

static void the_policy_may_refuse_a_local_user_and_accept_another(void **state)
{
	policy = xmpp_gateway_ki_refuse;
	presence("subscribe", USER, CONTACT);
	check_presence("unsubscribed", CONTACT, USER);
	assert_int_equal(policy_local, 1);
	policy = xmpp_gateway_ki_accept;
	presence("subscribe", "eve@far.example", CONTACT);
	check_presence("subscribed", CONTACT, "eve@far.example");
}

static void without_a_message_for_the_policy_it_refuses(void **state)
{
	bare_message_fail();
	presence("subscribe", USER, CONTACT);
	check_presence("unsubscribed", CONTACT, USER);
	assert_int_equal(bare_logged_at(L_ERR, "no message for"), 1);
	/* and its functions are for the event route only */
	assert_int_equal(xmpp_gateway_ki_accept(NULL), -1);
	assert_int_equal(bare_logged_at(L_ERR, "xmpp_gateway_accept"), 1);
}

static void unsubscribing_takes_the_contacts_presence_away(void **state)
{
	subscribe();
	presence("unsubscribe", USER, CONTACT);
	check_presence("unavailable", FULL, USER);
	check_presence("unsubscribed", CONTACT, USER);
	check_silence();
	assert_int_equal(xmpp_gateway_is_subscribed(s_(USER), s_(CONTACT)), 0);
	presence("unsubscribe", USER, CONTACT); /* none any more */
	check_presence("unsubscribed", CONTACT, USER);
	check_silence();
}

static void who_does_not_show_us_his_presence_is_not_asked_again(void **state)
{
	subscribe();
	presence("unsubscribed", USER, CONTACT);
	presence("subscribe", USER, CONTACT);
	check_presence("subscribed", CONTACT, USER);
	check_presence("", FULL, USER);
	check_presence("subscribe", CONTACT, USER); /* she subscribed anew */
	presence("unsubscribed", USER, CONTACT);
	presence("probe", USER, CONTACT);
	check_presence("", FULL, USER);
	check_silence();
}

static void an_answer_to_a_subscribe_that_we_did_not_send_counts_nothing(
		void **state)
{
	presence("subscribed", USER, CONTACT);
	presence("unsubscribed", USER, CONTACT);
	check_silence();
	assert_string_equal(stored, "");
	assert_int_equal(xmpp_gateway_contacts(s_(USER), NULL, NULL), 0);
}

static void a_probe_is_answered_and_a_lost_subscription_found_again(
		void **state)
{
	presence("probe", JULIET, CONTACT);
	check_presence("", FULL, JULIET);
	check_presence("subscribe", CONTACT, USER);
	check_silence();
	assert_int_equal(xmpp_gateway_is_subscribed(s_(USER), s_(CONTACT)), 1);
	presence("probe", EVE, CONTACT);
	check_presence("unsubscribed", CONTACT, "eve@far.example");
}

static void presence_of_a_component_that_is_not_ours_is_left_alone(void **state)
{
	sidecar_ask(s, "ssi", "stream", "other.example", 1);
	sidecar_ask(s, "sssssssss", "stanza", "other.example", "presence",
			"subscribe", USER, "x@other.example", "1", "", "<presence/>");
	check_silence();
}

static void an_operator_removes_a_subscription_from_our_side(void **state)
{
	subscribe();
	presence("subscribed", USER, CONTACT);
	world_turn();
	assert_int_equal(xmpp_gateway_remove(s_(USER), s_(CONTACT)), 1);
	check_presence("unavailable", FULL, USER); /* RFC 6121 section 3.2.2 */
	check_presence("unsubscribed", CONTACT, USER);
	check_presence("unsubscribe", CONTACT, USER);
	check_silence();
	assert_int_equal(xmpp_gateway_remove(s_(USER), s_(CONTACT)), 0);
}

/* --- what another module says of the component ---------------------------------------- */

static const char *own_status; /* NULL: nothing */

static void on_own(const str *ours, const str *user, xmpp_gateway_own_t *own)
{
	if(own_status == NULL || link_jid_is_user(ours))
		return;
	own->show = "xa";
	own->status = own_status;
}

static void a_component_says_how_it_is(void **state)
{
	const char *said;

	own_status = "not registered: 503 <&>";
	assert_int_equal(xmpp_gateway_present(s_(STREAM), s_(STREAM), s_(USER)), 0);
	presence("subscribe", USER, STREAM);
	check_presence("subscribed", STREAM, USER);
	said = says();
	assert_non_null(strstr(said, "<show>xa</show><status>not registered: 503 "
								 "&lt;&amp;&gt;</status><c "));
	check_presence("subscribe", STREAM, USER);
	/* it changes */
	own_status = "registered";
	assert_int_equal(
			xmpp_gateway_present(s_(STREAM), s_(STREAM), s_(JULIET)), 1);
	said = says();
	assert_non_null(strstr(said, "<status>registered</status>"));
	assert_non_null(strstr(said, " to='" USER "'"));
	check_silence();
	/* a contact has nothing to say */
	presence("subscribe", USER, CONTACT);
	check_presence("subscribed", CONTACT, USER);
	assert_null(strstr(says(), "<status>"));
	check_presence("subscribe", CONTACT, USER);
	own_status = NULL;
	xmpp_gateway_remove(s_(USER), s_(STREAM));
	xmpp_gateway_remove(s_(USER), s_(CONTACT));
	while(says()[0])
		;
}

static void a_module_asks_for_the_presence_of_a_user(void **state)
{
	assert_int_equal(
			xmpp_gateway_subscribe(s_(STREAM), s_(STREAM), s_(JULIET)), 1);
	check_presence("subscribe", STREAM, USER);
	assert_int_equal(
			xmpp_gateway_subscribe(s_(STREAM), s_(STREAM), s_(USER)), 0);
	presence("subscribed", USER, STREAM);
	world_turn();
	assert_string_equal(stored, USER " " STREAM " 2;");
	assert_int_equal(
			xmpp_gateway_subscribe(s_(STREAM), s_(STREAM), s_(USER)), 0);
	check_silence();
	xmpp_gateway_numbers.max_contacts = 1;
	assert_int_equal(
			xmpp_gateway_subscribe(s_(STREAM), s_(CONTACT), s_(USER)), -1);
	xmpp_gateway_remove(s_(USER), s_(STREAM));
	bare_memory_fail(1);
	assert_int_equal(
			xmpp_gateway_subscribe(s_(STREAM), s_(STREAM), s_(USER)), -1);
	bare_memory_fail(0);
	while(says()[0])
		;
}

static void a_user_is_asked_again_and_probed(void **state)
{
	assert_int_equal(xmpp_gateway_is_granted(s_(USER), s_(STREAM)), 0);
	assert_int_equal(xmpp_gateway_ask(s_(STREAM), s_(STREAM), s_(JULIET)), 1);
	check_presence("subscribe", STREAM, USER);
	assert_int_equal(xmpp_gateway_ask(s_(STREAM), s_(STREAM), s_(USER)), 1);
	check_presence("subscribe", STREAM, USER);
	assert_int_equal(xmpp_gateway_is_granted(s_(USER), s_(STREAM)), 0);
	presence("subscribed", USER, STREAM);
	world_turn();
	assert_int_equal(xmpp_gateway_is_granted(s_(JULIET), s_(STREAM)), 1);
	assert_int_equal(xmpp_gateway_probe(s_(STREAM), s_(STREAM), s_(USER)), 1);
	check_presence("probe", STREAM, USER);
	presence("unsubscribed", USER, STREAM);
	world_turn();
	assert_int_equal(xmpp_gateway_is_granted(s_(USER), s_(STREAM)), 0);
	/* asked before a restart: the answer counts */
	presence("subscribed", USER, STREAM);
	world_turn();
	assert_int_equal(xmpp_gateway_is_granted(s_(USER), s_(STREAM)), 0);
	assert_int_equal(xmpp_gateway_was_asked(s_(JULIET), s_(STREAM)), 0);
	presence("subscribed", USER, STREAM);
	world_turn();
	assert_int_equal(xmpp_gateway_is_granted(s_(USER), s_(STREAM)), 1);
	xmpp_gateway_numbers.max_contacts = 1;
	assert_int_equal(xmpp_gateway_ask(s_(STREAM), s_(STREAM), s_(USER)), 1);
	assert_int_equal(xmpp_gateway_ask(s_(STREAM), s_(CONTACT), s_(USER)), -1);
	xmpp_gateway_remove(s_(USER), s_(STREAM));
	while(says()[0])
		;
}

/* one who never answers takes no place for ever; a subscriber keeps its own */
static void a_question_without_an_answer_has_an_age(void **state)
{
	gateway_counts_t n;

	subscribe();
	assert_int_equal(xmpp_gateway_ask(s_(STREAM), s_(STREAM), s_(USER)), 1);
	assert_int_equal(
			xmpp_gateway_ask(s_(STREAM), s_(STREAM), s_("eve@far.example")), 1);
	check_presence("subscribe", STREAM, USER);
	check_presence("subscribe", STREAM, "eve@far.example");
	xmpp_gateway_users_count(&n);
	assert_int_equal(n.users, 2);
	assert_int_equal(n.contacts, 3);
	xmpp_gateway_numbers.ask_time = 100;
	world_time(99 * 1000);
	xmpp_gateway_users_count(&n);
	assert_int_equal(n.contacts, 3);
	world_time(3000);
	xmpp_gateway_users_count(&n);
	assert_int_equal(n.users, 1);
	assert_int_equal(n.contacts, 1);
	assert_int_equal(xmpp_gateway_is_subscribed(s_(USER), s_(CONTACT)), 1);
	assert_int_equal(
			xmpp_gateway_is_granted(s_("eve@far.example"), s_(STREAM)), 0);
}

/* what Prosody says to our subscribe, whether there is such a user or not */
static void unavailable_to_our_subscribe_is_no_word_of_devices(void **state)
{
	subscribe();
	presence("subscribed", USER, CONTACT);
	available(JULIET, "");
	world_turn();
	while(says()[0])
		;
	assert_int_equal(devices(USER), 1);
	assert_int_equal(xmpp_gateway_ask(s_(STREAM), s_(STREAM), s_(USER)), 1);
	check_presence("subscribe", STREAM, USER);
	presence("unavailable", USER, STREAM);
	world_turn();
	assert_int_equal(devices(USER), 1);
	/* answered, it is one: all of them have gone */
	presence("subscribed", USER, STREAM);
	presence("unavailable", USER, STREAM);
	world_turn();
	assert_int_equal(devices(USER), 0);
}

/* --- limits --------------------------------------------------------------------------------- */

static void more_than_max_contacts_are_refused(void **state)
{
	xmpp_gateway_numbers.max_contacts = 1;
	subscribe();
	presence("subscribe", USER, "+50@sip.example");
	check_presence("unsubscribed", "+50@sip.example", USER);
	assert_int_equal(bare_logged_at(L_WARN, "max_contacts"), 1);
}

static void more_than_max_users_are_refused(void **state)
{
	xmpp_gateway_numbers.max_users = 1;
	subscribe();
	presence("subscribe", "romeo@home.example", CONTACT);
	check_presence("subscribed", CONTACT, "romeo@home.example");
	check_presence("", FULL, "romeo@home.example");
	check_presence("subscribe", CONTACT, "romeo@home.example");
	/* one for each worker more than its share */
	presence("subscribe", "nurse@home.example", CONTACT);
	check_presence("unsubscribed", CONTACT, "nurse@home.example");
	assert_int_equal(bare_logged_at(L_WARN, "max_users"), 1);
}

static void more_than_max_devices_are_not_kept(void **state)
{
	xmpp_gateway_numbers.max_devices = 2;
	subscribe();
	available(USER "/1", "");
	available(USER "/2", "");
	available(USER "/3", "");
	world_turn();
	assert_int_equal(devices(USER), 2);
	assert_int_equal(bare_logged_at(L_WARN, "max_devices"), 1);
	presence("unavailable", USER "/1", CONTACT);
	available(USER "/3", "");
	world_turn();
	assert_int_equal(devices(USER), 2);
}

/* --- devices ----------------------------------------------------------------------------------- */

static void a_device_is_asked_once_and_its_answer_kept_for_its_version(
		void **state)
{
	unsigned features = 99;

	subscribe();
	available(JULIET, EXODUS "<priority>5</priority>");
	check_asks(JULIET, "http://code.google.com/p/exodus#" EXODUS_VER);
	check_silence();
	assert_int_equal(xmpp_gateway_peer_caps(s_(JULIET), &features), 0);
	answers(JULIET, "result", EXODUS_INFO);
	assert_int_equal(xmpp_gateway_peer_caps(s_(JULIET), &features), 1);
	assert_int_equal(features, 0);	  /* Exodus cannot call */
	available(USER "/other", EXODUS); /* the same program: known already */
	check_silence();
	assert_int_equal(xmpp_gateway_peer_caps(s_(USER "/other"), &features), 1);
	assert_int_equal(xmpp_gateway_peer_caps(s_(USER "/none"), &features), -1);
	assert_int_equal(xmpp_gateway_caps_count(), 1);
	assert_int_equal(counts[GATEWAY_CAPS_WRONG], 0);
}

static void of_devices_with_one_version_one_is_asked(void **state)
{
	unsigned features;

	subscribe();
	available(USER "/1", EXODUS);
	available(USER "/2", EXODUS);
	available(USER "/3", EXODUS);
	check_asks(USER "/1", "");
	check_silence();
	answers(USER "/1", "result", EXODUS_INFO);
	assert_int_equal(xmpp_gateway_peer_caps(s_(USER "/3"), &features), 1);
	assert_int_equal(counts[GATEWAY_ASKED], 1);
}

static void capabilities_that_do_not_match_their_hash_count_for_one_device(
		void **state)
{
	unsigned features = 0;

	subscribe();
	available(JULIET, EXODUS);
	check_asks(JULIET, "");
	answers(JULIET, "result",
			"<query xmlns='http://jabber.org/protocol/disco#info'>"
			"<feature var='urn:xmpp:jingle:1'/></query>");
	assert_int_equal(counts[GATEWAY_CAPS_WRONG], 1);
	assert_int_equal(xmpp_gateway_peer_caps(s_(JULIET), &features), 1);
	assert_int_equal(features, XMPP_GATEWAY_JINGLE);
	available(USER "/other", EXODUS); /* it is asked itself */
	check_asks(USER "/other", "");
}

/* deeper than anybody writes it: it is not read */
#define DEEP_5 "<a><a><a><a><a>"
#define DEEP_END "</a></a></a></a></a>"
#define DEEP DEEP_5 DEEP_5 DEEP_5 DEEP_5 DEEP_END DEEP_END DEEP_END DEEP_END

static void a_device_without_an_answer_is_asked_when_it_is_needed_again(
		void **state)
{
	subscribe();
	available(JULIET, EXODUS);
	check_asks(JULIET, "");
	assert_int_equal(devices(USER), 1);
	assert_int_equal(last_known, 0);
	check_silence(); /* it may still answer */
	world_time(xmpp_gateway_numbers.query_time * 1000);
	check_presence("", FULL, USER); /* after the stream's start, meanwhile */
	assert_int_equal(counts[GATEWAY_ASKED_FAILED], 1);
	assert_int_equal(devices(USER), 1);
	check_asks(JULIET, "");
	answers(JULIET, "error", "");
	assert_int_equal(counts[GATEWAY_ASKED_FAILED], 2);
	world_time(xmpp_gateway_numbers.query_time * 1000);
	devices(USER);
	check_asks(JULIET, "");
	answers(JULIET, "result", DEEP);
	assert_int_equal(counts[GATEWAY_ASKED_FAILED], 3);
}

static void a_device_that_shows_no_version_is_asked_itself(void **state)
{
	unsigned features;

	subscribe();
	available(JULIET, "");
	check_asks(JULIET, "");
	answers(JULIET, "result",
			"<query xmlns='http://jabber.org/protocol/disco#info'>"
			"<feature var='urn:xmpp:jingle:1'/>"
			"<feature var='urn:xmpp:jingle:apps:rtp:audio'/></query>");
	assert_int_equal(xmpp_gateway_peer_caps(s_(JULIET), &features), 1);
	assert_int_equal(features, XMPP_GATEWAY_JINGLE | XMPP_GATEWAY_AUDIO);
	assert_int_equal(xmpp_gateway_caps_count(), 0);
	available(JULIET, EXODUS); /* another program now: what was known is void */
	world_turn();
	assert_int_equal(xmpp_gateway_peer_caps(s_(JULIET), &features), 0);
}

static void devices_go_one_by_one_or_all_at_once(void **state)
{
	subscribe();
	presence("subscribed", USER, CONTACT);
	available(USER "/1", "");
	available(USER "/2", "");
	available(USER "/3", "");
	world_turn();
	presence("unavailable", USER "/2", CONTACT);
	presence("unavailable", USER "/9", CONTACT);
	presence("unavailable", EVE, CONTACT);
	world_turn();
	assert_int_equal(devices(USER), 2);
	presence("unavailable", USER, CONTACT);
	world_turn();
	assert_int_equal(devices(USER), 0);
}

static void strangers_presence_is_answered_once_if_the_policy_allows(
		void **state)
{
	available(EVE, "");
	check_silence();
	assert_int_equal(devices("eve@far.example"), 0);
	policy = xmpp_gateway_ki_accept;
	available(EVE, EXODUS);
	check_asks(EVE, "");
	check_presence("", FULL, EVE);
	available(EVE, EXODUS);
	check_silence();
	comes("presence", "", EVE, "+50@sip.example", "", EXODUS);
	check_presence("", "+50@sip.example/gateway", EVE);
	check_silence();
	assert_int_equal(devices("eve@far.example"), 1);
}

static void when_no_stream_is_up_devices_are_forgotten_and_contacts_not(
		void **state)
{
	subscribe();
	available(JULIET, "");
	world_turn();
	assert_int_equal(devices(USER), 1);
	sidecar_close(s);
	world_turn();
	assert_int_equal(devices(USER), 0);
	assert_int_equal(xmpp_gateway_is_subscribed(s_(USER), s_(CONTACT)), 1);
	s = sidecar_up("b", STREAM);
}

/* --- after a start ---------------------------------------------------------------------------- */

static void when_a_stream_comes_up_subscribers_see_their_contacts_again(
		void **state)
{
	subscribe();
	presence("subscribed", USER, CONTACT);
	world_turn();
	sidecar_close(s);
	world_turn();
	s = sidecar_up("b", STREAM);
	world_time(100);
	check_presence("", FULL, USER);
	check_presence("probe", CONTACT, USER);
	check_silence();
}

static void no_more_than_announce_rate_leave_in_a_second(void **state)
{
	char user[64];
	int i, n;

	for(i = 0; i < 60; i++) {
		snprintf(user, sizeof(user), "user%d@home.example", i);
		presence("subscribe", user, CONTACT);
	}
	world_turn();
	while(says()[0])
		;
	xmpp_gateway_numbers.announce_rate = 1;
	xmpp_gateway_presence_again();
	world_time(20); /* a slot of the four at least */
	for(n = 0; says()[0]; n++)
		;
	assert_in_range(n, 5, 30);
	world_time(10000);
	for(; says()[0]; n++)
		;
	assert_int_equal(n, 60);
}

/* --- for other modules -------------------------------------------------------------------------- */

static int on_contact(const str *contact, void *arg)
{
	assert_int_equal(contact->len, strlen(CONTACT));
	return 0;
}

static void who_is_called_without_a_subscription_is_shown_the_contact(
		void **state)
{
	assert_int_equal(
			xmpp_gateway_announce(s_(STREAM), s_(CONTACT), s_(JULIET)), 1);
	check_presence("", FULL, JULIET);
	assert_int_equal(
			xmpp_gateway_conceal(s_(STREAM), s_(CONTACT "/x"), s_(JULIET)), 1);
	check_presence("unavailable", CONTACT "/x", JULIET);
	subscribe();
	assert_int_equal(
			xmpp_gateway_announce(s_(STREAM), s_(CONTACT), s_(JULIET)), 0);
	assert_int_equal(xmpp_gateway_conceal(s_(STREAM), s_(FULL), s_(JULIET)), 0);
	check_silence();
	/* another resource she does not see by her subscription */
	assert_int_equal(
			xmpp_gateway_announce(s_(STREAM), s_(CONTACT "/x"), s_(JULIET)), 1);
	check_presence("", CONTACT "/x", JULIET);
	assert_int_equal(xmpp_gateway_contacts(s_(USER), on_contact, NULL), 1);
	xmpp_link_numbers.hold_seconds = 0;
	assert_int_equal(xmpp_gateway_announce(
							 s_("x.example"), s_("a@x.example"), s_(JULIET)),
			-1);
}

/* --- questions ---------------------------------------------------------------------------------- */

static const char *asked(
		const char *type, const char *to, const char *ns, const char *inside)
{
	char payloads[200], xml[800];

	snprintf(payloads, sizeof(payloads), "query %s\n", ns);
	snprintf(xml, sizeof(xml), "<query xmlns='%s'%s</query>", ns, inside);
	comes("iq", type, JULIET, to, payloads, xml);
	return says();
}

static void check_answer(const char *said, const char *part)
{
	if(strstr(said, " id='q1'") == NULL || strstr(said, part) == NULL)
		fail_msg("%s has no %s", said, part);
	check_silence(); /* one answer */
}

static void what_is_asked_of_a_contact_is_answered_once(void **state)
{
#define DISCO_INFO "http://jabber.org/protocol/disco#info"
#define DISCO_ITEMS "http://jabber.org/protocol/disco#items"
	check_answer(asked("get", FULL, DISCO_INFO, ">"), "urn:xmpp:jingle:1");
	check_answer(asked("get", STREAM, DISCO_INFO, ">"), "category='gateway'");
	check_answer(asked("get", STREAM, DISCO_INFO, ">"), "'jabber:iq:register'");
	check_answer(asked("get", FULL, DISCO_INFO,
						 " node='https://www.kamailio.org/"
						 "xmpp_gateway#older'>"),
			"urn:xmpp:jingle:1");
	check_answer(
			asked("get", FULL, DISCO_INFO, " node='other'>"), "item-not-found");
	check_answer(asked("set", FULL, DISCO_INFO, ">"), "service-unavailable");
	check_answer(asked("get", FULL, DISCO_ITEMS, ">"), "type='result'");
	check_answer(asked("set", FULL, DISCO_ITEMS, ">"), "service-unavailable");
	check_answer(asked("get", FULL, "jabber:iq:version", ">"), "<version>test");
	check_answer(asked("set", FULL, "jabber:iq:version", ">"),
			"service-unavailable");
	check_answer(asked("get", FULL, "urn:xmpp:ping", ">"), "type='result'");
	check_answer(
			asked("set", FULL, "urn:xmpp:ping", ">"), "service-unavailable");
	check_answer(asked("get", FULL, "urn:xmpp:time", ">"), "<tzo>");
	check_answer(
			asked("set", FULL, "urn:xmpp:time", ">"), "service-unavailable");
	check_answer(asked("get", FULL, "vcard-temp", ">"), "item-not-found");
	check_answer(asked("set", FULL, "vcard-temp", ">"), "service-unavailable");
	assert_int_equal(counts[GATEWAY_QUERIES], 4);
}

static void the_component_tells_how_an_address_is_typed(void **state)
{
	const char *said;

	check_answer(asked("get", STREAM, "jabber:iq:gateway", ">"), "<prompt>");
	said = asked("set", STREAM, "jabber:iq:gateway",
			"><prompt>sip:joe@example.org</prompt>");
	/* XEP-0106: @ is \40 */
	check_answer(said, "joe\\40example.org@" STREAM);
	check_answer(
			asked("set", STREAM, "jabber:iq:gateway", ">"), "not-acceptable");
	check_answer(asked("get", FULL, "jabber:iq:gateway", ">"),
			"service-unavailable");
}

static void messages_with_a_body_are_refused_others_dropped(void **state)
{
	comes("message", "chat", JULIET, CONTACT, "body jabber:client\n", "");
	check_answer(says(), "service-unavailable");
	comes("message", "headline", JULIET, CONTACT, "body jabber:client\n", "");
	comes("message", "error", JULIET, CONTACT, "body jabber:client\n", "");
	comes("message", "chat", JULIET, CONTACT, "composing urn:x\n", "");
	check_silence();
	assert_int_equal(counts[GATEWAY_MESSAGES_REFUSED], 1);
	assert_int_equal(counts[GATEWAY_MESSAGES_DROPPED], 3);
	xmpp_gateway_numbers.bounce_messages = 0; /* the script has them */
	comes("message", "chat", JULIET, CONTACT, "body jabber:client\n", "");
	check_silence();
}

/* --- memory -------------------------------------------------------------------------------------- */

static void each_allocation_of_a_subscription_and_a_device_may_fail(
		void **state)
{
	int n, failed = 1;

	for(n = 1; failed; n++) {
		bare_memory_fail(n);
		presence("subscribe", USER, CONTACT);
		world_turn();
		available(JULIET, EXODUS);
		world_turn();
		failed = bare_memory_failed();
		bare_memory_fail(0);
		if(world_count(LINK_PEERS) == 0)
			s = sidecar_up("again", STREAM);
		while(says()[0])
			;
		presence("unavailable", USER, CONTACT);
		xmpp_gateway_remove(s_(USER), s_(CONTACT));
		while(says()[0])
			;
		xmpp_gateway_caps_destroy();
		xmpp_gateway_caps_init(10);
		world_time(xmpp_gateway_numbers.query_time * 1000);
	}
	assert_true(n > 8);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start, end)
	const struct CMUnitTest tests[] = {
			T(a_local_user_subscribes_sees_the_contact_and_is_asked_back_once),
			T(a_user_of_a_domain_that_is_not_local_is_refused),
			T(the_policy_may_refuse_a_local_user_and_accept_another),
			T(without_a_message_for_the_policy_it_refuses),
			T(unsubscribing_takes_the_contacts_presence_away),
			T(who_does_not_show_us_his_presence_is_not_asked_again),
			T(an_answer_to_a_subscribe_that_we_did_not_send_counts_nothing),
			T(a_probe_is_answered_and_a_lost_subscription_found_again),
			T(presence_of_a_component_that_is_not_ours_is_left_alone),
			T(an_operator_removes_a_subscription_from_our_side),
			T(a_component_says_how_it_is),
			T(a_user_is_asked_again_and_probed),
			T(a_question_without_an_answer_has_an_age),
			T(unavailable_to_our_subscribe_is_no_word_of_devices),
			T(a_module_asks_for_the_presence_of_a_user),
			T(more_than_max_contacts_are_refused),
			T(more_than_max_users_are_refused),
			T(more_than_max_devices_are_not_kept),
			T(a_device_is_asked_once_and_its_answer_kept_for_its_version),
			T(of_devices_with_one_version_one_is_asked),
			T(capabilities_that_do_not_match_their_hash_count_for_one_device),
			T(a_device_without_an_answer_is_asked_when_it_is_needed_again),
			T(a_device_that_shows_no_version_is_asked_itself),
			T(devices_go_one_by_one_or_all_at_once),
			T(strangers_presence_is_answered_once_if_the_policy_allows),
			T(when_no_stream_is_up_devices_are_forgotten_and_contacts_not),
			T(when_a_stream_comes_up_subscribers_see_their_contacts_again),
			T(no_more_than_announce_rate_leave_in_a_second),
			T(who_is_called_without_a_subscription_is_shown_the_contact),
			T(what_is_asked_of_a_contact_is_answered_once),
			T(the_component_tells_how_an_address_is_typed),
			T(messages_with_a_body_are_refused_others_dropped),
			T(each_allocation_of_a_subscription_and_a_device_may_fail),
	};

	return cmocka_run_group_tests(tests, group_start, group_end);
}
