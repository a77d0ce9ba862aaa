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
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */


/*!
 * \file
 * \brief jingle :: numbers of reliable provisional responses (RFC 3262)
 *
 * PURE.
 */

#include <string.h>
#include <strings.h>

#include "jingle_method.h"
#include "jingle_rseq.h"


/* the next word, blanks around it taken off */
static str word_cut(str *rest)
{
	str word;

	while(rest->len > 0 && (*rest->s == ' ' || *rest->s == '\t')) {
		rest->s++;
		rest->len--;
	}
	word.s = rest->s;
	while(rest->len > 0 && *rest->s != ' ' && *rest->s != '\t') {
		rest->s++;
		rest->len--;
	}
	word.len = (int)(rest->s - word.s);
	return word;
}


/* digits alone, 32 bits */
static int number_read(const str *word, unsigned *number)
{
	uint64_t n = 0;
	int i;

	for(i = 0; i < word->len; i++) {
		if(word->s[i] < '0' || word->s[i] > '9')
			return -1;
		n = n * 10 + (uint64_t)(word->s[i] - '0');
		if(n > UINT32_MAX)
			return -1;
	}
	*number = (unsigned)n;
	return i > 0 ? 0 : -1;
}


int jingle_rseq_read(const str *value, unsigned *rseq)
{
	str rest = *value, word = word_cut(&rest);

	if(number_read(&word, rseq) < 0 || *rseq == 0)
		return -1;
	return word_cut(&rest).len == 0 ? 0 : -1;
}


int jingle_rack_read(const str *value, unsigned *rseq, unsigned *cseq)
{
	str rest = *value, words[3];
	int i;

	for(i = 0; i < 3; i++)
		words[i] = word_cut(&rest);
	if(number_read(&words[0], rseq) < 0 || number_read(&words[1], cseq) < 0)
		return -1;
	return jingle_method_of(&words[2]) == JINGLE_INVITE
						   && word_cut(&rest).len == 0
				   ? 0
				   : -1;
}


/* FNV-1a; a tag may be as long as a message */
static uint64_t digest(const str *tag)
{
	uint64_t h = 14695981039346656037ULL;
	int i;

	for(i = 0; i < tag->len; i++)
		h = (h ^ (unsigned char)tag->s[i]) * 1099511628211ULL;
	return h;
}


int jingle_rseq_take(jingle_rseq_t *r, const str *tag, unsigned rseq)
{
	uint64_t key = digest(tag);
	int i;

	for(i = 0; i < r->dialogs; i++)
		if(r->dialog[i].tag == key)
			break;
	if(i == JINGLE_RSEQ_DIALOGS)
		return 0;
	if(i < r->dialogs && rseq != r->dialog[i].last + 1)
		return 0;
	if(i == r->dialogs)
		r->dialogs++;
	r->dialog[i].tag = key;
	r->dialog[i].last = rseq;
	return 1;
}
