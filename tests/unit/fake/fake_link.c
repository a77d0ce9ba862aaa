/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The API of xmpp_link: one worker, whose tasks and timers run when a test lets
 * them, and a wire that ends in a text. */

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <sys/epoll.h>

#include "../../../modules/xmpp_link/api.h"
#include "../../../modules/xmpp_link/link_proto.h"
#include "../../../modules/xmpp_link/link_route.h"
#include "fake.h"

enum
{
	HANDLERS = 16,
	WAITING = 256,
	TIMERS = 1024,
	TEXT_MAX = 128 * 1024,
	IQ_TIMEOUT = 30000,
};

struct fake_link_switches fake_link;

static struct
{
	xmpp_link_kind_t kind;
	const char *ns;
	xmpp_link_stanza_f f;
	void *arg;
} handlers[HANDLERS];
static int handlers_count;
static xmpp_link_worker_f on_worker_f[4];
static xmpp_link_stream_f on_stream_f[4];

/* an iq that waits for its end, or another stanza that may be lost */
typedef struct wait
{
	xmpp_link_timer_t timer; /* must be first */
	char id[64], from[256], to[256];
	xmpp_link_iq_f f;
	void (*lost)(void *arg);
	void *arg;
	struct wait *next;
} wait_t;

static wait_t *iqs, *sends; /* oldest first */
static xmpp_link_task_t *tasks, **tasks_end = &tasks;
static xmpp_link_timer_t *slots[TIMERS + 1];
static link_heap_t heap;
static unsigned ids;
static int epoll = -1;


/* --- what a module asks of it ---------------------------------------------------- */

static int workers(void)
{
	return 1;
}

static int self(void)
{
	return 0;
}

static int owner(const str *jid)
{
	(void)jid;
	return 0;
}

static int on_stanza(
		xmpp_link_kind_t kind, const char *ns, xmpp_link_stanza_f f, void *arg)
{
	if(handlers_count == HANDLERS)
		return -1;
	handlers[handlers_count].kind = kind;
	handlers[handlers_count].ns = ns;
	handlers[handlers_count].f = f;
	handlers[handlers_count++].arg = arg;
	return 0;
}

static int on_worker(xmpp_link_worker_f f)
{
	int i = 0;

	while(on_worker_f[i] != NULL)
		i++;
	assert_true(i < 3);
	on_worker_f[i] = f;
	return 0;
}

static int on_stream(xmpp_link_stream_f f)
{
	int i = 0;

	while(on_stream_f[i] != NULL)
		i++;
	assert_true(i < 3);
	on_stream_f[i] = f;
	return 0;
}

static int expect(const str *component)
{
	(void)component;
	return 0;
}

static int is_up(const str *component)
{
	(void)component;
	return !fake_link.down;
}

static int is_awaited(const str *component)
{
	(void)component;
	return !fake_link.down || !fake_link.not_awaited;
}

static int stanza_max(void)
{
	return fake_link.stanza_max > 0 ? fake_link.stanza_max
									: LINK_STANZA_MAX_OUT;
}

static void new_id(char id[17])
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned n = ++ids;
	int i;

	for(i = 15; i >= 0; i--, n /= 32)
		id[i] = digits[n % 32];
	id[16] = '\0';
}

static void random_text(char *out, int len)
{
	char id[17];
	int i;

	for(i = 0; i < len; i++) {
		if(i % 16 == 0)
			new_id(id);
		out[i] = id[15 - i % 16];
	}
	out[len] = '\0';
}

static int timer_set(xmpp_link_timer_t *t, int ms)
{
	if(fake_link.timers_full > 0 && --fake_link.timers_full == 0)
		return -1;
	return xmpp_link_heap_set(&heap, t, fake_ms() + (uint64_t)ms);
}

static void timer_stop(xmpp_link_timer_t *t)
{
	xmpp_link_heap_stop(&heap, t);
}

static int watch_ctl(int op, int fd, uint32_t events, xmpp_link_source_t *s)
{
	struct epoll_event e = {.events = events, .data = {.ptr = s}};

	if(epoll < 0)
		epoll = epoll_create1(EPOLL_CLOEXEC);
	return epoll_ctl(epoll, op, fd, &e);
}

static int watch(int fd, uint32_t events, xmpp_link_source_t *s)
{
	return watch_ctl(EPOLL_CTL_ADD, fd, events, s);
}

static int rewatch(int fd, uint32_t events, xmpp_link_source_t *s)
{
	return watch_ctl(EPOLL_CTL_MOD, fd, events, s);
}

static int post(int worker, xmpp_link_task_t *t, int reserved)
{
	assert_int_equal(worker, 0);
	if(fake_link.post_full && !reserved)
		return -1;
	t->next = NULL;
	*tasks_end = t;
	tasks_end = &t->next;
	return 0;
}


/* --- what is sent ------------------------------------------------------------------ */

static void text_copy(char *buf, size_t cap, const str *s)
{
	snprintf(buf, cap, "%.*s", STR_FMT(s));
}

static wait_t *wait_new(wait_t **list, void *arg)
{
	wait_t *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	w->arg = arg;
	while(*list != NULL)
		list = &(*list)->next;
	*list = w;
	return w;
}

static void wait_free(wait_t **list, wait_t *w)
{
	while(*list != w)
		list = &(*list)->next;
	*list = w->next;
	timer_stop(&w->timer);
	free(w);
}

/* what leaves must be XML */
static void stanza_check(const str *xml)
{
	xmlDocPtr doc = xmlReadMemory(xml->s, xml->len, NULL, NULL,
			XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET);

	if(doc == NULL)
		fail_msg("not well formed: %.*s", STR_FMT(xml));
	xmlFreeDoc(doc);
}

static int sent(const str *xml)
{
	if(fake_link.full || xml->len > stanza_max())
		return -1;
	stanza_check(xml);
	fake_put(fake_stanza_queue, xml->s, xml->len);
	return 0;
}

static int send_stanza(const str *component, const str *to, const str *xml,
		void (*lost)(void *arg), void *arg)
{
	(void)component;
	(void)to;
	if(sent(xml) < 0)
		return -1;
	if(fake_link.down && lost != NULL)
		wait_new(&sends, arg)->lost = lost;
	return 0;
}

static void iq_late(xmpp_link_timer_t *t)
{
	wait_t w = *(wait_t *)t;

	wait_free(&iqs, (wait_t *)t);
	w.f(NULL, w.arg);
}

static int iq(const str *component, const str *from, const str *to,
		const str *id, const str *xml, int timeout, xmpp_link_iq_f f, void *arg)
{
	wait_t *w;

	(void)component;
	if(sent(xml) < 0)
		return -1;
	w = wait_new(&iqs, arg);
	text_copy(w->id, sizeof(w->id), id);
	text_copy(w->from, sizeof(w->from), from);
	text_copy(w->to, sizeof(w->to), to);
	w->f = f;
	w->timer.run = iq_late;
	xmpp_link_heap_set(&heap, &w->timer,
			fake_ms() + (uint64_t)(timeout > 0 ? timeout : IQ_TIMEOUT));
	return 0;
}

static void iq_forget(void *arg)
{
	wait_t *w, *next;

	for(w = iqs; w != NULL; w = next) {
		next = w->next;
		if(w->arg == arg)
			wait_free(&iqs, w);
	}
}

static int result(const xmpp_link_stanza_t *s)
{
	char text[1024];

	fake_put(fake_stanza_queue, text,
			snprintf(text, sizeof(text),
					"<iq type='result' to='%.*s' id='%.*s'/>",
					STR_FMT(&s->from), STR_FMT(&s->id)));
	return 0;
}

static int error(const xmpp_link_stanza_t *s, const char *type,
		const char *condition, const char *app_ns, const char *app_condition,
		const char *reason)
{
	char text[2048];

	fake_put(fake_stanza_queue, text,
			snprintf(text, sizeof(text),
					"<iq type='error' to='%.*s' id='%.*s'><error "
					"type='%s'><%s/>"
					"<%s xmlns='%s'/><text>%s</text></error></iq>",
					STR_FMT(&s->from), STR_FMT(&s->id), type, condition,
					app_condition ? app_condition : "-", app_ns ? app_ns : "",
					reason ? reason : ""));
	return 0;
}


/* --- what comes in --------------------------------------------------------------------- */

static str attribute(xmlNodePtr n, const char *name)
{
	xmlChar *v = xmlGetNoNsProp(n, (const xmlChar *)name);
	static char values[8][1024];
	static int next;
	char *copy = values[next++ % 8];
	str s = STR_NULL;

	if(v == NULL)
		return s;
	snprintf(copy, 1024, "%s", (const char *)v);
	xmlFree(v);
	s.s = copy;
	s.len = (int)strlen(copy);
	return s;
}

static xmpp_link_kind_t kind_of(xmlNodePtr n)
{
	if(strcmp((const char *)n->name, "iq") == 0)
		return XMPP_LINK_IQ;
	return strcmp((const char *)n->name, "message") == 0 ? XMPP_LINK_MESSAGE
														 : XMPP_LINK_PRESENCE;
}

static int has_child(xmlNodePtr n, const char *ns)
{
	xmlNodePtr c;

	if(ns == NULL)
		return 1;
	for(c = n->children; c != NULL; c = c->next)
		if(c->type == XML_ELEMENT_NODE && c->ns != NULL
				&& strcmp((const char *)c->ns->href, ns) == 0)
			return 1;
	return 0;
}

/* as xmpp_link does it: those of a namespace first */
static int dispatch(const xmpp_link_stanza_t *s, xmlNodePtr n)
{
	int pass, i;

	for(pass = 0; pass < 2; pass++)
		for(i = 0; i < handlers_count; i++)
			if(handlers[i].kind == s->kind && (handlers[i].ns == NULL) == pass
					&& has_child(n, handlers[i].ns)
					&& handlers[i].f(s, handlers[i].arg) == XMPP_LINK_HANDLED)
				return 1;
	return 0;
}

int fake_stanza_in(const char *format, ...)
{
	static char text[TEXT_MAX];
	xmpp_link_stanza_t s;
	xmlDocPtr doc;
	xmlNodePtr n;
	va_list args;
	int rc;
	str age;

	va_start(args, format);
	rc = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	assert_true(rc < TEXT_MAX);
	doc = xmlReadMemory(text, rc, NULL, NULL, XML_PARSE_NONET);
	assert_non_null(doc);
	n = xmlDocGetRootElement(doc);
	memset(&s, 0, sizeof(s));
	s.kind = kind_of(n);
	s.component = (str)str_init("gw.example");
	s.type = attribute(n, "type");
	s.from = attribute(n, "from");
	s.to = attribute(n, "to");
	s.id = attribute(n, "id");
	age = attribute(n, "age"); /* for tests: ms that it was under way */
	s.age = age.len > 0 ? atoi(age.s) : 0;
	s.xml.s = text;
	s.xml.len = rc;
	rc = dispatch(&s, n);
	xmlFreeDoc(doc);
	return rc;
}

int fake_iq_answer(const char *error)
{
	char text[4096];
	xmpp_link_stanza_t s;
	wait_t w;

	if(iqs == NULL)
		return 0;
	w = *iqs;
	wait_free(&iqs, iqs);
	if(error == NULL) {
		w.f(NULL, w.arg);
		return 1;
	}
	memset(&s, 0, sizeof(s));
	s.kind = XMPP_LINK_IQ;
	s.type = error[0] ? (str)str_init("error") : (str)str_init("result");
	s.from = (str){w.to, (int)strlen(w.to)};
	s.to = (str){w.from, (int)strlen(w.from)};
	s.id = (str){w.id, (int)strlen(w.id)};
	s.xml.s = text;
	s.xml.len = snprintf(text, sizeof(text),
			"<iq type='%s' from='%s' to='%s' id='%s'>%s</iq>", s.type.s, w.to,
			w.from, w.id, error);
	w.f(&s, w.arg);
	return 1;
}

int fake_sent_lost(void)
{
	wait_t w;
	int n = 0;

	for(; sends != NULL; n++) {
		w = *sends;
		wait_free(&sends, sends);
		w.lost(w.arg);
	}
	return n;
}

void fake_stream(int up)
{
	str component = str_init("gw.example");
	int i;

	fake_link.down = !up;
	for(i = 0; on_stream_f[i] != NULL; i++)
		on_stream_f[i](&component, up);
}


/* --- running ------------------------------------------------------------------------------ */

static int task_run(void)
{
	xmpp_link_task_t *t = tasks;

	if(t == NULL)
		return 0;
	tasks = t->next;
	if(tasks == NULL)
		tasks_end = &tasks;
	t->run(t);
	return 1;
}

static int timer_run(void)
{
	xmpp_link_timer_t *t = xmpp_link_heap_first(&heap);

	if(t == NULL || t->due > fake_ms())
		return 0;
	timer_stop(t);
	t->run(t);
	return 1;
}

/* what has come at real descriptors, as a turn of the worker's loop has it */
static int sources_run(void)
{
	struct epoll_event events[16];
	int i, n = epoll >= 0 ? epoll_wait(epoll, events, 16, 0) : 0;
	xmpp_link_source_t *s;

	for(i = 0; i < n; i++) {
		s = events[i].data.ptr;
		s->ready(s, events[i].events);
	}
	return n > 0;
}

void fake_run(void)
{
	int n = 0;

	while(task_run() || timer_run() || sources_run()
			|| (!fake_link.silent && !fake_link.down && fake_iq_answer("")))
		assert_true(++n < 100000); /* it never ends */
}

/* the clock stops at each timer */
void fake_pass(int ms)
{
	uint64_t end = fake_ms() + (uint64_t)ms;
	xmpp_link_timer_t *t;

	for(;;) {
		fake_run();
		t = xmpp_link_heap_first(&heap);
		if(t == NULL || t->due > end)
			break;
		fake_ms_add((int)(t->due - fake_ms()));
	}
	fake_ms_add((int)(end - fake_ms()));
}

int fake_timers(void)
{
	return (int)heap.count - fake_iqs();
}

int fake_iqs(void)
{
	const wait_t *w;
	int n = 0;

	for(w = iqs; w != NULL; w = w->next)
		n++;
	return n;
}

void fake_link_clear(void)
{
	memset(&fake_link, 0, sizeof(fake_link));
	while(iqs != NULL)
		wait_free(&iqs, iqs);
	while(sends != NULL)
		wait_free(&sends, sends);
}

void fake_link_run_workers(void)
{
	int i;

	for(i = 0; on_worker_f[i] != NULL; i++)
		assert_int_equal(on_worker_f[i](0), 0);
}

/* the real ones: test_link_keep.c */
static int kept;

static uint64_t keep(void)
{
	kept++;
	return 1;
}

static void ended(uint64_t ticket)
{
	kept -= ticket == 1;
}

int fake_kept(void)
{
	return kept;
}

static int bind_link(xmpp_link_api_t *api)
{
	memset(api, 0, sizeof(*api));
	api->workers = workers;
	api->self = self;
	api->owner = owner;
	api->on_stanza = on_stanza;
	api->on_stream = on_stream;
	api->on_worker = on_worker;
	api->expect = expect;
	api->is_up = is_up;
	api->is_awaited = is_awaited;
	api->stanza_max = stanza_max;
	api->send = send_stanza;
	api->iq = iq;
	api->iq_forget = iq_forget;
	api->result = result;
	api->error = error;
	api->keep = keep;
	api->ended = ended;
	api->new_id = new_id;
	api->random_text = random_text;
	api->post = post;
	api->timer_set = timer_set;
	api->timer_stop = timer_stop;
	api->now = fake_ms;
	api->watch = watch;
	api->rewatch = rewatch;
	api->routes_find = xmpp_link_routes_find;
	api->route_run = xmpp_link_route_run;
	api->route_run_new = xmpp_link_route_run_new;
	return 0;
}

void fake_link_start(void)
{
	xmpp_link_heap_grow(&heap, slots, TIMERS);
	fake_export("bind_xmpp_link", (cmd_function)(void (*)(void))bind_link);
}
