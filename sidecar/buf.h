/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A byte buffer that grows. PURE, header only. */

#ifndef BUF_H
#define BUF_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* All zero is an empty buffer. The buffer owns data; buf_free() gives it back
 * and makes the buffer empty again. */
typedef struct buf
{
	char *data;
	size_t len;
	size_t cap;
} buf_t;

/**
 * Make room for n more bytes.
 *
 * @return 0 or -ENOMEM; on failure the buffer stays as it was
 */
static inline int buf_room(buf_t *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 256;
	char *p;

	if(n <= b->cap - b->len)
		return 0;
	if(n > SIZE_MAX / 4 || b->len > SIZE_MAX / 4)
		return -ENOMEM;
	while(cap < b->len + n)
		cap *= 2;
	p = realloc(b->data, cap);
	if(p == NULL)
		return -ENOMEM;
	b->data = p;
	b->cap = cap;
	return 0;
}

/* Append n bytes; 0 or -ENOMEM. */
static inline int buf_add(buf_t *b, const char *p, size_t n)
{
	if(buf_room(b, n) != 0)
		return -ENOMEM;
	if(n > 0)
		memcpy(b->data + b->len, p, n);
	b->len += n;
	return 0;
}

/* Forget the first n bytes. */
static inline void buf_drop(buf_t *b, size_t n)
{
	b->len -= n;
	if(b->len > 0)
		memmove(b->data, b->data + n, b->len);
}

static inline void buf_free(buf_t *b)
{
	free(b->data);
	memset(b, 0, sizeof(*b));
}

#endif
