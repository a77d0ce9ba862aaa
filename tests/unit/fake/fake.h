/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What surrounds a module in Kamailio, in the hands of a unit test.
 *
 * The core is Kamailio's own (parser, message builder, routes, AVPs, locks,
 * counters): libkamailio.a, made of the source that the modules are built
 * against. Replaced are memory, log, time, the modules tm, sl, xmpp_link and
 * xmpp_gateway, and the databases. One process is worker, SIP process and
 * timer at once; nothing happens but what a test lets happen:
 *
 *   fake_core.c     memory, log, time, event routes, other modules' functions
 *   fake_tm.c       transactions: what is sent is kept as text
 *   fake_link.c     the API of xmpp_link: what is sent is kept as text
 *   fake_gateway.c  the API of xmpp_gateway: who is there
 *   fake_db.c       one table, in memory; and a process that writes to it
 */

#ifndef FAKE_H
#define FAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <core/parser/msg_parser.h>
#include <core/sr_module.h>
#include <core/str.h>

/* --- fake_core.c ------------------------------------------------------------ */

/* Once in a program, before the module's mod_init. */
void fake_core_start(void);
/* A module's own mod_init and child_init; 0, or what it returned. */
int fake_module_init(void);

/* Blocks of private and shared memory in use. */
long fake_memory(void);
/* Print those that were made after a mark. */
unsigned fake_memory_mark(void);
void fake_memory_show(unsigned mark);
/* The n-th allocation from now on fails, and no other; 0: none does. */
void fake_memory_fail(int n);
/* 1: until -1 none fails and none counts: they are a fake's own */
int fake_memory_pause(int how);
/* How many there were since. */
int fake_memory_asked(void);

/* What was logged since fake_log_clear(), each line with its level before it. */
const char *fake_log(void);
void fake_log_clear(void);

/* Milliseconds and seconds of the virtual clock, and letting it go on; timers
 * are run by fake_pass() of fake_link.c. */
uint64_t fake_ms(void);
void fake_ms_add(int ms);
/* What modules have given to register_timer(). */
void fake_tick(void);

/* A function that another module exports. */
void fake_export(const char *name, cmd_function f);

/* A route of kamailio.cfg, "jingle:offer" for an event route; it returns -1
 * for drop. Without a function it is not there any more. */
typedef int (*fake_route_f)(sip_msg_t *msg);
void fake_event_route(const char *name, fake_route_f f);
void fake_route(const char *name, fake_route_f f);
/* Put a body in place of the one that a message has, as rtpengine does. */
void fake_body_replace(sip_msg_t *msg, const char *body);

/* What was sent, oldest first: taken off and valid until the next call, ""
 * when there is no more. Test helpers. */
typedef struct fake_queue fake_queue_t;
extern fake_queue_t *const fake_sip_queue, *const fake_stanza_queue;
void fake_put(fake_queue_t *q, const char *text, int len);
const char *fake_take(fake_queue_t *q);
#define fake_sip() fake_take(fake_sip_queue)
#define fake_stanza() fake_take(fake_stanza_queue)
/* The newest that begins so and has this, also when it was taken, or NULL. */
const char *fake_find(
		const fake_queue_t *q, const char *start, const char *has);
void fake_queues_clear(void);
/* All that has been sent is taken, but fake_find() finds it. */
void fake_queues_take(void);

/* Is each of these texts in it? The last one is NULL. */
int fake_has(const char *text, ...);
/* Say what is missing where, and what was logged; the test fails. */
void fake_fail(const char *missing, const char *text) __attribute__((noreturn));
#define assert_has(text, ...)                   \
	do {                                        \
		const char *text_ = (text);             \
		if(!fake_has(text_, __VA_ARGS__, NULL)) \
			fake_fail(#__VA_ARGS__, text_);     \
	} while(0)
/* The next thing sent has them. */
#define expect_sip(...) assert_has(fake_sip(), __VA_ARGS__)
#define expect_stanza(...) assert_has(fake_stanza(), __VA_ARGS__)
/* Nothing (more) was sent. */
#define expect_no_sip() assert_string_equal(fake_sip(), "")
#define expect_no_stanza() assert_string_equal(fake_stanza(), "")

/* --- fake_tm.c -------------------------------------------------------------- */

void fake_tm_start(void); /* before fake_module_init() */

/* What tm refuses, until set to 0 again. */
extern struct fake_tm_faults
{
	int newtran;  /* t_newtran(): a retransmission */
	int callback; /* register_tmcb() fails */
	int suspend;  /* t_suspend() returns this */
	int send;	  /* t_uac_with_ids() fails */
	int drop;	  /* event_route[tm:local-request] drops what is sent */
	int lookup;	  /* no transaction is found */
	int reply;	  /* replies cannot be sent */
	int fr;		  /* set_fr() fails */
} fake_tm_faults;
/* runs while t_reply_with_body() has changed the request, or NULL */
extern void (*fake_tm_while_replying)(void);

/* A SIP request comes in; the message that the script sees, until the next. */
sip_msg_t *fake_request(const char *text);
sip_msg_t *fake_request_now(void);
/* The caller of the INVITE that came last, or of the one with this Call-ID. */
void fake_cancel(const char *callid, const char *headers);
void fake_ack(const char *callid);
/* The same with headers and a body; NULL: of the INVITE that came last. */
void fake_ack_with(const char *callid, const char *headers, const char *body);

/* The phone answers the oldest request of ours of this method that waits:
 * lines "Name: value\r\n", and a body or NULL. 0: none waits */
int fake_answer(
		const char *method, int code, const char *headers, const char *body);
/* Nothing came back. */
int fake_answer_none(const char *method);
/* The proxy sends an INVITE of ours on to a phone, as t_relay() does. */
void fake_relayed(sip_msg_t *msg, const char *sent);
void fake_relayed_reply(const char *reply, str *changed);
/* Transactions that are there; and the end of those that are answered. */
int fake_transactions(void);
void fake_tm_clean(void);
/* Everything is over, also what was never answered. */
void fake_tm_end(void);

/* --- fake_link.c ------------------------------------------------------------ */

void fake_link_start(void);
/* Workers run: what their modules do when they start. */
void fake_link_run_workers(void);

extern struct fake_link_switches
{
	int down;		 /* no component has a stream */
	int not_awaited; /* and none will be back soon */
	int full;		 /* nothing is sent */
	int post_full;	 /* nor given to another process, but for what must be */
	int timers_full; /* the n-th timer from now on cannot be set */
	int silent;		 /* devices answer no iq */
	int stanza_max;	 /* bytes; 0: the usual ones */
} fake_link;

/* A stanza comes in, to the component gw.example: 1 handled, 0 passed on. */
int fake_stanza_in(const char *format, ...)
		__attribute__((format(printf, 1, 2)));
/* The oldest iq of ours that waits for an answer gets one: NULL: none comes,
 * "": result, else the children of an error. 0: none waits */
int fake_iq_answer(const char *error);
/* What was held for a stream is lost; return how many. */
int fake_sent_lost(void);
void fake_stream(int up);

/* Run what waits for a worker, and let answers of iqs come, until all is still;
 * the same while the clock goes on. */
void fake_run(void);
void fake_pass(int ms);

/* Timers set, iqs and sends without their answer. */
int fake_timers(void);
int fake_iqs(void);
/* Stanzas that the sidecar keeps for us. */
int fake_kept(void);
void fake_link_clear(void);

/* --- fake_gateway.c --------------------------------------------------------- */

void fake_gateway_start(void);
/* A device of a user; features as in gateway_bits.h, -1: not known yet. */
void fake_device(const char *jid, int features, const char *node);
/* A contact that a user has subscribed to. */
void fake_contact(const char *contact);
/* "announce gw user\n" and "conceal gw user\n" since the last clear. */
const char *fake_shown(void);
void fake_gateway_clear(void);
/* A message with a body; how: 1 delayed, 2 encrypted, 3 of a room. XMPP_LINK_HANDLED or not.
 * What is sent as a chat message is among the stanzas. */
int fake_chat(const char *from, const char *to, const char *body, int how);

/* --- fake_db.c -------------------------------------------------------------- */

extern struct fake_db_faults
{
	int open;
	int version;
	int write;
	int query;
} fake_db_faults;

/* The rows, one line each: "column=value|column=value|"; what is not printed
 * is written as \xx. */
const char *fake_db_rows(void);
int fake_db_count(void);
void fake_db_clear(void);
/* 1: rows are kept as they are, whatever is written; 0: no more */
void fake_db_keep(int keep);
/* Change what stands in a column of a row (-1: of all). */
void fake_db_set(int row, const char *column, const char *value);
/* Let a process that a module has forked run until it has nothing to do. */
void fake_process(int (*fork_it)(void));

#endif
