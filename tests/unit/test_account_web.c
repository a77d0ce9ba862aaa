/* links: modules/xmpp_account/account_web.c modules/xmpp_account/account_door.c modules/xmpp_account/account_link.c modules/xmpp_account/account_page.c modules/xmpp_account/account_form.c modules/xmpp_account/account_urlencoded.c modules/xmpp_account/account_check.c modules/xmpp_account/account_config.c modules/xmpp_account/account_secret.c */
/* links: tests/unit/bare/bare_core.c */
/* libs: libsodium */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests of HTTP to the web form, and their answers: what goes to the owner,
 * what is refused, what happens when nobody has time or memory. Kamailio's
 * parser is the test's: requests come taken apart. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../core/data_lump_rpl.h"
#include "../../core/dprint.h"
#include "../../core/parser/msg_parser.h"
#include "../../modules/xhttp/api.h"
#include "../../modules/xmpp_account/account_config.h"
#include "../../modules/xmpp_account/account_door.h"
#include "../../modules/xmpp_account/account_link.h"
#include "../../modules/xmpp_account/account_web.h"

#include "bare/bare_core.h"

#define FORM "application/x-www-form-urlencoded"
#define ROMEO "romeo@xmpp.example"

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

/* --- in the place of Kamailio's core and xhttp ----------------------------------- */

static char headers[4096], page[32768];
static int code;		  /* of the answer, 0: there is none */
static int cannot_parse;  /* parse_headers() fails */
static int cannot_reply;  /* xhttp cannot send */
static int without_xhttp; /* the module is not loaded */
static char *body_of;

int parse_headers(
		struct sip_msg *const msg, const hdr_flags_t flags, const int next)
{
	return cannot_parse ? -1 : 0;
}

char *get_body(sip_msg_t *const msg)
{
	return body_of;
}

char *ip_addr2a(struct ip_addr *ip)
{
	return "192.0.2.7";
}

static int fake_reply(sip_msg_t *msg, int c, str *reason, str *ctype, str *body)
{
	if(cannot_reply)
		return -1;
	code = c;
	assert_true(STR_EQ(*ctype, view("text/html; charset=utf-8")));
	memcpy(page, body->s, (size_t)body->len);
	page[body->len] = '\0';
	return 0;
}

static int fake_bind_xhttp(xhttp_api_t *api)
{
	api->reply = fake_reply;
	return 0;
}

cmd_function find_export(char *name, int params, int flags)
{
	assert_string_equal(name, "bind_xhttp");
	return without_xhttp ? NULL : (cmd_function)(void (*)(void))fake_bind_xhttp;
}

static struct lump_rpl *add_headers(const char *s, int len)
{
	static struct lump_rpl lump;
	size_t n = strlen(headers);

	memcpy(headers + n, s, (size_t)len);
	headers[n + (size_t)len] = '\0';
	return &lump;
}

/* --- in the place of the link, the gateway and the accounts ------------------------ */

static xmpp_link_task_t *posted;
static int queue_full;
static char told[1024], kept[1024];
static account_code_t refuses, forbids;

static int fake_post(int worker, xmpp_link_task_t *t, int reserved)
{
	assert_int_equal(worker, 3);
	if(queue_full)
		return -1;
	posted = t;
	return 0;
}

static int fake_owner(const str *jid)
{
	assert_true(STR_EQ(*jid, view(ROMEO)));
	return 3;
}

static void fake_random_text(char *out, int len)
{
	static int n;

	memset(out, 'a' + n++ % 26, (size_t)len);
	out[len] = '\0';
}

static int fake_send_chat(const str *component, const str *contact,
		const str *user, const str *words)
{
	snprintf(told, sizeof(told), "%.*s>%.*s: %.*s", STR_FMT(contact),
			STR_FMT(user), STR_FMT(words));
	return 0;
}

static int fake_subscribe(const str *c, const str *contact, const str *user)
{
	return 0;
}

int xmpp_account_allowed(const str *owner, account_result_t *result)
{
	result->code = forbids;
	result->reason = "not for you";
	return forbids == ACCOUNT_OK ? 0 : -1;
}

int xmpp_account_set(const account_fields_t *f, account_done_f done, void *arg,
		account_result_t *result)
{
	result->code = refuses;
	result->reason = "the operator says no";
	if(refuses != ACCOUNT_OK)
		return -1;
	snprintf(kept, sizeof(kept), "%.*s|%.*s|%.*s|%.*s|%.*s|%d|%d",
			STR_FMT(&f->owner), STR_FMT(&f->aor), STR_FMT(&f->password),
			STR_FMT(&f->proxy), STR_FMT(&f->display), f->transport,
			f->keep_reachable);
	done(NULL, arg);
	return 0;
}

int xmpp_account_get(
		const str *owner, const str *line, account_view_f f, void *arg)
{
	return 0;
}

int xmpp_account_status(const account_view_t *v, char *buf, int cap)
{
	return snprintf(buf, (size_t)cap, "registered");
}

struct lump_rpl **add_lump_rpl2(
		struct sip_msg *msg, char *s, int len, int flags)
{
	static struct lump_rpl *lump;

	assert_int_equal(flags, LUMP_RPL_HDR);
	lump = add_headers(s, len);
	return &lump;
}

/* --- the scene ------------------------------------------------------------------------ */

static char secret[ACCOUNT_LINK_SECRET + 1];
static char proof[ACCOUNT_LINK_SECRET + 1];

static void link_new(int is_new)
{
	account_link_t l = {.is_new = is_new};

	l.today.owner = view(ROMEO);
	l.today.keep_reachable = 1;
	l.component = view("gw.example");
	if(!is_new) {
		l.today.line = view("main");
		l.today.aor = view("sip:alice@example.org");
		l.today.auth_name = view("alice");
		l.status = view("sip:alice@example.org: registered");
	}
	assert_int_equal(xmpp_account_link_make(&l, 60, secret), 0);
}

static int group_start(void **state)
{
	xmpp_account_link.post = fake_post;
	xmpp_account_link.owner = fake_owner;
	xmpp_account_link.random_text = fake_random_text;
	xmpp_account_link.now = bare_now;
	xmpp_account_gateway.send_chat = fake_send_chat;
	xmpp_account_gateway.subscribe = fake_subscribe;
	xmpp_account_config.web_url = view("https://gw.example/account/");
	return 0;
}

static int start(void **state)
{
	posted = NULL;
	queue_full = cannot_parse = cannot_reply = without_xhttp = 0;
	refuses = forbids = ACCOUNT_OK;
	told[0] = kept[0] = '\0';
	return xmpp_account_web_init();
}

static int end(void **state)
{
	xmpp_account_web_destroy();
	return bare_core_reset() == 0 ? 0 : -1;
}

/* headers are "Name: value" lines; return what the script gets */
static int comes(const char *method, const char *uri, const char *lines,
		const char *body)
{
	static struct hdr_field fields[8];
	static char buf[16384], names[1024];
	sip_msg_t msg;
	char *line, *rest;
	int n = 0;

	memset(&msg, 0, sizeof(msg));
	memset(fields, 0, sizeof(fields));
	snprintf(names, sizeof(names), "%s", lines);
	for(line = strtok_r(names, "\n", &rest); line;
			line = strtok_r(NULL, "\n", &rest)) {
		char *colon = strstr(line, ": ");

		fields[n].name.s = line;
		fields[n].name.len = (int)(colon - line);
		fields[n].body = view(colon + 2);
		fields[n].next = msg.headers;
		msg.headers = &fields[n++];
	}
	msg.first_line.u.request.method = view(method);
	msg.first_line.u.request.uri = view(uri);
	snprintf(buf, sizeof(buf), "%s", body ? body : "");
	msg.buf = buf;
	msg.len = (unsigned)strlen(buf);
	body_of = body ? buf : NULL;
	code = 0;
	headers[0] = page[0] = '\0';
	return xmpp_account_ki_web(&msg);
}

static int asks(const char *method, const char *lines, const char *body)
{
	char uri[128];

	snprintf(uri, sizeof(uri), "/account/%s", secret);
	assert_int_equal(comes(method, uri, lines, body), 1);
	return code;
}

static void has(const char *text, const char *part)
{
	if(strstr(text, part) == NULL)
		fail_msg("no %s in:\n%s", part, text);
}

static void shows_form(void)
{
	char *at;

	assert_int_equal(asks("GET", "", NULL), 200);
	at = strstr(page, "name='proof' value='");
	assert_non_null(at);
	memcpy(proof, at + strlen("name='proof' value='"), ACCOUNT_LINK_SECRET);
	proof[ACCOUNT_LINK_SECRET] = '\0';
}

static int sends(const char *fields)
{
	char body[8192];

	snprintf(body, sizeof(body), "proof=%s&%s", proof, fields);
	return asks("POST", "Content-Type: " FORM, body);
}

#define ALICE                                        \
	"username=alice%40example.org&password=hunter2&" \
	"outbound-proxy=proxy.example.org&transport=tcp&name=A+L"

/* --- tests --------------------------------------------------------------------------------- */

static void what_is_sent_goes_to_the_owner(void **state)
{
	link_new(1);
	shows_form();
	has(headers, "Cache-Control: no-store\r\n");
	has(headers, "Referrer-Policy: no-referrer\r\n");
	assert_null(strstr(headers, "Set-Cookie"));
	assert_int_equal(sends(ALICE "&keep-reachable=1"), 200);
	has(page, "Saved");
	assert_string_equal(kept, ""); /* not in this process */
	posted->run(posted);
	assert_string_equal(kept, ROMEO "|sip:alice@example.org|hunter2|"
									"proxy.example.org|A L|1|1");
	assert_int_equal(sends(ALICE), 404);
	assert_int_equal(asks("GET", "", NULL), 404);
}

/* a box that is not ticked, a password that stays, a name that goes */
static void what_is_changed(void **state)
{
	link_new(0);
	shows_form();
	has(page, "value='alice@example.org'");
	has(page, "registered");
	assert_int_equal(
			sends("username=alice%40example.org&password=&name="), 200);
	posted->run(posted);
	assert_string_equal(kept, ROMEO "|sip:alice@example.org||||0|0");
}

static void what_is_wrong_is_said_and_the_link_stays(void **state)
{
	link_new(1);
	shows_form();
	assert_int_equal(sends("username=alice&password=hunter2"), 422);
	has(page, "Not saved: the SIP address has no @");
	has(page, "value='alice'");
	assert_null(strstr(page, "hunter2"));
	assert_int_equal(sends("username=alice%40example.org"), 422);
	has(page, "the password is missing");
	assert_int_equal(sends(ALICE "&keep-reachable=maybe"), 422);
	assert_int_equal(sends("username=a%40b&password=x&name=a%0d%0ab"), 422);
	assert_int_equal(sends("username=%01&password=x"), 400); /* in no page */
	assert_null(posted);
	assert_int_equal(sends(ALICE), 200);
	posted->run(posted);
}

static void what_the_owner_refuses_is_told_in_the_chat(void **state)
{
	link_new(1);
	shows_form();
	assert_int_equal(sends(ALICE), 200);
	refuses = ACCOUNT_FORBIDDEN;
	posted->run(posted);
	assert_string_equal(told, "gw.example>" ROMEO ": Your SIP account was not "
							  "saved: the operator says no.");
	link_new(1);
	shows_form();
	assert_int_equal(sends(ALICE), 200);
	forbids = ACCOUNT_FORBIDDEN;
	posted->run(posted);
	has(told, "not saved: not for you.");
}

static void nobody_has_time_or_memory(void **state)
{
	link_new(1);
	shows_form();
	queue_full = 1;
	assert_int_equal(sends(ALICE), 503);
	queue_full = 0;
	bare_memory_fail(1);
	assert_int_equal(sends(ALICE), 503);
	bare_memory_fail(0);
	assert_int_equal(sends(ALICE), 200); /* the link was given back */
	bare_memory_fail(1);
	posted->run(posted);
	bare_memory_fail(0);
	has(told, "not saved: the gateway has no memory left");
}

static void forms_that_are_not_ours(void **state)
{
	static const char *const types[] = {"text/plain", "multipart/form-data",
			FORM "x", "application/x-www-form"};
	char body[512], lines[128];
	size_t i;

	link_new(1);
	shows_form();
	snprintf(body, sizeof(body), "proof=%s&%s", proof, ALICE);
	for(i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		snprintf(lines, sizeof(lines), "Content-Type: %s", types[i]);
		assert_int_equal(asks("POST", lines, body), 400);
	}
	assert_int_equal(asks("POST", "", body), 400);
	assert_int_equal(asks("POST", "Content-Type: " FORM, NULL), 400);
	assert_int_equal(asks("POST", "Content-Type: " FORM, ALICE), 400);
	assert_int_equal(sends("username=%zz"), 400);
	assert_int_equal(sends("username=a&username=b"), 400);
	proof[3] ^= 1;
	assert_int_equal(sends(ALICE), 400);
	proof[3] ^= 1;
	assert_null(posted);
	assert_int_equal(
			asks("POST", "content-type: " FORM "; charset=UTF-8", body), 200);
	posted->run(posted);
}

static void too_long(void **state)
{
	static char body[9000];

	link_new(1);
	shows_form();
	memset(body, 'a', sizeof(body) - 1);
	assert_int_equal(asks("POST", "Content-Type: " FORM, body), 413);
}

static void one_browser_keeps_it(void **state)
{
	char cookie[128], lines[512], *at;

	link_new(1);
	assert_int_equal(asks("GET", "Sec-Fetch-Mode: navigate", NULL), 200);
	at = strstr(headers, "Set-Cookie: account-");
	assert_non_null(at);
	snprintf(cookie, sizeof(cookie), "%.*s", (int)strcspn(at + 12, ";"),
			at + 12);
	has(at, "; Max-Age=60; HttpOnly; SameSite=Lax; Secure\r\n");
	assert_int_equal(asks("GET", "Sec-Fetch-Mode: navigate", NULL), 403);
	assert_int_equal(asks("GET", "", NULL), 403);
	snprintf(lines, sizeof(lines), "Cookie: x%s; %s; b=c", cookie, cookie);
	assert_int_equal(asks("GET", lines, NULL), 200);
	snprintf(lines, sizeof(lines), "Cookie: x%s", cookie);
	assert_int_equal(asks("GET", lines, NULL), 403);
	assert_int_equal(asks("POST", "Content-Type: " FORM, "proof=x"), 403);
	assert_int_equal(asks("GET", "Cookie: account-", NULL), 403);
	assert_int_equal(asks("GET", "Cookie: ;;; =;", NULL), 403);
}

static void what_is_not_for_us(void **state)
{
	assert_int_equal(comes("GET", "/", "", NULL), -1);
	assert_int_equal(comes("GET", "/account", "", NULL), -1);
	assert_int_equal(comes("GET", "/RPC", "", NULL), -1);
	cannot_parse = 1;
	assert_int_equal(comes("GET", "/account/x", "", NULL), -1);
	cannot_parse = 0;
	assert_int_equal(code, 0);
	assert_int_equal(comes("GET", "/account/", "", NULL), 1);
	assert_int_equal(code, 404);
	assert_int_equal(comes("GET", "/account/A?x=y", "", NULL), 1);
	assert_int_equal(code, 404);
	link_new(1);
	assert_int_equal(asks("PUT", "", NULL), 405);
	has(headers, "Allow: GET, POST\r\n");
}

/* What follows the secret in a URI, as trackers add it, does not count. */
static void a_query_does_not_count(void **state)
{
	char uri[128];

	link_new(1);
	snprintf(uri, sizeof(uri), "/account/%s?fbclid=1", secret);
	assert_int_equal(comes("GET", uri, "", NULL), 1);
	assert_int_equal(code, 200);
}

static void an_answer_that_cannot_be_sent_is_logged(void **state)
{
	cannot_reply = 1;
	assert_int_equal(comes("GET", "/account/x", "", NULL), 1);
	assert_int_equal(bare_logged("by HTTP cannot be sent"), 1);
}

static void at_the_start(void **state)
{
	without_xhttp = 1;
	xmpp_account_web_destroy();
	assert_int_equal(xmpp_account_web_init(), -1);
	assert_int_equal(bare_logged("module xhttp must be loaded"), 1);
	without_xhttp = 0;
	bare_memory_fail(1);
	assert_int_equal(xmpp_account_web_init(), -1);
	bare_memory_fail(0);
	xmpp_account_config.web_url = view("");
	assert_int_equal(xmpp_account_web_init(), 0);
	xmpp_account_config.web_url = view("https://gw.example/account/");
	assert_int_equal(xmpp_account_web_init(), 0);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start, end)
	const struct CMUnitTest tests[] = {
			T(what_is_sent_goes_to_the_owner),
			T(what_is_changed),
			T(what_is_wrong_is_said_and_the_link_stays),
			T(what_the_owner_refuses_is_told_in_the_chat),
			T(nobody_has_time_or_memory),
			T(forms_that_are_not_ours),
			T(too_long),
			T(one_browser_keeps_it),
			T(what_is_not_for_us),
			T(a_query_does_not_count),
			T(an_answer_that_cannot_be_sent_is_logged),
			T(at_the_start),
	};

	return cmocka_run_group_tests(tests, group_start, NULL);
}
