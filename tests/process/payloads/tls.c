// SPDX-License-Identifier: BSD-2-Clause
/*
 * The program's thread-local variable: by its offset (TPOFF32) as compiled for a program, by a slot
 * that holds the offset (GOTTPOFF) where the compiler is told to (-ftls-model=initial-exec).
 */
#include "../payload.h"
#include "../subject.h"

PAYLOAD("0x57", HOST_ID);

static int answer(int x)
{
	subject_tls += x;
	return subject_tls;
}
PATCH(subject_answer, answer);
