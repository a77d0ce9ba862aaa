/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: $xmpp_presence(key) in event_route[xmpp-presence:watch]
 */

#ifndef PRESENCE_PV_H
#define PRESENCE_PV_H

#include "../../core/kemi.h"
#include "../../core/pvar.h"

int xmpp_presence_pv_parse(pv_spec_t *sp, str *name);
int xmpp_presence_pv_get(sip_msg_t *msg, pv_param_t *param, pv_value_t *res);
sr_kemi_xval_t *xmpp_presence_ki_get(sip_msg_t *msg, str *name);

#endif
