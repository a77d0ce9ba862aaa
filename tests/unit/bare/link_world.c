/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <cmocka.h>

#include "../../../modules/xmpp_link/link_api.h"
#include "../../../modules/xmpp_link/link_binrpc.h"
#include "../../../modules/xmpp_link/link_peer.h"
#include "../../../modules/xmpp_link/link_process.h"
#include "../../../modules/xmpp_link/link_proto.h"
#include "../../../modules/xmpp_link/link_socket.h"
#include "../../../modules/xmpp_link/link_task.h"

#include "bare_core.h"
#include "link_world.h"

enum
{
	WORLD_TURNS = 2000, /* more: the loop spins */
	FRAME_ROOM = 2 * 1024 * 1024
};

struct sidecar
{
	int fd; /* -1: this place is free */
	char in[FRAME_ROOM];
	size_t len;
	uint32_t cookie; /* of our last request */
	uint32_t heard;	 /* of the worker's last one */
	char text[64 * 1024];
};

static sidecar_t sidecars[WORLD_SIDECARS];
static char folder[64], path[96];
static long blocks = 0;
static link_config_t config;
static struct cfg_group_xmpp_link numbers;

xmpp_link_api_t world_link;

const str *s_(const char *text)
{
	static str views[8];
	static int n = 0;
	str *s = &views[n++ % 8];

	s->s = (char *)text;
	s->len = text ? (int)strlen(text) : 0;
	return s;
}

unsigned long world_count(link_count_t c)
{
	return xmpp_link_stats[0].count[c];
}

/* --- the loop ------------------------------------------------------------------ */

void world_turn(void)
{
	int n;

	for(n = 0; n < WORLD_TURNS; n++) {
		assert_int_equal(xmpp_link_process_turn(), 0);
		if(bare_epoll_events() == 0 && bare_epoll_timeout() != 0)
			break;
	}
	assert_true(n < WORLD_TURNS);
}

void world_time(int ms)
{
	int step;

	for(world_turn(); ms > 0; ms -= step) {
		step = bare_epoll_timeout();
		if(step < 1 || step > ms)
			step = ms;
		bare_time((uint64_t)step);
		world_turn();
	}
}

int world_other_tasks(void)
{
	xmpp_link_task_t *t, *next;
	int left, n = 0;

	for(t = xmpp_link_tasks_take(1, 1000, &left); t; t = next, n++) {
		next = t->next;
		t->run(t);
	}
	return n;
}

int world_start(void **state)
{
	int i;

	(void)state;
	for(i = 0; i < WORLD_SIDECARS; i++)
		sidecars[i].fd = -1;
	strcpy(folder, "/tmp/link_world.XXXXXX");
	if(mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/link", folder);
	xmpp_link_config.socket = *s_(path);
	xmpp_link_numbers.workers = WORLD_WORKERS;
	config = xmpp_link_config;
	numbers = xmpp_link_numbers;
	xmpp_link_bind(&world_link);
	if(xmpp_link_stats_init(WORLD_WORKERS) != 0
			|| xmpp_link_tasks_init(WORLD_WORKERS, xmpp_link_numbers.task_queue)
					   != 0
			|| xmpp_link_sockets_open(WORLD_WORKERS) != 0
			|| xmpp_link_process_start(0) != 0)
		return -1;
	sidecar_up("first of all", "first.example"); /* what is allocated once */
	world_time(60000);
	return world_settle(NULL);
}

int world_end(void **state)
{
	(void)state;
	xmpp_link_sockets_remove();
	xmpp_link_tasks_destroy();
	xmpp_link_stats_destroy();
	return rmdir(folder);
}

static int left(const char *what, long n)
{
	if(n != 0)
		print_error("%ld %s left\n", n, what);
	return n != 0;
}

int world_settle(void **state)
{
	long now, bad = 0;
	int i;

	(void)state;
	xmpp_link_config = config;
	xmpp_link_numbers = numbers;
	for(i = 0; i < WORLD_SIDECARS; i++)
		sidecar_close(&sidecars[i]);
	world_time(3600 * 1000);
	bad += left("sidecars", (long)world_count(LINK_PEERS));
	bad += left("streams", (long)world_count(LINK_STREAMS));
	bad += left("stanzas waiting", (long)world_count(LINK_WAITING));
	bad += left("bytes waiting", (long)world_count(LINK_WAITING_BYTES));
	bad += left("stanzas unanswered", (long)world_count(LINK_UNANSWERED));
	bad += left("iqs", (long)world_count(LINK_IQS_OPEN));
	bad += left("timers", (long)world_count(LINK_TIMERS));
	now = bare_core_reset();
	if(blocks != 0)
		bad += left("blocks of memory", now - blocks);
	blocks = now;
	memset(xmpp_link_stats[0].count, 0, sizeof(xmpp_link_stats[0].count));
	return bad ? -1 : 0;
}

/* --- sidecars --------------------------------------------------------------------- */

sidecar_t *sidecar_connect(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	sidecar_t *s = sidecars;

	while(s->fd >= 0)
		s++;
	s->len = 0;
	s->cookie = s->heard = 0;
	s->fd = socket(AF_UNIX, SOCK_STREAM, 0);
	snprintf(a.sun_path, sizeof(a.sun_path), "%s.0", path);
	assert_int_equal(connect(s->fd, (struct sockaddr *)&a, sizeof(a)), 0);
	return s;
}

void sidecar_close(sidecar_t *s)
{
	if(s->fd < 0)
		return;
	close(s->fd);
	s->fd = -1;
}

int sidecar_fd(sidecar_t *s)
{
	return s->fd;
}

/* all that has come is taken in; 0 when the worker has closed */
static int sidecar_read(sidecar_t *s)
{
	ssize_t n;

	do {
		n = recv(s->fd, s->in + s->len, FRAME_ROOM - s->len, MSG_DONTWAIT);
		s->len += n > 0 ? (size_t)n : 0;
	} while(n > 0);
	return n < 0 && errno == EAGAIN;
}

void sidecar_write(sidecar_t *s, const void *bytes, size_t n)
{
	const char *at = bytes;
	ssize_t done;
	int tries = 0;

	while(n > 0) {
		done = send(s->fd, at, n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if(done < 0 && errno != EAGAIN)
			return; /* the worker has closed it */
		if(done < 0) {
			world_turn();
			/* it reads no more before we do */
			if(tries++ > 2)
				sidecar_read(s);
			continue;
		}
		at += done;
		n -= (size_t)done;
	}
}

static void sidecar_frame(
		sidecar_t *s, link_writer_t *w, int type, uint32_t cookie)
{
	str frame;

	assert_int_equal(xmpp_link_writer_end(w, type, cookie, &frame), 0);
	sidecar_write(s, frame.s, (size_t)frame.len);
}

uint32_t sidecar_ask(sidecar_t *s, const char *types, ...)
{
	static char buf[FRAME_ROOM];
	link_writer_t w;
	va_list args;

	xmpp_link_writer_begin(&w, buf, FRAME_ROOM);
	va_start(args, types);
	for(; *types; types++)
		if(*types == 'i')
			xmpp_link_writer_int(&w, va_arg(args, int));
		else
			xmpp_link_writer_z(&w, va_arg(args, const char *));
	va_end(args);
	sidecar_frame(s, &w, LINK_BINRPC_REQUEST, ++s->cookie);
	return s->cookie;
}

uint32_t sidecar_stanza(sidecar_t *s, const char *kind, const char *type,
		const char *from, const char *to, const char *id, const char *payloads)
{
	char xml[2048];

	snprintf(xml, sizeof(xml), "<%s from='%s' to='%s'/>", kind, from, to);
	return sidecar_ask(s, "sssssssss", "stanza", "sip.example", kind, type,
			from, to, id, payloads, xml);
}

void sidecar_reply(sidecar_t *s, uint32_t cookie)
{
	char buf[64];
	link_writer_t w;

	xmpp_link_writer_begin(&w, buf, sizeof(buf));
	sidecar_frame(s, &w, LINK_BINRPC_REPLY, cookie);
}

void sidecar_fault(sidecar_t *s, uint32_t cookie, int code, const char *why)
{
	char buf[256];
	link_writer_t w;

	xmpp_link_writer_begin(&w, buf, sizeof(buf));
	xmpp_link_writer_int(&w, code);
	xmpp_link_writer_z(&w, why);
	sidecar_frame(s, &w, LINK_BINRPC_FAULT, cookie);
}

uint32_t sidecar_cookie(sidecar_t *s)
{
	return s->heard;
}

/* records of a reply, or of a request, as words */
static void sidecar_words(sidecar_t *s, link_frame_t *f, char *at)
{
	char *end = s->text + sizeof(s->text);
	link_frame_t before;
	int32_t number;
	str word;

	for(;;) {
		before = *f;
		if(xmpp_link_frame_int(f, &number) == 0) {
			at += snprintf(at, (size_t)(end - at), " %d", number);
			continue;
		}
		*f = before;
		if(xmpp_link_frame_str(f, &word) != 0)
			return;
		at += snprintf(at, (size_t)(end - at), " %.*s", word.len, word.s);
	}
}

const char *sidecar_hears(sidecar_t *s)
{
	int open, n;
	link_frame_t f;
	long size;

	world_turn();
	open = sidecar_read(s);
	s->text[0] = '\0';
	size = xmpp_link_frame_read(s->in, s->len, FRAME_ROOM, &f);
	if(size <= 0)
		return open ? "" : "closed";
	if(f.type == LINK_BINRPC_REQUEST) {
		s->heard = f.cookie;
		sidecar_words(s, &f, s->text);
		memmove(s->text, s->text + 1, strlen(s->text));
	} else {
		n = sprintf(s->text, "%s %u",
				f.type == LINK_BINRPC_REPLY ? "reply" : "fault", f.cookie);
		s->text[n + 1] = '\0';
		sidecar_words(s, &f, s->text + n + 1);
		if(s->text[n + 1])
			s->text[n] = ':';
	}
	s->len -= (size_t)size;
	memmove(s->in, s->in + size, s->len);
	return s->text;
}

/* take a reply out: what had waited for the stream stands before it */
static void sidecar_skip(sidecar_t *s, uint32_t cookie)
{
	size_t at;
	link_frame_t f;
	long size;

	for(at = 0;; at += (size_t)size) {
		size = xmpp_link_frame_read(s->in + at, s->len - at, FRAME_ROOM, &f);
		assert_true(size > 0);
		if(f.type == LINK_BINRPC_REPLY && f.cookie == cookie)
			break;
	}
	s->len -= (size_t)size;
	memmove(s->in + at, s->in + at + size, s->len - at);
}

sidecar_t *sidecar_new(const char *instance)
{
	sidecar_t *s = sidecar_connect();

	sidecar_ask(s, "sis", "hello", LINK_VERSION, instance);
	assert_non_null(strstr(sidecar_hears(s), "reply 1: 1 "));
	return s;
}

sidecar_t *sidecar_up(const char *instance, const char *component)
{
	sidecar_t *s = sidecar_new(instance);

	sidecar_ask(s, "ssi", "stream", component, 1);
	world_turn();
	sidecar_read(s);
	sidecar_skip(s, 2);
	return s;
}
