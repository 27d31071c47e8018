// SPDX-License-Identifier: BSD-2-Clause
#include "../payload.h"
#include "../subject.h"

PAYLOAD("0x88", HOST_ID);

extern int subject_no_such_function(int x);

static int answer(int x)
{
	return subject_no_such_function(x);
}
PATCH(subject_answer, answer);
