/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses: JID <-> SIP URI. PURE: views in, the caller's buffer out.
 *
 * Two kinds of JID are told apart by their domain:
 *
 * - JIDs of ours (domain = conf->gateway) stand for SIP users:
 *     user\40domain@gw   XEP-0106
 *     user%domain@gw     the older habit
 *     number@gw, user@gw a user of conf->sip_domain, or a global number that a
 *                        trunk asserts
 *   and, when the component serves the SIP domain itself (gateway equal to
 *   sip_domain), user@domain. xmpp_gateway_addr_read() and xmpp_gateway_addr_write().
 * - all other JIDs are XMPP users; SIP sees them as sip:user@domain after
 *   RFC 7247 section 6. xmpp_gateway_addr_to_uri() and xmpp_gateway_addr_to_jid().
 *
 * Everything is checked for the other side's syntax: valid UTF-8, no control
 * character (so no CR, LF, NUL), parts within their limits. Only ASCII letters
 * are folded; XMPP servers have prepared the others. Domains of XMPP users are
 * Unicode in JIDs and ASCII in URIs (xn--). */

#ifndef GATEWAY_ADDR_H
#define GATEWAY_ADDR_H

#include "../../core/str.h"
#include "../xmpp_link/link_jid.h"

enum
{
	XMPP_GATEWAY_ADDR_URI_MAX = 1024, /* bytes; Kamailio's MAX_URI_SIZE */
	XMPP_GATEWAY_ADDR_NAME_MAX = 256, /* bytes of a display name, unquoted */
	XMPP_GATEWAY_ADDR_QUOTED_MAX = 2 * XMPP_GATEWAY_ADDR_NAME_MAX + 2,
	XMPP_GATEWAY_ADDR_NUMBER_MIN = 3,  /* digits; fewer are no number */
	XMPP_GATEWAY_ADDR_NUMBER_MAX = 32, /* digits */
};

/* Results below 0; 0 is success. */
enum
{
	XMPP_GATEWAY_ADDR_INVALID = -1, /* not an address, or unsayable there */
	XMPP_GATEWAY_ADDR_FOREIGN =
			-2, /* read: the JID's domain is not the gateway */
	XMPP_GATEWAY_ADDR_NO_USER =
			-3, /* the gateway's own domain, no user in it */
	XMPP_GATEWAY_ADDR_NO_ROOM = -4, /* the buffer or a limit is too small */
	XMPP_GATEWAY_ADDR_NOBODY =
			-5, /* write: no trusted number, or a local one */
};

/* Flags. */
enum
{
	XMPP_GATEWAY_ADDR_GR =
			1, /* map resource <-> gr; without it both are left off */
	/* write: a trusted party says that the address is this one */
	XMPP_GATEWAY_ADDR_ASSERTED = 2,
};

typedef struct xmpp_gateway_addr_conf
{
	str gateway;	/* domain of the component */
	str sip_domain; /* domain of user@gw; empty: the gateway's own */
	const str *own; /* domains whose global numbers are written number@gw when
					 * they are asserted: trunks; such a number reads back with
					 * sip_domain */
	int own_len;
	int fold_users; /* SIP users are lower-cased in both directions */
	int number_min; /* digits; 0: XMPP_GATEWAY_ADDR_NUMBER_MIN, < 0: no numbers */
	const char *scheme; /* of URIs written; NULL: "sip" */
} xmpp_gateway_addr_conf_t;

/**
 * SIP URI of a JID of ours.
 *
 * A number of the default domain may be typed with spaces, dots, dashes,
 * slashes and parentheses: they are left out.
 *
 * @param flags XMPP_GATEWAY_ADDR_GR
 * @param buf   XMPP_GATEWAY_ADDR_URI_MAX bytes hold every result
 * @param uri   set to a view into buf, "sip:user@domain[;gr=value]"
 * @return 0, or one of the errors
 */
int xmpp_gateway_addr_read(const xmpp_gateway_addr_conf_t *conf, const str *jid,
		int flags, char *buf, int cap, str *uri);

/**
 * JID of ours for a SIP URI (sip, sips, tel).
 *
 * Of the forms that read back as the same address the shortest, unless the user
 * knows this contact by another form already: user@gw or number@gw, then
 * user%domain@gw, then user\40domain@gw. Parameters of a telephone number
 * (";npdi;rn=...") are left out.
 *
 * @param used  bare JID by which the user knows the contact, or NULL; taken
 *              when it reads as the same address
 * @param flags XMPP_GATEWAY_ADDR_GR, XMPP_GATEWAY_ADDR_ASSERTED; without the latter only
 *              users of sip: URIs have a JID, those of trunks with their domain
 * @param buf   LINK_JID_MAX bytes hold every result
 * @param jid   set to a view into buf
 * @return 0, or one of the errors
 */
int xmpp_gateway_addr_write(const xmpp_gateway_addr_conf_t *conf,
		const str *uri, const str *used, int flags, char *buf, int cap,
		str *jid);

/**
 * JID of the XMPP user whom a SIP URI names (RFC 7247 section 6.4), as when a
 * phone dials sip:romeo@xmpp.example;gr=orchard. sip:xmpp.example gives the
 * domain's JID.
 *
 * @param flags XMPP_GATEWAY_ADDR_GR
 * @param jid   set to a view into buf
 * @return 0, XMPP_GATEWAY_ADDR_INVALID or XMPP_GATEWAY_ADDR_NO_ROOM
 */
int xmpp_gateway_addr_to_jid(
		const str *uri, int flags, char *buf, int cap, str *jid);

/**
 * SIP URI of an XMPP user (RFC 7247 section 6.5).
 *
 * @param scheme "sip" or "sips"
 * @param flags  XMPP_GATEWAY_ADDR_GR
 * @param uri    set to a view into buf
 * @return 0, XMPP_GATEWAY_ADDR_INVALID or XMPP_GATEWAY_ADDR_NO_ROOM
 */
int xmpp_gateway_addr_to_uri(const char *scheme, const str *jid, int flags,
		char *buf, int cap, str *uri);

/**
 * Is this a telephone number as typed: '+' at most once, in front, digits, and
 * between them spaces, dots, dashes, slashes, parentheses?
 *
 * @param min    least number of digits
 * @param number set to a view into buf: '+' and digits only
 * @param buf    XMPP_GATEWAY_ADDR_NUMBER_MAX + 1 bytes hold every result
 * @return 1 or 0
 */
int xmpp_gateway_addr_number(
		const str *typed, int min, char *buf, int cap, str *number);

/**
 * XMPP nickname as a quoted SIP display name, with its quotes. Control
 * characters and line breaks become spaces, a long name ends at the last
 * character that fits in XMPP_GATEWAY_ADDR_NAME_MAX.
 *
 * @param buf XMPP_GATEWAY_ADDR_QUOTED_MAX bytes hold every result
 * @return 0, or -1: no name (empty, blank, or not UTF-8)
 */
int xmpp_gateway_addr_name_quote(
		const str *name, char *buf, int cap, str *quoted);

/* SIP display name, quoted or as tokens, as text for XMPP; limits and result
 * as above, XMPP_GATEWAY_ADDR_NAME_MAX bytes hold every result. */
int xmpp_gateway_addr_name_unquote(
		const str *display, char *buf, int cap, str *name);

#endif
