# SPDX-License-Identifier: GPL-2.0-or-later
#
# Tests of what is not PURE. Their comments name the module whose files they
# link, all of them, and what stands around it, see fake.h:
#   /* module: jingle */
#   /* fake: core tm link gateway */
# They are compiled as the module is, with the headers of the installed
# Kamailio, and linked with its core: $(KAMAILIO), all of it but main.c.

KSRC := $(shell $(TOP)/utils/kamailio-source --path 2>/dev/null)
ifneq ($(KSRC),)
cc_wanted := $(CC)
cflags_wanted := $(CFLAGS)
include $(KSRC)/config.mak
# as utils/kbuild/Makefile.modules
DROP := -Wall -Wcast-align -minline-all-stringops -falign-loops \
	-funroll-loops -ftree-vectorize -g
KFLAGS := $(filter-out $(DROP),$(MOD_CFLAGS)) $(C_DEFS) \
	-isystem $(KSRC) -isystem $(KSRC)/core/mem
KCC := $(CC)
CC := $(cc_wanted)
CFLAGS := $(cflags_wanted)
endif

KCFLAGS = -std=gnu11 -g -Wall -Wextra -Wno-unused-parameter -Wno-cpp $(INSTRUMENT) \
	$(if $(COVERAGE),,-Werror) $(KFLAGS) $(shell xml2-config --cflags)

# Kamailio's own code is not what is tested: no sanitizers, one for all. What is
# linked of main.c are its variables
KVER := $(notdir $(patsubst %/src,%,$(KSRC)))
KOBJ := $(TOP)/build/obj/$(KVER)-core
KAMAILIO := $(KOBJ)/libkamailio.a
KCORE := $(filter-out %/cfg.tab.c %/lex.yy.c %/core/ver.c,\
	$(KSRC)/main.c $(shell find $(KSRC)/core -name '*.c'))

$(KAMAILIO): fake/state.mk $(KCORE:$(KSRC)/%.c=$(KOBJ)/%.o)
	@rm -f $@
	@ar rcs $@ $(filter %.o,$^)

$(KOBJ)/%.o: $(KSRC)/%.c $(KSRC)/config.mak
	@mkdir -p $(@D)
	@echo "  CC    kamailio/$*.c"
	@$(KCC) -std=gnu11 -O0 -g1 -w -Dmain=kamailio_main -DMODS_DIR='""' -ffunction-sections -fdata-sections \
		$(KFLAGS) -c $< -o $@

$(KSRC)/config.mak:
	$(TOP)/utils/kamailio-source

$(OUT)/state/%.o: $(TOP)/%.c Makefile fake/state.mk $(KSRC)/config.mak | needs
	@mkdir -p $(@D)
	@echo "  CC    $*.c"
	@$(CC) $(KCFLAGS) -DMOD_NAME='"$(notdir $(patsubst %/,%,$(dir $*)))"' \
		-DMOD_NAMEID=test -DSR_MOD -I$(TOP)/tests/unit/fake \
		-MMD -MP -c $< -o $@

# --wrap for each function that a fake takes the place of
wraps = $(patsubst __wrap_%,-Wl$(comma)--wrap=%,\
	$(sort $(shell grep -oh '__wrap_[a-z_]*' $(1))))
comma := ,
fakes = $(patsubst %,fake/fake_%.c,$(call note,$(1),fake))
modules = $(foreach m,$(call note,$(1),module),\
	$(sort $(wildcard $(TOP)/modules/$(m)/*.c)) $(beside_$(m)))
# the real one of what a module binds to, but for its module's table
beside_jingle := $(filter-out %_mod.c,$(wildcard $(TOP)/modules/jingle_sdp/*.c))

# what a fake has of the module in whose place it is
real_link := modules/xmpp_link/link_route.c
real_gateway := $(patsubst $(TOP)/%,%,\
	$(wildcard $(TOP)/modules/xmpp_gateway/gateway_addr*.c))
reals = $(foreach f,$(call note,$(1),fake),$(real_$(f)))

define state_program
$(OUT)/$(1:%.c=%): $(OUT)/state/tests/unit/$(1:%.c=%.o) \
		$(patsubst %.c,$(OUT)/state/tests/unit/%.o,$(call fakes,$(1))) \
		$(patsubst $(TOP)/%.c,$(OUT)/state/%.o,$(call modules,$(1))) \
		$(patsubst %.c,$(OUT)/state/%.o,$(call note,$(1),links)) \
		$(patsubst %.c,$(OUT)/state/%.o,$(call reals,$(1))) $(KAMAILIO)
	@echo "  LD    $$(@F)"
	@$$(CC) $$(INSTRUMENT) -o $$@ $$^ -Wl,--gc-sections \
		$(call wraps,$(call fakes,$(1))) $(call wraps_of,$(1)) -lcmocka $$(shell xml2-config --libs) \
		$(if $(call note,$(1),libs),$$(shell pkg-config --libs $(call note,$(1),libs))) \
		-lresolv -ldl -lm -lpthread
endef
