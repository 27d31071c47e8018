// SPDX-License-Identifier: BSD-2-Clause
/* The address of a library function as code at a fixed address takes it: the program's own PLT entry. */
#include <string.h>

#include "../payload.h"
#include "../subject.h"

PAYLOAD("0x5b", HOST_ID);

static uint64_t length(const char *text)
{
	return subject_strlen() == strlen ? 10 * subject_strlen()(text) : 0;
}
PATCH(subject_length, length);
