# SPDX-License-Identifier: BSD-2-Clause
# As from an archive: the linker takes spare.o only if something needs it.
objects := subject.o spare.o
program: libspare.a
libspare.a: spare.o
	ar rc $@ $<
program: objects := subject.o libspare.a
