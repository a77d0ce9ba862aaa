/* links: modules/xmpp_account/account_inband.c modules/xmpp_account/account_chat.c modules/xmpp_account/account_contact.c modules/xmpp_account/account_command.c modules/xmpp_account/account_door.c modules/xmpp_account/account_secret.c */
/* links: modules/xmpp_account/account_form.c modules/xmpp_account/account_form_read.c modules/xmpp_account/account_words.c modules/xmpp_account/account_link.c modules/xmpp_account/account_check.c modules/xmpp_account/account_config.c */
/* links: tests/unit/bare/bare_core.c */
/* libs: libxml-2.0 libsodium */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What users send to the doors of their accounts, and what they are answered:
 * XEP-0077, XEP-0050, a chat, presence. The accounts themselves are the test's. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../core/dprint.h"
#include "../../modules/xmpp_account/account_chat.h"
#include "../../modules/xmpp_account/account_command.h"
#include "../../modules/xmpp_account/account_config.h"
#include "../../modules/xmpp_account/account_contact.h"
#include "../../modules/xmpp_account/account_link.h"
#include "../../modules/xmpp_account/account_inband.h"
#include "../../modules/xmpp_account/account_door.h"

#include "bare/bare_core.h"

#define GW "gw.example"
#define ROMEO "romeo@xmpp.example"
#define PHONE ROMEO "/phone"

static char said[16384]; /* one line for each thing that was sent */
static char changed[1024];

static void note(char *to, size_t cap, const char *format, ...)
		__attribute__((format(printf, 3, 4)));

static void note(char *to, size_t cap, const char *format, ...)
{
	size_t n = strlen(to);
	va_list ap;

	va_start(ap, format);
	vsnprintf(to + n, cap - n, format, ap);
	va_end(ap);
}

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static void says(const char *part)
{
	if(strstr(said, part) == NULL)
		fail_msg("no %s in:\n%s", part, said);
}

static void says_not(const char *part)
{
	if(strstr(said, part) != NULL)
		fail_msg("%s in:\n%s", part, said);
}

/* --- in the place of the accounts ---------------------------------------------- */

typedef struct kept
{
	char owner[64], line[64], aor[64], auth[64], password[64], proxy[64],
			display[128];
	account_fields_t f;
	account_state_t state;
} kept_t;

static kept_t accounts[4];
static int account_total;
static int listed_times = 1;   /* each of them */
static account_code_t refuses; /* what set() says */
static account_code_t forbids; /* what allowed() says */
static account_done_f done;	   /* who waits for the registrar */
static void *done_arg;
static account_change_f listener;

static void keep(char *to, const str *from)
{
	memcpy(to, from->s ? from->s : "", (size_t)from->len);
	to[from->len] = '\0';
}

static account_view_t view_of(kept_t *k)
{
	account_view_t v = {.state = k->state, .has_password = 1};

	v.fields = k->f;
	v.fields.owner = view(k->owner);
	v.fields.line = view(k->line);
	v.fields.aor = view(k->aor);
	v.fields.auth_name = view(k->auth);
	v.fields.password = view("");
	v.fields.proxy = view(k->proxy);
	v.fields.display = view(k->display);
	return v;
}

static kept_t *kept_find(const str *owner, const str *line)
{
	int i;

	for(i = 0; i < account_total; i++)
		if(STR_EQ(*owner, view(accounts[i].owner))
				&& (line ? STR_EQ(*line, view(accounts[i].line))
						 : accounts[i].f.is_default))
			return &accounts[i];
	return NULL;
}

int xmpp_account_set(const account_fields_t *in, account_done_f f, void *arg,
		account_result_t *result)
{
	char buf[ACCOUNT_FIELDS_MAX];
	account_fields_t out;
	account_fault_t fault;
	kept_t *k;
	int i, fresh;

	memset(result, 0, sizeof(*result));
	result->code = refuses;
	result->reason = "the operator says no";
	if(xmpp_account_check(in, &out, buf, sizeof(buf), &fault) < 0) {
		result->code = ACCOUNT_BAD;
		result->reason = fault.reason;
	}
	if(result->code != ACCOUNT_OK)
		return -1;
	k = kept_find(&out.owner, &out.line);
	fresh = k == NULL;
	if(fresh) {
		k = &accounts[account_total++];
		memset(k, 0, sizeof(*k));
	}
	keep(k->owner, &out.owner);
	keep(k->line, &out.line);
	keep(k->aor, &out.aor);
	keep(k->auth, &out.auth_name);
	if(out.password.len > 0)
		keep(k->password, &out.password);
	keep(k->proxy, &out.proxy);
	keep(k->display, &out.display);
	k->f = out;
	if(account_total == 1)
		k->f.is_default = 1;
	for(i = 0; i < account_total && k->f.is_default; i++)
		accounts[i].f.is_default = &accounts[i] == k;
	done = f;
	done_arg = arg;
	return 0;
}

int xmpp_account_remove(const str *owner, const str *line)
{
	account_view_t v;
	int i, n = 0;

	for(i = account_total - 1; i >= 0; i--) {
		if(!STR_EQ(*owner, view(accounts[i].owner))
				|| (line && !STR_EQ(*line, view(accounts[i].line))))
			continue;
		memmove(&accounts[i], &accounts[i + 1],
				(size_t)(3 - i) * sizeof(accounts[0]));
		account_total--;
		n++;
		memset(&v, 0, sizeof(v));
		v.fields.owner = *owner;
		v.state = ACCOUNT_STATES;
		if(listener)
			listener(&v, ACCOUNT_REGISTERED);
	}
	return n;
}

int xmpp_account_get(
		const str *owner, const str *line, account_view_f f, void *arg)
{
	kept_t *k = kept_find(owner, line);
	account_view_t v;

	if(k == NULL)
		return 0;
	v = view_of(k);
	f(&v, arg);
	return 1;
}

int xmpp_account_list(const str *owner, account_view_f f, void *arg)
{
	account_view_t v;
	int i, n = 0;

	for(i = 0; i < account_total * listed_times; i++) {
		if(!STR_EQ(*owner, view(accounts[i % account_total].owner)))
			continue;
		n++;
		v = view_of(&accounts[i % account_total]);
		if(f(&v, arg) != 0)
			break;
	}
	return n;
}

int xmpp_account_allowed(const str *owner, account_result_t *result)
{
	memset(result, 0, sizeof(*result));
	result->code = forbids;
	result->reason = "not for you";
	return forbids == ACCOUNT_OK ? 0 : -1;
}

int xmpp_account_on_change(account_change_f f)
{
	listener = f;
	return 0;
}

void xmpp_account_on_text(account_text_f f)
{
	(void)f;
}

int xmpp_account_status(const account_view_t *v, char *buf, int cap)
{
	return snprintf(buf, (size_t)cap, "%.*s: %s", v->fields.aor.len,
			v->fields.aor.s,
			v->state == ACCOUNT_REGISTERED ? "registered" : "not registered");
}

/* the registrar has answered */
static void registrar_says(account_state_t state)
{
	account_view_t v;

	assert_non_null(done);
	accounts[account_total - 1].state = state;
	v = view_of(&accounts[account_total - 1]);
	done(&v, done_arg);
	done = NULL;
}

/* --- in the place of the link and of the gateway ------------------------------------ */

static xmpp_link_stanza_f on_iq, on_presence;
static xmpp_gateway_chat_f on_chat;
static xmpp_gateway_own_f on_own;
static const xmpp_gateway_command_t *commands[8];
static int command_total;
static int is_contact; /* the user has subscribed to the gateway */

static int fake_on_stanza(
		xmpp_link_kind_t kind, const char *ns, xmpp_link_stanza_f f, void *arg)
{
	if(kind == XMPP_LINK_IQ) {
		assert_string_equal(ns, "jabber:iq:register");
		on_iq = f;
	} else {
		on_presence = f;
	}
	return 0;
}

static int fake_result(const xmpp_link_stanza_t *s)
{
	note(said, sizeof(said), "result\n");
	return 0;
}

static int fake_error(const xmpp_link_stanza_t *s, const char *type,
		const char *condition, const char *app_ns, const char *app_condition,
		const char *text)
{
	note(said, sizeof(said), "error %s %s: %s\n", type, condition,
			text ? text : "");
	return 0;
}

static int fake_send(const str *component, const str *to, const str *xml,
		void (*lost)(void *arg), void *arg)
{
	note(said, sizeof(said), "%.*s\n", xml->len, xml->s);
	return 0;
}

static const xmpp_gateway_addr_conf_t *fake_components(int *count)
{
	*count = 1;
	return NULL;
}

static const xmpp_gateway_addr_conf_t *fake_component(const str *domain)
{
	static const xmpp_gateway_addr_conf_t conf;

	return STR_EQ(*domain, view(GW)) ? &conf : NULL;
}

static int fake_send_chat(const str *component, const str *contact,
		const str *user, const str *words)
{
	note(said, sizeof(said), "chat %.*s>%.*s: %.*s\n", STR_FMT(contact),
			STR_FMT(user), STR_FMT(words));
	return 0;
}

static int fake_show(const char *what, const str *contact, const str *user)
{
	note(changed, sizeof(changed), "%s %.*s %.*s;", what, STR_FMT(contact),
			STR_FMT(user));
	return 1;
}

static int fake_present(const str *c, const str *contact, const str *user)
{
	return fake_show("present", contact, user);
}

static int fake_subscribe(const str *c, const str *contact, const str *user)
{
	return fake_show("subscribe", contact, user);
}

static int fake_unsubscribe(const str *user, const str *contact)
{
	return fake_show("unsubscribe", contact, user);
}

static int fake_contacts(const str *user, xmpp_gateway_contact_f f, void *arg)
{
	str gw = view(GW), number = view("1001@" GW);

	if(!is_contact)
		return 0;
	return f(&number, arg) != 0 || f(&gw, arg) != 0 ? 1 : 2;
}

static int fake_on_own(xmpp_gateway_own_f f)
{
	on_own = f;
	return 0;
}

static int fake_on_chat(xmpp_gateway_chat_f f, void *arg)
{
	on_chat = f;
	return 0;
}

static int fake_add_feature(const char *feature)
{
	assert_string_equal(feature, "jabber:iq:register");
	return 0;
}

static int fake_on_command(const xmpp_gateway_command_t *c)
{
	commands[command_total++] = c;
	return 0;
}

static str fake_filled_get(const xmpp_gateway_filled_t *form, const char *var)
{
	int i;

	for(i = 0; i < form->count; i++)
		if(STR_EQ(form->field[i].var, view(var)))
			return form->field[i].value;
	return view("");
}

static int fake_command_reply(
		const str *user, const str *session, const xmpp_gateway_reply_t *reply)
{
	note(said, sizeof(said), "reply %.*s %.*s %s: %s\n", STR_FMT(user),
			STR_FMT(session), reply->note_type ? reply->note_type : "info",
			reply->note);
	return 0;
}

static void fake_random_text(char *out, int len)
{
	static int n;

	memset(out, 'a' + n++ % 26, (size_t)len);
	out[len] = '\0';
}

static int group_start(void **state)
{
	xmpp_link_api_t *l = &xmpp_account_link;
	xmpp_gateway_api_t *g = &xmpp_account_gateway;

	l->on_stanza = fake_on_stanza;
	l->result = fake_result;
	l->error = fake_error;
	l->send = fake_send;
	l->now = bare_now;
	g->components = fake_components;
	g->component = fake_component;
	g->send_chat = fake_send_chat;
	g->present = fake_present;
	g->subscribe = fake_subscribe;
	g->unsubscribe = fake_unsubscribe;
	g->contacts = fake_contacts;
	g->on_own = fake_on_own;
	g->on_chat = fake_on_chat;
	g->add_feature = fake_add_feature;
	g->on_command = fake_on_command;
	g->filled_get = fake_filled_get;
	g->command_reply = fake_command_reply;
	return xmpp_account_inband_init() || xmpp_account_chat_init()
		   || xmpp_account_contact_init() || xmpp_account_command_init();
}

static int start(void **state)
{
	account_total = 0;
	refuses = forbids = ACCOUNT_OK;
	done = NULL;
	is_contact = 1;
	said[0] = changed[0] = '\0';
	xmpp_account_config.web_url = view("https://gw.example/account/");
	xmpp_account_numbers.chat_rate = 20;
	bare_time(60000); /* another minute */
	return xmpp_account_link_init(4, fake_random_text, bare_now);
}

static int end(void **state)
{
	if(done)
		done(NULL, done_arg);
	xmpp_account_link_destroy();
	return bare_core_reset() == 0 ? 0 : -1;
}

/* --- the scene -------------------------------------------------------------------------- */

static xmpp_link_stanza_t stanza(const char *type, const char *from)
{
	xmpp_link_stanza_t s = {.kind = XMPP_LINK_IQ};

	s.component = view(GW);
	s.type = view(type);
	s.from = view(from);
	s.to = view(GW);
	s.id = view("q1");
	s.payloads = view("query jabber:iq:register\n");
	return s;
}

static int registers(const char *type, const char *from, const char *inside)
{
	xmpp_link_stanza_t s = stanza(type, from);
	char xml[4096];

	snprintf(xml, sizeof(xml),
			"<iq type='%s' id='q1'><query xmlns='jabber:iq:register'>%s"
			"</query></iq>",
			type, inside);
	s.xml = view(xml);
	said[0] = '\0';
	return on_iq(&s, NULL);
}

#define ALICE                                                            \
	"<username>alice@example.org</username><password>hunter2</password>" \
	"<name>Alice</name>"

static void has_account(void)
{
	assert_int_equal(registers("set", PHONE, ALICE), XMPP_LINK_HANDLED);
	registrar_says(ACCOUNT_REGISTERED);
	said[0] = changed[0] = '\0';
}

/* --- XEP-0077 ----------------------------------------------------------------------------- */

static void a_user_registers(void **state)
{
	assert_int_equal(registers("get", PHONE, ""), XMPP_LINK_HANDLED);
	says("<iq type='result' from='" GW "' to='" PHONE "' id='q1'>");
	says("<username/><password/><name/>");
	says("<x xmlns='jabber:x:data' type='form'>");
	says_not("<registered/>");
	assert_int_equal(registers("set", PHONE, ALICE), XMPP_LINK_HANDLED);
	assert_string_equal(said, "result\n");
	assert_string_equal(accounts[0].owner, ROMEO);
	assert_string_equal(accounts[0].aor, "sip:alice@example.org");
	assert_string_equal(accounts[0].password, "hunter2");
	assert_string_equal(changed, "subscribe " GW " " ROMEO ";");
	registrar_says(ACCOUNT_REGISTERED);
	says("chat " GW ">" ROMEO ": sip:alice@example.org: registered");
}

static void the_form_shows_today_without_the_password(void **state)
{
	has_account();
	registers("get", PHONE, "");
	says("<registered/>");
	says("<username>alice@example.org</username><password/>");
	says("sip:alice@example.org: registered");
	says_not("hunter2");
}

static void a_blank_password_keeps_the_one_before(void **state)
{
	has_account();
	registers("set", PHONE,
			"<x xmlns='jabber:x:data' type='submit'>"
			"<field var='password'><value/></field>"
			"<field var='name'><value>A. L.</value></field>"
			"</x>");
	assert_string_equal(said, "result\n");
	assert_string_equal(accounts[0].password, "hunter2");
	assert_string_equal(accounts[0].display, "A. L.");
	assert_string_equal(accounts[0].aor, "sip:alice@example.org");
	assert_int_equal(account_total, 1);
}

static void what_is_refused_is_said(void **state)
{
	static const struct
	{
		account_code_t code;
		const char *error;
	} rows[] = {{ACCOUNT_FORBIDDEN, "error auth forbidden: the operator"},
			{ACCOUNT_FULL, "error wait resource-constraint: the operator"},
			{ACCOUNT_BUSY, "error wait policy-violation: the operator"},
			{ACCOUNT_NO_KEY, "error cancel service-unavailable: the operator"},
			{ACCOUNT_ERROR, "error wait internal-server-error: the operator"}};
	size_t i;

	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		refuses = rows[i].code;
		registers("set", PHONE, ALICE);
		says(rows[i].error);
	}
	refuses = ACCOUNT_OK;
	registers("set", PHONE, "<username>alice</username>");
	says("error modify not-acceptable: the SIP address has no @");
	registers("set", PHONE, "<username>a@b&#13;&#10;Evil: 1</username>");
	says("error modify not-acceptable");
	registers("set", PHONE,
			"<x xmlns='jabber:x:data' type='submit'>"
			"<field var='transport'><value>sctp</value>"
			"</field></x>");
	says("error modify not-acceptable: the transport is");
	assert_int_equal(account_total, 0);
}

#define OTHER_FORM                                                   \
	"<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>" \
	"<value>urn:other</value></field></x>"

static void what_cannot_be_read_is_a_bad_request(void **state)
{
	static const char *const bad[] = {"", "<remove/><username>a</username>",
			"<username>a@b</username><username>c@d</username>",
			"<x xmlns='jabber:x:data' type='form'/>", OTHER_FORM};
	size_t i;

	has_account();
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		registers("set", PHONE, bad[i]);
		says("error modify bad-request");
	}
	assert_int_equal(account_total, 1);
}

static void who_is_not_allowed_sees_nothing(void **state)
{
	has_account();
	forbids = ACCOUNT_FORBIDDEN;
	registers("get", "eve@far.example/x", "");
	assert_string_equal(said, "error auth forbidden: not for you\n");
	registers("set", "eve@far.example/x", ALICE);
	assert_string_equal(said, "error auth forbidden: not for you\n");
	assert_int_equal(account_total, 1);
}

/* Whose it is says the sender's address; nothing in the form does. */
static void everybody_has_their_own(void **state)
{
	has_account();
	registers("get", "juliet@xmpp.example/x", "");
	says_not(">alice@");
	registers("set", "juliet@xmpp.example/x", "<remove/>");
	says("error auth registration-required");
	assert_int_equal(account_total, 1);
	registers("set", "juliet@xmpp.example/x",
			"<x xmlns='jabber:x:data' type='submit'>"
			"<field var='owner'><value>" ROMEO "</value></field>"
			"<field var='username'><value>j@example.org</value></field></x>");
	assert_int_equal(account_total, 2);
	assert_string_equal(accounts[1].owner, "juliet@xmpp.example");
	assert_string_equal(accounts[0].aor, "sip:alice@example.org");
}

static void only_the_gateway_itself_is_a_door(void **state)
{
	xmpp_link_stanza_t s = stanza("get", PHONE);

	s.to = view("1001@" GW);
	s.xml = view("<iq/>");
	assert_int_equal(on_iq(&s, NULL), XMPP_LINK_PASS);
	s.to = s.component = view("other.example");
	assert_int_equal(on_iq(&s, NULL), XMPP_LINK_PASS);
	s = stanza("get", "xmpp.example"); /* a server has no account */
	assert_int_equal(on_iq(&s, NULL), XMPP_LINK_PASS);
	assert_string_equal(said, "");
}

static void a_user_unregisters(void **state)
{
	has_account();
	registers("set", PHONE, "<remove/>");
	assert_string_equal(said, "result\n");
	assert_int_equal(account_total, 0);
	assert_string_equal(changed, "unsubscribe " GW " " ROMEO ";");
	registers("set", PHONE, "<remove/>");
	says("error auth registration-required");
}

static void a_form_may_be_cancelled(void **state)
{
	registers("set", PHONE, "<x xmlns='jabber:x:data' type='cancel'/>");
	assert_string_equal(said, "result\n");
	assert_int_equal(account_total, 0);
}

static void no_memory_is_said(void **state)
{
	bare_memory_fail(1);
	registers("set", PHONE, ALICE);
	bare_memory_fail(0);
	says("error wait internal-server-error: the gateway has no memory");
	assert_int_equal(account_total, 0);
}

/* --- chat --------------------------------------------------------------------------------- */

static void writes_from(const char *from, const char *body, int encrypted)
{
	xmpp_link_stanza_t s = stanza("chat", from);
	xmpp_gateway_chat_t chat = {.encrypted = encrypted};

	s.kind = XMPP_LINK_MESSAGE;
	chat.body = view(body);
	said[0] = '\0';
	assert_int_equal(on_chat(&s, &chat, NULL), XMPP_LINK_HANDLED);
}

static void writes(const char *body)
{
	writes_from(PHONE, body, 0);
}

static void the_chat_helps(void **state)
{
	writes("what?");
	says("chat " GW ">" PHONE ": This is the gateway");
	says("NUMBER@" GW);
	writes("status");
	says("You have no SIP account here");
	has_account();
	writes("Status");
	says("main (for calls out): sip:alice@example.org: registered");
}

static void a_link_is_given_out(void **state)
{
	account_link_keys_t keys;
	account_link_t link;
	char buf[ACCOUNT_LINK_TEXT_MAX], *at;
	str secret, none = {"", 0};

	has_account();
	writes("register");
	at = strstr(said, "https://gw.example/account/");
	assert_non_null(at);
	says("within 10 min");
	secret.s = at + strlen("https://gw.example/account/");
	secret.len = ACCOUNT_LINK_SECRET;
	assert_int_equal(
			xmpp_account_link_open(&secret, &none, 0, &link, &keys, buf),
			ACCOUNT_LINK_OK);
	assert_true(STR_EQ(link.today.owner, view(ROMEO)));
	assert_true(STR_EQ(link.today.aor, view("sip:alice@example.org")));
	assert_true(STR_EQ(link.component, view(GW)));
	assert_int_equal(link.is_new, 0);
	/* the account goes, and the link with it */
	writes("remove");
	says("Signed out and forgotten");
	secret.s = at + strlen("https://gw.example/account/");
	assert_int_equal(account_total, 0);
}

static void without_a_web_form_there_is_no_link(void **state)
{
	xmpp_account_config.web_url = view("");
	writes("register");
	says("There is no web form here");
}

static void a_password_in_a_chat_is_refused(void **state)
{
	writes("register alice@example.org hunter2");
	says("Please write no password in a chat");
	says_not("hunter2");
	says_not("https:");
	assert_int_equal(account_total, 0);
	assert_int_equal(bare_logged("hunter2"), 0);
}

static void one_of_several_is_removed(void **state)
{
	account_fields_t f = {.keep_reachable = 1};
	account_result_t result;

	has_account();
	f.owner = view(ROMEO);
	f.line = view("work");
	f.aor = view("bob@work.example");
	f.password = view("p");
	assert_int_equal(xmpp_account_set(&f, NULL, NULL, &result), 0);
	writes("remove");
	says("Which one?");
	says("work: sip:bob@work.example");
	assert_int_equal(account_total, 2);
	writes("remove nothing");
	says("You have no such SIP account");
	assert_int_equal(account_total, 2);
	writes("remove bob@work.example");
	says("Signed out and forgotten");
	assert_int_equal(account_total, 1);
	assert_string_equal(accounts[0].line, "main");
	assert_string_equal(changed, "present " GW " " ROMEO ";");
}

/* as many as there is room for: XMPP takes no half characters */
static void a_list_ends_with_a_whole_line(void **state)
{
	char *line, *next;
	int lines = 0;

	has_account();
	strcpy(accounts[0].line,
			"\xf0\x9f\x93\x9e\xf0\x9f\x93\x9e\xf0\x9f\x93\x9e");
	listed_times = 100;
	writes("status");
	listed_times = 1;
	line = strchr(said, ':') + 2;
	for(; (next = strchr(line, '\n')) != NULL && next[1]; line = next + 1) {
		assert_memory_equal(line, accounts[0].line, 12);
		assert_memory_equal(next - 10, "registered", 10);
		lines++;
	}
	assert_in_range(lines, 40, 99);
	assert_string_equal(line, "...\n");
}

static void others_are_not_answered_in_a_chat(void **state)
{
	xmpp_link_stanza_t s = stanza("chat", PHONE);
	xmpp_gateway_chat_t chat = {.encrypted = 0};

	chat.body = view("help");
	s.to = view("1001@" GW); /* a contact is no door */
	assert_int_equal(on_chat(&s, &chat, NULL), XMPP_LINK_PASS);
	forbids = ACCOUNT_FORBIDDEN;
	writes_from("eve@far.example/x", "status", 0);
	assert_string_equal(said, "error auth forbidden: not for you\n");
}

static void encrypted_text_is_not_guessed_at(void **state)
{
	writes_from(PHONE, "I sent you an OMEMO encrypted message", 1);
	says("Switch the encryption off");
}

static void too_many_messages_are_refused(void **state)
{
	int i;

	xmpp_account_numbers.chat_rate = 3;
	for(i = 0; i < 3; i++) {
		writes("help");
		says("This is the gateway");
	}
	writes("help");
	says("error wait policy-violation");
	writes_from("juliet@xmpp.example/x", "help", 0);
	says("This is the gateway");
	bare_time(60000);
	writes("help");
	says("This is the gateway");
}

/* --- the contact ------------------------------------------------------------------------------ */

static void the_contact_tells_the_truth(void **state)
{
	xmpp_gateway_own_t own = {NULL, NULL, NULL};
	str gw = view(GW), contact = view("1001@" GW "/gateway");
	str user = view(ROMEO);
	account_view_t v;

	on_own(&gw, &user, &own);
	assert_null(own.status);
	has_account();
	on_own(&contact, &user, &own);
	assert_null(own.status);
	on_own(&gw, &user, &own);
	assert_string_equal(own.status, "sip:alice@example.org: registered");
	assert_null(own.show);
	accounts[0].state = ACCOUNT_FAILED;
	v = view_of(&accounts[0]);
	listener(&v, ACCOUNT_REGISTERED);
	assert_string_equal(changed, "present " GW " " ROMEO ";");
	on_own(&gw, &user, &own);
	assert_string_equal(own.status, "sip:alice@example.org: not registered");
	assert_string_equal(own.show, "xa");
}

static void out_of_the_roster_is_unregistered(void **state)
{
	xmpp_link_stanza_t s = stanza("unsubscribe", ROMEO);

	s.kind = XMPP_LINK_PRESENCE;
	has_account();
	s.to = view("1001@" GW); /* another contact goes */
	assert_int_equal(on_presence(&s, NULL), XMPP_LINK_PASS);
	s.to = view(GW);
	s.type = view("unsubscribed"); /* presence is no longer shown to us */
	on_presence(&s, NULL);
	assert_int_equal(account_total, 1);
	s.type = view("unsubscribe");
	is_contact = 0;
	on_presence(&s, NULL);
	assert_int_equal(account_total, 0);
}

/* --- commands ------------------------------------------------------------------------------------ */

static xmpp_gateway_reply_t reply;
static xmpp_gateway_filled_t filled;
static char data[XMPP_GATEWAY_COMMAND_DATA];

static void fills(const char *var, const char *value)
{
	filled.field[filled.count].var = view(var);
	filled.field[filled.count++].value = view(value);
}

static void runs(const char *node, int stage)
{
	xmpp_link_stanza_t s = stanza("set", PHONE);
	xmpp_gateway_step_t step = {.stanza = &s, .stage = stage, .data = data};
	int i;

	step.session = view("s1");
	step.form = filled.count > 0 ? &filled : NULL;
	memset(&reply, 0, sizeof(reply));
	for(i = 0; i < command_total; i++)
		if(strcmp(commands[i]->node, node) == 0) {
			assert_int_equal(commands[i]->offered(&s, NULL), 1);
			commands[i]->run(&step, &reply);
		}
	filled.count = 0;
	said[0] = '\0';
}

static const str *shown(const char *var)
{
	int i;

	for(i = 0; i < reply.field_count; i++)
		if(reply.fields[i].var && strcmp(reply.fields[i].var, var) == 0)
			return &reply.fields[i].value;
	fail_msg("no field %s", var);
	return NULL;
}

static void an_account_is_added(void **state)
{
	memset(data, 0, sizeof(data));
	has_account();
	runs("sip-account-add", 0);
	assert_int_equal(reply.status, XMPP_GATEWAY_ASK);
	assert_int_equal(shown("username")->len, 0);
	fills("username", "bob@work.example");
	fills("password", "hunter3");
	fills("keep-reachable", "0");
	runs("sip-account-add", reply.stage);
	assert_int_equal(reply.status, XMPP_GATEWAY_LATER);
	assert_int_equal(account_total, 2);
	assert_string_equal(accounts[1].line, "line 2");
	assert_int_equal(accounts[1].f.keep_reachable, 0);
	assert_int_equal(accounts[0].f.is_default, 1);
	registrar_says(ACCOUNT_FAILED);
	says("reply " PHONE " s1 warn: sip:bob@work.example: not registered");
}

static void one_of_several_is_changed(void **state)
{
	an_account_is_added(state);
	runs("sip-account-edit", 0);
	assert_int_equal(reply.status, XMPP_GATEWAY_ASK);
	assert_int_equal(reply.more, 1);
	assert_int_equal(reply.fields[0].option_count, 2);
	fills("line", "line 2");
	runs("sip-account-edit", reply.stage);
	assert_true(STR_EQ(*shown("username"), view("bob@work.example")));
	assert_int_equal(shown("password")->len, 0);
	fills("password", "");
	fills("name", "Bob");
	fills("line", "main"); /* it is too late for another one */
	runs("sip-account-edit", reply.stage);
	assert_int_equal(reply.status, XMPP_GATEWAY_LATER);
	assert_string_equal(accounts[1].display, "Bob");
	assert_string_equal(accounts[1].password, "hunter3");
	assert_string_equal(accounts[0].display, "Alice");
	registrar_says(ACCOUNT_REGISTERED);
	says("reply " PHONE " s1 info: sip:bob@work.example: registered");
}

static void another_one_is_for_calls_out(void **state)
{
	an_account_is_added(state);
	runs("sip-account-default", 0);
	fills("line", "line 2");
	runs("sip-account-default", reply.stage);
	assert_int_equal(reply.status, XMPP_GATEWAY_LATER);
	assert_int_equal(accounts[1].f.is_default, 1);
	assert_int_equal(accounts[0].f.is_default, 0);
	assert_string_equal(accounts[1].password, "hunter3");
	runs("sip-account-list", 0);
	assert_int_equal(reply.field_count, 2);
	assert_true(reply.fields[1].value.len > 0
				&& memmem(reply.fields[1].value.s,
						(size_t)reply.fields[1].value.len,
						"line 2 (for calls out): sip:bob@work.example", 44));
}

static void commands_say_what_is_wrong(void **state)
{
	memset(data, 0, sizeof(data));
	runs("sip-account-remove", 0);
	assert_string_equal(reply.note_type, "error");
	runs("sip-account-edit", 0);
	assert_string_equal(reply.note_type, "error");
	runs("sip-account-list", 0);
	assert_string_equal(reply.note, "You have no SIP account here.");
	fills("username", "alice\r\nEvil: 1@example.org");
	fills("password", "p");
	runs("sip-account-add", 2);
	assert_int_equal(reply.status, XMPP_GATEWAY_DONE);
	assert_string_equal(reply.note_type, "error");
	assert_int_equal(account_total, 0);
	runs("sip-account-add", 2); /* no form at all */
	assert_string_equal(reply.note_type, "error");
	/* a line that is not the user's */
	has_account();
	fills("line", "../other");
	runs("sip-account-edit", 1);
	assert_string_equal(reply.note_type, "error");
	fills("line", "other");
	runs("sip-account-remove", 1);
	assert_string_equal(reply.note_type, "error");
	fills("line", "other");
	runs("sip-account-default", 1);
	assert_string_equal(reply.note_type, "error");
	fills("line", "main");
	runs("sip-account-remove", 1);
	assert_string_equal(reply.note, "Signed out and forgotten.");
	assert_int_equal(account_total, 0);
}

/* An account that goes between two steps is not made anew. */
static void an_account_goes_meanwhile(void **state)
{
	str owner = view(ROMEO);

	memset(data, 0, sizeof(data));
	has_account();
	runs("sip-account-edit", 0);
	xmpp_account_remove(&owner, NULL);
	fills("username", "alice@example.org");
	fills("password", "x");
	runs("sip-account-edit", reply.stage);
	assert_string_equal(reply.note_type, "error");
	assert_int_equal(account_total, 0);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start, end)
	const struct CMUnitTest tests[] = {
			T(a_user_registers),
			T(the_form_shows_today_without_the_password),
			T(a_blank_password_keeps_the_one_before),
			T(what_is_refused_is_said),
			T(what_cannot_be_read_is_a_bad_request),
			T(who_is_not_allowed_sees_nothing),
			T(everybody_has_their_own),
			T(only_the_gateway_itself_is_a_door),
			T(a_user_unregisters),
			T(a_form_may_be_cancelled),
			T(no_memory_is_said),
			T(the_chat_helps),
			T(a_link_is_given_out),
			T(without_a_web_form_there_is_no_link),
			T(a_password_in_a_chat_is_refused),
			T(one_of_several_is_removed),
			T(others_are_not_answered_in_a_chat),
			T(encrypted_text_is_not_guessed_at),
			T(too_many_messages_are_refused),
			T(a_list_ends_with_a_whole_line),
			T(the_contact_tells_the_truth),
			T(out_of_the_roster_is_unregistered),
			T(an_account_is_added),
			T(one_of_several_is_changed),
			T(another_one_is_for_calls_out),
			T(commands_say_what_is_wrong),
			T(an_account_goes_meanwhile),
	};

	return cmocka_run_group_tests(tests, group_start, NULL);
}
