/* links: tests/unit/bare/bare_core.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a request one that Kamailio has sent to itself? */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_link/link_own.h"

static struct socket_info own;

static int from(uint32_t address, int port)
{
	struct receive_info rcv;

	memset(&rcv, 0, sizeof(rcv));
	rcv.src_ip.af = AF_INET;
	rcv.src_ip.len = 4;
	rcv.src_ip.u.addr32[0] = htonl(address);
	rcv.src_port = (unsigned short)port;
	return link_is_own_socket(&own, &rcv);
}

static void bound(uint32_t address)
{
	memset(&own, 0, sizeof(own));
	own.address.af = AF_INET;
	own.address.len = 4;
	own.address.u.addr32[0] = htonl(address);
	own.port_no = 5060;
	if(address == INADDR_ANY)
		own.flags = SI_IS_ANY;
}

static void of_one_address(void **state)
{
	bound(0xc0000201);
	assert_int_equal(from(0xc0000201, 5060), 1);
	assert_int_equal(from(0xc0000201, 5061), 0);
	assert_int_equal(from(0xc0000202, 5060), 0);
	assert_int_equal(from(INADDR_LOOPBACK, 5060), 0);
}

/* a phone may use the same port */
static void of_all_addresses(void **state)
{
	bound(INADDR_ANY);
	assert_int_equal(from(INADDR_LOOPBACK, 5060), 1);
	assert_int_equal(from(0xc0000202, 5060), 0);
	assert_int_equal(from(INADDR_LOOPBACK, 5061), 0);
}

static void of_none(void **state)
{
	struct receive_info rcv;

	memset(&rcv, 0, sizeof(rcv));
	assert_int_equal(link_is_own_socket(NULL, &rcv), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(of_one_address),
			cmocka_unit_test(of_all_addresses),
			cmocka_unit_test(of_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
