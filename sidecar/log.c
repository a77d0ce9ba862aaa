/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Log lines on standard error. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "log.h"

enum
{
	LOG_LINE_MAX = 2048, /* bytes; the rest of a longer line is left off */
	LOG_WINDOW = 60		 /* s */
};

static const struct
{
	const char *name;
	int priority; /* as in syslog(3) */
} levels[] = {
		{"error", 3},
		{"warning", 4},
		{"notice", 5},
		{"info", 6},
		{"debug", 7},
};

static log_level_t level_now = LOG_LEVEL_NOTICE;


int log_level_parse(const char *name)
{
	size_t i;

	for(i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if(strcmp(levels[i].name, name) == 0)
			return (int)i;
	return -1;
}


void log_level_set(log_level_t level)
{
	level_now = level;
}


int log_level_on(log_level_t level)
{
	return level <= level_now;
}


static size_t log_prefix(char *line, size_t cap, log_level_t level)
{
	struct timespec now;
	struct tm tm;
	char stamp[32];

	if(getenv("JOURNAL_STREAM") != NULL)
		return (size_t)snprintf(line, cap, "<%d>", levels[level].priority);
	clock_gettime(CLOCK_REALTIME, &now);
	localtime_r(&now.tv_sec, &tm);
	strftime(stamp, sizeof(stamp), "%Y-%m-%d %H:%M:%S", &tm);
	return (size_t)snprintf(line, cap, "%s.%03ld %s: ", stamp,
			now.tv_nsec / 1000000, levels[level].name);
}


/* a peer's text must not forge a line of ours */
static void log_clean(char *p, const char *end)
{
	for(; p < end; p++)
		if((unsigned char)*p < 0x20 || *p == 0x7F)
			*p = ' ';
}


void log_write(log_level_t level, const char *format, ...)
{
	char line[LOG_LINE_MAX];
	va_list args;
	size_t len;
	int n;

	if(!log_level_on(level))
		return;
	len = log_prefix(line, sizeof(line), level);
	va_start(args, format);
	n = vsnprintf(line + len, sizeof(line) - len - 1, format, args);
	va_end(args);
	if(n < 0)
		return;
	log_clean(line + len, line + len + strlen(line + len));
	len += strlen(line + len);
	line[len++] = '\n';
	if(write(STDERR_FILENO, line, len) < 0)
		return; /* nowhere left to say it */
}


int log_window_pass(log_window_t *w, unsigned *silent)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if(w->until != 0 && now.tv_sec < w->until) {
		w->silent++;
		return 0;
	}
	*silent = w->silent;
	w->silent = 0;
	w->until = now.tv_sec + LOG_WINDOW;
	return 1;
}
