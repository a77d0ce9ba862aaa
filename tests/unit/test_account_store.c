/* links: modules/xmpp_account/account_store.c modules/xmpp_account/account_row.c modules/xmpp_account/account_table.c modules/xmpp_account/account_nonce.c modules/xmpp_account/account_check.c tests/unit/bare/bare_core.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Accounts in a database: what is written is what is read; rows that somebody
 * else wrote are looked at; it may refuse, or be gone, and nobody waits for it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../core/dprint.h"
#include "../../lib/srdb1/db.h"
#include "../../modules/xmpp_account/account_config.h"
#include "../../modules/xmpp_account/account_row.h"
#include "../../modules/xmpp_account/account_stats.h"
#include "../../modules/xmpp_account/account_store.h"

#include "bare/bare_core.h"

enum
{
	ROWS = 1200, /* more than two pages */
	TEXT = 600
};

account_config_t xmpp_account_config;
struct cfg_group_xmpp_account xmpp_account_numbers;
void *xmpp_account_cfg = &xmpp_account_numbers;
xmpp_link_api_t xmpp_account_link;

/* --- the table: ten texts and numbers of each row ------------------------------------ */

typedef struct row
{
	char text[ACCOUNT_ROW_COLUMNS][TEXT];
	int number[ACCOUNT_ROW_COLUMNS];
} row_t;

static row_t *rows;
static int row_count, no_database, refuse;
static int ended, aborted;
static db1_con_t connection;

static db1_con_t *base_open(const str *url)
{
	return no_database ? NULL : &connection;
}

static void base_close(db1_con_t *c)
{
}

static int base_table(db1_con_t *c, const str *table)
{
	return 0;
}

static int base_delete(const db1_con_t *c, const db_key_t *k, const db_op_t *o,
		const db_val_t *v, const int n)
{
	int i;

	assert_int_equal(n, 2); /* user and line */
	if(no_database || refuse)
		return -1;
	for(i = 0; i < row_count; i++)
		if(strncmp(rows[i].text[0], VAL_STR(&v[0]).s,
				   (size_t)VAL_STR(&v[0]).len)
						== 0
				&& strncmp(rows[i].text[1], VAL_STR(&v[1]).s,
						   (size_t)VAL_STR(&v[1]).len)
						   == 0)
			rows[i--] = rows[--row_count];
	return 0;
}

static int base_insert(
		const db1_con_t *c, const db_key_t *k, const db_val_t *v, const int n)
{
	row_t *r = &rows[row_count++];
	int i;

	assert_int_equal(n, ACCOUNT_ROW_COLUMNS);
	assert_true(row_count < ROWS);
	for(i = 0; i < n; i++)
		if(VAL_TYPE(&v[i]) == DB1_INT)
			r->number[i] = VAL_INT(&v[i]);
		else
			snprintf(r->text[i], TEXT, "%.*s", VAL_STR(&v[i]).len,
					VAL_STR(&v[i]).s);
	return 0;
}

static int is_number(int column)
{
	return column == 8 || column == 10;
}

static int base_query(const db1_con_t *c, const str *query, db1_res_t **result)
{
	static db_val_t values[500][ACCOUNT_ROW_COLUMNS];
	static db_row_t page[500];
	static db1_res_t res;
	db_val_t *v;
	int i, j, n;

	if(no_database || strncmp(query->s, "PRAGMA", 6) == 0)
		return -1;
	assert_non_null(strstr(query->s, "limit 500"));
	memset(values, 0, sizeof(values));
	i = atoi(strstr(query->s, "id > ") + 5);
	for(n = 0; n < 500 && i < row_count; n++, i++) {
		VAL_TYPE(&values[n][0]) = DB1_BIGINT;
		VAL_BIGINT(&values[n][0]) = i + 1;
		for(j = 0; j < ACCOUNT_ROW_COLUMNS - 1; j++) {
			v = &values[n][j + 1];
			VAL_TYPE(v) = is_number(j) ? DB1_INT : DB1_STRING;
			if(is_number(j))
				VAL_INT(v) = rows[i].number[j];
			else
				VAL_STRING(v) = rows[i].text[j];
			/* as a database says that nothing is there */
			VAL_NULL(v) = !is_number(j) && rows[i].text[j][0] == '\0';
		}
		ROW_VALUES(&page[n]) = values[n];
	}
	RES_ROWS(&res) = page;
	RES_ROW_N(&res) = n;
	*result = &res;
	return 0;
}

static int base_free(db1_con_t *c, db1_res_t *r)
{
	return 0;
}

static int base_begin(db1_con_t *c, db_locking_t l)
{
	return 0;
}

static int base_end(db1_con_t *c)
{
	ended++;
	return 0;
}

static int base_abort(db1_con_t *c)
{
	aborted++;
	return 0;
}

int db_bind_mod(const str *url, db_func_t *f)
{
	memset(f, 0, sizeof(*f));
	if(strncmp(url->s, "none", 4) == 0)
		return -1;
	f->cap = DB_CAP_ALL | DB_CAP_RAW_QUERY;
	f->init = base_open;
	f->close = base_close;
	f->use_table = base_table;
	f->delete = base_delete;
	f->insert = base_insert;
	f->raw_query = base_query;
	f->free_result = base_free;
	f->start_transaction = base_begin;
	f->end_transaction = base_end;
	f->abort_transaction = base_abort;
	return 0;
}

int db_table_version(const db_func_t *f, db1_con_t *c, const str *table)
{
	return ACCOUNT_ROW_VERSION;
}

/* --- the link and the rest -------------------------------------------------------------- */

static unsigned long counts[ACCOUNT_STATS];
static xmpp_link_task_t *tasks[ROWS];
static int task_count, started;

void xmpp_account_stat(account_stat_t what)
{
	counts[what]++;
}

static int zero(void)
{
	return 0;
}

static int owner_of(const str *jid)
{
	return 0;
}

static int post(int worker, xmpp_link_task_t *t, int reserved)
{
	assert_int_equal(reserved, 1);
	tasks[task_count++] = t;
	return 0;
}

static void random_text(char *out, int len)
{
	static unsigned n;

	memset(out, 'a', (size_t)len); /* of [a-z2-7], as the link's */
	n++;
	out[len - 1] = (char)('a' + n % 26);
	out[len - 2] = (char)('a' + n / 26 % 26);
	out[len] = '\0';
}

static void account_start(account_t *a)
{
	assert_non_null(a);
	started++;
}

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

/* --- the scene ------------------------------------------------------------------------- */

static int begin(void **state)
{
	bare_core_reset();
	rows = calloc(ROWS, sizeof(*rows));
	xmpp_account_link.self = zero;
	xmpp_account_link.owner = owner_of;
	xmpp_account_link.post = post;
	xmpp_account_link.random_text = random_text;
	xmpp_account_config.db_url = view("sqlite:///x");
	xmpp_account_config.table = view("xmpp_account");
	xmpp_account_numbers.max_store = 10;
	xmpp_account_numbers.store_interval = 200;
	row_count = no_database = refuse = ended = aborted = 0;
	task_count = started = 0;
	memset(counts, 0, sizeof(counts));
	return xmpp_account_table_init(1, 4);
}

static int end(void **state)
{
	xmpp_account_store_destroy();
	xmpp_account_table_destroy();
	free(rows);
	assert_int_equal(bare_locks_held(), 0);
	assert_int_equal(bare_core_reset(), 0);
	return 0;
}

static void opened(void)
{
	assert_int_equal(xmpp_account_store_init(account_start), 0);
	assert_int_equal(xmpp_account_store_fork(), 0);
}

static account_t *make(const char *owner, const char *line)
{
	account_fields_t f;
	str secret = view("xSEALED");

	memset(&f, 0, sizeof(f));
	f.owner = view(owner);
	f.line = view(line);
	f.aor = view("sip:alice@sip.example");
	f.auth_name = view("alice");
	f.proxy = view("proxy.example:5070");
	f.display = view("Rom\xc3\xa9o");
	f.transport = ACCOUNT_TLS;
	f.keep_reachable = 1;
	return xmpp_account_make(0, &f, &secret, NULL);
}

static account_t *found(const char *owner, const char *line)
{
	str o = view(owner), l = view(line);

	return xmpp_account_find(0, &o, &l);
}

/* forget all, and read the table as after a restart */
static void restarted(void)
{
	xmpp_account_store_destroy();
	xmpp_account_table_destroy();
	assert_int_equal(xmpp_account_table_init(1, 4), 0);
	opened();
}

static void is_text(const str *got, const char *want)
{
	assert_int_equal(got->len, strlen(want));
	assert_memory_equal(got->s, want, strlen(want));
}

/* what the user was told of voice mail is not new after a restart; where it is
 * switched off, nothing is left of it */
static void test_voice_mail(void **state)
{
	static const account_summary_t voice = {1, 1, 1, 99999, 4};
	account_t *a;
	int i;

	xmpp_account_numbers.voicemail_expires = 3600;
	opened();
	a = make("romeo@xmpp.example", "main");
	a->fields.keep_reachable = 0;
	assert_int_equal(xmpp_account_mwi_make(a), 0);
	a->mwi->summary = voice;
	xmpp_account_store_put(a);
	xmpp_account_store_put(make("juliet@xmpp.example", "main"));
	bare_utimer_run();
	restarted();
	a = found("romeo@xmpp.example", "main");
	assert_non_null(a->mwi);
	assert_int_equal(a->mwi->summary.new_messages, 99999);
	assert_true(a->mwi->summary.is_waiting);
	assert_int_equal(a->fields.keep_reachable, 0);
	assert_null(found("juliet@xmpp.example", "main")->mwi);
	assert_int_equal(
			found("juliet@xmpp.example", "main")->fields.keep_reachable, 1);
	/* somebody else's number */
	for(i = 0; i < row_count; i++)
		rows[i].number[8] = -1;
	restarted();
	a = found("romeo@xmpp.example", "main");
	assert_int_equal(a->mwi->summary.new_messages, 0);
	xmpp_account_numbers.voicemail_expires = 0;
	restarted();
	assert_null(found("romeo@xmpp.example", "main")->mwi);
}

static void test_written_and_read(void **state)
{
	char token[ACCOUNT_TOKEN_LEN + 1];
	account_t *a;

	opened();
	a = make("romeo@xmpp.example", "main");
	strcpy(token, a->token);
	a->reg.state = ACCOUNT_REFUSED;
	a->reg.code = 403;
	xmpp_account_store_put(a);
	xmpp_account_store_put(make("romeo@xmpp.example", "work"));
	xmpp_account_store_put(make("juliet@xmpp.example", "main"));
	assert_int_equal(xmpp_account_store_waiting(), 3);
	bare_utimer_run();
	assert_int_equal(xmpp_account_store_waiting(), 0);
	assert_int_equal(row_count, 3);
	assert_int_equal(ended, 1);
	/* again: one row for each */
	xmpp_account_store_put(a);
	xmpp_account_store_remove(found("juliet@xmpp.example", "main"));
	bare_utimer_run();
	assert_int_equal(row_count, 2);
	restarted();
	assert_null(found("juliet@xmpp.example", "main"));
	a = found("romeo@xmpp.example", "main");
	assert_non_null(a);
	assert_string_equal(a->token, token);
	is_text(&a->fields.aor, "sip:alice@sip.example");
	is_text(&a->fields.auth_name, "alice");
	is_text(&a->fields.proxy, "proxy.example:5070");
	is_text(&a->fields.display, "Rom\xc3\xa9o");
	is_text(&a->secret, "xSEALED");
	assert_int_equal(a->fields.transport, ACCOUNT_TLS);
	assert_int_equal(a->fields.keep_reachable, 1);
	assert_int_equal(a->fields.is_default, 1);
	assert_int_equal(a->reg.state, ACCOUNT_REFUSED);
	assert_int_equal(a->reg.code, 403);
	assert_int_equal(found("romeo@xmpp.example", "work")->fields.is_default, 0);
}

/* a row is somebody's text, too */
static void test_odd_rows(void **state)
{
	static const struct
	{
		int column;
		const char *text;
	} odd[] = {{0, "romeo"}, {0, ""}, {1, "a\nb"}, {2, "sip:a\r\nX: y@b"},
			{2, ""}, {3, "\x01"}, {5, "a b"}, {6, "sctp"}, {7, "a\tb"}};
	size_t i;

	opened();
	xmpp_account_store_put(make("romeo@xmpp.example", "main"));
	bare_utimer_run();
	for(i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		rows[1] = rows[0];
		strcpy(rows[1].text[1], "other");
		strcpy(rows[1].text[odd[i].column], odd[i].text);
		row_count = 2;
		restarted();
		assert_non_null(found("romeo@xmpp.example", "main"));
		assert_null(found("romeo@xmpp.example", "other"));
	}
	/* a token of another length: it gets one of its own */
	row_count = 1;
	strcpy(rows[0].text[9], "short");
	restarted();
	assert_int_equal(strlen(found("romeo@xmpp.example", "main")->token),
			ACCOUNT_TOKEN_LEN);
}

/* away at the start: read when it is back, after what was done meanwhile */
static void test_late(void **state)
{
	account_t *a;
	int i;

	opened();
	xmpp_account_store_put(make("romeo@xmpp.example", "main"));
	xmpp_account_store_put(make("juliet@xmpp.example", "main"));
	bare_utimer_run();
	no_database = 1;
	restarted();
	assert_int_equal(bare_logged("accounts are not known until table"), 1);
	a = make("romeo@xmpp.example", "main");
	xmpp_account_store_put(a);
	bare_utimer_run();
	assert_int_equal(xmpp_account_store_waiting(), 1);
	no_database = 0;
	bare_time(6000);
	bare_utimer_run();
	assert_int_equal(xmpp_account_store_waiting(), 0);
	assert_int_equal(task_count, 2);
	for(i = 0; i < task_count; i++)
		tasks[i]->run(tasks[i]);
	assert_int_equal(started, 1); /* juliet's; romeo's is there already */
	assert_ptr_equal(found("romeo@xmpp.example", "main"), a);
	assert_non_null(found("juliet@xmpp.example", "main"));
	assert_int_equal(bare_logged("can be used again"), 1);
}

static void test_fails(void **state)
{
	account_t *a;
	int i;

	opened();
	a = make("romeo@xmpp.example", "main");
	refuse = 1;
	for(i = 0; i < 12; i++)
		xmpp_account_store_put(a);
	assert_int_equal(counts[ACCOUNT_STAT_STORE_LOST], 2);
	bare_utimer_run();
	assert_int_equal(aborted, 1);
	assert_int_equal(counts[ACCOUNT_STAT_STORE_ERRORS], 1);
	bare_utimer_run(); /* not before five seconds */
	assert_int_equal(counts[ACCOUNT_STAT_STORE_ERRORS], 1);
	refuse = 0;
	bare_time(6000);
	bare_utimer_run();
	assert_int_equal(row_count, 1);
}

static void test_pages(void **state)
{
	int i, accounts, registered;

	opened();
	xmpp_account_store_put(make("romeo@xmpp.example", "main"));
	bare_utimer_run();
	for(i = 1; i < ROWS - 1; i++) {
		rows[i] = rows[0];
		snprintf(rows[i].text[0], TEXT, "u%d@xmpp.example", i);
		rows[i].text[9][0] = '\0';
	}
	row_count = ROWS - 1;
	restarted();
	xmpp_account_count(&accounts, &registered);
	assert_int_equal(accounts, ROWS - 1);
	/* what is lost at the end is not: the last write */
	xmpp_account_store_remove(found("romeo@xmpp.example", "main"));
	xmpp_account_store_destroy();
	assert_int_equal(row_count, ROWS - 2);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	/* the last one makes this process the store's, which reads for others */
	const struct CMUnitTest tests[] = {TEST(test_written_and_read),
			TEST(test_voice_mail), TEST(test_odd_rows), TEST(test_pages),
			TEST(test_fails), TEST(test_late)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
