// SPDX-License-Identifier: BSD-2-Clause
#include "payload.h"

static bool symbol_kept(const struct xs_image *image, const struct xs_symbol *s)
{
	if (!*s->name || !xs_symbol_defined(image, s))
		return false;
	/* Compiler labels say nothing in a backtrace. */
	if (s->name[0] == '.' && s->name[1] == 'L')
		return false;
	return s->type == ELF_STT_FUNC || s->type == ELF_STT_OBJECT || s->type == ELF_STT_NOTYPE;
}

static bool before(const struct xs_kept *a, const struct xs_kept *b)
{
	/* Where several names share an address, the one with a size comes last: lookups find it. */
	return a->va != b->va ? a->va < b->va : a->size < b->size;
}

static void sift_down(struct xs_kept *s, unsigned int root, unsigned int count)
{
	struct xs_kept moved = s[root];
	unsigned int child;

	for (; (child = 2 * root + 1) < count; root = child) {
		if (child + 1 < count && before(&s[child], &s[child + 1]))
			child++;
		if (!before(&moved, &s[child]))
			break;
		s[root] = s[child];
	}
	s[root] = moved;
}

static void symbols_sort(struct xs_kept *s, unsigned int count)
{
	unsigned int i;

	for (i = count / 2; i-- > 0;)
		sift_down(s, i, count);
	for (i = count; i-- > 1;) {
		struct xs_kept top = s[0];

		s[0] = s[i];
		s[i] = top;
		sift_down(s, 0, i);
	}
}

int xs_symbols_keep(struct xs_payload *payload, const struct xs_image *image, struct xs_reason *why)
{
	const struct xs_core *core = payload->core;
	size_t strings_len = 0, at = 0, len;
	unsigned int i, count = 0;

	for (i = 1; i < image->symbol_count; i++) {
		if (!symbol_kept(image, &image->symbols[i]))
			continue;
		count++;
		strings_len += strlen(image->symbols[i].name) + 1;
	}
	if (!count)
		return 0;
	payload->symbols = core->host->alloc(core->ctx, count * sizeof(*payload->symbols));
	payload->strings = core->host->alloc(core->ctx, strings_len);
	if (!payload->symbols || !payload->strings)
		return xs_refuse(why, XS_ENOMEM, "no memory to keep %u symbols", count);
	for (i = 1; i < image->symbol_count; i++) {
		const struct xs_symbol *s = &image->symbols[i];
		struct xs_kept *kept = &payload->symbols[payload->symbol_count];

		if (!symbol_kept(image, s))
			continue;
		len = strlen(s->name) + 1;
		memcpy(payload->strings + at, s->name, len);
		kept->va = s->va;
		kept->size = s->size;
		kept->name = at;
		kept->global = s->bind != ELF_STB_LOCAL;
		payload->symbol_count++;
		at += len;
	}
	symbols_sort(payload->symbols, payload->symbol_count);
	return 0;
}

bool xs_symbols_global(const struct xs_payload *payload, const char *name, uint64_t *va)
{
	unsigned int i;

	for (i = 0; i < payload->symbol_count; i++) {
		const struct xs_kept *s = &payload->symbols[i];

		if (s->global && !strcmp(payload->strings + s->name, name)) {
			*va = s->va;
			return true;
		}
	}
	return false;
}

/* The last symbol at or below @va, -1 if there is none. */
static int symbol_below(const struct xs_payload *payload, uint64_t va)
{
	unsigned int low = 0, high = payload->symbol_count;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;

		if (payload->symbols[middle].va <= va)
			low = middle + 1;
		else
			high = middle;
	}
	return (int)low - 1;
}

/* Fault handlers walk this list while it changes. */
struct xs_payload *xs_payload_at(const struct xs_core *core, uint64_t va)
{
	struct xs_payload *p = __atomic_load_n(&core->first, __ATOMIC_ACQUIRE);

	for (; p; p = __atomic_load_n(&p->next, __ATOMIC_ACQUIRE))
		if (xs_payload_mem(p, va, 1))
			return p;
	return NULL;
}

const char *xs_symbol_at(struct xs_core *core, uint64_t va, uint64_t *start, uint64_t *size,
			 const char **payload)
{
	const struct xs_payload *p = xs_payload_at(core, va);
	int idx = p ? symbol_below(p, va) : -1;
	const struct xs_kept *s;

	if (idx < 0)
		return NULL;
	s = &p->symbols[idx];
	if (!xs_range_ok(s->va - p->memory.va, 0, p->memory.len))
		return NULL; /* a per-CPU variable, which lies elsewhere */
	if (s->size && va - s->va >= s->size)
		return NULL;
	*start = s->va;
	*size = s->size;
	*payload = p->name;
	return p->strings + s->name;
}

bool xs_is_text(struct xs_core *core, uint64_t va)
{
	const struct xs_payload *p = xs_payload_at(core, va);

	return p && xs_payload_text(p, va, 1);
}

unsigned int xs_payload_symbols(const struct xs_payload *payload, unsigned int idx,
				const char **name, uint64_t *va, uint64_t *size)
{
	if (idx < payload->symbol_count) {
		*name = payload->strings + payload->symbols[idx].name;
		*va = payload->symbols[idx].va;
		*size = payload->symbols[idx].size;
	}
	return payload->symbol_count;
}
