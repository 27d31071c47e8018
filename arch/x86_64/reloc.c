// SPDX-License-Identifier: BSD-2-Clause
/* Relocation arithmetic: x86-64 psABI, table "Relocation Types". */
#include "../../core/arch.h"
#include "../../core/elf64.h"
#include "bugframe.h"

/* How a relocation's value is computed; letters as in the psABI. */
enum formula { F_NONE, F_S_A, F_S_A_P, F_L_A_P, F_G_A_P };

/* What the value must fit. */
enum fit { FIT_ANY, FIT_S32, FIT_U32 };

struct kind {
	uint8_t type;
	uint8_t len;
	uint8_t formula;
	uint8_t fit;
	uint8_t wants;
	const char *name;
};

static const struct kind kinds[] = {
	{ELF_R_X86_64_NONE, 0, F_NONE, FIT_ANY, 0, "NONE"},
	{ELF_R_X86_64_64, 8, F_S_A, FIT_ANY, 0, "64"},
	{ELF_R_X86_64_PC32, 4, F_S_A_P, FIT_S32, 0, "PC32"},
	{ELF_R_X86_64_PLT32, 4, F_L_A_P, FIT_S32, XS_RELOC_WANTS_PLT, "PLT32"},
	{ELF_R_X86_64_GOTPCREL, 4, F_G_A_P, FIT_S32, XS_RELOC_WANTS_GOT, "GOTPCREL"},
	{ELF_R_X86_64_32, 4, F_S_A, FIT_U32, 0, "32"},
	{ELF_R_X86_64_32S, 4, F_S_A, FIT_S32, 0, "32S"},
	{ELF_R_X86_64_GOTTPOFF, 4, F_G_A_P, FIT_S32, XS_RELOC_WANTS_GOT | XS_RELOC_IS_TLS,
	 "GOTTPOFF"},
	{ELF_R_X86_64_TPOFF32, 4, F_S_A, FIT_S32, XS_RELOC_IS_TLS, "TPOFF32"},
	{ELF_R_X86_64_PC64, 8, F_S_A_P, FIT_ANY, 0, "PC64"},
	{ELF_R_X86_64_GOTPCRELX, 4, F_G_A_P, FIT_S32, XS_RELOC_WANTS_GOT, "GOTPCRELX"},
	{ELF_R_X86_64_REX_GOTPCRELX, 4, F_G_A_P, FIT_S32, XS_RELOC_WANTS_GOT, "REX_GOTPCRELX"},
};

static const struct kind *kind_of(uint32_t type)
{
	unsigned int i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].type == type)
			return &kinds[i];
	return NULL;
}

int xs_arch_reloc_len(uint32_t type)
{
	const struct kind *kind = kind_of(type);

	return kind ? kind->len : -1;
}

const char *xs_arch_reloc_name(uint32_t type)
{
	const struct kind *kind = kind_of(type);

	return kind ? kind->name : "?";
}

unsigned int xs_arch_reloc_wants(uint32_t type)
{
	const struct kind *kind = kind_of(type);

	return kind ? kind->wants : 0;
}

int64_t xs_arch_reloc_addend(uint32_t type, const uint8_t *bytes)
{
	const struct kind *kind = kind_of(type);
	int64_t wide;
	int32_t narrow;
	uint32_t zero_extended;

	if (!kind || !kind->len)
		return 0;
	if (kind->len == 8) {
		memcpy(&wide, bytes, 8);
		return wide;
	}
	if (kind->fit == FIT_U32) {
		memcpy(&zero_extended, bytes, 4);
		return zero_extended;
	}
	memcpy(&narrow, bytes, 4);
	return narrow;
}

static bool fits(uint64_t value, enum fit fit)
{
	switch (fit) {
	case FIT_S32:
		return (int64_t)value == (int32_t)value;
	case FIT_U32:
		return value == (uint32_t)value;
	default:
		return true;
	}
}

int xs_arch_reloc_apply(const struct xs_fixup *f, struct xs_reason *why)
{
	const struct kind *kind = kind_of(f->type);
	uint64_t value;

	if (!kind)
		return xs_refuse(why, XS_EOPNOTSUPP, "relocation type %u is not known", f->type);
	if (f->bug_frame && f->type == ELF_R_X86_64_PC32 &&
	    !xs_bug_reach_ok(f->symbol, f->addend, f->place))
		return xs_refuse(
			why, XS_EOVERFLOW,
			"bug frame at %#lx cannot reach %s at %#lx: a bug frame spans ±8 MiB",
			(unsigned long)f->place, f->name, (unsigned long)f->symbol);
	/* Arithmetic is modulo 2^64 on purpose: the fit decides. */
	switch ((enum formula)kind->formula) {
	case F_S_A:
		value = f->symbol + (uint64_t)f->addend;
		break;
	case F_S_A_P:
		value = f->symbol + (uint64_t)f->addend - f->place;
		break;
	case F_L_A_P:
		value = f->symbol + (uint64_t)f->addend - f->place;
		if (!fits(value, FIT_S32) && f->plt)
			value = f->plt + (uint64_t)f->addend - f->place;
		break;
	case F_G_A_P:
		value = f->got + (uint64_t)f->addend - f->place;
		break;
	default:
		return 0;
	}
	if (!fits(value, kind->fit))
		return xs_refuse(
			why, XS_EOVERFLOW,
			"relocation R_X86_64_%s to %s at %#lx does not reach: %#lx does not fit",
			kind->name, f->name, (unsigned long)f->symbol, (unsigned long)value);
	memcpy(f->mem, &value, kind->len);
	return 0;
}
