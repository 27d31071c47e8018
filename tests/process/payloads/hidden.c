// SPDX-License-Identifier: BSD-2-Clause
#include "../payload.h"
#include "../subject.h"

/* Speaks of a static by its file and name, and of the program's data. */
PAYLOAD("0x44", HOST_ID);

static int hidden(int x)
{
	subject_count++;
	return x + 300;
}

static struct func record __attribute__((section(".livepatch.funcs"), aligned(8), used)) = {
	.name = "subject.c#subject_hidden",
	.new_addr = (const void *)hidden,
	.new_size = 16,
	.old_size = 9,
	.version = 2,
};
