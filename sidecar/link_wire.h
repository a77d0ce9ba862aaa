/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One connection to one worker: whole frames in, whole frames out, nothing
 * about their meaning. */

#ifndef LINK_WIRE_H
#define LINK_WIRE_H

#include "../modules/xmpp_link/link_binrpc.h"
#include "buf.h"
#include "queue.h"
#include "loop.h"

/* Frames of our own go before items, but never into the middle of one. */
typedef struct link_wire
{
	int fd; /* -1 = closed */
	loop_watch_t *watch;
	buf_t in;
	buf_t control; /* frames of our own, not written yet */
	size_t control_off;
	queue_item_t *item; /* borrowed: the first one not wholly written */
	size_t item_off;
} link_wire_t;

void link_wire_init(link_wire_t *w);

/* Connect; f is called with LOOP_READ, LOOP_WRITE. 0 or negative errno. */
int link_wire_open(link_wire_t *w, loop_t *loop, const char *path,
		void (*f)(void *arg, int events), void *arg);
void link_wire_close(link_wire_t *w);

/**
 * Read what is there.
 *
 * @param f called for each frame, a view; not 0 ends the reading
 * @return 0, what f returned, -EPIPE at the end, -EBADMSG for what is no
 *         frame, or another negative errno; after a failure close the wire
 */
int link_wire_read(
		link_wire_t *w, int (*f)(void *arg, link_frame_t *frame), void *arg);

/* Queue a frame of our own; 0, -ENOMEM, or -ENOBUFS: the peer does not read. */
int link_wire_control(link_wire_t *w, const str *frame);
/* The next item to write, behind all earlier ones of the same list. */
void link_wire_item(link_wire_t *w, queue_item_t *item);
/* Write as much as goes. 0 or negative errno. */
int link_wire_write(link_wire_t *w);

#endif
