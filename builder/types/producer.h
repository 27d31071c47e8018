/* SPDX-License-Identifier: BSD-2-Clause */
/* What debug information says of each source file's compilation. */
#ifndef BUILDER_PRODUCER_H
#define BUILDER_PRODUCER_H

#include "base/mem.h"

/** struct producer - of one compilation; what is not said is "" */
struct producer {
	const char *name;   /* of the source, as the compiler was told */
	const char *folder; /* where it ran */
	const char *text;   /* "GNU C11 12.2.0 -m64 -O2 ..." */
};

struct producers {
	VEC(struct producer) list;
};

/** producer_read() - all of an ELF file's that are C or C++; none if it has no debug information */
void producer_read(const char *path, struct producers *out);

#endif
