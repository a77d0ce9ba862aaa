/* links: modules/xmpp_link/link_api.c modules/xmpp_link/link_binrpc.c modules/xmpp_link/link_buffer.c modules/xmpp_link/link_check.c modules/xmpp_link/link_config.c modules/xmpp_link/link_connection.c modules/xmpp_link/link_expect.c modules/xmpp_link/link_head.c modules/xmpp_link/link_in.c modules/xmpp_link/link_iq.c modules/xmpp_link/link_keep.c modules/xmpp_link/link_out.c modules/xmpp_link/link_peer.c modules/xmpp_link/link_process.c modules/xmpp_link/link_queue.c modules/xmpp_link/link_random.c modules/xmpp_link/link_route.c modules/xmpp_link/link_socket.c modules/xmpp_link/link_users.c modules/xmpp_link/link_stats.c modules/xmpp_link/link_stream.c modules/xmpp_link/link_talk_in.c modules/xmpp_link/link_talk_out.c modules/xmpp_link/link_task.c modules/xmpp_link/link_timer.c modules/xmpp_link/link_worker.c */
/* links: modules/xmpp_gateway/gateway_commands.c modules/xmpp_gateway/gateway_config.c modules/xmpp_gateway/gateway_domains.c modules/xmpp_gateway/gateway_features.c modules/xmpp_gateway/gateway_form.c modules/xmpp_gateway/gateway_info.c modules/xmpp_gateway/gateway_iq.c modules/xmpp_gateway/gateway_message.c modules/xmpp_gateway/gateway_read.c modules/xmpp_gateway/gateway_sha1.c modules/xmpp_gateway/gateway_walk.c modules/xmpp_gateway/gateway_write.c */
/* links: tests/unit/bare/bare_core.c tests/unit/bare/bare_route.c tests/unit/bare/link_world.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands (XEP-0050) with their forms (XEP-0004), and messages that other
 * modules hear, over a real link; hostile ones, and each limit. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../core/dprint.h"
#include "../../modules/xmpp_gateway/gateway_commands.h"
#include "../../modules/xmpp_gateway/gateway_config.h"
#include "../../modules/xmpp_gateway/gateway_domains.h"
#include "../../modules/xmpp_gateway/gateway_form.h"
#include "../../modules/xmpp_gateway/gateway_iq.h"
#include "../../modules/xmpp_gateway/gateway_message.h"
#include "../../modules/xmpp_gateway/gateway_stats.h"

#include "bare/bare_core.h"
#include "bare/bare_route.h"
#include "bare/link_world.h"

#define JULIET "juliet@home.example/balcony"
#define EVE "eve@far.example/x"
#define CONTACT "+49@sip.example/gateway"
#define STREAM "sip.example"
#define NS "http://jabber.org/protocol/commands"
#define DATA "jabber:x:data"

const char ver_version[] = "test";

/* --- in the place of gateway_stats.c ------------------------------------------ */

void xmpp_gateway_count(gateway_count_t what)
{
	(void)what;
}

/* --- the commands --------------------------------------------------------------- */

static sidecar_t *s;
static int offered = 1, runs;
static char filled[256]; /* what the last form had in "name" */
static char waits[17];	 /* the session that command_reply() is for */
static struct cfg_group_xmpp_gateway usual;

static int is_offered(const xmpp_link_stanza_t *stanza, void *arg)
{
	assert_string_equal(arg, "the argument");
	assert_true(stanza->from.len > 0);
	return offered;
}

/* Two forms; the session remembers what the first one had */
static const xmpp_gateway_option_t options[] = {
		{str_init("red & green"), str_init("r<g")},
		{str_init("blue"), str_init("b")}};
static const xmpp_gateway_shown_t fields[] = {
		{.var = "name", .type = "text-single", .label = "Who?", .required = 1},
		{.var = "colour",
				.type = "list-single",
				.options = options,
				.option_count = 2},
		{.var = "lines", .type = "text-multi", .value = str_init("a\nb")}};

static void talk(xmpp_gateway_step_t *step, xmpp_gateway_reply_t *reply)
{
	str name = xmpp_gateway_filled_get(step->form, "name");

	runs++;
	snprintf(filled, sizeof(filled), "%.*s", name.len, name.s);
	reply->stage = step->stage + 1;
	if(step->stage == 0) {
		reply->status = XMPP_GATEWAY_ASK;
		reply->title = "A & B";
		reply->more = 1;
		reply->fields = fields;
		reply->field_count = 3;
	} else if(step->stage == 1) {
		assert_int_equal(step->data[0], 0);
		snprintf(step->data, XMPP_GATEWAY_COMMAND_DATA, "%s", filled);
		reply->status = XMPP_GATEWAY_ASK;
		reply->fields = fields;
		reply->field_count = 1;
		reply->note = "once more";
	} else {
		reply->note = step->data;
		reply->note_type = "warn";
	}
}

static void later(xmpp_gateway_step_t *step, xmpp_gateway_reply_t *reply)
{
	memcpy(waits, step->session.s, 16);
	reply->status = XMPP_GATEWAY_LATER;
}

static const xmpp_gateway_command_t commands[] = {
		{.node = "talk",
				.name = "Talk <a while>",
				.where = XMPP_GATEWAY_AT_CONTACT | XMPP_GATEWAY_AT_COMPONENT,
				.offered = is_offered,
				.run = talk,
				.arg = "the argument"},
		{.node = "later",
				.name = "Later",
				.where = XMPP_GATEWAY_AT_COMPONENT,
				.run = later},
		{.node = "never",
				.name = "Never",
				.where = XMPP_GATEWAY_AT_CONTACT,
				.run = later},
};

static char heard[256]; /* the message that was heard last */
static int takes;

static int on_chat(const xmpp_link_stanza_t *stanza,
		const xmpp_gateway_chat_t *chat, void *arg)
{
	assert_null(arg);
	snprintf(heard, sizeof(heard), "%.*s%s%s%s", chat->body.len, chat->body.s,
			chat->delayed ? " delayed" : "",
			chat->encrypted ? " encrypted" : "",
			chat->is_group ? " group" : "");
	return takes ? XMPP_LINK_HANDLED : XMPP_LINK_PASS;
}

/* --- the scene ------------------------------------------------------------------ */

static int start(void **state)
{
	xmpp_link_numbers.workers = 1;
	xmpp_gateway_numbers = usual;
	xmpp_gateway_numbers.command_time = 3;
	offered = 1;
	runs = 0;
	takes = 0;
	heard[0] = filled[0] = '\0';
	s = sidecar_up("a", STREAM);
	return 0;
}

static int end(void **state)
{
	int i;

	for(i = 0; i < 4; i++)
		world_time(1000); /* sessions end by themselves */
	return world_settle(NULL);
}

static int group_start(void **state)
{
	size_t i;

	if(world_start(state) != 0)
		return -1;
	xmpp_gateway_link = world_link;
	xmpp_gateway_config.component = *s_(STREAM);
	usual = xmpp_gateway_numbers;
	world_settle(NULL);
	if(xmpp_gateway_config_init() || xmpp_gateway_domains_init()
			|| xmpp_gateway_iq_init() || xmpp_gateway_commands_init()
			|| xmpp_gateway_message_init())
		return -1;
	for(i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if(xmpp_gateway_on_command(&commands[i]) < 0)
			return -1;
	return xmpp_gateway_on_chat(on_chat, NULL);
}

/* what we say next, without the "stanza sip.example" */
static const char *says(void)
{
	const char *said;

	do {
		said = sidecar_hears(s);
		if(strncmp(said, "stanza ", 7) == 0 || strcmp(said, "ping") == 0)
			sidecar_reply(s, sidecar_cookie(s));
	} while(strncmp(said, "reply", 5) == 0 || strcmp(said, "ping") == 0);
	return *said ? said + strlen("stanza " STREAM " ") : "";
}

/* The answer has all of these, in this order; the last one is NULL */
static void check_says(const char *first, ...)
{
	char said[8192];
	const char *at = said, *part;
	va_list parts;

	snprintf(said, sizeof(said), "%s", says());
	va_start(parts, first);
	for(part = first; part; part = va_arg(parts, const char *)) {
		at = strstr(at, part);
		if(at == NULL)
			fail_msg("no %s in its place in %s", part, said);
		at += strlen(part);
	}
	va_end(parts);
	assert_string_equal(says(), "");
}

static void comes(const char *kind, const char *type, const char *from,
		const char *to, const char *payloads, const char *inside)
{
	static char xml[64 * 1024];

	snprintf(xml, sizeof(xml),
			"<%s from='%s' to='%s' id='q1' type='%s'>%s</%s>", kind, from, to,
			type, inside, kind);
	sidecar_ask(s, "sssssssss", "stanza", STREAM, kind, type, from, to, "q1",
			payloads, xml);
}

static void carries_out(const char *from, const char *to, const char *node,
		const char *more, const char *inside)
{
	static char command[64 * 1024];

	snprintf(command, sizeof(command),
			"<command xmlns='" NS "' node='%s' %s>%s</command>", node, more,
			inside);
	comes("iq", "set", from, to, "command " NS "\n", command);
}

static void asks(const char *to, const char *what, const char *node)
{
	char query[512];

	snprintf(query, sizeof(query),
			"<query xmlns='http://jabber.org/protocol/%s' node='%s'/>", what,
			node);
	snprintf(filled, sizeof(filled), "query http://jabber.org/protocol/%s\n",
			what);
	comes("iq", "get", JULIET, to, filled, query);
}

/* Begin "talk"; its session */
static const char *begins(const char *from, const char *to)
{
	static char session[64];
	const char *at;

	carries_out(from, to, "talk", "action='execute'", "");
	at = strstr(says(), " sessionid='");
	assert_non_null(at);
	snprintf(session, sizeof(session), "sessionid='%.16s'",
			at + strlen(" sessionid='"));
	assert_string_equal(says(), "");
	return session;
}

#define FORM(inside) "<x xmlns='" DATA "' type='submit'>" inside "</x>"
#define NAMED(value) "<field var='name'><value>" value "</value></field>"

/* --- service discovery ----------------------------------------------------------- */

static void what_can_be_done_is_listed_where_it_can_be_done(void **state)
{
	asks(STREAM, "disco#items", NS);
	check_says("id='q1'", "type='result'",
			"<query xmlns='http://jabber.org/protocol/disco#items' node='" NS
			"'>",
			"<item jid='" STREAM "' node='talk' name='Talk &lt;a while&gt;'/>",
			"<item jid='" STREAM "' node='later' name='Later'/></query>", NULL);
	asks(CONTACT, "disco#items", NS);
	check_says("<item jid='" CONTACT "' node='talk'",
			"<item jid='" CONTACT "' node='never'", NULL);
	offered = 0;
	asks(STREAM, "disco#items", NS);
	check_says("node='" NS "'><item jid='" STREAM "' node='later'", NULL);
}

static void commands_are_a_feature_and_describe_themselves(void **state)
{
	asks(STREAM, "disco#info", "");
	check_says("<feature var='" NS "'/>", NULL);
	asks(CONTACT, "disco#info", "");
	check_says("<feature var='" NS "'/>", NULL);
	asks(STREAM, "disco#info", NS);
	check_says("<identity category='automation' type='command-list'/>", NULL);
	asks(STREAM, "disco#info", "talk");
	check_says("node='talk'>",
			"<identity category='automation' type='command-node' "
			"name='Talk &lt;a while&gt;'/>",
			"<feature var='" NS "'/><feature var='" DATA "'/>", NULL);
	offered = 0;
	asks(STREAM, "disco#info", "talk");
	check_says("type='error'", "<forbidden", NULL);
	asks(STREAM, "disco#info", "never");
	check_says("type='error'", "<item-not-found", NULL);
}

/* --- steps ------------------------------------------------------------------------ */

static void two_forms_are_filled_in_one_after_the_other(void **state)
{
	char session[64];

	snprintf(session, sizeof(session), "%s", begins(JULIET, STREAM));
	carries_out(JULIET, STREAM, "talk", session,
			FORM(NAMED("<![CDATA[R]]>omeo &amp; I") "<field "
													"var='lines'><value>"
													"1</value>"
													"<value/><value>3</"
													"value></field>"));
	check_says(session, "status='executing'>",
			"<actions execute='complete'><complete/></actions>",
			"<x xmlns='" DATA "' type='form'>",
			"<field var='name' type='text-single' label='Who?'><required/>",
			"<note type='info'>once more</note>", NULL);
	assert_string_equal(filled, "Romeo & I");
	carries_out(JULIET, STREAM, "talk", session, FORM(""));
	check_says("node='talk'", session,
			"status='completed'><note type='warn'>Romeo &amp; I</note>", NULL);
	assert_int_equal(runs, 3);
	carries_out(JULIET, STREAM, "talk", session, FORM(""));
	check_says("<bad-request", "<bad-sessionid xmlns='" NS "'", NULL);
}

static void a_form_shows_what_may_be_chosen(void **state)
{
	carries_out(JULIET, CONTACT, "talk", "", "");
	check_says("from='" CONTACT "' to='" JULIET "'", "type='result'>",
			"<command xmlns='" NS "' node='talk' sessionid='",
			"status='executing'><actions execute='next'><next/></actions>"
			"<x xmlns='" DATA "' type='form'><title>A &amp; B</title>",
			"<option label='red &amp; green'><value>r&lt;g</value></option>",
			"<option label='blue'><value>b</value></option></field>",
			"type='text-multi'><value>a</value><value>b</value></field></x>",
			NULL);
}

static void lines_of_a_field_and_booleans_are_read(void **state)
{
	static char buf[4096];
	static xmpp_gateway_request_t q;
	str xml = str_init("<iq><command xmlns='" NS "' node='n' action='prev'>"
					   "<x xmlns='" DATA "' type='result'><field var='no'/></x>"
					   "<x xmlns='" DATA "' type='submit'>"
					   "<field var='l'><value>1</value><value/><value>3</value>"
					   "</field><field var='b'><value>true</value></field>"
					   "<field var='c'><value>0</value></field><field/></x>"
					   "</command></iq>");
	str lines;

	assert_int_equal(xmpp_gateway_read_request(&xml, buf, sizeof(buf), &q), 0);
	assert_int_equal(q.action, XMPP_GATEWAY_PREV);
	assert_int_equal(q.form.count, 4);
	lines = xmpp_gateway_filled_get(&q.form, "l");
	assert_int_equal(lines.len, 4);
	assert_memory_equal(lines.s, "1\n\n3", 4);
	assert_int_equal(xmpp_gateway_filled_get(&q.form, "no").len, 0);
	assert_int_equal(xmpp_gateway_filled_get(NULL, "l").len, 0);
}

static void a_user_may_give_up(void **state)
{
	char session[128];

	snprintf(session, sizeof(session), "%s action='cancel'",
			begins(JULIET, STREAM));
	carries_out(JULIET, STREAM, "talk", session, "");
	check_says("node='talk' sessionid='", "status='canceled'/>", NULL);
	carries_out(JULIET, STREAM, "talk", session, "");
	check_says("<bad-sessionid", NULL);
	assert_int_equal(runs, 1);
}

static void a_session_is_its_users_alone_and_its_commands_and_its_contacts(
		void **state)
{
	char session[64];

	snprintf(session, sizeof(session), "%s", begins(JULIET, STREAM));
	carries_out(EVE, STREAM, "talk", session, FORM(""));
	check_says("<bad-sessionid", NULL);
	carries_out("juliet@home.example/other", STREAM, "talk", session, FORM(""));
	check_says("<bad-sessionid", NULL);
	carries_out(JULIET, STREAM, "later", session, FORM(""));
	check_says("<bad-sessionid", NULL);
	carries_out(JULIET, CONTACT, "talk", session, FORM(""));
	check_says("<bad-sessionid", NULL);
	assert_int_equal(runs, 1);
	offered = 0; /* any more */
	carries_out(JULIET, STREAM, "talk", session, FORM(""));
	check_says("type='auth'", "<forbidden", NULL);
}

static void what_is_not_there_or_no_action_is_refused(void **state)
{
	char more[128];

	carries_out(JULIET, STREAM, "never", "", "");
	check_says("<item-not-found", NULL);
	carries_out(JULIET, STREAM, "", "", "");
	check_says("<item-not-found", NULL);
	carries_out(JULIET, STREAM, "talk", "action='dance'", "");
	check_says("<bad-request", "<malformed-action xmlns='" NS "'", NULL);
	carries_out(JULIET, STREAM, "talk", "action='prev'", "");
	check_says("<bad-request", "<bad-action xmlns='" NS "'", NULL);
	carries_out(JULIET, STREAM, "talk", "sessionid='&apos;%s%n'", "");
	check_says("<bad-sessionid", NULL);
	snprintf(more, sizeof(more), "%s action='prev'", begins(JULIET, STREAM));
	carries_out(JULIET, STREAM, "talk", more, "");
	check_says("<bad-action", NULL);
	assert_int_equal(runs, 1);
}

/* --- answers that come later ------------------------------------------------------ */

static void an_answer_may_come_later(void **state)
{
	xmpp_gateway_reply_t reply = {.note = "well done"};

	carries_out(JULIET, STREAM, "later", "", "");
	check_says("", NULL);
	assert_int_equal(
			xmpp_gateway_command_reply(s_(EVE), s_(waits), &reply), -1);
	assert_int_equal(
			xmpp_gateway_command_reply(s_(JULIET), s_(waits), &reply), 0);
	check_says("id='q1' type='result'>",
			"status='completed'><note type='info'>well done</note>", NULL);
	assert_int_equal(
			xmpp_gateway_command_reply(s_(JULIET), s_(waits), &reply), -1);
}

static void an_answer_that_never_comes_is_said_to_be_missing(void **state)
{
	char session[64];

	carries_out(JULIET, STREAM, "later", "", "");
	check_says("", NULL);
	snprintf(session, sizeof(session), "sessionid='%.16s'", waits);
	carries_out(JULIET, STREAM, "later", session, "");
	check_says("<unexpected-request", NULL);
	world_time(3001);
	check_says("type='error'", "id='q1'", "<remote-server-timeout", NULL);
}

static void an_answer_may_be_a_form(void **state)
{
	xmpp_gateway_reply_t reply = {
			.status = XMPP_GATEWAY_ASK, .fields = fields, .field_count = 1};

	carries_out(JULIET, STREAM, "later", "", "");
	check_says("", NULL);
	xmpp_gateway_command_reply(s_(JULIET), s_(waits), &reply);
	check_says("status='executing'", "type='form'", NULL);
}

/* --- limits ----------------------------------------------------------------------- */

static void whoever_opens_forms_without_end_loses_the_oldest(void **state)
{
	char first[64];
	int i;

	snprintf(first, sizeof(first), "%s", begins(JULIET, STREAM));
	for(i = 0; i < 4; i++)
		begins(JULIET, STREAM);
	carries_out(JULIET, STREAM, "talk", first, FORM(""));
	check_says("<bad-sessionid", NULL);
}

/* a user, or that user's server, has as many resources as it likes */
static void resources_of_a_user_open_no_more_than_the_user(void **state)
{
	char first[64], jid[64];
	int i;

	xmpp_gateway_numbers.max_commands = 6;
	snprintf(first, sizeof(first), "%s", begins(EVE, STREAM));
	for(i = 0; i < 8; i++) {
		snprintf(jid, sizeof(jid), "eve@far.example/%d", i);
		begins(jid, STREAM);
	}
	carries_out(EVE, STREAM, "talk", first, FORM(""));
	check_says("<bad-sessionid", NULL);
	begins(JULIET, STREAM);
	assert_int_equal(bare_logged_at(L_WARN, "max_commands"), 0);
}

static void there_is_an_end_to_all_of_them_and_to_each(void **state)
{
	char session[64];

	xmpp_gateway_numbers.max_commands = 1;
	snprintf(session, sizeof(session), "%s", begins(JULIET, STREAM));
	carries_out(EVE, STREAM, "talk", "", "");
	check_says("type='wait'", "<resource-constraint", NULL);
	assert_int_equal(bare_logged_at(L_WARN, "max_commands"), 1);
	world_time(3001);
	carries_out(JULIET, STREAM, "talk", session, FORM(""));
	check_says("<bad-sessionid", NULL);
	begins(EVE, STREAM);
}

static void without_memory_it_says_so(void **state)
{
	bare_memory_fail(1);
	carries_out(JULIET, STREAM, "talk", "", "");
	bare_memory_fail(0);
	says(); /* an error, or nothing when not even that is possible */
	assert_string_equal(begins(JULIET, STREAM) ? "" : "?", "");
}

static void forms_that_are_too_much_are_refused(void **state)
{
	static char form[32 * 1024];
	size_t n;
	int i;

	n = (size_t)snprintf(
			form, sizeof(form), "<x xmlns='" DATA "' type='submit'>");
	for(i = 0; i <= XMPP_GATEWAY_FORM_FIELDS; i++)
		n += (size_t)snprintf(
				form + n, sizeof(form) - n, "<field var='f%d'/>", i);
	snprintf(form + n, sizeof(form) - n, "</x>");
	carries_out(JULIET, STREAM, "talk", "", form);
	check_says("<bad-request", "<bad-payload xmlns='" NS "'", NULL);
	carries_out(JULIET, STREAM, "talk", "",
			"<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>"
			"</a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a>"
			"</a></a>");
	check_says("<bad-payload", NULL);
	memset(form, 'x', sizeof(form) - 1);
	memcpy(form, "<x xmlns='" DATA "' type='submit'><field var='name'><value>",
			strlen("<x xmlns='" DATA
				   "' type='submit'><field var='name'><value>"));
	strcpy(form + 20000, "</value></field></x>");
	carries_out(JULIET, STREAM, "talk", "", form);
	check_says("status='executing'", NULL); /* as any other */
	assert_int_equal(strlen(filled), sizeof(filled) - 1);
}

/* --- messages --------------------------------------------------------------------- */

static void message(const char *type, const char *inside)
{
	comes("message", type, JULIET, CONTACT, "body jabber:client\n", inside);
}

static void hears(const char *type, const char *inside, const char *expected)
{
	message(type, inside);
	check_says("", NULL);
	assert_string_equal(heard, expected);
}

static void messages_are_heard_before_they_are_refused(void **state)
{
	message("chat", "<body>12<![CDATA[3]]>&lt;</body><body>4</body>");
	check_says("type='error'", "<service-unavailable", NULL);
	assert_string_equal(heard, "123<");
	takes = 1;
	hears("chat", "<body>5</body>", "5");
	hears("chat", "<delay xmlns='urn:xmpp:delay' stamp='x'/><body>6</body>",
			"6 delayed");
	hears("normal",
			"<body>7</body>"
			"<encrypted xmlns='eu.siacs.conversations.axolotl'/>",
			"7 encrypted");
	hears("groupchat", "<body>8</body>", "8 group");
	hears("chat", "<body/>", "");
}

static void what_is_no_message_of_a_users_is_not_heard(void **state)
{
	takes = 1;
	message("headline", "<body>2</body>");
	message("error", "<body>3</body>");
	comes("message", "chat", JULIET, CONTACT, "composing x\n", "<composing/>");
	check_says("", NULL);
	assert_string_equal(heard, "");
}

static void something_can_be_said(void **state)
{
	xmpp_gateway_send_chat(
			s_(STREAM), s_(CONTACT), s_(JULIET), s_("it is <busy>"));
	check_says("<message from='" CONTACT "' to='" JULIET "' id='",
			"type='chat'><body>it is &lt;busy&gt;</body></message>", NULL);
	assert_int_equal(xmpp_gateway_send_chat(s_(STREAM), s_(CONTACT), s_(JULIET),
							 s_("bell\007")),
			-1);
	check_says("", NULL);
}

#define test(f) cmocka_unit_test_setup_teardown(f, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
			test(what_can_be_done_is_listed_where_it_can_be_done),
			test(commands_are_a_feature_and_describe_themselves),
			test(two_forms_are_filled_in_one_after_the_other),
			test(a_form_shows_what_may_be_chosen),
			test(lines_of_a_field_and_booleans_are_read),
			test(a_user_may_give_up),
			test(a_session_is_its_users_alone_and_its_commands_and_its_contacts),
			test(what_is_not_there_or_no_action_is_refused),
			test(an_answer_may_come_later),
			test(an_answer_that_never_comes_is_said_to_be_missing),
			test(an_answer_may_be_a_form),
			test(whoever_opens_forms_without_end_loses_the_oldest),
			test(resources_of_a_user_open_no_more_than_the_user),
			test(there_is_an_end_to_all_of_them_and_to_each),
			test(without_memory_it_says_so),
			test(forms_that_are_too_much_are_refused),
			test(messages_are_heard_before_they_are_refused),
			test(what_is_no_message_of_a_users_is_not_heard),
			test(something_can_be_said),
	};

	return cmocka_run_group_tests(tests, group_start, world_end);
}
