// SPDX-License-Identifier: BSD-2-Clause
/* Out of reach: calls of the C library. Compiled for lazy binding and without a PLT (-fno-plt). */
#include <stdlib.h>
#include <string.h>

#include "../payload.h"
#include "../subject.h"

PAYLOAD("0x55", HOST_ID);

static uint64_t length(const char *text)
{
	return strlen(text) + 100 * (uint64_t)strtoul(text, NULL, 10);
}
PATCH(subject_length, length);
