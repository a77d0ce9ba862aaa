/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_link :: stanzas that have no end yet, kept by the sidecar
 *
 * A stanza is acknowledged when its handler returns; what it has begun may go on
 * for longer, and is lost when Kamailio is killed. So the acknowledgement can be
 * provisional: the sidecar keeps the stanza's addresses and id until a second one
 * comes, and answers it with an error when another Kamailio comes instead. In the
 * worker's own memory.
 */

#ifndef LINK_KEEP_H
#define LINK_KEEP_H

#include "link_peer.h"

/*! \brief This stanza of the peer's is handled from now on */
void xmpp_link_keep_begin(link_peer_t *p, uint32_t cookie);
/*! \brief It was. return 1: it is kept, 0 */
int xmpp_link_keep_end(void);
/*! \brief Tell a sidecar that is here again what has ended meanwhile */
void xmpp_link_keep_hello(link_peer_t *p);
/*! \brief Number of this run of the worker, never 0 */
int32_t xmpp_link_keep_run(void);

/*! \brief See keep, ended in api.h */
uint64_t xmpp_link_keep(void);
void xmpp_link_ended(uint64_t ticket);

#endif
