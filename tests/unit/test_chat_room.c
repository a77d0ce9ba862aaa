/* links: modules/xmpp_chat/chat_room_text.c modules/xmpp_chat/chat_room_stanza.c modules/xmpp_chat/chat_room_member.c */
/* links: modules/xmpp_chat/chat_xml.c modules/xmpp_chat/chat_text.c tests/unit/bare/bare_core.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Group chats as a phone has them: what it may order, what it reads, what a room
 * says of its occupants (XEP-0045). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_chat/chat_room_member.h"
#include "../../modules/xmpp_chat/chat_room_stanza.h"
#include "../../modules/xmpp_chat/chat_room_text.h"

static str text(const char *s)
{
	str t = {(char *)s, (int)strlen(s)};

	return t;
}

static void is(const str *s, const char *expected)
{
	assert_int_equal(s->len, strlen(expected));
	assert_memory_equal(s->s, expected, strlen(expected));
}

static void test_orders(void **state)
{
	static const struct
	{
		const char *text;
		chat_order_t order;
		const char *argument;
	} rows[] = {
			{"hello", CHAT_ORDER_NONE, ""},
			{"/me waves", CHAT_ORDER_NONE, ""},
			{"/nicked", CHAT_ORDER_NONE, ""},
			{"a /nick b", CHAT_ORDER_NONE, ""},
			{"", CHAT_ORDER_NONE, ""},
			{"/", CHAT_ORDER_NONE, ""},
			{" /NICK  Julia \r\n", CHAT_ORDER_NICK, "Julia"},
			{"/nick", CHAT_ORDER_NICK, ""},
			{"/who", CHAT_ORDER_WHO, ""},
			{"/leave now", CHAT_ORDER_LEAVE, "now"},
			{"/help", CHAT_ORDER_HELP, ""},
			{"/msg Romeo: hi: you", CHAT_ORDER_MSG, "Romeo: hi: you"},
	};
	str argument, nick, words, t;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		t = text(rows[i].text);
		assert_int_equal(xmpp_chat_order(&t, &argument), rows[i].order);
		is(&argument, rows[i].argument);
	}
	assert_int_equal(xmpp_chat_order_msg(&argument, &nick, &words), 0);
	is(&nick, "Romeo");
	is(&words, "hi: you");
	t = text("no colon");
	assert_int_equal(xmpp_chat_order_msg(&t, &nick, &words), -1);
	t = text(": text");
	assert_int_equal(xmpp_chat_order_msg(&t, &nick, &words), -1);
	t = text("nick: ");
	assert_int_equal(xmpp_chat_order_msg(&t, &nick, &words), -1);
	t = text("");
	assert_int_equal(xmpp_chat_order_msg(&t, &nick, &words), -1);
}

static void test_lines(void **state)
{
	char buf[64], nick[CHAT_NICK_MAX + 1], many[200];
	str who = text("Romeo"), t = text("/me waves"), line;
	chat_out_t out;

	(void)state;
	xmpp_chat_out_init(&out, buf, sizeof(buf));
	assert_int_equal(xmpp_chat_room_line(&who, &t, &out), 0);
	xmpp_chat_out_end(&out, 0, &line);
	is(&line, "* Romeo waves");
	t = text("/meet");
	xmpp_chat_out_init(&out, buf, sizeof(buf));
	assert_int_equal(xmpp_chat_room_line(&who, &t, &out), 0);
	xmpp_chat_out_end(&out, 0, &line);
	is(&line, "Romeo: /meet");
	xmpp_chat_out_init(&out, buf, 8);
	assert_int_equal(xmpp_chat_room_line(&who, &t, &out), -1);
	t = text(" a/b\tc\x7f ");
	assert_int_equal(xmpp_chat_nick(&t, nick), 3);
	assert_string_equal(nick, "abc");
	t = text(" / ");
	assert_int_equal(xmpp_chat_nick(&t, nick), 0);
	t = text("\xff\xfe");
	assert_int_equal(xmpp_chat_nick(&t, nick), 0);
	memset(many, 'x', sizeof(many));
	t.s = many;
	t.len = sizeof(many);
	assert_int_equal(xmpp_chat_nick(&t, nick), CHAT_NICK_MAX);
}

#define X "<x xmlns='http://jabber.org/protocol/muc#user'>"

/* shortened from XEP-0045, examples 21, 24, 51, 89, 110, 203 */
static void test_occupants(void **state)
{
	char buf[512];
	chat_occupant_t o;
	str xml;

	(void)state;
	xml = text("<presence from='a@b/c' to='d@e/f'>" X
			   "<item affiliation='member' role='participant'/>"
			   "<status code='100'/><status code='110'/></x></presence>");
	assert_int_equal(xmpp_chat_occupant_read(&xml, buf, sizeof(buf), &o), 0);
	assert_true(o.is_self && !o.is_created && !o.is_error && !o.is_unavailable);
	xml = text("<presence type='unavailable'>" X
			   "<item role='none' nick='oldhag'/><status code='303'/>"
			   "<status code='110'/></x></presence>");
	assert_int_equal(xmpp_chat_occupant_read(&xml, buf, sizeof(buf), &o), 0);
	assert_true(o.is_unavailable && o.is_self && !o.is_kicked);
	is(&o.nick, "oldhag");
	xml = text("<presence type='unavailable'>" X
			   "<item role='none'><actor nick='F'/><reason>Avaunt, you "
			   "cullion!</reason></item><status code='307'/></x></presence>");
	assert_int_equal(xmpp_chat_occupant_read(&xml, buf, sizeof(buf), &o), 0);
	assert_true(o.is_kicked && !o.is_self && !o.is_banned);
	is(&o.reason, "Avaunt, you cullion!");
	xml = text("<presence type='unavailable'>" X
			   "<item role='none'/><destroy jid='x@y'><reason>Macbeth"
			   "</reason></destroy></x></presence>");
	assert_int_equal(xmpp_chat_occupant_read(&xml, buf, sizeof(buf), &o), 0);
	assert_true(o.is_destroyed);
	is(&o.reason, "Macbeth");
	xml = text("<presence type='error'><x xmlns='http://jabber.org/protocol/"
			   "muc'/><error by='a@b' type='cancel'><conflict xmlns='urn:ietf:"
			   "params:xml:ns:xmpp-stanzas'/></error></presence>");
	assert_int_equal(xmpp_chat_occupant_read(&xml, buf, sizeof(buf), &o), 0);
	assert_true(o.is_error);
	is(&o.condition, "conflict");
	/* not of the room's own */
	xml = text("<presence><y xmlns='z'><status code='110'/></y></presence>");
	assert_int_equal(xmpp_chat_occupant_read(&xml, buf, sizeof(buf), &o), 0);
	assert_false(o.is_self);
	xml = text("<message/>");
	assert_int_equal(xmpp_chat_occupant_read(&xml, buf, sizeof(buf), &o), -1);
	xml = text("<presence>");
	assert_int_equal(xmpp_chat_occupant_read(&xml, buf, sizeof(buf), &o), -1);
}

static void test_written(void **state)
{
	char buf[512];
	chat_ends_t ends = {text("a@b/c"), text("d@e/f"), text("1")};
	str words = text("<&>"), xml;
	xml_build_t b;

	(void)state;
	xml_build_init(&b, buf, sizeof(buf));
	xmpp_chat_write_join(&b, &ends);
	assert_int_equal(xml_build_end(&b, &xml), 0);
	is(&xml, "<presence from='a@b/c' to='d@e/f' id='1'><x xmlns='http://"
			 "jabber.org/protocol/muc'><history maxstanzas='0'/></x></"
			 "presence>");
	xml_build_init(&b, buf, sizeof(buf));
	xmpp_chat_write_to_room(&b, &ends, &words);
	assert_int_equal(xml_build_end(&b, &xml), 0);
	is(&xml, "<message from='a@b/c' to='d@e/f' id='1' type='groupchat'>"
			 "<body>&lt;&amp;&gt;</body></message>");
	xml_build_init(&b, buf, sizeof(buf));
	xmpp_chat_write_leave(&b, &ends);
	assert_int_equal(xml_build_end(&b, &xml), 0);
	is(&xml, "<presence from='a@b/c' to='d@e/f' id='1' type='unavailable'/>");
}

/* XEP-0045 section 7.5, XEP-0085 and XEP-0334, XEP-0199 */
static void test_written_more(void **state)
{
	char buf[512];
	chat_ends_t ends = {text("a@b/c"), text("d@e/f"), text("1")};
	str words = text("<&>"), xml;
	xml_build_t b;

	(void)state;
	xml_build_init(&b, buf, sizeof(buf));
	xmpp_chat_write_to_occupant(&b, &ends, &words);
	assert_int_equal(xml_build_end(&b, &xml), 0);
	is(&xml, "<message from='a@b/c' to='d@e/f' id='1' type='chat'><body>"
			 "&lt;&amp;&gt;</body><x xmlns='http://jabber.org/protocol/muc#"
			 "user'/></message>");
	xml_build_init(&b, buf, sizeof(buf));
	xmpp_chat_write_sign(&b, &ends);
	assert_int_equal(xml_build_end(&b, &xml), 0);
	is(&xml, "<message from='a@b/c' to='d@e/f' id='1' type='groupchat'>"
			 "<active xmlns='http://jabber.org/protocol/chatstates'/>"
			 "<no-store xmlns='urn:xmpp:hints'/></message>");
	xml_build_init(&b, buf, sizeof(buf));
	xmpp_chat_write_ping(&b, &ends);
	assert_int_equal(xml_build_end(&b, &xml), 0);
	is(&xml, "<iq from='a@b/c' to='d@e/f' id='1' type='get'><ping "
			 "xmlns='urn:xmpp:ping'/></iq>");
}

static void test_members(void **state)
{
	chat_party_t one = {text("gw"), text("1@gw/g"), text("room@muc"), text("")};
	chat_party_t two = {text("gw"), text("2@gw/g"), text("room@muc"), text("")};
	str full = text("1@gw/other"), capital = text("ROOM@muc"), id = text("x");
	chat_member_t *m = xmpp_chat_member_new(&one);
	chat_member_t *n = xmpp_chat_member_new(&two);
	int i;

	(void)state;
	assert_int_equal(xmpp_chat_member_count(), 2);
	assert_ptr_equal(xmpp_chat_member_find(&capital, &full), m);
	assert_ptr_equal(xmpp_chat_member_find(&two.user, &two.ours), n);
	for(i = 0; i < 3; i++)
		assert_non_null(xmpp_chat_list_put(&m->texts, 3, &id, &full));
	assert_null(xmpp_chat_list_put(&m->texts, 3, &id, &full));
	assert_ptr_equal(xmpp_chat_list_find_id(&m->texts, &id), m->texts.first);
	assert_null(xmpp_chat_list_find_id(&m->texts, &full));
	xmpp_chat_list_remove(&m->texts, m->texts.first->next);
	assert_int_equal(m->texts.count, 2);
	xmpp_chat_member_free(m);
	assert_null(xmpp_chat_member_find(&one.user, &one.ours));
	xmpp_chat_member_free(n);
	assert_int_equal(xmpp_chat_member_count(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_orders),
			cmocka_unit_test(test_lines),
			cmocka_unit_test(test_occupants),
			cmocka_unit_test(test_written),
			cmocka_unit_test(test_written_more),
			cmocka_unit_test(test_members),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
