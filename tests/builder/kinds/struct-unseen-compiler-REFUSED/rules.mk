# SPDX-License-Identifier: BSD-2-Clause
# Made under another name, and renamed.
subject.o: subject.c
	$(CC) -O2 -g0 -ffunction-sections -fdata-sections -c -o subject.tmp.o $<
	mv subject.tmp.o $@
