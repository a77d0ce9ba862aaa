/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what a user writes to the gateway in a chat. PURE
 */

#include <string.h>

#include "../xmpp_link/link_jid.h"

#include "account_words.h"

static const struct
{
	const char *word;
	account_word_t means;
} words[] = {
		{"help", ACCOUNT_WORD_HELP},
		{"status", ACCOUNT_WORD_STATUS},
		{"register", ACCOUNT_WORD_REGISTER},
		{"remove", ACCOUNT_WORD_REMOVE},
		{"unregister", ACCOUNT_WORD_REMOVE},
};

/* who writes one of these is about to write a password, or has */
static const char *const secrets[] = {
		"password", "passwort", "passwd", "pass", "secret", "login"};

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}


/* the next word, without a slash in front of it, as some write commands */
static str word_next(str *rest)
{
	str w;

	while(rest->len > 0 && is_blank(rest->s[0])) {
		rest->s++;
		rest->len--;
	}
	w.s = rest->s;
	w.len = 0;
	while(rest->len > 0 && !is_blank(rest->s[0])) {
		w.len++;
		rest->s++;
		rest->len--;
	}
	if(w.len > 1 && (w.s[0] == '/' || w.s[0] == '!')) {
		w.s++;
		w.len--;
	}
	return w;
}


static int word_is(const str *w, const char *z)
{
	str s;

	s.s = (char *)z;
	s.len = (int)strlen(z);
	return link_folded_equal(w, &s);
}


static int begins_with(const str *w, const char *z)
{
	str s = *w;

	if(s.len > (int)strlen(z))
		s.len = (int)strlen(z);
	return word_is(&s, z);
}


static int names_a_secret(const str *text)
{
	str rest = *text, w;
	size_t i;

	for(w = word_next(&rest); w.len > 0; w = word_next(&rest))
		for(i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
			if(begins_with(&w, secrets[i]))
				return 1;
	return 0;
}


account_word_t xmpp_account_words_read(const str *text, str *line)
{
	str rest = *text, w = word_next(&rest), second;
	size_t i;

	line->s = text->s;
	line->len = 0;
	for(i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if(word_is(&w, words[i].word))
			break;
	if(i == sizeof(words) / sizeof(words[0]))
		return names_a_secret(text) ? ACCOUNT_WORD_SECRET : ACCOUNT_WORD_HELP;
	second = word_next(&rest);
	if(words[i].means == ACCOUNT_WORD_REMOVE) {
		*line = second;
		return ACCOUNT_WORD_REMOVE;
	}
	/* an address and a password are what comes to mind behind "register" */
	if(second.len > 0 && words[i].means == ACCOUNT_WORD_REGISTER)
		return ACCOUNT_WORD_SECRET;
	return words[i].means;
}
