/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <string.h>

#include "../../core/action.h"
#include "../../core/fmsg.h"
#include "../../core/kemi.h"
#include "../../core/receive.h"
#include "../../core/route.h"

#include "bare_route.h"

enum
{
	ROUTES = 32
};

static struct
{
	const char *name;
	bare_route_f f;
} routes[ROUTES];
static int route_count = 0;
static struct action actions[ROUTES];
static struct action *entries[ROUTES];
static sr_kemi_eng_t engine;
static bare_kemi_f kemi = NULL;
static int fail = 0, messages = 0;

struct route_list event_rt = {.rlist = entries};
int route_type = REQUEST_ROUTE;

void bare_route(const char *name, bare_route_f f)
{
	int i = route_lookup(&event_rt, (char *)name);

	if(i < 0)
		i = route_count++;
	routes[i].name = name;
	routes[i].f = f;
	entries[i] = f ? &actions[i] : NULL;
	event_rt.entries = event_rt.idx = route_count;
}

void bare_route_empty(const char *name)
{
	bare_route(name, NULL);
}

int route_lookup(struct route_list *list, char *name)
{
	int i;

	for(i = 0; i < route_count; i++)
		if(strcmp(routes[i].name, name) == 0)
			return i;
	return -1;
}

int run_top_route(struct action *a, sip_msg_t *msg, struct run_act_ctx *ctx)
{
	routes[a - actions].f(msg);
	return 1;
}

void bare_kemi(bare_kemi_f f)
{
	kemi = f;
}

sr_kemi_eng_t *sr_kemi_eng_get(void)
{
	return kemi ? &engine : NULL;
}

int sr_kemi_route(
		sr_kemi_eng_t *e, sip_msg_t *msg, int type, str *function, str *event)
{
	return kemi(msg, function, event);
}

void bare_message_fail(void)
{
	fail = 1;
}

/* does this one fail? */
static int fails(void)
{
	int now = fail;

	fail = 0;
	return now;
}

int faked_msg_init(void)
{
	return fails() ? -1 : 0;
}

int faked_msg_get_new(sip_msg_t *msg)
{
	if(fails())
		return -1;
	memset(msg, 0, sizeof(*msg));
	messages++;
	return 0;
}

void free_sip_msg(sip_msg_t *msg)
{
	messages--;
}

void ksr_msg_env_reset(void)
{
}

int bare_messages(void)
{
	return messages;
}

void bare_route_reset(void)
{
	memset(routes, 0, sizeof(routes));
	memset(entries, 0, sizeof(entries));
	route_count = 0;
	event_rt.entries = event_rt.idx = 0;
	kemi = NULL;
	fail = 0;
}
