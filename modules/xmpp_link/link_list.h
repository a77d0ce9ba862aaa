/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kamailio is free software; you can redistribute it and/or modify
 * it under the terms of the GNU General Public License as published by
 * the Free Software Foundation; either version 2 of the License, or
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_link :: lists in parameters. PURE, header only
 *
 * Words are separated by commas, semicolons or white space. They are domains
 * and the like: ASCII letters are compared without regard to case.
 */

#ifndef LINK_LIST_H
#define LINK_LIST_H

#include <string.h>

#include "../../core/str.h"
#include "link_jid.h"

#define LINK_LIST_SEPARATORS " ,;\t\n"

/**
 * The next word of a list.
 *
 * @param at   where to look; 0 at first, set behind the word
 * @param word set to a view into the list
 * @return 1, or 0: there is none
 */
static inline int link_list_next(const str *list, int *at, str *word)
{
	int i = *at, from;

	while(i < list->len && strchr(LINK_LIST_SEPARATORS, list->s[i]) != NULL)
		i++;
	for(from = i; i < list->len; i++)
		if(strchr(LINK_LIST_SEPARATORS, list->s[i]) != NULL)
			break;
	*at = i;
	word->s = list->s ? list->s + from : NULL;
	word->len = i - from;
	return word->len > 0;
}

static inline int link_list_has(const str *list, const str *item)
{
	int at = 0;
	str word;

	while(link_list_next(list, &at, &word))
		if(link_folded_equal(&word, item))
			return 1;
	return 0;
}

/* Have both the same words, in the same order? */
static inline int link_list_equal(const str *a, const str *b)
{
	int at_a = 0, at_b = 0, more;
	str word_a, word_b;

	do {
		more = link_list_next(a, &at_a, &word_a);
		if(more != link_list_next(b, &at_b, &word_b)
				|| !link_folded_equal(&word_a, &word_b))
			return 0;
	} while(more);
	return 1;
}

/* Have both the same words, in any order? */
static inline int link_list_same(const str *a, const str *b)
{
	int at = 0;
	str word;

	while(link_list_next(a, &at, &word))
		if(!link_list_has(b, &word))
			return 0;
	for(at = 0; link_list_next(b, &at, &word);)
		if(!link_list_has(a, &word))
			return 0;
	return 1;
}

#endif
