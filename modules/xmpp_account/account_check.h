/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: the fields of an account, and what may be in them. PURE
 *
 * All of it comes from users. What passes here can stand in a SIP message, an
 * XML text and a log line; it is in the one form in which it is kept: the
 * owner's JID folded, the SIP address with its scheme and its host in lower
 * case, the proxy as host or host:port.
 */

#ifndef ACCOUNT_CHECK_H
#define ACCOUNT_CHECK_H

#include "../../core/str.h"

enum
{
	ACCOUNT_OWNER_MAX = 2047, /* bytes; two parts of a JID (RFC 7622) */
	ACCOUNT_LINE_MAX = 64,
	ACCOUNT_AOR_MAX = 384,
	ACCOUNT_AUTH_MAX = 128,
	ACCOUNT_PASSWORD_MAX = 128,
	ACCOUNT_CREDENTIAL_MAX = 226, /* a password, or the text of an HA1 */
	ACCOUNT_PROXY_MAX = 262,	  /* a host of 255, a colon, a port */
	ACCOUNT_DISPLAY_MAX = 128,
	ACCOUNT_HOST_MAX = 255,
	ACCOUNT_USER_MAX = 120,
	/* bytes that hold all fields of an account */
	ACCOUNT_FIELDS_MAX = ACCOUNT_OWNER_MAX + ACCOUNT_LINE_MAX + ACCOUNT_AOR_MAX
						 + ACCOUNT_AUTH_MAX + ACCOUNT_CREDENTIAL_MAX
						 + ACCOUNT_PROXY_MAX + ACCOUNT_DISPLAY_MAX,
};

typedef enum account_field
{
	ACCOUNT_OWNER = 0,
	ACCOUNT_LINE,
	ACCOUNT_AOR,
	ACCOUNT_AUTH,
	ACCOUNT_PASSWORD,
	ACCOUNT_PROXY,
	ACCOUNT_TRANSPORT,
	ACCOUNT_DISPLAY,
	ACCOUNT_FIELDS
} account_field_t;

typedef enum account_transport
{
	ACCOUNT_UDP = 0,
	ACCOUNT_TCP,
	ACCOUNT_TLS,
	ACCOUNT_TRANSPORTS
} account_transport_t;

typedef struct account_fields
{
	str owner;	   /* bare JID */
	str line;	   /* its name among the user's accounts */
	str aor;	   /* SIP address, sip:user@domain or sips: */
	str auth_name; /* of the digest */
	str password;
	int is_ha1; /* the password is the text of an HA1 (account_ha1.h) */
	str proxy;	/* outbound proxy; empty: where the domain's DNS says */
	account_transport_t transport;
	str display;		/* name that the called party is shown */
	int keep_reachable; /* 0: registered only while a device is available */
	int is_default;		/* calls out go by this one */
} account_fields_t;

typedef struct account_fault
{
	account_field_t field;
	const char *reason; /* in words for the user; static */
} account_fault_t;

/**
 * Are these fields an account?
 *
 * @param in    as typed; an empty line is "main", an empty authentication name
 *              the user part of the SIP address, which may lack its scheme;
 *              blanks around a value do not count, but in a password
 * @param out   as kept; views into buf
 * @param buf   ACCOUNT_FIELDS_MAX bytes hold every result
 * @param fault set when -1 is returned
 * @return 0, -1
 */
int xmpp_account_check(const account_fields_t *in, account_fields_t *out,
		char *buf, int cap, account_fault_t *fault);

/* Bytes of all its texts; and a copy with its texts at *at, which has room for
 * them, and is moved behind them */
int xmpp_account_fields_size(const account_fields_t *f);
void xmpp_account_fields_put(
		char **at, account_fields_t *out, const account_fields_t *f);
/* one text likewise */
void xmpp_account_text_put(char **at, str *out, const str *text);

/* user and host[:port] of a checked SIP address */
str xmpp_account_aor_user(const str *aor);
str xmpp_account_aor_host(const str *aor);

/* Would the password of one go to another server than that of the other? */
int xmpp_account_is_moved(const account_fields_t *a, const account_fields_t *b);

/* host or host:port (RFC 3261 section 25.1)? 1 or 0 */
int xmpp_account_hostport_valid(const str *s);

/* Name of a field, as in forms and RPCs: "sip_address" … ; and of a transport */
const char *xmpp_account_field_name(account_field_t field);
const char *xmpp_account_transport_name(account_transport_t transport);
/* 0, -1: no such transport */
int xmpp_account_transport_read(const str *name, account_transport_t *out);

#endif
