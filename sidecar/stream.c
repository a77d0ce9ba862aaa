/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One component stream. */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "scan.h"
#include "stream.h"

#define NS_STREAM_ERRORS "urn:ietf:params:xml:ns:xmpp-streams"

enum
{
	STREAM_READ = 64 * 1024,		/* bytes of room made for each read */
	STREAM_READS = 4,				/* reads for one wake-up: others wait too */
	STREAM_TEXT_MAX = 512,			/* bytes of the reason for its end */
	STREAM_HEADER_MAX = 1024,		/* bytes of the start tag we send */
	STREAM_SHOWN_MAX = 60,			/* bytes shown of what is no XMPP */
	STREAM_SHA1 = 20,				/* bytes */
	STREAM_KEEPALIVE_IDLE = 60,		/* s without traffic before TCP probes */
	STREAM_KEEPALIVE_INTERVAL = 10, /* s */
	STREAM_KEEPALIVE_COUNT = 3,
	STREAM_UNACKNOWLEDGED_MAX = 60000 /* ms TCP waits for an acknowledgement */
};

typedef enum stream_state
{
	STREAM_CONNECTING = 0, /* TCP is on its way */
	STREAM_OPENING,		   /* our start tag was sent */
	STREAM_HANDSHAKE,	   /* the digest was sent */
	STREAM_UP,
	STREAM_ENDED /* on_end was or is about to be called */
} stream_state_t;

struct stream
{
	loop_watch_t *watch;
	const stream_events_t *events;
	void *arg;
	const char *name;
	const char *secret;
	int fd;
	stream_state_t state;
	int paused;
	int want_write;
	int half;		  /* the last stanza is not written whole */
	int farewell;	  /* our end of the stream was sent */
	stream_end_t why; /* once a stream error has come */
	char text[STREAM_TEXT_MAX];
	buf_t in;
	scan_t scan;
};

static const struct
{
	const char *condition;
	stream_end_t why;
} stream_errors[] = {
		{"not-authorized", STREAM_NOT_AUTHORIZED},
		{"conflict", STREAM_CONFLICT},
		{"host-unknown", STREAM_HOST_UNKNOWN},
		{"host-gone", STREAM_HOST_UNKNOWN},
		{"invalid-namespace", STREAM_WRONG_PROTOCOL},
};


/* --- the end --- */

static void stream_ended(stream_t *s, stream_end_t why, const char *text)
{
	s->state = STREAM_ENDED;
	if(s->text[0] == '\0') {
		s->why = why;
		snprintf(s->text, sizeof(s->text), "%s", text);
	}
}


/* the network's or the server's doing, by how far we were */
static void stream_broken(stream_t *s, const char *text)
{
	stream_ended(s, s->state == STREAM_UP ? STREAM_CLOSED : STREAM_NOT_REACHED,
			text);
}


/* the condition of a stream error is one of its children; the list of them has
 * "condition namespace\n" */
static void stream_error(stream_t *s, const stanza_t *error)
{
	const char *p = error->payloads.s, *end = p + error->payloads.len, *space;
	size_t i, n;

	stream_ended(s, STREAM_ERROR, "stream error");
	for(; p < end; p = (const char *)memchr(p, '\n', (size_t)(end - p)) + 1) {
		space = memchr(p, ' ', (size_t)(end - p));
		n = (size_t)(space - p);
		if((n == 4 && memcmp(p, "text", 4) == 0)
				|| (size_t)(end - space - 1) < strlen(NS_STREAM_ERRORS)
				|| memcmp(space + 1, NS_STREAM_ERRORS, strlen(NS_STREAM_ERRORS))
						   != 0)
			continue;
		snprintf(s->text, sizeof(s->text), "stream error %.*s", (int)n, p);
		for(i = 0; i < sizeof(stream_errors) / sizeof(stream_errors[0]); i++)
			if(strlen(stream_errors[i].condition) == n
					&& memcmp(p, stream_errors[i].condition, n) == 0)
				s->why = stream_errors[i].why;
	}
}


/* --- negotiation --- */

/* a few bytes on a fresh connection: they fit, or something is wrong */
static int stream_say(stream_t *s, const char *p, size_t n)
{
	ssize_t sent = send(s->fd, p, n, MSG_NOSIGNAL);

	if(sent == (ssize_t)n)
		return 0;
	return sent < 0 ? -errno : -EPIPE;
}


/* Our end of the stream (RFC 6120 section 4.4), with a stream error before it
 * (section 4.9) when there is a condition. What cannot be said is left unsaid:
 * the connection is closed next. */
static void stream_say_end(stream_t *s, const char *condition)
{
	char text[STREAM_TEXT_MAX];
	int n = 0;

	if(s->half || s->farewell || s->state == STREAM_CONNECTING)
		return;
	s->farewell = 1;
	if(condition != NULL)
		n = snprintf(text, sizeof(text),
				"<stream:error><%s xmlns='" NS_STREAM_ERRORS
				"'/></stream:error>",
				condition);
	n += snprintf(text + n, sizeof(text) - (size_t)n, "</stream:stream>");
	(void)stream_say(s, text, (size_t)n);
}


static void stream_say_header(stream_t *s)
{
	char header[STREAM_HEADER_MAX];
	int n, rc;

	n = snprintf(header, sizeof(header),
			"<?xml version='1.0'?><stream:stream "
			"xmlns='" STANZA_NS_COMPONENT "' "
			"xmlns:stream='http://etherx.jabber.org/streams' to='%s'>",
			s->name);
	rc = stream_say(s, header, (size_t)n);
	if(rc != 0)
		stream_broken(s, strerror(-rc));
	else
		s->state = STREAM_OPENING;
}


/* lower-case hexadecimal SHA-1 of the stream's id followed by the secret */
static int handshake_digest(
		const str *id, const char *secret, char hex[2 * STREAM_SHA1 + 1])
{
	unsigned char digest[STREAM_SHA1];
	buf_t both = {0};
	int rc, i;

	rc = buf_add(&both, id->s, (size_t)id->len);
	rc |= buf_add(&both, secret, strlen(secret));
	if(rc == 0
			&& !EVP_Digest(both.data, both.len, digest, NULL, EVP_sha1(), NULL))
		rc = -EIO;
	if(both.data != NULL)
		explicit_bzero(both.data, both.cap);
	buf_free(&both);
	for(i = 0; i < STREAM_SHA1; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	return rc;
}


static void stream_say_handshake(stream_t *s, const str *id)
{
	char hex[2 * STREAM_SHA1 + 1], line[128];
	int n, rc;

	if(id->len == 0)
		return; /* a stream error comes: Prosody does not know the component */
	if(handshake_digest(id, s->secret, hex) != 0) {
		stream_broken(s, "cannot compute a SHA-1");
		return;
	}
	n = snprintf(line, sizeof(line), "<handshake>%s</handshake>", hex);
	rc = stream_say(s, line, (size_t)n);
	if(rc != 0)
		stream_broken(s, strerror(-rc));
	else
		s->state = STREAM_HANDSHAKE;
}


/* --- what comes --- */

/* an element at depth 1 that is no stanza */
static void stream_other(stream_t *s, const stanza_t *element)
{
	str name = scan_name(&s->scan);
	char *colon = name.s ? memchr(name.s, ':', (size_t)name.len) : NULL;

	if(colon != NULL) {
		name.len -= (int)(colon + 1 - name.s);
		name.s = colon + 1;
	}
	if(stanza_str_is(&name, "error")
			&& stanza_str_is(&element->ns, STANZA_NS_STREAMS)) {
		stream_error(s, element);
		stream_say_end(s, NULL);
	} else if(stanza_str_is(&name, "handshake")
			  && stanza_str_is(&element->ns, STANZA_NS_COMPONENT)
			  && s->state == STREAM_HANDSHAKE) {
		s->state = STREAM_UP;
		s->events->on_up(s->arg);
	}
}


/* the server's start tag: is it of XEP-0114? */
static void stream_root(stream_t *s, const stanza_t *root)
{
	str ns = scan_default_namespace(&s->scan);
	char text[STREAM_TEXT_MAX];

	if(s->state != STREAM_OPENING)
		return;
	if(stanza_str_is(&root->ns, STANZA_NS_STREAMS)
			&& stanza_str_is(&ns, STANZA_NS_COMPONENT)) {
		stream_say_handshake(s, &root->id);
		return;
	}
	snprintf(text, sizeof(text), "what answers there has streams of \"%.*s\"",
			ns.len < STREAM_SHOWN_MAX ? ns.len : STREAM_SHOWN_MAX,
			ns.s ? ns.s : "");
	stream_ended(s, STREAM_WRONG_PROTOCOL, text);
	stream_say_end(s, "invalid-namespace");
}


static void stream_found(stream_t *s, scan_result_t found, const stanza_t *st)
{
	switch(found) {
		case SCAN_ROOT:
			stream_root(s, st);
			break;
		case SCAN_STANZA:
			if(st->kind == STANZA_OTHER)
				stream_other(s, st);
			else if(s->state == STREAM_UP)
				s->events->on_stanza(s->arg, st);
			break;
		case SCAN_END:
			stream_say_end(s, NULL);
			stream_broken(s, "the server ended the stream");
			break;
		default:
			stream_say_end(s, s->scan.condition);
			stream_ended(s,
					s->state == STREAM_UP ? STREAM_ERROR
										  : STREAM_WRONG_PROTOCOL,
					s->scan.wrong);
			break;
	}
}


static int is_printable(char c)
{
	return c >= 0x20 && c < 0x7F;
}


/* the first bytes that came: no stream begins like this */
static int stream_is_foreign(stream_t *s)
{
	const char *p = s->in.data, *end = p + s->in.len;
	char text[STREAM_TEXT_MAX];
	int n = 0;

	while(p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
		p++;
	if(p == end || *p == '<' || *p == '\xEF' /* a byte order mark */)
		return 0;
	while(p + n < end && n < STREAM_SHOWN_MAX && is_printable(p[n]))
		n++;
	if(*p == 0x15 || *p == 0x16) /* alert, handshake (RFC 8446 section 5.1) */
		snprintf(text, sizeof(text), "what answers there speaks TLS");
	else
		snprintf(text, sizeof(text), "what answers there is no XMPP: \"%.*s\"",
				n, p);
	stream_ended(s, STREAM_WRONG_PROTOCOL, text);
	return 1;
}


static void stream_scan(stream_t *s)
{
	scan_result_t found;
	stanza_t st;

	while(s->state != STREAM_ENDED) {
		found = scan_next(&s->scan, s->in.data, s->in.len, &st);
		if(found == SCAN_MORE)
			break;
		stream_found(s, found, &st);
	}
	buf_drop(&s->in, scan_drop(&s->scan));
}


static void stream_read(stream_t *s)
{
	ssize_t n;
	size_t room;
	int i;

	for(i = 0; i < STREAM_READS && s->state != STREAM_ENDED; i++) {
		if(buf_room(&s->in, STREAM_READ) != 0) {
			stream_broken(s, "out of memory");
			return;
		}
		room = s->in.cap - s->in.len;
		n = recv(s->fd, s->in.data + s->in.len, room, 0);
		if(n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if(n <= 0) {
			stream_broken(s, n < 0 ? strerror(errno)
								   : "the server closed the connection");
			return;
		}
		s->in.len += (size_t)n;
		if(s->state == STREAM_OPENING && stream_is_foreign(s))
			return;
		if(memchr(s->in.data + s->in.len - n, '\0', (size_t)n) != NULL) {
			stream_say_end(s, "not-well-formed");
			stream_ended(s, STREAM_ERROR, "the server sent a NUL byte");
			return;
		}
		stream_scan(s);
		if((size_t)n < room || s->paused)
			return; /* that was all: no need to hear EAGAIN */
	}
}


/* --- connection --- */

static void stream_connected(stream_t *s)
{
	socklen_t size = sizeof(int);
	int error = 0;

	if(getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
		error = errno;
	if(error != 0)
		stream_broken(s, strerror(error));
	else
		stream_say_header(s);
}


static void stream_watch_update(stream_t *s)
{
	int events = (s->paused ? 0 : LOOP_READ) | (s->want_write ? LOOP_WRITE : 0);

	loop_watch_set(s->watch, s->state == STREAM_ENDED ? 0 : events);
}


static void on_event(void *arg, int events)
{
	stream_t *s = arg;

	s->want_write = 0;
	if(s->state == STREAM_CONNECTING)
		stream_connected(s);
	else if((events & LOOP_READ) && s->state != STREAM_ENDED)
		stream_read(s);
	stream_watch_update(s);
	if(s->state == STREAM_ENDED)
		s->events->on_end(s->arg, s->why, s->text);
}


static void socket_options(int fd)
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
	size_t i;

	for(i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		setsockopt(fd, options[i].level, options[i].name, &options[i].value,
				sizeof(int)); /* a refusal costs comfort only */
}


/* a connecting socket, or negative errno */
static int socket_connect(const char *address, unsigned port)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	struct sockaddr_in four = {.sin_family = AF_INET};
	struct sockaddr *to = (struct sockaddr *)&four;
	socklen_t size = sizeof(four);
	int fd, rc;

	if(inet_pton(AF_INET, address, &four.sin_addr) != 1) {
		if(inet_pton(AF_INET6, address, &six.sin6_addr) != 1)
			return -EINVAL;
		to = (struct sockaddr *)&six;
		size = sizeof(six);
	}
	four.sin_port = six.sin6_port = htons((uint16_t)port);
	fd = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if(fd < 0)
		return -errno;
	socket_options(fd);
	if(connect(fd, to, size) != 0 && errno != EINPROGRESS) {
		rc = -errno;
		close(fd);
		return rc;
	}
	return fd;
}


stream_t *stream_open(loop_t *loop, const stream_target_t *target,
		size_t stanza_max, const stream_events_t *events, void *arg,
		const char **reason)
{
	stream_t *s = calloc(1, sizeof(*s));

	*reason = "out of memory";
	if(s == NULL)
		return NULL;
	s->events = events;
	s->arg = arg;
	s->name = target->name;
	s->secret = target->secret;
	scan_init(&s->scan, stanza_max);
	s->fd = socket_connect(target->address, target->port);
	if(s->fd < 0) {
		*reason = strerror(-s->fd);
		goto error;
	}
	s->watch = loop_watch_new(loop, s->fd, on_event, s);
	if(s->watch == NULL)
		goto error;
	loop_watch_set(s->watch, LOOP_WRITE);
	return s;

error:
	stream_free(s);
	return NULL;
}


static size_t iov_bytes(const struct iovec *iov, int n)
{
	size_t bytes = 0;
	int i;

	for(i = 0; i < n; i++)
		bytes += iov[i].iov_len;
	return bytes;
}


ssize_t stream_write(stream_t *s, const struct iovec *iov, int n)
{
	struct msghdr message;
	ssize_t written;

	if(s->state != STREAM_UP)
		return -ENOTCONN;
	memset(&message, 0, sizeof(message));
	message.msg_iov = (struct iovec *)iov;
	message.msg_iovlen = (size_t)n;
	do
		written = sendmsg(s->fd, &message, MSG_NOSIGNAL);
	while(written < 0 && errno == EINTR);
	if(written >= 0) {
		s->half = (size_t)written < iov_bytes(iov, n);
		return written;
	}
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


int stream_close(stream_t *s)
{
	static const char end[] = "</stream:stream>";

	if(s->state != STREAM_UP)
		return -ENOTCONN;
	stream_pause(s, 0);
	s->farewell = 1;
	return stream_say(s, end, sizeof(end) - 1);
}


void stream_free(stream_t *s)
{
	if(s == NULL)
		return;
	loop_watch_free(s->watch);
	if(s->fd >= 0)
		close(s->fd);
	scan_free(&s->scan);
	buf_free(&s->in);
	free(s);
}
