/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What jingle2sdp and sdp2jingle share: options, input, messages. */

#ifndef TOOL_COMMON_H
#define TOOL_COMMON_H

#include "../modules/jingle_sdp/jingle_map_core.h"

#define TOOL_VERSION "1.0"

enum
{
	TOOL_DONE = 0,					  /* translated */
	TOOL_REFUSED = 1,				  /* with a reason, also: nothing found */
	TOOL_USAGE = 2,					  /* wrong use */
	TOOL_LOCALS = 8,				  /* --local options */
	TOOL_INPUT_MAX = 64 * 1024 * 1024 /* bytes of a log */
};

typedef struct tool
{
	const char *name;  /* of the program */
	const char *about; /* one line for --help */
	const char *input; /* file name, NULL: standard input */
	const char *locals[TOOL_LOCALS];
	int locals_count;
	jingle_party_t role; /* NONE: by the action */
	jingle_action_t action;
	str sid;
	str initiator;
	str responder;
	jingle_transport_kind_t transport;
	jingle_peer_t peer;
	int verbose;
	int strict;
} tool_t;

/**
 * Read the command line.
 *
 * @return -1 go on, else the exit status (help and version were printed)
 */
int tool_options(tool_t *tool, int argc, char **argv);

/** Read a file, or standard input when name is NULL. return 0, -1 (said why);
 * to be freed by the caller */
int tool_read(const tool_t *tool, const char *name, str *out);

void tool_error(const tool_t *tool, const char *format, ...)
		__attribute__((format(printf, 2, 3)));
void tool_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** Print the notes of a translation. */
void tool_notes(const jingle_map_t *t);

/** A translation with the options applied. */
void tool_start(const tool_t *tool, jingle_map_t *t, jingle_arena_t *arena);

/** Number for the o= line: the same for the same text. */
uint64_t tool_sdp_id(const str *text);

#endif
