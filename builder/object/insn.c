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

const char *insn_text(const uint8_t *code, size_t len, uint64_t off)
{
	ZydisDisassembledInstruction insn;

	if (off >= len || !ZYAN_SUCCESS(ZydisDisassembleIntel(ZYDIS_MACHINE_MODE_LONG_64, off,
							      code + off, len - off, &insn)))
		return "(not an instruction)";
	return mem_text(insn.text, strlen(insn.text));
}
