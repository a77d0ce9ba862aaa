/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One worker of Kamailio: connect, hello, stanzas, acknowledgements. For link.c
 * only. */

#ifndef LINK_WORKER_H
#define LINK_WORKER_H

#include "link_set.h"

enum
{
	LINK_CONTROL_ROOM = 1024 /* bytes of a frame of our own */
};

void link_worker_init(link_set_t *set, unsigned index);
/* Connect, or end the wait for an answer to hello. arg is the worker. */
void link_worker_connect(void *arg);
/* Leave the connection; what was not acknowledged waits again, first of all. */
void link_worker_close(link_worker_t *w);
/* The same, with a word to the log, and try again later. */
void link_worker_broken(link_worker_t *w, const char *why);
/* Send a frame of our own; nothing happens without a connection. */
void link_worker_control(
		link_worker_t *w, link_writer_t *writer, int type, uint32_t cookie);
/* Answer a request of the worker's: code 0 is the empty reply. */
void link_worker_reply(
		link_worker_t *w, uint32_t cookie, int code, const char *text);
/* Drop what is too old: stanzas, and a worker that hangs. */
void link_worker_tick(link_worker_t *w, uint64_t now);
/* Queue a stanza at the worker that owns its sender; the item is the set's. */
void link_worker_give(link_set_t *set, queue_item_t *item);

#endif
