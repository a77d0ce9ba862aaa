/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What kamailio.cfg sees and does: event routes, functions, $jingle(), the
 * proxy's branches and replies, RPC commands. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include <core/data_lump.h>
#include <core/dset.h>
#include <core/pvapi.h>
#include <core/rpc.h>
#include <core/usr_avp.h>
#include <core/xavp.h>

#include "jingle_fake.h"

#include "../../modules/jingle/jingle_pv.h"
#include "../../modules/jingle/jingle_relay.h"
#include "../../modules/jingle/jingle_reply_repair.h"
#include "../../modules/jingle/jingle_rpc.h"
#include "../../modules/jingle/jingle_script.h"

static str none = STR_NULL;


/* --- $jingle() ------------------------------------------------------------------------ */

/* its value as text, "-" for null */
static const char *jingle_pv(const char *key)
{
	static char text[4096];
	str name = {(char *)key, (int)strlen(key)};
	pv_value_t value;
	pv_spec_t spec;

	memset(&spec, 0, sizeof(spec));
	memset(&value, 0, sizeof(value));
	assert_int_equal(jingle_pv_parse_name(&spec, &name), 0);
	assert_int_equal(jingle_pv_get(fake_request_now(), &spec.pvp, &value), 0);
	if(value.flags & PV_VAL_NULL)
		return "-";
	snprintf(text, sizeof(text), "%.*s", STR_FMT(&value.rs));
	return text;
}

static void assert_pv(const char *key, const char *value)
{
	if(strcmp(jingle_pv(key), value) != 0)
		fake_fail(value, jingle_pv(key));
}

static int runs;

static int look_offer(sip_msg_t *msg)
{
	(void)msg;
	runs++;
	assert_pv("user", "romeo@xmpp.example");
	assert_pv("direction", "to-xmpp");
	assert_pv("state", "offered");
	assert_pv("from_local", "1");
	assert_pv("uri", "sip:1001@sip.example");
	assert_pv("name", "Juliet");
	assert_pv("to", "1001@gw.example/gateway");
	assert_pv("component", "gw.example");
	assert_pv("caller", "-");
	assert_pv("ended_by", "-");
	assert_has(jingle_pv("rtpengine"), "call-id=");
	assert_true(strlen(jingle_pv("media_id")) > 10);
	assert_int_equal(strlen(jingle_pv("gr")), JINGLE_GR_LEN);
	assert_pv("phone_agent", "-");
	return 0;
}

static void test_values_of_a_call(void **state)
{
	str bad = str_init("nonsense");
	pv_spec_t spec;

	(void)state;
	runs = 0;
	event_route("jingle:offer", look_offer);
	phone_invites();
	/* in the script of the proxy, by the INVITE's transaction */
	assert_int_equal(strlen(jingle_pv("gr")), JINGLE_GR_LEN);
	assert_pv("callid", "call1");
	assert_pv("code", "0");
	fake_run();
	assert_int_equal(runs, 1);
	assert_int_equal(jingle_pv_parse_name(&spec, &bad), -1);
	fake_request("OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/UDP "
				 "192.0.2.9;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=a\r\n"
				 "To: <sip:x>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\n\r\n");
	assert_pv("gr", "-"); /* of no call */
}


/* --- event routes --------------------------------------------------------------------------- */

static char seen_text[8192];

/* as rtpengine: another address in the body, and the message is kept */
static int convert(sip_msg_t *msg)
{
	snprintf(seen_text, sizeof(seen_text), "%.*s", (int)msg->len, msg->buf);
	runs++;
	fake_body_replace(msg,
			"v=0\r\no=- 1 1 IN IP4 203.0.113.5\r\ns=-\r\n"
			"c=IN IP4 203.0.113.5\r\nt=0 0\r\nm=audio 2000 RTP/AVP 8\r\n"
			"a=rtpmap:8 PCMA/8000\r\na=sendrecv\r\n");
	return 0;
}

static void test_routes_convert_a_call_from_sip(void **state)
{
	const char *sid;

	(void)state;
	event_route("jingle:offer", convert);
	event_route("jingle:answer", convert);
	runs = 0;
	phone_invites();
	fake_run();
	sid = word_of(strstr(fake_stanza(), "<propose"), " id='", "'");
	assert_has(seen_text, "INVITE sip:romeo@xmpp.example", "192.0.2.9");
	client_says("proceed", sid);
	expect_stanza("session-initiate", "ip='203.0.113.5' port='2000'");
	client_sends("session-accept", sid, CONTENT);
	assert_has(seen_text, "SIP/2.0 200", "m=audio 40000");
	expect_sip("SIP/2.0 200", "m=audio 2000", "203.0.113.5");
	assert_int_equal(runs, 2);
}

static void test_routes_convert_a_call_from_xmpp(void **state)
{
	(void)state;
	event_route("jingle:invite", convert);
	event_route("jingle:reply", convert);
	client_proposes("sid1");
	client_sends("session-initiate", "sid1", CONTENT);
	expect_sip("INVITE", "m=audio 2000 RTP/AVP 8");
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	assert_non_null(fake_find(
			fake_stanza_queue, "<iq", "ip='203.0.113.5' port='2000'"));
}

/* Each kind of AVP is that of the transaction while its route runs, and
 * that of the worker afterwards */
static int set_avps(sip_msg_t *msg)
{
	sr_xval_t v;
	str name = str_init("x");

	(void)msg;
	memset(&v, 0, sizeof(v));
	v.type = SR_XTYPE_LONG;
	assert_null(xavu_lookup(&name, NULL));
	assert_null(xavi_get_by_index(&name, 0, NULL));
	assert_null(xavp_get_by_index(&name, 0, NULL));
	v.type = SR_XTYPE_NULL;
	assert_non_null(xavu_set_ival(&name, 1));
	assert_non_null(xavi_add_value(&name, &v, NULL));
	assert_non_null(xavp_add_value(&name, &v, NULL));
	runs++;
	return 0;
}

static void test_variables_are_the_transactions(void **state)
{
	str name = str_init("x");
	const char *sid;
	int i;

	event_route("jingle:answer", set_avps);
	for(i = 0; i < 2; i++) { /* two calls in one worker */
		runs = 0;
		sid = phone_calls_picked();
		client_sends("session-accept", sid, CONTENT);
		assert_int_equal(runs, 1);
		assert_null(xavu_lookup(&name, NULL));
		assert_null(xavi_get_by_index(&name, 0, NULL));
		assert_null(xavp_get_by_index(&name, 0, NULL));
		jingle_after(state);
		jingle_before(state);
		event_route("jingle:answer", set_avps);
	}
}

static int reject_call(sip_msg_t *msg)
{
	str reason = str_init("busy"), text = str_init("not now");

	assert_int_equal(jingle_script_reject(msg, &reason, &text), 1);
	return 0;
}

static int reject_oddly(sip_msg_t *msg)
{
	str reason = str_init("no such reason");

	jingle_script_reject(msg, &reason, &none);
	return 0;
}

static void test_script_rejects(void **state)
{
	(void)state;
	event_route("jingle:propose", reject_call);
	client_proposes("sid1");
	expect_stanza("<reject", "<busy/>", "not now");
	event_route("jingle:session-initiate", reject_oddly);
	client_sends("session-initiate", "sid2", CONTENT);
	expect_stanza("type='result'");
	expect_stanza("session-terminate", "<decline/>");
	event_route("jingle:offer", reject_call);
	phone_invites();
	fake_run();
	expect_sip("SIP/2.0 486");
	assert_state(JINGLE_ENDED);
}

static int send_elsewhere(sip_msg_t *msg)
{
	str uri = str_init("sip:2002@sip.example");

	assert_int_equal(jingle_script_to_sdp(msg, NULL), 1);
	assert_has(jingle_pv("sdp"), "m=audio 40000");
	assert_int_equal(jingle_script_invite(msg, &uri), 1);
	return 0;
}

static void test_script_invites(void **state)
{
	(void)state;
	event_route("jingle:session-initiate", send_elsewhere);
	client_proposes("sid1");
	client_sends("session-initiate", "sid1", CONTENT);
	expect_sip("INVITE sip:2002@sip.example");
}

static int drop(sip_msg_t *msg)
{
	(void)msg;
	return -1;
}

static void test_dropped(void **state)
{
	(void)state;
	event_route("jingle:invite", drop);
	client_proposes("sid1");
	client_sends("session-initiate", "sid1", CONTENT);
	assert_state(JINGLE_ENDED);
	event_route("jingle:offer", drop);
	phone_invites();
	fake_run();
	expect_sip("SIP/2.0 488");
	event_route("jingle:propose", drop);
	fake_queues_take();
	client_proposes("sid3");
	expect_stanza("<reject");
}

/* foreign users may call only if a route says so */
static void test_foreign_user(void **state)
{
	(void)state;
	fake_stanza_in("<message from='a@other.example/x' to='1001@gw.example' "
				   "id='m'><propose " JMI " id='s'><description "
				   "xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>"
				   "</propose></message>");
	expect_stanza("<reject", "<decline/>");
	jingle_numbers.max_calls_foreign = 0;
	fake_stanza_in("<message from='a@other.example/x' to='1001@gw.example' "
				   "id='m'><propose " JMI " id='s2'><description "
				   "xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>"
				   "</propose></message>");
	expect_stanza("<reject", "<busy/>");
	assert_log("max_calls_foreign");
	jingle_numbers.max_calls_foreign = 10;
	jingle_numbers.max_calls_per_domain = 0;
	fake_ms_add(100000); /* the log may speak again */
	fake_stanza_in("<message from='a@other.example/x' to='1001@gw.example' "
				   "id='m'><propose " JMI " id='s3'><description "
				   "xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>"
				   "</propose></message>");
	expect_stanza("<reject", "<busy/>");
	assert_log("max_calls_per_domain");
}

/* functions outside of an event route */
static void test_functions_elsewhere(void **state)
{
	str sdp = str_init(SDP("sendrecv")),
		xml = str_init(
				"<jingle " JINGLE " action='session-initiate' sid='x'>" CONTENT
				"</jingle>"),
		bad = str_init("<jingle");

	(void)state;
	fake_request("OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/UDP "
				 "192.0.2.9;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=a\r\n"
				 "To: <sip:x>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\n\r\n");
	assert_int_equal(
			jingle_script_reject(fake_request_now(), &none, &none), -1);
	assert_int_equal(jingle_script_invite(fake_request_now(), &none), -1);
	assert_int_equal(jingle_script_to_sdp(fake_request_now(), NULL), -1);
	assert_int_equal(jingle_script_to_sdp(fake_request_now(), &xml), 1);
	assert_has(jingle_pv("sdp"), "m=audio 40000 RTP/AVP 8");
	assert_int_equal(jingle_script_to_sdp(fake_request_now(), &bad), -1);
	assert_true(strlen(jingle_pv("error")) > 3);
	assert_pv("sdp", "-");
	assert_int_equal(jingle_script_from_sdp(fake_request_now(), &sdp), 1);
	assert_has(jingle_pv("jingle"), "raw-udp", "port='30000'");
	assert_int_equal(jingle_script_from_sdp(fake_request_now(), &bad), -1);
	assert_int_equal(jingle_script_from_sdp(fake_request_now(), NULL), -1);
}

static int own_answer(sip_msg_t *msg)
{
	assert_int_equal(jingle_script_from_sdp(msg, NULL), 1);
	assert_has(jingle_pv("jingle"), "session-accept");
	runs++;
	return 0;
}

static void test_answer_in_the_script(void **state)
{
	(void)state;
	runs = 0;
	event_route("jingle:reply", own_answer);
	client_calls();
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	assert_int_equal(runs, 1);
	expect_stanza("session-accept");
}


/* --- a relay that does not answer ------------------------------------------------------------- */

static int slow(sip_msg_t *msg)
{
	(void)msg;
	runs++;
	fake_ms_add(1000);
	return -1;
}

static int counted(sip_msg_t *msg)
{
	(void)msg;
	runs++;
	return 1;
}

#define INFO_TEXT                                                             \
	"INFO sip:1001@192.0.2.77 SIP/2.0\r\n"                                    \
	"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKp\r\n"                          \
	"From: <sip:romeo@xmpp.example>;tag=us\r\nTo: <sip:1001@sip.example>\r\n" \
	"Call-ID: p\r\nCSeq: 1 INFO\r\nContent-Length: 0\r\n\r\n"

static void run_route(jingle_route_t route, int times)
{
	struct receive_info rcv = {0};
	str text = str_init(INFO_TEXT), body;
	char *buf = NULL;

	runs = 0;
	assert_int_equal(
			jingle_script_run(route, &text, &rcv, NULL, &body, &buf) == 0,
			times);
	assert_int_equal(runs, times);
	if(buf != NULL)
		pkg_free(buf);
}

/* who may is not asked of the relay: these run, and their time is their own */
static void test_policy_without_relay(void **state)
{
	static const struct
	{
		const char *name;
		jingle_route_t route;
	} rows[] = {
			{"jingle:propose", JINGLE_ROUTE_PROPOSE},
			{"jingle:session-initiate", JINGLE_ROUTE_SESSION_INITIATE},
			{"jingle:refer", JINGLE_ROUTE_REFER},
			{"jingle:transfer", JINGLE_ROUTE_TRANSFER},
	};
	size_t i;

	(void)state;
	event_route("jingle:offer", slow);
	phone_invites();
	fake_run();
	expect_sip("SIP/2.0 488");
	assert_log("does not answer");
	fake_tm_end();
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		event_route(rows[i].name, counted);
		run_route(rows[i].route, 1);
	}
	event_route("jingle:offer", counted);
	run_route(JINGLE_ROUTE_OFFER, 0);
	fake_pass(JINGLE_RELAY_PAUSE + 1);
	run_route(JINGLE_ROUTE_OFFER, 1);
}

static void test_silent_relay(void **state)
{
	(void)state;
	runs = 0;
	event_route("jingle:offer", slow);
	phone_invites();
	fake_run();
	expect_sip("SIP/2.0 488");
	assert_log("does not answer");
	fake_tm_end();
	phone_invites_with("call2", TYPE_SDP, SDP("sendrecv"));
	fake_run(); /* at once: it is left alone */
	assert_int_equal(runs, 1);
	fake_pass(JINGLE_RELAY_PAUSE + 1);
	event_route("jingle:offer", convert);
	phone_invites_with("call3", TYPE_SDP, SDP("sendrecv"));
	fake_run();
	assert_int_equal(runs, 2);
	assert_log("answers again");
}

static int ended;

static int end_of_media(sip_msg_t *msg)
{
	(void)msg;
	ended++;
	return 0;
}

/* it is told of the end of a call when it answers again */
static void test_end_of_media(void **state)
{
	(void)state;
	ended = 0;
	event_route("jingle:end", end_of_media);
	event_route("jingle:offer", convert);
	phone_calls();
	fake_cancel("call1", "");
	fake_run();
	assert_int_equal(ended, 1);
}


/* --- the proxy --------------------------------------------------------------------------------- */

/* our INVITE comes through the script: it is known for ours, its secret goes
 * no further, and nobody else can make one */
static void test_own_invite(void **state)
{
	const char *invite;
	sip_msg_t *m;

	(void)state;
	client_calls();
	invite = fake_find(fake_sip_queue, "INVITE ", "");
	m = fake_request(invite);
	assert_int_equal(script("jingle_from_ua", m), 1);
	assert_pv("caller", "romeo@xmpp.example");
	assert_pv("sid", "sid1");
	assert_pv("from", ROMEO);
	assert_pv("direction", "from-xmpp");
	assert_int_equal(script("jingle_handle", m), 1);
	assert_non_null(m->add_rm); /* the header is taken off */
	assert_int_equal(script("jingle_call", fake_request(invite)), 0);
	assert_non_null(fake_find(fake_sip_queue, "SIP/2.0 482", ""));
	m = fake_request("INVITE sip:1001@sip.example SIP/2.0\r\n"
					 "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKx\r\n"
					 "From: <sip:romeo@xmpp.example>;tag=guess\r\n"
					 "To: <sip:1001@sip.example>\r\nCall-ID: x\r\n"
					 "CSeq: 1 INVITE\r\nContact: <sip:a@b>\r\n\r\n");
	assert_int_equal(script("jingle_from_ua", m), -1);
}

/* a branch of jingle_branch() comes back and is taken; a forged one is not */
static void test_branch(void **state)
{
	char text[2048], uri[512];
	sip_msg_t *m;

	(void)state;
	m = fake_request("INVITE sip:romeo@xmpp.example SIP/2.0\r\n"
					 "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKb\r\n"
					 "From: <sip:1001@sip.example>;tag=caller\r\n"
					 "To: <sip:romeo@xmpp.example>\r\nCall-ID: b\r\n"
					 "CSeq: 1 INVITE\r\n" CONTACT "\r\n");
	assert_int_equal(script("jingle_branch", m), 1);
	snprintf(uri, sizeof(uri), "%.*s", STR_FMT(GET_RURI(m)));
	assert_has(uri, "sip:romeo@xmpp.example;jingle=");
	snprintf(text, sizeof(text),
			"INVITE %s SIP/2.0\r\n"
			"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKb\r\n"
			"From: <sip:1001@sip.example>;tag=caller\r\n"
			"To: <sip:romeo@xmpp.example>\r\nCall-ID: b\r\n"
			"CSeq: 1 INVITE\r\n" CONTACT TYPE_SDP
			"Content-Length: %zu\r\n\r\n" SDP("sendrecv"),
			uri, strlen(SDP("sendrecv")));
	assert_int_equal(script("jingle_handle", fake_request(text)), 0);
	fake_run();
	expect_stanza("<propose");
	uri[strlen(uri) - 1] ^= 1;
	snprintf(text, sizeof(text),
			"INVITE %s SIP/2.0\r\n"
			"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKc\r\n"
			"From: <sip:1001@sip.example>;tag=caller\r\n"
			"To: <sip:romeo@xmpp.example>\r\nCall-ID: b\r\n"
			"CSeq: 2 INVITE\r\n" CONTACT "\r\n",
			uri);
	assert_int_equal(script("jingle_handle", fake_request(text)), 1);
}

#define SENT                                                                  \
	"INVITE sip:1001@192.0.2.77:5066 SIP/2.0\r\n"                             \
	"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKproxy\r\n"                      \
	"Record-Route: <sip:192.0.2.1;lr>\r\n"                                    \
	"From: <sip:romeo@xmpp.example>;tag=us\r\nTo: <sip:1001@sip.example>\r\n" \
	"Call-ID: t\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n"
#define REPLY(more)                                                        \
	"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKproxy\r\n" \
	"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKours\r\n"                    \
	"From: <sip:romeo@xmpp.example>;tag=us\r\n"                            \
	"To: <sip:1001@sip.example>;tag=p\r\nCall-ID: t\r\nCSeq: 1 "           \
	"INVITE\r\n" more "Content-Length: 0\r\n\r\n"

/* an answer that leads nowhere is put right (RFC 3261 section 12.1.1) */
static void test_reply_repair(void **state)
{
	str changed;

	(void)state;
	client_calls();
	script("jingle_handle",
			fake_request(fake_find(fake_sip_queue, "INVITE ", "")));
	fake_relayed(fake_request_now(), SENT);
	fake_relayed_reply(REPLY("Contact: <sip:1001@192.0.2.77>\r\n"), &changed);
	assert_has(changed.s, "Contact: <sip:1001@192.0.2.77>");
	pkg_free(changed.s);
	fake_relayed_reply(REPLY(""), &changed);
	assert_has(changed.s, "Contact: <sip:1001@192.0.2.77:5066>");
	pkg_free(changed.s);
	fake_relayed_reply(REPLY("Contact: <nonsense>\r\n"
							 "Record-Route: nonsense\r\n"),
			&changed);
	assert_has(changed.s, "Contact: <sip:1001@192.0.2.77:5066>",
			"Record-Route: <sip:192.0.2.1;lr>");
	assert_null(strstr(changed.s, "nonsense"));
	pkg_free(changed.s);
}


#define FIT                                                                   \
	"INVITE sip:1001@192.0.2.77 SIP/2.0\r\n"                                  \
	"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKf\r\n"                          \
	"From: <sip:romeo@xmpp.example>;tag=us\r\nTo: <sip:1001@sip.example>\r\n" \
	"Call-ID: f\r\nCSeq: 1 INVITE\r\n" TYPE_SDP                               \
	"Content-Length: 30\r\n\r\nv=0\r\ns=-\r\nt=0 0\r\nm=audio 9\r\n"

/* jingle_fit_sdp(): a body that somebody has put in place of the one that came */
static void test_fit_sdp(void **state)
{
	sip_msg_t *m = fake_request(FIT);

	(void)state;
	assert_int_equal(script("jingle_fit_sdp", m), -1); /* there is none */
	fake_body_replace(m,
			"v=0\r\no=- 1 1 IN IP4 203.0.113.5\r\ns=-\r\n"
			"c=IN IP4 203.0.113.5\r\nt=0 0\r\nm=audio 2000 RTP/AVP 8\r\n"
			"a=rtpmap:8 PCMA/8000\r\n");
	assert_int_equal(script("jingle_fit_sdp", m), 1);
}


/* --- has the script the lines that calls need? ---------------------------------------------------- */

/* a phone's INVITE for one of our users ended before anybody asked whose it is */
static void test_script_forgets_to_ask(void **state)
{
	(void)state;
	fake_request("INVITE sip:romeo@xmpp.example SIP/2.0\r\n"
				 "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKs\r\n"
				 "From: <sip:1001@sip.example>;tag=a\r\n"
				 "To: <sip:romeo@xmpp.example>\r\nCall-ID: s\r\n"
				 "CSeq: 1 INVITE\r\n" CONTACT "\r\n");
	assert_int_equal(script("jingle_handle", fake_request_now()), 1);
	fake_tick();
	fake_ms_add(2000);
	fake_tick();
	fake_ms_add(2000);
	fake_tick();
	assert_log("route(JINGLE_AUTH)");
}


/* --- RPC ----------------------------------------------------------------------------------------- */

static char rpc_text[16384];
static const char *rpc_params[3];

static int rpc_add(void *ctx, char *format, ...)
{
	va_list args;

	(void)ctx;
	va_start(args, format);
	if(format[0] == '{')
		*va_arg(args, void **) = rpc_text;
	va_end(args);
	return 0;
}

static int rpc_struct_add(void *st, char *format, ...)
{
	size_t n = strlen(rpc_text);
	va_list args;

	(void)st;
	va_start(args, format);
	for(; *format; format++) {
		const char *name = va_arg(args, const char *);

		n += snprintf(rpc_text + n, sizeof(rpc_text) - n, "%s=", name);
		if(*format == 'S') {
			const str *s = va_arg(args, const str *);

			n += snprintf(
					rpc_text + n, sizeof(rpc_text) - n, "%.*s|", STR_FMT(s));
		} else if(*format == 's') {
			n += snprintf(rpc_text + n, sizeof(rpc_text) - n, "%s|",
					va_arg(args, const char *));
		} else if(*format == 'd' || *format == 'u') {
			n += snprintf(rpc_text + n, sizeof(rpc_text) - n, "%d|",
					va_arg(args, int));
		} else {
			n += snprintf(rpc_text + n, sizeof(rpc_text) - n, "%ld|",
					va_arg(args, long));
		}
	}
	va_end(args);
	return 0;
}

static int rpc_scan(void *ctx, char *format, ...)
{
	va_list args;
	int n = 0;

	(void)ctx;
	va_start(args, format);
	for(; *format; format++) {
		if(*format != 'S')
			continue;
		if(rpc_params[n] == NULL)
			break;
		*va_arg(args, str *) =
				(str){(char *)rpc_params[n], (int)strlen(rpc_params[n])};
		n++;
	}
	va_end(args);
	return n;
}

static void rpc_fault(void *ctx, int code, char *format, ...)
{
	(void)ctx;
	(void)format;
	snprintf(rpc_text, sizeof(rpc_text), "fault %d", code);
}

static const char *rpc_run(const char *name, const char *p1, const char *p2)
{
	rpc_t rpc;
	int i;

	memset(&rpc, 0, sizeof(rpc));
	rpc.add = (rpc_add_f)rpc_add;
	rpc.struct_add = (rpc_struct_add_f)rpc_struct_add;
	rpc.scan = (rpc_scan_f)rpc_scan;
	rpc.fault = (rpc_fault_f)rpc_fault;
	rpc_text[0] = '\0';
	rpc_params[0] = p1;
	rpc_params[1] = p2;
	for(i = 0; strcmp(jingle_rpc_commands[i].name, name) != 0; i++)
		;
	jingle_rpc_commands[i].function(&rpc, NULL);
	return rpc_text;
}

static void test_rpc(void **state)
{
	(void)state;
	client_calls_up();
	assert_has(rpc_run("jingle.list", NULL, NULL), "direction=from-xmpp|",
			"state=active|", "xmpp=" ROMEO "|", "sip=sip:1001@sip.example|");
	assert_string_equal(rpc_run("jingle.list", "1", "10"), "");
	assert_string_equal(rpc_run("jingle.list", "-1", NULL), "fault 400");
	assert_string_equal(rpc_run("jingle.get", NULL, NULL), "fault 400");
	assert_string_equal(rpc_run("jingle.get", "none", NULL), "fault 404");
	assert_has(rpc_run("jingle.get", the_call()->gr, NULL), "sid=sid1|",
			"contact=sip:1001@192.0.2.9:5062|");
	assert_has(rpc_run("jingle.stats", NULL, NULL), "calls=1|",
			"store_enabled=0|");
	rpc_run("jingle.hangup", the_call()->gr, NULL);
	fake_run();
	assert_state(JINGLE_ENDED);
	assert_non_null(fake_find(fake_sip_queue, "BYE", ""));
	assert_non_null(
			fake_find(fake_stanza_queue, "<iq", "ended by the operator"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			/* what is said once, first */
			jingle_test(test_script_forgets_to_ask),
			jingle_test(test_values_of_a_call),
			jingle_test(test_routes_convert_a_call_from_sip),
			jingle_test(test_routes_convert_a_call_from_xmpp),
			jingle_test(test_variables_are_the_transactions),
			jingle_test(test_script_rejects),
			jingle_test(test_script_invites),
			jingle_test(test_dropped),
			jingle_test(test_foreign_user),
			jingle_test(test_functions_elsewhere),
			jingle_test(test_answer_in_the_script),
			jingle_test(test_policy_without_relay),
			jingle_test(test_silent_relay),
			jingle_test(test_end_of_media),
			jingle_test(test_own_invite),
			jingle_test(test_branch),
			jingle_test(test_reply_repair),
			jingle_test(test_fit_sdp),
			jingle_test(test_rpc),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
