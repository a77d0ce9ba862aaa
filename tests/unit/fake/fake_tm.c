/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tm and sl: transactions that a test answers. Their messages are parsed and
 * written by Kamailio's own parser and builder. */

#include <core/data_lump_rpl.h>
#include <core/globals.h>
#include <core/msg_translator.h>
#include <core/parser/parse_cseq.h>
#include <core/parser/parse_from.h>
#include <core/parser/parse_to.h>
#include <core/receive.h>
#include <core/xavp.h>
#include <modules/sl/sl.h>
#include <modules/tm/tm_load.h>

#include "fake.h"

enum
{
	TRANSACTIONS = 128,
	CALLBACKS = 4,
	TEXT_MAX = 65536,
};

typedef struct callback
{
	int types;
	transaction_cb *f;
	void *param;
	release_tmcb_param *release;
} callback_t;

typedef struct transaction
{
	struct cell cell; /* must be first */
	int used;
	int ours; /* we have sent the request */
	int suspended;
	int final;		 /* status of the final reply */
	int provisional; /* one has come, or gone */
	int cancelled;
	char *text; /* the request */
	sip_msg_t request;
	struct ua_client branch;
	callback_t cb[CALLBACKS];
} transaction_t;

struct fake_tm_faults fake_tm_faults;
void (*fake_tm_while_replying)(void);

static transaction_t transactions[TRANSACTIONS];
static unsigned labels;
static transaction_t *current; /* t_gett() */
static int current_branch = T_BR_UNDEFINED;
static callback_t pending[CALLBACKS]; /* of the transaction to come */
static char incoming[TEXT_MAX];		  /* the message that the script sees */
static sip_msg_t message;
static struct receive_info rcv_default;


/* --- messages ----------------------------------------------------------------- */

static void msg_read(sip_msg_t *m, char *text, int len)
{
	memset(m, 0, sizeof(*m));
	m->buf = text;
	m->len = (unsigned)len;
	m->id = ++labels;
	m->rcv = rcv_default;
	m->set_global_address = default_global_address;
	m->set_global_port = default_global_port;
	fake_memory_pause(1);
	if(parse_msg(text, (unsigned)len, m) != 0
			|| parse_headers(m, HDR_EOH_F, 0) < 0)
		fail_msg("not a SIP message:\n%s", text);
	fake_memory_pause(-1);
}

sip_msg_t *fake_request(const char *text)
{
	if(message.buf != NULL)
		free_sip_msg(&message);
	assert_true(strlen(text) < TEXT_MAX);
	ksr_msg_env_reset();
	strcpy(incoming, text);
	current = NULL;
	memset(pending, 0, sizeof(pending));
	msg_read(&message, incoming, (int)strlen(incoming));
	return &message;
}

sip_msg_t *fake_request_now(void)
{
	return &message;
}


/* --- the table ---------------------------------------------------------------- */

static transaction_t *transaction_new(const char *text, int len)
{
	transaction_t *t = transactions;

	while(t < transactions + TRANSACTIONS && t->used)
		t++;
	assert_true(t < transactions + TRANSACTIONS);
	memset(t, 0, sizeof(*t));
	t->used = 1;
	t->cell.hash_index = 7;
	t->cell.label = ++labels;
	t->text = malloc((size_t)len + 1);
	assert_non_null(t->text);
	memcpy(t->text, text, (size_t)len);
	t->text[len] = '\0';
	msg_read(&t->request, t->text, len);
	t->cell.uas.request = &t->request;
	t->cell.uac = &t->branch;
	t->branch.request.buffer = t->text;
	t->branch.request.buffer_len = len;
	t->cell.nr_of_outgoings = 1;
	return t;
}

static void callbacks_run(transaction_t *t, int type, struct tmcb_params *ps)
{
	int i;

	for(i = 0; i < CALLBACKS; i++)
		if(t->cb[i].f != NULL && (t->cb[i].types & type)) {
			ps->param = &t->cb[i].param;
			t->cb[i].f(&t->cell, type, ps);
		}
}

static void transaction_end(transaction_t *t)
{
	struct tmcb_params ps;
	int i;

	memset(&ps, 0, sizeof(ps));
	callbacks_run(t, TMCB_DESTROY, &ps);
	for(i = 0; i < CALLBACKS; i++)
		if(t->cb[i].release != NULL)
			t->cb[i].release(t->cb[i].param);
	xavp_destroy_list(&t->cell.xavps_list);
	xavp_destroy_list(&t->cell.xavus_list);
	xavp_destroy_list(&t->cell.xavis_list);
	free_sip_msg(&t->request);
	free(t->text);
	t->used = 0;
	if(current == t)
		current = NULL;
}

static int callback_add(callback_t *list, const callback_t *cb)
{
	int i;

	for(i = 0; i < CALLBACKS; i++)
		if(list[i].f == NULL) {
			list[i] = *cb;
			return 1;
		}
	fail_msg("too many callbacks");
	return -1;
}

static transaction_t *by_label(unsigned label)
{
	int i;

	for(i = 0; i < TRANSACTIONS; i++)
		if(transactions[i].used && transactions[i].cell.label == label)
			return &transactions[i];
	return NULL;
}

int fake_transactions(void)
{
	int i, n = 0;

	for(i = 0; i < TRANSACTIONS; i++)
		n += transactions[i].used;
	return n;
}

void fake_tm_clean(void)
{
	int i;

	for(i = 0; i < TRANSACTIONS; i++)
		if(transactions[i].used && transactions[i].final)
			transaction_end(&transactions[i]);
}

void fake_tm_end(void)
{
	int i;

	for(i = 0; i < TRANSACTIONS; i++)
		if(transactions[i].used)
			transaction_end(&transactions[i]);
	if(message.buf != NULL)
		free_sip_msg(&message);
	memset(&message, 0, sizeof(message));
	ksr_msg_env_reset();
	memset(&fake_tm_faults, 0, sizeof(fake_tm_faults));
}


/* --- requests that come in ------------------------------------------------------ */

static int newtran(sip_msg_t *msg)
{
	if(fake_tm_faults.newtran)
		return 0;
	current = transaction_new(msg->buf, (int)msg->len);
	memcpy(current->cb, pending, sizeof(pending));
	memset(pending, 0, sizeof(pending));
	return 1;
}

static struct cell *gett(void)
{
	return current != NULL ? &current->cell : T_UNDEFINED;
}

static int gett_branch(void)
{
	return current_branch;
}

static void sett(struct cell *t, int branch)
{
	current = t == T_UNDEFINED ? NULL : (transaction_t *)t;
	current_branch = branch;
}

static int register_cb(sip_msg_t *msg, struct cell *t, int types,
		transaction_cb f, void *param, release_tmcb_param release)
{
	callback_t cb = {types, f, param, release};
	callback_t *list = pending;

	(void)msg;
	if(fake_tm_faults.callback)
		return -1;
	if(t != NULL)
		list = ((transaction_t *)t)->cb;
	else if(current != NULL)
		list = current->cb;
	return callback_add(list, &cb);
}

static int set_fr(sip_msg_t *msg, unsigned inv, unsigned other)
{
	(void)msg;
	(void)inv;
	(void)other;
	return fake_tm_faults.fr ? -1 : 1;
}

static int suspend(sip_msg_t *msg, unsigned *hash, unsigned *label)
{
	(void)msg;
	if(fake_tm_faults.suspend != 0)
		return fake_tm_faults.suspend;
	current->suspended = 1;
	*hash = current->cell.hash_index;
	*label = current->cell.label;
	return 0;
}

static int lookup(struct cell **t, unsigned hash, unsigned label)
{
	transaction_t *found = by_label(label);

	(void)hash;
	*t = NULL;
	if(fake_tm_faults.lookup || found == NULL)
		return -1;
	current = found;
	*t = &found->cell;
	return 1;
}

static void unref(struct cell *t)
{
	(void)t;
}

/* a reply as the core writes it; to whom it cannot be said twice */
static int reply_send(
		transaction_t *t, sip_msg_t *msg, unsigned code, str *phrase, str *tag)
{
	struct bookmark mark;
	unsigned len;
	char *text;

	if(fake_tm_faults.reply || (t != NULL && t->final))
		return -1;
	fake_memory_pause(1);
	text = build_res_buf_from_sip_req(code, phrase, tag, msg, &len, &mark);
	fake_memory_pause(-1);
	assert_non_null(text);
	fake_put(fake_sip_queue, text, (int)len);
	pkg_free(text);
	if(t != NULL) {
		t->cell.uas.status = code;
		t->provisional |= code < 200;
		t->final = code >= 200 ? (int)code : 0;
	}
	return 1;
}

static int reply(sip_msg_t *msg, unsigned code, char *phrase)
{
	str text = {phrase, (int)strlen(phrase)};
	str tag = str_init("tm");

	return reply_send(current, msg, code, &text, &tag);
}

static int reply_with_body(struct cell *cell, unsigned code, str *phrase,
		str *body, str *headers, str *tag)
{
	transaction_t *t = (transaction_t *)cell;
	struct lump_rpl *h = NULL, *b = NULL;
	int rc;

	fake_memory_pause(1);
	if(headers != NULL && headers->len > 0)
		h = add_lump_rpl(&t->request, headers->s, headers->len, LUMP_RPL_HDR);
	if(body != NULL && body->len > 0)
		b = add_lump_rpl(&t->request, body->s, body->len, LUMP_RPL_BODY);
	if(fake_tm_while_replying != NULL)
		fake_tm_while_replying();
	rc = reply_send(t, &t->request, code, phrase, tag);
	if(h != NULL) {
		unlink_lump_rpl(&t->request, h);
		free_lump_rpl(h);
	}
	if(b != NULL) {
		unlink_lump_rpl(&t->request, b);
		free_lump_rpl(b);
	}
	fake_memory_pause(-1);
	return rc;
}

static int go_on(unsigned hash, unsigned label, struct action *route)
{
	transaction_t *t = by_label(label);
	char text[128];

	(void)hash;
	(void)route;
	if(t == NULL || !t->suspended)
		return -1;
	t->suspended = 0;
	t->final = 1; /* the script has it */
	fake_put(fake_sip_queue, text,
			snprintf(text, sizeof(text), "(continued %.*s)",
					STR_FMT(&t->request.callid->body)));
	return 0;
}

/* the INVITE server transaction of this Call-ID, or the newest */
static transaction_t *invite_of(const char *callid)
{
	transaction_t *found = NULL, *t = transactions;

	for(; t < transactions + TRANSACTIONS; t++)
		if(t->used && !t->ours && t->request.REQ_METHOD == METHOD_INVITE
				&& (callid == NULL
						|| strncmp(t->request.callid->body.s, callid,
								   strlen(callid))
								   == 0)
				&& (found == NULL || t->cell.label > found->cell.label))
			found = t;
	assert_non_null(found);
	return found;
}

void fake_cancel(const char *callid, const char *headers)
{
	transaction_t *t = invite_of(callid);
	char text[TEXT_MAX];
	struct tmcb_params ps;
	sip_msg_t m;

	memset(&ps, 0, sizeof(ps));
	snprintf(text, sizeof(text),
			"CANCEL %.*s SIP/2.0\r\nVia: %.*s\r\nFrom: %.*s\r\nTo: %.*s\r\n"
			"Call-ID: %.*s\r\nCSeq: %.*s CANCEL\r\n%s\r\n",
			STR_FMT(&t->request.first_line.u.request.uri),
			STR_FMT(&t->request.h_via1->body), STR_FMT(&t->request.from->body),
			STR_FMT(&t->request.to->body), STR_FMT(&t->request.callid->body),
			STR_FMT(&get_cseq(&t->request)->number), headers);
	msg_read(&m, text, (int)strlen(text));
	ps.req = &m;
	t->final = t->final ? t->final : 487;
	callbacks_run(t, TMCB_E2ECANCEL_IN, &ps);
	free_sip_msg(&m);
}

void fake_ack_with(const char *callid, const char *headers, const char *body)
{
	transaction_t *t = invite_of(callid);
	char text[TEXT_MAX];
	struct tmcb_params ps;
	sip_msg_t m;

	memset(&ps, 0, sizeof(ps));
	snprintf(text, sizeof(text),
			"ACK %.*s SIP/2.0\r\nVia: %.*sack\r\nFrom: %.*s\r\nTo: %.*s\r\n"
			"Call-ID: %.*s\r\nCSeq: %.*s ACK\r\n%sContent-Length: %zu\r\n\r\n"
			"%s",
			STR_FMT(&t->request.first_line.u.request.uri),
			STR_FMT(&t->request.h_via1->body), STR_FMT(&t->request.from->body),
			STR_FMT(&t->request.to->body), STR_FMT(&t->request.callid->body),
			STR_FMT(&get_cseq(&t->request)->number), headers, strlen(body),
			body);
	msg_read(&m, text, (int)strlen(text));
	ps.req = &m;
	callbacks_run(t, TMCB_ACK_NEG_IN, &ps);
	free_sip_msg(&m);
}

void fake_ack(const char *callid)
{
	fake_ack_with(callid, "", "");
}

static int check_trans(sip_msg_t *msg)
{
	transaction_t *t;

	for(t = transactions; t < transactions + TRANSACTIONS; t++)
		if(t->used && STR_EQ(t->request.callid->body, msg->callid->body))
			return 1;
	return -1;
}

static int relay(sip_msg_t *msg, char *p1, char *p2)
{
	(void)p1;
	(void)p2;
	fake_put(fake_sip_queue, msg->buf, (int)msg->len);
	return 1;
}


/* --- requests that we send -------------------------------------------------------- */

static int request_write(const uac_req_t *req, char *buf, int cap)
{
	const dlg_t *d = req->dialog;
	const str *m = req->method;
	int n, cancel_or_ack = STR_EQ(*m, (str)str_init("ACK"));
	rr_t *r;

	n = snprintf(buf, (size_t)cap,
			"%.*s %.*s SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%u"
			"\r\n",
			STR_FMT(m), STR_FMT(&d->rem_target), labels + 1);
	for(r = d->route_set; r != NULL; r = r->next)
		n += snprintf(buf + n, (size_t)(cap - n), "Route: %.*s\r\n", r->len,
				r->nameaddr.name.s);
	n += snprintf(buf + n, (size_t)(cap - n),
			d->loc_uri.s[d->loc_uri.len - 1] == '>'
					? "From: %.*s;tag=%.*s\r\n"
					: "From: <%.*s>;tag=%.*s\r\n",
			STR_FMT(&d->loc_uri), STR_FMT(&d->id.loc_tag));
	n += snprintf(buf + n, (size_t)(cap - n),
			"To: <%.*s>%s%.*s\r\nCall-ID: %.*s\r\nCSeq: %u %.*s\r\n%.*s"
			"Content-Length: %d\r\n\r\n%.*s",
			STR_FMT(&d->rem_uri), d->id.rem_tag.len > 0 ? ";tag=" : "",
			STR_FMT(&d->id.rem_tag), STR_FMT(&d->id.call_id), d->loc_seq.value,
			STR_FMT(m), STR_FMT(req->headers),
			req->body != NULL ? req->body->len : 0, STR_FMT(req->body));
	(void)cancel_or_ack;
	assert_true(n < cap);
	return n;
}

static int send_with_ids(uac_req_t *req, unsigned *hash, unsigned *label)
{
	callback_t cb = {req->cb_flags, req->cb, req->cbp, NULL};
	char text[TEXT_MAX];
	transaction_t *t;
	int n;

	if(fake_tm_faults.send)
		return -1;
	if(fake_tm_faults.drop)
		return 0;
	n = request_write(req, text, sizeof(text));
	fake_put(fake_sip_queue, text, n);
	if(STR_EQ(*req->method, (str)str_init("ACK"))) {
		*hash = *label = 0;
		return 1;
	}
	t = transaction_new(text, n);
	t->ours = 1;
	if(req->cb != NULL)
		t->cb[0] = cb;
	*hash = t->cell.hash_index;
	*label = t->cell.label;
	return 1;
}

static int calculate_hooks(dlg_t *d)
{
	(void)d;
	return 0;
}

static void cancel_prepare(
		struct cell *t, branch_bm_t *bitmap, branch_bm_t skip)
{
	(void)skip;
	*bitmap = ((transaction_t *)t)->provisional;
}

/* RFC 3261 section 9.1: none before a provisional reply */
static int cancel_send(struct cell *cell, struct cancel_info *why, int flags)
{
	transaction_t *t = (transaction_t *)cell;
	str none = STR_NULL, *reason = &none;
	char text[2048];

	(void)flags;
	if(why->cancel_bitmap == 0 || t->final)
		return 0;
	if(why->reason.cause == CANCEL_REAS_PACKED_HDRS)
		reason = &why->reason.u.packed_hdrs;
	t->cancelled = 1;
	fake_put(fake_sip_queue, text,
			snprintf(text, sizeof(text),
					"CANCEL %.*s SIP/2.0\r\nCall-ID: %.*s\r\nCSeq: %.*s "
					"CANCEL\r\n%.*s\r\n",
					STR_FMT(&t->request.first_line.u.request.uri),
					STR_FMT(&t->request.callid->body),
					STR_FMT(&get_cseq(&t->request)->number), STR_FMT(reason)));
	return 0;
}

static transaction_t *waiting(const char *method)
{
	transaction_t *found = NULL, *t;

	for(t = transactions; t < transactions + TRANSACTIONS; t++)
		if(t->used && t->ours && !t->final
				&& strncmp(t->text, method, strlen(method)) == 0
				&& (found == NULL || t->cell.label < found->cell.label))
			found = t;
	return found;
}

/* tm's callbacks for a reply, as it calls them: provisional ones on their way
 * in, final ones also when the transaction is complete */
static void answered(transaction_t *t, int code, sip_msg_t *m)
{
	struct tmcb_params ps;

	memset(&ps, 0, sizeof(ps));
	ps.code = code;
	ps.req = &t->request;
	ps.rpl = m;
	if(m != FAKED_REPLY)
		callbacks_run(t, TMCB_LOCAL_RESPONSE_IN, &ps);
	if(code < 200) {
		t->provisional = 1;
		return;
	}
	t->final = code;
	callbacks_run(t, TMCB_LOCAL_COMPLETED, &ps);
}

int fake_answer(
		const char *method, int code, const char *headers, const char *body)
{
	transaction_t *t = waiting(method);
	char text[TEXT_MAX];
	sip_msg_t m;
	int n;

	if(t == NULL)
		return 0;
	n = snprintf(text, sizeof(text),
			"SIP/2.0 %d Phrase %d\r\nVia: %.*s\r\nFrom: %.*s\r\nTo: %.*s%s\r\n"
			"Call-ID: %.*s\r\nCSeq: %.*s\r\n%sContent-Length: %zu\r\n\r\n%s",
			code, code, STR_FMT(&t->request.h_via1->body),
			STR_FMT(&t->request.from->body), STR_FMT(&t->request.to->body),
			get_to(&t->request)->tag_value.len > 0 ? "" : ";tag=phone",
			STR_FMT(&t->request.callid->body), STR_FMT(&t->request.cseq->body),
			headers, body != NULL ? strlen(body) : 0, body != NULL ? body : "");
	assert_true(n < TEXT_MAX);
	msg_read(&m, text, n);
	answered(t, code, &m);
	free_sip_msg(&m);
	return 1;
}

int fake_answer_none(const char *method)
{
	transaction_t *t = waiting(method);

	if(t == NULL)
		return 0;
	answered(t, 408, FAKED_REPLY);
	return 1;
}

/* --- what the proxy relays --------------------------------------------------------- */

void fake_relayed(sip_msg_t *msg, const char *sent)
{
	struct tmcb_params ps;
	struct dest_info dst;
	struct ip_addr *ip;
	str phone = str_init("192.0.2.77");

	assert_int_equal(newtran(msg), 1);
	init_dest_info(&dst);
	dst.proto = PROTO_UDP;
	dst.send_sock = udp_listen;
	ip = str2ip(&phone);
	init_su(&dst.to, ip, 5066);
	memset(&ps, 0, sizeof(ps));
	ps.req = msg;
	ps.dst = &dst;
	ps.send_buf.s = (char *)sent;
	ps.send_buf.len = (int)strlen(sent);
	free(current->text); /* what a branch has sent is what reply_repair reads */
	free_sip_msg(&current->request);
	current->text = strdup(sent);
	msg_read(&current->request, current->text, ps.send_buf.len);
	current->branch.request.buffer = current->text;
	current->branch.request.buffer_len = ps.send_buf.len;
	callbacks_run(current, TMCB_REQUEST_OUT, &ps);
}

void fake_relayed_reply(const char *reply, str *changed)
{
	static char text[TEXT_MAX];
	struct tmcb_params ps;
	unsigned len;
	sip_msg_t m;

	assert_true(strlen(reply) < TEXT_MAX);
	strcpy(text, reply);
	msg_read(&m, text, (int)strlen(text));
	memset(&ps, 0, sizeof(ps));
	ps.rpl = &m;
	ps.code = (int)m.first_line.u.reply.statuscode;
	current_branch = 0;
	callbacks_run(current, TMCB_RESPONSE_IN, &ps);
	current_branch = T_BR_UNDEFINED;
	changed->s = generate_res_buf_from_sip_res(&m, &len, BUILD_NO_VIA1_UPDATE);
	changed->len = (int)len;
	free_sip_msg(&m);
}


/* --- binding ------------------------------------------------------------------------- */

static int load_tm_fake(struct tm_binds *tm)
{
	memset(tm, 0, sizeof(*tm));
	tm->register_tmcb = register_cb;
	tm->t_newtran = newtran;
	tm->t_reply = reply;
	tm->t_reply_with_body = reply_with_body;
	tm->t_lookup_ident = lookup;
	tm->t_gett = gett;
	tm->t_gett_branch = gett_branch;
	tm->t_sett = sett;
	tm->unref_cell = unref;
	tm->calculate_hooks = calculate_hooks;
	tm->t_uac_with_ids = send_with_ids;
	tm->cancel_uacs = cancel_send;
	tm->prepare_to_cancel = cancel_prepare;
	tm->t_suspend = suspend;
	tm->t_continue = go_on;
	tm->set_fr = set_fr;
	tm->t_relay = (cmd_function)(void (*)(void))relay;
	return 1;
}

static int load_xtm_fake(tm_xapi_t *xtm)
{
	memset(xtm, 0, sizeof(*xtm));
	xtm->t_check_trans = check_trans;
	return 1;
}

static int stateless(sip_msg_t *msg, int code, str *phrase)
{
	str tag = str_init("sl");

	return reply_send(NULL, msg, (unsigned)code, phrase, &tag);
}

static int bind_sl_fake(sl_api_t *sl)
{
	memset(sl, 0, sizeof(*sl));
	sl->sreply = stateless;
	return 0;
}

#define EXPORT(name, f) fake_export(name, (cmd_function)(void (*)(void))f)

void fake_tm_start(void)
{
	static str server = str_init("Server: fake");

	server_hdr = server;
	rcv_default.bind_address = udp_listen;
	rcv_default.src_ip = udp_listen->address;
	rcv_default.dst_ip = udp_listen->address;
	rcv_default.src_port = rcv_default.dst_port = 5060;
	rcv_default.proto = PROTO_UDP;
	init_su(&rcv_default.src_su, &rcv_default.src_ip, 5060);
	EXPORT("load_tm", load_tm_fake);
	EXPORT("load_xtm", load_xtm_fake);
	EXPORT("bind_sl", bind_sl_fake);
}
