# SPDX-License-Identifier: BSD-2-Clause
# As if the clock had not moved between building the program and patching its source, or gone back.
subject.o: subject.c
	$(compile) -o $@ $<
	touch -d '1 hour' $@
