/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Event routes as functions of the test, KEMI's engine, messages made up. */

#ifndef BARE_ROUTE_H
#define BARE_ROUTE_H

#include "../../core/parser/msg_parser.h"
#include "../../core/str.h"

typedef void (*bare_route_f)(sip_msg_t *msg);
typedef int (*bare_kemi_f)(
		sip_msg_t *msg, const str *function, const str *event);

/* event_route[NAME] is f; NULL: there is none. Before the subject looks it up */
void bare_route(const char *name, bare_route_f f);
/* event_route[NAME] is in the file, and empty */
void bare_route_empty(const char *name);
/* A KEMI engine, whose functions are all f; NULL: none is loaded */
void bare_kemi(bare_kemi_f f);

/* Let the next faked_msg_get_new() or faked_msg_init() fail */
void bare_message_fail(void);
/* Messages that were made and not freed */
int bare_messages(void);
/* No routes, no engine */
void bare_route_reset(void);

#endif
