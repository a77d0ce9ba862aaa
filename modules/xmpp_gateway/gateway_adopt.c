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
 * \brief xmpp_gateway :: parameters that another module had before they were
 * ours
 *
 * An older configuration says who we are in the parameters of jingle, some of
 * it here, too. jingle hands over what it is given while the configuration is
 * read; when all of it is known, mod_init takes the old value where ours is not
 * written, and refuses two that differ: which one is meant, only the operator
 * knows. The log names each line to write or to take out.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/sr_module.h"
#include "../xmpp_link/link_list.h"

#include "gateway_adopt.h"
#include "gateway_config.h"

typedef int (*same_f)(const str *a, const str *b);

typedef struct adopted
{
	const char *name;
	same_f same;
	str *field;			/* ours, of a text */
	int *number;		/* ours, of a number */
	const char *module; /* whose line it was; NULL: there is none */
	str text;
	int value;
} adopted_t;


static int text_same(const str *a, const str *b)
{
	return STR_EQ(*a, *b);
}


/* clang-format off */
static adopted_t adopted[] = {
	{"component", link_list_equal, &xmpp_gateway_config.component,
		NULL, NULL, STR_NULL, 0},
	{"resource", text_same, &xmpp_gateway_config.resource,
		NULL, NULL, STR_NULL, 0},
	{"sip_domain", link_list_equal, &xmpp_gateway_config.sip_domain,
		NULL, NULL, STR_NULL, 0},
	{"local_domains", link_list_same, &xmpp_gateway_config.local_domains,
		NULL, NULL, STR_NULL, 0},
	{"trunk_domains", link_list_same, &xmpp_gateway_config.trunk_domains,
		NULL, NULL, STR_NULL, 0},
	{"fold_users", NULL, NULL,
		&xmpp_gateway_numbers.fold_users, NULL, STR_NULL, 0},
};
/* clang-format on */

enum
{
	ADOPTED = sizeof(adopted) / sizeof(adopted[0])
};


/* Set ours, with the same look at the value, and put it back. */
int xmpp_gateway_adopt(
		const char *module, const char *name, modparam_t type, void *value)
{
	const param_export_t *p = xmpp_gateway_params;
	adopted_t *a = adopted;
	adopted_t ours;

	while(a < adopted + ADOPTED && strcmp(a->name, name) != 0)
		a++;
	while(p->name != NULL && strcmp(p->name, name) != 0)
		p++;
	if(a == adopted + ADOPTED || p->name == NULL) {
		LM_BUG("%s: no parameter of ours\n", name);
		return -1;
	}
	ours.text = a->field ? *a->field : a->text;
	ours.value = a->number ? *a->number : 0;
	if(((param_func_t)p->param_pointer)(type, value) < 0)
		return -1;
	a->module = module;
	if(a->field != NULL) {
		a->text = *a->field;
		*a->field = ours.text;
	} else {
		a->value = *a->number;
		*a->number = ours.value;
	}
	return 0;
}


/* 1 the line says what is written here, too, 0 nothing is, -1 something else */
static int text_settle(const adopted_t *a)
{
	if(a->field->s == NULL) {
		LM_WARN("modparam(\"%s\", \"%s\", \"%.*s\") is an old name: write "
				"modparam(\"xmpp_gateway\", \"%s\", \"%.*s\") in its place\n",
				a->module, a->name, STR_FMT(&a->text), a->name,
				STR_FMT(&a->text));
		*a->field = a->text;
		return 0;
	}
	if(a->same(a->field, &a->text))
		return 1;
	LM_ERR("modparam(\"%s\", \"%s\", \"%.*s\") and "
		   "modparam(\"xmpp_gateway\", \"%s\", \"%.*s\") differ: take the line "
		   "of "
		   "%s out, and let that of xmpp_gateway say what is meant\n",
			a->module, a->name, STR_FMT(&a->text), a->name, STR_FMT(a->field),
			a->module);
	return -1;
}


static int number_settle(const adopted_t *a)
{
	if(*a->number == GATEWAY_NOT_WRITTEN) {
		LM_WARN("modparam(\"%s\", \"%s\", %d) is an old name: write "
				"modparam(\"xmpp_gateway\", \"%s\", %d) in its place\n",
				a->module, a->name, a->value, a->name, a->value);
		*a->number = a->value;
		return 0;
	}
	if(*a->number == a->value)
		return 1;
	LM_ERR("modparam(\"%s\", \"%s\", %d) and "
		   "modparam(\"xmpp_gateway\", \"%s\", %d) differ: take the line of "
		   "%s out, and let that of xmpp_gateway say what is meant\n",
			a->module, a->name, a->value, a->name, *a->number, a->module);
	return -1;
}


int xmpp_gateway_adopt_settle(void)
{
	int i, rc, result = 0;
	const adopted_t *a;

	for(i = 0; i < ADOPTED; i++) {
		a = &adopted[i];
		if(a->module == NULL)
			continue;
		rc = a->field != NULL ? text_settle(a) : number_settle(a);
		if(rc == 1)
			LM_WARN("modparam(\"%s\", \"%s\", ...) is an old name, and "
					"xmpp_gateway's says the same: take the line out\n",
					a->module, a->name);
		if(rc < 0)
			result = -1;
	}
	return result;
}
