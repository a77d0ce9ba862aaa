/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the unit tests of modules/jingle share: the module, started among fakes,
 * and who takes part in a call. romeo@xmpp.example has a client, Dino on a
 * desktop; 1001 is a phone at sip:1001@sip.example. Media go past no relay
 * unless a test defines its event routes. */

#ifndef JINGLE_FAKE_H
#define JINGLE_FAKE_H

#include "fake/fake.h"

#include "../../modules/jingle/jingle_conf.h"
#include "../../modules/jingle/jingle_engine.h"
#include "../../modules/jingle/jingle_event.h"
#include "../../modules/jingle/jingle_evroute.h"
#include "../../modules/jingle/jingle_table.h"
#include "../../modules/xmpp_gateway/gateway_bits.h"

int mod_register(char *path, int *dlflags, void *p1, void *p2);
extern struct module_exports exports;

#define ROMEO "romeo@xmpp.example/desktop"
#define PHONE "1001@gw.example/gateway"
#define JINGLE "xmlns='urn:xmpp:jingle:1'"
#define JMI "xmlns='urn:xmpp:jingle-message:0'"

/* a description and a transport, as a client writes them; an SDP likewise */
#define AUDIO                                                        \
	"<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'>" \
	"<payload-type id='8' name='PCMA' clockrate='8000'/></description>"
#define RAW(port)                                                     \
	"<transport xmlns='urn:xmpp:jingle:transports:raw-udp:1'>"        \
	"<candidate component='1' generation='0' id='a' ip='192.0.2.66' " \
	"port='" port "'/></transport>"
#define CONTENT                                                            \
	"<content creator='initiator' name='audio' senders='both'>" AUDIO RAW( \
			"40000") "</content>"
#define SDP(direction)                                                 \
	"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\n" \
	"t=0 0\r\nm=audio 30000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"     \
	"a=" direction "\r\n"
#define TYPE_SDP "Content-Type: application/sdp\r\n"
#define CONTACT "Contact: <sip:1001@192.0.2.9:5062>\r\n"
/* of the phone that answers an INVITE */
#define ANSWERED CONTACT TYPE_SDP "Allow: INVITE, ACK, BYE, INFO\r\n"


/* --- the module ------------------------------------------------------------------ */

static jingle_conf_t conf_usual;
static struct cfg_group_jingle numbers_usual;
static long memory_usual;
static unsigned memory_mark;

static inline void jingle_start(void)
{
	fake_core_start();
	fake_tm_start();
	fake_link_start();
	fake_gateway_start();
	fake_export(
			"bind_jingle_sdp", (cmd_function)(void (*)(void))jingle_sdp_bind);
	assert_int_equal(mod_register(NULL, NULL, NULL, NULL), 0);
	jingle_numbers.ring_grace = 0;
}

/* for cmocka_run_group_tests(): more parameters are set between these two */
static inline int jingle_init(void)
{
	if(fake_module_init() != 0)
		fake_fail("the start of the module", "");
	fake_link_run_workers();
	conf_usual = jingle_conf;
	numbers_usual = jingle_numbers;
	return 0;
}

static inline int jingle_up(void **state)
{
	(void)state;
	jingle_start();
	return jingle_init();
}

static inline int jingle_before(void **state)
{
	(void)state;
	fake_log_clear();
	fake_queues_clear();
	memory_usual = fake_memory();
	memory_mark = fake_memory_mark();
	fake_device(ROMEO,
			XMPP_GATEWAY_JINGLE | XMPP_GATEWAY_AUDIO | XMPP_GATEWAY_ICE_UDP
					| XMPP_GATEWAY_MESSAGE,
			"https://dino.im");
	return 0;
}

/* An event route for this test; what Kamailio keeps of its name is no leak. */
static const char *event_routes[8];
static int event_routes_count;

static inline void event_route(const char *name, fake_route_f f)
{
	long before = fake_memory();

	fake_event_route(name, f);
	jingle_evroute_init();
	memory_usual += fake_memory() - before;
	if(f != NULL)
		event_routes[event_routes_count++] = name;
}

static inline void call_hang_up(jingle_call_t *c, void *arg)
{
	(void)arg;
	jingle_event_send(c, JINGLE_EV_HANGUP, 480, NULL, NULL, 0);
}

/* All calls are ended, and nothing of them may be left: no call, timer,
 * transaction, iq or block of memory. */
static inline int jingle_after(void **state)
{
	(void)state;
	fake_memory_fail(0);
	while(event_routes_count > 0)
		event_route(event_routes[--event_routes_count], NULL);
	memset(&fake_tm_faults, 0, sizeof(fake_tm_faults));
	memset(&fake_link, 0, sizeof(fake_link));
	jingle_conf = conf_usual;
	jingle_numbers = numbers_usual;
	jingle_table_walk(0, 1000, call_hang_up, NULL);
	fake_run();
	fake_tm_end();
	fake_pass(60000);
	fake_tm_end(); /* what was sent to end the last ones */
	if(jingle_table_count() != 0)
		fake_fail("the end of a call", "");
	assert_int_equal(fake_timers(), 0);
	assert_int_equal(fake_iqs(), 0);
	if(fake_memory() != memory_usual)
		fake_memory_show(memory_mark);
	assert_int_equal(fake_memory(), memory_usual);
	fake_link_clear();
	fake_gateway_clear();
	return 0;
}

#define jingle_test(f) \
	cmocka_unit_test_setup_teardown(f, jingle_before, jingle_after)


/* --- a function of the script ------------------------------------------------------ */

/* jingle_call() of the module, without parameters; what it returned */
static inline int script(const char *name, sip_msg_t *msg)
{
	int i;

	for(i = 0; exports.cmds[i].name != NULL; i++)
		if(strcmp(exports.cmds[i].name, name) == 0
				&& exports.cmds[i].param_no == 0)
			return exports.cmds[i].function(msg, NULL, NULL);
	fail_msg("no function %s", name);
	return -1;
}


/* --- the call ---------------------------------------------------------------------- */

static inline void call_keep(jingle_call_t *c, void *arg)
{
	*(jingle_call_t **)arg = c;
}

/* the newest, or NULL; no reference */
static inline jingle_call_t *the_call(void)
{
	jingle_call_t *c = NULL;

	jingle_table_walk(0, 1000, call_keep, &c);
	return c;
}

static inline void assert_state(jingle_state_t state)
{
	jingle_call_t *c = the_call();

	if(c == NULL && state != JINGLE_ENDED)
		fake_fail("a call", "");
	if(c != NULL && c->state != state)
		fake_fail(jingle_state_name(state), jingle_state_name(c->state));
}

static inline void assert_log(const char *text)
{
	if(strstr(fake_log(), text) == NULL)
		fake_fail(text, "the log");
}


/* --- calls from SIP ------------------------------------------------------------------ */

/* jingle_call() for an INVITE; the owner has not heard of it yet. Returns what
 * the script sees. */
static inline int phone_invites_uri(const char *uri, const char *callid,
		const char *headers, const char *body)
{
	char text[16384];

	snprintf(text, sizeof(text),
			"INVITE %s SIP/2.0\r\n"
			"Via: SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bK%s\r\n"
			"From: \"Juliet\" <sip:1001@sip.example>;tag=caller\r\n"
			"To: <sip:romeo@xmpp.example>\r\nCall-ID: %s\r\n"
			"CSeq: 1 INVITE\r\n" CONTACT "%sContent-Length: %zu\r\n\r\n%s",
			uri, callid, callid, headers, strlen(body), body);
	return script("jingle_call", fake_request(text));
}

static inline int phone_invites_with(
		const char *callid, const char *headers, const char *body)
{
	return phone_invites_uri("sip:romeo@xmpp.example", callid, headers, body);
}

static inline void phone_invites(void)
{
	assert_int_equal(phone_invites_with("call1", TYPE_SDP, SDP("sendrecv")), 0);
}

/* romeo's client has a propose, or is picked by it, or has answered */
static inline const char *phone_calls(void)
{
	static char sid[64];
	const char *p, *text;

	phone_invites();
	fake_run();
	text = fake_stanza();
	assert_has(text, "<propose", "to='romeo@xmpp.example'");
	p = strstr(text, "<propose");
	p = strstr(p, " id='") + 5;
	snprintf(sid, sizeof(sid), "%.*s", (int)strcspn(p, "'"), p);
	assert_state(JINGLE_OFFERED);
	return sid;
}

static inline void client_says(const char *kind, const char *sid)
{
	fake_stanza_in("<message from='" ROMEO "' to='" PHONE "' id='m'>"
				   "<%s " JMI " id='%s'/></message>",
			kind, sid);
	fake_run();
}

static inline const char *phone_calls_picked(void)
{
	const char *sid = phone_calls();

	client_says("proceed", sid);
	expect_stanza("session-initiate", "to='" ROMEO "'", sid,
			"ip='192.0.2.9' port='30000'");
	assert_state(JINGLE_PICKED);
	return sid;
}

/* a stanza of a session of romeo's, or with him */
static inline void client_sends(
		const char *action, const char *sid, const char *children)
{
	fake_stanza_in("<iq type='set' from='" ROMEO "' to='" PHONE "' id='iq'>"
				   "<jingle " JINGLE " action='%s' sid='%s'>%s</jingle></iq>",
			action, sid, children);
	fake_run();
}

static inline const char *phone_calls_accepted(void)
{
	const char *sid = phone_calls_picked();

	client_sends("session-accept", sid, CONTENT);
	expect_stanza("type='result'");
	expect_sip("SIP/2.0 200 OK", "m=audio 40000 RTP/AVP 8", "192.0.2.66");
	assert_state(JINGLE_ACCEPTED);
	return sid;
}

static inline const char *phone_calls_up(void)
{
	const char *sid = phone_calls_accepted();

	fake_ack("call1");
	fake_run();
	assert_state(JINGLE_ACTIVE);
	return sid;
}

/* What stands behind `mark` in a text, up to one of `ends`. */
static inline const char *word_of(
		const char *text, const char *mark, const char *ends)
{
	static char words[4][256];
	static int next;
	char *word = words[next++ % 4];
	const char *p = text != NULL ? strstr(text, mark) : NULL;

	if(p == NULL)
		fake_fail(mark, text != NULL ? text : "");
	p += strlen(mark);
	snprintf(word, sizeof(words[0]), "%.*s", (int)strcspn(p, ends), p);
	return word;
}

/* A request of the phone's in the dialog, as jingle_handle() sees it: the
 * dialog is that of our last INVITE, or of our last reply to the phone's. */
static inline int phone_sends(
		const char *method, int cseq, const char *headers, const char *body)
{
	const char *invite = fake_find(fake_sip_queue, "INVITE ", "");
	const char *reply = fake_find(fake_sip_queue, "SIP/2.0 ", ";gr=");
	const char *ours = invite != NULL ? invite : reply;
	char text[8192];

	snprintf(text, sizeof(text),
			"%s sip:192.0.2.1:5060;gr=%s SIP/2.0\r\n"
			"Via: SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bK%s%d\r\n"
			"From: <sip:1001@sip.example>;tag=%s\r\n"
			"To: <sip:romeo@xmpp.example>;tag=%s\r\nCall-ID: %s\r\n"
			"CSeq: %d %s\r\n%sContent-Length: %zu\r\n\r\n%s",
			method, word_of(ours, ";gr=", ">"), method, cseq,
			invite != NULL ? "phone" : "caller",
			word_of(strstr(ours, invite ? "From: " : "To: "), ";tag=", "\r"),
			word_of(ours, "Call-ID: ", "\r"), cseq, method, headers,
			body != NULL ? strlen(body) : 0, body != NULL ? body : "");
	return script("jingle_handle", fake_request(text));
}


/* --- calls from XMPP ------------------------------------------------------------------- */

static inline void client_proposes(const char *sid)
{
	fake_stanza_in("<message from='" ROMEO "' to='1001@gw.example' id='m'>"
				   "<propose " JMI " id='%s'><description xmlns="
				   "'urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose>"
				   "</message>",
			sid);
	fake_run();
}

static inline const char *client_calls_proceeded(void)
{
	client_proposes("sid1");
	expect_stanza("<proceed", "id='sid1'", "to='" ROMEO "'");
	assert_state(JINGLE_PROCEEDED);
	return "sid1";
}

static inline const char *client_calls(void)
{
	client_calls_proceeded();
	client_sends("session-initiate", "sid1", CONTENT);
	expect_stanza("type='result'");
	expect_sip("INVITE sip:1001@sip.example SIP/2.0",
			"From: <sip:romeo@xmpp.example>", "m=audio 40000 RTP/AVP 8");
	assert_state(JINGLE_INVITED);
	return "sid1";
}

/* likewise, when the phone comes first: it rings, or has answered */
static inline const char *client_calls_phone_first(void)
{
	jingle_conf.proceed_when = JINGLE_PROCEED_ANSWERED;
	client_proposes("sid1");
	expect_no_stanza();
	expect_sip("INVITE sip:1001@sip.example SIP/2.0",
			"From: <sip:romeo@xmpp.example>", "m=audio 9 RTP/AVP 111 9 0 8\r");
	assert_state(JINGLE_CALLING);
	return "sid1";
}

static inline const char *client_calls_awaited(void)
{
	client_calls_phone_first();
	assert_int_equal(fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv")), 1);
	fake_run();
	expect_stanza("<proceed", "id='sid1'", "to='" ROMEO "'");
	assert_state(JINGLE_AWAITED);
	return "sid1";
}

static inline const char *client_calls_up(void)
{
	client_calls();
	assert_int_equal(fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv")), 1);
	fake_run();
	expect_stanza("session-accept", "ip='192.0.2.9' port='30000'");
	assert_state(JINGLE_ACTIVE);
	return "sid1";
}

#endif
