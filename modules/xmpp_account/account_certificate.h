/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: whose a certificate is (RFC 5922 section 7). PURE
 *
 * Who has signed it, and whether it counts today, TLS has looked at. Its names
 * alone are read, those of subjectAltName: a host, an IP address, "sip:host".
 */

#ifndef ACCOUNT_CERTIFICATE_H
#define ACCOUNT_CERTIFICATE_H

#include "../../core/str.h"

enum
{
	ACCOUNT_CERTIFICATE_MAX = 16384, /* bytes, as DER */
};

/**
 * Is it for one of these hosts?
 *
 * @param pem   a certificate as text
 * @param hosts domains or IP addresses, without port and brackets; empty ones
 *              count for nothing
 * @param buf   ACCOUNT_CERTIFICATE_MAX bytes
 * @return 1, 0: it is not, or none that can be read
 */
int xmpp_account_certificate_is_for(
		const str *pem, const str *hosts, int count, unsigned char *buf);

#endif
