/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one component stream has to send, or sent without a confirmation. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "outbox.h"


void outbox_init(
		outbox_t *o, size_t sent_max, outbox_ticket_f on_ticket, void *arg)
{
	memset(o, 0, sizeof(*o));
	o->sent_max = sent_max;
	o->on_ticket = on_ticket;
	o->arg = arg;
}


static void list_free(outbox_item_t *item)
{
	outbox_item_t *next;

	for(; item != NULL; item = next) {
		next = item->next;
		free(item);
	}
}


void outbox_free(outbox_t *o)
{
	list_free(o->unsent);
	list_free(o->sent);
	memset(o, 0, sizeof(*o));
}


static void list_push(
		outbox_item_t **head, outbox_item_t **tail, outbox_item_t *item)
{
	item->next = NULL;
	if(*tail != NULL)
		(*tail)->next = item;
	else
		*head = item;
	*tail = item;
}


static outbox_item_t *list_pop(outbox_item_t **head, outbox_item_t **tail)
{
	outbox_item_t *item = *head;

	*head = item->next;
	if(*head == NULL)
		*tail = NULL;
	return item;
}


int outbox_push(outbox_t *o, const char *data, size_t len, int repeatable,
		const outbox_ticket_t *ticket, uint64_t now)
{
	outbox_item_t *item = malloc(sizeof(*item) + len);

	if(item == NULL)
		return -ENOMEM;
	memset(item, 0, sizeof(*item));
	memcpy(item->data, data, len);
	item->len = len;
	item->born = now;
	item->seq = ++o->seq;
	item->repeatable = repeatable;
	if(ticket != NULL)
		item->ticket = *ticket;
	list_push(&o->unsent, &o->unsent_tail, item);
	o->unsent_bytes += len;
	return 0;
}


int outbox_pieces(const outbox_t *o, struct iovec *iov, int n)
{
	outbox_item_t *item = o->unsent;
	size_t skip = o->written;
	int i;

	for(i = 0; i < n && item != NULL; i++, item = item->next, skip = 0) {
		iov[i].iov_base = item->data + skip;
		iov[i].iov_len = item->len - skip;
	}
	return i;
}


static void outbox_forget_oldest(outbox_t *o)
{
	outbox_item_t *item;

	while(o->sent_bytes > o->sent_max && o->sent != NULL) {
		item = list_pop(&o->sent, &o->sent_tail);
		o->sent_bytes -= item->len;
		o->forgotten++;
		free(item);
	}
}


static void outbox_item_done(outbox_t *o)
{
	outbox_item_t *item = list_pop(&o->unsent, &o->unsent_tail);

	o->unsent_bytes -= item->len;
	o->written = 0;
	if(item->ticket.waits) {
		o->on_ticket(o->arg, &item->ticket, 1);
		item->ticket.waits = 0;
	}
	if(!item->repeatable) {
		free(item);
		return;
	}
	list_push(&o->sent, &o->sent_tail, item);
	o->sent_bytes += item->len;
	outbox_forget_oldest(o);
}


void outbox_wrote(outbox_t *o, size_t bytes)
{
	size_t left;

	while(o->unsent != NULL && bytes > 0) {
		left = o->unsent->len - o->written;
		if(bytes < left) {
			o->written += bytes;
			return;
		}
		bytes -= left;
		outbox_item_done(o);
	}
}


uint64_t outbox_mark(const outbox_t *o)
{
	return o->seq;
}


int outbox_has_unconfirmed(const outbox_t *o)
{
	return o->sent != NULL;
}


void outbox_confirm(outbox_t *o, uint64_t mark)
{
	outbox_item_t *item;

	while(o->sent != NULL && o->sent->seq <= mark) {
		item = list_pop(&o->sent, &o->sent_tail);
		o->sent_bytes -= item->len;
		free(item);
	}
}


void outbox_rewind(outbox_t *o)
{
	outbox_item_t *item, *list;

	if(o->sent_tail != NULL) {
		o->sent_tail->next = o->unsent;
		list = o->sent;
	} else
		list = o->unsent;
	o->sent = o->sent_tail = o->unsent = o->unsent_tail = NULL;
	o->sent_bytes = o->unsent_bytes = o->written = 0;
	while((item = list) != NULL) {
		list = item->next;
		if(item->ticket.waits) {
			o->on_ticket(o->arg, &item->ticket, 0);
			free(item);
			continue;
		}
		list_push(&o->unsent, &o->unsent_tail, item);
		o->unsent_bytes += item->len;
	}
}


outbox_item_t *outbox_take(outbox_t *o)
{
	outbox_item_t *item;

	if(o->unsent == NULL)
		return NULL;
	item = list_pop(&o->unsent, &o->unsent_tail);
	o->unsent_bytes -= item->len;
	return item;
}


unsigned outbox_expire(outbox_t *o, uint64_t born_before)
{
	outbox_item_t *item;
	unsigned n = 0;

	while(o->unsent != NULL && o->unsent->born < born_before) {
		item = outbox_take(o);
		free(item);
		n++;
	}
	return n;
}
