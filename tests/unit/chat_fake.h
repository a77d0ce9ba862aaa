/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the unit tests of modules/xmpp_chat share: the module, started among
 * fakes. romeo@xmpp.example has a client; 1001 is a phone at
 * sip:1001@sip.example. */

#ifndef CHAT_FAKE_H
#define CHAT_FAKE_H

#include "fake/fake.h"

#include "../../modules/xmpp_chat/chat_conf.h"
#include "../../modules/xmpp_chat/chat_stats.h"
#include "../../modules/xmpp_chat/chat_uas.h"

int mod_register(char *path, int *dlflags, void *p1, void *p2);
extern struct module_exports exports;

#define ROMEO "romeo@xmpp.example/desktop"
#define PHONE "1001@gw.example"
#define REQUEST "<request xmlns='urn:xmpp:receipts'/>"

static struct cfg_group_xmpp_chat numbers_usual;
static chat_conf_t conf_usual;

/* for cmocka_run_group_tests(): routes and parameters are set between these */
static inline void chat_start(void)
{
	fake_core_start();
	fake_tm_start();
	fake_link_start();
	fake_gateway_start();
	assert_int_equal(mod_register(NULL, NULL, NULL, NULL), 0);
}

static inline int chat_init(void)
{
	if(fake_module_init() != 0)
		fake_fail("the start of the module", "");
	fake_link_run_workers();
	numbers_usual = xmpp_chat_numbers;
	conf_usual = xmpp_chat_conf;
	return 0;
}

/* before each test: all is as usual */
static inline int chat_begin(void **state)
{
	(void)state;
	xmpp_chat_numbers = numbers_usual;
	xmpp_chat_conf.message_large = conf_usual.message_large;
	memset(&fake_link, 0, sizeof(fake_link));
	memset(&fake_tm_faults, 0, sizeof(fake_tm_faults));
	fake_link.silent = 1; /* pings are answered by the test */
	fake_queues_clear();
	fake_log_clear();
	fake_pass(400000); /* whatever a test before has left is over */
	fake_queues_clear();
	return 0;
}

/* and behind it: all transactions have their end */
static inline int chat_end(void **state)
{
	(void)state;
	fake_pass(400000);
	fake_tm_end();
	fake_run();
	fake_queues_clear();
	assert_int_equal(fake_iqs(), 0);
	assert_int_equal((int)xmpp_chat_counted(CHAT_STAT_OPEN_TO_SIP), 0);
	assert_int_equal(fake_kept(), 0);
	assert_int_equal((int)xmpp_chat_counted(CHAT_STAT_OPEN_TO_XMPP), 0);
	return 0;
}

#define chat_test(f) cmocka_unit_test_setup_teardown(f, chat_begin, chat_end)

/* romeo writes to a contact */
static inline void writes_to(
		const char *contact, const char *id, const char *text, const char *more)
{
	fake_stanza_in("<message type='chat' from='" ROMEO "' to='%s' id='%s'>"
				   "<body>%s</body>%s</message>",
			contact, id, text, more);
	fake_run();
}

static inline void writes(const char *id, const char *text)
{
	writes_to(PHONE, id, text, REQUEST);
}

/* the phone, or what stands between, answers the oldest MESSAGE that is open */
static inline void phone_answers(int code)
{
	assert_int_equal(fake_answer("MESSAGE", code, "", NULL), 1);
	fake_run();
}

/* 1001 writes to an XMPP user; headers end with CRLF. return what the script
 * gets */
static inline int phone_writes_to(const char *user, const char *callid,
		const char *headers, const char *text)
{
	static const str none = STR_NULL;
	char request[8192];
	int rc, n = snprintf(request, sizeof(request),
					"MESSAGE sip:%s SIP/2.0\r\n"
					"Via: SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bK%s\r\n"
					"From: <sip:1001@sip.example>;tag=phone\r\nTo: <sip:%s>\r\n"
					"Call-ID: %s\r\nCSeq: 1 MESSAGE\r\n%sContent-Length: "
					"%zu\r\n\r\n%s",
					user, callid, user, callid, headers, strlen(text), text);

	assert_true(n < (int)sizeof(request));
	rc = xmpp_chat_uas_message(fake_request(request), &none);
	fake_run();
	return rc;
}

static inline void phone_writes(const char *user, const char *callid,
		const char *headers, const char *text)
{
	assert_int_equal(phone_writes_to(user, callid, headers, text), 0);
}

#define PLAIN_TEXT "Content-Type: text/plain\r\n"

/* The attribute id of a stanza of ours */
static inline const char *id_in(const char *stanza)
{
	static char id[64];
	const char *at = strstr(stanza, " id='");

	assert_non_null(at);
	assert_int_equal(sscanf(at, " id='%63[^']", id), 1);
	return id;
}

#endif
