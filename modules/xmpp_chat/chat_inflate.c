/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: Content-Encoding: deflate. PURE
 */

#include <string.h>

#include <zlib.h>

#include "chat_inflate.h"

enum
{
	WINDOW = 15, /* bits: the largest there is */
};

/* bits: of the window, negative: bare deflate */
static int inflate_as(const str *in, int bits, char *buf, int cap, str *out)
{
	z_stream z;
	int rc;

	memset(&z, 0, sizeof(z));
	z.next_in = (unsigned char *)in->s;
	z.avail_in = (unsigned)in->len;
	z.next_out = (unsigned char *)buf;
	z.avail_out = (unsigned)cap;
	if(inflateInit2(&z, bits) != Z_OK)
		return CHAT_INFLATE_BROKEN;
	rc = inflate(&z, Z_FINISH);
	out->s = buf;
	out->len = cap - (int)z.avail_out;
	inflateEnd(&z);
	if(rc == Z_STREAM_END)
		return 0;
	return rc == Z_BUF_ERROR && z.avail_out == 0 ? CHAT_INFLATE_TOO_LONG
												 : CHAT_INFLATE_BROKEN;
}


int xmpp_chat_inflate(const str *in, char *buf, int cap, str *out)
{
	int rc;

	if(in->len <= 0 || cap <= 0)
		return CHAT_INFLATE_BROKEN;
	rc = inflate_as(in, WINDOW, buf, cap, out);
	if(rc == CHAT_INFLATE_BROKEN)
		rc = inflate_as(in, -WINDOW, buf, cap, out);
	return rc;
}
