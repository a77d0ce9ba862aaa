/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a form of a SIP account: in a stanza, of a web page, in a chat.
 * What passes the check can stand in a header, and is shown by a page that is
 * well formed; the password is shown by none. */

#include <libxml/parser.h>

#include "../../modules/xmpp_account/account_form_read.h"
#include "../../modules/xmpp_account/account_page.h"
#include "../../modules/xmpp_account/account_urlencoded.h"
#include "../../modules/xmpp_account/account_words.h"
#include "fuzz.h"

static int pair(const str *name, const str *value, void *arg)
{
	return xmpp_account_form_answer(arg, name, value) < 0 ? -1 : 0;
}

static void check_clean(const str *s)
{
	int i;

	for(i = 0; i < s->len; i++)
		FUZZ_CHECK((unsigned char)s->s[i] >= ' ' && s->s[i] != 0x7f);
}

static void check_page(const account_form_t *form)
{
	static char buf[ACCOUNT_PAGE_MAX];
	account_page_t page = {.nonce = "n", .wrong = "w", .form = *form};
	xmlDocPtr doc;
	str html;

	if(xmpp_account_page_form(&page, buf, sizeof(buf), &html) < 0)
		return;
	doc = xmlReadMemory(html.s, html.len, NULL, "UTF-8",
			XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	FUZZ_CHECK(doc != NULL);
	xmlFreeDoc(doc);
	FUZZ_CHECK(memmem(html.s, (size_t)html.len, "<script", 7) == NULL);
}

static void check_form(const account_form_t *form)
{
	static char buf[ACCOUNT_FIELDS_MAX], again_buf[ACCOUNT_FIELDS_MAX];
	account_fields_t fields, out, again;
	account_fault_t fault;

	check_page(form);
	if(xmpp_account_form_fields(form, NULL, &fields) != NULL)
		return;
	fields.owner.s = "romeo@xmpp.example";
	fields.owner.len = 18;
	if(xmpp_account_check(&fields, &out, buf, sizeof(buf), &fault) < 0) {
		FUZZ_CHECK(fault.reason != NULL);
		return;
	}
	check_clean(&out.aor);
	check_clean(&out.auth_name);
	check_clean(&out.password);
	check_clean(&out.proxy);
	check_clean(&out.display);
	FUZZ_CHECK(xmpp_account_check(
					   &out, &again, again_buf, sizeof(again_buf), &fault)
			   == 0);
	FUZZ_CHECK(again.aor.len == out.aor.len
			   && memcmp(again.aor.s, out.aor.s, (size_t)out.aor.len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char text[ACCOUNT_FORM_TEXT_MAX];
	str in = {(char *)data, (int)size}, line;
	account_form_read_t read;
	account_form_t form;

	if(size > 0 && data[0] == '<') {
		if(xmpp_account_form_read(&in, text, sizeof(text), &read) == 0)
			check_form(&read.form);
		return 0;
	}
	memset(&form, 0, sizeof(form));
	if(xmpp_account_urlencoded_read(&in, text, sizeof(text), pair, &form) == 0)
		check_form(&form);
	xmpp_account_words_read(&in, &line);
	FUZZ_CHECK(line.len == 0
			   || (line.s >= in.s && line.s + line.len <= in.s + in.len));
	return 0;
}
