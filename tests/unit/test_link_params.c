/* links: modules/xmpp_link/link_config.c modules/xmpp_link/link_socket.c modules/xmpp_link/link_users.c modules/xmpp_gateway/gateway_adopt.c modules/xmpp_gateway/gateway_config.c modules/xmpp_gateway/gateway_domains.c modules/xmpp_gateway/gateway_features.c modules/xmpp_gateway/gateway_info.c modules/xmpp_gateway/gateway_sha1.c modules/xmpp_account/account_config.c modules/xmpp_account/account_check.c modules/xmpp_presence/presence_config.c tests/unit/bare/bare_core.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each parameter of xmpp_link, xmpp_gateway, xmpp_account, xmpp_presence: what an operator may
 * write in kamailio.cfg is taken, anything else refused with a line that names it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../core/dprint.h"
#include "../../core/modparam.h"
#include "../../modules/xmpp_account/account_config.h"
#include "../../modules/xmpp_gateway/gateway_adopt.h"
#include "../../modules/xmpp_gateway/gateway_config.h"
#include "../../modules/xmpp_gateway/gateway_domains.h"
#include "../../modules/xmpp_link/link_config.h"
#include "../../modules/xmpp_presence/presence_config.h"

#include "bare/bare_core.h"


/* in kamailio.cfg each text is set once, and never freed */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

static int end(void **state)
{
	bare_core_reset();
	return 0;
}

typedef int (*set_f)(modparam_t type, void *value);

static set_f setter(const param_export_t *table, const char *name)
{
	for(; table->name; table++)
		if(strcmp(table->name, name) == 0)
			return (set_f)(void (*)(void))table->param_pointer;
	fail_msg("there is no parameter %s", name);
	return NULL;
}

static int set_int(const param_export_t *table, const char *name, int value)
{
	return setter(table, name)(PARAM_INT, (void *)(long)value);
}

static int set_str(
		const param_export_t *table, const char *name, const char *text)
{
	static char copy[4096];
	str s = {copy, (int)strlen(text)};

	strcpy(copy, text);
	return setter(table, name)(PARAM_STR, &s);
}

/* refused, and the log has its name */
static void check_refused(int rc, const char *name)
{
	char part[64];

	assert_int_equal(rc, -1);
	snprintf(part, sizeof(part), "parameter %s", name);
	assert_true(bare_logged_at(L_ERR, part) > 0);
	bare_log_clear();
}

/* all numbers at their bounds, and one beyond; def->min and max are what
 * kamcmd cfg.help shows */
static void check_numbers(const param_export_t *table, const cfg_def_t *def)
{
	int n = 0;

	for(; def->name; def++, n++) {
		assert_int_equal(set_int(table, def->name, def->min), 0);
		assert_int_equal(set_int(table, def->name, def->max), 0);
		check_refused(set_int(table, def->name, def->max + 1), def->name);
		if(def->min > 0)
			check_refused(set_int(table, def->name, def->min - 1), def->name);
		check_refused(set_int(table, def->name, -1), def->name);
	}
	assert_true(n > 8);
}

static void numbers_are_taken_within_their_bounds_only(void **state)
{
	check_numbers(xmpp_link_params, xmpp_link_cfg_def);
	check_numbers(xmpp_gateway_params, xmpp_gateway_cfg_def);
	check_numbers(xmpp_account_params, xmpp_account_cfg_def);
	check_numbers(xmpp_presence_params, xmpp_presence_cfg_def);
	/* as the manual has them */
	assert_int_equal(set_int(xmpp_link_params, "workers", 64), 0);
	assert_int_equal(set_int(xmpp_link_params, "workers", 65), -1);
	assert_int_equal(xmpp_link_numbers.workers, 64);
	assert_int_equal(set_int(xmpp_gateway_params, "query_time", 20), 0);
	assert_int_equal(xmpp_gateway_numbers.query_time, 20);
}

static void the_web_form_has_an_address(void **state)
{
	static const char *const good[] = {"", "https://gw.example/account/",
			"http://192.0.2.1:8080/", "https://[2001:db8::1]/a/b/"};
	static const char *const bad[] = {"gw.example/account/",
			"https://gw.example/account", "https://gw.example", "https:///",
			"ftp://gw.example/", "https://gw.example/a b/",
			"https://gw.example/?x=/", "https://gw.example/\"/",
			"https://gw.example/<b>/", "javascript:alert(1)//"};
	char longest[300] = "https://gw.example/";
	size_t i;

	for(i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_equal(set_str(xmpp_account_params, "web_url", good[i]), 0);
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check_refused(
				set_str(xmpp_account_params, "web_url", bad[i]), "web_url");
	memset(longest + 19, 'a', 270);
	longest[289] = '/';
	check_refused(set_str(xmpp_account_params, "web_url", longest), "web_url");
}

static void an_account_is_contacted_at_a_host(void **state)
{
	assert_int_equal(
			set_str(xmpp_account_params, "contact", "gw.example:5060"), 0);
	check_refused(set_str(xmpp_account_params, "contact", "gw.example;x=y"),
			"contact");
	check_refused(set_str(xmpp_account_params, "sip_domains", "sip:a@b"),
			"sip_domains");
	check_refused(set_str(xmpp_account_params, "table", "a;b"), "table");
	check_refused(set_str(xmpp_account_params, "db_url", "nothing"), "db_url");
}

static void permissions_without_a_leading_zero_are_refused_with_that_advice(
		void **state)
{
	assert_int_equal(set_int(xmpp_link_params, "socket_mode", 0660), 0);
	assert_int_equal(set_int(xmpp_link_params, "socket_mode", 660), -1);
	assert_int_equal(bare_logged_at(L_ERR, "0 in front"), 1);
}

static void a_path_has_1_to_100_characters(void **state)
{
	char path[128];

	memset(path, 'a', sizeof(path));
	path[100] = '\0';
	assert_int_equal(set_str(xmpp_link_params, "socket", path), 0);
	assert_int_equal(xmpp_link_config.socket.len, 100);
	assert_string_equal(xmpp_link_config.socket.s, path);
	path[100] = 'a';
	path[101] = '\0';
	check_refused(set_str(xmpp_link_params, "socket", path), "socket");
	check_refused(set_str(xmpp_link_params, "socket", ""), "socket");
	assert_int_equal(xmpp_link_config.socket.len, 100); /* as it was */
}

static void users_and_groups_must_exist(void **state)
{
	assert_int_equal(set_str(xmpp_link_params, "user", "root"), 0);
	check_refused(set_str(xmpp_link_params, "user", "n o"), "user");
	check_refused(set_str(xmpp_link_params, "group", "n o"), "group");
	check_refused(set_str(xmpp_link_params, "peer_users", "n/o"), "peer_users");
	assert_int_equal(set_str(xmpp_link_params, "event_callback", "any"), 0);
}

static void domains_have_no_slash_no_at_and_255_bytes(void **state)
{
	char name[300];

	assert_int_equal(
			set_str(xmpp_link_params, "local_domains", "a.example, b.example"),
			0);
	check_refused(
			set_str(xmpp_link_params, "local_domains", "a@b"), "local_domains");
	check_refused(set_str(xmpp_gateway_params, "local_domains", "a/b"),
			"local_domains");
	check_refused(
			set_str(xmpp_gateway_params, "component", "a <b>"), "component");
	memset(name, 'x', sizeof(name));
	name[256] = '\0';
	check_refused(set_str(xmpp_gateway_params, "component", name), "component");
	name[255] = '\0';
	assert_int_equal(set_str(xmpp_gateway_params, "component", name), 0);
	check_refused(
			set_str(xmpp_gateway_params, "component", "1 2 3 4 5 6 7 8 9"),
			"component");
	assert_int_equal(
			set_str(xmpp_gateway_params, "component", "1 2;3,4 5 6 7 8"), 0);
}

static void text_for_stanzas_is_utf8_and_not_empty(void **state)
{
	char text[1100];

	assert_int_equal(
			set_str(xmpp_gateway_params, "name", "T\xc3\xa9l\xc3\xa9phone"), 0);
	check_refused(set_str(xmpp_gateway_params, "name", ""), "name");
	check_refused(set_str(xmpp_gateway_params, "name", "\xff"), "name");
	check_refused(set_str(xmpp_gateway_params, "prompt", "a\nb"), "prompt");
	memset(text, 'x', sizeof(text));
	text[1024] = '\0';
	check_refused(set_str(xmpp_gateway_params, "resource", text), "resource");
	text[1023] = '\0';
	assert_int_equal(set_str(xmpp_gateway_params, "resource", text), 0);
}

static void words_stand_once_and_are_not_too_many(void **state)
{
	assert_int_equal(set_str(xmpp_gateway_params, "types", "sip, sms"), 0);
	check_refused(set_str(xmpp_gateway_params, "types", ""), "types");
	check_refused(set_str(xmpp_gateway_params, "types", "a b a"), "types");
	check_refused(set_str(xmpp_gateway_params, "types", "a b c d e"), "types");
	assert_int_equal(set_str(xmpp_gateway_params, "features", ""), 0);
	check_refused(
			set_str(xmpp_gateway_params, "features", "u:x u:x"), "features");
}

static void databases_are_urls_and_tables_have_names(void **state)
{
	assert_int_equal(set_str(xmpp_gateway_params, "db_url", ""), 0);
	assert_int_equal(set_str(xmpp_gateway_params, "db_url", "sqlite:////x"), 0);
	check_refused(set_str(xmpp_gateway_params, "db_url", "/x"), "db_url");
	assert_int_equal(set_str(xmpp_gateway_params, "table", "a.b_1"), 0);
	check_refused(set_str(xmpp_gateway_params, "table", "a b"), "table");
	check_refused(set_str(xmpp_gateway_params, "table", ""), "table");
}

static void without_memory_a_text_stays_as_it_was(void **state)
{
	assert_int_equal(set_str(xmpp_gateway_params, "name", "before"), 0);
	bare_memory_fail(1);
	assert_int_equal(set_str(xmpp_gateway_params, "name", "after"), -1);
	assert_string_equal(xmpp_gateway_config.name.s, "before");
}

/* --- what follows from them -------------------------------------------------------- */

static int expected;

static int expect(const str *component)
{
	return ++expected > 2 ? -1 : 0;
}

static void components_and_domains_of_the_gateway_are_known_after_the_start(
		void **state)
{
	str upper = str_init("SIP.example"), other = str_init("example");
	str local = str_init("Juliet@Home.example/x"), far = str_init("a@b");

	xmpp_gateway_link.expect = expect;
	xmpp_gateway_link.local_domains = xmpp_link_local_domains;
	xmpp_link_config.local_domains.len = 0;
	set_str(xmpp_gateway_params, "component", "sip.example tel.example");
	set_str(xmpp_gateway_params, "local_domains", "home.example");
	set_str(xmpp_gateway_params, "types", "sip");
	set_str(xmpp_gateway_params, "features", "urn:x");
	assert_int_equal(xmpp_gateway_config_init(), 0);
	assert_int_equal(xmpp_gateway_domains_init(), 0);
	assert_int_equal(expected, 2);
	assert_true(xmpp_gateway_is_ours(&upper));
	assert_false(xmpp_gateway_is_ours(&other));
	assert_true(xmpp_gateway_is_local(&local));
	assert_false(xmpp_gateway_is_local(&far));
	assert_int_equal(strlen(xmpp_gateway_config.contact_ver), 28);
	assert_string_not_equal(
			xmpp_gateway_config.contact_ver, xmpp_gateway_config.component_ver);
	assert_int_equal(
			xmpp_gateway_domains_init(), -1); /* the link has no room */
}

static void without_components_all_are_ours_without_domains_nobody_is_local(
		void **state)
{
	str any = str_init("any.example");

	xmpp_gateway_config.component.len = 0;
	xmpp_gateway_config.local_domains.len = 0;
	xmpp_link_config.local_domains.len = 0;
	assert_int_equal(xmpp_gateway_config_init(), 0);
	assert_int_equal(xmpp_gateway_domains_init(), 0);
	assert_true(xmpp_gateway_is_ours(&any));
	assert_false(xmpp_gateway_is_local(&any));
	assert_int_equal(bare_logged_at(L_WARN, "local_domains"), 1);
}

/* an older configuration: the value counts where ours is not written, two that
 * differ are refused with both lines named */
static void what_jingle_says_of_ours_is_taken_over_or_refused(void **state)
{
	str trunk = str_init("trunk.example"), same = str_init("TRUNK.example,");
	str other = str_init("other.example"), bad = str_init("a@b");

	assert_int_equal(
			xmpp_gateway_adopt("jingle", "trunk_domains", PARAM_STR, &bad), -1);
	assert_int_equal(
			xmpp_gateway_adopt("jingle", "trunk_domains", PARAM_STR, &trunk),
			0);
	memset(&xmpp_gateway_config.trunk_domains, 0, sizeof(str));
	assert_int_equal(xmpp_gateway_adopt_settle(), 0);
	assert_string_equal(xmpp_gateway_config.trunk_domains.s, "trunk.example");
	assert_int_equal(bare_logged_at(L_WARN, "in its place"), 1);
	assert_int_equal(
			xmpp_gateway_adopt("jingle", "trunk_domains", PARAM_STR, &same), 0);
	assert_int_equal(xmpp_gateway_adopt_settle(), 0);
	assert_int_equal(bare_logged_at(L_WARN, "take the line out"), 1);
	assert_int_equal(
			xmpp_gateway_adopt("jingle", "trunk_domains", PARAM_STR, &other),
			0);
	assert_int_equal(xmpp_gateway_adopt_settle(), -1);
	assert_int_equal(bare_logged_at(L_ERR, "other.example"), 1);
	assert_string_equal(xmpp_gateway_config.trunk_domains.s, "trunk.example");
}

static void a_feature_that_we_have_already_is_not_told_twice(void **state)
{
	char ver[sizeof(xmpp_gateway_config.contact_ver)];

	xmpp_gateway_config.component.len = 0;
	set_str(xmpp_gateway_params, "features", "");
	assert_int_equal(xmpp_gateway_config_init(), 0);
	strcpy(ver, xmpp_gateway_config.contact_ver);
	set_str(xmpp_gateway_params, "features", "urn:xmpp:jingle:1");
	assert_int_equal(xmpp_gateway_config_init(), 0);
	assert_string_equal(xmpp_gateway_config.contact_ver, ver);
	set_str(xmpp_gateway_params, "features", "urn:new");
	assert_int_equal(xmpp_gateway_config_init(), 0);
	assert_string_not_equal(xmpp_gateway_config.contact_ver, ver);
}

int main(void)
{
#define T(f) cmocka_unit_test_teardown(f, end)
	const struct CMUnitTest tests[] = {
			T(numbers_are_taken_within_their_bounds_only),
			T(permissions_without_a_leading_zero_are_refused_with_that_advice),
			T(the_web_form_has_an_address),
			T(an_account_is_contacted_at_a_host),
			T(a_path_has_1_to_100_characters),
			T(users_and_groups_must_exist),
			T(domains_have_no_slash_no_at_and_255_bytes),
			T(text_for_stanzas_is_utf8_and_not_empty),
			T(words_stand_once_and_are_not_too_many),
			T(databases_are_urls_and_tables_have_names),
			T(without_memory_a_text_stays_as_it_was),
			T(components_and_domains_of_the_gateway_are_known_after_the_start),
			T(without_components_all_are_ours_without_domains_nobody_is_local),
			T(what_jingle_says_of_ours_is_taken_over_or_refused),
			T(a_feature_that_we_have_already_is_not_told_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
