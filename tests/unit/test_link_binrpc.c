/* links: modules/xmpp_link/link_binrpc.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expected values: the examples in Kamailio's modules/ctl/binrpc.h, and a
 * request as its kamcmd 5.6.3 sends it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_link/link_binrpc.h"

enum
{
	MAX = 300000
};

/* kamcmd xmpp_link.stats 1 s:abcdefhij 70000 */
static const char kamcmd[] = "\xA1\x03\x24\x23\xDD\x04\xE2"
							 "\x91\x10xmpp_link.stats\0"
							 "\x10\x01"
							 "\x91\x0A"
							 "abcdefhij\0"
							 "\x30\x01\x11\x70";

/* read a copy that ends where the bytes end, so that ASan sees a read past it;
 * the caller frees *copy */
static long read_exactly(
		const char *bytes, size_t n, link_frame_t *f, char **copy)
{
	*copy = malloc(n ? n : 1);
	memcpy(*copy, bytes, n);
	return xmpp_link_frame_read(*copy, n, MAX, f);
}

static void test_kamcmd_request(void **state)
{
	link_frame_t f;
	int32_t n;
	char *copy;
	str s;

	(void)state;
	assert_int_equal(read_exactly(kamcmd, sizeof(kamcmd) - 1, &f, &copy),
			sizeof(kamcmd) - 1);
	assert_int_equal(f.type, LINK_BINRPC_REQUEST);
	assert_int_equal(f.cookie, 0x23DD04E2);
	assert_int_equal(xmpp_link_frame_str(&f, &s), 0);
	assert_int_equal(s.len, 15);
	assert_string_equal(s.s, "xmpp_link.stats");
	assert_int_equal(xmpp_link_frame_int(&f, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(xmpp_link_frame_str(&f, &s), 0);
	assert_string_equal(s.s, "abcdefhij");
	assert_int_equal(xmpp_link_frame_int(&f, &n), 0);
	assert_int_equal(n, 70000);
	assert_int_equal(xmpp_link_frame_int(&f, &n), -1);
	assert_int_equal(xmpp_link_frame_str(&f, &s), -1);
	free(copy);
}

static void test_same_as_kamcmd(void **state)
{
	char buf[128];
	link_writer_t w;
	str out;

	(void)state;
	xmpp_link_writer_begin(&w, buf, sizeof(buf));
	xmpp_link_writer_z(&w, "xmpp_link.stats");
	xmpp_link_writer_int(&w, 1);
	xmpp_link_writer_z(&w, "abcdefhij");
	xmpp_link_writer_int(&w, 70000);
	assert_int_equal(
			xmpp_link_writer_end(&w, LINK_BINRPC_REQUEST, 0x23DD04E2, &out), 0);
	assert_int_equal(out.len, sizeof(kamcmd) - 1);
	assert_memory_equal(out.s, kamcmd, sizeof(kamcmd) - 1);
}

static void test_every_prefix_is_incomplete(void **state)
{
	link_frame_t f;
	char *copy;
	size_t n;

	(void)state;
	for(n = 0; n < sizeof(kamcmd) - 1; n++) {
		assert_int_equal(
				read_exactly(kamcmd, n, &f, &copy), LINK_BINRPC_INCOMPLETE);
		assert_int_equal(f.size, n < 7 ? 0 : sizeof(kamcmd) - 1);
		free(copy);
	}
}

static void check_record(const char *bytes, size_t n, const link_writer_t *w)
{
	assert_int_equal(w->failed, 0);
	assert_int_equal(w->len - LINK_BINRPC_HEADER_MAX, n);
	assert_memory_equal(w->buf + LINK_BINRPC_HEADER_MAX, bytes, n);
}

static void test_records(void **state)
{
	static const struct
	{
		int32_t value;
		const char *bytes;
		size_t n;
	} ints[] = {
			{0x1234, "\x20\x12\x34", 3},
			{0x07, "\x10\x07", 2},
			{0x00, "\x00", 1},
			{-1, "\x40\xFF\xFF\xFF\xFF", 5},
	};
	char buf[64];
	link_writer_t w;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(ints) / sizeof(ints[0]); i++) {
		xmpp_link_writer_begin(&w, buf, sizeof(buf));
		xmpp_link_writer_int(&w, ints[i].value);
		check_record(ints[i].bytes, ints[i].n, &w);
	}
	xmpp_link_writer_begin(&w, buf, sizeof(buf));
	xmpp_link_writer_z(&w, "abcdef");
	check_record("\x71"
				 "abcdef",
			8, &w);
	xmpp_link_writer_begin(&w, buf, sizeof(buf));
	xmpp_link_writer_z(&w, "");
	check_record("\x11", 2, &w);
	xmpp_link_writer_begin(&w, buf, sizeof(buf));
	xmpp_link_writer_z(&w, NULL);
	check_record("\x11", 2, &w);
}

/* one body in a reply frame with one byte each for length and cookie */
static long read_body(const char *body, size_t n, link_frame_t *f, char **copy)
{
	char bytes[64] = {(char)0xA1, 0x10, (char)n, 9};

	memcpy(bytes + 4, body, n);
	return read_exactly(bytes, 4 + n, f, copy);
}

static void check_int(const char *body, size_t n, int rc, int32_t expected)
{
	int32_t value = 0;
	link_frame_t f;
	char *copy;

	assert_int_equal(read_body(body, n, &f, &copy), 4 + n);
	assert_int_equal(f.type, LINK_BINRPC_REPLY);
	assert_int_equal(f.cookie, 9);
	assert_int_equal(xmpp_link_frame_int(&f, &value), rc);
	assert_int_equal(value, expected);
	free(copy);
}

static void test_ints_as_they_may_come(void **state)
{
	(void)state;
	check_int("\x20\x12\x34", 3, 0, 0x1234); /* optimal */
	check_int("\x90\x02\x12\x34", 4, 0, 0x1234);
	check_int("\xA0\x00\x02\x12\x34", 5, 0, 0x1234); /* even worse */
	check_int("\x00", 1, 0, 0);
	check_int("\x10\x00", 2, 0, 0);
	check_int("\x40\xFF\xFF\xFF\xFE", 5, 0, -2);
	check_int("\x50\x00\x00\x00\x00\x01", 6, -1, 0); /* five bytes */
	check_int("\x20\x12", 2, -1, 0);				 /* cut short */
	check_int("\x90", 1, -1, 0);
	check_int("\xF0\x00\x00\x00\x00\x00\x00\x01", 8, -1, 0);
	check_int("\x80", 1, -1, 0); /* no size */
	check_int("\x71"
			  "abcdef",
			8, -1, 0); /* a str */
	check_int("", 0, -1, 0);
}

static void check_str(const char *body, size_t n, const char *expected)
{
	str value = STR_NULL;
	link_frame_t f;
	char *copy;

	assert_int_equal(read_body(body, n, &f, &copy), 4 + n);
	assert_int_equal(xmpp_link_frame_str(&f, &value), expected ? 0 : -1);
	if(expected) {
		assert_int_equal(value.len, strlen(expected));
		assert_string_equal(value.s, expected);
	}
	free(copy);
}

static void test_strs_as_they_may_come(void **state)
{
	(void)state;
	check_str("\x71"
			  "abcdef",
			8, "abcdef");
	check_str("\x91\x0A"
			  "abcdefhij",
			12, "abcdefhij");
	check_str("\x11", 2, "");
	check_str("\x01", 1, NULL);				/* null value: has no NUL */
	check_str("\x31xyz", 4, NULL);			/* no NUL at its end */
	check_str("\x41x\0z", 5, NULL);			/* NUL inside */
	check_str("\x41xyz", 4, NULL);			/* cut short */
	check_str("\x66xyzxyz", 7, NULL);		/* bytes, not str */
	check_str("\x04\x10\x01\x84", 4, NULL); /* array */
	check_str("\x91\xFF"
			  "abc",
			6, NULL);
	check_str("\xC1\xFF\xFF\xFF\xFF"
			  "abc",
			9, NULL);
}

static void test_a_failed_read_changes_nothing(void **state)
{
	int32_t n;
	link_frame_t f;
	char *copy;
	str s;

	(void)state;
	read_body("\x41x\0z\0\x10\x05", 7, &f, &copy);
	assert_int_equal(xmpp_link_frame_str(&f, &s), -1);
	assert_int_equal(xmpp_link_frame_int(&f, &n), -1);
	free(copy);
	read_body("\x10\x05\x11", 4, &f, &copy);
	assert_int_equal(xmpp_link_frame_str(&f, &s), -1);
	assert_int_equal(xmpp_link_frame_int(&f, &n), 0);
	assert_int_equal(n, 5);
	assert_int_equal(xmpp_link_frame_str(&f, &s), 0);
	free(copy);
}

static void check_invalid(const char *bytes, size_t n)
{
	link_frame_t f;
	char *copy;

	assert_int_equal(read_exactly(bytes, n, &f, &copy), LINK_BINRPC_INVALID);
	assert_int_equal(f.size, 0); /* nobody makes room for it */
	free(copy);
}

static void test_invalid_headers(void **state)
{
	(void)state;
	check_invalid("\xA2", 1); /* version 2 */
	check_invalid("\xB1\x00\x00\x00", 4);
	check_invalid("GET / HTTP/1.1\r\n", 16);
	check_invalid("\xA1\x20", 2); /* type 2 */
	check_invalid("\xA1\x40", 2);
	check_invalid("\xA1\x0C\xFF\xFF\xFF\xFF\x01", 7); /* 4 GiB */
	check_invalid("\xA1\x0C\x7F\xFF\xFF\xFF\x01", 7);
}

static void test_bound(void **state)
{
	link_frame_t f;

	(void)state;
	/* header of four bytes and a body of ten */
	assert_int_equal(xmpp_link_frame_read("\xA1\x00\x0A\x01", 4, 14, &f),
			LINK_BINRPC_INCOMPLETE);
	assert_int_equal(f.size, 14);
	assert_int_equal(xmpp_link_frame_read("\xA1\x00\x0A\x01", 4, 13, &f),
			LINK_BINRPC_INVALID);
	assert_int_equal(xmpp_link_frame_read("\xA1\x00\x00\x01", 4, 3, &f),
			LINK_BINRPC_INVALID);
}

static void test_empty_reply(void **state)
{
	char buf[LINK_BINRPC_HEADER_MAX];
	link_writer_t w;
	link_frame_t f;
	str out;

	(void)state;
	xmpp_link_writer_begin(&w, buf, xmpp_link_writer_room(0, 0));
	assert_int_equal(xmpp_link_writer_end(&w, LINK_BINRPC_REPLY, 0, &out), 0);
	assert_int_equal(out.len, 4);
	assert_memory_equal(out.s, "\xA1\x10\x00\x00", 4);
	assert_int_equal(xmpp_link_frame_read(out.s, (size_t)out.len, 4, &f), 4);
	assert_int_equal(f.cookie, 0);
}

static void test_room_is_exact(void **state)
{
	char *text = malloc(MAX);
	str value = {text, 65535};
	size_t room = xmpp_link_writer_room(1, 65535), less;
	char *buf = malloc(room);
	link_writer_t w;
	str out;

	(void)state;
	memset(text, 'x', MAX);
	xmpp_link_writer_begin(&w, buf, room);
	xmpp_link_writer_str(&w, &value);
	assert_int_equal(
			xmpp_link_writer_end(&w, LINK_BINRPC_FAULT, 0xFFFFFFFF, &out), 0);
	/* binrpc.h: 65535 bytes in a str are B1 01 00 00, the bytes, 00 */
	assert_memory_equal(out.s + out.len - 65540, "\xB1\x01\x00\x00x", 5);
	assert_int_equal(out.s[out.len - 1], 0);
	for(less = 0; less < 65535; less += 4095) {
		xmpp_link_writer_begin(&w, buf, less);
		xmpp_link_writer_str(&w, &value);
		xmpp_link_writer_int(&w, 1);
		assert_int_equal(
				xmpp_link_writer_end(&w, LINK_BINRPC_REPLY, 1, &out), -1);
	}
	free(buf);
	free(text);
}

static void test_two_frames_in_a_row(void **state)
{
	char bytes[] = "\xA1\x10\x00\x05\xA1\x30\x04\x06\x20\x01\x94\x11";
	link_frame_t f;
	int32_t code;
	str s;

	(void)state;
	assert_int_equal(xmpp_link_frame_read(bytes, 13, MAX, &f), 4);
	assert_int_equal(f.cookie, 5);
	assert_int_equal(xmpp_link_frame_read(bytes + 4, 9, MAX, &f), 8);
	assert_int_equal(f.type, LINK_BINRPC_FAULT);
	assert_int_equal(xmpp_link_frame_int(&f, &code), 0);
	assert_int_equal(code, 404);
	assert_int_equal(xmpp_link_frame_str(&f, &s), -1); /* its NUL is missing */
}

/* whatever comes, no byte outside the copy is read and every record ends */
static void test_damaged(void **state)
{
	char bytes[sizeof(kamcmd) - 1];
	link_frame_t f;
	int32_t number;
	char *copy;
	str s;
	int i, n;

	(void)state;
	srand(1);
	for(i = 0; i < 50000; i++) {
		memcpy(bytes, kamcmd, sizeof(bytes));
		for(n = rand() % 4; n >= 0; n--)
			bytes[(size_t)rand() % sizeof(bytes)] = (char)rand();
		read_exactly(bytes, (size_t)rand() % (sizeof(bytes) + 1), &f, &copy);
		for(n = 0; f.at && n < 100; n++) {
			if(xmpp_link_frame_str(&f, &s) == 0)
				assert_int_equal(strlen(s.s), s.len);
			else if(xmpp_link_frame_int(&f, &number) != 0)
				break;
		}
		assert_true(n < 100);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_kamcmd_request),
			cmocka_unit_test(test_same_as_kamcmd),
			cmocka_unit_test(test_every_prefix_is_incomplete),
			cmocka_unit_test(test_records),
			cmocka_unit_test(test_ints_as_they_may_come),
			cmocka_unit_test(test_strs_as_they_may_come),
			cmocka_unit_test(test_a_failed_read_changes_nothing),
			cmocka_unit_test(test_invalid_headers),
			cmocka_unit_test(test_bound),
			cmocka_unit_test(test_empty_reply),
			cmocka_unit_test(test_room_is_exact),
			cmocka_unit_test(test_two_frames_in_a_row),
			cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
