/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration file. */

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "failure.h"

#define CONFIG_EXAMPLE "change-me" /* secret in the file that is shipped */

enum
{
	CONFIG_FILE_MAX = 256 * 1024 /* bytes */
};

typedef enum section
{
	SECTION_TOP,
	SECTION_LINK,
	SECTION_COMPONENT
} section_t;

typedef enum value_type
{
	VALUE_TEXT,
	VALUE_NUMBER,
	VALUE_LEVEL
} value_type_t;

typedef struct config_key
{
	section_t section;
	const char *name;
	value_type_t type;
	size_t offset; /* in what the section configures */
	size_t min;	   /* of a number; of a text: unused */
	size_t max;	   /* of a number; of a text: bytes with the NUL */
} config_key_t;

#define LINK_KEY(field) offsetof(config_link_t, field)
#define COMPONENT_KEY(field) offsetof(config_component_t, field)

/* clang-format off */
static const config_key_t keys[] = {
	/* section          name               type          where                          min   max */
	{SECTION_TOP,       "log_level",       VALUE_LEVEL,  offsetof(config_t, log_level), 0,    0},
	{SECTION_LINK,      "path",            VALUE_TEXT,   LINK_KEY(path),                0,    CONFIG_PATH_MAX},
	{SECTION_LINK,      "hold_seconds",    VALUE_NUMBER, LINK_KEY(hold_seconds),        1,    300},
	{SECTION_LINK,      "hold_bytes",      VALUE_NUMBER, LINK_KEY(hold_bytes),          1048576, 1073741824},
	{SECTION_LINK,      "propose_seconds", VALUE_NUMBER, LINK_KEY(propose_seconds),     0,    30},
	{SECTION_COMPONENT, "host",            VALUE_TEXT,   COMPONENT_KEY(host),           0,    CONFIG_VALUE_MAX},
	{SECTION_COMPONENT, "port",            VALUE_NUMBER, COMPONENT_KEY(port),           1,    65535},
	{SECTION_COMPONENT, "secret",          VALUE_TEXT,   COMPONENT_KEY(secret),         0,    CONFIG_VALUE_MAX},
	{SECTION_COMPONENT, "secret_file",     VALUE_TEXT,   COMPONENT_KEY(secret_file),    0,    CONFIG_VALUE_MAX},
	{SECTION_COMPONENT, "connections",     VALUE_NUMBER, COMPONENT_KEY(connections),    1,    CONFIG_CONNECTIONS_MAX},
	{SECTION_COMPONENT, "connect_seconds", VALUE_NUMBER, COMPONENT_KEY(connect_seconds), 1,   300},
	{SECTION_COMPONENT, "silent_seconds",  VALUE_NUMBER, COMPONENT_KEY(silent_seconds), 3,    300},
	{SECTION_COMPONENT, "resend_seconds",  VALUE_NUMBER, COMPONENT_KEY(resend_seconds), 0,    300},
	{SECTION_COMPONENT, "resend_bytes",    VALUE_NUMBER, COMPONENT_KEY(resend_bytes),   0,    1073741824},
};
/* clang-format on */

typedef struct parser
{
	config_t *config;
	section_t section;
	unsigned line;
	char *error;
} parser_t;


static int parser_fail(parser_t *p, const char *what, const char *about)
{
	snprintf(p->error, CONFIG_ERROR_MAX, "line %u: %s '%.64s'", p->line, what,
			about);
	return -EINVAL;
}


static char *text_trim(char *s)
{
	char *end;

	while(isspace((unsigned char)*s))
		s++;
	end = s + strlen(s);
	while(end > s && isspace((unsigned char)end[-1]))
		end--;
	*end = '\0';
	return s;
}


static void config_defaults(config_t *c)
{
	memset(c, 0, sizeof(*c));
	c->log_level = LOG_LEVEL_NOTICE;
	snprintf(c->link.path, sizeof(c->link.path), "/run/kamailio/xmpp_link");
	c->link.hold_seconds = 10;
	c->link.hold_bytes = 4 * 1024 * 1024;
	c->link.propose_seconds = 4;
}


static void component_defaults(config_component_t *c)
{
	memset(c, 0, sizeof(*c));
	snprintf(c->host, sizeof(c->host), "localhost");
	c->port = 5347;
	c->connections = 1;
	c->connect_seconds = 10;
	c->silent_seconds = 20;
	c->resend_seconds = 30;
	c->resend_bytes = 8 * 1024 * 1024;
}


/* a component's name becomes part of XML and of addresses */
static int component_name_is_valid(const char *name)
{
	const unsigned char *p;

	for(p = (const unsigned char *)name; *p != '\0'; p++)
		if(*p <= 0x20 || *p == 0x7F || strchr("'\"<>&/@", *p) != NULL)
			return 0;
	return name[0] != '\0' && strlen(name) < CONFIG_VALUE_MAX;
}


static int component_add(parser_t *p, const char *name)
{
	config_t *c = p->config;
	config_component_t *component;
	unsigned i;

	if(!component_name_is_valid(name))
		return parser_fail(p, "not a component's domain:", name);
	for(i = 0; i < c->components; i++)
		if(strcmp(c->component[i].name, name) == 0)
			return parser_fail(
					p, "component given twice (see key connections):", name);
	if(c->components == CONFIG_COMPONENTS_MAX)
		return parser_fail(p, "too many components at", name);
	component = &c->component[c->components++];
	component_defaults(component);
	memcpy(component->name, name, strlen(name) + 1);
	p->section = SECTION_COMPONENT;
	return 0;
}


static int parse_section(parser_t *p, char *line)
{
	char *end = strchr(line, ']');

	if(end == NULL || end[1] != '\0')
		return parser_fail(p, "section without ']' at its end:", line);
	*end = '\0';
	line = text_trim(line + 1);
	if(strcmp(line, "link") == 0) {
		p->section = SECTION_LINK;
		return 0;
	}
	if(strncmp(line, "component", 9) == 0 && isspace((unsigned char)line[9]))
		return component_add(p, text_trim(line + 10));
	return parser_fail(p, "unknown section (link or component NAME):", line);
}


static void *section_base(parser_t *p)
{
	if(p->section == SECTION_LINK)
		return &p->config->link;
	if(p->section == SECTION_COMPONENT)
		return &p->config->component[p->config->components - 1];
	return p->config;
}


static int set_number(parser_t *p, const config_key_t *key, const char *value)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(value, &end, 10);
	if(errno != 0 || !isdigit((unsigned char)*value) || *end != '\0'
			|| n < key->min || n > key->max) {
		snprintf(p->error, CONFIG_ERROR_MAX,
				"line %u: %s is '%.64s', must be %zu to %zu", p->line,
				key->name, value, key->min, key->max);
		return -EINVAL;
	}
	*(unsigned *)((char *)section_base(p) + key->offset) = (unsigned)n;
	return 0;
}


static int is_quoted(const char *value)
{
	size_t n = strlen(value);

	return n > 1 && (*value == '"' || *value == '\'') && value[n - 1] == *value;
}


static int set_value(parser_t *p, const config_key_t *key, const char *value)
{
	char *field = (char *)section_base(p) + key->offset;
	int level;

	if(key->type == VALUE_NUMBER)
		return set_number(p, key, value);
	if(key->type == VALUE_LEVEL) {
		if((level = log_level_parse(value)) < 0)
			return parser_fail(p, "not a log level:", value);
		*(log_level_t *)field = (log_level_t)level;
		return 0;
	}
	if(*value == '\0')
		return parser_fail(p, "no value for", key->name);
	if(strlen(value) >= key->max)
		return parser_fail(p, "value too long for", key->name);
	if(is_quoted(value))
		return parser_fail(
				p, "value in quotes, which would be part of it:", key->name);
	memcpy(field, value, strlen(value) + 1);
	return 0;
}


static int parse_assignment(parser_t *p, char *line)
{
	char *equals = strchr(line, '=');
	char *name;
	size_t i;

	if(equals == NULL) {
		line[strcspn(line, " \t")] = '\0'; /* the rest may be a secret */
		return parser_fail(p, "neither [section] nor key = value:", line);
	}
	*equals = '\0';
	name = text_trim(line);
	for(i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if(keys[i].section == p->section && strcmp(keys[i].name, name) == 0)
			return set_value(p, &keys[i], text_trim(equals + 1));
	return parser_fail(p, "unknown key in this section:", name);
}


static int parse_line(parser_t *p, const char *start, size_t len)
{
	char line[CONFIG_LINE_MAX];
	char *at;

	if(len >= sizeof(line))
		return parser_fail(p, "line too long", "");
	memcpy(line, start, len);
	line[len] = '\0';
	at = text_trim(line);
	if(*at == '\0' || *at == '#' || *at == ';')
		return 0;
	if(*at == '[')
		return parse_section(p, at);
	return parse_assignment(p, at);
}


int config_parse(
		config_t *c, const char *text, size_t len, char error[CONFIG_ERROR_MAX])
{
	parser_t p = {c, SECTION_TOP, 0, error};
	const char *end = text + len, *stop;
	int rc;

	config_defaults(c);
	while(text < end) {
		stop = memchr(text, '\n', (size_t)(end - text));
		if(stop == NULL)
			stop = end;
		p.line++;
		if((rc = parse_line(&p, text, (size_t)(stop - text))) != 0)
			return rc;
		text = stop + 1;
	}
	return 0;
}


static void warn_if_open(const char *path, int fd)
{
	struct stat st;

	if(fstat(fd, &st) == 0 && (st.st_mode & S_IROTH))
		log_warning(
				"%s has a secret in it and all users may read it: chmod 0640",
				path);
}


/* up to cap bytes of a file; -EFBIG when it has more */
static ssize_t file_read(const char *path, char *out, size_t cap, int *fd)
{
	size_t len = 0;
	ssize_t n = 0;

	*fd = open(path, O_RDONLY | O_CLOEXEC);
	if(*fd < 0)
		return -errno;
	while(len < cap && (n = read(*fd, out + len, cap - len)) > 0)
		len += (size_t)n;
	if(n < 0)
		return -errno;
	return len == cap ? -EFBIG : (ssize_t)len;
}


/* the first line of the file is the secret */
static int secret_load(config_component_t *c, char error[CONFIG_ERROR_MAX])
{
	char why[FAILURE_TEXT_MAX];
	ssize_t n;
	int fd;

	n = file_read(c->secret_file, c->secret, sizeof(c->secret), &fd);
	if(n >= 0)
		warn_if_open(c->secret_file, fd);
	if(fd >= 0)
		close(fd);
	if(n < 0) {
		snprintf(error, CONFIG_ERROR_MAX, "component %.64s: %.255s: %s",
				c->name, c->secret_file, failure_text((int)-n, why));
		return (int)n;
	}
	c->secret[n] = '\0';
	c->secret[strcspn(c->secret, "\r\n")] = '\0';
	return 0;
}


static int component_check(config_component_t *c, char error[CONFIG_ERROR_MAX])
{
	int rc;

	if(c->secret[0] != '\0' && c->secret_file[0] != '\0') {
		snprintf(error, CONFIG_ERROR_MAX,
				"component %s: secret and secret_file exclude each other",
				c->name);
		return -EINVAL;
	}
	if(c->secret_file[0] != '\0' && (rc = secret_load(c, error)) != 0)
		return rc;
	if(c->secret[0] == '\0') {
		snprintf(error, CONFIG_ERROR_MAX,
				"component %s: no secret and no secret_file", c->name);
		return -EINVAL;
	}
	/* it is in a file that all users can read */
	if(strcmp(c->secret, CONFIG_EXAMPLE) == 0 || is_quoted(c->secret)) {
		snprintf(error, CONFIG_ERROR_MAX,
				"component %s: the secret is %s: put the one from the XMPP "
				"server's configuration there",
				c->name,
				is_quoted(c->secret) ? "in quotes, which would be part of it"
									 : "still the example's");
		return -EINVAL;
	}
	return 0;
}


static int config_check(config_t *c, char error[CONFIG_ERROR_MAX])
{
	unsigned i;
	int rc;

	if(c->components == 0) {
		snprintf(error, CONFIG_ERROR_MAX, "no [component NAME] in it");
		return -EINVAL;
	}
	for(i = 0; i < c->components; i++)
		if((rc = component_check(&c->component[i], error)) != 0)
			return rc;
	return 0;
}


static int config_has_secret(const config_t *c)
{
	unsigned i;

	for(i = 0; i < c->components; i++)
		if(c->component[i].secret[0] != '\0')
			return 1;
	return 0;
}


int config_load(config_t *c, const char *path, char error[CONFIG_ERROR_MAX])
{
	char *text = malloc(CONFIG_FILE_MAX);
	ssize_t n;
	int fd = -1, rc;

	if(text == NULL) {
		snprintf(error, CONFIG_ERROR_MAX, "out of memory");
		return -ENOMEM;
	}
	n = file_read(path, text, CONFIG_FILE_MAX, &fd);
	if(n < 0) {
		failure_text((int)-n, error);
		rc = (int)n;
		goto out;
	}
	if((rc = config_parse(c, text, (size_t)n, error)) != 0)
		goto out;
	if(config_has_secret(c))
		warn_if_open(path, fd);
	rc = config_check(c, error);
out:
	if(fd >= 0)
		close(fd);
	explicit_bzero(text, CONFIG_FILE_MAX);
	free(text);
	return rc;
}


void config_wipe(config_t *c)
{
	explicit_bzero(c, sizeof(*c));
}
