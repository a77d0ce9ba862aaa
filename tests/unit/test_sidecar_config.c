/* links: sidecar/config.c sidecar/failure.c sidecar/log.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sidecar's configuration, as jingle-sidecar.conf(5) describes it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/stat.h>

#include "../../sidecar/config.h"

static config_t config;
static char error[CONFIG_ERROR_MAX];

/* the copy ends where the text ends, so that ASan sees a read past it */
static int parse(const char *text)
{
	size_t len = strlen(text);
	char *copy = malloc(len ? len : 1);
	int rc;

	memcpy(copy, text, len);
	error[0] = '\0';
	rc = config_parse(&config, copy, len, error);
	free(copy);
	return rc;
}

static void test_defaults(void **state)
{
	(void)state;
	assert_int_equal(parse("[component gw.example]\nsecret = s"), 0);
	assert_int_equal(config.log_level, LOG_LEVEL_NOTICE);
	assert_string_equal(config.link.path, "/run/kamailio/xmpp_link");
	assert_int_equal(config.link.hold_seconds, 10);
	assert_int_equal(config.link.hold_bytes, 4194304);
	assert_int_equal(config.link.propose_seconds, 4);
	assert_int_equal(config.components, 1);
	assert_string_equal(config.component[0].name, "gw.example");
	assert_string_equal(config.component[0].host, "localhost");
	assert_int_equal(config.component[0].port, 5347);
	assert_string_equal(config.component[0].secret, "s");
	assert_int_equal(config.component[0].connections, 1);
	assert_int_equal(config.component[0].connect_seconds, 10);
	assert_int_equal(config.component[0].silent_seconds, 20);
	assert_int_equal(config.component[0].resend_seconds, 30);
	assert_int_equal(config.component[0].resend_bytes, 8388608);
}

static void test_all_keys(void **state)
{
	(void)state;
	assert_int_equal(parse("# comment\n; another\n\n log_level=debug\r\n"
						   "[link]\npath = /x y\nhold_seconds = 300\n"
						   "hold_bytes = 1048576\npropose_seconds=0\n"
						   "[ component  a.example ]\nhost=h\nport=1\n"
						   "secret = a = b # c\nconnections=64\n"
						   "connect_seconds=1\nsilent_seconds=3\n"
						   "resend_seconds=0\nresend_bytes=0\n"
						   "[component b.example]\nsecret_file = /f\n"),
			0);
	assert_int_equal(config.log_level, LOG_LEVEL_DEBUG);
	assert_string_equal(config.link.path, "/x y");
	assert_int_equal(config.link.hold_seconds, 300);
	assert_int_equal(config.link.propose_seconds, 0);
	assert_int_equal(config.components, 2);
	assert_string_equal(config.component[0].name, "a.example");
	assert_string_equal(config.component[0].host, "h");
	assert_int_equal(config.component[0].port, 1);
	assert_string_equal(config.component[0].secret, "a = b # c");
	assert_int_equal(config.component[0].connections, 64);
	assert_string_equal(config.component[1].secret_file, "/f");
	assert_int_equal(config.component[1].port, 5347);
}

static void test_wrong(void **state)
{
	static const struct
	{
		const char *text;
		const char *line; /* how the error begins */
	} cases[] = {
			{"x", "line 1: "},
			{"\nport = 1", "line 2: "},
			{"[link]\nport = 1", "line 2: "},
			{"[link", "line 1: "},
			{"[link] x", "line 1: "},
			{"[links]", "line 1: "},
			{"[component]", "line 1: "},
			{"[component ]", "line 1: "},
			{"[component a'b]", "line 1: "},
			{"[component a@b]", "line 1: "},
			{"[component a]\n[component a]", "line 2: "},
			{"[component a]\nport = 0", "line 2: "},
			{"[component a]\nport = 65536", "line 2: "},
			{"[component a]\nport = -1", "line 2: "},
			{"[component a]\nport = 1x", "line 2: "},
			{"[component a]\nport =", "line 2: "},
			{"[component a]\nhost =", "line 2: "},
			{"[component a]\nport = 99999999999999999999", "line 2: "},
			{"log_level = loud", "line 1: "},
			{"[link]\nhold_seconds = 301", "line 2: "},
			{"[component a]\nsecret = \"hush\"", "line 2: "},
			{"[component a]\nsecret = 'hush'", "line 2: "},
			{"[component a]\nhost = \"::1\"", "line 2: "},
			{"[link]\npath = '/x'", "line 2: "},
	};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_not_equal(parse(cases[i].text), 0);
		assert_memory_equal(error, cases[i].line, strlen(cases[i].line));
	}
}

static void test_too_long(void **state)
{
	char text[CONFIG_LINE_MAX + 64];

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(text, "[link]\npath = ", 14);
	text[14 + CONFIG_PATH_MAX - 1] = '\0';
	assert_int_equal(parse(text), 0);
	text[14 + CONFIG_PATH_MAX - 1] = 'a';
	text[14 + CONFIG_PATH_MAX] = '\0';
	assert_int_not_equal(parse(text), 0);
	text[14 + CONFIG_PATH_MAX] = 'a';
	text[sizeof(text) - 1] = '\0';
	assert_int_not_equal(parse(text), 0);
}

/* no error may show what could be a secret */
static void test_secret_not_shown(void **state)
{
	(void)state;
	assert_int_not_equal(parse("[component a]\nsecret hush"), 0);
	assert_null(strstr(error, "hush"));
	assert_int_not_equal(parse("[component a]\nsecrets = hush"), 0);
	assert_null(strstr(error, "hush"));
}

static char folder[] = "/tmp/test_sidecar_config.XXXXXX";

static void write_file(const char *name, const char *text, mode_t mode)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	chmod(path, mode);
}

static int load(const char *text)
{
	char path[128];

	write_file("conf", text, 0600);
	snprintf(path, sizeof(path), "%s/conf", folder);
	return config_load(&config, path, error);
}

static void test_load(void **state)
{
	char text[256];

	(void)state;
	write_file("secret", "hush hush\nmore\n", 0600);
	snprintf(text, sizeof(text), "[component a]\nsecret_file = %s/secret",
			folder);
	assert_int_equal(load(text), 0);
	assert_string_equal(config.component[0].secret, "hush hush");
	snprintf(
			text, sizeof(text), "[component a]\nsecret_file = %s/none", folder);
	assert_int_not_equal(load(text), 0);
	assert_non_null(strstr(error, "/none"));
	/* the example's, and one with quotes around it */
	assert_int_not_equal(load("[component a]\nsecret = change-me"), 0);
	assert_non_null(strstr(error, "still the example's"));
	write_file("secret", "\"hush\"\n", 0600);
	snprintf(text, sizeof(text), "[component a]\nsecret_file = %s/secret",
			folder);
	assert_int_not_equal(load(text), 0);
	assert_null(strstr(error, "hush"));
	assert_non_null(strstr(error, "quotes"));
	assert_int_equal(load("[component a]\nsecret = \"half"), 0);
	assert_int_equal(load("[component a]\nsecret = \""), 0);
	assert_int_not_equal(load("[component a]"), 0);
	assert_int_not_equal(load(""), 0);
	assert_int_not_equal(
			load("[component a]\nsecret = x\nsecret_file = /y"), 0);
	assert_int_not_equal(config_load(&config, "/nonexistent/x", error), 0);
}

/* who may not read it is named */
static void test_permission(void **state)
{
	char path[128];
	uid_t self = geteuid();
	int rc;

	(void)state;
	if(self != 0)
		skip();
	write_file("conf", "[component a]\nsecret = x", 0600);
	snprintf(path, sizeof(path), "%s/conf", folder);
	assert_int_equal(seteuid(65534), 0);
	rc = config_load(&config, path, error);
	assert_int_equal(seteuid(self), 0);
	assert_int_not_equal(rc, 0);
	assert_string_equal(error, "Permission denied for user nobody (uid 65534)");
}

static int folder_make(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int folder_remove(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/conf", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/secret", folder);
	unlink(path);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_defaults),
			cmocka_unit_test(test_all_keys),
			cmocka_unit_test(test_wrong),
			cmocka_unit_test(test_too_long),
			cmocka_unit_test(test_secret_not_shown),
			cmocka_unit_test(test_load),
			cmocka_unit_test(test_permission),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
