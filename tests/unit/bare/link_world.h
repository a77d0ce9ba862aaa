/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One worker of xmpp_link at work, and the sidecars that talk to it over real
 * sockets, in link_proto.h's words. The worker's loop runs when it is told to. */

#ifndef LINK_WORLD_H
#define LINK_WORLD_H

#include <stdint.h>

#include "../../../modules/xmpp_link/api.h"
#include "../../../modules/xmpp_link/link_config.h"
#include "../../../modules/xmpp_link/link_stats.h"

enum
{
	WORLD_WORKERS = 2, /* this one is the first */
	WORLD_SIDECARS = 8
};

typedef struct sidecar sidecar_t;

/* Group setup and teardown: parameters, sockets in a folder of their own, the
 * worker's start */
int world_start(void **state);
int world_end(void **state);
/* After each test: all sidecars go, what waits is given up, and then nothing may
 * be left: no stanza, no iq, no connection, no memory. return 0, -1 */
int world_settle(void **state);

/* The loop turns until nothing moves any more; fails when that never comes */
void world_turn(void);
/* Time passes, timers run when they are due */
void world_time(int ms);

/* A connection without a word */
sidecar_t *sidecar_connect(void);
/* A sidecar that has said hello, and whose reply was read */
sidecar_t *sidecar_new(const char *instance);
/* The same with a component's stream up */
sidecar_t *sidecar_up(const char *instance, const char *component);
void sidecar_close(sidecar_t *s);

/* A request: its method and records, "s" string, "i" int. return its cookie */
uint32_t sidecar_ask(sidecar_t *s, const char *types, ...);
/* A stanza; xml and payloads are made of the rest. return its cookie */
uint32_t sidecar_stanza(sidecar_t *s, const char *kind, const char *type,
		const char *from, const char *to, const char *id, const char *payloads);
/* Bytes as they are */
void sidecar_write(sidecar_t *s, const void *bytes, size_t n);

/* What came next from the worker, after the loop has turned, as text:
 *	"reply 3", "reply 1: 1 2 0", "fault 3: 404 why",
 *	"stanza component <xml>", "ping", "closed", "" (nothing) */
const char *sidecar_hears(sidecar_t *s);
/* The cookie of the request heard last */
uint32_t sidecar_cookie(sidecar_t *s);
void sidecar_reply(sidecar_t *s, uint32_t cookie);
void sidecar_fault(sidecar_t *s, uint32_t cookie, int code, const char *why);
/* Do not read before sidecar_hears: fill what the kernel holds */
int sidecar_fd(sidecar_t *s);

/* Run here what waits for the other worker; return how many tasks */
int world_other_tasks(void);

/* A figure of the worker's */
unsigned long world_count(link_count_t c);
/* The module's API, as other modules have it */
extern xmpp_link_api_t world_link;

/* "text" as a str; one at a time is not enough for a call: eight are kept */
const str *s_(const char *text);

#endif
