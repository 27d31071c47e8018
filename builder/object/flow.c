// SPDX-License-Identifier: BSD-2-Clause
#include "flow.h"

#include <Zydis/Zydis.h>

#define LEA_FIELD 3 /* where the displacement of a "lea" stands */

/* struct step - an instruction, decoded */
struct step {
	uint64_t off;
	ZydisDecodedInstruction insn;
	ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
};

static bool step_read(const struct atom *atom, uint64_t off, struct step *step)
{
	static ZydisDecoder decoder;
	static bool ready;

	if (!ready)
		ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
	ready = true;
	step->off = off;
	return off < atom->size &&
	       ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, atom->bytes + off, atom->size - off,
						   &step->insn, step->operands));
}

/* struct use - what an instruction does with a register, besides addressing memory */
struct use {
	bool read;
	bool written;
};

static ZydisRegister whole(ZydisRegister reg)
{
	return ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, reg);
}

/* "xor eax, eax" reads nothing that matters. */
static bool is_clearing(const ZydisDecodedInstruction *insn, const ZydisDecodedOperand *operands)
{
	return (insn->mnemonic == ZYDIS_MNEMONIC_XOR || insn->mnemonic == ZYDIS_MNEMONIC_SUB) &&
	       operands[0].type == ZYDIS_OPERAND_TYPE_REGISTER &&
	       operands[1].type == ZYDIS_OPERAND_TYPE_REGISTER &&
	       operands[0].reg.value == operands[1].reg.value;
}

static struct use use_of(const ZydisDecodedInstruction *insn, const ZydisDecodedOperand *operands,
			 ZydisRegister reg)
{
	struct use use = {false, false};

	for (size_t i = 0; i < insn->operand_count; i++) {
		const ZydisDecodedOperand *operand = &operands[i];

		if (operand->type == ZYDIS_OPERAND_TYPE_MEMORY &&
		    (whole(operand->mem.base) == reg || whole(operand->mem.index) == reg))
			use.read |= insn->mnemonic == ZYDIS_MNEMONIC_LEA;
		if (operand->type != ZYDIS_OPERAND_TYPE_REGISTER ||
		    whole(operand->reg.value) != reg)
			continue;
		use.read |= (operand->actions & ZYDIS_OPERAND_ACTION_MASK_READ) != 0;
		use.written |= (operand->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE) != 0;
	}
	use.read &= !is_clearing(insn, operands);
	return use;
}

static bool is_addressed(const ZydisDecodedInstruction *insn, const ZydisDecodedOperand *operands,
			 ZydisRegister reg)
{
	for (size_t i = 0; i < insn->operand_count; i++)
		if (operands[i].type == ZYDIS_OPERAND_TYPE_MEMORY &&
		    (whole(operands[i].mem.base) == reg || whole(operands[i].mem.index) == reg))
			return true;
	return false;
}

static bool is_argument(ZydisRegister reg)
{
	return reg == ZYDIS_REGISTER_RDI || reg == ZYDIS_REGISTER_RSI ||
	       reg == ZYDIS_REGISTER_RDX || reg == ZYDIS_REGISTER_RCX || reg == ZYDIS_REGISTER_R8 ||
	       reg == ZYDIS_REGISTER_R9;
}

/* Is what @reg holds handed to somebody: an argument of a call or tail call, the result? */
static bool is_handed_over(const ZydisDecodedInstruction *insn, ZydisRegister reg)
{
	switch (insn->meta.category) {
	case ZYDIS_CATEGORY_CALL:
	case ZYDIS_CATEGORY_UNCOND_BR:
		return is_argument(reg) || (reg == ZYDIS_REGISTER_RAX &&
					    insn->meta.category == ZYDIS_CATEGORY_UNCOND_BR);
	case ZYDIS_CATEGORY_RET:
		return reg == ZYDIS_REGISTER_RAX;
	default:
		return false;
	}
}

/* The register that the "lea" with @reloc loads; *@off: what is behind it. */
static ZydisRegister loaded(const struct atom *atom, const struct reloc *reloc, uint64_t *off)
{
	struct step step;

	if (reloc->off < LEA_FIELD || !step_read(atom, reloc->off - LEA_FIELD, &step) ||
	    step.insn.mnemonic != ZYDIS_MNEMONIC_LEA)
		return ZYDIS_REGISTER_NONE;
	*off = step.off + step.insn.length;
	return whole(step.operands[0].reg.value);
}

bool flow_keeps_address(const struct atom *atom, const struct reloc *reloc)
{
	uint64_t off = 0;
	ZydisRegister reg = loaded(atom, reloc, &off);
	bool straight = true;
	struct step step;

	if (reg == ZYDIS_REGISTER_NONE)
		return true;
	for (; off < atom->size; off += step.insn.length) {
		struct use use;

		if (!step_read(atom, off, &step))
			return true;
		use = use_of(&step.insn, step.operands, reg);
		if (use.read || is_handed_over(&step.insn, reg))
			return true;
		/* Behind a branch, another path may come by where the register still holds it. */
		straight &= step.insn.meta.category != ZYDIS_CATEGORY_COND_BR &&
			    step.insn.meta.category != ZYDIS_CATEGORY_UNCOND_BR;
		if (use.written && straight)
			return false;
	}
	return false;
}

/* ---- every path ------------------------------------------------------------------------------- */

/* struct paths - where they go on while the register still holds the address */
struct paths {
	const struct atom *atom;
	ZydisRegister reg;
	VEC(uint64_t) todo;
	bool *seen;
};

static void go_on(struct paths *paths, uint64_t off)
{
	if (off < paths->atom->size && paths->seen[off])
		return;
	if (off < paths->atom->size)
		paths->seen[off] = true;
	vec_push(&paths->todo, off); /* past the end: step_read() fails there */
}

/* A call may do anything to what it need not preserve (psABI, "Registers"). */
static bool is_clobbered(ZydisRegister reg)
{
	return is_argument(reg) || reg == ZYDIS_REGISTER_RAX || reg == ZYDIS_REGISTER_R10 ||
	       reg == ZYDIS_REGISTER_R11;
}

/* A jump within the function has no relocation; where others lead, nobody looked. */
static bool jump(struct paths *paths, const struct step *step)
{
	const ZydisDecodedInstruction *insn = &step->insn;

	if (!insn->raw.imm[0].is_relative ||
	    atom_reloc(paths->atom, step->off + insn->raw.imm[0].offset))
		return false;
	go_on(paths, step->off + insn->length + (uint64_t)insn->raw.imm[0].value.s);
	return true;
}

/* Return: false if the instruction does anything with the address but compare it. */
static bool follow(struct paths *paths, const struct step *step)
{
	const ZydisDecodedInstruction *insn = &step->insn;
	struct use use = use_of(insn, step->operands, paths->reg);
	uint64_t next = step->off + insn->length;

	if (is_addressed(insn, step->operands, paths->reg) ||
	    (use.read && insn->mnemonic != ZYDIS_MNEMONIC_CMP))
		return false;
	if (use.written)
		return true;
	switch (insn->meta.category) {
	case ZYDIS_CATEGORY_COND_BR:
		go_on(paths, next);
		return jump(paths, step);
	case ZYDIS_CATEGORY_UNCOND_BR:
		return jump(paths, step);
	case ZYDIS_CATEGORY_CALL:
		if (is_handed_over(insn, paths->reg))
			return false;
		if (!is_clobbered(paths->reg))
			go_on(paths, next);
		return true;
	case ZYDIS_CATEGORY_RET:
		return !is_handed_over(insn, paths->reg);
	default:
		go_on(paths, next);
		return true;
	}
}

bool flow_only_compares(const struct atom *atom, const struct reloc *reloc)
{
	struct paths paths = {.atom = atom, .seen = mem_alloc(atom->size)};
	uint64_t off = 0;
	struct step step;

	paths.reg = loaded(atom, reloc, &off);
	if (paths.reg == ZYDIS_REGISTER_NONE)
		return false;
	go_on(&paths, off);
	while (paths.todo.count) {
		off = paths.todo.items[--paths.todo.count];
		if (!step_read(atom, off, &step) || !follow(&paths, &step))
			return false;
	}
	return true;
}
