# SPDX-License-Identifier: BSD-2-Clause
# Not found through PATH, and without debug information.
subject.o: subject.c
	/usr/bin/clang -O2 -g0 -ffunction-sections -fdata-sections -c -o $@ $<
