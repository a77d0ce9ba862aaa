/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells systemd how the service is doing (sd_notify(3)), without its library. */

#ifndef NOTIFY_H
#define NOTIFY_H

/* state: lines such as "READY=1\nSTATUS=…". Nothing happens when the service
 * manager has not asked for it (NOTIFY_SOCKET). */
void notify_send(const char *state);

#endif
