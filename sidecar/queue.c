/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stanzas on their way to Kamailio. */

#include <stdlib.h>

#include "../modules/xmpp_link/link_binrpc.h"
#include "../modules/xmpp_link/link_proto.h"
#include "queue.h"

enum
{
	QUEUE_RECORDS = 10 /* of a stanza request, its method included */
};


/* views into the frame that was written, by reading it */
static int item_views(queue_item_t *item)
{
	stanza_t *s = &item->stanza;
	str *const fields[] = {
			&s->type, &s->from, &s->to, &s->id, &s->payloads, &s->xml};
	link_frame_t f;
	str skipped;
	size_t i;

	if(xmpp_link_frame_read(item->frame.s, (size_t)item->frame.len,
			   (size_t)item->frame.len, &f)
			<= 0)
		return -1;
	for(i = 0; i < 3; i++) /* method, component, kind */
		if(xmpp_link_frame_str(&f, &skipped) != 0)
			return -1;
	for(i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if(xmpp_link_frame_str(&f, fields[i]) != 0)
			return -1;
	return 0;
}


queue_item_t *queue_item_new(const stanza_t *s, const char *component,
		unsigned domain, uint32_t cookie, uint64_t now, uint64_t deadline)
{
	size_t text = (size_t)(s->type.len + s->from.len + s->to.len + s->id.len
						   + s->payloads.len + s->xml.len)
				  + strlen("stanza") + strlen(component) + strlen("presence");
	size_t room = xmpp_link_writer_room(QUEUE_RECORDS, text);
	queue_item_t *item = malloc(sizeof(*item) + room);
	link_writer_t w;

	if(item == NULL)
		return NULL;
	memset(item, 0, sizeof(*item));
	item->size = sizeof(*item) + room;
	item->deadline = deadline;
	item->cookie = cookie;
	item->domain = domain;
	item->stanza.kind = s->kind;
	item->stanza.flags = s->flags;
	xmpp_link_writer_begin(&w, item->data, room);
	xmpp_link_writer_z(&w, "stanza");
	xmpp_link_writer_z(&w, component);
	xmpp_link_writer_z(&w, stanza_kind_name(s->kind));
	xmpp_link_writer_str(&w, &s->type);
	xmpp_link_writer_str(&w, &s->from);
	xmpp_link_writer_str(&w, &s->to);
	xmpp_link_writer_str(&w, &s->id);
	xmpp_link_writer_str(&w, &s->payloads);
	xmpp_link_writer_str(&w, &s->xml);
	xmpp_link_writer_int(&w, link_stamp(now));
	if(xmpp_link_writer_end(&w, LINK_BINRPC_REQUEST, cookie, &item->frame) != 0
			|| item_views(item) != 0) {
		free(item);
		return NULL;
	}
	return item;
}


void queue_item_free(queue_item_t *item)
{
	free(item);
}


queue_item_t *queue_item_short(const queue_item_t *item)
{
	const str *from[] = {&item->stanza.type, &item->stanza.from,
			&item->stanza.to, &item->stanza.id};
	size_t size = sizeof(*item), i;
	queue_item_t *copy;
	char *at;

	for(i = 0; i < 4; i++)
		size += (size_t)from[i]->len;
	copy = calloc(1, size);
	if(copy == NULL)
		return NULL;
	str *const to[] = {&copy->stanza.type, &copy->stanza.from, &copy->stanza.to,
			&copy->stanza.id};
	copy->size = size;
	copy->cookie = item->cookie;
	copy->domain = item->domain;
	copy->stanza.kind = item->stanza.kind;
	copy->stanza.flags = item->stanza.flags;
	for(at = copy->data, i = 0; i < 4; at += from[i++]->len) {
		if(from[i]->len > 0)
			memcpy(at, from[i]->s, (size_t)from[i]->len);
		to[i]->s = at;
		to[i]->len = from[i]->len;
	}
	return copy;
}


static void queue_count(queue_t *q, const queue_item_t *item)
{
	q->count++;
	q->bytes += item->size;
	q->xml_bytes += (size_t)item->stanza.xml.len;
}


static void queue_uncount(queue_t *q, const queue_item_t *item)
{
	q->count--;
	q->bytes -= item->size;
	q->xml_bytes -= (size_t)item->stanza.xml.len;
}


void queue_push(queue_t *q, queue_item_t *item)
{
	item->next = NULL;
	if(q->tail != NULL)
		q->tail->next = item;
	else
		q->head = item;
	q->tail = item;
	queue_count(q, item);
}


/* unlink the item behind before, the head when before is NULL */
static queue_item_t *queue_unlink(queue_t *q, queue_item_t *before)
{
	queue_item_t *item = before ? before->next : q->head;

	if(item == NULL)
		return NULL;
	if(before != NULL)
		before->next = item->next;
	else
		q->head = item->next;
	if(q->tail == item)
		q->tail = before;
	item->next = NULL;
	queue_uncount(q, item);
	return item;
}


queue_item_t *queue_pop(queue_t *q)
{
	return queue_unlink(q, NULL);
}


queue_item_t *queue_take_written(queue_t *q, uint32_t cookie)
{
	queue_item_t *item, *before = NULL;

	for(item = q->head; item != NULL && item->written;
			before = item, item = item->next)
		if(item->cookie == cookie)
			return queue_unlink(q, before);
	return NULL;
}


queue_item_t *queue_take(queue_t *q, uint32_t cookie)
{
	queue_item_t *item, *before = NULL;

	for(item = q->head; item != NULL; before = item, item = item->next)
		if(item->cookie == cookie)
			return queue_unlink(q, before);
	return NULL;
}


queue_item_t *queue_take_due(queue_t *q, uint64_t now)
{
	queue_item_t *item, *before = NULL;

	for(item = q->head; item != NULL; before = item, item = item->next)
		if(item->deadline <= now)
			return queue_unlink(q, before);
	return NULL;
}


uint64_t queue_deadline(const queue_t *q)
{
	const queue_item_t *item;
	uint64_t first = 0;

	for(item = q->head; item != NULL; item = item->next)
		if(first == 0 || item->deadline < first)
			first = item->deadline;
	return first;
}


void queue_prepend(queue_t *q, queue_t *from)
{
	if(from->head == NULL)
		return;
	from->tail->next = q->head;
	if(q->tail == NULL)
		q->tail = from->tail;
	q->head = from->head;
	q->count += from->count;
	q->bytes += from->bytes;
	q->xml_bytes += from->xml_bytes;
	memset(from, 0, sizeof(*from));
}


void queue_clear(queue_t *q)
{
	queue_item_t *item;

	while((item = queue_pop(q)) != NULL)
		queue_item_free(item);
}
