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
 * \brief xmpp_link :: parameters that are looked at where they stand
 *
 * A parameter's own function may refuse its value: Kamailio then names the file
 * and the line, and `kamailio -c` finds it, which runs no module's mod_init.
 *
 * A module lists its parameters once,
 *
 *	#define STRINGS(X) X(NAME, FIELD, CHECK) X(NAME, FIELD ...
 *	#define START_NUMBERS(X) X(NAME, FIELD, MIN, MAX, TEXT) X(NAME, FIELD ...
 *	#define NUMBERS(X) X(NAME, FIELD, MIN, MAX, TEXT) X(NAME, FIELD ...
 *
 * and makes of it the functions, STRINGS(LINK_PARAM_STR) NUMBERS(LINK_PARAM_INT),
 * and the lines of its tables: of parameters, NUMBERS(LINK_PARAM_INT_ROW) ..., and
 * of Kamailio's configuration framework, NUMBERS(LINK_PARAM_CFG_ROW). Numbers lie in
 * struct LINK_PARAM_GROUP, of which LINK_PARAM_DEFAULTS is what modparam() sets;
 * they are read by cfg_get(), since an operator changes those of NUMBERS while
 * Kamailio runs (kamcmd cfg.set). The framework trusts the struct to be in the
 * order of the table: NUMBERS(LINK_PARAM_IN_ORDER) makes the compiler see to it.
 */

#ifndef LINK_PARAM_H
#define LINK_PARAM_H

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "../../core/cfg/cfg.h"
#include "../../core/dprint.h"
#include "../../core/mem/mem.h"
#include "../../core/modparam.h"
#include "../../core/sr_module.h"
#include "../../core/str.h"
#include "link_list.h"

/*! \brief Is this a value of that parameter? 0, -1 (logged) */
typedef int (*link_param_f)(const char *name, const str *value);


static inline int link_param_ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n >= m && strcmp(name + n - m, end) == 0;
}


static inline int link_param_int(
		const char *name, int *field, int value, int min, int max)
{
	if(value >= min && value <= max) {
		*field = value;
		return 0;
	}
	if(link_param_ends_with(name, "_mode"))
		LM_ERR("parameter %s is 0%o, must be from 0%o to 0%o, written with a "
			   "0 in front\n",
				name, value, min, max);
	else
		LM_ERR("parameter %s is %d, must be from %d to %d\n", name, value, min,
				max);
	return -1;
}


/*! \brief A link_param_f: a list, each word a domain */
static inline int link_param_domains(const char *name, const str *value)
{
	int i, at = 0;
	str word;

	while(link_list_next(value, &at, &word)) {
		for(i = 0; i < word.len; i++)
			if((unsigned char)word.s[i] < ' '
					|| strchr("@/<>&'\"\\", word.s[i]) != NULL)
				break;
		if(i == word.len && word.len <= 255)
			continue;
		LM_ERR("parameter %s: %.*s is not a domain\n", name, STR_FMT(&word));
		return -1;
	}
	return 0;
}


/*! \brief A link_param_f: URL of a database, or empty */
static inline int link_param_url(const char *name, const str *value)
{
	if(value->len == 0 || strstr(value->s, "://") != NULL)
		return 0;
	LM_ERR("parameter %s: no URL of a database, as "
		   "sqlite:////var/lib/kamailio/jingle.sqlite\n",
			name);
	return -1;
}


/*! \brief A link_param_f: name of a table */
static inline int link_param_table(const char *name, const str *value)
{
	int i;

	for(i = 0; i < value->len; i++)
		if(!isalnum((unsigned char)value->s[i])
				&& strchr("_.", value->s[i]) == NULL)
			break;
	if(i == value->len && i > 0 && i <= 64)
		return 0;
	LM_ERR("parameter %s: %.*s is no name of a table\n", name, STR_FMT(value));
	return -1;
}


static inline int link_param_str(
		const char *name, str *field, const str *value, link_param_f check)
{
	char *s;

	if(check != NULL && check(name, value) < 0)
		return -1;
	s = pkg_malloc(value->len + 1);
	if(s == NULL) {
		PKG_MEM_ERROR;
		return -1;
	}
	memcpy(s, value->s, value->len);
	s[value->len] = '\0';
	field->s = s;
	field->len = value->len;
	return 0;
}


/* clang-format off */
#define LINK_PARAM_INT(name, field, min, max, text) \
	static int set_##name(modparam_t type, void *value) \
	{ \
		(void)type; \
		return link_param_int(#name, &LINK_PARAM_DEFAULTS.field, \
				(int)(long)value, min, max); \
	}
#define LINK_PARAM_INT_ROW(name, field, min, max, text) \
	{#name, PARAM_INT | PARAM_USE_FUNC, (void *)set_##name},

#define LINK_PARAM_CFG_ROW(name, field, min, max, text) \
	{#name, CFG_VAR_INT | CFG_ATOMIC, min, max, 0, 0, \
		text ", " #min " to " #max},
#define LINK_PARAM_CFG_START_ROW(name, field, min, max, text) \
	{#name, CFG_VAR_INT | CFG_READONLY, min, max, 0, 0, \
		text "; as set at the start"},

#define LINK_PARAM_PLACE(name, field, min, max, text) PLACE_##name,
#define LINK_PARAM_IN_ORDER(name, field, min, max, text) \
	_Static_assert(offsetof(struct LINK_PARAM_GROUP, field) \
			== PLACE_##name * sizeof(int), #name " is at another place");

#define LINK_PARAM_STR(name, field, check) \
	static int set_##name(modparam_t type, void *value) \
	{ \
		(void)type; \
		return link_param_str(#name, &(field), value, check); \
	}
#define LINK_PARAM_STR_ROW(name, field, check) \
	{#name, PARAM_STR | PARAM_USE_FUNC, (void *)set_##name},
/* clang-format on */

#endif
