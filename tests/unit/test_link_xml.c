/* links: modules/xmpp_link/link_xml.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What RFC 6120 section 11 forbids on a stream, and what it allows. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_link/link_xml.h"

static char to[32];

static const char *check(const char *xml)
{
	str s = {NULL, (int)strlen(xml)};
	const char *wrong;

	s.s = malloc(strlen(xml) + (s.len == 0));
	memcpy(s.s, xml, (size_t)s.len);
	wrong = xmpp_link_xml_check(&s, to, sizeof(to));
	free(s.s);
	return wrong;
}

static void test_good(void **state)
{
	(void)state;
	assert_null(check("<message to='a&amp;b@x/\xC3\xA4'><body>hi</body>"
					  "</message>"));
	assert_string_equal(to, "a&b@x/\xC3\xA4");
	assert_null(check("<iq to='b' from='a' type='get' id='1'>"
					  "<q xmlns='urn:x' xmlns:p='urn:p'><p:z p:a='1'/></q>"
					  "</iq>"));
	assert_null(check("<presence to='b'/>"));
	assert_null(check("<message to='b'><body><![CDATA[<&>]]></body>"
					  "</message>"));
	assert_null(check("<message to='b'><body>&#10;&lt;&quot;</body>"
					  "</message>"));
}

static void test_bad(void **state)
{
	static const char *const bad[] = {"", "<", "hello", "<message to='b'>",
			"<message/>", "<message to=''/>", "<message to='b'/>x",
			"<message to='b'/><message to='b'/>", "<a to='b'/>",
			"<message to='b'/><!-- c -->", "<!-- c --><message to='b'/>",
			"<message to='b'><!-- c --></message>",
			"<message to='b'><a><b/><c><?p i?></c></a></message>",
			"<?xml version='1.0'?><message to='b'/>",
			"<!DOCTYPE message><message to='b'/>",
			"<!DOCTYPE message [<!ENTITY e 'x'>]><message to='b'>&e;</message>",
			"<message to='b'>&unknown;</message>",
			"<message to='b'><p:x/></message>",
			"<message to='b' xmlns='jabber:client'/>",
			"<c:message to='b' xmlns:c='jabber:client'/>",
			"<message to='b' to='c'/>", "<message to='b'>\x01</message>",
			"<message to='b'>\xFF</message>",
			"<message to='b'><body>a & b</body></message>",
			"<message to='a-jid-that-is-much-too-long@for.the.buffer'/>"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if(check(bad[i]) == NULL)
			fail_msg("taken: %s", bad[i]);
}

static void nested(char *xml, int depth)
{
	int i;

	strcpy(xml, "<message to='b'>");
	for(i = 1; i < depth; i++)
		strcat(xml, "<a>");
	for(i = 1; i < depth; i++)
		strcat(xml, "</a>");
	strcat(xml, "</message>");
}

static void test_depth(void **state)
{
	char xml[8192];

	(void)state;
	nested(xml, LINK_XML_DEPTH);
	assert_null(check(xml));
	nested(xml, LINK_XML_DEPTH + 1);
	assert_non_null(check(xml));
	nested(xml, 1000);
	assert_non_null(check(xml));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_good),
			cmocka_unit_test(test_bad),
			cmocka_unit_test(test_depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
