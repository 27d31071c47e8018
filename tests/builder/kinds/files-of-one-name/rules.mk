# SPDX-License-Identifier: BSD-2-Clause
# Two files called subject.c, as the symbol table sees it.
objects := subject.o other.o
other.o: other.c
	mkdir -p folder
	cp $< folder/subject.c
	$(compile) -o $@ folder/subject.c
