/* links: modules/xmpp_gateway/gateway_store.c modules/xmpp_gateway/gateway_users.c tests/unit/bare/bare_core.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Subscriptions in a database: read at the start or when it comes back, written
 * by one process; it may refuse, be slow, or be gone, and nobody waits for it. */

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
#include "../../modules/xmpp_gateway/gateway_config.h"
#include "../../modules/xmpp_gateway/gateway_presence.h"
#include "../../modules/xmpp_gateway/gateway_stats.h"
#include "../../modules/xmpp_gateway/gateway_store.h"
#include "../../modules/xmpp_gateway/gateway_users.h"

#include "bare/bare_core.h"

enum
{
	ROWS = 2500, /* more than two pages */
	TASKS = 4000
};

gateway_config_t xmpp_gateway_config;
struct cfg_group_xmpp_gateway xmpp_gateway_numbers;
void *xmpp_gateway_cfg = &xmpp_gateway_numbers;
xmpp_link_api_t xmpp_gateway_link;

/* --- the table ------------------------------------------------------------------ */

typedef struct row
{
	char user[64], contact[64];
	int direction; /* -1: NULL */
} row_t;

static row_t rows[ROWS];
static int row_count;
static int written, in_transaction, ended, aborted; /* calls */
static int refuse_after; /* so many writes are taken, 0: all */
static int no_database, no_table, no_read, no_commit;
static int version; /* of the table; 0: none is said */
static db1_con_t connection;
static int connections;

static db1_con_t *base_open(const str *url)
{
	if(no_database)
		return NULL;
	connections++;
	return &connection;
}

static void base_close(db1_con_t *c)
{
	connections--;
}

static int base_table(db1_con_t *c, const str *table)
{
	return 0;
}

static int is_refused(void)
{
	return refuse_after > 0 && ++written > refuse_after;
}

static int row_of(const db_val_t *v)
{
	int i;

	for(i = 0; i < row_count; i++)
		if(strncmp(rows[i].user, VAL_STR(&v[0]).s, VAL_STR(&v[0]).len) == 0
				&& strncmp(rows[i].contact, VAL_STR(&v[1]).s,
						   VAL_STR(&v[1]).len)
						   == 0)
			return i;
	return -1;
}

static int base_delete(const db1_con_t *c, const db_key_t *k, const db_op_t *o,
		const db_val_t *v, const int n)
{
	int i;

	assert_int_equal(n, 2); /* user and contact */
	if(is_refused())
		return -1;
	if((i = row_of(v)) >= 0)
		rows[i] = rows[--row_count];
	return 0;
}

static int base_insert(
		const db1_con_t *c, const db_key_t *k, const db_val_t *v, const int n)
{
	row_t *r = &rows[row_count];

	if(is_refused())
		return -1;
	assert_true(row_count < ROWS);
	snprintf(r->user, sizeof(r->user), "%.*s", VAL_STR(&v[0]).len,
			VAL_STR(&v[0]).s);
	snprintf(r->contact, sizeof(r->contact), "%.*s", VAL_STR(&v[1]).len,
			VAL_STR(&v[1]).s);
	r->direction = VAL_INT(&v[2]);
	row_count++;
	return 0;
}

static void text(db_val_t *v, char *s)
{
	VAL_TYPE(v) = DB1_STRING;
	VAL_NULL(v) = s[0] == '\0';
	VAL_STRING(v) = s;
}

/* a page of the select; ids are the places in rows, from 1 on */
static int base_query(const db1_con_t *c, const str *query, db1_res_t **result)
{
	static db_val_t values[1000][4];
	static db_row_t pages[1000];
	static db1_res_t page;
	int i, n;

	if(strncmp(query->s, "PRAGMA", 6) == 0)
		return -1;
	if(no_read)
		return -1;
	i = atoi(strstr(query->s, "id > ") + 5);
	memset(&page, 0, sizeof(page));
	memset(values, 0, sizeof(values));
	for(n = 0; n < 1000 && i < row_count; n++, i++) {
		VAL_TYPE(&values[n][0]) = i % 2 ? DB1_BIGINT : DB1_INT;
		if(i % 2)
			VAL_BIGINT(&values[n][0]) = i + 1;
		else
			VAL_INT(&values[n][0]) = i + 1;
		text(&values[n][1], rows[i].user);
		text(&values[n][2], rows[i].contact);
		VAL_TYPE(&values[n][3]) = DB1_INT;
		VAL_NULL(&values[n][3]) = rows[i].direction < 0;
		VAL_INT(&values[n][3]) = rows[i].direction;
		ROW_VALUES(&pages[n]) = values[n];
		ROW_N(&pages[n]) = 4;
	}
	RES_ROWS(&page) = pages;
	RES_ROW_N(&page) = n;
	*result = &page;
	return 0;
}

static int base_free(db1_con_t *c, db1_res_t *r)
{
	return 0;
}

static int base_begin(db1_con_t *c, db_locking_t l)
{
	in_transaction++;
	return 0;
}

static int base_end(db1_con_t *c)
{
	ended++;
	return no_commit ? -1 : 0;
}

static int base_abort(db1_con_t *c)
{
	aborted++;
	return 0;
}

static unsigned capabilities;
static int transactions = 1;

int db_bind_mod(const str *url, db_func_t *f)
{
	memset(f, 0, sizeof(*f));
	if(strncmp(url->s, "none", 4) == 0)
		return -1;
	f->cap = capabilities;
	f->init = base_open;
	f->close = base_close;
	f->use_table = base_table;
	f->delete = base_delete;
	f->insert = base_insert;
	f->raw_query = base_query;
	f->free_result = base_free;
	if(transactions) {
		f->start_transaction = base_begin;
		f->end_transaction = base_end;
		f->abort_transaction = base_abort;
	}
	return 0;
}

int db_table_version(const db_func_t *f, db1_con_t *c, const str *table)
{
	return no_table ? -1 : version;
}

/* --- the link's and the module's other files -------------------------------------- */

static unsigned long counts[GATEWAY_COUNTS];
static int shown; /* contacts were shown again */
static xmpp_link_task_t *tasks[TASKS];
static int task_count, no_room;

void xmpp_gateway_count(gateway_count_t what)
{
	counts[what]++;
}

static void show_again(void)
{
	shown++;
}

static int zero(void)
{
	return 0;
}

static int one(void)
{
	return 1;
}

static int owner(const str *jid)
{
	return 0;
}

static int post(int worker, xmpp_link_task_t *t, int reserved)
{
	assert_int_equal(reserved, 1);
	if(no_room)
		return -1;
	tasks[task_count++] = t;
	return 0;
}

static void run_tasks(void)
{
	int i;

	for(i = 0; i < task_count; i++)
		tasks[i]->run(tasks[i]);
	task_count = 0;
}

/* --- the scene ------------------------------------------------------------------------ */

static int start(void **state)
{
	xmpp_gateway_link.self = zero;
	xmpp_gateway_link.workers = one;
	xmpp_gateway_link.owner = owner;
	xmpp_gateway_link.post = post;
	xmpp_gateway_config.db_url = (str)str_init("sqlite:///x");
	xmpp_gateway_config.table = (str)str_init("xmpp_contact");
	xmpp_gateway_numbers.max_users = 10000;
	xmpp_gateway_numbers.max_contacts = 10;
	xmpp_gateway_numbers.max_store = 1000;
	xmpp_gateway_numbers.store_interval = 200;
	row_count = written = in_transaction = ended = aborted = refuse_after = 0;
	no_database = no_table = no_read = no_commit = no_room = shown = 0;
	version = 1; /* as xmpp_gateway-create.sql has it */
	capabilities = DB_CAP_ALL | DB_CAP_RAW_QUERY;
	transactions = 1;
	memset(counts, 0, sizeof(counts));
	return xmpp_gateway_users_init(1, 4);
}

static void row(const char *user, const char *contact, int direction)
{
	row_t *r = &rows[row_count++];

	snprintf(r->user, sizeof(r->user), "%s", user);
	snprintf(r->contact, sizeof(r->contact), "%s", contact);
	r->direction = direction;
}

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static void put(const char *user, int subscribed)
{
	str u = view(user), c = view("+49@sip.example");

	xmpp_gateway_store_put(&u, &c, (unsigned)subscribed);
}

/* what is known of a user's contact, -1 nothing */
static int known(const char *user, const char *contact)
{
	str u = view(user), c = view(contact);
	gateway_user_t *found = xmpp_gateway_user_find(0, &u);
	gateway_contact_t *k = found ? xmpp_gateway_contact_find(found, &c) : NULL;

	return k ? (int)k->subscribed : -1;
}

static void begin(void)
{
	assert_int_equal(xmpp_gateway_store_init(show_again), 0);
	assert_int_equal(xmpp_gateway_store_fork(), 0);
}

static void write_out(void)
{
	assert_int_equal(bare_utimer_run(), 0);
}

static int stopped;

static void stop(void)
{
	xmpp_gateway_store_destroy();
	stopped = 1;
}

/* the process that writes ends, and its connection with it: a write fails */
static void writer_end(void)
{
	put("last@x", 1);
	written = refuse_after = 1;
	bare_time(6000);
	bare_utimer_run();
}

static int end(void **state)
{
	run_tasks();
	if(!stopped && bare_forks() > 0)
		writer_end();
	stop();
	stopped = 0;
	xmpp_gateway_users_destroy();
	assert_int_equal(connections, 0);
	return bare_core_reset() != 0;
}

static int direction_of(const char *user)
{
	int i;

	for(i = 0; i < row_count; i++)
		if(strcmp(rows[i].user, user) == 0)
			return rows[i].direction;
	return 0;
}

/* --- at the start -------------------------------------------------------------------- */

static void without_db_url_nothing_is_kept_and_no_process_runs(void **state)
{
	xmpp_gateway_config.db_url.len = 0;
	begin();
	put("a@x", 1);
	assert_int_equal(xmpp_gateway_store_waiting(), 0);
	assert_int_equal(bare_forks(), 0);
	assert_int_equal(xmpp_gateway_store_enabled(), 0);
}

static void all_pages_of_the_table_are_read_at_the_start(void **state)
{
	char user[32];
	int i;

	for(i = 0; i < 2200; i++) {
		snprintf(user, sizeof(user), "u%d@x", i);
		row(user, "+49@sip.example", 1 + i % 3);
	}
	begin();
	assert_int_equal(known("u0@x", "+49@sip.example"), 1);
	assert_int_equal(known("u2199@x", "+49@sip.example"), 1 + 2199 % 3);
	assert_int_equal(bare_logged("2200 subscriptions read"), 1);
	write_out();
	assert_int_equal(task_count, 0);
}

static void rows_without_user_contact_or_direction_are_left_out(void **state)
{
	row("", "+49@sip.example", 1);
	row("a@x", "", 1);
	row("b@x", "+49@sip.example", -1);
	row("c@x", "+49@sip.example", 8); /* no direction of ours */
	row("d@x", "+49@sip.example", 2 + 64);
	begin();
	assert_int_equal(known("a@x", ""), -1);
	assert_int_equal(known("b@x", "+49@sip.example"), -1);
	assert_int_equal(known("c@x", "+49@sip.example"), -1);
	assert_int_equal(known("d@x", "+49@sip.example"), 2);
}

static void a_database_module_that_is_not_there_ends_the_start(void **state)
{
	xmpp_gateway_config.db_url = (str)str_init("none:///x");
	assert_int_equal(xmpp_gateway_store_init(show_again), -1);
	assert_int_equal(bare_logged_at(L_ERR, "db_url"), 1);
}

static void a_database_module_without_raw_queries_ends_the_start(void **state)
{
	capabilities = DB_CAP_QUERY | DB_CAP_INSERT | DB_CAP_DELETE;
	assert_int_equal(xmpp_gateway_store_init(show_again), -1);
	assert_int_equal(bare_logged_at(L_ERR, "raw queries"), 1);
}

static void a_database_that_is_away_at_the_start_is_read_when_it_is_back(
		void **state)
{
	row("a@x", "+49@sip.example", 1);
	row("b@x", "+49@sip.example", 3);
	no_table = 1;
	begin();
	assert_int_equal(bare_logged_at(L_ERR, "xmpp_gateway-create.sql"), 1);
	assert_int_equal(known("a@x", "+49@sip.example"), -1);
	write_out();
	assert_int_equal(task_count, 0);
	no_table = 0;
	bare_time(5000);
	write_out();
	assert_int_equal(task_count, 3);
	run_tasks();
	assert_int_equal(known("a@x", "+49@sip.example"), 1);
	assert_int_equal(known("b@x", "+49@sip.example"), 3);
	assert_int_equal(shown, 1);
	assert_int_equal(bare_logged_at(L_NOTICE, "can be used again"), 1);
	bare_time(5000);
	write_out(); /* not once more */
	assert_int_equal(task_count, 0);
}

/* a database that was copied without its row in the table version */
static void a_table_without_a_version_is_used(void **state)
{
	row("a@x", "+49@sip.example", 1);
	version = 0;
	begin();
	assert_int_equal(known("a@x", "+49@sip.example"), 1);
	assert_int_equal(bare_logged_at(L_WARN, "no row for table"), 1);
}

static void a_table_of_another_version_is_left_alone(void **state)
{
	row("a@x", "+49@sip.example", 1);
	version = 2;
	begin();
	assert_int_equal(known("a@x", "+49@sip.example"), -1);
	assert_int_equal(
			bare_logged_at(L_ERR, "has version 2, this module uses 1"), 1);
	write_out();
	assert_int_equal(row_count, 1);
}

static void what_a_user_did_since_counts_more_than_the_old_row(void **state)
{
	str user = view("a@x"), contact = view("+49@sip.example");

	no_database = 1;
	begin();
	row("a@x", "+49@sip.example", 1);
	row("b@x", "+49@sip.example", 1);
	xmpp_gateway_contact_make(0, xmpp_gateway_user_make(0, &user), &contact)
			->subscribed = 3;
	put("b@x", 2);
	no_database = 0;
	bare_time(6000);
	write_out();
	run_tasks();
	assert_int_equal(known("a@x", "+49@sip.example"), 3);
	/* what waited is written before the table is read */
	assert_int_equal(known("b@x", "+49@sip.example"), 2);
	assert_int_equal(direction_of("b@x"), 2);
}

/* --- writing ---------------------------------------------------------------------------- */

static void changes_are_written_in_one_transaction_and_a_removal_too(
		void **state)
{
	row("old@x", "+49@sip.example", 1);
	begin();
	put("a@x", 1);
	put("b@x", 2);
	put("a@x", 3);
	put("old@x", 0);
	assert_int_equal(xmpp_gateway_store_waiting(), 4);
	write_out();
	assert_int_equal(xmpp_gateway_store_waiting(), 0);
	assert_int_equal(row_count, 2);
	assert_int_equal(in_transaction, 1);
	assert_int_equal(ended, 1);
	assert_int_equal(direction_of("a@x"), 3);
	assert_int_equal(direction_of("b@x"), 2);
	write_out(); /* nothing waits: the database is left alone */
	assert_int_equal(in_transaction, 1);
}

static void many_changes_are_written_in_batches_of_500(void **state)
{
	char user[32];
	int i;

	begin();
	for(i = 0; i < 1000; i++) {
		snprintf(user, sizeof(user), "u%d@x", i);
		put(user, 1);
	}
	write_out();
	assert_int_equal(row_count, 1000);
	assert_int_equal(ended, 2);
}

static void more_than_max_store_changes_are_not_stored_and_logged(void **state)
{
	xmpp_gateway_numbers.max_store = 2;
	begin();
	put("a@x", 1);
	put("b@x", 1);
	put("c@x", 1);
	assert_int_equal(bare_logged_at(L_ERR, "max_store"), 1);
	assert_int_equal(counts[GATEWAY_STORE_LOST], 1);
	write_out();
	assert_int_equal(row_count, 2);
	put("c@x", 1);
	write_out();
	assert_int_equal(row_count, 3);
}

static void a_refused_write_is_undone_and_tried_again_after_five_seconds(
		void **state)
{
	begin();
	put("a@x", 1);
	put("b@x", 1);
	refuse_after = 2;
	write_out();
	assert_int_equal(aborted, 1);
	assert_int_equal(xmpp_gateway_store_waiting(), 2);
	assert_int_equal(counts[GATEWAY_STORE_ERRORS], 1);
	assert_int_equal(bare_logged_at(L_ERR, "2 changes wait"), 1);
	refuse_after = 0;
	bare_time(4000);
	write_out(); /* too early */
	assert_int_equal(xmpp_gateway_store_waiting(), 2);
	bare_time(1000);
	write_out();
	assert_int_equal(xmpp_gateway_store_waiting(), 0);
	assert_int_equal(row_count, 2);
}

static void without_transactions_what_was_written_is_not_written_again(
		void **state)
{
	transactions = 0;
	begin();
	put("a@x", 1);
	put("b@x", 1);
	refuse_after = 3; /* a's two, b's delete */
	write_out();
	assert_int_equal(xmpp_gateway_store_waiting(), 1);
	assert_int_equal(row_count, 1);
	refuse_after = 0;
	bare_time(5000);
	write_out();
	assert_int_equal(row_count, 2);
}

static void a_commit_that_fails_keeps_the_changes(void **state)
{
	begin();
	put("a@x", 1);
	no_commit = 1;
	write_out();
	assert_int_equal(xmpp_gateway_store_waiting(), 1);
	no_commit = 0;
	bare_time(5000);
	write_out();
	assert_int_equal(xmpp_gateway_store_waiting(), 0);
	assert_int_equal(row_count, 1);
}

static void a_database_that_stays_away_is_logged_once_a_minute(void **state)
{
	int i;

	begin();
	put("a@x", 1);
	no_database = 1;
	for(i = 0; i < 11; i++) {
		write_out();
		bare_time(5000);
	}
	assert_int_equal(counts[GATEWAY_STORE_ERRORS], 11);
	assert_int_equal(bare_logged_at(L_ERR, "cannot be used"), 1);
	bare_time(10000);
	write_out();
	assert_int_equal(bare_logged_at(L_ERR, "cannot be used"), 2);
	assert_int_equal(xmpp_gateway_store_waiting(), 1);
}

static void at_the_end_what_waits_is_written(void **state)
{
	begin();
	put("a@x", 1);
	stop();
	assert_int_equal(row_count, 1);
	assert_int_equal(xmpp_gateway_store_waiting(), 0);
	stop(); /* twice: nothing */
}

static void at_the_end_a_database_that_failed_keeps_nobody(void **state)
{
	begin();
	put("a@x", 1);
	no_database = 1;
	write_out();
	no_database = 0;
	stop();
	assert_int_equal(row_count, 0);
}

static void a_process_that_cannot_be_forked_ends_the_start(void **state)
{
	assert_int_equal(xmpp_gateway_store_init(show_again), 0);
	bare_fork_returns(-1);
	assert_int_equal(xmpp_gateway_store_fork(), -1);
}

/* --- memory ------------------------------------------------------------------------------- */

static void life(void)
{
	refuse_after = 0;
	if(xmpp_gateway_store_init(show_again) == 0
			&& xmpp_gateway_store_fork() == 0) {
		put("new@x", 1);
		bare_time(6000);
		write_out();
		run_tasks();
		bare_memory_fail(0);
		writer_end();
	}
	xmpp_gateway_store_destroy();
	xmpp_gateway_users_destroy();
	assert_int_equal(bare_locks_held(), 0);
	bare_memory_fail(0);
	assert_int_equal(xmpp_gateway_users_init(1, 4), 0);
}

static void each_allocation_may_fail(void **state)
{
	long blocks = bare_memory_blocks();
	int n;

	row("a@x", "+49@sip.example", 1);
	for(n = 1; n < 12; n++) {
		bare_memory_fail(n);
		life();
		assert_int_equal(bare_memory_blocks(), blocks);
	}
	assert_true(bare_logged_at(L_ERR, "could not allocate shared memory") >= 3);
	stopped = 1;
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start, end)
	const struct CMUnitTest tests[] = {
			T(without_db_url_nothing_is_kept_and_no_process_runs),
			T(all_pages_of_the_table_are_read_at_the_start),
			T(rows_without_user_contact_or_direction_are_left_out),
			T(a_table_without_a_version_is_used),
			T(a_table_of_another_version_is_left_alone),
			T(a_database_module_that_is_not_there_ends_the_start),
			T(a_database_module_without_raw_queries_ends_the_start),
			T(changes_are_written_in_one_transaction_and_a_removal_too),
			T(many_changes_are_written_in_batches_of_500),
			T(more_than_max_store_changes_are_not_stored_and_logged),
			T(a_refused_write_is_undone_and_tried_again_after_five_seconds),
			T(without_transactions_what_was_written_is_not_written_again),
			T(a_commit_that_fails_keeps_the_changes),
			T(a_database_that_stays_away_is_logged_once_a_minute),
			T(at_the_end_what_waits_is_written),
			T(at_the_end_a_database_that_failed_keeps_nobody),
			T(a_process_that_cannot_be_forked_ends_the_start),
			T(each_allocation_may_fail),
			/* from here on the store's process knows that workers are at work */
			T(a_database_that_is_away_at_the_start_is_read_when_it_is_back),
			T(what_a_user_did_since_counts_more_than_the_old_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
