/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What sidecar and Kamailio say to each other. PURE, shared by both.
 *
 * binrpc requests with a reply, over unix STREAM sockets. Worker i listens at
 * "<path>.<i>"; the sidecar connects to ".0", learns the number of workers from
 * the reply to its hello and connects to the others. All strings are UTF-8;
 * an absent value is the empty string.
 *
 * hello   sidecar -> worker   int version, str instance (one run of one sidecar)
 *         reply               int version, int workers, int index,
 *                             int window (stanzas), int window_bytes,
 *                             int stanza_max_in, int stanza_max_out,
 *                             int run (of the worker; may be absent)
 * stream  sidecar -> worker   str component, int up; to every worker
 *         reply               (empty)
 * stanza  sidecar -> worker   str component, str kind (iq message presence),
 *                             str type, str from, str to, str id,
 *                             str payloads ("name namespace\n" per child),
 *                             str xml, int received (link_stamp(), when the
 *                             sidecar had it; may be absent)
 *         reply               (empty): taken, an iq get/set will be answered;
 *                             int 1: taken, an empty reply follows at its end.
 *                             A worker that is another run before that has lost
 *                             it: the sidecar answers it
 *         fault               400 malformed, 404 its component is not up here,
 *                             413 too long, 421 another worker owns its sender
 * stanza  worker -> sidecar   str component, str xml
 *         reply               (empty): queued on the component's stream
 *         fault               404 no such component, 503 stream down: to the
 *                             worker the stream is then down until the next
 *                             `stream`, and the stanza goes by another one or
 *                             waits; 413 too long, others: it is lost
 * ping    either way          (empty), reply (empty)
 *
 * At most `window` stanzas and `window_bytes` of XML may be unanswered in each
 * direction on one connection. A side that gets something it does not know
 * answers fault 501; something it cannot read: it closes the connection.
 * So does a worker with a sidecar whose first request is not hello, whose reply
 * fits no request, or that leaves a request unanswered for two ping_intervals;
 * and a second connection of an instance replaces its first. */

#ifndef LINK_PROTO_H
#define LINK_PROTO_H

#include <stddef.h>
#include <stdint.h>

enum
{
	LINK_VERSION = 1,
	LINK_WORKERS_MAX = 64,
	LINK_STANZA_MAX_IN = 256 * 1024, /* bytes of XML, sidecar -> Kamailio */
	LINK_STANZA_MAX_OUT = 32 * 1024, /* bytes of XML, Kamailio -> sidecar */
	LINK_FRAME_EXTRA = 16 * 1024,	 /* bytes: payloads, frame and records */
	/* attributes stand in a frame twice: by themselves, and in the XML */
	LINK_FRAME_MAX = 2 * LINK_STANZA_MAX_IN + LINK_FRAME_EXTRA,
	LINK_WINDOW = 256, /* stanzas */
	LINK_WINDOW_BYTES = 1024 * 1024,
};

/* Which worker owns a JID: FNV-1a over its bare part, ASCII letters folded.
 * The same function on both sides. */
static inline unsigned link_owner(const char *jid, size_t len, unsigned workers)
{
	uint32_t h = 2166136261u;
	size_t i;

	for(i = 0; i < len && jid[i] != '/'; i++) {
		unsigned char c = (unsigned char)jid[i];
		if(c >= 'A' && c <= 'Z')
			c |= 0x20;
		h = (h ^ c) * 16777619u;
	}
	return workers ? h % workers : 0;
}

/* A moment, in ms of CLOCK_MONOTONIC, as an int that comes round after weeks. */
static inline int32_t link_stamp(uint64_t ms)
{
	return (int32_t)(ms & 0x7fffffff);
}

/* ms from then until now; a moment to come is now. */
static inline int link_stamp_age(int32_t then, uint64_t now)
{
	uint32_t ms = ((uint32_t)now - (uint32_t)then) & 0x7fffffff;

	return ms < 0x40000000 ? (int)ms : 0;
}

#endif
