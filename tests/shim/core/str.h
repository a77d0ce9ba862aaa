/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What PURE files may know of Kamailio: str. Found as "../../core/str.h" by
 * -Itests/shim/core/mem, as Kamailio's own is by -I$K/src/core/mem. */

#ifndef str_h
#define str_h

#include <string.h>

typedef struct _str
{
	char *s;
	int len;
} str;

#define str_init(_string)              \
	{                                  \
		(_string), sizeof(_string) - 1 \
	}
#define STR_NULL \
	{            \
		NULL, 0  \
	}
#define STR_FMT(_pstr_) \
	((_pstr_) ? (_pstr_)->len : 0), ((_pstr_) ? (_pstr_)->s : "")

#endif
