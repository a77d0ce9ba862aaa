/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One component stream, on libstrophe.
 *
 * libstrophe's own loop is select() with a time limit. Here its descriptor, as
 * its sockopt callback shows it, is watched by our loop, and xmpp_run_once()
 * is called without waiting when something is to be read. Stanzas are written
 * to the descriptor directly: libstrophe's queue copies each, sends each alone
 * and cannot say whether the last one is written wholly; after the handshake
 * it has nothing to send itself but the end of the stream. */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <strophe.h>
#include <sys/socket.h>

#include "log.h"
#include "serialise.h"
#include "stream.h"

enum
{
	STREAM_ATTRIBUTES_MAX = 64,		/* of one element */
	STREAM_TEXT_MAX = 256,			/* bytes of a stream error's text */
	STREAM_KEEPALIVE_IDLE = 60,		/* s without traffic before TCP probes */
	STREAM_KEEPALIVE_INTERVAL = 10, /* s */
	STREAM_KEEPALIVE_COUNT = 3,
	STREAM_UNACKNOWLEDGED_MAX = 60000 /* ms TCP waits for an acknowledgement */
};

struct stream
{
	xmpp_ctx_t *ctx;
	xmpp_conn_t *conn;
	loop_t *loop;
	loop_watch_t *watch;
	const stream_events_t *events;
	void *arg;
	int fd;
	int up;
	int paused;
	int want_write;
	int ended; /* libstrophe has closed the descriptor */
	stream_end_t why;
	char text[STREAM_TEXT_MAX];
	char *buf; /* XML of the stanza at hand */
	size_t stanza_max;
	serialise_t writer;
};

/* The sockopt callback has no userdata. It runs within calls of ours. */
static stream_t *stream_current;

static const struct
{
	xmpp_error_type_t type;
	stream_end_t why;
	const char *name;
} stream_errors[] = {
		{XMPP_SE_NOT_AUTHORIZED, STREAM_NOT_AUTHORIZED, "not-authorized"},
		{XMPP_SE_CONFLICT, STREAM_CONFLICT, "conflict"},
		{XMPP_SE_HOST_UNKNOWN, STREAM_HOST_UNKNOWN, "host-unknown"},
		{XMPP_SE_HOST_GONE, STREAM_HOST_UNKNOWN, "host-gone"},
		{XMPP_SE_INVALID_NS, STREAM_WRONG_PROTOCOL, "invalid-namespace"},
		{XMPP_SE_BAD_FORMAT, STREAM_ERROR, "bad-format"},
		{XMPP_SE_CONN_TIMEOUT, STREAM_ERROR, "connection-timeout"},
		{XMPP_SE_INVALID_FROM, STREAM_ERROR, "invalid-from"},
		{XMPP_SE_INVALID_XML, STREAM_ERROR, "invalid-xml"},
		{XMPP_SE_POLICY_VIOLATION, STREAM_ERROR, "policy-violation"},
		{XMPP_SE_RESOURCE_CONSTRAINT, STREAM_ERROR, "resource-constraint"},
		{XMPP_SE_SYSTEM_SHUTDOWN, STREAM_ERROR, "system-shutdown"},
		{XMPP_SE_XML_NOT_WELL_FORMED, STREAM_ERROR, "xml-not-well-formed"},
};


void stream_library_init(void)
{
	xmpp_initialize();
}


void stream_library_end(void)
{
	xmpp_shutdown();
}


/* --- from libstrophe's tree to XML --- */

static const char *stanza_ns(xmpp_stanza_t *st)
{
	const char *ns = xmpp_stanza_get_ns(st);

	return ns ? ns : "";
}


/* libstrophe drops the prefix of attributes; only xml:lang occurs in XMPP */
static void write_attributes(serialise_t *w, xmpp_stanza_t *st)
{
	const char *pairs[STREAM_ATTRIBUTES_MAX * 2];
	int n, i;

	if(xmpp_stanza_get_attribute_count(st) > STREAM_ATTRIBUTES_MAX) {
		w->failed = 1;
		return;
	}
	n = xmpp_stanza_get_attributes(st, pairs, STREAM_ATTRIBUTES_MAX * 2);
	for(i = 0; i + 1 < n; i += 2) {
		if(strcmp(pairs[i], "xmlns") == 0)
			continue;
		serialise_attr(w, strcmp(pairs[i], "lang") ? pairs[i] : "xml:lang",
				pairs[i + 1]);
	}
}


/* depth is bounded: the writer fails first */
static void write_element(serialise_t *w, xmpp_stanza_t *st)
{
	xmpp_stanza_t *child;

	serialise_open(w, xmpp_stanza_get_name(st), stanza_ns(st));
	write_attributes(w, st);
	for(child = xmpp_stanza_get_children(st); child != NULL && !w->failed;
			child = xmpp_stanza_get_next(child)) {
		if(xmpp_stanza_is_text(child))
			serialise_text(w, xmpp_stanza_get_text_ptr(child));
		else
			write_element(w, child);
	}
	serialise_close(w);
}


static unsigned child_flags(xmpp_stanza_t *st)
{
	xmpp_stanza_t *child;
	unsigned flags = 0;

	for(child = xmpp_stanza_get_children(st); child != NULL;
			child = xmpp_stanza_get_next(child))
		if(xmpp_stanza_is_tag(child))
			flags |= stanza_child_flags(
					xmpp_stanza_get_name(child), stanza_ns(child));
	return flags;
}


static str view(const char *z)
{
	str s = {(char *)z, z ? (int)strlen(z) : 0};

	return s;
}


static int on_stanza(xmpp_conn_t *conn, xmpp_stanza_t *st, void *arg)
{
	stream_t *s = arg;
	const char *name = xmpp_stanza_get_name(st);
	stanza_t out;

	(void)conn;
	memset(&out, 0, sizeof(out));
	out.kind = stanza_kind(name, strlen(name));
	if(out.kind == STANZA_OTHER || s->ended)
		return 1;
	out.type = view(xmpp_stanza_get_type(st));
	out.from = view(xmpp_stanza_get_from(st));
	out.to = view(xmpp_stanza_get_to(st));
	out.id = view(xmpp_stanza_get_id(st));
	serialise_begin(&s->writer, s->buf, s->stanza_max);
	write_element(&s->writer, st);
	out.flags = s->writer.flags;
	if(serialise_end(&s->writer, &out.xml, &out.payloads) != 0)
		out.flags = STANZA_TOO_LONG | child_flags(st);
	s->events->on_stanza(s->arg, &out);
	return 1;
}


/* --- connection --- */

static void stream_ended(stream_t *s, stream_end_t why, const char *text)
{
	if(s->ended)
		return;
	s->ended = 1;
	s->why = why;
	snprintf(s->text, sizeof(s->text), "%s", text);
	loop_watch_free(s->watch);
	s->watch = NULL;
	s->fd = -1;
}


static void stream_ended_by_error(stream_t *s, const xmpp_stream_error_t *e)
{
	char text[STREAM_TEXT_MAX];
	stream_end_t why = STREAM_ERROR;
	const char *name = "stream error";
	size_t i;

	for(i = 0; i < sizeof(stream_errors) / sizeof(stream_errors[0]); i++) {
		if(stream_errors[i].type == e->type) {
			why = stream_errors[i].why;
			name = stream_errors[i].name;
		}
	}
	snprintf(text, sizeof(text), "%s%s%s", name, e->text ? ": " : "",
			e->text ? e->text : "");
	stream_ended(s, why, text);
}


static void on_conn_event(xmpp_conn_t *conn, xmpp_conn_event_t event, int error,
		xmpp_stream_error_t *stream_error, void *arg)
{
	stream_t *s = arg;

	if(event == XMPP_CONN_CONNECT) {
		s->up = 1;
		xmpp_handler_add(conn, on_stanza, NULL, NULL, NULL, s);
		s->events->on_up(s->arg);
		return;
	}
	if(event != XMPP_CONN_DISCONNECT && event != XMPP_CONN_FAIL)
		return;
	if(stream_error != NULL)
		stream_ended_by_error(s, stream_error);
	else
		stream_ended(s, s->up ? STREAM_CLOSED : STREAM_NOT_REACHED,
				error ? strerror(error) : "the server closed the stream");
}


static int on_socket(xmpp_conn_t *conn, void *sock)
{
	static const struct
	{
		int level, name, value;
	} options[] = {
			{SOL_SOCKET, SO_KEEPALIVE, 1},
			{IPPROTO_TCP, TCP_KEEPIDLE, STREAM_KEEPALIVE_IDLE},
			{IPPROTO_TCP, TCP_KEEPINTVL, STREAM_KEEPALIVE_INTERVAL},
			{IPPROTO_TCP, TCP_KEEPCNT, STREAM_KEEPALIVE_COUNT},
			{IPPROTO_TCP, TCP_USER_TIMEOUT, STREAM_UNACKNOWLEDGED_MAX},
			{IPPROTO_TCP, TCP_NODELAY, 1},
	};
	int fd = *(int *)sock;
	size_t i;

	(void)conn;
	for(i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		setsockopt(fd, options[i].level, options[i].name, &options[i].value,
				sizeof(int)); /* a refusal costs comfort only */
	if(stream_current != NULL)
		stream_current->fd = fd;
	return 0;
}


static void on_library_log(
		void *arg, xmpp_log_level_t level, const char *area, const char *text)
{
	(void)arg;
	if(level >= XMPP_LEVEL_WARN)
		log_info("libstrophe: %s: %s", area, text);
}


static void stream_run(stream_t *s)
{
	stream_current = s;
	xmpp_run_once(s->ctx, 0);
	stream_current = NULL;
}


static void stream_watch_update(stream_t *s)
{
	if(s->watch != NULL)
		loop_watch_set(s->watch,
				(s->paused ? 0 : LOOP_READ) | (s->want_write ? LOOP_WRITE : 0));
}


static void on_event(void *arg, int events)
{
	stream_t *s = arg;

	s->want_write = 0;
	if(!s->up || (events & LOOP_READ))
		stream_run(s);
	if(!s->up && !s->ended)
		stream_run(s); /* sends what the first run has queued */
	stream_watch_update(s);
	if(s->ended)
		s->events->on_end(s->arg, s->why, s->text);
}


static int on_socket_refuse(xmpp_conn_t *conn, void *sock)
{
	(void)conn;
	(void)sock;
	return -1;
}


/* Up to 0.14.0 libstrophe gives only client connections the object in which it
 * looks for stream management at every stanza; a component's is NULL there. A
 * client's attempt whose socket is refused at once makes it. */
static void stream_prepare(stream_t *s)
{
	xmpp_conn_set_sockopt_callback(s->conn, on_socket_refuse);
	(void)xmpp_connect_client(s->conn, "127.0.0.1", 9, on_conn_event, s);
}


static int stream_connect(stream_t *s, const stream_target_t *target)
{
	int rc;

	xmpp_conn_set_jid(s->conn, target->name);
	xmpp_conn_set_pass(s->conn, target->secret);
	stream_prepare(s);
	xmpp_conn_set_sockopt_callback(s->conn, on_socket);
	stream_current = s;
	rc = xmpp_connect_component(s->conn, target->address,
			(unsigned short)target->port, on_conn_event, s);
	stream_current = NULL;
	if(rc != XMPP_EOK || s->fd < 0)
		return -1;
	s->watch = loop_watch_new(s->loop, s->fd, on_event, s);
	if(s->watch == NULL)
		return -1;
	loop_watch_set(s->watch, LOOP_READ | LOOP_WRITE);
	return 0;
}


stream_t *stream_open(loop_t *loop, const stream_target_t *target,
		size_t stanza_max, const stream_events_t *events, void *arg)
{
	static const xmpp_log_t library_log = {on_library_log, NULL};
	stream_t *s = calloc(1, sizeof(*s));

	if(s == NULL)
		return NULL;
	s->loop = loop;
	s->events = events;
	s->arg = arg;
	s->fd = -1;
	s->stanza_max = stanza_max;
	s->buf = malloc(stanza_max);
	s->ctx = xmpp_ctx_new(NULL, &library_log);
	if(s->buf == NULL || s->ctx == NULL)
		goto error;
	s->conn = xmpp_conn_new(s->ctx);
	if(s->conn == NULL || stream_connect(s, target) != 0)
		goto error;
	return s;

error:
	stream_free(s);
	return NULL;
}


ssize_t stream_write(stream_t *s, const struct iovec *iov, int n)
{
	struct msghdr message;
	ssize_t written;

	if(!s->up || s->fd < 0)
		return -ENOTCONN;
	memset(&message, 0, sizeof(message));
	message.msg_iov = (struct iovec *)iov;
	message.msg_iovlen = (size_t)n;
	do
		written = sendmsg(s->fd, &message, MSG_NOSIGNAL);
	while(written < 0 && errno == EINTR);
	if(written >= 0)
		return written;
	if(errno != EAGAIN)
		return -errno;
	s->want_write = 1;
	stream_watch_update(s);
	return 0;
}


void stream_pause(stream_t *s, int paused)
{
	s->paused = paused;
	stream_watch_update(s);
}


void stream_close(stream_t *s)
{
	if(s->ended)
		return;
	s->paused = 0;
	stream_watch_update(s);
	xmpp_disconnect(s->conn);
	stream_run(s);
	if(s->ended)
		s->events->on_end(s->arg, s->why, s->text);
}


void stream_free(stream_t *s)
{
	if(s == NULL)
		return;
	loop_watch_free(s->watch);
	s->watch = NULL;
	s->ended = 1; /* what libstrophe says from here on is not news */
	if(s->conn != NULL)
		xmpp_conn_release(s->conn);
	if(s->ctx != NULL)
		xmpp_ctx_free(s->ctx);
	free(s->buf);
	free(s);
}
