/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MSRP sessions at real sockets: what a phone is answered and told, what it must not
 * do, how a session ends. 1001 is in one with romeo. */
/* module: xmpp_chat */
/* fake: core tm link gateway */
/* links: modules/xmpp_link/link_timer.c */
/* libs: zlib */

#include "chat_fake.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../../modules/xmpp_chat/chat_reply.h"
#include "../../modules/xmpp_chat/chat_session_uas.h"

#define BARE "romeo@xmpp.example"
#define PHONE_PATH "msrp://127.0.0.1:9/phone;tcp"
#define PORT_FIRST 42855
#define TYPES "text/plain application/im-iscomposing+xml"

enum
{
	LOCAL_WAIT = 100,
	TIMEOUT = 30000,
	IDLE_CONNS = 256,
	NAPS = 3000, /* ms at most */
};

static char came[256 * 1024]; /* to the phone, one frame */
static char uri[128], tag[32], invite_id[16];
static int port, phone = -1, calls;

/* --- SIP ------------------------------------------------------------------------------ */

static void request(const char *method, const char *more, const char *body)
{
	static const str none = STR_NULL;
	char text[4096];
	int n = snprintf(text, sizeof(text),
			"%s sip:%s%s%s SIP/2.0\r\n"
			"Via: SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bKi%d%s\r\n"
			"From: <sip:1001@sip.example>;tag=phone\r\nTo: <sip:" BARE
			">%s%s\r\nCall-ID: %s\r\n%s"
			"Contact: <sip:1001@192.0.2.9:5062>\r\n"
			"Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
			method, tag[0] ? "msrp." : BARE, tag,
			tag[0] ? "@192.0.2.1:5060" : "", ++calls, method,
			tag[0] ? ";tag=" : "", tag, invite_id, more, strlen(body), body);
	sip_msg_t *m;

	assert_true(n < (int)sizeof(text));
	m = fake_request(text);
	if(tag[0])
		assert_int_equal(xmpp_chat_session_in_dialog(m), 1);
	else
		assert_true(xmpp_chat_session_take(m, &none) <= 0);
	fake_run();
}

static void invites(const char *types, const char *more)
{
	char sdp[1024];

	tag[0] = '\0';
	snprintf(invite_id, sizeof(invite_id), "s%d", calls);
	snprintf(sdp, sizeof(sdp),
			"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\n"
			"t=0 0\r\nm=message 9 TCP/MSRP *\r\na=accept-types:%s\r\n"
			"a=path:" PHONE_PATH "\r\n%s",
			types, more);
	request("INVITE", "CSeq: 1 INVITE\r\n", sdp);
}

/* the 200 of it */
static void accepted(void)
{
	const char *ok = fake_sip(), *at;

	assert_has(ok, "SIP/2.0 200 OK", "Contact: <sip:msrp.", "m=message ",
			"a=setup:");
	at = strstr(ok, "<sip:msrp.");
	assert_int_equal(sscanf(at, "<sip:msrp.%16[a-z2-7]@", tag), 1);
	at = strstr(ok, "a=path:");
	assert_int_equal(sscanf(at, "a=path:%127[^\r]", uri), 1);
}

static void acks(void)
{
	request("ACK", "CSeq: 1 ACK\r\n", "");
}

/* --- MSRP ------------------------------------------------------------------------------ */

static int conn_new(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	to.sin_port = htons((uint16_t)port);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	fake_run();
	return fd;
}

static void nap(void)
{
	struct timespec t = {.tv_nsec = 1000000};

	nanosleep(&t, NULL);
}

/* it is at the other end, which a busy machine may take its time for */
static void put(int fd, const char *text, size_t len)
{
	int left = 1, i;

	assert_int_equal(send(fd, text, len, MSG_NOSIGNAL), (ssize_t)len);
	for(i = 0; i < NAPS && left > 0; i++) {
		fake_run();
		assert_int_equal(ioctl(fd, SIOCOUTQ, &left), 0);
		if(left > 0)
			nap();
	}
	fake_run();
}

/* the phone has gone, and that is known */
static void goes(void)
{
	int i;

	close(phone);
	phone = -1;
	for(i = 0; i < NAPS && xmpp_chat_counted(CHAT_STAT_OPEN_SESSIONS) > 0;
			i++) {
		nap();
		fake_run();
	}
}

static void sends(int fd, const char *tid, const char *headers,
		const char *body, char flag)
{
	static char text[128 * 1024];
	int n = snprintf(text, sizeof(text),
			"MSRP %s SEND\r\nTo-Path: %s\r\nFrom-Path: " PHONE_PATH "\r\n"
			"Message-ID: m%s\r\n%s%s%s%s-------%s%c\r\n",
			tid, uri, tid, headers,
			body ? "Content-Type: text/plain\r\n\r\n" : "", body ? body : "",
			body ? "\r\n" : "", tid, flag);

	assert_true(n < (int)sizeof(text));
	put(fd, text, (size_t)n);
}

/* the next frame; "": none, "over": the connection is closed */
static const char *frame_within(int fd, int naps)
{
	char tid[64], end[96];
	ssize_t n, all = 0;
	const char *at;

	came[0] = '\0';
	for(;;) {
		n = recv(fd, came, sizeof(came) - 1, MSG_PEEK | MSG_DONTWAIT);
		if(n == 0 || (n < 0 && errno == ECONNRESET))
			return "over";
		if(n < 0 && naps-- > 0) {
			nap();
			continue;
		}
		if(n < 0)
			return "";
		came[n] = '\0';
		assert_int_equal(sscanf(came, "MSRP %63s ", tid), 1);
		snprintf(end, sizeof(end), "\r\n-------%s", tid);
		at = strstr(came, end);
		if(at != NULL)
			break;
		assert_true(++all < NAPS); /* it never ends */
		nap();
		fake_run();
	}
	n = at + strlen(end) + 3 - came;
	recv(fd, came, (size_t)n, 0);
	came[n] = '\0';
	return came;
}

static const char *frame(int fd)
{
	return frame_within(fd, NAPS);
}

#define expect_frame(...) assert_has(frame(phone), __VA_ARGS__)
#define expect_no_frame() assert_string_equal(frame_within(phone, 2), "")

static void answers(const char *sent, int code)
{
	char text[512], tid[64];

	assert_int_equal(sscanf(sent, "MSRP %63s ", tid), 1);
	snprintf(text, sizeof(text),
			"MSRP %s %d x\r\nTo-Path: %s\r\nFrom-Path: " PHONE_PATH
			"\r\n-------%s$\r\n",
			tid, code, uri, tid);
	put(phone, text, strlen(text));
}

static void begins(const char *types)
{
	invites(types, "");
	accepted();
	acks();
	phone = conn_new();
	sends(phone, "hello", "", NULL, '$');
	expect_frame("MSRP hello 200 OK", "To-Path: " PHONE_PATH);
}

static void hangs_up(void)
{
	request("BYE", "CSeq: 10 BYE\r\n", "");
	expect_sip("SIP/2.0 200 OK");
	close(phone);
	phone = -1;
	fake_run();
}

static const char *expect_text(const char *text)
{
	const char *stanza = fake_stanza();
	static char id[64];

	assert_has(stanza, "<message ", "type='chat'", text);
	snprintf(id, sizeof(id), "%s", id_in(stanza));
	expect_stanza("<iq type='get'");
	return id;
}

static void pong(void)
{
	assert_int_equal(fake_iq_answer(""), 1);
	fake_pass(LOCAL_WAIT + 10);
}

/* --- texts of the phone ------------------------------------------------------------------- */

static void test_text(void **state)
{
	char id[64];

	(void)state;
	begins(TYPES);
	sends(phone, "t001", "Success-Report: yes\r\nByte-Range: 1-4/4\r\n", "eins",
			'$');
	expect_frame("MSRP t001 200 OK");
	snprintf(id, sizeof(id), "%s", expect_text("<body>eins</body>"));
	pong();
	expect_no_frame();
	fake_stanza_in("<message from='" ROMEO "' to='1001@gw.example/gateway' "
				   "id='r'><received xmlns='urn:xmpp:receipts' id='%s'/>"
				   "</message>",
			id);
	fake_run();
	expect_frame(" REPORT\r\n", "Message-ID: mt001", "Byte-Range: 1-4/4",
			"Status: 000 200 OK", "To-Path: " PHONE_PATH);
	hangs_up();
}

static void returned(const char *id)
{
	fake_stanza_in("<message type='error' from='" BARE "' "
				   "to='1001@gw.example/gateway' id='%s'><error type='cancel'>"
				   "<service-unavailable "
				   "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
				   "</message>",
			id);
	fake_run();
}

/* it is answered before its fate is known; afterwards only a report can say it
 * (section 7.1.4), and none to who wants none */
static void test_returned(void **state)
{
	(void)state;
	begins(TYPES);
	sends(phone, "t001", "", "eins", '$');
	expect_frame("MSRP t001 200 OK");
	returned(expect_text("eins"));
	expect_frame(" REPORT\r\n", "Message-ID: mt001", "Status: 000 408");
	sends(phone, "t002", "Failure-Report: no\r\n", "zwei", '$');
	returned(expect_text("zwei"));
	expect_no_frame();
	sends(phone, "t003", "Failure-Report: partial\r\n", "drei", '$');
	expect_no_frame();
	returned(expect_text("drei"));
	expect_frame(" REPORT\r\n", "Message-ID: mt003", "Status: 000 408");
	/* a text that comes again has the answer of the first: it is one */
	sends(phone, "t001", "", "eins", '$');
	expect_frame("MSRP t001 200 OK");
	expect_frame(" REPORT\r\n", "Message-ID: mt001", "Status: 000 408");
	expect_no_stanza();
	hangs_up();
}

static void test_chunks(void **state)
{
	static const char *const parts[] = {"cd", "ab", "ef"};
	static const int starts[] = {3, 1, 5};
	char headers[64];
	int i;

	(void)state;
	begins(TYPES);
	for(i = 0; i < 3; i++) {
		snprintf(headers, sizeof(headers), "Byte-Range: %d-*/*\r\n", starts[i]);
		sends(phone, "part", headers, parts[i], i == 2 ? '$' : '+');
		expect_frame("MSRP part 200 OK");
	}
	expect_text("<body>abcdef</body>");
	pong();
	/* taken back */
	sends(phone, "gone", "Byte-Range: 1-*/*\r\n", "x", '+');
	expect_frame("200 OK");
	sends(phone, "gone", "Byte-Range: 2-*/*\r\n", "y", '#');
	expect_frame("200 OK");
	expect_no_stanza();
	hangs_up();
}

/* one byte at a time, and several at once */
static void test_pieces(void **state)
{
	char text[1024];
	size_t i;

	(void)state;
	begins(TYPES);
	snprintf(text, sizeof(text),
			"MSRP abcd SEND\r\nTo-Path: %s\r\nFrom-Path: " PHONE_PATH
			"\r\nMessage-ID: 1234\r\nContent-Type: text/plain\r\n\r\nx\r\n"
			"-------abcd$\r\nMSRP abce SEND\r\nTo-Path: "
			"%s\r\nFrom-Path: " PHONE_PATH "\r\n-------abce$\r\n",
			uri, uri);
	for(i = 0; i < strlen(text); i++)
		put(phone, text + i, 1);
	expect_frame("MSRP abcd 200 OK");
	expect_frame("MSRP abce 200 OK");
	expect_text("<body>x</body>");
	pong();
	hangs_up();
}

/* 413 when its head is there; what follows it is dealt with */
static void test_too_long(void **state)
{
	static char text[100 * 1024 + 1];
	int i;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	begins(TYPES);
	sends(phone, "long", "Byte-Range: 1-*/102400\r\n", text, '$');
	expect_frame("MSRP long 413 ");
	expect_no_frame();
	sends(phone, "next", "", "eins", '$');
	expect_frame("MSRP next 200 OK");
	expect_text("eins");
	pong();
	/* in chunks, too; of too many messages at once */
	sends(phone, "some", "Byte-Range: 40000-*/*\r\n", "x", '+');
	expect_frame("MSRP some 413 ");
	for(i = 0; i < 4; i++) {
		char tid[8];

		snprintf(tid, sizeof(tid), "c%03d", i);
		sends(phone, tid, "Byte-Range: 2-*/*\r\n", "x", '+');
		expect_frame(" 200 OK");
	}
	sends(phone, "c004", "Byte-Range: 2-*/*\r\n", "x", '+');
	expect_frame("MSRP c004 413 ");
	fake_pass(31000);
	sends(phone, "c005", "Byte-Range: 2-*/*\r\n", "x", '+');
	expect_frame("MSRP c005 200 OK");
	hangs_up();
}

static void test_not_taken(void **state)
{
	char text[512];
	int other;

	(void)state;
	begins(TYPES);
	put(phone, "", 0);
	snprintf(text, sizeof(text),
			"MSRP abcd AUTH\r\nTo-Path: %s\r\nFrom-Path: " PHONE_PATH
			"\r\n-------abcd$\r\n",
			uri);
	put(phone, text, strlen(text));
	expect_frame("MSRP abcd 501 ");
	sends(phone, "t001", "Byte-Range: 0-0/0\r\n", "x", '$');
	expect_frame("MSRP t001 400 ");
	/* a second connection to the same session; somebody else's name */
	other = conn_new();
	sends(other, "t002", "", "x", '$');
	assert_has(frame(other), "MSRP t002 506 ");
	snprintf(text, sizeof(text),
			"MSRP abcd SEND\r\nTo-Path: %s\r\nFrom-Path: "
			"msrp://127.0.0.1:9/other;tcp\r\n-------abcd$\r\n",
			uri);
	put(other, text, strlen(text));
	assert_has(frame(other), "MSRP abcd 481 ");
	put(other, "GET / HTTP/1.1\r\n\r\n", 18);
	assert_string_equal(frame(other), "over");
	close(other);
	expect_no_stanza();
	hangs_up();
}

/* --- texts of the XMPP user ------------------------------------------------------------------ */

static void report(const char *sent, int code)
{
	char text[512], id[64];

	assert_int_equal(
			sscanf(strstr(sent, "Message-ID: "), "Message-ID: %63s", id), 1);
	snprintf(text, sizeof(text),
			"MSRP rrrr REPORT\r\nTo-Path: %s\r\nFrom-Path: " PHONE_PATH
			"\r\nMessage-ID: %s\r\nByte-Range: 1-4/4\r\nStatus: 000 %d x\r\n"
			"-------rrrr$\r\n",
			uri, id, code);
	put(phone, text, strlen(text));
}

static void test_to_phone(void **state)
{
	char kept[1024];

	(void)state;
	begins(TYPES);
	writes("a", "eins");
	snprintf(kept, sizeof(kept), "%s", frame(phone));
	assert_has(kept, " SEND\r\n", "To-Path: " PHONE_PATH, "\r\n\r\neins\r\n",
			"Success-Report: yes", "Byte-Range: 1-4/4");
	answers(kept, 200);
	expect_no_stanza();
	report(kept, 200);
	expect_stanza("<received xmlns='urn:xmpp:receipts' id='a'/>");
	report(kept, 200);
	expect_no_stanza();
	writes_to(PHONE, "b", "zwei", "");
	snprintf(kept, sizeof(kept), "%s", frame(phone));
	assert_int_equal(fake_has(kept, "Success-Report", NULL), 0);
	answers(kept, 415);
	expect_stanza("type='error'", "id='b'", "<not-acceptable");
	answers(kept, 415);
	expect_no_stanza();
	/* in chunks that need not be interrupted */
	writes("c", "");
	expect_no_sip();
	hangs_up();
}

/* where it knows CPIM alone, texts are wrapped */
static void test_to_phone_cpim(void **state)
{
	char kept[2048];

	(void)state;
	begins("message/cpim\r\na=accept-wrapped-types:text/plain");
	writes("a", "eins");
	snprintf(kept, sizeof(kept), "%s", frame(phone));
	assert_has(kept, "Content-Type: message/cpim\r\n\r\nFrom: <sip:" BARE ">",
			"To: <sip:1001@sip.example>", "Content-Type: text/plain",
			"\r\n\r\neins\r\n");
	answers(kept, 200);
	hangs_up();
}

static void test_to_phone_silent(void **state)
{
	(void)state;
	begins(TYPES);
	writes("a", "eins");
	expect_frame("eins");
	fake_pass(TIMEOUT + 10);
	expect_stanza("type='error'", "id='a'", "<recipient-unavailable");
	expect_no_stanza();
	expect_sip("BYE sip:1001@192.0.2.9:5062 SIP/2.0", ";tag=phone");
	close(phone);
}

static void test_to_phone_gone(void **state)
{
	(void)state;
	begins(TYPES);
	writes("a", "eins");
	expect_frame("eins");
	goes();
	expect_stanza("type='error'", "id='a'", "<recipient-unavailable");
	expect_sip("BYE ");
	writes("b", "zwei");
	expect_sip("MESSAGE sip:1001@sip.example", "zwei");
	phone_answers(200);
	expect_stanza("<received", "id='b'");
}

/* a session that the phone does not know: its texts are MESSAGEs, each once */
static void test_to_phone_unknown(void **state)
{
	char kept[1024];

	(void)state;
	begins(TYPES);
	writes("a", "eins");
	snprintf(kept, sizeof(kept), "%s", frame(phone));
	answers(kept, 481);
	expect_sip("MESSAGE ", "eins");
	expect_sip("BYE ");
	expect_no_stanza();
	phone_answers(200);
	expect_stanza("<received", "id='a'");
	close(phone);
}

/* what a phone never answers is bounded, and its user is told */
static void test_too_many(void **state)
{
	char id[16];
	int i;

	(void)state;
	begins(TYPES);
	for(i = 0; i <= xmpp_chat_numbers.queue_max; i++) {
		snprintf(id, sizeof(id), "a%d", i);
		writes_to(PHONE, id, "x", "");
		expect_frame(" SEND");
	}
	writes("last", "y");
	expect_stanza("type='error'", "id='last'", "<resource-constraint");
	expect_no_frame();
	fake_pass(TIMEOUT + 10);
	for(; i > 0; i--)
		expect_stanza("type='error'", "<recipient-unavailable");
	expect_sip("BYE ");
	close(phone);
}

static void typing(const char *what)
{
	fake_stanza_in("<message type='chat' from='" ROMEO "' to='" PHONE "'><%s "
				   "xmlns='http://jabber.org/protocol/chatstates'/></message>",
			what);
	fake_run();
}

static void test_typing(void **state)
{
	(void)state;
	begins(TYPES);
	typing("composing");
	expect_frame("application/im-iscomposing+xml", ">active<");
	typing("composing");
	expect_no_frame();
	typing("paused");
	expect_frame(">idle<");
	typing("composing"); /* within the same second */
	expect_no_frame();
	typing("gone");
	expect_sip("BYE ");
	close(phone);
}

/* --- its beginning and its end ------------------------------------------------------------------ */

static void test_offers(void **state)
{
	static const struct
	{
		const char *more, *code;
	} cases[] = {
			{"a=setup:holdconn\r\n", "SIP/2.0 488 "},
			/* elsewhere than where the INVITE came from */
			{"a=setup:passive\r\n", "SIP/2.0 488 "},
	};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		invites(TYPES, cases[i].more);
		expect_sip(cases[i].code);
	}
	tag[0] = '\0';
	request("INVITE", "CSeq: 1 INVITE\r\nRequire: x\r\n", "v=0\r\n");
	expect_sip("SIP/2.0 420 ", "Unsupported: x");
	request("INVITE", "CSeq: 2 INVITE\r\n", "");
	expect_sip("SIP/2.0 488 ");
	request("INVITE", "CSeq: 3 INVITE\r\n", "hello");
	expect_sip("SIP/2.0 400 ");
	fake_link.down = 1;
	invites(TYPES, "");
	expect_sip("SIP/2.0 503 ", "Retry-After: ");
	fake_link.down = 0;
	xmpp_chat_numbers.msrp_sessions = 1;
	begins(TYPES);
	/* the same two: it takes the place of the first */
	invites(TYPES, "");
	expect_sip("BYE ");
	accepted();
	acks();
	hangs_up();
}

static void test_in_dialog(void **state)
{
	char right[sizeof(tag)];

	(void)state;
	begins(TYPES);
	request("INFO", "CSeq: 5 INFO\r\n", "");
	expect_sip("SIP/2.0 405 ", "Allow: INVITE");
	request("OPTIONS", "CSeq: 5 OPTIONS\r\n", "");
	expect_sip("SIP/2.0 200 ");
	request("OPTIONS", "CSeq: 5 OPTIONS\r\n", "");
	expect_sip("SIP/2.0 500 ");
	request("INVITE", "CSeq: 6 INVITE\r\n",
			"v=0\r\nm=message 9 TCP/MSRP *\r\na=accept-types:text/plain\r\n"
			"a=path:" PHONE_PATH "\r\n");
	expect_sip("SIP/2.0 200 ", uri);
	request("UPDATE", "CSeq: 7 UPDATE\r\n",
			"v=0\r\nm=message 9 TCP/MSRP *\r\na=accept-types:text/plain\r\n"
			"a=path:" PHONE_PATH "\r\n");
	expect_sip("SIP/2.0 200 ", uri);
	request("INVITE", "CSeq: 8 INVITE\r\n", "v=0\r\nm=audio 9 RTP/AVP 0\r\n");
	expect_sip("SIP/2.0 488 ");
	snprintf(right, sizeof(right), "%s", tag);
	tag[CHAT_TAG_LEN - 1] = tag[CHAT_TAG_LEN - 1] == 'a' ? 'b' : 'a';
	request("BYE", "CSeq: 9 BYE\r\n", "");
	expect_sip("SIP/2.0 481 ");
	snprintf(tag, sizeof(tag), "%s", right);
	hangs_up();
	request("BYE", "CSeq: 11 BYE\r\n", "");
	expect_sip("SIP/2.0 481 ");
}

/* it never connects; the ACK is later than that (RFC 3261 section 15) */
static void test_never_there(void **state)
{
	(void)state;
	invites(TYPES, "");
	accepted();
	writes("a", "eins");
	expect_no_sip();
	fake_pass(TIMEOUT + 10);
	expect_sip("MESSAGE ", "eins");
	expect_no_sip();
	phone_answers(200);
	expect_stanza("<received", "id='a'");
	acks();
	expect_sip("BYE ");
}

static void test_idle(void **state)
{
	(void)state;
	begins(TYPES);
	fake_pass(xmpp_chat_numbers.msrp_idle * 1000 - 1000);
	sends(phone, "t001", "", NULL, '$');
	expect_frame("200 OK");
	fake_pass(2000);
	expect_no_sip();
	fake_pass(xmpp_chat_numbers.msrp_idle * 1000);
	expect_sip("BYE ");
	close(phone);
}

/* --- strangers ----------------------------------------------------------------------------------- */

/* who says nothing makes room for others, and goes by itself */
static void test_strangers(void **state)
{
	int fd[IDLE_CONNS + 1], i;

	(void)state;
	begins(TYPES);
	for(i = 0; i < IDLE_CONNS; i++)
		fd[i] = conn_new();
	assert_string_equal(frame_within(fd[0], 2), "");
	fd[i] = conn_new();
	assert_string_equal(frame(fd[0]), "over");
	assert_string_equal(frame_within(fd[1], 2), "");
	assert_non_null(strstr(fake_log(), "MSRP connections without a session"));
	fake_pass(10010);
	for(i = 0; i <= IDLE_CONNS; i++) {
		assert_string_equal(frame(fd[i]), "over");
		close(fd[i]);
	}
	expect_no_frame();
	hangs_up();
}

/* a phone that sends and does not read: it is not read either, and ended */
static void test_unread(void **state)
{
	char one[512];
	int i, n;

	(void)state;
	begins(TYPES);
	n = snprintf(one, sizeof(one),
			"MSRP abcd SEND\r\nTo-Path: %s\r\nFrom-Path: " PHONE_PATH
			"\r\n-------abcd$\r\n",
			uri);
	for(i = 0; i < 200000; i++)
		if(send(phone, one, (size_t)n, MSG_NOSIGNAL | MSG_DONTWAIT) != n) {
			fake_run();
			if(send(phone, one, (size_t)n, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
				break;
		}
	assert_true(i < 200000);
	goes();
	expect_sip("BYE ");
}

/* more than that is no beginning of a frame, or no end of one */
static void test_endless(void **state)
{
	static char text[64 * 1024];
	int i;

	(void)state;
	begins(TYPES);
	memset(text, 'x', sizeof(text));
	i = snprintf(text, sizeof(text),
			"MSRP abcd SEND\r\nTo-Path: %s\r\nFrom-Path: " PHONE_PATH
			"\r\nMessage-ID: 1234\r\nContent-Type: text/plain\r\n\r\n",
			uri);
	text[i] = 'x';
	for(i = 0; i < 40; i++)
		if(send(phone, text, sizeof(text), MSG_NOSIGNAL) < 0)
			break;
		else {
			fake_run();
			memset(text, 'x', sizeof(text));
		}
	expect_frame("MSRP abcd 413 ");
	assert_string_equal(frame(phone), "over");
	expect_sip("BYE ");
	close(phone);
}

static void test_no_memory(void **state)
{
	int n;

	(void)state;
	for(n = 1; n < 50; n++) {
		fake_memory_fail(n);
		invites(TYPES, "");
		fake_memory_fail(0);
		if(fake_find(fake_sip_queue, "SIP/2.0 200", "a=path:") != NULL)
			break;
		fake_queues_clear();
	}
	assert_true(n < 50);
	accepted();
	acks();
	phone = conn_new();
	sends(phone, "hello", "", NULL, '$');
	expect_frame("200 OK");
	hangs_up();
}

/* a port that nobody has */
static void port_choose(char *text, size_t cap)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for(port = PORT_FIRST;; port++) {
		at.sin_port = htons((uint16_t)port);
		if(bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0)
			break;
	}
	close(fd);
	snprintf(text, cap, "127.0.0.1:%d", port);
}

int main(void)
{
	static char listen_at[64];
	static const struct CMUnitTest tests[] = {
			chat_test(test_text),
			chat_test(test_returned),
			chat_test(test_chunks),
			chat_test(test_pieces),
			chat_test(test_too_long),
			chat_test(test_not_taken),
			chat_test(test_to_phone),
			chat_test(test_to_phone_cpim),
			chat_test(test_to_phone_silent),
			chat_test(test_to_phone_gone),
			chat_test(test_to_phone_unknown),
			chat_test(test_too_many),
			chat_test(test_typing),
			chat_test(test_offers),
			chat_test(test_in_dialog),
			chat_test(test_never_there),
			chat_test(test_idle),
			chat_test(test_strangers),
			chat_test(test_unread),
			chat_test(test_endless),
			chat_test(test_no_memory),
	};

	port_choose(listen_at, sizeof(listen_at));
	chat_start();
	xmpp_chat_conf.msrp_listen.s = listen_at;
	xmpp_chat_conf.msrp_listen.len = (int)strlen(listen_at);
	assert_int_equal(chat_init(), 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
