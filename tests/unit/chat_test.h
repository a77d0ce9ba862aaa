/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of xmpp_chat's translation share. Inputs end at a page that may
 * not be read. */

#ifndef CHAT_TEST_H
#define CHAT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../modules/xmpp_chat/chat_out.h"

enum
{
	PAGES = 512 /* inputs of one test */
};

static struct
{
	void *at;
	size_t size;
} pages[PAGES];
static int pages_count;

/* A copy of the text whose last byte is the last of its page. */
static inline str guarded_bytes(const char *text, size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t size = (len / page + 1) * page;
	char *p;
	str s;

	assert_true(pages_count < PAGES);
	p = mmap(NULL, size + page, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(p != MAP_FAILED);
	assert_int_equal(mprotect(p + size, page, PROT_NONE), 0);
	pages[pages_count].at = p;
	pages[pages_count++].size = size + page;
	s.s = p + size - len;
	s.len = (int)len;
	memcpy(s.s, text, len);
	return s;
}

static inline str guarded(const char *text)
{
	return guarded_bytes(text, strlen(text));
}

static inline int pages_free(void **state)
{
	(void)state;
	while(pages_count > 0) {
		pages_count--;
		munmap(pages[pages_count].at, pages[pages_count].size);
	}
	return 0;
}

static inline str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static inline void is_text(
		const str *s, const char *want, const char *file, int line)
{
	if(s->len == (int)strlen(want)
			&& (s->len == 0 || memcmp(s->s, want, (size_t)s->len) == 0))
		return;
	print_error("wanted: \"%s\"\nis:     \"%.*s\"\n", want, s->len, s->s);
	_fail(file, line);
}

#define is(s, want) is_text(s, want, __FILE__, __LINE__)

static inline void out_is_text(
		const chat_out_t *out, const char *want, const char *file, int line)
{
	str s = {out->s, out->len};

	is_text(&s, want, file, line);
}

#define out_is(out, want) out_is_text(out, want, __FILE__, __LINE__)

#endif
