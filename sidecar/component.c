/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One connection of one component. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backoff.h"
#include "component.h"
#include "confirm.h"
#include "log.h"
#include "stream.h"

enum
{
	COMPONENT_RETRY_MIN = 500,			  /* ms */
	COMPONENT_RETRY_MAX = 8000,			  /* ms */
	COMPONENT_STABLE = 30000,			  /* ms */
	COMPONENT_CLOSE_MAX = 2000,			  /* ms the server has to end as well */
	COMPONENT_ADDRESSES = 8,			  /* of the server */
	COMPONENT_PIECES = 64,				  /* stanzas in one write */
	COMPONENT_TAG_LONG = 512,			  /* bytes; see filler_send() */
	COMPONENT_OUT_HIGH = 1024 * 1024,	  /* bytes: from here on senders wait */
	COMPONENT_OUT_MAX = 64 * 1024 * 1024, /* bytes: refused */
	COMPONENT_OUT_ALL = 128 * 1024 * 1024 /* bytes of all connections */
};

typedef enum component_state
{
	COMPONENT_AWAY = 0,	  /* nothing is open; the timer tries again */
	COMPONENT_LOOKUP,	  /* the server's name is looked up */
	COMPONENT_CONNECTING, /* up to the handshake; the timer bounds it */
	COMPONENT_UP,
	COMPONENT_CLOSING, /* the end was sent; the timer bounds it */
	COMPONENT_CLOSED
} component_state_t;

struct component
{
	loop_t *loop;
	const config_component_t *conf;
	const component_events_t *events;
	void *arg;
	unsigned index;
	size_t stanza_max;
	component_state_t state;
	loop_timer_t *timer; /* what for: see the state */
	loop_timer_t *pinger;
	loop_lookup_t *lookup;
	stream_t *stream;
	backoff_t backoff;
	outbox_t outbox;
	confirm_t confirm;
	char address[COMPONENT_ADDRESSES][LOOP_ADDRESS_MAX];
	int addresses;
	int address_at;
	uint64_t up_since;		/* [ms] */
	uint64_t last_received; /* last stanza [ms] */
	uint64_t in, out;		/* stanzas since the start */
	uint64_t again;			/* of them sent again */
	int paused;
	stream_end_t complained; /* about what, since it was up last */
	int has_complained;
	component_t *next; /* of all: a ping may come back by another one */
};

static component_t *components;


/* --- what went wrong, for people --- */

static const char *end_advice(stream_end_t why)
{
	switch(why) {
		case STREAM_NOT_AUTHORIZED:
			return "the server does not accept the secret: compare it with "
				   "the component's in the server's configuration (ejabberd "
				   "says this of an unknown component, too)";
		case STREAM_CONFLICT:
			return "the server has a connection of this component already: "
				   "stop the other one; Prosody takes one, ejabberd several";
		case STREAM_HOST_UNKNOWN:
			return "the server does not know this component: add it to the "
				   "server's configuration under this very name";
		case STREAM_WRONG_PROTOCOL:
			return "this port is not for components (XEP-0114)";
		case STREAM_NOT_REACHED:
			return "is the server running, and host and port right?";
		default:
			return "trying again";
	}
}


/* each reason once until the stream was up again */
static void connection_log(component_t *c, stream_end_t why, const char *text)
{
	int lost = c->state == COMPONENT_UP;

	if(c->has_complained && c->complained == why && !lost) {
		log_info("component %s: %s", c->conf->name, text);
		return;
	}
	c->has_complained = 1;
	c->complained = why;
	log_write(lost ? LOG_LEVEL_WARNING : LOG_LEVEL_ERROR,
			"component %s (connection %u): %s %s port %u: %s; %s",
			c->conf->name, c->index, lost ? "stream lost," : "no stream to",
			c->conf->host, c->conf->port, text, end_advice(why));
}


/* --- state --- */

static void component_retry(component_t *c)
{
	uint32_t wait = backoff_wait(&c->backoff, loop_random());

	c->state = COMPONENT_AWAY;
	loop_timer_set(c->timer, wait);
	log_debug("component %s: next attempt in %u ms", c->conf->name, wait);
}


/* leave the stream, whatever its state */
static void component_drop(component_t *c)
{
	int was_up = c->state == COMPONENT_UP;

	loop_timer_stop(c->timer);
	loop_timer_stop(c->pinger);
	loop_lookup_cancel(c->lookup);
	c->lookup = NULL;
	stream_free(c->stream);
	c->stream = NULL;
	if(!was_up)
		return;
	backoff_ended(&c->backoff, loop_now(c->loop) - c->up_since);
	c->state = COMPONENT_AWAY;
	outbox_rewind(&c->outbox);
	c->events->on_state(c->arg, c, 0);
}


static void component_fail(component_t *c, stream_end_t why, const char *text)
{
	connection_log(c, why, text);
	component_drop(c);
	component_retry(c);
}


static void component_closed(component_t *c)
{
	component_drop(c);
	c->state = COMPONENT_CLOSED;
	c->events->on_closed(c->arg, c);
}


/* --- confirmation --- */

static void pinger_arm(component_t *c)
{
	if(c->state == COMPONENT_UP && !loop_timer_is_set(c->pinger)
			&& outbox_has_unconfirmed(&c->outbox))
		loop_timer_set(c->pinger, confirm_wait(&c->confirm, loop_now(c->loop)));
}


/* nothing heard since it was asked, and asked often enough */
static int component_is_silent(const component_t *c, uint64_t now)
{
	uint64_t since = c->confirm.unanswered_since;
	uint64_t limit = c->conf->silent_seconds * 1000ull;

	return since != 0 && !c->paused && now - since >= limit
		   && now - c->last_received >= limit;
}


static void component_ping(void *arg)
{
	component_t *c = arg;
	char room[CONFIRM_STANZA_MAX];
	str ping;

	if(c->state != COMPONENT_UP || !outbox_has_unconfirmed(&c->outbox))
		return;
	if(component_is_silent(c, loop_now(c->loop))) {
		component_fail(c, STREAM_CLOSED, "the server does not answer pings");
		return;
	}
	if(confirm_ping(&c->confirm, outbox_mark(&c->outbox), loop_now(c->loop),
			   loop_random(), room, sizeof(room), &ping)
			== 0)
		outbox_push(&c->outbox, ping.s, (size_t)ping.len, 0, NULL,
				loop_now(c->loop));
	pinger_arm(c);
}


static void component_ping_came(component_t *via, const stanza_t *s)
{
	component_t *c;
	uint64_t mark;

	for(c = components; c != NULL; c = c->next) {
		if(strcmp(c->conf->name, via->conf->name) != 0
				|| !confirm_came_back(&c->confirm, s, &mark))
			continue;
		c->last_received = loop_now(c->loop);
		outbox_confirm(&c->outbox, mark);
		return;
	}
}


/* --- events of the stream --- */

static void on_stream_up(void *arg)
{
	component_t *c = arg;
	unsigned repeated, expired;
	uint64_t now = loop_now(c->loop);
	uint64_t limit = c->conf->resend_seconds * 1000ull;
	outbox_item_t *item;

	loop_timer_stop(c->timer);
	c->state = COMPONENT_UP;
	c->up_since = c->last_received = now;
	c->has_complained = 0;
	confirm_reset(&c->confirm);
	stream_pause(c->stream, c->paused);
	expired = outbox_expire(&c->outbox, now > limit ? now - limit : 0);
	for(repeated = 0, item = c->outbox.unsent; item; item = item->next)
		repeated++;
	c->again += repeated;
	log_notice("component %s (connection %u): stream up at %s port %u; "
			   "%u stanzas sent again, %u too old",
			c->conf->name, c->index, c->address[c->address_at], c->conf->port,
			repeated, expired);
	c->events->on_state(c->arg, c, 1);
}


static void on_stream_stanza(void *arg, const stanza_t *s)
{
	component_t *c = arg;

	c->last_received = loop_now(c->loop);
	if(confirm_is_ping(c->conf->name, s)) {
		component_ping_came(c, s);
		return;
	}
	c->in++;
	c->events->on_stanza(c->arg, c, s);
}


static void component_try_address(component_t *c);


static void on_stream_end(void *arg, stream_end_t why, const char *text)
{
	component_t *c = arg;

	if(c->state == COMPONENT_CLOSING) {
		component_closed(c);
		return;
	}
	if(why == STREAM_NOT_REACHED && c->address_at + 1 < c->addresses) {
		stream_free(c->stream);
		c->stream = NULL;
		c->address_at++;
		component_try_address(c);
		return;
	}
	component_fail(c, why, text);
}


static const stream_events_t stream_handlers = {
		on_stream_up, on_stream_stanza, on_stream_end};


/* --- connecting --- */

static void component_try_address(component_t *c)
{
	stream_target_t target = {
			c->conf->name, c->conf->secret, NULL, c->conf->port};
	const char *reason = "no address";

	for(; c->address_at < c->addresses; c->address_at++) {
		target.address = c->address[c->address_at];
		c->stream = stream_open(
				c->loop, &target, c->stanza_max, &stream_handlers, c, &reason);
		if(c->stream != NULL) {
			c->state = COMPONENT_CONNECTING;
			loop_timer_set(c->timer, c->conf->connect_seconds * 1000ull);
			return;
		}
	}
	c->address_at = 0;
	component_fail(c, STREAM_NOT_REACHED, reason);
}


static void on_lookup(void *arg, const char (*address)[LOOP_ADDRESS_MAX], int n,
		const char *reason)
{
	component_t *c = arg;

	c->lookup = NULL;
	if(n <= 0) {
		component_fail(c, STREAM_NOT_REACHED, reason);
		return;
	}
	c->addresses = n < COMPONENT_ADDRESSES ? n : COMPONENT_ADDRESSES;
	memcpy(c->address, address, sizeof(c->address[0]) * (size_t)c->addresses);
	c->address_at = 0;
	component_try_address(c);
}


static void component_on_timer(void *arg)
{
	component_t *c = arg;

	switch(c->state) {
		case COMPONENT_AWAY:
			component_start(c);
			break;
		case COMPONENT_LOOKUP:
			component_fail(c, STREAM_NOT_REACHED, "the name is not resolved");
			break;
		case COMPONENT_CONNECTING:
			component_fail(c, STREAM_NOT_REACHED, "no answer in time");
			break;
		case COMPONENT_CLOSING:
			component_closed(c);
			break;
		default:
			break;
	}
}


void component_start(component_t *c)
{
	c->state = COMPONENT_LOOKUP;
	loop_timer_set(c->timer, c->conf->connect_seconds * 1000ull);
	c->lookup = loop_lookup_new(c->loop, c->conf->host, on_lookup, c);
	if(c->lookup == NULL)
		component_fail(c, STREAM_NOT_REACHED, "the name cannot be looked up");
}


component_t *component_new(loop_t *loop, const config_component_t *conf,
		unsigned index, size_t stanza_max, const component_events_t *events,
		void *arg)
{
	component_t *c = calloc(1, sizeof(*c));

	if(c == NULL)
		return NULL;
	c->loop = loop;
	c->conf = conf;
	c->events = events;
	c->arg = arg;
	c->index = index;
	c->stanza_max = stanza_max;
	c->timer = loop_timer_new(loop, component_on_timer, c);
	c->pinger = loop_timer_new(loop, component_ping, c);
	if(c->timer == NULL || c->pinger == NULL) {
		component_free(c);
		return NULL;
	}
	backoff_init(&c->backoff, COMPONENT_RETRY_MIN, COMPONENT_RETRY_MAX,
			COMPONENT_STABLE);
	outbox_init(&c->outbox, conf->resend_bytes, events->on_ticket, arg);
	confirm_init(&c->confirm, conf->name, loop_random());
	c->next = components;
	components = c;
	return c;
}


void component_close(component_t *c)
{
	if(c->state != COMPONENT_UP) {
		component_closed(c);
		return;
	}
	component_flush(c);
	if(c->state != COMPONENT_UP || c->outbox.written > 0) {
		component_closed(c); /* a half-written stanza cannot be ended */
		return;
	}
	loop_timer_stop(c->pinger);
	c->state = COMPONENT_CLOSING;
	loop_timer_set(c->timer, COMPONENT_CLOSE_MAX);
	c->events->on_state(c->arg, c, 0);
	if(stream_close(c->stream) != 0)
		component_closed(c);
}


void component_free(component_t *c)
{
	component_t **at;

	if(c == NULL)
		return;
	for(at = &components; *at != NULL; at = &(*at)->next) {
		if(*at == c) {
			*at = c->next;
			break;
		}
	}
	loop_lookup_cancel(c->lookup);
	stream_free(c->stream);
	loop_timer_free(c->timer);
	loop_timer_free(c->pinger);
	outbox_free(&c->outbox);
	free(c);
}


int component_is_up(const component_t *c)
{
	return c->state == COMPONENT_UP;
}


const char *component_name(const component_t *c)
{
	return c->conf->name;
}


static size_t tag_longest(const char *xml, size_t len)
{
	const char *end = xml + len, *from = xml, *to = xml;
	size_t longest = 0;

	while(from != NULL && to != NULL) {
		from = memchr(to, '<', (size_t)(end - to));
		to = from != NULL ? memchr(from, '>', (size_t)(end - from)) : NULL;
		if(to != NULL && (size_t)(to - from) > longest)
			longest = (size_t)(to - from);
	}
	return longest;
}


/* A parser that has seen half of a tag looks at it again only when it has as
 * much again (expat's reparse deferral, 2.6 and in Debian's 2.5): a stranger's
 * long id in our answer would hold up the stream for all users. White space
 * between stanzas is allowed. */
static int filler_send(component_t *c, size_t len)
{
	char space[1024];
	size_t n;

	memset(space, ' ', sizeof(space));
	for(; len > 0; len -= n) {
		n = len < sizeof(space) ? len : sizeof(space);
		if(outbox_push(&c->outbox, space, n, 0, NULL, loop_now(c->loop)) != 0)
			return -ENOMEM;
	}
	return 0;
}


/* servers that do not read, each below its own limit */
static size_t unsent_of_all(void)
{
	const component_t *c;
	size_t n = 0;

	for(c = components; c != NULL; c = c->next)
		n += c->outbox.unsent_bytes;
	return n;
}


int component_send(component_t *c, const char *xml, size_t len, int repeatable,
		const outbox_ticket_t *ticket, int *waits)
{
	size_t tag = tag_longest(xml, len);
	int rc;

	*waits = 0;
	if(c->state != COMPONENT_UP)
		return -ENOTCONN;
	if(c->outbox.unsent_bytes + len > COMPONENT_OUT_MAX
			|| unsent_of_all() + len > COMPONENT_OUT_ALL)
		return -ENOBUFS;
	if(c->outbox.unsent_bytes <= COMPONENT_OUT_HIGH)
		ticket = NULL;
	rc = outbox_push(
			&c->outbox, xml, len, repeatable, ticket, loop_now(c->loop));
	if(rc != 0)
		return rc;
	*waits = ticket != NULL;
	c->out++;
	if(tag > COMPONENT_TAG_LONG)
		filler_send(c, tag); /* better late than never */
	return 0;
}


void component_drain(component_t *c,
		void (*f)(void *arg, const str *xml, int repeatable), void *arg)
{
	outbox_item_t *item;
	str xml;

	while((item = outbox_take(&c->outbox)) != NULL) {
		xml.s = item->data;
		xml.len = (int)item->len;
		f(arg, &xml, item->repeatable);
		free(item);
	}
}


void component_pause(component_t *c, int paused)
{
	c->paused = paused;
	if(c->stream != NULL && c->state == COMPONENT_UP)
		stream_pause(c->stream, paused);
}


void component_flush(component_t *c)
{
	struct iovec iov[COMPONENT_PIECES];
	ssize_t written = 0;
	int n;

	if(c->state != COMPONENT_UP)
		return;
	while((n = outbox_pieces(&c->outbox, iov, COMPONENT_PIECES)) > 0) {
		written = stream_write(c->stream, iov, n);
		if(written <= 0)
			break;
		outbox_wrote(&c->outbox, (size_t)written);
	}
	if(written < 0) {
		component_fail(c, STREAM_CLOSED, strerror((int)-written));
		return;
	}
	pinger_arm(c);
}


void component_describe(const component_t *c, char *line, size_t cap)
{
	static const char *const names[] = {
			"away", "lookup", "connecting", "up", "closing", "closed"};

	snprintf(line, cap,
			"component %s connection %u: %s, in %llu, out %llu, again %llu, "
			"unsent %zu bytes, unconfirmed %zu bytes, forgotten %llu",
			c->conf->name, c->index, names[c->state], (unsigned long long)c->in,
			(unsigned long long)c->out, (unsigned long long)c->again,
			c->outbox.unsent_bytes, c->outbox.sent_bytes,
			(unsigned long long)c->outbox.forgotten);
}
