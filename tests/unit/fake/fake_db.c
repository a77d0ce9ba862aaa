/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A database of one table, in memory, and the process that writes to it: its
 * endless loop is run until it waits for something that cannot come. */

#include <lib/srdb1/db.h>
#include <lib/srdb1/db_query.h>
#include <poll.h>
#include <string.h>
#include <sys/types.h>

#include "fake.h"

enum
{
	ROWS = 64,
	COLUMNS = 48,
	TEXT_MAX = 256 * 1024,
	PAGE_MAX = 50,
};

typedef struct value
{
	int number; /* 1: n counts */
	long long n;
	char *s;
	int len;
} value_t;

typedef struct row
{
	int used;
	long long id;
	value_t values[COLUMNS];
} row_t;

struct fake_db_faults fake_db_faults;

static row_t rows[ROWS];
static char columns[COLUMNS][32];
static int columns_count;
static long long ids;
static int keeping, in_transaction;

void fake_db_keep(int keep)
{
	keeping = keep;
}


static int column_of(const char *name, int len)
{
	int i;

	for(i = 0; i < columns_count; i++)
		if((int)strlen(columns[i]) == len
				&& memcmp(columns[i], name, (size_t)len) == 0)
			return i;
	assert_true(columns_count < COLUMNS);
	snprintf(columns[columns_count], sizeof(columns[0]), "%.*s", len, name);
	return columns_count++;
}

static void value_set(value_t *v, const db_val_t *from)
{
	free(v->s);
	memset(v, 0, sizeof(*v));
	if(VAL_TYPE(from) == DB1_BIGINT || VAL_TYPE(from) == DB1_INT) {
		v->number = 1;
		v->n = VAL_TYPE(from) == DB1_INT ? VAL_INT(from) : VAL_BIGINT(from);
		return;
	}
	v->len = VAL_STR(from).len;
	v->s = malloc((size_t)v->len + 1);
	assert_non_null(v->s);
	memcpy(v->s, VAL_STR(from).s, (size_t)v->len);
	v->s[v->len] = '\0';
}

static int value_is(const value_t *v, const db_val_t *with)
{
	if(VAL_TYPE(with) == DB1_BIGINT)
		return v->number && v->n == VAL_BIGINT(with);
	return !v->number && v->len == VAL_STR(with).len
		   && memcmp(v->s, VAL_STR(with).s, (size_t)v->len) == 0;
}

static void row_free(row_t *r)
{
	int i;

	for(i = 0; i < COLUMNS; i++)
		free(r->values[i].s);
	memset(r, 0, sizeof(*r));
}

/* the row that a key names, from this one on */
static row_t *row_find(row_t *from, const db_key_t key, const db_val_t *value)
{
	row_t *r;

	for(r = from; r < rows + ROWS; r++) {
		if(!r->used)
			continue;
		if(key->len == 2 && memcmp(key->s, "id", 2) == 0) {
			if(r->id == VAL_BIGINT(value))
				return r;
		} else if(value_is(&r->values[column_of(key->s, key->len)], value)) {
			return r;
		}
	}
	return NULL;
}

static void row_fill(
		row_t *r, const db_key_t *keys, const db_val_t *values, int n)
{
	int i;

	for(i = 0; i < n; i++)
		value_set(&r->values[column_of(keys[i]->s, keys[i]->len)], &values[i]);
}


/* --- what a module asks of it ------------------------------------------------------ */

static db1_con_t *base_open(const str *url)
{
	static db1_con_t con;

	(void)url;
	return fake_db_faults.open ? NULL : &con;
}

static void db_close(db1_con_t *con)
{
	(void)con;
}

static int db_table_use(db1_con_t *con, const str *name)
{
	(void)con;
	(void)name;
	return 0;
}

static int db_insert_row(const db1_con_t *con, const db_key_t *keys,
		const db_val_t *values, int n)
{
	row_t *r = rows;

	(void)con;
	if(fake_db_faults.write || keeping)
		return fake_db_faults.write ? -1 : 0;
	while(r < rows + ROWS && r->used)
		r++;
	assert_true(r < rows + ROWS);
	r->used = 1;
	r->id = ++ids;
	row_fill(r, keys, values, n);
	return 0;
}

static int db_update_rows(const db1_con_t *con, const db_key_t *k,
		const db_op_t *op, const db_val_t *v, const db_key_t *keys,
		const db_val_t *values, int nk, int n)
{
	row_t *r = rows;

	(void)con;
	(void)op;
	assert_int_equal(nk, 1);
	if(fake_db_faults.write || keeping)
		return fake_db_faults.write ? -1 : 0;
	for(r = rows; (r = row_find(r, k[0], v)) != NULL; r++)
		row_fill(r, keys, values, n);
	return 0;
}

static int db_delete_rows(const db1_con_t *con, const db_key_t *k,
		const db_op_t *op, const db_val_t *v, int n)
{
	row_t *r = rows;

	(void)con;
	(void)op;
	if(fake_db_faults.write || keeping)
		return fake_db_faults.write ? -1 : 0;
	if(n == 0)
		fake_db_clear();
	else
		for(; (r = row_find(r, k[0], v)) != NULL; r++)
			row_free(r);
	return 0;
}

static void db_result_value(db_val_t *to, const value_t *v)
{
	memset(to, 0, sizeof(*to));
	VAL_TYPE(to) = v->number ? DB1_BIGINT : DB1_STR;
	if(v->number) {
		VAL_BIGINT(to) = v->n;
	} else {
		VAL_STR(to).s = v->s;
		VAL_STR(to).len = v->len;
	}
	VAL_NULL(to) = !v->number && v->s == NULL;
}

/* the columns between "select" and "from" */
static int db_result_row(db_val_t *to, const char *sql, const row_t *r)
{
	const char *p = sql + strlen("select "), *end = strstr(sql, " from ");
	int n = 0, len;

	for(; p < end; p += len + (p[len] == ',' ? 2 : 0), n++) {
		len = (int)strcspn(p, ", ");
		if(len == 2 && memcmp(p, "id", 2) == 0) {
			memset(&to[n], 0, sizeof(to[n]));
			VAL_TYPE(&to[n]) = DB1_BIGINT;
			VAL_BIGINT(&to[n]) = r->id;
		} else {
			db_result_value(&to[n], &r->values[column_of(p, len)]);
		}
	}
	return n;
}

static const row_t *row_after(long long id)
{
	const row_t *r, *found = NULL;

	for(r = rows; r < rows + ROWS; r++)
		if(r->used && r->id > id && (found == NULL || r->id < found->id))
			found = r;
	return found;
}

/* "select a, b from table where id > N order by id limit N" and no other */
static int db_raw(const db1_con_t *con, const str *query, db1_res_t **res)
{
	static db_row_t result_rows[PAGE_MAX];
	static db_val_t result_values[PAGE_MAX][COLUMNS];
	static db1_res_t result;
	char sql[4096];
	const char *where;
	const row_t *r;
	long long id;

	(void)con;
	snprintf(sql, sizeof(sql), "%.*s", STR_FMT(query));
	if(fake_db_faults.query)
		return -1;
	if(strncmp(sql, "select ", 7) != 0)
		return 0;
	where = strstr(sql, "id > ");
	id = where != NULL ? atoll(where + 5) : -1;
	memset(&result, 0, sizeof(result));
	while(RES_ROW_N(&result) < PAGE_MAX && (r = row_after(id)) != NULL) {
		db_row_t *to = &result_rows[RES_ROW_N(&result)];

		ROW_VALUES(to) = result_values[RES_ROW_N(&result)++];
		ROW_N(to) = db_result_row(ROW_VALUES(to), sql, r);
		id = r->id;
	}
	RES_ROWS(&result) = result_rows;
	*res = &result;
	return 0;
}

static int db_free(db1_con_t *con, db1_res_t *res)
{
	(void)con;
	(void)res;
	return 0;
}

static int db_begin(db1_con_t *con, db_locking_t locking)
{
	(void)con;
	(void)locking;
	assert_false(in_transaction);
	in_transaction = 1;
	return 0;
}

static int db_end(db1_con_t *con)
{
	(void)con;
	assert_true(in_transaction);
	in_transaction = 0;
	return 0;
}

int db_bind_mod(const str *url, db_func_t *f)
{
	memset(f, 0, sizeof(*f));
	if(url->len < 4 || memcmp(url->s, "fake", 4) != 0)
		return -1;
	f->cap = ~0u;
	f->init = base_open;
	f->close = db_close;
	f->use_table = db_table_use;
	f->insert = db_insert_row;
	f->update = db_update_rows;
	f->delete = db_delete_rows;
	f->raw_query = db_raw;
	f->free_result = db_free;
	f->start_transaction = db_begin;
	f->end_transaction = f->abort_transaction = db_end;
	return 0;
}

/* as *-create.sql makes them */
int db_table_version(const db_func_t *f, db1_con_t *con, const str *table)
{
	static const char calls[] = "jingle_call";
	int is_calls = table->len == (int)sizeof(calls) - 1
				   && memcmp(table->s, calls, sizeof(calls) - 1) == 0;

	(void)f;
	(void)con;
	if(fake_db_faults.version)
		return -1;
	return is_calls ? 2 : 1;
}


/* --- what a test sees of it ------------------------------------------------------------ */

const char *fake_db_rows(void)
{
	static char text[TEXT_MAX];
	int i, j, k, n = 0;

	for(i = 0; i < ROWS; i++) {
		for(j = 0; j < columns_count && rows[i].used; j++) {
			const value_t *v = &rows[i].values[j];

			n += snprintf(text + n, sizeof(text) - n, "%s=", columns[j]);
			if(v->number)
				n += snprintf(text + n, sizeof(text) - n, "%lld", v->n);
			for(k = 0; k < v->len && n < TEXT_MAX - 64; k++)
				n += snprintf(text + n, sizeof(text) - n,
						v->s[k] >= ' ' && v->s[k] < 127 ? "%c" : "\\%02x",
						(unsigned char)v->s[k]);
			n += snprintf(text + n, sizeof(text) - n, "|");
		}
		if(rows[i].used)
			n += snprintf(text + n, sizeof(text) - n, "\n");
	}
	text[n] = '\0';
	return text;
}

int fake_db_count(void)
{
	int i, n = 0;

	for(i = 0; i < ROWS; i++)
		n += rows[i].used;
	return n;
}

void fake_db_clear(void)
{
	int i;

	for(i = 0; i < ROWS; i++)
		row_free(&rows[i]);
}

void fake_db_set(int row, const char *column, const char *value)
{
	int i, c = column_of(column, (int)strlen(column));
	value_t *v;

	for(i = 0; i < ROWS; i++) {
		if(!rows[i].used || (row >= 0 && i != row))
			continue;
		v = &rows[i].values[c];
		if(v->number) {
			v->n = atoll(value);
			continue;
		}
		free(v->s);
		v->s = strdup(value);
		v->len = (int)strlen(value);
	}
}


/* --- the process that writes ---------------------------------------------------------------- */

static jmp_buf idle;
static int in_process, first;

pid_t __wrap_fork_process(int rank, char *name, int socket);
pid_t __wrap_fork_process(int rank, char *name, int socket)
{
	(void)rank;
	(void)name;
	(void)socket;
	return in_process ? 0 : 4711;
}

/* numbers are read where modparam() has put them */
int __wrap_cfg_child_init(void);
int __wrap_cfg_child_init(void)
{
	return 0;
}

int __real_poll(struct pollfd *fds, nfds_t n, int timeout);
int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout);
int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout)
{
	int rc;

	if(!in_process)
		return __real_poll(fds, n, timeout);
	if(n == 0 && timeout >= 1000) /* it waits before it tries again */
		longjmp(idle, 1);
	rc = n > 0 ? __real_poll(fds, n, 0) : 0;
	if(n > 0 && rc == 0 && !first)
		longjmp(idle, 1);
	if(n > 0)
		first = 0; /* it may have slept until it tries again */
	return rc;
}

void fake_process(int (*fork_it)(void))
{
	in_process = first = 1;
	if(setjmp(idle) == 0)
		fork_it();
	in_process = 0;
}
