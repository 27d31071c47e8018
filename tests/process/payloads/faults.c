// SPDX-License-Identifier: BSD-2-Clause
#include "../payload.h"
#include "../subject.h"

#include <xsplice/process.h>

PAYLOAD("0x66", HOST_ID);

static int answer(int x)
{
	if (XS_WARN_ON(x == 13))
		return -13;
	XS_ASSERT(x != 14);
	XS_BUG_ON(x == 15);
	return x + 1;
}
PATCH(subject_answer, answer);

static uint64_t peek(const uint64_t *at)
{
	uint64_t value;

	if (xs_safe_load_u64(&value, at))
		return UINT64_MAX;
	return value;
}
PATCH(subject_peek, peek);
