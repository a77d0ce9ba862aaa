/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between component streams and the link to Kamailio. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../modules/xmpp_link/link_check.h"
#include "../modules/xmpp_link/link_head.h"
#include "../modules/xmpp_link/link_proto.h"
#include "component.h"
#include "link.h"
#include "relay.h"

enum
{
	RELAY_ANSWER_MAX = 128 * 1024, /* bytes, half of what servers take */
	RELAY_ID_MAX = 1024,		   /* bytes: Kamailio's answers repeat it */
	RELAY_SHOWN_MAX = 256,		   /* bytes of an address in a log line */
	RELAY_STOP_MAX = 2000, /* ms workers have to finish what they have */
	RELAY_STOP_CHECK = 20  /* ms between two looks whether they have */
};

/* for "%.*s": an address of a stranger's */
#define SHOWN(v) \
	(v).len < RELAY_SHOWN_MAX ? (v).len : RELAY_SHOWN_MAX, (v).s ? (v).s : ""

/* A component and its connections. */
typedef struct domain
{
	relay_t *relay;
	const config_component_t *conf;
	unsigned index;
	unsigned up; /* connections that are up */
	component_t *connection[CONFIG_CONNECTIONS_MAX];
} domain_t;

typedef struct relay_counters
{
	uint64_t answered; /* stanzas answered with an error here */
	uint64_t dropped;  /* lost stanzas that XMPP wants no answer to */
	uint64_t refused;  /* of Kamailio's stanzas */
	uint64_t foreign;  /* of strangers': too long, too much, no XML */
} relay_counters_t;

struct relay
{
	loop_t *loop;
	const config_t *conf;
	link_set_t *links;
	unsigned domains;
	domain_t *domain;
	unsigned open; /* connections that are not closed yet, while stopping */
	int stopping;
	uint64_t stop_until; /* [ms] */
	loop_timer_t *stop_timer;
	void (*on_stopped)(void *arg);
	void *on_stopped_arg;
	void (*on_change)(void *arg);
	void *on_change_arg;
	relay_counters_t count;
};


/* --- from Kamailio to a server --- */

static domain_t *domain_find(relay_t *r, const str *name)
{
	unsigned i;

	for(i = 0; i < r->domains; i++)
		if(stanza_str_is(name, r->domain[i].conf->name))
			return &r->domain[i];
	return NULL;
}


/* one conversation, one stream: chosen by the remote bare address */
static component_t *domain_connection(domain_t *d, const str *to)
{
	unsigned n = d->conf->connections, i, at;

	at = link_owner(to->s, (size_t)to->len, n);
	for(i = 0; i < n; i++)
		if(component_is_up(d->connection[(at + i) % n]))
			return d->connection[(at + i) % n];
	return NULL;
}


static void request_refuse(relay_t *r, const link_request_t *request, int code,
		const char *text, const str *component)
{
	r->count.refused++;
	log_once(LOG_LEVEL_INFO, "component %.*s: Kamailio's stanza refused: %s",
			STANZA_STR(*component), text);
	link_reply(r->links, request, code, text);
}


static int has_words(const str *xml, const char *words)
{
	return memmem(xml->s, (size_t)xml->len, words, strlen(words)) != NULL;
}


/* May it be sent again after a lost stream? Receivers ignore an iq or a Jingle
 * message they have seen, and what is said of a text is as true twice; people
 * would see a text twice. */
static int is_repeatable(const str *xml, const link_head_t *head)
{
	if(!stanza_str_is(&head->name, "message"))
		return stanza_str_is(&head->name, "iq");
	if(stanza_str_is(&head->type, "error") || has_words(xml, STANZA_NS_JMI))
		return 1;
	return !has_words(xml, "<body")
		   && (has_words(xml, STANZA_NS_RECEIPTS)
				   || has_words(xml, STANZA_NS_MARKERS));
}


static void forward_out(relay_t *r, const link_request_t *request,
		component_t *c, const str *xml, int repeatable)
{
	outbox_ticket_t ticket = {
			1, request->worker, request->generation, request->cookie};
	int waits;

	switch(component_send(
			c, xml->s, (size_t)xml->len, repeatable, &ticket, &waits)) {
		case 0:
			if(!waits)
				link_reply(r->links, request, 0, NULL);
			break;
		case -ENOTCONN:
			link_reply(r->links, request, 503, "stream down");
			break;
		case -ENOBUFS:
			link_reply(r->links, request, 503, "the server does not read");
			break;
		default:
			link_reply(r->links, request, 503, "out of memory");
			break;
	}
}


static void on_link_stanza(void *arg, const link_request_t *request,
		const str *component, const str *xml)
{
	relay_t *r = arg;
	domain_t *d = domain_find(r, component);
	component_t *c;
	link_head_t head;
	const char *wrong;

	log_debug("component %.*s: out: %.*s", STANZA_STR(*component),
			STANZA_STR(*xml));
	if(d == NULL) {
		request_refuse(r, request, 404, "no such component", component);
		return;
	}
	if(xmpp_link_check(xml, &wrong) == LINK_CHECK_GOOD)
		wrong = xmpp_link_head_read(xml, &head);
	if(wrong == NULL && (head.from.len == 0 || head.to.len == 0))
		wrong = "it has no from or no to"; /* servers end the stream for it */
	if(wrong != NULL) {
		request_refuse(r, request, 400, wrong, component);
		return;
	}
	c = domain_connection(d, &head.to);
	if(c == NULL) {
		link_reply(r->links, request, 503, "stream down");
		return;
	}
	forward_out(r, request, c, xml, is_repeatable(xml, &head));
}


static void on_ticket(void *arg, const outbox_ticket_t *ticket, int written)
{
	domain_t *d = arg;
	link_request_t request = {
			ticket->worker, ticket->generation, ticket->cookie};

	if(d->relay->links != NULL)
		link_reply(d->relay->links, &request, written ? 0 : 503, "stream down");
}


/* --- answers of our own --- */

static void stanza_answer(
		relay_t *r, domain_t *d, const stanza_t *s, answer_why_t why)
{
	static char room[RELAY_ANSWER_MAX];
	component_t *c = domain_connection(d, &s->from);
	int waits;
	str xml;

	if(!answer_is_due(s)) {
		r->count.dropped++;
		return;
	}
	if(c == NULL || answer_write(s, why, room, sizeof(room), &xml) != 0
			|| component_send(c, xml.s, (size_t)xml.len, s->kind == STANZA_IQ,
					   NULL, &waits)
					   != 0) {
		r->count.dropped++;
		log_once(LOG_LEVEL_INFO, "component %s: cannot answer a stanza of %.*s",
				d->conf->name, SHOWN(s->from));
		return;
	}
	r->count.answered++;
}


static void on_link_lost(void *arg, queue_item_t *item, answer_why_t why)
{
	relay_t *r = arg;
	domain_t *d = &r->domain[item->domain];

	if(why == ANSWER_TOO_LONG)
		log_once(LOG_LEVEL_WARNING,
				"component %s: %s of %.*s is longer than Kamailio accepts "
				"(parameter stanza_max_in)",
				d->conf->name, stanza_kind_name(item->stanza.kind),
				SHOWN(item->stanza.from));
	else if(why == ANSWER_FULL)
		log_once(LOG_LEVEL_WARNING,
				"component %s: hold_bytes is reached, %s of %.*s is refused",
				d->conf->name, stanza_kind_name(item->stanza.kind),
				SHOWN(item->stanza.from));
	stanza_answer(r, d, &item->stanza, why);
	queue_item_free(item);
}


/* --- from a server to Kamailio --- */

static uint64_t hold_until(const relay_t *r, const stanza_t *s)
{
	const config_link_t *conf = &r->conf->link;
	unsigned seconds = conf->hold_seconds;

	if((s->flags & STANZA_IS_PROPOSE) && conf->propose_seconds < seconds)
		seconds = conf->propose_seconds;
	return loop_now(r->loop) + seconds * 1000ull;
}


/* NULL, or what keeps a stanza from Kamailio */
static const char *stanza_wrong(const stanza_t *s, answer_why_t *why)
{
	*why = ANSWER_TOO_LONG;
	if(s->flags & STANZA_TOO_LONG)
		return "it is longer than 256 KB";
	if(s->flags & STANZA_TOO_MUCH)
		return s->wrong;
	if(s->id.len > RELAY_ID_MAX)
		return "its id is longer than 1 KB";
	*why = ANSWER_BAD;
	if(s->flags & STANZA_BAD)
		return s->wrong;
	return s->from.len == 0 || s->to.len == 0 ? "it has no from or no to"
											  : NULL;
}


static void refuse_foreign(
		domain_t *d, const stanza_t *s, answer_why_t why, const char *wrong)
{
	d->relay->count.foreign++;
	log_once(LOG_LEVEL_WARNING, "component %s: %s of %.*s refused: %s",
			d->conf->name, stanza_kind_name(s->kind), SHOWN(s->from), wrong);
	stanza_answer(d->relay, d, s, why);
}


static void on_component_stanza(void *arg, component_t *c, const stanza_t *s)
{
	domain_t *d = arg;
	relay_t *r = d->relay;
	queue_item_t *item;
	answer_why_t why;
	const char *wrong;

	(void)c;
	log_debug("component %s: in: %.*s", d->conf->name, STANZA_STR(s->xml));
	if(r->links == NULL) { /* we have ended the stream, the server not yet */
		r->count.dropped++;
		return;
	}
	wrong = stanza_wrong(s, &why);
	if(wrong != NULL) {
		refuse_foreign(d, s, why, wrong);
		return;
	}
	item = queue_item_new(s, d->conf->name, d->index, link_cookie(r->links),
			loop_now(r->loop), hold_until(r, s));
	if(item == NULL) {
		log_error("component %s: out of memory", d->conf->name);
		stanza_answer(r, d, s, ANSWER_FULL);
		return;
	}
	link_send(r->links, item);
}


static void domain_pause(domain_t *d, int paused)
{
	unsigned i;

	for(i = 0; i < d->conf->connections; i++)
		component_pause(d->connection[i], paused);
}


static void on_link_slow(void *arg, int slow)
{
	relay_t *r = arg;
	unsigned i;

	if(slow)
		log_once(LOG_LEVEL_WARNING,
				"link: Kamailio is slow; reading from the XMPP servers stops "
				"until it has caught up");
	else
		log_once(LOG_LEVEL_NOTICE, "link: Kamailio has caught up; reading from "
								   "the XMPP servers continues");
	if(r->stopping)
		return;
	for(i = 0; i < r->domains; i++)
		domain_pause(&r->domain[i], slow);
}


/* --- streams up and down --- */

typedef struct notice
{
	domain_t *domain;
	int up;
} notice_t;


static void notify_worker(void *arg, unsigned worker)
{
	notice_t *t = arg;

	link_stream(t->domain->relay->links, worker, t->domain->conf->name, t->up);
}


/* by another connection of the component, before later stanzas overtake it */
static void send_elsewhere(void *arg, const str *xml, int repeatable)
{
	domain_t *d = arg;
	component_t *c;
	link_head_t head;
	int waits;

	if(xmpp_link_head_read(xml, &head) != NULL)
		return;
	c = domain_connection(d, &head.to);
	if(c == NULL
			|| component_send(
					   c, xml->s, (size_t)xml->len, repeatable, NULL, &waits)
					   != 0)
		d->relay->count.dropped++;
}


static void on_component_state(void *arg, component_t *c, int up)
{
	domain_t *d = arg;
	notice_t t = {d, up};
	int changed;

	changed = up ? d->up++ == 0 : --d->up == 0;
	if(!up && d->up > 0)
		component_drain(c, send_elsewhere, d);
	if(changed && d->relay->links != NULL)
		link_each_worker(d->relay->links, notify_worker, &t);
	if(d->relay->on_change != NULL)
		d->relay->on_change(d->relay->on_change_arg);
}


static void on_link_worker(void *arg, unsigned worker)
{
	relay_t *r = arg;
	unsigned i;

	for(i = 0; i < r->domains; i++)
		if(r->domain[i].up > 0)
			link_stream(r->links, worker, r->domain[i].conf->name, 1);
}


/* --- life --- */

static const link_events_t link_handlers = {
		on_link_worker, on_link_stanza, on_link_lost, on_link_slow};


static void relay_flush(void *arg)
{
	relay_t *r = arg;
	unsigned i, k;

	for(i = 0; i < r->domains; i++)
		for(k = 0; k < r->domain[i].conf->connections; k++)
			component_flush(r->domain[i].connection[k]);
	if(r->links != NULL)
		link_flush(r->links);
}


static void on_component_closed(void *arg, component_t *c)
{
	domain_t *d = arg;
	relay_t *r = d->relay;

	(void)c;
	if(--r->open == 0)
		r->on_stopped(r->on_stopped_arg);
}


static const component_events_t component_handlers = {on_component_stanza,
		on_component_state, on_ticket, on_component_closed};


static int domain_open(relay_t *r, unsigned index)
{
	domain_t *d = &r->domain[index];
	unsigned i;

	d->relay = r;
	d->index = index;
	d->conf = &r->conf->component[index];
	for(i = 0; i < d->conf->connections; i++) {
		d->connection[i] = component_new(r->loop, d->conf, i,
				LINK_STANZA_MAX_IN, &component_handlers, d);
		if(d->connection[i] == NULL)
			return -ENOMEM;
	}
	return 0;
}


relay_t *relay_new(loop_t *loop, const config_t *conf)
{
	relay_t *r = calloc(1, sizeof(*r));
	unsigned i;

	if(r == NULL)
		return NULL;
	r->loop = loop;
	r->conf = conf;
	r->domain = calloc(conf->components, sizeof(*r->domain));
	if(r->domain == NULL)
		goto error;
	r->links = link_set_new(loop, &conf->link, &link_handlers, r);
	if(r->links == NULL)
		goto error;
	for(i = 0; i < conf->components; i++) {
		r->domains = i + 1;
		if(domain_open(r, i) != 0)
			goto error;
	}
	return r;

error:
	relay_free(r);
	return NULL;
}


void relay_start(relay_t *r)
{
	unsigned i, k;

	loop_before_sleep(r->loop, relay_flush, r);
	link_set_start(r->links);
	for(i = 0; i < r->domains; i++)
		for(k = 0; k < r->domain[i].conf->connections; k++)
			component_start(r->domain[i].connection[k]);
}


/* workers have finished, or had their time: answer the rest, end the streams */
static void relay_finish(relay_t *r)
{
	unsigned i, k;

	link_set_free(r->links);
	r->links = NULL;
	for(i = 0; i < r->domains; i++)
		for(k = 0; k < r->domain[i].conf->connections; k++)
			component_close(r->domain[i].connection[k]);
}


static void relay_stop_check(void *arg)
{
	relay_t *r = arg;

	if(link_pending(r->links) == 0 || loop_now(r->loop) >= r->stop_until)
		relay_finish(r);
	else
		loop_timer_set(r->stop_timer, RELAY_STOP_CHECK);
}


void relay_stop(relay_t *r, void (*f)(void *arg), void *arg)
{
	unsigned i;

	if(r->stopping)
		return;
	r->stopping = 1;
	r->on_stopped = f;
	r->on_stopped_arg = arg;
	for(i = 0; i < r->domains; i++) {
		r->open += r->domain[i].conf->connections;
		domain_pause(&r->domain[i], 1);
	}
	r->stop_until = loop_now(r->loop) + RELAY_STOP_MAX;
	r->stop_timer = loop_timer_new(r->loop, relay_stop_check, r);
	if(r->stop_timer == NULL)
		relay_finish(r);
	else
		relay_stop_check(r);
}


void relay_free(relay_t *r)
{
	unsigned i, k;

	if(r == NULL)
		return;
	link_set_free(r->links);
	r->links = NULL;
	for(i = 0; i < r->domains; i++)
		for(k = 0; k < r->domain[i].conf->connections; k++)
			component_free(r->domain[i].connection[k]);
	loop_timer_free(r->stop_timer);
	free(r->domain);
	free(r);
}


void relay_count(const relay_t *r, unsigned *up, unsigned *all)
{
	unsigned i;

	*all = r->domains;
	for(*up = 0, i = 0; i < r->domains; i++)
		*up += r->domain[i].up > 0;
}


void relay_on_change(relay_t *r, void (*f)(void *arg), void *arg)
{
	r->on_change = f;
	r->on_change_arg = arg;
}


static void dump_line(const char *line)
{
	log_notice("%s", line);
}


void relay_dump(const relay_t *r)
{
	char line[1024];
	unsigned i, k;

	for(i = 0; i < r->domains; i++) {
		for(k = 0; k < r->domain[i].conf->connections; k++) {
			component_describe(r->domain[i].connection[k], line, sizeof(line));
			dump_line(line);
		}
	}
	if(r->links != NULL)
		link_dump(r->links, dump_line);
	log_notice("answered here %llu, dropped %llu, refused %llu, Kamailio's "
			   "stanzas refused %llu",
			(unsigned long long)r->count.answered,
			(unsigned long long)r->count.dropped,
			(unsigned long long)r->count.foreign,
			(unsigned long long)r->count.refused);
}
