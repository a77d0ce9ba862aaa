/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One component stream (XEP-0114) to one address: connect, handshake, stanzas.
 *
 * Not on libstrophe, though it was made for this: with it one stanza of 240 KB
 * holding 60,000 empty elements took 35 s of CPU time (its tree appends by
 * walking the list), one nested 200,000 deep (servers' limits let strangers
 * reach some 75,000) overflowed the stack, and its component connections
 * dereference NULL at the first stanza (0.12.2, 0.14.0).
 * Anyone who can write to a user of ours could have stopped all calls. */

#ifndef STREAM_H
#define STREAM_H

#include <sys/types.h>
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
	/* s is borrowed; XML over the limit has STANZA_TOO_LONG */
	void (*on_stanza)(void *arg, const stanza_t *s);
	/* The last event of a stream that was opened: free it now or later. */
	void (*on_end)(void *arg, stream_end_t why, const char *text);
} stream_events_t;

typedef struct stream_target
{
	const char *name;	/* of the component; this and the secret must outlive */
	const char *secret; /* the stream */
	const char *address; /* numeric */
	unsigned port;
} stream_target_t;

/**
 * Start to connect.
 *
 * @param stanza_max bytes of XML a stanza may have
 * @param reason     set when NULL is returned
 * @return NULL when it cannot even be tried; no event comes then
 */
stream_t *stream_open(loop_t *loop, const stream_target_t *target,
		size_t stanza_max, const stream_events_t *events, void *arg,
		const char **reason);

/* Write stanzas; the stream must be up. Bytes written, 0 when the server does
 * not read (the loop wakes up when it does again), or negative errno. */
ssize_t stream_write(stream_t *s, const struct iovec *iov, int n);

/* Stop (1) or resume (0) reading. */
void stream_pause(stream_t *s, int paused);

/* Send the end of the stream; on_end follows when the server answers. Nothing
 * may be half written. 0 or negative errno. */
int stream_close(stream_t *s);

/* Not from within on_up or on_stanza. NULL is allowed. */
void stream_free(stream_t *s);

#endif
