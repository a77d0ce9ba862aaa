/* links: sidecar/relay.c sidecar/component.c sidecar/stream.c sidecar/scan.c sidecar/tag.c sidecar/names.c modules/xmpp_link/link_check.c sidecar/outbox.c sidecar/confirm.c sidecar/answer.c sidecar/link.c sidecar/link_set.c sidecar/link_kept.c sidecar/link_worker.c sidecar/failure.c sidecar/link_wire.c sidecar/queue.c sidecar/loop.c sidecar/log.c modules/xmpp_link/link_binrpc.c modules/xmpp_link/link_head.c */
/* libs: libuv libcrypto */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sidecar between an XMPP server and Kamailio's workers, both played here:
 * XEP-0114 on one side, link_proto.h on the other. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../modules/xmpp_link/link_binrpc.h"
#include "../../modules/xmpp_link/link_proto.h"
#include "../../sidecar/buf.h"
#include "../../sidecar/log.h"
#include "../../sidecar/relay.h"

enum
{
	WORKERS = 2,
	PATIENCE = 8000, /* ms until what a test waits for must be there */
	IDS = 1024
};

/* a peer of the sidecar: listens, has one connection at a time */
typedef struct peer
{
	int listener;
	int fd;
	buf_t in;
	buf_t out; /* the sidecar runs in this thread: never wait for it */
} peer_t;

typedef struct fake_worker
{
	peer_t peer;
	int hellos;
	int stream_up; /* as told last, -1 = not told */
	int downs;	   /* how often it was told that the stream is down */
	int acknowledges;
	int keeps; /* provisionally */
	int32_t run;
	int count; /* stanzas */
	char id[IDS][16];
	char from[IDS][32];
	uint32_t cookie[IDS];
	int code; /* of the last answer to a stanza of ours, -1 = none */
} fake_worker_t;

static config_t config;
static loop_t *loop;
static relay_t *relay;
static loop_timer_t *ticker;
static peer_t server;
static int server_agreed, server_echoes;
static const char *server_farewell; /* what it has yet to say at the end */
static char server_text[512];		/* the last words of the sidecar */
static const char *server_greeting; /* instead of a stream */
static size_t server_greeting_len;
static fake_worker_t workers[WORKERS];
static int window = 256;
static int (*condition)(void);
static pid_t freezer; /* stops this process, or will do so soon */
static int ticks;
static char folder[] = "/tmp/test_sidecar_relay.XXXXXX";


/* --- sockets --- */

static void peer_close(peer_t *p)
{
	if(p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	p->in.len = p->out.len = 0;
}

static void peer_stop(peer_t *p)
{
	peer_close(p);
	if(p->listener >= 0)
		close(p->listener);
	p->listener = -1;
	buf_free(&p->in);
	buf_free(&p->out);
}

/* 1 when something new came */
static int peer_read(peer_t *p)
{
	ssize_t n;
	int got = 0;

	if(p->fd < 0 && p->listener >= 0) {
		p->fd = accept4(p->listener, NULL, NULL, SOCK_NONBLOCK);
		p->in.len = 0;
	}
	while(p->fd >= 0) {
		assert_int_equal(buf_room(&p->in, 65536), 0);
		n = recv(p->fd, p->in.data + p->in.len, 65535, 0);
		if(n < 0)
			break;
		if(n == 0) {
			close(p->fd);
			p->fd = -1;
			break;
		}
		p->in.len += (size_t)n;
		p->in.data[p->in.len] = '\0';
		got = 1;
	}
	return got;
}

static void peer_flush(peer_t *p)
{
	ssize_t n;

	while(p->fd >= 0 && p->out.len > 0) {
		n = send(p->fd, p->out.data, p->out.len, MSG_NOSIGNAL);
		if(n <= 0)
			return;
		buf_drop(&p->out, (size_t)n);
	}
}

static void peer_say(peer_t *p, const char *text, size_t len)
{
	assert_int_equal(buf_add(&p->out, text, len), 0);
	peer_flush(p);
}

static void server_say(const char *text)
{
	peer_say(&server, text, strlen(text));
}

static int server_has(const char *text)
{
	return server.in.data != NULL && server.in.len > 0
		   && strstr(server.in.data, text) != NULL;
}


/* --- the XMPP server: XEP-0114 section 3 --- */

static void server_tick(void)
{
	/* SHA-1 of "3BF96D32hush" */
	static const char digest[] =
			"<handshake>3ca4ebcf5bfc32173bd880cb93abca93cee28925</handshake>";
	char *ping, *end;

	if(!peer_read(&server))
		return;
	if((end = strstr(server.in.len ? server.in.data : "", "</stream:stream>"))
			&& server_text[0] == '\0')
		snprintf(server_text, sizeof(server_text), "%.256s",
				end - server.in.data > 200 ? end - 200 : server.in.data);
	if(server_greeting != NULL && server_has("to='gw.example'>")) {
		peer_say(&server, server_greeting, server_greeting_len);
		server.in.len = 0;
		return;
	}
	if(!server_agreed && server_has("to='gw.example'>")
			&& !server_has("<handshake>")) {
		server_say("<?xml version='1.0'?><stream:stream "
				   "xmlns:stream='http://etherx.jabber.org/streams' "
				   "xmlns='jabber:component:accept' from='gw.example' "
				   "id='3BF96D32'>");
	} else if(!server_agreed && server_has("</handshake>")) {
		assert_true(server_has(digest));
		server_agreed = 1;
		server.in.len = 0;
		server_say("<handshake/>");
	} else if(server_has("</stream:stream>")) {
		server_say(server_farewell);
		server_say("</stream:stream>");
	} else if(server_echoes
			  && (ping = strstr(server.in.data, "<iq type='get' "
												"from='jingle-sidecar-"))) {
		end = strstr(ping, "</iq>");
		if(end != NULL)
			peer_say(&server, ping, (size_t)(end + 5 - ping));
	}
}

static void server_drop(void)
{
	peer_close(&server);
	server_agreed = 0;
}


/* --- Kamailio's workers --- */

static void worker_say(
		fake_worker_t *w, link_writer_t *writer, int type, uint32_t cookie)
{
	str frame;

	assert_int_equal(xmpp_link_writer_end(writer, type, cookie, &frame), 0);
	peer_say(&w->peer, frame.s, (size_t)frame.len);
}

static void worker_acknowledge(fake_worker_t *w, uint32_t cookie, int kept)
{
	char room[64];
	link_writer_t writer;

	xmpp_link_writer_begin(&writer, room, sizeof(room));
	if(kept)
		xmpp_link_writer_int(&writer, 1);
	worker_say(w, &writer, LINK_BINRPC_REPLY, cookie);
}

static void worker_hello(fake_worker_t *w, uint32_t cookie)
{
	char room[256];
	link_writer_t writer;

	w->hellos++;
	xmpp_link_writer_begin(&writer, room, sizeof(room));
	xmpp_link_writer_int(&writer, LINK_VERSION);
	xmpp_link_writer_int(&writer, WORKERS);
	xmpp_link_writer_int(&writer, (int)(w - workers));
	xmpp_link_writer_int(&writer, window);
	xmpp_link_writer_int(&writer, LINK_WINDOW_BYTES);
	xmpp_link_writer_int(&writer, LINK_STANZA_MAX_IN);
	xmpp_link_writer_int(&writer, LINK_STANZA_MAX_OUT);
	if(w->run != 0)
		xmpp_link_writer_int(&writer, w->run);
	worker_say(w, &writer, LINK_BINRPC_REPLY, cookie);
}

static void worker_stanza(fake_worker_t *w, link_frame_t *f)
{
	str v[8];
	int i;

	for(i = 0; i < 8; i++)
		assert_int_equal(xmpp_link_frame_str(f, &v[i]), 0);
	assert_string_equal(v[0].s, "gw.example");
	assert_true(w->count < IDS);
	snprintf(w->from[w->count], sizeof(w->from[0]), "%s", v[3].s);
	snprintf(w->id[w->count], sizeof(w->id[0]), "%s", v[5].s);
	w->cookie[w->count++] = f->cookie;
	if(w->acknowledges)
		worker_acknowledge(w, f->cookie, w->keeps);
}

static void worker_request(fake_worker_t *w, link_frame_t *f)
{
	str method, component;
	int32_t up;

	assert_int_equal(xmpp_link_frame_str(f, &method), 0);
	if(strcmp(method.s, "hello") == 0) {
		worker_hello(w, f->cookie);
	} else if(strcmp(method.s, "stream") == 0) {
		assert_int_equal(xmpp_link_frame_str(f, &component), 0);
		assert_int_equal(xmpp_link_frame_int(f, &up), 0);
		assert_string_equal(component.s, "gw.example");
		w->stream_up = up;
		w->downs += !up;
		worker_acknowledge(w, f->cookie, 0);
	} else {
		assert_string_equal(method.s, "stanza");
		worker_stanza(w, f);
	}
}

static void worker_tick(fake_worker_t *w)
{
	link_frame_t f;
	int32_t code = 0;
	long n;

	peer_read(&w->peer);
	while((n = xmpp_link_frame_read(
				   w->peer.in.data, w->peer.in.len, LINK_FRAME_MAX, &f))
			> 0) {
		if(f.type == LINK_BINRPC_REQUEST) {
			worker_request(w, &f);
		} else {
			if(f.type == LINK_BINRPC_FAULT)
				assert_int_equal(xmpp_link_frame_int(&f, &code), 0);
			w->code = code;
		}
		buf_drop(&w->peer.in, (size_t)n);
	}
	assert_int_equal(n, 0);
}

/* Kamailio's side sends a stanza */
static void worker_send(
		fake_worker_t *w, const char *component, const char *xml)
{
	static char room[128 * 1024];
	link_writer_t writer;

	w->code = -1;
	xmpp_link_writer_begin(&writer, room, sizeof(room));
	xmpp_link_writer_z(&writer, "stanza");
	xmpp_link_writer_z(&writer, component);
	xmpp_link_writer_z(&writer, xml);
	worker_say(w, &writer, LINK_BINRPC_REQUEST, 4711);
}


/* --- time --- */

static void tick(void *arg)
{
	int i;

	(void)arg;
	server_tick();
	peer_flush(&server);
	for(i = 0; i < WORKERS; i++)
		worker_tick(&workers[i]);
	if(condition() || ++ticks > PATIENCE) {
		loop_stop(loop);
		return;
	}
	loop_timer_set(ticker, freezer > 0 ? 100 : 1); /* it waits when stopped */
}

static int until(int (*f)(void))
{
	condition = f;
	ticks = 0;
	loop_timer_set(ticker, 0);
	loop_run(loop);
	return f();
}

static int all_up(void)
{
	return workers[0].stream_up == 1 && workers[1].stream_up == 1;
}

static int all_down(void)
{
	return workers[0].stream_up == 0 && workers[1].stream_up == 0;
}

static int stanzas(void)
{
	return workers[0].count + workers[1].count;
}


/* --- set-up --- */

static void workers_listen(void)
{
	struct sockaddr_un a;
	int i;

	for(i = 0; i < WORKERS; i++) {
		fake_worker_t *w = &workers[i];
		memset(w, 0, sizeof(*w));
		w->stream_up = w->code = w->peer.fd = -1;
		w->acknowledges = 1;
		memset(&a, 0, sizeof(a));
		a.sun_family = AF_UNIX;
		snprintf(a.sun_path, sizeof(a.sun_path), "%s/link.%d", folder, i);
		unlink(a.sun_path);
		w->peer.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		assert_int_equal(
				bind(w->peer.listener, (struct sockaddr *)&a, sizeof(a)), 0);
		assert_int_equal(listen(w->peer.listener, 8), 0);
	}
}

static void workers_stop(void)
{
	char path[128];
	int i;

	for(i = 0; i < WORKERS; i++) {
		peer_stop(&workers[i].peer);
		snprintf(path, sizeof(path), "%s/link.%d", folder, i);
		unlink(path);
	}
}

static void server_listen(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	socklen_t size = sizeof(a);

	server_agreed = 0;
	server_echoes = 1;
	server_farewell = "";
	server_greeting = NULL;
	server_text[0] = '\0';
	server.fd = -1;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server.listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	assert_int_equal(
			bind(server.listener, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(server.listener, 8), 0);
	assert_int_equal(
			getsockname(server.listener, (struct sockaddr *)&a, &size), 0);
	config.component[0].port = ntohs(a.sin_port);
}

static int setup(void **state)
{
	static const char text[] = "gw.example";
	config_component_t *c = &config.component[0];

	(void)state;
	log_level_set(LOG_LEVEL_ERROR);
	memset(&config, 0, sizeof(config));
	snprintf(config.link.path, sizeof(config.link.path), "%s/link", folder);
	config.link.hold_seconds = 2;
	config.link.propose_seconds = 1;
	config.link.hold_bytes = 1024 * 1024;
	config.components = 1;
	memcpy(c->name, text, sizeof(text));
	strcpy(c->host, "127.0.0.1");
	strcpy(c->secret, "hush");
	c->connections = 1;
	c->connect_seconds = c->silent_seconds = c->resend_seconds = 10;
	c->resend_bytes = 1024 * 1024;
	window = 256;
	server_listen();
	workers_listen();
	loop = loop_new();
	ticker = loop_timer_new(loop, tick, NULL);
	relay = relay_new(loop, &config);
	assert_non_null(relay);
	relay_start(relay);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	relay_free(relay);
	loop_timer_free(ticker);
	loop_free(loop);
	peer_stop(&server);
	workers_stop();
	return 0;
}

static int folder_make(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int folder_remove(void **state)
{
	(void)state;
	return rmdir(folder);
}


/* --- the log --- */

static char log_text[64 * 1024];
static int log_kept = -1;
static FILE *log_file;

static void log_begin(void)
{
	log_file = tmpfile();
	log_kept = dup(STDERR_FILENO);
	assert_non_null(log_file);
	dup2(fileno(log_file), STDERR_FILENO);
	log_level_set(LOG_LEVEL_WARNING);
	log_text[0] = '\0';
}

static const char *log_end(void)
{
	size_t n;

	dup2(log_kept, STDERR_FILENO);
	close(log_kept);
	rewind(log_file);
	n = fread(log_text, 1, sizeof(log_text) - 1, log_file);
	log_text[n] = '\0';
	fclose(log_file);
	log_level_set(LOG_LEVEL_ERROR);
	return log_text;
}

static int log_lines(const char *with)
{
	const char *p = log_text;
	int n = 0;

	while((p = strstr(p, with)) != NULL) {
		n++;
		p++;
	}
	return n;
}


/* --- tests --- */

static int two_stanzas(void)
{
	return stanzas() == 2;
}

static int answered(void)
{
	return workers[0].code >= 0;
}

static int server_got_result(void)
{
	return server_has("id='q1'");
}

static void test_both_ways(void **state)
{
	char jid[32];
	int i;

	(void)state;
	assert_true(until(all_up));
	server_say("<iq type='get' from='Romeo@x.example/r' to='j@gw.example' "
			   "id='1'><a xmlns='n'/></iq><presence from='b@x' to='c@gw'/>");
	assert_true(until(two_stanzas));
	for(i = 0; i < WORKERS; i++) {
		if(workers[i].count == 0 || workers[i].from[0][0] != 'R')
			continue;
		strcpy(jid, "rOmeO@x.example"); /* the same user */
		assert_int_equal(link_owner(jid, strlen(jid), WORKERS), i);
		assert_string_equal(workers[i].id[0], "1");
	}
	worker_send(&workers[0], "gw.example",
			"<iq type='result' from='j@gw.example' to='r@x' id='q1'/>");
	assert_true(until(answered));
	assert_int_equal(workers[0].code, 0);
	assert_true(until(server_got_result));
}

static void test_refused(void **state)
{
	static char big[LINK_STANZA_MAX_OUT + 100];
	static const struct
	{
		const char *component;
		const char *xml;
		int code;
	} cases[] = {
			{"no.example", "<iq type='result' from='a' to='b' id='1'/>", 404},
			{"gw.example", "<iq type='result' to='b' id='1'/>", 400},
			{"gw.example", "<iq type='result' from='a' id='1'/>", 400},
			{"gw.example", "<iq from='a' to='b'>", 400},
			{"gw.example", "<stream:error/>", 400},
			/* the server would end the stream of all */
			{"gw.example", "<iq from='a' to='b' id='\xFF'/>", 400},
			{"gw.example", "<iq from='a' to='b'>&nope;</iq>", 400},
			{"gw.example", "<iq from='a' to='b'><!-- --></iq>", 400},
			{"gw.example", "<iq from='a' to='b'></iq></iq>", 400},
			{"gw.example", big, 413},
	};
	size_t i;

	(void)state;
	memset(big, ' ', sizeof(big) - 1);
	memcpy(big, "<iq from='a' to='b'", 19);
	strcpy(big + sizeof(big) - 3, "/>");
	assert_true(until(all_up));
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		worker_send(&workers[0], cases[i].component, cases[i].xml);
		assert_true(until(answered));
		assert_int_equal(workers[0].code, cases[i].code);
	}
	assert_false(server_has("<iq"));
}

static int hundred_stanzas(void)
{
	return stanzas() == 100;
}

static int ten_stanzas(void)
{
	return stanzas() >= 10;
}

static void test_window_and_order(void **state)
{
	char xml[128];
	fake_worker_t *w;
	int i;

	(void)state;
	assert_true(until(all_up));
	workers[0].acknowledges = workers[1].acknowledges = 0;
	for(i = 0; i < 100; i++) {
		snprintf(
				xml, sizeof(xml), "<message from='a@x' to='b@gw' id='%d'/>", i);
		server_say(xml);
	}
	assert_true(until(ten_stanzas));
	w = &workers[link_owner("a@x", 3, WORKERS)];
	assert_int_equal(w->count, 10); /* the window */
	w->acknowledges = 1;
	for(i = 0; i < 10; i++)
		worker_acknowledge(w, w->cookie[i], 0);
	assert_true(until(hundred_stanzas));
	for(i = 0; i < 100; i++)
		assert_int_equal(atoi(w->id[i]), i);
}

static int small_window(void **state)
{
	int rc = setup(state);

	window = 10;
	return rc;
}

/* killed before it acknowledged: the next Kamailio gets them, in order */
static void test_kamailio_killed(void **state)
{
	int i;

	(void)state;
	assert_true(until(all_up));
	workers[0].acknowledges = workers[1].acknowledges = 0;
	for(i = 0; i < 10; i++)
		server_say("<message from='a@x' to='b@gw' id='1'/>");
	assert_true(until(ten_stanzas));
	workers_stop();
	workers_listen();
	assert_true(until(all_up));
	assert_true(until(ten_stanzas));
	assert_int_equal(stanzas(), 10);
	assert_false(server_has("type='error'"));
}

/* --- what Kamailio has taken and not ended --- */

static int three_stanzas(void)
{
	return stanzas() == 3;
}

static int nth; /* stanza that a test waits for */

static int one_stanza(void)
{
	return stanzas() == 1;
}

static int error_of_m3(void)
{
	return server_has("id='m3'");
}

/* three texts of one user; the worker has ended the first one */
static fake_worker_t *three_kept(int32_t run)
{
	fake_worker_t *w = &workers[link_owner("a@x", 3, WORKERS)];

	w->run = run;
	w->keeps = 1;
	assert_true(until(all_up));
	server_say("<message from='a@x/r' to='b@gw' id='m1'><body/></message>"
			   "<message from='a@x/r' to='b@gw' id='m2' type='chat'><body/>"
			   "</message>"
			   "<message from='a@x/r' to='c@gw' id='m3'><body/></message>");
	assert_true(until(three_stanzas));
	worker_acknowledge(w, w->cookie[0], 0);
	worker_acknowledge(w, 4711, 0); /* nobody's */
	return w;
}

/* the connection ends, and somebody listens there again */
static void kamailio_again(fake_worker_t *w, int32_t run)
{
	workers_stop();
	workers_listen();
	w->run = run;
	assert_true(until(all_up));
}

static void test_kept_of_a_killed_one(void **state)
{
	static const char expected[] =
			"<message type='error' from='c@gw' to='a@x/r' id='m3'>"
			"<error type='wait'><remote-server-timeout "
			"xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>";
	fake_worker_t *w = three_kept(7);

	(void)state;
	kamailio_again(w, 8);
	assert_true(until(error_of_m3));
	assert_non_null(strstr(server.in.data, expected));
	assert_true(server_has("id='m2'"));
	assert_false(server_has("id='m1'"));
	assert_int_equal(stanzas(), 0); /* not sent again */
	server.in.len = 0;
	server.in.data[0] = '\0';
	kamailio_again(w, 9);
	server_say("<message from='a@x/r' to='b@gw' id='m4'><body/></message>");
	assert_true(until(one_stanza));
	assert_false(server_has("type='error'"));
}

/* the same one has them still, and may end them */
static void test_kept_of_the_same_one(void **state)
{
	fake_worker_t *w = three_kept(7);
	uint32_t cookie[2] = {w->cookie[1], w->cookie[2]};

	(void)state;
	kamailio_again(w, 7);
	worker_acknowledge(w, cookie[0], 0);
	worker_acknowledge(w, cookie[1], 0);
	server_say("<message from='a@x/r' to='b@gw' id='m4'><body/></message>");
	assert_true(until(one_stanza));
	kamailio_again(w, 8);
	server_say("<message from='a@x/r' to='b@gw' id='m5'><body/></message>");
	assert_true(until(one_stanza));
	assert_false(server_has("type='error'"));
}

/* nobody comes back: after hold_seconds */
static void test_kept_for_nobody(void **state)
{
	(void)state;
	three_kept(7);
	workers_stop();
	assert_true(until(error_of_m3));
	assert_true(server_has("id='m2'"));
	assert_false(server_has("id='m1'"));
}

/* one that does not say which run it is might be any */
static void test_kept_of_an_old_one(void **state)
{
	fake_worker_t *w = three_kept(0);

	(void)state;
	kamailio_again(w, 0);
	assert_true(until(error_of_m3));
	assert_false(server_has("id='m1'"));
}

static int nth_stanza(void)
{
	return stanzas() == nth;
}

static int error_of_first(void)
{
	return server_has("id='n1'");
}

/* no more memory than hold_bytes: what is more has the end that Kamailio gives it */
static void test_kept_bounded(void **state)
{
	fake_worker_t *w = &workers[link_owner("a@x", 3, WORKERS)];
	char xml[128];
	int errors = 0, i;

	(void)state;
	w->run = 7;
	w->keeps = 1;
	config.link.hold_bytes = 2048;
	assert_true(until(all_up));
	for(nth = 1; nth <= 20; nth++) {
		snprintf(xml, sizeof(xml),
				"<message from='a@x/r' to='b@gw' id='n%d'><body/></message>",
				nth);
		server_say(xml);
		assert_true(until(nth_stanza));
	}
	kamailio_again(w, 8);
	assert_true(until(error_of_first));
	for(i = 1; i <= 20; i++) {
		snprintf(xml, sizeof(xml), "id='n%d'", i);
		errors += server_has(xml) != 0;
	}
	assert_in_range(errors, 4, 12);
}

static int both_answered(void)
{
	return server_has("id='i1'") && server_has("id='m1'");
}

static int propose_answered(void)
{
	return server_has("id='j1'");
}

static int server_has_agreed(void)
{
	return server_agreed;
}

static void test_kamailio_away(void **state)
{
	static const char expected[] =
			"<iq type='error' from='b@gw.example' to='a@x/r' id='i1'>"
			"<error type='wait'><remote-server-timeout "
			"xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>";

	(void)state;
	workers_stop();
	assert_true(until(server_has_agreed));
	server_say("<iq type='set' from='a@x/r' to='b@gw.example' id='i1'/>"
			   "<message from='a@x/r' to='b@gw' id='j1'><propose "
			   "xmlns='urn:xmpp:jingle-message:0' id='s'/></message>"
			   "<message from='a@x/r' to='b@gw' id='m1'><body/></message>"
			   "<message from='a@x/r' to='b@gw' id='m2' type='error'>"
			   "<body/></message>"
			   "<iq type='result' from='a@x/r' to='b@gw' id='r1'/>");
	assert_true(until(propose_answered)); /* after one second */
	assert_false(server_has("id='i1'"));
	assert_true(until(both_answered)); /* after two */
	assert_non_null(strstr(server.in.data, expected));
	assert_false(server_has("id='m2'"));
	assert_false(server_has("id='r1'"));
}

static void test_too_long(void **state)
{
	size_t n = LINK_STANZA_MAX_IN;
	char *big = malloc(n + 1);

	(void)state;
	memset(big, 'x', n);
	big[n] = '\0';
	assert_true(until(all_up));
	server_say("<iq type='set' from='a@x/r' to='b@gw' id='q1'><a>");
	server_say(big);
	server_say("</a></iq>");
	free(big);
	assert_true(until(server_got_result));
	assert_true(server_has("<error type='modify'><policy-violation "));
	assert_int_equal(stanzas(), 0);
}

static int stanza_came(void)
{
	return stanzas() > 0;
}

static int long_id_refused(void)
{
	return server_has("<error type='modify'><policy-violation ");
}

/* its answer, and as much again, so that no parser waits for more */
static void test_long_id(void **state)
{
	static char id[50001];
	size_t n;

	(void)state;
	memset(id, 'x', sizeof(id) - 1);
	assert_true(until(all_up));
	server_say("<iq type='get' from='a@x/r' to='b@gw' id='");
	server_say(id);
	server_say("'><a/></iq>");
	assert_true(until(long_id_refused));
	assert_int_equal(stanzas(), 0);
	server_say("<iq type='get' from='a@x/r' to='b@gw' id='q2'><a/></iq>");
	assert_true(until(stanza_came));
	n = strspn(strstr(server.in.data, "</iq>") + 5, " ");
	assert_true(n >= sizeof(id));
}

static int ping_came(void)
{
	return server_has("from='jingle-sidecar-");
}

/* more in one stanza than a parser reads in linear time */
static void test_too_much(void **state)
{
	char *big = malloc(LINK_STANZA_MAX_IN);
	int n, i;

	(void)state;
	assert_true(until(all_up));
	n = sprintf(big, "<iq type='set' from='a@x/r' to='b@gw' id='q1'><a");
	for(i = 0; i < 20000; i++)
		n += sprintf(big + n, " a%d=''", i);
	sprintf(big + n, "/></iq><iq type='get' from='a@x/r' to='b@gw' id='q2'>"
					 "<a/></iq>");
	server_say(big);
	free(big);
	assert_true(until(server_got_result));
	assert_true(server_has("<error type='modify'><policy-violation "));
	assert_true(until(stanza_came));
	assert_int_equal(stanzas(), 1);
}

/* what is no XML spoils its stanza, not the stream; a stranger who does so all
 * the time does not fill the log */
static void test_spoilt(void **state)
{
	int i;

	(void)state;
	assert_true(until(all_up));
	log_begin();
	server_say("<iq type='set' from='a@x/r' to='b@gw' id='q1'>"
			   "<a b='&#xD800;'/></iq>");
	for(i = 0; i < 200; i++)
		server_say("<message from='a@x/r' to='b@gw'>\xFF</message>");
	assert_true(until(server_got_result));
	server_say("<iq type='get' from='a@x/r' to='b@gw' id='q2'><a/></iq>");
	assert_true(until(stanza_came));
	log_end();
	assert_true(server_has("<error type='modify'><bad-request "));
	assert_int_equal(stanzas(), 1);
	assert_int_equal(log_lines("refused: "), 1);
	assert_int_equal(log_lines("iq of a@x/r refused: a reference to no "
							   "character"),
			1);
}

/* who sent it is known from the beginning of the tag */
static void test_long_start_tag(void **state)
{
	size_t n = 2 * LINK_STANZA_MAX_IN;
	char *big = malloc(n + 1);

	(void)state;
	memset(big, 'x', n);
	big[n] = '\0';
	assert_true(until(all_up));
	server_say("<iq type='set' from='a@x/r' to='b@gw' id='q1' y='");
	server_say(big);
	server_say("'><a/></iq>");
	free(big);
	assert_true(until(server_got_result));
	assert_true(server_has("<error type='modify'><policy-violation "));
	assert_int_equal(stanzas(), 0);
}

static int sidecar_left(void)
{
	return server_text[0] != '\0';
}

/* RFC 6120 section 4.4 */
static void test_end_is_answered(void **state)
{
	(void)state;
	assert_true(until(all_up));
	server_say("</stream:stream>");
	assert_true(until(sidecar_left));
	assert_null(strstr(server_text, "error"));
	server_drop();
	assert_true(until(all_down));
	assert_true(until(all_up));
}

/* not the end: neither element is one of the stream's own */
static void test_other_elements(void **state)
{
	(void)state;
	assert_true(until(all_up));
	server_say("<error xmlns='urn:x'><conflict "
			   "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></error>"
			   "<iq xmlns='urn:x' type='get' from='a@x/r' to='b@gw' id='q1'/>"
			   "<iq type='get' from='a@x/r' to='b@gw' id='q2'><a/></iq>");
	assert_true(until(stanza_came));
	assert_string_equal(workers[stanzas() == workers[1].count].id[0], "q2");
	assert_false(sidecar_left());
}

/* the stream would be silent for good */
static void test_second_stream(void **state)
{
	(void)state;
	assert_true(until(all_up));
	server_say("<stream:stream xmlns='jabber:component:accept' id='2'>");
	assert_true(until(sidecar_left));
	assert_non_null(strstr(server_text,
			"<stream:error><unsupported-stanza-type "
			"xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
			"</stream:stream>"));
	server_drop();
	assert_true(until(all_down));
	assert_true(until(all_up));
}

static int some_time(void)
{
	return ticks > 400;
}

/* as proc(5) has it: T is stopped, S waits in a system call */
static char process_state(pid_t pid)
{
	char path[64], state = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if(f == NULL || fscanf(f, "%*d (%*[^)]) %c", &state) != 1)
		state = 0;
	if(f != NULL)
		fclose(f);
	return state;
}

static void wait_for_state(pid_t pid, char state)
{
	while(process_state(pid) != state)
		usleep(1000);
}

/* another process stops this one for so long; meanwhile the answer comes */
static void freeze(peer_t *p, const char *answer, size_t len, unsigned seconds)
{
	pid_t self = getpid();

	if(freezer != 0)
		return;
	freezer = fork();
	assert_true(freezer >= 0);
	if(freezer > 0)
		return;
	wait_for_state(self, 'S'); /* in its loop */
	kill(self, SIGSTOP);
	wait_for_state(self, 'T');
	if(send(p->fd, answer, len, MSG_NOSIGNAL) != (ssize_t)len)
		_exit(1);
	sleep(seconds);
	kill(self, SIGCONT);
	_exit(0);
}

static int thawed(void)
{
	int status;

	if(freezer == 0)
		return 1;
	if(waitpid(freezer, &status, WNOHANG) != freezer)
		return 0;
	assert_int_equal(status, 0);
	freezer = 0;
	return 1;
}

static int pinged_and_frozen(void)
{
	char *ping = strstr(server.in.len ? server.in.data : "",
			"<iq type='get' from='jingle-sidecar-");

	if(ping == NULL || strstr(ping, "</iq>") == NULL)
		return 0;
	freeze(&server, ping, (size_t)(strstr(ping, "</iq>") + 5 - ping), 2);
	server_echoes = 1;
	return 1;
}

/* a process that stood still finds the answer in its socket */
static void test_frozen_stream(void **state)
{
	(void)state;
	config.component[0].silent_seconds = 1;
	assert_true(until(all_up));
	server_echoes = 0;
	worker_send(&workers[0], "gw.example",
			"<iq type='get' id='q1' from='a@gw.example' to='b@x'/>");
	assert_true(until(pinged_and_frozen)); /* longer than silent_seconds */
	assert_true(until(thawed));
	assert_true(until(some_time));
	assert_int_equal(workers[0].downs + workers[1].downs, 0);
}

static fake_worker_t *asked(void)
{
	return &workers[workers[1].count > 0];
}

static int asked_and_frozen(void)
{
	char room[64];
	link_writer_t writer;
	str frame;

	if(stanzas() == 0)
		return 0;
	xmpp_link_writer_begin(&writer, room, sizeof(room));
	assert_int_equal(xmpp_link_writer_end(&writer, LINK_BINRPC_REPLY,
							 asked()->cookie[0], &frame),
			0);
	freeze(&asked()->peer, frame.s, (size_t)frame.len, 3);
	return 1;
}

static void test_frozen_link(void **state)
{
	(void)state;
	assert_true(until(all_up));
	workers[0].acknowledges = workers[1].acknowledges = 0;
	server_say("<iq type='get' from='a@x/r' to='b@gw' id='q1'><a/></iq>");
	assert_true(until(asked_and_frozen)); /* longer than hold_seconds */
	assert_true(until(thawed));
	assert_true(until(some_time));
	assert_int_equal(asked()->hellos, 1);
	assert_int_equal(stanzas(), 1);
}

static int greeted(void)
{
	return server_agreed || ticks > 300;
}

/* ports of something else: the log says what answered */
static void test_foreign_ports(void **state)
{
	static const struct
	{
		const char *greeting;
		size_t len;
		const char *says;
	} ports[] = {
			{"HTTP/1.1 400 Bad Request\r\n\r\n<html>", 0,
					"no XMPP: \"HTTP/1.1 400 Bad Request\""},
			{"\x15\x03\x01\x00\x02\x02\x46", 7, "speaks TLS"},
			{"SSH-2.0-OpenSSH_9.2\r\n", 0, "no XMPP: \"SSH-2.0-OpenSSH_9.2\""},
			{"<html><body/></html>", 0, "streams of \"\""},
			{"<?xml version='1.0'?><stream:stream id='1' "
			 "xmlns:stream='http://etherx.jabber.org/streams' "
			 "xmlns='jabber:client'>",
					0, "streams of \"jabber:client\""},
	};
	size_t i;

	for(i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		teardown(state);
		setup(state);
		server_greeting = ports[i].greeting;
		server_greeting_len =
				ports[i].len ? ports[i].len : strlen(ports[i].greeting);
		log_begin();
		until(greeted);
		log_end();
		if(log_lines(ports[i].says) != 1
				|| log_lines("not for components") != 1)
			fail_msg("%s: %s", ports[i].greeting, log_text);
	}
}

/* what has become of a text is told again: nobody sees it twice */
static void test_ends_of_texts_again(void **state)
{
	static const char *const ends[] = {
			"<message from='j@gw.example' to='r@x' id='t1' type='chat'>"
			"<received xmlns=\"urn:xmpp:receipts\" id='t'/></message>",
			"<message from='j@gw.example' to='r@x' id='t2' type='chat'>"
			"<displayed xmlns='urn:xmpp:chat-markers:0' id='t'/></message>",
			"<message from='j@gw.example' to='r@x' id='t3' type='error'>"
			"<error type='wait'/></message>",
			"<message from='j@gw.example' to='r@x' id='t4' type='chat'><body>"
			"hi</body><request xmlns='urn:xmpp:receipts'/></message>",
			"<message from='j@gw.example' to='r@x' id='t5' type='chat'>"
			"<composing xmlns='http://jabber.org/protocol/chatstates'/>"
			"</message>"};
	unsigned i;

	(void)state;
	assert_true(until(all_up));
	server_echoes = 0;
	for(i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		worker_send(&workers[0], "gw.example", ends[i]);
		assert_true(until(answered));
	}
	assert_true(until(ping_came));
	assert_true(server_has("id='t5'"));
	server_drop();
	assert_true(until(all_down));
	server_echoes = 1;
	assert_true(until(all_up));
	assert_true(until(ping_came));
	assert_true(server_has("id='t1'"));
	assert_true(server_has("id='t2'"));
	assert_true(server_has("id='t3'"));
	assert_false(server_has("id='t4'"));
	assert_false(server_has("id='t5'"));
}

/* lost before it was confirmed: again, first of all; text of people is not */
static void test_stream_lost(void **state)
{
	(void)state;
	assert_true(until(all_up));
	server_echoes = 0;
	worker_send(&workers[0], "gw.example",
			"<iq type='set' from='j@gw.example' to='r@x' id='q1'/>");
	assert_true(until(answered));
	worker_send(&workers[0], "gw.example",
			"<message from='j@gw.example' to='r@x' id='m1'><body/></message>");
	assert_true(until(answered));
	assert_true(until(ping_came));
	assert_true(server_has("id='m1'"));
	server_drop();
	assert_true(until(all_down));
	worker_send(&workers[0], "gw.example",
			"<iq type='set' from='j@gw.example' to='r@x' id='q2'/>");
	assert_true(until(answered));
	assert_int_equal(workers[0].code, 503);
	server_echoes = 1;
	assert_true(until(all_up));
	assert_true(until(server_got_result));
	assert_true(until(ping_came)); /* and this one comes back */
	assert_false(server_has("id='m1'"));
	assert_false(server_has("id='q2'"));
}

static void stopped(void *arg)
{
	*(int *)arg = 1;
}

static int is_stopped;

static int has_stopped(void)
{
	return is_stopped;
}

static void test_stop_answers(void **state)
{
	(void)state;
	config.link.hold_seconds = 100;
	assert_true(until(all_up));
	workers[0].acknowledges = workers[1].acknowledges = 0;
	server_say("<iq type='set' from='a@x/r' to='b@gw' id='q1'/>");
	while(stanzas() == 0)
		until(stanzas);
	is_stopped = 0;
	relay_stop(relay, stopped, &is_stopped);
	assert_true(until(has_stopped));
	assert_true(server_has("id='q1'><error type='wait'>"));
	assert_true(server_has("</stream:stream>"));
}

/* what the server still had on its way when our end of the stream came: we may
 * not say anything more (RFC 6120 section 4.4) */
static void test_stop_late_stanzas(void **state)
{
	(void)state;
	assert_true(until(all_up));
	server_farewell = "<iq type='get' from='a@x/r' to='b@gw' id='q1'><a/></iq>"
					  "<presence from='b@x' to='c@gw'/>";
	is_stopped = 0;
	relay_stop(relay, stopped, &is_stopped);
	assert_true(until(has_stopped));
	assert_int_equal(stanzas(), 0);
	assert_false(server_has("id='q1'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(test_both_ways, setup, teardown),
			cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_window_and_order, small_window, teardown),
			cmocka_unit_test_setup_teardown(
					test_kamailio_killed, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_kamailio_away, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_kept_of_a_killed_one, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_kept_of_the_same_one, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_kept_for_nobody, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_kept_of_an_old_one, setup, teardown),
			cmocka_unit_test_setup_teardown(test_kept_bounded, setup, teardown),
			cmocka_unit_test_setup_teardown(test_too_long, setup, teardown),
			cmocka_unit_test_setup_teardown(test_long_id, setup, teardown),
			cmocka_unit_test_setup_teardown(test_too_much, setup, teardown),
			cmocka_unit_test_setup_teardown(test_spoilt, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_long_start_tag, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_end_is_answered, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_other_elements, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_second_stream, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_foreign_ports, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_frozen_stream, setup, teardown),
			cmocka_unit_test_setup_teardown(test_frozen_link, setup, teardown),
			cmocka_unit_test_setup_teardown(test_stream_lost, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_ends_of_texts_again, setup, teardown),
			cmocka_unit_test_setup_teardown(test_stop_answers, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_stop_late_stanzas, setup, teardown),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
