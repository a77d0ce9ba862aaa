/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "tool_common.h"

enum
{
	READ_FIRST = 64 * 1024 /* bytes */
};

void tool_error(const tool_t *tool, const char *format, ...)
{
	va_list ap;

	fprintf(stderr, "%s: ", tool->name);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
}

void tool_note(const char *format, ...)
{
	va_list ap;

	fputs("note: ", stderr);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
}

/* What stands in a stanza must not steer a terminal. */
static void print_safe(const char *s, int len)
{
	int i;

	for(i = 0; i < len; i++)
		fputc((unsigned char)s[i] < 0x20 || s[i] == 0x7F ? '?' : s[i], stderr);
}

void tool_notes(const jingle_map_t *t)
{
	const jingle_map_warning_t *n;

	for(n = t->warnings.list.first; n != NULL; n = n->next) {
		fputs("note: ", stderr);
		if(n->where.s && n->where.len) {
			fputs("content '", stderr);
			print_safe(n->where.s, n->where.len);
			fputs("': ", stderr);
		}
		print_safe(n->what, (int)strlen(n->what));
		fprintf(stderr, ": %s\n", n->why);
	}
	if(t->warnings.total > t->warnings.list.count)
		tool_note("and %d more", t->warnings.total - t->warnings.list.count);
}

static int help(const tool_t *tool)
{
	int i;

	printf("Usage: %s [OPTION...] [FILE]\n%s\n\n"
		   "Without FILE it reads standard input.\n\n",
			tool->name, tool->about);
	fputs("  --role ROLE         the party that the SDP describes: initiator,\n"
		  "                      responder (default: by the action)\n"
		  "  --action ACTION     Jingle action, in the place of the one found\n"
		  "  --sid SID           session id to write\n"
		  "  --initiator JID     initiator to write\n"
		  "  --responder JID     responder to write\n"
		  "  --local FILE        the earlier SDP or Jingle: the\n"
		  "                      context of an answer; may be repeated\n"
		  "  --transport KIND    ice-udp, raw-udp, ice\n"
		  "  --peer NAME         write for this program:",
			stdout);
	for(i = 0; i < JINGLE_PEERS; i++) {
		if(i % 4 == 0)
			fputs("\n                     ", stdout);
		printf(" %s", jingle_peer_name((jingle_peer_t)i));
	}
	fputs("\n"
		  "  --strict            refuse what is otherwise read as it was "
		  "meant\n"
		  "  --verbose           tell what was found\n"
		  "  --help              this text\n"
		  "  --version           version\n\n"
		  "Exit status: 0 translated, 1 refused with a reason, 2 wrong use.\n",
			stdout);
	return TOOL_DONE;
}

static int bad_value(const tool_t *tool, const char *option, const char *value)
{
	tool_error(tool, "--%s: '%s' is not known, see --help", option, value);
	return TOOL_USAGE;
}

static int set_role(tool_t *tool, const char *value)
{
	if(strcmp(value, "initiator") == 0)
		tool->role = JINGLE_INITIATOR;
	else if(strcmp(value, "responder") == 0)
		tool->role = JINGLE_RESPONDER;
	else
		return bad_value(tool, "role", value);
	return -1;
}

static int set_transport(tool_t *tool, const char *value)
{
	if(strcmp(value, "ice-udp") == 0)
		tool->transport = JINGLE_TRANSPORT_ICE_UDP;
	else if(strcmp(value, "raw-udp") == 0)
		tool->transport = JINGLE_TRANSPORT_RAW_UDP;
	else if(strcmp(value, "ice") == 0)
		tool->transport = JINGLE_TRANSPORT_ICE;
	else
		return bad_value(tool, "transport", value);
	return -1;
}

static int set_named(tool_t *tool, int option, const char *value)
{
	str v;
	int i;

	jingle_str_set(&v, value);
	if(option == 'a') {
		tool->action = jingle_action_find(&v);
		if(tool->action == JINGLE_ACTION_UNKNOWN)
			return bad_value(tool, "action", value);
		return -1;
	}
	i = jingle_peer_find(&v);
	if(i < 0)
		return bad_value(tool, "peer", value);
	tool->peer = (jingle_peer_t)i;
	return -1;
}

static int set_local(tool_t *tool, const char *value)
{
	if(tool->locals_count == TOOL_LOCALS) {
		tool_error(tool, "more than %d --local", TOOL_LOCALS);
		return TOOL_USAGE;
	}
	tool->locals[tool->locals_count++] = value;
	return -1;
}

static int set_option(tool_t *tool, int option, const char *value)
{
	switch(option) {
		case 'r':
			return set_role(tool, value);
		case 't':
			return set_transport(tool, value);
		case 'a':
		case 'p':
			return set_named(tool, option, value);
		case 's':
			jingle_str_set(&tool->sid, value);
			return -1;
		case 'i':
			jingle_str_set(&tool->initiator, value);
			return -1;
		case 'e':
			jingle_str_set(&tool->responder, value);
			return -1;
		case 'l':
			return set_local(tool, value);
		case 'v':
			tool->verbose = 1;
			return -1;
		case 'S':
			tool->strict = 1;
			return -1;
		case 'h':
			return help(tool);
		case 'V':
			printf("%s (kamailio-jingle) %s\n", tool->name, TOOL_VERSION);
			return TOOL_DONE;
		default:
			fprintf(stderr, "Try '%s --help'.\n", tool->name);
			return TOOL_USAGE;
	}
}

int tool_options(tool_t *tool, int argc, char **argv)
{
	static const struct option options[] = {
			{"role", required_argument, NULL, 'r'},
			{"action", required_argument, NULL, 'a'},
			{"sid", required_argument, NULL, 's'},
			{"initiator", required_argument, NULL, 'i'},
			{"responder", required_argument, NULL, 'e'},
			{"local", required_argument, NULL, 'l'},
			{"transport", required_argument, NULL, 't'},
			{"peer", required_argument, NULL, 'p'},
			{"strict", no_argument, NULL, 'S'},
			{"verbose", no_argument, NULL, 'v'},
			{"help", no_argument, NULL, 'h'},
			{"version", no_argument, NULL, 'V'}, {NULL, 0, NULL, 0}};
	int option, ret;

	while((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		ret = set_option(tool, option, optarg);
		if(ret >= 0)
			return ret;
	}
	if(argc - optind > 1) {
		tool_error(tool, "one FILE at most");
		return TOOL_USAGE;
	}
	if(optind < argc && strcmp(argv[optind], "-") != 0)
		tool->input = argv[optind];
	return -1;
}

static int read_all(FILE *f, str *out)
{
	size_t len = 0, cap = READ_FIRST, n;
	char *s = malloc(cap), *bigger;

	while(s != NULL && (n = fread(s + len, 1, cap - len, f)) > 0) {
		len += n;
		if(len < cap)
			continue;
		cap *= 2;
		bigger = cap <= TOOL_INPUT_MAX ? realloc(s, cap) : NULL;
		if(bigger == NULL) {
			free(s);
			errno = EFBIG;
			return -1;
		}
		s = bigger;
	}
	if(s == NULL || ferror(f)) {
		free(s);
		return -1;
	}
	out->s = s;
	out->len = (int)len;
	return 0;
}

int tool_read(const tool_t *tool, const char *name, str *out)
{
	FILE *f = name ? fopen(name, "rb") : stdin;
	int ret;

	if(f == NULL) {
		tool_error(tool, "%s: %s", name, strerror(errno));
		return -1;
	}
	ret = read_all(f, out);
	if(ret < 0)
		tool_error(tool, "%s: %s", name ? name : "standard input",
				strerror(errno));
	if(f != stdin)
		fclose(f);
	return ret;
}

void tool_start(const tool_t *tool, jingle_map_t *t, jingle_arena_t *arena)
{
	jingle_arena_init(arena, NULL, NULL, NULL, 0);
	jingle_map_init(t, arena, NULL);
	t->surplus = !tool->strict;
	t->peer = tool->peer;
	t->strict = tool->strict;
	t->transport = tool->transport;
}

uint64_t tool_sdp_id(const str *text)
{
	return jingle_hash(
				   JINGLE_HASH_START, text->s ? text->s : "", (size_t)text->len)
		   >> 2;
}
