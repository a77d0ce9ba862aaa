/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a system call failed, for people. */

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "failure.h"


const char *failure_text(int error, char text[FAILURE_TEXT_MAX])
{
	struct passwd *pw;

	if(error != EACCES && error != EPERM) {
		snprintf(text, FAILURE_TEXT_MAX, "%s", strerror(error));
		return text;
	}
	pw = getpwuid(geteuid());
	snprintf(text, FAILURE_TEXT_MAX, "%s for user %.64s (uid %u)",
			strerror(error), pw ? pw->pw_name : "without a name",
			(unsigned)geteuid());
	return text;
}
