// SPDX-License-Identifier: BSD-2-Clause
/* Exception tables: pairs of 32-bit displacements, each from its own word. */
#include "../../core/arch.h"

struct entry {
	int32_t fault;
	int32_t fixup;
};

void xs_arch_ex_decode(const uint8_t *entry, uint64_t va, uint64_t *fault, uint64_t *fixup)
{
	struct entry e;

	memcpy(&e, entry, sizeof(e));
	*fault = va + (uint64_t)(int64_t)e.fault;
	*fixup = va + 4 + (uint64_t)(int64_t)e.fixup;
}

static uint64_t fault_of(const uint8_t *table, uint64_t va, size_t idx)
{
	uint64_t fault, fixup;

	xs_arch_ex_decode(table + idx * XS_EX_ENTRY_LEN, va + idx * XS_EX_ENTRY_LEN, &fault,
			  &fixup);
	return fault;
}

/* Displacements stay true: what moves by n bytes gets n less. */
static void swap(uint8_t *table, size_t a, size_t b)
{
	int32_t moved = (int32_t)((b - a) * XS_EX_ENTRY_LEN);
	struct entry ea, eb;

	memcpy(&ea, table + a * XS_EX_ENTRY_LEN, sizeof(ea));
	memcpy(&eb, table + b * XS_EX_ENTRY_LEN, sizeof(eb));
	ea.fault -= moved;
	ea.fixup -= moved;
	eb.fault += moved;
	eb.fixup += moved;
	memcpy(table + b * XS_EX_ENTRY_LEN, &ea, sizeof(ea));
	memcpy(table + a * XS_EX_ENTRY_LEN, &eb, sizeof(eb));
}

static void sift_down(uint8_t *table, uint64_t va, size_t root, size_t count)
{
	size_t child;

	for (; (child = 2 * root + 1) < count; root = child) {
		if (child + 1 < count &&
		    fault_of(table, va, child) < fault_of(table, va, child + 1))
			child++;
		if (fault_of(table, va, root) >= fault_of(table, va, child))
			return;
		swap(table, root, child);
	}
}

/* Heapsort: no recursion, no memory, never quadratic. */
void xs_arch_ex_sort(uint8_t *table, uint64_t va, size_t len)
{
	size_t count = len / XS_EX_ENTRY_LEN, i;

	for (i = count / 2; i-- > 0;)
		sift_down(table, va, i, count);
	for (i = count; i-- > 1;) {
		swap(table, 0, i);
		sift_down(table, va, 0, i);
	}
}
