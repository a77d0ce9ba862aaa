/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The form of an account, written and read: XEP-0004, XEP-0077; what is sent in
 * it by those who mean no good. Stanzas of ours are read again with libxml2's
 * DOM, which the subject does not use. */
/* links: modules/xmpp_account/account_form.c modules/xmpp_account/account_form_read.c modules/xmpp_account/account_check.c */
/* libs: libxml-2.0 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "../../modules/xmpp_account/account_form_read.h"

#define QUERY(inside)                                                 \
	"<iq type='set' id='1'><query xmlns='jabber:iq:register'>" inside \
	"</query></iq>"
#define FORM(type, fields) \
	QUERY("<x xmlns='jabber:x:data' type='" type "'>" fields "</x>")
#define FIELD(var, value) \
	"<field var='" var "'><value>" value "</value></field>"

static char text[ACCOUNT_FORM_TEXT_MAX];
static char buf[16 * 1024];
static account_form_read_t got;

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static void is(const str *s, const char *want)
{
	assert_non_null(s->s);
	assert_int_equal(s->len, strlen(want));
	assert_memory_equal(s->s, want, s->len);
}

static int reads(const char *xml)
{
	str s = view(xml);

	return xmpp_account_form_read(&s, text, sizeof(text), &got);
}

static account_fields_t alice(void)
{
	account_fields_t f = {.keep_reachable = 0, .transport = ACCOUNT_TLS};

	f.owner = view("romeo@xmpp.example");
	f.line = view("main");
	f.aor = view("sip:alice@example.org");
	f.auth_name = view("alice");
	f.password = view("secret");
	f.proxy = view("proxy.example.org:5061");
	f.display = view("Alice <&> \"A\" 'B'");
	return f;
}

/* The XPath expression must be true of what was written. */
static void says(const str *xml, const char *xpath)
{
	xmlDocPtr doc = xmlReadMemory(xml->s, xml->len, NULL, "UTF-8", 0);
	xmlXPathContextPtr ctx;
	xmlXPathObjectPtr r;

	assert_non_null(doc);
	ctx = xmlXPathNewContext(doc);
	xmlXPathRegisterNs(ctx, BAD_CAST "d", BAD_CAST "jabber:x:data");
	r = xmlXPathEvalExpression(BAD_CAST xpath, ctx);
	assert_non_null(r);
	if(!xmlXPathCastToBoolean(r))
		fail_msg("%s is not true of %.*s", xpath, xml->len, xml->s);
	xmlXPathFreeObject(r);
	xmlXPathFreeContext(ctx);
	xmlFreeDoc(doc);
}

static str written(const account_fields_t *today, int is_new)
{
	account_form_text_t what = {.title = "SIP account",
			.instructions = "Do <this>",
			.form_type = "jabber:iq:register",
			.status = "registered & well",
			.is_new = is_new};
	account_form_t form;
	xml_build_t b;
	str xml;

	memset(&form, 0, sizeof(form));
	if(today)
		xmpp_account_form_today(today, &form);
	xml_build_init(&b, buf, sizeof(buf));
	xmpp_account_form_write(&b, &form, &what);
	assert_int_equal(xml_build_end(&b, &xml), 0);
	return xml;
}

/* --- written ---------------------------------------------------------------- */

static void test_form_of_today(void **state)
{
	account_fields_t today = alice();
	str xml = written(&today, 0);

	(void)state;
	says(&xml, "/d:x[@type='form']/d:field[@var='FORM_TYPE' and "
			   "@type='hidden']/d:value = 'jabber:iq:register'");
	says(&xml, "//d:field[@var='username' and @type='text-single' and "
			   "d:required]/d:value = 'alice@example.org'");
	says(&xml, "//d:field[@var='outbound-proxy']/d:value = "
			   "'proxy.example.org:5061'");
	says(&xml, "//d:field[@var='transport' and @type='list-single']/d:value = "
			   "'tls'");
	says(&xml, "count(//d:field[@var='transport']/d:option) = 3");
	says(&xml, "//d:field[@var='keep-reachable' and @type='boolean']/d:value "
			   "= '0'");
	says(&xml, "//d:field[@var='name']/d:value = concat('Alice <&> \"A\" ', "
			   "\"'B'\")");
	says(&xml, "//d:field[@type='fixed' and not(@var)]/d:value = "
			   "'registered & well'");
}

/* The password leaves in no form: its field is empty, and keeps what is there */
static void test_password_stays(void **state)
{
	account_fields_t today = alice();
	str xml = written(&today, 0);
	account_form_t form;
	xml_build_t b;

	(void)state;
	says(&xml, "//d:field[@var='password' and @type='text-private' and "
			   "not(d:value) and not(d:required)]");
	assert_null(memmem(xml.s, (size_t)xml.len, "secret", 6));
	xml = written(NULL, 1);
	says(&xml, "//d:field[@var='password' and d:required]");
	xmpp_account_form_today(&today, &form);
	form.value[ACCOUNT_ASK_PASSWORD] = view("secret");
	xml_build_init(&b, buf, sizeof(buf));
	xml_build_open(&b, "query");
	xmpp_account_form_write_elements(&b, &form);
	xml_build_close(&b);
	assert_int_equal(xml_build_end(&b, &xml), 0);
	says(&xml, "/query[username = 'alice@example.org' and password and "
			   "name and count(*) = 3]");
	assert_null(memmem(xml.s, (size_t)xml.len, "secret", 6));
}

/* A name for signing in that the address gives need not be shown. */
static void test_auth_name(void **state)
{
	account_fields_t today = alice();
	account_form_t form;

	(void)state;
	xmpp_account_form_today(&today, &form);
	is(&form.value[ACCOUNT_ASK_AUTH], "");
	today.auth_name = view("a4711");
	xmpp_account_form_today(&today, &form);
	is(&form.value[ACCOUNT_ASK_AUTH], "a4711");
}

/* --- read ------------------------------------------------------------------- */

static void test_plain(void **state)
{
	(void)state;
	assert_int_equal(reads(QUERY("<username> alice@example.org</username>"
								 "<password>a&amp;b</password><name/>")),
			0);
	assert_int_equal(got.answers, 3);
	assert_int_equal(got.has_form, 0);
	is(&got.form.value[ACCOUNT_ASK_AOR], " alice@example.org");
	is(&got.form.value[ACCOUNT_ASK_PASSWORD], "a&b");
	is(&got.form.value[ACCOUNT_ASK_DISPLAY], "");
	assert_null(got.form.value[ACCOUNT_ASK_PROXY].s);
}

/* XEP-0077 section 4: the data form takes precedence */
static void test_form_before_plain(void **state)
{
	(void)state;
	assert_int_equal(
			reads(QUERY("<username>eve@example.org</username>"
						"<x xmlns='jabber:x:data' type='submit'>" FIELD(
								"FORM_TYPE", "jabber:iq:register")
								FIELD("username", "alice@example.org")
										FIELD("keep-reachable", "true")
												FIELD("unknown", "x") "</x>")),
			0);
	assert_int_equal(got.has_form, 1);
	assert_int_equal(got.answers, 2);
	assert_int_equal(got.wrong_type, 0);
	is(&got.form.value[ACCOUNT_ASK_AOR], "alice@example.org");
	is(&got.form.value[ACCOUNT_ASK_REACHABLE], "true");
}

static void test_remove_and_cancel(void **state)
{
	(void)state;
	assert_int_equal(reads(QUERY("<remove/>")), 0);
	assert_int_equal(got.remove, 1);
	assert_int_equal(got.elements, 1);
	assert_int_equal(reads(QUERY("<remove/><username>x</username>")), 0);
	assert_int_equal(got.elements, 2);
	assert_int_equal(reads(QUERY("<remove xmlns='urn:other'/>")), 0);
	assert_int_equal(got.remove, 0);
	assert_int_equal(reads(FORM("cancel", "")), 0);
	assert_int_equal(got.cancel, 1);
	assert_int_equal(reads(QUERY("")), 0);
	assert_int_equal(got.elements, 0);
	assert_int_equal(reads(FORM("submit", FIELD("FORM_TYPE", "urn:other"))), 0);
	assert_int_equal(got.wrong_type, 1);
}

/* each of these is refused as a whole */
static void test_refused(void **state)
{
	static const char *const hostile[] = {
			"",
			"<iq>",
			"<iq><query xmlns='jabber:iq:register'><username>",
			/* the same field twice, two values, two forms */
			FORM("submit", FIELD("username", "a@b") FIELD("username", "c@d")),
			FORM("submit", "<field var='username'><value>a@b</value><value>c@d"
						   "</value></field>"),
			QUERY("<username>a@b</username><username>c@d</username>"),
			QUERY("<x xmlns='jabber:x:data' type='submit'/>"
				  "<x xmlns='jabber:x:data' type='submit'/>"),
			/* a form that nobody has filled in */
			FORM("form", FIELD("username", "a@b")),
			QUERY("<x xmlns='jabber:x:data'/>"),
			/* entities, depth */
			"<!DOCTYPE iq [<!ENTITY e 'x'>]>" QUERY("<username>&e;</username>"),
			QUERY("<username>&e;</username>"),
			QUERY("<a><b><c><d><e><f><g><h/></g></f></e></d></c></b></a>"),
			/* what XML cannot hold */
			QUERY("<username>a&#0;b</username>"),
			QUERY("<username>a\xff</username>"),
	};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++)
		if(reads(hostile[i]) != -1)
			fail_msg("this is taken: %s", hostile[i]);
}

/* elements within a value, comments, CDATA */
static void test_odd_values(void **state)
{
	(void)state;
	assert_int_equal(
			reads(QUERY("<username>a<b xmlns='urn:x'>c</b></username>")), 0);
	assert_int_equal(got.answers, 0);
	assert_int_equal(
			reads(QUERY("<username>a<!-- c --><![CDATA[@b]]></username>")), 0);
	is(&got.form.value[ACCOUNT_ASK_AOR], "a@b");
	assert_int_equal(
			reads(FORM("submit", "<field var='username'/>"
								 "<field><value>lonely</value></field>")),
			0);
	assert_int_equal(got.answers, 0);
	/* a data form's field as an element of XEP-0077 is none */
	assert_int_equal(reads(QUERY("<transport>tls</transport>")), 0);
	assert_int_equal(got.answers, 0);
}

static void test_too_long(void **state)
{
	static char xml[ACCOUNT_FORM_TEXT_MAX + 200], a[ACCOUNT_FORM_TEXT_MAX + 1];
	int n;

	(void)state;
	memset(a, 'a', sizeof(a) - 1);
	snprintf(xml, sizeof(xml), QUERY("<username>%s</username>"), a);
	assert_int_equal(reads(xml), -1);
	for(n = 0; n < 60; n++) { /* and a buffer that ends anywhere */
		str s = view(FORM("submit", FIELD("username", "alice@example.org")));

		xmpp_account_form_read(&s, text, n, &got);
	}
}

/* --- answers become fields ---------------------------------------------------- */

static void test_new_account(void **state)
{
	account_fields_t out;

	(void)state;
	assert_int_equal(reads(QUERY("<username>alice@example.org</username>"
								 "<password>p</password>")),
			0);
	assert_null(xmpp_account_form_fields(&got.form, NULL, &out));
	is(&out.aor, "alice@example.org");
	is(&out.password, "p");
	assert_int_equal(out.keep_reachable, 1); /* the default */
	assert_int_equal(out.transport, ACCOUNT_UDP);
}

/* what is not said stays; a blank password does, a blank proxy does not */
static void test_changed_account(void **state)
{
	account_fields_t today = alice(), out;

	(void)state;
	today.password = view("");
	assert_int_equal(
			reads(FORM("submit", FIELD("password", "") FIELD("outbound-proxy",
										 "") FIELD("transport", "TCP"))),
			0);
	assert_null(xmpp_account_form_fields(&got.form, &today, &out));
	is(&out.aor, "sip:alice@example.org");
	is(&out.auth_name, "alice");
	is(&out.password, "");
	is(&out.proxy, "");
	is(&out.display, "Alice <&> \"A\" 'B'");
	is(&out.line, "main");
	assert_int_equal(out.transport, ACCOUNT_TCP);
	assert_int_equal(out.keep_reachable, 0);
}

/* Who changes the address does not sign in with the name of the old one. */
static void test_another_address(void **state)
{
	account_fields_t today = alice(), out;

	(void)state;
	assert_int_equal(
			reads(FORM("submit", FIELD("username", "bob@example.org"))), 0);
	assert_null(xmpp_account_form_fields(&got.form, &today, &out));
	is(&out.auth_name, "");
	assert_int_equal(
			reads(FORM("submit", FIELD("username", "alice@example.org"))), 0);
	assert_null(xmpp_account_form_fields(&got.form, &today, &out));
	is(&out.auth_name, "alice");
}

static void test_choices(void **state)
{
	static const char *const flags[] = {"1", "true", "on", "0", "false"};
	account_fields_t out;
	account_form_t form;
	int i;

	(void)state;
	for(i = 0; i < 5; i++) {
		memset(&form, 0, sizeof(form));
		form.value[ACCOUNT_ASK_REACHABLE] = view(flags[i]);
		assert_null(xmpp_account_form_fields(&form, NULL, &out));
		assert_int_equal(out.keep_reachable, i < 3);
	}
	form.value[ACCOUNT_ASK_REACHABLE] = view("maybe");
	assert_non_null(xmpp_account_form_fields(&form, NULL, &out));
	memset(&form, 0, sizeof(form));
	form.value[ACCOUNT_ASK_TRANSPORT] = view("sctp\r\nEvil: 1");
	assert_non_null(xmpp_account_form_fields(&form, NULL, &out));
}

/* header injection: a line's end in any field is refused by the check that
 * every account passes */
static void test_no_line_ends(void **state)
{
	static const char *const evil[] = {
			"a@b.example\r\nEvil: 1", "a\nb", "a\rb", "a\001b", "\xc2\x85"};
	char room[ACCOUNT_FIELDS_MAX];
	account_fields_t fields, out;
	account_fault_t fault;
	size_t i;
	int q;

	(void)state;
	for(i = 0; i < sizeof(evil) / sizeof(evil[0]); i++)
		for(q = 0; q < ACCOUNT_QUESTIONS; q++) {
			account_form_t form;

			memset(&form, 0, sizeof(form));
			form.value[ACCOUNT_ASK_AOR] = view("alice@example.org");
			form.value[ACCOUNT_ASK_PASSWORD] = view("p");
			form.value[q] = view(evil[i]);
			if(xmpp_account_form_fields(&form, NULL, &fields))
				continue;
			fields.owner = view("romeo@xmpp.example");
			if(xmpp_account_check(&fields, &out, room, sizeof(room), &fault)
					== 0)
				fail_msg(
						"%s takes %s", xmpp_account_questions[q].name, evil[i]);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_form_of_today),
			cmocka_unit_test(test_password_stays),
			cmocka_unit_test(test_auth_name),
			cmocka_unit_test(test_plain),
			cmocka_unit_test(test_form_before_plain),
			cmocka_unit_test(test_remove_and_cancel),
			cmocka_unit_test(test_refused),
			cmocka_unit_test(test_odd_values),
			cmocka_unit_test(test_too_long),
			cmocka_unit_test(test_new_account),
			cmocka_unit_test(test_changed_account),
			cmocka_unit_test(test_another_address),
			cmocka_unit_test(test_choices),
			cmocka_unit_test(test_no_line_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
