# SPDX-License-Identifier: GPL-2.0-only
#
# common/xsplice/Makefile of a Xen tree: the engine and its port. The list of the engine's sources is
# core/sources.list.

xsplice-src := $(shell sed 's/#.*//' $(srcdir)/core/sources.list)

obj-y += $(patsubst %.c,%.o,$(xsplice-src))
obj-y += host/control.o
obj-y += host/cpus.o
obj-y += host/facade.o
obj-y += host/hooks.o
obj-y += host/identity.o
obj-y += host/main.o
obj-y += host/memory.o
obj-y += host/nmi.o
obj-y += host/percpu.o
obj-y += host/shadow.o
obj-y += host/stop.o
obj-y += host/symbols.o
obj-y += host/tables.o
obj-y += host/text.o

# The engine is C11 and declares where it needs to.
CFLAGS-y += -Wno-declaration-after-statement
CFLAGS-y += -DXS_FREESTANDING
CFLAGS-y += -I$(srcdir)/host -I$(srcdir)/include -I$(srcdir)/core -I$(srcdir)
