# SPDX-License-Identifier: GPL-2.0-or-later
#
# The front door. Every target calls a script in utils/ or tests/ that can be
# called directly as well; `make -n TARGET` shows which.
#
#   deps        install Debian's packages for all below (starts nothing)
#   build       build/modules/*.so, build/jingle-sidecar, utils/jingle2sdp, …
#   demo        a call each way, on this machine, private; ONCE=1 ends after it
#   check       the gate: both compilers, lint, all tests, the demo
#   check-long  what takes too long for check: desktop clients, long fuzzing, soak
#   unit, scenarios, lint, bench, coverage        parts of it
#   bench-accounts  10,000 logins in ten seconds; 100,000 SIP accounts
#   bench-chat      what a text costs, beside a Kamailio that only relays it
#   bench-presence  what a subscription costs, beside Kamailio's presence server
#   interop     real clients and phones with each other; ONLY=name
#   vectors DIR=folder     translate all samples of a folder, both ways
#   docs        modules/*/README from modules/*/doc, as Kamailio makes them,
#               cfg/*/*.sql from cfg/schema, and the picture of the rooms in
#               modules/ARCHITECTURE.md
#   install     DESTDIR=, PREFIX=/usr; uninstall: takes it away again
#   clean       forget what was built; distclean: and Kamailio's source

.PHONY: all deps build demo check check-long unit scenarios interop lint bench \
	bench-accounts bench-chat bench-presence coverage vectors docs install uninstall clean distclean

all: build

deps:
	utils/install-deps

build:
	@utils/install-deps build run
	@$(MAKE) --no-print-directory -f utils/build.mk

demo:
	utils/install-deps build run demo
	@$(MAKE) --no-print-directory -f utils/build.mk
	ONCE=$(ONCE) LISTEN=$(LISTEN) utils/demo

check:
	utils/check

check-long:
	LONG=1 utils/check

unit:
	$(MAKE) -C tests/unit

coverage:
	$(MAKE) -C tests/unit coverage

scenarios: build
	@utils/install-deps demo check
	tests/scenarios/run $(ONLY)

interop: build
	@utils/install-deps demo check long
	tests/interop/run $(ONLY)

vectors: build
	tests/vectors/run $(DIR)

lint:
	utils/lint

bench: build
	@utils/install-deps demo check
	tests/bench/translate
	tests/bench/run

bench-chat: build
	tests/bench/chat

bench-presence: build
	tests/bench/presence

bench-accounts: build
	@utils/install-deps demo check
	tests/bench/accounts

docs:
	utils/doc-check --write
	utils/schema
	utils/circles --write

install:
	PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) utils/install

uninstall:
	PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) utils/install --remove

clean:
	rm -rf build/modules build/obj build/unit build/clang* build/gcc-san \
		build/jingle-sidecar utils/jingle2sdp utils/sdp2jingle

distclean:
	rm -rf build utils/jingle2sdp utils/sdp2jingle
