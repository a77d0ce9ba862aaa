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

#include "link_queue.h"


void xmpp_link_list_add(link_list_t *l, link_item_t *item)
{
	link_item_t *before = l->last;

	while(before && before->serial > item->serial)
		before = before->prev;
	item->prev = before;
	item->next = before ? before->next : l->first;
	*(before ? &before->next : &l->first) = item;
	*(item->next ? &item->next->prev : &l->last) = item;
	item->list = l;
	l->count++;
	l->bytes += (size_t)item->xml.len;
}


void xmpp_link_list_remove(link_item_t *item)
{
	link_list_t *l = item->list;

	if(l == NULL)
		return;
	*(item->prev ? &item->prev->next : &l->first) = item->next;
	*(item->next ? &item->next->prev : &l->last) = item->prev;
	item->prev = item->next = NULL;
	item->list = NULL;
	l->count--;
	l->bytes -= (size_t)item->xml.len;
}


link_item_t *xmpp_link_list_pop(link_list_t *l)
{
	link_item_t *item = l->first;

	if(item)
		xmpp_link_list_remove(item);
	return item;
}
