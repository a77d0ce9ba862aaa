/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a command-line tool in a child of the test: its main() is tool_main()
 * here. TOOL is its name. */

#ifndef TOOL_TEST_H
#define TOOL_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

enum
{
	TOOL_TEXT = 64 * 1024,
	TOOL_ARGS = 16,
	TOOL_FILES = 64
};

static char tool_out[TOOL_TEXT], tool_err[TOOL_TEXT];
static char files[TOOL_FILES][64];
static int files_count;

#define assert_part(text, part)                                    \
	do {                                                           \
		if(strstr(text, part) == NULL)                             \
			fail_msg("no '%s' in:\n%s\n%s", part, text, tool_err); \
	} while(0)
#define assert_no(text, part)                              \
	do {                                                   \
		if(strstr(text, part) != NULL)                     \
			fail_msg("unwanted '%s' in:\n%s", part, text); \
	} while(0)

/* A file with this text; removed when the tests end. */
static inline const char *file(const char *name, const char *text)
{
	char *path = files[files_count];
	FILE *f;
	int fd;

	assert_true(files_count < TOOL_FILES);
	files_count++;
	snprintf(path, sizeof(files[0]), "/tmp/%s-%.16s-XXXXXX", TOOL, name);
	fd = mkstemp(path);
	assert_true(fd >= 0);
	f = fdopen(fd, "w");
	fputs(text, f);
	fclose(f);
	return path;
}

static inline int remove_files(void **state)
{
	(void)state;
	while(files_count > 0)
		unlink(files[--files_count]);
	return 0;
}

static inline void take(FILE *f, char *text)
{
	size_t n;

	rewind(f);
	n = fread(text, 1, TOOL_TEXT - 1, f);
	text[n] = '\0';
	fclose(f);
}

/* Run it with this standard input (NULL: none) and arguments; exit status. */
static inline int run_tool(const char *input, ...)
{
	char *argv[TOOL_ARGS] = {(char *)TOOL};
	FILE *in = tmpfile(), *out = tmpfile(), *err = tmpfile();
	int argc = 1, status;
	va_list ap;
	pid_t pid;

	va_start(ap, input);
	while(argc < TOOL_ARGS - 1 && (argv[argc] = va_arg(ap, char *)) != NULL)
		argc++;
	va_end(ap);
	assert_true(in && out && err);
	if(input != NULL)
		fputs(input, in);
	rewind(in);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if(pid == 0) {
		dup2(fileno(in), 0);
		dup2(fileno(out), 1);
		dup2(fileno(err), 2);
		exit(tool_main(argc, argv));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	fclose(in);
	take(out, tool_out);
	take(err, tool_err);
	if(!WIFEXITED(status) || WEXITSTATUS(status) > 2)
		fail_msg("ended with %d:\n%s", status, tool_err);
	return WEXITSTATUS(status);
}

static inline void test_wrong_use(void **state)
{
	(void)state;
	assert_int_equal(run_tool(NULL, "--nonsense", NULL), 2);
	assert_int_equal(run_tool(NULL, "--role", NULL), 2);
	assert_int_equal(run_tool(NULL, "--role", "spectator", NULL), 2);
	assert_part(tool_err, "--role: 'spectator' is not known");
	assert_int_equal(run_tool(NULL, "--action", "dance", NULL), 2);
	assert_int_equal(run_tool(NULL, "--transport", "tin-can", NULL), 2);
	assert_int_equal(run_tool(NULL, "--peer", "nobody", NULL), 2);
	assert_int_equal(run_tool(NULL, "a", "b", NULL), 2);
	assert_string_equal(tool_out, "");
	assert_int_equal(run_tool(NULL, "--version", NULL), 0);
	assert_part(tool_out, TOOL " (kamailio-jingle) ");
}

/* The options of a text: words that begin with "--", each once. */
static inline int options_of(const char *text, char option[32][32])
{
	const char *p = text;
	int n = 0, i;

	while((p = strstr(p, "--")) != NULL && n < 32) {
		size_t len = strspn(p + 2, "abcdefghijklmnopqrstuvwxyz");
		snprintf(option[n], 32, "%.*s", (int)len, p + 2);
		for(i = 0; i < n && strcmp(option[i], option[n]) != 0; i++)
			;
		if(len > 0 && i == n)
			n++;
		p += 2;
	}
	return n;
}

static inline void each_is_in(char a[32][32], int n, char b[32][32], int m)
{
	int i, j;

	for(i = 0; i < n; i++) {
		for(j = 0; j < m && strcmp(a[i], b[j]) != 0; j++)
			;
		if(j == m)
			fail_msg("--%s is in one of manual and --help only", a[i]);
	}
}

/* The manual has the options that --help has, and no others. */
static inline void test_manual(void **state)
{
	static char text[TOOL_TEXT], manual[32][32], help[32][32];
	FILE *f = fopen(TOP "/utils/" TOOL ".1", "r");
	size_t n, i, j = 0;
	int in_manual, in_help;

	(void)state;
	assert_non_null(f);
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	for(i = 0; i < n; i++) /* \- is a hyphen */
		if(text[i] != '\\')
			text[j++] = text[i];
	text[j] = '\0';
	in_manual = options_of(text, manual);
	assert_int_equal(run_tool(NULL, "--help", NULL), 0);
	in_help = options_of(tool_out, help);
	assert_true(in_help >= 12);
	each_is_in(manual, in_manual, help, in_help);
	each_is_in(help, in_help, manual, in_manual);
}

#endif
