/* links: modules/xmpp_presence/presence_store.c modules/xmpp_presence/presence_row.c modules/xmpp_presence/presence_presentity.c modules/xmpp_presence/presence_request.c tests/unit/bare/bare_core.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Subscriptions of SIP users in a database: what is written is what is read at the
 * next start, but for what has expired; rows of others are looked at. */

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
#include "../../modules/xmpp_presence/presence_config.h"
#include "../../modules/xmpp_presence/presence_row.h"
#include "../../modules/xmpp_presence/presence_stats.h"
#include "../../modules/xmpp_presence/presence_store.h"

#include "bare/bare_core.h"

enum
{
	ROWS = 8,
	TEXT = 128,
	FIRST_NUMBER = 10
};

presence_config_t xmpp_presence_config;
struct cfg_group_xmpp_presence xmpp_presence_numbers;
void *xmpp_presence_cfg = &xmpp_presence_numbers;
xmpp_link_api_t xmpp_presence_link;

static int lost, errors;

void xmpp_presence_stat(presence_stat_t what)
{
	lost += what == PRESENCE_STAT_STORE_LOST;
	errors += what == PRESENCE_STAT_STORE_ERRORS;
}

/* --- the table ------------------------------------------------------------------------ */

static struct
{
	char text[FIRST_NUMBER][TEXT];
	int number[PRESENCE_ROW_COLUMNS];
} rows[ROWS];
static int row_count, no_database;
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

	assert_int_equal(n, 1); /* the tag */
	if(no_database)
		return -1;
	for(i = 0; i < row_count; i++)
		if(strncmp(rows[i].text[0], VAL_STR(&v[0]).s,
				   (size_t)VAL_STR(&v[0]).len)
				== 0)
			rows[i--] = rows[--row_count];
	return 0;
}

static int base_insert(
		const db1_con_t *c, const db_key_t *k, const db_val_t *v, const int n)
{
	int i;

	assert_int_equal(n, PRESENCE_ROW_COLUMNS);
	assert_true(row_count < ROWS);
	for(i = 0; i < n; i++)
		if(i >= FIRST_NUMBER)
			rows[row_count].number[i] = VAL_INT(&v[i]);
		else
			snprintf(rows[row_count].text[i], TEXT, "%.*s", VAL_STR(&v[i]).len,
					VAL_STR(&v[i]).s);
	row_count++;
	return 0;
}

static int base_query(const db1_con_t *c, const str *query, db1_res_t **result)
{
	static db_val_t values[ROWS][1 + PRESENCE_ROW_COLUMNS];
	static db_row_t page[ROWS];
	static db1_res_t res;
	db_val_t *v;
	int i, j;

	if(no_database || strncmp(query->s, "PRAGMA", 6) == 0)
		return -1;
	memset(values, 0, sizeof(values));
	for(i = 0; i < row_count; i++) {
		VAL_TYPE(&values[i][0]) = DB1_INT;
		VAL_INT(&values[i][0]) = i + 1;
		for(j = 0; j < PRESENCE_ROW_COLUMNS; j++) {
			v = &values[i][j + 1];
			VAL_TYPE(v) = j >= FIRST_NUMBER ? DB1_INT : DB1_STRING;
			if(j >= FIRST_NUMBER)
				VAL_INT(v) = rows[i].number[j];
			else
				VAL_STRING(v) = rows[i].text[j];
			VAL_NULL(v) = j < FIRST_NUMBER && rows[i].text[j][0] == '\0';
		}
		ROW_VALUES(&page[i]) = values[i];
	}
	RES_ROWS(&res) = page;
	RES_ROW_N(&res) = row_count;
	*result = &res;
	return 0;
}

static int base_free(db1_con_t *c, db1_res_t *r)
{
	return 0;
}

int db_bind_mod(const str *module, db_func_t *f)
{
	memset(f, 0, sizeof(*f));
	f->cap = DB_CAP_RAW_QUERY | DB_CAP_INSERT | DB_CAP_DELETE;
	f->init = base_open;
	f->close = base_close;
	f->use_table = base_table;
	f->delete = base_delete;
	f->insert = base_insert;
	f->raw_query = base_query;
	f->free_result = base_free;
	return 0;
}

int db_table_version(const db_func_t *dbf, db1_con_t *con, const str *table)
{
	return PRESENCE_ROW_VERSION;
}

/* --- the link ------------------------------------------------------------------------- */

static xmpp_link_worker_f worker_start;

static int link_owner(const str *jid)
{
	return 0;
}

static int link_self(void)
{
	return 0;
}

static int link_post(int worker, xmpp_link_task_t *t, int reserved)
{
	t->run(t);
	return 0;
}

static int link_on_worker(xmpp_link_worker_f f)
{
	worker_start = f;
	return 0;
}

/* --- the scene --------------------------------------------------------------------------- */

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static int resumed;

static void on_read(presence_sub_t *s)
{
	resumed++;
}

static void starts(void)
{
	resumed = 0;
	assert_int_equal(xmpp_presence_presentity_init(1, 2), 0);
	assert_int_equal(xmpp_presence_store_init(on_read), 0);
	assert_int_equal(worker_start(0), 0);
}

static void stops(void)
{
	xmpp_presence_store_destroy();
	xmpp_presence_presentity_destroy();
}

static int begin(void **state)
{
	xmpp_presence_numbers.max_store = 4;
	xmpp_presence_numbers.ask_again = 86400;
	xmpp_presence_config.db_url = view("sqlite:///x");
	xmpp_presence_config.table = view("xmpp_presence");
	xmpp_presence_link.owner = link_owner;
	xmpp_presence_link.self = link_self;
	xmpp_presence_link.post = link_post;
	xmpp_presence_link.on_worker = link_on_worker;
	xmpp_presence_link.now = bare_now;
	row_count = no_database = lost = errors = 0;
	memset(rows, 0, sizeof(rows));
	starts();
	return 0;
}

static int end(void **state)
{
	stops();
	return bare_core_reset() != 0;
}

static presence_sub_t *sub_new(char tag, const char *event)
{
	str user = view("romeo@xmpp.example"), contact = view("1001@gw.example");
	str texts[PRESENCE_SUB_TEXTS] = {view("callid"), view("remtag"),
			view("sip:romeo@xmpp.example"), view("sip:1001@sip.example"),
			view("sip:1001@192.0.2.1"), view("<sip:192.0.2.9;lr>"),
			view(event)};
	presence_presentity_t *p = xmpp_presence_presentity_make(0, &user);
	presence_grant_t *g = xmpp_presence_grant_make(p, &contact);
	char t[PRESENCE_SUB_TAG_LEN];
	str tags = {t, PRESENCE_SUB_TAG_LEN};
	presence_sub_t *s;

	memset(t, tag, sizeof(t));
	s = xmpp_presence_sub_make(p, g, &tags, texts);
	s->until = bare_now() + 600000;
	s->loc_cseq = 7;
	s->rem_cseq = 3;
	return s;
}

static presence_sub_t *sub_find(char tag)
{
	str user = view("romeo@xmpp.example");
	presence_presentity_t *p = xmpp_presence_presentity_find(0, &user);
	char t[PRESENCE_SUB_TAG_LEN];
	str tags = {t, PRESENCE_SUB_TAG_LEN};

	memset(t, tag, sizeof(t));
	return p ? xmpp_presence_sub_find(p, &tags) : NULL;
}

/* --- tests ------------------------------------------------------------------------------- */

static void what_is_written_is_read(void **state)
{
	presence_sub_t *s = sub_new('a', "dialog;id=7");

	s->is_active = 1;
	xmpp_presence_store_put(s);
	s = sub_new('b', "presence");
	s->grant->state = PRESENCE_GRANT_ASKED;
	s->grant->since = bare_now();
	xmpp_presence_store_put(s);
	stops(); /* writes what waits */
	assert_int_equal(row_count, 2);
	bare_time(100000);
	starts();
	assert_int_equal(resumed, 2);
	s = sub_find('a');
	assert_non_null(s);
	assert_int_equal(s->is_active, 1);
	assert_int_equal(s->package, PRESENCE_PACKAGE_DIALOG);
	assert_memory_equal(s->text[PRESENCE_SUB_EVENT].s, "dialog;id=7", 11);
	assert_memory_equal(
			s->text[PRESENCE_SUB_ROUTES].s, "<sip:192.0.2.9;lr>", 18);
	assert_true(s->loc_cseq > 7 && s->version > 7);
	assert_int_equal(s->rem_cseq, 3);
	assert_in_range(s->until, bare_now() + 498000, bare_now() + 501000);
	s = sub_find('b');
	assert_int_equal(s->is_active, 0);
	assert_int_equal(s->grant->state, PRESENCE_GRANT_ASKED);
}

static void what_has_ended_is_not(void **state)
{
	presence_sub_t *s = sub_new('a', "presence");

	xmpp_presence_store_put(s);
	xmpp_presence_store_remove(s);
	s = sub_new('b', "presence");
	xmpp_presence_store_put(s);
	s = sub_new('p', "presence");
	s->is_poll = 1;
	xmpp_presence_store_put(s);
	stops();
	assert_int_equal(row_count, 1);
	bare_time(600000);
	starts();
	assert_int_equal(resumed, 0);
	stops();
	assert_int_equal(row_count, 0); /* forgotten */
	starts();
}

static void who_was_refused_is_remembered(void **state)
{
	presence_sub_t *s = sub_new('a', "presence");
	str user = view("romeo@xmpp.example"), contact = view("1001@gw.example");
	presence_presentity_t *p;

	s->grant->state = PRESENCE_GRANT_NO;
	s->grant->since = bare_now();
	xmpp_presence_store_refused(s);
	stops();
	bare_time(3600 * 1000);
	starts();
	assert_int_equal(resumed, 0);
	p = xmpp_presence_presentity_find(0, &user);
	assert_non_null(p);
	assert_int_equal(
			xmpp_presence_grant_find(p, &contact)->state, PRESENCE_GRANT_NO);
}

static void rows_of_others(void **state)
{
	static const struct
	{
		int column;
		const char *text;
	} wrong[] = {{0, "short"}, {1, ""}, {2, ""}, {3, "a\r\nX: y"}, {7, ""},
			{8, "<sip:a>\n"}};
	size_t i;

	xmpp_presence_store_put(sub_new('a', "presence"));
	stops();
	for(i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		row_count = 1;
		rows[1] = rows[0];
		snprintf(rows[0].text[wrong[i].column], TEXT, "%s", wrong[i].text);
		starts();
		assert_int_equal(resumed, 0);
		stops();
		rows[0] = rows[1];
	}
	row_count = 1;
	snprintf(rows[0].text[9], TEXT, "message-summary");
	starts();
	assert_int_equal(resumed, 0);
}

static void too_many_wait(void **state)
{
	presence_sub_t *s = sub_new('a', "presence");
	int i;

	for(i = 0; i < 6; i++)
		xmpp_presence_store_put(s);
	assert_int_equal(lost, 2);
	assert_true(bare_logged_at(L_ERR, "max_store") >= 1);
	no_database = 1;
	stops();
	starts();
	assert_true(bare_logged_at(L_ERR, "xmpp_presence-create.sql") >= 1);
	no_database = 0;
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
			T(what_is_written_is_read),
			T(what_has_ended_is_not),
			T(who_was_refused_is_remembered),
			T(rows_of_others),
			T(too_many_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
