/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: the pages of the web form. PURE
 */

#include <stdio.h>
#include <string.h>

#include "account_page.h"

/* What stands in it is not escaped by HTML: no "<" and no "&". Large enough for
 * a thumb, readable at night. */
static const char style[] =
		":root{color-scheme:light dark}"
		"body{font:1.05rem/1.5 system-ui,sans-serif;max-width:30rem;"
		"margin:0 auto;padding:1rem}"
		"h1{font-size:1.4rem}"
		"label{display:block;margin-top:1rem;font-weight:600}"
		"input,select,button{font:inherit;box-sizing:border-box;width:100%;"
		"padding:.6rem;margin-top:.3rem;border:1px solid #888;"
		"border-radius:.4rem}"
		"input[type=checkbox]{width:auto;margin-right:.5rem}"
		"button{margin-top:1.5rem;border:0;background:#1668b8;color:#fff;"
		"font-weight:600}"
		".hint{display:block;font-weight:400;font-size:.9rem;opacity:.8}"
		".wrong{border-left:.3rem solid #c22;padding:.5rem .8rem}"
		".status{border-left:.3rem solid #888;padding:.5rem .8rem}";

static void element(xml_build_t *b, const char *name, const char *text)
{
	xml_build_open(b, name);
	xml_build_text_z(b, text);
	xml_build_close(b);
}


static void paragraph(xml_build_t *b, const char *class, const str *text)
{
	xml_build_open(b, "p");
	xml_build_attr_z(b, "class", class);
	xml_build_text(b, text);
	xml_build_close(b);
}


static void meta(xml_build_t *b, const char *name, const char *content)
{
	xml_build_open(b, "meta");
	xml_build_attr_z(b, "name", name);
	xml_build_attr_z(b, "content", content);
	xml_build_close(b);
}


/* all up to the text; body stays open */
static void page_begin(xml_build_t *b, const char *nonce, const char *title)
{
	static const char doctype[] = "<!DOCTYPE html>\n";

	xml_build_bytes(b, doctype, sizeof(doctype) - 1);
	xml_build_open(b, "html");
	xml_build_attr_z(b, "lang", "en");
	xml_build_open(b, "head");
	xml_build_open(b, "meta");
	xml_build_attr_z(b, "charset", "utf-8");
	xml_build_close(b);
	meta(b, "viewport", "width=device-width, initial-scale=1");
	meta(b, "robots", "noindex, nofollow");
	element(b, "title", title);
	xml_build_open(b, "style");
	xml_build_attr_z(b, "nonce", nonce);
	xml_build_text_z(b, style);
	xml_build_close(b);
	xml_build_close(b);
	xml_build_open(b, "body");
	element(b, "h1", title);
}


static int page_end(xml_build_t *b, str *html)
{
	xml_build_close(b);
	xml_build_close(b);
	return xml_build_end(b, html);
}


static void write_choice(xml_build_t *b, const char *name, const str *value)
{
	int i;

	xml_build_open(b, "select");
	xml_build_attr_z(b, "id", name);
	xml_build_attr_z(b, "name", name);
	for(i = 0; i < ACCOUNT_TRANSPORTS; i++) {
		const char *t = xmpp_account_transport_name((account_transport_t)i);

		xml_build_open(b, "option");
		xml_build_attr_z(b, "value", t);
		if(value->len == (int)strlen(t)
				&& memcmp(value->s, t, (size_t)value->len) == 0)
			xml_build_attr_z(b, "selected", "selected");
		xml_build_text_z(b, xmpp_account_transport_labels[i]);
		xml_build_close(b);
	}
	xml_build_close(b);
}


/* spelling aids of phones would send what is typed to others, and spoil it */
static void write_input(
		xml_build_t *b, int question, const str *value, int required)
{
	const account_question_info_t *q = &xmpp_account_questions[question];
	int secret = q->kind == ACCOUNT_KIND_SECRET;

	xml_build_open(b, "input");
	xml_build_attr_z(b, "type", secret ? "password" : "text");
	xml_build_attr_z(b, "id", q->name);
	xml_build_attr_z(b, "name", q->name);
	xml_build_attr_u(b, "maxlength", (unsigned long)q->max);
	xml_build_attr_z(b, "autocomplete", "off");
	xml_build_attr_z(b, "autocapitalize", "none");
	xml_build_attr_z(b, "spellcheck", "false");
	if(question == ACCOUNT_ASK_AOR)
		xml_build_attr_z(b, "inputmode", "email");
	if(required)
		xml_build_attr_z(b, "required", "required");
	if(!secret)
		xml_build_attr(b, "value", value);
	xml_build_close(b);
}


static void write_flag(xml_build_t *b, const char *name, const str *value)
{
	xml_build_open(b, "input");
	xml_build_attr_z(b, "type", "checkbox");
	xml_build_attr_z(b, "id", name);
	xml_build_attr_z(b, "name", name);
	xml_build_attr_z(b, "value", "1");
	if(value->len == 1 && value->s[0] == '1')
		xml_build_attr_z(b, "checked", "checked");
	xml_build_close(b);
}


static void write_hint(xml_build_t *b, const char *hint)
{
	if(hint == NULL)
		return;
	xml_build_open(b, "span");
	xml_build_attr_z(b, "class", "hint");
	xml_build_text_z(b, hint);
	xml_build_close(b);
}


static void write_question(
		xml_build_t *b, int question, const account_page_t *page)
{
	const account_question_info_t *q = &xmpp_account_questions[question];
	const str *value = &page->form.value[question];
	int required = question == ACCOUNT_ASK_AOR
				   || (q->kind == ACCOUNT_KIND_SECRET && page->is_new);

	xml_build_open(b, "label");
	xml_build_attr_z(b, "for", q->name);
	if(q->kind == ACCOUNT_KIND_FLAG)
		write_flag(b, q->name, value);
	xml_build_text_z(b, q->label);
	write_hint(b, required && q->kind == ACCOUNT_KIND_SECRET ? NULL : q->hint);
	xml_build_close(b);
	if(q->kind == ACCOUNT_KIND_CHOICE)
		write_choice(b, q->name, value);
	else if(q->kind != ACCOUNT_KIND_FLAG)
		write_input(b, question, value, required);
}


int xmpp_account_page_form(
		const account_page_t *page, char *buf, int cap, str *html)
{
	xml_build_t b;
	int i;

	xml_build_init(&b, buf, (size_t)cap);
	page_begin(&b, page->nonce, "Your SIP account");
	xml_build_open(&b, "p");
	xml_build_text_z(&b, "For the XMPP user ");
	xml_build_open(&b, "b");
	xml_build_text(&b, &page->owner);
	xml_build_close(&b);
	xml_build_text_z(&b, ". If that is not you, close this page.");
	xml_build_close(&b);
	if(page->status.len > 0)
		paragraph(&b, "status", &page->status);
	if(page->wrong) {
		xml_build_open(&b, "p");
		xml_build_attr_z(&b, "class", "wrong");
		xml_build_attr_z(&b, "role", "alert");
		xml_build_text_z(&b, "Not saved: ");
		xml_build_text_z(&b, page->wrong);
		xml_build_text_z(&b, ".");
		xml_build_close(&b);
	}
	xml_build_open(&b, "form");
	xml_build_attr_z(&b, "method", "post");
	xml_build_attr_z(&b, "accept-charset", "utf-8");
	xml_build_open(&b, "input");
	xml_build_attr_z(&b, "type", "hidden");
	xml_build_attr_z(&b, "name", "proof");
	xml_build_attr(&b, "value", &page->proof);
	xml_build_close(&b);
	for(i = 0; i < ACCOUNT_QUESTIONS; i++)
		write_question(&b, i, page);
	xml_build_open(&b, "button");
	xml_build_attr_z(&b, "type", "submit");
	xml_build_text_z(&b, "Save");
	xml_build_close(&b);
	xml_build_close(&b);
	return page_end(&b, html);
}


int xmpp_account_page_text(const char *nonce, const char *title,
		const char *const *paragraphs, char *buf, int cap, str *html)
{
	xml_build_t b;

	xml_build_init(&b, buf, (size_t)cap);
	page_begin(&b, nonce, title);
	for(; *paragraphs; paragraphs++)
		element(&b, "p", *paragraphs);
	return page_end(&b, html);
}


int xmpp_account_page_headers(const char *nonce, const char *cookie,
		int seconds, int secure, char *buf, int cap, str *headers)
{
	int n, m = 0;

	n = snprintf(buf, (size_t)cap,
			"Cache-Control: no-store\r\n"
			"Content-Security-Policy: default-src 'none'; style-src "
			"'nonce-%s'; form-action 'self'; frame-ancestors 'none'; "
			"base-uri 'none'\r\n"
			"Referrer-Policy: no-referrer\r\n"
			"X-Content-Type-Options: nosniff\r\n"
			"X-Frame-Options: DENY\r\n"
			"X-Robots-Tag: noindex\r\n",
			nonce);
	if(n < 0 || n >= cap)
		return -1;
	if(cookie)
		m = snprintf(buf + n, (size_t)(cap - n),
				"Set-Cookie: %s; Max-Age=%d; HttpOnly; SameSite=Lax%s\r\n",
				cookie, seconds, secure ? "; Secure" : "");
	if(m < 0 || m >= cap - n)
		return -1;
	headers->s = buf;
	headers->len = n + m;
	return 0;
}
