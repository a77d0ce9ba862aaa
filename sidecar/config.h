/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration file, see jingle-sidecar.conf(5). PURE but for reading
 * files. */

#ifndef CONFIG_H
#define CONFIG_H

#include <stddef.h>

#include "log.h"

enum
{
	CONFIG_COMPONENTS_MAX = 32,
	CONFIG_CONNECTIONS_MAX = 64, /* of one component */
	CONFIG_LINE_MAX = 1024,		 /* bytes */
	CONFIG_VALUE_MAX = 256,		 /* bytes, with the NUL */
	CONFIG_ERROR_MAX = 512,		 /* bytes, with the NUL */
	CONFIG_PATH_MAX = 100		 /* bytes of the link's path, with the NUL */
};

typedef struct config_link
{
	char path[CONFIG_PATH_MAX];
	unsigned hold_seconds;
	unsigned hold_bytes; /* for each worker */
	unsigned propose_seconds;
} config_link_t;

typedef struct config_component
{
	char name[CONFIG_VALUE_MAX];
	char host[CONFIG_VALUE_MAX];
	unsigned port;
	char secret[CONFIG_VALUE_MAX];
	char secret_file[CONFIG_VALUE_MAX];
	unsigned connections;
	unsigned connect_seconds;
	unsigned silent_seconds;
	unsigned resend_seconds;
	unsigned resend_bytes;
} config_component_t;

typedef struct config
{
	log_level_t log_level;
	config_link_t link;
	unsigned components;
	config_component_t component[CONFIG_COMPONENTS_MAX];
} config_t;

/**
 * Read the text of the file.
 *
 * @param text  len bytes, not NUL-terminated
 * @param error on failure "line N: what is wrong"; never shows a secret
 * @return 0 or -EINVAL
 */
int config_parse(config_t *c, const char *text, size_t len,
		char error[CONFIG_ERROR_MAX]);

/**
 * Read a file and the secret files it names, and check that all that is needed
 * is there. Warns in the log when a file with a secret is open to everyone.
 *
 * @return 0 or negative errno, with the reason in error
 */
int config_load(config_t *c, const char *path, char error[CONFIG_ERROR_MAX]);

/* Overwrite the secrets before the memory is given back. */
void config_wipe(config_t *c);

#endif
