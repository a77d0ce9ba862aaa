/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a system call failed, for people: a lack of permission names whose. */

#ifndef FAILURE_H
#define FAILURE_H

#include <stddef.h>

enum
{
	FAILURE_TEXT_MAX = 160 /* bytes, with the NUL */
};

/* Text of an error number (positive); returns text. */
const char *failure_text(int error, char text[FAILURE_TEXT_MAX]);

#endif
