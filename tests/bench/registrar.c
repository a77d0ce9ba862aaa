/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-registrar: a registrar that costs next to nothing, over UDP. It asks each
 * REGISTER without Authorization for a password (401), takes whatever comes, and
 * keeps who is registered: users are called "n" and a number. It knows no voice
 * mail: SUBSCRIBE is answered 489.
 *
 * usage: bench-registrar ADDRESS PORT
 * Commands on standard input, answers on standard output, a line each:
 *   counts  "counts REQUESTS REGISTERED MOST": of REGISTER requests since the
 *           last reset, users registered now, and the most requests that came
 *           within any second
 *   reset   "ok"; who is registered stays so
 *   forget  "ok"; nobody is registered any more
 * End of input ends it. */

#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum
{
	USERS = 1000000,
	MESSAGE = 8192,
	WINDOW = 1 << 17, /* requests of one second at most */
	BUFFER = 16 * 1024 * 1024
};

static unsigned char is_registered[USERS];
static unsigned registered, requests, most;
static uint64_t times[WINDOW]; /* of the last requests, in a ring */
static unsigned first, next;

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}

static void count(void)
{
	uint64_t t = now();

	requests++;
	times[next++ % WINDOW] = t;
	while(times[first % WINDOW] + 1000000 <= t)
		first++;
	if(next - first > most)
		most = next - first;
}

/* A header line of this name, written so; without its CRLF. */
static const char *header(const char *text, const char *name, int *len)
{
	const char *at = strstr(text, name);

	if(at == NULL)
		return NULL;
	at += 2;
	*len = (int)strcspn(at, "\r\n");
	return at;
}

static void keep(const char *to, int is_there)
{
	const char *at = strstr(to, "sip:n");
	unsigned n = at ? (unsigned)atoi(at + 5) : USERS;

	if(n >= USERS || is_registered[n] == is_there)
		return;
	is_registered[n] = (unsigned char)is_there;
	registered += is_there ? 1 : (unsigned)-1;
}

/* return the length of the answer; 0: none */
static int answer(const char *text, char *out, int cap)
{
	static const char *const names[] = {
			"\r\nVia:", "\r\nFrom:", "\r\nCall-ID:", "\r\nCSeq:"};
	int is_register = strncmp(text, "REGISTER ", 9) == 0;
	int i, len, n, asked = strstr(text, "\r\nAuthorization:") == NULL;
	const char *h, *expires = strstr(text, "\r\nExpires:");

	n = snprintf(out, (size_t)cap, "SIP/2.0 %s\r\n",
			!is_register ? "489 Bad Event"
			: asked		 ? "401 Unauthorized"
						 : "200 OK");
	for(i = 0; i < 4; i++) {
		h = header(text, names[i], &len);
		if(h == NULL)
			return 0;
		n += snprintf(out + n, (size_t)(cap - n), "%.*s\r\n", len, h);
	}
	h = header(text, "\r\nTo:", &len);
	if(h == NULL)
		return 0;
	n += snprintf(out + n, (size_t)(cap - n), "%.*s;tag=r\r\n", len, h);
	if(asked && is_register)
		return n
			   + snprintf(out + n, (size_t)(cap - n),
					   "WWW-Authenticate: Digest realm=\"pbx.example\", "
					   "nonce=\"%llx\", qop=\"auth\"\r\n"
					   "Content-Length: 0\r\n\r\n",
					   (unsigned long long)now());
	i = expires && is_register ? atoi(expires + 10) : 0;
	if(is_register)
		keep(h, i > 0);
	h = header(text, "\r\nContact:", &len);
	if(h && i > 0)
		n += snprintf(
				out + n, (size_t)(cap - n), "%.*s;expires=%d\r\n", len, h, i);
	return n
		   + snprintf(out + n, (size_t)(cap - n), "Content-Length: 0\r\n\r\n");
}

static void take(int fd)
{
	static char in[MESSAGE], out[2 * MESSAGE];
	struct sockaddr_in from;
	socklen_t size = sizeof(from);
	ssize_t n = recvfrom(fd, in, sizeof(in) - 1, MSG_DONTWAIT,
			(struct sockaddr *)&from, &size);
	int len;

	if(n <= 0)
		return;
	in[n] = '\0';
	if(strncmp(in, "REGISTER ", 9) == 0)
		count();
	else if(strncmp(in, "SUBSCRIBE ", 10) != 0)
		return;
	len = answer(in, out, sizeof(out));
	if(len > 0)
		sendto(fd, out, (size_t)len, 0, (struct sockaddr *)&from, size);
}

static void command(const char *line)
{
	if(strncmp(line, "counts", 6) == 0) {
		printf("counts %u %u %u\n", requests, registered, most);
	} else if(strncmp(line, "reset", 5) == 0) {
		requests = most = 0;
		first = next;
		puts("ok");
	} else if(strncmp(line, "forget", 6) == 0) {
		memset(is_registered, 0, sizeof(is_registered));
		registered = 0;
		puts("ok");
	} else {
		puts("error: no such command");
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	struct pollfd polled[2] = {{.events = POLLIN}, {.events = POLLIN}};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), size = BUFFER;
	char line[64];

	if(argc < 3 || inet_pton(AF_INET, argv[1], &a.sin_addr) != 1) {
		fprintf(stderr, "usage: see the head of registrar.c\n");
		return 2;
	}
	a.sin_port = htons((unsigned short)atoi(argv[2]));
	if(setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		perror("SO_RCVBUFFORCE");
	if(bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0) {
		perror("bind");
		return 1;
	}
	setvbuf(stdin, NULL, _IONBF, 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	polled[0].fd = fd;
	for(;;) {
		poll(polled, 2, -1);
		if(polled[0].revents)
			take(fd);
		if(polled[1].revents) {
			if(fgets(line, sizeof(line), stdin) == NULL)
				return 0;
			command(line);
		}
	}
}
