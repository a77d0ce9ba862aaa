/* links: modules/xmpp_link/link_head.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Start tags as XML 1.0 section 3.1 allows and forbids them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_link/link_head.h"
#include "../../modules/xmpp_link/link_jid.h"
#include "../../modules/xmpp_link/link_proto.h"

/* the copy ends where the stanza ends, so that ASan sees a read past it */
static const char *read_head(const char *xml, link_head_t *h, char **copy)
{
	str s = {NULL, (int)strlen(xml)};

	*copy = s.s = malloc(strlen(xml) + (s.len == 0));
	memcpy(s.s, xml, (size_t)s.len);
	return xmpp_link_head_read(&s, h);
}

static void check_value(const str *s, const char *expected)
{
	if(expected == NULL) {
		assert_null(s->s);
		assert_int_equal(s->len, 0);
		return;
	}
	assert_int_equal(s->len, strlen(expected));
	assert_memory_equal(s->s, expected, strlen(expected));
}

static void test_good(void **state)
{
	link_head_t h;
	char *copy;

	(void)state;
	assert_null(read_head("<iq type='set' from='a@gw/r' to=\"b@x/c'd\" "
						  "id='1' ><q xmlns='n'/></iq>",
			&h, &copy));
	check_value(&h.name, "iq");
	check_value(&h.type, "set");
	check_value(&h.from, "a@gw/r");
	check_value(&h.to, "b@x/c'd");
	check_value(&h.id, "1");
	free(copy);
	assert_null(read_head("<presence xml:lang='en' to='a&lt;b'/>", &h, &copy));
	check_value(&h.name, "presence");
	check_value(&h.to, "a&lt;b");
	check_value(&h.from, NULL);
	check_value(&h.id, NULL);
	free(copy);
	assert_null(read_head("<message/>", &h, &copy));
	free(copy);
	assert_null(read_head("<message></message>", &h, &copy));
	free(copy);
}

static void test_bad(void **state)
{
	static const char *const bad[] = {"", "<", "iq", "<iq", "<iq ", "<iq/",
			"<iq>", "<iq></iq", "<iq></message>", "<iq/>x", "<iq/> ", " <iq/>",
			"<iqq/>", "<IQ/>", "<stream:stream/>", "<?xml?><iq/>", "<iq id/>",
			"<iq id=/>", "<iq id=1/>", "<iq id='1/>", "<iq id='1'type='2'/>",
			"<iq id='1' id='2'/>", "<iq id='<'/>",
			"<iq xmlns='jabber:client'/>", "<iq ='1'/>", "<iq\vid='1'/>",
			"<iq><a/></iq></iq", "<iq></iq>\n", "<iq / >", "<iq/></iq>",
			"<!-- --><iq/>",
			"<iq a='' b='' c='' d='' e='' f='' g='' h='' i=''"
			" j='' k='' l='' m='' n='' o='' p='' q='' r='' s='' t='' u='' v=''"
			" w='' x='' y='' z='' A='' B='' C='' D='' E='' F='' G='' H=''/>"};
	link_head_t h;
	char *copy;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if(read_head(bad[i], &h, &copy) == NULL)
			fail_msg("taken: %s", bad[i]);
		free(copy);
	}
}

static void test_damaged(void **state)
{
	static const char good[] = "<iq type='set' from='a@gw/r' to=\"b@x\" id='1'>"
							   "<q xmlns='n'/></iq>";
	char bytes[sizeof(good)];
	link_head_t h;
	char *copy;
	int i, n;

	(void)state;
	srand(1);
	for(i = 0; i < 50000; i++) {
		memcpy(bytes, good, sizeof(good));
		for(n = rand() % 4; n >= 0; n--)
			bytes[(size_t)rand() % (sizeof(good) - 1)] =
					" <>/='\"x&\t"[rand() % 10];
		bytes[(size_t)rand() % sizeof(good)] = '\0';
		read_head(bytes, &h, &copy);
		free(copy);
	}
}

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static void test_jid(void **state)
{
	static const struct
	{
		const char *jid, *bare, *domain;
	} parts[] = {
			{"a@b.c/d@e/f", "a@b.c", "b.c"},
			{"b.c/a@d", "b.c", "b.c"},
			{"a@b.c", "a@b.c", "b.c"},
			{"b.c", "b.c", "b.c"},
			{"", "", ""},
	};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		str jid = view(parts[i].jid);
		str bare = link_jid_bare(&jid), domain = link_jid_domain(&jid);
		check_value(&bare, parts[i].bare);
		check_value(&domain, parts[i].domain);
	}
}

static int equal(const char *a, const char *b)
{
	str x = view(a), y = view(b);

	return link_jid_equal(&x, &y);
}

static int within(const char *sub, const char *domain)
{
	str x = view(sub), y = view(domain);

	return link_domain_within(&x, &y);
}

static void test_compare(void **state)
{
	(void)state;
	assert_true(
			equal("Juliet@Example.COM/Balcony", "juliet@example.com/Balcony"));
	assert_false(
			equal("juliet@example.com/Balcony", "juliet@example.com/balcony"));
	assert_false(equal("juliet@example.com", "juliet@example.com/"));
	assert_false(equal("juliet@example.com", "romeoo@example.com"));
	assert_false(equal("a@b/c", "a/b@c"));
	assert_true(within("gw.example.org", "example.org"));
	assert_true(within("GW.Example.org", "example.ORG"));
	assert_true(within("example.org", "example.org"));
	assert_false(within("badexample.org", "example.org"));
	assert_false(within("example.org", "gw.example.org"));
	assert_false(within("example.org", ""));
}

/* FNV-1a, published 32 bit values: "" 811c9dc5, "a" e40c292c,
 * "foobar" bf9cf968 */
static void test_owner(void **state)
{
	(void)state;
	assert_int_equal(link_owner("", 0, 64), 0x811c9dc5u % 64);
	assert_int_equal(link_owner("a", 1, 61), 0xe40c292cu % 61);
	assert_int_equal(link_owner("foobar", 6, 63), 0xbf9cf968u % 63);
	assert_int_equal(link_owner("FooBar/Resource", 15, 63), 0xbf9cf968u % 63);
	assert_int_equal(link_owner("foobar", 6, 1), 0);
	assert_int_equal(link_owner("foobar", 6, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_good),
			cmocka_unit_test(test_bad),
			cmocka_unit_test(test_damaged),
			cmocka_unit_test(test_jid),
			cmocka_unit_test(test_compare),
			cmocka_unit_test(test_owner),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
