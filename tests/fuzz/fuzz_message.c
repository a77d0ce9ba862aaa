/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a message of XEP-0353; what is read can be written and read
 * again. */

#include "../../modules/jingle_sdp/jingle_jmi.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char buffer[256 * 1024];
	jingle_arena_t arena;
	jingle_map_t map;
	jingle_jmi_t j, again;
	xml_build_t b;
	str xml = {(char *)data, (int)size};

	jingle_arena_init(&arena, NULL, NULL, NULL, 512);
	jingle_map_init(&map, &arena, NULL);
	if(jingle_jmi_read(&map, &xml, &j) == 0) {
		xml_build_init(&b, buffer, sizeof(buffer));
		if(jingle_jmi_write(&b, &j) == 0 && xml_build_end(&b, &xml) == 0) {
			FUZZ_CHECK(jingle_jmi_read(&map, &xml, &again) == 0);
			FUZZ_CHECK(again.kind == j.kind);
			FUZZ_CHECK(jingle_str_eq(&again.id, &j.id));
			FUZZ_CHECK(again.tie_break == j.tie_break);
			FUZZ_CHECK(again.reason == j.reason
					   || j.reason == JINGLE_REASON_UNKNOWN);
		}
	} else
		FUZZ_CHECK(map.error.fault != JINGLE_FAULT_NONE && map.error.text[0]);
	jingle_arena_free(&arena);
	return 0;
}
