# SPDX-License-Identifier: BSD-2-Clause
# What there is to say, `make help` says. Everything is built in build/; what the targets need of Debian
# they install first, by name (packages.txt), if it is missing.

PREFIX ?= /usr
DESTDIR ?=
BUILD := $(CURDIR)/build
export XS_BUILD := $(BUILD)

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD)

help:
	@echo 'make               build the tools and libraries into build/'
	@echo 'make demo          patch a running Xen: builds one, boots it in QEMU, shows each step'
	@echo 'make demo-process  the same on a running server process'
	@echo 'make test          every test tier; the last line is the sum (about 25 minutes the first time)'
	@echo 'make test-full     the same over more compilers and configurations'
	@echo 'make lint          what can be said of the sources without running them'
	@echo 'make bench         figures: build, upload and stop times'
	@echo 'make install       into DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)'
	@echo 'make clean         remove build/ (the cache stays: XSPLICE_CACHE, ~/.cache/xsplice)'

packages:
	@tools/packages

$(BUILD)/build.ninja: | packages
	@meson setup --prefix $(PREFIX) $(BUILD) >$(BUILD).log 2>&1 || { cat $(BUILD).log; rm -f $(BUILD).log; exit 1; }
	@rm -f $(BUILD).log

demo: all
	@examples/xen/demo.sh

demo-process: all
	@examples/process/demo.sh

test: all
	@tools/test

test-full: all
	@tools/test --full

lint: all
	@tools/lint

bench: all
	@bench/run.sh

install: all
	@meson configure -Dprefix=$(PREFIX) $(BUILD)
	@DESTDIR=$(DESTDIR) meson install -C $(BUILD) --quiet

clean:
	@rm -rf $(BUILD)

.PHONY: all help packages demo demo-process test test-full lint bench install clean
