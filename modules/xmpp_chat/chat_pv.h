/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: $xmpp_chat(key)
 */

#ifndef CHAT_PV_H
#define CHAT_PV_H

#include "../../core/kemi.h"
#include "../../core/pvar.h"

int xmpp_chat_pv_parse(pv_spec_t *sp, str *name);
int xmpp_chat_pv_get(sip_msg_t *msg, pv_param_t *param, pv_value_t *res);
int xmpp_chat_pv_set(
		sip_msg_t *msg, pv_param_t *param, int op, pv_value_t *value);
sr_kemi_xval_t *xmpp_chat_ki_get(sip_msg_t *msg, str *name);

#endif
