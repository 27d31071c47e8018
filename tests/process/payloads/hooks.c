// SPDX-License-Identifier: BSD-2-Clause
#include "../payload.h"
#include "../subject.h"

/* Hooks around, and inside the stop; the veto is the program's to set. */
PAYLOAD("0x77", HOST_ID);

static int loads, unloads; /* its own state */

static int answer(int x)
{
	return 1000 * loads + unloads;
}
PATCH(subject_answer, answer);

static void load(void)
{
	loads++;
}
HOOK(load, load);

static void unload(void)
{
	unloads++;
	subject_count = 1000 * loads + unloads;
}
HOOK(unload, unload);

static int veto(void *payload)
{
	return subject_count == -1 ? -22 : 0;
}
HOOK(preapply, veto);
