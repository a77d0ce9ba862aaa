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
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */
/*!
 * \file
 * \brief xmpp_link :: the version of a table, header only
 *
 * As db_check_table_version() of Kamailio, but for the row that is missing: a
 * database that was copied table by table, or made by hand, loses no call and
 * no subscription for it.
 */

#ifndef LINK_TABLE_H
#define LINK_TABLE_H

#include "../../core/dprint.h"
#include "../../core/str.h"
#include "../../lib/srdb1/db.h"

/*! \brief May this table be used? 0, -1 (logged) */
static inline int link_table_check(
		const db_func_t *dbf, db1_con_t *con, const str *table, int version)
{
	static int warned = 0;
	int found = db_table_version(dbf, con, table);

	if(found == version)
		return 0;
	if(found == 0) {
		if(!warned)
			LM_WARN("table version has no row for table %.*s, which is used "
					"as one of version %d\n",
					STR_FMT(table), version);
		warned = 1;
		return 0;
	}
	if(found > 0)
		LM_ERR("table %.*s has version %d, this module uses %d: %s\n",
				STR_FMT(table), found, version,
				found < version ? "run the update file of its database"
								: "it belongs to a later release");
	return -1;
}

#endif
