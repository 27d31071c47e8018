# SPDX-License-Identifier: BSD-2-Clause
# clang's linker here cannot take such objects; the builder sees no others.
objects: cflags += -flto
