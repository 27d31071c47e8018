// SPDX-License-Identifier: BSD-2-Clause
/* The address of a function of the C library, as position-independent code takes it: from a GOT slot. */
#include <string.h>

#include "../payload.h"
#include "../subject.h"

PAYLOAD("0x56", HOST_ID);

static uint64_t length(const char *text)
{
	size_t (*volatile by_pointer)(const char *) = strlen;

	return 10 * by_pointer(text);
}
PATCH(subject_length, length);
