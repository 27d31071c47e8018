// SPDX-License-Identifier: BSD-2-Clause
#include "insn.h"

#include <string.h>
#include <Zydis/Zydis.h>

#include "base/mem.h"

static const ZydisDecoder *decoder(void)
{
	static ZydisDecoder the;
	static bool ready;

	if (!ready)
		ZydisDecoderInit(&the, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
	ready = true;
	return &the;
}

void insn_next(const uint8_t *code, size_t len, uint64_t off, struct insn *out)
{
	ZydisDecodedInstruction insn;

	*out = (struct insn){.off = off, .len = 1};
	if (!ZYAN_SUCCESS(
		    ZydisDecoderDecodeInstruction(decoder(), NULL, code + off, len - off, &insn)))
		return;
	out->len = insn.length;
	out->branch = insn.raw.imm[0].is_relative;
	out->ends = insn.meta.category == ZYDIS_CATEGORY_UNCOND_BR ||
		    insn.meta.category == ZYDIS_CATEGORY_RET ||
		    insn.meta.category == ZYDIS_CATEGORY_SYSRET ||
		    insn.mnemonic == ZYDIS_MNEMONIC_UD2;
	out->filler = insn.mnemonic == ZYDIS_MNEMONIC_NOP || insn.mnemonic == ZYDIS_MNEMONIC_INT3;
	if (out->branch) {
		out->field = insn.raw.imm[0].offset;
		out->field_len = insn.raw.imm[0].size / 8;
		out->reach = insn.raw.imm[0].value.s;
	} else if (insn.raw.modrm.offset && !insn.raw.modrm.mod && insn.raw.modrm.rm == 5) {
		out->field = insn.raw.disp.offset;
		out->field_len = insn.raw.disp.size / 8;
		out->reach = insn.raw.disp.value;
	}
}

bool insn_is_endbr(const uint8_t *code, size_t len)
{
	return len >= ENDBR_LEN && !memcmp(code, "\xf3\x0f\x1e\xfa", ENDBR_LEN);
}

/* ---- where an address goes -------------------------------------------------------------------- */

/* struct use - what an instruction does with a register, besides addressing memory */
struct use {
	bool read;
	bool written;
};

static ZydisRegister whole(ZydisRegister reg)
{
	return ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, reg);
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
	return use;
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

bool insn_keeps_address(const uint8_t *code, size_t len, uint64_t off)
{
	ZydisDecodedInstruction insn;
	ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
	bool straight = true;
	ZydisRegister reg = ZYDIS_REGISTER_NONE;

	for (; off < len; off += insn.length) {
		struct use use;

		if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(decoder(), code + off, len - off, &insn,
							 operands)))
			return true;
		if (reg == ZYDIS_REGISTER_NONE) {
			if (insn.mnemonic != ZYDIS_MNEMONIC_LEA)
				return true;
			reg = whole(operands[0].reg.value);
			continue;
		}
		use = use_of(&insn, operands, reg);
		if (use.read || is_handed_over(&insn, reg))
			return true;
		/* Behind a branch, another path may come by where the register still holds it. */
		straight &= insn.meta.category != ZYDIS_CATEGORY_COND_BR &&
			    insn.meta.category != ZYDIS_CATEGORY_UNCOND_BR;
		if (use.written && straight)
			return false;
	}
	return false;
}

const char *insn_text(const uint8_t *code, size_t len, uint64_t off)
{
	ZydisDisassembledInstruction insn;

	if (off >= len || !ZYAN_SUCCESS(ZydisDisassembleIntel(ZYDIS_MACHINE_MODE_LONG_64, off,
							      code + off, len - off, &insn)))
		return "(not an instruction)";
	return mem_text(insn.text, strlen(insn.text));
}
