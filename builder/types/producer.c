// SPDX-License-Identifier: BSD-2-Clause
#include "producer.h"

#include <dwarf.h>
#include <string.h>

#include "debuginfo.h"

static const char *text_of(Dwarf_Die *die, unsigned int name)
{
	Dwarf_Attribute attribute;
	const char *text = dwarf_attr(die, name, &attribute) ? dwarf_formstring(&attribute) : NULL;

	return text ? mem_text(text, strlen(text)) : "";
}

static void add(struct producers *out, Dwarf_Die *unit)
{
	struct producer producer = {.name = text_of(unit, DW_AT_name),
				    .folder = text_of(unit, DW_AT_comp_dir),
				    .text = text_of(unit, DW_AT_producer)};

	if (dwarf_tag(unit) == DW_TAG_compile_unit &&
	    dwarf_srclang(unit) != DW_LANG_Mips_Assembler && *producer.text)
		vec_push(&out->list, producer);
}

void producer_read(const char *path, struct producers *out)
{
	Dwfl *dwfl;
	Dwarf *dwarf = debuginfo_load(path, &dwfl);
	Dwarf_Off next = 0, at;
	size_t head;

	while (dwarf && !dwarf_nextcu(dwarf, at = next, &next, &head, NULL, NULL, NULL)) {
		Dwarf_Die unit;

		if (dwarf_offdie(dwarf, at + head, &unit))
			add(out, &unit);
	}
	if (dwfl)
		dwfl_end(dwfl);
}
