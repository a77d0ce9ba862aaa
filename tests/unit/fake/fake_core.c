/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kamailio's core, as far as it is not Kamailio's own: memory that can be made
 * to fail, a log that can be read, a clock that stands, and kamailio.cfg. */

#include <core/action.h>
#include <core/atomic_ops_init.h>
#include <core/cfg/cfg_struct.h>
#include <core/cfg_core.h>
#include <core/counters.h>
#include <core/data_lump.h>
#include <core/dprint.h>
#include <core/globals.h>
#include <core/mem/mem.h>
#include <core/mem/shm.h>
#include <core/parser/msg_parser.h>
#include <core/parser/parse_hname2.h>
#include <core/pvapi.h>
#include <core/resolve.h>
#include <core/route.h>
#include <core/rpc_lookup.h>
#include <core/socket_info.h>
#include <core/timer.h>
#include <core/udp_server.h>
#include <core/usr_avp.h>
#include <core/xavp.h>
#include <time.h>

#include "fake.h"

/* --- memory ----------------------------------------------------------------- */

/* in front of each block: freed as what it was allocated as */
typedef struct block
{
	struct block *prev, *next;
	size_t size;
	const void *kind;  /* &_pkg_root or &_shm_root */
	const char *where; /* file of the caller, if known */
	unsigned line;
	unsigned number;
} block_t;

static block_t all = {&all, &all, 0, NULL, NULL, 0, 0};
static long blocks;
static unsigned numbers;
/* of the allocation under way */
static const char *caller_file = "?";
static unsigned caller_line;
static int asked, fail_at, paused;

int fake_memory_pause(int how)
{
	return paused += how;
}

long fake_memory(void)
{
	return blocks;
}

void fake_memory_fail(int n)
{
	fail_at = n;
	asked = 0;
}

int fake_memory_asked(void)
{
	return asked;
}

static void *block_new(const void *kind, size_t size)
{
	block_t *b;

	if(!paused && ++asked == fail_at)
		return NULL;
	b = malloc(sizeof(*b) + size);
	if(b == NULL)
		return NULL;
	memset(b + 1, 0xa5, size); /* not zero by chance */
	b->size = size;
	b->kind = kind;
	b->where = caller_file;
	b->line = caller_line;
	b->number = ++numbers;
	b->prev = &all;
	b->next = all.next;
	all.next = b->next->prev = b;
	blocks++;
	return b + 1;
}

static void block_free(const void *kind, void *p)
{
	block_t *b;

	if(p == NULL)
		return;
	b = (block_t *)p - 1;
	assert_ptr_equal(b->kind, kind);
	b->prev->next = b->next;
	b->next->prev = b->prev;
	blocks--;
	free(b);
}

unsigned fake_memory_mark(void)
{
	return numbers;
}

void fake_memory_show(unsigned mark)
{
	const block_t *b;

	for(b = all.next; b != &all && b->number > mark; b = b->next)
		printf("# not freed: %zu bytes of %s:%u\n", b->size, b->where, b->line);
}

static void *block_resize(const void *kind, void *p, size_t size)
{
	void *q = block_new(kind, size);
	size_t old = p != NULL ? ((block_t *)p - 1)->size : 0;

	if(q == NULL)
		return NULL;
	if(p != NULL)
		memcpy(q, p, old < size ? old : size);
	block_free(kind, p);
	return q;
}

static void *block_zero(const void *kind, size_t size)
{
	void *p = block_new(kind, size);

	if(p != NULL)
		memset(p, 0, size);
	return p;
}

#ifdef DBG_SR_MEMORY
#define WHERE \
	, const char *file, const char *func, unsigned int line, const char *module
#define UNUSED \
	(void)pool, (void)func, (void)module, caller_file = file, caller_line = line
#else
#define WHERE
#define UNUSED (void)pool
#endif

#define MANAGER(name)                                                 \
	static void *name##_get(void *pool, size_t size WHERE)            \
	{                                                                 \
		UNUSED;                                                       \
		return block_new(&_##name##_root, size);                      \
	}                                                                 \
	static void *name##_clean(void *pool, size_t size WHERE)          \
	{                                                                 \
		UNUSED;                                                       \
		return block_zero(&_##name##_root, size);                     \
	}                                                                 \
	static void *name##_again(void *pool, void *p, size_t size WHERE) \
	{                                                                 \
		UNUSED;                                                       \
		return block_resize(&_##name##_root, p, size);                \
	}                                                                 \
	static void name##_put(void *pool, void *p WHERE)                 \
	{                                                                 \
		UNUSED;                                                       \
		block_free(&_##name##_root, p);                               \
	}                                                                 \
	static void memory_##name(void)                                   \
	{                                                                 \
		_##name##_root.xmalloc = name##_get;                          \
		_##name##_root.xmallocxz = name##_clean;                      \
		_##name##_root.xrealloc = name##_again;                       \
		_##name##_root.xreallocxf = name##_again;                     \
		_##name##_root.xfree = name##_put;                            \
	}

MANAGER(pkg)
MANAGER(shm)


/* --- log -------------------------------------------------------------------- */

enum
{
	LOG_ROOM = 256 * 1024,
};

static char log_text[LOG_ROOM];
static int log_len;

const char *fake_log(void)
{
	return log_text;
}

void fake_log_clear(void)
{
	log_len = 0;
	log_text[0] = '\0';
}

static void log_take(int level, const char *format, ...)
{
	va_list args;
	int n;

	(void)level;
	if(log_len > LOG_ROOM / 2)
		fake_log_clear();
	va_start(args, format);
	n = vsnprintf(
			log_text + log_len, (size_t)(LOG_ROOM - log_len), format, args);
	va_end(args);
	/* what the parser tells of each header is of no interest */
	if(n > 0 && strstr(log_text + log_len, "DEBUG: <core>") != NULL)
		log_text[log_len] = '\0';
	else if(n > 0)
		log_len += n < LOG_ROOM - log_len ? n : LOG_ROOM - log_len - 1;
}


/* --- time ------------------------------------------------------------------- */

enum
{
	EPOCH = 1800000000, /* s; when a program begins */
};

static uint64_t ms = 1000000; /* not 0: that is "never" to many */

uint64_t fake_ms(void)
{
	return ms;
}

void fake_ms_add(int more)
{
	ms += (uint64_t)more;
}

/* No module is loaded by its name: all are linked. Before and since Kamailio 6. */
int __wrap_load_module(char *path);
int __wrap_load_module(char *path)
{
	(void)path;
	return -1;
}

int __wrap_ksr_load_module(char *path, char *opts);
int __wrap_ksr_load_module(char *path, char *opts)
{
	(void)path;
	(void)opts;
	return -1;
}

/* what --wrap makes of time() and clock_gettime() */
time_t __wrap_time(time_t *t);
time_t __wrap_time(time_t *t)
{
	time_t now = EPOCH + (time_t)(ms / 1000);

	if(t != NULL)
		*t = now;
	return now;
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *ts);
int __wrap_clock_gettime(clockid_t clock, struct timespec *ts)
{
	ts->tv_sec = (time_t)(ms / 1000) + (clock == CLOCK_REALTIME ? EPOCH : 0);
	ts->tv_nsec = (long)(ms % 1000) * 1000000;
	return 0;
}


/* timers of the core's own process: fake_tick() */
static struct
{
	timer_function *run;
	void *param;
} ticking[8];
static int ticking_count;

int __wrap_register_timer(timer_function f, void *param, unsigned int interval);
int __wrap_register_timer(timer_function f, void *param, unsigned int interval)
{
	(void)interval;
	assert_true(ticking_count < 8);
	ticking[ticking_count].run = f;
	ticking[ticking_count++].param = param;
	return 0;
}

void fake_tick(void)
{
	int i;

	for(i = 0; i < ticking_count; i++)
		ticking[i].run(0, ticking[i].param);
}


/* --- functions of other modules ---------------------------------------------- */

enum
{
	EXPORTS = 32,
	ROUTES = 512,
};

static struct
{
	const char *name;
	cmd_function f;
} exported[EXPORTS];

void fake_export(const char *name, cmd_function f)
{
	int i;

	for(i = 0; exported[i].name != NULL; i++)
		if(strcmp(exported[i].name, name) == 0)
			break;
	assert_true(i < EXPORTS - 1);
	exported[i].name = name;
	exported[i].f = f;
}

cmd_function __wrap_find_export(char *name, int params, int flags);
cmd_function __wrap_find_export(char *name, int params, int flags)
{
	int i;

	(void)params;
	(void)flags;
	for(i = 0; exported[i].name != NULL; i++)
		if(strcmp(exported[i].name, name) == 0)
			return exported[i].f;
	return NULL;
}


/* --- the network ------------------------------------------------------------- */

int __wrap_udp_send(struct dest_info *dst, char *buf, unsigned len);
int __wrap_udp_send(struct dest_info *dst, char *buf, unsigned len)
{
	(void)dst;
	fake_put(fake_sip_queue, buf, (int)len);
	return (int)len;
}


/* --- kamailio.cfg ------------------------------------------------------------- */

/* an action that stands for a route's first one */
typedef struct route
{
	struct action first; /* must be first */
	fake_route_f run;
} route_t;

static route_t routes[ROUTES];
static int routes_count;

static void route_set(struct route_list *list, const char *name, fake_route_f f)
{
	int i = route_get(list, (char *)name);

	if(f == NULL) {
		list->rlist[i] = NULL;
		return;
	}
	if(list->rlist[i] == NULL) {
		assert_true(routes_count < ROUTES);
		list->rlist[i] = &routes[routes_count++].first;
	}
	((route_t *)list->rlist[i])->run = f;
}

void fake_event_route(const char *name, fake_route_f f)
{
	route_set(&event_rt, name, f);
}

void fake_route(const char *name, fake_route_f f)
{
	route_set(&main_rt, name, f);
	route_set(&onreply_rt, name, f);
}

int __wrap_run_top_route(
		struct action *a, sip_msg_t *msg, struct run_act_ctx *ctx);
int __wrap_run_top_route(
		struct action *a, sip_msg_t *msg, struct run_act_ctx *ctx)
{
	struct run_act_ctx own;
	int rc = ((route_t *)a)->run(msg);

	if(ctx == NULL)
		ctx = &own;
	if(rc < 0)
		ctx->run_flags |= DROP_R_F;
	return 1;
}

void fake_body_replace(sip_msg_t *msg, const char *body)
{
	char *old = get_body(msg), *copy = pkg_malloc(strlen(body));
	struct lump *at;

	assert_non_null(copy);
	memcpy(copy, body, strlen(body));
	at = del_lump(msg, (int)(old - msg->buf), (int)(msg->buf + msg->len - old),
			HDR_OTHER_T);
	assert_non_null(at);
	assert_non_null(insert_new_lump_after(at, copy, strlen(body), HDR_OTHER_T));
}


/* --- what was sent ------------------------------------------------------------ */

enum
{
	QUEUE_ROOM = 512 * 1024,
};

struct fake_queue
{
	char text[QUEUE_ROOM]; /* each with a NUL behind it */
	size_t end, at;
};

static fake_queue_t sip, stanzas;
fake_queue_t *const fake_sip_queue = &sip, *const fake_stanza_queue = &stanzas;

void fake_put(fake_queue_t *q, const char *text, int len)
{
	if(len <= 0)
		return;
	assert_true(q->end + (size_t)len < QUEUE_ROOM);
	memcpy(q->text + q->end, text, (size_t)len);
	q->end += (size_t)len;
	q->text[q->end++] = '\0';
}

const char *fake_take(fake_queue_t *q)
{
	static char taken[QUEUE_ROOM];

	taken[0] = '\0';
	if(q->at < q->end) {
		strcpy(taken, q->text + q->at);
		q->at += strlen(taken) + 1;
	}
	return taken;
}

const char *fake_find(const fake_queue_t *q, const char *start, const char *has)
{
	const char *p, *found = NULL;

	for(p = q->text; p < q->text + q->end; p += strlen(p) + 1)
		if(strncmp(p, start, strlen(start)) == 0 && strstr(p, has) != NULL)
			found = p;
	return found;
}

void fake_queues_clear(void)
{
	sip.at = sip.end = stanzas.at = stanzas.end = 0;
}

void fake_queues_take(void)
{
	sip.at = sip.end;
	stanzas.at = stanzas.end;
}

int fake_has(const char *text, ...)
{
	const char *part;
	va_list args;
	int all = 1;

	va_start(args, text);
	while((part = va_arg(args, const char *)) != NULL)
		all &= strstr(text, part) != NULL;
	va_end(args);
	return all;
}

/* cmocka cuts a message off at a kilobyte */
void fake_fail(const char *missing, const char *text)
{
	printf("# not in it: %s\n# it is: %s\n# log: %s\n", missing, text,
			fake_log());
	fail();
	abort();
}


/* --- the start ---------------------------------------------------------------- */

/* Kamailio listens here */
static struct socket_info own_socket = {
		.socket = -1,
		.name = str_init("192.0.2.1"),
		.address_str = str_init("192.0.2.1"),
		.port_no_str = str_init("5060"),
		.port_no = 5060,
		.proto = PROTO_UDP,
		.sock_str = str_init("udp:192.0.2.1:5060"),
};

static void socket_start(void)
{
	struct ip_addr *ip = str2ip(&own_socket.name);

	own_socket.address = *ip;
	init_su(&own_socket.su, ip, own_socket.port_no);
	udp_listen = &own_socket;
}

void fake_core_start(void)
{
	memory_pkg();
	memory_shm();
	_km_log_func = log_take;
	log_stderr = 0;
	default_core_cfg.debug = L_DBG;
	my_pid();
	socket_start();
	assert_int_equal(ksr_hname_init_index(), 0);
	assert_int_equal(init_counters(), 0);
	assert_int_equal(init_routes(), 0);
	assert_int_equal(pv_init_buffer(), 0);
	assert_int_equal(pv_init_api(), 0);
	assert_int_equal(init_timer(), 0);
	assert_int_equal(init_avps(), 0);
	assert_int_equal(init_rpcs(), 0);
	assert_int_equal(init_atomic_ops(), 0);
	assert_int_equal(sr_cfg_init(), 0);
}

extern struct module_exports exports;

int fake_module_init(void)
{
	int rc = exports.init_mod_f != NULL ? exports.init_mod_f() : 0;

	if(rc != 0)
		return rc;
	assert_int_equal(counters_prefork_init(1), 0);
	return exports.init_child_f != NULL ? exports.init_child_f(PROC_INIT) : 0;
}
