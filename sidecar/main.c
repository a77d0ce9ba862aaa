/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jingle-sidecar: XMPP component streams to Kamailio's xmpp_link. */

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "log.h"
#include "loop.h"
#include "notify.h"
#include "relay.h"

#ifndef SIDECAR_VERSION
#define SIDECAR_VERSION "unknown"
#endif

#define CONFIG_DEFAULT_PATH "/etc/kamailio/jingle-sidecar.conf"

enum
{
	EXIT_USAGE = 2,
	EXIT_CONFIG = 78 /* as in sysexits.h */
};

typedef struct sidecar
{
	const char *path;
	config_t config;
	loop_t *loop;
	relay_t *relay;
} sidecar_t;


static int usage(FILE *out, int code)
{
	fprintf(out,
			"usage: jingle-sidecar [--config FILE] [--check]\n"
			"\n"
			"Connects XMPP servers (XEP-0114 components) with Kamailio's\n"
			"xmpp_link module.\n"
			"\n"
			"  -c, --config FILE  configuration, default " CONFIG_DEFAULT_PATH
			"\n"
			"  -k, --check        check the configuration and exit\n"
			"  -f, --foreground   do not detach; it never does\n"
			"  -v, --version\n"
			"  -h, --help\n"
			"\n"
			"SIGHUP reads the log level again, SIGUSR1 logs the state,\n"
			"SIGTERM and SIGINT end it in order.\n");
	return code;
}


static int sidecar_load_config(sidecar_t *s)
{
	char error[CONFIG_ERROR_MAX];

	if(config_load(&s->config, s->path, error) != 0) {
		log_error("%s: %s", s->path, error);
		return -1;
	}
	log_level_set(s->config.log_level);
	return 0;
}


static void on_stopped(void *arg)
{
	sidecar_t *s = arg;

	loop_stop(s->loop);
}


static void on_end_signal(void *arg, int signo)
{
	sidecar_t *s = arg;

	log_notice("stopping (signal %d)", signo);
	notify_send("STOPPING=1");
	relay_stop(s->relay, on_stopped, s);
}


/* streams stay connected; only the log level may change at run time */
static void on_hangup(void *arg, int signo)
{
	sidecar_t *s = arg;
	config_t *fresh = malloc(sizeof(*fresh));
	char error[CONFIG_ERROR_MAX];

	(void)signo;
	if(fresh == NULL)
		return;
	if(config_load(fresh, s->path, error) != 0) {
		log_error("%s: %s; the log level is unchanged", s->path, error);
	} else {
		log_level_set(fresh->log_level);
		log_notice("log level read again from %s", s->path);
	}
	config_wipe(fresh);
	free(fresh);
}


static void on_dump(void *arg, int signo)
{
	sidecar_t *s = arg;

	(void)signo;
	relay_dump(s->relay);
}


static void on_change(void *arg)
{
	sidecar_t *s = arg;
	char line[128];
	unsigned up, all;

	relay_count(s->relay, &up, &all);
	snprintf(line, sizeof(line), "STATUS=%u of %u components up", up, all);
	notify_send(line);
}


static int sidecar_run(sidecar_t *s)
{
	s->loop = loop_new();
	s->relay = s->loop ? relay_new(s->loop, &s->config) : NULL;
	if(s->relay == NULL || loop_signal(s->loop, SIGTERM, on_end_signal, s)
			|| loop_signal(s->loop, SIGINT, on_end_signal, s)
			|| loop_signal(s->loop, SIGHUP, on_hangup, s)
			|| loop_signal(s->loop, SIGUSR1, on_dump, s)) {
		log_error("cannot start: out of memory");
		return EXIT_FAILURE;
	}
	relay_on_change(s->relay, on_change, s);
	relay_start(s->relay);
	log_notice("jingle-sidecar " SIDECAR_VERSION
			   " started: %u components, link at %s",
			s->config.components, s->config.link.path);
	notify_send("READY=1");
	loop_run(s->loop);
	log_notice("ended");
	return EXIT_SUCCESS;
}


static int sidecar_start(sidecar_t *s)
{
	int code;

	signal(SIGPIPE, SIG_IGN);
	code = sidecar_run(s);
	relay_free(s->relay);
	loop_free(s->loop);
	return code;
}


int main(int argc, char **argv)
{
	static const struct option options[] = {
			{"config", required_argument, NULL, 'c'},
			{"check", no_argument, NULL, 'k'},
			{"foreground", no_argument, NULL, 'f'},
			{"version", no_argument, NULL, 'v'},
			{"help", no_argument, NULL, 'h'},
			{NULL, 0, NULL, 0},
	};
	static sidecar_t sidecar = {.path = CONFIG_DEFAULT_PATH};
	int c, check = 0, code;

	while((c = getopt_long(argc, argv, "c:kfvh", options, NULL)) != -1) {
		switch(c) {
			case 'c':
				sidecar.path = optarg;
				break;
			case 'k':
				check = 1;
				break;
			case 'f':
				break;
			case 'v':
				puts("jingle-sidecar " SIDECAR_VERSION);
				return EXIT_SUCCESS;
			case 'h':
				return usage(stdout, EXIT_SUCCESS);
			default:
				return usage(stderr, EXIT_USAGE);
		}
	}
	if(optind < argc)
		return usage(stderr, EXIT_USAGE);
	if(sidecar_load_config(&sidecar) != 0)
		return EXIT_CONFIG;
	code = check ? EXIT_SUCCESS : sidecar_start(&sidecar);
	if(check)
		printf("%s: ok, %u components\n", sidecar.path,
				sidecar.config.components);
	config_wipe(&sidecar.config);
	return code;
}
