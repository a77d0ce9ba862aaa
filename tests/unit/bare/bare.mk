# SPDX-License-Identifier: GPL-2.0-or-later
#
# A test whose links name files of bare/ tests STATE files without Kamailio: its
# headers are the real ones, what little is needed of its core is bare/*.c. All
# of it is compiled with $(BARE_FLAGS); PURE files know nothing but the shim.

BARE := $(foreach s,$(SRCS),$(if $(findstring unit/bare/,$(call note,$(s),links)),$(s)))
BARE_KSRC := $(if $(BARE),$(shell $(TOP)/utils/kamailio-source --path))
# its locks are mutexes here, which bare_core.c watches; Debian sid builds Kamailio
# for no particular processor, and its headers warn of that
BARE_FLAGS := $(if $(BARE),$(filter-out -DUSE_FUTEX -DFAST_LOCK,$(shell \
	sed -n 's/^C_DEFS=//p' $(BARE_KSRC)/config.mak)) -DUSE_PTHREAD_MUTEX \
	-std=gnu11 -DMOD_NAME='"test"' -DMOD_NAMEID='test' -DSR_MOD \
	-Wno-unused-parameter -Wno-cpp -isystem $(BARE_KSRC) -isystem $(BARE_KSRC)/core/mem)
BARE_WRAP := malloc calloc realloc free strdup strndup clock_gettime time \
	epoll_wait pthread_mutex_lock pthread_mutex_trylock pthread_mutex_unlock
PURE := $(shell $(TOP)/utils/pure-files)

comma := ,
# $(call wraps_of,TEST): functions that the linker takes from the test's own files
wraps_of = $(patsubst %,-Wl$(comma)--wrap=%,\
	$(if $(filter $(1),$(BARE)),$(BARE_WRAP)) $(call note,$(1),wraps))
# $(call headers,SOURCE): Kamailio's, or the shim
headers = $(if $(filter tests/unit/bare/% $(BARE:%=tests/unit/%) \
	$(filter-out $(PURE),$(filter modules/%,$(1))),$(1)),\
	$(BARE_FLAGS),-I$(TOP)/tests/shim/core/mem)
