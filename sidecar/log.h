/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Log lines on standard error. Secrets never come here, stanzas only at debug
 * level. With systemd (JOURNAL_STREAM is set) a line starts with its priority
 * instead of the time and the level's name. */

#ifndef LOG_H
#define LOG_H

typedef enum log_level
{
	LOG_LEVEL_ERROR = 0, /* something does not work; says what to do */
	LOG_LEVEL_WARNING,	 /* works, but not as wanted */
	LOG_LEVEL_NOTICE,	 /* streams and links that come and go; the default */
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG /* every stanza */
} log_level_t;

/* Level by its name ("error" … "debug"), or -1. */
int log_level_parse(const char *name);

void log_level_set(log_level_t level);
int log_level_on(log_level_t level);

/* One line; no newline in the format. */
void log_write(log_level_t level, const char *format, ...)
		__attribute__((format(printf, 2, 3)));

#define log_error(...) log_write(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_write(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_notice(...) log_write(LOG_LEVEL_NOTICE, __VA_ARGS__)
#define log_info(...) log_write(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...)                               \
	do {                                             \
		if(log_level_on(LOG_LEVEL_DEBUG))            \
			log_write(LOG_LEVEL_DEBUG, __VA_ARGS__); \
	} while(0)

/* What a remote entity can cause as often as it likes: one line of it a
 * minute, and how many were left out. */
typedef struct log_window
{
	long until; /* s of CLOCK_MONOTONIC */
	unsigned silent;
} log_window_t;

/* May a line be written? silent: how many were left out before it. */
int log_window_pass(log_window_t *w, unsigned *silent);

#define log_once(level, ...)                                                  \
	do {                                                                      \
		static log_window_t window_;                                          \
		unsigned silent_;                                                     \
		if(log_level_on(level) && log_window_pass(&window_, &silent_)) {      \
			if(silent_ > 0)                                                   \
				log_write(                                                    \
						level, "%u more of the next kind left out", silent_); \
			log_write(level, __VA_ARGS__);                                    \
		}                                                                     \
	} while(0)

#endif
