/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: text/html as plain text. PURE
 */

#ifndef CHAT_HTML_H
#define CHAT_HTML_H

#include "chat_out.h"

/**
 * What a reader sees of HTML: no tags, scripts, styles, comments; entities as
 * characters; lines where blocks end; a link that its text does not show follows
 * it in brackets: "here <https://example.org/>".
 *
 * @param html UTF-8, need not be well formed
 * @return 0, -1 no room
 */
int xmpp_chat_html(const str *html, chat_out_t *out);

#endif
