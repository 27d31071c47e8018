# SPDX-License-Identifier: BSD-2-Clause
subject.o: sizes.h
sizes.h: sizes.in
	sed -n 's/^[A-Z]/#define &/p' $< >$@
