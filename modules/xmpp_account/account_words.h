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

#ifndef ACCOUNT_WORDS_H
#define ACCOUNT_WORDS_H

#include "../../core/str.h"

typedef enum account_word
{
	ACCOUNT_WORD_HELP = 0, /* also what is not understood */
	ACCOUNT_WORD_STATUS,
	ACCOUNT_WORD_REGISTER,
	ACCOUNT_WORD_REMOVE,
	ACCOUNT_WORD_SECRET, /* it may hold a password: it is not to be kept */
} account_word_t;

/**
 * What does a message want?
 *
 * @param text its body, borrowed
 * @param line the word behind it (remove), a view into text; or empty
 */
account_word_t xmpp_account_words_read(const str *text, str *line);

#endif
