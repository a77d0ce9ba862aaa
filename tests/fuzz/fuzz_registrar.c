/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as the answer of a registrar. What is written for its challenges is
 * one header line each, whatever stands in them; what it makes a registration do
 * is within limits; routes that it names are a list of URIs. */

#include "../../modules/xmpp_account/account_answer.h"
#include "../../modules/xmpp_account/account_certificate.h"
#include "../../modules/xmpp_account/account_dialog.h"
#include "../../modules/xmpp_account/account_digest.h"
#include "../../modules/xmpp_account/account_reg.h"
#include "fuzz.h"

static const str token = str_init("token123");

static void hash(const str *parts, int count, char *hex)
{
	(void)parts;
	snprintf(hex, ACCOUNT_HEX_MAX, "%032d", count);
}

/* each line ends with its CRLF, and has no other */
static void check_line(const char *line, int len)
{
	int i;

	FUZZ_CHECK(len > 2 && line[len - 2] == '\r' && line[len - 1] == '\n');
	for(i = 0; i < len - 2; i++)
		FUZZ_CHECK((unsigned char)line[i] >= ' ' && line[i] != 0x7f);
}

static void check_challenges(const str *reply)
{
	static const account_hashes_t hashes = {hash, hash};
	static const account_credentials_t who = {
			str_init("ali\"ce"), str_init("secret"), STR_NULL};
	static const account_request_t request = {
			str_init("REGISTER"), str_init("sip:example.org"), str_init("")};
	static const str cnonce = str_init("cnonce");
	account_challenge_t c[ACCOUNT_REALMS_MAX];
	char buf[ACCOUNT_AUTHORIZATION_MAX];
	int i, n, count = xmpp_account_challenges(reply, c);

	FUZZ_CHECK(count >= 0 && count <= ACCOUNT_REALMS_MAX);
	for(i = 0; i < count; i++) {
		FUZZ_CHECK(c[i].nonce.len > 0);
		n = xmpp_account_authorize(
				&c[i], &who, &request, 1, &cnonce, &hashes, buf, sizeof(buf));
		FUZZ_CHECK(n > 0);
		check_line(buf, n);
	}
}

static void check_step(const account_answer_t *answer, account_event_t begin)
{
	static const account_reg_conf_t conf = {600, 1, 30, 1800};
	account_reg_t r;
	uint64_t now = 1000;
	int i;

	memset(&r, 0, sizeof(r));
	xmpp_account_reg_step(&r, begin, NULL, &conf, now, 0);
	for(i = 0; i < 20 && r.in_flight; i++)
		xmpp_account_reg_step(&r, ACCOUNT_EV_ANSWER, answer, &conf, now, 999);
	/* nothing makes us ask for ever */
	FUZZ_CHECK(!r.in_flight);
	FUZZ_CHECK(r.due == 0 || r.due <= now + 31ull * 86400000);
	FUZZ_CHECK(r.due == 0 || r.due > now);
}

/* what is written into a Route header */
static void check_routes(const str *reply)
{
	account_dialog_t d;
	int i;

	if(xmpp_account_service_read(reply, &d) < 0)
		return;
	FUZZ_CHECK(d.routes.len >= 0 && d.routes.len <= (int)sizeof(d.buf));
	for(i = 0; i < d.routes.len; i++)
		FUZZ_CHECK((unsigned char)d.routes.s[i] > ' ' && d.routes.s[i] != '"');
	FUZZ_CHECK(
			d.routes.len == 0
			|| (d.routes.s[0] == '<' && d.routes.s[d.routes.len - 1] == '>'));
}

/* of a certificate only its own names count: none has this one */
static void check_certificate(const str *text)
{
	static unsigned char buf[ACCOUNT_CERTIFICATE_MAX];
	static const str hosts[] = {STR_NULL, str_init("a.host.of.nobody.example")};

	FUZZ_CHECK(!xmpp_account_certificate_is_for(text, hosts, 2, buf));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str reply = {(char *)data, (int)size};
	account_answer_t answer;
	int i;

	xmpp_account_answer_read(&reply, &token, 600, &answer);
	FUZZ_CHECK(answer.expires >= -1 && answer.retry_after >= -1);
	for(i = 0; i < answer.reason.len; i++)
		FUZZ_CHECK((unsigned char)answer.reason.s[i] >= ' ');
	for(i = 0; i < answer.target.len; i++)
		FUZZ_CHECK((unsigned char)answer.target.s[i] >= ' ');
	check_challenges(&reply);
	check_routes(&reply);
	check_certificate(&reply);
	if(answer.code >= 200) {
		check_step(&answer, ACCOUNT_EV_WANT);
		check_step(&answer, ACCOUNT_EV_CHANGE);
	}
	return 0;
}
