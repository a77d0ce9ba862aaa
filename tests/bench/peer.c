/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-peer: the XMPP server that the sidecar connects to, and its users.
 *
 * usage: bench-peer PORT DOMAIN SECRET USERS_DOMAIN TARGET [FINGERPRINT]
 *   TARGET   JID that users call; '#' in it becomes the user's number
 * It takes commands on standard input and answers on standard output, a line
 * each:
 *   wait             "up" once a component stream stands
 *   call N RATE JMI  N calls, RATE a second, after JMI (1) or not (0);
 *                    "done GOOD FAILED SECONDS P50_MS P99_MS" at their end
 *   text N RATE      N texts that ask for receipts, one for each user in turn;
 *                    "done" likewise
 *   login N RATE     presence of the first N users to the component, RATE a
 *                    second; "in" once all has left
 *   watch N RATE     likewise to the contact phoneN, which each has asked for
 *   back N RATE      likewise, of contacts from before, which are probed
 *   drop             all streams break; "ok"
 *   logout N         their unavailable presence, at once; "out"
 *   counts           "counts PROPOSES INITIATES BAD ACCEPTED TERMINATED ERRORS
 *                    TEXTS PROBES SHOWN HIDDEN" since the last reset
 *   reset            "ok"
 * End of input ends it. */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/sha.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "peer.h"

enum
{
	USERS = 5000,
	TICK_MS = 2,		 /* between batches of new calls */
	CALL_TIMEOUT_S = 40, /* after the last call was begun */
	READ_SIZE = 64 * 1024
};

static int waiting; /* a "wait" has not been answered */

uint64_t peer_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void *grow(void *p, size_t *cap, size_t wanted)
{
	if(wanted <= *cap)
		return p;
	*cap = wanted * 2;
	p = realloc(p, *cap);
	if(p == NULL)
		die("realloc");
	return p;
}

void conn_printf(conn_t *c, const char *format, ...)
{
	va_list args;
	int n;

	c->out = grow(c->out, &c->out_cap, c->out_len + 8192);
	va_start(args, format);
	n = vsnprintf(c->out + c->out_len, c->out_cap - c->out_len, format, args);
	va_end(args);
	if(n < 0 || (size_t)n >= c->out_cap - c->out_len)
		die("stanza too long");
	c->out_len += (size_t)n;
}

static void conn_close(conn_t *c)
{
	close(c->fd);
	c->fd = -1;
	c->in_len = c->out_len = 0;
	memset(&c->scan, 0, sizeof(c->scan));
}

static void conn_flush(conn_t *c)
{
	ssize_t n;

	if(c->fd < 0 || c->out_len == 0)
		return;
	n = send(c->fd, c->out, c->out_len, MSG_NOSIGNAL | MSG_DONTWAIT);
	if(n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if(n <= 0) {
		conn_close(c);
		return;
	}
	memmove(c->out, c->out + n, c->out_len - (size_t)n);
	c->out_len -= (size_t)n;
}

static void greet(peer_t *p, conn_t *c)
{
	snprintf(c->id, sizeof(c->id), "s%llx", (unsigned long long)peer_now());
	conn_printf(c,
			"<?xml version='1.0'?><stream:stream "
			"xmlns:stream='http://etherx.jabber.org/streams' "
			"xmlns='jabber:component:accept' from='%s' id='%s'>",
			p->domain, c->id);
	c->state = CONN_GREETED;
}

/* XEP-0114: the handshake is the hex SHA-1 of stream id and secret. */
static int handshake(peer_t *p, conn_t *c, view_t stanza)
{
	unsigned char digest[SHA_DIGEST_LENGTH];
	char text[256], hex[2 * SHA_DIGEST_LENGTH + 1];
	int i;

	snprintf(text, sizeof(text), "%s%s", c->id, p->secret);
	SHA1((unsigned char *)text, strlen(text), digest);
	for(i = 0; i < SHA_DIGEST_LENGTH; i++)
		sprintf(hex + 2 * i, "%02x", digest[i]);
	if(!view_has(stanza, hex)) {
		fprintf(stderr, "bad handshake: %.*s\n", (int)stanza.len, stanza.s);
		return -1;
	}
	conn_printf(c, "<handshake/>");
	c->state = CONN_UP;
	if(waiting) {
		puts("up");
		waiting = 0;
	}
	return 0;
}

/* The stream header: everything up to the '>' of <stream:stream …>. */
static size_t header_length(const conn_t *c)
{
	const char *p = memmem(c->in, c->in_len, "<stream:stream", 14);
	const char *end;

	end = p ? memchr(p, '>', c->in_len - (size_t)(p - c->in)) : NULL;
	return end ? (size_t)(end + 1 - c->in) : 0;
}

/* Take everything that is complete. return 0, -1 to close */
static int conn_take(peer_t *p, conn_t *c)
{
	size_t done = 0;
	view_t stanza;
	long n;

	if(c->state == CONN_OPENED) {
		done = header_length(c);
		if(done == 0)
			return 0;
		greet(p, c);
	}
	for(;;) {
		stanza.s = c->in + done;
		n = xml_stanza_end(stanza.s, c->in_len - done, &c->scan);
		if(n < 0)
			return -1;
		if(n == 0)
			break;
		stanza.len = (size_t)n;
		if(c->state == CONN_UP)
			user_stanza(p, c, stanza);
		else if(handshake(p, c, stanza) < 0)
			return -1;
		memset(&c->scan, 0, sizeof(c->scan));
		done += (size_t)n;
	}
	memmove(c->in, c->in + done, c->in_len - done);
	c->in_len -= done;
	return 0;
}

static void conn_read(peer_t *p, conn_t *c)
{
	ssize_t n;

	c->in = grow(c->in, &c->in_cap, c->in_len + READ_SIZE);
	n = recv(c->fd, c->in + c->in_len, READ_SIZE, MSG_DONTWAIT);
	if(n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if(n <= 0) {
		conn_close(c);
		return;
	}
	c->in_len += (size_t)n;
	if(conn_take(p, c) < 0)
		conn_close(c);
}

static void conn_accept(peer_t *p, int poll, int listener)
{
	struct epoll_event event = {.events = EPOLLIN};
	int fd = accept(listener, NULL, NULL), one = 1, i;

	if(fd < 0)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	for(i = 0; i < PEER_CONNS && p->conns[i].fd >= 0; i++)
		;
	if(i == PEER_CONNS) {
		close(fd);
		return;
	}
	p->conns[i].fd = fd;
	p->conns[i].state = CONN_OPENED;
	event.data.u32 = (unsigned)i;
	if(epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) < 0)
		die("epoll_ctl");
}

static conn_t *conn_up(peer_t *p)
{
	int i;

	for(i = 0; i < PEER_CONNS; i++)
		if(p->conns[i].fd >= 0 && p->conns[i].state == CONN_UP)
			return &p->conns[i];
	return NULL;
}

static int by_value(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

static void round_report(peer_t *p)
{
	unsigned *setup = calloc(p->total + 1, sizeof(*setup)), good = 0, i;

	if(setup == NULL)
		die("calloc");
	for(i = 0; i < p->total; i++)
		if(p->calls[i].state == CALL_GOOD)
			setup[good++] = p->calls[i].setup;
	qsort(setup, good, sizeof(*setup), by_value);
	printf("done %u %u %.2f %.1f %.1f\n", good, p->total - good,
			(double)(peer_now() - p->begun) / 1e6, setup[good / 2] / 1e3,
			setup[good * 99 / 100] / 1e3);
	free(setup);
	p->total = p->started = p->ended = 0;
}

/* Begin the calls that are due, and see whether the round is over. */
static void round_tick(peer_t *p)
{
	double elapsed = (double)(peer_now() - p->begun) / 1e6;
	conn_t *c = conn_up(p);
	unsigned due;

	if(p->total == 0)
		return;
	due = (unsigned)(elapsed * p->rate) + 1;
	if(due > p->total)
		due = p->total;
	while(c && p->started < due) {
		p->started++;
		user_call(p, c, p->started - 1);
	}
	if(c)
		user_hangups(p, c);
	if(p->ended == p->total || elapsed > p->total / p->rate + CALL_TIMEOUT_S)
		round_report(p);
}

static void round_begin(peer_t *p, unsigned total, double rate, int kind)
{
	if(total == 0 || total > PEER_CALLS_MAX || rate <= 0 || p->total > 0) {
		puts("error: not such a round, or not now");
		return;
	}
	memset(p->calls, 0, total * sizeof(*p->calls));
	p->round++;
	p->total = total;
	p->started = p->ended = 0;
	p->first = p->last = 0;
	p->rate = rate;
	p->kind = kind;
	p->begun = peer_now();
}

/* Users come and go: what their server tells the component of them */
static void presence_send(peer_t *p, conn_t *c, unsigned n, const char *type)
{
	conn_printf(c, "<presence from='u%u@%s/bench' to='%s'%s/>", n, p->users,
			p->domain, type);
}

static void login_tick(peer_t *p)
{
	double elapsed = (double)(peer_now() - p->login_begun) / 1e6;
	conn_t *c = conn_up(p);

	if(c == NULL || p->logins == 0)
		return;
	while(p->logged_in < p->logins && p->logged_in < elapsed * p->login_rate) {
		if(p->login_kind == LOGIN_COMPONENT)
			presence_send(p, c, p->logged_in, "");
		else
			watch_begin(p, c, p->logged_in + 1, p->login_kind == LOGIN_ASKS);
		p->logged_in++;
	}
	if(p->logged_in == p->logins) {
		puts("in");
		p->logins = 0;
	}
}

static void logout(peer_t *p, unsigned total)
{
	conn_t *c = conn_up(p);
	unsigned n;

	for(n = 0; c && n < total; n++)
		presence_send(p, c, n, " type='unavailable'");
	puts("out");
}

static void login_begin(peer_t *p, unsigned total, double rate, int kind)
{
	p->logins = total;
	p->logged_in = 0;
	p->login_rate = rate;
	p->login_kind = kind;
	p->login_begun = peer_now();
}

static void drop(peer_t *p)
{
	int i;

	for(i = 0; i < PEER_CONNS; i++)
		if(p->conns[i].fd >= 0)
			conn_close(&p->conns[i]);
	puts("ok");
}

static void counts_print(const counts_t *n)
{
	printf("counts %u %u %u %u %u %u %u %u %u %u\n", n->proposes, n->initiates,
			n->bad, n->accepted, n->terminated, n->errors, n->texts, n->probes,
			n->shown, n->hidden);
}

static void command(peer_t *p, const char *line)
{
	unsigned total;
	double rate;
	int jmi;

	if(sscanf(line, "call %u %lf %d", &total, &rate, &jmi) == 3) {
		round_begin(p, total, rate, jmi ? ROUND_JMI : ROUND_CALLS);
	} else if(sscanf(line, "text %u %lf", &total, &rate) == 2) {
		round_begin(p, total, rate, ROUND_TEXTS);
	} else if(sscanf(line, "login %u %lf", &total, &rate) == 2) {
		login_begin(p, total, rate, LOGIN_COMPONENT);
	} else if(sscanf(line, "watch %u %lf", &total, &rate) == 2) {
		login_begin(p, total, rate, LOGIN_ASKS);
	} else if(sscanf(line, "back %u %lf", &total, &rate) == 2) {
		login_begin(p, total, rate, LOGIN_CONTACT);
	} else if(strncmp(line, "drop", 4) == 0) {
		drop(p);
	} else if(sscanf(line, "logout %u", &total) == 1) {
		logout(p, total);
	} else if(strncmp(line, "counts", 6) == 0) {
		counts_print(&p->counts);
	} else if(strncmp(line, "reset", 5) == 0) {
		memset(&p->counts, 0, sizeof(p->counts));
		puts("ok");
	} else if(strncmp(line, "wait", 4) == 0) {
		waiting = conn_up(p) == NULL;
		if(!waiting)
			puts("up");
	} else {
		puts("error: no such command");
	}
}

static int listen_on(int port)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	a.sin_port = htons((unsigned short)port);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if(fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0
			|| listen(fd, 16) < 0)
		die("listen");
	return fd;
}

static void loop(peer_t *p, int listener)
{
	struct epoll_event event = {.events = EPOLLIN}, events[PEER_CONNS + 2];
	int poll = epoll_create1(EPOLL_CLOEXEC), n, i;
	char line[256];

	event.data.u32 = PEER_CONNS;
	epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
	event.data.u32 = PEER_CONNS + 1;
	epoll_ctl(poll, EPOLL_CTL_ADD, STDIN_FILENO, &event);
	for(;;) {
		n = epoll_wait(poll, events, PEER_CONNS + 2, TICK_MS);
		for(i = 0; i < n; i++) {
			if(events[i].data.u32 < PEER_CONNS)
				conn_read(p, &p->conns[events[i].data.u32]);
			else if(events[i].data.u32 == PEER_CONNS)
				conn_accept(p, poll, listener);
			else if(fgets(line, sizeof(line), stdin))
				command(p, line);
			else
				return;
		}
		round_tick(p);
		login_tick(p);
		for(i = 0; i < PEER_CONNS; i++)
			conn_flush(&p->conns[i]);
	}
}

int main(int argc, char **argv)
{
	static peer_t p;
	int i;

	if(argc < 6) {
		fprintf(stderr, "usage: see the head of peer.c\n");
		return 2;
	}
	p.domain = argv[2];
	p.secret = argv[3];
	p.users = argv[4];
	p.target = argv[5];
	p.fingerprint = argc > 6 && argv[6][0] ? argv[6] : NULL;
	p.user_count = USERS;
	p.calls = calloc(PEER_CALLS_MAX, sizeof(*p.calls));
	if(p.calls == NULL)
		die("calloc");
	for(i = 0; i < PEER_CONNS; i++)
		p.conns[i].fd = -1;
	setvbuf(stdin, NULL, _IONBF, 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	loop(&p, listen_on(atoi(argv[1])));
	return 0;
}
