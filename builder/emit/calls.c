// SPDX-License-Identifier: BSD-2-Clause
#include "calls.h"

#include <string.h>

#include <xsplice/payload.h>

#include "object/insn.h"

#define CALL_LEN 6
/* A jump may have been written there, behind a landing pad or in its place. */
#define START_LEN (ENDBR_LEN + 5)

static bool is_pointer_call(const uint8_t *code)
{
	return code && code[0] == 0xff && code[1] == 0x15;
}

bool calls_is_one(const struct atom *from, const struct reloc *reloc)
{
	for (size_t i = 0; i < from->entries.count; i++) {
		const struct entry *entry = &from->entries.items[i];

		if (entry->table == ROLE_ALT && entry->at + 2 == reloc->off && from->bytes &&
		    is_pointer_call(from->bytes + entry->at))
			return true;
	}
	return false;
}

/* The image, in which boot changed nothing yet, has a call through the pointer at @va there. */
static bool is_site(const struct build *build, uint64_t site, uint64_t va)
{
	const uint8_t *code = image_bytes(&build->image, site, CALL_LEN);
	int32_t disp;

	if (!is_pointer_call(code) || image_is_init(&build->image, site))
		return false;
	memcpy(&disp, code + 2, sizeof(disp));
	return site + CALL_LEN + (uint64_t)(int64_t)disp == va;
}

/*
 * A call of the hypervisor's, in @function of a base object, through the pointer of @call. It is looked for in the
 * image: with payloads below, the base has their changes, too.
 */
static bool find_site_in(const struct build *build, const struct atom *function, struct call *call)
{
	uint64_t va = call->pointer->value + (uint64_t)call->point, size;
	const struct image_symbol *symbol;

	if (function->section->role != ROLE_CODE)
		return false;
	symbol = image_find(&build->image, function);
	size = symbol ? image_size(symbol, function) : 0;
	for (uint64_t at = START_LEN; at + CALL_LEN <= size; at++) {
		if (!is_site(build, symbol->value + at, va))
			continue;
		call->caller = symbol;
		call->site = symbol->value + at;
		return true;
	}
	return false;
}

static bool find_site(const struct build *build, struct call *call)
{
	for (size_t i = 0; i < build->pairs.count; i++) {
		const struct object *base = build->pairs.items[i].base;

		for (size_t j = 0; base && j < base->atoms.count; j++)
			if (find_site_in(build, base->atoms.items[j], call))
				return true;
	}
	return false;
}

const struct call *calls_find(const struct build *build, const struct atom *from,
			      const struct reloc *reloc, const struct binding *binding)
{
	if (binding->kind != BIND_IMAGE)
		return NULL;
	for (size_t i = 0; i < build->calls.count; i++) {
		const struct call *call = &build->calls.items[i];

		if (call->pointer == binding->image && call->point == reloc->point &&
		    calls_is_one(from, reloc))
			return call;
	}
	return NULL;
}

static const char *pointer_name(const struct call *call)
{
	return call->point ? mem_format("%s+0x%llx", call->pointer->name,
					(unsigned long long)call->point)
			   : call->pointer->name;
}

void calls_take(struct build *build, const struct atom *from, const struct reloc *reloc,
		const struct binding *binding)
{
	struct call call = {.pointer = binding->image, .point = reloc->point};

	if (calls_find(build, from, reloc, binding))
		return;
	call.name = pointer_name(&call);
	if (build->options->livepatch)
		block(build, from,
		      "Call the function that is meant by its name, or through a pointer that "
		      "stays, or build for the xSplice core (without --for livepatch).",
		      "makes an alternative call through %s, which is gone after boot: an "
		      "unmodified Xen cannot look up any more where it leads to",
		      call.pointer->name);
	else if (!image_global(&build->image, XS_CALLS_ENGINE))
		block(build, from,
		      "Call the function that is meant by its name, or through a pointer that "
		      "stays, or give the hypervisor the xSplice core.",
		      "makes an alternative call through %s, which is gone after boot: where it "
		      "leads to cannot be looked up any more",
		      call.pointer->name);
	else if (!find_site(build, &call))
		block(build, from,
		      "Call the function that is meant by its name, or through a pointer that "
		      "stays.",
		      "makes an alternative call through %s, which is gone after boot, and the "
		      "hypervisor has no call through it that would tell where it leads to",
		      call.name);
	else {
		vec_push(&build->calls, call);
		note(build,
		     "%s is gone after boot: where calls through it lead to is read off the "
		     "hypervisor's own at %s+0x%llx, which needs a host with the xSplice core",
		     call.name, call.caller->name,
		     (unsigned long long)(call.site - call.caller->value));
	}
}
