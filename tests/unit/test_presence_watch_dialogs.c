/* links: modules/xmpp_presence/presence_watch_dialogs.c modules/xmpp_presence/presence_watch_calls.c tests/unit/bare/bare_core.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SIP users in calls that Kamailio's module dialog tracks: who is on the phone,
 * from the answer to whatever ends it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../core/dprint.h"
#include "../../core/parser/parse_uri.h"
#include "../../modules/dialog/dlg_hash.h"
#include "../../modules/dialog/dlg_load.h"
#include "../../modules/jingle/api.h"
#include "../../modules/xmpp_presence/presence_config.h"
#include "../../modules/xmpp_presence/presence_trust.h"
#include "../../modules/xmpp_presence/presence_watch_calls.h"
#include "../../modules/xmpp_presence/presence_watch_dialogs.h"

#include "bare/bare_core.h"

presence_config_t xmpp_presence_config;
struct cfg_group_xmpp_presence xmpp_presence_numbers;
void *xmpp_presence_cfg = &xmpp_presence_numbers;
xmpp_link_api_t xmpp_presence_link;
xmpp_gateway_api_t xmpp_presence_gateway;

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

/* --- what stands around ------------------------------------------------------------ */

static dialog_cb *created, *loaded, *answered, *ended;
static int ends, refuse_dialog, is_missing;

static int register_cb(struct dlg_cell *dlg, int types, dialog_cb f,
		void *param, param_free_cb free_param)
{
	if(refuse_dialog)
		return -1;
	if(types & DLGCB_CREATED)
		created = f;
	if(types & DLGCB_LOADED)
		loaded = f;
	if(types & DLGCB_CONFIRMED_NA)
		answered = f;
	if(types & DLGCB_DESTROY) {
		ended = f;
		ends = types;
	}
	assert_int_equal(dlg != NULL, !(types & (DLGCB_CREATED | DLGCB_LOADED)));
	return 0;
}

static int load_it(struct dlg_binds *binds)
{
	memset(binds, 0, sizeof(*binds));
	binds->register_dlgcb = register_cb;
	return 0;
}

cmd_function find_export(char *name, int param_no, int flags)
{
	if(strcmp(name, "load_dlg") != 0 || is_missing)
		return NULL; /* jingle is not loaded */
	return (cmd_function)(void (*)(void))load_it;
}

int parse_uri(char *buf, int len, struct sip_uri *uri)
{
	char *at = memchr(buf, '@', (size_t)len);

	memset(uri, 0, sizeof(*uri));
	if(at == NULL)
		return -1;
	uri->user.s = buf + 4;
	uri->user.len = (int)(at - buf) - 4;
	uri->host.s = at + 1;
	uri->host.len = (int)(buf + len - at - 1);
	return 0;
}

int xmpp_presence_watches(const str *domain)
{
	str sip = view("sip.example");

	return STR_EQ(*domain, sip);
}

static const xmpp_gateway_addr_conf_t *home(const str *domain)
{
	static const xmpp_gateway_addr_conf_t conf;

	return &conf;
}

static int addr_write(const xmpp_gateway_addr_conf_t *conf, const str *uri,
		const str *used, int flags, char *buf, int cap, str *jid)
{
	char *at = memchr(uri->s, '@', (size_t)uri->len);

	jid->s = buf;
	jid->len = snprintf(buf, (size_t)cap, "%.*s@gw.example",
			(int)(at - uri->s) - 4, uri->s + 4);
	return 0;
}

static int workers(void)
{
	return 1;
}

static int post(int worker, xmpp_link_task_t *t, int reserved)
{
	t->run(t);
	return 0;
}

static int changes;

static void on_contact(const str *contact)
{
	changes++;
}

/* --- calls ---------------------------------------------------------------------------- */

static struct dlg_cell cell(
		unsigned id, const char *from, const char *to, const char *uri)
{
	struct dlg_cell c;

	memset(&c, 0, sizeof(c));
	c.h_entry = 7;
	c.h_id = id;
	c.from_uri = view(from);
	c.to_uri = view(to);
	c.req_uri = view(uri);
	c.callid = view("callid");
	return c;
}

static int busy(const char *user)
{
	char text[64];
	str contact = {text, 0};

	contact.len = snprintf(text, sizeof(text), "%s@gw.example", user);
	return xmpp_presence_is_in_call(&contact);
}

static int begin(void **state)
{
	xmpp_presence_numbers.busy_in_call = 1;
	xmpp_presence_numbers.busy_from_dialog = 1;
	xmpp_presence_gateway.home = home;
	xmpp_presence_gateway.addr_write = addr_write;
	xmpp_presence_link.workers = workers;
	xmpp_presence_link.post = post;
	changes = refuse_dialog = is_missing = 0;
	created = loaded = answered = ended = NULL;
	return xmpp_presence_calls_init(on_contact) || xmpp_presence_dialogs_init();
}

static int end(void **state)
{
	xmpp_presence_calls_destroy();
	assert_int_equal(bare_locks_held(), 0);
	return bare_core_reset() != 0;
}

static void from_the_answer_to_the_end(void **state)
{
	struct dlg_cell c = cell(1, "sip:1001@sip.example", "sip:1002@sip.example",
			"sip:1002@sip.example");

	created(&c, DLGCB_CREATED, NULL);
	assert_int_equal(busy("1001") + busy("1002"), 0);
	answered(&c, DLGCB_CONFIRMED_NA, NULL);
	assert_int_equal(busy("1001") + busy("1002"), 2);
	assert_int_equal(changes, 2);
	answered(&c, DLGCB_CONFIRMED_NA, NULL);
	assert_int_equal(changes, 2);
	assert_int_equal(ends,
			DLGCB_TERMINATED | DLGCB_EXPIRED | DLGCB_FAILED | DLGCB_DESTROY);
	ended(&c, DLGCB_TERMINATED, NULL);
	assert_int_equal(busy("1001") + busy("1002"), 0);
	ended(&c, DLGCB_DESTROY, NULL);
	assert_int_equal(changes, 4);
}

/* busy until the last of them has ended */
static void in_two_calls(void **state)
{
	struct dlg_cell a = cell(1, "sip:1001@sip.example", "sip:1002@sip.example",
			"sip:1002@sip.example");
	struct dlg_cell b = cell(2, "sip:1001@sip.example", "sip:+49@trunk.example",
			"sip:+49@trunk.example");

	created(&a, DLGCB_CREATED, NULL);
	answered(&a, DLGCB_CONFIRMED_NA, NULL);
	answered(&b, DLGCB_CONFIRMED_NA, NULL);
	assert_int_equal(busy("+49"), 0);
	ended(&a, DLGCB_TERMINATED, NULL);
	assert_int_equal(busy("1001"), 1);
	assert_int_equal(busy("1002"), 0);
	ended(&b, DLGCB_EXPIRED, NULL);
	assert_int_equal(busy("1001"), 0);
}

/* who is called is in the Request-URI, if it is an address of ours */
static void who_was_called(void **state)
{
	struct dlg_cell moved = cell(1, "sip:x@far.example", "sip:1002@sip.example",
			"sip:1003@sip.example");
	struct dlg_cell phone = cell(2, "sip:anonymous", "sip:1002@sip.example",
			"sip:1002@192.0.2.9:5060");

	created(&moved, DLGCB_CREATED, NULL);
	answered(&moved, DLGCB_CONFIRMED_NA, NULL);
	assert_int_equal(busy("1002"), 0);
	assert_int_equal(busy("1003"), 1);
	answered(&phone, DLGCB_CONFIRMED_NA, NULL);
	assert_int_equal(busy("1002"), 1);
	ended(&moved, DLGCB_DESTROY, NULL);
	ended(&phone, DLGCB_DESTROY, NULL);
	assert_int_equal(busy("1002") + busy("1003"), 0);
}

/* of the database: known, and told by the first presence of each user */
static void after_a_restart(void **state)
{
	struct dlg_cell c = cell(1, "sip:1001@sip.example", "sip:1002@sip.example",
			"sip:1002@sip.example");

	c.state = DLG_STATE_EARLY;
	loaded(&c, DLGCB_LOADED, NULL);
	assert_int_equal(busy("1001"), 0);
	c.state = DLG_STATE_CONFIRMED;
	loaded(&c, DLGCB_LOADED, NULL);
	assert_int_equal(busy("1001") + busy("1002"), 2);
	assert_int_equal(changes, 0);
	ended(&c, DLGCB_TERMINATED, NULL);
	assert_int_equal(busy("1001") + busy("1002"), 0);
	assert_int_equal(changes, 2);
}

static void without_the_module(void **state)
{
	is_missing = 1;
	assert_int_equal(xmpp_presence_dialogs_init(), -1);
	assert_int_equal(bare_logged("module dialog must be loaded"), 1);
	xmpp_presence_numbers.busy_from_dialog = 0;
	assert_int_equal(xmpp_presence_dialogs_init(), 0);
	xmpp_presence_numbers.busy_from_dialog = 1;
	is_missing = 0;
	refuse_dialog = 1;
	assert_int_equal(xmpp_presence_dialogs_init(), -1);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
			T(from_the_answer_to_the_end),
			T(in_two_calls),
			T(who_was_called),
			T(after_a_restart),
			T(without_the_module),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
