/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fuzz targets share: what must hold for any output. */

#ifndef FUZZ_H
#define FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../modules/jingle_sdp/jingle_map.h"
#include "../../modules/jingle_sdp/jingle_map_core.h"
#include "../../modules/xmpp_link/xml_build.h"

#define FUZZ_CHECK(what)                                               \
	do {                                                               \
		if(!(what)) {                                                  \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #what); \
			abort();                                                   \
		}                                                              \
	} while(0)

/* An SDP of ours is lines of type=text with CRLF, and can be read. */
static inline void fuzz_check_sdp(const str *sdp, int fragment)
{
	jingle_arena_t arena;
	jingle_map_t map;
	jingle_session_t *s;
	int i;

	for(i = 0; i < sdp->len; i++) {
		unsigned char c = (unsigned char)sdp->s[i];
		FUZZ_CHECK(c >= 0x20 || c == '\r' || c == '\n' || c == '\t');
		FUZZ_CHECK(c != '\r' || (i + 1 < sdp->len && sdp->s[i + 1] == '\n'));
		FUZZ_CHECK(c != '\n' || (i > 0 && sdp->s[i - 1] == '\r'));
		if(c == '\n' && i + 1 < sdp->len)
			FUZZ_CHECK(i + 2 < sdp->len && sdp->s[i + 2] == '='
					   && strchr("vostcbma", sdp->s[i + 1]) != NULL);
	}
	jingle_arena_init(&arena, NULL, NULL, NULL, 0);
	jingle_map_init(&map, &arena, NULL);
	map.limits.bytes = 64 * 1024 * 1024;
	if(jingle_sdp_read(&map, sdp, fragment, &s) < 0
			&& map.error.fault != JINGLE_FAULT_LIMIT
			&& map.error.fault != JINGLE_FAULT_MEMORY) {
		fprintf(stderr, "%s\n%.*s\n", map.error.text, sdp->len, sdp->s);
		abort();
	}
	jingle_arena_free(&arena);
}

/* A stanza of ours is well formed, and is Jingle. */
static inline void fuzz_check_xml(const str *xml)
{
	jingle_arena_t arena;
	jingle_map_t map;
	jingle_session_t *s;

	jingle_arena_init(&arena, NULL, NULL, NULL, 0);
	jingle_map_init(&map, &arena, NULL);
	map.limits.bytes = 64 * 1024 * 1024;
	if(jingle_xml_read(&map, xml, &s) < 0
			&& (map.error.fault == JINGLE_FAULT_SYNTAX
					|| map.error.fault == JINGLE_FAULT_NOT_JINGLE)) {
		fprintf(stderr, "%s\n%.*s\n", map.error.text, xml->len, xml->s);
		abort();
	}
	jingle_arena_free(&arena);
}

static inline void fuzz_write(jingle_map_t *map, const jingle_list_t *list)
{
	static char buffer[256 * 1024];
	jingle_session_t *s;
	xml_build_t b;
	str xml;

	for(s = list->first; s != NULL; s = s->next) {
		s->sid.s = (char *)"sid";
		s->sid.len = 3;
		xml_build_init(&b, buffer, sizeof(buffer));
		if(jingle_xml_write(map, &b, s) == 0 && xml_build_end(&b, &xml) == 0)
			fuzz_check_xml(&xml);
	}
}

#endif
