/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kamailio is free software; you can redistribute it and/or modify
 * it under the terms of the GNU General Public License as published by
 * the Free Software Foundation; either version 2 of the License, or
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */

/*!
 * \file
 * \brief jingle :: $jingle(key)
 */

#ifndef JINGLE_PV_H
#define JINGLE_PV_H

#include "../../core/kemi.h"
#include "../../core/pvar.h"

int jingle_pv_parse_name(pv_spec_t *sp, str *in);
int jingle_pv_get(sip_msg_t *msg, pv_param_t *param, pv_value_t *res);
/* name in an event route of the call, verstat there or before jingle_call() */
int jingle_pv_set(sip_msg_t *msg, pv_param_t *param, int op, pv_value_t *value);
/* KSR.jingle.set(key, value); 1, -1 */
int jingle_pv_kemi_set(sip_msg_t *msg, str *name, str *value);
/* The same as KSR.jingle.get(key): text, number or nothing. */
sr_kemi_xval_t *jingle_pv_kemi(sip_msg_t *msg, str *name);

#endif
