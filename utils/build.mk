# SPDX-License-Identifier: GPL-2.0-or-later
#
# Builds everything there is to build. `make build` calls it; directly:
#   make -f utils/build.mk [CC=clang] [SANITIZE=1] [WERROR=1] [V=1] \
#       [all|modules|sidecar|tools]
# WERROR=1: warnings are errors (for the gate; other compilers have others)
#
# Outputs: build/modules/*.so, build/jingle-sidecar, utils/{jingle2sdp,sdp2jingle};
# with another compiler or with SANITIZE the same below build/<compiler>[-san]/.

TOP := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))..)
BUILD := $(TOP)/build

ifeq ($(origin CC),default)
CC := gcc
endif
VARIANT := $(notdir $(firstword $(CC)))$(if $(SANITIZE),-san)
OUT := $(BUILD)$(if $(filter-out gcc cc,$(VARIANT)),/$(VARIANT))

ifdef SANITIZE
export EXTRA_CFLAGS := -O1 -fno-omit-frame-pointer \
	-fsanitize=address,undefined -fno-sanitize-recover=undefined
export EXTRA_LDFLAGS := -fsanitize=address,undefined
else
export EXTRA_CFLAGS := -fstack-protector-strong -D_FORTIFY_SOURCE=2
endif
# names of files in log lines and debug information: as they are in the project
EXTRA_CFLAGS += -ffile-prefix-map=$(TOP)=. $(if $(WERROR),-Werror)

# a source of the user's own may have changed since
KSRC := $(shell $(TOP)/utils/kamailio-source $(if $(KAMAILIO_SRC),,--path))
ifeq ($(KSRC),)
$(error no source of Kamailio)
endif
KVER := $(notdir $(patsubst %/src,%,$(KSRC)))
KLIB = $(patsubst %/modules,%,$(shell $(TOP)/utils/kamailio-modules))
OBJ := $(BUILD)/obj/$(KVER)-$(VARIANT)

# a folder is built once it has a Makefile of its own
MODULES := $(patsubst $(TOP)/modules/%/Makefile,%,\
	$(wildcard $(TOP)/modules/*/Makefile))

.PHONY: all modules sidecar tools FORCE
all: modules sidecar tools

# modules: their own Makefiles, with utils/kbuild/ in the place of Kamailio's.
# The link at ../../ is where a Kamailio tree has those files.
modules: $(MODULES:%=$(OUT)/modules/%.so)

$(OUT)/modules/%.so: $(KSRC)/config.mak FORCE
	@mkdir -p $(OBJ)/modules/$*
	@ln -sfn $(TOP)/utils/kbuild/Makefile.defs $(OBJ)/Makefile.defs
	@ln -sfn $(TOP)/utils/kbuild/Makefile.modules $(OBJ)/Makefile.modules
	@$(MAKE) $(if $(V),,-s) --no-print-directory -C $(OBJ)/modules/$* \
		-f $(TOP)/modules/$*/Makefile CC=$(CC) KSRC=$(KSRC) KLIB=$(KLIB) \
		TOP=$(TOP) OUT=$(OUT)/modules $@

$(BUILD)/%/src/config.mak:
	$(TOP)/utils/kamailio-source

sidecar:
	@[ ! -f $(TOP)/sidecar/Makefile ] || \
		$(MAKE) --no-print-directory -C $(TOP)/sidecar CC=$(CC) BUILD=$(OUT)

# tools: one utils/<tool>.c each, with what they share and the translation,
# which is PURE: nothing of Kamailio is linked
PURE := $(addprefix $(TOP)/,$(shell $(TOP)/utils/pure-files modules/jingle_sdp))
TOOLS := $(patsubst $(TOP)/utils/%.c,%,$(wildcard \
	$(TOP)/utils/jingle2sdp.c $(TOP)/utils/sdp2jingle.c))
TOOLDIR := $(if $(filter $(OUT),$(BUILD)),$(TOP)/utils,$(OUT))
XML2 = $(shell pkg-config $(1) libxml-2.0)

tools: $(TOOLS:%=$(TOOLDIR)/%)

TOOLOBJ := $(BUILD)/obj/tools-$(VARIANT)
TOOLOBJS := $(patsubst $(TOP)/%.c,$(TOOLOBJ)/%.o,\
	$(wildcard $(TOP)/utils/tool_*.c) $(PURE))

$(TOOLS:%=$(TOOLDIR)/%): $(TOOLDIR)/%: $(TOOLOBJ)/utils/%.o $(TOOLOBJS)
	@mkdir -p $(@D)
	@echo "  LD    $*"
	@$(CC) -o $@ $^ $(EXTRA_LDFLAGS) $(call XML2,--libs)

$(TOOLOBJ)/%.o: $(TOP)/%.c $(TOP)/utils/build.mk
	@mkdir -p $(@D)
	@echo "  CC    $*.o"
	@$(CC) -std=c11 -D_GNU_SOURCE -O2 -g -Wall -Wextra \
		$(EXTRA_CFLAGS) -I$(TOP)/tests/shim/core/mem $(call XML2,--cflags) \
		-MMD -MP -c $< -o $@

.SECONDARY:
-include $(TOOLOBJS:.o=.d) $(TOOLS:%=$(TOOLOBJ)/utils/%.d)
