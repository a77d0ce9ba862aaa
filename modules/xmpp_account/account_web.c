/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: the web form, through Kamailio's xhttp
 *
 * Nothing of a request is logged: there is a secret in its path, and a password
 * in its body. What is sent is checked here, so that the page can say what is
 * wrong; then the link is used up, and a task carries the fields to the owner
 * of the JID. What comes of it the owner tells in the chat.
 */

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "../../core/data_lump_rpl.h"
#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"
#include "../../core/parser/parse_content.h"
#include "../../core/parser/hf.h"
#include "../../modules/xhttp/api.h"
#include "../xmpp_link/link_jid.h"

#include "account_config.h"
#include "account_link.h"
#include "account_page.h"
#include "account_door.h"
#include "account_urlencoded.h"
#include "account_web.h"
#include "account_secret.h"

enum
{
	WEB_BODY_MAX = 8 * 1024, /* bytes of a form that is sent */
	WEB_COOKIE_MAX = 80,
};

static xhttp_api_t xhttp;
static str path = STR_NULL; /* of web_url, from its first slash on */

/* of one request; one process does one at a time */
static char page_buf[ACCOUNT_PAGE_MAX];
static char header_buf[ACCOUNT_PAGE_HEADERS_MAX];
static char link_buf[ACCOUNT_LINK_TEXT_MAX];

int xmpp_account_web_init(void)
{
	const str *url = &xmpp_account_config.web_url;
	const char *host;

	if(url->len == 0)
		return 0;
	if(xhttp_load_api(&xhttp) < 0) {
		LM_ERR("parameter web_url: the module xhttp must be loaded before this "
			   "one: write loadmodule \"xhttp.so\" in front of it\n");
		return -1;
	}
	host = strstr(url->s, "://") + 3;
	path.s = strchr(host, '/');
	path.len = (int)(url->s + url->len - path.s);
	return xmpp_account_link_init(ACCOUNT_CFG(web_links),
			(void (*)(char *, int))xmpp_account_link.random_text,
			xmpp_account_link.now);
}


void xmpp_account_web_destroy(void)
{
	xmpp_account_link_destroy();
}


/* --- answers -------------------------------------------------------------------- */

static int is_secure(void)
{
	return strncmp(xmpp_account_config.web_url.s, "https:", 6) == 0;
}


static void web_send(sip_msg_t *msg, int code, const char *reason,
		const str *headers, const str *html)
{
	static str ctype = str_init("text/html; charset=utf-8");
	str phrase = {(char *)reason, (int)strlen(reason)};
	str body = *html;

	if(add_lump_rpl(msg, headers->s, headers->len, LUMP_RPL_HDR) == NULL
			|| xhttp.reply(msg, code, &phrase, &ctype, &body) < 0)
		LM_ERR("an answer to %s by HTTP cannot be sent\n",
				ip_addr2a(&msg->rcv.src_ip));
}


/* a page that says something, and no more */
static void web_say(sip_msg_t *msg, int code, const char *reason,
		const char *title, const char *text)
{
	const char *paragraphs[] = {text, NULL};
	char nonce[ACCOUNT_LINK_SECRET + 1];
	str headers, html;

	xmpp_account_link.random_text(nonce, ACCOUNT_LINK_SECRET);
	if(xmpp_account_page_headers(
			   nonce, NULL, 0, 0, header_buf, sizeof(header_buf), &headers)
					< 0
			|| xmpp_account_page_text(nonce, title, paragraphs, page_buf,
					   sizeof(page_buf), &html)
					   < 0)
		return;
	web_send(msg, code, reason, &headers, &html);
}


static void say_unknown(sip_msg_t *msg)
{
	web_say(msg, 404, "Not Found", "This link leads nowhere",
			"It was used already, its time is over, or it was never given out. "
			"Write register to the gateway in your chat client, and you get a "
			"new one.");
}


static void say_code(sip_msg_t *msg, account_link_code_t code)
{
	if(code == ACCOUNT_LINK_OTHERS)
		web_say(msg, 403, "Forbidden", "This link is open elsewhere",
				"Another browser has opened it. Continue there, or write "
				"register to the gateway in your chat client, and you get a "
				"new one.");
	else
		say_unknown(msg);
}


/* --- a request --------------------------------------------------------------------- */

typedef struct request
{
	sip_msg_t *msg;
	str secret; /* of the path */
	char cookie_name[24];
	str cookie;		 /* what the browser has sent by this name; or empty */
	int is_browsing; /* a browser says that it shows the page to a user */
} request_t;

static int view_is(const str *s, const char *z)
{
	return s->len == (int)strlen(z) && memcmp(s->s, z, (size_t)s->len) == 0;
}


/* value of a header that Kamailio has no type for */
static int header_find(sip_msg_t *msg, const char *name, str *value)
{
	str wanted = {(char *)name, (int)strlen(name)};
	struct hdr_field *h;

	for(h = msg->headers; h; h = h->next) {
		if(!link_folded_equal(&h->name, &wanted))
			continue;
		*value = h->body;
		return 1;
	}
	return 0;
}


/* name=value among "a=b; c=d" (RFC 6265 section 4.2) */
static void cookie_find(const str *header, const char *name, str *value)
{
	const char *p = header->s, *end = p + header->len, *stop;
	size_t n = strlen(name);

	for(; p < end; p = stop + 1) {
		while(p < end && *p == ' ')
			p++;
		stop = memchr(p, ';', (size_t)(end - p));
		if(stop == NULL)
			stop = end;
		if((size_t)(stop - p) <= n || memcmp(p, name, n) != 0 || p[n] != '=')
			continue;
		value->s = (char *)p + n + 1;
		value->len = (int)(stop - value->s);
		return;
	}
}


/* the secret behind our path: only characters of secrets */
static int secret_read(const str *uri, str *secret)
{
	int i;

	if(uri->len < path.len || memcmp(uri->s, path.s, (size_t)path.len) != 0)
		return -1;
	secret->s = uri->s + path.len;
	secret->len = uri->len - path.len;
	for(i = 0; i < secret->len; i++)
		if(!((secret->s[i] >= 'a' && secret->s[i] <= 'z')
				   || (secret->s[i] >= '2' && secret->s[i] <= '7')))
			secret->len = i;
	return 0;
}


/* return 0, -1: not for us */
static int request_read(sip_msg_t *msg, request_t *r)
{
	str header;

	memset(r, 0, sizeof(*r));
	r->msg = msg;
	r->cookie.s = "";
	if(path.s == NULL || parse_headers(msg, HDR_EOH_F, 0) < 0
			|| secret_read(&msg->first_line.u.request.uri, &r->secret) < 0)
		return -1;
	snprintf(r->cookie_name, sizeof(r->cookie_name), "account-%08x",
			(unsigned)link_hash(LINK_HASH_START, &r->secret));
	if(header_find(msg, "Cookie", &header))
		cookie_find(&header, r->cookie_name, &r->cookie);
	r->is_browsing = header_find(msg, "Sec-Fetch-Mode", &header)
					 && view_is(&header, "navigate");
	return 0;
}


/* --- the form ------------------------------------------------------------------------ */

static void show_form(request_t *r, const account_link_t *link,
		const account_link_keys_t *keys, const account_form_t *sent,
		const char *wrong)
{
	char nonce[ACCOUNT_LINK_SECRET + 1], cookie[WEB_COOKIE_MAX];
	account_page_t page;
	str headers, html;

	memset(&page, 0, sizeof(page));
	xmpp_account_link.random_text(nonce, ACCOUNT_LINK_SECRET);
	page.nonce = nonce;
	page.owner = link->today.owner;
	page.status = link->status;
	page.proof.s = (char *)keys->proof;
	page.proof.len = ACCOUNT_LINK_SECRET;
	page.wrong = wrong;
	page.is_new = link->is_new;
	if(sent)
		page.form = *sent;
	else
		xmpp_account_form_today(&link->today, &page.form);
	snprintf(cookie, sizeof(cookie), "%s=%s", r->cookie_name, keys->cookie);
	if(xmpp_account_page_headers(nonce, keys->is_bound ? cookie : NULL,
			   keys->seconds, is_secure(), header_buf, sizeof(header_buf),
			   &headers)
					< 0
			|| xmpp_account_page_form(&page, page_buf, sizeof(page_buf), &html)
					   < 0) {
		web_say(r->msg, 400, "Bad Request", "This cannot be shown",
				"One of the fields has characters in it that cannot be shown.");
		return;
	}
	if(wrong)
		web_send(r->msg, 422, "Unprocessable Content", &headers, &html);
	else
		web_send(r->msg, 200, "OK", &headers, &html);
}


static void on_get(request_t *r)
{
	account_link_t link;
	account_link_keys_t keys;
	account_link_code_t code = xmpp_account_link_open(
			&r->secret, &r->cookie, r->is_browsing, &link, &keys, link_buf);

	if(code == ACCOUNT_LINK_OK)
		show_form(r, &link, &keys, NULL, NULL);
	else
		say_code(r->msg, code);
}


/* --- what is sent --------------------------------------------------------------------- */

/* On its way to the owner, in shared memory; it may hold a password. */
typedef struct handover
{
	xmpp_link_task_t task;
	account_fields_t fields; /* their strings are in text */
	str component;
	size_t size;
	char text[];
} handover_t;

static void handover_free(handover_t *h)
{
	xmpp_account_wipe(h, (int)h->size);
	shm_free(h);
}


static void handover_run(xmpp_link_task_t *t)
{
	handover_t *h = (handover_t *)((char *)t - offsetof(handover_t, task));
	char words[512];
	account_result_t result;

	if(xmpp_account_allowed(&h->fields.owner, &result) < 0
			|| xmpp_account_door_set(&h->component, &h->fields, &result) < 0) {
		snprintf(words, sizeof(words), "Your SIP account was not saved: %s.",
				result.reason ? result.reason : "the gateway refuses it");
		xmpp_account_door_send(&h->component, &h->fields.owner, words);
	}
	handover_free(h);
}


static handover_t *handover_new(
		const account_fields_t *fields, const str *component)
{
	size_t size =
			sizeof(handover_t) + ACCOUNT_FIELDS_MAX + (size_t)component->len;
	handover_t *h = shm_malloc(size);
	account_fault_t fault;

	if(h == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	memset(h, 0, size);
	h->size = size;
	h->task.run = handover_run;
	h->component.s = h->text + ACCOUNT_FIELDS_MAX;
	h->component.len = component->len;
	memcpy(h->component.s, component->s, (size_t)component->len);
	if(xmpp_account_check(
			   fields, &h->fields, h->text, ACCOUNT_FIELDS_MAX, &fault)
			== 0)
		return h;
	handover_free(h);
	return NULL;
}


/* return 0, -1: nobody has it */
static int hand_over(const account_fields_t *fields, const str *component)
{
	handover_t *h = handover_new(fields, component);

	if(h == NULL)
		return -1;
	if(xmpp_account_link.post(
			   xmpp_account_link.owner(&fields->owner), &h->task, 0)
			== 0)
		return 0;
	handover_free(h);
	return -1;
}


typedef struct sent
{
	account_form_t form;
	str proof;
} sent_t;

static int sent_pair(const str *name, const str *value, void *arg)
{
	sent_t *sent = arg;

	if(view_is(name, "proof")) {
		sent->proof = *value;
		return 0;
	}
	return xmpp_account_form_answer(&sent->form, name, value) < 0 ? -1 : 0;
}


/* a box that is not ticked is not sent */
static int sent_read(const str *body, char *buf, int cap, sent_t *sent)
{
	memset(sent, 0, sizeof(*sent));
	if(xmpp_account_urlencoded_read(body, buf, cap, sent_pair, sent) < 0)
		return -1;
	if(sent->form.value[ACCOUNT_ASK_REACHABLE].s == NULL) {
		sent->form.value[ACCOUNT_ASK_REACHABLE].s = "0";
		sent->form.value[ACCOUNT_ASK_REACHABLE].len = 1;
	}
	return 0;
}


/* NULL, or what is wrong */
static const char *sent_check(const sent_t *sent, const account_link_t *link,
		account_fields_t *fields)
{
	static char buf[ACCOUNT_FIELDS_MAX];
	account_fields_t checked;
	account_fault_t fault;
	const char *wrong = xmpp_account_form_fields(
			&sent->form, link->is_new ? NULL : &link->today, fields);

	fields->owner = link->today.owner;
	if(wrong)
		return wrong;
	if(link->is_new && fields->password.len == 0)
		return "the password is missing";
	if(xmpp_account_check(fields, &checked, buf, sizeof(buf), &fault) < 0)
		wrong = fault.reason;
	xmpp_account_wipe(buf, sizeof(buf));
	return wrong;
}


static void take_form(request_t *r, const account_link_t *link,
		const account_link_keys_t *keys, const sent_t *sent)
{
	account_fields_t fields;
	const char *wrong = sent_check(sent, link, &fields);

	if(wrong) {
		show_form(r, link, keys, &sent->form, wrong);
		return;
	}
	if(!xmpp_account_link_use(&r->secret)) {
		say_unknown(r->msg);
		return;
	}
	if(hand_over(&fields, &link->component) == 0) {
		web_say(r->msg, 200, "OK", "Saved",
				"The gateway signs in with your account now, and tells you in "
				"your chat client what comes of it. You can close this page.");
		return;
	}
	xmpp_account_link_give_back(&r->secret);
	web_say(r->msg, 503, "Service Unavailable", "Not saved",
			"The gateway is too busy just now. Go back, and try it again.");
}


static int is_form(sip_msg_t *msg)
{
	static const str wanted = str_init("application/x-www-form-urlencoded");
	str type = STR_NULL;

	if(!header_find(msg, "Content-Type", &type) || type.len < wanted.len)
		return 0;
	if(type.len > wanted.len && strchr("; \t", type.s[wanted.len]) == NULL)
		return 0;
	type.len = wanted.len;
	return link_folded_equal(&type, &wanted);
}


static void on_post(request_t *r)
{
	static char text[WEB_BODY_MAX];
	account_link_keys_t keys;
	account_link_code_t code;
	account_link_t link;
	str body;
	sent_t sent;

	body.s = get_body(r->msg);
	body.len = body.s ? (int)(r->msg->buf + r->msg->len - body.s) : 0;
	if(body.len > WEB_BODY_MAX) {
		web_say(r->msg, 413, "Content Too Large", "Too long",
				"That is longer than any SIP account.");
		return;
	}
	code = xmpp_account_link_open(
			&r->secret, &r->cookie, 0, &link, &keys, link_buf);
	if(code != ACCOUNT_LINK_OK) {
		say_code(r->msg, code);
	} else if(!is_form(r->msg)
			  || sent_read(&body, text, sizeof(text), &sent) < 0
			  || sent.proof.len != ACCOUNT_LINK_SECRET
			  || sodium_memcmp(sent.proof.s, keys.proof, ACCOUNT_LINK_SECRET)
						 != 0) {
		web_say(r->msg, 400, "Bad Request", "This form is not ours",
				"Open the link again, and send the form that it shows.");
	} else {
		take_form(r, &link, &keys, &sent);
	}
	xmpp_account_wipe(text, sizeof(text));
}


int xmpp_account_ki_web(sip_msg_t *msg)
{
	static const char allow[] = "Allow: GET, POST\r\n";
	const str *method = &msg->first_line.u.request.method;
	request_t r;

	if(request_read(msg, &r) < 0)
		return -1;
	if(view_is(method, "GET")) {
		on_get(&r);
	} else if(view_is(method, "POST")) {
		on_post(&r);
	} else {
		add_lump_rpl(msg, (char *)allow, sizeof(allow) - 1, LUMP_RPL_HDR);
		web_say(msg, 405, "Method Not Allowed", "Not so",
				"This address shows a form, and takes it.");
	}
	return 1;
}
