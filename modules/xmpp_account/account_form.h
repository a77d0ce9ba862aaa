/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what a user is asked of a SIP account. PURE
 *
 * One table for all doors: names in data forms and in the web form, elements of
 * XEP-0077, labels. What comes back is held as text, as it was typed; together
 * with the account as it is today it becomes the fields of account_check.h,
 * which checks them.
 */

#ifndef ACCOUNT_FORM_H
#define ACCOUNT_FORM_H

#include "../../core/str.h"
#include "../xmpp_link/xml_build.h"

#include "account_check.h"

typedef enum account_question
{
	ACCOUNT_ASK_AOR = 0,
	ACCOUNT_ASK_PASSWORD, /* blank: as it is today */
	ACCOUNT_ASK_AUTH,
	ACCOUNT_ASK_PROXY,
	ACCOUNT_ASK_TRANSPORT,
	ACCOUNT_ASK_DISPLAY,
	ACCOUNT_ASK_REACHABLE,
	ACCOUNT_QUESTIONS
} account_question_t;

typedef enum account_question_kind
{
	ACCOUNT_KIND_TEXT = 0,
	ACCOUNT_KIND_SECRET, /* its value is written in no form */
	ACCOUNT_KIND_CHOICE, /* a transport */
	ACCOUNT_KIND_FLAG,	 /* "0" or "1" */
} account_question_kind_t;

typedef struct account_question_info
{
	const char *name;	 /* of the data form, and of the web form */
	const char *element; /* element of jabber:iq:register, or NULL */
	const char *label;
	const char *hint; /* what to write there, or NULL */
	account_question_kind_t kind;
	int max; /* bytes that a form lets one type */
} account_question_info_t;

extern const account_question_info_t xmpp_account_questions[ACCOUNT_QUESTIONS];
extern const char *const xmpp_account_transport_labels[ACCOUNT_TRANSPORTS];

/* Answers, borrowed; s == NULL: nothing was said, and it stays as it is */
typedef struct account_form
{
	str value[ACCOUNT_QUESTIONS];
} account_form_t;

/* Note the answer to the question of this name, or of this element of
 * jabber:iq:register. return 0, 1: no such question, -1: it has an answer */
int xmpp_account_form_answer(
		account_form_t *f, const str *name, const str *value);
int xmpp_account_form_answer_element(
		account_form_t *f, const str *name, const str *value);

/* The answers that an account of today would be; never its password. Borrowed
 * from it */
void xmpp_account_form_today(const account_fields_t *today, account_form_t *f);

/**
 * Answers as the fields of an account; xmpp_account_check() is still to come.
 *
 * @param today as it is, or NULL: new, and what is not said has its default
 * @param out   owner and line are today's, or empty; borrowed from both
 * @return NULL, or what is wrong, in words for the user; static
 */
const char *xmpp_account_form_fields(const account_form_t *f,
		const account_fields_t *today, account_fields_t *out);

/* A form of XEP-0004 as it is written */
typedef struct account_form_text
{
	const char *title;
	const char *instructions;
	const char *status; /* a line on top that says how it is today, or NULL */
	const char *form_type; /* XEP-0068, or NULL */
	int is_new;			   /* 1: address and password are required */
} account_form_text_t;

/* <x type='form'/> with these answers; what could not be written shows at
 * xml_build_end() */
void xmpp_account_form_write(xml_build_t *b, const account_form_t *f,
		const account_form_text_t *text);

/* The elements of jabber:iq:register, in the same way */
void xmpp_account_form_write_elements(xml_build_t *b, const account_form_t *f);

#endif
