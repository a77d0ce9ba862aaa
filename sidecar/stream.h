/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One component stream (XEP-0114) to one address: connect, handshake, stanzas.
 * stream.c is the only file that knows libstrophe. */

#ifndef STREAM_H
#define STREAM_H

#include <sys/uio.h>

#include "loop.h"
#include "stanza.h"

typedef struct stream stream_t;

typedef enum stream_end
{
	STREAM_CLOSED = 0, /* the server closed it, or the network did */
	STREAM_NOT_REACHED,
	STREAM_NOT_AUTHORIZED,
	STREAM_CONFLICT,
	STREAM_HOST_UNKNOWN,
	STREAM_WRONG_PROTOCOL, /* not a component's port */
	STREAM_ERROR		   /* another stream error; the text says which */
} stream_end_t;

typedef struct stream_events
{
	void (*on_up)(void *arg);
	/* s is borrowed; XML over max bytes has STANZA_TOO_LONG */
	void (*on_stanza)(void *arg, const stanza_t *s);
	/* The last event of a stream that was opened: free it now or later. */
	void (*on_end)(void *arg, stream_end_t why, const char *text);
} stream_events_t;

typedef struct stream_target
{
	const char *name;	 /* of the component */
	const char *secret;	 /* all are borrowed until stream_open() returns */
	const char *address; /* numeric */
	unsigned port;
} stream_target_t;

/* Once for the process. */
void stream_library_init(void);
void stream_library_end(void);

/**
 * Start to connect.
 *
 * @param stanza_max bytes of XML a stanza may have
 * @return NULL when it cannot even be tried; no event comes then
 */
stream_t *stream_open(loop_t *loop, const stream_target_t *target,
		size_t stanza_max, const stream_events_t *events, void *arg);

/* Write stanzas; the stream must be up. Bytes written, 0 when the server does
 * not read (the loop wakes up when it does again), or negative errno. */
ssize_t stream_write(stream_t *s, const struct iovec *iov, int n);

/* Stop (1) or go on (0) reading. */
void stream_pause(stream_t *s, int paused);

/* Send the end of the stream; on_end follows when the server answers. Nothing
 * may be half written. on_end may come before this returns. */
void stream_close(stream_t *s);

/* Not from within on_up or on_stanza. NULL is allowed. */
void stream_free(stream_t *s);

#endif
