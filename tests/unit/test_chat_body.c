/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bodies of MESSAGE: CPIM, IMDN, isComposing by the examples of RFC 3862, 5438 and
 * 3994 and as Linphone sends them; and all of it opened down to a text. */
/* links: modules/xmpp_chat/chat_body.c modules/xmpp_chat/chat_cpim.c modules/xmpp_chat/chat_imdn.c */
/* links: modules/xmpp_chat/chat_composing.c modules/xmpp_chat/chat_file.c modules/xmpp_chat/chat_html.c */
/* links: modules/xmpp_chat/chat_inflate.c modules/xmpp_chat/chat_mime.c modules/xmpp_chat/chat_text.c */
/* links: modules/xmpp_chat/chat_xml.c */
/* libs: libxml-2.0 zlib */

#include "chat_test.h"

#include <zlib.h>

#include "../../modules/xmpp_chat/chat_body.h"

#define IMDN(inside)                                          \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"          \
	"<imdn xmlns=\"urn:ietf:params:xml:ns:imdn\">\r\n"        \
	"  <message-id>34jk324j</message-id>\r\n"                 \
	"  <datetime>2008-04-04T12:16:49-05:00</datetime>\r\n"    \
	"  <recipient-uri>im:bob@example.com</recipient-uri>\r\n" \
	"  <original-recipient-uri\r\n   >im:bob@example.com"     \
	"</original-recipient-uri>\r\n" inside "</imdn>\r\n"
#define DELIVERY(status)                                     \
	IMDN("<delivery-notification>\r\n <status>\r\n  " status \
		 "\r\n </status></delivery-notification>\r\n")
#define DISPLAY(status)                                      \
	IMDN("<display-notification><status>" status "</status>" \
		 "</display-notification>")
#define COMPOSING(inside)                                              \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"                   \
	"<isComposing xmlns=\"urn:ietf:params:xml:ns:im-iscomposing\"\r\n" \
	" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\r\n"     \
	" xsi:schemaLocation=\"urn:ietf:params:xml:ns:im-composing "       \
	"iscomposing.xsd\">\r\n" inside "</isComposing>\r\n"

static char buf[CHAT_BODY_ROOM], room[64 * 1024];
static chat_body_t got;
static chat_cpim_t cpim;
static chat_out_t out;

/* --- CPIM ---------------------------------------------------------------------------- */

static int cpim_reads(const char *text)
{
	str s = guarded(text);

	return xmpp_chat_cpim_read(&s, &cpim);
}

/* RFC 3862 section 5.1 */
static void test_cpim(void **state)
{
	(void)state;
	assert_int_equal(
			cpim_reads("From: MR SANDERS <im:piglet@100akerwood.com>\r\n"
					   "To: Depressed Donkey <im:eeyore@100akerwood.com>\r\n"
					   "DateTime: 2000-12-13T13:40:00-08:00\r\n"
					   "Subject: the weather will be fine today\r\n"
					   "Subject:;lang=fr beau temps prevu pour aujourd'hui\r\n"
					   "NS: MyFeatures <mid:MessageFeatures@id.foo.com>\r\n"
					   "MyFeatures.WackyMessageOption: Use-silly-font\r\n"
					   "\r\n"
					   "Content-type: text/xml; charset=utf-8\r\n"
					   "Content-ID: <1234567890@foo.com>\r\n"
					   "\r\n"
					   "<body>\r\nHere is the text of my message.\r\n</body>"),
			0);
	is(&cpim.from, "im:piglet@100akerwood.com");
	is(&cpim.from_name, "MR SANDERS");
	is(&cpim.to, "im:eeyore@100akerwood.com");
	is(&cpim.date, "2000-12-13T13:40:00-08:00");
	is(&cpim.subject, "the weather will be fine today");
	is(&cpim.type, "text/xml; charset=utf-8");
	is(&cpim.body, "<body>\r\nHere is the text of my message.\r\n</body>");
	is(&cpim.message_id, "");
}

/* RFC 5438 section 7.1.1.3, with the empty line of RFC 3862 and as it is printed;
 * section 6.1: any prefix */
static void test_cpim_imdn(void **state)
{
	static const char *const prefixes[] = {"imdn", "x", ""};
	char text[600];
	size_t i;
	int gap;

	(void)state;
	for(i = 0; i < 3; i++)
		for(gap = 0; gap < 2; gap++) {
			const char *p = prefixes[i], *dot = *p ? "." : "";

			snprintf(text, sizeof(text),
					"From: Alice <im:alice@example.com>\r\n"
					"To: Bob <im:bob@example.com>\r\n"
					"NS: %s <urn:ietf:params:imdn>\r\n"
					"%s%sMessage-ID: 34jk324j\r\n"
					"DateTime: 2006-04-04T12:16:49-05:00\r\n"
					"%s%sDisposition-Notification: positive-delivery, "
					"negative-delivery\r\n"
					"%sContent-type: text/plain\r\nContent-length: 12\r\n"
					"\r\nHello World\n",
					p, p, dot, p, dot, gap ? "\r\n" : "");
			assert_int_equal(cpim_reads(text), 0);
			is(&cpim.message_id, "34jk324j");
			is(&cpim.date, "2006-04-04T12:16:49-05:00");
			assert_int_equal(
					cpim.wants, CHAT_WANT_DELIVERED | CHAT_WANT_FAILED);
			is(&cpim.type, "text/plain");
			is(&cpim.body, "Hello World\n");
		}
	/* the namespace is what counts, not the prefix */
	assert_int_equal(cpim_reads("NS: imdn <urn:other>\r\n"
								"imdn.Message-ID: 1\r\n\r\n\r\nx"),
			0);
	is(&cpim.message_id, "");
}

static void test_cpim_routes(void **state)
{
	(void)state;
	assert_int_equal(
			cpim_reads("From: <sip:a@b>\r\nNS: i <urn:ietf:params:imdn>\r\n"
					   "i.IMDN-Record-Route: <sip:one@x>\r\n"
					   "i.IMDN-Record-Route: <sip:two@x>\r\n"
					   "i.Original-To: <sip:list@x>\r\n"
					   "i.Disposition-Notification: display, processing\r\n"
					   "\r\nContent-Type: text/plain\r\n"
					   "Content-Disposition: notification\r\n\r\nx"),
			0);
	assert_int_equal(cpim.route_count, 2);
	is(&cpim.routes[0], "sip:one@x");
	is(&cpim.routes[1], "sip:two@x");
	is(&cpim.original_to, "sip:list@x");
	assert_int_equal(cpim.wants, CHAT_WANT_DISPLAYED);
	assert_true(cpim.is_notification);
}

static void test_cpim_broken(void **state)
{
	static const char *const broken[] = {"", "x", "From: <sip:a@b>\r\n",
			"From: <sip:a@b>",
			"From: <sip:a@b>\r\nFrom: <sip:c@d>\r\n\r\n\r\nx",
			("NS: i <urn:ietf:params:imdn>\r\ni.Message-ID: 1\r\n"
			 "i.Message-ID: 2\r\n\r\n\r\nx"),
			/* RFC 3862 section 4.4 */
			"Require: MyFeatures.VitalMessageOption\r\n\r\n\r\nx",
			"\r\nContent-Type: a/b\r\nContent-Type: c/d\r\n\r\nx"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		if(cpim_reads(broken[i]) != -1)
			fail_msg("this is taken: %s", broken[i]);
	assert_int_equal(cpim_reads("NS: i <urn:ietf:params:imdn>\r\n"
								"Require: From, i.Message-ID\r\n\r\n\r\nx"),
			0);
}

/* byte for byte the form that Linphone takes */
static void test_cpim_written(void **state)
{
	chat_cpim_t c = {.from = str_init("sip:alice@example.com"),
			.to = str_init("sip:bob@example.com"),
			.date = str_init("2006-04-04T12:16:49Z"),
			.message_id = str_init("34jk324j"),
			.wants = CHAT_WANT_DELIVERED | CHAT_WANT_FAILED
					 | CHAT_WANT_DISPLAYED,
			.body = str_init("Hello World")};

	(void)state;
	xmpp_chat_out_init(&out, room, sizeof(room));
	assert_int_equal(xmpp_chat_cpim_write(&c, &out), 0);
	out_is(&out,
			"From: <sip:alice@example.com>\r\nTo: <sip:bob@example.com>\r\n"
			"DateTime: 2006-04-04T12:16:49Z\r\n"
			"NS: imdn <urn:ietf:params:imdn>\r\n"
			"imdn.Message-ID: 34jk324j\r\n"
			"imdn.Disposition-Notification: positive-delivery, "
			"negative-delivery, display\r\n"
			"\r\n"
			"Content-Type: text/plain; charset=UTF-8\r\n"
			"Content-Length: 11\r\n"
			"\r\nHello World");
}

/* what is written is read as it was, and no value ends its line */
static void test_cpim_again(void **state)
{
	chat_cpim_t c = {.from = str_init("sip:a@b"),
			.to = str_init("sip:c@d"),
			.subject = str_init("a\nFrom: <sip:evil@e>\\"),
			.message_id = str_init("1"),
			.type = str_init("message/imdn+xml"),
			.language = str_init("cs"),
			.is_notification = 1,
			.routes = {str_init("sip:r@x")},
			.route_count = 1,
			.body = str_init("<imdn/>")};
	str s;

	(void)state;
	xmpp_chat_out_init(&out, room, sizeof(room));
	assert_int_equal(xmpp_chat_cpim_write(&c, &out), 0);
	s = guarded_bytes(out.s, (size_t)out.len);
	assert_int_equal(xmpp_chat_cpim_read(&s, &cpim), 0);
	is(&cpim.from, "sip:a@b");
	is(&cpim.subject, "a From: <sip:evil@e>\\\\");
	is(&cpim.type, "message/imdn+xml");
	is(&cpim.language, "cs");
	is(&cpim.body, "<imdn/>");
	assert_true(cpim.is_notification);
	assert_non_null(memmem(
			out.s, (size_t)out.len, "imdn.IMDN-Route: <sip:r@x>\r\n", 28));
	c.message_id = view("1\r\nimdn.Evil: 1");
	xmpp_chat_out_init(&out, room, sizeof(room));
	assert_int_equal(xmpp_chat_cpim_write(&c, &out), -1);
}

/* --- IMDN ----------------------------------------------------------------------------- */

static chat_imdn_t imdn;

static int imdn_reads(const char *text)
{
	str s = guarded(text);

	return xmpp_chat_imdn_read(&s, room, sizeof(room), &imdn);
}

/* RFC 5438 sections 7.2.1.1, 7.2.1.2, 11.1.7 */
static void test_imdn(void **state)
{
	static const struct
	{
		const char *text;
		chat_imdn_kind_t kind;
	} cases[] = {
			{DELIVERY("<delivered/>"), CHAT_IMDN_DELIVERED},
			{DELIVERY("<failed/>"), CHAT_IMDN_FAILED},
			{DELIVERY("<forbidden/>"), CHAT_IMDN_OTHER},
			{DELIVERY("<error/>"), CHAT_IMDN_OTHER},
			{DELIVERY("<displayed/>"), CHAT_IMDN_OTHER},
			{DELIVERY("<delivered xmlns='urn:x'/>"), CHAT_IMDN_OTHER},
			{DISPLAY("<displayed/>"), CHAT_IMDN_DISPLAYED},
			{DISPLAY("<delivered/>"), CHAT_IMDN_OTHER},
			{DISPLAY("<error/>"), CHAT_IMDN_OTHER},
			{IMDN("<processing-notification><status><processed/></status>"
				  "</processing-notification>"),
					CHAT_IMDN_OTHER},
	};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(imdn_reads(cases[i].text), 0);
		assert_int_equal(imdn.kind, cases[i].kind);
		is(&imdn.message_id, "34jk324j");
		is(&imdn.date, "2008-04-04T12:16:49-05:00");
		is(&imdn.recipient, "im:bob@example.com");
		is(&imdn.original_recipient, "im:bob@example.com");
	}
}

/* as Linphone says why */
static void test_imdn_reason(void **state)
{
	(void)state;
	assert_int_equal(
			imdn_reads(
					"<imdn xmlns='urn:ietf:params:xml:ns:imdn' "
					"xmlns:imdn='http://www.linphone.org/xsds/imdn.xsd'>"
					"<message-id>1</message-id><datetime>d</datetime>"
					"<delivery-notification><status><failed/>"
					"<imdn:reason code='415'>Unsupported media type"
					"</imdn:reason></status></delivery-notification></imdn>"),
			0);
	assert_int_equal(imdn.kind, CHAT_IMDN_FAILED);
	assert_int_equal(imdn.reason_code, 415);
	is(&imdn.reason, "Unsupported media type");
	assert_int_equal(imdn_reads("<imdn xmlns='urn:ietf:params:xml:ns:imdn'>"
								"<message-id>1</message-id><reason "
								"xmlns='urn:x' code='-5'/></imdn>"),
			0);
	assert_int_equal(imdn.reason_code, 0);
}

static void test_imdn_broken(void **state)
{
	static const char *const broken[] = {"", "x", "<imdn/>",
			"<imdn xmlns='urn:ietf:params:xml:ns:imdn'/>",
			"<imdn xmlns='urn:ietf:params:xml:ns:imdn'><message-id/></imdn>",
			"<imdn xmlns='urn:ietf:params:xml:ns:imdn'><message-id>1",
			("<!DOCTYPE imdn><imdn xmlns='urn:ietf:params:xml:ns:imdn'>"
			 "<message-id>1</message-id></imdn>")};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		if(imdn_reads(broken[i]) != -1)
			fail_msg("this is taken: %s", broken[i]);
}

static void test_imdn_written(void **state)
{
	static const chat_imdn_kind_t kinds[] = {
			CHAT_IMDN_DELIVERED, CHAT_IMDN_DISPLAYED, CHAT_IMDN_FAILED};
	chat_imdn_t to = {.message_id = str_init("3<4&"),
			.date = str_init("2006-04-04T12:16:49-05:00"),
			.recipient = str_init("sip:bob@example.com")};
	static char text[2000];
	size_t i;

	(void)state;
	for(i = 0; i < 3; i++) {
		to.kind = kinds[i];
		xmpp_chat_out_init(&out, text, sizeof(text) - 1);
		assert_int_equal(xmpp_chat_imdn_write(&to, &out), 0);
		text[out.len] = '\0';
		assert_int_equal(imdn_reads(text), 0);
		assert_int_equal(imdn.kind, kinds[i]);
		is(&imdn.message_id, "3<4&");
		is(&imdn.date, "2006-04-04T12:16:49-05:00");
		is(&imdn.recipient, "sip:bob@example.com");
	}
	for(i = 0; i < 200; i++) {
		xmpp_chat_out_init(&out, text, (int)i);
		assert_int_equal(xmpp_chat_imdn_write(&to, &out), -1);
	}
}

/* --- isComposing ------------------------------------------------------------------------ */

static void composing_is(const char *text, int active, int refresh)
{
	str s = guarded(text);
	chat_composing_t c;

	assert_int_equal(xmpp_chat_composing_read(&s, &c), 0);
	assert_int_equal(c.active, active);
	assert_int_equal(c.refresh, refresh);
}

/* RFC 3994 section 5 */
static void test_composing(void **state)
{
	chat_composing_t c = {.active = 1, .refresh = 60};
	static char text[600];

	(void)state;
	composing_is(COMPOSING("<state>active</state>\r\n"
						   "<contenttype>text/plain</contenttype>\r\n"
						   "<refresh>90</refresh>\r\n"),
			1, 90);
	composing_is(COMPOSING("<state>idle</state>"
						   "<lastactive>2003-01-27T10:43:00Z</lastactive>"
						   "<contenttype>audio</contenttype>"),
			0, 0);
	composing_is(COMPOSING("<state> active\r\n</state><refresh> 7 </refresh>"),
			1, 7);
	composing_is(COMPOSING("<state>recording</state>"), 0, 0);
	composing_is(COMPOSING("<state>active</state><refresh>-1</refresh>"), 1, 0);
	composing_is(COMPOSING("<state>active</state><refresh>99999999999"
						   "</refresh>"),
			1, CHAT_COMPOSING_REFRESH_MAX);
	xmpp_chat_out_init(&out, text, sizeof(text) - 1);
	assert_int_equal(xmpp_chat_composing_write(&c, &out), 0);
	text[out.len] = '\0';
	composing_is(text, 1, 60);
	c.active = 0;
	c.refresh = 0;
	xmpp_chat_out_init(&out, text, sizeof(text) - 1);
	assert_int_equal(xmpp_chat_composing_write(&c, &out), 0);
	text[out.len] = '\0';
	composing_is(text, 0, 0);
	assert_null(strstr(text, "refresh"));
}

static void test_composing_broken(void **state)
{
	static const char *const broken[] = {"", "x", "<isComposing/>",
			COMPOSING(""), COMPOSING("<state/>"), "<!DOCTYPE x>"};
	chat_composing_t c;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		str s = guarded(broken[i]);

		assert_int_equal(xmpp_chat_composing_read(&s, &c), -1);
	}
}

/* --- the body of a MESSAGE --------------------------------------------------------------- */

static chat_body_in_t in;

static void body_reads(const char *type, str body)
{
	in.type = guarded(type);
	in.body = body;
	xmpp_chat_body_read(&in, buf, sizeof(buf), &got);
}

static int in_reset(void **state)
{
	(void)state;
	memset(&in, 0, sizeof(in));
	return 0;
}

static void text_is(const char *type, const char *body, const char *want)
{
	body_reads(type, guarded(body));
	assert_int_equal(got.kind, CHAT_BODY_TEXT);
	is(&got.text, want);
}

static void refused(const char *type, const char *body, int status)
{
	body_reads(type, guarded(body));
	assert_int_equal(got.kind, CHAT_BODY_REFUSED);
	assert_int_equal(got.status, status);
	assert_non_null(got.reason);
}

static void test_body_text(void **state)
{
	(void)state;
	in.subject = view(" Rendez\r\n vous ");
	in.language = view("cs");
	text_is("text/plain", "Hi\r\nyou", "Hi\nyou");
	is(&got.subject, "Rendez  vous");
	is(&got.language, "cs");
	assert_false(got.has_cpim);
	text_is("", "Hi", "Hi");
	text_is("TEXT/Plain; charset=\"iso-8859-1\"", "\xfc", "\xc3\xbc");
	text_is("text/html; charset=utf-8", "<p>a</p><p>b</p>", "a\nb");
	in.subject = view("\xff");
	text_is("text/plain", "Hi", "Hi");
	is(&got.subject, "");
}

static void test_body_empty(void **state)
{
	(void)state;
	body_reads("text/plain", guarded(""));
	assert_int_equal(got.kind, CHAT_BODY_EMPTY);
	body_reads("text/plain", guarded(" \r\n"));
	assert_int_equal(got.kind, CHAT_BODY_EMPTY);
	body_reads("message/cpim", guarded(""));
	assert_int_equal(got.kind, CHAT_BODY_EMPTY);
}

static void test_body_refused(void **state)
{
	static char large[CHAT_TEXT_MAX + 2];

	(void)state;
	refused("application/sdp", "v=0", 415);
	assert_string_equal(got.accept, CHAT_ACCEPT);
	assert_null(got.accept_encoding);
	refused("nonsense", "x", 415);
	refused("text/plain;charset=utf-16", "x", 415);
	refused("text/plain", "\xff", 400);
	refused("message/imdn+xml", "x", 400);
	refused("message/cpim", "x", 400);
	refused("application/im-iscomposing+xml", "x", 400);
	refused("multipart/mixed", "x", 400);
	memset(large, 'a', sizeof(large) - 1);
	refused("text/plain", large, 413);
	large[CHAT_TEXT_MAX] = '\0';
	text_is("text/plain", large, large);
	in.encoding = view("gzip");
	refused("text/plain", "x", 415);
	assert_string_equal(got.accept_encoding, "deflate, identity");
	assert_null(got.accept);
}

static str deflated(const char *text, size_t len)
{
	static unsigned char packed[64 * 1024];
	uLongf n = sizeof(packed);

	assert_int_equal(
			compress(packed, &n, (const unsigned char *)text, len), Z_OK);
	return guarded_bytes((char *)packed, n);
}

/* Linphone compresses each IMDN and each isComposing */
static void test_body_deflate(void **state)
{
	static const char document[] = DELIVERY("<delivered/>");
	static char zeros[1024 * 1024];

	(void)state;
	in.encoding = view("Deflate");
	body_reads("message/imdn+xml", deflated(document, strlen(document)));
	assert_int_equal(got.kind, CHAT_BODY_IMDN);
	assert_int_equal(got.imdn.kind, CHAT_IMDN_DELIVERED);
	is(&got.imdn.message_id, "34jk324j");
	body_reads("text/plain", deflated("Hello", 5));
	is(&got.text, "Hello");
	body_reads("text/plain", deflated(zeros, sizeof(zeros)));
	assert_int_equal(got.status, 413);
	refused("text/plain", "no zlib", 400);
	in.encoding = view("identity");
	text_is("text/plain", "Hello", "Hello");
}

#define FILE_XML                                                      \
	"<file xmlns='urn:gsma:params:xml:ns:rcs:rcs:fthttp'><file-info " \
	"type='file'><data url='%s'/></file-info></file>"

static void test_body_documents(void **state)
{
	(void)state;
	body_reads("application/im-iscomposing+xml",
			guarded(COMPOSING("<state>active</state>")));
	assert_int_equal(got.kind, CHAT_BODY_COMPOSING);
	assert_true(got.composing.active);
	body_reads("application/vnd.gsma.rcs-ft-http+xml",
			guarded("<file xmlns='urn:gsma:params:xml:ns:rcs:rcs:fthttp'>"
					"<file-info type='thumbnail'><data url='https://u/t'/>"
					"</file-info><file-info type='file'><file-size>7"
					"</file-size><file-name>a.jpg</file-name><content-type>"
					"image/jpeg</content-type><data "
					"url='https://u.example/1?a&amp;b' until='2030'/>"
					"</file-info></file>"));
	assert_int_equal(got.kind, CHAT_BODY_FILE);
	is(&got.text, "https://u.example/1?a&b");
	is(&got.file_name, "a.jpg");
	is(&got.file_type, "image/jpeg");
}

/* addresses that a user's client had better not open */
static void test_body_files_refused(void **state)
{
	static const char *const urls[] = {"file:///etc/passwd",
			"http://u.example/1", "javascript:alert(1)", "https://",
			"https:///x", "https://?x", "https://u.example/a b",
			"https://u.example/&lt;x&gt;", "https://u.example/&#10;x",
			"https://u.example/\xc3\xa4", "ftp://u.example/https://", "",
			"aesgcm://u.example/1#0"};
	char xml[4096], url[2100] = "https://u.example/";
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		snprintf(xml, sizeof(xml), FILE_XML, urls[i]);
		refused("application/vnd.gsma.rcs-ft-http+xml", xml, 400);
	}
	memset(url + strlen(url), 'x', 2048 - strlen(url));
	snprintf(xml, sizeof(xml), FILE_XML, url);
	body_reads("application/vnd.gsma.rcs-ft-http+xml", guarded(xml));
	assert_int_equal(got.kind, CHAT_BODY_FILE);
	strcat(url, "x");
	snprintf(xml, sizeof(xml), FILE_XML, url);
	refused("application/vnd.gsma.rcs-ft-http+xml", xml, 400);
}

#define CPIM_HEAD                                                   \
	"From: <sip:a@b>\r\nTo: <sip:c@d>\r\nNS: imdn "                 \
	"<urn:ietf:params:imdn>\r\nimdn.Message-ID: m1\r\n"             \
	"DateTime: 2006-04-04T12:16:49Z\r\nSubject: a\\\\b\\nc\r\n"     \
	"imdn.Disposition-Notification: positive-delivery, display\r\n" \
	"\r\n"

static void test_body_cpim(void **state)
{
	(void)state;
	in.subject = view("outer");
	text_is("message/cpim",
			CPIM_HEAD "Content-Type: text/plain;charset=utf-8\r\n"
					  "Content-Language: cs\r\n\r\nHello\r\n",
			"Hello\n");
	assert_true(got.has_cpim);
	is(&got.cpim.message_id, "m1");
	assert_int_equal(got.cpim.wants, CHAT_WANT_DELIVERED | CHAT_WANT_DISPLAYED);
	is(&got.subject, "a\\b c");
	is(&got.language, "cs");
	body_reads("message/cpim",
			guarded(CPIM_HEAD
					"Content-Type: message/imdn+xml\r\n"
					"Content-Disposition: notification\r\n\r\n" DISPLAY(
							"<displayed/>")));
	assert_int_equal(got.kind, CHAT_BODY_IMDN);
	assert_int_equal(got.imdn.kind, CHAT_IMDN_DISPLAYED);
	refused("message/cpim", CPIM_HEAD "Content-Type: image/png\r\n\r\nx", 415);
	/* nested without end */
	refused("message/cpim",
			"\r\nContent-Type: message/cpim\r\n\r\n"
			"\r\nContent-Type: message/cpim\r\n\r\n"
			"\r\nContent-Type: message/cpim\r\n\r\n\r\n\r\nx",
			400);
}

#define PART(type, text) "--b\r\nContent-Type: " type "\r\n\r\n" text "\r\n"

/* RFC 2046 section 5.1 */
static void test_body_multipart(void **state)
{
	(void)state;
	text_is("multipart/mixed;boundary=b",
			"preamble\r\n" PART("text/plain", "one") PART("image/png", "x")
					PART("text/plain", "two\r\n") "--b--\r\nepilogue",
			"one\ntwo\n");
	text_is("multipart/alternative; boundary=\"b\"",
			PART("text/plain", "plain") PART("text/html", "<b>rich</b>")
					PART("image/png", "x") "--b--",
			"rich");
	text_is("multipart/related;boundary=b",
			PART("text/html", "a<br>b") PART("image/png", "x") "--b--", "a\nb");
	/* no closing delimiter; no headers */
	text_is("multipart/mixed;boundary=b", "--b\r\n\r\nx", "x");
	text_is("multipart/mixed;boundary=b",
			"--b\r\nContent-Type: multipart/alternative;boundary=c\r\n\r\n"
			"--c\r\n\r\ninner\r\n--c--\r\n--b--",
			"inner");
	refused("multipart/mixed;boundary=b", PART("image/png", "x") "--b--", 415);
	refused("multipart/mixed;boundary=b", "--c\r\n\r\nx", 400);
	body_reads("multipart/mixed;boundary=b", guarded(PART("text/plain", "")));
	assert_int_equal(got.kind, CHAT_BODY_EMPTY);
}

/* a buffer of any size holds, and what is too much is refused */
static void test_body_room(void **state)
{
	int cap;

	(void)state;
	in.type = view("multipart/mixed;boundary=b");
	in.subject = view("subject");
	in.body = guarded(PART("text/plain", "one") PART("text/html", "<p>two")
					PART("text/plain", "three") "--b--");
	for(cap = 0; cap < 120; cap++) {
		char *p = guarded_bytes(buf, (size_t)cap).s;

		xmpp_chat_body_read(&in, p, cap, &got);
		assert_true(got.kind == CHAT_BODY_REFUSED || got.kind == CHAT_BODY_TEXT
					|| got.kind == CHAT_BODY_EMPTY);
	}
	assert_int_equal(got.kind, CHAT_BODY_TEXT);
	is(&got.text, "one\ntwo\nthree");
}

#define BODY(test) cmocka_unit_test_setup_teardown(test, in_reset, pages_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_teardown(test_cpim, pages_free),
			cmocka_unit_test_teardown(test_cpim_imdn, pages_free),
			cmocka_unit_test_teardown(test_cpim_routes, pages_free),
			cmocka_unit_test_teardown(test_cpim_broken, pages_free),
			cmocka_unit_test_teardown(test_cpim_written, pages_free),
			cmocka_unit_test_teardown(test_cpim_again, pages_free),
			cmocka_unit_test_teardown(test_imdn, pages_free),
			cmocka_unit_test_teardown(test_imdn_reason, pages_free),
			cmocka_unit_test_teardown(test_imdn_broken, pages_free),
			cmocka_unit_test_teardown(test_imdn_written, pages_free),
			cmocka_unit_test_teardown(test_composing, pages_free),
			cmocka_unit_test_teardown(test_composing_broken, pages_free),
			BODY(test_body_text),
			BODY(test_body_empty),
			BODY(test_body_refused),
			BODY(test_body_deflate),
			BODY(test_body_documents),
			BODY(test_body_files_refused),
			BODY(test_body_cpim),
			BODY(test_body_multipart),
			BODY(test_body_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
